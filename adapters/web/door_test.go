package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// sentenceOf is a sentence as a page shows it.
func sentenceOf(key string) string { return chat.Plain(say.In("en").Say(key)) }

// wants fails the test unless an answer has a status and says a sentence.
func (p *seen) wants(t *testing.T, status int, key string) {
	t.Helper()
	if p.status != status || key != "" && !strings.Contains(strings.Join(strings.Fields(p.text()), " "), strings.Join(strings.Fields(sentenceOf(key)), " ")) {
		t.Errorf("answered %d, want %d and %q:\n%s", p.status, status, sentenceOf(key), p.text())
	}
}

func TestALinkIsOpenedOnceInOneBrowser(t *testing.T) {
	s := newStage(t, Options{})
	s.run(quiet)
	link := "/web/in?t=" + s.link(ada, "ada")

	for range 3 { // whatever looks at addresses for people
		s.browser().get(link).wants(t, http.StatusOK, "door.link.press")
	}
	mine, other := s.browser(), s.browser()
	page := mine.get(link)
	other.get(link)
	form := mine.filled(page, "/in", nil)

	t.Run("a form from one browser opens nothing in another", func(t *testing.T) {
		other.do(http.MethodPost, "/web/in", form).wants(t, http.StatusForbidden, "door.link.shut")
	})
	t.Run("nor in one that holds nothing", func(t *testing.T) {
		s.browser().do(http.MethodPost, "/web/in", form).wants(t, http.StatusForbidden, "door.cookie")
	})
	t.Run("nor is it spent by that", func(t *testing.T) {
		if p := mine.do(http.MethodPost, "/web/in", form); p.status != http.StatusSeeOther {
			t.Fatalf("answered %d: %s", p.status, p.text())
		}
		mine.follow("/web/").wants(t, http.StatusOK, "web.chat.begin")
	})
	t.Run("sent again it opens nothing, and the visit stays", func(t *testing.T) {
		mine.do(http.MethodPost, "/web/in", form).wants(t, http.StatusForbidden, "door.link.shut")
		mine.get("/web/chat").wants(t, http.StatusOK, "web.chat.begin")
	})
	t.Run("opened by another it says so", func(t *testing.T) {
		other.post(other.get(link), "/in", nil).wants(t, http.StatusForbidden, "door.link.shut")
	})
}

func TestAForgedLinkIsRefusedLikeASpentOne(t *testing.T) {
	s := newStage(t, Options{})
	b := s.browser()
	spent := s.link(ada, "ada")
	b.post(b.get("/web/in?t="+spent), "/in", nil)
	b = s.browser()
	was := b.post(b.get("/web/in?t="+spent), "/in", nil)
	b = s.browser()
	forged := b.post(b.get("/web/in?t="+eventID()+eventID()), "/in", nil)
	if was.status != forged.status || was.text() != forged.text() {
		t.Errorf("a spent link is answered\n%d %s\nand a forged one\n%d %s", was.status, was.text(), forged.status, forged.text())
	}
	for _, token := range []string{"", "x", strings.Repeat("A", 51), strings.Repeat("a", 52), strings.Repeat("A", 500), "%00", strings.Repeat("Ä", 26)} {
		b.get("/web/in?t="+url.QueryEscape(token)).wants(t, http.StatusNotFound, "door.link.shut")
	}
}

// quiet answers nothing.
func quiet(context.Context, chat.Event) (*chat.Answer, error) { return nil, nil }

func TestWhoHasNotEnteredIsShownTheDoor(t *testing.T) {
	s := newStage(t, Options{})
	s.run(quiet)
	b := s.browser()
	for _, path := range []string{"/chat", "/chat/live", "/live", "/needs", "/me", "/class/c1/map", "/class/c1/learner/ada", "/form?press=x", "/class/c1/gradebook.csv"} {
		if p := b.get("/web" + path); p.status != http.StatusSeeOther || p.header.Get("Location") != "/web/?to="+url.QueryEscape("/web"+path) {
			t.Errorf("GET %s: %d to %q", path, p.status, p.header.Get("Location"))
		}
	}
	for _, path := range []string{"/chat/say", "/act", "/leave", "/class/c1/people/enrol", "/class/c1/material/send"} {
		b.do(http.MethodPost, "/web"+path, url.Values{"text": {"hello"}}).wants(t, http.StatusForbidden, "door.gone")
	}
	b.get("/web/nothing/there").wants(t, http.StatusNotFound, "door.nothing")
	t.Run("and comes to where they wanted to go", func(t *testing.T) {
		b.get("/web/?to=" + url.QueryEscape("/web/chat?before=A"))
		in := b.post(b.get("/web/in?to="+url.QueryEscape("/web/chat?before=A")+"&t="+s.link(rivera, "rivera")), "/in", nil)
		if p := b.get(in.header.Get("Location")); p.header.Get("Location") != "/web/chat?before=A" {
			t.Errorf("sent to %q, then %q", in.header.Get("Location"), p.header.Get("Location"))
		}
	})
}

func TestNobodyIsSentElsewhere(t *testing.T) {
	for _, to := range []string{
		"https://evil.example/", "//evil.example/web/", "/\\evil.example", "/web/../evil", "/web/..%2f..", "javascript:alert(1)", "/webx/", "web/", "",
		"/web/\r\nSet-Cookie: a=b", "/web//evil.example", "https:/web/", "/web/\tx", "/elsewhere",
	} {
		if got := backTo("/web", to); got != "/web/" && got != to || got == to && !strings.HasPrefix(to, "/web/..%2f") {
			t.Errorf("%q sends to %q", to, got)
		}
	}
	for _, to := range []string{"/web/chat", "/web/class/c1/map?from=50#answer", "/web/"} {
		if got := backTo("/web", to); got != to {
			t.Errorf("%q sends to %q", to, got)
		}
	}
}

func TestAVisitEnds(t *testing.T) {
	for _, tc := range []struct {
		name string
		end  func(s *stage, b *browser)
	}{
		{"when it is not used", func(s *stage, _ *browser) { s.later(visitIdle + time.Minute) }},
		{"after a week, however much it is used", func(s *stage, b *browser) {
			for range 16 {
				s.later(11 * time.Hour)
				b.get("/web/chat")
			}
		}},
		{"when somebody leaves", func(_ *stage, b *browser) { b.post(b.get("/web/chat"), "/leave", nil) }},
		{"when somebody leaves everywhere, in another browser", func(s *stage, _ *browser) {
			other := s.enters(ada, "ada")
			other.post(other.get("/web/chat"), "/leave", url.Values{"all": {"1"}})
		}},
		{"when the person is there no more", func(s *stage, _ *browser) {
			s.door.mu.Lock()
			defer s.door.mu.Unlock()
			delete(s.door.people, ada)
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newStage(t, Options{})
			s.run(quiet)
			b := s.enters(ada, "ada")
			page := b.get("/web/chat")
			form := b.filled(page, "/chat/say", url.Values{"text": {"hello"}})
			tc.end(s, b)
			if p := b.do(http.MethodPost, "/web/chat/say", form); p.status != http.StatusForbidden {
				t.Errorf("what was open still says things: %d", p.status)
			}
			if p := b.get("/web/chat"); p.status != http.StatusSeeOther {
				t.Errorf("the chat is still open: %d", p.status)
			}
			if len(s.lines.of(ada)) != 0 {
				t.Errorf("it was said: %+v", s.lines.of(ada))
			}
		})
	}
}

func TestSomebodyElsesCookieDoesNotHelp(t *testing.T) {
	s := newStage(t, Options{})
	s.run(quiet)
	b := s.enters(ada, "ada")
	for name, value := range map[string]string{
		"nothing": "", "a word": "admin", "a key of the database": "0000000000000000000000000000000000000000000000000000000000000000",
		"one that was never given": newSecret(), "a long one": strings.Repeat("A", 4000),
	} {
		t.Run(name, func(t *testing.T) {
			stranger := s.browser()
			stranger.header.Set("Cookie", "pacer-visit="+value)
			if p := stranger.get("/web/chat"); p.status != http.StatusSeeOther {
				t.Errorf("let in: %d", p.status)
			}
		})
	}
	if p := b.get("/web/chat"); p.status != http.StatusOK {
		t.Errorf("the one who has entered is out: %d", p.status)
	}
	t.Run("what the database keeps is not what the browser holds", func(t *testing.T) {
		s.visits.mu.Lock()
		defer s.visits.mu.Unlock()
		u, _ := url.Parse(s.server.URL + "/web/")
		for _, c := range b.client.Jar.Cookies(u) {
			if _, ok := s.visits.all[c.Value]; ok {
				t.Error("a visit is found by what its browser holds")
			}
		}
	})
}

func TestEnteringAgainEndsTheVisitBefore(t *testing.T) {
	s := newStage(t, Options{})
	b := s.enters(ada, "ada")
	b.enter(rivera, "rivera")
	if n := s.visits.count(); n != 1 {
		t.Errorf("%d visits are kept of one browser", n)
	}
}

func TestFormsOfOtherSitesDoNothing(t *testing.T) {
	var said atomic.Int32
	s := newStage(t, Options{})
	s.run(func(context.Context, chat.Event) (*chat.Answer, error) { said.Add(1); return nil, nil })
	b := s.enters(ada, "ada")
	other := s.enters(rivera, "rivera")
	form := b.filled(b.get("/web/chat"), "/chat/say", url.Values{"text": {"hello"}})
	theirs := other.filled(other.get("/web/chat"), "/chat/say", nil)
	for _, tc := range []struct {
		name   string
		header map[string]string
		change func(url.Values)
		status int
		key    string
	}{
		{"another site, as browsers tell", map[string]string{"Sec-Fetch-Site": "cross-site"}, nil, http.StatusForbidden, "door.elsewhere"},
		{"a sister site", map[string]string{"Sec-Fetch-Site": "same-site"}, nil, http.StatusForbidden, "door.elsewhere"},
		{"another site, as older ones tell", map[string]string{"Origin": "https://evil.example"}, nil, http.StatusForbidden, "door.elsewhere"},
		{"a form without the token", nil, func(v url.Values) { v.Del("csrf") }, http.StatusForbidden, "door.stale"},
		{"a form with somebody else's token", nil, func(v url.Values) { v["csrf"] = theirs["csrf"] }, http.StatusForbidden, "door.stale"},
		{"a form without an event", nil, func(v url.Values) { v.Del("event") }, http.StatusUnprocessableEntity, ""},
		{"an event that nobody made", nil, func(v url.Values) { v.Set("event", "x") }, http.StatusUnprocessableEntity, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			values := make(url.Values)
			for k, v := range form {
				values[k] = v
			}
			if tc.change != nil {
				tc.change(values)
			}
			b.header = make(http.Header)
			for k, v := range tc.header {
				b.header.Set(k, v)
			}
			b.do(http.MethodPost, "/web/chat/say", values).wants(t, tc.status, tc.key)
		})
	}
	if n := said.Load(); n != 0 {
		t.Errorf("%d things were said", n)
	}
	b.header = http.Header{"Sec-Fetch-Site": {"same-origin"}}
	if p := b.do(http.MethodPost, "/web/chat/say", form); p.status != http.StatusSeeOther || said.Load() != 1 {
		t.Errorf("our own form says nothing: %d", p.status)
	}
}

func TestAnEventIsTheSendersOwn(t *testing.T) {
	seen := make(map[string]string)
	s := newStage(t, Options{})
	s.run(func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
		seen[ev.ID] += ev.From.User + " "
		return nil, nil
	})
	form := eventID()
	for _, who := range []struct{ user, person string }{{ada, "ada"}, {rivera, "rivera"}} {
		b := s.enters(who.user, who.person)
		for _, press := range []string{"a", "b", "a"} {
			values := b.filled(b.get("/web/chat"), "/chat/say", url.Values{"press": {press}, "event": {form}})
			b.do(http.MethodPost, "/web/chat/say", values)
		}
	}
	if len(seen) != 4 {
		t.Errorf("two people pressing two buttons, one of them twice, make %d events, want 4: %v", len(seen), seen)
	}
	for id, who := range seen {
		if f := strings.Fields(who); f[0] != f[len(f)-1] {
			t.Errorf("event %s is of %s", id, who)
		}
	}
}

func TestHeadersKeepAPageToItself(t *testing.T) {
	for _, tc := range []struct {
		name   string
		o      Options
		frames string
	}{{"nobody may frame it", Options{}, "frame-ancestors 'none'"}, {"its own server may", Options{Framed: true}, "frame-ancestors 'self'"}} {
		t.Run(tc.name, func(t *testing.T) {
			s := newStage(t, tc.o)
			s.run(quiet)
			b := s.enters(ada, "ada")
			for _, p := range []*seen{b.get("/web/chat"), s.browser().get("/web/"), s.browser().get("/web/in?t=x")} {
				h := p.header
				policy := h.Get("Content-Security-Policy")
				for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", tc.frames} {
					if !strings.Contains(policy, want) {
						t.Errorf("the policy %q lacks %s", policy, want)
					}
				}
				if strings.Contains(policy, "unsafe") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" || h.Get("Cache-Control") != "no-store" {
					t.Errorf("headers are %v", h)
				}
				for _, inline := range []string{"<style", " style=", "onclick=", "onload=", "javascript:"} {
					if strings.Contains(p.body, inline) {
						t.Errorf("the page holds %q", inline)
					}
				}
				if n := find(p.doc, func(n *html.Node) bool { return n.DataAtom == atom.Script && n.FirstChild != nil }); n != nil {
					t.Error("a script stands in the page")
				}
			}
		})
	}
}

func TestCookiesAreStrict(t *testing.T) {
	for _, tc := range []struct {
		name, url, host string
		want            []string
	}{
		{"by https", "https://pacer.example.org", "pacer.example.org", []string{"__Host-pacer-door=", "; Path=/;", "; Secure", "; HttpOnly", "; SameSite=Strict"}},
		{"below a path", "https://example.org/pacer", "example.org", []string{"__Host-pacer-door=", "; Path=/;", "; Secure", "; HttpOnly", "; SameSite=Strict"}},
		{"on this machine", "", "127.0.0.1:8080", []string{"pacer-door=", "; Path=/web/", "; HttpOnly", "; SameSite=Strict"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newStage(t, Options{URL: tc.url})
			b := s.browser()
			req, err := http.NewRequest(http.MethodGet, s.server.URL+"/web/", nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Host = tc.host
			res, err := b.client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			got := res.Header.Get("Set-Cookie")
			for _, want := range tc.want {
				if !strings.Contains(got+";", want) {
					t.Errorf("the cookie %q lacks %s", got, want)
				}
			}
		})
	}
}

func TestOverAnOpenLineNobodyIsLetIn(t *testing.T) {
	for _, host := range []string{"192.168.0.7:8080", "pacer.school.example", "evil.example"} {
		s := newStage(t, Options{})
		req, err := http.NewRequest(http.MethodGet, s.server.URL+"/web/", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = host
		res, err := s.browser().client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusForbidden || res.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s: answered %d, with the cookie %q", host, res.StatusCode, res.Header.Get("Set-Cookie"))
		}
	}
}

func TestCodesAtTheDoor(t *testing.T) {
	s := newStage(t, Options{})
	s.run(quiet)
	s.door.codes["ABCD-EFGH"] = bot.Entry{Workspace: school, Person: "ada", User: ada, Return: "AAAA-BBBB-CCCC"}
	b := s.browser()
	t.Run("a wrong one opens nothing, and what was typed stays", func(t *testing.T) {
		p := b.post(b.get("/web/"), "/enter", url.Values{"code": {"WRNG-CODE"}, "name": {"<b>Ada</b>"}})
		p.wants(t, http.StatusUnprocessableEntity, "door.shut")
		if !strings.Contains(p.body, `value="&lt;b&gt;Ada&lt;/b&gt;"`) {
			t.Errorf("the name is gone, or was not escaped:\n%s", p.body)
		}
	})
	t.Run("a right one shows the return code, once", func(t *testing.T) {
		p := b.post(b.get("/web/"), "/enter", url.Values{"code": {"ABCD-EFGH"}, "name": {"Ada"}})
		p.wants(t, http.StatusOK, "door.return.once")
		if !strings.Contains(p.text(), "AAAA-BBBB-CCCC") {
			t.Errorf("it is not shown:\n%s", p.text())
		}
		b.follow("/web/").wants(t, http.StatusOK, "web.chat.begin")
	})
	t.Run("a form that was shown to another browser is not taken", func(t *testing.T) {
		other := s.browser()
		other.get("/web/")
		other.do(http.MethodPost, "/web/enter", s.browser().filled(s.browser().get("/web/"), "/enter", url.Values{"code": {"ABCD-EFGH"}, "name": {"Ada"}})).wants(t, http.StatusForbidden, "door.stale")
	})
}

func TestGuessingIsSlow(t *testing.T) {
	s := newStage(t, Options{})
	s.freeze()
	b := s.browser()
	page := b.get("/web/")
	var waits int
	for i := range wrongAtOnce + 20 {
		form := b.filled(page, "/enter", url.Values{"code": {fmt.Sprintf("AAAA-%04d", i)}, "name": {"Ada"}})
		if p := b.do(http.MethodPost, "/web/enter", form); p.status == http.StatusTooManyRequests {
			p.wants(t, http.StatusTooManyRequests, "door.wait")
			waits++
		}
	}
	if waits != 20 {
		t.Errorf("%d of %d guesses were turned away, want 20", waits, wrongAtOnce+20)
	}
	s.later(5 * wrongEvery)
	asked := s.door.asked
	for i := range 10 {
		b.do(http.MethodPost, "/web/enter", b.filled(page, "/enter", url.Values{"code": {fmt.Sprintf("BBBB-%04d", i)}, "name": {"Ada"}}))
	}
	if n := s.door.asked - asked; n != 5 {
		t.Errorf("%d guesses were heard after %v, want 5", n, 5*wrongEvery)
	}
}

// A thousand wrong links a second, from one machine, are turned away without a
// look into the database, and others are not kept waiting.
func TestAStormOfWrongLinksIsTurnedAway(t *testing.T) {
	s := newStage(t, Options{})
	s.freeze()
	s.run(quiet)
	h := s.adapter.Handler()
	request := func(from, path string) *http.Request {
		r, err := http.NewRequest(http.MethodGet, "http://localhost"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.RequestURI, r.RemoteAddr = path, from
		return r
	}
	storm := newRecorder()
	for range 1000 {
		h.ServeHTTP(storm, request("203.0.113.9:1", "/in?t="+eventID()+eventID()))
	}
	if n := storm.count(http.StatusTooManyRequests); n != 1000-enteredAtOnce {
		t.Errorf("%d of 1000 were turned away, want %d", n, 1000-enteredAtOnce)
	}
	other := newRecorder()
	h.ServeHTTP(other, request("198.51.100.7:1", "/in?t="+eventID()+eventID()))
	if other.count(http.StatusOK) != 1 {
		t.Errorf("somebody else is turned away too: %v", other.statuses)
	}
	if s.door.asked != 0 {
		t.Errorf("%d links were looked up", s.door.asked)
	}
}

// recorder counts answers.
type recorder struct {
	header   http.Header
	statuses map[int]int
}

func newRecorder() *recorder {
	return &recorder{header: make(http.Header), statuses: make(map[int]int)}
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) Write(b []byte) (int, error) { return len(b), nil }
func (r *recorder) WriteHeader(status int)      { r.statuses[status]++ }
func (r *recorder) count(status int) int        { return r.statuses[status] }

func TestAnErrorSaysNothingOfItself(t *testing.T) {
	s := newStage(t, Options{})
	s.run(func(context.Context, chat.Event) (*chat.Answer, error) {
		return nil, &coach.Error{Op: "secret table", Kind: coach.Internal, Err: errBook}
	})
	b := s.enters(ada, "ada")
	p := b.post(b.get("/web/chat"), "/chat/say", url.Values{"text": {"what I typed"}})
	p.wants(t, http.StatusInternalServerError, "failed")
	if strings.Contains(p.body, "secret table") || strings.Contains(p.body, errBook.Error()) {
		t.Errorf("the page tells the error:\n%s", p.text())
	}
	if n := byID(p.doc, "text"); n == nil || words(n) != "\nwhat I typed\n" {
		t.Errorf("what was typed is gone: %q", words(n))
	}
}

func TestTwoSidesHoldTwoCookies(t *testing.T) {
	s := newStage(t, Options{})
	s.run(quiet)
	b := s.enters(ada, "ada")
	b.base = "/other"
	b.enter(rivera, "rivera")
	if n := s.visits.count(); n != 2 {
		t.Fatalf("%d visits, want 2", n)
	}
	if to := b.get("/other/").header.Get("Location"); to != "/other/needs" {
		t.Errorf("a teacher is sent to %q", to)
	}
	if to := b.get("/web/").header.Get("Location"); to != "/web/chat" {
		t.Errorf("a learner is sent to %q", to)
	}
}
