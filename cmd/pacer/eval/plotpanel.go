package eval

import (
	"math"
	"strconv"
)

// axis maps what is measured to places in a picture.
type axis struct {
	low, high float64 // what is measured, at the ends
	from, to  float64 // where the ends are
}

// at is the place of a value.
func (a axis) at(v float64) float64 { return a.from + (v-a.low)/(a.high-a.low)*(a.to-a.from) }

// within is the value, or the end of the axis that is nearer to it.
func (a axis) within(v float64) float64 { return min(max(v, a.low), a.high) }

// tick is a value that is named on an axis.
type tick struct {
	at   float64
	name string
}

// ticks are the values from low to high, a step apart, by their names.
func ticks(low, high, step float64, name func(v float64) string) []tick {
	var out []tick
	for i := range int(math.Round((high-low)/step)) + 1 {
		v := low + float64(i)*step
		out = append(out, tick{v, name(v)})
	}
	return out
}

// Names of ticks.
func whole(v float64) string        { return strconv.FormatFloat(v, 'f', 0, 64) }
func wholePercent(v float64) string { return whole(100*v) + " %" }

// points is a difference of shares in points of a hundred, with its sign.
func points(v float64) string {
	switch size := whole(100 * math.Abs(v)); {
	case size == "0":
		return size
	case v < 0:
		return "\u2212" + size
	default:
		return "+" + size
	}
}

// panel is a part of a picture with axes. Left and below of it there is room for
// the names of ticks.
type panel struct{ x, y axis }

// The places of panels in a picture.
const (
	pictureWidth = 400
	panelLeft    = 62
	panelRight   = pictureWidth - 24
)

// place is where a pair of values is.
func (p panel) place(x, y float64) point { return point{p.x.at(x), p.y.at(y)} }

// grid draws the lines of the ticks, and names those of y.
func (p panel) grid(in *element, x, y []tick) {
	lines := in.group(stroked(faint, 1, "")...)
	names := in.group(num("font-size", smallSize))
	for _, t := range x {
		lines.line(p.place(t.at, p.y.low), p.place(t.at, p.y.high))
	}
	for _, t := range y {
		lines.line(p.place(p.x.low, t.at), p.place(p.x.high, t.at))
		names.write(point{p.x.from - 6, p.y.at(t.at) + 4}, "end", t.name)
	}
}

// nameX names the ticks of x below the panel, and what x is.
func (p panel) nameX(in *element, x []tick, what string) {
	names := in.group(num("font-size", smallSize))
	for _, t := range x {
		names.write(point{p.x.at(t.at), p.y.from + 16}, "middle", t.name)
	}
	in.write(point{(p.x.from + p.x.to) / 2, p.y.from + 36}, "middle", what)
}

// nameY says left of the panel what y is.
func (p panel) nameY(in *element, what string) {
	in.writeUp(point{17, (p.y.from + p.y.to) / 2}, "middle", what)
}

// bars draws how many there are at each x, with the number above each bar, read
// upwards. Where there are none there is no bar.
func (p panel) bars(in *element, width float64, of []bar) {
	bars, numbers := in.group(filled(shade)), in.group(num("font-size", smallSize))
	for _, b := range of {
		if b.n == 0 {
			continue
		}
		at := p.place(b.x, float64(b.n))
		bars.box(point{at.x - width/2, p.y.at(0)}, point{at.x + width/2, at.y})
		numbers.writeUp(point{at.x + 4, at.y - 4}, "start", thousands(b.n))
	}
}

// bar is a count.
type bar struct {
	x float64
	n int
}

// barsPanel is the panel for bars between two heights, under another of the same
// x. The tallest bar leaves room for its number.
func barsPanel(x axis, top, bottom float64, of []bar) panel {
	const room = 52 // of a number of eight digits
	most := 1
	for _, b := range of {
		most = max(most, b.n)
	}
	high := float64(most) * (bottom - top) / (bottom - top - room)
	return panel{x, axis{0, high, bottom, top}}
}

// nameAbove says above the panel what y is, where a word beside it is too short.
func (p panel) nameAbove(in *element, what string) {
	in.write(point{p.x.from, p.y.to - 7}, "start", what, num("font-size", smallSize))
}

// heading writes the title of a picture, and lines on what it shows.
func (p *picture) heading(title string, lines ...string) {
	p.root.write(point{12, 26}, "start", title, num("font-size", titleSize), word("font-weight", "bold"))
	for i, line := range lines {
		p.root.write(point{12, 46 + 17*float64(i)}, "start", line, num("font-size", smallSize))
	}
}

// mostOfName is how many letters of a log's name have room in a picture.
const mostOfName = 28

// shortened is a name that has room in a picture.
func shortened(name string) string {
	if letters := []rune(name); len(letters) > mostOfName {
		return string(letters[:mostOfName-1]) + "…"
	}
	return name
}

// percent is a share of 1 as people say it: 61.5 %.
func percent(x float64) string { return strconv.FormatFloat(100*x, 'f', 1, 64) + " %" }
