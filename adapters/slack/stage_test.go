package slack

import (
	"bytes"
	"context"
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
	"sync/atomic"
	"testing"
	"time"

	"pacer/bot/chat"
)

const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5"

// web plays Slack's Web API without a network, so that it works with a clock
// that is not real.
type web struct {
	mu     sync.Mutex
	answer map[string]func(url.Values) any // by method
	calls  []string                        // methods, in order
	bodies []url.Values
	header http.Header // of every answer
}

func newWeb() *web {
	w := &web{answer: make(map[string]func(url.Values) any), header: make(http.Header)}
	var posted atomic.Int64
	w.on("auth.test", map[string]any{"ok": true, "team": "Lincoln", "team_id": "T1", "user_id": "UBOT"})
	w.on("conversations.open", map[string]any{"ok": true, "channel": map[string]any{"id": "D1"}})
	w.on("chat.postEphemeral", map[string]any{"ok": true, "message_ts": "1700000000.000100"})
	w.on("views.open", map[string]any{"ok": true, "view": map[string]any{"id": "V1"}})
	w.answer["chat.postMessage"] = func(v url.Values) any {
		return map[string]any{"ok": true, "channel": v.Get("channel"), "ts": fmt.Sprintf("1700000000.%06d", posted.Add(1))}
	}
	w.answer["users.info"] = func(v url.Values) any {
		return map[string]any{"ok": true, "user": map[string]any{
			"id": v.Get("user"), "team_id": "T1", "tz": "Europe/Berlin", "locale": "en-GB",
			"profile": map[string]any{"display_name": "Mia"},
		}}
	}
	return w
}

// on makes a method answer always the same.
func (w *web) on(method string, answer any) {
	w.does(method, func(url.Values) any { return answer })
}

// does makes a method answer what f returns: a status code, or what becomes
// JSON.
func (w *web) does(method string, f func(url.Values) any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answer[method] = f
}

// refuses makes a method fail with a code.
func (w *web) refuses(method, code string) {
	w.on(method, map[string]any{"ok": false, "error": code})
}

// called is how often a method was called.
func (w *web) called(method string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, c := range w.calls {
		if c == method {
			n++
		}
	}
	return n
}

// said is everything that was sent, as text.
func (w *web) said() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var b strings.Builder
	for i, c := range w.calls {
		fmt.Fprintln(&b, c, w.bodies[i])
	}
	return b.String()
}

// RoundTrip implements http.RoundTripper.
func (w *web) RoundTrip(r *http.Request) (*http.Response, error) {
	method := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	values := url.Values{}
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
			values.Set("json", string(body))
		} else if values, err = url.ParseQuery(string(body)); err != nil {
			return nil, err
		}
	}
	values.Set("authorization", r.Header.Get("Authorization"))
	values.Set("url", r.URL.String())
	w.mu.Lock()
	w.calls, w.bodies = append(w.calls, method), append(w.bodies, values)
	answer, header := w.answer[method], w.header.Clone()
	w.mu.Unlock()
	var got any = map[string]any{"ok": true}
	if answer != nil {
		got = answer(values)
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	rec := httptest.NewRecorder()
	maps.Copy(rec.Header(), header)
	switch got := got.(type) {
	case int:
		rec.WriteHeader(got)
	case *http.Response:
		return got, nil
	default:
		if err := json.NewEncoder(rec).Encode(got); err != nil {
			return nil, err
		}
	}
	resp := rec.Result()
	resp.Request = r
	return resp, nil
}

// stage is an adapter that receives by HTTP from a Slack that a test plays.
type stage struct {
	*Adapter
	t   *testing.T
	web *web

	mu      sync.Mutex
	refused map[string]int
	events  []chat.Event
	at      time.Time // what the clock says; zero: the time
}

// now is the time on stage.
func (s *stage) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at.IsZero() {
		return time.Now()
	}
	return s.at
}

// isNow stops the clock at a time.
func (s *stage) isNow(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = at
}

func newStage(t *testing.T, set func(*Options)) *stage {
	t.Helper()
	s := &stage{t: t, web: newWeb(), refused: make(map[string]int)}
	o := Options{
		Token: "xoxb-secret", SigningSecret: signingSecret,
		Now:     s.now,
		Refused: func(reason string) { s.mu.Lock(); s.refused[reason]++; s.mu.Unlock() },
	}
	if set != nil {
		set(&o)
	}
	a, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	a.client.Transport = s.web
	s.Adapter = a
	return s
}

// play runs the adapter until the test ends; a nil handler answers nothing.
func (s *stage) play(h chat.Handler) (end func()) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- s.Run(ctx, func(ctx context.Context, ev chat.Event) (*chat.Answer, error) {
			s.mu.Lock()
			s.events = append(s.events, ev)
			s.mu.Unlock()
			if h == nil {
				return nil, nil
			}
			return h(ctx, ev)
		})
	}()
	s.eventually(func() bool { return s.run.Load() != nil }, "Run has begun")
	end = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			s.t.Errorf("Run returned %v", err)
		}
	})
	s.t.Cleanup(end)
	return end
}

// eventually waits for what has to come.
func (s *stage) eventually(holds func() bool, sentence string) {
	s.t.Helper()
	late := time.Now().Add(10 * time.Second)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !holds() {
		if time.Now().After(late) {
			s.t.Fatalf("it did not come to pass that %s", sentence)
		}
		<-tick.C
	}
}

func (s *stage) heard() []chat.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]chat.Event(nil), s.events...)
}

func (s *stage) counted() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.refused)
}

// post sends a request that Slack signed now.
func (s *stage) post(path, kind string, body []byte) *httptest.ResponseRecorder {
	return s.send(path, kind, body, sign(body, signingSecret, s.now()))
}

func (s *stage) send(path, kind string, body []byte, h http.Header) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, bytes.NewReader(body))
	maps.Copy(r.Header, h)
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

// event, action and command send what Slack sends.
func (s *stage) event(body string) *httptest.ResponseRecorder {
	return s.post("/events", "application/json", []byte(body))
}

func (s *stage) action(payload string) *httptest.ResponseRecorder {
	return s.post("/action", formType, []byte(url.Values{"payload": {payload}}.Encode()))
}

func (s *stage) command(text, trigger string) *httptest.ResponseRecorder {
	return s.post("/command", formType, []byte(commandBody("C1", text, trigger)))
}

const formType = "application/x-www-form-urlencoded"

func commandBody(channel, text, trigger string) string {
	return url.Values{
		"team_id": {"T1"}, "user_id": {"U1"}, "channel_id": {channel}, "command": {"/pacer"}, "text": {text},
		"trigger_id": {trigger}, "response_url": {"https://hooks.slack.com/commands/1"},
	}.Encode()
}

func sign(body []byte, secret string, at time.Time) http.Header {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	return http.Header{
		"X-Slack-Request-Timestamp": {stamp},
		"X-Slack-Signature":         {"v0=" + hex.EncodeToString(mac.Sum(nil))},
	}
}

// message is a direct message, as the Events API delivers it.
func message(id, user, text string) string {
	return fmt.Sprintf(`{"type":"event_callback","team_id":"T1","event_id":%q,"event_time":1700000001,
		"authorizations":[{"team_id":"T1","user_id":"UBOT","is_bot":true}],
		"event":{"type":"message","channel_type":"im","channel":"D%s","user":%q,"team":"T1","text":%q,"ts":"1700000001.000200"}}`, id, user, user, text)
}

// press is a button's.
func press(trigger, user, action, value string) string {
	return fmt.Sprintf(`{"type":"block_actions","team":{"id":"T1"},"user":{"id":%q,"team_id":"T1"},"channel":{"id":"C1"},
		"container":{"type":"message","message_ts":"1700000000.000300","channel_id":"C1","is_ephemeral":true},
		"message":{"ts":"1700000000.000300","text":"Which?"},"trigger_id":%q,"response_url":"https://hooks.slack.com/actions/1",
		"actions":[{"type":"button","block_id":"b","action_id":%q,"value":%q,"action_ts":"1700000002.500000"}]}`, user, trigger, action, value)
}
