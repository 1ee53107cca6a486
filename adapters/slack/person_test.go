package slack

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// person is somebody who does things in a workspace by HTTP.
type person struct {
	w       *workspace
	handler http.Handler
	user    string

	mu      sync.Mutex
	acked   int
	waiting sync.WaitGroup
	last    func()
}

func (p *person) acknowledged() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.acked
}

// sends delivers a signed request and calls got with what was answered.
func (p *person) sends(path, kind string, body []byte, got func(status int, body []byte)) {
	deliver := func() {
		now := strconv.FormatInt(time.Now().Unix(), 10)
		mac := hmac.New(sha256.New, []byte(testSecret))
		fmt.Fprintf(mac, "v0:%s:%s", now, body)
		r := httptest.NewRequest(http.MethodPost, path, nil)
		r.Header.Set("Content-Type", kind)
		r.Header.Set("X-Slack-Request-Timestamp", now)
		r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
		p.waiting.Go(func() {
			tick := time.NewTicker(time.Millisecond)
			defer tick.Stop()
			for !p.hands(r.Clone(r.Context()), body, got) { // the adapter is still starting
				<-tick.C
			}
		})
	}
	p.mu.Lock()
	p.last = deliver
	p.mu.Unlock()
	deliver()
}

// hands hands a request over and tells whether anybody took it.
func (p *person) hands(r *http.Request, body []byte, got func(status int, body []byte)) bool {
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.ContentLength = int64(len(body))
	rec := &recorder{ResponseRecorder: httptest.NewRecorder()}
	rec.first = func() {
		if rec.Code == http.StatusServiceUnavailable {
			return
		}
		if rec.Code == http.StatusOK {
			p.mu.Lock()
			p.acked++
			p.mu.Unlock()
		}
		if got != nil {
			got(rec.Code, rec.Body.Bytes())
		}
	}
	p.handler.ServeHTTP(rec, r)
	rec.end()
	return rec.Code != http.StatusServiceUnavailable || strings.TrimSpace(rec.Body.String()) != "not ready"
}

// recorder notices an acknowledgement when it is flushed, before the handler
// has returned.
type recorder struct {
	*httptest.ResponseRecorder
	once  sync.Once
	first func()
}

func (r *recorder) end()   { r.once.Do(r.first) }
func (r *recorder) Flush() { r.ResponseRecorder.Flush(); r.end() }

// Write notices the end of a body whose length was told.
func (r *recorder) Write(b []byte) (int, error) {
	n, err := r.ResponseRecorder.Write(b)
	if length, e := strconv.Atoi(r.Header().Get("Content-Length")); e == nil && r.Body.Len() >= length {
		r.end()
	}
	return n, err
}

func (p *person) again() {
	p.mu.Lock()
	last := p.last
	p.mu.Unlock()
	last()
}

func (p *person) event(event map[string]any) {
	done := p.w.lock()
	p.w.triggers++
	id := fmt.Sprintf("Ev%07d", p.w.triggers)
	if event["ts"] == nil {
		event["ts"] = p.w.stamp()
	}
	done()
	event["event_ts"] = event["ts"]
	body, err := json.Marshal(map[string]any{
		"token": "z", "team_id": testTeam, "api_app_id": "A1", "type": "event_callback",
		"event_id": id, "event_time": time.Now().Unix(), "event": event,
		"authorizations": []any{map[string]any{"team_id": testTeam, "user_id": testBot, "is_bot": true}},
	})
	if err != nil {
		p.w.t.Error(err)
	}
	p.sends("/events", "application/json", body, nil)
}

// says writes words in the direct messages.
func (p *person) says(words string) {
	p.event(map[string]any{
		"type": "message", "channel_type": "im", "channel": directOf(p.user), "user": p.user, "team": testTeam, "text": escape(words),
	})
}

// commands gives the slash command in a channel; what the acknowledgement
// carries is shown there.
func (p *person) commands(channel, words string) {
	done := p.w.lock()
	p.w.triggers++
	trigger := fmt.Sprintf("%d.trigger", p.w.triggers)
	done()
	form := url.Values{
		"command": {DefaultCommand}, "text": {words}, "team_id": {testTeam}, "team_domain": {"lincoln"},
		"channel_id": {channel}, "channel_name": {"x"}, "user_id": {p.user}, "user_name": {"ada"}, "api_app_id": {"A1"},
		"trigger_id": {trigger}, "response_url": {p.w.responseURL(channel, p.user, "0")},
	}
	p.sends("/command", "application/x-www-form-urlencoded", []byte(form.Encode()), func(status int, body []byte) {
		p.w.acknowledgedWith(channel, p.user, body)
	})
}

// acknowledgedWith shows the message that an acknowledgement carries.
func (w *workspace) acknowledgedWith(channel, user string, body []byte) {
	if len(strings.TrimSpace(string(body))) == 0 {
		return
	}
	defer w.lock()()
	var m map[string]any
	if err := json.Unmarshal(body, &m); err != nil {
		w.t.Errorf("an acknowledgement carries %q", body)
		return
	}
	r := request{"acknowledgement", m}
	w.requests = append(w.requests, r)
	for _, fault := range faultsOf(r) {
		w.t.Errorf("acknowledgement: %s", fault)
	}
	if text(m, "response_action") == "" {
		w.posts = append(w.posts, &standing{channel: channel, user: user, ts: w.stamp(), text: text(m, "text"), blocks: list(m, "blocks")})
	}
}

// interacts sends an interaction.
func (p *person) interacts(payload map[string]any) {
	done := p.w.lock()
	p.w.triggers++
	payload["trigger_id"] = fmt.Sprintf("%d.trigger", p.w.triggers)
	done()
	maps.Copy(payload, map[string]any{
		"team": map[string]any{"id": testTeam, "domain": "lincoln"},
		"user": map[string]any{"id": p.user, "team_id": testTeam, "username": "ada"}, "api_app_id": "A1", "token": "z",
	})
	body, err := json.Marshal(payload)
	if err != nil {
		p.w.t.Error(err)
	}
	channel, _ := payload["channel"].(map[string]any)
	form := url.Values{"payload": {string(body)}}
	p.sends("/action", "application/x-www-form-urlencoded", []byte(form.Encode()), func(_ int, body []byte) {
		p.w.acknowledgedWith(text(channel, "id"), p.user, body)
	})
}

// presses presses a button of a message; where none has that value a message
// is made up.
func (p *person) presses(channel, value string) { p.pressesAs("c1", channel, value) }

func (p *person) pressesAs(action, channel, value string) {
	done := p.w.lock()
	pressed := &standing{channel: channel, ts: fmt.Sprintf("%d.%06d", p.w.at/1e6, p.w.at%1e6)}
	for _, s := range p.w.posts {
		if s.channel == channel && (s.user == "" || s.user == p.user) {
			for _, button := range buttonsOf(s.blocks) {
				if text(button, "value") == value {
					pressed, action = s, text(button, "action_id")
				}
			}
		}
	}
	now := p.w.stamp()
	done()
	p.interacts(map[string]any{
		"type":         "block_actions",
		"channel":      map[string]any{"id": channel, "name": "directmessage"},
		"container":    map[string]any{"type": "message", "message_ts": pressed.ts, "channel_id": channel, "is_ephemeral": pressed.user != "", "thread_ts": pressed.thread},
		"message":      map[string]any{"type": "message", "ts": pressed.ts, "text": pressed.text, "user": testBot},
		"response_url": p.w.responseURL(channel, p.user, pressed.ts),
		"actions":      []any{map[string]any{"type": "button", "action_id": action, "block_id": "b", "value": value, "action_ts": now}},
	})
}

func buttonsOf(blocks []any) (buttons []map[string]any) {
	for _, b := range blocks {
		block, _ := b.(map[string]any)
		for _, e := range list(block, "elements") {
			if element, _ := e.(map[string]any); text(element, "type") == "button" {
				buttons = append(buttons, element)
			}
		}
	}
	return buttons
}

// submits sends a modal with what was filled in.
func (p *person) submits(modal map[string]any, values map[string]any) {
	filled := make(map[string]any)
	for block, v := range values {
		filled[block] = map[string]any{inputID: v}
	}
	p.interacts(map[string]any{
		"type": "view_submission",
		"view": map[string]any{
			"id": "V1", "team_id": testTeam, "type": "modal", "callback_id": modal["callback_id"], "hash": "h",
			"private_metadata": modal["private_metadata"], "blocks": modal["blocks"], "state": map[string]any{"values": filled},
			"title": modal["title"],
		},
	})
}

func asJSON(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
