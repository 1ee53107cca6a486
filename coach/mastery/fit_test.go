package mastery

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

// logLoss is how badly p predicts the answers from one on, having learnt from
// all before.
func logLoss(p *Params, log []Answer, from int) float64 {
	w, sum := newWorld(log, &Workspace{}), 0.0
	for i := range log {
		s, f := w.states(&log[i]), log[i].Facts
		if i >= from {
			c := p.Predict(s, f)
			if !f.Right {
				c = 1 - c
			}
			sum -= math.Log(c)
		}
		p.Learn(s, f)
	}
	return sum / float64(len(log)-from)
}

func TestFitPredictsOthersBetterThanTheStart(t *testing.T) {
	simulated, half := newSchool(2).log(500)
	log := answers(simulated)
	p, err := Fit(t.Context(), Start, log[:half])
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name  string
		log   []Answer
		from  int
		least float64 // that the fit must gain; a workspace learns its own weights in time
	}{
		{"in their workspace", log, half, .001},
		{"in a new workspace", log[half:], 0, .002},
	} {
		start, fitted := logLoss(&Start, row.log, row.from), logLoss(&p, row.log, row.from)
		t.Logf("log loss of learners never seen, %s: %.4f with the start, %.4f fitted", row.name, start, fitted)
		if fitted > start-row.least {
			t.Errorf("the log loss of learners never seen, %s, is %.4f, with the start %.4f; want %v less", row.name, fitted, start, row.least)
		}
	}
	if p.Tiers != Start.Tiers || p.Hint != Start.Hint || p.SelfGraded != Start.SelfGraded || p.Drift != Start.Drift || p.ID != Start.ID {
		t.Errorf("Fit changed what no log tells: %+v", p)
	}
	right := 0.0
	for _, a := range log[:half] {
		if a.Facts.Right {
			right++
		}
	}
	if rate := right / float64(half); math.Abs(p.Rate-rate) > .005 {
		t.Errorf("the usual rate is %.4f, of the log %.4f", p.Rate, rate)
	}
}

func TestFitIsTheSameEachTime(t *testing.T) {
	simulated, _ := newSchool(3).log(60)
	log := answers(simulated)
	first, err := Fit(t.Context(), Start, log)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Fit(t.Context(), Start, log)
	if err != nil || first != again {
		t.Errorf("a second fit (error %v) gives other parameters:\n%+v\n%+v", err, first, again)
	}
}

func TestFitLearnsNothingFromWhatIsNoEvidence(t *testing.T) {
	simulated, _ := newSchool(4).log(60)
	log := answers(simulated)
	var mixedWith []Answer
	for i, a := range log {
		guess, later := a, a
		guess.Facts.Rapid, later.Facts.Counts = true, false
		guess.Facts.Right, later.Facts.Right = i%2 == 0, i%3 == 0
		mixedWith = append(mixedWith, guess, a, later)
	}
	want, err := Fit(t.Context(), Start, log)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Fit(t.Context(), Start, mixedWith)
	if err != nil || got != want {
		t.Errorf("rapid guesses and later tries (error %v) change the fit:\n%+v\n%+v", err, got, want)
	}
}

func TestSeveralLogsKeepTheirPeopleApart(t *testing.T) {
	simulated, half := newSchool(5).log(120)
	one, two := answers(simulated[:half]), answers(simulated[half:])
	for i := range two { // the same numbers, other people, items and skills
		two[i].Learner -= 60
		two[i].Facts.Right = !two[i].Facts.Right
	}
	apart := slices.Clone(two)
	for i := range apart {
		apart[i].Learner += 60
		apart[i].Item += simulatedSkills * itemsPerSkill
		apart[i].Skills = []int32{apart[i].Skills[0] + simulatedSkills}
	}
	got, err := Fit(t.Context(), Start, one, two)
	if err != nil {
		t.Fatal(err)
	}
	want, err := Fit(t.Context(), Start, one, apart)
	if err != nil {
		t.Fatal(err)
	}
	if d := math.Abs(got.Spread.Item - want.Spread.Item); d > 1e-12 || got.Rate != want.Rate {
		t.Errorf("two logs with the same numbers fit to\n%+v, with others to\n%+v", got, want)
	}
	mixed, err := Fit(t.Context(), Start, slices.Concat(one, two))
	if err != nil || mixed.Spread.Item == got.Spread.Item {
		t.Errorf("two logs in one (error %v) fit as if apart, so that this test shows nothing", err)
	}
}

func TestFitOnNearlyNothing(t *testing.T) {
	simulated, _ := newSchool(6).log(1)
	alone := answers(simulated)
	always := slices.Clone(alone)
	for i := range always {
		always[i].Facts.Right = true
	}
	nobody := []Answer{{Facts: right()}, {Facts: wrong()}} // no skills
	for name, logs := range map[string][][]Answer{
		"no log":                      nil,
		"an empty log":                {{}},
		"one answer":                  {alone[:1]},
		"one learner":                 {alone},
		"one learner, always right":   {always},
		"answers on no skill":         {nobody},
		"a log and one with no rows":  {alone, {}},
		"a learner with a far number": {{{Learner: 1000, Item: 2000, Skills: []int32{3000}, Facts: right()}}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Fit(t.Context(), Start, logs...)
			if err != nil {
				t.Fatal(err)
			}
			s := someone(1)
			if c := p.Predict(s, Facts{}); !(c > .2 && c < .99) {
				t.Errorf("it predicts a newcomer at %v", c)
			}
			for i, weight := range p.Head { // a log without misses would send them to infinity
				if math.Abs(weight) > .5 {
					t.Errorf("the weight of %q is %v, with hardly anything to learn it from", headNames[i], weight)
				}
			}
			if len(logs) == 0 && p != Start {
				t.Errorf("it found something in nothing: %+v", p)
			}
		})
	}
}

func TestFitEndsWithItsContext(t *testing.T) {
	simulated, _ := newSchool(7).log(20)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p, err := Fit(ctx, Start, answers(simulated))
	if !errors.Is(err, context.Canceled) || p != Start {
		t.Errorf("error %v, parameters %+v; want the context's error and the start", err, p)
	}
}

func TestFitRefusesWhatItCannotUse(t *testing.T) {
	broken := Start
	broken.Rate = math.NaN()
	for name, row := range map[string]struct {
		start Params
		log   []Answer
		says  string
	}{
		"a start that is not valid": {broken, nil, "rate is NaN"},
		"a learner below 0":         {Start, []Answer{{}, {Learner: -1}}, "answer 1 of log 0 names number -1"},
		"an item below 0":           {Start, []Answer{{Item: -2}}, "number -2"},
		"a skill below 0":           {Start, []Answer{{Skills: []int32{0, -3}}}, "number -3"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Fit(t.Context(), row.start, row.log); err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("error %v, want one that says %s", err, row.says)
			}
		})
	}
}

func TestSolveSolves(t *testing.T) {
	var curve [nHead][nHead]float64
	var want, slope [nHead]float64
	for i := range curve {
		want[i] = float64(i%5) - 2
		for j := range i + 1 {
			curve[i][j] = 1 / float64(1+i-j)
		}
		curve[i][i] += 3
	}
	for i := range curve {
		for j := range curve {
			slope[i] += curve[max(i, j)][min(i, j)] * want[j]
		}
	}
	for i, x := range solve(&curve, slope) {
		if math.Abs(x-want[i]) > 1e-12 {
			t.Errorf("x[%d] = %v, want %v", i, x, want[i])
		}
	}
}
