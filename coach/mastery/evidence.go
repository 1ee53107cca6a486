package mastery

import (
	"math"
	"time"
)

// evidence is what the states say of the next answer on a typical item of the
// skills, and, once it has met one, what a certain item and moment add.
type evidence struct {
	sum      float64 // of the beliefs and of what the base weighs, in logits
	variance float64 // of that sum
	base     [nBase]float64
	head     [nHead]float64
	weighs   int // so many of head

	share    float64 // of each skill
	practice float64 // log(1 + answers on the skill)
	ability  float64 // over all skills, by beliefs and by the latest answers
}

// untaught are the weights where no workspace has any of its own: surely 0.
// Nobody writes to it.
var untaught = func() (w Workspace) {
	for i := range w.base {
		w.base[i].known = 1
	}
	for i := range w.head {
		w.head[i].known = 1
	}
	return w
}()

// weights are the workspace's own.
func (s States) weights() *Workspace {
	if s.Workspace == nil {
		return &untaught
	}
	return s.Workspace
}

// look gathers the evidence for an item met at no particular moment: what went
// before in the session, the time of day and the mood of the last answers on
// other skills stay out of it. What there is for each skill counts by its mean.
func (p *Params) look(s States) (e evidence) {
	l, b, h := s.Learner, &e.base, &e.head
	e.share = 1 / float64(max(1, len(s.Skills)))
	for i, q := range s.Skills {
		c := s.Shared[i]
		practice, recent := log1p(q.answers), p.recent(q)
		e.sum += e.share * (q.ability.mean + c.easiness.mean + practice*c.practice.mean + recent*c.recent.mean)
		e.variance += e.share * e.share * (q.ability.variance(p.Spread.Skill) + c.easiness.variance(p.Spread.Shared) +
			practice*practice*c.practice.variance(p.Spread.Practice) + recent*recent*c.recent.variance(p.Spread.Recent))
		e.practice += e.share * practice
		b[baseLast] += e.share * q.last
		b[baseBurst] += e.share * q.burst
		b[baseSurge] += e.share * q.surge
		b[baseMisses] += e.share * log1p(q.answers-q.right)
		if q.answers == 0 {
			b[baseNew] += e.share
		}
		h[headRight] += e.share * log1p(q.right)
		h[headStreak] += e.share * log1p(q.streak)
		h[headSkillEasiness] += e.share * c.easiness.mean
		h[headAbility] += e.share * q.ability.mean
	}
	rate := l.rate.mean(p.Rate, rateWeighs) - p.Rate
	e.ability = l.ability.mean + rateLogit*rate
	e.sum += l.ability.mean + e.practice*l.pace.mean
	e.variance += l.ability.variance(p.Spread.Learner) + e.practice*e.practice*l.pace.variance(p.Spread.Pace)

	b[baseStart], b[basePractice] = 1, e.practice
	h[headStart], h[headMisses], h[headLast] = 1, b[baseMisses], b[baseLast]
	h[headLearnerAnswers], h[headLearnerRight], h[headLearnerRate] = log1p(l.answers), log1p(l.right), rate
	h[headLastPractice], h[headBurstAbility] = b[baseLast]*e.practice, b[baseBurst]*l.ability.mean
	e.weighs = headTypical
	p.weigh(&e, s.weights(), 0, baseTypical)
	return e
}

const (
	rateLogit    = 1.5 // logits that a part of the answers more is about worth where people are right now and then
	rateWeighs   = 2   // answers that the usual rate is worth as a guess of a learner's
	recentWeighs = 0.5 // and as a guess of a learner's on a skill
)

// recent is how the learner did on the skill lately, beyond what is usual.
func (p *Params) recent(q *Skill) float64 { return q.rate.mean(p.Rate, recentWeighs) - p.Rate }

// farSum bounds every sum of logits.
const farSum = 30

// weigh adds the base's weights from one to before another.
func (p *Params) weigh(e *evidence, w *Workspace, from, to int) {
	for i := from; i < to; i++ {
		x := e.base[i]
		e.sum += (p.Base[i] + w.base[i].mean) * x
		e.variance += w.base[i].variance(p.Spread.Base) * x * x
	}
	e.sum = within(e.sum, -farSum, farSum)
}

// meet adds what the item says, and the moment.
func (p *Params) meet(e *evidence, s States, f Facts) {
	l, item := s.Learner, s.Item
	easiness := item.easiness.mean - p.Tiers[f.tier()]
	e.sum += easiness + e.ability*item.slope.mean
	e.variance += item.easiness.variance(p.Spread.Item) + e.ability*e.ability*item.slope.variance(p.Spread.Slope)

	isSwitch, run, around := 1.0, 0.0, 0.0
	if s.isRun() {
		isSwitch, run, around = 0, log1p(l.run), l.around.mean(0, aroundWeighs)
	}
	unsure, several := 1-item.easiness.known, float64(max(0, len(s.Skills)-1))
	b, h := &e.base, &e.head
	b[baseLearnerLast], b[baseLearnerBurst], b[baseLearnerSurge], b[baseRun] = l.last[0], l.burst, l.surge, run
	h[headLearnerSurge], h[headSwitch], h[headItemUnsure], h[headEasiness] = l.surge, isSwitch, unsure, easiness
	if unsure == 1 {
		h[headItemNew] = 1
	}
	h[headRunEasiness], h[headRightEasiness], h[headSeveralEasiness] = run*easiness, h[headRight]*easiness, several*easiness
	h[headLastThird], h[headSecondThird] = h[headLast]*l.last[2], l.last[1]*l.last[2]
	h[headSwitchAbility], h[headNewSeveral] = isSwitch*l.ability.mean, b[baseNew]*several
	h[headStreakAround], h[headAroundEasiness] = h[headStreak]*around, around*easiness
	h[headAroundAbility], h[headAroundUnsure] = around*l.ability.mean, around*unsure
	e.meetMoment(s, milliseconds(f.At))
	e.weighs = nHead
	p.weigh(e, s.weights(), baseTypical, nBase)
}

const aroundWeighs = 1 // items that a usual one is worth as a guess of those before

// isRun tells whether the learner's latest answer was on the same skill.
func (s States) isRun() bool {
	return len(s.Skills) > 0 && s.Learner.answers > 0 && s.Skills[0].turn == s.Learner.answers
}

// usualGap is log(1 + seconds) from one answer to the next, usually. Where the
// time is unknown a gap counts as usual.
const usualGap = 2.5

var (
	briefGap = math.Log1p(3)
	longGap  = math.Log1p(60)
)

// meetMoment adds what the time since earlier answers says. A clock that went
// back says nothing.
func (e *evidence) meetMoment(s States, at int64) {
	if at == 0 {
		return
	}
	l, h := s.Learner, &e.head
	for _, q := range s.Skills {
		if q.at != 0 && at > q.at {
			h[headSkillGap] += e.share * math.Log1p(float64(at-q.at)/float64(time.Hour.Milliseconds()))
		}
	}
	if l.at == 0 || at < l.at {
		return
	}
	gap := math.Log1p(float64(at-l.at) / 1000)
	h[headGap] = gap - usualGap
	h[headGapBrief] = max(briefGap, gap) - usualGap
	h[headGapLong] = max(0, gap-longGap)
	h[headGapEasiness] = h[headGap] * h[headEasiness]
	h[headGapSkillEasiness] = h[headGap] * h[headSkillEasiness]
	h[headGapSurge] = h[headGap] * l.surge
}

// milliseconds is an instant as the states keep it, 0 for none. Nobody answered
// before 1970; that no instant is negative keeps differences from overflowing.
func milliseconds(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return max(0, at.UnixMilli())
}

// score is the sum of the head, in logits: what the evidence says of the
// chance, drawn in by what is not known.
func (p *Params) score(w *Workspace, e *evidence) float64 {
	z := e.sum
	for i, x := range e.head[:e.weighs] {
		z += (p.Head[i] + w.head[i].mean) * x
	}
	return within(z*tempered(e.variance), -farSum, farSum)
}

// logs are log(1 + n), for most counts are small and whole.
var logs = func() (l [512]float64) {
	for n := range l {
		l[n] = math.Log1p(float64(n))
	}
	return l
}()

func log1p(x float64) float64 {
	if n := int(x); n >= 0 && n < len(logs) && float64(n) == x {
		return logs[n]
	}
	return math.Log1p(x)
}
