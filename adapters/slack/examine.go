package slack

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"pacer/bot/chat"
)

// skewed is how far the machine's clock may be from Slack's before it is worth
// a word: signatures are refused from five minutes on.
const skewed = 30 * time.Second

// Examine implements chat.Examiner: it looks at tokens, scopes, the connection
// and the clock. It says nothing on Slack.
func (a *Adapter) Examine(ctx context.Context) []chat.Finding {
	var found []chat.Finding
	say := func(g chat.Grade, format string, args ...any) {
		found = append(found, chat.Finding{Grade: g, Text: fmt.Sprintf(format, args...)})
	}
	if a.Token != "" {
		a.examineTeam(ctx, "", a.Token, say)
	}
	if a.Installs != nil {
		a.examineInstalls(ctx, say)
	}
	if a.AppToken == "" {
		say(chat.Noted, "events come by HTTP: Slack has to reach %s", a.address())
		return found
	}
	_, _, err := a.speaker("", slack.OptionAppLevelToken(a.AppToken)).StartSocketModeContext(ctx)
	switch {
	case err == nil:
		say(chat.Fine, "a socket can be opened")
	case isFinal(err):
		say(chat.Faulty, "the app token is refused (%s): make one with the scope connections:write under Basic Information at api.slack.com/apps, and set SLACK_APP_TOKEN", codeOf(err))
	default:
		say(chat.Faulty, "no socket can be opened: %v; look at the network, and at slack.api in the configuration", withoutAddress(err))
	}
	return found
}

// address is where Slack reaches the server.
func (a *Adapter) address() string {
	if a.URL == "" {
		return "this server's /slack/events, /slack/action and /slack/command over https; name its address in the configuration, so that teams can install the app"
	}
	return a.URL + "/slack/events, /slack/action and /slack/command"
}

// examineTeam looks at one team's token. A name that is given is the team's.
func (a *Adapter) examineTeam(ctx context.Context, name, token string, say func(chat.Grade, string, ...any)) {
	who, err := a.speaker(token).AuthTestContext(ctx)
	switch {
	case isFinal(err) && name == "":
		say(chat.Faulty, "the bot token is refused (%s): install the app to its workspace again at api.slack.com/apps and set SLACK_BOT_TOKEN to the Bot User OAuth Token (xoxb-…)", codeOf(err))
		return
	case isFinal(err):
		say(chat.Faulty, "team %q: its token is refused (%s): open /slack/install and add the app there again", name, codeOf(err))
		return
	case err != nil:
		say(chat.Faulty, "Slack cannot be reached: %v; look at the network, and at slack.api in the configuration", withoutAddress(err))
		return
	}
	has, told := scopesOf(who.Header)
	switch missing := missing(has); {
	case !told:
		say(chat.Noted, "team %q: the token holds; the server does not tell its scopes", who.Team)
	case len(missing) > 0:
		say(chat.Faulty, "team %q: the app lacks %s: add them under OAuth & Permissions at api.slack.com/apps (adapters/slack/manifest.yaml has them all), then install it again", who.Team, strings.Join(missing, ", "))
	default:
		say(chat.Fine, "team %q: the token holds, scopes complete", who.Team)
	}
	a.examineClock(who.Header, say)
}

func (a *Adapter) examineInstalls(ctx context.Context, say func(chat.Grade, string, ...any)) {
	ids, err := a.Installs.Teams(ctx)
	if err != nil {
		say(chat.Faulty, "the teams that installed the app cannot be read: %v", err)
		return
	}
	if len(ids) == 0 {
		say(chat.Noted, "no team has installed the app from here yet: its owner opens /slack/install")
	}
	for _, id := range ids {
		i, err := a.Installs.Install(ctx, id)
		switch {
		case err != nil:
			say(chat.Faulty, "team %s: what it gave cannot be read: %v", id, err)
		case !i.Expires.IsZero() && a.Now().After(i.Expires):
			// Looking must not refresh it: serve does, and has the only use of
			// its refresh token.
			say(chat.Noted, "team %q: its token has ended; pacer serve refreshes it", i.Name)
		default:
			a.examineTeam(ctx, i.Name, i.Token, say)
		}
	}
}

// examineClock compares the machine's clock with Slack's, to a second.
func (a *Adapter) examineClock(h http.Header, say func(chat.Grade, string, ...any)) {
	at, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return // a server without a clock
	}
	if skew := a.Now().Sub(at).Round(time.Second); skew.Abs() > skewed {
		grade, word := chat.Noted, "ahead of"
		if skew.Abs() > signedFor-time.Minute {
			grade = chat.Faulty
		}
		if skew < 0 {
			word = "behind"
		}
		say(grade, "this machine's clock is %v %s Slack's: set it (timedatectl set-ntp true); from 5 minutes on Slack's requests are refused", skew.Abs(), word)
	}
}

// scopesOf reads the scopes of a token, which Slack sends with every answer.
func scopesOf(h http.Header) (scopes []string, told bool) {
	line := h.Get("X-OAuth-Scopes")
	for s := range strings.SplitSeq(line, ",") {
		if s = strings.TrimSpace(s); s != "" {
			scopes = append(scopes, s)
		}
	}
	return scopes, line != ""
}

// missing are the scopes that are needed and not among those there are.
func missing(has []string) []string {
	var out []string
	for _, s := range Scopes() {
		if !slices.Contains(has, s) {
			out = append(out, s)
		}
	}
	return out
}

var _ interface {
	chat.Adapter
	chat.Healthy
	chat.Examiner
} = (*Adapter)(nil)
