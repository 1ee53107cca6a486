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
	var w yamlWriter
	w.mapping(reflect.ValueOf(c).Elem(), 0)
	if _, err := Parse(c.ID, w.Bytes()); err != nil {
		return nil, err
	}
	return w.Bytes(), nil
}

// yamlWriter writes the few shapes that a course has: mappings, lists and
// texts. It is ours because what it writes must come back as it was whatever it
// holds, and must read as if an author had written it: LaTeX in single quotes,
// paragraphs as blocks, short lists on one line.
type yamlWriter struct{ bytes.Buffer }

// mapping writes the fields of a struct, one to a line, each indented by that
// many spaces. The first line's indentation is the caller's.
func (w *yamlWriter) mapping(v reflect.Value, indent int) {
	isFirst := true
	for _, k := range keysOf(v.Type()) {
		field := v.Field(k.index)
		if !k.isRequired && (field.IsZero() || k.name == "tier" && field.Int() == defaultTier) {
			continue
		}
		if !isFirst {
			w.pad(indent)
		}
		isFirst = false
		w.WriteString(k.name + ":")
		switch field.Kind() {
		case reflect.Slice:
			w.list(field, indent)
		case reflect.String:
			w.WriteString(" " + yamlText(field.String(), indent) + "\n")
		default:
			fmt.Fprintf(w, " %v\n", field.Interface())
		}
	}
	if isFirst {
		w.WriteString("{}\n")
	}
}

func (w *yamlWriter) pad(indent int) { w.WriteString(strings.Repeat(" ", indent)) }

// list writes the value of a key that stands at that indentation.
func (w *yamlWriter) list(v reflect.Value, indent int) {
	if flow, ok := flowList(v); ok {
		w.WriteString(" " + flow + "\n")
		return
	}
	w.WriteByte('\n')
	for i := range v.Len() {
		if indent == 0 && i > 0 && v.Type().Elem() != reflect.TypeFor[Misconception]() {
			w.WriteByte('\n') // skills and items are long: let them stand apart
		}
		w.pad(indent + 2)
		w.WriteString("- ")
		if entry := v.Index(i); entry.Kind() == reflect.Struct {
			w.mapping(entry, indent+4)
		} else {
			w.WriteString(yamlText(entry.String(), indent+2) + "\n")
		}
	}
}

// flowList writes a list of short words in brackets.
func flowList(v reflect.Value) (string, bool) {
	const widest = 60 // characters
	if v.Len() == 0 {
		return "[]", true
	}
	if v.Type().Elem().Kind() != reflect.String {
		return "", false
	}
	words := make([]string, v.Len())
	for i := range words {
		words[i] = v.Index(i).String()
		if !flowWord.MatchString(words[i]) || !isPlain(words[i]) {
			return "", false
		}
	}
	flow := "[" + strings.Join(words, ", ") + "]"
	return flow, len(flow) <= widest
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
