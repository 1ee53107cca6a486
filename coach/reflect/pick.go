package reflect

import (
	"cmp"
	"slices"
	"time"
)

// The cadence.
const (
	day       = 24 * time.Hour
	perDay    = 3                    // prompts of all triggers in 24 hours, at most
	endsDaily = 2                    // of those at a session's end
	week      = 6*day + 12*time.Hour // who practises a little earlier than a week ago is not put off for it
	fewSkips  = 3                    // in a row: only every second time from here on
	manySkips = 5                    // in a row: once in rarePause from here on
	rarePause = fortnight            // and then only what is answered by a tap
)

// Asked is a prompt that was asked before.
type Asked struct {
	Prompt  string
	Trigger Trigger
	At      time.Time
	Skipped bool // declined, or never answered
}

// Rate is how often a learner wants to be asked.
type Rate string

// The rates.
const (
	Usual Rate = ""
	Fewer Rate = "fewer" // every second time
	Never Rate = "never" // only when they ask for it
)

// Rates lists the rates, the usual one first.
func Rates() []Rate { return []Rate{Usual, Fewer, Never} }

// Wish is what a learner has said about being asked.
type Wish struct {
	Rate    Rate      `json:",omitzero"`
	Since   time.Time `json:",omitzero"` // what they skipped before does not count any more
	Offered bool      `json:",omitzero"` // they were asked whether they want fewer
}

// Moment is a time at which a prompt may be asked.
type Moment struct {
	Trigger  Trigger
	First    string // ID of the prompt that comes before others of the trigger; empty: none
	Now      time.Time
	Wish     Wish
	IsWished bool   // the learner wants one: what they skipped and how often they want to be asked does not matter
	HasSkill bool   // there is a skill to ask about
	NoWords  bool   // the class asks for nothing that wants words
	Age      int    // of the youngest of the class, in years; 0: any
	Seed     uint64 // settles ties, and whether this is one of the times left out
}

// Pick chooses the prompt to ask at a moment; not ok if none is to be asked. The
// history is what this learner was asked, in any order; the last forty are
// enough. Of the prompts that fit, one comes of the phase that was asked about
// longest ago, new ones first.
func Pick(m Moment, history []Asked) (Prompt, bool) {
	past := slices.Clone(history)
	slices.SortStableFunc(past, func(a, b Asked) int { return a.At.Compare(b.At) })
	if !m.isTime(past) {
		return Prompt{}, false
	}
	last, phase := map[string]time.Time{}, map[Phase]time.Time{}
	isWordsNext := !m.NoWords
	if n := len(past); n > 0 {
		p, ok := Find(past[n-1].Prompt)
		isWordsNext = isWordsNext && !(ok && p.Words())
	}
	for _, a := range past {
		last[a.Prompt] = a.At
		if p, ok := Find(a.Prompt); ok {
			phase[p.Phase] = a.At
		}
	}
	if !m.IsWished && skips(past, m.Wish) >= manySkips {
		isWordsNext = false
	}
	best, found := Prompt{}, false
	for i, p := range prompts {
		if p.Trigger != m.Trigger || p.IsPart || p.HasSkill && !m.HasSkill || p.From > m.Age || p.Words() && !isWordsNext {
			continue
		}
		if at, ok := last[p.ID]; ok && m.Now.Sub(at) < p.MinGap {
			continue
		}
		if p.ID == m.First {
			return p, true
		}
		if !found || cmp.Or(
			phase[p.Phase].Compare(phase[best.Phase]),
			last[p.ID].Compare(last[best.ID]),
			cmp.Compare(mix(m.Seed, uint64(i)), mix(m.Seed, uint64(places[best.ID]))),
		) < 0 {
			best, found = p, true
		}
	}
	return best, found
}

// isTime tells whether the cadence allows a prompt at all. The past is in
// order.
func (m *Moment) isTime(past []Asked) bool {
	ofDay, ofTrigger, ofWeek := 0, 0, 0
	for _, a := range past {
		if p, ok := Find(a.Prompt); ok && p.IsPart {
			continue // it came with another
		}
		ago := m.Now.Sub(a.At)
		if ago < day {
			ofDay++
		}
		if a.Trigger != m.Trigger {
			continue
		}
		if ago < day {
			ofTrigger++
		}
		if ago < week {
			ofWeek++
		}
	}
	daily := 1
	if m.Trigger == SessionEnd {
		daily = endsDaily
	}
	if ofDay >= perDay || ofTrigger >= daily || ofWeek >= weekly(m.Trigger) {
		return false
	}
	if m.IsWished {
		return true
	}
	n := skips(past, m.Wish)
	switch {
	case m.Wish.Rate == Never:
		return false
	case n >= manySkips:
		return m.Now.Sub(past[len(past)-1].At) >= rarePause
	case n >= fewSkips || m.Wish.Rate == Fewer:
		return mix(m.Seed, uint64(len(past)))%2 == 0
	}
	return true
}

// weekly is how many prompts of a trigger come in seven days, at most.
func weekly(t Trigger) int {
	for i := range bank {
		if bank[i].trigger == t && bank[i].perWeek > 0 {
			return bank[i].perWeek
		}
	}
	return 7 * perDay
}

// OffersFewer tells whether to ask, once, if the learner wants to be asked less:
// they skipped one after the other.
func OffersFewer(w Wish, history []Asked) bool {
	past := slices.Clone(history)
	slices.SortStableFunc(past, func(a, b Asked) int { return a.At.Compare(b.At) })
	return !w.Offered && w.Rate == Usual && skips(past, w) >= manySkips
}

// skips counts the prompts skipped in a row, up to now. The past is in order.
func skips(past []Asked, w Wish) int {
	n := 0
	for _, a := range slices.Backward(past) {
		if !a.Skipped || a.At.Before(w.Since) {
			break
		}
		n++
	}
	return n
}

// AskSure tells whether to ask how sure the learner is, before the result of
// the n-th question (from 1) of a session. Of any three questions in a row it is
// one; of the delayed checks, whether something learnt a while ago is still
// there, it is every one. The seed is the session's.
func AskSure(n int, isDelayed bool, seed uint64) bool {
	return isDelayed || n > 1 && uint64(n)%3 == seed%3
}

// HowSure is the prompt that asks how sure somebody is, who was asked so many
// times before: in the same words until they are used to them, then in others,
// so that they are read.
func HowSure(before int, seed uint64) Prompt {
	var all []Prompt
	for _, p := range prompts {
		if p.Trigger == BeforeReveal {
			all = append(all, p)
		}
	}
	if before < Least {
		return all[0]
	}
	return all[mix(seed, uint64(before))%uint64(len(all))]
}

// mix turns two numbers into one that looks like neither (the finaliser of
// SplitMix64): what settles ties.
func mix(a, b uint64) uint64 {
	z := a + (b+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
