package course

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/token"
)

// Fault is one thing that is wrong with a course, said so that its author can
// mend it.
type Fault struct {
	Name    string // the file, as it was named to Parse; may be empty
	Line    int    // from 1; 0 where the fault belongs to no line
	Column  int    // from 1, in characters
	Text    string // what is wrong and, where there is one, the next step
	Snippet string // the line and the one before it, with a caret; empty without a line
}

// String is the fault as an author reads it: place, text, and the quoted lines.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(f.Name)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", f.Line, f.Column)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	b.WriteString(f.Text)
	if f.Snippet != "" {
		b.WriteByte('\n')
		b.WriteString(f.Snippet)
	}
	return b.String()
}

// Faults is everything that is wrong with a course, sorted by line. It is the
// error of Parse, Load and Marshal.
type Faults []Fault

// Error is every fault, one below the other.
func (fs Faults) Error() string {
	parts := make([]string, len(fs))
	for i, f := range fs {
		parts[i] = f.String()
	}
	return strings.Join(parts, "\n")
}

// maxFaults is how many faults are described; further ones are only counted.
// Nobody reads a thousand, and a hostile file must not cost more than it weighs.
const maxFaults = 1000

// report gathers faults while a file is read.
type report struct {
	name  string
	lines []string // the file, for snippets
	list  Faults
	more  int // faults past maxFaults

	places map[*token.Token]spot // of tokens that stand elsewhere than the YAML library says
	lost   spot                  // where locate could not go on,
	lostTo string                // and why
}

// add notes a fault at a place in the file.
func (r *report) add(line, column int, format string, args ...any) {
	if r.isFull() {
		r.more++
		return
	}
	r.list = append(r.list, Fault{Name: r.name, Line: line, Column: column, Text: fmt.Sprintf(format, args...)})
}

// isFull says that further faults will only be counted, so that dear work for
// their texts can be left undone.
func (r *report) isFull() bool { return len(r.list) >= maxFaults }

// err returns the faults sorted and with their snippets, or nil.
func (r *report) err() error {
	if len(r.list) == 0 {
		return nil
	}
	slices.SortStableFunc(r.list, func(a, b Fault) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	for i := range r.list {
		r.list[i].Snippet = snippet(r.lines, r.list[i].Line, r.list[i].Column)
	}
	if r.more > 0 {
		r.list = append(r.list, Fault{Name: r.name, Text: fmt.Sprintf("and %d more faults. Mend these first.", r.more)})
	}
	return r.list
}

// snippetWidth is how many characters of a long line are quoted.
const snippetWidth = 100

// snippet quotes a line, the one before it, and a caret under the column.
func snippet(lines []string, line, column int) string {
	if line < 1 || line > len(lines) || column < 1 {
		return ""
	}
	// A caret far to the right needs the window moved, and the line above with it.
	from := 0
	if column > snippetWidth {
		from = column - snippetWidth/2
	}
	width := len(strconv.Itoa(line))
	var b strings.Builder
	if line > 1 {
		fmt.Fprintf(&b, "   %*d | %s\n", width, line-1, window(lines[line-2], from))
	}
	quoted := window(lines[line-1], from)
	fmt.Fprintf(&b, " > %*d | %s\n", width, line, quoted)
	fmt.Fprintf(&b, "   %*s | ", width, "")
	// Tabs are kept below tabs, or the caret would stand elsewhere.
	for i, c := range []rune(quoted) {
		if i >= column-1-from {
			break
		}
		if c != '\t' {
			c = ' '
		}
		b.WriteRune(c)
	}
	b.WriteByte('^')
	return b.String()
}

// zeroWidthJoiner joins emoji; it moves nothing on a screen.
const zeroWidthJoiner = '\u200d'

// window cuts a line to what is quoted of it. Characters that a terminal would
// obey, rather than show, become dots.
func window(line string, from int) string {
	var b strings.Builder
	i := 0
	for _, c := range line {
		if i >= from+snippetWidth {
			b.WriteString("…")
			break
		}
		if i >= from {
			if c != '\t' && c != zeroWidthJoiner && !unicode.IsPrint(c) {
				c = '·'
			}
			b.WriteRune(c)
		}
		i++
	}
	return strings.TrimRight(b.String(), " \t")
}

// didYouMean is a sentence to add to one about an unknown word: a suggestion,
// if one of the known words is near, and otherwise nothing.
func didYouMean(word string, known []string) string {
	if near := nearest(word, known); near != "" {
		return fmt.Sprintf(" Did you mean %q?", near)
	}
	return ""
}

// ticked marks a key of the format in a fault's text.
func ticked(s string) string { return "`" + s + "`" }

// nearest returns the known word that a typing error may have turned into
// word, or "". A third of the letters may differ, at most three. Failing that,
// one of the two may be the beginning of the other.
func nearest(word string, known []string) string {
	const longest = 100 // characters; nobody mistypes more in one word
	w := []rune(strings.ToLower(word))
	if len(w) == 0 || len(w) > longest {
		return ""
	}
	best, least := "", min(max(1, len(w)/3), 3)+1
	for _, k := range known {
		if d := len(k) - len(w); d >= least || d <= -4*least {
			continue // too different in length, whatever the letters (k counts bytes)
		}
		if d := distance(w, []rune(k)); d < least {
			best, least = k, d
		}
	}
	if best != "" || len(w) < shortestStem {
		return best
	}
	for _, k := range known {
		if strings.HasPrefix(k, word) || len(k) >= shortestStem && strings.HasPrefix(word, k) {
			return k
		}
	}
	return ""
}

// shortestStem is how many letters two words must begin with in common before
// one is suggested for the other.
const shortestStem = 4

// distance counts the single-letter changes, insertions, deletions and swaps of
// neighbours that turn a into b (optimal string alignment).
func distance(a, b []rune) int {
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := above[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(change, above[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}
