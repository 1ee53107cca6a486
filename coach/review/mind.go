package review

import (
	"math"
	"time"
)

// Mind is one learner's memory: by the parameters, as is usual in the workspace,
// and as the learner's own reviews have shown. None of the three may be nil;
// where nothing is known, &Usual{} and &Learner{} are as the parameters say.
type Mind struct {
	Params  *Params
	Usual   *Usual   // shared by all learners of a workspace
	Learner *Learner // this one
}

// Usual is how the learners of a workspace depart, on the whole, from what
// FSRS-6 expects: a new learner is taken to be like the others. Its zero value
// is a workspace of which nothing is known.
type Usual struct{ bend }

// Learner is how one learner departs from what is usual, and how long they
// usually take to answer. Its zero value is a learner of whom nothing is known.
type Learner struct {
	bend
	pace [forms]pace
}

// Answer is a review as the learner gave it.
type Answer struct {
	Grade Grade
	At    time.Time
	Form  Form
	Took  time.Duration // from question to answer; zero if it was not measured
}

const (
	flattest, steepest = 0.3, 3 // range of what logit R is multiplied by, so that P always falls with time
	farthestShift      = 3      // of what is added to it, in logits, to either side
	maxByMind          = 0.99   // recall by FSRS-6 at which a card is due at the earliest

	// hesitationStep is how far a card's hesitation moves with a right answer.
	hesitationStep = 0.5
)

// Review is the card after an answer, by the parameters' [Params.Review]. If at
// least half a day had passed since the last review, Usual and Learner learn
// from it; a right answer moves the card's hesitation. What is no grade changes
// nothing. It takes constant time.
func (m Mind) Review(c Card, a Answer) Card {
	if !a.Grade.isGrade() {
		return c
	}
	next, recall := m.Params.review(c, a.Grade, a.At)
	if recall > 0 {
		m.learn(c, recall, a.Grade > Again)
	}
	if a.Form >= forms {
		return next
	}
	pace := &m.Learner.pace[a.Form]
	if lag, known := pace.lag(a.Took); known && a.Grade > Again {
		next.Hesitation += hesitationStep * (lag - next.Hesitation)
	}
	*pace = pace.after(a.Took)
	return next
}

// Recall is the chance, from 0 to 1, that the learner recalls the card at an
// instant: 1 at the last review and before it, 0 for a card never reviewed. It
// never rises as time passes.
func (m Mind) Recall(c Card, at time.Time) float64 {
	r := m.Params.Recall(c, at)
	if c.isNew() || r >= 1 {
		return r
	}
	x := featuresOf(c, r)
	return m.chance(&x)
}

// Due is the instant at which the learner's recall will have fallen to the
// wanted retention. Like [Params.Due] it keeps retention in range and gives at
// most a hundred years; and Usual and Learner never move it further than the
// retentions .70 and .99 would without them.
func (m Mind) Due(c Card, retention float64) time.Time {
	if c.isNew() {
		return time.Time{}
	}
	retention = wanted(retention)
	x := featuresOf(c, retention) // the shift is the same at every R
	r := logistic((logit(retention) - m.shift(&x)) / m.slope())
	return m.Params.dueAt(c, within(r, minRetention, maxByMind))
}

// features are what the chance of recall is bent by, see [bend].
const features = 6

const (
	ofLogit    = 1    // place of logit R among the features
	leastDoubt = 1e-6 // R is kept this far from 0 and 1 for its logit
)

// featuresOf are the features of a card whose recall by FSRS-6 is r.
func featuresOf(c Card, r float64) [features]float64 {
	return [features]float64{
		1,
		logit(within(r, leastDoubt, 1-leastDoubt)),
		(c.Difficulty - 5) / 2,
		math.Log(c.Stability),
		math.Log(float64(c.Reviews)),
		c.Hesitation,
	}
}

// chance is P of a card with these features.
func (m Mind) chance(x *[features]float64) float64 {
	return logistic(m.slope()*x[ofLogit] + m.shift(x))
}

// slope is what logit R is multiplied by.
func (m Mind) slope() float64 {
	return within(1+m.Usual.by[ofLogit]+m.Learner.by[ofLogit], flattest, steepest)
}

// shift is what is added.
func (m Mind) shift(x *[features]float64) float64 {
	sum := 0.0
	for i := range x {
		if i != ofLogit {
			sum += (m.Usual.by[i] + m.Learner.by[i]) * x[i]
		}
	}
	return within(sum, -farthestShift, farthestShift)
}

// learn takes in a review of a card whose chance of recall by FSRS-6 was recall.
// What came is shared out to Usual and Learner by how little is known of each.
func (m Mind) learn(c Card, recall float64, recalled bool) {
	m.Usual.begin(1)
	m.Learner.begin(ownShare)
	x := featuresOf(c, recall)
	chance := m.chance(&x)
	miss := -chance
	if recalled {
		miss = 1 - chance
	}
	usual, doubt := m.Usual.toward(&x)
	own, ownDoubt := m.Learner.toward(&x)
	weight := chance * (1 - chance)
	gain := 1 / (1 + weight*(doubt+ownDoubt))
	m.Usual.move(&usual, miss*gain, weight*gain, 1)
	m.Learner.move(&own, miss*gain, weight*gain, ownShare)
	m.Learner.drift()
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func logit(p float64) float64 { return math.Log(p / (1 - p)) }
