package course

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// Names and things are drawn to make a question lifelike. Whichever words come,
// with the same numbers the key is the same, and so is every wrong answer that is
// replied to.
func TestAContextNeverChangesTheKey(t *testing.T) {
	t.Parallel()
	keys := []string{"{{a + b}}", "{{frac(a, b)}}", "{{a * b - c}}", "{{round(a / b, 2)}}", "{{c}}", "{{max(a, b) % 7}}"}
	r := rand.New(rand.NewPCG(8, 8))
	for range 200 {
		key, slip := keys[r.IntN(len(keys))], keys[r.IntN(len(keys))]
		it := &Item{
			ID: "x", Skill: "s", Kind: Number, Question: "{{name}} buys {{a}} and {{b}} {{thing}}.", Answer: key, Explanation: "{{name}} has {{a}} {{thing}}.",
			Vars: []Var{
				{Name: "name", Of: []string{"Ana", "Ben", "Chidi"}},
				{Name: "a", From: "2", To: "40"}, {Name: "b", From: "3", To: "9"},
				{Name: "thing", Of: []string{"apples", "tickets"}}, {Name: "c", Is: "a * b + 1"},
			},
			Wrong: []Wrong{{Answer: slip, Feedback: "That is {{b}} {{thing}}."}},
		}
		tmpl, faults := newTemplate(it)
		if len(faults) > 0 {
			t.Fatal(faults[0])
		}
		values, err := tmpl.draw(r.Uint64())
		if err != nil {
			t.Fatal(err)
		}
		want, err := tmpl.instance(it, values)
		if err != nil {
			t.Fatal(err)
		}
		for i, name := range tmpl.quantities[0].of {
			for k, thing := range tmpl.quantities[3].of {
				values[0], values[3] = name, thing
				got, err := tmpl.instance(it, values)
				if err != nil {
					t.Fatal(err)
				}
				if got.Answer != want.Answer || got.Wrong[0].Answer != want.Wrong[0].Answer {
					t.Errorf("%s: %q is answered by %q, and %q by %q", key, want.Question, want.Answer, got.Question, got.Answer)
				}
				if !strings.HasPrefix(got.Question, fmt.Sprint(it.Vars[0].Of[i], " buys ")) || !strings.HasSuffix(got.Question, it.Vars[3].Of[k]+".") {
					t.Errorf("%q is not about %s and %s", got.Question, it.Vars[0].Of[i], it.Vars[3].Of[k])
				}
			}
		}
	}
}
