package formula

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// Measures of pictures, in pixels. Phones show two or three for each point.
const (
	usualSize   = 40 // of the font, twice that of a message's words
	leastSize   = 24 // to which a formula may shrink that would not fit otherwise
	maxWidth    = 1600
	maxHeight   = 1200
	cardPadding = 28
)

// usualLine is where a line is broken that can be, in thousandths of the size:
// what is longer shrinks on a phone until it cannot be read.
const usualLine = 30_000

// PNG draws the formula in black on a white card with a margin, for nobody tells
// whether the client that shows it is light or dark, and a card can be read in
// both. It is at most 1600 by 1200 pixels, at twice the size of a message's
// words; long lines are broken before a sign, and what still doesn't fit is drawn
// smaller, down to three fifths. The same formula always makes the same bytes.
//
// The error is a sentence that can be shown: the formula is too large, it is a
// diagram, or the font lacks a sign of it. Then Line and Spoken say what it holds.
func (f Formula) PNG() ([]byte, error) {
	face, err := stix()
	if err != nil {
		return nil, err
	}
	t := &typesetter{face: face}
	b := t.formula(f.pieces)
	if t.err != nil {
		return nil, t.err
	}
	card, err := t.card(b)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, card); err != nil {
		return nil, fmt.Errorf("picture of a formula: %w", err)
	}
	return out.Bytes(), nil
}

// formula lays out a whole formula, its long lines broken.
func (t *typesetter) formula(pieces []piece) box {
	s := style{isDisplay: true}
	var boxes []box
	for _, line := range t.lines(pieces, s) {
		for _, part := range t.broken(line, s) {
			boxes = append(boxes, t.line(part, s))
		}
	}
	return t.stacked(boxes, s)
}

// broken cuts a line that is too long before a relation, a sign or a word, or
// after a comma. What goes on is indented.
func (t *typesetter) broken(line []atom, s style) [][]atom {
	const indent = 2 * emSpace
	var lines [][]atom
	for {
		cut := t.cutOf(t.spaced(line, s))
		if cut <= 0 {
			return append(lines, line)
		}
		lines = append(lines, line[:cut])
		rest := make([]atom, 0, len(line)-cut+1)
		rest = append(rest, atom{box: box{width: indent}, isIndent: true})
		line = append(rest, line[cut:]...)
	}
}

// cutOf returns where to cut a line that is too long; 0 if it need not be cut,
// or cannot.
func (t *typesetter) cutOf(line []atom) int {
	cut, relation, width := 0, 0, 0
	for i, a := range line {
		if i > 0 && !line[i-1].isIndent && (a.class == relClass || a.class == binClass || a.words || line[i-1].class == punctClass) {
			cut = i
			if a.class == relClass && width > usualLine/2 {
				relation = i
			}
		}
		width += a.room + a.width + a.lean
		if width <= usualLine {
			continue
		}
		if relation > 0 {
			return relation
		}
		if cut > 0 {
			return cut
		}
	}
	return 0
}

// card draws a box on a card that is as large as it needs to be.
func (t *typesetter) card(b box) (image.Image, error) {
	left, right, down, up := t.inkOf(b)
	left, right = min(left, 0), max(right, b.width)
	down, up = min(down, -b.down), max(up, b.up)
	if t.err != nil {
		return nil, t.err
	}
	size := usualSize
	if width := right - left; width > 0 {
		size = min(size, (maxWidth-2*cardPadding)*unitsPerEm/width)
	}
	if height := up - down; height > 0 {
		size = min(size, (maxHeight-2*cardPadding)*unitsPerEm/height)
	}
	if size < leastSize {
		return nil, errTooLarge
	}
	pixels := func(units int) int { return (units*size + unitsPerEm - 1) / unitsPerEm }
	pen := &pen{
		ink:  image.NewAlpha(image.Rect(0, 0, pixels(right-left)+2*cardPadding, pixels(up-down)+2*cardPadding)),
		size: float32(size) / unitsPerEm,
		x:    cardPadding - float32(left*size)/unitsPerEm,
		y:    cardPadding + float32(pixels(up)),
	}
	for _, m := range b.marks {
		if m.glyph != 0 {
			ppem := fixed.Int26_6(size * m.percent * 64 / 100)
			outline, err := t.font.LoadGlyph(&t.buf, m.glyph, ppem, nil)
			if err != nil {
				return nil, fmt.Errorf("font for formulas: glyph %d: %w", m.glyph, err)
			}
			pen.glyph(outline, m)
			continue
		}
		pen.rule(m)
	}
	return pen.inked(), nil
}

// pen draws on a card whose pixels it knows. In pixels y is downward.
type pen struct {
	ink   *image.Alpha
	size  float32 // pixels for a unit
	x, y  float32 // where the formula's origin stands
	shape vector.Rasterizer
	spare image.Alpha // what a shape is drawn on before it joins the rest
}

// draw adds a shape that lies within a rectangle, whose corner is the shape's
// origin. Where shapes overlap, the darker one counts: their sum would thicken
// the edges where the pieces of a bracket meet.
func (p *pen) draw(within image.Rectangle, outline func(z *vector.Rasterizer)) {
	within = within.Intersect(p.ink.Rect)
	if within.Empty() {
		return
	}
	size := within.Size()
	p.shape.Reset(size.X, size.Y)
	p.shape.DrawOp = draw.Src
	outline(&p.shape)
	if cap(p.spare.Pix) < size.X*size.Y {
		p.spare.Pix = make([]uint8, size.X*size.Y)
	}
	p.spare = image.Alpha{Pix: p.spare.Pix[:size.X*size.Y], Stride: size.X, Rect: image.Rectangle{Max: size}}
	p.shape.Draw(&p.spare, p.spare.Rect, image.Opaque, image.Point{})
	for y := range size.Y {
		from := p.spare.Pix[y*size.X : (y+1)*size.X]
		to := p.ink.Pix[p.ink.PixOffset(within.Min.X, within.Min.Y+y):]
		for x, a := range from {
			to[x] = max(to[x], a)
		}
	}
}

// glyph draws the outline of a glyph, whose size is right already.
func (p *pen) glyph(outline sfnt.Segments, m mark) {
	const edge = 1 // pixel, for what is rounded
	originX, originY := p.x+float32(m.x)*p.size, p.y-float32(m.y)*p.size
	bounds := outline.Bounds()
	corner := image.Pt(int(originX)+bounds.Min.X.Floor()-edge, int(originY)+bounds.Min.Y.Floor()-edge)
	within := image.Rectangle{corner, image.Pt(int(originX)+bounds.Max.X.Ceil()+2*edge, int(originY)+bounds.Max.Y.Ceil()+2*edge)}
	corner = within.Intersect(p.ink.Rect).Min
	x, y := originX-float32(corner.X), originY-float32(corner.Y)
	at := func(to fixed.Point26_6) (float32, float32) { return x + float32(to.X)/64, y + float32(to.Y)/64 }
	p.draw(within, func(z *vector.Rasterizer) {
		for i, segment := range outline {
			toX, toY := at(segment.Args[0])
			switch segment.Op {
			case sfnt.SegmentOpMoveTo:
				if i > 0 {
					z.ClosePath()
				}
				z.MoveTo(toX, toY)
			case sfnt.SegmentOpLineTo:
				z.LineTo(toX, toY)
			case sfnt.SegmentOpQuadTo:
				endX, endY := at(segment.Args[1])
				z.QuadTo(toX, toY, endX, endY)
			case sfnt.SegmentOpCubeTo:
				viaX, viaY := at(segment.Args[1])
				endX, endY := at(segment.Args[2])
				z.CubeTo(toX, toY, viaX, viaY, endX, endY)
			}
		}
		z.ClosePath()
	})
}

// rule draws a bar, on whole pixels so that it is sharp, or a stroke.
func (p *pen) rule(m mark) {
	const thin = 2 // pixels at least
	round := func(v float32) int { return int(v + 0.5) }
	left, right := p.x+float32(m.x)*p.size, p.x+float32(m.x+m.width)*p.size
	bottom, top := p.y-float32(m.y)*p.size, p.y-float32(m.y+m.height)*p.size
	if m.isStroke {
		within := image.Rect(round(left)-thin, round(top)-thin, round(right)+thin, round(bottom)+thin).Intersect(p.ink.Rect)
		p.draw(within, func(z *vector.Rasterizer) {
			width, height := float32(within.Dx()), float32(within.Dy())
			z.MoveTo(0, height)
			z.LineTo(thin, height)
			z.LineTo(width, 0)
			z.LineTo(width-thin, 0)
			z.ClosePath()
		})
		return
	}
	width, height := max(thin, round(right-left)), max(thin, round(bottom-top))
	x, y := round(left), round(top)
	bar := image.Rect(x, y, x+width, y+height)
	draw.Draw(p.ink, bar.Intersect(p.ink.Rect), image.Opaque, image.Point{}, draw.Src)
}

// greys are the colours of a card, from white to black. Sixteen are enough for
// smooth edges, and half a byte holds them.
var greys = func() color.Palette {
	const count = 16
	all := make(color.Palette, count)
	for i := range all {
		all[i] = color.Gray{Y: uint8(255 - i*255/(count-1))}
	}
	return all
}()

// inked is the card with what was drawn on it.
func (p *pen) inked() image.Image {
	card := image.NewPaletted(p.ink.Rect, greys)
	for i, a := range p.ink.Pix {
		card.Pix[i] = uint8((int(a)*(len(greys)-1) + 127) / 255)
	}
	return card
}
