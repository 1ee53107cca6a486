package formula

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
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
	made         *made  // nil for what is one sign, letter, number or word
}

// made is what a piece was made of. The line in text has lost it; speech and
// the choice between text and picture need it.
type made struct {
	form    form
	base    string // the text without its scripts; the sign of an accent; the command of a brace
	parts   [][]piece
	scripts []script
	columns int // of a table, whose parts are its cells row by row

	// What only a picture shows of a table.
	environment string // its name; boxed for the bracket that stands for a frame
	columnSpec  string // what was said of its columns, as in {r|cc}
	rowRules    []int  // before which rows a rule stands, or after the last
}

// form says how the parts of a piece stand to each other.
type form int

const (
	single       form = iota // nothing but its base and scripts
	fractionForm             // above and below a bar
	chooseForm               // n choose k
	rootForm                 // index, perhaps empty, and what is under the root
	accentForm               // what the sign stands over
	arrowForm                // what stands above the arrow
	moduloForm               // what is counted by
	tableForm                // cells of a matrix or table
	casesForm                // cells of a case distinction
	linesForm                // cells of aligned equations
	braceForm                // a long brace, and what it embraces
	pictureForm              // known to be no text: a diagram
)

// script is what stands above or below the end of a piece.
type script struct {
	row       []piece
	isUpper   bool
	isStacked bool // over or under the middle, not at the end
}

// ownText is a piece's text without its scripts; empty for what has parts.
func (x *piece) ownText() string {
	switch {
	case x.made == nil:
		return x.text
	case x.made.form == single:
		return x.made.base
	}
	return ""
}

// withScript notes a script before it becomes part of the text.
func (x *piece) withScript(row []piece, isUpper bool) {
	if x.made == nil {
		x.made = &made{base: x.text}
	}
	x.made.scripts = append(x.made.scripts, script{row: row, isUpper: isUpper})
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

// readFormula reads LaTeX mathematics.
func readFormula(source string) []piece {
	return (&mathParser{rest: source}).all()
}

// lineOf writes a formula as a line of Unicode, or several where it has rows.
func lineOf(formula []piece) string { return strings.TrimSpace(join(formula)) }

// all reads to the very end, whatever is left open or closed too often.
func (p *mathParser) all() []piece {
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
	return all
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
		case isCommand(p.rest, "cr"):
			p.rest = `\\` + p.rest[len(`\cr`):]
			return row
		case isCommand(p.rest, "over"):
			return []piece{fractionOf(row, p.rightSide())}
		case isCommand(p.rest, "atop"):
			return append(append(row, piece{kind: lineBreak}), p.rightSide()...)
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
	case strings.HasPrefix(p.rest, "__"): // no script stands under nothing: it is a blank to fill in
		p.rest = strings.TrimLeft(p.rest, "_")
		return append(row, piece{text: "＿＿＿"})
	case c == '^' || c == '_':
		p.rest = p.rest[1:]
		if p.words {
			return append(row, piece{text: string(c), kind: words})
		}
		switch {
		case strings.HasPrefix(p.rest, "("): // x^(n+1), which LaTeX itself would misread
			return attach(row, p.power(), c == '^')
		case c == '_' && (p.rest == "" || strings.IndexByte(")],", p.rest[0]) >= 0):
			return append(row, piece{text: "＿＿＿"})
		}
		return attach(row, p.argument(), c == '^')
	case c == '\'' && !p.words:
		n := len(p.rest) - len(strings.TrimLeft(p.rest, "'"))
		p.rest = p.rest[n:]
		primes := strings.Repeat("′", n)
		return suffix(row, []piece{{text: primes}}, primes, true)
	case strings.HasPrefix(p.rest, "**") && !p.words:
		p.rest = strings.TrimLeft(p.rest[2:], " ")
		return attach(row, p.power(), true)
	case c == '~' && !p.words && p.isDistribution(row):
		p.rest = p.rest[size:]
		return append(row, piece{text: "∼", kind: relation})
	case c == '\u200b' || c == '\ufeff': // seen by nobody
		p.rest = p.rest[size:]
		return row
	case unicode.IsMark(c) && !p.words && len(row) > 0 && row[len(row)-1].kind == ordinary && row[len(row)-1].made == nil:
		p.rest = p.rest[size:]
		last := row[len(row)-1]
		return append(row[:len(row)-1], piece{text: last.text + string(c), made: &made{form: accentForm, base: string(c), parts: [][]piece{{last}}}})
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

// isDistribution knows X~N(0, 1), where the tilde is no space: after a letter,
// and before a capital letter that a bracket follows.
func (p *mathParser) isDistribution(row []piece) bool {
	if len(row) == 0 || row[len(row)-1].kind != ordinary {
		return false
	}
	c, size := utf8.DecodeRuneInString(p.rest[1:])
	return unicode.IsUpper(usual(c)) && strings.HasPrefix(p.rest[1+size:], "(")
}

// usual returns the usual form of a letter from Unicode's mathematical alphabets,
// which many phones have no picture of.
func usual(c rune) rune {
	const first, last = '\U0001D400', '\U0001D7FF'
	if c < first || c > last {
		return c
	}
	r, _ := utf8.DecodeRuneInString(norm.NFKC.String(string(c)))
	return r
}

// plain is the piece a single character makes.
func plain(c rune) piece {
	switch c = usual(c); c {
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
	case c == '(':
		return p.bracketed()
	case strings.ContainsRune(")[]}&^_", c), strings.HasPrefix(p.rest, `\\`) || isCommand(p.rest, "end"):
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

// bracketed reads what is in round brackets, and them too, as the argument that
// \sqrt(x) means it to be; nothing if they don't close.
func (p *mathParser) bracketed() []piece {
	inside := p.inBrackets()
	if inside == "" {
		return nil
	}
	inner := &mathParser{rest: inside, depth: p.depth + 1}
	row := append([]piece{plain('(')}, inner.all()...)
	return append(row, plain(')'))
}

// inBrackets takes the round brackets that the rest begins with, and returns
// what is in them; nothing is taken if they are empty or don't close.
func (p *mathParser) inBrackets() string {
	const longest = 200 // an unclosed bracket must not be searched for to the end each time
	end := closingBracket(p.rest[:min(len(p.rest), longest)])
	if end <= 1 {
		return ""
	}
	return p.take(end + 1)[1:end]
}

// closingBracket returns where the bracket that s begins with closes, or -1.
func closingBracket(s string) int {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
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
	depth := 0
	for i := range min(len(p.rest), longest) {
		switch p.rest[i] {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		}
		if depth == 0 {
			return p.take(i + 1)[1:i], true
		}
	}
	return "", false
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
