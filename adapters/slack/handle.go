package slack

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

const (
	// mostAtOnce is how many things may be in hand: what comes beyond that is
	// not acknowledged.
	mostAtOnce = 400
	// commitWithin is how long the handler has; slowAfter is when a person who
	// waits in front of a button is told that it took too long. Slack gives up
	// after three seconds.
	// https://docs.slack.dev/interactivity/handling-user-interaction/#acknowledgment_response
	commitWithin = 2 * time.Second
	slowAfter    = 2200 * time.Millisecond
	// readWithin is how long handling a file may take, which is acknowledged
	// before, and showWithin how long showing an answer may.
	readWithin = 45 * time.Second
	showWithin = 15 * time.Second
)

// Why something is not taken, as Options.Refused counts it.
const (
	refusedSignature = "signature" // wrong, or none
	refusedStale     = "stale"     // signed more than five minutes ago, or from now
	refusedReplayed  = "replayed"  // an interaction that was handled before
	refusedOversized = "oversized"
	refusedEncoding  = "encoding" // not UTF-8
	refusedMalformed = "malformed"
	refusedTeam      = "team"     // the app is not installed there
	refusedStranger  = "stranger" // somebody of another organisation, in a shared channel
	refusedBot       = "bot"
	refusedNotYours  = "not-yours" // a modal of somebody else's
	refusedState     = "state"     // an installation that was not begun in that browser, or too long ago
	refusedBusy      = "busy"      // too much at once
	refusedLimited   = "limited"   // Slack held events back: more than 30,000 in an hour
)

// take sees to a happening, and tells whether it will: done is called at the
// end, whether it was acknowledged or not.
func (a *Adapter) take(r *running, h happening, send func(payload any) error, done func()) bool {
	if h.groups {
		a.groupsChanged(h.team)
	}
	if h.in != nil {
		h.in.prepare(send)
		return a.receive(r, h.in, done)
	}
	return r.hands.goes(func(ctx context.Context) {
		defer done()
		ctx, cancel := context.WithTimeout(ctx, showWithin)
		defer cancel()
		if h.gone {
			if err := a.forget(ctx, h.team, h.at); err != nil {
				a.Log.ErrorContext(ctx, "remove an install", "team", h.team, "error", err)
				return // Slack tells it again
			}
		}
		if err := send(nil); err != nil {
			return
		}
		if h.home != "" {
			a.showHome(ctx, h.team, h.home)
		}
	})
}

// showHome fills the Home tab that somebody opened.
func (a *Adapter) showHome(ctx context.Context, id, user string) {
	in := &incoming{team: id, ev: chat.Event{ID: "home " + user, From: chat.Account{User: user}}}
	defer a.recovered(ctx, in, "show the Home tab")
	t, err := a.team(ctx, id)
	if err == nil {
		err = a.meet(ctx, t)
	}
	if err != nil {
		a.Log.WarnContext(ctx, "show the Home tab", "team", id, "user", user, "error", err)
		return
	}
	a.publishHome(ctx, id, user)
}

// receive takes what came to its turn: after what the same person did before.
// done is called at the end, whether it was acknowledged or not. It is false
// when there is too much already, or Run is ending; then done is not called.
func (a *Adapter) receive(r *running, in *incoming, done func()) bool {
	before, leave, ok := a.lanes.join(in.team + " " + in.ev.From.User)
	if !ok {
		a.refused(refusedBusy)
		return false
	}
	came := time.Now()
	started := r.hands.goes(func(ctx context.Context) {
		defer done()
		a.handle(ctx, r.handler, in, came, turn{before, leave})
	})
	if !started {
		leave()
	}
	return started
}

// turn is a place in a lane.
type turn struct {
	before <-chan struct{}
	leave  func()
}

// wait waits for the turn, and tells whether it came while ctx lived.
func (t turn) wait(ctx context.Context) bool {
	if t.before == nil {
		return true
	}
	select {
	case <-t.before:
		return true
	case <-ctx.Done():
		return false
	}
}

// end lets the next one pass, once those before have.
func (t turn) end() {
	if t.before == nil {
		t.leave()
		return
	}
	select {
	case <-t.before:
		t.leave()
	default:
		go func() {
			<-t.before
			t.leave()
		}()
	}
}

// handle sees one incoming through: handed over, acknowledged, answered.
func (a *Adapter) handle(ctx context.Context, h chat.Handler, in *incoming, came time.Time, mine turn) {
	limit := commitWithin
	if len(in.files) > 0 {
		limit = readWithin
		// Slack would send it again long before it is read.
		if err := in.ack(nil); err != nil {
			mine.end()
			return // nothing was done; Slack sends it again
		}
	}
	committing, cancel := context.WithDeadline(ctx, came.Add(limit))
	defer cancel()
	if in.kind.isInteraction() {
		late := in.late()
		slow := time.AfterFunc(time.Until(came.Add(slowAfter)), func() {
			a.sorry(ctx, late, context.DeadlineExceeded)
		})
		defer slow.Stop()
	}

	answer, err := a.handOver(committing, h, in, mine)
	if err != nil {
		mine.end()
		a.failed(ctx, in, err)
		return
	}
	if in.kind == kindNews {
		mine.end()
		a.acknowledge(ctx, in)
		return
	}
	// What is shown follows what was shown there before, while the person may
	// do the next thing already.
	before, gone, ordered := a.posts.join(in.ev.Conversation.Key())
	mine.end()
	post := turn{before, gone}
	if !ordered {
		post = turn{leave: func() {}}
	}
	defer post.end()
	in.line = func(ctx context.Context) { post.wait(ctx) }
	showing, cancel := context.WithTimeout(ctx, showWithin)
	defer cancel()
	defer a.recovered(ctx, in, "show an answer")
	a.deliver(showing, in, answer)
}

// errOpened and errOldNews end the way of what owes no answer: it opened a
// form, or says what is known.
var (
	errOpened  = errors.New("opened a form")
	errOldNews = errors.New("nothing new")
)

// refusal says why something is not taken: counted, and, where there is a
// sentence, told to who did it. Nothing is wrong with the program.
type refusal struct {
	reason string
	say    func(*say.Printer) chat.Markdown // nil: nothing is said
}

func (r *refusal) Error() string { return "refused: " + r.reason }

var (
	unknownTeam = &refusal{refusedTeam, func(p *say.Printer) chat.Markdown { return p.Say("place.unknown") }}
	stranger    = &refusal{refusedStranger, func(p *say.Printer) chat.Markdown { return p.Say("slack.stranger") }}
	notYours    = &refusal{refusedNotYours, func(p *say.Printer) chat.Markdown { return p.Say("slack.notyours") }}
	replayed    = &refusal{reason: refusedReplayed}
	noPerson    = &refusal{reason: refusedBot}
)

// handOver brings an incoming to the handler: in its turn, from a known team,
// by a person of it, unless it opens a form or was handled before.
func (a *Adapter) handOver(ctx context.Context, h chat.Handler, in *incoming, mine turn) (answer *chat.Answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			answer, err = nil, fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if !mine.wait(ctx) {
		return nil, ctx.Err()
	}
	if in.kind.isInteraction() && a.past.has(in.ev.ID, a.Now()) {
		return nil, replayed
	}
	t, err := a.team(ctx, in.team)
	if coach.IsNotFound(err) {
		return nil, unknownTeam
	}
	if err != nil {
		return nil, err
	}
	if err := a.meet(ctx, t); err != nil {
		return nil, err
	}
	if err := a.identify(ctx, in, t); err != nil {
		return nil, err
	}
	if err := a.locate(ctx, in); err != nil {
		return nil, err
	}
	if err := a.openForm(ctx, in); err != nil {
		return nil, err
	}
	in.ev.Files = a.files(t, in.files)
	answer, err = h(ctx, in.ev)
	switch {
	case err != nil:
	case in.kind.isInteraction():
		a.past.add(in.ev.ID, a.Now())
	case in.kind == kindNews:
		a.keepProfile(in.team, in.ev.From.User, in.profile)
	}
	return answer, err
}

// identify finds out who did it. News tell it themselves.
func (a *Adapter) identify(ctx context.Context, in *incoming, t *team) error {
	user := in.ev.From.User
	known := in.profile
	if in.kind != kindNews {
		in.ev.From, known = a.person(ctx, in.team, user)
	}
	switch {
	case user == t.Bot || known != nil && known.bot:
		return noPerson
	case in.isStranger(known):
		return stranger
	case in.kind == kindNews && !known.isNews(a.seen(in.team, user)):
		return errOldNews
	}
	return nil
}

// locate finds out where it was done, and that a form belongs to who sent it.
func (a *Adapter) locate(ctx context.Context, in *incoming) error {
	user := in.ev.From.User
	switch in.kind {
	case kindWords:
		if in.direct {
			a.sawDirect(in.team, user, in.channel)
		}
	case kindSubmission:
		c := in.ev.Conversation
		if c.Platform != Name || c.Place != in.team || c.User != user {
			return notYours
		}
		in.channel, in.thread, in.direct = c.Channel, c.Thread, c.Channel == ""
	case kindCommand, kindPress, kindShortcut:
		in.direct = in.channel == "" || strings.HasPrefix(in.channel, "D") && a.isDirect(ctx, in)
		if in.kind == kindCommand || in.direct {
			in.thread = ""
		}
		in.ev.Conversation = in.conversation(user)
	}
	return nil
}

// isDirect tells whether direct messages are those with the coach, rather than
// those of two people, where a command can be given too.
func (a *Adapter) isDirect(ctx context.Context, in *incoming) bool {
	if in.kind == kindPress && !in.ephemeral {
		a.sawDirect(in.team, in.ev.From.User, in.channel)
		return true // a message of the coach's stands nowhere else
	}
	ctx, cancel := context.WithTimeout(ctx, askUpTo)
	defer cancel()
	channel, err := a.directChannel(ctx, in.team, in.ev.From.User)
	return err != nil || channel == in.channel
}

// openForm opens the form that a press or a command asks for, if it does. That
// is a read: no event is made of it, and the error is errOpened.
func (a *Adapter) openForm(ctx context.Context, in *incoming) error {
	asks := in.kind == kindCommand || in.kind == kindShortcut || in.kind == kindPress && strings.HasPrefix(in.action, opens)
	if !asks || a.Reads == nil {
		return nil
	}
	f, err := a.Reads.Form(ctx, in.ev)
	if f == nil || err != nil {
		return err
	}
	if err := a.open(ctx, in, f); err != nil {
		return err
	}
	a.past.add(in.ev.ID, a.Now())
	return errOpened
}

// recovered keeps a panic from ending the program. The message that was to be
// shown is sent again when its lease ends.
func (a *Adapter) recovered(ctx context.Context, in *incoming, doing string) {
	if p := recover(); p != nil {
		a.Log.ErrorContext(ctx, "panic", "doing", doing, "event", in.ev.ID, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
	}
}

// failed ends the way of what has no answer. What went wrong is told to who
// waits in front of a button; messages that are not acknowledged come again.
func (a *Adapter) failed(ctx context.Context, in *incoming, err error) {
	if errors.Is(err, errOpened) || errors.Is(err, errOldNews) {
		a.acknowledge(ctx, in)
		return
	}
	r, isRefusal := errors.AsType[*refusal](err)
	if isRefusal {
		a.refused(r.reason)
		if r.say == nil || !in.kind.isInteraction() {
			a.acknowledge(ctx, in) // it would be the same again
			return
		}
	} else if chat.Sentence(err) == "" {
		a.Log.WarnContext(ctx, "handle an event", "event", in.ev.ID, "team", in.team, "user", in.ev.From.User, "error", err)
	}
	if in.kind.isInteraction() {
		a.sorry(ctx, in, err)
	}
}

// sorry tells a person, once, that something was not taken.
func (a *Adapter) sorry(ctx context.Context, in *incoming, err error) {
	if !in.apologised.CompareAndSwap(false, true) {
		return
	}
	locale := in.ev.From.Locale
	if known := a.seen(in.team, in.ev.From.User); known != nil {
		locale = known.locale
	}
	printer := say.In(locale)
	said := chat.Sentence(err)
	r, isRefusal := errors.AsType[*refusal](err)
	switch {
	case said != "":
	case isRefusal:
		said = r.say(printer)
	case errors.Is(err, context.DeadlineExceeded):
		said = printer.Say("slow")
	default:
		said = printer.Say("failed")
	}
	ctx, cancel := context.WithTimeout(ctx, showWithin)
	defer cancel()
	defer a.recovered(ctx, in, "say that it failed")
	a.tell(ctx, in, said)
}

// acknowledge sends a bare acknowledgement. One that does not arrive is
// Slack's to notice.
func (a *Adapter) acknowledge(ctx context.Context, in *incoming) {
	if err := in.ack(nil); err != nil && !errors.Is(err, errAcknowledged) {
		a.Log.DebugContext(ctx, "acknowledge", "event", in.ev.ID, "error", err)
	}
}
