package mastery

// Learner is what holds for a learner over all skills.
type Learner struct {
	ability belief // on every skill
	pace    belief // what practice brings, beyond the usual, for each log(1 + answers on the skill)

	answers float64    // that counted
	right   float64    // of them; what was partly right counts in part
	rate    decayed    // the part that was right, over some fifty answers
	surge   float64    // right beyond what was expected, over some ten answers
	burst   float64    // the same over some three
	last    [3]float64 // the latest answers, latest first: 1 right, -1 wrong, 0 none
	run     float64    // answers in a row on one skill
	around  decayed    // easiness of the items of that run
	at      int64      // of the latest answer, in Unix milliseconds; 0 unknown
}

// Skill is one learner on one skill.
type Skill struct {
	ability belief // besides what holds over all skills

	answers float64
	right   float64
	rate    decayed // the part that was right, over some ten answers
	surge   float64 // right beyond what was expected, over some ten answers
	burst   float64 // the same over some three
	last    float64 // the latest answer: 1 right, -1 wrong, 0 none
	streak  float64 // right in a row
	held    float64 // what keeps the mastery told from moving against an answer, in logits; fades
	turn    float64 // Learner.answers after the latest answer
	at      int64   // of the latest answer, in Unix milliseconds; 0 unknown
}

// Item is one item, as the learners of a workspace find it.
type Item struct {
	easiness belief // besides its tier's and its skills'
	slope    belief // what an able learner gains on it, beyond the usual, for each logit of ability
}

// Shared is one skill, as the learners of a workspace find it.
type Shared struct {
	easiness belief // of a typical item
	practice belief // what practice brings, beyond the usual, for each log(1 + answers)
	recent   belief // what the latest answers on the skill tell, beyond the usual
}

// Workspace is what the answers of a workspace have taught about everybody: how
// far the weights that serve it best are from those that ship.
type Workspace struct {
	base [nBase]belief
	head [nHead]belief
}

// decayed is a mean whose older terms count less and less.
type decayed struct{ sum, weight float64 }

func (d *decayed) add(x, fade float64) { d.sum, d.weight = d.sum*fade+x, d.weight*fade+1 }

// mean is the mean, drawn towards a guess that weighs as much as some terms.
func (d decayed) mean(guess, weighs float64) float64 {
	return (d.sum + guess*weighs) / (d.weight + weighs)
}

// What an answer still counts when one more has been given. A sum that fades so
// is about that of the latest three answers at 0.7, of five at 0.8, of ten at
// 0.9, of fifty at 0.98 and of two thousand at 0.9995.
const (
	fadeBurst  = 0.7
	fadeAround = 0.8
	fadeSurge  = 0.9
	fadeRate   = 0.98
)

// States are the states that one attempt touches.
type States struct {
	Workspace *Workspace // nil: the weights that ship, which then stay
	Learner   *Learner
	Skills    []*Skill  // the learner on each of the item's skills, each once, the one practised first
	Shared    []*Shared // the same skills in the same order
	Item      *Item
}
