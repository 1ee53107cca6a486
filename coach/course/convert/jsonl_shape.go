package convert

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// jsonlWords are the keys by their meaning, in small letters without signs. Of
// several in one object the first counts.
var jsonlWords = map[string][]string{
	"question":    {"question", "prompt", "stem", "questiontext", "problem", "query", "term", "front", "q"},
	"passage":     {"passage", "context", "article"},
	"choices":     {"choices", "options", "alternatives"},
	"wrong":       {"wrong", "distractors", "incorrectanswers", "incorrect", "wronganswers"},
	"index":       {"answeridx", "answerindex", "correctindex", "correctidx", "cop", "correctoption"},
	"answer":      {"answer", "answerkey", "correctanswer", "correct", "rightanswer", "answers", "correctanswers", "label", "target", "definition", "back", "a"},
	"accept":      {"accept", "aliases", "synonyms", "alsoright"},
	"explanation": {"explanation", "rationale", "exp", "solution", "support", "reason", "feedback"},
	"hints":       {"hints", "hint"},
	"skill":       {"skill", "topic", "category", "subject", "subjectname", "deck", "chapter"},
	"tags":        {"tags", "tag", "keywords"},
	"id":          {"id", "qid", "questionid", "guid", "uid", "ind"},
	"licence":     {"licence", "license"},
	"source":      {"source"},
	"tolerance":   {"tolerance"},
	"units":       {"units", "unit"},
	"kind":        {"kind", "type", "questiontype"},
	"model":       {"model", "modelanswer", "sampleanswer"},
	"blanks":      {"blanks"},
	"lines":       {"lines"},
	"pairs":       {"pairs"},
	"groups":      {"groups"},
	"tier":        {"tier", "difficulty"},
	"format":      {"format"},
}

// jsonlNumbered finds keys of which there are several: option_a, distractor2.
var jsonlNumbered = regexp.MustCompile(`^(option|choice|answer|op|distractor|wrong|wronganswer|incorrectanswer)([a-h]|\d{1,2})$`)

// jsonlShape is an object with its values by meaning.
type jsonlShape struct {
	values  map[string]any
	choices []jsonlChoice
	has     bool     // it has choices
	wrong   []string // choices that stand apart because they are wrong
	left    []string // keys that mean nothing here
}

// jsonlChoice is one choice.
type jsonlChoice struct {
	text, label, feedback string
	isNumber              bool  // it was written without quotes
	isRight               *bool // nil: not said
}

// newJSONLShape sorts what an object says.
func newJSONLShape(raw []byte) jsonlShape {
	s := jsonlShape{values: make(map[string]any)}
	var fields map[string]any
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	if d.Decode(&fields) != nil {
		return s // it was read as an object before
	}
	byName := make(map[string]any, len(fields))
	names := make([]string, 0, len(fields))
	for key, value := range fields {
		name := csvSigns.ReplaceAllString(strings.ToLower(key), "")
		if _, isTwice := byName[name]; !isTwice {
			names = append(names, name)
		}
		byName[name] = value
	}
	slices.Sort(names)
	used := make(map[string]bool)
	for meaning, words := range jsonlWords {
		for _, word := range words {
			if value, ok := byName[word]; ok && value != nil {
				s.values[meaning] = value
				used[word] = true
				break
			}
		}
	}
	if inner, ok := s.values["question"].(map[string]any); ok { // {"stem": …, "choices": […]}
		s.values["question"] = firstOf(inner, "stem", "text", "question")
		if choices := firstOf(inner, "choices", "options"); choices != nil && s.values["choices"] == nil {
			s.values["choices"] = choices
		}
	}
	s.readChoices(names, byName, used)
	for _, name := range names {
		if isNothing := jsonlSilent[name]; !used[name] && !isNothing && byName[name] != nil {
			s.left = append(s.left, name)
		}
	}
	return s
}

// jsonlSilent are keys that say nothing about a question to anyone.
var jsonlSilent = map[string]bool{"split": true, "index": true, "language": true, "lang": true}

// firstOf is the first of the values there are.
func firstOf(fields map[string]any, names ...string) any {
	for _, name := range names {
		if value := fields[name]; value != nil {
			return value
		}
	}
	return nil
}

// readChoices gathers the choices, from a list or from keys of their own.
func (s *jsonlShape) readChoices(names []string, byName map[string]any, used map[string]bool) {
	switch list := s.values["choices"].(type) {
	case []any:
		for i, entry := range list {
			s.choices = append(s.choices, newJSONLChoice(entry, i))
		}
	case map[string]any:
		s.choices = choicesOf(list)
	}
	s.wrong = jsonTexts(s.values["wrong"])
	for _, name := range names {
		m := jsonlNumbered.FindStringSubmatch(name)
		text, isText := jsonText(byName[name])
		if m == nil || !isText || used[name] {
			continue
		}
		switch m[1] {
		case "distractor", "wrong", "wronganswer", "incorrectanswer":
			s.wrong = append(s.wrong, text)
		default:
			if s.values["choices"] != nil {
				continue
			}
			s.choices = append(s.choices, jsonlChoice{text: text, label: m[2]})
		}
		used[name] = true
	}
	s.has = len(s.choices) > 0 || len(s.wrong) > 0
}

// choicesOf reads choices written as an object: lists of texts and labels, or a
// text for each letter.
func choicesOf(fields map[string]any) []jsonlChoice {
	var out []jsonlChoice
	if texts, ok := fields["text"].([]any); ok {
		labels, _ := fields["label"].([]any)
		for i, text := range texts {
			c := newJSONLChoice(text, i)
			if i < len(labels) {
				c.label, _ = jsonText(labels[i])
			}
			out = append(out, c)
		}
		return out
	}
	letters := make([]string, 0, len(fields))
	for letter := range fields {
		letters = append(letters, letter)
	}
	slices.SortFunc(letters, naturally)
	for i, letter := range letters {
		c := newJSONLChoice(fields[letter], i)
		c.label = letter
		out = append(out, c)
	}
	return out
}

// lettered finds the letter before a choice: "A) 21", "(b) 22".
var lettered = regexp.MustCompile(`^\(?([A-Ha-h])[).:]\s*(\S.*)$`)

// newJSONLChoice reads the choice with that number.
func newJSONLChoice(entry any, number int) jsonlChoice {
	fields, isObject := entry.(map[string]any)
	if !isObject {
		text, _ := jsonText(entry)
		_, isNumber := entry.(json.Number)
		c := jsonlChoice{text: text, isNumber: isNumber}
		if m := lettered.FindStringSubmatch(text); m != nil && letterOf(m[1]) == number {
			c.text, c.label = m[2], m[1]
		}
		return c
	}
	var c jsonlChoice
	c.text, _ = jsonText(firstOf(fields, "text", "answer", "option", "choice", "content", "value"))
	c.label, _ = jsonText(firstOf(fields, "label", "id", "key", "letter"))
	c.feedback, _ = jsonText(firstOf(fields, "feedback", "explanation", "rationale"))
	for _, name := range []string{"correct", "right", "isCorrect", "is_correct", "iscorrect"} {
		if isRight, ok := fields[name].(bool); ok {
			c.isRight = &isRight
		}
	}
	return c
}

// jsonText is a value as text; lists and objects are none.
func jsonText(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	}
	return "", false
}

// jsonTexts are the texts of a list, or of an object that says one thing in
// several ways, or the one that stands alone.
func jsonTexts(value any) []string {
	if text, ok := jsonText(value); ok {
		return []string{text}
	}
	var out []string
	switch v := value.(type) {
	case []any:
		for _, entry := range v {
			if text, ok := jsonText(entry); ok {
				out = append(out, text)
			}
		}
	case map[string]any: // {"value": …, "aliases": […]}, {"text": […]}
		out = append(jsonTexts(firstOf(v, "value", "text")), jsonTexts(firstOf(v, "aliases", "accept"))...)
	}
	return out
}
