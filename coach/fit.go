package coach

import (
	"cmp"
	"encoding"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"slices"
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
	at      map[int64]int    // place in answers, by log position
	cards   map[memory][]int // places in answers, in their order
}

// memory is a person's of a fact, by its item, or of a skill.
type memory struct {
	person, name string
	fact         bool
}

// graded is an answer that moved a memory; without a grade if it was a mis-tap.
type graded struct {
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
			r.at, r.cards = make(map[int64]int), make(map[memory][]int)
		}
		i := len(r.answers)
		r.at[e.Position] = i
		r.answers = append(r.answers, graded{grade: review.GradeOf(e.Right, e.Hints), hints: e.Hints, day: e.Day, at: e.At})
		m := memory{person: e.Person, name: e.Skills[0]}
		if e.Fact {
			m.name, m.fact = e.Item, true
		}
		r.cards[m] = append(r.cards[m], i)
	case EntryMistap:
		if i, ok := r.at[e.Target]; ok {
			r.answers[i].grade = 0
		}
	case EntryRegrade:
		if i, ok := r.at[e.Target]; ok {
			r.answers[i].grade = review.GradeOf(e.Right, r.answers[i].hints)
		}
	case EntryJoined:
		r.take(e.Source, e.Person, true)
	case EntryParted:
		r.take(e.Source, e.Person, false)
	}
}

// take adds the memories of one person to another's, each answer once, in the
// order of the log. Who is gone has none any more.
func (r *Reviews) take(from, to string, isGone bool) {
	for m, theirs := range r.cards {
		if m.person != from {
			continue
		}
		if isGone {
			delete(r.cards, m)
		}
		m.person = to
		all := slices.Concat(r.cards[m], theirs)
		slices.Sort(all)
		r.cards[m] = slices.Compact(all)
	}
}

// Histories are the reviews gathered: every answer of a fact, and the first of
// each day of a skill, as [Params.Apply] lets them move the cards.
func (r *Reviews) Histories() *review.Histories {
	h := new(review.Histories)
	cards := slices.SortedFunc(maps.Keys(r.cards), func(a, b memory) int { // by the first answer
		return cmp.Or(cmp.Compare(r.cards[a][0], r.cards[b][0]), cmp.Compare(a.person, b.person))
	})
	for n, m := range cards {
		last, known := Day(0), false // of a skill's last review
		for _, i := range r.cards[m] {
			a := &r.answers[i]
			if a.grade == 0 || !m.fact && known && last == a.day {
				continue
			}
			last, known = a.day, true
			h.Add(strconv.Itoa(n), a.grade, a.at)
		}
	}
	return h
}

// WorthRefit tells whether so many scored reviews are worth a fit: enough of
// them, and a quarter more than the fit in force was made from.
func (w *WorkspaceState) WorthRefit(scored int) bool {
	return scored >= review.EnoughReviews && scored >= w.Fit.Reviews+w.Fit.Reviews/4
}
