package coach

import (
	"math"
	"time"
)

// correlation adds up pairs for their correlation, by Welford's method, which
// loses nothing to rounding.
type correlation struct {
	n, meanX, meanY, xx, yy, xy float64
}

func (c *correlation) add(x, y float64) {
	c.n++
	dx, dy := x-c.meanX, y-c.meanY
	c.meanX += dx / c.n
	c.meanY += dy / c.n
	c.xx += dx * (x - c.meanX)
	c.yy += dy * (y - c.meanY)
	c.xy += dx * (y - c.meanY)
}

// r is the correlation; 0 where one of the two never differs.
func (c *correlation) r() float64 {
	if c.xx <= 1e-12 || c.yy <= 1e-12 {
		return 0
	}
	return c.xy / math.Sqrt(c.xx*c.yy)
}

// durations counts times in steps of a tenth, from half a second to an hour and a
// half.
type durations struct {
	steps [98]uint32
	n     uint32
}

const (
	shortestStep = 500 * time.Millisecond
	stepFactor   = 1.1
)

func (d *durations) add(took time.Duration) {
	step := int(math.Log(float64(max(took, shortestStep))/float64(shortestStep)) / math.Log(stepFactor))
	d.steps[min(step, len(d.steps)-1)]++
	d.n++
}

// median is the middle of the step that holds the median, to the tenth of a
// second; 0 if there is none.
func (d *durations) median() time.Duration {
	if d.n == 0 {
		return 0
	}
	seen := uint32(0)
	for i, n := range d.steps {
		if seen += n; 2*seen >= d.n {
			return time.Duration(float64(shortestStep) * math.Pow(stepFactor, float64(i)+.5)).Round(100 * time.Millisecond)
		}
	}
	return 0
}
