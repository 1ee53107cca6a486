package sqlite

import (
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/storage"
)

// BenchmarkForget forgets a learner with 10,000 answers in a database of 500
// learners with 100 each, and makes the file anew.
func BenchmarkForget(b *testing.B) {
	const learners, answers, hers = 500, 100, 10_000
	for b.Loop() {
		b.StopTimer()
		s := crowd(b, learners, answers, hers)
		before, err := os.Stat(s.path)
		if err != nil {
			b.Fatal(err)
		}
		s.longest.Store(0)
		b.StartTimer()
		began := time.Now()
		done, err := s.store.Forget(b.Context(), "w1", zoe, false)
		if err != nil {
			b.Fatal(err)
		}
		took := time.Since(began)
		b.ReportMetric(float64(time.Duration(s.longest.Load()).Milliseconds()), "ms/turn")
		began = time.Now()
		if err := s.store.Scrub(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(took.Milliseconds()), "ms/forget")
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms/scrub")
		b.ReportMetric(float64(before.Size())/(1<<20), "MB")
		b.ReportMetric(float64(done.All()), "rows")
		b.StopTimer()
		if err := s.store.Close(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// crowd is a database of many learners, and Zoë who has answered most.
func crowd(b *testing.B, learners, answers, hers int) *crowded {
	b.Helper()
	s := &crowded{path: b.TempDir() + "/pacer.db"}
	var err error
	if s.store, err = Open(b.Context(), s.path, s.options()); err != nil {
		b.Fatal(err)
	}
	must := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	must(s.store.CreateWorkspace(b.Context(), coach.Workspace{ID: "w1"}))
	write := func(person string, n int) {
		_, err := s.store.Turn(b.Context(), "w1", "", func(tx bot.Tx) error {
			if err := tx.PutPerson(coach.Person{ID: person, Name: "Learner " + person, Joined: then}); err != nil {
				return err
			}
			for i := range n {
				if err := answered(tx, person, i); err != nil {
					return err
				}
			}
			return nil
		})
		must(err)
	}
	for i := range learners {
		write(idOf(i), answers)
	}
	for range hers / 1000 {
		write(zoe, 1000)
	}
	return s
}

type crowded struct {
	path    string
	store   *storage.Store
	longest atomic.Int64 // turn, in nanoseconds
}

// options tell how long turns take.
func (c *crowded) options() storage.Options {
	return storage.Options{Now: func() time.Time { return then }, Committed: func(_ int, took time.Duration) {
		c.longest.Store(max(c.longest.Load(), int64(took)))
	}}
}

func idOf(i int) string { return fmt.Sprintf("01ZQ%022d", i) }

// answered adds an answer with all that is kept of it.
func answered(tx bot.Tx, person string, i int) error {
	e := coach.Entry{
		Kind: coach.EntryAttempt, Person: person, At: then.Add(time.Duration(i) * time.Minute), Course: "c", Item: fmt.Sprintf("c/i%d", i%97), Version: "v",
		Skills: []string{fmt.Sprintf("c/s%d", i%20)}, Question: fmt.Sprint(person, i), Try: 1, Counts: true, Right: i%4 != 0, Score: 1, Tier: 2, Day: coach.Day(20_000 + i/20),
	}
	if err := apply(tx, e); err != nil {
		return err
	}
	position, err := tx.End()
	if err != nil {
		return err
	}
	return errors.Join(
		tx.PutWords(bot.Words{Attempt: position, Person: person, Said: "an answer in some words", Confidence: 2}),
		tx.PutQuestion(coach.Question{ID: fmt.Sprintf("q%09d", position), Person: person, Conversation: "k", Message: "m", Ask: coach.AskItem, At: then, Item: "i", Result: []byte(`{"right":true}`)}),
	)
}
