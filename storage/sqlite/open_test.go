package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/coach"
	"pacer/storage"
)

// make writes a database with one person, closed again.
func makeDatabase(t *testing.T, path string) {
	t.Helper()
	s, err := Open(t.Context(), path, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.CreateWorkspace(t.Context(), coach.Workspace{ID: "w"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Turn(t.Context(), "w", "e", func(tx bot.Tx) error {
		return errors.Join(tx.PutPerson(coach.Person{ID: "p", Name: "Ada"}), tx.PutContent("c", "i", "v", bytes.Repeat([]byte("x"), 100_000)))
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// execute runs statements on a file, with no Pacer in between.
func execute(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := connect(dsn(path, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, st := range statements {
		if _, err := db.ExecContext(t.Context(), st); err != nil {
			t.Fatalf("%s: %v", st, err)
		}
	}
}

func TestOpenRefusesWithASentence(t *testing.T) {
	for _, test := range []struct {
		name string
		make func(t *testing.T, dir string) string // returns the path
		want string                                // after the path
	}{
		{"a file of something else", func(t *testing.T, dir string) string {
			path := filepath.Join(dir, "notes.txt")
			if err := os.WriteFile(path, []byte("Buy milk and bread, and write home.\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}, "it is not a Pacer database: name another file, or move this one away; nothing in it was changed"},
		{"a file too short for anything", func(t *testing.T, dir string) string {
			path := filepath.Join(dir, "x")
			if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}, "it is not a Pacer database: name another file, or move this one away; nothing in it was changed"},
		{"another program's database", func(t *testing.T, dir string) string {
			path := filepath.Join(dir, "other.db")
			execute(t, path, "CREATE TABLE song (title TEXT)")
			return path
		}, "it is not a Pacer database: name another file, or move this one away; nothing in it was changed"},
		{"another program's database that goose migrates too", func(t *testing.T, dir string) string {
			path := filepath.Join(dir, "other.db")
			execute(t, path, "CREATE TABLE goose_db_version (version_id INTEGER, is_applied INTEGER)", "INSERT INTO goose_db_version VALUES (1, 1)",
				"CREATE TABLE place (name TEXT)")
			return path
		}, "it is not a Pacer database: name another file, or move this one away; nothing in it was changed"},
		{"a database of a newer version", func(t *testing.T, dir string) string {
			path := filepath.Join(dir, "new.db")
			makeDatabase(t, path)
			execute(t, path, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (7, 1)")
			return path
		}, "it was written by a newer Pacer (schema 7, this one knows 1): start the newer version, or restore a backup from before the upgrade; nothing was changed"},
		{"a folder", func(t *testing.T, dir string) string { return dir },
			"it is a folder: name a file in it, like "},
		{"a file in no folder", func(t *testing.T, dir string) string { return filepath.Join(dir, "none", "pacer.db") },
			"its folder does not exist: make the folder "},
		{"a file that may not be written", func(t *testing.T, dir string) string {
			asNobody(t)
			path := filepath.Join(dir, "pacer.db")
			makeDatabase(t, path)
			if err := os.Chmod(path, 0o400); err != nil {
				t.Fatal(err)
			}
			return path
		}, "it cannot be written: give this user the right to, or use another file"},
		{"a folder that may not be written", func(t *testing.T, dir string) string {
			asNobody(t)
			if err := os.Chmod(dir, 0o500); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(dir, 0o700) }) // so that it can be removed
			return filepath.Join(dir, "pacer.db")
		}, "its folder cannot be written: give this user the right to write there, or choose another folder"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := test.make(t, t.TempDir())
			before := contents(t, filepath.Dir(path))
			s, err := Open(t.Context(), path, storage.Options{})
			if err == nil {
				s.Close(t.Context())
				t.Fatal("it was opened")
			}
			e, ok := errors.AsType[*coach.Error](err)
			if !ok || e.Kind != coach.Invalid || !strings.HasPrefix(e.Hint, path+": "+test.want) {
				t.Errorf("got error %q, want a hint that begins with %q", err, path+": "+test.want)
			}
			if diff := cmp.Diff(before, contents(t, filepath.Dir(path))); diff != "" {
				t.Errorf("it left traces: %s", diff)
			}
			if s, err := OpenReadOnly(t.Context(), path); err == nil && !strings.Contains(test.name, "may not be written") {
				s.Close(t.Context())
				t.Error("it was opened for reading")
			}
		})
	}
}

// asNobody skips a test about rights where the system's owner runs it, who
// has them all.
func asNobody(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" || os.Geteuid() == 0 {
		t.Skip("the user who runs this test may write every file, so that nothing can be refused")
	}
}

// contents is what stands in the files of a folder, but for locks and what a
// reader of a database in WAL mode leaves beside it, which is empty.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	all, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return files
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		if f.IsDir() || strings.HasSuffix(f.Name(), ".lock") || strings.HasSuffix(f.Name(), "-shm") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f.Name(), "-wal") && len(b) == 0 {
			continue
		}
		files[f.Name()] = string(b)
	}
	return files
}

func TestPathsMayHoldWhatMeansSomethingInAURL(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?c#d%20é&mode=ro.db")
	makeDatabase(t, path)
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestNewDatabaseIsItsUsersAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no such rights here")
	}
	dir := t.TempDir()
	path, copied := filepath.Join(dir, "pacer.db"), filepath.Join(dir, "copy.db")
	s, err := Open(t.Context(), path, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(context.Background())
	if err := s.CreateWorkspace(t.Context(), coach.Workspace{ID: "w"}); err != nil {
		t.Fatal(err)
	}
	if err := Backup(t.Context(), path, copied); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, path + "-wal", copied} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != private {
			t.Errorf("%s has mode %o, want %o", filepath.Base(name), got, private)
		}
	}
}

func TestSettingsAreReadBack(t *testing.T) {
	// A writer whose settings did not take is refused: here they are those of
	// the driver.
	path := filepath.Join(t.TempDir(), "pacer.db")
	o := opener{migrations: storage.Migrations(), connect: func(dsn string) (*sql.DB, error) {
		return connect(strings.Replace(dsn, "_synchronous=FULL", "", 1))
	}}
	if _, err := o.open(t.Context(), path, storage.Options{}); err == nil || !strings.Contains(err.Error(), "synchronous 1 and not 2, so answers could be lost") {
		t.Errorf("got error %v, want one about synchronous", err)
	}
	s, err := Open(t.Context(), path, storage.Options{}) // its lock was let go of
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestBackup(t *testing.T) {
	t.Run("is not made over a file that exists", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "pacer.db")
		makeDatabase(t, path)
		if err := Backup(t.Context(), path, path); err == nil || !strings.Contains(err.Error(), "it exists already: choose another name") {
			t.Errorf("got error %v", err)
		}
	})
	t.Run("of nothing, or into no folder, is refused with a sentence", func(t *testing.T) {
		dir := t.TempDir()
		path := filepath.Join(dir, "pacer.db")
		if err := Backup(t.Context(), path, filepath.Join(dir, "copy.db")); err == nil || !strings.Contains(err.Error(), "there is no database: check the path") {
			t.Errorf("got error %v", err)
		}
		makeDatabase(t, path)
		if err := Backup(t.Context(), path, filepath.Join(dir, "none", "copy.db")); err == nil || !strings.Contains(err.Error(), "its folder does not exist") {
			t.Errorf("got error %v", err)
		}
	})
	t.Run("of a damaged database leaves no file", func(t *testing.T) {
		dir := t.TempDir()
		path := filepath.Join(dir, "pacer.db")
		makeDatabase(t, path)
		damage(t, path)
		if err := Check(t.Context(), path); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("the check of a damaged database says %v", err)
		}
		if err := Backup(t.Context(), path, filepath.Join(dir, "copy.db")); err == nil {
			t.Error("it was made")
		}
		for name := range contents(t, dir) {
			if strings.HasPrefix(name, "copy") {
				t.Errorf("it left %s", name)
			}
		}
	})
	t.Run("takes the place of one that was not finished", func(t *testing.T) {
		dir := t.TempDir()
		path, to := filepath.Join(dir, "pacer.db"), filepath.Join(dir, "copy.db")
		makeDatabase(t, path)
		if err := os.WriteFile(to+".part", []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := Backup(t.Context(), path, to); err != nil {
			t.Fatal(err)
		}
		if err := Check(t.Context(), to); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(to + ".part"); !errors.Is(err, os.ErrNotExist) {
			t.Error("the unfinished one is still there")
		}
	})
	t.Run("can be written in its turn", func(t *testing.T) {
		dir := t.TempDir()
		path, to := filepath.Join(dir, "pacer.db"), filepath.Join(dir, "copy.db")
		makeDatabase(t, path)
		if err := Backup(t.Context(), path, to); err != nil {
			t.Fatal(err)
		}
		s, err := Open(t.Context(), to, storage.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close(context.Background())
		if _, err := s.Turn(t.Context(), "w", "e", func(bot.Tx) error { return nil }); !errors.Is(err, bot.ErrSeen) {
			t.Errorf("got error %v, want ErrSeen", err)
		}
	})
}

// damage changes bytes in the middle of every page but the first.
func damage(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	for at := page; at+page <= len(b); at += page {
		copy(b[at+8:], bytes.Repeat([]byte{0x5a}, 64))
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}
