package slack

import (
	"strings"

	"pacer/bot/chat"
)

// sample is a message as the bot says such ones.
type sample struct {
	name  string
	parts []chat.Part
	form  *chat.Form // shown as a modal
	home  bool       // shown as a Home tab
}

func lettered(labels ...string) chat.Part {
	var p chat.Part
	for i, label := range labels {
		p.Choices = append(p.Choices, chat.Choice{Word: string(rune('A' + i)), Label: chat.Markdown(label), Value: "a:01J8XQ7Z3N:" + string(rune('a'+i))})
	}
	return p
}

func action(word, label string) chat.Choice {
	return chat.Choice{Word: word, Label: chat.Markdown(label), Value: "w:01J8XQ7Z3N:" + word}
}

func mainly(c chat.Choice) chat.Choice {
	c.Main = true
	return c
}

func actions(choices ...chat.Choice) chat.Part { return chat.Part{Choices: choices} }

func opening(label, value string) chat.Choice {
	return chat.Choice{Label: chat.Markdown(label), Value: value, Opens: true, Main: true}
}

// picture is a picture of a few points, whatever it says it shows.
func picture(alt string) chat.Part {
	return chat.Part{Picture: &chat.Picture{Alt: alt, Type: "image/png", Data: []byte("\x89PNG\r\n\x1a\n" + alt)}}
}

// mainMessages are the twelve that people see most; the pictures of them are
// looked at.
var mainMessages = []sample{
	{name: "01-question", parts: []chat.Part{
		{Steps: &chat.Progress{Done: 1, Of: 5}}, {Note: "Unit fractions"},
		{Text: "Which bar has **one third** of it filled?"},
		lettered("▮▮▯▯", "▮▯▯", "▮▯▯▯", "▮▮▮"),
		actions(action("hint", "Hint"), action("skip", "Skip")),
	}},
	{name: "02-right", parts: []chat.Part{
		{Steps: &chat.Progress{Done: 1, Of: 5}}, {Note: "Unit fractions"},
		{Text: "Which bar has **one third** of it filled?"},
		{Text: "You chose **B**  ▮▯▯\n\n**Right:** this bar is cut into 3 parts of one size. The number below the line counts them all, the 1 above it those that are filled."},
		actions(mainly(action("next", "Next")), action("hint was hard", "Hint was hard?")),
	}},
	{name: "03-not-yet", parts: []chat.Part{
		{Steps: &chat.Progress{Done: 3, Of: 5}}, {Note: "Adding unlike fractions"},
		{Text: "1/2 + 1/3 = ?"},
		{Text: "You wrote **2/5**.\n\n**Not yet.** That is *less* than the 1/2 you began with, though you added something to it. Cut both bars into parts of one size first.\n\nA smaller step: how many sixths fill half a bar?"},
		{Note: "type an answer"},
		actions(opening("Answer", "q:01J8XQ7Z3N"), action("hint", "Hint"), action("another way", "Another way"), action("skip", "Skip")),
	}},
	{name: "04-written", parts: []chat.Part{
		{Steps: &chat.Progress{Done: 2, Of: 5}}, {Note: "Loops · a function"},
		{Text: "What does this print? Write every line.\n\n1. read the loop\n2. follow `i`\n   - from its first value\n   - to its last"},
		{Code: &chat.Code{Language: "python", Text: "for i in range(3):\n    if i < 2 and i >= 0:\n        print(i * \"*\")"}},
		actions(opening("Answer", "q:01J8XQ7Z3N"), action("hint", "Hint"), action("skip", "Skip")),
	}},
	{name: "05-long-answers", parts: []chat.Part{
		{Steps: &chat.Progress{Done: 4, Of: 5}}, {Note: "Comparing fractions"},
		{Text: "Sam says 3/8 is larger than 3/5, \"because 8 > 5\". What would you say?"},
		lettered("Sam is right: the larger number at the bottom makes the larger fraction, whatever stands at the top",
			"Eighths are smaller pieces than fifths, so three of them are *less* than three fifths",
			"They are the same", "It cannot be said"),
		actions(action("hint", "Hint"), action("skip", "Skip")),
	}},
	{name: "06-many-answers", parts: []chat.Part{
		{Steps: &chat.Progress{Done: 2, Of: 8}}, {Note: "Rivers of Africa"},
		{Text: "Which river flows out of Lake Victoria?"},
		lettered("Nile", "Congo", "Niger", "Zambezi", "Orange", "Limpopo", "Senegal", "Volta", "Okavango", "Kasai", "Ubangi", "Jubba"),
		actions(action("hint", "Hint"), action("skip", "Skip")),
	}},
	{name: "07-end", parts: []chat.Part{
		{Text: "**That was today's practice:** 5 questions, and you had 4 of them at the first try."},
		{Text: "- New: *Equivalent fractions* is now **Proficient**.\n- *Unit fractions* is due to come back; I'll mix it in next time."},
		{Text: "Something to think about, if you feel like it. Your teacher sees what you write; \"skip\" leaves it out.\n\n> A friend missed today. What would you show them, and where would you begin?"},
		actions(opening("Write it down", "r:01J8XQ7Z3N"), action("skip", "Skip"), action("practice", "Practise more")),
	}},
	{name: "08-progress", parts: []chat.Part{
		{Text: "**How I see your skills, and what makes me think so**"},
		picture("Four skills: unit fractions proficient and fading, equivalent fractions proficient, adding unlike fractions developing, comparing starting"),
		{Text: "Adding unlike fractions is **Developing**: 3 of 7 at the first try, the last two right."},
		{Note: "Say \"I think I was right\" about any answer and a person looks at it."},
		actions(mainly(action("practice", "Practise")), action("goal", "Goal"), action("why", "Why?")),
	}},
	{name: "09-ping", parts: []chat.Part{
		{Text: "**For you:** Kim works hard on *adding unlike fractions* without getting there (`8a8s`)"},
		{Text: "- 7 questions, 1 right at the first try, over 2 days\n- adds across, tops to tops and bottoms to bottoms (5 times)"},
		{Text: "**Try:** 5 minutes. Lay a half strip and a third strip end to end, and let Kim find the ruler that measures both.\n**Or:** a step back to *Equivalent fractions*."},
		actions(mainly(action("mine", "I'll do it")), action("note", "Send a note"), action("assign", "Assign practice"), action("snooze", "Snooze"), action("not useful", "Not useful …")),
	}},
	{name: "10-question-of-the-day", parts: []chat.Part{
		{Text: "**Question of the day · Rivers**\n\nWhich of these carries the most water to the sea?"},
		lettered("Yangtze", "Amazon", "Danube", "Niger"),
		{Note: "Only you see what you choose. At 20:00 I tell the answer; 31 are waiting for it."},
	}},
	{name: "11-home", home: true, parts: []chat.Part{
		{Text: "**Good afternoon, Ada.** 4 questions are due, about 3 minutes."},
		actions(mainly(action("practice", "Practise now"))),
		picture("This week: practised on Monday, Tuesday and Thursday, 14 questions, 11 right at the first try"),
		{Text: "**Your goal**\nAdd any two fractions by Friday, without help. 6 of 10 questions done."},
		actions(action("goal", "Change the goal")),
		{Text: "**How I see your skills, and what makes me think so**\n\n- Unit fractions: **Proficient**, fading\n- Equivalent fractions: **Proficient** (3 of 3)\n- Adding unlike fractions: **Developing** (3 of 7)"},
		actions(action("progress", "My progress"), action("person", "A person, please"), action("settings", "Settings")),
		{Note: "Only you see this page."},
	}},
	{name: "12-modal", form: &chat.Form{
		Title: "Settings: when and how I may write to you", Value: "settings:01J8", Submit: "Keep", Close: "Leave as it was",
		Lead: "Change what you like; the rest stays.",
		Fields: []chat.Field{
			{Name: "name", Label: "What should I call you?", Value: "Ada", Max: 40},
			{Name: "when", Label: "When may I write?", Value: "19", Hint: "Never in your quiet hours.", Choices: []chat.Choice{
				{Label: "After school (16:00)", Value: "16"}, {Label: "Evenings (19:00)", Value: "19"}, {Label: "Never, I'll come to you", Value: "0"}}},
			{Name: "days", Label: "On which days?", Many: true, Value: "mon wed", Optional: true, Choices: []chat.Choice{
				{Label: "Monday", Value: "mon"}, {Label: "Tuesday", Value: "tue"}, {Label: "Wednesday", Value: "wed"}}},
			{Name: "goal", Label: "Your goal, in your own words", Long: true, Optional: true},
		},
	}},
}

// moreMessages are kinds that the twelve do not have.
var moreMessages = []sample{
	{name: "answer-modal", form: &chat.Form{
		Title: "Your answer", Value: "q:01J8XQ7Z3N", Submit: "Send", Close: "Back",
		Lead: "1/2 + 1/3 = ?", Fields: []chat.Field{{Name: "answer", Label: "Your answer", Long: true}},
	}},
	{name: "class-modal", form: &chat.Form{
		Title: "Class", Value: "class:1", Fields: []chat.Field{
			{Name: "skill", Label: "Skill", Value: "s3", Choices: many("Skill", 14)},
			{Name: "days", Label: "Courses", Many: true, Choices: many("Course", 12)},
			{Name: "none", Label: "Quiet", Choices: []chat.Choice{{Label: "None", Value: ""}, {Label: "Nights", Value: "n"}}},
		},
	}},
	{name: "form-in-message", parts: []chat.Part{{Form: &chat.Form{
		Title: "Your goal", Value: "goal", Lead: "What would you like to be able to do?", Fields: []chat.Field{{Name: "what", Label: "What?"}},
	}}}},
	{name: "hostile-words", parts: []chat.Part{
		{Text: "You wrote: " + chat.Escape("<!channel> <@U1> *not bold* _nor_ `this` :smile: <https://example.org|here> & ```no``` > 1 < 2")},
		{Code: &chat.Code{Text: "a ```\nb <!here> && c"}},
		lettered("x < 3 & y > 2", "`code` and *more*", "<!here>"),
		{Note: "a_b * c_d <here>"},
	}},
	{name: "links-and-emphasis", parts: []chat.Part{
		{Text: "See [the *whole* page](https://example.org/a?b=1&c=2|3) or <https://example.org>, [mail](mailto:a@example.org), [not this](javascript:alert(1)).\n\n# A heading\n\n> quoted **bold**\n> twice\n\nun**fold**ed, ***both***, **a *b* c**, ~~gone~~"},
	}},
	{name: "hard-item", parts: []chat.Part{
		{Text: "أيّ كسر أكبر: نصف أم ثلث؟ 👩‍👩‍👧‍👦 " + chat.Escape(strings.Repeat("Donaudampfschifffahrtsgesellschaftskapit", 6))},
		lettered("نصف (1/2)", "ثلث (1/3)", "👍🏽 متساويان", strings.Repeat("Rindfleischetikettierungsueberwachungsauf", 3)),
	}},
	{name: "many-long-answers", parts: []chat.Part{
		{Text: "What is the best reason to find a common denominator?"},
		lettered("it is the rule", "pieces of one size can be counted together", "it makes the numbers larger", "the teacher likes it",
			"it makes the numbers smaller", "only then the tops may be added", "fractions look nicer", "it is faster than decimals",
			"it avoids fractions", "one can compare them", "the bottoms vanish", "it is *never* needed"),
	}},
	{name: "picture-without-file", parts: []chat.Part{{Text: "What is shown?"}, {Picture: &chat.Picture{Alt: "a third of a cake"}}}},
}

func many(label string, n int) (choices []chat.Choice) {
	for i := range n {
		choices = append(choices, chat.Choice{Label: chat.Markdown(label + " " + string(rune('a'+i))), Value: "s" + string(rune('0'+i))})
	}
	return choices
}
