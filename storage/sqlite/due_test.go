package sqlite

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/storage"
)

// BenchmarkDue measures what it costs to find what is due: 100 of many people,
// then of a hundred times as many.
func BenchmarkDue(b *testing.B) {
	const due = 100
	cost := make(map[int]float64)
	for _, people := range []int{10_000, 1_000_000} {
		b.Run(fmt.Sprintf("people=%d", people), func(b *testing.B) {
			s := enrolled(b, people, due)
			var spent time.Duration
			n := 0
			for b.Loop() {
				began := time.Now()
				found, err := s.Due(b.Context(), then, due)
				spent += time.Since(began)
				if err != nil || len(found) != due {
					b.Fatalf("found %d (%v), want %d", len(found), err, due)
				}
				n++
			}
			cost[people] = float64(spent) / float64(n)
			if small := cost[10_000]; small > 0 && people > 10_000 {
				b.ReportMetric(cost[people]/small, "of-10k")
			}
		})
	}
}

// BenchmarkHandleDue measures handling 100 check-ins that are due, among many
// people, beside as many answers.
func BenchmarkHandleDue(b *testing.B) {
	const due = 100
	for _, people := range []int{10_000, 1_000_000} {
		b.Run(fmt.Sprintf("people=%d", people), func(b *testing.B) {
			s := enrolled(b, people, due)
			var handling, answering time.Duration
			n := 0
			for b.Loop() {
				now := then.AddDate(0, 0, n)
				n++
				began := time.Now()
				found, err := s.Due(b.Context(), now, due)
				if err != nil || len(found) != due {
					b.Fatalf("found %d (%v), want %d", len(found), err, due)
				}
				together(b, due, func(i int) error {
					x := found[i]
					rows, err := s.Turn(context.Background(), x.Workspace, "due "+x.Person+x.Next.String(), func(tx bot.Tx) error {
						x.Next = now.AddDate(0, 0, 1)
						if err := tx.PutSchedule(x); err != nil {
							return err
						}
						return ask(tx, x.Person, fmt.Sprintf("%d-%d", n, i))
					})
					deliver(s, rows)
					return err
				})
				handling += time.Since(began)

				began = time.Now()
				together(b, due, func(i int) error {
					event := fmt.Sprintf("a%d-%d", n, i)
					rows, err := s.Turn(context.Background(), "w", event, func(tx bot.Tx) error {
						position, err := tx.Append(coach.Entry{Kind: coach.EntryAttempt, Person: found[i].Person, Question: event, Skills: []string{"c/k"}, Try: 1})
						if err != nil {
							return err
						}
						if err := tx.PutWords(bot.Words{Attempt: position, Person: found[i].Person, Said: "A"}); err != nil {
							return err
						}
						return ask(tx, found[i].Person, event)
					})
					deliver(s, rows)
					return err
				})
				answering += time.Since(began)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(handling.Seconds()*1000/float64(n), "due-ms/100")
			b.ReportMetric(answering.Seconds()*1000/float64(n), "answers-ms/100")
			b.ReportMetric(handling.Seconds()/answering.Seconds(), "due/answers")
		})
	}
}

// BenchmarkClaim measures what it costs to claim 100 messages: of a thousand
// that wait, then of a hundred times as many.
func BenchmarkClaim(b *testing.B) {
	cost := make(map[int]float64)
	for _, waiting := range []int{1000, 100_000} {
		b.Run(fmt.Sprintf("waiting=%d", waiting), func(b *testing.B) {
			s := enrolled(b, 100, 0, fmt.Sprintf(`WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d - 1)
				INSERT INTO outbox (workspace, id, dest, message, begun, urgent, dead, attempts, not_before, lease, error)
				SELECT 'w', printf('%%026d', i), 'p' || i %% 997, '{"parts":[{"text":"Five minutes of fractions now?"}]}', 1, 0, 0, 0, 0, 0, '' FROM n`, waiting))
			var spent time.Duration
			n := 0
			for b.Loop() {
				now := then.Add(time.Duration(n) * time.Hour) // earlier leases have ended
				began := time.Now()
				rows, err := s.Claim(b.Context(), outbox.Want{Limit: 100, Now: now, Lease: time.Minute})
				spent += time.Since(began)
				if err != nil || len(rows) != 100 {
					b.Fatalf("claimed %d (%v), want 100", len(rows), err)
				}
				n++
			}
			cost[waiting] = float64(spent) / float64(n)
			if small := cost[1000]; small > 0 && waiting > 1000 {
				b.ReportMetric(cost[waiting]/small, "of-1k")
			}
		})
	}
}

// ask puts a question to somebody.
func ask(tx bot.Tx, person, id string) error {
	if err := tx.PutQuestion(coach.Question{ID: id, Person: person, Conversation: person, Ask: coach.AskBegin, State: coach.Open, Message: id}); err != nil {
		return err
	}
	return tx.Send(outbox.Row{ID: id, To: chat.Conversation{Platform: "p", User: person}, Message: chat.Text("Five minutes of fractions now?")})
}

func deliver(s *storage.Store, rows []outbox.Row) {
	for _, r := range rows {
		s.Mark(outbox.Mark{Workspace: r.Workspace, ID: r.ID, State: outbox.Sent, Receipt: chat.Receipt{Ref: "ref", At: then}})
	}
}

// together runs n calls side by side.
func together(b *testing.B, n int, fn func(i int) error) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			if err := fn(i); err != nil {
				b.Error(err)
			}
		})
	}
	all.Wait()
}

// enrolled is a store of people with a check-in each, a few of which are due,
// and what more statements make.
func enrolled(b *testing.B, people, due int, more ...string) *storage.Store {
	b.Helper()
	path := filepath.Join(b.TempDir(), "pacer.db")
	s, err := Open(b.Context(), path, storage.Options{})
	if err != nil {
		b.Fatal(err)
	}
	if err := s.CreateWorkspace(b.Context(), coach.Workspace{ID: "w"}); err != nil {
		b.Fatal(err)
	}
	if err := s.Close(b.Context()); err != nil {
		b.Fatal(err)
	}
	db, err := connect(dsn(path, ""))
	if err != nil {
		b.Fatal(err)
	}
	if _, err := db.ExecContext(b.Context(), `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?1 - 1)
		INSERT INTO schedule (workspace, person, kind, next, key) SELECT 'w', printf('%026d', (i * 7919) % ?1), 'check-in',
		CASE WHEN i < ?2 THEN ?3 - i ELSE 4102444800000 + i % 86400000 END, '2026-11-22T16:00' FROM n`, people, due, then.UnixMilli()); err != nil {
		b.Fatal(err)
	}
	for _, statement := range more {
		if _, err := db.ExecContext(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	if s, err = Open(b.Context(), path, storage.Options{}); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			b.Error(err)
		}
	})
	return s
}
