package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"pacer/bot/chat"
)

// sockets plays Slack's end of Socket Mode. What is sent is sent again, on
// whichever connection there is, until it is acknowledged, as Slack does.
type sockets struct {
	t      *testing.T
	server *httptest.Server
	opened atomic.Int32

	mu    sync.Mutex
	conns []*websocket.Conn
	acks  map[string]json.RawMessage // payloads, by envelope
}

func newSockets(t *testing.T) *sockets {
	k := &sockets{t: t, acks: make(map[string]json.RawMessage)}
	k.server = httptest.NewServer(http.HandlerFunc(k.serve))
	t.Cleanup(func() {
		k.breakAll()
		k.server.Close()
	})
	return k
}

func (k *sockets) url() string {
	return "ws" + strings.TrimPrefix(k.server.URL, "http") + "/link?ticket=secret-ticket"
}

func (k *sockets) serve(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	k.speak(conn)
}

// speak is Slack's side of a connection until it breaks.
func (k *sockets) speak(conn *websocket.Conn) {
	k.opened.Add(1)
	k.mu.Lock()
	k.conns = append(k.conns, conn)
	_ = conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"hello","num_connections":1,"connection_info":{"app_id":"A1"}}`))
	k.mu.Unlock()
	for {
		var ack struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if err := conn.ReadJSON(&ack); err != nil {
			k.mu.Lock()
			for i, c := range k.conns {
				if c == conn {
					k.conns = append(k.conns[:i:i], k.conns[i+1:]...)
					break
				}
			}
			k.mu.Unlock()
			return
		}
		k.mu.Lock()
		k.acks[ack.EnvelopeID] = append(json.RawMessage("+"), ack.Payload...)
		k.mu.Unlock()
	}
}

// send sends a frame on the newest connection, and tells whether there is one.
func (k *sockets) send(raw string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.conns) == 0 {
		return false
	}
	return k.conns[len(k.conns)-1].WriteMessage(websocket.TextMessage, []byte(raw)) == nil
}

func (k *sockets) acked(envelope string) (payload string, ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	p, ok := k.acks[envelope]
	return strings.TrimPrefix(string(p), "+"), ok
}

func (k *sockets) breakAll() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, c := range k.conns {
		c.Close()
	}
}

func frameOf(kind, envelope, payload string) string {
	return fmt.Sprintf(`{"type":%q,"envelope_id":%q,"accepts_response_payload":true,"payload":%s}`, kind, envelope, payload)
}

func commandJSON(text, trigger string) string {
	return fmt.Sprintf(`{"team_id":"T1","user_id":"U1","channel_id":"C1","command":"/pacer","text":%q,"trigger_id":%q,"response_url":"https://hooks.slack.com/commands/1"}`, text, trigger)
}

// socketStage is an adapter in Socket Mode with Slack's end of it.
func socketStage(t *testing.T) (*stage, *sockets) {
	k := newSockets(t)
	s := newStage(t, func(o *Options) { o.AppToken, o.SigningSecret = "xapp-secret", "" })
	s.web.does("apps.connections.open", func(v url.Values) any {
		if v.Get("authorization") != "Bearer xapp-secret" {
			return map[string]any{"ok": false, "error": "invalid_auth"}
		}
		return map[string]any{"ok": true, "url": k.url()}
	})
	return s, k
}

func TestSocketModeBringsEverything(t *testing.T) {
	t.Parallel()
	s, k := socketStage(t)
	s.play(func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
		if ev.Command {
			return &chat.Answer{Message: chat.Text("Here < you > are."), Delivered: func(chat.Receipt, error) {}}, nil
		}
		return nil, nil
	})
	s.eventually(func() bool { return s.Health() == nil }, "the adapter is well")
	for i, f := range []string{
		frameOf("events_api", "e0", message("Ev1", "U1", "hello")),
		frameOf("slash_commands", "e1", commandJSON("practice", "1.1")),
		frameOf("interactive", "e2", press("1.2", "U1", "c1", "a:1")),
		frameOf("events_api", "e3", `{"type":"event_callback","event":7}`),                            // unreadable
		frameOf("interactive", "e4", `{"type":"block_actions","team":{"id":"T1"},"user":{"id":7}}`),   // unreadable
		frameOf("events_api", "e5", inner(`{"type":"message","blocks":{"x":1},"text":"in channel"}`)), // not for the coach
		frameOf("interactive", "e6", fmt.Sprintf(`{"type":"block_actions","x":%q}`, strings.Repeat("a", mostBody))),
		frameOf("a_new_kind", "e7", `{}`),
	} {
		k.send(f)
		s.eventually(func() bool { _, ok := k.acked(fmt.Sprint("e", i)); return ok }, fmt.Sprint("envelope ", i, " is acknowledged"))
	}
	var carried struct {
		Type string `json:"response_type"`
		Text string `json:"text"`
	}
	if p, _ := k.acked("e1"); json.Unmarshal([]byte(p), &carried) != nil || carried.Type != "ephemeral" || carried.Text != "Here &lt; you &gt; are." {
		t.Errorf("the command's acknowledgement carries %s", p)
	}
	if p, _ := k.acked("e0"); p != "" {
		t.Errorf("the event's acknowledgement carries %s", p)
	}
	if n := len(s.heard()); n != 3 {
		t.Errorf("heard %d: %+v", n, s.heard())
	}
	if c := s.counted(); c["malformed"] != 2 || c["oversized"] != 1 {
		t.Errorf("counted %v", c)
	}
	k.send(`{"type":`)
	k.send("\x00\xff")
	s.eventually(func() bool { return s.counted()["malformed"] == 4 }, "frames that are no JSON are counted")
	if k.opened.Load() != 1 {
		t.Errorf("it took %d connections", k.opened.Load())
	}
}

func TestOnASocketNothingIsAcknowledgedThatFailed(t *testing.T) {
	t.Parallel()
	s, k := socketStage(t)
	hold, fail := make(chan struct{}), true
	s.play(func(context.Context, chat.Event) (*chat.Answer, error) {
		<-hold
		if fail {
			fail = false
			return nil, errors.New("disk full")
		}
		return nil, nil
	})
	s.eventually(func() bool { return k.send(frameOf("events_api", "e1", message("Ev1", "U1", "a"))) }, "a socket is open")
	s.eventually(func() bool { return len(s.heard()) == 1 }, "the event is handed over")
	if _, ok := k.acked("e1"); ok {
		t.Error("acknowledged before the commit")
	}
	close(hold)
	k.send(frameOf("events_api", "e2", message("Ev1", "U1", "a")))
	s.eventually(func() bool { _, ok := k.acked("e2"); return ok }, "what is sent again is acknowledged")
	if _, ok := k.acked("e1"); ok {
		t.Error("a failed event was acknowledged")
	}
}

func TestAConnectionThatSlackReplacesLosesNothing(t *testing.T) {
	t.Parallel()
	s, k := socketStage(t)
	hold := make(chan struct{})
	s.play(func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
		if ev.Text == "before" {
			<-hold
		}
		return nil, nil
	})
	s.eventually(func() bool { return k.send(frameOf("events_api", "e1", message("Ev1", "U1", "before"))) }, "a socket is open")
	s.eventually(func() bool { return len(s.heard()) == 1 }, "the event is handed over")
	k.send(`{"type":"disconnect","reason":"warning"}`)
	s.eventually(func() bool { return k.opened.Load() == 2 }, "a second connection is open")
	if s.Health() != nil {
		t.Errorf("a replacement is no illness: %v", s.Health())
	}
	close(hold)
	s.eventually(func() bool { _, ok := k.acked("e1"); return ok }, "what came by the first one is acknowledged on it")
	k.send(frameOf("events_api", "e2", message("Ev2", "U1", "after")))
	s.eventually(func() bool { _, ok := k.acked("e2"); return ok }, "the second one serves")
}

func TestSocketsThatBreakAtRandomLoseNothing(t *testing.T) {
	t.Parallel()
	s, k := socketStage(t)
	var mu sync.Mutex
	committed := make(map[string]int)
	s.play(func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
		mu.Lock()
		defer mu.Unlock()
		committed[ev.ID]++
		return nil, nil
	})
	const events = 300
	r := rand.New(rand.NewPCG(1, 2))
	pending := make(map[int]int) // event to deliveries
	for i := range events {
		pending[i] = 0
	}
	late := time.Now().Add(30 * time.Second)
	for round := 0; len(pending) > 0; round++ {
		if time.Now().After(late) {
			t.Fatalf("%d events are not acknowledged; %d connections", len(pending), k.opened.Load())
		}
		for i, tries := range pending {
			for try := range tries {
				if _, ok := k.acked(fmt.Sprintf("e%d.%d", i, try)); ok {
					delete(pending, i)
					break
				}
			}
		}
		for i, tries := range pending {
			if k.send(frameOf("events_api", fmt.Sprintf("e%d.%d", i, tries), message(fmt.Sprint("Ev", i), fmt.Sprint("U", i%7), "x"))) {
				pending[i]++
			}
			if round < 3 && r.IntN(60) == 0 {
				k.breakAll()
			}
		}
		tick := time.NewTimer(50 * time.Millisecond)
		<-tick.C
	}
	mu.Lock()
	defer mu.Unlock()
	if len(committed) != events {
		t.Errorf("%d of %d events arrived", len(committed), events)
	}
	if k.opened.Load() < 2 {
		t.Error("no connection broke")
	}
}

// What is in hand when the program ends is finished and acknowledged; nothing
// more is taken.
func TestASocketDrainsAtTheEnd(t *testing.T) {
	before := runtime.NumGoroutine()
	s, k := socketStage(t)
	hold := make(chan struct{})
	var delivered atomic.Int32
	end := s.play(func(context.Context, chat.Event) (*chat.Answer, error) {
		<-hold
		return &chat.Answer{Message: chat.Text("Saved."), Delivered: func(chat.Receipt, error) { delivered.Add(1) }}, nil
	})
	s.eventually(func() bool { return k.send(frameOf("events_api", "e1", message("Ev1", "U1", "a"))) }, "a socket is open")
	s.eventually(func() bool { return len(s.heard()) == 1 }, "the event is handed over")
	ended := make(chan struct{})
	go func() { end(); close(ended) }()
	// Until Run has stopped reading, events are taken; then they are not.
	for i := 2; ; i++ {
		k.send(frameOf("events_api", fmt.Sprint("e", i), message(fmt.Sprint("Ev", i), fmt.Sprint("U", i), "b")))
		heard := len(s.heard())
		tick := time.NewTimer(20 * time.Millisecond)
		<-tick.C
		if len(s.heard()) == heard && heard < i {
			break
		}
	}
	select {
	case <-ended:
		t.Error("Run returned with an event in hand")
	default:
	}
	close(hold)
	<-ended
	s.eventually(func() bool { _, ok := k.acked("e1"); return ok }, "what was in hand is acknowledged")
	if n := int(delivered.Load()); n != len(s.heard()) {
		t.Errorf("%d of %d answers were delivered", n, len(s.heard()))
	}
	k.breakAll()
	k.server.Close()
	s.eventually(func() bool { return runtime.NumGoroutine() <= before+1 }, "no goroutine is left")
}

func TestADeadAppTokenEndsRunWithASentence(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]string{
		"apps.connections.open": "Slack refuses the app token (apps.connections.open): invalid_auth; ",
		"auth.test":             "Slack refuses the bot token (auth.test): account_inactive; ",
	} {
		s, _ := socketStage(t)
		s.web.refuses(method, strings.TrimSuffix(want[strings.Index(want, ": ")+2:], "; "))
		err := s.Run(t.Context(), func(context.Context, chat.Event) (*chat.Answer, error) { return nil, nil })
		if err == nil || !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), "SLACK_APP_TOKEN") || strings.Contains(err.Error(), "xapp-secret") {
			t.Errorf("%s: Run returned %v", method, err)
		}
	}
}

func TestWhatCannotBeReachedIsTriedForEver(t *testing.T) {
	t.Parallel()
	s, k := socketStage(t)
	var tries atomic.Int32
	s.web.does("apps.connections.open", func(url.Values) any {
		switch tries.Add(1) {
		case 1:
			return 503
		case 2:
			return map[string]any{"ok": true, "url": "ws://127.0.0.1:1/link?ticket=secret-ticket"}
		}
		return map[string]any{"ok": true, "url": k.url()}
	})
	s.play(nil)
	s.eventually(func() bool { return tries.Load() >= 2 && s.Health() != nil }, "it was tried and failed")
	if err := s.Health(); err != nil && strings.Contains(err.Error(), "secret-ticket") {
		t.Errorf("health tells the ticket: %v", err)
	}
	s.eventually(func() bool { return s.Health() == nil }, "the adapter is well")
}

func TestBackoffGrowsUpToAMinute(t *testing.T) {
	t.Parallel()
	var b backoff
	for i, step := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60, 60} {
		step *= time.Second
		if d := b.next(); d < step/2 || d >= step {
			t.Errorf("after %d failures it waits %v", i+1, d)
		}
	}
	b.reset()
	if d := b.next(); d >= time.Second {
		t.Errorf("after a success it waits %v", d)
	}
}

// Slack drops an acknowledgement of more than 20 kB without a word.
func TestAReplyTooLargeForASocketGoesAnotherWay(t *testing.T) {
	t.Parallel()
	s, k := socketStage(t)
	receipts := make(chan error, 1)
	s.play(func(context.Context, chat.Event) (*chat.Answer, error) {
		var m chat.Message
		for range 40 {
			m.Parts = append(m.Parts, chat.Part{Text: chat.Markdown(strings.Repeat("long words ", 60))})
		}
		return &chat.Answer{Message: m, Delivered: func(_ chat.Receipt, err error) { receipts <- err }}, nil
	})
	s.eventually(func() bool { return k.send(frameOf("slash_commands", "e1", commandJSON("practice", "1.1"))) }, "a socket is open")
	if err := <-receipts; err != nil {
		t.Errorf("delivered with %v", err)
	}
	s.eventually(func() bool { p, ok := k.acked("e1"); return ok && p == "" }, "it is acknowledged with nothing")
	if !strings.Contains(s.web.said(), "long words") {
		t.Errorf("it did not go another way")
	}
}

func TestAServerThatReplacesEveryConnectionIsNotDialledWithoutEnd(t *testing.T) {
	t.Parallel()
	s, k := socketStage(t)
	s.play(nil)
	late := time.After(1200 * time.Millisecond)
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for waiting := true; waiting; {
		select {
		case <-look.C:
			k.send(`{"type":"disconnect","reason":"refresh_requested"}`)
		case <-late:
			waiting = false
		}
	}
	// The first at once, then after half a second to one, and one to two.
	if n := k.opened.Load(); n == 0 || n > 3 {
		t.Errorf("%d connections in little more than a second", n)
	}
}
