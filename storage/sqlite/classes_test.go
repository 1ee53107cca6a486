package sqlite

import (
	"path/filepath"
	"testing"

	"pacer/storage"
)

// TestEveryColumnIsClassified fails for a column of which nobody has said what it
// holds, and so who may see it and when it goes.
func TestEveryColumnIsClassified(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pacer.db")
	makeDatabase(t, path)
	left := make(map[string]storage.Table)
	columns := make(map[string]bool) // that are classified
	for _, table := range storage.Tables() {
		left[table.Name] = table
		for name := range table.Columns {
			columns[table.Name+"."+name] = true
		}
		if table.Fate == "" || table.Seen == "" {
			t.Errorf("of %s it is not said who may see it, or what becomes of it when somebody is forgotten", table.Name)
		}
	}
	seen := make(map[string]bool)
	query(t, path, `SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'
		AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'goose_db_version'`, func(values []any) {
		table, column := values[0].(string), values[1].(string)
		seen[table] = true
		if !columns[table+"."+column] {
			t.Errorf("%s.%s is of no class: say in classes.go what it holds", table, column)
		}
		delete(columns, table+"."+column)
	})
	for c := range columns {
		t.Errorf("there is no column %s: take it out of classes.go", c)
	}
	for name, table := range left {
		switch {
		case !seen[name]:
			t.Errorf("there is no table %s: take it out of classes.go", name)
		case table.Person != "" && table.Columns[table.Person] != storage.Identity:
			t.Errorf("%s.%s says whose a row is, and is not classified as that", name, table.Person)
		case table.Fate == storage.Erase && table.Person == "":
			t.Errorf("the rows of %s go with a person, and nothing says whose they are", name)
		case table.Ahead && table.Key == "":
			t.Errorf("the rows of %s go some at a time, and nothing names one", name)
		}
	}
}
