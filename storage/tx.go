package storage

import (
	"context"
	"time"

	"pacer/bot"
	"pacer/bot/outbox"
	"pacer/coach"
)

// tx is a turn's view of its workspace: every read is a query.
type tx struct {
	queries
	now         time.Time
	rows        []outbox.Row // sent
	repeated    bool         // the event had been handled: nothing was written
	remembering *remembering // nil where nothing is
}

var (
	_ bot.Tx     = (*tx)(nil)
	_ bot.Tx     = (*remembering)(nil)
	_ bot.Reader = (*queries)(nil)
)

// view is what the turn's function sees.
func (t *tx) view() bot.Tx {
	if t.remembering != nil {
		return t.remembering
	}
	return t
}

// see marks an event as handled, and tells whether it was not yet.
func (t *tx) see(event string) (fresh bool, err error) {
	n, err := t.exec(`INSERT INTO seen (workspace, event, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, event, millis(t.now))
	return n > 0, err
}

// Seen implements bot.Reader.
func (q *queries) Seen(event string) (was bool, err error) {
	err = q.row("event", `SELECT EXISTS (SELECT 1 FROM seen WHERE workspace = ? AND event = ?)`, []any{event}, &was)
	return was, err
}

// Append implements bot.Tx.
func (t *tx) Append(e coach.Entry) (position int64, err error) {
	last, err := t.lastPosition()
	if err != nil {
		return 0, err
	}
	e.Position = last + 1
	return e.Position, t.insertEntry(e)
}

// View implements bot.Store.
func (s *Store) View(ctx context.Context, workspace string, fn func(bot.Reader) error) error {
	return s.moment(ctx, workspace, func(q *queries) error { return fn(q) })
}
