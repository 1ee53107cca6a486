package terminal

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"

	"pacer/bot/chat"
)

// renderer makes text of messages. The zero value makes plain text.
type renderer struct {
	width  int  // columns to wrap at; 0: lines stay as long as they are
	colour bool // with ANSI's colours
	bars   bool // with progress as a bar beside the numbers
}

// style is how characters look: the sum of these.
type style uint8

const (
	bold style = 1 << iota
	italic
	underlined
	dim
	fixed // code: another colour, since every letter here is of one width
)

// sequences are the parameters of ANSI's "select graphic rendition".
var sequences = []struct {
	style style
	code  string
}{{bold, "1"}, {dim, "2"}, {italic, "3"}, {underlined, "4"}, {fixed, "36"}}

// span is text of one style.
type span struct {
	text  string
	style style
}

// message makes text of a message, without an end of line after it.
func (r renderer) message(m chat.Message) string {
	var s []string
	for _, fitted := range chat.Fit(m, chat.Capabilities{}) {
		s = append(s, r.parts(fitted.Parts)...)
	}
	return strings.Join(s, "\n")
}

// framed makes text of a message to somebody else: a line that says to whom,
// and the message moved in below it.
func (r renderer) framed(to chat.Markdown, m chat.Message) string {
	const indent = "  "
	inner := r
	if r.width > 0 {
		inner.width = max(r.width-len(indent), 1)
	}
	body := inner.message(m)
	if body == "" {
		return ""
	}
	lines := append(r.text(to, dim), strings.Split(body, "\n")...)
	for i := range lines[1:] {
		if lines[i+1] != "" {
			lines[i+1] = indent + lines[i+1]
		}
	}
	return strings.Join(lines, "\n")
}

// parts makes lines of the parts of a fitted message. A note right after the
// progress shares its line: "3/5 · Unit fractions".
func (r renderer) parts(parts []chat.Part) []string {
	var lines []string
	for i, p := range parts {
		switch {
		case p.Steps != nil:
			lines = append(lines, r.paint([]span{{r.steps(*p.Steps), dim}}))
		case p.Note != "":
			note := r.text(p.Note, dim)
			if i > 0 && parts[i-1].Steps != nil && len(note) > 0 {
				last := len(lines) - 1
				lines[last] += r.paint([]span{{" · ", dim}}) + note[0]
				note = note[1:]
			}
			lines = append(lines, note...)
		case p.Code != nil:
			lines = append(lines, r.code(p.Code.Text, "    ")...)
		case p.Text != "":
			lines = append(lines, r.text(p.Text, 0)...)
		}
	}
	return lines
}

// steps is progress as numbers, and a bar of at most 20 cells.
func (r renderer) steps(p chat.Progress) string {
	if !r.bars || p.Of <= 0 {
		return p.String()
	}
	cells := min(p.Of, 20)
	done := max(0, min(p.Done, p.Of)) * cells / p.Of
	return p.String() + " " + strings.Repeat("━", done) + strings.Repeat("╌", cells-done)
}

// text makes lines of Markdown, every character with the style of the whole.
func (r renderer) text(m chat.Markdown, whole style) []string {
	var lines []string
	for i, b := range m.Blocks() {
		if i > 0 && b.Loose {
			lines = append(lines, "")
		}
		// Not "> ", which begins what was typed, in a transcript.
		first := strings.Repeat("│ ", b.Quote) + strings.Repeat(" ", b.Indent)
		rest := first
		if b.Marker != "" {
			first += b.Marker + " "
			rest += strings.Repeat(" ", len(b.Marker)+1)
		}
		if b.Kind == chat.Fenced {
			var code strings.Builder
			for _, run := range b.Runs {
				code.WriteString(run.Text)
			}
			lines = append(lines, r.code(code.String(), first+"    ")...)
			continue
		}
		if b.Kind == chat.Heading {
			whole |= bold
		}
		for k, line := range splitLines(spans(b.Runs, whole)) {
			if k > 0 {
				first = rest
			}
			lines = append(lines, r.wrap(line, first, rest)...)
		}
		if b.Kind == chat.Heading {
			whole &^= bold
		}
	}
	return lines
}

// code makes lines of code, unwrapped: its line breaks have a meaning.
func (r renderer) code(text, indent string) []string {
	var lines []string
	for line := range strings.SplitSeq(chat.Visible(text), "\n") {
		lines = append(lines, strings.TrimRight(indent+r.paint([]span{{line, fixed}}), " "))
		indent = strings.Repeat(" ", uniseg.StringWidth(indent))
	}
	return lines
}

// spans gives runs their looks. A link is followed by where it leads, unless
// its text says that.
func spans(runs []chat.Run, whole style) []span {
	var s []span
	link := ""
	for i, run := range runs {
		look := whole
		for _, l := range []struct {
			is   bool
			look style
		}{{run.Bold, bold}, {run.Italic, italic}, {run.Code, fixed}, {run.Link != "", underlined}} {
			if l.is {
				look |= l.look
			}
		}
		s = append(s, span{run.Text, look})
		if run.Link == "" || run.Image {
			continue
		}
		link += run.Text
		if i+1 < len(runs) && runs[i+1].Link == run.Link {
			continue
		}
		if link != run.Link && "mailto:"+link != run.Link {
			s = append(s, span{" (" + run.Link + ")", whole | dim})
		}
		link = ""
	}
	return s
}

// splitLines cuts spans at their line breaks.
func splitLines(spans []span) [][]span {
	lines := make([][]span, 1)
	for _, s := range spans {
		for i, text := range strings.Split(s.text, "\n") {
			if i > 0 {
				lines = append(lines, nil)
			}
			last := len(lines) - 1
			lines[last] = append(lines[last], span{strings.ReplaceAll(text, "\t", "    "), s.style})
		}
	}
	return lines
}

// wrap breaks a line where it may be broken, so that it is no wider than the
// width, and puts indents before its parts. A list of lettered answers ("A  one
// third") goes on below the answer, not below the letter.
func (r renderer) wrap(line []span, first, rest string) []string {
	if r.width <= 0 {
		return []string{strings.TrimRight(first+r.paint(line), " ")}
	}
	l := newLiner(line)
	if isLettered(l.text) {
		rest += "   "
	}
	var out []string
	indent := first
	for l.text != "" {
		room := max(r.width-uniseg.StringWidth(indent), 8) // a narrow window is no reason for a column of letters
		out = append(out, strings.TrimRight(indent+r.paint(l.next(room)), " "))
		indent = rest
	}
	if len(out) == 0 {
		out = append(out, strings.TrimRight(first, " "))
	}
	return out
}

// isLettered tells a line that begins with one letter or digit and two spaces.
func isLettered(line string) bool {
	runes := []rune(line[:min(len(line), 8)])
	return len(runes) > 3 && (unicode.IsLetter(runes[0]) || unicode.IsDigit(runes[0])) &&
		runes[1] == ' ' && runes[2] == ' ' && runes[3] != ' '
}

// liner breaks styled text into lines.
type liner struct {
	text  string // what is left of it
	spans []span // the same, with its style
}

func newLiner(spans []span) *liner {
	var text strings.Builder
	for _, s := range spans {
		text.WriteString(s.text)
	}
	return &liner{text.String(), spans}
}

// next takes off the longest beginning of at most room columns that ends where
// a line may be broken, or, of a longer word, as much as there is room for,
// but at least one character.
func (l *liner) next(room int) []span {
	rest, state := l.text, -1
	width, at, end := 0, 0, 0 // at, in bytes, is how far there is room; end is the last place to break at
	for rest != "" {
		var cluster string
		var breaks int
		cluster, rest, breaks, state = uniseg.StepString(rest, state)
		width += breaks >> uniseg.ShiftWidth
		// Spaces at the end of a line take no room.
		if width > room && cluster != " " && at > 0 {
			break
		}
		at += len(cluster)
		if breaks&uniseg.MaskLine != uniseg.LineDontBreak {
			end = at
		}
	}
	if end == 0 {
		end = at
	}
	line := l.take(end)
	l.take(len(l.text) - len(strings.TrimLeft(l.text, " ")))
	return trimSpans(line)
}

// take takes n bytes off the beginning.
func (l *liner) take(n int) []span {
	l.text = l.text[n:]
	var taken []span
	for n > 0 {
		s := l.spans[0]
		k := min(n, len(s.text))
		taken = append(taken, span{s.text[:k], s.style})
		n -= k
		l.spans[0].text = s.text[k:]
		if l.spans[0].text == "" {
			l.spans = l.spans[1:]
		}
	}
	return taken
}

// trimSpans takes the spaces off the end of a line.
func trimSpans(spans []span) []span {
	for i := len(spans) - 1; i >= 0; i-- {
		spans[i].text = strings.TrimRight(spans[i].text, " ")
		if spans[i].text != "" {
			return spans[:i+1]
		}
	}
	return nil
}

// isolates keep words of the other direction apart. A terminal that turns text
// from right to left round knows them; plain text is for anything that reads,
// and much of that would show a box.
var isolates = strings.NewReplacer("\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "")

// paint joins spans, with the sequences that give them their looks.
func (r renderer) paint(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		if !r.colour {
			s.text = isolates.Replace(s.text)
		}
		if s.text == "" {
			continue
		}
		if !r.colour || s.style == 0 {
			b.WriteString(s.text)
			continue
		}
		var codes []string
		for _, q := range sequences {
			if s.style&q.style != 0 {
				codes = append(codes, q.code)
			}
		}
		fmt.Fprintf(&b, "\x1b[%sm%s\x1b[0m", strings.Join(codes, ";"), s.text)
	}
	return b.String()
}
