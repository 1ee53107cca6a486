package formula

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Spoken says the mathematics in a text in words, for a screen reader or a
// voice: "$\frac{3}{4}x^2$" becomes "the fraction 3 over 4, end fraction x
// squared". All other text stays as Readable leaves it, and so does Markdown.
func Spoken(text string, w *Words) string {
	var out lineWriter
	scan(text, func(part string, kind spanKind) {
		if kind == proseSpan {
			out.write(part)
			return
		}
		formula := readAs(part)
		if kind == looseCommand && formula.Line() == "" {
			return // \left before a bracket that is text
		}
		out.apart(literal(formula.Spoken(w), !out.isInLine))
	})
	return out.String()
}

// speaker says formulas in the words of one language.
type speaker struct {
	*Words
	depth int // how deep in bars and brackets, which nothing else bounds
}

// say says a row of pieces.
func (s speaker) say(row []piece) string {
	row = s.wholeWords(row)
	nexts, bars := nextKinds(row), barPairs(row)
	var out []string
	last := gap // the kind of the piece before, gaps aside
	for i := 0; i < len(row); i++ {
		x, next := row[i], nexts[i]
		switch {
		case x.kind == gap:
			continue
		case x.kind == lineBreak:
			out = append(out, ";")
		case bars[i] > 0 && s.depth < maxMathDepth:
			inner := speaker{s.Words, s.depth + 1}
			out = append(out, pattern(s.Absolute, inner.say(row[i+1:bars[i]])), s.scripts(row[bars[i]]))
			i, last = bars[i], closing
			continue
		case x.text == "−" && isPrefix(last):
			out = append(out, s.Negative)
		case x.text == "." && isPointBefore(row, i):
			out = append(out, s.Point)
		case x.kind == fraction && last == number && isMixedWith(row[:i], x.text) && !isFactor(next):
			whole := out[len(out)-1]
			out[len(out)-1] = pattern(s.Mixed, whole, s.piece(x, false))
		case x.kind == fraction:
			out = append(out, s.piece(x, isFactor(next) || last == closing || last != opening && last != bounded && isFactor(last)))
		case isApplied(x) && (next == words || isFactor(next)) || isFunctionLetter(x) && next == opening:
			out = append(out, s.piece(x, false), s.Of)
			if end := onlyArgument(row, i+1); end > 0 {
				out = append(out, s.say(row[i+2:end]))
				i, last = end, closing
				continue
			}
		default:
			out = append(out, s.piece(x, false))
		}
		last = x.kind
	}
	return sentence(out)
}

// isPrefix says whether a sign after that kind of piece stands before its number.
func isPrefix(last pieceKind) bool {
	switch last {
	case gap, opening, sign, operator, relation, separator, rows, lineBreak:
		return true
	}
	return false
}

// isApplied says whether a piece is applied to what follows: a function, or
// something with bounds.
func isApplied(x piece) bool {
	return x.kind == function || x.kind == bounded
}

// isFunctionLetter knows f, g and h, which before a bracket are functions in
// every school book.
func isFunctionLetter(x piece) bool {
	text := x.ownText()
	return x.kind == ordinary && len(text) == 1 && strings.Contains("fghFGH", text)
}

// onlyArgument returns where the round bracket closes that opens at i, if what
// is in it is said in one word and needs no brackets; otherwise 0.
func onlyArgument(row []piece, i int) int {
	if i >= len(row) || row[i].text != "(" {
		return 0
	}
	const longest = 4 // a bracket, a minus, a number, a bracket
	for end := i + 2; end < min(len(row), i+longest); end++ {
		if row[end].kind == closing {
			if row[end].text == ")" && isShort(row[i+1:end]) {
				return end
			}
			return 0
		}
	}
	return 0
}

// isPointBefore says whether the point at i stands between a number and digits
// under a mark, as in a repeating decimal.
func isPointBefore(row []piece, i int) bool {
	return i > 0 && row[i-1].kind == number && i+1 < len(row) && row[i+1].made != nil && row[i+1].made.form == accentForm
}

// piece says one piece with its scripts. A fraction is said with its end mark if
// isLong says that something touches it.
func (s speaker) piece(x piece, isLong bool) string {
	if x.made == nil {
		return s.sign(x.text)
	}
	if x.kind == bounded {
		return s.withBounds(x)
	}
	inverse := x.kind == function && len(x.made.scripts) == 1 && x.made.scripts[0].isUpper && textOf(x.made.scripts[0].row) == "−1"
	if inverse {
		return pattern(s.Inverse, s.sign(x.made.base))
	}
	return sentence([]string{s.bare(x.made, isLong || len(x.made.scripts) > 0), s.scripts(x)})
}

// bare says a piece without its scripts.
func (s speaker) bare(m *made, isLong bool) string {
	switch m.form {
	case fractionForm:
		if !isLong && isShort(m.parts[0]) && isShort(m.parts[1]) {
			return pattern(s.Fraction, s.part(m.parts[0]), s.part(m.parts[1]))
		}
		return pattern(s.LongFraction, s.part(m.parts[0]), s.part(m.parts[1]))
	case chooseForm:
		return pattern(s.Choose, s.part(m.parts[0]), s.part(m.parts[1]))
	case rootForm:
		return s.root(m.parts[0], m.parts[1], isLong)
	case accentForm:
		if said, ok := s.Accents[m.base]; ok && (isShort(m.parts[0]) || isWord(textOf(m.parts[0]))) {
			return pattern(said, s.part(m.parts[0]))
		}
		if said, ok := s.LongAccents[m.base]; ok {
			return pattern(said, s.part(m.parts[0]))
		}
		return s.part(m.parts[0]) // a mark of some other script
	case arrowForm:
		if textOf(m.parts[0]) == "" {
			return s.sign(m.base)
		}
		return pattern(s.Arrow, s.part(m.parts[0]))
	case moduloForm:
		return pattern(s.Modulo, s.part(m.parts[0]))
	case tableForm, casesForm, linesForm, pictureForm:
		return s.table(m)
	case braceForm:
		return s.part(m.parts[0])
	}
	return s.sign(m.base)
}

// part says a part of something, or that there is none.
func (s speaker) part(row []piece) string {
	if said := s.say(row); said != "" {
		return said
	}
	return s.Blank
}

func (s speaker) root(index, inside []piece, isLong bool) string {
	said := s.part(inside)
	isLong = isLong || !isShort(inside)
	switch text := textOf(index); {
	case (text == "" || text == "2") && isLong:
		return pattern(s.LongSquareRoot, said)
	case text == "" || text == "2":
		return pattern(s.SquareRoot, said)
	case text == "3" && isLong:
		return pattern(s.LongCubeRoot, said)
	case text == "3":
		return pattern(s.CubeRoot, said)
	}
	return pattern(s.Root, s.part(index), said)
}

// scripts says what stands below and above the end of a piece, below first.
func (s speaker) scripts(x piece) string {
	if x.made == nil {
		return ""
	}
	var below, above []string
	for _, script := range x.made.scripts {
		text := textOf(script.row)
		switch {
		case text == "":
		case x.made.base == "" && x.made.form == single && !script.isUpper, x.made.form == braceForm && !script.isUpper:
			below = append(below, pattern(s.Below, s.say(script.row)))
		case x.made.base == "" && x.made.form == single && text != "∘", x.made.form == braceForm:
			above = append(above, pattern(s.Above, s.say(script.row)))
		case !script.isUpper && isLogarithm(x):
			below = append(below, pattern(s.Base, s.say(script.row)))
		case !script.isUpper && isNameIndex(text):
			below = append(below, pattern(s.Sub, text))
		case !script.isUpper && isShort(script.row):
			below = append(below, pattern(s.Sub, s.say(script.row)))
		case !script.isUpper:
			below = append(below, pattern(s.LongSub, s.say(script.row)))
		default:
			above = append(above, s.power(script.row, text))
		}
	}
	return sentence(append(below, above...))
}

// isNameIndex says whether an index is a name, as in x_max, and no row of letters
// that count something, as in a_ij.
func isNameIndex(text string) bool {
	return utf8.RuneCountInString(text) > 2 && isName(text, ordinary)
}

func isLogarithm(x piece) bool {
	return x.made.base == "log" || x.made.base == "lg" || x.made.base == "ln"
}

// power says an exponent, or what else stands there.
func (s speaker) power(row []piece, text string) string {
	primes := strings.Count(text, "′")
	switch {
	case text == "2":
		return s.Squared
	case text == "3":
		return s.Cubed
	case text == "∘":
		return s.sign("°")
	case text == "+":
		return s.FromAbove
	case text == "−":
		return s.FromBelow
	case primes > 0 && primes*len("′") == len(text):
		if primes <= len(s.Primes) {
			return s.Primes[primes-1]
		}
		return strconv.Itoa(primes) + " " + s.Primes[0]
	case isShort(row):
		return pattern(s.Power, s.say(row))
	}
	return pattern(s.LongPower, s.say(row))
}

// withBounds says a sum, an integral, a limit with what stands below and above.
func (s speaker) withBounds(x piece) string {
	var lower, upper string
	isLimit := strings.HasPrefix(x.made.base, "lim")
	for _, script := range x.made.scripts {
		switch {
		case script.isUpper:
			upper = s.say(script.row)
		case isLimit:
			lower = s.say(renamed(renamed(script.row, "→", s.Approaches), "⟶", s.Approaches))
		default:
			lower = s.say(renamed(script.row, "∈", s.In))
		}
	}
	name := s.sign(x.made.base)
	switch {
	case lower == "" && upper == "":
		return name
	case upper == "" && isLimit:
		return name + " " + pattern(s.As, lower)
	case upper == "":
		return name + " " + pattern(s.Under, lower)
	case lower == "":
		return name + " " + pattern(s.UpTo, upper)
	}
	return name + " " + pattern(s.FromTo, lower, upper)
}

// renamed returns a row in which a sign is said with a word of its own.
func renamed(row []piece, sign, word string) []piece {
	out := make([]piece, len(row))
	for i, x := range row {
		if x.made == nil && x.text == sign {
			x.text = word
		}
		out[i] = x
	}
	return out
}

// table says a matrix, a case distinction or lines row by row.
func (s speaker) table(m *made) string {
	count := m.rowCount()
	entry := s.Line
	var out []string
	switch m.form {
	case tableForm:
		entry = s.Row
		out = append(out, pattern(s.Matrix, strconv.Itoa(count), strconv.Itoa(m.columns)), ";")
	case casesForm:
		entry = s.Case
		out = append(out, s.Cases, ";")
	}
	for i := range count {
		var cells []string
		for _, cell := range m.parts[i*m.columns : (i+1)*m.columns] {
			switch said := s.say(cell); {
			case said != "":
				cells = append(cells, strings.TrimRight(said, ", "))
			case m.form == tableForm:
				cells = append(cells, s.Blank)
			}
		}
		between := ", "
		if m.form == linesForm || m.form == pictureForm {
			between = " " // the & only says where to align
		}
		line := strings.Join(cells, between)
		if m.form != linesForm || count > 1 {
			line = pattern(entry, strconv.Itoa(i+1), line)
		}
		out = append(out, line, ";")
	}
	switch m.form {
	case tableForm:
		out = append(out, s.EndMatrix)
	case casesForm:
		out = append(out, s.EndCases)
	case linesForm, pictureForm:
		if len(out) > 0 {
			out = out[:len(out)-1] // no mark after the last line
		}
	}
	return sentence(out)
}

// sign says a sign, a number, a letter or a word.
func (s speaker) sign(text string) string {
	if said, ok := s.Signs[text]; ok {
		return said
	}
	if strings.Trim(text, "＿") == "" && text != "" {
		return s.Blank
	}
	trimmed := strings.TrimSpace(text)
	if utf8.RuneCountInString(trimmed) == 1 || isWord(trimmed) {
		return trimmed
	}
	// What the parser wrote as one piece without keeping its parts.
	var b strings.Builder
	for _, c := range trimmed {
		if said, ok := s.Signs[string(c)]; ok {
			b.WriteString(" " + said + " ")
			continue
		}
		b.WriteRune(c)
	}
	return strings.TrimSpace(b.String())
}

// isShort says whether a row is said in one word, so that nobody needs to hear
// where it ends: a number, a letter, either with a minus.
func isShort(row []piece) bool {
	row = withoutOuterGaps(row)
	if len(row) == 2 && row[0].text == "−" {
		row = row[1:]
	}
	if isOneWord(row) {
		return !strings.Contains(strings.TrimSpace(join(row)), " ")
	}
	return len(row) == 1 && row[0].made == nil && (row[0].kind == ordinary || row[0].kind == number)
}

func textOf(row []piece) string { return strings.TrimSpace(join(row)) }

// pattern puts parts where a pattern names them.
func pattern(p string, parts ...string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(p, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if len(after) > 1 && after[1] == '}' && isDigit(after[0]) && int(after[0]-'0') < len(parts) {
			b.WriteString(parts[after[0]-'0'])
			after = after[2:]
		}
		p = after
	}
}

// sentence joins words with spaces, none of them before a mark that ends
// something, and one such mark where several meet.
func sentence(parts []string) string {
	var b strings.Builder
	isMarked := true // nothing is marked before the first word
	for _, word := range strings.Fields(strings.Join(parts, " ")) {
		isMark := strings.Trim(word, ",;.:") == ""
		switch {
		case isMark && isMarked:
			continue
		case !isMark && b.Len() > 0:
			b.WriteByte(' ')
		}
		b.WriteString(word)
		isMarked = strings.HasSuffix(word, ",") || strings.HasSuffix(word, ";")
	}
	return b.String()
}
