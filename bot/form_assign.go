package bot

import (
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// assignForm is the form in which practice is given: "CLASS", "CLASS PERSON" or
// "CLASS all", each also with a skill.
func (t *turn) assignForm(about string) (*chat.Form, error) {
	f := strings.Fields(about)
	if len(f) == 0 {
		return nil, t.refuse("press.old")
	}
	class, err := t.taughtBy(f[0])
	if err != nil {
		return nil, err
	}
	if !class.Has(coach.FeatureAssignments) {
		return nil, t.lacks(class, coach.FeatureAssignments)
	}
	learners, err := t.learnersOf(class)
	if err != nil {
		return nil, err
	}
	who := chat.Field{Name: fieldWho, Label: chat.Plain(t.Say("assign.who")), Value: everybody}
	skill := chat.Field{Name: fieldSkill, Label: chat.Plain(t.Say("assign.skill"))}
	for _, said := range f[1:] {
		if strings.Contains(said, "/") {
			skill.Value = said
		} else {
			who.Value = said
		}
	}
	if len(learners) < mostChosen {
		who.Many = true
		who.Choices = append(who.Choices, chat.Choice{Label: t.Say("assign.all"), Value: everybody})
		same := namesakes(learners)
		for _, m := range learners {
			name := m.Who.Name
			if same[strings.ToLower(name)] > 1 {
				name = marked(m.Who)
			}
			who.Choices = append(who.Choices, chat.Choice{Label: chat.Escape(name), Value: m.Person})
		}
	} else {
		who.Hint = chat.Plain(t.Say("assign.who.hint"))
		if i := slices.IndexFunc(learners, func(m Membership) bool { return m.Person == who.Value }); i >= 0 {
			who.Value = marked(learners[i].Who)
		}
	}
	skill.Choices = t.skillsToGive(class)
	if n := len(skill.Choices); n == 0 || n > mostChosen {
		skill.Choices, skill.Hint = nil, chat.Plain(t.Say("assign.skill.hint"))
		if skill.Value != "" {
			skill.Value = "@" + skill.Value
		}
	}
	return t.form(formAssign+":"+class.ID, t.Say("assign.form"), t.Say("assign.form.lead", say.Args{"Class": class.Name}),
		who, skill,
		chat.Field{Name: fieldUntil, Label: chat.Plain(t.Say("assign.until")), Hint: chat.Plain(t.Say("assign.until.hint")), Optional: true},
		chat.Field{Name: fieldAnswer, Label: chat.Plain(t.Say("form.words")), Long: true, Optional: true, Max: maxAssignment},
	), nil
}

// The fields of the form in which practice is given.
const (
	fieldWho   = "who"
	fieldUntil = "until"
)

// namesakes counts the learners of each name, in lower case.
func namesakes(learners []Membership) map[string]int {
	n := make(map[string]int, len(learners))
	for _, m := range learners {
		n[strings.ToLower(m.Who.Name)]++
	}
	return n
}

// skillsToGive are the skills of a class's courses that have something to
// practise.
func (t *turn) skillsToGive(class coach.Class) (choices []chat.Choice) {
	for _, id := range class.Courses {
		k := t.Courses.Course(id)
		if k == nil {
			continue
		}
		for i := range k.Skills {
			if value := id + "/" + k.Skills[i].ID; len(value) <= maxValue && len(k.ItemsOf(k.Skills[i].ID)) > 0 {
				choices = append(choices, chat.Choice{Label: t.skillTitle(id, k.Skills[i].ID), Value: value})
			}
		}
	}
	return choices
}

// submittedAssign takes the form in which practice was given.
func (t *turn) submittedAssign(id string) error {
	class, err := t.taughtBy(first(id))
	if err != nil {
		return err
	}
	if !class.Has(coach.FeatureAssignments) {
		return t.lacks(class, coach.FeatureAssignments)
	}
	var wrong faults
	a := coach.Assignment{Note: strings.TrimSpace(t.ev.Fields[fieldAnswer])}
	to, err := t.chosenLearners(class, t.ev.Fields[fieldWho])
	if err != nil {
		if err := wrong.addErr(t, fieldWho, err); err != nil {
			return err
		}
	}
	name := strings.TrimSpace(t.ev.Fields[fieldSkill])
	skill, ok := t.findSkill(class, "@"+strings.TrimPrefix(name, "@"))
	if !ok {
		skill, ok = t.findSkill(class, name)
	}
	if a.Skill = skill; !ok {
		wrong.add(fieldSkill, t.Say("class.level.skill", say.Args{"Skill": name, "Skills": t.skillList(class)}))
	}
	if day := strings.TrimSpace(t.ev.Fields[fieldUntil]); day != "" {
		if a.Due, err = t.dueDay(day); err != nil {
			if err := wrong.addErr(t, fieldUntil, err); err != nil {
				return err
			}
		}
	}
	if err := wrong.err(); err != nil {
		return err
	}
	return t.assigned(class, a, to)
}

// chosenLearners reads whom practice is given to: IDs with spaces between, or one
// name; nobody in particular is the whole class.
func (t *turn) chosenLearners(class coach.Class, said string) ([]coach.Person, error) {
	said = strings.TrimSpace(said)
	f := strings.Fields(said)
	if said == "" || slices.ContainsFunc(f, func(s string) bool { return strings.EqualFold(s, everybody) }) {
		return nil, nil
	}
	var to []coach.Person
	for _, id := range f {
		p, err := t.learner(class, "@"+id)
		if err != nil {
			to = nil
			break
		}
		to = append(to, p)
	}
	if to != nil {
		return to, nil
	}
	p, err := t.learner(class, said)
	return []coach.Person{p}, err
}
