package grade

import (
	"math"
	"slices"
	"strings"

	"pacer/coach/course"
)

// Order returns the order in which the entries of an item are shown that are
// laid out for its answer (the options of a choice, the lines of an order, the
// different right sides of a match, the members of all categories): the same for
// the same seed, for ever and everywhere. Entries such as "none of the above"
// stay last. Where the author fixed the order, or an option is a letter or
// speaks of others by theirs ("both A and B"), it is the order written; but
// lines to be put in order are never shown in the right one, if there are two. An
// item that lays out nothing has no order: nil.
func Order(it *course.Item, seed uint64) []int {
	entries := shuffles(it)
	if len(entries) == 0 {
		return nil
	}
	order := inOrder(len(entries))
	if it.Fixed && it.Kind != course.Order {
		return order
	}
	free, last := order, []int(nil)
	switch it.Kind {
	case course.Choice, course.Choices:
		if speaksOfLetters(entries) {
			return order
		}
		free, last = pinned(entries)
	case course.Match:
		free, last = pinned(entries)
	}
	random := splitMix(seed)
	random.shuffle(free)
	for it.Kind == course.Order && len(free) > 1 && slices.IsSorted(free) {
		random.shuffle(free) // the generator goes through every number: this ends
	}
	return append(free, last...)
}

// speaksOfLetters says whether any of the options speaks of some by their
// letters.
func speaksOfLetters(options []string) bool {
	return slices.ContainsFunc(options, func(option string) bool {
		text, _ := clean(option)
		return namesLetters(fold(unify(text)), len(options))
	})
}

// pinned returns the indices of the entries that may stand anywhere, and of
// those that speak of all the others and stay last.
func pinned(entries []string) (free, last []int) {
	for i, entry := range entries {
		text, _ := clean(entry)
		text = fold(unify(text))
		if slices.ContainsFunc(words.last, func(s string) bool { return strings.Contains(text, s) }) {
			last = append(last, i)
		} else {
			free = append(free, i)
		}
	}
	return free, last
}

// inOrder is the order in which n options are written.
func inOrder(n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	return order
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

// shuffle mixes a list (Fisher and Yates).
func (s *splitMix) shuffle(list []int) {
	for i := len(list) - 1; i > 0; i-- {
		j := int(s.next() % uint64(i+1)) // the bias is below 2^-59
		list[i], list[j] = list[j], list[i]
	}
}

// Chance is ChanceShown of all that the item has to show.
func Chance(it *course.Item) float64 { return ChanceShown(it, nil) }

// ChanceShown is the chance of answering right by guessing blindly among what an
// order shows, as for Answer: 1 in k for one of k options, 1 in 2^k-1 for a choice of several, 1 in 2 for a statement, 1 in
// n! for n lines to be put in order and for n pairs where each right side
// serves once, 1 in k^n for n pairs with k right sides otherwise and for n
// members of k groups, and 0 for what is typed.
func ChanceShown(it *course.Item, order []int) float64 {
	shown := len(shownOrder(order, len(shuffles(it)), needed(it)))
	switch k := float64(shown); it.Kind {
	case course.TrueFalse:
		return 0.5
	case course.Choice:
		return oneIn(k)
	case course.Choices:
		return oneIn(math.Exp2(k) - 1)
	case course.Order:
		return oneInFactorial(len(it.Lines))
	case course.Match:
		if shown == len(it.Pairs) && shown == pairedSides(it) {
			return oneInFactorial(len(it.Pairs))
		}
		return oneInPower(shown, len(it.Pairs))
	case course.Categories:
		return oneInPower(len(it.Groups), shown)
	}
	return 0
}

// oneIn is 1/n, and 0 where there is nothing to choose from.
func oneIn(n float64) float64 {
	if n == 0 {
		return 0
	}
	return 1 / n
}

// oneInFactorial is 1/n!, and 0 where there is nothing to arrange.
func oneInFactorial(n int) float64 {
	if n == 0 {
		return 0
	}
	return 1 / math.Gamma(float64(n)+1)
}

// oneInPower is 1/k^n, and 0 where there is nothing to tell apart.
func oneInPower(k, n int) float64 {
	if k == 0 || n == 0 {
		return 0
	}
	return math.Pow(float64(k), -float64(n))
}
