package terminal

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"pacer/adapters/adaptertest"
	"pacer/bot/chat"
)

var update = flag.Bool("update", false, "write the golden files anew")

// words are sentences for tests; those people read are in bot/say.
var words = Words{
	Now:     "You are now **%s**.",
	Known:   "There are also: %s.",
	Channel: "You are in %s.",
	Direct:  "Back to direct messages.",
	File:    "There is no such file.",
	Private: "*Only you see this.*",
	To:      "→ to %s:",
	Cut:     "That was long: I read the beginning.",
	Failed:  "That did not work. Please say it again.",
	Bye:     "See you.",
}

// sink is what a program behind a pipe has read.
type sink struct {
	mu     sync.Mutex
	text   bytes.Buffer
	writes int
	err    error // of the next write of a message
}

func (s *sink) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if bytes.HasPrefix(b, []byte("> ")) { // the echo of what was typed
		return s.text.Write(b)
	}
	s.writes++
	if err := s.err; err != nil {
		s.err = nil
		return 0, err
	}
	return s.text.Write(b)
}

func (s *sink) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func TestContract(t *testing.T) {
	pipes := map[string]func(*testing.T) (io.Reader, io.Writer){
		"through a pipe in memory": func(*testing.T) (io.Reader, io.Writer) { return io.Pipe() },
		"through a pipe of the system": func(t *testing.T) (io.Reader, io.Writer) {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { r.Close(); w.Close() })
			return r, w
		},
	}
	for name, pipe := range pipes {
		t.Run(name, func(t *testing.T) {
			adaptertest.Run(t, func(t *testing.T) adaptertest.Harness {
				in, keys := pipe(t)
				out := new(sink)
				person := chat.Account{User: "ada", Name: "Ada"}
				say := func(line string) {
					if _, err := io.WriteString(keys, line+"\n"); err != nil {
						t.Errorf("typing %q: %v", line, err)
					}
				}
				return adaptertest.Harness{
					Adapter: New(Options{In: in, Out: out, Account: person, Say: words}),
					Person:  person,
					Direct:  chat.Conversation{Platform: Name, Place: place, User: "ada"},
					Say:     say,
					Command: func(text string) { say("/" + text) },
					Screen:  out.String,
					Alerted: func() []string { return nil },
					Fail: func(f adaptertest.Failure) bool {
						if f.Kind != adaptertest.Lost {
							return false
						}
						out.mu.Lock()
						defer out.mu.Unlock()
						out.err = errors.New("nobody reads")
						return true
					},
					Attempts: func() int { out.mu.Lock(); defer out.mu.Unlock(); return out.writes },
				}
			})
		})
	}
}

// coach is a small handler that says each kind of thing.
type coach struct {
	t *Terminal
	n int
}

func (c *coach) handle(ctx context.Context, ev chat.Event) (*chat.Answer, error) {
	c.n++
	say := func(parts ...chat.Part) (*chat.Answer, error) {
		return &chat.Answer{Message: chat.Message{Parts: parts}, Delivered: func(chat.Receipt, error) {}}, nil
	}
	switch {
	case ev.Command:
		return say(chat.Part{Text: "**Command** " + chat.Escape(ev.Text)})
	case ev.Conversation.Channel != "" && ev.Text == "progress":
		private := ev.Conversation
		private.User = ev.From.User
		_, err := c.t.Send(ctx, private, chat.Text("Thirds are still *starting*."))
		return nil, err
	case ev.Conversation.Channel != "":
		return say(chat.Part{Text: chat.Escape(ev.From.Name + " said in the channel: " + ev.Text)})
	}
	switch ev.Text {
	case "hello":
		return say(
			chat.Part{Steps: &chat.Progress{Done: 1, Of: 5}},
			chat.Part{Note: "Unit fractions"},
			chat.Part{Text: "Which bar has **one third** of it filled?"},
			chat.Part{Choices: []chat.Choice{{Word: "A", Label: "▮▮▯▯"}, {Word: "B", Label: "▮▯▯"}}},
			chat.Part{Note: "type an answer"},
			chat.Part{Choices: []chat.Choice{{Word: "hint", Label: "Hint"}, {Word: "another way", Label: "Another way"}}},
		)
	case "b":
		return say(chat.Part{Text: "Right: this bar has 3 parts of *one* size. The number below the line of `1/3` counts them all."})
	case "why":
		return say(
			chat.Part{Text: "Because:\n\n1. pieces are equal\n2. see [the page](https://example.org/thirds)\n\n> as you said"},
			chat.Part{Code: &chat.Code{Language: "text", Text: "1/3\n  = 2/6"}},
			chat.Part{Choices: []chat.Choice{
				{Word: "A", Label: "the denominators are added to one another"},
				{Word: "B", Label: "both are cut into pieces of the same size"},
			}},
			chat.Part{Picture: &chat.Picture{Alt: "a cake in three pieces"}},
		)
	case "help me":
		teacher := chat.Conversation{Platform: Name, Place: place, User: "teacher"}
		if _, err := c.t.Send(ctx, teacher, chat.Text("For you: *Kim* on **thirds**\n- 6 questions, 1 right")); err != nil {
			return nil, err
		}
		ephemeral := chat.Conversation{Platform: Name, Place: place, Channel: "study", User: "you"}
		if _, err := c.t.Send(ctx, ephemeral, chat.Text("Thirds are still *starting*.")); err != nil {
			return nil, err
		}
		return say(chat.Part{Text: "Your teacher knows."})
	case "fail":
		return nil, errors.New("no such table: attempts")
	case "nothing":
		return nil, nil
	}
	return say(chat.Part{Text: chat.Escape(ev.From.User + " said: " + ev.Text)})
}

func TestTranscripts(t *testing.T) {
	t.Parallel()
	inputs, err := filepath.Glob("testdata/*.in")
	if err != nil || len(inputs) == 0 {
		t.Fatalf("no transcripts to test (%v)", err)
	}
	for _, input := range inputs {
		t.Run(strings.TrimSuffix(filepath.Base(input), ".in"), func(t *testing.T) {
			t.Parallel()
			in, err := os.Open(input)
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			out := new(sink)
			term := New(Options{
				In: in, Out: out, Say: words,
				Account: chat.Account{User: "you", Name: "Kim"},
				People:  []chat.Account{{User: "teacher", Name: "Ms Rivera"}},
				Command: func(_ context.Context, line string) (bool, chat.Markdown, error) {
					switch line {
					case "/later 3d":
						return true, "It is Thursday.", nil
					case "/later x":
						return true, "", errors.New("not a duration")
					}
					return false, "", nil
				},
			})
			if err := term.Run(t.Context(), (&coach{t: term}).handle); err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(input, ".in") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), out.String()); diff != "" {
				t.Errorf("transcript (-want +got; -update writes it anew):\n%s", diff)
			}
		})
	}
}

// talk runs a terminal on an input and returns the events and the output.
func talk(t *testing.T, input string, o Options) ([]chat.Event, string) {
	t.Helper()
	out := new(sink)
	o.In, o.Out, o.Say = strings.NewReader(input), out, words
	var events []chat.Event
	err := New(o).Run(t.Context(), func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
		events = append(events, ev)
		return nil, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return events, out.String()
}

func TestAFileIsSent(t *testing.T) {
	t.Parallel()
	deck := filepath.Join(t.TempDir(), "my  deck.csv")
	if err := os.WriteFile(deck, []byte("Italy;Rome\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, line := range map[string]string{"plain": deck, "in quotes": "'" + deck + "'", "in double quotes": `"` + deck + `"`} {
		t.Run("a path "+name, func(t *testing.T) {
			t.Parallel()
			events, out := talk(t, "/file "+line+"\n", Options{})
			if len(events) != 1 || len(events[0].Files) != 1 || events[0].Text != "" || events[0].Command {
				t.Fatalf("got %+v, and said:\n%s", events, out)
			}
			f := events[0].Files[0]
			r, err := f.Open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if data, err := io.ReadAll(r); f.Name != "my  deck.csv" || f.Size != 11 || string(data) != "Italy;Rome\n" || err != nil {
				t.Errorf("%s, %d bytes: %q, %v", f.Name, f.Size, data, err)
			}
		})
	}
	for name, line := range map[string]string{"nothing": "/file", "what is not there": "/file " + deck + "x", "a folder": "/file " + filepath.Dir(deck)} {
		t.Run(name+" is no file", func(t *testing.T) {
			t.Parallel()
			events, out := talk(t, line+"\n", Options{})
			if len(events) > 0 || !strings.Contains(out, "There is no such file.") {
				t.Errorf("got %+v, and said:\n%s", events, out)
			}
		})
	}
}

func TestAnEventSaysWhoAndWhere(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 2, 16, 0, 0, 999, time.FixedZone("", 3600))
	you, rivera := chat.Account{User: "you", Name: "Kim"}, chat.Account{User: "teacher", Name: "Ms Rivera", Zone: "Europe/Paris"}
	events, _ := talk(t, "hi\n/as ms rivera\nhi\n/in #Study\nhi\n/in\n/as Sam\nhi\n", Options{
		Account: you, People: []chat.Account{rivera}, Now: func() time.Time { return at },
	})
	var got []chat.Event
	ids := make(map[string]bool)
	for _, ev := range events {
		ids[ev.ID] = true
		ev.ID = ""
		got = append(got, ev)
	}
	ms := func(n int) time.Time {
		return time.Date(2026, 11, 2, 15, 0, 0, n*int(time.Millisecond), time.UTC)
	}
	want := []chat.Event{
		{Conversation: chat.Conversation{Platform: Name, Place: place, User: "you"}, From: you, At: ms(0), Text: "hi"},
		{Conversation: chat.Conversation{Platform: Name, Place: place, User: "teacher"}, From: rivera, At: ms(0), Text: "hi"},
		{Conversation: chat.Conversation{Platform: Name, Place: place, Channel: "study"}, From: rivera, At: ms(0), Text: "hi"},
		{Conversation: chat.Conversation{Platform: Name, Place: place, User: "sam"}, From: chat.Account{User: "sam", Name: "Sam"}, At: ms(0), Text: "hi"},
	}
	for i := range got {
		if i > 0 && !events[i].At.After(events[i-1].At) {
			t.Errorf("event %d was at %v, not after %v, though the clock stands still", i, events[i].At, events[i-1].At)
		}
		got[i].At = got[i].At.Truncate(time.Second)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if len(ids) != len(events) {
		t.Errorf("%d events have %d IDs", len(events), len(ids))
	}
}

func TestIDsAreUniqueOverRestarts(t *testing.T) {
	t.Parallel()
	first, _ := talk(t, "hi\n", Options{})
	second, _ := talk(t, "hi\n", Options{})
	if first[0].ID == second[0].ID {
		t.Errorf("two runs began with the ID %q", first[0].ID)
	}
}

func TestAnyLineIsAText(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", longestLine/2)
	for _, tc := range []struct {
		name, in string
		want     []string
	}{
		{"one that is empty is none", "\n  \n\r\n", nil},
		{"the last one needs no end", "a\nb", []string{"a", "b"}},
		{"ends of other systems", "a\r\nb\r\n", []string{"a", "b"}},
		{"a byte order mark is no word", "\ufeffa\n", []string{"a"}},
		{"spaces stay", "  a  \n", []string{"  a  "}},
		{"what is no UTF-8 is replaced", "a\xff\xfeb\n", []string{"a\uFFFDb"}},
		{"a slash alone is a text", "/\n", []string{"/"}},
		{"one of a megabyte", long + "\nb\n", []string{long, "b"}},
		{"one that is longer is cut between characters", "x" + long + "\nb\n", []string{"x" + long[:len(long)-2], "b"}},
		{"so is one without an end", long + long + long, []string{long}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			events, out := talk(t, tc.in, Options{})
			var got []string
			for _, ev := range events {
				got = append(got, ev.Text)
				if !utf8.ValidString(ev.Text) {
					t.Errorf("a text is no UTF-8")
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("texts (-want +got):\n%.1000s", diff)
			}
			if cut := strings.Contains(out, "I read the beginning"); cut != (strings.Contains(tc.name, "longer") || strings.Contains(tc.name, "without an end")) {
				t.Errorf("said that a line was cut: %v", cut)
			}
		})
	}
}

func FuzzLines(f *testing.F) {
	f.Add("hello\n/as x\n/in y\nb\n")
	f.Add("\x1b[31m\xff\n\r\r\n//\n/as\n/ in\n\u202e")
	f.Add("/as a\x1fb\nhi\n/in c\x1fd\nhi\n")
	f.Fuzz(func(t *testing.T, input string) {
		events, out := talk(t, input, Options{Command: func(context.Context, string) (bool, chat.Markdown, error) { return false, "", nil }})
		if clean := chat.Visible(out); clean != out {
			t.Errorf("the terminal was sent what it obeys: %q", out)
		}
		for _, ev := range events {
			if back := chat.ParseKey(ev.Conversation.Key()); back != ev.Conversation {
				t.Errorf("the key of %+v reads back as %+v", ev.Conversation, back)
			}
		}
	})
}

func TestTheEndOfInputWaitsForWhatIsStillToBeSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		out := new(sink)
		var term *Terminal
		settled := make(chan struct{})
		term = New(Options{
			In: strings.NewReader("hello\n"), Out: out, Say: Words{Bye: "See you."},
			Settle: func(context.Context) { <-settled },
		})
		start := time.Now()
		err := term.Run(t.Context(), func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
			go func() { // an outbox
				time.Sleep(3 * time.Second) // of the bubble: no time passes
				if _, err := term.Send(context.Background(), ev.Conversation, chat.Text("And this.")); err != nil {
					t.Error(err)
				}
				close(settled)
			}()
			return &chat.Answer{Message: chat.Text("First this."), Delivered: func(chat.Receipt, error) {}}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("Run returned after %v", took)
		}
		if diff := cmp.Diff("> hello\nFirst this.\n\nAnd this.\n\nSee you.\n\n", out.String()); diff != "" {
			t.Errorf("transcript (-want +got):\n%s", diff)
		}
	})
}

func TestAWriteThatFailsIsReported(t *testing.T) {
	t.Parallel()
	here := chat.Conversation{Platform: Name, Place: place, User: "you"}
	for _, tc := range []struct {
		name  string
		err   error
		final bool
	}{
		{"a pipe that was closed stays closed", io.ErrClosedPipe, true},
		{"a file that was closed stays closed", os.ErrClosed, true},
		{"anything else may pass", errors.New("interrupted"), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			term := New(Options{In: strings.NewReader(""), Out: &sink{err: tc.err}})
			_, err := term.Send(t.Context(), here, chat.Text("hello"))
			d, ok := errors.AsType[*chat.DeliveryError](err)
			if !ok || !errors.Is(err, tc.err) || (d.Retry < 0) != tc.final {
				t.Errorf("Send = %#v, want a delivery error of %v, final: %v", err, tc.err, tc.final)
			}
		})
	}
	t.Run("an end that has come before", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		out := new(sink)
		_, err := New(Options{In: strings.NewReader(""), Out: out}).Send(ctx, here, chat.Text("hello"))
		if !errors.Is(err, context.Canceled) || out.String() != "" {
			t.Errorf("Send = %v, and written was %q", err, out)
		}
	})
}

func TestAReadThatFailsIsReturned(t *testing.T) {
	t.Parallel()
	in, keys := io.Pipe()
	keys.CloseWithError(fmt.Errorf("line noise"))
	err := New(Options{In: in, Out: io.Discard}).Run(t.Context(), nil)
	if err == nil || !strings.Contains(err.Error(), "line noise") {
		t.Errorf("Run = %v, want the error of the read", err)
	}
}

func TestAReadThatCannotBeInterruptedKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	in, keys := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	cancelled := New(Options{In: struct{ io.Reader }{in}, Out: io.Discard})
	done := make(chan error, 1)
	go func() { done <- cancelled.Run(ctx, nil) }()
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Run = %v", err)
	}
	keys.Close() // now the read ends, and its goroutine with it
}
