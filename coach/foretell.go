package coach

import "pacer/coach/mastery"

// Foretell is the chance, from 0 to 1, that an attempt yet to be applied is
// right, as the mastery model sees it from all before. Of e it reads who
// answers, which item, which skills, and how the question was put; not whether
// it was right. It is 0, not foretold, for what moves no mastery.
func (p *Params) Foretell(b BookReader, e *Entry) (float64, error) {
	if !e.Counts || len(e.Skills) == 0 {
		return 0, nil
	}
	workspace, err := b.WorkspaceState()
	if err != nil {
		return 0, err
	}
	learner, err := b.Learner(e.Person)
	if err != nil {
		return 0, err
	}
	item, err := b.Item(e.Item)
	if err != nil {
		return 0, err
	}
	states := mastery.States{Workspace: &workspace.Mastery, Learner: &learner.Mastery, Item: &item}
	for _, skill := range e.Skills {
		estimate, err := b.Estimate(e.Person, skill)
		if err != nil {
			return 0, err
		}
		shared, err := b.Shared(skill)
		if err != nil {
			return 0, err
		}
		states.Skills = append(states.Skills, &estimate.State)
		states.Shared = append(states.Shared, &shared)
	}
	facts := e.Facts()
	facts.Right, facts.Score = false, 0
	return p.Mastery.Predict(states, facts), nil
}
