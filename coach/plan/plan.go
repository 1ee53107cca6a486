// Package plan decides what a learner practises next: where to start, which
// skill, which of its items, and why. It reads what is known and decides; it
// changes nothing.
//
// Skills ranks the skills, Item picks one of a skill's items, Place finds where
// to start. The bot asks Skills, gathers the items of the first candidate, and
// goes on to the next candidate in the rare case that Item finds none.
//
// What holds, whatever the course and whatever is known:
//
//   - No item of a locked skill is offered, unless nothing is to be locked. A skill is open once each of its
//     prerequisites was Proficient, was passed in placement, is likely known
//     though evidence is still missing, or was tried Enough times without
//     getting there; and from three tries on it stays open.
//   - Every reason is true and can be told to the learner.
//   - Nobody is kept on a mastered skill, and nobody is trapped: while a skill
//     that has items is not Proficient, something is offered.
//   - Equal inputs give equal decisions. The seed settles ties only.
package plan

// Purpose says what a question is for.
type Purpose string

// The purposes of a question.
const (
	Practice  Purpose = "practice"  // on the learner's frontier
	Review    Purpose = "review"    // before it is forgotten
	Placement Purpose = "placement" // to find where to start
)

// ReasonKind says why a question was chosen.
type ReasonKind string

// The reasons. Each can be told to the learner, and each is true.
const (
	Begins    ReasonKind = "begins"     // a skill whose prerequisites are known and that was never practised
	Continues ReasonKind = "continues"  // a skill under way
	MovesOn   ReasonKind = "moves on"   // a skill never practised, though For, which it needs, is not Proficient: For was tried Enough times
	Fades     ReasonKind = "fades"      // a skill or fact that is due for review, or fading
	Enters    ReasonKind = "enters"     // a skill never practised, where any may begin
	Wished    ReasonKind = "wished"     // the learner chose the skill
	Given     ReasonKind = "given"      // a teacher chose the skill
	StepsBack ReasonKind = "steps back" // a prerequisite of For, which is going badly
	LeadsTo   ReasonKind = "leads to"   // a prerequisite of For, which was chosen and is not open yet
	FollowsUp ReasonKind = "follows up" // the same misconception, with other numbers
	Twin      ReasonKind = "twin"       // a question like the one whose last hint was seen
	Places    ReasonKind = "places"     // finding where to start
	Stretches ReasonKind = "stretches"  // all is proficient: something harder
	Tests     ReasonKind = "tests"      // the learner says that they know the skill
)

// Reason is why a question was chosen, for "why this?".
type Reason struct {
	Kind  ReasonKind `json:"kind"`
	Skill string     `json:"skill"`          // ID within the course
	For   string     `json:"for,omitempty"`  // the skill it leads to, steps back from, or moves on from
	Days  int        `json:"days,omitempty"` // since it was last practised
	Tag   string     `json:"tag,omitempty"`  // misconception
}
