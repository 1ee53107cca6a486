package review

import (
	"math"
	"time"
)

// Form is how an answer is given: what is usual differs between them.
type Form uint8

// The forms of an answer.
const (
	Written Form = iota // typed, a number or words
	Chosen              // picked from what is shown
	forms
)

// pace is how long a learner usually takes over an answer of one form.
type pace struct {
	usual float64 // ln of seconds, near the median
	seen  uint32  // answers that moved it
}

const (
	paceKnown  = 10                     // answers before a usual time is one
	paceMemory = 200                    // answers it goes by, about
	quickest   = 500 * time.Millisecond // less is a slip of the hand or no measurement
	longest    = time.Hour              // more is no measurement
	awayFrom   = 2.303                  // ln 10
)

// lag is ln of the ratio of a time to the usual one, cut at -1 and 1. It is not
// known before ten answers, and not of a time beyond ten times the usual one:
// then the learner was away, which tells nothing of how well they knew. Extra
// time that is granted or needed counts for nothing by itself: a learner is only
// ever compared with themselves, and what is usual follows them.
func (p pace) lag(took time.Duration) (lag float64, known bool) {
	if p.seen < paceKnown || took < quickest || took > longest {
		return 0, false
	}
	ratio := math.Log(took.Seconds()) - p.usual
	return within(ratio, -1, 1), ratio < awayFrom
}

// after is the pace when an answer took some time. It follows the mean of the
// first answers, then takes steps of bounded size, so that, like a median, it
// does not run after a few long pauses.
func (p pace) after(took time.Duration) pace {
	if took < quickest || took > longest {
		return p
	}
	off := math.Log(took.Seconds()) - p.usual
	if p.seen >= paceKnown {
		if off > awayFrom {
			return p
		}
		off = within(off, -1, 1)
	}
	p.seen = min(p.seen+1, maxCount)
	p.usual += off / float64(min(p.seen, paceMemory))
	return p
}
