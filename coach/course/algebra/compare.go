package algebra

import (
	"math/cmplx"
)

// Likeness says how two expressions compare.
type Likeness uint8

const (
	Different Likeness = iota // not the same value wherever both have one
	Narrower                  // the same, but the second lacks a value for many numbers where the first has one: ln x against ln |x|
	Wider                     // the same, and the second has a value for more numbers: ln |x| against ln x
	Same
)

func (l Likeness) String() string {
	switch l {
	case Different:
		return "different"
	case Narrower:
		return "narrower"
	case Wider:
		return "wider"
	case Same:
		return "same"
	}
	return "unknown"
}

// Equal says whether two expressions are the same: have the same value for all
// numbers, and a value for the same numbers, save single ones such as the 0 of
// x/x. Equations are the same if one is the other times a number that isn't
// zero, or times what stands below a bar in them; other comparisons, times a
// number above zero. Lists are, in any order; points, in theirs.
//
// Rational functions are compared exactly. Others are compared at fixed points,
// of which six or more must give both a value: reals first, and only if there
// are none, complex numbers. What no point gives a value is the same only if it
// is written the same.
func Equal(a, b *Expression) bool { return Compare(a, b) == Same }

// Compare says how a second expression compares with the first.
func Compare(a, b *Expression) Likeness {
	return comparison{isILetter: hasLetterJ(a.root) || hasLetterJ(b.root)}.nodes(a.root, b.root)
}

// hasLetterJ says whether i is a letter: where j stands beside it, both are
// directions.
func hasLetterJ(n *node) bool {
	return n.has(func(n *node) bool { return n.kind == variable && n.name == "j" })
}

type comparison struct{ isILetter bool }

// nodes compares anything.
func (c comparison) nodes(a, b *node) Likeness {
	if a == b || write(a) == write(b) {
		return Same
	}
	if a.kind != b.kind && (a.kind == list || b.kind == list) {
		return c.lists([]*node{a}, b)
	}
	switch a.kind {
	case list:
		return c.lists(a.args, b)
	case relation:
		if b.kind != relation {
			return Different
		}
		return c.sets(links(a), links(b), c.links)
	case tuple, matrix:
		if a.kind != b.kind || len(a.args) != len(b.args) {
			return Different
		}
		all := Same
		for i := range a.args {
			if all = min(all, c.nodes(a.args[i], b.args[i])); all == Different {
				break
			}
		}
		return all
	}
	if b.isTop() {
		return Different
	}
	return c.values(a, b)
}

func (c comparison) lists(a []*node, b *node) Likeness {
	if a[0].kind == list { // a single thing against a list comes in as one
		a = a[0].args
	}
	other := []*node{b}
	if b.kind == list {
		other = b.args
	}
	return c.sets(a, other, c.nodes)
}

// maxSet bounds the lists that are compared, each thing with each.
const maxSet = 24

// sets compares things in any order; one that is said twice counts once.
func (c comparison) sets(a, b []*node, like func(a, b *node) Likeness) Likeness {
	if len(a) > maxSet || len(b) > maxSet {
		return Different
	}
	all := Same
	isFound := make([]bool, len(b))
	for _, x := range a {
		best := Different
		for j, y := range b {
			if l := like(x, y); l != Different {
				best, isFound[j] = max(best, l), true
			}
		}
		if all = min(all, best); all == Different {
			return Different
		}
	}
	for _, found := range isFound {
		if !found {
			return Different
		}
	}
	return all
}

// links cuts a < b < c into a < b and b < c.
func links(n *node) []*node {
	list := make([]*node, len(n.ops))
	for i, op := range n.ops {
		list[i] = &node{kind: relation, ops: []rune{op}, args: n.args[i : i+2]}
	}
	return list
}

// links compares two comparisons of two sides each.
func (c comparison) links(a, b *node) Likeness {
	opA, leftA, rightA := upward(a)
	opB, leftB, rightB := upward(b)
	if opA != opB {
		return Different
	}
	if leftA.isTop() || rightA.isTop() || leftB.isTop() || rightB.isTop() {
		straight := min(c.nodes(leftA, leftB), c.nodes(rightA, rightB))
		if opA == '<' || opA == '≤' {
			return straight
		}
		return max(straight, min(c.nodes(leftA, rightB), c.nodes(rightA, leftB)))
	}
	isOrder := opA == '<' || opA == '≤'
	f, g := difference(leftA, rightA), difference(leftB, rightB)
	switch alwaysA, alwaysB := c.values(f, zero) == Same, c.values(g, zero) == Same; {
	case alwaysA != alwaysB:
		return Different
	case alwaysA: // identities are the same if their sides are
		return max(min(c.nodes(leftA, leftB), c.nodes(rightA, rightB)), min(c.nodes(leftA, rightB), c.nodes(rightA, leftB)))
	case c.isProportional(f, g, isOrder):
		return Same
	}
	return Different
}

var zero = newInt(0)

// upward turns a comparison round so that it is no greater-than.
func upward(n *node) (op rune, left, right *node) {
	switch n.ops[0] {
	case '>':
		return '<', n.args[1], n.args[0]
	case '≥':
		return '≤', n.args[1], n.args[0]
	}
	return n.ops[0], n.args[0], n.args[1]
}

func difference(left, right *node) *node {
	return newNode(sum, right, newNode(negative, left))
}

// rounds are how many points are drawn where the comparison is in floating
// point, and enough is how many must give both sides a value.
const (
	fieldRounds = 12
	enoughField = 3
	rounds      = 64
	enough      = 6
)

// values compares two values.
func (c comparison) values(a, b *node) Likeness {
	if isRational(a) && isRational(b) {
		return c.exact(a, b)
	}
	if l, ok := c.probe(a, b, true); ok {
		return l
	}
	if l, ok := c.probe(a, b, false); ok {
		return l
	}
	return Different // nothing shows that they are the same, and they aren't written so
}

func (c comparison) exact(a, b *node) Likeness {
	both := 0
	for round := 0; round < fieldRounds && both < enoughField; round++ {
		p := fieldPoint{round, c.isILetter}
		va, okA := p.value(a)
		vb, okB := p.value(b)
		switch {
		case okA != okB:
			return Different // one divides by zero wherever one looks
		case okA && va != vb:
			return Different
		case okA:
			both++
		}
	}
	if both < enoughField {
		return Different
	}
	return Same
}

// spreads are where points are drawn, in turn: among small numbers, where no
// power overflows, and with signs, in which domains differ.
var spreads = []spread{
	{0.2, 3, false}, {0.2, 3, true}, {0.05, 0.95, true}, {1.05, 12, true},
	{0.2, 3, true}, {0.05, 0.95, false}, {3, 60, false}, {0.01, 0.3, true},
}

func (c comparison) point(round int, isReal bool) *floatPoint {
	return &floatPoint{round: round, isReal: isReal, isILetter: c.isILetter, spread: spreads[round%len(spreads)]}
}

// probe compares two values point by point; ok is false if too few points tell.
func (c comparison) probe(a, b *node, isReal bool) (l Likeness, ok bool) {
	var both, onlyA, onlyB int
	isConstant := !hasUnknowns(a) && !hasUnknowns(b)
	for round := range rounds {
		p := c.point(round, isReal)
		x, howX := p.value(a)
		y, howY := p.value(b)
		switch {
		case howX == defined && howY == defined:
			isEqual, isSure := same(x, y)
			if !isSure {
				continue
			}
			if !isEqual {
				return Different, true
			}
			both++
		case howX == defined && howY == undefined:
			onlyA++
		case howY == defined && howX == undefined:
			onlyB++
		}
		if isConstant {
			break
		}
	}
	switch {
	case isConstant && both == 0:
		return Different, onlyA+onlyB > 0 && !isReal
	case !isConstant && both < enough:
		return Different, onlyA+onlyB >= rounds/2 && !isReal
	case onlyA >= 3:
		return Narrower, true
	case onlyB >= 3:
		return Wider, true
	}
	return Same, true
}

// hasUnknowns says whether a node has a variable, or a letter that may be one.
func hasUnknowns(n *node) bool {
	return n.has(func(n *node) bool { return n.kind == variable || n.kind == constant && n.name == "i" })
}

// tolerance is how far two values may be apart, as a share of the larger, and
// still be equal: some millions of times what rounding does, and so little that
// no decimal somebody types for an irrational number comes so near.
const tolerance = 1e-9

// same says whether two values are equal, and whether that can be told: where
// terms have cancelled, too little may be left of them.
func same(x, y approximation) (isEqual, isSure bool) {
	size := max(cmplx.Abs(x.value), cmplx.Abs(y.value))
	slack := 8 * (x.slack + y.slack)
	gap := cmplx.Abs(x.value - y.value)
	switch {
	case gap > tolerance*size+slack:
		return false, true
	case slack <= tolerance*max(size, 1e-3):
		return true, true
	}
	return true, false
}
