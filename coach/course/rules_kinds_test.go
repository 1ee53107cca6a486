package course

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// listed is n entries of a YAML list, each the format with its number.
func listed(format string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("\n- " + strings.ReplaceAll(format, "%", fmt.Sprint(i)))
	}
	return b.String()
}

func TestFaultsOfTheKindsThatLayOutAList(t *testing.T) {
	for _, row := range []struct {
		what, source string
		want         []string // line:column: text
	}{
		{"lines that are good", withItem("kind: order\nlines: [a, A, b]"), nil},
		{"one line", withItem("kind: order\nlines: [a]"), []string{
			`15:12: item "x": there must be at least two lines to put in order`,
		}},
		{"too many lines", withItem("kind: order\nlines:" + listed("line %", 27)), []string{
			`16:5: item "x": there may be at most 26 lines, one for each letter`,
		}},
		{"lines that look alike", withItem("kind: order\nlines:\n- a  b\n- c\n- a b\n- ''"), []string{
			"18:7: item \"x\": `lines`, entry 3, stands on line 16 already: learners cannot tell them apart",
			"19:7: item \"x\": `lines`, entry 4, is empty: fill it in or remove it",
		}},
		{"no lines", withItem("kind: order\nlines: []"), []string{
			"15:12: item \"x\": `lines` is an empty list: fill it in or remove it",
		}},

		{"pairs that are good", withItem("kind: match\npairs:\n- {left: a, right: 1}\n- {left: b, right: 1}\nothers: [2]"), nil},
		{"one pair", withItem("kind: match\npairs:\n- {left: a, right: b}\nothers: [c]"), []string{
			`16:5: item "x": there must be at least two pairs`,
		}},
		{"too many pairs", withItem("kind: match\npairs:" + listed("{left: l%, right: r}", 27) + "\nothers: [c]"), []string{
			`16:5: item "x": there may be at most 26 pairs`,
		}},
		{"too many right sides", withItem("kind: match\npairs:" + listed("{left: l%, right: r%}", 20) + "\nothers:" + listed("o%", 7)), []string{
			`16:5: item "x": there may be at most 26 different right sides and others, one for each letter`,
		}},
		{"right sides without a choice", withItem("kind: match\npairs:\n- {left: a, right: b}\n- {left: c, right: ' b'}"), []string{
			"16:5: item \"x\": all right sides are the same: write another one, or `others` that go with nothing",
		}},
		{"a left side twice", withItem("kind: match\npairs:\n- {left: a, right: b}\n- {left: a, right: c}"), []string{
			`17:14: item "x": pair 2: the same left side stands on line 16: each has one partner`,
		}},
		{"others that are right sides, or there twice", withItem("kind: match\npairs:\n- {left: a, right: b}\n- {left: c, right: d}\nothers: [d, e, e]"), []string{
			"18:14: item \"x\": `others`, entry 1, stands on line 17 already: learners cannot tell them apart",
			"18:20: item \"x\": `others`, entry 3, stands on line 18 already: learners cannot tell them apart",
		}},
		{"half a pair", withItem("kind: match\npairs:\n- {left: a}\n- {left: b, right: c}"), []string{
			"16:5: item \"x\": pair 1: `right` is missing",
		}},

		{"groups that are good", withItem("kind: categories\ngroups:\n- {name: a, members: [c]}\n- {name: b, members: [a]}"), nil},
		{"one group", withItem("kind: categories\ngroups:\n- {name: a, members: [c, d]}"), []string{
			`16:5: item "x": there must be at least two groups`,
		}},
		{"too many groups", withItem("kind: categories\ngroups:" + listed("{name: a%, members: [m%]}", 27)), []string{
			`16:5: item "x": there may be at most 26 groups, one for each letter`,
		}},
		{"too many members", withItem("kind: categories\ngroups:" + listed("{name: a%, members: [b%, c%, d%, e%, f%, g%, h%, i%, j%]}", 3)), []string{
			`16:5: item "x": there may be at most 26 members in all groups together`,
		}},
		{"groups of one name", withItem("kind: categories\ngroups:\n- {name: a, members: [c]}\n- {name: a, members: [d]}"), []string{
			`17:14: item "x": group 2: the group on line 16 has the same name: learners cannot tell them apart`,
		}},
		{"a member of two groups, and one twice in its own", withItem("kind: categories\ngroups:\n- {name: a, members: [c, e, e]}\n- {name: b, members: [d, c]}"), []string{
			"16:33: item \"x\": group 1: `members`, entry 3, stands on line 16 already: each belongs in one group, once",
			"17:30: item \"x\": group 2: `members`, entry 2, stands on line 16 already: each belongs in one group, once",
		}},
		{"a group without members", withItem("kind: categories\ngroups:\n- {name: a}\n- {name: b, members: [c]}"), []string{
			"16:5: item \"x\": group 1: `members` is missing",
		}},
	} {
		t.Run(row.what, func(t *testing.T) { compareFaults(t, row.source, row.want) })
	}
}

func TestFaultsOfNumbers(t *testing.T) {
	for _, row := range []struct {
		what, source string
		want         []string // line:column: text
	}{
		{"numbers that are good", withItem("kind: numbers\nanswers: [2, -3, 1/2, 2]\ntolerance: 1%\nwrong:\n- {answer: 2; 3, feedback: F}"), nil},
		{"a number that is none", withItem("kind: numbers\nanswers: [2, two, '1,5']"), []string{
			"15:18: item \"x\": `answers`, entry 2: \"two\" does not read as a number: write it like 12, -0.25, 3/4 or 1 1/2",
			"15:23: item \"x\": `answers`, entry 3: \"1,5\" does not read as a number: write it like 12, -0.25, 3/4 or 1 1/2",
		}},
		{"too many numbers", withItem("kind: numbers\nanswers:" + listed("%", 27)), []string{
			`16:5: item "x": there may be at most 26 numbers`,
		}},
		{"a tolerance that is none", withItem("kind: numbers\nanswers: [2]\ntolerance: much"), []string{
			`16:16: item "x": "much" does not read as a tolerance: write how far off an answer may be, like 0.01, or as a share of it, like 1%`,
		}},
		{"wrong answers that are no numbers, or too many", withItem("kind: numbers\nanswers: [2]\nwrong:\n- {answer: none, feedback: F}\n- {answer: '" + strings.Repeat("1;", 26) + "1', feedback: F}"), []string{
			`17:16: item "x": wrong answer 1: "none" does not read as a number: write it like 12, -0.25, 3/4 or 1 1/2`,
			`18:16: item "x": wrong answer 2: there may be at most 26 numbers`,
		}},
		{"wrong answers that are right in any order", withItem("kind: numbers\nanswers: [2, -3]\nwrong:\n- {answer: -3; 2.0, feedback: F}\n- {answer: '4, 5', feedback: F}\n- {answer: 5; 4, feedback: F}"), []string{
			`17:16: item "x": wrong answer 1: "-3; 2.0" counts as right: change it or remove it`,
			`19:16: item "x": wrong answer 3: "5; 4" has the same values as the wrong answer on line 18: only one of them can get a reply`,
		}},
		{"wrong answers that are right within the tolerance", withItem("kind: numbers\nanswers: [100, 200]\nin-order: true\ntolerance: 1%\nwrong:\n- {answer: 101; 198, feedback: F}\n- {answer: 200; 100, feedback: F}\n- {answer: 101; 203, feedback: F}"), []string{
			`19:16: item "x": wrong answer 1: "101; 198" counts as right: change it or remove it`,
		}},
	} {
		t.Run(row.what, func(t *testing.T) { compareFaults(t, row.source, row.want) })
	}
}

func TestFaultsOfParts(t *testing.T) {
	for _, row := range []struct {
		what, source string
		want         []string // line:column: text
	}{
		{"parts that are good", withItem("kind: choice\nchoices:\n- {text: a, right: true}\n- {text: b, part: 1}\n- {text: c, part: 99}"), nil},
		{"parts that are none", withItem("kind: choice\nchoices:\n- {text: a, right: true}\n- {text: b, part: 0}\n- {text: c, part: 100}\n- {text: d, part: half}"), []string{
			"17:23: item \"x\": choice B: `part` must be a whole number, of percent: 1 to 99",
			"18:23: item \"x\": choice C: `part` must be a whole number, of percent: 1 to 99",
			"19:23: item \"x\": choice D: `part` must be a whole number, of percent: 1 to 99",
		}},
		{"a part of the right choice", withItem("kind: choice\nchoices:\n- {text: a, right: true, part: 50}\n- {text: b}"), []string{
			"16:36: item \"x\": choice A: the right choice is worth all: remove `part`",
		}},
		{"a part where several are right", withItem("kind: choices\nchoices:\n- {text: a, right: true}\n- {text: b, part: 50}"), []string{
			"17:23: item \"x\": choice B: `part` does not fit kind choices: each right choice counts the same, and a wrong one takes one back",
		}},
		{"a part of a wrong answer", withItem("kind: text\nanswer: a\nwrong:\n- {answer: b, part: 50, feedback: F}\n- {answer: c, part: 0, feedback: F}\n- {answer: d, part: 120, feedback: F}"), []string{
			"18:25: item \"x\": wrong answer 2: `part` must be a whole number, of percent: 1 to 99",
			"19:25: item \"x\": wrong answer 3: `part` must be a whole number, of percent: 1 to 99",
		}},
	} {
		t.Run(row.what, func(t *testing.T) { compareFaults(t, row.source, row.want) })
	}
}

// compareFaults compares the faults of a course with those wanted.
func compareFaults(t *testing.T, source string, want []string) {
	t.Helper()
	_, err := Parse("course.yaml", []byte(source))
	faults, isFaults := errors.AsType[Faults](err)
	if err != nil && !isFaults {
		t.Fatal(err)
	}
	var got []string
	for _, f := range faults {
		got = append(got, fmt.Sprintf("%d:%d: %s", f.Line, f.Column, f.Text))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("faults (-want +got):\n%s\nof:\n%s", d, source)
	}
}

func TestParseNumbers(t *testing.T) {
	for source, want := range map[string][]string{
		"2; -3": {"2", "-3"}, "1/2, 1 1/2": {"1/2", "3/2"}, "7": {"7"}, "0.5;1": {"1/2", "1"},
	} {
		list, err := ParseNumbers(source)
		if err != nil {
			t.Errorf("%q: %v", source, err)
		}
		var got []string
		for _, value := range list {
			got = append(got, value.RatString())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q reads as %v, want %v", source, got, want)
		}
	}
	for _, source := range []string{"", "2;", "2 3", "1,5; 2", "a"} {
		if list, err := ParseNumbers(source); err == nil {
			t.Errorf("%q reads as %v", source, list)
		}
	}
}
