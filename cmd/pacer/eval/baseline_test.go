package eval

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// tracedLog is a log of learners who know or do not know each skill, as BKT has
// it, with items of one difficulty. Learners are numbered from first on.
func tracedLog(seed uint64, learners, answers int, skills []bktSkill) *Log {
	r := rand.New(rand.NewPCG(seed, 0))
	log := &Log{Name: "traced", Items: []string{"i"}}
	for s := range skills {
		log.Skills = append(log.Skills, fmt.Sprintf("s%d", s))
	}
	for l := range learners {
		log.Learners = append(log.Learners, fmt.Sprintf("u%d", l))
		for s, chances := range skills {
			known := r.Float64() < chances.start
			on := []int32{int32(s)}
			for range answers {
				right, _ := chances.likelihoods(true)
				if !known {
					_, right = chances.likelihoods(true)
				}
				log.Rows = append(log.Rows, Row{Learner: int32(l), Skills: on, At: NoTime, Right: r.Float64() < right})
				known = known || r.Float64() < chances.learn
			}
		}
	}
	return log
}

func TestBKTFindsTheChancesBehindALog(t *testing.T) {
	t.Parallel()
	skills := []bktSkill{{start: .3, learn: .1, guess: .2, slip: .1}, {start: .6, learn: .3, guess: .1, slip: .05}}
	b := FitBKT(tracedLog(1, 4000, 12, skills))
	for i, want := range skills {
		got := b.skills[i]
		near(t, "start", got.start, want.start, .03)
		near(t, "learn", got.learn, want.learn, .03)
		near(t, "guess", got.guess, want.guess, .03)
		near(t, "slip", got.slip, want.slip, .03)
	}
}

// TestBKTExpectsWhatAllPathsSay compares the forward-backward sums with the sum
// over every moment at which the skill may have been learnt.
func TestBKTExpectsWhatAllPathsSay(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(2, 0))
	for range 200 {
		s := bktSkill{start: r.Float64(), learn: r.Float64(), guess: r.Float64(), slip: r.Float64()}
		answers := make([]bool, 1+r.IntN(7))
		for i := range answers {
			answers[i] = r.IntN(2) == 1
		}
		var start, learn, guess, slip [2]float64
		s.expect(answers, make([]float64, len(answers)), &start, &learn, &guess, &slip)

		// Path k knows from answer k on; the last path never does.
		var want [4][2]float64
		total := 0.0
		for pass := range 2 {
			for k := range len(answers) + 1 {
				p := s.start
				if k > 0 {
					p = (1 - s.start) * math.Pow(1-s.learn, float64(min(k, len(answers)-1)))
					if k < len(answers) {
						p = (1 - s.start) * math.Pow(1-s.learn, float64(k-1)) * s.learn
					}
				}
				for i, right := range answers {
					known, unknown := s.likelihoods(right)
					if i >= k {
						p *= known
					} else {
						p *= unknown
					}
				}
				if pass == 0 {
					total += p
					continue
				}
				p /= total
				want[0][int(truth(k > 0))] += p
				for i, right := range answers {
					if i >= k {
						want[3][int(truth(right))] += p
						continue
					}
					want[2][int(truth(!right))] += p
					if i < len(answers)-1 {
						want[1][int(truth(i+1 != k))] += p
					}
				}
			}
		}
		for i, got := range [4][2]float64{start, learn, guess, slip} {
			near(t, fmt.Sprintf("count %d of yes", i), got[0], want[i][0], 1e-9)
			near(t, fmt.Sprintf("count %d of no", i), got[1], want[i][1], 1e-9)
		}
	}
}

// TestBKTStaysWithinItsBounds on skills of one answer, of none right, of all
// right, and of a very long row.
func TestBKTStaysWithinItsBounds(t *testing.T) {
	t.Parallel()
	long := make([]bool, 100_000)
	for i := range long {
		long[i] = i%7 > 0
	}
	for name, learners := range map[string][][]bool{
		"never answered": nil, "one wrong": {{false}}, "one right": {{true}}, "a long row": {long},
		"all wrong": {make([]bool, 500), make([]bool, 500)},
	} {
		s := fitSkill(learners)
		for what, p := range map[string]float64{"start": s.start, "learn": s.learn} {
			if !(p > 0 && p < 1) {
				t.Errorf("%s: %s is %v", name, what, p)
			}
		}
		if !(s.guess > 0 && s.guess <= mostGuess && s.slip > 0 && s.slip <= mostGuess) {
			t.Errorf("%s: guess %v, slip %v", name, s.guess, s.slip)
		}
	}
}

func TestBKTPredictsSkillsItNeverMet(t *testing.T) {
	t.Parallel()
	b := FitBKT(&Log{})
	row := &Row{Skills: []int32{7}, Right: true}
	before := b.Predict(row)
	b.Learn(row)
	if after := b.Predict(row); !(0 < before && before < after && after < 1) {
		t.Errorf("predicted %v, and %v after a right answer", before, after)
	}
}

// TestSlopeIsThatOfTheLoss compares the slope with differences of the value.
func TestSlopeIsThatOfTheLoss(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 0))
	var d design
	for range 40 {
		d.add([]feature{{0, 1}, {int32(1 + r.IntN(4)), float32(r.NormFloat64())}}, r.IntN(3) > 0)
	}
	w, slope, penalty := make([]float64, 5), make([]float64, 5), []float64{.1, 1, 2, 3, 4}
	for i := range w {
		w[i] = r.NormFloat64()
	}
	d.loss(w, slope, penalty)
	got := append([]float64(nil), slope...)
	for i := range w {
		const step = 1e-5
		w[i] += step
		above := d.loss(w, slope, penalty)
		w[i] -= 2 * step
		below := d.loss(w, slope, penalty)
		w[i] += step
		near(t, fmt.Sprintf("slope by weight %d", i), got[i], (above-below)/(2*step), 1e-5)
	}
}

func TestMinimiseFindsTheBottom(t *testing.T) {
	t.Parallel()
	// A long valley across the axes: (x+y-3)² + 100 (x-y-1)² + z⁴, least at 2, 1, 0.
	valley := func(x, slope []float64) float64 {
		a, b, c := x[0]+x[1]-3, x[0]-x[1]-1, x[2]
		slope[0], slope[1], slope[2] = 2*a+200*b, 2*a-200*b, 4*c*c*c
		return a*a + 100*b*b + c*c*c*c
	}
	x := []float64{-5, 40, 3}
	if err := minimise(t.Context(), valley, x, []float64{1, 1, 1}, 500); err != nil {
		t.Fatal(err)
	}
	near(t, "x", x[0], 2, 1e-3)
	near(t, "y", x[1], 1, 1e-3)
	near(t, "z", x[2], 0, .05)

	bottomless := func(_, slope []float64) float64 { slope[0] = math.NaN(); return math.NaN() }
	if err := minimise(t.Context(), bottomless, []float64{0}, []float64{1}, 5); err == nil {
		t.Error("a function without values has a bottom")
	}
}

// TestRegressionsFindWhatMattered: in this world the item decides, and the
// answer before it.
func TestRegressionsFindWhatMattered(t *testing.T) {
	t.Parallel()
	world := func(seed uint64) (log *Log, best float64) {
		r := rand.New(rand.NewPCG(seed, 0))
		log = &Log{Learners: make([]string, 300), Items: make([]string, 20), Skills: make([]string, 2)}
		skills := [][]int32{{0}, {1}}
		for l := range log.Learners {
			last := 0.0
			for range 40 {
				item := r.IntN(20)
				p := logistic(float64(item-10)/5 + last)
				right := r.Float64() < p
				last = 2*truth(right) - 1
				log.Rows = append(log.Rows, Row{Learner: int32(l), Item: int32(item), Skills: skills[item%2], At: NoTime, Right: right})
				best += (&Score{P: p, Right: right}).loss()
			}
		}
		return log, best / float64(len(log.Rows))
	}
	fit, _ := world(1)
	log, best := world(2)
	loss := func(m Model) float64 {
		scores, err := Run(t.Context(), log, m, RunOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return Measure(scores).LogLoss
	}
	fitted := func(set Features) float64 {
		m, err := FitLogistic(t.Context(), fit, set, FitOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return loss(m)
	}
	pfa, lr, recency, going := fitted(PFA), fitted(BestLR), fitted(BestLRRecency), loss(NewLogistic(log, BestLRRecency))
	t.Logf("log loss: the world's own %.4f; PFA %.4f, Best-LR %.4f, with recency %.4f, learnt as it goes %.4f", best, pfa, lr, recency, going)
	if recency > best+.01 || lr < recency+.02 || pfa < lr+.02 || going > best+.04 {
		t.Errorf("log loss: the world's own %.4f; PFA %.4f, Best-LR %.4f, with recency %.4f, learnt as it goes %.4f", best, pfa, lr, recency, going)
	}
}

func TestFittingTakesWholeLearnersUpToItsLimit(t *testing.T) {
	t.Parallel()
	log := tracedLog(4, 50, 10, []bktSkill{{.5, .1, .2, .1}})
	few, err := FitLogistic(t.Context(), log, BestLR, FitOptions{MaxRows: 105})
	if err != nil {
		t.Fatal(err)
	}
	log.Rows = log.Rows[:100]
	same, err := FitLogistic(t.Context(), log, BestLR, FitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range few.weights {
		near(t, "weight", few.weights[i], same.weights[i], 0)
	}
}

// TestModelsForgetTheLearnersTheyWereFittedTo: a newcomer with a number of the
// log's is a newcomer.
func TestModelsForgetTheLearnersTheyWereFittedTo(t *testing.T) {
	t.Parallel()
	fit := tracedLog(5, 40, 20, []bktSkill{{.3, .2, .2, .1}})
	c := &contest{log: fit, fit: fit}
	others, _ := c.baselines()
	for _, who := range append(others, pacerContender()) {
		m, err := who.make(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		known, newcomer := fit.Rows[0], fit.Rows[0]
		newcomer.Learner = 1_000
		if a, b := m.Predict(&known), m.Predict(&newcomer); a != b {
			t.Errorf("%s predicts %v for a learner of the log and %v for another", who.name, a, b)
		}
	}
}

// TestPredictingChangesNothing: the same question twice has the same answer.
func TestPredictingChangesNothing(t *testing.T) {
	t.Parallel()
	log := tracedLog(6, 10, 5, []bktSkill{{.3, .2, .2, .1}, {.5, .1, .2, .1}})
	c := &contest{log: log}
	others, _ := c.baselines()
	for _, who := range append(others, pacerContender()) {
		twice, err := who.make(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		once, err := who.make(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		for i := range log.Rows {
			row := &log.Rows[i]
			asked := once.Predict(row)
			other := *row
			other.Right = !row.Right
			twice.Predict(&other)
			if again := twice.Predict(row); again != asked {
				t.Fatalf("%s: asked once it predicts %v, asked again %v", who.name, asked, again)
			}
			once.Learn(row)
			twice.Learn(row)
		}
	}
}

func TestUnitsAreSkillsTakenTogether(t *testing.T) {
	t.Parallel()
	u := newUnits()
	for i, tt := range []struct {
		skills []int32
		want   int32
	}{{[]int32{4}, 0}, {[]int32{4, 5}, 1}, {[]int32{5}, 2}, {[]int32{4}, 0}, {[]int32{4, 5}, 1}, {[]int32{4, 5, 6}, 3}} {
		if got := u.of(&Row{Skills: tt.skills}); got != tt.want {
			t.Errorf("row %d on %v is of unit %d, want %d", i, tt.skills, got, tt.want)
		}
	}
}

// TestBaselinesReachWhatIsKnown holds the baselines to figures that are known
// of them on real logs, so that a comparison with them is worth something.
func TestBaselinesReachWhatIsKnown(t *testing.T) {
	if testing.Short() {
		t.Skip("the long run fits to real logs")
	}
	for _, tt := range []struct {
		log   string
		areas map[string]float64 // by baseline
	}{
		{"assistments09", map[string]float64{"per-skill mean": .627, "BKT": .716, "Elo, skill + item": .752, "Best-LR + recency": .779}},
		{"algebra05", map[string]float64{"BKT": .769, "Elo, skill + item": .813, "Best-LR + recency": .830}},
	} {
		t.Run(tt.log, func(t *testing.T) {
			fit, log := sharedLog(t, tt.log+"-train.tsv"), sharedLog(t, tt.log+"-test.tsv")
			log.Align(fit)
			c := &contest{log: log, fit: fit}
			others, _ := c.baselines()
			measured := 0
			for _, who := range others {
				area, ok := tt.areas[who.name]
				if !ok {
					continue
				}
				measured++
				m, err := who.make(t.Context(), c)
				if err != nil {
					t.Fatal(err)
				}
				scores, err := Run(t.Context(), log, m, RunOptions{})
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%s: AUC %.4f, known %.3f", who.name, AUC(scores), area)
				near(t, "AUC of "+who.name, AUC(scores), area, .01)
			}
			if measured != len(tt.areas) {
				t.Errorf("%d of %d baselines were measured", measured, len(tt.areas))
			}
		})
	}
}
