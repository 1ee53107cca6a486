package slack

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"pacer/bot/chat"
)

// Slack's mrkdwn has few marks and no way to write one that is only itself.
// Only & < > are control characters: escaped, no text is a mention, a link or a
// command (https://docs.slack.dev/messaging/formatting-message-text#escaping).
// For * _ ~ ` and : a character of no width is put between the mark and the
// word, where Slack wants them to touch. chat.Visible takes such characters out
// of everybody's words, so those that are sent are the adapter's own.
const zeroWidth = "\u200b"

// escaper escapes what Slack reads as control characters, and nothing else.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func escape(plain string) string { return escaper.Replace(plain) }

// isBare tells Markdown that is the same in mrkdwn, as most captions and many
// sentences are: reading the others costs more than sending them.
func isBare(s string) bool {
	last := rune(' ')
	for i, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z':
		case r >= utf8.RuneSelf:
			if r == utf8.RuneError || !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S) {
				return false // may be of no width, or a space that is cut off
			}
		case i == 0:
			return false // may begin a list, or a heading
		case r >= '0' && r <= '9', strings.ContainsRune(`,.;?'"()/=%-`, r):
		case r == ' ' && last != ' ' && i < len(s)-1:
		default:
			return false
		}
		last = r
	}
	return true
}

// mrkdwn writes Markdown as Slack's own: lists with bullets, headings in bold,
// quotations, code, links to the web and to mail. Where emphasis has no room in
// mrkdwn it goes and the words stay.
func mrkdwn(m chat.Markdown) string {
	if isBare(string(m)) {
		return string(m)
	}
	var s strings.Builder
	for i, b := range m.Blocks() {
		quote := ""
		if b.Quote > 0 {
			quote = "> " // Slack knows no quotation within another
		}
		if i > 0 {
			s.WriteString("\n")
			if b.Loose {
				s.WriteString(strings.TrimSpace(quote) + "\n")
			}
		}
		if b.Kind == chat.Fenced {
			s.WriteString(preformatted(words(b)))
			continue
		}
		lead := quote + strings.Repeat(indent, b.Indent)
		below := lead
		if marker := bullets.Replace(b.Marker); marker != "" {
			lead += marker + " "
			below += strings.Repeat(indent, utf8.RuneCountInString(marker)+1)
		}
		s.WriteString(strings.TrimRight(lead+strings.ReplaceAll(inline(b), "\n", "\n"+below), " \n"))
	}
	return s.String()
}

// indent moves a line in; other spaces at its beginning may not be shown.
const indent = "\u00a0"

var bullets = strings.NewReplacer("-", "•", "*", "•", "+", "•")

// words is the text of a block without its styles.
func words(b chat.Block) string {
	var s strings.Builder
	for _, r := range b.Runs {
		s.WriteString(r.Text)
	}
	return s.String()
}

// preformatted shows code as it stands. Three backticks in it would end it, or
// two beside those around it.
func preformatted(code string) string {
	if isBlank(code) {
		return ""
	}
	return "```" + escape(strings.ReplaceAll(code, "`", zeroWidth+"`"+zeroWidth)) + "```"
}

// inline writes the runs of a block.
func inline(b chat.Block) string {
	var s joiner
	for i := 0; i < len(b.Runs); i++ {
		r := b.Runs[i]
		r.Bold = r.Bold || b.Kind == chat.Heading
		if r.Link != "" && !r.Image {
			label := r.Text
			for i+1 < len(b.Runs) && b.Runs[i+1].Link == r.Link && !b.Runs[i+1].Image {
				i++
				label += b.Runs[i].Text
			}
			s.add(link(r.Link, label), true)
			continue
		}
		if r.IsMoment() {
			s.add(moment(r), true)
			continue
		}
		for n, line := range strings.Split(r.Text, "\n") {
			if n > 0 {
				s.add("\n", false)
			}
			s.style(r, line)
		}
	}
	return s.b.String()
}

// joiner writes pieces of a line. Slack takes a mark for one only where it does
// not touch a letter on its outer side.
type joiner struct {
	b      strings.Builder
	marked bool // the last piece ended with a mark
}

func (j *joiner) add(piece string, marked bool) {
	if piece == "" {
		return
	}
	before, _ := utf8.DecodeLastRuneInString(j.b.String())
	after, _ := utf8.DecodeRuneInString(piece)
	if j.marked && (marked || isWord(after)) || marked && isWord(before) {
		j.b.WriteString(zeroWidth)
	}
	j.b.WriteString(piece)
	j.marked = marked
}

// style writes one line of a run. Marks stand close to the words, so spaces at
// the ends stay outside.
func (j *joiner) style(r chat.Run, line string) {
	bare := strings.TrimSpace(line)
	if bare == "" {
		j.add(line, false)
		return
	}
	at := strings.Index(line, bare)
	j.add(line[:at], false)
	switch {
	case r.Code && !strings.Contains(bare, "`"):
		j.add("`"+escape(bare)+"`", true)
	default:
		text, marks := literal(bare), ""
		if r.Bold {
			marks += "*"
		}
		if r.Italic {
			marks += "_"
		}
		closing := marks
		if len(marks) == 2 {
			closing = "_*"
		}
		j.add(marks+text+closing, marks != "")
	}
	j.add(line[at+len(bare):], false)
}

// isEmoji tells what follows a colon and would be drawn: a name and a colon.
func isEmoji(rest []rune) bool {
	for i, r := range rest {
		switch {
		case r == ':':
			return i > 0
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', strings.ContainsRune("_+'-", r):
		default:
			return false
		}
	}
	return false
}

// literal writes plain text, of one line, so that Slack shows it as it stands.
func literal(plain string) string {
	if !strings.ContainsAny(plain, "*_~`:&<>") {
		return plain
	}
	var s strings.Builder
	text := []rune(plain)
	at := func(i int) rune {
		if i < 0 || i >= len(text) {
			return ' '
		}
		return text[i]
	}
	for i, r := range text {
		before, after := at(i-1), at(i+1)
		switch {
		case r == '>' && i == 0: // would begin a quotation, escaped or not
			s.WriteString(zeroWidth + "&gt;")
		case r == ':' && isEmoji(text[i+1:]):
			s.WriteString(":" + zeroWidth)
		case !strings.ContainsRune("*_~`", r):
			s.WriteString(escape(string(r)))
		case unicode.IsSpace(before) && unicode.IsSpace(after), isWord(before) && isWord(after):
			s.WriteRune(r) // neither begins nor ends anything
		default:
			s.WriteString(zeroWidth + string(r) + zeroWidth)
		}
	}
	return s.String()
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// moment writes a point of time, which Slack shows each reader by their own
// clock: the time of day, or the day with it. The words are for readers who know
// no such form. "Today" and its like, which Slack can say too, would not do after
// "on".
// https://docs.slack.dev/messaging/formatting-message-text#date-formatting
func moment(r chat.Run) string {
	format := "{date_short} {time}"
	if r.IsClock() {
		format = "{time}"
	}
	return fmt.Sprintf("<!date^%d^%s|%s>", r.At.Unix(), format, escape(r.Text))
}

// link writes a link of an author's text; one that leads anywhere but to the
// web or to mail is text.
func link(address, label string) string {
	label = strings.Join(strings.Fields(label), " ")
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" && u.Scheme != "mailto" {
		return literal(label + " (" + address + ")")
	}
	target := linkSigns.Replace(address)
	if label == "" || label == address {
		return "<" + target + ">"
	}
	return "<" + target + "|" + escape(label) + ">"
}

// linkSigns are the characters that would end the address of a link.
var linkSigns = strings.NewReplacer("&", "&amp;", "<", "%3C", ">", "%3E", "|", "%7C", " ", "%20", "\n", "%0A")
