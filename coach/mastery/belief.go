package mastery

import "math"

// belief is a normal belief about one number of the model, in logits. Its zero
// value is the prior: mean 0, and the variance that Params.Spread gives to
// numbers of its kind. It keeps a part of that variance and not the variance
// itself, so that zero means "never seen" whatever the parameters are.
type belief struct {
	mean  float64
	known float64 // part of the prior's variance that evidence has taken away, 0 to 1
}

// farthest is as far from zero as a belief may go: e^12 is 160,000 to one.
const farthest = 12

// variance is what is left of the prior's, in logits squared.
func (b *belief) variance(prior float64) float64 { return prior * (1 - b.known) }

// learn takes in an answer whose chance depends on a sum in which the number
// counts x times. It is one step of an extended Kalman filter that takes the
// numbers of the sum for independent: Glickman 1999 rates chess players so, and
// Bishop 2006, section 4.5, has the approximation.
func (b *belief) learn(prior, x float64, a lesson) {
	v := b.variance(prior)
	b.mean = within(b.mean+v*x*a.pull, -farthest, farthest)
	// Added to, not computed anew, so that x = 0 changes no bit.
	b.known = within(b.known+(1-b.known)*v*x*x*a.news, 0, 1)
}

// loosen makes the belief less sure by a variance, but no less than the prior:
// people change between one answer and the next.
func (b *belief) loosen(prior, by float64) {
	if prior > 0 {
		b.known = max(0, b.known-by/prior)
	}
}

// lesson is what one answer says about a sum of beliefs.
type lesson struct {
	pull float64 // slope of the answer's log likelihood, less where the sum is unsure
	news float64 // its information, likewise
}

// lessonFrom is what an answer says about a sum z of the given variance. Y is how
// right it was, 0 to 1; a sum z stands for the chance guess + (1-guess)/(1+e^-z)
// of being right. The more a guess explains, the less is learnt.
func lessonFrom(z, variance, guess, y float64) lesson {
	knows, not := logistics(z)
	p := guess + (1-guess)*knows
	part := knows / p // of right answers that are no guesses
	information := part * part * p * (1 - guess) * not
	calm := 1 / (1 + information*variance) // the whole sum may move no farther than the answer tells
	return lesson{pull: part * (y - p) * calm, news: information * calm}
}

// tempered is the factor by which an unsure sum is drawn towards 0 where its
// chance is wanted: the mean of many chances lies nearer to a half than the
// chance of the mean (MacKay 1992; Bishop 2006, equation 4.154).
func tempered(variance float64) float64 { return 1 / math.Sqrt(1+math.Pi/8*variance) }

// logistic is the chance that a sum of logits stands for.
func logistic(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// logistics are the chance and its complement. The latter is not 1 - chance,
// which is 0 too soon.
func logistics(z float64) (p, not float64) {
	small := math.Exp(-math.Abs(z))
	p, not = 1/(1+small), small/(1+small)
	if z < 0 {
		p, not = not, p
	}
	return p, not
}

// logit is the sum of logits that stands for a chance between 0 and 1.
func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// within keeps x between low and high. NaN becomes low.
func within(x, low, high float64) float64 {
	if !(x > low) {
		return low
	}
	return min(x, high)
}
