package storage

import (
	"context"
	"maps"
	"slices"
	"time"

	"pacer/coach"
)

// Params names the parameters that the sum of a workspace's log is made with;
// empty where nothing was added up yet. It reads no state, so it answers for a
// database of any version's.
func (s *Store) Params(ctx context.Context, workspace string) (id string, err error) {
	err = s.moment(ctx, workspace, func(q *queries) error {
		return q.row("parameters", `SELECT params FROM workspace_state WHERE workspace = ?`, nil, &id)
	})
	if coach.IsNotFound(err) {
		err = nil
	}
	return id, err
}

// Entries is how many entries a workspace's log has.
func (s *Store) Entries(ctx context.Context, workspace string) (n int64, err error) {
	err = s.moment(ctx, workspace, func(q *queries) error {
		n, err = q.lastPosition()
		return err
	})
	return n, err
}

// Rebuild adds a workspace's log up with some parameters and puts the sum in
// the place of what is stored, whatever state that is in, together with an
// entry of the log that says so. All of it is one transaction, which other
// turns wait for: some seconds for a hundred thousand entries. It returns the
// number of entries that were added up.
func (s *Store) Rebuild(ctx context.Context, workspace string, p *coach.Params, at time.Time) (entries int, err error) {
	_, err = s.do(ctx, workspace, "", func(t *tx) error {
		sum := coach.NewLedger()
		log, err := list(&t.queries, scanEntry, entryColumns+` ORDER BY position`)
		if err != nil {
			return err
		}
		entries = len(log)
		for _, e := range log {
			if err := sum.Replay(p, e); err != nil {
				return err
			}
		}
		e := coach.Entry{Kind: coach.EntryParams, At: at, Params: p.ID}
		if e.Position, err = t.Append(e); err != nil {
			return err
		}
		if err := sum.Replay(p, e); err != nil {
			return err
		}
		if err := t.replaceSum(sum); err != nil {
			return err
		}
		if t.remembering != nil { // nothing can undo the turn any more but the end of all
			t.remembering.mem.dropWorkspace(workspace)
		}
		return nil
	})
	return entries, err
}

// replaceSum removes the sum that is stored and writes another.
func (q *queries) replaceSum(sum *coach.Ledger) error {
	for _, query := range []string{
		`DELETE FROM learner WHERE workspace = ?`, `DELETE FROM estimate WHERE workspace = ?`, `DELETE FROM fact WHERE workspace = ?`,
		`DELETE FROM item WHERE workspace = ?`, `DELETE FROM skill WHERE workspace = ?`,
	} {
		if _, err := q.exec(query); err != nil {
			return err
		}
	}
	if err := q.PutWorkspaceState(sum.State); err != nil {
		return err
	}
	if err := inOrder(sum.Learners, q.PutLearner); err != nil {
		return err
	}
	if err := inOrder(sum.Items, q.PutItem); err != nil {
		return err
	}
	if err := inOrder(sum.Skills, q.PutShared); err != nil {
		return err
	}
	if err := inOrder(sum.Estimates, func(_ string, of map[string]coach.Estimate) error {
		return inOrder(of, func(_ string, e coach.Estimate) error { return q.PutEstimate(e) })
	}); err != nil {
		return err
	}
	return inOrder(sum.Facts, func(_ string, of map[string]coach.Fact) error {
		return inOrder(of, func(_ string, f coach.Fact) error { return q.PutFact(f) })
	})
}

// inOrder puts the values of a map in the order of their keys, which is that of
// the table.
func inOrder[V any](all map[string]V, put func(string, V) error) error {
	for _, k := range slices.Sorted(maps.Keys(all)) {
		if err := put(k, all[k]); err != nil {
			return err
		}
	}
	return nil
}
