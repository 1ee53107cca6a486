package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"pacer/coach"
	"pacer/storage"
)

var update = flag.Bool("update", false, "write the dump of this version's database anew; never after its release")

// dumpOf is the dump of a version's database.
func dumpOf(version int64) string { return filepath.Join("testdata", fmt.Sprintf("v%d.sql", version)) }

func TestEveryVersionHasADumpWithARowInEveryTable(t *testing.T) {
	newest, err := newestOf(storage.Migrations())
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		path := filepath.Join(t.TempDir(), "pacer.db")
		writeSample(t, path)
		if err := os.WriteFile(dumpOf(newest), []byte(dump(t, path)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for version := range newest {
		text, err := os.ReadFile(dumpOf(version + 1))
		if err != nil {
			t.Fatalf("%v: if it is this version's, write it with -update", err)
		}
		for _, m := range regexp.MustCompile(`CREATE TABLE (\w+)`).FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(string(text), "INSERT INTO "+m[1]+" ") {
				t.Errorf("%s has no row of %s", dumpOf(version+1), m[1])
			}
		}
	}
}

func TestEveryVersionIsBroughtToThisOne(t *testing.T) {
	fresh := filepath.Join(t.TempDir(), "fresh.db")
	makeDatabase(t, fresh)
	newest, err := newestOf(storage.Migrations())
	if err != nil {
		t.Fatal(err)
	}
	for version := range newest {
		version++
		t.Run(fmt.Sprintf("from version %d", version), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "pacer.db")
			text, err := os.ReadFile(dumpOf(version))
			if err != nil {
				t.Fatal(err)
			}
			execute(t, path, string(text))
			s, err := Open(t.Context(), path, storage.Options{})
			if err != nil {
				t.Fatal(err)
			}
			readSample(t, s)
			if err := s.Close(t.Context()); err != nil {
				t.Error(err)
			}
			if err := Check(t.Context(), path); err != nil {
				t.Error(err)
			}
			if diff := cmp.Diff(schema(t, fresh), schema(t, path)); diff != "" {
				t.Errorf("the schema differs from a fresh one. A migration that was released never changes; of one that was not, write the dump anew with -update: %s", diff)
			}
		})
	}
}

// with returns the migrations with more after them.
func with(t *testing.T, more map[string]string) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	names, err := fs.Glob(storage.Migrations(), "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := fs.ReadFile(storage.Migrations(), name)
		if err != nil {
			t.Fatal(err)
		}
		all[name] = &fstest.MapFile{Data: b}
	}
	for name, text := range more {
		all[name] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + text + "\n-- +goose Down\nSELECT 1;\n")}
	}
	return all
}

const (
	goodStep = `ALTER TABLE person ADD COLUMN shoe INTEGER NOT NULL DEFAULT 38; UPDATE person SET name = 'New name'; CREATE TABLE shoe (size INTEGER NOT NULL) STRICT;`
	badStep  = `INSERT INTO shoe (size) VALUES (38); INSERT INTO shoe (size) VALUES ('large');`
	// orphan makes a row that points at one that is missing, which nothing
	// notices while foreign keys are off.
	orphan = `INSERT INTO member (workspace, class, person, role, until) VALUES ('w1', 'none', 'nobody', 'learner', 0);`
)

func TestUpgrade(t *testing.T) {
	backups := func(t *testing.T, path string) (names []string) {
		for name := range contents(t, filepath.Dir(path)) {
			if strings.Contains(name, ".before-") {
				names = append(names, filepath.Join(filepath.Dir(path), name))
			}
		}
		return names
	}
	t.Run("takes every step, and leaves a backup of what was", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "pacer.db")
		writeSample(t, path)
		before := dump(t, path)
		var log bytes.Buffer
		o := opener{connect: connect, migrations: with(t, map[string]string{"0008_good.sql": goodStep})}
		s, err := o.open(t.Context(), path, storage.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if got := dump(t, path); !strings.Contains(got, "'New name'") || !strings.Contains(got, "CREATE TABLE shoe") {
			t.Error("the step was not taken")
		}
		kept := backups(t, path)
		if len(kept) != 1 {
			t.Fatalf("got backups %v, want one", kept)
		}
		if diff := cmp.Diff(before, dump(t, kept[0])); diff != "" {
			t.Errorf("the backup differs from what was: %s", diff)
		}
		if !strings.Contains(log.String(), filepath.Base(kept[0])) {
			t.Errorf("the log does not name the backup: %s", log.String())
		}
	})
	for name, step := range map[string]string{"fails half-way": badStep, "leads to rows that point nowhere": orphan} {
		t.Run("that "+name+" leaves the database as it was, and one backup", func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "pacer.db")
			writeSample(t, path)
			before := dump(t, path)
			o := opener{connect: connect, migrations: with(t, map[string]string{"0008_good.sql": goodStep, "0009_bad.sql": step})}
			for range 2 { // as a supervisor would
				_, err := o.open(t.Context(), path, storage.Options{})
				e, ok := errors.AsType[*coach.Error](err)
				if want := "the upgrade to schema 9 failed and was undone: start the version you had; a backup is in " + path + ".before-9-failed"; !ok || !strings.Contains(e.Hint, want) {
					t.Fatalf("got error %v, want a hint with %q", err, want)
				}
				if diff := cmp.Diff(before, dump(t, path)); diff != "" {
					t.Errorf("the database has changed: %s", diff)
				}
				kept := backups(t, path)
				if len(kept) != 1 {
					t.Fatalf("got backups %v, want one", kept)
				}
				if diff := cmp.Diff(before, dump(t, kept[0])); diff != "" {
					t.Errorf("the backup differs from what was: %s", diff)
				}
			}
			s, err := Open(t.Context(), path, storage.Options{}) // the version one had
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close(context.Background())
			readSample(t, s)
		})
	}
	t.Run("is not begun where no backup can be made", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "pacer.db")
		writeSample(t, path)
		before := dump(t, path)
		migrations := with(t, map[string]string{"0008_good.sql": goodStep})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := migrate(ctx, path, migrations, nil); err == nil {
			t.Error("it was begun")
		}
		if diff := cmp.Diff(before, dump(t, path)); diff != "" {
			t.Errorf("the database has changed: %s", diff)
		}
		if kept := backups(t, path); len(kept) > 0 {
			t.Errorf("got backups %v, want none", kept)
		}
	})
}

func TestPlannerIsToldTheShapeOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pacer.db")
	makeDatabase(t, path)
	db, err := connect(dsn(path, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	known, err := advised(t.Context(), db)
	if err != nil || !slices.Equal(known, shape) {
		t.Fatalf("got %v and error %v", known, err)
	}
	// Every line is about an index or a table that there is, with a number for
	// the rows and one for each column.
	for _, a := range shape {
		name, which := a.index, "" // the key's columns are in every other index too
		if a.index == a.table {
			name, which = primaryKey(t, db, a.table), " WHERE key = 1"
		}
		var columns int
		if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM pragma_index_xinfo(?)"+which, name).Scan(&columns); err != nil {
			t.Fatal(err)
		}
		if got := len(strings.Fields(a.stat)); got != columns+1 {
			t.Errorf("%s has %d columns, and %d numbers: %s", a.index, columns, got, a.stat)
		}
	}
	var changes int
	execute(t, path, "PRAGMA user_version = 1")
	if err := advise(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	if err := db.QueryRowContext(t.Context(), "SELECT total_changes()").Scan(&changes); err != nil || changes != 0 {
		t.Errorf("telling it what it knows changed %d rows (%v)", changes, err)
	}
}

// primaryKey names the index of a table's primary key.
func primaryKey(t *testing.T, db *sql.DB, table string) (name string) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), "SELECT name FROM pragma_index_list(?) WHERE origin = 'pk'", table).Scan(&name); err != nil {
		t.Fatalf("%s: %v", table, err)
	}
	return name
}

// schema is what a database is made of.
func schema(t *testing.T, path string) (all []string) {
	t.Helper()
	query(t, path, "SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1", func(values []any) {
		all = append(all, strings.Join(strings.Fields(fmt.Sprint(values[0])), " "))
	})
	return all
}

// dump writes a database as statements that make it, and its version; not what
// the planner was told, and not the times of migrations.
func dump(t *testing.T, path string) string {
	t.Helper()
	var b strings.Builder
	var tables []string
	query(t, path, "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, rowid", func(values []any) {
		text := fmt.Sprint(values[1])
		if strings.HasPrefix(text, "CREATE TABLE") {
			tables = append(tables, fmt.Sprint(values[0]))
		}
		fmt.Fprintf(&b, "%s;\n", text)
	})
	for _, table := range tables {
		columns := "*"
		if table == "goose_db_version" {
			columns = "id, version_id, is_applied"
		}
		query(t, path, "SELECT "+columns+" FROM "+table, func(values []any) {
			literals := make([]string, len(values))
			for i, v := range values {
				literals[i] = literal(v)
			}
			list := ""
			if columns != "*" {
				list = "(" + columns + ") "
			}
			fmt.Fprintf(&b, "INSERT INTO %s %sVALUES (%s);\n", table, list, strings.Join(literals, ", "))
		})
	}
	return b.String()
}

func literal(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case []byte:
		return "X'" + hex.EncodeToString(v) + "'"
	case string:
		if strings.ContainsFunc(v, func(r rune) bool { return r < ' ' }) {
			return "CAST(X'" + hex.EncodeToString([]byte(v)) + "' AS TEXT)"
		}
		return "'" + strings.ReplaceAll(v, "'", "''") + "'"
	case bool:
		if v {
			return "1"
		}
		return "0"
	}
	return fmt.Sprint(v)
}

// query calls fn with each row.
func query(t *testing.T, path, text string, fn func(values []any)) {
	t.Helper()
	db, err := connect(dsn(path, "mode=ro"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		fn(values)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
