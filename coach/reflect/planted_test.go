package reflect

import (
	"math"
	"math/rand/v2"
	"testing"
)

// A planted learner knows the chance of each of their answers up to a shift:
// what they feel is that chance moved by it, and they say the word that is
// nearest to what they feel.
func planted(r *rand.Rand, n int, shift float64) (c Counts, bias float64) {
	for range n {
		chance := .2 + .75*r.Float64()
		felt, said := min(max(chance+shift, 0), 1), 1
		for w := range stated {
			if math.Abs(stated[w]-felt) < math.Abs(stated[said-1]-felt) {
				said = w + 1
			}
		}
		c = c.Add(said, r.Float64() < chance)
		bias += stated[said-1] - chance
	}
	return c, bias / float64(n)
}

func TestPlantedLeaningsAreRecovered(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name       string
		shift      float64
		n          int
		want       Leaning
		least      int // of 1,000 learners, who are seen for what they are
		mostUnlike int // for the opposite
	}{
		{"surer than right", .35, 60, Over, 950, 0},
		// Less sure than a guess nobody can say, so what they say lies nearer to what comes.
		{"not sure enough", -.35, 60, Under, 800, 0},
		{"surer than right, in few answers", .35, 20, Over, 600, 0},
		{"a little surer than right", .15, 200, Over, 700, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(11, uint64(tc.n)+math.Float64bits(tc.shift)))
			got := map[Leaning]int{}
			covered, signed := 0, 0
			for range 1000 {
				c, bias := planted(r, tc.n, tc.shift)
				got[c.Leaning()]++
				low, high, ok := c.BiasInterval()
				if !ok {
					t.Fatal("no interval")
				}
				if bias >= low && bias <= high {
					covered++
				}
				if b, _ := c.Bias(); b*tc.shift > 0 {
					signed++
				}
			}
			opposite := map[Leaning]Leaning{Over: Under, Under: Over}[tc.want]
			t.Logf("%v; the interval holds the planted bias %d times, its sign is right %d times", got, covered, signed)
			if got[tc.want] < tc.least || got[opposite] > tc.mostUnlike {
				t.Errorf("%d are seen for what they are, %d for the opposite", got[tc.want], got[opposite])
			}
			if covered < 930 {
				t.Errorf("the interval of 95 %% holds the planted bias in %d of 1000", covered)
			}
			if signed < 930 {
				t.Errorf("the sign is right in %d of 1000", signed)
			}
		})
	}
}

func TestWhoSaysWhatIsSoIsSeldomCalledOtherwise(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(12, 12))
	wrong, covered := 0, 0
	for range 2000 {
		var c Counts
		for range 40 {
			said := 1 + r.IntN(3)
			c = c.Add(said, r.Float64() < stated[said-1])
		}
		if l := c.Leaning(); l == Over || l == Under {
			wrong++
		}
		if low, high, _ := c.BiasInterval(); low <= 0 && high >= 0 {
			covered++
		}
	}
	t.Logf("called otherwise: %d of 2000; covered %d", wrong, covered)
	if wrong > 120 {
		t.Errorf("%d of 2000 are called too sure, or not sure enough", wrong)
	}
	if covered < 1860 {
		t.Errorf("the interval of 95 %% holds no bias in %d of 2000", covered)
	}
}

// The parts of a score add up to it, for whatever was counted.
func TestThePartsOfAScoreAddUp(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(13, 13))
	for range 500 {
		var c Counts
		for range Least + r.IntN(60) {
			c = c.Add(1+r.IntN(3), r.IntN(3) > 0)
		}
		p, ok := c.Parts()
		score, _, _ := c.Brier()
		if !ok || math.Abs(p.Reliability-p.Resolution+p.Uncertainty-score) > 1e-12 || p.Reliability < 0 || p.Resolution < 0 {
			t.Fatalf("%v: %+v and %g", c, p, score)
		}
		for _, b := range c.Bins() {
			if b.N < Least || b.Low > b.Came || b.High < b.Came || b.Low < 0 || b.High > 1 {
				t.Fatalf("%+v", b)
			}
		}
	}
	if _, ok := (Counts{{9, 1}, {}, {}}).Parts(); ok {
		t.Error("parts of nine answers")
	}
	if bins := (Counts{{9, 1}, {10, 5}, {}}).Bins(); len(bins) != 1 || bins[0].Stated != .65 {
		t.Errorf("bins %v", bins)
	}
	if _, _, ok := (Counts{{9, 1}, {}, {}}).BiasInterval(); ok {
		t.Error("an interval of nine answers")
	}
}
