package alert

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// phraseList is a language's phrases, compiled.
type phraseList struct {
	danger   phrases
	everyday phrases
	signs    []sign
	gap      gap
}

// gap is what may stand between two parts of a phrase.
type gap struct {
	words  int             // so many, at most
	others map[string]bool // that name somebody else: what comes after one is not said of who writes
}

// phrases are patterns by the words they can begin with.
type phrases map[string][]pattern

// pattern is a sequence of parts that follow one another in a text.
type pattern []part

// part is one of several sequences of words, a gap, or the beginning of a
// sentence.
type part struct {
	words    [][]string
	optional bool
	gap      bool
	begins   bool
}

// usualGap is how many words a gap may span in a file that says nothing of it.
const usualGap = 3

// find returns the first dangerous phrase of a text, as it was written.
func (l *phraseList) find(t *words) (phrase string, ok bool) {
	t = t.without(l)
	for at := range t.tokens {
		if end := l.danger.match(t.tokens, at, &l.gap); end > at {
			return joined(t.written[at:end]), true
		}
	}
	for from := 0; from < len(t.tokens); from++ {
		to := from
		for !endsAt(t.tokens, to) {
			to++
		}
		if l.isSign(t.tokens[from:to]) {
			return joined(t.written[from:to]), true
		}
		from = to
	}
	return "", false
}

// match returns where the first match that begins at a token ends; -1 if there
// is none.
func (p phrases) match(tokens []string, at int, g *gap) int {
	for _, pattern := range p[tokens[at]] {
		if end := pattern.match(tokens, at, g); end >= 0 {
			return end
		}
	}
	return -1
}

// match returns the end of a match that begins at a token, or -1.
func (p pattern) match(tokens []string, at int, g *gap) int {
	if len(p) == 0 {
		return at
	}
	first, rest := &p[0], p[1:]
	switch {
	case first.begins:
		if at > 0 && tokens[at-1] != "" {
			return -1
		}
		return rest.match(tokens, at, g)
	case first.gap:
		for n := 0; ; n++ {
			if end := rest.match(tokens, at+n, g); end >= 0 {
				return end
			}
			if n == g.words || endsAt(tokens, at+n) || g.others[tokens[at+n]] {
				return -1
			}
		}
	}
	for _, words := range first.words {
		next := at + len(words)
		if words[0] == sentenceEnd {
			if next = at; !endsAt(tokens, at) {
				continue
			}
		} else if next > len(tokens) || !slices.Equal(tokens[at:next], words) {
			continue
		}
		if end := rest.match(tokens, next, g); end >= 0 {
			return end
		}
	}
	if first.optional {
		return rest.match(tokens, at, g)
	}
	return -1
}

// endsAt tells whether a sentence has ended before a token.
func endsAt(tokens []string, at int) bool { return at >= len(tokens) || tokens[at] == "" }

// The signs of a phrase file that are no words.
const (
	sentenceStart = "^"
	sentenceEnd   = "$"
	gapSign       = ".."
)

// parsePhrases reads a file of phrases; its head explains the form.
func parsePhrases(file string) (*phraseList, error) {
	list := &phraseList{danger: phrases{}, everyday: phrases{}, gap: gap{words: usualGap}}
	names := map[string][][]string{}
	for n, line := range strings.Split(file, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		var err error
		switch rest := line[1:]; line[0] {
		case '!':
			err = list.danger.add(rest, names)
		case '-':
			err = list.everyday.add(rest, names)
		case '&':
			var one sign
			if one, err = parseSign(rest, names); err == nil {
				list.signs = append(list.signs, one)
			}
		case '.':
			list.gap, err = parseGap(line)
		default:
			name, words, ok := strings.Cut(line, ":")
			if !ok {
				err = fmt.Errorf("a phrase begins with ! or -, a name ends with a colon")
			} else {
				names[name], err = alternatives(words, names)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	return list, nil
}

// parseGap reads how many words a gap may span, and which words end it.
func parseGap(line string) (gap, error) {
	g := gap{words: usualGap, others: map[string]bool{}}
	fields := strings.Fields(line)
	n, err := strconv.Atoi(fields[min(1, len(fields)-1)])
	if fields[0] != gapSign || err != nil || n < 1 {
		return g, fmt.Errorf("%q: a gap is .. and how many words it may span", line)
	}
	for _, w := range fields[2:] {
		for _, token := range tokensOf(w) {
			g.others[token] = true
		}
	}
	g.words = n
	return g, nil
}

// add compiles a phrase and files it under the words it can begin with.
func (p phrases) add(phrase string, names map[string][][]string) error {
	var out pattern
	for rest := strings.TrimSpace(phrase); rest != ""; rest = strings.TrimSpace(rest) {
		var one part
		var inner string
		var ok bool
		switch {
		case rest[0] == '(':
			if inner, rest, ok = cutGroup(rest); !ok {
				return fmt.Errorf("%q: a ( is not closed", phrase)
			}
			rest, one.optional = strings.CutPrefix(rest, "?")
		default:
			inner, rest, _ = strings.Cut(rest, " ")
			if inner, one.optional = strings.CutSuffix(inner, "?"); inner == gapSign || inner == sentenceStart {
				one.gap, one.begins = inner == gapSign, inner == sentenceStart
				out = append(out, one)
				continue
			}
		}
		var err error
		if one.words, err = alternatives(inner, names); err != nil {
			return fmt.Errorf("%q: %w", phrase, err)
		}
		out = append(out, one)
	}
	return p.file(out, phrase)
}

// file puts a pattern under each word it can begin with.
func (p phrases) file(out pattern, phrase string) error {
	seen := map[string]bool{}
	for _, part := range out {
		if part.begins {
			continue
		}
		if part.gap {
			return fmt.Errorf("%q: a gap cannot come first", phrase)
		}
		for _, words := range part.words {
			if w := words[0]; !seen[w] {
				seen[w] = true
				p[w] = append(p[w], out)
			}
		}
		if !part.optional {
			return nil
		}
	}
	return fmt.Errorf("%q: something must be in it", phrase)
}

// cutGroup takes the ( … ) at the beginning of a text.
func cutGroup(s string) (inner, rest string, ok bool) {
	depth := 0
	for i, r := range s {
		switch r {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return s[1:i], s[i+1:], true
			}
		}
	}
	return "", "", false
}

// alternatives reads "a | b (c|d)? | {name}" into sequences of words, as they
// stand in a text that was made ready for comparing.
func alternatives(s string, names map[string][][]string) ([][]string, error) {
	var out [][]string
	for _, one := range splitOutside(s) {
		sequences := [][]string{nil}
		for rest := strings.TrimSpace(one); rest != ""; rest = strings.TrimSpace(rest) {
			var add [][]string
			var err error
			if add, rest, err = cutWord(rest, names); err != nil {
				return nil, err
			}
			sequences = product(sequences, add)
		}
		for _, words := range sequences {
			if len(words) == 0 {
				return nil, fmt.Errorf("%q may be nothing at all", s)
			}
		}
		out = append(out, sequences...)
	}
	return out, nil
}

// cutWord takes a word, a name or a group from the beginning of a text: what
// it may be, and the rest.
func cutWord(s string, names map[string][][]string) (may [][]string, rest string, err error) {
	if s[0] == '(' {
		inner, rest, ok := cutGroup(s)
		if !ok {
			return nil, "", fmt.Errorf("%q: a ( is not closed", s)
		}
		if may, err = alternatives(inner, names); err != nil {
			return nil, "", err
		}
		if rest, ok = strings.CutPrefix(rest, "?"); ok {
			may = append(slices.Clone(may), nil)
		}
		return may, rest, nil
	}
	word, rest, _ := strings.Cut(s, " ")
	if name, ok := strings.CutPrefix(word, "{"); ok {
		if may, ok = names[strings.TrimSuffix(name, "}")]; !ok {
			return nil, "", fmt.Errorf("%s stands for nothing", word)
		}
		return may, rest, nil
	}
	if strings.ContainsAny(word, "(){}?!^.'’") {
		return nil, "", fmt.Errorf("%q is no word", word)
	}
	return [][]string{tokensOf(word)}, rest, nil
}

// splitOutside splits at every | that is not inside a group.
func splitOutside(s string) []string {
	var out []string
	depth, from := 0, 0
	for i, r := range s {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == '|' && depth == 0:
			out = append(out, s[from:i])
			from = i + 1
		}
	}
	return append(out, s[from:])
}

// product is every sequence of the first followed by every one of the second.
func product(first, second [][]string) [][]string {
	out := make([][]string, 0, len(first)*len(second))
	for _, a := range first {
		for _, b := range second {
			out = append(out, slices.Concat(a, b))
		}
	}
	return out
}
