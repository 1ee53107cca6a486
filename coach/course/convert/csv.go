package convert

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"pacer/coach/course"
)

// A table of cards or questions: CSV, TSV, what Quizlet and Anki export as
// text, what a teacher typed into a spreadsheet. With a header its columns may
// stand in any order; without one the first is the question, or a term, and the
// second the answer. Each file becomes a course, and so does each sheet of a
// workbook; tables about the same things become one together (csv_join.go).

// Bounds of a table. They keep the course made of it below what a course's file
// may have.
const (
	csvMaxBytes   = 4 << 20
	csvMaxRows    = 20_000
	csvMaxColumns = 100
	csvMaxCell    = 10_000 // bytes
	csvMaxCourse  = 8 << 20
	csvMaxAccept  = 20 // further right answers gathered from rows that ask the same
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
		case ".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".ods":
			if !entry.IsDir() {
				names = append(names, entry.Name())
			}
		}
	}
	return names
}

// csvSource is a table, and where it stands.
type csvSource struct {
	file  string // as the report names it
	id    string // of the course
	title string
	table *table
}

// readCSV reads each table of a folder as a course. A file that is no table is
// remarked upon; only if none could be read is that an error.
func readCSV(src fs.FS, opt Options, report *Report) ([]*course.Course, error) {
	names := csvFiles(src)
	if len(names) == 0 {
		if names = onlyFile(src); len(names) == 0 {
			return nil, errors.New("there is no table here: name a file that ends in .csv, .tsv, .txt, .xlsx or .ods, or its folder")
		}
	}
	ids := slugs(names)
	var sources []csvSource
	var first error
	for _, name := range names {
		tables, err := readTables(src, name, report)
		if err != nil {
			report.remark(Where{File: name}, "the file could not be read", err.Error())
			first = cmp.Or(first, fmt.Errorf("%s: %w", name, err))
			continue
		}
		for i, s := range tables {
			if slices.ContainsFunc(sources, func(o csvSource) bool { return o.id == s.id }) {
				s.id = ids[name]
				if i > 0 {
					s.id += "-" + slug(s.title)
				}
			}
			sources = append(sources, s)
		}
	}
	if len(sources) == 0 {
		return nil, first
	}
	var courses []*course.Course
	if set, others := joinTables(sources); set != nil {
		courses, sources = append(courses, set.read(opt, report)), others
	}
	for _, s := range sources {
		if file := readOwnTable(s.file, s.table); file != nil {
			if b := newQuizBuilder(s.id, s.file, file, opt, report); b.isOwn {
				courses = append(courses, b.build(file))
				continue
			}
		}
		b := newCSVBuilder(s.id, s.file, opt, report)
		if len(names) > 1 || s.title != fileTitle(s.file) {
			b.course.Title = s.title
		}
		b.read(s.table)
		b.finish()
		courses = append(courses, b.course)
	}
	return courses, nil
}

// readTables reads the table of a file, or those of a workbook's sheets.
func readTables(src fs.FS, name string, report *Report) ([]csvSource, error) {
	id := slug(strings.TrimSuffix(name, path.Ext(name)))
	data, err := readFile(src, name, csvMaxBytes)
	if isSpreadsheet(name) || isZip(data[:min(len(data), 4)]) || bytes.HasPrefix(data, oldExcel) {
		return readSheets(src, name, id, report)
	}
	if errors.Is(err, errTooLarge) {
		return nil, fmt.Errorf("the file is larger than %d MB: split the table", csvMaxBytes>>20)
	}
	if err != nil {
		return nil, err
	}
	text, remark, err := decodeText(data)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(text) == "" {
		return nil, errors.New("there is nothing in it: get the file again, or export it once more")
	}
	if remark != "" {
		report.remark(Where{File: name}, remark, "")
	}
	return []csvSource{{file: name, id: id, title: fileTitle(name), table: readTable(text, isTSV(name))}}, nil
}

// readSheets reads the sheets of a workbook that hold anything.
func readSheets(src fs.FS, name, id string, report *Report) ([]csvSource, error) {
	sheets, err := readWorkbook(src, name)
	if err != nil {
		return nil, err
	}
	var out []csvSource
	for i := range sheets {
		s := &sheets[i]
		if len(s.rows) == 0 {
			continue
		}
		source := csvSource{file: name, id: id, title: fileTitle(name), table: s.table()}
		if len(out) > 0 {
			source.file, source.title = name+" "+tidy(s.name), skillTitle(tidy(s.name))
			source.id += "-" + slug(s.name)
		}
		if s.formulas > 0 {
			report.remark(Where{File: source.file}, "cells are calculated: what they showed when the workbook was saved was read", fmt.Sprintf("%d cells", s.formulas))
		}
		if s.noResult > 0 {
			report.remark(Where{File: source.file}, "calculated cells show nothing: open the workbook, save it and import it again", fmt.Sprintf("%d cells", s.noResult))
		}
		out = append(out, source)
	}
	if len(out) == 0 {
		return nil, errors.New("every sheet of the workbook is empty")
	}
	return out, nil
}

func isTSV(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".tsv" || ext == ".tab"
}

// fileTitle makes a title of a file's name.
func fileTitle(name string) string {
	return skillTitle(strings.TrimSuffix(name, path.Ext(name)))
}

// csvBuilder gathers the course of one table.
type csvBuilder struct {
	opt     Options
	report  *Report
	file    string
	course  *course.Course
	table   *table
	columns csvColumns
	size    int // bytes that the items take in the course's file, roughly

	languages []string          // that columns are in, besides the course's own
	fact      string            // the column that is asked for, where several are
	made      map[string]int    // ID to the item's place
	lines     []Where           // of the items
	skills    map[string]string // ID to name
	shorts    map[string]int    // answer without its remark in brackets to how many have it
}

func newCSVBuilder(id, file string, opt Options, report *Report) *csvBuilder {
	return &csvBuilder{
		opt: opt, report: report, file: file,
		course: &course.Course{
			ID: id, Title: cmp.Or(tidy(opt.Title), fileTitle(file)), Language: opt.lang(),
			Licence: notStated, Source: tidy(file),
		},
		made: make(map[string]int), skills: make(map[string]string), shorts: make(map[string]int),
	}
}

// read makes items of a table.
func (b *csvBuilder) read(t *table) {
	rows, usual := b.begin(t)
	names := b.skillNames(rows)
	isOnlyAlike := b.columns.alike != "" && b.columns.by["answer"] == nil // such a table asks nothing else
	for _, r := range rows {
		if isOnlyAlike {
			break
		}
		m := b.maker(r)
		m.width = max(usual, len(b.columns.names))
		rec := Record{Where: b.where(r), Course: b.course.ID}
		if no := m.make(); no != nil {
			rec.Reason, rec.Detail = no.reason, no.detail
		} else {
			m.item.Skill = names[m.skill]
			m.translate()
			b.add(&m, &rec)
		}
		b.report.Records = append(b.report.Records, rec)
	}
	if b.columns.tellsApart {
		b.tellApart(rows)
	}
	if b.columns.alike != "" {
		b.readAlikes(rows)
	}
}

// begin makes out what the columns of a table are for, and returns the rows
// below the header and how many cells most of them have.
func (b *csvBuilder) begin(t *table) (rows []row, usual int) {
	b.table = t
	if t.deck != "" && b.opt.Title == "" {
		b.course.Title = tidy(t.deck)
	}
	var hasHeader bool
	b.columns, hasHeader = t.columns(b.course.Language)
	for _, tag := range b.columns.languages {
		if !slices.Contains(b.languages, tag) {
			b.languages = append(b.languages, tag)
		}
	}
	if t.isCut {
		b.report.remark(Where{File: b.file}, fmt.Sprintf("more than %d rows: the rest was not read, split the table", csvMaxRows), "")
	}
	rows = t.rows
	if hasHeader {
		rows = rows[1:]
	}
	b.remarkColumns()
	b.countShorts(rows)
	return rows, usualWidth(rows)
}

// maker is what makes an item of a row.
func (b *csvBuilder) maker(r row) csvMaker {
	return csvMaker{builder: b, columns: &b.columns, language: b.course.Language, row: r}
}

// where is the place of a row.
func (b *csvBuilder) where(r row) Where { return Where{cmp.Or(r.file, b.file), r.line} }

// remarkColumns says which columns were left out.
func (b *csvBuilder) remarkColumns() {
	where := Where{File: b.file}
	if b.columns.extra > 0 {
		b.report.remark(where, "columns without names after the second were left out: put a header above them", "")
	}
	if left := b.columns.left; len(left) > 0 {
		b.report.remark(where, "columns were left out: to ask for one, name it “answer”", strings.Join(left, ", "))
	}
	if len(b.columns.by["time"]) > 0 {
		b.report.remark(where, "time limits were left out: nobody is hurried here", "")
	}
}

// prefix is what the IDs of items begin with.
func (b *csvBuilder) prefix() string {
	if b.fact == "" {
		return b.course.ID + "-"
	}
	return b.course.ID + "-" + slug(b.fact) + "-"
}

// countShorts counts the answers that are alike without their remarks in
// brackets, in all languages.
func (b *csvBuilder) countShorts(rows []row) {
	answers := slices.Clone(b.columns.by["answer"])
	for _, other := range b.columns.in {
		answers = append(answers, other.by["answer"]...)
	}
	seen := make(map[string]bool)
	for _, r := range rows {
		for _, i := range answers {
			if i >= len(r.cells) || seen[r.cells[i]] {
				continue
			}
			seen[r.cells[i]] = true
			answer := tidy(r.cells[i])
			if s := short(answer); s != "" {
				answer = s
			}
			b.shorts[alike(answer)]++
		}
	}
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
	names := []string{cmp.Or(b.fact, b.course.Title)}
	for _, r := range rows {
		m := b.maker(r)
		names = append(names, m.skillName())
	}
	return slugs(names)
}

// add puts an item into the course, or merges it with one that asks the same.
func (b *csvBuilder) add(m *csvMaker, rec *Record) {
	it := &m.item
	at, isKnown := b.made[it.ID]
	if b.size += writtenSize(it); b.size > csvMaxCourse {
		rec.Reason = fmt.Sprintf("the course would be larger than %d MB: split the table", csvMaxCourse>>20)
		return
	}
	if !isKnown {
		b.made[it.ID] = len(b.course.Items)
		b.course.Items, b.lines = append(b.course.Items, *it), append(b.lines, rec.Where)
		b.skills[it.Skill] = m.skill
		rec.Outcome, rec.Item, rec.Kind, rec.Changes = Imported, it.ID, it.Kind, m.changes
		return
	}
	twin := &b.course.Items[at]
	rec.Detail = fmt.Sprintf("line %d", b.lines[at].Line)
	if b.lines[at].File != rec.Where.File {
		rec.Detail = b.lines[at].String()
	}
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
		acceptTranslated(twin, it)
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

// writtenSize is about how many bytes an item takes in a course's file.
func writtenSize(it *course.Item) int {
	const item, line, translation = 100, 20, 80 // keys, indentation and signs
	n := item + len(it.ID) + len(it.Skill) + len(it.Question) + len(it.Answer) + len(it.Model) + len(it.Explanation) + len(it.Licence) + len(it.Source) + hintsSize(it.Hints)
	each := func(texts []string) {
		for _, text := range texts {
			n += line + len(text)
		}
	}
	each(it.Accept)
	each(it.Tags)
	for _, o := range it.Options {
		n += 2*line + len(o.Text) + len(o.Misconception)
	}
	for _, w := range it.Wrong {
		n += 3*line + len(w.Answer) + len(w.Feedback) + len(w.Misconception)
	}
	for i := range it.Translations {
		tr := &it.Translations[i]
		n += translation + len(tr.Question) + len(tr.Answer) + len(tr.Model) + len(tr.Explanation)
		each(tr.Accept)
		each(tr.Options)
		each(tr.Hints)
		for _, w := range tr.Wrong {
			n += 2*line + len(w.Answer) + len(w.Feedback)
		}
	}
	return n
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
				Why: belongsTo(b.course.Language, "deck", b.course.Title), Translations: headingsOf(b.skills[it.Skill], b.languages),
			})
		}
		if len(it.Options) > 0 {
			b.course.Skills[at].Memory = ""
		}
	}
}
