package storage_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/storage"
	"pacer/storage/sqlite"
)

// BenchmarkTurn measures small turns of several callers at once, from the call
// to its return after the commit, beside the bare driver writing the same rows
// with the same settings and the same grouping, in turns.
func BenchmarkTurn(b *testing.B) {
	for _, clients := range []int{1, 64, 256} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			ours, bare := openOurs(b), openBare(b)
			each := max(8, 2000/clients)
			load(b, clients, 2, ours.turn)
			load(b, clients, 2, bare.turn)
			var took, bareTook []time.Duration
			var spent, bareSpent time.Duration
			for b.Loop() {
				began := time.Now()
				took = append(took, load(b, clients, each, ours.turn)...)
				spent += time.Since(began)
				began = time.Now()
				bareTook = append(bareTook, load(b, clients, each, bare.turn)...)
				bareSpent += time.Since(began)
			}
			rate, bareRate := float64(len(took))/spent.Seconds(), float64(len(bareTook))/bareSpent.Seconds()
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(rate, "turns/s")
			b.ReportMetric(bareRate, "bare/s")
			b.ReportMetric(rate/bareRate, "of-bare")
			b.ReportMetric(millisAt(took, .5), "p50-ms")
			b.ReportMetric(millisAt(took, .99), "p99-ms")
			b.ReportMetric(millisAt(took, .99)/millisAt(bareTook, .99), "p99-of-bare")
		})
	}
}

// millisAt is a percentile of durations, in milliseconds.
func millisAt(d []time.Duration, p float64) float64 {
	slices.Sort(d)
	return float64(d[min(len(d)-1, int(p*float64(len(d))))]) / float64(time.Millisecond)
}

// load lets clients do some turns each, side by side, and returns how long
// each turn took.
func load(b *testing.B, clients, each int, turn func(client int) error) []time.Duration {
	var mu sync.Mutex
	var all []time.Duration
	var done sync.WaitGroup
	for client := range clients {
		done.Go(func() {
			took := make([]time.Duration, 0, each)
			for range each {
				began := time.Now()
				if err := turn(client); err != nil {
					b.Error(err)
					return
				}
				took = append(took, time.Since(began))
			}
			mu.Lock()
			all = append(all, took...)
			mu.Unlock()
		})
	}
	done.Wait()
	return all
}

// numbers gives names that grow.
type numbers struct {
	mu sync.Mutex
	n  int
}

func (x *numbers) next() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.n++
	return fmt.Sprintf("01KAMP%020d", x.n)
}

// ours is the store. A turn is an event, an entry of the log, its words, and a
// message whose delivery is recorded later.
type ours struct {
	*storage.Store
	numbers
}

func openOurs(b *testing.B) *ours {
	b.Helper()
	s, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "ours.db"), storage.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			b.Error(err)
		}
	})
	if err := s.CreateWorkspace(b.Context(), coach.Workspace{ID: "w"}); err != nil {
		b.Fatal(err)
	}
	return &ours{Store: s}
}

func (x *ours) turn(client int) error {
	id, person := x.next(), fmt.Sprintf("person-%d", client)
	rows, err := x.Turn(context.Background(), "w", id, func(tx bot.Tx) error {
		position, err := tx.Append(coach.Entry{
			Kind: coach.EntryAttempt, Person: person, At: time.Now(), Course: "c", Item: "c/item-1", Version: "abcdefghijkl", Skills: []string{"c/skill-1"},
			Question: id, Try: 1, Counts: true, Right: true, Score: 1, Tier: 2, Chance: .25, Took: 5 * time.Second, Purpose: "practice", Day: 20_414, Expected: .7,
		})
		if err != nil {
			return err
		}
		return errors.Join(tx.PutWords(bot.Words{Attempt: position, Person: person, Said: "A", Confidence: 2}),
			tx.Send(outbox.Row{ID: id, To: chat.Conversation{Platform: "p", User: person}, Message: chat.Text("That is right. Next: what is half of six?")}))
	})
	for _, r := range rows {
		x.Mark(outbox.Mark{Workspace: "w", ID: r.ID, State: outbox.Sent, Attempts: 1, Receipt: chat.Receipt{Ref: "ref", At: time.Now()}})
	}
	return err
}

// bare is the driver with one connection, prepared statements and groups, and
// nothing else.
type bare struct {
	numbers
	conn       *sql.Conn
	statements []*sql.Stmt
	jobs       chan bareJob
	position   int
}

type bareJob struct {
	id, person string
	done       chan error
}

// bareRows are the rows of a turn of ours; a delivery is that of an earlier
// turn, as if its mark rode along.
var bareRows = []string{
	`INSERT INTO seen (workspace, event, at) VALUES ('w', ?1, 1763790000000)`,
	`INSERT INTO log (workspace, position, kind, person, at, course, item, version, skill, also, fact, question, try, counts, correct, score,
		tier, chance, hints, took, rapid, self_graded, mixed, purpose, day, misconception, expected, target, by, level, params, fit, seed, source)
		VALUES ('w', ?3, 'attempt', ?2, 1763790000000, 'c', 'c/item-1', 'abcdefghijkl', 'c/skill-1', '', 0, ?1, 1, 1, 1, 1.0,
		2, 0.25, 0, 5000000000, 0, 0, 0, 'practice', 20414, '', 0.7, 0, '', 0, '', x'', 0, '')`,
	`INSERT INTO words (workspace, attempt, person, said, confidence) VALUES ('w', ?3, ?2, 'A', 2)`,
	`INSERT INTO outbox (workspace, id, dest, message, begun, urgent, dead, attempts, not_before, lease, error)
		VALUES ('w', ?1, 'p' || ?2, '{"parts":[{"text":"That is right. Next: what is half of six?"}]}', 0, 0, 0, 0, 0, 1763790020000, '')`,
	`DELETE FROM outbox WHERE workspace = 'w' AND id = ?4`,
	`INSERT INTO receipt (workspace, id, ref, posted) VALUES ('w', ?1, 'ref', 1763790000000)`,
}

func openBare(b *testing.B) *bare {
	b.Helper()
	path := filepath.Join(b.TempDir(), "bare.db")
	s, err := sqlite.Open(b.Context(), path, storage.Options{}) // for the schema
	if err != nil {
		b.Fatal(err)
	}
	if err := errors.Join(s.CreateWorkspace(b.Context(), coach.Workspace{ID: "w"}), s.Close(b.Context())); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000&_foreign_keys=1&_secure_delete=on&_cache_size=-65536")
	if err != nil {
		b.Fatal(err)
	}
	x := &bare{jobs: make(chan bareJob, 1024)}
	if x.conn, err = db.Conn(b.Context()); err != nil {
		b.Fatal(err)
	}
	for _, query := range append([]string{"BEGIN IMMEDIATE", "COMMIT"}, bareRows...) {
		st, err := x.conn.PrepareContext(b.Context(), query)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { st.Close() })
		x.statements = append(x.statements, st)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for first := range x.jobs {
			x.group(first)
		}
	}()
	b.Cleanup(func() {
		close(x.jobs)
		<-ended
		if err := errors.Join(x.conn.Close(), db.Close()); err != nil {
			b.Error(err)
		}
	})
	return x
}

// group commits what waits, together.
func (x *bare) group(first bareJob) {
	ctx := context.Background()
	group := []bareJob{first}
	for more := true; more && len(group) < 256; {
		select {
		case j, ok := <-x.jobs:
			if more = ok; ok {
				group = append(group, j)
			}
		default:
			more = false
		}
	}
	_, err := x.statements[0].ExecContext(ctx)
	for _, j := range group {
		x.position++
		args := []any{j.id, j.person, x.position, fmt.Sprintf("01KAMP%020d", x.position-len(group))}
		for i, st := range x.statements[2:] {
			_, e := st.ExecContext(ctx, args[:arguments[i]]...)
			err = errors.Join(err, e)
		}
	}
	_, e := x.statements[1].ExecContext(ctx)
	for _, j := range group {
		j.done <- errors.Join(err, e)
	}
}

// arguments is how many arguments each of bareRows takes: the highest named.
var arguments = []int{1, 3, 3, 2, 4, 1}

func (x *bare) turn(client int) error {
	j := bareJob{id: x.next(), person: fmt.Sprintf("person-%d", client), done: make(chan error, 1)}
	x.jobs <- j
	return <-j.done
}
