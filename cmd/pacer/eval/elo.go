package eval

// Elo plays each answer as a match: the mean of the learner's ratings on the
// item's skills against the item, or against the skills if it is without items.
// Both move by K = a/(1 + b n) times the surprise, n answers after their first.
// It starts from nothing and learns as it goes.
//
// Pelánek, "Applications of the Elo rating system in adaptive educational
// systems", Computers & Education 98, 2016.
type Elo struct {
	perItem bool
	learner map[uint64]rating // by learner and skill
	against map[int32]rating  // by item, or by skill
}

type rating struct{ value, n float64 }

// The usual constants of the step.
const (
	eloFirst = 1.0
	eloFall  = 0.2
)

// NewElo returns one that knows nothing, with ratings of items or of skills only.
func NewElo(perItem bool) *Elo {
	return &Elo{perItem, map[uint64]rating{}, map[int32]rating{}}
}

// NewLearners forgets all learners and keeps what is known of items and skills.
func (e *Elo) NewLearners() { clear(e.learner) }

// opponents are the keys of what the learner plays against.
func (e *Elo) opponents(row *Row) []int32 {
	if e.perItem {
		return []int32{row.Item}
	}
	return row.Skills
}

// Predict is the chance of a right answer.
func (e *Elo) Predict(row *Row) float64 {
	x := 0.0
	for _, s := range row.Skills {
		x += e.learner[pair(row.Learner, s)].value / float64(len(row.Skills))
	}
	against := e.opponents(row)
	for _, o := range against {
		x -= e.against[o].value / float64(len(against))
	}
	return logistic(x)
}

// Learn moves the ratings.
func (e *Elo) Learn(row *Row) {
	surprise := truth(row.Right) - e.Predict(row)
	for _, s := range row.Skills {
		key := pair(row.Learner, s)
		e.learner[key] = e.learner[key].moved(surprise)
	}
	for _, o := range e.opponents(row) {
		e.against[o] = e.against[o].moved(-surprise)
	}
}

func (r rating) moved(surprise float64) rating {
	return rating{r.value + eloFirst/(1+eloFall*r.n)*surprise, r.n + 1}
}
