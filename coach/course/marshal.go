package course

import (
	"bytes"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Marshal writes a course as the YAML that Parse reads, in the order of the
// types' fields, laid out for people to read and edit. Parsing it gives an equal
// course. A course that Parse would refuse gives Faults, which quote what would
// have been written, so that no bad file comes to be.
func Marshal(c *Course) ([]byte, error) {
	w := &yamlWriter{report: &report{name: c.ID}}
	root := w.mapping(reflect.ValueOf(c).Elem(), keysOf(reflect.TypeFor[Course]()), 0)
	if err := w.check(root); err != nil {
		return nil, err
	}
	return w.Bytes(), nil
}

// yamlWriter writes the few shapes that a course has: mappings, lists and
// texts. It is ours because what it writes must come back as it was whatever it
// holds, and must read as if an author had written it: LaTeX in single quotes,
// paragraphs as blocks, short lists on one line.
//
// As it writes, it keeps the tree that reading would give, with every place, so
// that a course is checked as Parse checks it without reading it back: that would
// take most of the time of an import, and hundreds of megabytes.
type yamlWriter struct {
	bytes.Buffer
	*report
	depth int

	line, lineStart, counted int // lines before counted, and where the last one begins
}

// check reports what Parse would, of what was written.
func (w *yamlWriter) check(root *node) error {
	if w.Len() > maxBytes {
		addTooLarge(w.report)
		return w.err()
	}
	if len(w.list) > 0 {
		return w.err() // too deep
	}
	w.lines = strings.Split(w.String(), "\n")
	if checkCharacters(w.report) {
		c := new(Course)
		decodeRoot(w.report, root, c)
		check(w.report, root, c)
	}
	return w.err()
}

// here is where the next character will stand.
func (w *yamlWriter) here() (line, column int) {
	for i, c := range w.Bytes()[w.counted:] {
		if c == '\n' {
			w.line++
			w.lineStart = w.counted + i + 1
		}
	}
	w.counted = w.Len()
	return w.line + 1, utf8.RuneCount(w.Bytes()[w.lineStart:]) + 1
}

// put writes the value of a key or the entry of a list, and returns its node.
func (w *yamlWriter) put(shape shape, value, written string) *node {
	n := &node{shape: shape, text: value}
	n.line, n.column = w.here()
	w.WriteString(written)
	return n
}

// mapping writes the fields of a struct, one to a line, each indented by that
// many spaces. The first line's indentation is the caller's.
func (w *yamlWriter) mapping(v reflect.Value, keys []key, indent int) *node {
	n := &node{shape: mapping}
	n.line, n.column = w.here()
	if w.depth++; w.depth > maxDepth {
		if len(w.list) == 0 {
			w.add(0, 0, "scaffolds stand inside one another more than %d deep", maxDepth)
		}
		return n
	}
	defer func() { w.depth-- }()
	for _, k := range keys {
		of := v.Field(k.index)
		if !k.isRequired && (of.IsZero() || k.name == "tier" && of.Int() == defaultTier) {
			continue
		}
		if len(n.fields) > 0 {
			w.pad(indent)
		}
		line, column := w.here()
		w.WriteString(k.name)
		w.WriteByte(':')
		var value *node
		switch of.Kind() {
		case reflect.Slice:
			value = w.entries(of, indent)
		case reflect.String:
			w.WriteByte(' ')
			value = w.put(text, of.String(), yamlText(of.String(), indent))
			w.WriteByte('\n')
		case reflect.Pointer:
			w.WriteByte('\n')
			w.pad(indent + 2)
			value = w.mapping(of.Elem(), allScaffoldKeys, indent+2)
		default:
			w.WriteByte(' ')
			value = w.put(word, fmt.Sprint(of.Interface()), fmt.Sprint(of.Interface()))
			w.WriteByte('\n')
		}
		n.fields = append(n.fields, field{key: k.name, line: line, column: column, value: value})
	}
	if len(n.fields) == 0 {
		w.WriteString("{}\n")
	}
	return n
}

func (w *yamlWriter) pad(indent int) {
	for range indent {
		w.WriteByte(' ')
	}
}

// entries writes the list that is the value of a key that stands at that indentation.
func (w *yamlWriter) entries(v reflect.Value, indent int) *node {
	if words, ok := flowList(v); ok {
		w.WriteByte(' ')
		n := w.put(list, "", "[")
		for i, word := range words {
			if i > 0 {
				w.WriteString(", ")
			}
			n.entries = append(n.entries, w.put(text, word, word))
		}
		w.WriteString("]\n")
		return n
	}
	w.WriteByte('\n')
	n := &node{shape: list, entries: make([]*node, v.Len())}
	for i := range v.Len() {
		if indent == 0 && i > 0 && v.Type().Elem() != reflect.TypeFor[Misconception]() {
			w.WriteByte('\n') // skills and items are long: let them stand apart
		}
		w.pad(indent + 2)
		line, column := w.here()
		if i == 0 {
			n.line, n.column = line, column
		}
		w.WriteString("- ")
		entry := v.Index(i)
		if hint, ok := entry.Interface().(Hint); ok && hint.Ask == nil {
			entry = entry.Field(0)
		}
		if entry.Kind() == reflect.Struct {
			n.entries[i] = w.mapping(entry, keysOf(entry.Type()), indent+4)
			n.entries[i].line, n.entries[i].column = line, column // what is wrong with it as a whole is shown at its dash
			continue
		}
		n.entries[i] = w.put(text, entry.String(), yamlText(entry.String(), indent+2))
		w.WriteByte('\n')
	}
	return n
}

// flowList is the words of a list that stands in brackets: few and short.
func flowList(v reflect.Value) (words []string, ok bool) {
	const widest = 60 // characters, with the brackets
	isHints := v.Type().Elem() == reflect.TypeFor[Hint]()
	if v.Len() > 0 && !isHints && v.Type().Elem().Kind() != reflect.String {
		return nil, false
	}
	width := 0
	for i := range v.Len() {
		entry := v.Index(i)
		if isHints {
			entry = entry.Field(0) // empty of a scaffold: no word
		}
		s := entry.String()
		if width += len(s) + len(", "); width > widest || !flowWord.MatchString(s) || !isPlain(s) {
			return nil, false
		}
		words = append(words, s)
	}
	return words, true
}

var (
	flowWord  = regexp.MustCompile(`^[A-Za-z0-9.-]+$`)
	plainText = regexp.MustCompile(strings.Join([]string{
		`^[\pL\d]$`,
		`^-?\d+(\.\d+)?( \d+/\d+|/\d+|%)?$`, // as ParseNumber reads them
		`^\d+\.[A-Z]{2}[A-Za-z0-9.-]*$`,     // codes of standards: 5.NF.A.1
		`^https?://[\w./?=&%~:-]*[\w/]$`,
		`^(\d+ )?\pL[\pL\pM\d .,;!?()'’“”„…+=/–—-]*[\pL\pM\d.!?)]$`,
	}, "|"))
	// yamlWords mean something else than text in one version of YAML or another.
	yamlWords = []string{"null", "true", "false", "yes", "no", "on", "off", "y", "n", "inf", "nan"}
)

// isPlain says whether a text needs no quotes: whatever reads it, it comes back
// as it was.
func isPlain(s string) bool {
	return plainText.MatchString(s) && !slices.Contains(yamlWords, strings.ToLower(s))
}

// yamlText writes a text as the value of a key, or the entry of a list, that
// stands at that indentation.
func yamlText(s string, indent int) string {
	switch {
	case isFoldable(s):
		return yamlFolded(s, indent+2)
	case isPlain(s) || s == "true" || s == "false": // a true-false answer: decode knows what is meant
		return s
	case isBlock(s):
		return yamlBlock(s, indent+2)
	case !strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) }):
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return yamlQuoted(s)
}

// isBlock says whether a text with line ends can be written as it is: no blanks
// at the ends of lines and none before the first, where YAML or an editor would
// lose them.
func isBlock(s string) bool {
	lines := strings.Split(strings.TrimSuffix(s, "\n"), "\n")
	if !strings.Contains(s, "\n") || lines[0] == "" || lines[len(lines)-1] == "" || lines[0][0] == ' ' {
		return false
	}
	for _, line := range lines {
		if strings.TrimRight(line, " ") != line || strings.ContainsFunc(line, func(c rune) bool { return !unicode.IsPrint(c) }) {
			return false
		}
	}
	return true
}

func yamlBlock(s string, indent int) string {
	var b strings.Builder
	body, endsLine := strings.CutSuffix(s, "\n")
	b.WriteByte('|')
	if !endsLine {
		b.WriteByte('-')
	}
	for line := range strings.SplitSeq(body, "\n") {
		b.WriteByte('\n')
		if line != "" {
			b.WriteString(strings.Repeat(" ", indent) + line)
		}
	}
	return b.String()
}

// textWidth is the line length, in characters, past which a text is folded.
const textWidth = 80

// isFoldable says whether a text is one long line of words with one space
// between each, so that it can be broken at any of them.
func isFoldable(s string) bool {
	return utf8.RuneCountInString(s) > textWidth && strings.Join(strings.Fields(s), " ") == s &&
		!strings.ContainsFunc(s, func(c rune) bool { return !unicode.IsPrint(c) })
}

// yamlFolded breaks a text into lines that YAML joins again with spaces.
func yamlFolded(s string, indent int) string {
	var b strings.Builder
	b.WriteString(">-")
	room := 0
	for word := range strings.FieldsSeq(s) {
		size := utf8.RuneCountInString(word) + 1
		if room < size {
			b.WriteString("\n" + strings.Repeat(" ", indent) + word)
			room = textWidth - size
			continue
		}
		b.WriteString(" " + word)
		room -= size
	}
	return b.String()
}

// yamlQuoted writes any text on one line in double quotes.
func yamlQuoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\t':
			b.WriteString(`\t`)
		case c == '"' || c == '\\':
			b.WriteString(`\` + string(c))
		case unicode.IsPrint(c):
			b.WriteRune(c)
		case c < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			fmt.Fprintf(&b, `\U%08x`, c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
