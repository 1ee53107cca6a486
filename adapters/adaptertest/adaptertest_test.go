package adaptertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pacer/bot/chat"
)

// platform is one in memory that can do everything, and an adapter for it that
// keeps the contract unless it is told to break it in one way.
type platform struct {
	fault string // what the adapter does wrong; empty: nothing

	incoming chan chat.Event
	mu       sync.Mutex
	clock    time.Time
	events   int
	last     chat.Event
	posts    []string
	acked    int
	attempts int
	fail     *Failure
}

var (
	ada    = chat.Account{User: "u1", Name: "Ada"}
	direct = chat.Conversation{Platform: "memory", Place: "p1", User: "u1"}
	secret = "token-123"
)

func open(fault string, patience time.Duration) func(*testing.T) Harness {
	return func(*testing.T) Harness {
		p := &platform{fault: fault, incoming: make(chan chat.Event, 8), clock: time.Date(2026, 11, 2, 16, 0, 0, 0, time.UTC)}
		return Harness{
			Adapter:      memory{p},
			Person:       ada,
			Direct:       direct,
			Say:          func(text string) { p.deliver(chat.Event{Text: text}) },
			Command:      func(text string) { p.deliver(chat.Event{Text: text, Command: true}) },
			Press:        func(value string) { p.deliver(chat.Event{Press: value}) },
			Again:        p.again,
			Screen:       p.screen,
			Alerted:      func() []string { return nil },
			Acknowledged: func() int { p.mu.Lock(); defer p.mu.Unlock(); return p.acked },
			Fail:         func(f Failure) bool { p.mu.Lock(); defer p.mu.Unlock(); p.fail = &f; return true },
			Attempts:     func() int { p.mu.Lock(); defer p.mu.Unlock(); return p.attempts },
			Secrets:      []string{secret},
			Patience:     patience,
		}
	}
}

func (p *platform) now() time.Time {
	p.clock = p.clock.Add(time.Second)
	return p.clock
}

func (p *platform) deliver(ev chat.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.events++
	ev.ID = fmt.Sprint("e", p.events)
	ev.Conversation, ev.From, ev.At = direct, ada, p.now()
	switch p.fault {
	case "gives every event one ID":
		ev.ID = "e"
	case "takes commands for words":
		ev.Command = false
	case "loses what is pressed":
		ev.Press = ""
	case "has no clock":
		ev.At = time.Time{}
	}
	p.last = ev
	p.incoming <- ev
}

func (p *platform) again() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fault == "gives what comes again a new ID" {
		p.last.ID += "again"
	}
	p.incoming <- p.last
}

func (p *platform) screen() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.posts, "\n\n")
}

// memory is the adapter.
type memory struct{ p *platform }

func (m memory) Name() string { return "memory" }

func (m memory) Capabilities() chat.Capabilities {
	return chat.Capabilities{MaxText: 400, MaxChoices: 4, MaxLabel: 24, CanEdit: true, HasPictures: true}
}

func (m memory) Run(ctx context.Context, h chat.Handler) error {
	var hands sync.WaitGroup
	if m.p.fault == "leaves a goroutine" {
		go func() { select {} }()
	}
	for {
		select {
		case <-ctx.Done():
			if m.p.fault != "leaves the handler in hand" {
				hands.Wait()
			}
			if m.p.fault == "returns the end as an error" {
				return ctx.Err()
			}
			return nil
		case ev := <-m.p.incoming:
			hands.Go(func() { m.handle(ctx, h, ev) })
		}
	}
}

func (m memory) handle(ctx context.Context, h chat.Handler, ev chat.Event) {
	if m.p.fault == "acknowledges before the commit" {
		m.acknowledge()
	}
	answer, err := h(ctx, ev)
	switch {
	case err != nil && m.p.fault == "shows the error":
		m.post(err.Error())
	case err != nil && m.p.fault == "keeps silent about an error":
	case err != nil && m.p.fault == "answers in spite of an error":
		m.post(answer.Message.Plain())
	case err != nil:
		m.post("That did not work. Please say it again.")
	case answer != nil:
		r, err := m.Send(ctx, ev.Conversation, answer.Message)
		if m.p.fault != "forgets to tell of delivery" {
			answer.Delivered(r, err)
		}
		if m.p.fault == "tells of delivery twice" {
			answer.Delivered(r, err)
		}
	case m.p.fault == "shows something for no answer":
		m.post("Hm.")
	}
	if m.p.fault != "acknowledges before the commit" {
		m.acknowledge()
	}
}

func (m memory) acknowledge() {
	m.p.mu.Lock()
	defer m.p.mu.Unlock()
	m.p.acked++
}

func (m memory) post(text string) (chat.Receipt, error) {
	m.p.mu.Lock()
	defer m.p.mu.Unlock()
	m.p.attempts++
	if f := m.p.fail; f != nil {
		m.p.fail = nil
		return chat.Receipt{}, m.report(*f)
	}
	m.p.posts = append(m.p.posts, text)
	r := chat.Receipt{Ref: fmt.Sprint(len(m.p.posts) - 1), At: m.p.now()}
	if m.p.fault == "tells the time of posts wrongly" {
		r.At = r.At.Add(-time.Hour)
	}
	return r, nil
}

// report makes an error of a failure.
func (m memory) report(f Failure) error {
	err := errors.New("the platform refused")
	if m.p.fault == "tells its token" {
		err = fmt.Errorf("GET /?token=%s: refused", secret)
	}
	d := &chat.DeliveryError{Err: err}
	switch {
	case m.p.fault == "reports errors as they come":
		return err
	case f.Kind == Throttled && m.p.fault != "forgets the delay":
		d.Retry = f.Delay
	case f.Kind == Revoked && m.p.fault != "hopes for a dead token",
		f.Kind == Lost && m.p.fault == "gives up at once":
		d.Retry = -1
	}
	return d
}

func (m memory) Send(_ context.Context, _ chat.Conversation, msg chat.Message) (chat.Receipt, error) {
	text := m.render(msg)
	r, err := m.post(text)
	if err != nil && m.p.fault == "tries again by itself" {
		m.post(text)
	}
	return r, err
}

func (m memory) Edit(_ context.Context, _ chat.Conversation, r chat.Receipt, msg chat.Message) (chat.Receipt, error) {
	m.p.mu.Lock()
	defer m.p.mu.Unlock()
	var n int
	if _, err := fmt.Sscan(r.Ref, &n); err != nil {
		return r, err
	}
	if m.p.fault == "edits by posting" {
		n = len(m.p.posts)
		m.p.posts = append(m.p.posts, "")
	}
	m.p.posts[n] = m.render(msg)
	return r, nil
}

func (m memory) render(msg chat.Message) string {
	var s []string
	for _, p := range msg.Parts {
		switch {
		case m.p.fault == "shows only text" && p.Text == "":
		case p.Picture != nil:
			s = append(s, p.Picture.Alt)
		case len(p.Choices) > 0:
			for _, c := range p.Choices {
				caption := c.Caption()
				if m.p.fault == "hides the letters" {
					caption = chat.Plain(c.Label)
				}
				s = append(s, "["+caption+"]")
			}
		case m.p.fault == "shows Markdown raw":
			s = append(s, string(p.Text))
		case m.p.fault == "cuts what is long" && len(p.Text) > 300:
			s = append(s, string(p.Text[:300]))
		default:
			s = append(s, chat.Message{Parts: []chat.Part{p}}.Plain())
		}
	}
	return strings.Join(s, "\n\n")
}

func TestAnAdapterThatKeepsTheContractPasses(t *testing.T) {
	Run(t, open("", 0))
}

// TestFaulty is run by TestEveryFaultIsFound, in a process of its own since it
// has to fail.
func TestFaulty(t *testing.T) {
	fault := os.Getenv("ADAPTERTEST_FAULT")
	if fault == "" {
		t.Skip("this test is run by TestEveryFaultIsFound")
	}
	Run(t, open(fault, 300*time.Millisecond))
}

func TestEveryFaultIsFound(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ fault, test string }{
		{"gives every event one ID", "each event has its own ID"},
		{"takes commands for words", "a command is told from words"},
		{"loses what is pressed", "a press carries its value"},
		{"has no clock", "an event carries what happened"},
		{"gives what comes again a new ID", "an event delivered again has the same ID and shows nothing twice"},
		{"acknowledges before the commit", "an event is acknowledged after the handler returned"},
		{"forgets to tell of delivery", "an answer is shown and delivered once"},
		{"tells of delivery twice", "an answer is shown and delivered once"},
		{"tells of delivery twice", "an answer that cannot be shown is delivered once, with what went wrong"},
		{"shows something for no answer", "no answer shows nothing"},
		{"shows the error", "a failed handler shows no answer and no detail"},
		{"keeps silent about an error", "a failed handler shows no answer and no detail"},
		{"answers in spite of an error", "a failed handler shows no answer and no detail"},
		{"tells the time of posts wrongly", "times tell the order of words and posts"},
		{"reports errors as they come", "too many requests are reported with the delay"},
		{"forgets the delay", "too many requests are reported with the delay"},
		{"tries again by itself", "too many requests are reported with the delay"},
		{"hopes for a dead token", "a dead token is reported as final"},
		{"tells its token", "a dead token is reported as final"},
		{"gives up at once", "a broken connection is reported as worth another try"},
		{"shows only text", "every kind of part is shown"},
		{"hides the letters", "what can be pressed can be typed"},
		{"shows Markdown raw", "text is shown as text"},
		{"cuts what is long", "a long text arrives in order"},
		{"edits by posting", "an edit takes the place of what was sent"},
		{"leaves the handler in hand", "Run waits for the handler in hand"},
		{"returns the end as an error", "Run returns nil when its context ends and leaves no goroutine"},
		{"leaves a goroutine", "Run returns nil when its context ends and leaves no goroutine"},
	} {
		t.Run(tc.fault+" in "+tc.test, func(t *testing.T) {
			t.Parallel()
			name := "^TestFaulty$/^" + regexp.QuoteMeta(strings.ReplaceAll(tc.test, " ", "_")) + "$"
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run="+name)
			cmd.Env = append(slices.Clone(os.Environ()), "ADAPTERTEST_FAULT="+tc.fault)
			out, err := cmd.CombinedOutput()
			if _, failed := errors.AsType[*exec.ExitError](err); !failed || !strings.Contains(string(out), "--- FAIL: TestFaulty/") {
				t.Errorf("an adapter that %s passes %q (%v):\n%s", tc.fault, tc.test, err, out)
			}
		})
	}
}
