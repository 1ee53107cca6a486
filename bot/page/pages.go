package page

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// Pages reads what pages show. It is safe for use by several goroutines.
type Pages struct {
	visits visits
	memory memory
}

// visits is what Pages needs of a bot.Bot.
type visits interface {
	Visit(ctx context.Context, workspace, person string, fn func(*bot.Visitor) error) error
	VisitNoted(ctx context.Context, workspace, person string, fn func(*bot.Visitor) error) error
}

// New returns the pages of a bot's workspaces.
func New(b *bot.Bot) *Pages { return &Pages{visits: b} }

// look reads one page for who looks.
func (p *Pages) look(ctx context.Context, who Viewer, fn func(*visit) error) error {
	return p.looking(ctx, who, p.visits.Visit, fn)
}

// noted reads one page and keeps a note that it was read, or shows nothing.
func (p *Pages) noted(ctx context.Context, who Viewer, fn func(*visit) error) error {
	return p.looking(ctx, who, p.visits.VisitNoted, fn)
}

func (p *Pages) looking(ctx context.Context, who Viewer, visits func(context.Context, string, string, func(*bot.Visitor) error) error, fn func(*visit) error) error {
	seen := false
	err := visits(ctx, who.Workspace, who.Person, func(v *bot.Visitor) error {
		seen = true
		err := fn(&visit{Visitor: v, memory: &p.memory})
		if coach.IsNotFound(err) && !isNowhere(err) {
			return fmt.Errorf("page: %v", err) // what a page is made of is there, or we are at fault
		}
		return err
	})
	if !seen && coach.IsNotFound(err) {
		return nowhere(say.In("en"))
	}
	return err
}

// visit is one page being read. What may be seen is decided by the methods of
// this file, and nowhere else.
type visit struct {
	*bot.Visitor
	memory *memory
	people map[string]coach.Person // met so far, by ID
}

// errNowhere is behind every refusal.
var errNowhere = fmt.Errorf("there is no such page for this viewer")

// nowhere is what somebody hears who asked for what is not there, or not theirs.
func nowhere(p *say.Printer) error {
	return &coach.Error{Kind: coach.NotFound, Hint: chat.Plain(p.Say("web.model.nowhere")), Err: errNowhere}
}

func isNowhere(err error) bool {
	for e := err; e != nil; {
		if e == errNowhere {
			return true
		}
		u, ok := e.(interface{ Unwrap() error })
		if !ok {
			return false
		}
		e = u.Unwrap()
	}
	return false
}

func (v *visit) nowhere() error { return nowhere(v.Printer) }

// taught are the classes that the viewer teaches now, by name; archived ones,
// which can be looked at and not changed, come last. An owner teaches none by
// being one, nor does a substitute whose time is over, nor who lost the role of
// a platform that made them a teacher.
func (v *visit) taught() ([]coach.Class, error) {
	if v.Me.Mapped == coach.MappedLost {
		return nil, nil
	}
	members, err := v.Memberships(v.Me.ID)
	if err != nil {
		return nil, err
	}
	var classes []coach.Class
	for _, m := range members {
		if !m.Teaches(v.Now) {
			continue
		}
		c, err := v.Class(m.Class)
		if err != nil {
			return nil, err
		}
		classes = append(classes, c)
	}
	slices.SortStableFunc(classes, func(a, b coach.Class) int {
		return cmp.Or(cmp.Compare(order(a.Archived), order(b.Archived)), strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)))
	})
	return classes, nil
}

// order sorts what is true last.
func order(isLast bool) int {
	if isLast {
		return 1
	}
	return 0
}

// class is a class that the viewer teaches, with the head of a page about it.
// No other class can be told from one that is not there: the viewer's own
// classes are all that is read.
func (v *visit) class(id string) (coach.Class, Head, error) {
	head, classes, err := v.head()
	if err != nil {
		return coach.Class{}, Head{}, err
	}
	for i, c := range classes {
		if c.ID == id {
			head.Class = head.Classes[i]
			return c, head, nil
		}
	}
	return coach.Class{}, Head{}, v.nowhere()
}

// learner is a learner of a class that the viewer teaches.
func (v *visit) learner(class coach.Class, person string) (coach.Person, error) {
	members, err := v.Memberships(person)
	if err != nil {
		return coach.Person{}, err
	}
	for _, m := range members {
		if m.Class == class.ID && m.Role == coach.Learner {
			return v.person(person)
		}
	}
	return coach.Person{}, v.nowhere()
}

// head is what every page knows, and the classes in it.
func (v *visit) head() (Head, []coach.Class, error) {
	classes, err := v.taught()
	if err != nil {
		return Head{}, nil, err
	}
	members, err := v.Memberships(v.Me.ID)
	if err != nil {
		return Head{}, nil, err
	}
	h := Head{Say: v.Printer, Now: v.when(v.Now), Me: Me{
		ID: v.Me.ID, Name: v.Me.Name, Owner: v.Me.Owner, Teaches: len(classes) > 0,
		Learns: v.Me.Active.Last != 0 || slices.ContainsFunc(members, func(m coach.Member) bool { return m.Role == coach.Learner }),
		Safety: v.Workspace.Safety == v.Me.ID || v.Me.StandsBy,
	}}
	for _, c := range classes {
		open, err := v.Alerts(c.ID)
		if err != nil {
			return Head{}, nil, err
		}
		n := 0
		for i := range open {
			if !c.Archived && v.isWaiting(&open[i]) {
				n++
			}
		}
		h.Classes = append(h.Classes, ClassHead{ID: c.ID, Name: c.Name, Archived: c.Archived, Open: n})
	}
	return h, classes, nil
}

// Front is what stands around any page.
func (p *Pages) Front(ctx context.Context, who Viewer) (h *Head, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		head, _, err := v.head()
		h = &head
		return err
	})
	return h, err
}

// person is somebody of the workspace, read once.
func (v *visit) person(id string) (coach.Person, error) {
	if p, ok := v.people[id]; ok {
		return p, nil
	}
	p, err := v.Person(id)
	if err != nil {
		return p, err
	}
	v.meet(p)
	return p, nil
}

func (v *visit) meet(p coach.Person) {
	if v.people == nil {
		v.people = make(map[string]coach.Person)
	}
	v.people[p.ID] = p
}

// name is what somebody of the workspace is called; empty for nobody, and for
// who was forgotten.
func (v *visit) name(id string) (string, error) {
	if id == "" {
		return "", nil
	}
	p, err := v.person(id)
	if coach.IsNotFound(err) {
		return "", nil
	}
	return p.Name, err
}

// learners are those of a class, by name, those of one name told apart.
type learners struct {
	list []coach.Person
	who  map[string]Who
}

// learners reads those of a class that the viewer teaches.
func (v *visit) learners(class coach.Class) (l learners, err error) {
	members, err := v.Members(class.ID)
	if err != nil {
		return l, err
	}
	same := make(map[string]int)
	for i := range members {
		if members[i].Role == coach.Learner {
			same[strings.ToLower(members[i].Who.Name)]++
		}
	}
	l.who = make(map[string]Who, len(members))
	for i := range members {
		p := members[i].Who
		v.meet(p)
		if members[i].Role != coach.Learner {
			continue
		}
		w := Who{ID: p.ID, Name: p.Name}
		if same[strings.ToLower(p.Name)] > 1 {
			w.Name = v.Marked(&p)
		}
		l.list = append(l.list, p)
		l.who[p.ID] = w
	}
	return l, nil
}

// ids are the learners' IDs, in their order.
func (l *learners) ids() []string {
	ids := make([]string, len(l.list))
	for i := range l.list {
		ids[i] = l.list[i].ID
	}
	return ids
}

// whos are some of the learners, by name; who is none of them is left out.
func (l *learners) whos(ids []string) []Who {
	var all []Who
	for _, id := range ids {
		if w, ok := l.who[id]; ok {
			all = append(all, w)
		}
	}
	slices.SortStableFunc(all, func(a, b Who) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return all
}

// skillsOf are the skills of a class's courses, in their order.
func (v *visit) skillsOf(class coach.Class) []Skill {
	var all []Skill
	for _, id := range class.Courses {
		k := v.Courses.Course(id)
		if k == nil {
			continue // withdrawn
		}
		for i := range k.Skills {
			all = append(all, v.skill(id+"/"+k.Skills[i].ID))
		}
	}
	return all
}

// skill names a skill; an empty one is none.
func (v *visit) skill(id string) Skill {
	if id == "" {
		return Skill{}
	}
	return Skill{ID: id, Title: v.Title(id)}
}

// isBound tells whether a skill or item is of a course that a class has.
func isBound(class coach.Class, id string) bool {
	return slices.Contains(class.Courses, courseOf(id))
}
