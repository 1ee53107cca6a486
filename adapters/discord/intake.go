package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
)

// How much may wait to be handled. What does not fit is refused with a
// sentence (an interaction) or read back later (a direct message).
const (
	maxWaiting  = 2048 // of everybody
	maxOfPerson = 32
	maxReads    = 64 // completions
)

// intake is what comes in while Run runs: it decodes, and hands over one
// person's events in order and different people's at the same time.
type intake struct {
	a *Adapter
	h chat.Handler

	lines   lines
	reads   chan struct{} // one for each completion under way
	side    sync.WaitGroup
	leaving chan struct{} // closed when nothing more comes

	gate   sync.RWMutex
	closed bool // nothing is taken any more
}

func newIntake(a *Adapter, h chat.Handler) *intake {
	return &intake{
		a: a, h: h,
		lines:   lines{waiting: make(map[string][]func())},
		reads:   make(chan struct{}, maxReads),
		leaving: make(chan struct{}),
	}
}

// offer takes an interaction that came by HTTP, unless Run is ending.
func (in *intake) offer(i *incoming, first firstResponse) bool {
	in.gate.RLock()
	defer in.gate.RUnlock()
	return !in.closed && in.interaction(i, first)
}

// wait waits until all that came in was handled. The gateway brings nothing
// more by then.
func (in *intake) wait() {
	in.gate.Lock()
	in.closed = true
	in.gate.Unlock()
	in.lines.wg.Wait()
	close(in.leaving)
	for _, e := range in.a.awaited.list() {
		e.timer.Stop()
		e.deferIt()
	}
	in.side.Wait()
}

// dispatch takes an event of the gateway. It is called by the connection's
// reader and does not wait.
func (in *intake) dispatch(kind string, data json.RawMessage) {
	defer in.recover(kind)
	switch kind {
	case "INTERACTION_CREATE":
		var i incoming
		if json.Unmarshal(data, &i) != nil || !i.isWhole() {
			in.a.refused("malformed")
			return
		}
		if !in.a.taken.add(i.ID) { // as a session that is resumed does
			in.a.refused("repeated")
			return
		}
		in.interaction(&i, in.callback(&i))
	case "MESSAGE_CREATE":
		var m message
		if json.Unmarshal(data, &m) != nil || !m.isWhole() {
			in.a.refused("malformed")
			return
		}
		in.message(&m)
	case "GUILD_CREATE", "GUILD_DELETE":
		var g struct {
			ID          string    `json:"id"`
			Name        string    `json:"name"`
			Unavailable bool      `json:"unavailable"`
			Threads     []channel `json:"threads"`
		}
		if json.Unmarshal(data, &g) != nil || !isID(g.ID) {
			in.a.refused("malformed")
			return
		}
		switch {
		case g.Unavailable: // an outage of Discord's; it comes back
		case kind == "GUILD_DELETE":
			in.a.guilds.left(g.ID)
			in.lines.enter("guild "+g.ID, func() { in.a.guilds.forget(g.ID) })
		default:
			in.a.guilds.named(g.ID, g.Name)
			for _, t := range g.Threads {
				in.thread(t)
			}
			in.lines.enter("guild "+g.ID, func() {
				ctx, cancel := context.WithTimeout(context.Background(), handling)
				defer cancel()
				in.a.meet(ctx, g.ID)
			})
		}
	case "THREAD_CREATE":
		var t channel
		if json.Unmarshal(data, &t) != nil {
			in.a.refused("malformed")
			return
		}
		in.thread(t)
	}
}

// thread tells what sends of a thread.
func (in *intake) thread(t channel) {
	if isID(t.ID) && t.isThread() {
		in.a.threadSeen(t.ID, t.Parent, t.Name, t.Owner, t.Type)
	}
}

// recover keeps a fault in one event from ending the program.
func (in *intake) recover(kind string) {
	if fault := recover(); fault != nil {
		in.a.refused("fault")
		in.a.Log.Error("an event of Discord could not be handled", "event", kind, "fault", faultOf(fault), "stack", string(debug.Stack()))
	}
}

// faultOf describes a panic. A value that is not the runtime's own may hold
// what somebody wrote: its type has to do.
func faultOf(v any) string {
	if err, ok := v.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("a panic with a %T", v)
}

// handling is how long an event may take; reading a file that was sent with it
// is the longest there is.
const handling = time.Minute

// handle hands an event over. A panic is an error like others.
func (in *intake) handle(ctx context.Context, ev chat.Event) (answer *chat.Answer, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			in.a.Log.Error("handling an event failed", "event", ev.ID, "fault", faultOf(fault), "stack", string(debug.Stack()))
			answer, err = nil, errors.New("the handler gave up")
		}
	}()
	return in.h(ctx, ev)
}

// sentence is what a person reads of an error.
func (in *intake) sentence(err error, locale string) chat.Markdown {
	if s := chat.Sentence(err); s != "" {
		return s
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return say.In(locale).Say("slow")
	}
	return say.In(locale).Say("failed")
}

// message takes a message that somebody wrote. Those of bots, of webhooks and
// in guilds without a mention of the coach are nothing to it.
func (in *intake) message(m *message) {
	if !in.a.isForUs(m) {
		return
	}
	if !in.lines.enter(m.Author.ID, func() { in.hear(m) }) {
		in.a.refused("busy")
		if m.GuildID == "" {
			in.a.missed.behindWith(m.ChannelID, m.ID)
		}
	}
}

// hear handles a message.
func (in *intake) hear(m *message) {
	defer in.recover("MESSAGE_CREATE")
	ctx, cancel := context.WithTimeout(context.Background(), handling)
	defer cancel()
	if m.GuildID == "" {
		if in.a.channelOf(ctx, m.ChannelID).isGroup() {
			in.a.refused("group")
			return
		}
		in.a.directIs(m.Author.ID, m.ChannelID)
	}
	in.a.meet(ctx, m.GuildID)
	ev := in.a.said(ctx, m)
	answer, err := in.handle(ctx, ev)
	if m.GuildID == "" {
		// Also after an error, which the person was told of: the same words
		// read back later would be said twice.
		defer in.a.missed.noted(m.ChannelID, m.ID)
	}
	switch {
	case err != nil:
		in.a.Log.Error("an event was not handled", "event", ev.ID, "error", err)
		to := ev.Conversation
		to.User = ev.From.User // what went wrong is nobody else's
		if _, err := in.a.Send(ctx, to, chat.Text(in.sentence(err, ev.From.Locale))); err != nil {
			in.a.Log.Warn("nobody could be told that an event failed", "event", ev.ID, "error", err)
		}
	case answer != nil:
		answer.Delivered(in.a.Send(ctx, ev.Conversation, answer.Message))
	}
}

// lines are what people have done and is not yet handled: each person's in
// order. It is safe for use by several goroutines.
type lines struct {
	mu      sync.Mutex
	waiting map[string][]func() // by person, the first at work
	count   int
	wg      sync.WaitGroup
}

// enter puts a job at the end of a person's line. It is false when there is no
// room.
func (l *lines) enter(person string, job func()) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	line, busy := l.waiting[person]
	if len(line) >= maxOfPerson || l.count >= maxWaiting {
		return false
	}
	l.waiting[person] = append(line, job)
	l.count++
	if !busy {
		l.wg.Go(func() { l.work(person) })
	}
	return true
}

// work does a person's jobs until none is left.
func (l *lines) work(person string) {
	for {
		l.mu.Lock()
		line := l.waiting[person]
		if len(line) == 0 {
			delete(l.waiting, person)
			l.mu.Unlock()
			return
		}
		job := line[0]
		l.mu.Unlock()

		job()

		l.mu.Lock()
		l.waiting[person] = l.waiting[person][1:]
		l.count--
		l.mu.Unlock()
	}
}
