package mastery

// world is the states of everything that a log names.
type world struct {
	learners []Learner
	items    []Item
	shared   []Shared
	skills   []Skill
	place    map[pair]int32 // in skills
	at       States         // of the answer in hand; its lists are used again
}

// pair is a learner on a skill.
type pair struct{ learner, skill int32 }

func newWorld(log []Answer, w *Workspace) *world {
	var learners, items, skills int32
	for i := range log {
		a := &log[i]
		learners, items = max(learners, a.Learner+1), max(items, a.Item+1)
		for _, s := range a.Skills {
			skills = max(skills, s+1)
		}
	}
	return &world{
		learners: make([]Learner, learners), items: make([]Item, items), shared: make([]Shared, skills),
		place: map[pair]int32{}, at: States{Workspace: w},
	}
}

// states are those that an answer touches. They hold until the next call.
func (w *world) states(a *Answer) States {
	s := &w.at
	s.Learner, s.Item = &w.learners[a.Learner], &w.items[a.Item]
	s.Skills, s.Shared = s.Skills[:0], s.Shared[:0]
	for _, skill := range a.Skills { // all of them first: skills may move as it grows
		key := pair{a.Learner, skill}
		if _, ok := w.place[key]; !ok {
			w.place[key] = int32(len(w.skills))
			w.skills = append(w.skills, Skill{})
		}
	}
	for _, skill := range a.Skills {
		s.Skills = append(s.Skills, &w.skills[w.place[pair{a.Learner, skill}]])
		s.Shared = append(s.Shared, &w.shared[skill])
	}
	return *s
}
