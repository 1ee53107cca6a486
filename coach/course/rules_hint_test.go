package course

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFaultsOfHints(t *testing.T) {
	for _, row := range []struct {
		what, keys string
		want       []string
	}{
		{"a scaffold of one's own", "hints:\n- ask: {kind: number, question: Q, answer: two, explanation: E}", []string{
			"17:48: item \"x\": hint 1: `ask`: \"two\" does not read as a number: write it like 12, -0.25, 3/4 or 1 1/2",
		}},
		{"a scaffold without what grades it", "hints:\n- ask: {kind: choice, question: Q}", []string{
			"17:12: item \"x\": hint 1: `ask`: `explanation` is missing",
			"17:12: item \"x\": hint 1: `ask`: `choices` is missing: kind choice needs it",
		}},
		{"a scaffold in own words", "hints:\n- ask: {kind: free, question: Q, model: M, explanation: E}", []string{
			"17:19: item \"x\": hint 1: `ask`: a scaffold cannot be of kind free: what is answered on the way must be graded at once",
		}},
		{"a scaffold with what it does not have", "hints:\n- ask:\n    kind: text\n    question: Q\n    answer: A\n    explanation: E\n    tier: 1\n    hints: [a]\n    hint: a", []string{
			"22:9: item \"x\": hint 1: `ask`: `tier` does not belong in a scaffold: it has only a kind, a question, what grades it, and an explanation",
			"23:9: item \"x\": hint 1: `ask`: `hints` does not belong in a scaffold: it has only a kind, a question, what grades it, and an explanation",
			"24:9: item \"x\": hint 1: `ask`: unknown key `hint`",
		}},
		{"a misspelt key in a scaffold", "hints:\n- ask: {kind: text, qestion: Q, answer: A, explanation: E}", []string{
			"17:25: item \"x\": hint 1: `ask`: unknown key `qestion`: did you mean `question`?",
		}},
		{"a scaffold that reveals what nobody named", "hints:\n- ask: {kind: text, question: Q, answer: A, explanation: E, wrong: [{answer: b, feedback: F, misconception: adds-acros}]}", []string{
			"17:113: item \"x\": hint 1: `ask`: wrong answer 1: reveals \"adds-acros\": no such misconception. Did you mean \"adds-across\"?",
		}},
		{"words and a scaffold", "hints:\n- {text: a, ask: {kind: text, question: Q, answer: A, explanation: E}}", []string{
			"17:22: item \"x\": hint 1: a hint is words or a scaffold: make two hints of `text` and `ask`",
		}},
		{"a comma in braces", "hints:\n- ask: {kind: text, question: Well, what now?, answer: A, explanation: E}", []string{
			"17:41: item \"x\": hint 1: `ask`: `what now?` is no key: put the text that it belongs to in quotes, for it holds a comma",
		}},
		{"words with a colon", "hints:\n- Remember: this", []string{
			"17:5: item \"x\": hint 1 must be a text, not keys with values: put a text that holds `: ` or begins with { in quotes",
		}},
		{"a scaffold that is none", "hints:\n- ask: What is half of it?", []string{
			"17:12: item \"x\": hint 1: `ask` must be written with keys: `kind`, `question`, `choices`, `fixed`, `answer`, `answers`, `in-order`, `accept`, `exact`, `tolerance`, `units`, `form`, `blanks`, `lines`, `pairs`, `others`, `groups`, `fails`, `model`, `checklist`, `wrong`, `explanation`",
		}},
		{"a wrong answer that nothing is said to", "wrong:\n- {answer: b}\n- {answer: c, part: 50}", []string{
			"17:5: item \"x\": wrong answer 1: `feedback` is missing: a wrong answer is worth writing down for what is said to it",
		}},

		{"a picture without words", "hints: ['![](media/a.png)', '![  ](media/a.png \"title\")']", []string{
			"16:13: item \"x\": hint 1 shows the picture \"media/a.png\" without words: write between the brackets what it shows, for those who cannot see it",
			"16:33: item \"x\": hint 2 shows the picture \"media/a.png\" without words: write between the brackets what it shows, for those who cannot see it",
		}},
		{"pictures from elsewhere", "hints: ['![a](../a.png)', '![a](/etc/passwd)', '![a](http://example.org/a.png)', '![a](file:///a.png)', '![a](javascript:alert)', '![a](//example.org/a.png)', '![a]()']", []string{
			"16:13: item \"x\": hint 1 shows a picture from \"../a.png\", which is neither a web address (https://…) nor a file of the course's folder (media/…)",
			"16:31: item \"x\": hint 2 shows a picture from \"/etc/passwd\", which is neither a web address (https://…) nor a file of the course's folder (media/…)",
			"16:52: item \"x\": hint 3 shows a picture from \"http://example.org/a.png\", which is neither a web address (https://…) nor a file of the course's folder (media/…)",
			"16:86: item \"x\": hint 4 shows a picture from \"file:///a.png\", which is neither a web address (https://…) nor a file of the course's folder (media/…)",
			"16:109: item \"x\": hint 5 shows a picture from \"javascript:alert\", which is neither a web address (https://…) nor a file of the course's folder (media/…)",
			"16:135: item \"x\": hint 6 shows a picture from \"//example.org/a.png\", which is neither a web address (https://…) nor a file of the course's folder (media/…)",
			"16:164: item \"x\": hint 7 shows a picture from \"\", which is neither a web address (https://…) nor a file of the course's folder (media/…)",
		}},
		{"a tolerance of a word, and one that is none", "", []string{
			"16:30: item \"x\": blank 1: a tolerance is of a number: write `number: true` as well, or remove it",
			"17:44: item \"x\": blank 2: \"much\" does not read as a tolerance: write how far off an answer may be, like 0.01, or as a share of it, like 1%",
		}},
	} {
		t.Run(row.what, func(t *testing.T) {
			source := withItem("kind: text\nanswer: a\n" + row.keys)
			if row.keys == "" {
				source = withItem("kind: cloze\nblanks:\n- {answer: a, tolerance: 1}\n- {answer: 2, number: true, tolerance: much}")
				source = strings.Replace(source, "What?", "[[1]] [[2]]", 1)
			}
			_, err := Parse("course.yaml", []byte(source))
			faults, ok := errors.AsType[Faults](err)
			if !ok {
				t.Fatalf("the course is accepted (%v):\n%s", err, source)
			}
			var got []string
			for _, f := range faults {
				got = append(got, fmt.Sprintf("%d:%d: %s", f.Line, f.Column, f.Text))
			}
			if d := cmp.Diff(row.want, got); d != "" {
				t.Errorf("faults (-want +got):\n%s", d)
			}
		})
	}
}

func TestPictures(t *testing.T) {
	text := "See ![A bar,\ncut in three](media/a.png \"Bar\") and ![b [1]](https://example.org/b(1).png), ![c](<media/c.png>).\n`![d](d)` ``![e](`e)``\n```\n![f](f)\n```\n![g](media/g.png)"
	type found struct{ Alt, Address, Source string }
	var got []found
	for _, p := range Pictures(text) {
		got = append(got, found{p.Alt, p.Address, text[p.From:p.To]})
	}
	want := []found{
		{"A bar, cut in three", "media/a.png", "![A bar,\ncut in three](media/a.png \"Bar\")"},
		{"b [1]", "https://example.org/b(1).png", "![b [1]](https://example.org/b(1).png)"},
		{"c", "media/c.png", "![c](<media/c.png>)"},
		{"g", "media/g.png", "![g](media/g.png)"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("pictures (-want +got):\n%s", d)
	}
}

// TestVersionsStay keeps versions that courses out there have: a key that is
// new to the format must leave every item without it as it was.
func TestVersionsStay(t *testing.T) {
	c := parsed(t, everything)
	for id, want := range map[string]string{
		"halves-and-thirds": "f2ran662im2l", "evens": "6ufhmbmcp2ba", "zero": "whvgo6l5sfno", "half": "inhk5vlco3ga", "word": "jvibclkf64xr", "gaps": "m6ipbasolqcs", "own": "fuw6qqrvwnys",
	} {
		if got := c.Item(id).Version(); got != want {
			t.Errorf("%s has the version %s, and had %s", id, got, want)
		}
	}
	all := parsed(t, inLanguages)
	untranslated := *all.Item("text")
	untranslated.Translations = nil
	if untranslated.Version() == all.Item("text").Version() {
		t.Error("a translation makes no other version")
	}
}
