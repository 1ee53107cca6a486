package coach

import (
	"encoding"
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"time"

	"pacer/coach/review"
)

// Fit is review parameters that were fitted to a workspace's own reviews.
type Fit struct {
	Weights review.Params
	Reviews int // scored ones it was made from, see review.Histories
}

var _ encoding.BinaryUnmarshaler = (*Fit)(nil)

const (
	fitVersion = 1
	fitBytes   = 1 + 4 + 8*len(review.Params{})
)

// AppendBinary appends the fit to b: a version byte, the reviews (32 bits) and
// the bits of the weights, all little-endian; 173 bytes.
func (f *Fit) AppendBinary(b []byte) []byte {
	b = append(b, fitVersion)
	b = binary.LittleEndian.AppendUint32(b, uint32(f.Reviews))
	for _, w := range f.Weights {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(w))
	}
	return b
}

// UnmarshalBinary reads what AppendBinary wrote, bit for bit. Anything else, and
// weights that are not Valid, are an error and leave f as it was.
func (f *Fit) UnmarshalBinary(b []byte) error {
	switch {
	case len(b) == 0:
		return fmt.Errorf("coach: a fit of no bytes")
	case b[0] != fitVersion:
		return fmt.Errorf("coach: a fit of version %d, this program reads version %d", b[0], fitVersion)
	case len(b) != fitBytes:
		return fmt.Errorf("coach: a fit of %d bytes, must be %d", len(b), fitBytes)
	}
	read := Fit{Reviews: int(int32(binary.LittleEndian.Uint32(b[1:])))}
	if read.Reviews < 0 {
		return fmt.Errorf("coach: a fit to %d reviews", read.Reviews)
	}
	for i := range read.Weights {
		read.Weights[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[5+8*i:]))
	}
	if err := read.Weights.Valid(); err != nil {
		return err
	}
	*f = read
	return nil
}

// Reviews gathers from a log, entry by entry, the answers that moved a memory, as
// they were corrected: what a fit goes by. The zero value is empty and ready.
type Reviews struct {
	answers []graded
	at      map[int64]int  // place in answers, by log position
	cards   map[string]int // what is remembered, numbered
}

// graded is an answer that moved a memory; without a grade if it was a mis-tap.
type graded struct {
	card  int
	fact  bool
	grade review.Grade
	hints int
	day   Day
	at    time.Time
}

// Add takes the next entry of a log.
func (r *Reviews) Add(e *Entry) {
	switch e.Kind {
	case EntryAttempt:
		if !e.Counts || e.Rapid || len(e.Skills) == 0 {
			return
		}
		if r.at == nil {
			r.at, r.cards = make(map[int64]int), make(map[string]int)
		}
		r.at[e.Position] = len(r.answers)
		r.answers = append(r.answers, graded{
			card: r.card(e), fact: e.Fact, grade: review.GradeOf(e.Right, e.Hints), hints: e.Hints, day: e.Day, at: e.At,
		})
	case EntryMistap:
		if i, ok := r.at[e.Target]; ok {
			r.answers[i].grade = 0
		}
	case EntryRegrade:
		if i, ok := r.at[e.Target]; ok {
			r.answers[i].grade = review.GradeOf(e.Right, r.answers[i].hints)
		}
	}
}

// card is the number of what an attempt is a review of: a person's memory of the
// fact, or of the skill.
func (r *Reviews) card(e *Entry) int {
	name := e.Person + "\x00skill\x00" + e.Skills[0]
	if e.Fact {
		name = e.Person + "\x00item\x00" + e.Item
	}
	n, ok := r.cards[name]
	if !ok {
		n = len(r.cards)
		r.cards[name] = n
	}
	return n
}

// Histories are the reviews gathered: every answer of a fact, and the first of
// each day of a skill, as [Params.Apply] lets them move the cards.
func (r *Reviews) Histories() *review.Histories {
	h := new(review.Histories)
	days := make(map[int]Day) // of a skill's last review
	for _, a := range r.answers {
		if a.grade == 0 {
			continue
		}
		if !a.fact {
			if last, ok := days[a.card]; ok && last == a.day {
				continue
			}
			days[a.card] = a.day
		}
		h.Add(strconv.Itoa(a.card), a.grade, a.at)
	}
	return h
}

// WorthRefit tells whether so many scored reviews are worth a fit: enough of
// them, and a quarter more than the fit in force was made from.
func (w *WorkspaceState) WorthRefit(scored int) bool {
	return scored >= review.EnoughReviews && scored >= w.Fit.Reviews+w.Fit.Reviews/4
}
