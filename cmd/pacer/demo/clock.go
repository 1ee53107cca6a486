package demo

import (
	"sync"
	"time"
)

// Clock is the time of a demo: it begins weeks ago, is moved through them, and
// then runs like everybody's. It is safe for use by several goroutines.
type Clock struct {
	mu     sync.Mutex
	at     time.Time // zero: it runs
	source func() time.Time
}

// NewClock returns a clock that stands at a time. source is everybody's clock.
func NewClock(at time.Time, source func() time.Time) *Clock { return &Clock{at: at, source: source} }

// Now is the time of the demo.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at.IsZero() {
		return c.source()
	}
	return c.at
}

// Real is everybody's time.
func (c *Clock) Real() time.Time { return c.source() }

// To moves the clock on to a time; an earlier one leaves it where it is.
func (c *Clock) To(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.at.IsZero() && at.After(c.at) {
		c.at = at
	}
}

// Pass moves the clock on, as long as it does not run by itself.
func (c *Clock) Pass(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.at.IsZero() {
		c.at = c.at.Add(by)
	}
}

// Run lets the clock run like everybody's from now on.
func (c *Clock) Run() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = time.Time{}
}

// IsMoved tells whether the clock is still being moved.
func (c *Clock) IsMoved() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.at.IsZero()
}
