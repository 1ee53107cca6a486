package group

import (
	"cmp"
	"slices"

	"pacer/coach/mastery"
)

// offer is that somebody could be helped with a skill.
type offer struct {
	learner *Learner
	skill   *Skill
	helpers []*Learner
}

// pairs finds who could explain what to whom. Everybody is helped with their
// widest gap for which there is a helper, those with the fewest helpers to choose
// from first. The load is shared: of the helpers comes who helps least, of these
// one whom the other could help in turn, then who learnt it last, since they
// still know what was hard.
func (f *finder) pairs() []Group {
	load, helped := map[string]int{}, map[string]bool{}
	for _, l := range f.learners {
		load[l.ID] = l.Helping
	}
	var out []Group
	for i := range f.Keep {
		if g := &f.Keep[i]; g.Kind == Pair && f.goesOn(g, helped) {
			load[g.Helper]++
			out = append(out, f.pair(g.Helper, other(g), g.Skill))
			helped[other(g)] = true
		}
	}
	offers := f.offers(helped)
	slices.SortStableFunc(offers, func(a, b offer) int {
		return cmp.Or(cmp.Compare(len(a.helpers), len(b.helpers)), cmp.Compare(b.skill.width(), a.skill.width()), cmp.Compare(a.learner.ID, b.learner.ID))
	})
	for _, o := range offers {
		if helped[o.learner.ID] {
			continue
		}
		free := slices.DeleteFunc(slices.Clone(o.helpers), func(h *Learner) bool { return load[h.ID] >= mostHelps })
		if len(free) == 0 {
			continue
		}
		best := slices.MinFunc(free, func(a, b *Learner) int {
			return cmp.Or(
				cmp.Compare(load[a.ID], load[b.ID]),
				-compareBool(f.couldHelp(o.learner, a), f.couldHelp(o.learner, b)),
				f.skills[b.ID][o.skill.ID].Since.Compare(f.skills[a.ID][o.skill.ID].Since),
				cmp.Compare(a.ID, b.ID),
			)
		})
		load[best.ID]++
		helped[o.learner.ID] = true
		out = append(out, f.pair(best.ID, o.learner.ID, o.skill.ID))
	}
	slices.SortStableFunc(out, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Sure, a.Sure), cmp.Compare(a.Key(), b.Key()))
	})
	return out
}

// other is who is helped in a pair; empty if there is nobody.
func other(g *Group) string {
	for _, id := range g.Members {
		if id != g.Helper {
			return id
		}
	}
	return ""
}

// goesOn tells whether a pair found before is one still.
func (f *finder) goesOn(g *Group, helped map[string]bool) bool {
	helper, learner := f.byID[g.Helper], f.byID[other(g)]
	return helper != nil && learner != nil && !helped[learner.ID] &&
		f.explains(helper, g.Skill) && f.lacks(learner, Pair, g.Skill, "")
}

// offers are, for every learner not helped yet, their gaps with somebody to
// explain them; of each learner the widest gap alone.
func (f *finder) offers(helped map[string]bool) []offer {
	var out []offer
	for _, l := range f.learners {
		if !l.Willing || helped[l.ID] {
			continue
		}
		var best offer
		for i := range l.Skills {
			s := &l.Skills[i]
			if !s.isGap() || f.isBelow(l, s.ID) || best.skill != nil && s.width() <= best.skill.width() {
				continue
			}
			var helpers []*Learner
			for _, h := range f.learners {
				if h.ID != l.ID && f.explains(h, s.ID) {
					helpers = append(helpers, h)
				}
			}
			if len(helpers) > 0 {
				best = offer{l, s, helpers}
			}
		}
		if best.skill != nil {
			out = append(out, best)
		}
	}
	return out
}

// explains tells whether somebody can explain a skill, and is willing to: they
// are Highly proficient in it, or became Proficient lately.
func (f *finder) explains(h *Learner, skill string) bool {
	s := f.skills[h.ID][skill]
	if !h.Willing || s == nil || s.Level < mastery.Proficient {
		return false
	}
	return s.Level >= mastery.HighlyProficient || !s.Since.IsZero() && !s.Since.After(f.Now) && f.Now.Sub(s.Since) <= recently
}

// couldHelp tells whether one could help the other with any gap.
func (f *finder) couldHelp(one, other *Learner) bool {
	return slices.ContainsFunc(other.Skills, func(s Skill) bool { return s.isGap() && f.explains(one, s.ID) })
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func (f *finder) pair(helper, learner, skill string) Group {
	g := f.group(Pair, team{topic{skill: skill}, []string{helper, learner}})
	g.Helper = helper
	g.Sure = f.sure([]string{learner}, skill)
	return g
}
