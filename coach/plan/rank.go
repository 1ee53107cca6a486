package plan

import (
	"cmp"
	"slices"
)

// choice is a candidate and whether it would be a skill too many for the
// session.
type choice struct {
	Candidate
	isTooMany bool
}

// inOrder joins the lists; what would be too many skills comes last.
func inOrder(lists ...[]choice) []Candidate {
	var out []Candidate
	for _, tooMany := range []bool{false, true} {
		for _, list := range lists {
			for i := range list {
				if list[i].isTooMany == tooMany {
					out = append(out, list[i].Candidate)
				}
			}
		}
	}
	return out
}

// rank is the place of a skill in an order: the less of anything, the earlier.
type rank struct {
	worse int
	a, b  float64
	tie   uint64
	at    int
}

func (r rank) compare(s rank) int {
	return cmp.Or(cmp.Compare(r.worse, s.worse), cmp.Compare(r.a, s.a), cmp.Compare(r.b, s.b), cmp.Compare(r.tie, s.tie), cmp.Compare(r.at, s.at))
}

// flags makes a number of truths, the weightiest first.
func flags(truths ...bool) int {
	n := 0
	for _, t := range truths {
		n <<= 1
		if t {
			n |= 1
		}
	}
	return n
}

// ranking holds the first few ranks, in order: a course may have hundreds of
// skills, and nobody reads past the first few.
type ranking []rank

// takes tells whether add would keep r.
func (l ranking) takes(r rank) bool { return len(l) < listed || r.compare(l[listed-1]) < 0 }

func (l *ranking) add(r rank) {
	if !l.takes(r) {
		return
	}
	at, _ := slices.BinarySearchFunc(*l, r, rank.compare)
	*l = slices.Insert(*l, at, r)
	if len(*l) > listed {
		*l = (*l)[:listed]
	}
}
