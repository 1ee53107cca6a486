package formula

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// class is what decides the room between two neighbours on a line, as in "The
// TeXbook", chapter 18.
type class int

const (
	ordClass   class = iota // a letter, a number, a root
	opClass                 // sin, ∑
	binClass                // + between two things
	relClass                // =, ≤, →
	openClass               // a bracket that opens
	closeClass              // a bracket that closes
	punctClass              // a comma
	innerClass              // a fraction
)

// Room between neighbours, in thousandths of the size.
const (
	thinSpace  = 167
	mediumRoom = 222
	thickRoom  = 278
	wordSpace  = 250
	emSpace    = 1000
)

// rooms are the rooms between a class, by row, and the one after it: nothing,
// thin, medium or thick. A capital letter stands for one that scripts go without.
var rooms = [...]string{
	ordClass:   "-tMK---T",
	opClass:    "tt-K---T",
	binClass:   "MM--M--M",
	relClass:   "KK--K--K",
	openClass:  "--------",
	closeClass: "-tMK---T",
	punctClass: "TT-TTTTT",
	innerClass: "TtMKT-TT",
}

// between is the room between two neighbours.
func (t *typesetter) between(a, b class, s style) int {
	units := 0
	letter := rooms[a][b]
	switch letter {
	case 't', 'T':
		units = thinSpace
	case 'M':
		units = mediumRoom
	case 'K':
		units = thickRoom
	}
	if s.scripts > 0 && unicode.IsUpper(rune(letter)) {
		return 0
	}
	return t.sized(units, s)
}

// atom is an element of a line.
type atom struct {
	box
	class class
	room  int  // before it, as the author gave it
	words bool // prose, which has its spaces with it

	isIndent bool // what a broken line goes on after
}

// row lays out a row of pieces, or several lines where it is broken.
func (t *typesetter) row(row []piece, s style) box {
	lines := t.lines(row, s)
	boxes := make([]box, len(lines))
	for i, line := range lines {
		boxes[i] = t.line(line, s)
	}
	return t.stacked(boxes, s)
}

// lines are the elements of each line of a row.
func (t *typesetter) lines(row []piece, s style) [][]atom {
	row = speaker{}.wholeWords(row)
	var lines [][]atom
	for start := 0; start <= len(row); {
		end := start
		for end < len(row) && row[end].kind != lineBreak {
			end++
		}
		lines = append(lines, t.atoms(row[start:end], s))
		start = end + 1
	}
	return lines
}

// stacked puts lines one below the other, their middle on the axis if there is
// more than one.
func (t *typesetter) stacked(lines []box, s style) box {
	if len(lines) == 1 {
		return lines[0]
	}
	var all box
	y := 0
	for i, line := range lines {
		if i > 0 {
			y -= line.up + t.sized(lineGap, s)
		}
		all.put(line, 0, y)
		y -= line.down
	}
	return all.centred(t.axis(s))
}

// line puts elements side by side.
func (t *typesetter) line(atoms []atom, s style) box {
	var b box
	for i, a := range t.spaced(atoms, s) {
		x := b.width + a.room
		b.put(a.box, x, 0)
		if i < len(atoms)-1 { // or a script of what leans would stand too far out
			b.width = max(b.width, x+a.width+a.lean)
		} else {
			b.lean = a.lean
		}
	}
	if len(atoms) == 1 {
		b.accent = atoms[0].accent
	} else {
		b.accent = b.width / 2
	}
	return b
}

// spaced returns elements with all the room before each.
func (t *typesetter) spaced(atoms []atom, s style) []atom {
	out := make([]atom, len(atoms))
	copy(out, atoms)
	for i := range out { // a plus that stands between no two things is a sign
		if out[i].class != binClass {
			continue
		}
		if i == 0 || i == len(out)-1 {
			out[i].class = ordClass
			continue
		}
		switch out[i-1].class {
		case opClass, binClass, relClass, openClass, punctClass:
			out[i].class = ordClass
		}
		switch out[i+1].class {
		case relClass, closeClass, punctClass:
			out[i].class = ordClass
		}
	}
	for i := 1; i < len(out); i++ {
		if room := t.between(out[i-1].class, out[i].class, s); !out[i].words && !out[i-1].words || out[i].room == 0 {
			out[i].room += room
		}
	}
	if len(out) > 0 {
		out[0].room = 0
	}
	return out
}

// atoms are the elements of a line of pieces.
func (t *typesetter) atoms(row []piece, s style) []atom {
	var (
		atoms    []atom
		room     int
		partners = partnersIn(row)
	)
	add := func(b box, c class) {
		atoms = append(atoms, atom{box: b, class: c, room: room})
		room = 0
	}
	for i := 0; i < len(row) && t.err == nil; i++ {
		x := row[i]
		end, isPaired := partners[i]
		switch {
		case x.kind == gap && x.made != nil:
			unseen := t.row(x.made.parts[0], s)
			unseen.marks = nil
			add(unseen, ordClass)
		case x.kind == gap:
			room = max(room, t.gapRoom(row, i, s))
		case isPaired && isFrame(x) && t.depth < maxMathDepth:
			t.depth++
			add(t.framed(t.row(row[i+1:min(end, len(row))], s), s), ordClass)
			t.depth--
			if end < len(row) && row[end].made != nil {
				last := &atoms[len(atoms)-1]
				last.box = t.withScripts(last.box, row[end], s)
			}
			i = end
		case isPaired && t.depth < maxMathDepth:
			t.depth++
			inside := t.row(row[i+1:min(end, len(row))], s)
			t.depth--
			height := t.bracketHeight(inside, s)
			add(t.bracket(x, height, s), openClass)
			add(inside, ordClass)
			if end < len(row) {
				add(t.withScripts(t.bracket(row[end], height, s), row[end], s), closeClass)
			}
			i = end
		case x.kind == closing || isBar(x) && x.made != nil: // it closes what opened nowhere
			var before box
			for _, a := range atoms {
				before.up, before.down = max(before.up, a.up), max(before.down, a.down)
			}
			add(t.withScripts(t.bracket(x, t.bracketHeight(before, s), s), x, s), closeClass)
		case isAlone(x) && len(atoms) > 0 && isStacked(x.made.scripts):
			last := &atoms[len(atoms)-1]
			last.box = t.withLimits(last.box, x.made.scripts, s)
		default:
			if x.kind != words || x.made != nil {
				add(t.piece(x, s), classOf(x))
				break
			}
			last := ""
			for word := range strings.SplitAfterSeq(x.text, " ") { // so that a line can be broken there
				if word == "" || word == " " && strings.HasSuffix(last, " ") {
					continue // several spaces are one, as in LaTeX
				}
				last = word
				add(t.text(word, words, s), ordClass)
				atoms[len(atoms)-1].words = true
			}
		}
	}
	return atoms
}

// gapRoom is how wide the space at i of a row is. One that is typed counts
// beside words and between numbers; all others stand there by a command.
func (t *typesetter) gapRoom(row []piece, i int, s style) int {
	switch space := row[i].text; {
	case space == thinGap:
		return t.sized(thinSpace, s)
	case space == emGap:
		return t.sized(emSpace, s)
	case i == 0 || i == len(row)-1:
		return 0
	}
	before, after := row[i-1], row[i+1]
	switch {
	case before.kind == words && !strings.HasSuffix(before.text, " "), after.kind == words && !strings.HasPrefix(after.text, " "):
		return t.sized(wordSpace, s)
	case before.kind == number && after.kind == number, isLong(before) && isLong(after):
		return t.sized(wordSpace, s)
	}
	return 0
}

// isLong says whether a piece is a name or word of several letters.
func isLong(x piece) bool {
	return x.kind == ordinary && utf8.RuneCountInString(x.ownText()) > 1 && isWord(x.ownText())
}

func isBar(x piece) bool { return x.kind == ordinary && (x.ownText() == "|" || x.ownText() == "‖") }

// isFrame says whether a bracket stands for a frame around what is in it.
func isFrame(x piece) bool { return x.made != nil && x.made.environment == "boxed" }

// isAlone says whether a piece is scripts of nothing.
func isAlone(x piece) bool { return x.made != nil && x.made.form == single && x.made.base == "" }

func isStacked(scripts []script) bool {
	for _, script := range scripts {
		if script.isStacked {
			return true
		}
	}
	return false
}

// partnersIn finds for each bracket or bar that opens where it closes; the end
// of the row for a bracket that nothing closes.
func partnersIn(row []piece) map[int]int {
	partners := barPairs(row)
	if partners == nil {
		partners = make(map[int]int)
	}
	var open []int
	norm := -1 // where ‖ opened, within the same brackets
	for i, x := range row {
		switch {
		case x.kind == opening && (x.made == nil || isFrame(x)):
			open, norm = append(open, i), -1
		case x.kind == closing && len(open) > 0:
			partners[open[len(open)-1]] = i
			open, norm = open[:len(open)-1], -1
		case isBar(x) && x.ownText() == "‖" && norm < 0:
			norm = i
		case isBar(x) && x.ownText() == "‖":
			partners[norm], norm = i, -1
		}
	}
	for _, i := range open {
		partners[i] = len(row)
	}
	return partners
}

// bracketHeight is how high brackets around that are: as high as what is in
// them, its middle being theirs, but for a little that may stand out.
func (t *typesetter) bracketHeight(inside box, s style) int {
	const covered, shortfall = 90, 350 // percent; units
	axis := t.axis(s)
	height := 2 * max(inside.up-axis, inside.down+axis)
	return max(height*covered/100, height-t.sized(shortfall, s))
}

// bracket is a bracket at least that high.
func (t *typesetter) bracket(x piece, height int, s style) box {
	c, _ := utf8.DecodeRuneInString(x.ownText())
	return t.grown(c, height, s)
}

// classOf returns the class of a piece.
func classOf(x piece) class {
	text := x.ownText()
	switch x.kind {
	case fraction:
		return innerClass
	case operator:
		return binClass
	case relation:
		return relClass
	case opening:
		return openClass
	case closing:
		return closeClass
	case function, bounded:
		return opClass
	case separator:
		if text == "," || text == ";" {
			return punctClass
		}
	case sign:
		switch text {
		case "=", "≤", "≥", "≠":
			return relClass
		case "/":
			return ordClass
		}
		return binClass
	}
	return ordClass
}
