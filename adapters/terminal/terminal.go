// Package terminal talks to the coach in a terminal or through a pipe. It is
// the reference adapter: nothing can be pressed here, so that whatever works
// here works everywhere, and it is how Pacer is tried out without any set-up.
//
// One person at a time types, and may become another ("/as teacher"), go to a
// channel ("/in study") or send a file ("/file deck.csv"); what is sent to
// anybody else meanwhile is shown in a frame. Through a pipe the same
// conversation is plain text that depends on nothing but what was said: a
// transcript.
package terminal

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"pacer/bot/chat"
)

// Name is the adapter's name, and the Platform of its conversations.
const Name = "terminal"

// widest is the most columns a text takes: longer lines are hard to read.
const widest = 80

// place is the only place there is: this machine.
const place = "local"

// Options say what a Terminal is made of.
type Options struct {
	// In and Out are where a person types and reads. When both are a real
	// terminal, lines can be edited and text is coloured and wrapped; else
	// text is plain and every line of In is one event. A Run that is told to
	// end closes an In that is no file, since nothing else ends a read from
	// it.
	In  io.Reader
	Out io.Writer

	// Account is who types at first; without a User it is {User: "you"}.
	Account chat.Account
	// People are the accounts that "/as NAME" knows, by user or name. Any
	// other name makes a new account of that name.
	People []chat.Account

	// Now is the clock of events and receipts; nil is time.Now.
	Now func() time.Time
	// Getenv is asked for NO_COLOR and TERM; nil is os.Getenv.
	Getenv func(string) string
	// Log is told of handlers that failed; nil discards.
	Log *slog.Logger

	// Command takes lines that begin with "/" and belong to the program
	// rather than to the coach ("/later 3d"), with the slash. What it does not
	// handle goes to the coach as a command.
	Command func(ctx context.Context, line string) (handled bool, say chat.Markdown, err error)
	// Settle returns when all that was to be sent has been sent. It is called
	// at the end of the input and, through a pipe, after each line, so that
	// answers stand below their questions. nil: only the answers themselves
	// are waited for.
	Settle func(ctx context.Context)

	Say Words
}

// Words are the sentences of the terminal itself. An empty one is not said.
type Words struct {
	Now     chat.Markdown // after "/as"; %s is who types now
	Known   chat.Markdown // after "/as" alone; %s are the names it knows
	Channel chat.Markdown // after "/in CHANNEL"; %s is the channel
	Direct  chat.Markdown // after "/in" alone
	File    chat.Markdown // after "/file" alone, or with what is no file that can be read; %s is the path
	Private chat.Markdown // above what only who types sees in a channel
	To      chat.Markdown // above what somebody else is sent; %s is who; empty: "→ %s:"
	Cut     chat.Markdown // a line was longer than 1 MiB; its beginning was taken
	Failed  chat.Markdown // something went wrong; what was said was not taken
	Bye     chat.Markdown // at the end
}

// Terminal is the adapter. Its methods may be called from several goroutines.
type Terminal struct {
	o       Options
	console console
	run     string // begins the IDs of this run, so that they are unique over restarts

	mu      sync.Mutex // of what follows, and of writing
	account chat.Account
	channel string // empty: direct messages
	names   map[string]string
	count   int
	last    time.Time
}

// New makes a Terminal. It reads and writes nothing.
func New(o Options) *Terminal {
	if o.Account.User == "" {
		o.Account.User = "you"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Say.To == "" {
		o.Say.To = "→ %s:"
	}
	t := &Terminal{
		o:       o,
		console: newConsole(o.In, o.Out),
		run:     rand.Text()[:12],
		account: o.Account,
		names:   make(map[string]string),
	}
	for _, a := range append(slices.Clone(o.People), o.Account) {
		t.names[a.User] = a.Name
	}
	return t
}

// Name is "terminal".
func (t *Terminal) Name() string { return Name }

// Capabilities are none: everything is typed.
func (t *Terminal) Capabilities() chat.Capabilities { return chat.Capabilities{} }

// Run handles lines until the input ends, "/quit" is typed (or Ctrl-C, or
// Ctrl-D), or ctx ends, and then returns nil. Each line is handled before the
// next is read. On a real terminal whose reads cannot be interrupted a read
// goes on after ctx has ended, until Enter is pressed.
func (t *Terminal) Run(ctx context.Context, h chat.Handler) (err error) {
	restore, err := t.console.open()
	if err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	defer func() { err = errors.Join(err, restore()) }()

	type read struct {
		line line
		err  error
	}
	for ctx.Err() == nil {
		next := make(chan read, 1)
		prompt := t.prompt()
		go func() {
			l, err := t.console.readLine(prompt)
			next <- read{l, err}
		}()
		var r read
		select {
		case r = <-next:
		case <-ctx.Done():
			if t.console.interrupt() {
				<-next
			}
			return nil
		}
		switch {
		case errors.Is(r.err, io.EOF):
			return t.leave(ctx)
		case r.err != nil:
			return fmt.Errorf("terminal: read: %w", r.err)
		}
		if quit := t.take(ctx, h, r.line); quit {
			return t.leave(ctx)
		}
	}
	return nil
}

// leave waits for what is still to be sent and says goodbye.
func (t *Terminal) leave(ctx context.Context) error {
	if t.o.Settle != nil {
		t.o.Settle(ctx)
	}
	t.say(t.o.Say.Bye, "")
	return nil
}

// take does what a line asks for, and tells whether it asks to leave.
func (t *Terminal) take(ctx context.Context, h chat.Handler, l line) (quit bool) {
	at := t.tick()
	typed := strings.TrimSpace(l.text)
	if typed == "" {
		return false
	}
	if !t.console.isTerminal() {
		t.echo(l.text)
		defer func() {
			if t.o.Settle != nil && !quit {
				t.o.Settle(ctx)
			}
		}()
	}
	if l.cut {
		t.say(t.o.Say.Cut, "")
	}

	ev := chat.Event{At: at, Text: l.text}
	if command, isCommand := strings.CutPrefix(typed, "/"); isCommand && command != "" {
		name, rest, _ := strings.Cut(command, " ")
		path := strings.Trim(strings.TrimSpace(rest), `"'`) // a file dropped on a window comes in quotes
		// A name becomes part of a conversation's key.
		rest = strings.Join(strings.Fields(chat.Visible(rest)), " ")
		switch strings.ToLower(name) {
		case "quit":
			return true
		case "as":
			t.become(rest)
			return false
		case "in":
			t.enter(rest)
			return false
		case "file":
			if file, ok := t.file(path); ok {
				t.handle(ctx, h, chat.Event{At: at, Files: []chat.File{file}})
			}
			return false
		}
		if t.o.Command != nil {
			handled, say, err := t.o.Command(ctx, typed)
			if err != nil {
				t.o.Log.Error("command failed", "err", err)
				t.say(t.o.Say.Failed, "")
				return false
			}
			if handled {
				t.say(say, "")
				return false
			}
		}
		ev.Command, ev.Text = true, strings.TrimSpace(command)
	}
	t.handle(ctx, h, ev)
	return false
}

// handle gives an event to the handler and shows the answer.
func (t *Terminal) handle(ctx context.Context, h chat.Handler, ev chat.Event) {
	t.mu.Lock()
	t.count++
	ev.ID = fmt.Sprintf("%s-%d", t.run, t.count)
	ev.From = t.account
	ev.Conversation = t.conversation()
	t.mu.Unlock()

	answer, err := h(ctx, ev)
	if err != nil {
		if ctx.Err() == nil { // else the end withdrew it
			t.o.Log.Error("event failed", "event", ev.ID, "err", err)
			t.say(t.o.Say.Failed, "")
		}
		return
	}
	if answer == nil {
		return
	}
	r, err := t.show(ev.Conversation, answer.Message)
	if answer.Delivered != nil {
		answer.Delivered(r, err)
	}
}

// become changes who types; without a name it says who does.
func (t *Terminal) become(name string) {
	t.mu.Lock()
	if name != "" {
		t.account = t.find(name)
		t.names[t.account.User] = t.account.Name
	}
	now := t.nameOf(t.account.User)
	t.mu.Unlock()
	t.say(t.o.Say.Now, now)
	if name == "" && len(t.o.People) > 0 {
		var known []string
		for _, p := range t.o.People {
			known = append(known, t.nameOf(p.User))
		}
		t.say(t.o.Say.Known, strings.Join(known, ", "))
	}
}

// find returns the account of a name: one that is known, or a new one.
func (t *Terminal) find(name string) chat.Account {
	for _, a := range append(slices.Clone(t.o.People), t.o.Account) {
		if strings.EqualFold(a.User, name) || strings.EqualFold(a.Name, name) {
			return a
		}
	}
	return chat.Account{User: strings.ToLower(name), Name: name}
}

// enter goes to a channel, or back to the direct messages.
func (t *Terminal) enter(channel string) {
	channel = strings.ToLower(strings.TrimPrefix(channel, "#"))
	t.mu.Lock()
	t.channel = channel
	t.mu.Unlock()
	if channel == "" {
		t.say(t.o.Say.Direct, "")
	} else {
		t.say(t.o.Say.Channel, "#"+channel)
	}
}

// file is the file of a path, to be sent.
func (t *Terminal) file(path string) (file chat.File, ok bool) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		t.say(t.o.Say.File, cmp.Or(path, "…"))
		return chat.File{}, false
	}
	return chat.File{
		Name: filepath.Base(path), Size: info.Size(),
		Open: func(context.Context) (io.ReadCloser, error) { return os.Open(path) },
	}, true
}

// conversation is where one types. The caller holds mu.
func (t *Terminal) conversation() chat.Conversation {
	c := chat.Conversation{Platform: Name, Place: place, Channel: t.channel}
	if t.channel == "" {
		c.User = t.account.User
	}
	return c
}

// prompt tells who types, and where: "you #study> ".
func (t *Terminal) prompt() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := chat.Visible(t.account.User)
	if t.channel != "" {
		p += " #" + chat.Visible(t.channel)
	}
	return strings.ReplaceAll(p, "\n", " ") + "> "
}

// tick is the time, in whole milliseconds and later than any before: the
// times of words and posts tell their order.
func (t *Terminal) tick() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.tickLocked()
}

func (t *Terminal) tickLocked() time.Time {
	now := t.o.Now().UTC().Truncate(time.Millisecond)
	if !now.After(t.last) {
		now = t.last.Add(time.Millisecond)
	}
	t.last = now
	return now
}

// Send shows a message.
func (t *Terminal) Send(ctx context.Context, to chat.Conversation, m chat.Message) (chat.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return chat.Receipt{}, &chat.DeliveryError{Err: err}
	}
	return t.show(to, m)
}

// show writes a message, in a frame when it is not for who types now.
func (t *Terminal) show(to chat.Conversation, m chat.Message) (chat.Receipt, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := t.renderer()
	var text string
	if to.Place == place && to.Channel == t.channel && (to.User == "" || to.User == t.account.User) {
		text = r.message(m)
		if to.Channel != "" && to.User != "" && text != "" && t.o.Say.Private != "" {
			text = strings.Join(r.text(t.o.Say.Private, dim), "\n") + "\n" + text
		}
	} else {
		text = r.framed(fill(t.o.Say.To, t.whose(to)), m)
	}
	if text != "" {
		text += "\n\n"
	}
	if _, err := io.WriteString(t.console, text); err != nil {
		return chat.Receipt{}, deliveryError(err)
	}
	t.count++
	return chat.Receipt{Ref: fmt.Sprintf("%s-%d", t.run, t.count), At: t.tickLocked()}, nil
}

// deliveryError reports a write that failed. Nobody opens a closed pipe again.
func deliveryError(err error) error {
	d := &chat.DeliveryError{Err: fmt.Errorf("terminal: write: %w", err)}
	if errors.Is(err, io.ErrClosedPipe) || errors.Is(err, fs.ErrClosed) || errors.Is(err, syscall.EPIPE) {
		d.Retry = -1
	}
	return d
}

// say says a sentence of the terminal itself.
func (t *Terminal) say(sentence chat.Markdown, with string) {
	if sentence == "" {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.writeLocked(t.renderer().message(chat.Text(fill(sentence, with))) + "\n\n")
}

// echo shows a line that came through a pipe, as a person would have seen it.
func (t *Terminal) echo(line string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.writeLocked("> " + strings.ReplaceAll(chat.Visible(line), "\n", " ") + "\n")
}

// writeLocked writes what no receipt is due for. That it cannot be written is
// for the log: there is nobody else to tell. The caller holds mu.
func (t *Terminal) writeLocked(text string) {
	if _, err := io.WriteString(t.console, text); err != nil {
		t.o.Log.Warn("terminal not written", "err", err)
	}
}

// renderer is made anew for each message: the window may have another width.
func (t *Terminal) renderer() renderer {
	if !t.console.isTerminal() {
		return renderer{}
	}
	plain := t.o.Getenv("NO_COLOR") != "" || t.o.Getenv("TERM") == "dumb"
	return renderer{width: min(t.console.width(), widest), colour: !plain, bars: true}
}

// whose names a conversation: "#study", "Ms Rivera", "#study · Ms Rivera". The
// caller holds mu.
func (t *Terminal) whose(c chat.Conversation) string {
	var s []string
	if c.Channel != "" {
		s = append(s, "#"+c.Channel)
	}
	if c.User != "" {
		s = append(s, t.nameOf(c.User))
	}
	return strings.Join(s, " · ")
}

// nameOf is what a user is called. The caller holds mu.
func (t *Terminal) nameOf(user string) string {
	if name := t.names[user]; name != "" {
		return name
	}
	return user
}

// fill puts what varies into a sentence.
func fill(sentence chat.Markdown, with string) chat.Markdown {
	return chat.Markdown(strings.ReplaceAll(string(sentence), "%s", string(chat.Escape(with))))
}
