package slack

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/slack-go/slack"

	"pacer/bot/chat"
)

// kind is a way in which somebody does something on Slack. It decides how it is
// acknowledged, and whether Slack delivers it again.
type kind uint8

const (
	kindWords      kind = iota // a direct message, a mention: delivered again until acknowledged
	kindCommand                // the slash command: its acknowledgement may carry a message
	kindPress                  // a button, or a choice of a menu
	kindSubmission             // of a modal: its acknowledgement closes it, or says what is wrong
	kindShortcut               // on a message
	kindNews                   // nobody did anything: a profile changed
)

// isInteraction tells what Slack delivers once, whatever becomes of it.
func (k kind) isInteraction() bool { return k != kindWords && k != kindNews }

// incoming is something that came from Slack, read.
type incoming struct {
	kind       kind
	ev         chat.Event
	team       string
	enterprise string // with Enterprise Grid
	home       string // the team of who did it, where Slack tells
	channel    string // where it was done; empty: in the Home tab or a modal
	ts         string // of the message that was said or pressed
	thread     string // that the message stands in
	trigger    string // opens one modal, within 3 s
	response   string // URL for up to five messages within 30 minutes
	action     string // ID of the button or menu that was pressed
	ephemeral  bool   // what was pressed is shown to that person alone
	direct     bool   // in the direct messages with the coach
	view       slack.View
	files      []sent
	profile    *profile // that changed; of news

	ack  func(payload any) error // see acknowledgement
	line func(context.Context)   // returns when earlier answers to the conversation have gone
	// apologised is whether the person was told that it failed or was slow.
	apologised *atomic.Bool
}

// prepare gives an incoming what its way needs.
func (in *incoming) prepare(send func(payload any) error) {
	in.ack = acknowledgement(send)
	in.line = func(context.Context) {}
	in.apologised = new(atomic.Bool)
}

// late is a copy for telling that it takes too long while the incoming itself
// is still on its way.
func (in *incoming) late() *incoming {
	late := *in
	late.direct = in.direct || in.channel == "" || in.channel[0] == 'D'
	late.ev.Conversation = late.conversation(in.ev.From.User)
	return &late
}

// sent is a file that came with a message.
type sent struct {
	name string
	size int64 // in bytes
	url  string
}

// errAcknowledged says that an acknowledgement has gone already.
var errAcknowledged = errors.New("acknowledged already")

// acknowledgement makes a function of send that sends one acknowledgement: the
// first. A nil payload is a bare one.
func acknowledgement(send func(payload any) error) func(payload any) error {
	var (
		mu   sync.Mutex
		sent bool
	)
	return func(payload any) error {
		mu.Lock()
		defer mu.Unlock()
		if sent {
			return errAcknowledged
		}
		sent = true
		return send(payload)
	}
}

// conversation is where an incoming was said: the direct messages with a person
// when it was there or nowhere in particular.
func (in *incoming) conversation(user string) chat.Conversation {
	c := chat.Conversation{Platform: Name, Place: in.team, User: user}
	if in.direct || in.channel == "" {
		return c
	}
	c.Channel, c.Thread = in.channel, in.thread
	return c
}

// lanes keep the order of what has the same key, and let different keys pass
// side by side, up to a number of all together.
type lanes struct {
	most  int
	mu    sync.Mutex
	last  map[string]chan struct{}
	count int
}

// join takes the next place in a lane: before is closed, or nil, when it has
// come to the front, and leave, called once, lets the next one pass. It is not
// ok when there are too many already.
func (l *lanes) join(key string) (before <-chan struct{}, leave func(), ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.count >= l.most {
		return nil, nil, false
	}
	if l.last == nil {
		l.last = make(map[string]chan struct{})
	}
	l.count++
	ahead, mine := l.last[key], make(chan struct{})
	l.last[key] = mine
	return ahead, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.count--
		if l.last[key] == mine {
			delete(l.last, key)
		}
		close(mine)
	}, true
}

// hands counts what is in hand, and ends when all of it is done.
type hands struct {
	ctx context.Context // of everything in hand; it does not end with Run's
	wg  sync.WaitGroup
	mu  sync.Mutex
	off bool
}

func newHands(ctx context.Context) *hands { return &hands{ctx: ctx} }

// goes runs f in a goroutine of its own, unless the work has ended.
func (h *hands) goes(f func(ctx context.Context)) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.off {
		return false
	}
	h.wg.Go(func() { f(h.ctx) })
	return true
}

// wait takes no more work and returns when what is in hand is done.
func (h *hands) wait() {
	h.mu.Lock()
	h.off = true
	h.mu.Unlock()
	h.wg.Wait()
}
