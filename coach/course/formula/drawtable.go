package formula

import "slices"

// Room in tables, in thousandths of the size.
const (
	columnGap  = 900
	caseGap    = 1000
	pairGap    = 1500 // between two equations on one line
	rowGap     = 200
	caseRowGap = 350
	tablePad   = 100 // between brackets and what is in them
	lineGap    = 350 // between lines of a derivation
	strutAbove = 720 // every row has at least the room of a high letter
	strutBelow = 250
	ruleRoom   = 120 // between a row and a rule
	frameRoom  = 200
	sideRoom   = 300 // between a column and a rule at the side
)

// tableLook is how an environment looks.
type tableLook struct {
	left, right rune // brackets around it, 0 for none
	isSmall     bool
	isDisplay   bool // its cells are formulas that stand by themselves
	align       string
}

// tableLooks are the looks of the environments that have more to them than
// columns in their middle. The last letter of align goes on for the columns after it.
var tableLooks = map[string]tableLook{
	"pmatrix": {left: '(', right: ')', align: "c"}, "bmatrix": {left: '[', right: ']', align: "c"}, "Bmatrix": {left: '{', right: '}', align: "c"},
	"vmatrix": {left: '|', right: '|', align: "c"}, "Vmatrix": {left: '‖', right: '‖', align: "c"}, "smallmatrix": {isSmall: true, align: "c"},
	"cases": {left: '{', align: "l"}, "dcases": {left: '{', isDisplay: true, align: "l"}, "rcases": {right: '}', align: "l"},
	"gather": {isDisplay: true, align: "c"}, "gathered": {isDisplay: true, align: "c"}, "multline": {isDisplay: true, align: "l"},
	"eqnarray": {isDisplay: true, align: "rcl"}, "equation": {isDisplay: true, align: "l"},
}

// lookOf returns how a table looks.
func lookOf(m *made) tableLook {
	look, ok := tableLooks[m.environment]
	switch {
	case ok:
	case m.form == linesForm:
		look = tableLook{isDisplay: true}
	default:
		look.align = "c"
	}
	return look
}

// columnsOf reads the columns an array asks for, {r|cc}: the alignment of each,
// and before which of them, or after the last, a rule stands.
func columnsOf(spec string) (align string, rules []int) {
	depth := 0
	for _, c := range spec {
		switch {
		case c == '{':
			depth++
		case c == '}':
			depth--
		case depth > 0: // the width of a column, or what stands between two
		case c == '|':
			rules = append(rules, len(align))
		case c == 'l' || c == 'c' || c == 'r':
			align += string(c)
		case c == 'p' || c == 'm' || c == 'X':
			align += "l"
		}
	}
	return align, rules
}

// alignOf is how a column is aligned. Aligned equations alternate: what is left
// of the sign ends at it, what is right of it begins there.
func (l tableLook) alignOf(column int) byte {
	switch {
	case l.align == "" && column%2 == 0:
		return 'r'
	case l.align == "":
		return 'l'
	case column < len(l.align):
		return l.align[column]
	}
	return l.align[len(l.align)-1]
}

// table lays out a matrix, a case distinction or aligned equations.
func (t *typesetter) table(m *made, s style) box {
	if m.isFull() { // rows may be missing
		t.fail(errTooLarge)
		return box{}
	}
	look := lookOf(m)
	var rules []int
	if align, found := columnsOf(m.columnSpec); align != "" {
		look.align, rules = align, found
	}
	inner := s.inLine()
	inner.isDisplay = look.isDisplay && s.scripts == 0
	inner.isUpright = s.isUpright || m.environment == "tabular"
	if look.isSmall {
		inner = s.script()
	}
	grid := t.grid(m, look, inner)
	cells := grid.box(t, rules, m.rowRules, inner)
	if m.form != tableForm {
		return t.enclosed(cells, look.left, look.right, s)
	}
	var padded box
	padded.put(cells, t.sized(tablePad, s), 0)
	padded.width += t.sized(tablePad, s)
	padded.up, padded.down = cells.up, cells.down
	return t.enclosed(padded, look.left, look.right, s)
}

// framed draws a frame around a box.
func (t *typesetter) framed(inside box, s style) box {
	room, thickness := t.sized(frameRoom, s), t.sized(t.measures.ruleThickness, s)
	var b box
	b.put(inside, room, 0)
	width, bottom, height := inside.width+inside.lean+2*room, -inside.down-room, inside.height()+2*room
	for _, y := range []int{bottom, bottom + height - thickness} {
		b.bar(0, y, width, thickness)
	}
	for _, x := range []int{0, width - thickness} {
		b.bar(x, bottom, thickness, height)
	}
	b.accent = width / 2
	return b
}

// grid is a table whose cells are laid out.
type grid struct {
	cells   []box // row by row
	align   []byte
	columns int
	widths  []int // of the columns
	gaps    []int // after the columns
	ups     []int // of the rows
	downs   []int
	rowGap  int
}

func (t *typesetter) grid(m *made, look tableLook, s style) grid {
	count := m.rowCount()
	g := grid{
		cells: make([]box, 0, len(m.parts)), columns: m.columns, rowGap: t.sized(rowGap, s),
		align: make([]byte, m.columns), widths: make([]int, m.columns), gaps: make([]int, m.columns),
		ups: make([]int, count), downs: make([]int, count),
	}
	for j := range m.columns {
		g.align[j] = look.alignOf(j)
		switch {
		case m.form == casesForm:
			g.gaps[j] = t.sized(caseGap, s)
		case m.form == linesForm && look.align == "" && j%2 == 1:
			g.gaps[j] = t.sized(pairGap, s)
		case m.form == linesForm:
		default:
			g.gaps[j] = t.sized(columnGap, s)
		}
	}
	switch m.form {
	case linesForm:
		g.rowGap = t.sized(lineGap, s)
	case casesForm:
		g.rowGap = t.sized(caseRowGap, s)
	}
	for i := range count {
		g.ups[i], g.downs[i] = t.sized(strutAbove, s), t.sized(strutBelow, s)
		for j := range m.columns {
			cell := t.cell(m, i, j, s)
			g.cells = append(g.cells, cell)
			g.widths[j] = max(g.widths[j], cell.width+cell.lean)
			g.ups[i], g.downs[i] = max(g.ups[i], cell.up), max(g.downs[i], cell.down)
		}
	}
	return g
}

// cell lays out a cell. In aligned equations the sign that a cell begins with
// stands to what is left of it as on one line.
func (t *typesetter) cell(m *made, i, j int, s style) box {
	row := m.parts[i*m.columns+j]
	if len(row) == 0 {
		return box{}
	}
	if m.form != linesForm || j == 0 {
		return t.row(row, s)
	}
	lines := t.lines(row, s)
	lines[0] = append([]atom{{}}, lines[0]...)
	boxes := make([]box, len(lines))
	for i, line := range lines {
		boxes[i] = t.line(line, s)
	}
	return t.stacked(boxes, s)
}

// box puts the cells into their places, with rules before columns and rows, and
// the middle of it all on the axis.
func (g grid) box(t *typesetter, columnRules, rowRules []int, s style) box {
	var b box
	thickness, room, sideRoom := t.sized(t.measures.ruleThickness, s), t.sized(ruleRoom, s), t.sized(sideRoom, s)
	starts := make([]int, g.columns+1)
	for j := range g.columns {
		starts[j+1] = starts[j] + g.widths[j] + g.gaps[j]
	}
	width := 0
	if g.columns > 0 {
		width = starts[g.columns] - g.gaps[g.columns-1]
	}
	left, right := 0, width // of the rules between rows
	if slices.Contains(columnRules, 0) {
		left = -sideRoom
	}
	if slices.Contains(columnRules, g.columns) {
		right = width + sideRoom
	}
	b.width = right - left
	y, next := 0, 0
	ruleAbove := func(i int) { // the rule before a row, or after the last
		for ; next < len(rowRules) && rowRules[next] <= i; next++ {
			if i > 0 {
				y -= room
			}
			b.bar(0, y-thickness, b.width, thickness)
			y -= thickness
			if i < len(g.ups) {
				y -= room
			}
		}
	}
	for i := range g.ups {
		isRuled := next < len(rowRules) && rowRules[next] <= i
		ruleAbove(i)
		if i > 0 && !isRuled {
			y -= g.rowGap
		}
		y -= g.ups[i]
		for j := range g.columns {
			cell := g.cells[i*g.columns+j]
			x := starts[j] - left
			switch free := g.widths[j] - cell.width - cell.lean; g.align[j] {
			case 'c':
				x += free / 2
			case 'r':
				x += free
			}
			b.put(cell, x, y)
		}
		y -= g.downs[i]
	}
	ruleAbove(len(g.ups))
	b.up, b.down = 0, -y
	for _, at := range columnRules {
		x := b.width - thickness
		switch {
		case at <= 0:
			x = 0
		case at < g.columns:
			x = starts[at] - left - (g.gaps[at-1]+thickness)/2
		}
		b.bar(x, y, thickness, -y)
	}
	b.up, b.down = 0, -y
	return b.centred(t.axis(s))
}
