package slack

import (
	"strings"
	"unicode/utf16"

	"pacer/bot/chat"
)

const (
	// longestMessage is the text of one message, in the length of its mrkdwn:
	// what one section takes, so that every part fits a section and the words
	// of the whole fit the fallback, with room for what can be pressed.
	longestMessage = maxSection
	// mostFields leaves room in a modal for what stands above them.
	mostFields = 40
	// begun is a share of the messages that a workspace may be sent in a second
	// ("several hundred per minute"), one a second and channel.
	// https://docs.slack.dev/apis/web-api/rate-limits
	begun = 5
)

// Capabilities implements chat.Adapter.
func (a *Adapter) Capabilities() chat.Capabilities {
	return chat.Capabilities{
		MaxText:     longestMessage,
		MaxChoices:  maxActions,
		MaxLabel:    maxCaption,
		MaxFields:   mostFields,
		CanEdit:     true,
		CanThread:   true,
		HasForms:    true,
		HasPictures: true,
		MaxGather:   maxGather,
		Begun:       begun,
		Count:       count,
	}
}

// onPage is what a Home tab takes: no message of the platform's, but up to
// maxViewBlocks blocks.
var onPage = chat.Capabilities{
	MaxChoices:  maxActions * 4,
	MaxLabel:    maxCaption,
	CanEdit:     true,
	HasForms:    true,
	HasPictures: true,
	Count:       count,
}

// count measures Markdown, or a caption, as it will be sent. It never says less
// than Slack counts, whichever of the two it is given, and may say a little
// more: reading Markdown to be exact costs more than sending it.
func count(text string) int {
	if isBare(text) {
		return chat.UTF16(text)
	}
	if atMost, ok := bound(text); ok {
		return atMost
	}
	return max(chat.UTF16(mrkdwn(chat.Markdown(text))), chat.UTF16(escape(text)))
}

// bound is more than, or as much as, the length of text in mrkdwn: what stands
// in it escaped, and room for two characters of no width at every sign that may
// get them. It is not ok for what may become longer in other ways: links, and
// lists, quotations and code of several lines, which are moved in.
func bound(text string) (n int, ok bool) {
	several := strings.ContainsAny(text, "\n\r\u0085\u2028\u2029")
	if several && isMovedIn(text) {
		return 0, false
	}
	for i, r := range text {
		switch r {
		case '\n':
			if isMovedIn(text[i+1:]) {
				return 0, false
			}
		case '\r', '\u0085', '\u2028', '\u2029':
			return 0, false
		case '(':
			if i > 0 && text[i-1] == ']' {
				return 0, false
			}
		case '&':
			n += len("&amp;") - 1
		case '<', '>':
			if r == '<' && (i == 0 || text[i-1] != '\\') {
				return 0, false // an address may stand within
			}
			n += len("&lt;") - 1 + 2
		case '*', '_', '~', '`', ':', '|', '#':
			n += 2
		}
		n += utf16.RuneLen(r)
	}
	return n, true
}

// isMovedIn tells whether a line may begin a block in which the next ones are
// moved in, or shown in another way: a list, a quotation, code, a heading.
func isMovedIn(line string) bool {
	line = strings.TrimLeft(line, " ")
	sign := strings.TrimLeft(line, "0123456789")
	if len(sign) < len(line) {
		return sign != "" && strings.ContainsAny(sign[:1], ".)")
	}
	if len(line) < 2 {
		return strings.ContainsAny(line, "-+*>=\t")
	}
	switch line[0] {
	case '-', '+', '*':
		return strings.ContainsAny(line[1:2], " \t\n") || line[0] == '-'
	}
	return strings.ContainsAny(line[:1], ">=`~\t")
}
