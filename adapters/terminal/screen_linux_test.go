package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"
	"golang.org/x/sys/unix"

	"pacer/bot/chat"
)

// desk is a real terminal, a person at it, and a Terminal on it.
type desk struct {
	t      *testing.T
	tty    *os.File // what the program has
	keys   *os.File // what the person has
	shown  *sink
	term   *Terminal
	events chan chat.Event
	done   chan error
	cancel context.CancelFunc
}

// sit opens a pseudo-terminal of a width and runs a Terminal on it.
func sit(t *testing.T, columns uint16, o Options, h chat.Handler) *desk {
	t.Helper()
	keys, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("this machine has no pseudo-terminals: %v", err)
	}
	var number int
	err = onFile(keys, func(fd int) (err error) {
		if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
			return err
		}
		number, err = unix.IoctlGetInt(fd, unix.TIOCGPTN)
		return err
	})
	if err != nil {
		t.Skipf("this machine has no pseudo-terminals: %v", err)
	}
	tty, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("this machine has no pseudo-terminals: %v", err)
	}
	d := &desk{t: t, tty: tty, keys: keys, shown: new(sink), events: make(chan chat.Event, 8), done: make(chan error, 1)}
	read := make(chan struct{})
	go func() {
		defer close(read)
		_, _ = io.Copy(d.shown, keys) // ends with an error of its own kind when the terminal closes
	}()
	d.resize(columns)
	o.In, o.Out, o.Say = tty, tty, words
	if o.Getenv == nil {
		o.Getenv = func(string) string { return "" }
	}
	d.term = New(o)
	ctx, cancel := context.WithCancel(t.Context())
	d.cancel = cancel
	t.Cleanup(func() {
		cancel()
		tty.Close()
		keys.Close()
		<-read
	})
	go func() {
		d.done <- d.term.Run(ctx, func(ctx context.Context, ev chat.Event) (*chat.Answer, error) {
			d.events <- ev
			return h(ctx, ev)
		})
	}()
	return d
}

func (d *desk) resize(columns uint16) {
	d.t.Helper()
	err := onFile(d.tty, func(fd int) error {
		return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns})
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

// modes are the terminal's settings.
func (d *desk) modes() unix.Termios {
	d.t.Helper()
	var modes unix.Termios
	err := onFile(d.tty, func(fd int) error {
		m, err := unix.IoctlGetTermios(fd, unix.TCGETS)
		if err == nil {
			modes = *m
		}
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return modes
}

func (d *desk) typed(keys string) {
	d.t.Helper()
	if _, err := io.WriteString(d.keys, keys); err != nil {
		d.t.Fatal(err)
	}
}

// sees waits until text was shown.
func (d *desk) sees(text string) {
	d.t.Helper()
	late := time.After(10 * time.Second)
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for !strings.Contains(d.shown.String(), text) {
		select {
		case <-look.C:
		case <-late:
			d.t.Fatalf("%q is not shown: %q", text, d.shown)
		}
	}
}

func (d *desk) event() chat.Event {
	d.t.Helper()
	select {
	case ev := <-d.events:
		return ev
	case <-time.After(10 * time.Second):
		d.t.Fatalf("no event; shown is %q", d.shown)
	}
	panic("unreachable")
}

func (d *desk) ended() {
	d.t.Helper()
	select {
	case err := <-d.done:
		if err != nil {
			d.t.Errorf("Run = %v", err)
		}
	case <-time.After(10 * time.Second):
		d.t.Fatal("Run has not returned")
	}
}

func silent(context.Context, chat.Event) (*chat.Answer, error) { return nil, nil }

func answering(m chat.Markdown) chat.Handler {
	return func(context.Context, chat.Event) (*chat.Answer, error) {
		return &chat.Answer{Message: chat.Text(m)}, nil
	}
}

func TestALineCanBeEditedAndRepeated(t *testing.T) {
	t.Parallel()
	d := sit(t, 80, Options{}, silent)
	d.sees("you> ")
	d.typed("helo\x7flo\r")
	if got := d.event().Text; got != "hello" {
		t.Errorf("text is %q", got)
	}
	d.typed("\x1b[A!\r") // arrow up
	if got := d.event().Text; got != "hello!" {
		t.Errorf("text is %q", got)
	}
}

func TestWhatArrivesWhileTypingStandsAboveTheLine(t *testing.T) {
	t.Parallel()
	d := sit(t, 80, Options{}, silent)
	d.sees("you> ")
	d.typed("half a wo")
	d.sees("half a wo")
	to := chat.Conversation{Platform: Name, Place: place, User: "you"}
	if _, err := d.term.Send(t.Context(), to, chat.Text("Time for practice?")); err != nil {
		t.Fatal(err)
	}
	d.sees("Time for practice?\r\n\r\nyou> half a wo")
	d.typed("rd\r")
	if got := d.event().Text; got != "half a word" {
		t.Errorf("text is %q", got)
	}
}

func TestTextIsColouredAndWrapped(t *testing.T) {
	t.Parallel()
	const text = "**Right:** this bar has 3 parts of *one* size, and the first is filled: `1/3`. The number below the line counts them all, see [here](https://example.org/)."
	d := sit(t, 40, Options{}, answering(text))
	d.typed("b\r")
	d.sees("org/)")
	for _, painted := range []string{"\x1b[1mRight:\x1b[0m", "\x1b[3mone\x1b[0m", "\x1b[36m1/3\x1b[0m", "\x1b[4mhere\x1b[0m"} {
		d.sees(painted)
	}
	checkWidth(t, d, 40)
	d.resize(30)
	d.typed("b\r")
	d.sees("you> b\r\n\x1b[1mRight:\x1b[0m this bar has 3 parts of\r\n\x1b[3mone\x1b[0m size, and the first is\r\n")
}

// checkWidth fails the test when a line is wider than the window.
func checkWidth(t *testing.T, d *desk, columns int) {
	t.Helper()
	sequence := regexp.MustCompile("\x1b\\[[0-9;]*[a-zA-Z]")
	for line := range strings.SplitSeq(sequence.ReplaceAllString(d.shown.String(), ""), "\r\n") {
		if w := uniseg.StringWidth(line); w > columns {
			t.Errorf("%q is %d columns wide", line, w)
		}
	}
}

func TestColourIsNotForEverybody(t *testing.T) {
	t.Parallel()
	for _, env := range []string{"NO_COLOR=1", "TERM=dumb"} {
		name, value, _ := strings.Cut(env, "=")
		d := sit(t, 80, Options{Getenv: func(asked string) string {
			if asked == name {
				return value
			}
			return ""
		}}, answering("**Right.** *Three* equal parts."))
		d.typed("b\r")
		d.sees("Right. Three equal parts.")
	}
}

func TestProgressIsABarOnATerminal(t *testing.T) {
	t.Parallel()
	d := sit(t, 80, Options{Getenv: func(string) string { return "1" }}, func(context.Context, chat.Event) (*chat.Answer, error) {
		return &chat.Answer{Message: chat.Message{Parts: []chat.Part{{Steps: &chat.Progress{Done: 3, Of: 5}}, {Note: "Unit fractions"}}}}, nil
	})
	d.typed("b\r")
	d.sees("3/5 ━━━╌╌ · Unit fractions")
}

func TestTheTerminalIsLeftAsItWas(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		leave func(*desk)
	}{
		{"with Ctrl-C", func(d *desk) { d.typed("half a line\x03") }},
		{"with Ctrl-D", func(d *desk) { d.typed("\x04") }},
		{"with /quit", func(d *desk) { d.typed("/quit\r") }},
		{"when told to end", func(d *desk) { d.cancel() }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d := sit(t, 80, Options{}, silent)
			d.sees("you> ")
			raw := d.modes()
			tc.leave(d)
			d.ended()
			after := d.modes()
			if cmp.Equal(raw, after) {
				t.Error("the terminal is still in raw mode")
			}
			if after.Lflag&unix.ECHO == 0 || after.Lflag&unix.ICANON == 0 || after.Oflag&unix.OPOST == 0 {
				t.Errorf("the terminal is left as %+v", after)
			}
			// What is sent later still begins a line of its own.
			to := chat.Conversation{Platform: Name, Place: place, User: "you"}
			if _, err := d.term.Send(t.Context(), to, chat.Text("Last words.")); err != nil {
				t.Fatal(err)
			}
			d.sees("\nLast words.")
		})
	}
	t.Run("when a handler panics", func(t *testing.T) {
		t.Parallel()
		left := make(chan any, 1)
		d := sit(t, 80, Options{}, silent)
		d.typed("/quit\r")
		d.ended()
		before := d.modes()
		go func() {
			defer func() { left <- recover() }()
			_ = d.term.Run(t.Context(), func(context.Context, chat.Event) (*chat.Answer, error) { panic("a bug") })
		}()
		d.typed("b\r")
		if got := <-left; got != "a bug" {
			t.Fatalf("recovered %v", got)
		}
		if diff := cmp.Diff(before, d.modes()); diff != "" {
			t.Errorf("the terminal is left otherwise (-before +after):\n%s", diff)
		}
	})
}

func TestATerminalThatGoesAwayEndsTheRun(t *testing.T) {
	t.Parallel()
	d := sit(t, 80, Options{}, silent)
	d.sees("you> ")
	d.keys.Close()
	select {
	case err := <-d.done: // the end of input or an error of the read, by the system
		if err != nil && !errors.Is(err, unix.EIO) && !errors.Is(err, fs.ErrClosed) {
			t.Errorf("Run = %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("Run has not returned")
	}
}
