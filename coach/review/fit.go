package review

import (
	"context"
	"errors"
	"math"
)

// FitReport says what a fit did.
type FitReport struct {
	Scored        int     // reviews it went by
	Before, After float64 // their mean log loss with the parameters it began with and with those it found
	Passes        int     // times it went over all reviews
}

// spreads are the standard deviations, over some ten thousand people, of the
// weights fitted to each alone, as published with FSRS-6 (the regularisation of
// its optimiser by Open Spaced Repetition). They say how far from the defaults
// a person may be expected to be.
var spreads = Params{
	6.43, 9.66, 17.58, 27.85,
	0.57, 0.28, 0.6, 0.12,
	0.39, 0.18, 0.33,
	0.3, 0.09, 0.16, 0.57,
	0.25, 1.03,
	0.31, 0.32, 0.14,
	0.27,
}

// firmness is how many times the prior counts. Reviews are no independent
// observations: those of a day and of a card go together, so that each tells
// less than it seems to. On parts of a real log, fits to a few hundred reviews
// did harm on later ones with 1 (log loss .006 to .014 above that of the
// defaults) and little with 4 (.002 to .008), while those to thousands were as
// good.
const firmness = 4

// Fit finds the weights that predict the histories best: those of the greatest
// posterior chance, where the prior is normal around the defaults, with half the
// spread that people have, and the likelihood that of each review half a day or
// more after the one before. So few reviews move the weights little, and a
// weight that no review speaks of stays at its default. The result is Valid. It
// is searched for from start, which must be Valid too; where the search begins
// changes the result only if there are several maxima.
//
// It takes Fisher scoring with the damping of Levenberg and Marquardt: some ten
// to thirty passes over the reviews. The order of cards does not matter, but for
// rounding.
func Fit(h *Histories, start Params) (Params, FitReport, error) {
	return fit(context.Background(), h, start, math.MaxInt64)
}

// ErrNoReviews is what Fit returns when no review is later than the day of the
// one before it.
var ErrNoReviews = errors.New("review: nothing to fit to: no card was reviewed again after half a day")

const (
	mostPasses  = 100
	enoughGain  = 0.005 // of the log posterior, in nats: less ends the search
	firstDamp   = 1e-3
	leastDamp   = 1e-7
	greatDamp   = 1e8 // no step this small is worth another pass
	dampOnGain  = 0.2
	dampOnLoss  = 8
	leastChance = 1e-5 // what a review is worth at least, so that one does not rule the fit
)

// fit fits to the scored reviews before an instant, unless ctx ends first.
func fit(ctx context.Context, h *Histories, start Params, before int64) (Params, FitReport, error) {
	if err := start.Valid(); err != nil {
		return start, FitReport{}, err
	}
	p, now := start, surveyOf(h, start, before)
	if now.scored == 0 {
		return start, FitReport{}, ErrNoReviews
	}
	report := FitReport{Scored: now.scored, Before: now.loss / float64(now.scored), Passes: 1}
	for damp := firstDamp; report.Passes < mostPasses && damp < greatDamp; {
		if err := ctx.Err(); err != nil {
			return start, report, err
		}
		step, ok := now.step(p, damp)
		if !ok {
			damp *= dampOnLoss
			continue
		}
		tried := p
		for i, b := range bounds {
			tried[i] = within(p[i]-step[i], b[0], b[1])
		}
		then := surveyOf(h, tried, before)
		report.Passes++
		gain := now.objective - then.objective
		if !(gain > 0) { // NaN is no gain
			damp *= dampOnLoss
			continue
		}
		p, now = tried, then
		damp = max(damp*dampOnGain, leastDamp)
		if gain < enoughGain {
			break
		}
	}
	report.After = now.loss / float64(now.scored)
	return p, report, nil
}

// survey is the objective of a fit at some weights, with its first derivatives
// and its expected second ones (Fisher's information).
type survey struct {
	scored      int
	loss        float64 // sum of -ln of the chance given to what came
	objective   float64 // loss, and half the squared distance from the defaults
	slope       gradient
	information [weights]gradient // lower triangle
}

// surveyOf goes over all histories.
func surveyOf(h *Histories, p Params, before int64) *survey {
	s := new(survey)
	t := newTracer(p)
	for _, card := range h.cards {
		var m memory
		for i := range card {
			e := &card[i]
			if e.at >= before {
				break
			}
			if i == 0 {
				m = t.first(e.grade)
				continue
			}
			r := t.recall(&m, e.elapsed)
			if e.isScored() {
				s.add(&r, e.grade > Again)
			}
			m = t.next(&m, e, &r)
		}
	}
	s.objective = s.loss
	for i := range p {
		off, precision := p[i]-Default[i], firmness/(spreads[i]*spreads[i])
		s.objective += off * off * precision / 2
		s.slope[i] += off * precision
		s.information[i][i] += precision
	}
	return s
}

// add takes in a scored review.
func (s *survey) add(r *traced, recalled bool) {
	chance := within(r.value, leastChance, 1-leastChance)
	s.scored++
	miss := chance
	if recalled {
		s.loss -= math.Log(chance)
		miss = chance - 1
	} else {
		s.loss -= math.Log(1 - chance)
	}
	weight := 1 / (chance * (1 - chance))
	for i, by := range r.by {
		if by == 0 {
			continue
		}
		by *= weight
		s.slope[i] += by * miss
		for j := range i + 1 {
			s.information[i][j] += by * r.by[j]
		}
	}
}

// step solves (information + damping) step = slope. A weight at a bound that
// would leave it stays. It is not ok where rounding has left no solution.
func (s *survey) step(p Params, damp float64) (step gradient, ok bool) {
	var fixed [weights]bool
	for i, b := range bounds {
		fixed[i] = p[i] <= b[0] && s.slope[i] > 0 || p[i] >= b[1] && s.slope[i] < 0
	}
	// Cholesky's root of the matrix, with the fixed weights' rows as of a unit
	// matrix.
	var root [weights]gradient
	for i := range weights {
		for j := range i + 1 {
			x := s.information[i][j]
			switch {
			case i == j && fixed[i]:
				x = 1
			case fixed[i] || fixed[j]:
				x = 0
			case i == j:
				x *= 1 + damp
			}
			for k := range j {
				x -= root[i][k] * root[j][k]
			}
			if i != j {
				root[i][j] = x / root[j][j]
				continue
			}
			if !(x > 0) {
				return step, false
			}
			root[i][i] = math.Sqrt(x)
		}
	}
	for i := range weights {
		if !fixed[i] {
			step[i] = s.slope[i]
		}
		for k := range i {
			step[i] -= root[i][k] * step[k]
		}
		step[i] /= root[i][i]
	}
	for i := weights - 1; i >= 0; i-- {
		for k := i + 1; k < weights; k++ {
			step[i] -= root[k][i] * step[k]
		}
		step[i] /= root[i][i]
	}
	return step, true
}
