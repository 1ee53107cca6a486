package eval

import (
	"fmt"
	"io"
)

// FaultKind is a way in which a row of a log can be wrong.
type FaultKind uint8

// The kinds of faults. Rows with one of the first group are left out; with one
// of the second they are kept, with less than they say.
const (
	TooShort     FaultKind = iota // fewer values than the header has columns
	TooLong                       // more of them
	BrokenQuotes                  // a quotation mark without its other
	NoLearner
	NoItem
	BadCorrect // correct is neither 0 nor 1
	Repeated   // equal to an earlier row in every column, the instant included

	Alike      // the same, where there is no instant to tell a second try by
	NoSkill    // an empty place in the list of skills, or all of it empty
	SkillTwice // a skill twice in one list
	BadTime    // no number of seconds up to the year 9999
	BackInTime // earlier than the learner's answer before
	BadRating  // none of 1, 2, 3 and 4

	faultKinds
)

// firstKept is the first kind of fault that a row may have and stay.
const firstKept = Alike

// Fault is how often a kind came up.
type Fault struct {
	Count int
	First int // line of the file, from 1
}

// Faults are all faults of a log, by kind.
type Faults [faultKinds]Fault

func (f *Faults) add(kind FaultKind, line, rows int) {
	if f[kind].Count == 0 {
		f[kind].First = line
	}
	f[kind].Count += rows
}

// LeftOut is the number of rows that are not in the log.
func (f *Faults) LeftOut() int {
	n := 0
	for _, fault := range f[:firstKept] {
		n += fault.Count
	}
	return n
}

// faultTexts say of each kind what is wrong, for machines, for one row and for
// several, and what became of them.
var faultTexts = [faultKinds]struct{ key, one, more, became string }{
	TooShort:     {"too_short", "row is cut short", "rows are cut short", "left out"},
	TooLong:      {"too_long", "row has more values than the header has columns", "rows have more values than the header has columns", "left out"},
	BrokenQuotes: {"broken_quotes", "line has a quotation mark without its other", "lines have a quotation mark without its other", "left out"},
	NoLearner:    {"no_learner", "row names no learner", "rows name no learner", "left out"},
	NoItem:       {"no_item", "row names no item", "rows name no item", "left out"},
	BadCorrect:   {"bad_correct", "row says neither 0 nor 1 for correct", "rows say neither 0 nor 1 for correct", "left out"},
	Repeated:     {"repeated", "row repeats an earlier one in every column", "rows repeat an earlier one in every column", "left out"},
	Alike:        {"alike", "row repeats an earlier one and has no time", "rows repeat an earlier one and have no time", "kept, for it may be a second try"},
	NoSkill:      {"no_skill", "row leaves a skill unnamed", "rows leave a skill unnamed", "kept, under the skills it names, or under one skill " + noSkill},
	SkillTwice:   {"skill_twice", "row names a skill twice", "rows name a skill twice", "kept, with the skill once"},
	BadTime:      {"bad_time", "row has a time that is no number of seconds up to the year 9999", "rows have a time that is no number of seconds up to the year 9999", "kept, without its time"},
	BackInTime:   {"back_in_time", "row goes back in time", "rows go back in time", "kept in the file's order, at the time of the learner's answer before"},
	BadRating:    {"bad_rating", "row has a rating other than 1, 2, 3 or 4", "rows have a rating other than 1, 2, 3 or 4", "kept, without its rating"},
}

// Tell writes a line for each kind of fault, with its count, its first line and
// what became of the rows.
func (l *Log) Tell(w io.Writer) error {
	for kind, f := range l.Faults {
		if f.Count == 0 {
			continue
		}
		text := faultTexts[kind]
		what := text.more
		if f.Count == 1 {
			what = text.one
		}
		if _, err := fmt.Fprintf(w, "%s: %s %s, first in line %d: %s.\n", l.Name, thousands(f.Count), what, f.First, text.became); err != nil {
			return err
		}
	}
	return nil
}

// thousands writes a whole number with commas between the thousands.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
