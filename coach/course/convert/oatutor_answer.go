package convert

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"pacer/coach/course"
	"pacer/coach/course/formula"
)

// oatAsk is what a step or a scaffold asks for, as the pool has it.
type oatAsk struct {
	problemType, answerType string
	answers, choices        []string
	own                     oatVariables // its own, which go before those of the step
}

// oatAnswer finds out how something is answered, and gives its item what
// grades it.
type oatAnswer struct {
	*oatMaker
	oatAsk
	it         *course.Item // has its question; gets its kind
	question   string       // in small letters
	key        string       // the answer, as an explanation shows it
	isScaffold bool         // what is altered in one is not worth a note
}

func (a *oatAnswer) changed(what string) {
	if !a.isScaffold {
		a.oatMaker.changed(what)
	}
}

// make makes the item one of a kind that the answer can be graded as. An answer
// that is neither a choice nor a number, nor words, nor mathematics that can
// be compared, makes a free item.
func (a *oatAnswer) make() *refusal {
	a.question = strings.ToLower(a.it.Question)
	var keys []string
	for _, key := range a.answers {
		if strings.TrimSpace(key) != "" {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return &refusal{"no answer", ""}
	}
	isChoice := strings.EqualFold(a.problemType, "MultipleChoice")
	if isChoice || len(a.choices) > 0 && !strings.EqualFold(a.problemType, "TextBox") {
		return a.makeChoice(keys)
	}
	var no *refusal
	if a.key, no = a.show(keys[0], a.own); no != nil {
		return no
	}
	if a.key == "" {
		return &refusal{"no answer", clip(keys[0])}
	}
	for i := range keys {
		keys[i] = a.withValues(keys[i], a.own)
	}
	isString := strings.EqualFold(a.answerType, "string")
	q, isNumber := readNumber(keys[0])
	if isNumber && len(keys) == 1 && !(isString && listOfTwo.MatchString(keys[0])) {
		a.makeNumber(q)
		return nil
	}
	if a.isWord(keys[0]) {
		a.makeText(keys)
		return nil
	}
	mended := make([]string, len(keys))
	for i := range keys {
		mended[i] = mendKey(keys[i])
	}
	switch {
	case isSigns(mended[0]):
		a.makeText(keys)
		a.it.Exact = true
	case a.makeInterval(mended), a.makeNumbers(mended), a.makeExpression(mended):
	case isString:
		a.makeText(keys)
		a.it.Exact = true
	default:
		a.key = infinity.ReplaceAllString(a.key, "∞")
		a.it.Kind, a.it.Model = course.Free, a.key
	}
	return nil
}

// listOfTwo finds what could be a number with its thousands apart, or two
// numbers. Pools keep numbers as mathematics: a string is two.
var listOfTwo = regexp.MustCompile(`^[(\[]?-?\d{1,3},-?\d{3}[)\]]?$`)

var infinity = regexp.MustCompile(`\binf\b`)

// makeChoice makes a choice of the options.
func (a *oatAnswer) makeChoice(keys []string) *refusal {
	if len(keys) > 1 {
		return &refusal{"several right options for one answer", ""}
	}
	key, no := a.show(keys[0], a.own)
	if no != nil {
		return no
	}
	seen := make(map[string]bool)
	right, rightLook := -1, optionLook(key)
	for _, choice := range a.choices {
		text, no := a.show(choice, a.own)
		if no != nil {
			return no
		}
		look := optionLook(text)
		if look == "" {
			a.changed("empty options were left out")
			continue
		}
		if seen[look] {
			a.changed("options that were alike are one")
			continue
		}
		seen[look] = true
		if look == rightLook {
			right = len(a.it.Options)
		}
		if isAboutOthers.MatchString(text) {
			a.it.Fixed = true
		}
		a.it.Options = append(a.it.Options, course.Option{Text: text})
	}
	switch n := len(a.it.Options); {
	case n < 2:
		return &refusal{"fewer than two options", ""}
	case n > maxOptions:
		return &refusal{fmt.Sprintf("more than %d options", maxOptions), ""}
	case right < 0:
		return &refusal{"the answer is not among the options", clip(keys[0])}
	}
	a.it.Kind, a.key = course.Choice, key
	a.it.Options[right].Right = true
	a.it.Fixed = a.it.Fixed || a.keepOrder
	return nil
}

// optionLook is the same for options between which nobody could choose: those
// that differ in spaces, in the sign for times, or, if they are words, in case.
func optionLook(text string) string {
	look := strings.Join(strings.Fields(text), " ")
	if plainWords.MatchString(look) {
		return strings.ToLower(look)
	}
	if strings.ContainsAny(look, "$*") {
		look = timesSigns.Replace(formula.Readable(look))
	}
	return look
}

var (
	plainWords = regexp.MustCompile(`^\p{L}{3,}(?: \p{L}+)*\.?$`)
	timesSigns = strings.NewReplacer(" ", "", "*", "×", "∗", "×", "·", "×", "\\*", "×")
)

// isAboutOthers finds options that speak of the others and would make no sense
// in another order.
var isAboutOthers = regexp.MustCompile(`(?i)\b(?:all|none|both|neither|either) of (?:the|these|those|them)\b|\b(?:all|none|both) (?:the )?above\b|^(?:both|neither)\b|\b[A-E] (?:and|or|&) [A-E]\b`)

// What a question asks of a number, by words of it in small letters.
var (
	asksSimplest = []string{"simpli", "reduce", "lowest terms", "simplest"}
	asksMixed    = []string{"mixed number", "mixed fraction"}
	asksDecimal  = []string{"as a decimal", "to a decimal", "into a decimal", "in decimal", "as decimal", "to decimal"}
	asksSame     = []string{"equivalent", "common denominator", "lcd"}
	asksRounded  = []string{"round", "nearest", "decimal place", "approximat", "estimate"}
	isRounding   = regexp.MustCompile(`\bround(?:ing)?[ _-](?:decimal|whole|number|off)|rounding|\bround \$?\d`)
)

// says whether any of the parts stands in s.
func says(s string, parts []string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(s, part) })
}

// makeNumber makes a number, with the form and the precision that the question
// asks for.
func (a *oatAnswer) makeNumber(q quantity) {
	it := a.it
	it.Kind, it.Answer, it.Units = course.Number, q.answer, q.units
	isFraction, isMixed, isLowest := strings.Contains(q.answer, "/"), strings.Contains(q.answer, " "), isLowest(q.answer)
	switch {
	case isFraction && !isLowest && !isMixed && says(a.question, asksSame):
		// Any fraction of this value would count as a number, and the question
		// asks for this one.
		it.Kind, it.Units, it.Exact = course.Text, nil, true
	case isMixed && says(a.question, asksMixed):
		it.Form = mixedForm(q.answer)
	case isLowest && says(a.question, asksSimplest):
		it.Form = course.Simplest
	case strings.Contains(q.answer, ".") && says(a.question, asksDecimal):
		it.Form = course.Decimal
	}
	if it.Kind == course.Number && a.isRounded(q.answer) {
		it.Tolerance = halfUnit(q.answer)
	}
}

// isRounded says whether a number was rounded by whoever wrote it, and is not
// what the question is about: others may round a little differently.
func (a *oatAnswer) isRounded(answer string) bool {
	const exactPlaces = 2 // a key with more decimals is a rounded one
	switch {
	case strings.Contains(answer, "/"), places(answer) <= exactPlaces && !says(a.question, asksRounded):
		return false
	}
	return !isRounding.MatchString(a.question) && !isRounding.MatchString(strings.ToLower(oatLessonName(a.problem)))
}

// mixedForm asks for a mixed number, if the answer itself is one in lowest
// terms.
func mixedForm(answer string) course.Form {
	_, fraction, _ := strings.Cut(answer, " ")
	if isLowest(fraction) {
		return course.Mixed
	}
	return course.AnyForm
}

var (
	wordKey     = regexp.MustCompile(`^\p{L}[\p{L}' /-]*$`)
	saysYesOrNo = regexp.MustCompile(`(?i)\by\b.{0,12}\byes\b|\byes\b.{0,12}\by\b`)
)

// isWord says whether a key is a word or a few, to be typed as they are. Where
// a calculation is asked for, a single letter is one only if the question tells
// learners to type it, and a few letters hardly ever: else they are variables.
func (a *oatAnswer) isWord(key string) bool {
	const most, shortest = 6, 5 // words; letters, of a calculation's result
	word := tidy(withoutDelimiters(key))
	letters := len([]rune(word))
	switch {
	case !wordKey.MatchString(word) || len(strings.Fields(word)) > most:
		return false
	case !strings.EqualFold(a.answerType, "arithmetic"):
		return true
	case letters > 1:
		return letters >= shortest && !isMathWord[strings.ToLower(word)] || sameWords[alike(word)] != nil
	}
	return isYesOrNo(word) && saysYesOrNo.MatchString(a.it.Question) || strings.Contains(a.it.Question, `"`+word+`"`)
}

func isYesOrNo(word string) bool { return strings.EqualFold(word, "y") || strings.EqualFold(word, "n") }

// sameWords are other ways to type an answer, where nothing else can be meant.
var sameWords = map[string][]string{
	"y": {"yes"}, "n": {"no"}, "yes": {"y"}, "no": {"n"}, "none": {"there are none", "no solution"},
	"dne": {"does not exist"}, "does not exist": {"DNE"}, "und": {"undefined"}, "undefined": {"und"}, "no solution": {"none", "no solutions"},
	"n/a": {"NA", "not applicable"}, "na": {"N/A", "not applicable"}, "infinitely many": {"infinitely many solutions"},
}

// makeText makes a text of keys that are alternatives.
func (a *oatAnswer) makeText(keys []string) {
	it := a.it
	answer := tidy(withoutDelimiters(keys[0]))
	it.Kind, it.Answer = course.Text, escape(answer)
	seen := map[string]bool{alike(answer): true}
	for _, other := range slices.Concat(keys[1:], sameWords[alike(answer)], sameSigns(answer)) {
		if other = tidy(withoutDelimiters(other)); other != "" && !seen[alike(other)] {
			seen[alike(other)] = true
			it.Accept = append(it.Accept, escape(other))
		}
	}
	if isYesOrNo(answer) && !saysYesOrNo.MatchString(it.Question) {
		it.Accept = nil // "N" for "none" is not "no"
	}
	a.key = it.Answer
}
