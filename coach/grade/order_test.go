package grade_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/course"
	"pacer/coach/grade"
)

func choice(options ...string) course.Item {
	item := course.Item{Kind: course.Choice}
	for i, option := range options {
		item.Options = append(item.Options, course.Option{Text: option, Right: i == 0})
	}
	return item
}

func TestOrder(t *testing.T) {
	item := choice("north", "east", "south", "west")
	// Learners who come back to a question must find it as it was: a change of
	// these is a change of every open question.
	for seed, want := range map[uint64][]int{0: {2, 1, 0, 3}, 1: {2, 0, 3, 1}, 1 << 63: {1, 0, 2, 3}} {
		if diff := cmp.Diff(want, grade.Order(&item, seed)); diff != "" {
			t.Errorf("order for seed %d (-want +got):\n%s", seed, diff)
		}
	}
}

func TestOrderPutsEveryOptionEverywhere(t *testing.T) {
	item := choice("north", "east", "south", "west")
	const n = 12000
	var at [4][4]int // [place][option]
	for seed := range uint64(n) {
		order := grade.Order(&item, seed)
		if sorted := slices.Sorted(slices.Values(order)); !slices.Equal(sorted, []int{0, 1, 2, 3}) {
			t.Fatalf("seed %d gives %v", seed, order)
		}
		for place, option := range order {
			at[place][option]++
		}
	}
	for place := range at {
		for option, count := range at[place] {
			if math.Abs(float64(count)-n/4) > n/40 {
				t.Errorf("option %d stands at place %d %d times of %d", option, place, count, n)
			}
		}
	}
}

func TestOrderKeepsWhatMustStay(t *testing.T) {
	written := []int{0, 1, 2, 3}
	fixed := choice("1", "2", "3", "4")
	fixed.Fixed = true
	letters := choice("1", "2", "Both A and B", "Neither a nor b")
	letter := choice("D", "C", "B", "A")
	far := choice("x", "y", "z", "v")
	last := choice("All of the above.", "x", "None of these", "y")
	for seed := range uint64(50) {
		if got := grade.Order(&fixed, seed); !slices.Equal(got, written) {
			t.Fatalf("fixed options are shown as %v", got)
		}
		if got := grade.Order(&letters, seed); !slices.Equal(got, written) {
			t.Fatalf("options that speak of letters are shown as %v", got)
		}
		if got := grade.Order(&letter, seed); !slices.Equal(got, written) {
			t.Fatalf("options that are letters are shown as %v", got)
		}
		if got := grade.Order(&last, seed); !slices.Equal(got[2:], []int{0, 2}) {
			t.Fatalf("all and none of the above are not last: %v", got)
		}
	}
	if !slices.ContainsFunc([]uint64{0, 1, 2, 3, 4, 5}, func(seed uint64) bool { return !slices.Equal(grade.Order(&far, seed), written) }) {
		t.Error("options that are letters of no option are never shuffled")
	}
	if got := grade.Order(&course.Item{Kind: course.TrueFalse}, 7); got != nil {
		t.Errorf("a statement has the order %v", got)
	}
}

func TestLinesAreNeverShownInTheRightOrder(t *testing.T) {
	for n := 2; n <= 5; n++ {
		item := course.Item{Kind: course.Order, Fixed: true, Lines: strings.Fields("a b c d e")[:n]}
		seen := map[string]int{}
		const seeds = 24000
		for seed := range uint64(seeds) {
			order := grade.Order(&item, seed)
			if slices.IsSorted(order) {
				t.Fatalf("%d lines are shown in the right order for seed %d", n, seed)
			}
			seen[fmt.Sprint(order)]++
		}
		others := []int{1, 5, 23, 119}[n-2] // all orders but the right one
		if len(seen) != others {
			t.Errorf("%d lines are shown in %d orders, want %d", n, len(seen), others)
		}
		for order, count := range seen {
			if want := float64(seeds) / float64(others); math.Abs(float64(count)-want) > 6*math.Sqrt(want) {
				t.Errorf("%d lines are shown as %s %d times, want about %.0f", n, order, count, want)
			}
		}
	}
	if got := grade.Order(&course.Item{Kind: course.Order, Lines: []string{"alone"}}, 1); !slices.Equal(got, []int{0}) {
		t.Errorf("one line is shown as %v", got)
	}
}

func TestOrderOfMatchAndCategories(t *testing.T) {
	item := course.Item{Kind: course.Match, Others: []string{"none of these", "b"}, Pairs: []course.Pair{{Left: "1", Right: "b"}, {Left: "2", Right: "c"}, {Left: "3", Right: " b "}}}
	isShuffled := false
	for seed := range uint64(20) {
		order := grade.Order(&item, seed)
		if len(order) != 3 || order[2] != 2 {
			t.Fatalf("two right sides and none of these are shown as %v", order)
		}
		isShuffled = isShuffled || order[0] == 1
	}
	if !isShuffled {
		t.Error("right sides are never shuffled")
	}
	if got := grade.Order(&kinds, 3); len(got) != 4 {
		t.Errorf("four members are shown as %v", got)
	}
	fixed := kinds
	fixed.Fixed = true
	if got := grade.Order(&fixed, 3); !slices.Equal(got, []int{0, 1, 2, 3}) {
		t.Errorf("members in a fixed order are shown as %v", got)
	}
}

func TestChance(t *testing.T) {
	four := choice("a", "b", "c", "d")
	several := four
	several.Kind = course.Choices
	word := text("Nile")
	pairs := course.Item{Kind: course.Match, Pairs: []course.Pair{{Left: "1", Right: "a"}, {Left: "2", Right: "b"}, {Left: "3", Right: "c"}}}
	for _, test := range []struct {
		item *course.Item
		want float64
	}{
		{&four, 0.25}, {&several, 1. / 15}, {&course.Item{Kind: course.TrueFalse}, 0.5}, {&word, 0}, {&course.Item{Kind: course.Choice}, 0},
		{&evolution, 1. / 6}, {&animals, 1. / 27}, {&kinds, 1. / 81}, {&pairs, 1. / 6}, {&course.Item{Kind: course.Numbers, Answers: []string{"1"}}, 0},
		{&course.Item{Kind: course.Order}, 0}, {&course.Item{Kind: course.Match}, 0}, {&course.Item{Kind: course.Categories}, 0}, {&course.Item{Kind: course.Choices}, 0},
	} {
		if got := grade.Chance(test.item); math.Abs(got-test.want) > 1e-15 {
			t.Errorf("chance for %s is %v, want %v", test.item.Kind, got, test.want)
		}
	}
}

func TestKey(t *testing.T) {
	one := choice("*right*", "wrong")
	several := choice("two", "four", "three")
	several.Kind, several.Options[2].Right = course.Choices, true
	simplest, mixed, decimal := number("0.75"), number("-7/4"), number("3/8")
	simplest.Form, mixed.Form, decimal.Form = course.Simplest, course.Mixed, course.Decimal
	length, price, share := number("5/6"), number("-2.50"), number("12.5")
	length.Units, price.Units, share.Units = []string{"cm", "centimetres"}, []string{"$"}, []string{"%"}
	long := course.Item{Kind: course.Order, Lines: []string{"a", strings.Repeat("b ", 500), "c"}}
	same := course.Item{Kind: course.Match, Pairs: []course.Pair{{Left: "x", Right: "A"}, {Left: "B", Right: "1"}}}
	alike := choice("0", "1", "0=four")
	alike.Kind, alike.Options[2].Right = course.Choices, true
	wordy := choice("short", strings.Repeat("long ", 400))
	wordy.Options[0].Right, wordy.Options[1].Right = false, true
	semicolon := course.Item{Kind: course.Cloze, Blanks: []course.Blank{{Answer: "a; b"}, {Answer: "c"}}}
	for _, test := range []struct {
		item  course.Item
		order []int
		want  string
	}{
		{one, nil, "A: right"},
		{one, []int{1, 0}, "B: right"},
		{several, []int{1, 2, 0}, "B: three; C: two"},
		{alike, nil, "A, C"},
		{wordy, nil, "B"},
		{course.Item{Kind: course.TrueFalse, Answer: "false"}, nil, "false"},
		{text("Nile", "River Nile"), nil, "Nile"},
		{number("1/2"), nil, "1/2"},
		{simplest, nil, "3/4"},
		{mixed, nil, "-1 3/4"},
		{decimal, nil, "0.375"},
		{length, nil, "5/6 cm"},
		{price, nil, "-$2.50"},
		{share, nil, "12.5%"},
		{course.Item{Kind: course.Cloze, Blanks: []course.Blank{{Answer: "oxygen"}, {Answer: "100", Number: true}}}, nil, "oxygen; 100"},
		{semicolon, nil, "1) a; b 2) c"},
		{evolution, evolutionOrder, "C: egg; A: tadpole; B: the frog"},
		{animals, animalsOrder, "fin = fish; wing = bird; Gräte = fish"},
		{kinds, kindsOrder, "mammals: whale, bat; birds: owl; fishes: shark"},
		{same, nil, "1: x = A: A; 2: B = B: 1"},
		{long, nil, "A, B, C"},
		{course.Item{Kind: course.Numbers, Answers: []string{"2", "-1/3"}}, nil, "2; -1/3"},
		{course.Item{Kind: course.Free, Model: "Because\nof light."}, nil, "Because of light."},
	} {
		got := grade.Key(&test.item, test.order)
		if got != test.want {
			t.Errorf("the key of %s %q is %q, want %q", test.item.Kind, test.item.Answer, got, test.want)
		}
		if verdict := grade.Answer(&test.item, test.order, got).Verdict; verdict != grade.Right && test.item.Kind != course.Free {
			t.Errorf("the key %q is graded %v", got, verdict)
		}
	}
}

func TestKeyShowsTextAsItIsSeen(t *testing.T) {
	for written, want := range map[string]string{
		"**very** *good*":           "very good",
		"_so_ and __so__":           "so and so",
		"snake_case":                "snake_case",
		"2 * 3 * 4":                 "2 * 3 * 4",
		"a * b*":                    "a * b*",
		"`x_1 * y`":                 "x_1 * y",
		"``a`b``":                   "a`b",
		"a ` b":                     "a ` b",
		"[the *Nile*](https://x.y)": "the Nile",
		"[1, 2](":                   "[1, 2](",
		`\*not\*`:                   "*not*",
		"$5 and $6":                 "$5 and $6",
		"two\n lines":               "two lines",
	} {
		item := choice(written, "another")
		if got := strings.TrimPrefix(grade.Key(&item, nil), "A: "); got != want {
			t.Errorf("%q is shown as %q, want %q", written, got, want)
		}
		for _, said := range []string{want, written} {
			if got := grade.Answer(&item, nil, said); got.Verdict != grade.Right {
				t.Errorf("%q for %q is %v", said, written, got.Verdict)
			}
		}
	}
}

// dice is a small source of numbers for tests, the same in every run.
type dice uint64

func (d *dice) roll(n int) int {
	*d = *d*6364136223846793005 + 1442695040888963407
	return int(uint64(*d>>33) % uint64(n))
}

func pick[T any](d *dice, list []T) T { return list[d.roll(len(list))] }

// different makes n texts that are not alike.
func different(d *dice, make func(*dice) string, n int) []string {
	var list []string
	for len(list) < n {
		if text := make(d); !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return list
}

func TestTheKeyOfEveryItemIsRight(t *testing.T) {
	words := strings.Fields("Nile Łódź naïve U.S.A. C++ x^2 1/2 0.5 1,234 東京 القاهرة mother-in-law it's (a) a A: 2 3 B; all none? idk hi ok true the of_above $5 50% − ½ ?")
	phrase := func(d *dice) string {
		list := make([]string, 1+d.roll(3))
		for i := range list {
			list[i] = pick(d, words)
		}
		return strings.Join(list, " ")
	}
	d := dice(1)
	seen := map[course.Kind]int{}
	for round := range 20000 {
		item := course.Item{Kind: pick(&d, course.Kinds()), Answer: phrase(&d), Question: phrase(&d)}
		switch item.Kind {
		case course.Choice, course.Choices:
			used := map[string]bool{}
			for range 2 + d.roll(5) {
				text := phrase(&d)
				if used[text] {
					continue
				}
				used[text] = true
				item.Options = append(item.Options, course.Option{Text: text, Right: item.Kind == course.Choices && d.roll(2) == 0})
			}
			item.Options[d.roll(len(item.Options))].Right = true
		case course.TrueFalse:
			item.Answer = pick(&d, []string{"true", "false"})
		case course.Number:
			item.Answer = pick(&d, []string{"12", "-3", "0.250", "3/4", "6/8", "1 1/2", "1.234", "1234567", "−5", "1/3"})
			item.Form = pick(&d, []course.Form{course.AnyForm, course.Simplest, course.Mixed, course.Decimal})
			if item.Form == course.Decimal && item.Answer == "1/3" {
				item.Form = course.AnyForm // it has no decimal
			}
			item.Units = pick(&d, [][]string{nil, {"cm"}, {"%"}, {"$"}, {"m²", "sq m"}, {"apples"}, {"kg/m³"}, {"°"}, {"m s^-1"}})
			item.Tolerance = pick(&d, []string{"", "0.01", "1%"})
		case course.Text:
			item.Exact = d.roll(2) == 0
			item.Wrong = []course.Wrong{{Answer: "something else"}}
		case course.Cloze:
			for range 1 + d.roll(3) {
				item.Blanks = append(item.Blanks, course.Blank{Answer: pick(&d, strings.Fields("Nile naïve oxygen H2O U.S.A. semi;colon a,b x=1"))})
			}
			if d.roll(2) == 0 {
				item.Blanks[0] = course.Blank{Answer: "2.5", Number: true}
			}
		case course.Numbers:
			for range 1 + d.roll(4) {
				item.Answers = append(item.Answers, pick(&d, []string{"2", "-3", "0.250", "3/4", "1 1/2", "1.234", "−5", "1000", "2.5"}))
			}
			item.InOrder, item.Tolerance = d.roll(2) == 0, pick(&d, []string{"", "0.01", "1%"})
		case course.Order:
			item.Lines = different(&d, phrase, 2+d.roll(5))
		case course.Match:
			left, right := different(&d, phrase, 2+d.roll(5)), different(&d, phrase, 1+d.roll(5))
			for _, text := range left {
				item.Pairs = append(item.Pairs, course.Pair{Left: text, Right: pick(&d, right)})
			}
			item.Others = right[:d.roll(len(right))]
		case course.Categories:
			names, members := different(&d, phrase, 2+d.roll(3)), different(&d, phrase, 3+d.roll(6))
			item.Groups = make([]course.Group, len(names))
			for i, name := range names {
				item.Groups[i].Name = name
			}
			for _, member := range members {
				group := &item.Groups[d.roll(len(names))]
				group.Members = append(group.Members, member)
			}
		case course.Free, course.Interval, course.Expression, course.Output:
			continue // a free response has no right answer; the others have tests of their own
		}
		seen[item.Kind]++
		order := grade.Order(&item, uint64(round))
		key := grade.Key(&item, order)
		got := grade.Answer(&item, order, key)
		if got.Verdict != grade.Right || got.Score != 1 || !got.Known {
			t.Fatalf("key %q is %v (note %q, read %q) for %+v", key, got.Verdict, got.Note, got.Read, item)
		}
	}
	if len(seen) != len(course.Kinds())-4 {
		t.Errorf("kinds tried: %v", seen)
	}
}
