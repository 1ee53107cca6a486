package discord

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"pacer/bot/chat"
)

// markdown writes Markdown as Discord reads it, which is not CommonMark: see
// https://discord.com/developers/docs/reference#message-formatting. A line
// break is one, three backticks always fence code, and much more than emphasis
// comes alive: mentions, channels, timestamps, commands, emoji by name,
// invitations, bare addresses. None of it may come out of what is meant as
// text; a backslash keeps each as it was written.
func markdown(m chat.Markdown) string { return writeBlocks(m.Blocks()) }

// small makes small print of what Discord reads, line by line. Code has none.
func small(text string) string {
	if strings.Contains(text, fence) {
		return text
	}
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(line) != "" {
			lines = append(lines, "-# "+line)
		}
	}
	return strings.Join(lines, "\n")
}

const fence = "```"

func writeBlocks(blocks []chat.Block) string {
	var s strings.Builder
	for i, b := range blocks {
		quote := ""
		if b.Quote > 0 {
			quote = "> " // Discord has one quotation, not one in another
		}
		if i > 0 {
			s.WriteString("\n")
			if b.Loose && blocks[i-1].Kind != chat.Heading { // which has room below it
				s.WriteString(quote + "\n")
			}
		}
		if b.Kind == chat.Fenced {
			s.WriteString(quote + strings.ReplaceAll(fenced(b.Language, textOf(b.Runs)), "\n", "\n"+quote))
			continue
		}
		below := quote + strings.Repeat(" ", b.Indent)
		lead := below
		if b.Marker != "" {
			lead += marker(b.Marker) + " "
			below += strings.Repeat(" ", len(b.Marker)+1)
		}
		body := writeRuns(b.Runs)
		if b.Kind == chat.Heading {
			// The two greater ones shout in a chat.
			lead += "### "
			body = strings.ReplaceAll(body, "\n", " ")
		}
		s.WriteString(strings.TrimRight(lead+strings.ReplaceAll(body, "\n", "\n"+below), " "))
	}
	return s.String()
}

// marker writes what an item of a list begins with. Discord knows "-", "*" and
// "1."; of "1)" it makes no list, so that it can stand as it is.
func marker(m string) string { return strings.ReplaceAll(m, "+", "-") }

// fenced writes code. Discord knows no longer fence than three backticks, so
// three of them within code are kept apart by a joiner that has no width.
func fenced(language, code string) string {
	if strings.ContainsFunc(language, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("+-_.#", r)
	}) {
		language = ""
	}
	const joiner = "\u200c"
	code = strings.ReplaceAll(code, "``", "`"+joiner+"`")
	if strings.HasSuffix(code, "`") {
		code += joiner
	}
	return fence + language + "\n" + code + "\n" + fence
}

func textOf(runs []chat.Run) string {
	var s strings.Builder
	for _, r := range runs {
		s.WriteString(r.Text)
	}
	return s.String()
}

// writeRuns writes the text of one block.
func writeRuns(runs []chat.Run) string {
	all := textOf(runs)
	w := runWriter{brackets: strings.Contains(all, "](")}
	for _, r := range runs {
		w.brackets = w.brackets || r.Link != ""
	}
	for i := 0; i < len(runs); {
		if runs[i].IsMoment() {
			w.moment(runs[i])
			i++
			continue
		}
		end := i + 1
		for end < len(runs) && runs[end].Link == runs[i].Link && runs[i].Link != "" {
			end++
		}
		w.link(runs[i:end])
		i = end
	}
	return w.text.String()
}

// runWriter writes the runs of one block.
type runWriter struct {
	text     strings.Builder
	brackets bool // may begin a link, and so are escaped
	marked   bool // the last thing written is the end of emphasis
	coded    bool // or of code
	at       position
}

// link writes runs that lead to one place, or nowhere.
func (w *runWriter) link(runs []chat.Run) {
	words, target := textOf(runs), runs[0].Link
	address, isWeb := webAddress(target)
	switch {
	case target == "" || runs[0].Image && !isWeb:
		w.runs(runs)
	case isWeb && words == target:
		w.raw("<" + address + ">")
		w.at = amid
	case isWeb && !strings.Contains(words, "://"):
		w.raw("[")
		w.runs(runs)
		w.raw("](<" + address + ">)")
	case isWeb: // Discord shows no link whose words look like another
		w.runs(runs)
		w.raw(" (<" + address + ">)")
	default:
		w.runs(runs)
		if "mailto:"+words != target && words != target {
			w.runs([]chat.Run{{Text: " (" + target + ")"}})
		}
	}
}

// moment writes a point of time, which Discord shows each reader by their own
// clock and in their own language: the time of day, or the day with it.
// https://discord.com/developers/docs/reference#message-formatting-timestamp-styles
func (w *runWriter) moment(r chat.Run) {
	style := "f"
	if r.IsClock() {
		style = "t"
	}
	sign := signOf(r)
	if w.marked {
		sign = ""
	}
	w.raw(fmt.Sprintf("%s<t:%d:%s>%s", sign, r.At.Unix(), style, sign))
	w.at = amid
	w.marked = sign != ""
}

// webAddress returns a web page's address as it can stand in angle brackets.
func webAddress(link string) (string, bool) {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return "", false
	}
	return strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20", "\n", "", "\t", "", `\`, "%5C").Replace(u.String()), true
}

// runs writes runs with their styles.
func (w *runWriter) runs(runs []chat.Run) {
	for _, r := range runs {
		if r.Code {
			w.code(r)
			continue
		}
		// Emphasis begins and ends at a letter, or Discord sees none; and right
		// beside other emphasis its stars could not be told from the other's.
		bare := strings.TrimFunc(r.Text, unicode.IsSpace)
		sign := signOf(r)
		if bare == "" || w.marked && strings.HasPrefix(r.Text, bare) {
			sign = ""
		}
		if sign == "" {
			w.raw(w.escape(r.Text))
			continue
		}
		before, after, _ := strings.Cut(r.Text, bare)
		w.raw(before + sign)
		w.raw(w.escape(bare))
		w.raw(sign + after)
		w.marked = after == ""
	}
}

// code writes code within a line, between more backticks than stand in it.
func (w *runWriter) code(r chat.Run) {
	bar := "`"
	for strings.Contains(r.Text, bar) {
		bar += "`"
	}
	text := r.Text
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	sign := signOf(r)
	if w.marked {
		sign = ""
	}
	if w.coded && sign == "" {
		w.raw(" ")
	}
	w.raw(sign + bar + text + bar + sign)
	w.at = amid
	w.marked, w.coded = sign != "", sign == ""
}

func signOf(r chat.Run) string {
	switch {
	case r.Bold && r.Italic:
		return "***"
	case r.Bold:
		return "**"
	case r.Italic:
		return "*"
	}
	return ""
}

func (w *runWriter) raw(s string) {
	if s != "" {
		w.text.WriteString(s)
		w.marked, w.coded = false, false
	}
}

// escape writes text so that Discord shows it as it is.
func (w *runWriter) escape(text string) string {
	var b strings.Builder
	b.Grow(len(text) + 8)
	for i, r := range text {
		if w.comesAlive(r, text[:i], text[i+utf8.RuneLen(r):]) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		switch {
		case r == '\n':
			w.at = atStart
		case w.at == atStart && (r == ' ' || r == '\t'):
		case w.at != amid && r >= '0' && r <= '9':
			w.at = atNumber
		default:
			w.at = amid
		}
	}
	return b.String()
}

// position is what stands before, in the line.
type position uint8

const (
	atStart  position = iota // only spaces and marks of emphasis
	atNumber                 // and then only digits
	amid
)

// comesAlive tells whether a character, left as it is, could begin or end
// something. before and after are the rest of its run.
func (w *runWriter) comesAlive(r rune, before, after string) bool {
	followedBy := func(any string) bool { return after == "" || strings.ContainsRune(any, rune(after[0])) }
	switch r {
	case '\\', '*', '_', '`':
		return true
	case '~', '|': // two of them do, and the other may be in the next run
		return before == "" || followedBy(string(r)) || strings.HasSuffix(before, string(r))
	case '[', ']':
		return w.brackets
	case '<': // <@1>, <#1>, <@&1>, <:name:1>, <a:name:1>, <t:1>, </command:1>, <id:guide>, <https://…>
		return after == "" || !followedBy(" =0123456789-\n")
	case '#', '>':
		return w.at == atStart
	case '-', '+':
		return w.at == atStart && followedBy(" \t#")
	case '.':
		return w.at == atNumber && followedBy(" \t")
	case '@':
		return strings.HasPrefix(after, "everyone") || strings.HasPrefix(after, "here")
	case ':':
		return strings.HasPrefix(after, "//") || isEmojiName(after)
	case '/':
		return endsInInvitation(before)
	}
	return false
}

// isEmojiName tells what would, after a colon, be the name of an emoji, as in
// ":smile:" and ":100:", or nothing: a backslash would else be the name.
func isEmojiName(after string) bool {
	const longest = 64
	end := strings.IndexByte(after[:min(len(after), longest)], ':')
	return end >= 0 && !strings.ContainsFunc(after[:end], unicode.IsSpace)
}

// endsInInvitation tells what would, with a slash and a code after it, be
// shown as an invitation to another server.
func endsInInvitation(before string) bool {
	const longest = 32
	before = strings.ToLower(before[max(0, len(before)-longest):])
	for _, host := range []string{"discord.gg", "discord.com/invite", "discordapp.com/invite", "discord.gift", "discord.new"} {
		if strings.HasSuffix(before, host) {
			return true
		}
	}
	return false
}
