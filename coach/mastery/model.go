package mastery

import "math"

// Predict is the chance, from 0 to 1, that an attempt without hints is right,
// guessing included. Where At is zero the answer is taken to come at a usual
// pace.
func (p *Params) Predict(s States, f Facts) float64 {
	e := p.look(s)
	p.meet(&e, s, f)
	guess := chance(f)
	return guess + (1-guess)*logistic(p.score(s.weights(), &e))
}

// Learn moves the states by one attempt. Call it in the order the attempts were
// committed: what an item is worth depends on all answers before.
func (p *Params) Learn(s States, f Facts) {
	if !f.moves() {
		return
	}
	e := p.look(s)
	before := make([]float64, 0, 8) // stays off the heap while no item has more skills
	for i, q := range s.Skills {
		var z float64
		if len(s.Skills) == 1 {
			z = p.score(s.weights(), &e) // is the typical one: no need to look again
		} else {
			z = p.typical(s.Workspace, s.Learner, q, s.Shared[i])
		}
		before = append(before, p.told(z+q.held))
	}
	beyond := p.learn(s, &e, f)
	for i := range s.Skills {
		p.hold(s, i, before[i], beyond)
	}
}

// learn is Learn but for the hold on the mastery told, from the evidence before
// it met the item. It returns how right the answer was beyond what was expected.
func (p *Params) learn(s States, e *evidence, f Facts) (beyond float64) {
	p.meet(e, s, f)
	guess := chance(f)
	expected := guess + (1-guess)*logistic(e.sum*tempered(e.variance))
	y := p.outcome(f, expected)
	if s.Workspace != nil {
		p.adapt(s, e, guess, y)
	}
	p.believe(s, e, lessonFrom(e.sum, e.variance, guess, y))
	s.count(f, y, y-expected)
	return y - expected
}

// outcome is how right an attempt was, 0 to 1. A right answer counts half for
// each hint, but is never worse than what was expected; what the learner graded
// alone is drawn towards what was expected.
func (p *Params) outcome(f Facts, expected float64) float64 {
	y := within(f.Score, 0, 1)
	if f.Right {
		y = 1
		if f.Hints > 0 {
			y = max(expected, math.Pow(p.Hint, float64(f.Hints)))
		}
	}
	if f.SelfGraded {
		y = expected + p.SelfGraded*(y-expected)
	}
	return y
}

// adapt moves the workspace's own weights of the head. The score is drawn in by
// what is not known, so that a weight counts there as often as its evidence
// times that factor.
func (p *Params) adapt(s States, e *evidence, guess, y float64) {
	w, t := s.Workspace, tempered(e.variance)
	variance := 0.0
	for i, x := range e.head {
		variance += w.head[i].variance(p.Spread.Head) * x * x
	}
	a := lessonFrom(p.score(w, e), variance*t*t, guess, y)
	for i, x := range e.head {
		w.head[i].learn(p.Spread.Head, x*t, a)
	}
}

// believe moves the beliefs by what the answer says about their sum.
func (p *Params) believe(s States, e *evidence, a lesson) {
	if w := s.Workspace; w != nil {
		for i, x := range e.base {
			w.base[i].learn(p.Spread.Base, x, a)
		}
	}
	for i, q := range s.Skills {
		c := s.Shared[i]
		c.easiness.learn(p.Spread.Shared, e.share, a)
		c.practice.learn(p.Spread.Practice, e.share*log1p(q.answers), a)
		c.recent.learn(p.Spread.Recent, e.share*p.recent(q), a)
		q.ability.learn(p.Spread.Skill, e.share, a)
		q.ability.loosen(p.Spread.Skill, e.share*p.Drift)
	}
	s.Item.easiness.learn(p.Spread.Item, 1, a)
	s.Item.slope.learn(p.Spread.Slope, e.ability, a)
	l := s.Learner
	l.ability.learn(p.Spread.Learner, 1, a)
	l.ability.loosen(p.Spread.Learner, p.Drift)
	l.pace.learn(p.Spread.Pace, e.practice, a)
}

// count keeps what an answer was, and by how much it was better than expected.
// Of two instants the one that came last is kept, later or not: a clock that was
// wrong once shall not silence all that follows.
func (s States) count(f Facts, y, beyond float64) {
	l, at, sign := s.Learner, milliseconds(f.At), 2*y-1
	if !s.isRun() {
		l.run, l.around = 0, decayed{}
	}
	l.run++
	l.around.add(s.Item.easiness.mean, fadeAround)
	l.answers++
	l.right += y
	l.rate.add(y, fadeRate)
	l.surge = l.surge*fadeSurge + beyond
	l.burst = l.burst*fadeBurst + beyond
	l.last = [3]float64{sign, l.last[0], l.last[1]}
	if at != 0 {
		l.at = at
	}
	for _, q := range s.Skills {
		q.answers++
		q.right += y
		q.rate.add(y, fadeSurge)
		q.surge = q.surge*fadeSurge + beyond
		q.burst = q.burst*fadeBurst + beyond
		q.last = sign
		q.streak++
		if !f.Right {
			q.streak = 0
		}
		q.turn = l.answers
		if at != 0 {
			q.at = at
		}
	}
}

// chance is the chance of a lucky guess, within what the model can work with.
func chance(f Facts) float64 { return within(f.Chance, 0, maxChance) }
