package grade

import (
	"math"
	"slices"
	"strings"

	"pacer/coach/course"
)

// Order returns the order in which the options of an item are shown: the same
// for the same seed, for ever and everywhere. Options such as "none of the
// above" stay last. Where the author fixed the order, or an option is a
// letter or speaks of others by theirs ("both A and B"), it is the order written. An item
// without options has none: nil.
func Order(it *course.Item, seed uint64) []int {
	if len(it.Options) == 0 {
		return nil
	}
	order := inOrder(len(it.Options))
	if it.Fixed {
		return order
	}
	var free, last []int
	for i, option := range it.Options {
		text, _ := clean(option.Text)
		text = fold(unify(text))
		switch {
		case namesLetters(text, len(order)):
			return order
		case slices.ContainsFunc(words.last, func(s string) bool { return strings.Contains(text, s) }):
			last = append(last, i)
		default:
			free = append(free, i)
		}
	}
	random := splitMix(seed)
	for i := len(free) - 1; i > 0; i-- { // Fisher and Yates
		j := int(random.next() % uint64(i+1)) // the bias is below 2^-59
		free[i], free[j] = free[j], free[i]
	}
	return append(free, last...)
}

// inOrder is the order in which n options are written.
func inOrder(n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	return order
}

func isPermutation(order []int, n int) bool {
	if len(order) != n {
		return false
	}
	seen := make([]bool, n)
	for _, i := range order {
		if i < 0 || i >= n || seen[i] {
			return false
		}
		seen[i] = true
	}
	return true
}

// namesLetters says whether a folded text speaks of some of the first n letters
// and of nothing else: "a", "a and c", "both a and b", "b or d only".
func namesLetters(text string, n int) bool {
	count := 0
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,.&()/", r) }) {
		switch {
		case len(word) == 1 && 'a' <= word[0] && int(word[0]-'a') < n:
			count++
		case !words.ands[word] && !words.beside[word]:
			return false
		}
	}
	return count > 0
}

// splitMix is Steele, Lea and Flood's SplitMix64: small, and the same in every
// release, which the library's generators do not promise to be.
type splitMix uint64

// next returns the next number, each of the 64 bits as likely set as not.
func (s *splitMix) next() uint64 {
	*s += 0x9e3779b97f4a7c15
	z := uint64(*s)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Chance is the chance of answering right by guessing blindly: 1 in k for one
// of k options, 1 in 2^k-1 for a choice of several, 1 in 2 for a statement, and
// 0 for what is typed.
func Chance(it *course.Item) float64 {
	k := len(it.Options)
	switch {
	case it.Kind == course.TrueFalse:
		return 0.5
	case k == 0:
		return 0
	case it.Kind == course.Choice:
		return 1 / float64(k)
	case it.Kind == course.Choices:
		return 1 / (math.Exp2(float64(k)) - 1)
	}
	return 0
}
