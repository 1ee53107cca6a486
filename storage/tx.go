package storage

import (
	"context"
	"errors"
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

// seen tells whether an event was handled.
func (q *queries) seen(event string) (was bool, err error) {
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

// The statements about places and values of the installation begin with
// another argument than the workspace: they are what leads to one.

// Place implements bot.Store.
func (s *Store) Place(ctx context.Context, platform, place string) (workspace string, err error) {
	err = s.moment(ctx, platform, func(q *queries) error {
		workspace, err = q.place(place)
		return err
	})
	return workspace, err
}

func (q *queries) place(place string) (workspace string, err error) {
	err = q.row("place", `SELECT workspace FROM place WHERE platform = ? AND place = ?`, []any{place}, &workspace)
	return workspace, err
}

// Join implements bot.Store.
func (s *Store) Join(ctx context.Context, platform, place, workspace string) error {
	_, err := s.do(ctx, workspace, "", func(t *tx) error {
		if _, err := t.Workspace(); err != nil {
			return err
		}
		if _, err := t.exec(`INSERT INTO place (workspace, platform, place) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, platform, place); err != nil {
			return err
		}
		of := t.queries
		of.workspace = platform
		has, err := of.place(place)
		if err == nil && has != workspace {
			err = &coach.Error{Op: "join place", Kind: coach.Conflict, Err: errors.New("the place belongs to another workspace")}
		}
		return err
	})
	return err
}

// CreateWorkspace implements bot.Store.
func (s *Store) CreateWorkspace(ctx context.Context, w coach.Workspace) error {
	_, err := s.do(ctx, w.ID, "", func(t *tx) error {
		_, err := t.exec(`INSERT INTO workspace (id, name, zone, help, safety) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			w.Name, w.Zone, w.Help, w.Safety)
		return err
	})
	return err
}

// Workspaces implements bot.Store.
func (s *Store) Workspaces(ctx context.Context) (all []coach.Workspace, err error) {
	err = s.moment(ctx, "", func(q *queries) error {
		all, err = list(q, scanWorkspace, `SELECT id, name, zone, help, safety FROM workspace WHERE ?1 = '' ORDER BY id`)
		return err
	})
	return all, err
}
