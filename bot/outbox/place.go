package outbox

import (
	"container/heap"
	"time"

	"golang.org/x/time/rate"

	"pacer/bot/chat"
)

// begunBurst is how many messages that the coach begins may go to a place at
// once before they are spread. It is a few, so that a small class does not
// wait, and less than any platform takes amiss.
const begunBurst = 3

// platform is the way to one adapter.
type platform struct {
	name    string
	adapter chat.Adapter // nil: none of this name is configured
	pace    rate.Limit   // of what the coach begins, per place; 0: any
	places  map[string]*place
	open    openPlaces // those that have something that may go now
	gate    gate       // of all places together
	timer   *time.Timer
	workers int
	begun   int // of them, with what the coach begins
}

func newPlatform(name string, a chat.Adapter) *platform {
	p := &platform{name: name, adapter: a, places: make(map[string]*place)}
	if a != nil {
		p.pace = rate.Limit(a.Capabilities().Begun)
	}
	return p
}

// place is the way to one place of a platform, whose conversations share the
// platform's limits there.
type place struct {
	on    *platform
	of    int           // conversations that are remembered
	ready line          // conversations that may go as far as they themselves are concerned
	pace  *rate.Limiter // of what the coach begins; nil: any
	gate  gate
	timer *time.Timer
	index int // among the open ones; -1: it is none
}

// place finds or makes a place.
func (p *platform) place(name string) *place {
	at := p.places[name]
	if at == nil {
		at = &place{on: p, index: -1}
		if p.pace > 0 {
			at.pace = rate.NewLimiter(p.pace, begunBurst)
		}
		p.places[name] = at
	}
	return at
}

// gates are what stands before a place.
func (at *place) gates() [2]*gate { return [2]*gate{&at.gate, &at.on.gate} }

// limits is the gate that a wide refusal shuts: that of its place, and that of
// the whole platform if it is no place's.
func (at *place) limits(to chat.Conversation) *gate {
	if to.Place == "" {
		return &at.on.gate
	}
	return &at.gate
}

// shutUntil is when the gates before a place are no longer shut by the clock.
func (at *place) shutUntil() time.Time { return later(at.gate.until, at.on.gate.until) }

// gives is when the place may give its next row to a worker; never, if it has
// none or waits for the outcome of the one that tries its gate.
func (at *place) gives(now time.Time) (when time.Time, ever bool) {
	if len(at.ready) == 0 || at.gate.trial != nil {
		return time.Time{}, false
	}
	when = at.gate.until
	if at.pace != nil && at.ready[0].rank() == begun {
		if short := 1 - at.pace.TokensAt(now); short > 0 {
			wait := time.Duration(short / float64(at.pace.Limit()) * float64(time.Second))
			when = later(when, now.Add(wait+1)) // rounded up
		}
	}
	return when, true
}

// isIdle tells whether nothing goes there, and no limit is left to be kept.
func (at *place) isIdle(now time.Time) bool {
	return at.of == 0 && !at.gate.isShut(now) && (at.pace == nil || at.pace.TokensAt(now) >= begunBurst)
}

// gate holds back what goes to a place, or to a platform, while that takes no
// more: until the time that it named, and then lets one row at a time try,
// those in a hurry first, until one goes through.
type gate struct {
	until  time.Time
	trying bool          // was shut, and nothing has gone through since
	trial  *conversation // the one that is trying; nil: none is
	failed int           // trials in a row
}

// shut holds everything back for as long as the platform asks, and longer each
// time that a trial fails.
func (g *gate) shut(now time.Time, retry time.Duration, wasTrial bool) {
	if wasTrial {
		g.failed++
	}
	wait := min(retry, longestRetry)
	if g.failed > 0 || retry <= 0 {
		wait = backOff(max(g.failed, 1), retry)
	}
	g.trying = true
	g.until = later(g.until, upToMilli(now.Add(wait)))
}

// try notes that a conversation's row goes through the gate.
func (g *gate) try(c *conversation) {
	if g.trying {
		g.trial = c
	}
}

// tried notes the outcome of a row that may have been the trial, and tells
// whether it was. What the platform took, or refused for its own sake, shows
// that the limit is over.
func (g *gate) tried(c *conversation, now time.Time, through bool) (was bool) {
	if g.trial != c {
		return false
	}
	g.trial = nil
	if through && !g.until.After(now) {
		*g = gate{}
	}
	return true
}

// isShut tells whether nothing may go now.
func (g *gate) isShut(now time.Time) bool { return g.trial != nil || g.until.After(now) }

// upToMilli rounds up to a whole millisecond, since queues keep no more: a
// claim must not bring a row a moment before its time.
func upToMilli(t time.Time) time.Time {
	return t.Add(time.Millisecond - 1).Truncate(time.Millisecond)
}

// openPlaces are places that may give a row now, a heap by what they would
// give.
type openPlaces []*place

func (o openPlaces) Len() int           { return len(o) }
func (o openPlaces) Less(i, j int) bool { return o[i].ready[0].before(o[j].ready[0]) }
func (o openPlaces) Swap(i, j int) {
	o[i], o[j] = o[j], o[i]
	o[i].index, o[j].index = i, j
}

// Push implements heap.Interface.
func (o *openPlaces) Push(x any) {
	at := x.(*place)
	at.index = len(*o)
	*o = append(*o, at)
}

// Pop implements heap.Interface.
func (o *openPlaces) Pop() any {
	last := len(*o) - 1
	at := (*o)[last]
	(*o)[last] = nil
	*o = (*o)[:last]
	at.index = -1
	return at
}

// The caller of all below holds the lock.

// enter puts a conversation into its place's line.
func (s *Sender) enter(c *conversation, now time.Time) {
	c.phase = ready
	heap.Push(&c.on.ready, c)
	s.update(c.on, now)
}

// update puts a place among the open ones while it has something that may go
// now, and has workers look; else it is looked at again when it may.
func (s *Sender) update(at *place, now time.Time) {
	when, ever := at.gives(now)
	if !ever || when.After(now) {
		if at.index >= 0 {
			heap.Remove(&at.on.open, at.index)
		}
		if ever {
			s.later(&at.timer, when.Sub(now), func(now time.Time) { s.update(at, now) })
		}
		return
	}
	if at.index >= 0 {
		heap.Fix(&at.on.open, at.index)
	} else {
		heap.Push(&at.on.open, at)
	}
	s.look(at.on, now)
}

// look starts a worker for a platform if there may be something for it, or
// sees to it that this is done when its gate is no longer shut.
func (s *Sender) look(p *platform, now time.Time) {
	switch {
	case len(p.open) == 0 || p.gate.trial != nil:
	case p.open[0].ready[0].rank() == begun && p.begun >= s.begunAtOnce():
		// One of those that are busy with such looks again when it is done.
	case p.gate.until.After(now):
		s.later(&p.timer, p.gate.until.Sub(now), func(now time.Time) { s.look(p, now) })
	default:
		s.start(p)
	}
}

// later calls f, which needs the lock, after a while, instead of what the timer
// was set for before.
func (s *Sender) later(timer **time.Timer, wait time.Duration, f func(now time.Time)) {
	if *timer != nil {
		(*timer).Stop()
	}
	*timer = time.AfterFunc(wait, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if !s.ended {
			f(s.o.Now())
		}
	})
}

// start starts a worker for a platform if it may have one more. It has more
// started while there is something for them, and ends when there is nothing.
func (s *Sender) start(p *platform) {
	if s.running && p.workers < s.o.Workers {
		p.workers++
		s.workers.Go(func() { s.work(p) })
	}
}

// pick takes the conversation that goes next on a platform; nil: none may now.
// What the coach begins never takes all workers.
func (s *Sender) pick(p *platform, now time.Time) *conversation {
	defer s.look(p, now)
	if len(p.open) == 0 || p.gate.isShut(now) {
		return nil
	}
	at := p.open[0]
	c := at.ready[0]
	if c.rank() == begun {
		if p.begun >= s.begunAtOnce() {
			return nil
		}
		if at.pace != nil {
			at.pace.AllowN(now, 1) // there is one, or the place were not open
		}
		c.begun = true
		p.begun++
	}
	heap.Pop(&at.ready)
	for _, g := range at.gates() {
		g.try(c)
	}
	s.update(at, now)
	return c
}

// learn tells the gates before a place what became of a row. It returns until
// when the row waits if the limit that it met is not its conversation's; else
// a zero time.
func (s *Sender) learn(c *conversation, to chat.Conversation, out outcome, now time.Time) (until time.Time) {
	at := c.on
	if c.begun {
		c.begun = false
		at.on.begun--
	}
	met := at.limits(to)
	for _, g := range at.gates() {
		was := g.tried(c, now, out.err == "" || out.never)
		if out.wide && g == met {
			g.shut(now, out.retry, was)
			until = g.until
		}
	}
	if until.Sub(now) > patience {
		if met == &at.gate {
			s.clear(at, now)
		} else {
			for _, each := range at.on.places {
				s.clear(each, now)
			}
		}
	}
	return until
}

// clear leaves what is ready at a place to the queue, since it may not go for
// long.
func (s *Sender) clear(at *place, now time.Time) {
	all := at.ready
	at.ready = nil
	for _, c := range all {
		s.schedule(c, now)
	}
	s.update(at, now)
}

// begunAtOnce is how many workers of a platform may be busy with what the
// coach begins: one in four is kept for answers, where there are several.
func (s *Sender) begunAtOnce() int { return max(1, s.o.Workers-max(1, s.o.Workers/4)) }
