package bot

import (
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// The forms of supports. Those that are on or off are chosen together in one
// field, so that every platform has room for all.
const (
	formSupports      = formFor + "supports"
	formClassSupports = formFor + "class-supports" // ":" class " " person

	fieldSupports = "supports"
	fieldTime     = "time"
	fieldGlossary = "glossary"
)

// supportsForm is what the speaker's practice is fitted with, to be changed.
func (t *turn) supportsForm() (*chat.Form, error) {
	fields, err := t.supportFields(&t.me)
	if err != nil {
		return nil, err
	}
	return t.form(formSupports, t.Say("form.supports"), t.Say("form.supports.lead"), fields...), nil
}

// classSupportsForm is the same for a learner of a class, for a teacher.
func (t *turn) classSupportsForm(about string) (*chat.Form, error) {
	class, p, _, err := t.inClass(about)
	if err != nil {
		return nil, err
	}
	fields, err := t.supportFields(&p)
	if err != nil {
		return nil, err
	}
	return t.form(formClassSupports+":"+class.ID+" "+p.ID, t.Say("form.supports"), t.Say("class.supports", say.Args{"Name": p.Name}), fields...), nil
}

// supportFields are the fields of the supports of a person.
func (t *turn) supportFields(p *coach.Person) ([]chat.Field, error) {
	which := chat.Field{Name: fieldSupports, Label: chat.Plain(t.Say("form.supports.which")), Many: true, Optional: true}
	var on []string
	for _, name := range coach.AllSupports() {
		if name == coach.SupportTime || name == coach.SupportGlossary {
			continue
		}
		which.Choices = append(which.Choices, chat.Choice{Label: t.Say("supports.what." + string(name)), Value: string(name)})
		if slices.Contains(p.Supported(), name) {
			on = append(on, string(name))
		}
	}
	which.Value = strings.Join(on, " ")
	time := chat.Field{Name: fieldTime, Label: chat.Plain(t.Say("form.supports.time")), Value: supportTyped(p, coach.SupportTime)}
	for _, extra := range coach.ExtraTimes() {
		with := coach.Person{Supports: coach.Supports{ExtraTime: extra}}
		time.Choices = append(time.Choices, chat.Choice{Label: t.sayExtraTime(extra), Value: supportTyped(&with, coach.SupportTime)})
	}
	fields := []chat.Field{which, time}
	tags, err := t.glossaryLanguages(p.ID)
	if err != nil {
		return nil, err
	}
	if len(tags) > 0 {
		glossary := chat.Field{Name: fieldGlossary, Label: chat.Plain(t.Say("form.supports.glossary")), Value: supportTyped(p, coach.SupportGlossary)}
		glossary.Choices = append(glossary.Choices, chat.Choice{Label: t.Say("form.off"), Value: isOff})
		for _, tag := range tags[:min(len(tags), mostChosen-1)] {
			glossary.Choices = append(glossary.Choices, chat.Choice{Label: chat.Escape(t.Name(tag)), Value: tag})
		}
		fields = append(fields, glossary)
	}
	return fields, nil
}

// filledSupports takes the fields of a form about a person's supports: all of
// them, or none and an error.
func (t *turn) filledSupports(p *coach.Person) error {
	was := *p
	var wrong faults
	set := func(field string, name coach.Support, value string) error {
		if err := t.setSupport(p, name, value); err != nil {
			return wrong.addErr(t, field, err)
		}
		return nil
	}
	on := strings.Fields(t.ev.Fields[fieldSupports]) // a browser sends no field where nothing is chosen
	for _, name := range coach.AllSupports() {
		if name == coach.SupportTime || name == coach.SupportGlossary {
			continue
		}
		if err := set(fieldSupports, name, onIf(slices.Contains(on, string(name)))); err != nil {
			return err
		}
	}
	for field, name := range map[string]coach.Support{fieldTime: coach.SupportTime, fieldGlossary: coach.SupportGlossary} {
		value, ok := t.ev.Fields[field]
		if !ok || strings.TrimSpace(value) == supportTyped(&was, name) {
			continue
		}
		if err := set(field, name, value); err != nil {
			return err
		}
	}
	if err := wrong.err(); err != nil {
		*p = was
		return err
	}
	return nil
}

// submittedSupports takes what was changed of the speaker's own supports.
func (t *turn) submittedSupports() error {
	was := t.me
	if err := t.filledSupports(&t.me); err != nil {
		return err
	}
	return t.afterSupports(was)
}

// submittedClassSupports takes what a teacher changed of a learner's.
func (t *turn) submittedClassSupports(about string) error {
	_, p, _, err := t.inClass(about)
	if err != nil {
		return err
	}
	was := p
	if err := t.filledSupports(&p); err != nil {
		return err
	}
	return t.supportFor(was, p)
}
