package grade_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pacer/coach/course"
	"pacer/coach/grade"
)

// options makes the options of an item of short marks: "!" before one that is
// right, ":" and a misconception after one that reveals it, "?" for a reply.
func options(marks ...string) []course.Option {
	var all []course.Option
	for _, m := range marks {
		text, misconception, _ := strings.Cut(m, ":")
		o := course.Option{Text: strings.Trim(text, "!?"), Right: strings.HasPrefix(text, "!"), Misconception: misconception}
		if strings.HasSuffix(text, "?") {
			o.Feedback = "Look again."
		}
		all = append(all, o)
	}
	return all
}

func TestFewerLeavesOutWhatTeachesLeast(t *testing.T) {
	tests := []struct {
		name    string
		item    course.Item
		telling string // the misconception that the learner has shown
		left    string // what is left out, of each line what may be
		chance  float64
	}{
		{"of two options none", course.Item{Kind: course.Choice, Options: options("!fox", "hen")}, "", "", 1. / 2},
		{"of three options one", course.Item{Kind: course.Choice, Options: options("!fox", "hen:x", "owl")}, "", "owl", 1. / 2},
		{"of four options one", course.Item{Kind: course.Choice, Options: options("!fox", "hen:x", "owl?", "elk")}, "", "elk", 1. / 3},
		{"of five options two", course.Item{Kind: course.Choice, Options: options("!fox", "hen:x", "owl?", "elk", "cat:y")}, "", "elk owl", 1. / 3},
		{"a misconception that was shown stays", course.Item{Kind: course.Choice, Options: options("!fox", "hen:x", "owl:y")}, "x", "owl", 1. / 2},
		{"all of them stay where all were shown", course.Item{Kind: course.Choice, Options: options("!fox", "hen:x", "owl:x")}, "x", "", 1. / 3},
		{"an option that speaks of the others keeps them", course.Item{Kind: course.Choice, Options: options("!fox", "hen", "owl", "none of the above")}, "", "", 1. / 4},
		{"an option that names letters keeps them", course.Item{Kind: course.Choice, Options: options("fox", "hen", "owl", "!both A and B")}, "", "", 1. / 4},
		{"of a choice of several one wrong one stays", course.Item{Kind: course.Choices, Options: options("!fox", "!hen", "!elk", "owl", "cat")}, "", "owl|cat", 1. / 15},
		{"of a choice of several with one wrong one none", course.Item{Kind: course.Choices, Options: options("!fox", "!hen", "owl")}, "", "", 1. / 7},
		{"a statement is as it is", course.Item{Kind: course.TrueFalse, Answer: "true"}, "", "", 1. / 2},
		{"lines are all needed", course.Item{Kind: course.Order, Lines: []string{"egg", "hen", "pie"}}, "", "", 1. / 6},
		{
			"a match keeps what goes with something",
			course.Item{Kind: course.Match, Pairs: []course.Pair{{Left: "fin", Right: "fish"}, {Left: "wing", Right: "bird"}}, Others: []string{"stone", "rain", "salt"}},
			"", "salt stone|rain salt|rain stone", 1. / 9,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			it := &tt.item
			for seed := range uint64(20) {
				whole := grade.Order(it, seed)
				order := grade.Fewer(it, whole, func(m string) bool { return m != "" && m == tt.telling })
				shown := grade.LayoutOf(it, order).Lettered
				var left []string
				for _, entry := range grade.LayoutOf(it, whole).Lettered {
					if !slices.Contains(shown, entry) {
						left = append(left, entry)
					}
				}
				slices.Sort(left)
				if !slices.Contains(strings.Split(tt.left, "|"), strings.Join(left, " ")) {
					t.Fatalf("seed %d leaves out %q, want %q", seed, left, tt.left)
				}
				if got := grade.ChanceShown(it, order); math.Abs(got-tt.chance) > 1e-12 {
					t.Errorf("the chance of guessing is %v, want %v", got, tt.chance)
				}
				if r := grade.Answer(it, order, grade.Key(it, order)); r.Verdict != grade.Right {
					t.Errorf("the key %q is %v", grade.Key(it, order), r.Verdict)
				}
				again := grade.Whole(it, order)
				if all := grade.LayoutOf(it, again).Lettered; len(all) != len(grade.LayoutOf(it, whole).Lettered) || !slices.Equal(all[:len(shown)], shown) {
					t.Errorf("whole again it shows %q, and %q were shown", all, shown)
				}
				if len(whole) > 0 && it.Kind == course.Choice {
					for place, i := range order {
						r := grade.Answer(it, order, string(rune('A'+place)))
						if len(r.Picked) != 1 || r.Picked[0] != i || (r.Verdict == grade.Right) != it.Options[i].Right {
							t.Errorf("letter %d of %v is read as %+v", place, order, r)
						}
					}
					if r := grade.Answer(it, order, string(rune('A'+len(order)))); r.Verdict != grade.Unread || r.Note != grade.NoSuchOption {
						t.Errorf("the letter after the last is %v (%s)", r.Verdict, r.Note)
					}
				}
			}
		})
	}
}

// An order that lacks what is right, or has something twice, is none.
func TestAnOrderThatCannotBeShownIsTheOneWritten(t *testing.T) {
	choice := &course.Item{Kind: course.Choice, Options: options("!fox", "hen", "owl")}
	match := &course.Item{Kind: course.Match, Pairs: []course.Pair{{Left: "fin", Right: "fish"}, {Left: "wing", Right: "bird"}}, Others: []string{"stone"}}
	for _, tt := range []struct {
		name  string
		item  *course.Item
		order []int
	}{
		{"without the right one", choice, []int{1, 2}},
		{"one twice", choice, []int{0, 1, 1}},
		{"one beyond the last", choice, []int{0, 3}},
		{"one alone", choice, []int{0}},
		{"without a side that goes with something", match, []int{0, 2}},
		{"none", match, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, want := grade.LayoutOf(tt.item, tt.order).Lettered, grade.LayoutOf(tt.item, nil).Lettered
			if !slices.Equal(got, want) || len(got) != 3 {
				t.Errorf("%v shows %q, want %q", tt.order, got, want)
			}
		})
	}
}
