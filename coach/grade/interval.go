package grade

import (
	"strings"

	"pacer/coach/course"
	"pacer/coach/course/algebra"
)

// gradeInterval grades a cleaned answer that is a set of real numbers: an
// interval, an inequality, several joined by "or", solutions, in any of the ways
// that algebra.ParseSet reads. They are right if they hold the same numbers.
func gradeInterval(it *course.Item, text string) Result {
	unread := Result{Read: show(text)}
	if asks(text) {
		unread.Note = Question
		return unread
	}
	key, err := algebra.ParseSet(it.Answer)
	if err != nil {
		return unread
	}
	var best Result
	isRead := false
	for _, said := range sayings(text) {
		readings, err := algebra.SetReadings(said)
		if err != nil {
			continue
		}
		for _, reading := range readings {
			r := gradeSet(it, key, reading)
			r.Read = show(reading.String())
			if !isRead || rankOf(r) > rankOf(best) {
				best, isRead = r, true
			}
		}
	}
	return unlessTalk(best, isRead, text)
}

// gradeSet grades one reading of an answer.
func gradeSet(it *course.Item, key, said algebra.Set) Result {
	if a, b := key.Unknown(), said.Unknown(); a != "" && b != "" && !strings.EqualFold(a, b) {
		return Result{Note: OtherLetters, About: []string{a}}
	}
	if said.Equal(key) {
		return Result{Verdict: Right, Score: 1, Known: true}
	}
	if meant, ok := said.MeantOr(); ok && meant.Equal(key) {
		return Result{Verdict: Again, Note: AndOr, Known: true}
	}
	result := Result{Verdict: Wrong}
	for i := range it.Wrong {
		if wrong, err := algebra.ParseSet(it.Wrong[i].Answer); err == nil && wrong.Equal(said) {
			result.know(&it.Wrong[i])
			return result
		}
	}
	if said.EqualButEnds(key) && !said.IsEmpty() {
		result.Note = Ends
	}
	return result
}

// intervalKey says the right answer for people.
func intervalKey(it *course.Item) string {
	if set, err := algebra.ParseSet(it.Answer); err == nil && strings.ContainsAny(it.Answer, `\$`) {
		return set.String()
	}
	return line(it.Answer)
}
