package bot

import (
	"slices"
	"strconv"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// lacks says that a class does without something, and how to have it.
func (t *turn) lacks(class coach.Class, f coach.Feature) error {
	return t.mend("class.preset.needs", say.Args{"Class": class.Name, "Preset": string(f.Needs())})
}

// classPreset shows how much of the coach a class has, or changes it.
func (t *turn) classPreset(class coach.Class, rest string) error {
	if rest == "" {
		return t.telling(t.Say("class.preset.is", say.Args{"Class": class.Name, "Preset": presetOf(class)})+t.presetList(), t.presetChoices(class)...)
	}
	p, ok := presetNamed(rest)
	if !ok {
		return t.mend("class.preset.how")
	}
	if err := t.prescribe(&class, p); err != nil {
		return err
	}
	text := t.Say("class.preset.done", say.Args{"Class": class.Name, "Preset": string(p), "What": t.Say("class.preset." + string(p))})
	if on, err := t.mayReflect(); err != nil {
		return err
	} else if class.Has(coach.FeatureReflections) && !on {
		text += "\n\n" + t.Say("reflect.off.teacher")
	}
	return t.tell(text)
}

// prescribe gives a class a preset.
func (t *turn) prescribe(class *coach.Class, p coach.Preset) error {
	class.Preset = p
	if err := t.tx.PutClass(*class); err != nil {
		return err
	}
	return t.audit("preset", class.ID, string(p))
}

// presetOf is the preset of a class by name, also of one from before there were
// any.
func presetOf(class coach.Class) string {
	if class.Preset == "" {
		return string(coach.PresetFull)
	}
	return string(class.Preset)
}

func presetNamed(s string) (coach.Preset, bool) {
	p := coach.Preset(strings.ToLower(strings.TrimSpace(s)))
	return p, slices.Contains(coach.Presets(), p)
}

// presetList says what each preset has, as the entries of a list.
func (t *turn) presetList() (text chat.Markdown) {
	for _, p := range coach.Presets() {
		text += "\n- **" + chat.Markdown(p) + "**: " + t.Say("class.preset."+string(p))
	}
	return text
}

// presetChoices are the presets that a class has not.
func (t *turn) presetChoices(class coach.Class) (choices []chat.Choice) {
	for _, p := range coach.Presets() {
		if string(p) != presetOf(class) {
			choices = append(choices, t.classChoice(chat.Markdown(p), class, "preset "+string(p)))
		}
	}
	return choices
}

// classChoice is a choice that stands for words about a class, which it names
// beyond doubt.
func (t *turn) classChoice(label chat.Markdown, class coach.Class, words string) chat.Choice {
	word := string(t.Say("type.class"))
	return chat.Choice{Label: label, Word: word + " " + words, Value: "say " + word + " @" + class.ID + " " + words}
}

// The steps of setting up a class, in order. What stands already is not asked.
const (
	setUpCourse = "course"
	setUpTimes  = "times"
	setUpPreset = "preset"
)

// setUp asks how a new class begins, one thing after the other. Any of it can be
// left for later.
func (t *turn) setUp(class coach.Class, step string) error {
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskSetUp, State: coach.Open, At: t.now}
	var m chat.Message
	var choices []chat.Choice
	switch step {
	case setUpCourse:
		if n := len(t.Courses.order); len(class.Courses) > 0 || n == 0 || n > mostLetters {
			return t.setUp(class, setUpTimes)
		}
		m = chat.Text(t.Say("class.setup.course", say.Args{"Class": class.Name}))
		for i, id := range t.Courses.order {
			choices = append(choices, chat.Choice{Label: t.courseTitle(t.Courses.courses[id]), Word: letterOf(i), Value: q.ID + ":" + letterOf(i)})
		}
	case setUpTimes:
		m = chat.Text(t.Say("class.setup.times", say.Args{"Class": class.Name}))
		choices = t.letters(&q, "meet.when.afternoon", "meet.when.evening", "class.setup.never")
	case setUpPreset:
		m = chat.Text(t.Say("class.setup.preset", say.Args{"Class": class.Name, "Preset": presetOf(class)}))
		choices = t.letters(&q, "class.preset.starter", "class.preset.coach", "class.preset.mastery", "class.preset.full")
		for i, p := range coach.Presets() {
			choices[i].Label = chat.Markdown(p) + ": " + choices[i].Label
		}
	default:
		return t.telling(t.Say("class.setup.done", say.Args{"Class": class.Name, "Code": class.Code}), t.saying(wordClass))
	}
	q.About = class.ID + " " + step
	m.Parts = append(m.Parts, chat.Part{Choices: append(choices, t.word(wordSkip, q.ID+":"+string(wordSkip)))})
	return t.ask(&q, m)
}

// mostLetters is how many lettered choices a question of the coach's has at most.
const mostLetters = 20

// afterStep is the step of setting up a class that follows another.
func afterStep(step string) string {
	return map[string]string{setUpCourse: setUpTimes, setUpTimes: setUpPreset}[step]
}

// answerSetUp takes how a new class begins.
func (t *turn) answerSetUp(q *coach.Question, said string, skips bool) (done bool, err error) {
	id, step, _ := strings.Cut(q.About, " ")
	said = strings.TrimSpace(said)
	n, isLetter := letter(said)
	var change func(*coach.Class) error
	switch {
	case skips || said == string(wordSkip):
		change = func(*coach.Class) error { return nil }
	case step == setUpCourse:
		course := strings.ToLower(said)
		if isLetter && n < len(t.Courses.order) {
			course = t.Courses.order[n]
		}
		if t.Courses.Course(course) == nil {
			return false, nil
		}
		change = func(c *coach.Class) error { c.Courses = []string{course}; return t.tx.PutClass(*c) }
	case step == setUpTimes:
		expr, ok := t.readSchedule(said)
		if isLetter && n < 3 {
			expr, ok = []string{afternoons, evenings, ""}[n], true
		}
		if !ok {
			return false, nil
		}
		change = func(c *coach.Class) error { _, err := t.rhythm(c, expr); return err }
	case step == setUpPreset:
		p, ok := presetNamed(said)
		if all := coach.Presets(); isLetter && n < len(all) {
			p, ok = all[n], true
		}
		if !ok {
			return false, nil
		}
		change = func(c *coach.Class) error { return t.prescribe(c, p) }
	default:
		return false, nil
	}
	classes, err := t.teaches()
	if err != nil {
		return true, err
	}
	i := slices.IndexFunc(classes, func(c coach.Class) bool { return c.ID == id })
	if i < 0 {
		return true, t.settled(q, coach.Closed, func() error { return t.tell(t.Say("press.old")) })
	}
	return true, t.settled(q, coach.Answered, func() error {
		if err := change(&classes[i]); err != nil {
			return err
		}
		return t.setUp(classes[i], afterStep(step))
	})
}

// The fields of the forms about classes, beside those of all forms.
const (
	fieldCourse = "course"
	fieldTimes  = "times"
	fieldPreset = "preset"
	fieldFree   = "free"
)

// setUpFields are the fields in which a class is set up; of one that is there,
// as it stands.
func (t *turn) setUpFields(class coach.Class) []chat.Field {
	age := chat.Field{Name: fieldAge, Label: chat.Plain(t.Say("form.class.age")), Value: class.Age}
	for _, band := range coach.AgeBands() {
		age.Choices = append(age.Choices, chat.Choice{Label: SayAge(t.Printer, band), Value: band})
	}
	preset := chat.Field{Name: fieldPreset, Label: chat.Plain(t.Say("form.class.preset")), Value: presetOf(class)}
	for i, p := range coach.Presets() {
		label := strconv.Itoa(i+1) + ". " + string(p) + ": " + chat.Plain(t.Say("class.preset."+string(p)))
		preset.Choices = append(preset.Choices, chat.Choice{Label: chat.Escape(label), Value: string(p)})
	}
	return []chat.Field{
		{Name: fieldName, Label: chat.Plain(t.Say("form.class.name")), Max: maxClassName, Value: class.Name},
		age,
		{Name: fieldTimes, Label: chat.Plain(t.Say("form.class.times")), Hint: chat.Plain(t.Say("form.times.hint")), Value: timesTyped(class.CheckIn), Optional: true},
		preset,
	}
}

// courseField is the field in which a class's course is chosen.
func (t *turn) courseField() chat.Field {
	f := chat.Field{Name: fieldCourse, Label: chat.Plain(t.Say("form.class.course")), Optional: true}
	if len(t.Courses.order) > mostChosen {
		f.Hint = chat.Plain(t.Say("form.class.course.hint"))
		return f
	}
	for _, id := range t.Courses.order {
		if len(id) <= maxValue {
			f.Choices = append(f.Choices, chat.Choice{Label: t.courseTitle(t.Courses.courses[id]), Value: id})
		}
	}
	return f
}

// classForm is the set-up of a new class.
func (t *turn) classForm() (*chat.Form, error) {
	if err := t.mayMakeClass(); err != nil {
		return nil, err
	}
	fields := t.setUpFields(coach.Class{Preset: newPreset})
	if len(t.Courses.order) > 1 {
		fields = slices.Insert(fields, 2, t.courseField())
	}
	return t.form(formClass, t.Say("form.class"), t.Say("form.class.lead"), fields...), nil
}

// classSettingsForm is a class as it is set up, to be changed.
func (t *turn) classSettingsForm(id string) (*chat.Form, error) {
	class, err := t.taughtBy(id)
	if err != nil {
		return nil, err
	}
	free := chat.Field{Name: fieldFree, Label: chat.Plain(t.Say("form.class.free")), Hint: chat.Plain(t.Say("form.class.free.hint")), Optional: true}
	fields := append(t.setUpFields(class), free)
	return t.form(formClassSettings+":"+class.ID, t.Say("form.class.settings"), t.Say("form.class.settings.lead", say.Args{"Class": class.Name}), fields...), nil
}

// taughtBy is a class that the speaker teaches, by its ID; another is as one that
// is not there.
func (t *turn) taughtBy(id string) (coach.Class, error) {
	classes, err := t.teaches()
	if err != nil {
		return coach.Class{}, err
	}
	i := slices.IndexFunc(classes, func(c coach.Class) bool { return c.ID == id })
	if i < 0 {
		return coach.Class{}, t.refuse("role.teacher")
	}
	return classes[i], nil
}

// filledClass reads a class from the fields of a form; what is wrong with which
// is added to wrong.
func (t *turn) filledClass(class *coach.Class, wrong *faults) (times string) {
	class.Name = strings.Join(strings.Fields(t.ev.Fields[fieldName]), " ")
	if !isClassName(class.Name) {
		wrong.add(fieldName, t.Say("form.class.name.how"))
	}
	band, ok := ageBand(t.ev.Fields[fieldAge])
	if class.Age = band; !ok {
		wrong.add(fieldAge, t.Say("class.age.how"))
	}
	if times = class.CheckIn; strings.TrimSpace(t.ev.Fields[fieldTimes]) != "" {
		if times, ok = t.readSchedule(strings.TrimSpace(t.ev.Fields[fieldTimes])); !ok {
			wrong.add(fieldTimes, t.Say("class.times.how"))
		}
	}
	if said, given := t.ev.Fields[fieldPreset]; given && said != "" {
		if class.Preset, ok = presetNamed(said); !ok {
			wrong.add(fieldPreset, t.Say("class.preset.how"))
		}
	}
	return times
}

// isAnother tells whether the speaker teaches another class of that name.
func (t *turn) isAnother(name, id string) (bool, error) {
	classes, err := t.teaches()
	return slices.ContainsFunc(classes, func(c coach.Class) bool { return c.Name == name && c.ID != id }), err
}

// submittedClass takes the set-up of a new class.
func (t *turn) submittedClass() error {
	if err := t.mayMakeClass(); err != nil {
		return err
	}
	class := coach.Class{Preset: newPreset}
	var wrong faults
	times := t.filledClass(&class, &wrong)
	course := strings.ToLower(strings.TrimSpace(t.ev.Fields[fieldCourse]))
	switch {
	case course == "" && len(t.Courses.order) == 1:
		class.Courses = []string{t.Courses.order[0]}
	case course == "":
	case t.Courses.Course(course) == nil:
		wrong.add(fieldCourse, t.Say("form.class.course.how", say.Args{"Courses": t.courseList()}))
	default:
		class.Courses = []string{course}
	}
	if len(wrong.fields) == 0 {
		switch again, err := t.isAnother(class.Name, ""); {
		case err != nil:
			return err
		case again: // or sent twice
			wrong.add(fieldName, t.Say("form.class.again", say.Args{"Class": class.Name}))
		}
	}
	if err := wrong.err(); err != nil {
		return err
	}
	if err := t.makeClass(&class); err != nil {
		return err
	}
	if _, err := t.rhythm(&class, times); err != nil {
		return err
	}
	text := t.Say("class.new", say.Args{"Class": class.Name, "Code": class.Code, "Courses": t.courseList()})
	if len(class.Courses) > 0 {
		text = t.Say("class.setup.done", say.Args{"Class": class.Name, "Code": class.Code})
	}
	due, err := t.consentDue(class)
	if err != nil {
		return err
	}
	return t.telling(text+due, t.saying(wordClass))
}

// submittedClassSettings takes what was changed of a class: all of it, or
// nothing if something in it cannot be.
func (t *turn) submittedClassSettings(id string) error {
	class, err := t.taughtBy(id)
	if err != nil {
		return err
	}
	before := class
	var wrong faults
	times := t.filledClass(&class, &wrong)
	if said := strings.TrimSpace(t.ev.Fields[fieldFree]); said != "" {
		free, err := t.daysFree(said)
		if err == nil {
			class.Holidays = append(slices.Clip(class.Holidays), free)
		} else if err := wrong.addErr(t, fieldFree, err); err != nil {
			return err
		}
	}
	if class.Age != before.Age {
		if err := t.oldEnough(class.Age, "age.class"); err != nil {
			return err
		}
	}
	if len(wrong.fields) == 0 {
		switch again, err := t.isAnother(class.Name, class.ID); {
		case err != nil:
			return err
		case again:
			wrong.add(fieldName, t.Say("form.class.again", say.Args{"Class": class.Name}))
		}
	}
	if err := wrong.err(); err != nil {
		return err
	}
	if _, err := t.rhythm(&class, times); err != nil {
		return err
	}
	if class.Preset != before.Preset {
		if err := t.prescribe(&class, class.Preset); err != nil {
			return err
		}
	}
	var due chat.Markdown
	if class.Age != before.Age {
		if due, err = t.consentDue(class); err != nil {
			return err
		}
	}
	return t.telling(t.Say("class.settings.done", say.Args{"Class": class.Name})+due, t.saying(wordClass))
}
