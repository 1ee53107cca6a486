package grade

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

const (
	// maxSaid is how many bytes of an answer are looked at. A long paragraph
	// fits; what follows cannot change a verdict.
	maxSaid = 4096

	// maxRead and maxReadBytes bound Result.Read, in grapheme clusters and in
	// bytes: a single cluster may be as long as someone likes.
	maxRead, maxReadBytes = 80, 1024

	// maxMarks is how many combining marks may follow a letter. Real writing
	// needs four or fewer; towers of them are a prank.
	maxMarks = 8
)

// clean returns what a reader sees of said: without control, format and other
// invisible characters (bidi overrides among them), with each run of spaces as
// one space and each line break as "\n". Of a text longer than maxSaid it
// returns the beginning, and true.
func clean(said string) (text string, isCut bool) {
	if len(said) > maxSaid {
		end := maxSaid
		for end > maxSaid-utf8.UTFMax && !utf8.RuneStart(said[end]) {
			end--
		}
		said, isCut = said[:end], true
	}
	if isPlain(said) {
		return said, isCut
	}
	var b strings.Builder
	b.Grow(len(said))
	gap := rune(0) // the space or line break due before the next character
	marks := 0
	for i, r := range said {
		switch {
		case r == '\n' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			gap = '\n'
			continue
		case unicode.IsSpace(r):
			if gap == 0 {
				gap = ' '
			}
			continue
		case isInvisible(r) || r == utf8.RuneError && isBroken(said[i:]):
			continue
		case unicode.Is(unicode.M, r):
			if marks++; marks > maxMarks {
				continue
			}
		default:
			marks = 0
		}
		if gap != 0 && b.Len() > 0 {
			b.WriteRune(gap)
		}
		gap = 0
		b.WriteRune(r)
	}
	return b.String(), isCut
}

// isPlain says whether s is printable ASCII without surplus spaces, as most
// answers are: there is nothing to clean then.
func isPlain(s string) bool {
	space := true // as if one stood before s: none may lead
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == ' ' && space {
			return false
		}
		space = s[i] == ' '
	}
	return s == "" || !space
}

// isInvisible says whether r shows nothing: control and format characters
// (zero-width ones and bidi controls), variation selectors and fillers.
func isInvisible(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector) ||
		r == '\u034f' || r == '\u115f' || r == '\u1160' || r == '\u3164' || r == '\uffa0'
}

// isBroken says whether s begins with a byte that is no UTF-8, and not with a
// U+FFFD that someone wrote.
func isBroken(s string) bool {
	_, size := utf8.DecodeRuneInString(s)
	return size == 1
}

// isASCII says whether s has no character beyond ASCII.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// show returns a cleaned text as it may be shown: on one line and not longer
// than maxRead.
func show(text string) string {
	text = strings.ReplaceAll(text, "\n", " ")
	if len(text) <= maxRead {
		return text
	}
	end, whole := 0, 0 // bytes of maxRead-1 clusters, and of all up to here
	for n, it := 0, graphemes.FromString(text); it.Next(); n++ {
		if n == maxRead || whole+len(it.Value()) > maxReadBytes {
			return strings.TrimRight(text[:end], " ") + "…"
		}
		whole += len(it.Value())
		if n < maxRead-1 {
			end = whole
		}
	}
	return text
}

// clusters splits s into what readers take for single characters.
func clusters(s string) []string {
	list := make([]string, 0, len(s))
	if isASCII(s) {
		for i := range len(s) {
			list = append(list, s[i:i+1])
		}
		return list
	}
	for it := graphemes.FromString(s); it.Next(); {
		list = append(list, it.Value())
	}
	return list
}

// fold makes alike what differs only in case or in compatibility variants:
// full-width letters, ligatures, circled digits.
func fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	s = cases.Fold().String(norm.NFKC.String(s))
	return norm.NFKC.String(s) // folding may take apart what was composed
}

// unify writes in one way what keyboards and typesetters write in several, and
// keeps apart what NFKC would run together: x² becomes x^2, not x2, and 1½
// becomes 1 1/2, not 11⁄2.
func unify(s string) string {
	if isASCII(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	last, raised := rune(0), false
	for _, r := range s {
		if digit, ok := superscript(r); ok {
			if !raised {
				b.WriteByte('^')
			}
			b.WriteRune(digit)
			last, raised = digit, true
			continue
		}
		raised = false
		switch {
		case r < utf8.RuneSelf || unicode.IsLetter(r) && r != 'ʼ':
			// by far the most: nothing to do
		case strings.ContainsRune("‐‑‒–—―−﹣－➖", r):
			r = '-'
		case strings.ContainsRune("‘’‚‛′´ʼ＇", r):
			r = '\''
		case strings.ContainsRune("“”„‟″«»", r):
			r = '"'
		case strings.ContainsRune("×·⋅∗∙✕", r):
			r = '*'
		case r == '\u2044' || r == '\u2215' || r == '÷':
			r = '/'
		case r == '\u061f' || r == '\u037e' || r == '？': // Arabic and Greek
			r = '?'
		case pointing[r] != 0:
			r = pointing[r]
		case unicode.Is(unicode.No, r):
			if vulgar := norm.NFKC.String(string(r)); strings.Contains(vulgar, "\u2044") {
				if unicode.IsDigit(last) {
					b.WriteByte(' ')
				}
				b.WriteString(strings.Replace(vulgar, "\u2044", "/", 1))
				last = r
				continue
			}
		case unicode.Is(unicode.Nd, r):
			r = digit(r)
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// pointing are the commas and stops of other scripts, and what they are in ours.
var pointing = map[rune]rune{
	'\u060c': ',', '\u3001': ',', '\uff0c': ',', // Arabic, ideographic, full-width
	'\u061b': ';', '\uff1b': ';',
	'\u06d4': '.', '\u3002': '.', '\uff61': '.',
}

// pointed writes the commas and stops of other scripts as ours, and parts what
// is joined without spaces, as in Chinese: "A和C" is "A 和 C".
func pointed(s string) string {
	if isASCII(s) {
		return s
	}
	var b strings.Builder
	last := rune(' ')
	for _, r := range s {
		if mark := pointing[r]; mark != 0 {
			r = mark
		}
		if words.ands[string(r)] && unicode.Is(unicode.Han, r) && last < utf8.RuneSelf {
			b.WriteByte(' ')
			b.WriteRune(r)
			r = ' '
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// digit returns the ASCII digit for a decimal digit of any script. Digits are
// encoded in runs of ten that begin with zero.
func digit(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + (r-rune(t.Lo))%10
		}
	}
	return r
}

// superscript returns the digit or minus that r shows raised.
func superscript(r rune) (rune, bool) {
	switch r {
	case '¹':
		return '1', true
	case '²', '³':
		return '2' + r - '²', true
	case '⁻':
		return '-', true
	case '⁰', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹':
		return '0' + r - '⁰', true
	}
	return 0, false
}
