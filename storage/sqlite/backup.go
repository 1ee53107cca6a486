package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"

	"pacer/coach"
)

// Backup writes a copy of a database, as of one moment, to a file, also while
// another process writes the database. The copy is checked before it takes its
// name: a file of that name is a good backup.
func Backup(ctx context.Context, from, to string) error {
	if _, err := os.Stat(to); err == nil {
		return hint(to, "it exists already", "choose another name, or move it away", nil)
	}
	if err := look(from, false); err != nil {
		return err
	}
	if err := lookAround(to); err != nil {
		return err
	}
	part := to + ".part"
	if err := unchecked(ctx, from, to, part); err != nil {
		return err
	}
	if err := Check(ctx, part); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := os.Rename(part, to); err != nil {
		return err
	}
	return flushed(to)
}

// unchecked writes the copy of a backup that is to be called to, in the place
// of one that was not finished.
func unchecked(ctx context.Context, from, to, part string) (err error) {
	db, done, err := connectQuietly(from, copying)
	if err != nil {
		return err
	}
	copied := false
	defer func() {
		if e := errors.Join(db.Close(), done()); e != nil {
			err = e
			if copied {
				err = errors.Join(e, os.Remove(part))
			}
		}
	}()
	db.SetMaxOpenConns(1)
	if err := current(ctx, from, db); err != nil {
		return err
	}
	if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := vacuumInto(ctx, db, part); err != nil {
		return named(to, err)
	}
	copied = true
	return nil
}

// vacuumInto writes a whole copy of a database to a file that must not exist,
// and makes sure that it has reached the disk. It leaves nothing if it fails.
func vacuumInto(ctx context.Context, db *sql.DB, to string) error {
	if err := create(to); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, "VACUUM INTO ?", to)
	if err = kinded(err); err == nil {
		err = flushed(to)
	}
	if err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return nil
}

// flushed makes sure that a file and its name have reached the disk.
func flushed(path string) error {
	for _, name := range []string{path, filepath.Dir(path)} {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// Check makes sure that a database file is whole and of this version.
func Check(ctx context.Context, path string) (err error) {
	if err := look(path, false); err != nil {
		return err
	}
	db, done, err := connectQuietly(path, reading)
	if err != nil {
		return err
	}
	defer func() {
		if e := errors.Join(db.Close(), done()); e != nil {
			err = e
		}
	}()
	db.SetMaxOpenConns(1)
	if err := current(ctx, path, db); err != nil {
		return err
	}
	if err := whole(ctx, path, db); err != nil {
		return err
	}
	return foreignKeys(ctx, path, db)
}

// whole makes sure that a database is not damaged.
func whole(ctx context.Context, path string, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, "PRAGMA integrity_check(1)")
	if err != nil {
		return named(path, kinded(err))
	}
	defer rows.Close()
	for rows.Next() {
		var answer string
		if err := rows.Scan(&answer); err != nil {
			return named(path, kinded(err))
		}
		if answer != "ok" {
			return hint(path, "it is damaged", "keep a copy of it and use an earlier backup", &coach.Error{Kind: coach.Internal, Hint: answer})
		}
	}
	if err := rows.Err(); err != nil {
		return named(path, kinded(err))
	}
	return nil
}
