package eval

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
)

// Logistic is logistic regression on what a learner did before. Its weights are
// fitted to a log and stay, or learnt as it goes; the learner's past is followed
// either way.
type Logistic struct {
	layout  layout
	units   *units
	weights []float64
	squares []float64 // sums of squared slopes, for learning; nil if the weights stay
	people  map[int32]*past
	row     []feature // of the row in hand, used again for each
}

// feature is a number that the chance of a right answer depends on: its weight's
// place, and its value.
type feature struct {
	at    int32
	value float32
}

// penalties of the square of a weight, in answers: of those that all rows share,
// and of those that one item or skill has. Chosen by fitting one half of the
// learners of assistments09-train and predicting the other: from 1 to 4 the AUC
// of Best-LR goes .764, .766, .765.
const (
	sharedPenalty = 0.01
	ownPenalty    = 2.0
)

// FitOptions say how a regression is fitted.
type FitOptions struct {
	MaxRows  int       // answers used at most, of whole learners; 0 is mostFitted
	Rounds   int       // of the optimiser at most; 0 is 300
	Progress io.Writer // told how far it is on long runs; nil is nobody
}

// mostFitted answers say all that these few features can; their features take
// some 300 MB of memory.
const mostFitted = 1_000_000

// FitLogistic fits the weights of a set of features to a log. The learners of
// the log are forgotten: those it predicts are others.
func FitLogistic(ctx context.Context, log *Log, set Features, o FitOptions) (*Logistic, error) {
	if o.MaxRows == 0 {
		o.MaxRows = mostFitted
	}
	if o.Rounds == 0 {
		o.Rounds = 300
	}
	m := newLogistic(log, set)
	var d design
	for _, rows := range byLearner(log) {
		if len(d.right) > 0 && len(d.right)+len(rows) > o.MaxRows {
			break
		}
		clear(m.people)
		for _, i := range rows {
			row := &log.Rows[i]
			d.add(m.features(row), row.Right)
			m.follow(row)
		}
	}
	clear(m.people)
	penalty := make([]float64, len(m.weights))
	for i := range penalty {
		penalty[i] = ownPenalty
		if i < m.layout.shared {
			penalty[i] = sharedPenalty
		}
	}
	p, looks := newProgress(o.Progress, "fitting "+set.String(), o.Rounds), 0
	defer p.end()
	fall := func(w, slope []float64) float64 {
		p.at(min(looks, o.Rounds))
		looks++
		return d.loss(w, slope, penalty)
	}
	if err := minimise(ctx, fall, m.weights, d.bend(penalty), o.Rounds); err != nil {
		return nil, fmt.Errorf("fitting %s to %s: %w", set, log.Name, err)
	}
	return m, nil
}

// NewLogistic returns one that learns its weights as it goes, by AdaGrad, for
// the items and skills of a log.
func NewLogistic(log *Log, set Features) *Logistic {
	m := newLogistic(log, set)
	m.squares = make([]float64, len(m.weights))
	return m
}

func newLogistic(log *Log, set Features) *Logistic {
	u := newUnits()
	for i := range log.Rows {
		u.of(&log.Rows[i])
	}
	l := newLayout(set, len(log.Items), len(log.Skills), int(u.n))
	return &Logistic{layout: l, units: u, weights: make([]float64, l.size()), people: map[int32]*past{}}
}

func (m *Logistic) person(learner int32) *past {
	p := m.people[learner]
	if p == nil {
		p = newPast()
		m.people[learner] = p
	}
	return p
}

func (m *Logistic) features(row *Row) []feature {
	m.row = m.layout.features(m.row[:0], row, m.units.of(row), m.person(row.Learner))
	return m.row
}

func (m *Logistic) follow(row *Row) { m.person(row.Learner).add(row, m.units.of(row)) }

// Predict is the chance of a right answer.
func (m *Logistic) Predict(row *Row) float64 {
	return logistic(dot(m.features(row), m.weights))
}

// Step of AdaGrad, and what keeps its first steps small. The best of
// .05 to .4 on the -train logs of assistments09 and algebra05.
const (
	adaStep  = 0.2
	adaFirst = 0.2
)

// Learn takes in the answer.
func (m *Logistic) Learn(row *Row) {
	if m.squares != nil {
		features := m.features(row)
		surprise := truth(row.Right) - logistic(dot(features, m.weights))
		for _, f := range features {
			slope := surprise * float64(f.value)
			m.squares[f.at] += slope * slope
			m.weights[f.at] += adaStep * slope / math.Sqrt(adaFirst*adaFirst+m.squares[f.at])
		}
	}
	m.follow(row)
}

func dot(features []feature, weights []float64) float64 {
	x := 0.0
	for _, f := range features {
		x += float64(f.value) * weights[f.at]
	}
	return x
}

// design is the features of many answers, one after another.
type design struct {
	features []feature
	end      []int // of each answer's features
	right    []bool
}

func (d *design) add(features []feature, right bool) {
	d.features = append(d.features, features...)
	d.end = append(d.end, len(d.features))
	d.right = append(d.right, right)
}

// loss is the sum of all log losses and half the weights' penalised squares. It
// writes the slope by each weight.
func (d *design) loss(w, slope, penalty []float64) float64 {
	sum := 0.0
	for i := range w {
		slope[i] = penalty[i] * w[i]
		sum += penalty[i] * w[i] * w[i] / 2
	}
	start := 0
	for i, end := range d.end {
		features := d.features[start:end]
		start = end
		x := dot(features, w)
		surprise := logistic(x)
		if d.right[i] {
			surprise--
			x = -x
		}
		// ln(1 + e^x), without overflow.
		sum += max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
		for _, f := range features {
			slope[f.at] += surprise * float64(f.value)
		}
	}
	return sum
}

// bend is about the second slope of the loss by each weight: that of answers
// whose chance is near to even.
func (d *design) bend(penalty []float64) []float64 {
	const even = 0.2
	bend := slices.Clone(penalty)
	for _, f := range d.features {
		bend[f.at] += even * float64(f.value) * float64(f.value)
	}
	return bend
}
