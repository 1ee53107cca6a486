package main

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"pacer/adapters/web"
	"pacer/bot"
	"pacer/coach"
)

// site is a service whose web is reached, with everything behind it.
type site struct {
	*service
	t      *testing.T
	server *httptest.Server
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{service: newService(t), t: t}
	c, err := bundledCourse("planet")
	if err != nil {
		t.Fatal(err)
	}
	if s.catalog, err = bot.NewCatalog(c); err != nil {
		t.Fatal(err)
	}
	if err := s.build(); err != nil {
		t.Fatal(err)
	}
	if err := s.store.CreateWorkspace(t.Context(), coach.Workspace{ID: "garden", Name: "Garden", Zone: "UTC"}); err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{s.config.Workspace.ID, "garden"} {
		if err := s.bot.Publish(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 2)
	go func() { ended <- s.adapters[web.Name].Run(ctx, s.bot.Handle) }()
	go func() { ended <- s.sender.Run(ctx) }()
	server := &server{service: s.service}
	s.server = httptest.NewServer(server.limited(server.routes()))
	s.bot.PageURL = s.server.URL + "/web"
	t.Cleanup(func() {
		cancel()
		for range 2 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
		s.server.Close()
	})
	return s
}

// browser is somebody's, with the page it shows.
type browser struct {
	*site
	client *http.Client
	status int
	at     string
	doc    *html.Node
	body   string
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{site: s, client: &http.Client{Jar: jar}}
}

func (b *browser) see(res *http.Response, err error) *browser {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if b.doc, err = html.Parse(strings.NewReader(string(body))); err != nil {
		b.t.Fatal(err)
	}
	b.status, b.at, b.body = res.StatusCode, res.Request.URL.Path, string(body)
	return b
}

func (b *browser) get(path string) *browser {
	b.t.Helper()
	return b.see(b.client.Get(b.server.URL + path))
}

// send sends the first form of the page with that action which holds some words,
// or any, with what is filled in.
func (b *browser) send(action, words string, fill ...string) *browser {
	b.t.Helper()
	values := url.Values{}
	found := false
	each(b.doc, func(n *html.Node) {
		if found || n.DataAtom != atom.Form || attribute(n, "action") != action {
			return
		}
		var text strings.Builder
		if err := html.Render(&text, n); err != nil || !strings.Contains(text.String(), words) {
			return
		}
		found = true
		each(n, func(n *html.Node) {
			if name := attribute(n, "name"); name != "" && (n.DataAtom == atom.Input || n.DataAtom == atom.Button && words != "") {
				values.Set(name, attribute(n, "value"))
			}
		})
	})
	if !found {
		b.t.Fatalf("no form for %s with %q stands on %s (%d):\n%s", action, words, b.at, b.status, b.body)
	}
	for i := 0; i < len(fill); i += 2 {
		values.Set(fill[i], fill[i+1])
	}
	return b.see(b.client.PostForm(b.server.URL+action, values))
}

// says says something in the chat.
func (b *browser) says(words string) *browser {
	b.t.Helper()
	return b.get("/web/chat").send("/web/chat/say", "", "text", words)
}

// enters comes in with a code, and a name.
func (b *browser) enters(code, name string) *browser {
	b.t.Helper()
	return b.get("/web/").send("/web/enter", "", "code", code, "name", name)
}

func each(n *html.Node, do func(*html.Node)) {
	do(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		each(c, do)
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// teaches makes a class of a workspace with its teacher, who has entered.
func (s *site) teaches(workspace, name string) (teacher *browser, class coach.Class) {
	s.t.Helper()
	code, err := newOwnerCode(s.t.Context(), s.store, workspace, time.Now())
	if err != nil {
		s.t.Fatal(err)
	}
	teacher = s.browser().enters(code.Code, name)
	teacher.says("class new " + name + "'s class, 13-17")
	if err := s.store.View(s.t.Context(), workspace, func(r bot.Reader) error {
		all, err := r.Classes()
		if err == nil {
			class = all[len(all)-1]
		}
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return teacher, class
}

func TestAClassStartsOnTheWebAlone(t *testing.T) {
	s := newSite(t)
	tess, class := s.teaches(s.config.Workspace.ID, "Tess")
	tess.says("class course planet")
	kim := s.browser().enters(class.Code, "Kim")
	if !strings.Contains(kim.body, "Your return code") {
		t.Fatalf("Kim is not shown a return code: %s", kim.body)
	}
	code := regexp.MustCompile(`[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}`).FindString(kim.body)
	kim.says("practice")
	if kim.status != http.StatusOK || !strings.Contains(kim.body, `class="line own"`) {
		t.Fatalf("practice is answered with %d: %s", kim.status, kim.body)
	}
	tess.get("/web/class/" + class.ID + "/people")
	if tess.status != http.StatusOK || !strings.Contains(tess.body, "Kim") {
		t.Errorf("Tess does not see who learns there: %d %s", tess.status, tess.body)
	}
	t.Run("and goes on in another browser, with what was said before", func(t *testing.T) {
		again := s.browser().get("/web/").send("/web/enter", "", "code", strings.ToLower(code)).get("/web/chat")
		if again.status != http.StatusOK || !strings.Contains(again.body, "practice") {
			t.Errorf("answered %d: %s", again.status, again.body)
		}
	})
	t.Run("and a form of an old page does nothing twice", func(t *testing.T) {
		kim.get("/web/chat")
		was := *kim
		kim.send("/web/chat/say", "", "text", "progress")
		before := strings.Count(kim.get("/web/chat").body, `class="line`)
		*kim = was
		kim.send("/web/chat/say", "", "text", "progress")
		if after := strings.Count(kim.get("/web/chat").body, `class="line`); after != before {
			t.Errorf("%d lines stand there, and were %d", after, before)
		}
	})
}

// routes are a teacher's pages of a class with a learner.
func routesOf(class, learner string) []string {
	c := "/web/class/" + class
	return []string{
		c + "/", c + "/needs", c + "/graded", c + "/map", c + "/screen", c + "/groups", c + "/standards", c + "/attendance", c + "/people",
		c + "/settings", c + "/material", c + "/parity", c + "/alerts", c + "/learner/" + learner, c + "/thoughts/" + learner,
		c + "/skill/planet/seasons", c + "/course/planet", c + "/gradebook.csv", c + "/attempts.csv", c + "/statements.jsonl",
	}
}

func TestTheWallHoldsOnTheWeb(t *testing.T) {
	s := newSite(t)
	tess, class := s.teaches(s.config.Workspace.ID, "Tess")
	tess.says("class course planet")
	kim := s.browser().enters(class.Code, "Kim")
	var learner string
	if err := s.store.View(t.Context(), s.config.Workspace.ID, func(r bot.Reader) error {
		all, err := r.Members(class.ID)
		for _, m := range all {
			if m.Role == coach.Learner {
				learner = m.Person
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	gardener, _ := s.teaches("garden", "Gus")
	stranger := s.browser()
	for _, route := range routesOf(class.ID, learner) {
		if got := tess.get(route); got.status != http.StatusOK {
			t.Errorf("their teacher gets %d of %s", got.status, route)
		}
		for name, who := range map[string]*browser{"a learner": kim, "another workspace's owner": gardener} {
			got := *who.get(route)
			none := *who.get(strings.Replace(route, class.ID, "01NOTTHERE", 1)) // answered alike
			if got.status != http.StatusNotFound || none.status != got.status || strings.Contains(got.body, "Tess") || strings.Contains(got.body, "seasons") {
				t.Errorf("%s gets %d of %s, and %d of what is not there", name, got.status, route, none.status)
			}
		}
		if got := stranger.get(route); got.at != "/web/" {
			t.Errorf("a stranger is let to %s", got.at)
		}
	}
	t.Run("a press on a page is checked as in chat", func(t *testing.T) {
		kim.get("/web/me")
		kim.send("/web/act", "", "say", "class @"+class.ID+" note @"+learner+": I am your teacher", "press", "")
		if !strings.Contains(kim.body, "teacher") || strings.Contains(kim.body, "I am your teacher") {
			t.Errorf("answered %d: %s", kim.status, kim.body)
		}
	})
	t.Run("a teacher who is removed while a page is open is refused", func(t *testing.T) {
		page := "/web/class/" + class.ID + "/people"
		tess.get(page)
		if _, err := s.store.Turn(t.Context(), s.config.Workspace.ID, "", func(tx bot.Tx) error {
			all, err := tx.Members(class.ID)
			for _, m := range all {
				if m.Role == coach.Teacher && err == nil {
					m.Who.Owner = false
					if err = tx.PutPerson(m.Who); err == nil {
						err = tx.RemoveMember(class.ID, m.Person)
					}
				}
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if got := tess.get(page); got.status != http.StatusNotFound || !strings.Contains(got.body, "There is nothing here for you") {
			t.Errorf("answered %d: %s", got.status, got.body)
		}
	})
}

func TestALinkFromChatOpensTheClassPage(t *testing.T) {
	s := newSite(t)
	tess, _ := s.teaches(s.config.Workspace.ID, "Tess")
	if said := tess.says("page"); !strings.Contains(said.body, s.server.URL+"/web/") {
		t.Errorf("in the web chat it says %s", said.body)
	}
	logged := regexp.MustCompile(`[A-Z2-7]{52}`)
	if logged.MatchString(tess.body) {
		t.Error("whoever is in already is given a token")
	}
}
