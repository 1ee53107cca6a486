package coach

import (
	"slices"
	"time"

	"pacer/coach/reflect"
)

// Reflects is how a person takes to being asked what they think of their
// learning, and what of it is theirs to see again.
type Reflects struct {
	Wish  reflect.Wish   `json:",omitzero"`
	Told  bool           `json:",omitzero"` // that danger is the exception to who may read what
	Words *reflect.Share `json:",omitzero"` // who may read what they say in their own words, as chosen last; nil: they have not chosen
	Taps  *reflect.Share `json:",omitzero"` // the same of what they tap

	Before []Before  `json:",omitzero"` // what they thought of skills before they began them, and have not been shown again; oldest first
	Next   string    `json:",omitzero"` // the thought that says what they mean to do with their next skill; empty: none
	Spoken time.Time `json:",omitzero"` // when they were last told how being sure fits with being right
	Unsure []Unsure  `json:",omitzero"` // skills on which they were right without being sure, oldest first
}

// Before names the thought that somebody had of a skill before they began it.
type Before struct {
	Thought string    `json:"t"`
	Skill   string    `json:"s"` // "course/id"
	At      time.Time `json:"at"`
}

// Unsure is that somebody was right on a skill, and took it for a guess.
type Unsure struct {
	Skill string `json:"s"` // "course/id"
	Day   Day    `json:"d"`
}

// How much of it is kept, and for how long.
const (
	beforeMost   = 8
	unsureMost   = 12
	beforeAgain  = 7 * 24 * time.Hour // after which it is shown again
	unsureAfter  = 2                  // days after which the skill comes back
	unsureLasts  = 21                 // days after which it is let go
	spokenPause  = 7 * 24 * time.Hour
	acquaintance = 3 // days of practice before anything is asked in the middle of it
)

// Shared is who may read an answer to a prompt, of those that the policy of a
// class leaves: whom the learner chose last, else whom the prompt says.
func (r *Reflects) Shared(p *reflect.Prompt, policy reflect.Policy) reflect.Share {
	share, chosen := p.Share, r.Words
	if !p.Words() {
		chosen = r.Taps
	}
	if chosen != nil {
		share = *chosen
	}
	if allowed := p.Shares(policy); slices.Contains(allowed, share) {
		return share
	}
	return reflect.Private
}

// Choose remembers who may read answers like that to a prompt.
func (r *Reflects) Choose(p *reflect.Prompt, s reflect.Share) {
	if p.Words() {
		r.Words = &s
	} else {
		r.Taps = &s
	}
}

// Keep remembers what somebody thought of a skill that they are about to begin.
func (r *Reflects) Keep(b Before) {
	r.Before = append(slices.DeleteFunc(slices.Clone(r.Before), func(o Before) bool { return o.Skill == b.Skill }), b)
	r.Before = r.Before[max(0, len(r.Before)-beforeMost):]
}

// Again takes out the oldest thought of a skill that is to be shown again: a week
// has gone by, or the skill is theirs now.
func (r *Reflects) Again(now time.Time, isReached func(skill string) bool) (Before, bool) {
	i := slices.IndexFunc(r.Before, func(b Before) bool { return now.Sub(b.At) >= beforeAgain || isReached(b.Skill) })
	if i < 0 {
		return Before{}, false
	}
	b := r.Before[i]
	r.Before = slices.Delete(slices.Clone(r.Before), i, i+1)
	return b, true
}

// Doubted remembers that somebody was right on a skill and took it for a guess;
// sure, that it is no guess any more.
func (r *Reflects) Doubted(skill string, today Day, sure bool) {
	has := slices.ContainsFunc(r.Unsure, func(u Unsure) bool { return u.Skill == skill })
	if !has && sure {
		return
	}
	r.Unsure = slices.DeleteFunc(slices.Clone(r.Unsure), func(u Unsure) bool { return u.Skill == skill || today-u.Day > unsureLasts })
	if !sure {
		r.Unsure = append(r.Unsure, Unsure{skill, today})
		r.Unsure = r.Unsure[max(0, len(r.Unsure)-unsureMost):]
	}
}

// IsDoubted tells whether a skill comes back earlier than its memory asks for,
// since the last right answer on it was a guess to the learner.
func (r *Reflects) IsDoubted(skill string, today Day) bool {
	return slices.ContainsFunc(r.Unsure, func(u Unsure) bool {
		return u.Skill == skill && today-u.Day >= unsureAfter && today-u.Day <= unsureLasts
	})
}

// MayTell tells whether it is time to say again how being sure fits with being
// right.
func (r *Reflects) MayTell(now time.Time) bool { return now.Sub(r.Spoken) >= spokenPause }

// And is what two who are one have said: the first of them, with what the other
// has besides.
func (r Reflects) And(o Reflects) Reflects {
	if r.Wish == (reflect.Wish{}) {
		r.Wish = o.Wish
	}
	r.Told = r.Told || o.Told
	if r.Words == nil {
		r.Words = o.Words
	}
	if r.Taps == nil {
		r.Taps = o.Taps
	}
	r.Before = slices.Concat(r.Before, o.Before)
	slices.SortStableFunc(r.Before, func(a, b Before) int { return a.At.Compare(b.At) })
	r.Before = r.Before[max(0, len(r.Before)-beforeMost):]
	if r.Next == "" {
		r.Next = o.Next
	}
	if o.Spoken.After(r.Spoken) {
		r.Spoken = o.Spoken
	}
	for _, u := range o.Unsure {
		r.Doubted(u.Skill, u.Day, false)
	}
	return r
}

// IsAcquainted tells whether a person has practised on days enough to be asked
// something in the middle of practice: before that the questions themselves are
// new enough.
func (p *Person) IsAcquainted() bool { return p.Active.Days() >= acquaintance }
