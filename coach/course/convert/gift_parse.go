package convert

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// giftKind is what a piece of a GIFT file is.
type giftKind uint8

// The kinds. What a question is follows from the answers between its braces.
const (
	giftDescription giftKind = iota // no braces
	giftCategory                    // where the questions after it belong
	giftEssay                       // empty braces
	giftTrueFalse
	giftShort
	giftChoice
	giftMatching
	giftNumerical
)

// giftText is a text with the format it is written in: "moodle" where the file
// names none, else "html", "markdown" or "plain".
type giftText struct {
	format string
	text   string
}

// giftEntry is a question, or a category, as the file has it.
type giftEntry struct {
	line  int // where it begins, from 1
	kind  giftKind
	fault string // why nothing can be made of it, or ""

	id     string   // from a comment above it: [id:…]
	number string   // likewise, Moodle's own: "question: 666"
	tags   []string // likewise: [tag:…]

	title      string // of a category, its path
	stem       giftText
	isEmbedded bool // text follows the answers; "_____" stands in their place
	feedback   giftText

	isTrue  bool
	reply   [2]giftText // true-false: the feedback written first, and second
	isLone  bool        // numerical: one number without a mark before it
	answers []giftAnswer
	pairs   []giftPair
}

// giftAnswer is one answer between the braces.
type giftAnswer struct {
	isRight  bool // marked with = and not with ~
	isRated  bool // a weight is given
	weight   float64
	text     giftText
	number   *giftNumber // of a numerical answer; nil for the one that stands for all others
	feedback giftText
}

// giftNumber is what counts as a number: value, value ± slack, or low to high,
// as they are written.
type giftNumber struct {
	value, slack string
	low, high    string
}

// giftPair is two things that belong together.
type giftPair struct {
	left  giftText
	right string
}

var (
	giftID      = regexp.MustCompile(`\[id:\s*([^\]]*?)\s*\]`)
	giftTag     = regexp.MustCompile(`\[tag:\s*([^\]]*?)\s*\]`)
	giftName    = regexp.MustCompile(`^\s*//\s*question:\s*(\d{1,18})\b`)
	giftComment = regexp.MustCompile(`^\s*//`)
	giftFormat  = regexp.MustCompile(`^\s*\[(html|markdown|plain|moodle)\]`)
)

// giftBlock is the lines of one question, without its comments.
type giftBlock struct {
	line     int
	text     string
	comments []string
}

// giftBlocks cuts a file at its empty lines. A question that is still open at
// one goes on after it, unless another question begins there.
func giftBlocks(text string) []giftBlock {
	var blocks []giftBlock
	var block giftBlock
	var lines []string
	flush := func() {
		block.text = strings.Join(lines, "\n")
		if strings.TrimSpace(block.text) != "" || len(block.comments) > 0 {
			blocks = append(blocks, block)
		}
		block, lines = giftBlock{}, nil
	}
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		switch {
		case giftComment.MatchString(line):
			block.comments = append(block.comments, line)
			continue
		case strings.TrimSpace(line) == "":
			flush()
			continue
		}
		if len(lines) == 0 {
			block.line = number
		}
		lines = append(lines, line)
		if strings.HasPrefix(strings.TrimSpace(line), giftCategoryMark) {
			flush() // it ends with its line
		}
	}
	flush()
	return joinOpenBlocks(blocks)
}

const giftCategoryMark = "$CATEGORY:"

// joinOpenBlocks puts together what empty lines inside braces have cut apart.
// A forgotten brace must not swallow the questions after it, so the closing
// one has to come before another opens, and soon.
func joinOpenBlocks(blocks []giftBlock) []giftBlock {
	const soon = 10 // blocks
	var out []giftBlock
	for i := 0; i < len(blocks); i++ {
		block := blocks[i]
		if giftDepth(block.text) > 0 {
			for n, next := range blocks[i+1 : min(i+1+soon, len(blocks))] {
				at := strings.IndexAny(blankEscapes(next.text), "{}")
				if strings.HasPrefix(strings.TrimSpace(next.text), "::") || at >= 0 && next.text[at] == '{' {
					break
				}
				if at < 0 {
					continue
				}
				for _, part := range blocks[i+1 : i+2+n] {
					block.text += "\n\n" + part.text
				}
				i += n + 1
				break
			}
		}
		out = append(out, block)
	}
	return out
}

// giftDepth is how many braces a text leaves open.
func giftDepth(text string) int {
	depth := 0
	for _, c := range []byte(blankEscapes(text)) {
		switch {
		case c == '{':
			depth++
		case c == '}' && depth > 0:
			depth--
		}
	}
	return depth
}

// blankEscapes writes two signs that mean nothing in place of each escape, so
// that places in the text stay what they were.
func blankEscapes(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	b := []byte(s)
	for i := 0; i+1 < len(b); i++ {
		if b[i] == '\\' && strings.IndexByte(`~=#{}:\`, b[i+1]) >= 0 {
			b[i], b[i+1] = '_', '_'
			i++
		}
	}
	return string(b)
}

// parseGIFT reads a file's entries in order. It never fails: what cannot be
// understood has a fault.
func parseGIFT(text string) []giftEntry {
	var entries []giftEntry
	for _, block := range giftBlocks(text) {
		if strings.TrimSpace(block.text) != "" {
			entries = append(entries, parseGIFTBlock(block))
		}
	}
	return entries
}

func parseGIFTBlock(block giftBlock) giftEntry {
	e := giftEntry{line: block.line}
	e.readComments(block.comments)
	text := strings.TrimSpace(block.text)
	if path, ok := strings.CutPrefix(text, giftCategoryMark); ok {
		e.kind, e.title = giftCategory, unescapeGIFT(strings.TrimSpace(path), true)
		return e
	}
	text = e.cutTitle(text)
	format, text := cutFormat(text, "moodle")
	start, end, fault := giftBraces(text)
	switch {
	case fault != "":
		e.fault = fault
		return e
	case start < 0:
		e.stem = newGIFTText(format, text)
		return e
	}
	before, after := newGIFTText(format, text[:start]), newGIFTText(format, text[end+1:])
	e.stem = before
	if after.text != "" {
		e.isEmbedded = true
		e.stem.text = strings.TrimSpace(before.text + " _____ " + after.text)
	}
	e.parseAnswers(text[start+1:end], format)
	return e
}

// readComments takes from the comments above a question what programs write
// there.
func (e *giftEntry) readComments(comments []string) {
	for _, comment := range comments {
		if m := giftID.FindStringSubmatch(comment); m != nil {
			e.id = m[1]
		}
		if m := giftName.FindStringSubmatch(comment); m != nil && m[1] != "0" { // 0 says that a category begins
			e.number = m[1]
		}
		for _, m := range giftTag.FindAllStringSubmatch(comment, -1) {
			e.tags = append(e.tags, m[1])
		}
	}
}

// cutTitle takes the ::title:: from the beginning of a question.
func (e *giftEntry) cutTitle(text string) string {
	rest, ok := strings.CutPrefix(text, "::")
	if !ok {
		return text
	}
	end := strings.Index(blankEscapes(rest), "::")
	if end < 0 {
		return text
	}
	e.title = unescapeGIFT(strings.TrimSpace(rest[:end]), true)
	return strings.TrimSpace(rest[end+2:])
}

// cutFormat takes a [format] from the beginning of a text; without one it is
// the format around it.
func cutFormat(text, around string) (format, rest string) {
	if m := giftFormat.FindStringSubmatch(text); m != nil {
		return m[1], text[len(m[0]):]
	}
	return around, text
}

// newGIFTText is a text as it stands in the file, unescaped. Where lines mean
// nothing they are joined.
func newGIFTText(format, raw string) giftText {
	isProse := format == "moodle" || format == "plain"
	return giftText{format, unescapeGIFT(strings.TrimSpace(raw), isProse)}
}

// unescapeGIFT takes the backslashes from the signs of GIFT, and makes a line
// break of \n. Prose loses the breaks and spaces of the file's layout.
func unescapeGIFT(s string, isProse bool) string {
	var b strings.Builder
	b.Grow(len(s))
	isSpace := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		if isProse && (c == ' ' || c == '\n' || c == '\t') {
			if !isSpace {
				b.WriteByte(' ')
			}
			isSpace = true
			continue
		}
		isSpace = false
		switch {
		case c != '\\' || i+1 == len(s):
			b.WriteByte(c)
		case s[i+1] == 'n':
			b.WriteByte('\n')
			i++
		case strings.IndexByte(`~=#{}:\`, s[i+1]) >= 0:
			b.WriteByte(s[i+1])
			i++
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// giftBraces finds the braces around the answers. Braces of LaTeX that nobody
// escaped may stand beside them, as long as one pair alone looks like answers.
func giftBraces(text string) (start, end int, fault string) {
	signs := blankEscapes(text)
	var pairs [][2]int
	depth, open := 0, 0
	for i := range len(signs) {
		switch signs[i] {
		case '{':
			if depth == 0 {
				open = i
			}
			depth++
		case '}':
			if depth == 1 {
				pairs = append(pairs, [2]int{open, i})
			}
			depth = max(depth-1, 0)
		}
	}
	switch {
	case depth > 0:
		return 0, 0, "its answers are not closed: } is missing"
	case len(pairs) == 0:
		return -1, -1, ""
	case len(pairs) == 1:
		return pairs[0][0], pairs[0][1], ""
	}
	found := slices.DeleteFunc(pairs, func(p [2]int) bool { return !looksLikeAnswers(text[p[0]+1 : p[1]]) })
	if len(found) != 1 {
		return 0, 0, `more than one { }: write braces that are text as \{ and \}`
	}
	return found[0][0], found[0][1], ""
}

// looksLikeAnswers says whether what stands between braces begins like answers.
func looksLikeAnswers(s string) bool {
	s = strings.TrimSpace(s)
	_, _, isTruth := cutTruth(s)
	return s == "" || strings.IndexByte("=~#", s[0]) >= 0 || isTruth
}

// cutTruth reads T, F, TRUE or FALSE and returns what follows it.
func cutTruth(s string) (isTrue bool, rest string, ok bool) {
	word, rest, _ := strings.Cut(s, "#")
	switch strings.ToUpper(strings.TrimSpace(word)) {
	case "T", "TRUE":
		return true, rest, true
	case "F", "FALSE":
		return false, rest, true
	}
	return false, "", false
}

// parseAnswers reads what stands between the braces.
func (e *giftEntry) parseAnswers(body, format string) {
	if at := strings.Index(blankEscapes(body), "####"); at >= 0 {
		e.feedback = richGIFT(body[at+len("####"):], format)
		body = body[:at]
	}
	body = strings.TrimSpace(body)
	signs := blankEscapes(body)
	if body == "" {
		e.kind = giftEssay
		return
	}
	if isTrue, rest, ok := cutTruth(body); ok {
		e.kind, e.isTrue = giftTrueFalse, isTrue
		first, second := cutFeedback(rest)
		e.reply = [2]giftText{richGIFT(first, format), richGIFT(second, format)}
		return
	}
	if body[0] == '#' {
		e.kind = giftNumerical
		e.parseNumbers(body[1:], format)
		return
	}
	if strings.IndexByte("=~", signs[0]) < 0 {
		if len(splitAnswers(body)) > 0 {
			e.fault = "a text stands before the first answer: mark it with = or ~"
			return
		}
		body = "=" + body // one short answer needs no mark
	}
	parts := splitAnswers(body)
	for _, part := range parts {
		e.answers = append(e.answers, parseGIFTAnswer(part, format))
	}
	isArrow := func(part string) bool { return part[0] == '=' && strings.Contains(part, "->") }
	switch {
	case slices.ContainsFunc(parts, func(part string) bool { return part[0] == '~' }):
		e.kind = giftChoice
	case len(parts) > 1 && !slices.ContainsFunc(parts, func(part string) bool { return !isArrow(part) }):
		e.kind, e.answers = giftMatching, nil
		for _, part := range parts {
			left, right, _ := strings.Cut(part[1:], "->")
			e.pairs = append(e.pairs, giftPair{richGIFT(left, format), unescapeGIFT(strings.TrimSpace(right), true)})
		}
	default:
		e.kind = giftShort
	}
}

// richGIFT is a text that may name its own format.
func richGIFT(raw, around string) giftText {
	format, rest := cutFormat(raw, around)
	return newGIFTText(format, rest)
}

// cutFeedback cuts at the first # that is not escaped.
func cutFeedback(s string) (before, after string) {
	if at := strings.IndexByte(blankEscapes(s), '#'); at >= 0 {
		return s[:at], s[at+1:]
	}
	return s, ""
}

// giftTagBegin finds an HTML tag, whose attributes look like attributes: in
// "a <b =c -> d" there is none.
var giftTagBegin = regexp.MustCompile(`(?i)^</?[a-z][a-z0-9]*(?:\s+[a-z:-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*\s*/?>`)

// giftMaxTag is how long a tag may be, in bytes.
const giftMaxTag = 4000

// splitAnswers cuts answers apart, each with its mark, = or ~. The equals signs
// inside an HTML tag that nobody escaped are no marks. What stands before the
// first mark is nothing.
func splitAnswers(body string) []string {
	signs := blankEscapes(body)
	var parts []string
	start, isTag := -1, false
	for i := range len(signs) {
		switch c := signs[i]; {
		case c == '<' && i+1 < len(signs) && (signs[i+1] == '/' || signs[i+1]|0x20 >= 'a' && signs[i+1]|0x20 <= 'z'):
			isTag = giftTagBegin.MatchString(signs[i:min(i+giftMaxTag, len(signs))])
		case c == '>':
			isTag = false
		case c == '~' || c == '=' && !isTag:
			if start >= 0 {
				parts = append(parts, body[start:i])
			}
			start, isTag = i, false
		}
	}
	if start >= 0 {
		parts = append(parts, body[start:])
	}
	return parts
}

var giftWeight = regexp.MustCompile(`^\s*%(-?\d{1,3}(?:\.\d{1,9})?)%`)

// cutMark takes mark and weight from the beginning of an answer.
func cutMark(part string) (a giftAnswer, rest string) {
	a.isRight, rest = part[0] == '=', part[1:]
	if m := giftWeight.FindStringSubmatch(rest); m != nil {
		if weight, err := strconv.ParseFloat(m[1], 64); err == nil {
			a.isRated, a.weight, rest = true, weight, rest[len(m[0]):]
		}
	}
	return a, rest
}

func parseGIFTAnswer(part, format string) giftAnswer {
	a, rest := cutMark(part)
	text, feedback := cutFeedback(rest)
	a.text, a.feedback = richGIFT(text, format), richGIFT(feedback, format)
	return a
}

// parseNumbers reads the answers to a numerical question: one number, or
// several with marks. An answer without a number stands for all others.
func (e *giftEntry) parseNumbers(body, format string) {
	body = strings.TrimSpace(body)
	switch at := strings.IndexAny(blankEscapes(body), "=~"); {
	case body == "":
		e.fault = "no answers between the braces"
		return
	case at < 0:
		e.isLone, body = true, "="+body
	case at > 0:
		body = "=" + body // the first of several may lack its mark
	}
	for _, part := range splitAnswers(body) {
		a, rest := cutMark(part)
		text, feedback := cutFeedback(rest)
		text = unescapeGIFT(strings.TrimSpace(text), true)
		a.feedback = richGIFT(feedback, format)
		a.text = giftText{format, text}
		if text == "" || text == "*" {
			a.text.text = "*"
		} else if n, ok := readGIFTNumber(text); ok {
			a.number = &n
		} else {
			e.fault = fmt.Sprintf("%q does not read as a number", clip(text))
			return
		}
		e.answers = append(e.answers, a)
	}
}

var giftNumeral = regexp.MustCompile(`^[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d{1,2})?$`)

// readGIFTNumber reads "3", "3:0.5" or "1..5".
func readGIFTNumber(s string) (n giftNumber, ok bool) {
	const longest = 100
	if len(s) > longest {
		return n, false
	}
	trim := strings.TrimSpace
	if low, high, isRange := strings.Cut(s, ".."); isRange {
		n.low, n.high = trim(low), trim(high)
		return n, giftNumeral.MatchString(n.low) && giftNumeral.MatchString(n.high)
	}
	value, slack, hasSlack := strings.Cut(s, ":")
	n.value, n.slack = trim(value), trim(slack)
	return n, giftNumeral.MatchString(n.value) && (!hasSlack || giftNumeral.MatchString(n.slack))
}
