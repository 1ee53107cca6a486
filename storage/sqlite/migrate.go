package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"

	"pacer/coach"
	"pacer/storage"
)

// migrate brings a database to this version's schema. Foreign keys are off on
// its connection, since rebuilding a table would cascade its deletes, and are
// checked before anything is served.
func migrate(ctx context.Context, path string, log *slog.Logger) error {
	db, err := sql.Open("sqlite3", dsn(path, "_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000&_foreign_keys=0"))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	has, newest, err := versions(ctx, db)
	if err != nil {
		return named(path, kinded(err))
	}
	if has > newest {
		return tooNew(path, has, newest)
	}
	if has == newest {
		return nil
	}
	if has > 0 {
		before := fmt.Sprintf("%s.before-%d-%s", path, newest, time.Now().UTC().Format("20060102T150405Z"))
		if err := vacuumInto(ctx, db, before); err != nil {
			return fmt.Errorf("%s: a backup before the upgrade could not be made, nothing was changed: %w", path, err)
		}
		if log != nil {
			log.Info("database backed up before an upgrade", "file", filepath.Base(before), "from", has, "to", newest)
		}
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, storage.Migrations(), goose.WithSlog(slog.New(slog.DiscardHandler)))
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return named(path, kinded(err))
	}
	return foreignKeys(ctx, path, db)
}

// foreignKeys makes sure that no row points nowhere.
func foreignKeys(ctx context.Context, path string, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, "PRAGMA foreign_key_check")
	if err != nil {
		return kinded(err)
	}
	defer rows.Close()
	if rows.Next() {
		return hint(path, "rows point at rows that are missing", "restore the backup that was made before the upgrade", nil)
	}
	return kinded(rows.Err())
}

// versions tells the version a database has, 0 for an empty one, and the
// newest that this program knows.
func versions(ctx context.Context, db *sql.DB) (has, newest int64, err error) {
	files, err := goose.NewProvider(goose.DialectSQLite3, db, storage.Migrations())
	if err != nil {
		return 0, 0, err
	}
	sources := files.ListSources()
	newest = sources[len(sources)-1].Version
	var tables int
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'`).Scan(&tables); err != nil {
		return 0, 0, err
	}
	if tables == 0 {
		return 0, newest, nil
	}
	err = db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied = 1`).Scan(&has)
	return has, newest, err
}

func tooNew(path string, has, newest int64) error {
	return hint(path, fmt.Sprintf("it was written by a newer Pacer (schema %d, this one knows %d)", has, newest),
		"start the newer version, or restore a backup from before the upgrade; nothing was changed", nil)
}

// current refuses a database that has not exactly this version's schema.
func current(ctx context.Context, path string, db *sql.DB) error {
	has, newest, err := versions(ctx, db)
	switch {
	case err != nil:
		return named(path, kinded(err))
	case has > newest:
		return tooNew(path, has, newest)
	case has == 0:
		return hint(path, "it is not a Pacer database", "check the path", nil)
	case has < newest:
		return hint(path, fmt.Sprintf("it was written by an older Pacer (schema %d, this one has %d)", has, newest), "start the coach once to upgrade it", nil)
	}
	return nil
}

// vacuumInto writes a whole copy of a database to a file that must not exist,
// and makes sure that it has reached the disk.
func vacuumInto(ctx context.Context, db *sql.DB, to string) error {
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", to); err != nil {
		return kinded(err)
	}
	return flushed(to)
}

// flushed makes sure that a file and its name have reached the disk.
func flushed(path string) error {
	for _, name := range []string{path, filepath.Dir(path)} {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		err = f.Sync()
		f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

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
	db, err := sql.Open("sqlite3", dsn(from, "mode=ro&_busy_timeout=5000"))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if err := current(ctx, from, db); err != nil {
		return err
	}
	part := to + ".part"
	if err := os.Remove(part); err != nil && !os.IsNotExist(err) {
		return err
	}
	if err := vacuumInto(ctx, db, part); err != nil {
		os.Remove(part)
		return named(to, err)
	}
	if err := Check(ctx, part); err != nil {
		os.Remove(part)
		return err
	}
	if err := os.Rename(part, to); err != nil {
		return err
	}
	return flushed(to)
}

// Check makes sure that a database file is whole and of this version.
func Check(ctx context.Context, path string) error {
	if err := look(path, false); err != nil {
		return err
	}
	db, err := sql.Open("sqlite3", dsn(path, reading))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if err := current(ctx, path, db); err != nil {
		return err
	}
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
	return foreignKeys(ctx, path, db)
}
