package outbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pacer/bot/chat"

	"github.com/google/go-cmp/cmp"
)

var ada, ben = dm("ada"), dm("ben")

func TestDeliveredRowsArriveAtOnceInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		w := &wire{}
		s := NewSender(q.open(), w.adapters(), Options{})
		run(t, s)
		pass(time.Millisecond) // the first claim
		began := time.Now()
		rows := q.say(ada, 3)
		s.Deliver(rows)
		synctest.Wait()
		if diff := cmp.Diff(idsOf(rows), w.ids(ada)); diff != "" {
			t.Error(diff)
		}
		if d := time.Since(began); d != 0 {
			t.Errorf("it took %v", d)
		}
		pass(2 * commitAfter)
		if left := q.waits(); len(left) > 0 {
			t.Errorf("still waiting: %v", left)
		}
		if got := q.receipts[rows[0].ID].Ref; got != "ref "+rows[0].ID {
			t.Errorf("receipt %q", got)
		}
	})
}

// A caller that gave up waiting hands its rows over late.
func TestRowsDeliveredOutOfOrderAreSentInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		w := &wire{takes: time.Second}
		s := NewSender(q.open(), w.adapters(), Options{})
		run(t, s)
		pass(time.Millisecond)
		rows := q.say(ada, 5)
		s.Deliver(rows[1:2]) // on its way when the others come
		synctest.Wait()
		s.Deliver(rows[4:])
		s.Deliver(rows[2:4])
		s.Deliver(rows[2:4]) // twice
		s.Deliver(rows[:2])
		pass(10 * time.Second)
		want := []string{rows[1].ID, rows[0].ID, rows[2].ID, rows[3].ID, rows[4].ID}
		if diff := cmp.Diff(want, w.ids(ada)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestConversationsDoNotWaitForEachOtherButForAWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		w := &wire{takes: time.Second}
		s := NewSender(q.open(), w.adapters(), Options{Workers: 4})
		run(t, s)
		pass(time.Millisecond)
		began := time.Now()
		for i := range 8 {
			s.Deliver(q.say(dm(fmt.Sprint(i)), 3))
		}
		pass(time.Minute)
		if w.most != 4 || w.overlap {
			t.Errorf("%d at once, want 4; of one conversation: %v", w.most, w.overlap)
		}
		last := w.posts[len(w.posts)-1].at.Sub(began)
		if len(w.posts) != 24 || last != 6*time.Second {
			t.Errorf("%d messages in %v, want 24 in 6s", len(w.posts), last)
		}
	})
}

func TestASlowPlatformDoesNotDelayAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		slow, fast := &wire{takes: 10 * time.Second}, &wire{}
		s := NewSender(q.open(), map[string]chat.Adapter{"slow": slow, "fast": fast}, Options{Workers: 1})
		run(t, s)
		pass(time.Millisecond)
		s.Deliver(q.say(chat.Conversation{Platform: "slow", User: "ada"}, 2))
		s.Deliver(q.say(chat.Conversation{Platform: "fast", User: "ada"}, 2))
		synctest.Wait()
		if len(fast.posts) != 2 || len(slow.posts) != 0 {
			t.Errorf("%d and %d posted", len(fast.posts), len(slow.posts))
		}
	})
}

func TestWhenWorkersAreShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		w := &wire{takes: time.Second}
		s := NewSender(q.open(), w.adapters(), Options{Workers: 1})
		run(t, s)
		pass(time.Millisecond)
		send := func(user string, begun, urgent bool) string {
			r := q.row(dm(user))
			r.Begun, r.Urgent = begun, urgent
			s.Deliver(q.commit(r))
			return r.ID
		}
		first := send("0", true, false) // takes the worker
		synctest.Wait()
		begun1 := send("1", true, false)
		begun2 := send("2", true, false)
		behind := send("3", true, false)
		answer := send("4", false, false)
		alarm := send("5", true, true)
		// What stands before an urgent row must go first, and is urgent so.
		alarm2 := send("3", true, true)
		pass(time.Minute)
		// Conversation 3 was ready before 5, and its second row takes turns.
		want := []string{first, behind, alarm, alarm2, answer, begun1, begun2}
		if diff := cmp.Diff(want, w.ids(chat.Conversation{})); diff != "" {
			t.Error(diff)
		}
	})
}

func TestBusyIsWhatWouldBeOvertaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		w := &wire{takes: time.Second, fail: func(m chat.Message, n int) error {
			if n == 1 {
				return after(time.Minute, "slow down")
			}
			return nil
		}}
		s := NewSender(q.open(), w.adapters(), Options{})
		if !s.Busy(ada) {
			t.Error("nothing is known of what an earlier process left, and still it is not busy")
		}
		run(t, s)
		pass(time.Millisecond)
		steps := []struct {
			name string
			do   func()
			want bool
		}{
			{"nothing was sent", func() {}, false},
			{"a row is on its way", func() { s.Deliver(q.say(ada, 1)) }, true},
			{"it was put off, and waits in the queue", func() { pass(30 * time.Second) }, true},
			{"it has arrived", func() { pass(40 * time.Second) }, false},
		}
		for _, step := range steps {
			step.do()
			synctest.Wait()
			if got := s.Busy(ada); got != step.want {
				t.Errorf("%s: busy %v", step.name, got)
			}
			if s.Busy(ben) {
				t.Errorf("%s: another conversation is busy", step.name)
			}
		}
	})
}

func TestLeftOverRowsOfACrashAreFinishedOnceAndFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		var rows []Row
		for i := range 5 {
			rows = append(rows, q.say(dm(fmt.Sprint(i)), 100)...)
		}
		p := q.open()
		w1 := &wire{takes: 100 * time.Millisecond}
		s := NewSender(p, w1.adapters(), Options{})
		stop := run(t, s)
		s.Deliver(rows)
		pass(3 * time.Second)
		p.crash()
		atCrash := w1.ids(chat.Conversation{})
		stop()

		w2 := &wire{takes: 100 * time.Millisecond}
		s = NewSender(q.open(), w2.adapters(), Options{})
		run(t, s)
		// New rows come before the first claim has answered.
		for i := range 5 {
			s.Deliver(q.say(dm(fmt.Sprint(i)), 1))
		}
		pass(time.Minute)
		if left := q.waits(); len(left) > 0 {
			t.Fatalf("still waiting: %v", left)
		}
		// What the dead process had in its hands may come twice: its marks of
		// the last moment and the attempts under way.
		var twice int
		for i := range 5 {
			to := dm(fmt.Sprint(i))
			second := w2.ids(to)
			if !slices.IsSorted(second) {
				t.Errorf("%s: out of order: %v", to.User, second)
			}
			for _, id := range second {
				if slices.Contains(atCrash, id) {
					twice++
				}
			}
		}
		if len(atCrash) < 100 {
			t.Errorf("only %d sent before the crash", len(atCrash))
		}
		if total := len(atCrash) + len(w2.posts) - twice; total != 505 {
			t.Errorf("%d of 505 messages arrived", total)
		}
		if most := 5 * int(commitAfter/(100*time.Millisecond)+1); twice > most {
			t.Errorf("%d messages came twice, want at most %d", twice, most)
		}
	})
}

func TestLeasesHoldWhileRowsWaitInMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		w := &wire{takes: 2 * time.Second}
		first := q.open()
		s := NewSender(first, w.adapters(), Options{Workers: 1})
		run(t, s)
		pass(time.Second)
		other := q.join() // another process beside it, with the same wire
		run(t, NewSender(other, w.adapters(), Options{}))
		pass(time.Millisecond)
		rows := append(q.say(ada, 40), q.say(ben, 40)...)
		s.Deliver(rows)
		pass(5 * time.Minute)
		q.mu.Lock()
		defer q.mu.Unlock()
		if other.given > 0 {
			t.Errorf("%d rows were given to another process", other.given)
		}
		if len(w.posts) != 80 || len(q.rows) != 0 {
			t.Errorf("%d posted, %d wait", len(w.posts), len(q.rows))
		}
	})
}

func TestAMarkThatWasLostDoesNotSendAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		p := q.open()
		w := &wire{}
		s := NewSender(p, w.adapters(), Options{})
		run(t, s)
		pass(time.Millisecond)
		s.Deliver(q.say(ada, 3))
		synctest.Wait()
		p.mu.Lock()
		p.pending = p.pending[:1] // the commit failed for two of them
		p.mu.Unlock()
		pass(time.Minute)
		if got := w.ids(ada); len(got) != 3 {
			t.Errorf("posted %v", got)
		}
		if left := q.waits(); len(left) > 0 {
			t.Errorf("still waiting: %v", left)
		}
	})
}

func TestWhatFindsNoRoomIsClaimedLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const room, people, each = 20, 60, 5
		q := newMemory()
		w := &wire{takes: 10 * time.Millisecond}
		s := NewSender(q.open(), w.adapters(), Options{Memory: room})
		run(t, s)
		pass(time.Millisecond)
		var want [people][]string
		for range each {
			for i := range people {
				rows := q.say(dm(fmt.Sprint(i)), 1)
				want[i] = append(want[i], rows[0].ID)
				s.Deliver(rows)
				s.mu.Lock()
				rows1, known := s.rows, len(s.conversations)
				s.mu.Unlock()
				if rows1 > room || known > rememberedPerRow*room {
					t.Fatalf("%d rows and %d conversations in memory", rows1, known)
				}
			}
		}
		pass(5 * time.Minute)
		for i := range people {
			if diff := cmp.Diff(want[i], w.ids(dm(fmt.Sprint(i)))); diff != "" {
				t.Errorf("person %d: %s", i, diff)
			}
		}
		if s.blind || len(s.conversations) > 0 || s.rows > 0 {
			t.Errorf("after all is sent: blind %v, %d conversations, %d rows", s.blind, len(s.conversations), s.rows)
		}
	})
}

// Another process died, and its rows come through claims that are cut short;
// what is said here meanwhile comes after them.
func TestRowsOfAnotherProcessAreNotOvertaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		w := &wire{takes: time.Second}
		s := NewSender(q.open(), w.adapters(), Options{Memory: 4})
		run(t, s)
		pass(time.Millisecond)
		q.say(ada, 5)
		for len(w.ids(ada)) == 0 {
			pass(time.Second)
		}
		s.Deliver(q.say(ada, 1))
		pass(time.Minute)
		want := []string{"000001", "000002", "000003", "000004", "000005", "000006"}
		if diff := cmp.Diff(want, w.ids(ada)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestARowLeftWhileAClaimIsUnderWayIsNotOvertaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		p := q.open()
		s := NewSender(p, (&wire{}).adapters(), Options{Memory: 2}) // not run: nothing is sent
		for i := range rememberedPerRow * 2 {
			s.Deliver(q.say(dm(fmt.Sprint(i)), 1))
		}
		older := q.say(ada, 1)
		newer := q.say(ada, 1)
		pass(time.Second)
		asked := time.Now()
		pass(time.Second)
		s.Deliver(newer) // and there is no room to remember that
		s.take(older, Want{Limit: claimMost, Now: asked}, true)
		if !s.blind {
			t.Fatal("the claim did not see the row that was left meanwhile")
		}
		pass(time.Second)
		s.take(nil, Want{Limit: claimMost, Now: time.Now()}, true) // the older row, still here, held the other back
		if s.blind {
			t.Fatal("still blind after a complete claim")
		}
		s.Deliver(q.say(ada, 1))
		if got := idsOf(s.conversations[ada.Key()].rows); !slices.Equal(got, idsOf(older)) {
			t.Errorf("rows in memory %v, want %v: the last overtakes one in the queue", got, idsOf(older))
		}
	})
}

func TestARowPutOffWhileAClaimBringsItStaysPutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		w := &wire{fail: func(_ chat.Message, n int) error {
			if n == 1 {
				return after(time.Minute, "slow down")
			}
			return nil
		}}
		s := NewSender(q.open(), w.adapters(), Options{})
		run(t, s)
		pass(time.Millisecond)
		rows := q.say(ada, 1)
		asked := time.Now()
		s.Deliver(rows)
		pass(time.Second)
		s.take(rows, Want{Limit: claimMost, Now: asked}, true)
		pass(30 * time.Second)
		if r := q.get(rows[0].ID); r.Attempts != 1 || !r.NotBefore.After(time.Now()) {
			t.Errorf("what was marked is undone: %+v", r)
		}
		pass(28 * time.Second)
		if n := w.tries(rows[0].ID); n != 1 {
			t.Errorf("%d attempts before the platform's time", n)
		}
		pass(10 * time.Second)
		if len(w.ids(ada)) != 1 {
			t.Error("it did not arrive")
		}
	})
}

func TestWhatWasLeftToTheQueueIsAskedForSoon(t *testing.T) {
	t.Run("when it comes before the first claim has answered", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			q := newMemory()
			p := q.open()
			p.slow = func() time.Duration { return 5 * time.Millisecond }
			w := &wire{}
			s := NewSender(p, w.adapters(), Options{})
			run(t, s)
			pass(7 * time.Millisecond)
			s.Deliver(q.say(ada, 2))
			pass(50 * time.Millisecond)
			if got := w.ids(ada); len(got) != 2 {
				t.Errorf("posted %v", got)
			}
		})
	})
	t.Run("when what held it back is sent", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			q := newMemory()
			w := &wire{takes: time.Second / 2}
			s := NewSender(q.open(), w.adapters(), Options{Memory: 2})
			run(t, s)
			pass(time.Millisecond)
			began := time.Now()
			rows := q.say(ada, 3) // there is room for two
			s.Deliver(rows)
			pass(time.Minute)
			if d := w.at(t, rows[2].ID).Sub(began); d > 1600*time.Millisecond {
				t.Errorf("the last arrived after %v", d)
			}
		})
	})
}

func TestMoreConversationsThanCanBeRememberedKeepTheirOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const room, people = 2, 100 // 20 conversations are remembered
		q := newMemory()
		w := &wire{takes: time.Millisecond, fail: func(m chat.Message, n int) error {
			if n <= 2 {
				return after(time.Minute, "down")
			}
			return nil
		}}
		s := NewSender(q.open(), w.adapters(), Options{Memory: room})
		run(t, s)
		pass(time.Millisecond)
		for range 4 {
			for i := range people {
				s.Deliver(q.say(dm(fmt.Sprint(i)), 1))
				pass(time.Millisecond)
			}
			pass(time.Minute)
			s.mu.Lock()
			if known := len(s.conversations); known > (rememberedPerRow+1)*room {
				t.Errorf("%d conversations remembered", known)
			}
			s.mu.Unlock()
		}
		pass(5 * time.Hour)
		for i := range people {
			if got := w.ids(dm(fmt.Sprint(i))); len(got) != 4 || !slices.IsSorted(got) {
				t.Errorf("person %d: %v", i, got)
			}
		}
		if s.blind || len(s.conversations) > 0 {
			t.Errorf("after all is sent: blind %v, %d conversations", s.blind, len(s.conversations))
		}
	})
}

func TestAnswersFindRoomWhenTheCoachHasBegunTooMuch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		w := &wire{takes: time.Second}
		s := NewSender(q.open(), w.adapters(), Options{Memory: 100, Workers: 1})
		run(t, s)
		pass(time.Millisecond)
		for i := range 500 {
			r := q.row(dm(fmt.Sprint(i)))
			r.Begun = true
			s.Deliver(q.commit(r))
		}
		answer := q.say(ada, 1)
		began := time.Now()
		s.Deliver(answer)
		pass(time.Minute)
		if d := w.at(t, answer[0].ID).Sub(began); d > 2*time.Second {
			t.Errorf("the answer took %v", d)
		}
	})
}

// A row that forget removed while it was put off never comes back; its
// conversation must not go the long way for ever.
func TestAConversationWhoseRowsWentAwayIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		w := &wire{fail: func(m chat.Message, n int) error {
			if m.ID == "000001" {
				return after(time.Minute, "down")
			}
			return nil
		}}
		s := NewSender(q.open(), w.adapters(), Options{})
		run(t, s)
		pass(time.Millisecond)
		s.Deliver(q.say(ada, 1))
		pass(10 * time.Second)
		q.mu.Lock()
		delete(q.rows, "000001")
		q.mu.Unlock()
		pass(2 * time.Minute)
		if s.Busy(ada) {
			t.Error("still busy")
		}
		rows := q.say(ada, 1)
		s.Deliver(rows)
		synctest.Wait()
		if diff := cmp.Diff(idsOf(rows), w.ids(ada)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAQueueThatFailsForAWhileLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		rows := q.say(ada, 3)
		p := q.open()
		p.fail(errors.New("disk full"))
		w := &wire{}
		run(t, NewSender(p, w.adapters(), Options{}))
		pass(time.Minute)
		p.fail(nil)
		pass(2 * claimEvery)
		if diff := cmp.Diff(idsOf(rows), w.ids(ada)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestRunEnds(t *testing.T) {
	tests := []struct {
		name  string
		takes time.Duration
		fail  func(chat.Message, int) error
		rows  int
		took  time.Duration // until Run returned
		sent  int
		// attempts counted of the first row, if it still waits: one that was
		// cut off by the end is none.
		attempts int
	}{
		{"at once when nothing waits", 0, nil, 0, 0, 0, 0},
		{"when what is in memory is sent", time.Second, nil, 3, 3 * time.Second, 3, 0},
		{"after five seconds at most, cutting off what is under way", 2 * time.Second, nil, 10, flushFor, 2, 0},
		{"after five seconds with an adapter that hangs", time.Hour, nil, 2, flushFor, 0, 0},
		{"when a short back-off is over", 0, func(_ chat.Message, n int) error {
			if n == 1 {
				return after(3*time.Second, "slow down")
			}
			return nil
		}, 1, 3 * time.Second, 1, 0},
		{"without waiting for a back-off that takes longer", 0, func(chat.Message, int) error {
			return after(10*time.Second, "slow down")
		}, 2, 0, 0, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := newMemory()
				p := q.open()
				w := &wire{takes: tt.takes, fail: tt.fail}
				s := NewSender(p, w.adapters(), Options{})
				stop := run(t, s)
				pass(time.Millisecond)
				rows := q.say(ada, tt.rows)
				s.Deliver(rows)
				synctest.Wait()
				claims := p.claims
				began := time.Now()
				stop()
				if d := time.Since(began); d != tt.took {
					t.Errorf("it took %v, want %v", d, tt.took)
				}
				if got := w.ids(ada); !slices.Equal(got, idsOf(rows[:tt.sent])) {
					t.Errorf("posted %v, want the first %d", got, tt.sent)
				}
				if p.claims != claims {
					t.Errorf("%d claims after the end", p.claims-claims)
				}
				pass(2 * commitAfter)
				for _, id := range q.waits() {
					if r := q.get(id); !r.Lease.IsZero() || r.Attempts != tt.attempts && id == rows[0].ID {
						t.Errorf("%s is leased until %v after the end, with %d attempts", id, r.Lease, r.Attempts)
					}
				}
				if len(q.waits()) != tt.rows-tt.sent {
					t.Errorf("%v wait", q.waits())
				}
				// What comes too late waits for the next process.
				late := q.say(ada, 1)
				s.Deliver(late)
				pass(2 * commitAfter)
				if r := q.get(late[0].ID); !r.Lease.IsZero() {
					t.Errorf("a late row is leased until %v", r.Lease)
				}
			})
		})
	}
}

func TestDeliverAndRunFromManyGoroutines(t *testing.T) {
	q := newMemory()
	w := &wire{}
	s := NewSender(q.open(), w.adapters(), Options{Memory: 50})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	var senders sync.WaitGroup
	for i := range 8 {
		senders.Go(func() {
			for range 50 {
				s.Deliver(q.say(dm(fmt.Sprint(i)), 2))
				s.Busy(dm(fmt.Sprint(i)))
			}
		})
	}
	senders.Wait()
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	for i := range 8 {
		if got := w.ids(dm(fmt.Sprint(i))); !slices.IsSorted(got) || len(slices.Compact(got)) != len(got) {
			t.Errorf("out of order or twice: %v", got)
		}
	}
}
