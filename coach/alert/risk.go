package alert

import (
	"math"

	"pacer/coach/mastery"
)

// Outlook is what the learner model says of a learner on a skill at this
// moment. It is only read: the states stay as they are.
type Outlook struct {
	Params  *mastery.Params
	Weights Weights
	// States are those after the latest try. Item is that of the latest try;
	// nil where it is not at hand.
	States mastery.States
	Chance float64 // 0 to 1, of being right by guessing on the skill's items
	P      float64 // mastery told
}

// Risk is the chance, from 0 to 1, that the learner wheel-spins on the skill: that
// no three first tries in a row are right within the first ten (Beck & Gong
// 2013). The first tries are all those on the skill, oldest first; those too
// fast to have been read are passed over. It is 0 once three in a row were
// right, and 1 once ten have gone by without.
//
// What the learner model foretells of the tries to come is calibrated by a
// logistic regression with few weights. On learners of assistments09 that it had
// not seen, after five tries, it has AUC .83 to .84, and at most .04 of
// calibration error where .03 is chance; counting wrong answers has .78.
func (o *Outlook) Risk(tries []Try) float64 {
	read, _ := readable(tries)
	return o.Weights.Risk(o.signs(read))
}

// most is the most that mastery may be: the upper end of its range.
func (o *Outlook) most() float64 {
	return o.Params.Mastery(o.States.Workspace, o.States.Learner, o.States.Skills[0], o.States.Shared[0]).High
}

// Signs are what the risk is told from. They are exported for those who learn
// weights.
type Signs struct {
	Ahead float64 // chance that it comes so, as the learner model foretells, 0 to 1
	Left  float64 // the part of the ten tries that is left
	// Again is how much easier than an unknown item the latest one is, in
	// logits, times the part of the tries on items met before: where items
	// come again, that is what is to come.
	Again float64
}

// Signs are those after these first tries, as in Risk.
func (o *Outlook) Signs(tries []Try) Signs {
	read, _ := readable(tries)
	return o.signs(read)
}

func (o *Outlook) signs(read []Try) Signs {
	run, longest := runs(read)
	left := max(0, spins-len(read))
	s := Signs{Left: float64(left) / spins}
	if longest >= goodRun {
		return s
	}
	s.Ahead = o.ahead(left, run)
	if o.States.Item != nil && len(read) > 1 {
		s.Again = o.ease() * again(read)
	}
	return s
}

// ease is how much easier than an unknown item the latest one is, in logits.
func (o *Outlook) ease() float64 {
	at := func(item *mastery.Item) float64 {
		s := o.States
		s.Item = item
		return logit(o.Params.Predict(s, mastery.Facts{}))
	}
	return at(o.States.Item) - at(new(mastery.Item))
}

// again is the part of the tries after the first that were on items met before.
func again(read []Try) float64 {
	met := make(map[string]bool, len(read))
	for _, t := range read {
		met[t.Item] = true
	}
	return float64(len(read)-len(met)) / float64(len(read)-1)
}

// runs are how many of the latest tries were right in a row, and the most that
// ever were.
func runs(read []Try) (now, longest int) {
	for _, t := range read {
		if now++; !t.Right {
			now = 0
		}
		longest = max(longest, now)
	}
	return now, longest
}

// Weights are the shared coefficients of the risk: what each sign counts, in
// logits.
type Weights struct {
	Start float64 `json:"start"`
	Ahead float64 `json:"ahead"` // of the logit of Signs.Ahead
	Left  float64 `json:"left"`
	Again float64 `json:"again"`
}

// Plain are weights that take the learner model at its word.
var Plain = Weights{Ahead: 1}

// Risk is the chance that signs stand for. What is certain needs no weighing.
func (w Weights) Risk(s Signs) float64 {
	if s.isCertain() {
		return s.Ahead
	}
	return logistic(w.sum(s))
}

func (s Signs) isCertain() bool { return s.Ahead <= 0 || s.Ahead >= 1 }

func (w Weights) sum(s Signs) float64 {
	sum := 0.0
	for i, x := range s.vector() {
		sum += x * w.vector()[i]
	}
	return sum
}

// vector is what the weights are multiplied with, in their order.
func (s Signs) vector() [nWeights]float64 {
	return [nWeights]float64{1, logit(s.Ahead), s.Left, s.Again}
}

func (w Weights) vector() [nWeights]float64 {
	return [nWeights]float64{w.Start, w.Ahead, w.Left, w.Again}
}

const nWeights = 4

// surest is as sure as a foretold chance is taken to be: nothing is learnt from
// the difference between one in a million and less.
const surest = 1e-6

func logit(p float64) float64 {
	p = min(max(p, surest), 1-surest)
	return math.Log(p / (1 - p))
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
