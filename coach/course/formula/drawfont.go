package formula

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"github.com/go-fonts/stix/stix2mathregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// face is the font that formulas are drawn in: STIX Two Math, whose outlines
// package sfnt reads, and whose measures for mathematics stand in a table that
// it doesn't read. All measures are in units of a thousandth of the font's size.
type face struct {
	font     *sfnt.Font
	measures measures
	math     []byte // the MATH table
}

// unitsPerEm is what the font's designers cut its size into.
const unitsPerEm = 1000

// stix reads the font once; it is good for any number of goroutines.
var stix = sync.OnceValues(func() (*face, error) { return readFace(stix2mathregular.TTF) })

func readFace(data []byte) (*face, error) {
	parsed, err := sfnt.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("font for formulas: %w", err)
	}
	if parsed.UnitsPerEm() != unitsPerEm {
		return nil, fmt.Errorf("font for formulas: %d units to its size, not %d", parsed.UnitsPerEm(), unitsPerEm)
	}
	f := &face{font: parsed, math: fontTable(data, "MATH")}
	const constants = 4 // where the offset of the constants stands
	if f.offset(0, constants) == 0 {
		return nil, fmt.Errorf("font for formulas: it has no measures for mathematics")
	}
	f.measures = f.readMeasures(f.offset(0, constants))
	return f, nil
}

// fontTable finds a table of an OpenType font by its name; nil if there is none.
func fontTable(data []byte, name string) []byte {
	const header, entry = 12, 16 // bytes
	for at := header; at+entry <= len(data); at += entry {
		start, size := uint64(binary.BigEndian.Uint32(data[at+8:])), uint64(binary.BigEndian.Uint32(data[at+12:]))
		switch {
		case string(data[at:at+4]) != name:
		case start+size > uint64(len(data)):
			return nil
		default:
			return data[start : start+size]
		}
		if (at-header)/entry+1 >= int(binary.BigEndian.Uint16(data[4:])) {
			return nil
		}
	}
	return nil
}

// measures are the constants of the MATH table that layout uses, named as in
// the OpenType specification, "MATH - The Mathematical Typesetting Table".
type measures struct {
	scriptPercent, scriptScriptPercent           int
	displayOperatorMinHeight                     int
	axisHeight                                   int
	subscriptShiftDown, subscriptTopMax          int
	subscriptBaselineDropMin                     int
	superscriptShiftUp, superscriptBottomMin     int
	superscriptBaselineDropMax                   int
	subSuperscriptGapMin, spaceAfterScript       int
	upperLimitGapMin, upperLimitBaselineRiseMin  int
	lowerLimitGapMin, lowerLimitBaselineDropMin  int
	stackGapMin, stackDisplayGapMin              int
	numeratorShiftUp, numeratorDisplayShiftUp    int
	denominatorShiftDown                         int
	denominatorDisplayShiftDown                  int
	numeratorGapMin, numeratorDisplayGapMin      int
	denominatorGapMin, denominatorDisplayGapMin  int
	ruleThickness                                int
	barGap, barThickness                         int
	radicalGap, radicalDisplayGap                int
	radicalThickness                             int
	radicalKernBeforeDegree                      int
	radicalKernAfterDegree, radicalRaisedPercent int
}

func (f *face) readMeasures(at int) measures {
	value := func(i int) int { return f.signed(at + 8 + 4*i) } // each has a device table beside it
	const afterValues = 8 + 4*51
	return measures{
		scriptPercent:               f.signed(at),
		scriptScriptPercent:         f.signed(at + 2),
		displayOperatorMinHeight:    f.number(at + 6),
		axisHeight:                  value(1),
		subscriptShiftDown:          value(4),
		subscriptTopMax:             value(5),
		subscriptBaselineDropMin:    value(6),
		superscriptShiftUp:          value(7),
		superscriptBottomMin:        value(9),
		superscriptBaselineDropMax:  value(10),
		subSuperscriptGapMin:        value(11),
		spaceAfterScript:            value(13),
		upperLimitGapMin:            value(14),
		upperLimitBaselineRiseMin:   value(15),
		lowerLimitGapMin:            value(16),
		lowerLimitBaselineDropMin:   value(17),
		stackGapMin:                 value(22),
		stackDisplayGapMin:          value(23),
		numeratorShiftUp:            value(28),
		numeratorDisplayShiftUp:     value(29),
		denominatorShiftDown:        value(30),
		denominatorDisplayShiftDown: value(31),
		numeratorGapMin:             value(32),
		numeratorDisplayGapMin:      value(33),
		ruleThickness:               value(34),
		denominatorGapMin:           value(35),
		denominatorDisplayGapMin:    value(36),
		barGap:                      value(39),
		barThickness:                value(40),
		radicalGap:                  value(45),
		radicalDisplayGap:           value(46),
		radicalThickness:            value(47),
		radicalKernBeforeDegree:     value(49),
		radicalKernAfterDegree:      value(50),
		radicalRaisedPercent:        f.signed(at + afterValues),
	}
}

// number reads two bytes of the MATH table, 0 beyond its end.
func (f *face) number(at int) int {
	if at < 0 || at+2 > len(f.math) {
		return 0
	}
	return int(binary.BigEndian.Uint16(f.math[at:]))
}

func (f *face) signed(at int) int { return int(int16(f.number(at))) }

// offset reads at base+at an offset from base; 0 stands for nothing there.
func (f *face) offset(base, at int) int {
	if to := f.number(base + at); to != 0 {
		return base + to
	}
	return 0
}

// covered returns the place of a glyph in a coverage table, or -1.
func (f *face) covered(at int, g sfnt.GlyphIndex) int {
	const list, ranges = 1, 2
	count := f.number(at + 2)
	switch f.number(at) {
	case list:
		for i := range count {
			if f.number(at+4+2*i) == int(g) {
				return i
			}
		}
	case ranges:
		for i := range count {
			first, last := f.number(at+4+6*i), f.number(at+6+6*i)
			if first <= int(g) && int(g) <= last {
				return f.number(at+8+6*i) + int(g) - first
			}
		}
	}
	return -1
}

// glyphValue looks up what a glyph has in the table whose offset stands at that
// place of the table on glyphs: its italic correction or the place for accents.
func (f *face) glyphValue(place int, g sfnt.GlyphIndex) (int, bool) {
	const glyphInfo = 6
	at := f.offset(f.offset(0, glyphInfo), place)
	if at == 0 {
		return 0, false
	}
	i := f.covered(f.offset(at, 0), g)
	if i < 0 {
		return 0, false
	}
	return f.signed(at + 4 + 4*i), true
}

// lean is how far a glyph's top leans out of its width.
func (f *face) lean(g sfnt.GlyphIndex) int {
	v, _ := f.glyphValue(0, g)
	return v
}

// accentPlace is where over a glyph an accent's middle belongs, if it says so.
func (f *face) accentPlace(g sfnt.GlyphIndex) (int, bool) { return f.glyphValue(2, g) }

// growth is how a glyph becomes larger in one direction: by other glyphs, from
// small to large, and then by pieces put together.
type growth struct {
	sizes   []sfnt.GlyphIndex
	lengths []int // of each of sizes
	pieces  []glyphPiece
	overlap int // at least, where two pieces meet
}

// glyphPiece is a piece of a glyph that is put together, from left to right or
// from below upwards.
type glyphPiece struct {
	glyph      sfnt.GlyphIndex
	start, end int // how much of its ends may lie under a neighbour
	length     int
	isExtender bool // may be repeated, or left out
}

// growthOf returns how a glyph grows, upwards or sideways.
func (f *face) growthOf(g sfnt.GlyphIndex, isUpward bool) growth {
	const variants = 8
	at := f.offset(0, variants)
	if at == 0 {
		return growth{}
	}
	upward := f.number(at + 6)
	coverage, table := f.offset(at, 2), 10
	if !isUpward {
		coverage, table = f.offset(at, 4), 10+2*upward
	}
	i := f.covered(coverage, g)
	if i < 0 {
		return growth{}
	}
	construction := f.offset(at, table+2*i)
	grows := growth{overlap: f.number(at)}
	for i := range f.number(construction + 2) {
		grows.sizes = append(grows.sizes, sfnt.GlyphIndex(f.number(construction+4+4*i)))
		grows.lengths = append(grows.lengths, f.number(construction+6+4*i))
	}
	if assembly := f.offset(construction, 0); assembly != 0 {
		for i := range f.number(assembly + 4) {
			at := assembly + 6 + 10*i
			grows.pieces = append(grows.pieces, glyphPiece{
				glyph: sfnt.GlyphIndex(f.number(at)), start: f.number(at + 2), end: f.number(at + 4),
				length: f.number(at + 6), isExtender: f.number(at+8)&1 != 0,
			})
		}
	}
	return grows
}

// together returns pieces that reach a length, and how much each lies under the
// next; nothing if they cannot.
func (g growth) together(length int) (pieces []glyphPiece, overlap int) {
	const most = 400 // a bracket of a hundred times the font's size
	for repeats := range most {
		pieces = pieces[:0]
		reach, slack := 0, unitsPerEm
		for _, p := range g.pieces {
			times := 1
			if p.isExtender {
				times = repeats
			}
			for range times {
				if len(pieces) > 0 {
					slack = min(slack, pieces[len(pieces)-1].end, p.start)
				}
				pieces = append(pieces, p)
				reach += p.length
			}
		}
		joints := len(pieces) - 1
		if joints < 0 || reach-joints*g.overlap < length {
			if repeats > 0 && !slices.ContainsFunc(g.pieces, func(p glyphPiece) bool { return p.isExtender }) {
				return nil, 0
			}
			continue
		}
		if joints == 0 {
			return pieces, 0
		}
		return pieces, max(g.overlap, min(slack, (reach-length)/joints))
	}
	return nil, 0
}

// extent is the ink of a glyph and its width, in the font's units; y is upward.
type extent struct{ left, right, down, up, width int }

func (f *face) extentOf(buf *sfnt.Buffer, g sfnt.GlyphIndex) (extent, error) {
	// At this size a unit of the font is a unit of fixed, and nothing is rounded.
	bounds, width, err := f.font.GlyphBounds(buf, g, fixed.Int26_6(unitsPerEm), 0)
	if err != nil {
		return extent{}, fmt.Errorf("font for formulas: glyph %d: %w", g, err)
	}
	return extent{int(bounds.Min.X), int(bounds.Max.X), -int(bounds.Max.Y), -int(bounds.Min.Y), int(width)}, nil
}
