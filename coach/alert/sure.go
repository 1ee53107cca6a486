package alert

import "math"

// stated is the chance of being right that each word of confidence is taken
// for, as coach/reflect has it.
var stated = [3]float64{.35, .65, .95}

// under finds a learner who is mostly right and hardly ever says so beforehand,
// for a fortnight; or one who says so far less than they used to, what was
// foretold of their answers taken off. The second is lost confidence, and
// matters more.
func (l *Look) under() (Verdict, bool) {
	v, e, ok := l.sure(RuleUnder)
	if !ok {
		return v, false
	}
	lost := Verdict{Rule: RuleUnder, After: v.After}
	if f, ok := l.lost(&lost); ok {
		lost.Finding = f
		return lost, true
	}
	n := float64(e.Questions)
	v.least(GaugeSaid, n, underLeast)
	v.least(GaugeDays, float64(e.Days), sureOn)
	v.most(GaugeStated, meanWord(l.said(&v)), underStated)
	v.least(GaugeCorrect, float64(e.Right)/max(1, n), underRight)
	if v.holds() {
		v.Finding = found(RuleUnder, "", e)
		return v, true
	}
	v.Measures = append(lost.Measures, v.Measures...)
	return v, true
}

// lost finds that the confidence stated fell.
func (l *Look) lost(v *Verdict) (Finding, bool) {
	var said []Try
	for _, t := range foretold(l.Tries) {
		if t.Confidence >= 1 && t.Confidence <= len(stated) && !t.Rapid {
			said = append(said, t)
		}
	}
	first := max(lostBaseline, from(said, v.After))
	v.least(GaugeBaseline, float64(min(first, len(said))), lostBaseline)
	v.least(GaugeSaid, float64(max(0, len(said)-first)), lostLeast)
	if !v.holds() {
		return Finding{}, false
	}
	above := make([]float64, len(said)+1) // sums of stated minus foretold
	for i, t := range said {
		above[i+1] = above[i] + stated[t.Confidence-1] - t.Expected
	}
	at, evidence := turned(len(said), first, lostLeast, func(k int) float64 {
		own := above[k] / float64(k+lostDoubt)
		n := float64(len(said) - k)
		// Two bells of one width, the second lower by lostBy.
		return -lostBy * (2*(above[len(said)]-above[k]-n*own) + n*lostBy) / (2 * lostSpread * lostSpread)
	})
	late := said[at:]
	e := weigh(late)
	v.least(GaugeOdds, math.Exp(evidence), lostOdds)
	v.least(GaugeDays, float64(e.Days), lostDays)
	if !v.holds() {
		return Finding{}, false
	}
	for _, t := range late {
		e.Stated += stated[t.Confidence-1] / float64(len(late))
		e.Foretold += t.Expected / float64(len(late))
	}
	e.Before, e.Now = middle(wordsOf(said[:at])), middle(wordsOf(late))
	e.Sure = sure(math.Exp(evidence), lostOdds)
	f := found(RuleUnder, "", e)
	f.Severity = Medium
	return f, true
}

// wordsOf are the confidences said.
func wordsOf(tries []Try) []int {
	out := make([]int, len(tries))
	for i, t := range tries {
		out[i] = t.Confidence
	}
	return out
}

// over finds a learner whose confidence says little about what is right: surer
// than right, by far.
func (l *Look) over() (Verdict, bool) {
	v, e, ok := l.sure(RuleOver)
	if !ok {
		return v, false
	}
	n := float64(e.Questions)
	v.least(GaugeSaid, n, overLeast)
	v.least(GaugeDays, float64(e.Days), sureOn)
	v.least(GaugeBrier, e.Brier, overBrier)
	v.least(GaugeBias, e.Stated-float64(e.Right)/max(1, n), 0)
	if v.holds() {
		v.Finding = found(RuleOver, "", e)
	}
	return v, true
}

// sure sums up what was said of late.
func (l *Look) sure(rule Rule) (Verdict, Evidence, bool) {
	if l.Tries == nil {
		return Verdict{}, Evidence{}, false
	}
	v := Verdict{Rule: rule}
	said := l.said(&v)
	e := weigh(said)
	e.Sure = 1
	for _, t := range said {
		p, right := stated[t.Confidence-1], 0.0
		if t.Right {
			right = 1
		}
		e.Stated += p / float64(len(said))
		e.Brier += (p - right) * (p - right) / float64(len(said))
	}
	return v, e, true
}

// said are the tries of late that came with a word on how sure.
func (l *Look) said(v *Verdict) []Try {
	read, _ := readable(l.about(v, l.Tries))
	var out []Try
	for _, t := range read {
		if t.Confidence >= 1 && t.Confidence <= len(stated) && t.Day > l.Day-sureDays {
			out = append(out, t)
		}
	}
	return out
}

// meanWord is the mean confidence, 1 to 3; 0 of none.
func meanWord(tries []Try) float64 {
	sum := 0
	for _, t := range tries {
		sum += t.Confidence
	}
	return float64(sum) / max(1, float64(len(tries)))
}
