package slack

import (
	"sync"
	"time"
)

const (
	rememberFor  = 5 * time.Minute // a signed request is taken for that long
	mostRemember = 50_000
)

// recent remembers IDs for rememberFor at least, in two generations, unless
// there are more than mostRemember: it spares work, and what it lets through
// is found by the bot.
type recent struct {
	mu       sync.Mutex
	now, old map[string]struct{}
	turned   time.Time
}

// turn begins a generation when it is time, with the lock held.
func (r *recent) turn(now time.Time) {
	switch since := now.Sub(r.turned); {
	case r.now == nil || since >= 2*rememberFor:
		r.now, r.old, r.turned = make(map[string]struct{}), nil, now
	case since >= rememberFor || len(r.now) >= mostRemember:
		r.now, r.old, r.turned = make(map[string]struct{}), r.now, now
	}
}

func (r *recent) has(id string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn(now)
	_, ok := r.now[id]
	if !ok {
		_, ok = r.old[id]
	}
	return ok
}

func (r *recent) add(id string, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn(now)
	r.now[id] = struct{}{}
}
