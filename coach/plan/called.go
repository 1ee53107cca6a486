package plan

import "pacer/coach/course"

// called is what the last answers call for: a step back from a skill that has
// just gone wrong once too often, and the questions owed. Where both are
// wanted, what has waited longest comes first.
func (p *planner) called() []choice {
	n := len(p.past)
	var out []choice
	for k := max(0, n-2); k < n; k++ {
		if k == n-1 {
			e := &p.past[k]
			if i := p.at[k]; i >= 0 && !e.Right && !e.Skipped && p.open[i] {
				if c, ok := p.stepBack(i); ok {
					out = append(out, choice{Candidate: c})
				}
			}
		}
		for _, c := range p.owed(k) {
			out = append(out, choice{Candidate: c})
		}
	}
	return out
}

// owed are the questions that a past one calls for and that have not been
// asked since: a twin when its last hint was seen, and a follow-up when it
// revealed a misconception.
func (p *planner) owed(k int) []Candidate {
	e, i := &p.past[k], p.at[k]
	if i < 0 || e.Skipped || !p.open[i] {
		return nil
	}
	var out []Candidate
	if e.LastHint && len(p.course.ItemsOf(e.Skill)) > 1 && !p.isTwinAsked(k) {
		c := p.candidate(i, Practice, Twin)
		c.Not, c.Tag = e.Item, e.Misconception
		out = append(out, c)
	}
	if !e.Right && e.Misconception != "" && !p.isFollowUpAsked(k) {
		if c, ok := p.followUp(k); ok {
			out = append(out, c)
		}
	}
	return out
}

func (p *planner) isTwinAsked(k int) bool {
	for _, later := range p.past[k+1:] {
		if later.Skill == p.past[k].Skill {
			return true
		}
	}
	return false
}

func (p *planner) isFollowUpAsked(k int) bool {
	for _, later := range p.past[k+1:] {
		if it := p.course.Item(later.Item); it != nil && carries(it, p.past[k].Misconception) {
			return true
		}
	}
	return false
}

// followUp finds items that can reveal the same misconception and that this
// session has not asked: of the same skill, else of its nearest neighbours.
func (p *planner) followUp(k int) (Candidate, bool) {
	i, tag := p.at[k], p.past[k].Misconception
	find := func(j int) (Candidate, bool) {
		if !p.open[j] {
			return Candidate{}, false
		}
		var items []string
		for _, it := range p.course.ItemsOf(p.skills[j].ID) {
			if p.canFollow(it, tag) {
				items = append(items, it.ID)
			}
		}
		if len(items) == 0 {
			return Candidate{}, false
		}
		c := p.candidate(j, Practice, FollowsUp)
		c.Items, c.Tag, c.Reason.Tag = items, tag, tag
		return c, true
	}
	if c, ok := find(i); ok {
		return c, true
	}
	for _, j := range p.needs[i] {
		if c, ok := find(j); ok {
			return c, true
		}
	}
	for j := range p.skills {
		for _, need := range p.needs[j] {
			if need == i {
				if c, ok := find(j); ok {
					return c, true
				}
			}
		}
	}
	return Candidate{}, false
}

func (p *planner) canFollow(it *course.Item, tag string) bool {
	return !p.asked[it.ID] && carries(it, tag) && !p.drawsOnLocked(it.Also)
}

// isTroubled tells whether a skill is going badly: wrong too often in a row,
// in this session or altogether.
func (p *planner) isTroubled(i int) bool {
	return p.st[i].Streak <= -badRun || p.wrongRun(i) >= badRun
}

// wrongRun counts the wrong first tries of this session at the end of those on
// a skill.
func (p *planner) wrongRun(i int) int {
	wrong := 0
	for k := len(p.past) - 1; k >= 0; k-- {
		if p.at[k] != i || p.past[k].Skipped {
			continue
		}
		if p.past[k].Right {
			break
		}
		wrong++
	}
	return wrong
}

// stepBack is the candidate in the place of a skill that is going badly: its
// prerequisite most in doubt, or, where that goes badly too, one further back.
// It is not ok where nothing is amiss, where there is nothing to step back to,
// and where the step has been made: a few questions on prerequisites since the
// skill was last tried, and the skill has its turn again.
func (p *planner) stepBack(i int) (c Candidate, ok bool) {
	to, from, ok := p.wayBack(i, len(p.skills))
	if !ok {
		return Candidate{}, false
	}
	c = p.candidate(to, Practice, StepsBack)
	c.Reason.For = p.skills[from].ID
	return c, true
}

func (p *planner) wayBack(i, depth int) (to, from int, ok bool) {
	if depth == 0 || !p.isTroubled(i) || p.isBackDone(i) {
		return 0, 0, false
	}
	if to, ok = p.doubt(i); !ok {
		return 0, 0, false
	}
	if further, from, ok := p.wayBack(to, depth-1); ok {
		return further, from, true
	}
	return to, i, true
}

// isBackDone tells whether the session has asked enough of a skill's
// prerequisites since it last asked the skill.
func (p *planner) isBackDone(i int) bool {
	asked, right := 0, 0
	for k := len(p.past) - 1; k >= 0 && p.at[k] != i; k-- {
		isNeed := false
		for _, j := range p.needs[i] {
			isNeed = isNeed || j == p.at[k]
		}
		if !isNeed {
			continue
		}
		asked++
		if p.past[k].Right && right == asked-1 {
			right++
		}
	}
	return asked >= backOut || right >= backGood
}

// isStranded tells whether a skill is going badly in this session and there is
// nothing to step back to: it rests while anything else can be practised.
func (p *planner) isStranded(i int) bool {
	_, hasWay := p.doubt(i)
	return p.wrongRun(i) >= badRun && !hasWay
}

// wish is the skill that was chosen; while it is locked, what stands before
// it and is most in doubt. A mastered skill is practised for a few questions.
func (p *planner) wish() (Candidate, bool) {
	i, ok := p.place[p.in.Wish]
	if !ok || p.empty[i] {
		return Candidate{}, false
	}
	if !p.open[i] {
		j, ok := p.before(i)
		if !ok {
			return Candidate{}, false
		}
		if c, ok := p.stepBack(j); ok {
			return c, true
		}
		c := p.candidate(j, Practice, LeadsTo)
		c.Reason.For = p.in.Wish
		return c, true
	}
	if !p.st[i].isWanted() {
		asked := 0
		for _, at := range p.at {
			if at == i {
				asked++
			}
		}
		if asked >= wishMost && !p.st[i].isPromised() {
			return Candidate{}, false
		}
	}
	if c, ok := p.stepBack(i); ok {
		return c, true
	}
	if p.in.Given {
		return p.candidate(i, Practice, Given), true
	}
	return p.candidate(i, Practice, Wished), true
}
