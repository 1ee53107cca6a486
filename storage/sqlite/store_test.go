package sqlite_test

import (
	"path/filepath"
	"testing"

	"pacer/storage"
	"pacer/storage/sqlite"
	"pacer/storage/storagetest"
)

// open opens the database in a folder.
func open(tb testing.TB, dir string, o storage.Options) *storage.Store {
	tb.Helper()
	s, err := sqlite.Open(tb.Context(), filepath.Join(dir, "pacer.db"), o)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func TestContract(t *testing.T) {
	storagetest.Run(t, func(t *testing.T, dir string, o storage.Options) *storage.Store { return open(t, dir, o) })
}
