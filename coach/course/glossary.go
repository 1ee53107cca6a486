package course

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Meaning is what a word of the glossary means, for one reader.
type Meaning struct {
	Word     string // in the language of the texts
	Theirs   string // in the reader's language; empty where that is the same
	Meaning  string // in the reader's language where the glossary has it, else in the course's
	Own      string // the meaning in the language of the texts
	Language string // of Meaning, BCP 47
}

// Explain tells what a word means to a reader of a language. The word may be
// said in any language and form that the glossary has, whatever its case.
func (c *Course) Explain(word, tag string) (Meaning, bool) {
	said := fold(word)
	if said == "" {
		return Meaning{}, false
	}
	for i := range c.Glossary {
		t := &c.Glossary[i]
		if isSaid(said, t.Word, t.Also) {
			return c.meaning(t, c.Language, tag), true
		}
		for k := range t.Translations {
			if isSaid(said, t.Translations[k].Word, t.Translations[k].Also) {
				return c.meaning(t, c.Language, tag), true
			}
		}
	}
	return Meaning{}, false
}

func isSaid(said, word string, also []string) bool {
	return fold(word) == said || slices.ContainsFunc(also, func(form string) bool { return fold(form) == said })
}

// Words lists the words of the glossary that stand in a text of the course, each
// with what it means to a reader, in the order in which they stand there. The text
// is in the language of, the course's own if it is empty. Mathematics, code and
// addresses are no words.
func (c *Course) Words(text, of, tag string) []Meaning {
	if len(c.Glossary) == 0 {
		return nil
	}
	text = fold(links.ReplaceAllString(notProse.ReplaceAllString(text, " "), "$1"))
	type found struct {
		at      int
		meaning Meaning
	}
	var all []found
	for i := range c.Glossary {
		t := &c.Glossary[i]
		word, also := t.in(c.Language, of)
		first := -1
		for _, form := range append([]string{word}, also...) {
			if at := standsAt(text, fold(form)); at >= 0 && (first < 0 || at < first) {
				first = at
			}
		}
		if first >= 0 {
			all = append(all, found{first, c.meaning(t, of, tag)})
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return a.at - b.at })
	meanings := make([]Meaning, len(all))
	for i, f := range all {
		meanings[i] = f.meaning
	}
	return meanings
}

// GlossaryLanguages lists the languages in which words are explained: the
// course's own first; none without a glossary.
func (c *Course) GlossaryLanguages() []string {
	if len(c.Glossary) == 0 {
		return nil
	}
	tags := []string{c.Language}
	for i := range c.Glossary {
		for _, tr := range c.Glossary[i].Translations {
			if !slices.Contains(tags, tr.Language) {
				tags = append(tags, tr.Language)
			}
		}
	}
	return tags
}

// find is the translation that serves a reader of a language; nil where the
// course's own does, or none.
func (t *Term) find(own, tag string) *Translated {
	offered := make([]string, 1, 1+len(t.Translations))
	offered[0] = own
	for i := range t.Translations {
		offered = append(offered, t.Translations[i].Language)
	}
	if i := closest(tag, offered); i > 0 {
		return &t.Translations[i-1]
	}
	return nil
}

// in is the word and its forms in the language of a text.
func (t *Term) in(own, of string) (word string, also []string) {
	if tr := t.find(own, of); tr != nil {
		return tr.Word, tr.Also
	}
	return t.Word, t.Also
}

// meaning is what a word means to a reader of a language, the word being one of
// a text in the language of.
func (c *Course) meaning(t *Term, of, tag string) Meaning {
	m := Meaning{Word: t.Word, Theirs: t.Word, Meaning: t.Meaning, Own: t.Meaning, Language: c.Language}
	if tr := t.find(c.Language, of); tr != nil {
		m.Word, m.Own = tr.Word, tr.Meaning
	}
	if tr := t.find(c.Language, tag); tr != nil {
		m.Theirs, m.Meaning, m.Language = tr.Word, tr.Meaning, tr.Language
	}
	if fold(m.Theirs) == fold(m.Word) {
		m.Theirs = ""
	}
	return m
}

// standsAt is where a word stands in a text by itself, both folded; -1 where it
// does not. In scripts without spaces every place is by itself.
func standsAt(text, word string) int {
	if word == "" {
		return -1
	}
	for from := 0; ; {
		at := strings.Index(text[from:], word)
		if at < 0 {
			return -1
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(word):])
		first, _ := utf8.DecodeRuneInString(word)
		last, _ := utf8.DecodeLastRuneInString(word)
		if !isJoined(before, first) && !isJoined(last, after) {
			return at
		}
		_, size := utf8.DecodeRuneInString(text[at:])
		from = at + size
	}
}

// isJoined tells whether two neighbouring letters belong to one word.
func isJoined(a, b rune) bool {
	isLetter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) }
	return isLetter(a) && isLetter(b) && !unicode.In(a, spaceless...) && !unicode.In(b, spaceless...)
}

// spaceless are scripts that write words without spaces between them.
var spaceless = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

// checkGlossary reports words that stand in the glossary twice and translations
// into no language, or twice into one.
func (k *checker) checkGlossary(nodes []*node, terms []Term) {
	seen := make(map[string]int)
	word := func(n *node, key, form string) {
		if form = fold(form); form == "" || n.isBad {
			return
		}
		if first := seen[form]; first > 0 {
			k.at(n, key, "%q stands in the glossary on line %d already: remove one", clip(form), first)
			return
		}
		seen[form] = n.line
	}
	for i, n := range nodes {
		word(n, "word", terms[i].Word)
		for _, form := range terms[i].Also {
			word(n, "also", form)
		}
		tags := make(map[string]int)
		for j, place := range n.list("translations") {
			k.checkOtherLanguage(place, terms[i].Translations[j].Language, tags)
		}
	}
}
