package plan

import (
	"pacer/coach/course"
	"pacer/coach/mastery"
)

// The figures behind the rules.
const (
	// Enough first tries without becoming Proficient open what the skill
	// leads to, so that nobody is trapped. It is the longer of the two
	// horizons in use for wheel-spinning (Beck & Gong 2013: 10 in ASSISTments,
	// 15 in Cognitive Tutor); a teacher has been called at 10.
	Enough = 15

	badRun   = 3   // wrong first tries in a row that call for a step back
	backOut  = 3   // questions on a prerequisite, at most, before the skill is tried again
	backGood = 2   // of them right in a row: enough
	few      = 3   // tries from which on a mastery is worth something
	likely   = .75 // of a skill that opens what needs it before it is Proficient
	nearly   = .8  // of one that waits until others have had their turn

	wishMost = 3   // questions on a wished skill that is mastered already
	fading   = .85 // a Proficient skill is fading when its mastery has sunk below what Proficient asks
	listed   = 12  // candidates of one sort, at most: Item refuses at most one skill
)

// Standing is what is known of a learner on one skill, now.
type Standing struct {
	Level    mastery.Level
	Best     mastery.Level // the highest ever; a Level above it counts as best too
	Placed   bool          // passed in placement
	Due      bool          // the review is due; of a skill of facts: any of its items is
	P        float64       // mastery by the evidence, 0..1; 0 before the first try
	Now      float64       // mastery now: time lowers it
	Tries    int           // first tries, ever
	Streak   int           // right first tries in a row at the end; negative: wrong ones
	LastDays int           // since it was last practised
	DueDays  int           // since the review became due
	DueFacts []string      // IDs of the items due, of a skill of facts, most overdue first
}

// isKnown tells whether what needs the skill is open as far as it goes.
func (s *Standing) isKnown() bool { return max(s.Level, s.Best) >= mastery.Proficient || s.Placed }

// isWanted tells whether there is something to learn: not Proficient, unless
// placement passed it and there is too little evidence yet to say otherwise.
func (s *Standing) isWanted() bool {
	return s.Level < mastery.Proficient && (!s.Placed || s.Level > mastery.Starting)
}

// isLikely tells whether the skill is as good as Proficient: what needs it may
// begin, while its own evidence is completed beside.
func (s *Standing) isLikely() bool { return s.Tries >= few && s.P >= likely }

// hasBegun tells whether the skill was ever practised, or levelled by a teacher.
func (s *Standing) hasBegun() bool { return s.Tries > 0 || max(s.Level, s.Best) > mastery.Starting }

// isPromised tells whether placement passed it and nothing has shown it yet.
func (s *Standing) isPromised() bool { return s.Level == mastery.Starting && s.Placed }

// Past is a question of this session, with how its first try went.
type Past struct {
	Item          string
	Skill         string
	Purpose       Purpose // empty is taken for Practice
	Right         bool
	Skipped       bool   // no answer: it shows nothing about the skill
	Misconception string // that a wrong first try revealed
	LastHint      bool   // the last hint was seen, which may have given the answer away
}

// Input is all that a decision reads. The course must have been indexed, as
// course.Parse does. IDs are those within the course.
type Input struct {
	Course   *course.Course
	Standing func(skill string) Standing
	Session  []Past  // so far, in order
	Purpose  Purpose // what was asked for: Review, or else Practice; Place does placement
	Wish     string  // a skill that was chosen to be practised; empty: none
	Given    bool    // the wish is a teacher's, not the learner's
	Ungated  bool    // no skill waits for what it builds on
	Planned  int     // questions in the session; 0 is taken for 5
	Seed     uint64  // of the session
}

// Candidate is a skill that could come next.
type Candidate struct {
	Skill   string
	Purpose Purpose
	Reason  Reason
	Level   mastery.Level
	Items   []string // one of these, in this order of preference if the purpose is Review; empty: any of the skill's
	Not     string   // an item it must not be
	Tag     string   // an item with this misconception is wanted most
	Tier    int      // the tier that the learner chose; 0: the one that suits the level
}

// ItemView is an item as Item sees it.
type ItemView struct {
	Item      *course.Item
	Chance    float64 // predicted, of being right, guessing aside, 0..1
	Guess     float64 // chance of being right by guessing, 0..1
	LastDays  int     // since the learner last saw it; -1: never
	InSession bool    // asked in this session
	LastRight bool    // right when last answered
	IsTheme   bool    // about something the learner likes questions to be about
}

// carries tells whether a wrong answer to the item can reveal the
// misconception.
func carries(it *course.Item, tag string) bool {
	for i := range it.Options {
		if it.Options[i].Misconception == tag {
			return true
		}
	}
	for i := range it.Wrong {
		if it.Wrong[i].Misconception == tag {
			return true
		}
	}
	return false
}

// tier is the item's tier; one built without is typical.
func tier(it *course.Item) int {
	if it.Tier == 0 {
		return 2
	}
	return it.Tier
}

// mix turns two numbers into one that looks like neither (the finaliser of
// SplitMix64): what settles ties.
func mix(a, b uint64) uint64 {
	z := a + (b+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// hash is 64-bit FNV-1a.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}
