package convert

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"

	"pacer/coach/course"
)

// Questions as JSON: an object for each, one to a line or in a list. Programs
// and collections of questions agree on little more than the words question,
// choices and answer, so the words are read by their meaning: README.md of the
// course package has the plain shape to write, and jsonl_shape.go the others
// that are understood.

var jsonlSource = quizSource{
	extension: ".jsonl",
	sniffed:   ".json",
	maxBytes:  16 << 20,
	nothing:   "there are no questions as JSON here: name a file that ends in .jsonl or .json",
	parse:     readJSONLText,
	isLike:    looksLikeJSONL,
}

func isLikeJSONL(src fs.FS) bool { return len(jsonlSource.files(src)) > 0 }

func readJSONL(src fs.FS, opt Options, report *Report) ([]*course.Course, error) {
	return jsonlSource.read(src, opt, report)
}

// looksLikeJSONL says whether a text, perhaps cut short, begins with an object
// or a list of objects that speaks of questions and answers.
func looksLikeJSONL(text string) bool {
	const enough = 4 << 10
	text = strings.TrimLeft(text[:min(len(text), enough)], "[ \t\n\r\ufeff")
	if !strings.HasPrefix(text, "{") {
		return false
	}
	text = strings.ToLower(text)
	has := func(words ...string) bool {
		for _, word := range words {
			if strings.Contains(text, `"`+word) {
				return true
			}
		}
		return false
	}
	return has("question", "prompt", "stem", "problem", "term", "front") && has("answer", "correct", "choices", "options", "definition", "back", "model", "lines", "pairs")
}

// jsonlRecord is one object of a file.
type jsonlRecord struct {
	line  int
	raw   []byte
	fault string // why it does not read, or ""
}

const notJSON = "this is no JSON object: check its quotes, commas and braces"

// readJSONLText makes questions of a file's objects.
func readJSONLText(name, text string) (*quizFile, error) {
	records, isCut := jsonlRecords(text)
	if len(records) == 0 {
		return nil, errors.New(`there is no question in it: each is an object like {"question": "…", "answer": "…"}`)
	}
	file := &quizFile{isCut: isCut}
	shapes := make([]jsonlShape, len(records))
	for i, rec := range records {
		if rec.fault == "" {
			shapes[i] = newJSONLShape(rec.raw)
		}
	}
	base := jsonlBase(shapes)
	for i, rec := range records {
		q := quizQuestion{fault: rec.fault}
		if rec.fault == "" {
			q = shapes[i].question(base)
		}
		q.where = Where{File: name, Line: rec.line}
		file.questions = append(file.questions, q)
	}
	return file, nil
}

// jsonlRecords cuts a text into its objects. Where each line is an object, a
// line that does not read costs only itself; in a list, what follows the fault
// is lost.
func jsonlRecords(text string) (records []jsonlRecord, isCut bool) {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if json.Valid([]byte(first)) && strings.HasPrefix(first, "{") && !isJSONList([]byte(first)) {
		return jsonlLines(text)
	}
	d := jsonlReader{text: text, decoder: json.NewDecoder(strings.NewReader(text))}
	d.read()
	return d.records, d.isCut
}

// jsonlLines reads a text in which each line is an object.
func jsonlLines(text string) (records []jsonlRecord, isCut bool) {
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if len(records) == quizMaxQuestions {
			return records, true
		}
		rec := jsonlRecord{line: number, raw: []byte(line)}
		if line[0] != '{' || !json.Valid(rec.raw) {
			rec.fault = notJSON
		}
		records = append(records, rec)
	}
	return records, false
}

// jsonlReader reads objects one after the other, and those in lists.
type jsonlReader struct {
	text    string
	decoder *json.Decoder
	records []jsonlRecord
	isCut   bool

	line, at int // of what was counted last
}

func (d *jsonlReader) read() {
	for !d.isCut {
		d.skip()
		start := d.decoder.InputOffset()
		if d.next() == '[' {
			d.list()
			return
		}
		var raw json.RawMessage
		err := d.decoder.Decode(&raw)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			d.fail(start)
			return
		}
		if list := jsonList(raw, jsonListDepth); list != nil {
			// An object around the list: its lines are counted from the list's own.
			inner := jsonlReader{text: string(list), decoder: json.NewDecoder(bytes.NewReader(list))}
			inner.list()
			before := d.lineOf(start) + bytes.Count(raw[:max(bytes.Index(raw, list), 0)], []byte("\n")) - 1
			for _, rec := range inner.records {
				rec.line += before
				d.records = append(d.records, rec)
			}
			d.isCut = d.isCut || inner.isCut
			continue
		}
		d.add(start, raw)
	}
}

// list reads the objects of a list.
func (d *jsonlReader) list() {
	if _, err := d.decoder.Token(); err != nil {
		return // the bracket was seen already
	}
	for d.decoder.More() && !d.isCut {
		d.skip()
		start := d.decoder.InputOffset()
		var raw json.RawMessage
		if err := d.decoder.Decode(&raw); err != nil {
			d.fail(start)
			return
		}
		d.add(start, raw)
	}
}

// skip is here for the offsets: what stands between two objects belongs to
// neither.
func (d *jsonlReader) skip() { d.decoder.More() }

// next is the first sign of what follows.
func (d *jsonlReader) next() byte {
	rest := strings.TrimLeft(d.text[d.decoder.InputOffset():], " \t\r\n,\ufeff")
	if rest == "" {
		return 0
	}
	return rest[0]
}

func (d *jsonlReader) add(start int64, raw []byte) {
	if len(d.records) == quizMaxQuestions {
		d.isCut = true
		return
	}
	rec := jsonlRecord{line: d.lineOf(start), raw: raw}
	if raw[0] != '{' {
		rec.fault = notJSON
	}
	d.records = append(d.records, rec)
}

func (d *jsonlReader) fail(start int64) {
	d.records = append(d.records, jsonlRecord{line: d.lineOf(start), fault: notJSON + "; what follows it was not read"})
}

// lineOf is the line on which the object after that place begins. Places come
// in rising order.
func (d *jsonlReader) lineOf(place int64) int {
	at := int(place)
	rest := d.text[at:]
	at += len(rest) - len(strings.TrimLeft(rest, " \t\r\n,"))
	if d.line == 0 {
		d.line = 1
	}
	d.line += strings.Count(d.text[d.at:at], "\n")
	d.at = at
	return d.line
}

// jsonLists are the names under which an object holds the list of questions.
var jsonLists = []string{"questions", "results", "items", "data", "examples", "rows", "cards", "flashcards", "quiz"}

// jsonListDepth is how deep a list of questions may stand inside objects.
const jsonListDepth = 3

func isJSONList(raw []byte) bool { return jsonList(raw, jsonListDepth) != nil }

// jsonList is the list of objects inside an object that is no question itself,
// or nil.
func jsonList(raw []byte, depth int) json.RawMessage {
	if depth == 0 {
		return nil
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil {
		return nil
	}
	for _, name := range jsonLists {
		for key, value := range fields {
			if !strings.EqualFold(key, name) {
				continue
			}
			var list []json.RawMessage
			if json.Unmarshal(value, &list) == nil && slices.ContainsFunc(list, func(raw json.RawMessage) bool { return raw[0] == '{' }) {
				return value
			}
			if inner := jsonList(value, depth-1); inner != nil { // {"quiz": {"questions": […]}}
				return inner
			}
		}
	}
	return nil
}
