package main

import (
	"context"
	"flag"
	"path/filepath"
	"time"

	"pacer/coach"
	"pacer/storage"
	"pacer/storage/sqlite"
)

// source says which database a subcommand is about: --db FILE, or the one that
// --config FILE names.
type source struct {
	command    string
	db, config *string
}

// sourceFlags adds --db and --config to the flags of a subcommand.
func sourceFlags(f *flag.FlagSet) source {
	return source{f.Name(), f.String("db", "", ""), f.String("config", "", "")}
}

// check says when neither or both of the flags were given.
func (s source) check() error {
	switch {
	case *s.db == "" && *s.config == "":
		return misused(s.command, "say which database: --config FILE, or --db FILE")
	case *s.db != "" && *s.config != "":
		return misused(s.command, "take one of --config and --db: the configuration names its database itself")
	}
	return nil
}

// open finds the database's file, and reads the configuration that names it
// where one was given. Without one, backups stand beside the database.
func (s source) open() (config, error) {
	if err := s.check(); err != nil {
		return config{}, err
	}
	if *s.config != "" {
		return loadConfig(*s.config)
	}
	c := defaultConfig()
	c.Database = *s.db
	c.Backups.Folder = filepath.Dir(*s.db)
	c.Backups.Keep = 0 // nobody asked for any to go
	return c, nil
}

// looking opens a database to be looked at, also while `pacer serve` runs, and
// calls fn with it.
func looking(ctx context.Context, path string, fn func(*storage.Store) error) (err error) {
	s, err := sqlite.OpenReadOnly(ctx, path)
	if err != nil {
		return err
	}
	defer func() {
		// What was read while somebody began to write counts for nothing.
		if e := s.Close(context.WithoutCancel(ctx)); e != nil {
			err = e
		}
	}()
	return fn(s)
}

// workspaces calls fn for every workspace of a database.
func workspaces(ctx context.Context, s *storage.Store, fn func(coach.Workspace) error) error {
	all, err := s.Workspaces(ctx)
	if err != nil {
		return err
	}
	for _, w := range all {
		if err := fn(w); err != nil {
			return err
		}
	}
	return nil
}

// holds tells whether a database's file holds a workspace that is meant, and
// touches nothing in it. A file that cannot be looked at, or is not there yet,
// holds none: opening it says what is wrong with it.
func holds(ctx context.Context, path string, meant func(id string) bool) bool {
	found := false
	err := looking(ctx, path, func(s *storage.Store) error {
		return workspaces(ctx, s, func(w coach.Workspace) error {
			found = found || meant(w.ID)
			return nil
		})
	})
	return err == nil && found
}

// stamp writes a time so that names sort by it: 20261122T061442Z.
func stamp(at time.Time) string { return at.UTC().Format("20060102T150405Z") }
