package formula

import "strings"

// join writes pieces one after the other, with the spaces and brackets that
// make the line mean what the formula meant.
func join(row []piece) string {
	var out strings.Builder
	last := gap // the kind of the piece before, gaps aside
	isFirst := true
	nexts, tables := nextKinds(row), tablesIn(row)
	for i, x := range row {
		next, text := nexts[i], x.text
		switch x.kind {
		case gap:
			space(&out)
			continue
		case lineBreak:
			newline(&out)
			last, isFirst = gap, true
			continue
		case fraction:
			switch {
			case last == number && isMixedWith(row[:i], text) && !isFactor(next):
				space(&out)
			case isFactor(next), last == closing, last != opening && last != bounded && isFactor(last):
				text = "(" + text + ")"
			}
		case operator:
			if isFirst || last == opening || last == sign || last == operator || last == relation || last == separator {
				break // a prefix, as in ±3
			}
			space(&out)
			text += " "
		case relation:
			if !isFirst {
				space(&out)
			}
			text += " "
		case function, bounded:
			if !isFirst && (last == closing || last != opening && isFactor(last)) {
				space(&out)
			}
			text += bounds(x)
			if next == words || isFactor(next) && (next != opening || bounds(x) != "") {
				text += " "
			}
		case rows:
			if tables > 1 && x.made.base != "" {
				text = x.made.base // one below the other would be taken for one table
				break
			}
			if !isFirst && last != opening {
				newline(&out)
			}
			out.WriteString(text)
			if strings.Contains(text, "\n") && next != closing && next != separator && next != lineBreak && i+1 < len(row) {
				newline(&out)
			}
			last, isFirst = x.kind, false
			continue
		}
		if strings.HasPrefix(text, " ") || endsWithSpace(&out) {
			text = strings.TrimLeft(text, " ")
		}
		out.WriteString(text)
		last, isFirst = x.kind, false
	}
	return out.String()
}

// nextKinds gives for each piece the kind of the next that is no gap; gap if
// there is none.
func nextKinds(row []piece) []pieceKind {
	kinds, next := make([]pieceKind, len(row)), gap
	for i := len(row) - 1; i >= 0; i-- {
		kinds[i] = next
		if row[i].kind != gap {
			next = row[i].kind
		}
	}
	return kinds
}

// tablesIn counts the pieces that would be written as several lines.
func tablesIn(row []piece) int {
	n := 0
	for _, x := range row {
		if x.kind == rows && x.made.form == tableForm {
			n++
		}
	}
	return n
}

// isFactor says whether a piece of that kind, put after another, is multiplied
// by it or is what it is applied to.
func isFactor(k pieceKind) bool {
	switch k {
	case ordinary, number, fraction, opening, function, bounded:
		return true
	}
	return false
}

func endsWithSpace(out *strings.Builder) bool {
	s := out.String()
	return s == "" || s[len(s)-1] == ' ' || s[len(s)-1] == '\n'
}

func space(out *strings.Builder) {
	if !endsWithSpace(out) {
		out.WriteByte(' ')
	}
}

func newline(out *strings.Builder) {
	if s := out.String(); s != "" && s[len(s)-1] != '\n' {
		out.WriteByte('\n')
	}
}

// isMixedWith says whether the fraction a/b after a row makes a mixed number
// with the row's last piece.
func isMixedWith(row []piece, text string) bool {
	top, bottom, _ := strings.Cut(text, "/")
	if !areDigits(top) || !areDigits(bottom) {
		return false
	}
	for i := len(row) - 1; i >= 0; i-- {
		if row[i].kind != gap {
			return areDigits(row[i].text)
		}
	}
	return false
}

// bounds writes what stands below and above a sum, an integral or a limit.
func bounds(x piece) string {
	lower, upper := x.lower, x.upper
	if lower == "" && upper == "" {
		return ""
	}
	if strings.ContainsAny(x.text, "∫∬∭∮") {
		low, isLow := spell(lower, loweredLetters)
		high, isHigh := spell(upper, raisedLetters)
		if isLow && isHigh {
			return low + high
		}
	}
	switch {
	case upper == "":
		return "(" + lower + ")"
	case lower == "":
		return "(…" + upper + ")"
	}
	return "(" + lower + "…" + upper + ")"
}

// fractionOf writes a fraction on one line, with brackets where they are needed.
func fractionOf(top, bottom []piece) piece {
	a, b := strings.TrimSpace(join(top)), strings.TrimSpace(join(bottom))
	if !isProduct(top) && !isBracketed(top) {
		a = "(" + a + ")"
	}
	if !isSingle(bottom) && !isBracketed(bottom) && !isDifferential(bottom) {
		b = "(" + b + ")"
	}
	return piece{
		text: orBlank(a) + "/" + orBlank(b), kind: fraction,
		made: &made{form: fractionForm, parts: [][]piece{top, bottom}},
	}
}

func chooseOf(n, k []piece) piece {
	return piece{
		text: "C(" + orBlank(strings.TrimSpace(join(n))) + ", " + orBlank(strings.TrimSpace(join(k))) + ")",
		made: &made{form: chooseForm, parts: [][]piece{n, k}},
	}
}

// orBlank shows an empty box where there is nothing, as for a number to be found.
func orBlank(s string) string {
	if s == "" || s == "()" {
		return "□"
	}
	return s
}

// isProduct says whether a row can stand above a bar without brackets: factors
// side by side, or one word.
func isProduct(row []piece) bool {
	row = withoutOuterGaps(row)
	if isOneWord(row) {
		return true
	}
	depth := 0
	for i, x := range row {
		switch x.kind {
		case ordinary, number, gap:
		case opening:
			depth++
		case closing:
			depth--
		default:
			if depth == 0 && !(i == 0 && x.text == "−") {
				return false
			}
		}
	}
	return true
}

// isSingle says whether a row can stand below a bar without brackets: one
// letter, number or word.
func isSingle(row []piece) bool {
	row = withoutOuterGaps(row)
	return isOneWord(row) || len(row) == 1 && (row[0].kind == ordinary || row[0].kind == number)
}

// isDifferential knows dx and ∂x, which nobody takes apart.
func isDifferential(row []piece) bool {
	row = withoutOuterGaps(row)
	return len(row) == 2 && (row[0].text == "d" || row[0].text == "∂")
}

func isOneWord(row []piece) bool {
	for _, x := range row {
		if x.kind != words || strings.Trim(x.text, " ") == "" {
			return false
		}
	}
	return len(row) > 0
}

// isBracketed says whether one pair of brackets holds the whole row.
func isBracketed(row []piece) bool {
	row = withoutOuterGaps(row)
	depth := 0
	for i, x := range row {
		switch x.kind {
		case opening:
			depth++
		case closing:
			depth--
		}
		if depth == 0 && i < len(row)-1 {
			return false
		}
	}
	return len(row) > 1 && depth == 0
}

func withoutOuterGaps(row []piece) []piece {
	for len(row) > 0 && row[0].kind == gap {
		row = row[1:]
	}
	for len(row) > 0 && row[len(row)-1].kind == gap {
		row = row[:len(row)-1]
	}
	return row
}
