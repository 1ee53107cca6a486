package sqlite

import (
	"errors"
	"fmt"

	sqlite3 "github.com/mattn/go-sqlite3"

	"pacer/coach"
)

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

func notPacer(path string) error {
	return hint(path, "it is not a Pacer database", "name another file, or move this one away; nothing in it was changed", nil)
}

func named(path string, err error) error { return fmt.Errorf("%s: %w", path, err) }

// kinded sorts an error of the driver by its code. What the driver returns is
// a sqlite3.Error; to look for a *sqlite3.Error would find none, ever.
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
