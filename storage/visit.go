package storage

import (
	"context"
	"time"
)

// Visit is a browser in which somebody has entered their pages.
type Visit struct {
	Workspace string
	Key       string // SHA-256 of what the browser holds, in hexadecimal
	Person    string // whose account it is now; Put does not read it
	User      string // the account of the web that entered, which is there
	Made      time.Time
	Seen      time.Time
	Ends      time.Time
}

// Visits keeps who has entered their pages in which browser. A visit is that of
// an account, and so of the person whose account it is: when accounts are joined
// or parted it goes along. It is safe for use by several goroutines.
type Visits struct{ store *Store }

// Visits returns the visits of the installation.
func (s *Store) Visits() *Visits { return &Visits{s} }

func scanVisit(s scanner) (v Visit, err error) {
	var made, seen, ends int64
	err = s.Scan(&v.Workspace, &v.Key, &v.Person, &v.User, &made, &seen, &ends)
	v.Made, v.Seen, v.Ends = instant(made), instant(seen), instant(ends)
	return v, err
}

// Visit finds a visit by its key, in whichever workspace it is; a coach.NotFound
// error when there is none. One that has ended is still found, until Prune
// removes it.
func (v *Visits) Visit(ctx context.Context, key string) (found Visit, err error) {
	err = v.store.moment(ctx, "", func(q *queries) error {
		found, err = one(q, "visit", scanVisit, `SELECT v.workspace, v.key, a.person, v.user, v.made, v.seen, v.ends FROM visit v
			JOIN account a ON a.workspace = v.workspace AND a.platform = 'web' AND a.user = v.user WHERE ?1 = '' AND v.key = ?2`, key)
		return err
	})
	return found, err
}

// Put keeps a visit; of one that is there it changes Seen and Ends. It is a turn
// of the writer: a visit need not be put each time that it is seen.
func (v *Visits) Put(ctx context.Context, one Visit) error {
	_, err := v.store.do(ctx, one.Workspace, "", func(t *tx) error {
		_, err := t.exec(`INSERT INTO visit (workspace, key, user, made, seen, ends) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (key) DO UPDATE SET seen = excluded.seen, ends = excluded.ends WHERE visit.workspace = excluded.workspace`,
			one.Key, one.User, millis(one.Made), millis(one.Seen), millis(one.Ends))
		return err
	})
	return err
}

// End ends a visit; there need be none.
func (v *Visits) End(ctx context.Context, workspace, key string) error {
	_, err := v.store.do(ctx, workspace, "", func(t *tx) error {
		_, err := t.exec(`DELETE FROM visit WHERE workspace = ? AND key = ?`, key)
		return err
	})
	return err
}

// EndAll ends all visits of a person.
func (v *Visits) EndAll(ctx context.Context, workspace, person string) error {
	_, err := v.store.do(ctx, workspace, "", func(t *tx) error {
		_, err := t.exec(`DELETE FROM visit WHERE workspace = ?1 AND user IN (
			SELECT user FROM account WHERE workspace = ?1 AND person = ?2 AND platform = 'web')`, person)
		return err
	})
	return err
}

// pruneVisits removes the visits that have ended before a time, some in each
// turn, and returns how many went.
func (s *Store) pruneVisits(ctx context.Context, before time.Time) (int64, error) {
	return s.repeat(ctx, "", func(t *tx) (int64, error) {
		return t.exec(`DELETE FROM visit WHERE key IN (SELECT key FROM visit WHERE ?1 = '' AND ends < ?2 ORDER BY ends LIMIT ?3)`, millis(before), pruneStep)
	})
}
