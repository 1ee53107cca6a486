package course

import (
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/token"
)

// locate finds where each token stands in the file. The YAML library says so
// too, but is a column off after trailing blanks, many lines off for a text that
// goes on in further lines, and loses count altogether after some quoted texts;
// an author must be shown the very place. It returns false if a token does not
// stand where the ones before it leave off: then the library has misread the
// file, and nothing it says can be trusted.
//
// It walks the source once, from token to token, and keeps in the report only
// places other than the library's, and what stopped it.
func locate(r *report, tokens token.Tokens) bool {
	r.places = make(map[*token.Token]spot)
	w := walker{lines: r.lines}
	for i := 0; i < len(tokens); i++ {
		t := tokens[i]
		switch t.Type {
		case token.CommentType:
			continue // skip passes over them
		case token.InvalidType:
			return true // the parser will say so, and look no further
		}
		w.skip()
		at := w.spot()
		if !w.pass(t) {
			r.lost, r.lostTo = at, "this cannot be read for certain: check the quotes of this text and of the one before it"
			if w.problem != "" {
				r.lost, r.lostTo = w.spot(), w.problem
			}
			return false
		}
		if at != (spot{t.Position.Line, t.Position.Column}) {
			r.places[t] = at
		}
		if t.Type == token.LiteralType || t.Type == token.FoldedType {
			i = w.passBlock(tokens, i)
		}
	}
	return true
}

// spot is a place in the file; both count from 1, the column in characters.
type spot struct{ line, column int }

// walker stands before a byte of the source.
type walker struct {
	lines        []string
	line, offset int    // from 0; the offset in bytes
	problem      string // with what stands here, if pass found one

	countedLine, countedTo, counted int // characters before an offset of a line
}

// spot is where the walker stands. It counts on from where it last counted, for
// a line may be the whole file.
func (w *walker) spot() spot {
	if w.countedLine != w.line || w.countedTo > w.offset {
		w.countedLine, w.countedTo, w.counted = w.line, 0, 0
	}
	w.counted += utf8.RuneCountInString(w.lines[w.line][w.countedTo:w.offset])
	w.countedTo = w.offset
	return spot{w.line + 1, w.counted + 1}
}

// rest is what follows on the line.
func (w *walker) rest() string { return w.lines[w.line][w.offset:] }

// nextLine goes to the beginning of the next line, if there is one.
func (w *walker) nextLine() bool {
	if w.line+1 >= len(w.lines) {
		w.offset = len(w.lines[w.line])
		return false
	}
	w.line, w.offset = w.line+1, 0
	return true
}

// skip passes over blanks, line ends and comments.
func (w *walker) skip() {
	for {
		rest := w.rest()
		w.offset += len(rest) - len(strings.TrimLeft(rest, " \t"))
		rest = w.rest()
		isComment := strings.HasPrefix(rest, "#") && (w.offset == 0 || isBlank(w.lines[w.line][w.offset-1]))
		if rest != "" && !isComment || !w.nextLine() {
			return
		}
	}
}

// pass goes past a token; false if it does not stand here.
func (w *walker) pass(t *token.Token) bool {
	switch t.Type {
	case token.DoubleQuoteType:
		return w.passQuoted('"')
	case token.SingleQuoteType:
		return w.passQuoted('\'')
	}
	// What is not quoted stands as it is, except that a text may go on in the
	// next lines, with any blanks between.
	for value := t.Value; value != ""; {
		if isBlank(value[0]) {
			value = strings.TrimLeft(value, " \t\n")
			for w.skipBlanks(); w.rest() == ""; w.skipBlanks() {
				if !w.nextLine() {
					return false
				}
			}
			continue
		}
		end := strings.IndexAny(value, " \t\n")
		if end < 0 {
			end = len(value)
		}
		if !strings.HasPrefix(w.rest(), value[:end]) {
			w.findTab(value[:end])
			return false
		}
		w.offset += end
		value = value[end:]
	}
	return true
}

// findTab looks for a tab in the word before us, which the library would drop.
func (w *walker) findTab(word string) {
	same := 0
	for rest := w.rest(); same < len(word) && same < len(rest) && rest[same] == word[same]; {
		same++
	}
	if strings.HasPrefix(w.rest()[same:], "\t") {
		w.offset += same
		w.problem = "a tab stands in this text: write a space, or put the text in double quotes and write \\t"
	}
}

func (w *walker) skipBlanks() {
	w.offset += len(w.rest()) - len(strings.TrimLeft(w.rest(), " \t"))
}

// passQuoted goes past a quoted text; false if none begins here, if it does not
// end, and for what the library misreads without a word in double quotes: tabs,
// and escapes whose digits are none.
func (w *walker) passQuoted(quote byte) bool {
	if !strings.HasPrefix(w.rest(), string(quote)) {
		return false
	}
	w.offset++
	isIndent := false // blanks before a further line's first character mean nothing
	for {
		rest := w.rest()
		wasIndent := isIndent
		isIndent = isIndent && rest != "" && isBlank(rest[0])
		switch {
		case rest == "":
			if !w.nextLine() {
				return false
			}
			isIndent = true
		case quote == '"' && rest[0] == '\\':
			size := escapeSize(rest)
			if size == 0 {
				w.problem = "the digits of this character's number are missing: write two of 0-9 and a-f after \\x, four after \\u, eight after \\U"
				return false
			}
			w.offset += min(size, len(rest)) // a backslash may end a line
		case quote == '"' && rest[0] == '\t' && !wasIndent:
			w.problem = "a tab stands in double quotes: write \\t"
			return false
		case rest[0] != quote:
			w.offset++
		case quote == '\'' && strings.HasPrefix(rest, "''"):
			w.offset += 2
		default:
			w.offset++
			return true
		}
	}
}

// escapeSize is the length of the escape that s begins with, or 0 if its
// hexadecimal digits are none.
func escapeSize(s string) int {
	if len(s) < 2 {
		return 2
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[s[1]]
	if len(s) < 2+digits || strings.Trim(s[2:2+digits], "0123456789abcdefABCDEF") != "" {
		return 0
	}
	return 2 + digits
}

// passBlock goes past the content of a block whose header is token i, to the
// line of the next token, and returns the number of the content's token. Where a
// block ends depends on everything around it, so here the library's count of
// lines is used, corrected by how far it was off at the header.
func (w *walker) passBlock(tokens token.Tokens, i int) int {
	drift := w.line + 1 - tokens[i].Position.Line
	content := i
	if i+1 < len(tokens) && tokens[i+1].Type == token.StringType {
		content = i + 1
	}
	next := content + 1
	for next < len(tokens) && tokens[next].Type == token.CommentType {
		next++
	}
	if next >= len(tokens) {
		w.line = len(w.lines) - 1
		w.offset = len(w.lines[w.line])
		return content
	}
	line := tokens[next].Position.Line + drift - 1
	if line > w.line && line < len(w.lines) {
		w.line, w.offset = line, 0
	}
	return content
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' }
