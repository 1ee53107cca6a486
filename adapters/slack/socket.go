package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
)

// Socket Mode is read here rather than by slack-go's socketmode package, which
// drops acknowledgements that are under way when it reconnects or ends, reads
// payloads more strictly than the way by HTTP does, and takes a server that
// sends no pings for dead.
const (
	mostFrame   = 4 << 20          // bytes of a message on the socket; payloads are held to mostBody
	dialWithin  = 20 * time.Second // opening a connection, with the request for its address
	pingEvery   = 10 * time.Second
	silentFor   = 30 * time.Second // nothing heard, not even a pong: the connection is dead
	writeWithin = 5 * time.Second
	// mostReply is the largest acknowledgement; Slack drops a larger one without
	// a word. It is one frame: Slack does not put frames together.
	mostReply = 20<<10 - 1
	oneFrame  = 32 << 10
	// servesFor is how long a connection lives at least before Slack replaces
	// it: an hour or so. One that it replaces sooner counts as a failure, or a
	// server that does nothing else would be dialled without end.
	servesFor = 30 * time.Second
)

var errTooLarge = errors.New("too large for an acknowledgement by socket")

// frame is a message on the socket.
// https://docs.slack.dev/apis/events-api/using-socket-mode/
type frame struct {
	Type       string          `json:"type"`
	EnvelopeID string          `json:"envelope_id"`
	Payload    json.RawMessage `json:"payload"`
	Reason     string          `json:"reason"` // of a disconnect
}

// socket receives by Socket Mode until ctx ends and what is in hand is done.
// A connection that Slack is about to close is replaced before, and what came
// by it is acknowledged on it.
func (a *Adapter) socket(ctx context.Context, r *running) error {
	var (
		again   backoff
		reached bool
		lines   sync.WaitGroup
		open    []*line
	)
	defer func() {
		lines.Wait()
		r.hands.wait()
		for _, l := range open {
			l.close()
		}
	}()
	for ctx.Err() == nil {
		l, err := a.dial(ctx)
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			a.setHealth(fmt.Errorf("slack: connect: %w", err))
			if isFinal(err) && !reached {
				return deadToken(err)
			}
			a.Log.WarnContext(ctx, "not connected, trying again", "error", err)
			if !again.wait(ctx, retryAfter(err)) {
				return nil
			}
			continue
		}
		opened := time.Now()
		open = append(alive(open), l)
		lines.Go(func() { l.read(ctx, r) })
		select {
		case <-l.replace:
		case <-l.ended:
		case <-ctx.Done():
		}
		tooSoon := l.replaced() && time.Since(opened) < servesFor
		if l.greeted.Load() {
			reached = true
			if !tooSoon {
				again.reset()
			}
		}
		if ctx.Err() != nil {
			return nil
		}
		err = l.why()
		a.Log.InfoContext(ctx, "connection ended", "reason", err)
		if !l.replaced() { // it broke, and nothing is heard until the next one stands
			a.setHealth(fmt.Errorf("slack: connection ended: %w", err))
		}
		if (tooSoon || !l.replaced()) && !again.wait(ctx, 0) {
			return nil
		}
	}
	return nil
}

// alive are the connections that are still open.
func alive(all []*line) []*line {
	var out []*line
	for _, l := range all {
		select {
		case <-l.ended:
			l.close()
		default:
			out = append(out, l)
		}
	}
	return out
}

// line is one connection.
type line struct {
	a    *Adapter
	conn *websocket.Conn

	greeted atomic.Bool   // Slack has said something
	replace chan struct{} // closed when Slack asks for another connection
	ended   chan struct{} // closed when nothing more is read

	mu     sync.Mutex
	reason error
	asked  bool // for another connection
}

// dial opens a connection.
func (a *Adapter) dial(ctx context.Context) (*line, error) {
	ctx, cancel := context.WithTimeout(ctx, dialWithin)
	defer cancel()
	if err := a.look(ctx); err != nil {
		return nil, err
	}
	_, address, err := a.speaker("", slack.OptionAppLevelToken(a.AppToken)).StartSocketModeContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("the app token (apps.connections.open): %w", err)
	}
	dialer := &websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: dialWithin, WriteBufferSize: oneFrame}
	conn, resp, err := dialer.DialContext(ctx, address, nil)
	if err != nil {
		return nil, fmt.Errorf("open the socket: %w", withoutAddress(err))
	}
	resp.Body.Close()
	conn.SetReadLimit(mostFrame)
	return &line{a: a, conn: conn, replace: make(chan struct{}), ended: make(chan struct{})}, nil
}

// read reads until the connection ends or ctx does.
func (l *line) read(ctx context.Context, r *running) {
	defer close(l.ended)
	pings, stop := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() { l.ping(pings) })
	defer beside.Wait()
	defer stop()
	heard := func() {
		if ctx.Err() == nil {
			l.deadline(silentFor)
		}
	}
	l.conn.SetPongHandler(func(string) error { heard(); return nil })
	l.conn.SetPingHandler(func(data string) error {
		heard()
		// A pong that cannot be written shows at the next read.
		_ = l.conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(writeWithin))
		return nil
	})
	heard()
	for {
		_, data, err := l.conn.ReadMessage()
		if err != nil {
			l.end(err)
			return
		}
		heard()
		if ctx.Err() != nil {
			return // not taken, not acknowledged: Slack sends it again
		}
		l.take(ctx, r, data)
	}
}

// ping keeps the connection, and ends its reading with ctx.
func (l *line) ping(ctx context.Context) {
	t := time.NewTicker(pingEvery)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			_ = l.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWithin))
		case <-ctx.Done():
			l.deadline(0)
			return
		}
	}
}

// deadline ends reading after a time. A connection that is to be replaced is
// read a while longer, and no longer than that.
func (l *line) deadline(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.asked && d > 0 {
		return
	}
	_ = l.conn.SetReadDeadline(time.Now().Add(d)) // a closed connection shows at the next read
}

// take sees to one message.
func (l *line) take(ctx context.Context, r *running, data []byte) {
	defer func() {
		if p := recover(); p != nil {
			l.a.refused(refusedMalformed)
			l.a.Log.ErrorContext(ctx, "panic", "doing", "read a message", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		}
	}()
	var f frame
	if err := read(data, &f); err != nil {
		l.a.refused(refusedMalformed)
		return
	}
	if f.Type == "disconnect" {
		l.disconnect(f.Reason)
		return
	}
	l.greeted.Store(true)
	l.a.setHealth(nil)
	if f.Type == "hello" {
		return
	}
	if f.EnvelopeID == "" {
		l.a.refused(refusedMalformed)
		return
	}
	send := func(payload any) error { return l.send(f, payload) }
	if reason := unfit(f.Payload); reason != "" {
		l.a.refused(reason)
		l.answer(ctx, f)
		return
	}
	h, err := l.a.translate(f)
	switch {
	case err != nil:
		// It is as unreadable the next time.
		l.a.refused(refusedMalformed)
		l.answer(ctx, f)
	case h.isNothing():
		l.answer(ctx, f)
	default:
		l.a.take(r, h, send, func() {})
	}
}

// unfit tells why a payload is not read at all.
func unfit(payload []byte) (reason string) {
	switch {
	case len(payload) > mostBody:
		return refusedOversized
	case !utf8.Valid(payload):
		return refusedEncoding
	}
	return ""
}

// translate reads a frame's payload: the same that comes by HTTP.
func (a *Adapter) translate(f frame) (happening, error) {
	switch f.Type {
	case "events_api":
		return translateEvent(f.Payload)
	case "slash_commands":
		var c command
		if err := read(f.Payload, &c); err != nil {
			return happening{}, err
		}
		in, err := translateCommand(c, a.platformNow())
		return happening{in: in}, err
	case "interactive":
		in, err := translateInteraction(f.Payload, a.platformNow())
		return happening{in: in}, err
	}
	return happening{}, nil
}

// answer acknowledges what is seen to already.
func (l *line) answer(ctx context.Context, f frame) {
	if err := l.send(f, nil); err != nil {
		l.a.Log.DebugContext(ctx, "acknowledge", "error", err)
	}
}

// send acknowledges a message. A payload that the acknowledgement cannot carry
// is an error after a bare one has gone.
func (l *line) send(f frame, payload any) error {
	reply := struct {
		EnvelopeID string `json:"envelope_id"`
		Payload    any    `json:"payload,omitempty"`
	}{f.EnvelopeID, payload}
	data, err := marshal(reply)
	if err == nil && len(data) > mostReply {
		err = errTooLarge
	}
	if err != nil && payload != nil {
		return errors.Join(err, l.send(f, nil))
	}
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.conn.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return err
	}
	return l.conn.WriteMessage(websocket.TextMessage, data)
}

// disconnect sees to Slack's wish that another connection be opened. It closes
// this one itself, some seconds later.
// https://docs.slack.dev/apis/events-api/using-socket-mode/#disconnect
func (l *line) disconnect(reason string) {
	l.deadline(silentFor)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.asked {
		return
	}
	l.asked = reason != "link_disabled" && reason != "too_many_websockets"
	l.reason = fmt.Errorf("Slack said %q", reason)
	if reason == "link_disabled" {
		l.reason = errors.New("Socket Mode is switched off in the app's settings: switch it on at api.slack.com/apps, or receive by HTTP")
	}
	if l.asked {
		close(l.replace)
		return
	}
	_ = l.conn.SetReadDeadline(time.Now())
}

// end says why nothing more is read.
func (l *line) end(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.reason == nil {
		l.reason = err
	}
}

func (l *line) why() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.reason
}

// replaced tells whether Slack asked for another connection.
func (l *line) replaced() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.asked
}

// close says goodbye and closes.
func (l *line) close() {
	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	_ = l.conn.WriteControl(websocket.CloseMessage, bye, time.Now().Add(writeWithin)) // who is gone needs no goodbye
	_ = l.conn.Close()
}

// retryAfter is how long Slack asks to wait, if it does.
func retryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return e.RetryAfter
	}
	return 0
}
