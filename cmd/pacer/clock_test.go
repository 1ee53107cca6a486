package main

import (
	"testing"
	"time"
)

func TestSpansAreReadAsPeopleWriteThem(t *testing.T) {
	const day = 24 * time.Hour
	for text, want := range map[string]time.Duration{
		"3d": 3 * day, "5h": 5 * time.Hour, "2w": 14 * day, "30m": 30 * time.Minute,
		"3 days": 3 * day, " 1 Week ": 7 * day, "1 hour": time.Hour, "104w": 728 * day,
		// No time, no unit, or farther than a trial goes.
		"": 0, "3": 0, "d": 0, "0d": 0, "-3d": 0, "3 moons": 0, "9999999999999999999d": 0, "900d": 0, "1.5d": 0,
	} {
		got, err := parseSpan(text)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("parseSpan(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestTrialClockGoesOnAndNeverBack(t *testing.T) {
	machine := time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)
	c := &trialClock{machine: func() time.Time { return machine }}
	c.resume(machine.Add(72 * time.Hour)) // left after "/later 3d"
	if got := c.now().Sub(machine); got != 72*time.Hour {
		t.Errorf("after coming back it is %v ahead, want 72h", got)
	}
	machine = machine.Add(time.Hour)
	if got := c.now().Sub(machine); got != 72*time.Hour {
		t.Errorf("an hour later it is %v ahead, want 72h still", got)
	}
	before := c.now()
	c.moveTo(before.Add(-time.Minute))
	if !c.now().Equal(before) {
		t.Errorf("it went back to %v", c.now())
	}
	// Left three days ahead and found four days on: the machine's time holds.
	c = &trialClock{machine: func() time.Time { return machine }}
	c.resume(machine.Add(-24 * time.Hour))
	if !c.now().Equal(machine) {
		t.Errorf("it is %v, want the machine's %v", c.now(), machine)
	}
}

func TestSeededClockMovesByLines(t *testing.T) {
	c := newTrialClock(true)
	start := c.now()
	c.line()
	c.line()
	if got := c.now().Sub(start); got != 2*step {
		t.Errorf("two lines took %v, want %v", got, 2*step)
	}
	again := newTrialClock(true)
	again.resume(c.now())
	if !again.now().After(c.now()) {
		t.Errorf("a second run begins at %v, not after the first, which ended at %v", again.now(), c.now())
	}
}
