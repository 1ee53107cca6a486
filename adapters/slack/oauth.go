package slack

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/text/language"

	"pacer/bot/chat"
	"pacer/bot/say"
)

// browserCookie binds an installation to the browser that began it.
const browserCookie = "pacer_slack_install"

// authorizeURL is where a person lets the app into a team.
// https://docs.slack.dev/authentication/installing-with-oauth/
const authorizeURL = "https://slack.com/oauth/v2/authorize"

// canInstall tells whether teams can install the app from here.
func (a *Adapter) canInstall() bool {
	return a.Installs != nil && a.ClientID != "" && a.ClientSecret != ""
}

// serveInstall sends a browser to Slack to ask whether the app may come.
func (a *Adapter) serveInstall(w http.ResponseWriter, r *http.Request) {
	state, browser := a.states.begin(a.Now())
	http.SetCookie(w, &http.Cookie{
		Name: browserCookie, Value: browser, Path: "/",
		MaxAge: int(installWithin.Seconds()), HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode,
	})
	ask := url.Values{"client_id": {a.ClientID}, "scope": {strings.Join(Scopes(), ",")}, "state": {state}}
	if to := a.redirect(); to != "" {
		ask.Set("redirect_uri", to)
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, a.authorize()+"?"+ask.Encode(), http.StatusFound)
}

// redirect is where Slack sends the browser back to; empty: where the app's
// settings say.
func (a *Adapter) redirect() string {
	if a.URL == "" {
		return ""
	}
	return a.URL + "/slack/oauth"
}

// authorize is the page to ask at: Slack's, or of the server that the
// configuration puts in its place.
func (a *Adapter) authorize() string {
	if a.APIURL == slack.APIURL {
		return authorizeURL
	}
	u, err := url.Parse(a.APIURL)
	if err != nil {
		return authorizeURL
	}
	return u.Scheme + "://" + u.Host + "/oauth/v2/authorize"
}

// serveOAuth ends an installation: Slack has sent the browser back.
func (a *Adapter) serveOAuth(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	p := say.In(languageOf(r))
	browser := ""
	if c, err := r.Cookie(browserCookie); err == nil {
		browser = c.Value
	}
	http.SetCookie(w, &http.Cookie{Name: browserCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode})
	if !a.states.end(q.Get("state"), browser, a.Now()) {
		a.refused(refusedState)
		a.page(w, p, http.StatusBadRequest, p.Say("slack.install.stale"))
		return
	}
	switch {
	case q.Get("error") == "access_denied":
		a.page(w, p, http.StatusOK, p.Say("slack.install.denied"))
		return
	case q.Get("error") != "" || q.Get("code") == "":
		a.page(w, p, http.StatusBadRequest, p.Say("slack.install.failed"))
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), askFor)
	defer cancel()
	i, err := a.install(ctx, q.Get("code"))
	if err != nil {
		a.Log.ErrorContext(ctx, "install", "error", err)
		a.page(w, p, http.StatusBadGateway, p.Say("slack.install.failed"))
		return
	}
	a.Log.InfoContext(ctx, "installed", "team", i.Team)
	a.page(w, p, http.StatusOK, p.Say("slack.install.done", say.Args{"Team": i.Name, "Command": a.Command}))
}

// install trades the code for the team's token, and keeps it.
func (a *Adapter) install(ctx context.Context, code string) (Install, error) {
	got, err := slack.GetOAuthV2ResponseContext(ctx, a.client, a.ClientID, a.ClientSecret, code, a.redirect(), slack.OAuthOptionAPIURL(a.APIURL))
	if err != nil {
		return Install{}, err
	}
	if got.Team.ID == "" || got.AccessToken == "" {
		return Install{}, errors.New("slack: installed without a team; the app is installed team by team")
	}
	now := a.Now()
	i := Install{
		Team: got.Team.ID, Enterprise: got.Enterprise.ID, Name: got.Team.Name,
		Token: got.AccessToken, Refresh: got.RefreshToken,
		Bot: got.BotUserID, Installer: got.AuthedUser.ID, Scopes: got.Scope,
	}
	if got.ExpiresIn > 0 {
		i.Expires = now.Add(time.Duration(got.ExpiresIn) * time.Second)
	}
	if err := a.Installs.Put(ctx, i); err != nil {
		return Install{}, err
	}
	t := a.teams.keep(&team{Install: i, client: a.speaker(i.Token), put: now})
	return i, a.meet(ctx, t)
}

// languageOf is what the browser's owner reads.
func languageOf(r *http.Request) string {
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return "en"
	}
	return tags[0].String()
}

var pageOf = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="{{.Language}}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}</style>
<main>{{range .Paragraphs}}<p>{{.}}</p>{{end}}</main></html>
`))

// page answers a browser with words.
func (a *Adapter) page(w http.ResponseWriter, p *say.Printer, status int, text chat.Markdown) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	h.Set("Referrer-Policy", "no-referrer") // the address holds a code
	w.WriteHeader(status)
	err := pageOf.Execute(w, map[string]any{
		"Language":   p.Language(),
		"Title":      chat.Plain(p.Say("slack.install.title")),
		"Paragraphs": strings.Split(chat.Plain(text), "\n\n"),
	})
	if err != nil {
		a.Log.Debug("answer a browser", "error", err)
	}
}
