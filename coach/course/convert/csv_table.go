package convert

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// row is one row of a table.
type row struct {
	line  int // where it begins, from 1
	cells []string
	file  string // where it stands, if rows of several files come together
}

// table is a file of rows, with what its head says of it.
type table struct {
	rows   []row
	isCut  bool // there were more rows than csvMaxRows
	isHTML bool
	isText bool // the head says that cells are plain text
	deck   string
	tags   string         // of every row
	names  []string       // of the columns, from the head
	roles  map[int]string // column to role, from the head
	own    *quizFile      // the course that the head names, if an export wrote this; or nil
}

// decodeText returns a file's text as UTF-8, and a remark where its encoding
// had to be guessed. The error is for what is no text, as a sentence.
func decodeText(data []byte) (text, remark string, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return "", "", errors.New("this is a packed file, perhaps a spreadsheet: save it as CSV first")
	case bytes.HasPrefix(data, []byte("%PDF-")):
		return "", "", errors.New("this is a PDF: import the file it was made from, or a table of its questions")
	case webPage.Match(data[:min(len(data), 200)]):
		return "", "", errors.New("this is a web page, perhaps one that asks to sign in: download the file itself")
	case bytes.HasPrefix(data, []byte{0xff, 0xfe, 0, 0}), bytes.HasPrefix(data, []byte{0, 0, 0xfe, 0xff}):
		out, err := utf32.UTF32(utf32.LittleEndian, utf32.ExpectBOM).NewDecoder().Bytes(data)
		if err != nil {
			return "", "", fmt.Errorf("the text cannot be read as UTF-32: %w", err)
		}
		return string(out), "", nil
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		utf16 := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()
		out, _, err := transform.Bytes(utf16, data)
		if err != nil {
			return "", "", fmt.Errorf("the text cannot be read as UTF-16: %w", err)
		}
		return string(out), "", nil
	case bytes.IndexByte(data, 0) >= 0:
		return "", "", errors.New("this is no text: save the table as CSV in UTF-8")
	case utf8.Valid(data):
		return strings.TrimPrefix(string(data), "\ufeff"), "", nil
	}
	if whole := wholeRunes(data); utf8.Valid(whole) && !isWestern(data) {
		return strings.TrimPrefix(string(whole), "\ufeff"), "the file ends within a character, so it may be cut short", nil
	}
	if !isWestern(data) {
		return "", "", errors.New("the text is neither UTF-8 nor Windows-1252: save it as UTF-8")
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		return "", "", fmt.Errorf("the text is neither UTF-8 nor Windows-1252: save it as UTF-8 (%w)", err)
	}
	return string(out), "not UTF-8: read as Windows-1252, the old Western encoding", nil
}

// webPage is how a web page begins.
var webPage = regexp.MustCompile(`(?i)^(?:\x{feff})?\s*(?:<!doctype html|<html)[\s>]`)

// wholeRunes is a text without the beginning of a character that was cut off at
// its end.
func wholeRunes(data []byte) []byte {
	for i := len(data) - 1; i >= max(0, len(data)-utf8.UTFMax); i-- {
		if utf8.RuneStart(data[i]) {
			if !utf8.FullRune(data[i:]) {
				return data[:i]
			}
			break
		}
	}
	return data
}

// isWestern says whether a text in some encoding of bytes can be one of Western
// Europe, whose letters with accents stand alone or in pairs among the letters
// of ASCII. In other scripts, and in damaged UTF-8 of theirs, they come in long
// runs.
func isWestern(data []byte) bool {
	const long = 3 // bytes
	inRuns, all, run := 0, 0, 0
	for _, b := range data {
		if b < utf8.RuneSelf {
			run = 0
			continue
		}
		all++
		switch run++; {
		case run == long:
			inRuns += long
		case run > long:
			inRuns++
		}
	}
	return inRuns <= all/2
}

var (
	// The head of an Anki export: "#separator:tab", "#tags column:3".
	ankiHead = regexp.MustCompile(`(?i)^#(separator|html|tags|columns|notetype|deck|guid)( column)?:(.*)$`)
	// The line by which Excel names the separator.
	excelHead = regexp.MustCompile(`(?i)^sep=(.)$`)
)

// separators are the separators an Anki export names.
var separators = map[string]string{"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":", "space": " ", `\t`: "\t"}

// readTable reads a table: head, separator, rows.
func readTable(text string, isTSV bool) *table {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	t := &table{roles: make(map[int]string)}
	body, line, separator := t.readHead(text)
	if separator == "" {
		body = rowsToLines(body)
	}
	switch {
	case separator != "":
	case isTSV && strings.Contains(body, "\t"):
		separator = "\t"
	default:
		separator = sniff(body)
	}
	t.rows, _, t.isCut = split(body, separator, csvMaxRows)
	for i := range t.rows {
		t.rows[i].line += line
	}
	t.dropTitle()
	if names, ok := t.roles[-1]; ok {
		first, _, _ := split(names, separator, 1)
		if len(first) > 0 {
			t.names = first[0].cells
		}
		delete(t.roles, -1)
	}
	return t
}

// dropTitle takes away what stands above the row that names the columns, as
// templates have it: rows with no more than a title or a sentence of advice in
// them.
func (t *table) dropTitle() {
	for i, r := range t.rows {
		if isHeader(r.cells) {
			t.rows = t.rows[i:]
			return
		}
		if len(r.cells) < 2 || strings.TrimSpace(strings.Join(r.cells[1:], "")) != "" {
			return
		}
	}
}

// rowsToLines puts each row on a line of its own where the text is one long
// line in which semicolons part the rows, as Quizlet can export it.
func rowsToLines(text string) string {
	const fewest = 3
	text = strings.TrimSuffix(text, "\n")
	if strings.Contains(text, "\n") || strings.Contains(text, `"`) {
		return text
	}
	rows := strings.Split(strings.TrimSuffix(strings.TrimSpace(text), ";"), ";")
	for _, separator := range []string{"\t", ",", " - "} {
		isPair := func(row string) bool { return strings.Count(row, separator) == 1 }
		if len(rows) >= fewest && !slices.ContainsFunc(rows, func(row string) bool { return !isPair(row) }) {
			return strings.Join(rows, "\n")
		}
	}
	return text
}

// readHead reads the lines above the rows and returns what follows them, how
// many lines they were, and the separator if they name one.
func (t *table) readHead(text string) (body string, lines int, separator string) {
	for body = text; ; lines++ {
		line, rest, _ := strings.Cut(body, "\n")
		if m := excelHead.FindStringSubmatch(line); m != nil && lines == 0 {
			separator, body = m[1], rest
			continue
		}
		if t.readOwnHead(line) {
			body = rest
			continue
		}
		if !strings.HasPrefix(line, "#") {
			return body, lines, separator
		}
		m := ankiHead.FindStringSubmatch(line)
		switch {
		case m != nil && m[2] != "":
			t.setRole(strings.ToLower(m[1]), strings.TrimSpace(m[3]))
		case m != nil:
			value := strings.TrimSpace(m[3])
			switch strings.ToLower(m[1]) {
			case "separator":
				if separator = separators[strings.ToLower(value)]; separator == "" && utf8.RuneCountInString(value) == 1 {
					separator = value
				}
			case "html":
				t.isHTML = strings.EqualFold(value, "true")
				t.isText = !t.isHTML
			case "tags":
				t.tags = value
			case "deck":
				t.deck = value
			case "columns":
				t.roles[-1] = m[3] // split once the separator is known
			}
		case strings.ContainsAny(line, "\t,;"):
			return body, lines, separator // a row whose first cell begins with #
		}
		body = rest
		if rest == "" {
			return "", lines + 1, separator
		}
	}
}

// setRole notes that a column, counted from 1, holds tags, a deck and so on.
func (t *table) setRole(what, column string) {
	n := 0
	if _, err := fmt.Sscanf(column, "%d", &n); err != nil || n < 1 || n > csvMaxColumns {
		return
	}
	switch what {
	case "tags":
		t.roles[n-1] = "tags"
	case "deck":
		t.roles[n-1] = "skill"
	case "guid":
		t.roles[n-1] = "id"
	default:
		t.roles[n-1] = "nothing"
	}
}

// sniff finds the separator by which most rows have the same number of cells,
// at least two. Quotes left inside cells speak against it. A dash or an equals
// sign between spaces counts only where nothing else parts the rows.
func sniff(text string) string {
	const sample = 200 // rows
	best, most := "\t", 0.0
	for _, separator := range []string{"\t", ";", ",", "|", " - ", " – ", " = "} {
		const enough = 0.5
		if len(separator) > 1 && most > enough {
			break
		}
		rows, stray, _ := split(text, separator, sample)
		counts := make(map[int]int)
		for _, r := range rows {
			counts[len(r.cells)]++
		}
		usual := 0
		for cells, n := range counts {
			if cells > 1 {
				usual = max(usual, n)
			}
		}
		if len(rows) == 0 {
			continue
		}
		if score := float64(usual-stray) / float64(len(rows)); score > most {
			best, most = separator, score
		}
	}
	return best
}

// split cuts a text into at most limit rows; empty lines are none. Stray is how
// many cells hold a quote that is not at their beginning and end, and isCut
// says that rows were left.
func split(text, separator string, limit int) (rows []row, stray int, isCut bool) {
	line := 1
	for text != "" {
		r := row{line: line}
		isEnd := false
		for !isEnd {
			cell, size, isStray, last := cutCell(text, separator)
			if isStray {
				stray++
			}
			if len(r.cells) < csvMaxColumns {
				r.cells = append(r.cells, cell)
			}
			line += strings.Count(text[:size], "\n")
			text, isEnd = text[size:], last
		}
		if len(r.cells) == 1 && strings.TrimSpace(r.cells[0]) == "" {
			continue
		}
		if len(rows) == limit {
			return rows, stray, true
		}
		rows = append(rows, r)
	}
	return rows, stray, false
}

// cutCell takes the first cell of a text: its content, how many bytes it takes
// with the separator or line end after it, and whether a row ends with it. A
// quote that is not closed where a cell can end is a character like any other,
// so that one forgotten quote does not swallow the rest of the file.
func cutCell(s, separator string) (cell string, size int, isStray, isLast bool) {
	if start := len(s) - len(strings.TrimLeft(s, " ")); start < len(s) && s[start] == '"' {
		if cell, size, isLast, ok := cutQuoted(s, start, separator); ok {
			return cell, size, false, isLast
		}
	}
	end := 0
	for end < len(s) && s[end] != '\n' && !strings.HasPrefix(s[end:], separator) {
		end++
	}
	switch cell = s[:end]; {
	case end == len(s):
		size, isLast = end, true
	case s[end] == '\n':
		size, isLast = end+1, true
	default:
		size = end + len(separator)
	}
	// A separator that ends the text has an empty cell after it, which nobody
	// would miss.
	return cell, size, strings.Contains(cell, `"`), isLast || size == len(s)
}

// cutQuoted takes a cell in quotes, which may hold separators, line ends, and
// quotes written twice.
func cutQuoted(s string, start int, separator string) (cell string, size int, isLast, ok bool) {
	for i := start + 1; i < len(s) && i-start < csvMaxCell*2; i++ {
		if s[i] != '"' {
			continue
		}
		if i+1 < len(s) && s[i+1] == '"' {
			i++
			continue
		}
		cell = strings.ReplaceAll(s[start+1:i], `""`, `"`)
		after := i + 1
		for after < len(s) && s[after] == ' ' && separator != " " {
			after++
		}
		switch {
		case after == len(s):
			return cell, after, true, true
		case s[after] == '\n':
			return cell, after + 1, true, true
		case strings.HasPrefix(s[after:], separator):
			size = after + len(separator)
			return cell, size, size == len(s), true
		}
		return "", 0, false, false
	}
	return "", 0, false, false
}
