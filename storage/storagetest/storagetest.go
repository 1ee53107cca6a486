// Package storagetest is the contract of a bot.Store as a suite of tests, and
// that of the rest of a storage.Store. Each driver's package runs it.
package storagetest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pacer/bot"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/storage"
)

// Open opens the database in a folder, a new one if the folder is empty. It
// fails the test if it cannot.
type Open func(t *testing.T, dir string, o storage.Options) *storage.Store

// Run runs the suite. Each of its tests has a folder of its own.
func Run(t *testing.T, open Open) {
	for _, part := range []struct {
		name  string
		tests []test
	}{
		{"Turn", turns}, {"View", views}, {"Place", places}, {"Schedule", schedules}, {"Queue", queues}, {"Rank", ranks}, {"Vault", vaults}, {"Mark", marking},
		{"Receipt", receipts}, {"Row", rows}, {"Restart", restarts}, {"Maintain", maintaining}, {"Wall", walls}, {"Memory", memories}, {"Kin", kins},
		{"Together", together}, {"Visit", visits}, {"Line", lines},
	} {
		t.Run(part.name, func(t *testing.T) {
			for _, x := range part.tests {
				t.Run(x.name, func(t *testing.T) {
					// In a bubble, time passes when everybody waits: what is to
					// share a transaction can be known to wait for it.
					synctest.Test(t, func(t *testing.T) { x.run(newStage(t, open)) })
				})
			}
		})
	}
}

// test is one test of the suite; its name is a sentence.
type test struct {
	name string
	run  func(*stage)
}

// The workspaces of a stage.
const (
	here  = "here"
	there = "there"
)

// stage is what a test has: a store with two workspaces.
type stage struct {
	*testing.T
	*storage.Store
	open    Open
	dir     string
	orphans []outbox.Row // read only when nobody writes
	groups  []int        // sizes of the groups committed; likewise
	changed []string     // workspaces that changed, by group; likewise
}

func newStage(t *testing.T, open Open) *stage {
	s := &stage{T: t, open: open, dir: t.TempDir()}
	s.start(storage.Options{})
	for _, w := range []string{here, there} {
		s.must(s.CreateWorkspace(s.ctx(), coach.Workspace{ID: w, Name: "School " + w, Zone: "Europe/Paris"}))
	}
	return s
}

// start opens the stage's database.
func (s *stage) start(o storage.Options) {
	s.Helper()
	o.Orphans = func(rows []outbox.Row) { s.orphans = append(s.orphans, rows...) }
	o.Changed = func(workspaces []string) { s.changed = append(s.changed, strings.Join(workspaces, " ")) }
	o.Committed = func(turns int, _ time.Duration) { s.groups = append(s.groups, turns) }
	store := s.open(s.T, s.dir, o)
	s.Store = store
	s.Cleanup(func() { s.must(store.Close(context.Background())) })
}

// restart closes the stage's database and opens it again.
func (s *stage) restart() {
	s.Helper()
	s.must(s.Store.Close(s.ctx()))
	s.start(storage.Options{})
}

func (s *stage) ctx() context.Context { return s.Context() }

func (s *stage) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// is fails unless an error is of a kind.
func (s *stage) is(err error, kind coach.Kind) {
	s.Helper()
	if err == nil || coach.KindOf(err) != kind {
		s.Fatalf("got error %v, want one of kind %d", err, kind)
	}
}

// do runs a turn without an event in the workspace here, which must succeed.
func (s *stage) do(fn func(bot.Tx) error) []outbox.Row {
	s.Helper()
	rows, err := s.Turn(s.ctx(), here, "", fn)
	s.must(err)
	return rows
}

// read runs a view of the workspace here, which must succeed.
func (s *stage) read(fn func(bot.Reader) error) {
	s.Helper()
	s.must(s.View(s.ctx(), here, fn))
}

// hold begins a turn that keeps the writer busy until it is let go, so that
// what is begun meanwhile shares a transaction.
func (s *stage) hold() (letGo func()) {
	s.Helper()
	busy, free, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		_, err := s.Turn(context.Background(), here, "", func(bot.Tx) error {
			select {
			case <-busy: // it runs again
			default:
				close(busy)
			}
			<-free
			return nil
		})
		done <- err
	}()
	<-busy
	return func() {
		s.Helper()
		synctest.Wait()
		close(free)
		s.must(<-done)
	}
}

// outcome is what became of a turn.
type outcome struct {
	rows []outbox.Row
	err  error
}

// begin begins a turn, and returns where its outcome will be. It is waiting
// for the writer, or done, when begin returns.
func (s *stage) begin(ctx context.Context, workspace, event string, fn func(bot.Tx) error) <-chan outcome {
	c := make(chan outcome, 1)
	go func() {
		rows, err := s.Turn(ctx, workspace, event, fn)
		c <- outcome{rows, err}
	}()
	synctest.Wait()
	return c
}

// pass lets time pass, which in the bubble of a test takes none.
func pass(d time.Duration) { time.Sleep(d) }

// errRefused is what a turn of a test fails with.
var errRefused = errors.New("refused by the test")

// person returns a turn's function that puts a person and does not fail.
func person(id string) func(bot.Tx) error {
	return func(tx bot.Tx) error { return tx.PutPerson(coach.Person{ID: id, Name: "Name of " + id}) }
}

// has tells whether there is a person.
func (s *stage) has(id string) bool {
	s.Helper()
	var err error
	s.read(func(r bot.Reader) error {
		_, err = r.Person(id)
		return nil
	})
	if err != nil && !coach.IsNotFound(err) {
		s.Fatal(err)
	}
	return err == nil
}

// expect fails unless these of some people are there, and no others.
func (s *stage) expect(people map[string]bool) {
	s.Helper()
	for id, want := range people {
		if got := s.has(id); got != want {
			s.Errorf("whether %s is kept: got %t, want %t", id, got, want)
		}
	}
}
