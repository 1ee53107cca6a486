package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/course/formula"
)

// A class has a course of its own questions, which its teachers make one by one.
// Each of them makes a whole new course, with a draft of its own: it is written
// before the turn of its event, as the draft of a file is, and published in it.

// ourQuestions is the ID of the course of a class's own questions; those of
// further classes have a number behind it.
const ourQuestions = "our-questions"

// newSkill is what is chosen where a question is of none of the skills there are.
const newSkill = "new"

// itemOff is said to take the newest question back.
const itemOff = "off"

// making is what came of an event in which a question was made, before its turn.
type making struct {
	class   string
	course  *course.Course // as it will be
	upon    string         // the draft it was made of; empty: it is new
	draft   *Draft
	item    course.Item // that was made, or taken back
	isOff   bool
	wrong   []wrongField
	nothing string // key of a sentence, where nothing came of it
	offer   string // the coach's question in which a learner made it; empty: a teacher made it
}

// wrongField is what is wrong with a field: a sentence.
type wrongField struct {
	field, key string
	args       say.Args
}

// recipe is what a question is made of, as it was written.
type recipe struct {
	question, answer, accept, explanation string
	skill, newSkill                       string
	class                                 string     // empty: the one the teacher's words are about
	wrong                                 []string   // answers to choose from beside the right one; none: it is typed
	deal                                  *offerDeal // that a learner made it, and a teacher accepts it; nil: a teacher makes it
	isOff                                 bool       // it is taken back:
	off                                   string     // by its ID; empty: the newest
}

// recipeOf reads what a question is to be made of; ok is false where the event
// makes none.
func recipeOf(ev chat.Event) (r recipe, ok bool) {
	if id, class, _ := strings.Cut(ev.Press, ":"); id == formMake && len(ev.Fields) > 0 {
		f := func(name string) string { return tidied(ev.Fields[name]) }
		return recipe{
			question: f(fieldQuestion), answer: f(fieldAnswer), accept: f(fieldAccept), explanation: f(fieldExplanation),
			skill: f(fieldSkill), newSkill: f(fieldNewSkill), class: class,
		}, true
	}
	said := ev.Text
	if press, isSaid := strings.CutPrefix(ev.Press, "say "); isSaid {
		said = press
	}
	if d, isDeal := offerDealt(ev, said); isDeal {
		return recipe{deal: &d}, true
	}
	word, rest, isWord := say.In(ev.From.Locale).Heard(chat.Visible(said))
	verb, rest := cut(rest)
	if !isWord || word != wordClass || verb != "item" {
		return recipe{}, false
	}
	if off, name := cut(rest); isSaidOff(say.In(ev.From.Locale), off) && !strings.ContainsAny(name, equals) {
		return recipe{isOff: true, off: name}, true
	}
	r.question, r.answer, ok = questionAndAnswer(rest)
	r.skill = newSkill
	return r, ok
}

// questionAndAnswer reads "QUESTION = ANSWER"; a question may have an = of its
// own.
func questionAndAnswer(said string) (question, answer string, ok bool) {
	question, answer, ok = cutAtLast(said, equals)
	return question, answer, ok && question != "" && answer != ""
}

// prepare makes a question, and the course it becomes one of, of an event that
// brings one; nil where the event brings none, or from somebody who may make
// none. Nobody else makes one of that course until leave is called.
func (b *Bot) prepare(ctx context.Context, workspace string, courses *Catalog, ev chat.Event) (m *making, leave func(), err error) {
	if id, key, _ := strings.Cut(ev.Press, ":"); id == formMend && len(ev.Fields) > 0 {
		return b.prepareMend(ctx, workspace, ev, key)
	}
	r, ok := recipeOf(ev)
	if !ok {
		return nil, func() {}, nil
	}
	leave, err = b.enter(ctx, workspace+"\x1f"+ourQuestions)
	if err != nil {
		return nil, nil, err
	}
	if m, err = b.prepared(ctx, workspace, courses, ev, &r); err != nil {
		leave()
		return nil, nil, err
	}
	return m, leave, nil
}

func (b *Bot) prepared(ctx context.Context, workspace string, courses *Catalog, ev chat.Event, r *recipe) (m *making, err error) {
	var author coach.Person
	err = b.Store.View(ctx, workspace, func(reader Reader) (err error) {
		var class coach.Class
		offer := ""
		if r.deal != nil {
			q, made, err := r.deal.find(b, reader, ev)
			if err != nil {
				return err
			}
			offer, *r = q.ID, madeRecipe(&made)
		}
		if author, class, err = b.maker(reader, ev, r.class); err != nil {
			return err
		}
		m = &making{class: class.ID, isOff: r.isOff, offer: offer}
		return b.ours(reader, m, class, author)
	})
	if coach.IsNotFound(err) {
		return nil, nil // the turn tells them why not
	}
	if err != nil {
		return nil, err
	}
	if r.isOff {
		m.takeBack(r.off)
	} else {
		r.add(m, courses, say.In(author.Settings.Language), strings.ToLower(b.newID(b.Now())))
	}
	if len(m.wrong) > 0 || m.nothing != "" || len(m.course.Items) == 0 {
		m.draft = &Draft{}
		return m, nil
	}
	m.course.Index()
	text, err := course.Marshal(m.course)
	if err != nil {
		m.wrong = []wrongField{{fieldOf(err), "item.faulty", say.Args{"Why": clipped(faultText(err))}}}
		return m, nil
	}
	now := b.Now().UTC()
	m.draft = &Draft{
		ID: b.newID(now), Person: author.ID, Made: now, Courses: []DraftCourse{{ID: m.course.ID, Title: m.course.Title, Items: len(m.course.Items)}},
		Shown: []DraftItem{{m.course.ID, m.item}},
	}
	return m, b.writeDraft(ctx, workspace, m.draft, []draftFile{{courseFile(m.course.ID), text}})
}

// takeBack takes a question out of the course, the newest if none is named.
func (m *making) takeBack(name string) {
	at := len(m.course.Items) - 1
	if name != "" {
		at = slices.IndexFunc(m.course.Items, func(it course.Item) bool { return it.ID == name })
	}
	switch {
	case at >= 0:
		m.item = m.course.Items[at]
		m.course.Items = slices.Delete(m.course.Items, at, at+1)
		m.course.Skills = slices.DeleteFunc(m.course.Skills, func(s course.Skill) bool {
			return !slices.ContainsFunc(m.course.Items, func(it course.Item) bool { return it.Skill == s.ID })
		})
	case name != "":
		m.nothing = "item.off.gone"
	default:
		m.nothing = "item.off.none"
	}
}

// maker is who makes a question, and for which of the classes they teach;
// NotFound where they teach none, or not that one.
func (b *Bot) maker(r Reader, ev chat.Event, wanted string) (author coach.Person, class coach.Class, err error) {
	account, err := r.Account(ev.Conversation.Platform, ev.From.User)
	if err != nil {
		return author, class, err
	}
	if author, err = r.Person(account.Person); err != nil {
		return author, class, err
	}
	members, err := r.Memberships(author.ID)
	if err != nil {
		return author, class, err
	}
	for _, m := range members {
		if !m.Teaches(b.Now().UTC()) {
			continue
		}
		c, err := r.Class(m.Class)
		if err != nil {
			return author, class, err
		}
		if c.Archived || wanted != "" && c.ID != wanted {
			continue
		}
		if class.ID == "" || c.ID == author.Class {
			class = c
		}
	}
	if class.ID == "" {
		return author, class, &coach.Error{Op: "class to make a question for", Kind: coach.NotFound}
	}
	return author, class, nil
}

// ours finds the course of a class's own questions, or begins one. Another class's
// may be practised too; it is that one's teachers' to change.
func (b *Bot) ours(r Reader, m *making, class coach.Class, author coach.Person) error {
	teachers, err := r.Teachers(class.ID)
	if err != nil {
		return err
	}
	for _, id := range class.Courses {
		if !isOurs(id) {
			continue
		}
		p, err := r.Publication(id)
		if orNone(err) != nil {
			return err
		}
		if err != nil || p.State != Published || !slices.ContainsFunc(teachers, func(m Membership) bool { return m.Person == p.Author }) {
			continue
		}
		d, err := r.Draft(p.Draft)
		if err != nil {
			return err
		}
		if d.Name != "" {
			continue // somebody's file is called that: it has pictures, and its teacher sends it again
		}
		if m.course, err = PublishedCourse(r, p); err != nil {
			return err
		}
		m.upon = p.Draft
		return nil
	}
	p := say.In(author.Settings.Language)
	m.course = &course.Course{
		Title: string(p.Say("item.course", say.Args{"Class": class.Name})), Language: courseLanguage(author), Licence: "not stated",
	}
	m.course.Index()
	for n := 1; ; n++ {
		id := ourQuestions
		if n > 1 {
			id = fmt.Sprintf("%s-%d", ourQuestions, n)
		}
		p, err := r.Publication(id)
		if orNone(err) != nil {
			return err
		}
		isFree := err != nil || p.State == Withdrawn && p.Author == author.ID
		if isFree && b.Courses.Course(id) == nil {
			m.course.ID, m.upon = id, p.Draft
			return nil
		}
	}
}

// courseLanguage is the language in which somebody writes questions.
func courseLanguage(p coach.Person) string {
	tag, err := language.Parse(p.Settings.Language)
	if err != nil || tag == language.Und {
		return language.English.String()
	}
	return tag.String()
}

// add makes the question and puts it last into the course. name is one that
// nothing else has.
func (r *recipe) add(m *making, courses *Catalog, p *say.Printer, name string) {
	wrong := func(field, key string, args say.Args) { m.wrong = append(m.wrong, wrongField{field, key, args}) }
	for _, x := range []struct {
		field, said string
		empty       string // key of what is said where it is needed and missing
		most        int
	}{
		{fieldQuestion, r.question, "item.empty.question", maxQuestion}, {fieldAnswer, r.answer, "item.empty.answer", maxAnswer},
		{fieldAccept, r.accept, "", maxAccepted}, {fieldExplanation, r.explanation, "", maxQuestion}, {fieldNewSkill, r.newSkill, "", maxSkill},
	} {
		switch {
		case x.said == "" && x.empty != "":
			wrong(x.field, x.empty, nil)
		case utf8.RuneCountInString(x.said) > x.most:
			wrong(x.field, "item.long", say.Args{"N": x.most})
		}
	}
	it := course.Item{Tier: 2, Question: authored(r.question), Answer: r.answer, Explanation: authored(r.explanation)}
	for line := range strings.Lines(r.accept) {
		if line = strings.TrimSpace(line); line != "" && !slices.Contains(it.Accept, line) && line != it.Answer {
			it.Accept = append(it.Accept, line)
		}
	}
	r.addWrong(&it, wrong)
	if len(it.Options) == 0 {
		it.Kind = kindOf(&it)
	}
	if it.Kind == course.TrueFalse {
		it.Answer = strings.ToLower(it.Answer)
	}
	if it.Explanation == "" {
		it.Explanation = string(p.Say("item.explained", say.Args{"Answer": r.answer}))
	}
	if slices.ContainsFunc(m.course.Items, func(o course.Item) bool { return strings.EqualFold(o.Question, it.Question) }) {
		wrong(fieldQuestion, "item.there", nil)
	}
	if len(m.wrong) > 0 {
		return
	}
	skill, ok := r.skillOf(m.course, courses, p)
	if !ok {
		wrong(fieldSkill, "item.skill.gone", nil)
		return
	}
	if !slices.ContainsFunc(m.course.Skills, func(s course.Skill) bool { return s.ID == skill.ID }) {
		m.course.Skills = append(m.course.Skills, skill)
	}
	it.Skill = skill.ID
	it.ID = strings.Trim(slug(r.question)+"-"+name[len(name)-6:], "-")
	m.item = it
	m.course.Items = append(m.course.Items, it)
}

// addWrong makes the question one that is answered by choosing, where there are
// wrong answers to choose from.
func (r *recipe) addWrong(it *course.Item, wrong func(field, key string, args say.Args)) {
	if len(r.wrong) == 0 {
		return
	}
	if len(r.wrong) > maxWrong {
		wrong(fieldWrong, "make.wrong.many", say.Args{"N": maxWrong})
	}
	it.Kind, it.Answer = course.Choice, ""
	it.Options = []course.Option{{Text: authored(r.answer), Right: true}}
	for _, w := range r.wrong {
		text := authored(w)
		switch {
		case utf8.RuneCountInString(w) > maxAnswer:
			wrong(fieldWrong, "item.long", say.Args{"N": maxAnswer})
		case slices.ContainsFunc(it.Options, func(o course.Option) bool { return strings.EqualFold(o.Text, text) }):
			wrong(fieldWrong, "make.wrong.twice", nil)
		}
		it.Options = append(it.Options, course.Option{Text: text})
	}
}

// kindOf is how a question with that answer is asked.
func kindOf(it *course.Item) course.Kind {
	if len(it.Accept) > 0 {
		return course.Text
	}
	if s := strings.ToLower(it.Answer); s == "true" || s == "false" {
		return course.TrueFalse
	}
	if _, err := course.ParseNumber(it.Answer); err == nil {
		return course.Number
	}
	return course.Text
}

// skillOf is the skill that a question is of: one that the class's own questions
// have, one of its other courses by the same title (an estimate is of a course's
// own skill, so it has an estimate of its own), or a new one.
func (r *recipe) skillOf(ours *course.Course, courses *Catalog, p *say.Printer) (skill course.Skill, ok bool) {
	why := string(p.Say("item.skill.why"))
	if r.newSkill != "" {
		title := authored(r.newSkill)
		for _, s := range ours.Skills {
			if strings.EqualFold(s.Title, title) {
				return s, true
			}
		}
		id := slug(r.newSkill)
		for n := 2; id == "" || ours.Skill(id) != nil; n++ {
			id = strings.TrimPrefix(fmt.Sprintf("%s-%d", slug(r.newSkill), n), "-")
		}
		return course.Skill{ID: id, Title: title, Why: why}, true
	}
	if r.skill == newSkill || r.skill == "" {
		const id = "all"
		if s := ours.Skill(id); s != nil {
			return *s, true
		}
		return course.Skill{ID: id, Title: string(p.Say("item.skill.all")), Why: why}, true
	}
	from, name, _ := strings.Cut(r.skill, "/")
	if from == ours.ID {
		if s := ours.Skill(name); s != nil {
			return *s, true
		}
		return skill, false
	}
	s := courses.Skill(r.skill)
	if s == nil {
		return skill, false
	}
	return course.Skill{ID: from + "-" + name, Title: s.Title, Why: s.Why}, true
}

// slug is a text as a short name: letters, digits and hyphens.
func slug(text string) string {
	const most = 24
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return '-'
	}, text)
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '-' })
	name = ""
	for _, w := range words {
		if len(name)+1+len(w) > most {
			break
		}
		name = strings.TrimPrefix(name+"-"+w, "-")
	}
	return name
}

// authored is what a person wrote as a course's text: literally, but for
// mathematics.
func authored(text string) string {
	var b strings.Builder
	for _, f := range formula.Formulas(text) {
		for _, marked := range []string{"$$" + f.Source + "$$", "$" + f.Source + "$", f.Source} {
			if i := strings.Index(text, marked); i >= 0 {
				b.WriteString(string(chat.Escape(text[:i])) + marked)
				text = text[i+len(marked):]
				break
			}
		}
	}
	return b.String() + string(chat.Escape(text))
}

// fieldOf is the field of the form that a course's fault is about, as far as it
// can be told.
func fieldOf(fault error) string {
	text := faultText(fault)
	for _, field := range []string{fieldAccept, fieldAnswer, fieldExplanation, fieldSkill} {
		if strings.Contains(text, "`"+field+"`") {
			return field
		}
	}
	return fieldQuestion
}

// faultText is the first fault's sentence.
func faultText(err error) string {
	if all, ok := errors.AsType[course.Faults](err); ok && len(all) > 0 {
		return all[0].Text
	}
	return err.Error()
}
