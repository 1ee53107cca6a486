package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// slackBrowser is an administrator's: it keeps cookies, and follows redirects
// one at a time.
type slackBrowser struct {
	t       *testing.T
	cookies []*http.Cookie
}

// goes opens an address, or sends a form to it, and returns what comes: where
// to go next, or a page.
func (b *slackBrowser) goes(to string, form url.Values) (status int, next, page string) {
	b.t.Helper()
	method, body := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, to, body)
	if err != nil {
		b.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", asForm)
	}
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	got, err := asItIs.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range got.Cookies() {
		if c.MaxAge >= 0 {
			b.cookies = append(b.cookies, c)
		} else {
			b.cookies = nil // there is one
		}
	}
	return got.StatusCode, got.Header.Get("Location"), string(text)
}

// allows begins an installation and lets the app in as a user of the team. It
// returns where Slack sends the browser back to.
func (b *slackBrowser) allows(install, user string) (back string) {
	b.t.Helper()
	_, ask, _ := b.goes(install, nil)
	status, _, page := b.goes(ask, nil)
	if status != http.StatusOK || !strings.Contains(page, "<strong>Pacer</strong>") {
		b.t.Fatalf("%s shows %d %s", ask, status, page)
	}
	u, err := url.Parse(ask)
	if err != nil {
		b.t.Fatal(err)
	}
	form := url.Values{"user_id": {user}}
	for _, name := range []string{"redirect_uri", "scope", "state", "client_id"} {
		form.Set(name, u.Query().Get(name))
	}
	_, back, _ = b.goes(u.Scheme+"://"+u.Host+"/oauth/v2/authorize/callback", form)
	return back
}

func TestSlackInstallsAgainstAPeer(t *testing.T) {
	t.Parallel()
	own := fmt.Sprintf("http://127.0.0.1:%d", freePort(t))
	s := openEmulate(t, own+"/slack/oauth")
	dir := t.TempDir()
	slackCourse(t, dir)
	serve := func() {
		configuration := "workspace:\n  id: oak\n  name: Oak School\ncourses: [shapes]\nhttp:\n  listen: " + strings.TrimPrefix(own, "http://") + "\n  url: " + own + "\nslack:\n  mode: http\n  api: " + s.api + "\n"
		s.served = serveReal(t, dir, configuration, "SLACK_CLIENT_ID=1.2", "SLACK_CLIENT_SECRET=peer-client-secret", "SLACK_SIGNING_SECRET="+slackSecret,
			"PACER_KEY=bm90IGEgc2VjcmV0LCBidXQgdGhpcnR5LXR3byBieXQ=")
	}
	serve()
	s.token = "xoxb-peer"
	s.who()
	admin := s.person("xoxp-rivera").user
	install := own + "/slack/install"
	browser := &slackBrowser{t: t}

	back := browser.allows(install, admin)
	was := s.refused("state")
	if status, _, page := (&slackBrowser{t: t}).goes(back, nil); status != http.StatusBadRequest || !strings.Contains(page, "not begun in this browser") {
		t.Errorf("another browser is shown %d %s", status, page)
	}
	if status, _, _ := browser.goes(back, nil); status != http.StatusBadRequest {
		t.Errorf("a state that was used is answered %d", status)
	}
	if n := s.seen.called("oauth.v2.access"); n != 0 {
		t.Errorf("a code was traded %d times although the browser was another", n)
	}

	back = browser.allows(install, admin)
	if status, _, page := browser.goes(back, nil); status != http.StatusOK || !strings.Contains(page, "Pacer is in") {
		t.Fatalf("the installation ends with %d %s", status, page)
	}
	if status, _, _ := browser.goes(back, nil); status != http.StatusBadRequest {
		t.Errorf("an installation that is over is answered %d", status)
	}
	if n := s.refused("state") - was; n != 3 {
		t.Errorf("three states that were not to be taken are counted %v times", n)
	}

	s.token = s.installed()
	s.who()
	teacher := s.person("xoxp-rivera")
	teacher.class("shapes") // who installed it looks after it
	teacher.comesHome("5b")
	s.sealed(dir)

	s.served.stop(t)
	serve()
	teacher.says("class")
	teacher.sees("0 learners")

	s.event(map[string]any{"type": "app_uninstalled"})
	posted, refused := s.seen.called("chat.postMessage"), s.refused("team")
	told := teacher.saying("help")
	posted++ // by the teacher
	s.hand(s, slackEvent, told)
	eventuallyTrue(t, func() bool { return s.refused("team") == refused+1 }, func() string { return "a team that took the app away is still heard" })
	if now := s.seen.called("chat.postMessage"); now != posted {
		t.Errorf("%d messages went to a team that took the app away", now-posted)
	}

	if status, _, page := browser.goes(browser.allows(install, admin), nil); status != http.StatusOK {
		t.Fatalf("installing it again ends with %d %s", status, page)
	}
	s.token = s.installed()
	teacher.says("goal Come back")
	teacher.sees("Noted: Come back")
	s.sealed(dir)
}

// installed is the token that the last installation gave.
func (s *slackTeam) installed() string {
	s.t.Helper()
	s.seen.mu.Lock()
	defer s.seen.mu.Unlock()
	if !strings.HasPrefix(s.seen.token, "xoxb-") {
		s.t.Fatalf("the installation gave no token but %q", s.seen.token)
	}
	return s.seen.token
}

// sealed looks that no token stands in what is on the disk or in the log.
func (s *slackTeam) sealed(dir string) {
	s.t.Helper()
	if strings.Contains(s.served.said(), s.token) {
		s.t.Error("the log holds the token")
	}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err == nil && bytes.Contains(data, []byte("xoxb-")) {
			s.t.Errorf("%s holds a token", path)
		}
		return err
	})
	if err != nil {
		s.t.Error(err)
	}
}
