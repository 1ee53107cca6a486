// Package sqlite opens a Pacer database in a SQLite file, through
// mattn/go-sqlite3: with the settings that make what was committed survive
// power loss, migrated to this version, and for one process at a time.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	sqlite3 "github.com/mattn/go-sqlite3"

	"pacer/coach"
	"pacer/storage"
)

// Settings belong in the DSN: the pool opens connections when it likes, and a
// PRAGMA reaches only the one it happened to get. FULL, because the driver's
// own default of NORMAL loses acknowledged answers when the power goes, and a
// shared commit makes FULL nearly free. IMMEDIATE, because a transaction that
// reads and then writes fails at once, without waiting, if it began deferred.
const (
	writing = "_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=5000&_foreign_keys=1&_secure_delete=on&_cache_size=-65536"
	reading = "mode=ro&_query_only=1&_busy_timeout=5000&_cache_size=-16384"
	readers = 4
)

// oldest is the first SQLite without the WAL-reset bug of 3.7.0 to 3.51.2, see
// https://sqlite.org/wal.html#the_wal_reset_bug.
const oldest = 3_051_003

// dsn is the file's path with settings. Paths may hold ? and #.
func dsn(path, settings string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + settings
}

// Open opens a database file to be written, made if there is none. It belongs
// to this process until it is closed; another one is refused. A database of
// an older Pacer is backed up beside itself and then migrated; one of a newer
// Pacer is refused untouched.
func Open(ctx context.Context, path string, o storage.Options) (*storage.Store, error) {
	d, err := open(ctx, path, o)
	if err != nil {
		return nil, err
	}
	s, err := storage.New(ctx, *d, o)
	if err != nil {
		return nil, errors.Join(err, closeAll(d))
	}
	return s, nil
}

func closeAll(d *storage.Driver) error {
	var errs []error
	if d.Writer != nil {
		errs = append(errs, d.Writer.Close())
	}
	if d.Readers != nil {
		errs = append(errs, d.Readers.Close())
	}
	if d.Close != nil {
		errs = append(errs, d.Close())
	}
	return errors.Join(errs...)
}

func open(ctx context.Context, path string, o storage.Options) (_ *storage.Driver, err error) {
	if _, number, _ := sqlite3.Version(); number < oldest {
		return nil, fmt.Errorf("this program was built with SQLite %d, which can damage a database; build it with the version in go.mod", number)
	}
	path, err = filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := look(path, true); err != nil {
		return nil, err
	}
	unlock, err := lock(path)
	if err != nil {
		return nil, err
	}
	d := &storage.Driver{Begin: "BEGIN IMMEDIATE", Kinded: kinded, Lost: lost, Close: unlock}
	defer func() {
		if err != nil {
			err = errors.Join(err, closeAll(d))
		}
	}()
	if err := migrate(ctx, path, o.Log); err != nil {
		return nil, err
	}
	if d.Writer, err = sql.Open("sqlite3", dsn(path, writing)); err != nil {
		return nil, err
	}
	d.Writer.SetMaxOpenConns(1)
	if err := readBack(ctx, d.Writer); err != nil {
		return nil, named(path, err)
	}
	if d.Readers, err = sql.Open("sqlite3", dsn(path, reading)); err != nil {
		return nil, err
	}
	d.Readers.SetMaxOpenConns(readers)
	d.Readers.SetMaxIdleConns(readers)
	return d, nil
}

// OpenReadOnly opens a database file for reading, also while another process
// writes it. It must have this version's schema.
func OpenReadOnly(ctx context.Context, path string) (*storage.Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := look(path, false); err != nil {
		return nil, err
	}
	d := storage.Driver{Kinded: kinded, Lost: lost}
	if d.Readers, err = sql.Open("sqlite3", dsn(path, reading)); err != nil {
		return nil, err
	}
	d.Readers.SetMaxOpenConns(readers)
	if err := current(ctx, path, d.Readers); err != nil {
		return nil, errors.Join(err, d.Readers.Close())
	}
	return storage.New(ctx, d, storage.Options{})
}

// readBack makes sure that the settings took: a typo in a DSN is silent.
func readBack(ctx context.Context, db *sql.DB) error {
	for _, setting := range []struct{ pragma, want string }{
		{"journal_mode", "wal"}, {"synchronous", "2"}, {"foreign_keys", "1"}, {"secure_delete", "1"},
	} {
		var got string
		if err := db.QueryRowContext(ctx, "PRAGMA "+setting.pragma).Scan(&got); err != nil {
			return kinded(err)
		}
		if !strings.EqualFold(got, setting.want) {
			return fmt.Errorf("the database has %s %s and not %s, so answers could be lost; is it on a network drive? Move it to a local disk", setting.pragma, got, setting.want)
		}
	}
	for _, pragma := range []string{"PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON", "PRAGMA journal_size_limit = 67108864"} {
		if _, err := db.ExecContext(ctx, pragma); err != nil {
			return kinded(err)
		}
	}
	return nil
}

// magic is how a SQLite file begins.
const magic = "SQLite format 3\x00"

// look refuses what is plainly no database to write, before anything touches
// it.
func look(path string, write bool) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		if !write {
			return hint(path, "there is no database", "check the path, or start the coach once to make it", err)
		}
		dir := filepath.Dir(path)
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return hint(path, "its folder does not exist", "make the folder "+dir+" first", err)
		}
		f, err := os.CreateTemp(dir, ".pacer-write-*")
		if err != nil {
			return hint(path, "its folder cannot be written", "give this user the right to write there, or choose another folder", err)
		}
		f.Close()
		return os.Remove(f.Name())
	case err != nil:
		return hint(path, "it cannot be looked at", "check the rights on it and its folder", err)
	case info.IsDir():
		return hint(path, "it is a folder", "name a file in it, like "+filepath.Join(path, "pacer.db"), nil)
	}
	mode := os.O_RDONLY
	if write {
		mode = os.O_RDWR
	}
	f, err := os.OpenFile(path, mode, 0)
	if err != nil {
		return hint(path, "it cannot be opened for writing", "give this user the right to write it, or use another file", err)
	}
	defer f.Close()
	head := make([]byte, len(magic))
	if n, _ := f.Read(head); n > 0 && string(head[:n]) != magic {
		return hint(path, "it is not a Pacer database", "name another file, or move this one away; nothing in it was changed", nil)
	}
	return nil
}

// hint is an error about a file with what to do about it.
func hint(path, what, remedy string, err error) error {
	text := fmt.Sprintf("%s: %s: %s", path, what, remedy)
	if err == nil {
		err = errors.New(text)
	} else {
		err = fmt.Errorf("%s (%w)", text, err)
	}
	return &coach.Error{Kind: coach.Invalid, Hint: text, Err: err}
}

func named(path string, err error) error { return fmt.Errorf("%s: %w", path, err) }

// kinded gives an error of the driver the kind its caller needs. The driver
// returns its Error by value: asking for a pointer compiles and never matches.
func kinded(err error) error {
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return err
	}
	kind, remedy := coach.Internal, ""
	switch e.Code {
	case sqlite3.ErrConstraint:
		if e.ExtendedCode == sqlite3.ErrConstraintUnique || e.ExtendedCode == sqlite3.ErrConstraintPrimaryKey {
			kind = coach.Conflict
		}
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		kind = coach.Transient
	case sqlite3.ErrFull:
		kind, remedy = coach.Transient, "the disk is full: make room, nothing that was acknowledged is lost"
	case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrCantOpen:
		remedy = "the database cannot be written: check the rights on the file and its folder"
	case sqlite3.ErrNotADB, sqlite3.ErrCorrupt:
		remedy = "the file is damaged or no database: stop, keep a copy of it, and restore the last backup"
	}
	if remedy != "" {
		err = fmt.Errorf("%s (%w)", remedy, err)
	}
	return &coach.Error{Op: "database", Kind: kind, Err: err}
}

// lost tells the errors after which SQLite has rolled back by itself, or may
// have, see https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction.
func lost(err error) bool {
	e, ok := errors.AsType[sqlite3.Error](err)
	if !ok {
		return false
	}
	switch e.Code {
	case sqlite3.ErrFull, sqlite3.ErrIoErr, sqlite3.ErrNomem, sqlite3.ErrInterrupt, sqlite3.ErrCorrupt:
		return true
	}
	return false
}

// Version is the version of SQLite that is built in.
func Version() string {
	v, _, _ := sqlite3.Version()
	return v
}
