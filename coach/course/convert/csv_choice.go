package convert

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"pacer/coach/course"
)

// options are the options to choose from, the right one apart if it stands in
// a column of its own. Those in columns keep their places, empty ones too, for
// an answer may be a letter. There are none if all are empty.
func (m *csvMaker) options() []string {
	var out []string
	for _, cell := range m.cells("choices") {
		out = append(out, cutList(m.plain(cell))...)
	}
	for _, role := range []string{"option", "wrong"} {
		for _, i := range m.columns.by[role] {
			option := ""
			if i < len(m.row.cells) {
				option = m.plain(m.row.cells[i])
			}
			out = append(out, option)
		}
	}
	if strings.Join(out, "") == "" {
		return nil
	}
	return out
}

// makeChoice makes a choice. The answer is one of the options, its letter, or
// beside them where they are the wrong ones.
func (m *csvMaker) makeChoice(raw string, options []string) *refusal {
	it, answer := &m.item, m.plain(raw)
	if answer == "" {
		return &refusal{"empty answer", ""}
	}
	if len(m.columns.by["wrong"]) > 0 {
		options = append([]string{answer}, options...)
	}
	place := make(map[string]int) // of an option as learners see it, among the item's
	for _, option := range options {
		text := markdown(option)
		if text == "" {
			continue
		}
		if _, ok := place[alike(text)]; ok {
			m.changes = []string{"options that were alike are one"}
			continue
		}
		place[alike(text)] = len(it.Options)
		it.Options = append(it.Options, course.Option{Text: text})
		it.Fixed = it.Fixed || isAboutOthers.MatchString(option)
	}
	right := m.rightOnes(answer, options, place)
	switch n := len(it.Options); {
	case n < 2:
		return &refusal{"fewer than two options", ""}
	case n > maxOptions:
		return &refusal{fmt.Sprintf("more than %d options", maxOptions), ""}
	case len(right) == 0:
		return &refusal{"the answer is not among the options", clip(answer)}
	}
	it.Kind = course.Choice
	if len(right) > 1 {
		it.Kind = course.Choices
	}
	keys := make([]string, len(right))
	for i, at := range right {
		it.Options[at].Right = true
		keys[i] = it.Options[at].Text
	}
	it.Explanation = theAnswerIs(m.language, strings.Join(keys, "; "))
	return nil
}

// severalSigns part the letters or numbers of several right options.
var severalSigns = regexp.MustCompile(`[\s,.;/&+|]+`)

// rightOnes are the options that an answer names, by their places among the
// item's: one by its text or its letter; several by letters or numbers, or by
// their texts as a list. There are none if any of them names no option.
func (m *csvMaker) rightOnes(answer string, options []string, place map[string]int) []int {
	byLetter := func(name string) (int, bool) {
		letter := letterOf(name)
		if letter < 0 || letter >= len(options) {
			return 0, false
		}
		at, ok := place[alike(markdown(options[letter]))]
		return at, ok
	}
	byText := func(text string) (int, bool) {
		at, ok := place[alike(markdown(text))]
		return at, ok
	}
	all := func(names []string, find func(string) (int, bool)) []int {
		var out []int
		for _, name := range names {
			at, ok := find(name)
			if !ok {
				return nil
			}
			if !slices.Contains(out, at) {
				out = append(out, at)
			}
		}
		slices.Sort(out)
		return out
	}
	letters := severalSigns.Split(strings.Trim(answer, " ,.;"), -1)
	if m.columns.isNumbers {
		if right := all(letters, byLetter); right != nil {
			return right
		}
	}
	if at, ok := byText(answer); ok {
		return []int{at}
	}
	if right := all(letters, byLetter); right != nil {
		return right
	}
	texts := cutList(answer)
	if len(texts) == 1 {
		texts = strings.Split(answer, ",")
	}
	return all(texts, byText)
}

// letterOf is which option a letter or number means, from 0, or -1.
func letterOf(answer string) int {
	answer = strings.ToLower(strings.Trim(answer, " ().:"))
	if len(answer) != 1 {
		return -1
	}
	switch c := answer[0]; {
	case c >= 'a' && c <= 'z':
		return int(c - 'a')
	case c >= '1' && c <= '9':
		return int(c - '1')
	}
	return -1
}
