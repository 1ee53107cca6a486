package bot

import (
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/grade"
)

// A scaffold is a smaller question on the way to an item's, asked as one of its
// hints. It is answered once, moves nothing and is no attempt; then the item's
// question, which stays open all the while, is named again.

// openScaffold returns the scaffold of an item's question that waits for an
// answer, or nil.
func (t *turn) openScaffold(q *coach.Question) (*coach.Question, error) {
	if q.Scaffold == "" {
		return nil, nil
	}
	scaffold, err := t.tx.Question(q.Scaffold)
	if err != nil || !scaffold.IsOpen() {
		return nil, err
	}
	return &scaffold, nil
}

// closeScaffold ends the scaffold of an item's question, if one is open: the
// question itself was answered.
func (t *turn) closeScaffold(q *coach.Question) error {
	scaffold, err := t.openScaffold(q)
	if err != nil || scaffold == nil {
		return err
	}
	scaffold.State = coach.Closed
	return t.tx.PutQuestion(*scaffold)
}

// askScaffold asks the scaffold that is the hint shown last.
func (t *turn) askScaffold(q *coach.Question, it *course.Item) error {
	ask := it.Hints[q.Hints-1].Ask
	scaffold := coach.Question{
		ID: t.newID(t.now), Person: t.me.ID, Session: q.Session, Ask: coach.AskScaffold, State: coach.Open, At: t.now,
		Course: q.Course, Item: q.Item, Version: q.Version, Seed: q.Seed, Language: q.Language,
		Order: grade.Order(ask, seedOf(q.ID, number(q.Hints))), About: q.ID, Number: q.Hints,
	}
	q.Scaffold = scaffold.ID
	if err := t.tx.PutQuestion(*q); err != nil {
		return err
	}
	return t.poseScaffold(&scaffold, q, it)
}

// poseScaffold shows a scaffold.
func (t *turn) poseScaffold(scaffold, q *coach.Question, it *course.Item) error {
	ask := it.Hints[scaffold.Number-1].Ask
	head := t.Say("scaffold", say.Args{"Number": scaffold.Number, "Of": len(it.Hints)})
	if scaffold.Number == len(it.Hints) && q.Tries == 0 {
		head += "\n" + t.Say("scaffold.last")
	}
	m := chat.Text(head)
	m.Parts = append(m.Parts, t.shown(scaffold, ask)...)
	m.Parts = append(m.Parts, t.how(scaffold, ask)...)
	m.Parts = append(m.Parts, chat.Part{Choices: t.scaffoldChoices(scaffold, ask)})
	return t.ask(scaffold, m)
}

// scaffoldChoices are what can be pressed below a scaffold besides its options.
func (t *turn) scaffoldChoices(scaffold *coach.Question, ask *course.Item) []chat.Choice {
	return append(t.answering(scaffold, ask), t.word(wordSkip, scaffold.ID+":skip"))
}

// answerScaffold takes what was said as the answer to a scaffold. What fits
// only the item's question is left to that one.
func (t *turn) answerScaffold(scaffold *coach.Question, said string, word say.Word, rest string, isWord bool) (done bool, err error) {
	q, err := t.tx.Question(scaffold.About)
	if err != nil {
		return true, err
	}
	if !q.IsOpen() || q.Scaffold != scaffold.ID || isHeld(&q) {
		scaffold.State = coach.Closed
		return false, t.tx.PutQuestion(*scaffold)
	}
	it, err := t.asked(&q)
	if err != nil {
		return true, err
	}
	ask := it.Hints[scaffold.Number-1].Ask
	r := t.grade(scaffold, ask, said)
	if isWord && t.isCommand(ask, r, word, rest) {
		switch word {
		case wordHint, wordSkip, wordDontKnow:
			return true, t.showScaffold(scaffold, &q, it)
		}
		return false, nil
	}
	if t.ev.Press == "" && t.fitsBetter(&q, it, said, r) {
		return false, nil
	}
	args := say.Args{"Read": t.readAs(ask, r, said), "Key": t.key(ask, scaffold.Order), "Feedback": t.text(scaffold.Course, r.Feedback), "Why": t.text(scaffold.Course, ask.Explanation)}
	switch r.Verdict {
	case grade.Right:
		return true, t.endScaffold(scaffold, &q, it, t.Say("scaffold.right", args))
	case grade.Wrong:
		return true, t.endScaffold(scaffold, &q, it, t.Say("scaffold.notyet", args))
	}
	t.pictures = nil // of an explanation that is not shown yet
	if grade.DontKnow(said) {
		return true, t.showScaffold(scaffold, &q, it)
	}
	return true, t.notTaken(r, t.unread(ask, r, said), t.scaffoldChoices(scaffold, ask))
}

// fitsBetter tells whether what was said to a scaffold, read as r there, is
// meant for the item's question.
func (t *turn) fitsBetter(q *coach.Question, it *course.Item, said string, r grade.Result) bool {
	if r.Known || r.Verdict == grade.Right {
		return false
	}
	main := t.grade(q, it, said)
	return main.Verdict == grade.Right || r.Verdict == grade.Unread && fits(it, main)
}

// showScaffold ends a scaffold with its answer.
func (t *turn) showScaffold(scaffold, q *coach.Question, it *course.Item) error {
	ask := it.Hints[scaffold.Number-1].Ask
	return t.endScaffold(scaffold, q, it, t.Say("scaffold.shown", say.Args{
		"Key": t.key(ask, scaffold.Order), "Why": t.text(scaffold.Course, ask.Explanation),
	}))
}

// endScaffold tells what a scaffold came to, in its place if it was pressed, and
// goes back to the item's question. That one keeps its place and its time: it
// has been open all along.
func (t *turn) endScaffold(scaffold, q *coach.Question, it *course.Item, text chat.Markdown) error {
	scaffold.State = coach.Answered
	if err := t.tx.PutQuestion(*scaffold); err != nil {
		return err
	}
	m := chat.Text(text)
	if t.replaces == scaffold.Message {
		if placed, ok := t.inPlace(m, scaffold, it.Hints[scaffold.Number-1].Ask); ok {
			if _, err := t.send(t.to, placed); err != nil {
				return err
			}
			m = chat.Message{}
		}
	}
	m.Parts = append(m.Parts, t.carried()...)
	m.Parts = append(m.Parts, t.body(q, it, t.Say("scaffold.back")+" ")...)
	m.Parts = append(m.Parts, t.how(q, it)...)
	m.Parts = append(m.Parts, chat.Part{Choices: t.helpChoices(q, it)})
	_, err := t.send(t.to, m)
	return err
}

// pressedScaffold ends a scaffold by the press of its own button.
func (t *turn) pressedScaffold(scaffold *coach.Question) error {
	q, err := t.tx.Question(scaffold.About)
	if err != nil {
		return err
	}
	if !scaffold.IsOpen() || !q.IsOpen() || isHeld(&q) {
		return t.tell(t.Say("press.done"))
	}
	it, err := t.asked(&q)
	if err != nil {
		return err
	}
	return t.showScaffold(scaffold, &q, it)
}
