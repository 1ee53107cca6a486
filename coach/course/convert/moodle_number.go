package convert

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"pacer/coach/course"
)

// readAmount reads a decimal as quizzes write it: with a point or a comma, or a
// power of ten.
func readAmount(s string) (*big.Rat, bool) {
	const longest, largest = 60, 40 // characters; the size of a power of ten
	s = strings.TrimPrefix(decimalPoint(strings.TrimSpace(strings.ReplaceAll(s, "\u2212", "-"))), "+")
	if len(s) > longest {
		return nil, false
	}
	s = strings.Replace(s, ",", ".", 1)
	if !giftNumeral.MatchString(s) {
		return nil, false
	}
	if _, power, ok := strings.Cut(strings.ToLower(s), "e"); ok {
		n := 0
		if _, err := fmt.Sscanf(power, "%d", &n); err != nil || n > largest || n < -largest {
			return nil, false
		}
	}
	return new(big.Rat).SetString(s)
}

// amount writes a decimal the way courses do.
func amount(v *big.Rat) (string, bool) {
	places, isExact := v.FloatPrec()
	if !isExact {
		return "", false
	}
	s := v.FloatString(places)
	_, err := course.ParseNumber(s)
	return s, err == nil
}

// makeNumber makes a number with a tolerance, or where several numbers are right
// a text with a blank that takes any of them.
func (m *quizMaker) makeNumber() *refusal {
	var right, wrong []quizAnswer
	for _, a := range m.q.answers {
		switch {
		case a.weight >= wholly && a.low == nil:
			return &refusal{"any answer is right", ""}
		case a.weight >= wholly:
			right = append(right, a)
		default:
			wrong = append(wrong, a)
		}
	}
	if len(right) == 0 {
		return &refusal{"no answer is wholly right", ""}
	}
	for _, a := range right {
		if _, ok := m.may(a.feedback); ok {
			m.changed(lostFeedback)
		}
	}
	low, high, isOne := union(right)
	if !isOne {
		return m.makeSeveralNumbers(right, wrong)
	}
	it := &m.item
	it.Kind, it.Units = course.Number, m.q.units
	var ok bool
	it.Answer, it.Tolerance, ok = around(low, high)
	it.Explanation = theAnswerIs(m.language, it.Answer)
	if it.Tolerance != "" {
		it.Explanation = m.anyFrom(low, high, right[0].isRange || len(right) > 1)
	}
	if !ok {
		return &refusal{tooManyDigits, ""}
	}
	m.addWrongNumbers(wrong, low, high)
	return nil
}

const tooManyDigits = "a number has more digits than can be typed"

// around writes the numbers between two as the one in the middle and how far off
// an answer may be, which is empty where the two are one.
func around(low, high *big.Rat) (answer, tolerance string, ok bool) {
	middle := new(big.Rat).Add(low, high)
	middle.Quo(middle, big.NewRat(2, 1))
	answer, ok = amount(middle)
	if slack := new(big.Rat).Sub(middle, low); slack.Sign() > 0 {
		var isShort bool
		tolerance, isShort = amount(slack)
		ok = ok && isShort
	}
	return answer, tolerance, ok
}

// anyFrom explains a number that need not be met.
func (m *quizMaker) anyFrom(low, high *big.Rat, isRange bool) string {
	from, _ := amount(low)
	to, _ := amount(high)
	switch {
	case isRange && isEnglish(m.language):
		return fmt.Sprintf("Any number from %s to %s is right.", from, to)
	case isRange:
		return escape(from + " – " + to)
	case isEnglish(m.language):
		return fmt.Sprintf("%s Any number from %s to %s counts.", m.item.Explanation, from, to)
	}
	return m.item.Explanation
}

// union is the numbers that any of the answers counts, where that is all
// between two of them.
func union(answers []quizAnswer) (low, high *big.Rat, isOne bool) {
	sorted := slices.SortedFunc(slices.Values(answers), func(a, b quizAnswer) int { return a.low.Cmp(b.low) })
	low, high = sorted[0].low, sorted[0].high
	for _, a := range sorted[1:] {
		if a.low.Cmp(high) > 0 {
			return low, high, false
		}
		if a.high.Cmp(high) > 0 {
			high = a.high
		}
	}
	return low, high, true
}

// addWrongNumbers keeps the feedback on numbers that are known to be wrong. One
// item has no place for feedback on a range.
func (m *quizMaker) addWrongNumbers(wrong []quizAnswer, low, high *big.Rat) {
	seen := make(map[string]bool)
	for _, a := range wrong {
		feedback, hasWords := m.may(a.feedback)
		isPart := part(a.weight) > 0
		switch {
		case !hasWords && !isPart:
		case a.low == nil:
			m.changed(lostRest)
		case a.low.Cmp(a.high) != 0 && isPart:
			m.changed(lostPartRange)
		case a.low.Cmp(a.high) != 0:
			m.changed(lostFeedback)
		case a.low.Cmp(low) >= 0 && a.low.Cmp(high) <= 0:
			// right, by an answer that earns more
		default:
			if answer, ok := amount(a.low); ok && !seen[answer] {
				seen[answer] = true
				m.item.Wrong = append(m.item.Wrong, course.Wrong{Answer: answer, Part: part(a.weight), Feedback: feedback})
			}
		}
	}
}

// makeSeveralNumbers makes a blank that takes any of several numbers.
func (m *quizMaker) makeSeveralNumbers(right, wrong []quizAnswer) *refusal {
	it := &m.item
	blank := course.Blank{Number: true}
	for _, a := range right {
		text, ok := amount(a.low)
		switch {
		case a.low.Cmp(a.high) != 0 || !ok || len(m.q.units) > 0:
			return &refusal{"several ranges of numbers cannot be asked yet", ""}
		case blank.Answer == "":
			blank.Answer = text
		case text != blank.Answer && !slices.Contains(blank.Accept, text):
			blank.Accept = append(blank.Accept, text)
		}
	}
	for _, a := range wrong {
		if _, ok := m.may(a.feedback); ok {
			m.changed(lostFeedback)
		}
		if part(a.weight) > 0 {
			m.changed(lostPartCredit)
		}
	}
	it.Kind, it.Blanks = course.Cloze, []course.Blank{blank}
	it.Question = strings.ReplaceAll(it.Question, "[[", "[ [") + "\n\n[[1]]"
	it.Explanation = theAnswerIs(m.language, strings.Join(append([]string{blank.Answer}, blank.Accept...), "; "))
	return nil
}
