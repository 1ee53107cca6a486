package mastery

import (
	"testing"
	"time"
)

// TestRangeHoldsTheTruthAboutFourTimesOutOfFive looks at the second half of a
// simulated school, with the parameters that ship, learnt from quite other
// people, and with some learnt from the first half. People there slip twice as
// often as the model allows for, which is most of what is missing to .80.
func TestRangeHoldsTheTruthAboutFourTimesOutOfFive(t *testing.T) {
	log, half := newSchool(1).log(600)
	fitted, err := Fit(t.Context(), Start, answers(log[:half]))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name        string
		params      *Params
		least, most float64
	}{{"Default", &Default, .68, .85}, {"fitted", &fitted, .68, .90}} {
		t.Run(row.name, func(t *testing.T) {
			p, w := row.params, newWorld(answers(log), &Workspace{})
			var inside, seen [32]float64 // by answers on the skill
			all, within := 0.0, 0.0
			for i := range log {
				s := w.states(&log[i].Answer)
				if i >= half {
					n := int(s.Skills[0].answers)
					e := p.Mastery(s.Workspace, s.Learner, s.Skills[0], s.Shared[0])
					seen[n]++
					all++
					if e.Low <= log[i].mastery && log[i].mastery <= e.High {
						inside[n]++
						within++
					}
				}
				p.Learn(s, log[i].Facts)
			}
			for _, n := range []int{0, 3, 10, 20} {
				share := inside[n] / seen[n]
				t.Logf("after %d answers on the skill: %.3f of %.0f", n, share, seen[n])
				if share < row.least-.07 || share > row.most+.05 {
					t.Errorf("after %d answers on the skill the range holds the truth in %.3f of cases", n, share)
				}
			}
			t.Logf("in all: %.3f of %.0f", within/all, all)
			if share := within / all; share < row.least || share > row.most {
				t.Errorf("the range holds the truth in %.3f of cases, want %.2f to %.2f", share, row.least, row.most)
			}
		})
	}
}

func TestRangeNarrowsWithAnswers(t *testing.T) {
	s := someone(1)
	width := func() float64 { // logits from the middle down, slips left in
		e, knows := Default.Mastery(s.Workspace, s.Learner, s.Skills[0], s.Shared[0]), 1-Default.Slip
		return logit(e.P*knows) - logit(e.Low*knows)
	}
	first, last := width(), width()
	for n := range 30 {
		s.Item = &Item{}
		Default.Learn(s, Facts{At: morning, Counts: true, Right: n%2 == 0})
		w := width()
		if w >= last {
			t.Fatalf("after %d answers the range reaches %.3f logits down, %.3f before", n+1, w, last)
		}
		last = w
	}
	t.Logf("the range reaches %.3f logits down at first, %.3f after thirty answers", first, last)
	if last > .7*first {
		t.Errorf("the range reaches %.3f logits down after thirty answers, %.3f at first", last, first)
	}
}

// TestMasteryNeverMovesAgainstAnAnswer has weights that take a right answer for
// bad news, and a workspace whose slip changes under a mastery that stays.
func TestMasteryNeverMovesAgainstAnAnswer(t *testing.T) {
	contrary := Default
	contrary.Head[headLast], contrary.Head[headStreak], contrary.Head[headRight] = -3, -2, -2
	s := someone(1)
	q := s.Skills[0]
	z := func() float64 { return contrary.typical(s.Workspace, s.Learner, q, s.Shared[0]) }
	fell := false
	for n := range 40 {
		before, raw := masteryWith(&contrary, s), z()
		f := with(right(), func(f *Facts) { f.Right = n < 5 || n%7 > 0 })
		contrary.Learn(s, f)
		after := masteryWith(&contrary, s)
		fell = fell || f.Right && z() < raw
		if f.Right && after < before-rounding || !f.Right && after > before+rounding {
			t.Fatalf("answer %d, right %v: mastery went from %v to %v", n, f.Right, before, after)
		}
	}
	if !fell {
		t.Error("the weights never spoke against a right answer, so that nothing was held")
	}
	t.Run("what is held fades", func(t *testing.T) {
		held := q.held
		Default.Learn(s, right()) // now with weights that need no hold
		Default.Learn(s, right())
		if q.held <= 0 || q.held > .5*held {
			t.Errorf("%.3f logits are still held of %.3f, want half or less", q.held, held)
		}
	})
	t.Run("what nobody can see falling is not pushed down", func(t *testing.T) {
		s := someone(1)
		s.Learner.ability.mean = 6
		if before := masteryOf(s); before != certain {
			t.Fatalf("mastery of somebody very able is %v, want %v", before, certain)
		}
		Default.Learn(s, wrong())
		if held := s.Skills[0].held; held != 0 {
			t.Errorf("a wrong answer lowered mastery by %.3f logits more than the model thinks right", -held)
		}
	})
	t.Run("what hints say nothing about stays", func(t *testing.T) {
		s := seasoned(1)
		before := masteryOf(s)
		Default.Learn(s, with(right(), hints(9), func(f *Facts) { f.At = time.Time{} }))
		if after := masteryOf(s); after < before-rounding || after > before+rounding {
			t.Errorf("a right answer no better than expected moved mastery from %v to %v", before, after)
		}
	})
}

func masteryWith(p *Params, s States) float64 {
	return p.Mastery(s.Workspace, s.Learner, s.Skills[0], s.Shared[0]).P
}

func TestRangeIsWiderWherePeopleLearnAtManyPaces(t *testing.T) {
	s := seasoned(1)
	width := func(pace float64) float64 {
		p := Default
		p.Spread.Pace = pace
		e := p.Mastery(nil, s.Learner, s.Skills[0], s.Shared[0])
		return logit(e.P*(1-p.Slip)) - logit(e.Low*(1-p.Slip))
	}
	if same, many := width(0), width(.5); many < same+.2 {
		t.Errorf("the range reaches %.3f logits down where all learn alike and %.3f where they do not", same, many)
	}
}

func TestMasteryTakesSlipsOut(t *testing.T) {
	s := seasoned(1)
	sure := Default
	sure.Slip = 0
	with, without := Default.Mastery(nil, s.Learner, s.Skills[0], s.Shared[0]), sure.Mastery(nil, s.Learner, s.Skills[0], s.Shared[0])
	if got, want := with.P*(1-Default.Slip), without.P; got < want-rounding || got > want+rounding {
		t.Errorf("mastery is %.4f, without slips %.4f; want the former times %.3f to be the latter", with.P, without.P, 1-Default.Slip)
	}
}
