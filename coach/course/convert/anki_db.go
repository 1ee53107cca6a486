package convert

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"
)

// ankiMaxTime is how long a collection may take to be read.
const ankiMaxTime = time.Minute

var sqliteMagic = []byte("SQLite format 3\x00")

// ankiTables are the tables and columns that are read; nothing else can be,
// whatever a collection's schema wants.
var ankiTables = map[string][]string{
	"sqlite_master": {"type", "name", "sql", "ROWID"},
	"col":           {"models", "decks", "ROWID"},
	"notes":         {"id", "guid", "mid", "tags", "flds", "ROWID"},
	"cards":         {"id", "nid", "did", "odid", "ord", "ROWID"},
	"decks":         {"id", "name", "kind", "ROWID"},
	"notetypes":     {"id", "name", "config", "ROWID"},
	"fields":        {"ntid", "ord", "name", "ROWID"},
	"templates":     {"ntid", "ord", "name", "config", "ROWID"},
	"revlog":        {"id", "cid", "ease", "time", "type", "ROWID"},
}

// ankiDB is a collection opened for reading.
type ankiDB struct {
	ctx    context.Context
	cancel context.CancelFunc
	db     *sql.DB
	conn   *sql.Conn
	has    map[string]bool // tables that are there
}

// openAnkiDB opens a collection in memory: no file is written, no journal looked
// for, and a hostile schema has nothing to work with. Views and virtual tables
// are no tables here, functions are refused, and there is a time limit.
func openAnkiDB(data []byte) (_ *ankiDB, err error) {
	// A database in write-ahead mode, as Anki keeps its own, cannot be opened in
	// memory; what the two bytes say matters only to those who write.
	if len(data) > 19 && data[18] == 2 && data[19] == 2 {
		data[18], data[19] = 1, 1
	}
	d := &ankiDB{has: make(map[string]bool)}
	d.ctx, d.cancel = context.WithTimeout(context.Background(), ankiMaxTime)
	defer func() {
		if err != nil {
			err = errors.Join(err, d.close())
		}
	}()
	if d.db, err = sql.Open("sqlite3", ":memory:"); err != nil {
		return nil, err
	}
	if d.conn, err = d.db.Conn(d.ctx); err != nil {
		return nil, err
	}
	for _, pragma := range []string{"trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"} {
		if _, err := d.conn.ExecContext(d.ctx, "PRAGMA "+pragma); err != nil {
			return nil, err
		}
	}
	if err := d.conn.Raw(func(driver any) error {
		c, ok := driver.(*sqlite3.SQLiteConn)
		if !ok {
			return errors.New("another SQLite driver is in use")
		}
		// Names in newer collections are compared by a rule of Anki's own.
		if err := c.RegisterCollation("unicase", strings.Compare); err != nil {
			return err
		}
		c.SetLimit(sqlite3.SQLITE_LIMIT_LENGTH, ankiMaxJSON)
		err := c.Deserialize(data, "main") // which attaches it, so nobody may be asked yet
		c.RegisterAuthorizer(authorizeAnki)
		return err
	}); err != nil {
		return nil, err
	}
	return d, d.readSchema()
}

// authorizeAnki is asked by SQLite about everything that a statement would do.
func authorizeAnki(op int, table, column, _ string) int {
	switch op {
	case sqlite3.SQLITE_SELECT:
		return sqlite3.SQLITE_OK
	case sqlite3.SQLITE_READ:
		if column == "" || slices.Contains(ankiTables[table], column) {
			return sqlite3.SQLITE_OK
		}
	case sqlite3.SQLITE_FUNCTION:
		if column == "octet_length" {
			return sqlite3.SQLITE_OK
		}
	}
	return sqlite3.SQLITE_DENY
}

func (d *ankiDB) close() error {
	defer d.cancel()
	var err error
	if d.conn != nil {
		err = d.conn.Close()
	}
	if d.db != nil {
		err = errors.Join(err, d.db.Close())
	}
	return err
}

// each runs a query and calls row for each row of the answer, at most limit
// times; isCut says whether there were more.
func (d *ankiDB) each(query string, limit int, row func(scan func(...any) error) error) (isCut bool, err error) {
	rows, err := d.conn.QueryContext(d.ctx, query)
	if err != nil {
		return false, err
	}
	defer rows.Close() // a second time after the loop, where its error is looked at
	for n := 0; rows.Next(); n++ {
		if n == limit {
			return true, rows.Close()
		}
		if err := row(rows.Scan); err != nil {
			return false, err
		}
	}
	return false, errors.Join(rows.Err(), rows.Close())
}

// A virtual table runs a module's code when it is read, and a computed column
// whatever its author wrote.
var (
	plainTable = regexp.MustCompile(`(?i)^\s*CREATE\s+TABLE\b`)
	computed   = regexp.MustCompile(`(?i)\bGENERATED\b|\bAS\s*\(`)
)

// readSchema finds out which of the tables are there, as plain tables.
func (d *ankiDB) readSchema() error {
	_, err := d.each("SELECT cast(type AS text), cast(name AS text), cast(sql AS text) FROM sqlite_master", ankiMaxRows, func(scan func(...any) error) error {
		var kind, name, create sql.NullString
		if err := scan(&kind, &name, &create); err != nil {
			return err
		}
		d.has[name.String] = kind.String == "table" && plainTable.MatchString(create.String) && !computed.MatchString(create.String)
		return nil
	})
	return err
}

// need refuses a database that lacks a table.
func (d *ankiDB) need(tables ...string) error {
	for _, table := range tables {
		if !d.has[table] {
			return fmt.Errorf("this SQLite database is no Anki collection, for it has no table %s: %s", table, ankiExportAgain)
		}
	}
	return nil
}

// ankiFault says what is wrong with a collection that cannot be read.
func ankiFault(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("the collection took more than %s to read: export fewer decks at a time", ankiMaxTime)
	}
	return fmt.Errorf("the collection is damaged, or not one of Anki's (%w): in Anki, choose Tools, Check Database and export again", err)
}
