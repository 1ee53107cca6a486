package convert

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// Marks stand for what must not be touched while a text is worked on: blanks of
// a cloze, code, pictures, and the ends of a field. They are private-use
// characters, which the source is rid of first.
const (
	ankiMarks     = 256 // of each sort
	ankiMarkFirst = '\uE000'
	ankiCodeFirst = ankiMarkFirst + ankiMarks
	ankiPicFirst  = ankiCodeFirst + ankiMarks
	ankiFieldOpen = ankiPicFirst + ankiMarks
	ankiFieldEnd  = ankiFieldOpen + 1
	ankiMarkLast  = ankiFieldEnd
)

func ankiBlankMark(i int) rune { return ankiMarkFirst + rune(i) }

func isAnkiMark(c rune) bool { return c >= ankiMarkFirst && c <= ankiMarkLast }

// withoutAnkiMarks takes away what could be taken for marks.
func withoutAnkiMarks(s string) string {
	return strings.Map(func(c rune) rune {
		if isAnkiMark(c) || isMathMark(c) {
			return -1
		}
		return c
	}, s)
}

func ankiNumber(n int64) string { return strconv.FormatInt(n, 10) }

// ankiText is HTML of a card, cleaned.
type ankiText struct {
	plain    string // lines, with marks for code and pictures
	code     []string
	pictures []ankiPicture
	sounds   int
	lost     int // things to look at that are no files: drawings, videos, frames
}

// ankiPicture is a picture that a text shows.
type ankiPicture struct{ src, alt string }

var (
	ankiSoundTag = regexp.MustCompile(`\[sound:[^\]]*\]|\[anki:play:[^\]]*\]|(?s)\[anki:tts[^\]]*\].*?\[/anki:tts\]`)
	ankiOther    = regexp.MustCompile(`\[/?anki:[^\]]*\]`)
)

// cleanAnki turns HTML into lines of text. Tables become lines with bars between
// the cells, lists lines with dashes, powers and indices Unicode; code keeps
// its spaces; the rest of the mark-up goes.
func cleanAnki(source string) *ankiText {
	t := &ankiText{}
	if !strings.ContainsAny(source, "<&[") {
		t.plain = tidy(strings.ReplaceAll(source, "\n", " "))
		return t
	}
	source = ankiSoundTag.ReplaceAllStringFunc(source, func(string) string { t.sounds++; return " " })
	c := ankiCleaner{text: t, z: html.NewTokenizer(strings.NewReader(ankiOther.ReplaceAllString(source, "")))}
	for {
		switch c.z.Next() {
		case html.ErrorToken: // the end, for nothing else can go wrong with a string
			c.endCode()
			if c.isTable {
				c.b = htmlGap.ReplaceAll(c.b, []byte("\n"))
			}
			t.plain = tidy(string(c.b))
			return t
		case html.TextToken:
			c.write(string(c.z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			c.begin()
		case html.EndTagToken:
			name, _ := c.z.TagName()
			c.end(string(name))
		}
	}
}

// ankiCleaner cleans one piece of HTML.
type ankiCleaner struct {
	text    *ankiText
	z       *html.Tokenizer
	b       []byte
	hidden  string // the element whose content nobody sees, while it is open
	codeTag string // the element that code stands in, while it is open
	code    strings.Builder
	raised  int // where the open power or index begins in b; meaningful while raise is not ""
	raise   string
	isTable bool
}

// write adds text. Line breaks in HTML are spaces, but not in code.
func (c *ankiCleaner) write(s string) {
	switch {
	case c.hidden != "":
	case c.codeTag != "":
		c.code.WriteString(s)
	default:
		c.b = append(c.b, strings.Map(func(r rune) rune {
			if r == '\n' || r == '\r' {
				return ' '
			}
			return r
		}, s)...)
	}
}

// newLine writes what stands in a text in place of a tag.
func (c *ankiCleaner) newLine(mark string) {
	switch {
	case c.hidden != "":
	case c.codeTag != "":
		c.code.WriteString(strings.TrimSuffix(mark, "- "))
	default:
		c.b = append(c.b, mark...)
	}
}

// begin takes a tag that opens an element.
func (c *ankiCleaner) begin() {
	raw, hasAttributes := c.z.TagName()
	name := string(raw)
	if c.hidden != "" {
		return
	}
	switch name {
	case "script", "style", "title", "template", "rp":
		c.hidden = name
	case "svg", "canvas", "video", "object", "iframe":
		c.text.lost++
		c.hidden = name
	case "embed":
		c.text.lost++
	case "audio":
		c.text.sounds++
		c.hidden = name
	case "img":
		c.picture(hasAttributes)
	case "pre", "code":
		if c.codeTag == "" {
			c.codeTag = name
		}
	case "sup", "sub":
		if c.codeTag == "" && c.raise == "" {
			c.raise, c.raised = name, len(c.b)
		}
	case "rt":
		c.write(" (")
	case "anki-mathjax":
		c.write(`\(`)
	case "td", "th":
		c.isTable = true
		c.newLine(htmlBreaks[name])
	default:
		c.newLine(htmlBreaks[name])
	}
}

// picture takes a picture's tag, of which the name was read.
func (c *ankiCleaner) picture(hasAttributes bool) {
	if len(c.text.pictures) == ankiMarks {
		return
	}
	var p ankiPicture
	for hasAttributes {
		var key, value []byte
		key, value, hasAttributes = c.z.TagAttr()
		switch string(key) {
		case "src":
			p.src = string(value)
		case "alt":
			p.alt = tidy(string(value))
		}
	}
	c.b = append(c.b, string(ankiPicFirst+rune(len(c.text.pictures)))...)
	c.text.pictures = append(c.text.pictures, p)
}

// end takes a tag that closes an element.
func (c *ankiCleaner) end(name string) {
	if c.hidden != "" {
		if name == c.hidden {
			c.hidden = ""
		}
		return
	}
	switch name {
	case c.codeTag:
		c.endCode()
	case c.raise:
		c.b, c.raise = append(c.b[:c.raised], raiseAnki(string(c.b[c.raised:]), name == "sup")...), ""
	case "rt":
		c.write(")")
	case "anki-mathjax":
		c.write(`\)`)
	case "td", "th", "tr", "li":
	default:
		c.newLine(htmlBreaks[name])
	}
}

// endCode puts code aside and a mark in its place.
func (c *ankiCleaner) endCode() {
	c.codeTag = ""
	code := strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || r == unicode.ReplacementChar || r == '\u200b' || r == '\ufeff':
			return -1
		}
		return r
	}, strings.ReplaceAll(strings.ReplaceAll(c.code.String(), "\r\n", "\n"), "\t", "    "))
	c.code.Reset()
	if code = strings.Trim(strings.TrimRight(code, " \n"), "\n"); code == "" || len(c.text.code) == ankiMarks {
		c.write(code)
		return
	}
	c.b = append(c.b, string(ankiCodeFirst+rune(len(c.text.code)))...)
	c.text.code = append(c.text.code, code)
}

var (
	ankiPowers  = strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹", "+", "⁺", "-", "⁻", "−", "⁻", "n", "ⁿ", "i", "ⁱ")
	ankiIndices = strings.NewReplacer("0", "₀", "1", "₁", "2", "₂", "3", "₃", "4", "₄", "5", "₅", "6", "₆", "7", "₇", "8", "₈", "9", "₉", "+", "₊", "-", "₋", "−", "₋")
	isAnkiPower = regexp.MustCompile(`^[0-9+\-−ni]+$`)
	isAnkiIndex = regexp.MustCompile(`^[0-9+\-−]+$`)
	ankiOrdinal = regexp.MustCompile(`^(?:st|nd|rd|th|er|re|e|o|a)$`)
)

// raiseAnki writes a power or an index: in Unicode's signs where there are some,
// else after ^ or _. The letters of ordinals, as in 1st, stay as they are.
func raiseAnki(s string, isPower bool) string {
	s = strings.TrimSpace(s)
	switch {
	case s == "" || isPower && ankiOrdinal.MatchString(s):
		return s
	case isPower && isAnkiPower.MatchString(s):
		return ankiPowers.Replace(s)
	case !isPower && isAnkiIndex.MatchString(s):
		return ankiIndices.Replace(s)
	}
	if strings.ContainsFunc(s, func(r rune) bool { return !isWordy(r) }) {
		s = "(" + s + ")"
	}
	if isPower {
		return "^" + s
	}
	return "_" + s
}

// ankiFormula is mathematics as Anki marks it: for MathJax, or for LaTeX of old.
var ankiFormula = regexp.MustCompile(`(?s)\\\((.+?)\\\)|\\\[(.+?)\\\]|\[\$\](.+?)\[/\$\]|\[\$\$\](.+?)\[/\$\$\]|\[latex\](.+?)\[/latex\]`)

// hasFormula says whether mathematics stands in a text.
func (t *ankiText) hasFormula() bool { return ankiFormula.MatchString(t.plain) }

// words is the text as it would be typed.
func (t *ankiText) words() string {
	return tidy(t.replaceMarks(t.plain, func(i int) string { return t.code[i] }, func(int) string { return "" }, func(int) string { return "…" }))
}

// markdown is the text as one of a course; picture writes a picture and blank a
// blank. It is broken if nobody can read its mathematics.
func (t *ankiText) markdown(picture func(ankiPicture) string, blank func(i int) string) (_ string, isBroken bool) {
	var w mathWriter
	var b strings.Builder
	rest := t.plain
	for m := ankiFormula.FindStringSubmatchIndex(rest); m != nil; m = ankiFormula.FindStringSubmatchIndex(rest) {
		b.WriteString(rest[:m[0]])
		for group := 1; group <= 5; group++ {
			if from, to := m[2*group], m[2*group+1]; from >= 0 && group < 5 {
				w.add(&b, rest[from:to])
			} else if from >= 0 {
				w.addLaTeX(&b, rest[from:to])
			}
		}
		rest = rest[m[1]:]
	}
	b.WriteString(rest)
	text := escape(tidy(b.String()))
	if blank != nil {
		text = strings.ReplaceAll(text, `\[[`, `\[ [`) // only a blank looks like one
	}
	text = w.join(text)
	text = t.replaceMarks(text, func(i int) string { return ankiCodeBlock(t.code[i]) }, func(i int) string { return picture(t.pictures[i]) }, blank)
	return strings.TrimSpace(text), w.isBroken || listByFormula.MatchString(text)
}

// addLaTeX adds a piece of a LaTeX document: formulas between dollars, or one
// formula where there are none but a command.
func (w *mathWriter) addLaTeX(b *strings.Builder, body string) {
	body = strings.TrimSpace(strings.ReplaceAll(body, "$$", "$"))
	parts := strings.Split(body, "$")
	switch {
	case strings.HasPrefix(body, `\[`) && strings.HasSuffix(body, `\]`), strings.HasPrefix(body, `\(`) && strings.HasSuffix(body, `\)`):
		w.add(b, body[2:max(2, len(body)-2)])
	case len(parts) == 1 && strings.ContainsAny(body, `\^_`), len(parts)%2 == 0:
		w.add(b, strings.ReplaceAll(body, "$", ""))
	default:
		for i, part := range parts {
			if i%2 == 1 {
				w.add(b, part)
			} else {
				b.WriteString(part)
			}
		}
	}
}

// replaceMarks writes what marks stand for. Marks of fields, and of blanks where
// there can be none, go.
func (t *ankiText) replaceMarks(s string, code, picture, blank func(i int) string) string {
	if !strings.ContainsFunc(s, isAnkiMark) {
		return s
	}
	var b strings.Builder
	for _, c := range s {
		switch {
		case c >= ankiMarkFirst && c < ankiCodeFirst:
			if blank != nil {
				b.WriteString(blank(int(c - ankiMarkFirst)))
			}
		case c >= ankiCodeFirst && c < ankiPicFirst:
			// Code may hold blanks.
			b.WriteString(t.replaceMarks(code(int(c-ankiCodeFirst)), func(int) string { return "" }, func(int) string { return "" }, blank))
		case c >= ankiPicFirst && c < ankiFieldOpen:
			b.WriteString(picture(int(c - ankiPicFirst)))
		case isAnkiMark(c):
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// ankiCodeBlock writes code in Markdown, within the line where it has only one.
func ankiCodeBlock(code string) string {
	fence := "`"
	if strings.Contains(code, "\n") {
		fence = "```"
	}
	for strings.Contains(code, fence) {
		fence += "`"
	}
	switch {
	case strings.Contains(code, "\n"):
		return "\n" + fence + "\n" + code + "\n" + fence + "\n"
	case strings.HasPrefix(code, "`") || strings.HasSuffix(code, "`"):
		return fence + " " + code + " " + fence
	}
	return fence + code + fence
}

// onlyFields keeps the lines in which something of a field stands; labels
// without anything beside them go. It needs the marks of fields.
func onlyFields(plain string) string {
	var kept []string
	depth := 0
	for line := range strings.SplitSeq(plain, "\n") {
		before := depth
		depth += strings.Count(line, string(ankiFieldOpen)) - strings.Count(line, string(ankiFieldEnd))
		if before > 0 || strings.ContainsRune(line, ankiFieldOpen) {
			kept = append(kept, line)
		}
	}
	return tidy(strings.Join(kept, "\n"))
}
