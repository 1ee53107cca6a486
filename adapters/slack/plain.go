package slack

import (
	"regexp"
	"strings"
)

// mark is what Slack puts between < and > in the text of messages: a person, a
// channel, a mention of many, a moment, or a link, each with or without a label.
// A < that somebody typed comes as &lt; and is none.
// https://docs.slack.dev/messaging/formatting-message-text/#retrieving-messages
var mark = regexp.MustCompile(`<([@#!][^<>|\s]+|!date\^[^<>|]+|[a-zA-Z][a-zA-Z0-9+.-]*:[^<>|\s]+)(?:\|([^<>]*))?>`)

var entities = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")

// plain makes what was typed of the text of a message.
func plain(text string) string {
	if !strings.ContainsAny(text, "<&") {
		return text
	}
	if strings.Contains(text, "<") {
		text = mark.ReplaceAllStringFunc(text, func(t string) string {
			m := mark.FindStringSubmatch(t)
			return shown(m[1], m[2])
		})
	}
	return entities.Replace(text)
}

// shown is how a mark looks to who reads the message.
func shown(target, label string) string {
	switch target[0] {
	case '@', '#':
		if label == "" {
			return target
		}
		return target[:1] + strings.TrimLeft(label, "@#")
	case '!':
		name, _, _ := strings.Cut(target[1:], "^")
		if label == "" {
			return "@" + name
		}
		return label
	}
	if label == "" {
		return strings.TrimPrefix(target, "mailto:")
	}
	return label
}

// withoutMention takes the mention of a user out of the text of a message;
// without the user's ID, the mention it begins with.
func withoutMention(text, user string) string {
	if user == "" {
		text = strings.TrimSpace(text)
		if m := mark.FindStringIndex(text); m != nil && m[0] == 0 && strings.HasPrefix(text, "<@") {
			return text[m[1]:]
		}
		return text
	}
	return mark.ReplaceAllStringFunc(text, func(t string) string {
		if m := mark.FindStringSubmatch(t); m[1] == "@"+user {
			return " "
		}
		return t
	})
}
