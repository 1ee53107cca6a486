package convert

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pacer/coach/course"
)

// csvMaker makes an item of one row.
type csvMaker struct {
	builder  *csvBuilder
	columns  *csvColumns // those of the language
	language string
	row      row
	width    int // how many cells a row has

	item    course.Item
	subject string // the question or term as the table has it
	skill   string
	changes []string
}

// cell returns the first cell of a role, as it stands in the table.
func (m *csvMaker) cell(role string) string {
	for _, i := range m.columns.by[role] {
		if i < len(m.row.cells) {
			return m.row.cells[i]
		}
	}
	return ""
}

// cells returns all cells of a role that are not empty.
func (m *csvMaker) cells(role string) []string {
	var out []string
	for _, i := range m.columns.by[role] {
		if i < len(m.row.cells) && strings.TrimSpace(m.row.cells[i]) != "" {
			out = append(out, m.row.cells[i])
		}
	}
	return out
}

// skillName is the skill the row names, or the deck.
func (m *csvMaker) skillName() string {
	return cmp.Or(tidy(m.cell("skill")), m.builder.fact, m.builder.course.Title)
}

var (
	ankiSound = regexp.MustCompile(`\[sound:[^\]]*\]`)
	ankiCloze = regexp.MustCompile(`\{\{c\d+::`)
	ankiMath  = strings.NewReplacer(`\[`, "$$", `\]`, "$$", "[$]", "$$", "[/$]", "$$", "[$$]", "$$", "[/$$]", "$$", "[latex]", "", "[/latex]", "")
)

// plain is a cell as plain text, without mark-up and sounds.
func (m *csvMaker) plain(cell string) string {
	cell = ankiSound.ReplaceAllString(cell, "")
	if m.builder.table.isHTML || !m.builder.table.isText && hasHTML(cell) {
		cell = withoutHTML(cell)
	}
	return tidy(cell)
}

// hasHTML says whether a cell of a table that does not say so holds HTML.
func hasHTML(s string) bool {
	for _, tag := range htmlTag.FindAllStringSubmatch(s, -1) {
		name := strings.ToLower(tag[2])
		_, isBreak := htmlBreaks[name]
		_, isInline := htmlInline[name]
		if isBreak || isInline {
			return true
		}
	}
	return false
}

// isMath says whether mathematics is marked in a cell.
func isMath(cell string) bool {
	return strings.Contains(cell, `\(`) || strings.Contains(cell, `\[`) || strings.Contains(cell, "[$") || strings.Count(cell, "$$") > 1
}

// text is a cell as a text of the course.
func (m *csvMaker) text(cell string) string { return markdown(m.plain(cell)) }

// markdown is plain text, in which mathematics may be marked, as a text of the
// course.
func markdown(plain string) string {
	if !isMath(plain) {
		return escape(plain)
	}
	return readMath(ankiMath.Replace(plain)).text
}

// make fills the item or says why there is none.
func (m *csvMaker) make() *refusal {
	for _, part := range []func() *refusal{m.checkRow, m.makeQuestion, m.makeAnswer} {
		if no := part(); no != nil {
			return no
		}
	}
	it := &m.item
	for _, hint := range m.cells("hint") {
		if text := m.text(hint); text != "" {
			it.Hints = append(it.Hints, course.Hint{Text: text})
		}
	}
	if explanation := m.text(m.cell("explanation")); explanation != "" {
		it.Explanation = explanation
	}
	for _, cell := range m.cells("info") {
		if info := m.text(cell); info != "" {
			it.Explanation += "\n\n" + info
		}
	}
	it.Tags = m.tags()
	m.readTier()
	it.Source = tidy(m.cell("source"))
	m.skill = m.skillName()
	m.name()
	return nil
}

// checkRow refuses rows that are not what the table's other rows are.
func (m *csvMaker) checkRow() *refusal {
	cells := m.row.cells
	for _, cell := range cells {
		if len(cell) > csvMaxCell {
			return &refusal{fmt.Sprintf("a cell is longer than %d bytes", csvMaxCell), clip(cell)}
		}
	}
	for _, cell := range cells[min(m.width, len(cells)):] {
		if strings.TrimSpace(cell) != "" {
			return &refusal{"more cells than the table has columns: put a text with separators in quotes", clip(cell)}
		}
	}
	if len(cells) < 2 {
		return &refusal{"only one column: an answer must stand beside the question", clip(cells[0])}
	}
	licence, isNamed := readLicence(m.cell("licence"))
	if m.builder.opt.LicenceStrict && !isNamed {
		return &refusal{"no licence named", ""}
	}
	if licence != m.builder.course.Licence {
		m.item.Licence = licence
	}
	for role, columns := range m.columns.by {
		for _, i := range columns {
			switch {
			case i >= len(cells) || role == "alike":
			case hasImage(cells[i]):
				return &refusal{noFigure, clip(cells[i])}
			case strings.Contains(cells[i], mistaken):
				return &refusal{"the spreadsheet made a date of a cell, or failed to calculate it: format the cell as text and type it again", clip(m.cell("question") + m.cell("term"))}
			}
		}
	}
	return nil
}

// makeQuestion asks the question, or asks for what belongs to a term.
func (m *csvMaker) makeQuestion() *refusal {
	raw := m.cell("question")
	isTerm := raw == "" && len(m.columns.by["question"]) == 0
	if isTerm {
		raw = m.cell("term")
	}
	text := m.text(raw)
	switch {
	case text == "":
		return &refusal{"empty question", ""}
	case ankiCloze.MatchString(raw):
		return &refusal{"cloze deletions are not read from a table", clip(raw)}
	}
	m.item.Question, m.subject = text, m.plain(raw)
	if isTerm {
		m.item.Question = m.askFor(text)
	}
	return nil
}

// askFor makes a question of a term. In a language other than English the term
// stands alone: the sentence around it would be in the wrong one.
func (m *csvMaker) askFor(term string) string {
	const longest = 60 // bytes; anything longer is a question by itself
	isQuestion := strings.HasSuffix(term, "?") || strings.HasSuffix(term, "？") || strings.HasSuffix(term, "…") || len(term) > longest || strings.Contains(term, "\n")
	switch asks := m.columns.asks; {
	case asks != "":
		return fmt.Sprintf("**%s**: %s?", strings.ReplaceAll(term, "\n", " "), escape(wordIn(asks, m.language)))
	case isQuestion || !isEnglish(m.language):
		return term
	}
	return fmt.Sprintf("What goes with **%s**?", term)
}

// makeAnswer finds out how the row is answered.
func (m *csvMaker) makeAnswer() *refusal {
	raw := m.cell("answer")
	if options := m.options(); len(options) > 0 {
		return m.makeChoice(raw, options)
	}
	it, answer := &m.item, m.plain(raw)
	shown := markdown(answer)
	if shown == "" {
		return &refusal{"empty answer", ""}
	}
	it.Explanation = theAnswerIs(m.language, shown)
	q, isNumber := readNumber(decimalPoint(answer))
	switch {
	case isMath(raw), ankiCloze.MatchString(raw):
		it.Kind, it.Model = course.Free, shown
	case isNumber:
		it.Kind, it.Answer, it.Units = course.Number, q.answer, q.units
	case strings.EqualFold(answer, "true"), strings.EqualFold(answer, "false"):
		it.Kind, it.Answer = course.TrueFalse, strings.ToLower(answer)
		it.Explanation = theAnswerIs(m.language, it.Answer)
	case isLong(answer):
		it.Kind, it.Model = course.Free, shown
	default:
		it.Kind, it.Answer = course.Text, strings.Join(strings.Fields(answer), " ")
		m.accept()
		m.acceptShort()
	}
	return nil
}

var (
	commaDecimal  = regexp.MustCompile(`^-?(?:\d+,(?:\d{1,2}|\d{4,})|\d{1,3}(?:\.\d{3})+,\d+)$`)
	dotsThousands = regexp.MustCompile(`^-?\d{1,3}(?:\.\d{3}){2,}$`)
)

// decimalPoint reads a comma as a decimal one, and dots as those of thousands,
// where they can be nothing else.
func decimalPoint(s string) string {
	if commaDecimal.MatchString(s) || dotsThousands.MatchString(s) {
		return strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1)
	}
	return s
}

// isLong says whether an answer is too long to be typed word for word. Scripts
// that write no spaces are counted by characters.
func isLong(answer string) bool {
	const longest = 80 // characters
	letters := 0
	for _, c := range answer {
		if unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
			letters++
		}
	}
	return len(strings.Fields(answer)) > csvLongAnswer || len([]rune(answer)) > longest || letters > 3*csvLongAnswer
}

// accept adds what the table says is right as well.
func (m *csvMaker) accept() {
	it := &m.item
	seen := map[string]bool{alike(it.Answer): true}
	for _, cell := range m.cells("accept") {
		for _, other := range cutList(m.plain(cell)) {
			if !seen[alike(other)] {
				seen[alike(other)] = true
				it.Accept = append(it.Accept, other)
			}
		}
	}
}

// bracketTail finds a remark in brackets after an answer: "perro (m)".
var bracketTail = regexp.MustCompile(`^(.*[\pL\pN])(\s*)[(（][^()（）]+[)）]$`)

// short is an answer without the remark in brackets after it, or "". Brackets
// that touch a word of letters belong to it, as in f(x), but not where words
// are written without spaces.
func short(answer string) string {
	m := bracketTail.FindStringSubmatch(answer)
	if m == nil || len([]rune(m[1])) < 2 {
		return ""
	}
	if last, _ := utf8.DecodeLastRuneInString(m[1]); m[2] == "" && !unicode.In(last, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai) {
		return ""
	}
	return m[1]
}

// acceptShort lets learners leave out a remark in brackets, unless another row
// has an answer that differs in nothing else.
func (m *csvMaker) acceptShort() {
	it := &m.item
	if s := short(it.Answer); s != "" && m.builder.shorts[alike(s)] == 1 && !slices.Contains(it.Accept, s) {
		it.Accept = append(it.Accept, s)
		m.changes = append(m.changes, "what stands in brackets after an answer need not be typed")
	}
}

// cutList cuts a list in one cell at its lines, else at bars, else at
// semicolons.
func cutList(cell string) []string {
	var parts []string
	for _, separator := range []string{"\n", "|", ";"} {
		if strings.Contains(cell, separator) {
			parts = strings.Split(cell, separator)
			break
		}
	}
	if parts == nil {
		parts = []string{cell}
	}
	var out []string
	for _, part := range parts {
		if part = tidy(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// tags are the row's tags and the deck's, each once.
func (m *csvMaker) tags() []string {
	var out []string
	for _, cell := range append(m.cells("tags"), m.builder.table.tags) {
		hasSigns := strings.ContainsAny(cell, ",;") // else spaces part them, as in Anki
		for _, tag := range strings.FieldsFunc(cell, func(c rune) bool { return c == ',' || c == ';' || !hasSigns && unicode.IsSpace(c) }) {
			if tag = tidy(tag); tag != "" && !slices.Contains(out, tag) {
				out = append(out, tag)
			}
		}
	}
	return out
}

// csvTiers are the tiers by the words people write.
var csvTiers = map[string]int{
	"1": 1, "easy": 1, "beginner": 1, "low": 1,
	"2": 2, "medium": 2, "normal": 2, "intermediate": 2, "typical": 2,
	"3": 3, "hard": 3, "difficult": 3, "advanced": 3, "high": 3, "transfer": 3,
}

func (m *csvMaker) readTier() {
	said := strings.ToLower(tidy(m.cell("tier")))
	if said == "" {
		return
	}
	if m.item.Tier = csvTiers[said]; m.item.Tier == 0 {
		m.changes = append(m.changes, "the tier is none of 1, 2, 3: taken for 2")
	}
}

// name gives the item its ID: the table's own, or one made of the question, so
// that a mended answer or option keeps the learners' history. Of several
// questions in the same words all but the first are named by their options too.
func (m *csvMaker) name() {
	it := &m.item
	if own := tidy(m.cell("id")); own != "" {
		id := slug(own)
		if id != own {
			id = hash(own) // two IDs that differ in their signs must not become one
		}
		it.ID = m.builder.prefix() + id
		return
	}
	it.ID = m.builder.prefix() + hash(alike(m.subject))
	at, isTaken := m.builder.made[it.ID]
	if !isTaken || alikeOptions(it) == alikeOptions(&m.builder.course.Items[at]) {
		return
	}
	it.ID = m.builder.prefix() + hash(alike(m.subject)+"\x00"+alikeOptions(it)) // the same words, another question
}

// alikeOptions are the options of an item in no particular order or case.
func alikeOptions(it *course.Item) string {
	options := make([]string, len(it.Options))
	for i, o := range it.Options {
		options[i] = alike(o.Text)
	}
	slices.Sort(options)
	return strings.Join(options, "\x00")
}
