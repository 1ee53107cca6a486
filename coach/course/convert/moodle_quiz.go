package convert

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"pacer/coach/course"
)

// Moodle's question bank has three ways out: Moodle XML, which holds all of it,
// GIFT, which is typed by hand as well, and Aiken, which holds multiple choice
// only. Each file becomes a course, each category a skill. What is common to the
// three stands here: a question as they all know it, and the course made of many.

// Bounds of a quiz. They keep the course made of it below what a course's file
// may have.
const (
	quizMaxQuestions = 20_000
	quizMaxText      = 20_000  // bytes of one text
	quizMaxAnswers   = 200     // to one question
	quizMaxCourse    = 4 << 20 // bytes of all the texts of a course
)

// quizKind is how a question is answered, in the words that a report uses.
type quizKind string

const (
	quizChoice    quizKind = "multiple choice"
	quizTrueFalse quizKind = "true or false"
	quizShort     quizKind = "a short answer"
	quizNumerical quizKind = "a number"
	quizMatching  quizKind = "matching"
	quizSorting   quizKind = "sorting into groups"
	quizOrdering  quizKind = "ordering"
	quizEssay     quizKind = "an essay"
	quizCloze     quizKind = "a text with blanks"
)

// quizMakers are the kinds that can be asked. Any other is skipped by name.
var quizMakers = map[quizKind]func(*quizMaker) *refusal{
	quizChoice:    (*quizMaker).makeChoice,
	quizTrueFalse: (*quizMaker).makeTrueFalse,
	quizShort:     (*quizMaker).makeShort,
	quizNumerical: (*quizMaker).makeNumber,
	quizMatching:  (*quizMaker).makeMatch,
	quizSorting:   (*quizMaker).makeCategories,
	quizOrdering:  (*quizMaker).makeOrder,
	quizEssay:     (*quizMaker).makeEssay,
	quizCloze:     (*quizMaker).makeCloze,
	quizOutput:    (*quizMaker).makeOutput,
}

// quizText is a text as the source has it.
type quizText struct {
	format quizFormat
	raw    string
	files  []moodleFile // pictures and the like that came with it
	bundle *bundle      // or that stand beside the file it came from
	from   string       // the path of that file
}

// wholly is the weight, in percent, of an answer that is right.
const wholly = 100

// quizAnswer is one answer that a question knows.
type quizAnswer struct {
	text     quizText
	weight   float64 // percent of the marks: 100 is wholly right, 0 or less wrong
	feedback quizText

	// Of a number: what counts as it, both ends included. Nil for the answer
	// that stands for all others.
	low, high *big.Rat
	isRange   bool   // no number between the two is meant more than another
	slack     string // how far off it may be, as it is written
}

// quizPair is two things that belong together. Without a left, the right is one
// that belongs to nothing.
type quizPair struct{ left, right quizText }

// quizQuestion is a question as Moodle knows it.
type quizQuestion struct {
	where Where
	kind  quizKind
	fault string // why nothing can be made of it, or ""

	id       string   // its author's
	number   string   // Moodle's
	title    string   // plain text
	category []string // path, outermost first
	skill    string   // its ID, in a file that an export wrote
	tags     []string

	stem     quizText
	answers  []quizAnswer
	pairs    []quizPair
	lines    []quizText // in the right order
	blanks   []quizBlank
	feedback quizText // said whatever the answer
	model    quizText // of an essay: what its graders look for
	hints    []quizText
	units    []string // of a number, asked for
	isAll    bool     // all that are right have to be chosen
	isFixed  bool     // the options stand in their order
	isCased  bool     // case matters
	isBlank  bool     // "_____" in the stem stands for the answer
	changes  []string // what was altered while it was read

	licence string // that the question names itself, or ""
	source  string // likewise
	tier    int    // 0 where the source does not say
}

// quizBlank is a gap of a text, which has a kind and answers of its own.
type quizBlank struct {
	kind    quizKind
	answers []quizAnswer
	isAll   bool
}

// quizFile is one file of questions, read.
type quizFile struct {
	questions []quizQuestion
	readings  []quizReading
	title     string // that the file names, or ""
	language  string // likewise, and so on
	licence   string
	source    string
	isCut     bool // there were more than quizMaxQuestions

	own *course.Course // the head of the course that an export wrote here, with its skills; or nil
}

// quizReading is a text among the questions that asks nothing.
type quizReading struct {
	where    Where
	title    string
	category []string
	text     quizText
}

// quizSource says how the files of one format are found and read.
type quizSource struct {
	extension string // of files that are of the format, or ""
	sniffed   string // of files that may be: isLike looks into them
	maxBytes  int64
	nothing   string                                             // what to say of a folder in which no file is of the format
	decode    func(data []byte) (text, remark string, err error) // nil: decodeQuiz
	parse     func(name, text string) (*quizFile, error)
	isLike    func(text string) bool // judges by what a file begins with
}

// files are the files of the format in a folder, by name.
func (s quizSource) files(src fs.FS) []string {
	entries, err := fs.ReadDir(src, ".")
	if err != nil {
		return nil
	}
	var names []string
	for _, entry := range entries {
		ext := strings.ToLower(path.Ext(entry.Name()))
		switch {
		case entry.IsDir() || ext == "":
		case ext == s.extension, ext == s.sniffed && s.isLike(beginning(src, entry.Name())):
			names = append(names, entry.Name())
		}
	}
	return names
}

// beginning is the text a file begins with, to see what it is; empty where it
// cannot be read.
func beginning(src fs.FS, name string) string {
	const enough = 64 << 10
	f, err := src.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close() // only read, so closing has nothing to lose
	data, err := readAll(f, enough)
	if err != nil && !errors.Is(err, errTooLarge) {
		return ""
	}
	data = data[:len(data)/2*2] // UTF-16 comes in pairs
	text, _, err := decodeQuiz(data)
	if err != nil {
		return ""
	}
	return text
}

// read reads each file as a course. A file that is of no use is remarked upon;
// only if none could be read is that an error.
func (s quizSource) read(src fs.FS, opt Options, report *Report) ([]*course.Course, error) {
	names := s.files(src)
	if len(names) == 0 {
		if entries, err := fs.ReadDir(src, "."); err == nil && len(entries) == 1 && !entries[0].IsDir() {
			names = []string{entries[0].Name()}
		} else {
			return nil, errors.New(s.nothing)
		}
	}
	ids := slugs(names)
	var courses []*course.Course
	var first error
	for _, name := range names {
		file, err := s.readFile(src, name, report)
		if err != nil {
			report.remark(Where{File: name}, "the file could not be read", err.Error())
			first = cmp.Or(first, fmt.Errorf("%s: %w", name, err))
			continue
		}
		id := slug(strings.TrimSuffix(name, path.Ext(name)))
		if slices.ContainsFunc(courses, func(c *course.Course) bool { return c.ID == id }) {
			id = ids[name]
		}
		b := newQuizBuilder(id, name, file, opt, report)
		if len(names) > 1 {
			b.course.Title = fileTitle(name)
		}
		courses = append(courses, b.build(file))
	}
	if len(courses) == 0 {
		return nil, first
	}
	return courses, nil
}

func (s quizSource) readFile(src fs.FS, name string, report *Report) (*quizFile, error) {
	data, err := readFile(src, name, s.maxBytes)
	if errors.Is(err, errTooLarge) {
		return nil, fmt.Errorf("the file is larger than %d MB: export fewer categories at once", s.maxBytes>>20)
	}
	if err != nil {
		return nil, err
	}
	decode := s.decode
	if decode == nil {
		decode = decodeQuiz
	}
	text, remark, err := decode(data)
	if err != nil {
		return nil, err
	}
	if remark != "" {
		report.remark(Where{File: name}, remark, "")
	}
	return s.parse(name, strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"))
}

// decodeQuiz returns a file's text as UTF-8, and a remark where its encoding
// had to be guessed.
func decodeQuiz(data []byte) (text, remark string, err error) {
	hasMark := len(data) > 1 && (data[0] == 0xff && data[1] == 0xfe || data[0] == 0xfe && data[1] == 0xff)
	switch {
	case strings.HasPrefix(string(data[:min(4, len(data))]), "PK\x03\x04"):
		return "", "", errors.New("this is a packed file: unpack it, and import the questions inside")
	case !hasMark && slices.Contains(data, 0):
		return "", "", errors.New("this is no text: export the questions again, as UTF-8")
	}
	return decodeText(data)
}

// quizBuilder gathers the course of one file.
type quizBuilder struct {
	opt    Options
	report *Report
	course *course.Course

	isNamed  bool // the licence is
	isOwn    bool // the file is one that an export wrote
	file     string
	owners   map[string]string // name to the content it was met on; "" if that was more than one
	made     map[string]int    // ID to the item's place
	content  map[string]int    // what a learner sees to the item's place
	size     int               // bytes of all texts
	skillIDs map[string]string // category path to ID
	paths    map[string]string // ID to category path

	hasMedium map[string]bool // by its path
}

func newQuizBuilder(id, name string, file *quizFile, opt Options, report *Report) *quizBuilder {
	licence, isNamed := readLicence(file.licence)
	said := opt.lang()
	if tag, err := language.Parse(file.language); err == nil && file.language != "" {
		said = tag.String()
	}
	b := &quizBuilder{
		opt: opt, report: report, isNamed: isNamed, file: name,
		course: &course.Course{
			ID: id, Title: cmp.Or(tidy(opt.Title), tidy(file.title), fileTitle(name)), Language: said,
			Licence: licence, Source: cmp.Or(readSource(file.source), tidy(name)),
		},
		owners: make(map[string]string), made: make(map[string]int), content: make(map[string]int), paths: make(map[string]string),
		hasMedium: make(map[string]bool),
	}
	b.takeHead(file.own)
	return b
}

// build makes the course of a file.
func (b *quizBuilder) build(file *quizFile) *course.Course {
	if file.isCut {
		b.report.remark(Where{File: b.file}, fmt.Sprintf("more than %d questions: the rest was not read, split the file", quizMaxQuestions), "")
	}
	makers := make([]quizMaker, len(file.questions))
	var paths []string
	for i := range file.questions {
		m := &makers[i]
		*m = quizMaker{q: &file.questions[i], language: b.course.Language}
		if _, isNamed := readLicence(m.q.licence); b.opt.LicenceStrict && !b.isNamed && !isNamed {
			m.refused = &refusal{"no licence named", ""}
		} else if b.isOwn {
			if m.refused = cmp.Or(b.checkOwn(m.q), m.makeOwn()); m.refused == nil {
				m.refused = b.refuseOwn(&m.item)
			}
		} else {
			m.refused = m.make()
		}
		paths = append(paths, b.path(m.q.category))
		if m.refused != nil {
			continue
		}
		for _, name := range m.q.names() {
			if first, ok := b.owners[name]; ok && first != m.content {
				b.owners[name] = ""
			} else {
				b.owners[name] = m.content
			}
		}
	}
	b.skillIDs = slugs(append(paths, b.path(nil)))
	for i := range makers {
		b.report.Records = append(b.report.Records, b.add(&makers[i]))
	}
	if !b.isOwn {
		b.addSkills()
	}
	b.addReadings(file.readings)
	return b.course
}

// path names a category: its own name and those around it. Questions outside
// of all belong to the course as a whole.
func (b *quizBuilder) path(category []string) string {
	if len(category) == 0 {
		return b.course.Title
	}
	return strings.Join(category, " / ")
}

// add puts an item into the course and says what became of the question.
func (b *quizBuilder) add(m *quizMaker) Record {
	rec := Record{Where: m.q.where, Course: b.course.ID, Detail: clip(cmp.Or(m.q.title, m.q.id))}
	if m.refused != nil {
		rec.Reason, rec.Detail = m.refused.reason, cmp.Or(m.refused.detail, rec.Detail)
		return rec
	}
	it := m.item
	if !b.isOwn {
		it.ID = b.course.ID + "-" + b.name(m)
	}
	if at, ok := b.content[m.content]; ok && !b.isOwn {
		twin := &b.course.Items[at]
		adopt(twin, &it)
		rec.Outcome, rec.Item, rec.Kind, rec.Reason = Merged, twin.ID, twin.Kind, "the same question, answer and options"
		return rec
	}
	if at, ok := b.made[it.ID]; ok {
		rec.Reason = "another question has the same ID"
		if b.course.Items[at].Question == it.Question {
			rec.Reason = "the same question with another answer: say which one is right"
		}
		return rec
	}
	if b.size += m.size(); b.size > quizMaxCourse {
		rec.Reason = fmt.Sprintf("the course would be larger than %d MB: split the file", quizMaxCourse>>20)
		return rec
	}
	if !b.isOwn {
		b.sign(m, &it)
		path := b.path(m.q.category)
		it.Skill = b.skillIDs[path]
		b.paths[it.Skill] = path
	}
	b.made[it.ID], b.content[m.content] = len(b.course.Items), len(b.course.Items)
	b.course.Items = append(b.course.Items, it)
	b.addMedia(m)
	rec.Outcome, rec.Item, rec.Kind, rec.Changes, rec.Detail = Imported, it.ID, it.Kind, m.changes, ""
	return rec
}

// sign keeps what a question says of itself: its tier, and its licence and source
// where they are not the course's.
func (b *quizBuilder) sign(m *quizMaker, it *course.Item) {
	if licence, _ := readLicence(m.q.licence); m.q.licence != "" && licence != b.course.Licence {
		it.Licence = licence
	}
	if source := readSource(m.q.source); source != b.course.Source {
		it.Source = source
	}
	it.Tier = m.q.tier
}

// addMedia adds the pictures of an item that no other had.
func (b *quizBuilder) addMedia(m *quizMaker) {
	for _, medium := range m.media {
		if !b.hasMedium[medium.Path] {
			b.hasMedium[medium.Path] = true
			medium.Course = b.course.ID
			b.report.Media = append(b.report.Media, medium)
		}
	}
}

// adopt gives an item the feedback that only its twin has.
func adopt(it, twin *course.Item) {
	for i := range it.Options {
		at := slices.IndexFunc(twin.Options, func(o course.Option) bool { return o.Text == it.Options[i].Text })
		if at >= 0 && it.Options[i].Feedback == "" && !strings.Contains(twin.Options[at].Feedback, "](media/") {
			it.Options[i].Feedback = twin.Options[at].Feedback
		}
	}
	if len(it.Wrong) == 0 && it.Answer == twin.Answer {
		it.Wrong = twin.Wrong
	}
}

// names are what may name the question among others, best first: its author's
// ID, Moodle's number, its title.
func (q *quizQuestion) names() []string {
	var names []string
	if q.id != "" {
		id := slug(q.id)
		if id != q.id {
			id = hash("id\x00" + q.id) // two that differ in their signs must not become one
		}
		names = append(names, id)
	}
	if q.number != "" {
		names = append(names, "q"+q.number)
	}
	if q.title != "" {
		names = append(names, hash("title\x00"+q.title))
	}
	return names
}

// name is an item's ID within the course: the best name that it alone has; else
// one made of what it asks. Either way a mended answer keeps the learners'
// history.
func (b *quizBuilder) name(m *quizMaker) string {
	for _, name := range m.q.names() {
		if b.owners[name] != "" {
			return name
		}
	}
	parts := []string{alike(m.item.Question)}
	if m.q.kind != quizTrueFalse { // which has options only while it has feedback
		for _, o := range m.item.Options {
			parts = append(parts, alike(o.Text))
		}
	}
	for _, text := range arranged(&m.item) {
		parts = append(parts, alike(text))
	}
	slices.Sort(parts[1:])
	return hash(strings.Join(parts, "\x00"))
}

// addSkills gives the course the skills its items name, in their order.
func (b *quizBuilder) addSkills() {
	const between = " / "
	last := func(path string) string {
		if at := strings.LastIndex(path, between); at >= 0 {
			return path[at+len(between):]
		}
		return path
	}
	sharers := make(map[string]int)
	for _, path := range b.paths {
		sharers[alike(last(path))]++
	}
	seen := make(map[string]bool)
	for i := range b.course.Items {
		id := b.course.Items[i].Skill
		if seen[id] {
			continue
		}
		seen[id] = true
		path := b.paths[id]
		title := last(path)
		if sharers[alike(title)] > 1 {
			title = path // two chapters named "Exercises" are told apart by what is around them
		}
		b.course.Skills = append(b.course.Skills, course.Skill{
			ID: id, Title: escape(skillTitle(title)), Why: belongsTo(b.course.Language, "course", b.course.Title),
		})
	}
}

// addReadings gives texts that ask nothing to the skill of the questions they
// stand among.
func (b *quizBuilder) addReadings(readings []quizReading) {
	for _, r := range readings {
		m := quizMaker{language: b.course.Language}
		text, no := m.must(r.text, richProse)
		at := slices.IndexFunc(b.course.Skills, func(s course.Skill) bool { return s.ID == b.skillIDs[b.path(r.category)] })
		if at < 0 || no != nil || text.text == "" || b.size+len(text.text) > quizMaxCourse {
			b.report.remark(r.where, "a description was left out: it asks nothing, and cannot be shown by itself", clip(r.title))
			continue
		}
		b.size += len(text.text)
		b.addMedia(&m)
		skill := &b.course.Skills[at]
		res := course.Resource{Kind: "text", Title: escape(cmp.Or(tidy(r.title), b.course.Title)), Text: text.text}
		if !slices.Contains(skill.Resources, res) {
			skill.Resources = append(skill.Resources, res)
		}
		b.report.remark(r.where, "a description asks nothing: it is something to read for its skill now", clip(r.title))
	}
}
