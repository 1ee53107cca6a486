package storage

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"pacer/bot"
	"pacer/bot/outbox"
	"pacer/coach"
)

// writer is the one goroutine that writes.
type writer struct {
	store *Store
	on    *connection
	mem   *memory // nil: none
	// lost is the error after which the transaction under way is not there any
	// more. Whatever the turn makes of it, nothing is written after it, since
	// that would be outside of any transaction.
	lost error
}

// run handles groups until the jobs end.
func (w *writer) run() {
	defer close(w.store.done)
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	var due <-chan time.Time // when marks have waited long enough for a group
	for {
		select {
		case j, ok := <-w.store.jobs:
			due = nil
			if !ok {
				w.end()
				return
			}
			w.handle(w.gather(j))
		case done := <-w.store.scrubs:
			done <- w.scrub()
		case <-w.store.wake:
			if due == nil {
				timer.Reset(marksAfter)
				due = timer.C
			}
		case <-due:
			due = nil
			w.handle(nil)
		}
	}
}

// end writes the marks that wait, and tidies up.
func (w *writer) end() {
	w.handle(nil)
	log := w.store.o.Log
	if n := len(w.store.takeMarks()); n > 0 {
		log.Error("deliveries could not be recorded; these messages are sent again", "messages", n)
	}
	for _, query := range w.store.d.Leave {
		if err := w.on.discardRows(query); err != nil {
			log.Warn("the database could not be tidied up", "statement", query, "error", err)
		}
	}
	if err := w.on.close(); err != nil {
		log.Warn("the writer's connection could not be closed", "error", err)
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

// handle writes the marks that wait and a group, and tells everyone.
func (w *writer) handle(group []*job) {
	marks := w.store.takeMarks()
	if len(group) == 0 && len(marks) == 0 {
		return
	}
	if err := w.together(group, marks); err != nil {
		if len(group) > 1 {
			w.store.o.Log.Warn("a group of turns is handled one by one", "turns", len(group), "error", err)
		}
		w.remark(marks)
		for _, j := range group {
			w.alone(j, err)
		}
	}
	for _, j := range group {
		w.settle(j)
	}
}

// remark writes marks whose group was lost: without the group, and if that
// fails one by one. Where the database as a whole is in trouble they wait for
// a later group, since a delivery that is not recorded is made twice.
func (w *writer) remark(marks []outbox.Mark) {
	if len(marks) == 0 {
		return
	}
	err := w.together(nil, marks)
	if err == nil {
		return
	}
	for len(marks) > 0 {
		if w.inTrouble(err) {
			w.store.putBack(marks)
			return
		}
		if err = w.together(nil, marks[:1]); err != nil && w.inTrouble(err) {
			continue
		}
		if err != nil {
			// The row's lease ends, and it is sent again.
			w.store.o.Log.Error("a delivery could not be recorded", "row", marks[0].ID, "error", err)
		}
		marks = marks[1:]
	}
}

// inTrouble tells whether an error of a transaction is the database's and not
// that of what was to be written.
func (w *writer) inTrouble(err error) bool {
	return err != nil && (w.store.d.Lost(err) || coach.KindOf(err) == coach.Transient || errors.Is(err, errUnsure))
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

// errUnsure says that nobody knows whether a transaction was committed.
var errUnsure = errors.New("it is not known whether this was kept")

// errAgain says that a turn of an unguarded transaction failed, and took the
// others with it.
var errAgain = errors.New("a turn failed without a savepoint")

// together handles a group in one transaction. An error means that nothing of
// it is there, or, if it is errUnsure, that nobody knows.
//
// Turns fail seldom, and a savepoint costs each a copy of every page that it
// changes, a quarter of the whole. So a group is tried without savepoints, and
// done again with them when one of its turns has failed.
func (w *writer) together(group []*job, marks []outbox.Mark) error {
	err := w.transaction(group, marks, false)
	if errors.Is(err, errAgain) {
		return w.transaction(group, marks, true)
	}
	return err
}

// transaction handles a group in one transaction, guarded by a savepoint for
// each turn or not.
func (w *writer) transaction(group []*job, marks []outbox.Mark, guarded bool) (err error) {
	began := time.Now()
	w.lost = nil
	defer func() {
		if err != nil && w.mem != nil {
			w.mem.forget()
		}
	}()
	if err := w.exec(w.store.d.Begin); err != nil {
		w.rollback() // what an earlier rollback could not end
		return err
	}
	for _, m := range marks {
		if err := w.mark(m); err != nil {
			w.rollback()
			return err
		}
	}
	for _, j := range group {
		j.err, j.rows, j.ran = nil, nil, false
		if j.err = j.ctx.Err(); j.err != nil {
			continue // withdrawn
		}
		if err := w.one(j, guarded); err != nil {
			w.rollback()
			return err
		}
	}
	if w.mem != nil {
		if err := w.mem.write(w.queries); err != nil {
			w.rollback()
			return err
		}
	}
	if err := w.exec("COMMIT"); err != nil {
		w.rollback()
		return w.outcome(group, err)
	}
	if w.store.o.Committed != nil && len(group) > 0 {
		w.store.o.Committed(len(group), time.Since(began))
	}
	w.changed(group)
	return nil
}

// changed tells in which workspaces turns of a group were kept.
func (w *writer) changed(group []*job) {
	if w.store.o.Changed == nil {
		return
	}
	var workspaces []string
	for _, j := range group {
		if j.turn && j.ran && !slices.Contains(workspaces, j.workspace) {
			workspaces = append(workspaces, j.workspace)
		}
	}
	if len(workspaces) > 0 {
		w.store.o.Changed(workspaces)
	}
}

// rollback ends a transaction, if it is still there: after some errors SQLite
// has ended it already.
func (w *writer) rollback() { _ = w.on.exec("ROLLBACK") }

// outcome finds out what became of a commit that erred: the mark of one event
// that was handled in it tells of all.
func (w *writer) outcome(group []*job, committing error) error {
	for _, j := range group {
		if !j.ran || j.event == "" {
			continue
		}
		w.lost = nil
		q := w.queries(j.workspace)
		seen, err := q.Seen(j.event)
		switch {
		case err != nil:
			return fmt.Errorf("%w: %w", errUnsure, committing)
		case !seen:
			return committing
		}
		w.store.o.Log.Warn("a commit erred and was kept all the same", "error", committing)
		if w.mem != nil {
			w.mem.forget()
		}
		w.changed(group)
		return nil
	}
	return fmt.Errorf("%w: %w", errUnsure, committing)
}

// alone handles a turn by itself, after its group was lost.
func (w *writer) alone(j *job, lost error) {
	ran, rows := j.ran, j.rows
	if ran && j.event == "" && errors.Is(lost, errUnsure) {
		j.err = lost // it may have been kept, and nothing would tell the second from the first
		return
	}
	err := w.together([]*job{j}, nil)
	switch {
	case err != nil:
		j.err = err
	case ran && errors.Is(j.err, bot.ErrSeen):
		// It had been kept: what it sent then is this caller's to deliver.
		j.err, j.rows = nil, rows
	}
}

// one handles a turn, in a savepoint if it is guarded. The turn's own error is
// in j.err; what is returned means that the transaction is lost.
func (w *writer) one(j *job, guarded bool) error {
	if guarded {
		if err := w.exec("SAVEPOINT turn"); err != nil {
			return err
		}
	}
	t := &tx{queries: w.queries(j.workspace), now: w.store.o.Now()}
	if w.mem != nil {
		t.remembering = &remembering{tx: t, mem: w.mem}
	}
	j.err = w.turn(t, j, guarded)
	if w.lost != nil {
		return w.store.d.Kinded(w.lost)
	}
	if j.err == nil {
		j.rows, j.ran = t.rows, true
		if guarded {
			return w.exec("RELEASE turn")
		}
		return nil
	}
	if !guarded && t.repeated {
		return nil // found out before anything was written
	}
	if !guarded {
		return errAgain
	}
	if t.remembering != nil {
		t.remembering.undo()
	}
	if err := w.exec("ROLLBACK TO turn"); err != nil {
		return err
	}
	return w.exec("RELEASE turn")
}

// turn marks the event as handled and lets the turn's function do its work. A
// panic is the turn's error, logged the last time that it is run.
func (w *writer) turn(t *tx, j *job, guarded bool) (err error) {
	defer func() {
		if p := recover(); p != nil {
			// A value that is not the runtime's own may hold anything, a
			// learner's words among them: its type has to do.
			err = fmt.Errorf("panic in a turn with a %T", p)
			if e, ok := p.(runtime.Error); ok {
				err = fmt.Errorf("panic in a turn: %w", e)
			}
			if guarded {
				w.store.o.Log.Error("a turn panicked", "workspace", j.workspace, "event", j.event, "error", err, "stack", string(debug.Stack()))
			}
		}
	}()
	if j.event != "" {
		fresh, err := t.see(j.event)
		if err != nil {
			return err
		}
		if !fresh {
			t.repeated = true
			return bot.ErrSeen
		}
	}
	return j.fn(t)
}

// queries are the writer's own in a workspace. They run under no event's
// context: its end would interrupt, and so undo, the whole transaction.
func (w *writer) queries(workspace string) queries {
	return queries{db: w, ctx: context.Background(), workspace: workspace, kinded: w.kinded}
}

// prepare implements preparer.
func (w *writer) prepare(ctx context.Context, query string) (statement, error) {
	if w.lost != nil {
		return statement{}, w.lost
	}
	return w.on.prepare(ctx, query)
}

// exec runs a statement of the transaction's own.
func (w *writer) exec(query string) error { return w.kinded(w.on.exec(query)) }

// kinded is the driver's Kinded, and notices when the transaction is lost.
func (w *writer) kinded(err error) error {
	if err != nil && w.lost == nil && w.store.d.Lost(err) {
		w.lost = err
	}
	return w.store.d.Kinded(err)
}

// mark records one delivery.
func (w *writer) mark(m outbox.Mark) error {
	q := w.queries(m.Workspace)
	if err := q.mark(m); err != nil {
		return err
	}
	if w.mem != nil && m.State == outbox.Sent {
		w.mem.posted(rowKey{m.Workspace, m.ID}, instant(millis(m.Receipt.At)))
	}
	return nil
}
