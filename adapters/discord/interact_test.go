package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot/chat"
	"pacer/bot/say"
)

// press is a button that is pressed.
func press(value string) map[string]any {
	return map[string]any{"custom_id": value, "component_type": 2}
}

// typed is a command with its options, in the order in which they were typed.
func typed(name string, options ...map[string]any) map[string]any {
	return map[string]any{"id": "1", "name": name, "type": 1, "options": options}
}

// onMessage makes an interaction one with a message of the coach's.
func onMessage(id string) map[string]any {
	return map[string]any{"message": map[string]any{"id": id, "channel_id": fakeDM, "author": map[string]any{"id": fakeBot, "bot": true}}}
}

// shownAlone is onMessage for one that is shown to the person alone.
func shownAlone(id string) map[string]any {
	m := onMessage(id)
	m["message"].(map[string]any)["flags"] = ephemeral
	return m
}

// amongSeveral makes an interaction one of a group's direct messages.
func amongSeveral(more map[string]any) map[string]any {
	m := map[string]any{"channel_id": "830000000000000001", "channel": map[string]any{"id": "830000000000000001", "type": 3}}
	for k, v := range more {
		m[k] = v
	}
	return m
}

// delivered keeps what Delivered was called with.
type delivered struct {
	mu       sync.Mutex
	receipts []chat.Receipt
	errs     []error
}

func (d *delivered) note(r chat.Receipt, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.receipts, d.errs = append(d.receipts, r), append(d.errs, err)
}

func (d *delivered) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.errs)
}

// responses lists the first responses: their types, and whether ephemeral.
func (f *fake) responses() []string {
	var all []string
	for _, r := range f.of("POST", "interactions/") {
		var b struct {
			Type int
			Data struct{ Flags int }
		}
		if err := json.Unmarshal(r.Body, &b); err != nil {
			f.t.Fatal(err)
		}
		all = append(all, fmt.Sprint(b.Type)+map[bool]string{true: " private"}[b.Data.Flags&ephemeral != 0])
	}
	return all
}

func TestAnInteractionIsAnsweredInItsFirstResponse(t *testing.T) {
	for _, tc := range []struct {
		name    string
		kind    int
		data    any
		more    map[string]any
		answer  *chat.Answer
		err     error
		want    string // the first response
		content string
	}{
		{"a command in direct messages, plainly", interactionCommand, typed("practice"), nil,
			&chat.Answer{Message: chat.Text("What is 1/2?")}, nil, "4", "What is 1/2?"},
		{"a command in a channel, to that person alone", interactionCommand, typed("practice"), inRoom(nil),
			&chat.Answer{Message: chat.Text("What is 1/2?")}, nil, "4 private", "What is 1/2?"},
		{"a press with a message of its own", interactionPress, press("hint"), onMessage("1"),
			&chat.Answer{Message: chat.Text("Think of a pizza.")}, nil, "4", "Think of a pizza."},
		{"a press whose answer takes the message's place", interactionPress, press("a"), onMessage("1"),
			&chat.Answer{Message: chat.Text("You chose A."), Updates: true}, nil, "7", ""},
		{"a press in a channel whose answer takes its place", interactionPress, press("a"), inRoom(shownAlone("1")),
			&chat.Answer{Message: chat.Text("You chose A."), Updates: true}, nil, "7", ""},
		{"a press on what everybody reads, answered to that person alone", interactionPress, press("a"), inRoom(onMessage("1")),
			&chat.Answer{Message: chat.Text("You chose A."), Updates: true}, nil, "4 private", "You chose A."},
		{"a press in direct messages of several people, answered to that person alone", interactionPress, press("a"), amongSeveral(onMessage("1")),
			&chat.Answer{Message: chat.Text("You chose A."), Updates: true}, nil, "4 private", "You chose A."},
		{"a command in direct messages of several people, answered to that person alone", interactionCommand, typed("practice"), amongSeveral(nil),
			&chat.Answer{Message: chat.Text("What is 1/2?")}, nil, "4 private", "What is 1/2?"},
		{"a press with nothing to say is acknowledged", interactionPress, press("a"), onMessage("1"), nil, nil, "6", ""},
		{"a command with nothing to say leaves nothing behind", interactionCommand, typed("stop"), nil, nil, nil, "5", ""},
		{"a command in a channel with nothing to say leaves nothing behind", interactionCommand, typed("stop"), inRoom(nil), nil, nil, "5 private", ""},
		{"a failure is told kindly", interactionCommand, typed("practice"), inRoom(nil), nil, errors.New("disk full"), "4 private", chat.Plain(say.In("en").Say("failed"))},
		{"a failure with a sentence says it", interactionCommand, typed("practice"), inRoom(nil), nil, told("Ask your teacher first."), "4 private", "Ask your teacher first."},
		{"what took too long says so", interactionCommand, typed("practice"), nil, nil, fmt.Errorf("turn: %w", context.DeadlineExceeded), "4", chat.Plain(say.In("en").Say("slow"))},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newFake(t)
			var d delivered
			if tc.answer != nil {
				tc.answer.Delivered = d.note
			}
			f.run(f.adapter(f.options()), func(context.Context, chat.Event) (*chat.Answer, error) { return tc.answer, tc.err })
			f.interaction(tc.kind, tc.data, tc.more)
			f.eventually("there is a response", func() bool { return len(f.responses()) > 0 })
			if tc.answer != nil {
				f.eventually("Delivered is called", func() bool { return d.count() == 1 })
				if d.errs[0] != nil || d.receipts[0].Ref == "" || d.receipts[0].At.IsZero() {
					t.Errorf("delivered with %+v, %v", d.receipts[0], d.errs[0])
				}
			}
			if got := f.responses(); len(got) != 1 || got[0] != tc.want {
				t.Errorf("the first responses are %q, want %q", got, tc.want)
			}
			if tc.content == "" && tc.answer == nil {
				f.eventually("nothing stands there", func() bool { m := f.messages(); return len(m) == 0 || m[0].Body == nil })
				return
			}
			f.eventually("a message stands there", func() bool { m := f.messages(); return len(m) == 1 && m[0].Body != nil })
			if m := f.messages(); tc.content != "" && (len(m) != 1 || chat.Plain(chat.Markdown(fmt.Sprint(m[0].Body["content"]))) != tc.content) {
				t.Errorf("there stands %+v, want %q", m, tc.content)
			}
		})
	}
}

// told is an error with a sentence.
type told chat.Markdown

func (e told) Error() string           { return "refused" }
func (e told) Sentence() chat.Markdown { return chat.Markdown(e) }

func TestWhatTakesLongIsDeferredAndThenEdited(t *testing.T) {
	for _, tc := range []struct {
		name   string
		kind   int
		data   any
		more   map[string]any
		answer *chat.Answer
		err    error
		first  string
		method string // of the request that ends it; empty: none is needed
		path   string
	}{
		{"a command", interactionCommand, typed("practice"), nil, &chat.Answer{Message: chat.Text("Here.")}, nil, "5", "PATCH", "/messages/@original"},
		{"a command in a channel, decided to be private then", interactionCommand, typed("practice"), inRoom(nil), &chat.Answer{Message: chat.Text("Here.")}, nil, "5 private", "PATCH", "/messages/@original"},
		{"a command that fails", interactionCommand, typed("practice"), nil, nil, errors.New("disk full"), "5", "PATCH", "/messages/@original"},
		{"a command with nothing to say", interactionCommand, typed("practice"), nil, nil, nil, "5", "DELETE", "/messages/@original"},
		{"a press that changes the message", interactionPress, press("a"), onMessage("1"), &chat.Answer{Message: chat.Text("Here."), Updates: true}, nil, "6", "PATCH", "/messages/@original"},
		{"a press with a message of its own", interactionPress, press("a"), onMessage("1"), &chat.Answer{Message: chat.Text("Here.")}, nil, "6", "POST", ""},
		{"a press that fails", interactionPress, press("a"), onMessage("1"), nil, errors.New("disk full"), "6", "POST", ""},
		{"a press with nothing to say", interactionPress, press("a"), onMessage("1"), nil, nil, "6", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			var d delivered
			if tc.answer != nil {
				tc.answer.Delivered = d.note
			}
			commit := make(chan struct{})
			stop := f.run(f.adapter(f.options()), func(context.Context, chat.Event) (*chat.Answer, error) {
				<-commit
				return tc.answer, tc.err
			})
			f.interaction(tc.kind, tc.data, tc.more)
			f.eventually("it is deferred", func() bool { return len(f.responses()) == 1 })
			if got := f.responses()[0]; got != tc.first {
				t.Errorf("deferred by %q, want %q", got, tc.first)
			}
			close(commit)
			if tc.answer != nil {
				f.eventually("Delivered is called", func() bool { return d.count() == 1 })
				if d.errs[0] != nil {
					t.Errorf("delivered with %v", d.errs[0])
				}
			}
			if tc.method != "" {
				f.eventually("the deferral is ended", func() bool {
					for _, r := range f.of(tc.method, "webhooks/"+fakeBot+"/") {
						if strings.HasSuffix(r.Path, tc.path) {
							return true
						}
					}
					return false
				})
			}
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			if got := f.responses(); len(got) != 1 {
				t.Errorf("the first responses are %q, want one", got)
			}
			for _, m := range f.messages() {
				if m.Deferred {
					t.Error("something is thought about for ever")
				}
			}
		})
	}
}

func TestWhatComesByTheOutboxFillsTheDeferralOfACommand(t *testing.T) {
	f := newFake(t)
	a := f.adapter(f.options())
	a.pace.withdrawal = time.Minute // Run ends before, and looks then
	h := new(heard)
	stop := f.run(a, h.handle)
	f.interaction(interactionCommand, typed("progress"), inRoom(nil))
	f.eventually("it is deferred after a while", func() bool { m := f.messages(); return len(m) == 1 && m[0].Deferred })
	room := chat.Conversation{Platform: "discord", Place: fakeGuild, Channel: fakeRoom, User: fakeUser}
	f.eventually("it can be answered", func() bool { _, ok := a.out.tokens.of(room, a.now()); return ok })
	if _, err := a.Send(t.Context(), room, chat.Text("You know a lot.")); err != nil {
		t.Fatal(err)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if m := f.messages(); len(m) != 1 || m[0].Body["content"] != "You know a lot." || !m[0].Private {
		t.Errorf("there stands %+v", m)
	}
}

func TestWhatComesByTheOutboxSoonIsTheFirstResponse(t *testing.T) {
	for name, tc := range map[string]struct {
		more map[string]any
		to   chat.Conversation
		want string
	}{
		"in a channel":       {inRoom(nil), chat.Conversation{Platform: "discord", Place: fakeGuild, Channel: fakeRoom, User: fakeUser}, "4 private"},
		"in direct messages": {nil, chat.Conversation{Platform: "discord", User: fakeUser}, "4"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			a := f.adapter(f.options())
			a.pace.deferral = time.Minute
			f.run(a, new(heard).handle)
			f.interaction(interactionCommand, typed("progress"), tc.more)
			f.eventually("it waits", func() bool { return len(a.awaited.list()) == 1 })
			r, err := a.Send(t.Context(), tc.to, chat.Text("You know a lot."))
			if err != nil || r.Ref == "" {
				t.Fatal(r, err)
			}
			if got := f.responses(); len(got) != 1 || got[0] != tc.want {
				t.Errorf("the first responses are %q, want %q", got, tc.want)
			}
			if n := len(f.of("POST", "channels/")) + len(f.of("POST", "webhooks/")); n != 0 {
				t.Errorf("%d messages were sent besides", n)
			}
			if n := len(a.awaited.list()); n != 0 {
				t.Errorf("%d commands still wait", n)
			}
		})
	}
}

func TestACallbackThatWasTakenBeforeCountsAsDelivered(t *testing.T) {
	f := newFake(t)
	f.answer = func(w http.ResponseWriter, r request) bool {
		if strings.HasPrefix(r.Path, "interactions/") {
			refuse(w, http.StatusBadRequest, codeAcknowledged)
			return true
		}
		return false
	}
	var d delivered
	f.run(f.adapter(f.options()), func(context.Context, chat.Event) (*chat.Answer, error) {
		return &chat.Answer{Message: chat.Text("Here."), Delivered: d.note}, nil
	})
	f.interaction(interactionCommand, typed("practice"), nil)
	f.eventually("Delivered is called", func() bool { return d.count() == 1 })
	if d.errs[0] != nil {
		t.Errorf("delivered with %v, want nil", d.errs[0])
	}
}

func TestACallbackThatCannotArriveIsReported(t *testing.T) {
	f := newFake(t)
	f.answer = func(w http.ResponseWriter, r request) bool {
		if strings.HasPrefix(r.Path, "interactions/") {
			refuse(w, http.StatusNotFound, codeUnknownInteraction)
			return true
		}
		return false
	}
	var d delivered
	f.run(f.adapter(f.options()), func(context.Context, chat.Event) (*chat.Answer, error) {
		return &chat.Answer{Message: chat.Text("Here."), Delivered: d.note}, nil
	})
	id := f.interaction(interactionCommand, typed("practice"), nil)
	f.eventually("Delivered is called", func() bool { return d.count() == 1 })
	report, ok := errors.AsType[*chat.DeliveryError](d.errs[0])
	if !ok || report.Retry < 0 {
		t.Errorf("delivered with %v, want a report that another way may be tried", d.errs[0])
	}
	if strings.Contains(fmt.Sprint(d.errs[0]), "interaction-token-"+id) {
		t.Errorf("the error holds the token: %v", d.errs[0])
	}
}

// formReads opens one form, and completes.
type formReads struct {
	noReads
	form     *chat.Form
	err      error
	choices  []chat.Choice
	wait     time.Duration
	mu       sync.Mutex
	asked    []chat.Event
	field    string
	typedNow string
}

func (r *formReads) Form(_ context.Context, ev chat.Event) (*chat.Form, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked = append(r.asked, ev)
	return r.form, r.err
}

func (r *formReads) Complete(ctx context.Context, ev chat.Event, field, typed string) ([]chat.Choice, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked, r.field, r.typedNow = append(r.asked, ev), field, typed
	if r.wait > 0 && !sleep(ctx, r.wait) {
		return nil, ctx.Err()
	}
	return r.choices, r.err
}

func TestAPressThatOpensAFormOpensItAndMakesNoEvent(t *testing.T) {
	f, h := newFake(t), new(heard)
	o := f.options()
	r := &formReads{form: &chat.Form{Title: "Your goal", Value: "goal", Fields: []chat.Field{{Name: "what", Label: "What would you like to do?"}}}}
	o.Reads = r
	f.run(f.adapter(o), h.handle)
	f.interaction(interactionPress, press(customID(chat.Choice{Value: "goal", Opens: true})), onMessage("1"))
	f.eventually("there is a response", func() bool { return len(f.responses()) == 1 })
	if got := f.responses(); got[0] != "9" {
		t.Errorf("the first response is %q, want a form", got)
	}
	f.interaction(interactionCommand, typed("goal"), nil)
	f.eventually("there is another", func() bool { return len(f.responses()) == 2 })
	if got := f.responses(); got[1] != "9" {
		t.Errorf("the first response to the command is %q, want a form", got)
	}
	if n := len(h.all()); n != 0 {
		t.Errorf("%d events were handed over", n)
	}
	if r.asked[0].Press != "goal" || r.asked[1].Text != "goal" || !r.asked[1].Command {
		t.Errorf("the forms were asked for by %+v", r.asked)
	}
}

func TestAFormThatMayNotBeOpenedIsASentence(t *testing.T) {
	f, h := newFake(t), new(heard)
	o := f.options()
	o.Reads = &formReads{err: told("That question is over.")}
	f.run(f.adapter(o), h.handle)
	f.interaction(interactionPress, press(customID(chat.Choice{Value: "q", Opens: true})), inRoom(onMessage("1")))
	f.eventually("there is a response", func() bool { return len(f.messages()) == 1 })
	if m := f.messages()[0]; m.Body["content"] != "That question is over." || !m.Private {
		t.Errorf("the person reads %+v", m)
	}
	if n := len(h.all()); n != 0 {
		t.Errorf("%d events were handed over", n)
	}
}

func TestAPressThatOpensNothingIsAnEvent(t *testing.T) {
	f, h := newFake(t), new(heard)
	o := f.options()
	o.Reads = &formReads{}
	f.run(f.adapter(o), h.handle)
	f.interaction(interactionPress, press(customID(chat.Choice{Value: "q", Opens: true})), onMessage("1"))
	f.eventually("it is handed over", func() bool { return len(h.all()) == 1 })
	if ev := h.all()[0]; ev.Press != "q" {
		t.Errorf("the event is %+v", ev)
	}
}

func TestCompletionAnswersWithWhatFits(t *testing.T) {
	f := newFake(t)
	o := f.options()
	r := &formReads{choices: []chat.Choice{{Label: "Unit fractions", Value: "fractions/unit"}, {Label: "Too long", Value: strings.Repeat("x", 101)}}}
	for i := range 40 {
		r.choices = append(r.choices, chat.Choice{Label: chat.Markdown(fmt.Sprint("number ", i)), Value: fmt.Sprint(i)})
	}
	o.Reads = r
	f.run(f.adapter(o), new(heard).handle)
	f.interaction(interactionComplete, typed("practice", map[string]any{"name": "minutes", "type": 3, "value": "5", "focused": true}, map[string]any{"name": "skill", "type": 3, "value": "unit fractions"}), inRoom(nil))
	f.eventually("there is a response", func() bool { return len(f.responses()) == 1 })
	var b struct {
		Type int
		Data struct {
			Choices []struct{ Name, Value string }
		}
	}
	if err := json.Unmarshal(f.of("POST", "interactions/")[0].Body, &b); err != nil {
		t.Fatal(err)
	}
	if b.Type != respondChoices || len(b.Data.Choices) != 25 || b.Data.Choices[0].Value != "fractions/unit" || b.Data.Choices[1].Value == r.choices[1].Value {
		t.Errorf("completed with %+v", b)
	}
	if r.field != "minutes" || r.typedNow != "5" || r.asked[0].Text != "practice unit fractions" || r.asked[0].From.User != fakeUser {
		t.Errorf("asked for %q in %q of %+v", r.typedNow, r.field, r.asked)
	}
}

func TestCompletionAnswersInTimeAndEmptyOnAnError(t *testing.T) {
	for name, r := range map[string]*formReads{
		"an error":       {err: errors.New("no")},
		"a slow machine": {wait: time.Minute, choices: []chat.Choice{{Label: "late", Value: "late"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			o := f.options()
			o.Reads = r
			f.run(f.adapter(o), new(heard).handle)
			began := time.Now()
			f.interaction(interactionComplete, typed("practice", map[string]any{"name": "skill", "type": 3, "value": "uni", "focused": true}), nil)
			f.eventually("there is a response", func() bool { return len(f.responses()) == 1 })
			if took := time.Since(began); took > 2500*time.Millisecond {
				t.Errorf("it took %v", took)
			}
			if b := string(f.of("POST", "interactions/")[0].Body); !strings.Contains(b, `"choices":[]`) {
				t.Errorf("completed with %s", b)
			}
		})
	}
}

func TestOnePersonsEventsKeepTheirOrderAndOthersDoNotWait(t *testing.T) {
	f := newFake(t)
	var mu sync.Mutex
	var order []string
	first := make(chan struct{})
	var other sync.Once
	a := f.adapter(f.options())
	a.pace.deferral = time.Minute
	f.run(a, func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
		if ev.From.User == fakeUser && ev.Text == "0" {
			<-first // until another person was heard
		}
		if ev.From.User != fakeUser {
			other.Do(func() { close(first) })
			return nil, nil
		}
		mu.Lock()
		defer mu.Unlock()
		order = append(order, ev.Text+ev.Press)
		return nil, nil
	})
	var want []string
	for i := range 20 {
		if i%2 == 0 {
			f.write(fmt.Sprint(i), nil)
		} else {
			f.interaction(interactionPress, press(fmt.Sprint(i)), onMessage("1"))
		}
		want = append(want, fmt.Sprint(i))
	}
	f.write("me too", map[string]any{"author": map[string]any{"id": "700000000000000002", "username": "bo"}, "channel_id": "800000000000000002"})
	f.eventually("all are handled", func() bool { mu.Lock(); defer mu.Unlock(); return len(order) == len(want) })
	if diff := cmp.Diff(want, order); diff != "" {
		t.Error(diff)
	}
}

func TestAPanicInAHandlerIsAFailureLikeOthers(t *testing.T) {
	f := newFake(t)
	var log lockedBuffer
	o := f.options()
	o.Log = slog.New(slog.NewTextHandler(&log, nil))
	f.run(f.adapter(o), func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
		panic("a fault with " + ev.Text)
	})
	f.interaction(interactionCommand, typed("practice"), nil)
	f.write("and this", nil)
	f.eventually("both are told", func() bool { return len(f.messages()) == 2 })
	for _, m := range f.messages() {
		if text := fmt.Sprint(m.Body["content"]); strings.Contains(text, "fault") {
			t.Errorf("the person reads %q", text)
		}
	}
	if text := log.String(); strings.Contains(text, "and this") || !strings.Contains(text, "a panic with a string") {
		t.Errorf("the log says what was written, or nothing of the panic: %s", text)
	}
}

// lockedBuffer is a buffer for several goroutines.
type lockedBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestAPressWithoutAnAnswerCanBeAnsweredLaterThoughItWasDeferred(t *testing.T) {
	f := newFake(t)
	a := f.adapter(f.options())
	commit := make(chan struct{})
	f.run(a, func(context.Context, chat.Event) (*chat.Answer, error) { <-commit; return nil, nil })
	f.interaction(interactionPress, press("a"), inRoom(shownAlone("1")))
	f.eventually("it is deferred", func() bool { return len(f.responses()) == 1 })
	close(commit)
	room := chat.Conversation{Platform: "discord", Place: fakeGuild, Channel: fakeRoom, User: fakeUser}
	f.eventually("it can be answered", func() bool { _, ok := a.out.tokens.of(room, a.now()); return ok })
}

func TestAFloodOfOnePersonIsRefusedWithASentenceAndReadBackLater(t *testing.T) {
	f := newFake(t)
	o := f.options()
	var mu sync.Mutex
	refused := make(map[string]int)
	o.Refused = func(reason string) { mu.Lock(); defer mu.Unlock(); refused[reason]++ }
	a := f.adapter(o)
	a.pace.deferral = time.Minute
	block := make(chan struct{})
	seen := make(map[string]int)
	f.run(a, func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
		<-block
		mu.Lock()
		defer mu.Unlock()
		seen[ev.ID]++
		return nil, nil
	})
	var ids []string
	for i := range maxOfPerson + 20 {
		ids = append(ids, f.write(fmt.Sprint("word ", i), nil))
	}
	f.eventually("some are refused", func() bool { mu.Lock(); defer mu.Unlock(); return refused["busy"] >= 20 })
	f.interaction(interactionPress, press("a"), onMessage("1"))
	f.eventually("the press is answered at once", func() bool { return len(f.messages()) == 1 })
	close(block)
	f.eventually("all were handled in the end", func() bool {
		mu.Lock()
		defer mu.Unlock()
		for _, id := range ids {
			if seen[id] == 0 {
				return false
			}
		}
		return true
	})
}

func TestStoppingFinishesWhatIsInHandAndLeavesNoGoroutine(t *testing.T) {
	f := newFake(t)
	before := runtime.NumGoroutine()
	a := f.adapter(f.options())
	var d delivered
	begun, commit := make(chan struct{}), make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- a.Run(ctx, func(context.Context, chat.Event) (*chat.Answer, error) {
			close(begun)
			<-commit
			return &chat.Answer{Message: chat.Text("Saved."), Delivered: d.note}, nil
		})
	}()
	f.connected()
	f.interaction(interactionCommand, typed("practice"), nil)
	<-begun
	cancel()
	close(commit)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if d.count() != 1 || d.errs[0] != nil {
		t.Errorf("the answer in hand was delivered %d times", d.count())
	}
	a.rest.Client.CloseIdleConnections()
	f.srv.CloseClientConnections()
	f.eventually("no goroutine is left", func() bool { return runtime.NumGoroutine() <= before })
}
