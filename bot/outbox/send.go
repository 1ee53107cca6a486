package outbox

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"pacer/bot/chat"
	"pacer/coach"
)

const (
	firstBackOff   = time.Second
	longestBackOff = 15 * time.Minute
	longestRetry   = 24 * time.Hour // a platform that asks for more is asked again after this
	maxError       = 200            // bytes of an error that are kept
)

// outcome is what became of an attempt. Exactly one of these holds: err is
// empty and the row has arrived; never; or it is to be tried again, after retry
// at the earliest.
type outcome struct {
	receipt chat.Receipt
	never   bool
	closed  bool // never, since the person takes no messages there
	wide    bool // retry is not the conversation's alone
	retry   time.Duration
	err     string
}

// work sends what is ready on one platform until nothing is.
func (s *Sender) work(p *platform) {
	for {
		c, r, ok := s.next(p)
		if !ok {
			return
		}
		out := s.attempt(p, r)
		if out.closed && s.o.Closed != nil {
			s.tellClosed(r, out)
		}
		m, waits := s.settle(c, r, out)
		s.tell(p, r, m, waits, out.closed && s.o.Closed != nil)
	}
}

// next gives a worker the row to send now, or ends it.
func (s *Sender) next(p *platform) (c *conversation, r Row, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running {
		c = s.pick(p, s.o.Now())
	}
	if c == nil {
		p.workers--
		return nil, Row{}, false
	}
	c.phase = sending
	s.sending++
	return c, c.rows[0], true
}

// tellClosed tells of a row that finds a closed door. A panic is the bot's own,
// and takes nothing with it.
func (s *Sender) tellClosed(r Row, out outcome) {
	defer func() {
		if v := recover(); v != nil {
			s.o.Log.Error("being told of closed messages ended in a panic", "workspace", r.Workspace, "row", r.ID,
				"panic", panicked(v), "stack", string(debug.Stack()))
		}
	}()
	ctx, cancel := context.WithTimeout(s.ctx, attemptFor)
	defer cancel()
	r.State, r.Error = Dead, out.err
	r.Attempts++
	s.o.Closed(ctx, r)
}

// attempt sends a row once. A panic of the adapter is an error.
func (s *Sender) attempt(p *platform, r Row) (out outcome) {
	defer func() {
		if v := recover(); v != nil {
			out = outcome{err: panicked(v)}
			s.o.Log.Error("an adapter panicked", "platform", p.name, "workspace", r.Workspace, "row", r.ID,
				"panic", out.err, "stack", string(debug.Stack()))
		}
	}()
	ctx, cancel := context.WithTimeout(s.ctx, attemptFor)
	defer cancel()
	receipt, err := s.send(ctx, p, r)
	if err == nil {
		return outcome{receipt: receipt}
	}
	out.err = described(err)
	if d, ok := errors.AsType[*chat.DeliveryError](err); ok {
		out.never, out.retry = d.Retry < 0, d.Retry
		out.closed, out.wide = out.never && d.Closed, !out.never && d.Wide
	}
	return out
}

// send edits the message that the row takes the place of, or sends a new one
// where there is nothing to edit, or no longer.
func (s *Sender) send(ctx context.Context, p *platform, r Row) (chat.Receipt, error) {
	if p.adapter == nil {
		return chat.Receipt{}, errors.New("no adapter for this platform is configured")
	}
	m := r.Message
	m.ID = r.ID
	if s.o.Fill != nil {
		m = s.o.Fill(ctx, r.Workspace, m)
	}
	editor, ok := p.adapter.(chat.Editor)
	if !ok || m.Edits == "" {
		return p.adapter.Send(ctx, r.To, m)
	}
	earlier, err := s.receipt(ctx, r.Workspace, m.Edits)
	switch {
	case coach.IsNotFound(err), err == nil && earlier.Ref == "":
		return p.adapter.Send(ctx, r.To, m)
	case err != nil:
		return chat.Receipt{}, fmt.Errorf("receipt of what is edited: %w", err)
	}
	receipt, err := editor.Edit(ctx, r.To, earlier, m)
	if d, ok := errors.AsType[*chat.DeliveryError](err); ok && d.Retry < 0 {
		// Deleted, or too old to be edited: what it owed is still owed.
		return p.adapter.Send(ctx, r.To, m)
	}
	return receipt, err
}

// receipt finds the receipt of a row, whose mark may not be committed yet.
func (s *Sender) receipt(ctx context.Context, workspace, id string) (chat.Receipt, error) {
	s.mu.Lock()
	m, ok := s.recent.get(workspace, id)
	s.mu.Unlock()
	if ok {
		return m.Receipt, nil
	}
	return s.queue.Receipt(ctx, workspace, id)
}

// settle records what became of a row and decides what its conversation does
// next. It returns the mark, and how long the row waits if it is tried again;
// a zero mark if the attempt was cut off by the end of Run.
func (s *Sender) settle(c *conversation, r Row, out outcome) (m Mark, wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sending--
	if s.draining && s.sending == 0 {
		defer signal(s.quiet)
	}
	now := s.o.Now()
	until := s.learn(c, r.To, out, now)
	defer func() { s.update(c.on, now); s.look(c.on.on, now) }()
	head := &c.rows[0] // r, and a lease that may have been renewed since
	c.phase = idle
	if out.err != "" && !out.never && !s.running {
		return Mark{}, 0
	}
	head.Attempts++
	head.Error = out.err
	switch {
	case out.err == "":
		head.State, head.Receipt = Sent, out.receipt
	case out.never || head.Attempts >= s.o.Attempts:
		head.State = Dead
	case out.wide:
		return s.holdBack(c, now, until), until.Sub(now)
	default:
		wait = backOff(head.Attempts, out.retry)
		c.pause = upToMilli(now.Add(wait))
		return s.putOff(c, now), wait
	}
	return s.remove(c, now), 0
}

// putOff makes the first row of a conversation wait until its pause is over.
func (s *Sender) putOff(c *conversation, now time.Time) Mark {
	head := &c.rows[0]
	head.NotBefore = c.pause
	if c.pause.Sub(now) <= patience {
		head.Lease = c.pause.Add(lease)
		s.queue.Mark(head.mark())
	} // else schedule leaves it to the queue, with what follows
	m := head.mark()
	c.inOrder()
	s.schedule(c, now)
	return m
}

// holdBack makes a conversation wait with all others of its place, or of its
// platform. It keeps its turn, since the row was not to blame.
func (s *Sender) holdBack(c *conversation, now, until time.Time) Mark {
	head := &c.rows[0]
	if until.Sub(now) <= patience {
		head.Lease = until.Add(lease)
		s.queue.Mark(head.mark())
	} // else schedule leaves it to the queue
	m := head.mark()
	turn := c.turn
	c.inOrder()
	s.schedule(c, now)
	if c.phase == ready {
		c.turn = turn
		heap.Fix(&c.on.ready, c.index)
	}
	return m
}

// remove ends the first row of a conversation, which was sent or is dead, and
// lets the next one go.
func (s *Sender) remove(c *conversation, now time.Time) Mark {
	head := &c.rows[0]
	head.Lease = time.Time{}
	m := head.mark()
	s.queue.Mark(m)
	if m.State == Sent {
		s.recent.put(m)
	}
	c.shift()
	s.rows--
	if len(c.rows) > 0 {
		s.schedule(c, now)
		return m
	}
	if c.left {
		c.note(now) // until now its rows here held back those in the queue
		signal(s.kick)
	}
	s.rest(c)
	return m
}

// tell tells metrics and log what became of a row: never what it says.
func (s *Sender) tell(p *platform, r Row, m Mark, wait time.Duration, seenTo bool) {
	switch m.State {
	case Sent:
		call(s.o.Metrics.Sent, p.name)
		if s.o.Metrics.Lag != nil {
			s.o.Metrics.Lag(p.name, max(0, s.o.Now().Sub(r.NotBefore)))
		}
	case Dead:
		call(s.o.Metrics.Dead, p.name)
		if seenTo { // whoever was told of the closed door finds another
			s.o.Log.Info("a person takes no messages there", "platform", p.name, "workspace", r.Workspace, "row", r.ID)
			return
		}
		s.o.Log.Error("a message could not be delivered and is given up",
			"platform", p.name, "workspace", r.Workspace, "row", r.ID, "attempts", m.Attempts, "error", m.Error)
	case Waiting:
		call(s.o.Metrics.Retried, p.name)
		level := slog.LevelDebug
		if wait > patience {
			level = slog.LevelWarn
		}
		s.o.Log.Log(s.ctx, level, "a message could not be delivered for now",
			"platform", p.name, "workspace", r.Workspace, "row", r.ID, "attempts", m.Attempts, "again", wait, "error", m.Error)
	}
}

func call(f func(string), platform string) {
	if f != nil {
		f(platform)
	}
}

// backOff is how long a row waits after its n-th failed attempt: 1 s, 2 s, 4 s
// and so on, at most 15 minutes, and up to a quarter less so that rows that
// failed together do not come back together; but what the platform asked for
// at least.
func backOff(attempts int, retry time.Duration) time.Duration {
	d := firstBackOff
	for range attempts - 1 {
		if d = min(2*d, longestBackOff); d == longestBackOff {
			break
		}
	}
	d -= rand.N(d/4 + 1)
	return max(d, min(retry, longestRetry))
}

// described is an error in one line of 1 to maxError bytes.
func described(err error) string {
	text := err.Error()
	text = strings.ToValidUTF8(text[:min(len(text), 4*maxError)], "")
	text = strings.Join(strings.Fields(chat.Visible(text)), " ")
	if text == "" {
		text = fmt.Sprintf("%T without a word", err)
	}
	end := min(len(text), maxError)
	for end < len(text) && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// panicked describes a panic. A value that is not the runtime's own may hold
// anything, a learner's words among them: its type has to do.
func panicked(v any) string {
	if err, ok := v.(runtime.Error); ok {
		return described(fmt.Errorf("panic: %w", err))
	}
	return described(fmt.Errorf("panic with a %T", v))
}

// mark is the row's state as a mark.
func (r *Row) mark() Mark {
	return Mark{
		Workspace: r.Workspace, ID: r.ID, State: r.State, Attempts: r.Attempts,
		NotBefore: r.NotBefore, Lease: r.Lease, Receipt: r.Receipt, Error: r.Error,
	}
}

// recent remembers the marks of rows sent a moment ago: at least the last
// recentAtLeast, at most twice as many. A row that comes again because its mark
// has not been committed, or was lost, is not sent again; and a receipt is
// found before it is committed.
type recent struct{ young, old map[rowKey]Mark }

const recentAtLeast = 4096

type rowKey struct{ workspace, id string }

func (c *recent) put(m Mark) {
	if len(c.young) >= recentAtLeast {
		c.young, c.old = nil, c.young
	}
	if c.young == nil {
		c.young = make(map[rowKey]Mark)
	}
	c.young[rowKey{m.Workspace, m.ID}] = m
}

func (c *recent) get(workspace, id string) (m Mark, ok bool) {
	k := rowKey{workspace, id}
	if m, ok = c.young[k]; !ok {
		m, ok = c.old[k]
	}
	return m, ok
}
