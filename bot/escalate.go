package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
)

// When nobody answers, somebody else is told: the next teacher, then an owner
// (alert.Judge says who and when). Of danger the safety contact alone reads the
// words; an owner is told that something waits for that contact, and no more.

// kindDanger is a schedule of the safety contact: danger that waits for them.
const kindDanger = "danger"

// How long words that may mean danger wait for the safety contact before they,
// and the owners, are told again, and how long from then on.
const (
	dangerWaits = 15 * time.Minute
	dangerAgain = 2 * time.Hour
)

// standByDanger makes it be looked at, soon, whether the safety contact has
// answered.
func (t *turn) standByDanger(contact *coach.Person) error {
	s, err := t.tx.Schedule(contact.ID, kindDanger)
	if err != nil && !coach.IsNotFound(err) || err == nil && !s.Next.IsZero() {
		return err // an earlier one will be
	}
	return t.planDanger(contact.ID, dangerWaits)
}

func (t *turn) planDanger(contact string, in time.Duration) error {
	at := t.now.Add(in).Truncate(time.Millisecond)
	return t.tx.PutSchedule(Schedule{Person: contact, Kind: kindDanger, Next: at, Key: at.Format(time.RFC3339Nano)})
}

// dangerUnanswered tells the safety contact again of words that may mean danger
// and are on nobody's list, and the owners that something waits. It comes back
// until somebody has taken it up, at any hour.
func (t *turn) dangerUnanswered() error {
	if err := t.tx.PutSchedule(Schedule{Person: t.me.ID, Kind: kindDanger}); err != nil {
		return err
	}
	workspace, err := t.tx.Workspace()
	if err != nil {
		return err
	}
	open, err := t.tx.Alerts("")
	if err != nil {
		return err
	}
	open = slices.DeleteFunc(open, func(a alert.Alert) bool { return a.State != alert.Open })
	if len(open) == 0 || workspace.Safety == "" {
		return nil
	}
	contact := t.me
	if workspace.Safety != t.me.ID { // somebody else was named meanwhile
		if contact, err = t.tx.Person(workspace.Safety); err != nil {
			return err
		}
	}
	since := open[0].Raised
	for i := range open {
		a := &open[i]
		since = earlier(since, a.Pinged)
		if contact.ID == a.Person || t.now.Sub(a.Pinged) < dangerWaits {
			continue
		}
		if err := t.pingAtOnce(&contact, a, alert.BecauseDanger); err != nil {
			return err
		}
	}
	owners, err := t.owners()
	if err != nil {
		return err
	}
	told := 0
	for i := range owners {
		o := &owners[i]
		isAbout := slices.ContainsFunc(open, func(a alert.Alert) bool { return a.Person == o.ID })
		if o.ID == contact.ID || isAbout || o.Home == "" {
			continue
		}
		p := say.In(o.Settings.Language)
		text := p.Say("danger.waits", say.Args{"Contact": contact.Name, "Time": chat.Moment(since, since.In(zoneOf(*o)).Format("Mon 15:04"))})
		if _, err := t.writeTo(o, chat.Text(text), true); err != nil {
			return err
		}
		told++
	}
	if told == 0 {
		t.Log.Warn("words that may mean danger wait for the safety contact, and there is no owner to tell", "contact", contact.ID)
	}
	return t.planDanger(contact.ID, dangerAgain)
}

func earlier(a, b time.Time) time.Time {
	if b.IsZero() || a.Before(b) {
		return a
	}
	return b
}

// becomesContact tells somebody that words which mean danger reach them alone
// from now on, and of those that wait.
func (t *turn) becomesContact(contact *coach.Person) error {
	if contact.ID != t.me.ID && contact.Home != "" {
		theirs := say.In(contact.Settings.Language)
		if err := t.sendTo(contact, chat.Text(theirs.Say("safety.named", say.Args{"Owner": t.me.Name}))); err != nil {
			return err
		}
	}
	open, err := t.tx.Alerts("")
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(open, func(a alert.Alert) bool { return a.State == alert.Open }) {
		return nil
	}
	return t.planDanger(contact.ID, 0)
}

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
	args := say.Args{"N": len(group), "Class": class.Name, "Teachers": names(teachers), "Time": t.moment(lead.Raised, "Mon 15:04")}
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
	if strings.EqualFold(rest, "off") {
		class.Routes = nil
		if err := t.tx.PutClass(class); err != nil {
			return err
		}
		return t.tell(t.Say("class.first.off", say.Args{"Class": class.Name}))
	}
	name, what, _ := strings.Cut(rest, ",")
	name, what = strings.TrimSpace(name), strings.TrimSpace(what)
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
