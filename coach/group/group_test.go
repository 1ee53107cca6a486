package group

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/mastery"
)

var now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// who is a learner with a gap in each of the skills.
func who(id string, gaps ...string) Learner {
	l := Learner{ID: id}
	for _, s := range gaps {
		l.Skills = append(l.Skills, Skill{ID: s, P: .3, Tries: 6})
	}
	return l
}

// members are who is together, without the rest.
func members(groups []Group, k Kind) [][]string {
	var out [][]string
	for _, g := range groups {
		if g.Kind == k {
			out = append(out, g.Members)
		}
	}
	return out
}

func TestLearnersWithTheSameGapAreTogether(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		in   []Learner
		o    Options
		want [][]string
	}{
		{"one gap each", []Learner{who("b", "c/x"), who("a", "c/x"), who("d", "c/y"), who("c", "c/y")}, Options{}, [][]string{{"a", "b"}, {"c", "d"}}},
		{"nobody is alone", []Learner{who("a", "c/x"), who("b", "c/y")}, Options{}, nil},
		{"eight are two groups of four", []Learner{
			who("a", "c/x"), who("b", "c/x"), who("c", "c/x"), who("d", "c/x"), who("e", "c/x"), who("f", "c/x"), who("g", "c/x"), who("h", "c/x"),
		}, Options{}, [][]string{{"a", "b", "c", "d"}, {"e", "f", "g", "h"}}},
		{"who would be alone joins their second gap", []Learner{
			{ID: "a", Skills: []Skill{{ID: "c/x", P: .1, Tries: 9}, {ID: "c/y", P: .5, Tries: 5}}}, who("b", "c/y"), who("c", "c/y"),
		}, Options{}, [][]string{{"a", "b", "c"}}},
		{"a gap is where it begins", []Learner{who("a", "c/x", "c/basis"), who("b", "c/x", "c/basis"), who("c", "c/x")}, Options{
			Needs: func(s string) []string { return map[string][]string{"c/x": {"c/basis"}}[s] },
		}, [][]string{{"a", "b"}}},
		{"too few tries say nothing", []Learner{who("a", "c/x"), {ID: "b", Skills: []Skill{{ID: "c/x", P: .1, Tries: 2}}}}, Options{}, nil},
		{"a level is believed before the estimate", []Learner{who("a", "c/x"), {ID: "b", Skills: []Skill{{ID: "c/x", P: .5, Tries: 9, Level: mastery.Proficient}}}}, Options{}, nil},
		{"the same learner twice is one", []Learner{who("a", "c/x"), who("a", "c/x")}, Options{}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, members(Find(tc.in, tc.o), Gap)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTheSameMisconceptionIsAGroup(t *testing.T) {
	t.Parallel()
	shows := func(id string, times int) Learner {
		return Learner{ID: id, Skills: []Skill{{ID: "c/x", P: .7, Tries: 8, Ideas: []Idea{{ID: "adds-both", Times: times}}}}}
	}
	got := Find([]Learner{shows("a", 3), shows("b", 2), shows("c", 1)}, Options{})
	want := []Group{{
		Kind: Misconception, Skill: "c/x", Idea: "adds-both", Members: []string{"a", "b"},
		Why:  []Why{{P: .7, Tries: 8, Times: 3}, {P: .7, Tries: 8, Times: 2}},
		Sure: 2,
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPairs(t *testing.T) {
	t.Parallel()
	asks := func(id string, gaps ...string) Learner {
		l := who(id, gaps...)
		l.Willing = true
		return l
	}
	knows := func(id string, level mastery.Level, since time.Time, helping int) Learner {
		return Learner{ID: id, Willing: true, Helping: helping, Skills: []Skill{{ID: "c/x", P: .9, Tries: 12, Level: level, Since: since}}}
	}
	old, fresh := now.AddDate(0, 0, -90), now.AddDate(0, 0, -3)
	for _, tc := range []struct {
		name string
		in   []Learner
		want []string // helper and learner
	}{
		{"who is Highly proficient explains", []Learner{asks("a", "c/x"), knows("b", mastery.HighlyProficient, old, 0)}, []string{"b a"}},
		{"who became Proficient lately explains", []Learner{asks("a", "c/x"), knows("b", mastery.Proficient, fresh, 0)}, []string{"b a"}},
		{"who has been Proficient for long does not", []Learner{asks("a", "c/x"), knows("b", mastery.Proficient, old, 0)}, nil},
		{"who learnt it last comes first", []Learner{
			asks("a", "c/x"), knows("b", mastery.HighlyProficient, old, 0), knows("c", mastery.HighlyProficient, fresh, 0),
		}, []string{"c a"}},
		{"the load is shared", []Learner{
			asks("a", "c/x"), asks("b", "c/x"), knows("c", mastery.HighlyProficient, old, 0), knows("d", mastery.HighlyProficient, old, 0),
		}, []string{"c a", "d b"}},
		{"nobody explains in more than two", []Learner{asks("a", "c/x"), asks("b", "c/x"), knows("c", mastery.HighlyProficient, old, 1)}, []string{"c a"}},
		{"nobody is asked who is not willing", []Learner{
			asks("a", "c/x"), {ID: "b", Skills: []Skill{{ID: "c/x", P: .9, Tries: 12, Level: mastery.HighlyProficient}}},
		}, nil},
		{"who can be helped in turn comes first", []Learner{
			{ID: "a", Willing: true, Skills: []Skill{{ID: "c/x", P: .2, Tries: 6}, {ID: "c/y", P: .9, Tries: 9, Level: mastery.HighlyProficient}}},
			knows("b", mastery.HighlyProficient, old, 0),
			{ID: "c", Willing: true, Skills: []Skill{{ID: "c/x", P: .9, Tries: 9, Level: mastery.HighlyProficient}, {ID: "c/y", P: .2, Tries: 6}}},
		}, []string{"a c", "c a"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, g := range Find(tc.in, Options{Now: now}) {
				if g.Kind == Pair {
					got = append(got, g.Helper+" "+other(&g))
				}
			}
			slices.Sort(got)
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestGroupsAreStable(t *testing.T) {
	t.Parallel()
	class := []Learner{who("a", "c/x"), who("b", "c/x"), who("c", "c/x"), who("d", "c/y"), who("e", "c/y")}
	before := Find(class, Options{})
	t.Run("a gap that is nearly closed keeps its group", func(t *testing.T) {
		t.Parallel()
		later := slices.Clone(class)
		later[0] = Learner{ID: "a", Skills: []Skill{{ID: "c/x", P: .7, Tries: 9}, {ID: "c/y", P: .2, Tries: 9}}}
		if diff := cmp.Diff([][]string{{"a", "b", "c"}, {"d", "e"}}, members(Find(later, Options{Keep: before}), Gap)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("who has closed the gap leaves, the others stay", func(t *testing.T) {
		t.Parallel()
		later := slices.Clone(class)
		later[0] = Learner{ID: "a", Skills: []Skill{{ID: "c/x", P: .85, Tries: 9}}}
		if diff := cmp.Diff([][]string{{"b", "c"}, {"d", "e"}}, members(Find(later, Options{Keep: before}), Gap)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("somebody new joins where there is room", func(t *testing.T) {
		t.Parallel()
		if diff := cmp.Diff([][]string{{"a", "b", "c", "new"}, {"d", "e"}}, members(Find(append(slices.Clone(class), who("new", "c/x")), Options{Keep: before}), Gap)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("finding again what was found changes nothing", func(t *testing.T) {
		t.Parallel()
		if diff := cmp.Diff(before, Find(class, Options{Keep: before})); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAGroupHoldsWhileSomebodyLacksIt(t *testing.T) {
	t.Parallel()
	has := Skill{ID: "c/x", P: .9, Tries: 9, Level: mastery.Proficient}
	lacks := Skill{ID: "c/x", P: .4, Tries: 6}
	gap := Group{Kind: Gap, Skill: "c/x", Members: []string{"a", "b"}}
	pair := Group{Kind: Pair, Skill: "c/x", Members: []string{"a", "b"}, Helper: "b"}
	for _, tc := range []struct {
		name string
		of   Group
		in   []Learner
		want bool
	}{
		{"both lack it", gap, []Learner{{ID: "a", Skills: []Skill{lacks}}, {ID: "b", Skills: []Skill{lacks}}}, true},
		{"one lacks it", gap, []Learner{{ID: "a", Skills: []Skill{lacks}}, {ID: "b", Skills: []Skill{has}}}, true},
		{"both have it", gap, []Learner{{ID: "a", Skills: []Skill{has}}, {ID: "b", Skills: []Skill{has}}}, false},
		{"all have left", gap, nil, false},
		{"a pair at work", pair, []Learner{{ID: "a", Skills: []Skill{lacks}}, {ID: "b", Skills: []Skill{has}}}, true},
		{"a pair whose helper has left", pair, []Learner{{ID: "a", Skills: []Skill{lacks}}}, false},
		{"a pair whose helper has forgotten", pair, []Learner{{ID: "a", Skills: []Skill{lacks}}, {ID: "b", Skills: []Skill{lacks}}}, false},
		{"a pair that has got there", pair, []Learner{{ID: "a", Skills: []Skill{has}}, {ID: "b", Skills: []Skill{has}}}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := Holds(&tc.of, tc.in); got != tc.want {
				t.Errorf("holds: %v", got)
			}
		})
	}
}

func TestAnyClassGivesGroupsThatKeepTheRules(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		class := anyClass(seed)
		o := Options{Now: now}
		groups := Find(class, o)
		check(t, seed, groups)
		shuffled := slices.Clone(class)
		slices.Reverse(shuffled)
		if diff := cmp.Diff(groups, Find(shuffled, o)); diff != "" {
			t.Fatalf("seed %d: the order of learners matters: %s", seed, diff)
		}
		o.Keep = groups
		check(t, seed, Find(anyClass(seed+1), o))
	}
}

// check looks at what holds of any groups.
func check(t *testing.T, seed uint64, groups []Group) {
	t.Helper()
	in, keys, helps := map[string]bool{}, map[string]bool{}, map[string]int{}
	for _, g := range groups {
		if n := len(g.Members); n < Least || n > Most || len(g.Why) != n || g.Kind == Pair && n != 2 {
			t.Errorf("seed %d: %d members, %d reasons in %s", seed, n, len(g.Why), g.Key())
		}
		if g.Sure < 1 || g.Sure > 3 || keys[g.Key()] {
			t.Errorf("seed %d: %s is sure %d, twice: %v", seed, g.Key(), g.Sure, keys[g.Key()])
		}
		keys[g.Key()] = true
		for _, id := range g.Members {
			if id == g.Helper {
				helps[id]++
				continue
			}
			if at := fmt.Sprint(g.Kind, id); in[at] {
				t.Errorf("seed %d: %s is in two groups of %s", seed, id, g.Kind)
			} else {
				in[at] = true
			}
		}
	}
	for id, n := range helps {
		if n > mostHelps {
			t.Errorf("seed %d: %s helps in %d", seed, id, n)
		}
	}
}
