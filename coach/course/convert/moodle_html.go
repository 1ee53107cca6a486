package convert

import (
	"bytes"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	goldhtml "github.com/yuin/goldmark/renderer/html"
)

// quizFormat is how the texts of a quiz are written.
type quizFormat uint8

const (
	quizAuto     quizFormat = iota // as typed; HTML if tags stand in it
	quizPlain                      // signs mean themselves
	quizHTML                       // HTML
	quizMarkdown                   // Markdown with HTML in it
	quizCourse                     // as courses have it, from a file that an export wrote
)

// quizFormats are the formats by the names that GIFT and Moodle XML give them.
var quizFormats = map[string]quizFormat{
	"moodle": quizAuto, "moodle_auto_format": quizAuto, "plain": quizPlain, "plain_text": quizPlain, "html": quizHTML, "markdown": quizMarkdown,
}

// proseStyle is how much of a text's look is kept.
type proseStyle uint8

const (
	richProse   proseStyle = iota // questions, feedback: emphasis, lists, code, links
	optionProse                   // options, which stand on buttons: code only
	typedProse                    // what learners type: plain text, nothing escaped
)

// prose is a text made fit for a course.
type prose struct {
	text        string
	hasMath     bool
	lostPicture string // why a picture in it cannot be shown, or ""
	hasMedia    bool   // sound, video or a program
	isBroken    bool   // mathematics that nobody can read
}

// keepPicture finds a picture by its address and says where in the course's
// folder it stands, or why it cannot be shown.
type keepPicture func(source string) (path, fault string)

// noAlt refuses pictures that come without words for those who do not see them.
const noAlt = "a picture without alternative text: say in it what the picture shows"

// Signs that stand for formulas, and for mark-up that must not be escaped,
// while the text around them is worked on. The source is rid of them first.
const (
	atomFirst = '\U00100000'
	atomLast  = '\U0010FFFD'
)

func isAtom(c rune) bool { return c >= atomFirst && c <= atomLast }

// withoutAtoms rids a text of such signs.
func withoutAtoms(s string) string {
	return strings.Map(func(c rune) rune {
		if isAtom(c) {
			return -1
		}
		return c
	}, s)
}

// atomKind is what an atom does.
type atomKind uint8

const (
	whole  atomKind = iota // stands for itself
	opener                 // begins emphasis or a link; partner ends it
	closer
)

// atom is mark-up of the finished text.
type atom struct {
	kind    atomKind
	mark    string // what is written for it
	partner int    // of an opener or closer, its other half; -1: none, so it says nothing
}

// proseWriter turns a text of a quiz into one of a course.
type proseWriter struct {
	style proseStyle
	keep  keepPicture
	raws  map[int]string // what stood in the source for a formula
	math  mathWriter
	atoms []atom
	open  []openMark
	out   prose

	b      strings.Builder
	pre    *strings.Builder // of a block of code, or a code span, that is open
	isPre  bool             // it is a block
	script *strings.Builder // of a raised or lowered text that is open
	lists  []int            // of the lists that are open: the number of the next item, or -1 for dashes
	item   string           // the sign of the last item's mark
	cells  int              // of the row of a table that is open
	skip   string           // the element whose content is no text
	depth  int              // of such elements in one another
	isTeX  bool             // inside the LaTeX beside MathML
	isRead bool             // that LaTeX was found
}

// readProse reads a text. The marks, if any, stand in raw as quizMark writes
// them and are put into the text as they are. Without keep, no picture can be
// shown.
func readProse(raw string, format quizFormat, style proseStyle, keep keepPicture, marks ...string) prose {
	if format == quizCourse {
		return prose{text: raw}
	}
	if format == quizHTML {
		if p, ok := readMarked(raw, keep); ok {
			return p
		}
	}
	w := proseWriter{style: style, keep: keep, raws: make(map[int]string)}
	for _, mark := range marks {
		w.atoms = append(w.atoms, atom{mark: mark})
	}
	raw = strings.Map(func(c rune) rune {
		if isMathMark(c) || isAtom(c) && int(c-atomFirst) >= len(marks) {
			return -1
		}
		return c
	}, strings.ToValidUTF8(raw, ""))
	if format == quizAuto {
		if hasHTML(raw) || imageTag.MatchString(raw) {
			format, raw = quizHTML, strings.ReplaceAll(raw, "\n", "<br>")
		} else {
			format, raw = quizPlain, html.UnescapeString(raw)
		}
	}
	if format == quizHTML || format == quizMarkdown {
		raw = withoutMathML(raw)
	}
	raw = w.takeFormulas(raw, format)
	switch format {
	case quizMarkdown:
		raw = markdownHTML(raw)
		fallthrough
	case quizHTML:
		w.walk(raw)
		raw = w.b.String()
	}
	w.out.text = w.finish(raw)
	return w.out
}

// quizMark is how the mark with that number stands in a text for readProse.
func quizMark(n int) string { return string(atomFirst + rune(n)) }

// texMarked finds mathematics: \(…\), \[…\], $$…$$, [tex]…[/tex]; and between
// single dollars what may be a sum of money. Markdown has its backslashes
// doubled.
var texMarked = regexp.MustCompile(`(?s)\\{1,2}\((.+?)\\{1,2}\)|\\{1,2}\[(.+?)\\{1,2}\]|\$\$(.+?)\$\$|\[tex\](.+?)\[/tex\]|\$([^$\n]{1,300})\$`)

// texCertain finds what only mathematics has.
var texCertain = regexp.MustCompile(`\\[A-Za-z]+|^[^\s]*[\^_][^\s]*$`)

// takeFormulas puts a mark in the place of each formula.
func (w *proseWriter) takeFormulas(raw string, format quizFormat) string {
	if !strings.ContainsAny(raw, `\$[`) {
		return raw
	}
	var b strings.Builder
	for {
		m := texMarked.FindStringSubmatchIndex(raw)
		if m == nil {
			break
		}
		inner, isSingle := "", m[10] >= 0
		for i := 2; i < len(m); i += 2 {
			if m[i] >= 0 {
				inner = raw[m[i]:m[i+1]]
			}
		}
		if isSingle && !texCertain.MatchString(inner) || strings.ContainsFunc(inner, isAtom) {
			b.WriteString(raw[:m[0]+1]) // the next sign may begin what this one does not
			raw = raw[m[0]+1:]
			continue
		}
		if format == quizHTML || format == quizMarkdown {
			inner = html.UnescapeString(htmlTag.ReplaceAllString(inner, " "))
		}
		b.WriteString(raw[:m[0]])
		var formula strings.Builder
		w.math.add(&formula, inner)
		written := formula.String()
		if strings.ContainsFunc(written, isMathMark) {
			w.out.hasMath = true
			w.raws[len(w.math.formulas)-1] = raw[m[0]:m[1]]
		} else if format == quizHTML || format == quizMarkdown {
			written = html.EscapeString(written) // a number or a word
		}
		b.WriteString(written)
		raw = raw[m[1]:]
	}
	return b.String() + raw
}

// full renders the Markdown that Moodle knows.
var full = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough), goldmark.WithRendererOptions(goldhtml.WithUnsafe()))

// markdownHTML is Markdown as HTML. Nobody is shown that HTML: walk takes the
// text from it.
func markdownHTML(raw string) string {
	var b bytes.Buffer
	if err := full.Convert([]byte(raw), &b); err != nil {
		return html.EscapeString(raw) // a buffer takes everything, so this is not to be expected
	}
	return b.String()
}

// put writes text where it belongs: into the code, the raised text or the
// paragraph that is open.
func (w *proseWriter) put(s string) {
	switch {
	case w.script != nil:
		w.script.WriteString(s)
	case w.pre != nil:
		w.pre.WriteString(s)
	default:
		w.b.WriteString(s)
	}
}

// newAtom adds an atom and returns its sign; there is none for more than a
// text of any sense has.
func (w *proseWriter) newAtom(a atom) (sign string, at int) {
	if at = len(w.atoms); at > int(atomLast-atomFirst) {
		return "", -1
	}
	w.atoms = append(w.atoms, a)
	return string(atomFirst + rune(at)), at
}

// openMark is an opener that is not closed yet.
type openMark struct {
	element string
	at      int    // which atom
	closing string // what is written where it ends
}

// begin begins emphasis or a link.
func (w *proseWriter) begin(element, mark, closing string) {
	if w.style != richProse || w.pre != nil || w.script != nil {
		return
	}
	if w.reopen(element, mark, closing) {
		return
	}
	if sign, at := w.newAtom(atom{kind: opener, mark: mark, partner: -1}); at >= 0 {
		w.open = append(w.open, openMark{element, at, closing})
		w.put(sign)
	}
}

// reopen goes on with emphasis that ended just before: editors cut it in two.
func (w *proseWriter) reopen(element, mark, closing string) bool {
	last, _ := utf8.DecodeLastRuneInString(w.b.String())
	if !isAtom(last) {
		return false
	}
	end := &w.atoms[last-atomFirst]
	if end.kind != closer || end.mark != mark || mark != closing {
		return false
	}
	w.open = append(w.open, openMark{element, end.partner, closing})
	w.atoms[end.partner].partner = -1
	*end = atom{} // it stands for nothing now
	return true
}

// end ends the innermost emphasis or link that such an element began.
func (w *proseWriter) end(element string) {
	for i, open := range slices.Backward(w.open) {
		if open.element != element {
			continue
		}
		w.open = slices.Delete(w.open, i, i+1)
		if w.pre != nil || w.script != nil {
			return
		}
		if sign, at := w.newAtom(atom{kind: closer, mark: open.closing, partner: open.at}); at >= 0 {
			w.atoms[open.at].partner = at
			w.put(sign)
		}
		return
	}
}

// finish tidies and escapes the text and puts formulas and mark-up into it.
func (w *proseWriter) finish(raw string) string {
	text := tidy(raw)
	if w.style == typedProse {
		text = strings.Join(strings.Fields(text), " ")
	} else {
		text = escape(text)
	}
	w.out.isBroken = w.out.isBroken || w.math.isBroken
	return strings.TrimSpace(w.math.join(w.unfold(text)))
}

// unfold writes the mark-up that the atoms stand for. Emphasis that Markdown
// would not see, and so show as stars, is left out: around nothing, over the
// end of a line, or glued to words on its outside and signs on its inside.
func (w *proseWriter) unfold(text string) string {
	if !strings.ContainsFunc(text, isAtom) {
		return text
	}
	runes := []rune(text)
	place := make(map[int]int) // of atoms in runes
	for i, c := range runes {
		if isAtom(c) {
			place[int(c-atomFirst)] = i
		}
	}
	isKept := make(map[int]bool)
	for at := range w.atoms {
		a := &w.atoms[at]
		start, isThere := place[at]
		if a.kind != opener || !isThere || a.partner < 0 {
			continue
		}
		end, isThere := place[a.partner]
		if isThere && start+1 < end && w.isSeen(runes, start, end, a.mark) {
			isKept[at], isKept[a.partner] = true, true
		}
	}
	var b strings.Builder
	isGap := false // a space, and nothing since but mark-up that was left out
	for _, c := range runes {
		if !isAtom(c) {
			if c != ' ' || !isGap {
				b.WriteRune(c)
			}
			isGap = c == ' ' || c == '\n'
			continue
		}
		if at := int(c - atomFirst); w.atoms[at].mark != "" && (w.atoms[at].kind == whole || isKept[at]) {
			b.WriteString(w.atoms[at].mark)
			isGap = false
		}
	}
	return b.String()
}

// isSeen says whether Markdown sees the mark-up between two places.
func (w *proseWriter) isSeen(runes []rune, start, end int, mark string) bool {
	inner := string(runes[start+1 : end])
	if strings.Contains(inner, "\n") || strings.TrimSpace(inner) == "" {
		return false
	}
	if mark == "[" {
		return !strings.ContainsAny(inner, "[]")
	}
	neighbour := func(i int) rune {
		if i < 0 || i >= len(runes) {
			return ' '
		}
		return runes[i]
	}
	isSign := func(c rune) bool { return !isWordy(c) && !unicode.IsSpace(c) }
	before, first := neighbour(start-1), neighbour(start+1)
	last, after := neighbour(end-1), neighbour(end+1)
	switch {
	case unicode.IsSpace(first) || unicode.IsSpace(last):
		return false
	case isAtom(before) && w.atoms[before-atomFirst].kind == closer, isAtom(after) && w.atoms[after-atomFirst].kind == opener:
		return false // the stars of two would run together
	case isSign(first) && isWordy(before), isSign(last) && isWordy(after):
		return false
	}
	return true
}

// unmark puts back what stood in the source for formulas: in code they are
// none.
func (w *proseWriter) unmark(s string) string {
	if !strings.ContainsFunc(s, isMathMark) {
		return s
	}
	var b strings.Builder
	for _, c := range s {
		if isMathMark(c) {
			b.WriteString(w.raws[int(c-mathFirst)])
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

// code writes what was gathered as code.
func (w *proseWriter) code() {
	text, isBlock := w.pre.String(), w.isPre
	w.pre, w.isPre = nil, false
	text = strings.Map(func(c rune) rune {
		if isAtom(c) || c != '\n' && c != '\t' && unicode.IsControl(c) || c == utf8.RuneError || c == '\ufeff' {
			return -1
		}
		return c
	}, w.unmark(text))
	text = strings.ReplaceAll(text, "\t", "    ")
	if !isBlock || w.style != richProse {
		text = strings.Join(strings.Fields(text), " ")
	}
	text = strings.Trim(text, "\n")
	if strings.TrimSpace(text) == "" {
		return
	}
	if w.style == typedProse {
		w.put(text)
		return
	}
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if !isBlock || w.style != richProse {
		if strings.Contains(text, "`") {
			text = " " + text + " "
		}
		sign, _ := w.newAtom(atom{mark: fence + text + fence})
		w.put(sign)
		return
	}
	for len(fence) < 3 {
		fence += "`"
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \u00a0")
	}
	sign, _ := w.newAtom(atom{mark: fence + "\n" + strings.Join(lines, "\n") + "\n" + fence})
	w.put("\n\n" + sign + "\n\n")
}
