// Package web is the web: a chat in the browser, and the door to the pages.
//
// The chat is an adapter like any other: what is said goes to the bot as an
// event, and what the bot says stands as a line in a conversation that a
// browser reads, by loading the page again or, with a little script, as it
// comes. Lines are kept, so that a restart is invisible.
//
// The pages show what package page finds. Whatever is done on one goes to the
// bot as an event as well, in the channel "page", and its answer is shown on
// the page that comes next: every check exists once, in the bot.
//
// Nobody has a password. People enter by a link that they ask the coach for, or
// by a code; see the README. What a browser then holds is a random number, of
// which the database keeps the hash.
package web

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
)

// Name is the adapter's name, and the Platform of its conversations.
const Name = bot.Web

// Options are what an Adapter is made of.
type Options struct {
	Door   Door
	Reads  chat.Reads
	Visits Visits
	Lines  Lines
	Models Models // what the pages show
	// Fill gives a workspace's message the bytes of its pictures; nil: messages
	// come with them.
	Fill func(ctx context.Context, workspace string, m chat.Message) chat.Message
	// URL is where browsers reach the server, like https://pacer.example.org.
	// Empty: they are on this machine. Cookies are for https alone, but on this
	// machine.
	URL string
	// Framed lets a page of this server show ours in a frame; else nobody may.
	Framed bool

	Log     *slog.Logger        // nil: discard
	Refused func(reason string) // counts what came and was not taken; nil: nobody counts
	Now     func() time.Time    // nil: time.Now
}

// Door is who lets people in, and knows who they are.
type Door interface {
	// Enter spends the token of a link, and EnterCode takes a code. What opens
	// nothing is a coach.NotFound error; what can be put right carries a
	// sentence, see chat.Sentence.
	Enter(ctx context.Context, token string) (bot.Entry, error)
	EnterCode(ctx context.Context, e bot.Entrance) (bot.Entry, error)
	// Entered tells who an account of the web is; a coach.NotFound error when it
	// is nobody's.
	Entered(ctx context.Context, workspace, user string) (bot.Entered, error)
	// Enrol makes learners of a teacher's class of a list of names.
	Enrol(ctx context.Context, workspace, teacher, class string, names []string) ([]bot.Enrolled, error)
}

// Visit is a browser in which somebody has entered.
type Visit struct {
	Workspace string
	Key       string // SHA-256 of what the browser holds, in hexadecimal
	Person    string
	User      string // their account of the web
	Made      time.Time
	Seen      time.Time
	Ends      time.Time
}

// Visits keeps who has entered in which browser. It is safe for use by several
// goroutines.
type Visits interface {
	// Visit finds a visit by its key, also one that has ended; a coach.NotFound
	// error when there is none.
	Visit(ctx context.Context, key string) (Visit, error)
	// Put keeps a visit; of one that is there Seen and Ends change.
	Put(ctx context.Context, v Visit) error
	End(ctx context.Context, workspace, key string) error
	EndAll(ctx context.Context, workspace, person string) error
}

// Line is one thing that was said in the web chat.
type Line struct {
	ID      string // grows with time
	At      time.Time
	Own     bool // the person's
	Message chat.Message
}

// Lines keeps what was said in the web chat. It is safe for use by several
// goroutines.
type Lines interface {
	// Put keeps a line of a conversation, or changes the message of the one that
	// has its ID.
	Put(ctx context.Context, workspace, user string, l Line) error
	// Last lists the newest lines of a conversation before one, oldest first;
	// before empty: the newest there are.
	Last(ctx context.Context, workspace, user, before string, limit int) ([]Line, error)
}

// Adapter is the web, as it is reached at one address. It is safe for use by
// several goroutines.
type Adapter struct {
	*site
	base string // where everything begins, like /web
}

// site is what all addresses of the web share.
type site struct {
	Options
	*look
	origin string // of URL, scheme and host; empty: this machine's

	lanes    lanes   // of who says something: one thought at a time
	talks    talks   // browsers that wait for lines
	watches  watches // browsers that wait for a change
	said     flashes // what pages are to say next
	secrets  secrets // what is shown for a while and not kept
	limits   limits
	run      atomic.Pointer[running] // nil while Run is not running
	started  chan struct{}           // closed when Run is first called
	start    sync.Once
	clock    sync.Mutex
	lastTick time.Time
}

// defaultBase is where the web is found below the server's address.
const defaultBase = "/" + Name

// New makes an Adapter. It does no input or output.
func New(o Options) *Adapter {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Refused == nil {
		o.Refused = func(string) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Fill == nil {
		o.Fill = func(_ context.Context, _ string, m chat.Message) chat.Message { return m }
	}
	a := &Adapter{&site{Options: o, look: newLook()}, defaultBase}
	if u, err := url.Parse(o.URL); err == nil && u.Host != "" {
		a.origin = strings.ToLower(u.Scheme + "://" + u.Host)
		a.base = strings.TrimSuffix(u.Path, "/") + defaultBase
	}
	a.limits.init(o.Now)
	a.started = make(chan struct{})
	return a
}

// Name is "web".
func (a *Adapter) Name() string { return Name }

// Capabilities are many: a page has room. The numbers bound what a person can
// look over.
func (a *Adapter) Capabilities() chat.Capabilities {
	return chat.Capabilities{MaxChoices: 60, MaxLabel: 300, CanEdit: true, HasForms: true, HasPictures: true}
}

// running is one call of Run.
type running struct {
	handle chat.Handler
	ended  chan struct{} // closed when its context has ended

	mu      sync.Mutex
	leaving bool
	hands   sync.WaitGroup // what is being handled
}

// Run lets what is said be handled until ctx ends, finishes what is in hand,
// and returns nil. Whoever says something before or after is asked to try again.
func (a *Adapter) Run(ctx context.Context, h chat.Handler) error {
	r := &running{handle: h, ended: make(chan struct{})}
	if !a.run.CompareAndSwap(nil, r) {
		return errors.New("web: it is running already")
	}
	a.start.Do(func() { close(a.started) })
	<-ctx.Done()
	r.mu.Lock()
	r.leaving = true
	r.mu.Unlock()
	close(r.ended)
	r.hands.Wait()
	a.run.Store(nil)
	return nil
}

// startWithin is how long is waited for Run to be called: a server may listen a
// moment before.
const startWithin = 2 * time.Second

// runs is the call of Run that goes on, or is about to; nil: there is none.
func (s *site) runs() *running {
	late := time.NewTimer(startWithin)
	defer late.Stop()
	select {
	case <-s.started:
	case <-late.C:
	}
	return s.run.Load()
}

// begin tells the handler that something is to be handled, until done is called;
// ok is false while nothing is.
func (s *site) begin() (h chat.Handler, done func(), ok bool) {
	r := s.runs()
	if r == nil {
		return nil, nil, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.leaving {
		return nil, nil, false
	}
	r.hands.Add(1)
	return r.handle, r.hands.Done, true
}

// tick is the time, in whole milliseconds and later than any before: the times
// of words and lines tell their order.
func (s *site) tick() time.Time {
	s.clock.Lock()
	defer s.clock.Unlock()
	now := s.Now().UTC().Truncate(time.Millisecond)
	if !now.After(s.lastTick) {
		now = s.lastTick.Add(time.Millisecond)
	}
	s.lastTick = now
	return now
}

// Send keeps a message as a line of a conversation and shows it to the browsers
// that are looking. One that stands there already, sent again because its
// receipt was lost, is not put twice. What is said to a page comes with the
// answer to what was done there; what comes later has nowhere to stand.
func (a *Adapter) Send(ctx context.Context, to chat.Conversation, m chat.Message) (chat.Receipt, error) {
	if to.Channel != "" {
		if to.Channel != bot.Page {
			return chat.Receipt{}, &chat.DeliveryError{Retry: -1, Err: errors.New("web: there is no such channel")}
		}
		return chat.Receipt{Ref: bot.Page, At: a.tick()}, nil
	}
	unlock := a.lanes.lock(to.Key())
	defer unlock()
	l, err := a.post(ctx, to.Place, to.User, m, false)
	if err != nil {
		return chat.Receipt{}, &chat.DeliveryError{Err: err}
	}
	return chat.Receipt{Ref: l.ID, At: l.At}, nil
}

// Edit lets a message take the place of a line.
func (a *Adapter) Edit(ctx context.Context, to chat.Conversation, r chat.Receipt, m chat.Message) (chat.Receipt, error) {
	if to.Channel != "" {
		return r, nil
	}
	unlock := a.lanes.lock(to.Key())
	defer unlock()
	if _, err := a.replace(ctx, to.Place, to.User, r.Ref, m); err != nil {
		return r, &chat.DeliveryError{Err: err}
	}
	return r, nil
}

// Changed tells the pages that are open in a workspace that what they show may be
// another now. It does not wait for anything.
func (a *Adapter) Changed(workspace string) { a.watches.tell(workspace) }
