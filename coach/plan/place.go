package plan

import (
	"math"
	"math/bits"
	"slices"

	"pacer/coach/course"
)

// PlacementMost is how many questions placement takes at most: few, for they
// stand before all practice. Twelve find the start more exactly, and simulated
// learners who were asked twelve were proficient no sooner.
const PlacementMost = 5

// What placement takes for granted. One answer decides little: who has not got a
// skill is right now and then (luck), and who has got it is sometimes wrong
// (slip). Passing too much costs more than passing too little: it opens what
// cannot be learnt yet, and what was passed is looked at last, while what is
// known and not passed is Proficient after a few questions. On seeds 1 to 60 of
// `pacer eval plan` learners need 198 items so, and 206 with a bar of .9.
const (
	luck   = .3
	slip   = .15
	sure   = .985 // the chance from which on a skill is passed
	states = 128  // of knowledge that are held against the answers
)

// Place finds where to start in at most n questions. It says which skill to ask
// about next, or that it is done: n questions were asked, or every skill is
// likely enough known, or not, to leave it at that. A skipped question counts
// as one that was missed.
//
// It holds a sample of the states of knowledge that the graph allows, in which
// whoever knows a skill knows all that it needs, and weighs each by how likely
// it makes the answers. The next question is on the skill that comes nearest to
// being known in half of them, which is the question that tells most (the
// half-split rule of Falmagne and Doignon 1988, as in ALEKS). It may be one
// that was asked about before, while the skill has other items.
func Place(c *course.Course, asked []Past, n int, seed uint64) (skill string, done bool) {
	if len(asked) >= n {
		return "", true
	}
	g := newGraph(c)
	chances, times := g.chances(asked), make([]int, len(c.Skills))
	for _, e := range asked {
		if i, ok := g.place[e.Skill]; ok {
			times[i]++
		}
	}
	best, least := -1, sure-.5
	if len(asked) == 0 {
		least = 1 // nothing is known before a question was asked
	}
	var tie uint64
	for i := range c.Skills {
		off, t := math.Abs(chances[i]-.5), mix(seed, uint64(i))
		if times[i] < len(c.ItemsOf(c.Skills[i].ID)) && (off < least || best >= 0 && off == least && t < tie) {
			best, least, tie = i, off, t
		}
	}
	if best < 0 {
		return "", true
	}
	return c.Skills[best].ID, false
}

// Placed lists the skills passed in placement, in course order: those that the
// answers as a whole make likely enough, if a right answer speaks for them (on
// the skill, or on one that needs it, however far down) and none of their own
// questions was missed.
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
	chances := g.chances(asked)
	var out []string
	for i := range c.Skills {
		if passed.has(i) && chances[i] >= sure {
			out = append(out, c.Skills[i].ID)
		}
	}
	return out
}

// graph is who needs whom, however far away.
type graph struct {
	course *course.Course
	place  map[string]int
	order  []int     // the skills, each after what it needs
	needs  [][]int   // what a skill needs directly
	below  []set     // what it needs, however far down, and itself
	height []float64 // steps of the longest way down from it, in parts of those of the whole graph
	top    float64   // the greatest of them
}

func newGraph(c *course.Course) *graph {
	n := len(c.Skills)
	g := &graph{
		course: c, place: make(map[string]int, n), order: make([]int, 0, n),
		needs: make([][]int, n), below: make([]set, n), height: make([]float64, n),
	}
	for i := range c.Skills {
		g.place[c.Skills[i].ID] = i
	}
	visited := make([]bool, n)
	steps := 1.0
	for i := range c.Skills {
		g.close(i, visited)
		steps = max(steps, g.height[i]+1)
	}
	for i := range g.height {
		g.height[i] /= steps
	}
	g.top = (steps - 1) / steps
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
		j, ok := g.place[need]
		if !ok || j == i {
			continue
		}
		g.close(j, visited)
		g.needs[i] = append(g.needs[i], j)
		g.below[i].addAll(g.below[j])
		g.height[i] = max(g.height[i], g.height[j]+1)
	}
	g.order = append(g.order, i)
}

// chances are how likely it is that each skill is known, given the answers.
func (g *graph) chances(asked []Past) []float64 {
	out := make([]float64, len(g.below))
	all := 0.0
	for n := range states {
		known := g.state(n)
		weight := 1.0
		for _, e := range asked {
			i, ok := g.place[e.Skill]
			switch {
			case !ok:
			case known.has(i) && e.Right:
				weight *= 1 - slip
			case known.has(i):
				weight *= slip
			case e.Right:
				weight *= luck
			default:
				weight *= 1 - luck
			}
		}
		all += weight
		known.each(func(i int) { out[i] += weight })
	}
	for i := range out {
		out[i] /= all
	}
	return out
}

// state is the n-th state of the sample: what somebody knows who has got so far
// up the graph, from nothing to everything, give or take what is each skill's
// own.
func (g *graph) state(n int) set {
	const own = .5 // of the graph's height
	s := newSet(len(g.below))
	reach := (g.top + own) * (float64(n) + .5) / states
	for _, i := range g.order {
		part := float64(mix(uint64(n), uint64(i))>>11) / (1 << 53)
		if g.height[i]+own*part < reach && !slices.ContainsFunc(g.needs[i], func(j int) bool { return !s.has(j) }) {
			s.add(i)
		}
	}
	return s
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

// each calls f with every member, ascending.
func (s set) each(f func(int)) {
	for w, word := range s {
		for word != 0 {
			f(w*64 + bits.TrailingZeros64(word))
			word &= word - 1
		}
	}
}
