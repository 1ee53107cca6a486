package grade

import (
	"slices"
	"strings"
	"unicode"
)

// isSlip says whether said is one of the right answers but for slips of the
// fingers, and nearer to it than to any answer that is known to be wrong or
// right elsewhere.
func (k *textKey) isSlip(said phrase, right []phrase) bool {
	best := -1
	for _, key := range right {
		if d, ok := slips(said.loose, key.loose); ok && (best < 0 || d < best) {
			best = d
		}
	}
	if best < 0 {
		return false
	}
	letters := clusters(said.loose)
	isNearer := func(other phrase) bool {
		if _, how := matchAny(right, other); how != notAtAll {
			return false // the same answer, listed twice
		}
		return distance(letters, clusters(other.loose+other.compact), best) <= best
	}
	return !k.isOther(said, loosely) && // which prepares the others
		!slices.ContainsFunc(k.otherPhrases, isNearer) && !slices.ContainsFunc(newPhrases(k.wrongAnswers()), isNearer)
}

// slack is how many slips a word of n characters may have.
func slack(n int) int {
	switch {
	case n <= 3:
		return 0
	case n <= 7:
		return 1
	}
	return 2
}

// slips counts the slips of the fingers by which said differs from key, both
// loosened prose; ok is false if it differs by more, or otherwise. Each word
// bears slips by its own length: "Vitamin D" is not nearly "Vitamin C", nor
// "South Korea" nearly "North Korea". Numbers bear none, Roman ones neither,
// nor beginnings that make the opposite. Scripts without an alphabet have no
// slips of this kind.
func slips(said, key string) (n int, ok bool) {
	if said == "" || key == "" || hasNoAlphabet(key) {
		return 0, false
	}
	limit := slack(len(clusters(key)))
	saidWords, keyWords := strings.Fields(said), strings.Fields(key)
	if len(saidWords) != len(keyWords) { // "ice cream" may be "icecream", no more
		n = max(len(saidWords)-len(keyWords), len(keyWords)-len(saidWords))
		return n, n <= limit && strings.Join(saidWords, "") == strings.Join(keyWords, "")
	}
	for i, word := range keyWords {
		said := saidWords[i]
		if said == word {
			continue
		}
		if hasDigit(said) || hasDigit(word) || isRoman(said) || isRoman(word) || areOpposites(said, word) {
			return 0, false
		}
		letters := clusters(word)
		allowed := slack(len(letters))
		d := distance(clusters(said), letters, allowed)
		if d > allowed {
			return 0, false
		}
		n += d
	}
	return n, n <= limit
}

func hasDigit(s string) bool { return strings.IndexFunc(s, unicode.IsNumber) >= 0 }

func hasNoAlphabet(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
	}) >= 0
}

// areOpposites says whether two words differ just by beginnings that turn the
// meaning round, as "endothermic" and "exothermic" do.
func areOpposites(a, b string) bool {
	for _, pair := range words.opposites {
		for _, p := range [][2]string{pair, {pair[1], pair[0]}} {
			x, isX := strings.CutPrefix(a, p[0])
			y, isY := strings.CutPrefix(b, p[1])
			if isX && isY && x == y && len(x) >= 3 {
				return true
			}
		}
	}
	return false
}

// romans are the parts of a Roman numeral below 4000, greatest first; of each
// place one may stand.
var romans = [][]string{
	{"mmm", "mm", "m"},
	{"dccc", "cm", "dcc", "cd", "ccc", "dc", "cc", "c", "d"},
	{"lxxx", "xc", "lxx", "xl", "xxx", "lx", "xx", "x", "l"},
	{"viii", "ix", "vii", "iv", "iii", "vi", "ii", "i", "v"},
}

// isRoman says whether a folded word is a Roman numeral.
func isRoman(s string) bool {
	rest := s
	for _, place := range romans {
		for _, part := range place {
			if after, found := strings.CutPrefix(rest, part); found {
				rest = after
				break
			}
		}
	}
	return s != "" && rest == ""
}

// distance counts the characters to put in, leave out, replace or swap with
// their neighbour to get from a to b, none of them touched twice (optimal
// string alignment). Beyond limit it stops and returns limit+1.
func distance(a, b []string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	n := len(b) + 1
	var space [3 * 32]int // most words fit, and need no allocation
	cells := space[:]
	if len(cells) < 3*n {
		cells = make([]int, 3*n)
	}
	before, above, row := cells[:n], cells[n:2*n], cells[2*n:3*n] // before is the row two above
	for j := range above {
		above[j] = j
	}
	for i := range a {
		row[0] = i + 1
		least := row[0]
		for j := range b {
			d := above[j]
			if a[i] != b[j] {
				d = 1 + min(d, above[j+1], row[j])
			}
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d = min(d, before[j-1]+1)
			}
			row[j+1] = d
			least = min(least, d)
		}
		// The next row can reach back past this one only by a swap.
		if least > limit && slices.Min(above) >= limit {
			return limit + 1
		}
		before, above, row = above, row, before
	}
	return min(above[len(b)], limit+1)
}
