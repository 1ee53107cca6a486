package eval

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// Interval is where a figure lies 95 times out of 100 when the learners are
// drawn anew. Both ends are NaN where that cannot be told.
type Interval struct{ Low, High float64 }

// Intervals are those of the figures that learners decide. Calibration has none:
// drawing anew only adds noise to it, and ECEFloor says how much of it is noise.
type Intervals struct{ AUC, RMSE, LogLoss Interval }

// Rounds of drawing: the most, the least, and how many scores all rounds
// together may look at, so that millions of answers take seconds.
const (
	mostRounds  = 1000
	leastRounds = 100
	mostLooks   = 300_000_000
)

// leastLearners is how many it takes to say how learners differ.
const leastLearners = 10

// Resample is the intervals of figures over learners, by the percentile
// bootstrap: as many learners are drawn with replacement as there are, each with
// all their answers, many times over. Answers of one learner hang together, so
// that drawing single answers would promise too much. Fewer than ten learners
// say too little of how others differ: no figure has an interval then.
func Resample(scores []Score, seed uint64) Intervals {
	unknown := Interval{math.NaN(), math.NaN()}
	out := Intervals{unknown, unknown, unknown}
	learner, n := learnersOf(scores)
	if n < leastLearners {
		return out
	}
	sums := make([]sum, n)
	order := make([]int32, len(scores))
	for i := range scores {
		s := &sums[learner[i]]
		s.n++
		s.loss += scores[i].loss()
		s.square += scores[i].miss() * scores[i].miss()
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(scores[a].P, scores[b].P) })
	ranked := make([]rankedScore, len(scores))
	for at, i := range order {
		ranked[at] = rankedScore{learner: learner[i], right: scores[i].Right}
		ranked[at].tied = at > 0 && scores[order[at-1]].P == scores[i].P
	}

	rounds := max(leastRounds, min(mostRounds, mostLooks/len(scores)))
	draw := rand.New(rand.NewPCG(seed, 1))
	drawn := make([]int32, n)
	var auc, rmse, loss []float64
	for range rounds {
		clear(drawn)
		var all sum
		for range n {
			l := draw.IntN(n)
			drawn[l]++
			all.n += sums[l].n
			all.loss += sums[l].loss
			all.square += sums[l].square
		}
		rmse = append(rmse, math.Sqrt(all.square/all.n))
		loss = append(loss, all.loss/all.n)
		if a := drawnAUC(ranked, drawn); !math.IsNaN(a) {
			auc = append(auc, a)
		}
	}
	return Intervals{AUC: middle(auc), RMSE: middle(rmse), LogLoss: middle(loss)}
}

// learnersOf numbers the learners of scores from 0 without gaps.
func learnersOf(scores []Score) (of []int32, n int) {
	number := map[int32]int32{}
	of = make([]int32, len(scores))
	for i := range scores {
		at, ok := number[scores[i].Learner]
		if !ok {
			at = int32(len(number))
			number[scores[i].Learner] = at
		}
		of[i] = at
	}
	return of, len(number)
}

// sum is what one learner adds to figures that are means.
type sum struct{ n, loss, square float64 }

// rankedScore is a score in the order of predictions.
type rankedScore struct {
	learner int32
	right   bool
	tied    bool // predicted like the one before it
}

// drawnAUC is the AUC with each score counted as often as its learner was drawn.
func drawnAUC(ranked []rankedScore, drawn []int32) float64 {
	var rights, wrongs, right, wrong int64 // right and wrong are those of the tie under way
	won := 0.0
	for i := range ranked {
		r := &ranked[i]
		if !r.tied {
			won += float64(right) * (float64(wrongs) + float64(wrong)/2)
			rights += right
			wrongs += wrong
			right, wrong = 0, 0
		}
		if n := int64(drawn[r.learner]); r.right {
			right += n
		} else {
			wrong += n
		}
	}
	won += float64(right) * (float64(wrongs) + float64(wrong)/2)
	return won / (float64(rights+right) * float64(wrongs+wrong))
}

// middle is the interval that leaves a fortieth of the values out on either
// side.
func middle(values []float64) Interval {
	if len(values) < leastRounds/2 {
		return Interval{math.NaN(), math.NaN()}
	}
	slices.Sort(values)
	return Interval{Low: quantile(values, 0.025), High: quantile(values, 0.975)}
}

// quantile is that of sorted values, between the two nearest in proportion.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := min(int(at), len(sorted)-2)
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}
