package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"golang.org/x/net/html"

	"pacer/bot/chat"
	"pacer/bot/page"
	"pacer/coach"
)

// sentenceCall is a sentence in a template, with the names of what it is given.
var (
	sentenceCall = regexp.MustCompile(`\.[TP] "([a-z_.]+)"((?: "[A-Z][A-Za-z]*" (?:\([^)]*\)|[^ "})]+))*)`)
	givenName    = regexp.MustCompile(`"([A-Z][A-Za-z]*)"`)
	shownName    = regexp.MustCompile(`\{\{[^}]*?\.(\w+)\s*\}\}`)
)

func TestTemplatesSayWhatThereIsWithAllItShows(t *testing.T) {
	text, err := os.ReadFile("../../bot/say/en.yaml")
	if err != nil {
		t.Fatal(err)
	}
	sentences := make(map[string]any)
	if err := yaml.Unmarshal(text, &sentences); err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	for _, name := range names {
		body, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range sentenceCall.FindAllSubmatch(body, -1) {
			calls++
			key, given := string(call[1]), make(map[string]bool)
			for _, m := range givenName.FindAllSubmatch(call[2], -1) {
				given[string(m[1])] = true
			}
			sentence, ok := sentences[key]
			if !ok {
				t.Errorf("%s says %s, which there is not", name, key)
				continue
			}
			forms := map[string]any{"other": sentence}
			if several, ok := sentence.(map[string]any); ok {
				if forms = several; !given["N"] {
					t.Errorf("%s says %s, which has a plural, without N", name, key)
				}
			}
			for _, form := range forms {
				for _, m := range shownName.FindAllStringSubmatch(form.(string), -1) {
					if !given[m[1]] {
						t.Errorf("%s: %s shows %s, which is not given", name, key, m[1])
					}
				}
			}
		}
	}
	if calls < 200 {
		t.Errorf("only %d sentences were found in templates", calls)
	}
}

// A page's policy lets no script and no style in that stands in the page.
func TestNoScriptOrStyleStandsInAPage(t *testing.T) {
	s := demoStage(t)
	teacher, learner := s.enters(rivera, "rivera"), s.enters(ada, "ada")
	for who, b := range map[string]*browser{"teacher": teacher, "learner": learner} {
		for _, path := range demoPages[who] {
			p := b.get(path)
			if p.status != http.StatusOK {
				t.Errorf("%s: %d", path, p.status)
			}
			walk(p.doc, func(n *html.Node) {
				if n.Type != html.ElementNode {
					return
				}
				if n.Data == "style" || n.Data == "script" && attr(n, "src") == "" {
					t.Errorf("%s has a %s in it", path, n.Data)
				}
				for _, a := range n.Attr {
					if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
						t.Errorf("%s: %s has the attribute %s", path, n.Data, a.Key)
					}
				}
			})
		}
	}
}

// Every POST carries what binds it to the visit; those that do something, also
// what makes twice once.
func TestEveryFormIsBoundToTheVisit(t *testing.T) {
	s := demoStage(t)
	b := s.enters(rivera, "rivera")
	forms := 0
	for _, path := range demoPages["teacher"] {
		walk(b.get(path).doc, func(n *html.Node) {
			if n.Type != html.ElementNode || n.Data != "form" {
				return
			}
			forms++
			has := make(map[string]bool)
			walk(n, func(n *html.Node) { has[attr(n, "name")] = attr(n, "value") != "" })
			if attr(n, "method") != "post" || !has["csrf"] || strings.HasSuffix(attr(n, "action"), "/act") && !has["event"] {
				t.Errorf("%s: the form to %s is not bound: %v", path, attr(n, "action"), has)
			}
		})
	}
	if forms < 50 {
		t.Errorf("only %d forms were found", forms)
	}
}

// hostile is the demo with names and words that would be markup.
type hostile struct{ demo }

const markupName = `<script>alert("x")</script>'"&`

func (h hostile) Needs(ctx context.Context, who page.Viewer, class string) (*page.Needs, error) {
	n, err := h.demo.Needs(ctx, who, class)
	if err == nil {
		n.Me.Name, n.Classes[0].Name, n.Classes[1].Name = markupName, markupName, markupName
		n.Alerts[0].Who.Name, n.Alerts[0].Class.Name = markupName, markupName
		n.Alerts[0].Evidence[0] = chat.Escape(markupName)
		n.Alerts[0].Presses[0].Label, n.Alerts[0].Presses[0].Value = chat.Escape(markupName), `"><script>`
	}
	return n, err
}

func TestNamesWithMarkupAreNames(t *testing.T) {
	s := demoStage(t)
	s.adapter.Models = hostile{demo{language: "en", learners: 3, skills: 3}}
	p := s.enters(rivera, "rivera").get("/web/needs")
	if n := strings.Count(p.text(), markupName); n < 5 {
		t.Errorf("the name is read %d times as it is written, want 5 at least:\n%s", n, p.text())
	}
	walk(p.doc, func(n *html.Node) {
		if n.Type == html.ElementNode && n.Data == "script" && attr(n, "src") == "" {
			t.Error("a name has become a script")
		}
	})
}

// What the first screen of a class map of 500 learners and 60 skills weighs when
// it is compressed, as a proxy does; the page's own time is measured in bot/page.
func TestAClassMapIsLight(t *testing.T) {
	s := demoStage(t)
	s.adapter.Models = demo{language: "en", learners: 500, skills: 60}
	p := s.enters(rivera, "rivera").get(inClass + "/map")
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(p.body)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d bytes, %d compressed", len(p.body), packed.Len())
	if most := 40_000; packed.Len() > most {
		t.Errorf("the first screen has %d bytes compressed, want %d at most", packed.Len(), most)
	}
	rows := 0
	walk(byID(p.doc, "rows"), func(n *html.Node) {
		if n.Type == html.ElementNode && n.Data == "tr" {
			rows++
		}
	})
	if rows != page.MapPage || !strings.Contains(p.body, "map?from=50") {
		t.Errorf("%d rows stand on the first screen", rows)
	}
}

func TestAFormKeepsWhatWasFilledIn(t *testing.T) {
	s := demoStage(t)
	b := s.enters(rivera, "rivera")
	p := b.get("/web/form?press=note:" + demoAlert + "&to=/web/needs")
	again := b.post(p, "/act", url.Values{"f.words": {"wrong"}, "f.when": {"tomorrow"}, "f.days": {"mon", "tue"}, "f.name": {`A "B" <C>`}})
	if again.status != http.StatusUnprocessableEntity {
		t.Fatalf("%d: %s", again.status, again.text())
	}
	chosen := make(map[string][]string)
	walk(again.doc, func(n *html.Node) {
		if n.Data == "input" && find(n, func(n *html.Node) bool { return n.Data == "input" && hasAttr(n, "checked") }) != nil {
			chosen[attr(n, "name")] = append(chosen[attr(n, "name")], attr(n, "value"))
		}
	})
	if got := chosen["f.when"]; len(got) != 1 || got[0] != "tomorrow" {
		t.Errorf("of when %v is chosen", got)
	}
	if got := chosen["f.days"]; len(got) != 2 {
		t.Errorf("of days %v is chosen", got)
	}
	if got := attr(byID(again.doc, "f-name"), "value"); got != `A "B" <C>` {
		t.Errorf("the name is %q", got)
	}
	words := byID(again.doc, "f-words")
	if attr(words, "aria-invalid") != "true" || !strings.Contains(attr(words, "aria-describedby"), "f-words-fault") || byID(again.doc, "f-words-fault") == nil {
		t.Error("the field does not say what is wrong with it")
	}
}

func hasAttr(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func TestOnePressIsDoneOnce(t *testing.T) {
	s := newStage(t, Options{Models: demo{language: "en", learners: 3, skills: 3}})
	seen := make(map[string]int)
	s.run(func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
		seen[ev.ID+" "+ev.Press]++
		return nil, nil
	})
	b := s.enters(rivera, "rivera")
	p := b.get("/web/needs")
	for _, press := range []string{"alert 1:ack", "alert 1:ack", "alert 1:snooze"} {
		if done := b.post(p, "/act", url.Values{"press": {press}}); done.status != http.StatusSeeOther || done.header.Get("Location") != "/web/needs#answer" {
			t.Fatalf("%d to %s", done.status, done.header.Get("Location"))
		}
	}
	if len(seen) != 2 {
		t.Errorf("what was pressed came as %v, want one ID for each button", seen)
	}
}

// broken is the demo whose downloads break off.
type broken struct {
	demo
	after string
}

var errBroken = errors.New("the disk is gone")

func (b broken) Gradebook(_ context.Context, _ page.Viewer, _ string, w io.Writer) error {
	if b.after == "" {
		return &coach.Error{Op: "page.Gradebook", Kind: coach.NotFound}
	}
	if _, err := io.WriteString(w, b.after); err != nil {
		return err
	}
	return errBroken
}

func TestADownloadIsWholeOrNone(t *testing.T) {
	path := inClass + "/gradebook.csv"
	t.Run("a whole one is a file", func(t *testing.T) {
		p := demoStage(t)
		got := p.enters(rivera, "rivera").get(path)
		if got.status != http.StatusOK || got.header.Get("Content-Disposition") != `attachment; filename="gradebook.csv"` || got.header.Get("Content-Type") != "text/csv; charset=utf-8" || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%d %v", got.status, got.header)
		}
	})
	t.Run("one that is not theirs is no file", func(t *testing.T) {
		s := demoStage(t)
		s.adapter.Models = broken{}
		got := s.enters(rivera, "rivera").get(path)
		if got.status != http.StatusNotFound || got.header.Get("Content-Disposition") != "" {
			t.Errorf("%d %v", got.status, got.header)
		}
	})
	t.Run("half of one does not pass for the whole", func(t *testing.T) {
		s := demoStage(t)
		s.adapter.Models = broken{after: "learner,skill\n"}
		b := s.enters(rivera, "rivera")
		res, err := b.client.Get(s.server.URL + path)
		if err != nil {
			return // broken off before anything came
		}
		defer res.Body.Close()
		if text, err := io.ReadAll(res.Body); err == nil {
			t.Errorf("it ended well, with %q", text)
		}
	})
}

// Pages of others' look like pages that are not there.
func TestWhatIsNotTheirsLooksLikeWhatIsNotThere(t *testing.T) {
	s := demoStage(t)
	b := s.enters(rivera, "rivera")
	learner := b.get(inClass + "/learner/01NOBODY")
	if learner.status != http.StatusNotFound {
		t.Errorf("a learner who is not there: %d", learner.status)
	}
	stranger := s.browser()
	for who, paths := range demoPages {
		for _, path := range paths {
			if who == "stranger" {
				continue
			}
			if p := stranger.get(path); p.status != http.StatusSeeOther || !strings.HasPrefix(p.header.Get("Location"), "/web/?to=") {
				t.Errorf("%s answers a stranger %d %s", path, p.status, p.header.Get("Location"))
			}
		}
	}
	for _, path := range []string{"/web/act", inClass + "/material/send", inClass + "/people/check", inClass + "/people/enrol"} {
		if p := stranger.do(http.MethodPost, path, url.Values{"press": {"alert x:ack"}}); p.status != http.StatusForbidden {
			t.Errorf("%s answers a stranger %d", path, p.status)
		}
	}
}
