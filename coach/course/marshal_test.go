package course

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// oddTexts are what YAML, in one version or another, takes for something else
// than a text, or loses a part of.
var oddTexts = []string{
	"yes", "no", "on", "off", "y", "N", "true", "False", "null", "NULL", "~", "1.0", "1_000", "0x1F", "0o17", "017", "1e3", ".5", "5.", "-", "--", "---", "...",
	".inf", "-.INF", ".NaN", "12:30:45", "2026-11-22", "2026-11-22T10:00:00Z", "=", "<<",
	"a: b", "a:", ":a", ": ", "a #b", "#a", "a#b", "- a", "? a", "! a", "!a", "&a", "*a", "%a", "50 %", "@a", "`a`", "|", ">", "|-", "[a]", "{a}", "a, b", "a]", "}",
	"'", "''", "it's", `"`, `"a"`, `say "a"`, `\`, `\n`, `C:\new`, `$\frac{1}{2}$`, `$a_1^2 \times \{b\}$`,
	" a", "a ", "  a  ", "\ta", "a\t", "a\tb", "a  b", "\na", "a\n", "a\n\n", "\n\na", "a\nb", "a\nb\n", "a\n\nb", "a\n\n\nb\n\n", " a\nb", "a\n b", "a\n  b\nc", "a \nb", "a\n \nb", "a\n\tb",
	"- a\n- b", "a: b\nc: d", "# a\nb", "a\n# b", "---\na", "a\n---\nb", "a\n...\nb", "'a\nb'", `"a` + "\nb", "|\na", "> a\n> b", "```go\nfunc f() {\n\treturn\n}\n```",
	"é", "日本語", "עברית", "👩🏽‍🏫", "a\u00a0b", "\u00a0", "a\u200bb", "½", "−3", "“a”", "…", "e\u0301", "a\U0010ffffb",
	strings.Repeat("word ", 40) + "end", strings.Repeat("word ", 40), strings.Repeat("long", 60), strings.Repeat("a: b ", 30) + "c", strings.Repeat("# a ", 30) + "b", strings.Repeat("- ", 60) + "b", "a  b " + strings.Repeat("word ", 40) + "c",
	strings.Repeat("x ", 100) + "\n" + strings.Repeat("y ", 100) + "z",
}

func TestAnyTextComesBack(t *testing.T) {
	for _, s := range oddTexts {
		t.Run(fmt.Sprintf("%.20q", s), func(t *testing.T) {
			if strings.TrimSpace(s) == "" {
				t.Skip("no course has such a text")
			}
			checkRoundTrip(t, s)
		})
	}
}

// checkRoundTrip writes and reads a course that has s wherever any text may be.
func checkRoundTrip(t *testing.T, s string) {
	t.Helper()
	want := &Course{
		ID: "c", Title: s, Language: "en", Audience: s, About: s, Licence: s, Source: s,
		Translations:   []Heading{{Language: "de", Title: s, Text: s}, {Language: "zh-Hant", Title: s}},
		Misconceptions: []Misconception{{ID: "m", Title: s, Teach: s}},
		Skills: []Skill{
			{ID: "s", Title: s, Why: s, Standards: []string{s, "5.NF.A.1"}, Resources: []Resource{{Kind: "text", Title: s, Text: s}}},
			{ID: "t", Title: s, Why: s, Needs: []string{"s"}, Memory: MemoryItem, Translations: []Heading{{Language: "de", Title: s, Text: s}}},
		},
		Items: []Item{
			{ID: "a", Skill: "s", Also: []string{"t"}, Kind: Choice, Tier: 2, Question: s, Fixed: true, Explanation: s, Tags: []string{s}, Licence: s, Source: s,
				Options: []Option{{Text: "1 " + s, Right: true, Feedback: s}, {Text: "2 " + s, Misconception: "m"}}, Hints: Hints(s, "a", s),
				Translations: []Translation{{Language: "de", Question: s, Options: []string{"1 " + s, "2 " + s}, Feedback: []string{s}, Hints: []string{s, "a", s}, Explanation: s}}},
			{ID: "b", Skill: "s", Kind: Text, Tier: 3, Question: s, Answer: s, Accept: []string{s, "b"}, Exact: true, Explanation: s,
				Wrong:        []Wrong{{Answer: s + " not", Feedback: s, Misconception: "m"}, {Answer: "nearly " + s, Part: 50}},
				Translations: []Translation{{Language: "de", Question: s, Answer: s, Accept: []string{s}, Wrong: []Wrong{{Answer: s + " not", Feedback: s}, {Answer: "nearly " + s}}}},
				Hints: []Hint{{Text: s}, {Ask: &Item{Kind: Choice, Question: s, Options: []Option{{Text: "1 " + s, Right: true}, {Text: "2 " + s, Feedback: s, Misconception: "m"}}, Explanation: s}},
					{Ask: &Item{Kind: Cloze, Question: "[[1]] " + s, Blanks: []Blank{{Answer: s}}, Explanation: s}}}},
			{ID: "c", Skill: "s", Kind: Number, Tier: 1, Question: s, Answer: "1 1/2", Tolerance: "1%", Units: []string{s}, Form: Mixed, Explanation: s},
			{ID: "d", Skill: "t", Kind: Cloze, Tier: 2, Question: "[[1]] [[2]] " + s, Blanks: []Blank{{Answer: s, Accept: []string{s}}, {Answer: "-0.50", Number: true, Tolerance: "1%"}}, Explanation: s},
			{ID: "e", Skill: "t", Kind: Free, Tier: 2, Question: s, Model: s, Checklist: []string{s}, Explanation: s},
			{ID: "f", Skill: "t", Kind: TrueFalse, Tier: 2, Question: s, Answer: "false", Explanation: s},
			{ID: "g", Skill: "t", Kind: Order, Tier: 2, Question: s, Lines: []string{"1 " + s, "2 " + s}, Explanation: s,
				Translations: []Translation{{Language: "de", Question: s, Lines: []string{"1 " + s, "2 " + s}}}},
			{ID: "h", Skill: "t", Kind: Match, Tier: 2, Question: s, Pairs: []Pair{{"1 " + s, "3 " + s}, {"2 " + s, "4 " + s}}, Others: []string{"5 " + s}, Explanation: s,
				Translations: []Translation{{Language: "de", Question: s, Pairs: []Pair{{"1 " + s, "3 " + s}, {"2 " + s, "4 " + s}}, Others: []string{"5 " + s}}}},
			{ID: "i", Skill: "t", Kind: Categories, Tier: 2, Question: s, Groups: []Group{{"1 " + s, []string{"3 " + s}}, {"2 " + s, []string{"4 " + s, "5 " + s}}}, Explanation: s,
				Translations: []Translation{{Language: "de", Question: s, Groups: []Group{{"1 " + s, []string{"3 " + s}}, {"2 " + s, []string{"4 " + s, "5 " + s}}}}}},
			{ID: "j", Skill: "t", Kind: Numbers, Tier: 2, Question: s, Answers: []string{"1", "1/2"}, InOrder: true, Tolerance: "0.1", Explanation: s},
			{ID: "k", Skill: "t", Kind: Expression, Tier: 2, Question: s, Answer: "x + 1", Accept: []string{"1 + x"}, Form: Expanded, Explanation: s},
			{ID: "l", Skill: "t", Kind: Output, Tier: 2, Question: s, Plain: s, Fails: true, Explanation: s,
				Translations: []Translation{{Language: "de", Question: s, Plain: s}}},
			{ID: "m", Skill: "t", Kind: Number, Tier: 2, Question: "{{a}}", Answer: "{{b}}", Explanation: "{{a}} is {{b}}.", Where: []string{"a > 0"},
				Vars: []Var{{Name: "a", From: "0", To: "5", Step: "1/2"}, {Name: "b", Is: "a * 1"}, {Name: "c", Of: []string{"1", "2"}}}},
		},
	}
	out, err := Marshal(want)
	if err != nil {
		t.Fatalf("Marshal: %v", err)
	}
	checkTree(t, want, out)
	got, err := Parse("c.yaml", out)
	if err != nil {
		t.Fatalf("Parse: %v\n%s", err, out)
	}
	if d := diff(want, got); d != "" {
		t.Errorf("the course changed (-written +read):\n%s\n%s", d, out)
	}
}

// checkTree compares the tree that is kept while a course is written, by which
// it is checked, with the one that reading gives.
func checkTree(t *testing.T, c *Course, out []byte) {
	t.Helper()
	w := &yamlWriter{report: &report{}}
	written := w.mapping(reflect.ValueOf(c).Elem(), keysOf(reflect.TypeFor[Course]()), 0)
	r := &report{}
	read := read(r, out)
	if read == nil {
		t.Fatalf("what was written is not YAML: %v\n%s", r.err(), out)
	}
	if d := treeDiff(read, written); d != "" {
		t.Errorf("the tree differs: %s\n%s", d, out)
	}
}

// treeDiff says where two trees differ first, or "". A word that reading finds
// may be a text to the writer: decode asks for a word only where one was written.
func treeDiff(read, written *node) string {
	isSame := read.shape == written.shape || read.shape == word && written.shape == text
	switch {
	case !isSame || read.text != written.text || read.line != written.line || read.column != written.column:
		return fmt.Sprintf("read %d %q at %d:%d, written %d %q at %d:%d", read.shape, read.text, read.line, read.column, written.shape, written.text, written.line, written.column)
	case len(read.fields) != len(written.fields) || len(read.entries) != len(written.entries):
		return fmt.Sprintf("read %d keys and %d entries at %d:%d, written %d and %d", len(read.fields), len(read.entries), read.line, read.column, len(written.fields), len(written.entries))
	}
	for i, f := range read.fields {
		g := written.fields[i]
		if f.key != g.key || f.line != g.line || f.column != g.column {
			return fmt.Sprintf("read the key %s at %d:%d, written %s at %d:%d", f.key, f.line, f.column, g.key, g.line, g.column)
		}
		if d := treeDiff(f.value, g.value); d != "" {
			return d
		}
	}
	for i := range read.entries {
		if d := treeDiff(read.entries[i], written.entries[i]); d != "" {
			return d
		}
	}
	return ""
}

func TestMarshalWritesAsAnAuthorWould(t *testing.T) {
	c, err := Parse("course.yaml", []byte(everything))
	if err != nil {
		t.Fatal(err)
	}
	out, err := Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"course: everything\n",
		"    needs: [counting]\n",
		"    question: 'What is $\\frac{1}{2} + \\frac{1}{3}$?'\n",
		"      - text: 2/5\n        feedback: That adds the tops and the bottoms.\n        misconception: adds-across\n",
		"    explanation: |\n      Three sixths and two sixths\n      are five sixths.\n",
		"    answer: 0.50\n",
		"    answer: false\n",
		"    why: >-\n      So that you can share anything",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("this is missing:\n%s\nin:\n%s", want, out)
		}
	}
	if strings.Contains(string(out), "tier: 2") {
		t.Error("the usual tier is written out")
	}
}

func TestMarshalWritesNoBadCourse(t *testing.T) {
	out, err := Marshal(&Course{ID: "c", Title: "C", Language: "en", Licence: "CC0-1.0", Skills: []Skill{{ID: "s", Title: "S", Why: "\x1b[2J"}}})
	faults, ok := errors.AsType[Faults](err)
	if !ok || len(faults) != 2 || out != nil {
		t.Fatalf("Marshal gave %q, %v; want no bytes and two faults: no items, and a control character", out, err)
	}
}

func TestMarshalEndsWhereScaffoldsDoNot(t *testing.T) {
	ask := &Item{Kind: Text, Question: "Q", Answer: "A", Explanation: "E"}
	ask.Hints = []Hint{{Ask: ask}}
	c := &Course{ID: "c", Title: "C", Language: "en", Licence: "CC0-1.0", Skills: []Skill{{ID: "s", Title: "S", Why: "W"}},
		Items: []Item{{ID: "i", Skill: "s", Kind: Text, Question: "Q", Answer: "A", Explanation: "E", Hints: []Hint{{Ask: ask}}}}}
	if _, err := Marshal(c); err == nil || !strings.Contains(err.Error(), "scaffolds stand inside one another more than 20 deep") {
		t.Errorf("Marshal gave %v", err)
	}
}

func TestMarshalLosesNothingOfAScaffold(t *testing.T) {
	ask := &Item{ID: "a", Kind: Text, Question: "Q", Answer: "A", Hints: Hints("h"), Explanation: "E"}
	c := &Course{ID: "c", Title: "C", Language: "en", Licence: "CC0-1.0", Skills: []Skill{{ID: "s", Title: "S", Why: "W"}},
		Items: []Item{{ID: "i", Skill: "s", Kind: Text, Question: "Q", Answer: "A", Explanation: "E", Hints: []Hint{{Ask: ask}}}}}
	_, err := Marshal(c)
	for _, key := range []string{"id", "hints"} {
		if err == nil || !strings.Contains(err.Error(), `item "i": hint 1: `+"`ask`: `"+key+"` does not belong in a scaffold") {
			t.Errorf("Marshal gave %v", err)
		}
	}
}
