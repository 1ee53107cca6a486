package bot

import (
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/mastery"
)

// teaches lists the classes the speaker teaches now. An owner teaches none by
// being one.
func (t *turn) teaches() ([]coach.Class, error) {
	members, err := t.tx.Memberships(t.me.ID)
	if err != nil {
		return nil, err
	}
	var classes []coach.Class
	for _, m := range members {
		if !m.Teaches(t.now) {
			continue
		}
		c, err := t.tx.Class(m.Class)
		if err != nil {
			return nil, err
		}
		if !c.Archived {
			classes = append(classes, c)
		}
	}
	return classes, nil
}

// teaching is the class a teacher's words are about: the one they last used,
// else the first they teach. Whoever teaches none is told so.
func (t *turn) teaching() (coach.Class, error) {
	classes, err := t.teaches()
	if err != nil {
		return coach.Class{}, err
	}
	for _, c := range classes {
		if c.ID == t.me.Class {
			return c, nil
		}
	}
	if len(classes) > 0 {
		return classes[0], nil
	}
	return coach.Class{}, t.refuse("role.teacher")
}

// refuse is the error of someone who may not; what it says is kind.
func (t *turn) refuse(key string, args ...say.Args) error {
	return &told{kind: coach.Forbidden, text: t.Say(key, args...)}
}

// mend is the error of something the speaker can put right.
func (t *turn) mend(key string, args ...say.Args) error {
	return &told{kind: coach.Invalid, text: t.Say(key, args...)}
}

// classVerbs are what can be done with a class.
var classVerbs = []string{"new", "owner", "teacher", "appoint", "safety", "code", "use", "course", "see", "note", "level", "times", "holiday", "age"}

// class is the teacher's word: the class at a glance, and all that is done
// with it.
func (t *turn) class(rest string) error {
	if rest == "" {
		return t.classView()
	}
	verb, rest := cut(rest)
	switch verb {
	case "new":
		return t.classNew(rest)
	case "owner", "teacher", "appoint":
		return t.appoint(rest)
	case "safety":
		return t.safety(rest)
	}
	class, err := t.teaching()
	if err != nil {
		return err
	}
	switch verb {
	case "code":
		return t.tell(t.Say("class.code", say.Args{"Class": class.Name, "Code": class.Code}))
	case "use":
		return t.classUse(rest)
	case "course":
		return t.classCourse(class, rest)
	case "see":
		return t.classSee(class, rest)
	case "note":
		return t.classNote(class, rest)
	case "level":
		return t.classLevel(class, rest)
	case "times":
		return t.classTimes(class, rest)
	case "holiday":
		return t.classHoliday(class, rest)
	case "age":
		return t.classAge(class, rest)
	}
	// A learner's name alone is the learner.
	return t.classSee(class, strings.TrimSpace(verb+" "+rest))
}

// cut takes the first word off.
func cut(s string) (first, rest string) {
	f := strings.Fields(s)
	if len(f) == 0 {
		return "", ""
	}
	return strings.ToLower(f[0]), strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(s), f[0]))
}

// classNew makes a class; its maker teaches it.
func (t *turn) classNew(rest string) error {
	classes, err := t.teaches()
	if err != nil {
		return err
	}
	if !t.me.Owner && !t.me.Maker && len(classes) == 0 {
		return t.refuse("role.owner")
	}
	name, age, _ := strings.Cut(rest, ",")
	name, age = strings.TrimSpace(name), strings.TrimSpace(age)
	band, ok := ageBand(age)
	if name == "" || len(name) > 60 || !ok {
		return t.mend("class.new.how")
	}
	code, err := t.newCode()
	if err != nil {
		return err
	}
	class := coach.Class{ID: t.newID(t.now), Name: name, Age: band, Code: code}
	if len(t.Courses.order) == 1 {
		class.Courses = []string{t.Courses.order[0]}
	}
	if err := t.tx.PutClass(class); err != nil {
		return err
	}
	if err := t.tx.PutCode(coach.Code{Code: class.Code, Kind: coach.CodeClass, Subject: class.ID}); err != nil {
		return err
	}
	if err := t.tx.PutMember(coach.Member{Class: class.ID, Person: t.me.ID, Role: coach.Teacher}); err != nil {
		return err
	}
	t.me.Class = class.ID
	if t.me.Met == coach.StepNew || t.me.Met == coach.StepTime {
		t.me.Met = coach.StepDone
	}
	if err := t.audit("class", class.ID, "new"); err != nil {
		return err
	}
	return t.tell(t.Say("class.new", say.Args{"Class": class.Name, "Code": class.Code, "Courses": t.courseList()}))
}

// ageBand reads an age band as people write it.
func ageBand(s string) (string, bool) {
	s = strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(s, "–", "-"), " ", ""))
	switch s {
	case "under13", "<13", "u13":
		return "under 13", true
	case "13-17", "teens":
		return "13-17", true
	case "18+", "adults":
		return "18+", true
	}
	return "", false
}

func (t *turn) courseList() chat.Markdown {
	var list []string
	for _, id := range t.Courses.order {
		list = append(list, "`"+id+"` ("+string(readable(t.Courses.courses[id].Title))+")")
	}
	return chat.Markdown(strings.Join(list, ", "))
}

func (t *turn) audit(what, subject, detail string) error {
	return t.tx.Audit(Act{ID: t.newID(t.now), At: t.now, By: t.me.ID, What: what, Subject: subject, Detail: detail})
}

// classUse changes the class a teacher's words are about.
func (t *turn) classUse(name string) error {
	classes, err := t.teaches()
	if err != nil {
		return err
	}
	for _, c := range classes {
		if strings.EqualFold(c.Name, name) {
			t.me.Class = c.ID
			return t.classView()
		}
	}
	var list []string
	for _, c := range classes {
		list = append(list, c.Name)
	}
	return t.mend("class.use.which", say.Args{"Classes": strings.Join(list, ", ")})
}

// classCourse binds a course to a class, or takes it off.
func (t *turn) classCourse(class coach.Class, rest string) error {
	id, off := strings.CutPrefix(rest, "off ")
	id = strings.ToLower(strings.TrimSpace(id))
	if t.Courses.Course(id) == nil {
		return t.tell(t.Say("class.course.which", say.Args{"Courses": t.courseList(), "Bound": strings.Join(class.Courses, ", ")}))
	}
	var courses []string
	for _, c := range class.Courses {
		if c != id {
			courses = append(courses, c)
		}
	}
	key := "class.course.off"
	if !off {
		courses, key = append(courses, id), "class.course.on"
	}
	class.Courses = courses
	if err := t.tx.PutClass(class); err != nil {
		return err
	}
	return t.tell(t.Say(key, say.Args{"Course": readable(t.Courses.Course(id).Title), "Class": class.Name, "Code": class.Code}))
}

// learner finds one learner of a class by name, by the beginning of one, or by
// the mark that tells those of one name apart.
func (t *turn) learner(class coach.Class, name string) (coach.Person, error) {
	members, err := t.tx.Members(class.ID)
	if err != nil {
		return coach.Person{}, err
	}
	var whole, begins []coach.Person
	for _, m := range members {
		switch {
		case m.Role != coach.Learner || name == "":
		case strings.EqualFold(marked(m.Who), name), strings.EqualFold(short(m.Who.ID), name):
			return m.Who, nil
		case strings.EqualFold(m.Who.Name, name):
			whole = append(whole, m.Who)
		case strings.HasPrefix(strings.ToLower(m.Who.Name), strings.ToLower(name)):
			begins = append(begins, m.Who)
		}
	}
	found := whole
	if len(found) == 0 {
		found = begins
	}
	switch len(found) {
	case 0:
		return coach.Person{}, t.mend("class.learner.none", say.Args{"Name": name, "Class": class.Name})
	case 1:
		return found[0], nil
	}
	var list []string
	for _, p := range found {
		list = append(list, marked(p))
	}
	return coach.Person{}, t.mend("class.learner.several", say.Args{"Name": name, "Names": strings.Join(list, ", ")})
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
	members, err := t.tx.Members(class.ID)
	if err != nil {
		return err
	}
	open, err := t.tx.Alerts(class.ID)
	if err != nil {
		return err
	}
	needs := make(map[string]int)
	for _, a := range open {
		needs[a.Person]++
	}
	same := make(map[string]int) // learners of one name
	for _, m := range members {
		if m.Role == coach.Learner {
			same[strings.ToLower(m.Who.Name)]++
		}
	}
	var lines []chat.Markdown
	learners := 0
	for _, m := range members {
		if m.Role != coach.Learner {
			continue
		}
		learners++
		if same[strings.ToLower(m.Who.Name)] > 1 {
			m.Who.Name = marked(m.Who)
		}
		line, err := t.learnerLine(m.Who, class, needs[m.Who.ID])
		if err != nil {
			return err
		}
		if needs[m.Who.ID] > 0 {
			lines = append([]chat.Markdown{line}, lines...)
			continue
		}
		lines = append(lines, line)
	}
	text := t.Say("class.view", say.Args{"Class": class.Name, "N": learners, "Open": len(open), "Code": class.Code})
	for _, l := range lines {
		text += "\n- " + l
	}
	return t.telling(text + "\n\n" + t.Say("class.view.next"))
}

// learnerLine is one learner in a line.
func (t *turn) learnerLine(p coach.Person, class coach.Class, needs int) (chat.Markdown, error) {
	estimates, err := t.tx.Estimates(p.ID)
	if err != nil {
		return "", err
	}
	proficient, begun := 0, 0
	for _, e := range estimates {
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

// classSee shows one learner: skills with levels and why, and what is open.
func (t *turn) classSee(class coach.Class, name string) error {
	p, err := t.learner(class, name)
	if err != nil {
		return err
	}
	text, err := t.picture(p, t.Say("class.see", say.Args{"Name": p.Name}))
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
	shown := 0
	for _, th := range thoughts {
		if th.Shared && !th.Skipped && shown < 3 {
			text += "\n- " + t.Say("class.see.thought", say.Args{"Said": th.Said, "Day": th.At.In(t.zone).Format("2 Jan")})
			shown++
		}
	}
	if shown > 0 {
		if err := t.audit("read thoughts", p.ID, ""); err != nil {
			return err
		}
	}
	return t.telling(text + "\n\n" + t.Say("class.see.next", say.Args{"Name": p.Name}))
}

// classNote sends a teacher's words to a learner, as the teacher's.
func (t *turn) classNote(class coach.Class, rest string) error {
	name, words, ok := strings.Cut(rest, ":")
	words = strings.TrimSpace(words)
	if !ok || words == "" {
		return t.mend("class.note.how")
	}
	p, err := t.learner(class, strings.TrimSpace(name))
	if err != nil {
		return err
	}
	if err := t.note(&p, words); err != nil {
		return err
	}
	return t.tell(t.Say("class.note.sent", say.Args{"Name": p.Name}))
}

func (t *turn) note(to *coach.Person, words string) error {
	if to.Home == "" {
		return t.mend("class.note.nowhere", say.Args{"Name": to.Name})
	}
	theirs := say.In(to.Settings.Language)
	_, err := t.send(chat.ParseKey(to.Home), chat.Text(theirs.Say("note.from", say.Args{"Teacher": t.me.Name, "Words": words})))
	if err != nil {
		return err
	}
	return t.audit("note", to.ID, "")
}

// classLevel overrides a level, with a reason that the learner is told.
func (t *turn) classLevel(class coach.Class, rest string) error {
	what, reason, _ := strings.Cut(rest, ":")
	parts := strings.Split(what, ",")
	if len(parts) != 3 {
		return t.mend("class.level.how")
	}
	p, err := t.learner(class, strings.TrimSpace(parts[0]))
	if err != nil {
		return err
	}
	skill, ok := t.findSkill(class, strings.TrimSpace(parts[1]))
	if !ok {
		return t.mend("class.level.skill", say.Args{"Skill": strings.TrimSpace(parts[1])})
	}
	level, ok := t.findLevel(strings.TrimSpace(parts[2]))
	if !ok {
		return t.mend("class.level.how")
	}
	if _, _, err := t.apply(coach.Entry{
		Kind: coach.EntryLevel, Person: p.ID, At: t.now, Day: t.today(),
		Skills: []string{skill}, Level: level, By: t.me.ID,
	}); err != nil {
		return err
	}
	if err := t.audit("level", p.ID, skill+" "+level.String()); err != nil {
		return err
	}
	if p.Home != "" {
		theirs := say.In(p.Settings.Language)
		args := say.Args{"Teacher": t.me.Name, "Skill": t.titleOf(skill), "Level": t.levelName(level), "Reason": strings.TrimSpace(reason)}
		if _, err := t.send(chat.ParseKey(p.Home), chat.Text(theirs.Say("level.override", args))); err != nil {
			return err
		}
	}
	return t.tell(t.Say("class.level.done", say.Args{"Name": p.Name, "Skill": t.titleOf(skill), "Level": t.levelName(level)}))
}

func (t *turn) findSkill(class coach.Class, name string) (string, bool) {
	for _, id := range class.Courses {
		k := t.Courses.Course(id)
		if k == nil {
			continue
		}
		for _, sk := range k.Skills {
			if strings.EqualFold(sk.ID, name) || strings.EqualFold(sk.Title, name) {
				return id + "/" + sk.ID, true
			}
		}
	}
	return "", false
}

func (t *turn) findLevel(name string) (mastery.Level, bool) {
	for l := mastery.Starting; l <= mastery.Distinguished; l++ {
		if strings.EqualFold(string(t.levelName(l)), name) {
			return l, true
		}
	}
	return 0, false
}

// classTimes sets the check-in times of a class: for those who have chosen no
// time of their own, and have not asked for silence.
func (t *turn) classTimes(class coach.Class, rest string) error {
	rest, ok := when(rest)
	if !ok {
		return t.mend("class.times.how")
	}
	was := class.CheckIn
	class.CheckIn = rest
	if err := t.tx.PutClass(class); err != nil {
		return err
	}
	members, err := t.tx.Members(class.ID)
	if err != nil {
		return err
	}
	changed := 0
	for _, m := range members {
		p := m.Who
		if m.Role != coach.Learner || p.Settings.CheckIn != was || p.Settings.CheckIn == rest || p.Settings.Own {
			continue
		}
		theirs := *t
		theirs.me, theirs.was, theirs.by = p, p, t.me.ID
		theirs.me.Settings.CheckIn = rest
		if err := theirs.settle(); err != nil {
			return err
		}
		if err := theirs.plan(); err != nil {
			return err
		}
		if err := theirs.savePerson(); err != nil {
			return err
		}
		changed++
	}
	if rest == "" {
		return t.tell(t.Say("class.times.off", say.Args{"Class": class.Name, "N": changed}))
	}
	c, err := coach.ParseCron(rest)
	if err != nil {
		return err
	}
	next, _ := c.Next(t.now, t.zone)
	return t.tell(t.Say("class.times.on", say.Args{"Class": class.Name, "N": changed, "Next": next.In(t.zone).Format("Mon 2 Jan 15:04")}))
}

// classHoliday keeps days free: nothing begins then, no plan is missed.
func (t *turn) classHoliday(class coach.Class, rest string) error {
	f := strings.Fields(rest)
	if len(f) == 1 {
		f = append(f, f[0])
	}
	if len(f) != 2 {
		return t.mend("class.holiday.how")
	}
	from, err := coach.ParseDay(f[0])
	if err != nil {
		return err
	}
	to, err := coach.ParseDay(f[1])
	if err != nil {
		return err
	}
	if to < from || to-from > 120 {
		return t.mend("class.holiday.how")
	}
	class.Holidays = append(class.Holidays, coach.Holiday{From: from, To: to})
	if err := t.tx.PutClass(class); err != nil {
		return err
	}
	return t.tell(t.Say("class.holiday", say.Args{"Class": class.Name, "From": from, "To": to}))
}

func (t *turn) classAge(class coach.Class, rest string) error {
	band, ok := ageBand(rest)
	if !ok {
		return t.mend("class.age.how")
	}
	class.Age = band
	if err := t.tx.PutClass(class); err != nil {
		return err
	}
	return t.tell(t.Say("class.age", say.Args{"Class": class.Name, "Age": band}))
}

// appoint makes a code with which somebody becomes a teacher of the owner's
// class.
func (t *turn) appoint(string) error {
	if !t.me.Owner {
		return t.refuse("role.owner")
	}
	classes, err := t.tx.Classes()
	if err != nil {
		return err
	}
	class := ""
	for _, c := range classes {
		if c.ID == t.me.Class && !c.Archived {
			class = c.ID
		}
	}
	code, err := t.newCode()
	if err != nil {
		return err
	}
	c := coach.Code{Code: code, Kind: coach.CodeTeach, Subject: class, Expires: t.now.Add(7 * 24 * time.Hour)}
	if err := t.tx.PutCode(c); err != nil {
		return err
	}
	if err := t.audit("teacher code", class, ""); err != nil {
		return err
	}
	return t.tell(t.Say("class.appoint", say.Args{"Code": code}))
}

// safety names the safety contact of the workspace.
func (t *turn) safety(rest string) error {
	if !t.me.Owner {
		return t.refuse("role.owner")
	}
	workspace, err := t.tx.Workspace()
	if err != nil {
		return err
	}
	name, help, _ := strings.Cut(rest, ":")
	name = strings.TrimSpace(name)
	var contact *coach.Person
	switch {
	case name == "":
	case strings.EqualFold(name, "me"):
		contact = &t.me
	default:
		grown, err := t.tx.Grown()
		if err != nil {
			return err
		}
		for i := range grown {
			if strings.EqualFold(grown[i].Name, name) {
				contact = &grown[i]
			}
		}
	}
	if contact == nil {
		return t.mend("safety.how")
	}
	workspace.Safety = contact.ID
	if help = strings.TrimSpace(help); help != "" {
		workspace.Help = help
	}
	if err := t.tx.PutWorkspace(workspace); err != nil {
		return err
	}
	if err := t.audit("safety contact", contact.ID, ""); err != nil {
		return err
	}
	return t.tell(t.Say("safety.done", say.Args{"Name": contact.Name}))
}

// picture is what is thought to be known of a person, in words, with the facts
// that carry it.
func (t *turn) picture(p coach.Person, text chat.Markdown) (chat.Markdown, error) {
	known, err := loadKnowledge(t.tx, &t.Params, &p, t.now, t.today())
	if err != nil {
		return "", err
	}
	shown := false
	for _, id := range t.Courses.order {
		k := t.Courses.courses[id]
		for i := range k.Skills {
			e := known.estimates[id+"/"+k.Skills[i].ID]
			if e == nil {
				continue
			}
			shown = true
			n := known.know(e)
			why := e.Standing.Why(t.now)
			text += "\n- " + t.Say("progress.line", say.Args{
				"Skill": readable(k.Skills[i].Title), "Level": t.levelName(e.Standing.Level()),
				"Percent": int(n.P*100 + .5), "Right": why.Right, "Tries": why.Tries,
			})
			switch due := known.standing(id, k.Skills[i].ID); {
			case due.Due:
				text += t.Say("progress.fading")
			case due.LastDays > 0:
				text += t.Say("progress.since", say.Args{"N": due.LastDays})
			}
		}
	}
	if !shown {
		text += "\n" + t.Say("progress.nothing")
	}
	return text, nil
}
