package bot

import (
	"cmp"
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// looks is how many questions of a draft are shown at a time.
const looks = 3

// What can be done with a draft, by the value of a press.
const (
	doPublish = "publish"
	doLook    = "look"
	doDrop    = "drop"
)

var draftDeeds = []string{doPublish, doLook, doDrop}

// askDraft shows some questions of a draft as a learner would see them, and
// asks what is to become of it. look counts the times.
func (t *turn) askDraft(d *Draft, look int, lead chat.Markdown) error {
	q := coach.Question{
		ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskDraft, State: coach.Open, At: t.now,
		About: d.ID, Number: look,
	}
	seen := d.Shown[min(look*looks, len(d.Shown)):]
	seen = seen[:min(looks, len(seen))]
	text := t.Say("publish.look", say.Args{"N": len(seen)})
	if lead != "" {
		text = lead + "\n\n" + text
	}
	m := chat.Text(text)
	for i, s := range seen {
		parts, err := t.preview(d, s, look*looks+i+1)
		if err != nil {
			return err
		}
		m.Parts = joined(m.Parts, parts)
	}
	var choices []chat.Choice
	for _, do := range draftDeeds {
		if do == doLook && (look+1)*looks >= len(d.Shown) {
			continue // all have been seen
		}
		label := t.Say("publish.do." + do)
		choices = append(choices, chat.Choice{Label: label, Word: strings.ToLower(chat.Plain(label)), Value: q.ID + ":" + do, Main: do == doPublish})
	}
	m.Parts = append(m.Parts, chat.Part{Choices: choices})
	return t.ask(&q, m)
}

// answerDraft takes what is said about a draft.
func (t *turn) answerDraft(q *coach.Question, said string) (done bool, err error) {
	class := "" // that a page names, which knows what it is about
	if t.ev.Press != "" {
		said, class, _ = strings.Cut(said, " @")
	}
	deed := ""
	for _, do := range draftDeeds {
		if said == do || t.isDeed(do, strings.TrimRight(strings.TrimPrefix(said, "/"), ".! ")) {
			deed = do
		}
	}
	if deed == "" {
		return false, nil
	}
	if t.ev.Press == "" {
		switch newest, err := t.newestDraft(q); {
		case err != nil:
			return true, err
		case newest.ID != q.ID && newest.IsOpen():
			return false, nil
		case newest.ID != q.ID:
			return true, t.tell(t.Say("publish.older"))
		}
	}
	if deed == doDrop {
		return true, t.settled(q, coach.Closed, func() error { return t.tell(t.Say("publish.dropped")) })
	}
	d, err := t.draftOf(q)
	if err != nil {
		return true, err
	}
	if deed == doLook {
		if (q.Number+1)*looks >= len(d.Shown) {
			return true, t.tell(t.Say("publish.seen"))
		}
		return true, t.settled(q, coach.Answered, func() error { return t.askDraft(&d, q.Number+1, "") })
	}
	return true, t.publish(q, &d, class)
}

// isDeed tells words for a deed: "drop it", "drop", "publish it". Longer ones,
// like "publish nothing", may mean anything.
func (t *turn) isDeed(do, said string) bool {
	label := chat.Plain(t.Say("publish.do." + do))
	return strings.EqualFold(said, label) || strings.EqualFold(said, first(label)) || strings.EqualFold(said, first(label)+" it")
}

// whichDeed answers what was said about a draft and is none of the deeds. It is
// done unless words are no longer about that draft.
func (t *turn) whichDeed(q *coach.Question) (done bool, err error) {
	newest, err := t.newestDraft(q)
	if err != nil || newest.ID != q.ID || t.now.Sub(q.At) >= KeepDrafts {
		return false, err
	}
	return true, t.tell(t.Say("heard.draft"))
}

// newestDraft is the last question about a file in the conversation of q, which
// is one: words are about the newest, so that "publish" said twice publishes
// nothing older. An older one has its buttons.
func (t *turn) newestDraft(q *coach.Question) (coach.Question, error) {
	recent, err := t.tx.Questions(t.me.ID, q.Conversation, lookBack)
	if err != nil {
		return *q, err
	}
	for _, r := range recent { // newest first
		if r.Ask == coach.AskDraft || r.Ask == coach.AskClass {
			return r, nil
		}
	}
	return *q, nil
}

// draftOf is the draft that a question is about, while it can be published.
func (t *turn) draftOf(q *coach.Question) (Draft, error) {
	d, err := t.tx.Draft(q.About)
	if err == nil && t.now.Sub(d.Made) < KeepDrafts {
		return d, nil
	}
	if err != nil && !coach.IsNotFound(err) {
		return d, err
	}
	return d, t.mend("publish.old")
}

// publish publishes a draft for the teacher's class. Where there are several,
// and its courses are new to them, it asks for which, unless one is chosen (by
// its ID) already.
func (t *turn) publish(q *coach.Question, d *Draft, chosen string) error {
	classes, err := t.teaches()
	if err != nil {
		return err
	}
	if chosen != "" {
		class, err := t.taughtBy(chosen)
		if err != nil {
			return err
		}
		classes = []coach.Class{class}
	}
	if len(classes) == 0 {
		return t.refuse("publish.class.first")
	}
	isBound := func(c DraftCourse) bool {
		return slices.ContainsFunc(classes, func(class coach.Class) bool { return bound(class, c.ID) })
	}
	switch {
	case !slices.ContainsFunc(d.Courses, func(c DraftCourse) bool { return !isBound(c) }):
		classes = nil // they have it
	case len(classes) > 1:
		return t.askClass(q, classes)
	}
	return t.published(q, d, classes)
}

// mostClasses is how many classes can be chosen among, with a letter left for
// all of them.
const mostClasses = 25

// askClass asks for which of a teacher's classes a draft is published.
func (t *turn) askClass(about *coach.Question, classes []coach.Class) error {
	about.State = coach.Answered
	if err := t.tx.PutQuestion(*about); err != nil {
		return err
	}
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskClass, State: coach.Open, At: t.now, About: about.About}
	var choices []chat.Choice
	for i, label := range t.classLabels(classes) {
		choices = append(choices, chat.Choice{Label: label, Word: letterOf(i), Value: q.ID + ":" + letterOf(i)})
	}
	m := chat.Text(t.Say("publish.which"))
	m.Parts = append(m.Parts, chat.Part{Choices: choices})
	return t.ask(&q, m)
}

// classLabels are the names of classes, and all of them.
func (t *turn) classLabels(classes []coach.Class) (labels []chat.Markdown) {
	for _, c := range classes[:min(len(classes), mostClasses)] {
		labels = append(labels, chat.Escape(c.Name))
	}
	return append(labels, t.Say("publish.all"))
}

// answerClass takes the class that a draft is published for.
func (t *turn) answerClass(q *coach.Question, said string) (done bool, err error) {
	classes, err := t.teaches()
	if err != nil {
		return true, err
	}
	labels := t.classLabels(classes)
	n, ok := letter(said)
	if !ok {
		n = slices.IndexFunc(labels, func(label chat.Markdown) bool { return strings.EqualFold(said, chat.Plain(label)) })
	}
	if n < 0 || n >= len(labels) {
		return false, nil
	}
	d, err := t.draftOf(q)
	if err != nil {
		return true, err
	}
	if n < len(labels)-1 {
		classes = classes[n : n+1]
	}
	return true, t.published(q, &d, classes)
}

// published publishes a draft: its courses come first in the classes that did
// not have them, so that learners get them in their next session.
func (t *turn) published(q *coach.Question, d *Draft, classes []coach.Class) error {
	var titles []string
	for _, c := range d.Courses {
		switch p, err := t.tx.Publication(c.ID); {
		case err == nil && p.Author != t.me.ID:
			return t.mend("publish.taken", say.Args{"ID": c.ID})
		case err != nil && !coach.IsNotFound(err):
			return err
		}
		if err := t.tx.PutPublication(Publication{
			Course: c.ID, Title: c.Title, Author: t.me.ID, Draft: d.ID, State: Published, At: t.now,
		}); err != nil {
			return err
		}
		if err := t.audit("publish", c.ID, d.ID); err != nil {
			return err
		}
		titles = append(titles, string(t.readable(c.Title)))
	}
	var names []string
	for _, class := range classes {
		courses := make([]string, 0, len(d.Courses)+len(class.Courses))
		for _, c := range d.Courses {
			if !bound(class, c.ID) {
				courses = append(courses, c.ID)
			}
		}
		class.Courses = append(courses, class.Courses...)
		if err := t.tx.PutClass(class); err != nil {
			return err
		}
		names = append(names, class.Name)
	}
	t.restocks = true
	args := say.Args{"Courses": chat.Markdown(strings.Join(titles, t.Comma())), "Classes": strings.Join(names, t.Comma()), "ID": d.Courses[0].ID, "N": len(d.Courses)}
	key := "publish.done"
	if len(names) == 0 {
		key = "publish.updated"
	}
	return t.settled(q, coach.Answered, func() error { return t.tell(t.Say(key, args)) })
}

// withdraw takes back a course that was published: nobody is asked its
// questions any more, and what was learnt is kept.
func (t *turn) withdraw(name string) error {
	all, err := t.tx.Publications()
	if err != nil {
		return err
	}
	var p Publication
	var own, namesakes []string // that could be meant
	for _, x := range all {
		if x.State != Published {
			continue
		}
		isOwn := x.Author == t.me.ID || t.me.Owner
		if isOwn {
			own = append(own, x.Course)
		}
		switch {
		case strings.EqualFold(x.Course, name):
			p = x // there is one of that ID, whatever others are called
		case !strings.EqualFold(x.Title, name) || strings.EqualFold(p.Course, name):
		case isOwn:
			p = x
			namesakes = append(namesakes, x.Course)
		case p.Course == "":
			p = x
		}
	}
	switch {
	case len(namesakes) > 1 && !strings.EqualFold(p.Course, name):
		return t.mend("publish.withdraw.which", say.Args{"Courses": strings.Join(namesakes, t.Comma())})
	case p.Course == "" && t.Courses.Course(strings.ToLower(name)) != nil:
		return t.mend("publish.withdraw.installed", say.Args{"ID": strings.ToLower(name)})
	case p.Course == "" && len(own) == 0:
		return t.mend("publish.withdraw.none")
	case p.Course == "":
		return t.mend("publish.withdraw.which", say.Args{"Courses": strings.Join(own, t.Comma())})
	case p.Author != t.me.ID && !t.me.Owner:
		author, err := t.tx.Person(p.Author)
		if err != nil && !coach.IsNotFound(err) {
			return err
		}
		return t.refuse("publish.withdraw.notyours", say.Args{"Author": cmp.Or(author.Name, "?"), "ID": p.Course})
	}
	p.State, p.At = Withdrawn, t.now
	if err := t.tx.PutPublication(p); err != nil {
		return err
	}
	classes, err := t.tx.Classes()
	if err != nil {
		return err
	}
	for _, class := range classes {
		if !bound(class, p.Course) {
			continue
		}
		class.Courses = slices.DeleteFunc(class.Courses, func(id string) bool { return id == p.Course })
		if err := t.tx.PutClass(class); err != nil {
			return err
		}
	}
	if err := t.audit("withdraw", p.Course, ""); err != nil {
		return err
	}
	t.restocks = true
	return t.tell(t.Say("publish.withdrawn", say.Args{"Course": t.readable(p.Title)}))
}
