package mastery

import "math"

// Estimate is a mastery with the range it lies in about four times out of five.
type Estimate struct{ P, Low, High float64 }

// Mastery tells how likely it is that the learner can do a typical middle-tier
// item of the skill: luck and slips count neither for nor against. The range
// comes from how sure the model is of the learner.
func (p *Params) Mastery(w *Workspace, l *Learner, q *Skill, shared *Shared) Estimate {
	practice := log1p(q.answers)
	variance := l.ability.variance(p.Spread.Learner) + q.ability.variance(p.Spread.Skill) + practice*practice*l.pace.variance(p.Spread.Pace)
	spread := fourInFive * math.Sqrt(variance)
	z := p.typical(w, l, q, shared) + q.held
	return Estimate{P: p.told(z), Low: p.told(z - spread), High: p.told(z + spread)}
}

// told is the mastery that a score for a typical item is told as: at a usual
// moment, of those who do not slip.
func (p *Params) told(z float64) float64 { return min(certain, logistic(z+p.Moment)/(1-p.Slip)) }

const (
	// fourInFive is how many standard deviations to either side hold 80 % of a
	// normal distribution.
	fourInFive = 1.2816

	// certain is the most that is ever told.
	certain = 0.999
)

// typical is the score for a typical item of a skill.
func (p *Params) typical(w *Workspace, l *Learner, q *Skill, shared *Shared) float64 {
	skills, common := [1]*Skill{q}, [1]*Shared{shared}
	s := States{Workspace: w, Learner: l, Skills: skills[:], Shared: common[:]}
	e := p.look(s)
	return p.score(s.weights(), &e)
}

// hold sees to it that what was better than expected never lowers the mastery
// that was told before, and what was worse never raises it. Weights learnt from
// many people say now and then that a right answer is bad news (it was the easy
// one of a kind); nobody could be told so. What is held fades with the answers
// that follow.
func (p *Params) hold(s States, i int, before, beyond float64) {
	q := s.Skills[i]
	still := logit(before*(1-p.Slip)) - p.Moment - p.typical(s.Workspace, s.Learner, q, s.Shared[i]) // with it, mastery stays as it was
	q.held *= fadeBurst
	if beyond >= 0 {
		q.held = max(q.held, still)
	}
	if beyond <= 0 && before < certain { // above certain there is room to fall unseen
		q.held = min(q.held, still)
	}
	q.held = within(q.held, -farHeld, farHeld)
}

// farHeld is as far as two sums of logits can lie apart.
const farHeld = 2 * farSum
