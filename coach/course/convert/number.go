package convert

import (
	"math/big"
	"regexp"
	"strings"

	"pacer/coach/course"
)

// quantity is a number as a course writes it, with the unit it came with.
type quantity struct {
	answer string   // what course.ParseNumber reads
	units  []string // the unit to ask for, or none
}

// unitSpellings are the units that are recognised after a number (money signs
// before it as well), with the ways to write them that an item accepts. Only
// what can hardly be anything else stands here: "3 m" is a length, but "3
// apples" and "2 C" stay words. Money, percent and degrees are taken off and
// not asked for: the question says which is meant, and whoever types 40 for 40%
// has not forgotten anything.
var unitSpellings = map[string][]string{
	"$": {}, "€": {}, "£": {}, "¢": {}, "%": {}, "°": {}, "dollars": {}, "cents": {}, "percent": {}, "degrees": {},
	"°C": {"°C"}, "°F": {"°F"}, "mm": {"mm"}, "cm": {"cm"}, "dm": {"dm"}, "m": {"m"}, "km": {"km"}, "mg": {"mg"}, "g": {"g"}, "kg": {"kg"}, "ml": {"ml"}, "mL": {"mL"},
	"s": {"s"}, "ms": {"ms"}, "km/h": {"km/h"}, "m/s": {"m/s"}, "mph": {"mph"}, "cm²": {"cm²"}, "m²": {"m²"}, "km²": {"km²"},
	"kJ": {"kJ"}, "kW": {"kW"}, "kHz": {"kHz"}, "Hz": {"Hz"}, "mol": {"mol"},
}

var (
	number   = regexp.MustCompile(`^([-+]?)(\d{1,3}(?:,\s?\d{3})+|\d+)?(?:\.(\d*))?$`)
	slashed  = regexp.MustCompile(`^([-+]?)(?:(\d+) +)?(-?\d+)\s*/\s*(-?\d+)$`)
	latexed  = regexp.MustCompile(`^([-+]?)\s*(\d+)?\s*\\[dt]?frac\s*(?:\{\s*([^{}]+?)\s*\}|(\d))\s*(?:\{\s*([^{}]+?)\s*\}|(\d))$`)
	degree   = regexp.MustCompile(`\s*(?:(?:\^|\*\*)\s*\{?\s*\\circ\s*\}?|\\degree|\\circ|º)$`)
	unitTail = regexp.MustCompile(`^(.*?[\d})])\s*([^\d\s.,/{}()\\+*=<>-][^\d\s.,{}()\\+*=<>-]*)$`)
	signed   = regexp.MustCompile(`^\(\s*(-?[^()]*)\s*\)$`)
)

// readNumber reads a text that is a number and nothing else: an integer, a
// decimal, a fraction or a mixed number, in plain writing or LaTeX, with a sign,
// thousands, money, degrees, percent or a unit. Whatever holds an operation, a
// letter that is no unit, or a second number is none; so is a digit string with
// a zero before it, which is a code rather than an amount.
func readNumber(s string) (quantity, bool) {
	const longest = 200 // characters; LaTeX takes more than the number will
	var q quantity
	if len(s) > longest {
		return q, false
	}
	s = strings.TrimSpace(plainer.Replace(withoutDelimiters(s)))
	if s, q.units = cutUnit(s); len(q.units) == 0 {
		q.units = nil
	}
	for range 2 { // \left(-5\right), and one more around it
		if m := signed.FindStringSubmatch(s); m != nil {
			s = strings.TrimSpace(m[1])
		}
	}
	var ok bool
	if q.answer, ok = canonical(s); !ok {
		return quantity{}, false
	}
	if _, err := course.ParseNumber(q.answer); err != nil {
		return quantity{}, false
	}
	return q, true
}

// plainer takes from LaTeX and typesetting what makes no difference to a number.
var plainer = strings.NewReplacer(`\left`, "", `\right`, "", `\,`, "", `\!`, "", `\ `, " ", `\;`, " ", "\u2212", "-", "\u00a0", " ", "\u202f", " ", `\%`, "%", `\$`, "$", `\text{%}`, "%")

// withoutDelimiters takes away the $$ or $ around LaTeX if they stand around all
// of it.
func withoutDelimiters(s string) string {
	s = strings.TrimSpace(s)
	for _, delimiter := range []string{"$$", "$"} {
		inner, ok := strings.CutPrefix(s, delimiter)
		if !ok {
			continue
		}
		if inner, ok = strings.CutSuffix(inner, delimiter); ok && !strings.Contains(inner, delimiter) {
			return inner
		}
	}
	return s
}

// cutUnit cuts a unit, or a money sign before the number, from the number.
func cutUnit(s string) (string, []string) {
	sign := ""
	rest, isNegative := strings.CutPrefix(s, "-")
	if isNegative {
		sign = "-"
	}
	for _, money := range []string{"$", "€", "£"} {
		if amount, ok := strings.CutPrefix(rest, money); ok {
			return sign + strings.TrimSpace(strings.TrimSuffix(amount, money)), unitSpellings[money]
		}
	}
	if at := degree.FindStringIndex(s); at != nil {
		return s[:at[0]], unitSpellings["°"]
	}
	if m := unitTail.FindStringSubmatch(s); m != nil && unitSpellings[m[2]] != nil {
		return m[1], unitSpellings[m[2]]
	}
	// A unit with a bar in it, as in km/h, is cut by its last space.
	if i := strings.LastIndexByte(s, ' '); i > 0 && unitSpellings[s[i+1:]] != nil {
		return s[:i], unitSpellings[s[i+1:]]
	}
	return s, nil
}

// canonical writes a bare number the way courses do.
func canonical(s string) (string, bool) {
	if m := number.FindStringSubmatch(s); m != nil && (m[2] != "" || m[3] != "") {
		sign, whole, decimals := m[1], m[2], m[3]
		whole = strings.NewReplacer(",", "", " ", "").Replace(whole)
		if len(whole) > 1 && whole[0] == '0' {
			return "", false
		}
		if whole == "" {
			whole = "0"
		}
		if decimals != "" {
			whole += "." + decimals
		}
		return strings.TrimPrefix(sign, "+") + whole, true
	}
	if m := slashed.FindStringSubmatch(s); m != nil {
		return fraction(m[1], m[2], m[3], m[4])
	}
	if m := latexed.FindStringSubmatch(s); m != nil {
		return fraction(m[1], m[2], unwrap(m[3]+m[4]), unwrap(m[5]+m[6]))
	}
	return "", false
}

// unwrap takes the parentheses from a signed number: "(-6)".
func unwrap(s string) string {
	if m := signed.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return s
}

// fraction writes sign, whole part, top and bottom as one fraction or mixed
// number. Top and bottom may have signs, the whole part not.
func fraction(sign, whole, top, bottom string) (string, bool) {
	isNegative := sign == "-"
	if len(whole) > 1 && whole[0] == '0' {
		return "", false
	}
	for _, part := range []*string{&top, &bottom} {
		rest, isMinus := strings.CutPrefix(*part, "-")
		if isMinus && whole != "" {
			return "", false
		}
		isNegative = isNegative != isMinus
		*part = strings.TrimSpace(rest)
		if _, ok := new(big.Int).SetString(*part, 10); !ok {
			return "", false
		}
	}
	s := top + "/" + bottom
	if whole != "" {
		s = whole + " " + s
	}
	if isNegative {
		s = "-" + s
	}
	return s, true
}

// isLowest says whether an answer is a fraction that cannot be simplified.
func isLowest(answer string) bool {
	value, err := course.ParseNumber(answer)
	return err == nil && strings.Contains(answer, "/") && value.RatString() == answer
}

// halfUnit is half of the last decimal place of an answer: how far a value may
// be off and still round to it.
func halfUnit(answer string) string {
	_, decimals, _ := strings.Cut(answer, ".")
	return "0." + strings.Repeat("0", len(decimals)) + "5"
}

// places is how many decimals an answer has.
func places(answer string) int {
	_, decimals, _ := strings.Cut(answer, ".")
	return len(decimals)
}
