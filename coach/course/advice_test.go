package course

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sound is a course with nothing to advise; %s are where a test changes it.
const sound = `course: sums
title: Sums
language: en
audience: grades 1-3
licence: CC-BY-4.0
%s
skills:
  - id: adding
    title: Adding
    why: To know how many there are.
    resources:
      - {kind: text, title: Counting on, text: Begin with the bigger number.}
      - {kind: example, title: An example, text: 2 + 3 is 5.}
%s
items:
%s`

// plainItems are so many items of a skill.
func plainItems(skill string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  - {id: %s-%d, skill: %s, kind: number, question: What is %d + 1?, answer: \"%d\", explanation: One more.}\n", skill, i, skill, i, i+1)
	}
	return b.String()
}

// advise reads a course and returns its advice as "line:column text".
func advise(t *testing.T, top, skills, items string) []string {
	t.Helper()
	c, source, err := ParseSource("course.yaml", []byte(fmt.Sprintf(sound, top, skills, items)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range Advice(c, source) {
		got = append(got, fmt.Sprintf("%d:%d %s", f.Line, f.Column, f.Text))
	}
	return got
}

func TestAdviceNamesWhatAnEditorWould(t *testing.T) {
	resources := "\n    resources: [{kind: text, title: T, text: T}, {kind: link, title: L, url: \"https://example.org\"}]"
	long := strings.Repeat("long ", 20)
	hard := strings.Repeat("Consequently, quantitative considerations necessitate comprehensive investigation of heterogeneous multiplicative relationships. ", 12)
	for _, test := range []struct {
		name               string
		top, skills, items string
		want               []string
	}{
		{"nothing, where nothing could be better", "", "", plainItems("adding", 8), nil},
		{"a skill of which the items soon come again", "", "", plainItems("adding", 7), []string{
			`8:3 skill "adding" has 7 items: give it at least 8, or learners soon see the same ones again`}},
		{"a skill that is never done, and one behind it", "", "  - id: later\n    title: L\n    why: W\n    needs: [adding]" + resources, plainItems("adding", 2) + plainItems("later", 8), []string{
			`8:3 skill "adding" has 2 items: give it at least 8, or nobody can become proficient in it`,
			`17:12 skill "later" cannot be reached: it needs "adding", in which nobody can become proficient with 2 items`}},
		{"a skill behind one that is never done and a heading", "", "  - id: middle\n    title: M\n    why: W\n    needs: [adding]" + resources + "\n  - id: later\n    title: L\n    why: W\n    needs: [middle]" + resources, plainItems("adding", 1) + plainItems("later", 8), []string{
			`8:3 skill "adding" has one item: give it at least 8, or nobody can become proficient in it`,
			`14:3 skill "middle" has no items: give it at least 8, or nobody will practise it`,
			`17:12 skill "middle" cannot be reached: it needs "adding", in which nobody can become proficient with one item`,
			`22:12 skill "later" cannot be reached: it needs "adding", in which nobody can become proficient with one item`}},
		{"one way to learn a skill", "", "  - id: later\n    title: L\n    why: W\n    resources: [{kind: text, title: T, text: T}]", plainItems("adding", 8) + plainItems("later", 8), []string{
			`17:16 skill "later" has one kind of resource: add another, so that a learner can ask for another way (text, example, picture, video, activity, link)`}},
		{"a misconception that nothing reveals", "misconceptions: [{id: unused, title: U}]", "", plainItems("adding", 8), []string{
			`6:18 misconception "unused" is revealed by no answer: name it in a choice or a wrong answer, or remove it`}},
		{"a choice too long for a button", "", "", plainItems("adding", 8) +
			"  - id: wordy\n    skill: adding\n    kind: choice\n    question: Q?\n    choices:\n      - {text: short, right: true}\n      - text: " + long + "end\n    explanation: E.\n", []string{
			`30:15 item "wordy": choice B is 103 characters long, and a button holds 75 on Slack and 80 on Discord: shorten it, or learners pick a letter instead`}},
		{"too many choices for a row", "", "", plainItems("adding", 8) +
			"  - id: many\n    skill: adding\n    kind: choice\n    question: Q?\n    choices: [{text: a, right: true}, {text: b}, {text: c}, {text: d}, {text: e}, {text: f}]\n    explanation: E.\n", []string{
			`28:14 item "many" has 6 choices, and 5 buttons stand in a row: leave out those that nobody would take`}},
		{"a question too long for a message", "", "", plainItems("adding", 8) +
			"  - id: tale\n    skill: adding\n    kind: number\n    question: " + strings.Repeat("1234567890", 201) + "\n    answer: \"1\"\n    explanation: E.\n", []string{
			`27:15 item "tale": the question is 2010 characters long, and a message on Discord holds 2000: shorten it, or make several items of it`}},
		{"variables that draw the same again", "", "", plainItems("adding", 8) +
			"  - id: two\n    skill: adding\n    kind: number\n    vars:\n      - {name: a, of: [\"1\", \"2\"]}\n    question: \"{{a}} + 1?\"\n    answer: \"{{a + 1}}\"\n    explanation: E.\n", []string{
			`28:7 item "two": its variables made only 2 questions of it in 32 draws: widen a range or loosen a condition, so that it asks anew each time`}},
		{"words far above the grades", "", "", plainItems("adding", 8) +
			"  - id: hard\n    skill: adding\n    kind: number\n    question: " + hard + "\n    answer: \"1\"\n    explanation: E.\n", []string{
			`8:3 skill "adding" reads like grade 27, and the course is for grades 1-3: use shorter sentences and more common words`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if d := cmp.Diff(test.want, advise(t, test.top, test.skills, test.items)); d != "" {
				t.Errorf("advice (-want +got):\n%s", d)
			}
		})
	}
}

func TestAdviceWithoutAFileHasNoPlace(t *testing.T) {
	c, err := Parse("course.yaml", []byte(fmt.Sprintf(sound, "", "", plainItems("adding", 7))))
	if err != nil {
		t.Fatal(err)
	}
	got := Advice(c, nil)
	if len(got) != 1 || got[0].Line != 0 || got[0].Snippet != "" {
		t.Errorf("advice without a source: %+v", got)
	}
}

func TestLicencesAreNamedOrMeant(t *testing.T) {
	for said, want := range map[string]string{
		"CC-BY-4.0": "clear", "CC BY 4.0": "clear", "cc by-nc-sa 3.0": "clear", "CC0": "clear", "CC0-1.0": "clear", "public domain": "clear",
		"MIT": "clear", "apache-2.0": "clear", "LicenseRef-school": "clear", "https://creativecommons.org/licenses/by/4.0/": "clear",
		"All rights reserved": "clear", "CC-BY-3.0-DE": "clear",
		"CC BY": "CC-BY-4.0", "CC-BY-SA": "CC-BY-SA-4.0", "Creative Commons BY 4.0": "CC-BY-4.0", "Apache-2": "Apache-2.0",
		"not stated": "", "OpenStax": "", "free": "", "CC BY-SA-ND 4.0": "",
	} {
		isClear, meant := licenceID(said)
		got := meant
		if isClear {
			got = "clear"
		}
		if got != want {
			t.Errorf("licence %q: %q, want %q", said, got, want)
		}
	}
}

func TestReadingGrades(t *testing.T) {
	// By hand: sentences of 6 words with 7 syllables, so .39·6 + 11.8·7/6 − 15.59.
	easy := strings.Repeat("The small cat sat very still. The big dog ran after it. ", 10)
	if got, ok := readingGrade(easy, "en-GB"); !ok || got < .51 || got > .53 {
		t.Errorf("easy English reads like grade %.2f, %v; want .52", got, ok)
	}
	// 20 sentences of 6 words, 2 of them long: Lix 6 + 100/3 = 39.3, Anderson's grade 8.
	if got, ok := readingGrade(strings.Repeat("Der kleine Elefant trinkt ziemlich wenig. ", 20), "de"); !ok || got != 8 {
		t.Errorf("the German reads like grade %.2f, %v; want 8", got, ok)
	}
	if _, ok := readingGrade("Too short to tell.", "en"); ok {
		t.Error("a short text was judged")
	}
	if _, ok := readingGrade(strings.Repeat("これはとても長い日本語の文章であり空白がありません。", 120), "ja"); ok {
		t.Error("a text without spaces was judged by its words")
	}
	if p := measure("What is $x + y$ of `a b c`? See [this page](https://example.org/a-b)."); p.words != 6 {
		t.Errorf("%d words outside formulas, code and addresses; want 6", p.words)
	}
}

func TestGradesOfAnAudience(t *testing.T) {
	for said, want := range map[string][2]int{"grades 4-6": {4, 6}, "Grade 5": {5, 5}, "grades K to 2, at home": {0, 2}, "for grades 7–9": {7, 9}} {
		if first, last, ok := Grades(said); !ok || [2]int{first, last} != want {
			t.Errorf("grades of %q: %d to %d, %v", said, first, last, ok)
		}
	}
	for _, said := range []string{"", "clubs, from about age 11", "everybody", "grades 6-4"} {
		if first, last, ok := Grades(said); ok {
			t.Errorf("grades of %q: %d to %d, where it names none", said, first, last)
		}
	}
}

// top is the repository's folder.
func top(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above this package")
		}
		dir = filepath.Dir(dir)
	}
}

// The vendors' own descriptions stand beside the repository, or not.
func TestLimitsAreThoseOfThePlatforms(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(top(t), "..", "shared", "spec", "slack_limits.json"))
	if os.IsNotExist(err) {
		t.Skip("the description of Slack's limits is not beside the repository")
	}
	if err != nil {
		t.Fatal(err)
	}
	var slack struct {
		Button struct {
			Text struct {
				Max int `json:"max_length"`
			}
		}
		Actions struct {
			Elements struct {
				Max int `json:"max_items"`
			}
		}
		Text struct {
			Max int `json:"max_length"`
		}
	}
	if err := json.Unmarshal(data, &slack); err != nil {
		t.Fatal(err)
	}
	if slack.Button.Text.Max != slackLabel || slack.Actions.Elements.Max != slackButtons || slack.Text.Max != slackText {
		t.Errorf("Slack says %+v; the constants are %d, %d and %d", slack, slackLabel, slackButtons, slackText)
	}
}

func TestVisibleIsWhatIsSeen(t *testing.T) {
	for text, want := range map[string]string{
		"plain": "plain", "*one* and **two**": "one and two", "a __b__ _c_": "a b c", "2 * 3 * 4": "2 * 3 * 4", "snake_case_name": "snake_case_name",
		"`x` is [here](https://example.org)": "x is here", "![a map](media/m.png)": "a map", "$\\frac{1}{2}$ of \\$5": "1/2 of $5",
	} {
		if got := Visible(text); got != want {
			t.Errorf("%q is seen as %q, want %q", text, got, want)
		}
	}
}

func TestMissingPicturesAreNamedOnce(t *testing.T) {
	c, source, err := ParseSource("course.yaml", []byte(fmt.Sprintf(sound, "", "", plainItems("adding", 7)+
		"  - id: map\n    skill: adding\n    kind: number\n    question: '![a map](media/map.png) ![a flag](media/flag.png)'\n    answer: \"1\"\n    explanation: '![a map](media/map.png) ![far](https://example.org/x.png)'\n")))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range MissingMedia(c, source, func(path string) bool { return path == "media/flag.png" }) {
		got = append(got, fmt.Sprintf("%d:%d %s", f.Line, f.Column, f.Text))
	}
	want := []string{`23:3 there is no file "media/map.png" in the course's folder, so nobody will see it: put it there, or correct the address`}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("missing (-want +got):\n%s", d)
	}
}
