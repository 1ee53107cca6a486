package course

import "testing"

func TestFaultsOfMathematicsAndOutput(t *testing.T) {
	for _, row := range []struct {
		what, source string
		want         []string // line:column: text
	}{
		{"an expression that is good", withItem("kind: expression\nanswer: $x^2+1$\naccept: [1 + x*x]\nform: expanded\nwrong:\n- {answer: 2x+1, feedback: f}"), nil},
		{"an expression that does not read", withItem("kind: expression\nanswer: 2x+\naccept: [(x]"), []string{
			`15:13: item "x": "2x+" does not read as mathematics: something is missing at the end: finish it`,
			"16:14: item \"x\": `accept`, entry 1, \"(x\" does not read as mathematics: a bracket is opened and never closed: add the bracket that is missing",
		}},
		{"an unknown form", withItem("kind: expression\nanswer: 2x\nform: mixed"), []string{
			`16:11: item "x": unknown form "mixed": write one of simplest, expanded, factored, or leave it out`,
		}},
		{"a key that is not in its form", withItem("kind: expression\nanswer: y = (x+1)^2\nform: expanded"), []string{
			`15:13: item "x": "y = (x+1)^2" is not expanded, as form expanded asks: multiply out and join like terms`,
		}},
		{"a key that can be factored further", withItem("kind: expression\nanswer: (2x+2)(x-1)\nform: factored"), []string{
			`15:13: item "x": "(2x+2)(x-1)" is not factored, as form factored asks: write it as a product, with nothing left to take out`,
		}},
		{"a key that can be reduced", withItem("kind: expression\nanswer: 2x/4\nform: simplest"), []string{
			`15:13: item "x": "2x/4" is not as simple as form simplest asks: join like terms, reduce fractions and roots`,
		}},
		{"wrong answers that are right, alike or unreadable", withItem("kind: expression\nanswer: 2x+2\nwrong:\n- {answer: 2(x+1), feedback: f}\n- {answer: x, feedback: f}\n- {answer: x/1, feedback: f}\n- {answer: x+, feedback: f}"), []string{
			`17:16: item "x": wrong answer 1: "2(x+1)" counts as the right answer "2x+2"`,
			`19:16: item "x": wrong answer 3: "x/1" is the wrong answer on line 18 again: only one of them can get a reply`,
			`20:16: item "x": wrong answer 4: "x+" does not read as an answer: something is missing at the end: finish it`,
		}},

		{"a set that is good", withItem("kind: interval\nanswer: x > 2 or x <= -1\nwrong:\n- {answer: '(2, ∞)', feedback: f}"), nil},
		{"a set that does not read", withItem("kind: interval\nanswer: 2x > 4"), []string{
			`15:13: item "x": "2x > 4" does not read as a set of numbers: write the unknown alone on one side, like x > 2`,
		}},
		{"wrong sets that are right or alike", withItem("kind: interval\nanswer: x > 2\nwrong:\n- {answer: '(2, ∞)', feedback: f}\n- {answer: 'x ≥ 2', feedback: f}\n- {answer: '[2, ∞)', feedback: f}\n- {answer: '(3', feedback: f}"), []string{
			`17:16: item "x": wrong answer 1: "(2, ∞)" counts as the right answer "x > 2"`,
			`19:16: item "x": wrong answer 3: "[2, ∞)" is the wrong answer on line 18 again: only one of them can get a reply`,
			`20:16: item "x": wrong answer 4: "(3" does not read as an answer: something is missing at the end: finish it`,
		}},

		{"output that is good", withItem("kind: output\nanswer: |\n  1\n  2\nwrong:\n- {answer: 1 2, feedback: f}"), nil},
		{"code that fails", withItem("kind: output\nfails: true\nwrong:\n- {answer: '3', feedback: f}"), nil},
		{"code that fails and prints", withItem("kind: output\nfails: true\nanswer: '3'"), []string{
			"16:13: item \"x\": code that fails has no answer: leave `answer` out, or remove `fails: true`",
		}},
		{"neither output nor failure", withItem("kind: output"), []string{
			"10:3: item \"x\": `answer` is missing: kind output needs it",
		}},
		{"no failure and no output", withItem("kind: output\nfails: false"), []string{
			"10:3: item \"x\": `answer` is missing: write what the code prints, or `fails: true`",
		}},
		{"wrong outputs that are right, alike or blank", withItem("kind: output\nanswer: '3'\nwrong:\n- {answer: '3 ', feedback: f}\n- {answer: '4', feedback: f}\n- {answer: \"4\\n\", feedback: f}\n- {answer: ' ', feedback: f}"), []string{
			`17:16: item "x": wrong answer 1: "3 " counts as the right answer "3"`,
			`19:16: item "x": wrong answer 3: "4\n" is the wrong answer on line 18 again: only one of them can get a reply`,
			"20:16: item \"x\": wrong answer 4: `answer` is empty: fill it in or remove it",
		}},
	} {
		t.Run(row.what, func(t *testing.T) { compareFaults(t, row.source, row.want) })
	}
}
