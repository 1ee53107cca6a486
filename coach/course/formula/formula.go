// Package formula is mathematics as authors write it, LaTeX between dollars, made
// into what people read, hear and see: Readable and Spoken for whole texts,
// Formulas for the pieces one by one, Formula.PNG for one that a line cannot show.
package formula

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Readable turns the mathematics in a text into Unicode that reads well on any
// screen: "$\frac{1}{2}x^2$" becomes "(1/2)x²". Mathematics stands between $ and
// $, or $$ and $$. A $ opens it only as in Pandoc: no space after it, and a
// closing $ with no space before and no digit after it, so that "$5 and $6" is
// money; \$ is always a dollar. A command of LaTeX that has lost its dollars is
// read too. What stands in backticks is code and stays, as does all other text.
//
// The result is Markdown if the text was, and what was mathematics reads in it
// literally: characters that Markdown would obey are replaced by look-alikes. No
// backslash comes out of mathematics; a command that Readable doesn't know keeps
// its name. It takes time in proportion to the text.
func Readable(text string) string {
	var out lineWriter
	scan(text, func(part string, kind spanKind) {
		switch kind {
		case proseSpan:
			out.write(part)
		case formulaSpan:
			out.write(literal(readAs(part).Line(), !out.isInLine))
		case looseCommand:
			formula := readFormula(part)
			line := literal(lineOf(formula), !out.isInLine)
			if len(formula) > 0 && (formula[0].kind == relation || formula[0].kind == operator) {
				out.apart(line)
			} else {
				out.write(line)
			}
		}
	})
	return out.String()
}

// spanKind says what a part of a text is.
type spanKind int

const (
	proseSpan    spanKind = iota // text, code, dollars that are money
	formulaSpan                  // what stands between dollars
	looseCommand                 // a command that should have stood there
)

// scan cuts a text into prose and mathematics and hands them over in order.
func scan(text string, write func(part string, kind spanKind)) {
	lacking := make(map[int]bool) // lengths of backtick runs that nothing closes from here on
	whole := text
	for text != "" {
		at := strings.IndexAny(text, "$`\\")
		if at < 0 {
			write(text, proseSpan)
			return
		}
		if at > 0 {
			write(text[:at], proseSpan)
		}
		text = text[at:]
		switch text[0] {
		case '\\':
			if size := looseSpan(whole[:len(whole)-len(text)], text); size > 0 {
				write(text[:size], looseCommand)
				text = text[size:]
				continue
			}
			// Only the escapes of our own marks matter here; \\ keeps the
			// second backslash from escaping what follows.
			size := min(2, len(text))
			if strings.HasPrefix(text, `\$`) {
				write("$", proseSpan)
			} else {
				write(text[:size], proseSpan)
			}
			text = text[size:]
		case '`':
			size := codeSpan(text, lacking)
			write(text[:size], proseSpan)
			text = text[size:]
		default:
			inside, size := mathSpan(text)
			if size == 0 {
				dollars := len(text) - len(strings.TrimLeft(text, "$"))
				write(text[:dollars], proseSpan)
				text = text[dollars:]
				continue
			}
			write(inside, formulaSpan)
			text = text[size:]
		}
	}
}

// lineWriter is a text being written that knows whether a line begins next.
type lineWriter struct {
	strings.Builder
	isInLine bool // something other than blanks stands on the line
	isApart  bool // a space is due before the next word
}

func (w *lineWriter) write(s string) {
	if s != "" && w.isApart {
		w.isApart = false
		if c, _ := utf8.DecodeRuneInString(s); unicode.IsLetter(c) || unicode.IsDigit(c) || c == '-' {
			w.WriteByte(' ')
		}
	}
	w.WriteString(s)
	if at := strings.LastIndexByte(s, '\n'); at >= 0 {
		s, w.isInLine = s[at:], false
	}
	w.isInLine = w.isInLine || strings.TrimSpace(s) != ""
}

// apart writes a word with a space on either side where a word touches it.
func (w *lineWriter) apart(s string) {
	before, _ := utf8.DecodeLastRuneInString(w.String())
	w.isApart = w.isApart || unicode.IsLetter(before) || unicode.IsDigit(before) || before == ')'
	if w.isApart && s != "" {
		w.WriteByte(' ')
	}
	w.isApart = false
	w.write(s)
	w.isApart = true
}

// codeSpan returns the length of the code span that text begins with, or of its
// backticks if nothing closes them.
func codeSpan(text string, lacking map[int]bool) int {
	ticks := len(text) - len(strings.TrimLeft(text, "`"))
	if lacking[ticks] {
		return ticks
	}
	for at := ticks; at < len(text); {
		next := strings.IndexByte(text[at:], '`')
		if next < 0 {
			break
		}
		at += next
		run := len(text[at:]) - len(strings.TrimLeft(text[at:], "`"))
		at += run
		if run == ticks {
			return at
		}
	}
	lacking[ticks] = true
	return ticks
}

// maxFormula is how many bytes a formula may have. It bounds the memory and
// stack that one costs; what is longer is left as it is.
const maxFormula = 20_000

// mathSpan returns the mathematics that text, which begins with a dollar, begins
// with, and the length of it with its dollars; 0 if it is no mathematics. A
// formula never goes on in the next paragraph, in LaTeX as here.
func mathSpan(text string) (inside string, size int) {
	if strings.HasPrefix(text, "$$") {
		end := closingDollars(text[2:])
		if end < 0 || strings.Contains(text[2:2+end], "\n\n") {
			return "", 0
		}
		return text[2 : 2+end], end + 4
	}
	end := closingDollar(text[1:])
	if end <= 0 {
		return "", 0
	}
	inside, after := text[1:1+end], text[2+end:]
	first, last := inside[0], inside[end-1]
	switch {
	case isBlank(first) || isBlank(last):
		return "", 0
	case after != "" && (isDigit(after[0]) || after[0] == '$'):
		return "", 0
	case strings.Contains(inside, "\n\n"):
		return "", 0
	}
	return inside, end + 2
}

// closingDollar returns where the first unescaped dollar stands, or -1.
func closingDollar(text string) int {
	for at := 0; at < min(len(text), maxFormula); at++ {
		switch text[at] {
		case '\\':
			at++
		case '$':
			return at
		}
	}
	return -1
}

// closingDollars returns where the first $$ stands, or -1. In \$$ the backslash
// escapes nothing, for a single dollar could not follow; in \$$$ it does.
func closingDollars(text string) int {
	for at := 0; at < min(len(text), maxFormula); at++ {
		switch {
		case strings.HasPrefix(text[at:], "$$"):
			return at
		case text[at] == '\\' && (!strings.HasPrefix(text[at+1:], "$$") || strings.HasPrefix(text[at+1:], "$$$")):
			at++
		}
	}
	return -1
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// lookAlikes stand for characters that Markdown obeys wherever they are.
var lookAlikes = map[rune]string{
	'*': "∗", '_': "＿", '`': "‘", '~': " ", '\\': "∖",
}

// wide returns the full-width form of an ASCII character. It looks enough like
// it, means nothing to Markdown, and compatibility normalisation undoes it.
func wide(c rune) rune { return c + 0xFEE0 }

// literal makes a text read the same through a Markdown renderer.
func literal(text string, isLineStart bool) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		line = strings.TrimSpace(literalInLine(line))
		if i > 0 || isLineStart {
			line = literalAtStart(line)
		}
		lines[i] = line
	}
	return strings.Join(lines, "\n")
}

// literalInLine replaces what Markdown obeys anywhere in a line: emphasis, code,
// links, tags and entities. A space is enough to break some of them; two bars in
// a row would hide text on Discord.
func literalInLine(line string) string {
	var out strings.Builder
	runes := []rune(line)
	for i, c := range runes {
		next := ' '
		if i+1 < len(runes) {
			next = runes[i+1]
		}
		switch {
		case lookAlikes[c] != "":
			out.WriteString(lookAlikes[c])
		case c == '<' && next != ' ' && next != '=':
			out.WriteString("< ")
		case c == ']' && strings.ContainsRune("([:", next), c == '|' && next == '|':
			out.WriteRune(c)
			out.WriteByte(' ')
		case c == '&' && (next == '#' || unicode.IsLetter(next)):
			out.WriteRune(wide(c))
		default:
			out.WriteRune(c)
		}
	}
	return out.String()
}

// blockStart matches what would make a line a heading, a quotation, a list or
// an underline. The group is the character to replace.
var blockStart = regexp.MustCompile(`^(?:([#>])|([-+])(?: |$)|\d{1,9}([.)])(?: |$)|([-=])[-=]*$|(-)[- ]*$)`)

// literalAtStart replaces what Markdown obeys at the start of a line.
func literalAtStart(line string) string {
	groups := blockStart.FindStringSubmatchIndex(line)
	for g := 2; g < len(groups); g += 2 {
		if at := groups[g]; at >= 0 {
			return line[:at] + string(wide(rune(line[at]))) + line[at+1:]
		}
	}
	return line
}
