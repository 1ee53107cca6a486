package eval

// Simulated learners with a hidden state.
//
// The state is neither Pacer's model nor knowledge tracing: a skill has a
// continuous strength that grows in shrinking steps and fades between days.
// All the equations and constants are here and in simulate_course.go. They were
// chosen so that logs look real (see the test beside this file) and the course
// can be finished, before Pacer practised with any of these learners, and are
// not changed to please a policy.
//
// In what follows s is the logistic function, N(m, d) a normal draw with
// standard deviation d, L(x, d) = x e^N(0, d) a lognormal one, U a uniform one;
// strengths, difficulties and steps are in logits, times in days. Where the
// text names a letter, the table of kinds holds its value for each kind.
//
// Strength. Learner l has on skill k
//
//	strength = prior + gained * (K + (1-K) x)      K = .2
//
// prior does not fade; of what was gained, K stays for good and the rest is
// held as x in 0..1 says. Two numbers, what was laid down and what can be got
// at, after Bjork & Bjork (1992).
//
// Prior. prior = A + N(0, 1.2) of the learner + N(0, .8) of the skill +
// N(0, 1.2) of both, and at most 1 above the weakest prerequisite's. Learners
// differ much in where they begin: first answers are right in half to three
// quarters, as Koedinger et al. (PNAS 2023) found over 27 courses.
//
// Proficient is who has s(1.2 strength) >= .75: three of four right on a typical
// item (tier 2, difficulty 0, discrimination 1.2) with guess and slip taken out.
// Below it practice is still called for, since .75 to .85 is what practice aims
// at. This is the hidden truth that the figures speak of. It is a state of now:
// who forgets is proficient no more.
//
// Answers. The learner knows the answer to item i with the chance
//
//	s(a (strength - b))     the strength is the least of those of the item's skills
//	b = -.9, 0, .9 by tier + N(0, .8), a = L(1.2, .25)
//
// (item response theory with two parameters; tier 2 of a skill has mean 0). Who
// knows slips with chance U(.03, .09) of the learner. Who does not is right by
// guessing: with G times the blind chance if there are options (people rule out
// the odd one; at most .6), and with .02 if it is typed.
//
// Learning. After an answer given with attention gained grows by
//
//	rate * 2 (1 - s(strength)) * ready * reach * lesson
//	rate   = L(L(R, .2) of the learner, .3) of learner and skill
//	ready  = .1 + .9 s(2 w), w the strength of the weakest prerequisite; 1 without one
//	reach  = s(strength - b + 2): what is far too hard teaches little
//	lesson = 1 after knowing; 1.5 after not knowing and reading the worked
//	         explanation, .2 after not reading it
//
// An explanation is read with chance E, half as often when the guess was right.
// Steps shrink as the skill is mastered: with the rates below it takes three to
// eight tries from two thirds right to four fifths; Koedinger et al. (2023)
// found about seven in most courses.
//
// Fading. x falls by 2^(-days/H) (half-lives as in Settles & Meeder 2016). Who
// knew the answer or read the explanation gets a part of what was lost back:
// x += .7 (1-x). Before that, who knew it has H multiplied by 1 + 3 (1-x): a
// success just before forgetting is worth most, one of the same minute nothing
// (Cepeda et al. 2006; Bjork & Bjork). H begins at L(H of the kind, .25). An
// item practises only its first skill; of the others it refreshes x as above.
//
// Attention. A learner begins a session with attention. Before each question it
// is lost with chance C, twice that after a wrong answer, and found again with
// chance .3. Without attention the answer is a blind guess (of what is typed,
// right with .02) after U(.3, 3) seconds, nothing is read, nothing learnt. After
// each question the learner leaves for today with chance Q, three times that
// without attention (cf. Baker et al. 2004 on gaming and off-task behaviour). An
// answer with attention takes L(20 s, .5), at least 4 s.
//
// Days. A learner practises on a day with chance .8.
//
// Scale. For figures with the constants off, a scale multiplies R, H, G, C, Q,
// the slips and every spread but 1.2 of the learner's prior; it is 1 otherwise.

import (
	"math"
	"math/rand/v2"
	"time"

	"pacer/coach/grade"
)

// proficientAt is the chance on a typical item from which on a learner is
// truly proficient.
const proficientAt = .75

// kind is a sort of learner: the letters of the equations.
type kind struct {
	name     string
	prior    float64 // A
	rate     float64 // R
	halfLife float64 // H, days
	guess    float64 // G, times the blind chance
	reads    float64 // E
	drifts   float64 // C
	leaves   float64 // Q
}

// kinds are the five sorts of learner.
var kinds = []kind{
	{name: "fast", prior: 1.3, rate: .6, halfLife: 20, guess: 1.0, reads: .9, drifts: .01, leaves: .005},
	{name: "slow", prior: .3, rate: .2, halfLife: 15, guess: 1.0, reads: .9, drifts: .02, leaves: .01},
	{name: "forgetful", prior: .8, rate: .4, halfLife: 6, guess: 1.0, reads: .9, drifts: .02, leaves: .01},
	{name: "guessing", prior: .6, rate: .35, halfLife: 15, guess: 1.6, reads: .4, drifts: .04, leaves: .01},
	{name: "disengaging", prior: .8, rate: .4, halfLife: 15, guess: 1.0, reads: .7, drifts: .08, leaves: .06},
}

// The constants that all kinds share; the comment above has them in their
// equations.
const (
	slopeTypical = 1.2
	keeps        = .2 // K
	priorLearner = 1.2
	priorSkill   = .8
	priorBoth    = 1.2
	priorAbove   = 1
	rateLearner  = .2
	rateSkill    = .3
	halfSpread   = .25
	halfGrowth   = 3
	restores     = .7
	slipLeast    = .03
	slipMost     = .09
	typedGuess   = .02
	guessMost    = .6
	explained    = 1.5
	unread       = .2
	refocus      = .3
	comesToday   = .8
)

// scaled is the kind with rates, half-lives, guessing, carelessness and leaving
// multiplied by a factor: how far off the figures could be.
func (k kind) scaled(by float64) kind {
	k.rate *= by
	k.halfLife *= by
	k.guess *= by
	k.drifts *= by
	k.leaves *= by
	return k
}

// strength is the hidden state of a learner on a skill.
type strength struct {
	prior, gained float64 // logits
	rate          float64 // logits
	held          float64 // x, at day at
	halfLife      float64 // days
	at            float64 // day of the latest practice
}

// now is the strength on a day, in logits.
func (s *strength) now(day float64) float64 {
	return s.prior + s.gained*(keeps+(1-keeps)*s.holds(day))
}

// holds is what can still be got at of what was gained, 0..1.
func (s *strength) holds(day float64) float64 {
	return s.held * math.Exp2(-max(0, day-s.at)/s.halfLife)
}

// refresh is what practice does to memory: knew if the answer was known, and
// not only read in the explanation.
func (s *strength) refresh(day float64, knew bool) {
	x := s.holds(day)
	if knew {
		s.halfLife *= 1 + halfGrowth*(1-x)
	}
	s.held, s.at = x+restores*(1-x), day
}

// pupil is a simulated learner.
type pupil struct {
	kind
	world    *world
	skills   []strength // by place in the course
	slip     float64
	attends  bool // has attention
	hadWrong bool // the last answer of this session was wrong
	draw     *rand.Rand
}

// enrol makes a learner of a kind. The seed settles all that happens to them.
func (w *world) enrol(k kind, seed uint64) *pupil {
	r := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
	p := &pupil{kind: k.scaled(w.scale), world: w, skills: make([]strength, len(w.course.Skills)), draw: r}
	p.slip = w.scale * (slipLeast + (slipMost-slipLeast)*r.Float64())
	able := p.prior + priorLearner*r.NormFloat64()
	rate := lognormal(r, p.rate, rateLearner*w.scale)
	for i := range p.skills {
		s := &p.skills[i]
		s.prior = able + w.eases[i] + w.scale*priorBoth*r.NormFloat64()
		for _, j := range w.needs[i] {
			s.prior = min(s.prior, p.skills[j].prior+priorAbove)
		}
		s.rate = lognormal(r, rate, rateSkill*w.scale)
		s.halfLife = lognormal(r, p.halfLife, halfSpread*w.scale)
		s.held = 1
	}
	return p
}

// masters is the chance on a typical item of a skill on a day, guess and slip
// taken out.
func (p *pupil) masters(skill int, day float64) float64 {
	return logistic(slopeTypical * p.skills[skill].now(day))
}

// isProficient tells the hidden truth about a skill on a day.
func (p *pupil) isProficient(skill int, day float64) bool {
	return p.masters(skill, day) >= proficientAt
}

// isThrough tells whether the learner is proficient in the whole course on a
// day, in every skill at once.
func (p *pupil) isThrough(day float64) bool {
	for skill := range p.skills {
		if !p.isProficient(skill, day) {
			return false
		}
	}
	return true
}

// later is the share of the course's tier-2 items that the learner would answer
// right on a day, with attention.
func (p *pupil) later(day float64) float64 {
	sum, n := 0.0, 0.0
	for i := range p.world.items {
		if p.world.course.Items[i].Tier == 2 {
			sum, n = sum+p.right(i, day), n+1
		}
	}
	return sum / n
}

// knows is the chance of knowing the answer to an item on a day.
func (p *pupil) knows(item int, day float64) float64 {
	it := &p.world.items[item]
	least := math.Inf(1)
	for _, s := range it.skills {
		least = min(least, p.skills[s].now(day))
	}
	return logistic(it.slope * (least - it.difficulty))
}

// right is the chance of answering an item right on a day with attention, guess
// and slip included.
func (p *pupil) right(item int, day float64) float64 {
	knows := p.knows(item, day)
	return knows*(1-p.slip) + (1-knows)*p.guesses(item)
}

// guesses is the chance of being right without knowing.
func (p *pupil) guesses(item int) float64 {
	if blind := grade.Chance(&p.world.course.Items[item]); blind > 0 {
		return min(guessMost, blind*p.guess)
	}
	return typedGuess
}

// comes tells whether the learner practises today, and begins the day.
func (p *pupil) comes() bool {
	p.attends, p.hadWrong = true, false
	return p.draw.Float64() < comesToday
}

// reply is what can be seen of an answer.
type reply struct {
	right  bool
	took   time.Duration
	leaves bool // for today

	// What only the learners of crisis.go do.
	hints         int
	lastHint      bool   // saw the last of them before
	misconception string // that the answer shows, perhaps by chance
	confidence    int    // 1 to 3; 0 not said
}

// answer lets the learner answer an item on a day, and learn from it.
func (p *pupil) answer(item int, day float64) reply {
	r := p.draw
	drifts := p.drifts
	if p.hadWrong {
		drifts *= 2
	}
	if p.attends {
		p.attends = r.Float64() >= drifts
	} else {
		p.attends = r.Float64() < refocus
	}
	var out reply
	leaves := p.leaves
	if p.attends {
		out = p.think(item, day)
	} else {
		blind := max(typedGuess, grade.Chance(&p.world.course.Items[item]))
		out.right = r.Float64() < blind
		out.took = time.Duration((.3 + 2.7*r.Float64()) * float64(time.Second))
		leaves *= 3
	}
	p.hadWrong = !out.right
	out.leaves = r.Float64() < leaves
	return out
}

// think is an answer given with attention.
func (p *pupil) think(item int, day float64) reply {
	r, it := p.draw, &p.world.items[item]
	knew := r.Float64() < p.knows(item, day)
	out := reply{took: time.Duration(max(4, lognormal(r, 20, .5)) * float64(time.Second))}
	lesson, isRead := 1.0, false
	if knew {
		out.right = r.Float64() >= p.slip
	} else {
		out.right = r.Float64() < p.guesses(item)
		reads := p.reads
		if out.right {
			reads /= 2
		}
		lesson = unread
		if isRead = r.Float64() < reads; isRead {
			lesson = explained
		}
	}
	main := it.skills[0]
	s := &p.skills[main]
	was := s.now(day)
	step := s.rate * 2 * (1 - logistic(was)) * p.ready(main, day) * logistic(was-it.difficulty+2) * lesson
	if knew || isRead {
		for _, k := range it.skills {
			p.skills[k].refresh(day, knew)
		}
	}
	s.gained += step
	return out
}

// ready is how well a skill can be learnt, .1 to 1, given what it needs.
func (p *pupil) ready(skill int, day float64) float64 {
	if len(p.world.needs[skill]) == 0 {
		return 1
	}
	weakest := math.Inf(1)
	for _, j := range p.world.needs[skill] {
		weakest = min(weakest, p.skills[j].now(day))
	}
	return .1 + .9*logistic(2*weakest)
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// lognormal draws around a median.
func lognormal(r *rand.Rand, median, spread float64) float64 {
	return median * math.Exp(spread*r.NormFloat64())
}
