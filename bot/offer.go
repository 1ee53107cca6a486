package bot

import (
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// The forms in which a teacher changes or declines what a learner made.
const (
	formEditOffer    = formFor + "offer-edit"    // ":" question
	formDeclineOffer = formFor + "offer-decline" // ":" question
)

// What a teacher does with a made question.
const (
	offerAccept  = "accept"
	offerEdit    = "edit"
	offerDecline = "decline"
)

// maxWord bounds what a teacher says to a question that they decline, in bytes.
const maxWord = 500

// propose puts what a learner made before the class's teachers, and tells them of
// the first that waits: of those that follow they read in their list.
func (t *turn) propose(q *coach.Question) error {
	class, err := t.tx.Class(q.Made.Class)
	if err != nil {
		return err
	}
	if err := t.madeWell(q.Made); err != nil {
		return err // the class has got the same in the meantime
	}
	q.State, q.Made.State = coach.Answered, coach.MadeOffered
	if err := t.tx.PutQuestion(*q); err != nil {
		return err
	}
	isFirst := len(class.Offers) == 0
	class.Offers = append(slices.Clone(class.Offers), q.ID)
	if err := t.tx.PutClass(class); err != nil {
		return err
	}
	t.me.Active.Mark(t.today())
	if isFirst {
		teachers, err := t.teachersOf(class.ID)
		if err != nil {
			return err
		}
		for i := range teachers {
			p := &teachers[i]
			if quiet, _ := p.Settings.InQuiet(t.now, zoneOf(*p)); quiet || p.Home == "" || p.Settings.Silent || t.now.Before(p.Settings.Paused) {
				continue // it stands in their list
			}
			theirs := say.In(p.Settings.Language)
			m := chat.Text(theirs.Say("offer.first", say.Args{"Name": t.me.Name, "Class": class.Name}))
			m.Parts = append(m.Parts, chat.Part{Choices: []chat.Choice{offerList(theirs, class)}})
			if err := t.sendTo(p, m); err != nil {
				return err
			}
		}
	}
	return t.telling(t.Say("make.sent"), t.saying(wordPractice))
}

// offerList is the choice that shows the questions that wait.
func offerList(p *say.Printer, class coach.Class) chat.Choice {
	word := string(p.Say("type.class"))
	return chat.Choice{Label: p.Say("offer.press.list"), Word: word + " offers", Value: "say " + word + " @" + class.ID + " offers", Main: true}
}

// offersShown is how many made questions are shown at once.
const offersShown = 3

// classOffers shows the questions that learners made and that wait, or decides
// about one: ID accept, ID edit QUESTION = ANSWER, ID decline WORDS.
func (t *turn) classOffers(class coach.Class, rest string) error {
	if rest != "" {
		id, what := cut(rest)
		at := offerNamed(class, id)
		if at < 0 {
			return t.mend("offer.how")
		}
		return t.deal(class.Offers[at], what)
	}
	if len(class.Offers) == 0 {
		return t.telling(t.Say("offer.none", say.Args{"Class": class.Name}), t.saying(wordClass))
	}
	for _, id := range class.Offers[:min(len(class.Offers), offersShown)] {
		q, err := t.tx.Question(id)
		if coach.IsNotFound(err) {
			continue // forgotten, with who made it
		}
		if err != nil {
			return err
		}
		if err := t.showOffer(class, &q); err != nil {
			return err
		}
	}
	if more := len(class.Offers) - offersShown; more > 0 {
		return t.tell(t.Say("offer.more", say.Args{"N": more}))
	}
	return nil
}

// offerNamed finds a made question that waits by the end of its ID.
func offerNamed(class coach.Class, name string) int {
	return slices.IndexFunc(class.Offers, func(id string) bool { return strings.EqualFold(short(id), name) || strings.EqualFold(id, name) })
}

// showOffer shows a made question with what a teacher can do about it.
func (t *turn) showOffer(class coach.Class, q *coach.Question) error {
	p, err := t.tx.Person(q.Person)
	if err != nil {
		return orNone(err)
	}
	args := say.Args{"Name": p.Name, "Skill": chat.Markdown("")}
	if q.Made.Skill != "" {
		args["Skill"] = t.titleOf(q.Made.Skill)
	}
	m := chat.Text(t.Say("offer.shown", args))
	m.Parts = append(m.Parts, chat.Part{Text: t.sayMade(q.Made)})
	word := string(t.Say("type.class")) + " offers " + short(q.ID) + " "
	m.Parts = append(m.Parts, chat.Part{Choices: []chat.Choice{
		{Label: t.Say("offer.press.accept"), Word: word + offerAccept, Value: "offer " + q.ID + ":" + offerAccept, Main: true},
		{Label: t.Say("offer.press.edit"), Word: word + offerEdit, Value: formEditOffer + ":" + q.ID, Opens: true},
		{Label: t.Say("offer.press.decline"), Word: word + offerDecline, Value: formDeclineOffer + ":" + q.ID, Opens: true},
	}})
	_, err = t.send(t.to, m)
	return err
}

// offered is a made question that waits for the speaker, with its class. One that
// is not theirs cannot be told from one that is not there.
func (t *turn) offered(id string) (q coach.Question, class coach.Class, err error) {
	if q, err = t.tx.Question(id); coach.IsNotFound(err) || err == nil && (q.Ask != coach.AskMake || q.Made == nil) {
		return q, class, t.refuse("press.old")
	}
	if err != nil {
		return q, class, err
	}
	if class, err = t.taughtBy(q.Made.Class); err != nil {
		return q, class, err
	}
	if q.Made.State != coach.MadeOffered {
		return q, class, t.refuse("offer.decided")
	}
	return q, class, nil
}

// deal does with a made question what a teacher says.
func (t *turn) deal(id, what string) error {
	q, class, err := t.offered(id)
	if err != nil {
		return err
	}
	switch what, words := cut(what); what {
	case "":
		return t.showOffer(class, &q)
	case offerAccept:
		return t.itemMade(class)
	case offerEdit:
		if _, _, ok := questionAndAnswer(words); !ok {
			return t.mend("offer.edit.how")
		}
		return t.itemMade(class)
	case offerDecline:
		return t.decline(&q, class, strings.TrimSpace(strings.TrimLeft(words, colons)))
	}
	return t.mend("offer.how")
}

// settleOffer takes a made question off the list of those that wait, and keeps
// what became of it.
func (t *turn) settleOffer(q *coach.Question, class coach.Class, as coach.MadeState) error {
	q.Made.State, q.Made.By = as, t.me.ID
	if err := t.tx.PutQuestion(*q); err != nil {
		return err
	}
	class, err := t.tx.Class(class.ID) // what was published may have changed it
	if err != nil {
		return err
	}
	class.Offers = slices.DeleteFunc(slices.Clone(class.Offers), func(id string) bool { return id == q.ID })
	if err := t.tx.PutClass(class); err != nil {
		return err
	}
	return t.audit("offer "+string(as), q.Person, "")
}

// decline declines a made question, kindly, with a word if there is one.
func (t *turn) decline(q *coach.Question, class coach.Class, word string) error {
	if len(word) > maxWord {
		return t.tooLong(maxWord)
	}
	q.Made.Word = word
	if err := t.settleOffer(q, class, coach.MadeDeclined); err != nil {
		return err
	}
	if err := t.tellMaker(q, "offer.declined.learner"); err != nil {
		return err
	}
	return t.nextOffer(class, t.Say("offer.declined"))
}

// accepted tells of a made question that has become one of the class's.
func (t *turn) accepted(id string, m *making) error {
	q, class, err := t.offered(id)
	if err != nil {
		return err
	}
	q.Made.Course, q.Made.Item = m.course.ID, m.item.ID
	if err := t.settleOffer(&q, class, coach.MadeAccepted); err != nil {
		return err
	}
	if err := t.tellMaker(&q, "offer.accepted.learner"); err != nil {
		return err
	}
	return t.nextOffer(class, t.Say("offer.accepted", say.Args{"Class": class.Name}))
}

// tellMaker tells a learner what became of the question that they made.
func (t *turn) tellMaker(q *coach.Question, key string) error {
	p, err := t.tx.Person(q.Person)
	if err != nil || p.Home == "" {
		return orNone(err)
	}
	theirs := say.In(p.Settings.Language)
	args := say.Args{"Teacher": t.me.Name, "Question": clipped(q.Made.Question), "Word": q.Made.Word}
	return t.sendTo(&p, chat.Text(theirs.Say(key, args)))
}

// nextOffer says what was done, and offers those that still wait.
func (t *turn) nextOffer(class coach.Class, text chat.Markdown) error {
	class, err := t.tx.Class(class.ID)
	if err != nil {
		return err
	}
	if len(class.Offers) > 0 {
		return t.telling(text, offerList(t.Printer, class))
	}
	return t.telling(text, t.saying(wordClass))
}

// editOfferForm is the form in which a teacher changes a made question; with it
// the question is accepted.
func (t *turn) editOfferForm(id string) (*chat.Form, error) {
	q, _, err := t.offered(id)
	if err != nil {
		return nil, err
	}
	f := t.offerForm(formEditOffer+":"+id, q.Made)
	f.Lead = t.Say("offer.edit.lead")
	return f, nil
}

// declineOfferForm is the form in which a teacher says a word to a question that
// they decline.
func (t *turn) declineOfferForm(id string) (*chat.Form, error) {
	q, _, err := t.offered(id)
	if err != nil {
		return nil, err
	}
	words := t.words()
	words.Optional, words.Max = true, maxWord
	return t.form(formDeclineOffer+":"+id, t.Say("offer.press.decline"), t.Say("offer.decline.lead", say.Args{"Question": clipped(q.Made.Question)}), words), nil
}

// submittedDecline takes that form.
func (t *turn) submittedDecline(id, word string) error {
	q, class, err := t.offered(id)
	if err != nil {
		return err
	}
	return t.decline(&q, class, word)
}

// offerDealt reads which made question an event accepts, and what it is to say
// where it is changed with it; ok is false where the event accepts none. The
// question is named by its ID, or by the end of it among those of a class.
func offerDealt(ev chat.Event, said string) (d offerDeal, ok bool) {
	keep := func(*coach.Made) {}
	id, what, _ := strings.Cut(ev.Press, ":")
	switch {
	case id == formEditOffer && len(ev.Fields) > 0:
		return offerDeal{name: what, change: func(m *coach.Made) { *m = filledMade(*m, ev.Fields) }}, true
	case strings.HasPrefix(id, "offer ") && what == offerAccept:
		return offerDeal{name: strings.TrimPrefix(id, "offer "), change: keep}, true
	}
	word, rest, isWord := say.In(ev.From.Locale).Heard(chat.Visible(said))
	if !isWord || word != wordClass {
		return d, false
	}
	f := strings.Fields(rest)
	if len(f) > 0 && strings.HasPrefix(f[0], "@") {
		d.class, f = f[0][1:], f[1:]
	}
	if len(f) < 3 || !strings.EqualFold(f[0], "offers") {
		return d, false
	}
	d.name, d.change = f[1], keep
	switch strings.ToLower(f[2]) {
	case offerAccept:
		return d, true
	case offerEdit:
		question, answer, ok := questionAndAnswer(strings.Join(f[3:], " "))
		d.change = func(m *coach.Made) { m.Question, m.Answer = question, answer }
		return d, ok
	}
	return d, false
}

// offerDeal is that a made question is accepted.
type offerDeal struct {
	name   string // its ID, or the end of it
	class  string // whose it is; empty: the one the teacher's words are about
	change func(*coach.Made)
}

// find finds the made question, and what it is to say; NotFound where it waits for
// nobody, or not for this teacher.
func (d *offerDeal) find(b *Bot, r Reader, ev chat.Event) (q coach.Question, made coach.Made, err error) {
	none := &coach.Error{Op: "made question that waits", Kind: coach.NotFound}
	id := d.name
	if len(id) == shortID {
		_, class, err := b.maker(r, ev, d.class)
		if err != nil {
			return q, made, err
		}
		at := offerNamed(class, id)
		if at < 0 {
			return q, made, none
		}
		id = class.Offers[at]
	}
	if q, err = r.Question(id); err != nil {
		return q, made, err
	}
	if q.Made == nil || q.Made.State != coach.MadeOffered {
		return q, made, none
	}
	made = *q.Made
	d.change(&made)
	return q, made, nil
}
