package alert

import "slices"

// missedPlan asks about the plan or, where there is none, about how long the
// learner has been away.
func (l *Look) missedPlan() (Verdict, bool) {
	if l.Plan == nil {
		return Verdict{}, false
	}
	v := Verdict{Rule: RuleMissedPlan}
	var seen int32 // the day up to which it was seen to, to within one: nothing up to then is missed any more
	if v.After = l.ended(v.Rule, ""); !v.After.IsZero() {
		seen = l.Day - int32(l.Now.Sub(v.After).Hours()/24)
	}
	if l.Plan.Days == nil {
		v.away(l.Plan, l.Day, seen)
	} else {
		v.missedPlan(l.Plan, l.Day, seen)
	}
	return v, true
}

// missedPlan finds a learner who did not practise on the last planned days, nor
// on any day since. Today is not over and does not count; excused days are as if
// they had not been planned. A day is kept that is made up for before the next
// planned one.
//
// How many are too many depends on the learner: few from somebody who kept nearly
// every day, many from somebody who keeps every second (see chanceOf). At first
// it matters little, and the learner is asked.
func (v *Verdict) missedPlan(p *Plan, today, seen int32) {
	var e Evidence
	for _, d := range p.Practised {
		if d <= today {
			e.LastDay = max(e.LastDay, d)
		}
	}
	days := slices.Clone(p.Days)
	slices.Sort(days)
	days = slices.DeleteFunc(slices.Compact(days), func(d int32) bool { return d >= today || d <= seen || slices.Contains(p.Excused, d) })
	before, kept := 0, 0 // of the planned days before the ones missed in a row
	for i, d := range days {
		next := today
		if i+1 < len(days) {
			next = days[i+1]
		}
		isKept := slices.Contains(p.Practised, d)
		if today-d <= planned {
			e.Planned++
			if isKept {
				e.Kept++
			}
		}
		switch {
		case d > e.LastDay:
			e.Missed = append(e.Missed, d)
		case today-d > planned:
		default:
			before++
			if isKept || slices.ContainsFunc(p.Practised, func(k int32) bool { return k > d && k < next }) {
				kept++
			}
		}
	}
	v.least(GaugeMissed, float64(len(e.Missed)), missedLeast)
	chance := chanceOf(len(e.Missed), before-kept, before)
	v.most(GaugeChance, chance, missedChance)
	if !v.holds() {
		return
	}
	e.Sure = 1
	v.Finding = found(RuleMissedPlan, "", e)
	if chance > missedSure {
		v.Finding.Severity = Low
		return
	}
	v.Finding.Evidence.Sure = 2
	if chance <= missedSure/verySure {
		v.Finding.Evidence.Sure = 3
	}
}

// chanceOf is the chance that a learner misses n planned days in a row, of whom
// so many of the planned days before were missed: Pólya's urn, which is what is
// to be expected of somebody whose own rate is not known better than that.
func chanceOf(n, missed, of int) float64 {
	chance := 1.0
	for i := range n {
		chance *= float64(missedPrior-keptPrior+missed+i) / float64(missedPrior+of+i)
	}
	return chance
}

// away finds a learner without a plan who has been away far longer than usual.
func (v *Verdict) away(p *Plan, today, seen int32) {
	days := slices.Clone(p.Practised)
	slices.Sort(days)
	days = slices.DeleteFunc(slices.Compact(days), func(d int32) bool { return d > today })
	v.least(GaugeDays, float64(len(days)), awayKnown)
	if !v.holds() {
		return
	}
	gaps := make([]int32, 0, len(days)-1)
	for i := 1; i < len(days); i++ {
		gaps = append(gaps, days[i]-days[i-1])
	}
	slices.Sort(gaps)
	usual := gaps[len(gaps)/2]
	last := days[len(days)-1]
	from := max(last, seen)
	gap := today - from
	for _, d := range slices.Compact(slices.Sorted(slices.Values(p.Excused))) {
		if d > from && d < today {
			gap--
		}
	}
	limit := max(awayLeast, awayTimes*usual)
	if !v.least(GaugeAway, float64(gap), float64(limit)) {
		return
	}
	e := Evidence{LastDay: last, Away: int(gap), Usual: int(usual), Sure: 1}
	if gap >= 2*limit {
		e.Sure = 2
	}
	v.Finding = found(RuleMissedPlan, "", e)
}

// goal finds a goal that will not be reached in time, as foretold at two looks
// in a row.
func (l *Look) goal() (Verdict, bool) {
	if l.Goal == nil || len(l.Goal.Forecasts) == 0 {
		return Verdict{}, false
	}
	v := Verdict{Rule: RuleGoal}
	all := slices.Clone(l.Goal.Forecasts)
	slices.SortFunc(all, func(a, b Forecast) int { return int(a.Day) - int(b.Day) })
	all = slices.CompactFunc(all, func(a, b Forecast) bool { return a.Day == b.Day })
	if v.After = l.ended(v.Rule, ""); !v.After.IsZero() {
		day := l.Day - int32(l.Now.Sub(v.After).Hours()/24)
		all = slices.DeleteFunc(all, func(f Forecast) bool { return f.Day <= day })
	}
	slips := 0
	for _, f := range all {
		if slips++; !f.slips() {
			slips = 0
		}
	}
	if !v.least(GaugeSlips, float64(slips), slipLooks) {
		return v, true
	}
	last := all[len(all)-1]
	v.Finding = found(RuleGoal, "", Evidence{Finish: last.Finish, Due: last.Due, Sure: 1})
	return v, true
}

// slips tells whether a goal is foretold too late by far.
func (f Forecast) slips() bool {
	return f.Finish == 0 || float64(f.Finish-f.Day) >= slipBy*float64(f.Due-f.Day) && f.Finish > f.Due
}

// mood finds a learner who marked several times of late that it feels bad.
func (l *Look) mood() (Verdict, bool) {
	if l.Moods == nil {
		return Verdict{}, false
	}
	v := Verdict{Rule: RuleMood, After: l.ended(RuleMood, "")}
	var e Evidence
	for i, m := range l.Moods {
		isTwice := i > 0 && m.At.Equal(l.Moods[i-1].At)
		if !m.Low || isTwice || !m.At.After(v.After) || m.At.After(l.Now) || !m.At.After(l.Now.AddDate(0, 0, -moodDays)) {
			continue
		}
		if e.Lows++; e.Lows == 1 {
			e.From = m.At
		}
		e.To = m.At
	}
	if v.least(GaugeLows, float64(e.Lows), moodLows) {
		e.Sure = 1
		v.Finding = found(RuleMood, "", e)
	}
	return v, true
}
