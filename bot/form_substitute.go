package bot

import (
	"pacer/bot/chat"
	"pacer/bot/say"
)

// substituteForm asks until when somebody stands in for the teacher of a class,
// which is named by its ID.
func (t *turn) substituteForm(id string) (*chat.Form, error) {
	class, err := t.taughtBy(id)
	if err != nil {
		return nil, err
	}
	return t.form(formSubstitute+":"+class.ID, t.Say("form.substitute"), t.Say("form.substitute.lead", say.Args{"Class": class.Name}),
		chat.Field{Name: fieldUntil, Label: chat.Plain(t.Say("form.substitute.until")), Hint: chat.Plain(t.Say("assign.until.hint"))},
	), nil
}

// submittedSubstitute makes the code by which somebody stands in.
func (t *turn) submittedSubstitute(id string) error {
	class, err := t.taughtBy(id)
	if err != nil {
		return err
	}
	until := t.ev.Fields[fieldUntil]
	if _, ok := t.standsUntil(until); !ok {
		var wrong faults
		wrong.add(fieldUntil, t.Say("form.substitute.wrong"))
		return wrong.err()
	}
	return t.classSubstitute(class, until)
}
