package course

import (
	"slices"
	"strings"
	"unicode"

	"pacer/coach/course/algebra"
)

// checkExpression reports answers that do not read as mathematics or are not in
// the form that is asked for, and wrong ones that are right.
func (k *checker) checkExpression(n *node, it *Item) {
	forms := []Form{AnyForm, Simplest, Expanded, Factored}
	if !slices.Contains(forms, it.Form) {
		k.at(n, "form", "unknown form %q: write one of %s, %s, %s, or leave it out", clip(string(it.Form)), Simplest, Expanded, Factored)
	}
	var right []*algebra.Expression
	var texts []string
	for _, p := range answersOf(n, it) {
		e, err := algebra.Parse(p.text)
		if err != nil {
			k.add(p.node.line, p.node.column, "%s%q does not read as mathematics: %v", p.where, clip(p.text), err)
			continue
		}
		right, texts = append(right, e), append(texts, p.text)
		if problem := shapeProblem(e, it.Form); problem != "" {
			k.add(p.node.line, p.node.column, "%s%q %s", p.where, clip(p.text), problem)
		}
	}
	var seen []*algebra.Expression
	checkWrong(k, n, it, algebra.Parse,
		func(e *algebra.Expression) string {
			i := slices.IndexFunc(right, func(r *algebra.Expression) bool { return algebra.Compare(r, e) >= algebra.Wider })
			if i < 0 {
				return ""
			}
			return texts[i]
		},
		func(e *algebra.Expression) int {
			first := slices.IndexFunc(seen, func(other *algebra.Expression) bool { return algebra.Equal(other, e) })
			seen = append(seen, e)
			return first
		})
}

// shapeProblem says why an expression is not in the form the item asks for, or
// "".
func shapeProblem(e *algebra.Expression, form Form) string {
	if value, _, ok := e.Solved(); ok {
		e = value
	}
	switch {
	case form == Expanded && !e.IsExpanded():
		return "is not expanded, as form expanded asks: multiply out and join like terms"
	case form == Factored && !e.IsFactored():
		return "is not factored, as form factored asks: write it as a product, with nothing left to take out"
	case form == Simplest && !e.IsSimplest():
		return "is not as simple as form simplest asks: join like terms, reduce fractions and roots"
	}
	return ""
}

// answersOf are the right answers of an item that has one, and may accept more.
func answersOf(n *node, it *Item) []placed {
	var list []placed
	if place := n.get("answer"); place != nil && !place.isBad && it.Answer != "" {
		list = append(list, placed{place, n.where, it.Answer})
	}
	for _, p := range entriesOf(n, "accept", it.Accept) {
		if p.text != "" {
			list = append(list, p)
		}
	}
	return list
}

// checkWrong reports wrong answers that cannot be read, count as right, or are
// the same as an earlier one. right returns the right answer that a value counts as,
// or ""; again the place of an earlier wrong answer that could be read, or -1.
func checkWrong[T any](k *checker, n *node, it *Item, read func(string) (T, error), right func(T) string, again func(T) int) {
	var lines []int // of the wrong answers that could be read
	for i, w := range n.list("wrong") {
		text := it.Wrong[i].Answer
		if text == "" {
			continue
		}
		value, err := read(text)
		if err != nil {
			k.at(w, "answer", "%q does not read as an answer: %v", clip(text), err)
			continue
		}
		if same := right(value); same != "" {
			k.at(w, "answer", "%q counts as the right answer %q", clip(text), clip(same))
			continue
		}
		if first := again(value); first >= 0 {
			k.at(w, "answer", "%q is the wrong answer on line %d again: only one of them can get a reply", clip(text), lines[first])
		}
		lines = append(lines, w.get("answer").line)
	}
}

// checkInterval reports answers that do not read as a set of numbers, and wrong
// ones that are right.
func (k *checker) checkInterval(n *node, it *Item) {
	if it.Answer == "" {
		return
	}
	key, err := algebra.ParseSet(it.Answer)
	if err != nil {
		k.at(n, "answer", "%q does not read as a set of numbers: %v", clip(it.Answer), err)
		return
	}
	var seen []algebra.Set
	checkWrong(k, n, it, algebra.ParseSet,
		func(s algebra.Set) string {
			if s.Equal(key) {
				return it.Answer
			}
			return ""
		},
		func(s algebra.Set) int {
			first := slices.IndexFunc(seen, s.Equal)
			seen = append(seen, s)
			return first
		})
}

// checkOutput reports an answer where nothing is printed, and wrong answers that
// are right.
func (k *checker) checkOutput(n *node, it *Item) {
	if it.Fails && it.Answer != "" {
		k.at(n, "answer", "code that fails has no answer: leave `answer` out, or remove `fails: true`")
	}
	if !it.Fails && n.field("fails") != nil && n.field("answer") == nil {
		k.at(n, "", "`answer` is missing: write what the code prints, or `fails: true`")
	}
	var seen []string
	checkWrong(k, n, it, func(s string) (string, error) { return printed(s), nil },
		func(s string) string {
			for _, p := range answersOf(n, it) {
				if printed(p.text) == s {
					return p.text
				}
			}
			return ""
		},
		func(s string) int {
			first := slices.Index(seen, s)
			seen = append(seen, s)
			return first
		})
}

// printed is an output as it is compared: without spaces at the ends of lines
// and empty lines around it.
func printed(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRightFunc(line, unicode.IsSpace)
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}
