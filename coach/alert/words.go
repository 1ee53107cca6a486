package alert

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// words is a text made ready for comparing with phrases. An empty token is the
// end of a sentence.
type words struct {
	tokens  []string // as they are compared: see collapse
	written []string // the same, as they are shown
}

// newWords takes a text apart. Case, accents, apostrophes, letters written as
// digits and words spelled out with spaces do not matter afterwards.
func newWords(text string) *words {
	t := &words{}
	var b strings.Builder
	word := func() {
		if b.Len() > 0 {
			t.add(unmask(b.String()))
			b.Reset()
		}
	}
	runes := []rune(strings.ToLower(norm.NFKD.String(text)))
	for i, r := range runes {
		next := ' '
		if i+1 < len(runes) {
			next = runes[i+1]
		}
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune("'’‘`´ʼ", r):
			// accents, invisible signs and apostrophes: not there
		case strings.ContainsRune("!@$|*", r) && b.Len() > 0 && unicode.IsLetter(next):
			b.WriteRune(r)
		case r == '\n' || strings.ContainsRune(".!?;", r) && !isDots(runes, i) && !unicode.IsLetter(next):
			word()
			t.add("")
		default:
			word()
		}
	}
	word()
	return t.joined()
}

// isDots tells whether a full stop is one of several: a pause, not an end.
func isDots(runes []rune, i int) bool {
	return runes[i] == '.' && (i > 0 && runes[i-1] == '.' || i+1 < len(runes) && runes[i+1] == '.')
}

func (t *words) add(word string) {
	t.tokens = append(t.tokens, collapse(word))
	t.written = append(t.written, word)
}

// joined puts words together that were spelled out, as in "k i l l".
func (t *words) joined() *words {
	out := &words{}
	for i := 0; i < len(t.written); {
		end := i
		for end < len(t.written) && len(t.written[end]) == 1 && unicode.IsLetter(rune(t.written[end][0])) {
			end++
		}
		// "I" before a spelled-out word is a word of its own only if
		// something is left without it.
		if end-i > 3 && t.written[i] == "i" {
			out.add("i")
			i++
		}
		if end-i >= 3 {
			out.add(strings.Join(t.written[i:end], ""))
			i = end
			continue
		}
		out.add(t.written[i])
		i++
	}
	return out
}

// without returns the text with the phrases taken out, a sentence's end in the
// place of each.
func (t *words) without(p phrases) *words {
	out := &words{}
	for at := 0; at < len(t.tokens); {
		if end := p.match(t.tokens, at); end > at {
			out.add("")
			at = end
			continue
		}
		out.add(t.written[at])
		at++
	}
	return out
}

// masks are signs that stand for letters they look like.
var masks = map[rune]rune{'0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '$': 's', '@': 'a', '!': 'i', '|': 'i', '*': 'i'}

// unmask reads digits and signs inside a word as letters. Numbers stay.
func unmask(word string) string {
	if strings.IndexFunc(word, unicode.IsLetter) < 0 {
		return word
	}
	return strings.Map(func(r rune) rune {
		if letter, ok := masks[r]; ok {
			return letter
		}
		return r
	}, word)
}

// collapse makes one letter of several equal ones in a row, so that "killll"
// and "kill" compare equal.
func collapse(word string) string {
	var b strings.Builder
	last := rune(-1)
	for _, r := range word {
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}
