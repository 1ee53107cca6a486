package grade

import (
	"math/big"
	"slices"
	"strings"
	"unicode"

	"pacer/coach/course"
)

// numberKey is what is right for a number, prepared for comparing.
type numberKey struct {
	right     *big.Rat
	slack     *big.Rat // how far off an answer may be
	units     []string // accepted spellings, or none
	isPercent bool     // the answer is so many percent
}

// keyValue reads a number that an author wrote. Courses that were checked hold
// nothing else than course.ParseNumber reads; of those built by hand what a
// learner might write is read too.
func keyValue(s string) (*big.Rat, bool) {
	if v, err := course.ParseNumber(s); err == nil {
		return v, true
	}
	v, err := ReadNumber(s)
	return v.Rat(), err == nil
}

func newNumberKey(it *course.Item) (k numberKey, ok bool) {
	k.right, ok = keyValue(it.Answer)
	if !ok {
		return k, false
	}
	k.units = it.Units
	k.isPercent = slices.ContainsFunc(it.Units, isPercentUnit)
	k.slack = new(big.Rat)
	if it.Tolerance == "" {
		return k, true
	}
	number, isRelative := strings.CutSuffix(it.Tolerance, "%")
	slack, ok := keyValue(number)
	if !ok || slack.Sign() < 0 {
		return k, true // Check refuses it; exact is the careful reading
	}
	if isRelative {
		slack.Mul(slack, k.right).Quo(slack, hundred)
		slack.Abs(slack)
	}
	k.slack = slack
	return k, true
}

func isPercentUnit(s string) bool {
	after, found := cutPercent(s)
	return found && after == ""
}

// accepts says whether a value is right, its unit apart. Where the item asks
// for percent, 50% is fifty, and 0.5 without a sign is the same; where it does
// not, 50% is a half, and fifty too: the question may be "how many percent".
func (k numberKey) accepts(value *big.Rat, isPercent bool) bool {
	return !(isPercent && k.isPercent) && k.isNear(value, false) ||
		(isPercent || k.isPercent) && k.isNear(value, true)
}

// isNear compares a value with the key, first turning it to percent if asked.
func (k numberKey) isNear(value *big.Rat, inPercent bool) bool {
	gap := new(big.Rat).Set(value)
	if inPercent {
		gap.Mul(gap, hundred)
	}
	gap.Sub(gap, k.right)
	return gap.Abs(gap).Cmp(k.slack) <= 0
}

// read picks the reading of an answer that the key accepts, and says whether
// there is one.
func (k numberKey) read(v Value) (Value, bool) {
	if k.accepts(v.rat, v.isPercent) {
		return v, true
	}
	if v.other == nil || !k.accepts(v.other, v.isPercent) {
		return v, false
	}
	v.rat, v.text, v.other = v.other, v.otherText, nil
	if v.form = asInteger; strings.Contains(v.text, ".") {
		v.form = asDecimal
	}
	return v, true
}

// gradeNumber grades a cleaned answer to an item of kind number.
func gradeNumber(it *course.Item, said string) Result {
	result := Result{Read: show(said)}
	known := textKey{right: []string{it.Answer}, wrong: it.Wrong}
	v, unit, err := scan(said)
	key, isKey := newNumberKey(it)
	if err != nil || !isKey || !isUnit(it, unit) || isMoment(it, unit) {
		return known.gradeLiteral(said)
	}
	v, isRight := key.read(v.in(unit))
	result.Read = show(v.String())
	note := key.unitNote(v)
	if isRight && note == "" {
		if note = formNote(v, it.Form, key.isPercent); note == "" {
			result.Verdict, result.Score, result.Known = Right, 1, true
			if v.unit != "" {
				v.unit = spelled(it.Units, v.unit)
				result.Read = show(v.String())
			}
			return result
		}
	}
	if isRight || note == UnitWrong && key.acceptsConverted(v) {
		result.Verdict, result.Note, result.Known = Again, note, true
		return result
	}
	result.Verdict = Wrong
	if w := knownNumber(it.Wrong, v, key); w != nil {
		result.know(w)
	}
	return result
}

// gradeLiteral grades what does not read as a number: an answer only if the
// item lists it, word for word.
func (k *textKey) gradeLiteral(said string) Result {
	result := k.grade(said)
	if result.Known {
		return result
	}
	unread := Result{Read: result.Read}
	if asks(said) {
		unread.Note = Question
	}
	return unread
}

// isUnit says whether what stands after a number is a unit, and the whole thing
// so an answer: one the item lists, one everybody knows, or a word of the
// question ("How many apples …").
func isUnit(it *course.Item, s string) bool {
	if s == "" || hasUnit(it.Units, s) || isKnownUnit(s) {
		return true
	}
	if strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) >= 0 || len(s) < 3 {
		return false
	}
	return strings.Contains(fold(it.Question), fold(s))
}

// isMoment says whether what stands after a number is a unit of time where no
// time is asked for: "one sec", "5 min" ask us to wait.
func isMoment(it *course.Item, unit string) bool {
	isTime := func(unit string) bool {
		m, _, _ := measureOf(unit)
		return m.of == duration
	}
	if !isTime(unit) || slices.ContainsFunc(it.Units, isTime) {
		return false
	}
	question := " " + strings.Join(strings.FieldsFunc(fold(it.Question), func(r rune) bool { return !unicode.IsLetter(r) }), " ") + " "
	return !slices.ContainsFunc(words.moments, func(word string) bool {
		return strings.Contains(question, " "+word+" ") || strings.Contains(question, " "+word+"s ")
	})
}

func hasUnit(units []string, s string) bool {
	plain := plainUnit(s)
	return slices.ContainsFunc(units, func(unit string) bool { return plainUnit(unit) == plain })
}

// spelled returns the unit as the item spells it.
func spelled(units []string, s string) string {
	plain := plainUnit(s)
	if i := slices.IndexFunc(units, func(unit string) bool { return plainUnit(unit) == plain }); i >= 0 {
		return units[i]
	}
	return s
}

// unitNote says what is wrong with the unit of an answer. Where none is asked
// for, none is wrong.
func (k numberKey) unitNote(v Value) Note {
	switch {
	case len(k.units) == 0:
		return ""
	case v.isPercent && v.unit == "":
		if !k.isPercent {
			return UnitWrong
		}
	case v.unit == "":
		return UnitMissing
	case !hasUnit(k.units, v.unit):
		return UnitWrong
	}
	return ""
}

// acceptsConverted says whether a value is right in the item's unit: 50 mm
// where 5 cm is right.
func (k numberKey) acceptsConverted(v Value) bool {
	return slices.ContainsFunc(k.units, func(unit string) bool {
		value, ok := convert(v.Rat(), v.unit, unit)
		return ok && k.isNear(value, false)
	})
}

// formNote says what is wrong with the way a right value is written. A percent
// sign is another form, unless percent is what is asked for.
func formNote(v Value, form course.Form, inPercent bool) Note {
	isOther := v.isPercent && !inPercent
	if v.form == asInteger && !isOther {
		return ""
	}
	switch form {
	case course.Simplest:
		if isOther || v.form != asFraction || !v.isLowest {
			return NotSimplest
		}
	case course.Mixed:
		switch {
		case isOther || v.form != asMixed && !(v.form == asFraction && v.isProper):
			return NotMixed
		case !v.isLowest || !v.isProper:
			return NotSimplest
		}
	case course.Decimal:
		if isOther || v.form != asDecimal {
			return NotDecimal
		}
	}
	return ""
}

// knownNumber returns the known wrong answer that an answer equals, or nil. The
// usual reading of its separator goes before the other one.
func knownNumber(wrong []course.Wrong, v Value, key numberKey) *course.Wrong {
	key.slack = new(big.Rat)
	for _, value := range []*big.Rat{v.rat, v.other} {
		for i := range wrong {
			var ok bool
			if key.right, ok = keyValue(wrong[i].Answer); ok && value != nil && key.accepts(value, v.isPercent) {
				return &wrong[i]
			}
		}
	}
	return nil
}
