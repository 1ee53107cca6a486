package convert

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"pacer/coach/course"
)

// A table of cards or questions: CSV, TSV, what Quizlet and Anki export as
// text, what a teacher typed into a spreadsheet. With a header its columns may
// stand in any order; without one the first is the question, or a term, and the
// second the answer. Each file becomes a course.

// Bounds of a table. They keep the course made of it below what a course's file
// may have.
const (
	csvMaxBytes   = 4 << 20
	csvMaxRows    = 20_000
	csvMaxColumns = 100
	csvMaxCell    = 10_000 // bytes
	csvMaxAccept  = 20     // further right answers gathered from rows that ask the same
)

// csvLongAnswer is from how many words on an answer is too long to be typed the
// same way twice: it becomes a model to compare with.
const csvLongAnswer = 8

func isLikeCSV(src fs.FS) bool { return len(csvFiles(src)) > 0 }

// csvFiles are the tables of a folder, by name. A source that is a single file
// counts whatever its name.
func csvFiles(src fs.FS) []string {
	entries, err := fs.ReadDir(src, ".")
	if err != nil {
		return nil
	}
	var names []string
	for _, entry := range entries {
		switch strings.ToLower(path.Ext(entry.Name())) {
		case ".csv", ".tsv", ".tab", ".txt":
			if !entry.IsDir() {
				names = append(names, entry.Name())
			}
		}
	}
	return names
}

// readCSV reads each table of a folder as a course. A file that is no table is
// remarked upon; only if none could be read is that an error.
func readCSV(src fs.FS, opt Options, report *Report) ([]*course.Course, error) {
	names := csvFiles(src)
	if len(names) == 0 {
		if entries, err := fs.ReadDir(src, "."); err == nil && len(entries) == 1 && !entries[0].IsDir() {
			names = []string{entries[0].Name()}
		} else {
			return nil, errors.New("there is no table here: name a file that ends in .csv, .tsv or .txt, or its folder")
		}
	}
	ids := slugs(names)
	var courses []*course.Course
	var first error
	for _, name := range names {
		data, err := readFile(src, name, csvMaxBytes)
		if errors.Is(err, errTooLarge) {
			err = fmt.Errorf("the file is larger than %d MB: split the table", csvMaxBytes>>20)
		}
		var text, remark string
		if err == nil {
			text, remark, err = decodeText(data)
		}
		if err != nil {
			report.remark(Where{File: name}, "the file could not be read", err.Error())
			first = cmp.Or(first, fmt.Errorf("%s: %w", name, err))
			continue
		}
		if remark != "" {
			report.remark(Where{File: name}, remark, "")
		}
		id := slug(strings.TrimSuffix(name, path.Ext(name)))
		if slices.ContainsFunc(courses, func(c *course.Course) bool { return c.ID == id }) {
			id = ids[name]
		}
		b := newCSVBuilder(id, name, opt, report)
		if len(names) > 1 {
			b.course.Title = fileTitle(name)
		}
		courses = append(courses, b.read(readTable(text, isTSV(name))))
	}
	if len(courses) == 0 {
		return nil, first
	}
	return courses, nil
}

func isTSV(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".tsv" || ext == ".tab"
}

// fileTitle makes a title of a file's name.
func fileTitle(name string) string {
	return skillTitle(strings.TrimSuffix(name, path.Ext(name)))
}

// csvRoles says what a column is for, by its name in small letters without
// spaces and signs; a number at the end of the name is taken off.
var csvRoles = map[string]string{
	"question": "question", "prompt": "question", "stem": "question", "front": "question", "frage": "question", "pregunta": "question", "q": "question",
	"term": "term", "word": "term", "vocabulary": "term",
	"answer": "answer", "back": "answer", "definition": "answer", "meaning": "answer", "translation": "answer", "correct": "answer", "correctanswer": "answer",
	"rightanswer": "answer", "antwort": "answer", "respuesta": "answer", "réponse": "answer", "reponse": "answer", "a": "answer",
	"choices": "choices", "options": "choices", "option": "option", "choice": "option",
	"wrong": "wrong", "wronganswer": "wrong", "distractor": "wrong", "incorrect": "wrong", "incorrectanswer": "wrong",
	"accept": "accept", "alternatives": "accept", "synonyms": "accept", "alsoright": "accept",
	"hint": "hint", "tip": "hint", "tipp": "hint", "hinweis": "hint", "explanation": "explanation", "feedback": "explanation", "rationale": "explanation", "erklärung": "explanation",
	"skill": "skill", "topic": "skill", "category": "skill", "deck": "skill", "chapter": "skill", "thema": "skill",
	"tier": "tier", "difficulty": "tier", "tags": "tags", "tag": "tags", "id": "id", "guid": "id",
	"licence": "licence", "license": "licence", "source": "source",
}

var (
	csvSigns    = regexp.MustCompile(`[\s_.-]+`)
	csvNumbered = regexp.MustCompile(`^(\D+?)\d{1,2}$`)
	csvLettered = regexp.MustCompile(`^(option|choice|answer)?([a-h])$`)
	csvLanguage = regexp.MustCompile(`^(.+):[a-z]{2}(?:-[a-z]{2,4})?$`)
)

// csvRole is what a column of that name is for, or "".
func csvRole(name string) string {
	name = csvSigns.ReplaceAllString(strings.ToLower(tidy(name)), "")
	if role := csvRoles[name]; role != "" {
		return role
	}
	if m := csvNumbered.FindStringSubmatch(name); m != nil {
		if role := csvRoles[m[1]]; role == "answer" {
			return "option" // answer1, answer2 …: the answers to choose from
		} else if role != "" {
			return role
		}
	}
	return ""
}

// csvColumns says which columns hold what.
type csvColumns struct {
	by    map[string][]int // role to columns, in order
	names []string         // as the header has them; nil without one
	asks  string           // the name of the answer's column, where it is a word of the subject
	extra int              // how many columns without a name are left out
}

// columns makes out what the columns are for and whether the first row is a
// header.
func (t *table) columns() (c csvColumns, hasHeader bool) {
	c.by = make(map[string][]int)
	names := t.names
	if names == nil && len(t.rows) > 0 && isHeader(t.rows[0].cells) {
		names, hasHeader = t.rows[0].cells, true
	}
	c.names = names
	add := func(role string, column int) { c.by[role] = append(c.by[role], column) }
	var unnamed []int
	width := len(names)
	for _, r := range t.rows {
		width = max(width, len(r.cells))
	}
	for i := range width {
		role := t.roles[i]
		if role == "" && i < len(names) {
			role = csvRole(names[i])
		}
		switch {
		case role != "":
			add(role, i)
		case i < len(names) && isTranslation(names, i):
			// another language of a column that is there
		default:
			unnamed = append(unnamed, i)
		}
	}
	c.findLetters(unnamed)
	// A question or answer without a name is the first column without one.
	unnamed = slices.DeleteFunc(unnamed, func(i int) bool { return slices.Contains(c.by["option"], i) })
	if len(c.by["question"])+len(c.by["term"]) == 0 && len(unnamed) > 0 {
		add("term", unnamed[0])
		unnamed = unnamed[1:]
	}
	if len(c.by["answer"]) == 0 && len(unnamed) > 0 {
		add("answer", unnamed[0])
		if unnamed[0] < len(names) {
			c.asks = strings.ToLower(tidy(names[unnamed[0]]))
		}
		unnamed = unnamed[1:]
	}
	if names == nil {
		c.extra = len(unnamed)
	}
	return c, hasHeader
}

// isTranslation says whether a column is one of the others in a further
// language: "capital:de" beside "capital".
func isTranslation(names []string, i int) bool {
	m := csvLanguage.FindStringSubmatch(tidy(names[i]))
	return m != nil && slices.ContainsFunc(names, func(other string) bool { return tidy(other) == m[1] })
}

// findLetters takes columns named A, B, C … (or option A …) for options, if
// there are at least two of them.
func (c *csvColumns) findLetters(unnamed []int) {
	var letters []int
	for i, name := range c.names {
		isFree := slices.Contains(unnamed, i) || slices.Contains(c.by["answer"], i) && strings.EqualFold(tidy(name), "a")
		if isFree && csvLettered.MatchString(csvSigns.ReplaceAllString(strings.ToLower(tidy(name)), "")) {
			letters = append(letters, i)
		}
	}
	if len(letters) < 2 {
		return
	}
	c.by["answer"] = slices.DeleteFunc(c.by["answer"], func(i int) bool { return slices.Contains(letters, i) })
	c.by["option"] = append(c.by["option"], letters...)
}

// isHeader says whether a row names columns: at least two names that are known,
// for one may be a word of the subject by chance; one name that hardly can be;
// or names with languages, as "capital" beside "capital:de".
func isHeader(cells []string) bool {
	known := 0
	for i, cell := range cells {
		cell = tidy(cell)
		switch csvRole(cell) {
		case "":
		case "tags", "id", "licence", "explanation":
			if len(cells) > 2 {
				known++
			}
			known++
		default:
			known++
		}
		if isTranslation(cells, i) {
			return true
		}
	}
	return known >= 2
}

// csvBuilder gathers the course of one table.
type csvBuilder struct {
	opt     Options
	report  *Report
	file    string
	course  *course.Course
	table   *table
	columns csvColumns

	made   map[string]int    // ID to the item's place
	lines  []int             // of the items
	skills map[string]string // ID to name
}

func newCSVBuilder(id, file string, opt Options, report *Report) *csvBuilder {
	return &csvBuilder{
		opt: opt, report: report, file: file,
		course: &course.Course{
			ID: id, Title: cmp.Or(tidy(opt.Title), fileTitle(file)), Language: opt.lang(),
			Licence: notStated, Source: tidy(file),
		},
		made: make(map[string]int), skills: make(map[string]string),
	}
}

// read makes the course of a table.
func (b *csvBuilder) read(t *table) *course.Course {
	b.table = t
	if t.deck != "" && b.opt.Title == "" {
		b.course.Title = tidy(t.deck)
	}
	var hasHeader bool
	b.columns, hasHeader = t.columns()
	if t.isCut {
		b.report.remark(Where{File: b.file}, fmt.Sprintf("more than %d rows: the rest was not read, split the table", csvMaxRows), "")
	}
	rows := t.rows
	if hasHeader {
		rows = rows[1:]
	}
	usual := usualWidth(rows)
	if b.columns.extra > 0 {
		b.report.remark(Where{File: b.file}, "columns without names after the second were left out: put a header above them", "")
	}
	names := b.skillNames(rows)
	for _, r := range rows {
		rec := Record{Where: Where{b.file, r.line}, Course: b.course.ID}
		m := csvMaker{builder: b, row: r, width: max(usual, len(b.columns.names))}
		if no := m.make(); no != nil {
			rec.Reason, rec.Detail = no.reason, no.detail
		} else {
			m.item.Skill = names[m.skill]
			b.add(&m, &rec)
		}
		b.report.Records = append(b.report.Records, rec)
	}
	b.finish()
	return b.course
}

// usualWidth is how many cells most rows have.
func usualWidth(rows []row) int {
	counts := make(map[int]int)
	for _, r := range rows {
		counts[len(r.cells)]++
	}
	usual := 0
	for width, n := range counts {
		if n > counts[usual] || n == counts[usual] && width > usual {
			usual = width
		}
	}
	return usual
}

// skillNames gives an ID to each skill that the rows name; rows that name none
// practise the deck as a whole.
func (b *csvBuilder) skillNames(rows []row) map[string]string {
	names := []string{b.course.Title}
	for _, r := range rows {
		m := csvMaker{builder: b, row: r}
		names = append(names, m.skillName())
	}
	return slugs(names)
}

// add puts an item into the course, or merges it with one that asks the same.
func (b *csvBuilder) add(m *csvMaker, rec *Record) {
	it := &m.item
	at, isKnown := b.made[it.ID]
	if !isKnown {
		b.made[it.ID] = len(b.course.Items)
		b.course.Items, b.lines = append(b.course.Items, *it), append(b.lines, m.row.line)
		b.skills[it.Skill] = m.skill
		rec.Outcome, rec.Item, rec.Kind, rec.Changes = Imported, it.ID, it.Kind, m.changes
		return
	}
	twin := &b.course.Items[at]
	rec.Detail = fmt.Sprintf("line %d", b.lines[at])
	switch {
	case alike(twin.Question) != alike(it.Question):
		rec.Reason = "another row has the same ID"
		return
	case contentKey(twin) == contentKey(it), twin.Kind == it.Kind && it.Answer != "" && alike(twin.Answer) == alike(it.Answer),
		slices.ContainsFunc(twin.Accept, func(s string) bool { return alike(s) == alike(it.Answer) }):
		rec.Reason = "the same question and answer"
	case twin.Kind == course.Text && it.Kind == course.Text && len(twin.Accept) < csvMaxAccept:
		rec.Reason = "the same question with another answer: both are right"
		twin.Accept = append(twin.Accept, it.Answer)
		also := escape(it.Answer)
		if isEnglish(b.course.Language) {
			also = sentence("Also right: " + also)
		}
		twin.Explanation += "\n\n" + also
	default:
		rec.Reason = "the same question with another answer: say which one is right"
		return
	}
	rec.Outcome, rec.Item, rec.Kind = Merged, twin.ID, twin.Kind
}

// finish gives the course its skills, in the order in which items need them. A
// deck in which nothing is chosen from options holds facts, and each fact is
// remembered by itself.
func (b *csvBuilder) finish() {
	seen := make(map[string]int)
	for i := range b.course.Items {
		it := &b.course.Items[i]
		at, isKnown := seen[it.Skill]
		if !isKnown {
			at = len(b.course.Skills)
			seen[it.Skill] = at
			b.course.Skills = append(b.course.Skills, course.Skill{
				ID: it.Skill, Title: escape(skillTitle(b.skills[it.Skill])), Memory: course.MemoryItem,
				Why: belongsTo(b.course.Language, "deck", b.course.Title),
			})
		}
		if it.Kind == course.Choice {
			b.course.Skills[at].Memory = ""
		}
	}
}
