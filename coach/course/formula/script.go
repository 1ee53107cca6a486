package formula

import (
	"strings"
	"unicode/utf8"
)

// attach puts a superscript or subscript on the last piece.
func attach(row []piece, script []piece, isUpper bool) []piece {
	if len(script) == 1 && (script[0].kind == opening || script[0].kind == closing) {
		return append(row, script...) // what pairs with it stands on the line
	}
	last := len(row) - 1
	for last >= 0 && row[last].kind == gap {
		last--
	}
	if last >= 0 && row[last].kind == bounded {
		row = row[:last+1]
		row[last].withScript(script, isUpper)
		if isUpper {
			row[last].upper = compact(join(script))
		} else {
			row[last].lower = compact(join(script))
		}
		return row
	}
	text := subscript(script)
	if isUpper {
		text = superscript(script)
	}
	return suffix(row, script, text, isUpper)
}

// stack puts a row over or under the last piece. In a line that is a script.
func stack(row []piece, script []piece, isUpper bool) []piece {
	row = attach(row, script, isUpper)
	if of := row[len(row)-1].made; of != nil && len(of.scripts) > 0 {
		of.scripts[len(of.scripts)-1].isStacked = true
	}
	return row
}

// suffix appends a script, written as text, to the last piece, or begins a piece.
func suffix(row, script []piece, text string, isUpper bool) []piece {
	last := len(row) - 1
	for last >= 0 && row[last].kind == gap {
		last--
	}
	alone := piece{}
	alone.withScript(script, isUpper)
	alone.text = text
	if last < 0 {
		return append(row, alone)
	}
	row = row[:last+1]
	switch row[last].kind {
	case fraction:
		row[last].text = "(" + row[last].text + ")"
		row[last].kind = ordinary
	case sign, operator, relation, separator, opening, lineBreak:
		// These are no base for a script. It stands by itself.
		return append(row, alone)
	}
	row[last].withScript(script, isUpper)
	if of := row[last].made; of.form == tableForm && row[last].kind == rows {
		row[last].text, row[last].kind = of.base, ordinary // behind the last row it would belong to that
	}
	row[last].text += text
	return row
}

// compact takes out of bounds and scripts, where there is little room, the
// spaces that don't part two words.
func compact(s string) string {
	var b strings.Builder
	fields := strings.Fields(s)
	for i, field := range fields {
		if i > 0 {
			before, _ := utf8.DecodeLastRuneInString(fields[i-1])
			after, _ := utf8.DecodeRuneInString(field)
			if isWord(string(before)) && isWord(string(after)) {
				b.WriteByte(' ')
			}
		}
		b.WriteString(field)
	}
	return b.String()
}

// superscript writes a script with Unicode's raised characters, or after ^.
func superscript(script []piece) string {
	s := compact(join(script))
	if s == "∘" {
		return "°"
	}
	if strings.Trim(s, "′") == "" {
		return s
	}
	if raised, ok := spell(s, raisedLetters); ok {
		return raised
	}
	if utf8.RuneCountInString(s) > 1 && !areDigits(s) && !isEnclosed(s) {
		return "^(" + s + ")" // e^iπ would be the i-th power, times π
	}
	return "^" + s
}

// subscript writes a script with Unicode's lowered characters, or after a low
// line, which is full-width because Markdown would obey the usual one.
func subscript(script []piece) string {
	s := compact(join(script))
	if lowered, ok := spell(s, loweredLetters); ok {
		return lowered
	}
	if utf8.RuneCountInString(s) <= 1 || isWord(s) || isEnclosed(s) {
		return "＿" + s
	}
	return "＿(" + s + ")"
}

// power reads what follows **, as calculators and programs write powers: a
// group, what is in round brackets, or a number or letter with its sign.
func (p *mathParser) power() []piece {
	var row []piece
	if p.rest != "" && (p.rest[0] == '-' || p.rest[0] == '+') {
		row = append(row, plain(rune(p.take(1)[0])))
	}
	switch {
	case p.rest == "" || p.depth >= maxMathDepth:
	case isDigit(p.rest[0]):
		row = append(row, piece{text: p.number(), kind: number})
	case p.rest[0] == '(':
		inner := &mathParser{rest: p.inBrackets(), depth: p.depth + 1}
		row = append(row, inner.all()...)
	default:
		row = append(row, p.argument()...)
	}
	return row
}

// areDigits says whether s is one or more of 0 to 9.
func areDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
