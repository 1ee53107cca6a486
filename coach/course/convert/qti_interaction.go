package convert

import (
	"maps"
	"slices"
	"strings"
)

// One function for each kind of interaction.

// declared is what is declared for an interaction, or nil with the question's
// fault set.
func (it *qtiItem) declared(q *quizQuestion, e *element) (string, *qtiDeclared) {
	id := e.attr("responseIdentifier")
	d := it.rules.declared[id]
	if d == nil {
		q.fault = "it declares nothing for " + clip(id)
	}
	return id, d
}

// makeChoice reads a choice of one or several options, or of words in a text.
func (it *qtiItem) makeChoice(q *quizQuestion, e *element) {
	q.kind = quizChoice
	q.stem = it.body(e, nil)
	id, d := it.declared(q, e)
	if d == nil {
		return
	}
	options := e.find("simpleChoice", "hottext")
	q.isAll = d.cardinality != "single"
	q.isFixed = e.attr("shuffle") != "true" || slices.ContainsFunc(options, func(o *element) bool { return o.attr("fixed") == "true" })
	it.options(q, id, d, options)
}

// options reads options, what each is worth and what is said to it.
func (it *qtiItem) options(q *quizQuestion, id string, d *qtiDeclared, options []*element) {
	ids := make([]string, len(options))
	for i, o := range options {
		ids[i] = o.attr("identifier")
		q.answers = append(q.answers, quizAnswer{text: it.text(o)})
	}
	right, weights := it.weigh(id, d, ids)
	if len(right) == 0 {
		q.fault = qtiNoAnswer
		return
	}
	for i := range q.answers {
		q.answers[i].weight = weights[i]
	}
	it.addFeedback(q, id, ids, right)
}

// weigh works out which of the options are right, and what percent of the
// marks each is worth: of several that are right, its share.
func (it *qtiItem) weigh(id string, d *qtiDeclared, ids []string) (right qtiValue, weights []float64) {
	scores, isKnown := it.scores(id, ids)
	if !isKnown {
		for i, option := range ids {
			scores[i] = d.worth(option)
		}
	}
	right = slices.DeleteFunc(slices.Clone(d.correct), func(v string) bool { return !slices.Contains(ids, v) })
	if d.cardinality == "single" {
		return it.weighOne(right, ids, scores)
	}
	isDeclared := len(right) > 0
	sum, isWhole := 0.0, false
	for i, option := range ids {
		if !isDeclared && scores[i] > 0 {
			right = append(right, option)
		}
		if slices.Contains(right, option) {
			sum += scores[i]
			isWhole = isWhole || scores[i] <= 0 // marked as a whole: alone it is worth nothing
		}
	}
	weights = make([]float64, len(ids))
	for i, option := range ids {
		switch {
		case !slices.Contains(right, option):
		case isWhole:
			weights[i] = wholly / float64(len(right))
		default:
			weights[i] = wholly * scores[i] / sum
		}
	}
	return right, weights
}

// weighOne is weigh where one option is right. Without a declaration it is the
// one that scores best.
func (it *qtiItem) weighOne(right qtiValue, ids []string, scores []float64) (qtiValue, []float64) {
	best := slices.Max(append([]float64{0}, scores...))
	isDeclared := len(right) > 0
	for i, option := range ids {
		if !isDeclared && best > 0 && scores[i] == best {
			right = append(right, option)
		}
	}
	weights := make([]float64, len(ids))
	isConflict := false
	for i, option := range ids {
		if best > 0 {
			weights[i] = wholly * max(scores[i], 0) / best
		}
		if slices.Contains(right, option) {
			isConflict = isConflict || scores[i] < best
			weights[i] = wholly
		}
	}
	if isConflict { // what the rules make of the others cannot be believed
		it.changed(qtiConflict)
		for i, option := range ids {
			if !slices.Contains(right, option) {
				weights[i] = 0
			}
		}
	}
	return right, weights
}

// scores is what each answer scores alone, beyond what no answer scores; not
// known where the rules cannot be followed or work out no score.
func (it *qtiItem) scores(id string, answers []string) ([]float64, bool) {
	scores := make([]float64, len(answers))
	none, isKnown := it.score(map[string]qtiValue{id: nil})
	for i, answer := range answers {
		s, ok := it.score(map[string]qtiValue{id: {answer}})
		isKnown = isKnown && ok
		scores[i] = s - none
	}
	if !isKnown {
		if it.rules.isOwn() {
			it.changed(qtiOwnRules)
		}
		clear(scores)
	}
	return scores, isKnown
}

func (it *qtiItem) score(answers map[string]qtiValue) (float64, bool) {
	o, err := it.rules.answer(answers)
	if err != nil {
		return 0, false
	}
	return o.score()
}

// said is the feedback that answers get; all that names an option itself where
// the rules cannot be followed.
func (it *qtiItem) said(answers map[string]qtiValue) []*element {
	o, err := it.rules.answer(answers)
	var found []*element
	for _, e := range it.feedback {
		name := e.attr("identifier")
		isNamed := slices.Contains(o[e.attr("outcomeIdentifier")], name)
		if err != nil {
			isNamed = slices.ContainsFunc(slices.Collect(maps.Values(answers)), func(v qtiValue) bool { return slices.Contains(v, name) })
		}
		if isNamed != (e.attr("showHide") == "hide") {
			found = append(found, e)
		}
	}
	return found
}

// addFeedback finds out what is said to each option by choosing it: what is
// said to all is the explanation.
func (it *qtiItem) addFeedback(q *quizQuestion, id string, ids []string, right qtiValue) {
	if len(it.feedback) == 0 {
		return
	}
	times := make(map[*element]int)
	sets := make([][]*element, len(ids))
	for i, option := range ids {
		sets[i] = it.said(map[string]qtiValue{id: {option}})
		for _, e := range sets[i] {
			times[e]++
		}
	}
	for i := range ids {
		for _, e := range sets[i] {
			if times[e] == 1 || !q.isAll && times[e] < len(ids) {
				q.answers[i].feedback = it.add(q.answers[i].feedback, e)
			}
		}
	}
	it.explain(q, map[string]qtiValue{id: right})
}

// explain takes what is said to the right answer, and to no option alone, as the
// explanation.
func (it *qtiItem) explain(q *quizQuestion, right map[string]qtiValue) {
	for _, e := range it.said(right) {
		if !it.isSaid[e] {
			q.feedback = it.add(q.feedback, e)
		}
	}
}

// makeBlanks reads the blanks of a text.
func (it *qtiItem) makeBlanks(q *quizQuestion, group []*element) {
	q.kind = quizCloze
	places := make(map[*element]int, len(group))
	right := make(map[string]qtiValue, len(group))
	for i, e := range group {
		places[e] = i
		id, d := it.declared(q, e)
		if d == nil {
			break
		}
		one := quizQuestion{}
		if e.name == "inlineChoiceInteraction" {
			one.kind = quizChoice
			it.options(&one, id, d, e.children("inlineChoice"))
		} else {
			if it.typed(&one, id, d, len(group) == 1); len(group) == 1 {
				q.feedback = one.feedback // of a lone blank it was found out with the answers
			}
		}
		if one.fault != "" {
			q.fault = one.fault
		}
		q.blanks = append(q.blanks, quizBlank{kind: one.kind, answers: one.answers})
		q.isCased = q.isCased || one.isCased
		right[id] = d.correct
	}
	q.stem = it.body(nil, places)
	if q.fault == "" {
		it.explain(q, right)
	}
}

// makeGaps reads gaps of a text that are filled with given words.
func (it *qtiItem) makeGaps(q *quizQuestion, e *element) {
	q.kind = quizCloze
	id, d := it.declared(q, e)
	if d == nil {
		return
	}
	if len(e.find("gapImg")) > 0 {
		q.fault = "dragging pictures into a text cannot be asked yet"
		return
	}
	words, gaps := e.children("gapText"), e.find("gap")
	filled := make(map[string]string)
	pairs := d.rightPairs()
	for _, pair := range pairs {
		word, gap, _ := strings.Cut(pair, " ")
		if filled[gap] == "" {
			filled[gap] = word
		}
	}
	places := make(map[*element]int, len(gaps))
	for i, gap := range gaps {
		places[gap] = i
		blank := quizBlank{kind: quizChoice}
		isFilled := false
		for _, w := range words {
			a := quizAnswer{text: it.text(w)}
			if w.attr("identifier") == filled[gap.attr("identifier")] {
				a.weight, isFilled = wholly, true
			}
			blank.answers = append(blank.answers, a)
		}
		if !isFilled {
			q.fault = "a gap has no word that fills it"
			return
		}
		q.blanks = append(q.blanks, blank)
	}
	if len(gaps) == 0 {
		q.fault = "no blanks in it"
		return
	}
	q.stem = it.body(e, places)
	it.explain(q, map[string]qtiValue{id: pairs})
}

// makeEssay reads a long answer. What graders are told, or a declared answer, is
// what to compare with.
func (it *qtiItem) makeEssay(q *quizQuestion, e *element) {
	q.kind = quizEssay
	q.stem = it.body(e, nil)
	id, d := it.declared(q, e)
	if d == nil {
		return
	}
	if len(d.correct) > 0 {
		q.model = quizText{format: quizPlain, raw: strings.Join(d.correct, "\n")}
		it.explain(q, map[string]qtiValue{id: d.correct})
	}
	for _, rubric := range it.root.find("rubricBlock") {
		if isForGraders := slices.ContainsFunc(strings.Fields(rubric.attr("view")), func(view string) bool {
			return view == "scorer" || view == "tutor" || view == "author"
		}); isForGraders && q.model.raw == "" {
			q.model = it.text(rubric)
		}
	}
	for _, said := range it.feedback {
		name := strings.ToLower(said.attr("identifier") + " " + said.attr("outcomeIdentifier"))
		if strings.Contains(name, "model") && q.model.raw == "" {
			q.model = it.add(q.model, said)
		}
	}
}

// makeSlider reads a number that is set by hand. Its bounds belong to the
// question.
func (it *qtiItem) makeSlider(q *quizQuestion, e *element) {
	q.kind = quizNumerical
	q.stem = it.body(e, nil)
	id, d := it.declared(q, e)
	if d == nil {
		return
	}
	it.typed(q, id, d, true)
	q.stem.raw += "<p>(" + e.attr("lowerBound") + " – " + e.attr("upperBound") + ")</p>"
}
