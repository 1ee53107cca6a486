package bot

import (
	"cmp"
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/mastery"
	"pacer/coach/reflect"
)

// learner finds one learner of a class; see member.
func (t *turn) learner(class coach.Class, name string) (coach.Person, error) {
	m, err := t.member(class, name, func(m Membership) bool { return m.Role == coach.Learner })
	return m.Who, err
}

// member finds one member of a class, of those that are meant, by name, by the
// beginning of one, by the mark that tells those of one name apart, or by "@" and
// their ID.
func (t *turn) member(class coach.Class, name string, isMeant func(Membership) bool) (Membership, error) {
	members, err := t.tx.Members(class.ID)
	if err != nil {
		return Membership{}, err
	}
	var whole, begins []Membership
	for _, m := range members {
		switch {
		case !isMeant(m) || name == "":
		case isNamed(name, m.Person):
			return m, nil
		case strings.EqualFold(marked(m.Who), name), strings.EqualFold(short(m.Who.ID), name):
			return m, nil
		case strings.EqualFold(m.Who.Name, name):
			whole = append(whole, m)
		case strings.HasPrefix(strings.ToLower(m.Who.Name), strings.ToLower(name)):
			begins = append(begins, m)
		}
	}
	found := whole
	if len(found) == 0 {
		found = begins
	}
	switch len(found) {
	case 0:
		return Membership{}, t.mend("class.learner.none", say.Args{"Name": name, "Class": class.Name})
	case 1:
		return found[0], nil
	}
	var list []string
	for _, m := range found {
		list = append(list, marked(m.Who))
	}
	return Membership{}, t.mend("class.learner.several", say.Args{"Name": name, "Names": strings.Join(list, t.Comma())})
}

// marked is a name with what tells it from others like it.
func marked(p coach.Person) string { return p.Name + " " + short(p.ID) }

// classView is the class at a glance: a line a learner, who needs a person
// first.
func (t *turn) classView() error {
	class, err := t.teaching()
	if err != nil {
		if t.me.Owner {
			return t.tell(t.Say("class.first"))
		}
		return err
	}
	learners, err := t.learnersOf(class)
	if err != nil {
		return err
	}
	text, left, err := t.glance(class, learners, mostLines)
	if err != nil {
		return err
	}
	if left > 0 {
		text += "\n- " + t.Say("class.view.more", say.Args{"N": left})
	}
	if err := t.showClass(class, learners); err != nil {
		return err
	}
	if n := len(class.Offers); n > 0 {
		text += "\n\n" + t.Say("offer.waiting", say.Args{"N": n})
	}
	due, err := t.consentDue(class)
	if err != nil {
		return err
	}
	text += due
	if class.Archived {
		text += "\n\n" + t.Say("class.archive.is", say.Args{"Class": class.Name})
	}
	return t.telling(text+"\n\n"+t.Say("class.view.next"), t.classChoices(class)...)
}

// mostLines is how many learners of a class are shown at a glance: more than a
// school class has. Each costs a look at what they know.
const mostLines = 60

// learnersOf are the learners of a class, by name.
func (t *turn) learnersOf(class coach.Class) ([]Membership, error) {
	members, err := t.tx.Members(class.ID)
	return slices.DeleteFunc(members, func(m Membership) bool { return m.Role != coach.Learner }), err
}

// glance is a class in lines, one a learner and who needs a person first; those
// of one name are told apart. It shows as many as most: left are not shown.
func (t *turn) glance(class coach.Class, learners []Membership, most int) (text chat.Markdown, left int, err error) {
	open, err := t.tx.Alerts(class.ID)
	if err != nil {
		return "", 0, err
	}
	needs := make(map[string]int)
	for _, a := range open {
		needs[a.Person]++
	}
	same := make(map[string]int) // learners of one name
	for _, m := range learners {
		same[strings.ToLower(m.Who.Name)]++
	}
	text = t.Say("class.view", say.Args{"Class": class.Name, "N": len(learners), "Open": len(open), "Code": class.Code})
	first := slices.Clone(learners)
	slices.SortStableFunc(first, func(a, b Membership) int { return cmp.Compare(needs[b.Person], needs[a.Person]) })
	shown := first[:min(len(first), most)]
	for _, m := range shown {
		if same[strings.ToLower(m.Who.Name)] > 1 {
			m.Who.Name = marked(m.Who)
		}
		line, err := t.learnerLine(m.Who, class, needs[m.Person])
		if err != nil {
			return "", 0, err
		}
		text += "\n- " + line
	}
	return text, len(first) - len(shown), nil
}

// learnerLine is one learner in a line.
func (t *turn) learnerLine(p coach.Person, class coach.Class, needs int) (chat.Markdown, error) {
	estimates, err := t.tx.Estimates(p.ID)
	if err != nil {
		return "", err
	}
	proficient, begun := 0, 0
	for _, e := range estimates {
		course, _, _ := strings.Cut(e.Skill, "/")
		if !bound(class, course) {
			continue // another class's business
		}
		if e.Standing.Level() >= mastery.Proficient {
			proficient++
		} else if e.Standing.Level() >= mastery.Developing {
			begun++
		}
	}
	when := t.Say("class.never")
	if p.Active.Last != 0 {
		when = t.Say("class.last", say.Args{"N": int(t.today() - p.Active.Last)})
	}
	line := t.Say("class.line", say.Args{"Name": p.Name, "Proficient": proficient, "Developing": begun, "When": when})
	if needs > 0 {
		line += t.Say("class.line.needs", say.Args{"N": needs})
	}
	return line, nil
}

// classSee shows one learner who is named.
func (t *turn) classSee(class coach.Class, name string) error {
	p, err := t.learner(class, name)
	if err != nil {
		return err
	}
	return t.see(class, p)
}

// classAbout shows the learner that an account is, of any class that the
// speaker teaches. Whether there is such an account elsewhere is not told.
func (t *turn) classAbout(user string) error {
	classes, err := t.teaches()
	if err != nil {
		return err
	}
	if len(classes) == 0 {
		return t.refuse("role.teacher")
	}
	account, err := t.tx.Account(t.ev.Conversation.Platform, user)
	if coach.IsNotFound(err) {
		return t.mend("class.about.none")
	}
	if err != nil {
		return err
	}
	members, err := t.tx.Memberships(account.Person)
	if err != nil {
		return err
	}
	// The class that the teacher last spoke of comes first.
	slices.SortStableFunc(classes, func(a, b coach.Class) int {
		return cmp.Compare(order(a.ID == t.me.Class), order(b.ID == t.me.Class))
	})
	for _, c := range classes {
		for _, m := range members {
			if m.Class == c.ID && m.Role == coach.Learner {
				p, err := t.tx.Person(account.Person)
				if err != nil {
					return err
				}
				return t.see(c, p)
			}
		}
	}
	return t.mend("class.about.none")
}

// order sorts what is true first.
func order(isFirst bool) int {
	if isFirst {
		return 0
	}
	return 1
}

// see shows one learner: skills with levels and why, and what is open.
func (t *turn) see(class coach.Class, p coach.Person) error {
	text, err := t.picture(p, class.Courses, t.Say("class.see", say.Args{"Name": p.Name}))
	if err != nil {
		return err
	}
	open, err := t.tx.PersonAlerts(p.ID)
	if err != nil {
		return err
	}
	for i := range open {
		if open[i].Class == class.ID {
			text += "\n- " + t.Say("class.see.alert", say.Args{"What": t.sayRule(t.Printer, &open[i]), "ID": short(open[i].ID)})
		}
	}
	thoughts, err := t.tx.Thoughts(p.ID, 10)
	if err != nil {
		return err
	}
	var read []string
	for _, th := range thoughts {
		if th.Share == reflect.WithTeachers && th.Class == class.ID && !th.Skipped && len(read) < 3 {
			text += "\n- " + t.Say("class.see.thought", say.Args{"Said": th.Said, "Day": t.MonthDay(th.At.In(t.zone))})
			read = append(read, th.ID)
		}
	}
	if len(read) > 0 {
		if err := t.audit(ActReadThoughts, p.ID, strings.Join(read, " ")); err != nil {
			return err
		}
	}
	others, err := t.otherSigns(class, &p)
	if err != nil {
		return err
	}
	return t.telling(text+others+"\n\n"+t.Say("class.see.next", say.Args{"Name": p.Name}), t.learnerChoices(class, p)...)
}

// picture is what is thought to be known of a person in some courses, in words,
// with the facts that carry it.
func (t *turn) picture(p coach.Person, courses []string, text chat.Markdown) (chat.Markdown, error) {
	known, err := loadKnowledge(t.tx, &t.Params, &p, t.now, t.today())
	if err != nil {
		return "", err
	}
	return t.sayKnown(t.knownLines(known, courses), text), nil
}

// sayKnown puts the lines of a picture below what comes first.
func (t *turn) sayKnown(lines []knownLine, text chat.Markdown) chat.Markdown {
	for _, l := range lines {
		text += "\n- " + l.text
	}
	if len(lines) == 0 {
		text += "\n" + t.Say("progress.nothing")
	}
	return text
}

// knownLine is what is thought to be known on one skill, in a line.
type knownLine struct {
	key      string // of the skill, "course/id"
	text     chat.Markdown
	days     int // since it was practised
	skill    chat.Markdown
	level    mastery.Level
	p        float64 // mastery now
	isFading bool
}

// knownLines are the lines of a picture, in the order of the courses.
func (t *turn) knownLines(known *knowledge, courses []string) (lines []knownLine) {
	for _, id := range courses {
		k := t.Courses.Course(id)
		if k == nil {
			continue // withdrawn
		}
		for i := range k.Skills {
			e := known.estimates[id+"/"+k.Skills[i].ID]
			if e == nil {
				continue
			}
			why := e.Standing.Why(t.now)
			if why.Tries == 0 && !why.ByTeacher {
				continue // only drawn on by items of other skills
			}
			n := known.know(e)
			text := t.Say("progress.line", say.Args{
				"Skill": t.skillTitle(k.ID, k.Skills[i].ID), "Level": t.levelName(e.Standing.Level()),
				"Percent": int(n.P*100 + .5), "Right": why.Right, "Tries": why.Tries,
			})
			if why.ByTeacher {
				text = t.Sentences(text, t.Say("progress.byteacher"))
			}
			due := known.standing(id, k.Skills[i].ID)
			switch before, now := percent(n.Evidence), percent(n.P); {
			case due.Due && before > now && due.LastDays > 0:
				text = t.Sentences(text, t.Say("progress.faded", say.Args{"N": due.LastDays, "Before": before, "Now": now}))
			case due.Due:
				text = t.Sentences(text, t.Say("progress.fading"))
			case due.LastDays > 0:
				text = t.Sentences(text, t.Say("progress.since", say.Args{"N": due.LastDays}))
			}
			lines = append(lines, knownLine{id + "/" + k.Skills[i].ID, text, due.LastDays, t.skillTitle(k.ID, k.Skills[i].ID), e.Standing.Level(), n.P, due.Due})
		}
	}
	return lines
}
