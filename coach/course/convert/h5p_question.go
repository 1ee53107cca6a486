package convert

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
)

// One function for each library that asks. A library may ask several questions.

// overall takes what is said at the end: to everyone, it is the explanation; by
// score, it has no place.
func (r *h5pReader) overall(p h5pPart, q *quizQuestion) {
	said := p.params.at("overallFeedback").list()
	if len(said) == 1 {
		q.feedback = r.html(said[0].at("feedback").text())
		return
	}
	for _, s := range said {
		if s.at("feedback").text() != "" {
			q.changes = []string{lostFeedback}
		}
	}
}

func (r *h5pReader) multiChoice(p h5pPart) []quizQuestion {
	q := quizQuestion{kind: quizChoice, id: p.id, stem: r.stem(p, p.params.at("question").text())}
	r.overall(p, &q)
	right := 0
	answers := p.params.at("answers").list()
	for _, a := range answers {
		if a.at("correct").is() {
			right++
		}
	}
	said := p.params.at("behaviour", "type").text()
	q.isAll = said == "multi" || said != "single" && right > 1
	q.isFixed = p.params.at("behaviour", "randomAnswers").value == false
	for _, a := range answers {
		more := a.at("tipsAndFeedback")
		answer := quizAnswer{text: r.html(a.at("text").text()), feedback: r.html(more.at("chosenFeedback").text())}
		if a.at("correct").is() {
			answer.weight = wholly
			if q.isAll {
				answer.weight /= float64(right)
			}
		}
		if tip := more.at("tip").text(); tip != "" {
			q.hints = append(q.hints, r.html("<p>"+a.at("text").text()+"</p><p>"+tip+"</p>"))
		}
		if more.at("notChosenFeedback").text() != "" && !slices.Contains(q.changes, lostFeedback) {
			q.changes = append(q.changes, lostFeedback)
		}
		q.answers = append(q.answers, answer)
	}
	return []quizQuestion{q}
}

func (r *h5pReader) trueFalse(p h5pPart) []quizQuestion {
	q := quizQuestion{kind: quizTrueFalse, id: p.id, stem: r.stem(p, p.params.at("question").text())}
	right := quizAnswer{weight: wholly, feedback: r.html(p.params.at("behaviour", "feedbackOnCorrect").text())}
	wrong := quizAnswer{feedback: r.html(p.params.at("behaviour", "feedbackOnWrong").text())}
	switch correct := p.params.at("correct"); {
	case correct.is():
		q.answers = []quizAnswer{right, wrong}
	case correct.value == false || correct.text() == "false":
		q.answers = []quizAnswer{wrong, right}
	default:
		q.fault = "it does not say whether it is true"
	}
	return []quizQuestion{q}
}

// h5pBlank finds a blank: its answer between stars. Two stars are a star.
var h5pBlank = regexp.MustCompile(`\*([^*]+)\*`)

const h5pStar = "\x00"

// blanks makes a question of each paragraph with blanks: a set of them may be
// long.
func (r *h5pReader) blanks(p h5pPart) []quizQuestion {
	var questions []quizQuestion
	for _, text := range p.params.at("questions").list() {
		q := quizQuestion{kind: quizCloze, isCased: p.params.at("behaviour", "caseSensitive").is()}
		raw := h5pBlank.ReplaceAllStringFunc(strings.ReplaceAll(withoutAtoms(text.text()), "**", h5pStar), func(found string) string {
			inner := strings.Trim(found, "*")
			inner, tip, _ := strings.Cut(inner, ":")
			var blank quizBlank
			blank.kind = quizShort
			for _, answer := range cutAt(inner, '/') {
				answer = strings.TrimSpace(strings.ReplaceAll(answer, `\/`, "/"))
				blank.answers = append(blank.answers, quizAnswer{weight: wholly, text: quizText{format: quizPlain, raw: plainOf(answer)}})
			}
			if tip = strings.TrimSpace(tip); tip != "" {
				q.hints = append(q.hints, r.html(strings.ReplaceAll(tip, h5pStar, "*")))
			}
			q.blanks = append(q.blanks, blank)
			return quizMark(len(q.blanks) - 1)
		})
		q.stem = r.stem(p, "<p>"+p.params.at("text").text()+"</p>")
		q.stem.raw += strings.ReplaceAll(raw, h5pStar, "*")
		if len(q.blanks) == 0 {
			q.fault = "no blanks in it"
		}
		questions = append(questions, q)
	}
	if len(questions) == 1 {
		questions[0].id = p.id
		r.overall(p, &questions[0])
	}
	return questions
}

// plainOf is HTML as the plain text that learners type.
func plainOf(raw string) string {
	return strings.ReplaceAll(html.UnescapeString(htmlTag.ReplaceAllString(raw, "")), h5pStar, "*")
}

// h5pReply finds what is said to a word in its place, or in a wrong one.
var h5pReply = regexp.MustCompile(`\\[+-].*$`)

// dragText makes one question of a text whose words are dragged into it: the
// words, and others that fit nowhere, are what each blank offers.
func (r *h5pReader) dragText(p h5pPart) []quizQuestion {
	q := quizQuestion{kind: quizCloze, id: p.id}
	r.overall(p, &q)
	word := func(found string) (text, tip string) {
		inner := strings.Trim(found, "*")
		if h5pReply.MatchString(inner) && !slices.Contains(q.changes, lostFeedback) {
			q.changes = append(q.changes, lostFeedback)
		}
		inner, tip, _ = strings.Cut(h5pReply.ReplaceAllString(inner, ""), ":")
		return strings.TrimSpace(plainOf(inner)), strings.TrimSpace(tip)
	}
	var words []string
	raw := strings.ReplaceAll(withoutAtoms(p.params.at("textField").text()), "**", h5pStar)
	raw = h5pBlank.ReplaceAllStringFunc(raw, func(found string) string {
		text, tip := word(found)
		if tip != "" {
			q.hints = append(q.hints, r.html(tip))
		}
		words = append(words, text)
		return quizMark(len(words) - 1)
	})
	offered := slices.Clone(words)
	for _, found := range h5pBlank.FindAllString(p.params.at("distractors").text(), -1) {
		text, _ := word(found)
		offered = append(offered, text)
	}
	for _, right := range words {
		blank := quizBlank{kind: quizChoice}
		for _, other := range offered {
			a := quizAnswer{text: quizText{format: quizPlain, raw: other}}
			if other == right {
				a.weight = wholly
			}
			if !slices.ContainsFunc(blank.answers, func(b quizAnswer) bool { return b.text.raw == other }) {
				blank.answers = append(blank.answers, a)
			}
		}
		q.blanks = append(q.blanks, blank)
	}
	q.stem = r.stem(p, "<p>"+p.params.at("taskDescription").text()+"</p>")
	q.stem.raw += "<p>" + strings.ReplaceAll(strings.ReplaceAll(raw, h5pStar, "*"), "\n", "<br>") + "</p>"
	if len(q.blanks) == 0 {
		q.fault = "no blanks in it"
	}
	return []quizQuestion{q}
}

// h5pSigns are what stands around a word without belonging to it.
const h5pSigns = ".,;:!?()[]\"“”„«»…"

// markTheWords makes the words of a text the options of a choice.
func (r *h5pReader) markTheWords(p h5pPart) []quizQuestion {
	q := quizQuestion{kind: quizChoice, id: p.id, isAll: true, isFixed: true}
	r.overall(p, &q)
	text := strings.ReplaceAll(p.params.at("textField").text(), "**", h5pStar)
	isRight := make(map[string]bool)
	var words []string
	right := 0
	for _, field := range strings.Fields(html.UnescapeString(withoutHTML(text))) {
		isMarked := h5pBlank.MatchString(field)
		word := strings.Trim(strings.ReplaceAll(strings.ReplaceAll(field, "*", ""), h5pStar, "*"), h5pSigns)
		known, isKnown := isRight[word]
		switch {
		case word == "":
			continue
		case isKnown && known != isMarked:
			q.fault = "a word stands in the text twice, and is right only once"
		case !isKnown:
			words, isRight[word] = append(words, word), isMarked
			if isMarked {
				right++
			}
		}
	}
	if len(words) > maxOptions {
		q.fault = fmt.Sprintf("a text of more than %d words to mark cannot be asked yet", maxOptions)
	}
	for _, word := range words {
		a := quizAnswer{text: quizText{format: quizPlain, raw: word}}
		if isRight[word] {
			a.weight = wholly / float64(right)
		}
		q.answers = append(q.answers, a)
	}
	q.stem = r.stem(p, "<p>"+p.params.at("taskDescription").text()+"</p>"+strings.ReplaceAll(strings.ReplaceAll(text, "*", ""), h5pStar, "*"))
	return []quizQuestion{q}
}

// firstIsRight makes a choice of texts of which the first is right.
func (r *h5pReader) firstIsRight(p h5pPart, question string, answers []h5pNode) quizQuestion {
	q := quizQuestion{kind: quizChoice, stem: r.stem(p, question)}
	for i, a := range answers {
		answer := quizAnswer{text: r.html(a.text())}
		if i == 0 {
			answer.weight = wholly
		}
		q.answers = append(q.answers, answer)
	}
	return q
}

func (r *h5pReader) singleChoices(p h5pPart) []quizQuestion {
	var questions []quizQuestion
	for _, choice := range p.params.at("choices").list() {
		q := r.firstIsRight(p, choice.at("question").text(), choice.at("answers").list())
		q.id = choice.at("subContentId").text()
		questions = append(questions, q)
	}
	return questions
}

func (r *h5pReader) summary(p h5pPart) []quizQuestion {
	var questions []quizQuestion
	for _, s := range p.params.at("summaries").list() {
		q := r.firstIsRight(p, p.params.at("intro").text(), s.at("summary").list())
		q.id = s.at("subContentId").text()
		if tip := s.at("tip").text(); tip != "" {
			q.hints = append(q.hints, r.html(tip))
		}
		questions = append(questions, q)
	}
	return questions
}

func (r *h5pReader) sortParagraphs(p h5pPart) []quizQuestion {
	q := quizQuestion{kind: quizOrdering, id: p.id, stem: r.stem(p, p.params.at("taskDescription").text())}
	r.overall(p, &q)
	for _, line := range p.params.at("paragraphs").list() {
		q.lines = append(q.lines, r.html(line.text()))
	}
	return []quizQuestion{q}
}

func (r *h5pReader) essay(p h5pPart) []quizQuestion {
	return []quizQuestion{{
		kind: quizEssay, id: p.id, stem: r.stem(p, p.params.at("taskDescription").text()), model: r.html(p.params.at("solution", "sample").text()),
	}}
}

// cards makes a question of each card: what stands on its front, answered by
// what stands on its back.
func (r *h5pReader) cards(p h5pPart) []quizQuestion {
	var questions []quizQuestion
	for _, card := range slices.Concat(p.params.at("dialogs").list(), p.params.at("cards").list()) {
		raw := card.at("text").text()
		if address := card.at("image", "path").text(); address != "" {
			raw = picture(address, card.at("imageAltText").text()) + raw
		}
		q := quizQuestion{
			kind: quizShort, stem: r.html(raw),
			answers: []quizAnswer{{weight: wholly, text: quizText{format: quizPlain, raw: strings.TrimSpace(plainOf(withoutHTML(card.at("answer").text())))}}},
		}
		for _, tip := range []h5pNode{card.at("tip"), card.at("tips", "front")} {
			if tip.text() != "" {
				q.hints = append(q.hints, r.html(tip.text()))
			}
		}
		questions = append(questions, q)
	}
	return questions
}
