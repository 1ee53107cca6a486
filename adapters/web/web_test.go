package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// stage is a server with the web on it, in memory, and who may come in.
type stage struct {
	t       testing.TB
	adapter *Adapter
	server  *httptest.Server
	door    *doorkeeper
	visits  *visitBook
	lines   *lineBook

	mu    sync.Mutex
	ahead time.Duration // of the machine's time
	still time.Time     // the time it is, plus ahead; zero: the machine's
	form  *chat.Form    // that every press opens; nil: none does
}

const (
	school = "school"
	ada    = "wada"
	rivera = "wrivera"
)

func newStage(t testing.TB, o Options) *stage {
	s := &stage{t: t, visits: &visitBook{}, lines: &lineBook{}}
	s.door = &doorkeeper{stage: s, links: make(map[string]bot.Entry), codes: make(map[string]bot.Entry), people: map[string]bot.Entered{}}
	s.let(ada, coach.Person{ID: "ada", Name: "Ada"}, false)
	s.let(rivera, coach.Person{ID: "rivera", Name: "Ms Rivera"}, true)
	o.Door, o.Reads, o.Visits, o.Lines, o.Now = s.door, forms{s}, s.visits, s.lines, s.now
	s.adapter = New(o)
	mux := http.NewServeMux()
	mux.Handle("/web/", http.StripPrefix("/web", s.adapter.Handler()))
	mux.Handle("/other/", http.StripPrefix("/other", s.adapter.At("/other")))
	s.server = httptest.NewServer(mux)
	t.Cleanup(s.server.Close)
	return s
}

func (s *stage) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.still.IsZero() {
		return s.still.Add(s.ahead)
	}
	return time.Now().Add(s.ahead)
}

// freeze lets time stand still, but for later.
func (s *stage) freeze() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.still = time.Now()
}

func (s *stage) later(by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead += by
}

// let lets somebody have an account of the web.
func (s *stage) let(user string, p coach.Person, teaches bool) {
	s.door.mu.Lock()
	defer s.door.mu.Unlock()
	s.door.people[user] = bot.Entered{Person: p, Zone: time.UTC, Printer: say.In("en"), Teaches: teaches}
}

// link is a link for somebody, as the bot makes them: its token.
func (s *stage) link(user, person string) string {
	token := eventID() + eventID()
	s.door.mu.Lock()
	defer s.door.mu.Unlock()
	s.door.links[token] = bot.Entry{Workspace: school, Person: person, User: user}
	return token
}

// run runs the adapter until the test ends.
func (s *stage) run(h chat.Handler) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.adapter.Run(ctx, h) }()
	s.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			s.t.Errorf("Run returned %v", err)
		}
	})
	<-s.adapter.started
}

// doorkeeper is a Door in memory.
type doorkeeper struct {
	*stage
	mu     sync.Mutex
	links  map[string]bot.Entry
	codes  map[string]bot.Entry
	people map[string]bot.Entered
	asked  int // codes and links looked up
}

func (d *doorkeeper) Enter(_ context.Context, token string) (bot.Entry, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked++
	e, ok := d.links[token]
	if !ok {
		return e, &coach.Error{Op: "enter", Kind: coach.NotFound}
	}
	delete(d.links, token)
	return e, nil
}

func (d *doorkeeper) EnterCode(_ context.Context, e bot.Entrance) (bot.Entry, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked++
	entry, ok := d.codes[e.Code]
	if !ok {
		return entry, &coach.Error{Op: "enter", Kind: coach.NotFound}
	}
	return entry, nil
}

func (d *doorkeeper) Entered(_ context.Context, _, user string) (bot.Entered, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	e, ok := d.people[user]
	if !ok {
		return e, &coach.Error{Op: "entered", Kind: coach.NotFound}
	}
	return e, nil
}

func (d *doorkeeper) Enrol(context.Context, string, string, string, []string) ([]bot.Enrolled, error) {
	return nil, &coach.Error{Op: "enrol", Kind: coach.Forbidden}
}

// forms are the Reads of a stage.
type forms struct{ *stage }

func (f forms) Form(context.Context, chat.Event) (*chat.Form, error) { return f.form, nil }
func (f forms) Complete(context.Context, chat.Event, string, string) ([]chat.Choice, error) {
	return nil, nil
}
func (f forms) Home(context.Context, chat.Event) (chat.Message, error) { return chat.Message{}, nil }
func (f forms) Commands(string) []chat.Command                         { return nil }

// visitBook is Visits in memory.
type visitBook struct {
	mu  sync.Mutex
	all map[string]Visit
}

func (b *visitBook) Visit(_ context.Context, key string) (Visit, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	v, ok := b.all[key]
	if !ok {
		return v, &coach.Error{Op: "visit", Kind: coach.NotFound}
	}
	return v, nil
}

func (b *visitBook) Put(_ context.Context, v Visit) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all == nil {
		b.all = make(map[string]Visit)
	}
	if old, ok := b.all[v.Key]; ok {
		old.Seen, old.Ends = v.Seen, v.Ends
		v = old
	}
	b.all[v.Key] = v
	return nil
}

func (b *visitBook) End(_ context.Context, workspace, key string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.all[key].Workspace == workspace {
		delete(b.all, key)
	}
	return nil
}

func (b *visitBook) EndAll(_ context.Context, workspace, person string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for key, v := range b.all {
		if v.Workspace == workspace && v.Person == person {
			delete(b.all, key)
		}
	}
	return nil
}

func (b *visitBook) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.all)
}

// lineBook is Lines in memory.
type lineBook struct {
	mu    sync.Mutex
	all   map[string][]Line
	fails int // so many times nothing can be kept
	puts  int
}

var errBook = errors.New("the book is closed")

func (b *lineBook) Put(_ context.Context, workspace, user string, l Line) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.puts++
	if b.fails > 0 {
		b.fails--
		return errBook
	}
	if b.all == nil {
		b.all = make(map[string][]Line)
	}
	key := talkKey(workspace, user)
	lines := b.all[key]
	i, is := slices.BinarySearchFunc(lines, l.ID, func(o Line, id string) int { return strings.Compare(o.ID, id) })
	if is {
		lines[i].Message = l.Message
		return nil
	}
	b.all[key] = slices.Insert(lines, i, l)
	return nil
}

func (b *lineBook) Last(_ context.Context, workspace, user, before string, limit int) ([]Line, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	lines := b.all[talkKey(workspace, user)]
	if before != "" {
		i, _ := slices.BinarySearchFunc(lines, before, func(o Line, id string) int { return strings.Compare(o.ID, id) })
		lines = lines[:i]
	}
	return slices.Clone(lines[max(0, len(lines)-limit):]), nil
}

func (b *lineBook) of(user string) []Line {
	lines, _ := b.Last(context.Background(), school, user, "", 1000)
	return lines
}

// browser is somebody's, with what it holds.
type browser struct {
	*stage
	client *http.Client
	header http.Header
	base   string
}

func (s *stage) browser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &browser{
		stage: s, base: "/web", header: make(http.Header),
		client: &http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
}

// seen is an answer that a browser got.
type seen struct {
	status int
	header http.Header
	body   string
	doc    *html.Node
}

// text is what a person reads.
func (p *seen) text() string { return words(p.doc) }

// do sends a request.
func (b *browser) do(method, path string, form url.Values) *seen {
	b.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequest(method, b.server.URL+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	for k, v := range b.header {
		req.Header[k] = v
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	doc, err := html.Parse(strings.NewReader(string(text)))
	if err != nil {
		b.t.Fatal(err)
	}
	return &seen{res.StatusCode, res.Header, string(text), doc}
}

func (b *browser) get(path string) *seen { b.t.Helper(); return b.do(http.MethodGet, path, nil) }

// follow gets a page, and what it sends on to.
func (b *browser) follow(path string) *seen {
	b.t.Helper()
	p := b.get(path)
	for range 5 {
		to := p.header.Get("Location")
		if to == "" {
			return p
		}
		p = b.get(to)
	}
	b.t.Fatalf("%s sends on and on", path)
	return nil
}

// post sends the form with that action on a page, with what is filled in.
func (b *browser) post(p *seen, action string, fill url.Values) *seen {
	b.t.Helper()
	return b.do(http.MethodPost, b.base+action, b.filled(p, action, fill))
}

// filled is the form with that action on a page, filled in.
func (b *browser) filled(p *seen, action string, fill url.Values) url.Values {
	b.t.Helper()
	form := find(p.doc, func(n *html.Node) bool { return n.DataAtom == atom.Form && attr(n, "action") == b.base+action })
	if form == nil {
		b.t.Fatalf("no form for %s stands on the page (%d):\n%s", action, p.status, p.text())
	}
	values := make(url.Values)
	walk(form, func(n *html.Node) {
		if n.DataAtom == atom.Input && attr(n, "name") != "" && attr(n, "type") != "file" {
			values.Set(attr(n, "name"), attr(n, "value"))
		}
	})
	for k, v := range fill {
		values[k] = v
	}
	return values
}

// enters lets somebody in by a link.
func (s *stage) enters(user, person string) *browser {
	s.t.Helper()
	b := s.browser()
	b.enter(user, person)
	return b
}

func (b *browser) enter(user, person string) {
	b.t.Helper()
	in := b.post(b.get(b.base+"/in?t="+b.link(user, person)), "/in", nil)
	if in.status != http.StatusSeeOther {
		b.t.Fatalf("not let in: %d %s", in.status, in.text())
	}
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func walk(n *html.Node, each func(*html.Node)) {
	each(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, each)
	}
}

func find(n *html.Node, is func(*html.Node) bool) (found *html.Node) {
	walk(n, func(n *html.Node) {
		if found == nil && is(n) {
			found = n
		}
	})
	return found
}

func byID(n *html.Node, id string) *html.Node {
	return find(n, func(n *html.Node) bool { return attr(n, "id") == id })
}

// words is what a person reads of HTML: lines, and what pictures show.
func words(n *html.Node) string {
	var text strings.Builder
	var read func(*html.Node)
	read = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			text.WriteString(n.Data)
			return
		case n.DataAtom == atom.Script, n.DataAtom == atom.Style, n.DataAtom == atom.Head, attr(n, "class") == "from":
			return // the last tells whose a line is, and when
		case n.DataAtom == atom.Img:
			text.WriteString("\n" + attr(n, "alt") + "\n")
		}
		isInline := slices.Contains([]atom.Atom{atom.A, atom.Strong, atom.Em, atom.Code, atom.Span, atom.Time, atom.Bdi}, n.DataAtom)
		if n.Type == html.ElementNode && !isInline {
			text.WriteByte('\n')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			read(c)
		}
		if n.Type == html.ElementNode && !isInline {
			text.WriteByte('\n')
		}
	}
	read(n)
	return text.String()
}
