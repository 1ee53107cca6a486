package convert

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pacer/coach/course"
)

// ankiBlank is a deletion that is asked for.
type ankiBlank struct {
	html string
	hint string // HTML
}

// ankiDeletion is a text with deletions: text, or a deletion with what it holds.
type ankiDeletion struct {
	text    string
	numbers []string // of a deletion
	inner   []ankiDeletion
	hint    string
}

var ankiClozeBegin = regexp.MustCompile(`^\{\{c(\d{1,4}(?:,\d{1,4})*)::`)

// parseAnkiCloze reads a text with deletions, {{c1::text::hint}}, which may stand
// in one another. A deletion that does not end is text.
func parseAnkiCloze(s string, depth int) []ankiDeletion {
	var out []ankiDeletion
	for s != "" {
		at := strings.Index(s, "{{c")
		if at < 0 || depth > 8 {
			return append(out, ankiDeletion{text: s})
		}
		if at > 0 {
			out, s = append(out, ankiDeletion{text: s[:at]}), s[at:]
		}
		m := ankiClozeBegin.FindStringSubmatch(s)
		inside, size := "", 0
		if m != nil {
			inside, size = insideAnkiCloze(s[len(m[0]):])
		}
		if size == 0 {
			out, s = append(out, ankiDeletion{text: s[:3]}), s[3:]
			continue
		}
		d := ankiDeletion{numbers: strings.Split(m[1], ",")}
		content, hint := cutAnkiHint(inside)
		d.inner, d.hint = parseAnkiCloze(content, depth+1), hint
		out, s = append(out, d), s[len(m[0])+size:]
	}
	return out
}

// insideAnkiCloze is what a deletion holds, whose beginning was cut off, and how
// many bytes it takes to its end; 0 if it does not end. Of three braces the
// first closes one that is open, as in \frac{1}{2}}}.
func insideAnkiCloze(s string) (inside string, size int) {
	depth, braces := 1, 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '{' && ankiClozeBegin.MatchString(s[i:min(len(s), i+60)]):
			depth++
			i++
		case strings.HasPrefix(s[i:], "}}") && (braces <= 0 || !strings.HasPrefix(s[i:], "}}}")):
			if depth--; depth == 0 {
				return s[:i], i + 2
			}
			i++
		case s[i] == '{':
			braces++
		case s[i] == '}':
			braces--
		}
	}
	return "", 0
}

// cutAnkiHint cuts the hint from what a deletion holds: after the first :: that
// is no inner deletion's.
func cutAnkiHint(s string) (content, hint string) {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '{' && ankiClozeBegin.MatchString(s[i:min(len(s), i+60)]):
			depth++
			i += strings.Index(s[i:], "::") + 1
		case strings.HasPrefix(s[i:], "}}"):
			depth = max(depth-1, 0)
			i++
		case depth == 0 && strings.HasPrefix(s[i:], "::"):
			return s[:i], s[i+2:]
		}
	}
	return s, ""
}

// showCloze shows a text with the card's deletions blanked, or on the back with
// all of them filled in. Blanks are marks until the text is one of the course.
func (r *ankiRenderer) showCloze(field, value string) string {
	deletions := parseAnkiCloze(value, 0)
	var b strings.Builder
	isShown := !r.isBack && r.face.shows(field) // some templates show a text twice
	var show func(list []ankiDeletion, isOpen bool)
	show = func(list []ankiDeletion, isOpen bool) {
		for _, d := range list {
			isAsked := slices.Contains(d.numbers, ankiNumber(r.cloze)) && !isOpen
			switch {
			case d.numbers == nil:
				b.WriteString(d.text)
			case !isAsked || r.isBack:
				show(d.inner, isOpen)
			case isShown || len(r.face.blanks) == ankiMarks:
				b.WriteString("[…]")
			default:
				b.WriteRune(ankiBlankMark(len(r.face.blanks)))
				if d.hint != "" {
					b.WriteString(" (" + d.hint + ")")
				}
				r.face.blanks = append(r.face.blanks, ankiBlank{html: openCloze(d.inner), hint: d.hint})
			}
		}
	}
	show(deletions, false)
	return b.String()
}

// openCloze is a text with all its deletions filled in.
func openCloze(list []ankiDeletion) string {
	var b strings.Builder
	for _, d := range list {
		b.WriteString(d.text)
		b.WriteString(openCloze(d.inner))
	}
	return b.String()
}

// makeCloze makes an item of a card whose text has deletions. A deletion that
// nobody could type is filled in with a look at the original.
func (m *ankiMaker) makeCloze() *refusal {
	it := &m.item
	it.Kind = course.Cloze
	answers := make([]string, len(m.front.blanks))
	inFormula := m.blanksInFormulas()
	for i, blank := range m.front.blanks {
		answer := m.clean(blank.html)
		if inFormula[ankiBlankMark(i)] {
			answer = m.clean(`\(` + blank.html + `\)`)
		}
		words := strings.Join(strings.Fields(answer.words()), " ")
		if strings.HasPrefix(words, ankiOccludedText) {
			return &refusal{ankiOcclusion, ""}
		}
		shown, isBroken := answer.markdown(m.noPicture, nil)
		switch {
		case isBroken:
			return &refusal{garbled, clip(answer.plain)}
		case words == "" || shown == "":
			return &refusal{ankiOnlyPicture, clip(m.subject)}
		case isLong(words) || answer.hasFormula():
			it.Kind = course.Free
		}
		answers[i] = shown
		q, isNumber := readNumber(decimalPoint(words))
		if isNumber = isNumber && q.units == nil && !strings.ContainsAny(words, "$€£¢%°"); isNumber {
			it.Blanks = append(it.Blanks, course.Blank{Answer: q.answer, Number: true})
			continue
		}
		it.Blanks = append(it.Blanks, course.Blank{Answer: escape(words)})
	}
	write := func(blank func(i int) string) (string, bool) {
		return m.question.markdown(func(p ankiPicture) string { return m.picture(p, "") }, blank)
	}
	number := func(i int) string { return "[[" + strconv.Itoa(i+1) + "]]" }
	if it.Kind == course.Free {
		it.Blanks, it.Model = nil, strings.Join(answers, "\n\n")
		number = func(int) string { return "…" }
		m.change(ankiLongAnswer)
	}
	var isBroken, isOpenBroken bool
	it.Question, isBroken = write(number)
	it.Explanation, isOpenBroken = m.clean(m.open.html()).markdown(func(p ankiPicture) string { return m.picture(p, m.alt()) }, nil)
	if isBroken || isOpenBroken {
		return &refusal{garbled, clip(m.subject)}
	}
	isSeen := it.Question != "" && it.Explanation != ""
	for i := range it.Blanks {
		isSeen = isSeen && strings.Contains(it.Question, number(i))
	}
	if !isSeen { // it stands where nothing is shown
		return &refusal{ankiNoDeletion, clip(m.subject)}
	}
	rest, no := m.clozeRest()
	if rest != "" && no == nil {
		it.Explanation += "\n\n" + rest
	}
	return no
}

// blanksInFormulas are the marks of blanks that stand inside mathematics, where
// they could not be found again.
func (m *ankiMaker) blanksInFormulas() map[rune]bool {
	marks := make(map[rune]bool)
	for _, formula := range ankiFormula.FindAllString(m.question.plain, -1) {
		for _, c := range formula {
			if isAnkiMark(c) {
				marks[c] = true
			}
		}
	}
	return marks
}

// clozeRest is what the answer side of a cloze says beyond its text.
func (m *ankiMaker) clozeRest() (string, *refusal) {
	isFront := func(p ankiPiece) bool { return p.field != "" && m.front.shows(p.field) }
	m.back.pieces = slices.DeleteFunc(m.back.pieces, isFront)
	return m.rest(nil)
}
