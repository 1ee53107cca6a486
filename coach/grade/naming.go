package grade

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxParts is how many parts of an answer are looked at one by one: each of 26
// numbered and 26 lettered entries twice.
const maxParts = 2 * 2 * 26

// named is an entry of a layout that an answer names.
type named struct {
	isLettered bool // one of Layout.Lettered, else one of Layout.Numbered
	place      int
	isDigit    bool // a lettered one that was named by a number
	isApart    bool // a semicolon or a line break stands before it
}

// naming reads answers that name the entries of a layout, by label or by text,
// in the order in which they stand there.
type naming struct {
	layout   Layout
	isNumber bool // some entries are numbers: a number alone labels no lettered one

	spellings []spelling // of all entries, longest first; see prepare
	isLoose   bool       // the spellings are without accents
}

// spelling is one way to write an entry out.
type spelling struct {
	text       string
	isLettered bool
	place      int
	isShared   bool // it is another entry's too, and names neither without its label
}

func newNaming(layout Layout) *naming {
	isNumber := slices.ContainsFunc(layout.Lettered, func(entry string) bool {
		_, err := ReadNumber(plain(entry))
		return err == nil
	})
	return &naming{layout: layout, isNumber: isNumber}
}

// reading is what an answer names, if all of it could be read.
type reading struct {
	names  []named
	beyond []string // labels that no entry has
}

// readings goes through the ways in which a cleaned answer can be read, the
// likeliest first: labels alone, labels and texts as they are written, texts that
// are nearly so. It yields none that does not make sense of all of it.
func (n *naming) readings(said string) iter.Seq[reading] {
	return func(yield func(reading) bool) {
		for _, text := range variants(said) {
			if r, ok := n.scan(fold(unify(text)), false); ok && !yield(r) {
				return
			}
		}
		n.prepare()
		for _, text := range variants(said) {
			text = fold(unify(text))
			if n.isLoose && !isASCII(text) {
				text = withoutAccents(text)
			}
			if r, ok := n.scan(text, true); ok && !yield(r) {
				return
			}
		}
		for _, text := range variants(said) {
			if r, ok := n.split(text); ok && !yield(r) {
				return
			}
		}
	}
}

// prepare spells the entries out, once: most answers are labels and don't need
// it. Accents count only where they tell entries apart.
func (n *naming) prepare() {
	if n.spellings != nil {
		return
	}
	strict, shared := n.spell(func(s string) string { return s })
	loose, sharedLoosely := n.spell(withoutAccents)
	n.spellings = strict
	if n.isLoose = sharedLoosely == shared; n.isLoose {
		n.spellings = loose
	}
	slices.SortStableFunc(n.spellings, func(a, b spelling) int { return cmp.Compare(len(b.text), len(a.text)) })
}

// spell returns the spellings of all entries: as they are seen, as they were
// written, and without a leading article; and how many of them belong to several
// entries of one side.
func (n *naming) spell(alike func(string) string) (list []spelling, shared int) {
	type side struct {
		isLettered bool
		text       string
	}
	owner := map[side]int{} // its index in list
	each := func(isLettered bool, entries []string, form func(string) string, isShort bool) {
		for place, entry := range entries {
			text, _ := clean(form(entry))
			text = alike(newPhrase(text).strict)
			first, isThere := owner[side{isLettered, text}]
			switch {
			case text == "" || isThere && list[first].place == place || isThere && isShort:
				continue
			case isThere:
				list[first].isShared = true
				shared++
			default:
				owner[side{isLettered, text}] = len(list)
			}
			list = append(list, spelling{text, isLettered, place, isThere})
		}
	}
	asWritten := func(s string) string { return s }
	for i, form := range []func(string) string{plain, asWritten, withoutArticle} {
		isShort := i == 2 // which gives way to an entry that is just that
		each(false, n.layout.Numbered, form, isShort)
		each(true, n.layout.Lettered, form, isShort)
	}
	return list, shared
}

// withoutArticle returns an entry as it is seen, without its leading article.
func withoutArticle(entry string) string {
	text := plain(entry)
	if first, rest, found := strings.Cut(text, " "); found && words.articles[fold(first)] {
		return rest
	}
	return text
}

// scan reads a folded text from its beginning to its end as labels, with the
// signs and words that join them, and if asked as texts of entries too.
func (n *naming) scan(s string, withTexts bool) (r reading, ok bool) {
	isApart := false
	flat := strings.ReplaceAll(s, "\n", " ") // as texts of several lines are spelled
	for at := 0; at < len(s); {
		var found []named
		var size int
		if withTexts {
			var entry named
			entry, size = n.entryAt(s, flat, at, len(r.names) > 0 && !r.names[len(r.names)-1].isLettered)
			found = []named{entry}
		}
		if size == 0 {
			found = nil
			first, width := utf8.DecodeRuneInString(s[at:])
			switch {
			case joinsEntries(s, at):
				isApart = isApart || first == ';' || first == '\n'
				at += width
				continue
			case isDigit(first):
				found, size = n.numberAt(s[at:], !withTexts, &r)
			case unicode.IsLetter(first):
				found, size = n.wordAt(s[at:], withTexts, &r)
			}
		}
		if size == 0 || len(r.names) > maxParts {
			return reading{}, false
		}
		for _, name := range found {
			name.isApart, isApart = isApart, false
			r.names = append(r.names, name)
		}
		at += size
	}
	return r, len(r.names)+len(r.beyond) > 0
}

// joinsEntries says whether the sign at a place only joins what stands around
// it. The point of a decimal does not, nor does a sign before a number.
func joinsEntries(s string, at int) bool {
	if strings.IndexByte(" \n,;:=<>()[]{}|&'\"`*#~_.!-+/", s[at]) < 0 {
		first, _ := utf8.DecodeRuneInString(s[at:])
		return strings.ContainsRune("→⇒⟶➔➜↦↔،؛、，；：。", first)
	}
	isAfterWord := at > 0 && (isDigit(rune(s[at-1])) || 'a' <= s[at-1] && s[at-1] <= 'z')
	switch {
	case !startsWithDigit(s[at+1:]):
		return true
	case s[at] == '.':
		return isAfterWord && !isDigit(rune(s[at-1])) // "a.1" but not "1.5" or ".5"
	case s[at] == '-' || s[at] == '+' || s[at] == '/':
		return isAfterWord
	}
	return true
}

// entryAt reads the entry that is written out at a place, with or without its
// label before it: the longest that fits. Where a left side and a right side are
// the same, it is the right one after a left one. flat is s on one line.
func (n *naming) entryAt(s, flat string, at int, isAfterNumbered bool) (found named, size int) {
	for _, entry := range n.spellings {
		if entry.isShared {
			continue
		}
		end := entry.endAt(flat, at)
		if isLonger := end-at > size; isLonger || end-at == size && entry.isLettered == isAfterNumbered && end > at {
			found, size = named{isLettered: entry.isLettered, place: entry.place}, end-at
		}
	}
	label, after := n.labelAt(s[at:])
	if after == 0 || label.isDigit {
		return found, size // a digit before a line may say its place
	}
	after += at
	after += leadingSpaces(s[after:])
	isSetOff := after < len(s) && strings.IndexByte(":.)=-", s[after]) >= 0
	if isSetOff {
		after++
	}
	after += leadingSpaces(s[after:])
	for _, entry := range n.spellings {
		if entry.isLettered != label.isLettered || entry.place != label.place {
			continue
		}
		if end := entry.endAt(flat, after); end-at > size || end-at == size && isSetOff { // "a fish" is no A
			found, size = label, end-at
		}
	}
	return found, size
}

// endAt returns where a spelling ends that begins at a place, or -1.
func (s spelling) endAt(text string, at int) int {
	if !strings.HasPrefix(text[at:], s.text) {
		return -1
	}
	end := at + len(s.text)
	last, _ := utf8.DecodeLastRuneInString(s.text)
	next, _ := utf8.DecodeRuneInString(text[end:])
	if isWordRune(last) && isWordRune(next) || unicode.Is(unicode.M, next) {
		return -1 // a longer word
	}
	return end
}

// labelAt reads a single label from the beginning of s. Its size is 0 if there is
// none.
func (n *naming) labelAt(s string) (name named, size int) {
	first, width := utf8.DecodeRuneInString(s)
	next, _ := utf8.DecodeRuneInString(s[width:])
	if place, isLetter := letterPlace(first); isLetter && place < len(n.layout.Lettered) && !unicode.IsLetter(next) {
		return named{isLettered: true, place: place}, width
	}
	digits := leadingDigits(s)
	number, err := strconv.Atoi(digits)
	if err != nil {
		return named{}, 0
	}
	if name, isThere := n.numberth(number); isThere {
		return name, len(digits)
	}
	return named{}, 0
}

// numberth returns the entry that a number names.
func (n *naming) numberth(number int) (name named, isThere bool) {
	if len(n.layout.Numbered) > 0 {
		return named{place: number - 1}, 0 < number && number <= len(n.layout.Numbered)
	}
	return named{isLettered: true, isDigit: true, place: number - 1}, 0 < number && number <= len(n.layout.Lettered)
}

// numberAt reads a number as a label, or if it may be a run of digits, "312",
// as several. A number that labels nothing is noted as beyond.
func (n *naming) numberAt(s string, mayRun bool, r *reading) (found []named, size int) {
	if n.isNumber && len(n.layout.Numbered) == 0 {
		return nil, 0
	}
	digits := leadingDigits(s)
	if number, err := strconv.Atoi(digits); err == nil {
		if name, isThere := n.numberth(number); isThere {
			return []named{name}, len(digits)
		}
	}
	for _, digit := range digits {
		name, isThere := n.numberth(int(digit - '0'))
		if !isThere || !mayRun {
			r.beyond = append(r.beyond, show(digits))
			return nil, len(digits)
		}
		found = append(found, name)
	}
	return found, len(digits)
}

// wordAt reads letters as a label, several labels run together, or a word that
// only joins.
func (n *naming) wordAt(s string, withTexts bool, r *reading) (found []named, size int) {
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.M, r) })
	if end < 0 {
		end = len(s)
	}
	word := s[:end]
	isOne := utf8.RuneCountInString(word) == 1
	isJoin := words.ands[word] || words.joins[word] || words.labels[word] || words.starts[word] && len(r.names) == 0
	if !isOne && (isJoin || withTexts && words.articles[word]) {
		return nil, end
	}
	if withTexts && isOne && words.articles[word] && n.isBeforeEntry(s[end:], r.names) {
		return nil, end // "a fish"
	}
	if withTexts && !isOne {
		return nil, 0
	}
	for _, letter := range word {
		place, isLetter := letterPlace(letter)
		switch {
		case isLetter && place < len(n.layout.Lettered):
			found = append(found, named{isLettered: true, place: place})
		case isLetter && isOne:
			r.beyond = append(r.beyond, strings.ToUpper(word))
		default:
			return nil, 0
		}
	}
	return found, end
}

// isBeforeEntry says whether an entry is written out after a space. After a
// numbered one it must be lettered: "owl is a bird" has an article before it, but
// in "owl A, shark B" the A is a label.
func (n *naming) isBeforeEntry(s string, names []named) bool {
	if !strings.HasPrefix(s, " ") {
		return false
	}
	isAfterNumbered := len(names) > 0 && !names[len(names)-1].isLettered
	return slices.ContainsFunc(n.spellings, func(entry spelling) bool {
		return !entry.isShared && utf8.RuneCountInString(entry.text) > 1 && entry.endAt(s, 1) > 0 && (entry.isLettered || !isAfterNumbered)
	})
}

func leadingSpaces(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

func leadingDigits(s string) string {
	return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
}

// letterPlace returns the place that a folded letter labels: 'a' is 0. Letters
// of the scripts whose options have letters of their own count too.
func letterPlace(letter rune) (place int, isLetter bool) {
	if 'a' <= letter && letter <= 'z' {
		return int(letter - 'a'), true
	}
	place, isLetter = words.alphabet[letter]
	return place, isLetter
}

// split reads an answer part by part, each an entry by label or by a text or
// value that is nearly its own: "0,5 < 3/4" for .5 and 0.75.
func (n *naming) split(said string) (r reading, ok bool) {
	lettered := optionsOf(n.layout.Lettered)
	if len(n.layout.Numbered) == 0 {
		for _, separators := range []string{"\n", ";\n", ";\n<>→", ";\n<>→,"} {
			if r, ok := splitLettered(said, separators, lettered); ok {
				return r, true
			}
		}
		return r, false
	}
	numbered := optionsOf(n.layout.Numbered)
	for _, separators := range []string{"\n", ";\n", ";\n,"} {
		if r, ok := splitPairs(said, separators, numbered, lettered); ok {
			return r, true
		}
	}
	return r, false
}

// splitLettered reads parts that each name a lettered entry.
func splitLettered(said, separators string, lettered *options) (r reading, ok bool) {
	for _, part := range splitAny(said, separators) {
		place, _ := lettered.find(part)
		if place < 0 {
			return r, false
		}
		r.names = append(r.names, named{isLettered: true, place: place})
	}
	return r, len(r.names) > 1
}

// splitPairs reads parts that each name a numbered entry, a sign of equality or
// the like, and a lettered one.
func splitPairs(said, separators string, numbered, lettered *options) (r reading, ok bool) {
	for _, part := range splitAny(said, separators) {
		left, right := -1, -1
		for _, relation := range []string{"=", "→", "->", ":", " - ", " – "} {
			if before, after, found := strings.Cut(part, relation); found && (left < 0 || right < 0) {
				left = numbered.findBy(numberPlace, strings.TrimSpace(before))
				right = lettered.findBy(placeOf, strings.TrimSpace(after))
			}
		}
		if left < 0 || right < 0 {
			return r, false
		}
		r.names = append(r.names, named{place: left}, named{isLettered: true, place: right})
	}
	return r, len(r.names) > 0
}

// numberPlace returns the place that a number labels.
func numberPlace(label string) (place int, isNumber bool) {
	number, err := strconv.Atoi(label)
	return number - 1, err == nil
}

// splitAny splits a text at any of the separators, and leaves out empty parts. It
// returns none if there are too many.
func splitAny(s, separators string) []string {
	if strings.Count(s, "\n")+strings.Count(s, ";")+strings.Count(s, ",") > maxParts {
		return nil
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(separators, r) })
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return slices.DeleteFunc(parts, func(part string) bool { return part == "" })
}
