package sqlite

import (
	"database/sql"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	sqlite3 "github.com/mattn/go-sqlite3"

	"pacer/storage"
	"pacer/storage/storagetest"
)

// walks are the statements that may look at every row of a table or of a
// workspace, by a part of them that no other has, with the reason.
var walks = map[string]string{
	"SELECT coalesce(max(position), 0)":                          "takes the last of the key, and looks no further",
	"FROM workspace WHERE ?1 = '' ORDER BY id":                   "lists all workspaces",
	"SELECT details FROM class WHERE workspace = ? O":            "lists all classes of a workspace",
	"FROM place WHERE workspace = ? ORDER":                       "lists the places of a workspace",
	"FROM publication WHERE workspace = ? ORDER":                 "lists what was published in a workspace",
	"(SELECT count(*) FROM person)":                              "counts, for an operator",
	"sum(dead)":                                                  "counts what waits in the outbox",
	"class <> '' AND open = 0":                                   "walks an index from its newest end, where nearly every row is one that is asked for, up to the limit",
	"AND dead = 1 ORDER BY id":                                   "lists the dead letters, for an operator",
	"UPDATE outbox SET lease = 0":                                "once at the start",
	"AND by = ? AND person <> by":                                "once for somebody who is forgotten: what they decided about others",
	"instr(details, ?":                                           "once for somebody who is forgotten: where they are named among others",
	"UPDATE publication SET author = ''":                         "once for somebody who is forgotten, over what was published in a workspace",
	"UPDATE draft SET person = ''":                               "once for somebody who is forgotten, over what was sent in a workspace",
	"SELECT id, dest, message FROM outbox":                       "once for somebody who is forgotten, over what waits",
	"SELECT details FROM person WHERE workspace = ?\x00":         "once a day, for who was absent too long",
	"SELECT details FROM person WHERE workspace = ? ORDER BY id": "everybody, for an export",
	"SELECT id FROM person WHERE workspace = ?\x00":              "once a backup was put in place",
	"FROM forgotten WHERE ?1 = ''":                               "all who were forgotten, for a backup that is put in place",
	"SELECT position, kind, person, at, course, item, version, skill, also, fact, question, try, counts,": "an index, or the whole log for verify",
	"due, params, position FROM estimate WHERE workspace = ?\x00":                                         "all estimates, for verify",
	"SELECT person, item, skill, card, due FROM fact WHERE workspace = ?\x00":                             "all facts, for verify",
	"SELECT state, review, person FROM learner WHERE workspace = ?\x00":                                   "all states, for verify",
	"DELETE FROM learner WHERE workspace = ?\x00":                                                         "all states, to be added up anew",
	"DELETE FROM estimate WHERE workspace = ?\x00":                                                        "all estimates, to be added up anew",
	"DELETE FROM fact WHERE workspace = ?\x00":                                                            "all facts, to be added up anew",
	"DELETE FROM item WHERE workspace = ?\x00":                                                            "all states, to be added up anew",
	"DELETE FROM skill WHERE workspace = ?\x00":                                                           "all states, to be added up anew",
	"SELECT item, state FROM item WHERE workspace = ?\x00":                                                "all states, for verify",
	"SELECT skill, state FROM skill WHERE workspace = ?\x00":                                              "all states, for verify",
}

// TestNoStatementWalksATable looks at how SQLite would run every statement:
// what a statement costs grows with what it is about, not with how many people
// there are.
func TestNoStatementWalksATable(t *testing.T) {
	var mu sync.Mutex
	used := make(map[string]bool)
	path := filepath.Join(t.TempDir(), "pacer.db")
	o := opener{migrations: storage.Migrations(), connect: func(dsn string) (*sql.DB, error) {
		return sql.OpenDB(faulty{dsn, func(_ *sqlite3.SQLiteConn, query string, run func() error) error {
			mu.Lock()
			used[query] = true
			mu.Unlock()
			return run()
		}}), nil
	}}
	for _, forgetful := range []bool{true, false} { // the memory has statements of its own
		s, err := o.open(t.Context(), filepath.Join(t.TempDir(), "pacer.db"), storage.Options{Forgetful: forgetful})
		if err != nil {
			t.Fatal(err)
		}
		storagetest.Everything(t, s)
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
	makeDatabase(t, path)
	db, err := connect(dsn(path, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if len(used) < 80 {
		t.Errorf("only %d statements were seen", len(used))
	}
	excused := make(map[string]bool)
	for query := range used {
		for _, step := range steps(t, db, query) {
			if !isWalk(step) {
				continue
			}
			reason := ""
			for part := range walks {
				if strings.Contains(query+"\x00", part) {
					reason = walks[part]
					excused[part] = true
				}
			}
			if reason == "" {
				t.Errorf("%s\nis run as: %s", query, step)
			}
		}
	}
	for part := range walks {
		if !excused[part] {
			t.Errorf("nothing walks that has %q in it: it needs no excuse", part)
		}
	}
}

// steps are how SQLite would run a statement, step by step.
func steps(t *testing.T, db *sql.DB, query string) (all []string) {
	t.Helper()
	switch query {
	case "BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK", "SAVEPOINT turn", "RELEASE turn", "ROLLBACK TO turn", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)":
		return nil
	}
	st, err := db.PrepareContext(t.Context(), "EXPLAIN QUERY PLAN "+query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer st.Close()
	args := make([]any, arguments(query))
	rows, err := st.QueryContext(t.Context(), args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(err)
		}
		all = append(all, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// arguments counts the arguments of a statement.
func arguments(query string) int {
	n := strings.Count(query, "?")
	if numbered := regexp.MustCompile(`\?(\d)`).FindAllStringSubmatch(query, -1); len(numbered) > 0 {
		n = 0
		for _, m := range numbered {
			n = max(n, int(m[1][0]-'0'))
		}
	}
	return n
}

// isWalk tells the steps that look at a whole table, or at all that is in a
// workspace of one that is not small.
func isWalk(step string) bool {
	switch {
	case step == "SCAN o USING INDEX outbox_order", step == "SCAN u USING INDEX outbox_answer", step == "SCAN u USING COVERING INDEX outbox_urgent":
		return false // in their order, up to the limit; and the few that are urgent
	case strings.HasPrefix(step, "SCAN "):
		return !strings.Contains(step, "CONSTANT ROW") && !strings.Contains(step, "VIRTUAL TABLE") && !strings.HasPrefix(step, "SCAN (")
	case strings.HasSuffix(step, "(workspace=?)"):
		// A partial index has only the few rows that it is about, and the
		// workspace's own row is one, like its state.
		return !strings.HasPrefix(step, "SEARCH workspace_state ") && !strings.HasPrefix(step, "SEARCH trail ") && !strings.Contains(step, "person_grown") && !strings.Contains(step, "member_teaches") && !strings.Contains(step, "sqlite_autoindex_workspace")
	}
	return false
}

// TestEveryKeyBeginsWithTheWorkspace holds the wall in the schema: what is not
// asked for by workspace cannot be found by its key.
func TestEveryKeyBeginsWithTheWorkspace(t *testing.T) {
	excepted := map[string]string{
		"workspace":        "it is the workspace",
		"place":            "it leads from a platform's place to the workspace",
		"direct":           "it leads from an account's direct messages to the workspace",
		"meta":             "values of the installation",
		"vault":            "what places gave the installation",
		"visit":            "what a browser holds leads to the workspace",
		"mark":             "how far direct conversations were read, before it is known whose they are",
		"goose_db_version": "of the tool that migrates",
		"sqlite_sequence":  "SQLite's own",
		"sqlite_stat1":     "SQLite's own",
	}
	path := filepath.Join(t.TempDir(), "pacer.db")
	makeDatabase(t, path)
	tables := 0
	query(t, path, `SELECT t.name, coalesce((SELECT c.name FROM pragma_table_info(t.name) c WHERE c.pk = 1), ''), coalesce((SELECT c."notnull" FROM pragma_table_info(t.name) c WHERE c.pk = 1), 0)
		FROM sqlite_master t WHERE t.type = 'table'`, func(values []any) {
		table, first := values[0].(string), values[1].(string)
		if excepted[table] != "" {
			delete(excepted, table)
			return
		}
		tables++
		if first != "workspace" || values[2] != int64(1) {
			t.Errorf("the key of %s begins with %q, want workspace, never null", table, first)
		}
	})
	if tables < 20 {
		t.Errorf("only %d tables were seen", tables)
	}
	for table, reason := range excepted {
		t.Errorf("there is no table %s (%s)", table, reason)
	}
	// And indexes, but for those that serve all workspaces at once: the time
	// is the same for all, a conversation is one whoever speaks in it, and an
	// account or a code may have to lead to the workspace.
	everybody := map[string]bool{"account_user": true, "code_said": true, "schedule_next": true, "outbox_order": true, "outbox_dest": true, "outbox_urgent": true, "outbox_answer": true, "mark_newest": true, "visit_ends": true, "line_at": true, "leaving_due": true}
	query(t, path, `SELECT i.name, (SELECT c.name FROM pragma_index_info(i.name) c WHERE c.seqno = 0) FROM sqlite_master i WHERE i.type = 'index' AND i.sql IS NOT NULL`, func(values []any) {
		if index, first := values[0].(string), values[1].(string); first != "workspace" && !everybody[index] {
			t.Errorf("the index %s begins with %q, want workspace", index, first)
		}
	})
}
