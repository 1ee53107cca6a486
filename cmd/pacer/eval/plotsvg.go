package eval

import (
	"bytes"
	"encoding/xml"
	"math"
	"strconv"
)

// picture is an SVG drawing. One unit is a pixel at its natural size, which is
// the width of a phone; x grows to the right and y downwards. It has a white
// ground, so that it reads the same on a dark page, and names no font file.
type picture struct {
	Width, Height float64
	root          *element
}

// element is an element of XML, with text or children.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []*element
}

// The colours can be told apart by people who see few of them (Okabe and Ito,
// Color Universal Design, 2008), and no meaning hangs on them alone.
const (
	ink       = "#222222"
	faint     = "#e2e2e2"
	shade     = "#bdbdbd"
	blue      = "#0072b2"
	vermilion = "#d55e00"
	ground    = "#ffffff"
)

// Sizes of letters.
const (
	titleSize = 17
	textSize  = 13
	smallSize = 12
)

// newPicture returns an empty picture. The title and the alt text are in it for
// those who have it read out.
func newPicture(width, height float64, title, alt string) *picture {
	root := newElement("svg", word("xmlns", "http://www.w3.org/2000/svg"),
		word("viewBox", "0 0 "+decimal(width)+" "+decimal(height)), num("width", width), num("height", height),
		word("role", "img"), word("aria-labelledby", "title alt"),
		word("font-family", "system-ui, Helvetica, Arial, sans-serif"), num("font-size", textSize), word("fill", ink))
	p := &picture{width, height, root}
	root.add("title", word("id", "title")).Text = title
	root.add("desc", word("id", "alt")).Text = alt
	root.add("rect", num("width", width), num("height", height), word("fill", ground))
	return p
}

// bytes is the drawing as a file.
func (p *picture) bytes() ([]byte, error) {
	var b bytes.Buffer
	e := xml.NewEncoder(&b)
	e.Indent("", " ")
	if err := e.Encode(p.root); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

func newElement(name string, attrs ...xml.Attr) *element {
	return &element{XMLName: xml.Name{Local: name}, Attrs: attrs}
}

// add puts a new element inside, after all others, and returns it.
func (e *element) add(name string, attrs ...xml.Attr) *element {
	child := newElement(name, attrs...)
	e.Children = append(e.Children, child)
	return child
}

// word is an attribute that is a word.
func word(name, value string) xml.Attr { return xml.Attr{Name: xml.Name{Local: name}, Value: value} }

// num is an attribute that is a number.
func num(name string, value float64) xml.Attr { return word(name, decimal(value)) }

// decimal is a number to a tenth, which no eye tells from the exact place, and
// which rounding of the last bit does not change.
func decimal(x float64) string {
	return strconv.FormatFloat(math.Round(x*10)/10+0, 'f', -1, 64) // + 0 makes -0 a 0
}

// point is a place in a picture.
type point struct{ x, y float64 }

// group is a part of the drawing whose attributes hold for all that is in it.
func (e *element) group(attrs ...xml.Attr) *element { return e.add("g", attrs...) }

// write puts a line of text. anchor is start, middle or end.
func (e *element) write(at point, anchor, text string, attrs ...xml.Attr) {
	e.add("text", append([]xml.Attr{num("x", at.x), num("y", at.y), word("text-anchor", anchor)}, attrs...)...).Text = text
}

// writeUp puts a line of text that is read from below upwards.
func (e *element) writeUp(at point, anchor, text string, attrs ...xml.Attr) {
	turn := word("transform", "rotate(-90 "+decimal(at.x)+" "+decimal(at.y)+")")
	e.write(at, anchor, text, append(attrs, turn)...)
}

// line draws from point to point.
func (e *element) line(through ...point) {
	var d []byte
	for i, p := range through {
		if i > 0 {
			d = append(d, ' ')
		}
		d = append(d, decimal(p.x)+","+decimal(p.y)...)
	}
	e.add("polyline", word("points", string(d)))
}

// box draws a rectangle between two opposite corners.
func (e *element) box(a, b point) {
	e.add("rect", num("x", min(a.x, b.x)), num("y", min(a.y, b.y)), num("width", math.Abs(a.x-b.x)), num("height", math.Abs(a.y-b.y)))
}

// marker is the shape of a point of a curve.
type marker int

const (
	round marker = iota
	square
)

// mark draws a marker.
func (e *element) mark(m marker, at point) {
	const r = 4
	if m == round {
		e.add("circle", num("cx", at.x), num("cy", at.y), num("r", r))
		return
	}
	e.box(point{at.x - r, at.y - r}, point{at.x + r, at.y + r})
}

// stroked is the attributes of lines of a colour and width; dashes may be "".
func stroked(colour string, width float64, dashes string) []xml.Attr {
	attrs := []xml.Attr{word("fill", "none"), word("stroke", colour), num("stroke-width", width)}
	if dashes != "" {
		attrs = append(attrs, word("stroke-dasharray", dashes))
	}
	return attrs
}

// filled is the attributes of areas of a colour without an edge.
func filled(colour string) xml.Attr { return word("fill", colour) }
