package course

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// What a skill should have for the coach to have a choice.
const (
	fewestItems         = 8 // practice and the reviews after it, without the same few again
	fewestForLevel      = 3 // a level asks for three different items
	fewestResourceKinds = 2 // another way to look at it
)

// Advice says what would make a course better without being wrong with it, as a
// good editor would: skills with too few items or only one way to learn them,
// skills that nobody can reach, misconceptions that no answer reveals, questions
// and options too long for a chat, variables that draw the same again, texts far
// above the audience's grades, mathematics that cannot be said in words, words of
// the glossary that nobody meets, a licence that nobody could name. What grading
// makes of the items is for package grade's Lint.
//
// Source may be nil: then no advice has a place. The course must have come from
// Parse, or Index must have been called. Advice is sorted by place.
func Advice(c *Course, source *Source) []Fault {
	a := &adviser{course: c, source: source}
	a.licences()
	a.skills()
	a.misconceptions()
	for i := range c.Items {
		a.item(i)
	}
	a.glossary()
	a.reading()
	SortFaults(a.list)
	return a.list
}

// adviser gathers advice.
type adviser struct {
	course *Course
	source *Source
	list   []Fault
	draws  int // items whose variables were drawn
}

// at is the path to a place in the file.
func at(path ...any) []any { return path }

func (a *adviser) add(path []any, format string, args ...any) {
	a.list = append(a.list, a.source.Fault(fmt.Sprintf(format, args...), path...))
}

// skills looks for skills with too little in them, and for those that stay out of
// reach: a skill opens when those it needs are proficient, which takes
// fewestForLevel items of each.
func (a *adviser) skills() {
	for i := range a.course.Skills {
		s := &a.course.Skills[i]
		switch n := len(a.course.ItemsOf(s.ID)); {
		case n == 0:
			a.add(at("skills", i), "skill %q has no items: give it at least %d, or nobody will practise it", s.ID, fewestItems)
		case n < fewestForLevel:
			a.add(at("skills", i), "skill %q has %s: give it at least %d, or nobody can become proficient in it", s.ID, count(n, "item"), fewestItems)
		case n < fewestItems:
			a.add(at("skills", i), "skill %q has %s: give it at least %d, or learners soon see the same ones again", s.ID, count(n, "item"), fewestItems)
		}
		if hurdle := a.hurdle(s, make(map[string]bool)); hurdle != nil {
			a.add(at("skills", i, "needs"), "skill %q cannot be reached: it needs %q, in which nobody can become proficient with %s", s.ID, hurdle.ID, count(len(a.course.ItemsOf(hurdle.ID)), "item"))
		}
		kinds := make(map[string]bool)
		for _, resource := range s.Resources {
			kinds[resource.Kind] = true
		}
		if len(kinds) < fewestResourceKinds {
			a.add(at("skills", i, "resources"), "skill %q has %s of resource: add another, so that a learner can ask for another way (%s)", s.ID, count(len(kinds), "kind"), strings.Join(ResourceKinds(), ", "))
		}
	}
}

// hurdle is a skill up the chain of what a skill needs that has items, but too
// few for a level; nil if there is none. Skills without items are headings, which
// are passed through.
func (a *adviser) hurdle(s *Skill, seen map[string]bool) *Skill {
	for _, id := range s.Needs {
		if seen[id] {
			continue
		}
		seen[id] = true
		need := a.course.Skill(id)
		if n := len(a.course.ItemsOf(id)); 0 < n && n < fewestForLevel {
			return need
		}
		if far := a.hurdle(need, seen); far != nil {
			return far
		}
	}
	return nil
}

// misconceptions looks for misconceptions that no answer reveals.
func (a *adviser) misconceptions() {
	revealed := make(map[string]bool)
	for i := range a.course.Items {
		for _, o := range a.course.Items[i].Options {
			revealed[o.Misconception] = true
		}
		for _, w := range a.course.Items[i].Wrong {
			revealed[w.Misconception] = true
		}
	}
	for i, m := range a.course.Misconceptions {
		if !revealed[m.ID] {
			a.add(at("misconceptions", i), "misconception %q is revealed by no answer: name it in a choice or a wrong answer, or remove it", m.ID)
		}
	}
}

// SortFaults sorts faults by file and place; those of a file as a whole come
// first in it.
func SortFaults(list []Fault) {
	slices.SortStableFunc(list, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
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
