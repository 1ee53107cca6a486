package formula

import (
	"strings"
	"unicode"
)

// piece lays out a piece with its scripts.
func (t *typesetter) piece(x piece, s style) box {
	if x.made == nil {
		return t.text(x.text, x.kind, s)
	}
	base := t.bare(x, s)
	isOverAndUnder := x.made.form == braceForm || isStacked(x.made.scripts) ||
		x.kind == bounded && s.isDisplay && !strings.ContainsAny(x.made.base, integrals)
	if isOverAndUnder {
		return t.withLimits(base, x.made.scripts, s)
	}
	return t.withScripts(base, x, s)
}

// integrals have their bounds at their side.
const integrals = "∫∬∭⨌∮"

// bare lays out a piece without its scripts.
func (t *typesetter) bare(x piece, s style) box {
	switch m := x.made; m.form {
	case fractionForm:
		return t.fraction(m.parts[0], m.parts[1], s)
	case chooseForm:
		return t.choose(m.parts[0], m.parts[1], s)
	case rootForm:
		return t.root(m.parts[0], m.parts[1], s)
	case accentForm:
		return t.accented(m.base, m.parts[0], s)
	case arrowForm:
		return t.arrow(m.base, m.parts[0], s)
	case moduloForm:
		inside := append([]piece{{text: "("}, {text: "mod "}}, m.parts[0]...)
		var b box
		b.put(t.row(append(inside, piece{text: ")"}), s), t.sized(wordSpace, s), 0)
		return b
	case tableForm, casesForm, linesForm:
		return t.table(m, s)
	case braceForm:
		return t.brace(m, s)
	case pictureForm:
		t.fail(errIsDiagram)
		return box{}
	default:
		return t.text(m.base, x.kind, s)
	}
}

// text lays out the characters of one piece. A letter by itself is slanted, as
// what stands for a number is; words, names and numbers are upright.
func (t *typesetter) text(text string, kind pieceKind, s style) box {
	runes := []rune(text)
	if kind == bounded && len(runes) == 1 {
		return t.bigOperator(runes[0], s)
	}
	isUpright := s.isUpright || kind == words || kind == function || kind == bounded || kind == operator || len(runes) > 1 && isWord(strings.TrimSpace(text))
	var atoms []atom
	for _, c := range runes {
		switch {
		case string(c) == emGap:
			atoms = append(atoms, atom{box: box{width: t.sized(emSpace, s)}})
			continue
		case c == '＿':
			var blank box
			blank.bar(0, -t.sized(blankDrop, s), t.sized(blankWidth, s), t.sized(t.measures.ruleThickness, s))
			atoms = append(atoms, atom{box: blank})
			continue
		case unicode.IsSpace(c):
			atoms = append(atoms, atom{box: box{width: t.sized(wordSpace, s)}})
			continue
		case !isUpright:
			c = slanted(c)
		}
		atoms = append(atoms, atom{box: t.glyph(t.glyphOf(c), s)})
	}
	return t.line(atoms, s)
}

// The line of a blank to be filled in, in units.
const blankWidth, blankDrop = 500, 150

// slanted returns the slanted form of a letter, from Unicode's mathematical
// alphabets. Greek capitals are upright, as is the custom.
func slanted(c rune) rune {
	switch {
	case c == 'h':
		return 'ℎ' // which Unicode had before the others
	case 'A' <= c && c <= 'Z':
		return '𝐴' + c - 'A'
	case 'a' <= c && c <= 'z':
		return '𝑎' + c - 'a'
	case 'α' <= c && c <= 'ω':
		return '𝛼' + c - 'α'
	}
	return c
}

// bigOperator is ∑, ∫ and their like: larger where the formula stands by itself.
func (t *typesetter) bigOperator(c rune, s style) box {
	g := t.glyphOf(c)
	if !s.isDisplay || t.err != nil {
		return t.glyph(g, s).centred(t.axis(s))
	}
	return t.stretched(g, t.sized(t.measures.displayOperatorMinHeight, s), true, s).centred(t.axis(s))
}

// scriptRows gathers what stands below and above. Primes, which the font has
// at their height already, come by their number.
func scriptRows(scripts []script) (lower, upper []piece, primes int) {
	for _, script := range scripts {
		switch text := textOf(script.row); {
		case !script.isUpper:
			lower = append(lower, script.row...)
		case text != "" && strings.Trim(text, "′") == "":
			primes += strings.Count(text, "′")
		default:
			upper = append(upper, script.row...)
		}
	}
	return lower, upper, primes
}

// withScripts puts a piece's scripts at the end of its base.
func (t *typesetter) withScripts(base box, x piece, s style) box {
	if x.made == nil || len(x.made.scripts) == 0 {
		return base
	}
	lower, upper, primes := scriptRows(x.made.scripts)
	m := &t.measures
	b := base
	b.marks = append([]mark(nil), base.marks...)
	for range primes {
		b.put(t.glyph(t.glyphOf('′'), s), b.width+b.lean, 0)
		b.lean = 0
	}
	var low, high box
	var down, up int
	if lower != nil {
		low = t.row(lower, s.script())
		down = max(t.sized(m.subscriptShiftDown, s), base.down+t.sized(m.subscriptBaselineDropMin, s), low.up-t.sized(m.subscriptTopMax, s))
	}
	if upper != nil {
		high = t.row(upper, s.script())
		up = max(t.sized(m.superscriptShiftUp, s), base.up-t.sized(m.superscriptBaselineDropMax, s), high.down+t.sized(m.superscriptBottomMin, s))
	}
	if lower != nil && upper != nil {
		if gap := up - high.down + down - low.up; gap < t.sized(m.subSuperscriptGapMin, s) {
			up += t.sized(m.subSuperscriptGapMin, s) - gap
		}
	}
	after := b
	right, foot := b.width+b.lean, base.width
	if strings.ContainsAny(x.ownText(), integrals) { // its foot is left of its head, where its width ends
		right, foot = b.width, base.width-base.lean
	}
	if lower != nil {
		after.put(low, foot, -down)
	}
	if upper != nil {
		after.put(high, right, up)
	}
	if lower != nil || upper != nil {
		after.lean = 0
		after.width += t.sized(m.spaceAfterScript, s)
	}
	return after
}

// withLimits puts what stands above and below over and under the middle of a base.
func (t *typesetter) withLimits(base box, scripts []script, s style) box {
	lower, upper, primes := scriptRows(scripts)
	for range primes {
		upper = append(upper, piece{text: "′"})
	}
	m := &t.measures
	low, high := t.row(lower, s.script()), t.row(upper, s.script())
	width := max(base.width, low.width, high.width)
	var b box
	b.put(base, (width-base.width)/2, 0)
	b.down, b.up, b.lean = base.down, base.up, base.lean
	if upper != nil {
		rise := max(t.sized(m.upperLimitBaselineRiseMin, s), t.sized(m.upperLimitGapMin, s)+high.down)
		b.put(high, (width-high.width+base.lean)/2, base.up+rise)
	}
	if lower != nil {
		drop := max(t.sized(m.lowerLimitBaselineDropMin, s), t.sized(m.lowerLimitGapMin, s)+low.up)
		b.put(low, max(0, (width-low.width-base.lean)/2), -base.down-drop)
	}
	b.accent = b.width / 2
	return b
}

// fractionRoom is the room at either side of a fraction, in units.
const fractionRoom = 120

// orSquare shows an empty square where there is nothing, as for a number to be
// found.
func orSquare(row []piece) []piece {
	if len(withoutOuterGaps(row)) == 0 {
		return []piece{{text: "□"}}
	}
	return row
}

// fraction puts one row over another, with a bar between them.
func (t *typesetter) fraction(top, bottom []piece, s style) box {
	m := &t.measures
	above, below := t.row(orSquare(top), s.part()), t.row(orSquare(bottom), s.part())
	up, down, gapAbove, gapBelow := m.numeratorShiftUp, m.denominatorShiftDown, m.numeratorGapMin, m.denominatorGapMin
	if s.isDisplay {
		up, down, gapAbove, gapBelow = m.numeratorDisplayShiftUp, m.denominatorDisplayShiftDown, m.numeratorDisplayGapMin, m.denominatorDisplayGapMin
	}
	axis, thickness := t.axis(s), t.sized(m.ruleThickness, s)
	rise := max(t.sized(up, s), axis+thickness/2+t.sized(gapAbove, s)+above.down)
	drop := max(t.sized(down, s), thickness/2+t.sized(gapBelow, s)+below.up-axis)
	room := t.sized(fractionRoom, s)
	inner := max(above.width+above.lean, below.width+below.lean) + room
	var b box
	b.bar(room/2, axis-thickness/2, inner, thickness)
	b.put(above, room/2+(inner-above.width)/2, rise)
	b.put(below, room/2+(inner-below.width)/2, -drop)
	b.width = inner + room
	b.accent = b.width / 2
	return b
}

// choose is a choice of k from n: one over the other, in brackets.
func (t *typesetter) choose(n, k []piece, s style) box {
	above, below := t.row(orSquare(n), s.part()), t.row(orSquare(k), s.part())
	gap := t.sized(t.measures.stackGapMin, s)
	if s.isDisplay {
		gap = t.sized(t.measures.stackDisplayGapMin, s)
	}
	width := max(above.width, below.width)
	axis := t.axis(s)
	var inside box
	inside.put(above, (width-above.width)/2, axis+gap/2+above.down)
	inside.put(below, (width-below.width)/2, axis-gap/2-below.up)
	return t.enclosed(inside, '(', ')', s)
}

// enclosed puts a box between brackets as high as it is; 0 stands for none.
func (t *typesetter) enclosed(inside box, left, right rune, s style) box {
	height := t.bracketHeight(inside, s)
	var b box
	if left != 0 {
		b.put(t.grown(left, height, s), 0, 0)
	}
	b.put(inside, b.width, 0)
	if right != 0 {
		b.put(t.grown(right, height, s), b.width, 0)
	}
	b.accent = b.width / 2
	return b
}

// degreeLift raises the index of a root above where the font wants it, which is
// in the hook of its tallest signs.
const degreeLift = 130

// root puts a root sign around a row, and an index into its corner.
func (t *typesetter) root(index, inside []piece, s style) box {
	m := &t.measures
	body := t.row(orSquare(inside), s)
	gap, thickness := t.sized(m.radicalGap, s), t.sized(m.radicalThickness, s)
	if s.isDisplay {
		gap = t.sized(m.radicalDisplayGap, s)
	}
	wanted := body.height() + gap + thickness
	g := t.glyphOf('√')
	sign := t.glyph(g, s)
	if sign.height() < wanted && t.err == nil {
		sign = t.stretched(g, wanted, true, s)
	}
	gap += max(0, sign.height()-wanted) / 2
	top := body.up + gap + thickness
	var b box
	at := 0
	if text := textOf(index); text != "" && text != "2" {
		degree := t.row(index, style{2, false, s.isUpright})
		bottom := top - sign.height() + sign.height()*m.radicalRaisedPercent/100 + t.sized(degreeLift, s)
		at = max(0, t.sized(m.radicalKernBeforeDegree, s)+degree.width+t.sized(m.radicalKernAfterDegree, s))
		b.put(degree, max(0, at-t.sized(m.radicalKernAfterDegree, s)-degree.width), bottom+degree.down)
	}
	b.put(sign, at, top-sign.up)
	at += sign.width
	b.bar(at, top-thickness, body.width+body.lean+t.sized(thinSpace, s)/2, thickness)
	b.put(body, at, 0)
	b.up += thickness // air above the bar
	b.accent = b.width / 2
	return b
}
