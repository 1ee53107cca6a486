package page

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/course"
)

// SkillStory is one skill in a class.
type SkillStory struct {
	Head
	Skill     Skill
	Course    Course
	Why       chat.Markdown // why it matters, as learners read it
	Needs     []SkillCount  // prerequisites, with where the class stands on them
	Ready     Share         // Proficient or higher
	Fading    int
	Levels    []LevelGroup // the highest first
	Tags      []Misconception
	Items     []ItemRow
	Codes     []string // of standards
	Resources []Resource
	Presses   []chat.Choice // assign it, ask it now
}

// SkillCount is a skill with how many are ready.
type SkillCount struct {
	Skill
	Ready Share
}

// LevelGroup is who stands at a level.
type LevelGroup struct {
	Level Level
	Who   []Who
}

// Misconception is a way of thinking that showed in wrong answers.
type Misconception struct {
	ID    string
	Title chat.Markdown
	Teach chat.Markdown // what a teacher may try; empty: the course does not say
	Times int
	Who   []Who
	Last  When
}

// ItemRow is an item with how it does in the class.
type ItemRow struct {
	Item     string // "course/id"
	Kind     string // in words
	Tier     int    // 1 to 3
	Question chat.Markdown
	Right    Share           // first tries in the class
	Wrong    []WrongAnswer   // that at least three learners gave
	Flags    []chat.Markdown // why it may mislead
}

// WrongAnswer is a wrong answer that several learners gave.
type WrongAnswer struct {
	Said     string
	Learners int
}

// Resource is something to read, watch or do.
type Resource struct {
	Kind  string
	Title chat.Markdown
	URL   string // empty, or https://…
}

const (
	// skillAttempts is how many of the newest answers to a skill a page looks at.
	skillAttempts = 3000
	// fewestSaying is how many learners gave a wrong answer before it is shown as
	// one that many give.
	fewestSaying = 3
	mostWrong    = 3 // wrong answers shown of an item
)

// Skill tells how a class does on a skill of one of its courses.
func (p *Pages) Skill(ctx context.Context, who Viewer, class, skill string) (m *SkillStory, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		c, head, err := v.class(class)
		if err != nil {
			return err
		}
		sk := v.Courses.Skill(skill)
		if sk == nil || !isBound(c, skill) {
			return v.nowhere()
		}
		id := courseOf(skill)
		all, err := v.learners(c)
		if err != nil {
			return err
		}
		grid, err := v.grid(c, all.ids())
		if err != nil {
			return err
		}
		_, why := v.Courses.Course(id).SkillIn(sk, v.Language())
		m = &SkillStory{
			Head: head, Skill: v.skill(skill), Course: Course{ID: id, Title: v.CourseTitle(id)}, Why: v.Readable(why), Codes: sk.Standards,
			Needs: v.needs(sk, id, grid), Levels: v.levelGroups(grid, skill, &all),
		}
		count := grid.count(skill)
		m.Ready, m.Fading = count.Ready, count.Fading
		for _, r := range sk.Resources {
			m.Resources = append(m.Resources, Resource{Kind: chat.Plain(v.Say("resource." + r.Kind)), Title: v.Readable(r.Title), URL: linkOf(r.URL)})
		}
		answers, err := v.answersTo(skill, &all)
		if err != nil {
			return err
		}
		m.Tags = v.misconceptions(answers, &all)
		flags, err := v.flags(c)
		if err != nil {
			return err
		}
		if m.Items, err = v.itemRows(id, sk.ID, answers, flags); err != nil {
			return err
		}
		if !c.Archived {
			m.Presses = []chat.Choice{
				{Label: v.Say("web.model.press.assign.all"), Value: "form assign:" + c.ID + " all " + skill, Opens: true},
				{Label: v.Say("web.model.press.ticket"), Value: "say class @" + c.ID + " ticket @" + skill},
			}
		}
		return nil
	})
	return m, err
}

// linkOf is where a resource leads, if it is on the web.
func linkOf(url string) string {
	if strings.HasPrefix(url, "https://") {
		return url
	}
	return ""
}

// count sums one skill up.
func (g *grid) count(skill string) MapSkill {
	s := MapSkill{Ready: Share{Of: g.people}}
	at, ok := g.place[skill]
	if !ok {
		return s
	}
	for _, row := range g.cells {
		if row[at].isReady() {
			s.Ready.N++
		}
		if row[at].Fading {
			s.Fading++
		}
	}
	return s
}

// needs are the prerequisites of a skill, with where the class stands on them.
func (v *visit) needs(sk *course.Skill, courseID string, g *grid) []SkillCount {
	var all []SkillCount
	for _, need := range sk.Needs {
		id := courseID + "/" + need
		all = append(all, SkillCount{Skill: v.skill(id), Ready: g.count(id).Ready})
	}
	return all
}

// levelGroups are the learners at each level of a skill, the highest first.
func (v *visit) levelGroups(g *grid, skill string, all *learners) []LevelGroup {
	at, ok := g.place[skill]
	if !ok {
		return nil
	}
	var ids [Levels][]string
	for _, id := range all.ids() {
		level := g.row(id)[at].Level
		ids[level] = append(ids[level], id)
	}
	names := levelsOf(v.Printer)
	var groups []LevelGroup
	for level := Levels - 1; level >= 0; level-- {
		if len(ids[level]) > 0 {
			groups = append(groups, LevelGroup{Level: names[level], Who: all.whos(ids[level])})
		}
	}
	return groups
}

// answersTo are the newest first tries of a class's learners on a skill, newest
// first.
func (v *visit) answersTo(skill string, all *learners) ([]coach.Entry, error) {
	entries, err := v.SkillAttempts(skill, skillAttempts)
	return slices.DeleteFunc(entries, func(e coach.Entry) bool { return all.who[e.Person].ID == "" }), err
}

// misconceptions are those that showed in answers, the most frequent first.
func (v *visit) misconceptions(answers []coach.Entry, all *learners) []Misconception {
	type sum struct {
		times int
		who   map[string]bool
		last  coach.Entry
	}
	sums := make(map[string]*sum)
	for i := range answers { // newest first
		e := &answers[i]
		if e.Misconception == "" || e.Right {
			continue
		}
		s := sums[e.Misconception]
		if s == nil {
			s = &sum{who: make(map[string]bool), last: *e}
			sums[e.Misconception] = s
		}
		s.times++
		s.who[e.Person] = true
	}
	var shown []Misconception
	for _, id := range slices.Sorted(maps.Keys(sums)) {
		s := sums[id]
		m := Misconception{ID: id, Title: v.Visitor.Misconception(s.last.Item, id), Times: s.times, Who: all.whos(slices.Collect(maps.Keys(s.who))), Last: v.when(s.last.At)}
		if k := v.Courses.Course(s.last.Course); k != nil && k.Misconception(id) != nil {
			m.Teach = v.Readable(k.Misconception(id).Teach)
		}
		shown = append(shown, m)
	}
	slices.SortStableFunc(shown, func(a, b Misconception) int { return cmp.Compare(b.Times, a.Times) })
	return shown
}

// itemRows are the items of a skill, with how they did in answers, newest first.
func (v *visit) itemRows(courseID, skill string, answers []coach.Entry, flags map[string][]coach.ItemFlag) ([]ItemRow, error) {
	k := v.Courses.Course(courseID)
	if k == nil {
		return nil, nil
	}
	byItem := make(map[string][]*coach.Entry)
	for i := range answers {
		byItem[answers[i].Item] = append(byItem[answers[i].Item], &answers[i])
	}
	var rows []ItemRow
	for _, it := range k.ItemsOf(skill) {
		row, err := v.itemRow(courseID, it, byItem[courseID+"/"+it.ID], flags)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// itemRow is an item with how it did in answers to it.
func (v *visit) itemRow(courseID string, it *course.Item, answers []*coach.Entry, flags map[string][]coach.ItemFlag) (ItemRow, error) {
	row := ItemRow{Item: courseID + "/" + it.ID, Kind: v.kind(it.Kind), Tier: it.Tier, Question: v.Question(it)}
	said := make(map[string]map[string]bool) // who gave a wrong answer
	for _, e := range answers {
		if e.Rapid {
			continue
		}
		row.Right.Of++
		if e.Right {
			row.Right.N++
			continue
		}
		w, err := v.Words(e.Position)
		if coach.IsNotFound(err) || err == nil && w.Said == "" {
			continue // forgotten
		}
		if err != nil {
			return row, err
		}
		asked, err := v.Asked(e)
		if err != nil {
			return row, err
		}
		words, err := v.said(e, asked, w.Said)
		if err != nil {
			return row, err
		}
		if said[words] == nil {
			said[words] = make(map[string]bool)
		}
		said[words][e.Person] = true
	}
	for _, words := range slices.Sorted(maps.Keys(said)) {
		if n := len(said[words]); n >= fewestSaying {
			row.Wrong = append(row.Wrong, WrongAnswer{Said: words, Learners: n})
		}
	}
	slices.SortStableFunc(row.Wrong, func(a, b WrongAnswer) int { return cmp.Compare(b.Learners, a.Learners) })
	row.Wrong = row.Wrong[:min(len(row.Wrong), mostWrong)]
	for _, f := range flags[row.Item] {
		row.Flags = append(row.Flags, v.flag(f))
	}
	return row, nil
}

// courseOf is the course of an item's or a skill's key, "course/id".
func courseOf(key string) string {
	course, _, _ := strings.Cut(key, "/")
	return course
}

// kind names a kind of item.
func (v *visit) kind(k course.Kind) string {
	return chat.Plain(v.Say(map[course.Kind]string{
		course.Choice: "web.model.kind.choice", course.Choices: "web.model.kind.choices", course.TrueFalse: "web.model.kind.true_false",
		course.Number: "web.model.kind.number", course.Numbers: "web.model.kind.numbers", course.Interval: "web.model.kind.interval",
		course.Expression: "web.model.kind.expression", course.Text: "web.model.kind.text", course.Cloze: "web.model.kind.cloze",
		course.Order: "web.model.kind.order", course.Match: "web.model.kind.match", course.Categories: "web.model.kind.categories",
		course.Output: "web.model.kind.output", course.Free: "web.model.kind.free",
	}[k]))
}

// flags are the items of a class's courses that may mislead, as their authors
// were told: by "course/id", each with the reasons.
func (v *visit) flags(class coach.Class) (map[string][]coach.ItemFlag, error) {
	teachers, err := v.Teachers(class.ID)
	if err != nil {
		return nil, err
	}
	flags := make(map[string][]coach.ItemFlag)
	for i := range teachers {
		if !teachers[i].Teaches(v.Now) {
			continue
		}
		for _, key := range teachers[i].Who.Flagged.Items {
			item, flag, _ := strings.Cut(key, " ")
			if isBound(class, item) && !slices.Contains(flags[item], coach.ItemFlag(flag)) {
				flags[item] = append(flags[item], coach.ItemFlag(flag))
			}
		}
	}
	return flags, nil
}

func (v *visit) flag(f coach.ItemFlag) chat.Markdown {
	switch f {
	case coach.FlagMisleads:
		return v.Say("web.model.flag.misleads")
	case coach.FlagBackwards:
		return v.Say("web.model.flag.backwards")
	default:
		return v.Say("web.model.flag.leech")
	}
}
