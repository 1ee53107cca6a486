package course

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// drawnItem has what variables can be, in a text of every sort.
const drawnItem = `kind: number
answer: '{{product}}'
units: ['pens', '{{name == "Ana" ? "pen" : "biro"}}']
vars:
  - {name: name, of: [Ana, Ben]}
  - {name: a, from: 2, to: 9}
  - {name: b, from: 0.5, to: 2.5, step: 0.5}
  - {name: product, is: a * b}
where: [product != a + b, b != 1]
wrong:
  - answer: '{{a + b}}'
    feedback: That is {{a}} {{plus(b)}}.
hints:
  - 'Take {{a}} times {{b}}.'
  - ask:
      kind: number
      question: 'What is 2 · {{b}}?'
      answer: '{{2 * b}}'
      explanation: Twice {{b}}.
translations:
  - language: de
    question: '{{name}} hat {{a}} Schachteln.'`

// withDrawn is a course with that item.
func withDrawn() string {
	return strings.Replace(withItem(drawnItem), `"What?"`, `'{{name}} has {{a}} boxes of {{b}} pens. $\frac{{{a}}}{{{b}}}$ { {x}}'`, 1)
}

func parsed(t *testing.T, source string) *Course {
	t.Helper()
	c, err := Parse("course.yaml", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestInstance(t *testing.T) {
	c := parsed(t, withDrawn())
	it := c.Item("x")
	t.Run("a seed gives the item it has always given", func(t *testing.T) {
		got, err := it.Instance(7)
		if err != nil {
			t.Fatal(err)
		}
		want := *it
		want.Vars, want.Where = nil, nil
		want.Question = "Ana has 6 boxes of 2 pens. $\\frac{6}{2}$ { {x}}"
		want.Answer = "12"
		want.Units = []string{"pens", "pen"}
		want.Wrong = []Wrong{{Answer: "8", Feedback: "That is 6 + 2."}}
		want.Hints = []Hint{{Text: "Take 6 times 2."}, {Ask: &Item{Kind: Number, Question: "What is 2 · 2?", Answer: "4", Explanation: "Twice 2."}}}
		want.Translations = []Translation{{Language: "de", Question: "Ana hat 6 Schachteln."}}
		if d := cmp.Diff(&want, got); d != "" {
			t.Errorf("instance (-want +got):\n%s", d)
		}
	})
	t.Run("the item itself is left as it was", func(t *testing.T) {
		if d := diff(parsed(t, withDrawn()), c); d != "" {
			t.Error(d)
		}
	})
	t.Run("seeds differ, and every value comes up about as often", func(t *testing.T) {
		const n = 4000
		count := make(map[string]int)
		for seed := range uint64(n) {
			values := drawnValues(t, it, seed)
			for _, v := range values {
				count[v]++
			}
		}
		for _, name := range []string{"name=Ana", "name=Ben"} {
			if share := float64(count[name]) / n; share < .47 || share > .53 {
				t.Errorf("%s is drawn in %.3f of the seeds", name, share)
			}
		}
		for a := 2; a <= 9; a++ {
			if share := float64(count[fmt.Sprintf("a=%d", a)]) / n; share < .09 || share > .16 {
				t.Errorf("a = %d is drawn in %.3f of the seeds, of eight values", a, share)
			}
		}
		if count["b=1"] > 0 || count["b=0.5"] == 0 || count["b=2.5"] == 0 || count["b=3"] > 0 {
			t.Errorf("b is drawn out of its range, or not at its ends: %v", count)
		}
	})
	t.Run("language first or seed first, the item is the same", func(t *testing.T) {
		said, ok := c.ItemIn(it, "de-AT")
		if !ok {
			t.Fatal("the item is not said in German")
		}
		a, err := said.Instance(3)
		if err != nil {
			t.Fatal(err)
		}
		drawn, err := it.Instance(3)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := c.ItemIn(drawn, "de-AT")
		if d := cmp.Diff(a, b); d != "" {
			t.Error(d)
		}
	})
	t.Run("without variables the item is its own instance", func(t *testing.T) {
		plain := &Item{Question: "{{a}}"}
		if got, err := plain.Instance(1); got != plain || err != nil {
			t.Errorf("got %v, %v", got, err)
		}
	})
	t.Run("an item that was never checked errs with a sentence", func(t *testing.T) {
		for _, row := range []struct {
			item Item
			want string
		}{
			{Item{ID: "x", Vars: []Var{{Name: "a", Is: "a + 1"}}}, `item "x": ` + "`vars`" + `, entry 1: "a" is worked out from itself`},
			{Item{ID: "x", Vars: []Var{{Name: "a", From: "1", To: "3"}}, Where: []string{"a > 3"}}, `item "x": 1000 draws met no values for which ` + "`where` holds"},
			{Item{ID: "x", Vars: []Var{{Name: "a", From: "0", To: "0"}}, Question: "{{1/a}}"}, `item "x": "{{1/a}}": this divides by zero`},
			{Item{ID: "x", Vars: []Var{{Name: "a", From: "1", To: "1"}}, Question: "{{coef(a)}}"}, `item "x": "{{coef(a)}}": this comes out empty (with a = 1)`},
		} {
			if _, err := row.item.Instance(1); err == nil || !strings.HasPrefix(err.Error(), row.want) {
				t.Errorf("got %v, want %s …", err, row.want)
			}
		}
	})
}

// drawnValues are the values of an item's variables for a seed, as name=value.
func drawnValues(t *testing.T, it *Item, seed uint64) []string {
	t.Helper()
	template, faults := newTemplate(it)
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	values, err := template.draw(seed)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i, v := range values {
		out = append(out, template.names[i]+"="+v.String())
	}
	return out
}

func TestFaultsOfVariables(t *testing.T) {
	for _, row := range []struct{ what, keys, want string }{
		{"a name that is none", "vars: [{name: 2a, from: 1, to: 2}]", `16:19: item "x": a variable's name is a letter, and then letters, digits and low lines: "2a" is none`},
		{"a name that is a function", "vars: [{name: gcd, from: 1, to: 2}]", `16:19: item "x": "gcd" means something else in formulas: give the variable another name`},
		{"a name twice", "vars: [{name: a, from: 1, to: 2}, {name: a, of: [3]}]", `16:46: item "x": there is a variable "a" above: give one of them another name`},
		{"two ways at once", "vars: [{name: a, from: 1, to: 2, of: [3]}]", `16:12: item "x": say in one way what "a" may be: ` + "`from` and `to`, or `of`, or `is`"},
		{"no way", "vars: [{name: a}]", `16:12: item "x": say in one way what "a" may be: ` + "`from` and `to`, or `of`, or `is`"},
		{"half a range", "vars: [{name: a, from: 1}]", `16:12: item "x": "a" has no ` + "`to`: a range has `from` and `to`"},
		{"a range that is none", "vars: [{name: a, from: one, to: 2}]", `16:28: item "x": "one" does not read as a number: write it like 12, -0.25, 3/4 or 1 1/2`},
		{"a range backwards", "vars: [{name: a, from: 2, to: 1}]", `16:35: item "x": the range of "a" ends before it begins: exchange ` + "`from` and `to`"},
		{"a step of nothing", "vars: [{name: a, from: 1, to: 2, step: 0}]", `16:44: item "x": a step goes up: write a number above zero`},
		{"a range without end", "vars: [{name: a, from: 1, to: 2, step: 0.0000001}]", `16:12: item "x": the range of "a" has more than 1000000 values: make the step greater`},
		{"a circle", "vars: [{name: a, is: b + 1}, {name: b, is: a + 1}]", `16:26: item "x": "a" is worked out from itself or from a variable below it: a formula may use only the ones above`},
		{"a formula with a typing error", "vars: [{name: apples, from: 1, to: 2}, {name: b, is: aples + 1}]", `16:58: item "x": there is no variable "aples" here. Did you mean "apples"?`},
		{"a formula that divides by zero", "vars: [{name: a, from: 0, to: 0}, {name: b, is: 1 / a}]", `16:11: item "x": b: this divides by zero: forbid it with a formula under ` + "`where` (with a = 0)"},
		{"a key that is none", "vars: [{name: a, form: 1, to: 2}]", `16:22: item "x": variable 1: unknown key ` + "`form`: did you mean `from`?"},
		{"where without vars", "where: [1 == 1]", `16:5: item "x": ` + "`where` is about variables, and there are none: write `vars`, or remove it"},
		{"where that is always the same", "vars: [{name: a, from: 1, to: 2}]\nwhere: [1 == 1]", `17:13: item "x": this names no variable, so it is always the same: remove it`},
		{"where that never holds", "vars: [{name: a, from: 1, to: 2}]\nwhere: [a > 2]", `17:12: item "x": 1000 draws met no values for which ` + "`where` holds: widen the ranges, or ask for less"},
		{"where that is no question", "vars: [{name: a, from: 1, to: 1}]\nwhere: [a + 1]", `17:12: item "x": ` + "`where`: a condition gives 2, which is neither true nor false: compare it with something (with a = 1)"},
		{"a formula in a text that does not end", "vars: [{name: a, from: 1, to: 2}]\nhints: ['{{a']", `17:13: item "x": a formula begins at "{{a" and does not end: close it with }}`},
		{"a formula in a text with no such variable", "vars: [{name: a, from: 1, to: 2}]\nhints: [a, '{{b}}']", `17:16: item "x": there is no variable "b" here.`},
		{"an answer that is drawn wrong", "vars: [{name: a, of: [1, x]}]", ""},
		{"a wrong answer that is right for some draws", "vars: [{name: a, from: 1, to: 2}]\nwrong: [{answer: '{{-a}}', feedback: F}, {answer: '{{a * a}}', feedback: F}]", `17:55: item "x": wrong answer 2: "1" counts as the right answer "1" (with a = 1)`},
		{"a picture whose words are drawn empty", "vars: [{name: a, of: [-1]}]\nhints: ['![{{coef(0 - a)}}](media/a.png)']", `16:11: item "x": a text shows the picture "media/a.png" without words: write between the brackets what it shows, for those who cannot see it (with a = -1)`},
	} {
		t.Run(row.what, func(t *testing.T) {
			keys := "kind: number\nanswer: '{{a}}'\n" + row.keys
			if row.want == "" {
				row.want = `15:13: item "x": "x" does not read as a number: write it like 12, -0.25, 3/4 or 1 1/2 (with a = x)`
			}
			source := withItem(keys)
			if strings.Contains(row.keys, "where: [1") && !strings.Contains(row.keys, "vars") {
				source = strings.Replace(source, "{{a}}", "1", 1)
			}
			_, err := Parse("course.yaml", []byte(source))
			faults, ok := errors.AsType[Faults](err)
			if !ok {
				t.Fatalf("the course is accepted:\n%s", source)
			}
			got := fmt.Sprintf("%d:%d: %s", faults[0].Line, faults[0].Column, faults[0].Text)
			if got != row.want {
				t.Errorf("the fault is\n%s\nand should be\n%s\nof:\n%v", got, row.want, err)
			}
		})
	}
}

// TestDrawingIsBounded checks a file whose items are dear to draw, nearly every
// draw being refused, from a little before the limit on.
func TestDrawingIsBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("course: c\ntitle: C\nlanguage: en\nlicence: CC0-1.0\nskills: [{id: s, title: S, why: W}]\nitems:\n")
	const items = 200
	for i := range items {
		fmt.Fprintf(&b, "- {id: i%d, skill: s, kind: number, question: Q, answer: '{{a}}', explanation: E, vars: [{name: a, from: 1, to: 99}, {name: b, is: 2 * a}], where: ['a == 1']}\n", i)
	}
	r := &report{}
	root, c := read(r, []byte(b.String())), new(Course)
	decodeRoot(r, root, c)
	const spare = 50_000
	k := &checker{report: r, course: c, isSkill: map[string]bool{"s": true}, knowsAllSkills: true, trials: maxTrials - spare}
	for i, n := range root.list("items") {
		k.checkItem(n, &c.Items[i])
	}
	if len(r.list) != 1 || !strings.Contains(r.list[0].Text, "too long to draw") {
		t.Errorf("got %v", r.list)
	}
	if over := k.trials - maxTrials; over < 0 || over > 3*maxDraws {
		t.Errorf("%d draws and formulas were worked out past the limit", over)
	}
}
