package bot

import (
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
	"pacer/coach/mastery"
)

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
	if workspace.Safety == "" || workspace.Safety == t.me.ID {
		t.Log.Warn("words that mean danger, and no safety contact is named", "person", t.me.ID)
		return t.tell(text + "\n\n" + t.Say("danger.nobody"))
	}
	contact, err := t.tx.Person(workspace.Safety)
	if err != nil {
		return err
	}
	if contact.Home == "" {
		t.Log.Error("words that mean danger, and the safety contact never spoke with the coach", "person", t.me.ID, "contact", contact.ID)
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
	a.Pinged = t.now
	if err := t.tx.PutAlert(a); err != nil {
		return err
	}
	return t.ping(&contact, &a)
}

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
		return t.tell(t.Say("person.colleague", say.Args{"Teachers": names(teachers)}))
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
	text := t.sayWhoComes(teachers)
	if !since.IsZero() {
		text = t.Say("person.waiting", say.Args{"Teachers": names(teachers), "Time": t.moment(since, "Mon 15:04")})
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

func names(people []coach.Person) string {
	var n []string
	for _, p := range people {
		n = append(n, p.Name)
	}
	return strings.Join(n, ", ")
}

// sayWhoComes tells a learner who asked for a person what has become of it, as
// it is: who was told, or from when on it is seen.
func (t *turn) sayWhoComes(teachers []coach.Person) chat.Markdown {
	var told, asleep []coach.Person
	var from time.Time // the first of the others leaves their quiet hours
	for _, p := range teachers {
		quiet, end := p.Settings.InQuiet(t.now, zoneOf(p))
		switch {
		case !t.mayPing(&p):
		case !quiet:
			told = append(told, p)
		default:
			asleep = append(asleep, p)
			if from.IsZero() || end.Before(from) {
				from = end
			}
		}
	}
	switch {
	case len(told) > 0:
		return t.Say("person.told", say.Args{"Teachers": names(told)})
	case len(asleep) > 0:
		return t.Say("person.later", say.Args{"Teachers": names(asleep), "Time": t.moment(from, "Mon 15:04")})
	}
	return t.Say("person.listed", say.Args{"Teachers": names(teachers)})
}

func zoneOf(p coach.Person) *time.Location {
	zone, err := coach.Zone(p.Settings.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// tries is how far back the rules look on one skill.
const tries = 20

// watch looks after every first try whether the learner needs a person, and
// whether an alert that is open has cleared.
func (t *turn) watch(q *coach.Question, it *course.Item, e coach.Entry) error {
	skill := q.Course + "/" + it.Skill
	open, err := t.tx.PersonAlerts(t.me.ID)
	if err != nil {
		return err
	}
	if e.Right && len(open) == 0 {
		return nil
	}
	entries, err := t.tx.Attempts(t.me.ID, skill, tries)
	if err != nil {
		return err
	}
	seen := make([]alert.Try, 0, len(entries))
	for _, a := range slices.Backward(entries) {
		seen = append(seen, alert.Try{
			At: a.At, Day: int32(a.Day), Item: a.Item, Skill: skill, Right: a.Right,
			Misconception: a.Misconception, Hints: a.Hints, Rapid: a.Rapid,
		})
	}
	for i := range open {
		a := &open[i]
		if a.Clears(seen) {
			if err := a.Resolve("", alert.ClearedByItself, t.now); err != nil {
				continue // only a person may close it
			}
			if err := t.tx.PutAlert(*a); err != nil {
				return err
			}
		}
	}
	if e.Right {
		return nil
	}
	known, err := t.knowledge()
	if err != nil {
		return err
	}
	outlook, err := t.outlook(known, q.Course, it.Skill, e)
	if err != nil {
		return err
	}
	find := func(seen []alert.Try) (alert.Finding, bool) {
		if f, hit := alert.WheelSpinning(seen, outlook); hit {
			return f, true
		}
		return alert.Struggling(seen)
	}
	f, hit := find(seen)
	if !hit {
		return nil
	}
	// What was seen to before is not raised again from the same answers.
	if ended, err := t.lastEnded(f.Rule, skill); err != nil {
		return err
	} else if f, hit = find(alert.Since(seen, ended)); !hit {
		return nil
	}
	f.Skill = skill
	if sk := t.Courses.Skill(skill); sk != nil {
		f = f.WithNeeds(sk.Needs, func(need string) float64 { return known.standing(q.Course, need).Now })
	}
	return t.raise(f, t.me.Class)
}

// outlook is what the model says of the learner on a skill after an attempt.
func (t *turn) outlook(known *knowledge, courseID, skill string, e coach.Entry) (*alert.Outlook, error) {
	item, err := t.tx.Item(e.Item)
	if err != nil {
		return nil, err
	}
	var own mastery.Skill
	var shared mastery.Shared
	if met := known.estimates[courseID+"/"+skill]; met != nil {
		own, shared = met.State, met.Shared
	}
	return &alert.Outlook{
		Params: &t.Params.Mastery, Weights: alert.DefaultWeights, Chance: e.Chance, P: known.standing(courseID, skill).P,
		States: mastery.States{
			Workspace: &known.workspace.Mastery, Learner: &known.learner.Mastery,
			Skills: []*mastery.Skill{&own}, Shared: []*mastery.Shared{&shared}, Item: &item,
		},
	}, nil
}

// lastEnded is when an alert of the same kind was last resolved; zero if none
// was.
func (t *turn) lastEnded(rule alert.Rule, skill string) (time.Time, error) {
	before, err := t.tx.LastAlerts(t.me.ID, 50)
	if err != nil {
		return time.Time{}, err
	}
	for _, a := range before {
		if a.Rule == rule && a.Skill == skill && a.State == alert.Resolved {
			return a.Acted, nil
		}
	}
	return time.Time{}, nil
}

// raise opens an alert, or refreshes the one that is open for the same thing,
// and sees to it that the teachers are told when it is time.
func (t *turn) raise(f alert.Finding, class string) error {
	if learns, err := t.learnsIn(class); err != nil || !learns {
		return err
	}
	open, err := t.tx.PersonAlerts(t.me.ID)
	if err != nil {
		return err
	}
	a := alert.New(t.newID(t.now), class, t.me.ID, f, t.now)
	for i := range open {
		o := &open[i]
		switch {
		case f.Rule == alert.RuleAppeal && o.Evidence.Attempt != f.Evidence.Attempt:
			// Each answer is looked at by itself.
		case o.Key() == a.Key():
			a = *o
			a.Refresh(f)
		case o.StandsFor(f.Rule, f.Skill):
			return nil
		case a.StandsFor(o.Rule, o.Skill):
			a.Grow(o)
		}
	}
	if err := t.tx.PutAlert(a); err != nil {
		return err
	}
	if !a.Pinged.IsZero() {
		return nil // they know; what is new in it has opened it again
	}
	teachers, err := t.teachersOf(class)
	if err != nil {
		return err
	}
	for i := range teachers {
		p := &teachers[i]
		if !t.mayPing(p) {
			continue // it is on their list
		}
		if f.Rule != alert.RuleAsked {
			if err := t.pingLater(p, later(t.now, a.Ripe())); err != nil {
				return err
			}
			continue
		}
		// Somebody asks for a person: it waits for nothing but quiet hours.
		if quiet, end := p.Settings.InQuiet(t.now, zoneOf(*p)); quiet {
			if err := t.pingLater(p, end); err != nil {
				return err
			}
			continue
		}
		a.Pinged = t.now
		if err := t.tx.PutAlert(a); err != nil {
			return err
		}
		if err := t.ping(p, &a); err != nil {
			return err
		}
	}
	return nil
}

// learnsIn tells whether the person is a learner of a class: who only tries it
// out as its teacher needs no alert.
func (t *turn) learnsIn(class string) (bool, error) {
	members, err := t.tx.Memberships(t.me.ID)
	return slices.ContainsFunc(members, func(m coach.Member) bool { return m.Class == class && m.Role == coach.Learner }), err
}
