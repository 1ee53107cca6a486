package bot

import (
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
)

// Commands lists what can be said as a command, in a language: the words that
// stand, those about a person and for everybody first, as help has them.
func (b *Bot) Commands(language string) []chat.Command {
	p := say.In(language)
	command := func(w say.Word, options ...chat.Option) chat.Command {
		return chat.Command{Name: strings.ReplaceAll(string(w), " ", "-"), Description: chat.Plain(p.Say("command." + key(w))), Options: options}
	}
	option := func(name string) chat.Option {
		return chat.Option{Name: name, Description: chat.Plain(p.Say("option." + name))}
	}
	completed := func(name string) chat.Option {
		o := option(name)
		o.Complete = true
		return o
	}
	of := func(name string, values ...string) chat.Option {
		o := option(name)
		for _, v := range values {
			o.Choices = append(o.Choices, chat.Choice{Label: chat.Escape(v), Value: v})
		}
		return o
	}
	forTeachers := func(c chat.Command) chat.Command {
		c.Teachers = true
		return c
	}
	return []chat.Command{
		command(wordPractice, completed("what")),
		command(wordReview),
		command(wordHint),
		command(wordAnotherWay),
		command(wordSkip),
		command(wordWhy),
		command(wordProgress),
		command(wordGoal, option("words")),
		command(wordReflect),
		command(wordPerson, option("words")),
		command(wordSettings, of("setting", settingNamesShown...), completed("value")),
		command(wordLink, option("code")),
		command(wordPage),
		command(wordTicket),
		command(wordStop, of("all", "messages")),
		command(wordHelp),
		forTeachers(command(wordClass, completed("do"), completed("with"))),
		forTeachers(command(wordAlert, completed("id"), of("act", alertVerbs...), option("words"))),
	}
}

// settingNamesShown are settingNames, each once.
var settingNamesShown = []string{"minutes", "times", "quiet", "zone", "language", "speech", "cap", "pause", "morning", "digest", "away", "on", "off"}
