package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pacer/coach/course/convert"
)

// thumbs is a Slack that learners press buttons in, as fast as the coach
// answers: it takes every post and remembers, by direct message, what can be
// pressed next.
type thumbs struct {
	server *httptest.Server
	client *http.Client
	coach  string // where it takes events
	n      atomic.Int64

	// weather is what befalls a post; nil: it is always fair.
	weather func() weather

	mu    sync.Mutex
	users map[string]*thumb   // by user
	kept  map[string][]string // by direct message: the IDs of the coach's posts, with their times
	lost  map[string]bool     // IDs of posts whose reply never came
}

// weather is what a Slack does with a post.
type weather uint8

const (
	fair    weather = iota
	busy            // 429, again in a second
	slow            // two seconds late
	leaving         // it takes the post, and the reply is lost
)

// thumb is one learner's.
type thumb struct {
	*thumbs
	user, channel string
	posts         chan post
	heard         string // the text of the newest post
	last          post   // what can be pressed, taken from posts already
	took          []time.Duration
	acks          []time.Duration
}

// post is a message that arrived: what can be pressed in it, and what to type.
type post struct {
	at     time.Time
	ts     string
	blocks json.RawMessage
	text   string
}

func openThumbs(tb testing.TB) *thumbs {
	s := &thumbs{users: make(map[string]*thumb), kept: make(map[string][]string), lost: make(map[string]bool), client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 512}}}
	answer := func(w http.ResponseWriter, v map[string]any) {
		v["ok"] = true
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(v); err != nil {
			tb.Log(err)
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/api/auth.test", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"team": "Bench", "team_id": "T1", "user_id": "UBOT", "bot_id": "B1"})
	})
	mux.HandleFunc("/api/users.info", func(w http.ResponseWriter, r *http.Request) {
		user := r.FormValue("user")
		answer(w, map[string]any{"user": map[string]any{"id": user, "team_id": "T1", "name": user, "real_name": user, "tz": "UTC", "locale": "en-GB"}})
	})
	mux.HandleFunc("/api/conversations.open", func(w http.ResponseWriter, r *http.Request) {
		answer(w, map[string]any{"channel": map[string]any{"id": "D" + r.FormValue("users")}})
	})
	mux.HandleFunc("/api/chat.postMessage", func(w http.ResponseWriter, r *http.Request) {
		var meta struct {
			Payload struct{ ID string } `json:"event_payload"`
		}
		if err := json.Unmarshal([]byte(r.FormValue("metadata")), &meta); err != nil {
			tb.Errorf("a post without its ID: %v", err)
		}
		now := fair
		if s.weather != nil {
			now = s.weather()
		}
		switch now {
		case busy:
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		case slow:
			<-time.After(2 * time.Second)
		}
		channel := r.FormValue("channel")
		s.mu.Lock()
		ts := s.ts()
		s.kept[channel] = append(s.kept[channel], meta.Payload.ID+" "+ts)
		if now == leaving {
			s.lost[meta.Payload.ID] = true
		}
		s.mu.Unlock()
		s.arrived(strings.TrimPrefix(channel, "D"), post{text: r.FormValue("text"), blocks: json.RawMessage(r.FormValue("blocks"))}, ts)
		if now == leaving {
			panic(http.ErrAbortHandler)
		}
		answer(w, map[string]any{"channel": channel, "ts": ts})
	})
	mux.HandleFunc("/api/chat.update", func(w http.ResponseWriter, r *http.Request) {
		channel, ts := r.FormValue("channel"), r.FormValue("ts")
		s.arrived(strings.TrimPrefix(channel, "D"), post{text: r.FormValue("text"), blocks: json.RawMessage(r.FormValue("blocks"))}, ts)
		answer(w, map[string]any{"channel": channel, "ts": ts})
	})
	mux.HandleFunc("/api/conversations.history", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		messages := []map[string]any{}
		for _, kept := range slices.Backward(s.kept[r.FormValue("channel")]) {
			id, ts, _ := strings.Cut(kept, " ")
			messages = append(messages, map[string]any{"type": "message", "ts": ts, "metadata": map[string]any{"event_type": "pacer_message", "event_payload": map[string]any{"id": id}}})
			if len(messages) == 100 {
				break
			}
		}
		answer(w, map[string]any{"messages": messages})
	})
	mux.HandleFunc("/response/", func(w http.ResponseWriter, r *http.Request) {
		var m struct {
			Text   string
			Blocks json.RawMessage
		}
		if err := json.NewDecoder(r.Body).Decode(&m); err != nil {
			tb.Error(err)
		}
		user, ts, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/response/"), "/")
		s.arrived(user, post{text: m.Text, blocks: m.Blocks}, ts)
		answer(w, map[string]any{})
	})
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) { answer(w, map[string]any{"ts": s.ts()}) })
	s.server = httptest.NewServer(mux)
	tb.Cleanup(s.server.Close)
	return s
}

// ts is a new timestamp, as Slack makes them.
func (s *thumbs) ts() string {
	now := time.Now()
	return fmt.Sprintf("%d.%06d", now.Unix(), now.Nanosecond()/1000)
}

func (s *thumbs) arrived(user string, p post, ts string) {
	p.at, p.ts = time.Now(), ts
	s.mu.Lock()
	t := s.users[user]
	s.mu.Unlock()
	if t != nil {
		t.posts <- p
	}
}

func (s *thumbs) learner(user string) *thumb {
	t := &thumb{thumbs: s, user: user, channel: "D" + user, posts: make(chan post, 1024)}
	s.mu.Lock()
	s.users[user] = t
	s.mu.Unlock()
	return t
}

// send signs a request and sends it.
func (s *thumbs) send(path, contentType string, body []byte) error {
	at := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(slackSecret))
	fmt.Fprintf(mac, "v0:%s:%s", at, body)
	r, err := http.NewRequest(http.MethodPost, s.coach+"/slack/"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("X-Slack-Request-Timestamp", at)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	answer, err := s.client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s is answered %s (%v)", path, answer.Status, err)
	}
	return nil
}

// saying is the delivery of a direct message.
func (t *thumb) saying(tb testing.TB, text string) *request {
	n := t.n.Add(1)
	ts := t.ts()
	body, err := json.Marshal(map[string]any{
		"type": "event_callback", "team_id": "T1", "api_app_id": "A1", "event_id": fmt.Sprintf("Ev%d", n), "event_time": time.Now().Unix(),
		"event": map[string]any{"type": "message", "channel_type": "im", "channel": t.channel, "user": t.user, "text": text, "ts": ts, "event_ts": ts},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return &request{path: "events", contentType: "application/json", body: body}
}

func (t *thumb) says(tb testing.TB, text string) {
	r := t.saying(tb, text)
	if err := t.send(r.path, r.contentType, r.body); err != nil {
		tb.Error(err)
	}
}

// hears waits for the next post.
func (t *thumb) hears(tb testing.TB) post {
	select {
	case p := <-t.posts:
		t.heard = p.text
		return p
	case <-time.After(peerPatience):
		tb.Errorf("%s hears nothing after %q", t.user, t.heard)
		return post{}
	}
}

// pressing is the delivery of a press on a button of a post.
func (t *thumb) pressing(tb testing.TB, p post, value string) *request {
	n := t.n.Add(1)
	payload, err := json.Marshal(map[string]any{
		"type": "block_actions", "team": map[string]any{"id": "T1"}, "user": map[string]any{"id": t.user, "team_id": "T1"}, "api_app_id": "A1",
		"trigger_id": fmt.Sprintf("t.%d", n), "response_url": t.server.URL + "/response/" + t.user + "/" + p.ts,
		"channel":   map[string]any{"id": t.channel},
		"container": map[string]any{"type": "message", "message_ts": p.ts, "channel_id": t.channel},
		"message":   map[string]any{"ts": p.ts, "text": p.text},
		"actions":   []map[string]any{{"type": "button", "action_id": "a", "block_id": "b", "value": value, "action_ts": t.ts()}},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return &request{path: "action", contentType: "application/x-www-form-urlencoded", body: []byte(url.Values{"payload": {string(payload)}}.Encode())}
}

// right is the value of the button to press in a post: of the right answer, or
// of the first of its buttons; empty if it has none.
func (p post) right() (value string, isAnswer bool) {
	var blocks []struct {
		Elements []struct {
			Type  string
			ID    string `json:"action_id"`
			Value string
			Text  json.RawMessage
		}
	}
	if json.Unmarshal(p.blocks, &blocks) != nil {
		return "", false
	}
	first := ""
	for _, b := range blocks {
		for _, e := range b.Elements {
			var caption struct{ Text string }
			if e.Type != "button" || strings.HasPrefix(e.ID, "form") || json.Unmarshal(e.Text, &caption) != nil {
				continue
			}
			if strings.HasSuffix(caption.Text, "  right") {
				return e.Value, true
			}
			if first == "" {
				first = e.Value
			}
		}
	}
	return first, false
}

// answer presses the right answer to one question, and before it what leads to
// one: a session's beginning, a choice that is asked for.
func (t *thumb) answer(tb testing.TB) {
	for range 20 {
		open := t.last
		for open.ts == "" || len(t.posts) > 0 {
			p := t.hears(tb)
			if tb.Failed() {
				return
			}
			if value, _ := p.right(); value != "" {
				open = p
			}
		}
		t.last = post{}
		value, isAnswer := open.right()
		r := t.pressing(tb, open, value)
		began := time.Now()
		if err := t.send(r.path, r.contentType, r.body); err != nil {
			tb.Error(err)
			return
		}
		if !isAnswer {
			continue
		}
		t.acks = append(t.acks, time.Since(began))
		p := t.hears(tb)
		t.took = append(t.took, p.at.Sub(began))
		if value, _ := p.right(); value != "" {
			t.last = p
		}
		return
	}
	tb.Errorf("%s finds no question", t.user)
}

// benchFolder writes the bench's course as a folder.
func benchFolder(tb testing.TB, dir string) {
	tb.Helper()
	folder := filepath.Join(dir, "bench")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		tb.Fatal(err)
	}
	var text bytes.Buffer
	if _, err := convert.Export("yaml", benchCourse(), nil, &text); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "course.yaml"), text.Bytes(), 0o600); err != nil {
		tb.Fatal(err)
	}
}

// class makes a class with learners who have been met and have found their
// place.
func (s *thumbs) class(tb testing.TB, coach *served, n int) []*thumb {
	tb.Helper()
	teacher := s.learner("UTEACHER")
	for _, say := range []string{coach.ownerCode(tb), "class new 5b, 18+", "class course bench"} {
		teacher.says(tb, say)
		teacher.hears(tb)
	}
	teacher.says(tb, "class code")
	join := joinCodeIn.FindString(teacher.hears(tb).text)
	learners := make([]*thumb, n)
	var all sync.WaitGroup
	for i := range learners {
		l := s.learner(fmt.Sprintf("U%d", i))
		learners[i] = l
		all.Go(func() {
			for _, say := range []string{join, "settings minutes 15"} {
				l.says(tb, say)
				l.hears(tb)
			}
			l.says(tb, "practice")
			for range 4 {
				l.answer(tb)
			}
			l.took, l.acks = nil, nil
		})
	}
	all.Wait()
	return learners
}

// BenchmarkSlackPress measures signed presses through the real binary's HTTP
// server, from the press to the request that shows its result, with everything
// on one machine: who presses, the coach, and the Slack it answers. Beside it,
// the acknowledgement alone and a bare commit of the same rows.
func BenchmarkSlackPress(b *testing.B) {
	const clients = 64
	dir := b.TempDir()
	benchFolder(b, dir)
	slack := openThumbs(b)
	configuration := "workspace:\n  id: w\n  name: W\ncourses:\n  - bench\nhttp:\n  listen: 127.0.0.1:0\nlog:\n  level: error\nslack:\n  mode: http\n  api: " + slack.server.URL + "/api/\n"
	coach := serveReal(b, dir, configuration, "SLACK_BOT_TOKEN=xoxb-bench", "SLACK_SIGNING_SECRET="+slackSecret)
	slack.coach = coach.url

	learners := slack.class(b, coach, clients)
	bare := openBare(b)
	bare.batch(b, clients, 4)
	bare.took = nil

	const each = 25
	var ours time.Duration
	before := coach.cpu(b)
	b.ResetTimer()
	for range b.N {
		began := time.Now()
		var all sync.WaitGroup
		for _, l := range learners {
			all.Go(func() {
				for range each {
					l.answer(b)
				}
			})
		}
		all.Wait()
		ours += time.Since(began)
		bare.batch(b, clients, each)
	}
	b.StopTimer()
	var took, acks []time.Duration
	for _, l := range learners {
		took, acks = append(took, l.took...), append(acks, l.acks...)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(b.N*clients*each)/ours.Seconds(), "answers/s")
	b.ReportMetric(percentile(took, .5), "p50-ms")
	b.ReportMetric(percentile(took, .99), "p99-ms")
	b.ReportMetric(percentile(acks, .99), "ack-p99-ms")
	b.ReportMetric(percentile(bare.took, .99), "bare-p99-ms")
	b.ReportMetric(percentile(acks, .99)/percentile(bare.took, .99), "ack-of-bare")
	b.ReportMetric(coach.memory(b), "MB")
	b.ReportMetric((coach.cpu(b)-before)/float64(b.N*clients*each), "cpu-ms/answer")
}
