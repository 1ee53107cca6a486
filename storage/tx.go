package storage

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
)

// tx is a turn's view of its workspace.
type tx struct {
	queries
	now  time.Time
	rows []outbox.Row
	mem  *memory

	touched       []string // people that mem is to forget if the turn is undone
	touchedShared bool     // and what they share
}

var (
	_ bot.Tx     = (*tx)(nil)
	_ bot.Reader = (*queries)(nil)
)

// see marks an event as handled, and tells whether it was not yet.
func (t *tx) see(event string) (fresh bool, err error) {
	n, err := t.exec(`INSERT INTO seen (workspace, event, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, event, millis(t.now))
	return n > 0, err
}

// Send implements bot.Tx.
func (t *tx) Send(r outbox.Row) error {
	r.Workspace = t.workspace
	r.Lease = t.now.Add(leaseFor)
	m, err := json.Marshal(r.Message)
	if err != nil {
		return err
	}
	if _, err := t.exec(`INSERT INTO outbox (workspace, id, dest, message, begun, urgent, dead, attempts, not_before, lease, error)
		VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?, ?, '')`,
		r.ID, r.To.Key(), string(m), flag(r.Begun), flag(r.Urgent), millis(r.NotBefore), millis(r.Lease)); err != nil {
		return err
	}
	t.rows = append(t.rows, r)
	return nil
}

// mark records what became of a row.
func (q *queries) mark(m outbox.Mark) error {
	if m.State == outbox.Sent {
		if _, err := q.exec(`DELETE FROM outbox WHERE workspace = ? AND id = ?`, m.ID); err != nil {
			return err
		}
		_, err := q.exec(`INSERT INTO receipt (workspace, id, ref, posted) VALUES (?, ?, ?, ?)
			ON CONFLICT (workspace, id) DO UPDATE SET ref = excluded.ref, posted = excluded.posted`,
			m.ID, m.Receipt.Ref, millis(m.Receipt.At))
		return err
	}
	_, err := q.exec(`UPDATE outbox SET dead = ?3, attempts = ?4, not_before = ?5, lease = ?6, error = ?7 WHERE workspace = ?1 AND id = ?2`,
		m.ID, flag(m.State == outbox.Dead), m.Attempts, millis(m.NotBefore), millis(m.Lease), m.Error)
	return err
}

func scanRow(s scanner) (r outbox.Row, err error) {
	var dest string
	var message []byte
	var dead bool
	var notBefore, lease int64
	if err = s.Scan(&r.Workspace, &r.ID, &dest, &message, &r.Begun, &r.Urgent, &dead, &r.Attempts, &notBefore, &lease, &r.Error); err != nil {
		return r, err
	}
	r.To, r.NotBefore, r.Lease, r.State = chat.ParseKey(dest), instant(notBefore), instant(lease), outbox.Waiting
	if dead {
		r.State = outbox.Dead
	}
	return r, json.Unmarshal(message, &r.Message)
}

const rowColumns = `workspace, id, dest, message, begun, urgent, dead, attempts, not_before, lease, error`

// Claim implements outbox.Queue.
func (s *Store) Claim(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]outbox.Row, error) {
	var rows []outbox.Row
	_, err := s.do(ctx, "", "", func(t *tx) (err error) {
		rows, err = list(&t.queries, scanRow, `UPDATE outbox SET lease = ?2 WHERE (workspace, id) IN (
			SELECT o.workspace, o.id FROM outbox o WHERE ?1 = '' AND o.dead = 0 AND o.not_before <= ?3 AND o.lease <= ?3
			AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.dest = o.dest AND e.id < o.id AND e.dead = 0
				AND (e.not_before > ?3 OR e.lease > ?3))
			ORDER BY o.id LIMIT ?4) RETURNING `+rowColumns, millis(now.Add(lease)), millis(now), limit)
		return err
	})
	if err != nil {
		return nil, err
	}
	// RETURNING promises no order.
	sortRows(rows)
	return rows, nil
}

// Receipt implements bot.Reader.
func (q *queries) Receipt(id string) (r chat.Receipt, err error) {
	var posted int64
	err = q.row("receipt", `SELECT ref, posted FROM receipt WHERE workspace = ? AND id = ?`, []any{id}, &r.Ref, &posted)
	r.At = instant(posted)
	return r, err
}

// Receipt implements outbox.Queue.
func (s *Store) Receipt(ctx context.Context, workspace, id string) (r chat.Receipt, err error) {
	err = s.moment(ctx, workspace, func(q *queries) error {
		r, err = q.Receipt(id)
		return err
	})
	return r, err
}

// View implements bot.Store.
func (s *Store) View(ctx context.Context, workspace string, fn func(bot.Reader) error) error {
	return s.moment(ctx, workspace, func(q *queries) error { return fn(q) })
}

// Place implements bot.Store.
func (s *Store) Place(ctx context.Context, platform, place string) (workspace string, err error) {
	err = s.moment(ctx, platform, func(q *queries) error {
		return q.row("place", `SELECT workspace FROM place WHERE platform = ? AND place = ?`, []any{place}, &workspace)
	})
	return workspace, err
}

// Join implements bot.Store.
func (s *Store) Join(ctx context.Context, platform, place, workspace string) error {
	_, err := s.do(ctx, workspace, "", func(t *tx) error {
		if _, err := t.exec(`INSERT INTO place (workspace, platform, place) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, platform, place); err != nil {
			return err
		}
		var has string
		q := t.queries
		q.workspace = platform
		if err := q.row("place", `SELECT workspace FROM place WHERE platform = ? AND place = ?`, []any{place}, &has); err != nil {
			return err
		}
		if has != workspace {
			return &coach.Error{Op: "join place", Kind: coach.Conflict, Err: errors.New("the place belongs to another workspace")}
		}
		return nil
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
