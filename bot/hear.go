package bot

import (
	"errors"
	"strings"

	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
)

// asHint finds an error that carries a sentence for the person.
func asHint(err error) (*coach.Error, bool) {
	e, ok := errors.AsType[*coach.Error](err)
	return e, ok && e.Hint != ""
}

// hear understands what was said or pressed. An answer comes before a word,
// where the open question knows it; the words that call a person or silence
// come before everything.
func (t *turn) hear() error {
	if t.ev.Press != "" {
		return t.pressed(t.ev.Press)
	}
	said := strings.TrimSpace(t.ev.Text)
	if said == "" {
		return nil
	}
	word, rest, isWord := t.Heard(said)
	if isWord && (word == wordPerson && (rest == "" || !t.ev.Conversation.IsPrivate() || t.ev.Command) || word == wordStopAll && rest == "") {
		return t.obey(word, rest)
	}
	if t.ev.Command {
		if !isWord {
			return t.tell(t.Say("word.unknown", say.Args{"Word": first(said)}))
		}
		return t.obey(word, rest)
	}
	q, err := t.addressed()
	switch {
	case coach.IsNotFound(err):
	case err != nil:
		return err
	default:
		done, err := t.answered(&q, said, word, rest, isWord)
		if done || err != nil {
			return err
		}
	}
	if !t.ev.Conversation.IsPrivate() {
		return nil // people talking in a channel are not talking to the coach
	}
	if isWord {
		return t.obey(word, rest)
	}
	if done, err := t.code(said); done || err != nil {
		return err
	}
	if t.me.Met == coach.StepNew {
		return t.meet()
	}
	return t.tell(t.Say("word.none"))
}

// addressed is the question that typed words belong to: the newest one in the
// conversation that had been posted when they were written, by the platform's
// own clock for both. While the receipt of the newest is missing, it is that.
func (t *turn) addressed() (coach.Question, error) {
	recent, err := t.tx.Questions(t.me.ID, t.to.Key(), 8)
	if err != nil {
		return coach.Question{}, err
	}
	for _, q := range recent {
		if q.Posted.IsZero() || !q.Posted.After(t.ev.At) {
			return q, nil
		}
	}
	return coach.Question{}, &coach.Error{Kind: coach.NotFound}
}

// answered lets an open question have what was said. It is done unless the
// words belong to nobody's question.
func (t *turn) answered(q *coach.Question, said string, word say.Word, rest string, isWord bool) (done bool, err error) {
	if q.Ask == coach.AskItem {
		return t.answerItem(q, said, word, rest, isWord)
	}
	if !q.IsOpen() {
		return false, nil
	}
	return t.answerAsk(q, said, word, isWord)
}

// obey does what a word asks for.
func (t *turn) obey(word say.Word, rest string) error {
	if t.me.Met == coach.StepNew {
		// They know what they want: defaults stand, the rest is asked later.
		t.me.Met = coach.StepTime
	}
	switch word {
	case wordPractice:
		return t.wants(rest)
	case wordReview:
		return t.review()
	case wordNext, wordYes:
		return t.wants("")
	case wordHint, wordWhy, wordSkip, wordAnotherWay, wordDontKnow:
		return t.aboutItem(word)
	case wordProgress:
		return t.progress()
	case wordGoal:
		return t.goal(rest)
	case wordReflect:
		return t.reflect()
	case wordPerson:
		return t.callPerson(rest)
	case wordSettings:
		return t.settings(rest)
	case wordLink:
		return t.link(rest)
	case wordStop, wordNo:
		return t.stop(rest)
	case wordStopAll:
		return t.silence()
	case wordHelp:
		return t.help()
	case wordHello:
		return t.hello()
	case wordThanks:
		return t.tell(t.Say("thanks"))
	case wordAppeal:
		return t.appeal()
	case wordMistap:
		return t.mistap()
	case wordClass:
		return t.class(rest)
	case wordAlert:
		return t.alert(rest)
	}
	return t.tell(t.Say("word.unknown", say.Args{"Word": string(word)}))
}

// pressed handles a press: "question:what". A press on what was asked of
// somebody else does nothing.
func (t *turn) pressed(value string) error {
	id, what, _ := strings.Cut(value, ":")
	if strings.HasPrefix(id, "say ") { // a button that stands for words
		word, rest, ok := t.Heard(strings.TrimPrefix(id, "say "))
		if !ok {
			return t.tell(t.Say("press.old"))
		}
		return t.obey(word, rest)
	}
	if alertID, ok := strings.CutPrefix(id, "alert "); ok {
		return t.pressedAlert(alertID, what)
	}
	q, err := t.tx.Question(id)
	if coach.IsNotFound(err) {
		return t.tell(t.Say("press.old"))
	}
	if err != nil {
		return err
	}
	if q.Person != t.me.ID {
		return t.tell(t.Say("press.notyours"))
	}
	switch what {
	case "hint", "skip", "why":
		if !q.IsOpen() {
			return t.tell(t.Say("press.done"))
		}
		return t.onItem(&q, say.Word(what))
	}
	done, err := t.answered(&q, what, "", "", false)
	if err == nil && !done {
		return t.tell(t.Say("press.done"))
	}
	return err
}

// first is the first word of what was said, to be shown back.
func first(said string) string {
	f := strings.Fields(said)
	if len(f) == 0 {
		return ""
	}
	if len(f[0]) > 40 {
		return f[0][:40]
	}
	return f[0]
}

// takesText tells whether an item is answered in words, so that a sentence
// beginning with a word of the coach's is an answer.
func takesText(k course.Kind) bool { return k == course.Text || k == course.Cloze || k == course.Free }
