package alert

import (
	"math"
	"slices"
	"time"
)

// turned finds since when a series is not what it was: of all stretches that
// reach to its end, the one whose evidence is greatest. The evidence is the
// natural logarithm of how many times likelier the stretch is after the change
// than before it (a CUSUM chart, Page 1954, with the mean before it estimated).
// Evidence is asked for stretches from before to n-least. It is -Inf where there
// is none.
func turned(n, before, least int, evidence func(from int) float64) (from int, most float64) {
	from, most = n, math.Inf(-1)
	for k := before; k <= n-least; k++ {
		if e := evidence(k); e > most {
			from, most = k, e
		}
	}
	return from, most
}

// from is the first of the tries that came after a time.
func from(tries []Try, after time.Time) int {
	for i, t := range tries {
		if t.At.After(after) {
			return i
		}
	}
	return len(tries)
}

// drop finds a learner who is right far less often than they had led to
// expect. What the learner model foretold before each answer is taken off, so
// that harder questions are no drop; and the learner's own mean before, so that
// a model that always expects too much of somebody is none either.
func (l *Look) drop() (Verdict, bool) {
	if l.Tries == nil {
		return Verdict{}, false
	}
	v := Verdict{Rule: RuleDrop, After: l.ended(RuleDrop, "")}
	read, _ := readable(l.Tries)
	read = foretold(read)
	first := max(dropBaseline, from(read, v.After))
	v.least(GaugeBaseline, float64(min(first, len(read))), dropBaseline)
	v.least(GaugeTries, float64(max(0, len(read)-first)), dropLeast)
	if !v.holds() {
		return v, true
	}
	at, evidence := turned(len(read), first, dropLeast, func(k int) float64 { return droppedBy(read, k) })
	late := read[at:]
	e := weigh(late)
	e.Drop = residual(read[:at]) - residual(late)
	v.least(GaugeShortfall, e.Drop, dropBy)
	v.least(GaugeOdds, math.Exp(evidence), dropOdds)
	v.least(GaugeDays, float64(e.Days), dropDays)
	v.least(GaugeSkills, float64(skillsMissed(late)), dropSkills)
	if !v.holds() {
		return v, true
	}
	_, e.Rapid = readable(l.Tries[from(l.Tries, e.From.Add(-1)):])
	e.Sure = sure(math.Exp(evidence), dropOdds)
	for _, t := range late {
		e.Foretold += t.Expected / float64(len(late))
	}
	v.Finding = found(RuleDrop, "", e)
	return v, true
}

// sure is how sure a finding is whose odds are so far above what it takes.
func sure(odds, least float64) int {
	if odds >= verySure*least {
		return 3
	}
	return 2
}

// droppedBy is the evidence that from try k on dropLapse of what the learner
// would have had right goes wrong, day by day.
func droppedBy(read []Try, k int) float64 {
	own := residual(read[:k]) * float64(k) / float64(k+ownDoubt)
	sum, today := 0.0, 0.0
	for i, t := range read[k:] {
		if i > 0 && t.Day != read[k+i-1].Day {
			sum, today = sum+oneDay(today), 0
		}
		p := min(max(t.Expected+own, leastChance), 1-leastChance)
		less := p * (1 - dropLapse)
		if t.Right {
			today += math.Log(less / p)
		} else {
			today += math.Log((1 - less) / (1 - p))
		}
	}
	return sum + oneDay(today)
}

// oneDay is what a day's answers say for a drop, when a bad day could explain
// them as well.
func oneDay(evidence float64) float64 {
	return evidence - math.Log(1-dropBadDays+dropBadDays*math.Exp(evidence))
}

// skillsMissed is on how many skills something was not right more than once.
func skillsMissed(tries []Try) int {
	misses, n := map[string]int{}, 0
	for _, t := range tries {
		if !t.Right {
			if misses[t.Skill]++; misses[t.Skill] == 2 {
				n++
			}
		}
	}
	return n
}

// foretold keeps the tries whose chance was foretold.
func foretold(tries []Try) []Try {
	out := make([]Try, 0, len(tries))
	for _, t := range tries {
		if t.Expected > 0 && t.Expected < 1 {
			out = append(out, t)
		}
	}
	return out
}

// residual is the mean of right minus foretold; 0 of none.
func residual(tries []Try) float64 {
	sum := 0.0
	for _, t := range tries {
		if t.Right {
			sum++
		}
		sum -= t.Expected
	}
	return sum / max(1, float64(len(tries)))
}

// rapid finds a learner who answers without reading, too fast for the question
// or for the hints they pressed through: far more often than they used to or, as
// long as nobody has seen to it, than is usual.
func (l *Look) rapid() (Verdict, bool) {
	if l.Tries == nil {
		return Verdict{}, false
	}
	v := Verdict{Rule: RuleRapid, After: l.ended(RuleRapid, "")}
	tries := l.Tries
	sums := make([]int, len(tries)+1) // of careless ones before each
	for i := range tries {
		sums[i+1] = sums[i]
		if tries[i].isCareless() {
			sums[i+1]++
		}
	}
	first := max(rapidBaseline, from(tries, v.After))
	evidence := func(k int) float64 {
		was := (float64(sums[k]) + rapidPrior) / (float64(k) + rapidKnown)
		is := was + rapidMore*(1-was)
		n, c := float64(len(tries)-k), float64(sums[len(tries)]-sums[k])
		return c*math.Log(is/was) + (n-c)*math.Log((1-is)/(1-was))
	}
	at, most := turned(len(tries), first, rapidLeast, evidence)
	if v.After.IsZero() && len(tries) > 0 { // all that is known of them, against what is usual
		if all := evidence(0); all > most {
			at, most = 0, all
		}
	}
	late := tries[at:]
	fast := slices.DeleteFunc(slices.Clone(late), func(t Try) bool { return !t.isCareless() })
	days := weigh(fast).Days
	v.least(GaugeRapid, float64(len(fast)), rapidLeast)
	v.least(GaugeFast, float64(len(fast))/max(1, float64(len(late))), rapidShare)
	v.least(GaugeOdds, math.Exp(most), rapidOdds)
	v.least(GaugeDays, float64(days), rapidDays)
	if !v.holds() {
		return v, true
	}
	read, rapid := readable(late)
	e := weigh(read)
	e.Rapid, e.Unread, e.Days = rapid, len(fast)-rapid, days
	e.From, e.To, e.LastDay = late[0].At, late[len(late)-1].At, late[len(late)-1].Day
	e.Sure = sure(math.Exp(most), rapidOdds)
	v.Finding = found(RuleRapid, "", e)
	return v, true
}

// isCareless tells whether the answer came too soon to have been read, or its
// hints were.
func (t *Try) isCareless() bool { return t.Rapid || t.isUnread() }

// isUnread tells whether the answer came sooner than its hints can be read.
func (t *Try) isUnread() bool {
	return t.Hints > 0 && t.Took > 0 && t.Took < readAnswer+readHint*time.Duration(t.Hints)
}

// hints finds a learner who presses through the hints to the answer.
func (l *Look) hints() (Verdict, bool) {
	if l.Tries == nil {
		return Verdict{}, false
	}
	v := Verdict{Rule: RuleHints}
	late := l.about(&v, l.Tries)
	late = late[max(0, len(late)-hintWindow):]
	bottoms, unread := 0, 0
	for _, t := range late {
		if t.LastHint {
			bottoms++
		}
		if t.isUnread() {
			unread++
		}
	}
	v.least(GaugeBottoms, float64(bottoms), hintBottoms)
	v.least(GaugeUnread, float64(unread), hintUnread)
	if !v.holds() {
		return v, true
	}
	e := weigh(late)
	e.Bottoms, e.Unread, e.Sure = bottoms, unread, 1
	v.Finding = found(RuleHints, missedMost(late), e)
	return v, true
}
