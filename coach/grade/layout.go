package grade

import (
	"strings"

	"pacer/coach/course"
)

// Layout is what an item lays out for its answer, beside the question: entries
// that are answered by number and entries that are answered by letter, in the
// order shown, in the author's Markdown. The first of Numbered is 1, the first
// of Lettered is A.
type Layout struct{ Numbered, Lettered []string }

// LayoutOf returns what an item shows for its answer:
//
//	choice, choices  Lettered: the options
//	order            Lettered: the lines
//	match            Numbered: the left sides as written; Lettered: the right sides and the others, each once
//	categories       Numbered: the members of all groups; Lettered: the names of the groups as written
//
// Other kinds lay out nothing. order is as for Answer.
func LayoutOf(it *course.Item, order []int) Layout {
	entries := shuffles(it)
	var shuffled []string
	for _, i := range shownOrder(order, len(entries), needed(it)) {
		shuffled = append(shuffled, entries[i])
	}
	switch it.Kind {
	case course.Choice, course.Choices, course.Order:
		return Layout{Lettered: shuffled}
	case course.Match:
		left := make([]string, len(it.Pairs))
		for i, pair := range it.Pairs {
			left[i] = pair.Left
		}
		return Layout{Numbered: left, Lettered: shuffled}
	case course.Categories:
		names := make([]string, len(it.Groups))
		for i, group := range it.Groups {
			names[i] = group.Name
		}
		return Layout{Numbered: shuffled, Lettered: names}
	}
	return Layout{}
}

// shuffles returns the entries of an item whose order Order draws, as written.
func shuffles(it *course.Item) []string {
	var list []string
	switch it.Kind {
	case course.Choice, course.Choices:
		for _, option := range it.Options {
			list = append(list, option.Text)
		}
	case course.Order:
		list = it.Lines
	case course.Match:
		list, _ = rightSides(it)
	case course.Categories:
		for _, group := range it.Groups {
			list = append(list, group.Members...)
		}
	}
	return list
}

// rightSides returns the different right sides of a match and then its others,
// and for each pair the index of its right side among them.
func rightSides(it *course.Item) (sides []string, of []int) {
	index := make(map[string]int, len(it.Pairs)+len(it.Others))
	add := func(text string) int {
		same := line(text)
		i, isThere := index[same]
		if !isThere {
			i = len(sides)
			index[same], sides = i, append(sides, text)
		}
		return i
	}
	for _, pair := range it.Pairs {
		of = append(of, add(pair.Right))
	}
	for _, other := range it.Others {
		add(other)
	}
	return sides, of
}

// shownOrder is order, or the order written where order is none in which n
// entries can be shown: each stands there once at most, and all that are needed.
// At least two are shown, where there are two.
func shownOrder(order []int, n int, isNeeded func(i int) bool) []int {
	if len(order) < min(n, 2) {
		return inOrder(n)
	}
	seen := make([]bool, n)
	for _, i := range order {
		if i < 0 || i >= n || seen[i] {
			return inOrder(n)
		}
		seen[i] = true
	}
	for i := range seen {
		if !seen[i] && isNeeded(i) {
			return inOrder(n)
		}
	}
	return order
}

// needed tells which of the entries that Order orders an item cannot be asked
// without: all but wrong options, and right sides that go with nothing.
func needed(it *course.Item) func(i int) bool {
	switch it.Kind {
	case course.Choice, course.Choices:
		return func(i int) bool { return it.Options[i].Right }
	case course.Match:
		paired := pairedSides(it)
		return func(i int) bool { return i < paired }
	}
	return func(int) bool { return true }
}

// pairedSides is how many different right sides go with something; rightSides
// has them first.
func pairedSides(it *course.Item) int {
	_, of := rightSides(it)
	n := 0
	for _, side := range of {
		n = max(n, side+1)
	}
	return n
}

// labelled writes an entry with its label: "B: fish", or "B" if nothing is left
// of its text.
func labelled(label, text string) string {
	if text = line(plain(text)); text == "" {
		return label
	}
	return label + ": " + text
}

// lettersOf writes places as letters: "C, A, B".
func lettersOf(places []int) string {
	list := make([]string, len(places))
	for i, place := range places {
		list[i] = letter(place)
	}
	return strings.Join(list, ", ")
}
