package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// realmSession is a session of the gateway.
type realmSession struct {
	id      string
	socket  *websocket.Conn // nil: the connection broke, and may be resumed
	intents int
	log     []map[string]any // what was sent, for whoever resumes
}

// https://discord.com/developers/docs/events/gateway#list-of-intents
const (
	realmGuilds         = 1 << 0
	realmGuildMessages  = 1 << 9
	realmDirectMessages = 1 << 12
	realmNoIntent       = 0 // comes to everybody
)

func (r *realm) gatewayURL() string {
	return "ws" + strings.TrimPrefix(r.server.URL, "http") + "/gateway"
}

// gateway serves one connection.
// https://discord.com/developers/docs/events/gateway
func (r *realm) gateway(w http.ResponseWriter, q *http.Request) {
	if q.URL.Query().Get("v") != "10" || q.URL.Query().Get("encoding") != "json" {
		r.t.Errorf("the gateway is opened with %s", q.URL.RawQuery)
	}
	socket, err := new(websocket.Upgrader).Upgrade(w, q, nil)
	if err != nil {
		r.t.Errorf("the gateway: %v", err)
		return
	}
	defer socket.Close()
	r.mu.Lock()
	r.write(socket, map[string]any{"op": 10, "d": map[string]any{"heartbeat_interval": 2000}})
	r.mu.Unlock()
	for {
		var f struct {
			Op int             `json:"op"`
			D  json.RawMessage `json:"d"`
		}
		if err := socket.ReadJSON(&f); err != nil {
			r.mu.Lock()
			if r.session != nil && r.session.socket == socket {
				r.session.socket = nil
				if websocket.IsCloseError(err, websocket.CloseNormalClosure, websocket.CloseGoingAway) {
					r.session = nil // who leaves so does not come back to it
				}
			}
			r.mu.Unlock()
			return
		}
		r.mu.Lock()
		switch f.Op {
		case 1:
			r.write(socket, map[string]any{"op": 11})
		case 2:
			r.identify(socket, f.D)
		case 6:
			r.resume(socket, f.D)
		default:
			r.t.Errorf("the gateway was told op %d", f.Op)
		}
		r.mu.Unlock()
	}
}

// write writes a frame. The caller holds the lock.
func (r *realm) write(socket *websocket.Conn, frame map[string]any) {
	if err := socket.WriteJSON(frame); err != nil {
		r.t.Logf("the gateway: %v", err)
	}
}

func (r *realm) identify(socket *websocket.Conn, data json.RawMessage) {
	var said struct {
		Token      string            `json:"token"`
		Intents    int               `json:"intents"`
		Shard      []int             `json:"shard"`
		Properties map[string]string `json:"properties"`
	}
	if err := strictly(data, &said); err != nil || said.Token != realmToken {
		r.t.Errorf("who identifies says %v", err)
		_ = socket.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(4004, "Authentication failed."), time.Now().Add(time.Second))
		return
	}
	r.session = &realmSession{id: "session-" + r.nextID(), socket: socket, intents: said.Intents}
	ready := map[string]any{
		"v": 10, "user": r.user(realmBot), "session_id": r.session.id, "resume_gateway_url": r.gatewayURL(),
		"guilds":      []any{map[string]any{"id": realmGuild, "unavailable": true}},
		"application": map[string]any{"id": realmBot, "flags": 0},
	}
	if r.lesser { // bots are users there like others
		ready["read_state"] = map[string]any{"entries": []any{}, "partial": false, "version": 0}
	}
	r.emit("READY", realmNoIntent, ready)
	r.emit("GUILD_CREATE", realmGuilds, map[string]any{
		"id": realmGuild, "name": "Oak Club", "unavailable": false, "channels": []any{r.rooms[realmStudy].json()}, "threads": r.threads(),
	})
}

func (r *realm) resume(socket *websocket.Conn, data json.RawMessage) {
	var said struct {
		Token   string `json:"token"`
		Session string `json:"session_id"`
		Seq     int    `json:"seq"`
	}
	if err := strictly(data, &said); err != nil || r.session == nil || said.Session != r.session.id || said.Token != realmToken || said.Seq > len(r.session.log) {
		r.write(socket, map[string]any{"op": 9, "d": false})
		return
	}
	r.session.socket = socket
	for _, frame := range r.session.log[said.Seq:] {
		r.write(socket, frame)
	}
	r.emit("RESUMED", realmNoIntent, map[string]any{})
}

// emit sends an event to whoever asked for its kind. Without a session nobody
// ever learns of it. The caller holds the lock.
func (r *realm) emit(kind string, intent int, data any) {
	s := r.session
	if s == nil || intent != realmNoIntent && s.intents&intent == 0 {
		return
	}
	frame := map[string]any{"op": 0, "t": kind, "s": len(s.log) + 1, "d": data}
	s.log = append(s.log, frame)
	if s.socket != nil {
		r.write(s.socket, frame)
	}
}

// tell tells of a message. In a guild its words are kept back from a bot that
// was not given them, but for what mentions it and what it wrote itself.
// https://discord.com/developers/docs/events/gateway#message-content-intent
func (r *realm) tell(m *realmMessage, j map[string]any) {
	if m.room.guild == "" {
		r.emit("MESSAGE_CREATE", realmDirectMessages, j)
		return
	}
	shown := make(map[string]any)
	for k, v := range j {
		shown[k] = v
	}
	shown["guild_id"] = m.room.guild
	if p := r.people[m.author]; p != nil {
		shown["member"] = p.member()
		if !strings.Contains(m.said.Content, "<@"+realmBot+">") {
			shown["content"], shown["components"], shown["attachments"], shown["embeds"] = "", []any{}, []any{}, []any{}
		}
	}
	r.emit("MESSAGE_CREATE", realmGuildMessages, shown)
}

// realmPerson is a member of the realm's guild.
type realmPerson struct {
	*realm
	id, name string
	manages  bool // the guild
	closed   bool // takes no direct messages
	since    int  // the change after which they look at what is shown
}

// person lets somebody join the guild.
func (r *realm) person(name string) *realmPerson {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := &realmPerson{realm: r, id: strconv.Itoa(2_000_000_000_000_000_000 + len(r.people) + 1), name: name}
	r.people[p.id] = p
	return p
}

func (p *realmPerson) member() map[string]any {
	permissions := "2048"
	if p.manages {
		permissions = "2080"
	}
	return map[string]any{"nick": nil, "roles": []any{}, "joined_at": "2026-01-01T00:00:00+00:00", "permissions": permissions, "deaf": false, "mute": false, "flags": 0}
}

// closes shuts the person's direct messages, or opens them.
func (p *realmPerson) closes(shut bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = shut
}

// writes writes a direct message. The coach's own may be shut out: that the
// person writes opens nothing.
func (p *realmPerson) writes(words string) { p.says("", words) }

// says writes in a room, by its ID; empty: in direct messages. It returns the
// message.
func (p *realmPerson) says(in, words string) *realmMessage {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.speak(in, realmPost{Content: words}, nil)
}

// sends writes a direct message with a file and no words.
func (p *realmPerson) sends(name, content string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	path := "/attachments/" + p.nextID() + "/" + name
	p.files[path] = []byte(content)
	p.speak("", realmPost{}, []map[string]any{{"id": p.nextID(), "filename": name, "size": len(content), "url": p.server.URL + path, "proxy_url": p.server.URL + path}})
}

func (p *realmPerson) speak(in string, said realmPost, attached []map[string]any) *realmMessage {
	room := p.rooms[in]
	if in == "" {
		room = p.direct(p.id)
	}
	p.since = p.changes
	m := p.put(room, p.id, said)
	m.attached = attached
	p.realm.tell(m, p.messageJSON(m))
	return m
}

// command gives a command in a room, by its ID; empty: in direct messages. It
// returns when it was answered. Options are pairs of a name and a value.
func (p *realmPerson) command(in, name string, options ...string) *realmAct {
	p.t.Helper()
	var given []map[string]any
	for i := 0; i+1 < len(options); i += 2 {
		given = append(given, map[string]any{"type": 3, "name": options[i], "value": options[i+1]})
	}
	data := map[string]any{"id": "5000000000000000001", "type": 1, "name": name}
	if given != nil {
		data["options"] = given
	}
	return p.does(in, 2, nil, data)
}

// presses waits for a button whose label begins with something, the newest that
// the person sees, and presses it.
func (p *realmPerson) presses(label string) *realmAct {
	p.t.Helper()
	var m *realmMessage
	var b realmButton
	eventuallyTrue(p.t, func() (found bool) { m, b, found = p.button(label); return found }, func() string {
		return fmt.Sprintf("%s has no button %q; there stands:\n%s", p.name, label, p.screen())
	})
	return p.pressesThis(m, b.CustomID)
}

func (p *realmPerson) pressesThis(m *realmMessage, customID string) *realmAct {
	p.t.Helper()
	return p.does(m.room.id, 3, m, map[string]any{"component_type": 2, "custom_id": customID})
}

// submits fills in a form that an act opened and sends it.
func (p *realmPerson) submits(form *realmAct, values ...string) *realmAct {
	p.t.Helper()
	var shown struct {
		CustomID   string `json:"custom_id"`
		Components []struct {
			Type       int               `json:"type"`
			Component  *discordComponent `json:"component"`
			Components []discordComponent
		} `json:"components"`
	}
	if form.kind != 9 {
		p.t.Fatalf("%s was shown no form but %d %s", p.name, form.kind, form.data)
	}
	if err := json.Unmarshal(form.data, &shown); err != nil {
		p.t.Fatal(err)
	}
	filled := []map[string]any{}
	for _, c := range shown.Components {
		field := c.Component
		if field == nil && len(c.Components) > 0 {
			field = &c.Components[0]
		}
		if field == nil || len(values) == 0 {
			continue
		}
		value := map[string]any{"type": field.Type, "custom_id": field.CustomID, "value": values[0]}
		if field.Type == 3 {
			value = map[string]any{"type": 3, "custom_id": field.CustomID, "values": []string{values[0]}}
		}
		values = values[1:]
		if c.Component != nil {
			filled = append(filled, map[string]any{"type": 18, "component": value})
		} else {
			filled = append(filled, map[string]any{"type": 1, "components": []any{value}})
		}
	}
	if len(values) > 0 {
		p.t.Fatalf("the form has no field for %q: %s", values, form.data)
	}
	return p.does(form.room.id, 5, form.pressed, map[string]any{"custom_id": shown.CustomID, "components": filled})
}

// does does something that the coach has to answer, and waits until it has.
func (p *realmPerson) does(in string, kind int, pressed *realmMessage, data map[string]any) *realmAct {
	p.t.Helper()
	act, interaction := p.begin(in, kind, pressed, data)
	p.deliver(act, interaction)
	select {
	case <-act.done:
	case <-time.After(realmSecond):
		p.t.Errorf("%s: the application did not respond to %v", p.name, data)
	}
	return act
}

// begin makes an interaction.
func (p *realmPerson) begin(in string, kind int, pressed *realmMessage, data map[string]any) (*realmAct, map[string]any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	room := p.rooms[in]
	if in == "" {
		room = p.direct(p.id)
	}
	act := &realmAct{id: p.nextID(), by: p, room: room, pressed: pressed, at: time.Now(), done: make(chan struct{})}
	act.token = "token-" + act.id
	p.acts[act.token] = act
	p.since = p.changes
	i := map[string]any{
		"id": act.id, "application_id": realmBot, "type": kind, "token": act.token, "version": 1, "data": data,
		"channel_id": room.id, "channel": room.json(), "locale": "en-GB", "app_permissions": "0", "entitlements": []any{},
	}
	if pressed != nil {
		i["message"] = p.messageJSON(pressed)
	}
	if room.guild == "" {
		i["user"], i["context"] = p.user(p.id), 1
	} else {
		member := p.member()
		member["user"] = p.user(p.id)
		i["member"], i["guild_id"], i["guild_locale"], i["context"] = member, room.guild, "en-US", 0
	}
	return act, i
}

// deliver hands an interaction to the coach, over the gateway or by HTTP.
func (r *realm) deliver(act *realmAct, interaction map[string]any) {
	r.t.Helper()
	r.mu.Lock()
	endpoint := r.endpoint
	if endpoint == "" {
		r.emit("INTERACTION_CREATE", realmNoIntent, interaction)
	}
	r.mu.Unlock()
	if endpoint == "" {
		return
	}
	body, err := json.Marshal(interaction)
	if err != nil {
		r.t.Fatal(err)
	}
	status, answer, err := r.signed(endpoint, time.Now(), body, nil)
	if err != nil || status != http.StatusOK {
		r.t.Errorf("an interaction by HTTP is answered %d %s (%v)", status, answer, err)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.respond(act, answer, 0); err != nil {
		r.t.Error(err)
	}
}

// sign is Discord's signature below a request.
func (r *realm) sign(at time.Time, body []byte) []byte {
	return ed25519.Sign(r.key, append([]byte(strconv.FormatInt(at.Unix(), 10)), body...))
}

// signed posts an interaction as Discord does, or with what forge made of the
// signature.
func (r *realm) signed(endpoint string, at time.Time, body []byte, forge func(signature []byte)) (status int, answer []byte, err error) {
	signature := r.sign(at, body)
	if forge != nil {
		forge(signature)
	}
	q, err := http.NewRequest(http.MethodPost, endpoint, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("X-Signature-Timestamp", strconv.FormatInt(at.Unix(), 10))
	q.Header.Set("X-Signature-Ed25519", hex.EncodeToString(signature))
	got, err := http.DefaultClient.Do(q)
	if err != nil {
		return 0, nil, err
	}
	defer got.Body.Close()
	answer, err = io.ReadAll(got.Body)
	return got.StatusCode, answer, err
}

// sight is what the person sees, in all rooms, oldest first.
func (p *realmPerson) sight() (seen []*realmMessage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, room := range p.rooms {
		if room.kind != realmText && !slices.Contains(room.members, p.id) {
			continue
		}
		for _, m := range room.messages {
			if m.only == "" || m.only == p.id {
				copied := *m
				seen = append(seen, &copied)
			}
		}
	}
	slices.SortFunc(seen, func(a, b *realmMessage) int { return strings.Compare(a.id, b.id) })
	return seen
}

func (m *realmMessage) text() string {
	lines := []string{m.said.Content}
	for _, row := range m.said.Components {
		for _, b := range row.Components {
			lines = append(lines, "["+b.Label+"]")
		}
	}
	for _, f := range m.said.Attachments {
		lines = append(lines, "("+f.Description+")")
	}
	return strings.Join(lines, "\n")
}

// screen is what has been shown to the person since they last did something.
func (p *realmPerson) screen() string {
	var lines []string
	for _, m := range p.sight() {
		if m.changed > p.since && m.author == realmBot {
			lines = append(lines, m.text())
		}
	}
	return strings.Join(lines, "\n")
}

// sees waits until words are shown to the person that were not when they last
// did something.
func (p *realmPerson) sees(words string) {
	p.t.Helper()
	eventuallyTrue(p.t, func() bool { return strings.Contains(p.screen(), words) }, func() string {
		var all []string
		for _, m := range p.sight() {
			all = append(all, m.room.name+"> "+m.text())
		}
		return fmt.Sprintf("%s does not see %q; new is:\n%s\n\nall there is:\n%s", p.name, words, p.screen(), strings.Join(all, "\n"))
	})
}

// button is the newest button whose label begins with something.
func (p *realmPerson) button(label string) (*realmMessage, realmButton, bool) {
	for _, m := range slices.Backward(p.sight()) {
		for _, row := range m.said.Components {
			for _, b := range row.Components {
				if strings.HasPrefix(b.Label, label) {
					return p.original(m), b, true
				}
			}
		}
	}
	return nil, realmButton{}, false
}

// original is the message itself of which m is a copy.
func (r *realm) original(m *realmMessage) *realmMessage {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.IndexFunc(m.room.messages, func(o *realmMessage) bool { return o.id == m.id })
	return m.room.messages[i]
}

// times counts the coach's messages that the person sees with some words.
func (p *realmPerson) times(words string) (n int) {
	for _, m := range p.sight() {
		if m.author == realmBot && strings.Contains(m.said.Content, words) {
			n++
		}
	}
	return n
}

// isThere tells whether commands are registered and the coach listens.
func (r *realm) isThere() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.session != nil && r.session.socket != nil && len(r.commands) > 0
}

// awaits waits until the coach is there.
func (r *realm) awaits(s *served) {
	r.t.Helper()
	eventuallyTrue(r.t, r.isThere, func() string { return "it is not connected:\n" + s.said() })
}
