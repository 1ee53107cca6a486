package alert

import (
	"errors"
	"strings"
	"time"
)

// Rule is what found that a person is needed.
type Rule string

// The rules.
const (
	RuleAsked         Rule = "asked"          // the learner asked for a person
	RuleAppeal        Rule = "appeal"         // the learner thinks that an answer was right
	RuleWheelSpinning Rule = "wheel-spinning" // much work on a skill and no way forward
	RuleStruggling    Rule = "struggling"     // most of the latest answers were not right
	RuleMissedPlan    Rule = "missed-plan"    // planned days without practice
	RuleDanger        Rule = "danger"         // words that may mean danger; for the safety contact alone
)

// Severity is how much it matters that somebody comes soon.
type Severity uint8

// The severities.
const (
	Low Severity = iota
	Medium
	High
	Urgent
)

// Severity of what the rule finds.
func (r Rule) Severity() Severity {
	switch r {
	case RuleDanger:
		return Urgent
	case RuleAsked, RuleWheelSpinning:
		return High
	case RuleStruggling, RuleMissedPlan:
		return Medium
	}
	return Low
}

// isSaid tells whether somebody said it: then only a person may close it, and
// what is said again must be heard again.
func (r Rule) isSaid() bool { return r == RuleAsked || r == RuleAppeal || r == RuleDanger }

// State is where an alert is in its life.
type State string

// The states. Resolved is the end.
const (
	Open         State = "open"
	Acknowledged State = "acknowledged" // somebody has it on their list
	Snoozed      State = "snoozed"      // nobody is asked again before a time
	Resolved     State = "resolved"
)

// Outcome is how an alert ended: one of these, or a person's own words.
type Outcome string

// The outcomes.
const (
	Done            Outcome = "done"      // somebody saw to it
	Useless         Outcome = "useless"   // nobody was needed: how good a rule is shows in these
	ClearedByItself Outcome = "cleared"   // the condition ended
	Overtaken       Outcome = "overtaken" // another alert stands for it
	Accepted        Outcome = "accepted"  // of an appeal
	Declined        Outcome = "declined"
)

// Alert says that a learner needs a person, why, and what has become of it.
type Alert struct {
	ID       string
	Class    string // empty for danger, which belongs to no class
	Person   string
	Skill    string // as in the attempts; empty: none in particular
	Rule     Rule
	Severity Severity
	State    State
	Raised   time.Time
	Wait     time.Time // no ping before this: the learner's own chance
	Pinged   time.Time // zero: nobody was told yet
	Acted    time.Time // of the latest acknowledging, snoozing or resolving
	Until    time.Time // snoozed
	By       string    // who acted; empty for the machine
	Outcome  Outcome   // when resolved
	Evidence Evidence
	Seen     int // how often it was found
}

// Finding is what a rule found.
type Finding struct {
	Rule     Rule
	Severity Severity
	Skill    string
	Evidence Evidence
}

// chance is how long the learner has before a teacher hears of it.
func (f *Finding) chance() time.Duration {
	switch {
	case f.Rule == RuleStruggling, f.Rule == RuleWheelSpinning && f.Severity < High:
		return 24 * time.Hour // three right in a row may yet come
	case f.Rule == RuleMissedPlan:
		return 48 * time.Hour // the learner is asked first
	}
	return 0
}

// Ways in which an alert's life cannot go on.
var (
	ErrResolved = errors.New("alert: it is resolved")
	ErrTaken    = errors.New("alert: somebody else has it on their list")
	ErrPast     = errors.New("alert: it cannot be snoozed until a time that is over")
	ErrDanger   = errors.New("alert: danger cannot be snoozed")
	ErrByPerson = errors.New("alert: only a person can resolve it")
)

// New raises an alert.
func New(id, class, person string, f Finding, now time.Time) Alert {
	a := Alert{
		ID: id, Class: class, Person: person, Skill: f.Skill, Rule: f.Rule, Severity: f.Severity,
		State: Open, Raised: now, Evidence: f.Evidence, Seen: 1,
	}
	if chance := f.chance(); chance > 0 {
		a.Wait = now.Add(chance)
	}
	return a
}

// Key names what the alert is about. Of the alerts that are not resolved, one
// at most has a key.
func (a *Alert) Key() string { return KeyOf(a.Class, a.Person, a.Rule, a.Skill) }

// KeyOf is the key of an alert to be.
func KeyOf(class, person string, rule Rule, skill string) string {
	return strings.Join([]string{class, person, string(rule), skill}, "|")
}

// Refresh takes in that the same (by Key) was found again. Where the learner is
// left no chance any more, teachers need not wait for it. What somebody said
// again must be heard again: then the alert is open once more, with all that
// was said. Nothing happens to an alert that is resolved: the finding is a new
// one's.
func (a *Alert) Refresh(f Finding) {
	if a.State == Resolved {
		return
	}
	a.Seen++
	a.Severity = max(a.Severity, f.Severity)
	if f.chance() == 0 {
		a.Wait = time.Time{}
	}
	said := a.Evidence.Words
	a.Evidence = f.Evidence
	if !a.Rule.isSaid() {
		return
	}
	switch words := f.Evidence.Words; {
	case words == "":
		a.Evidence.Words = said
	case said != "" && said != words:
		a.Evidence.Words = said + "\n" + words
	}
	if a.Rule == RuleDanger || f.Evidence.Words != "" {
		a.State, a.Pinged, a.Until = Open, time.Time{}, time.Time{}
	}
}

// Acknowledge puts the alert on somebody's list. Doing it twice is no fault.
func (a *Alert) Acknowledge(by string, now time.Time) error {
	switch {
	case a.State == Resolved:
		return ErrResolved
	case a.State == Acknowledged && a.By == by:
		return nil
	case a.State == Acknowledged:
		return ErrTaken
	}
	a.State, a.By, a.Acted, a.Until = Acknowledged, by, now, time.Time{}
	return nil
}

// Snooze keeps the alert quiet until a time, when it is as open as before.
func (a *Alert) Snooze(by string, until, now time.Time) error {
	switch {
	case a.State == Resolved:
		return ErrResolved
	case a.Rule == RuleDanger:
		return ErrDanger
	case !until.After(now):
		return ErrPast
	}
	a.State, a.By, a.Acted, a.Until = Snoozed, by, now, until
	return nil
}

// Resolve ends the alert. By is empty where the condition has cleared or
// another alert has overtaken it; what only a person may close is refused then.
func (a *Alert) Resolve(by string, outcome Outcome, now time.Time) error {
	switch {
	case a.State == Resolved:
		return ErrResolved
	case by == "" && a.Rule.isSaid():
		return ErrByPerson
	}
	a.State, a.By, a.Outcome, a.Acted, a.Until = Resolved, by, outcome, now, time.Time{}
	return nil
}

// Grow takes over the life of a weaker alert that this one stands for: whoever
// knows of that one is not told again, and the learner's chance is not given
// twice.
func (a *Alert) Grow(from *Alert) {
	a.ID, a.Raised, a.Pinged, a.State, a.By, a.Acted, a.Until, a.Seen = from.ID, from.Raised, from.Pinged, from.State, from.By, from.Acted, from.Until, from.Seen+1
	if from.Wait.Before(a.Wait) {
		a.Wait = from.Wait
	}
}

// SessionEnded says that the learner has practised once more since the alert
// was raised: who still struggles, or is still likely to wheel-spin, has had a
// chance.
func (a *Alert) SessionEnded(now time.Time) {
	if a.Rule != RuleMissedPlan && now.After(a.Raised) && now.Before(a.Wait) {
		a.Wait = now
	}
}

// Clears tells whether what the learner did since has ended what the rule
// found: three right in a row on the skill, or, for a missed plan, practice.
// The tries are the learner's first tries, oldest first; those on other skills
// and from before the alert are passed over.
func (a *Alert) Clears(tries []Try) bool {
	if a.State == Resolved || a.Rule.isSaid() {
		return false
	}
	run := 0
	for _, t := range tries {
		if !t.At.After(a.Raised) {
			continue
		}
		if a.Rule == RuleMissedPlan {
			return true
		}
		if a.Skill != "" && t.Skill != a.Skill || t.Rapid {
			continue
		}
		if run++; !t.Right {
			run = 0
		}
		if run == goodRun {
			return true
		}
	}
	return false
}
