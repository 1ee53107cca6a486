package algebra

import (
	"hash/fnv"
	"math/big"
	"math/bits"
)

// Rational functions are compared exactly, in the whole numbers modulo a large
// prime: two that agree at a random point of that field are the same, but for
// one chance in 10¹⁶ or so for degrees up to a hundred (Schwartz 1980, Zippel
// 1979). Powers cost nothing there, however high. π and e are no roots of any
// polynomial with rational coefficients, so each may stand for any value; the
// prime is 1 modulo 4, so there is a number whose square is -1, and that is i.
const (
	prime     = 4611686018427387817 // the largest below 2⁶² that is 1 modulo 4
	imaginary = 4490822397581186023 // squared, -1
)

// residue is a number modulo prime.
type residue uint64

func (a residue) plus(b residue) residue {
	if s := a + b; s < prime { // below 2⁶³: no overflow
		return s
	}
	return a + b - prime
}

func (a residue) minus(b residue) residue { return a.plus(prime - b) }

func (a residue) times(b residue) residue {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	_, rest := bits.Div64(hi, lo, prime) // hi is below prime, since a and b are
	return residue(rest)
}

func (a residue) to(n uint64) residue {
	r := residue(1)
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			r = r.times(a)
		}
		a = a.times(a)
	}
	return r
}

// inverse is one over a, which isn't zero.
func (a residue) inverse() residue { return a.to(prime - 2) }

// residueOf is a rational number modulo prime; ok is false if its denominator
// is zero there.
func residueOf(v *big.Rat) (r residue, ok bool) {
	if v.IsInt() && v.Num().IsInt64() {
		n := v.Num().Int64()
		if n >= 0 {
			return residue(uint64(n) % prime), true
		}
		return residue(0).minus(residue(uint64(-n) % prime)), true
	}
	p := new(big.Int).SetUint64(prime)
	top := residue(new(big.Int).Mod(v.Num(), p).Uint64())
	bottom := residue(new(big.Int).Mod(v.Denom(), p).Uint64())
	if bottom == 0 {
		return 0, false
	}
	return top.times(bottom.inverse()), true
}

// draw is a number that looks random and is the same for the same name and
// round for ever.
func draw(name string, round int) uint64 {
	h := fnv.New64a()
	h.Write([]byte(name)) // never fails
	x := h.Sum64() + uint64(round)*0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9 // the finalizer of SplitMix64 (Steele, Lea and Flood 2014)
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// maxExponent bounds exponents that are worked out exactly, far below the
// prime, where powers would come round to the same.
const maxExponent = 1 << 32

// isRational says whether n can be worked out with + - × ÷ and whole powers
// from numbers and unknowns alone.
func isRational(n *node) bool {
	switch n.kind {
	case number, variable:
		return true
	case constant:
		return n.name != "∞"
	case power:
		v := n.args[1].rat()
		return v != nil && v.IsInt() && v.Num().IsInt64() && max(v.Num().Int64(), -v.Num().Int64()) < maxExponent && isRational(n.args[0])
	case factorial:
		_, ok := smallFactorial(n)
		return ok
	case sum, product, quotient, negative:
		for _, a := range n.args {
			if !isRational(a) {
				return false
			}
		}
		return true
	}
	return false
}

// smallFactorial is the value of a factorial of a whole number up to 100.
func smallFactorial(n *node) (*big.Rat, bool) {
	v := n.args[0].rat()
	if v == nil || !v.IsInt() || v.Sign() < 0 || v.Cmp(big.NewRat(100, 1)) > 0 {
		return nil, false
	}
	return new(big.Rat).SetInt(new(big.Int).MulRange(1, max(v.Num().Int64(), 1))), true
}

// fieldPoint gives each unknown a value modulo prime. Where i is a letter, as in
// the vector 2i + 3j, it has a value as others have.
type fieldPoint struct {
	round     int
	isILetter bool
}

// value works n out; ok is false where it divides by zero.
func (p fieldPoint) value(n *node) (v residue, ok bool) {
	switch n.kind {
	case number:
		return residueOf(n.value)
	case variable:
		return residue(draw(n.name, p.round) % prime), true
	case constant:
		if n.name == "i" && !p.isILetter {
			return imaginary, true
		}
		return residue(draw("constant "+n.name, p.round) % prime), true
	case negative:
		v, ok = p.value(n.args[0])
		return residue(0).minus(v), ok
	case factorial:
		f, ok := smallFactorial(n)
		if !ok {
			return 0, false
		}
		return residueOf(f)
	case quotient:
		a, okA := p.value(n.args[0])
		b, okB := p.value(n.args[1])
		if !okA || !okB || b == 0 {
			return 0, false
		}
		return a.times(b.inverse()), true
	case power:
		return p.power(n)
	}
	if n.kind == product {
		v = 1
	}
	for _, a := range n.args {
		w, ok := p.value(a)
		if !ok {
			return 0, false
		}
		if n.kind == product {
			v = v.times(w)
		} else {
			v = v.plus(w)
		}
	}
	return v, true
}

func (p fieldPoint) power(n *node) (v residue, ok bool) {
	base, ok := p.value(n.args[0])
	exponent := n.args[1].rat()
	if !ok || exponent == nil {
		return 0, false
	}
	e := exponent.Num().Int64()
	switch {
	case e > 0:
		return base.to(uint64(e)), true
	case base == 0:
		return 0, false
	}
	return base.inverse().to(uint64(-e)), true
}
