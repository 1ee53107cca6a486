package alert

import (
	"cmp"
	"slices"
	"time"
)

// Try is a first try at an item.
type Try struct {
	At            time.Time
	Day           int32 // of the learner's calendar, since 1 January 1970
	Item          string
	Skill         string
	Right         bool
	Misconception string
	Expected      float64       // chance of being right, as the learner model foretold it before the answer; 0 unknown
	Confidence    int           // 1 guess, 2 think so, 3 sure; 0 not said
	Hints         int           // seen before
	LastHint      bool          // the last of them too, which shows the answer: right or wrong says nothing
	Rapid         bool          // too fast to have been read: shows nothing
	Took          time.Duration // from question to answer; 0 unknown
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

	Foretold float64  `json:"foretold,omitempty"` // mean chance of being right in the questions, as foretold
	Drop     float64  `json:"drop,omitempty"`     // how far the share right lies below the learner's own usual, foretold ones taken off, 0 to 1
	Times    int      `json:"times,omitempty"`    // the leading misconception showed
	Items    int      `json:"items,omitempty"`    // on so many items
	Away     int      `json:"away,omitempty"`     // days since practice, excused ones not counted
	Usual    int      `json:"usual,omitempty"`    // days from one day of practice to the next, as a rule
	Finish   int32    `json:"finish,omitempty"`   // the day foretold for a goal; 0 with Due set: not at this pace
	Due      int32    `json:"due,omitempty"`      // and the day wanted
	Bottoms  int      `json:"bottoms,omitempty"`  // questions answered after the last hint, not among Questions
	Unread   int      `json:"unread,omitempty"`   // questions answered sooner than their hints can be read
	Stated   float64  `json:"stated,omitempty"`   // mean chance of being right that the learner stated, 0 to 1
	Brier    float64  `json:"brier,omitempty"`    // of it
	Lows     int      `json:"lows,omitempty"`     // low marks for how it feels
	People   []string `json:"people,omitempty"`   // of a class-wide alert, sorted
	Learners int      `json:"learners,omitempty"` // of the class
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

// past leaves out the tries up to a time.
func past(tries []Try, at time.Time) []Try {
	var out []Try
	for _, t := range tries {
		if t.At.After(at) {
			out = append(out, t)
		}
	}
	return out
}

// readable leaves out what says nothing about what the learner can: answers too
// fast to have been read, which are counted, and those after the last hint.
func readable(tries []Try) (read []Try, rapid int) {
	read = make([]Try, 0, len(tries))
	for _, t := range tries {
		switch {
		case t.Rapid:
			rapid++
		case !t.LastHint:
			read = append(read, t)
		}
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
	e.Misconceptions = counted(tags)
	if n := len(said); n >= 4 {
		some := min(3, n/2)
		e.Before, e.Now = middle(said[:some]), middle(said[n-some:])
	}
	return e
}

// counted lists how often each showed, the most frequent first.
func counted(tags map[string]int) (counts []Count) {
	for id, n := range tags {
		counts = append(counts, Count{id, n})
	}
	slices.SortFunc(counts, func(a, b Count) int { return cmp.Or(cmp.Compare(b.Times, a.Times), cmp.Compare(a.ID, b.ID)) })
	return counts
}

// middle is the rounded mean.
func middle(said []int) int {
	sum := 0
	for _, c := range said {
		sum += c
	}
	return (2*sum + len(said)) / (2 * len(said))
}
