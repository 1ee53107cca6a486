package say

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// folded is text as it is compared with words of a language: whatever width,
// case, accents and digits it was typed in. Each of its characters knows where
// in the original it came from.
type folded struct {
	text  []rune
	at    []int // byte offsets in the original; one more, for its end
	whole string
}

// fold prepares what somebody typed for comparison.
func fold(s string) folded {
	f := folded{text: make([]rune, 0, len(s)), at: make([]int, 0, len(s)+1), whole: s}
	for at, r := range s {
		if r < unicode.MaxASCII {
			f.text, f.at = append(f.text, unicode.ToLower(r)), append(f.at, at)
			continue
		}
		for _, r := range norm.NFKD.String(string(r)) {
			if r, kept := foldLetter(r); kept {
				f.text, f.at = append(f.text, unicode.ToLower(r)), append(f.at, at)
			}
		}
	}
	f.at = append(f.at, len(s))
	return f
}

// foldLetter is what a decomposed character is compared as; kept is false for
// those that do not count. The marks of Indic and Thai scripts are vowels, and
// count.
func foldLetter(r rune) (as rune, kept bool) {
	switch {
	case r >= 0x0300 && r <= 0x036f, // accents
		r >= 0x0591 && r <= 0x05c7,              // Hebrew points
		r >= 0x064b && r <= 0x065f, r == 0x0670, // Arabic vowels, and hamza over a letter
		r == 0x0640,                             // tatweel, which only stretches
		r >= 0x200b && r <= 0x200f,              // of no width, and directions
		r >= 0x2066 && r <= 0x2069, r == 0x061c: // isolates
		return 0, false
	case r == 'ß' || r == 'ẞ':
		return 's', true // as is written where there is no ß, but for the second s
	}
	switch r {
	case '’', '‘', '`', 'ʼ', '´', '′':
		return '\'', true
	case '‐', '‑', '–', '—', '−':
		return '-', true
	case 'ٱ':
		return 'ا', true
	case 'ى', 'ی':
		return 'ي', true
	case 'ة':
		return 'ه', true
	case 'ک':
		return 'ك', true
	}
	if d, isDigit := digitOf(r); isDigit {
		return '0' + rune(d), true
	}
	return r, true
}

// digitOf is the value of a decimal digit of any script. Unicode keeps the ten
// of each together, zero first.
func digitOf(r rune) (value int, ok bool) {
	if !unicode.IsDigit(r) {
		return 0, false
	}
	for _, in := range unicode.Nd.R16 {
		if r >= rune(in.Lo) && r <= rune(in.Hi) {
			return int(r-rune(in.Lo)) % 10, true
		}
	}
	for _, in := range unicode.Nd.R32 {
		if r >= rune(in.Lo) && r <= rune(in.Hi) {
			return int(r-rune(in.Lo)) % 10, true
		}
	}
	return 0, false
}

// normal is how a word is compared: folded, hyphens as spaces are typed on
// Discord, without the marks that end or open a sentence.
func normal(s string) string {
	out := strings.ReplaceAll(string(fold(s).text), "-", " ")
	out = strings.TrimRight(out, ".!?… 。؟۔،,")
	return strings.Join(strings.Fields(strings.TrimLeft(out, "¡¿ ")), " ")
}

// Same tells whether two texts are the same but for case, width, accents, the
// variants of a letter and the marks at their ends, as what somebody typed and
// what stood on a button.
func Same(a, b string) bool { return normal(a) == normal(b) }

// isSpaceless tells characters of scripts that put no spaces between words.
func isSpaceless(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
