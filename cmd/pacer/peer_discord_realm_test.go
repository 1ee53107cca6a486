package main

import (
	"bytes"
	"cmp"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
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
	"unicode/utf16"
)

// Of a realm.
const (
	realmToken  = "realm.token.of-the-bot"
	realmBot    = "9000000000000000001"
	realmGuild  = "1000000000000000001"
	realmStudy  = "3000000000000000001" // a text channel that everybody reads
	realmEpoch  = 1420070400000
	realmSecond = 3 * time.Second // in which an interaction is answered
)

// realm is a server of the tests' own that speaks Discord's language, written
// from its documentation: it has the direct messages, closed doors, private
// threads and private answers that other peers lack, and takes nothing that
// Discord's description of its API does not have.
// https://discord.com/developers/docs/reference
type realm struct {
	t      testing.TB
	server *httptest.Server
	key    ed25519.PrivateKey // signs interactions that go by HTTP

	mu       sync.Mutex
	clock    uint64 // of IDs
	changes  int    // of messages
	rooms    map[string]*realmRoom
	people   map[string]*realmPerson
	acts     map[string]*realmAct // by token
	commands []realmCommand
	files    map[string][]byte // what people sent, by path
	endpoint string            // where interactions go; empty: over the gateway
	session  *realmSession     // of the gateway; nil: nobody is there
	lesser   bool              // see lesserRespond
}

// realmRoom is what Discord calls a channel.
type realmRoom struct {
	id, guild, parent, name string
	kind                    int
	members                 []string // of direct messages and private threads
	messages                []*realmMessage
}

// https://discord.com/developers/docs/resources/channel#channel-object-channel-types
const (
	realmText    = 0
	realmDirect  = 1
	realmPrivate = 12
)

// realmMessage is one that stands somewhere.
type realmMessage struct {
	id, author string
	room       *realmRoom
	kind       int
	only       string // who alone sees it; empty: whoever sees the room
	said       realmPost
	attached   []map[string]any
	changed    int // see realm.changes
	edits      int
}

// realmAct is an interaction and what became of it.
type realmAct struct {
	id, token string
	by        *realmPerson
	room      *realmRoom
	pressed   *realmMessage
	at        time.Time
	done      chan struct{} // closed by the first response
	kind      int           // of the first response
	data      json.RawMessage
	original  *realmMessage
	loading   bool
}

// realmPost is a message as a bot may send it. What it does not name is
// refused.
type realmPost struct {
	Content     string      `json:"content"`
	Embeds      []struct{}  `json:"embeds"`
	Components  []realmRow  `json:"components"`
	Attachments []realmFile `json:"attachments"`
	Mentions    *struct {
		Parse []string `json:"parse"`
		Users []string `json:"users"`
	} `json:"allowed_mentions"`
	Flags        int    `json:"flags"`
	Nonce        string `json:"nonce"`
	EnforceNonce bool   `json:"enforce_nonce"`
}

type realmRow struct {
	Type       int           `json:"type"`
	Components []realmButton `json:"components"`
}

type realmButton struct {
	Type     int    `json:"type"`
	Style    int    `json:"style"`
	Label    string `json:"label"`
	CustomID string `json:"custom_id"`
}

type realmFile struct {
	ID          string `json:"id"`
	Filename    string `json:"filename"`
	Description string `json:"description"`
}

// https://discord.com/developers/docs/resources/message#message-object-message-flags
const (
	realmEphemeral = 1 << 6
	realmLoading   = 1 << 7
)

// realmError is an answer that says no.
type realmError struct {
	status, code int
	message      string
}

func (e *realmError) Error() string { return e.message }

// openRealm begins a guild with one text channel and nobody in it.
func openRealm(t *testing.T) *realm {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	r := &realm{
		t: t, key: key,
		rooms: make(map[string]*realmRoom), people: make(map[string]*realmPerson),
		acts: make(map[string]*realmAct), files: make(map[string][]byte),
	}
	r.rooms[realmStudy] = &realmRoom{id: realmStudy, guild: realmGuild, name: "study", kind: realmText}
	r.server = httptest.NewServer(r.routes())
	t.Cleanup(r.server.Close)
	return r
}

// serve runs the real binary in the realm, with nothing but a base URL in its
// configuration.
func (r *realm) serve(t *testing.T, dir string, env ...string) *served {
	t.Helper()
	configuration := "workspace:\n  id: oak\n  name: Oak Club\nhttp:\n  listen: 127.0.0.1:0\ndiscord:\n  api: " + r.server.URL + "/api/v10/\n"
	return serveReal(t, dir, configuration, append(env, "DISCORD_TOKEN="+realmToken)...)
}

// publicKey is what the application's page shows.
func (r *realm) publicKey() string {
	return hex.EncodeToString(r.key.Public().(ed25519.PublicKey))
}

// nextID makes an ID that tells the time, each later than the last. The caller
// holds the lock.
func (r *realm) nextID() string {
	r.clock = max(r.clock+1<<22, (uint64(time.Now().UnixMilli())-realmEpoch)<<22)
	return strconv.FormatUint(r.clock, 10)
}

// routes are those of the API that a coach has use for. Whatever else it asks
// for fails the test.
func (r *realm) routes() http.Handler {
	mux := http.NewServeMux()
	open := func(pattern string, handle func(q *http.Request) (any, error)) {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" /api/v10/"+path, func(w http.ResponseWriter, q *http.Request) {
			r.mu.Lock()
			answer, err := handle(q)
			r.mu.Unlock()
			refusal, isRefusal := errors.AsType[*realmError](err)
			w.Header().Set("Content-Type", "application/json")
			switch {
			case isRefusal:
				w.WriteHeader(refusal.status)
				answer = map[string]any{"code": refusal.code, "message": refusal.message}
			case err != nil:
				r.t.Errorf("%s %s: %v", q.Method, q.URL.Path, err)
				w.WriteHeader(http.StatusBadRequest)
				answer = map[string]any{"code": 50035, "message": "Invalid Form Body"}
			case answer == nil:
				w.WriteHeader(http.StatusNoContent)
				return
			}
			if err := json.NewEncoder(w).Encode(answer); err != nil {
				r.t.Logf("%s %s: %v", q.Method, q.URL.Path, err)
			}
		})
	}
	bot := func(pattern string, handle func(q *http.Request) (any, error)) {
		open(pattern, func(q *http.Request) (any, error) {
			if q.Header.Get("Authorization") != "Bot "+realmToken {
				return nil, &realmError{http.StatusUnauthorized, 0, "401: Unauthorized"}
			}
			return handle(q)
		})
	}
	open("GET gateway", func(*http.Request) (any, error) { return map[string]any{"url": r.gatewayURL()}, nil })
	bot("GET gateway/bot", func(*http.Request) (any, error) {
		limit := map[string]any{"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
		return map[string]any{"url": r.gatewayURL(), "shards": 1, "session_start_limit": limit}, nil
	})
	bot("GET users/@me", func(*http.Request) (any, error) { return r.user(realmBot), nil })
	bot("GET applications/@me", func(*http.Request) (any, error) {
		return map[string]any{"id": realmBot, "name": "Pacer", "description": "", "verify_key": r.publicKey(), "flags": 0}, nil
	})
	bot("GET applications/{app}/commands", r.listed)
	bot("PUT applications/{app}/commands", r.overwrite)
	bot("POST users/@me/channels", r.openDirect)
	bot("GET channels/{room}", func(q *http.Request) (any, error) {
		room, err := r.room(q)
		if err != nil {
			return nil, err
		}
		return room.json(), nil
	})
	bot("GET channels/{room}/messages", r.history)
	bot("POST channels/{room}/messages", r.create)
	bot("PATCH channels/{room}/messages/{message}", func(q *http.Request) (any, error) { return r.editIn(q) })
	bot("POST channels/{room}/threads", r.createThread)
	bot("PUT channels/{room}/thread-members/{user}", r.addMember)
	bot("GET channels/{room}/thread-members/{user}", func(q *http.Request) (any, error) {
		room, err := r.room(q)
		if err != nil {
			return nil, err
		}
		user := q.PathValue("user")
		if !slices.Contains(room.members, user) {
			return nil, &realmError{http.StatusNotFound, 10007, "Unknown Member"}
		}
		return map[string]any{"id": room.id, "user_id": user, "join_timestamp": "2026-01-01T00:00:00+00:00", "flags": 0}, nil
	})
	// All of them are listed for who has a privileged intent.
	bot("GET channels/{room}/thread-members", func(*http.Request) (any, error) {
		return nil, &realmError{http.StatusForbidden, 50001, "Missing Access"}
	})
	bot("GET channels/{room}/users/@me/threads/archived/private", func(*http.Request) (any, error) {
		return map[string]any{"threads": []any{}, "members": []any{}, "has_more": false}, nil
	})
	bot("GET guilds/{guild}/threads/active", func(*http.Request) (any, error) {
		return map[string]any{"threads": r.threads(), "members": []any{}}, nil
	})
	open("POST interactions/{id}/{token}/callback", r.callback)
	open("POST webhooks/{app}/{token}", r.followUp)
	open("GET webhooks/{app}/{token}/messages/{message}", func(q *http.Request) (any, error) {
		m, err := r.answer(q)
		if err != nil {
			return nil, err
		}
		return r.messageJSON(m), nil
	})
	open("PATCH webhooks/{app}/{token}/messages/{message}", func(q *http.Request) (any, error) {
		m, err := r.answer(q)
		if err != nil {
			return nil, err
		}
		return r.edit(q, m)
	})
	open("DELETE webhooks/{app}/{token}/messages/{message}", func(q *http.Request) (any, error) {
		m, err := r.answer(q)
		if err == nil {
			m.room.messages = slices.DeleteFunc(m.room.messages, func(o *realmMessage) bool { return o == m })
		}
		return nil, err
	})
	mux.HandleFunc("/gateway", r.gateway)
	mux.HandleFunc("GET /attachments/", func(w http.ResponseWriter, q *http.Request) {
		r.mu.Lock()
		b, ok := r.files[q.URL.Path]
		r.mu.Unlock()
		if !ok || q.Header.Get("Authorization") != "" {
			r.t.Errorf("the file %s was asked for, or with the token", q.URL.Path)
		}
		_, _ = w.Write(b)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, q *http.Request) {
		r.t.Errorf("the API has no %s %s here", q.Method, q.URL.Path)
		http.NotFound(w, q)
	})
	return mux
}

// room finds the room that a request names.
func (r *realm) room(q *http.Request) (*realmRoom, error) {
	room := r.rooms[q.PathValue("room")]
	if room == nil {
		return nil, &realmError{http.StatusNotFound, 10003, "Unknown Channel"}
	}
	return room, nil
}

func (room *realmRoom) json() map[string]any {
	j := map[string]any{"id": room.id, "type": room.kind}
	if room.guild != "" {
		j["guild_id"], j["name"] = room.guild, room.name
	}
	if room.kind == realmPrivate {
		j["parent_id"], j["owner_id"] = room.parent, realmBot
		j["thread_metadata"] = map[string]any{"archived": false, "auto_archive_duration": 10080, "locked": false}
	}
	return j
}

func (r *realm) threads() []map[string]any {
	all := []map[string]any{}
	for _, room := range r.rooms {
		if room.kind == realmPrivate {
			all = append(all, room.json())
		}
	}
	return all
}

// user is somebody as the API tells of them.
func (r *realm) user(id string) map[string]any {
	u := map[string]any{"id": id, "username": "pacer", "discriminator": "0", "avatar": nil, "global_name": nil, "bot": true}
	if p := r.people[id]; p != nil {
		u = map[string]any{"id": id, "username": strings.ToLower(p.name), "discriminator": "0", "avatar": nil, "global_name": p.name}
	}
	return u
}

func (r *realm) messageJSON(m *realmMessage) map[string]any {
	j := map[string]any{
		"id": m.id, "type": m.kind, "channel_id": m.room.id, "author": r.user(m.author), "content": m.said.Content,
		"timestamp": realmTime(m.id).Format(time.RFC3339Nano), "edited_timestamp": nil, "tts": false, "mention_everyone": false,
		"mentions": []any{}, "mention_roles": []any{}, "attachments": m.attached, "embeds": []any{}, "pinned": false,
		"components": m.said.Components, "flags": m.said.Flags,
	}
	if strings.Contains(m.said.Content, "<@"+realmBot+">") {
		j["mentions"] = []any{r.user(realmBot)}
	}
	if m.attached == nil {
		j["attachments"] = []any{}
	}
	if m.said.Components == nil {
		j["components"] = []any{}
	}
	if m.edits > 0 {
		j["edited_timestamp"] = time.Now().UTC().Format(time.RFC3339Nano)
	}
	return j
}

func realmTime(id string) time.Time {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(int64(n>>22) + realmEpoch).UTC()
}

// realmBody reads a request: its JSON, and how many files came with it.
func realmBody(q *http.Request) (body []byte, files int, err error) {
	kind, params, err := mime.ParseMediaType(q.Header.Get("Content-Type"))
	if err != nil {
		return nil, 0, err
	}
	if kind == "application/json" {
		body, err = io.ReadAll(q.Body)
		return body, 0, err
	}
	parts := multipart.NewReader(q.Body, params["boundary"])
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return body, files, nil
		}
		if err != nil {
			return nil, 0, err
		}
		b, err := io.ReadAll(p)
		if err != nil {
			return nil, 0, err
		}
		switch name := p.FormName(); {
		case name == "payload_json":
			body = b
		case name == fmt.Sprintf("files[%d]", files):
			files++
		default:
			return nil, 0, fmt.Errorf("a part is called %q", name)
		}
	}
}

// strictly reads JSON in which nothing is null and nothing unknown.
func strictly(body []byte, into any) error {
	var any any
	if err := json.Unmarshal(body, &any); err != nil {
		return fmt.Errorf("%w: %s", err, body)
	}
	if hasNull(any) {
		return fmt.Errorf("there is a null in %s", body)
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%w: %s", err, body)
	}
	return nil
}

func hasNull(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case map[string]any:
		for _, v := range v {
			if hasNull(v) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, hasNull)
	}
	return false
}

// post reads a message that a bot sends, and looks at its limits.
func (r *realm) post(body []byte, files int) (p realmPost, err error) {
	if err := strictly(body, &p); err != nil {
		return p, err
	}
	units := func(s string) int { return len(utf16.Encode([]rune(s))) }
	switch {
	case units(p.Content) > 2000:
		return p, fmt.Errorf("the content has %d characters", units(p.Content))
	case strings.TrimSpace(p.Content) == "" && files == 0:
		return p, errors.New("the message is empty")
	case p.Mentions == nil || len(p.Mentions.Parse)+len(p.Mentions.Users) > 0:
		return p, fmt.Errorf("it is not said that nobody is alerted: %s", body)
	case len(p.Attachments) != files:
		return p, fmt.Errorf("%d files are described, %d came", len(p.Attachments), files)
	case len(p.Components) > 5:
		return p, fmt.Errorf("there are %d rows", len(p.Components))
	case len(p.Nonce) > 25:
		return p, fmt.Errorf("the nonce %q is too long", p.Nonce)
	}
	for _, f := range p.Attachments {
		if (f.Description == "") != r.lesser || units(f.Description) > 1024 { // which servers that know little refuse
			return p, fmt.Errorf("the file %s is described as %q", f.Filename, f.Description)
		}
	}
	seen := make(map[string]bool)
	for _, row := range p.Components {
		if row.Type != 1 || len(row.Components) == 0 || len(row.Components) > 5 {
			return p, fmt.Errorf("a row cannot be: %s", body)
		}
		for _, b := range row.Components {
			if b.Type != 2 || b.Style < 1 || b.Style > 4 || b.Label == "" || units(b.Label) > 80 || b.CustomID == "" || units(b.CustomID) > 100 || seen[b.CustomID] {
				return p, fmt.Errorf("the button %q %q cannot be: %s", b.Label, b.CustomID, body)
			}
			seen[b.CustomID] = true
		}
	}
	return p, nil
}

// put puts a message up. The caller holds the lock.
func (r *realm) put(room *realmRoom, author string, p realmPost) *realmMessage {
	r.changes++
	m := &realmMessage{id: r.nextID(), author: author, room: room, said: p, changed: r.changes}
	room.messages = append(room.messages, m)
	return m
}

// direct is the room of somebody's direct messages with the coach. The caller
// holds the lock.
func (r *realm) direct(user string) *realmRoom {
	for _, room := range r.rooms {
		if room.kind == realmDirect && slices.Contains(room.members, user) {
			return room
		}
	}
	room := &realmRoom{id: r.nextID(), kind: realmDirect, members: []string{user}}
	r.rooms[room.id] = room
	return room
}

func (r *realm) openDirect(q *http.Request) (any, error) {
	body, _, err := realmBody(q)
	if err != nil {
		return nil, err
	}
	var ask struct {
		Recipient string `json:"recipient_id"`
	}
	if err := strictly(body, &ask); err != nil {
		return nil, err
	}
	if r.people[ask.Recipient] == nil {
		return nil, &realmError{http.StatusBadRequest, 10013, "Unknown User"}
	}
	j := r.direct(ask.Recipient).json()
	j["recipients"] = []any{r.user(ask.Recipient)}
	return j, nil
}

// history lists messages of a room, newest first.
func (r *realm) history(q *http.Request) (any, error) {
	room, err := r.room(q)
	if err != nil {
		return nil, err
	}
	limit := 50
	if s := q.URL.Query().Get("limit"); s != "" {
		if limit, err = strconv.Atoi(s); err != nil || limit < 1 || limit > 100 {
			return nil, fmt.Errorf("the limit is %q", s)
		}
	}
	older := func(a, b string) bool { return cmp.Compare(len(a), len(b)) < 0 || len(a) == len(b) && a < b }
	after, before := q.URL.Query().Get("after"), q.URL.Query().Get("before")
	var found []*realmMessage
	for _, m := range room.messages {
		if m.only == "" && (after == "" || older(after, m.id)) && (before == "" || older(m.id, before)) {
			found = append(found, m)
		}
	}
	if len(found) > limit && after != "" {
		found = found[:limit] // the ones next to the mark
	}
	found = found[max(0, len(found)-limit):]
	list := []map[string]any{}
	for _, m := range slices.Backward(found) {
		list = append(list, r.messageJSON(m))
	}
	return list, nil
}

// create takes an ordinary message of the coach's.
func (r *realm) create(q *http.Request) (any, error) {
	room, err := r.room(q)
	if err != nil {
		return nil, err
	}
	if room.kind == realmDirect && r.people[room.members[0]].closed {
		return nil, &realmError{http.StatusForbidden, 50007, "Cannot send messages to this user"}
	}
	body, files, err := realmBody(q)
	if err != nil {
		return nil, err
	}
	p, err := r.post(body, files)
	if err != nil {
		return nil, err
	}
	if p.Flags&realmEphemeral != 0 {
		return nil, errors.New("an ordinary message cannot be ephemeral")
	}
	for _, m := range room.messages {
		if p.EnforceNonce && p.Nonce != "" && m.author == realmBot && m.said.Nonce == p.Nonce {
			return r.messageJSON(m), nil
		}
	}
	m := r.put(room, realmBot, p)
	j := r.messageJSON(m)
	r.tell(m, j)
	return j, nil
}

// editIn edits a message of a room.
func (r *realm) editIn(q *http.Request) (any, error) {
	room, err := r.room(q)
	if err != nil {
		return nil, err
	}
	for _, m := range room.messages {
		if m.id == q.PathValue("message") && m.only == "" && m.author == realmBot {
			return r.edit(q, m)
		}
	}
	return nil, &realmError{http.StatusNotFound, 10008, "Unknown Message"}
}

func (r *realm) edit(q *http.Request, m *realmMessage) (any, error) {
	body, files, err := realmBody(q)
	if err != nil {
		return nil, err
	}
	p, err := r.post(body, files)
	if err != nil {
		return nil, err
	}
	r.become(m, p)
	return r.messageJSON(m), nil
}

// become puts something else in a message's place. Who sees it stays.
func (r *realm) become(m *realmMessage, p realmPost) {
	r.changes++
	p.Flags = p.Flags&^realmEphemeral | m.said.Flags&realmEphemeral
	p.Nonce = m.said.Nonce
	m.said, m.changed = p, r.changes
	m.edits++
}

func (r *realm) createThread(q *http.Request) (any, error) {
	parent, err := r.room(q)
	if err != nil {
		return nil, err
	}
	body, _, err := realmBody(q)
	if err != nil {
		return nil, err
	}
	var ask struct {
		Name      string `json:"name"`
		Type      int    `json:"type"`
		Invitable bool   `json:"invitable"`
		Archive   int    `json:"auto_archive_duration"`
	}
	if err := strictly(body, &ask); err != nil {
		return nil, err
	}
	if ask.Type != realmPrivate || ask.Name == "" || ask.Invitable || !slices.Contains([]int{60, 1440, 4320, 10080}, ask.Archive) {
		return nil, fmt.Errorf("a thread is made like %s", body)
	}
	room := &realmRoom{id: r.nextID(), guild: parent.guild, parent: parent.id, name: ask.Name, kind: realmPrivate, members: []string{realmBot}}
	r.rooms[room.id] = room
	j := room.json()
	r.emit("THREAD_CREATE", realmGuilds, j)
	return j, nil
}

func (r *realm) addMember(q *http.Request) (any, error) {
	room, err := r.room(q)
	if err != nil {
		return nil, err
	}
	user := q.PathValue("user")
	if r.people[user] == nil {
		return nil, &realmError{http.StatusForbidden, 50001, "Missing Access"}
	}
	if !slices.Contains(room.members, user) {
		room.members = append(room.members, user)
		m := r.put(room, realmBot, realmPost{})
		m.kind = 1 // that somebody was added
		r.tell(m, r.messageJSON(m))
	}
	return nil, nil
}
