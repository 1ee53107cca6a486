package convert

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// csvRoles says what a column is for, by its name in small letters without
// spaces and signs; a number at the end of the name is taken off.
var csvRoles = map[string]string{
	"question": "question", "questiontext": "question", "prompt": "question", "stem": "question", "front": "question", "frage": "question", "pregunta": "question", "q": "question",
	"term": "term", "word": "term", "vocabulary": "term",
	"answer": "answer", "back": "answer", "definition": "answer", "meaning": "answer", "translation": "answer", "correct": "answer", "correctanswer": "answer",
	"rightanswer": "answer", "answerkey": "answer", "key": "answer", "richtigeantwort": "answer", "lösung": "answer", "respuestacorrecta": "answer",
	"bonneréponse": "answer", "correctanswers": "answer", "rightanswers": "answer", "antwort": "answer", "respuesta": "answer", "réponse": "answer", "reponse": "answer", "a": "answer",
	"choices": "choices", "options": "choices", "option": "option", "choice": "option",
	"wrong": "wrong", "wronganswer": "wrong", "distractor": "wrong", "incorrect": "wrong", "incorrectanswer": "wrong",
	"accept": "accept", "alternatives": "accept", "synonyms": "accept", "alsoright": "accept",
	"hint": "hint", "tip": "hint", "tipp": "hint", "hinweis": "hint", "explanation": "explanation", "feedback": "explanation", "rationale": "explanation", "answerexplanation": "explanation", "erklärung": "explanation",
	"skill": "skill", "topic": "skill", "category": "skill", "deck": "skill", "chapter": "skill", "thema": "skill",
	"tier": "tier", "difficulty": "tier", "tags": "tags", "tag": "tags", "id": "id", "guid": "id",
	"licence": "licence", "license": "licence", "source": "source",
	"timelimit": "time", "timeinseconds": "time", "zeitlimit": "time", "límitedetiempo": "time", "limitedetempo": "time", "limitedetemps": "time", "tempslimite": "time",
}

var (
	csvSigns    = regexp.MustCompile(`[\s_.-]+`)
	csvNumbered = regexp.MustCompile(`^(\D+?)\d{1,2}$`)
	csvLettered = regexp.MustCompile(`^(option|choice|answer)?([a-h])$`)
	csvLanguage = regexp.MustCompile(`^(.+?)\s*:\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})$`)

	// csvAdvice finds what a column's name says beyond the name: "Answer 1 - max
	// 75 characters", "Correct answer(s)".
	csvAdvice = regexp.MustCompile(`(?s)\s+[-–—]\s+.*$|\s*\(.*$`)
)

// csvRole is what a column of that name is for, or "".
func csvRole(name string) string {
	if role := csvPlainRole(name); role != "" {
		return role
	}
	return csvPlainRole(csvAdvice.ReplaceAllString(name, ""))
}

func csvPlainRole(name string) string {
	name = csvSigns.ReplaceAllString(strings.ToLower(tidy(name)), "")
	if role := csvRoles[name]; role != "" {
		return role
	}
	if m := csvNumbered.FindStringSubmatch(name); m != nil {
		if role := csvRoles[m[1]]; role == "answer" {
			return "option" // answer1, answer2 …: the answers to choose from
		} else if role != "" {
			return role
		}
	}
	return ""
}

// csvExtras say what a column is for whose name is another's with such a word
// after it: "capital hint" beside "capital".
var csvExtras = map[string]string{
	"hint": "hint", "hints": "hint", "tip": "hint", "explanation": "explanation", "info": "info", "note": "info", "notes": "info", "comment": "info",
	"similarity": "alike", "similar": "alike", "look-alikes": "alike", "lookalikes": "alike", "looks like": "alike", "confused with": "alike",
}

// csvExtra is what a column says of another, and which that is.
func csvExtra(name string) (of, role string) {
	name = strings.ToLower(tidy(name))
	for _, words := range []int{1, 2} {
		at := len(name)
		for range words {
			at = strings.LastIndexByte(name[:max(at, 0)], ' ')
			if at < 0 {
				return "", ""
			}
		}
		if role := csvExtras[name[at+1:]]; role != "" {
			return name[:at], role
		}
	}
	return "", ""
}

// csvColumns says which columns hold what.
type csvColumns struct {
	by    map[string][]int // role to columns, in order
	names []string         // as the header has them; nil without one
	asks  string           // the name of the answer's column, where it is a word of the subject
	about string           // the name of the question's column, likewise
	alike string           // of what the names say that it looks alike
	extra int              // how many columns without a name are left out
	left  []string         // the names of columns that are left out

	languages  []string               // further ones, in the order of the columns
	in         map[string]*csvColumns // by further language: the same with its columns
	isNumbers  bool                   // the answer names options by their numbers
	tellsApart bool                   // hints tell those apart that have the same answer
}

// columns makes out what the columns are for and whether the first row is a
// header. The language is that of columns which name none.
func (t *table) columns(own string) (c csvColumns, hasHeader bool) {
	c.by = make(map[string][]int)
	names := t.names
	if names == nil && len(t.rows) > 0 && isHeader(t.rows[0].cells) {
		names, hasHeader = t.rows[0].cells, true
	}
	c.names = names
	width := len(names)
	for _, r := range t.rows {
		width = max(width, len(r.cells))
	}
	var unnamed []int
	hinted := "" // the column that hints are about
	for i := range width {
		role := t.roles[i]
		if role == "" && i < len(names) {
			role = csvRole(names[i])
			if of, extra := csvExtra(names[i]); of != "" && (hasName(names, of) || extra == "alike") {
				role = extra
				switch extra {
				case "alike":
					c.alike = of
				case "hint":
					hinted = of
				}
			}
		}
		switch {
		case role != "":
			c.by[role] = append(c.by[role], i)
		case i < len(names) && isTranslation(names, i):
			// another language of a column that is there
		case i < len(names) && isVariant(names, i):
			c.left = append(c.left, tidy(names[i]))
		default:
			unnamed = append(unnamed, i)
		}
	}
	c.findLetters(unnamed)
	unnamed = slices.DeleteFunc(unnamed, func(i int) bool { return slices.Contains(c.by["option"], i) })
	c.findUnnamed(unnamed)
	c.tellsApart = hinted != "" && hinted == c.asks && c.about != ""
	c.isNumbers = len(c.by["time"]) > 0 && len(c.by["option"]) > 1 && len(c.by["answer"]) > 0
	c.findLanguages(own)
	return c, hasHeader
}

// hasName says whether one of the names is that one.
func hasName(names []string, name string) bool {
	return slices.ContainsFunc(names, func(other string) bool { return strings.EqualFold(tidy(other), name) })
}

// findUnnamed takes the first columns without a role for the question and the
// answer, where no others are.
func (c *csvColumns) findUnnamed(columns []int) {
	name := func(i int) string {
		if i < len(c.names) {
			return strings.ToLower(tidy(c.names[i]))
		}
		return ""
	}
	if len(c.by["question"])+len(c.by["term"]) == 0 && len(columns) > 0 {
		c.by["term"], c.about = columns[:1], name(columns[0])
		columns = columns[1:]
	}
	if len(c.by["answer"]) == 0 && len(columns) > 0 {
		c.by["answer"], c.asks = columns[:1], name(columns[0])
		columns = columns[1:]
	}
	for _, i := range columns {
		switch {
		case c.names == nil:
			c.extra++
		case name(i) != "" && !slices.Contains(csvCounters, csvSigns.ReplaceAllString(name(i), "")):
			c.left = append(c.left, tidy(c.names[i]))
		}
	}
}

// csvCounters are the names of columns that only number the rows.
var csvCounters = []string{"no", "nr", "#", "number", "row", "n", "index", "nummer"}

// isTranslation says whether a column is one of the others in a further
// language: "capital:de" beside "capital".
func isTranslation(names []string, i int) bool {
	of, _ := translationOf(names[i])
	return of != "" && hasName(names, of)
}

// isVariant says whether a column is another with something after a colon.
func isVariant(names []string, i int) bool {
	of, _, ok := strings.Cut(tidy(names[i]), ":")
	return ok && hasName(names, of)
}

// translationOf takes a column's name apart: "capital:zh-tw" is "capital" in
// "zh-TW". There is no language if it is none.
func translationOf(name string) (of, tag string) {
	m := csvLanguage.FindStringSubmatch(tidy(name))
	if m == nil {
		return "", ""
	}
	parsed, err := language.Parse(m[2])
	if err != nil {
		return "", ""
	}
	return strings.ToLower(m[1]), parsed.String()
}

// csvAlone are the roles whose columns say nothing in another language than
// their own; the words of the others may be the same in all, as names are.
var csvAlone = []string{"hint", "explanation", "info", "accept", "alike"}

// findLanguages finds for each further language which columns hold what in it.
func (c *csvColumns) findLanguages(own string) {
	const most = 40 // languages
	c.in = make(map[string]*csvColumns)
	place := make(map[string]map[string]int) // by language and column
	for i, name := range c.names {
		of, tag := translationOf(name)
		if of == "" || !hasName(c.names, of) || strings.EqualFold(tag, own) {
			continue
		}
		if place[tag] == nil {
			if len(c.languages) == most {
				continue
			}
			place[tag] = make(map[string]int)
			c.languages = append(c.languages, tag)
		}
		if _, isTwice := place[tag][of]; !isTwice {
			place[tag][of] = i
		}
	}
	for _, tag := range c.languages {
		other := *c
		other.by = make(map[string][]int, len(c.by))
		for role, columns := range c.by {
			for _, i := range columns {
				at, isSaid := -1, false
				if i < len(c.names) {
					at, isSaid = place[tag][strings.ToLower(tidy(c.names[i]))]
				}
				switch {
				case isSaid:
					other.by[role] = append(other.by[role], at)
				case !slices.Contains(csvAlone, role):
					other.by[role] = append(other.by[role], i)
				}
			}
		}
		c.in[tag] = &other
	}
}

// findLetters takes columns named A, B, C … (or option A …) for options, if
// there are at least two of them.
func (c *csvColumns) findLetters(unnamed []int) {
	var letters []int
	for i, name := range c.names {
		isFree := slices.Contains(unnamed, i) || slices.Contains(c.by["answer"], i) && strings.EqualFold(tidy(name), "a")
		if isFree && csvLettered.MatchString(csvSigns.ReplaceAllString(strings.ToLower(tidy(name)), "")) {
			letters = append(letters, i)
		}
	}
	if len(letters) < 2 {
		return
	}
	c.by["answer"] = slices.DeleteFunc(c.by["answer"], func(i int) bool { return slices.Contains(letters, i) })
	c.by["option"] = append(c.by["option"], letters...)
}

// isHeader says whether a row names columns: at least two names that are known,
// for one may be a word of the subject by chance; one name that hardly can be;
// or names with languages, as "capital" beside "capital:de".
func isHeader(cells []string) bool {
	known := 0
	for i, cell := range cells {
		cell = tidy(cell)
		switch csvRole(cell) {
		case "":
		case "tags", "id", "licence", "explanation":
			if len(cells) > 2 {
				known++
			}
			known++
		default:
			known++
		}
		if isTranslation(cells, i) {
			return true
		}
	}
	return known >= 2
}
