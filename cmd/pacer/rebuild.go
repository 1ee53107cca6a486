package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"pacer/coach"
	"pacer/storage"
	"pacer/storage/sqlite"
)

// upToDate adds up anew the log of every workspace whose sum was made with other
// parameters than this version's: its estimates would be another model's, and
// its states may be bytes that this version does not read.
func upToDate(ctx context.Context, s *storage.Store, log *slog.Logger, now func() time.Time) error {
	params := coach.DefaultParams()
	return workspaces(ctx, s, func(w coach.Workspace) error {
		was, err := s.Params(ctx, w.ID)
		if err != nil || was == "" || was == params.ID {
			return err
		}
		began := time.Now()
		entries, err := s.Rebuild(ctx, w.ID, &params, now())
		if err != nil {
			return fmt.Errorf("the log of %s could not be added up with parameters %s, and nothing in it was changed: %w; start the version you had, and keep a copy of the database", w.ID, params.ID, err)
		}
		log.Info("all estimates were made anew from the log", "workspace", w.ID, "entries", entries, "params", params.ID, "before", was, "took", time.Since(began))
		return nil
	})
}

// rebuild verifies a database that nobody serves, and adds up anew the log of
// each workspace whose sum is not what the log leads to.
func rebuild(ctx context.Context, p *program, file string) (err error) {
	// Where there is no database, opening one to write would make it.
	if err := looking(ctx, file, func(*storage.Store) error { return nil }); err != nil {
		return err
	}
	s, err := sqlite.Open(ctx, file, storage.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close(context.WithoutCancel(ctx))) }()
	check, err := newCheck(ctx, s)
	if err != nil {
		return err
	}
	if err := noteMachine(ctx, s); err != nil {
		return err
	}
	return workspaces(ctx, s, func(w coach.Workspace) error {
		found, err := check.workspace(ctx, w.ID)
		if err == nil && found.same() {
			_, err := fmt.Fprintln(p.out, found)
			return err
		}
		// What is stored differs or cannot be read: either way the log decides.
		params := coach.DefaultParams()
		n, err := s.Rebuild(ctx, w.ID, &params, time.Now())
		if err != nil {
			return fmt.Errorf("the log of %s cannot be added up, and nothing of it was changed: %w; restore a backup that `pacer restore --verify` accepts", w.ID, err)
		}
		_, err = fmt.Fprintf(p.out, "new   %s: %s replayed, every estimate made anew with parameters %s\n", w.ID, entries(n), params.ID)
		return err
	})
}
