package grade

import (
	"math/big"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// dimension is what a unit measures.
type dimension uint8

const (
	uncounted dimension = iota // known as a unit, not converted
	length
	mass
	volume
	duration
)

// measure is a unit's size: so many thousandths of a metre, gram, litre or
// second.
type measure struct {
	of         dimension
	thousandth int64
}

// measures are the units that are recognised in any answer, as plainUnit writes
// them. They let a right value in another unit be asked for again instead of
// marked wrong.
var measures = map[string]measure{
	"mm": {length, 1}, "millimetre": {length, 1}, "millimeter": {length, 1},
	"cm": {length, 10}, "centimetre": {length, 10}, "centimeter": {length, 10},
	"dm": {length, 100}, "decimetre": {length, 100}, "decimeter": {length, 100},
	"m": {length, 1000}, "metre": {length, 1000}, "meter": {length, 1000},
	"km": {length, 1_000_000}, "kilometre": {length, 1_000_000}, "kilometer": {length, 1_000_000},

	"mg": {mass, 1}, "milligram": {mass, 1},
	"g": {mass, 1000}, "gram": {mass, 1000},
	"kg": {mass, 1_000_000}, "kilo": {mass, 1_000_000}, "kilogram": {mass, 1_000_000},
	"t": {mass, 1_000_000_000}, "tonne": {mass, 1_000_000_000},

	"ml": {volume, 1}, "millilitre": {volume, 1}, "milliliter": {volume, 1},
	"cl": {volume, 10}, "centilitre": {volume, 10}, "centiliter": {volume, 10},
	"dl": {volume, 100}, "decilitre": {volume, 100}, "deciliter": {volume, 100},
	"l": {volume, 1000}, "litre": {volume, 1000}, "liter": {volume, 1000},

	"ms": {duration, 1}, "millisecond": {duration, 1},
	"s": {duration, 1000}, "sec": {duration, 1000}, "second": {duration, 1000},
	"min": {duration, 60_000}, "minute": {duration, 60_000},
	"h": {duration, 3_600_000}, "hr": {duration, 3_600_000}, "hour": {duration, 3_600_000},
	"day": {duration, 86_400_000}, "week": {duration, 604_800_000},

	"in": {}, "inch": {}, "inches": {}, "ft": {}, "foot": {}, "feet": {}, "yd": {}, "yard": {}, "mi": {}, "mile": {},
	"oz": {}, "ounce": {}, "lb": {}, "pound": {}, "gal": {}, "gallon": {}, "pt": {}, "pint": {}, "cup": {},
	"month": {}, "year": {}, "yr": {}, "%": {}, "°": {}, "degree": {}, "deg": {}, "°c": {}, "°f": {}, "k": {}, "rad": {},
	"n": {}, "j": {}, "kj": {}, "w": {}, "kw": {}, "v": {}, "a": {}, "pa": {}, "hz": {}, "mol": {}, "cal": {}, "kcal": {},
	"km/h": {}, "kmh": {}, "mph": {}, "m/s": {}, "m/s2": {}, "g/cm3": {}, "kg/m3": {}, "unit": {}, "piece": {}, "time": {},
	"dollar": {}, "cent": {}, "euro": {}, "pence": {}, "penny": {}, "rupee": {}, "yen": {}, "peso": {}, "franc": {},
}

// currencies are written before the number as well as after it.
var currencies = []string{"usd", "eur", "gbp", "inr", "rs", "chf", "cad", "aud", "brl", "r$", "us$", "jpy", "cny", "kr", "sek", "zar", "ngn", "kes"}

func isCurrency(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return size == len(s) && unicode.Is(unicode.Sc, r) || slices.Contains(currencies, fold(s))
}

// plainUnit writes a unit so that its spellings compare equal: "CM²", "cm^2"
// and "cm2" are one, "m·s" and "m s" too.
func plainUnit(s string) string { return unitSigns.Replace(fold(unify(s))) }

var unitSigns = strings.NewReplacer(" ", "", ".", "", "^", "", "*", "")

// measureOf returns what a unit measures: its dimension, its power (2 for areas, 3
// for volumes made of lengths) and how many thousandths of the metre, gram,
// litre or second it has, to that power.
func measureOf(unit string) (m measure, power int, isKnown bool) {
	plain := plainUnit(unit)
	if m, isKnown = measures[plain]; isKnown {
		return m, 1, true
	}
	if m, isKnown = measures[strings.TrimSuffix(plain, "s")]; isKnown && len(plain) > 2 {
		return m, 1, true // "metres"
	}
	if n := len(plain) - 1; n > 0 && (plain[n] == '2' || plain[n] == '3') {
		m, isKnown = measures[plain[:n]]
		return m, int(plain[n] - '0'), isKnown && m.of == length
	}
	return measure{}, 0, false
}

func isKnownUnit(s string) bool {
	_, _, isKnown := measureOf(s)
	return isKnown || isCurrency(s)
}

// convert returns a value given in one unit as a value in the other, and false
// where that cannot be said.
func convert(value *big.Rat, from, to string) (*big.Rat, bool) {
	a, power, _ := measureOf(from)
	b, same, _ := measureOf(to)
	if a.of == uncounted || a.of != b.of || power != same {
		return nil, false
	}
	converted := new(big.Rat).Set(value)
	for range power {
		converted.Mul(converted, big.NewRat(a.thousandth, b.thousandth))
	}
	return converted, true
}

// withUnit writes a number with its unit as people do: "$5", "50%", "90°",
// "5/6 cm".
func withUnit(number, unit string) string {
	switch r, _ := utf8.DecodeRuneInString(unit); {
	case unit == "":
		return number
	case unit == "%" || unit == "°":
		return number + unit
	case unicode.Is(unicode.Sc, r) && utf8.RuneCountInString(unit) == 1:
		if after, isNegative := strings.CutPrefix(number, "-"); isNegative {
			return "-" + unit + after
		}
		return unit + number
	}
	return number + " " + unit
}
