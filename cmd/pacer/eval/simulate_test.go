package eval

import (
	"math"
	"testing"
	"time"
)

func TestSimulatedLogsLookReal(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		policy func(*world, uint64) policy
	}{
		{"fixed order", fixedOrder},
		{"three in a row", threeInARow},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			// The learners of the test are others than those of the fit.
			const each, answers = 80, 250
			all := newClass(9, 1, each, alone(tc.policy)).log(answers, 200)
			fit, test := *all, *all
			fit.Rows, test.Rows = nil, nil
			right := 0
			for _, row := range all.Rows {
				if row.Learner < each*4 {
					fit.Rows = append(fit.Rows, row)
				} else {
					test.Rows = append(test.Rows, row)
				}
				if row.Right {
					right++
				}
			}
			if share := float64(right) / float64(len(all.Rows)); share < .60 || share > .75 {
				t.Errorf("%.3f of the answers are right, want .60 to .75", share)
			}
			bestLR, err := FitLogistic(t.Context(), &fit, BestLR, FitOptions{})
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range []struct {
				name  string
				model Model
				real  float64 // AUC on assistments09
			}{
				{"BKT", FitBKT(&fit), .716},
				{"Best-LR", bestLR, .769},
			} {
				scores, err := Run(t.Context(), &test, m.model, RunOptions{})
				if err != nil {
					t.Fatal(err)
				}
				auc := AUC(scores)
				t.Logf("%s: AUC %.3f over %d answers", m.name, auc, len(scores))
				if math.Abs(auc-m.real) > .05 {
					t.Errorf("%s has AUC %.3f, want it within .05 of %.3f", m.name, auc, m.real)
				}
			}
		})
	}
}

// calm is somebody of whom nothing is left to chance but what answers need.
func calm(t *testing.T) *pupil {
	t.Helper()
	k := kinds[0]
	k.drifts, k.leaves = 0, 0
	p := newWorld(1, 1).enrol(k, 1)
	p.comes()
	return p
}

func TestStrengthGrowsByPracticeAndFadesBetweenDays(t *testing.T) {
	t.Parallel()
	p := calm(t)
	s := &p.skills[0]
	s.prior = -1
	before := s.now(0)
	for range 10 {
		p.answer(p.world.of[0][4], 0)
	}
	learnt := s.now(0)
	if learnt <= before {
		t.Fatalf("ten answers lead from %.2f to %.2f", before, learnt)
	}
	if later := s.now(30); later >= learnt || later <= before {
		t.Errorf("thirty days lead from %.2f to %.2f, want less, but more than %.2f", learnt, later, before)
	}
}

func TestSuccessAfterAGapMakesMemoryLast(t *testing.T) {
	t.Parallel()
	massed, spaced := strength{gained: 2, held: 1, halfLife: 10}, strength{gained: 2, held: 1, halfLife: 10}
	massed.refresh(0, true)
	spaced.refresh(10, true)
	if massed.halfLife != 10 || spaced.halfLife != 25 {
		t.Errorf("half-lives %.1f at once and %.1f after ten days, want 10 and 25", massed.halfLife, spaced.halfLife)
	}
}

func TestNothingIsLearntWithoutAttention(t *testing.T) {
	t.Parallel()
	k := kinds[4]
	k.drifts = 1
	p := newWorld(2, 1).enrol(k, 2)
	p.comes()
	before := p.skills[0]
	if r := p.answer(p.world.of[0][0], 3); r.took > 3*time.Second {
		t.Errorf("a guess took %v", r.took)
	}
	if p.skills[0] != before {
		t.Errorf("%+v became %+v", before, p.skills[0])
	}
}

func TestSimulatedCoursesAreWhatTheyAreSaidToBe(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		w := newWorld(seed, 1)
		for s, of := range w.of {
			mean := 0.0
			for _, i := range of {
				if w.course.Items[i].Tier == 2 {
					mean += w.items[i].difficulty / 6
				}
			}
			if math.Abs(mean) > 1e-9 {
				t.Errorf("seed %d: the typical item of skill %d has difficulty %.3f, want 0", seed, s, mean)
			}
			for _, j := range w.needs[s] {
				if j >= s {
					t.Errorf("seed %d: skill %d needs skill %d, which comes later", seed, s, j)
				}
			}
		}
		p := w.enrol(kinds[seed%5], seed)
		for s := range w.of {
			for _, j := range w.needs[s] {
				if p.skills[s].prior > p.skills[j].prior+priorAbove {
					t.Errorf("seed %d: skill %d is known far better than what it needs", seed, s)
				}
			}
		}
	}
}

func TestPoliciesKeepTheirRules(t *testing.T) {
	t.Parallel()
	w := newWorld(3, 1)
	at := simulatedStart
	right, wrong := reply{right: true}, reply{}
	ask := func(t *testing.T, p policy, r reply) (skill int, called bool) {
		t.Helper()
		item, ok := p.next(at)
		if !ok {
			t.Fatal("nothing is asked")
		}
		return w.items[item].skills[0], p.learn(at, item, r)
	}
	t.Run("three in a row leaves a skill after three right answers in a row", func(t *testing.T) {
		p := threeInARow(w, 1)
		for n, r := range []reply{right, right, wrong, right, right, right} {
			if skill, called := ask(t, p, r); skill != 0 || called != (n == 5) {
				t.Errorf("answer %d: skill %d, called %v", n+1, skill, called)
			}
		}
		if skill, _ := ask(t, p, right); skill != 1 {
			t.Errorf("then comes skill %d", skill)
		}
	})
	t.Run("fixed order leaves a skill after so many items, whatever the answers", func(t *testing.T) {
		p := fixedOrder(w, 1)
		for n := range fixedItems {
			if skill, called := ask(t, p, wrong); skill != 0 || called != (n == fixedItems-1) {
				t.Errorf("answer %d: skill %d, called %v", n+1, skill, called)
			}
		}
	})
	t.Run("weakest first goes to what it thinks is known least", func(t *testing.T) {
		p := weakestFirst(w, 1)
		first, _ := ask(t, p, right)
		if second, _ := ask(t, p, right); second == first {
			t.Error("it stays with what has just been right")
		}
	})
	t.Run("no policy asks the same item twice in a row on a day", func(t *testing.T) {
		for _, e := range entrants {
			c := newClass(4, 1, 1, e.of)
			last := make([]event, len(c.pupils))
			answered := 0
			c.practise(40, func(ev event) bool {
				if before := last[ev.pupil]; !before.at.IsZero() && before.day == ev.day && before.item == ev.item {
					t.Errorf("%s: item %d twice in a row", e.name, ev.item)
				}
				last[ev.pupil] = ev
				answered++
				return true
			})
			if answered < 500 {
				t.Errorf("%s: only %d answers in forty days", e.name, answered)
			}
		}
	})
}
