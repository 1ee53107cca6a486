package bot

import (
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// classVerbs are what can be done with a class.
var classVerbs = []string{"new", "owner", "teacher", "appoint", "safety", "code", "use", "course", "see", "note", "level", "times", "holiday", "age", "item"}

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
	if t.ev.About != "" {
		return t.classAbout(t.ev.About)
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
	case "item":
		return t.classItem(class, rest)
	}
	// A learner's name alone is the learner.
	return t.classSee(class, strings.TrimSpace(verb+" "+rest))
}

// maxClassName bounds a class's name, in bytes.
const maxClassName = 60

// mayMakeClass is the refusal of somebody who may make no class; nil if they
// may.
func (t *turn) mayMakeClass() error {
	classes, err := t.teaches()
	if err == nil && !t.me.Owner && !t.me.Maker && len(classes) == 0 {
		err = t.refuse("role.owner")
	}
	return err
}

// classNew makes a class; its maker teaches it.
func (t *turn) classNew(rest string) error {
	if err := t.mayMakeClass(); err != nil {
		return err
	}
	name, age, _ := strings.Cut(rest, ",")
	name, age = strings.TrimSpace(name), strings.TrimSpace(age)
	band, ok := ageBand(age)
	if name == "" || len(name) > maxClassName || !ok {
		return t.mend("class.new.how")
	}
	if err := t.oldEnough(band, "age.class"); err != nil {
		return err
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
		return coach.AgeUnder13, true
	case "13-17", "teens":
		return coach.Age13To17, true
	case "18+", "adults":
		return coach.AgeAdult, true
	}
	return "", false
}

func (t *turn) courseList() chat.Markdown {
	var list []string
	for _, id := range t.Courses.order {
		list = append(list, "`"+id+"` ("+string(t.readable(t.Courses.courses[id].Title))+")")
	}
	return chat.Markdown(strings.Join(list, ", "))
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
	if verb, name := cut(rest); verb == "withdraw" {
		return t.withdraw(name)
	}
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
	return t.tell(t.Say(key, say.Args{"Course": t.readable(t.Courses.Course(id).Title), "Class": class.Name, "Code": class.Code}))
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
	return t.tell(t.Say("class.times.on", say.Args{"Class": class.Name, "N": changed, "Next": t.moment(next, "Mon 2 Jan 15:04")}))
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
	if err := t.oldEnough(band, "age.class"); err != nil {
		return err
	}
	class.Age = band
	if err := t.tx.PutClass(class); err != nil {
		return err
	}
	return t.tell(t.Say("class.age", say.Args{"Class": class.Name, "Age": band}))
}
