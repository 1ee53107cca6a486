package plan

import (
	"slices"

	"pacer/coach/mastery"
)

// isReviewTurn tells whether a review comes next: not at the beginning, which is
// what the learner came for, but second, and then as every fourth question; as
// every second where several facts are due, for each comes back by itself and
// they would pile up. Simulated learners who were reviewed more often knew no
// more a month later, and needed a tenth more questions to be proficient.
func (p *planner) isReviewTurn() bool {
	if len(p.past) == 0 {
		return false
	}
	between := 3
	for i := range p.st {
		if p.open[i] && len(p.st[i].DueFacts) > 1 {
			between = 1
		}
	}
	for n := len(p.past) - 1; n >= 0; n-- {
		if p.past[n].Purpose == Review {
			return len(p.past)-1-n >= between
		}
	}
	return p.in.Wish == "" || len(p.past) >= between
}

// reviews are the skills that are due, longest first, another than the last
// question's before it.
func (p *planner) reviews() []choice {
	kept := 1 // for the frontier
	hasFrontier := false
	for i := range p.skills {
		if p.onFrontier(i) {
			hasFrontier = true
			if slices.Contains(p.met, i) {
				kept = 0
			}
		}
	}
	if !hasFrontier || p.in.Purpose == Review {
		kept = 0
	}
	var best ranking
	for i := range p.skills {
		if !p.st[i].Due || !p.open[i] || p.empty[i] || !p.isStillDue(i) {
			continue
		}
		best.add(rank{
			worse: flags(p.isTooMany(i, kept), i == p.last()),
			a:     -float64(p.st[i].DueDays), b: p.st[i].Now,
			tie: mix(p.in.Seed, uint64(i)), // the course's order would tell what kind of question comes
			at:  i,
		})
	}
	out := make([]choice, 0, len(best))
	for _, r := range best {
		c := p.candidate(r.at, Review, Fades)
		if len(p.st[r.at].DueFacts) > 0 {
			c.Items = p.dueFacts(r.at)
		}
		out = append(out, choice{c, p.isTooMany(r.at, kept)})
	}
	return out
}

// isTooMany is hasRoom's no, but for a review session, which is about many.
func (p *planner) isTooMany(i, kept int) bool {
	return p.in.Purpose != Review && !p.hasRoom(i, kept)
}

// isStillDue tells whether this session has left anything of the skill's
// review: a fact not asked, or, of a skill as a whole, the review itself.
func (p *planner) isStillDue(i int) bool {
	if facts := p.st[i].DueFacts; len(facts) > 0 {
		return slices.ContainsFunc(facts, func(id string) bool { return p.isAskable(i, id) })
	}
	for n, at := range p.at {
		if at == i && p.past[n].Purpose == Review {
			return false
		}
	}
	return true
}

// dueFacts are the items due that this session has not asked.
func (p *planner) dueFacts(i int) []string {
	var out []string
	for _, id := range p.st[i].DueFacts {
		if p.isAskable(i, id) {
			out = append(out, id)
		}
	}
	return out
}

// isAskable tells whether the item is still in the course, of the skill, and
// not asked in this session.
func (p *planner) isAskable(i int, id string) bool {
	it := p.course.Item(id)
	return it != nil && it.Skill == p.skills[i].ID && !p.asked[id]
}

// fading are the proficient skills whose mastery has sunk most, though they
// are not due: for a review session that goes on.
func (p *planner) fading() []choice {
	var best ranking
	for i := range p.skills {
		st := &p.st[i]
		if p.open[i] && !p.empty[i] && !st.Due && st.Level >= mastery.Proficient && st.Now < fading && st.LastDays > 0 && !slices.Contains(p.met, i) {
			best.add(rank{a: st.Now, at: i})
		}
	}
	out := make([]choice, 0, len(best))
	for _, r := range best {
		out = append(out, choice{Candidate: p.candidate(r.at, Review, Fades)})
	}
	return out
}
