package plan

import (
	"math/bits"

	"pacer/coach/course"
)

// Place finds where to start in at most n questions, one skill each. It says
// which skill to ask about next, or that it is done: n questions were asked, or
// what they leave open would teach nothing. A right answer speaks for all that
// the skill needs, another one (a skipped question too) against all that needs
// it; the next question is the one that settles most either way.
func Place(c *course.Course, asked []Past, n int, seed uint64) (skill string, done bool) {
	if len(asked) >= n {
		return "", true
	}
	g := newGraph(c)
	open := g.open(asked)
	best, least, sum := -1, 0, 0
	var tie uint64
	for i := range c.Skills {
		if !open.has(i) {
			continue
		}
		right, wrong := open.count(g.below[i]), open.count(g.above[i])
		l, s, t := min(right, wrong), right+wrong, mix(seed, uint64(i))
		if best < 0 || l > least || l == least && (s > sum || s == sum && t < tie) {
			best, least, sum, tie = i, l, s, t
		}
	}
	if best < 0 {
		return "", true
	}
	return c.Skills[best].ID, false
}

// Placed lists the skills passed in placement, in course order: answered right,
// or needed, however far down, by one that was; but none that was itself
// missed.
func Placed(c *course.Course, asked []Past) []string {
	g := newGraph(c)
	passed := newSet(len(c.Skills))
	for _, e := range asked {
		if i, ok := g.place[e.Skill]; ok && e.Right {
			passed.addAll(g.below[i])
		}
	}
	for _, e := range asked {
		if i, ok := g.place[e.Skill]; ok && !e.Right {
			passed.remove(i)
		}
	}
	var out []string
	for i := range c.Skills {
		if passed.has(i) {
			out = append(out, c.Skills[i].ID)
		}
	}
	return out
}

// graph is who needs whom, however far away. Every skill is in its own sets.
type graph struct {
	course *course.Course
	place  map[string]int
	below  []set // what the skill needs
	above  []set // what needs it
}

func newGraph(c *course.Course) *graph {
	n := len(c.Skills)
	g := &graph{course: c, place: make(map[string]int, n), below: make([]set, n), above: make([]set, n)}
	for i := range c.Skills {
		g.place[c.Skills[i].ID] = i
	}
	visited := make([]bool, n)
	for i := range c.Skills {
		g.close(i, visited)
	}
	for i := range g.above {
		g.above[i] = newSet(n)
	}
	for i := range g.below {
		g.below[i].each(func(j int) { g.above[j].add(i) })
	}
	return g
}

// close fills what skill i needs. A circle, which a checked course does not
// have, is cut where it closes.
func (g *graph) close(i int, visited []bool) {
	if visited[i] {
		return
	}
	visited[i] = true
	g.below[i] = newSet(len(visited))
	g.below[i].add(i)
	for _, need := range g.course.Skills[i].Needs {
		if j, ok := g.place[need]; ok {
			g.close(j, visited)
			g.below[i].addAll(g.below[j])
		}
	}
}

// open are the skills that can be asked about and that nothing asked so far
// speaks for or against.
func (g *graph) open(asked []Past) set {
	open := newSet(len(g.below))
	for i := range g.below {
		if len(g.course.ItemsOf(g.course.Skills[i].ID)) > 0 {
			open.add(i)
		}
	}
	for _, e := range asked {
		i, ok := g.place[e.Skill]
		switch {
		case !ok:
		case e.Right:
			open.removeAll(g.below[i])
		default:
			open.removeAll(g.above[i])
		}
	}
	return open
}

// set is a set of small numbers.
type set []uint64

func newSet(n int) set { return make(set, (n+63)/64) }

func (s set) add(i int)      { s[i/64] |= 1 << (i % 64) }
func (s set) remove(i int)   { s[i/64] &^= 1 << (i % 64) }
func (s set) has(i int) bool { return s[i/64]&(1<<(i%64)) != 0 }

func (s set) addAll(t set) {
	for i := range t {
		s[i] |= t[i]
	}
}

func (s set) removeAll(t set) {
	for i := range t {
		s[i] &^= t[i]
	}
}

// count is how many are in both.
func (s set) count(t set) int {
	n := 0
	for i := range s {
		n += bits.OnesCount64(s[i] & t[i])
	}
	return n
}

// each calls f with every member, ascending.
func (s set) each(f func(int)) {
	for w, word := range s {
		for word != 0 {
			f(w*64 + bits.TrailingZeros64(word))
			word &= word - 1
		}
	}
}
