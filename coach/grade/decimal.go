package grade

import (
	"math/big"
	"strconv"
	"strings"
)

// decimal is a whole number or a decimal as it was written, without separators
// of thousands.
type decimal struct {
	whole, part string // digits before the point, and after it
	isDecimal   bool
	isNegative  bool // of a divisor
}

func (d decimal) rat() *big.Rat {
	v, ok := new(big.Rat).SetString("0" + d.whole + "." + d.part + "0")
	if !ok {
		panic("grade: a decimal that is not digits: " + d.text()) // scanDecimal lets none through
	}
	if d.isNegative {
		v.Neg(v)
	}
	return v
}

func (d decimal) text() string {
	text := strings.TrimLeft(d.whole, "0")
	if text == "" {
		text = "0"
	}
	if d.isDecimal {
		text += "." + d.part
	}
	if d.isNegative {
		text = "-" + text
	}
	return text
}

// value is the number times ten to the exponent.
func (d decimal) value(exponent int) Value {
	v := Value{rat: d.rat(), text: d.text()}
	if d.isDecimal {
		v.form = asDecimal
	}
	if exponent != 0 {
		v.form = asDecimal
		v.text += "e" + strconv.Itoa(exponent)
		power := new(big.Rat).SetInt(powerOfTen(max(exponent, -exponent)))
		if exponent < 0 {
			power.Inv(power)
		}
		v.rat.Mul(v.rat, power)
	}
	return v
}

func powerOfTen(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// The separators a number may hold. A point or a comma may stand before
// decimals or between thousands, an apostrophe or a space between thousands
// only, and the Arabic separators say which they are.
const (
	arabicPoint     = '٫'
	arabicThousands = '٬'
)

// scanDecimal reads a whole number or a decimal from the beginning of s. Where
// its one separator can mean either, other is what it is in the less usual
// reading.
func scanDecimal(s string) (d decimal, other *decimal, rest string, ok bool) {
	groups, separators, rest := scanGroups(s)
	n := len(separators)
	if len(groups) == 0 {
		return d, nil, s, false
	}
	if n == 0 {
		return decimal{whole: groups[0]}, nil, rest, true
	}
	last := separators[n-1]
	canPoint := (last == '.' || last == ',' || last == arabicPoint) &&
		(n == 1 || separators[0] != last && areThousands(groups[:n], separators[:n-1]))
	canThousands := areThousands(groups, separators)
	point := decimal{whole: strings.Join(groups[:n], ""), part: groups[n], isDecimal: true}
	thousands := decimal{whole: strings.Join(groups, "")}
	switch {
	case canPoint && canThousands && last == ',':
		return thousands, &point, rest, true
	case canPoint && canThousands:
		return point, &thousands, rest, true
	case canPoint:
		return point, nil, rest, true
	case canThousands:
		return thousands, nil, rest, true
	}
	return d, nil, s, false
}

// scanGroups takes groups of digits and the single separators between them from
// the beginning of s. The first group is empty in ".5".
func scanGroups(s string) (groups []string, separators []rune, rest string) {
	if len(s) > 1 && (s[0] == '.' || s[0] == ',') && isDigit(rune(s[1])) {
		groups, separators, s = append(groups, ""), append(separators, rune(s[0])), s[1:]
	}
	for {
		end := 0
		for end < len(s) && isDigit(rune(s[end])) {
			end++
		}
		if end == 0 {
			return groups, separators, s
		}
		groups = append(groups, s[:end])
		s = s[end:]
		separator, after := cutSeparator(s)
		if separator == 0 || !startsWithDigit(after) || separator == ' ' && !isThousand(after) {
			return groups, separators, s
		}
		separators = append(separators, separator)
		s = after
	}
}

func cutSeparator(s string) (separator rune, after string) {
	for i, r := range s {
		if i > 0 {
			return separator, s[i:]
		}
		if !strings.ContainsRune(".,' ٫٬", r) {
			return 0, s
		}
		separator = r
	}
	return 0, s
}

// isThousand says whether s begins with three digits that can follow a space in
// a number: not the fraction of a mixed number.
func isThousand(s string) bool {
	if len(s) < 3 || !isDigit(rune(s[0])) || !isDigit(rune(s[1])) || !isDigit(rune(s[2])) {
		return false
	}
	after := strings.TrimLeft(s[3:], " ")
	return !startsWithDigit(s[3:]) && !strings.HasPrefix(after, "/")
}

// areThousands says whether groups are divided as thousands are, all by one
// sign: 1,234,567, or 12,34,567 in India.
func areThousands(groups []string, separators []rune) bool {
	first, last := groups[0], groups[len(groups)-1]
	if len(first) < 1 || len(first) > 3 || first[0] == '0' || len(last) != 3 {
		return false
	}
	for _, separator := range separators {
		if separator != separators[0] || separator == arabicPoint {
			return false
		}
	}
	middle := groups[1 : len(groups)-1]
	for _, group := range middle {
		if len(group) != len(middle[0]) || len(group) != 3 && (len(group) != 2 || len(first) > 2) {
			return false
		}
	}
	return true
}

// scanExponent reads a power of ten: "e3", "×10^3", "* 10**3", or "^3" after a
// plain 10. Without one it returns 0.
func scanExponent(d decimal, s string) (exponent int, rest string, err error) {
	after, found := strings.CutPrefix(s, "e")
	if !found {
		after, found = strings.CutPrefix(s, "E")
	}
	if !found {
		times := strings.TrimLeft(s, " ")
		if times != "" && strings.IndexByte("*xX", times[0]) >= 0 {
			times = strings.TrimLeft(times[1:], " ")
			after, found = cutPower(times, "10")
		} else if d.whole == "10" && !d.isDecimal {
			if after, found = cutPower(s, ""); found {
				exponent = -1 // 10^3 is 10e2
			}
		}
	}
	if !found {
		return 0, s, nil
	}
	digits := strings.TrimLeft(after, "+-")
	end := 0
	for end < len(digits) && isDigit(rune(digits[end])) {
		end++
	}
	if end == 0 || len(after)-len(digits) > 1 {
		return 0, s, nil // the "e" of "5 eggs": a unit, or nothing to do with numbers
	}
	n, err := strconv.Atoi(digits[:end])
	if err != nil || n > maxExponent {
		return 0, "", errTooLarge
	}
	if after[0] == '-' {
		n = -n
	}
	return exponent + n, digits[end:], nil
}

func cutPower(s, base string) (after string, found bool) {
	after, found = strings.CutPrefix(s, base)
	if !found {
		return s, false
	}
	if after, found := strings.CutPrefix(after, "^"); found {
		return after, true
	}
	return strings.CutPrefix(after, "**")
}

// scanPeriod reads what shows that decimals recur: "(3)", or an ellipsis after
// digits that have begun to repeat.
func scanPeriod(d decimal, s string) (period, rest string, found bool) {
	after, found := strings.CutPrefix(s, "(")
	if !d.isDecimal {
		after, found = strings.CutPrefix(s, ".(")
	}
	if found {
		period, rest, found = strings.Cut(after, ")")
		return period, rest, found && period != "" && strings.Trim(period, "0123456789") == ""
	}
	rest, found = strings.CutPrefix(s, "...")
	for n := 1; found && 2*n <= len(d.part); n++ {
		tail := d.part[len(d.part)-n:]
		if strings.HasSuffix(d.part[:len(d.part)-n], tail) {
			return tail, rest, true
		}
	}
	return "", s, false
}

// recurring is a decimal whose last digits go on as the period for ever. It
// adds to the digits written a geometric series: period / (10^f (10^p - 1)) for
// f digits after the point and a period of p.
func recurring(d decimal, period string) Value {
	d.isDecimal = true
	for strings.HasSuffix(d.part, period) {
		d.part = strings.TrimSuffix(d.part, period) // 0.333… is shown as 0.(3)
	}
	ones := new(big.Int).Sub(powerOfTen(len(period)), big.NewInt(1))
	ones.Mul(ones, powerOfTen(len(d.part)))
	more := decimal{whole: period}.rat()
	more.Quo(more, new(big.Rat).SetInt(ones))
	return Value{rat: more.Add(more, d.rat()), form: asDecimal, text: d.text() + "(" + period + ")"}
}
