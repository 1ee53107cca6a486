package alert

import (
	"cmp"
	"slices"
	"time"
)

// Budget is how many pings a teacher gets in a day, at most: overridden alerts
// are the rule where there are many.
const Budget = 3

// ToPing chooses what one person is to be told of now, the most pressing first.
// Given are the alerts of that person's learners that are not resolved, how many
// budgeted pings went out today, and whether the person has quiet hours.
//
// Danger comes at once and always. Who asked for a person comes once quiet hours
// are over. The rest waits for the learner's own chance, and for room in the
// budget, the highest severity times age first. What another alert stands for is
// left out. What was told is not told again, unless it was snoozed and the time
// is over.
//
// Again is when the first of those that wait for a time of their own is ready,
// quiet hours and budget aside; zero if none waits.
func ToPing(open []Alert, pingedToday, budget int, now time.Time, quiet bool) (tell []Alert, again time.Time) {
	for _, a := range Inhibit(open) {
		if !a.isUntold() {
			continue
		}
		if at := a.Ripe(); at.After(now) {
			if again.IsZero() || at.Before(again) {
				again = at
			}
		} else if !quiet || a.Rule == RuleDanger {
			tell = append(tell, a)
		}
	}
	slices.SortStableFunc(tell, func(a, b Alert) int {
		return cmp.Or(cmp.Compare(a.place(), b.place()), cmp.Compare(b.weight(now), a.weight(now)), cmp.Compare(a.ID, b.ID))
	})
	left := max(0, budget-pingedToday)
	for i := range tell {
		if !tell[i].IsBudgeted() {
			continue
		}
		if left == 0 {
			return tell[:i], again // those without a budget stand before the others
		}
		left--
	}
	return tell, again
}

// IsBudgeted tells whether a ping about the alert counts in a teacher's day.
// Danger, and who asked for a person, are in no budget.
func (a *Alert) IsBudgeted() bool { return a.Rule != RuleDanger && a.Rule != RuleAsked }

// Ripe is from when on somebody may be told: after the learner's own chance,
// and when it is no longer snoozed.
func (a *Alert) Ripe() time.Time {
	at := a.Raised
	if a.Wait.After(at) {
		at = a.Wait
	}
	if a.State == Snoozed && a.Until.After(at) {
		at = a.Until
	}
	return at
}

// StandsFor tells whether the alert makes another of the same learner needless
// while it lives: wheel-spinning does, for struggling on the same skill.
func (a *Alert) StandsFor(rule Rule, skill string) bool {
	return a.Rule == RuleWheelSpinning && rule == RuleStruggling && a.Skill == skill && a.State != Resolved
}

// Inhibit leaves out what another alert of the same learner stands for.
func Inhibit(alerts []Alert) []Alert {
	var out []Alert
	for _, a := range alerts {
		if !slices.ContainsFunc(alerts, func(o Alert) bool {
			return o.Class == a.Class && o.Person == a.Person && o.StandsFor(a.Rule, a.Skill)
		}) {
			out = append(out, a)
		}
	}
	return out
}

// isUntold tells whether somebody is still to be told, or again.
func (a *Alert) isUntold() bool {
	switch a.State {
	case Open:
		return a.Pinged.IsZero()
	case Snoozed:
		return a.Pinged.Before(a.Until)
	}
	return false
}

// place puts danger before who asked, and both before the rest.
func (a *Alert) place() int {
	switch a.Rule {
	case RuleDanger:
		return 0
	case RuleAsked:
		return 1
	}
	return 2
}

// weight is severity times age; an hour at least, lest all new ones be equal.
func (a *Alert) weight(now time.Time) float64 {
	return float64(a.Severity+1) * max(1, now.Sub(a.Raised).Hours())
}
