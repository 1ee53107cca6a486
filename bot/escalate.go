package bot

import (
	"fmt"
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
)

// When nobody answers, somebody else is told: the next teacher, then an owner
// (alert.Judge says who and when). Of danger see danger.go.

// sayUnanswered tells an owner who does not teach a class that somebody there
// waits for an answer: since when and whose it is, not who or what.
func (t *turn) sayUnanswered(p *say.Printer, group []*alert.Alert) (chat.Message, error) {
	lead := group[0]
	class, err := t.tx.Class(lead.Class)
	if err != nil {
		return chat.Message{}, err
	}
	members, err := t.tx.Teachers(class.ID)
	if err != nil {
		return chat.Message{}, err
	}
	var teachers []coach.Person
	for _, m := range members {
		if m.Teaches(t.now) {
			teachers = append(teachers, m.Who)
		}
	}
	args := say.Args{"N": len(group), "Class": class.Name, "Teachers": t.names(teachers), "Time": t.moment(lead.Raised, onWeekday)}
	if len(teachers) == 0 {
		return chat.Text(p.Say("ping.unanswered.nobody", args)), nil
	}
	return chat.Text(p.Say("ping.unanswered", args)), nil
}

// maxRoutes bounds how many rules a class has on who is told first.
const maxRoutes = 20

// classFirst says which teacher of a class is told first, of all of it or of one
// course or skill.
func (t *turn) classFirst(class coach.Class, rest string) error {
	if t.saysOff(rest) {
		class.Routes = nil
		if err := t.tx.PutClass(class); err != nil {
			return err
		}
		return t.tell(t.Say("class.first.off", say.Args{"Class": class.Name}))
	}
	name, what, _ := cutAt(rest, commas)
	members, err := t.tx.Teachers(class.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(members, func(m Membership) bool {
		return m.Teaches(t.now) && name != "" && (strings.EqualFold(m.Who.Name, name) || strings.EqualFold("@"+m.Person, name) || strings.EqualFold(marked(m.Who), name))
	})
	if i < 0 {
		return t.mend("class.first.how")
	}
	route := coach.Route{Person: members[i].Person}
	about := t.Say("class.first.all")
	switch {
	case what == "":
	case slices.ContainsFunc(class.Courses, func(id string) bool { return strings.EqualFold(id, what) }):
		route.Skill = strings.ToLower(what)
		about = t.courseTitle(t.Courses.Course(route.Skill))
	default:
		skill, ok := t.findSkill(class, what)
		if !ok {
			return t.mend("class.level.skill", say.Args{"Skill": what, "Skills": t.skillList(class)})
		}
		route.Skill, about = skill, t.titleOf(skill)
	}
	routes := slices.DeleteFunc(slices.Clone(class.Routes), func(r coach.Route) bool { return r.Skill == route.Skill })
	routes = append(routes, route)
	// What is said of one skill holds before what is said of its course, and that
	// before what is said of everything.
	slices.SortStableFunc(routes, func(a, b coach.Route) int { return depth(b.Skill) - depth(a.Skill) })
	if len(routes) > maxRoutes {
		return t.mend("class.first.many")
	}
	class.Routes = routes
	if err := t.tx.PutClass(class); err != nil {
		return err
	}
	if err := t.audit("told first", class.ID, fmt.Sprintf("%s %s", route.Person, route.Skill)); err != nil {
		return err
	}
	return t.tell(t.Say("class.first.on", say.Args{"Class": class.Name, "Teacher": members[i].Who.Name, "What": about}))
}

// depth is how narrow a route is: a skill, a course, everything.
func depth(skill string) int {
	switch {
	case skill == "":
		return 0
	case !strings.Contains(skill, "/"):
		return 1
	}
	return 2
}

// left ends what is open about a learner who has left a class: nobody there is to
// see to them any more. What they said themselves stays for who reads the list.
func (t *turn) left(class coach.Class, p coach.Person) error {
	open, err := t.tx.PersonAlerts(p.ID)
	if err != nil {
		return err
	}
	for _, a := range inClass(open, class.ID) {
		if err := a.Resolve(t.me.ID, leftClass, t.now); err != nil {
			continue // it has ended
		}
		a.By = "" // nobody was asked how useful it was
		if err := t.tx.PutAlert(a); err != nil {
			return err
		}
	}
	return t.widen(class.ID)
}

// leftClass is the outcome of an alert about somebody who has left the class.
const leftClass alert.Outcome = "left"
