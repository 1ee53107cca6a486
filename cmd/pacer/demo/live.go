package demo

import (
	"context"
	"math/rand/v2"
	"time"
)

// How a class lives while somebody looks.
const (
	thinkAtLeast = 2 * time.Second
	thinkAtMost  = 6 * time.Second
	troubleAfter = 25 * time.Second // until one of them is stuck
	stuckFor     = 5                // answers, before they ask for a person
)

// Run lets the learners go on, one every few seconds, until ctx ends. After half a
// minute one of them is stuck, and after some answers asks for a person.
func (c *Class) Run(ctx context.Context) error {
	random := rand.New(rand.NewPCG(c.Seed, 0))
	trouble := time.NewTimer(troubleAfter)
	defer trouble.Stop()
	think := time.NewTimer(thinkAtLeast)
	defer think.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-trouble.C:
			if err := c.inTrouble(ctx, c.pupils[len(c.pupils)-1]); err != nil {
				return ended(ctx, err)
			}
		case <-think.C:
			if err := c.thinks(ctx, c.pupils[random.IntN(len(c.pupils)-1)]); err != nil {
				return ended(ctx, err)
			}
			think.Reset(thinkAtLeast + time.Duration(random.Int64N(int64(thinkAtMost-thinkAtLeast))))
		}
	}
}

// ended is what an error counts for: nothing, once somebody has asked to leave.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// thinks lets a learner answer what is open, or begin to practise.
func (c *Class) thinks(ctx context.Context, p *pupil) error {
	went, err := c.goesOn(ctx, p)
	if err != nil || went {
		return err
	}
	return c.says(ctx, p, "practice")
}

// inTrouble lets a learner get stuck, and ask for a person.
func (c *Class) inTrouble(ctx context.Context, p *pupil) error {
	p.stuck = true
	between := time.NewTicker(thinkAtMost)
	defer between.Stop()
	for range stuckFor {
		if err := c.thinks(ctx, p); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-between.C:
		}
	}
	p.stuck = false
	return c.says(ctx, p, "/person I tried it three times and it still does not make sense")
}
