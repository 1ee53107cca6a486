package alert

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/course"
)

func addition() *course.Course {
	c := &course.Course{
		ID:             "fractions",
		Misconceptions: []course.Misconception{{ID: "tops", Title: "adds tops and bottoms"}},
		Skills:         []course.Skill{{ID: "add", Needs: []string{"equal"}}, {ID: "equal"}},
		Items: []course.Item{
			{ID: "add-1", Skill: "add", Tier: 3},
			{ID: "add-2", Skill: "add"},
			{ID: "add-3", Skill: "add", Tier: 2, Options: []course.Option{{Misconception: "tops"}}},
			{ID: "add-4", Skill: "add", Tier: 1},
			{ID: "equal-1", Skill: "equal", Tier: 1},
			{ID: "equal-2", Skill: "equal", Tier: 2, Wrong: []course.Wrong{{Misconception: "tops"}}},
		},
	}
	c.Index()
	return c
}

func TestEveryRuleSuggestsTwoThingsWithMinutes(t *testing.T) {
	t.Parallel()
	c := addition()
	c.Skills[0].Resources = []course.Resource{{Kind: "link", Title: "more"}, {Kind: "picture", Title: "strips"}, {Kind: "example", Title: "worked"}}
	for _, rule := range Rules() {
		a := New("1", "class", "ann", found(rule, "fractions/add", Evidence{}), noon)
		moves := a.Moves(c)
		if moves[0].Kind == moves[1].Kind {
			t.Errorf("%s: the same twice: %+v", rule, moves)
		}
		for _, m := range moves {
			if !slices.Contains(MoveKinds(), m.Kind) || m.Minutes == 0 && rule != RuleDanger {
				t.Errorf("%s: %+v", rule, m)
			}
			if m.Kind == Example && (m.Material.Title != "worked" || len(m.Items) == 0) || m.Kind == Reteach && m.Material.Title != "strips" {
				t.Errorf("%s: with %+v", rule, m)
			}
		}
		if !slices.Contains(Endings(), a.Ends()) || (a.Ends() == EndsPerson) != rule.isSaid() {
			t.Errorf("%s ends with %q", rule, a.Ends())
		}
	}
}

func TestEveryRuleSuggestsTwoMoves(t *testing.T) {
	t.Parallel()
	tops := []Count{{"tops", 4}, {"other", 1}}
	for _, tc := range []struct {
		name string
		f    Finding
		none bool // no course
		want [2]Move
	}{
		{name: "asked", f: Asked("", "hello"), want: [2]Move{{Kind: Talk, Minutes: 5}, {Kind: Note, Minutes: 1}}},
		{
			name: "appeal",
			f:    Appealed("fractions/add", "5/6", 7), want: [2]Move{{Kind: Decide, Minutes: 1, Skill: "add"}, {Kind: Note, Minutes: 1}},
		},
		{name: "danger", f: Endangered("words", "words"), want: [2]Move{{Kind: Talk}, {Kind: Protocol}}},
		{name: "missed plan", f: Finding{Rule: RuleMissedPlan}, want: [2]Move{{Kind: Note, Minutes: 1}, {Kind: Replan, Minutes: 3}}},
		{
			name: "struggling with a misconception",
			f:    Finding{Rule: RuleStruggling, Skill: "fractions/add", Evidence: Evidence{Misconceptions: tops}},
			want: [2]Move{
				{Kind: Teach, Minutes: 4, Skill: "add", Misconception: "tops", Items: []string{"add-3", "add-4"}},
				{Kind: Pair, Minutes: 10, Skill: "add"},
			},
		},
		{
			name: "struggling without one",
			f:    Finding{Rule: RuleStruggling, Skill: "add"},
			want: [2]Move{{Kind: Example, Minutes: 4, Skill: "add", Items: []string{"add-4", "add-2"}}, {Kind: Pair, Minutes: 10, Skill: "add"}},
		},
		{
			name: "struggling with everything",
			f:    Finding{Rule: RuleStruggling}, want: [2]Move{{Kind: Talk, Minutes: 5}, {Kind: Note, Minutes: 1}},
		},
		{
			name: "wheel-spinning with a prerequisite in doubt",
			f:    Finding{Rule: RuleWheelSpinning, Skill: "fractions/add", Evidence: Evidence{Doubt: []string{"fractions/equal"}, Misconceptions: tops}},
			want: [2]Move{
				{Kind: GoBack, Minutes: 5, Skill: "equal", Items: []string{"equal-1", "equal-2"}},
				{Kind: Example, Minutes: 5, Skill: "add", Items: []string{"add-4"}},
			},
		},
		{
			name: "wheel-spinning with none",
			f:    Finding{Rule: RuleWheelSpinning, Skill: "add", Evidence: Evidence{Misconceptions: tops}},
			want: [2]Move{
				{Kind: Teach, Minutes: 4, Skill: "add", Misconception: "tops", Items: []string{"add-3", "add-4"}},
				{Kind: Pair, Minutes: 10, Skill: "add"},
			},
		},
		{
			name: "a course that is gone", none: true,
			f:    Finding{Rule: RuleStruggling, Skill: "add", Evidence: Evidence{Misconceptions: tops}},
			want: [2]Move{{Kind: Example, Minutes: 4, Skill: "add"}, {Kind: Pair, Minutes: 10, Skill: "add"}},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c := addition()
			if tc.none {
				c = nil
			}
			a := New("1", "class", "ann", tc.f, noon)
			if diff := cmp.Diff(tc.want, a.Moves(c)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
