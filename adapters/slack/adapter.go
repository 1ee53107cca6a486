// Package slack connects Slack: direct messages, one slash command, buttons,
// modals, message shortcuts and the Home tab, by Socket Mode or by HTTP. It has
// no policy; what is said, and when, is the bot's.
//
// What comes in, by either transport, is read by translate into an incoming and
// handled by handle: one person's one after the other, different people's at
// the same time. It is acknowledged after the commit. What a handler answers is
// shown by deliver, what the outbox sends by Send.
package slack

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"pacer/bot/chat"
	"pacer/coach"
)

// Name is the adapter's name, and the Platform of its conversations.
const Name = "slack"

// DefaultCommand is the slash command where the configuration names none.
const DefaultCommand = "/pacer"

// Options are what an Adapter is made of.
type Options struct {
	Reads chat.Reads
	// Found is told of each team the adapter meets, before an event of it is
	// handed over; nil: nobody is.
	Found func(ctx context.Context, p chat.Place) error

	Token         string // of the bot in the one team there is (xoxb-…); empty: Installs has them
	AppToken      string // for Socket Mode (xapp-…); empty: events come by HTTP
	SigningSecret string // of requests by HTTP
	APIURL        string // of the Web API, ending in a slash; empty: Slack's
	Command       string // the slash command; empty: DefaultCommand
	TeacherGroups []string

	// Installs are the teams of an app that several installed; nil: Token's
	// alone. ClientID and ClientSecret are the app's, and URL is where browsers
	// reach the server, without the prefix: with all of them there are pages to
	// install the app from.
	Installs     Installs
	ClientID     string
	ClientSecret string
	URL          string

	Log     *slog.Logger        // nil: discard
	Refused func(reason string) // counts what came and was not taken; nil: nobody counts
	Now     func() time.Time    // nil: time.Now
}

// Installs keeps what teams gave the app. It is safe for use by several
// goroutines.
type Installs interface {
	// Install returns the team's; a coach.NotFound error when it has none.
	Install(ctx context.Context, team string) (Install, error)
	Put(ctx context.Context, i Install) error
	Remove(ctx context.Context, team string) error
	Teams(ctx context.Context) ([]string, error)
}

// Install is what one team gave the app.
type Install struct {
	Team       string
	Enterprise string // Enterprise Grid; may be empty
	Name       string // of the team
	Token      string
	Refresh    string    // with token rotation
	Expires    time.Time // zero: never
	Bot        string    // the bot's user ID
	Installer  string
	Scopes     string
}

// Adapter is Slack. It is safe for use by several goroutines.
type Adapter struct {
	Options
	client *http.Client // for every request to Slack

	teams  teams
	people people
	lanes  lanes  // of who does something: one thought at a time
	posts  lanes  // of where answers go: in the order of their events
	past   recent // interactions that were handled
	states states // of browsers that are installing the app
	show   showing

	run    atomic.Pointer[running] // nil while Run is not running
	mu     sync.Mutex
	health error
}

// New makes an Adapter. It does no input or output. An error is a sentence for
// who configures it.
func New(o Options) (*Adapter, error) {
	switch {
	case o.Token == "" && o.Installs == nil:
		return nil, errors.New("slack: no bot token; set SLACK_BOT_TOKEN to the one that begins with xoxb-")
	case o.AppToken == "" && o.SigningSecret == "":
		return nil, errors.New("slack: nothing to receive with; set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP")
	}
	o.APIURL = cmp.Or(o.APIURL, slack.APIURL)
	if !strings.HasSuffix(o.APIURL, "/") {
		o.APIURL += "/"
	}
	o.Command = "/" + strings.TrimPrefix(cmp.Or(o.Command, DefaultCommand), "/")
	o.URL = strings.TrimSuffix(o.URL, "/")
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 64 // everything goes to one host
	a := &Adapter{Options: o, client: &http.Client{Timeout: askFor, Transport: transport, CheckRedirect: sameServer}}
	a.lanes.most, a.posts.most = mostAtOnce, 4*mostAtOnce
	a.health = errNotYet
	a.show.init(a)
	return a, nil
}

// Name implements chat.Adapter.
func (a *Adapter) Name() string { return Name }

// running is one call of Run.
type running struct {
	handler chat.Handler
	hands   *hands
}

// Run implements chat.Adapter: it receives by Socket Mode, or serves what comes
// to Handler, until ctx ends and what is in hand is done. Connections that
// break are made again for ever; an error is one that no waiting mends.
func (a *Adapter) Run(ctx context.Context, h chat.Handler) error {
	r := &running{handler: h, hands: newHands(context.WithoutCancel(ctx))}
	if !a.run.CompareAndSwap(nil, r) {
		return errors.New("slack: Run is running already")
	}
	defer a.run.Store(nil)
	defer a.client.CloseIdleConnections()
	stop := a.show.start(context.WithoutCancel(ctx))
	defer stop()
	defer r.hands.wait() // what is in hand still shows things
	if a.AppToken != "" {
		return a.socket(ctx, r)
	}
	return a.attend(ctx)
}

// attend looks whether the token holds, at the start and until it is known, and
// then leaves receiving to Handler until ctx ends.
func (a *Adapter) attend(ctx context.Context) error {
	var again backoff
	for {
		err := a.look(ctx)
		if ctx.Err() != nil {
			return nil
		}
		a.setHealth(err)
		if err == nil {
			break
		}
		if isFinal(err) {
			return deadToken(err)
		}
		a.Log.WarnContext(ctx, "the token could not be looked at, trying again", "error", err)
		if !again.wait(ctx, 0) {
			return nil
		}
	}
	<-ctx.Done()
	return nil
}

// look makes sure that the one team there is can be spoken to.
func (a *Adapter) look(ctx context.Context) error {
	if a.Token == "" {
		return nil
	}
	_, err := a.teams.sole(ctx, a)
	return err
}

var errNotYet = &coach.Error{Op: "slack", Kind: coach.Transient, Err: errors.New("not connected yet")}

// Health implements chat.Healthy.
func (a *Adapter) Health() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.health
}

// setHealth keeps how the adapter is.
func (a *Adapter) setHealth(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.health = err
}

// refused counts what came and was not taken.
func (a *Adapter) refused(reason string) {
	if a.Refused != nil {
		a.Refused(reason)
	}
}
