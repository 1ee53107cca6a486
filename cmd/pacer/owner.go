package main

import (
	"context"
	"crypto/rand"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/storage"
)

// ownerFor is how long an owner's code holds.
const ownerFor = 7 * 24 * time.Hour

// keyOwner is the key under which a workspace's newest owner's code is kept,
// so that starting again and again does not make many that hold.
const keyOwner = "owner code of "

// ownerCode is a code whose first sayer becomes the owner of a workspace that
// has none: the one that was made last while it holds, else a new one. It is
// empty when the workspace has an owner.
func ownerCode(ctx context.Context, s *storage.Store, workspace string, now time.Time) (coach.Code, error) {
	last, err := s.Meta(ctx, keyOwner+workspace)
	if err != nil && !coach.IsNotFound(err) {
		return coach.Code{}, err
	}
	var code coach.Code
	err = s.View(ctx, workspace, func(r bot.Reader) error {
		has, err := r.HasOwner()
		if err != nil || has {
			last = ""
			return err
		}
		code, err = r.Code(last)
		if coach.IsNotFound(err) {
			last, code = "new", coach.Code{}
			return nil
		}
		return err
	})
	if err != nil || last == "" {
		return coach.Code{}, err
	}
	if code.Code != "" && code.Expires.After(now.Add(time.Hour)) {
		return code, nil
	}
	return newOwnerCode(ctx, s, workspace, now)
}

// newOwnerCode makes an owner's code, whether there is an owner or not, and
// writes that it was made to the audit trail.
func newOwnerCode(ctx context.Context, s *storage.Store, workspace string, now time.Time) (coach.Code, error) {
	r := rand.Text()
	code := coach.Code{Code: r[:4] + "-" + r[4:8], Kind: coach.CodeOwner, Expires: now.Add(ownerFor).UTC().Truncate(time.Second)}
	_, err := s.Turn(ctx, workspace, "", func(tx bot.Tx) error {
		if err := tx.PutCode(code); err != nil {
			return err
		}
		return tx.Audit(bot.Act{ID: rand.Text(), At: now.UTC(), What: "owner code", Detail: "made on the command line"})
	})
	if err != nil {
		return coach.Code{}, err
	}
	return code, s.PutMeta(ctx, keyOwner+workspace, code.Code)
}
