package mastery

import (
	"errors"
	"fmt"
	mathbits "math/bits"
	"time"
)

// Level is the name of a mastery for people.
type Level uint8

// The levels, in order.
const (
	Starting Level = iota
	Developing
	Proficient
	HighlyProficient
	Distinguished
)

// String returns the level's name in English.
func (l Level) String() string {
	switch l {
	case Starting:
		return "Starting"
	case Developing:
		return "Developing"
	case Proficient:
		return "Proficient"
	case HighlyProficient:
		return "Highly proficient"
	case Distinguished:
		return "Distinguished"
	}
	return fmt.Sprintf("level %d", uint8(l))
}

// Rules are the numbers of the level rules.
//
//	Developing         Tries first tries
//	Proficient         mastery Proficient, and Items different items right on the
//	                   first try, without a hint, a rapid guess or grading oneself
//	Highly proficient  mastery HighlyProficient, and such a right answer in a mixed
//	                   session Check or more after the skill became Proficient
//	Distinguished      Highly proficient, and Transfer different tier-3 items so
//	                   answered, and an accepted explanation or a second check
//	                   Recheck or more after the first
//
// A miss in a review, or in a mixed session a night or more after the skill was
// last practised, lowers the level by one, never below Developing. What was
// gathered for the levels above then begins anew, or else the next right answer
// would undo it; but Recovery different items answered in a row, in the same
// sense, restore one level, up to the
// level that was lost, while most of the last eight answers are right.
type Rules struct {
	Tries            int
	Items            int // 1 to 8
	Proficient       float64
	HighlyProficient float64
	Check            time.Duration
	Transfer         int // 1 to 8
	Recheck          time.Duration
	Recovery         int // 1 to 8
}

const (
	day   = 24 * time.Hour
	night = 12 * time.Hour // at least, from an attempt to one after a night's sleep
)

// DefaultRules are the rules that ship.
var DefaultRules = Rules{
	Tries:            3,
	Items:            3,
	Proficient:       0.85,
	HighlyProficient: 0.95,
	Check:            7 * day,
	Transfer:         2,
	Recheck:          30 * day,
	Recovery:         3,
}

// Valid names everything that keeps the rules from being used, or is nil.
func (r Rules) Valid() error {
	var faults []error
	number := func(name string, n, low, high int) {
		if n < low || n > high {
			faults = append(faults, fmt.Errorf("mastery: %s is %d, must be from %d to %d", name, n, low, high))
		}
	}
	share := func(name string, x float64) {
		if !(x > 0 && x < 1) {
			faults = append(faults, fmt.Errorf("mastery: %s is %v, must be between 0 and 1", name, x))
		}
	}
	span := func(name string, d time.Duration) {
		if d < 0 || d > 3650*day {
			faults = append(faults, fmt.Errorf("mastery: %s is %v, must be from 0 to ten years", name, d))
		}
	}
	number("tries", r.Tries, 1, maxFirsts)
	number("items", r.Items, 1, maxItems)
	number("transfer", r.Transfer, 1, maxItems)
	number("recovery", r.Recovery, 1, maxItems)
	share("proficient", r.Proficient)
	share("highly proficient", r.HighlyProficient)
	if r.HighlyProficient < r.Proficient {
		faults = append(faults, errors.New("mastery: highly proficient asks for less than proficient"))
	}
	span("check", r.Check)
	span("recheck", r.Recheck)
	return errors.Join(faults...)
}

// Rule is what changed a level.
type Rule uint8

// The rules that change a level. Two may apply at once; a Change names the last.
const (
	Unchanged      Rule = iota
	EnoughTries         // up to Developing
	EnoughItems         // up to Proficient
	RightLater          // up to Highly proficient
	WentBeyond          // up to Distinguished
	MissedCheck         // down by one: a miss in a review, or in a mixed session after a night
	Recovered           // up by one: as many right in a row as it takes
	TeacherDecided      // up or down, by a teacher's word
)

// Change is what a step did to the level.
type Change struct {
	From, To Level
	Rule     Rule
}

// Up reports whether the level rose.
func (c Change) Up() bool { return c.To > c.From }

// Down reports whether the level fell.
func (c Change) Down() bool { return c.To < c.From }

// Step is the standing after an attempt; m is the mastery once the model has
// learnt from it. Attempts that do not count and rapid guesses change nothing.
// What the learner graded alone is kept as a fact but neither raises nor lowers
// a level. A right answer after hints is no evidence for an item or a check and
// no miss either; it still lets the level rise if the mastery it led to was all
// that was missing.
func (r Rules) Step(prev Standing, m Estimate, f Facts) (Standing, Change) {
	if !f.moves() {
		return prev, Change{From: prev.level, To: prev.level}
	}
	st := prev
	st.note(f)
	if f.SelfGraded {
		return st, Change{From: st.level, To: st.level}
	}
	at := f.At.UnixMilli()
	st.firsts = min(st.firsts+1, maxFirsts)
	if f.isUnaided() {
		r.gather(&st, f, at)
	}
	var rule Rule
	if f.Right {
		rule = r.rise(&st, m, at)
	} else {
		rule = r.miss(&st, f, at, prev.last)
	}
	return st, Change{From: prev.level, To: st.level, Rule: rule}
}

// Explain is the standing after an explanation by the learner was accepted by a
// teacher or by a rubric.
func (r Rules) Explain(prev Standing, m Estimate, at time.Time) (Standing, Change) {
	st := prev
	st.explained = true
	rule := r.rise(&st, m, at.UnixMilli())
	return st, Change{From: prev.level, To: st.level, Rule: rule}
}

// Shown is the standing after the learner has shown the skill in another way than
// by an answer; m is the mastery once the model has learnt from it. It is no try
// and no item: the level rises where the mastery was all that was missing or,
// with isExplained, where an accepted explanation was.
func (r Rules) Shown(prev Standing, m Estimate, isExplained bool, at time.Time) (Standing, Change) {
	if isExplained {
		return r.Explain(prev, m, at)
	}
	st := prev
	rule := r.rise(&st, m, at.UnixMilli())
	return st, Change{From: prev.level, To: st.level, Rule: rule}
}

// gather keeps what an unaided right answer is evidence for.
func (r Rules) gather(st *Standing, f Facts, at int64) {
	st.items.add(f.Item)
	if f.Tier == 3 {
		st.transfer.add(f.Item)
	}
	if st.lost > st.level {
		st.recovery.add(f.Item)
	}
	if st.level < Proficient || !f.Mixed || !f.isCheck() {
		return
	}
	switch {
	case st.checkedAt == 0 && at-st.proficientAt >= r.Check.Milliseconds():
		st.checkedAt = at
	case st.checkedAt != 0 && at-st.checkedAt >= r.Recheck.Milliseconds():
		st.rechecked = true
	}
}

// miss is what a wrong answer does: it ends a recovery's row, and on a check
// that came a night after the attempt before it lowers the level. What is missed
// while it is being practised is practice.
func (r Rules) miss(st *Standing, f Facts, at, before int64) Rule {
	st.recovery = itemSet{}
	isDelayed := f.Purpose == Review || at-before >= night.Milliseconds()
	switch {
	case f.isCheck() && isDelayed && st.level > Developing:
		st.lost = max(st.lost, st.level)
		st.fall(st.level-1, at)
		return MissedCheck
	case st.level == Starting && int(st.firsts) >= r.Tries:
		st.climb(Developing, at)
		return EnoughTries
	}
	return Unchanged
}

// isMostlyRight tells whether more than half of the last answers, eight at most,
// were right: who went on missing has lost more than a slip takes.
func (st Standing) isMostlyRight() bool {
	return 2*mathbits.OnesCount8(st.recent) > int(min(st.tries, remembers))
}

// toRecover is how many different items right in a row restore a level.
func (r Rules) toRecover(st Standing) int {
	n := max(0, r.Recovery-int(st.recovery.n))
	for range n {
		st.note(Facts{Right: true})
	}
	for ; !st.isMostlyRight(); n++ {
		st.note(Facts{Right: true})
	}
	return n
}

// rise lifts the level as far as the evidence carries it and names the last rule.
func (r Rules) rise(st *Standing, m Estimate, at int64) Rule {
	last := Unchanged
	for {
		rule := r.next(*st, m)
		if rule == Unchanged {
			return last
		}
		st.climb(st.level+1, at)
		last = rule
	}
}

// next is the rule by which the standing rises one level, or Unchanged.
func (r Rules) next(st Standing, m Estimate) Rule {
	switch {
	case st.lost > st.level && int(st.recovery.n) >= r.Recovery && st.isMostlyRight():
		return Recovered
	case st.level == Starting && int(st.firsts) >= r.Tries:
		return EnoughTries
	case st.level == Developing && m.P >= r.Proficient && int(st.items.n) >= r.Items:
		return EnoughItems
	case st.level == Proficient && m.P >= r.HighlyProficient && st.checkedAt != 0:
		return RightLater
	case st.level == HighlyProficient && int(st.transfer.n) >= r.Transfer && (st.explained || st.rechecked):
		return WentBeyond
	}
	return Unchanged
}

// Missing is what the next level still asks for; zero is what it has. Where all
// is zero the next right answer raises the level.
type Missing struct {
	Next        Level
	Tries       int       // first tries
	Mastery     float64   // to be reached
	Items       int       // different items right, unaided
	Check       time.Time // from when a right answer in a mixed session counts
	Transfer    int       // different tier-3 items right, unaided
	Explanation bool      // an accepted explanation, or
	Recheck     time.Time // a right answer in a mixed session from then on
	Recovery    int       // or simply so many different items right in a row, to regain Next
}

// Missing says what lies between a standing and the next level; ok is false at
// the highest.
func (r Rules) Missing(st Standing, m Estimate) (_ Missing, ok bool) {
	if st.level >= Distinguished {
		return Missing{}, false
	}
	out := Missing{Next: st.level + 1}
	if st.lost > st.level {
		out.Recovery = r.toRecover(st)
	}
	wanted := 0.0
	switch st.level {
	case Starting:
		out.Tries = max(0, r.Tries-int(st.firsts))
	case Developing:
		wanted = r.Proficient
		out.Items = max(0, r.Items-int(st.items.n))
	case Proficient:
		wanted = r.HighlyProficient
		if st.checkedAt == 0 {
			out.Check = instant(st.proficientAt).Add(r.Check)
		}
	case HighlyProficient:
		out.Transfer = max(0, r.Transfer-int(st.transfer.n))
		if !st.explained && !st.rechecked {
			out.Explanation = true
			out.Recheck = instant(st.checkedAt).Add(r.Recheck)
		}
	}
	if !(m.P >= wanted) {
		out.Mastery = wanted
	}
	return out, true
}
