package course

import (
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/token"
)

// Limits of a file. They are far past any real course, and keep a hostile one
// from costing memory, stack or minutes: the YAML library needs some 250 bytes
// for each token, is recursive, and takes quadratic time over the keys of one
// mapping and over values that are not there.
const (
	maxBytes   = 10 << 20
	maxMarks   = 2_500_000 // characters that may make a token; real files of the greatest size have 1 to 1.7 million
	maxDepth   = 20        // lists and mappings inside one another; a course needs nine
	maxKeys    = 100       // in one mapping; an item has 33
	maxMissing = 1000      // keys and dashes with nothing after them
)

func addTooLarge(r *report) {
	r.add(0, 0, "the file is larger than %d MB: split the course, or keep pictures beside it and not in it", maxBytes>>20)
}

// checkCharacters refuses bytes that are not text, and more marks than any
// text has.
func checkCharacters(r *report) bool {
	marks := len(r.lines)
	for i, line := range r.lines {
		column := 0
		for at, c := range line {
			column++
			if c == utf8.RuneError {
				if _, size := utf8.DecodeRuneInString(line[at:]); size == 1 {
					r.add(i+1, column, "this is not UTF-8: save the file in that encoding")
					break // the rest of the line is no better
				}
			}
			if isControl(c) && c != '\t' {
				r.add(i+1, column, "a control character (U+%04X) stands here: remove it", c)
				break
			}
			if c < utf8.RuneSelf && strings.IndexByte("[]{},:-?&*!|>'\"#%@`", byte(c)) >= 0 {
				marks++
			}
		}
	}
	if marks > maxMarks {
		r.add(0, 0, "the file has more than %d lines, brackets, colons and other marks: split the course", maxMarks)
	}
	return len(r.list) == 0
}

// isControl says whether a terminal or a chat might obey c rather than show it.
// Line ends and tabs count: callers that allow them say so.
func isControl(c rune) bool {
	return c < ' ' || c >= 0x7f && c < 0xa0 || c == '\u2028' || c == '\u2029' || c == '\ufeff'
}

// unused says what the parts of YAML that courses do without are called.
var unused = map[token.Type]string{
	token.AnchorType:     "`&` makes a YAML anchor",
	token.AliasType:      "`*` makes a YAML alias", // by which a small file can become an enormous one
	token.TagType:        "`!` makes a YAML tag",
	token.MergeKeyType:   "`<<` merges YAML mappings",
	token.DirectiveType:  "`%` makes a YAML directive",
	token.MappingKeyType: "`?` makes a YAML key of several lines",
}

// checkTokens refuses, before the parser sees them, the parts of YAML that
// courses do not use, and files past the limits.
func checkTokens(r *report, tokens token.Tokens) bool {
	var open nesting
	missing := 0
	for i, t := range tokens {
		line, column := t.Position.Line, t.Position.Column
		if what := unused[t.Type]; what != "" {
			r.add(line, column, "%s, which courses do not use: if a text is meant, put it in quotes", what)
			continue
		}
		if t.Type == token.MappingValueType && i > 0 {
			column = tokens[i-1].Position.Column // a mapping stands where its keys do
		}
		open.note(t.Type, column)
		switch {
		case len(open) > maxDepth:
			r.add(line, column, "lists and mappings stand more than %d deep here", maxDepth)
			return false
		case len(open) > 0 && open[len(open)-1].keys > maxKeys:
			r.add(line, column, "more than %d keys stand in one mapping", maxKeys)
			return false
		}
		if isMissing(t, column, tokens[i+1:]) {
			if missing++; missing > maxMissing {
				r.add(line, column, "more than %d values are missing", maxMissing)
				return false
			}
		}
	}
	return len(r.list) == 0
}

// level is a list or mapping around a token.
type level struct {
	isFlow bool // written with brackets or braces
	column int  // of its dashes or keys, unless it is flow
	keys   int
}

// nesting is the lists and mappings around a token, the innermost last.
type nesting []level

// note takes in a token; for the colon of a mapping, column is its key's.
func (open *nesting) note(t token.Type, column int) {
	top := func() *level { return &(*open)[len(*open)-1] }
	switch t {
	case token.SequenceStartType, token.MappingStartType:
		*open = append(*open, level{isFlow: true})
	case token.SequenceEndType, token.MappingEndType:
		if len(*open) > 0 && top().isFlow {
			*open = (*open)[:len(*open)-1]
		}
	case token.SequenceEntryType, token.MappingValueType:
		for len(*open) > 0 && !top().isFlow && top().column > column {
			*open = (*open)[:len(*open)-1]
		}
		if len(*open) == 0 || !top().isFlow && top().column < column {
			*open = append(*open, level{column: column})
		}
		if t == token.MappingValueType {
			top().keys++
		}
	}
}

// isMissing says whether a key's colon or a dash has nothing after it.
func isMissing(t *token.Token, column int, rest token.Tokens) bool {
	if t.Type != token.MappingValueType && t.Type != token.SequenceEntryType {
		return false
	}
	for _, next := range rest {
		switch {
		case next.Type == token.CommentType:
			continue
		case next.Type == token.CollectEntryType || next.Type == token.SequenceEndType || next.Type == token.MappingEndType:
			return true
		case next.Position.Line == t.Position.Line || next.Position.Column > column:
			return false
		}
		// A list may stand below its key without being indented.
		return next.Position.Column < column || t.Type == token.SequenceEntryType || next.Type != token.SequenceEntryType
	}
	return true
}
