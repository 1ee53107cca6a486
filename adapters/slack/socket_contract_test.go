package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack/slacktest"

	"pacer/adapters/adaptertest"
	"pacer/bot/chat"
)

// bridge brings what a person does by HTTP through a socket instead, and
// answers with the acknowledgement.
type bridge struct {
	k       *sockets
	adapter *Adapter
	sent    atomic.Int64
}

func (b *bridge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		b.k.t.Error(err)
	}
	kind, payload := "events_api", body
	if r.URL.Path != "/events" {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			b.k.t.Error(err)
		}
		kind, payload = "interactive", []byte(form.Get("payload"))
		if r.URL.Path == "/command" {
			fields := make(map[string]string)
			for name := range form {
				fields[name] = form.Get(name)
			}
			kind, payload = "slash_commands", asJSON(b.k.t, fields)
		}
	}
	envelope := fmt.Sprint("envelope-", b.sent.Add(1))
	if b.adapter.run.Load() == nil || !b.k.send(frameOf(kind, envelope, string(payload))) {
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		if answer, ok := b.k.acked(envelope); ok {
			_ = write(w, json.RawMessage(answer))
			return
		}
		if b.adapter.run.Load() == nil {
			http.Error(w, "not acknowledged", http.StatusServiceUnavailable)
			return
		}
	}
}

func TestContractBySocket(t *testing.T) {
	adaptertest.Run(t, func(t *testing.T) adaptertest.Harness {
		k := newSockets(t)
		var api http.Handler
		front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/api/apps.connections.open" {
				respond(w, map[string]any{"ok": true, "url": k.url()})
				return
			}
			api.ServeHTTP(w, r)
		}))
		t.Cleanup(front.Close)
		w, a, p := newBench(t, func(o *Options) {
			o.SigningSecret, o.AppToken, o.APIURL = "", "xapp-secret-of-the-app", front.URL+"/api/"
		})
		api = w
		b := &bridge{k: k, adapter: a}
		p.handler = b
		return harness(w, a, p, testToken, "xapp-secret-of-the-app")
	})
}

// slack-go's own server, with a socket of ours: its own reads one
// acknowledgement and no more.
func TestSocketModeAgainstSlacktest(t *testing.T) {
	t.Parallel()
	k := newSockets(t)
	posts := make(chan url.Values, 16)
	peer := slacktest.NewTestServer(func(c slacktest.Customize) {
		c.Handle("/ws", slacktest.Websocket(func(conn *websocket.Conn) { k.speak(conn) }))
		c.Handle("/conversations.open", func(w http.ResponseWriter, _ *http.Request) {
			respond(w, map[string]any{"ok": true, "channel": map[string]any{"id": "DU1"}})
		})
		c.Handle("/chat.postMessage", func(w http.ResponseWriter, r *http.Request) {
			if err := r.ParseForm(); err != nil {
				t.Error(err)
			}
			posts <- r.PostForm
			respond(w, map[string]any{"ok": true, "channel": r.PostForm.Get("channel"), "ts": fmt.Sprintf("%d.000100", time.Now().Unix())})
		})
	})
	peer.Start()
	t.Cleanup(peer.Stop)

	a, err := New(Options{Token: "xoxb-1", AppToken: "xapp-1", APIURL: peer.GetAPIURL()})
	if err != nil {
		t.Fatal(err)
	}
	events := make(chan chat.Event, 16)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- a.Run(ctx, func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
			events <- ev
			return &chat.Answer{Message: chat.Text(chat.Escape("heard " + ev.Text + ev.Press)), Delivered: func(_ chat.Receipt, err error) {
				if err != nil {
					t.Errorf("delivered with %v", err)
				}
			}}, nil
		})
	}()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run returned %v", err)
		}
	}()
	s := &stage{t: t, Adapter: a}
	s.eventually(func() bool { return a.Health() == nil }, "the adapter is connected")

	const team = "T024BE7LD" // of every token there, and of everybody
	theirs := strings.NewReplacer(`"T1"`, `"`+team+`"`)
	for i, tc := range []struct {
		kind, payload string
		event         string // what is heard
		post          string // what is posted; empty: it travels in the acknowledgement
		ack           string
	}{
		{"events_api", message("Ev1", "U1", "hello"), "hello", "heard hello", ""},
		{"slash_commands", strings.Replace(commandJSON("practice", "1.1"), `"C1"`, `"DU1"`, 1), "practice", "heard practice", ""},
		{"slash_commands", commandJSON("progress", "1.2"), "progress", "", "heard progress"},
		{"interactive", strings.NewReplacer(`"C1"`, `"DU1"`, `"is_ephemeral":true`, `"is_ephemeral":false`).Replace(press("1.3", "U1", "c1", "a:1")), "a:1", "heard a:1", ""},
	} {
		envelope := fmt.Sprint("e", i)
		if !k.send(frameOf(tc.kind, envelope, theirs.Replace(tc.payload))) {
			t.Fatal("no socket is open")
		}
		s.eventually(func() bool { return len(events) > 0 }, "it is heard")
		ev := <-events
		if ev.Text+ev.Press != tc.event || ev.From.User != "U1" || ev.From.Name != "spengler" || ev.Conversation.Place != team {
			t.Errorf("%s: heard %+v", tc.kind, ev)
		}
		s.eventually(func() bool { _, ok := k.acked(envelope); return ok }, "it is acknowledged")
		if ack, _ := k.acked(envelope); !strings.Contains(ack, tc.ack) || tc.ack == "" && ack != "" {
			t.Errorf("%s: acknowledged with %s", tc.kind, ack)
		}
		if tc.post != "" {
			s.eventually(func() bool { return len(posts) > 0 }, "it is answered")
			if p := <-posts; p.Get("text") != tc.post || p.Get("channel") != "DU1" {
				t.Errorf("%s: posted %v", tc.kind, p)
			}
		}
	}
}
