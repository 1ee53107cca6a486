package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	sqlite3 "github.com/mattn/go-sqlite3"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/storage"
)

// faulty is the driver with a hand in it: do stands between a caller and each
// statement prepared, and may run it or not. It is called by the goroutine that
// runs the statement.
type faulty struct {
	dsn string
	do  func(c *sqlite3.SQLiteConn, query string, run func() error) error
}

func (f faulty) Driver() driver.Driver { return &sqlite3.SQLiteDriver{} }

func (f faulty) Connect(context.Context) (driver.Conn, error) {
	c, err := f.Driver().Open(f.dsn)
	if err != nil {
		return nil, err
	}
	return &faultyConn{c.(*sqlite3.SQLiteConn), f}, nil
}

type faultyConn struct {
	*sqlite3.SQLiteConn
	f faulty
}

func (c *faultyConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	st, err := c.SQLiteConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return &faultyStmt{st.(*sqlite3.SQLiteStmt), c, query}, nil
}

type faultyStmt struct {
	*sqlite3.SQLiteStmt
	c     *faultyConn
	query string
}

func (s *faultyStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (r driver.Result, err error) {
	err = s.c.f.do(s.c.SQLiteConn, s.query, func() error {
		r, err = s.SQLiteStmt.ExecContext(ctx, args)
		return err
	})
	return r, err
}

func (s *faultyStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (r driver.Rows, err error) {
	err = s.c.f.do(s.c.SQLiteConn, s.query, func() error {
		r, err = s.SQLiteStmt.QueryContext(ctx, args)
		return err
	})
	return r, err
}

// ill is a database that fails as it is told.
type ill struct {
	*testing.T
	*storage.Store
	path string
	// fault is what do does; nil: nothing. Set it with an atomic.
	fault atomic.Pointer[func(c *sqlite3.SQLiteConn, query string, run func() error) error]
}

func openIll(t *testing.T) *ill {
	x := &ill{T: t, path: filepath.Join(t.TempDir(), "pacer.db")}
	o := opener{migrations: storage.Migrations(), connect: func(dsn string) (*sql.DB, error) {
		return sql.OpenDB(faulty{dsn, func(c *sqlite3.SQLiteConn, query string, run func() error) error {
			if fault := x.fault.Load(); fault != nil {
				return (*fault)(c, query, run)
			}
			return run()
		}}), nil
	}}
	s, err := o.open(t.Context(), x.path, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	x.Store = s
	t.Cleanup(func() {
		x.heal()
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if err := s.CreateWorkspace(t.Context(), coach.Workspace{ID: "w"}); err != nil {
		t.Fatal(err)
	}
	return x
}

func (x *ill) fall(fault func(c *sqlite3.SQLiteConn, query string, run func() error) error) {
	x.fault.Store(&fault)
}

func (x *ill) heal() { x.fault.Store(nil) }

// answer is a turn that appends an entry and sends a row, both named by its
// event.
func answer(name string) func(bot.Tx) error {
	return func(tx bot.Tx) error {
		if _, err := tx.Append(coach.Entry{Kind: coach.EntryAttempt, Person: "p", Question: name}); err != nil {
			return err
		}
		return tx.Send(outbox.Row{ID: name, To: chat.Conversation{Platform: "p", User: name}})
	}
}

func (x *ill) turn(event string) ([]outbox.Row, error) {
	return x.Turn(x.Context(), "w", event, answer(event))
}

// logged is the names of the entries, in their order.
func (x *ill) logged() (names []string) {
	x.Helper()
	if err := x.Log(x.Context(), "w", func(e coach.Entry) error {
		names = append(names, e.Question)
		return nil
	}); err != nil {
		x.Fatal(err)
	}
	return names
}

func (x *ill) wantLog(names ...string) {
	x.Helper()
	if diff := cmp.Diff(names, x.logged()); diff != "" {
		x.Errorf("the log: %s", diff)
	}
}

// group runs turns, by event, that share a transaction, and returns their
// errors. It must be called in a bubble.
func (x *ill) group(turns map[string]func(bot.Tx) error) map[string]error {
	x.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	errs := make(map[string]error)
	begun, free := make(chan struct{}), make(chan struct{})
	all.Go(func() {
		_, err := x.Turn(x.Context(), "w", "", func(bot.Tx) error {
			select {
			case <-begun: // it runs again
			default:
				close(begun)
			}
			<-free
			return nil
		})
		if err != nil {
			x.Error(err)
		}
	})
	<-begun
	for name, fn := range turns {
		all.Go(func() {
			_, err := x.Turn(x.Context(), "w", name, fn)
			mu.Lock()
			defer mu.Unlock()
			errs[name] = err
		})
	}
	synctest.Wait() // for all of them to wait for the writer
	close(free)
	all.Wait()
	return errs
}

var (
	errIO   = sqlite3.Error{Code: sqlite3.ErrIoErr, ExtendedCode: sqlite3.ErrIoErrFsync}
	errFull = sqlite3.Error{Code: sqlite3.ErrFull}
)

// once makes a fault happen once, at a statement.
func once(at string, fault func(c *sqlite3.SQLiteConn, run func() error) error) func(*sqlite3.SQLiteConn, string, func() error) error {
	var done atomic.Bool
	return func(c *sqlite3.SQLiteConn, query string, run func() error) error {
		if strings.HasPrefix(query, at) && done.CompareAndSwap(false, true) {
			return fault(c, run)
		}
		return run()
	}
}

// rollBack does what SQLite does by itself with such an error.
func rollBack(c *sqlite3.SQLiteConn, err error) error {
	if _, e := c.ExecContext(context.Background(), "ROLLBACK", nil); e != nil {
		return e
	}
	return err
}

func TestCommitThatErrs(t *testing.T) {
	t.Run("is taken as made when it was made: the event decides", func(t *testing.T) {
		x := openIll(t)
		x.fall(once("COMMIT", func(c *sqlite3.SQLiteConn, run func() error) error {
			return errors.Join(run(), errIO)
		}))
		rows, err := x.turn("a")
		if err != nil || len(rows) != 1 || rows[0].ID != "a" {
			t.Errorf("got %d rows and error %v, want the row sent", len(rows), err)
		}
		x.wantLog("a")
		if _, err := x.turn("a"); !errors.Is(err, bot.ErrSeen) {
			t.Errorf("got error %v, want ErrSeen", err)
		}
	})
	t.Run("is made again when it was not", func(t *testing.T) {
		x := openIll(t)
		x.fall(once("COMMIT", func(c *sqlite3.SQLiteConn, _ func() error) error { return rollBack(c, errIO) }))
		rows, err := x.turn("a")
		if err != nil || len(rows) != 1 {
			t.Errorf("got %d rows and error %v, want the row sent", len(rows), err)
		}
		x.wantLog("a")
	})
	t.Run("fails its turn when it fails for good, and nothing of it is kept", func(t *testing.T) {
		x := openIll(t)
		x.fall(func(c *sqlite3.SQLiteConn, query string, run func() error) error {
			if query == "COMMIT" {
				return rollBack(c, errFull)
			}
			return run()
		})
		_, err := x.turn("a")
		if coach.KindOf(err) != coach.Transient || !strings.Contains(err.Error(), "the disk is full: make room") {
			t.Errorf("got error %v, want the sentence about a full disk", err)
		}
		x.wantLog()
		x.heal()
		if _, err := x.turn("a"); err != nil {
			t.Error(err)
		}
		x.wantLog("a")
	})
	t.Run("fails a turn without event that may have been kept, and does not do it twice", func(t *testing.T) {
		x := openIll(t)
		x.fall(once("COMMIT", func(c *sqlite3.SQLiteConn, run func() error) error {
			return errors.Join(run(), errIO)
		}))
		if _, err := x.Turn(t.Context(), "w", "", answer("a")); err == nil || !strings.Contains(err.Error(), "it is not known whether this was kept") {
			t.Errorf("got error %v, want one that says that nobody knows", err)
		}
		x.wantLog("a")
		if _, err := x.turn("b"); err != nil { // and its place in the log is taken
			t.Error(err)
		}
		x.wantLog("a", "b")
	})
	t.Run("is nobody's loss in a group, whether it was made or not", func(t *testing.T) {
		for _, made := range []bool{true, false} {
			synctest.Test(t, func(t *testing.T) { lostInAGroup(t, made) })
		}
	})
}

func lostInAGroup(t *testing.T, made bool) {
	x := openIll(t)
	turns := map[string]func(bot.Tx) error{"": answer("of no event")}
	for i := range 40 {
		name := fmt.Sprintf("e%d", i)
		turns[name] = answer(name)
	}
	var commits atomic.Int32
	x.fall(func(c *sqlite3.SQLiteConn, query string, run func() error) error {
		if query != "COMMIT" || commits.Add(1) != 2 { // the first is that of the turn that holds the writer
			return run()
		}
		if made {
			return errors.Join(run(), errIO)
		}
		return rollBack(c, errIO)
	})
	for name, err := range x.group(turns) {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if names := x.logged(); len(names) != len(turns) {
		t.Errorf("made %t: the log has %d entries, want %d", made, len(names), len(turns))
	}
}

func TestTransactionThatIsLostWithinATurn(t *testing.T) {
	t.Run("takes what its turn writes afterwards with it, and keeps its neighbours", func(t *testing.T) {
		synctest.Test(t, careless)
	})
}

func careless(t *testing.T) {
	x := openIll(t)
	// The insert of one row fills the disk, each time that it is tried;
	// its turn does not care.
	x.fall(func(c *sqlite3.SQLiteConn, query string, run func() error) error {
		if strings.HasPrefix(query, "INSERT INTO consent") {
			return rollBack(c, errFull)
		}
		return run()
	})
	turns := map[string]func(bot.Tx) error{
		"careless": func(tx bot.Tx) error {
			_ = tx.PutConsent(bot.Consent{ID: "1"})
			_ = answer("careless")(tx)
			return nil
		},
	}
	for i := range 20 {
		name := fmt.Sprintf("e%d", i)
		turns[name] = answer(name)
	}
	for name, err := range x.group(turns) {
		switch {
		case name != "careless" && err != nil:
			t.Errorf("%s: %v", name, err)
		case name == "careless" && (coach.KindOf(err) != coach.Transient || !strings.Contains(err.Error(), "the disk is full: make room")):
			t.Errorf("got error %v, want the sentence about a full disk", err)
		}
	}
	names := x.logged()
	if len(names) != 20 {
		t.Errorf("the log has %d entries, want 20: %v", len(names), names)
	}
	for _, n := range names {
		if n == "careless" {
			t.Error("what the careless turn wrote after its transaction was lost has been kept")
		}
	}
}

func TestDeliveriesAreRecordedOnceTheTroubleIsOver(t *testing.T) {
	x := openIll(t)
	if _, err := x.turn("a"); err != nil {
		t.Fatal(err)
	}
	x.fall(func(c *sqlite3.SQLiteConn, query string, run func() error) error {
		if query == "BEGIN IMMEDIATE" {
			return errFull
		}
		return run()
	})
	x.Mark(outbox.Mark{Workspace: "w", ID: "a", State: outbox.Sent, Receipt: chat.Receipt{Ref: "ref", At: time.Now()}})
	for range 3 { // each takes the mark along, in vain
		if _, err := x.turn("b"); coach.KindOf(err) != coach.Transient {
			t.Errorf("got error %v, want one of kind Transient", err)
		}
	}
	x.heal()
	rows, err := x.Claim(t.Context(), outbox.Want{Limit: 10, Now: time.Now().Add(time.Hour), Lease: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) > 0 {
		t.Errorf("%d rows were given out again after they were sent", len(rows))
	}
	if r, err := x.Store.Receipt(t.Context(), "w", "a"); err != nil || r.Ref != "ref" {
		t.Errorf("got receipt %+v and error %v", r, err)
	}
}

func TestFullDisk(t *testing.T) { synctest.Test(t, fillDisk) }

func fillDisk(t *testing.T) {
	x := openIll(t)
	// SQLite's own limit of pages is a disk that fills as a real one does.
	limit := func(pages int) {
		fault := once("BEGIN IMMEDIATE", func(c *sqlite3.SQLiteConn, run func() error) error {
			if _, err := c.ExecContext(context.Background(), fmt.Sprintf("PRAGMA max_page_count = %d", pages), nil); err != nil {
				return err
			}
			return run()
		})
		x.fall(fault)
	}
	write := func(event string) error {
		_, err := x.Turn(t.Context(), "w", event, func(tx bot.Tx) error {
			if err := answer(event)(tx); err != nil {
				return err
			}
			return tx.PutContent("c", event, "v", make([]byte, 3000))
		})
		return err
	}
	limit(300)
	var acknowledged []string
	var refused string
	for i := range 1000 {
		event := fmt.Sprintf("e%d", i)
		if err := write(event); err != nil {
			if coach.KindOf(err) != coach.Transient || !strings.Contains(err.Error(), "the disk is full: make room") {
				t.Fatalf("got error %v, want the sentence about a full disk", err)
			}
			refused = event
			break
		}
		acknowledged = append(acknowledged, event)
	}
	if refused == "" || len(acknowledged) < 20 {
		t.Fatalf("%d turns fitted: the disk never filled, or at once", len(acknowledged))
	}
	// Many at once are refused as well, and change nothing.
	turns := make(map[string]func(bot.Tx) error)
	for i := range 20 {
		event := fmt.Sprintf("f%d", i)
		turns[event] = func(tx bot.Tx) error {
			return errors.Join(tx.PutContent("c", event, "v", make([]byte, 3000)), answer(event)(tx))
		}
	}
	fitted := 0
	for _, err := range x.group(turns) {
		if err == nil {
			fitted++
		}
	}
	names := x.logged()
	if len(names) != len(acknowledged)+fitted {
		t.Errorf("the log has %d entries, want the %d acknowledged", len(names), len(acknowledged)+fitted)
	}
	if diff := cmp.Diff(acknowledged, names[:len(acknowledged)]); diff != "" {
		t.Errorf("what was acknowledged: %s", diff)
	}
	// Reading goes on, and writing once there is room.
	limit(1_000_000)
	if err := write(refused); err != nil {
		t.Errorf("after room was made: %v", err)
	}
	if got := x.logged(); got[len(got)-1] != refused {
		t.Errorf("the last entry is %q, want %q", got[len(got)-1], refused)
	}
	if err := Check(t.Context(), x.path); err != nil {
		t.Error(err)
	}
}
