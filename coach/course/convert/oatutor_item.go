package convert

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"pacer/coach/course"
)

// Bounds of what one item is made of; the longest known text has 2,000 bytes,
// the longest pathway 34 hints.
const (
	oatMaxText  = 20_000 // bytes
	oatMaxHints = 100
)

// oatMaker makes an item of one step.
type oatMaker struct {
	problem   *oatProblem
	at        int  // which of the problem's steps
	keepOrder bool // of options
	isStrict  bool // about licences
	language  string

	item    course.Item // all but its ID and skills
	key     string      // the answer, as an explanation shows it
	changes []string
	refused *refusal
}

func (m *oatMaker) step() *oatStep { return m.problem.steps[m.at] }

// changed notes a change, once.
func (m *oatMaker) changed(what string) {
	if !slices.Contains(m.changes, what) {
		m.changes = append(m.changes, what)
	}
}

// make fills the item or says why there is none.
func (m *oatMaker) make() {
	for _, part := range []func() *refusal{m.checkFiles, m.readLicence, m.checkFigures, m.makeQuestion, m.makeAnswer} {
		if m.refused = part(); m.refused != nil {
			return
		}
	}
	m.makeHints()
}

func (m *oatMaker) checkFiles() *refusal {
	if fault := m.step().fault; fault != "" {
		return &refusal{fault, ""}
	}
	if fault := m.problem.fault; fault != "" {
		return &refusal{"its problem: " + fault, ""}
	}
	return nil
}

func (m *oatMaker) readLicence() *refusal {
	licence, isNamed := readLicence(m.problem.data.License)
	if m.isStrict && !isNamed {
		return &refusal{"no licence named", clip(m.problem.data.License)}
	}
	m.item.Licence = licence
	m.item.Source = readSource(m.problem.data.Oer)
	return nil
}

// shownTexts are the texts a learner needs to answer.
func (m *oatMaker) shownTexts() []string {
	p, s := &m.problem.data, &m.step().data
	texts := []string{p.Title, p.Body, s.StepTitle, s.StepBody}
	return slices.Concat(texts, s.Choices, s.StepAnswer)
}

var (
	oatFigure      = regexp.MustCompile(`(?i)#{2}\s*([\w.() -]+?\.(?:gif|png|jpe?g|svg|webp|bmp))(?:#{2})?|#{2}[^#\s]+(?:#{2})?`)
	oatVariable    = regexp.MustCompile(`@\{\s*([^{}]*?)\s*\}`)
	pictureLink    = regexp.MustCompile(`(?i)^https?://\S+$`)
	speaksOfFigure = regexp.MustCompile(`(?i)\b(?:figure|graph|diagram|picture|image) (?:is )?shown\b|\b(?:following|shown|above|below) (?:figure|diagram|picture|image)\b|\b(?:figure|diagram|picture|image) (?:below|above)\b`)
)

// checkFigures refuses what cannot be answered without a picture. A course has
// no place for an item's picture, so one that is there does not help either.
func (m *oatMaker) checkFigures() *refusal {
	for _, text := range m.shownTexts() {
		if strings.Contains(text, "##") {
			if figure := oatFigure.FindStringSubmatch(text); figure != nil {
				if m.problem.figures[strings.ToLower(strings.TrimSpace(figure[1]))] {
					return &refusal{hasFigure, clip(figure[0])}
				}
				return &refusal{noFigure, clip(figure[0])}
			}
		}
		if hasImage(text) || pictureLink.MatchString(strings.TrimSpace(text)) {
			return &refusal{noFigure, clip(text)}
		}
		if phrase := figureSpokenOf(text); phrase != "" {
			return &refusal{noFigure, "the text speaks of a " + phrase}
		}
	}
	return nil
}

// figureSpokenOf returns the words by which a text speaks of a picture that
// ought to stand beside it, or "".
func figureSpokenOf(text string) string {
	for _, part := range []string{"shown", "ollowing", "elow", "bove"} {
		if strings.Contains(text, part) { // far cheaper than the expression, and rare
			return speaksOfFigure.FindString(text)
		}
	}
	return ""
}

// withValues puts the first of its values in the place of each variable. A
// hint's own values go before the step's, and those before the problem's.
func (m *oatMaker) withValues(raw string, own oatVariables) string {
	if !strings.Contains(raw, "@{") {
		return raw
	}
	return oatVariable.ReplaceAllStringFunc(raw, func(variable string) string {
		name := oatVariable.FindStringSubmatch(variable)[1]
		for _, set := range []oatVariables{own, m.step().data.Variabilization, m.problem.data.Variabilization} {
			if values := set[name]; len(values) > 0 {
				m.changed("variables have their first values")
				return values[0]
			}
		}
		return variable
	})
}

// rewrite makes a text of the pool one of a course. A variable without a value
// is as bad as garbled mathematics.
func (m *oatMaker) rewrite(raw string, own oatVariables) mathText {
	out := readMath(m.withValues(raw, own))
	out.isBroken = out.isBroken || strings.Contains(out.text, "@{")
	return out
}

// show rewrites a text that a learner must be able to read.
func (m *oatMaker) show(raw string) (string, *refusal) {
	if len(raw) > oatMaxText {
		return "", &refusal{fmt.Sprintf("a text is longer than %d bytes", oatMaxText), clip(raw)}
	}
	t := m.rewrite(raw, nil)
	if t.isBroken {
		return "", &refusal{garbled, clip(raw)}
	}
	if t.hadBreak {
		m.changed(`line breaks were written \n`)
	}
	if t.isRepair {
		m.changed("mathematics stood outside its delimiters")
	}
	return t.text, nil
}

// makeQuestion joins the texts of the problem and the step, without saying
// anything twice.
func (m *oatMaker) makeQuestion() *refusal {
	p, s := &m.problem.data, &m.step().data
	raws := []string{p.Title, p.Body}
	if earlier := m.earlier(); earlier != "" {
		m.changed("the step before it is quoted: the step does not stand by itself")
		raws = append(raws, earlier)
	}
	raws = append(raws, s.StepTitle, s.StepBody)
	var parts []string
	for _, raw := range raws {
		part, no := m.show(raw)
		if no != nil {
			return no
		}
		if part != "" {
			parts = append(parts, part)
		}
	}
	m.item.Question = strings.Join(withoutRepeats(parts), "\n\n")
	if m.item.Question == "" {
		return &refusal{"empty question", ""}
	}
	return nil
}

// withoutRepeats leaves out parts that another part says as well: of equal ones
// the first stays.
func withoutRepeats(parts []string) []string {
	var out []string
	plain := make([]string, len(parts))
	for i, part := range parts {
		plain[i] = alike(part)
	}
	for i, part := range parts {
		const short = 12 // bytes; anything shorter may be inside another by chance
		mine := plain[i]
		isRepeat := slices.Contains(plain[:i], mine)
		for _, theirs := range plain {
			isRepeat = isRepeat || len(mine) > short && len(theirs) > len(mine) && strings.Contains(theirs, mine)
		}
		if !isRepeat {
			out = append(out, part)
		}
	}
	return out
}

// refersBack finds words that point at something said before.
var refersBack = regexp.MustCompile(`(?i)\b(?:the|this|these|that|those|it|its|above|previous|other)\b`)

// earlier returns the text of the problem's first step where this one cannot
// be understood without it: it is short and points at something, and neither it
// nor the problem holds a number or a formula, while the first step does.
func (m *oatMaker) earlier() string {
	const short = 160 // bytes; longer texts stand by themselves
	p, s, first := &m.problem.data, &m.step().data, &m.problem.steps[0].data
	own := s.StepTitle + s.StepBody
	given := first.StepTitle + "\n" + first.StepBody
	switch {
	case m.at == 0 || len(own) > short || !refersBack.MatchString(own),
		strings.ContainsAny(p.Title+p.Body+own, "0123456789$"),
		!strings.ContainsAny(given, "0123456789$"),
		strings.Contains(given, "##") || hasImage(given):
		return ""
	}
	if !isEnglish(m.language) {
		return given
	}
	return "Earlier question: " + given
}

// makeAnswer finds out how the step is answered.
func (m *oatMaker) makeAnswer() *refusal {
	s := &m.step().data
	var keys []string
	for _, key := range s.StepAnswer {
		if strings.TrimSpace(key) != "" {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return &refusal{"no answer", ""}
	}
	isChoice := strings.EqualFold(s.ProblemType, "MultipleChoice")
	if isChoice || len(s.Choices) > 0 && !strings.EqualFold(s.ProblemType, "TextBox") {
		return m.makeChoice(keys)
	}
	var no *refusal
	if m.key, no = m.show(keys[0]); no != nil {
		return no
	}
	if m.key == "" {
		return &refusal{"no answer", clip(keys[0])}
	}
	for i := range keys {
		keys[i] = m.withValues(keys[i], nil)
	}
	q, isNumber := readNumber(keys[0])
	switch {
	case isNumber && len(keys) == 1:
		m.makeNumber(q)
	case m.isWord(keys[0]):
		m.makeText(keys)
	case len(keys) == 1 && strings.EqualFold(s.AnswerType, "string") && listKey.MatchString(keys[0]):
		m.makeText(keys)
		m.item.Exact = true
	default:
		m.key = infinity.ReplaceAllString(m.key, "∞")
		m.item.Kind, m.item.Model = course.Free, m.key
	}
	return nil
}

var infinity = regexp.MustCompile(`\binf\b`)

// makeChoice makes a choice of the step's options.
func (m *oatMaker) makeChoice(keys []string) *refusal {
	if len(keys) > 1 {
		return &refusal{"several right options for one answer", ""}
	}
	key, no := m.show(keys[0])
	if no != nil {
		return no
	}
	seen := make(map[string]bool)
	right := -1
	for _, choice := range m.step().data.Choices {
		text, no := m.show(choice)
		if no != nil {
			return no
		}
		same := strings.Join(strings.Fields(text), " ")
		if same == "" {
			m.changed("empty options were left out")
			continue
		}
		if seen[same] {
			m.changed("options that were alike are one")
			continue
		}
		seen[same] = true
		if same == strings.Join(strings.Fields(key), " ") {
			right = len(m.item.Options)
		}
		if isAboutOthers.MatchString(text) {
			m.item.Fixed = true
		}
		m.item.Options = append(m.item.Options, course.Option{Text: text})
	}
	switch n := len(m.item.Options); {
	case n < 2:
		return &refusal{"fewer than two options", ""}
	case n > maxOptions:
		return &refusal{fmt.Sprintf("more than %d options", maxOptions), ""}
	case right < 0:
		return &refusal{"the answer is not among the options", clip(keys[0])}
	}
	m.item.Kind, m.key = course.Choice, key
	m.item.Options[right].Right = true
	m.item.Fixed = m.item.Fixed || m.keepOrder
	return nil
}

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
func (m *oatMaker) makeNumber(q quantity) {
	it := &m.item
	it.Kind, it.Answer, it.Units = course.Number, q.answer, q.units
	question := strings.ToLower(it.Question)
	isFraction, isMixed, isLowest := strings.Contains(q.answer, "/"), strings.Contains(q.answer, " "), isLowest(q.answer)
	switch {
	case isFraction && !isLowest && !isMixed && says(question, asksSame):
		// Any fraction of this value would count as a number, and the question
		// asks for this one.
		it.Kind, it.Units, it.Exact = course.Text, nil, true
	case isMixed && says(question, asksMixed):
		it.Form = mixedForm(q.answer)
	case isLowest && says(question, asksSimplest):
		it.Form = course.Simplest
	case strings.Contains(q.answer, ".") && says(question, asksDecimal):
		it.Form = course.Decimal
	}
	const exactPlaces = 2 // a key with more decimals is a rounded one
	isRounded := places(q.answer) > exactPlaces || says(question, asksRounded)
	if isFraction || !isRounded {
		return
	}
	if !isRounding.MatchString(question) && !isRounding.MatchString(strings.ToLower(oatLessonName(m.problem))) {
		it.Tolerance = halfUnit(q.answer)
	}
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
	listKey     = regexp.MustCompile(`^[-0-9.,/()\[\]{} ]*$`) // a pair, an interval, a sequence: graded sign by sign
	wordKey     = regexp.MustCompile(`^\p{L}[\p{L}' /-]*$`)
	saysYesOrNo = regexp.MustCompile(`(?i)\by\b.{0,12}\byes\b|\byes\b.{0,12}\by\b`)
)

// isWord says whether a key is a word or a few, to be typed as they are. A
// single letter is one only where the question tells learners to type it, and a
// few letters where a calculation is asked for hardly ever: else they are
// variables.
func (m *oatMaker) isWord(key string) bool {
	const most, shortest = 6, 5 // words; letters, of a calculation's result
	word := tidy(withoutDelimiters(key))
	letters := len([]rune(word))
	switch {
	case !wordKey.MatchString(word) || len(strings.Fields(word)) > most:
		return false
	case letters > 1 && strings.EqualFold(m.step().data.AnswerType, "arithmetic"):
		return letters >= shortest || sameWords[alike(word)] != nil
	case letters > 1:
		return true
	}
	return isYesOrNo(word) && saysYesOrNo.MatchString(m.item.Question) || strings.Contains(m.item.Question, `"`+word+`"`)
}

func isYesOrNo(word string) bool { return strings.EqualFold(word, "y") || strings.EqualFold(word, "n") }

// sameWords are other ways to type an answer, where nothing else can be meant.
var sameWords = map[string][]string{
	"y": {"yes"}, "n": {"no"}, "yes": {"y"}, "no": {"n"},
	"dne": {"does not exist"}, "does not exist": {"DNE"}, "und": {"undefined"}, "undefined": {"und"}, "no solution": {"none", "no solutions"},
	"n/a": {"NA", "not applicable"}, "na": {"N/A", "not applicable"}, "infinitely many": {"infinitely many solutions"},
}

// makeText makes a text of keys that are alternatives.
func (m *oatMaker) makeText(keys []string) {
	it := &m.item
	it.Kind, it.Answer = course.Text, tidy(withoutDelimiters(keys[0]))
	seen := map[string]bool{alike(it.Answer): true}
	for _, other := range slices.Concat(keys[1:], sameWords[alike(it.Answer)]) {
		if other = tidy(withoutDelimiters(other)); other != "" && !seen[alike(other)] {
			seen[alike(other)] = true
			it.Accept = append(it.Accept, other)
		}
	}
	if isYesOrNo(it.Answer) && !saysYesOrNo.MatchString(it.Question) {
		it.Accept = nil // "N" for "none" is not "no"
	}
	m.key = escape(it.Answer)
}

// makeHints makes hints of the step's pathway, and an explanation of the hints.
// The answer alone explains where there are none; elsewhere it would be said
// twice, for the chat says the key before an explanation.
func (m *oatMaker) makeHints() {
	var worked []string
	hints := m.step().hints
	if len(hints) > oatMaxHints {
		hints = hints[:oatMaxHints]
		m.changed(fmt.Sprintf("hints after the first %d were left out", oatMaxHints))
	}
	for _, i := range m.hintOrder(hints) {
		h := &hints[i]
		text, ok := m.hintText(h)
		if !ok {
			m.changed("hints that cannot be shown were left out")
			continue
		}
		if text == "" {
			continue
		}
		hint := text
		if strings.EqualFold(h.Type, "scaffold") && len(h.HintAnswer) > 0 && len(h.HintAnswer[0]) <= oatMaxText {
			if answer := m.rewrite(h.HintAnswer[0], h.Variabilization); answer.text != "" && !answer.isBroken {
				hint = fmt.Sprintf("%s (%s)", text, answer.text)
				if isEnglish(m.language) {
					hint = "Ask yourself: " + hint
				}
				text += " " + sentence(answer.text)
			}
		}
		if !slices.Contains(m.item.Hints, hint) {
			m.item.Hints = append(m.item.Hints, hint)
			worked = append(worked, text)
		}
	}
	if len(worked) == 0 {
		worked = []string{theAnswerIs(m.language, m.key)}
	}
	m.item.Explanation = strings.Join(worked, "\n\n")
}

// emptyTitle is a title that says nothing.
var emptyTitle = regexp.MustCompile(`(?i)^(?:hint|step|title|scaffold|explanation)\s*#?\d*[.:]?$`)

// hintText is what a hint says: its title, unless the text says it too, and
// its text. It is not ok if the hint is of no use without a figure, or garbled.
func (m *oatMaker) hintText(h *oatHint) (_ string, ok bool) {
	if len(h.Title)+len(h.Text) > oatMaxText || oatFigure.MatchString(h.Title+h.Text) {
		return "", false
	}
	title, text := m.rewrite(h.Title, h.Variabilization), m.rewrite(h.Text, h.Variabilization)
	if emptyTitle.MatchString(title.text) {
		title.text = ""
	}
	switch {
	case text.isBroken || title.isBroken:
		return "", false
	case text.text == "":
		return title.text, true
	case title.text == "" || strings.Contains(alike(text.text), alike(strings.TrimRight(title.text, ".:!?"))):
		return text.text, true
	}
	return sentence(title.text) + " " + text.text, true
}

// hintOrder puts hints after those they depend on, and otherwise leaves them as
// they are written. Hints that depend on one that does not exist, or on
// themselves in a circle, come where they stand.
func (m *oatMaker) hintOrder(hints []oatHint) []int {
	index := make(map[string]int, len(hints))
	for i := range hints {
		if _, ok := index[hints[i].ID]; !ok {
			index[hints[i].ID] = i
		}
	}
	const (
		waiting = iota
		open
		placed
	)
	state := make([]int, len(hints))
	order := make([]int, 0, len(hints))
	var visit func(i int)
	visit = func(i int) {
		state[i] = open
		for _, id := range hints[i].Dependencies {
			j, ok := index[id]
			switch {
			case !ok:
				m.changed("a hint depends on one that does not exist")
			case state[j] == waiting:
				visit(j)
			}
		}
		state[i] = placed
		order = append(order, i)
	}
	for i := range hints {
		if state[i] == waiting {
			visit(i)
		}
	}
	return order
}
