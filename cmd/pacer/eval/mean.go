package eval

// SkillMean predicts the share of right answers on the item's skills so far, of
// all learners: what is known without looking at the learner at all.
type SkillMean struct {
	skill []tally
	all   tally
}

// tally counts answers and how many of them were right.
type tally struct{ n, right float64 }

func (t *tally) add(right bool) {
	t.n++
	t.right += truth(right)
}

// pull is how many imaginary answers of the mean of everything a skill starts
// with.
const pull = 5

// NewSkillMean returns one that has seen nothing.
func NewSkillMean() *SkillMean { return &SkillMean{all: tally{2, 1}} }

// Predict is the mean of the skills' means.
func (m *SkillMean) Predict(row *Row) float64 {
	base, sum := m.all.right/m.all.n, 0.0
	for _, s := range row.Skills {
		var t tally
		if int(s) < len(m.skill) {
			t = m.skill[s]
		}
		sum += (t.right + pull*base) / (t.n + pull)
	}
	return sum / float64(len(row.Skills))
}

// Learn counts the answer.
func (m *SkillMean) Learn(row *Row) {
	m.all.add(row.Right)
	for _, s := range row.Skills {
		for len(m.skill) <= int(s) {
			m.skill = append(m.skill, tally{})
		}
		m.skill[s].add(row.Right)
	}
}

// NewLearners does nothing: no learner is looked at.
func (m *SkillMean) NewLearners() {}
