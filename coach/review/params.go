package review

import (
	"fmt"
	"math"
)

// Retention is the chance of recall at which a card comes back unless the
// learner or the teacher wants another one.
const Retention = 0.9

const minRetention, maxRetention = 0.70, 0.97

// Params are the weights w0 to w20 of FSRS-6:
//
//	w0-w3    stability after a first Again, Hard, Good, Easy, in days
//	w4-w7    difficulty: first, by grade, per review, return to the mean
//	w8-w10   growth of stability when recalled
//	w11-w14  stability when forgotten
//	w15, w16 factors of Hard and Easy
//	w17-w19  reviews of the same day
//	w20      how fast the forgetting curve falls
type Params [21]float64

// Default are the weights published with FSRS-6, fitted on the logs of some ten
// thousand people.
var Default = Params{
	0.212, 1.2931, 2.3065, 8.2956,
	6.4133, 0.8334, 3.0194, 0.001,
	1.8722, 0.1666, 0.796,
	1.4835, 0.0614, 0.2629, 1.6483,
	0.6014, 1.8729,
	0.5425, 0.0912, 0.0658,
	0.1542,
}

// bounds are the ranges in which the formulas keep their promises; fits stay
// inside them.
var bounds = [21][2]float64{
	{minStability, 100}, {minStability, 100}, {minStability, 100}, {minStability, 100},
	{1, 10}, {0.001, 4}, {0.001, 4}, {0.001, 0.75},
	{0, 4.5}, {0, 0.8}, {0.001, 3.5},
	{0.001, 5}, {0.001, 0.25}, {0.001, 0.9}, {0, 4},
	{0, 1}, {1, 6},
	{0, 2}, {0, 2}, {0, 0.8},
	{0.1, 0.8},
}

// Valid says which weight is out of range, or nil. The other methods expect
// valid weights; with others their results still stay in range, but mean nothing.
func (p Params) Valid() error {
	for i, w := range p {
		if low, high := bounds[i][0], bounds[i][1]; !(w >= low && w <= high) {
			return fmt.Errorf("review: weight w%d is %v, must be from %v to %v", i, w, low, high)
		}
	}
	return nil
}

// curve is the shape of forgetting: decay below 0, and the factor that makes
// recall .9 when as many days have passed as stability says.
func (p *Params) curve() (decay, factor float64) {
	decay = -p[20]
	return decay, math.Pow(0.9, 1/decay) - 1
}

// recall is R(t, S) = (1 + factor t / S)^decay.
func (p *Params) recall(elapsed, stability float64) float64 {
	decay, factor := p.curve()
	return within(math.Pow(1+factor*elapsed/stability, decay), 0, 1)
}

// firstDifficulty is D0(G) = w4 - e^(w5 (G-1)) + 1, which may lie outside [1, 10].
func (p *Params) firstDifficulty(g Grade) float64 {
	return p[4] - math.Exp(p[5]*(float64(g)-1)) + 1
}

// nextDifficulty moves difficulty by the grade, less the nearer it is to 10,
// and draws it a little towards D0(Easy).
func (p *Params) nextDifficulty(d float64, g Grade) float64 {
	moved := d - p[6]*(float64(g)-3)*(hardest-d)/9
	return within(p[7]*p.firstDifficulty(Easy)+(1-p[7])*moved, easiest, hardest)
}

// soon is the stability after a review of the same day,
// S e^(w17 (G-3+w18)) S^-w19. Recalling never lowers stability. That Again never
// raises it holds by itself for the default weights and is made to hold for all
// others.
func (p *Params) soon(s float64, g Grade) float64 {
	growth := math.Exp(p[17]*(float64(g)-3+p[18])) * math.Pow(s, -p[19])
	if g == Again {
		return s * min(growth, 1)
	}
	return s * max(growth, 1)
}

// forgotten is w11 D^-w12 ((S+1)^w13 - 1) e^(w14 (1-R)), at most what a
// same-day miss and a same-day Good would have left.
func (p *Params) forgotten(c Card, r float64) float64 {
	s := p[11] * math.Pow(c.Difficulty, -p[12]) * (math.Pow(c.Stability+1, p[13]) - 1) * math.Exp(p[14]*(1-r))
	return min(s, c.Stability/math.Exp(p[17]*p[18]))
}

// recalled is S (1 + e^w8 (11-D) S^-w9 (e^(w10 (1-R)) - 1)), with the growth
// times w15 if Hard and w16 if Easy.
func (p *Params) recalled(c Card, r float64, g Grade) float64 {
	growth := math.Exp(p[8]) * (11 - c.Difficulty) * math.Pow(c.Stability, -p[9]) * math.Expm1(p[10]*(1-r))
	switch g {
	case Hard:
		growth *= p[15]
	case Easy:
		growth *= p[16]
	}
	return c.Stability * (1 + growth)
}
