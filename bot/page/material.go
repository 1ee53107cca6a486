package page

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
)

// Material is the courses of a class, what waits to be published, and what is
// to be answered about items.
type Material struct {
	Head
	Bound   []CourseRow
	Others  []CourseRow // that could be bound
	Draft   *Draft      // a file that was read and waits for a word; nil: none
	Flagged []FlaggedItem
	Appeals []Alert
	Sends   chat.Markdown // what files can be sent
}

// CourseRow is one course.
type CourseRow struct {
	Course
	About     chat.Markdown
	Skills    int
	Items     int
	Author    string // name; empty: it came with the installation
	Published When
	Mine      bool // the viewer may withdraw it, and mend its items
	Licence   string
	Presses   []chat.Choice
}

// Draft is a file as it would become courses.
type Draft struct {
	ID      string
	Name    string
	Courses []Course
	Items   int
	Made    When
	Shown   []Preview // some of its questions
	Presses []chat.Choice
}

// Preview is a question as a learner would see it, and its answer. Nothing in it
// can be pressed.
type Preview struct {
	Parts  []chat.Part
	Answer chat.Markdown
}

// mostPreviewed is how many questions of a draft a page shows.
const mostPreviewed = 10

// CourseItems is a course item by item.
type CourseItems struct {
	Head
	Course CourseRow
	Skills []CourseSkill
}

// CourseSkill is a skill with its items.
type CourseSkill struct {
	Skill
	Codes []string
	Needs []Skill
	Items []ItemRow
}

// Item is one item as a learner sees it, and what only teachers see of it.
type Item struct {
	Head
	Course      Course
	Skill       Skill
	Item        string // "course/id"
	Kind        string
	Tier        int
	Parts       []chat.Part // the question as a learner sees it; nothing in it can be pressed
	Answer      chat.Markdown
	Explanation chat.Markdown
	Hints       []chat.Markdown
	Wrong       []ItemWrong // answers that are known to be wrong, and what is said to them
	Row         ItemRow
	Mine        bool
	Presses     []chat.Choice // edit it
}

// ItemWrong is a wrong answer that the item knows.
type ItemWrong struct {
	Said  chat.Markdown
	Reply chat.Markdown
	Tag   chat.Markdown // the misconception; empty: none
}

// Material shows the courses of a class, what waits to be published, and what
// learners say of its items.
func (p *Pages) Material(ctx context.Context, who Viewer, class string) (m *Material, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		c, head, err := v.class(class)
		if err != nil {
			return err
		}
		m = &Material{Head: head, Sends: v.Say("web.model.material.sends")}
		bound := make(map[string]CourseRow)
		for _, id := range v.Courses.IDs() {
			row, err := v.courseRow(c, v.Courses.Course(id))
			if err != nil {
				return err
			}
			if slices.Contains(c.Courses, id) {
				bound[id] = row
			} else {
				m.Others = append(m.Others, row)
			}
		}
		for _, id := range c.Courses { // the first is what learners begin with
			if row, ok := bound[id]; ok {
				m.Bound = append(m.Bound, row)
			}
		}
		if m.Draft, err = v.draft(c); err != nil {
			return err
		}
		flags, err := v.flags(c)
		if err != nil {
			return err
		}
		for _, item := range slices.Sorted(maps.Keys(flags)) {
			if f, ok := v.flagged(item, flags[item]); ok {
				m.Flagged = append(m.Flagged, f)
			}
		}
		all, err := v.learners(c)
		if err != nil {
			return err
		}
		open, err := v.Visitor.Alerts(c.ID)
		if err != nil {
			return err
		}
		m.Appeals, err = v.alerts(slices.DeleteFunc(open, func(a alert.Alert) bool { return a.Rule != alert.RuleAppeal }), head.Class, &all)
		return err
	})
	return m, err
}

// courseRow is one course, with what a teacher of a class can do about it.
func (v *visit) courseRow(class coach.Class, k *course.Course) (CourseRow, error) {
	row := CourseRow{
		Course: Course{ID: k.ID, Title: v.CourseTitle(k.ID)}, About: v.Readable(k.About), Skills: len(k.Skills), Items: len(k.Items), Licence: k.Licence,
	}
	published, err := v.Publication(k.ID)
	switch {
	case coach.IsNotFound(err): // it came with the installation
	case err != nil:
		return row, err
	case published.State == bot.Published:
		row.Published = v.when(published.At)
		row.Mine = published.Author == v.Me.ID || v.Me.Owner
		if row.Author, err = v.name(published.Author); err != nil {
			return row, err
		}
	}
	if class.Archived {
		return row, nil
	}
	at := "say class @" + class.ID + " course "
	if slices.Contains(class.Courses, k.ID) {
		row.Presses = append(row.Presses, chat.Choice{Label: v.Say("web.model.press.unbind"), Value: at + "off " + k.ID})
	} else {
		row.Presses = append(row.Presses, chat.Choice{Label: v.Say("web.model.press.bind"), Value: at + k.ID})
	}
	if row.Mine {
		row.Presses = append(row.Presses, chat.Choice{Label: v.Say("web.model.press.withdraw"), Value: at + "withdraw " + k.ID})
	}
	return row, nil
}

// draftQuestions is how far back a file is looked for that waits for a word.
const draftQuestions = 20

// draft is the file that the viewer sent from a page last, while it can be
// published.
func (v *visit) draft(class coach.Class) (*Draft, error) {
	accounts, err := v.Accounts(v.Me.ID)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		if a.Platform != bot.Web || a.Ended {
			continue
		}
		here := chat.Conversation{Platform: bot.Web, Place: v.Workspace.ID, Channel: bot.Page, User: a.User}
		asked, err := v.Questions(v.Me.ID, here.Key(), draftQuestions)
		if err != nil {
			return nil, err
		}
		for i := range asked {
			q := &asked[i]
			if q.Ask != coach.AskDraft || !q.IsOpen() || v.Now.Sub(q.At) >= bot.KeepDrafts {
				continue
			}
			d, err := v.Draft(q.About)
			if coach.IsNotFound(err) {
				continue
			}
			if err != nil {
				return nil, err
			}
			return v.draftOf(class, q.ID, &d)
		}
	}
	return nil, nil
}

func (v *visit) draftOf(class coach.Class, question string, d *bot.Draft) (*Draft, error) {
	shown := &Draft{ID: d.ID, Name: d.Name, Made: v.when(d.Made), Presses: []chat.Choice{
		{Label: v.Say("publish.do.publish"), Value: question + ":publish @" + class.ID, Main: true},
		{Label: v.Say("publish.do.look"), Value: question + ":look"},
		{Label: v.Say("publish.do.drop"), Value: question + ":drop"},
	}}
	for _, c := range d.Courses {
		shown.Courses = append(shown.Courses, Course{ID: c.ID, Title: v.Readable(c.Title)})
		shown.Items += c.Items
	}
	for i := range d.Shown[:min(len(d.Shown), mostPreviewed)] {
		parts, answer, err := v.Preview(d.ID+"/"+d.Shown[i].Course, &d.Shown[i].Item) // its pictures are the draft's
		if err != nil {
			return nil, err
		}
		shown.Shown = append(shown.Shown, Preview{parts, answer})
	}
	return shown, nil
}

// CourseItems shows a course of the workspace item by item, with how its items do
// in a class.
func (p *Pages) CourseItems(ctx context.Context, who Viewer, class, courseID string) (m *CourseItems, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		c, head, err := v.class(class)
		if err != nil {
			return err
		}
		k := v.Courses.Course(courseID)
		if k == nil {
			return v.nowhere()
		}
		m = &CourseItems{Head: head}
		if m.Course, err = v.courseRow(c, k); err != nil {
			return err
		}
		all, err := v.learners(c)
		if err != nil {
			return err
		}
		flags, err := v.flags(c)
		if err != nil {
			return err
		}
		for i := range k.Skills {
			sk := &k.Skills[i]
			id := courseID + "/" + sk.ID
			shown := CourseSkill{Skill: v.skill(id), Codes: sk.Standards}
			for _, need := range sk.Needs {
				shown.Needs = append(shown.Needs, v.skill(courseID+"/"+need))
			}
			answers, err := v.answersTo(id, &all)
			if err != nil {
				return err
			}
			if shown.Items, err = v.itemRows(courseID, sk.ID, answers, flags); err != nil {
				return err
			}
			m.Skills = append(m.Skills, shown)
		}
		return nil
	})
	return m, err
}

// Item shows an item as a learner sees it, with its answer, and how it does in a
// class.
func (p *Pages) Item(ctx context.Context, who Viewer, class, item string) (m *Item, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		c, head, err := v.class(class)
		if err != nil {
			return err
		}
		it := v.Courses.Item(item)
		if it == nil {
			return v.nowhere()
		}
		id := courseOf(item)
		skill := id + "/" + it.Skill
		m = &Item{Head: head, Course: Course{ID: id, Title: v.CourseTitle(id)}, Skill: v.skill(skill), Item: item, Kind: v.kind(it.Kind), Tier: cmp.Or(it.Tier, 2)}
		if m.Parts, m.Answer, err = v.Preview(id, it); err != nil {
			return err
		}
		m.Explanation = v.Readable(it.Explanation)
		for i := range it.Hints {
			m.Hints = append(m.Hints, v.Readable(it.Hints[i].Words()))
		}
		for i := range it.Options {
			if o := &it.Options[i]; !o.Right && (o.Feedback != "" || o.Misconception != "") {
				m.Wrong = append(m.Wrong, v.itemWrong(item, o.Text, o.Feedback, o.Misconception))
			}
		}
		for i := range it.Wrong {
			w := &it.Wrong[i]
			m.Wrong = append(m.Wrong, v.itemWrong(item, w.Answer, w.Feedback, w.Misconception))
		}
		all, err := v.learners(c)
		if err != nil {
			return err
		}
		answers, err := v.answersTo(skill, &all)
		if err != nil {
			return err
		}
		var own []*coach.Entry
		for i := range answers {
			if answers[i].Item == item {
				own = append(own, &answers[i])
			}
		}
		flags, err := v.flags(c)
		if err != nil {
			return err
		}
		if m.Row, err = v.itemRow(id, it, own, flags); err != nil {
			return err
		}
		row, err := v.courseRow(c, v.Courses.Course(id))
		if m.Mine = row.Mine; m.Mine && !c.Archived {
			m.Presses = []chat.Choice{{Label: v.Say("web.model.press.mend"), Value: "form mend:" + item, Opens: true}}
		}
		return err
	})
	return m, err
}

func (v *visit) itemWrong(item, said, reply, tag string) ItemWrong {
	w := ItemWrong{Said: v.Readable(said), Reply: v.Readable(reply)}
	if tag != "" {
		w.Tag = v.Misconception(item, tag)
	}
	return w
}
