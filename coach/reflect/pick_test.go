package reflect

import (
	"math/rand/v2"
	"testing"
	"time"
)

var monday = time.Date(2026, time.November, 16, 16, 0, 0, 0, time.UTC)

// skipped is a history of taps at a session's end, one a day up to yesterday,
// each skipped or not.
func skipped(marks ...bool) []Asked {
	taps := []string{"next-ready", "how-focus", "back-clear", "next-want", "how-pace", "back-hard"}
	var out []Asked
	for i, s := range marks {
		ago := 20*time.Hour + time.Duration(len(marks)-1-i)*day
		out = append(out, Asked{Prompt: taps[i], Trigger: SessionEnd, At: monday.Add(-ago), Skipped: s})
	}
	return out
}

func TestWhenAPromptIsAsked(t *testing.T) {
	t.Parallel()
	ago := func(d time.Duration, trigger Trigger, prompt string) Asked {
		return Asked{Prompt: prompt, Trigger: trigger, At: monday.Add(-d)}
	}
	five := skipped(true, true, true, true, true)
	for _, tc := range []struct {
		name       string
		m          Moment
		history    []Asked
		least, not int // of 400 seeds, at least and at most so many
	}{
		{"the first time always", Moment{Trigger: SessionEnd}, nil, 400, 400},
		{"a second time in a day", Moment{Trigger: SessionEnd}, []Asked{ago(time.Hour, SessionEnd, "back-hard")}, 400, 400},
		{"not a third", Moment{Trigger: SessionEnd}, []Asked{ago(time.Hour, SessionEnd, "back-hard"), ago(5*time.Hour, SessionEnd, "back-muddy")}, 0, 0},
		{
			"nor a fourth over all triggers", Moment{Trigger: GoalSlip},
			[]Asked{ago(time.Hour, SessionEnd, "back-hard"), ago(5*time.Hour, SessionEnd, "back-muddy"), ago(6*time.Hour, SessionStart, "start-mood")}, 0, 0,
		},
		{
			"what came with another does not count", Moment{Trigger: GoalSlip},
			[]Asked{ago(time.Hour, SessionEnd, "back-hard"), ago(5*time.Hour, SessionEnd, "feel-help"), ago(6*time.Hour, UnitEnd, "wrap-ready"), ago(6*time.Hour, UnitEnd, "wrap-errors")}, 400, 400,
		},
		{"once a day before practice", Moment{Trigger: SessionStart}, []Asked{ago(20*time.Hour, SessionStart, "start-mood")}, 0, 0},
		{"and twice a week", Moment{Trigger: SessionStart}, []Asked{ago(2*day, SessionStart, "start-mood"), ago(4*day, SessionStart, "start-plan")}, 0, 0},
		{"once a week about the week", Moment{Trigger: Weekly}, []Asked{ago(6*day, Weekly, "week-trend")}, 0, 0},
		{"and again a week later, if a little early", Moment{Trigger: Weekly}, []Asked{ago(7*day-3*time.Hour, Weekly, "week-trend")}, 400, 400},
		{"two skips change nothing", Moment{Trigger: SessionEnd}, skipped(true, true), 400, 400},
		{"three halve the rate", Moment{Trigger: SessionEnd}, skipped(true, true, true), 150, 250},
		{"an answer mends it", Moment{Trigger: SessionEnd}, skipped(true, true, true, false), 400, 400},
		{"after five there is quiet", Moment{Trigger: SessionEnd}, five, 0, 0},
		{"but for who asks for one", Moment{Trigger: SessionEnd, IsWished: true}, five, 400, 400},
		{"or has said since that they want them", Moment{Trigger: SessionEnd, Wish: Wish{Since: monday.Add(-time.Hour)}}, five, 400, 400},
		{"who wants fewer gets half", Moment{Trigger: SessionEnd, Wish: Wish{Rate: Fewer}}, skipped(false), 150, 250},
		{"who wants none gets none", Moment{Trigger: Weekly, Wish: Wish{Rate: Never}}, nil, 0, 0},
		{"unless they ask", Moment{Trigger: SessionEnd, IsWished: true, Wish: Wish{Rate: Never}}, nil, 400, 400},
		{
			"for two weeks", Moment{Trigger: SessionEnd}, []Asked{
				{"next-ready", SessionEnd, monday.Add(-20 * day), true}, {"how-focus", SessionEnd, monday.Add(-19 * day), true},
				{"back-clear", SessionEnd, monday.Add(-18 * day), true}, {"next-want", SessionEnd, monday.Add(-17 * day), true},
				{"how-pace", SessionEnd, monday.Add(-15 * day), true},
			}, 400, 400,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			asked := 0
			tc.m.Now = monday
			for seed := range uint64(400) {
				tc.m.Seed = seed
				if _, ok := Pick(tc.m, tc.history); ok {
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
	// Newest first, as a store may give them.
	history := []Asked{
		{"next-step", SessionEnd, monday.Add(-day), false},
		{"back-feel", SessionEnd, monday.Add(-2 * day), false},
		{"next-goal", SessionEnd, monday.Add(-3 * day), false},
		{"back-hard", SessionEnd, monday.Add(-4 * day), false},
	}
	for seed := range uint64(100) {
		p, ok := Pick(Moment{Trigger: SessionEnd, Now: monday, Seed: seed}, history)
		if !ok || p.Words() || p.Phase != Performance {
			t.Fatalf("after an open question about what is next: got %+v, want a tap about how it went", p)
		}
		p, ok = Pick(Moment{Trigger: SessionEnd, Now: monday, Seed: seed, NoWords: true}, nil)
		if !ok || p.Words() {
			t.Fatalf("where words are not asked for: %+v", p)
		}
		p, ok = Pick(Moment{Trigger: SessionStart, Now: monday, Seed: seed}, nil)
		if !ok || p.HasSkill {
			t.Fatalf("about a skill that there is not: %+v", p)
		}
		p, ok = Pick(Moment{Trigger: UnitEnd, First: ExamWrapper, Now: monday, Seed: seed, HasSkill: true}, nil)
		if !ok || p.ID != ExamWrapper {
			t.Fatalf("first: %+v", p)
		}
		p, ok = Pick(Moment{Trigger: UnitEnd, First: ExamWrapper, Now: monday, Seed: seed, HasSkill: true}, []Asked{{ExamWrapper, UnitEnd, monday.Add(-5 * day), false}})
		if !ok || p.ID == ExamWrapper || p.IsPart || p.From > 0 {
			t.Fatalf("after it: %+v", p)
		}
	}
}

func TestFewerIsOfferedOnceAfterFiveSkips(t *testing.T) {
	t.Parallel()
	five := skipped(true, true, true, true, true)
	for _, tc := range []struct {
		name    string
		wish    Wish
		history []Asked
		want    bool
	}{
		{"after five", Wish{}, five, true},
		{"not after four", Wish{}, five[1:], false},
		{"not twice", Wish{Offered: true}, five, false},
		{"not to who has fewer already", Wish{Rate: Fewer}, five, false},
		{"not for what was skipped before they said they want them", Wish{Since: monday.Add(-2 * day)}, five, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := OffersFewer(tc.wish, tc.history); got != tc.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

// A year of a learner who sometimes skips, several occasions a day of every kind.
func TestTheCadenceOverAYear(t *testing.T) {
	t.Parallel()
	triggers := append([]Trigger{SessionEnd, SessionEnd, SessionEnd}, Triggers()...)
	for _, share := range []float64{0, .3, 1} {
		r := rand.New(rand.NewPCG(7, uint64(share*10)))
		var history []Asked
		last := map[string]time.Time{}
		count := map[Trigger]int{}
		for at := monday; at.Before(monday.AddDate(1, 0, 0)); at = at.Add(time.Duration(1+r.IntN(8)) * time.Hour) {
			trigger := triggers[r.IntN(len(triggers))]
			if trigger == BeforeReveal {
				continue // has a cadence of its own
			}
			p, ok := Pick(Moment{Trigger: trigger, Now: at, HasSkill: r.IntN(2) == 0, Age: 13 * r.IntN(2), Seed: r.Uint64()}, history)
			if !ok {
				continue
			}
			if p.Trigger != trigger {
				t.Fatalf("%s for %s", p.ID, trigger)
			}
			if before, ok := last[p.ID]; ok && at.Sub(before) < p.MinGap {
				t.Fatalf("%s again after %v", p.ID, at.Sub(before))
			}
			if n := len(history); n > 0 && p.Words() {
				if before, _ := Find(history[n-1].Prompt); before.Words() {
					t.Fatalf("%s after %s: two that want words", p.ID, before.ID)
				}
			}
			ofDay, ofWeek := 1, 1
			for _, a := range history {
				if at.Sub(a.At) < day {
					ofDay++
				}
				if a.Trigger == trigger && at.Sub(a.At) < 6*day {
					ofWeek++
				}
			}
			if ofDay > 3 || ofWeek > p.PerWeek {
				t.Fatalf("%s: the %d. in a day, the %d. of its kind in a week", p.ID, ofDay, ofWeek)
			}
			count[trigger]++
			last[p.ID] = at
			history = append(history, Asked{p.ID, trigger, at, r.Float64() < share})
		}
		t.Logf("who skips %.0f %%: %d prompts in a year, %v", 100*share, len(history), count)
		if count[Weekly] > 54 {
			t.Errorf("%d weekly prompts in a year", count[Weekly])
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
