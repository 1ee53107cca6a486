package formula

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wholeWords puts letters back together that make a word: what \text holds, a
// function written without its backslash, a word of prose.
func (s speaker) wholeWords(row []piece) []piece {
	out := make([]piece, 0, len(row))
	for i := 0; i < len(row); {
		end := i + 1
		switch {
		case row[i].kind == words:
			for end < len(row) && (row[end].kind == words || row[end].kind == gap && row[end-1].made == nil) && row[end-1].made == nil {
				end++
			}
			out = append(out, prose(row[i:end]))
			i = end
			continue
		case isLooseLetter(row[i]) && row[i].made == nil:
			for end < len(row) && isLooseLetter(row[end]) && row[end-1].made == nil {
				end++
			}
		}
		if whole, ok := s.wholeWord(row[i:end]); ok {
			out = append(out, whole)
		} else {
			out = append(out, row[i:end]...)
		}
		i = end
	}
	return out
}

// prose makes one piece of what stood in \text.
func prose(row []piece) piece {
	var b strings.Builder
	for _, x := range row[:len(row)-1] {
		b.WriteString(x.text)
	}
	last := row[len(row)-1]
	whole := piece{kind: words}
	if last.made == nil {
		whole.text = b.String() + last.text
		return whole
	}
	m := *last.made
	if m.form == single {
		m.base = b.String() + m.base
		whole.made = &m
		return whole
	}
	whole.text = b.String() + last.text
	return whole
}

// isLooseLetter says whether a piece is one letter, perhaps with scripts.
func isLooseLetter(x piece) bool {
	text := x.ownText()
	c, size := utf8.DecodeRuneInString(text)
	return x.kind == ordinary && size == len(text) && c < unicode.MaxASCII && isLetter(byte(c))
}

// wholeWord makes one piece of letters that are no product: the name of a
// function, or four letters and more with a vowel among them.
func (s speaker) wholeWord(row []piece) (piece, bool) {
	if len(row) < 2 {
		return piece{}, false
	}
	var b strings.Builder
	for _, x := range row {
		b.WriteString(x.ownText())
	}
	text := b.String()
	kind := ordinary
	if at := symbols[strings.ToLower(text)]; at.kind == function || at.kind == bounded || isGreek(at.text) {
		kind = at.kind
		if kind != bounded {
			text = at.text
		}
	} else if len(row) < 4 || !strings.ContainsAny(strings.ToLower(text), "aeiouy") {
		return piece{}, false
	}
	if kind != function {
		kind = ordinary
	}
	whole := piece{text: text, kind: kind}
	if last := row[len(row)-1]; last.made != nil {
		whole.made = &made{base: text, scripts: last.made.scripts}
	}
	return whole, true
}

func isGreek(text string) bool {
	c, size := utf8.DecodeRuneInString(text)
	return size > 0 && size == len(text) && unicode.Is(unicode.Greek, c)
}

// barPairs finds the bars of absolute values: for each that opens one, where it
// closes. A bar that stands alone, as in P(A|B), is in no pair.
func barPairs(row []piece) map[int]int {
	var pairs map[int]int
	var open []int // bars not yet paired, at this depth of brackets
	var outer [][]int
	pair := func(bars []int) {
		if len(bars)%2 == 1 {
			bars = bars[1:] // {x | |x| < 3}: the first one separates
		}
		for i := 0; i+1 < len(bars); i += 2 {
			if len(withoutOuterGaps(row[bars[i]+1:bars[i+1]])) == 0 || row[bars[i]].made != nil {
				return
			}
			if pairs == nil {
				pairs = make(map[int]int)
			}
			pairs[bars[i]] = bars[i+1]
		}
	}
	for i, x := range row {
		switch {
		case x.kind == opening:
			outer, open = append(outer, open), nil
		case x.kind == closing && len(outer) > 0:
			pair(open)
			open, outer = outer[len(outer)-1], outer[:len(outer)-1]
		case x.kind == ordinary && x.ownText() == "|":
			open = append(open, i)
		}
	}
	pair(open)
	for _, bars := range outer {
		pair(bars)
	}
	return pairs
}
