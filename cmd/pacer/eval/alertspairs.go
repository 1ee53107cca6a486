package eval

import (
	"context"
	"io"

	"pacer/coach/alert"
)

// What makes a pair wheel-spin (Beck and Gong, "Wheel-spinning: students who
// fail to master a skill", AIED 2013). A pair is a learner on what the skills
// column says, as it stands: several skills together are one.
const (
	spinTries = 10 // tries, without
	spinRow   = 3  // right in a row
)

// fate is what becomes of a pair.
type fate uint8

const (
	undecided fate = iota // fewer tries than spinTries, and never spinRow right in a row
	mastered
	spun
)

// pairs are those of a log, with their fates.
type pairs struct {
	log   *Log
	units *units
	fates map[uint64]fate // by learner and unit
}

// newPairs tells the fates of a log's pairs. Logs that are aligned share units.
func newPairs(log *Log, u *units) *pairs {
	p := &pairs{log: log, units: u, fates: map[uint64]fate{}}
	trails := map[uint64]*moment{}
	for i := range log.Rows {
		row := &log.Rows[i]
		key := pair(row.Learner, u.of(row))
		t := trails[key]
		if t == nil {
			t = &moment{}
			trails[key] = t
		}
		if p.fates[key] == undecided {
			t.add(row.Right)
			p.fates[key] = t.fate()
		}
	}
	return p
}

// count is how many pairs have a fate.
func (p *pairs) count(of fate) (n int) {
	for _, f := range p.fates {
		if f == of {
			n++
		}
	}
	return n
}

// moment is a pair after some tries.
type moment struct {
	row      *Row // the latest try
	unit     int32
	k        int // tries
	right    int // of them
	run      int // right in a row, to the latest
	isRight1 bool
	tries    []alert.Try
	spun     bool // what becomes of it
}

func (m *moment) add(right bool) {
	m.k++
	m.run++
	if right {
		m.right++
	} else {
		m.run = 0
	}
	if m.k == 1 {
		m.isRight1 = right
	}
}

func (m *moment) fate() fate {
	switch {
	case m.run >= spinRow:
		return mastered
	case m.k >= spinTries:
		return spun
	}
	return undecided
}

// walk has learn take in every row, of the learners that are of interest, and
// shows look every moment at which a pair that is decided later is not yet. The
// moment holds until look returns.
func (p *pairs) walk(ctx context.Context, of func(learner int32) bool, progress io.Writer, learn func(*Row), look func(*moment)) error {
	bar := newProgress(progress, p.log.Name, len(p.log.Rows))
	defer bar.end()
	trails := map[uint64]*moment{}
	for i := range p.log.Rows {
		if i%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			bar.at(i)
		}
		row := &p.log.Rows[i]
		if !of(row.Learner) {
			continue
		}
		learn(row)
		unit := p.units.of(row)
		key := pair(row.Learner, unit)
		t := trails[key]
		if t == nil {
			t = &moment{unit: unit, spun: p.fates[key] == spun}
			trails[key] = t
		}
		if p.fates[key] == undecided || t.fate() != undecided {
			continue
		}
		t.add(row.Right)
		t.row = row
		t.tries = append(t.tries, alert.Try{Item: p.log.Items[row.Item], Right: row.Right})
		if t.fate() == undecided {
			look(t)
		}
	}
	return nil
}

func everyone(int32) bool { return true }
