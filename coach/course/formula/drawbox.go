package formula

import (
	"errors"
	"fmt"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// box is a part of a formula laid out: what is drawn and the room it takes, in
// thousandths of the formula's size. Its origin is the left end of its baseline.
type box struct {
	width    int
	up, down int // the room above and below the baseline
	lean     int // how far what is at the end leans to the right over it
	accent   int // where an accent's middle belongs
	marks    []mark
}

// mark is something drawn: a glyph at its origin, or, where that is 0, a bar or
// a stroke from the lower left to the upper right.
type mark struct {
	x, y          int // y is upward
	glyph         sfnt.GlyphIndex
	percent       int // the glyph's size, of the formula's
	width, height int // of a bar or stroke
	isStroke      bool
}

// put draws another box into this one, at a place measured from its origin.
func (b *box) put(inner box, x, y int) {
	for _, m := range inner.marks {
		m.x, m.y = m.x+x, m.y+y
		b.marks = append(b.marks, m)
	}
	b.width = max(b.width, x+inner.width)
	b.up = max(b.up, inner.up+y)
	b.down = max(b.down, inner.down-y)
}

// bar draws a bar that stands on y.
func (b *box) bar(x, y, width, height int) {
	b.put(box{width: width, up: height, marks: []mark{{width: width, height: height}}}, x, y)
}

// height is how high a box is.
func (b *box) height() int { return b.up + b.down }

// centred moves a box up or down until its middle is at that height.
func (b box) centred(middle int) box {
	var moved box
	y := middle - (b.up-b.down)/2
	moved.put(b, 0, y)
	moved.up, moved.down = b.up+y, b.down-y
	moved.lean, moved.accent = b.lean, b.accent
	return moved
}

// style is how large and how loosely a part of a formula is set.
type style struct {
	scripts   int  // how deep in scripts: 0, 1, 2
	isDisplay bool // by itself, not within another part
	isUpright bool // in a table of words
}

// script is the style of what stands above or below the end of a piece.
func (s style) script() style { return style{min(s.scripts+1, 2), false, s.isUpright} }

// part is the style of what stands above or below a bar. However deep fractions
// nest, it gets no smaller than a script.
func (s style) part() style {
	if s.isDisplay {
		return s.inLine()
	}
	return style{max(s.scripts, 1), false, s.isUpright}
}

// inLine is the style of what has the line's size but not its room.
func (s style) inLine() style { return style{s.scripts, false, s.isUpright} }

// What a picture cannot show.
var (
	errTooLarge  = errors.New("this formula is too large for a picture; in two or three parts it can be shown")
	errIsDiagram = errors.New("this is a diagram made of LaTeX, which cannot be drawn here; a picture of it can be put into the text as a file")
)

// maxMarks bounds how much is drawn. No formula that fits into a picture has as
// many signs.
const maxMarks = 4_000

// typesetter lays a formula out. The first thing that cannot be done is in err;
// what comes after it is empty.
type typesetter struct {
	*face
	buf   sfnt.Buffer
	marks int
	depth int // of brackets, which nothing else bounds
	err   error
}

func (t *typesetter) fail(err error) {
	if t.err == nil {
		t.err = err
	}
}

// percent is the size of a style, of the formula's.
func (t *typesetter) percent(s style) int {
	switch s.scripts {
	case 0:
		return 100
	case 1:
		return t.measures.scriptPercent
	}
	return t.measures.scriptScriptPercent
}

// sized is a measure of the font, or a thousandth of its size, in a style.
func (t *typesetter) sized(units int, s style) int { return units * t.percent(s) / 100 }

// axis is the height at which bars of fractions and brackets have their middle.
func (t *typesetter) axis(s style) int { return t.sized(t.measures.axisHeight, s) }

// glyphOf finds the glyph of a character, or of what it is a form of: ₁ for 1.
func (t *typesetter) glyphOf(c rune) sfnt.GlyphIndex {
	g, err := t.font.GlyphIndex(&t.buf, c)
	if err == nil && g == 0 {
		for _, usual := range norm.NFKC.String(string(c)) {
			g, err = t.font.GlyphIndex(&t.buf, usual)
			break
		}
	}
	if err != nil || g == 0 {
		t.fail(fmt.Errorf("the font for formulas has no sign for %q; words in such letters are better outside the formula", c))
		return 0
	}
	return g
}

// glyph is a single glyph as a box.
func (t *typesetter) glyph(g sfnt.GlyphIndex, s style) box {
	if t.marks++; t.marks > maxMarks {
		t.fail(errTooLarge)
	}
	if g == 0 || t.err != nil {
		return box{}
	}
	e, err := t.extentOf(&t.buf, g)
	if err != nil {
		t.fail(err)
		return box{}
	}
	percent := t.percent(s)
	b := box{
		width: t.sized(e.width, s), up: t.sized(e.up, s), down: t.sized(-e.down, s),
		lean: t.sized(t.lean(g), s), accent: t.sized(e.width, s) / 2,
		marks: []mark{{glyph: g, percent: percent}},
	}
	if at, ok := t.accentPlace(g); ok {
		b.accent = t.sized(at, s)
	}
	return b
}

// grown is a sign at least as high as that, with its middle on the axis; as high
// as the font can make it if it cannot make it so high.
func (t *typesetter) grown(c rune, height int, s style) box {
	g := t.glyphOf(c)
	if natural := t.glyph(g, s); t.err != nil || natural.height() >= height {
		return natural.centred(t.axis(s))
	}
	return t.stretched(g, height, true, s).centred(t.axis(s))
}

// stretched is a glyph at least that long, upwards or sideways.
func (t *typesetter) stretched(g sfnt.GlyphIndex, length int, isUpward bool, s style) box {
	if length > usualLine*2 { // no picture is as high or wide
		t.fail(errTooLarge)
		return box{}
	}
	grows := t.growthOf(g, isUpward)
	wanted := length * 100 / t.percent(s)
	for i, larger := range grows.sizes {
		if grows.lengths[i] >= wanted {
			return t.glyph(larger, s)
		}
	}
	pieces, overlap := grows.together(wanted)
	if len(pieces) == 0 {
		if len(grows.sizes) > 0 {
			g = grows.sizes[len(grows.sizes)-1]
		}
		return t.glyph(g, s)
	}
	var b box
	at := 0
	for _, p := range pieces {
		inner := t.glyph(p.glyph, s)
		if isUpward {
			b.put(inner, 0, at+inner.down)
		} else {
			e, err := t.extentOf(&t.buf, p.glyph)
			if err != nil {
				t.fail(err)
			}
			b.put(inner, at-t.sized(e.left, s), 0)
		}
		at += t.sized(p.length-overlap, s)
	}
	return b
}
