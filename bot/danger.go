package bot

import (
	"errors"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
)

// Words that mean danger are looked for in everything that anybody says,
// whatever is open and wherever it is said. The learner is answered at once, in
// private, and the safety contact is told at once, whatever the hour. The words
// are read by the contact alone; only if the contact does not take them up does
// who stands by read them too. Owners are told that something waits, and no more.

// maxSearched bounds what is searched of one message, in bytes: more than is
// kept of it, for what matters may stand at its end.
const maxSearched = 16 << 10

// dangerIn looks for danger in what an event says.
func dangerIn(ev chat.Event) (hit bool, phrase string) {
	return alert.Danger(upTo(spoken(ev), maxSearched))
}

// isCall tells whether words that sound like danger are no answer to what was
// asked: who is asked for a line of a play may quote it.
func (t *turn) isCall() (bool, error) {
	switch {
	case t.ev.Quote != "":
		return true, nil
	case len(t.ev.Fields) > 0:
		id, _, _ := strings.Cut(t.ev.Press, ":")
		q, err := t.questionOf(id)
		if _, isTold := errors.AsType[*told](err); isTold {
			return true, nil
		}
		if err != nil {
			return true, err
		}
		for _, said := range t.ev.Fields {
			if hit, _ := alert.Danger(said); !hit {
				continue
			}
			if isKnown, err := t.isKnown(&q, said); err != nil || !isKnown {
				return true, err
			}
		}
		return false, nil
	}
	questions, err := t.addressed()
	if err != nil {
		return true, err
	}
	for i := range questions {
		if isKnown, err := t.isKnown(&questions[i], strings.TrimSpace(t.ev.Text)); err != nil || isKnown {
			return false, err
		}
	}
	return true, nil
}

// isKnown tells whether an open question accepts words, or knows them as a
// wrong answer.
func (t *turn) isKnown(q *coach.Question, said string) (bool, error) {
	if q.Ask != coach.AskItem || !q.IsOpen() {
		return false, nil
	}
	it, err := t.asked(q)
	if err != nil {
		return false, err
	}
	return t.grade(q, it, said).Known, nil
}

// danger answers words that mean danger: the learner at once, and the safety
// contact at once, whatever the hour. Nobody else sees it, and nothing else is
// made of what was said.
func (t *turn) danger(phrase string) error {
	workspace, err := t.tx.Workspace()
	if err != nil {
		return err
	}
	text := t.Say("danger")
	if workspace.Help != "" {
		text += "\n\n" + t.Say("danger.help", say.Args{"Help": workspace.Help})
	}
	contact, err := t.reached(workspace)
	switch {
	case err != nil:
		return err
	case contact == nil:
		return t.tell(text + "\n\n" + t.Say("danger.nobody"))
	}
	if err := t.tell(text + "\n\n" + t.Say("danger.told", say.Args{"Contact": contact.Name})); err != nil {
		return err
	}
	f := alert.Endangered(spoken(t.ev), phrase)
	open, err := t.tx.PersonAlerts(t.me.ID)
	if err != nil {
		return err
	}
	a := alert.New(t.newID(t.now), "", t.me.ID, f, t.now)
	for _, o := range open {
		if o.Key() == a.Key() {
			a = o
			a.Refresh(f)
		}
	}
	if err := t.pingAtOnce(contact, &a, alert.BecauseDanger); err != nil {
		return err
	}
	return t.standByDanger(contact)
}

// reached is who is told of the speaker's danger: the safety contact, or who
// stands by where the contact cannot be reached or is the speaker; nil: nobody.
func (t *turn) reached(workspace coach.Workspace) (*coach.Person, error) {
	if workspace.Safety != "" && workspace.Safety != t.me.ID {
		contact, err := t.tx.Person(workspace.Safety)
		if err != nil {
			return nil, err
		}
		if contact.Home != "" {
			return &contact, nil
		}
		t.Log.Error("words that mean danger, and the safety contact never spoke with the coach", "person", t.me.ID, "contact", contact.ID)
	}
	if workspace.Safety == "" {
		t.Log.Warn("words that mean danger, and no safety contact is named", "person", t.me.ID)
	}
	return t.standsIn(workspace.Safety, t.me.ID)
}

// standsIn is who reads words that mean danger where the safety contact does
// not; nil if nobody was named, or can be reached, or if it is one of some
// people.
func (t *turn) standsIn(but ...string) (*coach.Person, error) {
	grown, err := t.tx.Grown()
	if err != nil {
		return nil, err
	}
	for i := range grown {
		if p := &grown[i]; p.StandsBy && p.Home != "" && !slices.Contains(but, p.ID) {
			return p, nil
		}
	}
	return nil, nil
}

// readsDanger tells whether danger is the speaker's to see: as the safety contact,
// or as who stands by and was told.
func (t *turn) readsDanger(workspace coach.Workspace, a *alert.Alert) bool {
	return workspace.Safety == t.me.ID || t.me.StandsBy && slices.ContainsFunc(a.Told, func(told alert.Telling) bool { return told.To == t.me.ID })
}

// kindDanger is a schedule of the safety contact: danger that waits for them.
const kindDanger = "danger"

// standByDanger makes it be looked at, soon, whether somebody has taken it up.
func (t *turn) standByDanger(contact *coach.Person) error {
	s, err := t.tx.Schedule(contact.ID, kindDanger)
	if err != nil && !coach.IsNotFound(err) || err == nil && !s.Next.IsZero() {
		return err // an earlier one will be
	}
	return t.planDanger(contact.ID, alert.DangerWaits)
}

func (t *turn) planDanger(contact string, in time.Duration) error {
	at := t.now.Add(in).Truncate(time.Millisecond)
	return t.tx.PutSchedule(Schedule{Person: contact, Kind: kindDanger, Next: at, Key: at.Format(time.RFC3339Nano)})
}

// dangerUnanswered tells the safety contact again of words that may mean danger
// and are on nobody's list, then who stands by, then the owners that something
// waits. It comes back until somebody has taken it up, at any hour.
func (t *turn) dangerUnanswered() error {
	if err := t.tx.PutSchedule(Schedule{Person: t.me.ID, Kind: kindDanger}); err != nil {
		return err
	}
	workspace, err := t.tx.Workspace()
	if err != nil {
		return err
	}
	open, err := t.tx.Alerts("")
	if err != nil {
		return err
	}
	open = slices.DeleteFunc(open, func(a alert.Alert) bool { return a.State != alert.Open })
	if len(open) == 0 {
		return nil
	}
	contact := t.me
	if workspace.Safety != "" && workspace.Safety != t.me.ID { // somebody else was named meanwhile
		if contact, err = t.tx.Person(workspace.Safety); err != nil {
			return err
		}
	}
	isNew, err := t.tellOnCall(&contact, open)
	if err != nil {
		return err
	}
	if isNew {
		return t.planDanger(contact.ID, alert.DangerWaits) // before the owners
	}
	if err := t.tellOwners(&contact, open); err != nil {
		return err
	}
	return t.planDanger(contact.ID, alert.DangerAgain)
}

// tellOnCall tells the safety contact again of danger that has waited for long
// enough, and who stands by. It is new if that one had not heard of it before.
func (t *turn) tellOnCall(contact *coach.Person, open []alert.Alert) (isNew bool, err error) {
	for i := range open {
		a := &open[i]
		if t.now.Sub(a.Pinged) < alert.DangerWaits {
			continue
		}
		if contact.ID != a.Person {
			if err := t.pingAtOnce(contact, a, alert.BecauseDanger); err != nil {
				return false, err
			}
		}
		second, err := t.standsIn(contact.ID, a.Person)
		if err != nil {
			return false, err
		}
		if second == nil {
			continue
		}
		isNew = isNew || !slices.ContainsFunc(a.Told, func(told alert.Telling) bool { return told.To == second.ID })
		if err := t.pingAtOnce(second, a, alert.BecauseDanger); err != nil {
			return false, err
		}
	}
	return isNew, nil
}

// tellOwners tells the owners that danger waits for the safety contact: since
// when, and not whose or what.
func (t *turn) tellOwners(contact *coach.Person, open []alert.Alert) error {
	since := open[0].Raised
	for i := range open {
		since = earlier(since, open[i].Raised)
	}
	owners, err := t.owners()
	if err != nil {
		return err
	}
	told := 0
	for i := range owners {
		o := &owners[i]
		isAbout := slices.ContainsFunc(open, func(a alert.Alert) bool { return a.Person == o.ID })
		if o.ID == contact.ID || isAbout || o.Home == "" {
			continue
		}
		p := say.In(o.Settings.Language)
		text := p.Say("danger.waits", say.Args{"Contact": contact.Name, "Time": momentIn(p, since, zoneOf(*o), onWeekday)})
		if _, err := t.writeTo(o, chat.Text(text), true); err != nil {
			return err
		}
		told++
	}
	if told == 0 {
		t.Log.Warn("words that may mean danger wait for the safety contact, and there is no owner to tell", "contact", contact.ID)
	}
	return nil
}

func earlier(a, b time.Time) time.Time {
	if b.IsZero() || a.Before(b) {
		return a
	}
	return b
}

// becomesContact tells somebody that words which mean danger reach them from
// now on, and of those that wait.
func (t *turn) becomesContact(contact *coach.Person) error {
	if contact.ID != t.me.ID && contact.Home != "" {
		theirs := say.In(contact.Settings.Language)
		if err := t.sendTo(contact, chat.Text(theirs.Say("safety.named", say.Args{"Owner": t.me.Name}))); err != nil {
			return err
		}
	}
	open, err := t.tx.Alerts("")
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(open, func(a alert.Alert) bool { return a.State == alert.Open }) {
		return nil
	}
	return t.planDanger(contact.ID, 0)
}

// safetySecond names who stands by for the safety contact; "off": nobody.
func (t *turn) safetySecond(name string) error {
	grown, err := t.tx.Grown()
	if err != nil {
		return err
	}
	workspace, err := t.tx.Workspace()
	if err != nil {
		return err
	}
	var second *coach.Person
	for i := range grown {
		p := &grown[i]
		isMeant := strings.EqualFold(p.Name, name) || strings.EqualFold(name, "me") && p.ID == t.me.ID
		if isMeant && p.ID != workspace.Safety {
			second = p
		}
	}
	if second == nil && !t.saysOff(name) {
		return t.mend("safety.second.how")
	}
	for i := range grown {
		p := &grown[i]
		if is := second != nil && p.ID == second.ID; p.StandsBy != is {
			p.StandsBy = is
			if p.ID == t.me.ID {
				t.me.StandsBy = is
				continue
			}
			if err := t.tx.PutPerson(*p); err != nil {
				return err
			}
		}
	}
	if second == nil {
		if err := t.audit("safety stand-in", "", "off"); err != nil {
			return err
		}
		return t.tell(t.Say("safety.second.off"))
	}
	if err := t.audit("safety stand-in", second.ID, ""); err != nil {
		return err
	}
	if second.ID != t.me.ID && second.Home != "" {
		theirs := say.In(second.Settings.Language)
		if err := t.sendTo(second, chat.Text(theirs.Say("safety.second.named", say.Args{"Owner": t.me.Name}))); err != nil {
			return err
		}
	}
	return t.tell(t.Say("safety.second.done", say.Args{"Name": second.Name}))
}
