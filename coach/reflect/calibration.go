package reflect

import "math"

// Count is how many answers there were of a kind, and how many were right.
type Count struct{ N, Right int }

// Counts are a learner's answers by how sure they said they were: 1 guess,
// 2 think so, 3 sure.
type Counts [3]Count

// Least is the fewest answers that anything is said from.
const Least = 10

// stated is the chance of being right that each word is taken for. Three words
// are no scale of chances; these are the middles of what people mean by them.
var stated = [3]float64{.35, .65, .95}

// Add counts one answer; one without confidence (0) changes nothing.
func (c Counts) Add(confidence int, right bool) Counts {
	if confidence < 1 || confidence > len(c) {
		return c
	}
	k := &c[confidence-1]
	k.N++
	if right {
		k.Right++
	}
	return c
}

// Told is how often the learner was right when they said so, for "you were
// right 7 times of 10". It is not ok from fewer than Least answers.
func (c Counts) Told(confidence int) (right, n int, ok bool) {
	if confidence < 1 || confidence > len(c) {
		return 0, 0, false
	}
	k := c[confidence-1]
	return k.Right, k.N, k.N >= Least
}

// Stated is the chance of being right, from 0 to 1, that saying so is taken for:
// 1 guess, 2 think so, 3 sure.
func (c Counts) Stated(confidence int) float64 { return stated[confidence-1] }

// Total sums the counts.
func (c Counts) Total() Count {
	var t Count
	for _, k := range c {
		t.N += k.N
		t.Right += k.Right
	}
	return t
}

// Brier is the mean squared distance of the chances stated from what came, 0
// at best (Brier 1950); beside it what somebody would get who always stated
// their own share of right answers. It is not ok from fewer than Least answers.
func (c Counts) Brier() (score, baseline float64, ok bool) {
	t := c.Total()
	if t.N < Least {
		return 0, 0, false
	}
	for i, k := range c {
		p := stated[i]
		score += float64(k.Right)*(1-p)*(1-p) + float64(k.N-k.Right)*p*p
	}
	share := float64(t.Right) / float64(t.N)
	return score / float64(t.N), share * (1 - share), true
}

// Bias is how far what was stated lies above what came: positive is too sure,
// negative not sure enough. It is not ok from fewer than Least answers.
func (c Counts) Bias() (bias float64, ok bool) {
	t := c.Total()
	if t.N < Least {
		return 0, false
	}
	sum := 0.0
	for i, k := range c {
		sum += float64(k.N) * stated[i]
	}
	return (sum - float64(t.Right)) / float64(t.N), true
}

// Leaning says what can be said of a learner's calibration.
type Leaning string

// The leanings.
const (
	Unclear Leaning = ""      // too few answers, or none that stand out
	Under   Leaning = "under" // knows more than they say
	Over    Leaning = "over"  // is surer than right
	Fitting Leaning = "fits"  // says what is so
)

// Leaning compares what was stated with what came. Under and Over are said only
// if the stated chance lies outside the interval (Wilson, 95 %) that the true
// share of right answers is in.
func (c Counts) Leaning() Leaning {
	bias, ok := c.Bias()
	if !ok {
		return Unclear
	}
	t := c.Total()
	low, high := Wilson(t.Right, t.N)
	claimed := bias + float64(t.Right)/float64(t.N)
	switch {
	case claimed < low:
		return Under
	case claimed > high:
		return Over
	case math.Abs(bias) <= .1:
		return Fitting
	}
	return Unclear
}

// Wilson is the interval that a share lies in, with 95 % confidence, when of n
// tries right were right (Wilson 1927). Of no tries it is everything.
func Wilson(right, n int) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	const z = 1.959963984540054
	p, m := float64(right)/float64(n), float64(n)
	middle := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, middle-half), min(1, middle+half)
}
