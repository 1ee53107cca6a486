package convert

import (
	"html"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"pacer/coach/course"
)

// clozeBegin finds where a blank of an embedded-answers question begins:
// {1:SHORTANSWER:=Berlin~%50%Bonn#Not any more}. The number is its weight.
var clozeBegin = regexp.MustCompile(`\{\s*\d{0,3}\s*:\s*([A-Z_]{2,20})\s*:`)

// clozeKinds are the kinds of blanks by the names Moodle has for them, without
// the endings that say how options are laid out.
var clozeKinds = map[string]quizKind{
	"SHORTANSWER": quizShort, "SA": quizShort, "MW": quizShort, "SHORTANSWER_C": quizShort, "SAC": quizShort, "MWC": quizShort,
	"NUMERICAL": quizNumerical, "NM": quizNumerical,
	"MULTICHOICE": quizChoice, "MC": quizChoice, "MULTIRESPONSE": quizChoice, "MR": quizChoice,
}

var clozeLayout = regexp.MustCompile(`(?:_[VHS]+|[VHS]+)$`)

// clozeKind is the kind a name means, or "".
func clozeKind(name string) (kind quizKind, isAll bool) {
	kind, ok := clozeKinds[name]
	if !ok {
		name = clozeLayout.ReplaceAllString(name, "")
		kind = clozeKinds[name]
	}
	return kind, name == "MULTIRESPONSE" || name == "MR"
}

// parseCloze cuts the blanks out of a text and leaves a mark for each.
func parseCloze(raw string, format quizFormat) (text string, blanks []quizBlank, fault string) {
	raw = withoutAtoms(raw)
	var b strings.Builder
	for {
		m := clozeBegin.FindStringSubmatchIndex(raw)
		if m == nil {
			break
		}
		kind, isAll := clozeKind(raw[m[2]:m[3]])
		if kind == "" {
			return "", nil, "a blank of an unknown kind"
		}
		size := closing(raw[m[1]:])
		if size < 0 {
			return "", nil, "a blank is not closed: } is missing"
		}
		if len(blanks) == quizMaxAnswers {
			return "", nil, "too many blanks"
		}
		blank := quizBlank{kind: kind, isAll: isAll}
		for _, part := range cutAt(raw[m[1]:m[1]+size], '~') {
			a, ok := clozeAnswer(part, kind, format)
			if !ok {
				return "", nil, "a number in a blank does not read as one"
			}
			blank.answers = append(blank.answers, a)
		}
		b.WriteString(raw[:m[0]] + quizMark(len(blanks)))
		blanks = append(blanks, blank)
		raw = raw[m[1]+size+1:]
	}
	if len(blanks) == 0 {
		return "", nil, "no blanks in it"
	}
	return b.String() + raw, blanks, ""
}

// closing is how many bytes stand before the brace that closes a blank, or -1.
func closing(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '}':
			return i
		}
	}
	return -1
}

// cutAt cuts at a sign that is not escaped.
func cutAt(s string, sign byte) []string {
	var parts []string
	start := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case sign:
			parts, start = append(parts, s[start:i]), i+1
		}
	}
	return append(parts, s[start:])
}

var clozeEscape = regexp.MustCompile(`\\([}{#~/"\\=])`)

// clozeAnswer reads one answer of a blank: its mark or weight, its text, its
// feedback.
func clozeAnswer(part string, kind quizKind, format quizFormat) (a quizAnswer, ok bool) {
	part = strings.TrimSpace(part)
	rest, isRight := strings.CutPrefix(part, "=")
	if isRight {
		a.weight = wholly
	}
	if m := giftWeight.FindStringSubmatch(rest); m != nil {
		if weight, err := strconv.ParseFloat(m[1], 64); err == nil {
			a.weight, rest = weight, rest[len(m[0]):]
		}
	}
	pieces := cutAt(rest, '#')
	text := clozeEscape.ReplaceAllString(pieces[0], "$1")
	a.text = quizText{format: format, raw: text}
	if len(pieces) > 1 {
		a.feedback = quizText{format: format, raw: clozeEscape.ReplaceAllString(strings.Join(pieces[1:], "#"), "$1")}
	}
	if kind == quizNumerical {
		value, slack, _ := strings.Cut(html.UnescapeString(text), ":")
		a.low, a.high, ok = amounts(value, slack)
		return a, ok
	}
	return a, true
}

// amounts reads a number and how far off it may be. There are none for the star
// that stands for any other number.
func amounts(value, slack string) (low, high *big.Rat, ok bool) {
	if value = strings.TrimSpace(value); value == "*" || value == "" {
		return nil, nil, true
	}
	v, ok := readAmount(value)
	if !ok {
		return nil, nil, false
	}
	by := new(big.Rat)
	if strings.TrimSpace(slack) != "" {
		if by, ok = readAmount(slack); !ok {
			return nil, nil, false
		}
	}
	by.Abs(by)
	return new(big.Rat).Sub(v, by), new(big.Rat).Add(v, by), true
}

// shownBlank is how a blank looks in a question that is not itself a cloze.
const shownBlank = `\_\_\_\_\_`

// unwrap makes of a text with a single blank a question of that blank's kind,
// which keeps more of it.
func (q *quizQuestion) unwrap() {
	if q.kind == quizCloze && len(q.blanks) == 1 {
		blank := q.blanks[0]
		q.kind, q.answers, q.isAll = blank.kind, blank.answers, blank.isAll
	}
}

// makeCloze makes a text with several blanks.
func (m *quizMaker) makeCloze() *refusal {
	q := m.q
	it := &m.item
	it.Kind = course.Cloze
	marks := make([]string, len(q.blanks))
	keys := make([]string, len(q.blanks))
	shown := make([]string, len(q.blanks)) // the options of each
	for i, blank := range q.blanks {
		made, options, no := m.blank(blank)
		if no != nil {
			return no
		}
		it.Blanks = append(it.Blanks, made)
		marks[i], keys[i] = "[["+strconv.Itoa(i+1)+"]]", escape(made.Answer)
		shown[i] = strings.Join(options, " / ")
	}
	bank := bankOf(shown)
	for i := range marks {
		switch {
		case bank != "" || shown[i] == "":
		case utf8.RuneCountInString(shown[i]) > longestChoices:
			return &refusal{tooManyChoices, clip(shown[i])}
		default:
			m.changed(choicesInText)
			marks[i] += " (" + shown[i] + ")"
		}
	}
	stem := q.stem
	stem.raw = strings.ReplaceAll(stem.raw, "[[", "[ [") // only blanks are written so
	text, no := m.must(stem, richProse, marks...)
	if no != nil {
		return no
	}
	for i := range marks {
		if strings.Count(text.text, "[["+strconv.Itoa(i+1)+"]]") != 1 {
			return &refusal{"a blank stands where no text does, in a list of choices or a script", ""}
		}
	}
	it.Question = text.text
	if bank != "" {
		m.changed(choicesBelow)
		it.Question += "\n\n(" + bank + ")"
	}
	it.Explanation = theAnswerIs(m.language, strings.Join(keys, "; "))
	return nil
}

// longestChoices is how many characters the choices of one blank may have to
// stand behind it.
const longestChoices = 200

const tooManyChoices = "a blank with many or long choices cannot be asked yet"

// bankOf is the choices that all of several blanks have in common, to stand once
// below the text, or "".
func bankOf(shown []string) string {
	for _, options := range shown {
		if len(shown) < 2 || options == "" || options != shown[0] {
			return ""
		}
	}
	return shown[0]
}

// blank makes one blank of several, with the options to be shown behind it if
// it has any.
func (m *quizMaker) blank(b quizBlank) (made course.Blank, options []string, no *refusal) {
	if b.kind == quizNumerical {
		made, no = m.numberBlank(b.answers)
		return made, nil, no
	}
	if b.kind == quizChoice {
		if options, no = m.blankOptions(b); no != nil {
			return made, nil, no
		}
	}
	right, wrong, no := m.typed(b.answers)
	if no != nil {
		return made, nil, no
	}
	for _, a := range wrong {
		if a.feedback != "" {
			m.changed(lostFeedback)
		}
		if part(a.weight) > 0 {
			m.changed(lostPartCredit)
		}
	}
	made.Number = true
	for i, a := range right {
		if a.hasMath || isLong(a.text) {
			return made, nil, &refusal{"a blank that takes a formula or a sentence cannot be asked yet", clip(a.text)}
		}
		if strings.Trim(a.text, ",") == "" || strings.Trim(a.text, ";") != a.text {
			return made, nil, &refusal{"a blank that begins or ends with the sign between two answers cannot be asked", clip(a.text)}
		}
		q, isNumber := readNumber(decimalPoint(a.text))
		made.Number = made.Number && isNumber && q.answer == a.text
		switch {
		case i == 0:
			made.Answer = a.text
		case alike(a.text) != alike(made.Answer) && !slices.Contains(made.Accept, a.text):
			made.Accept = append(made.Accept, a.text)
		}
	}
	return made, options, nil
}

// numberBlank makes a blank that takes a number: one with what is near to it, or
// any of several.
func (m *quizMaker) numberBlank(answers []quizAnswer) (made course.Blank, no *refusal) {
	var right []quizAnswer
	for _, a := range answers {
		if _, ok := m.may(a.feedback); ok {
			m.changed(lostFeedback)
		}
		if part(a.weight) > 0 {
			m.changed(lostPartCredit)
		}
		switch {
		case a.weight < wholly:
		case a.low == nil:
			return made, &refusal{"any answer is right", ""}
		default:
			right = append(right, a)
		}
	}
	if len(right) == 0 {
		return made, &refusal{"no answer is wholly right", ""}
	}
	made.Number = true
	if low, high, isOne := union(right); isOne && low.Cmp(high) < 0 {
		var ok bool
		made.Answer, made.Tolerance, ok = around(low, high)
		if !ok {
			return made, &refusal{tooManyDigits, ""}
		}
		return made, nil
	}
	for _, a := range right {
		text, ok := amount(a.low)
		switch {
		case a.low.Cmp(a.high) != 0:
			return made, &refusal{"several ranges of numbers cannot be asked yet", ""}
		case !ok:
			return made, &refusal{tooManyDigits, ""}
		case made.Answer == "":
			made.Answer = text
		case text != made.Answer && !slices.Contains(made.Accept, text):
			made.Accept = append(made.Accept, text)
		}
	}
	return made, nil
}

// blankOptions are the options of a blank, if they are few and short enough to
// stand in the text, and each can be typed.
func (m *quizMaker) blankOptions(b quizBlank) ([]string, *refusal) {
	const most, longest = 26, 60 // options, characters
	tooMuch := &refusal{tooManyChoices, ""}
	if b.isAll || len(b.answers) > most {
		return nil, tooMuch
	}
	var options []string
	for _, a := range b.answers {
		p, no := m.must(a.text, typedProse)
		if no != nil {
			return nil, no
		}
		if p.hasMath || utf8.RuneCountInString(p.text) > longest || strings.Contains(p.text, "[[") {
			return nil, tooMuch
		}
		if shown := escape(p.text); shown != "" && !slices.Contains(options, shown) {
			options = append(options, shown)
		}
	}
	if len(options) < 2 {
		return nil, &refusal{"fewer than two options", ""}
	}
	slices.SortFunc(options, naturally) // authors put the right one first
	return options, nil
}
