package bot

import (
	"fmt"
	"strconv"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/grade"
	"pacer/coach/plan"
)

// pose shows a question: how far one is, what it is about, the question, what
// can be pressed, and what can be typed instead.
func (t *turn) pose(s *coach.Session, q *coach.Question, it *course.Item, lead chat.Markdown) error {
	m := chat.Message{Parts: []chat.Part{t.steps(q.Number, s.Planned)}}
	head := t.head(q, it)
	if lead != "" {
		head = lead + "\n" + head
	}
	m.Parts = append(m.Parts, chat.Part{Text: head})
	m.Parts = append(m.Parts, t.shown(q, it)...)
	if note := t.foreign(q, it); note != "" {
		m.Parts = append(m.Parts, chat.Part{Note: note})
	}
	m.Parts = append(m.Parts, t.how(q, it)...)
	m.Parts = append(m.Parts, chat.Part{Choices: t.helpChoices(q, it)})
	return t.ask(q, m)
}

// head says what a question is about.
func (t *turn) head(q *coach.Question, it *course.Item) chat.Markdown {
	args := say.Args{"Skill": t.skillTitle(q.Course, it.Skill)}
	if q.Purpose == plan.Review {
		return t.Say("question.head.review", args)
	}
	return t.Say("question.head", args)
}

// shown is a question as it is seen: its text with code and pictures, and what
// it lays out to be answered by number and letter.
func (t *turn) shown(q *coach.Question, it *course.Item) []chat.Part { return t.body(q, it, "") }

// body is shown, with a lead before the question's text.
func (t *turn) body(q *coach.Question, it *course.Item, lead chat.Markdown) []chat.Part {
	parts := t.stem(q, it, lead).Parts()
	parts = append(parts, t.carried()...)
	parts = append(parts, t.given(q, it)...)
	if choices := t.options(q, it); len(choices) > 0 {
		return append(append(parts, t.carried()...), chat.Part{Choices: choices})
	}
	for _, list := range t.listed(q, it) {
		parts = append(parts, chat.Part{Text: list})
	}
	return append(parts, t.carried()...)
}

// how says how a question is answered by typing.
func (t *turn) how(q *coach.Question, it *course.Item) []chat.Part {
	parts := []chat.Part{{Note: t.howTyped(it)}}
	if q.Sure && lettered(it) {
		parts = append(parts, chat.Part{Note: t.Say("sure.aside")})
	}
	return parts
}

// howTyped says how an item's answer is typed.
func (t *turn) howTyped(it *course.Item) chat.Markdown {
	if it.Kind == course.Numbers && it.InOrder {
		return t.Say("question.how.numbers.ordered")
	}
	return t.Say("question.how." + string(it.Kind))
}

// number and letterOf are how a place in a list is called in an answer.
func number(place int) string   { return strconv.Itoa(place + 1) }
func letterOf(place int) string { return string(rune('A' + place)) }

// stem is the question of an item after a lead, with its blanks as lines to be
// filled.
func (t *turn) stem(q *coach.Question, it *course.Item, lead chat.Markdown) chat.Markdown {
	return lead + t.blanks(it, t.text(q.Course, it.Question))
}

// blanked draws lines for the blanks of an item's question.
func blanked(it *course.Item, question chat.Markdown) chat.Markdown {
	if it.Kind != course.Cloze {
		return question
	}
	const line = `\_\_\_\_`
	text := string(question)
	for i := range it.Blanks {
		blank := line
		if len(it.Blanks) > 1 {
			blank = fmt.Sprintf("(%d)%s", i+1, line)
		}
		text = strings.Replace(text, fmt.Sprintf("[[%d]]", i+1), blank, 1)
	}
	return chat.Markdown(text)
}

// options are the lettered answers of an item that can be pressed, in the order
// of this question. Where there are forms, those of which several may be right
// are chosen together in one, not pressed one by one.
func (t *turn) options(q *coach.Question, it *course.Item) []chat.Choice {
	switch it.Kind {
	case course.TrueFalse:
		return []chat.Choice{
			{Label: t.Say("press.true"), Word: "A", Value: q.ID + ":A"},
			{Label: t.Say("press.false"), Word: "B", Value: q.ID + ":B"},
		}
	case course.Choice, course.Choices:
		if it.Kind == course.Choices && t.Platforms[t.to.Platform].HasForms {
			return nil
		}
		lettered := grade.LayoutOf(it, q.Order).Lettered
		choices := make([]chat.Choice, len(lettered))
		for i, option := range lettered {
			letter := letterOf(i)
			choices[i] = chat.Choice{Label: t.label(q.Course, letter, option), Word: letter, Value: q.ID + ":" + letter}
		}
		return choices
	}
	return nil
}

// lettered tells whether an item is answered by one letter.
func lettered(it *course.Item) bool { return it.Kind == course.Choice || it.Kind == course.TrueFalse }

// ask sends a question and keeps it.
func (t *turn) ask(q *coach.Question, m chat.Message) error {
	id, err := t.send(t.to, m)
	if err != nil {
		return err
	}
	q.Message, q.Conversation = id, t.to.Key()
	return t.tx.PutQuestion(*q)
}
