package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"pacer/bot/chat"
)

// fake is a small Discord: its API and its gateway, of which a test may break
// whatever it likes.
type fake struct {
	t   testing.TB
	srv *httptest.Server

	mu       sync.Mutex
	clock    uint64 // of IDs
	requests []request
	commands json.RawMessage
	posted   []*posted
	callback map[string]*posted // by the interaction's token: its first response
	replied  map[string]bool    // interactions that had their first response
	channels map[string]channel
	members  map[string][]string         // by thread, who is in it
	written  map[string][]map[string]any // by channel, what people wrote, as GET messages tells

	answer   func(w http.ResponseWriter, r request) bool // before everything else: true, and it has answered
	bot      map[string]any                              // what GET gateway/bot answers
	interval int                                         // of heartbeats, milliseconds
	deaf     bool                                        // heartbeats are not acknowledged
	refusal  int                                         // close code for whoever identifies; 0: welcome
	noResume bool                                        // whoever resumes is sent away
	lax      bool                                        // requests are not checked
	lesser   bool                                        // it answers like a server that knows less of bots

	socket     *websocket.Conn
	writing    sync.Mutex
	log        []frame // events of the session, for resuming
	identified int
	resumed    int
	ready      chan struct{} // one for each session begun or resumed
}

// request is one that came.
type request struct {
	Method, Path, Query string
	Authorization       string
	Body                json.RawMessage
	Files               map[string][]byte
}

// posted is a message that stands somewhere.
type posted struct {
	ID, Channel string
	Body        map[string]any
	Private     bool // ephemeral
	Deferred    bool
	Gone        bool
}

const (
	fakeBot   = "900000000000000001"
	fakeToken = "secret-token-of-the-bot"
	fakeGuild = "500000000000000001"
	fakeRoom  = "600000000000000001"
	fakeUser  = "700000000000000001"
	fakeDM    = "800000000000000001" // the direct messages with fakeUser
)

func newFake(t testing.TB) *fake {
	f := &fake{
		t: t, callback: make(map[string]*posted), replied: make(map[string]bool), interval: 20_000,
		channels: map[string]channel{fakeRoom: {ID: fakeRoom}},
		members:  make(map[string][]string),
		written:  make(map[string][]map[string]any),
		ready:    make(chan struct{}, 64),
		clock:    (uint64(time.Now().UnixMilli()) - epoch) << 22,
	}
	f.srv = httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(f.srv.Close)
	return f
}

// options are what an adapter that talks to the fake is made of.
func (f *fake) options() Options {
	return Options{Token: fakeToken, APIURL: f.srv.URL + "/api/v10/", Reads: noReads{}}
}

// adapter makes one, in a hurry.
func (f *fake) adapter(o Options) *Adapter {
	f.t.Helper()
	a, err := New(o)
	if err != nil {
		f.t.Fatal(err)
	}
	a.pace = pace{
		hello: 5 * time.Second, first: 5 * time.Millisecond, top: 50 * time.Millisecond, identify: time.Millisecond,
		deferral: 150 * time.Millisecond, withdrawal: 20 * time.Millisecond, readBack: time.Millisecond, marks: 5 * time.Millisecond,
	}
	f.t.Cleanup(a.rest.Client.CloseIdleConnections)
	return a
}

// run runs an adapter until the test ends, and waits until it is connected. The
// error that Run returned comes from stop.
func (f *fake) run(a *Adapter, h chat.Handler) (stop func() error) {
	f.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx, h) }()
	stop = sync.OnceValue(func() error {
		cancel()
		select {
		case err := <-done:
			return err
		case <-time.After(10 * time.Second):
			return fmt.Errorf("Run did not return")
		}
	})
	f.t.Cleanup(func() {
		if err := stop(); err != nil {
			f.t.Errorf("Run: %v", err)
		}
	})
	f.connected()
	f.eventually("the adapter is healthy", func() bool { return a.Health() == nil })
	return stop
}

// connected waits for a session to be begun or resumed.
func (f *fake) connected() {
	f.t.Helper()
	select {
	case <-f.ready:
	case <-time.After(10 * time.Second):
		f.t.Fatal("nobody connected")
	}
}

// eventually waits until something holds.
func (f *fake) eventually(what string, holds func() bool) {
	f.t.Helper()
	late := time.After(10 * time.Second)
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for !holds() {
		select {
		case <-look.C:
		case <-late:
			f.t.Fatalf("it never was so: %s", what)
		}
	}
}

// id makes an ID, each later than the last.
func (f *fake) id() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.nextID()
}

// nextID is id for a caller that holds the lock.
func (f *fake) nextID() string {
	f.clock = max(f.clock, (uint64(time.Now().UnixMilli())-epoch)<<22) + 1<<22
	return strconv.FormatUint(f.clock, 10)
}

// of lists requests, by method and the beginning of their path.
func (f *fake) of(method, path string) []request {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []request
	for _, r := range f.requests {
		if r.Method == method && strings.HasPrefix(r.Path, path) {
			found = append(found, r)
		}
	}
	return found
}

// messages lists what stands on the fake, oldest first.
func (f *fake) messages() []posted {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []posted
	for _, p := range f.posted {
		if !p.Gone {
			found = append(found, *p)
		}
	}
	return found
}

// emit sends an event.
func (f *fake) emit(kind string, data any) {
	f.t.Helper()
	b, err := json.Marshal(data)
	if err != nil {
		f.t.Fatal(err)
	}
	f.mu.Lock()
	e := frame{Op: opDispatch, T: kind, D: b, S: int64(len(f.log) + 1)}
	f.log = append(f.log, e)
	socket := f.socket
	f.mu.Unlock()
	f.send(socket, e)
}

// send writes a frame; to nobody it is lost, as on a line that broke.
func (f *fake) send(socket *websocket.Conn, e any) {
	if socket == nil {
		return
	}
	b, err := json.Marshal(e)
	if err != nil {
		f.t.Error(err)
		return
	}
	f.raw(socket, string(b))
}

func (f *fake) raw(socket *websocket.Conn, text string) {
	f.writing.Lock()
	defer f.writing.Unlock()
	_ = socket.WriteMessage(websocket.TextMessage, []byte(text))
}

// hangUp closes the gateway's connection with a code; 0 cuts it.
func (f *fake) hangUp(code int) {
	f.mu.Lock()
	socket := f.socket
	f.socket = nil
	f.mu.Unlock()
	if socket == nil {
		return
	}
	if code != 0 {
		_ = socket.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
	}
	socket.Close()
}

// press, command, form and write are what people do; each returns its ID.

func (f *fake) interaction(kind int, data any, more map[string]any) (id string) {
	f.t.Helper()
	id, i := f.newInteraction(kind, data, more)
	f.emit("INTERACTION_CREATE", i)
	return id
}

func (f *fake) newInteraction(kind int, data any, more map[string]any) (id string, i map[string]any) {
	id = f.id()
	i = map[string]any{
		"id": id, "application_id": fakeBot, "type": kind, "token": "interaction-token-" + id, "locale": "en-GB", "version": 1,
		"channel_id": fakeDM, "user": map[string]any{"id": fakeUser, "username": "ada", "global_name": "Ada"}, "data": data,
	}
	for k, v := range more {
		i[k] = v
	}
	return id, i
}

// inGuild is what makes an interaction one of a guild's channel.
func inRoom(more map[string]any) map[string]any {
	m := map[string]any{
		"guild_id": fakeGuild, "channel_id": fakeRoom, "channel": map[string]any{"id": fakeRoom, "type": 0}, "user": nil,
		"member": map[string]any{
			"user": map[string]any{"id": fakeUser, "username": "ada", "global_name": "Ada"},
			"nick": "Ada L.", "roles": []string{"1"}, "permissions": "2048",
		},
	}
	for k, v := range more {
		m[k] = v
	}
	return m
}

func (f *fake) write(content string, more map[string]any) (id string) {
	id = f.id()
	m := map[string]any{
		"id": id, "type": 0, "channel_id": fakeDM, "content": content,
		"author": map[string]any{"id": fakeUser, "username": "ada", "global_name": "Ada"},
	}
	for k, v := range more {
		m[k] = v
	}
	f.mu.Lock()
	channel, _ := m["channel_id"].(string)
	f.written[channel] = append(f.written[channel], m)
	f.mu.Unlock()
	f.emit("MESSAGE_CREATE", m)
	return id
}

func (f *fake) serve(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/gateway/" || r.URL.Path == "/gateway" {
		f.gateway(w, r)
		return
	}
	req := request{
		Method: r.Method, Path: strings.TrimPrefix(r.URL.Path, "/api/v10/"), Query: r.URL.RawQuery,
		Authorization: r.Header.Get("Authorization"), Files: make(map[string][]byte),
	}
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		parts := multipart.NewReader(r.Body, params["boundary"])
		for {
			p, err := parts.NextPart()
			if err == io.EOF {
				break
			}
			if err != nil {
				f.t.Errorf("%s %s: its parts do not end: %v", r.Method, r.URL.Path, err)
				break
			}
			b, _ := io.ReadAll(p)
			if p.FormName() == "payload_json" {
				req.Body = b
			} else {
				req.Files[p.FormName()] = b
			}
		}
	} else if b, _ := io.ReadAll(r.Body); len(b) > 0 {
		req.Body = b
	}
	f.mu.Lock()
	f.requests = append(f.requests, req)
	answer := f.answer
	f.mu.Unlock()
	if strings.HasPrefix(r.URL.Path, "/api/") && !f.lax {
		checkRequest(f.t, req)
	}
	if answer != nil && answer(w, req) {
		return
	}
	f.route(w, req)
}

// say answers with JSON.
func say200(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// refuse answers with an error of Discord's.
func refuse(w http.ResponseWriter, status, code int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"code": code, "message": "refused"})
}

func (f *fake) route(w http.ResponseWriter, r request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := strings.Split(r.Path, "/")
	at := func(method string, shape ...string) bool {
		if r.Method != method || len(p) != len(shape) {
			return false
		}
		for i, s := range shape {
			if s != "*" && s != p[i] {
				return false
			}
		}
		return true
	}
	var body map[string]any
	_ = json.Unmarshal(r.Body, &body)
	switch {
	case at("GET", "users", "@me"):
		say200(w, map[string]any{"id": fakeBot, "username": "Pacer"})
	case at("GET", "applications", "@me"):
		say200(w, map[string]any{"id": fakeBot, "name": "Pacer"})
	case at("GET", "gateway", "bot"):
		if f.bot != nil {
			say200(w, f.bot)
			return
		}
		say200(w, map[string]any{
			"url": "ws" + strings.TrimPrefix(f.srv.URL, "http") + "/gateway", "shards": 1,
			"session_start_limit": map[string]any{"total": 1000, "remaining": 999, "reset_after": 1000, "max_concurrency": 1},
		})
	case at("GET", "applications", "*", "commands"), at("GET", "applications", "*", "guilds", "*", "commands"):
		if f.commands == nil {
			f.commands = json.RawMessage("[]")
		}
		say200(w, f.commands)
	case at("PUT", "applications", "*", "commands"), at("PUT", "applications", "*", "guilds", "*", "commands"):
		f.commands = r.Body
		say200(w, f.commands)
	case at("POST", "interactions", "*", "*", "callback"):
		f.respond(w, p[1], p[2], body)
	case at("POST", "webhooks", "*", "*") && !f.lesser:
		if m := f.callback[p[2]]; m != nil && m.Deferred { // the first to follow fills a deferral
			m.Body, m.Deferred = body, false
			say200(w, m.json())
			return
		}
		say200(w, f.post("", body).json())
	case f.lesser && p[0] == "webhooks":
		refuse(w, http.StatusNotFound, 0)
	case r.Method != "POST" && len(p) == 5 && p[0] == "webhooks":
		m := f.callback[p[2]]
		if p[4] != "@original" {
			m = f.find(p[4])
		}
		f.change(w, r.Method, m, body)
	case at("POST", "users", "@me", "channels"):
		say200(w, map[string]any{"id": "8" + fmt.Sprint(body["recipient_id"])[1:], "type": 1})
	case at("POST", "channels", "*", "messages"):
		say200(w, f.post(p[1], body).json())
	case at("GET", "channels", "*", "messages"):
		say200(w, f.after(p[1], r.Query))
	case (r.Method == "PATCH" || r.Method == "DELETE" || r.Method == "GET") && len(p) == 4 && p[0] == "channels" && p[2] == "messages":
		f.change(w, r.Method, f.find(p[3]), body)
	case at("GET", "channels", "*"):
		if c, ok := f.channels[p[1]]; ok {
			say200(w, map[string]any{"id": c.ID, "type": c.Type, "parent_id": c.Parent, "name": c.Name, "owner_id": c.Owner, "member_count": len(f.members[c.ID])})
			return
		}
		refuse(w, http.StatusNotFound, 10003)
	case at("GET", "channels", "*", "thread-members"): // for a privileged intent only
		refuse(w, http.StatusForbidden, 50001)
	case at("GET", "channels", "*", "thread-members", "*"):
		if !slices.Contains(f.members[p[1]], p[3]) {
			refuse(w, http.StatusNotFound, 10007)
			return
		}
		say200(w, map[string]any{"id": p[1], "user_id": p[3], "flags": 0})
	default:
		refuse(w, http.StatusNotFound, 0)
	}
}

// after lists what people wrote in a channel after a message, newest first, as
// Discord does. The caller holds the lock.
func (f *fake) after(channel, query string) []map[string]any {
	mark := strings.TrimPrefix(strings.Split(query, "&")[0], "after=")
	found := []map[string]any{}
	for _, m := range slices.Backward(f.written[channel]) {
		if isNewer(m["id"].(string), mark) {
			found = append(found, m)
		}
	}
	if len(found) > 100 {
		found = found[len(found)-100:]
	}
	return found
}

// respond takes a first response. The caller holds the lock.
func (f *fake) respond(w http.ResponseWriter, id, token string, body map[string]any) {
	if f.replied[id] {
		refuse(w, http.StatusBadRequest, 40060)
		return
	}
	f.replied[id] = true
	data, _ := body["data"].(map[string]any)
	kind, _ := body["type"].(float64)
	if f.lesser { // all is taken, a message is posted for everybody, nothing else happens
		if kind == respondMessage {
			f.post("", data).Private = false
		}
		w.WriteHeader(http.StatusNoContent)
		return
	}
	switch int(kind) {
	case respondMessage, respondDeferred:
		m := f.post("", data)
		m.Deferred = int(kind) == respondDeferred
		f.callback[token] = m
		say200(w, map[string]any{"resource": map[string]any{"message": m.json()}})
		return
	case respondUpdate, respondDeferUpdate:
		if len(f.posted) == 0 {
			f.post("", nil) // what was pressed
		}
		m := f.posted[len(f.posted)-1]
		if data != nil {
			m.Body = data
		}
		f.callback[token] = m
	}
	w.WriteHeader(http.StatusNoContent)
}

// post puts up a message. The caller holds the lock.
func (f *fake) post(channel string, body map[string]any) *posted {
	flags, _ := body["flags"].(float64)
	m := &posted{ID: f.nextID(), Channel: channel, Body: body, Private: int(flags)&ephemeral != 0}
	f.posted = append(f.posted, m)
	return m
}

func (m *posted) json() map[string]any {
	at := snowflakeTime(m.ID).Format(time.RFC3339Nano)
	flags := 0
	if m.Deferred {
		flags = stillLoading
	}
	return map[string]any{"id": m.ID, "channel_id": m.Channel, "timestamp": at, "edited_timestamp": nil, "flags": flags}
}

func (f *fake) find(id string) *posted {
	for _, m := range f.posted {
		if m.ID == id && !m.Gone {
			return m
		}
	}
	return nil
}

func (f *fake) change(w http.ResponseWriter, method string, m *posted, body map[string]any) {
	switch {
	case m == nil || m.Gone:
		refuse(w, http.StatusNotFound, 10008)
	case method == "DELETE":
		m.Gone = true
		w.WriteHeader(http.StatusNoContent)
	case method == "PATCH":
		m.Body, m.Deferred = body, false
		say200(w, m.json())
	default:
		say200(w, m.json())
	}
}

// gateway serves one connection.
func (f *fake) gateway(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{}
	socket, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer socket.Close()
	f.mu.Lock()
	interval := f.interval
	f.mu.Unlock()
	f.send(socket, map[string]any{"op": opHello, "d": map[string]any{"heartbeat_interval": interval}})
	for {
		_, b, err := socket.ReadMessage()
		if err != nil {
			f.mu.Lock()
			if f.socket == socket {
				f.socket = nil
			}
			f.mu.Unlock()
			return
		}
		var e struct {
			Op int            `json:"op"`
			D  map[string]any `json:"d"`
		}
		if err := json.NewDecoder(bytes.NewReader(b)).Decode(&e); err != nil && e.Op != opHeartbeat {
			f.t.Errorf("the gateway got %q", b)
		}
		f.mu.Lock()
		deaf, refusal, noResume := f.deaf, f.refusal, f.noResume
		f.mu.Unlock()
		switch e.Op {
		case opHeartbeat:
			if !deaf {
				f.send(socket, map[string]any{"op": opHeartbeatAck})
			}
		case opIdentify:
			if refusal != 0 {
				_ = socket.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(refusal, ""), time.Now().Add(time.Second))
				return
			}
			f.mu.Lock()
			f.identified++
			f.socket = socket
			f.log = []frame{{}}
			f.mu.Unlock()
			ready := map[string]any{"session_id": "s", "user": map[string]any{"id": fakeBot}, "application": map[string]any{"id": fakeBot}}
			if f.lesser {
				ready["read_state"] = map[string]any{"entries": []any{}}
			}
			f.send(socket, map[string]any{"op": opDispatch, "t": "READY", "s": 1, "d": ready})
			f.ready <- struct{}{}
		case opResume:
			if noResume {
				f.send(socket, map[string]any{"op": opInvalidSession, "d": false})
				continue
			}
			seq, _ := e.D["seq"].(float64)
			f.mu.Lock()
			f.resumed++
			f.socket = socket
			missed := slices.Clone(f.log[min(int(seq), len(f.log)):])
			f.mu.Unlock()
			for _, m := range missed {
				f.send(socket, m)
			}
			f.send(socket, map[string]any{"op": opDispatch, "t": "RESUMED", "s": seq + float64(len(missed)), "d": map[string]any{}})
			f.ready <- struct{}{}
		}
	}
}

// noReads opens no form and completes nothing.
type noReads struct{ chat.Reads }

func (noReads) Form(context.Context, chat.Event) (*chat.Form, error) { return nil, nil }
func (noReads) Complete(context.Context, chat.Event, string, string) ([]chat.Choice, error) {
	return nil, nil
}
func (noReads) Home(context.Context, chat.Event) (chat.Message, error) { return chat.Message{}, nil }
func (noReads) Commands(string) []chat.Command {
	return []chat.Command{
		{Name: "practice", Description: "A few questions that fit you", Options: []chat.Option{{Name: "skill", Description: "What about", Complete: true}, {Name: "minutes", Description: "How long"}}},
		{Name: "class", Description: "Your class", Teachers: true},
	}
}
