package mastery

import (
	"errors"
	"fmt"
)

// Params are the parameters of the model. Estimates name the ID of those they
// were made with: other numbers, another ID.
type Params struct {
	ID string

	Start float64    // x of a learner never seen on a typical item, in logits
	Tiers [3]float64 // how much harder than typical items of tier 1, 2, 3 are before anyone answers them, in logits
	Slip  float64    // chance of being wrong on what is known, 0 to .3

	Hint       float64 // part of a right answer that each hint leaves, 0 to 1
	SelfGraded float64 // weight of what the learner graded alone, .01 to 1

	Learner, Skill, Item Gain
}

// Gain is how fast one kind of state learns.
type Gain struct {
	First float64 // a: the first step, and the variance of what is not known, in logits squared
	Fall  float64 // b: what an answer takes from it
	Least float64 // floor of the step; above 0 for what keeps changing
}

// step is K = a / (1 + b n), not below the floor.
func (g Gain) step(seen float64) float64 { return max(g.Least, g.First/(1+g.Fall*seen)) }

// maxChance is the greatest chance of guessing the model works with, that of a
// statement that is true or false.
const maxChance = 0.5

// Default are the parameters that ship. Steps of skill and item are the usual
// a = 1, b = .2; the rest was chosen on the training parts of practice logs.
var Default = Params{
	ID:         "elo-1",
	Start:      0.4, // right on .57 of typical typed items
	Tiers:      [3]float64{-0.7, 0, 0.7},
	Slip:       0.05,
	Hint:       0.5,
	SelfGraded: 0.5,
	Learner:    Gain{First: 0.3, Fall: 0.02, Least: 0.075},
	Skill:      Gain{First: 1, Fall: 0.2, Least: 0.25},
	Item:       Gain{First: 1, Fall: 0.2},
}

// Valid names everything that keeps the parameters from being used, or is nil.
func (p *Params) Valid() error {
	var faults []error
	check := func(name string, x, low, high float64) {
		if !(x >= low && x <= high) { // so written that NaN fails
			faults = append(faults, fmt.Errorf("mastery: %s is %v, must be from %v to %v", name, x, low, high))
		}
	}
	if p.ID == "" {
		faults = append(faults, errors.New("mastery: the parameters have no ID"))
	}
	check("start", p.Start, -4, 4)
	for i, t := range p.Tiers {
		check(fmt.Sprintf("tier %d", i+1), t, -4, 4)
	}
	check("slip", p.Slip, 0, 0.3)
	check("hint", p.Hint, 0, 1)
	check("self-graded", p.SelfGraded, 0.01, 1)
	for _, g := range []struct {
		name string
		Gain
	}{{"learner", p.Learner}, {"skill", p.Skill}, {"item", p.Item}} {
		check(g.name+" first", g.First, 0, 4)
		check(g.name+" fall", g.Fall, 0, 10)
		check(g.name+" least", g.Least, 0, 4)
	}
	return errors.Join(faults...)
}
