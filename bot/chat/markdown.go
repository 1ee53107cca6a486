package chat

import (
	"fmt"
	"html"
	"strings"
	"time"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Block is a paragraph or its like as it is shown: what Markdown comes to once
// it has been read, so that an adapter renders blocks and runs and need not
// know Markdown.
type Block struct {
	Kind     BlockKind
	Level    int    // of a Heading, 1 to 6
	Language string // of Fenced code, may be empty
	Loose    bool   // a blank line stands before it
	Quote    int    // how many quotations it stands in
	Indent   int    // columns by which the lists around it move it in
	Marker   string // "-" or "3." where it begins an item of a list; "- -" where it begins two
	Runs     []Run
}

// BlockKind tells what a block is.
type BlockKind uint8

// The kinds of blocks.
const (
	Paragraph BlockKind = iota
	Heading
	Fenced // code; its text stands as it is
)

// Run is text of one style. "\n" in it is a line break.
type Run struct {
	Text   string
	Bold   bool
	Italic bool
	Code   bool
	Link   string    // where it leads; empty: nowhere
	Image  bool      // Link is the address of a picture, and Text what it shows
	At     time.Time // the moment that Text says; zero: none. It has no Link
}

// text returns the words of the block without their style.
func (b Block) text() string {
	var s strings.Builder
	for _, r := range b.Runs {
		s.WriteString(r.Text)
	}
	return s.String()
}

// small reads the Markdown of this package. CommonMark less what would swallow
// words or surprise who writes in a chat: no HTML and no link definitions
// (they are text), no code by indentation, no headings by underlining, no
// rules. A line break is a line break, as in every chat.
var small = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(indentedParagraphs{parser.NewParagraphParser()}, 1000),
	),
	parser.WithInlineParsers(
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewEmphasisParser(), 500),
	),
)

// indentedParagraphs begins a paragraph with a line that is moved in, too:
// without code by indentation nobody else would take it.
type indentedParagraphs struct{ parser.BlockParser }

func (indentedParagraphs) CanAcceptIndentedLine() bool { return true }

// Blocks reads the Markdown. What it returns passed Visible.
func (m Markdown) Blocks() []Block {
	source := []byte(Visible(string(m)))
	r := reader{source: source}
	r.block(small.Parse(text.NewReader(source)), Block{})
	return r.blocks
}

// reader flattens goldmark's tree.
type reader struct {
	source []byte
	blocks []Block
}

// block reads the blocks under n. in says where they stand: quotations,
// columns, and a marker not shown yet. It returns whether the marker was
// shown.
func (r *reader) block(n ast.Node, in Block) (shown bool) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		at := in
		at.Loose = len(r.blocks) > 0 && (in.Loose || c.HasBlankPreviousLines())
		if shown {
			at.Loose = c.HasBlankPreviousLines()
			at.Indent, at.Marker = in.Indent+columns(in.Marker), ""
		}
		switch c := c.(type) {
		case *ast.Blockquote:
			at.Quote++
			shown = r.block(c, at) || shown
			continue
		case *ast.List:
			shown = r.list(c, at) || shown
			continue
		case *ast.FencedCodeBlock:
			at.Kind = Fenced
			at.Language = string(c.Language(r.source))
			at.Runs = r.lines(c)
		case *ast.Heading:
			at.Kind, at.Level = Heading, c.Level
			at.Runs = r.inline(c)
		default:
			at.Runs = r.inline(c)
			// Without a blank line two paragraphs would be one.
			last := len(r.blocks) - 1
			at.Loose = at.Loose || at.Marker == "" && last >= 0 && r.blocks[last].Kind == Paragraph
		}
		r.blocks = append(r.blocks, at)
		shown = true
	}
	return shown
}

// list reads the items of a list, the empty ones too.
func (r *reader) list(l *ast.List, in Block) (shown bool) {
	number := l.Start
	for c := l.FirstChild(); c != nil; c = c.NextSibling() {
		at := in
		if shown {
			at.Loose = !l.IsTight
			at.Indent, at.Marker = in.Indent+columns(in.Marker), ""
		}
		marker := string(l.Marker)
		if l.IsOrdered() {
			marker = fmt.Sprintf("%d%c", number, l.Marker)
			number++
		}
		at.Marker = strings.TrimSpace(at.Marker + " " + marker)
		if !r.block(c, at) {
			r.blocks = append(r.blocks, at)
		}
		shown = true
	}
	return shown
}

// columns is how far a marker moves in the text that follows it.
func columns(marker string) int {
	if marker == "" {
		return 0
	}
	return len(marker) + 1
}

// lines returns the text of fenced code.
func (r *reader) lines(n ast.Node) []Run {
	var s strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		s.Write(line.Value(r.source))
	}
	return appendRun(nil, Run{Text: strings.TrimSuffix(s.String(), "\n")})
}

// inline returns the runs under n, neighbours of one style joined.
func (r *reader) inline(n ast.Node) []Run { return r.runs(nil, n, Run{}) }

func (r *reader) runs(runs []Run, n ast.Node, style Run) []Run {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		run := style
		switch c := c.(type) {
		case *ast.Text:
			run.Text = string(c.Segment.Value(r.source))
			if style.Code {
				run.Text = strings.ReplaceAll(run.Text, "\n", " ")
			} else {
				run.Text = unescape(run.Text)
			}
			if c.SoftLineBreak() || c.HardLineBreak() {
				run.Text = strings.TrimRight(run.Text, " \t") + "\n"
			}
			runs = appendRun(runs, run)
		case *ast.CodeSpan:
			run.Code = true
			runs = r.runs(runs, c, run)
		case *ast.Emphasis:
			run.Bold = style.Bold || c.Level == 2
			run.Italic = style.Italic || c.Level == 1
			runs = r.runs(runs, c, run)
		case *ast.Link:
			if at, ok := momentAt(string(c.Destination)); ok && !run.Image {
				// One run, which a platform may show in its own words.
				said := Block{Runs: r.inline(c)}.text()
				run.Text, run.At = strings.Join(strings.Fields(said), " "), at
				runs = appendRun(runs, run)
				continue
			}
			run.Link = unescape(string(c.Destination))
			runs = r.runs(runs, c, run)
		case *ast.Image:
			run.Link, run.Image = unescape(string(c.Destination)), true
			runs = r.runs(runs, c, run)
		case *ast.AutoLink:
			run.Text = string(c.Label(r.source))
			run.Link = string(c.URL(r.source))
			runs = appendRun(runs, run)
		default:
			runs = r.runs(runs, c, style)
		}
	}
	return runs
}

// appendRun adds a run, to the last one when it has its style.
func appendRun(runs []Run, r Run) []Run {
	if r.Text == "" {
		return runs
	}
	if n := len(runs); n > 0 && runs[n-1].style() == r.style() {
		runs[n-1].Text += r.Text
		return runs
	}
	return append(runs, r)
}

// style is the run without its text.
func (r Run) style() Run {
	r.Text = ""
	return r
}

// unescape resolves what Markdown text may hold: backslashes before
// punctuation and HTML's entities.
func unescape(s string) string {
	if !strings.ContainsAny(s, `\&`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && util.IsPunct(s[i+1]):
			i++
			b.WriteByte(s[i])
		case s[i] == '&':
			entity := entityAt(s[i:])
			b.WriteString(Visible(html.UnescapeString(entity)))
			i += len(entity) - 1
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// entityAt returns the entity that s begins with, or only its "&".
func entityAt(s string) string {
	const longest = 34 // "&CounterClockwiseContourIntegral;" and one to spare
	end := strings.IndexByte(s[:min(len(s), longest)], ';')
	if end > 0 && html.UnescapeString(s[:end+1]) != s[:end+1] {
		return s[:end+1]
	}
	return s[:1]
}

// Plain is the text of m as it reads without any styling: for screen readers,
// notifications and pipes. Emphasis is gone, a link is followed by where it
// leads, in brackets.
func Plain(m Markdown) string {
	if isPlain(string(m)) {
		return string(m)
	}
	return plain(m.Blocks())
}

// isPlain tells texts that Markdown leaves as they are, as most labels are:
// one line of letters, digits and marks that mean nothing. Parsing one costs
// more than sending it.
func isPlain(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		case c == ' ', c == ',', c == '\'', c == '/', c == '?', c == ';':
			if i == 0 || i == len(s)-1 && c == ' ' || c == ' ' && s[i-1] == ' ' {
				return false
			}
		case c >= '0' && c <= '9', c == '(', c == ')', c == '=', c == '%':
			if i == 0 && !allDigits(s) {
				return false // may begin a list or a heading
			}
		default:
			return false
		}
	}
	return true
}

// allDigits tells numbers and fractions, which begin no list without a mark.
func allDigits(s string) bool {
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && s[i] != '/' && s[i] != ' ' {
			return false
		}
	}
	return s != ""
}

func plain(blocks []Block) string {
	var s strings.Builder
	for i, b := range blocks {
		if i > 0 {
			s.WriteString("\n")
			if b.Loose {
				s.WriteString("\n")
			}
		}
		quote := strings.Repeat("> ", b.Quote)
		indent := strings.Repeat(" ", b.Indent)
		lead := quote + indent + b.Marker
		if b.Marker != "" {
			lead += " "
		}
		var words strings.Builder
		for _, r := range joinLinks(b.Runs) {
			words.WriteString(r.Text)
			if leads(r) {
				words.WriteString(" (" + r.Link + ")")
			}
		}
		below := "\n" + quote + indent + strings.Repeat(" ", columns(b.Marker))
		s.WriteString(strings.TrimRight(lead+strings.ReplaceAll(words.String(), "\n", below), " \n"))
	}
	return s.String()
}

// leads tells whether a run is a link whose text does not already say where it
// leads. Where a picture is kept is nobody's to read.
func leads(r Run) bool {
	return r.Link != "" && !r.Image && r.Link != r.Text && r.Link != "mailto:"+r.Text
}

// joinLinks makes one run of each link, whatever the styles in it.
func joinLinks(runs []Run) []Run {
	var joined []Run
	for _, r := range runs {
		if n := len(joined); n > 0 && r.Link != "" && joined[n-1].Link == r.Link && joined[n-1].Image == r.Image {
			joined[n-1].Text += r.Text
			continue
		}
		joined = append(joined, r)
	}
	return joined
}

// Plain is the whole message as text, with what can be typed in the place of
// what can be pressed.
func (m Message) Plain() string {
	var s []string
	for _, p := range adapt(m.Parts, Capabilities{}) {
		switch {
		case p.Steps != nil:
			s = append(s, p.Steps.String())
		case p.Code != nil:
			s = append(s, Visible(p.Code.Text))
		case p.Note != "":
			s = append(s, Plain(p.Note))
		case p.Text != "":
			s = append(s, Plain(p.Text))
		}
	}
	return strings.Join(s, "\n\n")
}

// String is the progress as text: "3/5", or "3" where no end is known.
func (p Progress) String() string {
	if p.Of <= 0 {
		return fmt.Sprint(p.Done)
	}
	return fmt.Sprintf("%d/%d", p.Done, p.Of)
}
