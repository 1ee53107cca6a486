package convert

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxSlug is how long a slug may get before its end is replaced by a hash: long
// enough to be read, short enough for a button's value with an item's ID in it.
const maxSlug = 60

// slug makes an ID of a source's name: small letters, digits and hyphens.
// Accents are dropped; a name of which too little can be kept, or that is too
// long, ends in a hash of the whole name.
func slug(name string) string {
	var b strings.Builder
	isLost := false
	for _, c := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b.WriteRune(c)
		case unicode.Is(unicode.Mn, c):
			// the accent of the letter before it
		default:
			isLost = isLost || unicode.IsLetter(c)
			if s := b.String(); s != "" && s[len(s)-1] != '-' {
				b.WriteByte('-')
			}
		}
	}
	s := strings.Trim(b.String(), "-")
	switch {
	case s == "":
		return "x" + hash(name)
	case isLost:
		s += "-" + hash(name)
	}
	if len(s) > maxSlug {
		s = strings.Trim(s[:maxSlug-hashSize-1], "-") + "-" + hash(name)
	}
	return s
}

// slugs makes an ID of each name. Names that would get the same one all end in
// a hash, whatever the order they come in, so that a further name changes no
// other's ID unless it is its twin.
func slugs(names []string) map[string]string {
	sharers := make(map[string]int, len(names))
	ids := make(map[string]string, len(names))
	for _, name := range names {
		if _, ok := ids[name]; !ok {
			ids[name] = slug(name)
			sharers[ids[name]]++
		}
	}
	for name, id := range ids {
		if sharers[id] > 1 {
			ids[name] = id + "-" + hash(name)
		}
	}
	return ids
}

// hashSize is how many characters hash returns: 40 bits, so that ten thousand
// items of one course share one with a chance of one in twenty thousand.
const hashSize = 8

// hash names a text by its content.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:5]))
}
