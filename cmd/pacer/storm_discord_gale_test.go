package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"mime"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Of the gale's guild.
const (
	galeBot   = "900000000000000001"
	galeGuild = "500000000000000001"
	galeRoom  = "600000000000000001"
	galeToken = "token-of-the-gale"
)

// gale is a Discord on a bad day, with learners who press and type as fast as
// the coach answers. It is strict where Discord is: an interaction is answered
// once and within three seconds, a nonce posts once, and a limit holds.
type gale struct {
	t      testing.TB
	server *httptest.Server

	mu       sync.Mutex
	random   *rand.Rand
	bad      bool   // there is weather
	clock    uint64 // of IDs
	sailors  map[string]*sailor
	messages map[string]*galeMessage     // by ID
	nonces   map[string]*galeMessage     // by channel and nonce
	doings   map[string]*doing           // interactions, by token
	written  map[string][]map[string]any // by channel of direct messages: what people wrote
	calm     time.Time                   // until then a limit of all requests holds
	stops    int                         // how often one did
	hasty    int                         // requests that came all the same
	lost     int                         // posts whose reply was lost
	again    int                         // of them, those that were tried again

	line    galeLine
	refusal int // the close code for whoever identifies; 0: welcome
}

// sailor is one learner's.
type sailor struct {
	*gale
	user, direct string // direct is the channel of direct messages
	seen         chan glimpse
	heard        string  // the content of the newest message
	last         glimpse // what can be pressed
}

// glimpse is a message as it stood when somebody saw it.
type glimpse struct {
	*galeMessage
	body galeBody
}

// galeBody is what the storm looks at in a message.
type galeBody struct {
	Content      string
	Flags        int
	Nonce        string
	EnforceNonce bool `json:"enforce_nonce"`
	Components   []struct {
		Components []struct {
			Type  int
			Label string
			ID    string `json:"custom_id"`
		}
	}
}

// galeMessage is one of the coach's.
type galeMessage struct {
	id, channel string
	to          *sailor
	nonce       string
	loading     bool // a deferral that nothing has filled
	gone        bool
	unsure      bool   // nobody was told that it stands there
	content     string // as it was when it was put up
}

// doing is an interaction and what became of it.
type doing struct {
	id, token string
	by        *sailor
	channel   string
	pressed   *galeMessage // nil: it is a command
	question  string       // pressed; empty: none
	made      time.Time
	delivered time.Time // last written to a connection; zero: never
	arrived   time.Time // of the first response that was looked at
	taken     bool
	failed    bool // the gale broke off a first response
	lost      bool // its session ended before it was answered
	late      bool // refused: three seconds were over
	sorry     bool // what the coach said is that it did not take it
	original  *galeMessage
}

// sorrow is how the sentences begin that say something was not taken.
var sorrow = []string{"I was too slow", "Something went wrong"}

func openGale(t testing.TB) *gale {
	g := &gale{
		t: t, random: rand.New(rand.NewPCG(11, 12)), sailors: make(map[string]*sailor),
		messages: make(map[string]*galeMessage), nonces: make(map[string]*galeMessage),
		doings: make(map[string]*doing), written: make(map[string][]map[string]any),
		line: galeLine{left: make(map[int]int), ready: make(chan struct{}, 64)},
	}
	mux := http.NewServeMux()
	const api = "/api/v10/"
	mux.HandleFunc("GET "+api+"gateway/bot", func(w http.ResponseWriter, r *http.Request) {
		galeSays(w, map[string]any{
			"url": g.gatewayURL("gateway"), "shards": 1,
			"session_start_limit": map[string]any{"total": 1000, "remaining": 999, "reset_after": 1000, "max_concurrency": 1},
		})
	})
	me := func(w http.ResponseWriter, _ *http.Request) { galeSays(w, map[string]any{"id": galeBot}) }
	mux.HandleFunc("GET "+api+"users/@me", me)
	mux.HandleFunc("GET "+api+"applications/@me", me)
	mux.HandleFunc("GET "+api+"applications/{app}/guilds/{guild}/commands", func(w http.ResponseWriter, _ *http.Request) { galeSays(w, []any{}) })
	mux.HandleFunc("PUT "+api+"applications/{app}/guilds/{guild}/commands", func(w http.ResponseWriter, _ *http.Request) { galeSays(w, []any{}) })
	mux.HandleFunc("GET "+api+"channels/{channel}", func(w http.ResponseWriter, r *http.Request) {
		galeSays(w, map[string]any{"id": r.PathValue("channel"), "type": 0})
	})
	mux.HandleFunc("POST "+api+"users/@me/channels", g.limited(g.opens))
	mux.HandleFunc("POST "+api+"channels/{channel}/messages", g.limited(g.posts))
	mux.HandleFunc("GET "+api+"channels/{channel}/messages", g.limited(g.reads))
	mux.HandleFunc("PATCH "+api+"channels/{channel}/messages/{message}", g.limited(g.changes))
	mux.HandleFunc("POST "+api+"interactions/{id}/{token}/callback", g.responds)
	mux.HandleFunc("POST "+api+"webhooks/{app}/{token}", g.follows)
	for _, method := range []string{http.MethodGet, http.MethodPatch, http.MethodDelete} {
		mux.HandleFunc(method+" "+api+"webhooks/{app}/{token}/messages/{message}", g.changes)
	}
	mux.HandleFunc("/gateway", g.connects)
	mux.HandleFunc("/resume", g.connects)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("nobody should ask %s %s", r.Method, r.URL.Path)
		galeRefuses(w, http.StatusNotFound, 0)
	})
	g.server = httptest.NewServer(mux)
	t.Cleanup(g.server.Close)
	return g
}

// configuration is that of a coach in the gale.
func (g *gale) configuration() string {
	return "workspace:\n  id: w\n  name: W\ncourses:\n  - bench\nhttp:\n  listen: 127.0.0.1:0\nlog:\n  level: error\ndiscord:\n  guild: \"" + galeGuild + "\"\n  api: " + g.server.URL + "/api/v10/\n"
}

func (g *gale) gatewayURL(path string) string {
	return "ws" + strings.TrimPrefix(g.server.URL, "http") + "/" + path
}

func galeSays(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // who has gone is told nothing
}

func galeRefuses(w http.ResponseWriter, status, code int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"code": code, "message": "refused"})
}

// id makes an ID, each later than the last. The caller holds the lock.
func (g *gale) id() string {
	const epoch = 1420070400000 // of Discord's IDs, in Unix milliseconds
	g.clock = max(g.clock+1, uint64(time.Now().UnixMilli()-epoch)<<22)
	return strconv.FormatUint(g.clock, 10)
}

// squall is what befalls a request.
type squall uint8

const (
	calm      squall = iota
	throttled        // 429, for this route
	stopped          // 429, for all requests
	slowly           // taken after a while
	dropped          // taken, and the reply is lost
	failing          // 502, not taken
)

// befalls says what befalls a request. The caller holds the lock.
func (g *gale) befalls(first bool) squall {
	if !g.bad {
		return calm
	}
	switch n := g.random.IntN(1000); {
	case n < 10:
		return dropped
	case n < 15:
		return slowly
	case n < 20:
		return failing
	case first:
		return calm // no limit holds for a first response
	case n < 70:
		return throttled
	case n < 71:
		return stopped
	}
	return calm
}

// throttle answers that it was too much.
func throttle(w http.ResponseWriter, after time.Duration, global bool) {
	scope := "user"
	if global {
		scope = "global"
		w.Header().Set("X-RateLimit-Global", "true")
	}
	w.Header().Set("X-RateLimit-Scope", scope)
	w.Header().Set("Retry-After", fmt.Sprint(after.Seconds()))
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusTooManyRequests)
	_ = json.NewEncoder(w).Encode(map[string]any{"message": "You are being rate limited.", "retry_after": after.Seconds(), "global": global})
}

// limited keeps all requests off while the limit of all holds.
func (g *gale) limited(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		left := time.Until(g.calm)
		if left > 0 {
			g.hasty++
		}
		g.mu.Unlock()
		if left > 0 {
			throttle(w, left, true)
			return
		}
		next(w, r)
	}
}

// weathers lets a request have what befalls it: true, and it goes on, to
// replies.
func (g *gale) weathers(w http.ResponseWriter, s squall) bool {
	switch s {
	case throttled:
		throttle(w, 300*time.Millisecond, false)
		return false
	case stopped:
		const pause = 500 * time.Millisecond
		g.mu.Lock()
		g.calm = time.Now().Add(pause)
		g.stops++
		g.mu.Unlock()
		throttle(w, pause, true)
		return false
	case failing:
		galeRefuses(w, http.StatusBadGateway, 0)
		return false
	case slowly:
		<-time.After(400 * time.Millisecond)
	}
	return true
}

// replies replies, unless the reply is lost.
func replies(w http.ResponseWriter, s squall, v any) {
	if s == dropped {
		panic(http.ErrAbortHandler)
	}
	galeSays(w, v)
}

// bodyOf reads a request's body, which files may stand beside.
func bodyOf(t testing.TB, r *http.Request, into any) {
	from := json.NewDecoder(r.Body)
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "multipart/form-data" {
		from = json.NewDecoder(strings.NewReader(r.FormValue("payload_json")))
	}
	if err := from.Decode(into); err != nil {
		t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
	}
}

// opens tells the channel of direct messages with somebody.
func (g *gale) opens(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		User string `json:"recipient_id"`
	}
	bodyOf(g.t, r, &ask)
	g.mu.Lock()
	s := g.sailors[ask.User]
	g.mu.Unlock()
	if s == nil {
		galeRefuses(w, http.StatusBadRequest, 10013)
		return
	}
	galeSays(w, map[string]any{"id": s.direct, "type": 1})
}

// posts takes an ordinary message: once for each nonce.
func (g *gale) posts(w http.ResponseWriter, r *http.Request) {
	var body galeBody
	bodyOf(g.t, r, &body)
	g.mu.Lock()
	s := g.befalls(false)
	g.mu.Unlock()
	if !g.weathers(w, s) {
		return
	}
	channel := r.PathValue("channel")
	g.mu.Lock()
	to := g.whose(channel)
	if to == nil {
		g.mu.Unlock()
		g.t.Errorf("everybody in channel %s reads %q", channel, body.Content)
		galeRefuses(w, http.StatusForbidden, 50013)
		return
	}
	key := channel + " " + body.Nonce
	m := g.nonces[key]
	switch {
	case body.Nonce == "" || !body.EnforceNonce:
		m = g.puts(to, channel, body)
	case m == nil:
		m = g.puts(to, channel, body)
		m.nonce, m.unsure = body.Nonce, true
		g.nonces[key] = m
	case !m.unsure:
		g.t.Errorf("%q was posted, replied to, and is posted again", body.Content)
	case m.content != body.Content:
		g.t.Errorf("%q and %q have one nonce: one of them is lost", m.content, body.Content)
	default:
		g.again++
	}
	if s == dropped {
		g.lost++
	} else {
		m.unsure = false
	}
	told := m.told()
	g.mu.Unlock()
	replies(w, s, told)
}

// whose is whose direct messages a channel is; nil: nobody's. The caller holds
// the lock.
func (g *gale) whose(channel string) *sailor {
	for _, s := range g.sailors {
		if s.direct == channel {
			return s
		}
	}
	return nil
}

// puts puts up a message. The caller holds the lock.
func (g *gale) puts(to *sailor, channel string, body galeBody) *galeMessage {
	m := &galeMessage{id: g.id(), channel: channel, to: to, content: body.Content}
	g.messages[m.id] = m
	to.glimpses(m, body)
	return m
}

// glimpses lets somebody see a message. What finds no room was not looked at
// for a thousand messages.
func (s *sailor) glimpses(m *galeMessage, body galeBody) {
	select {
	case s.seen <- glimpse{m, body}:
	default:
	}
}

// told is a message as the API tells it. The caller holds the lock.
func (m *galeMessage) told() map[string]any {
	flags := 0
	if m.loading {
		flags = 1 << 7
	}
	return map[string]any{"id": m.id, "channel_id": m.channel, "flags": flags}
}

// responds takes a first response.
func (g *gale) responds(w http.ResponseWriter, r *http.Request) {
	arrived := time.Now()
	var body struct {
		Type int
		Data galeBody
	}
	bodyOf(g.t, r, &body)
	g.mu.Lock()
	s := g.befalls(true)
	g.mu.Unlock()
	d, status, code := g.response(r.PathValue("id"), r.PathValue("token"), arrived, s == failing)
	if status != 0 {
		galeRefuses(w, status, code)
		return
	}
	if !g.weathers(w, s) {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	switch body.Type {
	case 4, 5: // a message, or one that is to come
		if d.channel == galeRoom && body.Data.Flags&64 == 0 {
			g.t.Errorf("everybody in the channel reads the answer %q", body.Data.Content)
		}
		d.original = g.puts(d.by, d.channel, body.Data)
		d.original.loading = body.Type == 5
	case 6, 7: // to be changed, or changed
		d.original = d.pressed
		if body.Type == 7 {
			d.by.glimpses(d.pressed, body.Data)
		}
	}
	d.notes(body.Data.Content)
	replies(w, s, map[string]any{"resource": map[string]any{"message": d.tells()}})
}

// response looks whether a first response may be given, and notes that it was.
func (g *gale) response(id, token string, arrived time.Time, fails bool) (d *doing, status, code int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	d = g.doings[token]
	if d == nil || d.id != id {
		g.t.Errorf("nobody did what %s responds to", id)
		return nil, http.StatusNotFound, 10062
	}
	if d.arrived.IsZero() {
		d.arrived = arrived
	}
	switch {
	case d.taken:
		return d, http.StatusBadRequest, 40060
	case arrived.Sub(d.made) > 3*time.Second:
		d.late = true
		return d, http.StatusNotFound, 10062
	}
	d.failed = d.failed || fails
	d.taken = !fails
	return d, 0, 0
}

// notes notes whether what was said is that nothing was taken. The caller holds
// the lock.
func (d *doing) notes(content string) {
	d.sorry = d.sorry || slices.ContainsFunc(sorrow, func(s string) bool { return strings.HasPrefix(content, s) })
}

// tells is the message of a first response, as the API tells it. The caller
// holds the lock.
func (d *doing) tells() map[string]any {
	if d.original == nil {
		return map[string]any{}
	}
	return d.original.told()
}

// follows takes a message that follows a first response, or fills it.
func (g *gale) follows(w http.ResponseWriter, r *http.Request) {
	var body galeBody
	bodyOf(g.t, r, &body)
	g.mu.Lock()
	s := g.befalls(false)
	if s == stopped {
		s = throttled // the limit of all does not hold here
	}
	g.mu.Unlock()
	if !g.weathers(w, s) {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	d := g.doings[r.PathValue("token")]
	if d == nil || !d.taken {
		galeRefuses(w, http.StatusNotFound, 10015)
		return
	}
	d.notes(body.Content)
	if o := d.original; o != nil && o.loading && !o.gone {
		o.loading, o.content = false, body.Content // it had none
		d.by.glimpses(o, body)
		replies(w, s, o.told())
		return
	}
	if d.channel == galeRoom && body.Flags&64 == 0 {
		g.t.Errorf("everybody in the channel reads %q", body.Content)
	}
	replies(w, s, g.puts(d.by, d.channel, body).told())
}

// changes tells of a message, edits it or takes it away.
func (g *gale) changes(w http.ResponseWriter, r *http.Request) {
	var body galeBody
	s := calm
	if r.Method == http.MethodPatch {
		bodyOf(g.t, r, &body)
		g.mu.Lock()
		s = g.befalls(false)
		g.mu.Unlock()
	}
	if s == stopped && r.PathValue("token") != "" {
		s = throttled // the limit of all does not hold here
	}
	if !g.weathers(w, s) {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	m := g.messages[r.PathValue("message")]
	if token := r.PathValue("token"); token != "" {
		d := g.doings[token]
		if d == nil || !d.taken {
			galeRefuses(w, http.StatusNotFound, 10015)
			return
		}
		if r.PathValue("message") == "@original" {
			m = d.original
		}
		d.notes(body.Content)
	}
	if m == nil || m.gone {
		galeRefuses(w, http.StatusNotFound, 10008)
		return
	}
	switch r.Method {
	case http.MethodDelete:
		m.gone = true
		w.WriteHeader(http.StatusNoContent)
		return
	case http.MethodPatch:
		m.loading = false
		m.to.glimpses(m, body)
	}
	replies(w, s, m.told())
}

// reads lists what was written in direct messages after a message, newest
// first.
func (g *gale) reads(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	after, found := r.FormValue("after"), []map[string]any{}
	for _, m := range slices.Backward(g.written[r.PathValue("channel")]) {
		if m["id"].(string) > after { // all are as long
			found = append(found, m)
		}
	}
	galeSays(w, found[max(0, len(found)-100):])
}
