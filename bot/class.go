package bot

import (
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// classVerbs are what can be done with a class.
var classVerbs = []string{
	"new", "owner", "teacher", "appoint", "safety", "code", "use", "course", "see", "note", "goal", "level", "supports", "evidence", "overrides", "times", "holiday", "age", "name", "item",
	"preset", "thoughts", "offers", "assign", "ticket", "groups", "roster", "remove", "return", "substitute", "parity", "first", "why", "archive", "restore", "consent",
}

// class is the teacher's word: the class at a glance, and all that is done
// with it. Before all else may stand which class is meant, by its ID: it is the
// one for this command alone.
func (t *turn) class(rest string) error {
	rest, err := t.named(rest)
	if err != nil {
		return err
	}
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
	case "restore":
		return t.classRestore(rest)
	case "remove":
		class, err := t.staffed()
		if err != nil {
			return err
		}
		return t.classRemove(class, rest)
	}
	if t.ev.About != "" {
		return t.classAbout(t.ev.About)
	}
	class, err := t.teaching()
	if err != nil {
		return err
	}
	if do, ok := classDeed(verb); ok {
		if class.Archived && !do.isForArchived {
			return t.mend("class.archive.first", say.Args{"Class": class.Name})
		}
		if do.needs != "" && !class.Has(do.needs) {
			return t.lacks(class, do.needs)
		}
		return do.with(t, class, rest)
	}
	// A learner's name alone is the learner.
	return t.classSee(class, strings.TrimSpace(verb+" "+rest))
}

// deed is something done with a class.
type deed struct {
	with          func(*turn, coach.Class, string) error
	needs         coach.Feature // that the class has; empty: none
	isForArchived bool          // it can be done when the class's term is over, too
}

// classDeed is what a verb does with a class that is settled on.
func classDeed(verb string) (do deed, ok bool) {
	switch verb {
	case "code":
		return deed{with: (*turn).classCode}, true
	case "use":
		return deed{with: func(t *turn, _ coach.Class, rest string) error { return t.classUse(rest) }, isForArchived: true}, true
	case "course":
		return deed{with: (*turn).classCourse}, true
	case "see":
		return deed{with: (*turn).classSee, isForArchived: true}, true
	case "goal":
		return deed{with: (*turn).classGoal}, true
	case "note":
		return deed{with: (*turn).classNote}, true
	case "level":
		return deed{with: (*turn).classLevel}, true
	case "evidence":
		return deed{with: (*turn).classEvidence}, true
	case "supports":
		return deed{with: (*turn).classSupports}, true
	case "overrides":
		return deed{with: (*turn).classOverrides, isForArchived: true}, true
	case "times":
		return deed{with: (*turn).classTimes, needs: coach.FeatureCheckIns}, true
	case "holiday":
		return deed{with: (*turn).classHoliday}, true
	case "age":
		return deed{with: (*turn).classAge}, true
	case "name":
		return deed{with: (*turn).className}, true
	case "item":
		return deed{with: (*turn).classItem}, true
	case "preset":
		return deed{with: (*turn).classPreset}, true
	case "offers":
		return deed{with: (*turn).classOffers}, true
	case "thoughts":
		return deed{with: (*turn).classThoughts, needs: coach.FeatureReflections}, true
	case "assign":
		return deed{with: (*turn).classAssign, needs: coach.FeatureAssignments}, true
	case "ticket":
		return deed{with: (*turn).classTicket, needs: coach.FeatureTickets}, true
	case "groups":
		return deed{with: (*turn).classGroups, needs: coach.FeatureGroups}, true
	case "roster":
		return deed{with: (*turn).classRoster, isForArchived: true}, true
	case "return":
		return deed{with: (*turn).classReturn}, true
	case "substitute":
		return deed{with: (*turn).classSubstitute}, true
	case "parity":
		return deed{with: (*turn).classParity}, true
	case "first":
		return deed{with: (*turn).classFirst}, true
	case "why":
		return deed{with: (*turn).classWhy, isForArchived: true}, true
	case "consent":
		return deed{with: (*turn).classConsent}, true
	case "archive":
		return deed{with: (*turn).classArchive, isForArchived: true}, true
	}
	return deed{}, false
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

// classNew makes a class; its maker teaches it, and is asked how it begins.
func (t *turn) classNew(rest string) error {
	if err := t.mayMakeClass(); err != nil {
		return err
	}
	name, age, _ := cutAt(rest, commas)
	band, ok := ageBand(age)
	if !isClassName(name) || !ok {
		return t.mend("class.new.how")
	}
	class := coach.Class{Name: name, Age: band, Preset: newPreset}
	if len(t.Courses.order) == 1 {
		class.Courses = []string{t.Courses.order[0]}
	}
	if err := t.makeClass(&class); err != nil {
		return err
	}
	due, err := t.consentDue(class)
	if err != nil {
		return err
	}
	if err := t.tell(t.Say("class.new", say.Args{"Class": class.Name, "Code": class.Code, "Courses": t.courseList()}) + due); err != nil {
		return err
	}
	return t.setUp(class, setUpCourse)
}

// newPreset is what a class has whose teacher was not asked yet: all that a
// learner's progress rests on, and nothing that asks for a thought.
const newPreset = coach.PresetMastery

// makeClass keeps a new class, with a code to join it, and makes the speaker its
// teacher.
func (t *turn) makeClass(class *coach.Class) error {
	if err := t.oldEnough(class.Age, "age.class"); err != nil {
		return err
	}
	code, err := t.newCode()
	if err != nil {
		return err
	}
	class.ID, class.Code = t.newID(t.now), code
	if err := t.tx.PutClass(*class); err != nil {
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
	return t.audit("class", class.ID, "new")
}

// SayAge is an age band as it is shown.
func SayAge(p *say.Printer, band string) chat.Markdown {
	if band == coach.AgeUnder13 {
		return p.Say("class.age.under")
	}
	return chat.Escape(band)
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
	return chat.Markdown(strings.Join(list, t.Comma()))
}

// classUse changes the class a teacher's words are about.
func (t *turn) classUse(name string) error {
	classes, err := t.teaches()
	if err != nil {
		return err
	}
	for _, c := range classes {
		if strings.EqualFold(c.Name, name) || isNamed(name, c.ID) {
			t.me.Class, t.only = c.ID, ""
			return t.classView()
		}
	}
	return t.whichClass(classes)
}

// whichClass says which classes there are to choose from.
func (t *turn) whichClass(classes []coach.Class) error {
	var list []string
	for _, c := range classes {
		list = append(list, c.Name)
	}
	return t.mend("class.use.which", say.Args{"Classes": strings.Join(list, t.Comma())})
}

// classCode says how learners join.
func (t *turn) classCode(class coach.Class, _ string) error {
	return t.tell(t.Say("class.code", say.Args{"Class": class.Name, "Code": class.Code}))
}

// className gives a class another name.
func (t *turn) className(class coach.Class, rest string) error {
	name := strings.Join(strings.Fields(rest), " ")
	if !isClassName(name) {
		return t.mend("form.class.name.how")
	}
	class.Name = name
	if err := t.tx.PutClass(class); err != nil {
		return err
	}
	return t.tell(t.Say("class.name", say.Args{"Class": class.Name}))
}

// isClassName tells what can be the name of a class.
func isClassName(name string) bool {
	return name != "" && len(name) <= maxClassName && !strings.ContainsAny(name, commas+"@")
}

// classParity shows, or hides, how it goes for groups of the class's learners.
func (t *turn) classParity(class coach.Class, rest string) error {
	on, ok := t.ReadOnOff(rest)
	if !ok {
		return t.mend("class.parity.how")
	}
	class.Parity = on
	if err := t.tx.PutClass(class); err != nil {
		return err
	}
	if class.Parity {
		return t.tell(t.Say("class.parity.on", say.Args{"Class": class.Name}))
	}
	return t.tell(t.Say("class.parity.off", say.Args{"Class": class.Name}))
}

// classCourse binds a course to a class, or takes it off.
func (t *turn) classCourse(class coach.Class, rest string) error {
	if verb, name := cut(rest); verb == "withdraw" {
		return t.withdraw(name)
	}
	id, off := strings.CutPrefix(rest, "off ")
	id = strings.ToLower(strings.TrimSpace(id))
	if t.Courses.Course(id) == nil {
		return t.tell(t.Say("class.course.which", say.Args{"Courses": t.courseList(), "Bound": strings.Join(class.Courses, t.Comma())}))
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

// classTimes sets the check-in times of a class.
func (t *turn) classTimes(class coach.Class, rest string) error {
	rest, ok := t.readSchedule(rest)
	if !ok {
		return t.mend("class.times.how")
	}
	changed, err := t.rhythm(&class, rest)
	if err != nil {
		return err
	}
	if rest == "" {
		return t.tell(t.Say("class.times.off", say.Args{"Class": class.Name, "N": changed}))
	}
	c, err := coach.ParseCron(rest)
	if err != nil {
		return err
	}
	next, _ := c.Next(t.now, t.zone)
	return t.tell(t.Say("class.times.on", say.Args{"Class": class.Name, "N": changed, "Next": t.moment(next, onDayAt)}))
}

// rhythm keeps a class with the check-in times given: they hold for those of its
// learners who have chosen no time of their own, of whom it tells how many there
// are.
func (t *turn) rhythm(class *coach.Class, expr string) (changed int, err error) {
	was := class.CheckIn
	class.CheckIn = expr
	if err := t.tx.PutClass(*class); err != nil || was == expr {
		return 0, err
	}
	learners, err := t.learnersOf(*class)
	if err != nil {
		return 0, err
	}
	for _, m := range learners {
		p := m.Who
		if p.Settings.CheckIn != was || p.Settings.Own {
			continue
		}
		theirs := *t
		theirs.me, theirs.was, theirs.by = p, p, t.me.ID
		theirs.me.Settings.CheckIn = expr
		if err := theirs.settle(); err != nil {
			return 0, err
		}
		if err := theirs.plan(); err != nil {
			return 0, err
		}
		if err := theirs.savePerson(); err != nil {
			return 0, err
		}
		changed++
	}
	return changed, nil
}

// classHoliday keeps days free: nothing begins then, no plan is missed.
func (t *turn) classHoliday(class coach.Class, rest string) error {
	free, err := t.daysFree(rest)
	if err != nil {
		return err
	}
	class.Holidays = append(class.Holidays, free)
	if err := t.tx.PutClass(class); err != nil {
		return err
	}
	return t.tell(t.Say("class.holiday", say.Args{"Class": class.Name, "From": free.From, "To": free.To}))
}

// daysFree reads one day or two as days that are kept free.
func (t *turn) daysFree(said string) (h coach.Holiday, err error) {
	var ok bool
	if h.From, h.To, ok = t.ReadDays(said, t.today()); !ok {
		return h, t.mend("class.holiday.how")
	}
	if h.To < h.From || h.To-h.From > 120 {
		return h, t.mend("class.holiday.how")
	}
	return h, nil
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
	due, err := t.consentDue(class)
	if err != nil {
		return err
	}
	return t.tell(t.Say("class.age", say.Args{"Class": class.Name, "Age": SayAge(t.Printer, band)}) + due)
}
