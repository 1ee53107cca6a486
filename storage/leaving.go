package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"pacer/bot"
	"pacer/coach"
)

// Leavers lists who is to be forgotten by a time, of all workspaces, those that
// wait longest first. Somebody whose forgetting was cut off is among them.
func (s *Store) Leavers(ctx context.Context, by time.Time) (all []bot.Leaving, err error) {
	err = s.moment(ctx, "", func(q *queries) error {
		all, err = list(q, scanLeaving, `SELECT workspace, person, by, asked, due FROM leaving WHERE ?1 = '' AND due <= ?2 ORDER BY due LIMIT 1000`, millis(by))
		return err
	})
	return all, err
}

// Returned tells which of the people of a workspace were forgotten once, by the
// sums of whoever was: those are here again since a backup was put in place.
func (s *Store) Returned(ctx context.Context, workspace string, sums map[string]bool) (people []string, err error) {
	err = s.moment(ctx, workspace, func(q *queries) error {
		all, err := list(q, func(s scanner) (id string, err error) { return id, s.Scan(&id) }, `SELECT id FROM person WHERE workspace = ?`)
		for _, id := range all {
			if sums[ForgottenSum(workspace, id)] {
				people = append(people, id)
			}
		}
		return err
	})
	return people, err
}

// ForgottenSums are the sums of all who were forgotten, of all workspaces.
func (s *Store) ForgottenSums(ctx context.Context) (sums []string, err error) {
	err = s.moment(ctx, "", func(q *queries) error {
		sums, err = list(q, func(s scanner) (sum string, err error) { return sum, s.Scan(&sum) }, `SELECT sum FROM forgotten WHERE ?1 = '' ORDER BY workspace, sum`)
		return err
	})
	return sums, err
}

// Scrub makes the file anew, so that nothing of what was removed is left in it or
// beside it. Turns wait meanwhile: about a second for each 100 MB. A reader that
// holds on to an old moment makes it a coach.Transient error; it is to be done
// again then.
func (s *Store) Scrub(ctx context.Context) error {
	s.intake.RLock()
	if s.closed {
		s.intake.RUnlock()
		return errClosed()
	}
	done := make(chan error, 1)
	select {
	case s.scrubs <- done:
		s.intake.RUnlock()
	case <-ctx.Done():
		s.intake.RUnlock()
		return ctx.Err()
	}
	var err error
	select {
	case err = <-done:
	case <-s.done: // the writer has left, and may have answered just before
		select {
		case err = <-done:
		default:
			return errClosed()
		}
	}
	if err != nil {
		return err
	}
	_, err = s.do(ctx, keyScrub, "", func(t *tx) error {
		_, err := t.exec(`DELETE FROM meta WHERE key = ?`)
		return err
	})
	return err
}

// WantsScrub tells since when somebody was forgotten whose traces may still be in
// the file; zero: nobody's are.
func (s *Store) WantsScrub(ctx context.Context) (since time.Time, err error) {
	v, err := s.Meta(ctx, keyScrub)
	if coach.IsNotFound(err) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	return time.Parse(time.RFC3339, v)
}

// scrub runs the driver's statements that make the file anew. Each may return a
// row that begins with whether it could not be done.
func (w *writer) scrub() error {
	if len(w.store.d.Scrub) == 0 {
		return errors.New("this database cannot be made anew")
	}
	for _, query := range w.store.d.Scrub {
		busy, err := w.on.firstNumber(query)
		if err != nil {
			return w.store.d.Kinded(err)
		}
		if busy != 0 {
			return &coach.Error{Op: "scrub", Kind: coach.Transient, Err: fmt.Errorf("%s: somebody reads", query)}
		}
	}
	return nil
}

// People lists everybody of a workspace, by ID.
func (s *Store) People(ctx context.Context, workspace string) (people []coach.Person, err error) {
	err = s.moment(ctx, workspace, func(q *queries) error {
		people, err = list(q, scanPerson, `SELECT details FROM person WHERE workspace = ? ORDER BY id`)
		return err
	})
	return people, err
}
