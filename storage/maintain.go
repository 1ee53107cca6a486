package storage

import (
	"cmp"
	"context"
	"slices"
	"time"

	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/coach/mastery"
)

func sortRows(rows []outbox.Row) {
	slices.SortFunc(rows, func(a, b outbox.Row) int { return cmp.Compare(a.ID, b.ID) })
}

// Log reads a workspace's log in its order.
func (s *Store) Log(ctx context.Context, workspace string, each func(coach.Entry) error) error {
	const page = 5000
	after := int64(0)
	for {
		var entries []coach.Entry
		err := s.moment(ctx, workspace, func(q *queries) (err error) {
			entries, err = list(q, scanEntry, entryColumns+` AND position > ? ORDER BY position LIMIT ?`, after, page)
			return err
		})
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := each(e); err != nil {
				return err
			}
			after = e.Position
		}
		if len(entries) < page {
			return nil
		}
	}
}

// Stored is what is kept of a workspace's log and of its sum, as of one moment.
type Stored struct {
	Entries []coach.Entry
	Sum     *coach.Ledger
}

// Stored reads a workspace's log and its sum together, so that nothing is
// written in between.
func (s *Store) Stored(ctx context.Context, workspace string) (Stored, error) {
	st := Stored{Sum: coach.NewLedger()}
	err := s.moment(ctx, workspace, func(q *queries) error {
		var err error
		if st.Entries, err = list(q, scanEntry, entryColumns+` ORDER BY position`); err != nil {
			return err
		}
		if _, err = list(q, func(r scanner) (struct{}, error) {
			e, err := scanEstimate(r)
			if err == nil {
				err = st.Sum.PutEstimate(e)
			}
			return struct{}{}, err
		}, estimateColumns); err != nil {
			return err
		}
		if _, err = list(q, func(r scanner) (struct{}, error) {
			f, err := scanFact(r)
			if err == nil {
				err = st.Sum.PutFact(f)
			}
			return struct{}{}, err
		}, factColumns); err != nil {
			return err
		}
		if err := states(q, `SELECT person, state FROM learner WHERE workspace = ?`, func(id string, b []byte) error {
			var l mastery.Learner
			err := l.UnmarshalBinary(b)
			st.Sum.Learners[id] = l
			return err
		}); err != nil {
			return err
		}
		if err := states(q, `SELECT item, state FROM item WHERE workspace = ?`, func(id string, b []byte) error {
			var i mastery.Item
			err := i.UnmarshalBinary(b)
			st.Sum.Items[id] = i
			return err
		}); err != nil {
			return err
		}
		return states(q, `SELECT skill, state FROM skill WHERE workspace = ?`, func(id string, b []byte) error {
			var x mastery.Shared
			err := x.UnmarshalBinary(b)
			st.Sum.Skills[id] = x
			return err
		})
	})
	return st, err
}

func states(q *queries, query string, each func(id string, state []byte) error) error {
	_, err := list(q, func(r scanner) (struct{}, error) {
		var id string
		var b []byte
		if err := r.Scan(&id, &b); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, each(id, b)
	}, query)
	return err
}

// Dead lists the messages that were given up, oldest first.
func (s *Store) Dead(ctx context.Context) (rows []outbox.Row, err error) {
	err = s.moment(ctx, "", func(q *queries) error {
		rows, err = list(q, scanRow, `SELECT `+rowColumns+` FROM outbox WHERE ?1 = '' AND dead = 1 ORDER BY id`)
		return err
	})
	return rows, err
}

// Stats is what an operator wants to know.
type Stats struct {
	Workspaces, People, Attempts int
	Waiting, Dead                int       // messages
	Oldest                       time.Time // NotBefore of the oldest that waits; zero if none does
}

// Stats counts.
func (s *Store) Stats(ctx context.Context) (x Stats, err error) {
	err = s.moment(ctx, "", func(q *queries) error {
		var oldest int64
		err := q.row("stats", `SELECT (SELECT count(*) FROM workspace), (SELECT count(*) FROM person),
			(SELECT count(*) FROM log WHERE kind = 'attempt'), (SELECT count(*) FROM outbox WHERE dead = 0),
			(SELECT count(*) FROM outbox WHERE dead = 1), (SELECT coalesce(min(not_before), 0) FROM outbox WHERE dead = 0) WHERE ?1 = ''`,
			nil, &x.Workspaces, &x.People, &x.Attempts, &x.Waiting, &x.Dead, &oldest)
		x.Oldest = instant(oldest)
		return err
	})
	return x, err
}

// Prune removes what is kept for a while only: events handled and receipts
// older than they can come again or be edited. A small step at a time, so that
// answers do not wait; it returns how many rows went.
func (s *Store) Prune(ctx context.Context, now time.Time) (gone int64, err error) {
	const step = 500
	_, err = s.do(ctx, "", "", func(t *tx) error {
		n, err := t.exec(`DELETE FROM seen WHERE (workspace, event) IN (SELECT workspace, event FROM seen WHERE ?1 = '' AND at < ?2 LIMIT ?3)`,
			millis(now.AddDate(0, 0, -14)), step)
		gone = n
		return err
	})
	return gone, err
}

// Ping writes nothing through the writer: whether it answers.
func (s *Store) Ping(ctx context.Context) error {
	_, err := s.do(ctx, "", "", func(t *tx) error { return t.PutMeta("ping", t.now.UTC().Format(time.RFC3339)) })
	return err
}

// PutMeta keeps a value of the installation.
func (q *queries) PutMeta(key, value string) error {
	st, err := q.db.prepare(q.ctx, `INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`)
	if err != nil {
		return q.kinded(err)
	}
	_, err = st.ExecContext(q.ctx, key, value)
	return q.kinded(err)
}

// PutMeta keeps a value of the installation.
func (s *Store) PutMeta(ctx context.Context, key, value string) error {
	_, err := s.do(ctx, "", "", func(t *tx) error { return t.PutMeta(key, value) })
	return err
}

// Meta returns a value of the installation; NotFound when there is none.
func (s *Store) Meta(ctx context.Context, key string) (value string, err error) {
	err = s.moment(ctx, key, func(q *queries) error {
		return q.row("meta", `SELECT value FROM meta WHERE key = ?`, nil, &value)
	})
	return value, err
}
