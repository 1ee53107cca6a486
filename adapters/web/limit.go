package web

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// How often one client may ask: who has entered by their visit, and anybody else
// by their address. A school is often one address, so this is generous; what is
// guessed is not.
const (
	askedPerSecond   = 50
	askedAtOnce      = 300
	enteredPerSecond = 10 // links opened, doors looked at
	enteredAtOnce    = 150
	// Wrong codes. One has 40 random bits, so that at this pace nobody finds one
	// of a thousand in a thousand years; 30 who mistype theirs at once are heard.
	wrongEvery  = 30 * time.Second
	wrongAtOnce = 40
)

// How often all clients together may do what nobody has to enter for: so much
// that nobody is kept waiting by a machine or two, and so little that many
// machines leave room for those who have entered.
const (
	doorPerSecond     = 300
	doorAtOnce        = 1_000
	allWrongPerSecond = 5
	allWrongAtOnce    = 500
)

// mostClients bounds how many clients are told apart. Where there are more, new
// ones share one measure.
const (
	mostClients  = 20_000
	clientIdle   = 10 * time.Minute
	sweptAtLeast = time.Second // apart
)

// How many large files are taken at the same time, of one person and of all: each
// lies on the disk until it is read.
const (
	mostOwnUploads = 3
	mostUploads    = 40
)

// limits measure how often is asked.
type limits struct {
	now   func() time.Time
	door  *rate.Limiter
	wrong *rate.Limiter

	mu      sync.Mutex
	clients map[whose]*client
	others  *client
	swept   time.Time
	sending map[string]int // large files that come, by whose they are
	sent    int            // all of them
}

// whose tells whose a measure is: a network's, or a visit's.
type whose struct {
	network netip.Prefix
	visit   string // its key; empty: the network's
}

// client is one measure.
type client struct {
	asked, entered, wrong *rate.Limiter
	last                  time.Time
}

func newClient() *client {
	return &client{
		asked:   rate.NewLimiter(askedPerSecond, askedAtOnce),
		entered: rate.NewLimiter(enteredPerSecond, enteredAtOnce),
		wrong:   rate.NewLimiter(rate.Every(wrongEvery), wrongAtOnce),
	}
}

func (l *limits) init(now func() time.Time) {
	l.now, l.clients, l.others = now, make(map[whose]*client), newClient()
	l.door, l.wrong = rate.NewLimiter(doorPerSecond, doorAtOnce), rate.NewLimiter(allWrongPerSecond, allWrongAtOnce)
}

// of is the measure of the network that a request comes from.
func (l *limits) of(r *http.Request) *client { return l.measure(whose{network: clientOf(r)}) }

// measure is somebody's measure, which is made if there is none.
func (l *limits) measure(from whose) *client {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if c, ok := l.clients[from]; ok {
		c.last = now
		return c
	}
	if len(l.clients) >= mostClients && now.Sub(l.swept) >= sweptAtLeast {
		l.swept = now
		for k, c := range l.clients {
			if now.Sub(c.last) > clientIdle {
				delete(l.clients, k)
			}
		}
	}
	if len(l.clients) >= mostClients {
		return l.others
	}
	c := newClient()
	c.last = now
	l.clients[from] = c
	return c
}

// clientOf is the network a request comes from, which whoever serves has
// written into RemoteAddr: one address, or what one household has of the longer
// ones.
func clientOf(r *http.Request) netip.Prefix {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Prefix{}
	}
	a = a.Unmap().WithZone("")
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}

// mayAsk tells whether a request is taken at all. A visit that was found before
// has a measure of its own: who has entered is not kept waiting by what others
// ask from the same address, which may be a whole school's.
func (l *limits) mayAsk(r *http.Request, visit string) bool {
	c := l.known(visit)
	if c == nil {
		c = l.of(r)
	}
	return c.asked.AllowN(l.now(), 1)
}

// known is the measure of a visit that was found before; nil: it was not.
func (l *limits) known(visit string) *client {
	if visit == "" {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.clients[whose{visit: visit}]
	if c != nil {
		c.last = l.now()
	}
	return c
}

// met gives a visit that was found a measure of its own.
func (l *limits) met(visit string) { l.measure(whose{visit: visit}) }

// left takes it away from one that has ended: it costs a look each time.
func (l *limits) left(visit string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.clients, whose{visit: visit})
}

// mayKnock tells whether a request of somebody who has not entered is taken.
func (l *limits) mayKnock(r *http.Request) bool {
	now := l.now()
	return l.of(r).entered.AllowN(now, 1) && l.door.AllowN(now, 1)
}

// maySend tells whether somebody's request is taken that may bring a large file,
// until done is called.
func (l *limits) maySend(r *http.Request, who string) (done func(), ok bool) {
	if r.ContentLength >= 0 && r.ContentLength <= inMemory {
		return func() {}, true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sent >= mostUploads || l.sending[who] >= mostOwnUploads {
		return nil, false
	}
	if l.sending == nil {
		l.sending = make(map[string]int)
	}
	l.sending[who]++
	l.sent++
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.sent--
		if l.sending[who]--; l.sending[who] == 0 {
			delete(l.sending, who)
		}
	}, true
}

// mayGuess tells whether a code is listened to. It counts as wrong until wasRight
// is called: many guesses at once are as many.
func (l *limits) mayGuess(r *http.Request) (wasRight func(), ok bool) {
	now := l.now()
	own := l.of(r).wrong.ReserveN(now, 1)
	if own.DelayFrom(now) > 0 {
		own.CancelAt(now)
		return nil, false
	}
	all := l.wrong.ReserveN(now, 1)
	if all.DelayFrom(now) > 0 {
		all.CancelAt(now)
		own.CancelAt(now)
		return nil, false
	}
	return func() {
		own.CancelAt(now)
		all.CancelAt(now)
	}, true
}
