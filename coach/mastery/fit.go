package mastery

import (
	"context"
	"fmt"
	"math"
)

// Answer is one answer of a log that parameters are learnt from. Learners,
// items and skills are numbers from 0 within their log.
type Answer struct {
	Learner, Item int32
	Skills        []int32 // each once, the one practised first
	Facts         Facts
}

// Fit learns parameters from logs, each of people, items and skills of its own,
// in the order in which the answers were given: what is usual (Rate), the
// spreads of what differs, the weights of base and head, and Moment. Nothing in them
// belongs to a log's learner, item or skill. The rest of the start stays as it
// is; from logs without an answer that counts all of it does. It takes some ten
// microseconds an answer. When ctx ends, so does Fit, with its error; with any
// error it returns the start.
//
// Base and spreads are what two readings of the logs leave behind: the weights
// that a workspace would have learnt, and the mean square of what was believed
// of each learner, item and skill (one step of expectation-maximisation each;
// more moves the predictions by nothing that can be measured). The head is a
// logistic regression, by Newton's method, on the evidence as it was before
// each answer, of half the learners after the other half, so that items are
// known about as well as they are in use.
func Fit(ctx context.Context, start Params, logs ...[]Answer) (Params, error) {
	if err := start.Valid(); err != nil {
		return start, err
	}
	if err := check(logs); err != nil {
		return start, err
	}
	p := start
	p.Base, p.Head, p.Moment = [nBase]float64{}, [nHead]float64{}, 0
	if !p.usual(logs) {
		return start, nil
	}
	for range 2 {
		if err := p.settle(ctx, logs); err != nil {
			return start, err
		}
	}
	for range mostSteps {
		far, err := p.newton(ctx, logs)
		if err != nil {
			return start, err
		}
		if far < nearEnough {
			break
		}
	}
	if err := p.moment(ctx, logs); err != nil {
		return start, err
	}
	if err := p.Valid(); err != nil {
		return start, err
	}
	return p, nil
}

const (
	mostSteps  = 8
	nearEnough = 1e-3 // logits
	ridge      = 5    // one over the variance that each weight of the head is thought to have around 0
)

// check refuses answers that Fit cannot place.
func check(logs [][]Answer) error {
	for i, log := range logs {
		for j := range log {
			a := &log[j]
			least := min(a.Learner, a.Item)
			for _, s := range a.Skills {
				least = min(least, s)
			}
			if least < 0 {
				return fmt.Errorf("mastery: answer %d of log %d names number %d, must be 0 or more", j, i, least)
			}
		}
	}
	return nil
}

// usual learns how often answers are right, and reports whether there are any.
func (p *Params) usual(logs [][]Answer) bool {
	all := decayed{p.Rate * usualWeighs, usualWeighs}
	for _, log := range logs {
		for i := range log {
			f := &log[i].Facts
			if !f.moves() {
				continue
			}
			y := 0.0
			if f.Right {
				y = 1
			}
			all.add(y, 1)
		}
	}
	p.Rate = within(all.mean(0, 0), leastRate, mostRate)
	return all.weight > usualWeighs
}

const usualWeighs = 50 // answers that the start is worth

// settle learns the base and the spreads.
func (p *Params) settle(ctx context.Context, logs [][]Answer) error {
	old := p.Spread
	p.Spread.Head = 0 // holds the head still: what it could explain is the base's to learn first
	defer func() { p.Spread.Head = old.Head }()
	learner, pace, skill := spread{prior: old.Learner}, spread{prior: old.Pace}, spread{prior: old.Skill}
	item, slope := spread{prior: old.Item}, spread{prior: old.Slope}
	shared, practice, recent := spread{prior: old.Shared}, spread{prior: old.Practice}, spread{prior: old.Recent}
	var base [nBase]float64
	answers := 0.0
	for _, log := range logs {
		w, n := newWorld(log, &Workspace{}), 0.0
		for i := range log {
			if err := goesOn(ctx, i); err != nil {
				return err
			}
			if log[i].Facts.moves() {
				p.read(w, &log[i])
				n++
			}
		}
		for i := range w.learners {
			learner.add(&w.learners[i].ability)
			pace.add(&w.learners[i].pace)
		}
		for i := range w.skills {
			skill.add(&w.skills[i].ability)
		}
		for i := range w.items {
			item.add(&w.items[i].easiness)
			slope.add(&w.items[i].slope)
		}
		for i := range w.shared {
			shared.add(&w.shared[i].easiness)
			practice.add(&w.shared[i].practice)
			recent.add(&w.shared[i].recent)
		}
		for i := range base {
			base[i] += n * w.at.Workspace.base[i].mean
		}
		answers += n
	}
	for i := range base {
		p.Base[i] += base[i] / max(1, answers)
	}
	p.Spread = Spread{
		Learner: learner.mean(), Pace: pace.mean(), Skill: skill.mean(), Item: item.mean(), Slope: slope.mean(),
		Shared: shared.mean(), Practice: practice.mean(), Recent: recent.mean(), Base: old.Base, Head: old.Head,
	}
	return nil
}

// spread is the mean square of what is believed of many.
type spread struct{ prior, squares, n float64 }

// add takes in a belief, unless nothing has been learnt of it.
func (s *spread) add(b *belief) {
	if *b == (belief{}) {
		return
	}
	s.squares += b.mean*b.mean + b.variance(s.prior)
	s.n++
}

// mean is the mean square, or the prior if there is none. It is never 0, which
// would keep the next reading from learning anything.
func (s *spread) mean() float64 {
	if s.n == 0 {
		return s.prior
	}
	return within(s.squares/s.n, leastSpread, mostSpread)
}

// newton moves the head by one step of Newton's method and returns how far the
// weight that went farthest went. Each log weighs as much as its answers.
func (p *Params) newton(ctx context.Context, logs [][]Answer) (far float64, err error) {
	var slope [nHead]float64
	var curve [nHead][nHead]float64
	for _, log := range logs {
		for half := range int32(2) {
			if err := p.gather(ctx, log, half, &slope, &curve); err != nil {
				return 0, err
			}
		}
	}
	for i := range slope {
		slope[i] -= ridge * p.Head[i]
		curve[i][i] += ridge
	}
	for i, d := range solve(&curve, slope) {
		p.Head[i] = within(p.Head[i]+d, -farthest, farthest)
		far = max(far, math.Abs(d))
	}
	return far, nil
}

// moment learns what item and moment add, on average, to the score of what is
// known of learner and skill.
func (p *Params) moment(ctx context.Context, logs [][]Answer) error {
	sum, n := 0.0, 0.0
	for _, log := range logs {
		w := newWorld(log, nil)
		for i := range log {
			if err := goesOn(ctx, i); err != nil {
				return err
			}
			a := &log[i]
			if !a.Facts.moves() {
				continue
			}
			s := w.states(a)
			e := p.look(s)
			typical := p.score(&untaught, &e)
			p.meet(&e, s, a.Facts)
			sum += p.score(&untaught, &e) - typical
			n++
			p.read(w, a)
		}
	}
	p.Moment = within(sum/max(1, n), -farthest, farthest)
	return nil
}

// gather adds up slope and curvature of the log likelihood over one half of the
// learners, after the other half. Of curve it fills the lower half.
func (p *Params) gather(ctx context.Context, log []Answer, half int32, slope *[nHead]float64, curve *[nHead][nHead]float64) error {
	w := newWorld(log, nil)
	for i := range log {
		if err := goesOn(ctx, i); err != nil {
			return err
		}
		if log[i].Learner%2 != half && log[i].Facts.moves() {
			p.read(w, &log[i])
		}
	}
	for i := range log {
		if err := goesOn(ctx, i); err != nil {
			return err
		}
		if log[i].Learner%2 != half || !log[i].Facts.moves() {
			continue
		}
		s, f := w.states(&log[i]), log[i].Facts
		e := p.look(s)
		p.meet(&e, s, f)
		t, guess := tempered(e.variance), chance(f)
		z := p.score(&untaught, &e)
		a := lessonFrom(z, 0, guess, p.outcome(f, guess+(1-guess)*logistic(z)))
		for i, x := range e.head {
			if x == 0 {
				continue
			}
			slope[i] += a.pull * x * t
			curved := a.news * x * t * t
			for j := range i + 1 {
				curve[i][j] += curved * e.head[j]
			}
		}
		p.read(w, &log[i])
	}
	return nil
}

// read learns from an answer; nobody is told a mastery in between.
func (p *Params) read(w *world, a *Answer) {
	s := w.states(a)
	e := p.look(s)
	p.learn(s, &e, a.Facts)
}

// goesOn ends a long run with its context.
func goesOn(ctx context.Context, i int) error {
	if i%4096 != 0 {
		return nil
	}
	return ctx.Err()
}

// solve solves curve x = slope by Cholesky's decomposition; of curve the lower
// half counts.
func solve(curve *[nHead][nHead]float64, slope [nHead]float64) (x [nHead]float64) {
	var l [nHead][nHead]float64
	for i := range l {
		for j := range i + 1 {
			sum := curve[i][j]
			for k := range j {
				sum -= l[i][k] * l[j][k]
			}
			if i == j {
				l[i][i] = math.Sqrt(max(sum, 1e-9)) // rounding may take it below 0, no more
			} else {
				l[i][j] = sum / l[j][j]
			}
		}
	}
	for i := range x {
		x[i] = slope[i]
		for k := range i {
			x[i] -= l[i][k] * x[k]
		}
		x[i] /= l[i][i]
	}
	for i := nHead - 1; i >= 0; i-- {
		for k := i + 1; k < nHead; k++ {
			x[i] -= l[k][i] * x[k]
		}
		x[i] /= l[i][i]
	}
	return x
}
