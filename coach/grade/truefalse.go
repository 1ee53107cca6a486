package grade

import (
	"strconv"

	"pacer/coach/course"
)

// gradeTrueFalse grades an answer to a statement. True is shown as A, false as
// B.
func gradeTrueFalse(it *course.Item, said string) Result {
	for _, text := range variants(said) {
		said, ok := readTruth(text)
		if !ok {
			continue
		}
		result := Result{Verdict: Wrong, Known: true, Read: strconv.FormatBool(said)}
		if strconv.FormatBool(said) == it.Answer {
			result.Verdict, result.Score = Right, 1
		}
		return result
	}
	result := Result{Read: show(said)}
	if asks(said) {
		result.Note = Question
	}
	return result
}

// readTruth reads a word for true or false, or the label of one.
func readTruth(s string) (truth, ok bool) {
	if truth, ok = words.truths[plainWord(s)]; ok { // before "no" is taken for "number"
		return truth, true
	}
	word := unlabel(fold(unify(s)))
	if place, isLetter := placeOf(word); isLetter && place < 2 {
		return place == 0, true
	}
	switch word {
	case "1":
		return true, true
	case "2":
		return false, true
	}
	truth, ok = words.truths[word]
	return truth, ok
}
