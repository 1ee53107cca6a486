package slack

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"pacer/bot/chat"
)

// rendering is a message as Slack shows it: blocks, and the same in words, for
// notifications and to be read aloud.
type rendering struct {
	blocks []slack.Block
	text   string
}

// render makes blocks of a message, at most as many as limit. file tells the
// Slack file that has the picture of a part; where there is none the words for
// what it shows stand.
func render(m chat.Message, limit int, file func(part int) string) rendering {
	r := rendering{blocks: blocksOf(m.Parts, file), text: spoken(m)}
	if len(r.blocks) > limit {
		r.blocks = blocksOf(fewer(m.Parts), file)
		r.blocks = r.blocks[:min(len(r.blocks), limit)]
	}
	if isBlank(r.text) {
		r.text = captions(m.Parts)
	}
	return r
}

// captions are what stands on the buttons of a message that has nothing else.
func captions(parts []chat.Part) string {
	var all []string
	for _, p := range parts {
		for _, c := range p.Choices {
			if shown := c.Caption(); !isBlank(shown) {
				all = append(all, shown)
			}
		}
	}
	if len(all) == 0 {
		return nameless
	}
	return shorten(chat.Visible(strings.Join(all, ", ")), maxFallback)
}

// nameless stands where Slack wants words and there are none.
const nameless = "…"

// noFile is for messages whose pictures are not to be had.
func noFile(int) string { return "" }

// blocksOf renders parts in order. Small print that stands together becomes one
// block.
func blocksOf(parts []chat.Part, file func(part int) string) []slack.Block {
	var (
		blocks []slack.Block
		small  *slack.ContextBlock // the last of blocks, while more may join it
		marked int                 // elements that have an ID
	)
	note := func(mrkdwn string) {
		if isBlank(mrkdwn) {
			return
		}
		if small == nil || len(small.ContextElements.Elements) == maxContext {
			small = slack.NewContextBlock("")
			blocks = append(blocks, small)
		}
		small.ContextElements.Elements = append(small.ContextElements.Elements, formatted(mrkdwn))
	}
	for i, p := range parts {
		if p.Steps == nil && p.Note == "" {
			small = nil
		}
		switch {
		case p.Steps != nil:
			note("*" + p.Steps.String() + "*")
		case p.Note != "":
			for _, piece := range pieces(p) {
				note(mrkdwn(piece.Note))
			}
		case p.Picture != nil:
			if id := file(i); id != "" && !isBlank(p.Picture.Alt) {
				blocks = append(blocks, slack.NewImageBlockSlackFile(&slack.SlackFileObject{ID: id}, altText(p.Picture), "", nil))
				continue
			}
			blocks = append(blocks, section(chat.Part{Text: p.Picture.Words()})...)
		case p.Form != nil:
			blocks = append(blocks, invitation(p.Form, &marked)...)
		case len(p.Choices) > 0:
			blocks = append(blocks, pressable(p.Choices, &marked)...)
		default:
			blocks = append(blocks, section(p)...)
		}
	}
	return blocks
}

// formatted is text in Slack's mrkdwn in which nothing is made a link or a
// mention that is not written as one.
func formatted(mrkdwn string) *slack.TextBlockObject {
	return &slack.TextBlockObject{Type: slack.MarkdownType, Text: mrkdwn, Verbatim: true}
}

// plainText is text without marks, of at most limit characters, escaped like any
// other.
func plainText(text string, limit int) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, shorten(chat.Visible(text), limit), true, false)
}

// section shows text or code: as one block, or as many as it takes.
func section(p chat.Part) []slack.Block {
	var blocks []slack.Block
	for _, piece := range pieces(p) {
		text := mrkdwn(piece.Text)
		if piece.Code != nil {
			text = preformatted(chat.Visible(piece.Code.Text))
		}
		if !isBlank(text) {
			blocks = append(blocks, slack.NewSectionBlock(formatted(text), nil, nil))
		}
	}
	return blocks
}

// pieces cuts a part into ones whose text a block takes.
func pieces(p chat.Part) []chat.Part {
	if size := len(p.Text) + len(p.Note); p.Code == nil && size*len("&amp;") <= maxSection {
		return []chat.Part{p}
	}
	var parts []chat.Part
	for _, m := range chat.Fit(chat.Message{Parts: []chat.Part{p}}, chat.Capabilities{MaxText: maxSection, Count: count}) {
		parts = append(parts, m.Parts...)
	}
	return parts
}

// altText says what a picture shows.
func altText(p *chat.Picture) string { return shorten(chat.Visible(p.Alt), maxAlt) }

// More lettered answers than mostAnswers, with captions of more than
// mostCaptions together, are a wall of buttons on a phone: they are a list to
// read and a menu to choose from.
const (
	mostAnswers  = 10
	mostCaptions = 200
)

// pressable shows choices as rows of buttons, many answers as a list with a
// menu. marked counts the elements of the message, since each needs an ID of its
// own.
func pressable(choices []chat.Choice, marked *int) []slack.Block {
	if menu := menuOf(choices, *marked+1); menu != nil {
		*marked++
		return append(section(chat.Part{Text: listed(choices)}), slack.NewActionBlock("", menu))
	}
	var blocks []slack.Block
	var row *slack.ActionBlock
	hasMain := false
	for _, c := range choices {
		*marked++
		label := caption(c.Caption(), maxCaption)
		if label == nil {
			label = plainText(nameless, maxCaption)
		}
		button := slack.NewButtonBlockElement(actionID("c", c.Opens, *marked), c.Value, label)
		if c.Main && !hasMain {
			button.Style = slack.StylePrimary
			hasMain = true
		}
		if row == nil || len(row.Elements.ElementSet) == maxActions {
			row = slack.NewActionBlock("")
			blocks = append(blocks, row)
		}
		row.Elements.ElementSet = append(row.Elements.ElementSet, button)
	}
	return blocks
}

// actionID names an element of a message. What opens a form says so.
func actionID(kind string, isOpening bool, number int) string {
	if isOpening {
		kind = opens
	}
	return fmt.Sprint(kind, number)
}

// menuOf is a menu of many lettered answers, nil where buttons are better: few
// or short answers, answers that stand in the text, actions among them.
func menuOf(choices []chat.Choice, number int) *slack.SelectBlockElement {
	if len(choices) <= mostAnswers {
		return nil
	}
	menu := &slack.SelectBlockElement{Type: slack.OptTypeStatic, ActionID: actionID("s", false, number)}
	size := 0
	for _, c := range choices {
		if !c.IsLetter() || c.Caption() == c.Word || c.Opens || chat.UTF16(c.Value) > maxOptionValue || c.Value == "" {
			return nil
		}
		size += chat.UTF16(c.Caption())
		menu.Options = append(menu.Options, slack.NewOptionBlockObject(c.Value, plainText(c.Caption(), maxOption), nil))
	}
	if size <= mostCaptions {
		return nil
	}
	return menu
}

// listed are lettered answers one below the other.
func listed(choices []chat.Choice) chat.Markdown {
	var words []string
	var labels []chat.Markdown
	for _, c := range choices {
		words, labels = append(words, c.Word), append(labels, c.Label)
	}
	return chat.Listed(words, labels)
}

// invitation shows what a form is about, with a button that opens it.
func invitation(f *chat.Form, marked *int) []slack.Block {
	text := "**" + chat.Escape(f.Title) + "**"
	if f.Lead != "" {
		text += "\n\n" + f.Lead
	}
	buttons := pressable([]chat.Choice{{Label: chat.Escape(f.Title), Value: f.Value, Opens: true}}, marked)
	return append(section(chat.Part{Text: text}), buttons...)
}

// fewer says the same in fewer parts, for messages of more blocks than Slack
// takes: pictures in words, small print as text, texts that stand together as
// one.
func fewer(parts []chat.Part) []chat.Part {
	var out []chat.Part
	for _, p := range parts {
		switch {
		case p.Picture != nil:
			p = chat.Part{Text: p.Picture.Words()}
		case p.Note != "":
			p = chat.Part{Text: p.Note}
		case p.Steps != nil:
			p = chat.Part{Text: chat.Escape(p.Steps.String())}
		}
		last := len(out) - 1
		switch {
		case last >= 0 && p.Text != "" && out[last].Text != "":
			out[last].Text += "\n\n" + p.Text
		case last >= 0 && len(p.Choices) > 0 && len(out[last].Choices) > 0:
			out[last].Choices = append(out[last].Choices[:len(out[last].Choices):len(out[last].Choices)], p.Choices...)
		default:
			out = append(out, p)
		}
	}
	return out
}

// spoken is a message in words: what stands in its parts, what its pictures
// show, the answers with their letters, and what can be typed. Where it is too
// long, words of the parts go, not what can be chosen.
func spoken(m chat.Message) string {
	var said, choices []string
	for _, p := range m.Parts {
		switch {
		case p.Steps != nil:
			said = append(said, p.Steps.String())
		case p.Picture != nil:
			said = append(said, chat.Visible(p.Picture.Alt))
		case p.Code != nil:
			said = append(said, chat.Visible(p.Code.Text))
		case p.Form != nil:
			said = append(said, chat.Visible(p.Form.Title), chat.Plain(p.Form.Lead))
		case p.Note != "":
			said = append(said, chat.Plain(p.Note))
		case p.Text != "":
			said = append(said, chat.Plain(p.Text))
		}
		if line := typed(p.Choices); line != "" {
			choices = append(choices, line)
		}
	}
	end := shorten(strings.Join(choices, "\n"), maxFallback/2)
	begin := strings.TrimSpace(strings.Join(said, "\n"))
	if end == "" {
		return shorten(begin, maxFallback)
	}
	return strings.TrimSpace(shorten(begin, maxFallback-chat.UTF16(end)-1) + "\n" + end)
}

// typed says choices as they can be typed: "A: one third", and words for
// actions in brackets. Letters alone stand in the text already.
func typed(choices []chat.Choice) string {
	var answers, actions []string
	for _, c := range choices {
		switch label := strings.Join(strings.Fields(chat.Plain(c.Label)), " "); {
		case c.Word == "":
		case !c.IsLetter():
			actions = append(actions, c.Word)
		case label != c.Word && label != "":
			answers = append(answers, c.Word+": "+label)
		}
	}
	if len(actions) > 0 {
		answers = append(answers, "("+strings.Join(actions, ", ")+")")
	}
	return strings.Join(answers, "\n")
}
