package formula

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What commands with one argument make of it.
var (
	// It is text.
	wordCommands = set(`text textbf textit textrm textsf texttt textsc textup textnormal textmd textsl emph mbox hbox mathtext`)
	// It is a name, no product of letters.
	nameCommands = set(`mathrm mathit mathsf mathtt num ce`)
	// It is what it is, in other type.
	typeCommands = set(`mathbf mathcal mathscr mathfrak mathnormal boldsymbol bm pmb bold Bbb symbf symup smash ensuremath
		mathop mathrel mathbin mathord mathopen mathclose mathpunct mathinner mathclap mathllap mathrlap vcenter si unit`)
	// It is a bracket, as large as it is told to be.
	sizeCommands = set(`left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm`)
	// It is no part of what is read.
	hiddenCommands = set(`color label hspace vspace vphantom cline style class ref eqref require`)
)

func set(names string) map[string]bool {
	all := make(map[string]bool)
	for _, name := range strings.Fields(names) {
		all[name] = true
	}
	return all
}

// length matches the length that \kern takes without braces.
var length = regexp.MustCompile(`^-?[0-9.]+ ?(?:pt|em|ex|mu|cm|mm|in|bp|pc|sp) ?`)

// command reads a command with its arguments and appends what it means.
func (p *mathParser) command(row []piece) []piece {
	name := p.name()
	if name == "$" && strings.HasPrefix(p.rest, `\$`) {
		p.rest = p.rest[2:] // delimiters that some program escaped: no sum of money has two
		return row
	}
	if x, ok := symbols[name]; ok {
		if x == (piece{}) {
			return row
		}
		return append(row, x)
	}
	if mark, ok := accents[name]; ok {
		return append(row, accented(p.argument(), mark))
	}
	switch {
	case wordCommands[name]:
		return append(row, p.textArgument()...)
	case nameCommands[name]:
		return append(row, namesIn(p.argument())...)
	case typeCommands[name]:
		return append(row, p.argument()...)
	case sizeCommands[name]:
		return p.delimiter(row)
	case hiddenCommands[name]:
		p.rest = strings.TrimPrefix(p.rest, "*")
		p.rawArgument()
		return append(row, piece{text: " ", kind: gap})
	}
	return p.structure(row, name)
}

// structure reads a command that builds something of its arguments.
func (p *mathParser) structure(row []piece, name string) []piece {
	switch name {
	case "frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac":
		top := p.argument()
		return append(row, fractionOf(top, p.argument()))
	case "binom", "dbinom", "tbinom":
		n := p.argument()
		return append(row, chooseOf(n, p.argument()))
	case "sqrt":
		return append(row, p.root())
	case "genfrac":
		return append(row, p.generalFraction())
	case "root": // \root 3 \of x
		return append(row, p.plainRoot())
	case "overbrace", "underbrace", "overbracket", "underbracket":
		inside := p.argument()
		text := strings.TrimSpace(join(inside))
		if !isWord(text) && !isEnclosed(text) {
			text = "(" + text + ")" // or what the brace says would seem said of the last letter
		}
		return append(row, piece{text: text, made: &made{form: braceForm, base: name, parts: [][]piece{inside}}})
	case "cancelto":
		to := p.argument()
		row = append(row, accented(p.argument(), accents["cancel"]))
		return append(append(row, piece{text: "→", kind: relation}), to...)
	case "ang":
		return append(append(row, p.argument()...), piece{text: "°"})
	case "SI", "qty": // a quantity and its unit, as siunitx has them
		row = append(append(row, p.argument()...), piece{text: " ", kind: gap})
		return append(row, p.argument()...)
	case "matrix", "pmatrix", "bmatrix", "cases":
		return append(row, p.plainTable(name))
	case "mathbb":
		return append(row, piece{text: replaceRunes(join(p.argument()), doubleStruck)})
	case "operatorname":
		p.rest = strings.TrimPrefix(p.rest, "*")
		return append(row, operatorOf(p.argument())...)
	case "boxed", "fbox", "framebox":
		row = append(row, piece{text: "[", kind: opening, made: &made{base: "[", environment: "boxed"}})
		row = append(row, p.argument()...)
		return append(row, piece{text: "]", kind: closing})
	case "begin":
		return append(row, p.environment())
	case "not":
		s := strings.TrimSpace(join(p.argument()))
		if s == "" {
			return row
		}
		if negated, ok := negations[s]; ok {
			return append(row, piece{text: negated, kind: relation})
		}
		return append(row, piece{text: s + "\u0338", kind: relation})
	case "pmod", "pod":
		by := p.argument()
		return append(row, piece{text: " (mod " + strings.TrimSpace(join(by)) + ")", made: &made{form: moduloForm, parts: [][]piece{by}}})
	case "overset", "stackrel":
		above := p.argument()
		return stack(append(row, p.argument()...), above, true)
	case "underset":
		below := p.argument()
		return stack(append(row, p.argument()...), below, false)
	case "xrightarrow", "xleftarrow", "xleftrightarrow", "xrightleftharpoons", "xRightarrow":
		p.option()
		arrow := symbols[strings.TrimPrefix(name, "x")]
		above := p.argument()
		arrow.made = &made{form: arrowForm, base: arrow.text, parts: [][]piece{above}}
		if label := strings.TrimSpace(join(above)); label != "" {
			arrow.text += "(" + label + ")"
		}
		return append(row, arrow)
	case "substack":
		return append(row, piece{text: strings.Join(strings.Split(join(p.argument()), "\n"), ", ")})
	case "phantom", "hphantom": // as much room as this would take
		return append(row, piece{text: " ", kind: gap, made: &made{parts: [][]piece{p.argument()}}})
	case "tag":
		return append(append(append(row, piece{text: " (", kind: opening}), p.textArgument()...), piece{text: ")", kind: closing})
	case "textcolor", "colorbox", "href", "raisebox", "rotatebox", "scalebox":
		p.rawArgument()
		return append(row, p.argument()...)
	case "kern", "mkern", "hskip", "mskip":
		p.rest = strings.TrimPrefix(p.rest, length.FindString(p.rest))
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

// namesIn makes one piece of letters that stand side by side, where an author
// says by the type that they make a name and no product. Scripts of the last
// letter become those of the name: log_2.
func namesIn(row []piece) []piece {
	out := make([]piece, 0, len(row))
	for _, x := range row {
		last := len(out) - 1
		if last < 0 || out[last].made != nil || !isName(out[last].text, out[last].kind) || !isName(x.ownText(), x.kind) {
			out = append(out, x)
			continue
		}
		if x.made != nil {
			of := *x.made
			of.base = out[last].text + of.base
			out[last].made = &of
		}
		out[last].text += x.text
	}
	return out
}

func isName(text string, kind pieceKind) bool {
	return kind == ordinary && text != "" && !strings.ContainsFunc(text, func(c rune) bool { return !unicode.IsLetter(c) })
}

// operatorOf makes a function of the name that \operatorname holds. What is no
// name stays what it is, for some programs put numbers there.
func operatorOf(row []piece) []piece {
	row = namesIn(withoutOuterGaps(row))
	for i, x := range row {
		if isName(x.ownText(), x.kind) {
			row[i].kind = function
		}
	}
	return row
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
	option, _ := p.option()
	indexRow := (&mathParser{rest: option, depth: p.depth + 1}).all()
	sign := "√"
	switch index := strings.TrimSpace(join(indexRow)); index {
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
	return piece{
		text: sign + orBlank(s),
		made: &made{form: rootForm, parts: [][]piece{indexRow, inside}},
	}
}

// plainRoot reads \root INDEX \of INSIDE, TeX's own way.
func (p *mathParser) plainRoot() piece {
	const longest = 40 // an index is short, and a missing \of must not be searched for each time
	before, after, found := strings.Cut(p.rest[:min(len(p.rest), longest)], `\of`)
	if !found {
		return p.root()
	}
	p.rest = "[" + strings.Trim(before, "{} ") + "]" + after + p.rest[min(len(p.rest), longest):]
	return p.root()
}

// generalFraction reads \genfrac: brackets, thickness and style, then what
// stands above and below. Without a bar it is a choice.
func (p *mathParser) generalFraction() piece {
	p.rawArgument()
	p.rawArgument()
	thickness := p.rawArgument()
	p.rawArgument()
	top := p.argument()
	bottom := p.argument()
	if strings.HasPrefix(thickness, "0") {
		return chooseOf(top, bottom)
	}
	return fractionOf(top, bottom)
}

// plainTable reads \matrix{a & b \cr c & d} and its like, TeX's own way.
func (p *mathParser) plainTable(name string) piece {
	if !strings.HasPrefix(p.rest, "{") || p.depth >= maxMathDepth {
		return piece{text: name, kind: function}
	}
	p.depth++
	defer func() { p.depth-- }()
	p.rest = p.rest[1:]
	table := p.table(layoutOf(name), &made{environment: name})
	if strings.HasPrefix(p.rest, "}") {
		p.rest = p.rest[1:]
	}
	return table
}

// accented puts a combining mark on every letter and digit, or on the closing
// bracket of something longer.
func accented(inside []piece, mark string) piece {
	s := strings.TrimSpace(join(inside))
	of := &made{form: accentForm, base: mark, parts: [][]piece{inside}}
	switch {
	case s == "":
		if mark == accents["underline"] {
			return piece{text: "＿＿＿"} // an underlined nothing is a blank to fill in
		}
		return piece{}
	case !isWord(s):
		return piece{text: "(" + s + ")" + mark, made: of}
	}
	var b strings.Builder
	for _, c := range s {
		b.WriteRune(c)
		if !unicode.IsMark(c) { // or marks on marks would double with every level
			b.WriteString(mark)
		}
	}
	return piece{text: b.String(), made: of}
}

func replaceRunes(s string, table map[rune]rune) string {
	return strings.Map(func(c rune) rune {
		if other, ok := table[c]; ok {
			return other
		}
		return c
	}, s)
}
