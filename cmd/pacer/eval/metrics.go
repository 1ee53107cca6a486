package eval

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// Score is one prediction and what came of it.
type Score struct {
	P         float64 // chance of being right, as predicted
	Learner   int32
	Seen      int32 // answers of this learner before
	SeenSkill int32 // of them on the item's least practised skill
	Right     bool
}

// Figures say how good predictions are. What cannot be told is NaN: everything
// of none, and the AUC of answers that are all alike.
type Figures struct {
	N        int
	Right    float64 // share of right answers
	AUC      float64 // chance that a right answer was given more than a wrong one; ties count half
	RMSE     float64 // root of the mean square of what a prediction missed by
	LogLoss  float64 // mean of -ln of the chance given to what happened
	ECE      float64 // expected calibration error over 20 equal-width bins
	ECEFloor float64 // what a perfectly calibrated model with these predictions would score on as many answers
}

// leastChance keeps the log loss of a prediction that was sure and wrong finite.
const leastChance = 1e-15

// loss is -ln of the chance that was given to what happened.
func (s *Score) loss() float64 {
	p := s.P
	if !s.Right {
		p = 1 - p
	}
	return -math.Log(max(p, leastChance))
}

// miss is by how much the prediction missed.
func (s *Score) miss() float64 { return truth(s.Right) - s.P }

func truth(right bool) float64 {
	if right {
		return 1
	}
	return 0
}

// Measure is the figures of all scores together. They may come in any order.
func Measure(scores []Score) Figures {
	return Figures{
		N:        len(scores),
		Right:    mean(scores, func(s *Score) float64 { return truth(s.Right) }),
		AUC:      AUC(scores),
		RMSE:     math.Sqrt(mean(scores, func(s *Score) float64 { return s.miss() * s.miss() })),
		LogLoss:  mean(scores, (*Score).loss),
		ECE:      Reliability(scores).ECE(),
		ECEFloor: eceFloor(scores),
	}
}

// mean is the mean of a value of each score, NaN of none.
func mean(scores []Score, of func(*Score) float64) float64 {
	sum := 0.0
	for i := range scores {
		sum += of(&scores[i])
	}
	return sum / float64(len(scores))
}

// AUC is the area under the ROC curve, by ranks: the chance that of a right and
// a wrong answer drawn at random the right one was given more, a tie counting
// half. It is NaN unless there are both.
func AUC(scores []Score) float64 {
	sorted := slices.Clone(scores)
	slices.SortFunc(sorted, func(a, b Score) int { return cmp.Compare(a.P, b.P) })
	var rights, wrongs, won float64
	for i := 0; i < len(sorted); {
		var right, wrong float64
		j := i
		for ; j < len(sorted) && sorted[j].P == sorted[i].P; j++ {
			if sorted[j].Right {
				right++
			} else {
				wrong++
			}
		}
		won += right * (wrongs + wrong/2)
		rights += right
		wrongs += wrong
		i = j
	}
	return won / (rights * wrongs)
}

// bins is how many bins calibration is looked at in, all of one width.
const bins = 20

// Bin is the predictions of one part of the range from 0 to 1.
type Bin struct {
	N         int     `json:"n"`
	Predicted float64 `json:"predicted"` // mean prediction; 0 of none
	Right     float64 `json:"right"`     // share that was right; 0 of none
}

// ReliabilityTable compares what was predicted with what came, in 20 bins of
// equal width.
type ReliabilityTable [bins]Bin

// binOf is the bin that a prediction is in; 1 is in the last.
func binOf(p float64) int { return min(int(p*bins), bins-1) }

// Reliability is the table of these scores.
func Reliability(scores []Score) ReliabilityTable {
	var t ReliabilityTable
	for i := range scores {
		b := &t[binOf(scores[i].P)]
		b.N++
		b.Predicted += scores[i].P
		b.Right += truth(scores[i].Right)
	}
	for i := range t {
		if t[i].N > 0 {
			t[i].Predicted /= float64(t[i].N)
			t[i].Right /= float64(t[i].N)
		}
	}
	return t
}

// ECE is the expected calibration error: by how much a bin's mean prediction
// misses its share of right answers, on average over the answers.
func (t ReliabilityTable) ECE() float64 {
	sum, n := 0.0, 0
	for _, b := range t {
		sum += float64(b.N) * math.Abs(b.Predicted-b.Right)
		n += b.N
	}
	return sum / float64(n)
}

// floorDraws is how many answers are drawn at most for an ECEFloor.
const floorDraws = 4_000_000

// eceFloor is the mean ECE of outcomes drawn from the predictions themselves:
// a model that is right about every chance scores no less on so few answers.
func eceFloor(scores []Score) float64 {
	draw := rand.New(rand.NewPCG(1, 0))
	rounds := max(2, min(50, floorDraws/max(1, len(scores))))
	sum := 0.0
	for range rounds {
		var over [bins]float64
		for i := range scores {
			p := scores[i].P
			over[binOf(p)] += p - truth(draw.Float64() < p)
		}
		for _, o := range over {
			sum += math.Abs(o)
		}
	}
	return sum / float64(rounds) / float64(len(scores))
}
