package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// learner has somebody sail.
func (g *gale) learner(n int) *sailor {
	s := &sailor{gale: g, user: fmt.Sprintf("70000000000000%04d", n), direct: fmt.Sprintf("80000000000000%04d", n), seen: make(chan glimpse, 1024)}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.sailors[s.user] = s
	return s
}

// galeEvent is an event that can be delivered again.
type galeEvent struct {
	kind string
	data map[string]any
	of   *doing // nil: words
}

func (s *sailor) goes(d galeEvent) { s.tell(d.kind, d.data, d.of) }

func (s *sailor) account() map[string]any {
	return map[string]any{"id": s.user, "username": "learner", "global_name": "Learner " + s.user[4:]}
}

// saying is a direct message.
func (s *sailor) saying(text string) galeEvent {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := map[string]any{"id": s.id(), "type": 0, "channel_id": s.direct, "content": text, "author": s.account()}
	s.written[s.direct] = append(s.written[s.direct], m)
	return galeEvent{"MESSAGE_CREATE", m, nil}
}

// acting is an interaction in a channel: a press, or a command.
func (s *sailor) acting(kind int, channel string, pressed *galeMessage, data any) galeEvent {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.id()
	d := &doing{id: id, token: "gale-" + id, by: s, channel: channel, pressed: pressed, made: time.Now()}
	s.doings[d.token] = d
	i := map[string]any{
		"id": id, "application_id": galeBot, "type": kind, "token": d.token, "version": 1, "locale": "en-GB",
		"channel_id": channel, "channel": map[string]any{"id": channel, "type": 1}, "data": data,
	}
	if pressed != nil {
		i["message"] = map[string]any{"id": pressed.id, "channel_id": channel}
	}
	if channel == galeRoom {
		i["guild_id"], i["channel"] = galeGuild, map[string]any{"id": channel, "type": 0}
		i["member"] = map[string]any{"user": s.account(), "roles": []string{}, "permissions": "2048"}
	} else {
		i["user"] = s.account()
	}
	return galeEvent{"INTERACTION_CREATE", i, d}
}

// commanding is a command, given in the guild's channel or in direct messages.
func (s *sailor) commanding(word, channel string) galeEvent {
	return s.acting(2, channel, nil, map[string]any{"id": "1", "type": 1, "name": word})
}

// pressing is a press on a button.
func (s *sailor) pressing(m *galeMessage, id string) galeEvent {
	d := s.acting(3, m.channel, m, map[string]any{"component_type": 2, "custom_id": id})
	if question, letter, ok := strings.Cut(id, ":"); ok && len(letter) == 1 { // not a hint
		d.of.question = question
	}
	return d
}

// hears waits for the next message.
func (s *sailor) hears() {
	select {
	case p := <-s.seen:
		s.heard = p.body.Content
	case <-time.After(peerPatience):
		s.t.Errorf("%s hears nothing after %q", s.user, s.heard)
	}
}

// says says something in direct messages and waits for what is said to it.
func (s *sailor) says(text string) string {
	s.goes(s.saying(text))
	s.hears()
	return s.heard
}

// right is the button to press in a message: of the right answer, or the first
// of its buttons that leads to a question; empty if it has none.
func (b galeBody) right() string {
	first := ""
	for _, row := range b.Components {
		for _, c := range row.Components {
			switch {
			case c.Type != 2 || strings.HasPrefix(c.ID, "form ") || c.Label == "Hint" || c.Label == "Skip":
			case strings.HasSuffix(c.Label, "\u2003right"):
				return c.ID
			case first == "":
				first = c.ID
			}
		}
	}
	return first
}

// voyage is the events of one learner on their way.
type voyage struct {
	*sailor
	random *rand.Rand
	sent   *atomic.Int64
	bad    *atomic.Int64 // of them, those that are no events
}

// looks waits a while for something that can be pressed.
func (v *voyage) looks() {
	idle := time.After(3 * time.Second)
	for v.last.galeMessage == nil || len(v.seen) > 0 {
		select {
		case p := <-v.seen:
			if p.body.right() != "" {
				v.last = p
			}
		case <-idle:
			return
		}
	}
}

// word is a word, written or given as a command.
func (v *voyage) word() galeEvent {
	words := []string{"practice", "progress", "hint", "why", "settings"}
	word := words[v.random.IntN(len(words))]
	switch v.random.IntN(3) {
	case 0:
		return v.commanding(word, galeRoom)
	case 1:
		return v.commanding(word, v.direct)
	}
	return v.saying(word)
}

// press presses what is open, or types its letter where it was asked.
func (v *voyage) press() galeEvent {
	open, id := v.last, v.last.body.right()
	if v.random.IntN(4) > 0 {
		v.last = glimpse{} // else it is pressed once more
	}
	if _, letter, ok := strings.Cut(id, ":"); ok && len(letter) == 1 && open.channel == v.direct && v.random.IntN(8) == 0 {
		return v.saying(letter)
	}
	return v.pressing(open.galeMessage, id)
}

// event does one thing: mostly it presses what is open. A fifth arrives after
// what was done later, and a fifth twice.
func (v *voyage) event() {
	v.looks()
	d := v.word
	if v.last.galeMessage != nil && v.random.IntN(10) > 0 {
		d = v.press
	}
	first := d()
	if v.random.IntN(5) == 0 {
		v.goes(v.word())
		v.sent.Add(1)
	}
	v.goes(first)
	v.sent.Add(1)
	if v.random.IntN(5) == 0 {
		v.repeat(2)
	}
	if v.random.IntN(100) == 0 {
		v.nonsense()
	}
}

// halves are events of which a part is missing, or another than it should be.
var halves = []struct{ kind, data string }{
	{"INTERACTION_CREATE", `{"id":7,"type":"press"}`},
	{"INTERACTION_CREATE", `null`},
	{"INTERACTION_CREATE", `[]`},
	{"MESSAGE_CREATE", `{"id":"1","channel_id":"2","content":"A"}`},
	{"MESSAGE_CREATE", `{"id":"1","channel_id":"2","content":"A","author":"me"}`},
	{"GUILD_CREATE", `{"id":12}`},
	{"THREAD_CREATE", `7`},
}

// nonsense sends what is no event: half of one, or an interaction that does not
// say what was pressed.
func (v *voyage) nonsense() {
	v.bad.Add(1)
	if n := v.random.IntN(len(halves) + 1); n < len(halves) {
		v.tellRaw(halves[n].kind, []byte(halves[n].data), nil)
		return
	}
	v.goes(v.acting(3, v.direct, nil, map[string]any{"custom_id": 7}))
}

// misfortunes are what befalls the gateway's connection, one after the other.
var misfortunes = []struct {
	name string
	do   func(g *gale)
}{
	{"the line is cut", func(g *gale) { g.breaks(hangUp(0)) }},
	{"an error that nobody knows", func(g *gale) { g.breaks(hangUp(4000)) }},
	{"a new connection is asked for", func(g *gale) { g.breaks(galeOp(7, nil)) }},
	{"heartbeats are not acknowledged", (*gale).goesDeaf},
	{"the session is not to be resumed", func(g *gale) { g.breaks(galeOp(9, false)) }},
	{"the session is to be resumed", func(g *gale) { g.breaks(galeOp(9, true)) }},
	{"too much was said", func(g *gale) { g.breaks(hangUp(4008)) }},
	{"the session timed out", func(g *gale) { g.breaks(hangUp(4009)) }},
	{"nonsense and then nothing", func(g *gale) {
		g.breaks(func(ws *websocket.Conn) {
			_ = ws.WriteMessage(websocket.TextMessage, []byte(`{"op":0,"t":`))
			hangUp(0)(ws)
		})
	}},
}

// sinks lets the misfortunes come while the learners sail.
func (g *gale) sinks(t *testing.T, sent *atomic.Int64, over <-chan struct{}) {
	for i, m := range misfortunes {
		for due := int64(stormEvents * (i + 1) / (len(misfortunes) + 1)); sent.Load() < due; {
			select {
			case <-over:
				return
			case <-time.After(10 * time.Millisecond):
			}
		}
		m.do(g)
		select {
		case <-g.line.ready:
		case <-time.After(peerPatience):
			t.Errorf("after %q nobody connects", m.name)
			return
		}
	}
}

// class makes a class with learners who have been met.
func (g *gale) class(t *testing.T, coach *served, n int) []*sailor {
	t.Helper()
	select {
	case <-g.line.ready:
	case <-time.After(peerPatience):
		t.Fatalf("nobody connects:\n%s", coach.said())
	}
	teacher := g.learner(9999)
	for _, say := range []string{coach.ownerCode(t), "class new 5b, 18+", "class course bench"} {
		teacher.says(say)
	}
	join := joinCodeIn.FindString(teacher.says("class code"))
	for join == "" && !t.Failed() { // something else was said before
		teacher.hears()
		join = joinCodeIn.FindString(teacher.heard)
	}
	learners := make([]*sailor, n)
	var all sync.WaitGroup
	for i := range learners {
		l := g.learner(i)
		learners[i] = l
		all.Go(func() {
			for _, say := range []string{join, "settings minutes 15", "practice"} {
				l.says(say)
			}
		})
	}
	all.Wait()
	return learners
}

func TestADiscordStormLosesAndDoublesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("the storm is in the run without -short")
	}
	g := openGale(t)
	dir := t.TempDir()
	benchFolder(t, dir)
	coach := serveReal(t, dir, g.configuration(), "DISCORD_TOKEN="+galeToken)
	learners := g.class(t, coach, stormLearners)
	if t.Failed() {
		return
	}

	g.isBad(true)
	var sent, bad atomic.Int64
	var all, sea sync.WaitGroup
	over := make(chan struct{})
	sea.Go(func() { g.sinks(t, &sent, over) })
	halfway := make(chan float64, 1)
	began := time.Now()
	for i, l := range learners {
		v := &voyage{sailor: l, random: rand.New(rand.NewPCG(8, uint64(i))), sent: &sent, bad: &bad}
		all.Go(func() {
			for sent.Load() < stormEvents && !t.Failed() {
				v.event()
				if sent.Load() > stormEvents/2 {
					select {
					case halfway <- coach.memory(t):
					default:
					}
				}
			}
		})
	}
	all.Wait()
	close(over)
	sea.Wait()
	took := time.Since(began)
	g.isBad(false)
	eventuallyTrue(t, g.isAnswered, func() string { return "not every interaction was answered:\n" + coach.said() })
	eventuallyTrue(t, func() bool { return coach.counter(t, "pacer_outbox_waiting") == 0 }, func() string { return "messages are still owed:\n" + coach.said() })
	half, end := <-halfway, coach.memory(t)
	db := filepath.Join(dir, "pacer.db")
	eventuallyTrue(t, func() bool { return len(g.unheard(t, db)) == 0 }, func() string {
		return fmt.Sprintf("direct messages were not handled: %q", g.unheard(t, db))
	})
	malformed := galeRefused(t, coach, "malformed")
	coach.stop(t)

	if malformed < float64(bad.Load())/2 { // some are lost with the sessions that are
		t.Errorf("%d events were none, and %.0f were counted as malformed", bad.Load(), malformed)
	}
	acked := g.checkInteractions(t)
	counted := checkAnswers(t, db, acked)
	g.checkKept(t, db)
	if code, out, complaints := used(t, nil, "verify", "--db", db); code != exitFine {
		t.Errorf("pacer verify: exit code %d\n%s%s", code, out, complaints)
	}
	t.Logf("%d events in %s, %d of them repeated, and %d that were none: %d questions pressed, %d first tries; memory %.0f MB at half, %.0f MB at the end",
		sent.Load(), took.Round(time.Millisecond), g.line.repeats, bad.Load(), len(acked), counted, half, end)
	t.Logf("%d sessions, resumed %d times", g.line.session, g.line.resumed)
	if half > 0 && end > 1.5*half {
		t.Errorf("memory grew from %.0f to %.0f MB", half, end)
	}
	if g.line.resumed < 5 || g.line.session < 3 || g.line.left[4000] == 0 {
		t.Errorf("%d sessions were begun and %d resumed; of its own the coach closed %v", g.line.session, g.line.resumed, g.line.left)
	}
	if g.hasty > 20*g.stops { // eight are on their way at once, and each learner may have one more
		t.Errorf("%d requests came while none was to, after %d such words", g.hasty, g.stops)
	}
}

func (g *gale) isBad(bad bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.bad = bad
}

// isAnswered tells whether every interaction that arrived has got some answer.
func (g *gale) isAnswered() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, d := range g.doings {
		if d.arrived.IsZero() && !d.delivered.IsZero() && !d.lost {
			return false
		}
	}
	return true
}

// checkInteractions looks whether every interaction was answered within three
// seconds, unless the gale is to blame, and returns the questions that were
// pressed and not apologised for.
func (g *gale) checkInteractions(t *testing.T) (acked map[string]bool) {
	t.Helper()
	g.mu.Lock()
	defer g.mu.Unlock()
	acked = make(map[string]bool)
	var longest time.Duration
	late, broken, lost, sorry, loading := 0, 0, 0, 0, 0
	for _, d := range g.doings {
		switch took := d.arrived.Sub(d.delivered); {
		case d.arrived.IsZero() && (d.lost || d.delivered.IsZero()):
			lost++
		case took > 3*time.Second:
			t.Errorf("an interaction was answered after %s", took)
		case d.late:
			late++
		case !d.taken && d.failed:
			broken++
		case !d.taken:
			t.Errorf("an interaction got no answer that could be taken")
		default:
			longest = max(longest, took)
		}
		if d.sorry {
			sorry++
		}
		if d.taken && !d.sorry && d.question != "" {
			acked[d.question] = true
		}
		if o := d.original; o != nil && o.loading && !o.gone {
			loading++
		}
	}
	if loading > 0 {
		t.Errorf("%d answers are awaited for ever", loading)
	}
	t.Logf("%d interactions, answered within %s; %d arrived too late, %d were lost with their session, %d broken off twice; %d were apologised for",
		len(g.doings), longest.Round(time.Millisecond), late, lost, broken, sorry)
	return acked
}

// unheard are the direct messages that were not handled.
func (g *gale) unheard(t *testing.T, path string) (contents []string) {
	t.Helper()
	seen := column(t, path, `SELECT event FROM seen`)
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, written := range g.written {
		for _, m := range written {
			if !seen[fmt.Sprintf("discord %s", m["id"])] {
				contents = append(contents, fmt.Sprint(m["content"]))
			}
		}
	}
	return contents
}

// checkKept compares what stands on Discord with what the coach keeps: nothing
// is still owed, and every post is one that it knows of.
func (g *gale) checkKept(t *testing.T, path string) {
	t.Helper()
	receipts := column(t, path, `SELECT ref FROM receipt`)
	if left := column(t, path, `SELECT id FROM outbox`); len(left) > 0 {
		t.Errorf("%d messages were given up", len(left))
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	posts, twice := 0, 0
	for _, m := range g.messages {
		if m.nonce == "" {
			continue
		}
		posts++
		switch {
		case receipts["message "+m.channel+" "+m.id]:
		case m.unsure: // and so it went another way as well
			twice++
		default:
			t.Errorf("the coach does not know of its post %q", m.content)
		}
	}
	t.Logf("%d posts with a nonce; %d replies lost, %d of these posts tried again; %d stand there twice", posts, g.lost, g.again, twice)
	if twice > 0 {
		t.Errorf("%d posts stand there twice, though Discord heeds the nonce", twice)
	}
}

// column reads a column of texts in a database.
func column(t *testing.T, path, query string) map[string]bool {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	all := make(map[string]bool)
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		all[s] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// galeRefused is how often something of Discord's was refused for a reason.
func galeRefused(t *testing.T, coach *served, reason string) (n float64) {
	t.Helper()
	r, err := http.Get(coach.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	want := fmt.Sprintf(`pacer_refused_total{platform="discord",reason=%q} `, reason)
	lines := bufio.NewScanner(r.Body)
	for lines.Scan() {
		if value, ok := strings.CutPrefix(lines.Text(), want); ok {
			if _, err := fmt.Sscan(value, &n); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestServeEndsWhenDiscordWillNotHaveIt(t *testing.T) {
	if testing.Short() {
		t.Skip("the real binary is in the run without -short")
	}
	for _, test := range []struct {
		name     string
		code     int
		sentence string
	}{
		{"because the token is dead", 4004, "make a new one"},
		{"because the intents are none", 4013, "install a newer Pacer"},
		{"because the intents are not allowed", 4014, "look whether the application was restricted"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g := openGale(t)
			g.refusal = test.code
			g.ends(t, test.sentence)
		})
	}
	t.Run("because the token died while it ran", func(t *testing.T) {
		t.Parallel()
		g := openGale(t)
		go func() {
			select {
			case <-g.line.ready:
				g.breaks(hangUp(4004))
			case <-time.After(peerPatience):
			}
		}()
		g.ends(t, "make a new one")
	})
}

// ends serves until the program ends by itself, and looks whether it says what
// to do.
func (g *gale) ends(t *testing.T, sentence string) {
	t.Helper()
	path, err := realBinary()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	benchFolder(t, dir)
	file := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(file, []byte(g.configuration()), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*peerPatience)
	defer cancel()
	var out, complaints bytes.Buffer
	cmd := exec.CommandContext(ctx, path, "serve", "--config", file)
	cmd.Env = append(os.Environ(), "DISCORD_TOKEN="+galeToken)
	cmd.Stdout, cmd.Stderr = &out, &complaints
	err = cmd.Run()
	if ended, ok := errors.AsType[*exec.ExitError](err); !ok || ended.ExitCode() != exitFailed {
		t.Errorf("it ended with %v, want exit code %d", err, exitFailed)
	}
	if said := complaints.String(); !strings.Contains(said, "pacer: ") || !strings.Contains(said, sentence) {
		t.Errorf("it does not say %q:\n%s", sentence, said)
	}
	if said := out.String() + complaints.String(); strings.Contains(said, galeToken) {
		t.Errorf("it says the token:\n%s", said)
	}
}
