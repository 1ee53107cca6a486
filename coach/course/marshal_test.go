package course

import (
	"errors"
	"fmt"
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
		Misconceptions: []Misconception{{ID: "m", Title: s, Teach: s}},
		Skills: []Skill{
			{ID: "s", Title: s, Why: s, Standards: []string{s, "5.NF.A.1"}, Resources: []Resource{{Kind: "text", Title: s, Text: s}}},
			{ID: "t", Title: s, Why: s, Needs: []string{"s"}, Memory: MemoryItem},
		},
		Items: []Item{
			{ID: "a", Skill: "s", Also: []string{"t"}, Kind: Choice, Tier: 2, Question: s, Fixed: true, Explanation: s, Tags: []string{s}, Licence: s, Source: s,
				Options: []Option{{Text: "1 " + s, Right: true, Feedback: s}, {Text: "2 " + s, Misconception: "m"}}, Hints: []string{s, "a", s}},
			{ID: "b", Skill: "s", Kind: Text, Tier: 3, Question: s, Answer: s, Accept: []string{s, "b"}, Exact: true, Explanation: s,
				Wrong: []Wrong{{Answer: s + " not", Feedback: s, Misconception: "m"}}},
			{ID: "c", Skill: "s", Kind: Number, Tier: 1, Question: s, Answer: "1 1/2", Tolerance: "1%", Units: []string{s}, Form: Mixed, Explanation: s},
			{ID: "d", Skill: "t", Kind: Cloze, Tier: 2, Question: "[[1]] [[2]] " + s, Blanks: []Blank{{Answer: s, Accept: []string{s}}, {Answer: "-0.50", Number: true}}, Explanation: s},
			{ID: "e", Skill: "t", Kind: Free, Tier: 2, Question: s, Model: s, Checklist: []string{s}, Explanation: s},
			{ID: "f", Skill: "t", Kind: TrueFalse, Tier: 2, Question: s, Answer: "false", Explanation: s},
		},
	}
	out, err := Marshal(want)
	if err != nil {
		t.Fatalf("Marshal: %v", err)
	}
	got, err := Parse("c.yaml", out)
	if err != nil {
		t.Fatalf("Parse: %v\n%s", err, out)
	}
	if d := diff(want, got); d != "" {
		t.Errorf("the course changed (-written +read):\n%s\n%s", d, out)
	}
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
