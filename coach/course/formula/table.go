package formula

import (
	"slices"
	"strings"
)

// layout says how the rows of an environment are written.
type layout struct {
	form                   form
	before, between, after string
}

// layouts of the environments that have more to them than lines.
var layouts = map[string]layout{
	"matrix":      {tableForm, "[", ", ", "]"},
	"bmatrix":     {tableForm, "[", ", ", "]"},
	"pmatrix":     {tableForm, "(", ", ", ")"},
	"Bmatrix":     {tableForm, "{", ", ", "}"},
	"vmatrix":     {tableForm, "| ", ", ", " |"},
	"Vmatrix":     {tableForm, "‖ ", ", ", " ‖"},
	"smallmatrix": {tableForm, "[", ", ", "]"},
	"array":       {tableForm, "", " | ", ""},
	"darray":      {tableForm, "", " | ", ""},
	"tabular":     {tableForm, "", " | ", ""},
	"cases":       {casesForm, "{ ", ", ", ""},
	"dcases":      {casesForm, "{ ", ", ", ""},
	"rcases":      {casesForm, "", ", ", " }"},
	"CD":          {pictureForm, "", " ", ""},
	"tikzcd":      {pictureForm, "", " ", ""},
	"tikzpicture": {pictureForm, "", " ", ""},
	"picture":     {pictureForm, "", " ", ""},
}

// takesColumns are the environments whose name a group of columns follows.
var takesColumns = map[string]bool{"array": true, "darray": true, "tabular": true, "alignat": true, "alignedat": true}

// environment reads to the \end of the environment just begun and writes its
// rows as lines.
func (p *mathParser) environment() piece {
	name := strings.TrimSuffix(p.rawArgument(), "*")
	if p.depth >= maxMathDepth {
		return piece{}
	}
	p.depth++
	defer func() { p.depth-- }()
	p.option()
	what := &made{environment: name}
	if takesColumns[name] {
		what.columnSpec = p.columnArgument()
	}
	return p.table(layoutOf(name), what)
}

func layoutOf(name string) layout {
	if shape, ok := layouts[name]; ok {
		return shape
	}
	return layout{form: linesForm, between: " "} // aligned equations: the & only says where to align
}

// columnArgument takes the group that describes columns, in which groups may
// stand, and returns what is in it: {r@{}l}.
func (p *mathParser) columnArgument() string {
	const longest = 200 // an unclosed brace must not be searched for to the end each time
	depth := 0
	for i := range min(len(p.rest), longest) {
		switch p.rest[i] {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth == 0 {
			if i == 0 {
				return ""
			}
			return p.take(i + 1)[1:i]
		}
	}
	return ""
}

// rules passes over the commands that rule a table before a row, and says
// whether there are any.
func (p *mathParser) rules() bool {
	isRuled := false
	for {
		rest := strings.TrimLeft(p.rest, " \t\n")
		if !slices.ContainsFunc(rulers, func(name string) bool { return isCommand(rest, name) }) {
			return isRuled
		}
		p.rest, isRuled = rest, true
		p.name()
	}
}

// rulers are the commands that rule a table from side to side.
var rulers = []string{"hline", "hdashline", "toprule", "midrule", "bottomrule"}

// table reads cells to the end of the environment or group they stand in, into
// what is known of the table.
func (p *mathParser) table(shape layout, what *made) piece {
	what.form = shape.form
	var (
		lines []string
		texts []string  // the cells of this line
		cells [][]piece // and what they were made of
	)
	for isOpen := true; isOpen; {
		if at := what.rowCount(); len(cells) == 0 && p.rules() && !slices.Contains(what.rowRules, at) {
			what.rowRules = append(what.rowRules, at)
		}
		cell := p.row()
		cells = append(cells, cell)
		texts = append(texts, strings.ReplaceAll(strings.TrimSpace(join(cell)), "\n", "; "))
		switch {
		case strings.HasPrefix(p.rest, "&"):
			p.rest = p.rest[1:]
			continue
		case strings.HasPrefix(p.rest, `\\`):
			p.rest = p.rest[2:]
			p.option() // extra space between rows
		case isCommand(p.rest, "end"):
			p.name()
			p.rawArgument()
			isOpen = false
		default: // a brace that closes the group around it, or the end
			isOpen = false
		}
		if line := shape.line(texts); line != "" {
			lines = append(lines, line)
			what.addCells(cells)
		}
		texts, cells = nil, nil
	}
	if shape.form == tableForm {
		what.base = shape.inOneLine(lines)
	}
	if len(lines) == 1 {
		return piece{text: lines[0], made: what}
	}
	return piece{text: strings.Join(lines, "\n"), kind: rows, made: what}
}

// maxCells is how many cells of a table are kept for speech and pictures; its
// line has them all. A wide first row above many short ones would need as many
// as both multiplied.
const maxCells = 4_000

// isFull says whether no further row has room in a table.
func (m *made) isFull() bool { return len(m.parts)+m.columns > maxCells }

// addCells adds a row of cells to a table. It has as many columns as the first
// row, so that one ragged row cannot make it large.
func (m *made) addCells(cells [][]piece) {
	if m.columns == 0 {
		m.columns = len(cells)
	}
	if m.isFull() {
		return
	}
	for len(cells) < m.columns {
		cells = append(cells, nil)
	}
	if extra := len(cells) - m.columns; extra > 0 { // what has no column of its own joins the last
		last := cells[m.columns-1]
		for _, cell := range cells[m.columns:] {
			last = append(append(last, piece{text: " ", kind: gap}), cell...)
		}
		cells = append(cells[:m.columns-1:m.columns-1], last)
	}
	m.parts = append(m.parts, cells...)
}

// rowCount is how many rows a table has.
func (m *made) rowCount() int {
	if m.columns == 0 {
		return 0
	}
	return len(m.parts) / m.columns
}

// line writes one row; nothing for one with nothing in it.
func (l layout) line(cells []string) string {
	if strings.Join(cells, "") == "" {
		return ""
	}
	if l.form == casesForm {
		cells = withoutEmpty(cells)
		for i, cell := range cells[:len(cells)-1] { // "x², if": one comma is enough
			cells[i] = strings.TrimRight(cell, ", ")
		}
	}
	return strings.TrimSpace(l.before + strings.Join(cells, l.between) + l.after)
}

// inOneLine writes the rows of a table one after the other, for where another
// part of the formula has to stand beside it: [1, 2; 3, 4].
func (l layout) inOneLine(lines []string) string {
	inner := make([]string, len(lines))
	for i, line := range lines {
		line = strings.TrimPrefix(line, strings.TrimSpace(l.before))
		inner[i] = strings.TrimSpace(strings.TrimSuffix(line, strings.TrimSpace(l.after)))
	}
	return l.before + strings.Join(inner, "; ") + l.after
}

func withoutEmpty(cells []string) []string {
	var kept []string
	for _, c := range cells {
		if c != "" {
			kept = append(kept, c)
		}
	}
	return kept
}
