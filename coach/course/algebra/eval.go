package algebra

import (
	"math"
	"math/big"
	"math/cmplx"
)

// approximation is what a node comes to in floating point: a value and a bound,
// to first order, on how far rounding may have moved it.
type approximation struct {
	value complex128
	slack float64
}

// outcome says how an evaluation went.
type outcome uint8

const (
	defined   outcome = iota
	undefined         // outside the domain: the root of -1, one over zero
	unsure            // too large, too small or too much rounded to tell anything
)

// floatPoint gives each unknown a value. Where isReal, functions are those of
// real numbers: ∛(-8) is -2, and √(-1) is undefined.
type floatPoint struct {
	round     int
	isReal    bool
	isILetter bool
	spread    spread
}

// spread says where the unknowns of a point lie.
type spread struct {
	low, high float64
	isSigned  bool // half of them below zero
}

const (
	ulp   = 0x1p-52
	large = 1e120 // beyond it nothing is told apart
)

// variable is the value of an unknown.
func (p *floatPoint) variable(name string) float64 {
	bits := draw(name, p.round)
	share := float64(bits>>12) / (1 << 52)
	v := p.spread.low + share*(p.spread.high-p.spread.low)
	if p.spread.isSigned && bits&1 == 1 {
		return -v
	}
	return v
}

// value works n out.
func (p *floatPoint) value(n *node) (approximation, outcome) {
	switch n.kind {
	case number:
		v, _ := n.value.Float64()
		return known(complex(v, 0), ulp*math.Abs(v))
	case variable:
		return known(complex(p.variable(n.name), 0), 0)
	case constant:
		return p.constant(n.name)
	case negative:
		a, how := p.value(n.args[0])
		a.value = 0 - a.value
		return a, how
	case degrees:
		a, how := p.value(n.args[0])
		a.value *= math.Pi / 180
		a.slack = a.slack*math.Pi/180 + ulp*cmplx.Abs(a.value)
		return a, how
	case sum, product:
		return p.many(n)
	case quotient:
		return p.quotient(n)
	case power:
		return p.power(n)
	case factorial:
		return p.apply("factorial", n.args[0])
	case call:
		return p.call(n)
	}
	return approximation{}, unsure
}

// known is a value, if it can be told from others.
func known(v complex128, slack float64) (approximation, outcome) {
	size := cmplx.Abs(v)
	if math.IsNaN(size) || size > large || math.IsNaN(slack) || slack > large {
		return approximation{}, unsure
	}
	return approximation{v + 0, slack}, defined // + 0: roots of -1-0i and -1+0i differ
}

func (p *floatPoint) constant(name string) (approximation, outcome) {
	switch name {
	case "π":
		return known(math.Pi, ulp*math.Pi)
	case "e":
		return known(math.E, ulp*math.E)
	case "i":
		if p.isILetter {
			return known(complex(p.variable("i"), 0), 0)
		}
		if p.isReal {
			return approximation{}, undefined
		}
		return known(1i, 0)
	}
	return approximation{}, unsure // ∞
}

func (p *floatPoint) many(n *node) (approximation, outcome) {
	total, how := p.value(n.args[0])
	for _, arg := range n.args[1:] {
		a, ok := p.value(arg)
		if how = worse(how, ok); how != defined {
			continue // a later one may be undefined, which is worse
		}
		if n.kind == sum {
			v := total.value + a.value
			total, how = known(v, total.slack+a.slack+ulp*cmplx.Abs(v))
		} else {
			total, how = times(total, a)
		}
	}
	return total, how
}

// worse is the outcome that decides where two parts have one each.
func worse(a, b outcome) outcome {
	if a == undefined || b == undefined {
		return undefined
	}
	return max(a, b)
}

func times(a, b approximation) (approximation, outcome) {
	v := a.value * b.value
	return known(v, cmplx.Abs(a.value)*b.slack+cmplx.Abs(b.value)*a.slack+2*ulp*cmplx.Abs(v))
}

func (p *floatPoint) quotient(n *node) (approximation, outcome) {
	a, howA := p.value(n.args[0])
	b, howB := p.value(n.args[1])
	if how := worse(howA, howB); how != defined {
		return a, how
	}
	return over(a, b)
}

func over(a, b approximation) (approximation, outcome) {
	size := cmplx.Abs(b.value)
	if size <= 4*b.slack {
		return a, undefined // zero, or nothing that rounding leaves of something else
	}
	v := a.value / b.value
	return known(v, (a.slack+cmplx.Abs(v)*b.slack)/size+2*ulp*cmplx.Abs(v))
}

func (p *floatPoint) power(n *node) (approximation, outcome) {
	a, howA := p.value(n.args[0])
	b, howB := p.value(n.args[1])
	if how := worse(howA, howB); how != defined {
		return a, how
	}
	exact := n.args[1].rat()
	v, how := p.pow(a.value, b.value, exact)
	if how != defined {
		return a, how
	}
	// How far the power moves as base and exponent do by their slack.
	slack := 4 * ulp * cmplx.Abs(v)
	if a.value != 0 {
		slack += cmplx.Abs(v) * cmplx.Abs(b.value) * max(a.slack, ulp*cmplx.Abs(a.value)) / cmplx.Abs(a.value)
		if exact == nil {
			slack += cmplx.Abs(v) * cmplx.Abs(cmplx.Log(a.value)) * b.slack
		}
	} else {
		slack += a.slack
	}
	return known(v, slack)
}

// pow raises a to b, which is exactly the fraction given if that isn't nil. In
// the reals a negative number has powers whose denominator is odd.
func (p *floatPoint) pow(a, b complex128, exact *big.Rat) (complex128, outcome) {
	switch {
	case a == 0 && (real(b) <= 0 || imag(b) != 0):
		return 0, undefined
	case a == 0:
		return 0, defined
	case !p.isReal:
		if exact != nil && exact.IsInt() && math.Abs(real(b)) <= 64 {
			return wholePower(a, int(real(b))), defined
		}
		return finite(cmplx.Exp(b * cmplx.Log(a)))
	}
	base, exponent := real(a), real(b)
	if base > 0 || exact != nil && exact.IsInt() {
		return finite(complex(math.Pow(base, exponent), 0))
	}
	if exact == nil || exact.Denom().Bit(0) == 0 {
		return 0, undefined
	}
	v := math.Pow(-base, exponent)
	if exact.Num().Bit(0) == 1 {
		v = -v
	}
	return finite(complex(v, 0))
}

// wholePower multiplies, which is more exact than a logarithm.
func wholePower(a complex128, n int) complex128 {
	if n < 0 {
		return 1 / wholePower(a, -n)
	}
	v := complex128(1)
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			v *= a
		}
		a *= a
	}
	return v
}

func finite(v complex128) (complex128, outcome) {
	if cmplx.IsNaN(v) || cmplx.IsInf(v) {
		return 0, unsure
	}
	return v, defined
}

// call works out a function, roots and logarithms of any base among them.
func (p *floatPoint) call(n *node) (approximation, outcome) {
	switch {
	case n.name == "root":
		index := n.args[1].rat()
		if index == nil || index.Sign() == 0 {
			return approximation{}, undefined
		}
		one := newNumber(new(big.Rat).Inv(index), "")
		return p.power(newNode(power, n.args[0], one))
	case n.name == "log" && len(n.args) == 2:
		top, howTop := p.apply("ln", n.args[0])
		bottom, howBottom := p.apply("ln", n.args[1])
		if how := worse(howTop, howBottom); how != defined {
			return top, how
		}
		return over(top, bottom)
	}
	return p.apply(n.name, n.args[0])
}

// apply works out a function of one value. How far its value moves within the
// slack of what it is of is tried out.
func (p *floatPoint) apply(name string, of *node) (approximation, outcome) {
	a, how := p.value(of)
	if how != defined {
		return a, how
	}
	v, how := p.function(name, a.value)
	if how != defined {
		if how == undefined && a.slack > 0 && cmplx.Abs(a.value) <= 8*a.slack {
			how = unsure // on the edge
		}
		return a, how
	}
	step := complex(max(a.slack, ulp*cmplx.Abs(a.value)), 0)
	near, how := p.function(name, a.value+step)
	if how != defined {
		if near, how = p.function(name, a.value-step); how != defined {
			return a, unsure
		}
	}
	return known(v, cmplx.Abs(near-v)+4*ulp*cmplx.Abs(v))
}

// function is the value of a function, of a real number in the reals.
func (p *floatPoint) function(name string, x complex128) (complex128, outcome) {
	if !p.isReal {
		return complexFunction(name, x)
	}
	v := realFunction(name, real(x))
	switch {
	case math.IsNaN(v):
		return 0, undefined
	case math.IsInf(v, 0):
		return 0, unsure
	}
	return complex(v, 0), defined
}

// realFunction is NaN outside the domain.
func realFunction(name string, x float64) float64 {
	switch name {
	case "sqrt":
		return math.Sqrt(x)
	case "cbrt":
		return math.Cbrt(x)
	case "abs":
		return math.Abs(x)
	case "ln", "log":
		if x <= 0 {
			return math.NaN()
		}
		if name == "log" {
			return math.Log10(x)
		}
		return math.Log(x)
	case "factorial":
		if x < 0 && x == math.Trunc(x) {
			return math.NaN()
		}
		return math.Gamma(x + 1)
	case "sin":
		return math.Sin(x)
	case "cos":
		return math.Cos(x)
	case "tan":
		return math.Tan(x)
	case "cot":
		return 1 / math.Tan(x)
	case "sec":
		return 1 / math.Cos(x)
	case "csc":
		return 1 / math.Sin(x)
	case "arcsin":
		return math.Asin(x)
	case "arccos":
		return math.Acos(x)
	case "arctan":
		return math.Atan(x)
	case "arccot":
		return math.Pi/2 - math.Atan(x)
	case "arcsec":
		return math.Acos(1 / x)
	case "arccsc":
		return math.Asin(1 / x)
	case "sinh":
		return math.Sinh(x)
	case "cosh":
		return math.Cosh(x)
	case "tanh":
		return math.Tanh(x)
	case "arsinh":
		return math.Asinh(x)
	case "arcosh":
		return math.Acosh(x)
	case "artanh":
		return math.Atanh(x)
	}
	return math.NaN()
}

// complexFunction has the principal values.
func complexFunction(name string, x complex128) (complex128, outcome) {
	switch name {
	case "sqrt":
		return finite(cmplx.Sqrt(x))
	case "cbrt":
		if imag(x) == 0 {
			return complex(math.Cbrt(real(x)), 0), defined
		}
		return finite(cmplx.Pow(x, 1.0/3))
	case "abs":
		return finite(complex(cmplx.Abs(x), 0))
	case "ln", "log":
		if x == 0 {
			return 0, undefined
		}
		if name == "log" {
			return finite(cmplx.Log(x) / math.Ln10)
		}
		return finite(cmplx.Log(x))
	case "sin":
		return finite(cmplx.Sin(x))
	case "cos":
		return finite(cmplx.Cos(x))
	case "tan":
		return finite(cmplx.Tan(x))
	case "cot":
		return finite(1 / cmplx.Tan(x))
	case "sec":
		return finite(1 / cmplx.Cos(x))
	case "csc":
		return finite(1 / cmplx.Sin(x))
	case "arcsin":
		return finite(cmplx.Asin(x))
	case "arccos":
		return finite(cmplx.Acos(x))
	case "arctan":
		return finite(cmplx.Atan(x))
	case "arccot":
		return finite(math.Pi/2 - cmplx.Atan(x))
	case "arcsec":
		return finite(cmplx.Acos(1 / x))
	case "arccsc":
		return finite(cmplx.Asin(1 / x))
	case "sinh":
		return finite(cmplx.Sinh(x))
	case "cosh":
		return finite(cmplx.Cosh(x))
	case "tanh":
		return finite(cmplx.Tanh(x))
	case "arsinh":
		return finite(cmplx.Asinh(x))
	case "arcosh":
		return finite(cmplx.Acosh(x))
	case "artanh":
		return finite(cmplx.Atanh(x))
	}
	if imag(x) == 0 { // factorial
		if v := realFunction(name, real(x)); !math.IsNaN(v) {
			return finite(complex(v, 0))
		}
	}
	return 0, undefined
}
