package bot

import (
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
)

// What a command on a message does, as its Text says.
const (
	quoteMake = "make item"
	quoteAsk  = "ask"
)

// The forms that a command on a message opens, by the beginning of their Value.
const (
	formMake = formFor + "make"  // ":" class
	formAsk  = formFor + "about" // a message
)

// The names of their fields.
const (
	fieldQuestion    = "question"
	fieldAccept      = "accept"
	fieldExplanation = "explanation"
	fieldSkill       = "skill"
	fieldNewSkill    = "new-skill"
	fieldQuote       = "quote"
)

// Bounds of what a teacher writes into a form, in characters.
const (
	maxQuestion = 1000
	maxAnswer   = 200
	maxAccepted = 500
	maxSkill    = 60
	maxQuote    = 500 // of a message that is asked about, in bytes
)

// quoteForm is the form that a command on a message opens; nil where it opens
// none.
func (t *turn) quoteForm() (*chat.Form, error) {
	switch t.ev.Text {
	case quoteMake:
		return t.makeForm(t.ev.Quote)
	case quoteAsk:
		return t.askForm(t.ev.Quote)
	}
	return nil, nil
}

// quoted does what a command on a message asks for, where it opened no form.
func (t *turn) quoted() error {
	switch t.ev.Text {
	case quoteMake:
		if _, err := t.teaching(); err != nil {
			return err
		}
		return t.mend("item.how")
	case quoteAsk:
		return t.askQuoted(t.ev.Quote)
	}
	return t.tell(t.Say("heard.unknown", say.Args{"Word": first(t.ev.Text)}))
}

// makeForm is the form in which a teacher makes a question of a message.
func (t *turn) makeForm(quote string) (*chat.Form, error) {
	class, err := t.teaching()
	if err != nil {
		return nil, err
	}
	fields := []chat.Field{
		{Name: fieldQuestion, Label: chat.Plain(t.Say("item.question")), Value: firstRunes(tidied(quote), maxQuestion), Long: true, Max: maxQuestion},
		{Name: fieldAnswer, Label: chat.Plain(t.Say("item.answer")), Hint: chat.Plain(t.Say("item.answer.hint")), Max: maxAnswer},
		{Name: fieldAccept, Label: chat.Plain(t.Say("item.accept")), Hint: chat.Plain(t.Say("item.accept.hint")), Long: true, Optional: true, Max: maxAccepted},
		{Name: fieldExplanation, Label: chat.Plain(t.Say("item.explanation")), Hint: chat.Plain(t.Say("item.explanation.hint")), Long: true, Optional: true, Max: maxQuestion},
		{Name: fieldSkill, Label: chat.Plain(t.Say("item.skill")), Value: newSkill, Choices: t.skillChoices(class)},
	}
	if most := t.Platforms[t.to.Platform].MaxFields; most == 0 || most > len(fields) {
		fields = append(fields, chat.Field{Name: fieldNewSkill, Label: chat.Plain(t.Say("item.skill.new")), Optional: true, Max: maxSkill})
	}
	return t.form(formMake+":"+class.ID, t.Say("form.make"), t.Say("form.make.lead", say.Args{"Class": class.Name}), fields...), nil
}

// maxValue bounds the value of a choice in a form, in bytes: what every platform
// takes.
const maxValue = 100

// skillChoices are the skills that a new question may be of: those of the class's
// own questions, those of its courses, and a new one.
func (t *turn) skillChoices(class coach.Class) []chat.Choice {
	var ours, others []chat.Choice
	for _, id := range class.Courses {
		k := t.Courses.Course(id)
		if k == nil {
			continue
		}
		for i := range k.Skills {
			sk := &k.Skills[i]
			c := chat.Choice{Label: t.skillTitle(id, sk.ID), Value: id + "/" + sk.ID}
			switch {
			case len(c.Value) > maxValue:
			case isOurs(id):
				ours = append(ours, c)
			default:
				others = append(others, c)
			}
		}
	}
	all := append(ours, others...)
	all = all[:min(len(all), mostChosen-1)]
	return append(all, chat.Choice{Label: t.Say("item.skill.other"), Value: newSkill})
}

// makeItem takes the form in which a question was made.
func (t *turn) makeItem(class string) error {
	classes, err := t.teaches()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(classes, func(c coach.Class) bool { return c.ID == class })
	if i < 0 {
		return t.refuse("role.teacher")
	}
	return t.itemMade(classes[i])
}

// classItem makes a question of what was typed, or takes the newest back.
func (t *turn) classItem(class coach.Class, rest string) error {
	if _, _, ok := questionAndAnswer(rest); !ok && t.making == nil {
		return t.mend("item.how")
	}
	return t.itemMade(class)
}

// itemMade publishes what was made of the event before this turn.
func (t *turn) itemMade(class coach.Class) error {
	m := t.making
	switch {
	case m == nil || m.class != class.ID:
		return t.mend("item.again") // began to teach this very moment
	case len(m.wrong) > 0:
		var wrong faults
		for _, w := range m.wrong {
			key := w.key
			wrong.add(w.field, t.Say(key, w.args))
		}
		return wrong.err()
	case m.nothing != "":
		key := m.nothing
		return t.mend(key)
	}
	was, err := t.tx.Publication(m.course.ID)
	if orNone(err) != nil {
		return err
	}
	if was.Draft != m.upon {
		return t.mend("item.again") // somebody published another in between
	}
	p := Publication{Course: m.course.ID, Title: m.course.Title, Author: t.me.ID, Draft: m.draft.ID, State: Published, At: t.now}
	if was.State == Published {
		p.Author = was.Author
	}
	if len(m.course.Items) == 0 {
		p.Draft, p.State = was.Draft, Withdrawn // a course has a question at least
	}
	if err := t.tx.PutPublication(p); err != nil {
		return err
	}
	if err := t.audit("item", m.course.ID, m.item.ID); err != nil {
		return err
	}
	t.restocks = true
	if err := t.bind(class, p); err != nil {
		return err
	}
	if m.isOff {
		return t.telling(t.Say("item.off", say.Args{"Question": t.readable(m.item.Question)}), t.saying(wordClass))
	}
	if m.offer != "" {
		return t.accepted(m.offer, m)
	}
	parts, err := t.preview(m.draft, DraftItem{m.course.ID, m.item}, len(m.course.Items))
	if err != nil {
		return err
	}
	args := say.Args{"Course": t.readable(m.course.Title), "ID": m.course.ID, "N": len(m.course.Items)}
	message := chat.Message{Parts: []chat.Part{{Text: t.Say("item.made", args)}}}
	message.Parts = joined(message.Parts, parts)
	message.Parts = joined(message.Parts, []chat.Part{{Text: t.Say("item.next", args)}})
	off := string(t.Say("type.class")) + " item " + itemOff
	message.Parts = append(message.Parts, chat.Part{Choices: []chat.Choice{{
		Label: t.Say("item.press.off"), Word: off, Value: "say " + off + " " + m.item.ID,
	}}})
	_, err = t.send(t.to, message)
	return err
}

// bind makes a class practise its own questions, after its other courses, or no
// more.
func (t *turn) bind(class coach.Class, p Publication) error {
	switch isBound := bound(class, p.Course); {
	case p.State == Published && !isBound:
		class.Courses = append(slices.Clone(class.Courses), p.Course)
	case p.State == Withdrawn && isBound:
		class.Courses = slices.DeleteFunc(slices.Clone(class.Courses), func(id string) bool { return id == p.Course })
	default:
		return nil
	}
	return t.tx.PutClass(class)
}

// askForm is the form in which a learner asks about a message.
func (t *turn) askForm(quote string) (*chat.Form, error) {
	if _, err := t.mayAsk(); err != nil {
		return nil, err
	}
	words := t.words()
	words.Label = chat.Plain(t.Say("about.words"))
	return t.form(formAsk, t.Say("form.about"), t.Say("form.about.lead"), words,
		chat.Field{Name: fieldQuote, Label: chat.Plain(t.Say("about.quote")), Value: upTo(tidied(quote), maxQuote), Long: true, Optional: true, Max: maxQuote},
	), nil
}

// mayAsk is who a learner's question goes to; an error says why it goes to nobody.
func (t *turn) mayAsk() ([]coach.Person, error) {
	class, teachers, err := t.teachers()
	if err != nil {
		return nil, err
	}
	learns, err := t.learnsIn(class.ID)
	switch {
	case err != nil:
		return nil, err
	case !learns && t.me.Class != "":
		return nil, t.refuse("about.teacher")
	case len(teachers) == 0:
		return nil, t.refuse("person.nobody")
	}
	return teachers, nil
}

// askAbout takes the form in which a learner asked about a message.
func (t *turn) askAbout() error {
	words := strings.TrimSpace(t.ev.Fields[fieldAnswer])
	if words == "" {
		var wrong faults
		wrong.add(fieldAnswer, t.Say("about.empty"))
		return wrong.err()
	}
	return t.asks(words, t.ev.Fields[fieldQuote])
}

// askQuoted asks what a learner would like to ask about a message, where there are
// no forms.
func (t *turn) askQuoted(quote string) error {
	if _, err := t.mayAsk(); err != nil {
		return err
	}
	q := coach.Question{
		ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskAbout, State: coach.Open, At: t.now, About: upTo(tidied(quote), maxQuote),
	}
	m := chat.Text(t.Say("about.ask", say.Args{"Quote": q.About}))
	m.Parts = append(m.Parts, chat.Part{Choices: []chat.Choice{t.word(wordSkip, q.ID+":skip")}})
	return t.ask(&q, m)
}

// answerAbout takes what a learner asks about a message, or that they do not.
func (t *turn) answerAbout(q *coach.Question, said string, declined bool) error {
	if declined {
		return t.settled(q, coach.Closed, func() error { return t.tell(t.Say("begin.notnow")) })
	}
	return t.settled(q, coach.Answered, func() error { return t.asks(said, q.About) })
}

// asks passes a question about a message on to the learner's teachers, and to
// nobody else.
func (t *turn) asks(words, quote string) error {
	teachers, err := t.mayAsk()
	if err != nil {
		return err
	}
	if quote = upTo(tidied(quote), maxQuote); quote != "" {
		words = chat.Plain(t.Say("about.passed", say.Args{"Words": words, "Quote": quote}))
	}
	if err := t.raise(alert.Asked("", words), t.me.Class); err != nil {
		return err
	}
	text, err := t.sayWhoComes(t.me.Class, teachers)
	if err != nil {
		return err
	}
	return t.tell(text + "\n\n" + t.Say("person.meanwhile"))
}

// tidied is somebody's text without what deceives or has no place in a field.
func tidied(text string) string { return strings.TrimSpace(chat.Visible(text)) }

// firstRunes are the first characters of a text.
func firstRunes(s string, most int) string {
	n := 0
	for i := range s {
		if n++; n > most {
			return s[:i]
		}
	}
	return s
}

// isOurs tells whether a course is one of questions that were made in chat.
func isOurs(id string) bool {
	rest, ok := strings.CutPrefix(id, ourQuestions)
	return ok && strings.Trim(rest, "-0123456789") == ""
}
