// Package slack connects Slack: direct messages, one slash command, buttons,
// modals and the Home tab, by Socket Mode or by HTTP. It has no policy; what is
// said, and when, is the bot's.
package slack

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/slack-go/slack"

	"pacer/bot/chat"
)

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
	Command       string // the slash command; empty: /pacer
	TeacherGroups []string
	// Installs are the teams of an app that several installed; nil: Token's alone.
	Installs Installs

	Log     *slog.Logger        // nil: discard
	Refused func(reason string) // counts what came and was not taken; nil: nobody counts
	Now     func() time.Time    // nil: time.Now
}

// Adapter is Slack. It is safe for use by several goroutines.
type Adapter struct {
	Options
	client *http.Client
	single *slack.Client // of Token; nil with Installs
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

// Name implements chat.Adapter.
func (a *Adapter) Name() string { return "slack" }

// api is the client of a team.
func (a *Adapter) api(ctx context.Context, team string) (*slack.Client, error) {
	_, _ = ctx, team
	return a.single, nil
}
