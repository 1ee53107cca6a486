package outbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"pacer/bot/chat"

	"github.com/google/go-cmp/cmp"
)

func TestWhatFollowsARowThatFailsWaitsBehindIt(t *testing.T) {
	tests := []struct {
		name  string
		fail  func(n int) error
		least time.Duration // before the row arrives
		most  time.Duration
		tries int
	}{
		{"an error nobody knows is tried again after a second", func(n int) error {
			return [...]error{errors.New("connection reset"), nil}[n-1]
		}, 750 * time.Millisecond, time.Second, 2},
		{"a rate limit is honoured to the moment", func(n int) error {
			return [...]error{after(7*time.Second, "slow down"), nil}[n-1]
		}, 7 * time.Second, 7 * time.Second, 2},
		{"a wrapped rate limit too", func(n int) error {
			return [...]error{fmt.Errorf("post: %w", after(7*time.Second, "slow down")), nil}[n-1]
		}, 7 * time.Second, 7 * time.Second, 2},
		{"a long rate limit is waited for in the queue", func(n int) error {
			return [...]error{after(90*time.Second, "slow down"), nil}[n-1]
		}, 90 * time.Second, 90*time.Second + claimEvery, 2},
		{"a platform that names no time is asked less and less often", func(n int) error {
			if n <= 5 {
				return after(0, "down")
			}
			return nil
		}, 31 * time.Second * 3 / 4, 31 * time.Second, 6},
		{"an outage of minutes goes through the queue and back", func(n int) error {
			if n <= 8 {
				return after(0, "down")
			}
			return nil
		}, 255 * time.Second * 3 / 4, 255*time.Second + 3*claimEvery, 9},
		{"a panic is an error", func(n int) error {
			if n == 1 {
				panic("secret words of a learner")
			}
			return nil
		}, 750 * time.Millisecond, time.Second, 2},
		{"a delivery error that is nil or empty is an error", func(n int) error {
			switch n {
			case 1:
				var none *chat.DeliveryError
				return none
			case 2:
				return &chat.DeliveryError{}
			}
			return nil
		}, 3 * time.Second * 3 / 4, 3 * time.Second, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := newMemory()
				rows := make([]Row, 0, 4)
				w := &wire{fail: func(m chat.Message, n int) error {
					if m.ID == "000002" {
						return tt.fail(n)
					}
					return nil
				}}
				var log bytes.Buffer
				s := NewSender(q.open(), w.adapters(), Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
				run(t, s)
				pass(time.Millisecond)
				began := time.Now()
				rows = append(rows, q.say(ada, 3)...)
				s.Deliver(rows)
				pass(500 * time.Millisecond)
				last := q.say(ada, 1) // comes while the other waits
				rows = append(rows, last...)
				s.Deliver(last)
				other := q.say(ben, 1)
				s.Deliver(other)
				synctest.Wait()
				if d := time.Since(w.at(t, other[0].ID)); d != 0 {
					t.Errorf("another conversation waited %v", d)
				}
				pass(10 * time.Minute)
				if diff := cmp.Diff(idsOf(rows), w.ids(ada)); diff != "" {
					t.Error(diff)
				}
				if d := w.at(t, rows[1].ID).Sub(began); d < tt.least || d > tt.most {
					t.Errorf("it arrived after %v, want %v to %v", d, tt.least, tt.most)
				}
				if got := w.tries(rows[1].ID); got != tt.tries {
					t.Errorf("%d attempts, want %d", got, tt.tries)
				}
				if d := w.at(t, rows[3].ID).Sub(w.at(t, rows[1].ID)); d > claimEvery {
					t.Errorf("what followed waited %v more", d)
				}
				if left := q.waits(); len(left) > 0 {
					t.Errorf("still waiting: %v", left)
				}
				if strings.Contains(log.String(), "secret") {
					t.Errorf("a learner's words are in the log: %s", log.String())
				}
			})
		})
	}
}

func TestALateEarlierRowGoesFirstWhenThePauseIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		w := &wire{takes: time.Second, fail: func(m chat.Message, n int) error {
			if m.ID == "000002" && n == 1 {
				return after(10*time.Second, "slow down")
			}
			return nil
		}}
		s := NewSender(q.open(), w.adapters(), Options{})
		run(t, s)
		pass(time.Millisecond)
		rows := q.say(ada, 3)
		began := time.Now()
		s.Deliver(rows[1:])
		synctest.Wait()
		s.Deliver(rows[:1]) // while the other is on its way
		pass(time.Minute)
		if diff := cmp.Diff(idsOf(rows), w.ids(ada)); diff != "" {
			t.Error(diff)
		}
		if d := w.at(t, rows[0].ID).Sub(began); d != 12*time.Second {
			t.Errorf("it arrived after %v: one attempt, the pause and another are 12s", d)
		}
	})
}

func TestAShortBackOffIsMarkedWithALeaseForTheNextAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		w := &wire{fail: func(chat.Message, int) error { return after(10*time.Second, "slow down") }}
		s := NewSender(q.open(), w.adapters(), Options{})
		run(t, s)
		pass(time.Millisecond)
		s.Deliver(q.say(ada, 1))
		synctest.Wait()
		pass(time.Second)
		r := q.get("000001")
		if r.State != Waiting || r.Attempts != 1 || r.Error != "slow down" {
			t.Errorf("the row is %+v", r)
		}
		if d := r.Lease.Sub(r.NotBefore); d < attemptFor {
			t.Errorf("the lease ends %v after the next attempt begins, which may take %v", d, attemptFor)
		}
	})
}

func TestARowThatCannotArriveIsDeadAtOnceAndLetsOthersPass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		w := &wire{fail: func(m chat.Message, n int) error {
			if m.ID == "000001" {
				return never("account_inactive")
			}
			return nil
		}}
		var log bytes.Buffer
		s := NewSender(q.open(), w.adapters(), Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
		run(t, s)
		pass(time.Millisecond)
		rows := q.say(ada, 2)
		s.Deliver(rows)
		synctest.Wait()
		if diff := cmp.Diff(idsOf(rows[1:]), w.ids(ada)); diff != "" {
			t.Error(diff)
		}
		pass(time.Hour)
		if n := w.tries(rows[0].ID); n != 1 {
			t.Errorf("%d attempts", n)
		}
		got := q.get(rows[0].ID)
		if got.State != Dead || got.Attempts != 1 || got.Error != "account_inactive" || !got.Lease.IsZero() {
			t.Errorf("the row is %+v", got)
		}
		for _, want := range []string{"level=ERROR", "row=000001", "workspace=w", "account_inactive"} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("no %q in the log: %s", want, log.String())
			}
		}
		if strings.Contains(log.String(), "secret") || strings.Contains(log.String(), "ada") {
			t.Errorf("the log tells who or what: %s", log.String())
		}
	})
}

func TestARowThatFailsTooOftenIsGivenUpLoudly(t *testing.T) {
	tests := []struct {
		name     string
		platform string
		error    string
	}{
		{"the platform is down", "wire", "down"},
		{"its platform is not configured", "slack", "no adapter for this platform is configured"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := newMemory()
				w := &wire{fail: func(chat.Message, int) error { return after(0, "down") }}
				var log bytes.Buffer
				s := NewSender(q.open(), w.adapters(), Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
				run(t, s)
				pass(time.Millisecond)
				rows := q.say(chat.Conversation{Platform: tt.platform, User: "ada"}, 1)
				s.Deliver(rows)
				pass(36 * time.Hour)
				got := q.get(rows[0].ID)
				if got.State != Dead || got.Attempts != 100 || got.Error != tt.error {
					t.Errorf("the row is %s after %d attempts: %q", got.State, got.Attempts, got.Error)
				}
				if n := strings.Count(log.String(), "level=ERROR"); n != 1 {
					t.Errorf("%d errors in the log", n)
				}
			})
		})
	}
}

func TestTheNumberOfAttemptsIsKeptAcrossACrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		rows := q.say(ada, 1)
		attempts := 0
		for range 3 {
			p := q.open()
			w := &wire{fail: func(chat.Message, int) error { return after(0, "down") }}
			stop := run(t, NewSender(p, w.adapters(), Options{}))
			pass(time.Hour / 10)
			p.crash()
			attempts += w.tries(rows[0].ID)
			stop()
		}
		pass(time.Hour)
		w := &wire{fail: func(chat.Message, int) error { return after(0, "down") }}
		run(t, NewSender(q.open(), w.adapters(), Options{}))
		pass(36 * time.Hour)
		attempts += w.tries(rows[0].ID)
		if got := q.get(rows[0].ID); got.State != Dead || attempts != 100 {
			t.Errorf("the row is %s after %d attempts", got.State, attempts)
		}
	})
}

func TestEdits(t *testing.T) {
	const earlier, later = "000001", "000002"
	tests := []struct {
		name    string
		canEdit bool
		known   bool // the earlier message has a receipt
		broken  bool // receipts cannot be read for a while
		refuse  error
		edited  string
		asked   int
	}{
		{"an earlier message is edited", true, true, false, nil, "ref " + earlier, 1},
		{"where the platform cannot, a new one is sent", false, true, false, nil, "", 0},
		{"without a receipt a new one is sent", true, false, false, nil, "", 0},
		{"what can no longer be edited is sent as a new one", true, true, false, never("message_not_found"), "", 1},
		{"a receipt that cannot be read for now is waited for", true, true, true, nil, "ref " + earlier, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := newMemory()
				w := &wire{}
				e := &editor{wire: w, refuse: tt.refuse}
				adapters := w.adapters()
				if tt.canEdit {
					adapters["wire"] = e
				}
				q.row(ada)
				if tt.known {
					q.receipts[earlier] = chat.Receipt{Ref: "ref " + earlier}
				}
				p := q.open()
				s := NewSender(p, adapters, Options{})
				run(t, s)
				pass(time.Millisecond)
				if tt.broken {
					p.fail(errors.New("busy"))
					time.AfterFunc(time.Second/2, func() { p.fail(nil) })
				}
				r := q.row(ada)
				r.Message.Edits = earlier
				s.Deliver(q.commit(r))
				pass(time.Minute)
				want := []post{{to: ada, id: later, edited: tt.edited}}
				if diff := cmp.Diff(want, timeless(w.posts), cmp.AllowUnexported(post{})); diff != "" {
					t.Error(diff)
				}
				if e.asked != tt.asked {
					t.Errorf("%d edits asked for", e.asked)
				}
				if _, ok := q.receipts[later]; !ok {
					t.Error("no receipt")
				}
			})
		})
	}

	// An answer is edited milliseconds after it was posted, when its receipt
	// waits to be committed.
	t.Run("a receipt is known before it is committed", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			q := newMemory()
			w := &wire{}
			s := NewSender(q.open(), map[string]chat.Adapter{"wire": &editor{wire: w}}, Options{})
			run(t, s)
			pass(time.Millisecond)
			first, second := q.row(ada), q.row(ada)
			second.Message.Edits = first.ID
			s.Deliver(q.commit(first, second))
			synctest.Wait()
			want := []post{{to: ada, id: first.ID}, {to: ada, id: second.ID, edited: "ref " + first.ID}}
			if diff := cmp.Diff(want, timeless(w.posts), cmp.AllowUnexported(post{})); diff != "" {
				t.Error(diff)
			}
		})
	})
}

func timeless(posts []post) []post {
	posts = slices.Clone(posts)
	for i := range posts {
		posts[i].at = time.Time{}
	}
	return posts
}

func TestMetricsTellWhatHappened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		w := &wire{takes: time.Second, fail: func(m chat.Message, n int) error {
			switch {
			case m.ID == "000001":
				return never("gone")
			case n == 1:
				return after(5*time.Second, "slow down")
			}
			return nil
		}}
		var mu sync.Mutex
		var got []string
		note := func(format string) func(string) {
			return func(platform string) {
				mu.Lock()
				defer mu.Unlock()
				got = append(got, fmt.Sprintf(format, platform))
			}
		}
		s := NewSender(q.open(), w.adapters(), Options{Metrics: Metrics{
			Sent: note("%s sent"), Retried: note("%s retried"), Dead: note("%s dead"),
			Lag: func(platform string, d time.Duration) { note("%s " + d.String())(platform) },
		}})
		run(t, s)
		pass(time.Millisecond)
		s.Deliver(q.say(ada, 2))
		pass(time.Minute)
		// The lag is that of the last attempt's time, which took a second.
		want := []string{"wire dead", "wire retried", "wire sent", "wire 1s"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestBackOffGrowsAndIsBounded(t *testing.T) {
	tests := []struct {
		attempts int
		retry    time.Duration
		most     time.Duration // least is a quarter less, or retry
	}{
		{1, 0, time.Second},
		{2, 0, 2 * time.Second},
		{5, 0, 16 * time.Second},
		{10, 0, 512 * time.Second},
		{11, 0, longestBackOff},
		{1 << 40, 0, longestBackOff},
		{0, 0, time.Second}, // no attempt was counted
		{1, time.Minute, time.Minute},
		{1, time.Hour, time.Hour},
		{1, 1 << 62, longestRetry},
	}
	for _, tt := range tests {
		seen := make(map[time.Duration]bool)
		for range 100 {
			d := backOff(tt.attempts, tt.retry)
			if least := max(tt.most*3/4, min(tt.retry, longestRetry)); d < least || d > tt.most {
				t.Fatalf("backOff(%d, %v) = %v, want %v to %v", tt.attempts, tt.retry, d, least, tt.most)
			}
			seen[d] = true
		}
		if tt.retry == 0 && len(seen) < 10 {
			t.Errorf("backOff(%d, 0) hardly varies: rows that failed together come back together", tt.attempts)
		}
	}
}

func TestAnErrorIsDescribedInOneShortLine(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"as it is", "not_in_channel", "not_in_channel"},
		{"in one line, without what a terminal obeys", "a\n\tb \x1b[31mc\u202e", "a b [31mc"},
		{"cut at a character", "a" + strings.Repeat("é", 200), "a" + strings.Repeat("é", 99)},
		{"a megabyte", strings.Repeat("x", 1<<20), strings.Repeat("x", maxError)},
		{"never empty", "\u200b\n", "*errors.errorString without a word"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := described(errors.New(tt.in)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzDescribed(f *testing.F) {
	f.Add("plain")
	f.Add("\xff\xfe\u200b")
	f.Add(strings.Repeat("\xe2\x82", 300))
	f.Fuzz(func(t *testing.T, text string) {
		got := described(errors.New(text))
		if got == "" || len(got) > maxError || !utf8.ValidString(got) || strings.ContainsAny(got, "\n\r\x1b") {
			t.Errorf("described(%q) = %q", text, got)
		}
	})
}

// Whatever fails in whatever order, with hardly any memory: every row arrives
// in the order of its conversation, once, and once more for each reply that was
// lost.
func TestLawsHoldWhateverHappens(t *testing.T) {
	for seed := range uint64(100) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { week(t, rand.New(rand.NewPCG(seed, 1))) })
		})
	}
}

func week(t *testing.T, random *rand.Rand) {
	var mu sync.Mutex
	lost := make(map[string]int)
	bad := random.Float64() * 0.6
	w := &wire{takes: time.Duration(random.IntN(1000)) * time.Millisecond, pace: float64(random.IntN(3))}
	w.fail = func(m chat.Message, n int) error {
		mu.Lock()
		defer mu.Unlock()
		if n >= 11 || random.Float64() >= bad {
			return nil
		}
		switch random.IntN(6) {
		case 0:
			return after(time.Duration(random.IntN(60))*time.Second, "slow down")
		case 5:
			return wide(time.Duration(random.IntN(60)) * time.Second / 2)
		case 1:
			lost[m.ID]++
			return errLost
		case 2:
			panic("adapter")
		case 3:
			return after(0, "down")
		}
		return errors.New("connection refused")
	}
	q := newMemory()
	// Sometimes an earlier process left something.
	want := make(map[chat.Conversation][]string)
	people := 1 + random.IntN(30)
	say := func() []Row {
		person := random.IntN(people)
		to := at([]string{"", "p1", "p2"}[person%3], fmt.Sprint(person))
		rows := make([]Row, 1+random.IntN(3))
		for i := range rows {
			rows[i] = q.row(to)
			rows[i].Begun, rows[i].Urgent = random.IntN(3) == 0, random.IntN(20) == 0
		}
		q.commit(rows...)
		want[to] = append(want[to], idsOf(rows)...)
		return rows
	}
	for range random.IntN(50) {
		say()
	}
	p := q.open()
	slow := 1 + random.IntN(2000)
	p.slow = func() time.Duration {
		mu.Lock()
		defer mu.Unlock()
		return time.Duration(random.IntN(slow)) * time.Millisecond
	}
	s := NewSender(p, w.adapters(), Options{Memory: 2 + random.IntN(40), Workers: 1 + random.IntN(8)})
	run(t, s)
	for range 200 {
		mu.Lock()
		rows := say()
		mu.Unlock()
		s.Deliver(rows)
		mu.Lock()
		d := time.Duration(random.IntN(2000)) * time.Millisecond
		mu.Unlock()
		pass(d)
	}
	for minutes := 0; len(q.waits()) > 0; minutes++ {
		if minutes == 24*60 {
			t.Fatalf("still waiting: %v", q.waits())
		}
		pass(time.Minute)
	}
	pass(longestBackOff + time.Minute) // the queue is asked whether that was all
	if dead := q.in(Dead); len(dead) > 0 {
		t.Fatalf("given up: %v", dead)
	}
	if w.overlap {
		t.Error("two messages of one conversation were under way at once")
	}
	times := make(map[string]int)
	for to, ids := range want {
		got := w.ids(to)
		for _, id := range got {
			times[id]++
		}
		if diff := cmp.Diff(ids, slices.Compact(got)); diff != "" {
			t.Errorf("%s: %s", to.User, diff)
		}
		for _, id := range ids {
			if times[id] != 1+lost[id] {
				t.Errorf("%s was posted %d times, %d replies were lost", id, times[id], lost[id])
			}
		}
	}
	for _, at := range s.platforms["wire"].places {
		if len(at.ready) > 0 || at.index >= 0 || at.of != 0 || at.gate.trial != nil {
			t.Errorf("after all is sent a place is %+v", at)
		}
	}
	if p := s.platforms["wire"]; len(p.open) > 0 || p.begun != 0 || p.workers != 0 || len(p.places) > 0 {
		t.Errorf("after all is sent the platform is %+v", p)
	}
	if s.blind || len(s.conversations) > 0 || s.rows != 0 || s.sending != 0 {
		t.Errorf("after all is sent: blind %v, %d conversations, %d rows, %d under way", s.blind, len(s.conversations), s.rows, s.sending)
	}
}

// A process that dies at any moment loses no row, and sends twice only what was
// in its hands: under way, or marked and not committed.
func TestNothingIsLostWhateverCrashes(t *testing.T) {
	for seed := range uint64(40) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { crashes(t, rand.New(rand.NewPCG(seed, 2))) })
		})
	}
}

func crashes(t *testing.T, random *rand.Rand) {
	q := newMemory()
	// What is drawn comes from the sender's goroutines as well.
	var mu sync.Mutex
	intN := func(n int) int {
		mu.Lock()
		defer mu.Unlock()
		return random.IntN(n)
	}
	bad := random.Float64() * 0.3
	takes := time.Duration(random.IntN(300)) * time.Millisecond
	fail := func(m chat.Message, n int) error {
		mu.Lock()
		defer mu.Unlock()
		if random.Float64() < bad && n < 4 {
			return after(0, "down")
		}
		return nil
	}
	times := make(map[string]int) // copies posted
	most := make(map[string]int)  // copies that are excused
	all := 0
	for range 6 {
		p := q.open()
		w := &wire{takes: takes, fail: fail}
		s := NewSender(p, w.adapters(), Options{Memory: 2 + intN(60)})
		stop := run(t, s)
		for range intN(60) {
			rows := q.say(dm(fmt.Sprint(intN(10))), 1+intN(3))
			all += len(rows)
			for _, r := range rows {
				most[r.ID] = 1
			}
			s.Deliver(rows)
			pass(time.Duration(intN(1500)) * time.Millisecond)
		}
		synctest.Wait()
		// The dead reach the wire no more; what they had in hand may repeat.
		p.mu.Lock()
		for _, m := range p.pending {
			most[m.ID]++
		}
		p.mu.Unlock()
		p.crash()
		for _, id := range w.ids(chat.Conversation{}) {
			times[id]++
		}
		stop()
	}
	w := &wire{}
	run(t, NewSender(q.open(), w.adapters(), Options{}))
	pass(time.Hour)
	for _, id := range w.ids(chat.Conversation{}) {
		times[id]++
	}
	if left := q.waits(); len(left) > 0 {
		t.Fatalf("still waiting: %v", left)
	}
	if len(times) != all {
		t.Errorf("%d of %d rows arrived", len(times), all)
	}
	for id, n := range times {
		if n > most[id] {
			t.Errorf("%s was posted %d times, want at most %d", id, n, most[id])
		}
	}
}

// forgetful is a queue that keeps nothing.
type forgetful struct{}

func (forgetful) Claim(context.Context, Want) ([]Row, error) {
	return nil, nil
}
func (forgetful) Mark(Mark) {}
func (forgetful) Receipt(context.Context, string, string) (chat.Receipt, error) {
	return chat.Receipt{}, nil
}

// mute is an adapter that does nothing.
type mute struct{ sent sync.WaitGroup }

func (*mute) Name() string                            { return "wire" }
func (*mute) Capabilities() chat.Capabilities         { return chat.Capabilities{} }
func (*mute) Run(context.Context, chat.Handler) error { return nil }
func (m *mute) Send(context.Context, chat.Conversation, chat.Message) (chat.Receipt, error) {
	m.sent.Done()
	return chat.Receipt{Ref: "1"}, nil
}

// BenchmarkSender is the way of a row from Deliver to the adapter and its mark.
func BenchmarkSender(b *testing.B) {
	for _, conversations := range []int{1, 1000} {
		b.Run(fmt.Sprintf("conversations=%d", conversations), func(b *testing.B) {
			m := &mute{}
			s := NewSender(forgetful{}, map[string]chat.Adapter{"wire": m}, Options{Memory: 1 << 20})
			ctx, cancel := context.WithCancel(b.Context())
			done := make(chan error, 1)
			go func() { done <- s.Run(ctx) }()
			for s.Busy(ada) {
				<-time.After(time.Millisecond)
			}
			const group = 64 // as many turns as commit together
			rows := make([]Row, group)
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				for i := range rows {
					n++
					rows[i] = Row{ID: fmt.Sprintf("%012d", n), To: dm(fmt.Sprint(n % conversations)), Message: chat.Text("hello")}
				}
				m.sent.Add(group)
				s.Deliver(rows)
				m.sent.Wait()
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
			cancel()
			if err := <-done; err != nil {
				b.Fatal(err)
			}
		})
	}
}

func TestAMessageIsFilledBeforeEachAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		var went []chat.Message
		w := &wire{fail: func(m chat.Message, n int) error {
			went = append(went, m)
			if n == 1 {
				return errors.New("busy")
			}
			return nil
		}}
		filled := 0
		s := NewSender(q.open(), w.adapters(), Options{Fill: func(_ context.Context, workspace string, m chat.Message) chat.Message {
			filled++
			return chat.Message{ID: m.ID, Parts: []chat.Part{{Picture: &chat.Picture{Alt: workspace, Data: []byte{byte(filled)}}}}}
		}})
		run(t, s)
		pass(time.Millisecond)
		rows := q.say(ada, 1)
		s.Deliver(rows)
		pass(time.Minute)
		if len(went) != 2 || filled != 2 {
			t.Fatalf("%d attempts, filled %d times", len(went), filled)
		}
		for i, m := range went {
			if p := m.Parts[0].Picture; p.Alt != rows[0].Workspace || p.Data[0] != byte(i+1) {
				t.Errorf("attempt %d went with %+v", i+1, p)
			}
		}
	})
}
