package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack/slacktest"
)

// slackTown is a Slack of slack-go's slacktest, with Socket Mode: its server and
// its apps.connections.open, beside methods that keep what they are told. Its
// own socket reads one acknowledgement, so the socket is the town's.
type slackTown struct {
	t      *testing.T
	server *slacktest.Server
	seen   *slackSeen

	mu       sync.Mutex
	n        int
	channels map[string][]map[string]any
	triggers map[string]bool // that were not used yet
	open     *slackLine      // the newest connection
	opened   int
	acks     map[string]chan string // by envelope
	// breaks is asked of each delivery: whether the connection ends right after
	// it, before it is acknowledged. nil: none does.
	breaks func() bool
}

// slackLine is a connection.
type slackLine struct {
	conn  *websocket.Conn
	write sync.Mutex
	ended chan struct{}
}

func (l *slackLine) send(frame map[string]any) error {
	l.write.Lock()
	defer l.write.Unlock()
	return l.conn.WriteJSON(frame)
}

// The people of the town, by their tokens.
var townPeople = map[string]string{"xoxb-town": "UCOACH", "xoxp-rivera": "URIVERA", "xoxp-sam": "USAM", "xoxp-ana": "UANA"}

const townTeam = "TTOWN"

func openSlackTown(t *testing.T) *slackTown {
	t.Helper()
	w := &slackTown{t: t, channels: make(map[string][]map[string]any), triggers: make(map[string]bool), acks: make(map[string]chan string)}
	methods := map[string]func(token string, args map[string]any) map[string]any{
		"auth.test": func(token string, _ map[string]any) map[string]any {
			return map[string]any{"team": "Town", "team_id": townTeam, "user_id": townPeople[token]}
		},
		"users.info": func(_ string, args map[string]any) map[string]any {
			name := strings.ToLower(strings.TrimPrefix(text(args, "user"), "U"))
			return map[string]any{"user": map[string]any{"id": args["user"], "team_id": townTeam, "name": name, "real_name": name, "tz": "UTC", "locale": "en-GB"}}
		},
		"conversations.open": func(_ string, args map[string]any) map[string]any {
			return map[string]any{"channel": map[string]any{"id": "D" + text(args, "users")}}
		},
		"conversations.history": w.history,
		"chat.postMessage":      w.postMessage,
		"chat.update": func(_ string, args map[string]any) map[string]any {
			if err := w.edit(text(args, "channel"), text(args, "ts"), text(args, "text"), args["blocks"]); err != nil {
				return map[string]any{"error": err.Error()}
			}
			return map[string]any{"channel": args["channel"], "ts": args["ts"]}
		},
		"chat.postEphemeral": func(_ string, args map[string]any) map[string]any {
			w.seen.whispered(text(args, "channel"), text(args, "text"))
			return map[string]any{"message_ts": w.stamp()}
		},
		"views.generateTriggerId": func(_ string, args map[string]any) map[string]any {
			id := "trigger." + w.stamp()
			w.mu.Lock()
			defer w.mu.Unlock()
			w.triggers[id] = true
			return map[string]any{"trigger_id": id}
		},
		"views.open":    w.openView,
		"views.publish": w.publishView,
	}
	w.server = slacktest.NewTestServer(func(c slacktest.Customize) {
		c.Handle("/ws", slacktest.Websocket(w.line))
		c.Handle("/response/", func(rw http.ResponseWriter, r *http.Request) {
			w.seen.respond(rw, r, func(channel, ts string, m slackReply) error { return w.edit(channel, ts, m.Text, m.Blocks) })
		})
		for name, do := range methods {
			c.Handle("/"+name, func(rw http.ResponseWriter, r *http.Request) { w.serve(rw, r, do) })
		}
	})
	w.seen = newSlackSeen(strings.TrimSuffix(w.server.GetAPIURL(), "/"))
	w.server.Start()
	t.Cleanup(w.server.Stop)
	return w
}

// text is an argument that is one.
func text(args map[string]any, name string) string {
	s, _ := args[name].(string)
	return s
}

// serve reads a call, a form or JSON, and answers it.
func (w *slackTown) serve(rw http.ResponseWriter, r *http.Request, do func(string, map[string]any) map[string]any) {
	args := make(map[string]any)
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		if err := json.NewDecoder(r.Body).Decode(&args); err != nil {
			http.Error(rw, err.Error(), http.StatusBadRequest)
			return
		}
	} else {
		body, err := io.ReadAll(r.Body)
		form, wrong := url.ParseQuery(string(body))
		if err != nil || wrong != nil {
			http.Error(rw, "unreadable", http.StatusBadRequest)
			return
		}
		for name := range form {
			args[name] = form.Get(name)
		}
	}
	answer := map[string]any{"ok": false, "error": "invalid_auth"}
	if townPeople[token] != "" {
		answer = do(token, args)
		answer["ok"] = answer["error"] == nil
	}
	rw.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(rw).Encode(answer); err != nil {
		w.t.Log(err)
	}
}

// stamp is a new message's ts.
func (w *slackTown) stamp() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n++
	now := time.Now()
	return fmt.Sprintf("%d.%06d", now.Unix(), now.Nanosecond()/1000/1000*1000+w.n%1000)
}

func (w *slackTown) history(_ string, args map[string]any) map[string]any {
	w.mu.Lock()
	defer w.mu.Unlock()
	newest := slices.Clone(w.channels[text(args, "channel")])
	slices.Reverse(newest)
	messages := make([]map[string]any, len(newest))
	for i, m := range newest {
		messages[i] = m
	}
	return map[string]any{"messages": messages}
}

func (w *slackTown) postMessage(token string, args map[string]any) map[string]any {
	ts := w.stamp()
	m := map[string]any{"type": "message", "ts": ts, "user": townPeople[token], "text": text(args, "text"), "blocks": jsonOf(args["blocks"]), "metadata": jsonOf(args["metadata"])}
	w.mu.Lock()
	defer w.mu.Unlock()
	channel := text(args, "channel")
	w.channels[channel] = append(w.channels[channel], m)
	return map[string]any{"channel": channel, "ts": ts}
}

// jsonOf is a value that stands as JSON in a form.
func jsonOf(v any) any {
	s, isText := v.(string)
	if !isText {
		return v
	}
	return json.RawMessage(s)
}

var errNoMessage = errors.New("message_not_found")

// edit makes another message of one; a copy, since the old one may be read.
func (w *slackTown) edit(channel, ts, text string, blocks any) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, m := range w.channels[channel] {
		if m["ts"] == ts {
			w.channels[channel][i] = map[string]any{"type": "message", "ts": ts, "user": m["user"], "text": text, "blocks": jsonOf(blocks), "metadata": m["metadata"]}
			return nil
		}
	}
	return errNoMessage
}

// view reads one that a call carries.
func (w *slackTown) view(args map[string]any) (v slackView, err error) {
	b, err := json.Marshal(args["view"])
	if err != nil {
		return v, err
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return v, err
	}
	v.ID, v.Hash = "V"+w.stamp(), w.stamp()
	return v, nil
}

func (w *slackTown) openView(_ string, args map[string]any) map[string]any {
	v, err := w.view(args)
	if err != nil {
		return map[string]any{"error": "invalid_arguments"}
	}
	trigger := text(args, "trigger_id")
	w.mu.Lock()
	fresh := w.triggers[trigger]
	delete(w.triggers, trigger)
	w.mu.Unlock()
	if !fresh {
		return map[string]any{"error": "exchanged_trigger_id"}
	}
	w.seen.opened(trigger, v)
	return map[string]any{"view": map[string]any{"id": v.ID, "hash": v.Hash}}
}

func (w *slackTown) publishView(_ string, args map[string]any) map[string]any {
	v, err := w.view(args)
	if err != nil {
		return map[string]any{"error": "invalid_arguments"}
	}
	w.seen.published(text(args, "user_id"), v)
	return map[string]any{"view": map[string]any{"id": v.ID, "hash": v.Hash}}
}

// line is a connection: it greets, and reads acknowledgements until it ends.
func (w *slackTown) line(conn *websocket.Conn) {
	l := &slackLine{conn: conn, ended: make(chan struct{})}
	defer close(l.ended)
	if err := l.send(map[string]any{"type": "hello", "num_connections": 1, "connection_info": map[string]any{"app_id": "A1"}}); err != nil {
		return
	}
	w.mu.Lock()
	w.open = l
	w.opened++
	w.mu.Unlock()
	for {
		var ack struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		if err := conn.ReadJSON(&ack); err != nil {
			return
		}
		w.mu.Lock()
		if waits := w.acks[ack.ID]; waits != nil {
			waits <- string(ack.Payload)
			delete(w.acks, ack.ID)
		}
		w.mu.Unlock()
	}
}

// newest waits for a connection that stands.
func (w *slackTown) newest() *slackLine {
	w.t.Helper()
	var l *slackLine
	eventuallyTrue(w.t, func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		l = w.open
		if l == nil {
			return false
		}
		select {
		case <-l.ended:
			return false
		default:
			return true
		}
	}, func() string { return "the coach opens no connection" })
	return l
}

// connections is how many there were.
func (w *slackTown) connections() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.opened
}

// delivers sends an envelope on the newest connection, whether it is heard or
// not. What arrives on acked is its acknowledgement.
func (w *slackTown) delivers(what slackWhat, payload map[string]any) (acked <-chan string) {
	w.mu.Lock()
	l := w.open
	w.mu.Unlock()
	return w.deliversOn(l, what, payload, 0)
}

func (w *slackTown) deliversOn(l *slackLine, what slackWhat, payload map[string]any, attempt int) (acked <-chan string) {
	kind := map[slackWhat]string{slackEvent: "events_api", slackAction: "interactive", slackCommand: "slash_commands"}[what]
	id := "envelope " + w.stamp()
	waits := make(chan string, 1)
	w.mu.Lock()
	w.acks[id] = waits
	breaks := w.breaks != nil && w.breaks()
	w.mu.Unlock()
	err := l.send(map[string]any{
		"type": kind, "envelope_id": id, "payload": payload, "accepts_response_payload": what != slackEvent,
		"retry_attempt": attempt, "retry_reason": "",
	})
	if err != nil || breaks {
		_ = l.conn.Close()
	}
	return waits
}

// hand is how the town delivers: events until they are acknowledged, all else
// once.
func (w *slackTown) hand(s *slackTeam, what slackWhat, payload map[string]any) (answer string) {
	s.t.Helper()
	late := time.After(peerPatience)
	for attempt := 0; ; attempt++ {
		l := w.newest()
		acked := w.deliversOn(l, what, payload, attempt)
		select {
		case answer := <-acked:
			return answer
		case <-l.ended:
			select {
			case answer := <-acked:
				return answer
			default:
			}
			if what != slackEvent {
				return ""
			}
		case <-late:
			s.t.Fatalf("%s is not acknowledged", what)
		}
	}
}

// setBreaks sets breaks.
func (w *slackTown) setBreaks(breaks func() bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.breaks = breaks
}
