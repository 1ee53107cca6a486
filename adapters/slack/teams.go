package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/sync/singleflight"

	"pacer/bot/chat"
	"pacer/coach"
)

const (
	askFor      = 10 * time.Second // a request that nobody waits for in front of a screen
	refreshFrom = 15 * time.Minute // before a token's end
)

// team is what is known of a team while the process lives.
type team struct {
	Install
	client *slack.Client
	sole   bool      // the token of the configuration is its
	put    time.Time // when it was installed in this process; zero: before
}

// teams are the teams met so far.
type teams struct {
	mu      sync.Mutex
	known   map[string]*team
	soleID  string
	told    map[string]bool // of Options.Found
	flights singleflight.Group
}

// once runs f unless it is running under that key already, in which case its
// result serves. f goes on, for askFor at most, when the caller does not wait.
func once[T any](ctx context.Context, flights *singleflight.Group, key string, f func(context.Context) (T, error)) (T, error) {
	c := flights.DoChan(key, func() (v any, err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic: %v", p)
			}
		}()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askFor)
		defer cancel()
		return f(ctx)
	})
	select {
	case r := <-c:
		v, _ := r.Val.(T)
		return v, r.Err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// speaker makes the client of a token.
func (a *Adapter) speaker(token string, more ...slack.Option) *slack.Client {
	client := *a.client
	client.Transport = &bearer{token: token, api: a.APIURL, next: a.client.Transport}
	return slack.New(token, append([]slack.Option{slack.OptionHTTPClient(&client), slack.OptionAPIURL(a.APIURL)}, more...)...)
}

// sameServer lets nothing be sent on to another server than it was meant for:
// every request carries a token, or words of a person, or both.
func sameServer(next *http.Request, via []*http.Request) error {
	if first := via[0].URL; len(via) > 3 || next.URL.Scheme != first.Scheme || next.URL.Host != first.Host {
		return http.ErrUseLastResponse
	}
	return nil
}

// bearer sends a token in the header as well: slack-go puts it among the fields
// of a form, where some servers that speak Slack's API do not look.
type bearer struct {
	token string
	api   string // requests below it are for the token's eyes
	next  http.RoundTripper
}

func (b *bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	if b.token != "" && r.Header.Get("Authorization") == "" && strings.HasPrefix(r.URL.String(), b.api) {
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", "Bearer "+b.token)
	}
	return b.next.RoundTrip(r)
}

// api is the client of a team. An unknown one is a coach.NotFound error.
func (a *Adapter) api(ctx context.Context, id string) (*slack.Client, error) {
	t, err := a.team(ctx, id)
	if err != nil {
		return nil, err
	}
	return t.client, nil
}

// team is what is known of a team, with a token that holds.
func (a *Adapter) team(ctx context.Context, id string) (*team, error) {
	a.teams.mu.Lock()
	t := a.teams.known[id]
	a.teams.mu.Unlock()
	if t != nil && !t.endsSoon(a.Now()) {
		return t, nil
	}
	if t == nil && a.Token != "" {
		sole, err := a.teams.sole(ctx, a)
		if err != nil {
			return nil, err
		}
		if sole.Team == id {
			return sole, nil
		}
	}
	if id == "" || a.Installs == nil {
		return nil, errUnknownTeam
	}
	return once(ctx, &a.teams.flights, "team "+id, func(ctx context.Context) (*team, error) {
		i, err := a.Installs.Install(ctx, id)
		if err != nil {
			return nil, err
		}
		if i, err = a.refresh(ctx, i); err != nil {
			return nil, err
		}
		return a.teams.keep(&team{Install: i, client: a.speaker(i.Token)}), nil
	})
}

var errUnknownTeam = &coach.Error{Op: "slack team", Kind: coach.NotFound, Err: errors.New("the app is not installed there")}

// keep remembers a team.
func (t *teams) keep(known *team) *team {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known == nil {
		t.known = make(map[string]*team)
	}
	if before := t.known[known.Team]; before != nil && known.put.IsZero() {
		known.put = before.put
	}
	t.known[known.Team] = known
	return known
}

// sole is the team of the configuration's token. Slack is asked once.
func (t *teams) sole(ctx context.Context, a *Adapter) (*team, error) {
	t.mu.Lock()
	known := t.known[t.soleID]
	t.mu.Unlock()
	if known != nil {
		return known, nil
	}
	return once(ctx, &t.flights, "sole", func(ctx context.Context) (*team, error) {
		client := a.speaker(a.Token)
		who, err := client.AuthTestContext(ctx)
		if err != nil {
			return nil, fmt.Errorf("the bot token (auth.test): %w", err)
		}
		known := t.keep(&team{
			Install: Install{Team: who.TeamID, Enterprise: who.EnterpriseID, Name: who.Team, Token: a.Token, Bot: who.UserID},
			client:  client,
			sole:    true,
		})
		t.mu.Lock()
		t.soleID = known.Team
		t.mu.Unlock()
		if a.AppToken == "" {
			a.setHealth(nil) // a socket says so itself
		}
		return known, nil
	})
}

// refresh gives an install a new token when its own ends soon. The new refresh
// token is kept before the new token is used: the old one is spent by then.
// While the old token holds, a failure is only logged. Nothing is refreshed
// unless Run is running: what looks at the same installs beside it, as doctor
// does, would spend the token that it needs.
func (a *Adapter) refresh(ctx context.Context, i Install) (Install, error) {
	now := a.Now()
	if !i.endsSoon(now) || a.run.Load() == nil {
		return i, nil
	}
	got, err := slack.RefreshOAuthV2TokenContext(ctx, a.client, a.ClientID, a.ClientSecret, i.Refresh, slack.OAuthOptionAPIURL(a.APIURL))
	if err != nil {
		if now.Before(i.Expires) && !isFinal(err) {
			a.Log.WarnContext(ctx, "refresh a token", "team", i.Team, "error", withoutAddress(err))
			return i, nil
		}
		return Install{}, fmt.Errorf("slack oauth.v2.access of %s: %w", i.Team, withoutAddress(err))
	}
	i.Token, i.Refresh = got.AccessToken, got.RefreshToken
	i.Expires = now.Add(time.Duration(got.ExpiresIn) * time.Second)
	var again backoff
	for err = a.Installs.Put(ctx, i); err != nil; err = a.Installs.Put(ctx, i) {
		if !again.wait(ctx, 0) {
			// The only copy of the refresh token is the one in hand: it serves
			// for as long as the process lives, and is kept at the next refresh.
			a.Log.ErrorContext(ctx, "keep a new token", "team", i.Team, "error", err)
			return i, nil
		}
	}
	return i, nil
}

// endsSoon tells whether a token has ended, or will before anybody looks again.
func (i Install) endsSoon(now time.Time) bool {
	return !i.Expires.IsZero() && !now.Before(i.Expires.Add(-refreshFrom))
}

// meet tells Options.Found of a team, once.
func (a *Adapter) meet(ctx context.Context, t *team) error {
	if a.Found == nil {
		return nil
	}
	a.teams.mu.Lock()
	told := a.teams.told[t.Team]
	a.teams.mu.Unlock()
	if told {
		return nil
	}
	_, err := once(ctx, &a.teams.flights, "found "+t.Team, func(ctx context.Context) (struct{}, error) {
		err := a.Found(ctx, chat.Place{Platform: Name, ID: t.Team, Name: t.Name, Installer: t.Installer, Sole: t.sole})
		if err != nil {
			return struct{}{}, err
		}
		a.teams.mu.Lock()
		defer a.teams.mu.Unlock()
		if a.teams.told == nil {
			a.teams.told = make(map[string]bool)
		}
		a.teams.told[t.Team] = true
		return struct{}{}, nil
	})
	return err
}

// forget removes a team that has taken the app away at a time. What it gave
// since then stays: such news may be late, and come again.
func (a *Adapter) forget(ctx context.Context, id string, at time.Time) error {
	a.teams.mu.Lock()
	t := a.teams.known[id]
	if t != nil && at.Before(t.put) {
		a.teams.mu.Unlock()
		return nil
	}
	delete(a.teams.known, id)
	delete(a.teams.told, id)
	a.teams.mu.Unlock()
	if t != nil && t.sole {
		a.setHealth(errTakenAway)
	}
	if a.Installs == nil {
		return nil
	}
	a.Log.InfoContext(ctx, "a team took the app away", "team", id)
	if err := a.Installs.Remove(ctx, id); err != nil && !coach.IsNotFound(err) {
		return err
	}
	return nil
}

var errTakenAway = &coach.Error{Op: "slack", Kind: coach.Invalid, Err: errors.New("the team took the app away: install it there again, and set SLACK_BOT_TOKEN anew")}

// dead are Slack's names for tokens that no waiting brings back.
// https://docs.slack.dev/reference/methods/auth.test#errors
var dead = []string{
	"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type",
	"user_removed_from_team", "team_access_not_granted", "invalid_refresh_token", "bad_client_secret", "invalid_client_id",
}

// isFinal tells an error of Slack that is the same at the next try.
func isFinal(err error) bool {
	if e, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return slices.Contains(dead, e.Err) || e.Err == "missing_scope"
	}
	return false
}

// deadToken is the sentence for whoever started the program, about a token that
// err names.
func deadToken(err error) error {
	return fmt.Errorf("Slack refuses %w; copy SLACK_BOT_TOKEN (xoxb-…) and SLACK_APP_TOKEN (xapp-…, scope connections:write) again from the app's pages at api.slack.com/apps", err)
}
