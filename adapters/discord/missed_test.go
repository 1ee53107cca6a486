package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/bot/chat"
)

// shelf keeps marks in memory, for one adapter after another.
type shelf struct {
	mu    sync.Mutex
	marks map[string]string
	err   error
}

func (s *shelf) Marks(_ context.Context, n int) ([]Mark, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Mark
	for c, m := range s.marks {
		all = append(all, Mark{c, m})
	}
	return all[:min(n, len(all))], s.err
}

func (s *shelf) Mark(_ context.Context, marks []Mark) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return s.err
	}
	for _, m := range marks {
		if isNewer(m.Message, s.marks[m.Channel]) {
			s.marks[m.Channel] = m.Message
		}
	}
	return nil
}

// once handles each event once, as the bot does, and keeps what was said.
type once struct {
	mu   sync.Mutex
	seen map[string]bool
	said []string
}

func (o *once) handle(_ context.Context, ev chat.Event) (*chat.Answer, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.seen[ev.ID] {
		o.seen[ev.ID] = true
		o.said = append(o.said, ev.Text)
	}
	return nil, nil
}

func (o *once) all() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.said)
}

func TestDirectMessagesMissedWhileDownAreReadBackOnce(t *testing.T) {
	f := newFake(t)
	s := &shelf{marks: make(map[string]string)}
	h := &once{seen: make(map[string]bool)}
	o := f.options()
	o.Marks = s

	a := f.adapter(o)
	stop := f.run(a, h.handle)
	f.write("one", nil)
	f.write("two", map[string]any{"author": map[string]any{"id": "700000000000000002"}, "channel_id": "800000000000000002"})
	f.eventually("both are heard", func() bool { return len(h.all()) == 2 })
	if err := stop(); err != nil {
		t.Fatal(err)
	}

	f.write("three", nil) // nobody listens
	f.write("from a bot", map[string]any{"author": map[string]any{"id": fakeBot, "bot": true}})
	for i := range 120 { // more than a page
		f.write(fmt.Sprint("four ", i), map[string]any{"author": map[string]any{"id": "700000000000000002"}, "channel_id": "800000000000000002"})
	}

	f.run(f.adapter(o), h.handle)
	f.write("five", nil) // comes before what was missed is read back, or after
	f.eventually("all are heard", func() bool { return len(h.all()) == 124 })
	var ours []string
	next := 0
	for _, said := range h.all() {
		var n int
		if _, err := fmt.Sscanf(said, "four %d", &n); err != nil {
			ours = append(ours, said)
		} else if n != next {
			t.Fatalf("%q came after number %d", said, next-1)
		} else {
			next++
		}
	}
	slices.Sort(ours)
	if diff := cmp.Diff([]string{"five", "one", "three", "two"}, ours); diff != "" {
		t.Error(diff)
	}
}

func TestDirectMessagesMissedWithASessionAreReadBack(t *testing.T) {
	f := newFake(t)
	h := &once{seen: make(map[string]bool)}
	f.run(f.adapter(f.options()), h.handle) // without a place for marks: those in memory serve
	f.write("one", nil)
	f.eventually("it is heard", func() bool { return len(h.all()) == 1 })
	f.mu.Lock()
	f.noResume = true
	f.mu.Unlock()
	f.hangUp(4000)
	f.write("two", nil)
	f.connected()
	f.eventually("what was missed is heard", func() bool { return len(h.all()) == 2 })
}

func TestAConversationThatCannotBeReadBackHoldsUpNoOther(t *testing.T) {
	const broken = "800000000000000002"
	f := newFake(t)
	from := f.id()
	s := &shelf{marks: map[string]string{fakeDM: from, broken: f.id()}} // the broken one comes first
	h := &once{seen: make(map[string]bool)}
	o := f.options()
	o.Marks = s
	f.write("one", nil)
	f.write("two", map[string]any{"author": map[string]any{"id": "700000000000000002"}, "channel_id": broken})
	var mended atomic.Bool
	f.answer = func(w http.ResponseWriter, r request) bool {
		fails := !mended.Load() && r.Path == "channels/"+broken+"/messages"
		if fails {
			refuse(w, http.StatusInternalServerError, 0)
		}
		return fails
	}
	f.run(f.adapter(o), h.handle)
	f.eventually("the other is read back", func() bool { return slices.Contains(h.all(), "one") })
	mended.Store(true)
	f.eventually("and this one when it can be", func() bool { return slices.Contains(h.all(), "two") })
}

func TestHalfAMessageHoldsUpNoOther(t *testing.T) {
	f := newFake(t)
	s := &shelf{marks: map[string]string{fakeDM: f.id()}}
	h := &once{seen: make(map[string]bool)}
	o := f.options()
	o.Marks = s
	f.write("one", nil)
	f.write("half", map[string]any{"mentions": "nobody"})
	f.write("two", nil)
	f.run(f.adapter(o), h.handle)
	f.eventually("what can be read is heard", func() bool { return len(h.all()) == 2 })
	if diff := cmp.Diff([]string{"one", "two"}, h.all()); diff != "" {
		t.Error(diff)
	}
}

func TestStoppingWhileMessagesAreReadBackSkipsNone(t *testing.T) {
	f := newFake(t)
	from := f.id()
	s := &shelf{marks: map[string]string{fakeDM: from}}
	h := &once{seen: make(map[string]bool)}
	o := f.options()
	o.Marks = s
	f.write("missed", nil)
	asked, over := make(chan struct{}, 8), make(chan struct{})
	defer close(over)
	f.answer = func(_ http.ResponseWriter, r request) bool {
		isAsked := r.Path == "channels/"+fakeDM+"/messages" && r.Method == http.MethodGet
		if isAsked {
			asked <- struct{}{}
			<-over
		}
		return isAsked
	}
	stop := f.run(f.adapter(o), h.handle)
	<-asked
	f.write("live", nil)
	f.eventually("that is heard", func() bool { return len(h.all()) == 1 })
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if s.marks[fakeDM] != from {
		t.Error("what was missed would never be read back")
	}
}

func TestAMarkDoesNotMoveWhileAConversationIsBehind(t *testing.T) {
	f := newFake(t)
	s := &shelf{marks: map[string]string{fakeDM: "100"}}
	o := f.options()
	o.Marks = s
	m := f.adapter(o).missed
	m.noted(fakeDM, "300") // 200 may have been missed
	m.flush(t.Context())
	if s.marks[fakeDM] != "100" {
		t.Errorf("the mark moved to %s", s.marks[fakeDM])
	}
	if err := m.list(t.Context()); err != nil {
		t.Fatal(err)
	}
	channel, mark, ok := m.next()
	if !ok || channel != fakeDM || mark != "100" {
		t.Fatalf("read back is %s from %s, %v", channel, mark, ok)
	}
	m.noted(fakeDM, "200")
	m.flush(t.Context())
	if s.marks[fakeDM] != "100" {
		t.Errorf("the mark moved to %s before what was missed had been handed over", s.marks[fakeDM])
	}
	m.caughtUp(fakeDM)
	m.flush(t.Context())
	if s.marks[fakeDM] != "300" {
		t.Errorf("the mark is %s, want 300", s.marks[fakeDM])
	}
}

func TestMarksThatCannotBeKeptAreKeptLater(t *testing.T) {
	f := newFake(t)
	s := &shelf{marks: make(map[string]string)}
	o := f.options()
	o.Marks = s
	m := f.adapter(o).missed
	if err := m.list(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.err = errors.New("disk full")
	m.noted(fakeDM, "100")
	m.flush(t.Context())
	s.err = nil
	m.flush(t.Context())
	if s.marks[fakeDM] != "100" {
		t.Errorf("the mark is %q, want 100", s.marks[fakeDM])
	}
}

func TestMarksAreBounded(t *testing.T) {
	m := newFake(t).adapter(newFake(t).options()).missed
	if err := m.list(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range 10 * maxMarks {
		m.noted(fmt.Sprint(1000+i), fmt.Sprint(1_000_000+i))
		if i%1000 == 0 {
			m.flush(t.Context())
			clear(m.dirty)
		}
	}
	if n := len(m.marks); n > 3*maxMarks {
		t.Errorf("%d marks are remembered", n)
	}
}
