package coach

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"pacer/coach/mastery"
	"pacer/coach/review"
)

// Params are the parameters estimates are made with. ID names them: it becomes
// another one with any change of what a log adds up to, or of the bytes that
// the sum is kept in. What was added up with others is added up anew.
type Params struct {
	ID        string
	Mastery   mastery.Params
	Rules     mastery.Rules
	Review    review.Params
	Retention float64 // the recall at which something is due, .70 to .97
}

// DefaultParams are the parameters that Pacer ships with.
func DefaultParams() Params {
	return Params{
		ID: "2", Mastery: mastery.Default, Rules: mastery.DefaultRules,
		Review: review.Default, Retention: .9,
	}
}

// Change is a level that rose or fell.
type Change struct {
	Skill         string // "course/id"
	Before, After mastery.Level
	Step          mastery.Change
}

// Up tells whether the level rose.
func (c Change) Up() bool { return c.After > c.Before }

// Apply adds an entry that is already in the log to a book, and returns the
// levels that changed. An attempt takes constant time. A correction goes
// through the person's attempts once more, the corrected one among them; what is
// shared (what items, skills and the workspace have taught) is taken as it stands
// at the correction: the past of others is not rewritten. So does a joining where both
// have practised. A fit is in force for what
// comes after it; cards keep what they have come to.
func (p *Params) Apply(b Book, e Entry) ([]Change, error) {
	switch e.Kind {
	case EntryAttempt:
		return p.attempt(b, &e, false)
	case EntryLevel:
		return p.override(b, &e)
	case EntryShown:
		return p.shown(b, &e)
	case EntryMistap, EntryRegrade:
		return p.rebuild(b, &e)
	case EntryJoined:
		return p.join(b, &e)
	case EntryParted:
		return p.part(b, &e)
	case EntryParams:
		return nil, p.take(b, &e)
	case EntryFit:
		return nil, p.refit(b, &e)
	}
	return nil, fmt.Errorf("log position %d is of unknown kind %q", e.Position, e.Kind)
}

// take notes which parameters are in use. An entry that names others is of an
// earlier version: with these here all before it is added up anew.
func (p *Params) take(b Book, e *Entry) error {
	if e.Params != p.ID {
		return nil
	}
	w, err := b.WorkspaceState()
	if err != nil {
		return err
	}
	return p.use(b, &w)
}

// use names these parameters as those that the book is written with.
func (p *Params) use(b Book, w *WorkspaceState) error {
	if w.Params == p.ID {
		return nil
	}
	w.Params = p.ID
	return b.PutWorkspaceState(*w)
}

// refit puts fitted review parameters in force. What was usual was learnt as a
// departure from those before, and begins anew: on a real log of six months, with
// a fit to its first half, the log loss of what followed is .3846, and .3856
// where it stays.
func (p *Params) refit(b Book, e *Entry) error {
	if e.Fit == nil {
		return fmt.Errorf("log position %d is a fit without weights", e.Position)
	}
	if err := e.Fit.Weights.Valid(); err != nil {
		return fmt.Errorf("log position %d: %w", e.Position, err)
	}
	w, err := b.WorkspaceState()
	if err != nil {
		return err
	}
	w.Params, w.Usual, w.Fit, w.Fitted = p.ID, review.Usual{}, *e.Fit, e.Position
	return b.PutWorkspaceState(w)
}

// name names the parameters that an estimate is made with: "2", or "2+4711"
// where the review parameters are those of the fit at log position 4711.
func (p *Params) name(w *WorkspaceState) string {
	if w.Fitted == 0 {
		return p.ID
	}
	return p.ID + "+" + strconv.FormatInt(w.Fitted, 10)
}

// Memory are the review parameters in force in a workspace.
func (p *Params) Memory(w *WorkspaceState) *review.Params {
	if w.Fitted == 0 {
		return &p.Review
	}
	return &w.Fit.Weights
}

// mind is a learner's memory in a workspace.
func (p *Params) mind(w *WorkspaceState, l *LearnerState) review.Mind {
	return review.Mind{Params: p.Memory(w), Usual: &w.Usual, Learner: &l.Review}
}

// attempt lets the models learn from an attempt. With shared frozen, what
// learners share is read and not moved.
func (p *Params) attempt(b Book, e *Entry, frozen bool) ([]Change, error) {
	if !e.Counts || len(e.Skills) == 0 {
		return nil, nil
	}
	workspace, err := b.WorkspaceState()
	if err != nil {
		return nil, err
	}
	workspace.Params = p.ID
	learner, err := b.Learner(e.Person)
	if err != nil {
		return nil, err
	}
	item, err := b.Item(e.Item)
	if err != nil {
		return nil, err
	}
	estimates := make([]Estimate, len(e.Skills))
	shared := make([]mastery.Shared, len(e.Skills))
	states := mastery.States{Workspace: &workspace.Mastery, Learner: &learner.Mastery, Item: &item}
	for i, skill := range e.Skills {
		if estimates[i], err = b.Estimate(e.Person, skill); err != nil {
			return nil, err
		}
		if shared[i], err = b.Shared(skill); err != nil {
			return nil, err
		}
		states.Skills = append(states.Skills, &estimates[i].State)
		states.Shared = append(states.Shared, &shared[i])
	}
	facts := e.Facts()
	p.Mastery.Learn(states, facts)

	// The skill practised first carries the level and the memory; the others
	// are only drawn on, and a miss may be none of their doing.
	main := &estimates[0]
	before := main.Standing.Level()
	var step mastery.Change
	main.Standing, step = p.Rules.Step(main.Standing, p.Mastery.Mastery(&workspace.Mastery, &learner.Mastery, &main.State, &shared[0]), facts)
	if err := p.remember(b, e, p.mind(&workspace, &learner), main); err != nil {
		return nil, err
	}
	name := p.name(&workspace)
	for i := range estimates {
		estimates[i].Params, estimates[i].Position = name, e.Position
		if err := b.PutEstimate(estimates[i]); err != nil {
			return nil, err
		}
	}
	if err := b.PutLearner(e.Person, learner); err != nil {
		return nil, err
	}
	if !frozen {
		if err := b.PutWorkspaceState(workspace); err != nil {
			return nil, err
		}
		if err := b.PutItem(e.Item, item); err != nil {
			return nil, err
		}
		for i, skill := range e.Skills {
			if err := b.PutShared(skill, shared[i]); err != nil {
				return nil, err
			}
		}
	}
	if after := main.Standing.Level(); after != before {
		return []Change{{Skill: main.Skill, Before: before, After: after, Step: step}}, nil
	}
	return nil, nil
}

// remember moves the memory that an attempt exercised: the fact's own, or the
// skill's, once a day.
func (p *Params) remember(b Book, e *Entry, m review.Mind, main *Estimate) error {
	if e.Rapid {
		return nil
	}
	answer := review.Answer{Grade: review.GradeOf(e.Right, e.Hints), At: e.At, Form: review.Written, Took: e.Took}
	if e.Chance > 0 {
		answer.Form = review.Chosen
	}
	if e.Fact {
		f, err := b.Fact(e.Person, e.Item)
		if err != nil {
			return err
		}
		f.Skill = main.Skill
		f.Card = m.Review(f.Card, answer)
		f.Due = p.due(m, f.Card)
		return b.PutFact(f)
	}
	if main.Card.Reviews > 0 && main.Reviewed == e.Day {
		return nil
	}
	main.Card = m.Review(main.Card, answer)
	main.Reviewed = e.Day
	main.Due = p.due(m, main.Card)
	return nil
}

// due is when a card is due, to the millisecond that storage keeps.
func (p *Params) due(m review.Mind, c review.Card) time.Time {
	return m.Due(c, p.Retention).UTC().Truncate(time.Millisecond)
}

// override takes a teacher's word on a level.
func (p *Params) override(b Book, e *Entry) ([]Change, error) {
	if len(e.Skills) != 1 {
		return nil, fmt.Errorf("log position %d overrides %d skills, not one", e.Position, len(e.Skills))
	}
	workspace, err := b.WorkspaceState()
	if err != nil {
		return nil, err
	}
	est, err := b.Estimate(e.Person, e.Skills[0])
	if err != nil {
		return nil, err
	}
	before := est.Standing.Level()
	est.Standing, _ = est.Standing.Override(e.Level, e.At)
	est.Params, est.Position = p.name(&workspace), e.Position
	if err := b.PutEstimate(est); err != nil {
		return nil, err
	}
	if err := p.use(b, &workspace); err != nil {
		return nil, err
	}
	if after := est.Standing.Level(); after != before {
		return []Change{{Skill: est.Skill, Before: before, After: after}}, nil
	}
	return nil, nil
}

// rebuild makes a person's estimates anew from their entries as corrected.
func (p *Params) rebuild(b Book, correction *Entry) ([]Change, error) {
	entries, err := History(b, correction.Person, correction.Position)
	if err != nil {
		return nil, err
	}
	target := slices.IndexFunc(entries, func(e Entry) bool {
		return e.Kind == EntryAttempt && e.Position == correction.Target
	})
	if target < 0 {
		return nil, &Error{Op: "correct attempt", Kind: NotFound}
	}
	skill := ""
	if s := entries[target].Skills; len(s) > 0 {
		skill = s[0]
	}
	was, err := b.Estimate(correction.Person, skill)
	if err != nil {
		return nil, err
	}
	if err := p.recount(b, correction.Person, entries, correction.Position); err != nil {
		return nil, err
	}
	is, err := b.Estimate(correction.Person, skill)
	if err != nil {
		return nil, err
	}
	if before, after := was.Standing.Level(), is.Standing.Level(); before != after {
		return []Change{{Skill: skill, Before: before, After: after}}, nil
	}
	return nil, nil
}

// recount makes a person's estimates anew from a history that ends at a
// position, as corrected up to there. What learners share is read and not moved.
func (p *Params) recount(b Book, person string, history []Entry, position int64) error {
	corrections := make(map[int64]*Entry)
	for i := range history {
		switch e := &history[i]; e.Kind {
		case EntryMistap, EntryRegrade:
			corrections[e.Target] = e // the last word on an attempt stands
		}
	}
	if err := b.Clear(person); err != nil {
		return err
	}
	for i := range history {
		e := history[i]
		if e.Position >= position {
			break
		}
		e.Person = person
		var err error
		switch e.Kind {
		case EntryAttempt:
			if c := corrections[e.Position]; c != nil {
				if c.Kind == EntryMistap {
					continue
				}
				e.Right, e.Score = c.Right, c.Score
			}
			_, err = p.attempt(b, &e, true)
		case EntryLevel:
			_, err = p.override(b, &e)
		case EntryShown:
			_, err = p.shown(b, &e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Known is what is known of a learner on a skill at an instant, for people.
type Known struct {
	mastery.Estimate         // with the memory's fading taken in
	Evidence         float64 // mastery as the last evidence left it, 0..1; P is what time has left of it
	Recall           float64 // 0..1, of the skill's memory; 1 where it never began
	Fading           bool    // due for review
}

// Know tells what is known now: the estimate of the last evidence, lowered by
// what has been forgotten since. Levels do not fall with it.
func (p *Params) Know(w *WorkspaceState, l *LearnerState, e *Estimate, shared *mastery.Shared, now time.Time) Known {
	k := Known{Estimate: p.Mastery.Mastery(&w.Mastery, &l.Mastery, &e.State, shared), Recall: 1}
	k.Evidence = k.P
	if e.Card.Reviews > 0 {
		k.Recall = p.mind(w, l).Recall(e.Card, now)
		k.P, k.Low, k.High = k.P*k.Recall, k.Low*k.Recall, k.High*k.Recall
		k.Fading = !e.Due.IsZero() && !e.Due.After(now)
	}
	return k
}
