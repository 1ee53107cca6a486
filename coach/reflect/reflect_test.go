package reflect

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

var monday = time.Date(2026, time.November, 16, 16, 0, 0, 0, time.UTC)

func TestTheBankHoldsWhatItPromises(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	count := map[Trigger]map[Phase]map[Answer]int{}
	for _, p := range Prompts() {
		if seen[p.ID] {
			t.Errorf("%s stands there twice", p.ID)
		}
		seen[p.ID] = true
		if (p.Answer == Tap) != (p.Options >= 2) || p.Options > 4 || p.Process == "" {
			t.Errorf("%s: %+v", p.ID, p)
		}
		if count[p.Trigger] == nil {
			count[p.Trigger] = map[Phase]map[Answer]int{}
		}
		if count[p.Trigger][p.Phase] == nil {
			count[p.Trigger][p.Phase] = map[Answer]int{}
		}
		count[p.Trigger][p.Phase][p.Answer]++
		if got, ok := Find(p.ID); !ok || got != p {
			t.Errorf("%s is not found", p.ID)
		}
	}
	for _, trigger := range []Trigger{SessionEnd, Weekly} {
		for _, phase := range []Phase{Forethought, Performance, Reflection} {
			for _, answer := range []Answer{Line, Tap} {
				if count[trigger][phase][answer] == 0 {
					t.Errorf("no prompt for %s, %s, %s", trigger, phase, answer)
				}
			}
		}
	}
	if len(seen) < 24 {
		t.Errorf("%d prompts", len(seen))
	}
	if _, ok := Find("knitting"); ok {
		t.Error("a prompt that is not there is found")
	}
}

// skipped is a history of prompts at session ends, the last one an hour ago,
// the others a day before one another.
func skipped(marks ...bool) []Asked {
	taps := []string{"next-ready", "how-focus", "back-clear", "next-want", "how-pace", "back-hard", "next-goal"}
	var out []Asked
	for i, s := range marks {
		ago := time.Hour + time.Duration(len(marks)-1-i)*24*time.Hour
		out = append(out, Asked{Prompt: taps[i], Trigger: SessionEnd, At: monday.Add(-ago), Skipped: s})
	}
	return out
}

func TestWhenAPromptIsAsked(t *testing.T) {
	t.Parallel()
	ago := func(d time.Duration, trigger Trigger, prompt string) Asked {
		return Asked{Prompt: prompt, Trigger: trigger, At: monday.Add(-d)}
	}
	const day = 24 * time.Hour
	for _, tc := range []struct {
		name       string
		trigger    Trigger
		history    []Asked
		least, not int // of 400 seeds, at least and at most so many
	}{
		{"the first time always", SessionEnd, nil, 400, 400},
		{"a second time in a day", SessionEnd, []Asked{ago(time.Hour, SessionEnd, "back-hard")}, 400, 400},
		{"not a third", SessionEnd, []Asked{ago(time.Hour, SessionEnd, "back-hard"), ago(5*time.Hour, SessionEnd, "back-muddy")}, 0, 0},
		{"once a week about the week", Weekly, []Asked{ago(6*day, Weekly, "week-trend")}, 0, 0},
		{"and again a week later, if a little early", Weekly, []Asked{ago(7*day-3*time.Hour, Weekly, "week-trend")}, 400, 400},
		{"two skips change nothing", SessionEnd, skipped(true, true), 400, 400},
		{"three halve the rate", SessionEnd, skipped(true, true, true), 150, 250},
		{"an answer mends it", SessionEnd, skipped(true, true, true, false), 400, 400},
		{"after five there is quiet", SessionEnd, skipped(true, true, true, true, true), 0, 0},
		{
			"for two weeks", SessionEnd, []Asked{
				{"next-ready", SessionEnd, monday.Add(-20 * day), true}, {"how-focus", SessionEnd, monday.Add(-19 * day), true},
				{"back-clear", SessionEnd, monday.Add(-18 * day), true}, {"next-want", SessionEnd, monday.Add(-17 * day), true},
				{"how-pace", SessionEnd, monday.Add(-15 * day), true},
			}, 400, 400,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			asked := 0
			for seed := range uint64(400) {
				if _, ok := Pick(tc.trigger, tc.history, monday, seed); ok {
					asked++
				}
			}
			if asked < tc.least || asked > tc.not {
				t.Errorf("asked in %d of 400 cases, want %d to %d", asked, tc.least, tc.not)
			}
		})
	}
}

func TestWhichPromptIsAsked(t *testing.T) {
	t.Parallel()
	history := []Asked{
		// Newest first, as a store may give them.
		{"next-step", SessionEnd, monday.Add(-24 * time.Hour), false},
		{"back-hard", SessionEnd, monday.Add(-48 * time.Hour), false},
	}
	for seed := range uint64(100) {
		p, ok := Pick(SessionEnd, history, monday, seed)
		if !ok || p.Answer != Tap || p.Phase != Performance {
			t.Fatalf("after an open question about what is next: got %+v, want a tap about how it went", p)
		}
	}
}

// A year of a learner who sometimes skips, several sessions a day.
func TestTheCadenceOverAYear(t *testing.T) {
	t.Parallel()
	for _, share := range []float64{0, .3, 1} {
		r := rand.New(rand.NewPCG(7, uint64(share*10)))
		var history []Asked
		perDay, last := map[string]int{}, map[string]time.Time{}
		weekly := 0
		for at, n := monday, 0; at.Before(monday.AddDate(1, 0, 0)); n++ {
			trigger := SessionEnd
			if r.IntN(10) == 0 {
				trigger = Weekly
			}
			p, ok := Pick(trigger, history, at, r.Uint64())
			if ok {
				if p.Trigger != trigger {
					t.Fatalf("%s for %s", p.ID, trigger)
				}
				if before, ok := last[p.ID]; ok && at.Sub(before) < 14*24*time.Hour {
					t.Fatalf("%s again after %v", p.ID, at.Sub(before))
				}
				if n := len(history); n > 0 && p.Answer == Line {
					if before, _ := Find(history[n-1].Prompt); before.Answer == Line {
						t.Fatalf("%s after %s: two that want words", p.ID, before.ID)
					}
				}
				if trigger == Weekly {
					weekly++
				} else if day := at.Format(time.DateOnly); perDay[day] == 2 {
					t.Fatalf("a third prompt on %s", day)
				} else {
					perDay[day]++
				}
				last[p.ID] = at
				history = append(history, Asked{p.ID, trigger, at, r.Float64() < share})
			}
			at = at.Add(time.Duration(2+r.IntN(12)) * time.Hour)
		}
		t.Logf("who skips %.0f %%: %d prompts in a year, %d about a week", 100*share, len(history), weekly)
		if weekly > 54 {
			t.Errorf("%d weekly prompts in a year", weekly)
		}
		if share == 1 && len(history) > 40 {
			t.Errorf("%d prompts for somebody who skips every one", len(history))
		}
		if share == 0 && len(history) < 200 {
			t.Errorf("%d prompts for somebody who answers every one", len(history))
		}
	}
}

func TestHowSureIsAskedOfOneInThree(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		asked := 0
		for n := 1; n <= 30; n++ {
			if AskSure(n, false, seed) {
				asked++
				if n == 1 || AskSure(n+1, false, seed) || AskSure(n+2, false, seed) {
					t.Fatalf("seed %d: asked of question %d, and of another within three, or of the first", seed, n)
				}
			}
			if !AskSure(n, true, seed) {
				t.Fatalf("seed %d: not asked of a delayed check", seed)
			}
		}
		if asked < 9 || asked > 10 {
			t.Errorf("seed %d: asked of %d in 30", seed, asked)
		}
	}
}

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
