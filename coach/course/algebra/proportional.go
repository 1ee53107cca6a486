package algebra

import (
	"math/cmplx"
)

// maxBelow is how many things below bars are tried as factors of an equation.
const maxBelow = 4

// isProportional says whether the difference of one comparison's sides is a
// number times that of another's, above zero if they must have one sign, else
// anything but zero. Neither is zero everywhere. Where a sign does not matter, the factor may also hold what stands below a bar, which is
// nowhere zero: t = 1000/r is rt = 1000.
func (c comparison) isProportional(f, g *node, keepsSign bool) bool {
	var below []*node
	if !keepsSign {
		below = divisors(f, divisors(g, nil))
	}
	isExact := isRational(f) && isRational(g)
	if isExact {
		if isLike := c.exactly(f, g, below); !isLike || !keepsSign {
			return isLike
		}
	}
	return c.nearly(f, g, below, keepsSign, true) || !keepsSign && c.nearly(f, g, below, false, false)
}

// divisors adds what n divides by to a list, each once.
func divisors(n *node, found []*node) []*node {
	n.walk(func(n *node) {
		var d *node
		switch {
		case n.kind == quotient:
			d = n.args[1]
		case n.kind == power && n.args[1].kind == negative:
			d = n.args[0]
		}
		if d == nil || !hasUnknowns(d) || len(found) == maxBelow {
			return
		}
		for _, other := range found {
			if write(other) == write(d) {
				return
			}
		}
		found = append(found, d)
	})
	return found
}

// exactly compares modulo the prime.
func (c comparison) exactly(f, g *node, below []*node) bool {
	var fs, gs []residue
	var ds [][]residue
	for round := 0; round < fieldRounds && len(fs) <= enoughField; round++ {
		p := fieldPoint{round, c.isILetter}
		x, okF := p.value(f)
		y, okG := p.value(g)
		d := make([]residue, len(below))
		for i, n := range below {
			v, ok := p.value(n)
			okF = okF && ok && v != 0
			d[i] = v
		}
		if okF && okG {
			fs, gs, ds = append(fs, x), append(gs, y), append(ds, d)
		}
	}
	if len(fs) <= enoughField {
		return false
	}
	if fs[0] == 0 || gs[0] == 0 {
		return false // by a chance nobody lives to see
	}
	return anyFactor(len(below), func(powers []int) bool {
		for i := 1; i < len(fs); i++ {
			left, right := fs[i].times(gs[0]), fs[0].times(gs[i])
			for j, n := range powers {
				switch n {
				case 1:
					left, right = left.times(ds[0][j]), right.times(ds[i][j])
				case -1:
					left, right = left.times(ds[i][j]), right.times(ds[0][j])
				}
			}
			if left != right {
				return false
			}
		}
		return true
	})
}

// nearly compares in floating point.
func (c comparison) nearly(f, g *node, below []*node, keepsSign, isReal bool) bool {
	var fs, gs []approximation
	var ds [][]approximation
	for round := range rounds {
		p := c.point(round, isReal)
		x, howX := p.value(f)
		y, howY := p.value(g)
		how := worse(howX, howY)
		d := make([]approximation, len(below))
		for i, n := range below {
			v, ok := p.value(n)
			how = worse(how, ok)
			d[i] = v
		}
		if how != defined {
			continue
		}
		holdsF, holdsG := cmplx.Abs(x.value) <= 8*x.slack, cmplx.Abs(y.value) <= 8*y.slack
		if holdsF != holdsG {
			return false
		}
		if !holdsF {
			fs, gs, ds = append(fs, x), append(gs, y), append(ds, d)
		}
	}
	if len(fs) < enough {
		return false
	}
	if keepsSign && real(fs[0].value)*real(gs[0].value) < 0 {
		return false
	}
	return anyFactor(len(below), func(powers []int) bool {
		sure := 0
		for i := 1; i < len(fs); i++ {
			left, how1 := times(fs[i], gs[0])
			right, how2 := times(fs[0], gs[i])
			for j, n := range powers {
				var howL, howR outcome
				switch n {
				case 1:
					left, howL = times(left, ds[0][j])
					right, howR = times(right, ds[i][j])
				case -1:
					left, howL = times(left, ds[i][j])
					right, howR = times(right, ds[0][j])
				}
				how1, how2 = worse(how1, howL), worse(how2, howR)
			}
			if worse(how1, how2) != defined {
				continue
			}
			isEqual, isSure := same(left, right)
			if !isEqual {
				return false
			}
			if isSure {
				sure++
			}
		}
		return sure >= enough-1
	})
}

// anyFactor says whether accept takes one of the ways to raise n things to -1,
// 0 or 1, none of them raised coming first.
func anyFactor(n int, accept func(powers []int) bool) bool {
	powers := make([]int, n)
	for {
		if accept(powers) {
			return true
		}
		i := 0
		for i < n && powers[i] == -1 { // counts in threes: 0, 1, -1
			powers[i] = 0
			i++
		}
		if i == n {
			return false
		}
		if powers[i]++; powers[i] > 1 {
			powers[i] = -1
		}
	}
}
