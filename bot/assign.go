package bot

import (
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/mastery"
	"pacer/coach/plan"
)

// Assignments: practice that a teacher gives. The learner is told kindly, it
// comes first in what they practise next, and it is done when they have got
// there, or have tried enough. A day only says when it would be good; nothing
// happens when it passes.

// maxAssignment bounds the words that come with an assignment, in bytes.
const maxAssignment = 500

// everybody is who an assignment for the whole class is for.
const everybody = "all"

// classAssign gives practice, takes it back, or shows what stands.
func (t *turn) classAssign(class coach.Class, rest string) error {
	if rest == "" {
		return t.assignments(class)
	}
	if verb, id := cut(rest); t.saysOff(verb) && !strings.ContainsAny(rest, commas) {
		return t.assignOff(class, id)
	}
	rest, note, _ := cutAt(rest, colons)
	who, name, ok := cutAt(rest, commas) // the name of a skill may have a comma in it
	if !ok {
		return t.mend("assign.how")
	}
	a := coach.Assignment{Note: note}
	skill, ok := t.findSkill(class, name)
	if before, day, isLast := cutAtLast(name, commas); !ok && isLast {
		until, isUntil := cutFold(day, "until ")
		if isUntil {
			day = until
		}
		if _, after, isDay := t.ReadDay(day, t.today()); isUntil || isDay && after == "" {
			var err error
			if a.Due, err = t.dueDay(day); err != nil {
				return err
			}
			name = before
			skill, ok = t.findSkill(class, name)
		}
	}
	var to []coach.Person
	if !t.Lists("assign.said.all", who) {
		p, err := t.learner(class, who)
		if err != nil {
			return err
		}
		to = []coach.Person{p}
	}
	if !ok {
		return t.mend("class.level.skill", say.Args{"Skill": name, "Skills": t.skillList(class)})
	}
	a.Skill = skill
	return t.assigned(class, a, to)
}

// cutFold takes a beginning off words, whatever its case.
func cutFold(s, begin string) (rest string, ok bool) {
	if len(s) < len(begin) || !strings.EqualFold(s[:len(begin)], begin) {
		return s, false
	}
	return strings.TrimSpace(s[len(begin):]), true
}

// dueDay reads by when an assignment would be good.
func (t *turn) dueDay(said string) (coach.Day, error) {
	day, err := t.dayAhead(said)
	if err == nil && (day < t.today() || day > t.today()+365) {
		err = t.mend("assign.day")
	}
	return day, err
}

// assigned gives practice to some learners, or to the whole class, and says so.
func (t *turn) assigned(class coach.Class, a coach.Assignment, to []coach.Person) error {
	if len(a.Note) > maxAssignment {
		return t.mend("assign.long")
	}
	switch k := t.courseOfSkill(a.Skill); {
	case k == nil || len(k.ItemsOf(skillOf(a.Skill))) == 0:
		return t.mend("assign.noitems", say.Args{"Skill": t.titleOf(a.Skill)})
	}
	standing, err := t.tx.Assignments(class.ID)
	if err != nil {
		return err
	}
	for _, s := range standing {
		if s.Skill == a.Skill && len(s.Items) == 0 && len(s.For) == 0 == (len(to) == 0) && (len(to) == 0 || len(to) == 1 && slices.Equal(s.For, []string{to[0].ID})) {
			return t.mend("assign.stands", say.Args{"Skill": t.titleOf(a.Skill)})
		}
	}
	told, err := t.assign(a, class, to)
	if err != nil {
		return err
	}
	names := []string{}
	for _, p := range to {
		names = append(names, p.Name)
	}
	return t.telling(t.Say("assign.done", say.Args{
		"Skill": t.titleOf(a.Skill), "Names": strings.Join(names, t.Comma()), "Class": class.Name, "N": told, "Day": t.sayDue(t.Printer, a.Due),
	}), t.classChoice(t.Say("class.press.assignments"), class, "assign"))
}

// assign keeps an assignment for some learners of a class, or with nobody named
// for all of it, and tells them: whoever may be written to now, the others when
// they practise next. told is how many are written to. Of a nothing but the
// skill, items, day, words and alert is read.
func (t *turn) assign(a coach.Assignment, class coach.Class, to []coach.Person) (told int, err error) {
	a = coach.Assignment{
		ID: t.newID(t.now), Class: class.ID, By: t.me.ID, Made: t.now,
		Skill: a.Skill, Items: a.Items, Due: a.Due, Note: a.Note, Alert: a.Alert,
	}
	for _, p := range to {
		a.For = append(a.For, p.ID)
	}
	if len(to) == 0 {
		learners, err := t.learnersOf(class)
		if err != nil {
			return 0, err
		}
		for _, m := range learners {
			to = append(to, m.Who)
		}
	}
	if err := t.tx.PutAssignment(a); err != nil {
		return 0, err
	}
	if err := t.audit("assign", class.ID, a.Skill); err != nil {
		return 0, err
	}
	for i := range to {
		p := &to[i]
		if p.ID == t.me.ID || !t.mayHear(p) {
			continue
		}
		theirs, err := t.of(*p)
		if err != nil {
			return told, err
		}
		text := theirs.Say("assign.told", say.Args{
			"Teacher": t.me.Name, "Skill": theirs.titleOf(a.Skill), "Words": a.Note, "Day": theirs.sayDue(theirs.Printer, a.Due),
		})
		m := chat.Text(text)
		m.Parts = append(m.Parts, chat.Part{Choices: []chat.Choice{theirs.saying(wordPractice)}})
		if err := t.sendTo(p, m); err != nil {
			return told, err
		}
		told++
	}
	return told, nil
}

// mayHear tells whether somebody may be written to now by what a teacher begins
// for many: there is a place for it, and it is neither their quiet time nor have
// they asked for silence.
func (t *turn) mayHear(p *coach.Person) bool {
	quiet, _ := p.Settings.InQuiet(t.now, zoneOf(*p))
	return !quiet && t.mayPing(p)
}

// sayDue says by when something would be good; nothing where no day is named.
func (t *turn) sayDue(p *say.Printer, day coach.Day) chat.Markdown {
	if day == 0 {
		return ""
	}
	return sayDay(p, day)
}

// courseOfSkill is the course of a skill by its key; nil if it is withdrawn.
func (t *turn) courseOfSkill(skill string) *course.Course {
	id, _, _ := strings.Cut(skill, "/")
	return t.Courses.Course(id)
}

// skillOf is a skill's ID within its course.
func skillOf(skill string) string {
	_, id, _ := strings.Cut(skill, "/")
	return id
}

// assignments lists what a class was given and how far it has come.
func (t *turn) assignments(class coach.Class) error {
	standing, err := t.tx.Assignments(class.ID)
	if err != nil {
		return err
	}
	give := chat.Choice{Label: t.Say("class.press.assign"), Value: formAssign + ":" + class.ID, Opens: true}
	if len(standing) == 0 {
		return t.telling(t.Say("assign.none", say.Args{"Class": class.Name}), give)
	}
	learners, err := t.learnersOf(class)
	if err != nil {
		return err
	}
	names := make(map[string]string, len(learners))
	for _, m := range learners {
		names[m.Person] = m.Who.Name
	}
	m := chat.Text(t.Say("assign.list", say.Args{"Class": class.Name, "N": len(standing)}))
	slices.SortStableFunc(standing, coach.Sooner)
	for i, a := range standing {
		if i == mostAssignments {
			m.Parts = append(m.Parts, chat.Part{Text: t.Say("assign.more", say.Args{"N": len(standing) - i})})
			break
		}
		of, who := len(learners), class.Name
		if len(a.For) > 0 {
			of = len(a.For)
			var list []string
			for _, p := range a.For[:min(len(a.For), mostNamed)] {
				if name, ok := names[p]; ok {
					list = append(list, name)
				}
			}
			who = strings.Join(list, t.Comma())
			if more := len(a.For) - mostNamed; more > 0 {
				who += " +" + chat.Plain(t.Number(float64(more), 0))
			}
		}
		done := 0
		for _, d := range a.Done {
			if _, ok := names[d.Person]; ok {
				done++
			}
		}
		m.Parts = append(m.Parts, chat.Part{Text: t.Say("assign.line", say.Args{
			"Skill": t.titleOf(a.Skill), "Who": who, "Done": done, "Of": of, "Day": t.sayDue(t.Printer, a.Due), "ID": short(a.ID),
		})}, chat.Part{Choices: []chat.Choice{{
			Label: t.Say("assign.press.off", say.Args{"ID": short(a.ID)}), Word: string(t.Say("type.class")) + " assign off " + short(a.ID),
			Value: t.classChoice("", class, "assign off @"+a.ID).Value,
		}}})
	}
	m.Parts = append(m.Parts, chat.Part{Choices: []chat.Choice{give}}, chat.Part{Note: t.Say("assign.how")})
	_, err = t.send(t.to, m)
	return err
}

// How much of a list stands in one message: assignments, and the names of those
// whom one is for.
const (
	mostAssignments = 10
	mostNamed       = 6
)

// assignOff takes an assignment back. What was practised for it stays.
func (t *turn) assignOff(class coach.Class, id string) error {
	standing, err := t.tx.Assignments(class.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(standing, func(a coach.Assignment) bool {
		return isNamed(id, a.ID) || strings.EqualFold(short(a.ID), strings.TrimSpace(id))
	})
	if i < 0 {
		return t.mend("assign.off.which")
	}
	a := standing[i]
	a.Ended = t.now
	if err := t.tx.PutAssignment(a); err != nil {
		return err
	}
	if err := t.audit("assign off", class.ID, a.Skill); err != nil {
		return err
	}
	return t.tell(t.Say("assign.off", say.Args{"Skill": t.titleOf(a.Skill)}))
}

// toDo lists the assignments that are the speaker's to do, what comes first
// first: of classes they learn in whose term is not over, whose skill can still
// be practised.
func (t *turn) toDo() ([]coach.Assignment, error) {
	members, err := t.tx.Memberships(t.me.ID)
	if err != nil {
		return nil, err
	}
	var mine []coach.Assignment
	for _, m := range members {
		if m.Role != coach.Learner {
			continue
		}
		standing, err := t.tx.Assignments(m.Class)
		if err != nil {
			return nil, err
		}
		if len(standing) == 0 {
			continue
		}
		class, err := t.tx.Class(m.Class)
		if err != nil {
			return nil, err
		}
		if class.Archived || !class.Has(coach.FeatureAssignments) {
			continue
		}
		for _, a := range standing {
			k := t.courseOfSkill(a.Skill)
			if a.IsFor(t.me.ID) && !a.IsDoneBy(t.me.ID) && k != nil && bound(class, k.ID) && len(k.ItemsOf(skillOf(a.Skill))) > 0 {
				mine = append(mine, a)
			}
		}
	}
	slices.SortStableFunc(mine, coach.Sooner)
	return mine, nil
}

// since lists the speaker's first tries on an assignment's skill since it was
// given.
func (t *turn) since(a *coach.Assignment) ([]coach.Entry, error) {
	recent, err := t.tx.Attempts(t.me.ID, a.Skill, plan.Enough+coach.AssignedTries)
	return slices.DeleteFunc(recent, func(e coach.Entry) bool { return e.At.Before(a.Made) }), err
}

// takeGiven makes a new session practise what a teacher gave, if anything is.
func (t *turn) takeGiven(s *coach.Session) error {
	mine, err := t.toDo()
	if err != nil || len(mine) == 0 {
		return err
	}
	a := mine[0]
	s.Class, s.Given = a.Class, a.ID
	s.Course, s.Wish, _ = strings.Cut(a.Skill, "/")
	return nil
}

// leadGiven is what stands before the first question of what a teacher gave.
func (t *turn) leadGiven(s *coach.Session) (chat.Markdown, error) {
	a, err := t.tx.Assignment(s.Given)
	if err != nil {
		return "", err
	}
	by, err := t.tx.Person(a.By)
	if err := orNone(err); err != nil {
		return "", err
	}
	return t.Say("assign.lead", say.Args{"Teacher": by.Name, "Words": a.Note}), nil
}

// onGiven narrows a candidate to the items that the assignment names, as long as
// some are left.
func (t *turn) onGiven(s *coach.Session, c *plan.Candidate) error {
	if s.Given == "" || c.Reason.Kind != plan.Given {
		return nil
	}
	a, err := t.tx.Assignment(s.Given)
	if err != nil || len(a.Items) == 0 {
		return err
	}
	since, err := t.since(&a)
	if err != nil {
		return err
	}
	left := slices.DeleteFunc(a.Left(since), func(item string) bool {
		return slices.ContainsFunc(s.Asked, func(asked coach.Asked) bool { return asked.Item == item })
	})
	if k := t.Courses.Course(s.Course); len(left) > 0 && k.Item(left[0]) != nil {
		c.Items = left[:1] // in the order given
	}
	return nil
}

// fulfil marks what a session has done of what teachers gave, and says so; empty
// if it finished nothing.
func (t *turn) fulfil(s *coach.Session) (text chat.Markdown, err error) {
	mine, err := t.toDo()
	if err != nil {
		return "", err
	}
	for i := range mine {
		a := &mine[i]
		id, skill, _ := strings.Cut(a.Skill, "/")
		if id != s.Course || !slices.ContainsFunc(s.Asked, func(asked coach.Asked) bool { return asked.Skill == skill }) {
			continue
		}
		since, err := t.since(a)
		if err != nil {
			return "", err
		}
		e, err := t.tx.Estimate(t.me.ID, a.Skill)
		if err != nil {
			return "", err
		}
		if !a.IsDone(since, e.Standing.Level()) {
			continue
		}
		a.Done = append(a.Done, coach.Deed{Person: t.me.ID, At: t.now})
		if isDone, err := t.isDoneByAll(a); err != nil {
			return "", err
		} else if isDone {
			a.Ended = t.now
		}
		if err := t.tx.PutAssignment(*a); err != nil {
			return "", err
		}
		by, err := t.tx.Person(a.By)
		if err := orNone(err); err != nil {
			return "", err
		}
		text += "\n" + t.Say("assign.fulfilled", say.Args{"Teacher": by.Name, "Skill": t.titleOf(a.Skill), "Proficient": e.Standing.Level() >= mastery.Proficient})
	}
	return text, nil
}

// isDoneByAll tells whether nobody is left to do an assignment.
func (t *turn) isDoneByAll(a *coach.Assignment) (bool, error) {
	learners, err := t.learnersOf(coach.Class{ID: a.Class})
	if err != nil {
		return false, err
	}
	for _, m := range learners {
		if a.IsFor(m.Person) && !a.IsDoneBy(m.Person) {
			return false, nil
		}
	}
	return true, nil
}

// givenLines say what waits for the speaker that a teacher gave, each a line.
func (t *turn) givenLines() (text chat.Markdown, err error) {
	mine, err := t.toDo()
	if err != nil {
		return "", err
	}
	for i := range mine {
		a := &mine[i]
		by, err := t.tx.Person(a.By)
		if err := orNone(err); err != nil {
			return "", err
		}
		text += "\n- " + t.Say("assign.waits", say.Args{"Teacher": by.Name, "Skill": t.titleOf(a.Skill), "Day": t.sayDue(t.Printer, a.Due)})
	}
	return text, nil
}
