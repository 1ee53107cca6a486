package alert

import "pacer/coach/mastery"

// ahead is the chance, from 0 to 1, that no goodRun right answers in a row come
// within the tries that are left, run right ones behind. It plays them out: the
// model foretells an answer, learns from it as if it had come, foretells the
// next, and so on down both branches. That practice helps, and that a bad
// beginning may have been bad luck, is in it, for the model knows both. What no
// answers can change any more is simply so: two tries left leave no row of
// three. Five tries left cost some twenty answers foretold and learnt.
func (o *Outlook) ahead(left, run int) float64 {
	if chance, ok := decided(left, run); ok {
		return chance
	}
	p := &play{params: o.Params, chance: o.Chance, scenes: make([]scene, left)}
	for i := range p.scenes {
		p.scenes[i].set(o.States)
	}
	return p.without(0, left, run)
}

// decided is the chance that no goodRun comes where no answer can change it.
func decided(left, run int) (chance float64, ok bool) {
	switch {
	case run >= goodRun:
		return 0, true
	case run+left < goodRun:
		return 1, true
	}
	return 0, false
}

// play is answers that may come.
type play struct {
	params *mastery.Params
	chance float64 // of guessing
	scenes []scene // by how many answers have come
}

// without is the chance that no goodRun comes from scene n on.
func (p *play) without(n, left, run int) float64 {
	right := p.params.Predict(p.scenes[n].of, mastery.Facts{Chance: p.chance})
	return right*p.after(true, n, left-1, run+1) + (1-right)*p.after(false, n, left-1, 0)
}

// after is the same once the answer to scene n has come.
func (p *play) after(right bool, n, left, run int) float64 {
	if chance, ok := decided(left, run); ok {
		return chance
	}
	next := &p.scenes[n+1]
	next.follow(&p.scenes[n])
	p.params.Learn(next.of, mastery.Facts{Right: right, Chance: p.chance, Counts: true})
	next.item = mastery.Item{} // the next one is another
	return p.without(n+1, left, run)
}

// scene is copies of all states that an answer moves. Its item is one that
// nobody has met: which one comes is not known, nor how hard it is.
type scene struct {
	workspace mastery.Workspace
	learner   mastery.Learner
	skills    []mastery.Skill
	shared    []mastery.Shared
	item      mastery.Item
	of        mastery.States // the above
}

// set makes the scene a copy of states.
func (s *scene) set(from mastery.States) {
	s.of.Learner, s.of.Item = &s.learner, &s.item
	if from.Workspace != nil {
		s.workspace, s.of.Workspace = *from.Workspace, &s.workspace
	}
	s.learner = *from.Learner
	s.skills, s.shared = make([]mastery.Skill, len(from.Skills)), make([]mastery.Shared, len(from.Shared))
	for i := range from.Skills {
		s.skills[i], s.shared[i] = *from.Skills[i], *from.Shared[i]
		s.of.Skills, s.of.Shared = append(s.of.Skills, &s.skills[i]), append(s.of.Shared, &s.shared[i])
	}
}

// follow makes the scene a copy of another, of the same skills.
func (s *scene) follow(from *scene) {
	s.workspace, s.learner, s.item = from.workspace, from.learner, from.item
	copy(s.skills, from.skills)
	copy(s.shared, from.shared)
}
