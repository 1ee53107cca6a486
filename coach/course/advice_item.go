package course

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"pacer/coach/course/formula"
)

// What messages of the platforms hold, in characters and buttons. Longer ones
// still work, split or answered by letter, but read less well.
const (
	// Slack: https://docs.slack.dev/reference/block-kit/block-elements/button-element,
	// https://docs.slack.dev/reference/block-kit/blocks/section-block and
	// https://docs.slack.dev/reference/block-kit/blocks/actions-block
	slackLabel   = 75
	slackText    = 3000
	slackButtons = 25

	// Discord: https://docs.discord.com/developers/components/reference#button and
	// https://docs.discord.com/developers/resources/message#create-message
	discordLabel = 80
	discordText  = 2000
	discordRow   = 5 // buttons beside one another
	discordRows  = 5
)

// drawTimes is how often an item with variables is drawn to see whether it comes out
// different, and fewestDrawn how many different ones there should be: those who
// get it again after a hint or in a review should have to think again.
const (
	drawTimes   = 32
	fewestDrawn = 8
)

// mostDrawn is how many items with variables are drawn: a second or so of it.
const mostDrawn = 2000

// item looks at an item by itself.
func (a *adviser) item(i int) {
	it := &a.course.Items[i]
	a.lengths(i, it)
	a.said(i, it)
	a.plainly(i, it)
	if len(it.Vars) > 0 && a.draws < mostDrawn {
		a.draws++
		a.repeats(i, it)
	}
}

// lengths looks for what is too long for a message or its buttons.
func (a *adviser) lengths(i int, it *Item) {
	n := utf8.RuneCountInString(Visible(it.Question))
	switch {
	case n > slackText:
		a.add(at("items", i, "question"), "item %q: the question is %d characters long, and a message holds %d on Discord and %d on Slack: shorten it, or make several items of it", it.ID, n, discordText, slackText)
	case n > discordText:
		a.add(at("items", i, "question"), "item %q: the question is %d characters long, and a message on Discord holds %d: shorten it, or make several items of it", it.ID, n, discordText)
	}
	switch n := len(it.Options); {
	case n > min(slackButtons, discordRow*discordRows):
		a.add(at("items", i, "choices"), "item %q has %d choices, and a message holds %d buttons: the others can only be typed", it.ID, n, discordRow*discordRows)
	case n > discordRow:
		a.add(at("items", i, "choices"), "item %q has %d choices, and %d buttons stand in a row: leave out those that nobody would take", it.ID, n, discordRow)
	}
	for k := range it.Options {
		if n := utf8.RuneCountInString(Visible(it.Options[k].Text)); n > slackLabel {
			limits := "a button holds 75 on Slack"
			if n > discordLabel {
				limits = "a button holds 75 on Slack and 80 on Discord"
			}
			a.add(at("items", i, "choices", k, "text"), "item %q: choice %s is %d characters long, and %s: shorten it, or learners pick a letter instead", it.ID, letter(k), n, limits)
			break // one says it for all
		}
	}
}

// repeats looks whether the variables of an item make different questions.
func (a *adviser) repeats(i int, it *Item) {
	different := make(map[string]bool)
	for seed := range uint64(drawTimes) {
		one, err := it.Instance(seed + 1)
		if err != nil {
			continue // its conditions were not met this time, which is rare
		}
		var key strings.Builder
		one.rewritten(func(text string) string {
			key.WriteString(text)
			key.WriteByte(0)
			return text
		})
		different[key.String()] = true
	}
	if n := len(different); n < fewestDrawn {
		a.add(at("items", i, "vars"), "item %q: its variables made only %s of it in %d draws: widen a range or loosen a condition, so that it asks anew each time", it.ID, count(n, "question"), drawTimes)
	}
}

var (
	links  = regexp.MustCompile(`!?\[([^\[\]]*)\]\([^()\s]*\)`)
	strong = regexp.MustCompile(`(\*\*|\*|__|\b_)([^\s*_](?:[^*_]*[^\s*_])?)(\*\*|\*|__|_\b)`)
	marks  = strings.NewReplacer("`", "", `\*`, "*", `\_`, "_", `\$`, "$")
)

// Visible is a text about as it is seen: formulas as Unicode, without the marks
// of Markdown, of links and pictures the words.
func Visible(text string) string {
	if strings.ContainsAny(text, `$\`) {
		text = formula.Readable(text)
	}
	return marks.Replace(strong.ReplaceAllString(links.ReplaceAllString(text, "$1"), "$2"))
}
