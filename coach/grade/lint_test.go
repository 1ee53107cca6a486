package grade

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/coach/course"
)

// lintItem reads a course with one item and returns what is remarked on it, as
// "line:column text". The item's first line is line 10.
func lintItem(t *testing.T, item string) []string {
	t.Helper()
	text := `course: c
title: C
language: en
licence: CC0-1.0
skills:
  - id: s
    title: S
    why: W.
items:
  - id: it
    skill: s
    explanation: E.
` + item
	c, source, err := course.ParseSource("course.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range Lint(c, source) {
		got = append(got, fmt.Sprintf("%d:%d %s", f.Line, f.Column, f.Text))
	}
	return got
}

func TestLintRemarksOnWhatGradingWouldGetWrong(t *testing.T) {
	for _, test := range []struct {
		name, item string
		want       []string
	}{
		{"nothing, where all is well", `
    kind: text
    question: Which river flows through Rome?
    answer: Tiber
    accept: [Tevere]
    wrong: [{answer: Po, feedback: Further north.}]
    hints: [It begins with a T., It is the Tiber.]`, nil},
		{"choices that look alike", `
    kind: choice
    question: Which is a half?
    choices: [{text: "$\\frac{1}{2}$", right: true}, {text: "Two  thirds"}, {text: "two thirds."}, {text: "three"}]`, []string{
			`15:77 item "it": choices B and C look alike ("two thirds."): change or remove one`}},
		{"choices that look alike once the formulas are shown", `
    kind: choice
    question: Which is a half?
    choices: [{text: "$\\frac{1}{3}$", right: true}, {text: "$\\frac13$"}, {text: "$M$"}, {text: "$m$"}]`, []string{
			`15:54 item "it": choices A and B look alike ("1/3"): change or remove one`}},
		{"a hint that says the word too early", `
    kind: text
    question: What is left in the pan?
    answer: the salt
    hints: [Think of the salt., It is white.]`, []string{
			`16:13 item "it": hint 1 of 2 says the answer ("the salt"): leave that to the last one, so that there is something to think about`}},
		{"a hint that says the number too early", `
    kind: number
    question: What is 6 times 7?
    answer: "42"
    hints: [6 × 7 = 42, Count on.]`, []string{
			`16:13 item "it": hint 1 of 2 says the answer ("42"): leave that to the last one, so that there is something to think about`}},
		{"but not one that reckons on with it, or counts past it", `
    kind: number
    question: What is 6 times 7?
    answer: "42"
    hints: [20 + 22 = 42 - 0 is one way., "Count: 40, 41, 42, 43", Look., It is 42.]`, nil},
		{"nor one that repeats the question", `
    kind: text
    question: Is it red or blue?
    answer: blue
    hints: [Red or blue is all there is., Blue.]`, nil},
		{"a scaffold and a translation", `
    kind: text
    question: Which river flows through Rome?
    answer: Tiber
    hints:
      - ask:
          kind: text
          question: And which was it again?
          answer: what was it?
          explanation: E.
      - It is the Tiber.
    translations:
      - {language: de, question: Welcher Fluss?, answer: "Tiber?", explanation: E.}`, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if d := cmp.Diff(test.want, lintItem(t, strings.TrimPrefix(test.item, "\n"))); d != "" {
				t.Errorf("remarks (-want +got):\n%s", d)
			}
		})
	}
}

// What Parse would refuse today can still be in a course that a later version
// reads otherwise, or that was made by hand.
func TestLintGradesKeysAndKnownAnswers(t *testing.T) {
	c := &course.Course{Language: "en", Items: []course.Item{
		{ID: "keyless", Kind: course.Choice, Options: []course.Option{{Text: "a"}, {Text: "b"}}},
		{ID: "unread", Kind: course.Text},
		{ID: "strict", Kind: course.Number, Form: course.Decimal, Answer: "1/3"},
		{ID: "accepts", Kind: course.Text, Answer: "Nile", Accept: []string{" "}},
		{ID: "right", Kind: course.Number, Answer: "0.5", Wrong: []course.Wrong{{Answer: "1/2", Feedback: "F"}}},
		{ID: "unseen", Kind: course.Order, Lines: []string{"x", "y"}, Wrong: []course.Wrong{{Answer: "I wonder?", Feedback: "F"}}},
		{ID: "scaffolded", Kind: course.Number, Answer: "7", Hints: []course.Hint{{Ask: &course.Item{Kind: course.Text}}, {Text: "It is 7."}}},
	}}
	c.Index()
	var got []string
	for _, f := range Lint(c, nil) {
		got = append(got, f.String())
	}
	want := []string{
		`item "keyless": its own key "" is read as no answer: write it as a learner would type it, or take another kind`,
		`item "unread": its own key "" is read as no answer: write it as a learner would type it, or take another kind`,
		`item "strict": its own key "1/3" is asked for again (not decimal): write it in the form that the item asks for`,
		`item "accepts": the accepted answer " " is read as no answer: write it as a learner would type it, or take another kind`,
		"item \"right\": the wrong answer \"1/2\" grades as right: remove it, or make the item stricter (`exact`, `tolerance`)",
		`item "unseen": the wrong answer "I wonder?" is read as no answer, so nobody will see its feedback: write it as learners type it`,
		`item "scaffolded": its own key "" is read as no answer: write it as a learner would type it, or take another kind`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("remarks (-want +got):\n%s", d)
	}
}

func FuzzLint(f *testing.F) {
	f.Add("text", "Which?", "Tiber", "It is the Tiber.", "Po", "the Tiber")
	f.Add("number", "What is $6 \\cdot 7$?", "42", "6 × 7 = 42", "36", "$\\frac{1}{2}")
	f.Add("expression", "Expand.", "x^2", "= x^2", "x", "2x")
	f.Fuzz(func(t *testing.T, kind, question, answer, hint, wrong, option string) {
		it := course.Item{ID: "i", Skill: "s", Kind: course.Kind(kind), Question: question, Answer: answer, Accept: []string{answer},
			Hints: course.Hints(hint, "last"), Wrong: []course.Wrong{{Answer: wrong, Feedback: "F"}},
			Options:      []course.Option{{Text: option, Right: true}, {Text: wrong}},
			Translations: []course.Translation{{Language: "de", Question: hint, Answer: wrong}}}
		c := &course.Course{Language: "en", Items: []course.Item{it}}
		c.Index()
		again := Lint(c, nil)
		if d := cmp.Diff(again, Lint(c, nil)); d != "" {
			t.Errorf("not the same twice:\n%s", d)
		}
		for _, r := range again {
			if !strings.HasPrefix(r.Text, `item "i": `) {
				t.Errorf("a remark about nothing: %q", r.Text)
			}
		}
	})
}
