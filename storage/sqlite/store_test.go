package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/storage"
	"pacer/storage/sqlite"
	"pacer/storage/storagetest"
)

// open opens the database in a folder.
func open(tb testing.TB, dir string, o storage.Options) *storage.Store {
	tb.Helper()
	s, err := sqlite.Open(tb.Context(), filepath.Join(dir, "pacer.db"), o)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func TestContract(t *testing.T) {
	storagetest.Run(t, func(t *testing.T, dir string, o storage.Options) *storage.Store { return open(t, dir, o) })
}

// TestManyAtOnce lets everybody do everything at the same time; it says most
// under the race detector.
func TestManyAtOnce(t *testing.T) {
	var orphans atomic.Int64
	dir := t.TempDir()
	s := open(t, dir, storage.Options{Orphans: func(rows []outbox.Row) { orphans.Add(int64(len(rows))) }})
	ctx := t.Context()
	if err := s.CreateWorkspace(ctx, coach.Workspace{ID: "w"}); err != nil {
		t.Fatal(err)
	}
	errRefused := errors.New("refused by the test")
	const writers, each = 16, 60
	var kept, unsure atomic.Int64 // turns that returned, and that gave up waiting
	var writing, others sync.WaitGroup
	for n := range writers {
		writing.Go(func() {
			for i := range each {
				event := fmt.Sprintf("%d-%d", n, i)
				ctx, cancel := context.WithCancel(ctx)
				rows, err := s.Turn(ctx, "w", event, func(tx bot.Tx) error {
					position, err := tx.Append(coach.Entry{Kind: coach.EntryAttempt, Person: fmt.Sprint(n), Question: event})
					if err != nil {
						return err
					}
					if err := tx.Send(outbox.Row{ID: event, To: chat.Conversation{User: fmt.Sprint(n)}}); err != nil {
						return err
					}
					switch {
					case i%10 == 3:
						return errRefused
					case i%10 == 5:
						panic("a turn of the test panics")
					case i%10 == 7:
						cancel() // the caller gives up while its turn runs
					}
					return tx.PutWords(bot.Words{Attempt: position, Said: event})
				})
				cancel()
				switch {
				case err == nil:
					kept.Add(1)
					for _, r := range rows {
						s.Mark(outbox.Mark{Workspace: "w", ID: r.ID, State: outbox.Sent, Receipt: chat.Receipt{Ref: event}})
					}
				case errors.Is(err, context.Canceled):
					unsure.Add(1)
				case i%10 != 3 && i%10 != 5:
					t.Errorf("%s: %v", event, err)
				}
			}
		})
	}
	done := make(chan struct{})
	for range 4 {
		others.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if err := s.View(ctx, "w", func(r bot.Reader) error {
					entries, err := r.Entries(fmt.Sprint(rand.IntN(writers)))
					for _, e := range entries {
						if words, err := r.Words(e.Position); err != nil || words.Said != e.Question {
							t.Errorf("entry %s was seen with words %q (%v)", e.Question, words.Said, err)
						}
					}
					return err
				}); err != nil {
					t.Error(err)
				}
				if _, err := s.Claim(ctx, outbox.Want{Limit: 5, Now: time.Now(), Lease: time.Millisecond}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writing.Wait()
	close(done)
	others.Wait()
	if err := s.Close(ctx); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir, storage.Options{})
	defer s.Close(context.Background())
	last := int64(0)
	if err := s.Log(ctx, "w", func(e coach.Entry) error {
		last++
		if e.Position != last {
			t.Errorf("position %d came after %d", e.Position, last-1)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if k, u := kept.Load(), unsure.Load(); last < k || last > k+u {
		t.Errorf("the log has %d entries; %d turns were acknowledged and %d given up", last, k, u)
	}
	if want := last - kept.Load(); orphans.Load() != want {
		t.Errorf("%d rows went to the orphans, want those of the %d turns kept whose callers had gone", orphans.Load(), want)
	}
}
