package course

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// pieceKind says how a piece of a formula gets on with its neighbours.
type pieceKind int

const (
	ordinary pieceKind = iota // a letter, a root, a group in brackets
	number                    // digits, perhaps with a point
	fraction                  // a/b: needs brackets next to a factor
	sign                      // + − = / typed: spaced as the author spaced it
	operator                  // × · ± from a command: a space on either side, or a prefix
	relation                  // ≤ → ∈: a space on either side
	opening
	closing
	separator // comma, semicolon, colon
	function  // sin, log: a space before its argument
	bounded   // ∑ ∫ lim: bounds are gathered, then a space
	words     // from \text: keeps its own spaces
	gap       // a space
	rows      // lines of a matrix, cases or aligned equations
	lineBreak
)

// piece is a part of a formula, already Unicode.
type piece struct {
	text         string
	kind         pieceKind
	lower, upper string // of a bounded piece
}

// maxMathDepth is how deep groups and arguments may nest. Deeper ones lose
// their structure, not their letters. It bounds both stack and time, for every
// level copies what is in it.
const maxMathDepth = 24

// mathParser reads LaTeX mathematics from front to back.
type mathParser struct {
	rest  string
	depth int
	words bool // inside \text: spaces count and a hyphen is a hyphen
}

// unicodeMath turns LaTeX mathematics into a line of Unicode, or several where
// it has rows.
func unicodeMath(source string) string {
	p := &mathParser{rest: source}
	var all []piece
	for p.rest != "" {
		all = append(all, p.row()...)
		// row stops before what ends a row or closes something. Nothing is open
		// here.
		if strings.HasPrefix(p.rest, `\\`) {
			all = append(all, piece{kind: lineBreak})
		}
		if p.rest != "" {
			p.skipToken()
		}
	}
	return strings.TrimSpace(join(all))
}

// row reads pieces up to the end of the group, cell or environment.
func (p *mathParser) row() []piece {
	var row []piece
	for p.rest != "" {
		c := p.rest[0]
		switch {
		case c == '}':
			return row
		case c == '&':
			return row
		case strings.HasPrefix(p.rest, `\\`), isCommand(p.rest, "end"):
			return row
		case isCommand(p.rest, "over"):
			return []piece{fractionOf(row, p.rightSide())}
		case isCommand(p.rest, "choose"):
			return []piece{chooseOf(row, p.rightSide())}
		}
		row = p.next(row)
	}
	return row
}

// rightSide reads past a command that stands between its arguments, and then
// the second of them.
func (p *mathParser) rightSide() []piece {
	p.skipToken()
	if p.depth >= maxMathDepth {
		return nil
	}
	p.depth++
	defer func() { p.depth-- }()
	return p.row()
}

// next reads one element and appends its pieces to the row.
func (p *mathParser) next(row []piece) []piece {
	c, size := utf8.DecodeRuneInString(p.rest)
	switch {
	case c == '\\':
		return p.command(row)
	case c == '{':
		p.rest = p.rest[1:]
		if p.depth >= maxMathDepth {
			return row // its content follows, its closing brace is skipped by whoever meets it
		}
		return append(row, p.group()...)
	case c == '^' || c == '_':
		p.rest = p.rest[1:]
		if p.words {
			return append(row, piece{text: string(c), kind: words})
		}
		script := p.argument()
		return attach(row, script, c == '^')
	case c == '\'' && !p.words:
		n := len(p.rest) - len(strings.TrimLeft(p.rest, "'"))
		p.rest = p.rest[n:]
		return suffix(row, strings.Repeat("′", n))
	case c == ' ' || c == '\t' || c == '\n' || c == '~':
		p.rest = p.rest[size:]
		return append(row, piece{text: " ", kind: gap})
	case c == '$': // \text{if $x$}: its dollars only lead back to what we are doing
		p.rest = p.rest[size:]
		return row
	case p.words:
		p.rest = p.rest[size:]
		return append(row, piece{text: string(c), kind: words})
	case isDigit(byte(c)) && c < utf8.RuneSelf:
		return append(row, piece{text: p.number(), kind: number})
	}
	p.rest = p.rest[size:]
	return append(row, plain(c))
}

// plain is the piece a single character makes.
func plain(c rune) piece {
	switch c {
	case '-':
		return piece{text: "−", kind: sign}
	case '*':
		return piece{text: "∗", kind: sign}
	case '+', '=', '/', '≤', '≥', '≠', '×', '÷', '·', '−', '±':
		return piece{text: string(c), kind: sign}
	case '<', '>':
		return piece{text: string(c), kind: relation}
	case '(', '[':
		return piece{text: string(c), kind: opening}
	case ')', ']':
		return piece{text: string(c), kind: closing}
	case ',', ';', ':', '.':
		return piece{text: string(c), kind: separator}
	}
	return piece{text: string(c)}
}

// number reads digits with the points and commas between them.
func (p *mathParser) number() string {
	end := 1
	for end < len(p.rest) {
		switch c := p.rest[end]; {
		case isDigit(c):
			end++
		case (c == '.' || c == ',') && end+1 < len(p.rest) && isDigit(p.rest[end+1]):
			end += 2
		default:
			return p.take(end)
		}
	}
	return p.take(end)
}

func (p *mathParser) take(n int) string {
	taken := p.rest[:n]
	p.rest = p.rest[n:]
	return taken
}

// group reads to the brace that closes the group just opened.
func (p *mathParser) group() []piece {
	p.depth++
	defer func() { p.depth-- }()
	var all []piece
	for {
		all = append(all, p.row()...)
		switch {
		case p.rest == "":
			return all
		case p.rest[0] == '}':
			p.rest = p.rest[1:]
			return all
		case isCommand(p.rest, "end"):
			return all // the environment closes before the group: let it
		case p.rest[0] == '&':
			p.rest = p.rest[1:]
			all = append(all, piece{text: " ", kind: gap})
		default:
			p.rest = p.rest[2:]
			all = append(all, piece{kind: lineBreak})
		}
	}
}

// argument reads what a command or script takes: a group, or one element.
func (p *mathParser) argument() []piece {
	p.rest = strings.TrimLeft(p.rest, " \t\n")
	if p.rest == "" || p.depth >= maxMathDepth {
		return nil
	}
	c, size := utf8.DecodeRuneInString(p.rest)
	switch {
	case c == '{':
		p.rest = p.rest[1:]
		return p.group()
	case c == '}' || c == '&' || c == '^' || c == '_' || strings.HasPrefix(p.rest, `\\`) || isCommand(p.rest, "end"):
		return nil
	case c == '\\':
		p.depth++
		defer func() { p.depth-- }()
		return p.command(nil)
	}
	p.rest = p.rest[size:]
	if isDigit(byte(c)) && c < utf8.RuneSelf { // one digit only: \frac12 is 1/2
		return []piece{{text: string(c), kind: number}}
	}
	return []piece{plain(c)}
}

// textArgument reads an argument whose spaces count.
func (p *mathParser) textArgument() []piece {
	before := p.words
	p.words = true
	defer func() { p.words = before }()
	return p.argument()
}

// rawArgument reads a group that is no mathematics, such as a name or a length.
func (p *mathParser) rawArgument() string {
	p.rest = strings.TrimLeft(p.rest, " ")
	if !strings.HasPrefix(p.rest, "{") {
		return ""
	}
	const longest = 200 // an unclosed brace must not be searched for to the end each time
	end := strings.IndexByte(p.rest[:min(len(p.rest), longest)], '}')
	if end < 0 {
		return ""
	}
	return p.take(end + 1)[1:end]
}

// option reads an argument in square brackets, if there is one.
func (p *mathParser) option() (inside string, ok bool) {
	if !strings.HasPrefix(p.rest, "[") {
		return "", false
	}
	const longest = 40 // an unclosed bracket must not be searched for to the end each time
	end := strings.IndexByte(p.rest[:min(len(p.rest), longest)], ']')
	if end < 0 {
		return "", false
	}
	return p.take(end + 1)[1:end], true
}

// isCommand says whether s begins with that command and not a longer one.
func isCommand(s, name string) bool {
	return len(s) > len(name) && s[0] == '\\' && s[1:1+len(name)] == name && (len(s) == len(name)+1 || !isLetter(s[1+len(name)]))
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// skipToken passes over a character or command.
func (p *mathParser) skipToken() {
	if p.rest[0] == '\\' {
		p.name()
		return
	}
	_, size := utf8.DecodeRuneInString(p.rest)
	p.rest = p.rest[size:]
}

// name reads a command's name: letters, or one other character. It is empty for
// a backslash at the very end.
func (p *mathParser) name() string {
	end := 1
	for end < len(p.rest) && isLetter(p.rest[end]) {
		end++
	}
	if end > 1 {
		name := p.take(end)[1:]
		p.rest = strings.TrimLeft(p.rest, " \t\n") // as LaTeX does
		return name
	}
	_, size := utf8.DecodeRuneInString(p.rest[1:])
	return p.take(1 + size)[1:]
}

// attach puts a superscript or subscript on the last piece.
func attach(row []piece, script []piece, isUpper bool) []piece {
	last := len(row) - 1
	for last >= 0 && row[last].kind == gap {
		last--
	}
	if last >= 0 && row[last].kind == bounded {
		row = row[:last+1]
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
	return suffix(row, text)
}

// suffix appends to the last piece's text, or begins a piece.
func suffix(row []piece, text string) []piece {
	last := len(row) - 1
	for last >= 0 && row[last].kind == gap {
		last--
	}
	if last < 0 {
		return append(row, piece{text: text})
	}
	row = row[:last+1]
	switch row[last].kind {
	case fraction:
		row[last].text = "(" + row[last].text + ")"
		row[last].kind = ordinary
	case sign, operator, relation, separator, opening, lineBreak:
		// These are no base for a script. It stands by itself.
		return append(row, piece{text: text})
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
	return scriptAfter("^", s)
}

// subscript writes a script with Unicode's lowered characters, or after a low
// line, which is full-width because Markdown would obey the usual one.
func subscript(script []piece) string {
	s := compact(join(script))
	if lowered, ok := spell(s, loweredLetters); ok {
		return lowered
	}
	return scriptAfter("＿", s)
}

func scriptAfter(mark, s string) string {
	if utf8.RuneCountInString(s) <= 1 || isWord(s) || isEnclosed(s) {
		return mark + s
	}
	return mark + "(" + s + ")"
}

// isEnclosed says whether one pair of round brackets holds the whole of s.
func isEnclosed(s string) bool {
	depth := 0
	for i, c := range s {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			return i > 0 && i == len(s)-1
		}
	}
	return false
}

// spell writes s in the letters of a table, if it has them all. Spaces go.
func spell(s string, table map[rune]rune) (string, bool) {
	var b strings.Builder
	for _, c := range s {
		if c == ' ' {
			continue
		}
		other, ok := table[c]
		if !ok {
			return "", false
		}
		b.WriteRune(other)
	}
	return b.String(), true
}

// isWord says whether s is letters and digits only.
func isWord(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.IsMark(c)
	})
}
