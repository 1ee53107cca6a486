package sqlite

import (
	"context"
	"database/sql"
	"slices"
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
var shape = []advice{
	{"seen", "seen", "1000000 500000 1"},
	{"person", "person", "10000 5000 1"},
	{"person", "person_grown", "100 50 1"},
	{"account", "account", "10000 5000 5000 1"},
	{"account", "account_person", "10000 5000 2 2 1"},
	{"account", "account_user", "10000 5000 1 1"},
	{"member", "member", "10000 5000 30 1"},
	{"member", "member_person", "10000 5000 2 1"},
	{"member", "member_teaches", "500 250 2 1"},
	{"code", "code", "1000 500 1"},
	{"code", "code_said", "1000 2 1 1"},
	{"code", "code_subject", "1000 500 100 2 1"},
	{"draft", "draft", "1000 500 1"},
	{"file", "sqlite_autoindex_file_1", "100000 50000 200 20 1 1"},
	{"publication", "publication", "100 50 1"},
	{"publication", "publication_draft", "100 50 1 1"},
	{"session", "session", "100000 50000 1"},
	{"session", "session_person", "100000 50000 100 1 1"},
	{"question", "question", "1000000 500000 1"},
	{"question", "question_conversation", "1000000 500000 1000 500 1 1"},
	{"log", "log", "1000000 500000 1"},
	{"log", "log_person", "1000000 500000 1000 100 1"},
	{"log", "log_newest", "1000000 500000 1000 1"},
	{"log", "log_skill", "1000000 500000 2000 1"},
	{"log", "log_taking", "100 50 2 1 1"},
	{"log", "log_source", "100 50 2 1"},
	{"words", "words", "1000000 500000 1"},
	{"estimate", "estimate", "100000 50000 20 1"},
	{"fact", "fact", "100000 50000 200 1"},
	{"fact", "fact_due", "100000 50000 200 1 1"},
	{"item", "item", "20000 10000 1"},
	{"alert", "alert", "10000 5000 1"},
	{"alert", "alert_class", "1000 500 10 1"},
	{"alert", "alert_ended", "10000 5000 200 1"},
	{"alert", "alert_person", "10000 5000 5 1"},
	{"round", "round", "10000 5000 1"},
	{"round", "round_class", "10000 5000 50 1"},
	{"response", "response", "100000 50000 90 3 1"},
	{"response", "response_person", "100000 50000 30 3 1"},
	{"assignment", "assignment", "1000 500 1"},
	{"assignment", "assignment_class", "100 50 5 1"},
	{"grouping", "grouping", "1000 500 1"},
	{"grouping", "grouping_class", "100 50 5 1"},
	{"thought", "thought", "100000 50000 1"},
	{"thought", "thought_person", "100000 50000 50 1"},
	{"audit", "audit", "100000 50000 1"},
	{"audit", "audit_id", "100000 50000 1 1"},
	{"audit", "audit_subject", "100000 50000 10 1 1"},
	{"audit", "audit_by", "100000 50000 500 1"},
	{"consent", "consent", "10000 5000 1"},
	{"consent", "consent_person", "10000 5000 2 1"},
	{"leaving", "leaving", "100 50 1"},
	{"leaving", "leaving_due", "100 1 1 1"},
	{"forgotten", "forgotten", "1000 500 1"},
	{"schedule", "schedule", "1000000 500000 2 1"},
	{"schedule", "schedule_next", "1000000 100 100 1 1"},
	{"outbox", "outbox", "1000 500 1"},
	{"outbox", "outbox_order", "1000 1 1"},
	{"outbox", "outbox_dest", "1000 2 1 1"},
	{"outbox", "outbox_urgent", "2 1 1 1"},
	{"visit", "visit", "10000 1"},
	{"visit", "visit_user", "10000 5000 2 1"},
	{"visit", "visit_ends", "10000 1 1"},
	{"line", "line", "1000000 500000 500 1"},
	{"line", "line_at", "1000000 1 1 1 1"},
	{"receipt", "receipt", "1000000 500000 1"},
}

// advice is one line of the shape: an index, or a table's primary key.
type advice struct{ table, index, stat string }

// advise tells the planner the shape of the tables, unless it knows.
// Connections opened later know it.
func advise(ctx context.Context, db *sql.DB) error {
	known, err := advised(ctx, db)
	if err != nil || slices.Equal(known, shape) {
		return err
	}
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
	for _, a := range shape {
		if _, err := tx.ExecContext(ctx, "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", a.table, a.index, a.stat); err != nil {
			return kinded(err)
		}
	}
	return kinded(tx.Commit())
}

// advised is what the planner has been told.
func advised(ctx context.Context, db *sql.DB) (known []advice, err error) {
	var tables int
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'").Scan(&tables); err != nil || tables == 0 {
		return nil, kinded(err)
	}
	rows, err := db.QueryContext(ctx, "SELECT tbl, coalesce(idx, ''), stat FROM sqlite_stat1 ORDER BY rowid")
	if err != nil {
		return nil, kinded(err)
	}
	defer rows.Close()
	for rows.Next() {
		var a advice
		if err := rows.Scan(&a.table, &a.index, &a.stat); err != nil {
			return nil, kinded(err)
		}
		known = append(known, a)
	}
	return known, kinded(rows.Err())
}
