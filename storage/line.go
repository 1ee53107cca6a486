package storage

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"pacer/bot/chat"
	"pacer/coach"
)

// Line is one thing that was said in the web chat.
type Line struct {
	ID      string // grows with time
	At      time.Time
	Own     bool // the person's
	Message chat.Message
}

// Lines keeps what was said in the web chat, so that a browser that opens it
// again can read it back: at least the newest 500 of each account's, for 90 days.
// It is safe for use by several goroutines.
type Lines struct{ store *Store }

// Lines returns the web chat's lines.
func (s *Store) Lines() *Lines { return &Lines{s} }

func scanLine(s scanner) (l Line, err error) {
	var at int64
	var d []byte
	if err = s.Scan(&l.ID, &at, &l.Own, &d); err != nil {
		return l, err
	}
	l.At = instant(at)
	return l, json.Unmarshal(d, &l.Message)
}

// Put keeps a line of a conversation; of one that is there it changes what it
// says.
func (l *Lines) Put(ctx context.Context, workspace, user string, one Line) error {
	d, err := details(one.Message)
	if err != nil {
		return err
	}
	_, err = l.store.do(ctx, workspace, "", func(t *tx) error {
		_, err := t.exec(`INSERT INTO line (workspace, user, id, at, own, message) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (workspace, user, id) DO UPDATE SET message = excluded.message`,
			user, one.ID, millis(one.At), flag(one.Own), d)
		return err
	})
	return err
}

// Last lists the newest lines of a conversation before one, oldest first;
// before empty: the newest there are.
func (l *Lines) Last(ctx context.Context, workspace, user, before string, limit int) (lines []Line, err error) {
	if before == "" {
		before = afterAll
	}
	err = l.store.moment(ctx, workspace, func(q *queries) error {
		lines, err = list(q, scanLine, `SELECT id, at, own, message FROM line
			WHERE workspace = ? AND user = ? AND id < ? ORDER BY id DESC LIMIT ?`, user, before, limit)
		return err
	})
	slices.Reverse(lines)
	return lines, err
}

// afterAll comes behind every ID, whose letters are those of Base32.
const afterAll = "~"

// What pruneLines keeps of a conversation.
const (
	keepLines    = 500
	keepLinesFor = 90 * 24 * time.Hour
)

// pruneLines removes what was said in the web chat too long ago, or before the
// newest lines of its conversation, and returns how many lines went. With dry it
// counts those that were said too long ago.
func (s *Store) pruneLines(ctx context.Context, before time.Time, dry bool) (gone int64, err error) {
	if dry {
		err = s.moment(ctx, "", func(q *queries) error {
			return q.row("lines", `SELECT count(*) FROM line WHERE ?1 = '' AND at < ?2`, []any{millis(before)}, &gone)
		})
		return gone, err
	}
	gone, err = s.repeat(ctx, "", func(t *tx) (int64, error) {
		return t.exec(`DELETE FROM line WHERE (workspace, user, id) IN (
			SELECT workspace, user, id FROM line WHERE ?1 = '' AND at < ?2 ORDER BY at LIMIT ?3)`, millis(before), pruneStep)
	})
	if err != nil {
		return gone, err
	}
	var last rowKey // workspace and user
	for {
		next, oldest, err := s.nextLines(ctx, last)
		if coach.IsNotFound(err) {
			return gone, nil
		}
		if err != nil {
			return gone, err
		}
		last = next
		if oldest == "" {
			continue
		}
		n, err := s.repeat(ctx, next.workspace, func(t *tx) (int64, error) {
			return t.exec(`DELETE FROM line WHERE workspace = ?1 AND user = ?2 AND id IN (
				SELECT id FROM line WHERE workspace = ?1 AND user = ?2 AND id < ?3 ORDER BY id LIMIT ?4)`, next.id, oldest, pruneStep)
		})
		if gone += n; err != nil {
			return gone, err
		}
	}
}

// nextLines finds the conversation after one, NotFound if there is none, and the
// oldest of its lines that are kept; empty when all are.
func (s *Store) nextLines(ctx context.Context, after rowKey) (next rowKey, oldest string, err error) {
	err = s.moment(ctx, after.workspace, func(q *queries) error {
		if err := q.row("lines", `SELECT workspace, user FROM line WHERE (workspace, user) > (?, ?) ORDER BY workspace, user LIMIT 1`,
			[]any{after.id}, &next.workspace, &next.id); err != nil {
			return err
		}
		of := *q
		of.workspace = next.workspace
		err := of.row("line", `SELECT id FROM line WHERE workspace = ? AND user = ? ORDER BY id DESC LIMIT 1 OFFSET ?`, []any{next.id, keepLines - 1}, &oldest)
		if coach.IsNotFound(err) {
			return nil
		}
		return err
	})
	return next, oldest, err
}
