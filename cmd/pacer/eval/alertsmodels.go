package eval

import (
	"context"
	"fmt"
	"io"
	"math"

	"pacer/coach/alert"
	"pacer/coach/mastery"
)

// The moments that risks are told at: after so many tries.
const (
	firstK = 3
	lastK  = spinTries - 1
)

func isTold(k int) bool { return firstK <= k && k <= lastK }

// spinModel tells the risk of wheel-spinning.
type spinModel interface {
	Learn(*Row)
	// Risk is greater the more likely it is that the pair wheel-spins; from 0
	// to 1.
	Risk(*moment) float64
}

// spinPacer is Pacer's own risk.
type spinPacer struct {
	*Pacer
	weights alert.Weights
}

// outlook is what the model says after the moment's latest try.
func (m *spinPacer) outlook(at *moment) *alert.Outlook {
	s := m.states(at.row)
	known := m.params.Mastery(s.Workspace, s.Learner, s.Skills[0], s.Shared[0])
	return &alert.Outlook{Params: &m.params, Weights: m.weights, States: s, P: known.P}
}

// Risk is that of package alert.
func (m *spinPacer) Risk(at *moment) float64 { return m.outlook(at).Risk(at.tries) }

// fitSpinPacer learns parameters and weights from a log, and from it alone, as
// FitPacer does.
func fitSpinPacer(ctx context.Context, log *Log, sameCourse bool, progress io.Writer) (*spinPacer, error) {
	m, err := FitPacer(ctx, log, sameCourse, progress)
	if err != nil {
		return nil, err
	}
	cases, err := spinCases(ctx, m.params, log, progress)
	if err != nil {
		return nil, err
	}
	return &spinPacer{m, alert.FitWeights(cases)}, nil
}

// spinCases are the cases of a log that weights are learnt from. Each half of
// the learners comes after the other half, so that items and skills are known
// about as well as they are in use.
func spinCases(ctx context.Context, params mastery.Params, log *Log, progress io.Writer) ([]alert.Case, error) {
	p := newPairs(log, newUnits())
	var cases []alert.Case
	for half := range int32(2) {
		m := &spinPacer{NewPacer(params), alert.Plain}
		for i := range log.Rows {
			if row := &log.Rows[i]; row.Learner%2 != half {
				m.Learn(row)
			}
		}
		m.people = nil
		err := p.walk(ctx, func(l int32) bool { return l%2 == half }, progress, m.Learn, func(at *moment) {
			if isTold(at.k) {
				cases = append(cases, alert.Case{Signs: m.outlook(at).Signs(at.tries), Spun: at.spun})
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return cases, nil
}

// spinWrong is the part of the tries that was wrong. After k tries that orders
// pairs as their number does.
type spinWrong struct{}

func (spinWrong) Learn(*Row) {}

func (spinWrong) Risk(at *moment) float64 { return float64(at.k-at.right) / float64(at.k) }

// spinBKT is how likely it is, by knowledge tracing, that the skill is not
// known.
type spinBKT struct{ *BKT }

func (m spinBKT) Risk(at *moment) float64 { return 1 - m.Known(at.row) }

// spinLogistic is a logistic regression, one for each number of tries, on the
// share right, the trailing run, the first answer, and how often the skill was
// wheel-spun on in the log it was fitted to.
type spinLogistic struct {
	weights [spinTries][]float64
	rates   spinRates
}

// spinFeatures are those of spinLogistic, with the constant.
func spinFeatures(at *moment, rate float64) []feature {
	values := [...]float64{1, float64(at.right) / float64(at.k), float64(at.run), truth(at.isRight1), rate}
	out := make([]feature, len(values))
	for i, v := range values {
		out[i] = feature{int32(i), float32(v)}
	}
	return out
}

// spinPenalty of the square of a weight, in cases.
const spinPenalty = 1

// fitSpinLogistic fits it to the pairs of a log. How often a skill is
// wheel-spun on is told to each half of the learners by the other half.
func fitSpinLogistic(ctx context.Context, p *pairs) (*spinLogistic, error) {
	var designs [spinTries]design
	for half := range int32(2) {
		isOwn := func(l int32) bool { return l%2 == half }
		rates := newSpinRates(p, func(l int32) bool { return !isOwn(l) })
		err := p.walk(ctx, isOwn, nil, func(*Row) {}, func(at *moment) {
			if isTold(at.k) {
				designs[at.k].add(spinFeatures(at, rates.of(at.unit)), at.spun)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	m := &spinLogistic{rates: newSpinRates(p, everyone)}
	for k := firstK; k <= lastK; k++ {
		d := &designs[k]
		m.weights[k] = make([]float64, len(spinFeatures(&moment{k: 1}, 0)))
		penalty := make([]float64, len(m.weights[k]))
		for i := range penalty {
			penalty[i] = spinPenalty
		}
		fall := func(w, slope []float64) float64 { return d.loss(w, slope, penalty) }
		if err := minimise(ctx, fall, m.weights[k], d.bend(penalty), 300); err != nil {
			return nil, fmt.Errorf("fitting the regression after %d tries: %w", k, err)
		}
	}
	return m, nil
}

func (*spinLogistic) Learn(*Row) {}

// Risk is the chance.
func (m *spinLogistic) Risk(at *moment) float64 {
	return logistic(dot(spinFeatures(at, m.rates.of(at.unit)), m.weights[at.k]))
}

// spinRates are how often each unit was wheel-spun on, of the pairs that were
// decided.
type spinRates struct {
	units []tally
	all   tally
}

func newSpinRates(p *pairs, of func(learner int32) bool) spinRates {
	r := spinRates{all: tally{2, 1}}
	for key, f := range p.fates {
		learner, unit := int32(key>>32), int32(key)
		if f == undecided || !of(learner) {
			continue
		}
		r.units = atLeast(r.units, unit)
		r.units[unit].add(f == spun)
		r.all.add(f == spun)
	}
	return r
}

// of is a unit's rate in logits, drawn towards that of all.
func (r spinRates) of(unit int32) float64 {
	t := tally{pull, pull * r.all.right / r.all.n}
	if int(unit) < len(r.units) {
		t.n += r.units[unit].n
		t.right += r.units[unit].right
	}
	return math.Log(t.right / (t.n - t.right))
}
