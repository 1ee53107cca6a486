package grade

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"pacer/coach/course"
)

const (
	// shortestGiven is how many letters of a word make it more than a word that
	// may stand in any hint.
	shortestGiven = 4
	// shortestDigits is how many characters of a number make it more than one
	// that may stand in any hint; shorter ones only count after an equals sign.
	shortestDigits = 2
)

// hints looks for hints before the last one that hold the answer: then there is
// nothing left to think about.
func (l *linter) hints(it *course.Item) {
	for k, hint := range it.Hints[:min(max(len(it.Hints)-1, 0), mostLooked)] {
		if hint.Ask != nil {
			continue // asks, and does not tell
		}
		if given := givenAway(it, hint.Text); given != "" {
			l.add([]any{"hints", k}, "hint %d of %d says the answer (%q): leave that to the last one, so that there is something to think about", k+1, len(it.Hints), clip(given))
		}
	}
}

// givenAway is the answer to an item, as a text says it, or "". What the question
// or one of the wrong options says as well gives nothing away.
func givenAway(it *course.Item, text string) string {
	hint, question := asWords(text), asWords(it.Question)
	for _, told := range tellable(it) {
		answer := asWords(told)
		switch {
		case strings.TrimSpace(answer) == "" || contains(question, answer):
		case isNumber(answer):
			if givesNumber(hint, answer) {
				return line(plain(told))
			}
		case utf8.RuneCountInString(strings.TrimSpace(answer)) >= shortestGiven && contains(hint, answer):
			return line(plain(told))
		}
	}
	return ""
}

// tellable are the answers that a hint could give away by saying them.
func tellable(it *course.Item) []string {
	switch it.Kind {
	case course.Number, course.Expression, course.Interval:
		return []string{it.Answer}
	case course.Text:
		return append([]string{it.Answer}, it.Accept[:min(len(it.Accept), mostLooked)]...)
	case course.Choice:
		right, rest := "", " "
		for i := range it.Options {
			if it.Options[i].Right {
				right = it.Options[i].Text
			} else {
				rest += asWords(it.Options[i].Text)
			}
		}
		if contains(rest, asWords(right)) {
			return nil // "mass" is said by "mass and weight" too
		}
		return []string{right}
	}
	return nil // of several parts, one may be told
}

// asWords is a text for comparing by words: as seen, without capitals and
// punctuation, a space around each word.
func asWords(text string) string {
	fields := strings.FieldsFunc(fold(plain(text)), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`?!;:"“”„»«()[]{}…`, r)
	})
	var b strings.Builder
	b.WriteByte(' ')
	for _, f := range fields {
		if f = strings.Trim(f, ".,'’"); f != "" {
			b.WriteString(f)
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// contains tells whether words stand in others one after the other.
func contains(text, part string) bool { return strings.Contains(text, part) && part != " " }

var onlyNumber = regexp.MustCompile(`^ -?[\d.,/⁄]+ $`)

func isNumber(answer string) bool { return onlyNumber.MatchString(answer) }

// givesNumber tells whether a hint says a number as an outcome: after an equals
// sign, or as a word of its own where it is long enough not to be there by chance.
// A number that goes on to be reckoned with is a step on the way.
func givesNumber(hint, answer string) bool {
	number := strings.TrimSpace(answer)
	for rest := hint; ; {
		_, after, found := strings.Cut(rest, "="+answer)
		if !found {
			if _, after, found = strings.Cut(rest, "= "+number+" "); !found {
				break
			}
		}
		if !goesOn(after) {
			return true
		}
		rest = after
	}
	if utf8.RuneCountInString(number) < shortestDigits || isReckoning(hint) {
		return false
	}
	return contains(hint, answer)
}

// goesOn tells whether an expression goes on.
func goesOn(after string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimSpace(after))
	return strings.ContainsRune("+-−·×*/÷=^", r)
}

// manyNumbers is how many numbers make a hint one that counts.
const manyNumbers = 3

var numbersIn = regexp.MustCompile(`\d+(?:[.,/⁄]\d+)*`)

// isReckoning tells whether a hint reckons or counts with numbers, so that one of
// them may be the answer's by chance.
func isReckoning(hint string) bool {
	return strings.ContainsAny(hint, "+−·×*÷=<>") || len(numbersIn.FindAllString(hint, manyNumbers)) == manyNumbers
}
