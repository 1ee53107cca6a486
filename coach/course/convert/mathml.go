package convert

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// MathML, the way HTML and QTI write mathematics, becomes LaTeX, the way courses
// do: https://www.w3.org/TR/mathml-core/ and what editors write beyond it. Signs
// stay as they are in Unicode wherever LaTeX has no other meaning for them.

// mathElement finds MathML in HTML.
var mathElement = regexp.MustCompile(`(?is)<(?:[a-z]+:)?math\b.*?</(?:[a-z]+:)?math\s*>`)

// withoutMathML writes the MathML of HTML as LaTeX. What cannot be written so
// stays.
func withoutMathML(raw string) string {
	if !strings.Contains(raw, "math") {
		return raw
	}
	return mathElement.ReplaceAllStringFunc(raw, func(source string) string {
		math, err := parseXML(withoutPrefixes.ReplaceAllString(source, "<$1"))
		if err != nil {
			return source
		}
		tex, ok := latexOf(math)
		if !ok {
			return source
		}
		return `\(` + html.EscapeString(tex) + `\)`
	})
}

// withoutPrefixes finds prefixes of elements. A fragment need not declare them.
var withoutPrefixes = regexp.MustCompile(`<(/?)[a-zA-Z]+:`)

// writeMath writes an element math into HTML: as LaTeX, or empty where nobody
// can read it, which whoever reads the HTML notices.
func (e *element) writeMath(b *strings.Builder) {
	tex, ok := latexOf(e)
	if !ok {
		b.WriteString("<math></math>")
		return
	}
	b.WriteString(`\(` + html.EscapeString(tex) + `\)`)
}

// latexOf is an element math as LaTeX; not ok if it holds what LaTeX of a course
// cannot say, or nothing. LaTeX that a program put beside it is believed.
func latexOf(e *element) (string, bool) {
	for _, a := range e.find("annotation") {
		if strings.Contains(strings.ToLower(a.attr("encoding")), "tex") {
			if tex := strings.TrimSpace(a.words()); tex != "" {
				return tex, true
			}
		}
	}
	if alt := e.attr("alttext"); texCertain.MatchString(alt) {
		return alt, true
	}
	w := mathMLWriter{isOK: true}
	tex := strings.TrimSpace(w.row(e.nodes))
	return tex, w.isOK && tex != ""
}

// mathMLWriter writes LaTeX.
type mathMLWriter struct {
	isOK bool // nothing was met that cannot be said
}

// mathOperators are operators that LaTeX writes by a command, or that stand for
// something else in it.
var mathOperators = map[string]string{
	"−": "-", "×": `\times `, "⋅": `\cdot `, "·": `\cdot `, "∗": "*", "÷": `\div `, "±": `\pm `, "∓": `\mp `, "≤": `\le `, "≥": `\ge `, "≠": `\ne `,
	"→": `\to `, "∞": `\infty `, "∑": `\sum `, "∏": `\prod `, "∫": `\int `, "…": `\ldots `, "⋯": `\cdots `, "{": `\{`, "}": `\}`, "%": `\%`, "$": `\$`, "#": `\#`,
	"&": `\& `, "_": `\_`, "\\": `\setminus `, "~": `\sim `, "^": `\wedge `, "lim": `\lim `, "max": `\max `, "min": `\min `, "'": "'",
	"\u2061": "", "\u2062": "", "\u2063": "", "\u2064": "", // applied to, times, comma, plus: not to be seen
}

// mathFunctions are names that stand upright by a command of their own.
var mathFunctions = map[string]bool{
	"sin": true, "cos": true, "tan": true, "cot": true, "sec": true, "csc": true, "arcsin": true, "arccos": true, "arctan": true, "sinh": true, "cosh": true, "tanh": true,
	"log": true, "ln": true, "exp": true, "lim": true, "max": true, "min": true, "gcd": true, "det": true, "deg": true, "dim": true, "ker": true,
}

// mathAccents are the signs above something that LaTeX writes by a command.
var mathAccents = map[string]string{
	"¯": `\overline`, "‾": `\overline`, "_": `\overline`, "―": `\overline`, "→": `\vec`, "⃗": `\vec`, "⇀": `\vec`, "^": `\hat`, "ˆ": `\hat`, "~": `\tilde`, "˜": `\tilde`, "˙": `\dot`, ".": `\dot`, "¨": `\ddot`,
}

// row writes elements side by side.
func (w *mathMLWriter) row(nodes []*element) string {
	nodes = mathNodes(nodes)
	if table, ok := w.fencedTable(nodes); ok {
		return table
	}
	var b strings.Builder
	for _, n := range nodes {
		s := w.write(n)
		if last := b.String(); endsInCommand.MatchString(last) && s != "" && isWordy(firstRune(s)) {
			b.WriteByte(' ')
		}
		b.WriteString(s)
	}
	return b.String()
}

// endsInCommand finds a command that the next letter would run into.
var endsInCommand = regexp.MustCompile(`\\[A-Za-z]+$`)

func firstRune(s string) rune {
	c, _ := utf8.DecodeRuneInString(s)
	return c
}

// mathNodes are the elements among nodes: text between them is only space.
func mathNodes(nodes []*element) []*element {
	return slices.DeleteFunc(slices.Clone(nodes), func(n *element) bool { return n.name == "" })
}

// mathFences are the environments of tables between brackets.
var mathFences = map[string]string{"()": "pmatrix", "[]": "bmatrix", "||": "vmatrix", "{": "cases"}

// fencedTable writes a table in brackets.
func (w *mathMLWriter) fencedTable(nodes []*element) (string, bool) {
	if len(nodes) < 2 || len(nodes) > 3 || nodes[1].name != "mtable" || nodes[0].name != "mo" {
		return "", false
	}
	fence := strings.TrimSpace(nodes[0].words())
	if len(nodes) == 3 {
		fence += strings.TrimSpace(nodes[2].words())
	}
	environment, ok := mathFences[fence]
	if !ok {
		return "", false
	}
	return w.table(nodes[1], environment), true
}

// write writes one element.
func (w *mathMLWriter) write(e *element) string {
	nodes := mathNodes(e.nodes)
	arg := func(i int) string {
		if i >= len(nodes) {
			w.isOK = false
			return ""
		}
		return w.write(nodes[i])
	}
	switch e.name {
	case "mi":
		return w.name(e)
	case "mn":
		return mathSigns.Replace(strings.TrimSpace(e.words()))
	case "mo":
		return operator(e)
	case "mtext", "ms":
		if text := strings.Join(strings.Fields(e.words()), " "); text != "" {
			return `\text{` + mathSigns.Replace(noBraces.Replace(text)) + "}"
		}
		return " "
	case "mspace":
		return " "
	case "mphantom", "annotation", "annotation-xml", "none", "mprescripts":
		return ""
	case "math", "mrow", "mstyle", "mpadded", "menclose", "msqrt":
		inner := w.row(e.nodes)
		switch {
		case e.name == "msqrt":
			return `\sqrt{` + inner + "}"
		case e.name == "menclose" && e.attr("notation") != "" && e.attr("notation") != "box":
			w.isOK = false
		}
		return inner
	case "semantics", "maction":
		return arg(0)
	case "mfrac":
		if thickness := e.attr("linethickness"); strings.HasPrefix(thickness, "0") {
			return `\binom{` + arg(0) + "}{" + arg(1) + "}"
		}
		return `\frac{` + arg(0) + "}{" + arg(1) + "}"
	case "mroot":
		return `\sqrt[` + arg(1) + "]{" + arg(0) + "}"
	case "msup":
		return w.base(arg(0)) + "^{" + arg(1) + "}"
	case "msub":
		return w.base(arg(0)) + "_{" + arg(1) + "}"
	case "msubsup", "munderover":
		return w.base(arg(0)) + "_{" + arg(1) + "}^{" + arg(2) + "}"
	case "munder":
		if sign := strings.TrimSpace(wordsOf(nodes, 1)); sign == "_" || sign == "¯" || sign == "\u0332" {
			return `\underline{` + arg(0) + "}"
		}
		return w.base(arg(0)) + "_{" + arg(1) + "}"
	case "mover":
		if accent, ok := mathAccents[strings.TrimSpace(wordsOf(nodes, 1))]; ok {
			return accent + "{" + arg(0) + "}"
		}
		return w.base(arg(0)) + "^{" + arg(1) + "}"
	case "mfenced":
		return w.fenced(e, nodes)
	case "mtable":
		return w.table(e, "matrix")
	}
	w.isOK = false // long division, glyphs, what nobody has heard of
	return ""
}

func wordsOf(nodes []*element, i int) string {
	if i >= len(nodes) {
		return ""
	}
	return nodes[i].words()
}

var (
	// mathSigns are signs that would mean something else in LaTeX.
	mathSigns = strings.NewReplacer("%", `\%`, "$", `\$`, "#", `\#`, "&", `\&`, "_", `\_`, "\u2212", "-")
	noBraces  = strings.NewReplacer("{", "(", "}", ")", `\`, "")
	oneName   = regexp.MustCompile(`^(?:.|\\[A-Za-z]+ ?|\d+|\\(?:overline|vec|hat|tilde|dot|ddot|mathbf|mathrm|text|underline)\{[^{}]*\})$`)
)

// name writes an identifier. Several letters are one name.
func (w *mathMLWriter) name(e *element) string {
	name := strings.Join(strings.Fields(e.words()), " ")
	if written, ok := mathOperators[name]; ok && !mathFunctions[name] {
		return written
	}
	name = noBraces.Replace(name)
	isBold := strings.HasPrefix(e.attr("mathvariant"), "bold")
	switch {
	case mathFunctions[name]:
		return `\` + name + " "
	case isBold && name != "":
		return `\mathbf{` + mathSigns.Replace(name) + "}"
	case utf8.RuneCountInString(name) > 1:
		return `\mathrm{` + mathSigns.Replace(name) + "}"
	}
	return mathSigns.Replace(name)
}

// operator writes an operator. Words among them stand apart.
func operator(e *element) string {
	sign := strings.TrimSpace(e.words())
	if written, ok := mathOperators[sign]; ok {
		return written
	}
	if utf8.RuneCountInString(sign) > 1 && isWordy(firstRune(sign)) {
		return ` \text{` + mathSigns.Replace(noBraces.Replace(sign)) + "} "
	}
	return mathSigns.Replace(noBraces.Replace(sign))
}

// base is what an index or a power stands at, in braces unless it is one sign.
func (w *mathMLWriter) base(s string) string {
	switch trimmed := strings.TrimSpace(s); {
	case trimmed == "" || oneName.MatchString(s):
		return s
	case isInFences(trimmed):
		return trimmed
	}
	return "{" + s + "}"
}

// isInFences says whether a text is one pair of round brackets.
func isInFences(s string) bool {
	if !strings.HasPrefix(s, "(") || !strings.HasSuffix(s, ")") {
		return false
	}
	depth := 0
	for i, c := range s {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 && i < len(s)-1 {
			return false
		}
	}
	return true
}

// fenced writes elements between brackets, with commas between them unless it
// is said otherwise.
func (w *mathMLWriter) fenced(e *element, nodes []*element) string {
	open, closing, separators := "(", ")", ","
	for name, value := range map[string]*string{"open": &open, "close": &closing, "separators": &separators} {
		if said, ok := e.attrs[name]; ok {
			*value = strings.TrimSpace(said)
		}
	}
	if len(nodes) == 1 && nodes[0].name == "mtable" && mathFences[open+closing] != "" {
		return w.table(nodes[0], mathFences[open+closing])
	}
	signs := []rune(strings.ReplaceAll(separators, " ", ""))
	var b strings.Builder
	b.WriteString(bracket(open))
	for i, n := range nodes {
		if i > 0 && len(signs) > 0 {
			b.WriteRune(signs[min(i-1, len(signs)-1)])
		}
		b.WriteString(w.write(n))
	}
	b.WriteString(bracket(closing))
	return b.String()
}

func bracket(sign string) string {
	if written, ok := mathOperators[sign]; ok {
		return written
	}
	return sign
}

// table writes rows of cells.
func (w *mathMLWriter) table(e *element, environment string) string {
	var rows []string
	for _, row := range e.children("mtr", "mlabeledtr") {
		var cells []string
		for _, cell := range row.children("mtd") {
			cells = append(cells, w.row(cell.nodes))
		}
		rows = append(rows, strings.Join(cells, " & "))
	}
	return `\begin{` + environment + "}" + strings.Join(rows, ` \\ `) + `\end{` + environment + "}"
}
