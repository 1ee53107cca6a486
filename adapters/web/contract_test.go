package web

import (
	"bufio"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"pacer/adapters/adaptertest"
	"pacer/bot/chat"
)

// tab is a person at the chat, for the suite.
type tab struct {
	*browser
	mu    sync.Mutex
	last  url.Values
	acked int
	fault string // what the last answer complained of
	posts int

	isLive bool
	lines  map[string]string // as they came, by ID
	stream sync.Once
}

// send sends a form, and is not waited for.
func (b *tab) send(values url.Values) {
	b.mu.Lock()
	b.last = values
	b.mu.Unlock()
	go func() {
		p := b.do(http.MethodPost, "/web/chat/say", values)
		b.mu.Lock()
		defer b.mu.Unlock()
		if p.status < 400 {
			b.acked++
		}
		if n := byID(p.doc, "fault"); n != nil && p.status >= 400 {
			b.fault = words(n)
		}
	}()
}

// say fills in the form at the foot of the chat.
func (b *tab) say(fill url.Values) {
	b.t.Helper()
	values := b.filled(b.get("/web/chat"), "/chat/say", fill)
	for name := range values {
		if name != "csrf" && name != "event" && name != "to" && fill[name] == nil {
			delete(values, name)
		}
	}
	b.send(values)
}

// screen is the chat: the page loaded again, or the lines as they came.
func (b *tab) screen() string {
	b.mu.Lock()
	fault := b.fault
	b.mu.Unlock()
	if !b.isLive {
		return words(byID(b.get("/web/chat").doc, "talk")) + fault
	}
	b.watch()
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []string
	for _, id := range slices.Sorted(maps.Keys(b.lines)) {
		all = append(all, b.lines[id])
	}
	return strings.Join(all, "\n") + fault
}

// watch reads the stream of lines until it ends.
func (b *tab) watch() {
	if b.adapter.run.Load() == nil {
		return // nothing comes before it runs, or after
	}
	b.stream.Do(func() {
		req, err := http.NewRequest(http.MethodGet, b.server.URL+"/web/chat/live", nil)
		if err != nil {
			b.t.Fatal(err)
		}
		res, err := b.client.Do(req)
		if err != nil || res.StatusCode != http.StatusOK {
			b.t.Fatalf("the stream does not open: %v, %v", res, err)
		}
		go func() {
			defer res.Body.Close()
			lines := bufio.NewScanner(res.Body)
			lines.Buffer(nil, 1<<20)
			for lines.Scan() {
				data, ok := strings.CutPrefix(lines.Text(), "data: ")
				if !ok {
					continue
				}
				var l drawnLine
				if err := json.Unmarshal([]byte(data), &l); err != nil {
					b.t.Errorf("a line that is none: %v", err)
					return
				}
				doc, err := html.Parse(strings.NewReader(string(l.HTML)))
				if err != nil {
					b.t.Errorf("a line that is no HTML: %v", err)
					return
				}
				b.mu.Lock()
				b.lines[l.ID] = words(doc)
				b.mu.Unlock()
			}
		}()
	})
}

func (b *tab) harness() adaptertest.Harness {
	return adaptertest.Harness{
		Adapter: b.adapter,
		Person:  chat.Account{User: ada},
		Direct:  chat.Conversation{Platform: Name, Place: school, User: ada},
		Say:     func(text string) { b.say(url.Values{"text": {text}}) },
		Command: func(text string) { b.say(url.Values{"text": {"/" + text}}) },
		Press:   func(value string) { b.say(url.Values{"press": {value}}) },
		Again:   func() { b.send(b.last) },
		Screen:  b.screen,
		Acknowledged: func() int {
			b.mu.Lock()
			defer b.mu.Unlock()
			return b.acked
		},
		Fail: func(f adaptertest.Failure) bool {
			b.visits.mu.Lock()
			defer b.visits.mu.Unlock()
			b.stage.lines.mu.Lock()
			defer b.stage.lines.mu.Unlock()
			if f.Kind == adaptertest.Lost {
				b.stage.lines.fails = 2 // what the person said, and the answer
			}
			return f.Kind == adaptertest.Lost
		},
		Attempts: func() int {
			b.stage.lines.mu.Lock()
			defer b.stage.lines.mu.Unlock()
			return b.stage.lines.puts
		},
	}
}

func newTab(t *testing.T, isLive bool) *tab {
	s := newStage(t, Options{})
	return &tab{browser: s.enters(ada, "ada"), isLive: isLive, lines: make(map[string]string)}
}

func TestContract(t *testing.T) {
	adaptertest.Run(t, func(t *testing.T) adaptertest.Harness { return newTab(t, false).harness() })
}

func TestContractAsLinesCome(t *testing.T) {
	adaptertest.Run(t, func(t *testing.T) adaptertest.Harness { return newTab(t, true).harness() })
}
