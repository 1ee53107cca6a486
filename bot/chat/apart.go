package chat

import (
	"slices"
	"strings"
)

// apart fits a message for who reads one thing at a time: each thing a message of
// its own, with one thing to do.
func apart(m Message, c Capabilities) []Message {
	var messages []Message
	for things := m.Parts; len(things) > 0; {
		end := slices.IndexFunc(things, func(p Part) bool { return p.Break })
		thing := things
		if end >= 0 {
			thing, things = things[:end], things[end+1:]
		} else {
			things = nil
		}
		messages = append(messages, Fit(Message{Parts: oneToDo(thing)}, c)...)
	}
	m.address(messages, c)
	return messages
}

// oneToDo leaves one thing to press in some parts: lettered answers, else the main
// action, else the first one. The others become words to be typed; one that has no
// word opens a form, and what it asks for can be typed.
func oneToDo(parts []Part) []Part {
	answers, first := false, -1
	var all []Choice
	for _, p := range parts {
		for _, choice := range p.Choices {
			answers = answers || choice.IsLetter()
			if choice.Main && (first < 0 || !all[first].Main) {
				first = len(all)
			}
			all = append(all, choice)
		}
	}
	if len(all) == 0 {
		return parts
	}
	if first < 0 {
		first = 0
	}
	var out []Part
	var words []string
	n := 0 // of the choices seen so far
	for _, p := range parts {
		if len(p.Choices) == 0 {
			out = append(out, p)
			continue
		}
		var kept []Choice
		for _, choice := range p.Choices {
			switch {
			case answers && choice.IsLetter(), !answers && n == first:
				kept = append(kept, choice)
			case choice.Word != "":
				words = append(words, action(choice))
			}
			n++
		}
		if len(kept) > 0 {
			out = append(out, Part{Choices: kept})
		}
	}
	if len(words) > 0 {
		out = append(out, Part{Note: Markdown("(" + strings.Join(words, " · ") + ")")})
	}
	return out
}
