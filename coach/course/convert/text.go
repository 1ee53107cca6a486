package convert

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"pacer/coach/course"
)

// tidy makes a text fit for a course without changing what it says: no control
// characters, which a terminal would obey, no invisible ones, one kind of line
// end, no more than one empty line, no spaces where nobody sees them.
func tidy(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	b.Grow(len(s))
	spaces, breaks := 0, 0 // waiting to be written, should more text follow
	for _, c := range s {
		switch {
		case c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029':
			spaces, breaks = 0, min(breaks+1, 2)
		case unicode.IsSpace(c):
			spaces = 1
		case unicode.IsControl(c) || c == '\u200b' || c == '\ufeff' || c == utf8.RuneError:
		default:
			if b.Len() > 0 {
				b.WriteString("\n\n"[:breaks])
				if breaks == 0 {
					b.WriteString(" "[:spaces])
				}
			}
			spaces, breaks = 0, 0
			b.WriteRune(c)
		}
	}
	return b.String()
}

// alike is the form in which two texts are the same to a reader: case and
// spaces do not count.
func alike(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(s), " "))
}

// clip shortens a text that a report repeats.
func clip(s string) string {
	const longest = 60 // characters
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return s
}

// sentence ends a text with a full stop unless it ends like a sentence or a
// formula already.
func sentence(s string) string {
	if s == "" || strings.ContainsRune(".!?:;…$)", rune(s[len(s)-1])) {
		return s
	}
	return s + "."
}

// isEnglish says whether the sentences that importers put around a source's
// texts may be English. In a course in another language those texts stand
// alone.
func isEnglish(tag string) bool { return tag == "en" || strings.HasPrefix(tag, "en-") }

// theAnswerIs is the explanation of an item whose source has none.
func theAnswerIs(tag, shown string) string {
	if !isEnglish(tag) {
		return shown
	}
	return sentence("The answer is: " + shown)
}

// belongsTo is why a skill matters, as far as a source can tell: it belongs to
// a lesson, or a deck, of that name.
func belongsTo(tag, what, name string) string {
	if !isEnglish(tag) {
		return escape(name)
	}
	return escape(fmt.Sprintf("It belongs to the %s “%s”.", what, name))
}

// escape writes plain text so that Markdown shows it as it is. It escapes only
// what would change the look: a lone star between spaces or an underscore
// inside a word stays as it was typed.
func escape(s string) string {
	if !strings.ContainsAny(s, "\\`*_[<&$#>+-=~0123456789") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	closes := strings.ContainsRune(s, '>') || strings.ContainsFunc(s, isMathMark) // a formula may hold one
	linkEnd := max(strings.LastIndex(s, "]("), strings.LastIndex(s, "]:"))
	start := 0
	for line := range strings.SplitSeq(s, "\n") {
		if start > 0 {
			b.WriteByte('\n')
		}
		escapeLine(&b, line, start > 0, closes, linkEnd-start)
		start += len(line) + len("\n")
	}
	return b.String()
}

var (
	blockStart  = regexp.MustCompile(`^\s*(?:#{1,6}(?:\s|$)|>|[-+](?:\s|$)|[-_=](?:\s*[-_=])*\s*$|~~~)`)
	numberStart = regexp.MustCompile(`^\s*\d{1,9}([.)])(?:\s|$)`)
	entity      = regexp.MustCompile(`^&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)
	angle       = regexp.MustCompile(`^<[A-Za-z/!?]`)
)

// escapeLine escapes one line. Equals signs underline only what stands above
// them; a tag inside a line needs a > somewhere that closes it, and a link may
// end on a later line: the last that may be one does so linkEnd bytes from here.
func escapeLine(b *strings.Builder, line string, isBelow, closes bool, linkEnd int) {
	blockAt := -1 // where a backslash keeps the line from being a heading, a list …
	if m := numberStart.FindStringSubmatchIndex(line); m != nil {
		blockAt = m[2]
	} else if blockStart.MatchString(line) && (isBelow || !strings.HasPrefix(strings.TrimSpace(line), "=")) {
		blockAt = strings.IndexFunc(line, func(c rune) bool { return !unicode.IsSpace(c) })
	}
	for i := 0; i < len(line); {
		c, size := utf8.DecodeRuneInString(line[i:])
		before, _ := utf8.DecodeLastRuneInString(line[:i])
		after, _ := utf8.DecodeRuneInString(line[i+size:])
		needs := i == blockAt
		switch c {
		case '`', '$':
			needs = true
		case '\\':
			needs = needs || isPunctuation(after) || after == utf8.RuneError
		case '*':
			needs = needs || i == 0 || !isBlank(before) || !isBlank(after)
		case '_':
			needs = needs || !isWordy(before) || !isWordy(after)
		case '~':
			needs = needs || before == '~' || after == '~'
		case '[':
			needs = needs || i < linkEnd || after == '['
		case '<':
			isFirst := strings.TrimSpace(line[:i]) == ""
			needs = needs || (isFirst || closes) && angle.MatchString(line[i:])
		case '&':
			needs = needs || entity.MatchString(line[i:])
		}
		if needs {
			b.WriteByte('\\')
		}
		b.WriteString(line[i : i+size])
		i += size
	}
}

func isBlank(c rune) bool       { return c == utf8.RuneError || unicode.IsSpace(c) }
func isWordy(c rune) bool       { return unicode.IsLetter(c) || unicode.IsDigit(c) }
func isPunctuation(c rune) bool { return c > ' ' && c < 0x7f && !isWordy(c) }

var (
	// A tag's attributes must look like attributes: in "a<b and c>d" no tag stands.
	htmlTag  = regexp.MustCompile(`(?is)<(/?)([a-z][a-z0-9]*)((?:\s+[a-z:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))*)\s*/?>`)
	htmlSkip = regexp.MustCompile(`(?is)<(script|style)\b[^>]*>.*?</(?:script|style)\s*>|<!--.*?-->`)
	htmlGap  = regexp.MustCompile(`\n(?:[ \t]*\|)?[ \t]*`)
)

// htmlBreaks says what stands in a text in place of a tag; tags that are not
// here and not in htmlInline are no tags but text.
var htmlBreaks = map[string]string{
	"br": "\n", "hr": "\n", "p": "\n\n", "div": "\n", "section": "\n", "tr": "\n", "table": "\n\n", "thead": "", "tbody": "", "tfoot": "",
	"td": " | ", "th": " | ", "caption": "\n", "ul": "\n", "ol": "\n", "li": "\n- ", "blockquote": "\n", "pre": "\n",
	"h1": "\n\n", "h2": "\n\n", "h3": "\n\n", "h4": "\n\n", "h5": "\n\n", "h6": "\n\n", "dl": "\n", "dt": "\n", "dd": "\n",
}

var htmlInline = map[string]string{
	"b": "", "strong": "", "i": "", "em": "", "u": "", "s": "", "span": "", "font": "", "a": "", "small": "", "big": "", "code": "", "kbd": "", "mark": "",
	"sup": "^", "sub": "_", "center": "", "label": "", "tt": "", "var": "", "cite": "", "q": "", "abbr": "", "wbr": "", "col": "", "colgroup": "",
}

// withoutHTML turns HTML into plain text: tables become lines with bars between
// the cells, lists lines with dashes; the rest of the mark-up goes. Text
// without mark-up stays as it is.
func withoutHTML(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	s = htmlSkip.ReplaceAllString(s, "")
	isTable := false
	s = htmlTag.ReplaceAllStringFunc(s, func(tag string) string {
		m := htmlTag.FindStringSubmatch(tag)
		name, isEnd := strings.ToLower(m[2]), m[1] == "/"
		text, isBreak := htmlBreaks[name]
		if !isBreak {
			inline, isInline := htmlInline[name]
			switch {
			case !isInline:
				return tag
			case isEnd:
				return ""
			}
			return inline
		}
		switch {
		case name == "td" || name == "th":
			isTable = true
			if isEnd {
				return ""
			}
		case name == "tr" || name == "li":
			if isEnd {
				return ""
			}
		}
		return text
	})
	if isTable {
		s = htmlGap.ReplaceAllString(s, "\n") // the bar before a row's first cell
	}
	return html.UnescapeString(s)
}

// hasImage says whether a text shows a picture.
func hasImage(s string) bool {
	return strings.Contains(s, "<") && imageTag.MatchString(s)
}

var imageTag = regexp.MustCompile(`(?i)<(?:img|svg|object|embed)\b`)

// hintsSize is how many bytes the hints hold.
func hintsSize(hints []course.Hint) int {
	n := 0
	for _, hint := range hints {
		n += len(hint.Words())
	}
	return n
}
