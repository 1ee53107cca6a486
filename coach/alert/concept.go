package alert

import (
	"fmt"
	"slices"
	"strings"
)

// maxIdeas is how many concepts there may be.
const maxIdeas = 64

// concepts are what words are about, by the words, whatever the language: the
// word for a belt and the one for a fist are both something people hit with.
type concepts struct {
	names []string
	words map[string]uint64 // whole words
	parts map[string]uint64 // beginnings of words
	rows  map[string][]row  // words in a row, by the first
}

// row is words one after another, and what they are about.
type row struct {
	words []string
	ideas uint64
}

// parseConcepts reads a file of concepts; its head explains the form. There is
// never a concept without words.
func parseConcepts(file string) (*concepts, error) {
	c := &concepts{words: map[string]uint64{}, parts: map[string]uint64{}, rows: map[string][]row{}}
	for n, line := range strings.Split(file, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		name, list, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("line %d: a concept is a name, a colon and words", n+1)
		}
		idea := slices.Index(c.names, name)
		if idea < 0 {
			idea, c.names = len(c.names), append(c.names, name)
		}
		if idea >= maxIdeas {
			return nil, fmt.Errorf("line %d: there are more than %d concepts", n+1, maxIdeas)
		}
		for one := range strings.FieldsSeq(list) {
			if !c.add(one, 1<<idea) {
				return nil, fmt.Errorf("line %d: %q is no word", n+1, one)
			}
		}
	}
	return c, nil
}

// add adds a word, the beginning of one, or several in a row.
func (c *concepts) add(words string, idea uint64) (ok bool) {
	open, isOpen := strings.CutSuffix(words, anyForm)
	var tokens []string
	for one := range strings.SplitSeq(open, "_") {
		tokens = append(tokens, tokensOf(one)...)
	}
	switch {
	case len(tokens) == 0:
		return false
	case len(tokens) > 1:
		c.rows[tokens[0]] = append(c.rows[tokens[0]], row{tokens, idea})
	case isOpen:
		c.parts[tokens[0]] |= idea
	default:
		c.words[tokens[0]] |= idea
	}
	return true
}

// at is the concepts of what begins with a word of a text, a bit for each.
func (c *concepts) at(tokens []string, at int) uint64 {
	word := tokens[at]
	ideas := c.words[word]
	for end := range word {
		if end > 0 {
			ideas |= c.parts[word[:end]]
		}
	}
	ideas |= c.parts[word]
	for _, r := range c.rows[word] {
		if at+len(r.words) <= len(tokens) && slices.Equal(tokens[at:at+len(r.words)], r.words) {
			ideas |= r.ideas
		}
	}
	return ideas
}
