package plan

import (
	"pacer/coach/course"
	"pacer/coach/mastery"
)

// Frontier lists the skills a learner is ready for, in course order: open, with
// items, and not Proficient. A skill passed in placement joins once there is
// evidence about it (a level above Starting).
func Frontier(c *course.Course, st func(skill string) Standing) []string {
	v := look(c, st, false)
	var out []string
	for i := range v.skills {
		if v.onFrontier(i) {
			out = append(out, v.skills[i].ID)
		}
	}
	return out
}

// Open tells whether a skill may be practised. One the course does not have
// is not open.
func Open(c *course.Course, st func(skill string) Standing, skill string) bool {
	v := look(c, st, false)
	i, ok := v.place[skill]
	return ok && v.open[i]
}

// view is a course with what a learner knows of it. Skills are told apart by
// their place in the course.
type view struct {
	course *course.Course
	skills []course.Skill
	place  map[string]int
	st     []Standing
	needs  [][]int // prerequisites that can be practised
	empty  []bool  // has no items: a heading, passed through
	open   []bool  // may be practised
	leads  []int   // to this skill, the first in the course that needs it and is not known; -1: none

	ungated bool // prerequisites stand before nothing
}

// look asks for each skill's standing once and finds what is open: all of them
// where nothing is gated.
func look(c *course.Course, st func(string) Standing, ungated bool) *view {
	n := len(c.Skills)
	v := &view{
		course: c, skills: c.Skills, place: make(map[string]int, n),
		st: make([]Standing, n), needs: make([][]int, n),
		empty: make([]bool, n), open: make([]bool, n), leads: make([]int, n), ungated: ungated,
	}
	all := 0
	for i := range c.Skills {
		id := c.Skills[i].ID
		v.place[id] = i
		v.st[i] = st(id)
		v.empty[i] = len(c.ItemsOf(id)) == 0
		v.leads[i] = -1
		all += len(c.Skills[i].Needs)
	}
	room := make([]int, 0, all) // for all the lists, unless headings lengthen some
	for i := range c.Skills {
		from := len(room)
		room = v.addNeeds(room, i, nil)
		v.needs[i] = room[from:len(room):len(room)]
	}
	for i := range c.Skills {
		v.open[i] = v.st[i].isKnown() || v.st[i].Tries >= few || !v.isBarred(i)
		if v.st[i].isKnown() || v.empty[i] {
			continue
		}
		for _, j := range v.needs[i] {
			if v.leads[j] < 0 {
				v.leads[j] = i
			}
		}
	}
	return v
}

// addNeeds appends the prerequisites of a skill; those without items are
// replaced by what they need in turn, each looked into once. One that the
// course does not have can be met by nobody and is left out.
func (v *view) addNeeds(out []int, i int, headings map[int]bool) []int {
	for _, need := range v.skills[i].Needs {
		j, ok := v.place[need]
		switch {
		case !ok || j == i:
		case !v.empty[j]:
			out = append(out, j)
		case !headings[j]:
			if headings == nil {
				headings = map[int]bool{i: true}
			}
			headings[j] = true
			out = v.addNeeds(out, j, headings)
		}
	}
	return out
}

// isBarred tells whether a prerequisite still stands before a skill. One known
// once bars nothing, whatever became of it since; nor does one that is likely
// known and waits for the last of its evidence. On seeds 1 to 60 of `pacer eval
// plan` learners need 198 items so, and 203 where only Proficient opens.
func (v *view) isBarred(i int) bool {
	if v.ungated {
		return false
	}
	for _, j := range v.needs[i] {
		if !v.st[j].isKnown() && !v.st[j].isLikely() && v.st[j].Tries < Enough {
			return true
		}
	}
	return false
}

// onFrontier tells whether the learner is ready for a skill and has not got it.
func (v *view) onFrontier(i int) bool { return v.open[i] && !v.empty[i] && v.st[i].isWanted() }

// untaught returns the first prerequisite that bars the way no longer only
// because it was tried Enough times; ok is false where there is none.
func (v *view) untaught(i int) (j int, ok bool) {
	for _, j := range v.needs[i] {
		if !v.st[j].isKnown() && !v.st[j].isLikely() {
			return j, true
		}
	}
	return -1, false
}

// leadsTo names a skill that needs this one and is not known; empty if there
// is none.
func (v *view) leadsTo(i int) string {
	if v.leads[i] < 0 {
		return ""
	}
	return v.skills[v.leads[i]].ID
}

// doubt returns the prerequisite of a skill that is most in doubt: open and not
// Proficient, with the lowest mastery, the earlier in the course if equal. What
// is Proficient and fades has its review: of the questions that simulated
// learners were asked about such a prerequisite on a step back, nine in ten
// taught nothing.
func (v *view) doubt(i int) (j int, ok bool) {
	j = -1
	for _, k := range v.needs[i] {
		if v.open[k] && v.st[k].Level < mastery.Proficient && (j < 0 || v.isWeaker(k, j)) {
			j = k
		}
	}
	return j, j >= 0
}

// before returns the skill most in doubt among all on the frontier that stand
// before a locked one.
func (v *view) before(i int) (j int, ok bool) {
	seen := make([]bool, len(v.skills))
	seen[i] = true
	j = -1
	for stack := []int{i}; len(stack) > 0; {
		at := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		for _, k := range v.needs[at] {
			if seen[k] || v.st[k].isKnown() {
				continue
			}
			seen[k] = true
			stack = append(stack, k)
			if v.onFrontier(k) && (j < 0 || v.isWeaker(k, j)) {
				j = k
			}
		}
	}
	return j, j >= 0
}

// isWeaker tells whether less is known of skill i than of skill j.
func (v *view) isWeaker(i, j int) bool {
	if v.st[i].P != v.st[j].P {
		return v.st[i].P < v.st[j].P
	}
	return i < j
}
