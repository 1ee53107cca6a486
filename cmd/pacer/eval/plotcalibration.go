package eval

import (
	"fmt"
	"math"
)

// calibrationPlot shows whether what is given a chance of 70 % comes true 70
// times in 100.
type calibrationPlot struct {
	log     string
	table   ReliabilityTable
	figures Figures
}

const calibrationTitle = "Predicted, and what came true"

// band is how often a bin may come true if every chance in it is right.
type band struct{ low, high float64 }

// holds reports whether a share lies in the band. Shares are fractions of whole
// answers, so that an end of the band is in it.
func (b band) holds(share float64) bool {
	const rounding = 1e-9
	return b.low-rounding <= share && share <= b.high+rounding
}

// band is where the share of right answers of a perfectly calibrated model lies
// in 95 of 100 logs: from the 2.5 % to the 97.5 % quantile of a binomial. Each
// prediction is made with all that went before at hand, so that under such a
// model what it misses by is uncorrelated even within a learner; and the chances
// of a bin differ so little that one for all of them makes the band wider by a
// hair, never narrower.
func (b Bin) band() band {
	return band{binomialQuantile(b.N, b.Predicted, .025), binomialQuantile(b.N, b.Predicted, .975)}
}

// binomialQuantile is the least share k/n of n tries, each with the chance p,
// that is not exceeded with a chance of at least q. Its time is in order of n.
func binomialQuantile(n int, p, q float64) float64 {
	if p <= 0 || p >= 1 {
		return p
	}
	log, odds, sum := float64(n)*math.Log1p(-p), math.Log(p)-math.Log1p(-p), 0.0
	for k := range n {
		if sum += math.Exp(log); sum >= q {
			return float64(k) / float64(n)
		}
		log += odds + math.Log(float64(n-k)/float64(k+1))
	}
	return 1
}

// full are the bins that hold anything.
func (c calibrationPlot) full() []Bin {
	var full []Bin
	for _, b := range c.table {
		if b.N > 0 {
			full = append(full, b)
		}
	}
	return full
}

func (c calibrationPlot) alt() string {
	full, inside := c.full(), 0
	worst := Bin{}
	for _, b := range full {
		if b.band().holds(b.Right) {
			inside++
		}
		if far := math.Abs(b.Right - b.Predicted); 20*b.N >= c.figures.N && far >= math.Abs(worst.Right-worst.Predicted) {
			worst = b
		}
	}
	where := "below"
	if worst.Right >= worst.Predicted {
		where = "above"
	}
	return fmt.Sprintf("Calibration on %s of %s: of %s that %s, %d %s in the band of a perfectly calibrated model. Of bins with a twentieth of the answers or more, the one farthest off came true %s of the time, %s the %s predicted. The calibration error is %s; a perfectly calibrated model would have %s.",
		counted(c.figures.N, "answer", "answers"), c.log, counted(len(full), "bin", "bins"), verb(len(full), "holds answers", "hold answers"),
		inside, verb(inside, "lies", "lie"), percent(worst.Right), where, percent(worst.Predicted),
		number(c.figures.ECE).text(3), number(c.figures.ECEFloor).text(3))
}

// verb is the form of a verb for a number.
func verb(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

// Widths of what stands for a bin, in units of the picture.
const (
	bandWidth = 14
	binWidth  = 12
)

func (c calibrationPlot) draw() *picture {
	full := c.full()
	p := newPicture(pictureWidth, 728, calibrationTitle, c.alt())
	p.heading(calibrationTitle, shortened(c.log)+": "+counted(c.figures.N, "answer", "answers"),
		fmt.Sprintf("calibration error %s; a perfect model's would be %s", number(c.figures.ECE).text(3), number(c.figures.ECEFloor).text(3)))
	c.key(p.root)

	across := axis{0, 1, panelLeft, panelRight}
	fifths := ticks(0, 1, .2, wholePercent)
	all := panel{across, axis{0, 1, 436, 132}}
	all.grid(p.root, fifths, fifths)
	all.nameY(p.root, "came true")
	c.compare(p.root, all, full, func(b Bin) (float64, band) { return b.Right, b.band() }, 1)

	reach, step := c.reach()
	near := panel{across, axis{-reach, reach, 578, 466}}
	near.grid(p.root, fifths, ticks(-reach, reach, step, points))
	near.nameAbove(p.root, "came true minus predicted, in points of a hundred")
	c.compare(p.root, near, full, func(b Bin) (float64, band) {
		in := b.band()
		return b.Right - b.Predicted, band{in.low - b.Predicted, in.high - b.Predicted}
	}, 0)

	var counts []bar
	for i, b := range c.table {
		counts = append(counts, bar{(float64(i) + .5) / bins, b.N})
	}
	below := barsPanel(across, 588, 684, counts)
	below.grid(p.root, nil, []tick{{0, "0"}})
	below.nameY(p.root, "answers")
	below.bars(p.root, binWidth, counts)
	below.nameX(p.root, fifths, "chance of a right answer, as predicted")
	return p
}

// key says what the signs mean.
func (c calibrationPlot) key(in *element) {
	words := in.group(num("font-size", smallSize))
	in.group(stroked(blue, 2, "")...).mark(round, point{24, 81})
	words.write(point{42, 85}, "start", fmt.Sprintf("one of %d bins of answers, by prediction", bins))
	in.group(stroked(ink, 1.5, "6 4")...).line(point{12, 98}, point{36, 98})
	words.write(point{42, 102}, "start", "where predicted and came true are equal")
	in.group(filled(shade)).box(point{17, 109}, point{31, 121})
	words.write(point{42, 119}, "start", "where a perfect model's bin lies in 95 of 100 logs")
}

// compare draws the bins of one panel with their bands, and the line of this slope
// through 0 on which they would lie if all that is predicted came true.
func (c calibrationPlot) compare(in *element, p panel, full []Bin, of func(Bin) (float64, band), slope float64) {
	bands := in.group(filled(shade))
	for _, b := range full {
		_, between := of(b)
		x := p.x.at(b.Predicted)
		bands.box(point{x - bandWidth/2, p.y.at(p.y.within(between.low))}, point{x + bandWidth/2, p.y.at(p.y.within(between.high))})
	}
	in.group(stroked(ink, 1.5, "6 4")...).line(p.place(0, 0), p.place(1, slope))
	marks := in.group(stroked(blue, 2, "")...)
	for _, b := range full {
		y, _ := of(b)
		marks.mark(round, p.place(b.Predicted, p.y.within(y)))
	}
}

// reach is how far the axis of differences goes either way, so that every bin
// is on it, and the step of its ticks.
func (c calibrationPlot) reach() (reach, step float64) {
	far := 0.0
	for _, b := range c.full() {
		far = max(far, math.Abs(b.Right-b.Predicted))
	}
	for _, r := range []float64{.04, .1, .2, .4} {
		if far <= r {
			return r, r / 2
		}
	}
	return 1, .5
}
