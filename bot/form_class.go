package bot

import (
	"cmp"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/mastery"
)

// fieldLevel is the field in which a level is chosen.
const fieldLevel = "level"

// classPressed answers the press of a button about a class that opens a form,
// where none came: what it asks for can be typed.
func (t *turn) classPressed(about, key string) error {
	if _, err := t.taughtBy(first(about)); err != nil {
		return err
	}
	return t.mend(key)
}

// inClass is what a form about a learner of a class is about: "CLASS PERSON", and
// what follows.
func (t *turn) inClass(about string) (class coach.Class, p coach.Person, rest string, err error) {
	f := strings.Fields(about)
	if len(f) < 2 {
		return class, p, "", t.refuse("press.old")
	}
	if class, err = t.taughtBy(f[0]); err != nil {
		return class, p, "", err
	}
	p, err = t.learner(class, "@"+f[1])
	return class, p, strings.Join(f[2:], " "), err
}

// classNoteForm is a teacher's note to a learner.
func (t *turn) classNoteForm(about string) (*chat.Form, error) {
	class, p, _, err := t.inClass(about)
	if err != nil {
		return nil, err
	}
	return t.form(formClassNote+":"+class.ID+" "+p.ID, t.Say("form.note"), t.Say("form.note.to", say.Args{"Name": p.Name}), t.words()), nil
}

// submittedClassNote sends a teacher's note.
func (t *turn) submittedClassNote(about string) error {
	class, p, _, err := t.inClass(about)
	if err != nil {
		return err
	}
	said := strings.TrimSpace(t.ev.Fields[fieldAnswer])
	if said == "" {
		return t.mend("form.empty")
	}
	return t.classNote(class, "@"+p.ID+": "+said)
}

// classLevelForm is the form in which a teacher overrides a level.
func (t *turn) classLevelForm(about string) (*chat.Form, error) {
	class, p, skill, err := t.inClass(about)
	if err != nil {
		return nil, err
	}
	which := chat.Field{Name: fieldSkill, Label: chat.Plain(t.Say("assign.skill")), Choices: t.skillsToGive(class), Value: skill}
	if n := len(which.Choices); n == 0 || n > mostChosen {
		which.Choices, which.Hint = nil, chat.Plain(t.Say("assign.skill.hint"))
	}
	level := chat.Field{Name: fieldLevel, Label: chat.Plain(t.Say("form.level"))}
	for l := mastery.Starting; l <= mastery.Distinguished; l++ {
		level.Choices = append(level.Choices, chat.Choice{Label: t.levelName(l), Value: l.String()})
	}
	if skill != "" {
		if _, ok := t.findSkill(class, "@"+skill); !ok {
			return nil, t.refuse("press.old") // what is thought to be known elsewhere is no business of this class
		}
		e, err := t.tx.Estimate(p.ID, skill)
		if err != nil {
			return nil, err
		}
		level.Value = e.Standing.Level().String()
	}
	reason := t.words()
	reason.Label, reason.Optional = chat.Plain(t.Say("form.level.reason")), true
	return t.form(formClassLevel+":"+class.ID+" "+p.ID, t.Say("form.level.title"), t.Say("form.level.lead", say.Args{"Name": p.Name}), which, level, reason), nil
}

// submittedClassLevel overrides a level.
func (t *turn) submittedClassLevel(about string) error {
	class, p, _, err := t.inClass(about)
	if err != nil {
		return err
	}
	var wrong faults
	name := strings.TrimSpace(t.ev.Fields[fieldSkill])
	skill, ok := t.findSkill(class, "@"+strings.TrimPrefix(name, "@"))
	if !ok {
		skill, ok = t.findSkill(class, name)
	}
	if !ok {
		wrong.add(fieldSkill, t.Say("class.level.skill", say.Args{"Skill": name, "Skills": t.skillList(class)}))
	}
	level, ok := t.findLevel(cmp.Or(t.ev.Fields[fieldLevel], "?"))
	if !ok {
		wrong.add(fieldLevel, t.Say("class.level.how"))
	}
	if err := wrong.err(); err != nil {
		return err
	}
	return t.override(p, skill, level, strings.TrimSpace(t.ev.Fields[fieldAnswer]))
}
