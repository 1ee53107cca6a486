package grade

import (
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"pacer/coach/course"
)

// maxSeveral is how many numbers an answer may list: more than anyone is asked
// for, and few enough to compare each with each.
const maxSeveral = 60

// gradeNumbers grades a cleaned answer of several numbers: "2, -3",
// "x = 2 or x = -3", "{2; -3}", "±3", "(2, 3)". Where a comma may stand before
// decimals or between numbers every reading is tried, and the one that is right
// counts, or else the one with most right.
//
// The score of numbers in any order is the share of them that are right less as
// much for each that is not, and not below 0; that of numbers in order the share
// of the places that are right.
func gradeNumbers(it *course.Item, said string) Result {
	best := Result{Read: show(said)}
	keys, ok := numberKeys(it)
	if !ok {
		return best
	}
	if asks(said) {
		best.Note = Question
		return best
	}
	readings := readNumbers(it, said)
	isOff := func(list []Value) int { // 1 if it has not as many numbers as are asked for
		return min(1, max(len(list)-len(keys), len(keys)-len(list)))
	}
	slices.SortStableFunc(readings, func(a, b []Value) int { return isOff(a) - isOff(b) })
	for _, list := range readings {
		best = betterNumbers(best, severalKey{it, keys}.grade(list))
	}
	if best.Verdict == Unread {
		best.Read = show(said)
	}
	return best
}

// betterNumbers is better, save that a known wrong answer is kept.
func betterNumbers(a, b Result) Result {
	if a.Verdict == Wrong && a.Known && b.Verdict == Wrong {
		return a
	}
	if a.Verdict == Wrong && b.Verdict == Wrong && b.Known {
		return b
	}
	if b.Verdict == Again && a.Verdict != Right {
		return b
	}
	return better(a, b)
}

// severalKey is what is right for several numbers.
type severalKey struct {
	it   *course.Item
	keys []numberKey
}

func numberKeys(it *course.Item) (keys []numberKey, ok bool) {
	for _, answer := range it.Answers {
		key, ok := newNumberKey(&course.Item{Answer: answer, Tolerance: it.Tolerance})
		if !ok {
			return nil, false
		}
		keys = append(keys, key)
	}
	return keys, len(keys) > 0
}

func (k severalKey) grade(list []Value) Result {
	if k.it.InOrder {
		return k.gradeTuple(list)
	}
	partner := partners(list, k.keys)
	hits := 0
	for i, key := range partner {
		if key >= 0 {
			hits++
			list[i], _ = k.keys[key].read(list[i])
		}
	}
	result := Result{Verdict: Wrong, Read: readValues(list)}
	extra := len(list) - hits
	if hits == len(k.keys) && extra == 0 {
		result.Verdict, result.Score, result.Known = Right, 1, true
		return result
	}
	if hits == len(k.keys) && k.isRepeated(list, partner) {
		result.Verdict, result.Note, result.Known = Again, Repeated, true
		return result
	}
	result.credited(float64(hits-extra) / float64(len(k.keys)))
	k.know(&result, list)
	return result
}

// isRepeated says whether the numbers without a partner among the keys are only
// others said once more, where no key is there twice: for multiplicities that
// were asked for, a repetition is another answer.
func (k severalKey) isRepeated(list []Value, partner []int) bool {
	for i, key := range k.keys {
		if slices.ContainsFunc(k.keys[i+1:], func(other numberKey) bool { return other.right.Cmp(key.right) == 0 }) {
			return false
		}
	}
	for i, v := range list {
		if partner[i] < 0 && !slices.ContainsFunc(k.keys, func(key numberKey) bool { _, ok := key.read(v); return ok }) {
			return false
		}
	}
	return true
}

// gradeTuple grades numbers that have their places.
func (k severalKey) gradeTuple(list []Value) Result {
	switch {
	case len(list) < len(k.keys):
		return Result{Note: TooFew}
	case len(list) > len(k.keys):
		return Result{Note: TooMany}
	}
	result := Result{Verdict: Wrong, Parts: make([]Verdict, len(list))}
	hits := 0
	for i := range list {
		v, isRight := k.keys[i].read(list[i])
		list[i], result.Parts[i] = v, Wrong
		if isRight {
			result.Parts[i] = Right
			hits++
		}
	}
	result.Read = readValues(list)
	if hits == len(list) {
		result.Verdict, result.Score, result.Known = Right, 1, true
		return result
	}
	result.credited(float64(hits) / float64(len(list)))
	k.know(&result, list)
	return result
}

// know fills in what the item says of these wrong numbers.
func (k severalKey) know(result *Result, list []Value) {
	for i := range k.it.Wrong {
		numbers, err := course.ParseNumbers(k.it.Wrong[i].Answer)
		if err != nil || len(numbers) != len(list) {
			continue
		}
		keys := make([]numberKey, len(numbers))
		for j, right := range numbers {
			keys[j] = numberKey{right: right, slack: new(big.Rat)}
		}
		isSame := true
		if k.it.InOrder {
			for j := range list {
				_, ok := keys[j].read(list[j])
				isSame = isSame && ok
			}
		} else {
			isSame = !slices.Contains(partners(list, keys), -1)
		}
		if isSame {
			result.know(&k.it.Wrong[i])
			return
		}
	}
}

// partners pairs off as many numbers as can be with keys that accept them, and
// returns the index of each number's key, or -1. (Kuhn's augmenting paths: with
// a tolerance two keys may accept one number.)
func partners(list []Value, keys []numberKey) []int {
	accepts := make([][]bool, len(list)) // comparing fractions is the dear part: once for each pair
	for i, v := range list {
		for _, key := range keys {
			_, ok := key.read(v)
			accepts[i] = append(accepts[i], ok)
		}
	}
	owner := slices.Repeat([]int{-1}, len(keys)) // of each key: the number it is paired with
	var isTried []bool
	var seek func(i int) bool
	seek = func(i int) bool {
		for j, ok := range accepts[i] {
			if !ok || isTried[j] {
				continue
			}
			isTried[j] = true
			if owner[j] < 0 || seek(owner[j]) {
				owner[j] = i
				return true
			}
		}
		return false
	}
	for i := range list {
		isTried = make([]bool, len(keys))
		seek(i)
	}
	partner := make([]int, len(list))
	for i := range partner {
		partner[i] = slices.Index(owner, i)
	}
	return partner
}

// readValues writes numbers in one way: "2; -3".
func readValues(list []Value) string {
	reads := make([]string, len(list))
	for i, v := range list {
		reads[i] = v.String()
	}
	return show(strings.Join(reads, "; "))
}

// readNumbers returns the ways to read a text as numbers and nothing else, the
// likeliest first: split at signs and words that only separate, then at commas
// with a space after them, at any comma, at spaces, at both.
func readNumbers(it *course.Item, said string) [][]Value {
	said = glued.ReplaceAllStringFunc(strings.ReplaceAll(said, "\n", ";"), improper)
	text := unwrapSet(bare(unify(norm.NFKC.String(unify(said)))))
	text = strings.NewReplacer(" = ", "=", " =", "=", "= ", "=").Replace(text)
	var list [][]Value
	isWide := func(r rune) bool { return strings.ContainsRune(";|∨", r) }
	first := splitWords(strings.FieldsFunc(text, isWide))
	for _, split := range []func(string) []string{
		func(part string) []string { return []string{part} },
		func(part string) []string { return strings.Split(part, ", ") },
		func(part string) []string { return strings.FieldsFunc(part, isComma) },
		strings.Fields,
		func(part string) []string {
			return strings.FieldsFunc(part, func(r rune) bool { return isComma(r) || r == ' ' })
		},
	} {
		var parts []string
		for _, part := range first {
			parts = append(parts, split(part)...)
		}
		values, names := readParts(it, parts)
		if values == nil {
			continue
		}
		if !it.InOrder || names == nil {
			list = append(list, values)
			continue
		}
		if asked := tupleOf(it.Question, names); asked != nil {
			list = append(list, byName(values, names, asked))
			continue
		}
		list = append(list, values, byName(values, names, slices.Sorted(slices.Values(names))))
	}
	return list
}

// glued is a mixed number whose fraction is one character, like 1½: one number,
// where "1 1/2" among others that are split at spaces may be two.
var glued = regexp.MustCompile(`\p{Nd}+[¼-¾⅐-⅞]`)

// improper writes a mixed number as a fraction, which no space parts.
func improper(mixed string) string {
	v, err := ReadNumber(mixed)
	if err != nil {
		return mixed
	}
	return v.Rat().RatString()
}

func isComma(r rune) bool { return r == ',' || r == '،' || r == '、' }

// unwrapSet takes from around several numbers the brackets of a set or a tuple,
// and what says before them what they are: "S = {2; 3}", "x ∈ {2, 3}".
func unwrapSet(s string) string {
	s = strings.Trim(s, " .")
	if i := strings.IndexAny(s, "{(["); i >= 0 {
		lead := strings.TrimRight(s[:i], " ")
		if name, found := strings.CutSuffix(lead, "∈"); found || strings.HasSuffix(lead, "=") || isName(lead) {
			if _, isOnly := cutBrackets(s[i:]); isOnly && !strings.ContainsAny(strings.TrimSuffix(name, "="), "=;,") {
				s = s[i:]
			}
		}
	}
	for {
		inner, found := cutBrackets(s)
		if !found {
			return s
		}
		s = inner
	}
}

// cutBrackets takes brackets from around all of s.
func cutBrackets(s string) (inner string, found bool) {
	if len(s) < 2 {
		return s, false
	}
	for _, pair := range []string{"{}", "()", "[]"} {
		if s[0] == pair[0] && s[len(s)-1] == pair[1] {
			inner = s[1 : len(s)-1]
			return strings.TrimSpace(inner), !strings.ContainsAny(inner, pair)
		}
	}
	return s, false
}

// isName says whether s is a name as quantities and points have, or nothing.
func isName(s string) bool {
	return len(s) <= 4 && strings.IndexFunc(s, func(r rune) bool { return !isWordRune(r) && r != '_' && r != '\'' }) < 0
}

// splitWords splits parts at "and" and "or".
func splitWords(parts []string) []string {
	var list []string
	for _, part := range parts {
		var run []string
		for _, word := range strings.Fields(part) {
			if folded := fold(word); !words.ands[folded] && !words.ors[folded] && word != "&" {
				run = append(run, word)
				continue
			}
			list, run = append(list, strings.Join(run, " ")), nil
		}
		list = append(list, strings.Join(run, " "))
	}
	return list
}

// readParts reads each part as a number, or as two after a sign for both; empty
// parts are passed over. names has what stands before the equals sign of each,
// if all have one that is their own. Nil if any part is no number.
func readParts(it *course.Item, parts []string) (values []Value, names []string) {
	for _, part := range parts {
		part = strings.TrimRight(strings.TrimLeft(part, " ,"), " ,.")
		if part == "" {
			continue
		}
		name, rest, isNamed := strings.Cut(part, "=")
		if name = strings.TrimSpace(name); !isNamed {
			rest = part
		}
		if isNamed && isName(name) && name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
		pair, ok := readSigned(it, strings.TrimSpace(rest), part)
		if !ok || len(values)+len(pair) > maxSeveral {
			return nil, nil
		}
		values = append(values, pair...)
	}
	if len(names) != len(values) {
		names = nil
	}
	return values, names
}

// readSigned reads a number, or "±3" as both of 3 and -3. part is all that was
// said of it, with its name.
func readSigned(it *course.Item, s, part string) ([]Value, bool) {
	for _, sign := range []string{"±", "+-", "+/-", "+ -"} {
		size, found := strings.CutPrefix(s, sign)
		if !found {
			continue
		}
		up, ok := readOne(it, size)
		down, _ := readOne(it, "-"+strings.TrimSpace(size))
		return []Value{up, down}, ok && up.rat.Sign() > 0 && down.rat != nil
	}
	v, ok := readOne(it, part)
	return []Value{v}, ok
}

// readOne reads a number with what may stand around it.
func readOne(it *course.Item, s string) (Value, bool) {
	if inner, found := cutBrackets(s); found {
		s = inner
	}
	if strings.IndexFunc(s, unicode.IsDigit) < 0 && strings.IndexFunc(s, unicode.IsLetter) < 0 {
		return Value{}, false
	}
	v, unit, err := scan(s)
	if err != nil || !isUnit(it, unit) || isMoment(it, unit) {
		return Value{}, false
	}
	return v.in(unit), true
}

// tupleOf returns names in the order of a question that asks for them so,
// "Find (x, y).", or nil.
func tupleOf(question string, names []string) []string {
	for _, rest := range strings.Split(question, "(")[1:] {
		inner, _, _ := strings.Cut(rest, ")")
		asked := strings.FieldsFunc(inner, func(r rune) bool { return strings.ContainsRune(" ,;$", r) })
		if slices.Equal(slices.Sorted(slices.Values(asked)), slices.Sorted(slices.Values(names))) {
			return asked
		}
	}
	return nil
}

// byName puts numbers that were said by name into the order of the names asked
// for: of "y = 3, x = 2" for x and y that is 2, 3.
func byName(values []Value, names, asked []string) []Value {
	list := make([]Value, len(values))
	for i, name := range asked {
		list[i] = values[slices.Index(names, name)]
	}
	return list
}
