package storage

import (
	"context"
	"slices"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/mastery"
)

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
		if st.Sum.State, err = q.WorkspaceState(); err != nil {
			return err
		}
		if _, err = list(q, func(r scanner) (struct{}, error) {
			var person string
			l, err := scanLearner(trailing{r, &person})
			st.Sum.Learners[person] = l
			return struct{}{}, err
		}, `SELECT state, review, person FROM learner WHERE workspace = ?`); err != nil {
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

// Backlog is what has not been delivered.
type Backlog struct {
	Waiting, Dead int       // messages
	Oldest        time.Time // the earliest time at which one that waits was due; zero if none does
}

// Backlog counts what has not been delivered, in time that grows with it.
func (s *Store) Backlog(ctx context.Context) (b Backlog, err error) {
	err = s.moment(ctx, "", func(q *queries) error {
		b, err = q.backlog()
		return err
	})
	return b, err
}

func (q *queries) backlog() (b Backlog, err error) {
	var oldest int64
	err = q.row("backlog", `SELECT count(*), coalesce(sum(dead), 0), coalesce(min(CASE dead WHEN 0 THEN not_before END), 0) FROM outbox WHERE ?1 = ''`,
		nil, &b.Waiting, &b.Dead, &oldest)
	b.Waiting -= b.Dead
	b.Oldest = instant(oldest)
	return b, err
}

// Stats is what an operator wants to know.
type Stats struct {
	Workspaces, People int
	Attempts           int // entries of the logs: attempts, and a few corrections
	Backlog
}

// Stats counts, in time that grows with the number of people.
func (s *Store) Stats(ctx context.Context) (x Stats, err error) {
	err = s.moment(ctx, "", func(q *queries) error {
		if err := q.row("stats", `SELECT count(*), coalesce(sum((SELECT max(position) FROM log WHERE log.workspace = workspace.id)), 0),
			(SELECT count(*) FROM person) FROM workspace WHERE ?1 = ''`, nil, &x.Workspaces, &x.Attempts, &x.People); err != nil {
			return err
		}
		x.Backlog, err = q.backlog()
		return err
	})
	return x, err
}

// How long is kept what nobody reads: events as long as a platform could deliver them again,
// receipts as long as somebody may want what they name edited.
const (
	keepEvents   = 14 * 24 * time.Hour
	keepReceipts = 90 * 24 * time.Hour
	// A day more than one can be published, so that none goes while it is.
	keepDrafts = bot.KeepDrafts + 24*time.Hour
	keepCodes  = 7 * 24 * time.Hour // after they ended: who says one hears so, and not that there is none
)

// pruneStep is how many rows one turn of Prune removes at most.
const pruneStep = 250

// Prune removes what no term of DefaultTerms keeps, but for what people said and
// did; see Retain.
func (s *Store) Prune(ctx context.Context, now time.Time) (gone int64, err error) {
	terms := DefaultTerms()
	for _, term := range []Term{TermWords, TermThoughts, TermPractice, TermAlerts, TermAbsent} {
		delete(terms, term)
	}
	all, err := s.Retain(ctx, now, terms, now, false)
	for _, n := range all {
		gone += n
	}
	return gone, err
}

// repeat runs a turn that removes as many as pruneStep rows until one removes
// fewer, and returns how many went in all.
func (s *Store) repeat(ctx context.Context, workspace string, remove func(*tx) (int64, error)) (gone int64, err error) {
	for {
		var n int64
		if _, err := s.do(ctx, workspace, "", func(t *tx) (err error) {
			n, err = remove(t)
			return err
		}); err != nil {
			return gone, err
		}
		if gone += n; n < pruneStep {
			return gone, nil
		}
	}
}

// dated is a row that is kept for a while; at is 0 where nobody knows.
type dated struct {
	rowKey
	at int64
}

func scanDated(s scanner) (d dated, err error) {
	return d, s.Scan(&d.workspace, &d.id, &d.at)
}

// prune removes the rows of a table that are older than a time, or with dry
// counts them.
func (s *Store) prune(ctx context.Context, before time.Time, x stale, dry bool) (gone int64, err error) {
	const page = 10_000
	var last rowKey
	for {
		var rows []dated
		if err := s.moment(ctx, last.workspace, func(q *queries) error {
			rows, err = list(q, scanDated, x.look, last.id, page)
			return err
		}); err != nil || len(rows) == 0 {
			return gone, err
		}
		last = rows[len(rows)-1].rowKey
		old := slices.DeleteFunc(rows, func(d dated) bool { return d.at == 0 || d.at >= millis(before) })
		if dry {
			gone += int64(len(old))
			continue
		}
		for some := range slices.Chunk(old, pruneStep) {
			if _, err := s.do(ctx, "", "", func(t *tx) error {
				for _, d := range some {
					t.workspace = d.workspace
					if _, err := t.exec(x.remove, d.id); err != nil {
						return err
					}
				}
				if t.remembering == nil {
					return nil
				}
				for _, d := range some { // nothing can undo the turn any more but the end of all
					t.remembering.mem.pruned(x.term, d.rowKey)
				}
				return nil
			}); err != nil {
				return gone, err
			}
			gone += int64(len(some))
		}
	}
}

// Ping writes the time through the writer: whether it answers.
func (s *Store) Ping(ctx context.Context) error {
	return s.PutMeta(ctx, "ping", s.o.Now().UTC().Format(time.RFC3339))
}

// PutMeta keeps a value of the installation.
func (s *Store) PutMeta(ctx context.Context, key, value string) error {
	_, err := s.do(ctx, key, "", func(t *tx) error {
		_, err := t.exec(`INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, value)
		return err
	})
	return err
}

// Meta returns a value of the installation; NotFound when there is none.
func (s *Store) Meta(ctx context.Context, key string) (value string, err error) {
	err = s.moment(ctx, key, func(q *queries) error {
		return q.row("meta", `SELECT value FROM meta WHERE key = ?`, nil, &value)
	})
	return value, err
}
