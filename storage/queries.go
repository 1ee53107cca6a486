package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"pacer/coach"
)

// preparer gives the statements of a transaction: the writer's, or a read's.
type preparer interface {
	prepare(ctx context.Context, query string) (statement, error)
}

// queries are all reads and writes of one workspace. Every statement says
// which workspace it is about, as its first argument.
type queries struct {
	db        preparer
	ctx       context.Context
	workspace string
	kinded    func(error) error
}

// exec runs a statement whose first argument is the workspace.
func (q *queries) exec(query string, args ...any) (changed int64, err error) {
	st, err := q.db.prepare(q.ctx, query)
	if err != nil {
		return 0, q.kinded(err)
	}
	r, err := st.ExecContext(q.ctx, append([]any{q.workspace}, args...)...)
	if err != nil {
		return 0, q.kinded(err)
	}
	return r.RowsAffected()
}

// row reads one row into dest; NotFound, named by op, when there is none.
func (q *queries) row(op, query string, args []any, dest ...any) error {
	st, err := q.db.prepare(q.ctx, query)
	if err != nil {
		return q.kinded(err)
	}
	err = st.QueryRowContext(q.ctx, append([]any{q.workspace}, args...)...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return &coach.Error{Op: op, Kind: coach.NotFound, Err: err}
	}
	if err != nil {
		return q.kinded(err)
	}
	return nil
}

// list reads rows, each by scan.
func list[T any](q *queries, scan func(s scanner) (T, error), query string, args ...any) ([]T, error) {
	st, err := q.db.prepare(q.ctx, query)
	if err != nil {
		return nil, q.kinded(err)
	}
	rows, err := st.QueryContext(q.ctx, append([]any{q.workspace}, args...)...)
	if err != nil {
		return nil, q.kinded(err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, q.kinded(err)
		}
		all = append(all, v)
	}
	return all, q.kinded(rows.Err())
}

// scanner is a row to be read.
type scanner interface{ Scan(dest ...any) error }

// one reads a row with scan; NotFound, named by op, when there is none.
func one[T any](q *queries, op string, scan func(s scanner) (T, error), query string, args ...any) (T, error) {
	var zero T
	st, err := q.db.prepare(q.ctx, query)
	if err != nil {
		return zero, q.kinded(err)
	}
	v, err := scan(st.QueryRowContext(q.ctx, append([]any{q.workspace}, args...)...))
	if errors.Is(err, sql.ErrNoRows) {
		return zero, &coach.Error{Op: op, Kind: coach.NotFound, Err: err}
	}
	if err != nil {
		return zero, q.kinded(err)
	}
	return v, nil
}

// millis is how instants are kept: UTC, 0 for none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// flag is how a yes or no is kept.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// details writes what no query looks into.
func details(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}
