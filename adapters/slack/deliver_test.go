package slack

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot/chat"
)

// reads is what a bot shows who only asks.
type reads struct {
	form *chat.Form

	mu    sync.Mutex
	homes int
	home  func() (chat.Message, error)
}

func (r *reads) Form(context.Context, chat.Event) (*chat.Form, error) { return r.form, nil }
func (r *reads) Commands(string) []chat.Command                       { return nil }
func (r *reads) Complete(context.Context, chat.Event, string, string) ([]chat.Choice, error) {
	return nil, nil
}

func (r *reads) Home(context.Context, chat.Event) (chat.Message, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.homes++
	if r.home == nil {
		return chat.Text("Nothing is due."), nil
	}
	return r.home()
}

// delivery is what Delivered was told.
type delivery struct {
	receipt chat.Receipt
	err     error
}

// scene is an adapter at work whose handler answers as it is told.
type scene struct {
	*workspace
	*person
	t         *testing.T
	adapter   *Adapter
	delivered chan delivery
	events    chan chat.Event

	mu     sync.Mutex
	answer *chat.Answer
	err    error
}

func newScene(t *testing.T, r *reads) *scene {
	t.Helper()
	if r == nil {
		r = new(reads)
	}
	w, a, p := newBench(t, func(o *Options) { o.Reads = r })
	s := &scene{workspace: w, person: p, t: t, adapter: a, delivered: make(chan delivery, 16), events: make(chan chat.Event, 16)}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx, s.handle) }()
	t.Cleanup(func() {
		p.waiting.Wait()
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run returned %v", err)
		}
	})
	return s
}

func (s *scene) handle(_ context.Context, ev chat.Event) (*chat.Answer, error) {
	s.events <- ev
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.answer, s.err
}

// answers sets what the handler answers from now on.
func (s *scene) answers(m chat.Message, change func(*chat.Answer)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = &chat.Answer{Message: m, Delivered: func(r chat.Receipt, err error) { s.delivered <- delivery{r, err} }}
	if change != nil {
		change(s.answer)
	}
}

// receipt waits for the delivery of an answer.
func (s *scene) receipt() chat.Receipt {
	s.t.Helper()
	d := wait(s.t, s.delivered)
	if d.err != nil {
		s.t.Fatalf("the answer was not delivered: %v", d.err)
	}
	s.waiting.Wait()
	if len(s.delivered) > 0 {
		s.t.Fatal("Delivered was called twice")
	}
	return d.receipt
}

func wait[T any](t *testing.T, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(10 * time.Second):
		t.Fatal("nothing came within 10 s")
		panic("unreachable")
	}
}

func updates(a *chat.Answer) { a.Updates = true }

var question = chat.Message{Parts: []chat.Part{{Text: "True?"}, actions(action("yes", "Yes"), opening("Write", "q:form"))}}

const directAda = "D0ADA"

func TestAPressBecomesItsResult(t *testing.T) {
	t.Parallel()
	t.Run("in the direct messages, at the address of the press", func(t *testing.T) {
		t.Parallel()
		s := newScene(t, nil)
		asked, err := s.adapter.Send(t.Context(), ada, question)
		if err != nil {
			t.Fatal(err)
		}
		s.answers(saying("", "You chose yes."), updates)
		s.presses(directAda, "w:01J8XQ7Z3N:yes")
		r := s.receipt()
		if screen := s.screen(directAda, testUser); screen != "You chose yes." {
			t.Errorf("the screen shows %q", screen)
		}
		if r.Ref != asked.Ref || r.At.Before(asked.At) {
			t.Errorf("the receipt is %+v, of the question %+v", r, asked)
		}
		if n := len(s.calls("chat.update")); n != 0 {
			t.Errorf("chat.update was called %d times", n)
		}
	})
	t.Run("by an edit where the address is spent", func(t *testing.T) {
		t.Parallel()
		s := newScene(t, nil)
		if _, err := s.adapter.Send(t.Context(), ada, question); err != nil {
			t.Fatal(err)
		}
		s.answers(saying("", "You chose yes."), updates)
		s.will("response", answerWith{status: 404})
		s.presses(directAda, "w:01J8XQ7Z3N:yes")
		s.receipt()
		if screen := s.screen(directAda, testUser); screen != "You chose yes." {
			t.Errorf("the screen shows %q", screen)
		}
	})
	t.Run("as a new message where the question is gone", func(t *testing.T) {
		t.Parallel()
		s := newScene(t, nil)
		s.answers(saying("", "You chose yes."), updates)
		s.will("response", answerWith{status: 404})
		s.presses(directAda, "nobody knows it")
		s.receipt()
		if screen := s.screen(directAda, testUser); screen != "You chose yes." {
			t.Errorf("the screen shows %q", screen)
		}
	})
	t.Run("in a channel, for that person alone", func(t *testing.T) {
		t.Parallel()
		s := newScene(t, nil)
		s.answers(question, nil)
		s.commands("C0STUDY", "practice")
		if r := s.receipt(); r.Ref != "" {
			t.Errorf("what was shown in an acknowledgement has the reference %q", r.Ref)
		}
		if n := len(s.calls("acknowledgement")); n != 1 {
			t.Errorf("%d acknowledgements carry a message", n)
		}
		s.answers(saying("", "You chose yes."), updates)
		s.presses("C0STUDY", "w:01J8XQ7Z3N:yes")
		s.receipt()
		if screen := s.screen("C0STUDY", testUser); screen != "You chose yes." {
			t.Errorf("the person sees %q", screen)
		}
		if screen := s.screen("C0STUDY", "U0OTHER"); screen != "" {
			t.Errorf("another person sees %q", screen)
		}
	})
}

func TestAnswersBesideWhatWasPressed(t *testing.T) {
	t.Parallel()
	s := newScene(t, nil)
	if _, err := s.adapter.Send(t.Context(), ada, question); err != nil {
		t.Fatal(err)
	}
	s.answers(saying("", "Your turn."), nil)
	s.presses(directAda, "w:01J8XQ7Z3N:yes")
	if r := s.receipt(); !strings.HasPrefix(r.Ref, directAda+" ") {
		t.Errorf("the reference is %q", r.Ref)
	}
	if screen := s.screen(directAda, testUser); !strings.HasPrefix(screen, "True?") || !strings.HasSuffix(screen, "Your turn.") {
		t.Errorf("the screen shows %q", screen)
	}
	s.answers(pictureMessage(), nil)
	s.commands("C0STUDY", "progress")
	s.receipt()
	if n := len(s.calls("acknowledgement")); n != 0 {
		t.Error("an acknowledgement waited for a picture")
	}
	if screen := s.screen("C0STUDY", testUser); !strings.Contains(screen, "14 questions") {
		t.Errorf("the person sees %q", screen)
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	form := &chat.Form{
		Title: "Your answer", Value: "q:01J8", Submit: "Send",
		Fields: []chat.Field{
			{Name: "words", Label: "In your words", Long: true},
			{Name: "sure", Label: "How sure?", Choices: []chat.Choice{{Label: "Guess", Value: "1"}, {Label: "Sure", Value: "3"}}},
			{Name: "days", Label: "Days", Many: true, Choices: many("Day", 3)},
			{Name: "quiet", Label: "Quiet", Optional: true, Choices: []chat.Choice{{Label: "None", Value: ""}, {Label: "Nights", Value: "n"}}},
		},
	}
	filled := map[string]any{
		"words": map[string]any{"type": "plain_text_input", "value": "1 < 2 & so"},
		"sure":  map[string]any{"type": "radio_buttons", "selected_option": option("3")},
		"days":  map[string]any{"type": "checkboxes", "selected_options": []any{option("s0"), option("s2")}},
		"quiet": map[string]any{"type": "static_select", "selected_option": option(noValue)},
	}
	s := newScene(t, &reads{form: form})
	asked, err := s.adapter.Send(t.Context(), ada, question)
	if err != nil {
		t.Fatal(err)
	}
	s.presses(directAda, "q:form")
	s.waiting.Wait()
	if len(s.modals) != 1 || len(s.events) != 0 {
		t.Fatalf("%d forms were opened, %d events made", len(s.modals), len(s.events))
	}

	s.answers(saying("", "Say more."), func(a *chat.Answer) { a.Errors = map[string]string{"words": "Say more.", "all": "And again."} })
	s.submits(s.modals[0], filled)
	ev := wait(t, s.events)
	want := map[string]string{"words": "1 < 2 & so", "sure": "3", "days": "s0 s2", "quiet": ""}
	if diff := cmp.Diff(want, ev.Fields); diff != "" || ev.Press != "q:01J8" || ev.Conversation != ada {
		t.Errorf("press %q in %+v, fields -want +got:\n%s", ev.Press, ev.Conversation, diff)
	}
	s.receipt()
	carried := s.calls("acknowledgement")
	if len(carried) != 1 || fmt.Sprint(carried[0].Body["errors"]) != "map[words:Say more. And again.]" {
		t.Errorf("the acknowledgement carries %v", carried)
	}

	s.answers(saying("", "Right."), updates)
	s.submits(s.modals[0], filled)
	if r := s.receipt(); r.Ref != asked.Ref {
		t.Errorf("the reference is %q, that of what opened the form %q", r.Ref, asked.Ref)
	}
	if screen := s.screen(directAda, testUser); screen != "Right." {
		t.Errorf("the screen shows %q", screen)
	}
}

func option(value string) map[string]any {
	return map[string]any{"value": value, "text": map[string]any{"type": "plain_text", "text": "x"}}
}

func TestLinesThatAreNotKept(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		in   incoming
		sees string // in the channel
	}{
		{"to a command, in the acknowledgement", incoming{kind: kindCommand, channel: "C0STUDY"}, "Too long."},
		{"to a press, at its address", incoming{kind: kindPress, channel: "C0STUDY", response: "yes"}, "Too long."},
		{"to a press whose address is none, as an ephemeral message", incoming{kind: kindPress, channel: "C0STUDY"}, "Too long."},
		{"to a press in the Home tab, in the direct messages", incoming{kind: kindPress}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w, a, _ := newBench(t, nil)
			in := tc.in
			in.team, in.ev.From.User, in.ev.Conversation = testTeam, testUser, onlyAda
			if in.response != "" {
				in.response = w.responseURL("C0STUDY", testUser, "1.0")
			}
			in.prepare(func(payload any) error {
				if payload == nil {
					return nil
				}
				w.acknowledgedWith("C0STUDY", testUser, asJSON(t, payload))
				return nil
			})
			a.tell(t.Context(), &in, "Too **long**.")
			if got := w.screen("C0STUDY", testUser); got != tc.sees {
				t.Errorf("the person sees %q in the channel, want %q", got, tc.sees)
			}
			if tc.sees == "" && w.screen(directAda, testUser) != "Too long." {
				t.Errorf("in the direct messages stands %q", w.screen(directAda, testUser))
			}
			if n := len(w.calls("chat.postMessage")); n != 0 {
				t.Error("a line that is not kept was posted for good")
			}
		})
	}
}

// A form stays open for as long as its owner likes, and other things are
// pressed meanwhile.
func TestAFormBecomesTheResultOfWhatOpenedIt(t *testing.T) {
	t.Parallel()
	form := &chat.Form{Title: "Your answer", Value: "q:01J8", Fields: []chat.Field{{Name: "words", Label: "In your words"}}}
	r := &reads{form: form}
	s := newScene(t, r)
	first, err := s.adapter.Send(t.Context(), ada, question)
	if err != nil {
		t.Fatal(err)
	}
	s.presses(directAda, "q:form")
	s.waiting.Wait()
	if _, err := s.adapter.Send(t.Context(), ada, saying("", "Another thing.")); err != nil {
		t.Fatal(err)
	}
	s.answers(saying("", "Noted."), nil)
	s.presses(directAda, "w:noted") // on the newest message
	s.receipt()
	s.answers(saying("", "Right."), updates)
	s.submits(s.modals[0], map[string]any{"words": map[string]any{"type": "plain_text_input", "value": "because"}})
	if r := s.receipt(); r.Ref != first.Ref {
		t.Errorf("the reference is %q, that of what opened the form %q", r.Ref, first.Ref)
	}
	if screen := s.screen(directAda, testUser); screen != "Right.\n\nAnother thing.\n\nNoted." {
		t.Errorf("the screen shows %q", screen)
	}
}

func TestWhatIsForOnePersonNeverReplacesAPublicMessage(t *testing.T) {
	t.Parallel()
	s := newScene(t, nil)
	if _, err := s.adapter.Send(t.Context(), chat.Conversation{Platform: Name, Place: testTeam, Channel: "C0STUDY"}, question); err != nil {
		t.Fatal(err)
	}
	s.answers(saying("", "Not yet."), updates)
	s.presses("C0STUDY", "w:01J8XQ7Z3N:yes")
	s.receipt()
	if screen := s.screen("C0STUDY", "U0OTHER"); !strings.HasPrefix(screen, "True?") || strings.Contains(screen, "Not yet") {
		t.Errorf("everybody sees %q", screen)
	}
	if screen := s.screen("C0STUDY", testUser); !strings.HasSuffix(screen, "Not yet.") {
		t.Errorf("the person sees %q", screen)
	}
}
