package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot/chat"
	"pacer/coach"
)

// shelf keeps installs in memory.
type shelf struct {
	mu   sync.Mutex
	kept map[string]Install
	puts []Install
	err  error // of Put
}

func (s *shelf) Install(_ context.Context, team string) (Install, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, ok := s.kept[team]
	if !ok {
		return Install{}, &coach.Error{Op: "install", Kind: coach.NotFound, Err: errors.New("none")}
	}
	return i, nil
}

func (s *shelf) Put(_ context.Context, i Install) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return s.err
	}
	if s.kept == nil {
		s.kept = make(map[string]Install)
	}
	s.kept[i.Team] = i
	s.puts = append(s.puts, i)
	return nil
}

func (s *shelf) Remove(_ context.Context, team string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.kept, team)
	return nil
}

func (s *shelf) Teams(context.Context) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for id := range s.kept {
		all = append(all, id)
	}
	slices.Sort(all)
	return all, nil
}

func several(kept ...Install) (*shelf, func(*Options)) {
	s := &shelf{kept: make(map[string]Install)}
	for _, i := range kept {
		s.kept[i.Team] = i
	}
	return s, func(o *Options) {
		o.Token, o.Installs, o.ClientID, o.ClientSecret, o.URL = "", s, "1.2", "client-secret", "https://pacer.example.org/"
	}
}

func TestNewWantsWhatItNeeds(t *testing.T) {
	t.Parallel()
	for want, o := range map[string]Options{
		"SLACK_BOT_TOKEN": {SigningSecret: "s"},
		"SLACK_APP_TOKEN": {Token: "xoxb-1"},
	} {
		if _, err := New(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want it to name %s", o, err, want)
		}
	}
}

func TestFoundIsToldOnceOfEachTeam(t *testing.T) {
	t.Parallel()
	_, many := several(Install{Team: "T2", Name: "Club", Token: "xoxb-2", Bot: "UB2", Installer: "U5"})
	var mu sync.Mutex
	var found []chat.Place
	fail := true
	s := newStage(t, func(o *Options) {
		many(o)
		o.Token = "xoxb-secret"
		o.Found = func(_ context.Context, p chat.Place) error {
			mu.Lock()
			defer mu.Unlock()
			if fail {
				fail = false
				return errors.New("busy")
			}
			found = append(found, p)
			return nil
		}
	})
	s.play(nil)
	if w := s.event(message("Ev1", "U1", "a")); w.Code != http.StatusServiceUnavailable || len(s.heard()) > 0 {
		t.Errorf("before its place was kept an event was answered %d", w.Code)
	}
	for i := range 3 {
		s.event(message(fmt.Sprint("Ev1", i), "U1", "a"))
		s.event(strings.ReplaceAll(message(fmt.Sprint("Ev2", i), "U5", "a"), `"T1"`, `"T2"`))
	}
	want := []chat.Place{{Platform: Name, ID: "T1", Name: "Lincoln", Sole: true}, {Platform: Name, ID: "T2", Name: "Club", Installer: "U5"}}
	if d := cmp.Diff(want, found); d != "" {
		t.Errorf("found (-want +got):\n%s", d)
	}
	for _, ev := range s.heard() {
		if ev.From.Manage != (ev.From.User == "U5") {
			t.Errorf("%s may manage: %v", ev.From.User, ev.From.Manage)
		}
	}
}

func TestATeamThatTakesTheAppAwayIsForgottenAtOnce(t *testing.T) {
	t.Parallel()
	for name, news := range map[string]string{
		"uninstalled":    `{"type":"app_uninstalled"}`,
		"tokens revoked": `{"type":"tokens_revoked","tokens":{"bot":["UBOT"]}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kept, many := several(Install{Team: "T1", Token: "xoxb-1"})
			s := newStage(t, many)
			s.play(nil)
			s.event(message("Ev1", "U1", "a"))
			if w := s.event(inner(news)); w.Code != 200 {
				t.Errorf("answered %d", w.Code)
			}
			if len(kept.kept) > 0 {
				t.Error("the install is still kept")
			}
			if _, err := s.api(t.Context(), "T1"); !coach.IsNotFound(err) {
				t.Errorf("its client is still there: %v", err)
			}
			s.event(message("Ev2", "U1", "b"))
			if n := len(s.heard()); n != 1 {
				t.Errorf("heard %d", n)
			}
		})
	}
	t.Run("but not what it gave since", func(t *testing.T) {
		t.Parallel()
		kept, many := several()
		s := newStage(t, many)
		s.web.on("oauth.v2.access", map[string]any{"ok": true, "access_token": "xoxb-9", "team": map[string]any{"id": "T1", "name": "Lincoln"}})
		s.play(nil)
		if _, err := s.install(t.Context(), "code"); err != nil {
			t.Fatal(err)
		}
		s.event(inner(`{"type":"app_uninstalled"}`)) // of long ago
		if _, ok := kept.kept["T1"]; !ok {
			t.Error("late news removed a new install")
		}
	})
}

func TestATokenIsRefreshedBeforeItEnds(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	old := Install{Team: "T1", Token: "xoxe-old", Refresh: "r-old", Expires: start.Add(12 * time.Hour)}
	fresh := map[string]any{"ok": true, "access_token": "xoxe-new", "refresh_token": "r-new", "expires_in": 43200, "team": map[string]any{"id": "T1"}}

	t.Run("once, however many need it, and the new refresh token is kept", func(t *testing.T) {
		t.Parallel()
		kept, many := several(old)
		s := newStage(t, many)
		s.play(nil)
		s.isNow(start)
		if _, err := s.api(t.Context(), "T1"); err != nil || s.web.called("oauth.v2.access") > 0 {
			t.Fatalf("refreshed half a day early: %v", err)
		}
		s.web.does("oauth.v2.access", func(v url.Values) any {
			if v.Get("refresh_token") != "r-old" || v.Get("grant_type") != "refresh_token" {
				return map[string]any{"ok": false, "error": "invalid_refresh_token"}
			}
			return fresh
		})
		s.isNow(start.Add(11*time.Hour + 50*time.Minute))
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if tm, err := s.team(context.Background(), "T1"); err != nil || tm.Token != "xoxe-new" {
					t.Errorf("got %v", err)
				}
			})
		}
		wg.Wait()
		if n := s.web.called("oauth.v2.access"); n != 1 {
			t.Errorf("refreshed %d times", n)
		}
		if i := kept.kept["T1"]; i.Refresh != "r-new" || !i.Expires.Equal(s.now().Add(12*time.Hour)) {
			t.Errorf("kept %+v", i)
		}
	})
	t.Run("while the old one holds a failure is survived", func(t *testing.T) {
		t.Parallel()
		_, many := several(old)
		s := newStage(t, many)
		s.play(nil)
		s.isNow(start.Add(11*time.Hour + 50*time.Minute))
		s.web.does("oauth.v2.access", func(url.Values) any { return 503 })
		if tm, err := s.team(t.Context(), "T1"); err != nil || tm.Token != "xoxe-old" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("afterwards it is an error", func(t *testing.T) {
		t.Parallel()
		_, many := several(old)
		s := newStage(t, many)
		s.play(nil)
		s.isNow(start.Add(13 * time.Hour))
		s.web.refuses("oauth.v2.access", "invalid_refresh_token")
		_, err := s.team(t.Context(), "T1")
		if err == nil || strings.Contains(err.Error(), "r-old") || strings.Contains(err.Error(), "xoxe") {
			t.Errorf("got %v", err)
		}
	})
}

func TestWhoOnlyLooksRefreshesNothing(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	kept, many := several(Install{Team: "T1", Name: "Lincoln", Token: "xoxe-old", Refresh: "r-old", Expires: at.Add(-time.Minute)})
	s := newStage(t, many)
	s.isNow(at)
	found := s.Examine(t.Context())
	if _, err := s.api(t.Context(), "T1"); err != nil {
		t.Error(err)
	}
	if n := s.web.called("oauth.v2.access"); n > 0 || len(kept.puts) > 0 {
		t.Errorf("refreshed %d times", n)
	}
	if found[0].Grade != chat.Noted || !strings.Contains(found[0].Text, "pacer serve refreshes it") {
		t.Errorf("found %+v", found)
	}
}

// browser follows the pages as a browser does that keeps cookies.
type browser struct {
	s       *stage
	cookies map[string]string
}

func (b *browser) get(target string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.s.Handler().ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	return w
}

func (s *stage) browser() *browser { return &browser{s, make(map[string]string)} }

// begin opens the installation's page and returns where it leads to.
func (b *browser) begin() url.Values {
	b.s.t.Helper()
	w := b.get("/install")
	to, err := url.Parse(w.Header().Get("Location"))
	if w.Code != http.StatusFound || err != nil || to.Scheme+"://"+to.Host+to.Path != authorizeURL {
		b.s.t.Fatalf("answered %d, to %v", w.Code, to)
	}
	return to.Query()
}

func TestAnInstallation(t *testing.T) {
	t.Parallel()
	given := map[string]any{
		"ok": true, "access_token": "xoxe-1", "refresh_token": "r-1", "expires_in": 43200, "scope": "chat:write", "bot_user_id": "UB2",
		"team": map[string]any{"id": "T2", "name": "Lincoln & <sons>"}, "enterprise": map[string]any{"id": "E1"}, "authed_user": map[string]any{"id": "U5"},
	}
	open := func(t *testing.T) (*stage, *shelf) {
		kept, many := several()
		s := newStage(t, many)
		now := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
		s.isNow(now)
		s.web.on("oauth.v2.access", given)
		return s, kept
	}
	t.Run("keeps what the team gave, and says what is next", func(t *testing.T) {
		t.Parallel()
		s, kept := open(t)
		var found []chat.Place
		s.Found = func(_ context.Context, p chat.Place) error { found = append(found, p); return nil }
		b := s.browser()
		ask := b.begin()
		if len(ask.Get("state")) < 43 || ask.Get("client_id") != "1.2" || ask.Get("redirect_uri") != "https://pacer.example.org/slack/oauth" || ask.Get("scope") != strings.Join(Scopes(), ",") {
			t.Errorf("asked %v", ask)
		}
		w := b.get("/oauth?code=c&state=" + ask.Get("state"))
		if w.Code != 200 || !strings.Contains(w.Body.String(), "Lincoln &amp; &lt;sons&gt;") || strings.Contains(w.Body.String(), "xoxe") {
			t.Errorf("answered %d:\n%s", w.Code, w.Body)
		}
		want := []Install{{Team: "T2", Enterprise: "E1", Name: "Lincoln & <sons>", Token: "xoxe-1", Refresh: "r-1", Expires: s.now().Add(12 * time.Hour), Bot: "UB2", Installer: "U5", Scopes: "chat:write"}}
		if d := cmp.Diff(want, kept.puts); d != "" {
			t.Errorf("kept (-want +got):\n%s", d)
		}
		if d := cmp.Diff([]chat.Place{{Platform: Name, ID: "T2", Name: "Lincoln & <sons>", Installer: "U5"}}, found); d != "" {
			t.Errorf("found (-want +got):\n%s", d)
		}
		if again := b.get("/oauth?code=c&state=" + ask.Get("state")); again.Code != http.StatusBadRequest || len(kept.puts) != 1 {
			t.Errorf("a state served twice: %d", again.Code)
		}
	})
	t.Run("the cookie is the browser's alone", func(t *testing.T) {
		t.Parallel()
		s, _ := open(t)
		w := s.browser().get("/install")
		c := w.Result().Cookies()[0]
		if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || len(c.Value) < 43 || strings.Contains(w.Header().Get("Location"), c.Value) {
			t.Errorf("the cookie is %v", c)
		}
	})
	for _, tc := range []struct {
		name   string
		target func(s *stage, b *browser, state string) string
		status int
		says   string
	}{
		{"in another browser it is refused", func(s *stage, b *browser, state string) string {
			b.cookies = s.browser().cookies
			return "/oauth?code=c&state=" + state
		}, 400, "not begun in this browser"},
		{"with another installation's state it is refused", func(s *stage, b *browser, state string) string {
			return "/oauth?code=c&state=" + s.browser().begin().Get("state")
		}, 400, "not begun in this browser"},
		{"without a state it is refused", func(*stage, *browser, string) string { return "/oauth?code=c" }, 400, "not begun in this browser"},
		{"after ten minutes it is refused", func(s *stage, b *browser, state string) string {
			late := s.now().Add(11 * time.Minute)
			s.isNow(late)
			return "/oauth?code=c&state=" + state
		}, 400, "more than ten minutes ago"},
		{"when it is not allowed it says so kindly", func(_ *stage, _ *browser, state string) string {
			return "/oauth?error=access_denied&state=" + state
		}, 200, "Nothing was installed"},
		{"without a code it says what to do", func(_ *stage, _ *browser, state string) string { return "/oauth?state=" + state }, 400, "pacer doctor"},
		{"when Slack refuses the code it says what to do", func(s *stage, _ *browser, state string) string {
			s.web.refuses("oauth.v2.access", "invalid_code")
			return "/oauth?code=c&state=" + state
		}, 502, "pacer doctor"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s, kept := open(t)
			b := s.browser()
			w := b.get(tc.target(s, b, b.begin().Get("state")))
			if w.Code != tc.status || !strings.Contains(w.Body.String(), tc.says) {
				t.Errorf("answered %d:\n%s", w.Code, w.Body)
			}
			if len(kept.puts) > 0 {
				t.Errorf("kept %+v", kept.puts)
			}
		})
	}
	t.Run("many that are begun by others take nothing away", func(t *testing.T) {
		t.Parallel()
		s, _ := open(t)
		first := s.browser()
		state := first.begin().Get("state")
		for range 5000 {
			s.states.begin(s.now())
		}
		if w := first.get("/oauth?code=c&state=" + state); w.Code != 200 {
			t.Errorf("answered %d:\n%s", w.Code, w.Body)
		}
	})
	t.Run("a state that was changed is refused, and one of another process", func(t *testing.T) {
		t.Parallel()
		s, kept := open(t)
		another, _ := open(t)
		b := s.browser()
		state := b.begin().Get("state")
		until, rest, _ := strings.Cut(state, ".")
		cookies := b.cookies
		for _, forged := range []string{"9" + until + "." + rest, state + "a", state[:len(state)-1], "." + rest, "..", another.browser().begin().Get("state")} {
			b.cookies = maps.Clone(cookies)
			if w := b.get("/oauth?code=c&state=" + url.QueryEscape(forged)); w.Code != 400 || len(kept.puts) > 0 {
				t.Errorf("%q is answered %d", forged, w.Code)
			}
		}
	})
}

func TestWithoutAnAppThereIsNothingToInstall(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil)
	if w := s.browser().get("/install"); w.Code != http.StatusNotFound {
		t.Errorf("answered %d", w.Code)
	}
	a, err := New(Options{Token: "xoxb-1", AppToken: "xapp-1"})
	if err != nil || a.Handler() != nil {
		t.Errorf("Socket Mode alone serves something by HTTP (%v)", err)
	}
}

func TestExamine(t *testing.T) {
	t.Parallel()
	all := strings.Join(Scopes(), ",")
	for _, tc := range []struct {
		name string
		set  func(*stage)
		o    func(*Options)
		want []chat.Finding
	}{
		{"all is well by socket", nil, func(o *Options) { o.AppToken = "xapp-1" }, []chat.Finding{
			{Grade: chat.Fine, Text: `team "Lincoln": the token holds, scopes complete`},
			{Grade: chat.Fine, Text: "a socket can be opened"},
		}},
		{"all is well by HTTP", nil, nil, []chat.Finding{
			{Grade: chat.Fine, Text: `team "Lincoln": the token holds, scopes complete`},
			{Grade: chat.Noted, Text: "events come by HTTP"},
		}},
		{"a scope is missing", func(s *stage) { s.web.header.Set("X-OAuth-Scopes", strings.Replace(all, ",im:history", "", 1)) }, nil, []chat.Finding{
			{Grade: chat.Faulty, Text: `team "Lincoln": the app lacks im:history: add them`},
			{Grade: chat.Noted, Text: "events come by HTTP"},
		}},
		{"the bot's token is dead", func(s *stage) { s.web.refuses("auth.test", "token_revoked") }, nil, []chat.Finding{
			{Grade: chat.Faulty, Text: "the bot token is refused (token_revoked)"},
			{Grade: chat.Noted, Text: "events come by HTTP"},
		}},
		{"the app's token is dead", func(s *stage) { s.web.refuses("apps.connections.open", "invalid_auth") }, func(o *Options) { o.AppToken = "xapp-1" }, []chat.Finding{
			{Grade: chat.Fine, Text: `team "Lincoln": the token holds`},
			{Grade: chat.Faulty, Text: "the app token is refused (invalid_auth)"},
		}},
		{"the clock is wrong", func(s *stage) {
			s.web.header.Set("Date", s.now().Add(-6*time.Minute).UTC().Format(http.TimeFormat))
		}, nil, []chat.Finding{
			{Grade: chat.Fine, Text: `team "Lincoln": the token holds`},
			{Grade: chat.Faulty, Text: "this machine's clock is 6m"},
			{Grade: chat.Noted, Text: "events come by HTTP"},
		}},
		{"Slack cannot be reached", func(s *stage) { s.web.does("auth.test", func(url.Values) any { return 502 }) }, nil, []chat.Finding{
			{Grade: chat.Faulty, Text: "Slack cannot be reached"},
			{Grade: chat.Noted, Text: "events come by HTTP"},
		}},
		{"no team has come yet", nil, func(o *Options) { _, many := several(); many(o) }, []chat.Finding{
			{Grade: chat.Noted, Text: "no team has installed the app from here yet"},
			{Grade: chat.Noted, Text: "events come by HTTP: Slack has to reach https://pacer.example.org/slack/events"},
		}},
		{"one of several teams has taken its token back", func(s *stage) {
			s.web.does("auth.test", func(v url.Values) any {
				if v.Get("token") == "xoxb-3" {
					return map[string]any{"ok": false, "error": "account_inactive"}
				}
				return map[string]any{"ok": true, "team": "Club", "team_id": "T2"}
			})
		}, func(o *Options) {
			_, many := several(Install{Team: "T2", Name: "Club", Token: "xoxb-2"}, Install{Team: "T3", Name: "Choir", Token: "xoxb-3"})
			many(o)
		}, []chat.Finding{
			{Grade: chat.Fine, Text: `team "Club": the token holds`},
			{Grade: chat.Faulty, Text: `team "Choir": its token is refused (account_inactive): open /slack/install`},
			{Grade: chat.Noted, Text: "events come by HTTP"},
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, tc.o)
			s.web.header.Set("X-OAuth-Scopes", all)
			if tc.set != nil {
				tc.set(s)
			}
			got := s.Examine(t.Context())
			if len(got) != len(tc.want) {
				t.Fatalf("found %+v", got)
			}
			for i, f := range got {
				if f.Grade != tc.want[i].Grade || !strings.HasPrefix(f.Text, tc.want[i].Text) {
					t.Errorf("found %+v, want %+v", f, tc.want[i])
				}
				if out, _ := json.Marshal(f); strings.Contains(string(out), "xoxb-") && !strings.Contains(f.Text, "(xoxb-…)") {
					t.Errorf("a token is shown: %s", out)
				}
			}
			if s.web.called("chat.postMessage") > 0 {
				t.Error("something was said on Slack")
			}
		})
	}
}
