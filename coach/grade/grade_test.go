package grade_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/course"
	"pacer/coach/grade"
)

// rivers is a choice whose options are shown in the order written.
var rivers = course.Item{
	ID: "rivers", Kind: course.Choice, Question: "Which of these is the longest?",
	Options: []course.Option{
		{Text: "Amazon", Feedback: "Close: it carries the most water.", Misconception: "long-is-large"},
		{Text: "Nile", Right: true, Feedback: "About 6,650 km."},
		{Text: "Congo"},
		{Text: "Rhine, or *Rhein*"},
	},
}

// halves is a choice whose options are numbers.
var halves = course.Item{
	ID: "halves", Kind: course.Choice, Question: "What is 6 - 2?",
	Options: []course.Option{{Text: "2"}, {Text: "4", Right: true}, {Text: "1/2"}, {Text: "3 cm"}},
}

func TestChoice(t *testing.T) {
	tests := []struct {
		name    string
		item    *course.Item
		order   []int
		said    string
		verdict grade.Verdict
		read    string
		picked  []int
		note    grade.Note
	}{
		{name: "a letter", item: &rivers, said: "b", verdict: grade.Right, read: "B", picked: []int{1}},
		{name: "a capital", item: &rivers, said: "B", verdict: grade.Right, read: "B", picked: []int{1}},
		{name: "a letter and a bracket", item: &rivers, said: "b)", verdict: grade.Right, read: "B", picked: []int{1}},
		{name: "a letter in brackets", item: &rivers, said: " (B) ", verdict: grade.Right, read: "B", picked: []int{1}},
		{name: "a letter and a stop", item: &rivers, said: "b.", verdict: grade.Right, read: "B", picked: []int{1}},
		{name: "the word option", item: &rivers, said: "Option b", verdict: grade.Right, read: "B", picked: []int{1}},
		{name: "a sentence", item: &rivers, said: "I think it's B, maybe", verdict: grade.Right, read: "B", picked: []int{1}},
		{name: "a full-width letter", item: &rivers, said: "Ｂ", verdict: grade.Right, read: "B", picked: []int{1}},
		{name: "a circled letter", item: &rivers, said: "ⓑ", verdict: grade.Right, read: "B", picked: []int{1}},
		{name: "a number", item: &rivers, said: "2", verdict: grade.Right, read: "B", picked: []int{1}},
		{name: "a Devanagari number", item: &rivers, said: "२", verdict: grade.Right, read: "B", picked: []int{1}},
		{name: "a number sign", item: &rivers, said: "#2", verdict: grade.Right, read: "B", picked: []int{1}},
		{name: "the text", item: &rivers, said: "nile", verdict: grade.Right, read: "B", picked: []int{1}},
		{name: "the text with an article", item: &rivers, said: "the Nile!", verdict: grade.Right, read: "B", picked: []int{1}},
		{name: "letter and text", item: &rivers, said: "B: Nile", verdict: grade.Right, read: "B", picked: []int{1}},
		{name: "a text with a comma and emphasis", item: &rivers, said: "rhine or rhein", verdict: grade.Wrong, read: "D", picked: []int{3}},
		{name: "a letter of another order", item: &rivers, order: []int{1, 0, 3, 2}, said: "a", verdict: grade.Right, read: "A", picked: []int{1}},
		{name: "a text in another order", item: &rivers, order: []int{1, 0, 3, 2}, said: "Nile", verdict: grade.Right, read: "A", picked: []int{1}},
		{name: "an order that is none", item: &rivers, order: []int{1, 1, 3, 2}, said: "b", verdict: grade.Right, read: "B", picked: []int{1}},

		{name: "a wrong letter", item: &rivers, said: "c", verdict: grade.Wrong, read: "C", picked: []int{2}},
		{name: "letter and text that differ", item: &rivers, said: "A: Nile", read: "A: Nile", note: grade.TooMany},
		{name: "two letters", item: &rivers, said: "a and b", read: "a and b", note: grade.TooMany},
		{name: "a letter beyond the last", item: &rivers, said: "e", read: "e", note: grade.NoSuchOption},
		{name: "a number beyond the last", item: &rivers, said: "5", read: "5", note: grade.NoSuchOption},
		{name: "a point before a number", item: &rivers, said: ".2", read: ".2"},
		{name: "zero", item: &rivers, said: "0", read: "0", note: grade.NoSuchOption},
		{name: "a question", item: &rivers, said: "is it the Nile?", read: "is it the Nile?", note: grade.Question},
		{name: "a letter in doubt", item: &rivers, said: "b?", read: "b?", note: grade.Question},
		{name: "chatter", item: &rivers, said: "give me a second", read: "give me a second"},
		{name: "a text that is nearly one", item: &rivers, said: "Nil", read: "Nil"},
		{name: "nothing", item: &rivers, said: " \u200b\n"},

		// The options are numbers: those are read before places.
		{name: "a number that is a text", item: &halves, said: "4", verdict: grade.Right, read: "B", picked: []int{1}},
		{name: "a number that is another option's text", item: &halves, said: "2", verdict: grade.Wrong, read: "A", picked: []int{0}},
		{name: "a number that is only a place", item: &halves, said: "1", verdict: grade.Wrong, read: "A", picked: []int{0}},
		{name: "an equal value", item: &halves, said: "0.5", verdict: grade.Wrong, read: "C", picked: []int{2}},
		{name: "a vulgar fraction", item: &halves, said: "½", verdict: grade.Wrong, read: "C", picked: []int{2}},
		{name: "a value with its unit", item: &halves, said: "3cm", verdict: grade.Wrong, read: "D", picked: []int{3}},
		{name: "a value with another unit", item: &halves, said: "3 kg", read: "3 kg"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := grade.Answer(test.item, test.order, test.said)
			if got.Verdict != test.verdict || got.Read != test.read || got.Note != test.note {
				t.Errorf("%q is %v, read %q, note %q; want %v, read %q, note %q", test.said, got.Verdict, got.Read, got.Note, test.verdict, test.read, test.note)
			}
			if diff := cmp.Diff(test.picked, got.Picked); diff != "" {
				t.Errorf("picked (-want +got):\n%s", diff)
			}
			if isPick := len(test.picked) > 0; got.Known != isPick {
				t.Errorf("known is %v, want %v", got.Known, isPick)
			}
		})
	}
}

func TestChoiceSaysWhatAnOptionReveals(t *testing.T) {
	got := grade.Answer(&rivers, nil, "a")
	want := grade.Result{
		Verdict: grade.Wrong, Read: "A", Known: true, Picked: []int{0},
		Feedback: "Close: it carries the most water.", Misconception: "long-is-large",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a wrong option (-want +got):\n%s", diff)
	}
	if got := grade.Answer(&rivers, nil, "b").Feedback; got != "About 6,650 km." {
		t.Errorf("the right option says %q", got)
	}
}

func TestAWordThatIsAnOptionIsKnown(t *testing.T) {
	item := course.Item{Kind: course.Choice, Options: []course.Option{{Text: "Skip"}, {Text: "Jump", Right: true}}}
	if got := grade.Answer(&item, nil, "skip"); !got.Known || got.Verdict != grade.Wrong {
		t.Errorf("an option's text is %v, known %v", got.Verdict, got.Known)
	}
	if got := grade.Answer(&item, nil, "hint"); got.Known || got.Verdict != grade.Unread {
		t.Errorf("a word that is no option is %v, known %v", got.Verdict, got.Known)
	}
}

func TestALetterThatIsAnotherOptionsText(t *testing.T) {
	item := course.Item{Kind: course.Choice, Options: []course.Option{{Text: "1"}, {Text: "$e$", Right: true}, {Text: "a"}, {Text: "d"}, {Text: "$e^2$"}}}
	for said, want := range map[string]grade.Verdict{
		"b": grade.Right, "e": grade.Unread, "a": grade.Unread, "d": grade.Wrong,
		"option e": grade.Wrong, "(e)": grade.Wrong, "B: e": grade.Right,
	} {
		got := grade.Answer(&item, nil, said)
		if isUnclear := got.Note == grade.Ambiguous; got.Verdict != want || isUnclear != (want == grade.Unread) {
			t.Errorf("%q is %v, note %q; want %v", said, got.Verdict, got.Note, want)
		}
	}
}

func TestOptionsInLaTeX(t *testing.T) {
	item := course.Item{Kind: course.Choice, Options: []course.Option{{Text: `$\frac{2}{5}$`}, {Text: `$\frac{5}{6}$`, Right: true}}}
	for _, said := range []string{"5/6", "10/12", "⅚", `\frac{5}{6}`, "B: 5/6", grade.Key(&item, nil)} {
		if got := grade.Answer(&item, nil, said); got.Verdict != grade.Right {
			t.Errorf("%q is %v, want right", said, got.Verdict)
		}
	}
}

func TestChoices(t *testing.T) {
	primes := course.Item{
		Kind: course.Choices, Question: "Which are prime?",
		Options: []course.Option{
			{Text: "two", Right: true, Feedback: "The only even one."},
			{Text: "nine", Feedback: "3 × 3.", Misconception: "odd-is-prime"},
			{Text: "eleven", Right: true},
			{Text: "one", Feedback: "It has one divisor only.", Misconception: "one-is-prime"},
			{Text: "salt and pepper", Feedback: "Not a number."},
		},
	}
	tests := []struct {
		said          string
		verdict       grade.Verdict
		score         float64
		read          string
		feedback      string
		misconception string
		note          grade.Note
	}{
		{said: "A C", verdict: grade.Right, score: 1, read: "A, C", feedback: "The only even one."},
		{said: "c,a", verdict: grade.Right, score: 1, read: "A, C", feedback: "The only even one."},
		{said: "a and c", verdict: grade.Right, score: 1, read: "A, C", feedback: "The only even one."},
		{said: "a, c, and a", verdict: grade.Right, score: 1, read: "A, C", feedback: "The only even one."},
		{said: "a & c", verdict: grade.Right, score: 1, read: "A, C", feedback: "The only even one."},
		{said: "ac", verdict: grade.Right, score: 1, read: "A, C", feedback: "The only even one."},
		{said: "CA", verdict: grade.Right, score: 1, read: "A, C", feedback: "The only even one."},
		{said: "I think it's A and C", verdict: grade.Right, score: 1, read: "A, C", feedback: "The only even one."},
		{said: "(a) (c)", verdict: grade.Right, score: 1, read: "A, C", feedback: "The only even one."},
		{said: "1 3", verdict: grade.Right, score: 1, read: "A, C", feedback: "The only even one."},
		{said: "Eleven; two", verdict: grade.Right, score: 1, read: "A, C", feedback: "The only even one."},
		{said: "two and eleven", verdict: grade.Right, score: 1, read: "A, C", feedback: "The only even one."},
		{said: "two\neleven", verdict: grade.Right, score: 1, read: "A, C", feedback: "The only even one."},
		{said: "A: two; C: eleven", verdict: grade.Right, score: 1, read: "A, C", feedback: "The only even one."},

		{said: "a", verdict: grade.Wrong, score: 0.5, read: "A", feedback: "The only even one.", note: grade.PartRight},
		{said: "a b c", verdict: grade.Wrong, score: 0.5, read: "A, B, C", feedback: "3 × 3.\n\nThe only even one.", misconception: "odd-is-prime", note: grade.PartRight},
		{said: "a d", verdict: grade.Wrong, read: "A, D", feedback: "It has one divisor only.\n\nThe only even one.", misconception: "one-is-prime"},
		{said: "d", verdict: grade.Wrong, read: "D", feedback: "It has one divisor only.", misconception: "one-is-prime"},
		{said: "all", verdict: grade.Wrong, read: "A, B, C, D, E", feedback: "3 × 3.\n\nIt has one divisor only.\n\nNot a number.\n\nThe only even one.", misconception: "odd-is-prime"},
		{said: "salt and pepper", verdict: grade.Wrong, read: "E", feedback: "Not a number."},
		{said: "salt and pepper, two", verdict: grade.Wrong, read: "A, E", feedback: "Not a number.\n\nThe only even one."},

		{said: "bad", read: "bad"},
		{said: "aa", read: "aa"},
		{said: "a, f", read: "a, f"},
		{said: "f", read: "f", note: grade.NoSuchOption},
		{said: "a c?", read: "a c?", note: grade.Question},
		{said: "which ones", read: "which ones"},
	}
	for _, test := range tests {
		t.Run(test.said, func(t *testing.T) {
			got := grade.Answer(&primes, nil, test.said)
			got.Known, got.Picked = false, nil
			want := grade.Result{
				Verdict: test.verdict, Score: test.score, Read: test.read,
				Feedback: test.feedback, Misconception: test.misconception, Note: test.note,
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q (-want +got):\n%s", test.said, diff)
			}
		})
	}
}

func TestTrueFalse(t *testing.T) {
	item := course.Item{Kind: course.TrueFalse, Question: "17 divides 119.", Answer: "true"}
	for verdict, list := range map[grade.Verdict]string{
		grade.Right:  "t|T|true|True.|TRUE!|yes|y|right|correct|a|A)|(a)|1|it's true|I think true|not false|ｔｒｕｅ",
		grade.Wrong:  "f|false|no|n|wrong|b|B.|2|that's false|not true|false, I think",
		grade.Unread: "true?|c|3|hello|truly|idk|I don't know|true or false|maybe",
	} {
		for said := range strings.SplitSeq(list, "|") {
			got := grade.Answer(&item, nil, said)
			if got.Verdict != verdict {
				t.Errorf("%q is %v, want %v", said, got.Verdict, verdict)
			}
			if got.Known != (verdict != grade.Unread) {
				t.Errorf("%q: known is %v", said, got.Known)
			}
		}
	}
	item.Answer = "false"
	if got := grade.Answer(&item, nil, "b"); got.Verdict != grade.Right || got.Read != "false" {
		t.Errorf("b for a false statement is %v, read %q", got.Verdict, got.Read)
	}
}

func TestFree(t *testing.T) {
	item := course.Item{Kind: course.Free, Question: "Why?", Model: "Because light is scattered."}
	for said, want := range map[string]grade.Verdict{
		"light scatters": grade.Compare,
		"scattering":     grade.Compare,
		"为什么是这样的呢我不明白":   grade.Compare,
		"blue":           grade.Unread,
		"idk":            grade.Unread,
		"I don't know":   grade.Unread,
		strings.Repeat("light is scattered ", 9e4): grade.Compare,
	} {
		got := grade.Answer(&item, nil, said)
		if got.Verdict != want || got.Known || got.Score != 0 {
			t.Errorf("%.40q is %v, known %v, score %v; want %v", said, got.Verdict, got.Known, got.Score, want)
		}
	}
}

func TestCloze(t *testing.T) {
	item := course.Item{
		Kind:     course.Cloze,
		Question: "Water is made of [[1]] and [[2]]; it boils at [[3]] degrees.",
		Blanks: []course.Blank{
			{Answer: "oxygen"},
			{Answer: "hydrogen", Accept: []string{"H"}},
			{Answer: "100", Number: true},
		},
	}
	right, wrong, again := grade.Right, grade.Wrong, grade.Again
	tests := []struct {
		said    string
		verdict grade.Verdict
		score   float64
		parts   []grade.Verdict
		note    grade.Note
	}{
		{said: "oxygen; hydrogen; 100", verdict: right, score: 1, parts: []grade.Verdict{right, right, right}},
		{said: "Oxygen, the hydrogen, 100.", verdict: right, score: 1, parts: []grade.Verdict{right, right, right}},
		{said: "oxygen,h,100 degrees", verdict: right, score: 1, parts: []grade.Verdict{right, right, right}},
		{said: "oxygen\nhydrogen\n100", verdict: right, score: 1, parts: []grade.Verdict{right, right, right}},
		{said: "1) oxygen 2) hydrogen 3) 100", verdict: right, score: 1, parts: []grade.Verdict{right, right, right}},
		{said: "1. oxygen\n2. hydrogen\n3. 100", verdict: right, score: 1, parts: []grade.Verdict{right, right, right}},
		{said: "(1) oxygen, (2) hydrogen, (3) 1.0e2", verdict: right, score: 1, parts: []grade.Verdict{right, right, right}},
		{said: "oxygen; hydrogen; 100;", verdict: right, score: 1, parts: []grade.Verdict{right, right, right}},

		{said: "oxygen; helium; 100", verdict: wrong, score: 2. / 3, parts: []grade.Verdict{right, wrong, right}, note: grade.PartRight},
		{said: "hydrogen; oxygen; 50", verdict: wrong, parts: []grade.Verdict{wrong, wrong, wrong}},
		{said: "oxygen; idk; 100", verdict: wrong, score: 2. / 3, parts: []grade.Verdict{right, wrong, right}, note: grade.PartRight},
		{said: "oxygen; -; 100", verdict: wrong, score: 2. / 3, parts: []grade.Verdict{right, wrong, right}, note: grade.PartRight},
		{said: "oxygen; hydorgen; 100", verdict: again, score: 2. / 3, parts: []grade.Verdict{right, again, right}, note: grade.Spelling},
		{said: "oxygen; hydorgen; 10", verdict: wrong, score: 1. / 3, parts: []grade.Verdict{right, again, wrong}, note: grade.PartRight},

		{said: "oxygen", note: grade.TooFew},
		{said: "oxygen; hydrogen", note: grade.TooFew},
		{said: "a; b; c; d", note: grade.TooMany},
		{said: "oxygen; hydrogen; very hot"},
		{said: "oxygen; hydrogen; 100?", note: grade.Question},
		{said: "I don't know"},
		{said: "hello"},
	}
	for _, test := range tests {
		t.Run(test.said, func(t *testing.T) {
			got := grade.Answer(&item, nil, test.said)
			if got.Verdict != test.verdict || got.Score != test.score || got.Note != test.note {
				t.Errorf("%v, score %.3f, note %q; want %v, %.3f, %q", got.Verdict, got.Score, got.Note, test.verdict, test.score, test.note)
			}
			if diff := cmp.Diff(test.parts, got.Parts); diff != "" {
				t.Errorf("parts (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNumbersInAClozeHaveATolerance(t *testing.T) {
	item := course.Item{Kind: course.Cloze, Question: "Pi is about [[1]], e about [[2]].", Blanks: []course.Blank{
		{Answer: "3.14", Number: true, Tolerance: "0.01"}, {Answer: "2.7", Number: true, Tolerance: "1%"},
	}}
	for said, want := range map[string][]grade.Verdict{
		"3.15; 2.72": {grade.Right, grade.Right}, "3.2; 2.7": {grade.Wrong, grade.Right}, "3.13; 2.73": {grade.Right, grade.Wrong},
	} {
		if diff := cmp.Diff(want, grade.Answer(&item, nil, said).Parts); diff != "" {
			t.Errorf("%q (-want +got):\n%s", said, diff)
		}
	}
}

func TestClozeWithOneBlank(t *testing.T) {
	item := course.Item{Kind: course.Cloze, Question: "Nice, [[1]].", Blanks: []course.Blank{{Answer: "Paris, Texas"}}}
	for said, want := range map[string]grade.Verdict{
		"Paris, Texas": grade.Right, "paris texas": grade.Right, "1) Paris, Texas": grade.Right,
		"Paris, Txas": grade.Again, "London": grade.Wrong, "-": grade.Unread, "hi": grade.Unread,
	} {
		if got := grade.Answer(&item, nil, said); got.Verdict != want {
			t.Errorf("%q is %v, want %v", said, got.Verdict, want)
		}
	}
}

func TestWhatIsShownIsHarmless(t *testing.T) {
	item := course.Item{Kind: course.Text, Answer: "Nile"}
	tests := []struct{ name, said, want string }{
		{"controls are dropped", "A\x00ma\x07zon\x1b", "Amazon"},
		{"bidi overrides are dropped", "\u202eAmazon\u202c \u2066x\u2069", "Amazon x"},
		{"zero-width characters are dropped", "A\u200bma\u200dzon\ufeff", "Amazon"},
		{"line breaks become spaces", "Ama\r\n\nzon", "Ama zon"},
		{"spaces are one", "Ama \u00a0\t zon ", "Ama zon"},
		{"bytes that are no text are dropped", "Ama\xffzon", "Amazon"},
		{"a long text is cut", strings.Repeat("x", 100), strings.Repeat("x", 79) + "…"},
		{"characters are cut whole", strings.Repeat("e\u0301", 100), strings.Repeat("e\u0301", 79) + "…"},
		{"eighty are not cut", strings.Repeat("ж", 80), strings.Repeat("ж", 80)},
		{"towers of marks are cut down", "z" + strings.Repeat("\u0301", 1000), "z" + strings.Repeat("\u0301", 8)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := grade.Answer(&item, nil, test.said).Read; got != test.want {
				t.Errorf("read %q, want %q", got, test.want)
			}
		})
	}
}

func TestAnItemOfNoKnownKindReadsNothing(t *testing.T) {
	if got := grade.Answer(&course.Item{Kind: "essay"}, nil, "a long story"); got.Verdict != grade.Unread {
		t.Errorf("graded %v", got.Verdict)
	}
}
