package say

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Word is something that can be said to the coach, whatever the language.
type Word string

// heard are the spellings of words in a language.
type heard struct {
	words   map[string]spelling // by spelling, normal
	longest int                 // words in the longest spelling
	runes   int                 // and characters
}

type spelling struct {
	word  Word
	whole bool // it is that word only when nothing follows
}

// newHeard reads the spellings of a language's words. English ones are heard
// everywhere, so that what a command is called works for everybody; with
// something after it only the first of each, lest a word of the language be
// taken for an English one ("me" in Spanish).
func newHeard(own, english map[string]string) heard {
	h := heard{words: make(map[string]spelling)}
	add := func(texts map[string]string, asGuest bool) {
		for key, list := range texts {
			name, isWord := strings.CutPrefix(key, "word.")
			if !isWord {
				continue
			}
			for i, said := range namesOf(list) {
				said = normal(said)
				if _, taken := h.words[said]; taken && asGuest {
					continue
				}
				h.words[said] = spelling{Word(strings.ReplaceAll(name, "_", " ")), asGuest && i > 0}
				h.longest = max(h.longest, len(strings.Fields(said)))
				h.runes = max(h.runes, utf8.RuneCountInString(said))
			}
		}
	}
	add(own, false)
	add(english, true)
	return h
}

// Heard reads what was said to the coach: the word it begins with, if it does,
// and what follows. The longest word wins, so that "stop messages" is not
// "stop" with something after it. Neither case nor accents, width or the
// variants of a letter matter.
func (p *Printer) Heard(said string) (word Word, rest string, ok bool) {
	fields := strings.Fields(said)
	for n := min(p.heard.longest, len(fields)); n > 0; n-- {
		s, found := p.heard.words[normal(strings.Join(fields[:n], " "))]
		if found && (n == len(fields) || !s.whole) {
			return s.word, strings.Join(fields[n:], " "), true
		}
	}
	if word, rest, isApart, ok := p.heardUnspaced(strings.TrimSpace(said)); ok && isApart {
		return word, rest, true
	}
	return "", "", false
}

// HeardJoined reads a word that runs on into what follows it, as is written in
// languages without spaces. It may as well be the beginning of another word
// ("data" in "database"): only who knows what can follow can tell.
func (p *Printer) HeardJoined(said string) (word Word, rest string, ok bool) {
	word, rest, isApart, ok := p.heardUnspaced(strings.TrimSpace(said))
	if !ok || isApart {
		return "", "", false
	}
	return word, rest, true
}

// Lists tells whether what somebody typed is one of the words that a message
// lists, with commas between, in the printer's language or in English.
func (p *Printer) Lists(key, said string) bool {
	said = normal(said)
	return slices.ContainsFunc(append(namesOf(p.texts[key]), namesOf(p.english.texts[key])...), func(word string) bool { return normal(word) == said })
}

// heardUnspaced reads a word with no space behind it, as in Chinese, and whether
// something else sets it apart: a mark, a digit, other letters, or that nothing
// follows. A word of a single character is too often part of another.
func (p *Printer) heardUnspaced(said string) (word Word, rest string, isApart, ok bool) {
	f := fold(said)
	for n := min(p.heard.runes, len(f.text)); n >= 2; n-- {
		if !isSpaceless(f.text[n-1]) {
			continue
		}
		if s, found := p.heard.words[string(f.text[:n])]; found && !s.whole {
			rest = strings.TrimLeft(said[f.at[n]:], " :;,.!?、。：；，！？")
			return s.word, rest, n == len(f.text) || !isSpaceless(f.text[n]), true
		}
	}
	return "", "", false, false
}
