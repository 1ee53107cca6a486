package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"pacer/bot"
	"pacer/bot/outbox"
	"pacer/coach"
)

// Driver is what differs between databases.
type Driver struct {
	// Writer is the one connection that writes; Readers are for reading.
	Writer  *sql.DB
	Readers *sql.DB
	// Begin begins a transaction that may write.
	Begin string
	// Kinded gives an error of the driver the kind that its caller needs.
	Kinded func(error) error
	// Lost tells whether an error means that the database has rolled back the
	// whole transaction, savepoints included.
	Lost func(error) bool
	// Close undoes what opening did, after the connections are closed.
	Close func() error
}

// Options are how a Store behaves.
type Options struct {
	Now func() time.Time // nil: time.Now
	Log *slog.Logger     // nil: discard
	// Orphans takes the rows of turns whose caller gave up waiting before the
	// commit. Nil: they are found by Claim when their lease ends.
	Orphans func([]outbox.Row)
	// Committed is told the size and the time of each group. Nil: nobody.
	Committed func(turns int, took time.Duration)
}

const (
	groupSize  = 256                    // turns in one transaction, at most
	leaseFor   = 20 * time.Second       // a row sent in a turn belongs to this process so long
	marksAfter = 200 * time.Millisecond // marks wait no longer than this for a group to ride in
)

// Store is a bot.Store in SQL. It is safe for use by several goroutines.
type Store struct {
	d Driver
	o Options
	reading

	jobs   chan *job
	wake   chan struct{} // marks are waiting
	mu     sync.Mutex
	marks  []outbox.Mark
	closed bool // no new jobs; guarded by intake
	intake sync.RWMutex
	done   chan struct{}
}

var _ bot.Store = (*Store)(nil)

// job is one turn on its way through the writer.
type job struct {
	ctx       context.Context
	workspace string
	event     string
	fn        func(*tx) error
	state     atomic.Int32 // waiting, taken or abandoned
	rows      []outbox.Row
	ran       bool // in a group whose commit failed
	err       error
	ready     chan struct{}
}

const (
	jobWaiting   = iota
	jobSettled   // the writer has an outcome for the caller
	jobAbandoned // the caller has gone
)

// New returns a Store on connections that are open and migrated.
func New(ctx context.Context, d Driver, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Store{
		d: d, o: o, reading: reading{db: d.Readers, kinded: d.Kinded},
		jobs: make(chan *job, 4*groupSize), wake: make(chan struct{}, 1), done: make(chan struct{}),
	}
	if d.Writer == nil { // opened for reading only
		s.closed = true
		close(s.done)
		return s, nil
	}
	conn, err := d.Writer.Conn(ctx)
	if err != nil {
		return nil, d.Kinded(err)
	}
	w := &writer{store: s, conn: conn, statements: make(map[string]*sql.Stmt), mem: newMemory()}
	// What an earlier process held is nobody's any more.
	if _, err := conn.ExecContext(ctx, `UPDATE outbox SET lease = 0 WHERE lease > 0`); err != nil {
		return nil, d.Kinded(err)
	}
	go w.run()
	return s, nil
}

// Turn implements bot.Store.
func (s *Store) Turn(ctx context.Context, workspace, event string, fn func(bot.Tx) error) ([]outbox.Row, error) {
	return s.do(ctx, workspace, event, func(t *tx) error { return fn(t) })
}

func (s *Store) do(ctx context.Context, workspace, event string, fn func(*tx) error) ([]outbox.Row, error) {
	j := &job{ctx: ctx, workspace: workspace, event: event, fn: fn, ready: make(chan struct{})}
	s.intake.RLock()
	if s.closed {
		s.intake.RUnlock()
		return nil, &coach.Error{Op: "turn", Kind: coach.Transient, Err: errors.New("the database is closed")}
	}
	select {
	case s.jobs <- j:
		s.intake.RUnlock()
	case <-ctx.Done():
		s.intake.RUnlock()
		return nil, ctx.Err()
	}
	select {
	case <-j.ready:
		return j.rows, j.err
	case <-ctx.Done():
		if j.state.CompareAndSwap(jobWaiting, jobAbandoned) {
			return nil, ctx.Err()
		}
		<-j.ready
		return j.rows, j.err
	}
}

// Close stops taking turns, finishes those in hand, writes what is left to
// write, and closes the database.
func (s *Store) Close(ctx context.Context) error {
	s.intake.Lock()
	if !s.closed {
		s.closed = true
		close(s.jobs)
	}
	s.intake.Unlock()
	select {
	case <-s.done:
	case <-ctx.Done():
		return ctx.Err()
	}
	var errs []error
	errs = append(errs, s.d.Readers.Close())
	if s.d.Writer != nil {
		errs = append(errs, s.d.Writer.Close())
	}
	if s.d.Close != nil {
		errs = append(errs, s.d.Close())
	}
	return errors.Join(errs...)
}

// Mark implements outbox.Queue.
func (s *Store) Mark(m outbox.Mark) {
	s.mu.Lock()
	s.marks = append(s.marks, m)
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *Store) takeMarks() []outbox.Mark {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.marks
	s.marks = nil
	return m
}

// writer is the one goroutine that writes.
type writer struct {
	store      *Store
	conn       *sql.Conn
	statements map[string]*sql.Stmt
	mem        *memory
}

// run handles groups until the jobs end.
func (w *writer) run() {
	defer close(w.store.done)
	defer w.conn.Close()
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	for {
		select {
		case j, ok := <-w.store.jobs:
			if !ok {
				w.handle(nil)
				w.leave()
				return
			}
			w.handle(w.gather(j))
		case <-w.store.wake:
			timer.Reset(marksAfter)
		case <-timer.C:
			w.handle(nil)
		}
	}
}

// gather takes the turns that wait already. Nothing is waited for: the time of
// one commit is what lets the next group grow.
func (w *writer) gather(first *job) []*job {
	group := append(make([]*job, 0, 32), first)
	for len(group) < groupSize {
		select {
		case j, ok := <-w.store.jobs:
			if !ok {
				return group // the next look at the channel sees it closed
			}
			group = append(group, j)
		default:
			return group
		}
	}
	return group
}

// handle writes a group and the marks that wait, and tells everyone.
func (w *writer) handle(group []*job) {
	marks := w.store.takeMarks()
	if len(group) == 0 && len(marks) == 0 {
		return
	}
	began := time.Now()
	if err := w.together(group, marks); err != nil {
		w.store.o.Log.Warn("a group of turns is handled one by one", "turns", len(group), "error", err)
		for _, m := range marks {
			if err := w.together(nil, []outbox.Mark{m}); err != nil {
				// The row's lease ends, and it is sent again.
				w.store.o.Log.Error("a delivery could not be recorded", "row", m.ID, "error", err)
			}
		}
		for _, j := range group {
			w.alone(j)
		}
	}
	if w.store.o.Committed != nil && len(group) > 0 {
		w.store.o.Committed(len(group), time.Since(began))
	}
	for _, j := range group {
		w.settle(j)
	}
}

// settle hands the outcome of a turn to whoever waits for it.
func (w *writer) settle(j *job) {
	if j.err != nil {
		j.rows = nil
	}
	if !j.state.CompareAndSwap(jobWaiting, jobSettled) && len(j.rows) > 0 && w.store.o.Orphans != nil {
		w.store.o.Orphans(j.rows)
	}
	close(j.ready)
}

// together handles a group in one transaction. An error means that nothing of
// it may be there, or, if it came from the commit, that nobody knows.
func (w *writer) together(group []*job, marks []outbox.Mark) (err error) {
	defer func() {
		if err != nil {
			w.mem.forget()
		}
	}()
	if err := w.exec(w.store.d.Begin); err != nil {
		return w.store.d.Kinded(err)
	}
	for _, m := range marks {
		if err := w.mark(m); err != nil {
			w.exec("ROLLBACK")
			return err
		}
	}
	for _, j := range group {
		j.err, j.rows = nil, nil
		if err := j.ctx.Err(); err != nil {
			j.err = err
			continue
		}
		if err := w.one(j); err != nil {
			w.exec("ROLLBACK")
			return err
		}
		j.ran = j.err == nil
	}
	if err := w.exec("COMMIT"); err != nil {
		w.exec("ROLLBACK")
		return w.store.d.Kinded(err)
	}
	return nil
}

// alone handles a turn by itself, after its group was lost.
func (w *writer) alone(j *job) {
	ran, rows := j.ran, j.rows
	err := w.together([]*job{j}, nil)
	switch {
	case err != nil:
		j.err = err
	case ran && errors.Is(j.err, bot.ErrSeen):
		// The commit whose outcome nobody knew had happened: what the turn
		// sent then is in the outbox, and this caller's to deliver.
		j.err, j.rows = nil, rows
	}
}

// one handles a turn in a savepoint. The turn's own error is in j.err; what is
// returned means that the transaction is lost.
func (w *writer) one(j *job) error {
	if err := w.exec("SAVEPOINT turn"); err != nil {
		return err
	}
	t := &tx{
		queries: queries{db: w, ctx: context.Background(), workspace: j.workspace, kinded: w.store.d.Kinded},
		now:     w.store.o.Now(), mem: w.mem,
	}
	j.err = t.run(j)
	if j.err == nil {
		j.rows = t.rows
		return w.exec("RELEASE turn")
	}
	t.undo()
	if w.store.d.Lost(j.err) {
		return j.err
	}
	if err := w.exec("ROLLBACK TO turn"); err != nil {
		return err
	}
	return w.exec("RELEASE turn")
}

// run marks the event as handled and lets the turn's function do its work. A
// panic is the turn's error.
func (t *tx) run(j *job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a turn: %v", p)
		}
	}()
	if j.event != "" {
		fresh, err := t.see(j.event)
		if err != nil {
			return err
		}
		if !fresh {
			return bot.ErrSeen
		}
	}
	return j.fn(t)
}

// leave tidies up before the writer goes.
func (w *writer) leave() {
	for _, sql := range []string{"PRAGMA optimize", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if w.store.d.Begin != "BEGIN IMMEDIATE" {
			return // not SQLite
		}
		rows, err := w.conn.QueryContext(context.Background(), sql)
		if err != nil {
			w.store.o.Log.Warn("tidying up", "sql", sql, "error", err)
			continue
		}
		for rows.Next() {
			continue
		}
		rows.Close()
	}
}

// exec runs a statement of the transaction's own under the writer's context.
func (w *writer) exec(query string) error {
	st, err := w.prepare(context.Background(), query)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(context.Background())
	return err
}

// prepare prepares a statement once.
func (w *writer) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := w.statements[query]; ok {
		return st, nil
	}
	st, err := w.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", query, err)
	}
	w.statements[query] = st
	return st, nil
}

// mark records one delivery.
func (w *writer) mark(m outbox.Mark) error {
	q := queries{db: w, ctx: context.Background(), workspace: m.Workspace, kinded: w.store.d.Kinded}
	if err := q.mark(m); err != nil {
		return err
	}
	w.mem.delivered(m)
	return nil
}
