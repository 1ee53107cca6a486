package convert

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"pacer/coach/course"
)

// makeHints makes hints of the step's pathway, and an explanation of what they
// say. A scaffold that can be graded becomes a question, any other words with
// its answer. The answer alone explains where there are no hints; elsewhere it
// would be said twice, for the chat says the key before an explanation.
func (m *oatMaker) makeHints(key string) {
	var worked []string
	hints := m.step().hints
	if len(hints) > oatMaxHints {
		hints = hints[:oatMaxHints]
		m.changed(fmt.Sprintf("hints after the first %d were left out", oatMaxHints))
	}
	seen := make(map[string]bool)
	for _, i := range m.hintOrder(hints) {
		h := &hints[i]
		text, ok := m.hintText(h)
		if !ok {
			m.changed("hints that cannot be shown were left out")
			continue
		}
		if text == "" {
			continue
		}
		hint := course.Hint{Text: text}
		if h.isScaffold() {
			if ask := m.scaffold(h, text); ask != nil {
				hint = course.Hint{Ask: ask}
			}
			if answer := m.rewrite(h.HintAnswer[0], h.Variabilization); answer.text != "" && !answer.isBroken {
				if hint.Ask == nil {
					hint.Text = fmt.Sprintf("%s (%s)", text, answer.text)
					if isEnglish(m.language) {
						hint.Text = "Ask yourself: " + hint.Text
					}
				}
				text += " " + sentence(answer.text)
			}
		}
		if !seen[text] {
			seen[text] = true
			m.item.Hints = append(m.item.Hints, hint)
			worked = append(worked, text)
		}
	}
	if len(worked) == 0 {
		worked = []string{theAnswerIs(m.language, key)}
	}
	m.item.Explanation = strings.Join(worked, "\n\n")
}

func (h *oatHint) isScaffold() bool {
	return strings.EqualFold(h.Type, "scaffold") && len(h.HintAnswer) > 0 && len(h.HintAnswer[0]) <= oatMaxText
}

// scaffold makes the smaller question of a scaffold, or returns nil if it
// cannot be graded, or would be another each time. Its explanation is what its own hints say.
func (m *oatMaker) scaffold(h *oatHint, question string) *course.Item {
	if m.row == asFormulas {
		return nil
	}
	ask := &course.Item{Question: question}
	a := oatAnswer{
		oatMaker: m, it: ask, isScaffold: true,
		oatAsk: oatAsk{h.ProblemType, h.AnswerType, h.HintAnswer, h.Choices, h.Variabilization},
	}
	if a.make() != nil || ask.Kind == course.Free {
		return nil
	}
	var worked []string
	for i := range min(len(h.SubHints), oatMaxHints) {
		sub := &h.SubHints[i]
		text, ok := m.hintText(sub)
		if !ok || text == "" || slices.Contains(worked, text) {
			continue
		}
		if sub.isScaffold() {
			if answer := m.rewrite(sub.HintAnswer[0], sub.Variabilization); answer.text != "" && !answer.isBroken {
				text += " " + sentence(answer.text)
			}
		}
		worked = append(worked, text)
	}
	ask.Explanation = cmp.Or(strings.Join(worked, "\n\n"), theAnswerIs(m.language, a.key))
	return ask
}

// emptyTitle is a title that says nothing.
var emptyTitle = regexp.MustCompile(`(?i)^(?:hint|step|title|scaffold|explanation)\s*#?\d*[.:]?$`)

// hintText is what a hint says: its title, unless the text says it too, and
// its text. It is not ok if the hint is of no use without a figure, or garbled.
func (m *oatMaker) hintText(h *oatHint) (_ string, ok bool) {
	if len(h.Title)+len(h.Text) > oatMaxText || oatFigure.MatchString(h.Title+h.Text) {
		return "", false
	}
	title, text := m.rewrite(h.Title, h.Variabilization), m.rewrite(h.Text, h.Variabilization)
	if emptyTitle.MatchString(title.text) {
		title.text = ""
	}
	switch {
	case text.isBroken || title.isBroken:
		return "", false
	case text.text == "":
		return title.text, true
	case title.text == "" || strings.Contains(alike(text.text), alike(strings.TrimRight(title.text, ".:!?"))):
		return text.text, true
	}
	return sentence(title.text) + " " + text.text, true
}

// hintOrder puts hints after those they depend on, and otherwise leaves them as
// they are written. Hints that depend on one that does not exist, or on
// themselves in a circle, come where they stand.
func (m *oatMaker) hintOrder(hints []oatHint) []int {
	index := make(map[string]int, len(hints))
	for i := range hints {
		if _, ok := index[hints[i].ID]; !ok {
			index[hints[i].ID] = i
		}
	}
	const (
		waiting = iota
		open
		placed
	)
	state := make([]int, len(hints))
	order := make([]int, 0, len(hints))
	var visit func(i int)
	visit = func(i int) {
		state[i] = open
		for _, id := range hints[i].Dependencies {
			j, ok := index[id]
			switch {
			case !ok:
				m.changed("a hint depends on one that does not exist")
			case state[j] == waiting:
				visit(j)
			}
		}
		state[i] = placed
		order = append(order, i)
	}
	for i := range hints {
		if state[i] == waiting {
			visit(i)
		}
	}
	return order
}
