package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	sqlite3 "github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"

	"pacer/storage"
)

// migrate brings a database to the newest version of the migrations. What
// fails on the way is undone, all of it: each step is a transaction, and the
// steps before it are taken back from the backup. Foreign keys are off on its
// connection, since rebuilding a table would cascade its deletes, and are
// checked before anything is served.
func migrate(ctx context.Context, path string, migrations fs.FS, log *slog.Logger) error {
	newest, err := newestOf(migrations)
	if err != nil {
		return err
	}
	has, err := peek(ctx, path)
	switch {
	case err != nil:
		return err
	case has > newest:
		return tooNew(path, has, newest)
	}
	db, err := connect(dsn(path, migrating))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	switch has {
	case newest:
		return advise(ctx, db)
	case 0:
		if err := up(ctx, path, db, migrations); err != nil {
			return named(path, err)
		}
		return advise(ctx, db)
	}
	before := fmt.Sprintf("%s.before-%d-%s", path, newest, time.Now().UTC().Format("20060102T150405Z"))
	if err := vacuumInto(ctx, db, before); err != nil {
		return fmt.Errorf("%s: a backup before the upgrade could not be made, nothing was changed: %w", path, err)
	}
	if log != nil {
		log.Info("database backed up before an upgrade", "file", filepath.Base(before), "from", has, "to", newest)
	}
	if err := up(ctx, path, db, migrations); err != nil {
		return undo(ctx, path, db, before, newest, err)
	}
	return advise(ctx, db)
}

// up takes the steps that are missing.
func up(ctx context.Context, path string, db *sql.DB, migrations fs.FS) error {
	p, err := goose.NewProvider(goose.DialectSQLite3, db, migrations, goose.WithSlog(slog.New(slog.DiscardHandler)))
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return kinded(err)
	}
	return foreignKeys(ctx, path, db)
}

// undo puts a database back as it was before an upgrade that failed, and says
// so. One backup of a failed upgrade stays, however often it is tried.
func undo(ctx context.Context, path string, db *sql.DB, before string, newest int64, failed error) error {
	if err := restore(context.WithoutCancel(ctx), db, before); err != nil {
		return hint(path, fmt.Sprintf("the upgrade to schema %d failed, and could not be undone", newest),
			"restore "+before+", the backup made before it, and start the version you had", errors.Join(failed, err))
	}
	kept := fmt.Sprintf("%s.before-%d-failed", path, newest)
	if err := os.Rename(before, kept); err != nil {
		kept = before
	}
	return hint(path, fmt.Sprintf("the upgrade to schema %d failed and was undone", newest),
		"start the version you had; a backup is in "+kept, failed)
}

// restore writes a backup over a database.
func restore(ctx context.Context, db *sql.DB, from string) error {
	source, err := connect(dsn(from, copying))
	if err != nil {
		return err
	}
	defer source.Close()
	return onConn(ctx, db, func(to *sqlite3.SQLiteConn) error {
		return onConn(ctx, source, func(from *sqlite3.SQLiteConn) error {
			b, err := to.Backup("main", from, "main")
			if err != nil {
				return err
			}
			_, err = b.Step(-1)
			return errors.Join(err, b.Finish())
		})
	})
}

func onConn(ctx context.Context, db *sql.DB, fn func(*sqlite3.SQLiteConn) error) (err error) {
	c, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	return c.Raw(func(raw any) error { return fn(raw.(*sqlite3.SQLiteConn)) })
}

// foreignKeys makes sure that no row points nowhere.
func foreignKeys(ctx context.Context, path string, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, "PRAGMA foreign_key_check")
	if err != nil {
		return kinded(err)
	}
	defer rows.Close()
	if rows.Next() {
		return hint(path, "rows point at rows that are missing", "restore the last backup", nil)
	}
	return kinded(rows.Err())
}

// newestOf is the number of the last migration.
func newestOf(migrations fs.FS) (newest int64, err error) {
	names, err := fs.Glob(migrations, "*.sql")
	if err != nil {
		return 0, err
	}
	for _, name := range names {
		n, err := goose.NumericComponent(name)
		if err != nil {
			return 0, err
		}
		newest = max(newest, n)
	}
	return newest, nil
}

// peek tells the version a database has, 0 for an empty one, and leaves no
// trace in it.
func peek(ctx context.Context, path string) (int64, error) {
	db, err := connect(dsn(path, reading))
	if err != nil {
		return 0, err
	}
	defer db.Close()
	return version(ctx, path, db)
}

// version tells the version a database has, 0 for an empty one.
func version(ctx context.Context, path string, db *sql.DB) (has int64, err error) {
	var tables, ours int
	// Other programs use goose too: these three together are Pacer's.
	if err := db.QueryRowContext(ctx, `SELECT count(*), count(*) FILTER (WHERE name IN ('goose_db_version', 'outbox', 'place'))
		FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^'`).Scan(&tables, &ours); err != nil {
		return 0, named(path, kinded(err))
	}
	if tables == 0 {
		return 0, nil
	}
	if ours < 3 {
		return 0, notPacer(path)
	}
	if err := db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied = 1`).Scan(&has); err != nil {
		return 0, named(path, kinded(err))
	}
	return has, nil
}

func tooNew(path string, has, newest int64) error {
	return hint(path, fmt.Sprintf("it was written by a newer Pacer (schema %d, this one knows %d)", has, newest),
		"start the newer version, or restore a backup from before the upgrade; nothing was changed", nil)
}

// current refuses a database that has not exactly this version's schema.
func current(ctx context.Context, path string, db *sql.DB) error {
	newest, err := newestOf(storage.Migrations())
	if err != nil {
		return err
	}
	has, err := version(ctx, path, db)
	switch {
	case err != nil:
		return err
	case has > newest:
		return tooNew(path, has, newest)
	case has == 0:
		return notPacer(path)
	case has < newest:
		return hint(path, fmt.Sprintf("it was written by an older Pacer (schema %d, this one has %d)", has, newest), "start the coach once to upgrade it", nil)
	}
	return nil
}
