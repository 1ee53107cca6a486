package review

import (
	"fmt"
	"math"
	"time"
)

// Grade is how a review went. Its zero value is no grade.
type Grade uint8

// The grades, from forgotten to effortless.
const (
	Again Grade = iota + 1 // forgotten
	Hard                   // recalled with help
	Good                   // recalled
	Easy                   // recalled at once, by the learner's own word
)

// String returns the grade's name in lower case.
func (g Grade) String() string {
	switch g {
	case Again:
		return "again"
	case Hard:
		return "hard"
	case Good:
		return "good"
	case Easy:
		return "easy"
	}
	return fmt.Sprintf("grade %d", uint8(g))
}

// isGrade tells a grade from any other number.
func (g Grade) isGrade() bool { return g >= Again && g <= Easy }

// GradeOf turns an answer in a chat into a grade: wrong is Again, right after
// hints is Hard, right is Good. It is never Easy: ease is something only the
// learner can tell, and a quick answer may be a guess.
//
// A slow answer is graded like a quick one. Measured on the first half of a real
// log of six months, Hard for answers of five times the learner's usual time
// raises the log loss of what is predicted from .3001 to .3026; what slowness
// says, [Mind.Review] takes in as the card's hesitation.
func GradeOf(right bool, hints int) Grade {
	switch {
	case !right:
		return Again
	case hints > 0:
		return Hard
	}
	return Good
}

// The bounds of a card's numbers.
const (
	minStability = 0.001 // days
	maxStability = 36500 // days; also the longest interval Due gives
	hardest      = 10
	easiest      = 1
)

// Card is what is known about one memory. The zero Card was never reviewed.
type Card struct {
	Stability  float64   // days until recall has fallen to 90 %, .001 to 36,500
	Difficulty float64   // 1 to 10
	Last       time.Time // the latest review, UTC, whole milliseconds
	Reviews    int       // all reviews, those of the same day too
	Lapses     int       // times it was forgotten after half a day or more
	Hesitation float64   // ln of how much longer than usual right answers took lately, -1 to 1; see Mind
}

// Valid says what is wrong with a card that Review cannot have made, or nil.
func (c Card) Valid() error {
	if c == (Card{}) {
		return nil
	}
	switch {
	case !(c.Stability >= minStability && c.Stability <= maxStability): // so written that NaN fails
		return fmt.Errorf("review: stability %v is outside %v to %v days", c.Stability, minStability, maxStability)
	case !(c.Difficulty >= easiest && c.Difficulty <= hardest):
		return fmt.Errorf("review: difficulty %v is outside %v to %v", c.Difficulty, easiest, hardest)
	case c.Reviews < 1 || c.Reviews > maxCount:
		return fmt.Errorf("review: %d reviews cannot have led to this state", c.Reviews)
	case c.Lapses < 0 || c.Lapses >= c.Reviews:
		return fmt.Errorf("review: %d lapses in %d reviews", c.Lapses, c.Reviews)
	case !(c.Hesitation >= -1 && c.Hesitation <= 1):
		return fmt.Errorf("review: hesitation %v is outside -1 to 1", c.Hesitation)
	}
	return nil
}

// isNew reports whether there is no memory to speak of: never reviewed, or
// broken and therefore to be started anew.
func (c Card) isNew() bool { return c.Reviews == 0 || c.Valid() != nil }

// Recall is the chance, from 0 to 1, that the card is recalled at an instant.
// It is 1 at the last review and before it, and 0 for a card never reviewed.
func (p Params) Recall(c Card, at time.Time) float64 {
	if c.isNew() {
		return 0
	}
	return p.recall(days(c.Last, at), c.Stability)
}

// Review is the card after a review at an instant. A value that is no grade
// leaves the card as it is; a card that is not valid starts anew.
func (p Params) Review(c Card, g Grade, at time.Time) Card {
	next, _ := p.review(c, g, at)
	return next
}

// review is Review, and the chance of recall that the answer was an answer to: 0
// for what says nothing of memory, a first review or one of the same day.
func (p *Params) review(c Card, g Grade, at time.Time) (next Card, recall float64) {
	if !g.isGrade() {
		return c, 0
	}
	at = instant(at)
	if c.isNew() {
		return Card{
			Stability:  within(p[g-1], minStability, maxStability),
			Difficulty: within(p.firstDifficulty(g), easiest, hardest),
			Last:       at,
			Reviews:    1,
		}, 0
	}
	elapsed := days(c.Last, at)
	next = c
	if elapsed >= sameDay {
		recall = p.recall(elapsed, c.Stability)
	}
	switch {
	case elapsed < sameDay:
		next.Stability = p.soon(c.Stability, g)
	case g == Again:
		next.Stability = p.forgotten(c, recall)
		next.Lapses++
	default:
		next.Stability = p.recalled(c, recall, g)
	}
	next.Stability = within(next.Stability, minStability, maxStability)
	next.Difficulty = p.nextDifficulty(c.Difficulty, g)
	next.Reviews = min(c.Reviews+1, maxCount)
	next.Lapses = min(next.Lapses, next.Reviews-1)
	if at.After(c.Last) {
		next.Last = at
	}
	return next, recall
}

// Due is the instant at which recall will have fallen to the wanted retention,
// at most a hundred years after the last review. Retention is kept within .70
// and .97; [Retention] stands in for NaN. A card never reviewed is due at the
// zero time, that is, at once.
func (p Params) Due(c Card, retention float64) time.Time {
	if c.isNew() {
		return time.Time{}
	}
	return p.dueAt(c, wanted(retention))
}

// wanted keeps a retention in its range. NaN is the default.
func wanted(retention float64) float64 {
	if math.IsNaN(retention) {
		retention = Retention
	}
	return within(retention, minRetention, maxRetention)
}

// dueAt is when the recall of a card that is not new will have fallen to r.
func (p Params) dueAt(c Card, r float64) time.Time {
	decay, factor := p.curve()
	interval := within(c.Stability/factor*(math.Pow(r, 1/decay)-1), 0, maxStability)
	return c.Last.Add(time.Duration(math.Ceil(interval*msPerDay)) * time.Millisecond)
}

const (
	msPerDay = 24 * 60 * 60 * 1000
	sameDay  = 0.5 // days; less than this since the last review, and no night lay between
)

// instant is at as it can be stored: UTC, whole milliseconds, no monotonic part.
func instant(at time.Time) time.Time { return timeOf(at.UnixMilli()) }

// timeOf is the instant that Unix milliseconds stand for.
func timeOf(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// days is the time from last to at in days; 0 when the clock went back. It
// subtracts milliseconds because a time.Duration ends at 292 years.
func days(last, at time.Time) float64 {
	return max(0, (float64(at.UnixMilli())-float64(last.UnixMilli()))/msPerDay)
}

// within keeps x between low and high. NaN becomes low.
func within(x, low, high float64) float64 {
	if !(x > low) {
		return low
	}
	return min(x, high)
}
