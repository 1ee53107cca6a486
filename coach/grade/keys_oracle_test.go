package grade_test

import (
	"errors"
	"math"
	"math/cmplx"
	"strconv"
	"strings"
	"unicode"
)

// An oracle says whether two typed expressions have the same value, so that
// what is planted as wrong is wrong. It reads far less than package algebra and
// shares nothing with it: letters are variables, letters side by side are
// multiplied.

var errOracle = errors.New("the oracle cannot read this")

// oracle reads a typed expression at a point.
type oracle struct {
	text  string
	at    int
	point func(name string) complex128
	err   error
}

// valueAt is the value of a typed expression, of an equation what its sides
// differ by.
func valueAt(typed string, seed int) (complex128, error) {
	o := &oracle{text: strings.ReplaceAll(typed, " ", ""), point: func(name string) complex128 {
		n := 0.0
		for _, r := range name {
			n = n*31 + float64(r)
		}
		return complex(0.3+math.Mod((n+1.7)*(float64(seed)+0.61803)*0.7548776662, 2.1), 0)
	}}
	v := o.sum()
	if o.take("=") {
		v -= o.sum()
	}
	if o.at < len(o.text) {
		o.err = errOracle
	}
	if o.err == nil && (cmplx.IsNaN(v) || cmplx.IsInf(v)) {
		o.err = errOracle
	}
	return v, o.err
}

// isSame says whether two typed expressions, or equations, mean the same. The
// error says that one of them was not read.
func isSame(a, b string) (bool, error) {
	isEquation := strings.Contains(a, "=")
	if isEquation != strings.Contains(b, "=") {
		return false, nil
	}
	var ratio complex128
	for seed := 1; seed <= 7; seed++ {
		x, err := valueAt(a, seed)
		if err != nil {
			return false, err
		}
		y, err := valueAt(b, seed)
		if err != nil {
			return false, err
		}
		const near = 1e-9
		switch {
		case !isEquation && cmplx.Abs(x-y) > near*(1+cmplx.Abs(x)):
			return false, nil
		case isEquation && (x == 0) != (y == 0):
			return false, nil
		case isEquation && x != 0 && seed == 1:
			ratio = y / x
		case isEquation && x != 0 && cmplx.Abs(y/x-ratio) > near*(1+cmplx.Abs(ratio)):
			return false, nil
		}
	}
	return true, nil
}

func (o *oracle) take(s string) bool {
	if strings.HasPrefix(o.text[o.at:], s) {
		o.at += len(s)
		return true
	}
	return false
}

func (o *oracle) sum() complex128 {
	v := o.product()
	for {
		switch {
		case o.take("+"):
			v += o.product()
		case o.take("-"):
			v -= o.product()
		default:
			return v
		}
	}
}

func (o *oracle) product() complex128 {
	v := o.factor()
	for o.err == nil {
		switch {
		case strings.HasPrefix(o.text[o.at:], "**"):
			return v
		case o.take("*"):
			v *= o.factor()
		case o.take("/"):
			v /= o.factor()
		case o.at < len(o.text) && strings.IndexByte("+-=)],|", o.text[o.at]) < 0:
			v *= o.factor()
		default:
			return v
		}
	}
	return v
}

func (o *oracle) factor() complex128 {
	if o.take("-") {
		return -o.factor()
	}
	base := o.atom()
	if o.err == nil && (o.take("^") || o.take("**")) {
		return cmplx.Pow(base, o.factor())
	}
	return base
}

var oracleFunctions = map[string]func(complex128) complex128{
	"sqrt": cmplx.Sqrt, "sin": cmplx.Sin, "cos": cmplx.Cos, "tan": cmplx.Tan, "ln": cmplx.Log, "log": cmplx.Log10,
	"sec": func(z complex128) complex128 { return 1 / cmplx.Cos(z) }, "csc": func(z complex128) complex128 { return 1 / cmplx.Sin(z) },
	"cot": cmplx.Cot, "arcsin": cmplx.Asin, "arccos": cmplx.Acos, "arctan": cmplx.Atan,
	"cbrt": func(z complex128) complex128 { return complex(math.Cbrt(real(z)), 0) },
}

var oracleLetters = []string{"theta", "alpha", "beta", "gamma", "pi"}

func (o *oracle) atom() complex128 {
	rest := o.text[o.at:]
	switch {
	case rest == "":
		o.err = errOracle
		return 0
	case o.take("("):
		v := o.sum()
		if !o.take(")") {
			o.err = errOracle
		}
		return v
	case o.take("|"):
		v := o.sum()
		if !o.take("|") {
			o.err = errOracle
		}
		return complex(cmplx.Abs(v), 0)
	}
	digits := len(rest) - len(strings.TrimLeft(rest, "0123456789."))
	if digits > 0 {
		o.at += digits
		v, err := strconv.ParseFloat(rest[:digits], 64)
		if err != nil {
			o.err = errOracle
		}
		return complex(v, 0)
	}
	for name, f := range oracleFunctions {
		if strings.HasPrefix(rest, name+"(") {
			o.at += len(name)
			return f(o.atom())
		}
		if strings.HasPrefix(rest, name+"^") { // sin^2(x)
			o.at += len(name) + 1
			n := o.atom()
			return cmplx.Pow(f(o.atom()), n)
		}
	}
	if o.take("log_") {
		base := o.atom()
		return cmplx.Log(o.atom()) / cmplx.Log(base)
	}
	name := rest[:1]
	for _, greek := range oracleLetters {
		if strings.HasPrefix(rest, greek) {
			name = greek
		}
	}
	if !unicode.IsLetter(rune(name[0])) || strings.HasPrefix(rest, "degrees") {
		o.err = errOracle
		return 0
	}
	o.at += len(name)
	switch {
	case name == "pi":
		return math.Pi
	case name == "e":
		return math.E
	case name == "i":
		return 1i
	}
	if o.take("_") {
		from := o.at
		o.atom()
		name += o.text[from:o.at]
	}
	if strings.HasPrefix(o.text[o.at:], "°") {
		o.err = errOracle
	}
	return o.point(name)
}
