package alert

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// counter makes IDs.
func counter() func() string {
	n := 0
	return func() string { n++; return strconv.Itoa(n) }
}

// wrong is a look at a learner who has just got so many wrong on a skill, an
// hour apart, the last one now.
func wrong(n int) *Look {
	list := tries("add", string(slices.Repeat([]byte("w"), n)))
	return &Look{Now: list[n-1].At, Day: list[n-1].Day, Skill: &OnSkill{ID: "add", Tries: list, Outlook: after(list, .1)}}
}

// lived takes looks in, one after another, as storage keeps what changed.
func lived(looks ...*Look) (open, ended []Alert) {
	id := counter()
	for _, l := range looks {
		l.Past = ended
		for _, a := range Take(open, Detect(l), l, "class", "ann", id) {
			open = slices.DeleteFunc(open, func(o Alert) bool { return o.ID == a.ID })
			if a.State == Resolved {
				ended = append(ended, a)
			} else {
				open = append(open, a)
			}
		}
	}
	return open, ended
}

func TestOneAlertGrowsWhileALearnerIsStuck(t *testing.T) {
	t.Parallel()
	var looks []*Look
	for n := 1; n <= 10; n++ {
		looks = append(looks, wrong(n))
	}
	open, ended := lived(looks...)
	if len(open) != 1 || len(ended) != 0 {
		t.Fatalf("open %+v, ended %+v", open, ended)
	}
	a := open[0]
	if a.Rule != RuleWheelSpinning || a.Severity != High || a.Evidence.Questions != 10 || !a.Raised.Equal(looks[4].Now) || a.ID != "1" {
		t.Errorf("got %+v", a)
	}
}

func TestWhatEndsIsNotRaisedFromWhatIsLeft(t *testing.T) {
	t.Parallel()
	list := tries("add", "wwwwwwwrrr")
	l := &Look{Now: list[9].At, Day: 100, Skill: &OnSkill{ID: "add", Tries: list, Outlook: after(list, .3)}}
	open, ended := lived(wrong(7), l)
	if len(open) != 0 || len(ended) != 1 || ended[0].Outcome != ClearedByItself || ended[0].By != "" {
		t.Errorf("open %+v, ended %+v", open, ended)
	}
}

func TestWhatATeacherCalledUselessStaysSilentForAFortnight(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		days int
		want bool
	}{{"after 13 days", 13, false}, {"after 14", 14, true}} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := wrong(10)
			a := New("1", "class", "ann", found(RuleWheelSpinning, "add", Evidence{}), noon.AddDate(0, 0, -tc.days))
			if err := a.Resolve("teacher", Useless, l.Now.AddDate(0, 0, -tc.days)); err != nil {
				t.Fatal(err)
			}
			l.Past = []Alert{a}
			found := slices.ContainsFunc(Detect(l), func(f Finding) bool { return f.Skill == "add" })
			if found != tc.want {
				t.Errorf("found: %v", found)
			}
			for _, v := range Explain(l) {
				if v.Rule == RuleWheelSpinning && (v.Mute.After(l.Now) == tc.want || v.Finding.Rule == "") {
					t.Errorf("the reason is not told: %+v", v)
				}
			}
		})
	}
}

func TestWhoWasHelpedIsLookedAtAnew(t *testing.T) {
	t.Parallel()
	list := tries("add", "wwwwwwwwwwww")
	a := New("1", "class", "ann", found(RuleWheelSpinning, "add", Evidence{}), list[4].At)
	if err := a.Resolve("teacher", Done, list[7].At); err != nil {
		t.Fatal(err)
	}
	l := &Look{Now: list[11].At, Day: 101, Skill: &OnSkill{ID: "add", Tries: list, Outlook: after(list, .1)}, Past: []Alert{a}}
	if f := Detect(l); len(f) != 0 {
		t.Errorf("four answers since, and %+v", f)
	}
	for _, v := range Explain(l) {
		if v.Rule != RuleMisconception && !v.After.Equal(a.Acted) {
			t.Errorf("%s does not say since when it looks", v.Rule)
		}
	}
}

func TestAnAlertThatDoesNotShowAnyMoreIsNotTold(t *testing.T) {
	t.Parallel()
	a := New("1", "class", "ann", Finding{Rule: RuleDrop, Severity: Medium}, noon.Add(-48*time.Hour))
	l := &Look{Now: noon, Day: 100, Tries: tries("add", "rrrr")}
	changed := Take([]Alert{a}, nil, l, "class", "ann", counter())
	if len(changed) != 1 || !changed[0].Lulled.Equal(noon) {
		t.Fatalf("got %+v", changed)
	}
	if d := Judge(changed, desk()); d[0].Reason != WaitsForSign {
		t.Errorf("got %+v", d[0])
	}
	l.Now = noon.Add(time.Hour)
	again := Take(changed, []Finding{{Rule: RuleDrop, Severity: Medium}}, l, "class", "ann", counter())
	if len(again) != 1 || !again[0].Lulled.IsZero() {
		t.Errorf("found again: %+v", again)
	}
}

func TestWhatNobodyWasToldOfLapses(t *testing.T) {
	t.Parallel()
	a := New("1", "class", "ann", Finding{Rule: RuleStruggling, Skill: "add"}, noon)
	for _, tc := range []struct {
		name string
		days int
		told bool
		want bool
	}{{"27 days", 27, false, false}, {"28 days", 28, false, true}, {"not if somebody was told", 28, true, false}} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			a := a
			if tc.told {
				a.Tell("teacher", Ping, BecauseDue, noon)
			}
			changed := Take([]Alert{a}, nil, &Look{Now: noon.AddDate(0, 0, tc.days)}, "class", "ann", counter())
			if got := len(changed) == 1 && changed[0].Outcome == Lapsed; got != tc.want {
				t.Errorf("got %+v", changed)
			}
		})
	}
}

func TestEachAppealLivesByItself(t *testing.T) {
	t.Parallel()
	l := &Look{Now: noon, Day: 100}
	id := counter()
	open := Take(nil, []Finding{Appealed("add", "5/6", 7), Appealed("add", "2/3", 9)}, l, "class", "ann", id)
	if len(open) != 2 {
		t.Fatalf("got %+v", open)
	}
	if again := Take(open, []Finding{Appealed("add", "5/6", 7)}, l, "class", "ann", id); len(again) != 0 {
		t.Errorf("the same appeal again: %+v", again)
	}
}

func TestWordsSaidInTheSameMomentAreNotLost(t *testing.T) {
	t.Parallel()
	l := &Look{Now: noon, Day: 100}
	open := Take(nil, []Finding{Asked("add", "I'm stuck"), Asked("add", "since Monday")}, l, "class", "ann", counter())
	if len(open) != 1 || open[0].Evidence.Words != "I'm stuck\nsince Monday" {
		t.Errorf("got %+v", open)
	}
}

// single is an alert about a learner on a skill that a teacher would be told of.
func single(id, person string) Alert {
	return New(id, "class", person, Finding{Rule: RuleWheelSpinning, Severity: High, Skill: "add"}, noon)
}

func TestManyOnOneSkillAreOne(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		learners, alerts int
		want             bool
	}{
		{30, 4, false}, {30, 5, true}, {12, 3, false}, {12, 4, true}, {10, 2, false}, {10, 3, true}, {3, 2, false}, {300, 5, true},
	} {
		t.Run(fmt.Sprintf("%d of %d", tc.alerts, tc.learners), func(t *testing.T) {
			t.Parallel()
			var open []Alert
			for i := range tc.alerts {
				open = append(open, single(strconv.Itoa(i), fmt.Sprintf("p%02d", i)))
			}
			changed := ClassWide(open, tc.learners, noon, func() string { return "wide" })
			wide := slices.IndexFunc(changed, func(a Alert) bool { return a.Rule == RuleClassWide })
			if (wide >= 0) != tc.want {
				t.Fatalf("got %+v", changed)
			}
			if !tc.want {
				return
			}
			if w := changed[wide]; len(w.Evidence.People) != tc.alerts || w.Evidence.Learners != tc.learners || w.Severity != High || w.Person != "" {
				t.Errorf("got %+v", w)
			}
			if len(changed) != tc.alerts+1 {
				t.Errorf("%d changed", len(changed))
			}
			if again := ClassWide(changed, tc.learners, noon.Add(time.Hour), counter()); len(again) != 0 {
				t.Errorf("nothing is new, and %+v changed", again)
			}
		})
	}
}

// wideOf is a class-wide alert over five learners, and theirs.
func wideOf(t *testing.T) []Alert {
	t.Helper()
	var open []Alert
	for i := range 5 {
		open = append(open, single(strconv.Itoa(i), fmt.Sprintf("p%d", i)))
	}
	open = ClassWide(open, 30, noon, func() string { return "wide" })
	if len(open) != 6 {
		t.Fatalf("got %+v", open)
	}
	return open
}

func TestAClassWideAlertEndsWithTheSingleOnes(t *testing.T) {
	t.Parallel()
	t.Run("by itself when less than half are left", func(t *testing.T) {
		t.Parallel()
		open := slices.DeleteFunc(wideOf(t), func(a Alert) bool { return a.ID >= "2" && a.ID <= "4" })
		changed := ClassWide(open, 30, noon, counter())
		if len(changed) != 3 {
			t.Fatalf("got %+v", changed)
		}
		for _, a := range changed {
			if a.ID == "wide" && a.Outcome != ClearedByItself || a.ID != "wide" && (a.Under != "" || a.State != Open) {
				t.Errorf("got %+v", a)
			}
		}
	})
	t.Run("it goes on with half", func(t *testing.T) {
		t.Parallel()
		open := slices.DeleteFunc(wideOf(t), func(a Alert) bool { return a.ID >= "3" && a.ID <= "4" })
		changed := ClassWide(open, 30, noon.Add(time.Hour), counter())
		if len(changed) != 1 || len(changed[0].Evidence.People) != 3 || changed[0].State != Open {
			t.Errorf("got %+v", changed)
		}
	})
	t.Run("what a teacher has seen to ends those under it", func(t *testing.T) {
		t.Parallel()
		open := slices.DeleteFunc(wideOf(t), func(a Alert) bool { return a.ID == "wide" })
		changed := ClassWide(open, 30, noon, counter())
		if len(changed) != 5 {
			t.Fatalf("got %+v", changed)
		}
		for _, a := range changed {
			if a.Outcome != Overtaken {
				t.Errorf("got %+v", a)
			}
		}
	})
}

func TestWeakFindingsAddUpToNothing(t *testing.T) {
	t.Parallel()
	var open []Alert
	for i := range 10 {
		a := single(strconv.Itoa(i), strconv.Itoa(i))
		if a.Severity = Low; i%2 == 0 {
			a.Severity, a.Lulled = High, noon
		}
		open = append(open, a)
	}
	if changed := ClassWide(open, 30, noon, counter()); len(changed) != 0 {
		t.Errorf("got %+v", changed)
	}
}

// stream is a learner's life in random answers, and looks at it: after each
// answer, at the ends of sessions, and at planned times.
func stream(seed uint64, each func(r *rand.Rand, l *Look)) {
	r := rand.New(rand.NewPCG(seed, 9))
	var all []Try
	var practised []int32
	bySkill := map[string][]Try{}
	now := noon
	for range 60 {
		now = now.Add(time.Duration(1+r.IntN(40)) * time.Hour)
		if r.IntN(8) == 0 {
			now = now.AddDate(0, 0, 9)
		}
		day := int32(now.Unix() / 86400)
		if r.IntN(3) == 0 {
			each(r, &Look{
				Now: now, Day: day, Plan: &Plan{Days: every(1, day-30, day-1), Practised: slices.Clone(practised)},
				Moods: []Mood{{now.Add(-time.Hour), r.IntN(2) == 0}, {now.Add(-30 * time.Hour), true}},
				Goal:  &Goal{[]Forecast{{day - 7, day + 40, day + 20}, {day, 0, day + 20}}},
			})
			now = now.Add(time.Hour)
		}
		skill := []string{"c/a", "c/b", "c/c"}[r.IntN(3)]
		t := Try{
			At: now, Day: int32(now.Unix() / 86400), Skill: skill, Item: skill + strconv.Itoa(r.IntN(9)), Right: r.IntN(3) == 0,
			Misconception: []string{"", "tops", "tops", "other"}[r.IntN(4)], Expected: .2 + .7*r.Float64(), Confidence: r.IntN(4),
			Hints: r.IntN(3), LastHint: r.IntN(12) == 0, Rapid: r.IntN(6) == 0, Took: time.Duration(r.IntN(20)) * time.Second,
		}
		all, bySkill[skill], practised = append(all, t), append(bySkill[skill], t), append(practised, t.Day)
		l := &Look{Now: now, Day: t.Day, Skill: &OnSkill{ID: skill, Tries: bySkill[skill], Outlook: after(bySkill[skill], r.Float64())}}
		if r.IntN(3) == 0 {
			l.Tries = all
		}
		each(r, l)
	}
}

func TestTheLawsOfTaking(t *testing.T) {
	t.Parallel()
	raised := map[Rule]int{}
	for seed := range uint64(60) {
		var open, ended []Alert
		id := counter()
		stream(seed, func(r *rand.Rand, l *Look) {
			l.Past = ended
			found := Detect(l)
			shuffled := slices.Clone(found)
			r.Shuffle(len(shuffled), func(i, k int) { shuffled[i], shuffled[k] = shuffled[k], shuffled[i] })
			shuffled = append(shuffled, found...)
			same := func() func() string { n := 100; return func() string { n++; return strconv.Itoa(n) } }
			if diff := cmp.Diff(Take(open, found, l, "class", "ann", same()), Take(open, shuffled, l, "class", "ann", same())); diff != "" {
				t.Fatalf("seed %d: the order of findings, or one twice, makes a difference:\n%s", seed, diff)
			}
			for _, a := range Take(open, found, l, "class", "ann", id) {
				open = slices.DeleteFunc(open, func(o Alert) bool { return o.ID == a.ID })
				if a.State == Resolved {
					ended = append(ended, a)
					continue
				}
				open = append(open, a)
				raised[a.Rule]++
			}
			l.Past = ended
			if again := Take(open, Detect(l), l, "class", "ann", id); len(again) != 0 {
				t.Fatalf("seed %d: taken in twice, it changes %+v", seed, again)
			}
			keys := map[string]bool{}
			for i := range open {
				if key := open[i].Key(); keys[key] {
					t.Fatalf("seed %d: two alive with the key %s", seed, key)
				} else {
					keys[key] = true
				}
			}
			// Now and then a teacher sees to one.
			if len(open) > 0 && r.IntN(6) == 0 {
				a := open[r.IntN(len(open))]
				if err := a.Resolve("teacher", []Outcome{Done, Useless}[r.IntN(2)], l.Now); err != nil {
					t.Fatal(err)
				}
				open = slices.DeleteFunc(open, func(o Alert) bool { return o.ID == a.ID })
				ended = append(ended, a)
			}
		})
	}
	for _, rule := range []Rule{RuleWheelSpinning, RuleStruggling, RuleMissedPlan, RuleGoal, RuleMood} {
		if raised[rule] == 0 {
			t.Errorf("%s was never raised: the laws are not shown for it", rule)
		}
	}
}

func TestALookIsTheSameInAnyOrder(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		stream(seed, func(r *rand.Rand, l *Look) {
			mixed := *l
			mix := func(list []Try) []Try {
				out := append(slices.Clone(list), list...) // each one delivered twice
				r.Shuffle(len(out), func(i, k int) { out[i], out[k] = out[k], out[i] })
				return out
			}
			if l.Skill != nil {
				skill := *l.Skill
				skill.Tries = mix(skill.Tries)
				mixed.Skill = &skill
			}
			if l.Tries != nil {
				mixed.Tries = mix(l.Tries)
			}
			if l.Plan != nil {
				p := *l.Plan
				p.Days = append(slices.Clone(p.Days), p.Days...)
				slices.Reverse(p.Days)
				mixed.Plan = &p
				mixed.Moods = append(slices.Clone(l.Moods), l.Moods...)
				slices.Reverse(mixed.Moods)
			}
			if l.Goal != nil {
				g := Goal{append(slices.Clone(l.Goal.Forecasts), l.Goal.Forecasts...)}
				slices.Reverse(g.Forecasts)
				mixed.Goal = &g
			}
			if diff := cmp.Diff(Explain(l), Explain(&mixed)); diff != "" {
				t.Fatalf("seed %d: %s", seed, diff)
			}
		})
	}
}
