package formula

// How marks over, under and through something are drawn, by the combining
// character that the parser has for them.
const (
	overBar    = "\u0305"
	overMacron = "\u0304"
	underBar   = "\u0332"
	crossedOut = "\u0336"
)

// longAccents grow with what they stand over, and are drawn by these signs, which
// are no combining ones and stand on the line.
var longAccents = map[string]rune{
	"\u20d7": '→', "\u20d6": '←', "\u20e1": '↔', "\u20ef": '→', "\u0311": '⏜',
}

// isUnder are the marks that stand under something.
var isUnder = map[string]bool{underBar: true, "\u20ef": true, "\u0330": true}

// accented draws a mark over, under or through a row.
func (t *typesetter) accented(sign string, inside []piece, s style) box {
	base := t.row(inside, s)
	thickness := t.sized(t.measures.barThickness, s)
	gap := t.sized(t.measures.barGap, s)
	b := base
	b.marks = append([]mark(nil), base.marks...)
	switch sign {
	case overBar, overMacron:
		b.bar(base.lean/2, base.up+gap, base.width, thickness)
		b.up += thickness
		return b
	case underBar:
		b.bar(0, -base.down-gap-thickness, base.width, thickness)
		return b
	case crossedOut:
		stroke := box{width: base.width + base.lean, up: base.height()}
		stroke.marks = []mark{{width: stroke.width, height: stroke.up, isStroke: true}}
		b.put(stroke, 0, -base.down)
		return b
	}
	over := t.accentSign(sign, base, s)
	if len(over.marks) == 0 {
		return b
	}
	left := base.accent - over.width/2
	shift := max(0, -left) // a wide mark on a narrow letter
	var out box
	out.put(base, shift, 0)
	if isUnder[sign] {
		out.put(over, left+shift, -base.down-gap/2-over.up)
	} else {
		out.put(over, left+shift, base.up+gap/2+over.down)
	}
	out.accent, out.lean = base.accent+shift, base.lean
	return out
}

// accentSign is a mark by itself, its left end and its lower end at the origin.
func (t *typesetter) accentSign(sign string, base box, s style) box {
	c, isLong := longAccents[sign]
	if !isLong {
		c = []rune(sign)[0]
	}
	g := t.glyphOf(c)
	if t.err != nil {
		return box{}
	}
	smaller := s
	if isLong {
		smaller.scripts = 2 // an arrow on the line is too heavy above a letter
		if natural := t.glyph(g, smaller); natural.width < base.width {
			return t.onOrigin(t.stretched(g, base.width, false, smaller))
		}
		return t.onOrigin(t.glyph(g, smaller))
	}
	// The widest that is no wider than what it stands over.
	best := g
	grows := t.growthOf(g, false)
	for i, wider := range grows.sizes {
		if t.sized(grows.lengths[i], s) <= base.width {
			best = wider
		}
	}
	return t.onOrigin(t.glyph(best, s))
}

// onOrigin moves the ink of a box to its origin and makes the box as large as it.
func (t *typesetter) onOrigin(b box) box {
	left, right, down, up := t.inkOf(b)
	var moved box
	moved.put(b, -left, -down)
	moved.width, moved.up, moved.down = right-left, up-down, 0
	return moved
}

// inkOf is the least rectangle around what is drawn; y is upward.
func (t *typesetter) inkOf(b box) (left, right, down, up int) {
	for i, m := range b.marks {
		l, r, d, u := t.inkOfMark(m)
		if i == 0 {
			left, right, down, up = l, r, d, u
		}
		left, right, down, up = min(left, l), max(right, r), min(down, d), max(up, u)
	}
	return left, right, down, up
}

func (t *typesetter) inkOfMark(m mark) (left, right, down, up int) {
	if m.glyph == 0 {
		return m.x, m.x + m.width, m.y, m.y + m.height
	}
	e, err := t.extentOf(&t.buf, m.glyph)
	if err != nil {
		t.fail(err)
	}
	return m.x + e.left*m.percent/100, m.x + e.right*m.percent/100, m.y + e.down*m.percent/100, m.y + e.up*m.percent/100
}

// arrow draws an arrow as long as what is written over it.
func (t *typesetter) arrow(sign string, above []piece, s style) box {
	label := t.row(above, s.script())
	g := t.glyphOf([]rune(sign)[0])
	if t.err != nil {
		return box{}
	}
	arrow := t.glyph(g, s)
	if wanted := label.width + t.sized(emSpace, s); arrow.width < wanted {
		arrow = t.stretched(g, wanted, false, s)
	}
	b := arrow
	b.marks = append([]mark(nil), arrow.marks...)
	b.put(label, (arrow.width-label.width)/2, arrow.up+t.sized(t.measures.upperLimitGapMin, s)/2+label.down)
	return b
}

// brace draws a brace over or under a row; over it, unless the parser says under.
func (t *typesetter) brace(m *made, s style) box {
	inside := t.row(m.parts[0], s.inLine())
	c, isBelow := braces[m.base].sign, braces[m.base].isBelow
	if c == 0 {
		c = '⏞'
	}
	g := t.glyphOf(c)
	if t.err != nil {
		return box{}
	}
	sign := t.onOrigin(t.stretched(g, inside.width, false, s))
	gap := t.sized(t.measures.barGap, s)
	var b box
	width := max(sign.width, inside.width)
	b.put(inside, (width-inside.width)/2, 0)
	if isBelow {
		b.put(sign, (width-sign.width)/2, -inside.down-gap-sign.up)
	} else {
		b.put(sign, (width-sign.width)/2, inside.up+gap)
	}
	b.accent = b.width / 2
	return b
}

// braces are the long braces and brackets, by the command that makes them.
var braces = map[string]struct {
	sign    rune
	isBelow bool
}{
	"overbrace": {'⏞', false}, "underbrace": {'⏟', true}, "overbracket": {'⎴', false}, "underbracket": {'⎵', true},
}
