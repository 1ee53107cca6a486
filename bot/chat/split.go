package chat

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// splitter cuts a text into pieces that a platform takes. It knows the text as
// cells (what a reader calls characters) and, for each, what it costs the
// reader when the text is cut after it.
type splitter struct {
	blocks []Block
	cells  []cell
	at     int // the first cell that no piece has had
}

// cell is one grapheme cluster, in a run of a block.
type cell struct {
	text       string
	block, run int32
	cost       cost
}

// cost tells how much a cut hurts, the best first.
type cost uint8

const (
	afterParagraph cost = iota
	afterLine
	afterSentence
	afterWord
	withinEmphasis // between words: the emphasis is closed and opened again
	afterCodeLine  // of fenced code, closed and opened again
	atEdge         // between letters, where a link or code begins or ends
	withinCode
	withinWord
	withinLink
	never // cost of no cut; also the number of costs
)

// longestCell bounds a cell in bytes. The longest emoji have under 36; a
// letter under more accents than that is taken apart.
const longestCell = 36

// newSplitter takes blocks apart. isLong tells links that are too long to be
// said again in each of two pieces: they become text, and so do moments that
// take as much.
func newSplitter(blocks []Block, isLong func(Run) bool) *splitter {
	s := &splitter{blocks: make([]Block, len(blocks))}
	for i, b := range blocks {
		var runs []Run
		for _, r := range b.Runs {
			if r.Link != "" && isLong(r) {
				runs = appendRun(runs, Run{Text: r.Text})
				if leads(r) {
					runs = appendRun(runs, Run{Text: " (" + r.Link + ")"})
				}
				continue
			}
			if r.IsMoment() && isLong(r) {
				r.At = time.Time{}
			}
			runs = appendRun(runs, r)
		}
		b.Runs = runs
		s.blocks[i] = b.shallow()
		s.addBlock(int32(i))
		end := afterParagraph
		if i+1 < len(blocks) && !blocks[i+1].Loose {
			end = afterLine
		}
		s.cells[len(s.cells)-1].cost = end
	}
	return s
}

// shallow bounds what is written before and around the words of a block, so
// that a deep nest of lists and quotations leaves room for them.
func (b Block) shallow() Block {
	const (
		deepest = 3  // quotations
		widest  = 16 // columns, and bytes of a marker or a language
	)
	b.Quote, b.Indent = min(b.Quote, deepest), min(b.Indent, widest)
	if len(b.Marker) > widest {
		b.Runs = append([]Run{{Text: b.Marker + " "}}, b.Runs...)
		b.Marker = ""
	}
	if len(b.Language) > widest {
		b.Language = ""
	}
	return b
}

// addBlock adds the cells of one block, at least one.
func (s *splitter) addBlock(block int32) {
	b := s.blocks[block]
	first := len(s.cells)
	rest, state := b.text(), -1
	run, left := int32(0), 0
	if len(b.Runs) > 0 {
		left = len(b.Runs[0].Text)
	}
	for rest != "" {
		var cluster string
		var breaks int
		cluster, rest, breaks, state = uniseg.StepString(rest, state)
		for cluster != "" {
			// A cluster may reach over the end of a run ("e" and, in bold, its
			// accent), and may be longer than is kept together.
			for left == 0 {
				run++
				left = len(b.Runs[run].Text)
			}
			n := min(len(cluster), left)
			if len(cluster) > longestCell {
				_, n = utf8.DecodeRuneInString(cluster)
			}
			c := cell{text: cluster[:n], block: block, run: run, cost: withinWord}
			cluster, left = cluster[n:], left-n
			if cluster == "" {
				c.cost = natural(c.text, breaks)
			}
			s.cells = append(s.cells, c)
		}
	}
	if len(s.cells) == first { // a marker without words
		s.cells = append(s.cells, cell{block: block})
	}
	for i := first; i < len(s.cells)-1; i++ {
		s.cells[i].cost = b.costOf(s.cells[i], s.cells[i+1])
	}
}

// natural is the cost that the text itself tells.
func natural(text string, breaks int) cost {
	line := breaks & uniseg.MaskLine
	switch {
	case strings.Contains(text, "\n"):
		return afterLine
	case line == uniseg.LineDontBreak:
		return withinWord
	case text[0] > ' ' && text[0] < utf8.RuneSelf:
		return atEdge
	case breaks&uniseg.MaskSentence != 0:
		return afterSentence
	}
	return afterWord
}

// costOf raises the natural cost of a cut between two cells of a block when
// it goes through something.
func (b Block) costOf(c, next cell) cost {
	if b.Kind == Fenced {
		if c.cost == afterLine {
			return afterCodeLine
		}
		return max(c.cost, withinCode)
	}
	left, right := b.Runs[c.run], b.Runs[next.run]
	same := c.run == next.run
	switch {
	case left.Link != "" && left.Link == right.Link, same && left.IsMoment():
		return max(c.cost, withinLink)
	case left.Code && right.Code && same:
		return max(c.cost, withinCode)
	case c.cost <= afterWord && (left.Bold && right.Bold || left.Italic && right.Italic):
		return withinEmphasis
	case c.cost == withinWord && !same && (left.Link != right.Link || left.At != right.At || left.Code != right.Code):
		return atEdge
	}
	return c.cost
}

// done tells whether every cell has been given out.
func (s *splitter) done() bool {
	for s.at < len(s.cells) && s.isBlank(s.at) {
		s.at++
	}
	return s.at == len(s.cells)
}

// isBlank tells a cell that a piece need not begin or end with: a space
// between words, and in code a line break.
func (s *splitter) isBlank(i int) bool {
	c := s.cells[i]
	if c.text == "" {
		return false
	}
	if s.blocks[c.block].Kind == Fenced {
		return c.text == "\n"
	}
	return strings.TrimSpace(c.text) == ""
}

// next gives out the next piece: as much as fits, cut where it hurts least,
// and at least one cell, so that it comes to an end whatever the limit.
func (s *splitter) next(fits func([]Block) bool) []Block {
	if s.done() {
		return nil
	}
	end := s.longest(fits)
	for end < len(s.cells) && end > s.at+1 {
		cut := s.bestCut(end)
		if fits(s.piece(s.at, cut)) {
			end = cut
			break
		}
		end = cut - 1 // marks that a shorter piece has to close can make it longer
	}
	end = max(end, s.at+1)
	piece := s.piece(s.at, end)
	s.at = end
	return piece
}

// longest returns the end of the longest piece from s.at that fits, by
// doubling and halving, so that its work depends on the piece and not on the
// text.
func (s *splitter) longest(fits func([]Block) bool) int {
	good, step := s.at, 64
	bad := len(s.cells) + 1
	for good < len(s.cells) {
		try := min(good+step, len(s.cells))
		if !fits(s.piece(s.at, try)) {
			bad = try
			break
		}
		good, step = try, step*2
	}
	for bad-good > 1 {
		try := (good + bad) / 2
		if try > len(s.cells) {
			break
		}
		if fits(s.piece(s.at, try)) {
			good = try
		} else {
			bad = try
		}
	}
	return good
}

// bestCut returns the best place to cut at or before end: the kindest clean
// cut that leaves a message worth sending, else the last clean cut anywhere,
// else the last of the least bad.
func (s *splitter) bestCut(end int) int {
	half, third := s.at+(end-s.at+1)/2, s.at+(end-s.at+2)/3
	var last [never]int // the last cut of each cost
	for i := s.at + 1; i <= end; i++ {
		last[s.cells[i-1].cost] = i
	}
	for c := afterParagraph; c <= afterWord; c++ {
		if last[c] >= half || c <= afterLine && last[c] >= third {
			return last[c]
		}
	}
	if clean := max(last[afterParagraph], last[afterLine], last[afterSentence], last[afterWord]); clean > 0 {
		return clean
	}
	for c := withinEmphasis; c < never; c++ {
		if last[c] > 0 {
			return last[c]
		}
	}
	return end
}

// piece makes blocks of the cells from..to. A block begun in an earlier piece
// goes on as a paragraph (or as code), without its marker and not moved in.
func (s *splitter) piece(from, to int) []Block {
	for to > from+1 && s.isBlank(to-1) {
		to--
	}
	var blocks []Block
	outdent := s.blocks[s.cells[from].block].Indent
	for i := from; i < to; {
		n := s.cells[i].block
		b := s.blocks[n]
		runs := b.Runs
		b.Runs = nil
		if i == from {
			b.Loose = false
			if i > 0 && s.cells[i-1].block == n {
				b.Marker = ""
				if b.Kind == Heading {
					b.Kind = Paragraph
				}
			}
		} else if len(blocks) == 1 && blocks[0].Marker == "" && b.Marker != "" && s.blocks[s.cells[from].block].Marker != "" {
			b.Loose = true // a list cannot always interrupt what goes on before it
		}
		outdent = min(outdent, b.Indent)
		b.Indent -= outdent
		for i < to && s.cells[i].block == n {
			run := s.cells[i].run
			var text strings.Builder
			for ; i < to && s.cells[i].block == n && s.cells[i].run == run; i++ {
				text.WriteString(s.cells[i].text)
			}
			if len(runs) > 0 {
				r := runs[run]
				if r.Text != text.String() {
					r.At = time.Time{} // half the words of a moment are words
				}
				r.Text = text.String()
				b.Runs = appendRun(b.Runs, r)
			}
		}
		blocks = append(blocks, b)
	}
	return blocks
}
