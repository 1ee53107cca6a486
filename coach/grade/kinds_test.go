package grade_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/course"
	"pacer/coach/grade"
)

// evolution is shown as A tadpole, B frog, C egg: in the right order C A B.
var evolution = course.Item{Kind: course.Order, Question: "What comes first?", Lines: []string{"egg", "tadpole", "the *frog*"}}

var evolutionOrder = []int{1, 2, 0}

// four is shown as A three, B one, C four, D two: in the right order B D A C.
var four = course.Item{Kind: course.Order, Lines: []string{"one thing", "two things", "three, or more", "four = 2 + 2"}}

var fourOrder = []int{2, 0, 3, 1}

func TestOrderOfLines(t *testing.T) {
	sizes := course.Item{Kind: course.Order, Lines: []string{"-3", "0.5", "3/4", "2"}} // shown as A 2, B .5, C -3, D 3/4
	code := course.Item{Kind: course.Order, Lines: []string{"`x = 1`", "`x = x + 1`", "`print(x)`"}}
	letters := course.Item{Kind: course.Order, Lines: []string{"a", "b", "c"}} // shown as A c, B a, C b
	for _, test := range []struct {
		name  string
		item  *course.Item
		order []int
		said  string // by |
		want  grade.Result
	}{
		{
			"the right order", &evolution, evolutionOrder,
			"C A B|cab|CAB|c, a, b|C; A; B|c\na\nb|c > a > b|C→A→B|c-a-b|(c) (a) (b)|C. A. B.|first c then a then b|c, a and b|the answer is CAB|Ｃ Ａ Ｂ|ⓒⓐⓑ|ج ا ب|جأب|ג א ב|" +
				"egg, tadpole, frog|egg tadpole frog|Egg → Tadpole → the frog|egg; a tadpole; a frog|C: egg, A: tadpole, B: frog|egg, A, frog|C A B!|1. C 2. A 3. B|1) C\n2) A\n3) B|1: egg 2: tadpole 3: frog|1. egg\n2. tadpole\n3. frog|2 A, 1 C, 3 B|C=1 A=2 B=3|A2 B3 C1|first the egg, then the tadpole, finally the frog|3 1 2|312|3, 1, 2|٣ ١ ٢|option c, option a, option b",
			grade.Result{Verdict: grade.Right, Score: 1, Known: true, Read: "C, A, B", Parts: []grade.Verdict{grade.Right, grade.Right, grade.Right}},
		},
		{
			"which place each gets", &evolution, evolutionOrder, "2 3 1",
			grade.Result{Verdict: grade.Right, Score: 1, Known: true, Read: "C, A, B", Parts: []grade.Verdict{grade.Right, grade.Right, grade.Right}},
		},
		{
			"two changed places", &evolution, evolutionOrder, "C B A|cba|3 2 1|egg, frog, tadpole",
			grade.Result{Verdict: grade.Wrong, Score: 1. / 3, Known: true, Read: "C, B, A", Note: grade.PartRight, Parts: []grade.Verdict{grade.Right, grade.Wrong, grade.Wrong}},
		},
		{
			"as it was shown", &evolution, evolutionOrder, "abc|A B C",
			grade.Result{Verdict: grade.Wrong, Known: true, Read: "A, B, C", Parts: []grade.Verdict{grade.Wrong, grade.Wrong, grade.Wrong}},
		},
		{
			"half of the pairs in order", &four, fourOrder, "B C A D",
			grade.Result{Verdict: grade.Wrong, Score: 0, Known: true, Read: "B, C, A, D", Parts: []grade.Verdict{grade.Right, grade.Wrong, grade.Right, grade.Wrong}},
		},
		{
			"five of six pairs in order", &four, fourOrder, "D B A C",
			grade.Result{Verdict: grade.Wrong, Score: 2. / 3, Known: true, Read: "D, B, A, C", Note: grade.PartRight, Parts: []grade.Verdict{grade.Wrong, grade.Wrong, grade.Right, grade.Right}},
		},
		{
			"texts with commas and signs", &four, fourOrder, "one thing, two things, three, or more, four = 2 + 2|B, two things, three or more, C",
			grade.Result{Verdict: grade.Right, Score: 1, Known: true, Read: "B, D, A, C", Parts: []grade.Verdict{grade.Right, grade.Right, grade.Right, grade.Right}},
		},
		{
			"lines that are numbers", &sizes, []int{3, 1, 0, 2}, "-3 < 0.5 < 3/4 < 2|-3; 0,5; ¾; 2|-3, .5, 0.75, 2|C B D A|cbda",
			grade.Result{Verdict: grade.Right, Score: 1, Known: true, Read: "C, B, D, A", Parts: []grade.Verdict{grade.Right, grade.Right, grade.Right, grade.Right}},
		},
		{
			"lines of code", &code, []int{2, 0, 1}, "x = 1\nx = x + 1\nprint(x)|B C A",
			grade.Result{Verdict: grade.Right, Score: 1, Known: true, Read: "B, C, A", Parts: []grade.Verdict{grade.Right, grade.Right, grade.Right}},
		},
		{
			"lines that are letters", &letters, []int{2, 0, 1}, "a b c|b c a|B: a; C: b; A: c",
			grade.Result{Verdict: grade.Right, Score: 1, Known: true, Read: "B, C, A", Parts: []grade.Verdict{grade.Right, grade.Right, grade.Right}},
		},
		{"places whose letters are not clear", &evolution, evolutionOrder, "C first, B third, A second|1 C A B|1. C 3. A", grade.Result{}},
		{"not all of them", &evolution, evolutionOrder, "C A", grade.Result{Read: "C A", Note: grade.Missing, About: []string{"B"}}},
		{"one of them", &evolution, evolutionOrder, "a", grade.Result{Read: "a", Note: grade.Missing, About: []string{"B", "C"}}},
		{"one of them twice", &evolution, evolutionOrder, "c a a", grade.Result{Read: "c a a", Note: grade.Twice, About: []string{"A"}}},
		{"a letter beyond the last", &evolution, evolutionOrder, "c a b d", grade.Result{Read: "c a b d", Note: grade.NoSuchOption, About: []string{"D"}}},
		{"a number beyond the last", &evolution, evolutionOrder, "3 1 4", grade.Result{Read: "3 1 4", Note: grade.NoSuchOption, About: []string{"4"}}},
		{"a question", &evolution, evolutionOrder, "c a b?", grade.Result{Read: "c a b?", Note: grade.Question}},
		{"a decimal", &four, fourOrder, "1.2", grade.Result{Read: "1.2"}},
		{"a story", &evolution, evolutionOrder, strings.Repeat("tadpole ", 40), grade.Result{Read: strings.Repeat("tadpole ", 9) + "tadpole…", Note: grade.TooLong}},
		{"nothing to put in order", &course.Item{Kind: course.Order}, nil, "a", grade.Result{Read: "a"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for said := range strings.SplitSeq(test.said, "|") {
				want := test.want
				if want.Read == "" {
					want.Read = said
				}
				if diff := cmp.Diff(want, grade.Answer(test.item, test.order, said)); diff != "" {
					t.Errorf("%q (-want +got):\n%s", said, diff)
				}
			}
		})
	}
}

// animals is shown with the right sides A bird, B fish, C none of these.
var animals = course.Item{
	Kind: course.Match, Question: "Whose is it?",
	Pairs:  []course.Pair{{Left: "fin", Right: "fish"}, {Left: "wing", Right: "bird"}, {Left: "Gräte", Right: "fish"}},
	Others: []string{"none of these"},
}

var animalsOrder = []int{1, 0, 2}

// kinds is shown as 1 owl, 2 whale, 3 shark, 4 bat.
var kinds = course.Item{Kind: course.Categories, Groups: []course.Group{
	{Name: "mammals", Members: []string{"whale", "bat"}}, {Name: "birds", Members: []string{"owl"}}, {Name: "fishes", Members: []string{"shark"}},
}}

var kindsOrder = []int{2, 0, 3, 1}

func TestMatchAndCategories(t *testing.T) {
	right, wrong := grade.Right, grade.Wrong
	values := course.Item{Kind: course.Match, Pairs: []course.Pair{{Left: "1/2", Right: "0.5"}, {Left: "1/4", Right: "0.25"}, {Left: "-3", Right: "3"}}}
	for _, test := range []struct {
		name  string
		item  *course.Item
		order []int
		said  string // by |
		want  grade.Result
	}{
		{
			"the right pairs", &animals, animalsOrder,
			"1B 2A 3B|1b2a3b|1-b, 2-a, 3-b|1: b\n2: a\n3: b|1) B 2) A 3) B|1.b 2.a 3.b|3B, 1B, 2A|B A B|bab|b, a, b|1 = B; 2 = A; 3 = B|1→B, 2→A, 3→B|B1 A2 B3|b: 1 3; a: 2|1 and 3 B, 2 A|" +
				"fin = fish; wing = bird; Gräte = fish|fin: fish, wing: bird, grate: fish|fin - the fish, wing - a bird, Grate - fish|fish, bird, fish|fin goes with B, wing with A and Gräte with B|I think it's BAB|" +
				"１Ｂ ２Ａ ３Ｂ|١ب ٢ا ٣ب|1 fish 2 bird 3 fish|1: fin = B: fish; 2: wing = A: bird; 3: Gräte = B: fish",
			grade.Result{Verdict: right, Score: 1, Known: true, Read: "1 B, 2 A, 3 B", Parts: []grade.Verdict{right, right, right}},
		},
		{
			"one of three", &animals, animalsOrder, "1B 2B 3C|b b c|fin = fish, wing = fish, Gräte = none of these",
			grade.Result{Verdict: wrong, Score: 1. / 3, Known: true, Read: "1 B, 2 B, 3 C", Note: grade.PartRight, Parts: []grade.Verdict{right, wrong, wrong}},
		},
		{
			"none of three", &animals, animalsOrder, "aca",
			grade.Result{Verdict: wrong, Known: true, Read: "1 A, 2 C, 3 A", Parts: []grade.Verdict{wrong, wrong, wrong}},
		},
		{"a number without a letter", &animals, animalsOrder, "1B 3B", grade.Result{Read: "1B 3B", Note: grade.Missing, About: []string{"2"}}},
		{"a number whose letter was forgotten", &animals, animalsOrder, "1B; 2; 3B", grade.Result{Read: "1B; 2; 3B", Note: grade.Missing, About: []string{"2"}}},
		{"too few letters", &animals, animalsOrder, "B A", grade.Result{Read: "B A", Note: grade.Missing, About: []string{"3"}}},
		{"too many letters", &animals, animalsOrder, "B A B A", grade.Result{Read: "B A B A", Note: grade.TooMany}},
		{"numbers alone", &animals, animalsOrder, "1 2 3", grade.Result{Read: "1 2 3", Note: grade.Missing, About: []string{"1", "2", "3"}}},
		{"two letters for a number", &animals, animalsOrder, "1B 2A 3B 1A", grade.Result{Read: "1B 2A 3B 1A", Note: grade.Twice, About: []string{"1"}}},
		{"a letter beyond the last", &animals, animalsOrder, "1B 2A 3D", grade.Result{Read: "1B 2A 3D", Note: grade.NoSuchOption, About: []string{"D"}}},
		{"a number beyond the last", &animals, animalsOrder, "1B 2A 4B", grade.Result{Read: "1B 2A 4B", Note: grade.NoSuchOption, About: []string{"4"}}},
		{"letters whose numbers are not clear", &animals, animalsOrder, "1 B A 2", grade.Result{Read: "1 B A 2"}},
		{"a question", &animals, animalsOrder, "bab?", grade.Result{Read: "bab?", Note: grade.Question}},
		{
			"numbers on both sides", &values, []int{2, 0, 1}, "1/2 = 0.5, 1/4 = 0.25, -3 = 3|½ = .5; ¼ = 0,25; −3 = 3|1B 2C 3A|bca",
			grade.Result{Verdict: right, Score: 1, Known: true, Read: "1 B, 2 C, 3 A", Parts: []grade.Verdict{right, right, right}},
		},
		{
			"the right categories", &kinds, kindsOrder,
			"1B 2A 3C 4A|A: 2 4; B: 1; C: 3|a 2,4 b 1 c 3|a: 24, b: 1, c: 3|BACA|mammals: whale, bat; birds: owl; fishes: shark|owl = birds, whale = mammals, shark = fishes, bat = mammals|1 birds 2 mammals 3 fishes 4 mammals|owl B whale A shark C bat A|an owl is a birds, a whale is a mammals, shark: fishes, bat: mammals|2 and 4 are mammals, 1 is birds, 3 is fishes|mammals 2 4\nbirds 1\nfishes 3",
			grade.Result{Verdict: right, Score: 1, Known: true, Read: "1 B, 2 A, 3 C, 4 A", Parts: []grade.Verdict{right, right, right, right}},
		},
		{
			"all in one category", &kinds, kindsOrder, "A: 1 2 3 4|aaaa|1,2,3,4: A",
			grade.Result{Verdict: wrong, Score: 0.5, Known: true, Read: "1 A, 2 A, 3 A, 4 A", Note: grade.PartRight, Parts: []grade.Verdict{wrong, right, wrong, right}},
		},
		{"a member without a category", &kinds, kindsOrder, "A: 2; B: 1; C: 3", grade.Result{Read: "A: 2; B: 1; C: 3", Note: grade.Missing, About: []string{"4"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for said := range strings.SplitSeq(test.said, "|") {
				if diff := cmp.Diff(test.want, grade.Answer(test.item, test.order, said)); diff != "" {
					t.Errorf("%q (-want +got):\n%s", said, diff)
				}
			}
		})
	}
}

func TestLayoutOf(t *testing.T) {
	rivers := choice("Nile", "Rhine")
	for _, test := range []struct {
		item  *course.Item
		order []int
		want  grade.Layout
	}{
		{&rivers, []int{1, 0}, grade.Layout{Lettered: []string{"Rhine", "Nile"}}},
		{&evolution, evolutionOrder, grade.Layout{Lettered: []string{"tadpole", "the *frog*", "egg"}}},
		{&evolution, []int{0, 0, 1}, grade.Layout{Lettered: []string{"egg", "tadpole", "the *frog*"}}},
		{&animals, animalsOrder, grade.Layout{Numbered: []string{"fin", "wing", "Gräte"}, Lettered: []string{"bird", "fish", "none of these"}}},
		{&kinds, kindsOrder, grade.Layout{Numbered: []string{"owl", "whale", "shark", "bat"}, Lettered: []string{"mammals", "birds", "fishes"}}},
		{&course.Item{Kind: course.TrueFalse, Answer: "true"}, nil, grade.Layout{}},
		{&course.Item{Kind: course.Numbers, Answers: []string{"1"}}, nil, grade.Layout{}},
	} {
		if diff := cmp.Diff(test.want, grade.LayoutOf(test.item, test.order)); diff != "" {
			t.Errorf("%s is laid out (-want +got):\n%s", test.item.Kind, diff)
		}
	}
}

func TestNumbers(t *testing.T) {
	roots := course.Item{Kind: course.Numbers, Answers: []string{"2", "-3"}, Wrong: []course.Wrong{
		{Answer: "-2; 3", Feedback: "The signs.", Misconception: "signs"}, {Answer: "3", Part: 25, Feedback: "Both."},
	}}
	decimals := course.Item{Kind: course.Numbers, Answers: []string{"1.5", "5/2"}}
	halfAndThree := course.Item{Kind: course.Numbers, Answers: []string{"0.5", "3"}}
	many := course.Item{Kind: course.Numbers, Answers: []string{"1", "2", "5", "1/2"}}
	plusMinus := course.Item{Kind: course.Numbers, Answers: []string{"3", "-3"}}
	point := course.Item{Kind: course.Numbers, InOrder: true, Answers: []string{"2", "3"}, Wrong: []course.Wrong{{Answer: "3; 2", Feedback: "Across first."}}}
	asked := course.Item{Kind: course.Numbers, InOrder: true, Question: "Find (t, s).", Answers: []string{"2", "3"}}
	primes := course.Item{Kind: course.Numbers, Answers: []string{"2", "2", "3"}}
	near := course.Item{Kind: course.Numbers, Tolerance: "0.1", Answers: []string{"1", "1.1"}}
	thousands := course.Item{Kind: course.Numbers, Answers: []string{"1234", "5"}}
	double := course.Item{Kind: course.Numbers, Answers: []string{"2"}}
	for _, test := range []struct {
		name    string
		item    *course.Item
		said    string // by |
		verdict grade.Verdict
		score   float64
		read    string
		note    grade.Note
	}{
		{"both roots", &roots, "2, -3|2; -3|x = 2 or x = -3|x=2 x=-3|x = 2, x = −3|{2; -3}|{2, -3}|2 and -3|2,-3|2 -3|x ∈ {2, -3}|S = {2; -3}|(2, -3)|x₁ = 2, x₂ = -3|2 or -3.|the answer is 2 and -3|2\n-3|4/2; -6/2|２、-３|x = 2 or -3", grade.Right, 1, "", ""},
		{"both, the other way round", &roots, "-3; 2", grade.Right, 1, "-3; 2", ""},
		{"one of two", &roots, "2|x = 2", grade.Wrong, 0.5, "2", grade.PartRight},
		{"one and another", &roots, "2, 4", grade.Wrong, 0, "2; 4", ""},
		{"both and another", &roots, "2, -3, 4", grade.Wrong, 0.5, "2; -3; 4", grade.PartRight},
		{"a known wrong answer", &roots, "x = 3 or x = -2", grade.Wrong, 0, "3; -2", ""},
		{"a wrong answer right in part", &roots, "3", grade.Wrong, 0.25, "3", grade.PartRight},
		{"one of them twice", &roots, "2, 2, -3", grade.Again, 0, "2; 2; -3", grade.Repeated},
		{"a double root said twice", &double, "x = 2 or x = 2", grade.Again, 0, "2; 2", grade.Repeated},
		{"a double root", &double, "2", grade.Right, 1, "2", ""},
		{"decimal commas", &decimals, "1,5; 2,5|1,5 and 2,5|1,5, 2,5|1,5 2,5|x = 1,5 or x = 2 1/2|3/2, 2½", grade.Right, 1, "", ""},
		{"commas without spaces", &many, "1,2,5,1/2|1, 2, 5, 0.5|1,2, 5 and .5|1; 2; 5; 0,5", grade.Right, 1, "", ""},
		{"mixed numbers with a space between them", &decimals, "1½ 2½|1½, 2½|1½;2½", grade.Right, 1, "3/2; 5/2", ""},
		{"a mixed number that is no two numbers", &halfAndThree, "3½", grade.Wrong, 0, "7/2", ""},
		{"a whole number and a fraction", &halfAndThree, "½ 3|3, ½|3 1/2", grade.Right, 1, "", ""},
		{"a separator of thousands", &thousands, "1,234, 5|1.234; 5|1 234, 5|5 and 1234", grade.Right, 1, "", ""},
		{"a sign for both", &plusMinus, "±3|x = ±3|+-3|x=+/-3|-3, 3", grade.Right, 1, "", ""},
		{"a sign for both where one is asked", &double, "±2", grade.Wrong, 0, "2; -2", ""},
		{"a tuple", &point, "(2, 3)|2, 3|2,3|(2; 3)|[2, 3]|x = 2, y = 3|x=2; y=3|y = 3, x = 2|2 and 3|P(2, 3)|2 3", grade.Right, 1, "2; 3", ""},
		{"a tuple in other forms", &point, "(4/2, 3.0)", grade.Right, 1, "4/2; 3.0", ""},
		{"a tuple turned round", &point, "(3, 2)", grade.Wrong, 0, "3; 2", ""},
		{"half of a tuple", &point, "(2, 4)", grade.Wrong, 0.5, "2; 4", grade.PartRight},
		{"a tuple that is too short", &point, "2", grade.Unread, 0, "2", grade.TooFew},
		{"a tuple that is too long", &point, "2, 3, 4", grade.Unread, 0, "2, 3, 4", grade.TooMany},
		{"names in the order asked for", &asked, "t = 2, s = 3|s = 3; t = 2", grade.Right, 1, "2; 3", ""},
		{"names whose values are changed", &asked, "s = 2, t = 3", grade.Wrong, 0, "3; 2", ""},
		{"values that must be repeated", &primes, "2, 2, 3|3 2 2", grade.Right, 1, "", ""},
		{"values that were not repeated", &primes, "2, 3", grade.Wrong, 2. / 3, "2; 3", grade.PartRight},
		{"a tolerance that serves two", &near, "1.1, 0.9|0.9; 1.1|1.05 and 1", grade.Right, 1, "", ""},
		{"no number", &roots, "two roots|let me see|x|no solution|hm|5 minutes|- -|{}", grade.Unread, 0, "", ""},
		{"a question", &roots, "2 and -3?", grade.Unread, 0, "2 and -3?", grade.Question},
	} {
		t.Run(test.name, func(t *testing.T) {
			for said := range strings.SplitSeq(test.said, "|") {
				got := grade.Answer(test.item, nil, said)
				if got.Verdict != test.verdict || got.Score != test.score || got.Note != test.note || test.read != "" && got.Read != test.read {
					t.Errorf("%q is %v, score %v, read %q, note %q; want %v, %v, %q, %q", said, got.Verdict, got.Score, got.Read, got.Note, test.verdict, test.score, test.read, test.note)
				}
			}
		})
	}
	if got := grade.Answer(&roots, nil, "3, -2"); got.Feedback != "The signs." || got.Misconception != "signs" || !got.Known {
		t.Errorf("a known wrong answer is %+v", got)
	}
	if got := grade.Answer(&point, nil, "(3, 2)"); got.Feedback != "Across first." {
		t.Errorf("a known wrong tuple is %+v", got)
	}
	if got := grade.Answer(&point, nil, "(3, 3)"); got.Feedback != "" || got.Known {
		t.Errorf("an unknown wrong tuple is %+v", got)
	}
}

func TestCreditForWhatIsRightInPart(t *testing.T) {
	river := choice("Nile", "Amazon", "Rhine")
	river.Options[1].Part = 40
	several := choice("two", "four", "six", "three", "five")
	several.Kind, several.Options[1].Right, several.Options[2].Right = course.Choices, true, true
	town := text("Nazareth")
	town.Wrong = []course.Wrong{{Answer: "Nazereth", Part: 75, Feedback: "Nearly."}}
	half := number("1/2")
	half.Wrong = []course.Wrong{{Answer: "1/3", Part: 10}, {Answer: "1/4", Part: 150}}
	for _, test := range []struct {
		what string
		item *course.Item
		said string
		want float64
		note grade.Note
	}{
		{"an option worth something", &river, "b", 0.4, grade.PartRight},
		{"an option worth nothing", &river, "c", 0, ""},
		{"the right option", &river, "a", 1, ""},
		{"two of three", &several, "a b", 2. / 3, grade.PartRight},
		{"two of three and a wrong one", &several, "a b d", 1. / 3, grade.PartRight},
		{"one right, two wrong", &several, "a d e", 0, ""},
		{"a word worth something", &town, "nazereth", 0.75, grade.PartRight},
		{"a number worth something", &half, "1/3", 0.1, grade.PartRight},
		{"a part that is none", &half, "0.25", 0, ""},
	} {
		t.Run(test.what, func(t *testing.T) {
			got := grade.Answer(test.item, nil, test.said)
			if got.Score != test.want || got.Note != test.note || (got.Verdict == grade.Right) != (test.want == 1) {
				t.Errorf("%q is %v, score %v, note %q", test.said, got.Verdict, got.Score, got.Note)
			}
		})
	}
}
