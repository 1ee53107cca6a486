package convert

import (
	"slices"
	"strings"
)

// What is arranged in QTI: lines in their order, things that go together.

// makeOrder reads lines to be put in order.
func (it *qtiItem) makeOrder(q *quizQuestion, e *element) {
	q.kind = quizOrdering
	q.stem = it.body(e, nil)
	id, d := it.declared(q, e)
	if d == nil {
		return
	}
	lines := byIdentifier(e.find("simpleChoice"))
	if len(d.correct) == 0 {
		q.fault = qtiNoAnswer
		return
	}
	if len(d.correct) != len(lines) {
		q.fault = "only some of the lines belong in the order"
		return
	}
	for _, name := range d.correct {
		line := lines[name]
		if line == nil {
			q.fault = "the order names a line that is not there"
			return
		}
		q.lines = append(q.lines, it.text(line))
	}
	it.explain(q, map[string]qtiValue{id: d.correct})
}

func byIdentifier(elements []*element) map[string]*element {
	found := make(map[string]*element, len(elements))
	for _, e := range elements {
		found[e.attr("identifier")] = e
	}
	return found
}

// rightPairs are the pairs that are right: those declared, or all that the
// mapping gives as much as the best of it.
func (d *qtiDeclared) rightPairs() qtiValue {
	if len(d.correct) > 0 {
		return d.correct
	}
	var pairs qtiValue
	for _, m := range d.mapping {
		if m.value > 0 {
			pairs = append(pairs, m.key)
		}
	}
	return pairs
}

// makeMatch reads two sets of things that go together. The side on which each
// has one partner is asked for.
func (it *qtiItem) makeMatch(q *quizQuestion, e *element) {
	q.kind = quizMatching
	q.stem = it.body(e, nil)
	id, d := it.declared(q, e)
	if d == nil {
		return
	}
	sets := e.children("simpleMatchSet")
	if len(sets) != 2 {
		q.fault = "there are no two sets to match"
		return
	}
	left, right := sets[0].children("simpleAssociableChoice"), sets[1].children("simpleAssociableChoice")
	partners, back := make(map[string][]string), make(map[string][]string)
	pairs := d.rightPairs()
	for _, pair := range pairs {
		a, b, _ := strings.Cut(pair, " ")
		partners[a] = append(partners[a], b)
		back[b] = append(back[b], a)
	}
	isOne := func(set []*element, partners map[string][]string) bool {
		return !slices.ContainsFunc(set, func(e *element) bool { return len(partners[e.attr("identifier")]) != 1 })
	}
	switch {
	case len(pairs) == 0:
		q.fault = qtiNoAnswer
		return
	case isOne(left, partners):
	case isOne(right, back):
		left, right, partners = right, left, back
	default:
		q.fault = "one thing goes with several others, or with none"
		return
	}
	it.pairs(q, left, right, partners)
	it.explain(q, map[string]qtiValue{id: pairs})
}

// pairs writes pairs, and what goes with nothing. Where several share a partner
// and every partner is taken, they are sorted into groups.
func (it *qtiItem) pairs(q *quizQuestion, left, right []*element, partners map[string][]string) {
	texts := byIdentifier(right)
	times := make(map[string]int)
	for _, e := range left {
		partner := partners[e.attr("identifier")][0]
		if texts[partner] == nil {
			q.fault = "a pair names a thing that is not there"
			return
		}
		times[partner]++
		q.pairs = append(q.pairs, quizPair{it.text(e), it.text(texts[partner])})
	}
	isShared, isAll := len(times) < len(left), true
	for _, e := range right {
		if times[e.attr("identifier")] == 0 {
			isAll = false
			q.pairs = append(q.pairs, quizPair{right: it.text(e)})
		}
	}
	if isShared && isAll {
		q.kind = quizSorting
	}
}

// makeAssociate reads things of one set that belong together in twos. Which of
// the two is asked for is decided by their order.
func (it *qtiItem) makeAssociate(q *quizQuestion, e *element) {
	q.kind = quizMatching
	q.stem = it.body(e, nil)
	id, d := it.declared(q, e)
	if d == nil {
		return
	}
	pairs := d.rightPairs()
	if len(pairs) == 0 {
		q.fault = qtiNoAnswer
		return
	}
	partners := make(map[string][]string)
	for _, pair := range pairs {
		a, b, _ := strings.Cut(pair, " ")
		partners[a], partners[b] = append(partners[a], b), append(partners[b], a)
	}
	var left, right []*element
	isRight := make(map[string]bool)
	for _, choice := range e.find("simpleAssociableChoice") {
		name := choice.attr("identifier")
		switch others := partners[name]; {
		case len(others) > 1:
			q.fault = "one thing goes with several others"
			return
		case len(others) == 0 || isRight[name]:
			right = append(right, choice)
		default:
			left = append(left, choice)
			isRight[others[0]] = true
		}
	}
	it.changed(qtiSides)
	it.pairs(q, left, right, partners)
	it.explain(q, map[string]qtiValue{id: pairs})
}
