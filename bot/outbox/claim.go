package outbox

import (
	"context"
	"time"
)

// claim takes from the queue what there is room for: where that is short, what
// is in a hurry first, for which half of the room is kept. With sweep it also
// forgets conversations of which the queue has nothing more.
func (s *Sender) claim(ctx context.Context, sweep bool) {
	if s.room(s.o.Memory/2) < claimMost {
		s.claimAll(ctx, s.o.Memory, true, false)
	}
	s.claimAll(ctx, s.o.Memory/2, false, sweep)
}

// room is how many rows may come until so many are in memory.
func (s *Sender) room(most int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return most - s.rows
}

// claimAll claims until the queue has no more to give, or so many rows are in
// memory.
func (s *Sender) claimAll(ctx context.Context, most int, answers, sweep bool) {
	for ctx.Err() == nil {
		want := Want{Limit: min(claimMost, s.room(most)), Now: s.o.Now(), Lease: lease, Answers: answers}
		if want.Limit <= 0 {
			return
		}
		rows, err := s.ask(ctx, want)
		if err != nil {
			if ctx.Err() == nil {
				s.o.Log.Warn("waiting messages could not be claimed; trying again", "error", err)
			}
			return
		}
		if taken := s.take(rows, want, sweep); len(rows) < want.Limit || taken == 0 {
			return
		}
	}
}

func (s *Sender) ask(ctx context.Context, want Want) ([]Row, error) {
	ctx, cancel := context.WithTimeout(ctx, claimFor)
	defer cancel()
	return s.queue.Claim(ctx, want)
}

// take takes what a claim has brought, and returns how many rows were new.
func (s *Sender) take(rows []Row, want Want, sweep bool) (taken int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.o.Now()
	// A complete claim brought all that the queue could give before it began.
	complete := len(rows) < want.Limit && !want.Answers
	seen := func(due time.Time) bool { return complete && due.Before(want.Now) }
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
			c = s.remember(key, r.To)
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
		c.hurried = c.hurried || want.Answers
		s.insert(c, r, now)
	}
	if sweep && complete {
		for _, c := range s.conversations {
			if c.phase == idle && seen(c.due) {
				s.forget(c)
			}
		}
	}
	if sweep {
		for _, p := range s.platforms {
			for name, at := range p.places {
				if at.isIdle(now) {
					delete(p.places, name)
				}
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
