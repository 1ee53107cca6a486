package eval

// SkillMean predicts the share of right answers on the item's skills so far, of
// all learners: what is known without looking at the learner at all.
type SkillMean struct {
	units *units
	unit  []tally
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
func NewSkillMean() *SkillMean { return &SkillMean{units: newUnits(), all: tally{2, 1}} }

// Predict is the mean of the row's skills.
func (m *SkillMean) Predict(row *Row) float64 {
	t := m.of(row)
	return (t.right + pull*m.all.right/m.all.n) / (t.n + pull)
}

// Learn counts the answer.
func (m *SkillMean) Learn(row *Row) {
	m.all.add(row.Right)
	m.of(row).add(row.Right)
}

func (m *SkillMean) of(row *Row) *tally {
	n := m.units.of(row)
	m.unit = atLeast(m.unit, n)
	return &m.unit[n]
}

// NewLearners does nothing: no learner is looked at.
func (m *SkillMean) NewLearners() {}
