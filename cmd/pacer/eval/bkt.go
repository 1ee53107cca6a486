package eval

import "math"

// BKT is Bayesian knowledge tracing: a learner either knows a skill or does not,
// may learn it after each answer and never forgets it, and guesses or slips at
// the skill's own rates. Of an item with several skills the prediction is the
// mean, and each skill learns from the answer on its own.
//
// Corbett and Anderson, "Knowledge tracing: modeling the acquisition of
// procedural knowledge", User Modeling and User-Adapted Interaction 4, 1995.
type BKT struct {
	skills []bktSkill
	other  bktSkill           // for skills that no answer of the log was on
	known  map[uint64]float64 // by learner and skill
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
	b := &BKT{skills: make([]bktSkill, len(log.Skills)), known: map[uint64]float64{}}
	for skill, answers := range bktAnswers(log) {
		b.skills[skill] = fitSkill(answers)
	}
	b.other = fitSkill(nil)
	return b
}

// bktAnswers is, of every skill, what each learner answered on it, in order.
func bktAnswers(log *Log) [][][]bool {
	of := make([][][]bool, len(log.Skills))
	place := map[uint64]int{}
	for i := range log.Rows {
		row := &log.Rows[i]
		for _, s := range row.Skills {
			key := pair(row.Learner, s)
			at, ok := place[key]
			if !ok {
				at = len(of[s])
				place[key] = at
				of[s] = append(of[s], nil)
			}
			of[s][at] = append(of[s][at], row.Right)
		}
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
		ratio = min(k*known/(u*unknown), math.MaxFloat64)
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

// skill is the chances of a skill.
func (b *BKT) skill(n int32) bktSkill {
	if int(n) < len(b.skills) {
		return b.skills[n]
	}
	return b.other
}

// Known is the chance that a learner knows a skill now.
func (b *BKT) Known(learner, skill int32) float64 {
	if p, ok := b.known[pair(learner, skill)]; ok {
		return p
	}
	return b.skill(skill).start
}

// Predict is the chance of a right answer.
func (b *BKT) Predict(row *Row) float64 {
	sum := 0.0
	for _, n := range row.Skills {
		s, known := b.skill(n), b.Known(row.Learner, n)
		sum += known*(1-s.slip) + (1-known)*s.guess
	}
	return sum / float64(len(row.Skills))
}

// Learn takes in the answer.
func (b *BKT) Learn(row *Row) {
	for _, n := range row.Skills {
		s, known := b.skill(n), b.Known(row.Learner, n)
		k, u := s.likelihoods(row.Right)
		known = known * k / (known*k + (1-known)*u)
		b.known[pair(row.Learner, n)] = known + (1-known)*s.learn
	}
}
