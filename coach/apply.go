package coach

import (
	"fmt"
	"time"

	"pacer/coach/mastery"
	"pacer/coach/review"
)

// Params are the parameters estimates are made with. ID names them; an
// estimate keeps the ID of those that made it.
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
		ID: "1", Mastery: mastery.Default, Rules: mastery.DefaultRules,
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
// levels that changed. An attempt takes constant time. A correction rebuilds
// the person's estimates from their attempts as corrected, with what is shared
// (the items' difficulties) as it stands at the correction: the past of others
// is not rewritten.
func (p *Params) Apply(b Book, e Entry) ([]Change, error) {
	switch e.Kind {
	case EntryAttempt:
		return p.attempt(b, &e, false)
	case EntryLevel:
		return p.override(b, &e)
	case EntryMistap, EntryRegrade:
		return p.rebuild(b, &e)
	case EntryParams:
		if e.Params != p.ID {
			return nil, fmt.Errorf("log position %d names parameters %q, which this version does not have", e.Position, e.Params)
		}
		return nil, nil
	}
	return nil, fmt.Errorf("log position %d is of unknown kind %q", e.Position, e.Kind)
}

// attempt lets the models learn from an attempt. With shared frozen, what
// learners share is read and not moved.
func (p *Params) attempt(b Book, e *Entry, frozen bool) ([]Change, error) {
	if !e.Counts || len(e.Skills) == 0 {
		return nil, nil
	}
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
	states := mastery.States{Learner: &learner, Item: &item}
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
	main.Standing, step = p.Rules.Step(main.Standing, p.Mastery.Mastery(&learner, &main.State, &shared[0]), facts)
	if err := p.remember(b, e, main); err != nil {
		return nil, err
	}
	for i := range estimates {
		estimates[i].Params, estimates[i].Position = p.ID, e.Position
		if err := b.PutEstimate(estimates[i]); err != nil {
			return nil, err
		}
	}
	if err := b.PutLearner(e.Person, learner); err != nil {
		return nil, err
	}
	if !frozen {
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
func (p *Params) remember(b Book, e *Entry, main *Estimate) error {
	if e.Rapid {
		return nil
	}
	grade := review.GradeOf(e.Right, e.Hints, false)
	if e.Fact {
		f, err := b.Fact(e.Person, e.Item)
		if err != nil {
			return err
		}
		f.Skill = main.Skill
		f.Card = p.Review.Review(f.Card, grade, e.At)
		f.Due = p.due(f.Card)
		return b.PutFact(f)
	}
	if main.Card.Reviews > 0 && main.Reviewed == e.Day {
		return nil
	}
	main.Card = p.Review.Review(main.Card, grade, e.At)
	main.Reviewed = e.Day
	main.Due = p.due(main.Card)
	return nil
}

// due is when a card is due, to the millisecond that storage keeps.
func (p *Params) due(c review.Card) time.Time {
	return p.Review.Due(c, p.Retention).UTC().Truncate(time.Millisecond)
}

// override takes a teacher's word on a level.
func (p *Params) override(b Book, e *Entry) ([]Change, error) {
	if len(e.Skills) != 1 {
		return nil, fmt.Errorf("log position %d overrides %d skills, not one", e.Position, len(e.Skills))
	}
	est, err := b.Estimate(e.Person, e.Skills[0])
	if err != nil {
		return nil, err
	}
	before := est.Standing.Level()
	est.Standing, _ = est.Standing.Override(e.Level, e.At)
	est.Params, est.Position = p.ID, e.Position
	if err := b.PutEstimate(est); err != nil {
		return nil, err
	}
	if after := est.Standing.Level(); after != before {
		return []Change{{Skill: est.Skill, Before: before, After: after}}, nil
	}
	return nil, nil
}

// rebuild makes a person's estimates anew from their entries as corrected.
func (p *Params) rebuild(b Book, correction *Entry) ([]Change, error) {
	entries, err := b.Entries(correction.Person)
	if err != nil {
		return nil, err
	}
	target := -1
	corrections := make(map[int64]*Entry)
	for i := range entries {
		e := &entries[i]
		if e.Position > correction.Position {
			break
		}
		switch e.Kind {
		case EntryMistap, EntryRegrade:
			corrections[e.Target] = e // the last word on an attempt stands
		case EntryAttempt:
			if e.Position == correction.Target {
				target = i
			}
		}
	}
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
	if err := b.Clear(correction.Person); err != nil {
		return nil, err
	}
	for i := range entries {
		e := entries[i]
		if e.Position >= correction.Position {
			break
		}
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
		}
		if err != nil {
			return nil, err
		}
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

// Known is what is known of a learner on a skill at an instant, for people.
type Known struct {
	mastery.Estimate         // with the memory's fading taken in
	Recall           float64 // 0..1, of the skill's memory; 1 where it never began
	Fading           bool    // due for review
}

// Know tells what is known now: the estimate of the last evidence, lowered by
// what has been forgotten since. Levels do not fall with it.
func (p *Params) Know(l *mastery.Learner, e *Estimate, shared *mastery.Shared, now time.Time) Known {
	k := Known{Estimate: p.Mastery.Mastery(l, &e.State, shared), Recall: 1}
	if e.Card.Reviews > 0 {
		k.Recall = p.Review.Recall(e.Card, now)
		k.P, k.Low, k.High = k.P*k.Recall, k.Low*k.Recall, k.High*k.Recall
		k.Fading = !e.Due.IsZero() && !e.Due.After(now)
	}
	return k
}
