package eval

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// drawn is scores of a model whose chances are off by a number of logits, of so
// many learners; ties are common, since chances come in fiftieths.
func drawn(r *rand.Rand, n, learners int, off float64) []Score {
	scores := make([]Score, n)
	for i := range scores {
		p := float64(1+r.IntN(49)) / 50
		x := math.Log(p/(1-p)) + off
		scores[i] = Score{P: p, Learner: int32(r.IntN(learners)), Right: r.Float64() < logistic(x)}
	}
	return scores
}

// slowAUC looks at every pair.
func slowAUC(scores []Score) float64 {
	won, pairs := 0.0, 0.0
	for _, a := range scores {
		for _, b := range scores {
			if !a.Right || b.Right {
				continue
			}
			pairs++
			switch {
			case a.P > b.P:
				won++
			case a.P == b.P:
				won += 0.5
			}
		}
	}
	return won / pairs
}

// slowECE goes through the bins one by one.
func slowECE(scores []Score) float64 {
	sum := 0.0
	for bin := range 20 {
		var predicted, right float64
		for _, s := range scores {
			if in := s.P >= float64(bin)/20 && (s.P < float64(bin+1)/20 || bin == 19); in {
				predicted += s.P
				if s.Right {
					right++
				}
			}
		}
		sum += math.Abs(predicted - right)
	}
	return sum / float64(len(scores))
}

func near(t *testing.T, what string, got, want, by float64) {
	t.Helper()
	if !(math.Abs(got-want) <= by) {
		t.Errorf("%s is %v, want %v within %v", what, got, want, by)
	}
}

func TestFiguresAreThoseOfTheirDefinition(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		scores := drawn(r, 2+r.IntN(300), 5, r.Float64()-.5)
		f := Measure(scores)
		if want := slowAUC(scores); math.IsNaN(want) != math.IsNaN(f.AUC) || math.Abs(f.AUC-want) > 1e-12 {
			t.Errorf("AUC %v, pair by pair %v", f.AUC, want)
		}
		near(t, "ECE", f.ECE, slowECE(scores), 1e-9)
		squares, loss := 0.0, 0.0
		for _, s := range scores {
			if s.Right {
				squares += (1 - s.P) * (1 - s.P)
				loss -= math.Log(s.P)
			} else {
				squares += s.P * s.P
				loss -= math.Log(1 - s.P)
			}
		}
		n := float64(len(scores))
		near(t, "RMSE", f.RMSE, math.Sqrt(squares/n), 1e-12)
		near(t, "log loss", f.LogLoss, loss/n, 1e-12)

		r.Shuffle(len(scores), func(i, j int) { scores[i], scores[j] = scores[j], scores[i] })
		near(t, "AUC in another order", Measure(scores).AUC, f.AUC, 0)
	}
}

func TestFiguresThatCannotBeToldAreNaN(t *testing.T) {
	t.Parallel()
	none := Measure(nil)
	for what, x := range map[string]float64{"AUC": none.AUC, "RMSE": none.RMSE, "log loss": none.LogLoss, "ECE": none.ECE, "floor": none.ECEFloor, "right": none.Right} {
		if !math.IsNaN(x) {
			t.Errorf("%s of no answers is %v", what, x)
		}
	}
	for _, right := range []bool{true, false} {
		f := Measure([]Score{{P: .3, Right: right}, {P: .6, Right: right}})
		if !math.IsNaN(f.AUC) || math.IsNaN(f.LogLoss+f.RMSE+f.ECE+f.ECEFloor) {
			t.Errorf("all answers %v: %+v", right, f)
		}
	}
}

func TestLossOfSureAndWrongIsFinite(t *testing.T) {
	t.Parallel()
	f := Measure([]Score{{P: 0, Right: true}, {P: 1, Right: false}})
	if math.IsInf(f.LogLoss, 0) || f.LogLoss < 10 {
		t.Errorf("log loss %v", f.LogLoss)
	}
	near(t, "ECE", f.ECE, 1, 0)
	near(t, "floor", f.ECEFloor, 0, 0)
}

// TestFloorIsWhatCalibratedModelsScore compares the floor with the ECE of many
// draws, and shows that a model that is off lies above it.
func TestFloorIsWhatCalibratedModelsScore(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	scores, sum := drawn(r, 2000, 50, 0), 0.0
	floor := Measure(scores).ECEFloor
	for range 200 {
		for i := range scores {
			scores[i].Right = r.Float64() < scores[i].P
		}
		sum += Reliability(scores).ECE()
	}
	near(t, "floor", floor, sum/200, .05*floor)
	if off := Measure(drawn(r, 2000, 50, 1)); off.ECE < 3*off.ECEFloor {
		t.Errorf("a model a logit off scores %v, the floor is %v", off.ECE, off.ECEFloor)
	}
}

func TestReliabilityCountsEveryScoreOnce(t *testing.T) {
	t.Parallel()
	table := Reliability([]Score{{P: 0}, {P: .04, Right: true}, {P: .05}, {P: .99, Right: true}, {P: 1, Right: true}})
	want := ReliabilityTable{0: {N: 2, Predicted: .02, Right: .5}, 1: {N: 1, Predicted: .05}, 19: {N: 2, Predicted: .995, Right: 1}}
	if diff := cmp.Diff(want, table); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

func TestIntervalsHoldTheFigureAndComeOutAlikeEachTime(t *testing.T) {
	t.Parallel()
	scores := drawn(rand.New(rand.NewPCG(5, 6)), 3000, 60, .3)
	f, got := Measure(scores), Resample(scores, 7)
	for what, x := range map[string]struct {
		figure float64
		in     Interval
	}{"AUC": {f.AUC, got.AUC}, "RMSE": {f.RMSE, got.RMSE}, "log loss": {f.LogLoss, got.LogLoss}} {
		if !(x.in.Low < x.figure && x.figure < x.in.High) || x.in.High-x.in.Low > .1 {
			t.Errorf("%s %v, interval %v", what, x.figure, x.in)
		}
	}
	if again := Resample(scores, 7); again != got {
		t.Errorf("the same seed gives %v, then %v", got, again)
	}
}

// TestIntervalsCoverTheTruth draws samples from one world and counts how often
// the interval holds what a very large sample says. Learners differ, so that an
// interval over single answers would be far too narrow.
func TestIntervalsCoverTheTruth(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(8, 9))
	sample := func(learners int) []Score {
		var scores []Score
		for l := range learners {
			shift := r.NormFloat64()
			for range 25 {
				p := r.Float64()
				x := math.Log(p/(1-p)) + shift
				scores = append(scores, Score{P: p, Learner: int32(l), Right: r.Float64() < logistic(x)})
			}
		}
		return scores
	}
	truth := Measure(sample(10_000))
	const samples = 100
	var auc, loss int
	for i := range samples {
		in := Resample(sample(60), uint64(i))
		if in.AUC.Low <= truth.AUC && truth.AUC <= in.AUC.High {
			auc++
		}
		if in.LogLoss.Low <= truth.LogLoss && truth.LogLoss <= in.LogLoss.High {
			loss++
		}
	}
	t.Logf("of %d intervals %d hold the AUC and %d the log loss", samples, auc, loss)
	if auc < 89 || loss < 89 {
		t.Errorf("of %d intervals %d hold the AUC and %d the log loss, want at least 89", samples, auc, loss)
	}
}

// TestDrawnAUCIsThatOfTheRepeatedScores counts learners several times over,
// against scores that are really there as often.
func TestDrawnAUCIsThatOfTheRepeatedScores(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(10, 11))
	for range 30 {
		scores := drawn(r, 80, 6, 0)
		times := make([]int32, 6)
		for range times {
			times[r.IntN(6)]++
		}
		var repeated []Score
		var ranked []rankedScore
		for p := 1; p < 50; p++ { // in the order of predictions, which are fiftieths
			tied := false
			for _, s := range scores {
				if s.P != float64(p)/50 {
					continue
				}
				ranked = append(ranked, rankedScore{learner: s.Learner, right: s.Right, tied: tied})
				tied = true
				for range times[s.Learner] {
					repeated = append(repeated, s)
				}
			}
		}
		if got, want := drawnAUC(ranked, times), slowAUC(repeated); math.Abs(got-want) > 1e-12 {
			t.Errorf("AUC %v, of the repeated scores %v", got, want)
		}
	}
}

func TestFewLearnersHaveNoIntervals(t *testing.T) {
	t.Parallel()
	for _, learners := range []int{0, 1, leastLearners - 1} {
		var scores []Score
		for l := range learners {
			scores = append(scores, Score{P: .4, Learner: int32(l), Right: true}, Score{P: .6, Learner: int32(l)})
		}
		in := Resample(scores, 1)
		for _, x := range []Interval{in.AUC, in.RMSE, in.LogLoss} {
			if !math.IsNaN(x.Low) || !math.IsNaN(x.High) {
				t.Errorf("%d learners have the interval %v", learners, x)
			}
		}
	}
}

func BenchmarkResample(b *testing.B) {
	scores := drawn(rand.New(rand.NewPCG(1, 1)), 58_000, 623, 0)
	for b.Loop() {
		Resample(scores, 1)
	}
}
