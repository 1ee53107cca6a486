package mastery

// Start is what a fit begins with: wide spreads, no weights, and what no log
// here can tell (tiers, hints, what is graded alone), which a fit keeps.
var Start = Params{
	ID:         "evidence-1",
	Rate:       0.7,
	Slip:       0.04, // of the answers foretold best, about so many are missed all the same
	Tiers:      [3]float64{-0.7, 0, 0.7},
	Hint:       0.5,
	SelfGraded: 0.5,
	Drift:      0.003,
	Spread: Spread{
		Learner: 1, Pace: 0.02, Skill: 0.25, Item: 1, Slope: 0.1,
		Shared: 1, Practice: 0.05, Recent: 0.5, Base: 0.05, Head: 0.001,
	},
}
