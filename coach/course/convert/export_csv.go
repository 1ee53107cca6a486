package convert

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pacer/coach/course"
)

// A course as a table: a few lines that name the course, a header, and a row for
// each item. It has the columns that any table may be imported with, and a few
// that say the rest.

// ownColumns are the columns, in their order. Options stand in one cell, each on
// its line, as do tags and further right answers.
var ownColumns = []string{"id", "kind", "skill id", "skill", "question", "choices", "answer", "accept", "hint 1", "hint 2", "hint 3", "explanation", "tier", "tags", "licence", "source"}

var csvHas = map[course.Kind]bool{
	course.Choice: true, course.Choices: true, course.TrueFalse: true, course.Number: true, course.Text: true, course.Free: true,
}

func lacksCSV(it *course.Item) string {
	switch {
	case !csvHas[it.Kind]:
		return withoutPlace(it.Kind)
	case slices.ContainsFunc(it.Options, func(o course.Option) bool { return strings.Contains(o.Text, "\n") }):
		return "an option has several lines"
	case len(it.Options) > maxOptions:
		return fmt.Sprintf("more than %d options", maxOptions)
	}
	return ""
}

func writeCSV(c *exportCourse) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	var rows [][]string
	for _, k := range headKeys {
		if value := *k.of(c.Course); value != "" {
			value = headValue(value)
			if strings.TrimRight(value, ",;") != value {
				value = strconv.Quote(value) // a sign at the end would be taken for an empty cell
			}
			rows = append(rows, []string{"# " + k.key + ": " + value})
		}
	}
	rows = append(rows, ownColumns)
	for i := range c.Items {
		rows = append(rows, csvRow(c.Course, &c.Items[i]))
	}
	for _, r := range rows {
		if err := w.Write(r); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func csvRow(c *course.Course, it *course.Item) []string {
	cells := map[string]string{
		"id": it.ID, "kind": string(it.Kind), "skill id": it.Skill, "question": it.Question, "answer": it.Answer,
		"accept": strings.Join(it.Accept, "\n"), "explanation": it.Explanation, "tier": strconv.Itoa(max(it.Tier, 1)),
		"licence": it.Licence, "source": it.Source,
	}
	if s := c.Skill(it.Skill); s != nil {
		cells["skill"] = s.Title
	}
	if it.Kind == course.Free {
		cells["answer"] = it.Model
	}
	var letters, options []string
	for i, o := range it.Options {
		options = append(options, o.Text)
		if o.Right {
			letters = append(letters, string(rune('A'+i)))
		}
	}
	if len(options) > 0 {
		cells["answer"], cells["choices"] = strings.Join(letters, ", "), strings.Join(options, "\n")
	}
	for i, hint := range hintWords(it) {
		cells["hint "+strconv.Itoa(i+1)] = hint // of the fourth there is no column
	}
	tags := slices.Clone(it.Tags)
	for _, tag := range ownTags(it, it.Kind) {
		if key, _, _ := strings.Cut(strings.TrimPrefix(tag, ownTag), "="); !slices.Contains([]string{"tier", "licence", "source", "misconception"}, key) {
			tags = append(tags, tag)
		}
	}
	if it.Fixed {
		tags = append(tags, ownTag+"fixed=yes")
	}
	if it.Tolerance != "" {
		tags = append(tags, ownTag+"tolerance="+headValue(it.Tolerance))
	}
	for _, unit := range it.Units {
		tags = append(tags, ownTag+"unit="+headValue(unit))
	}
	cells["tags"] = strings.Join(tags, "\n")
	row := make([]string, len(ownColumns))
	for i, name := range ownColumns {
		row[i] = cells[name]
	}
	return row
}

// ownHead finds a line of the head in a table: "# course: rivers".
var ownHead = regexp.MustCompile(`^#\s*([a-z]+):\s*(.*)$`)

// ownKinds are the kinds by which a quiz asks what a table says.
var ownKinds = map[course.Kind]quizKind{
	course.Choice: quizChoice, course.Choices: quizChoice, course.TrueFalse: quizTrueFalse,
	course.Number: quizNumerical, course.Text: quizShort, course.Free: quizEssay,
}

// readOwnHead takes a line of the head, if it is one: spreadsheets put it into
// quotes, and empty cells after it.
func (t *table) readOwnHead(line string) bool {
	line = strings.TrimRight(line, ",;\t")
	if strings.HasPrefix(line, `"`) && strings.HasSuffix(line, `"`) && len(line) > 1 {
		line = strings.ReplaceAll(line[1:len(line)-1], `""`, `"`)
	}
	m := ownHead.FindStringSubmatch(line)
	if m == nil || t.own == nil && m[1] != "course" {
		return false
	}
	if t.own == nil {
		file := new(quizFile)
		if file.tell(m[1], m[2]); file.own == nil {
			return false
		}
		t.own = file
		return true
	}
	t.own.tell(m[1], m[2])
	return true
}

// readOwnTable reads a table that an export wrote, or returns nil if it is
// another's.
func readOwnTable(name string, t *table) *quizFile {
	file, rows := t.own, t.rows
	if file == nil || len(rows) == 0 {
		return nil
	}
	file.isCut = t.isCut
	places := make(map[string]int)
	for i, cell := range rows[0].cells {
		places[strings.ToLower(strings.TrimSpace(cell))] = i
	}
	for _, r := range rows[1:] {
		cell := func(column string) string {
			if i, ok := places[column]; ok && i < len(r.cells) {
				return r.cells[i]
			}
			return ""
		}
		q := ownRow(cell)
		q.where = Where{File: name, Line: r.line}
		q.skill = file.ownSkill(strings.TrimSpace(cell("skill id")), cell("skill"))
		file.questions = append(file.questions, q)
	}
	return file
}

// ownRow is a row as a question of a quiz.
func ownRow(cell func(column string) string) quizQuestion {
	text := func(s string) quizText { return quizText{format: quizCourse, raw: s} }
	kind := course.Kind(strings.TrimSpace(cell("kind")))
	q := quizQuestion{kind: ownKinds[kind], id: strings.TrimSpace(cell("id")), title: cell("id"), stem: text(cell("question")), feedback: text(cell("explanation")), isAll: kind == course.Choices}
	for i := 1; cell("hint "+strconv.Itoa(i)) != ""; i++ {
		q.hints = append(q.hints, text(cell("hint "+strconv.Itoa(i))))
	}
	q.tags = lines(cell("tags"))
	for _, key := range []string{"tier", "licence", "source"} {
		if value := cell(key); value != "" {
			q.tags = append(q.tags, ownTag+key+"="+headValue(value))
		}
	}
	answer := cell("answer")
	switch q.kind {
	case "":
		q.fault = fmt.Sprintf("a table has no place for the kind %q", clip(string(kind)))
	case quizChoice:
		for i, option := range lines(cell("choices")) {
			a := quizAnswer{text: text(option)}
			if slices.ContainsFunc(severalSigns.Split(answer, -1), func(letter string) bool { return letterOf(letter) == i }) {
				a.weight = wholly
			}
			q.answers = append(q.answers, a)
		}
	case quizTrueFalse:
		q.answers = []quizAnswer{{}, {weight: wholly}}
		if strings.EqualFold(strings.TrimSpace(answer), "true") { // as a spreadsheet writes it: TRUE
			q.answers = []quizAnswer{{weight: wholly}, {}}
		}
	case quizEssay:
		q.model = text(answer)
	default:
		for _, accepted := range append([]string{answer}, lines(cell("accept"))...) {
			q.answers = append(q.answers, quizAnswer{text: text(starred(accepted)), weight: wholly})
		}
	}
	return q
}

// lines are the lines of a cell that hold anything.
func lines(cell string) []string {
	return slices.DeleteFunc(strings.Split(cell, "\n"), func(line string) bool { return strings.TrimSpace(line) == "" })
}
