package convert

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mathText is a text with mathematics in it, made fit for a course.
type mathText struct {
	text     string
	hadBreak bool // a line break was written as the letters \n
	isRepair bool // mathematics stood outside its delimiters
	isBroken bool // mathematics that nobody can read was left
}

// Texts that were written in spreadsheets and converted by a program, as
// OATutor's were, show it: line breaks are the two letters \n, glued to the next
// word; the $$ around mathematics are split at every space and sometimes
// unpaired; powers are written ** inside LaTeX; LaTeX stands outside delimiters.
var (
	splitSpace      = regexp.MustCompile(`\\\$\$\s+\$\$`)            // "\ " cut in two by the delimiters
	splitPower      = regexp.MustCompile(`\s*\$\$\s*\*\*\s*\$\$\s*`) // a power, likewise
	plainPower      = regexp.MustCompile(`([A-Za-z0-9)])\s*\*\*\s*(\$\$[^$ ])`)
	typedBar        = regexp.MustCompile(`([\w)] )\\( [\d(])`) // a fraction's bar, leaning the wrong way
	listByFormula   = regexp.MustCompile(`(?m)^\s*\d+\$[).]`)
	anyDelimiter    = regexp.MustCompile(`\\?\$\$`)
	brokenSum       = regexp.MustCompile(`\bsum\{(\w)\\=(\w+)\}\{(\w+)\}`)
	brokenLine      = regexp.MustCompile(`\\n([A-Za-z]*)`)
	latexCommand    = regexp.MustCompile(`\\[A-Za-z]+`)
	numberOperator  = regexp.MustCompile(`\\operatorname\{\s*(-?[\d.]+)\s*\}`)
	plainWord       = regexp.MustCompile(`^(?:[A-Za-z]{2,}(?:-[A-Za-z]{2,})*|[A-Za-z]-[a-z]{4,}|_+)[.,;:?!]?$`)
	plainNumber     = regexp.MustCompile(`^[(\[]?-?(?:\d{1,3}(?:,\s?\d{3})+|\d+)(?:\.\d+)?(?:\\%)?[)\]]?[.,;]?$`)
	plainMoney      = regexp.MustCompile(`^(-?)\\\$\s*(\d[\d., ]*)(?:\\\$)?$`)
	spacedThousands = regexp.MustCompile(`,\s(\d{3})`)
)

// delimiters takes away empty delimiters that were escaped, and knows LaTeX's own.
var delimiters = strings.NewReplacer(`\$\$`, "", `\(`, "$$", `\)`, "$$")

// escapedSigns are signs that LaTeX, or the program that made the source, wants
// escaped, where no LaTeX is.
var escapedSigns = strings.NewReplacer(`\$`, "$", `\%`, "%", `\"`, `"`, `\=`, "=", `\<`, "<", `\>`, ">")

// latexWithN are the LaTeX commands that begin like a line break written \n.
var latexWithN = map[string]bool{
	"nabla": true, "natural": true, "ncong": true, "ne": true, "nearrow": true, "neg": true, "neq": true, "newline": true, "nexists": true, "ngeq": true, "ngtr": true,
	"ni": true, "nleq": true, "nless": true, "nmid": true, "not": true, "notin": true, "nparallel": true, "nprec": true, "nsim": true, "nsubseteq": true, "nsucc": true,
	"nu": true, "nwarrow": true,
}

// mathMark stands for formula i while the text around it is worked on. Marks
// are private-use characters, which the source is rid of first.
func mathMark(i int) rune { return mathFirst + rune(i) }

func isMathMark(c rune) bool { return c >= mathFirst && c <= mathLast }

const (
	mathFirst = '\U000F0000'
	mathLast  = '\U000FFFFD'
)

// readMath turns a text with mathematics between $$ (or \( and \)) into one of a
// course: Markdown with mathematics between single dollars.
func readMath(raw string) mathText {
	var out mathText
	raw = strings.Map(func(c rune) rune {
		if isMathMark(c) {
			return -1
		}
		return c
	}, raw)
	if strings.Contains(raw, "**") {
		raw = plainPower.ReplaceAllString(splitPower.ReplaceAllString(raw, "**"), "$1**$2")
	}
	if strings.Contains(raw, `\`) {
		raw = splitSpace.ReplaceAllString(raw, " ")
		raw = delimiters.Replace(raw)
		if strings.Contains(raw, "sum{") {
			raw = strings.ReplaceAll(brokenSum.ReplaceAllString(raw, `\sum_{$1=$2}^{$3}`), "^{inf}", `^{\infty}`)
		}
	}
	var w mathWriter
	plain, ok := w.segment(raw)
	if !ok {
		// The delimiters are in the wrong places: none of them can be believed.
		w = mathWriter{}
		plain = anyDelimiter.ReplaceAllString(raw, "")
		out.isRepair = true
	}
	plain = escapedSigns.Replace(withoutHTML(plain))
	if broken := breakLines(plain); broken != plain {
		plain, out.hadBreak = broken, true
	}
	plain = tidy(typedBar.ReplaceAllString(plain, "$1/$2"))
	if wrapped := w.wrap(plain); wrapped != plain {
		plain, out.isRepair = wrapped, true
	}
	out.text = strings.TrimSpace(w.join(escape(plain)))
	out.isBroken = w.isBroken
	// Digits before a formula that begins with ")" or "." would be the number
	// of a list; nothing can be escaped inside a formula, and nobody writes it.
	hasList := strings.Contains(out.text, "$)") || strings.Contains(out.text, "$.") // far cheaper than the expression, and rare
	out.isBroken = out.isBroken || hasList && listByFormula.MatchString(out.text)
	return out
}

// mathWriter holds the formulas of a text while the rest is worked on.
type mathWriter struct {
	formulas []string // as they will stand in the text, delimiters included
	isBroken bool
}

// segment cuts a text at its $$ and returns it with a mark for each formula.
// It is not ok if the delimiters do not pair or braces do not close between
// them.
func (w *mathWriter) segment(raw string) (_ string, ok bool) {
	var b strings.Builder
	for {
		before, rest, found := cutDelimiter(raw)
		b.WriteString(before)
		if !found {
			return b.String(), true
		}
		inner, after, found := cutDelimiter(rest)
		if !found || !isBalanced(inner) {
			return "", false
		}
		w.add(&b, inner)
		raw = after
	}
}

// cutDelimiter cuts at the first $$ that is not the end of an escaped dollar.
func cutDelimiter(s string) (before, after string, found bool) {
	for i := 0; i+1 < len(s); i++ {
		switch {
		case s[i] == '\\' && s[i+1] == '$' && strings.HasPrefix(s[i:], `\$$`) && !strings.HasPrefix(s[i:], `\$$$`):
			return s[:i], s[i+3:], true // a stray backslash before the delimiter
		case s[i] == '\\':
			i++
		case s[i] == '$' && s[i+1] == '$':
			return s[:i], s[i+2:], true
		}
	}
	return s, "", false
}

// isBalanced says whether braces close as they open; escaped ones do not count.
func isBalanced(s string) bool {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}

// add writes a mark for a formula, or the formula itself where it is only a
// number, a sum of money or a word.
func (w *mathWriter) add(b *strings.Builder, inner string) {
	inner = breakFormula(inner)
	if strings.Contains(inner, `\operatorname{`) {
		inner = numberOperator.ReplaceAllString(inner, "$1")
	}
	if inner = strings.TrimSpace(inner); inner == "" {
		return
	}
	if text, ok := notFormula(inner); ok {
		b.WriteString(text)
		return
	}
	inner = powers(inner)
	if isGarbled(inner) || !isBalanced(inner) || strings.Contains(strings.ReplaceAll(inner, `\$`, ""), "$") {
		w.isBroken = true
	}
	inner = tidy(strings.ReplaceAll(inner, "\n", " "))
	if bare := strings.TrimRight(inner, `\`); (len(inner)-len(bare))%2 == 1 {
		inner = strings.TrimSpace(inner[:len(inner)-1]) // it would escape the delimiter
	}
	if strings.Trim(inner, `&^_{}~\ `) == "" {
		return // nothing of it would be seen
	}
	b.WriteRune(mathMark(len(w.formulas)))
	w.formulas = append(w.formulas, inner)
}

// notFormula returns what stood between delimiters as plain text, if it is
// plain: a number, a sum of money, a word, a sign.
func notFormula(inner string) (string, bool) {
	const longest = 40 // bytes
	if len(inner) > longest {
		return "", false
	}
	switch inner {
	case "=", "+", "-", "<", ">":
		return inner, true
	}
	if plainNumber.MatchString(inner) {
		return strings.ReplaceAll(spacedThousands.ReplaceAllString(inner, ",$1"), `\%`, "%"), true
	}
	if m := plainMoney.FindStringSubmatch(inner); m != nil {
		return m[1] + "$" + spacedThousands.ReplaceAllString(strings.TrimSpace(m[2]), ",$1"), true
	}
	return inner, plainWord.MatchString(inner)
}

// isGarbled says whether a formula holds a command that conversion cut or glued
// to the next: \righ, \fracsin.
func isGarbled(s string) bool {
	for at := strings.IndexByte(s, '\\'); at >= 0; at = strings.IndexByte(s, '\\') {
		s = s[at+1:]
		n := leadingLetters(s)
		switch name := s[:n]; {
		case name == "mat", name == "ltan", strings.HasPrefix(name, "righ") && !strings.HasPrefix(name, "right"):
			return true
		case name != "frac" && strings.HasPrefix(name, "frac"), name != "sqrt" && strings.HasPrefix(name, "sqrt"):
			return true
		}
		s = s[min(max(n, 1), len(s)):] // past the name, or the one sign of \\ and \{
	}
	return false
}

// leadingLetters is how many ASCII letters s begins with.
func leadingLetters(s string) int {
	n := 0
	for n < len(s) && (s[n] >= 'a' && s[n] <= 'z' || s[n] >= 'A' && s[n] <= 'Z') {
		n++
	}
	return n
}

// breakFormula replaces the letters \n by a space where they are no command.
func breakFormula(s string) string {
	if !strings.Contains(s, `\n`) {
		return s
	}
	return brokenLine.ReplaceAllStringFunc(s, func(m string) string {
		if m == `\n` {
			return " "
		}
		return m
	})
}

// breakLines makes line breaks of the letters \n, even glued to a word.
func breakLines(s string) string {
	if !strings.Contains(s, `\n`) {
		return s
	}
	return brokenLine.ReplaceAllStringFunc(s, func(m string) string {
		if latexWithN[m[1:]] {
			return m
		}
		return "\n" + m[2:]
	})
}

// powers writes ** as LaTeX does, inside exponents too.
func powers(s string) string { return powersWithin(s, 10) }

// powersWithin looks into exponents that stand at most depth deep in one
// another.
func powersWithin(s string, depth int) string {
	if depth == 0 {
		return s
	}
	before, rest, found := strings.Cut(s, "**")
	if !found {
		return s
	}
	var b strings.Builder
	for ; found; before, rest, found = strings.Cut(s, "**") {
		b.WriteString(before)
		s = strings.TrimLeft(rest, " \n")
		switch n := exponent(s); {
		case n > 0 && s[0] == '{':
			b.WriteByte('^') // what is between the braces is looked at next
		default:
			b.WriteString("^{" + powersWithin(s[:n], depth-1) + "}")
			s = s[n:]
		}
	}
	b.WriteString(before)
	return b.String()
}

// latexArguments are how many braces belong to a command that may be an
// exponent.
var latexArguments = map[string]int{"frac": 2, "dfrac": 2, "tfrac": 2, "sqrt": 1}

// exponent is how many bytes at the beginning of s are the exponent.
func exponent(s string) int {
	switch {
	case s == "":
		return 0
	case s[0] == '{' || s[0] == '(':
		depth := 0
		for i, c := range s {
			switch c {
			case '{', '(':
				depth++
			case '}', ')':
				if depth--; depth == 0 {
					return i + 1
				}
			}
		}
		return len(s)
	}
	n := 0
	if s[0] == '-' || s[0] == '+' {
		n = 1
	}
	if digits := leadingDigits(s[n:]); digits > 0 {
		return n + digits
	}
	if strings.HasPrefix(s[n:], `\`) {
		from := n
		n += 1 + leadingLetters(s[n+1:])
		for range latexArguments[s[from+1:n]] {
			if !strings.HasPrefix(s[n:], "{") {
				break
			}
			n += exponent(s[n:])
		}
		return n
	}
	if c, size := utf8.DecodeRuneInString(s[n:]); unicode.IsLetter(c) {
		return n + size
	}
	return n
}

// wrap puts LaTeX that stands among the words between delimiters: each run of
// words in which a command or a power stands, from where its brackets open to
// where they close.
func (w *mathWriter) wrap(s string) string {
	if !strings.Contains(s, `\`) && !strings.Contains(s, "**") {
		return s
	}
	var b strings.Builder
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		words := strings.Split(line, " ")
		for at := 0; at < len(words); {
			if at > 0 {
				b.WriteByte(' ')
			}
			n := formulaWords(words[at:])
			if n == 0 {
				b.WriteString(words[at])
				at++
				continue
			}
			w.wrapWords(&b, strings.Join(words[at:at+n], " "))
			at += n
		}
	}
	return b.String()
}

// formulaWords is how many of the words form one formula; 0 if the first word
// begins none.
func formulaWords(words []string) int {
	const longest = 40
	depth, isOne := 0, false
	for n, word := range words[:min(len(words), longest)] {
		depth += opened(word)
		isOne = isOne || isFormula(word)
		if depth > 0 {
			continue
		}
		if isOne {
			return n + 1
		}
		return 0
	}
	if isFormula(words[0]) {
		return 1
	}
	return 0
}

// opened is how many brackets and environments a word opens, less those it
// closes.
func opened(word string) int {
	n := strings.Count(word, `\begin`) - strings.Count(word, `\end`)
	for i := 0; i < len(word); i++ {
		switch word[i] {
		case '(', '{', '[':
			n++
		case ')', '}', ']':
			n--
		}
	}
	return n
}

// isFormula says whether a command or a power stands in a word.
func isFormula(word string) bool {
	if latexCommand.MatchString(word) {
		return true
	}
	word = strings.TrimRight(word, ".,;:?!") // which wrapWords leaves outside
	at := strings.Index(word, "**")
	return at > 0 && len(word) > at+2
}

// wrapWords writes a run of words as a formula, its punctuation outside.
func (w *mathWriter) wrapWords(b *strings.Builder, run string) {
	run = strings.Trim(run, "$")
	formula := strings.TrimRight(run, ".,;:?!")
	tail := run[len(formula):]
	if strings.HasSuffix(formula, `\`) && tail != "" {
		formula, tail = formula+tail[:1], tail[1:] // "\," is a space of LaTeX
	}
	w.add(b, strings.ReplaceAll(w.unmark(formula), "$", ""))
	b.WriteString(tail)
}

// unmark puts formulas back that stand inside a larger one.
func (w *mathWriter) unmark(s string) string {
	var b strings.Builder
	for _, c := range s {
		if formula, ok := w.formula(c); ok {
			b.WriteString(" " + formula + " ")
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

// formula returns the formula that a mark stands for.
func (w *mathWriter) formula(mark rune) (_ string, ok bool) {
	i := int(mark - mathFirst)
	if i < 0 || i >= len(w.formulas) {
		return "", false
	}
	return w.formulas[i], true
}

// join puts the formulas into the finished text. Formulas that touch become
// one, and a digit after one is kept apart: "$$" and "$5" would be read
// otherwise.
func (w *mathWriter) join(s string) string {
	var b strings.Builder
	inFormula := false
	for _, c := range s {
		formula, isMark := w.formula(c)
		switch {
		case !isMark && isMathMark(c):
			continue // written as an HTML entity: it means nothing
		case isMark && inFormula:
			b.WriteByte(' ')
		case isMark:
			b.WriteByte('$')
		case inFormula:
			b.WriteByte('$')
			if unicode.IsDigit(c) {
				b.WriteByte(' ')
			}
		}
		inFormula = isMark
		if isMark {
			b.WriteString(formula)
		} else {
			b.WriteRune(c)
		}
	}
	if inFormula {
		b.WriteByte('$')
	}
	return b.String()
}
