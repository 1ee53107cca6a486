package mastery

import "math"

// Learner is what holds for a learner over all skills.
type Learner struct{ ability belief }

// Skill is one learner on one skill.
type Skill struct{ ability belief }

// Item is one item, as the learners of a workspace find it.
type Item struct{ difficulty belief } // besides what its tier leads to expect

// Shared is one skill, as the learners of a workspace find it.
type Shared struct{ typical belief } // mean difficulty of its middle-tier items; seen counts items

// belief is a number of the model in logits, and how much is known of it.
type belief struct{ value, seen float64 } // seen in answers; what counts half is half an answer

// farthest is as far from zero as a belief may go: e^12 is 160,000 to one.
const farthest = 12

func (b *belief) move(by float64) { b.value = within(b.value+by, -farthest, farthest) }

// States are the states that one attempt touches.
type States struct {
	Learner *Learner
	Skills  []*Skill  // the learner on each of the item's skills, each once
	Shared  []*Shared // the same skills in the same order
	Item    *Item
}

// Estimate is a mastery with the range it lies in four times out of five.
type Estimate struct{ P, Low, High float64 }

// Predict is the chance, from 0 to 1, that an attempt without hints is right,
// guessing included.
func (p *Params) Predict(s States, f Facts) float64 {
	knows := logistic(p.advantage(s, f))
	guess := chance(f)
	return guess + (1-guess-p.Slip)*knows
}

// Learn moves the states by one attempt. Call it in the order the attempts were
// committed: what an item is worth depends on all answers before.
func (p *Params) Learn(s States, f Facts) {
	if !f.moves() {
		return
	}
	weight := 1.0
	if f.SelfGraded {
		weight = p.SelfGraded
	}
	slope := weight * p.slope(p.advantage(s, f), f)
	share := 1 / float64(max(1, len(s.Skills)))

	item := &s.Item.difficulty
	isNew, before := item.seen == 0, item.value
	if isNew {
		item.value = expected(s.Shared)
		before = item.value
	}
	item.move(-p.Item.step(item.seen) * slope)
	item.seen += weight

	for _, skill := range s.Skills {
		a := &skill.ability
		a.move(p.Skill.step(a.seen) * slope * share)
		a.seen += weight * share
	}
	learner := &s.Learner.ability
	learner.move(p.Learner.step(learner.seen) * slope)
	learner.seen += weight

	if f.tier() != middleTier {
		return
	}
	// A new item enters at its skill's mean and leaves it there; afterwards the
	// mean of n items moves by an n-th of what one of them does. One imaginary
	// item of difficulty 0 stands for what is usual elsewhere.
	for _, shared := range s.Shared {
		t := &shared.typical
		if isNew {
			t.seen++
		}
		t.move((item.value - before) / (1 + t.seen))
	}
}

// Mastery is the chance that the learner is right on a typical middle-tier item
// of the skill, guess and slip taken out, with a range from the number of
// answers behind it.
func (p *Params) Mastery(l *Learner, s *Skill, shared *Shared) Estimate {
	x := p.Start + l.ability.value + s.ability.value - shared.typical.value
	spread := fourInFive * math.Sqrt(p.Learner.step(l.ability.seen)+p.Skill.step(s.ability.seen))
	return Estimate{P: logistic(x), Low: logistic(x - spread), High: logistic(x + spread)}
}

// fourInFive is how many standard deviations to either side hold 80 % of a
// normal distribution.
const fourInFive = 1.2816

// advantage is x: how far the learner is ahead of the item, in logits.
func (p *Params) advantage(s States, f Facts) float64 {
	x := p.Start + s.Learner.ability.value - p.Tiers[f.tier()]
	if s.Item.difficulty.seen > 0 {
		x -= s.Item.difficulty.value
	} else {
		x -= expected(s.Shared)
	}
	sum := 0.0
	for _, skill := range s.Skills {
		sum += skill.ability.value
	}
	return x + sum/float64(max(1, len(s.Skills)))
}

// expected is how hard an item is that nobody has met: as hard as its skills'
// items are on average.
func expected(shared []*Shared) float64 {
	sum := 0.0
	for _, s := range shared {
		sum += s.typical.value
	}
	return sum / float64(max(1, len(shared)))
}

// slope is the derivative of the answer's log likelihood by x, from -1 to 1:
// above 0 for a right answer, below it for a wrong one, between them for a part.
func (p *Params) slope(x float64, f Facts) float64 {
	guess := chance(f)
	room := 1 - guess - p.Slip
	knows, not := logistic(x), logistic(-x) // not 1-knows, which is 0 too soon
	ifRight := room * knows * not / (guess + room*knows)
	ifWrong := -room * knows * not / (p.Slip + room*not)
	if !f.Right {
		part := within(f.Score, 0, 1)
		return part*ifRight + (1-part)*ifWrong
	}
	part := 1.0
	if f.Hints > 0 {
		part = math.Pow(p.Hint, float64(f.Hints))
	}
	// A learner who is usually right without hints has not shown to know less by
	// being right with one.
	return max(0, part*ifRight+(1-part)*ifWrong)
}

// chance is the chance of a lucky guess, within what the model can work with.
func chance(f Facts) float64 { return within(f.Chance, 0, maxChance) }

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// within keeps x between low and high. NaN becomes low.
func within(x, low, high float64) float64 {
	if !(x > low) {
		return low
	}
	return min(x, high)
}
