package sqlite

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
)

// lying is for a file that nobody changes: SQLite reads it without locks and
// without -wal and -shm beside it, so that its folder need not be writable.
// See https://sqlite.org/uri.html#uriimmutable.
const lying = "&immutable=1"

// connectQuietly opens a database to be read, as one that nobody changes where
// that is sure. After the last read done lets go, and fails if somebody began
// to write meanwhile: then what was read counts for nothing.
func connectQuietly(path, settings string) (db *sql.DB, done func() error, err error) {
	done, ok := quiet(path)
	if ok {
		settings += lying
	}
	if db, err = connect(dsn(path, settings)); err != nil {
		return nil, nil, errors.Join(err, done())
	}
	return db, done, nil
}

// quiet tells whether a file may be read as one that nobody changes. It may
// where no journal has to be read with it, and either nothing ever wrote it
// here, since a Pacer that writes makes a lock first and leaves it (a backup,
// say), or nobody holds the lock and the folder cannot be written. Then the
// lock is held, shared, until done. In a folder that can be written it is not
// held, since looking at a database must not keep a coach from starting.
func quiet(path string) (done func() error, ok bool) {
	loud := func() error { return nil }
	// SQLite's journals stand beside the file itself, not beside a link to it.
	file, err := filepath.EvalSymlinks(path)
	if err != nil {
		return loud, false
	}
	before, err := os.Stat(file)
	if err != nil || exists(file+"-wal") || exists(file+"-journal") {
		return loud, false
	}
	unlock, locked := loud, exists(file+".lock")
	if locked {
		if lookAround(file) == nil {
			return loud, false
		}
		if unlock, ok = lockShared(file); !ok {
			return loud, false
		}
	}
	return func() error {
		after, err := os.Stat(file)
		if err == nil && (!os.SameFile(before, after) || after.Size() != before.Size() || !after.ModTime().Equal(before.ModTime()) ||
			exists(file+"-wal") || exists(file+"-journal") || exists(file+".lock") != locked) {
			err = hint(path, "somebody began to write it while it was read, so that what was read counts for nothing", "do it again", nil)
		}
		return errors.Join(err, unlock())
	}, true
}

// exists tells whether a name is taken; what cannot be told counts as taken.
func exists(name string) bool {
	_, err := os.Lstat(name)
	return !errors.Is(err, os.ErrNotExist)
}
