package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// galeLine is the gateway: one connection, and the session that may outlive it.
type galeLine struct {
	mu      sync.Mutex // of writing, in order
	ws      *websocket.Conn
	deaf    bool // what comes is not heard, and nothing is said
	log     []*galeFrame
	session int
	resumed int
	repeats int           // frames written although they had been
	left    map[int]int   // how often the coach closed with a code
	ready   chan struct{} // one for each session begun or resumed
}

// galeFrame is one of the session's.
type galeFrame struct {
	raw     []byte
	of      *doing // nil: none
	written bool
}

// tell sends an event, or keeps it for whoever resumes.
func (g *gale) tell(kind string, data any, of *doing) {
	b, err := json.Marshal(data)
	if err != nil {
		g.t.Error(err)
		return
	}
	g.tellRaw(kind, b, of)
}

func (g *gale) tellRaw(kind string, data []byte, of *doing) {
	l := &g.line
	l.mu.Lock()
	defer l.mu.Unlock()
	f := &galeFrame{raw: fmt.Appendf(nil, `{"op":0,"s":%d,"t":%q,"d":%s}`, len(l.log)+1, kind, data), of: of}
	l.log = append(l.log, f)
	g.writes(f)
}

// writes writes a frame to the connection, if there is one. The caller holds
// the line's lock.
func (g *gale) writes(f *galeFrame) {
	if g.line.ws == nil || g.line.deaf {
		return
	}
	if f.written {
		g.line.repeats++
	}
	f.written = true
	if f.of != nil {
		g.mu.Lock()
		if f.of.arrived.IsZero() {
			f.of.delivered = time.Now()
		}
		g.mu.Unlock()
	}
	_ = g.line.ws.WriteMessage(websocket.TextMessage, f.raw) // a broken line is found by its reader
}

// repeat writes the newest events once more.
func (g *gale) repeat(n int) {
	l := &g.line
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range l.log[max(1, len(l.log)-n):] {
		g.writes(f)
	}
}

// breaks ends the connection in some way: nothing more is said on it.
func (g *gale) breaks(how func(ws *websocket.Conn)) {
	l := &g.line
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ws != nil {
		how(l.ws)
		l.ws = nil
	}
}

// goesDeaf leaves the connection open with nobody at its other end.
func (g *gale) goesDeaf() {
	g.line.mu.Lock()
	defer g.line.mu.Unlock()
	g.line.deaf = true
}

// hangUp closes with a code; 0 cuts.
func hangUp(code int) func(*websocket.Conn) {
	return func(ws *websocket.Conn) {
		if code != 0 {
			_ = ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
		}
		_ = ws.Close()
	}
}

// galeOp sends an opcode and a value.
func galeOp(op int, d any) func(*websocket.Conn) {
	return func(ws *websocket.Conn) { _ = ws.WriteJSON(map[string]any{"op": op, "d": d}) }
}

// replayed is how many events that had arrived come again when a session is
// resumed.
const replayed = 60

// connects serves one connection of the gateway.
func (g *gale) connects(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer ws.Close()
	l := &g.line
	_ = ws.WriteJSON(map[string]any{"op": 10, "d": map[string]any{"heartbeat_interval": 1000}})
	for {
		var f struct {
			Op int
			D  json.RawMessage
		}
		if err := ws.ReadJSON(&f); err != nil {
			l.mu.Lock()
			defer l.mu.Unlock()
			if closed, ok := err.(*websocket.CloseError); ok {
				l.left[closed.Code]++
			}
			if l.ws == ws {
				l.ws, l.deaf = nil, false
			}
			return
		}
		l.mu.Lock()
		switch f.Op {
		case 1:
			if !l.deaf || l.ws != ws {
				_ = ws.WriteJSON(map[string]any{"op": 11})
			}
		case 2:
			g.identifies(ws)
		case 6:
			g.resumes(ws, r.URL.Path, f.D)
		}
		l.mu.Unlock()
	}
}

// identifies begins a session. What the last one had not delivered is lost. The
// caller holds the line's lock.
func (g *gale) identifies(ws *websocket.Conn) {
	l := &g.line
	if g.refusal != 0 {
		hangUp(g.refusal)(ws)
		return
	}
	g.mu.Lock()
	for _, f := range l.log {
		if f.of != nil && f.of.arrived.IsZero() {
			f.of.lost = true
		}
	}
	g.mu.Unlock()
	l.ws, l.deaf, l.log = ws, false, nil
	l.session++
	for _, e := range []struct {
		kind string
		data map[string]any
	}{
		{"READY", map[string]any{
			"session_id": fmt.Sprintf("s%d", l.session), "resume_gateway_url": g.gatewayURL("resume"),
			"user": map[string]any{"id": galeBot}, "application": map[string]any{"id": galeBot},
		}},
		{"GUILD_CREATE", map[string]any{"id": galeGuild, "name": "Gale", "threads": []any{}}},
	} {
		b, err := json.Marshal(e.data)
		if err != nil {
			g.t.Error(err)
		}
		f := &galeFrame{raw: fmt.Appendf(nil, `{"op":0,"s":%d,"t":%q,"d":%s}`, len(l.log)+1, e.kind, b)}
		l.log = append(l.log, f)
		g.writes(f)
	}
	l.ready <- struct{}{}
}

// resumes goes on with a session: what was not counted comes, and some of what
// was comes again. The caller holds the line's lock.
func (g *gale) resumes(ws *websocket.Conn, path string, data []byte) {
	l := &g.line
	var ask struct {
		Session string `json:"session_id"`
		Seq     int
	}
	if err := json.Unmarshal(data, &ask); err != nil || ask.Session != fmt.Sprintf("s%d", l.session) || ask.Seq > len(l.log) {
		g.t.Errorf("resumed is %s, of %d events of session s%d", data, len(l.log), l.session)
		galeOp(9, false)(ws)
		return
	}
	if path != "/resume" {
		g.t.Errorf("the session is resumed at %s, not where it was said to be", path)
	}
	l.ws, l.deaf = ws, false
	l.resumed++
	for _, f := range l.log[max(1, ask.Seq-replayed):] {
		g.writes(f)
	}
	_ = ws.WriteJSON(map[string]any{"op": 0, "s": len(l.log), "t": "RESUMED", "d": map[string]any{}})
	l.ready <- struct{}{}
}
