package bot

import (
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
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
		command(wordProgress, completed("skill")),
		command(wordChoose),
		command(wordTestOut, completed("skill")),
		command(wordShow, completed("skill")),
		command(wordThemes, completed("theme")),
		command(wordWhere),
		command(wordGoal, option("words")),
		command(wordPlan, completed("plan")),
		command(wordAway, completed("days")),
		command(wordEnough),
		command(wordReflect, option("words")),
		command(wordMuddy, option("words")),
		command(wordMake, option("words")),
		command(wordPerson, option("words")),
		command(wordSettings, of("setting", settingNamesShown...), completed("value")),
		command(wordSupports, supportOption(p, option("support")), completed("value")),
		command(wordGlossary, completed("word")),
		command(wordLink, option("code")),
		command(wordPage),
		command(wordData, of("data", dataVerbs...), option("more")),
		command(wordTicket),
		command(wordStop, of("all", "messages")),
		command(wordHelp),
		forTeachers(command(wordClass, completed("do"), completed("with"))),
		forTeachers(command(wordAlert, completed("id"), of("act", alertVerbs...), option("words"))),
	}
}

// settingNamesShown are settingNames, each once.
var settingNamesShown = []string{"minutes", "times", "quiet", "zone", "language", "speech", "thoughts", "cap", "most", "learns", "count", "pause", "morning", "digest", "away", "on", "off"}

// supportOption completes an option that takes a support.
func supportOption(p *say.Printer, o chat.Option) chat.Option {
	for _, name := range coach.AllSupports() {
		o.Choices = append(o.Choices, chat.Choice{Label: chat.Escape(supportWord(p, name)), Value: string(name)})
	}
	return o
}
