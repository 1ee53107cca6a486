package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// intents are what the gateway is asked for. None is privileged: what is
// written in a guild comes without its words, but for what mentions the coach,
// and nothing else of it is looked at.
// https://discord.com/developers/docs/events/gateway#gateway-intents
const intents = discordgo.IntentGuilds | discordgo.IntentGuildMessages | discordgo.IntentDirectMessages

// What travels on the gateway.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-opcodes
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatAck   = 11
)

// maxFrame is the longest message taken from the gateway, in bytes: a large
// guild with all its channels and roles is some megabytes.
const maxFrame = 32 << 20

// pace is how long things take. Tests are quicker.
type pace struct {
	hello      time.Duration // for the gateway to greet, and to begin or resume a session
	first, top time.Duration // between connections, doubling from the one to the other
	identify   time.Duration // between two sessions begun, https://discord.com/developers/docs/events/gateway#rate-limiting
	deferral   time.Duration // after which an interaction is deferred; Discord waits 3 s for an answer
	withdrawal time.Duration // after which a deferral that nothing has filled goes away
	readBack   time.Duration // between two conversations read back
	marks      time.Duration // between two times that marks are kept
}

var usualPace = pace{
	hello: 30 * time.Second,
	first: time.Second, top: 2 * time.Minute,
	identify:   5 * time.Second,
	deferral:   2200 * time.Millisecond,
	withdrawal: 5 * time.Second,
	readBack:   200 * time.Millisecond,
	marks:      15 * time.Second,
}

// connection keeps one shard connected to the gateway. It is ours and not
// discordgo's, whose connection does not tell why it was closed and tries for
// ever with a dead token, waits five intervals for a heartbeat's
// acknowledgement, knows no resume address, and works in goroutines of its own
// in which half a message, or being closed while it identifies, is a panic that
// nobody can recover from.
type connection struct {
	a       *Adapter
	in      *intake
	budget  *budget
	shard   int
	of      int
	address string // of the gateway

	session  string // to be resumed; empty: none
	resume   string // the address for resuming
	sequence atomic.Int64
	wasUp    bool // the last connection came so far as to bring events
}

// frame is what travels on the gateway.
type frame struct {
	Op int             `json:"op"`
	D  json.RawMessage `json:"d,omitempty"`
	S  int64           `json:"s,omitempty"`
	T  string          `json:"t,omitempty"`
}

// link is one connection from its opening to its end.
type link struct {
	ws      *websocket.Conn
	writing sync.Mutex
	opened  time.Time
	acked   atomic.Int64 // how long after opened a heartbeat was last acknowledged; the wall clock may be set meanwhile
	failed  atomic.Pointer[linkError]
}

// linkError says why we closed a link ourselves.
type linkError struct{ err error }

var (
	errZombie    = errors.New("Discord has not answered a heartbeat for two intervals")
	errReconnect = errors.New("Discord asked for a new connection")
	errSession   = errors.New("Discord ended the session")
	errMute      = errors.New("Discord did not greet in time")
)

// fatalError is an end that waiting cannot mend; it says what can.
type fatalError struct{ error }

func (e *fatalError) Unwrap() error { return e.error }

// run stays connected until ctx ends; then it returns nil. An error is a
// *fatalError.
func (c *connection) run(ctx context.Context) error {
	wait := c.a.pace.first
	for {
		c.wasUp = false
		began := time.Now()
		err := c.serve(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if fatal, ok := errors.AsType[*fatalError](err); ok {
			return fatal
		}
		c.a.health.down(c.shard, err)
		c.a.Log.Warn("the gateway's connection ended", "shard", c.shard, "resumes", c.session != "", "error", err)
		// Beginning sessions is what Discord gives a budget for: one that ended
		// as soon as it had begun does not count as success.
		if c.wasUp && (c.session != "" || time.Since(began) > c.a.pace.top) {
			wait = c.a.pace.first
		}
		if errors.Is(err, errSession) {
			wait = max(wait, 2*c.a.pace.first) // Discord wants one to five seconds
		}
		// A little at random, so that not all shards come at once.
		if !sleep(ctx, wait/2+rand.N(wait)) {
			return nil
		}
		wait = min(2*wait, c.a.pace.top)
	}
}

// serve opens a connection and serves it until it ends, which is always an
// error.
func (c *connection) serve(ctx context.Context) error {
	if c.session == "" {
		// Before the connection is opened: the wait may be hours.
		if err := c.budget.take(ctx, c.shard); err != nil {
			return err
		}
	}
	l, err := c.dial(ctx)
	if err != nil {
		c.resume = "" // next time by the front door
		return fmt.Errorf("the gateway cannot be reached: %w", err)
	}
	defer l.ws.Close()
	leaving := context.AfterFunc(ctx, func() { l.leave(websocket.CloseNormalClosure) })
	defer leaving()

	if err := l.ws.SetReadDeadline(time.Now().Add(c.a.pace.hello)); err != nil {
		return err
	}
	interval, err := c.greet(l)
	if err != nil {
		return c.why(l, err)
	}
	if err := c.begin(l); err != nil {
		return c.why(l, err)
	}

	beating, stop := context.WithCancel(ctx)
	var heart sync.WaitGroup
	heart.Go(func() { l.beat(beating, interval, c.sequence.Load) })
	defer heart.Wait()
	defer stop()

	for {
		f, err := l.read()
		if errors.Is(err, errFrame) {
			c.a.refused("malformed")
			continue
		}
		if err != nil {
			return c.why(l, err)
		}
		if err := c.take(l, f); err != nil {
			l.leave(closeResumable)
			return err
		}
	}
}

// closeResumable closes a connection so that its session can be resumed; any
// code but 1000 and 1001 does.
// https://discord.com/developers/docs/events/gateway#resuming
const closeResumable = 4000

// dial opens the connection.
func (c *connection) dial(ctx context.Context) (*link, error) {
	u, err := url.Parse(cmp.Or(c.resume, c.address))
	if err != nil {
		return nil, err
	}
	q := u.Query()
	q.Set("v", apiVersion)
	q.Set("encoding", "json")
	u.RawQuery = q.Encode()
	if u.Path == "" {
		u.Path = "/"
	}
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: c.a.pace.hello}
	ws, answer, err := dialer.DialContext(ctx, u.String(), nil)
	if err != nil {
		if answer != nil {
			return nil, fmt.Errorf("%w (%s)", err, answer.Status)
		}
		return nil, err
	}
	ws.SetReadLimit(maxFrame)
	return &link{ws: ws, opened: time.Now()}, nil
}

// greet reads the first message, which says how often the heart has to beat.
func (c *connection) greet(l *link) (time.Duration, error) {
	f, err := l.read()
	if err != nil {
		return 0, err
	}
	var hello struct {
		Interval int64 `json:"heartbeat_interval"` // milliseconds
	}
	if f.Op != opHello || json.Unmarshal(f.D, &hello) != nil || hello.Interval <= 0 || hello.Interval > int64(time.Hour/time.Millisecond) {
		return 0, errors.New("what answers at the gateway's address greets otherwise than Discord does")
	}
	return time.Duration(hello.Interval) * time.Millisecond, nil
}

// begin resumes the session, or begins one.
func (c *connection) begin(l *link) error {
	if c.session != "" {
		return l.write(opResume, map[string]any{"token": c.a.Token, "session_id": c.session, "seq": c.sequence.Load()})
	}
	c.sequence.Store(0)
	return l.write(opIdentify, map[string]any{
		"token":      c.a.Token,
		"intents":    intents,
		"shard":      [2]int{c.shard, c.of},
		"properties": map[string]string{"os": runtime.GOOS, "browser": "pacer", "device": "pacer"},
	})
}

// take handles a message; an error ends the connection.
func (c *connection) take(l *link, f frame) error {
	switch f.Op {
	case opDispatch:
		return c.dispatch(l, f)
	case opHeartbeat:
		return l.write(opHeartbeat, sequenceOf(c.sequence.Load()))
	case opHeartbeatAck:
		l.acked.Store(int64(time.Since(l.opened)))
	case opReconnect:
		return errReconnect
	case opInvalidSession:
		var resumable bool
		if json.Unmarshal(f.D, &resumable) != nil || !resumable {
			c.forget()
		}
		return errSession
	}
	return nil
}

// dispatch hands over an event.
func (c *connection) dispatch(l *link, f frame) error {
	switch f.T {
	case "READY":
		var ready struct {
			Session string `json:"session_id"`
			Resume  string `json:"resume_gateway_url"`
			User    struct {
				ID string `json:"id"`
			} `json:"user"`
			Application struct {
				ID string `json:"id"`
			} `json:"application"`
			ReadState json.RawMessage `json:"read_state"`
		}
		if err := json.Unmarshal(f.D, &ready); err != nil || ready.Session == "" {
			c.forget()
			return errors.New("Discord began a session without saying which")
		}
		c.session, c.resume = ready.Session, ""
		if u, err := url.Parse(ready.Resume); err == nil && u.Host != "" && (u.Scheme == "ws" || u.Scheme == "wss") && c.a.GatewayURL == "" {
			c.resume = ready.Resume
		}
		if isID(ready.User.ID) {
			app := ready.Application.ID
			if !isID(app) {
				app = ready.User.ID
			}
			c.a.me.Store(&identity{App: app, User: ready.User.ID})
		}
		if len(ready.ReadState) > 0 && string(ready.ReadState) != "null" {
			// Discord tells people what they have read, and bots nothing of the
			// kind. A server that does knows less of bots than Discord, see lesser.
			c.a.out.lesser.Store(true)
			c.a.Log.Info("the server knows only part of what Discord does for bots: private answers go as direct messages, and forms are typed")
		}
		c.a.missed.fresh(c.shard)
		c.up(l)
	case "RESUMED":
		c.up(l)
	default:
		c.in.dispatch(f.T, f.D)
	}
	// Counted after it was handed over: what a broken connection cut off is
	// sent again.
	c.sequence.Store(max(f.S, c.sequence.Load()))
	return nil
}

// up notes that events come.
func (c *connection) up(l *link) {
	_ = l.ws.SetReadDeadline(time.Time{}) // from here the heart tells; a closed socket tells by itself
	c.wasUp = true
	c.a.health.up(c.shard)
	c.a.Log.Info("connected to the gateway", "shard", c.shard, "of", c.of)
}

// forget gives the session up: the next connection begins a new one.
func (c *connection) forget() {
	c.session, c.resume = "", ""
	c.sequence.Store(0)
}

// why says why a connection ended: what we closed it for, or what its close
// code says.
func (c *connection) why(l *link, err error) error {
	if failed := l.failed.Load(); failed != nil {
		return failed.err
	}
	closed, ok := errors.AsType[*websocket.CloseError](err)
	if !ok {
		if !c.wasUp {
			c.resume = ""
			if t, ok := errors.AsType[interface {
				error
				Timeout() bool
			}](err); ok && t.Timeout() {
				c.forget()
				return errMute
			}
		}
		return err
	}
	if sentence := fatalCode(closed.Code, c.shard, c.of); sentence != "" {
		if closed.Code == closeShardingRequired && c.a.Shards == 0 {
			return &fatalError{errReshard}
		}
		return &fatalError{errors.New(sentence)}
	}
	if endsSession(closed.Code) {
		c.forget()
	}
	return fmt.Errorf("Discord closed the connection with code %d", closed.Code)
}

// errFrame is a message that cannot be read.
var errFrame = errors.New("unreadable message")

// read reads one message.
func (l *link) read() (frame, error) {
	_, b, err := l.ws.ReadMessage()
	if err != nil {
		return frame{}, err
	}
	f := frame{Op: -1}
	if err := json.Unmarshal(b, &f); err != nil {
		return frame{}, errFrame
	}
	return f, nil
}

// write writes one message.
func (l *link) write(op int, data any) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	if err := l.ws.SetWriteDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return err
	}
	return l.ws.WriteJSON(struct {
		Op int `json:"op"`
		D  any `json:"d"`
	}{op, data})
}

// sequenceOf is a sequence number as heartbeats carry it: null before the
// first.
func sequenceOf(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

// beat sends heartbeats until ctx ends, and closes a connection on which none
// was acknowledged for two intervals: nothing would tell that it is dead.
func (l *link) beat(ctx context.Context, interval time.Duration, sequence func() int64) {
	wait := rand.N(interval)
	for sleep(ctx, wait) {
		if time.Since(l.opened)-time.Duration(l.acked.Load()) > 2*interval {
			l.failed.Store(&linkError{errZombie})
			l.leave(closeResumable)
			return
		}
		if err := l.write(opHeartbeat, sequenceOf(sequence())); err != nil {
			l.failed.Store(&linkError{fmt.Errorf("a heartbeat could not be sent: %w", err)})
			l.leave(closeResumable)
			return
		}
		wait = interval
	}
}

// leave closes the connection with a code.
func (l *link) leave(code int) {
	// What goes wrong here is told by the reader, whose read ends.
	_ = l.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
	_ = l.ws.Close()
}

// sleep waits and tells whether ctx still holds.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
