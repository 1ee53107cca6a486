package sqlite

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/storage"
)

// names lists the files of a folder.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

// copied makes a database, in WAL mode as a coach leaves it, and copies it
// alone into a folder of its own.
func copied(t *testing.T) (dir, path string) {
	t.Helper()
	from := filepath.Join(t.TempDir(), "pacer.db")
	makeDatabase(t, from)
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	path = filepath.Join(dir, "copy.db")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, path
}

// see reads a store's workspaces and closes it.
func see(t *testing.T, path string) {
	t.Helper()
	s, err := OpenReadOnly(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if all, err := s.Workspaces(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("it holds %v (%v)", all, err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestReadingWhatNobodyWritesLeavesNothing(t *testing.T) {
	dir, path := copied(t)
	if err := Check(t.Context(), path); err != nil {
		t.Error(err)
	}
	see(t, path)
	if err := Backup(t.Context(), path, filepath.Join(t.TempDir(), "again.db")); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"copy.db"}, names(t, dir)); diff != "" {
		t.Errorf("the folder (-want +got):\n%s", diff)
	}
}

func TestAFolderThatCannotBeWrittenCanBeRead(t *testing.T) {
	asNobody(t)
	for name, end := range map[string]string{"a file alone": "", "a file with a lock that nobody holds": ".lock"} {
		t.Run(name, func(t *testing.T) {
			dir, path := copied(t)
			if end != "" {
				if err := os.WriteFile(path+end, nil, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Chmod(dir, 0o500); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(dir, 0o700) }) // so that it can be removed
			if err := Check(t.Context(), path); err != nil {
				t.Error(err)
			}
			see(t, path)
		})
	}
}

func TestAFileIsNotTakenForQuiet(t *testing.T) {
	for _, test := range []struct {
		name string
		make func(t *testing.T, path string) string // returns the path to read
	}{
		{"while a coach has it open", func(t *testing.T, path string) string {
			s, err := Open(t.Context(), path, storage.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close(context.Background()) })
			return path
		}},
		{"through a link, while a coach has it open", func(t *testing.T, path string) string {
			s, err := Open(t.Context(), path, storage.Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close(context.Background()) })
			link := filepath.Join(t.TempDir(), "link.db")
			if err := os.Symlink(path, link); err != nil {
				t.Skip("no links here")
			}
			return link
		}},
		{"where it has been written and could be again", func(t *testing.T, path string) string {
			unlock, err := lock(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := unlock(); err != nil {
				t.Fatal(err)
			}
			return path
		}},
		{"with a journal to be read with it", func(t *testing.T, path string) string {
			if err := os.WriteFile(path+"-journal", nil, 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, path := copied(t)
			done, ok := quiet(test.make(t, path))
			if ok {
				t.Error("it was")
			}
			if err := done(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWhatSomebodyBeganToWriteIsNotTrusted(t *testing.T) {
	_, path := copied(t)
	read, err := OpenReadOnly(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	// A reader keeps nobody from starting.
	reopen(t, path)
	if err := read.Close(t.Context()); err == nil || !strings.Contains(err.Error(), "somebody began to write it while it was read") {
		t.Errorf("closing says %v", err)
	}
}

// reopen opens a database to be written, and closes it.
func reopen(t *testing.T, path string) {
	t.Helper()
	s, err := Open(t.Context(), path, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestASharedLockIsNotGivenBesideAWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pacer.db")
	unlock, err := lock(path)
	if err != nil {
		t.Fatal(err)
	}
	if free, ok := lockShared(path); ok {
		t.Errorf("it was given (%v)", free())
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	free, ok := lockShared(path)
	if !ok {
		t.Skip("this system has no shared locks")
	}
	if unlock, err := lock(path); err == nil {
		t.Errorf("a writer was let in beside a reader (%v)", unlock())
	}
	if err := free(); err != nil {
		t.Error(err)
	}
}
