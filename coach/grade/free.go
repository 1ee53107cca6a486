package grade

import (
	"strings"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// A free response of at least so many words, or characters in scripts that
// write none, is one to compare.
const (
	minWords      = 2
	minCharacters = 10
)

func gradeFree(said string) Result {
	result := Result{Read: show(said)}
	if DontKnow(said) {
		return result
	}
	if len(strings.Fields(said)) >= minWords || hasCharacters(said, minCharacters) {
		result.Verdict = Compare
	}
	return result
}

// hasCharacters says whether s has at least n grapheme clusters.
func hasCharacters(s string, n int) bool {
	for it := graphemes.FromString(s); n > 0; n-- {
		if !it.Next() {
			return false
		}
	}
	return true
}
