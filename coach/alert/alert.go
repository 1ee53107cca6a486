package alert

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

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
	Replanned       Outcome = "replanned" // of a missed plan: the learner chose other days, or a pause
	ClearedByItself Outcome = "cleared"   // the condition ended
	Lapsed          Outcome = "lapsed"    // nobody was told of it, and it was not found again for four weeks
	Overtaken       Outcome = "overtaken" // another alert stood for it
	Accepted        Outcome = "accepted"  // of an appeal
	Declined        Outcome = "declined"
)

// Useless is said with one of these.
const (
	BecauseKnown  = "known"  // the teacher knew already
	BecauseUntrue = "untrue" // it is not so
	BecauseMoment = "moment" // the wrong moment
	BecauseOther  = "other"
)

// UselessReasons lists why an alert may be of no use, in the order they are
// offered.
func UselessReasons() []string {
	return []string{BecauseKnown, BecauseUntrue, BecauseMoment, BecauseOther}
}

// Result is what came of an alert, asked a week after somebody acted on it.
type Result string

// The results.
const (
	Worked    Result = "worked"  // it is better
	NotYet    Result = "not yet" // it is not, so far
	NotNeeded Result = "needless"
)

// Results lists the results in the order they are offered.
func Results() []Result { return []Result{Worked, NotYet, NotNeeded} }

// Alert says that a learner needs a person, why, and what has become of it.
type Alert struct {
	ID       string
	Class    string // empty for danger, which belongs to no class
	Person   string // empty: a class-wide one
	Skill    string // as in the attempts; empty: none in particular
	Rule     Rule
	Severity Severity
	State    State
	Raised   time.Time
	Wait     time.Time // no ping before this: the learner's own chance
	Pinged   time.Time // the latest time somebody was told; zero: nobody is told, or all that was told is old news
	Acted    time.Time // of the latest acknowledging, snoozing or resolving
	Until    time.Time // snoozed
	By       string    // who acted; empty for the machine
	Outcome  Outcome   // when resolved
	Evidence Evidence
	Seen     int // how often it was found

	Looked  time.Time `json:",omitzero"` // the moment of the look that found it last
	Lulled  time.Time `json:",omitzero"` // since when looks that asked its rule have not found it; zero: the last one did
	Nudged  time.Time `json:",omitzero"` // when the learner was spoken to about it
	Told    []Telling `json:",omitzero"` // who was told, oldest first
	Under   string    `json:",omitzero"` // ID of the class-wide alert that stands for it
	Because string    `json:",omitzero"` // of a useless one: one of UselessReasons
	Asked   time.Time `json:",omitzero"` // when somebody was asked what came of it
	After   Result    `json:",omitzero"` // what they said
}

// Telling is one person told of an alert.
type Telling struct {
	To     string
	At     time.Time
	How    Channel
	Reason Reason
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
	case f.Severity >= High:
	case f.Rule == RuleMissedPlan:
		return chancePlan
	case f.Rule.isOfSkill():
		return chanceSkill
	case f.Rule == RuleDrop, f.Rule == RuleRapid, f.Rule == RuleHints, f.Rule == RuleUnder:
		return chanceHabit
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
func (a *Alert) Key() string {
	key := KeyOf(a.Class, a.Person, a.Rule, a.Skill)
	if a.Rule == RuleAppeal { // each answer is looked at by itself
		key += "|" + strconv.FormatInt(a.Evidence.Attempt, 10)
	}
	return key
}

// KeyOf is the key of an alert to be, but an appeal.
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
	case by == "" && a.Rule.isSaid(), by == "" && outcome == Useless:
		return ErrByPerson
	}
	a.State, a.By, a.Outcome, a.Acted, a.Until = Resolved, by, outcome, now, time.Time{}
	return nil
}

// Ending is what would end an alert without a teacher.
type Ending string

// The endings.
const (
	EndsRun      Ending = "run"      // three right in a row on the skill
	EndsPractice Ending = "practice" // a day of practice
	EndsUsual    Ending = "usual"    // answers as right as they used to be
	EndsReading  Ending = "reading"  // eight answers in a row that were read
	EndsHints    Ending = "hints"    // eight without the last hint
	EndsAWeek    Ending = "week"     // a week in which it does not show
	EndsHalf     Ending = "half"     // less than half as many learners
	EndsPerson   Ending = "person"   // nothing: only a person ends it
)

// Endings lists the endings.
func Endings() []Ending {
	return []Ending{EndsRun, EndsPractice, EndsUsual, EndsReading, EndsHints, EndsAWeek, EndsHalf, EndsPerson}
}

// Ends is what would end the alert.
func (a *Alert) Ends() Ending {
	switch a.Rule {
	case RuleWheelSpinning, RuleStruggling, RuleMisconception:
		return EndsRun
	case RuleMissedPlan:
		return EndsPractice
	case RuleDrop:
		return EndsUsual
	case RuleRapid:
		return EndsReading
	case RuleHints:
		return EndsHints
	case RuleGoal, RuleMood, RuleUnder, RuleOver:
		return EndsAWeek
	case RuleClassWide:
		return EndsHalf
	}
	return EndsPerson
}
