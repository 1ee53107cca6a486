package reflect

import (
	"cmp"
	"slices"
	"time"
)

// The cadence.
const (
	perDay    = 2                   // prompts at a session's end, at most
	samePause = 14 * 24 * time.Hour // before the same prompt comes again
	weekPause = 6*24*time.Hour + 12*time.Hour
	fewSkips  = 3                   // in a row: only every second time from here on
	manySkips = 5                   // in a row: once in rarePause from here on
	rarePause = 14 * 24 * time.Hour // and then only what is answered by a tap
)

// Asked is a prompt that was asked before.
type Asked struct {
	Prompt  string
	Trigger Trigger
	At      time.Time
	Skipped bool
}

// Pick chooses the prompt to ask now; not ok if none is to be asked. The
// history is what this learner was asked, in any order; the last forty are
// enough. Of the prompts that fit, one comes of the phase that was asked about
// longest ago, new ones first. The seed settles ties, and whether this is one of
// the times left out for somebody who keeps skipping.
func Pick(trigger Trigger, history []Asked, now time.Time, seed uint64) (Prompt, bool) {
	past := slices.Clone(history)
	slices.SortStableFunc(past, func(a, b Asked) int { return a.At.Compare(b.At) })
	if !isTime(trigger, past, now, seed) {
		return Prompt{}, false
	}
	last, phase := map[string]time.Time{}, map[Phase]time.Time{}
	isLineNext := true
	for _, a := range past {
		last[a.Prompt] = a.At
		if p, ok := Find(a.Prompt); ok {
			phase[p.Phase] = a.At
			isLineNext = p.Answer != Line
		}
	}
	if skips(past) >= manySkips {
		isLineNext = false
	}
	best, found := Prompt{}, false
	for i, p := range prompts {
		if p.Trigger != trigger || p.Answer == Line && !isLineNext {
			continue
		}
		if at, ok := last[p.ID]; ok && now.Sub(at) < samePause {
			continue
		}
		if !found || cmp.Or(
			phase[p.Phase].Compare(phase[best.Phase]),
			last[p.ID].Compare(last[best.ID]),
			cmp.Compare(mix(seed, uint64(i)), mix(seed, uint64(index(best.ID)))),
		) < 0 {
			best, found = p, true
		}
	}
	return best, found
}

// isTime tells whether the cadence allows a prompt at all. The past is in
// order.
func isTime(trigger Trigger, past []Asked, now time.Time, seed uint64) bool {
	today := 0
	for _, a := range past {
		ago := now.Sub(a.At)
		if a.Trigger == trigger && trigger == Weekly && ago < weekPause {
			return false
		}
		if a.Trigger == SessionEnd && ago < 24*time.Hour {
			today++
		}
	}
	if trigger == SessionEnd && today >= perDay {
		return false
	}
	switch n := skips(past); {
	case n >= manySkips:
		return now.Sub(past[len(past)-1].At) >= rarePause
	case n >= fewSkips:
		return mix(seed, uint64(len(past)))%2 == 0
	}
	return true
}

// skips counts the prompts skipped in a row, up to now. The past is in order.
func skips(past []Asked) int {
	n := 0
	for _, a := range slices.Backward(past) {
		if !a.Skipped {
			break
		}
		n++
	}
	return n
}

func index(id string) int {
	return slices.IndexFunc(prompts[:], func(p Prompt) bool { return p.ID == id })
}

// AskSure tells whether to ask how sure the learner is, before the result of
// the n-th question (from 1) of a session. Of any three questions in a row it is
// one; of the delayed checks, whether something learnt a while ago is still
// there, it is every one. The seed is the session's.
func AskSure(n int, isDelayed bool, seed uint64) bool {
	return isDelayed || n > 1 && uint64(n)%3 == seed%3
}

// mix turns two numbers into one that looks like neither (the finaliser of
// SplitMix64): what settles ties.
func mix(a, b uint64) uint64 {
	z := a + (b+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
