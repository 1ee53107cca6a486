package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// yes, after a comma, confirms what a teacher was asked about: "remove ann, yes".
const yes = "yes"

// confirmed takes the word that confirms off the end of a command.
func (t *turn) confirmed(rest string) (about string, isConfirmed bool) {
	about, last, found := cutAtLast(rest, commas)
	if !found {
		about, last = "", rest
	}
	if word, more, isWord := t.Heard(last); strings.EqualFold(last, yes) || isWord && word == wordYes && more == "" {
		return about, true
	}
	return rest, false
}

// classChoices are what a teacher does with a class most often.
func (t *turn) classChoices(class coach.Class) []chat.Choice {
	if class.Archived {
		return []chat.Choice{t.classChoice(t.Say("class.press.restore"), class, "restore")}
	}
	var choices []chat.Choice
	if class.Has(coach.FeatureAssignments) {
		choices = append(choices, chat.Choice{Label: t.Say("class.press.assign"), Value: formAssign + ":" + class.ID, Opens: true})
	}
	if class.Has(coach.FeatureTickets) {
		choices = append(choices, t.classChoice(t.Say("class.press.ticket"), class, "ticket"))
	}
	if class.Has(coach.FeatureGroups) {
		choices = append(choices, t.classChoice(t.Say("class.press.groups"), class, "groups"))
	}
	return append(choices, t.classChoice(t.Say("class.press.roster"), class, "roster"),
		chat.Choice{Label: t.Say("press.change"), Value: formClassSettings + ":" + class.ID, Opens: true})
}

// learnerChoices are what a teacher does about one learner most often.
func (t *turn) learnerChoices(class coach.Class, p coach.Person) (choices []chat.Choice) {
	if class.Archived {
		return nil
	}
	about := class.ID + " " + p.ID
	if class.Has(coach.FeatureAssignments) {
		choices = append(choices, chat.Choice{Label: t.Say("class.press.assign"), Value: formAssign + ":" + about, Opens: true})
	}
	return append(choices,
		chat.Choice{Label: t.Say("form.note"), Value: formClassNote + ":" + about, Opens: true},
		chat.Choice{Label: t.Say("form.class.goal"), Value: formClassGoal + ":" + about, Opens: true},
		chat.Choice{Label: t.Say("form.level.title"), Value: formClassLevel + ":" + about, Opens: true})
}

// leads is the refusal of who is no more than a substitute in a class; nil for
// its teachers, and for owners.
func (t *turn) leads(class coach.Class) error {
	if t.me.Owner {
		return nil
	}
	members, err := t.tx.Memberships(t.me.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Class == class.ID && m.Role == coach.Teacher {
			return nil
		}
	}
	return t.refuse("class.leads", say.Args{"Class": class.Name})
}

// classRoster lists who is in a class, and in which role.
func (t *turn) classRoster(class coach.Class, _ string) error {
	members, err := t.tx.Members(class.ID)
	if err != nil {
		return err
	}
	rank := []coach.Role{coach.Teacher, coach.Substitute, coach.Helper, coach.Learner}
	slices.SortStableFunc(members, func(a, b Membership) int {
		return cmp.Compare(slices.Index(rank, a.Role), slices.Index(rank, b.Role))
	})
	count := make(map[string]int)
	learners := 0
	for _, m := range members {
		count[strings.ToLower(m.Who.Name)]++
		if m.Role == coach.Learner {
			learners++
		}
	}
	text := t.Say("class.roster", say.Args{"Class": class.Name, "N": learners, "Code": class.Code})
	shown := members[:min(len(members), mostLines)]
	for _, m := range shown {
		name := m.Who.Name
		if count[strings.ToLower(name)] > 1 {
			name = marked(m.Who)
		}
		when := chat.Markdown("")
		if m.Role == coach.Learner {
			when = t.practisedLast(m.Who)
		}
		until := chat.Markdown("")
		if !m.Until.IsZero() {
			until = t.moment(m.Until, onDate)
		}
		text += "\n- " + t.Say("class.roster.line", say.Args{"Name": name, "Role": t.Say("class.role." + string(m.Role)), "Until": until, "When": when})
	}
	if more := len(members) - len(shown); more > 0 {
		text += "\n- " + t.Say("class.view.more", say.Args{"N": more})
	}
	return t.telling(text + "\n\n" + t.Say("class.roster.next"))
}

// practisedLast says when somebody practised last.
func (t *turn) practisedLast(p coach.Person) chat.Markdown {
	if p.Active.Last == 0 {
		return t.Say("class.never")
	}
	return t.Say("class.last", say.Args{"N": int(t.today() - p.Active.Last)})
}

// staffed is a class that the speaker may take people out of: one that they
// teach or, named by its ID, any if they are an owner.
func (t *turn) staffed() (coach.Class, error) {
	if t.me.Owner && t.only != "" {
		return t.tx.Class(t.only)
	}
	return t.teaching()
}

// classRemove takes somebody out of a class, once it is confirmed. What they have
// learnt stays theirs.
func (t *turn) classRemove(class coach.Class, rest string) error {
	if err := t.leads(class); err != nil {
		return err
	}
	name, isConfirmed := t.confirmed(rest)
	m, err := t.member(class, name, func(Membership) bool { return true })
	if err != nil {
		return err
	}
	if m.Role == coach.Teacher {
		if !t.me.Owner {
			return t.refuse("class.remove.teacher", say.Args{"Name": m.Who.Name})
		}
		switch teachers, err := t.teachersIn(class); {
		case err != nil:
			return err
		case teachers < 2:
			return t.mend("class.remove.last", say.Args{"Name": m.Who.Name, "Class": class.Name})
		}
	}
	if !isConfirmed {
		return t.telling(t.Say("class.remove.ask", say.Args{"Name": m.Who.Name, "Class": class.Name}),
			t.classChoice(t.Say("class.press.remove"), class, "remove @"+m.Person+", "+yes))
	}
	if err := t.leave(class, m); err != nil {
		return err
	}
	return t.tell(t.Say("class.remove.done", say.Args{"Name": m.Who.Name, "Class": class.Name}))
}

// teachersIn counts the teachers of a class.
func (t *turn) teachersIn(class coach.Class) (n int, err error) {
	members, err := t.tx.Teachers(class.ID)
	for _, m := range members {
		if m.Role == coach.Teacher {
			n++
		}
	}
	return n, err
}

// leave ends a membership, and what hung on it: the class they practise for, its
// times, their part in groups. They are told.
func (t *turn) leave(class coach.Class, m Membership) error {
	if err := t.tx.RemoveMember(class.ID, m.Person); err != nil {
		return err
	}
	if err := t.audit("remove", m.Person, class.ID); err != nil {
		return err
	}
	if m.Person == t.me.ID {
		if t.me.Class == class.ID {
			t.me.Class, t.me.Course = "", ""
		}
		return nil
	}
	theirs, err := t.of(m.Who)
	if err != nil {
		return err
	}
	if s, err := t.tx.OpenSession(m.Person); err == nil && s.Class == class.ID {
		if err := theirs.closeQuietly(&s); err != nil {
			return err
		}
	} else if err := orNone(err); err != nil {
		return err
	}
	if err := theirs.elsewhereThan(class); err != nil {
		return err
	}
	if s := &theirs.me.Settings; s.CheckIn == class.CheckIn && !s.Own {
		s.CheckIn = ""
		if err := theirs.plan(); err != nil {
			return err
		}
	}
	if err := theirs.savePerson(); err != nil {
		return err
	}
	if err := t.ungroup(class, m.Person); err != nil {
		return err
	}
	if err := t.left(class, m.Who); err != nil {
		return err
	}
	if theirs.me.Home == "" {
		return nil
	}
	return t.sendTo(&theirs.me, chat.Text(theirs.Say("class.remove.told", say.Args{"Class": class.Name})))
}

// of is the turn as somebody else's, on whose part the speaker acts.
func (t *turn) of(p coach.Person) (*turn, error) {
	theirs := *t
	theirs.me, theirs.was, theirs.by, theirs.replaces, theirs.pictures = p, p, t.me.ID, "", nil
	return &theirs, theirs.settle()
}

// elsewhereThan makes the person practise for another of their classes whose term
// is not over, where they practised for this one. Who learns in none stays.
func (t *turn) elsewhereThan(class coach.Class) error {
	if t.me.Class != class.ID {
		return nil
	}
	members, err := t.tx.Memberships(t.me.ID)
	if err != nil {
		return err
	}
	isIn := false
	for _, m := range members {
		if m.Class == class.ID {
			isIn = true
			continue
		}
		other, err := t.tx.Class(m.Class)
		if err != nil {
			return err
		}
		if m.Role == coach.Learner && !other.Archived {
			t.me.Class, t.me.Course = other.ID, ""
			return nil
		}
	}
	if !isIn {
		t.me.Class, t.me.Course = "", ""
	}
	return nil
}

// closeQuietly ends a session of somebody who is not there: a result that waited
// is not shown any more.
func (t *turn) closeQuietly(s *coach.Session) error {
	s.Ended = t.now
	q, err := t.tx.Question(s.Question)
	if err := orNone(err); err != nil {
		return err
	}
	if err == nil && q.IsOpen() {
		q.State = coach.Closed
		if err := t.tx.PutQuestion(q); err != nil {
			return err
		}
	}
	return t.tx.PutSession(*s)
}

// classReturn makes a learner a new code to come back to the web with.
func (t *turn) classReturn(class coach.Class, rest string) error {
	p, err := t.learner(class, rest)
	if err != nil {
		return err
	}
	if t.PageURL == "" {
		return t.mend("page.off")
	}
	code, err := t.renewReturn(class, p.ID)
	if err != nil {
		return err
	}
	m := chat.Text(t.Say("class.return", say.Args{"Name": p.Name, "Code": code, "Link": t.doorLink()}))
	m.Gone = t.Say("secret.gone")
	_, err = t.send(t.to, m)
	return err
}

// mostStanding is for how many days somebody can stand in for a teacher.
const mostStanding = 120

// classSubstitute makes a code with which somebody teaches the class until a day,
// that day included.
func (t *turn) classSubstitute(class coach.Class, rest string) error {
	if err := t.leads(class); err != nil {
		return err
	}
	day, ok := t.standsUntil(rest)
	if !ok {
		return t.mend("class.substitute.how")
	}
	code, err := t.newCode()
	if err != nil {
		return err
	}
	until := (day + 1).Start(t.zone).UTC()
	if err := t.tx.PutCode(coach.Code{Code: code, Kind: coach.CodeStand, Subject: class.ID, Expires: until}); err != nil {
		return err
	}
	if err := t.audit("substitute code", class.ID, day.String()); err != nil {
		return err
	}
	return t.tell(t.Say("class.substitute", say.Args{"Class": class.Name, "Code": code, "Day": t.moment(until.Add(-time.Minute), onDay)}))
}

// standsUntil reads the last day on which somebody stands in for a teacher.
func (t *turn) standsUntil(said string) (day coach.Day, ok bool) {
	said = strings.TrimSpace(strings.TrimPrefix(strings.ToLower(said), "until "))
	if said == "" {
		return 0, false
	}
	day, err := t.dayAhead(said)
	return day, err == nil && day >= t.today() && day <= t.today()+mostStanding
}

// becomeSubstitute makes the speaker a substitute in a class until the code ends.
func (t *turn) becomeSubstitute(c coach.Code) error {
	class, err := t.tx.Class(c.Subject)
	if err != nil {
		return err
	}
	members, err := t.tx.Memberships(t.me.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Class == class.ID && (m.Role == coach.Learner || m.Role == coach.Teacher) {
			return t.mend("class.substitute.in", say.Args{"Class": class.Name, "Role": t.Say("class.role." + string(m.Role))})
		}
	}
	if err := t.tx.SpendCode(c.Code); err != nil {
		return err
	}
	if err := t.tx.PutMember(coach.Member{Class: class.ID, Person: t.me.ID, Role: coach.Substitute, Until: c.Expires}); err != nil {
		return err
	}
	t.me.Class = class.ID
	t.arrived()
	if err := t.audit("substitute", t.me.ID, class.ID); err != nil {
		return err
	}
	return t.tell(t.Say("class.substitute.welcome", say.Args{"Class": class.Name, "Day": t.moment(c.Expires.Add(-time.Minute), onDay)}))
}

// weekdays are the days of the week as they are typed in a form.
var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// dayAhead reads a day as people write it: 2026-03-06, "fri", "tomorrow", or "3
// days".
func (t *turn) dayAhead(said string) (coach.Day, error) {
	day, _, ok := t.ReadDay(said, t.today())
	if !ok {
		return 0, t.mend("class.day.how")
	}
	return day, nil
}

// classOverrides lists the levels that a teacher set, which no answer has moved
// since, newest first.
func (t *turn) classOverrides(class coach.Class, _ string) error {
	learners, err := t.learnersOf(class)
	if err != nil {
		return err
	}
	people := make([]string, len(learners))
	for i, m := range learners {
		people[i] = m.Person
	}
	estimates, err := t.tx.EstimatesOf(people)
	if err != nil {
		return err
	}
	type override struct {
		at   time.Time
		text chat.Markdown
	}
	var all []override
	for _, m := range learners {
		var entries []coach.Entry
		for _, e := range estimates[m.Person] {
			id, _, _ := strings.Cut(e.Skill, "/")
			if !bound(class, id) || !e.Standing.Why(t.now).ByTeacher {
				continue
			}
			if entries == nil {
				if entries, err = t.tx.Entries(m.Person); err != nil {
					return err
				}
			}
			for _, entry := range slices.Backward(entries) {
				if entry.Kind != coach.EntryLevel || entry.Skills[0] != e.Skill {
					continue
				}
				by, err := t.tx.Person(entry.By)
				if err := orNone(err); err != nil {
					return err
				}
				all = append(all, override{entry.At, t.Say("class.overrides.line", say.Args{
					"Name": m.Who.Name, "Skill": t.titleOf(e.Skill), "Level": t.levelName(entry.Level), "Teacher": by.Name, "Day": t.moment(entry.At, onDate),
				})})
				break
			}
		}
	}
	if len(all) == 0 {
		return t.tell(t.Say("class.overrides.none"))
	}
	slices.SortStableFunc(all, func(a, b override) int { return b.at.Compare(a.at) })
	text := t.Say("class.overrides", say.Args{"Class": class.Name})
	for _, o := range all[:min(len(all), mostLines)] {
		text += "\n- " + o.text
	}
	return t.tell(text + "\n\n" + t.Say("class.overrides.next"))
}
