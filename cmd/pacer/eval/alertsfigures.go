package eval

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// spinFigures are how well a model tells, after so many tries, who will
// wheel-spin. Of a Score, Right means that the pair did.
type spinFigures struct {
	k int
	Figures
	auc         Interval
	recalled    cut // at which wantedRecall are found
	recalledIn  Interval
	half        cut // at a risk of one half
	precise     cut // at which the wanted precision is held; NaN if it never is
	reliability ReliabilityTable
}

// wantedRecall is the part of those who wheel-spin that is to be found where
// models are compared by their precision.
const wantedRecall = 0.70

// cut is what comes of calling all pairs whose risk is at least a threshold.
// What cannot be told is NaN.
type cut struct{ threshold, precision, recall float64 }

// newSpinFigures makes figures of the scores after k tries.
func newSpinFigures(k int, scores []Score, wantedPrecision float64) spinFigures {
	scores = slices.Clone(scores)
	slices.SortFunc(scores, func(a, b Score) int { return cmp.Compare(b.P, a.P) })
	curve := cuts(scores)
	f := spinFigures{k: k, Figures: Measure(scores), reliability: Reliability(scores), auc: Resample(scores, bootstrapSeed).AUC}
	f.recalled = firstCut(curve, func(p cut) bool { return p.recall >= wantedRecall })
	f.recalledIn = resamplePrecision(scores)
	slices.Reverse(curve)
	f.half = firstCut(curve, func(p cut) bool { return p.threshold >= .5 })
	f.half.threshold = .5
	f.precise = firstCut(curve, func(p cut) bool { return p.precision >= wantedPrecision })
	return f
}

// cuts are all there are, one for each risk that was told, the highest first.
// The scores stand in that order. Without anyone who wheel-spins there is
// nothing to recall, and no cut.
func cuts(scores []Score) []cut {
	all := 0.0
	for i := range scores {
		all += truth(scores[i].Right)
	}
	if all == 0 {
		return nil
	}
	var out []cut
	found := 0.0
	for i := range scores {
		found += truth(scores[i].Right)
		if i+1 < len(scores) && scores[i+1].P == scores[i].P {
			continue
		}
		out = append(out, cut{scores[i].P, found / float64(i+1), found / all})
	}
	return out
}

// firstCut is the first that is as wanted.
func firstCut(curve []cut, is func(cut) bool) cut {
	if i := slices.IndexFunc(curve, is); i >= 0 {
		return curve[i]
	}
	return cut{math.NaN(), math.NaN(), math.NaN()}
}

// resamplePrecision is the interval of the precision at which wantedRecall are
// found, over learners, as Resample does. The highest risk comes first.
func resamplePrecision(scores []Score) Interval {
	learner, n := learnersOf(scores)
	if n < leastLearners {
		return Interval{math.NaN(), math.NaN()}
	}
	draw := rand.New(rand.NewPCG(bootstrapSeed, 2))
	drawn := make([]float64, n)
	var values []float64
	for range mostRounds {
		clear(drawn)
		for range n {
			drawn[draw.IntN(n)]++
		}
		if p := drawnPrecision(scores, learner, drawn); !math.IsNaN(p) {
			values = append(values, p)
		}
	}
	return middle(values)
}

// drawnPrecision is the precision at wantedRecall with each score counted as
// often as its learner was drawn.
func drawnPrecision(scores []Score, learner []int32, drawn []float64) float64 {
	all := 0.0
	for i := range scores {
		all += drawn[learner[i]] * truth(scores[i].Right)
	}
	called, found := 0.0, 0.0
	for i := range scores {
		called += drawn[learner[i]]
		found += drawn[learner[i]] * truth(scores[i].Right)
		isTied := i+1 < len(scores) && scores[i+1].P == scores[i].P
		if !isTied && found >= wantedRecall*all && found > 0 {
			return found / called
		}
	}
	return math.NaN()
}

// spinRule is how the rule that ships did: of the decided pairs, whom it named
// before the tenth try.
type spinRule struct {
	pairs int // decided
	spun  int // of them
	named int
	right int     // of those named, those who did wheel-spin
	tries float64 // median, when it named them
}

func (r spinRule) precision() number { return number(float64(r.right) / float64(r.named)) }
func (r spinRule) recall() number    { return number(float64(r.right) / float64(r.spun)) }
