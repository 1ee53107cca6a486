package alert

import (
	"cmp"
	"slices"
	"time"
)

// Look is one learner at one moment: all that the rules read. What is not at
// hand stays nil, and the rules that need it are not asked: on the way of an
// answer only Skill is set, at a session's end Tries as well, at the learner's
// planned times Plan, Goal and Moods.
type Look struct {
	Now time.Time
	Day int32 // today on the learner's calendar, days since 1 January 1970

	Skill *OnSkill // the skill just tried
	Tries []Try    // the latest first tries on all skills, at most LookBack, in any order
	Plan  *Plan
	Goal  *Goal
	Moods []Mood  // of the last fortnight, in any order; nil: not at hand, or not the teacher's to see
	Past  []Alert // the learner's latest resolved alerts, in any order: what was seen to before is not found again from the same answers
}

// OnSkill is a learner's work on one skill.
type OnSkill struct {
	ID      string   // "course/id", as in the tries
	Tries   []Try    // the latest first tries on it, at most SkillBack, in any order
	Outlook *Outlook // after the last of them; nil: wheel-spinning is not asked
	Needs   []Need   // its prerequisites
}

// Need is a prerequisite and the learner's mastery of it.
type Need struct {
	Skill string // "course/id"
	P     float64
}

// Plan is when a learner means to practise and when they did. Days are of the
// learner's calendar, in any order; five weeks are enough.
type Plan struct {
	Days      []int32 // planned; nil where there is no plan
	Practised []int32
	Excused   []int32 // holidays of the class, illness, a pause: as if they had not been planned
}

// Goal is what was foretold about a goal with a date, at several looks, oldest
// first, a week or so apart. The first two say that it slips, or does not.
type Goal struct {
	Forecasts []Forecast
}

// Forecast is when a goal will be reached, as foretold on a day.
type Forecast struct {
	Day    int32 // of the forecast
	Finish int32 // foretold; 0: not at this pace
	Due    int32 // wanted
}

// Mood is a mark a learner gave for how it feels.
type Mood struct {
	At  time.Time
	Low bool
}

// Verdict is what one rule made of a look: what it measured, against which
// limits, and whether it spoke. It speaks if every measure holds and no teacher
// has lately called it useless about this learner and skill.
type Verdict struct {
	Rule     Rule
	Skill    string // asked about; empty: none in particular
	Spoke    bool
	Measures []Measure
	After    time.Time // an alert like this ended then: only what came since was looked at; zero: none
	Mute     time.Time // called useless, and silent until then; zero: not
	Finding  Finding   // set if every measure holds
}

// Gauge names what is measured.
type Gauge string

// The gauges.
const (
	GaugeTries     Gauge = "tries"     // first tries looked at
	GaugeRight     Gauge = "right"     // of them right
	GaugeMastery   Gauge = "mastery"   // 0 to 1
	GaugeRisk      Gauge = "risk"      // 0 to 1, of wheel-spinning
	GaugeBaseline  Gauge = "baseline"  // tries before, by which the learner is known
	GaugeShortfall Gauge = "shortfall" // 0 to 1, how far the share right lies below what was foretold
	GaugeOdds      Gauge = "odds"      // how many times likelier it is with a cause than without
	GaugeSkills    Gauge = "skills"    // with something not right more than once
	GaugeDays      Gauge = "days"      // on which it showed
	GaugeTimes     Gauge = "times"     // the misconception showed
	GaugeItems     Gauge = "items"     // it showed on
	GaugeShare     Gauge = "share"     // 0 to 1, of what was not right
	GaugeMissed    Gauge = "missed"    // planned days in a row
	GaugeChance    Gauge = "chance"    // 0 to 1, that so many are missed without a cause
	GaugeAway      Gauge = "away"      // days since practice, excused ones not counted
	GaugeSlips     Gauge = "slips"     // forecasts in a row that were too late
	GaugeRapid     Gauge = "rapid"     // answers too fast to have been read
	GaugeFast      Gauge = "fast"      // 0 to 1, their share
	GaugeBottoms   Gauge = "bottoms"   // last hints seen before answering
	GaugeUnread    Gauge = "unread"    // answers sooner than their hints can be read
	GaugeSaid      Gauge = "said"      // answers with a word on how sure
	GaugeStated    Gauge = "stated"    // mean confidence, 1 guess to 3 sure
	GaugeCorrect   Gauge = "correct"   // 0 to 1, share right
	GaugeBrier     Gauge = "brier"     // 0 to 1, of confidence
	GaugeBias      Gauge = "bias"      // -1 to 1, stated above right
	GaugeLows      Gauge = "lows"      // low marks
)

// Gauges lists the gauges.
func Gauges() []Gauge {
	return []Gauge{
		GaugeTries, GaugeRight, GaugeMastery, GaugeRisk, GaugeBaseline, GaugeShortfall, GaugeOdds, GaugeSkills, GaugeDays, GaugeTimes,
		GaugeItems, GaugeShare, GaugeMissed, GaugeChance, GaugeAway, GaugeSlips, GaugeRapid, GaugeFast, GaugeBottoms,
		GaugeUnread, GaugeSaid, GaugeStated, GaugeCorrect, GaugeBrier, GaugeBias, GaugeLows,
	}
}

// Measure is one thing a rule looked at.
type Measure struct {
	Gauge Gauge
	Value float64
	Limit float64
	Most  bool // the rule speaks while Value is at most Limit; else from Limit on
	Holds bool
}

// least holds from the limit on, most up to it. Not a number holds nowhere.
func (v *Verdict) least(g Gauge, value, limit float64) bool {
	return v.measure(Measure{Gauge: g, Value: value, Limit: limit, Holds: value >= limit})
}

func (v *Verdict) most(g Gauge, value, limit float64) bool {
	return v.measure(Measure{Gauge: g, Value: value, Limit: limit, Most: true, Holds: value <= limit})
}

// below holds under the limit.
func (v *Verdict) below(g Gauge, value, limit float64) bool {
	return v.measure(Measure{Gauge: g, Value: value, Limit: limit, Most: true, Holds: value < limit})
}

func (v *Verdict) measure(m Measure) bool {
	v.Measures = append(v.Measures, m)
	return m.Holds
}

// holds tells whether every measure does.
func (v *Verdict) holds() bool {
	return len(v.Measures) > 0 && !slices.ContainsFunc(v.Measures, func(m Measure) bool { return !m.Holds })
}

// Detect asks every rule that has what it needs, and returns what was found,
// in the order of Rules. The order of what is in the look, and what is in it
// twice, change nothing.
func Detect(l *Look) []Finding {
	var found []Finding
	for _, v := range Explain(l) {
		if v.Spoke {
			found = append(found, v.Finding)
		}
	}
	return found
}

// Explain asks the same rules and tells of each what it measured: why it spoke,
// or why not.
func Explain(l *Look) []Verdict {
	tidied := *l
	tidied.Tries = tidy(l.Tries, LookBack)
	if l.Skill != nil {
		s := *l.Skill
		s.Tries = tidy(s.Tries, SkillBack)
		tidied.Skill = &s
	}
	tidied.Moods = slices.Clone(l.Moods)
	slices.SortStableFunc(tidied.Moods, func(a, b Mood) int { return a.At.Compare(b.At) })
	var out []Verdict
	for _, ask := range []func(*Look) (Verdict, bool){
		(*Look).wheelSpinning, (*Look).missedPlan, (*Look).misconception, (*Look).drop, (*Look).rapid, (*Look).struggling,
		(*Look).hints, (*Look).goal, (*Look).mood, (*Look).under, (*Look).over,
	} {
		v, ok := ask(&tidied)
		if !ok {
			continue
		}
		v.Spoke = v.holds()
		if muted := tidied.mute(v.Rule, v.Skill); muted.After(l.Now) {
			v.Mute, v.Spoke = muted, false
		}
		out = append(out, v)
	}
	return out
}

// tidy puts tries in the order they were given in, leaves out what is there
// twice, and keeps the latest. What is tidy already is not copied.
func tidy(tries []Try, most int) []Try {
	order := func(a, b Try) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Skill, b.Skill), cmp.Compare(a.Item, b.Item))
	}
	isTidy := true
	for i := 1; i < len(tries); i++ {
		isTidy = isTidy && order(tries[i-1], tries[i]) < 0
	}
	if !isTidy {
		tries = slices.Clone(tries)
		slices.SortStableFunc(tries, order)
		tries = slices.CompactFunc(tries, func(a, b Try) bool { return order(a, b) == 0 })
	}
	return tries[max(0, len(tries)-most):]
}

// ended is when an alert of the rule about the skill, or one that stood for it,
// was last resolved; zero if none was.
func (l *Look) ended(rule Rule, skill string) time.Time {
	var at time.Time
	for i := range l.Past {
		if p := &l.Past[i]; p.isOf(rule, skill) && p.Acted.After(at) {
			at = p.Acted
		}
	}
	return at
}

// mute is until when the rule keeps silent about the skill because a teacher
// called it useless; zero if none did.
func (l *Look) mute(rule Rule, skill string) time.Time {
	var until time.Time
	for i := range l.Past {
		if p := &l.Past[i]; p.isOf(rule, skill) && p.Outcome == Useless {
			if end := p.Acted.Add(muted); end.After(until) {
				until = end
			}
		}
	}
	return until
}

// isOf tells whether a resolved alert has dealt with what a rule would find.
func (a *Alert) isOf(rule Rule, skill string) bool {
	return a.State == Resolved && (a.Rule == rule && a.Skill == skill || a.Rule != RuleAsked && a.Rule.standsFor(rule, a.Skill == skill))
}

// about is the work on the skill that a rule looks at: what came after an alert
// like this ended.
func (l *Look) about(v *Verdict, tries []Try) []Try {
	if v.After = l.ended(v.Rule, v.Skill); v.After.IsZero() {
		return tries
	}
	return past(tries, v.After)
}
