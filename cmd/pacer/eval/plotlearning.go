package eval

import (
	"fmt"
	"math"
)

// Lengths of learning curves, in answers.
const (
	curveLength = 16 // the first answer on a skill and 15 more
	stayed      = 10 // answers of a learner on a skill that make one of those who stayed
	leastOfSpot = 20 // answers without which a share is no more than chance
)

// curve is how answers went, by the answers that the learner gave on the skill
// before.
type curve []spot

// spot is the answers of one place of a curve.
type spot struct {
	n                int
	right, predicted float64 // sums
}

func (d spot) share() float64    { return d.right / float64(d.n) }
func (d spot) foreseen() float64 { return d.predicted / float64(d.n) }

// curves are learning curves. Who stops early is seldom like who goes on: some
// leave because they know it, some because they gave up, and many tutors send
// away whoever is right three times in a row. A curve of all therefore rises and
// falls by who is left, even if nobody learns.
//
// In stayed the same learners are on the same skills at every place, from their
// first answer to their tenth. But they were chosen by what came later: where a
// tutor stops at three right in a row they are those who had not been, so that
// the curve begins low and some of its rise is chance made good. No prediction
// could know who would stay, so that here, unlike in all, predictions that are
// higher than what came are no fault of calibration. The truth about learning
// lies between the two.
type curves struct{ all, stayed curve }

// scored is the places in Log.Rows of the answers that are scored, in the order
// of the scores.
func (o RunOptions) scored(log *Log) []int32 {
	order := o.Order
	if order == nil {
		order = make([]int32, len(log.Rows))
		for i := range order {
			order[i] = int32(i)
		}
	}
	return order[min(len(order), max(0, o.From-1)):]
}

// learningCurves are those of scores; rows are the places of their answers in
// the log. An answer on several skills counts on each of them, after as many as
// the learner gave on that one; an answer on none counts nowhere.
func learningCurves(log *Log, rows []int32, scores []Score) curves {
	total := map[uint64]int32{}
	for i := range log.Rows {
		for _, skill := range log.Rows[i].Skills {
			total[pair(log.Rows[i].Learner, skill)]++
		}
	}
	before := map[uint64]int32{} // those that are not scored come first
	for of, n := range total {
		before[of] = n
	}
	for _, i := range rows {
		for _, skill := range log.Rows[i].Skills {
			before[pair(log.Rows[i].Learner, skill)]--
		}
	}
	out := curves{make(curve, curveLength), make(curve, stayed)}
	for at, i := range rows {
		row := &log.Rows[i]
		for _, skill := range row.Skills {
			of := pair(row.Learner, skill)
			n := before[of]
			before[of]++
			if log.Skills[skill] == noSkill {
				continue
			}
			out.all.add(n, &scores[at])
			if total[of] >= stayed {
				out.stayed.add(n, &scores[at])
			}
		}
	}
	return out
}

// add counts an answer that came after n others, unless the curve ends before.
func (c curve) add(n int32, s *Score) {
	if int(n) >= len(c) {
		return
	}
	c[n].n++
	c[n].right += truth(s.Right)
	c[n].predicted += s.P
}

// shown are the places of the curve, from its first on, that have answers enough.
func (c curve) shown() []int {
	var at []int
	for i := range c {
		if c[i].n >= leastOfSpot {
			at = append(at, i)
		}
	}
	return at
}

// learningPlot shows how learners get better, and how well that is foreseen.
type learningPlot struct {
	log string
	curves
}

const learningTitle = "Right answers, by practice on the skill"

func (l learningPlot) alt() string {
	if len(l.all.shown()) == 0 {
		return fmt.Sprintf("Learning on %s: there are fewer than %d answers at every place, too few for a curve.", l.log, leastOfSpot)
	}
	miss, at := l.all.farthest()
	text := fmt.Sprintf("Learning on %s: of all learners on all skills, %s; the share predicted is within %.1f points everywhere, farthest at %s.",
		l.log, l.all.told(), miss, answersAfter(at))
	if len(l.stayed.shown()) == 0 {
		return text
	}
	miss, at = l.stayed.farthest()
	return text + fmt.Sprintf(" Of those with at least %d answers on the skill, %s; what was predicted without knowing that they would stay is up to %.1f points off, farthest at %s.",
		stayed, l.stayed.told(), miss, answersAfter(at))
}

// told is a curve in words, without how it was foreseen.
func (c curve) told() string {
	at := c.shown()
	first, last := at[0], at[len(at)-1]
	text := fmt.Sprintf("%s of %s are right", percent(c[first].share()), answersAfter(first))
	if last > first {
		text += fmt.Sprintf(", and %s of %s", percent(c[last].share()), answersAfter(last))
	}
	return text
}

// answersAfter names the answers of a place.
func answersAfter(n int) string {
	switch n {
	case 0:
		return "first answers"
	case 1:
		return "answers after one other"
	}
	return fmt.Sprintf("answers after %d others", n)
}

// farthest is where the prediction misses most, and by how many points of a
// hundred.
func (c curve) farthest() (points float64, at int) {
	for _, i := range c.shown() {
		if miss := 100 * math.Abs(c[i].share()-c[i].foreseen()); miss >= points {
			points, at = miss, i
		}
	}
	return points, at
}

func (l learningPlot) draw() *picture {
	p := newPicture(pictureWidth, 622, learningTitle, l.alt())
	p.heading(learningTitle, shortened(l.log))
	l.key(p.root)

	across := axis{-.5, curveLength - .5, panelLeft, panelRight}
	low, high := l.reach()
	names := ticks(0, curveLength-1, 3, whole)
	shares := panel{across, axis{low, high, 400, 126}}
	step := .05
	if high-low > .5 {
		step = .1
	}
	shares.grid(p.root, names, ticks(low, high, step, wholePercent))
	shares.nameY(p.root, "right answers")
	for _, c := range l.lines() {
		c.draw(p.root, shares)
	}

	var counts []bar
	for i, d := range l.all {
		counts = append(counts, bar{float64(i), d.n})
	}
	below := barsPanel(across, 414, 524, counts)
	below.grid(p.root, nil, []tick{{0, "0"}})
	below.nameY(p.root, "answers")
	below.bars(p.root, binWidth, counts)
	below.nameX(p.root, names, "answers of the learner on the skill before")
	for i, line := range []string{
		"Who goes on to 10 answers is known only afterwards: no",
		"prediction could use it, so those lines need not meet.",
	} {
		p.root.write(point{12, 590 + 17*float64(i)}, "start", line, num("font-size", smallSize))
	}
	return p
}

// curveLine is a curve with its signs.
type curveLine struct {
	of     curve
	name   string
	colour string
	marker marker
}

func (l learningPlot) lines() []curveLine {
	return []curveLine{
		{l.all, "every learner on every skill", blue, round},
		{l.stayed, fmt.Sprintf("only those with %d answers or more on the skill", stayed), vermilion, square},
	}
}

// dashes are those of what is predicted.
const dashes = "5 4"

// key says what the signs mean.
func (l learningPlot) key(in *element) {
	words := in.group(num("font-size", smallSize))
	for i, c := range l.lines() {
		y := 65 + 18*float64(i)
		in.group(stroked(c.colour, 2, "")...).line(point{12, y}, point{36, y})
		in.group(filled(c.colour)).mark(c.marker, point{24, y})
		words.write(point{42, y + 4}, "start", c.name)
	}
	in.group(stroked(ink, 1.5, dashes)...).line(point{12, 101}, point{36, 101})
	words.write(point{42, 105}, "start", "dashed, hollow: the share that was predicted")
}

// draw draws what came, filled, and what was predicted, dashed and hollow.
func (c curveLine) draw(in *element, p panel) {
	var came, predicted []point
	for _, i := range c.of.shown() {
		came = append(came, p.place(float64(i), c.of[i].share()))
		predicted = append(predicted, p.place(float64(i), c.of[i].foreseen()))
	}
	if len(came) == 0 {
		return
	}
	in.group(stroked(c.colour, 2, "")...).line(came...)
	marks := in.group(filled(c.colour))
	for _, at := range came {
		marks.mark(c.marker, at)
	}
	in.group(stroked(c.colour, 1.5, dashes)...).line(predicted...)
	hollow := in.group(filled(ground), word("stroke", c.colour), num("stroke-width", 1.5))
	for _, at := range predicted {
		hollow.mark(c.marker, at)
	}
}

// reach is from where to where the shares go, in whole tenths.
func (l learningPlot) reach() (low, high float64) {
	low, high = 1, 0
	for _, c := range []curve{l.all, l.stayed} {
		for _, i := range c.shown() {
			low, high = min(low, c[i].share(), c[i].foreseen()), max(high, c[i].share(), c[i].foreseen())
		}
	}
	if low > high {
		return 0, 1
	}
	low, high = math.Floor(10*low)/10, math.Ceil(10*high)/10
	if low == high { // all on one line of the grid
		low, high = max(0, low-.1), min(1, high+.1)
	}
	return low, high
}
