package coach

import (
	"cmp"
	"slices"
	"time"

	"pacer/coach/mastery"
	"pacer/coach/plan"
)

// Round is some items asked of the learners of a class at the same time, such
// as an exit ticket: each answers by themself, and the answers are looked at
// together. They are attempts like any others.
type Round struct {
	ID    string
	Class string
	Kind  RoundKind
	By    string   // person who began it
	Items []string // "course/id", in the order asked
	Asked []string // people, learners of the class when it began
	Begun time.Time
	Ends  time.Time // from then on answers are late: they count for the learner alone
	Ended time.Time // when its result was told; zero while open
	Told  int       // how many had answered when the teacher was last told
	// Message is the one that told the teacher first, in the conversation of the
	// key In: it is kept true where messages can be edited. Empty: none yet.
	Message string
	In      string
}

// RoundKind is what a round is for.
type RoundKind string

// The kinds of round.
const RoundTicket RoundKind = "ticket" // how today's lesson went

// IsOpen tells whether answers are still gathered.
func (r *Round) IsOpen() bool { return r.Ended.IsZero() }

// IsLate tells whether an answer at a time counts for the learner alone.
func (r *Round) IsLate(at time.Time) bool { return !r.IsOpen() || !at.Before(r.Ends) }

// IsLateFor tells whether an answer of somebody at a time counts for them alone.
// Who has more time than others is in time for longer, even where the round was
// told as over meanwhile; who has no limit is never late.
func (r *Round) IsLateFor(s Supports, at time.Time) bool {
	if s.ExtraTime == 0 {
		return r.IsLate(at)
	}
	allowed, limited := s.Allow(r.Ends.Sub(r.Begun))
	return limited && !at.Before(r.Begun.Add(allowed))
}

// Response is one learner's first answer to one item of a round.
type Response struct {
	Round         string
	Person        string
	Item          string
	At            time.Time
	Attempt       int64 // position in the log
	Right         bool
	Misconception string
	Late          bool
}

// Assignment is practice that a teacher gave: it comes first in what the
// learner practises next, until it is done or taken back.
type Assignment struct {
	ID    string
	Class string
	By    string
	Skill string   // "course/id"
	Items []string // of that skill, to be asked first; empty: any
	For   []string // people; empty: every learner of the class
	Due   Day      // only shifts reminders; 0: none
	Note  string   // in the teacher's words
	Alert string   // the alert it answers; empty: none
	Made  time.Time
	Ended time.Time // taken back, or done by all; zero while it stands
	Done  []Deed    // who has done their part, in that order
}

// Deed is somebody's part of an assignment, done.
type Deed struct {
	Person string
	At     time.Time
}

// IsDoneBy tells whether a learner has done their part.
func (a *Assignment) IsDoneBy(person string) bool {
	return slices.ContainsFunc(a.Done, func(d Deed) bool { return d.Person == person })
}

// AssignedTries is how many first tries since it was given an assignment takes
// at least: one right answer may be luck, and who is past the skill shows it in
// three, as many as a level asks for.
const AssignedTries = 3

// IsDone tells whether a learner's part is done, by their first tries on the
// skill since it was given and their level now. Where items were named, each has
// been tried. Else a few were, and the skill is Proficient or has had so many
// tries that practice goes on to something else; then a teacher has been called.
func (a *Assignment) IsDone(since []Entry, level mastery.Level) bool {
	if len(a.Items) > 0 {
		return len(a.Left(since)) == 0
	}
	return len(since) >= AssignedTries && (level >= mastery.Proficient || len(since) >= plan.Enough)
}

// Left lists the named items that were not tried yet, in the order given: IDs
// within the course.
func (a *Assignment) Left(since []Entry) []string {
	var left []string
	for _, item := range a.Items {
		if !slices.ContainsFunc(since, func(e Entry) bool { return e.Item == e.Course+"/"+item }) {
			left = append(left, item)
		}
	}
	return left
}

// Sooner orders assignments: those with a day first, the earlier day first, then
// the older.
func Sooner(a, b Assignment) int {
	return cmp.Or(boolsFirst(a.Due != 0, b.Due != 0), cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID))
}

// boolsFirst orders what is true before what is not.
func boolsFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// IsFor tells whether the assignment is a learner's.
func (a *Assignment) IsFor(person string) bool {
	if len(a.For) == 0 {
		return true
	}
	for _, p := range a.For {
		if p == person {
			return true
		}
	}
	return false
}

// GroupKind is why learners are put together.
type GroupKind string

// The kinds of group.
const (
	GroupGap           GroupKind = "gap"           // none of them has the skill yet
	GroupMisconception GroupKind = "misconception" // the same one keeps showing
	GroupPair          GroupKind = "pair"          // one has it and can explain, the other does not yet
)

// Group is learners who work on something together, as a teacher has accepted.
type Group struct {
	ID            string
	Class         string
	Kind          GroupKind
	Skill         string // "course/id"
	Misconception string // ID within the course; empty but of that kind
	Members       []string
	Helper        string // of a pair, the member who explains
	By            string
	Made          time.Time
	Ended         time.Time // dissolved: mastered, or by the teacher; zero while it stands
	Talk          string    // the message that opened a conversation of theirs; empty: each was told alone
}

// IsDone tells whether a group has got what it came together for: all of its
// members are Proficient or better, of a pair the one who is helped.
func (g *Group) IsDone(level func(person string) mastery.Level) bool {
	for _, m := range g.Members {
		if m != g.Helper && level(m) < mastery.Proficient {
			return false
		}
	}
	return len(g.Members) > 0
}
