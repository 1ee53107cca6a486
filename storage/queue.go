package storage

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"pacer/bot/chat"
	"pacer/bot/outbox"
)

// Send implements bot.Tx.
func (t *tx) Send(r outbox.Row) error {
	r.Workspace, r.State, r.Lease = t.workspace, outbox.Waiting, t.now.Add(leaseFor)
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
	if m.State == outbox.Dead { // what it says opens a door: nobody gets it any more
		if _, err := q.exec(`UPDATE outbox SET message = json_object('id', id, 'parts', json_array(json_object('text', json_extract(message, '$.gone'))))
			WHERE workspace = ? AND id = ? AND json_extract(message, '$.gone') <> ''`, m.ID); err != nil {
			return err
		}
	}
	_, err := q.exec(`UPDATE outbox SET dead = ?3, attempts = ?4, not_before = ?5, lease = ?6, error = ?7 WHERE workspace = ?1 AND id = ?2`,
		m.ID, flag(m.State == outbox.Dead), m.Attempts, millis(m.NotBefore), millis(m.Lease), m.Error)
	return err
}

const rowColumns = `workspace, id, dest, message, begun, urgent, dead, attempts, not_before, lease, error`

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

// Claiming leases the oldest rows that nothing holds back: not their own time
// or lease, nor that of a row before them in their conversation. A conversation
// is the same whichever workspaces speak in it.
const (
	claiming = `UPDATE outbox SET lease = ?2 WHERE (workspace, id) IN (
		SELECT o.workspace, o.id FROM outbox o WHERE ?1 = '' AND o.dead = 0 AND o.not_before <= ?3 AND o.lease <= ?3
		AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.dest = o.dest AND e.id < o.id AND e.dead = 0 AND (e.not_before > ?3 OR e.lease > ?3))`
	claimed = ` ORDER BY o.id LIMIT ?4) RETURNING ` + rowColumns
	claim   = claiming + claimed
	// What stands before an urgent row in its conversation is as urgent.
	claimUrgent = claiming + ` AND o.dest IN (SELECT u.dest FROM outbox u WHERE u.urgent = 1 AND u.dead = 0)` + claimed
	// What stands before an answer is in its way. Only conversations whose
	// answers may be given out are looked at, up to the limit: of what a platform
	// that is away leaves behind there may be much.
	claimAnswers = claiming + ` AND o.dest IN (SELECT u.dest FROM outbox u WHERE u.begun = 0 AND u.dead = 0 AND u.not_before <= ?3 AND u.lease <= ?3
		AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.dest = u.dest AND e.id < u.id AND e.dead = 0 AND (e.not_before > ?3 OR e.lease > ?3)) ORDER BY u.id LIMIT ?4)` + claimed
)

// Claim implements outbox.Queue.
func (s *Store) Claim(ctx context.Context, want outbox.Want) ([]outbox.Row, error) {
	queries := []string{claimUrgent, claimAnswers, claim}
	if want.Answers {
		queries = queries[:2]
	}
	now := millis(want.Now)
	until := max(millis(want.Now.Add(want.Lease)), now+1) // or the next query gave the same rows again
	var all []outbox.Row
	_, err := s.do(ctx, "", "", func(t *tx) error {
		all = nil
		for _, query := range queries {
			rows, err := list(&t.queries, scanRow, query, until, now, want.Limit-len(all))
			if err != nil {
				return err
			}
			// RETURNING promises no order.
			slices.SortFunc(rows, func(a, b outbox.Row) int {
				return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Workspace, b.Workspace))
			})
			all = append(all, rows...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
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

// Dead lists the messages that were given up, oldest first.
func (s *Store) Dead(ctx context.Context) (rows []outbox.Row, err error) {
	err = s.moment(ctx, "", func(q *queries) error {
		rows, err = list(q, scanRow, `SELECT `+rowColumns+` FROM outbox WHERE ?1 = '' AND dead = 1 ORDER BY id`)
		return err
	})
	return rows, err
}
