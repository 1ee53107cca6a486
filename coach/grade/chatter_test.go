package grade_test

import (
	"fmt"
	"strings"
	"testing"

	"pacer/coach/course"
	"pacer/coach/grade"
)

func TestChatterIsNotMarkedWrong(t *testing.T) {
	nile := text("Nile", "River Nile")
	koreas := text("South Korea")
	ragazzi := text("gli studenti")
	hate := text("I dislike this")
	dog := text("cat")
	dog.Wrong = []course.Wrong{{Answer: "my dog", Feedback: "Cats purr."}}
	seven := text("seven")
	the := text("the")
	vitamin := text("vitamin C")
	farewell := text("goodbye")
	tests := []struct {
		item *course.Item
		said map[grade.Verdict]string // by |
	}{
		{&nile, map[grade.Verdict]string{
			grade.Unread: "I hate this|my dog died|i have to go|this is boring|that was hard|we did this already|can't do it|Can’t do it!|" +
				"bye|ok bye|thanks, bye|gotta go|one sec|wait|brb|ok, thanks, see you!|b|B.|7|a|it's boring|it's so late|I think this is boring|don't make me do it|you are mean",
			grade.Wrong: "Amazon|it's the Amazon|that's the Congo|I think it's the Amazon|my answer is Congo|I think North Sea|its Amazon river",
			grade.Right: "it's the Nile|I think it's the River Nile",
			grade.Again: "it's the Niel",
		}},
		{&koreas, map[grade.Verdict]string{grade.Wrong: "it's North Korea|it's Japan", grade.Unread: "this is korea stuff", grade.Again: "it's Suoth Korea"}},
		// What begins as the keys do, or shares a word with them, is meant.
		{&ragazzi, map[grade.Verdict]string{grade.Wrong: "i studenti", grade.Unread: "i hate italian"}},
		{&hate, map[grade.Verdict]string{grade.Wrong: "I love it|I go", grade.Unread: "my dog died|this is boring"}},
		{&dog, map[grade.Verdict]string{grade.Wrong: "my dog|my hamster", grade.Unread: "i have to go"}},
		// A letter or digit alone may be meant where keys are short or hold one.
		{&seven, map[grade.Verdict]string{grade.Wrong: "8|eight", grade.Unread: "it's raining outside|b"}},
		{&the, map[grade.Verdict]string{grade.Wrong: "a", grade.Unread: "b"}},
		{&vitamin, map[grade.Verdict]string{grade.Wrong: "D|vitamin D"}},
		{&farewell, map[grade.Verdict]string{grade.Wrong: "bye|hello"}},
	}
	for _, test := range tests {
		for want, list := range test.said {
			for said := range strings.SplitSeq(list, "|") {
				t.Run(fmt.Sprintf("%s for %s is %v", said, test.item.Answer, want), func(t *testing.T) {
					if got := grade.Answer(test.item, nil, said); got.Verdict != want {
						t.Errorf("it is %v, read %q, note %q", got.Verdict, got.Read, got.Note)
					}
				})
			}
		}
	}
}

func TestRemarksInOneOfSeveralBlanksAreAnswers(t *testing.T) {
	item := course.Item{Kind: course.Cloze, Question: "___ saw ___ owl.", Blanks: []course.Blank{{Answer: "he has"}, {Answer: "an"}}}
	if got := grade.Answer(&item, nil, "i have; b"); got.Verdict != grade.Wrong {
		t.Errorf("it is %v, note %q", got.Verdict, got.Note)
	}
	if got := grade.Answer(&item, nil, "thanks, bye"); got.Verdict != grade.Unread {
		t.Errorf("chatter is %v", got.Verdict)
	}
}

func TestMomentsAreNoNumbers(t *testing.T) {
	count, length, wait, minutes := number("5"), number("5"), number("5"), number("5")
	length.Units = []string{"cm"}
	wait.Question = "How many minutes does the train wait?"
	minutes.Units = []string{"min"}
	tests := []struct {
		name string
		item *course.Item
		said string
		want grade.Verdict
	}{
		{"a moment", &count, "one sec", grade.Unread},
		{"minutes", &count, "5 min", grade.Unread},
		{"more minutes", &count, "2 mins", grade.Unread},
		{"a request to wait", &count, "wait 1 minute", grade.Unread},
		{"minutes where a length is asked for", &length, "2 mins", grade.Unread},
		{"a length nobody asked for", &count, "4 cm", grade.Wrong},
		{"minutes the question speaks of", &wait, "2 mins", grade.Wrong},
		{"the right minutes", &wait, "5 min", grade.Right},
		{"minutes among the units", &minutes, "5 min", grade.Right},
		{"seconds where minutes are asked for", &minutes, "one sec", grade.Wrong},
		{"the right time in another unit", &minutes, "300 seconds", grade.Again},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := grade.Answer(test.item, nil, test.said); got.Verdict != test.want {
				t.Errorf("%q is %v, want %v", test.said, got.Verdict, test.want)
			}
		})
	}
}

func TestKeyOfEveryKindIsPlainText(t *testing.T) {
	sign := []course.Option{{Text: `\>`, Right: true}, {Text: `\=`, Right: true}, {Text: "<"}}
	for want, item := range map[string]course.Item{
		"A: >; B: =":   {Kind: course.Choices, Options: sign},
		"A: 3 + 4 > 6": {Kind: course.Choice, Options: []course.Option{{Text: `3 \+ 4 \> *6*`, Right: true}, {Text: "no"}}},
		"x < y":        {Kind: course.Text, Answer: `x \< y`},
		"~x | ^y; =":   {Kind: course.Cloze, Blanks: []course.Blank{{Answer: `\~x \| \^y`}, {Answer: `\=`}}},
		"a > b":        {Kind: course.Free, Model: "**a** \\>\nb"},
	} {
		if got := grade.Key(&item, nil); got != want {
			t.Errorf("the key is %q, want %q", got, want)
		}
	}
}
