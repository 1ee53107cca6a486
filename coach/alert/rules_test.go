package alert

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/reflect"
)

// verdict asks one rule about a look.
func verdict(t *testing.T, l *Look, rule Rule) Verdict {
	t.Helper()
	for _, v := range Explain(l) {
		if v.Rule == rule {
			return v
		}
	}
	t.Fatalf("%s was not asked", rule)
	return Verdict{}
}

// days writes first tries on several skills, six a day from day 100 on, each
// foretold at .8: r right, w wrong, f too fast, h after hints that were not
// read, l after the last of them; a space leaves the rest of the day out.
func days(letters string) []Try {
	var out []Try
	day, n := int32(100), 0
	for _, l := range letters {
		if l == ' ' || n == 6 {
			day, n = day+1, 0
		}
		if l == ' ' {
			continue
		}
		skill := []string{"c/a", "c/b", "c/c"}[len(out)%3]
		t := Try{
			At: noon.AddDate(0, 0, int(day-100)).Add(time.Duration(n) * time.Minute), Day: day, Skill: skill,
			Item: fmt.Sprintf("%s-%d", skill, len(out)), Right: l == 'r' || l == 'l', Expected: .8, Took: 20 * time.Second,
		}
		switch l {
		case 'f':
			t.Rapid, t.Took = true, time.Second
		case 'h', 'l':
			t.Hints, t.LastHint, t.Took = 3, l == 'l', 4*time.Second
		}
		out, n = append(out, t), n+1
	}
	return out
}

// lookAt is a look at all of a learner's tries, at the end of the last day.
func lookAt(tries []Try) *Look {
	last := tries[len(tries)-1]
	return &Look{Now: last.At.Add(time.Minute), Day: last.Day, Tries: tries}
}

// steady is thirty tries of somebody who is right four times in five, as
// foretold.
var steady = strings.Repeat("rrrrw", 6)

func TestAccuracyDrop(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		letters string
		want    bool
	}{
		{"as ever", steady + "rrrrwrrrrw", false},
		{"ten of twelve wrong may be two bad days", steady + "wwwrwwwwrwww", false},
		{"fifteen of eighteen on three days are not", steady + "wwwrwwwwrwwwwwwrww", true},
		{"half wrong is not sure after twelve", steady + "wrwrwrwrwrwr", false},
		{"but after forty", steady + strings.Repeat("wr", 20), true},
		{"one bad day is none", steady + "wwwwww", false},
		{"nothing is known before twenty", steady[:7] + "wwwrwwwwrwwwwwwrww", false},
		{"who was always like that has not dropped", strings.Repeat("wr", 30), false},
		{"guesses without reading show nothing", steady + "ffffffffffff", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			v := verdict(t, lookAt(days(tc.letters)), RuleDrop)
			if v.Spoke != tc.want {
				t.Errorf("got %+v", v)
			}
			if e := v.Finding.Evidence; tc.want && (v.Finding.Severity != Medium || e.Drop < .25 || math.Abs(e.Foretold-.8) > 1e-9 || e.Days < 2) {
				t.Errorf("got %+v", v.Finding)
			}
		})
	}
	t.Run("on one skill it is another rule's", func(t *testing.T) {
		t.Parallel()
		list := days(steady + "wwwwwwwwwwwwwwwwww")
		for i := 30; i < len(list); i++ {
			list[i].Skill = "c/a"
		}
		if v := verdict(t, lookAt(list), RuleDrop); v.Spoke {
			t.Errorf("got %+v", v)
		}
	})
	t.Run("what is hard is no drop", func(t *testing.T) {
		t.Parallel()
		list := days(steady + "wwwrwwwwrwwwwwwrww")
		for i := 30; i < len(list); i++ {
			list[i].Expected = .2
		}
		if v := verdict(t, lookAt(list), RuleDrop); v.Spoke {
			t.Errorf("got %+v", v)
		}
	})
	t.Run("nobody can tell without a forecast", func(t *testing.T) {
		t.Parallel()
		list := days(steady + "wwwwwwwwwwww")
		for i := range list {
			list[i].Expected = 0
		}
		if v := verdict(t, lookAt(list), RuleDrop); v.Spoke {
			t.Errorf("got %+v", v)
		}
	})
}

func TestRapidGuessing(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		letters string
		want    bool
	}{
		{"never", steady, false},
		{"one evening", steady + "ffffff", false},
		{"two days, most of them", steady + "ffffrf fffff", true},
		{"hints that nobody could have read count too", steady + "lffhrf flfhf", true},
		{"a habit that nobody has seen to", strings.Repeat("rf", 30), true},
		{"some is not most", steady + "rrfrrr rrfrrr rfrrrr", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			v := verdict(t, lookAt(days(tc.letters)), RuleRapid)
			if v.Spoke != tc.want {
				t.Errorf("got %+v", v)
			}
		})
	}
	t.Run("a habit that somebody has seen to is nothing new", func(t *testing.T) {
		t.Parallel()
		l := lookAt(days(strings.Repeat("rf", 30)))
		a := New("1", "class", "ann", found(RuleRapid, "", Evidence{}), l.Tries[9].At)
		if err := a.Resolve("teacher", Done, l.Tries[9].At); err != nil {
			t.Fatal(err)
		}
		l.Past = []Alert{a}
		if v := verdict(t, l, RuleRapid); v.Spoke {
			t.Errorf("got %+v", v)
		}
	})
	v := verdict(t, lookAt(days(steady+"lffhrf flfhf")), RuleRapid)
	if e := v.Finding.Evidence; e.Rapid != 6 || e.Unread != 4 || e.Days != 2 {
		t.Errorf("got %+v, want 6 too fast and 4 with unread hints on 2 days", e)
	}
}

func TestHintHunting(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		letters string
		want    bool
	}{
		{"two are chance", "rrrrrrll", false},
		{"three of eight", "rrrrrlll", true},
		{"three of nine are not", "lrrrrrrll", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if v := verdict(t, lookAt(days(tc.letters)), RuleHints); v.Spoke != tc.want {
				t.Errorf("got %+v", v)
			}
		})
	}
	t.Run("who reads them looks for help", func(t *testing.T) {
		t.Parallel()
		list := days("rrrrrlll")
		for i := range list {
			list[i].Took = 11 * time.Second // three hints at three seconds, and two to press
		}
		if v := verdict(t, lookAt(list), RuleHints); v.Spoke {
			t.Errorf("got %+v", v)
		}
	})
}

// confident sets how sure the learner said they were, one digit a try; 0 not.
func confident(list []Try, digits string) []Try {
	for i := range list {
		list[i].Confidence = int(digits[i%len(digits)] - '0')
	}
	return list
}

func TestConfidenceThatIsNotBorneOut(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name        string
		letters     string
		sure        string
		under, over bool
	}{
		{"fits", strings.Repeat("rrrrw", 5), "2", false, false},
		{"right, and never sure", strings.Repeat("rrrrw", 5), "1", true, false},
		{"half the time sure is no habit", strings.Repeat("rrrrw", 5), "12", true, false},
		{"a little more is none", strings.Repeat("rrrrw", 5), "122", false, false},
		{"not sure, and not right", strings.Repeat("rrw", 8), "1", false, false},
		{"sure, and mostly not right", strings.Repeat("rww", 8), "3", false, true},
		{"nineteen words are too few", strings.Repeat("rww", 8)[:19], "3", false, false},
		{"sure, and right two times in three", strings.Repeat("rrw", 8), "3", false, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := lookAt(confident(days(tc.letters), tc.sure))
			for i := range l.Tries {
				l.Tries[i].Expected = 0 // what was foretold is another question
			}
			if v := verdict(t, l, RuleUnder); v.Spoke != tc.under {
				t.Errorf("underconfident: %+v", v)
			}
			if v := verdict(t, l, RuleOver); v.Spoke != tc.over {
				t.Errorf("overconfident: %+v", v)
			}
		})
	}
}

func TestConfidenceThatIsLost(t *testing.T) {
	t.Parallel()
	list := days(strings.Repeat("rrrrw", 9))
	for _, tc := range []struct {
		name string
		sure string
		want bool
	}{
		{"sure as ever", strings.Repeat("3", 45), false},
		{"it fell", strings.Repeat("3", 30) + strings.Repeat("1", 15), true},
		{"never high, it cannot fall", strings.Repeat("1", 45), false},
		{"three words are too few", strings.Repeat("3", 42) + "111", false},
		{"a little less is nothing", strings.Repeat("3", 30) + strings.Repeat("32", 8)[:15], false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			l := lookAt(confident(slices.Clone(list), tc.sure))
			v := verdict(t, l, RuleUnder)
			if got := v.Spoke && v.Finding.Severity == Medium; got != tc.want {
				t.Errorf("got %+v", v)
			}
			if e := v.Finding.Evidence; tc.want && (e.Before != 3 || e.Now != 1) {
				t.Errorf("from %d to %d", e.Before, e.Now)
			}
		})
	}
}

func TestWordsAreTakenForTheChancesThatReflectTakesThemFor(t *testing.T) {
	t.Parallel()
	for i, p := range stated {
		counts := reflect.Counts{}
		for range reflect.Least {
			counts = counts.Add(i+1, true)
		}
		if score, _, ok := counts.Brier(); !ok || math.Abs(score-(1-p)*(1-p)) > 1e-12 {
			t.Errorf("confidence %d: a Brier score of %v, not of %v", i+1, score, (1-p)*(1-p))
		}
	}
}

func TestTheSameMisconceptionAgain(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		letters string
		want    bool
	}{
		{"four times may be chance", "tttt", false},
		{"five are not", "ttttt", true},
		{"nor with others between", "trtbtrtt", true},
		{"unless most of it is something else", "tttttwwwwww", false},
		{"three right in a row have overcome it", "tttttrrr", false},
		{"two have not", "tttttrr", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			list := tries("c/add", tc.letters)
			l := &Look{Now: list[len(list)-1].At, Day: 101, Skill: &OnSkill{ID: "c/add", Tries: list}}
			v := verdict(t, l, RuleMisconception)
			if v.Spoke != tc.want {
				t.Errorf("got %+v", v)
			}
			if e := v.Finding.Evidence; tc.want && (e.Times != 5 || e.Items != 5 || e.Misconceptions[0].ID != "tops") {
				t.Errorf("got %+v", e)
			}
		})
	}
	t.Run("on one item it is the item", func(t *testing.T) {
		t.Parallel()
		list := tries("c/add", "ttttt")
		for i := range list {
			list[i].Item = "c/add-1"
		}
		if v := verdict(t, &Look{Now: list[4].At, Day: 101, Skill: &OnSkill{ID: "c/add", Tries: list}}, RuleMisconception); v.Spoke {
			t.Errorf("got %+v", v)
		}
	})
	t.Run("what is two weeks old has passed", func(t *testing.T) {
		t.Parallel()
		list := tries("c/add", "ttttt")
		for _, tc := range []struct {
			day  int32
			want bool
		}{{113, true}, {114, false}} {
			v := verdict(t, &Look{Now: list[4].At, Day: tc.day, Skill: &OnSkill{ID: "c/add", Tries: list}}, RuleMisconception)
			if v.Spoke != tc.want {
				t.Errorf("day %d: %+v", tc.day, v)
			}
		}
	})
}

// every is the days from one to another, a step apart.
func every(step, from, to int32) (list []int32) {
	for d := from; d <= to; d += step {
		list = append(list, d)
	}
	return list
}

func TestMissedPlan(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		plan   Plan
		today  int32
		missed []int32
		told   bool // it is more than to ask the learner
	}{
		{name: "one is no pattern", plan: Plan{Days: every(2, 70, 98), Practised: every(2, 70, 96)}, today: 99},
		{
			name: "two in a row, and the learner is asked", plan: Plan{Days: every(2, 72, 98), Practised: append(every(2, 74, 94), 99-28)},
			today: 99, missed: []int32{96, 98},
		},
		{
			name: "three from somebody who kept every day", plan: Plan{Days: every(2, 72, 98), Practised: every(2, 72, 92)},
			today: 99, missed: []int32{94, 96, 98}, told: true,
		},
		{
			name: "from somebody who keeps every second it is less", plan: Plan{Days: every(2, 72, 98), Practised: every(4, 72, 92)},
			today: 99, missed: []int32{94, 96, 98},
		},
		{
			name: "and two of theirs are as usual", plan: Plan{Days: every(2, 72, 98), Practised: append(every(4, 72, 88), 94)},
			today: 99,
		},
		{name: "a newcomer is asked after two", plan: Plan{Days: []int32{10, 12}}, today: 13, missed: []int32{10, 12}},
		{name: "four leave it at that", plan: Plan{Days: every(2, 10, 16)}, today: 17, missed: every(2, 10, 16)},
		{name: "and told of after five", plan: Plan{Days: every(2, 10, 18)}, today: 19, missed: every(2, 10, 18), told: true},
		{name: "in any order, and each once", plan: Plan{Days: []int32{18, 14, 10, 12, 10, 16}}, today: 19, missed: every(2, 10, 18), told: true},
		{name: "today is not over", plan: Plan{Days: []int32{10, 12}}, today: 12},
		{name: "practice in between starts anew", plan: Plan{Days: []int32{10, 12, 14}, Practised: []int32{13}}, today: 15},
		{name: "even today's", plan: Plan{Days: []int32{10, 12, 14}, Practised: []int32{15}}, today: 15},
		{name: "excused days do not count", plan: Plan{Days: []int32{10, 12}, Excused: []int32{12}}, today: 15},
		{name: "nor do they save the rest", plan: Plan{Days: []int32{10, 12, 14}, Excused: []int32{12}}, today: 15, missed: []int32{10, 14}},
		{name: "with no day in the plan yet none is missed", plan: Plan{Days: []int32{}}, today: 15},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			v := verdict(t, &Look{Now: noon, Day: tc.today, Plan: &tc.plan}, RuleMissedPlan)
			if v.Spoke != (tc.missed != nil) || v.Finding.Severity == Medium != tc.told {
				t.Fatalf("got %+v", v)
			}
			if diff := cmp.Diff(tc.missed, v.Finding.Evidence.Missed); diff != "" && v.Spoke {
				t.Error(diff)
			}
		})
	}
}

func TestMissedPlanTellsHowThePlanWasKept(t *testing.T) {
	t.Parallel()
	p := &Plan{Days: []int32{60, 90, 92, 94, 96, 98}, Practised: []int32{60, 90, 91}}
	v := verdict(t, &Look{Now: noon, Day: 100, Plan: p}, RuleMissedPlan)
	if e := v.Finding.Evidence; !v.Spoke || e.Planned != 5 || e.Kept != 1 || e.LastDay != 91 {
		t.Errorf("got %+v, want 1 of 5 planned days of the last four weeks, day 91 the last", e)
	}
}

func TestAMissedPlanThatWasSeenToIsNotMissedAgain(t *testing.T) {
	t.Parallel()
	a := New("1", "class", "ann", found(RuleMissedPlan, "", Evidence{}), noon.AddDate(0, 0, -5))
	if err := a.Resolve("teacher", Done, noon.AddDate(0, 0, -4)); err != nil {
		t.Fatal(err)
	}
	l := &Look{Now: noon, Day: 100, Plan: &Plan{Days: every(1, 90, 99)}, Past: []Alert{a}}
	v := verdict(t, l, RuleMissedPlan)
	if diff := cmp.Diff([]int32{97, 98, 99}, v.Finding.Evidence.Missed); diff != "" {
		t.Error(diff)
	}
	l.Day, l.Now = 97, noon.AddDate(0, 0, -3)
	if v := verdict(t, l, RuleMissedPlan); v.Spoke {
		t.Errorf("the day after: %+v", v)
	}
}

func TestTheChanceOfMissingDaysForNoReason(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		n, missed, of int
		want          float64
	}{
		{0, 0, 0, 1}, {1, 0, 0, 1. / 8}, {2, 0, 0, 1. / 8 * 2 / 9}, {2, 1, 12, 2. / 20 * 3 / 21}, {3, 12, 12, 13. / 20 * 14 / 21 * 15 / 22},
	} {
		if got := chanceOf(tc.n, tc.missed, tc.of); math.Abs(got-tc.want) > 1e-12 {
			t.Errorf("%d in a row after %d of %d: %v, want %v", tc.n, tc.missed, tc.of, got, tc.want)
		}
	}
}

func TestAwayWithoutAPlan(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name      string
		practised []int32
		excused   []int32
		today     int32
		want      bool
	}{
		{"daily, and four days away", []int32{90, 91, 92, 93}, nil, 97, false},
		{"daily, and five days away", []int32{90, 91, 92, 93}, nil, 98, true},
		{"weekly, and thirteen days away", []int32{72, 79, 86, 93}, nil, 106, false},
		{"weekly, and fourteen days away", []int32{72, 79, 86, 93}, nil, 107, true},
		{"too little is known of three days", []int32{91, 92, 93}, nil, 120, false},
		{"holidays do not count", []int32{90, 91, 92, 93}, []int32{95, 95, 200}, 98, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			v := verdict(t, &Look{Now: noon, Day: tc.today, Plan: &Plan{Practised: tc.practised, Excused: tc.excused}}, RuleMissedPlan)
			if v.Spoke != tc.want {
				t.Errorf("got %+v", v)
			}
		})
	}
}

func TestAGoalSlips(t *testing.T) {
	t.Parallel()
	late, in := Forecast{100, 125, 120}, Forecast{100, 124, 120}
	at := func(day int32, f Forecast) Forecast {
		f.Finish, f.Due, f.Day = f.Finish+day-f.Day, f.Due+day-f.Day, day
		return f
	}
	for _, tc := range []struct {
		name string
		all  []Forecast
		want bool
	}{
		{"a quarter too late, twice", []Forecast{late, at(107, late)}, true},
		{"once is none", []Forecast{late}, false},
		{"nor if it got better", []Forecast{late, at(107, late), at(114, in)}, false},
		{"less than a quarter does not matter", []Forecast{in, at(107, in)}, false},
		{"never at this pace", []Forecast{{100, 0, 120}, {107, 0, 120}}, true},
		{"the day is over and it is not reached", []Forecast{{121, 122, 120}, {128, 129, 120}}, true},
		{"told twice on one day is once", []Forecast{late, late}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			v := verdict(t, &Look{Now: noon, Day: 130, Goal: &Goal{tc.all}}, RuleGoal)
			if v.Spoke != tc.want {
				t.Errorf("got %+v", v)
			}
		})
	}
}

func TestLowMood(t *testing.T) {
	t.Parallel()
	ago := func(hours int, low bool) Mood { return Mood{noon.Add(-time.Duration(hours) * time.Hour), low} }
	for _, tc := range []struct {
		name  string
		moods []Mood
		want  bool
	}{
		{"one low mark", []Mood{ago(1, true)}, false},
		{"two in a week", []Mood{ago(1, true), ago(167, true)}, true},
		{"two in more than a week", []Mood{ago(1, true), ago(168, true)}, false},
		{"the same one twice", []Mood{ago(1, true), ago(1, true)}, false},
		{"others between do not matter", []Mood{ago(3, true), ago(2, false), ago(1, true)}, true},
		{"none given", []Mood{}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if v := verdict(t, &Look{Now: noon, Day: 100, Moods: tc.moods}, RuleMood); v.Spoke != tc.want {
				t.Errorf("got %+v", v)
			}
		})
	}
}

func TestEveryRuleSaysWhatItMeasured(t *testing.T) {
	t.Parallel()
	list := tries("c/add", "wwwtt")
	l := lookAt(days(steady))
	l.Skill = &OnSkill{ID: "c/add", Tries: list, Outlook: after(list, .2)}
	l.Plan, l.Goal, l.Moods = &Plan{Days: []int32{90}}, &Goal{[]Forecast{{100, 125, 120}}}, []Mood{}
	asked := map[Rule]bool{}
	for _, v := range Explain(l) {
		asked[v.Rule] = true
		if len(v.Measures) == 0 {
			t.Errorf("%s measured nothing", v.Rule)
		}
		for _, m := range v.Measures {
			if !slices.Contains(Gauges(), m.Gauge) {
				t.Errorf("%s measured %q, which nobody knows", v.Rule, m.Gauge)
			}
		}
		all := !slices.ContainsFunc(v.Measures, func(m Measure) bool { return !m.Holds })
		if v.Spoke != all || v.Spoke && v.Finding.Rule != v.Rule {
			t.Errorf("%s spoke: %v; %+v", v.Rule, v.Spoke, v)
		}
	}
	for _, rule := range Rules() {
		if rule.isSaid() || rule == RuleClassWide {
			continue
		}
		if !asked[rule] {
			t.Errorf("%s was not asked", rule)
		}
	}
	if n := len(Explain(&Look{Now: noon, Day: 100})); n != 0 {
		t.Errorf("%d rules answered with nothing to look at", n)
	}
}

// The rules over all tries run at each session's end, those of a skill after
// every answer: see the answer path in bot.
func BenchmarkDetectAtASessionsEnd(b *testing.B) {
	l := lookAt(confident(days(strings.Repeat("rrwrf", LookBack/5)), "0120"))
	list := tries("c/add", "wwrww")
	l.Skill = &OnSkill{ID: "c/add", Tries: list, Outlook: after(list, .2)}
	for b.Loop() {
		Detect(l)
	}
}
