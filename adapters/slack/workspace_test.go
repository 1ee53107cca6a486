package slack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pacer/adapters/adaptertest"
)

const (
	testTeam   = "T0LINCOLN"
	testUser   = "U0ADA"
	testBot    = "U0PACER"
	testToken  = "xoxb-secret-of-the-bot"
	testSecret = "secret-of-the-signatures"
)

// workspace plays Slack for one adapter: a Web API that keeps what it is told,
// people who do things, and what each of them sees. It records every request
// and refuses what breaks a limit, which Slack sometimes does not.
type workspace struct {
	t      *testing.T
	server *httptest.Server

	mu       sync.Mutex
	at       int64 // of the last message, in microseconds
	posts    []*standing
	views    map[string]map[string]any // Home tabs by user
	modals   []map[string]any
	files    map[string][]byte
	requests []request
	answers  map[string][]answerWith // by method, the next ones first
	triggers int
	hash     int
}

// standing is a message that stands in a channel.
type standing struct {
	channel, ts, thread string
	user                string // who alone sees it; empty: everybody there
	text                string
	blocks              []any
	metadata            map[string]any
}

// request is a request of the adapter's, as it came.
type request struct {
	Method string         // "chat.postMessage"; "response" and "upload" for what has an address of its own
	Body   map[string]any // JSON; of a form with its JSON fields read
}

// answerWith is how a method answers out of turn.
type answerWith struct {
	code   string        // Slack's error
	status int           // of HTTP
	after  time.Duration // with status 429
	lost   bool          // no answer comes
	done   bool          // and what was asked is done all the same
}

func newWorkspace(t *testing.T) *workspace {
	w := &workspace{
		t: t, at: time.Now().UnixMicro(), views: make(map[string]map[string]any),
		files: make(map[string][]byte), answers: make(map[string][]answerWith),
	}
	w.server = httptest.NewServer(w)
	t.Cleanup(w.server.Close)
	return w
}

// apiURL is the base of the Web API.
func (w *workspace) apiURL() string { return w.server.URL + "/api/" }

func (w *workspace) lock() func() {
	w.mu.Lock()
	return w.mu.Unlock
}

// will makes a method answer so once; calls add up.
func (w *workspace) will(method string, how answerWith) {
	defer w.lock()()
	w.answers[method] = append(w.answers[method], how)
}

// calls are the requests of a method so far.
func (w *workspace) calls(method string) []request {
	defer w.lock()()
	var found []request
	for _, r := range w.requests {
		if r.Method == method {
			found = append(found, r)
		}
	}
	return found
}

// stamp is the time, and the ID, of the next message.
func (w *workspace) stamp() string {
	w.at = max(w.at+1000, time.Now().UnixMicro())
	return fmt.Sprintf("%d.%06d", w.at/1e6, w.at%1e6)
}

func (w *workspace) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	method, isAPI := strings.CutPrefix(r.URL.Path, "/api/")
	if !isAPI {
		method, _, _ = strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	}
	body, token := readRequest(w.t, r, method)
	defer w.lock()()
	w.requests = append(w.requests, request{method, body})
	if isAPI && token != testToken {
		respond(rw, map[string]any{"ok": false, "error": "invalid_auth"})
		return
	}
	var how answerWith
	if next := w.answers[method]; len(next) > 0 {
		how, w.answers[method] = next[0], next[1:]
		if !how.done {
			fail(rw, how)
			return
		}
	}
	for _, fault := range faultsOf(request{method, body}) {
		w.t.Errorf("%s: %s", method, fault)
	}
	reply := w.do(method, r.URL.Path, body)
	if how.done {
		fail(rw, how)
		return
	}
	respond(rw, reply)
}

func fail(rw http.ResponseWriter, how answerWith) {
	switch {
	case how.lost:
		conn, _, err := rw.(http.Hijacker).Hijack()
		if err == nil {
			conn.Close()
		}
	case how.status != 0:
		if how.after > 0 {
			rw.Header().Set("Retry-After", strconv.Itoa(int(how.after/time.Second)))
		}
		rw.WriteHeader(how.status)
	default:
		respond(rw, map[string]any{"ok": false, "error": how.code})
	}
}

func respond(rw http.ResponseWriter, reply any) {
	rw.Header().Set("Content-Type", "application/json")
	json.NewEncoder(rw).Encode(reply)
}

// readRequest reads a body of any kind, and the token wherever it stands.
func readRequest(t *testing.T, r *http.Request, method string) (body map[string]any, token string) {
	body = make(map[string]any)
	token = strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	kind := r.Header.Get("Content-Type")
	switch {
	case strings.HasPrefix(kind, "application/json"):
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Errorf("%s: the body is no JSON: %v", method, err)
		}
	case strings.HasPrefix(kind, "multipart/"):
		sent, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("%s: %v", method, err)
		}
		_, params, err := mime.ParseMediaType(kind)
		if end := "--" + params["boundary"] + "--"; err != nil || strings.Count(string(sent), end) != 1 {
			t.Errorf("%s: the body does not end once with %s (%v)", method, end, err)
		}
		r.Body = io.NopCloser(bytes.NewReader(sent))
		f, _, err := r.FormFile("file")
		if err != nil {
			t.Errorf("%s: %v", method, err)
			return body, token
		}
		data, err := io.ReadAll(f)
		if err != nil {
			t.Errorf("%s: %v", method, err)
		}
		body["file"] = string(data)
	default:
		if err := r.ParseForm(); err != nil {
			t.Errorf("%s: %v", method, err)
		}
		for name, values := range r.Form {
			if name == "token" {
				token = values[0]
				continue
			}
			body[name] = values[0]
			var read any
			if strings.HasPrefix(values[0], "[") || strings.HasPrefix(values[0], "{") {
				if err := json.Unmarshal([]byte(values[0]), &read); err == nil && name != "text" {
					body[name] = read
				}
			}
		}
	}
	return body, token
}

func text(body map[string]any, name string) string {
	s, _ := body[name].(string)
	return s
}

func list(body map[string]any, name string) []any {
	l, _ := body[name].([]any)
	return l
}

// do does what a method does.
func (w *workspace) do(method, path string, body map[string]any) any {
	switch method {
	case "auth.test":
		return map[string]any{"ok": true, "team_id": testTeam, "team": "Lincoln", "user_id": testBot, "bot_id": "B0PACER"}
	case "users.info":
		user := text(body, "user")
		return map[string]any{"ok": true, "user": map[string]any{
			"id": user, "team_id": testTeam, "name": "ada", "real_name": "Ada", "tz": "Europe/London", "locale": "en-GB",
			"profile": map[string]any{"display_name": "Ada"},
		}}
	case "conversations.open":
		return map[string]any{"ok": true, "channel": map[string]any{"id": directOf(text(body, "users"))}}
	case "chat.postMessage", "chat.postEphemeral":
		p := &standing{
			channel: text(body, "channel"), ts: w.stamp(), thread: text(body, "thread_ts"),
			user: text(body, "user"), text: text(body, "text"), blocks: list(body, "blocks"),
		}
		p.metadata, _ = body["metadata"].(map[string]any)
		w.posts = append(w.posts, p)
		if method == "chat.postEphemeral" {
			return map[string]any{"ok": true, "message_ts": p.ts}
		}
		return map[string]any{"ok": true, "channel": p.channel, "ts": p.ts}
	case "chat.update":
		for _, p := range w.posts {
			if p.channel == text(body, "channel") && p.ts == text(body, "ts") && p.user == "" {
				p.text, p.blocks = text(body, "text"), list(body, "blocks")
				return map[string]any{"ok": true, "channel": p.channel, "ts": p.ts, "text": p.text}
			}
		}
		return map[string]any{"ok": false, "error": "message_not_found"}
	case "conversations.history", "conversations.replies":
		messages := []any{}
		for _, p := range slices.Backward(w.posts) {
			if p.channel == text(body, "channel") && p.user == "" && p.ts >= text(body, "oldest") {
				messages = append(messages, map[string]any{"type": "message", "ts": p.ts, "text": p.text, "metadata": p.metadata})
			}
		}
		return map[string]any{"ok": true, "messages": messages}
	case "response":
		return w.respondTo(path, body)
	case "views.open":
		w.modals = append(w.modals, body["view"].(map[string]any))
		return map[string]any{"ok": true, "view": map[string]any{"id": "V1"}}
	case "views.publish":
		w.hash++
		w.views[text(body, "user_id")] = body["view"].(map[string]any)
		return map[string]any{"ok": true, "view": map[string]any{"id": "V1", "hash": fmt.Sprint("h", w.hash)}}
	case "files.getUploadURLExternal":
		id := fmt.Sprintf("F%09d", len(w.files)+1)
		w.files[id] = nil
		return map[string]any{"ok": true, "upload_url": w.server.URL + "/upload/" + id, "file_id": id}
	case "upload":
		w.files[path[strings.LastIndexByte(path, '/')+1:]] = []byte(text(body, "file"))
		return map[string]any{"ok": true}
	case "files.completeUploadExternal":
		first, _ := list(body, "files")[0].(map[string]any)
		return map[string]any{"ok": true, "files": []any{map[string]any{"id": first["id"], "title": first["title"]}}}
	}
	return map[string]any{"ok": false, "error": "unknown_method"}
}

func directOf(user string) string { return "D" + strings.TrimPrefix(user, "U") }

// responseURL is an address for messages to a person who did something in a
// channel, to a message or beside it.
func (w *workspace) responseURL(channel, user, ts string) string {
	return w.server.URL + "/response/" + strings.Join([]string{channel, user, ts}, "/")
}

func (w *workspace) respondTo(path string, body map[string]any) any {
	where := strings.Split(path, "/")
	channel, user, ts := where[2], where[3], where[4]
	if replaces, _ := body["replace_original"].(bool); replaces {
		for _, p := range w.posts {
			if p.channel == channel && p.ts == ts {
				p.text, p.blocks = text(body, "text"), list(body, "blocks")
				return map[string]any{"ok": true}
			}
		}
	}
	w.posts = append(w.posts, &standing{
		channel: channel, user: user, ts: w.stamp(), thread: text(body, "thread_ts"),
		text: text(body, "text"), blocks: list(body, "blocks"),
	})
	return map[string]any{"ok": true}
}

// newBench makes a workspace, an adapter for it that hears by HTTP, and a person.
func newBench(t *testing.T, change func(*Options)) (*workspace, *Adapter, *person) {
	t.Helper()
	w := newWorkspace(t)
	o := Options{Token: testToken, SigningSecret: testSecret, APIURL: w.apiURL()}
	if change != nil {
		change(&o)
	}
	a, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.client.CloseIdleConnections)
	p := &person{w: w, handler: a.Handler(), user: testUser}
	t.Cleanup(p.waiting.Wait)
	return w, a, p
}

func testFailure(w *workspace) func(adaptertest.Failure) bool {
	return func(f adaptertest.Failure) bool {
		switch f.Kind {
		case adaptertest.Throttled:
			w.will("chat.postMessage", answerWith{status: http.StatusTooManyRequests, after: f.Delay})
		case adaptertest.Revoked:
			w.will("chat.postMessage", answerWith{code: "token_revoked"})
		case adaptertest.Lost:
			w.will("chat.postMessage", answerWith{lost: true})
		}
		return true
	}
}
