package alert

import (
	"cmp"
	"math"
	"slices"
)

// Struggling finds a learner most of whose latest answers were not right: at
// most 3 of the last 10, at least 6 of them tried. The first tries come oldest
// first; on several skills, the finding names the one that at least half of the
// misses are of, or none.
func Struggling(tries []Try) (Finding, bool) {
	v := Verdict{Rule: RuleStruggling}
	v.struggling(tries)
	return v.Finding, v.holds()
}

func (l *Look) struggling() (Verdict, bool) {
	if l.Skill == nil {
		return Verdict{}, false
	}
	v := Verdict{Rule: RuleStruggling, Skill: l.Skill.ID}
	v.struggling(l.about(&v, l.Skill.Tries))
	v.Finding.Skill = l.Skill.ID
	return v, true
}

func (v *Verdict) struggling(tries []Try) {
	read, rapid := readable(tries)
	read = read[max(0, len(read)-window):]
	e := weigh(read)
	v.least(GaugeTries, float64(e.Questions), windowLeast)
	v.most(GaugeRight, float64(e.Right), windowRight)
	if !v.holds() {
		return
	}
	e.Rapid = rapid
	e.Sure = 1
	// How likely is so little from somebody for whom the questions are merely
	// hard, at a chance of .6?
	switch p := atMost(e.Right, e.Questions, .6); {
	case p < .01:
		e.Sure = 3
	case p < .05:
		e.Sure = 2
	}
	v.Finding = found(RuleStruggling, missedMost(read), e)
	if e.Sure == 3 { // so little is no matter of hard questions
		v.Finding.Severity = Medium
	}
}

// WheelSpinning finds a learner who works and does not get there: never three
// right in a row, mastery below .80, and after 5 first tries or more a risk of
// at least .65 that ten go by like this; after ten they have. It matters little at
// first, and the learner has a chance; it is High once the chance that somebody is
// needed is .62 (see chanceOfNeed), here of a learner of whom no more is known. The
// first tries are on one skill, oldest first, and o is the outlook after the last of
// them.
func WheelSpinning(tries []Try, o *Outlook) (Finding, bool) {
	v := Verdict{Rule: RuleWheelSpinning}
	v.wheelSpinning(tries, o, nil, Record{})
	return v.Finding, v.holds()
}

func (l *Look) wheelSpinning() (Verdict, bool) {
	if l.Skill == nil || l.Skill.Outlook == nil {
		return Verdict{}, false
	}
	v := Verdict{Rule: RuleWheelSpinning, Skill: l.Skill.ID}
	v.wheelSpinning(l.about(&v, l.Skill.Tries), l.Skill.Outlook, l.Skill.Needs, RecordOf(RuleWheelSpinning, l.Past))
	v.Finding.Skill = l.Skill.ID
	if len(l.Skill.Needs) > 0 && v.holds() {
		v.Finding = v.Finding.withNeeds(l.Skill.Needs)
	}
	return v, true
}

func (v *Verdict) wheelSpinning(tries []Try, o *Outlook, needs []Need, before Record) {
	read, rapid := readable(tries)
	v.least(GaugeTries, float64(len(read)), spinsLeast)
	v.below(GaugeMastery, o.P, spinsP)
	if !v.holds() {
		return // playing out what may come costs more the more there is to come
	}
	risk := o.Weights.Risk(o.signs(read))
	if !v.least(GaugeRisk, risk, spinsRisk) {
		return
	}
	e := weigh(read)
	e.Rapid, e.P, e.Risk, e.Sure = rapid, o.P, risk, 2
	if risk >= spinsSure {
		e.Sure = 3
	}
	v.Finding = found(RuleWheelSpinning, read[len(read)-1].Skill, e)
	if chanceOfNeed(e.Questions, o, needs, before) < spinsNeeded {
		v.Finding.Severity = Low // it may be
	}
}

// chanceOfNeed is the chance that somebody is needed where wheel-spinning is
// likely, 0 to 1. It is the greater the less the learner can know at best, the
// longer they have tried, and the weaker what the skill builds on is, without
// which practice brings little. And what teachers said of earlier calls like this
// about the learner counts: for some, six wrong in a row are usual, and they get
// there.
func chanceOfNeed(tries int, o *Outlook, needs []Need, before Record) float64 {
	weakest := wellPrepared
	for _, n := range needs {
		weakest = min(weakest, n.P)
	}
	useful := (float64(before.Useful) + needUseful) / (float64(before.Of) + needJudged)
	return logistic(needStart + needMost*logit(o.most()) + needTries*float64(min(tries, needTriesMost)) +
		needWeakest*logit(weakest) + needRecord*logit(useful))
}

// misconception finds one that shows again after it was explained: every wrong
// answer that reveals one is answered with what is wrong about it, so that the
// second time already comes after.
func (l *Look) misconception() (Verdict, bool) {
	if l.Skill == nil {
		return Verdict{}, false
	}
	v := Verdict{Rule: RuleMisconception, Skill: l.Skill.ID}
	var late []Try
	for _, t := range l.about(&v, l.Skill.Tries) {
		if t.Day > l.Day-sameDays {
			late = append(late, t)
		}
	}
	read, rapid := readable(late)
	e := weigh(read)
	var tag string
	if len(e.Misconceptions) > 0 {
		tag, e.Times = e.Misconceptions[0].ID, e.Misconceptions[0].Times
	}
	on := map[string]bool{}
	var first Try
	for _, t := range read {
		if tag != "" && !t.Right && t.Misconception == tag {
			if len(on) == 0 {
				first = t
			}
			on[t.Item] = true
		}
	}
	e.Items, e.Rapid = len(on), rapid
	v.least(GaugeTimes, float64(e.Times), sameTimes)
	v.least(GaugeItems, float64(e.Items), sameItems)
	if wrong := e.Questions - e.Right; wrong > 0 {
		v.least(GaugeShare, float64(e.Times)/float64(wrong), sameShare)
	}
	// Three right in a row since it showed last: it is overcome.
	if run, _ := runs(read); e.Times > 0 {
		v.below(GaugeRight, float64(run), goodRun)
	}
	if !v.holds() {
		return v, true
	}
	e.From = first.At
	e.Sure = 2
	if e.Times > sameTimes && e.Items > sameItems {
		e.Sure = 3
	}
	v.Finding = found(RuleMisconception, l.Skill.ID, e)
	return v, true
}

// withNeeds sorts the prerequisites of the finding's skill into those that are
// fine and those in doubt, the most doubtful first.
func (f Finding) withNeeds(needs []Need) Finding {
	f.Evidence.Fine, f.Evidence.Doubt = nil, nil
	var doubt []Need
	for _, n := range needs {
		if n.P >= spinsP {
			f.Evidence.Fine = append(f.Evidence.Fine, n.Skill)
		} else {
			doubt = append(doubt, n)
		}
	}
	slices.SortStableFunc(doubt, func(a, b Need) int { return cmp.Compare(a.P, b.P) })
	for _, n := range doubt {
		f.Evidence.Doubt = append(f.Evidence.Doubt, n.Skill)
	}
	return f
}

// missedMost is the skill that at least half of the misses are of; empty if
// there is none. Of two with half each it is the one missed last.
func missedMost(tries []Try) string {
	misses, of := 0, map[string]int{}
	for _, t := range tries {
		if !t.Right {
			misses++
			of[t.Skill]++
		}
	}
	for _, t := range slices.Backward(tries) {
		if !t.Right && 2*of[t.Skill] >= misses {
			return t.Skill
		}
	}
	return ""
}

// atMost is the chance of k or fewer successes in n tries with chance p each.
func atMost(k, n int, p float64) float64 {
	sum, term := 0.0, math.Pow(1-p, float64(n))
	for i := 0; i <= k; i++ {
		sum += term
		term *= float64(n-i) / float64(i+1) * p / (1 - p)
	}
	return sum
}
