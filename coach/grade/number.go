package grade

import (
	"errors"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// maxNumber is how many bytes a number with its unit may have.
	maxNumber = 200

	// maxExponent bounds powers of ten: more than any item asks for, and a
	// number of a hundred digits is still read in microseconds.
	maxExponent = 99
)

var (
	errNoNumber = errors.New("does not read as a number")
	errTooLarge = errors.New("the number is too long or its exponent too large")
	errDivision = errors.New("divides by zero")
)

// written is how a number was put down.
type written uint8

const (
	asInteger written = iota
	asDecimal
	asFraction
	asMixed
)

// Value is a number as a learner wrote it: its exact value, how it was put
// down, and its unit if one was given. The zero Value is 0.
type Value struct {
	rat       *big.Rat // of 50% it is 1/2
	form      written
	isLowest  bool // of a fraction, or that of a mixed number: in lowest terms
	isProper  bool // likewise: below 1
	isPercent bool
	text      string
	unit      string   // as written, or ""
	other     *big.Rat // what it is if its separator means the other thing, or nil
	otherText string
}

// Rat returns the exact value; that of 50% is 1/2. The caller may change it.
func (v Value) Rat() *big.Rat {
	if v.rat == nil {
		return new(big.Rat)
	}
	return new(big.Rat).Set(v.rat)
}

// Unit returns the unit as it was written, or "". A percent sign is no unit.
func (v Value) Unit() string { return v.unit }

// String returns the number in one way of writing: digits without separators
// for thousands, a point before decimals, "a/b" for fractions, "a b/c" for
// mixed numbers. ReadNumber reads an equal value from it.
func (v Value) String() string {
	text := v.text
	if text == "" {
		text = "0"
	}
	return withUnit(text, v.unit)
}

// ReadNumber reads a number as people write one: 12, 1,234.5, 1.234,5, 1 234,
// -0.5, .5, 3/4, ½, 1 1/2, 1½, 50%, 1.2e3, 1.2×10³, 0.333…, "minus five", with
// "x =" or a currency sign before it and a unit that is known after it, in the
// digits of any script. An exact value is read, however long; an error says
// that it does not read as a number, divides by zero or is too large.
//
// One comma before exactly three digits separates thousands, one point
// decimals: 1,234 is greater than 1.234.
func ReadNumber(s string) (Value, error) {
	text, isCut := clean(s)
	if isCut {
		return Value{}, errTooLarge
	}
	v, rest, err := scan(text)
	if err != nil {
		return Value{}, err
	}
	if rest != "" && !isKnownUnit(rest) {
		return Value{}, errNoNumber
	}
	return v.in(rest), nil
}

// in returns the value with a unit that was written after it.
func (v Value) in(unit string) Value {
	if unit != "" {
		v.unit = unit
	}
	return v
}

// scan reads a number from a cleaned text and returns what stands after it,
// which may be a unit or show that no number was meant.
func scan(text string) (v Value, rest string, err error) {
	if len(text) > maxNumber {
		return v, "", errTooLarge
	}
	// NFKC may bring forth what unify would have written otherwise: once more.
	s := strings.ReplaceAll(unify(norm.NFKC.String(unify(text))), "\n", " ")
	s = unbracket(afterEquals(unquote(bare(s))))
	s, isNegative, currency := prefix(s)
	v, rest, err = scanUnsigned(s)
	if err != nil {
		return v, "", err
	}
	rest = strings.Trim(rest, " .,;")
	if after, found := cutPercent(rest); found {
		v.isPercent, rest = true, strings.Trim(after, " .,;")
		v.text += "%"
		v.rat.Quo(v.rat, hundred)
		if v.other != nil {
			v.otherText += "%"
			v.other.Quo(v.other, hundred)
		}
	}
	if isNegative {
		v.negate()
	}
	if v.unit = currency; currency != "" && rest != "" {
		v.unit = "" // "$5 USD": the unit after it counts
	}
	return v, rest, nil
}

var hundred = big.NewRat(100, 1)

// unbracket takes off the brackets around a whole number, as in "(-4)".
func unbracket(s string) string {
	inner, opens := strings.CutPrefix(s, "(")
	inner, closes := strings.CutSuffix(inner, ")")
	if !opens || !closes || strings.ContainsAny(inner, "()") {
		return s
	}
	return strings.TrimSpace(inner)
}

func (v *Value) negate() {
	if v.rat.Sign() == 0 {
		return
	}
	v.rat.Neg(v.rat)
	v.text = "-" + v.text
	if v.other != nil {
		v.other.Neg(v.other)
		v.otherText = "-" + v.otherText
	}
}

// unquote takes quotation marks from around s.
func unquote(s string) string {
	if len(s) > 2 && s[0] == s[len(s)-1] && strings.IndexByte("\"'`", s[0]) >= 0 {
		return strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}

// afterEquals returns what stands after the equals sign of "x = 5" or
// "1/2 + 1/3 = 5/6", and s itself where there is none, or more than one.
func afterEquals(s string) string {
	s = strings.TrimLeft(s, "~≈ ")
	before, after, found := strings.Cut(strings.Replace(s, "≈", "=", 1), "=")
	if !found || strings.ContainsAny(after, "=≈") || strings.ContainsAny(before, "<>!") {
		return s
	}
	return strings.TrimLeft(after, "~ ")
}

// prefix takes a sign (or "minus") and a currency, in either order, from before
// a number.
func prefix(s string) (rest string, isNegative bool, currency string) {
	for range 2 {
		s = strings.TrimLeft(s, " ")
		word, after, _ := strings.Cut(s, " ")
		switch {
		case !isNegative && slices.Contains(words.minus, fold(word)):
			s, isNegative = after, true
		case strings.HasPrefix(s, "-") && !isNegative:
			s, isNegative = s[1:], true
		case strings.HasPrefix(s, "+") && !isNegative:
			s = s[1:]
		case currency == "":
			s, currency = cutCurrency(s)
		}
	}
	return strings.TrimLeft(s, " "), isNegative, currency
}

// cutCurrency takes a currency from before a number: a sign, or a code.
func cutCurrency(s string) (rest, currency string) {
	r, size := utf8.DecodeRuneInString(s)
	if unicode.Is(unicode.Sc, r) {
		return s[size:], s[:size]
	}
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '$' })
	if end > 0 && isCurrency(s[:end]) {
		return strings.TrimPrefix(s[end:], "."), s[:end]
	}
	return s, ""
}

// cutPercent takes a percent sign, or the word, from the beginning of s.
func cutPercent(s string) (after string, found bool) {
	for _, sign := range []string{"%", "٪"} {
		if after, found := strings.CutPrefix(s, sign); found {
			return after, true
		}
	}
	folded := fold(s)
	for _, word := range words.percent {
		if folded == word || strings.HasPrefix(folded, word+" ") {
			return s[len(word):], true // the words are ASCII: as long folded as not
		}
	}
	return s, false
}

// scanUnsigned reads a number without its sign.
func scanUnsigned(s string) (v Value, rest string, err error) {
	first, other, rest, ok := scanDecimal(s)
	if !ok {
		return scanWords(s)
	}
	if !first.isDecimal {
		if v, after, err := scanMixed(first, rest); err != errNoNumber {
			return v, after, err
		}
	}
	if second, after, found := scanDivisor(rest); found {
		v, err := fraction(first, second)
		return v, after, err
	}
	if period, after, found := scanPeriod(first, rest); found {
		return recurring(first, period), after, nil
	}
	exponent, after, err := scanExponent(first, rest)
	if err != nil {
		return v, "", err
	}
	v = first.value(exponent)
	if other != nil {
		o := other.value(exponent)
		v.other, v.otherText = o.rat, o.text
	}
	return v, after, nil
}

// scanMixed reads the fraction after a whole number, or returns errNoNumber if
// there is none.
func scanMixed(whole decimal, s string) (v Value, rest string, err error) {
	gap := strings.TrimLeft(s, " ")
	if len(gap) == len(s) {
		return v, "", errNoNumber
	}
	if word, after, found := strings.Cut(gap, " "); found && (words.ands[fold(word)] || word == "&") {
		gap = strings.TrimLeft(after, " ")
	}
	top, _, rest, ok := scanDecimal(gap)
	if !ok || top.isDecimal {
		return v, "", errNoNumber
	}
	bottom, rest, found := scanDivisor(rest)
	if !found || bottom.isDecimal || bottom.isNegative {
		return v, "", errNoNumber
	}
	v, err = fraction(top, bottom)
	if err != nil {
		return v, "", err
	}
	v.rat.Add(v.rat, whole.rat())
	v.form, v.text = asMixed, whole.text()+" "+v.text
	return v, rest, nil
}

var one = big.NewRat(1, 1)

// scanDivisor reads "/ 6".
func scanDivisor(s string) (d decimal, rest string, found bool) {
	after, found := strings.CutPrefix(strings.TrimLeft(s, " "), "/")
	if !found {
		return d, s, false
	}
	after, isNegative := strings.CutPrefix(strings.TrimLeft(after, " "), "-")
	d, _, rest, ok := scanDecimal(after)
	d.isNegative = isNegative
	return d, rest, ok
}

// fraction is a over b.
func fraction(a, b decimal) (Value, error) {
	top, bottom := a.rat(), b.rat()
	if bottom.Sign() == 0 {
		return Value{}, errDivision
	}
	v := Value{form: asFraction, rat: new(big.Rat).Quo(top, bottom), text: a.text() + "/" + b.text()}
	v.isLowest = !a.isDecimal && !b.isDecimal && !b.isNegative && bottom.Cmp(one) != 0 &&
		v.rat.Denom().Cmp(bottom.Num()) == 0
	v.isProper = top.Cmp(bottom.Abs(bottom)) < 0
	return v, nil
}

// scanWords reads a whole number from zero to a hundred in words.
func scanWords(s string) (v Value, rest string, err error) {
	first, rest, _ := strings.Cut(s, " ")
	first = strings.TrimRight(fold(first), ".,;")
	second, after, _ := strings.Cut(rest, " ")
	second = strings.TrimRight(fold(second), ".,;")
	n, ok := words.numerals[first]
	if ten, unit, found := strings.Cut(first, "-"); found {
		n, ok = compound(ten, unit)
	} else if sum, found := compound(first, second); found {
		n, ok, rest = sum, true, after
	} else if all, found := words.numerals[first+" "+second]; found {
		n, ok, rest = all, true, after
	}
	if !ok {
		return v, "", errNoNumber
	}
	return Value{rat: big.NewRat(n, 1), text: strconv.FormatInt(n, 10)}, rest, nil
}

// compound adds up "twenty" and "one".
func compound(ten, unit string) (int64, bool) {
	t, isTen := words.tens[ten]
	u, isUnit := words.numerals[unit]
	return t + u, isTen && isUnit && 0 < u && u < 10
}
