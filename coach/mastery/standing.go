package mastery

import (
	"fmt"
	"math"
	"time"
)

// Standing is the level of one learner on one skill and the evidence for it. The
// zero Standing is Starting, with no evidence. Standings compare with ==.
type Standing struct {
	level     Level
	lost      Level // the highest level that misses took and recovery may restore; Starting if none
	byTeacher bool  // the level is a teacher's word and no evidence has changed it since

	firsts       uint8 // first tries since Starting; stops at maxFirsts
	items        itemSet
	transfer     itemSet
	recovery     itemSet // right in a row since the miss; empty unless a level was lost
	explained    bool
	rechecked    bool
	proficientAt int64 // the next check counts from here; 0 below Proficient
	checkedAt    int64 // the right check, or what stands for it; the second counts from here; 0 if none

	// What only explains.
	tries, right, hinted, selfGraded uint32
	recent                           uint8 // the last 8 answers, the latest in bit 0, 1 if right
	last                             int64 // the latest attempt
	since                            int64 // the latest change of level; 0 if none
}

// All instants are in Unix milliseconds. No attempt was made in 1970, so that 0
// can mean none.

const (
	maxFirsts = math.MaxUint8 - 1 // so that one more still fits the byte
	maxItems  = 8
	remembers = 8 // answers in recent
)

// itemSet is up to maxItems different items, by the hash of their ID.
type itemSet struct {
	n  uint8
	of [maxItems]uint64
}

// add puts an item in, unless it is there or the set is full, and reports
// whether it did.
func (s *itemSet) add(item uint64) bool {
	if s.n == maxItems {
		return false
	}
	for _, in := range s.of[:s.n] {
		if in == item {
			return false
		}
	}
	s.of[s.n] = item
	s.n++
	return true
}

// Level is the level.
func (st Standing) Level() Level { return st.level }

// Override is the standing after a teacher's word: the level is set, a recovery
// under way ends, and later evidence goes on from there. A level set lower
// begins anew what was gathered for the levels above it; a level set higher
// keeps it, and a wait for a check that had not begun begins now. Setting the
// level it has already is a teacher's word too.
func (st Standing) Override(to Level, at time.Time) (Standing, Change) {
	to = min(to, Distinguished)
	change := Change{From: st.level, To: to, Rule: TeacherDecided}
	now := at.UnixMilli()
	st.lost = Starting
	if to < st.level {
		st.fall(to, now)
	}
	for st.level < to {
		st.climb(st.level+1, now)
	}
	st.since = now
	st.recovery = itemSet{}
	st.byTeacher = true
	return st, change
}

// climb sets the level to the next one.
func (st *Standing) climb(to Level, at int64) {
	st.changed(to, at)
	switch to {
	case Proficient:
		st.proficientAt = at
	case HighlyProficient:
		if st.checkedAt == 0 { // restored, or a teacher's word
			st.checkedAt = at
		}
	}
	if st.level >= st.lost {
		st.lost = Starting
	}
}

// fall sets a lower level and begins anew what was gathered for those above it.
func (st *Standing) fall(to Level, at int64) {
	st.changed(to, at)
	st.transfer, st.explained, st.rechecked = itemSet{}, false, false
	switch to {
	case HighlyProficient:
		st.checkedAt = at
	case Proficient:
		st.proficientAt, st.checkedAt = at, 0
	default:
		st.proficientAt, st.checkedAt, st.items = 0, 0, itemSet{}
	}
	if to == Starting {
		st.firsts = 0
	}
}

func (st *Standing) changed(to Level, at int64) {
	st.level, st.since, st.byTeacher, st.recovery = to, at, false, itemSet{}
}

// note keeps what explains the estimate, whatever it means for the level.
func (st *Standing) note(f Facts) {
	st.recent <<= 1
	count(&st.tries)
	if f.Right {
		st.recent |= 1
		count(&st.right)
		if f.Hints > 0 {
			count(&st.hinted)
		}
	}
	if f.SelfGraded {
		count(&st.selfGraded)
	}
	st.last = max(st.last, f.At.UnixMilli())
}

func count(n *uint32) {
	if *n < math.MaxUint32 {
		*n++
	}
}

// Reasons are the facts behind a level and its estimate, for whoever asks why.
type Reasons struct {
	Level     Level
	Since     time.Time // of the latest change; zero if it never changed
	ByTeacher bool      // the level is a teacher's word

	Tries      int    // attempts that counted
	Right      int    // of them right
	Hinted     int    // of those right, after hints
	SelfGraded int    // of Tries, graded by the learner alone
	Recent     []bool // the last of them, at most 8, oldest first; true is right
	Last       time.Time
	Days       int // whole days from Last to now; 0 if there is no Last

	Items     int       // different items right, unaided, toward Proficient; at most 8
	Transfer  int       // different tier-3 items right, unaided; at most 8
	Checked   time.Time // the right check after a delay, or what stood for it (recovery, a teacher's word); zero if none
	Rechecked bool      // a second one
	Explained bool      // an accepted explanation

	Lost      Level // the level that recovery may restore; Starting if none
	Recovered int   // different items right in a row so far
}

// Why lists the facts behind a standing.
func (st Standing) Why(now time.Time) Reasons {
	out := Reasons{
		Level:      st.level,
		Since:      instant(st.since),
		ByTeacher:  st.byTeacher,
		Tries:      int(st.tries),
		Right:      int(st.right),
		Hinted:     int(st.hinted),
		SelfGraded: int(st.selfGraded),
		Last:       instant(st.last),
		Items:      int(st.items.n),
		Transfer:   int(st.transfer.n),
		Checked:    instant(st.checkedAt),
		Rechecked:  st.rechecked,
		Explained:  st.explained,
		Lost:       st.lost,
		Recovered:  int(st.recovery.n),
	}
	for i := min(int(st.tries), remembers) - 1; i >= 0; i-- {
		out.Recent = append(out.Recent, st.recent>>i&1 == 1)
	}
	if st.last != 0 {
		out.Days = int(max(0, now.UnixMilli()-st.last) / day.Milliseconds())
	}
	return out
}

// instant is the time of milliseconds, zero for 0.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// valid says what no sequence of attempts can have led to, or nil.
func (st Standing) valid() error {
	switch {
	case st.level > Distinguished || st.lost > Distinguished:
		return fmt.Errorf("mastery: a standing at %v that lost %v", st.level, st.lost)
	case st.lost != Starting && (st.lost <= st.level || st.lost < Proficient):
		return fmt.Errorf("mastery: a standing at %v that has still to regain %v", st.level, st.lost)
	case st.lost == Starting && st.recovery.n > 0:
		return fmt.Errorf("mastery: a recovery of nothing")
	case st.right > st.tries || st.hinted > st.right || st.selfGraded > st.tries || st.firsts > maxFirsts:
		return fmt.Errorf("mastery: %d right, %d after hints, %d self-graded of %d tries", st.right, st.hinted, st.selfGraded, st.tries)
	case st.tries < remembers && st.recent>>st.tries != 0:
		return fmt.Errorf("mastery: more answers remembered than the %d given", st.tries)
	}
	return nil
}
