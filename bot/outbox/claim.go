package outbox

import (
	"context"
	"time"
)

// claim takes from the queue what there is room for. With sweep it also
// forgets conversations of which the queue has nothing more.
func (s *Sender) claim(ctx context.Context, sweep bool) {
	for ctx.Err() == nil {
		s.mu.Lock()
		room := min(claimMost, s.o.Memory/2-s.rows)
		s.mu.Unlock()
		if room <= 0 {
			return
		}
		now := s.o.Now()
		rows, err := s.ask(ctx, now, room)
		if err != nil {
			if ctx.Err() == nil {
				s.o.Log.Warn("waiting messages could not be claimed; trying again", "error", err)
			}
			return
		}
		complete := len(rows) < room
		if taken := s.take(rows, now, complete, sweep); complete || taken == 0 {
			return
		}
	}
}

func (s *Sender) ask(ctx context.Context, now time.Time, room int) ([]Row, error) {
	ctx, cancel := context.WithTimeout(ctx, claimFor)
	defer cancel()
	return s.queue.Claim(ctx, now, lease, room)
}

// take takes what a claim, begun at asked, has brought, and returns how many
// rows were new. A complete claim brought all that the queue could give.
func (s *Sender) take(rows []Row, asked time.Time, complete, sweep bool) (taken int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.o.Now()
	// What the queue could give before the claim began is in its rows.
	seen := func(due time.Time) bool { return complete && due.Before(asked) }
	if s.blind && seen(s.due) {
		s.blind = false
	}
	for _, r := range rows {
		r.State = Waiting
		key := r.To.Key()
		c := s.conversations[key]
		if s.known(c, r) {
			continue
		}
		if c == nil {
			c = s.remember(key, r.To.Platform)
		}
		if c.phase == idle {
			if c.pause.After(now) {
				continue // put off while the claim was under way, and marked so
			}
			if c.left && seen(c.due) {
				c.left = false
			}
		}
		if !complete || s.blind {
			// More of this conversation may be just past the limit, or have
			// been left while the claim was under way.
			c.note(now)
		}
		taken++
		s.insert(c, r, now)
	}
	if sweep && complete {
		for key, c := range s.conversations {
			if c.phase == idle && seen(c.due) {
				delete(s.conversations, key)
			}
		}
	}
	return taken
}

// renew renews the leases that have come to half their time.
func (s *Sender) renew() {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.o.Now()
	for _, c := range s.conversations {
		for i := range c.rows {
			if r := &c.rows[i]; r.Lease.Before(now.Add(lease / 2)) {
				r.Lease = now.Add(lease)
				s.queue.Mark(r.mark())
			}
		}
	}
}
