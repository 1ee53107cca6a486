package group

import (
	"cmp"
	"maps"
	"slices"
)

// need is that a learner could join a group on something.
type need struct {
	learner *Learner
	weight  float64 // how much they need it, above 0
	wide    bool    // enough to bring a group about
}

// topic is what a group may be about.
type topic struct{ skill, idea string }

func (a topic) compare(b topic) int {
	return cmp.Or(cmp.Compare(a.skill, b.skill), cmp.Compare(a.idea, b.idea))
}

// groups finds the groups of a kind. Those to keep come first. Then, as long as
// there is one, the topic that the learners who are left need most in sum becomes
// a group, of those for whom it is not far from what they need most; a learner
// whose own topic brings nobody together may join another one's. Who needs it less
// brings no group about, and joins where there is room.
func (f *finder) groups(kind Kind) []Group {
	needs := f.needs(kind)
	taken := map[string]bool{}
	teams := f.kept(kind, taken)
	f.fill(teams, needs, taken, near)
	for _, part := range []float64{near, 0} {
		for {
			t, who := wanted(needs, taken, part)
			if len(who) < Least {
				break
			}
			teams = append(teams, split(t, who, taken)...)
		}
	}
	f.fill(teams, needs, taken, 0)
	out := make([]Group, 0, len(teams))
	for _, t := range teams {
		out = append(out, f.group(kind, t))
	}
	slices.SortStableFunc(out, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Sure, a.Sure), cmp.Compare(len(b.Members), len(a.Members)), cmp.Compare(a.Key(), b.Key()))
	})
	return out
}

// team is a group being made.
type team struct {
	topic topic
	ids   []string
}

// needs are, for each topic, the learners who could join.
func (f *finder) needs(kind Kind) map[topic][]need {
	out := map[topic][]need{}
	for _, l := range f.learners {
		for i := range l.Skills {
			s := &l.Skills[i]
			if kind == Misconception {
				for _, idea := range s.Ideas {
					if idea.Times >= ideaTimes {
						t := topic{s.ID, idea.ID}
						out[t] = append(out[t], need{l, float64(idea.Times), true})
					}
				}
				continue
			}
			if s.isOpen() && !f.isBelow(l, s.ID) {
				out[topic{skill: s.ID}] = append(out[topic{skill: s.ID}], need{l, s.width(), s.isGap()})
			}
		}
	}
	return out
}

// width is how wide a gap is, drawn towards nothing where little was tried.
func (s *Skill) width() float64 {
	tries := float64(s.Tries)
	return (aim - s.P) * tries / (tries + 2)
}

// isBelow tells whether what a learner lacks is something that the skill needs.
func (f *finder) isBelow(l *Learner, skill string) bool {
	if f.Needs == nil {
		return false
	}
	return slices.ContainsFunc(f.Needs(skill), func(id string) bool {
		s := f.skills[l.ID][id]
		return s != nil && s.isGap()
	})
}

// kept are the groups that go on: of those to keep, each with the members who
// still need it, if they are enough.
func (f *finder) kept(kind Kind, taken map[string]bool) []team {
	var out []team
	for i := range f.Keep {
		g := &f.Keep[i]
		if g.Kind != kind {
			continue
		}
		t := team{topic: topic{g.Skill, g.Idea}}
		for _, id := range g.Members {
			l := f.byID[id]
			if l != nil && !taken[id] && !slices.Contains(t.ids, id) && f.lacks(l, kind, g.Skill, g.Idea) && len(t.ids) < Most {
				t.ids = append(t.ids, id)
			}
		}
		if len(t.ids) < Least {
			continue
		}
		for _, id := range t.ids {
			taken[id] = true
		}
		out = append(out, t)
	}
	return out
}

// fill has learners join groups that have room, those who need it most first, on
// what is at least that part of what they need most.
func (f *finder) fill(teams []team, needs map[topic][]need, taken map[string]bool, part float64) {
	type joining struct {
		need
		team *team
	}
	most := widest(needs)
	var all []joining
	for i := range teams {
		for _, n := range needs[teams[i].topic] {
			if n.weight >= part*most[n.learner.ID] {
				all = append(all, joining{n, &teams[i]})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b joining) int { return cmp.Compare(b.weight, a.weight) })
	for _, j := range all {
		if id := j.learner.ID; !taken[id] && len(j.team.ids) < Most {
			j.team.ids = append(j.team.ids, id)
			taken[id] = true
		}
	}
}

// widest is what each learner needs most, as a weight.
func widest(needs map[topic][]need) map[string]float64 {
	most := map[string]float64{}
	for _, of := range needs {
		for _, n := range of {
			most[n.learner.ID] = max(most[n.learner.ID], n.weight)
		}
	}
	return most
}

// wanted is the topic that those who are left need most in sum, and who of them
// joins: for whom it is at least that part of what they need most. Where they are
// too many for one group, those who could go elsewhere as well are left for that.
func wanted(needs map[topic][]need, taken map[string]bool, part float64) (topic, []string) {
	most := widest(needs)
	var best topic
	var who []need
	sum := 0.0
	for _, t := range slices.SortedFunc(maps.Keys(needs), topic.compare) {
		var joins []need
		weight := 0.0
		for _, n := range needs[t] {
			if id := n.learner.ID; n.wide && !taken[id] && n.weight >= part*most[id] {
				joins, weight = append(joins, n), weight+n.weight
			}
		}
		if len(joins) >= Least && weight > sum {
			best, who, sum = t, joins, weight
		}
	}
	elsewhere := map[string]float64{}
	for t, of := range needs {
		for _, n := range of {
			if t != best {
				elsewhere[n.learner.ID] = max(elsewhere[n.learner.ID], n.weight)
			}
		}
	}
	slices.SortStableFunc(who, func(a, b need) int {
		return cmp.Compare(elsewhere[a.learner.ID]/a.weight, elsewhere[b.learner.ID]/b.weight)
	})
	for n := len(who); n > Most && elsewhere[who[n-1].learner.ID] >= near*who[n-1].weight; n-- {
		who = who[:n-1]
	}
	ids := make([]string, 0, len(who))
	for _, n := range who {
		ids = append(ids, n.learner.ID)
	}
	slices.Sort(ids)
	return best, ids
}

// split makes teams of even size of those who join.
func split(t topic, ids []string, taken map[string]bool) []team {
	var out []team
	for _, id := range ids {
		taken[id] = true
	}
	for parts := (len(ids) + Most - 1) / Most; parts > 0; parts-- {
		n := (len(ids) + parts - 1) / parts
		out = append(out, team{t, ids[:n:n]})
		ids = ids[n:]
	}
	return out
}

// group tells of a team who, why and how sure.
func (f *finder) group(kind Kind, t team) Group {
	ids := slices.Sorted(slices.Values(t.ids))
	g := Group{Kind: kind, Skill: t.topic.skill, Idea: t.topic.idea, Members: ids}
	least := 3
	for _, id := range ids {
		s := f.skills[id][t.topic.skill]
		w := Why{P: s.P, Level: s.Level, Tries: s.Tries, Times: s.times(t.topic.idea)}
		g.Why = append(g.Why, w)
		least = min(least, w.Times)
	}
	if kind == Misconception {
		g.Sure = max(1, least)
	} else {
		g.Sure = f.sure(ids, t.topic.skill)
	}
	return g
}
