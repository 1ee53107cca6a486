package convert

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"pacer/coach/course"
)

// OATutor's pool is a folder for each problem, with the problem's text, its
// steps, and for each step a pathway of hints and scaffolds, which are smaller
// questions with answers. A step becomes an item, of the kind that grades its
// key as a person would: a choice, a number or several, a set of numbers, an
// expression compared by its value, or words. Its scaffolds become hints that
// ask, in the order of what they depend on, and variables are drawn anew each
// time. A problem's courseName says to which course it belongs; skillModel.json
// names its skills and coursePlans.json puts the lessons in order.

func isLikeOATutor(src fs.FS) bool {
	if info, err := fs.Stat(src, oatPoolName); err == nil && info.IsDir() {
		return true
	}
	_, err := fs.Stat(src, "coursePlans.json")
	return err == nil && oatArchive(src) != ""
}

// readOATutor reads a pool, packed or unpacked, as one course for each course
// its problems say they belong to. Steps that are alike are merged inside a
// course but not across courses: each course stays whole by itself.
func readOATutor(src fs.FS, opt Options, report *Report) ([]*course.Course, error) {
	source, err := openOATutor(src, report)
	if err != nil {
		return nil, err
	}
	im := newOATImporter(source, opt, report)
	byCourse := make(map[string][]*oatProblem)
	for _, p := range source.problems {
		if len(p.steps) == 0 {
			report.remark(Where{File: p.folder}, "a problem without steps", "")
			continue
		}
		name := im.courseName(p)
		byCourse[name] = append(byCourse[name], p)
	}
	names := make([]string, 0, len(byCourse))
	for name := range byCourse {
		names = append(names, name)
	}
	slices.SortFunc(names, naturally)
	ids := slugs(names)
	courses := make([]*course.Course, len(names))
	for i, name := range names {
		courses[i] = im.course(ids[name], name, byCourse[name])
	}
	return courses, nil
}

// oatImporter holds what is looked up while steps become items.
type oatImporter struct {
	opt               Options
	report            *Report
	skills            map[string][]string // by step
	itemIDs, skillIDs map[string]string
	plans             map[string]*oatCourse // by course name
	places            map[string]lessonPlace
}

// lessonPlace is where a lesson stands in its course.
type lessonPlace struct {
	index     int
	keepOrder bool // of options
}

// placeKey finds a lesson in the plan of a course, by its ID or by its name.
func placeKey(courseName, lesson string) string {
	return alike(courseName) + "\x00" + alike(lesson)
}

func newOATImporter(source *oatSource, opt Options, report *Report) *oatImporter {
	im := &oatImporter{
		opt: opt, report: report, skills: source.skills,
		plans: make(map[string]*oatCourse), places: make(map[string]lessonPlace),
	}
	for i := range source.plans {
		plan := &source.plans[i]
		name := tidy(plan.CourseName)
		im.plans[name] = plan
		for j, lesson := range plan.Lessons {
			place := lessonPlace{j, lesson.KeepMCOrder}
			im.places[placeKey(name, lesson.ID)] = place
			title := strings.TrimPrefix(lesson.Name, "Lesson ") + " " + lesson.Topics
			im.places[placeKey(name, title)] = place
		}
	}
	var steps, skills []string
	for _, names := range source.skills {
		skills = append(skills, names...)
	}
	for _, p := range source.problems {
		skills = append(skills, oatLessonName(p))
		for _, s := range p.steps {
			steps = append(steps, s.id)
		}
	}
	im.itemIDs, im.skillIDs = slugs(steps), slugs(skills)
	return im
}

// courseName is the course a problem says it belongs to.
func (im *oatImporter) courseName(p *oatProblem) string {
	return cmp.Or(tidy(p.data.CourseName), im.opt.Title, "OATutor")
}

// oatLessonName is the lesson a problem says it belongs to.
func oatLessonName(p *oatProblem) string {
	return cmp.Or(tidy(p.data.Lesson), "Practice")
}

// place returns where a problem's lesson stands; lessons that are in no plan
// come last, by name.
func (im *oatImporter) place(p *oatProblem) lessonPlace {
	name := im.courseName(p)
	for _, lesson := range []string{p.data.LessonID, oatLessonName(p)} {
		if place, ok := im.places[placeKey(name, lesson)]; ok && lesson != "" {
			return place
		}
	}
	return lessonPlace{index: 1 << 30}
}

// course makes the course of the problems that belong to it, lesson by lesson.
func (im *oatImporter) course(id, name string, problems []*oatProblem) *course.Course {
	places := make(map[*oatProblem]lessonPlace, len(problems))
	for _, p := range problems {
		places[p] = im.place(p)
	}
	slices.SortStableFunc(problems, func(a, b *oatProblem) int {
		return cmp.Or(
			cmp.Compare(places[a].index, places[b].index),
			naturally(oatLessonName(a), oatLessonName(b)),
			naturally(a.folder, b.folder))
	})
	b := &oatBuilder{
		oatImporter: im,
		course:      &course.Course{ID: id, Title: name, Language: im.opt.lang()},
		made:        make(map[string]int),
		ids:         make(map[string]bool),
		isSkill:     make(map[string]bool),
	}
	b.course.Licence = "as each item says"
	b.course.Source = "OATutor"
	if plan := im.plans[name]; plan != nil {
		if tag, ok := oatLanguage(plan.Language); ok {
			b.course.Language = tag
		}
		if licence, isNamed := readLicence(plan.CourseLicense); isNamed {
			b.course.Licence = licence
		}
		b.course.Source = cmp.Or(readSource(plan.CourseOER), b.course.Source)
	}
	if isEnglish(b.course.Language) {
		b.course.About = "Problems from the OATutor pool, lesson by lesson."
	}
	made := parallel(problems, func(p *oatProblem) []oatMaker {
		makers := make([]oatMaker, len(p.steps))
		for i := range p.steps {
			makers[i] = oatMaker{problem: p, at: i, keepOrder: places[p].keepOrder, isStrict: im.opt.LicenceStrict, language: b.course.Language}
			makers[i].make()
		}
		return makers
	})
	for _, makers := range made {
		for i := range makers {
			im.report.Records = append(im.report.Records, b.add(&makers[i]))
		}
	}
	return b.course
}

// oatLanguage reads the language of a plan. OATutor writes the country's code
// for Swedish.
func oatLanguage(code string) (string, bool) {
	if code == "se" {
		return "sv", true
	}
	_, err := language.Parse(code)
	return code, err == nil && code != ""
}

// oatBuilder gathers one course.
type oatBuilder struct {
	*oatImporter
	course  *course.Course
	made    map[string]int // content to the item's place
	ids     map[string]bool
	isSkill map[string]bool
}

// add puts the item made of a step into the course and says what became of it.
func (b *oatBuilder) add(m *oatMaker) Record {
	p, s := m.problem, m.step()
	rec := Record{Where: Where{File: s.file}, Course: b.course.ID}
	if m.refused != nil {
		rec.Reason, rec.Detail = m.refused.reason, m.refused.detail
		return rec
	}
	it := m.item
	it.ID = b.itemIDs[s.id]
	content := contentKey(&it)
	if first, ok := b.made[content]; ok {
		twin := &b.course.Items[first]
		rec.Outcome, rec.Item, rec.Kind, rec.Reason = Merged, twin.ID, twin.Kind, "the same question, answer and options"
		rec.Detail = "as " + twin.ID
		return rec
	}
	if b.ids[it.ID] {
		rec.Reason, rec.Detail = "another step has the same ID", s.id
		return rec
	}
	if it.Licence == b.course.Licence {
		it.Licence = ""
	}
	if it.Source == b.course.Source {
		it.Source = ""
	}
	names, isNamed := b.skillsOf(p, s)
	if !isNamed {
		m.changed("no skill named: the lesson stands in")
	}
	for _, name := range names {
		skill := b.skill(name, p)
		switch {
		case it.Skill == "":
			it.Skill = skill
		case it.Skill != skill && !slices.Contains(it.Also, skill):
			it.Also = append(it.Also, skill)
		}
	}
	b.ids[it.ID], b.made[content] = true, len(b.course.Items)
	b.course.Items = append(b.course.Items, it)
	rec.Outcome, rec.Item, rec.Kind, rec.Changes = Imported, it.ID, it.Kind, m.changes
	return rec
}

// contentKey is the same for items that a learner could not tell apart.
func contentKey(it *course.Item) string {
	options := make([]string, len(it.Options))
	for i, o := range it.Options {
		options[i] = fmt.Sprint(alike(o.Text), o.Right)
	}
	slices.Sort(options)
	return strings.Join([]string{
		string(it.Kind), alike(it.Question), it.Answer, strings.Join(it.Answers, "\x01"), alike(it.Model), strings.Join(options, "\x01"),
	}, "\x00")
}

// skillsOf names the skills of a step; isNamed is false where only the lesson
// is known.
func (b *oatBuilder) skillsOf(p *oatProblem, s *oatStep) (names []string, isNamed bool) {
	for _, name := range b.skills[s.id] {
		if strings.TrimSpace(name) != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return []string{oatLessonName(p)}, false
	}
	return names, true
}

// skill returns the ID of a skill and adds it to the course when it is met
// first, which is in the order of the lessons.
func (b *oatBuilder) skill(name string, p *oatProblem) string {
	id := b.skillIDs[name]
	if !b.isSkill[id] {
		b.isSkill[id] = true
		b.course.Skills = append(b.course.Skills, course.Skill{
			ID:    id,
			Title: escape(skillTitle(name)),
			Why:   belongsTo(b.course.Language, "lesson", oatLessonName(p)),
		})
	}
	return id
}

// skillTitle makes a title of a skill's name: "adding_fractions" becomes
// "Adding fractions". Where a list of skills was cut at its commas, the "and"
// before the last goes.
func skillTitle(name string) string {
	s := strings.NewReplacer("_", " ", "**", "^").Replace(name)
	s = tidy(s)
	if rest, ok := strings.CutPrefix(s, "and "); ok {
		s = rest
	}
	s = strings.Trim(s, " ,-")
	if s == "" {
		return name
	}
	first := []rune(s)
	return strings.ToUpper(string(first[:1])) + string(first[1:])
}
