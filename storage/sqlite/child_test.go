package sqlite

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/storage"
)

var kills = flag.Int("kills", 20, "how often a process that writes is killed")

// childFile names, in the environment of a child of the tests, the database
// that it is to write.
const childFile = "PACER_TEST_CHILD_WRITES"

func TestMain(m *testing.M) {
	if path := os.Getenv(childFile); path != "" {
		if err := writeForEver(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// writers is how many goroutines of a child write at once.
const writers = 24

// writeForEver writes answers until its standard input ends, and writes the
// name of each to standard output once it is acknowledged.
func writeForEver(path string) error {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	s, err := Open(ctx, path, storage.Options{})
	if err != nil {
		return err
	}
	if err := s.CreateWorkspace(ctx, coach.Workspace{ID: "w"}); err != nil {
		return err
	}
	var all sync.WaitGroup
	for n := range writers {
		all.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				event := fmt.Sprintf("%d-%d-%d", os.Getpid(), n, i)
				rows, err := s.Turn(ctx, "w", event, wholeAnswer(event))
				if err != nil {
					continue
				}
				fmt.Println(event)
				for _, r := range rows[:i%2] { // every other one is delivered
					s.Mark(outbox.Mark{Workspace: "w", ID: r.ID, State: outbox.Sent, Receipt: chat.Receipt{Ref: r.ID, At: time.Now()}})
				}
			}
		})
	}
	all.Wait()
	return s.Close(context.Background())
}

// wholeAnswer writes the rows of an answer, all of which name its event.
func wholeAnswer(event string) func(bot.Tx) error {
	return func(tx bot.Tx) error {
		position, err := tx.Append(coach.Entry{Kind: coach.EntryAttempt, Person: "p", Question: event, Skills: []string{"c/k"}, Try: 1})
		if err != nil {
			return err
		}
		if err := tx.PutWords(bot.Words{Attempt: position, Person: "p", Said: event}); err != nil {
			return err
		}
		return tx.Send(outbox.Row{ID: event, To: chat.Conversation{Platform: "p", User: event}})
	}
}

// child is a process that writes a database.
type child struct {
	cmd          *exec.Cmd
	in           io.Closer
	acknowledged *bufio.Scanner
}

func startChild(t *testing.T, path string) *child {
	t.Helper()
	c := &child{cmd: exec.Command(os.Args[0], "-test.run=^$")}
	c.cmd.Env = append(os.Environ(), childFile+"="+path)
	c.cmd.Stderr = t.Output()
	in, err := c.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.in, c.acknowledged = in, bufio.NewScanner(out)
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.cmd.Process.Kill() }) // it may be gone already
	return c
}

// take reads acknowledgements: n, or all there are if n is negative.
func (c *child) take(t *testing.T, n int) (events []string) {
	t.Helper()
	for n < 0 || len(events) < n {
		if !c.acknowledged.Scan() {
			if n >= 0 {
				t.Fatalf("the child ended after %d acknowledgements: %v", len(events), c.acknowledged.Err())
			}
			break
		}
		events = append(events, c.acknowledged.Text())
	}
	return events
}

// TestKilledWhileWriting kills a process that writes, at moments that its own
// progress decides, and looks each time at what is there: every answer that
// was acknowledged, once, with all that belongs to it.
func TestKilledWhileWriting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pacer.db")
	acknowledged := make(map[string]bool)
	lines := 0
	for range *kills {
		c := startChild(t, path)
		events := c.take(t, 1+rand.IntN(300))
		if err := c.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		events = append(events, c.take(t, -1)...) // what it said before it died
		_ = c.cmd.Wait()                          // says that it was killed
		for _, e := range events {
			acknowledged[e] = true
		}
		lines += len(events)
		if err := Check(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		inspect(t, path, acknowledged)
		if t.Failed() {
			return
		}
	}
	if lines != len(acknowledged) {
		t.Errorf("%d acknowledgements of %d answers", lines, len(acknowledged))
	}
	t.Logf("%d kills, %d answers acknowledged", *kills, lines)
}

// inspect looks into a database after its writer was killed.
func inspect(t *testing.T, path string, acknowledged map[string]bool) {
	t.Helper()
	s, err := Open(t.Context(), path, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(context.Background())
	missing := maps.Clone(acknowledged)
	last := int64(0)
	waiting := make(map[string]bool)
	rows, err := s.Claim(t.Context(), outbox.Want{Limit: 1_000_000, Now: time.Now(), Lease: time.Nanosecond})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		waiting[r.ID] = true
	}
	if err := s.View(t.Context(), "w", func(r bot.Reader) error {
		entries, err := r.Entries("p")
		if err != nil {
			return err
		}
		seen := make(map[string]bool)
		for _, e := range entries {
			last++
			words, err := r.Words(e.Position)
			if err != nil || e.Position != last || seen[e.Question] || words.Said != e.Question {
				t.Errorf("entry %d is %s, with words %q (%v), after %d", e.Position, e.Question, words.Said, err, last-1)
			}
			seen[e.Question] = true
			delete(missing, e.Question)
			_, err = r.Receipt(e.Question)
			if delivered := err == nil; delivered == waiting[e.Question] {
				t.Errorf("the message of %s: delivered %t, waiting %t", e.Question, delivered, waiting[e.Question])
			}
		}
		if len(rows) > len(entries) {
			t.Errorf("%d messages wait after %d answers", len(rows), len(entries))
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(missing) > 0 {
		t.Errorf("%d answers were acknowledged and are lost, such as %s", len(missing), slices.Sorted(maps.Keys(missing))[0])
	}
}

func TestTwoProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pacer.db")
	c := startChild(t, path)
	c.take(t, 50)

	if s, err := Open(t.Context(), path, storage.Options{}); err == nil {
		t.Error("a second process may write")
		s.Close(t.Context())
	} else if want := path + ": another Pacer is using it: stop that one first, or use another file"; err.Error() != want {
		t.Errorf("got error %q, want %q", err, want)
	}

	reader, err := OpenReadOnly(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close(context.Background())
	count := func(s *storage.Store) (n int) {
		t.Helper()
		if err := s.Log(t.Context(), "w", func(coach.Entry) error { n++; return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := count(reader)
	c.take(t, 200)
	if after := count(reader); after < before+100 {
		t.Errorf("a reader beside the writer saw %d answers, and then %d", before, after)
	}
	if _, err := reader.Turn(t.Context(), "w", "", func(bot.Tx) error { return nil }); err == nil || !strings.Contains(err.Error(), "reading only") {
		t.Errorf("got error %v from a turn on a reader", err)
	}

	for n := range 3 {
		to := filepath.Join(filepath.Dir(path), fmt.Sprintf("backup-%d.db", n))
		before := count(reader)
		if err := Backup(t.Context(), path, to); err != nil {
			t.Fatal(err)
		}
		copied, err := OpenReadOnly(t.Context(), to)
		if err != nil {
			t.Fatal(err)
		}
		if has := count(copied); has < before || has > count(reader) {
			t.Errorf("a backup has %d answers, made when there were %d and more", has, before)
		}
		if err := copied.Close(t.Context()); err != nil {
			t.Error(err)
		}
		c.take(t, 50)
	}

	if err := c.in.Close(); err != nil {
		t.Fatal(err)
	}
	c.take(t, -1)
	if err := c.cmd.Wait(); err != nil {
		t.Errorf("the child did not end well: %v", err)
	}
	s, err := Open(t.Context(), path, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
