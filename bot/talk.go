package bot

import (
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
)

// itemType shortens a signature.
type itemType = course.Item

// help shows the words that the coach obeys, the way to a person at the top.
func (t *turn) help() error {
	text := t.Say("help")
	classes, err := t.teaches()
	if err != nil {
		return err
	}
	if len(classes) > 0 || t.me.Owner {
		text += "\n\n" + t.Say("help.teacher") + "\n" + t.Say("help.teacher.more")
	}
	return t.telling(text, t.saying(wordPractice), t.saying(wordPerson))
}

// hello greets, and offers to go on.
func (t *turn) hello() error {
	if t.was.Met == coach.StepNew {
		return t.meet()
	}
	if s, err := t.tx.OpenSession(t.me.ID); err == nil {
		return t.resume(&s)
	} else if !coach.IsNotFound(err) {
		return err
	}
	return t.telling(t.Say("hello", say.Args{"Name": t.me.Name}), t.saying(wordPractice), t.saying(wordHelp))
}
