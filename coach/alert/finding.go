package alert

import (
	"cmp"
	"slices"
	"time"
)

// The figures behind the rules.
const (
	goodRun = 3 // right in a row: what ends a trouble (and is mastery to Beck & Gong 2013)

	// Struggling: at most windowRight of the last window, once enough was
	// tried (the values of the Lumilo detectors, Holstein et al. 2019, who call
	// them arbitrary).
	window      = 10
	windowLeast = 6
	windowRight = 3

	// Wheel-spinning: so many first tries, mastery still below, and never
	// goodRun right in a row (Beck & Gong 2013; Lumilo). From spinsLeast on a
	// risk of spinsRisk is enough, chosen so that of those found four in five do
	// wheel-spin: on thirds of assistments09 that were left out of learning .80,
	// .81 and .82, of algebra05 .73, .78 and .79, of assistments15 .80, .81 and
	// .86. Of those who do, .77 to .92 are found before the tenth try, half of
	// them by the seventh at the latest.
	spins      = 10
	spinsLeast = 5
	spinsP     = .80
	spinsRisk  = .65
	spinsSure  = .90 // the risk from which on there is little doubt

	missed  = 3  // planned days in a row
	planned = 28 // days over which keeping the plan is told
)

// Try is a first try at an item.
type Try struct {
	At            time.Time
	Day           int32 // of the learner's calendar, since 1 January 1970
	Item          string
	Skill         string
	Right         bool
	Misconception string
	Confidence    int  // 1 guess, 2 think so, 3 sure; 0 not said
	Hints         int  // seen before
	Rapid         bool // too fast to have been read: shows nothing
}

// Evidence is the facts behind an alert. What a rule does not look at stays
// empty.
type Evidence struct {
	Questions      int       `json:"questions,omitempty"`
	Right          int       `json:"right,omitempty"`
	Days           int       `json:"days,omitempty"` // on which they were tried
	Hints          int       `json:"hints,omitempty"`
	Rapid          int       `json:"rapid,omitempty"` // answers too fast to have been read, not among Questions
	From           time.Time `json:"from,omitzero"`   // the first and the last of the questions
	To             time.Time `json:"to,omitzero"`
	Misconceptions []Count   `json:"misconceptions,omitempty"` // the most frequent first
	Before         int       `json:"before,omitempty"`         // confidence in the first questions, 1 to 3; 0 unknown
	Now            int       `json:"now,omitempty"`            // and in the last
	P              float64   `json:"p,omitempty"`              // mastery
	Risk           float64   `json:"risk,omitempty"`           // of wheel-spinning: see Outlook.Risk
	Fine           []string  `json:"fine,omitempty"`           // prerequisites that are no cause
	Doubt          []string  `json:"doubt,omitempty"`          // prerequisites that may be
	Planned        int       `json:"planned,omitempty"`        // days in the last four weeks, excused ones not counted
	Kept           int       `json:"kept,omitempty"`           // of these
	Missed         []int32   `json:"missed,omitempty"`         // days in a row, oldest first
	LastDay        int32     `json:"last_day,omitempty"`       // of practice; 0 unknown
	Words          string    `json:"words,omitempty"`          // what the learner wants passed on; of danger, what was written
	Attempt        int64     `json:"attempt,omitempty"`        // position in the log, of an appeal
	Phrase         string    `json:"phrase,omitempty"`         // what sounded of danger in it
	Sure           int       `json:"sure,omitempty"`           // 1 perhaps, 2 quite sure, 3 sure
}

// Count is how often a misconception showed.
type Count struct {
	ID    string `json:"id"`
	Times int    `json:"n"`
}

// Asked is the finding that a learner wants a person, perhaps about a skill.
// The words are what they want passed on, if anything.
func Asked(skill, words string) Finding {
	return found(RuleAsked, skill, Evidence{Words: words, Sure: 3})
}

// Appealed is the finding that a learner thinks an answer was right: the one
// at a position of the log. The words say what was asked and answered.
func Appealed(skill, words string, attempt int64) Finding {
	return found(RuleAppeal, skill, Evidence{Words: words, Attempt: attempt, Sure: 3})
}

// Endangered is the finding that words may mean danger, with the phrase that
// Danger named.
func Endangered(words, phrase string) Finding {
	return found(RuleDanger, "", Evidence{Words: words, Phrase: phrase, Sure: 1})
}

func found(r Rule, skill string, e Evidence) Finding {
	return Finding{Rule: r, Severity: r.Severity(), Skill: skill, Evidence: e}
}

// Since leaves out the tries up to a time. A rule looks only at those since an
// alert of its kind was resolved, or it would raise the same again at once.
func Since(tries []Try, at time.Time) []Try {
	var out []Try
	for _, t := range tries {
		if t.At.After(at) {
			out = append(out, t)
		}
	}
	return out
}

// Struggling finds a learner most of whose latest answers were not right: at
// most 3 of the last 10, at least 6 of them tried. The first tries come oldest
// first; on several skills, the finding names the one that at least half of the
// misses are of, or none.
func Struggling(tries []Try) (Finding, bool) {
	read, rapid := readable(tries)
	read = read[max(0, len(read)-window):]
	e := weigh(read)
	if e.Questions < windowLeast || e.Right > windowRight {
		return Finding{}, false
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
	return found(RuleStruggling, missedMost(read), e), true
}

// WheelSpinning finds a learner who works and does not get there: never three
// right in a row, mastery below .80, and after 5 first tries or more a risk of
// at least .65 that ten go by like this; after ten they have. Until that is
// certain it matters less, and the learner has a chance. The first tries are on
// one skill, oldest first, and o is the outlook after the last of them.
func WheelSpinning(tries []Try, o *Outlook) (Finding, bool) {
	read, rapid := readable(tries)
	if len(read) < spinsLeast || !(o.P < spinsP) {
		return Finding{}, false
	}
	risk := o.Weights.Risk(o.signs(read))
	if !(risk >= spinsRisk) {
		return Finding{}, false
	}
	e := weigh(read)
	e.Rapid, e.P, e.Risk, e.Sure = rapid, o.P, risk, 2
	if risk >= spinsSure {
		e.Sure = 3
	}
	f := found(RuleWheelSpinning, read[len(read)-1].Skill, e)
	if risk < 1 {
		f.Severity = Medium
	}
	return f, true
}

// MissedPlan finds a learner who did not practise on the last three planned
// days or more, nor on any day since. Days are of the learner's calendar, in
// any order; today is not over and does not count; excused days (holidays,
// illness) are as if they had not been planned. Excused may be nil.
func MissedPlan(plannedDays, keptDays []int32, excused func(day int32) bool, today int32) (Finding, bool) {
	var e Evidence
	for _, d := range keptDays {
		if d <= today {
			e.LastDay = max(e.LastDay, d)
		}
	}
	days := slices.Clone(plannedDays)
	slices.Sort(days)
	for _, d := range slices.Compact(days) {
		if d >= today || excused != nil && excused(d) {
			continue
		}
		isKept := slices.Contains(keptDays, d)
		if today-d <= planned {
			e.Planned++
			if isKept {
				e.Kept++
			}
		}
		if d > e.LastDay {
			e.Missed = append(e.Missed, d)
		}
	}
	if len(e.Missed) < missed {
		return Finding{}, false
	}
	e.Sure = 3
	return found(RuleMissedPlan, "", e), true
}

// WithNeeds sorts the prerequisites of the finding's skill, by the mastery of
// each, into those that are fine and those in doubt, the most doubtful first.
func (f Finding) WithNeeds(needs []string, mastery func(skill string) float64) Finding {
	f.Evidence.Fine, f.Evidence.Doubt = nil, nil
	for _, need := range needs {
		if mastery(need) >= spinsP {
			f.Evidence.Fine = append(f.Evidence.Fine, need)
		} else {
			f.Evidence.Doubt = append(f.Evidence.Doubt, need)
		}
	}
	slices.SortStableFunc(f.Evidence.Doubt, func(a, b string) int { return cmp.Compare(mastery(a), mastery(b)) })
	return f
}

// readable leaves out what was answered too fast to have been read, and counts
// it.
func readable(tries []Try) (read []Try, rapid int) {
	read = make([]Try, 0, len(tries))
	for _, t := range tries {
		if t.Rapid {
			rapid++
			continue
		}
		read = append(read, t)
	}
	return read, rapid
}

// weigh sums tries up.
func weigh(tries []Try) Evidence {
	e := Evidence{Questions: len(tries)}
	if len(tries) > 0 {
		e.From, e.To, e.LastDay = tries[0].At, tries[len(tries)-1].At, tries[len(tries)-1].Day
	}
	days, tags := map[int32]bool{}, map[string]int{}
	var said []int
	for _, t := range tries {
		if t.Right {
			e.Right++
		} else if t.Misconception != "" {
			tags[t.Misconception]++
		}
		e.Hints += t.Hints
		days[t.Day] = true
		if t.Confidence >= 1 && t.Confidence <= 3 {
			said = append(said, t.Confidence)
		}
	}
	e.Days = len(days)
	for id, n := range tags {
		e.Misconceptions = append(e.Misconceptions, Count{id, n})
	}
	slices.SortFunc(e.Misconceptions, func(a, b Count) int { return cmp.Or(cmp.Compare(b.Times, a.Times), cmp.Compare(a.ID, b.ID)) })
	if n := len(said); n >= 4 {
		some := min(3, n/2)
		e.Before, e.Now = middle(said[:some]), middle(said[n-some:])
	}
	return e
}

// middle is the rounded mean.
func middle(said []int) int {
	sum := 0
	for _, c := range said {
		sum += c
	}
	return (2*sum + len(said)) / (2 * len(said))
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
	sum, term := 0.0, 1.0
	for range n {
		term *= 1 - p
	}
	for i := 0; i <= k; i++ {
		sum += term
		term *= float64(n-i) / float64(i+1) * p / (1 - p)
	}
	return sum
}
