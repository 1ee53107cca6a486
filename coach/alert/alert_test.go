package alert

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func raised(rule Rule) Alert {
	return New("1", "class", "ann", found(rule, "add", Evidence{}), noon)
}

func TestTheLifeOfAnAlert(t *testing.T) {
	t.Parallel()
	later := noon.Add(time.Hour)
	acknowledge := func(a *Alert) error { return a.Acknowledge("teacher", later) }
	snooze := func(a *Alert) error { return a.Snooze("teacher", later.Add(72*time.Hour), later) }
	resolve := func(a *Alert) error { return a.Resolve("teacher", "we talked", later) }
	clear := func(a *Alert) error { return a.Resolve("", "", later) }
	type step = func(*Alert) error
	for _, tc := range []struct {
		name  string
		rule  Rule
		steps []step
		want  error // of the last step
		state State
	}{
		{"it is taken on", RuleStruggling, []step{acknowledge}, nil, Acknowledged},
		{"taking it on twice is no fault", RuleStruggling, []step{acknowledge, acknowledge}, nil, Acknowledged},
		{
			"but two people cannot both have it", RuleStruggling,
			[]step{acknowledge, func(a *Alert) error { return a.Acknowledge("other", later) }}, ErrTaken, Acknowledged,
		},
		{"what is taken on can be put off", RuleStruggling, []step{acknowledge, snooze}, nil, Snoozed},
		{"and taken on again", RuleStruggling, []step{snooze, acknowledge}, nil, Acknowledged},
		{"it is resolved from any state", RuleStruggling, []step{snooze, resolve}, nil, Resolved},
		{"it clears by itself", RuleStruggling, []step{clear}, nil, Resolved},
		{"who asked is not cleared by a machine", RuleAsked, []step{clear}, ErrByPerson, Open},
		{"nor is danger", RuleDanger, []step{acknowledge, clear}, ErrByPerson, Acknowledged},
		{"danger cannot be put off", RuleDanger, []step{snooze}, ErrDanger, Open},
		{"who asked can", RuleAsked, []step{snooze}, nil, Snoozed},
		{
			"nothing is put off into the past", RuleStruggling,
			[]step{func(a *Alert) error { return a.Snooze("teacher", later, later) }}, ErrPast, Open,
		},
		{"what is resolved is not taken on", RuleStruggling, []step{resolve, acknowledge}, ErrResolved, Resolved},
		{"nor put off", RuleStruggling, []step{resolve, snooze}, ErrResolved, Resolved},
		{"nor resolved again", RuleStruggling, []step{resolve, clear}, ErrResolved, Resolved},
		{"an appeal is not decided by a machine", RuleAppeal, []step{clear}, ErrByPerson, Open},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			a := raised(tc.rule)
			var err error
			for i, step := range tc.steps {
				before := a
				if err = step(&a); err != nil && i < len(tc.steps)-1 {
					t.Fatalf("step %d: %v", i+1, err)
				}
				if err != nil && cmp.Diff(before, a) != "" {
					t.Errorf("a refused step changed the alert:\n%s", cmp.Diff(before, a))
				}
			}
			if !errors.Is(err, tc.want) || a.State != tc.state {
				t.Errorf("got %v, %s, want %v, %s", err, a.State, tc.want, tc.state)
			}
		})
	}
}

func TestFindingTheSameAgainRefreshesTheEvidence(t *testing.T) {
	t.Parallel()
	a := raised(RuleWheelSpinning)
	a.Pinged = noon
	if err := a.Acknowledge("teacher", noon); err != nil {
		t.Fatal(err)
	}
	a.Refresh(found(RuleWheelSpinning, "add", Evidence{Questions: 12}))
	if a.Seen != 2 || a.Evidence.Questions != 12 || a.State != Acknowledged || a.Pinged.IsZero() {
		t.Errorf("got %+v", a)
	}
}

func TestWheelSpinningThatIsOnlyLikelyLeavesTheLearnerAChance(t *testing.T) {
	t.Parallel()
	likely := tries("add", "wwwww")
	f, ok := WheelSpinning(likely, after(likely, .2))
	if !ok || f.Severity != Low {
		t.Fatalf("got %+v, %v", f, ok)
	}
	now := likely[4].At
	a := New("1", "class", "ann", f, now)
	if want := now.Add(24 * time.Hour); !a.Ripe().Equal(want) {
		t.Errorf("teachers hear of it from %s on, want %s", a.Ripe(), want)
	}
	t.Run("which ends with the next session", func(t *testing.T) {
		a, end := a, now.Add(2*time.Hour)
		a.SessionEnded(end)
		if !a.Ripe().Equal(end) {
			t.Errorf("teachers hear of it from %s on, want %s", a.Ripe(), end)
		}
	})
	t.Run("and with certainty", func(t *testing.T) {
		a, certain := a, tries("add", "wwwwwwwwww")
		f, ok := WheelSpinning(certain, after(certain, .1))
		if !ok || f.Severity != High {
			t.Fatalf("got %+v, %v", f, ok)
		}
		a.Refresh(f)
		if !a.Ripe().Equal(now) || a.Severity != High || a.Evidence.Risk != 1 {
			t.Errorf("got %+v", a)
		}
	})
}

func TestAnAlertGrowsOutOfAWeakerOne(t *testing.T) {
	t.Parallel()
	weak := raised(RuleStruggling)
	weak.Seen = 3
	if err := weak.Acknowledge("teacher", noon); err != nil {
		t.Fatal(err)
	}
	later := noon.Add(5 * time.Hour)
	a := New("2", "class", "ann", Finding{Rule: RuleWheelSpinning, Severity: Medium, Skill: "add", Evidence: Evidence{Risk: .7}}, later)
	a.Grow(&weak)
	want := weak
	want.Rule, want.Severity, want.Evidence, want.Seen = RuleWheelSpinning, Medium, Evidence{Risk: .7}, 4
	if diff := cmp.Diff(want, a); diff != "" {
		t.Errorf("(- wanted, + came)\n%s", diff)
	}
	t.Run("and waits for no chance that is not given any more", func(t *testing.T) {
		a := New("2", "class", "ann", found(RuleWheelSpinning, "add", Evidence{Risk: 1}), later)
		a.Grow(&weak)
		if !a.Wait.IsZero() {
			t.Errorf("it waits until %s", a.Wait)
		}
	})
}

func TestWhoAsksAgainIsHeardAgain(t *testing.T) {
	t.Parallel()
	a := New("1", "class", "ann", Asked("add", "I'm stuck"), noon)
	a.Pinged = noon
	if err := a.Acknowledge("teacher", noon); err != nil {
		t.Fatal(err)
	}
	a.Refresh(Asked("add", ""))
	if a.State != Acknowledged || a.Evidence.Words != "I'm stuck" {
		t.Errorf("asking without words: %+v", a)
	}
	a.Refresh(Asked("add", "it is urgent"))
	if a.State != Open || !a.Pinged.IsZero() || a.Evidence.Words != "I'm stuck\nit is urgent" || a.Seen != 3 {
		t.Errorf("got %+v", a)
	}
}

func TestWhatClears(t *testing.T) {
	t.Parallel()
	before := func(letters string) []Try { // all of it before the alert
		list := tries("add", letters)
		for i := range list {
			list[i].At = list[i].At.Add(-1000 * time.Hour)
		}
		return list
	}
	for _, tc := range []struct {
		name  string
		rule  Rule
		tries []Try
		want  bool
	}{
		{"three right in a row", RuleStruggling, tries("add", "wwrrr"), true},
		{"even if a miss follows", RuleWheelSpinning, tries("add", "wrrrw"), true},
		{"two do not", RuleStruggling, tries("add", "wrrwrr"), false},
		{"nor three on another skill", RuleStruggling, tries("mix", "wrrrr"), false},
		{"nor three from before", RuleStruggling, before("rrrr"), false},
		{"nor guesses that hit", RuleStruggling, rapid(tries("add", "wrrrr")), false},
		{"practice clears a missed plan, right or wrong", RuleMissedPlan, tries("mix", "rw"), true},
		{"nothing clears who asked", RuleAsked, tries("add", "rrrrrr"), false},
		{"nothing clears danger", RuleDanger, tries("add", "rrrrrr"), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			a := raised(tc.rule)
			if got := a.clears(&Look{Tries: tc.tries}); got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

func rapid(list []Try) []Try {
	for i := range list {
		list[i].Rapid = true
	}
	return list
}

func TestOneAlertForALearnerRuleAndSkill(t *testing.T) {
	t.Parallel()
	a := raised(RuleStruggling)
	keys := map[string]bool{a.Key(): true}
	for _, other := range []Alert{
		New("2", "class", "ben", Finding{Rule: RuleStruggling, Skill: "add"}, noon),
		New("2", "class", "ann", Finding{Rule: RuleWheelSpinning, Skill: "add"}, noon),
		New("2", "class", "ann", Finding{Rule: RuleStruggling, Skill: "mix"}, noon),
		New("2", "other", "ann", Finding{Rule: RuleStruggling, Skill: "add"}, noon),
	} {
		keys[other.Key()] = true
	}
	if len(keys) != 5 {
		t.Errorf("%d keys of 5 different alerts", len(keys))
	}
	same := New("2", "class", "ann", Finding{Rule: RuleStruggling, Skill: "add", Evidence: Evidence{Right: 1}}, noon.Add(time.Hour))
	if same.Key() != a.Key() || KeyOf("class", "ann", RuleStruggling, "add") != a.Key() {
		t.Error("the same finding later has another key")
	}
}

// Whatever is done to an alert, in whatever order: resolved is the end, time
// until which it sleeps is set only while it sleeps, and danger is never asleep.
func TestNoWayThroughLifeBreaksIt(t *testing.T) {
	t.Parallel()
	rules := Rules()
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 1))
		a := raised(rules[r.IntN(len(rules))])
		now := noon
		for range 12 {
			now = now.Add(time.Duration(r.IntN(30)) * time.Hour)
			wasResolved, seen := a.State == Resolved, a.Seen
			by := []string{"", "t1", "t2"}[r.IntN(3)]
			var err error
			switch r.IntN(5) {
			case 0:
				err = a.Acknowledge("t1", now)
			case 1:
				err = a.Snooze("t2", now.Add(time.Duration(r.IntN(50)-10)*time.Hour), now)
			case 2:
				err = a.Resolve(by, "", now)
			case 3:
				a.Refresh(found(a.Rule, a.Skill, Evidence{Words: []string{"", "words"}[r.IntN(2)]}))
			default:
				a.SessionEnded(now)
			}
			switch {
			case wasResolved && (a.State != Resolved || a.Seen != seen):
				t.Fatalf("seed %d: it came back: %+v", seed, a)
			case (a.State == Snoozed) != !a.Until.IsZero():
				t.Fatalf("seed %d: %s until %v", seed, a.State, a.Until)
			case a.Rule == RuleDanger && a.State == Snoozed:
				t.Fatalf("seed %d: danger sleeps", seed)
			case a.Rule.isSaid() && a.State == Resolved && a.By == "":
				t.Fatalf("seed %d: a machine resolved %s", seed, a.Rule)
			case err == nil && a.Seen < seen:
				t.Fatalf("seed %d: seen less often", seed)
			}
		}
	}
}
