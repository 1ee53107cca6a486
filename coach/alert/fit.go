package alert

import "math"

// Case is a learner on a skill at some moment, and what became of it.
type Case struct {
	Signs Signs
	Spun  bool // no three in a row came within ten first tries
}

// FitWeights learns weights from cases: a logistic regression by Newton's
// method. Without cases they are Plain, and few leave them near to it. Cases
// that are certain teach nothing and are passed over.
func FitWeights(cases []Case) Weights {
	w := Plain.vector()
	for range mostSteps {
		var slope [nWeights]float64
		var curve [nWeights][nWeights]float64
		for i, plain := range Plain.vector() {
			slope[i] = doubt * (plain - w[i])
			curve[i][i] = doubt
		}
		for _, c := range cases {
			if c.Signs.isCertain() {
				continue
			}
			x, z := c.Signs.vector(), 0.0
			for i := range x {
				z += w[i] * x[i]
			}
			risk := logistic(z)
			surprise := -risk
			if c.Spun {
				surprise = 1 - risk
			}
			for i := range x {
				slope[i] += surprise * x[i]
				for j := range x {
					curve[i][j] += risk * (1 - risk) * x[i] * x[j]
				}
			}
		}
		far := 0.0
		for i, d := range solve(curve, slope) {
			w[i] += min(max(d, -farthestStep), farthestStep)
			far = max(far, math.Abs(d))
		}
		if far < nearEnough {
			break
		}
	}
	return Weights{Start: w[0], Ahead: w[1], Left: w[2], Again: w[3]}
}

const (
	doubt      = 10 // how many cases' worth of Plain each weight starts with
	mostSteps  = 50
	nearEnough = 1e-9

	// farthestStep keeps Newton's method from leaping past where its picture of
	// the curve holds.
	farthestStep = 1
)

// solve solves curve x = slope by Gauss's elimination. Curve is symmetric and
// above zero in every direction, so that no row needs to change its place.
func solve(curve [nWeights][nWeights]float64, slope [nWeights]float64) (x [nWeights]float64) {
	for i := range slope {
		for j := i + 1; j < nWeights; j++ {
			by := curve[j][i] / curve[i][i]
			for k := i; k < nWeights; k++ {
				curve[j][k] -= by * curve[i][k]
			}
			slope[j] -= by * slope[i]
		}
	}
	for i := nWeights - 1; i >= 0; i-- {
		x[i] = slope[i]
		for k := i + 1; k < nWeights; k++ {
			x[i] -= curve[i][k] * x[k]
		}
		x[i] /= curve[i][i]
	}
	return x
}
