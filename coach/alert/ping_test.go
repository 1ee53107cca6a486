package alert

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func ids(list []Alert) string {
	var out []string
	for _, a := range list {
		out = append(out, a.ID)
	}
	return strings.Join(out, " ")
}

// since is an alert raised so many hours before noon.
func since(id string, rule Rule, hours int, change ...func(*Alert)) Alert {
	a := New(id, "class", "learner-"+id, found(rule, "add", Evidence{}), noon.Add(-time.Duration(hours)*time.Hour))
	for _, c := range change {
		c(&a)
	}
	return a
}

func TestWhomToTellNow(t *testing.T) {
	t.Parallel()
	pinged := func(a *Alert) { a.Pinged = noon.Add(-time.Hour) }
	state := func(s State) func(*Alert) { return func(a *Alert) { a.State = s } }
	asleep := func(until time.Time) func(*Alert) {
		return func(a *Alert) { a.State, a.Pinged, a.Until = Snoozed, noon.Add(-48*time.Hour), until }
	}
	of := func(person string) func(*Alert) { return func(a *Alert) { a.Person = person } }
	for _, tc := range []struct {
		name   string
		open   []Alert
		pinged int
		quiet  bool
		want   string
	}{
		{name: "nothing, no ping"},
		{name: "wheel-spinning at once", open: []Alert{since("a", RuleWheelSpinning, 0)}, want: "a"},
		{name: "struggling not before the learner had a chance", open: []Alert{since("a", RuleStruggling, 23)}},
		{name: "but after a day", open: []Alert{since("a", RuleStruggling, 24)}, want: "a"},
		{
			name: "or after one more session",
			open: []Alert{since("a", RuleStruggling, 2, func(a *Alert) { a.SessionEnded(noon) })}, want: "a",
		},
		{
			name: "a missed plan after two days, whatever else",
			open: []Alert{
				since("a", RuleMissedPlan, 47, func(a *Alert) { a.SessionEnded(noon) }), since("b", RuleMissedPlan, 48),
			},
			want: "b",
		},
		{name: "nobody is told twice", open: []Alert{since("a", RuleWheelSpinning, 5, pinged)}},
		{
			name: "nor of what is on somebody's list, or done with",
			open: []Alert{since("a", RuleWheelSpinning, 5, state(Acknowledged)), since("b", RuleAsked, 5, state(Resolved))},
		},
		{
			name: "what was put off comes back when its time is over",
			open: []Alert{since("a", RuleWheelSpinning, 90, asleep(noon)), since("b", RuleWheelSpinning, 90, asleep(noon.Add(time.Minute)))},
			want: "a",
		},
		{
			name: "three a day, severity times age",
			open: []Alert{
				since("a", RuleStruggling, 30), since("b", RuleWheelSpinning, 10), since("c", RuleWheelSpinning, 30),
				since("d", RuleStruggling, 60), since("e", RuleMissedPlan, 50),
			},
			want: "d e c",
		},
		{
			name:   "what went out today counts",
			open:   []Alert{since("a", RuleWheelSpinning, 3), since("b", RuleWheelSpinning, 2)},
			pinged: 2, want: "a",
		},
		{
			name:   "who asked, and danger, are in no budget",
			open:   []Alert{since("a", RuleWheelSpinning, 300), since("b", RuleAsked, 0), since("c", RuleDanger, 0), since("d", RuleAsked, 2)},
			pinged: 9, want: "c d b",
		},
		{
			name:  "in quiet hours danger alone",
			open:  []Alert{since("a", RuleWheelSpinning, 300), since("b", RuleAsked, 5), since("c", RuleDanger, 0)},
			quiet: true, want: "c",
		},
		{
			name: "wheel-spinning stands for struggling on the same skill",
			open: []Alert{since("a", RuleStruggling, 40, of("ann")), since("b", RuleWheelSpinning, 1, of("ann"), pinged), since("c", RuleStruggling, 30, of("ben"))},
			want: "c",
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tell, _ := ToPing(tc.open, tc.pinged, Budget, noon, tc.quiet)
			if got := ids(tell); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestThePingKeepsItsPromises(t *testing.T) {
	t.Parallel()
	rules := []Rule{RuleAsked, RuleAppeal, RuleWheelSpinning, RuleStruggling, RuleMissedPlan, RuleDanger}
	states := []State{Open, Open, Acknowledged, Snoozed, Resolved}
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 1))
		var open []Alert
		for i := range r.IntN(12) {
			open = append(open, since(string(rune('a'+i)), rules[r.IntN(len(rules))], r.IntN(100), func(a *Alert) {
				a.State = states[r.IntN(5)]
				if a.State == Snoozed {
					a.Until = noon.Add(time.Duration(r.IntN(40)-20) * time.Hour)
				}
				if r.IntN(3) == 0 {
					a.Pinged = a.Raised.Add(time.Hour)
				}
			}))
		}
		pinged, quiet := r.IntN(5), r.IntN(3) == 0
		told := map[string]bool{}
		budgeted := 0
		tell, again := ToPing(open, pinged, Budget, noon, quiet)
		if !again.IsZero() && !again.After(noon) {
			t.Fatalf("seed %d: look again at %v, which is over", seed, again)
		}
		for _, a := range tell {
			told[a.ID] = true
			if a.IsBudgeted() {
				budgeted++
			}
			if quiet && a.Rule != RuleDanger {
				t.Fatalf("seed %d: %s in quiet hours", seed, a.Rule)
			}
			if noon.Before(a.Wait) {
				t.Fatalf("seed %d: told before the learner's chance was over", seed)
			}
		}
		if budgeted > max(0, Budget-pinged) {
			t.Fatalf("seed %d: %d pings after %d", seed, budgeted, pinged)
		}
		for _, a := range open {
			isNew := a.State == Open && a.Pinged.IsZero()
			if isNew && !told[a.ID] && (a.Rule == RuleDanger || a.Rule == RuleAsked && !quiet) {
				t.Fatalf("seed %d: nobody is told of %s", seed, a.Rule)
			}
		}
	}
}

func TestThePingSaysWhenToLookAgain(t *testing.T) {
	t.Parallel()
	asleep := func(a *Alert) { a.State, a.Pinged, a.Until = Snoozed, a.Raised, noon.Add(3*time.Hour) }
	for _, tc := range []struct {
		name string
		open []Alert
		want time.Time
	}{
		{name: "never, when nothing waits", open: []Alert{since("a", RuleWheelSpinning, 1)}},
		{name: "when the learner's chance is over", open: []Alert{since("a", RuleStruggling, 20), since("b", RuleMissedPlan, 40)}, want: noon.Add(4 * time.Hour)},
		{name: "when it has slept", open: []Alert{since("a", RuleStruggling, 20), since("b", RuleAsked, 9, asleep)}, want: noon.Add(3 * time.Hour)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if _, got := ToPing(tc.open, 0, Budget, noon, false); !got.Equal(tc.want) {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}
