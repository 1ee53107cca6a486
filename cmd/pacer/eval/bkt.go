package eval

// BKT is Bayesian knowledge tracing: a learner either knows a skill or does not,
// may learn it after each answer and never forgets it, and guesses or slips at
// the skill's own rates. Several skills together count as one of its own.
//
// Corbett and Anderson, "Knowledge tracing: modeling the acquisition of
// procedural knowledge", User Modeling and User-Adapted Interaction 4, 1995.
type BKT struct {
	units  *units
	skills []bktSkill         // by unit
	other  bktSkill           // for skills that no answer of the log was on
	known  map[uint64]float64 // by learner and unit
}

// bktSkill holds the chances of one skill.
type bktSkill struct{ start, learn, guess, slip float64 }

// mostGuess is as much as guess and slip may be: above it the two states may
// change places.
const mostGuess = 0.3

// emRounds are enough for the chances of a skill to settle.
const emRounds = 40

// The imaginary counts, as yes and no, that every skill starts with, so that one
// of three answers is like the others rather than like its three.
var bktPrior = struct{ start, learn, guess, slip [2]float64 }{
	start: [2]float64{3, 3}, learn: [2]float64{1.5, 8.5}, guess: [2]float64{4, 16}, slip: [2]float64{2, 18},
}

// FitBKT fits the chances of every skill of a log by expectation maximisation.
// The learners of the log are forgotten: those it predicts are others.
func FitBKT(log *Log) *BKT {
	b := &BKT{units: newUnits(), known: map[uint64]float64{}, other: fitSkill(nil)}
	for _, answers := range b.answers(log) {
		b.skills = append(b.skills, fitSkill(answers))
	}
	return b
}

// answers is, of every unit, what each learner answered on it, in order.
func (b *BKT) answers(log *Log) (of [][][]bool) {
	place := map[uint64]int{}
	for i := range log.Rows {
		row := &log.Rows[i]
		unit := b.units.of(row)
		of = atLeast(of, unit)
		key := pair(row.Learner, unit)
		at, ok := place[key]
		if !ok {
			at = len(of[unit])
			place[key] = at
			of[unit] = append(of[unit], nil)
		}
		of[unit][at] = append(of[unit][at], row.Right)
	}
	return of
}

// fitSkill fits one skill to what its learners answered.
func fitSkill(learners [][]bool) bktSkill {
	s := bktSkill{
		start: share(bktPrior.start), learn: share(bktPrior.learn),
		guess: share(bktPrior.guess), slip: share(bktPrior.slip),
	}
	longest := 0
	for _, answers := range learners {
		longest = max(longest, len(answers))
	}
	ahead := make([]float64, longest)
	for range emRounds {
		start, learn, guess, slip := bktPrior.start, bktPrior.learn, bktPrior.guess, bktPrior.slip
		for _, answers := range learners {
			s.expect(answers, ahead[:len(answers)], &start, &learn, &guess, &slip)
		}
		s = bktSkill{share(start), share(learn), min(mostGuess, share(guess)), min(mostGuess, share(slip))}
	}
	return s
}

// share is that of yes among counts of yes and no.
func share(yesNo [2]float64) float64 { return yesNo[0] / (yesNo[0] + yesNo[1]) }

// mostRatio keeps ratios of chances, and their products, what floats can hold.
const mostRatio = 1e100

// expect adds to the counts what is expected of them given one learner's
// answers. ahead is for its own use, as long as the answers.
//
// It is forward-backward for two states of which one is never left: behind[i] is
// the ratio of the chances of all answers from i on, known to not known.
func (s bktSkill) expect(answers []bool, behind []float64, start, learn, guess, slip *[2]float64) {
	ratio := 1.0 // of what comes after the last answer
	for i := len(answers) - 1; i >= 0; i-- {
		// Before answer i+1, one who does not know after answer i may learn.
		known, unknown := ratio, 1.0
		if i < len(answers)-1 {
			unknown = s.learn*ratio + (1 - s.learn)
		}
		k, u := s.likelihoods(answers[i])
		ratio = min(max(k*known/(u*unknown), 1/mostRatio), mostRatio)
		behind[i] = ratio
	}
	knows := s.start
	for i, right := range answers {
		// The chance of knowing at i, all answers considered.
		all := knows * behind[i] / (knows*behind[i] + 1 - knows)
		if i == 0 {
			start[0] += all
			start[1] += 1 - all
		}
		if right {
			slip[1] += all
			guess[0] += 1 - all
		} else {
			slip[0] += all
			guess[1] += 1 - all
		}
		k, u := s.likelihoods(right)
		knows = knows * k / (knows*k + (1-knows)*u)
		if i < len(answers)-1 {
			// Not knowing at i and knowing at i+1, all answers considered.
			stays := (1 - knows) * (1 - s.learn)
			learns := (1 - knows) * s.learn * behind[i+1]
			whole := knows*behind[i+1] + stays + learns
			learn[0] += learns / whole
			learn[1] += stays / whole
			knows += (1 - knows) * s.learn
		}
	}
}

// likelihoods are the chances of an answer of one who knows and of one who does
// not.
func (s bktSkill) likelihoods(right bool) (known, unknown float64) {
	if right {
		return 1 - s.slip, s.guess
	}
	return s.slip, 1 - s.guess
}

// state is the chances of the row's skills, the key of what the learner knows of
// them, and the chance that it is known now.
func (b *BKT) state(row *Row) (s bktSkill, key uint64, known float64) {
	unit := b.units.of(row)
	s, key = b.other, pair(row.Learner, unit)
	if int(unit) < len(b.skills) {
		s = b.skills[unit]
	}
	known, ok := b.known[key]
	if !ok {
		known = s.start
	}
	return s, key, known
}

// Known is the chance that the learner knows the row's skills before answering.
func (b *BKT) Known(row *Row) float64 {
	_, _, known := b.state(row)
	return known
}

// Predict is the chance of a right answer.
func (b *BKT) Predict(row *Row) float64 {
	s, _, known := b.state(row)
	return known*(1-s.slip) + (1-known)*s.guess
}

// Learn takes in the answer.
func (b *BKT) Learn(row *Row) {
	s, key, known := b.state(row)
	k, u := s.likelihoods(row.Right)
	known = known * k / (known*k + (1-known)*u)
	b.known[key] = known + (1-known)*s.learn
}
