package plan

import (
	"math"

	"pacer/coach/course"
	"pacer/coach/mastery"
)

// What speaks against an item, in the unit of a chance: .1 weighs as much as
// being .1 off the chance aimed at. A new item is preferred to a known one
// unless it is much too hard; a third-tier item waits for Proficient unless
// nothing else is left.
const (
	seenEver   = .2  // on top of what recent sight adds
	seenToday  = .3  // fades by 1/e in two weeks
	sameDay    = 2.0 // beside it, for what was seen today already: others first
	rightThen  = .1  // the answer may be remembered rather than found
	sameKind   = .02 // kinds change where little speaks against it
	guessed    = .5  // times the chance of guessing: an answer found tells more, and stays better, than one picked out
	tooEarly   = 2.0 // tier 3 before Proficient
	otherTier  = 1.5 // for each tier from the one that was chosen
	themed     = .15 // for what is about the learner's themes; less than having been seen lately
	wrongTag   = 4.0 // another misconception than the one followed up
	askedNow   = 8.0 // in this session
	justAsked  = .3  // the latest of those; the earliest next to nothing
	finestStep = .02 // what differs by less is a tie
)

// Item picks one of the items of a candidate: the one whose chance of success
// is nearest to what the level calls for (.75 to .8), new ones first, of the
// tier that suits the level, with the misconception wanted, and of another
// kind than the last one. What this session has asked comes again only when
// nothing else is left, and never twice in a row. Of due facts the most
// overdue comes first. The seed settles ties. It is not ok when there is no
// item; those of other skills than the candidate's are passed over.
func Item(c Candidate, items []ItemView, session []Past, seed uint64) (pick int, ok bool) {
	s := newSelector(c, items, session)
	pick = -1
	var least float64
	var tie uint64
	for i := range items {
		cost, ok := s.cost(&items[i])
		if !ok {
			continue
		}
		cost = math.Round(cost / finestStep)
		t := mix(seed^hash(items[i].Item.ID), uint64(len(session)))
		if pick < 0 || cost < least || cost == least && t < tie {
			pick, least, tie = i, cost, t
		}
	}
	return pick, pick >= 0
}

// selector holds what the items of one choice are compared by.
type selector struct {
	c        Candidate
	level    mastery.Level
	wanted   map[string]int // places in c.Items; nil: any item
	asked    map[string]int // places in the session, of the latest time
	session  int
	last     string
	lastKind course.Kind
}

func newSelector(c Candidate, items []ItemView, session []Past) *selector {
	s := &selector{c: c, level: c.Level, session: len(session), asked: make(map[string]int, len(session))}
	if c.Purpose == Placement || c.Purpose == Review {
		s.level = mastery.Developing // mastery is of what is typical, and so is what a missed review says about it
	}
	for i, e := range session {
		s.asked[e.Item] = i
		s.last = e.Item
	}
	if len(c.Items) > 0 {
		s.wanted = make(map[string]int, len(c.Items))
		for i, id := range c.Items {
			s.wanted[id] = i
		}
	}
	for i := range items {
		if items[i].Item.ID == s.last {
			s.lastKind = items[i].Item.Kind
		}
	}
	return s
}

// cost is what speaks against an item; not ok if it must not be asked.
func (s *selector) cost(v *ItemView) (cost float64, ok bool) {
	it := v.Item
	if it.Skill != s.c.Skill || it.ID == s.last && s.session > 0 || it.ID == s.c.Not {
		return 0, false
	}
	place, isWanted := s.wanted[it.ID]
	if s.wanted != nil && !isWanted {
		return 0, false
	}
	if at, ok := s.asked[it.ID]; ok {
		cost += askedNow + justAsked*float64(at+1)/float64(s.session)
	} else if v.InSession {
		cost += askedNow
	}
	if s.c.Tag != "" && !carries(it, s.c.Tag) {
		cost += wrongTag
	}
	if s.wanted != nil && s.c.Purpose == Review {
		return cost + finestStep*float64(place), true
	}
	cost += math.Abs(chance(v) - aim(s.level))
	if s.c.Tier != 0 {
		cost += otherTier * math.Abs(float64(tier(it)-s.c.Tier))
	} else {
		cost += tierCost(s.level, tier(it))
	}
	if v.IsTheme {
		cost -= themed
	}
	if s.level < mastery.Proficient {
		cost += guessed * v.Guess
	}
	if v.LastDays >= 0 {
		cost += seenEver + seenToday*math.Exp(-float64(v.LastDays)/14)
		if v.LastDays == 0 {
			cost += sameDay
		}
		if v.LastRight {
			cost += rightThen
		}
	}
	if it.Kind == s.lastKind {
		cost += sameKind
	}
	return cost, true
}

// chance is the prediction, or a half where there is none worth the name.
func chance(v *ItemView) float64 {
	if v.Chance >= 0 && v.Chance <= 1 {
		return v.Chance
	}
	return .5
}

// aim is the chance of success to aim at: a little easier for who has just
// begun. Of .75 to .85, which practice should aim at, the lower half serves
// simulated learners better: an answer tells more where it is less certain.
func aim(l mastery.Level) float64 {
	if l <= mastery.Starting {
		return .8
	}
	return .75
}

// tierCost is what speaks against a tier at a level: first steps, then the
// typical, and from Proficient on transfer. On seeds 1 to 60 of `pacer eval
// plan` learners need 198 items where reviews stay with the typical, and 200
// where they too ask for transfer.
func tierCost(l mastery.Level, tier int) float64 {
	switch {
	case l >= mastery.Proficient:
		return .12 * float64(3-tier)
	case tier >= 3:
		return tooEarly
	case l <= mastery.Starting:
		return .08 * float64(tier-1)
	}
	return .08 * float64(2-tier)
}
