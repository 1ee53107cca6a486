package outbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pacer/bot/chat"

	"github.com/google/go-cmp/cmp"
)

// window is a platform's limit: so many messages in each second of its clock,
// and a refusal until the next for every other one.
type window struct {
	mu      sync.Mutex
	most    int
	began   time.Time
	n       int
	refused int
}

func (w *window) ask() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	if second := now.Truncate(time.Second); !second.Equal(w.began) {
		w.began, w.n = second, 0
	}
	if w.n++; w.n > w.most {
		w.refused++
		return wide(w.began.Add(time.Second).Sub(now))
	}
	return nil
}

// A question of the day to 500 people, where the platform takes five messages a
// second: all arrive, none twice, and an answer given meanwhile does not wait.
func TestABurstIsSpreadAndAnAnswerGoesWithinASecond(t *testing.T) {
	for _, tt := range []struct {
		name  string
		pace  float64
		place string
		most  int // refusals
	}{
		{"what is begun keeps to the platform's rate", 5, "team", 100},
		{"what is begun has a rate and no place", 5, "", 100},
		{"the adapter names no rate, and refusals alone tell", 0, "team", 1000},
		{"it names none, and the limit is everybody's", 0, "", 1000},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := newMemory()
				limit := &window{most: 5}
				w := &wire{takes: 50 * time.Millisecond, pace: tt.pace, fail: func(chat.Message, int) error { return limit.ask() }}
				s := NewSender(q.open(), w.adapters(), Options{})
				run(t, s)
				pass(time.Millisecond)
				var all []string
				for i := range 500 {
					rows := q.start(at(tt.place, fmt.Sprint(i)))
					all = append(all, idsOf(rows)...)
					s.Deliver(rows)
				}
				slowest := time.Duration(0)
				for i := range 60 {
					pass(1300 * time.Millisecond)
					row := q.say(at(tt.place, fmt.Sprint("who speaks ", i)), 1)
					all = append(all, idsOf(row)...)
					began := time.Now()
					s.Deliver(row)
					pass(1200 * time.Millisecond)
					slowest = max(slowest, w.at(t, row[0].ID).Sub(began))
				}
				if slowest > time.Second {
					t.Errorf("an answer took %v", slowest)
				}
				pass(2 * time.Minute)
				got := w.ids(chat.Conversation{})
				slices.Sort(got)
				slices.Sort(all)
				if diff := cmp.Diff(all, got); diff != "" {
					t.Errorf("what was owed and what arrived: %s", diff)
				}
				if limit.refused > tt.most {
					t.Errorf("the platform had to refuse %d times, want at most %d", limit.refused, tt.most)
				}
				if left := q.waits(); len(left) > 0 {
					t.Errorf("still waiting: %v", left)
				}
			})
		})
	}
}

func TestAWideLimitHoldsBackItsPlaceAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		w := &wire{fail: func(m chat.Message, n int) error {
			if m.ID == "000001" && n == 1 {
				return wide(7 * time.Second)
			}
			return nil
		}}
		s := NewSender(q.open(), w.adapters(), Options{})
		run(t, s)
		pass(time.Millisecond)
		began := time.Now()
		s.Deliver(q.say(at("here", "ada"), 2))
		synctest.Wait()
		waits := q.say(at("here", "ben"), 1)
		s.Deliver(waits)
		elsewhere := q.say(at("there", "cem"), 1)
		s.Deliver(elsewhere)
		synctest.Wait()
		if d := w.at(t, elsewhere[0].ID).Sub(began); d != 0 {
			t.Errorf("another place waited %v", d)
		}
		if n := w.tries(waits[0].ID); n != 0 {
			t.Errorf("the place was asked %d times meanwhile", n)
		}
		pass(time.Minute)
		for _, id := range []string{"000001", "000002", waits[0].ID} {
			if d := w.at(t, id).Sub(began); d != 7*time.Second {
				t.Errorf("%s arrived after %v, want 7s", id, d)
			}
		}
	})
}

func TestAWideLimitWithoutAPlaceHoldsBackThePlatform(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		limited := &wire{fail: func(m chat.Message, n int) error {
			if m.ID == "000001" && n == 1 {
				return wide(7 * time.Second)
			}
			return nil
		}}
		other := &wire{}
		s := NewSender(q.open(), map[string]chat.Adapter{"wire": limited, "other": other}, Options{})
		run(t, s)
		pass(time.Millisecond)
		began := time.Now()
		s.Deliver(q.say(ada, 1))
		synctest.Wait()
		waits := q.say(at("there", "cem"), 1)
		s.Deliver(waits)
		s.Deliver(q.say(chat.Conversation{Platform: "other", User: "ada"}, 1))
		synctest.Wait()
		if len(other.posts) != 1 {
			t.Error("another platform waits too")
		}
		pass(time.Minute)
		if d := limited.at(t, waits[0].ID).Sub(began); d != 7*time.Second {
			t.Errorf("another place of the platform was reached after %v, want 7s", d)
		}
	})
}

// When a limit ends, one row at a time tries, those in a hurry first, until one
// goes through; each time that it does not, the place waits longer.
func TestAfterALimitOneTriesUntilOneGoesThrough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		var mu sync.Mutex
		var tried []string
		refuse := 6 // the first four together, then the trials
		w := &wire{takes: 100 * time.Millisecond, fail: func(m chat.Message, _ int) error {
			mu.Lock()
			defer mu.Unlock()
			tried = append(tried, m.ID)
			if len(tried) <= refuse {
				return wide(2 * time.Second)
			}
			return nil
		}}
		s := NewSender(q.open(), w.adapters(), Options{Workers: 4})
		run(t, s)
		pass(time.Millisecond)
		began := time.Now()
		var first []string
		for i := range 4 {
			row := q.say(at("here", fmt.Sprint("first ", i)), 1)
			first = append(first, idsOf(row)...)
			s.Deliver(row)
		}
		synctest.Wait()
		begun := q.start(at("here", "begun"))
		s.Deliver(begun)
		urgent := q.row(at("here", "urgent"))
		urgent.Urgent = true
		s.Deliver(q.commit(urgent))
		pass(time.Minute)
		mu.Lock()
		defer mu.Unlock()
		want := []string{first[0], first[1], first[2], first[3], urgent.ID, urgent.ID, urgent.ID, first[0], first[1], first[2], first[3], begun[0].ID}
		slices.Sort(tried[:4])
		slices.Sort(tried[7:11])
		if diff := cmp.Diff(want, tried); diff != "" {
			t.Errorf("who tried, in order: %s", diff)
		}
		if d := w.at(t, urgent.ID).Sub(began); d < 6*time.Second || d > 7*time.Second {
			t.Errorf("it went through after %v; want two pauses of 2s and one of up to 2s, with the trials between", d)
		}
	})
}

// A limit that lasts is waited for in the queue: nobody else's room in memory
// is taken, and what comes meanwhile keeps its order.
func TestALongWideLimitIsWaitedForInTheQueue(t *testing.T) {
	for _, place := range []string{"here", ""} {
		t.Run(fmt.Sprintf("place %q", place), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := newMemory()
				w := &wire{fail: func(m chat.Message, n int) error {
					if m.ID == "000001" && n == 1 {
						return wide(10 * time.Minute)
					}
					return nil
				}}
				s := NewSender(q.open(), w.adapters(), Options{})
				run(t, s)
				pass(time.Millisecond)
				began := time.Now()
				rows := make(map[string][]Row)
				for i := range 20 {
					user := fmt.Sprint(i)
					rows[user] = q.say(at(place, user), 2)
					s.Deliver(rows[user])
				}
				synctest.Wait()
				pass(time.Minute)
				s.mu.Lock()
				if s.rows != 0 {
					t.Errorf("%d rows are in memory", s.rows)
				}
				s.mu.Unlock()
				more := q.say(at(place, "0"), 1)
				rows["0"] = append(rows["0"], more...)
				s.Deliver(more)
				pass(20 * time.Minute)
				for user, sent := range rows {
					if diff := cmp.Diff(idsOf(sent), w.ids(at(place, user))); diff != "" {
						t.Errorf("%s: %s", user, diff)
					}
				}
				if d := w.at(t, "000001").Sub(began); d < 10*time.Minute || d > 10*time.Minute+claimEvery {
					t.Errorf("the first arrived after %v", d)
				}
				if n := w.tries("000003"); n > 1 {
					t.Errorf("another one was tried %d times", n)
				}
			})
		})
	}
}

func TestWhatTheCoachBeginsIsSpread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		w := &wire{pace: 2}
		s := NewSender(q.open(), w.adapters(), Options{})
		run(t, s)
		pass(time.Millisecond)
		began := time.Now()
		var here []string
		for i := range 13 {
			rows := q.start(at("here", fmt.Sprint(i)))
			here = append(here, idsOf(rows)...)
			s.Deliver(rows)
		}
		there := q.start(at("there", "ada"))
		s.Deliver(there)
		// An answer behind such a row takes it along.
		behind := q.start(at("here", "behind"))
		behind = append(behind, q.say(at("here", "behind"), 1)...)
		s.Deliver(behind)
		synctest.Wait()
		for _, id := range []string{there[0].ID, behind[0].ID, behind[1].ID} {
			if d := w.at(t, id).Sub(began); d != 0 {
				t.Errorf("%s waited %v", id, d)
			}
		}
		pass(time.Minute)
		for i, id := range here {
			want := max(0, time.Duration(i-begunBurst+1)*time.Second/2)
			if d := w.at(t, id).Sub(began); d < want || d > want+time.Millisecond {
				t.Errorf("the %d. arrived after %v, want %v", i+1, d, want)
			}
		}
		if diff := cmp.Diff(idsOf(behind), w.ids(at("here", "behind"))); diff != "" {
			t.Error(diff)
		}
		pass(time.Minute)
		s.mu.Lock()
		defer s.mu.Unlock()
		if n := len(s.platforms["wire"].places); n != 0 {
			t.Errorf("%d places are remembered for nothing", n)
		}
	})
}

// Check-ins that a slow platform takes its time with leave a worker free.
func TestWhatTheCoachBeginsLeavesAWorkerForAnswers(t *testing.T) {
	for _, workers := range []int{2, 8} {
		t.Run(fmt.Sprint(workers, " workers"), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := newMemory()
				w := &wire{takes: 10 * time.Second}
				s := NewSender(q.open(), w.adapters(), Options{Workers: workers})
				run(t, s)
				pass(time.Millisecond)
				for i := range 100 {
					s.Deliver(q.start(dm(fmt.Sprint(i))))
				}
				pass(time.Second)
				began := time.Now()
				answer := q.say(ada, 1)
				s.Deliver(answer)
				pass(15 * time.Second)
				if d := w.at(t, answer[0].ID).Sub(began); d != 10*time.Second {
					t.Errorf("the answer took %v, want the 10s of its own sending", d)
				}
				pass(30 * time.Minute)
				if n := len(w.ids(chat.Conversation{})); n != 101 {
					t.Errorf("%d arrived, want 101", n)
				}
			})
		})
	}
}

// After a start there may be far more that the coach began than there is room
// for: answers are asked for beside it.
func TestAnswersGoBesideALargeBacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		w := &wire{pace: 2}
		for i := range 300 {
			q.start(at("here", fmt.Sprint(i)))
		}
		left := q.say(at("here", "left"), 1)
		s := NewSender(q.open(), w.adapters(), Options{Memory: 100})
		run(t, s)
		synctest.Wait()
		if d := time.Since(w.at(t, left[0].ID)); d != 0 {
			t.Errorf("the answer that was left waited %v", d)
		}
		for i := range 30 {
			pass(time.Second)
			began := time.Now()
			// Somebody whose check-in still waits in the queue, too.
			answer := q.say(at("here", fmt.Sprint(250+i)), 1)
			s.Deliver(answer)
			pass(time.Second)
			if d := w.at(t, answer[0].ID).Sub(began); d > 100*time.Millisecond {
				t.Errorf("an answer took %v", d)
			}
		}
		s.mu.Lock()
		if s.rows > 100 {
			t.Errorf("%d rows in memory, want at most 100", s.rows)
		}
		s.mu.Unlock()
		pass(5 * time.Minute)
		if n := len(w.ids(chat.Conversation{})); n != 331 {
			t.Errorf("%d arrived, want 331", n)
		}
	})
}

func TestClosedMessagesAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		gone := &chat.DeliveryError{Retry: -1, Closed: true, Err: errors.New("cannot send messages to this user")}
		w := &wire{fail: func(m chat.Message, n int) error {
			switch m.ID {
			case "000001", "000002":
				return gone
			case "000003":
				return never("too long")
			case "000004": // not never, so it says nothing of the person
				if n == 1 {
					return &chat.DeliveryError{Retry: time.Second, Closed: true, Err: errors.New("slow down")}
				}
			}
			return nil
		}}
		var mu sync.Mutex
		var told []Row
		var log bytes.Buffer
		var s *Sender
		s = NewSender(q.open(), w.adapters(), Options{
			Log: slog.New(slog.NewTextHandler(&log, nil)),
			Closed: func(ctx context.Context, r Row) {
				mu.Lock()
				defer mu.Unlock()
				if now := q.get(r.ID); now.State != Waiting {
					t.Errorf("%s is %s already when it is told", r.ID, now.State)
				}
				told = append(told, r)
				if r.ID == "000002" {
					panic("secret words of a learner")
				}
				s.Deliver(q.say(at("guild", "ada"), 1)) // another way
			},
		})
		run(t, s)
		pass(time.Millisecond)
		s.Deliver(q.say(ada, 5))
		pass(time.Minute)
		mu.Lock()
		defer mu.Unlock()
		if diff := cmp.Diff([]string{"000001", "000002"}, idsOf(told)); diff != "" {
			t.Fatalf("told of: %s", diff)
		}
		if r := told[0]; r.State != Dead || r.Attempts != 1 || r.Error != "cannot send messages to this user" || r.To != ada {
			t.Errorf("told: %+v", r)
		}
		if diff := cmp.Diff([]string{"000001", "000002", "000003"}, q.in(Dead)); diff != "" {
			t.Errorf("dead: %s", diff)
		}
		if diff := cmp.Diff([]string{"000006", "000004", "000005"}, w.ids(chat.Conversation{})); diff != "" {
			t.Errorf("arrived: %s", diff)
		}
		if strings.Contains(log.String(), "secret") {
			t.Errorf("a learner's words are in the log: %s", log.String())
		}
	})
}

// Leaving does not wait for what may not go in time.
func TestRunEndsWhileAPlaceWaits(t *testing.T) {
	for _, tt := range []struct {
		name string
		fail error
		pace float64
		most time.Duration
		sent int
	}{
		{"for a limit that ends later", wide(15 * time.Second), 0, 0, 0},
		{"for the coach's own pace: as much goes as may", nil, 1, flushFor, begunBurst + 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := newMemory()
				w := &wire{pace: tt.pace, fail: func(chat.Message, int) error { return tt.fail }}
				p := q.open()
				s := NewSender(p, w.adapters(), Options{})
				stop := run(t, s)
				pass(time.Millisecond)
				for i := range 100 {
					s.Deliver(q.start(at("here", fmt.Sprint(i))))
				}
				synctest.Wait()
				began := time.Now()
				stop()
				if d := time.Since(began); d > tt.most {
					t.Errorf("it took %v to leave, want at most %v", d, tt.most)
				}
				if n := len(w.ids(chat.Conversation{})); n < tt.sent || n > tt.sent+1 {
					t.Errorf("%d went, want %d", n, tt.sent)
				}
				pass(2 * commitAfter)
				for _, id := range q.waits() {
					if r := q.get(id); !r.Lease.IsZero() {
						t.Fatalf("%s is still leased until %v", id, r.Lease)
					}
				}
			})
		})
	}
}
