package convert

import (
	"fmt"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"pacer/coach/course"
	"pacer/coach/course/formula"
)

// quizMaker makes an item of one question.
type quizMaker struct {
	q        *quizQuestion
	language string

	item    course.Item // all but its ID and skill
	content string      // the same for items a learner could not tell apart
	media   []Medium
	changes []string
	refused *refusal
}

// What is altered on the way. A report counts by these.
const (
	lostPartCredit = "partial credit was left out: the kind of item has no place for it"
	lostPartRange  = "partial credit for a range of numbers was left out"
	lostWeights    = "every right option counts alike now"
	lostFeedback   = "feedback was left out: the kind of item has no place for it"
	lostRest       = "feedback on any other answer was left out"
	lostCase       = "case no longer matters"
	lostWildcard   = "a star for any letters was left out of an answer"
	lostOnPicture  = "feedback that shows a picture or a film was left out"
	lostGarbled    = "feedback with garbled mathematics was left out"
	lostSlips      = "answers with partial credit that differ by a slip were left out: the coach asks again for those"
	oneOfAlike     = "options that were alike are one"
	asksForAll     = "several options are right, and all of them are asked for"
	choicesInText  = "the choices of a blank stand behind it"
	choicesBelow   = "the choices of the blanks stand below the text"
)

// changed notes a change, once.
func (m *quizMaker) changed(what string) {
	if !slices.Contains(m.changes, what) {
		m.changes = append(m.changes, what)
	}
}

// make fills the item or says why there is none.
func (m *quizMaker) make() *refusal {
	if m.q.fault != "" {
		return &refusal{m.q.fault, ""}
	}
	m.q.unwrap()
	build, ok := quizMakers[m.q.kind]
	if !ok {
		detail := "" // the title
		if m.q.title == "" {
			detail = clip(withoutHTML(m.q.stem.raw))
		}
		return &refusal{fmt.Sprintf("%s cannot be asked yet", m.q.kind), detail}
	}
	m.changes = slices.Clone(m.q.changes)
	if len(m.q.answers) > quizMaxAnswers {
		return &refusal{fmt.Sprintf("more than %d answers", quizMaxAnswers), ""}
	}
	if m.q.kind != quizCloze {
		var marks []string
		if len(m.q.blanks) > 0 {
			marks = []string{shownBlank}
		}
		stem, no := m.must(m.q.stem, richProse, marks...)
		if no != nil {
			return no
		}
		m.item.Question = m.closeUp(stem.text)
	}
	if no := build(m); no != nil {
		return no
	}
	if m.item.Question == "" {
		return &refusal{"empty question", clip(m.q.title)}
	}
	if general, ok := m.may(m.q.feedback); ok && m.item.Kind != course.Free {
		m.item.Explanation = general
	}
	for _, hint := range m.q.hints {
		if text, ok := m.may(hint); ok && !slices.Contains(m.item.Hints, course.Hint{Text: text}) {
			m.item.Hints = append(m.item.Hints, course.Hint{Text: text})
		}
	}
	for _, tag := range m.q.tags {
		if tag = tidy(tag); tag != "" && !slices.Contains(m.item.Tags, tag) {
			m.item.Tags = append(m.item.Tags, tag)
		}
	}
	blanks := make([]string, len(m.item.Blanks))
	for i, blank := range m.item.Blanks {
		blanks[i] = fmt.Sprint(blank)
	}
	m.content = contentKey(&m.item) + "\x00" + strings.Join(append(append(blanks, m.item.Tolerance), arranged(&m.item)...), "\x00")
	return nil
}

// closeUp takes the space between the blank and the sign after it, which the
// format puts there.
func (m *quizMaker) closeUp(text string) string {
	if !m.q.isBlank {
		return text
	}
	for _, sign := range []string{".", ",", "?", "!", ";", ":"} {
		text = strings.ReplaceAll(text, `\_ `+sign, `\_`+sign)
	}
	return text
}

// size is how many bytes the item's texts have.
func (m *quizMaker) size() int {
	it := &m.item
	n := len(it.Question) + len(it.Explanation) + len(it.Answer) + len(it.Model)
	for _, o := range it.Options {
		n += len(o.Text) + len(o.Feedback)
	}
	for _, w := range it.Wrong {
		n += len(w.Answer) + len(w.Feedback)
	}
	for _, b := range it.Blanks {
		n += len(b.Answer) + len(strings.Join(b.Accept, ""))
	}
	for _, text := range arranged(it) {
		n += len(text)
	}
	return n + hintsSize(it.Hints) + len(strings.Join(it.Accept, "")) + len(strings.Join(it.Tags, ""))
}

// must reads a text without which the question cannot be asked.
func (m *quizMaker) must(t quizText, style proseStyle, marks ...string) (prose, *refusal) {
	t = t.withoutInline()
	if len(t.raw) > quizMaxText {
		return prose{}, &refusal{fmt.Sprintf("a text is longer than %d bytes", quizMaxText), clip(t.raw)}
	}
	p := readProse(t.raw, t.format, style, func(source string) (string, string) { return m.picture(t, source) }, marks...)
	switch {
	case p.lostPicture != "":
		return p, &refusal{p.lostPicture, clip(p.text)}
	case p.hasMedia:
		return p, &refusal{"sound and film cannot be imported yet", clip(p.text)}
	case p.isBroken:
		return p, &refusal{garbled, clip(t.raw)}
	}
	return p, nil
}

// may reads a text that may as well be missing; it is not ok if nothing can be
// shown of it.
func (m *quizMaker) may(t quizText) (string, bool) {
	if strings.TrimSpace(t.raw) == "" {
		return "", false
	}
	p, no := m.must(t, richProse)
	switch {
	case no == nil:
	case p.lostPicture != "" || p.hasMedia:
		m.changed(lostOnPicture)
		return "", false
	default:
		m.changed(lostGarbled)
		return "", false
	}
	return p.text, p.text != ""
}

// makeChoice makes a choice of one option, or of all that are right.
func (m *quizMaker) makeChoice() *refusal {
	isRight, no := m.rightOnes()
	if no != nil {
		return no
	}
	it := &m.item
	place := make(map[string]int)
	var keys []string
	for i, a := range m.q.answers {
		p, no := m.must(a.text, optionProse)
		if no != nil {
			return no
		}
		text := strings.Join(strings.Fields(p.text), " ")
		if text == "" {
			m.changed("empty options were left out")
			continue
		}
		feedback, _ := m.may(a.feedback)
		if at, ok := place[text]; ok {
			if it.Options[at].Right != isRight[i] {
				return &refusal{"two options are alike, and only one of them is right", clip(text)}
			}
			m.changed(oneOfAlike)
			continue
		}
		place[text] = len(it.Options)
		option := course.Option{Text: text, Right: isRight[i], Feedback: feedback}
		if !isRight[i] {
			option.Part = part(a.weight)
		}
		it.Options = append(it.Options, option)
		it.Fixed = it.Fixed || isAboutOthers.MatchString(text)
		if isRight[i] {
			keys = append(keys, text)
		}
	}
	switch n := len(it.Options); {
	case n < 2:
		return &refusal{"fewer than two options", ""}
	case n > maxOptions:
		return &refusal{fmt.Sprintf("more than %d options", maxOptions), ""}
	case len(keys) == 0:
		return &refusal{"no answer is wholly right", ""}
	}
	it.Kind, it.Fixed = course.Choice, it.Fixed || m.q.isFixed
	if len(keys) > 1 || m.q.isAll {
		it.Kind = course.Choices
		for i := range it.Options {
			if it.Options[i].Part > 0 {
				it.Options[i].Part = 0
				m.changed(lostPartCredit)
			}
		}
	}
	it.Explanation = theAnswerIs(m.language, strings.Join(keys, "; "))
	return nil
}

// part is the percent of the credit that an answer is worth which is right in
// part only: 1 to 99, or 0 for an answer that is not.
func part(weight float64) int {
	if weight <= 0 || weight >= wholly {
		return 0
	}
	return min(max(int(math.Round(weight)), 1), 99)
}

// rightOnes says which of the answers are right. Where one of them earns all
// marks it is the one; else those are that earn all marks together.
func (m *quizMaker) rightOnes() ([]bool, *refusal) {
	isRight := make([]bool, len(m.q.answers))
	sum, best, whole := 0.0, 0.0, 0
	for _, a := range m.q.answers {
		sum += max(a.weight, 0)
		best = max(best, a.weight)
		if a.weight >= wholly {
			whole++
		}
	}
	isAll := m.q.isAll || whole == 0
	const nearly = 90 // percent: 3 × 33.3, 7 × 14 and the like are meant to be all
	if best <= 0 || isAll && sum < nearly {
		return nil, &refusal{"no answer is wholly right", ""}
	}
	for i, a := range m.q.answers {
		isRight[i] = a.weight >= wholly || isAll && a.weight > 0
		const rounding = 1 // percent: 33.3 and 33.4 are meant alike
		if isAll && isRight[i] && best-a.weight > rounding {
			m.changed(lostWeights)
		}
	}
	m.q.isAll = isAll
	if !isAll && whole > 1 {
		m.changed(asksForAll)
	}
	return isRight, nil
}

// truthWords are true and false by language, for statements with a feedback on
// each side.
var truthWords = map[string][2]string{
	"en": {"True", "False"}, "de": {"Wahr", "Falsch"}, "fr": {"Vrai", "Faux"}, "es": {"Verdadero", "Falso"}, "it": {"Vero", "Falso"},
	"pt": {"Verdadeiro", "Falso"}, "nl": {"Waar", "Niet waar"}, "sv": {"Sant", "Falskt"},
}

// makeTrueFalse makes a statement to judge. With feedback it is a choice of two,
// for an item of kind true-false has no place to say something on one side only.
// The first answer is the one for true.
func (m *quizMaker) makeTrueFalse() *refusal {
	it := &m.item
	isTrue := m.q.answers[0].weight >= wholly
	if isTrue == (m.q.answers[1].weight >= wholly) {
		return &refusal{"neither true nor false, or both, is right", ""}
	}
	it.Kind, it.Answer = course.TrueFalse, fmt.Sprint(isTrue)
	it.Explanation = theAnswerIs(m.language, it.Answer)
	var feedback [2]string
	for i := range feedback {
		feedback[i], _ = m.may(m.q.answers[i].feedback)
	}
	if feedback[0]+feedback[1] == "" {
		return nil
	}
	tag, _, _ := strings.Cut(m.language, "-")
	words, ok := truthWords[tag]
	if !ok {
		m.changed(lostFeedback)
		return nil
	}
	it.Kind, it.Answer, it.Fixed = course.Choice, "", true
	it.Options = []course.Option{
		{Text: words[0], Right: isTrue, Feedback: feedback[0]},
		{Text: words[1], Right: !isTrue, Feedback: feedback[1]},
	}
	key := words[0]
	if !isTrue {
		key = words[1]
	}
	it.Explanation = theAnswerIs(m.language, key)
	return nil
}

// makeShort makes a text, or a number where all that is right is one.
func (m *quizMaker) makeShort() *refusal {
	right, wrong, no := m.typed(m.q.answers)
	if no != nil {
		return no
	}
	it := &m.item
	first := right[0]
	it.Explanation = theAnswerIs(m.language, first.shown)
	switch {
	case first.hasMath || isLong(first.text):
		it.Kind, it.Model = course.Free, first.shown
		if len(wrong) > 0 {
			m.changed(lostFeedback)
		}
		return nil
	case m.asNumber(right, wrong):
		return nil
	}
	it.Kind, it.Answer = course.Text, first.text
	seen := map[string]bool{alike(first.text): true}
	for _, a := range right[1:] {
		if !seen[alike(a.text)] {
			seen[alike(a.text)] = true
			it.Accept = append(it.Accept, a.text)
		}
	}
	for _, a := range wrong {
		switch {
		case seen[alike(a.text)]:
		case a.feedback == "" && part(a.weight) == 0:
			// nothing to say, and any other answer is wrong as well
		case a.weight > 0 && isSlip(a.text, first.text):
			m.changed(lostSlips)
		default:
			seen[alike(a.text)] = true
			it.Wrong = append(it.Wrong, course.Wrong{Answer: a.text, Part: part(a.weight), Feedback: a.feedback})
		}
	}
	if m.q.isCased {
		m.changed(lostCase)
	}
	return nil
}

// typedAnswer is an answer to be typed.
type typedAnswer struct {
	text, shown string // as typed, and as a text of the course
	weight      float64
	feedback    string
	hasMath     bool
}

// typed reads answers to be typed, the wholly right ones apart.
func (m *quizMaker) typed(answers []quizAnswer) (right, wrong []typedAnswer, no *refusal) {
	for _, a := range answers {
		p, no := m.must(a.text, typedProse)
		if no != nil {
			return nil, nil, no
		}
		feedback, hasFeedback := m.may(a.feedback)
		isRight := a.weight >= wholly
		text, isWild := withoutStars(p.text)
		if !strings.ContainsFunc(text, unicode.IsGraphic) {
			text = "" // a soft hyphen, say: nothing that anyone sees
		}
		switch {
		case text == "" && isRight && isWild:
			return nil, nil, &refusal{"any answer is right", ""}
		case text == "" && isWild && hasFeedback:
			m.changed(lostRest)
			continue
		case text == "":
			continue
		case isWild && isRight:
			m.changed(lostWildcard)
		case isWild:
			continue // a wrong answer with a star means many
		}
		t := typedAnswer{text: text, shown: escape(text), weight: a.weight, feedback: feedback, hasMath: p.hasMath}
		if p.hasMath {
			t.shown = text
			if plain, ok := plainFormula(text); ok {
				t.text, t.hasMath = plain, false
			}
		}
		switch {
		case isRight:
			right = append(right, t)
			if hasFeedback {
				m.changed(lostFeedback)
			}
		default:
			wrong = append(wrong, t)
		}
	}
	if len(right) == 0 {
		return nil, nil, &refusal{"no answer is wholly right", ""}
	}
	return right, wrong, nil
}

// plainFormula is a formula as anyone would type it, where that is letters and
// digits alone: H2O, x1. A raised digit is none, for x² is not x2.
func plainFormula(text string) (string, bool) {
	readable := formula.Readable(text)
	if strings.Contains(text, "^") || strings.ContainsAny(readable, "⁰¹²³⁴⁵⁶⁷⁸⁹") {
		return "", false
	}
	plain := norm.NFKC.String(readable)
	return plain, lettersAndDigits.MatchString(plain)
}

var lettersAndDigits = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]{0,19}$`)

// withoutStars takes the stars from an answer, which stand for any letters; one
// after a backslash is a star.
func withoutStars(s string) (_ string, isWild bool) {
	const star = "\x00"
	s = strings.ReplaceAll(s, `\*`, star)
	isWild = strings.Contains(s, "*")
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, "*", " ")), " ")
	return strings.ReplaceAll(s, star, "*"), isWild
}

// asNumber makes a number of answers that are all the same one.
func (m *quizMaker) asNumber(right, wrong []typedAnswer) bool {
	it := &m.item
	var first quantity
	var value *big.Rat
	for i, a := range right {
		q, ok := readNumber(decimalPoint(a.text))
		if !ok {
			return false
		}
		v, err := course.ParseNumber(q.answer)
		if err != nil || i > 0 && v.Cmp(value) != 0 {
			return false
		}
		if i == 0 {
			first, value = q, v
		}
	}
	it.Kind, it.Answer, it.Units = course.Number, first.answer, first.units
	seen := map[string]bool{value.String(): true}
	for _, a := range wrong {
		q, ok := readNumber(decimalPoint(a.text))
		switch {
		case a.feedback == "" && part(a.weight) == 0:
			continue
		case !ok:
			m.changed(lostFeedback)
			continue
		}
		if v, err := course.ParseNumber(q.answer); err == nil && !seen[v.String()] {
			seen[v.String()] = true
			it.Wrong = append(it.Wrong, course.Wrong{Answer: q.answer, Part: part(a.weight), Feedback: a.feedback})
		}
	}
	return true
}

// isSlip says whether two words are so near that the coach takes one for a
// misspelling of the other: one change from four letters on, two from eight.
func isSlip(a, b string) bool {
	x, y := []rune(strings.ToLower(a)), []rune(strings.ToLower(b))
	allowed := 0
	switch n := len(y); {
	case n > 60:
	case n >= 8:
		allowed = 2
	case n >= 4:
		allowed = 1
	}
	if d := len(x) - len(y); allowed == 0 || d > allowed || -d > allowed {
		return false
	}
	// The distance of Damerau and Levenshtein: two letters that changed places
	// are one change.
	table := make([][]int, len(x)+1)
	for i := range table {
		table[i] = make([]int, len(y)+1)
		for j := range table[i] {
			switch {
			case i == 0 || j == 0:
				table[i][j] = i + j
				continue
			case x[i-1] == y[j-1]:
				table[i][j] = table[i-1][j-1]
			default:
				table[i][j] = 1 + min(table[i-1][j-1], table[i-1][j], table[i][j-1])
			}
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				table[i][j] = min(table[i][j], 1+table[i-2][j-2])
			}
		}
	}
	return table[len(x)][len(y)] <= allowed
}

// isTooShort says whether a model answer is one that the coach, were it given,
// would not take for a free response: a word or a sign.
func isTooShort(model string) bool {
	const fewest, shortest = 2, 10 // words, characters
	return len(strings.Fields(model)) < fewest && utf8.RuneCountInString(model) < shortest
}

// makeEssay makes a free response, if there is something to compare with: what
// the graders are told, or what everyone is told afterwards.
func (m *quizMaker) makeEssay() *refusal {
	it := &m.item
	general, hasGeneral := m.may(m.q.feedback)
	model, ok := m.may(m.q.model)
	if !ok {
		model, ok = general, hasGeneral
	}
	if !ok {
		return &refusal{"an essay without a model answer cannot be compared with anything: give it general feedback", ""}
	}
	if isTooShort(model) {
		return &refusal{"the model answer is too short to compare anything with: write a sentence", clip(model)}
	}
	it.Kind, it.Model, it.Explanation = course.Free, model, model
	if hasGeneral {
		it.Explanation = general
	}
	return nil
}
