package algebra

import (
	"math/big"
	"slices"
)

// IsExpanded says whether an expression is a sum without brackets, like terms
// joined: x² + 2x + 1, not (x + 1)², x(x + 2) + 1 or x² + x + x + 1. A sum over
// a bar, (x + 1)/2, may stay. Of an equation or several things each part must be.
func (e *Expression) IsExpanded() bool { return everyValue(e.root, (*expander).isExpanded) }

// IsFactored says whether an expression is a product from which nothing more can
// be taken out: 2(x + 1)(x - 3), not 2x² - 4x - 6, (2x + 2)(x - 3) or
// 2(x² - 2x - 3). What it does not see is factors of polynomials of degree four
// and more and of several unknowns; those it takes as they are.
func (e *Expression) IsFactored() bool { return everyValue(e.root, (*expander).isFactored) }

// IsSimplest says whether an expression is as short as its kind allows: like
// terms joined, fractions in lowest terms, no square left below a root. It errs
// on the learner's side: what it cannot work out is simplest.
func (e *Expression) IsSimplest() bool { return everyValue(e.root, (*expander).isSimplest) }

// everyValue says whether each value in a tree passes.
func everyValue(n *node, pass func(*expander, *node) bool) bool {
	if !n.isTop() {
		return pass(newExpander(), n)
	}
	for _, a := range n.args {
		if !everyValue(a, pass) {
			return false
		}
	}
	return true
}

func isSumLike(n *node) bool {
	for n.kind == negative {
		n = n.args[0]
	}
	return n.kind == sum
}

// isExpanded looks for a product or a power of a sum, and for like terms.
func (x *expander) isExpanded(n *node) bool {
	isBracketed := func(n *node) bool {
		switch n.kind {
		case product:
			return slices.ContainsFunc(n.args, isSumLike)
		case power:
			return isSumLike(n.args[0]) && n.args[1].isInt()
		case negative:
			return isSumLike(n.args[0])
		case sum:
			return slices.ContainsFunc(n.args, isSumLike)
		}
		return false
	}
	return !n.has(isBracketed) && x.areJoined(n)
}

// termsOf are the terms of a sum, or n alone.
func termsOf(n *node) []*node {
	if n.kind == sum {
		return n.args
	}
	return []*node{n}
}

// areJoined says whether no two terms of n are numbers times the same.
func (x *expander) areJoined(n *node) bool {
	seen := make(map[string]bool)
	for _, term := range termsOf(n) {
		p := x.polynomial(term)
		if p == nil {
			continue
		}
		if len(p) == 0 && n.kind == sum {
			return false // + 0
		}
		if len(p) != 1 {
			continue
		}
		for key := range p {
			if seen[key] {
				return false
			}
			seen[key] = true
		}
	}
	return true
}

// factorsOf lists the factors of a product, powers and signs opened up.
func factorsOf(n *node) []*node {
	switch n.kind {
	case negative:
		return factorsOf(n.args[0])
	case product:
		var list []*node
		for _, a := range n.args {
			list = append(list, factorsOf(a)...)
		}
		return list
	case quotient:
		return append(factorsOf(n.args[0]), factorsOf(n.args[1])...)
	case power:
		if n.args[1].rat() != nil {
			return factorsOf(n.args[0])
		}
	}
	return []*node{n}
}

func (x *expander) isFactored(n *node) bool {
	for _, f := range factorsOf(n) {
		if f.kind == sum && x.canFactor(f) {
			return false
		}
	}
	return true
}

// canFactor says whether something can be taken out of a sum: a number, an
// unknown, or a factor found by a rational root.
func (x *expander) canFactor(n *node) bool {
	p := x.polynomial(n)
	if p == nil || len(p) == 0 {
		return false
	}
	if len(p) == 1 || !p.content().isOne() {
		return true
	}
	coefficients := p.asOneUnknown()
	degree := len(coefficients) - 1
	if degree < 2 {
		return false
	}
	return hasRationalRoot(coefficients)
}

// maxCoefficient bounds the numbers whose divisors are tried as roots.
const maxCoefficient = 1_000_000

// hasRationalRoot tries every fraction that can be a root of a polynomial with
// whole coefficients, lowest first: a divisor of the first coefficient over one
// of the last.
func hasRationalRoot(coefficients []*big.Int) bool {
	first, last := coefficients[0], coefficients[len(coefficients)-1]
	if first.Sign() == 0 {
		return true
	}
	if first.CmpAbs(big.NewInt(maxCoefficient)) > 0 || last.CmpAbs(big.NewInt(maxCoefficient)) > 0 {
		return false
	}
	for _, top := range divisorsOf(first) {
		for _, bottom := range divisorsOf(last) {
			for _, sign := range []int64{1, -1} {
				x := big.NewRat(sign*top, bottom)
				v := new(big.Rat)
				for i := len(coefficients) - 1; i >= 0; i-- {
					v.Mul(v, x)
					v.Add(v, new(big.Rat).SetInt(coefficients[i]))
				}
				if v.Sign() == 0 {
					return true
				}
			}
		}
	}
	return false
}

func divisorsOf(n *big.Int) []int64 {
	size := new(big.Int).Abs(n).Int64()
	var list []int64
	for d := int64(1); d*d <= size; d++ {
		if size%d == 0 {
			list = append(list, d)
			if d != size/d {
				list = append(list, size/d)
			}
		}
	}
	return list
}

// isSimplest looks at each sum, fraction and root in a tree.
func (x *expander) isSimplest(n *node) bool {
	return !n.has(func(n *node) bool {
		switch n.kind {
		case sum:
			return !x.areJoined(n) || isPartlyNumber(n)
		case product:
			return countNumbers(n) > 1 || hasLikeFactors(n)
		case quotient:
			return !x.isLowest(n.args[0], n.args[1])
		case number:
			return isReducible(n)
		case power:
			return n.rat() != nil && n.args[1].isInt() && n.args[0].rat() != nil // 2³ is 8
		case call:
			return n.name == "sqrt" && hasSquare(n.args[0])
		}
		return false
	})
}

// isPartlyNumber says whether two terms of a sum are numbers, or one is zero.
func isPartlyNumber(n *node) bool {
	count := 0
	for _, term := range n.args {
		if v := term.rat(); v != nil {
			if count++; count > 1 || v.Sign() == 0 {
				return true
			}
		}
	}
	return false
}

func countNumbers(n *node) (count int) {
	for _, f := range n.args {
		if v := f.rat(); v != nil {
			count++
			if v.Cmp(big.NewRat(1, 1)) == 0 || v.Sign() == 0 {
				return 2 // 1x is x
			}
		}
	}
	return count
}

// hasLikeFactors says whether two factors of a product are powers of one
// unknown.
func hasLikeFactors(n *node) bool {
	seen := make(map[string]bool)
	for _, f := range n.args {
		if f.kind == power {
			f = f.args[0]
		}
		if f.kind != variable {
			continue
		}
		if seen[f.name] {
			return true
		}
		seen[f.name] = true
	}
	return false
}

// isReducible says whether a number was written as a fraction that isn't in
// lowest terms: the 2/4 of "1 2/4".
func isReducible(n *node) bool {
	top, bottom, ok := cutFraction(n.text)
	return ok && new(big.Int).GCD(nil, nil, top, bottom).Cmp(big.NewInt(1)) != 0
}

// isLowest says whether nothing can be taken out of both sides of a bar.
func (x *expander) isLowest(top, bottom *node) bool {
	a, b := x.polynomial(top), x.polynomial(bottom)
	if a == nil || b == nil || len(a) == 0 || len(b) == 0 {
		return true
	}
	if b.isNumber() && !a.hasWholeCoefficients() {
		return true // 0.5/3: decimals are left alone
	}
	common := a.content().common(b.content())
	if !common.isOne() || b.isOne() {
		return false
	}
	f, g := a.oneUnknown(), b.oneUnknown()
	if len(f) < 2 || len(g) < 2 || !a.sharesUnknown(b) {
		return true
	}
	return commonDegree(f, g) == 0
}

// hasSquare says whether a whole number, or a product with one, holds a square
// above one: √12 is 2√3.
func hasSquare(n *node) bool {
	factors := []*node{n}
	if n.kind == product {
		factors = n.args
	}
	for _, f := range factors {
		if f.kind == power && f.args[0].kind == variable {
			if v := f.args[1].rat(); v != nil && v.IsInt() && v.Cmp(big.NewRat(2, 1)) >= 0 {
				return true
			}
		}
		v := f.rat()
		if v == nil || !v.IsInt() || !v.Num().IsInt64() {
			continue
		}
		m := max(v.Num().Int64(), -v.Num().Int64())
		for d := int64(2); d*d <= m && d < 10_000; d++ {
			if m%(d*d) == 0 {
				return true
			}
		}
	}
	return false
}
