package review

import "math"

// bend is how memories depart from what FSRS-6 expects. With that of the
// workspace, a, and that of the learner, b, the chance of recall is
//
//	logit P = logit R + (a + b) · x
//	x = 1, logit R, (D-5)/2, ln S, ln(reviews), hesitation
//
// where R, S and D are the card's recall, stability and difficulty by FSRS-6.
// Hesitation is the one feature that FSRS-6 knows nothing of: who took longer
// than they usually do to recall a card is likelier to forget it next time, and
// on a real log that tells more than all weights fitted to the learner.
//
// All of a and b start at 0 with a small prior variance each, so that few
// reviews move them little. They are followed by Bayesian logistic regression,
// each review an extended Kalman step, a and b taken for independent. Time comes
// in by R alone. So P falls as time passes, and the instant at which it reaches
// a wanted retention has a closed form ([Mind.Due]).
type bend struct {
	by     [features]float64
	spread [packed]float64 // covariance of by: the lower triangle, row by row; the prior while seen is 0
	seen   uint32          // reviews learnt from
}

const (
	packed = features * (features + 1) / 2

	farthest      = 4    // range of each of by, to either side
	leastVariance = 1e-9 // so that learning never ends
	driftVariance = 1e-5 // of the first with each review, up to its prior: what a learner studies changes

	// ownShare is the prior variance of how a learner departs from what is usual,
	// as a part of that of what is usual.
	ownShare = 0.5
)

// priors are the variances of what is usual before any review: the less, the
// wider the feature ranges. They were chosen on the first half of one real log,
// whole and in parts of a hundred reviews, and on learners simulated by FSRS-6
// itself, who can only lose by being bent: .005 of log loss over a lone
// learner's first hundred reviews, .001 over thousands. Others, within a factor
// of five, predict thousands of reviews as well, within .001.
var priors = [features]float64{0.02, 0.02, 0.01, 0.005, 0.02, 0.2}

// Seen is the number of reviews that were learnt from: those half a day or more
// after the one before.
func (b *bend) Seen() int { return int(b.seen) }

// begin gives the covariance its prior, a share of priors, before the first
// review.
func (b *bend) begin(share float64) {
	if b.seen > 0 {
		return
	}
	for i, variance := range priors {
		*b.at(i, i) = share * variance
	}
}

// toward is the covariance times x, and doubt is x times that: the variance of
// what is made of x.
func (b *bend) toward(x *[features]float64) (toward [features]float64, doubt float64) {
	for i := range features {
		for j := range i {
			c := *b.at(i, j)
			toward[i] += c * x[j]
			toward[j] += c * x[i]
		}
		toward[i] += *b.at(i, i) * x[i]
	}
	for i := range features {
		doubt += toward[i] * x[i]
	}
	return toward, max(0, doubt) // it is not below, but for rounding
}

// move goes a step of a length towards what came, and takes a weight of it from
// the covariance, which was a share of priors at first.
func (b *bend) move(toward *[features]float64, length, weight, share float64) {
	for i := range features {
		b.by[i] = within(b.by[i]+length*toward[i], -farthest, farthest)
		for j := range i {
			most := mostCovariance(i, j, share)
			*b.at(i, j) = within(*b.at(i, j)-weight*toward[i]*toward[j], -most, most)
		}
		*b.at(i, i) = max(*b.at(i, i)-weight*toward[i]*toward[i], leastVariance)
	}
	b.seen = min(b.seen+1, maxCount)
}

// drift lets the first of a learner's numbers wander.
func (b *bend) drift() {
	*b.at(0, 0) = min(*b.at(0, 0)+driftVariance, ownShare*priors[0])
}

// mostCovariance is what no covariance can exceed, since no variance exceeds its
// prior.
func mostCovariance(i, j int, share float64) float64 {
	return share * deviations[i] * deviations[j]
}

// deviations are the roots of priors.
var deviations = func() (roots [features]float64) {
	for i, variance := range priors {
		roots[i] = math.Sqrt(variance)
	}
	return roots
}()

// at is the covariance of two of by, j not above i.
func (b *bend) at(i, j int) *float64 { return &b.spread[i*(i+1)/2+j] }
