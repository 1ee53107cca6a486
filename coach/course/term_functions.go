package course

import (
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// function is something that a formula can do with its arguments.
type function struct {
	usage       string // how it is written
	least, most int    // arguments
	work        func(args []value) (value, error)
}

// functions are those that authors call by name. They are as README.md says;
// one that a course may already use never changes what it gives.
var functions = map[string]*function{
	"abs":   {"abs(x)", 1, 1, onNumbers(func(x []*big.Rat) (value, error) { return numeric(new(big.Rat).Abs(x[0])), nil })},
	"min":   {"min(x, y, …), of at most ten", 1, 10, onNumbers(func(x []*big.Rat) (value, error) { return numeric(slices.MinFunc(x, (*big.Rat).Cmp)), nil })},
	"max":   {"max(x, y, …), of at most ten", 1, 10, onNumbers(func(x []*big.Rat) (value, error) { return numeric(slices.MaxFunc(x, (*big.Rat).Cmp)), nil })},
	"round": {"round(x) or round(x, decimals)", 1, 2, onNumbers(rounded)},
	"floor": {"floor(x)", 1, 1, onNumbers(func(x []*big.Rat) (value, error) { return numeric(floor(x[0])), nil })},
	"ceil": {"ceil(x)", 1, 1, onNumbers(func(x []*big.Rat) (value, error) {
		up := floor(new(big.Rat).Neg(x[0]))
		return numeric(up.Neg(up)), nil
	})},
	"sqrt":   {"sqrt(x)", 1, 1, onNumbers(root)},
	"gcd":    {"gcd(m, n)", 2, 2, onWholes(func(n []*big.Int) (*big.Int, error) { return new(big.Int).GCD(nil, nil, n[0], n[1]), nil })},
	"lcm":    {"lcm(m, n)", 2, 2, onWholes(leastMultiple)},
	"fact":   {"fact(n)", 1, 1, onWholes(factorial)},
	"choose": {"choose(n, k)", 2, 2, onWholes(choose)},

	// What follows writes a number in a certain way, and gives a text.
	"frac":  {"frac(x) or frac(top, bottom)", 1, 2, onQuotient(func(x *big.Rat) string { return x.RatString() })},
	"mixed": {"mixed(x) or mixed(top, bottom)", 1, 2, onQuotient(mixed)},
	"decimals": {"decimals(x, how many)", 2, 2, onNumbers(func(x []*big.Rat) (value, error) {
		places, err := small(x[1], 0, maxPlaces)
		return textual(x[0].FloatString(places)), err
	})},
	"plus": {"plus(x)", 1, 1, onNumbers(func(x []*big.Rat) (value, error) {
		sign := "+ "
		if x[0].Sign() < 0 {
			sign = "- "
		}
		return textual(sign + writeNumber(new(big.Rat).Abs(x[0]))), nil
	})},
	"coef": {"coef(x)", 1, 1, onNumbers(func(x []*big.Rat) (value, error) {
		if x[0].IsInt() && x[0].Num().CmpAbs(big.NewInt(1)) == 0 {
			return textual(strings.TrimSuffix(x[0].RatString(), "1")), nil
		}
		return textual(writeNumber(x[0])), nil
	})},
}

func functionNames() []string { return slices.Sorted(maps.Keys(functions)) }

// operators are written between or before what they work on.
var operators = map[string]*function{
	"+": {work: onNumbers(func(x []*big.Rat) (value, error) { return numeric(new(big.Rat).Add(x[0], x[1])), nil })},
	"-": {work: onNumbers(func(x []*big.Rat) (value, error) { return numeric(new(big.Rat).Sub(x[0], x[1])), nil })},
	"*": {work: onNumbers(func(x []*big.Rat) (value, error) { return numeric(new(big.Rat).Mul(x[0], x[1])), nil })},
	"/": {work: onNumbers(func(x []*big.Rat) (value, error) {
		if x[1].Sign() == 0 {
			return value{}, errByZero
		}
		return numeric(new(big.Rat).Quo(x[0], x[1])), nil
	})},
	"%": {work: onNumbers(func(x []*big.Rat) (value, error) { // has the sign of what it divides by
		if x[1].Sign() == 0 {
			return value{}, errByZero
		}
		times := floor(new(big.Rat).Quo(x[0], x[1]))
		return numeric(times.Sub(x[0], times.Mul(times, x[1]))), nil
	})},
	"^":         {work: onNumbers(power)},
	"**":        {work: onNumbers(power)},
	"unary +":   {work: onNumbers(func(x []*big.Rat) (value, error) { return numeric(x[0]), nil })},
	"unary -":   {work: onNumbers(func(x []*big.Rat) (value, error) { return numeric(new(big.Rat).Neg(x[0])), nil })},
	"unary not": {work: negated},
	"unary !":   {work: negated},
	"==":        {work: func(args []value) (value, error) { return truthful(args[0].equals(args[1])), nil }},
	"!=":        {work: func(args []value) (value, error) { return truthful(!args[0].equals(args[1])), nil }},
	"<":         {work: onNumbers(func(x []*big.Rat) (value, error) { return truthful(x[0].Cmp(x[1]) < 0), nil })},
	"<=":        {work: onNumbers(func(x []*big.Rat) (value, error) { return truthful(x[0].Cmp(x[1]) <= 0), nil })},
	">":         {work: onNumbers(func(x []*big.Rat) (value, error) { return truthful(x[0].Cmp(x[1]) > 0), nil })},
	">=":        {work: onNumbers(func(x []*big.Rat) (value, error) { return truthful(x[0].Cmp(x[1]) >= 0), nil })},
}

// onNumbers makes a function of one that works on numbers alone.
func onNumbers(work func([]*big.Rat) (value, error)) func([]value) (value, error) {
	return func(args []value) (value, error) {
		var few [3]*big.Rat
		numbers := few[:0]
		for _, arg := range args {
			if !arg.isNumber() {
				return value{}, fmt.Errorf("%s is no number to calculate with", arg.shown())
			}
			numbers = append(numbers, arg.number)
		}
		return work(numbers)
	}
}

// onWholes makes a function of one that works on whole numbers alone.
func onWholes(work func([]*big.Int) (*big.Int, error)) func([]value) (value, error) {
	return onNumbers(func(x []*big.Rat) (value, error) {
		wholes := make([]*big.Int, len(x))
		for i := range x {
			if !x[i].IsInt() {
				return value{}, fmt.Errorf("%s is no whole number", writeNumber(x[i]))
			}
			wholes[i] = x[i].Num()
		}
		n, err := work(wholes)
		if err != nil {
			return value{}, err
		}
		return numeric(new(big.Rat).SetInt(n)), nil
	})
}

// onQuotient makes a function of one that writes a number, given alone or as
// top and bottom.
func onQuotient(write func(*big.Rat) string) func([]value) (value, error) {
	return onNumbers(func(x []*big.Rat) (value, error) {
		switch {
		case len(x) == 1:
			return textual(write(x[0])), nil
		case x[1].Sign() == 0:
			return value{}, errByZero
		}
		return textual(write(new(big.Rat).Quo(x[0], x[1]))), nil
	})
}

func negated(args []value) (value, error) {
	if !args[0].isTruth {
		return value{}, fmt.Errorf("%s is neither true nor false: compare it with something", args[0].shown())
	}
	return truthful(!args[0].truth), nil
}

// small is a whole number of a narrow range.
func small(x *big.Rat, least, most int) (int, error) {
	if !x.IsInt() || !x.Num().IsInt64() || x.Num().Int64() < int64(least) || x.Num().Int64() > int64(most) {
		return 0, fmt.Errorf("%s must be a whole number from %d to %d here", clip(writeNumber(x)), least, most)
	}
	return int(x.Num().Int64()), nil
}

// maxPlaces is how many decimals a formula may ask for.
const maxPlaces = 12

// rounded rounds half away from zero, to decimals or, if that is negative, to
// tens, hundreds and so on.
func rounded(x []*big.Rat) (value, error) {
	if len(x) == 1 {
		x = append(x, new(big.Rat))
	}
	places, err := small(x[1], -maxPlaces, maxPlaces)
	if err != nil {
		return value{}, err
	}
	scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(places, -places))), nil))
	if places > 0 {
		scale.Inv(scale)
	}
	r, ok := new(big.Rat).SetString(new(big.Rat).Quo(x[0], scale).FloatString(0))
	if !ok {
		return value{}, errTooLarge
	}
	return numeric(r.Mul(r, scale)), nil
}

// floor is the greatest whole number that is not above x, in a number of its own.
func floor(x *big.Rat) *big.Rat {
	return new(big.Rat).SetInt(new(big.Int).Div(x.Num(), x.Denom())) // Euclid's, and the bottom is above zero
}

// power takes only whole exponents, for only then is it exact.
func power(x []*big.Rat) (value, error) {
	exponent, err := small(x[1], -maxBits, maxBits)
	switch n := max(exponent, -exponent); {
	case err != nil:
		return value{}, err
	case x[0].Sign() == 0 && exponent < 0:
		return value{}, errByZero
	case x[0].Num().BitLen()*n > 2*maxBits || x[0].Denom().BitLen()*n > 2*maxBits:
		return value{}, errTooLarge
	default:
		e := big.NewInt(int64(n))
		r := new(big.Rat).SetFrac(new(big.Int).Exp(x[0].Num(), e, nil), new(big.Int).Exp(x[0].Denom(), e, nil))
		if exponent < 0 {
			r.Inv(r)
		}
		return numeric(r), nil
	}
}

// root is exact where the root is a fraction; else it has 15 significant
// digits, worked out so that every machine gets the same.
func root(x []*big.Rat) (value, error) {
	if x[0].Sign() < 0 {
		return value{}, fmt.Errorf("%s has no square root", clip(writeNumber(x[0])))
	}
	top, bottom := new(big.Int).Sqrt(x[0].Num()), new(big.Int).Sqrt(x[0].Denom())
	if exact := new(big.Rat).SetFrac(top, bottom); new(big.Rat).Mul(exact, exact).Cmp(x[0]) == 0 {
		return numeric(exact), nil
	}
	const bits, digits = 128, 15
	f := new(big.Float).SetPrec(bits).SetRat(x[0])
	r, ok := new(big.Rat).SetString(f.Sqrt(f).Text('g', digits))
	if !ok {
		return value{}, errTooLarge
	}
	return numeric(r), nil
}

func leastMultiple(n []*big.Int) (*big.Int, error) {
	if n[0].Sign() == 0 || n[1].Sign() == 0 {
		return new(big.Int), nil
	}
	product := new(big.Int).Mul(n[0], n[1])
	return product.Quo(product.Abs(product), new(big.Int).GCD(nil, nil, n[0], n[1])), nil
}

// maxCount bounds what factorials and choices are taken of.
const maxCount = 150

func factorial(n []*big.Int) (*big.Int, error) {
	if n[0].Sign() < 0 || n[0].Cmp(big.NewInt(maxCount)) > 0 {
		return nil, fmt.Errorf("fact takes a number from 0 to %d, not %s", maxCount, clip(n[0].String()))
	}
	return new(big.Int).MulRange(1, n[0].Int64()), nil
}

func choose(n []*big.Int) (*big.Int, error) {
	if n[0].Sign() < 0 || n[0].Cmp(big.NewInt(maxCount)) > 0 {
		return nil, fmt.Errorf("choose takes a first number from 0 to %d, not %s", maxCount, clip(n[0].String()))
	}
	if n[1].Sign() < 0 || n[1].Cmp(n[0]) > 0 {
		return new(big.Int), nil
	}
	return new(big.Int).Binomial(n[0].Int64(), n[1].Int64()), nil
}

// How numbers are written in a text.
const (
	significant = 12        // digits of what is rounded
	finest      = 1_000_000 // bottom of a fraction that is written as one
)

// writeNumber writes a number so that nothing is lost where that can be read: a
// whole number or a decimal of at most 12 places where one is exact, else a
// fraction in lowest terms if its bottom has at most six digits or is a
// million, else a decimal rounded to 12 significant digits. ParseNumber reads
// all of these.
func writeNumber(r *big.Rat) string {
	if r.IsInt() {
		return r.Num().String()
	}
	if places, isExact := r.FloatPrec(); isExact && places <= maxPlaces {
		return r.FloatString(places)
	}
	if r.Denom().Cmp(big.NewInt(finest)) <= 0 {
		return r.RatString()
	}
	const bits = 2 * maxBits
	rounded, ok := new(big.Rat).SetString(new(big.Float).SetPrec(bits).SetRat(r).Text('e', significant-1))
	if !ok {
		return r.RatString() // cannot be: a number in digits reads as one
	}
	places, _ := rounded.FloatPrec()
	return rounded.FloatString(places)
}

var errNoText = errors.New("this comes out empty")
