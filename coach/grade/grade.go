package grade

import (
	"pacer/coach/course"
)

// Verdict is what an answer comes to.
type Verdict uint8

const (
	Unread  Verdict = iota // not an answer to this item: chatter, a question, a command; never marked wrong
	Right                  // right in every part
	Wrong                  // not right, perhaps in part; see Result.Score
	Again                  // the right value, to be put differently: asked again without penalty
	Compare                // free response: shown beside the model answer, and the learner says how it compares
)

func (v Verdict) String() string {
	switch v {
	case Unread:
		return "unread"
	case Right:
		return "right"
	case Wrong:
		return "wrong"
	case Again:
		return "again"
	case Compare:
		return "compare"
	}
	return "unknown"
}

// Note says why an answer is asked for again, is right in part only or could
// not be read. The chat words it.
type Note string

// Notes that come with Again.
const (
	NotSimplest Note = "not-simplest" // a fraction in lowest terms is asked for
	NotMixed    Note = "not-mixed"    // a mixed number is asked for
	NotDecimal  Note = "not-decimal"  // a decimal is asked for
	UnitMissing Note = "unit-missing" // the first of Item.Units is to be shown
	UnitWrong   Note = "unit-wrong"   // likewise
	Spelling    Note = "spelling"     // nearly the right word
	Repeated    Note = "repeated"     // the right numbers, one of them more than once
)

// PartRight comes with Wrong where Result.Score is above 0.
const PartRight Note = "part-right"

// Notes that come with Unread. It may also have none.
const (
	Question     Note = "question"       // ends with a question mark
	TooLong      Note = "too-long"       // longer than an answer to this item can be
	TooMany      Note = "too-many"       // several options where one is asked for, or more parts than there are blanks or numbers
	TooFew       Note = "too-few"        // fewer parts than there are blanks or numbers
	Missing      Note = "missing"        // the lines or numbers that Result.About names are not answered
	Twice        Note = "twice"          // the lines that Result.About names stand twice, or the numbers have two letters
	NoSuchOption Note = "no-such-option" // a letter or number beyond the last one; it may be in Result.About
	Ambiguous    Note = "ambiguous"      // the letter of one option and the text of another; "option B" is clear
)

// Result is how an answer was read and what it comes to.
type Result struct {
	Verdict Verdict

	// Score is the part of the item that is right, 0 to 1. It is 1 if and only
	// if Verdict is Right; 0 for an answer that was not read.
	Score float64

	// Read is how the answer was read, for people: "5/6 cm", "B, D", "Nile".
	// Plain text on one line, at most 80 characters, none of them invisible.
	Read string

	// Known says that the item names this answer: as right, as wrong with a
	// reply of its own, or as one of its options. A command word that the open
	// item knows is an answer; any other is the command.
	Known bool

	Feedback      string // the author's Markdown for exactly this answer, or ""
	Misconception string // ID of what this answer reveals, or ""
	Note          Note
	About         []string // the labels that Note speaks of: "C", "4"
	Picked        []int    // indices into Item.Options, in the order shown

	// Parts says which parts are right: of a cloze the blanks, of lines in order
	// the places from the first on, of a match and of categories the numbers
	// from 1 on, of numbers in order each of them. Nil for what was not read and
	// for other kinds.
	Parts []Verdict
}

// know makes r the result for a wrong answer that the item names: what it
// reveals, and the part it is worth.
func (r *Result) know(w *course.Wrong) {
	r.Verdict, r.Known, r.Feedback, r.Misconception = Wrong, true, w.Feedback, w.Misconception
	r.credit(w.Part)
}

// credit gives a wrong answer so many percent of the item.
func (r *Result) credit(percent int) {
	if 0 < percent && percent < 100 { // Check refuses others
		r.credited(float64(percent) / 100)
	}
}

// credited gives a wrong answer that share of the item, if it is above 0.
func (r *Result) credited(score float64) {
	if score > 0 {
		r.Score, r.Note = score, PartRight
	}
}

// Answer grades what was said in answer to an item.
//
// order[i] is the index of the entry shown at place i: of the option, line, right
// side or member, as Order draws them, Fewer leaves some of them out and LayoutOf
// shows them. Nil is the order written, and so is any order in which they cannot
// be shown: with an entry twice, or without one that the item needs.
//
// plausible are answers that learners give to neighbouring items (Plausible
// collects them): a word that is as near to one of those as to the right answer
// is no slip of the fingers. Without them only the item's own wrong answers
// limit what spelling is forgiven.
func Answer(it *course.Item, order []int, said string, plausible ...string) Result {
	text, isCut := clean(said)
	if text == "" {
		return Result{}
	}
	if it.Kind == course.Free {
		return gradeFree(text)
	}
	if isCut {
		return Result{Read: show(text), Note: TooLong}
	}
	switch it.Kind {
	case course.Choice:
		return newOptions(it, order).gradeChoice(text)
	case course.Choices:
		return newOptions(it, order).gradeChoices(text)
	case course.TrueFalse:
		return gradeTrueFalse(it, text)
	case course.Number:
		return gradeNumber(it, text)
	case course.Text:
		key := textKey{right: answers(it.Answer, it.Accept), wrong: it.Wrong, exact: it.Exact, others: plausible}
		return key.grade(text)
	case course.Cloze:
		return gradeCloze(it, text, plausible)
	case course.Numbers:
		return gradeNumbers(it, text)
	case course.Interval:
		return gradeInterval(it, text)
	case course.Expression:
		return gradeExpression(it, text)
	case course.Output:
		return gradeOutput(it, said)
	case course.Order:
		return gradeOrder(it, order, text)
	case course.Match, course.Categories:
		return gradePairs(it, order, text)
	}
	return Result{Read: show(text)} // no kind that is known: nothing can be an answer
}

// Plausible collects the right answers to the other items of an item's skill
// that are answered in words. The course must be indexed.
func Plausible(c *course.Course, it *course.Item) []string {
	var list []string
	for _, other := range c.ItemsOf(it.Skill) {
		if other.ID == it.ID {
			continue
		}
		switch other.Kind {
		case course.Text:
			list = append(append(list, other.Answer), other.Accept...)
		case course.Cloze:
			for _, blank := range other.Blanks {
				if !blank.Number {
					list = append(append(list, blank.Answer), blank.Accept...)
				}
			}
		}
	}
	return list
}

// answers lists the right answers of a text or a blank. One with mathematics in
// it may be typed as it is seen, or as the author wrote it.
func answers(first string, more []string) []string {
	list := append([]string{first}, more...)
	for _, answer := range list {
		if seen := plain(answer); seen != answer {
			list = append(list, seen)
		}
	}
	return list
}
