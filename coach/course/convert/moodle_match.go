package convert

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pacer/coach/course"
)

// Questions whose answer is an arrangement: what goes with what, what belongs
// where, what comes first.

// side reads one thing that is arranged. It stands on one line, for learners
// name it by its letter or number.
func (m *quizMaker) side(t quizText) (string, *refusal) {
	p, no := m.must(t, optionProse)
	return strings.Join(strings.Fields(p.text), " "), no
}

// pairsOf reads the pairs, without those that say the same again. Rights that
// belong to nothing come apart.
func (m *quizMaker) pairsOf() (pairs []course.Pair, others []string, no *refusal) {
	partner := make(map[string]string)
	isTaken := make(map[string]bool)
	for _, p := range m.q.pairs {
		left, no := m.side(p.left)
		if no != nil {
			return nil, nil, no
		}
		right, no := m.side(p.right)
		if no != nil {
			return nil, nil, no
		}
		known, isKnown := partner[alike(left)]
		switch {
		case right == "" && left == "":
		case right == "":
			return nil, nil, &refusal{"something has no partner", clip(left)}
		case left == "":
			others = append(others, right)
		case isKnown && known != right:
			return nil, nil, &refusal{"one thing goes with several others", clip(left)}
		case isKnown:
			m.changed(oneOfAlike)
		default:
			partner[alike(left)] = right
			isTaken[alike(right)] = true
			pairs = append(pairs, course.Pair{Left: left, Right: right})
		}
	}
	others = slices.DeleteFunc(others, func(other string) bool {
		wasTaken := isTaken[alike(other)]
		isTaken[alike(other)] = true
		return wasTaken
	})
	return pairs, others, nil
}

// makeMatch makes pairs to be found.
func (m *quizMaker) makeMatch() *refusal {
	pairs, others, no := m.pairsOf()
	if no != nil {
		return no
	}
	rights := make(map[string]bool)
	keys := make([]string, len(pairs))
	for i, p := range pairs {
		rights[alike(p.Right)] = true
		keys[i] = p.Left + " → " + p.Right
	}
	switch {
	case len(pairs) < 2:
		return &refusal{"fewer than two pairs", ""}
	case len(pairs) > maxOptions || len(rights)+len(others) > maxOptions:
		return &refusal{fmt.Sprintf("more than %d things to match", maxOptions), ""}
	case len(rights)+len(others) < 2:
		return &refusal{"everything goes with the same", clip(pairs[0].Right)}
	}
	it := &m.item
	it.Kind, it.Pairs, it.Others = course.Match, pairs, others
	it.Explanation = theAnswerIs(m.language, strings.Join(keys, "; "))
	return nil
}

// makeCategories makes things to be put where they belong: each pair is one of
// them and the group it belongs to.
func (m *quizMaker) makeCategories() *refusal {
	pairs, others, no := m.pairsOf()
	if no != nil {
		return no
	}
	it := &m.item
	place := make(map[string]int)
	for _, p := range pairs {
		at, ok := place[alike(p.Right)]
		if !ok {
			at = len(it.Groups)
			place[alike(p.Right)] = at
			it.Groups = append(it.Groups, course.Group{Name: p.Right})
		}
		it.Groups[at].Members = append(it.Groups[at].Members, p.Left)
	}
	switch {
	case len(others) > 0:
		it.Groups = nil // a group to which nothing belongs has no place but here
		return m.makeMatch()
	case len(it.Groups) < 2:
		return &refusal{"fewer than two groups", ""}
	case len(pairs) > maxOptions || len(it.Groups) > maxOptions:
		return &refusal{fmt.Sprintf("more than %d things to sort", maxOptions), ""}
	}
	keys := make([]string, len(it.Groups))
	for i, g := range it.Groups {
		keys[i] = g.Name + ": " + strings.Join(g.Members, ", ")
	}
	it.Kind = course.Categories
	it.Explanation = theAnswerIs(m.language, strings.Join(keys, "; "))
	return nil
}

// makeOrder makes lines to be put in order.
func (m *quizMaker) makeOrder() *refusal {
	it := &m.item
	seen := make(map[string]bool)
	for _, t := range m.q.lines {
		line, no := m.side(t)
		switch {
		case no != nil:
			return no
		case line == "":
			m.changed("empty lines were left out")
			continue
		case seen[alike(line)]:
			return &refusal{"two lines are alike, so nobody can tell which of them comes first", clip(line)}
		}
		seen[alike(line)] = true
		it.Lines = append(it.Lines, line)
	}
	switch {
	case len(it.Lines) < 2:
		return &refusal{"fewer than two lines to put in order", ""}
	case len(it.Lines) > maxOptions:
		return &refusal{fmt.Sprintf("more than %d lines to put in order", maxOptions), ""}
	}
	it.Kind = course.Order
	it.Explanation = theAnswerIs(m.language, strings.Join(it.Lines, " → "))
	return nil
}

// arranged is what an item arranges, for telling items apart.
func arranged(it *course.Item) []string {
	var texts []string
	texts = append(texts, it.Lines...)
	for _, p := range it.Pairs {
		texts = append(texts, p.Left, p.Right)
	}
	texts = append(texts, it.Others...)
	for _, g := range it.Groups {
		texts = append(append(texts, g.Name), g.Members...)
	}
	return texts
}

// readOrder takes the answers of Moodle's ordering as lines. Where their weights
// count them, the weights are their places.
func (q *quizQuestion) readOrder() {
	answers := slices.Clone(q.answers)
	places := make(map[float64]bool)
	for _, a := range answers {
		if a.weight >= 1 {
			places[a.weight] = true
		}
	}
	if len(places) == len(answers) {
		slices.SortStableFunc(answers, func(a, b quizAnswer) int { return cmp.Compare(a.weight, b.weight) })
	}
	for _, a := range answers {
		q.lines = append(q.lines, a.text)
	}
	q.answers = nil
}

// moodleWord is a word that may fill a gap; only gaps of its group offer it.
type moodleWord struct {
	Text  string `xml:"text"`
	Group string `xml:"group"`
}

// readGaps makes blanks of the gaps of a text. A gap names its word by number:
// [[2]].
func (q *quizQuestion) readGaps(words []moodleWord) {
	if len(words) > quizMaxAnswers {
		q.fault = fmt.Sprintf("more than %d answers", quizMaxAnswers)
		return
	}
	q.stem.raw = moodleGap.ReplaceAllStringFunc(withoutAtoms(q.stem.raw), func(gap string) string {
		number, err := strconv.Atoi(strings.Trim(gap, "[]"))
		if err != nil || number < 1 || number > len(words) {
			q.fault = "a gap names a word that is not there"
			return gap
		}
		if len(q.blanks) == quizMaxAnswers {
			q.fault = "too many blanks"
			return gap
		}
		q.blanks = append(q.blanks, q.gap(words, number-1))
		return quizMark(len(q.blanks) - 1)
	})
	if len(q.blanks) == 0 && q.fault == "" {
		q.fault = "no blanks in it"
	}
}

// gap is a blank to be filled with one word of a group.
func (q *quizQuestion) gap(words []moodleWord, right int) quizBlank {
	blank := quizBlank{kind: quizChoice}
	for i, w := range words {
		if strings.TrimSpace(w.Group) != strings.TrimSpace(words[right].Group) {
			continue
		}
		a := quizAnswer{text: quizText{format: q.stem.format, raw: w.Text}}
		if i == right {
			a.weight = wholly
		}
		blank.answers = append(blank.answers, a)
	}
	return blank
}
