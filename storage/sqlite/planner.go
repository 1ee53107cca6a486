package sqlite

import (
	"context"
	"database/sql"
)

// shape is what the query planner is told of the tables: how many rows an
// index has, and how many share its first column, its first two, and so on.
//
// Every key begins with the workspace, which most installations have one of.
// Without statistics SQLite takes ten rows for what one first column finds, and
// walks a whole workspace in key order where an index would find three rows.
// Gathered statistics would fit today's rows and not next term's, so these are
// fixed; see https://sqlite.org/fileformat2.html#the_sqlite_stat1_table. The
// primary key of a table WITHOUT ROWID has the table's own name there.
var shape = []struct{ table, index, stat string }{
	{"seen", "seen", "1000000 500000 1"},
	{"person", "person", "10000 5000 1"},
	{"account", "account", "10000 5000 5000 1"},
	{"account", "account_person", "10000 5000 2 2 1"},
	{"member", "member", "10000 5000 30 1"},
	{"member", "member_person", "10000 5000 2 1"},
	{"session", "session", "100000 50000 1"},
	{"session", "session_person", "100000 50000 100 1 1"},
	{"question", "question", "1000000 500000 1"},
	{"question", "question_conversation", "1000000 500000 1000 500 1 1"},
	{"log", "log", "1000000 500000 1"},
	{"log", "log_person", "1000000 500000 1000 100 1"},
	{"words", "words", "1000000 500000 1"},
	{"estimate", "estimate", "100000 50000 20 1"},
	{"fact", "fact", "100000 50000 200 1"},
	{"fact", "fact_due", "100000 50000 200 1 1"},
	{"item", "item", "20000 10000 1"},
	{"alert", "alert", "10000 5000 1"},
	{"alert", "alert_class", "1000 500 10 1"},
	{"alert", "alert_person", "10000 5000 5 1"},
	{"thought", "thought", "100000 50000 1"},
	{"thought", "thought_person", "100000 50000 50 1"},
	{"schedule", "schedule", "1000000 500000 2 1"},
	{"schedule", "schedule_next", "1000000 100 100 1 1"},
	{"outbox", "outbox", "1000 500 1"},
	{"receipt", "receipt", "1000000 500000 1"},
}

// advise tells the planner the shape of the tables. Connections opened later
// know it.
func advise(ctx context.Context, db *sql.DB) error {
	// ANALYZE of one table makes sqlite_stat1, which cannot be created by hand.
	if _, err := db.ExecContext(ctx, "ANALYZE meta"); err != nil {
		return kinded(err)
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return kinded(err)
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "DELETE FROM sqlite_stat1"); err != nil {
		return kinded(err)
	}
	for _, s := range shape {
		if _, err := tx.ExecContext(ctx, "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", s.table, s.index, s.stat); err != nil {
			return kinded(err)
		}
	}
	return kinded(tx.Commit())
}
