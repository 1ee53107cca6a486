package plan

import (
	"slices"

	"pacer/coach/mastery"
)

// Skills ranks what could come next, best first. It is empty when nothing is
// left to do in the course for now.
//
// First comes what the last answers call for: a step back, a question like the
// last one. Then reviews that are due, mixed in as every second or third
// question and never as a block, and the frontier: what the learner wished for,
// what is under way, what can begin. A session stays with about three skills.
// When all is proficient there is something harder. For Review there is only
// what is due, and then what is fading.
func Skills(in Input) []Candidate {
	p := newPlanner(&in)
	reviews := p.reviews()
	if in.Purpose == Review {
		return inOrder(reviews, p.fading())
	}
	practice := p.practice(len(reviews) > 0)
	if p.isReviewTurn() {
		return inOrder(p.called(), reviews, practice)
	}
	return inOrder(p.called(), practice, reviews)
}

// planner is one decision in the making.
type planner struct {
	*view
	in    *Input
	past  []Past          // the session's questions but those of placement
	at    []int           // their skills; -1: not in the course
	asked map[string]bool // items, those of placement too
	met   []int           // skills met in past, each once
	run   int             // questions at the end on the same skill
}

func newPlanner(in *Input) *planner {
	p := &planner{view: look(in.Course, in.Standing, in.Ungated), in: in, asked: make(map[string]bool, len(in.Session))}
	for _, e := range in.Session {
		p.asked[e.Item] = true
		if e.Purpose == Placement {
			continue
		}
		i, ok := p.place[e.Skill]
		if !ok {
			i = -1
		}
		p.run++
		if n := len(p.at); n == 0 || p.at[n-1] != i {
			p.run = 1
		}
		p.past, p.at = append(p.past, e), append(p.at, i)
		if ok && !slices.Contains(p.met, i) {
			p.met = append(p.met, i)
		}
	}
	return p
}

// last is the skill of the last question; -1 if there is none.
func (p *planner) last() int {
	if len(p.at) == 0 {
		return -1
	}
	return p.at[len(p.at)-1]
}

// candidate is a skill as a candidate for a reason.
func (p *planner) candidate(i int, purpose Purpose, kind ReasonKind) Candidate {
	return Candidate{
		Skill: p.skills[i].ID, Purpose: purpose, Level: p.st[i].Level, Items: p.readable(i),
		Reason: Reason{Kind: kind, Skill: p.skills[i].ID, Days: p.st[i].LastDays},
	}
}

// readable lists the items of a skill that draw on no locked skill. It is nil,
// which means any, where that makes no difference, or would leave nothing.
func (p *planner) readable(i int) []string {
	items := p.course.ItemsOf(p.skills[i].ID)
	var out []string
	for n, it := range items {
		if p.drawsOnLocked(it.Also) {
			if out == nil {
				out = make([]string, 0, len(items))
				for _, before := range items[:n] {
					out = append(out, before.ID)
				}
			}
		} else if out != nil {
			out = append(out, it.ID)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func (p *planner) drawsOnLocked(skills []string) bool {
	for _, s := range skills {
		if j, ok := p.place[s]; ok && !p.open[j] {
			return true
		}
	}
	return false
}

// hasRoom tells whether a skill fits in a session that stays with about three,
// and with one more for every four questions past eight. Places are kept for
// others.
func (p *planner) hasRoom(i, kept int) bool {
	planned := p.in.Planned
	if planned <= 0 {
		planned = 5
	}
	return slices.Contains(p.met, i) || len(p.met)+kept < 3+max(0, planned-8)/4
}

// practice is what the learner wished for, then the frontier, then what
// placement took on trust, then something harder.
func (p *planner) practice(hasReviews bool) []choice {
	var out []choice
	wished := -1
	if c, ok := p.wish(); ok {
		wished = p.place[c.Skill]
		out = append(out, choice{Candidate: c})
	}
	kept := 0
	if hasReviews && !slices.ContainsFunc(p.past, func(e Past) bool { return e.Purpose == Review }) {
		kept = 1
	}
	var frontier, promised ranking
	isAllProficient := true
	for i := range p.skills {
		st := &p.st[i]
		isAllProficient = isAllProficient && (p.empty[i] || st.Level >= mastery.Proficient)
		switch {
		case i == wished:
		case p.onFrontier(i):
			frontier.add(p.rankOf(i, kept))
		case !p.empty[i] && st.isPromised() && (st.hasBegun() || !p.isBarred(i)):
			promised.add(rank{worse: flags(!p.hasRoom(i, kept), !st.hasBegun()), at: i})
		}
	}
	var rest []choice // what a step back stands for, lest there be no other item than the one just asked
	for _, r := range frontier {
		c := choice{p.onward(r.at), !p.hasRoom(r.at, kept)}
		if back, ok := p.stepBack(r.at); ok {
			rest = append(rest, c)
			c = choice{Candidate: back}
		}
		out = append(out, c)
	}
	for _, r := range promised {
		out = append(out, choice{p.onward(r.at), !p.hasRoom(r.at, kept)})
	}
	out = append(out, rest...)
	if isAllProficient {
		out = append(out, p.stretches()...)
	}
	return out
}

// onward is a skill of the frontier with the reason it is practised for.
func (p *planner) onward(i int) Candidate {
	if p.st[i].hasBegun() {
		c := p.candidate(i, Practice, Continues)
		c.Reason.For = p.leadsTo(i)
		return c
	}
	j, ok := p.untaught(i)
	switch {
	case ok && p.ungated:
		return p.candidate(i, Practice, Enters)
	case ok:
		c := p.candidate(i, Practice, MovesOn)
		c.Reason.For = p.skills[j].ID
		return c
	}
	c := p.candidate(i, Practice, Begins)
	c.Reason.For = p.leadsTo(i)
	return c
}

// rankOf ranks a skill of the frontier. What never was Proficient comes before
// what fell from it, which reviews bring back, and what still has to be learnt
// before what is nearly there and is often there already; of each, what is known
// least comes first, for there a question teaches most.
func (p *planner) rankOf(i, kept int) rank {
	st := &p.st[i]
	_, movesOn := p.untaught(i)
	longest := 2
	if st.Tries < 4 {
		longest = 3 // a first acquaintance may last for three questions
	}
	r := rank{
		worse: flags(
			!p.hasRoom(i, kept),
			st.Best >= mastery.Proficient,
			st.Tries >= Enough || p.isStranded(i),
			st.Tries >= few && st.P >= nearly,
			p.last() == i && p.run >= longest,
			movesOn,
			!slices.Contains(p.met, i),
			!st.hasBegun(),
		),
		at: i,
	}
	if st.hasBegun() {
		r.a = st.P
	}
	return r
}

// stretches are skills with items of the third tier that this session has not
// asked, the least certain first.
func (p *planner) stretches() []choice {
	var best ranking
	for i := range p.skills {
		if p.empty[i] || p.st[i].Level >= mastery.Distinguished {
			continue
		}
		r := rank{worse: flags(!p.hasRoom(i, 0), p.last() == i && p.run >= 2), a: p.st[i].P, at: i}
		if best.takes(r) && p.hasHarder(i) {
			best.add(r)
		}
	}
	out := make([]choice, 0, len(best))
	for _, r := range best {
		c := p.candidate(r.at, Practice, Stretches)
		c.Items = p.harder(r.at)
		out = append(out, choice{c, !p.hasRoom(r.at, 0)})
	}
	return out
}

// hasHarder tells whether harder lists anything.
func (p *planner) hasHarder(i int) bool {
	for _, it := range p.course.ItemsOf(p.skills[i].ID) {
		if tier(it) >= 3 && !p.asked[it.ID] {
			return true
		}
	}
	return false
}

// harder lists the items of the third tier that this session has not asked.
func (p *planner) harder(i int) []string {
	var out []string
	for _, it := range p.course.ItemsOf(p.skills[i].ID) {
		if tier(it) >= 3 && !p.asked[it.ID] {
			out = append(out, it.ID)
		}
	}
	return out
}
