package alert

import (
	"cmp"
	"slices"
	"time"
)

// Desk is one teacher, owner or safety contact at one moment: what decides
// whether they are told of an alert now. All of it is plain values.
type Desk struct {
	Me  string
	Now time.Time

	Pinged int // budgeted pings of their day so far
	Budget int // in a day, at most; 0: Budget

	QuietUntil time.Time            // the end of the quiet hours that it is in; zero: it is not
	AwayUntil  time.Time            // the end of a pause or a holiday of their own; zero: they are here
	Free       map[string]time.Time // by class: the end of a holiday that it is in
	Tomorrow   time.Time            // the first moment of their next day that is not quiet: when the budget begins anew

	// Windows are the moments of their day, two of them, at which what can
	// wait is told: today's and tomorrow's, in order. None: nothing waits for one.
	Windows []time.Time
	Digest  time.Time // when their next digest goes out

	Seats   []Seat               // all who may be told, of all the classes concerned, the one at the desk among them
	Routes  []Route              // the first one that fits an alert counts
	Useful  map[Rule]Record      // how useful each rule was in this workspace
	Contact map[string]time.Time // by learner: when this teacher was last told of them or wrote to them
}

// Seat is somebody who may be told of a class's alerts: its teachers and
// substitutes in order, and the owners, who hear of it when no teacher answers.
type Seat struct {
	Class string
	Me    string
	From  time.Time // cannot be told before: quiet hours, a pause, a holiday; zero: can be told now
	Owner bool
}

// Route says who hears first. Empty fields fit everything.
type Route struct {
	Class string
	Skill string   // a course, or "course/id"
	Least Severity // from which on
	To    []string // people
}

// fits tells whether the route is for an alert.
func (r *Route) fits(a *Alert) bool {
	return (r.Class == "" || r.Class == a.Class) && a.Severity >= r.Least &&
		(r.Skill == "" || r.Skill == a.Skill || len(a.Skill) > len(r.Skill) && a.Skill[:len(r.Skill)] == r.Skill && a.Skill[len(r.Skill)] == '/')
}

// Channel is how somebody is told.
type Channel string

// The channels.
const (
	Ping    Channel = "ping"
	Digest  Channel = "digest" // in the next weekly digest
	List    Channel = "list"   // only for who looks
	Nothing Channel = ""       // not now
)

// Reason is why a decision is as it is.
type Reason string

// The reasons. The first ones are of a ping.
const (
	BecauseDanger    Reason = "danger"    // it waits for nothing
	BecauseAsked     Reason = "asked"     // somebody asked for a person
	BecauseDue       Reason = "due"       // it is time and there is room
	BecauseEscalated Reason = "escalated" // who was told first has not answered: By
	BecauseStandIn   Reason = "stand-in"  // who would be first cannot be reached for long
	BecauseBack      Reason = "back"      // snoozed, and the time is over

	WaitsForLearner   Reason = "learner"   // their own chance, until Until
	WaitsForSign      Reason = "lull"      // the latest answers do not show it any more
	WaitsForQuiet     Reason = "quiet"     // quiet hours
	WaitsForWindow    Reason = "window"    // one of the two moments of the day
	WaitsForRoom      Reason = "budget"    // the day's pings are used up
	WaitsForHoliday   Reason = "holiday"   // of the class
	WaitsForReturn    Reason = "away"      // the teacher is
	WaitsForColleague Reason = "colleague" // By is told first, or was
	WaitsForSnooze    Reason = "snoozed"   // put off by By

	InDigestLow      Reason = "low"      // it can wait for the week's end
	InDigestDemoted  Reason = "demoted"  // teachers called most of this rule useless
	InDigestOverflow Reason = "overflow" // days without room

	LeftTold     Reason = "told"      // they know
	LeftOnList   Reason = "on list"   // By has it
	LeftStoodFor Reason = "stood for" // another alert says it: By
	LeftDemoted  Reason = "silenced"  // teachers called nearly all of this rule useless
	LeftOthers   Reason = "not mine"  // the alert is not theirs to see
	LeftResolved Reason = "resolved"
)

// Reasons lists the reasons.
func Reasons() []Reason {
	return []Reason{
		BecauseDanger, BecauseAsked, BecauseDue, BecauseEscalated, BecauseStandIn, BecauseBack,
		WaitsForLearner, WaitsForSign, WaitsForQuiet, WaitsForWindow, WaitsForRoom, WaitsForHoliday, WaitsForReturn, WaitsForColleague, WaitsForSnooze,
		InDigestLow, InDigestDemoted, InDigestOverflow, LeftTold, LeftOnList, LeftStoodFor, LeftDemoted, LeftOthers, LeftResolved,
	}
}

// Decision is what becomes of one alert at one desk now, and why.
type Decision struct {
	Alert   string // ID
	Channel Channel
	Reason  Reason
	Until   time.Time // when to decide anew; zero: nothing changes by waiting
	By      string    // the person or the alert that the reason names
	With    string    // of a ping: ID of the alert whose message tells of this one too; its own: it leads
}

// Judge decides of every alert, in the order given, whether the one at the desk
// is told of it now, later, in the digest or not at all. Open are the alerts
// they may see that are not resolved.
//
// Danger is told at once and always. Who asked for a person waits for the quiet
// hours of the one at the desk and for nothing else. All others wait for the
// learner's own chance, for the end of holidays, and, unless they are High, for
// one of the day's two windows; then they are told as far as the day's budget
// goes, the weightiest first. Those of one class, rule and skill are one ping.
// Low ones go to the digest, and so does what had no room for three days.
func Judge(open []Alert, d *Desk) []Decision {
	out := make([]Decision, len(open))
	var ready []int
	for i := range open {
		out[i] = d.judge(&open[i], open)
		if out[i].Channel == Ping {
			ready = append(ready, i)
		}
	}
	slices.SortStableFunc(ready, func(i, k int) int {
		a, b := &open[i], &open[k]
		return cmp.Or(cmp.Compare(a.place(), b.place()), cmp.Compare(d.weight(b), d.weight(a)), cmp.Compare(a.ID, b.ID))
	})
	for i := range out {
		if !out[i].Until.After(d.Now) {
			out[i].Until = time.Time{} // over
		}
	}
	left := max(0, cmp.Or(d.Budget, Budget)-d.Pinged)
	leads := map[string]string{}
	for _, i := range ready {
		a := &open[i]
		if !a.IsBudgeted() {
			out[i].With = a.ID
			continue
		}
		group := KeyOf(a.Class, "", a.Rule, a.Skill)
		if a.Rule == RuleAppeal { // each answer is decided about by itself
			group = a.ID
		}
		switch lead, ok := leads[group]; {
		case ok:
			out[i].With = lead
		case left > 0:
			left--
			leads[group], out[i].With = a.ID, a.ID
		default:
			out[i] = d.crowded(a)
		}
	}
	return out
}

// Again is when the first of the decisions may come out otherwise by time
// alone; zero if none does.
func Again(decisions []Decision) time.Time {
	var at time.Time
	for _, d := range decisions {
		if !d.Until.IsZero() && (at.IsZero() || d.Until.Before(at)) {
			at = d.Until
		}
	}
	return at
}

// crowded is what becomes of a ping that the day has no room for.
func (d *Desk) crowded(a *Alert) Decision {
	if d.Now.Sub(a.Ripe()) >= overflow {
		return Decision{Alert: a.ID, Channel: Digest, Reason: InDigestOverflow, Until: d.Tomorrow}
	}
	return Decision{Alert: a.ID, Reason: WaitsForRoom, Until: d.Tomorrow}
}

// judge decides of one alert, budget aside.
func (d *Desk) judge(a *Alert, open []Alert) Decision {
	is := func(c Channel, r Reason, until time.Time, by string) Decision {
		return Decision{Alert: a.ID, Channel: c, Reason: r, Until: until, By: by}
	}
	waits := func(r Reason, until time.Time, by string) Decision { return is(Nothing, r, until, by) }
	switch {
	case a.State == Resolved:
		return is(List, LeftResolved, time.Time{}, a.By)
	case a.Rule == RuleDanger:
		return d.danger(a, is)
	case a.State == Acknowledged:
		return is(List, LeftOnList, time.Time{}, a.By)
	}
	if by := stoodFor(a, open); by != "" {
		return is(List, LeftStoodFor, time.Time{}, by)
	}
	if a.State == Snoozed && a.Until.After(d.Now) {
		return waits(WaitsForSnooze, a.Until, a.By)
	}
	if a.Wait.After(d.Now) {
		return waits(WaitsForLearner, a.Wait, "")
	}
	reason, until, by := d.turn(a)
	switch reason {
	case LeftTold, LeftOthers:
		return is(List, reason, until, by)
	case WaitsForColleague:
		return waits(reason, until, by)
	}
	if a.Rule != RuleAsked {
		if decision, ok := d.postpone(a, reason, is); ok {
			return decision
		}
	}
	switch {
	case d.AwayUntil.After(d.Now):
		return waits(WaitsForReturn, d.AwayUntil, d.Me)
	case d.QuietUntil.After(d.Now):
		return waits(WaitsForQuiet, d.QuietUntil, "")
	}
	return is(Ping, reason, time.Time{}, by)
}

// postpone keeps back what nobody asked for.
func (d *Desk) postpone(a *Alert, reason Reason, is func(Channel, Reason, time.Time, string) Decision) (Decision, bool) {
	record := d.Useful[a.Rule]
	steps := record.Demotion()
	if a.Severity == Low {
		steps++
	}
	free := d.Free[a.Class]
	window, isOpen := d.window()
	switch {
	case !a.Lulled.IsZero() && reason != BecauseEscalated && reason != BecauseBack:
		return is(Nothing, WaitsForSign, time.Time{}, ""), true
	case steps > 1:
		return is(List, LeftDemoted, time.Time{}, ""), true
	case steps == 1 && record.Demotion() > 0:
		return is(Digest, InDigestDemoted, time.Time{}, ""), true
	case steps == 1:
		return is(Digest, InDigestLow, time.Time{}, ""), true
	case free.After(d.Now):
		return is(Nothing, WaitsForHoliday, free, ""), true
	case a.Severity < High && !isOpen:
		return is(Nothing, WaitsForWindow, window, ""), true
	}
	return Decision{}, false
}

// danger is told at once to everybody who may see it, and again to those who
// come after when it is not answered.
func (d *Desk) danger(a *Alert, is func(Channel, Reason, time.Time, string) Decision) Decision {
	switch {
	case a.State == Acknowledged:
		return is(List, LeftOnList, time.Time{}, a.By)
	case a.wasTold(d.Me):
		return is(List, LeftTold, a.AnswerBy(), "")
	}
	return is(Ping, BecauseDanger, time.Time{}, "")
}

// window tells whether one of the day's windows is open, and when the next one
// opens.
func (d *Desk) window() (next time.Time, isOpen bool) {
	if len(d.Windows) == 0 {
		return time.Time{}, true
	}
	for _, w := range d.Windows {
		switch {
		case !w.After(d.Now) && d.Now.Before(w.Add(windowOpen)):
			return time.Time{}, true
		case w.After(d.Now) && (next.IsZero() || w.Before(next)):
			next = w
		}
	}
	return next, false
}

// weight is what decides who is told first: severity, times how sure it is,
// times the hours since the teacher last heard of the learner, or since the
// alert was raised.
func (d *Desk) weight(a *Alert) float64 {
	since := a.Raised
	if at, ok := d.Contact[a.Person]; ok && a.Person != "" && at.Before(since) {
		since = at
	}
	return float64(a.Severity+1) * float64(max(1, a.Evidence.Sure)) * max(1, min(d.Now.Sub(since).Hours(), mostHours))
}

// stoodFor is the ID of the alert that says all that this one would; empty if
// there is none.
func stoodFor(a *Alert, open []Alert) string {
	for i := range open {
		o := &open[i]
		if o.State == Resolved || o.Class != a.Class || o.ID == a.ID {
			continue
		}
		if o.ID == a.Under || o.Person == a.Person && a.Person != "" && o.StandsFor(a.Rule, a.Skill) {
			return o.ID
		}
	}
	return ""
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
