package bot

import (
	"fmt"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/grade"
)

// fitted makes of a question that was drawn what the learner's supports make of
// it, and returns its item as it is asked. What it settles is kept with the
// question, so that it is graded as it was seen, whatever is switched meanwhile.
//
// Fewer: the chance of guessing right that goes into the log is that of what is
// shown, so that nobody seems to know more for it. A wrong option that reveals
// what the learner has shown of late stays: hidden, it would only seem to be gone.
//
// HintFirst: the first hint that stands there from the start is no help that was
// asked for, and counts for nothing. It is never the last one, which may give the
// answer away and would make the question count for nothing, nor a smaller
// question; then there is the button, as for everybody. Who tests out of a skill
// shows it without hints.
func (t *turn) fitted(q *coach.Question, it *course.Item) (*course.Item, error) {
	s := t.me.Supports
	if s.Plain {
		it, q.Plain = it.Plainly()
	}
	if s.Fewer {
		isTelling, err := t.showed(q, it)
		if err != nil {
			return nil, err
		}
		q.Order = grade.Fewer(it, q.Order, isTelling)
	}
	if s.HintFirst && !q.Bare && len(it.Hints) > 1 && it.Hints[0].Ask == nil {
		q.Hints, q.Given = 1, 1
	}
	return it, nil
}

// showed tells of a misconception whether the learner has shown it of late on the
// skill of an item, or the item is asked because of it.
func (t *turn) showed(q *coach.Question, it *course.Item) (func(misconception string) bool, error) {
	recent, err := t.tx.Attempts(t.me.ID, q.Course+"/"+it.Skill, seenBack)
	if err != nil {
		return nil, err
	}
	shown := map[string]bool{q.Why.Tag: true}
	for _, e := range recent {
		shown[e.Misconception] = true
	}
	return func(misconception string) bool { return misconception != "" && shown[misconception] }, nil
}

// guess is the chance of guessing an item right as the learner would be asked it.
func (t *turn) guess(it *course.Item) float64 {
	if !t.me.Supports.Fewer {
		return grade.Chance(it)
	}
	return grade.ChanceShown(it, grade.Fewer(it, nil, func(string) bool { return false }))
}

// given is the hint that stands below a question from the start.
func (t *turn) given(q *coach.Question, it *course.Item) []chat.Part {
	if q.Given == 0 || q.Ask != coach.AskItem {
		return nil
	}
	return t.Say("question.hint", say.Args{"Hint": t.text(q.Course, it.Hints[0].Text)}).Parts()
}

// steps is how far one is in a session: drawn, or in words for who listens.
func (t *turn) steps(n, of int) chat.Part {
	if t.me.Settings.Speech {
		return chat.Part{Text: t.Say("question.steps", say.Args{"Number": n, "Of": of})}
	}
	return chat.Part{Steps: &chat.Progress{Done: n, Of: of}}
}

// blanks is an item's question with its blanks as lines to be filled, or in words
// for who listens.
func (t *turn) blanks(it *course.Item, question chat.Markdown) chat.Markdown {
	if it.Kind != course.Cloze || !t.me.Settings.Speech {
		return blanked(it, question)
	}
	text := string(question)
	for i := range it.Blanks {
		text = strings.Replace(text, fmt.Sprintf("[[%d]]", i+1), string(t.Say("question.blank", say.Args{"Number": i + 1})), 1)
	}
	return chat.Markdown(text)
}

// things is a message of several things, each of which is one to who reads one
// thing at a time.
func (t *turn) things(texts ...chat.Markdown) chat.Message {
	var m chat.Message
	for _, text := range texts {
		switch last := len(m.Parts) - 1; {
		case text == "":
		case last < 0:
			m.Parts = append(m.Parts, chat.Part{Text: text})
		case t.me.Supports.OneThing:
			m.Parts = append(m.Parts, chat.Part{Break: true}, chat.Part{Text: text})
		default:
			m.Parts[last].Text += "\n\n" + text
		}
	}
	return m
}

// breaks is how many things a message has besides the first.
func breaks(m chat.Message) (n int) {
	for _, p := range m.Parts {
		if p.Break {
			n++
		}
	}
	return n
}
