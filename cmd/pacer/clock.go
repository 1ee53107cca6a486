package main

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// trialClock is the time in a trial: the machine's, moved on by what "/later"
// said. Seeded it stands still and moves by a fixed step with every line, so
// that the same lines make the same run. It never goes backwards.
type trialClock struct {
	machine func() time.Time // nil: seeded
	mu      sync.Mutex
	offset  time.Duration // from the machine's time
	at      time.Time     // seeded: the time it is
	moving  bool          // "/later" is on its way
}

// step is the time a person takes for a line in a seeded run.
const step = 20 * time.Second

// seededStart is when seeded runs begin: a Monday after school, by the wall
// clock of the machine's zone.
func seededStart() time.Time { return time.Date(2026, time.September, 7, 15, 0, 0, 0, time.Local) }

func newTrialClock(seeded bool) *trialClock {
	if seeded {
		return &trialClock{at: seededStart()}
	}
	return &trialClock{machine: time.Now}
}

// resume goes on from the time an earlier run was left at.
func (c *trialClock) resume(left time.Time) {
	c.moveTo(left)
	c.line()
}

// now is the time it is.
func (c *trialClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.nowLocked()
}

func (c *trialClock) nowLocked() time.Time {
	if c.machine == nil {
		return c.at
	}
	return c.machine().Add(c.offset)
}

// moveTo moves the clock on to a time; an earlier one leaves it as it is.
func (c *trialClock) moveTo(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	by := at.Sub(c.nowLocked())
	if by <= 0 {
		return
	}
	c.offset += by
	c.at = at
}

// line moves a seeded clock on by what a person takes for a line.
func (c *trialClock) line() {
	if c.machine == nil {
		c.moveTo(c.now().Add(step))
	}
}

// travel marks that the clock is being moved, until done is called.
func (c *trialClock) travel() (done func()) {
	c.set(true)
	return func() { c.set(false) }
}

func (c *trialClock) set(moving bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moving = moving
}

// travelling tells whether the clock is being moved now.
func (c *trialClock) travelling() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.moving
}

// longest is as far as the clock moves at once.
const longest = 2 * 365 * 24 * time.Hour

// spans are the units of "/later", by how people begin to write them.
var spans = map[string]time.Duration{
	"m": time.Minute, "min": time.Minute, "minute": time.Minute, "minutes": time.Minute,
	"h": time.Hour, "hour": time.Hour, "hours": time.Hour,
	"d": 24 * time.Hour, "day": 24 * time.Hour, "days": 24 * time.Hour,
	"w": 7 * 24 * time.Hour, "week": 7 * 24 * time.Hour, "weeks": 7 * 24 * time.Hour,
}

// parseSpan reads "3d", "5h", "2w", "30m" or "3 days".
func parseSpan(s string) (time.Duration, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	digits := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if digits > 0 {
		n, err := strconv.Atoi(s[:digits])
		unit, ok := spans[strings.TrimSpace(s[digits:])]
		if err == nil && ok && n > 0 && time.Duration(n) <= longest/unit {
			return time.Duration(n) * unit, nil
		}
	}
	return 0, fmt.Errorf("%q is no time I can move on by", s)
}
