// Package sqlite opens a Pacer database in a SQLite file, through
// mattn/go-sqlite3: with the settings that make what was committed survive
// power loss, migrated to this version, and for one process at a time.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	sqlite3 "github.com/mattn/go-sqlite3"

	"pacer/storage"
)

// What each connection is set to. It stands in the DSN since a PRAGMA that is
// executed sets one connection of the pool, and not those it opens later.
//   - FULL: with NORMAL, the driver's default, a power cut takes answers along
//     that were acknowledged. Turns share their commits, so it costs little.
//   - IMMEDIATE: a deferred transaction that reads first and then writes is
//     refused on the spot, however long it was willing to wait.
const (
	writing   = "_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=5000&_foreign_keys=1&_secure_delete=on&_cache_size=-65536"
	migrating = "_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000&_foreign_keys=0"
	reading   = "mode=ro&_query_only=1&_busy_timeout=5000&_cache_size=-16384"
	copying   = "mode=ro&_busy_timeout=5000" // VACUUM INTO is refused where only queries are allowed
	readers   = 4
)

// oldest is the first SQLite without the WAL-reset bug of 3.7.0 to 3.51.2, see
// https://sqlite.org/wal.html#the_wal_reset_bug.
const oldest = 3_051_003

// private is the mode of a new database: learners' words are in it.
const private = 0o600

// dsn is the file's path with settings. Paths may hold ? and #.
func dsn(path, settings string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + settings
}

// Open opens a database file to be written, made if there is none. It belongs
// to this process until it is closed; another one is refused. A database of
// an older Pacer is backed up beside itself and then migrated; one of a newer
// Pacer, or of another program, is refused untouched.
func Open(ctx context.Context, path string, o storage.Options) (*storage.Store, error) {
	return opener{connect: connect, migrations: storage.Migrations()}.open(ctx, path, o)
}

// opener is how a database is opened; tests open it otherwise.
type opener struct {
	connect    func(dsn string) (*sql.DB, error)
	migrations fs.FS
}

func connect(dsn string) (*sql.DB, error) { return sql.Open("sqlite3", dsn) }

func (x opener) open(ctx context.Context, path string, o storage.Options) (_ *storage.Store, err error) {
	if _, number, _ := sqlite3.Version(); number < oldest {
		return nil, fmt.Errorf("this program was built with SQLite %s, which can damage a database; build it with the version in go.mod", Version())
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
	d := storage.Driver{
		Begin: "BEGIN IMMEDIATE", Kinded: kinded, Lost: lost, Close: unlock,
		Leave: []string{"PRAGMA wal_checkpoint(TRUNCATE)"},
		// A row that goes is overwritten (secure_delete), but copies of it may stand
		// in pages that were split: only a file made anew has none. Nor has its
		// journal, once it was emptied.
		Scrub: []string{"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"},
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, closeAll(d))
		}
	}()
	if err := create(path); err != nil {
		return nil, err
	}
	if err := migrate(ctx, path, x.migrations, o.Log); err != nil {
		return nil, err
	}
	if d.Writer, err = x.connect(dsn(path, writing)); err != nil {
		return nil, err
	}
	d.Writer.SetMaxOpenConns(1)
	if err := readBack(ctx, d.Writer); err != nil {
		return nil, named(path, err)
	}
	if d.Readers, err = x.connect(dsn(path, reading)); err != nil {
		return nil, err
	}
	d.Readers.SetMaxOpenConns(readers)
	return storage.New(ctx, d, o)
}

func closeAll(d storage.Driver) error {
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

// OpenReadOnly opens a database file for reading, also while another process
// writes it. It must have this version's schema. A file that nobody writes,
// like a backup, may lie where nothing can be written; if somebody begins to
// write it meanwhile, closing says so.
func OpenReadOnly(ctx context.Context, path string) (*storage.Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := look(path, false); err != nil {
		return nil, err
	}
	d := storage.Driver{Kinded: kinded, Lost: lost}
	if d.Readers, d.Close, err = connectQuietly(path, reading); err != nil {
		return nil, err
	}
	d.Readers.SetMaxOpenConns(readers)
	s, err := storage.New(ctx, d, storage.Options{})
	if err == nil {
		err = current(ctx, path, d.Readers)
	}
	if err != nil {
		return nil, errors.Join(err, closeAll(d))
	}
	return s, nil
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
	for _, pragma := range []string{"PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON", "PRAGMA journal_size_limit = 67108864",
		// A turn's savepoint keeps the pages it changes; past 64 KiB SQLite
		// would put them into a file for every turn.
		"PRAGMA temp_store = MEMORY"} {
		if _, err := db.ExecContext(ctx, pragma); err != nil {
			return kinded(err)
		}
	}
	return nil
}

// magic is how a SQLite file begins.
const magic = "SQLite format 3\x00"

// look refuses what is plainly no database to read or write, before anything
// touches it.
func look(path string, write bool) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		if !write {
			return hint(path, "there is no database", "check the path, or start the coach once to make it", err)
		}
		return lookAround(path)
	case err != nil:
		return hint(path, "it cannot be looked at", "check the rights on it and its folder", err)
	case info.IsDir():
		return hint(path, "it is a folder", "name a file in it, like "+filepath.Join(path, "pacer.db"), nil)
	}
	mode, verb := os.O_RDONLY, "read"
	if write {
		mode, verb = os.O_RDWR, "written"
	}
	f, err := os.OpenFile(path, mode, 0)
	if err != nil {
		return hint(path, "it cannot be "+verb, "give this user the right to, or use another file", err)
	}
	defer f.Close()
	head := make([]byte, len(magic))
	n, err := io.ReadFull(f, head)
	switch {
	case n == 0 && errors.Is(err, io.EOF): // made, and never written
		return nil
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return hint(path, "it cannot be read", "check the disk", err)
	case string(head[:n]) != magic:
		return notPacer(path)
	}
	return nil
}

// lookAround makes sure that a file can be made.
func lookAround(path string) error {
	dir := filepath.Dir(path)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return hint(path, "its folder does not exist", "make the folder "+dir+" first", err)
	}
	f, err := os.CreateTemp(dir, ".pacer-write-*")
	if err != nil {
		return hint(path, "its folder cannot be written", "give this user the right to write there, or choose another folder", err)
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// create makes an empty file that only this user reads, if there is none:
// SQLite would let everybody.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, private)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return hint(path, "it cannot be made", "check the disk and the rights on the folder", err)
	}
	return f.Close()
}

// Version is the version of SQLite that is built in.
func Version() string {
	v, _, _ := sqlite3.Version()
	return v
}
