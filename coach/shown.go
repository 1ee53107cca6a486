package coach

import (
	"fmt"

	"pacer/coach/mastery"
	"pacer/coach/plan"
)

// A skill can be shown in other ways than by answers to items: put into the
// learner's own words, explained to somebody else, or done where the coach does
// not look. A teacher says that it was seen and how much it shows; that is an
// entry of the log like any other, and replays like any other.
//
// What it moves is the estimate. It counts as one right answer to a typical item
// that nobody can guess, in full where it shows the skill and by half where it
// shows a part of it, and teaches nothing about items, other learners or memory.
// It is no try: what people are told of their tries stays what they can count.
// Levels go on asking for answers of one's own, so that evidence from outside
// completes a level and never makes one; an explanation that a teacher has
// accepted in full is the one that Distinguished asks for.

// The ways to show a skill, as the purpose of an EntryShown.
const (
	ShownWords   plan.Purpose = "own words" // explained to the teacher
	ShownTaught  plan.Purpose = "taught"    // explained to somebody who learns it
	ShownOutside plan.Purpose = "outside"   // done elsewhere
)

// ShownWays lists the ways to show a skill.
func ShownWays() []plan.Purpose { return []plan.Purpose{ShownWords, ShownTaught, ShownOutside} }

// Worth is how much it shows, as the score of an EntryShown.
const (
	WorthPart  = .5 // weak: a part of it, or with help
	WorthWhole = 1  // solid: alone, and all of it
)

// shown takes in what somebody has seen of a skill.
func (p *Params) shown(b Book, e *Entry) ([]Change, error) {
	if len(e.Skills) != 1 {
		return nil, fmt.Errorf("log position %d shows %d skills, not one", e.Position, len(e.Skills))
	}
	skill := e.Skills[0]
	workspace, err := b.WorkspaceState()
	if err != nil {
		return nil, err
	}
	learner, err := b.Learner(e.Person)
	if err != nil {
		return nil, err
	}
	est, err := b.Estimate(e.Person, skill)
	if err != nil {
		return nil, err
	}
	shared, err := b.Shared(skill)
	if err != nil {
		return nil, err
	}
	name, moved, known := p.name(&workspace), workspace, shared
	p.Mastery.Learn(mastery.States{
		// Copies: what all learners share is read here, and learns nothing.
		Workspace: &moved.Mastery, Shared: []*mastery.Shared{&known}, Item: new(mastery.Item),
		Learner: &learner.Mastery, Skills: []*mastery.Skill{&est.State},
	}, mastery.Facts{At: e.At, Right: true, Score: 1, Tier: 2, Counts: true, SelfGraded: e.Score < WorthWhole})
	before := est.Standing.Level()
	m := p.Mastery.Mastery(&workspace.Mastery, &learner.Mastery, &est.State, &shared)
	isExplained := e.Score >= WorthWhole && (e.Purpose == ShownWords || e.Purpose == ShownTaught)
	var step mastery.Change
	est.Standing, step = p.Rules.Shown(est.Standing, m, isExplained, e.At)
	est.Params, est.Position = name, e.Position
	if err := b.PutEstimate(est); err != nil {
		return nil, err
	}
	if err := b.PutLearner(e.Person, learner); err != nil {
		return nil, err
	}
	if err := p.use(b, &workspace); err != nil {
		return nil, err
	}
	if after := est.Standing.Level(); after != before {
		return []Change{{Skill: skill, Before: before, After: after, Step: step}}, nil
	}
	return nil, nil
}
