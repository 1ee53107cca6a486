package storage

import (
	"context"
	"database/sql"
	"errors"
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
	// Writer is the one connection that writes; nil: nothing is written.
	Writer *sql.DB
	// Readers are for reading: as many as SetMaxOpenConns says.
	Readers *sql.DB
	// Begin begins a transaction that may write, at once the only one.
	Begin string
	// Kinded gives an error of the driver the kind that its caller needs.
	Kinded func(error) error
	// Lost tells whether an error means that the database has rolled back the
	// whole transaction, savepoints included, or may have.
	Lost func(error) bool
	// Leave are statements that tidy up before the writer goes.
	Leave []string
	// Scrub are statements that leave nothing in the file of what was removed.
	Scrub []string
	// Close undoes what opening did, after the connections are closed.
	Close func() error
}

// Options are how a Store behaves.
type Options struct {
	Now func() time.Time // nil: time.Now
	Log *slog.Logger     // nil: discard
	// Orphans takes the rows of turns whose caller gave up waiting before the
	// commit. It is called by the writer, and must not wait for a turn. Nil:
	// they are found by Claim when their lease ends.
	Orphans func([]outbox.Row)
	// Committed is told the number of turns and the time of each group, by the
	// writer. Nil: nobody is.
	Committed func(turns int, took time.Duration)
	// Changed is told the workspaces in which turns of a group were kept, after
	// its commit, by the writer: each once. It must not wait for a turn. Nil:
	// nobody is.
	Changed func(workspaces []string)
	// Forgetful makes every read of a turn a query: slower, and else the same.
	// It is for comparing.
	Forgetful bool
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
	*reading

	intake sync.RWMutex // held for reading while a job is handed over
	closed bool         // no more jobs; guarded by intake
	jobs   chan *job
	scrubs chan chan error // who waits for the file to be made anew
	done   chan struct{}   // the writer has ended
	leave  sync.Once
	left   error

	mu    sync.Mutex
	marks []outbox.Mark // in the order they came
	wake  chan struct{} // marks are waiting
}

var _ bot.Store = (*Store)(nil)

// job is one turn on its way through the writer.
type job struct {
	ctx       context.Context
	workspace string
	event     string
	fn        func(*tx) error
	turn      bool         // the bot's, not the store's own
	state     atomic.Int32 // waiting, settled or abandoned
	rows      []outbox.Row
	ran       bool // to its end, in the last transaction that was tried
	err       error
	ready     chan struct{}
}

const (
	jobWaiting   = iota
	jobSettled   // the writer has an outcome for the caller
	jobAbandoned // the caller has gone
)

// New returns a Store on connections that are open and migrated. They, and
// what Driver.Close undoes, stay the caller's if it fails.
func New(ctx context.Context, d Driver, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Store{
		d: d, o: o, reading: newReading(d.Readers, d.Kinded),
		jobs: make(chan *job, 4*groupSize), scrubs: make(chan chan error), wake: make(chan struct{}, 1), done: make(chan struct{}),
	}
	if d.Writer == nil {
		s.closed = true
		close(s.done)
		return s, nil
	}
	w := &writer{store: s, on: &connection{}}
	if !o.Forgetful {
		w.mem = newMemory()
	}
	if err := w.on.open(ctx, d.Writer); err != nil {
		return nil, d.Kinded(err)
	}
	// What an earlier process held is nobody's any more.
	if err := w.exec(`UPDATE outbox SET lease = 0 WHERE lease > 0`); err != nil {
		return nil, errors.Join(d.Kinded(err), w.on.close())
	}
	go w.run()
	return s, nil
}

// Turn implements bot.Store.
func (s *Store) Turn(ctx context.Context, workspace, event string, fn func(bot.Tx) error) ([]outbox.Row, error) {
	return s.hand(&job{ctx: ctx, workspace: workspace, event: event, turn: true, fn: func(t *tx) error { return fn(t.view()) }})
}

// do hands a turn of the store's own to the writer, and waits for its outcome.
// What fn leaves in variables of the caller may be read only if there was no
// error: after one, fn may still be running.
func (s *Store) do(ctx context.Context, workspace, event string, fn func(*tx) error) ([]outbox.Row, error) {
	return s.hand(&job{ctx: ctx, workspace: workspace, event: event, fn: fn})
}

// hand hands a job to the writer and waits for its outcome.
func (s *Store) hand(j *job) ([]outbox.Row, error) {
	j.ready = make(chan struct{})
	if err := s.enqueue(j); err != nil {
		return nil, err
	}
	select {
	case <-j.ready:
		return j.rows, j.err
	case <-j.ctx.Done():
		if j.state.CompareAndSwap(jobWaiting, jobAbandoned) {
			return nil, j.ctx.Err()
		}
		<-j.ready
		return j.rows, j.err
	}
}

func (s *Store) enqueue(j *job) error {
	s.intake.RLock()
	defer s.intake.RUnlock()
	switch {
	case s.d.Writer == nil:
		return &coach.Error{Op: "turn", Kind: coach.Internal, Err: errors.New("the database is open for reading only")}
	case s.closed:
		return errClosed()
	}
	select {
	case s.jobs <- j:
		return nil
	case <-j.ctx.Done():
		return j.ctx.Err()
	}
}

func errClosed() error {
	return &coach.Error{Op: "turn", Kind: coach.Transient, Err: errors.New("the database is closed")}
}

// Close stops taking turns, finishes those in hand, writes the marks that
// wait, and closes the database. It may be called again, also after its
// context has ended before it was done.
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
	if err := s.reading.close(ctx); err != nil {
		return err
	}
	s.leave.Do(func() {
		s.left = s.d.Readers.Close()
		if s.d.Writer != nil {
			s.left = errors.Join(s.left, s.d.Writer.Close())
		}
		if s.d.Close != nil {
			s.left = errors.Join(s.left, s.d.Close())
		}
	})
	return s.left
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

// putBack lets marks ride in a later group, before those that came since.
func (s *Store) putBack(marks []outbox.Mark) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.marks = append(marks, s.marks...)
}
