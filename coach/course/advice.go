package course

import (
	"fmt"
	"strings"
)

// What a skill should have for the coach to have a choice.
const (
	fewestItems         = 3 // a level asks for three different items
	fewestResourceKinds = 2 // another way to look at it
)

// Advice says what would make a course better without being wrong with it:
// skills with too few items for a level, or with only one way to learn them, and
// misconceptions that no answer reveals. It names no lines; every text names its
// skill or misconception. The course must have come from Parse, or Index must
// have been called.
func Advice(c *Course) []Fault {
	var advice []Fault
	add := func(format string, args ...any) {
		advice = append(advice, Fault{Text: fmt.Sprintf(format, args...)})
	}
	for i := range c.Skills {
		s := &c.Skills[i]
		if n := len(c.ItemsOf(s.ID)); n < fewestItems {
			add("skill %q has %s: give it at least %d, or nobody can become proficient in it", s.ID, count(n, "item"), fewestItems)
		}
		kinds := make(map[string]bool)
		for _, resource := range s.Resources {
			kinds[resource.Kind] = true
		}
		if len(kinds) < fewestResourceKinds {
			add("skill %q has %s of resource: add another, so that a learner can ask for another way (%s)", s.ID, count(len(kinds), "kind"), strings.Join(ResourceKinds(), ", "))
		}
	}
	revealed := make(map[string]bool)
	for i := range c.Items {
		for _, o := range c.Items[i].Options {
			revealed[o.Misconception] = true
		}
		for _, w := range c.Items[i].Wrong {
			revealed[w.Misconception] = true
		}
	}
	for _, m := range c.Misconceptions {
		if !revealed[m.ID] {
			add("misconception %q is revealed by no answer: name it in a choice or a wrong answer, or remove it", m.ID)
		}
	}
	return advice
}

func count(n int, what string) string {
	switch n {
	case 0:
		return "no " + what
	case 1:
		return "one " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
