package reflect

import (
	"math"
	"math/rand/v2"
	"testing"
)

// counts makes Counts of guesses, think-sos and sures, each as n and right.
func counts(guess, think, sure Count) Counts { return Counts{guess, think, sure} }

func TestNothingIsSaidFromFewAnswers(t *testing.T) {
	t.Parallel()
	few := counts(Count{}, Count{9, 7}, Count{})
	if _, _, ok := few.Told(2); ok {
		t.Error("nine answers are told of")
	}
	if _, _, ok := few.Brier(); ok {
		t.Error("a score of nine answers")
	}
	if _, ok := few.Bias(); ok || few.Leaning() != Unclear {
		t.Error("a bias of nine answers")
	}
	ten := few.Add(2, true)
	if right, n, ok := ten.Told(2); right != 8 || n != 10 || !ok {
		t.Errorf("got %d of %d, %v", right, n, ok)
	}
	for _, confidence := range []int{-1, 0, 4} {
		if ten.Add(confidence, true) != ten {
			t.Errorf("confidence %d is counted", confidence)
		}
		if _, _, ok := ten.Told(confidence); ok {
			t.Errorf("confidence %d is told of", confidence)
		}
	}
}

func TestCalibration(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name                  string
		c                     Counts
		brier, baseline, bias float64
		leaning               Leaning
	}{
		// 10 of .95 with 5 right: 5·.05² + 5·.95² over 10.
		{"sure and half right", counts(Count{}, Count{}, Count{10, 5}), .4525, .25, .45, Over},
		{"guessing and always right", counts(Count{20, 20}, Count{}, Count{}), .4225, 0, -.65, Under},
		{"as it is", counts(Count{10, 4}, Count{20, 13}, Count{10, 9}), .1975, .2275, 0, Fitting},
		// 14 stated of 20, 10.5 came: it may still be chance.
		{"a little off, which may be chance", counts(Count{5, 2}, Count{10, 5}, Count{5, 3}), .2875, .25, .15, Unclear},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			brier, baseline, ok := tc.c.Brier()
			bias, _ := tc.c.Bias()
			if !ok || !near(brier, tc.brier) || !near(baseline, tc.baseline) || !near(bias, tc.bias) {
				t.Errorf("got %.6f, %.6f, %.6f", brier, baseline, bias)
			}
			if got := tc.c.Leaning(); got != tc.leaning {
				t.Errorf("got %q, want %q", got, tc.leaning)
			}
		})
	}
}

func TestWilson(t *testing.T) {
	t.Parallel()
	// The textbook example of 8 of 10, and the ends.
	for _, tc := range []struct {
		right, n  int
		low, high float64
	}{{8, 10, .490162, .943318}, {0, 10, 0, .277533}, {10, 10, .722467, 1}, {0, 0, 0, 1}} {
		low, high := Wilson(tc.right, tc.n)
		if math.Abs(low-tc.low) > 1e-5 || math.Abs(high-tc.high) > 1e-5 {
			t.Errorf("Wilson(%d, %d) = %.6f, %.6f, want %.6f, %.6f", tc.right, tc.n, low, high, tc.low, tc.high)
		}
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		n := 1 + r.IntN(100)
		right := r.IntN(n + 1)
		low, high := Wilson(right, n)
		if p := float64(right) / float64(n); low < 0 || high > 1 || low > p+1e-12 || high < p-1e-12 {
			t.Fatalf("%d of %d: %g to %g", right, n, low, high)
		}
	}
}

// The score of whatever was counted lies between 0 and 1, and adding answers
// one by one makes the same counts in any order.
func TestCountsAreTheirAnswers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(2, 2))
	for range 500 {
		var a, b Counts
		type answer struct {
			confidence int
			right      bool
		}
		var list []answer
		for range 10 + r.IntN(30) {
			list = append(list, answer{1 + r.IntN(3), r.IntN(2) == 0})
		}
		for _, x := range list {
			a = a.Add(x.confidence, x.right)
		}
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		for _, x := range list {
			b = b.Add(x.confidence, x.right)
		}
		if a != b || a.Total().N != len(list) {
			t.Fatalf("%v and %v", a, b)
		}
		if score, _, ok := a.Brier(); !ok || score < 0 || score > 1 {
			t.Fatalf("%v scores %g", a, score)
		}
	}
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }
