package adaptertest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"pacer/bot/chat"
)

func testItSaysWhatItCan(t *testing.T, h Harness) {
	name, caps := h.Adapter.Name(), h.Adapter.Capabilities()
	if name == "" || name != h.Direct.Platform {
		t.Errorf("Name is %q, and conversations are on %q", name, h.Direct.Platform)
	}
	if _, edits := h.Adapter.(chat.Editor); edits != caps.CanEdit {
		t.Errorf("CanEdit is %v, and the adapter being a chat.Editor is %v", caps.CanEdit, edits)
	}
	if caps.MaxText < 0 || caps.MaxChoices < 0 || caps.MaxLabel < 0 {
		t.Errorf("a limit is negative: %+v", caps)
	}
	if caps.Count != nil && (caps.Count("") != 0 || caps.Count("a") < 1) {
		t.Errorf("Count measures nothing as %d and one letter as %d", caps.Count(""), caps.Count("a"))
	}
}

func testEvent(t *testing.T, h Harness) {
	b := start(t, h, nil)
	const said = "5/6, because halves & thirds <are> *different* ½"
	h.Say(said)
	ev := b.event()
	if ev.ID == "" {
		t.Error("the event has no ID")
	}
	if ev.Text != said || ev.Press != "" || ev.Command || len(ev.Fields) > 0 {
		t.Errorf("said was %q, the event is %+v", said, ev)
	}
	if ev.From.User != h.Person.User {
		t.Errorf("the event is from %q, want %q", ev.From.User, h.Person.User)
	}
	if ev.Conversation != h.Direct {
		t.Errorf("the event is in %+v, want %+v", ev.Conversation, h.Direct)
	}
	if !ev.Conversation.IsPrivate() {
		t.Errorf("direct messages are not private: %+v", ev.Conversation)
	}
	if back := chat.ParseKey(ev.Conversation.Key()); back != ev.Conversation {
		t.Errorf("the conversation's key reads back as %+v, want %+v", back, ev.Conversation)
	}
	if ev.At.IsZero() || ev.At.Location() != time.UTC {
		t.Errorf("the event was at %v, want a time in UTC", ev.At)
	}
}

func testIDs(t *testing.T, h Harness) {
	b := start(t, h, nil)
	seen := make(map[string]bool)
	for range 3 {
		h.Say("the same words")
		id := b.event().ID
		if seen[id] {
			t.Fatalf("two events have the ID %q", id)
		}
		seen[id] = true
	}
}

func testCommand(t *testing.T, h Harness) {
	if h.Command == nil {
		t.Skip("this platform has no commands")
	}
	b := start(t, h, nil)
	h.Command("practice fractions")
	if ev := b.event(); !ev.Command || ev.Text != "practice fractions" || ev.ID == "" {
		t.Errorf("a command makes the event %+v", ev)
	}
	h.Say("practice fractions")
	if ev := b.event(); ev.Command {
		t.Errorf("words make the command %+v", ev)
	}
}

func testPress(t *testing.T, h Harness) {
	if h.Press == nil || h.Adapter.Capabilities().MaxChoices == 0 {
		t.Skip("nothing can be pressed on this platform")
	}
	b := start(t, h, nil)
	h.Press("a:01J8")
	ev := b.event()
	if ev.Press != "a:01J8" || ev.Text != "" || ev.Command || ev.ID == "" || ev.From.User != h.Person.User {
		t.Errorf("a press makes the event %+v", ev)
	}
}

func testAgain(t *testing.T, h Harness) {
	if h.Again == nil {
		t.Skip("this platform delivers every event once")
	}
	var mu sync.Mutex
	seen := make(map[string]bool)
	b := start(t, h, func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
		mu.Lock()
		defer mu.Unlock()
		if seen[ev.ID] {
			return nil, nil // as the bot does
		}
		seen[ev.ID] = true
		return answer("Once only.", nil), nil
	})
	h.Say("hello")
	first := b.event()
	h.eventually(t, func() bool { return shows(h.Screen(), "Once only.") }, "the answer was not shown")
	h.Again()
	again := b.event()
	if first.ID != again.ID || first.Text != again.Text {
		t.Errorf("delivered again, event %q %q is %q %q", first.ID, first.Text, again.ID, again.Text)
	}
	if !stays(func() bool { return times(h.Screen(), "Once only.") == 1 }) {
		t.Errorf("the answer was shown twice:\n%s", h.Screen())
	}
}

func testAcknowledgement(t *testing.T, h Harness) {
	if h.Acknowledged == nil {
		t.Skip("this platform has no acknowledgements")
	}
	committed := make(chan struct{})
	b := start(t, h, func(context.Context, chat.Event) (*chat.Answer, error) {
		<-committed
		return nil, nil
	})
	defer func() {
		select {
		case <-committed:
		default:
			close(committed)
		}
	}()
	before := h.Acknowledged()
	h.Say("hello")
	b.event()
	if !stays(func() bool { return h.Acknowledged() == before }) {
		t.Error("the event was acknowledged before the handler returned")
	}
	close(committed)
	h.eventually(t, func() bool { return h.Acknowledged() == before+1 }, "the event was not acknowledged")
}

func testAnswer(t *testing.T, h Harness) {
	var d deliveries
	b := start(t, h, func(context.Context, chat.Event) (*chat.Answer, error) {
		return answer("Right. Three equal parts.", &d), nil
	})
	h.Say("b")
	b.event()
	h.eventually(t, func() bool { return d.count() > 0 }, "Delivered was not called")
	h.eventually(t, func() bool { return shows(h.Screen(), "Right. Three equal parts.") }, "the answer was not shown")
	r, err := d.last()
	if err != nil {
		t.Errorf("the answer was delivered with %v", err)
	}
	if r.At.IsZero() {
		t.Error("the receipt has no time")
	}
	b.end()
	if n := d.count(); n != 1 {
		t.Errorf("Delivered was called %d times", n)
	}
	if n := times(h.Screen(), "Right. Three equal parts."); n != 1 {
		t.Errorf("the answer was shown %d times", n)
	}
}

func testNoAnswer(t *testing.T, h Harness) {
	b := start(t, h, nil)
	before := letterCount(h.Screen())
	h.Say("7")
	b.event()
	if !stays(func() bool { return letterCount(h.Screen()) == before }) {
		t.Errorf("something was shown though nothing was to be said:\n%s", h.Screen())
	}
}

func testLostAnswer(t *testing.T, h Harness) {
	var d deliveries
	b := start(t, h, func(context.Context, chat.Event) (*chat.Answer, error) {
		return answer("Right.", &d), nil
	})
	if h.Fail == nil || !h.Fail(Failure{Kind: Lost}) {
		t.Skip("no message can be lost on this platform")
	}
	h.Say("b")
	b.event()
	h.eventually(t, func() bool { return d.count() > 0 }, "Delivered was not called")
	_, err := d.last()
	deliveryError(t, err)
	b.end()
	if n := d.count(); n != 1 {
		t.Errorf("Delivered was called %d times", n)
	}
}

func testFailedHandler(t *testing.T, h Harness) {
	const detail = "qzx: disk full"
	var d deliveries
	b := start(t, h, func(context.Context, chat.Event) (*chat.Answer, error) {
		return answer("Unsaid.", &d), errors.New(detail)
	})
	before, acknowledged := letterCount(h.Screen()), 0
	if h.Acknowledged != nil {
		acknowledged = h.Acknowledged()
	}
	h.Say("7")
	b.event()
	if h.Redelivers {
		if h.Acknowledged != nil && !stays(func() bool { return h.Acknowledged() == acknowledged }) {
			t.Error("an event whose handler failed was acknowledged")
		}
	} else {
		h.eventually(t, func() bool { return letterCount(h.Screen()) > before }, "nobody told the person that it failed")
	}
	b.end()
	if screen := h.Screen(); shows(screen, "qzx") || shows(screen, "disk full") {
		t.Errorf("the person reads the error's detail:\n%s", screen)
	}
	if shows(h.Screen(), "Unsaid.") {
		t.Error("the answer of a failed handler was shown")
	}
	if n := d.count(); n != 0 {
		t.Errorf("Delivered was called %d times though the handler failed", n)
	}
}

func testTimes(t *testing.T, h Harness) {
	var d deliveries
	b := start(t, h, func(context.Context, chat.Event) (*chat.Answer, error) {
		return answer("Next question.", &d), nil
	})
	h.Say("first")
	first := b.event()
	h.eventually(t, func() bool { return d.count() == 1 }, "Delivered was not called")
	post, _ := d.last()
	h.Say("second")
	second := b.event()
	if first.At.After(post.At) || post.At.After(second.At) || !first.At.Before(second.At) {
		t.Errorf("words at %v, then a post at %v, then words at %v: the times do not tell the order", first.At, post.At, second.At)
	}
}

// deliveries records the calls of Delivered.
type deliveries struct {
	mu       sync.Mutex
	receipts []chat.Receipt
	errs     []error
}

func (d *deliveries) delivered(r chat.Receipt, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.receipts = append(d.receipts, r)
	d.errs = append(d.errs, err)
}

func (d *deliveries) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.errs)
}

func (d *deliveries) last() (chat.Receipt, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := len(d.errs) - 1
	return d.receipts[n], d.errs[n]
}

// answer is an answer of one text whose deliveries are recorded in d, if any.
func answer(text chat.Markdown, d *deliveries) *chat.Answer {
	if d == nil {
		d = new(deliveries)
	}
	return &chat.Answer{Message: chat.Text(text), Delivered: d.delivered}
}
