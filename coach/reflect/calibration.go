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

// Parts are what a Brier score is made of (Murphy 1973):
// Reliability - Resolution + Uncertainty.
type Parts struct {
	Reliability float64 // how far what was stated lies from what came, 0 at best
	Resolution  float64 // how far what came differs between what was stated, the more the better
	Uncertainty float64 // of the answers themselves: of somebody who always states their own share
}

// Parts takes the Brier score apart. It is not ok from fewer than Least answers.
func (c Counts) Parts() (p Parts, ok bool) {
	t := c.Total()
	if t.N < Least {
		return p, false
	}
	all := float64(t.Right) / float64(t.N)
	p.Uncertainty = all * (1 - all)
	for i, k := range c {
		if k.N == 0 {
			continue
		}
		came, weight := float64(k.Right)/float64(k.N), float64(k.N)/float64(t.N)
		p.Reliability += weight * (stated[i] - came) * (stated[i] - came)
		p.Resolution += weight * (came - all) * (came - all)
	}
	return p, true
}

// Bin is what came of the answers of which one thing was stated.
type Bin struct {
	Stated    float64 // 0..1
	N         int
	Came      float64 // share that was right, 0..1
	Low, High float64 // the interval that share is in, with 95 % confidence
}

// Bins are the reliability of what was stated, guess first: those of which there
// are Least answers.
func (c Counts) Bins() (bins []Bin) {
	for i, k := range c {
		if k.N < Least {
			continue
		}
		low, high := Wilson(k.Right, k.N)
		bins = append(bins, Bin{stated[i], k.N, float64(k.Right) / float64(k.N), low, high})
	}
	return bins
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

// BiasInterval is the interval that the bias lies in, with 95 % confidence: what
// was stated is known, and what came is taken as it is within each word, so that
// its variance is the mean of theirs. A count without a miss, or without a hit,
// says little of its variance, and gets one of each beside (Agresti and Coull
// 1998). It is not ok from fewer than Least answers.
func (c Counts) BiasInterval() (low, high float64, ok bool) {
	bias, ok := c.Bias()
	if !ok {
		return 0, 0, false
	}
	variance, n := 0.0, float64(c.Total().N)
	for _, k := range c {
		share := (float64(k.Right) + 2) / (float64(k.N) + 4)
		variance += float64(k.N) * share * (1 - share)
	}
	half := z95 * math.Sqrt(variance) / n
	return bias - half, bias + half, true
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

// z95 is how many standard deviations 95 of 100 values of a normal one lie within.
const z95 = 1.959963984540054

// Wilson is the interval that a share lies in, with 95 % confidence, when of n
// tries right were right (Wilson 1927). Of no tries it is everything.
func Wilson(right, n int) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	const z = z95
	p, m := float64(right)/float64(n), float64(n)
	middle := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, middle-half), min(1, middle+half)
}
