package eval

// Elo plays each answer as a match: the learner's rating in all and on the
// item's skills against the item, or against the skills if it is without items.
// All move by K = a/(1 + b n) times the surprise, n answers after their first.
// It starts from nothing and learns as it goes.
//
// Pelánek, "Applications of the Elo rating system in adaptive educational
// systems", Computers & Education 98, 2016.
type Elo struct {
	perItem bool
	units   *units
	learner []rating
	skill   map[uint64]rating // by learner and unit
	against []rating          // by item, or by unit
}

type rating struct{ value, n float64 }

// The usual constants of the step.
const (
	eloFirst = 1.0
	eloFall  = 0.2
)

// NewElo returns one that knows nothing, with ratings of items or of skills only.
func NewElo(perItem bool) *Elo {
	return &Elo{perItem: perItem, units: newUnits(), skill: map[uint64]rating{}}
}

// NewLearners forgets all learners and keeps what is known of items and skills.
func (e *Elo) NewLearners() {
	e.learner = nil
	clear(e.skill)
}

// players are the ratings that a row is about; the one on the skill is a copy,
// to be stored under its key.
func (e *Elo) players(row *Row) (learner, against *rating, key uint64) {
	unit := e.units.of(row)
	opponent := unit
	if e.perItem {
		opponent = row.Item
	}
	e.learner, e.against = atLeast(e.learner, row.Learner), atLeast(e.against, opponent)
	return &e.learner[row.Learner], &e.against[opponent], pair(row.Learner, unit)
}

// Predict is the chance of a right answer.
func (e *Elo) Predict(row *Row) float64 {
	learner, against, key := e.players(row)
	return logistic(learner.value + e.skill[key].value - against.value)
}

// Learn moves the ratings.
func (e *Elo) Learn(row *Row) {
	learner, against, key := e.players(row)
	skill := e.skill[key]
	surprise := truth(row.Right) - logistic(learner.value+skill.value-against.value)
	learner.move(surprise)
	skill.move(surprise)
	e.skill[key] = skill
	against.move(-surprise)
}

func (r *rating) move(surprise float64) {
	r.value += eloFirst / (1 + eloFall*r.n) * surprise
	r.n++
}
