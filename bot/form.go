package bot

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
)

// A form says by its Value what its fields are for:
//
//	ID:form          a question that is no item's
//	ID:form N        an item's question, or its scaffold, after N tries at it
//	form goal        and the other forms that belong to no question, some with
//	form note:ALERT  what they are about
//
// The same value, without the number of tries, is on the button that opens it.
const (
	formOf  = "form"  // after the question's ID
	formFor = "form " // before a name

	formGoal     = formFor + "goal"
	formSettings = formFor + "settings"
	formPlan     = formFor + "plan"
	formClass    = formFor + "class"
	formThought  = formFor + "reflect" // ":" prompt " " trigger
	formNote     = formFor + "note"    // ":" alert

	// Of a class; what is about somebody in it has their ID after the class's.
	formClassSettings = formFor + "class-settings" // ":" class
	formClassGoal     = formFor + "class-goal"     // ":" class " " person
	formClassNote     = formFor + "class-note"     // ":" class " " person
	formClassLevel    = formFor + "class-level"    // ":" class " " person, and " " skill
	formAssign        = formFor + "assign"         // ":" class, and " " person or "all", and " " skill
	formSubstitute    = formFor + "substitute"     // ":" class
)

// The names of fields.
const (
	fieldAnswer = "answer" // where a form has one thing to type
	fieldSure   = "sure"
	fieldName   = "name"
	fieldAge    = "age"
)

// mostChosen is how many entries a list has at most that is chosen from: what
// every platform with forms can show. Longer ones are typed.
const mostChosen = 25

// Form is the form that a press or a command opens; nil when it opens none and
// is to be handled as an event. What it is about is checked against the person
// as a turn does; what they are told instead is an error with a sentence.
func (b *Bot) Form(ctx context.Context, ev chat.Event) (form *chat.Form, err error) {
	err = b.look(ctx, ev, func(t *turn) (err error) {
		form = nil
		switch {
		case !t.Platforms[t.to.Platform].HasForms:
		case ev.Quote != "":
			form, err = t.quoteForm()
		case ev.Press != "":
			form, err = t.pressForm(ev.Press)
		case ev.Command:
			form, err = t.commandForm(ev.Text)
		}
		return err
	})
	return form, err
}

// pressForm is the form that a press opens.
func (t *turn) pressForm(value string) (*chat.Form, error) {
	id, what, _ := strings.Cut(value, ":")
	switch id {
	case formGoal:
		return t.goalForm(formGoal, &t.me.Goal), nil
	case formSettings:
		return t.settingsForm()
	case formPlan:
		return t.planForm(), nil
	case formSupports:
		return t.supportsForm()
	case formClassSupports:
		return t.classSupportsForm(what)
	case formClass:
		return t.classForm()
	case formNote:
		return t.noteForm(what)
	case formClassSettings:
		return t.classSettingsForm(what)
	case formClassGoal:
		return t.proposeForm(what)
	case formClassNote:
		return t.classNoteForm(what)
	case formClassLevel:
		return t.classLevelForm(what)
	case formAssign:
		return t.assignForm(what)
	case formSubstitute:
		return t.substituteForm(what)
	case formMend:
		return t.mendForm(what)
	case formEditOffer:
		return t.editOfferForm(what)
	case formDeclineOffer:
		return t.declineOfferForm(what)
	}
	what, isAway := strings.CutSuffix(what, away)
	if what != formOf {
		return nil, nil
	}
	q, err := t.questionOf(id)
	if err != nil {
		return nil, err
	}
	if !q.IsOpen() {
		return nil, t.refuse("press.done")
	}
	switch q.Ask {
	case coach.AskItem, coach.AskScaffold:
		f, err := t.itemForm(&q)
		if isAway && err == nil {
			f.Value += away
		}
		return f, err
	case coach.AskThought:
		a, _ := askingOf(q.About)
		return t.thoughtForm(value, q.ID, &a)
	case coach.AskMake:
		return t.offerForm(value, q.Made), nil
	case coach.AskGoal:
		return t.stepForm(&q, value), nil
	case coach.AskPerson:
		return t.form(value, t.Say("form.person"), t.Say("person.ask"), t.words()), nil
	case coach.AskShow:
		field := t.words()
		field.Max = maxShown
		return t.form(value, t.Say("form.show"), t.Say("form.show.lead", say.Args{"Skill": t.skillTitle(q.Course, q.About)}), field), nil
	}
	return nil, nil
}

// questionOf is the question that a press names, if it was asked of who presses
// and is not over without an answer.
func (t *turn) questionOf(id string) (coach.Question, error) {
	q, err := t.tx.Question(id)
	switch {
	case coach.IsNotFound(err):
		return q, t.refuse("press.old")
	case err != nil:
		return q, err
	case q.Person != t.me.ID:
		return q, t.notTheirs(q.Person)
	case q.State == coach.Closed || q.State == coach.Skipped:
		return q, t.refuse("press.old")
	}
	return q, nil
}

// commandForm is the form that a command opens: where something would be asked
// for that is written.
func (t *turn) commandForm(said string) (*chat.Form, error) {
	word, rest, isWord := t.Heard(chat.Visible(said))
	if !isWord || t.isNew() {
		return nil, nil
	}
	switch {
	case word == wordGoal && rest == "":
		return t.goalForm(formGoal, &t.me.Goal), nil
	case word == wordSettings && rest == "":
		return t.settingsForm()
	case word == wordPlan && rest == "":
		return t.planForm(), nil
	case word == wordSupports && rest == "":
		return t.supportsForm()
	case word == wordClass && strings.EqualFold(rest, "new"):
		return t.classForm()
	case word == wordMake && rest == "":
		made, err := t.mayMake()
		if err != nil {
			return nil, err
		}
		return t.offerForm(formOffer, made), nil
	case word == wordReflect && t.me.Active.On(t.today()):
		return t.reflectForm(rest)
	}
	return nil, nil
}

// form is a form with the two buttons that all have.
func (t *turn) form(value string, title, lead chat.Markdown, fields ...chat.Field) *chat.Form {
	return &chat.Form{
		Title: chat.Plain(title), Value: value, Lead: lead, Fields: fields,
		Submit: chat.Plain(t.Say("form.send")), Close: chat.Plain(t.Say("form.close")),
	}
}

// words is a field for a few sentences.
func (t *turn) words() chat.Field {
	return chat.Field{Name: fieldAnswer, Label: chat.Plain(t.Say("form.words")), Long: true}
}

// noteForm is a teacher's note to the learner of an alert.
func (t *turn) noteForm(id string) (*chat.Form, error) {
	a, err := t.alertOf(id)
	if err != nil {
		return nil, err
	}
	if a.Person == "" {
		return nil, t.refuse("press.old") // a whole class has no one to write to
	}
	p, err := t.tx.Person(a.Person)
	if err != nil {
		return nil, err
	}
	about := t.Say("form.note.about", say.Args{"Name": p.Name, "What": t.sayRule(t.Printer, &a)})
	return t.form(formNote+":"+id, t.Say("form.note"), about, t.words()), nil
}

// alertOf is the alert that a press names, if it is open and the speaker's; with
// an error it is one of theirs that is resolved. One that is not theirs cannot be
// told from one that is not there.
func (t *turn) alertOf(id string) (alert.Alert, error) {
	open, err := t.mine()
	if coach.KindOf(err) == coach.Forbidden {
		return alert.Alert{}, t.refuse("press.old")
	}
	if err != nil {
		return alert.Alert{}, err
	}
	if i := slices.IndexFunc(open, func(o alert.Alert) bool { return o.ID == id }); i >= 0 {
		return open[i], nil
	}
	a, err := t.tx.Alert(id)
	if coach.IsNotFound(err) {
		return alert.Alert{}, t.refuse("press.old")
	}
	if err != nil {
		return alert.Alert{}, err
	}
	switch seen, err := t.maySee(&a); {
	case err != nil:
		return alert.Alert{}, err
	case !seen || a.State != alert.Resolved:
		return alert.Alert{}, t.refuse("press.old")
	}
	return a, t.refuse("alert.resolved")
}

// submitted takes what was filled into a form: as if it had been said, each
// field checked before anything is kept.
func (t *turn) submitted() error {
	id, what, _ := strings.Cut(t.ev.Press, ":")
	what, isAway := strings.CutSuffix(what, away)
	said := strings.TrimSpace(t.ev.Fields[fieldAnswer])
	switch id {
	case formGoal:
		return t.submittedGoal()
	case formSettings:
		return t.submittedSettings()
	case formPlan:
		return t.submittedPlan()
	case formSupports:
		return t.submittedSupports()
	case formClassSupports:
		return t.submittedClassSupports(what)
	case formClass:
		return t.submittedClass()
	case formThought:
		return t.submittedThought(what, said)
	case formNote:
		a, err := t.alertOf(what)
		if err != nil {
			return err
		}
		t.isPing = true
		return t.act(&a, "note", said)
	case formClassSettings:
		return t.submittedClassSettings(what)
	case formClassGoal:
		return t.submittedProposal(what)
	case formClassNote:
		return t.submittedClassNote(what)
	case formClassLevel:
		return t.submittedClassLevel(what)
	case formAssign:
		return t.submittedAssign(what)
	case formSubstitute:
		return t.submittedSubstitute(what)
	case formMend:
		return t.itemMended(what)
	case formMake:
		return t.makeItem(what)
	case formOffer:
		return t.submittedOffer(nil)
	case formEditOffer:
		_, class, err := t.offered(what)
		if err != nil {
			return err
		}
		return t.itemMade(class)
	case formDeclineOffer:
		return t.submittedDecline(what, said)
	case formAsk:
		return t.askAbout()
	}
	if ask, ofTries, _ := strings.Cut(what, " "); ask == formOf {
		q, err := t.questionOf(id)
		if err != nil {
			return err
		}
		if !isAway {
			t.pressedOn(&q)
		}
		return t.submittedAnswer(&q, ofTries, said)
	}
	return t.refuse("press.old")
}

// submittedAnswer takes the form of a question.
func (t *turn) submittedAnswer(q *coach.Question, ofTries, said string) error {
	switch q.Ask {
	case coach.AskItem, coach.AskScaffold:
		return t.submittedItem(q, ofTries)
	}
	if !q.IsOpen() {
		return t.refuse("press.done")
	}
	if q.Ask == coach.AskMake {
		return t.submittedOffer(q)
	}
	if said == "" {
		return t.mend("form.empty")
	}
	switch q.Ask {
	case coach.AskThought:
		return t.answerThought(q, said, false)
	case coach.AskPerson:
		return t.answerPerson(q, said, false)
	case coach.AskShow:
		return t.claim(q, said)
	case coach.AskGoal:
		return t.submittedStep(q, said)
	}
	return t.refuse("press.old")
}

// unformed answers the press of a button that opens a form, where none came:
// what it asks for can be typed.
func (t *turn) unformed(id, what string) (done bool, err error) {
	switch id {
	case formGoal:
		return true, t.goal("")
	case formSettings:
		return true, t.settings("")
	case formPlan:
		return true, t.askDays()
	case formSupports:
		return true, t.supports("")
	case formClassSupports:
		return true, t.classPressed(what, "class.supports.how")
	case formClass:
		return true, t.mend("class.new.how")
	case formClassSettings:
		return true, t.classPressed(what, "class.settings.how")
	case formClassGoal:
		return true, t.classPressed(what, "class.goal.how")
	case formClassNote:
		return true, t.classPressed(what, "class.note.how")
	case formClassLevel:
		return true, t.classPressed(what, "class.level.how")
	case formAssign:
		return true, t.classPressed(what, "assign.how")
	case formSubstitute:
		return true, t.classPressed(what, "class.substitute.how")
	case formMend:
		return true, t.mend("item.mend.how")
	case formOffer:
		return true, t.makeOwn("")
	case formEditOffer:
		return true, t.mend("offer.edit.how")
	case formDeclineOffer:
		return true, t.deal(what, offerDecline)
	case formThought:
		return true, t.reflect("")
	case formNote:
		a, err := t.alertOf(what)
		if err != nil {
			return true, err
		}
		return true, t.act(&a, "note", "")
	}
	if first(what) == formOf {
		return true, t.tell(t.Say("form.typed"))
	}
	return false, nil
}

// faults are what is wrong with the fields of a form, in the order found.
type faults struct {
	fields []string
	texts  map[string]chat.Markdown
}

// add adds what is wrong with a field; the first of several faults counts.
func (f *faults) add(field string, text chat.Markdown) {
	if _, ok := f.texts[field]; ok {
		return
	}
	if f.texts == nil {
		f.texts = make(map[string]chat.Markdown)
	}
	f.fields, f.texts[field] = append(f.fields, field), text
}

// addErr adds what a person can put right; another error is returned.
func (f *faults) addErr(t *turn, field string, err error) error {
	text, ok := t.sorry(err)
	if !ok {
		return err
	}
	f.add(field, text)
	return nil
}

// err is an error that says all that is wrong; nil if nothing is.
func (f *faults) err() error {
	if len(f.fields) == 0 {
		return nil
	}
	e := &told{kind: coach.Invalid, fields: f.texts}
	for _, field := range f.fields {
		if e.text != "" {
			e.text += "\n\n"
		}
		e.text += f.texts[field]
	}
	return e
}

// inFields are the sentences of an error beside the fields of the form that was
// submitted; nil where the form is over with it. What names no field stands at
// the first.
func (t *turn) inFields(err error, text chat.Markdown) map[string]string {
	if len(t.ev.Fields) == 0 || coach.KindOf(err) != coach.Invalid {
		return nil
	}
	all := make(map[string]string)
	if e, ok := errors.AsType[*told](err); ok {
		for field, text := range e.fields {
			all[field] = chat.Plain(text)
		}
	}
	if len(all) == 0 {
		all[t.firstField()] = chat.Plain(text)
	}
	return all
}

// firstField is the field that stands first in the form that was submitted, by
// the names that forms have.
func (t *turn) firstField() string {
	for _, name := range []string{fieldAnswer, "1", fieldName, fieldSupports} {
		if _, ok := t.ev.Fields[name]; ok {
			return name
		}
	}
	return slices.Min(slices.Collect(maps.Keys(t.ev.Fields)))
}

// spoken is all that somebody wrote in an event, whatever the way, and what they
// pass on to their teachers.
func spoken(ev chat.Event) string {
	if ev.Text == quoteAsk && ev.Quote != "" {
		return ev.Quote
	}
	if len(ev.Fields) == 0 {
		return ev.Text
	}
	words := []string{ev.Text}
	for _, name := range slices.Sorted(maps.Keys(ev.Fields)) {
		words = append(words, ev.Fields[name])
	}
	return strings.Join(words, "\n")
}
