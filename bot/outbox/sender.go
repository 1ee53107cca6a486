package outbox

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"pacer/bot/chat"
)

const (
	lease      = 20 * time.Second // how long a row is this process's unless renewed
	patience   = 20 * time.Second // a longer back-off is waited for in the queue, not in memory
	claimEvery = 3 * time.Second
	claimSoon  = 20 * time.Millisecond // least time between two claims when rows were left to the queue
	claimMost  = 256                   // rows in one claim
	claimFor   = 10 * time.Second      // a claim that takes longer is given up
	flushFor   = 5 * time.Second       // what is in memory has so long to go when Run ends
	attemptFor = 15 * time.Second      // an attempt that takes longer has failed; shorter than the lease

	// rememberedPerRow bounds the conversations that are remembered without a
	// row in memory, as a multiple of Options.Memory. Each costs some 250 bytes.
	rememberedPerRow = 10
)

// Options are how a Sender behaves.
type Options struct {
	Now      func() time.Time // nil: time.Now
	Log      *slog.Logger     // nil: discard
	Metrics  Metrics
	Workers  int // messages on their way at once to one platform; 0: 8
	Attempts int // a row that failed so often is dead; 0: 100, which is about a day
	// Fill gives a workspace's message what it waits without: the bytes of its
	// pictures. It is called right before each attempt, by several goroutines.
	// nil: messages go as they are.
	Fill func(ctx context.Context, workspace string, m chat.Message) chat.Message
	// Closed is told of a row that cannot arrive because the person takes no
	// messages there, or is there no more (chat.DeliveryError.Closed), before it
	// is marked dead: a crash between the two tells it again. nil: nobody is.
	Closed func(ctx context.Context, r Row)
	// Memory is how many rows are held in memory; 0: 10,000. Half of it is
	// kept free for answers and what is urgent. What finds no room stays in
	// the queue and is claimed when there is some.
	Memory int
}

// Metrics are told what happens to rows, by platform. A nil function is not
// called; the others are called by several goroutines.
type Metrics struct {
	Sent    func(platform string)
	Retried func(platform string) // an attempt failed, and another will be made
	Dead    func(platform string)
	Lag     func(platform string, d time.Duration) // of a row that was sent: since it was due, never negative
}

// Sender sends rows. It is safe for use by several goroutines.
//
// It holds no more than it must: a row that backs off for long, that finds no
// room, or that comes after one in the queue is left to the queue, which gives
// it back by Claim. The Sender remembers in which conversations it did so,
// and leaves whatever is delivered there to the queue too, so that nothing
// overtakes. When even that grows beyond its bound, and at the start, when
// nothing is known of what an earlier process left, all rows go that way until
// a claim shows that nothing else waits; it is then said to be blind.
type Sender struct {
	queue Queue
	o     Options

	ctx     context.Context // of attempts; set by Run
	stop    context.CancelFunc
	workers sync.WaitGroup
	kick    chan struct{} // rows were left to the queue that it may give at once
	quiet   chan struct{} // nothing is on its way; only while draining

	mu            sync.Mutex
	conversations map[string]*conversation // by Conversation.Key; with rows in memory, or left
	platforms     map[string]*platform
	recent        recent
	rows          int    // in memory
	sending       int    // of them, on their way
	turn          uint64 // the last turn given to a conversation
	running       bool   // workers may be started
	draining      bool
	ended         bool

	blind bool      // rows of any conversation may wait in the queue
	due   time.Time // from then on the queue gives all of them
}

// NewSender returns a Sender that sends by adapters, keyed by platform. A row
// for any other platform fails like one that its platform refuses for now.
func NewSender(q Queue, adapters map[string]chat.Adapter, o Options) *Sender {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Workers <= 0 {
		o.Workers = 8
	}
	if o.Attempts <= 0 {
		o.Attempts = 100
	}
	if o.Memory <= 0 {
		o.Memory = 10_000
	}
	o.Memory = max(o.Memory, 2) // one for each half
	s := &Sender{
		queue: q, o: o,
		kick: make(chan struct{}, 1), quiet: make(chan struct{}, 1),
		conversations: make(map[string]*conversation),
		platforms:     make(map[string]*platform, len(adapters)),
		blind:         true,
	}
	for name, a := range adapters {
		s.platforms[name] = newPlatform(name, a)
	}
	return s
}

// Deliver takes rows that are committed and leased to this process, and
// returns at once. A row that is here already, or was sent a moment ago, is
// not taken twice.
func (s *Sender) Deliver(rows []Row) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.o.Now()
	for _, r := range rows {
		s.deliver(r, now)
	}
}

func (s *Sender) deliver(r Row, now time.Time) {
	r.State = Waiting
	key := r.To.Key()
	c := s.conversations[key]
	room := s.o.Memory
	if rankOf(&r) == begun {
		room /= 2
	}
	switch {
	case s.ended:
		s.release(r)
	case s.known(c, r):
	case s.blind, c != nil && c.left, s.rows >= room:
		s.leave(c, key, r, now)
	default:
		if c == nil {
			c = s.remember(key, r.To)
		}
		s.insert(c, r, now)
	}
}

// Busy tells whether earlier rows to a conversation still wait here, or may
// wait in the queue: what does not come through Deliver would overtake them.
// A row that has been sent does not count, one on its way does.
func (s *Sender) Busy(to chat.Conversation) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.conversations[to.Key()]
	return ok || s.blind
}

// Run sends until ctx ends: what is delivered, and what it claims from the
// queue at the start and every few seconds. When ctx ends it claims no more,
// sends for five seconds at most what is in memory, gives back the rest, and
// returns nil with no goroutine left, given adapters that heed their contexts.
// It is called once.
func (s *Sender) Run(ctx context.Context) error {
	s.ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	defer s.stop()
	s.mu.Lock()
	s.running = true
	for _, p := range s.platforms {
		s.look(p, s.o.Now())
	}
	s.mu.Unlock()

	tick := time.NewTicker(claimEvery)
	defer tick.Stop()
	s.claim(ctx, true)
	kick, soon := s.kick, (<-chan time.Time)(nil)
	for ctx.Err() == nil {
		select {
		case <-kick:
			kick, soon = nil, time.After(claimSoon)
		case <-soon:
			kick, soon = s.kick, nil
			s.claim(ctx, false)
		case <-tick.C:
			s.claim(ctx, true)
			s.renew()
		case <-ctx.Done():
		}
	}
	s.drain()
	return nil
}

// drain ends the work: see Run.
func (s *Sender) drain() {
	s.mu.Lock()
	s.draining = true
	end := s.o.Now().Add(flushFor)
	s.mu.Unlock()
	enough := time.NewTimer(flushFor)
	defer enough.Stop()
	for waiting := true; waiting && !s.flushed(end); {
		select {
		case <-s.quiet:
		case <-enough.C:
			waiting = false
		}
	}

	s.mu.Lock()
	s.running = false
	s.stopTimers()
	s.mu.Unlock()
	s.stop()
	s.workers.Wait()

	s.mu.Lock()
	left := s.rows
	for _, c := range s.conversations {
		for _, r := range c.rows {
			s.release(r)
		}
	}
	clear(s.conversations)
	s.rows, s.ended = 0, true
	s.mu.Unlock()
	if left > 0 {
		s.o.Log.Info("messages wait for the next start", "messages", left)
	}
}

// flushed tells whether nothing in memory can go before end.
func (s *Sender) flushed(end time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sending > 0 {
		return false
	}
	now := s.o.Now()
	for _, p := range s.platforms {
		for _, at := range p.places {
			if when, ever := at.gives(now); ever && later(when, p.gate.until).Before(end) {
				return false
			}
		}
	}
	for _, c := range s.conversations {
		if c.phase == waiting && c.opens().Before(end) {
			return false
		}
	}
	return true
}

// stopTimers stops all that would wake up later. The caller holds the lock.
func (s *Sender) stopTimers() {
	stop := func(t *time.Timer) {
		if t != nil {
			t.Stop()
		}
	}
	for _, c := range s.conversations {
		stop(c.timer)
	}
	for _, p := range s.platforms {
		stop(p.timer)
		for _, at := range p.places {
			stop(at.timer)
		}
	}
}
