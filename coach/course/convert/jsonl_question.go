package convert

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// jsonlBase is from where a file counts the choices: from 1 where it never says
// 0 and somewhere says as much as there are choices.
func jsonlBase(shapes []jsonlShape) int {
	isZero, isLast := false, false
	for i := range shapes {
		n, ok := shapes[i].number()
		isZero = isZero || ok && n == 0
		isLast = isLast || ok && n == len(shapes[i].choices)
	}
	if isLast && !isZero {
		return 1
	}
	return 0
}

// number is the place by which the answer names a choice, if it does.
func (s *jsonlShape) number() (int, bool) {
	value := s.values["index"]
	if value == nil {
		value = s.values["answer"]
		if _, isWritten := value.(json.Number); !isWritten || slices.ContainsFunc(s.choices, func(c jsonlChoice) bool { return c.isNumber }) {
			return 0, false
		}
	}
	text, _ := jsonText(value)
	n, err := strconv.Atoi(text)
	return n, err == nil && len(s.choices) > 0 && s.values["choices"] != nil || err == nil && s.values["index"] != nil
}

// text is the value of that meaning as one text.
func (s *jsonlShape) text(meaning string) string {
	text, _ := jsonText(s.values[meaning])
	return text
}

// question makes a question of the object; base is the number of the first
// choice.
func (s *jsonlShape) question(base int) quizQuestion {
	format, ok := quizFormats[s.text("format")]
	if !ok {
		format = quizAuto
	}
	wrap := func(text string) quizText { return quizText{format: format, raw: text} }
	q := quizQuestion{
		id: s.text("id"), stem: wrap(s.text("question")), feedback: wrap(strings.Join(jsonTexts(s.values["explanation"]), "\n\n")),
		tags: jsonTexts(s.values["tags"]), units: jsonTexts(s.values["units"]),
		licence: s.text("licence"), source: s.text("source"), tier: csvTiers[strings.ToLower(s.text("tier"))],
	}
	if skill := tidy(s.text("skill")); skill != "" {
		q.category = []string{skill}
	}
	for _, hint := range jsonTexts(s.values["hints"]) {
		q.hints = append(q.hints, wrap(hint))
	}
	if len(s.left) > 0 {
		q.changes = append(q.changes, "keys without a meaning here were left out: "+strings.Join(s.left, ", "))
	}
	if passage := strings.TrimSpace(s.text("passage")); passage != "" {
		q.stem.raw = passage + "\n\n" + q.stem.raw
	}
	switch answers := jsonTexts(s.values["answer"]); {
	case strings.TrimSpace(s.text("question")) == "":
		q.fault = "there is no question in it"
	case s.values["blanks"] != nil:
		s.fillBlanks(&q, wrap)
	case s.values["lines"] != nil:
		q.kind = quizOrdering
		for _, line := range jsonTexts(s.values["lines"]) {
			q.lines = append(q.lines, wrap(line))
		}
	case s.values["pairs"] != nil:
		s.pair(&q, wrap)
	case s.values["groups"] != nil:
		s.group(&q, wrap)
	case s.isTruth(answers):
		q.kind = quizTrueFalse
		q.answers = truth(strings.EqualFold(answers[0], "true") || strings.EqualFold(answers[0], "yes"))
	case s.has:
		s.choose(&q, answers, base, wrap)
	case s.values["model"] != nil && len(answers) == 0:
		q.kind, q.model = quizEssay, wrap(s.text("model"))
	case len(answers) == 0 || strings.TrimSpace(answers[0]) == "":
		q.fault = "there is no answer in it"
	default:
		s.typed(&q, answers, wrap)
	}
	return q
}

// pair makes a question of what goes with what: {"France": "Paris"} or
// [["France", "Paris"]].
func (s *jsonlShape) pair(q *quizQuestion, wrap func(string) quizText) {
	q.kind = quizMatching
	add := func(left, right any) {
		l, isLeft := jsonText(left)
		r, isRight := jsonText(right)
		if !isLeft || !isRight {
			q.fault = "a pair does not have two sides"
		}
		q.pairs = append(q.pairs, quizPair{wrap(l), wrap(r)})
	}
	switch pairs := s.values["pairs"].(type) {
	case map[string]any:
		for _, left := range slices.Sorted(maps.Keys(pairs)) {
			add(left, pairs[left])
		}
	case []any:
		for _, entry := range pairs {
			switch pair := entry.(type) {
			case []any:
				if len(pair) != 2 {
					pair = make([]any, 2)
				}
				add(pair[0], pair[1])
			case map[string]any:
				add(firstOf(pair, "left", "term", "question"), firstOf(pair, "right", "definition", "answer"))
			default:
				add(nil, nil)
			}
		}
	}
	if len(q.pairs) == 0 {
		q.fault = `its pairs are no list like [["France", "Paris"], ["Italy", "Rome"]]`
	}
}

// group makes a question of what belongs where: {"even": ["2", "4"]}.
func (s *jsonlShape) group(q *quizQuestion, wrap func(string) quizText) {
	q.kind = quizSorting
	groups, ok := s.values["groups"].(map[string]any)
	if !ok {
		q.fault = `its groups are no object like {"even": ["2", "4"], "odd": ["1"]}`
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		for _, member := range jsonTexts(groups[name]) {
			q.pairs = append(q.pairs, quizPair{wrap(member), wrap(name)})
		}
	}
}

// truth are the two sides of a statement.
func truth(isTrue bool) []quizAnswer {
	if isTrue {
		return []quizAnswer{{weight: wholly}, {}}
	}
	return []quizAnswer{{}, {weight: wholly}}
}

// isTruth says whether the question is a statement to judge.
func (s *jsonlShape) isTruth(answers []string) bool {
	if _, isBool := s.values["answer"].(bool); isBool {
		return !s.has
	}
	if len(answers) != 1 {
		return false
	}
	kind := csvSigns.ReplaceAllString(strings.ToLower(s.text("kind")), "")
	isSaid := kind == "boolean" || kind == "truefalse" || kind == "bool"
	isPair := len(s.choices) == 0 && len(s.wrong) == 1 && (strings.EqualFold(s.wrong[0], "true") || strings.EqualFold(s.wrong[0], "false"))
	switch strings.ToLower(answers[0]) {
	case "true", "false":
		return isSaid || isPair || !s.has
	case "yes", "no":
		return isSaid
	}
	return false
}

// choose makes a choice of what is right and what is not.
func (s *jsonlShape) choose(q *quizQuestion, answers []string, base int, wrap func(string) quizText) {
	q.kind = quizChoice
	if len(s.choices) == 0 {
		for _, answer := range answers {
			q.answers = append(q.answers, quizAnswer{text: wrap(answer), weight: wholly})
		}
		for _, text := range s.wrong {
			q.answers = append(q.answers, quizAnswer{text: wrap(text)})
		}
		q.isAll = len(answers) > 1
		return
	}
	for _, c := range s.choices {
		a := quizAnswer{text: wrap(c.text), feedback: wrap(c.feedback)}
		if c.isRight != nil && *c.isRight {
			a.weight = wholly
		}
		q.answers = append(q.answers, a)
	}
	isMarked := slices.ContainsFunc(s.choices, func(c jsonlChoice) bool { return c.isRight != nil })
	if n, ok := s.number(); ok && !isMarked {
		if n -= base; n < 0 || n >= len(s.choices) {
			q.fault = "its answer names none of the choices"
			return
		}
		q.answers[n].weight = wholly
		return
	}
	if isMarked {
		return
	}
	for _, answer := range answers {
		at := s.find(answer)
		if at < 0 {
			q.fault = "its answer names none of the choices"
			return
		}
		q.answers[at].weight = wholly
	}
	_, isList := s.values["answer"].([]any)
	q.isAll = isList && len(answers) > 1
	if len(answers) == 0 {
		q.fault = "there is no answer in it"
	}
}

// find is the choice that an answer names: by its text, its label or its
// letter; -1 if none.
func (s *jsonlShape) find(answer string) int {
	at := slices.IndexFunc(s.choices, func(c jsonlChoice) bool { return strings.TrimSpace(c.text) == strings.TrimSpace(answer) })
	if at < 0 {
		at = slices.IndexFunc(s.choices, func(c jsonlChoice) bool {
			return c.label != "" && strings.EqualFold(c.label, strings.TrimSpace(answer))
		})
	}
	if at < 0 {
		at = slices.IndexFunc(s.choices, func(c jsonlChoice) bool { return alike(c.text) == alike(answer) })
	}
	if m := lettered.FindStringSubmatch(strings.TrimSpace(answer)); at < 0 && m != nil {
		at = letterOf(m[1]) // "B) 22"
	}
	if letter := strings.Trim(answer, " ().:"); at < 0 && len(letter) == 1 && letter[0] > '9' {
		at = letterOf(letter)
	}
	if at >= len(s.choices) {
		return -1
	}
	return at
}

// typed makes a question that is answered by typing.
func (s *jsonlShape) typed(q *quizQuestion, answers []string, wrap func(string) quizText) {
	if steps, ok := readWorked(answers[0]); ok && len(answers) == 1 {
		answers = []string{steps.answer}
		if q.feedback.raw == "" {
			q.feedback = wrap(steps.explanation)
		}
		for _, ask := range steps.questions {
			q.hints = append(q.hints, wrap(ask))
		}
	}
	if kind := strings.ToLower(s.text("kind")); kind == "free" || kind == "essay" {
		q.kind, q.model = quizEssay, wrap(answers[0])
		return
	}
	q.kind = quizShort
	for _, answer := range append(answers, jsonTexts(s.values["accept"])...) {
		q.answers = append(q.answers, quizAnswer{text: wrap(answer), weight: wholly})
	}
	if slack := s.text("tolerance"); slack != "" {
		s.measure(q, answers[0], slack)
	}
}

// measure makes the question one for a number that may be off by some.
func (s *jsonlShape) measure(q *quizQuestion, answer, slack string) {
	share, isShare := strings.CutSuffix(strings.TrimSpace(slack), "%")
	low, high, ok := amounts(answer, share)
	if !ok || low == nil {
		q.fault = fmt.Sprintf("its tolerance or its answer does not read as a number: %s, %s", clip(slack), clip(answer))
		return
	}
	if isShare {
		value := new(big.Rat).Quo(new(big.Rat).Add(low, high), big.NewRat(2, 1))
		off := new(big.Rat).Sub(high, value)
		off.Mul(off, new(big.Rat).Abs(value)).Quo(off, big.NewRat(100, 1))
		low, high = new(big.Rat).Sub(value, off), new(big.Rat).Add(value, off)
	}
	q.kind = quizNumerical
	q.answers = []quizAnswer{{weight: wholly, low: low, high: high}}
}

// blankNumber finds the mark of a blank as a course writes it.
var blankNumber = regexp.MustCompile(`\[\[(\d{1,2})\]\]`)

// fillBlanks makes a text with blanks, which are marked [[1]], [[2]] in the
// question.
func (s *jsonlShape) fillBlanks(q *quizQuestion, wrap func(string) quizText) {
	list, ok := s.values["blanks"].([]any)
	if !ok || len(list) == 0 {
		q.fault = "its blanks are no list of answers"
		return
	}
	for _, entry := range list {
		texts := jsonTexts(entry)
		if fields, isObject := entry.(map[string]any); isObject {
			texts = append(jsonTexts(fields["answer"]), jsonTexts(fields["accept"])...)
		}
		if len(texts) == 0 {
			q.fault = "a blank has no answer"
			return
		}
		blank := quizBlank{kind: quizShort}
		for _, text := range texts {
			blank.answers = append(blank.answers, quizAnswer{text: wrap(text), weight: wholly})
		}
		q.blanks = append(q.blanks, blank)
	}
	q.kind = quizCloze
	seen := 0
	q.stem.raw = blankNumber.ReplaceAllStringFunc(strings.Map(func(c rune) rune {
		if isAtom(c) {
			return -1
		}
		return c
	}, q.stem.raw), func(mark string) string {
		n, err := strconv.Atoi(strings.Trim(mark, "[]"))
		if err != nil || n < 1 || n > len(q.blanks) {
			return mark
		}
		seen++
		return quizMark(n - 1)
	})
	if seen != len(q.blanks) {
		q.fault = "its question does not hold a mark like [[1]] for each of its blanks"
	}
}
