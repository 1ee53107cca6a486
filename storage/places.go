package storage

import (
	"context"
	"errors"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
)

// The statements about places, accounts and values of the installation begin
// with another argument than the workspace: they are what leads to one.

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

// Places implements bot.Reader.
func (q *queries) Places() ([]chat.Place, error) {
	return list(q, func(s scanner) (p chat.Place, err error) {
		err = s.Scan(&p.Platform, &p.ID, &p.Name)
		return p, err
	}, `SELECT platform, place, name FROM place WHERE workspace = ? ORDER BY platform, place`)
}

// Join implements bot.Store.
func (s *Store) Join(ctx context.Context, platform, place, workspace string) error {
	_, err := s.do(ctx, workspace, "", func(t *tx) error {
		if _, err := t.Workspace(); err != nil {
			return err
		}
		if _, err := t.exec(`INSERT INTO place (workspace, platform, place, name) VALUES (?, ?, ?, '') ON CONFLICT DO NOTHING`, platform, place); err != nil {
			return err
		}
		has, err := t.owner(platform, place)
		if err == nil && has != workspace {
			err = elsewhere()
		}
		return err
	})
	return err
}

// owner is the workspace that a place belongs to.
func (q *queries) owner(platform, place string) (workspace string, err error) {
	of := *q
	of.workspace = platform
	return of.place(place)
}

func elsewhere() error {
	return &coach.Error{Op: "join place", Kind: coach.Conflict, Err: errors.New("the place belongs to another workspace")}
}

// JoinPlace implements bot.Tx.
func (q *queries) JoinPlace(p chat.Place) error {
	_, err := q.joinPlace(p)
	return err
}

// JoinPlace implements bot.Tx.
func (t *remembering) JoinPlace(p chat.Place) error {
	left, err := t.joinPlace(p)
	if left != "" {
		clear(t.mem.space(left).accounts)
	}
	return err
}

// joinPlace makes a place belong to the workspace, and tells which one it has
// left, if it was another's.
func (q *queries) joinPlace(p chat.Place) (left string, err error) {
	has, err := q.owner(p.Platform, p.ID)
	switch {
	case coach.IsNotFound(err):
	case err != nil:
		return "", err
	case has != q.workspace:
		left = has
		if err := q.vacate(has, p.Platform); err != nil {
			return left, err
		}
	}
	_, err = q.exec(`INSERT INTO place (workspace, platform, place, name) VALUES (?, ?, ?, ?)
		ON CONFLICT (platform, place) DO UPDATE SET workspace = excluded.workspace,
		name = CASE excluded.name WHEN '' THEN place.name ELSE excluded.name END`, p.Platform, p.ID, p.Name)
	return left, err
}

// vacate lets a place of a workspace go, where at most one person ever spoke.
// They speak elsewhere now: nothing comes due for them there any more, and
// their account of the platform has left.
func (q *queries) vacate(workspace, platform string) error {
	of := *q
	of.workspace = workspace
	var people int
	if err := of.row("people", `SELECT count(*) FROM (SELECT 1 FROM person WHERE workspace = ? LIMIT 2)`, nil, &people); err != nil {
		return err
	}
	if people > 1 {
		return elsewhere()
	}
	if _, err := of.exec(`UPDATE account SET ended = 1 WHERE workspace = ? AND platform = ?`, platform); err != nil {
		return err
	}
	_, err := of.exec(`DELETE FROM schedule WHERE workspace = ?1 AND person = (SELECT id FROM person WHERE workspace = ?1)`)
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

// Hosts implements bot.Store.
func (s *Store) Hosts(ctx context.Context, platform string, limit int) (workspaces []string, err error) {
	err = s.moment(ctx, platform, func(q *queries) error {
		workspaces, err = list(q, func(s scanner) (w string, err error) {
			err = s.Scan(&w)
			return w, err
		}, `SELECT DISTINCT workspace FROM place WHERE platform = ? ORDER BY workspace LIMIT ?`, limit)
		return err
	})
	return workspaces, err
}

// Known implements bot.Store.
func (s *Store) Known(ctx context.Context, platform, user string) (known []bot.Known, err error) {
	err = s.moment(ctx, platform, func(q *queries) error {
		known, err = list(q, func(s scanner) (k bot.Known, err error) {
			var chosen int64
			err = s.Scan(&k.Workspace, &k.Name, &k.Ended, &chosen)
			k.Chosen = instant(chosen)
			return k, err
		}, `SELECT a.workspace, w.name, a.ended, coalesce(d.at, 0) FROM account a
			JOIN workspace w ON w.id = a.workspace
			LEFT JOIN direct d ON d.platform = a.platform AND d.user = a.user AND d.workspace = a.workspace
			WHERE a.platform = ? AND a.user = ? ORDER BY w.name, w.id`, user)
		return err
	})
	return known, err
}

// Choose implements bot.Store.
func (s *Store) Choose(ctx context.Context, platform, user, workspace string) error {
	_, err := s.do(ctx, workspace, "", func(t *tx) error {
		if _, err := t.Account(platform, user); err != nil {
			return err
		}
		_, err := t.exec(`INSERT INTO direct (workspace, platform, user, at) VALUES (?, ?, ?, ?)
			ON CONFLICT (platform, user) DO UPDATE SET workspace = excluded.workspace, at = excluded.at`, platform, user, millis(t.now))
		return err
	})
	return err
}

// PlaceCode implements bot.Store.
func (s *Store) PlaceCode(ctx context.Context, code string) (workspace string, err error) {
	return s.CodeOf(ctx, code, coach.CodePlace)
}

// CodeOf implements bot.Store.
func (s *Store) CodeOf(ctx context.Context, code string, kinds ...coach.CodeKind) (workspace string, err error) {
	of, err := details(kinds)
	if err != nil {
		return "", err
	}
	var different int
	err = s.moment(ctx, code, func(q *queries) error {
		return q.row("code", `SELECT coalesce(min(workspace), ''), count(DISTINCT workspace) FROM code
			WHERE code = ?1 AND kind IN (SELECT value FROM json_each(?2))`, []any{of}, &workspace, &different)
	})
	switch {
	case err != nil:
		return "", err
	case different == 0:
		return "", &coach.Error{Op: "code", Kind: coach.NotFound, Err: errors.New("no workspace has it")}
	case different > 1:
		return "", &coach.Error{Op: "code", Kind: coach.Conflict, Err: errors.New("several workspaces have it")}
	}
	return workspace, nil
}
