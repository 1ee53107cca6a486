package slack

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// screen is what a person sees in a channel, oldest first.
func (w *workspace) screen(channel, user string) string {
	defer w.lock()()
	var s []string
	for _, p := range w.posts {
		if p.channel == channel && (p.user == "" || p.user == user) {
			s = append(s, seen(p.blocks, p.text))
		}
	}
	return strings.Join(s, "\n\n")
}

// alerted are the people whom what stands in a channel mentions.
func (w *workspace) alerted(channel string) []string {
	defer w.lock()()
	var who []string
	for _, p := range w.posts {
		if p.channel == channel {
			everything, err := json.Marshal(p.blocks)
			if err != nil {
				w.t.Error(err)
			}
			var read any
			if err := json.Unmarshal(everything, &read); err != nil {
				w.t.Error(err)
			}
			who = append(who, mentions.FindAllString(fmt.Sprint(read)+p.text, -1)...)
		}
	}
	return who
}

var mentions = regexp.MustCompile(`<[@!#][^>]*>`)

// seen is what a reader sees of blocks: all of the text, the captions in
// brackets, what pictures show.
func seen(blocks []any, fallback string) string {
	if len(blocks) == 0 {
		return drawn(fallback)
	}
	var s []string
	for _, b := range blocks {
		block, _ := b.(map[string]any)
		s = append(s, seenBlock(block))
	}
	return strings.Join(s, "\n")
}

func seenBlock(block map[string]any) string {
	switch text(block, "type") {
	case "section":
		return seenText(block["text"])
	case "image":
		return text(block, "alt_text")
	case "input":
		return seenText(block["label"])
	}
	var s []string
	for _, e := range list(block, "elements") {
		element, _ := e.(map[string]any)
		switch text(element, "type") {
		case "static_select":
			for _, o := range list(element, "options") {
				s = append(s, "("+seenText(o.(map[string]any)["text"])+")")
			}
		case "button":
			s = append(s, "["+seenText(element["text"])+"]")
		default:
			s = append(s, seenText(element))
		}
	}
	return strings.Join(s, " ")
}

func seenText(object any) string {
	o, _ := object.(map[string]any)
	if text(o, "type") == "plain_text" {
		return unescaped.Replace(text(o, "text"))
	}
	return drawn(text(o, "text"))
}

var (
	unescaped = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&", zeroWidth, "")
	anchors   = regexp.MustCompile(`<(https?:[^|>]*|mailto:[^|>]*)(\|([^>]*))?>`)
	shorts    = regexp.MustCompile(`:[a-z0-9_+'-]+:`)
	fences    = regexp.MustCompile("(?s)```(.*?)```")
)

// drawn is mrkdwn as Slack draws it: marks gone where they are marks, shortcodes
// an emoji, quotations with a bar.
func drawn(mrkdwn string) string {
	var s strings.Builder
	last := 0
	for _, at := range fences.FindAllStringIndex(mrkdwn, -1) {
		s.WriteString(drawnLines(mrkdwn[last:at[0]]))
		s.WriteString(mrkdwn[at[0]+3 : at[1]-3])
		last = at[1]
	}
	s.WriteString(drawnLines(mrkdwn[last:]))
	return unescaped.Replace(s.String())
}

func drawnLines(mrkdwn string) string {
	lines := strings.Split(mrkdwn, "\n")
	for i, line := range lines {
		for _, quote := range []string{"> ", "&gt;", ">"} {
			if rest, ok := strings.CutPrefix(line, quote); ok {
				line = "▏" + rest
				break
			}
		}
		line = anchors.ReplaceAllStringFunc(line, func(a string) string {
			m := anchors.FindStringSubmatch(a)
			if m[3] != "" {
				return m[3]
			}
			return m[1]
		})
		line = shorts.ReplaceAllString(line, "☺")
		for _, mark := range []rune{'`', '*', '_', '~'} {
			line = unmarked(line, mark)
		}
		lines[i] = line
	}
	return strings.Join(lines, "\n")
}

// unmarked takes pairs of a mark out of a line: the first touches no letter
// before and a word after it, the second the other way round.
func unmarked(line string, mark rune) string {
	text := []rune(line)
	at := func(i int) rune {
		if i < 0 || i >= len(text) {
			return ' '
		}
		return text[i]
	}
	loose := func(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' }
	open := -1
	drop := make(map[int]bool)
	for i, r := range text {
		switch {
		case r != mark:
		case open >= 0 && !loose(at(i-1)) && !isWord(at(i+1)):
			drop[open], drop[i] = true, true
			open = -1
		case open < 0 && !isWord(at(i-1)) && !loose(at(i+1)):
			open = i
		}
	}
	var s strings.Builder
	for i, r := range text {
		if !drop[i] {
			s.WriteRune(r)
		}
	}
	return s.String()
}
