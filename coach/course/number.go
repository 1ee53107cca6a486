package course

import (
	"fmt"
	"math/big"
	"strings"
)

// maxNumber is how many characters a number in a course may have: far more
// than anyone writes, and few enough that reading one costs nothing.
const maxNumber = 100

// ParseNumber reads a number as authors write it in a course: an integer
// ("12"), a decimal with a point ("0.25"), a fraction ("3/4") or a mixed number
// ("1 1/2"), each with a minus before it if need be. The value is exact. What
// learners may write is wider and is grade's to read. An error says, as a
// sentence, what to write instead.
func ParseNumber(s string) (*big.Rat, error) {
	if len(s) > maxNumber {
		return nil, fmt.Errorf("a number may have at most %d characters", maxNumber)
	}
	rest, negative := strings.CutPrefix(s, "-")
	if !negative {
		rest, negative = strings.CutPrefix(s, "\u2212") // the minus sign of typesetters
	}
	value, ok := readUnsigned(rest)
	if !ok {
		return nil, fmt.Errorf("%q does not read as a number: write it like 12, -0.25, 3/4 or 1 1/2", s)
	}
	if value == nil {
		return nil, fmt.Errorf("%q divides by zero", s)
	}
	if negative {
		value.Neg(value)
	}
	return value, nil
}

// readUnsigned reads a number without its sign. It returns nil and true for a
// fraction whose denominator is zero.
func readUnsigned(s string) (*big.Rat, bool) {
	whole, fraction, isMixed := strings.Cut(s, " ")
	if !isMixed {
		whole, fraction = "", s
	}
	top, bottom, isFraction := strings.Cut(fraction, "/")
	if !isFraction {
		before, after, isDecimal := strings.Cut(s, ".")
		if !areDigits(before) || isDecimal && !areDigits(after) {
			return nil, false
		}
		return new(big.Rat).SetString(s)
	}
	if !areDigits(top) || !areDigits(bottom) || isMixed && !areDigits(whole) {
		return nil, false
	}
	if strings.Trim(bottom, "0") == "" {
		return nil, true
	}
	value, ok := new(big.Rat).SetString(top + "/" + bottom)
	if !ok || !isMixed {
		return value, ok
	}
	if value.Cmp(big.NewRat(1, 1)) >= 0 {
		return nil, false // 1 3/2 is nobody's way to write 2 1/2
	}
	ones, ok := new(big.Rat).SetString(whole)
	if !ok {
		return nil, false
	}
	return value.Add(value, ones), true
}

// areDigits says whether s is one or more of 0 to 9.
func areDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
