package eval

import (
	"fmt"
	"math/rand/v2"

	"pacer/coach/course"
)

// The made-up course: the size and graph of a real one. Sixteen skills in an
// order that respects what they need: the first needs nothing, each other one
// of the three before it, and three times in ten a second one. Twelve items a
// skill, 3, 6 and 3 of tiers 1, 2 and 3; every third one a choice of four, the
// others typed; one in eight draws on a skill that its own needs as well.
const (
	madeSkills  = 16
	secondNeed  = .3
	drawsOnMore = 1. / 8
	spreadB     = .8  // of difficulties within a tier, logits
	spreadA     = .25 // of discriminations
	tierStep    = .9  // between tiers, logits
)

// madeTiers are the tiers of a skill's items.
var madeTiers = []int{1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3}

// world is a course and what is true about it.
type world struct {
	course *course.Course
	needs  [][]int        // direct prerequisites, by place in the course
	eases  []float64      // what a skill adds to everybody's prior strength, logits
	items  []hidden       // by place in the course
	of     [][]int        // items by skill
	place  map[string]int // of items, by ID
	ideas  []int          // the misconception that an item touches, 0 or 1; -1: none. See crisis.go
	scale  float64
}

// hidden is what is true about an item.
type hidden struct {
	skills     []int // the one practised first
	difficulty float64
	slope      float64
}

// newWorld makes a course. The scale multiplies the simulator's parameters, as
// simulate.go says.
func newWorld(seed uint64, scale float64) *world {
	r := rand.New(rand.NewPCG(seed, 0xbf58476d1ce4e5b9))
	w := &world{course: &course.Course{ID: "made", Title: "Made up", Language: "en", Licence: "CC0-1.0"}, scale: scale, place: map[string]int{}}
	for i := range madeSkills {
		s := course.Skill{ID: fmt.Sprintf("s%02d", i+1)}
		var needs []int
		if i > 0 {
			needs = append(needs, max(0, i-1-r.IntN(3)))
			if j := r.IntN(i); r.Float64() < secondNeed && j != needs[0] {
				needs = append(needs, j)
			}
		}
		for _, j := range needs {
			s.Needs = append(s.Needs, w.course.Skills[j].ID)
		}
		w.course.Skills = append(w.course.Skills, s)
		w.needs = append(w.needs, needs)
		w.eases = append(w.eases, scale*priorSkill*r.NormFloat64())
		w.addItems(r, i)
	}
	w.course.Index()
	return w
}

// addItems makes the items of a skill.
func (w *world) addItems(r *rand.Rand, skill int) {
	var of []int
	mean, typical := 0.0, 0
	for n, tier := range madeTiers {
		it := course.Item{ID: fmt.Sprintf("s%02d-%02d", skill+1, n+1), Skill: w.course.Skills[skill].ID, Kind: course.Number, Tier: tier, Answer: "1"}
		if n%3 == 0 {
			it.Kind, it.Answer = course.Choice, ""
			it.Options = []course.Option{{Text: "1", Right: true}, {Text: "2"}, {Text: "3"}, {Text: "4"}}
		}
		h := hidden{
			skills:     []int{skill},
			difficulty: tierStep*float64(tier-2) + w.scale*spreadB*r.NormFloat64(),
			slope:      lognormal(r, slopeTypical, spreadA*w.scale),
		}
		if needs := w.needs[skill]; len(needs) > 0 && r.Float64() < drawsOnMore {
			j := needs[r.IntN(len(needs))]
			it.Also = []string{w.course.Skills[j].ID}
			h.skills = append(h.skills, j)
		}
		if tier == 2 {
			mean, typical = mean+h.difficulty, typical+1
		}
		of = append(of, len(w.items))
		w.place[it.ID] = len(w.items)
		w.course.Items = append(w.course.Items, it)
		w.items = append(w.items, h)
	}
	for _, n := range of {
		if w.course.Items[n].Tier == 2 {
			w.items[n].difficulty -= mean / float64(typical)
		}
	}
	w.of = append(w.of, of)
}
