package bot

import (
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
)

// callPerson calls the class's teachers, at once, and asks whether there is
// something to pass on.
func (t *turn) callPerson(words string) error {
	class, teachers, err := t.teachers()
	if err != nil {
		return err
	}
	if len(teachers) == 0 {
		return t.tell(t.Say("person.nobody"))
	}
	switch learns, err := t.learnsIn(class.ID); {
	case err != nil:
		return err
	case !learns:
		return t.tell(t.Say("person.colleague", say.Args{"Teachers": t.names(teachers)}))
	}
	f := alert.Asked("", words)
	if q, err := t.openItem(); err == nil {
		if it, err := t.asked(&q); err == nil {
			f.Skill = q.Course + "/" + it.Skill
		}
	} else if !coach.IsNotFound(err) {
		return err
	}
	since, err := t.alreadyAsked(f, class.ID)
	if err != nil {
		return err
	}
	if err := t.raise(f, class.ID); err != nil {
		return err
	}
	text, err := t.sayWhoComes(class.ID, teachers)
	if err != nil {
		return err
	}
	if !since.IsZero() {
		text = t.Say("person.waiting", say.Args{"Teachers": t.names(teachers), "Time": t.moment(since, onWeekday)})
	}
	if words != "" {
		return t.tell(text + "\n\n" + t.Say("person.meanwhile"))
	}
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskPerson, State: coach.Open, At: t.now, About: class.ID + " " + f.Skill}
	m := chat.Text(text + "\n\n" + t.Say("person.ask"))
	m.Parts = append(m.Parts, chat.Part{Choices: []chat.Choice{t.writing(&q)}})
	return t.ask(&q, m)
}

// askAgain is after how long somebody who asked for a person, and was not
// answered, is called for again.
const askAgain = 12 * time.Hour

// alreadyAsked tells since when the teachers know what is asked for, if they
// do and there is nothing new in it. What they have not answered for long they
// are told again.
func (t *turn) alreadyAsked(f alert.Finding, class string) (since time.Time, err error) {
	open, err := t.tx.PersonAlerts(t.me.ID)
	if err != nil {
		return since, err
	}
	for _, o := range open {
		switch {
		case o.Key() != alert.KeyOf(class, t.me.ID, f.Rule, f.Skill) || o.Pinged.IsZero() || f.Evidence.Words != "":
		case t.now.Sub(o.Pinged) < askAgain:
			return o.Pinged, nil
		default:
			o.Pinged = time.Time{}
			return since, t.tx.PutAlert(o)
		}
	}
	return since, nil
}

// answerPerson passes on what the learner wants their teachers to know.
func (t *turn) answerPerson(q *coach.Question, said string, declined bool) error {
	q.State = coach.Answered
	if err := t.tx.PutQuestion(*q); err != nil {
		return err
	}
	if declined {
		return t.tell(t.Say("person.meanwhile"))
	}
	class, skill, _ := strings.Cut(q.About, " ")
	if err := t.raise(alert.Asked(skill, said), class); err != nil {
		return err
	}
	return t.tell(t.Say("person.passed"))
}

// teachers are the people who teach the learner's class now.
func (t *turn) teachers() (coach.Class, []coach.Person, error) {
	if t.me.Class == "" {
		return coach.Class{}, nil, nil
	}
	class, err := t.tx.Class(t.me.Class)
	if err != nil {
		return coach.Class{}, nil, err
	}
	people, err := t.teachersOf(class.ID)
	return class, people, err
}

// teachersOf are the people who teach a class now, but the one this turn is
// about.
func (t *turn) teachersOf(class string) ([]coach.Person, error) {
	members, err := t.tx.Teachers(class)
	if err != nil {
		return nil, err
	}
	var people []coach.Person
	for _, m := range members {
		if m.Teaches(t.now) && m.Person != t.me.ID && m.Who.Mapped != coach.MappedLost {
			people = append(people, m.Who)
		}
	}
	return people, nil
}

// names lists people.
func (t *turn) names(people []coach.Person) string {
	var n []string
	for _, p := range people {
		n = append(n, p.Name)
	}
	return strings.Join(n, t.Comma())
}

// sayWhoComes tells a learner who asked for a person what has become of it, as
// it is: who was told, or from when on it is seen, and who else can be asked.
func (t *turn) sayWhoComes(class string, teachers []coach.Person) (chat.Markdown, error) {
	open, err := t.tx.PersonAlerts(t.me.ID)
	if err != nil {
		return "", err
	}
	var told []coach.Person
	for _, a := range inClass(open, class) {
		for _, telling := range a.Told {
			if a.Rule != alert.RuleAsked || !telling.At.Equal(t.now) {
				continue
			}
			p, err := t.tx.Person(telling.To)
			if err != nil {
				return "", err
			}
			told = append(told, p)
		}
	}
	var asleep []coach.Person
	var from time.Time // the first of them can be told
	for i := range teachers {
		p := &teachers[i]
		if at, ok := t.opens(p); ok && at.After(t.now) {
			asleep = append(asleep, *p)
			if from.IsZero() || at.Before(from) {
				from = at
			}
		}
	}
	isTeacher := func(p coach.Person) bool {
		return slices.ContainsFunc(teachers, func(o coach.Person) bool { return o.ID == p.ID })
	}
	switch {
	case slices.ContainsFunc(told, isTeacher):
		return t.Say("person.told", say.Args{"Teachers": t.names(told)}), nil
	case len(told) > 0:
		return t.Say("person.told.other", say.Args{"Teachers": t.names(teachers), "Others": t.names(told)}), nil
	case len(asleep) > 0 && t.isAway(asleep, from):
		return t.Say("person.away", say.Args{"Teachers": t.names(asleep), "Time": t.moment(from, onDayAt)}), nil
	case len(asleep) > 0:
		return t.Say("person.later", say.Args{"Teachers": t.names(asleep), "Time": t.moment(from, onWeekday)}), nil
	}
	return t.Say("person.listed", say.Args{"Teachers": t.names(teachers)}), nil
}

// isAway tells whether somebody of some people is away or paused, rather than in
// their quiet hours, until a moment.
func (t *turn) isAway(people []coach.Person, until time.Time) bool {
	return slices.ContainsFunc(people, func(p coach.Person) bool {
		back := t.backFrom(&p)
		return back.After(t.now) && !back.After(until)
	})
}

func zoneOf(p coach.Person) *time.Location {
	zone, err := coach.Zone(p.Settings.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// raise takes in what was found about the speaker in a class, and sees to it that
// the teachers are told when it is time.
func (t *turn) raise(f alert.Finding, classID string) error {
	if learns, err := t.learnsIn(classID); err != nil || !learns {
		return err
	}
	class, err := t.tx.Class(classID)
	if err != nil {
		return err
	}
	open, err := t.tx.PersonAlerts(t.me.ID)
	if err != nil {
		return err
	}
	l := &alert.Look{Now: t.now, Day: int32(t.today())}
	changed := alert.Take(inClass(open, classID), []alert.Finding{f}, l, classID, t.me.ID, func() string { return t.newID(t.now) })
	return t.changed(class, changed...)
}

// inClass are the alerts of one class.
func inClass(open []alert.Alert, class string) []alert.Alert {
	return slices.DeleteFunc(slices.Clone(open), func(a alert.Alert) bool { return a.Class != class })
}

// changed keeps alerts that have changed, and makes those who may be told look at
// them when it is time. Somebody asking for a person is told of in this turn: it
// waits for nothing but quiet hours.
func (t *turn) changed(class coach.Class, alerts ...alert.Alert) error {
	if len(alerts) == 0 {
		return nil
	}
	var first time.Time // at which somebody may have to be told
	var asked []alert.Alert
	isWide := false
	for i := range alerts {
		a := &alerts[i]
		if err := t.tx.PutAlert(*a); err != nil {
			return err
		}
		isWide = isWide || a.Skill != ""
		switch at := a.Ripe(); {
		case a.State == alert.Resolved:
		case a.Rule == alert.RuleAsked:
			asked = append(asked, *a)
		case first.IsZero() || at.Before(first):
			first = at
		}
	}
	if len(asked) > 0 {
		if err := t.callNow(class, asked); err != nil {
			return err
		}
	}
	if isWide {
		if err := t.widen(class.ID); err != nil {
			return err
		}
	}
	if first.IsZero() {
		return nil
	}
	return t.lookAgainAt(class.ID, later(t.now, first))
}

// callNow decides now who is told that somebody asks for a person.
func (t *turn) callNow(class coach.Class, asked []alert.Alert) error {
	owners, err := t.owners()
	if err != nil {
		return err
	}
	people, seats, err := t.seats(class.ID, owners)
	if err != nil {
		return err
	}
	for i := range people {
		p := &people[i]
		if p.ID == t.me.ID {
			continue
		}
		again, err := t.decided(p, t.deskOf(p, []coach.Class{class}, seats), asked)
		if err != nil {
			return err
		}
		if !again.IsZero() {
			if err := t.pingLater(p, again); err != nil {
				return err
			}
		}
	}
	return nil
}

// widen lets one alert stand for many about the same skill in a class, and ends
// it when few are left.
func (t *turn) widen(class string) error {
	open, err := t.tx.Alerts(class)
	if err != nil {
		return err
	}
	if len(open) < wideFrom && !slices.ContainsFunc(open, func(a alert.Alert) bool { return a.Rule == alert.RuleClassWide || a.Under != "" }) {
		return nil
	}
	members, err := t.tx.Members(class)
	if err != nil {
		return err
	}
	learners := 0
	for _, m := range members {
		if m.Role == coach.Learner {
			learners++
		}
	}
	changed := alert.ClassWide(open, learners, t.now, func() string { return t.newID(t.now) })
	for _, a := range changed {
		if err := t.tx.PutAlert(a); err != nil {
			return err
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return t.lookAgainAt(class, t.now)
}

// wideFrom is how many alerts a class has at least before it is asked whether
// they are the class's rather than single learners'.
const wideFrom = 3

// learnsIn tells whether the person is a learner of a class: who only tries it
// out as its teacher needs no alert.
func (t *turn) learnsIn(class string) (bool, error) {
	members, err := t.tx.Memberships(t.me.ID)
	return slices.ContainsFunc(members, func(m coach.Member) bool { return m.Class == class && m.Role == coach.Learner }), err
}
