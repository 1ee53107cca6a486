package course

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// command reads a command with its arguments and appends what it means.
func (p *mathParser) command(row []piece) []piece {
	name := p.name()
	if x, ok := symbols[name]; ok {
		if x == (piece{}) {
			return row
		}
		return append(row, x)
	}
	if mark, ok := accents[name]; ok {
		return append(row, accented(p.argument(), mark))
	}
	switch name {
	case "frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac":
		top := p.argument()
		return append(row, fractionOf(top, p.argument()))
	case "binom", "dbinom", "tbinom":
		n := p.argument()
		return append(row, chooseOf(n, p.argument()))
	case "sqrt":
		return append(row, p.root())
	case "text", "textbf", "textit", "textrm", "textsf", "texttt", "textsc", "textup", "textnormal", "emph", "mbox", "hbox":
		return append(row, p.textArgument()...)
	case "mathrm", "mathbf", "mathit", "mathsf", "mathtt", "mathcal", "mathscr", "mathfrak", "mathnormal",
		"boldsymbol", "bm", "pmb", "ce", "overbrace", "underbrace", "smash", "ensuremath":
		return append(row, p.argument()...)
	case "mathbb":
		return append(row, piece{text: replaceRunes(join(p.argument()), doubleStruck)})
	case "operatorname":
		p.rest = strings.TrimPrefix(p.rest, "*")
		return append(row, piece{text: strings.TrimSpace(join(p.textArgument())), kind: function})
	case "boxed", "fbox", "framebox":
		row = append(row, piece{text: "[", kind: opening})
		row = append(row, p.argument()...)
		return append(row, piece{text: "]", kind: closing})
	case "left", "right", "middle", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "bigm", "Bigm":
		return p.delimiter(row)
	case "begin":
		return append(row, p.environment())
	case "not":
		s := strings.TrimSpace(join(p.argument()))
		if negated, ok := negations[s]; ok {
			return append(row, piece{text: negated, kind: relation})
		}
		return append(row, piece{text: s + "\u0338", kind: relation})
	case "pmod":
		return append(row, piece{text: " (mod " + join(p.argument()) + ")"})
	case "overset", "stackrel":
		above := p.argument()
		return attach(append(row, p.argument()...), above, true)
	case "underset":
		below := p.argument()
		return attach(append(row, p.argument()...), below, false)
	case "xrightarrow", "xleftarrow":
		p.option()
		arrow := piece{text: "→", kind: relation}
		if name == "xleftarrow" {
			arrow.text = "←"
		}
		above := strings.TrimSpace(join(p.argument()))
		if above != "" {
			arrow.text += "(" + above + ")"
		}
		return append(row, arrow)
	case "substack":
		return append(row, piece{text: strings.Join(strings.Split(join(p.argument()), "\n"), ", ")})
	case "tag":
		return append(row, piece{text: " (" + p.rawArgument() + ")"})
	case "textcolor", "colorbox":
		p.rawArgument()
		return append(row, p.argument()...)
	case "color", "label", "hspace", "vspace", "phantom", "hphantom", "vphantom", "cline", "hskip", "style", "class":
		p.rest = strings.TrimPrefix(p.rest, "*")
		p.rawArgument()
		return append(row, piece{text: " ", kind: gap})
	case "":
		return row // a backslash at the end
	}
	if c := name[0]; !isLetter(c) {
		r := []rune(name)[0]
		return append(row, plain(r))
	}
	return append(row, piece{text: name, kind: function})
}

// delimiter reads what stands after \left and its like: a bracket, or a point
// for none.
func (p *mathParser) delimiter(row []piece) []piece {
	p.rest = strings.TrimLeft(p.rest, " ")
	switch {
	case strings.HasPrefix(p.rest, "."):
		p.rest = p.rest[1:]
	case strings.HasPrefix(p.rest, "<"):
		p.rest = p.rest[1:]
		row = append(row, piece{text: "⟨", kind: opening})
	case strings.HasPrefix(p.rest, ">"):
		p.rest = p.rest[1:]
		row = append(row, piece{text: "⟩", kind: closing})
	}
	return row
}

// root writes a root: √x, √(x + 1), ∛x, ⁿ√x.
func (p *mathParser) root() piece {
	index, _ := p.option()
	sign := "√"
	switch index := unicodeIndex(index); index {
	case "", "2":
	case "3":
		sign = "∛"
	case "4":
		sign = "∜"
	default:
		if raised, ok := spell(index, raisedLetters); ok {
			sign = raised + "√"
		} else {
			sign = "(" + index + ")√"
		}
	}
	inside := p.argument()
	s := strings.TrimSpace(join(inside))
	isAtom := areDigits(s) || utf8.RuneCountInString(s) <= 1
	if !isAtom && !isEnclosed(s) {
		s = "(" + s + ")" // √x³ could be read as the cube of √x
	}
	return piece{text: sign + orBlank(s)}
}

// unicodeIndex reads the index of a root, which is short and has no structure
// worth keeping.
func unicodeIndex(index string) string {
	p := &mathParser{rest: index, depth: maxMathDepth}
	return strings.TrimSpace(join(p.row()))
}

// accented puts a combining mark on every letter and digit, or on the closing
// bracket of something longer.
func accented(inside []piece, mark string) piece {
	s := strings.TrimSpace(join(inside))
	switch {
	case s == "":
		if mark == accents["underline"] {
			return piece{text: "＿＿＿"} // an underlined nothing is a blank to fill in
		}
		return piece{}
	case !isWord(s):
		return piece{text: "(" + s + ")" + mark}
	}
	var b strings.Builder
	for _, c := range s {
		b.WriteRune(c)
		if !unicode.IsMark(c) { // or marks on marks would double with every level
			b.WriteString(mark)
		}
	}
	return piece{text: b.String()}
}

func replaceRunes(s string, table map[rune]rune) string {
	return strings.Map(func(c rune) rune {
		if other, ok := table[c]; ok {
			return other
		}
		return c
	}, s)
}

// layout says how the rows of an environment are written.
type layout struct{ before, between, after string }

// layouts of the environments that have more to them than lines.
var layouts = map[string]layout{
	"matrix":      {"[", ", ", "]"},
	"bmatrix":     {"[", ", ", "]"},
	"pmatrix":     {"(", ", ", ")"},
	"Bmatrix":     {"{", ", ", "}"},
	"vmatrix":     {"| ", ", ", " |"},
	"Vmatrix":     {"‖ ", ", ", " ‖"},
	"smallmatrix": {"[", ", ", "]"},
	"cases":       {"{ ", ", ", ""},
	"dcases":      {"{ ", ", ", ""},
	"rcases":      {"", ", ", " }"},
	"array":       {"", " | ", ""},
	"tabular":     {"", " | ", ""},
}

// environment reads to the \end of the environment just begun and writes its
// rows as lines.
func (p *mathParser) environment() piece {
	name := strings.TrimSuffix(p.rawArgument(), "*")
	if p.depth >= maxMathDepth {
		return piece{}
	}
	p.depth++
	defer func() { p.depth-- }()
	shape, ok := layouts[name]
	if !ok {
		shape = layout{between: " "} // aligned equations: the & only says where to align
	}
	p.option()
	if name == "array" || name == "tabular" || name == "alignat" || name == "alignedat" {
		p.rawArgument() // columns
	}
	var lines, cells []string
	for isOpen := true; isOpen; {
		cell := strings.TrimSpace(join(p.row()))
		cells = append(cells, strings.ReplaceAll(cell, "\n", "; "))
		switch {
		case strings.HasPrefix(p.rest, "&"):
			p.rest = p.rest[1:]
			continue
		case strings.HasPrefix(p.rest, `\\`):
			p.rest = p.rest[2:]
			p.option() // extra space between rows
		case isCommand(p.rest, "end"):
			p.name()
			p.rawArgument()
			isOpen = false
		default: // a brace that closes the group around it, or the end
			isOpen = false
		}
		if line := shape.line(cells); line != "" {
			lines = append(lines, line)
		}
		cells = nil
	}
	if len(lines) == 1 {
		return piece{text: lines[0]}
	}
	return piece{text: strings.Join(lines, "\n"), kind: rows}
}

// line writes one row; nothing for one with nothing in it.
func (l layout) line(cells []string) string {
	if strings.Join(cells, "") == "" {
		return ""
	}
	if l.before != "" && l.between == ", " && strings.HasPrefix(l.before, "{ ") {
		cells = withoutEmpty(cells)
	}
	return strings.TrimSpace(l.before + strings.Join(cells, l.between) + l.after)
}

func withoutEmpty(cells []string) []string {
	var kept []string
	for _, c := range cells {
		if c != "" {
			kept = append(kept, c)
		}
	}
	return kept
}
