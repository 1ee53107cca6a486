package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/mastery"
)

// teaches lists the classes the speaker teaches now, those whose term is over
// left out. An owner teaches none by being one, nor does who lost the role of the
// platform that made them a teacher.
func (t *turn) teaches() ([]coach.Class, error) {
	classes, err := t.taught()
	return slices.DeleteFunc(classes, func(c coach.Class) bool { return c.Archived }), err
}

// taught is teaches, with the classes whose term is over.
func (t *turn) taught() ([]coach.Class, error) {
	if t.me.Mapped == coach.MappedLost {
		return nil, nil
	}
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
		classes = append(classes, c)
	}
	return classes, nil
}

// teaching is the class a teacher's words are about: the one they name, else
// the one they last used, else the first they teach. Whoever teaches none is
// told so.
func (t *turn) teaching() (coach.Class, error) {
	classes, err := t.taught()
	if err != nil {
		return coach.Class{}, err
	}
	if t.only != "" {
		i := slices.IndexFunc(classes, func(c coach.Class) bool { return c.ID == t.only })
		if i < 0 {
			return coach.Class{}, t.refuse("role.teacher")
		}
		return classes[i], nil
	}
	classes = slices.DeleteFunc(classes, func(c coach.Class) bool { return c.Archived })
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

// named takes the class that a command names by its ID off the front of it,
// like "@01J… roster": it is the one for this command. One that the speaker does
// not teach is as one that is not there; an owner may name any.
func (t *turn) named(rest string) (string, error) {
	id, more, _ := strings.Cut(rest, " ")
	if !strings.HasPrefix(id, "@") {
		return rest, nil
	}
	classes, err := t.taught()
	if err != nil {
		return "", err
	}
	if t.me.Owner {
		if classes, err = t.tx.Classes(); err != nil {
			return "", err
		}
	}
	for _, c := range classes {
		if isNamed(id, c.ID) {
			t.only = c.ID
			return strings.TrimSpace(more), nil
		}
	}
	if more == "" {
		return rest, nil // a learner, of the class that is worked with
	}
	if classes, err = t.teaches(); err != nil {
		return "", err
	}
	if len(classes) == 0 {
		return "", t.refuse("role.teacher")
	}
	return "", t.whichClass(classes)
}

// isNamed tells whether words name something by its ID: "@" and the whole of it.
func isNamed(words, id string) bool {
	said, ok := strings.CutPrefix(words, "@")
	return ok && id != "" && strings.EqualFold(said, id)
}

// refuse is the error of someone who may not; what it says is kind.
func (t *turn) refuse(key string, args ...say.Args) error {
	return &told{kind: coach.Forbidden, text: t.Say(key, args...)}
}

// mend is the error of something the speaker can put right.
func (t *turn) mend(key string, args ...say.Args) error {
	return &told{kind: coach.Invalid, text: t.Say(key, args...)}
}

// cut takes the first word off.
func cut(s string) (first, rest string) {
	f := strings.Fields(s)
	if len(f) == 0 {
		return "", ""
	}
	return strings.ToLower(f[0]), strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(s), f[0]))
}

func (t *turn) audit(what, subject, detail string) error {
	return t.tx.Audit(Act{ID: t.newID(t.now), At: t.now, By: t.me.ID, What: what, Subject: subject, Detail: detail})
}

// classNote sends a teacher's words to a learner, as the teacher's.
func (t *turn) classNote(class coach.Class, rest string) error {
	name, words, ok := cutAt(rest, colons)
	if !ok || words == "" {
		return t.mend("class.note.how")
	}
	p, err := t.learner(class, name)
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
	if err := t.sendTo(to, chat.Text(theirs.Say("note.from", say.Args{"Teacher": t.me.Name, "Words": words}))); err != nil {
		return err
	}
	return t.audit("note", to.ID, "")
}

// classLevel overrides a level, with a reason that the learner is told.
func (t *turn) classLevel(class coach.Class, rest string) error {
	what, reason, _ := cutAt(rest, colons)
	name, what, isNamed := cutAt(what, commas)
	title, word, isLevelled := cutAtLast(what, commas) // a title may have a comma in it
	if !isNamed || !isLevelled {
		return t.mend("class.level.how")
	}
	p, err := t.learner(class, name)
	if err != nil {
		return err
	}
	skill, ok := t.findSkill(class, title)
	if !ok && strings.ContainsAny(title, commas) {
		return t.mend("class.level.how") // a part too many, sooner than a title
	}
	if !ok {
		return t.mend("class.level.skill", say.Args{"Skill": title, "Skills": t.skillList(class)})
	}
	level, ok := t.findLevel(word)
	if !ok {
		return t.mend("class.level.how")
	}
	return t.override(p, skill, level, reason)
}

// override sets a learner's level on a skill, which they are told with the
// reason.
func (t *turn) override(p coach.Person, skill string, level mastery.Level, reason string) error {
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
		if err := t.sendTo(&p, chat.Text(theirs.Say("level.override", args))); err != nil {
			return err
		}
	}
	return t.tell(t.Say("class.level.done", say.Args{"Name": p.Name, "Skill": t.titleOf(skill), "Level": t.levelName(level)}))
}

// findSkill finds one skill of a class's courses by its name, its ID within the
// course, a part of its title that no other has, or "@course/id".
func (t *turn) findSkill(class coach.Class, name string) (string, bool) {
	var parts []string // skills whose title holds the name
	for _, id := range class.Courses {
		k := t.Courses.Course(id)
		if k == nil {
			continue
		}
		for _, sk := range k.Skills {
			if strings.EqualFold(sk.ID, name) || strings.EqualFold(sk.Title, name) || isNamed(name, id+"/"+sk.ID) {
				return id + "/" + sk.ID, true
			}
			if name != "" && strings.Contains(strings.ToLower(sk.Title), strings.ToLower(name)) {
				parts = append(parts, id+"/"+sk.ID)
			}
		}
	}
	if len(parts) == 1 {
		return parts[0], true
	}
	return "", false
}

func (t *turn) findLevel(name string) (mastery.Level, bool) {
	for l := mastery.Starting; l <= mastery.Distinguished; l++ {
		if strings.EqualFold(string(t.levelName(l)), name) || strings.EqualFold(l.String(), name) {
			return l, true
		}
	}
	return 0, false
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
		switch {
		case c.ID != cmp.Or(t.only, t.me.Class):
		case !c.Archived:
			class = c.ID
		case t.only != "":
			return t.mend("class.archive.first", say.Args{"Class": c.Name})
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
	if first, second := cut(rest); first == "second" {
		return t.safetySecond(second)
	}
	name, help, _ := cutAt(rest, colons)
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
	if err := t.becomesContact(contact); err != nil {
		return err
	}
	return t.tell(t.Say("safety.done", say.Args{"Name": contact.Name}))
}

// skillList names the skills of a class's courses.
func (t *turn) skillList(class coach.Class) chat.Markdown {
	var titles []string
	for _, id := range class.Courses {
		if k := t.Courses.Course(id); k != nil {
			for _, sk := range k.Skills {
				titles = append(titles, string(t.readable(sk.Title)))
			}
		}
	}
	return chat.Markdown(strings.Join(titles, t.Semicolon()))
}
