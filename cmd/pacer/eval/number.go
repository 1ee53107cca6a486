package eval

import (
	"encoding/json"
	"math"
	"strconv"
)

// number is a number of a report. JSON has no NaN and no infinity: what cannot
// be told is null.
type number float64

// MarshalJSON writes the number, or null.
func (n number) MarshalJSON() ([]byte, error) {
	if x := float64(n); math.IsNaN(x) || math.IsInf(x, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// text is the number with so many digits after the point, and without the zero
// before it, as statistics are printed; "none" of what cannot be told.
func (n number) text(digits int) string {
	x := float64(n)
	if math.IsNaN(x) {
		return "none"
	}
	s := strconv.FormatFloat(x, 'f', digits, 64)
	if x >= 0 && s[0] == '0' {
		return s[1:]
	}
	return s
}

// text is the interval in brackets, or nothing.
func (i Interval) text(digits int) string {
	if math.IsNaN(i.Low) {
		return ""
	}
	return "[" + number(i.Low).text(digits) + ", " + number(i.High).text(digits) + "]"
}
