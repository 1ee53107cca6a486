package mastery

import (
	"math"
	"math/rand/v2"
	"time"
)

// school simulates people who are near the model's idea of people but not it:
// what they know of a skill grows a little with every answer and by a leap at a
// hidden moment, items differ in how sharply they tell who knows from who does
// not, and everybody slips.
type school struct {
	rand   *rand.Rand
	skills []float64 // easiness, logits
	items  []simulatedItem
}

type simulatedItem struct{ easiness, sharp float64 }

// simulated is an answer with the truth behind it: how likely a typical item of
// the skill was to go right at that moment, had nobody slipped.
type simulated struct {
	Answer
	mastery float64
}

const (
	simulatedSkills = 8
	itemsPerSkill   = 30
	simulatedSlip   = 0.08
)

func newSchool(seed uint64) *school {
	s := &school{rand: rand.New(rand.NewPCG(seed, 1))}
	for range simulatedSkills {
		s.skills = append(s.skills, s.rand.NormFloat64()*.8)
		for range itemsPerSkill {
			s.items = append(s.items, simulatedItem{s.rand.NormFloat64() * .8, math.Exp(s.rand.NormFloat64() * .2)})
		}
	}
	return s
}

// learner is the answers of one: 4 to 31 in a row on each of five skills.
func (s *school) learner(n int32) (out []simulated) {
	r := s.rand
	ability, pace := r.NormFloat64()*.9, max(0, .04+.03*r.NormFloat64())
	at := morning.Add(time.Duration(n) * time.Hour)
	for _, skill := range r.Perm(simulatedSkills)[:5] {
		begins := ability + s.skills[skill] + r.NormFloat64()*.6
		leap := r.ExpFloat64() * 8
		for answers := range 4 + r.IntN(28) {
			z := begins + pace*float64(answers)
			if float64(answers) > leap {
				z += .8
			}
			item := skill*itemsPerSkill + r.IntN(itemsPerSkill)
			p := (1 - simulatedSlip) * logistic(s.items[item].sharp*(z+s.items[item].easiness))
			at = at.Add(time.Duration(5+r.IntN(60)) * time.Second)
			out = append(out, simulated{
				Answer{n, int32(item), []int32{int32(skill)}, Facts{At: at, Counts: true, Right: r.Float64() < p}},
				logistic(z),
			})
		}
	}
	return out
}

// log is the answers of so many learners, one after another, and the place where
// the answers of the second half of them begin.
func (s *school) log(learners int32) (out []simulated, half int) {
	for n := range learners {
		if n == learners/2 {
			half = len(out)
		}
		out = append(out, s.learner(n)...)
	}
	return out, half
}

// answers are what Fit may see of a simulation.
func answers(log []simulated) (out []Answer) {
	for _, a := range log {
		out = append(out, a.Answer)
	}
	return out
}
