package chat

import (
	"slices"
	"strings"
	"unicode"
)

// write makes Markdown of blocks, the other way round of Markdown.Blocks.
// Where emphasis cannot be written so that it is read again ("a**(b)**c"),
// emphasis goes and the words stay.
func write(blocks []Block) Markdown {
	m := writeBlocks(blocks)
	if want, got := letters(plain(blocks)), letters(Plain(m)); want != got {
		return writeBlocks(unstyled(blocks))
	}
	return m
}

// letters is text without its spaces and line breaks: what may not be lost.
func letters(s string) string { return strings.Join(strings.Fields(s), "") }

// unstyled returns blocks with the same words and no style, links written out.
func unstyled(blocks []Block) []Block {
	bare := make([]Block, len(blocks))
	for i, b := range blocks {
		var runs []Run
		for _, r := range joinLinks(b.Runs) {
			runs = appendRun(runs, Run{Text: r.Text})
			if leads(r) {
				runs = appendRun(runs, Run{Text: " (" + r.Link + ")"})
			}
		}
		b.Runs = runs
		bare[i] = b
	}
	return bare
}

func writeBlocks(blocks []Block) Markdown {
	var s strings.Builder
	for i, b := range blocks {
		quote := strings.Repeat("> ", b.Quote)
		if i > 0 {
			s.WriteString("\n")
			if b.Loose {
				s.WriteString(strings.TrimRight(quote, " ") + "\n")
			}
		}
		lead := quote + strings.Repeat(" ", b.Indent)
		below := lead + strings.Repeat(" ", columns(b.Marker))
		if b.Marker != "" {
			lead += b.Marker + " "
		}
		var body string
		switch b.Kind {
		case Fenced:
			body = fence(b.Language, b.text())
		case Heading:
			body = strings.Repeat("#", b.Level) + " " + strings.ReplaceAll(writeRuns(b.Runs), "\n", " ")
		default:
			body = writeRuns(b.Runs)
		}
		body = strings.ReplaceAll(body, "\n", "\n"+below)
		s.WriteString(strings.TrimRight(lead+body, " "))
	}
	return Markdown(s.String())
}

// fence writes code between two rows of backticks, longer than any in it.
func fence(language, code string) string {
	longest, row := 2, 0
	for _, r := range code {
		if r != '`' {
			row = 0
			continue
		}
		row++
		longest = max(longest, row)
	}
	if strings.ContainsAny(language, "` \t\n") {
		language = ""
	}
	bar := strings.Repeat("`", longest+1)
	return bar + language + "\n" + code + "\n" + bar
}

// writeRuns writes the text of one block. Marks are opened outermost first and
// closed when a run no longer has their style; spaces at the edge of a run
// wait until it is known what closes, since Markdown knows no emphasis that
// begins or ends with a space.
func writeRuns(runs []Run) string {
	var s strings.Builder
	var open []mark
	spaces := ""
	closeFrom := func(keep int) {
		for i := len(open) - 1; i >= keep; i-- {
			s.WriteString(open[i].end())
		}
		open = open[:keep]
	}
	for _, r := range runs {
		bare := r.Text
		after := ""
		if !r.Code {
			bare = strings.TrimLeftFunc(bare, unicode.IsSpace)
			spaces += r.Text[:len(r.Text)-len(bare)]
			after = bare[len(strings.TrimRightFunc(bare, unicode.IsSpace)):]
			bare = bare[:len(bare)-len(after)]
		}
		if bare == "" {
			continue
		}
		marks := marksOf(r)
		keep := 0
		for keep < len(open) && slices.Contains(marks, open[keep]) {
			keep++
		}
		closeFrom(keep)
		s.WriteString(spaces)
		spaces = after
		for _, m := range marks {
			if !slices.Contains(open, m) {
				s.WriteString(m.begin())
				open = append(open, m)
			}
		}
		if r.Code {
			s.WriteString(codeSpan(bare))
		} else {
			s.WriteString(string(escape(bare)))
		}
	}
	closeFrom(0)
	return s.String() + spaces
}

// mark is an emphasis or link that has been opened.
type mark struct {
	sign string // "**", "*", "[" or "!["
	link string // where it leads, as Markdown writes it
}

func marksOf(r Run) []mark {
	var m []mark
	switch {
	case r.Image:
		m = append(m, mark{"![", destination(r.Link)})
	case r.Link != "":
		m = append(m, mark{"[", destination(r.Link)})
	case r.IsMoment():
		m = append(m, mark{"[", momentAddress(r.At)})
	}
	if r.Bold {
		m = append(m, mark{sign: "**"})
	}
	if r.Italic {
		m = append(m, mark{sign: "*"})
	}
	return m
}

func (m mark) begin() string { return m.sign }

func (m mark) end() string {
	if m.sign == "[" || m.sign == "![" {
		return "](" + m.link + ")"
	}
	return m.sign
}

// destination writes where a link leads. A link that looks like a moment stays
// a link.
func destination(link string) string {
	if _, ok := momentAt(link); ok {
		return strings.Replace(link, ":", `\:`, 1)
	}
	var s strings.Builder
	bracketed := link == ""
	for i, r := range link {
		switch {
		case r == '<' || r == '>' || r == '\\', r == '&' && entityAt(link[i:]) != "&":
			s.WriteByte('\\')
		case r == '\n':
			r = ' '
		}
		bracketed = bracketed || strings.ContainsRune(" \t\n()<>", r)
		s.WriteRune(r)
	}
	if bracketed {
		return "<" + s.String() + ">"
	}
	return s.String()
}

// codeSpan writes code within a line, between more backticks than stand in it.
func codeSpan(code string) string {
	bar := "`"
	for strings.Contains(code, bar) {
		bar += "`"
	}
	if strings.Trim(code, " ") != "" && (code[0] == '`' || code[len(code)-1] == '`' || code[0] == ' ' && code[len(code)-1] == ' ') {
		code = " " + code + " "
	}
	return bar + code + bar
}
