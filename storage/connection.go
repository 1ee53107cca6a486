package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"sync"
)

// connection is one connection with its prepared statements. It belongs to one
// goroutine at a time. Until open it is none.
type connection struct {
	conn       *sql.Conn
	statements map[string]statement
}

// statement is one that stays prepared as long as its connection is open.
type statement struct{ *sql.Stmt }

func (c *connection) open(ctx context.Context, db *sql.DB) error {
	if c.conn != nil {
		return nil
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	c.conn, c.statements = conn, make(map[string]statement)
	return nil
}

// prepare prepares a statement once.
func (c *connection) prepare(ctx context.Context, query string) (statement, error) {
	if st, ok := c.statements[query]; ok {
		return st, nil
	}
	st, err := c.conn.PrepareContext(ctx, query)
	if err != nil {
		return statement{}, err
	}
	c.statements[query] = statement{st}
	return c.statements[query], nil
}

// exec runs a statement of the transaction's own, which no event's context may
// interrupt.
func (c *connection) exec(query string) error {
	st, err := c.prepare(context.Background(), query)
	if err != nil {
		return err
	}
	_, err = st.ExecContext(context.Background())
	return err
}

// discardRows runs a statement whose rows say nothing that matters.
func (c *connection) discardRows(query string) error {
	rows, err := c.conn.QueryContext(context.Background(), query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		continue
	}
	return rows.Err()
}

// firstNumber runs a statement and returns the first number that it returns; 0 if
// it returns nothing.
func (c *connection) firstNumber(query string) (n int64, err error) {
	rows, err := c.conn.QueryContext(context.Background(), query)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	into := make([]any, len(columns))
	for i := range into {
		into[i] = new(any)
	}
	for first := true; rows.Next(); first = false {
		if err := rows.Scan(into...); err != nil {
			return 0, err
		}
		if v, ok := (*into[0].(*any)).(int64); ok && first {
			n = v
		}
	}
	return n, rows.Err()
}

// close closes what open opened.
func (c *connection) close() error {
	if c.conn == nil {
		return nil
	}
	var errs []error
	for _, st := range c.statements {
		errs = append(errs, st.Close())
	}
	errs = append(errs, c.conn.Close())
	c.conn, c.statements = nil, nil
	return errors.Join(errs...)
}

// discard closes a connection whose state nobody knows, for good: it does not
// go back to its pool.
func (c *connection) discard() {
	// The error is the one that asks for it.
	_ = c.conn.Raw(func(any) error { return driver.ErrBadConn })
	c.conn, c.statements = nil, nil
}

// reading gives read transactions. Each has a connection to itself, whose
// statements stay prepared: a statement prepared on a pool wants a second
// connection while the first is held, and readers enough at once would wait
// for each other for ever.
type reading struct {
	db     *sql.DB
	kinded func(error) error
	free   chan *connection // those not in use; closed when all are closed

	closing sync.Mutex
	left    int // connections not closed yet
}

func newReading(db *sql.DB, kinded func(error) error) *reading {
	n := max(1, db.Stats().MaxOpenConnections)
	r := &reading{db: db, kinded: kinded, free: make(chan *connection, n), left: n}
	for range n {
		r.free <- &connection{}
	}
	return r
}

// moment runs fn on one moment of a workspace.
func (r *reading) moment(ctx context.Context, workspace string, fn func(*queries) error) error {
	var c *connection
	select {
	case c = <-r.free:
	case <-ctx.Done():
		return ctx.Err()
	}
	if c == nil {
		return errClosed()
	}
	defer func() { r.free <- c }()
	if err := c.open(ctx, r.db); err != nil {
		return r.kinded(err)
	}
	if err := c.exec("BEGIN"); err != nil {
		c.discard()
		return r.kinded(err)
	}
	defer func() {
		if c.exec("ROLLBACK") != nil {
			c.discard()
		}
	}()
	return fn(&queries{db: c, ctx: ctx, workspace: workspace, kinded: r.kinded})
}

// close waits for the reads under way and closes their connections. What ctx
// cut off is done by the next call.
func (r *reading) close(ctx context.Context) error {
	r.closing.Lock()
	defer r.closing.Unlock()
	if r.left == 0 {
		return nil
	}
	var errs []error
	for ; r.left > 0; r.left-- {
		select {
		case c := <-r.free:
			errs = append(errs, c.close())
		case <-ctx.Done():
			return errors.Join(append(errs, ctx.Err())...)
		}
	}
	close(r.free)
	return errors.Join(errs...)
}
