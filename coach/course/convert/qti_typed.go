package convert

import (
	"math/big"
	"slices"
	"strings"
)

// What is typed into a blank of QTI.

// typed reads what may be typed into a blank.
func (it *qtiItem) typed(q *quizQuestion, id string, d *qtiDeclared, isAlone bool) {
	q.kind = quizShort
	if d.baseType == "float" || d.baseType == "integer" {
		q.kind = quizNumerical
	}
	known := it.known(id, d)
	scores, isKnown := it.scores(id, known)
	if !isKnown {
		for i, answer := range known {
			scores[i] = d.worth(answer)
		}
	}
	best := slices.Max(append([]float64{0}, scores...))
	for i, answer := range known {
		weight := 0.0
		switch {
		case slices.Contains(d.correct, answer):
			weight = wholly
		case best > 0:
			weight = wholly * max(scores[i], 0) / best
		}
		a := quizAnswer{weight: weight, text: quizText{format: quizPlain, raw: answer}}
		if q.kind == quizNumerical {
			var ok bool
			if a.low, a.high, a.isRange, ok = it.amounts(id, answer); !ok {
				q.fault = "an answer does not read as a number"
			}
		}
		q.answers = append(q.answers, a)
	}
	for _, m := range d.mapping {
		q.isCased = q.isCased || m.isCased
	}
	if !slices.ContainsFunc(q.answers, func(a quizAnswer) bool { return a.weight >= wholly }) {
		q.fault = qtiNoAnswer
		return
	}
	if isAlone {
		it.addTypedFeedback(q, id, known)
	}
}

// known are the answers that the declaration or the rules name, the right ones
// first.
func (it *qtiItem) known(id string, d *qtiDeclared) []string {
	known := slices.Clone([]string(d.correct))
	for _, m := range d.mapping {
		known = append(known, m.key)
	}
	for _, comparison := range it.comparisons(id, "match", "stringMatch", "equal", "member") {
		for _, value := range comparison.find("baseValue") {
			known = append(known, strings.Join(strings.Fields(value.words()), " "))
		}
	}
	seen := make(map[string]bool)
	return slices.DeleteFunc(known, func(answer string) bool {
		isAgain := seen[answer] || answer == ""
		seen[answer] = true
		return isAgain
	})
}

// comparisons are the comparisons of the rules with a response.
func (it *qtiItem) comparisons(id string, names ...string) []*element {
	var found []*element
	for _, rule := range it.rules.rules {
		for _, e := range rule.find(names...) {
			for _, v := range e.children("variable") {
				if v.attr("identifier") == id {
					found = append(found, e)
				}
			}
		}
	}
	return found
}

// amounts are the numbers that count as an answer: by the tolerance of the
// rules, or between two bounds that they name.
func (it *qtiItem) amounts(id, answer string) (low, high *big.Rat, isRange, ok bool) {
	low, high, ok = amounts(answer, "")
	if !ok || low == nil {
		return nil, nil, false, false
	}
	for _, e := range it.comparisons(id, "equal") {
		if base := e.child("baseValue"); base != nil && !sameValue(strings.TrimSpace(base.words()), answer) {
			continue
		} else if base == nil && !slices.Contains(it.rules.declared[id].correct, answer) {
			continue
		}
		below, above := slackOf(e, low)
		return new(big.Rat).Sub(low, below), new(big.Rat).Add(high, above), false, true
	}
	lower, upper := it.comparisons(id, "gt", "gte"), it.comparisons(id, "lt", "lte")
	if len(lower) != 1 || len(upper) != 1 {
		return low, high, false, true
	}
	from, ok := readAmount(lower[0].child("baseValue").words())
	to, isToo := readAmount(upper[0].child("baseValue").words())
	if !ok || !isToo || from.Cmp(low) > 0 || to.Cmp(high) < 0 {
		return low, high, false, true
	}
	return from, to, true, true
}

// nobodysAnswer is an answer that no item knows.
const nobodysAnswer = "\u0001"

// addTypedFeedback finds out what is said to the answers that are known. What is
// said to any other answer has no place.
func (it *qtiItem) addTypedFeedback(q *quizQuestion, id string, known []string) {
	if len(it.feedback) == 0 {
		return
	}
	rest := it.said(map[string]qtiValue{id: {nobodysAnswer}})
	var right qtiValue
	for i, answer := range known {
		if q.answers[i].weight >= wholly {
			right = qtiValue{answer}
			continue
		}
		for _, e := range it.said(map[string]qtiValue{id: {answer}}) {
			if !slices.Contains(rest, e) {
				q.answers[i].feedback = it.add(q.answers[i].feedback, e)
			}
		}
	}
	for _, e := range it.said(map[string]qtiValue{id: right}) {
		if !it.isSaid[e] && slices.Contains(rest, e) {
			q.feedback = it.add(q.feedback, e) // said whatever the answer
		}
	}
	for _, e := range rest {
		if !it.isSaid[e] {
			it.isSaid[e] = true
			it.changed(lostRest)
		}
	}
}
