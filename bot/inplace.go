package bot

import (
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/grade"
)

// Where a message can be edited, a question becomes its result: the question
// as text, what was chosen, the result and the reason, and nothing to press. So
// no button stays that does nothing, and what was asked stands beside what came
// of it. Elsewhere results are messages of their own.

// pressedOn keeps which message was pressed, where it can be edited.
func (t *turn) pressedOn(q *coach.Question) {
	if t.canReplace(q) {
		t.origin, t.replaces = q.Message, q.Message
	}
}

// typedFor keeps that an answer in words belongs to a question that stands
// right above them: nothing was said about it since it was asked.
func (t *turn) typedFor(q *coach.Question) {
	if t.ev.Press == "" && q.Tries == 0 && q.Hints == q.Given && t.canReplace(q) {
		t.replaces = q.Message
	}
}

// canReplace tells whether a question's message can be edited here.
func (t *turn) canReplace(q *coach.Question) bool {
	return t.Platforms[t.to.Platform].CanEdit && q.Message != "" && q.Conversation == t.to.Key()
}

// inPlace makes m take the place of the message that was pressed or answered,
// with the question before it. It stays a message of its own where that would
// be several, or the question came with pictures, which stay where they are.
func (t *turn) inPlace(m chat.Message, q *coach.Question, it *course.Item) (placed chat.Message, ok bool) {
	if t.replaces == "" {
		return m, false
	}
	pictures := t.pictures // of m's own text
	t.pictures = nil
	whole := chat.Message{Edits: t.replaces, Parts: t.bygone(q, it)}
	hasPictures := len(t.pictures) > 0
	t.pictures = pictures
	whole.Parts = append(whole.Parts, m.Parts...)
	whole.OneThing = t.me.Supports.OneThing
	if hasPictures || len(chat.Fit(whole, t.Platforms[t.to.Platform])) != 1+breaks(whole) {
		return m, false
	}
	t.replaces = ""
	return whole, true
}

// bygone is a question as it was asked, as text alone.
func (t *turn) bygone(q *coach.Question, it *course.Item) []chat.Part {
	var parts []chat.Part
	if q.Ask == coach.AskItem {
		parts = append(parts, chat.Part{Text: t.head(q, it)})
	}
	parts = append(parts, t.stem(q, it, "").Parts()...)
	if it.Kind == course.TrueFalse {
		return parts
	}
	for _, list := range t.listed(q, it) {
		parts = append(parts, chat.Part{Text: list})
	}
	return parts
}

// chose makes the message that was pressed say what was chosen, without its
// buttons, where it can be edited.
func (t *turn) chose(asked, chosen chat.Markdown) error {
	if t.origin == "" || t.replaces == "" {
		return nil
	}
	m := chat.Text(t.Say("chosen", say.Args{"Asked": asked, "Chosen": chosen}))
	m.Edits, t.replaces = t.replaces, ""
	_, err := t.send(t.to, m)
	return err
}

// reopen shows an open item's question again where it stood before it was
// asked how sure the learner is, with what a try came to below it.
func (t *turn) reopen(q *coach.Question, it *course.Item, texts ...chat.Markdown) error {
	pictures := t.pictures // of the text
	t.pictures = nil
	m := chat.Message{Edits: t.replaces, Parts: []chat.Part{{Text: t.head(q, it)}}}
	m.Parts = append(m.Parts, t.shown(q, it)...)
	t.replaces, t.pictures = "", pictures
	for _, text := range texts {
		if text != "" {
			m.Parts = append(m.Parts, chat.Part{Text: text})
		}
	}
	m.Parts = append(m.Parts, chat.Part{Choices: t.helpChoices(q, it)})
	return t.ask(q, m)
}

// sendResult tells what a try came to, of a question that is over: in its
// place, after what was chosen or typed, or as a message of its own. words makes
// it, given how the answer was read.
func (t *turn) sendResult(q *coach.Question, it *course.Item, h held, words func(read chat.Markdown) []chat.Markdown) error {
	before := t.pictures
	if t.replaces != "" {
		things := words("")
		things[0] = t.answeredBy(q, it, h) + "\n\n" + things[0]
		if m, ok := t.inPlace(t.things(things...), q, it); ok {
			_, err := t.send(t.to, m)
			return err
		}
		t.pictures = before
	}
	_, err := t.send(t.to, t.things(words(h.Read)...))
	return err
}

// answeredBy tells what was chosen, or how what was typed was read.
func (t *turn) answeredBy(q *coach.Question, it *course.Item, h held) chat.Markdown {
	read := t.readAnswer(it, h.Result.Read)
	options := grade.LayoutOf(it, q.Order).Lettered
	switch n, isLetter := letter(h.Result.Read); {
	case h.Read != read:
		return h.Read // says itself that it may surprise
	case it.Kind == course.Choice && isLetter && n < len(options):
		return t.Say("answer.chose", say.Args{"Read": t.Colon(read, t.Isolated(t.readable(options[n])))})
	case lettered(it), it.Kind == course.Choices:
		return t.Say("answer.chose", say.Args{"Read": read})
	}
	return t.Say("answer.said", say.Args{"Read": read})
}
