package alert

import (
	"fmt"
	"slices"
	"strings"
)

// sign is danger told by words that stand in one sentence, in whatever order
// and form: one of each of its groups. People who are in need write without the
// order that phrases count on.
type sign []group

// group is several words of which one is enough; some are sequences of words.
type group struct {
	words map[string]bool // single words, whole
	parts []string        // letters at the beginning of a word, for its forms
	inner []string        // letters anywhere in a word, for languages that write small words onto others
	rows  [][]string      // several words in a row
}

// anyForm stands at the end of a word for all that begin with it, and at both
// ends for all that it is in.
const anyForm = "*"

// isSign tells whether one of the signs of danger is in a sentence.
func (l *phraseList) isSign(sentence []string) bool {
	return slices.ContainsFunc(l.signs, func(s sign) bool { return s.isIn(sentence) })
}

// isIn tells whether each group of a sign has a word in a sentence.
func (s sign) isIn(sentence []string) bool {
	if len(sentence) < 2 {
		return false
	}
	for i := range s {
		if !s[i].isIn(sentence) {
			return false
		}
	}
	return true
}

// isIn tells whether a word of a group is in a sentence.
func (g *group) isIn(sentence []string) bool {
	for at, word := range sentence {
		if g.words[word] ||
			slices.ContainsFunc(g.parts, func(p string) bool { return strings.HasPrefix(word, p) }) ||
			slices.ContainsFunc(g.inner, func(p string) bool { return strings.Contains(word, p) }) ||
			slices.ContainsFunc(g.rows, func(row []string) bool {
				return at+len(row) <= len(sentence) && slices.Equal(sentence[at:at+len(row)], row)
			}) {
			return true
		}
	}
	return false
}

// parseSign reads the groups of a sign.
func parseSign(line string, names map[string][][]string) (sign, error) {
	var out sign
	for rest := strings.TrimSpace(line); rest != ""; rest = strings.TrimSpace(rest) {
		inner, after := rest, ""
		if rest[0] == '(' {
			var ok bool
			if inner, after, ok = cutGroup(rest); !ok {
				return nil, fmt.Errorf("%q: a ( is not closed", line)
			}
		} else {
			inner, after, _ = strings.Cut(rest, " ")
		}
		rest = after
		sequences, err := alternatives(inner, names)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", line, err)
		}
		g := group{words: map[string]bool{}}
		for _, words := range sequences {
			g.add(words)
		}
		out = append(out, g)
	}
	if len(out) < 2 {
		return nil, fmt.Errorf("%q: a sign has two groups of words at least", line)
	}
	return out, nil
}

// add adds one of the words, or of the rows of words, of a group.
func (g *group) add(words []string) {
	last := words[len(words)-1]
	stem, isOpen := strings.CutSuffix(last, anyForm)
	switch {
	case len(words) > 1:
		g.rows = append(g.rows, words)
	case !isOpen:
		g.words[last] = true
	case strings.HasPrefix(stem, anyForm):
		g.inner = append(g.inner, strings.TrimPrefix(stem, anyForm))
	default:
		g.parts = append(g.parts, stem)
	}
}
