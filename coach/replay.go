package coach

import (
	"errors"
	"fmt"

	"pacer/coach/mastery"
)

// Ledger is a Book in memory: what a replay of the log adds up to.
type Ledger struct {
	State     WorkspaceState
	Learners  map[string]LearnerState
	Items     map[string]mastery.Item
	Skills    map[string]mastery.Shared
	Estimates map[string]map[string]Estimate // person, skill
	Facts     map[string]map[string]Fact     // person, item
	entries   map[string][]Entry             // person
	last      int64                          // position of the latest entry
}

// NewLedger returns an empty ledger.
func NewLedger() *Ledger {
	return &Ledger{
		Learners: make(map[string]LearnerState), Items: make(map[string]mastery.Item), Skills: make(map[string]mastery.Shared),
		Estimates: make(map[string]map[string]Estimate), Facts: make(map[string]map[string]Fact),
		entries: make(map[string][]Entry),
	}
}

// ErrGap is that entries of a log are missing: positions go up by one.
var ErrGap = errors.New("entries of the log are missing")

// Replay adds the next entry of a log. An entry that is not the next one is an
// ErrGap.
func (l *Ledger) Replay(p *Params, e Entry) error {
	if e.Position != l.last+1 {
		return fmt.Errorf("%w: position %d follows %d", ErrGap, e.Position, l.last)
	}
	l.last = e.Position
	l.entries[e.Person] = append(l.entries[e.Person], e)
	_, err := p.Apply(l, e)
	return err
}

var _ Book = (*Ledger)(nil)

// WorkspaceState returns what was learnt about everybody.
func (l *Ledger) WorkspaceState() (WorkspaceState, error) { return l.State, nil }

// PutWorkspaceState keeps what was learnt about everybody.
func (l *Ledger) PutWorkspaceState(w WorkspaceState) error { l.State = w; return nil }

// Learner returns what is known of a learner over all skills.
func (l *Ledger) Learner(person string) (LearnerState, error) { return l.Learners[person], nil }

// PutLearner keeps what is known of a learner over all skills.
func (l *Ledger) PutLearner(person string, s LearnerState) error {
	l.Learners[person] = s
	return nil
}

// Item returns the model's state of an item.
func (l *Ledger) Item(item string) (mastery.Item, error) { return l.Items[item], nil }

// PutItem keeps the model's state of an item.
func (l *Ledger) PutItem(item string, s mastery.Item) error { l.Items[item] = s; return nil }

// Shared returns the model's state of a skill.
func (l *Ledger) Shared(skill string) (mastery.Shared, error) { return l.Skills[skill], nil }

// PutShared keeps the model's state of a skill.
func (l *Ledger) PutShared(skill string, s mastery.Shared) error { l.Skills[skill] = s; return nil }

// Estimate returns what is known of a person on a skill.
func (l *Ledger) Estimate(person, skill string) (Estimate, error) {
	if e, ok := l.Estimates[person][skill]; ok {
		return e, nil
	}
	return Estimate{Person: person, Skill: skill}, nil
}

// PutEstimate keeps what is known of a person on a skill.
func (l *Ledger) PutEstimate(e Estimate) error {
	if l.Estimates[e.Person] == nil {
		l.Estimates[e.Person] = make(map[string]Estimate)
	}
	l.Estimates[e.Person][e.Skill] = e
	return nil
}

// Fact returns a person's memory of an item.
func (l *Ledger) Fact(person, item string) (Fact, error) {
	if f, ok := l.Facts[person][item]; ok {
		return f, nil
	}
	return Fact{Person: person, Item: item}, nil
}

// PutFact keeps a person's memory of an item.
func (l *Ledger) PutFact(f Fact) error {
	if l.Facts[f.Person] == nil {
		l.Facts[f.Person] = make(map[string]Fact)
	}
	l.Facts[f.Person][f.Item] = f
	return nil
}

// Entries returns a person's own entries replayed so far.
func (l *Ledger) Entries(person string) ([]Entry, error) { return l.entries[person], nil }

// Clear drops what is held of a person.
func (l *Ledger) Clear(person string) error {
	delete(l.Learners, person)
	delete(l.Estimates, person)
	delete(l.Facts, person)
	return nil
}

// Copy puts what is held of a person in the place of what is held of another.
func (l *Ledger) Copy(from, to string) error {
	if err := l.Clear(to); err != nil {
		return err
	}
	if learner, ok := l.Learners[from]; ok {
		l.Learners[to] = learner
	}
	for _, e := range l.Estimates[from] {
		e.Person = to
		if err := l.PutEstimate(e); err != nil {
			return err
		}
	}
	for _, f := range l.Facts[from] {
		f.Person = to
		if err := l.PutFact(f); err != nil {
			return err
		}
	}
	return nil
}
