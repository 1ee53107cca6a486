package eval

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"pacer/coach/review"
)

// reviewLog is a practice log as reviews of cards, in the order of time.
type reviewLog struct {
	name            string
	rows            []reviewRow
	cards, learners int
	scoreable       int
	timeless        fault // rows left out, for want of a time
	disagree        fault // rows whose rating and correct contradict each other
}

// reviewRow is one review.
type reviewRow struct {
	at       time.Time
	took     time.Duration // since the learner's row before; zero for the first
	card     int32
	learner  int32
	line     int32
	grade    review.Grade
	interval int // days since the card's review before, by the calendar; 0 on the same day
	number   int // of the days on which the card was reviewed, with this one
	lapses   int // scoreable reviews of the card before this at which it was forgotten
}

// isScoreable reports whether the review is of a later day than the one before
// on the same card.
func (r *reviewRow) isScoreable() bool { return r.interval > 0 }

// cardName is the name of the card among all learners' cards.
func (r *reviewRow) cardName() string { return strconv.Itoa(int(r.card)) }

// fault is how often something was wrong.
type fault struct{ count, first int }

func (f *fault) add(line int32) {
	if f.count == 0 {
		f.first = int(line)
	}
	f.count++
}

// dayStart is when days begin, after midnight UTC.
const dayStart = 4 * time.Hour

// newReviewLog makes reviews of a log.
func newReviewLog(log *Log) *reviewLog {
	l := &reviewLog{name: log.Name, learners: len(log.Learners)}
	l.rows = make([]reviewRow, 0, len(log.Rows))
	cards := map[uint64]int32{}
	latest := make([]int64, len(log.Learners))
	for i := range latest {
		latest[i] = NoTime
	}
	for i := range log.Rows {
		row := &log.Rows[i]
		if row.At == NoTime {
			l.timeless.add(row.N)
			continue
		}
		key := pair(row.Learner, row.Item)
		card, known := cards[key]
		if !known {
			card = int32(len(cards))
			cards[key] = card
		}
		r := reviewRow{at: row.Time(), card: card, learner: row.Learner, line: row.N, grade: l.gradeOf(row)}
		if before := latest[row.Learner]; before != NoTime {
			r.took = time.Duration(row.At-before) * time.Millisecond
		}
		latest[row.Learner] = row.At
		l.rows = append(l.rows, r)
	}
	l.cards = len(cards)
	slices.SortStableFunc(l.rows, func(a, b reviewRow) int { return a.at.Compare(b.at) })
	l.count()
	return l
}

// gradeOf is the grade of a row: its rating, or what is told by correct where
// there is none or they contradict each other.
func (l *reviewLog) gradeOf(row *Row) review.Grade {
	grade := review.Grade(row.Rating)
	if row.Rating == 0 {
		return review.GradeOf(row.Right, 0)
	}
	if (grade > review.Again) != row.Right {
		l.disagree.add(row.N)
		return review.GradeOf(row.Right, 0)
	}
	return grade
}

// count gives the rows their places in their cards' histories.
func (l *reviewLog) count() {
	type history struct{ day, number, lapses int }
	of := make([]history, l.cards)
	for i := range l.rows {
		row := &l.rows[i]
		h := &of[row.card]
		day := int(row.at.Add(-dayStart).Unix() / (24 * 60 * 60))
		if h.number > 0 {
			row.interval = day - h.day
		}
		row.lapses = h.lapses
		if h.number == 0 || row.interval > 0 {
			h.number++
		}
		row.number = h.number
		if row.isScoreable() {
			l.scoreable++
			if row.grade == review.Again {
				h.lapses++
			}
		}
		h.day = day
	}
}

// before is the rows before the scoreable one of a number, from 0.
func (l *reviewLog) before(scoreable int) []reviewRow {
	for i := range l.rows {
		if !l.rows[i].isScoreable() {
			continue
		}
		if scoreable == 0 {
			return l.rows[:i]
		}
		scoreable--
	}
	return l.rows
}

// tell writes a line for each kind of fault that matters to reviews alone.
func (l *reviewLog) tell(w io.Writer) error {
	for _, f := range []struct {
		fault
		one, more, became string
	}{
		{l.timeless, "row has no time", "rows have no time", "left out, for nobody can tell how long the card was away"},
		{l.disagree, "row has a rating that contradicts correct", "rows have a rating that contradicts correct", "taken as correct says"},
	} {
		what := f.more
		if f.count == 1 {
			what = f.one
		}
		if f.count == 0 {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s: %s %s, first in line %d: %s.\n", l.name, thousands(f.count), what, f.first, f.became); err != nil {
			return err
		}
	}
	return nil
}
