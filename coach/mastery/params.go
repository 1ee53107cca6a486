package mastery

import (
	"errors"
	"fmt"
)

// Params are the parameters of the model. Estimates name the ID of those they
// were made with: other numbers, another ID.
type Params struct {
	ID string

	Rate   float64        // the part of all answers that is right, .01 to .99
	Slip   float64        // chance of being wrong on what is known, 0 to .3
	Moment float64        // what a usual item at a usual moment adds to what is known of learner and skill, in logits
	Tiers  [3]float64     // how much harder than typical items those of tier 1, 2, 3 are before anyone answers them, in logits
	Spread Spread         // how far people, items and skills differ
	Base   [nBase]float64 // weights, logits a unit; BaseNames says of what
	Head   [nHead]float64 // weights, logits a unit; HeadNames says of what

	Hint       float64 // part of a right answer that each hint leaves, 0 to 1
	SelfGraded float64 // weight of what the learner graded alone, .01 to 1
	Drift      float64 // variance that an answer brings back to what is known of a learner, in logits squared
}

// Spread are the variances of what is not known yet, in logits squared, 0 to 10.
// Where one is 0, nothing is learnt of its kind.
type Spread struct {
	Learner  float64 // ability over all skills
	Pace     float64 // what practice brings a learner
	Skill    float64 // a learner's ability on one skill
	Item     float64 // easiness
	Slope    float64 // what ability is worth on an item
	Shared   float64 // easiness of a skill
	Practice float64 // what practice brings on a skill
	Recent   float64 // what the latest answers on a skill tell
	Base     float64 // a workspace's own weights, of the base
	Head     float64 // and of the head
}

const (
	// maxSlip is the most that may pass for slips: more would call guessing
	// knowledge.
	maxSlip = 0.3

	// maxChance is the greatest chance of guessing the model works with, that of a
	// statement that is true or false.
	maxChance = 0.5

	leastRate, mostRate = 0.01, 0.99

	mostSpread  = 10
	leastSpread = 1e-4 // that Fit finds
)

// Valid names everything that keeps the parameters from being used, or is nil.
func (p *Params) Valid() error {
	var faults []error
	check := func(x, low, high float64, name string) {
		if !(x >= low && x <= high) { // so written that NaN fails
			faults = append(faults, fmt.Errorf("mastery: %s is %v, must be from %v to %v", name, x, low, high))
		}
	}
	if p.ID == "" {
		faults = append(faults, errors.New("mastery: the parameters have no ID"))
	}
	check(p.Rate, leastRate, mostRate, "rate")
	check(p.Slip, 0, maxSlip, "slip")
	check(p.Moment, -farthest, farthest, "moment")
	for i, t := range p.Tiers {
		check(t, -4, 4, fmt.Sprintf("tier %d", i+1))
	}
	check(p.Hint, 0, 1, "hint")
	check(p.SelfGraded, 0.01, 1, "self-graded")
	check(p.Drift, 0, 1, "drift")
	s := &p.Spread
	for _, of := range []struct {
		name string
		x    float64
	}{
		{"learner", s.Learner}, {"pace", s.Pace}, {"skill", s.Skill}, {"item", s.Item}, {"slope", s.Slope},
		{"shared", s.Shared}, {"practice", s.Practice}, {"recent", s.Recent}, {"base", s.Base}, {"head", s.Head},
	} {
		check(of.x, 0, mostSpread, "the spread of "+of.name)
	}
	for i, x := range p.Base {
		check(x, -farthest, farthest, fmt.Sprintf("the base's weight of %q", baseNames[i]))
	}
	for i, x := range p.Head {
		check(x, -farthest, farthest, fmt.Sprintf("the head's weight of %q", headNames[i]))
	}
	return errors.Join(faults...)
}
