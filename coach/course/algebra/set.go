package algebra

import (
	"math"
	"math/big"
	"slices"
	"strings"
)

// Set is a set of real numbers: intervals and single points. The zero Set is
// empty. It is never changed.
type Set struct {
	spans   []span // in order, none touching the next
	unknown string // its name where one was written: x > 2

	// Where conditions were joined by "and": what "or" would have made of them.
	loose  []span
	hasAnd bool
}

// span is an interval that holds something: a single point has both ends alike
// and closed.
type span struct{ low, high bound }

// bound is an end of an interval.
type bound struct {
	value    float64  // perhaps infinite
	exact    *big.Rat // nil if it is irrational or infinite
	text     string
	isClosed bool
}

var (
	least    = bound{value: math.Inf(-1), text: "-∞"}
	greatest = bound{value: math.Inf(1), text: "∞"}
)

func allReals() []span { return []span{{least, greatest}} }

func point(b bound) span {
	b.isClosed = true
	return span{b, b}
}

// compare orders the values of two bounds. Irrational ones are equal if they
// differ by no more than a billionth.
func (b bound) compare(other bound) int {
	if b.exact != nil && other.exact != nil {
		return b.exact.Cmp(other.exact)
	}
	x, y := b.value, other.value
	switch {
	case x == y || math.Abs(x-y) <= tolerance*max(math.Abs(x), math.Abs(y)) && !math.IsInf(x-y, 0):
		return 0
	case x < y:
		return -1
	}
	return 1
}

func (s span) isEmpty() bool {
	c := s.low.compare(s.high)
	return c > 0 || c == 0 && !(s.low.isClosed && s.high.isClosed)
}

func (s span) isPoint() bool { return s.low.compare(s.high) == 0 }

// later says whether a begins after b.
func later(a, b bound) int {
	if c := a.compare(b); c != 0 {
		return c
	}
	switch {
	case a.isClosed == b.isClosed:
		return 0
	case a.isClosed:
		return -1
	}
	return 1
}

// union joins spans, in any order, to a set.
func union(spans ...span) []span {
	list := slices.DeleteFunc(slices.Clone(spans), span.isEmpty)
	slices.SortStableFunc(list, func(a, b span) int { return later(a.low, b.low) })
	var out []span
	for _, s := range list {
		if len(out) == 0 {
			out = append(out, s)
			continue
		}
		last := &out[len(out)-1]
		c := last.high.compare(s.low)
		if c < 0 || c == 0 && !last.high.isClosed && !s.low.isClosed {
			out = append(out, s)
			continue
		}
		switch c := last.high.compare(s.high); {
		case c < 0:
			last.high = s.high
		case c == 0:
			last.high.isClosed = last.high.isClosed || s.high.isClosed
		}
	}
	return out
}

// intersection is what two sets share.
func intersection(a, b []span) []span {
	var out []span
	for _, s := range a {
		for _, t := range b {
			both := s
			if later(t.low, s.low) > 0 {
				both.low = t.low
			}
			if c := t.high.compare(s.high); c < 0 || c == 0 && !t.high.isClosed {
				both.high = t.high
			}
			if !both.isEmpty() {
				out = append(out, both)
			}
		}
	}
	return union(out...)
}

// complement is all real numbers that are not in a set.
func complement(a []span) []span {
	var out []span
	low := least
	for _, s := range a {
		high := s.low
		high.isClosed = !high.isClosed
		if !math.IsInf(high.value, 0) {
			out = append(out, span{low, high})
		}
		low = s.high
		low.isClosed = !low.isClosed
	}
	if !math.IsInf(low.value, 1) {
		out = append(out, span{low, greatest})
	}
	return union(out...)
}

// Equal says whether two sets hold the same numbers.
func (s Set) Equal(other Set) bool { return sameSpans(s.spans, other.spans, true) }

// EqualButEnds says whether two sets hold the same numbers if it is not looked
// at whether the ends of intervals belong to them.
func (s Set) EqualButEnds(other Set) bool { return sameSpans(s.spans, other.spans, false) }

func sameSpans(a, b []span, withEnds bool) bool {
	return slices.EqualFunc(a, b, func(s, t span) bool {
		return s.low.compare(t.low) == 0 && s.high.compare(t.high) == 0 &&
			(!withEnds || s.low.isClosed == t.low.isClosed && s.high.isClosed == t.high.isClosed)
	})
}

// IsEmpty says whether a set holds no number.
func (s Set) IsEmpty() bool { return len(s.spans) == 0 }

// Unknown is the name of the unknown in "x > 2", or "".
func (s Set) Unknown() string { return s.unknown }

// MeantOr returns what a set would be if each "and" between its conditions were
// an "or", as in "x < -1 and x > 2". ok is false if that makes no difference.
func (s Set) MeantOr() (other Set, ok bool) {
	if !s.hasAnd || sameSpans(s.spans, s.loose, true) {
		return Set{}, false
	}
	return Set{spans: s.loose, unknown: s.unknown}, true
}

// String writes a set as intervals: "[1, 3) ∪ (5, ∞)", "{1, 2}", "∅", "ℝ".
func (s Set) String() string {
	if len(s.spans) == 0 {
		return "∅"
	}
	if len(s.spans) == 1 && math.IsInf(s.spans[0].low.value, -1) && math.IsInf(s.spans[0].high.value, 1) {
		return "ℝ"
	}
	var parts []string
	for i := 0; i < len(s.spans); i++ {
		if !s.spans[i].isPoint() {
			parts = append(parts, s.spans[i].String())
			continue
		}
		points := []string{s.spans[i].low.text}
		for i+1 < len(s.spans) && s.spans[i+1].isPoint() {
			i++
			points = append(points, s.spans[i].low.text)
		}
		parts = append(parts, "{"+strings.Join(points, ", ")+"}")
	}
	return strings.Join(parts, " ∪ ")
}

func (s span) String() string {
	open, shut := "(", ")"
	if s.low.isClosed {
		open = "["
	}
	if s.high.isClosed {
		shut = "]"
	}
	return open + s.low.text + ", " + s.high.text + shut
}
