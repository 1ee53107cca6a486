package grade

import (
	"cmp"
	"slices"

	"pacer/coach/course"
)

// Fewer takes one or two wrong entries out of an order that Order has drawn, for
// who is better served by fewer to choose from: of three or four options one, of
// more two; of a match one or two right sides that go with nothing. What is right
// stays, two options stay at least, and of a choice of several one wrong one.
//
// isTelling says of a misconception whether an answer that reveals it must stay
// to be chosen: one that the learner has shown would only be hidden, and what
// they are thought to know would be too much. Of the others those go first from
// which least is learnt, that reveal nothing and have no reply of their own.
//
// Where entries speak of the others ("none of these", "both A and B") all of them
// stay. The order may be given to Answer, Key, LayoutOf and Chance.
func Fewer(it *course.Item, order []int, isTelling func(misconception string) bool) []int {
	entries := shuffles(it)
	order = shownOrder(order, len(entries), needed(it))
	if it.Kind != course.Choice && it.Kind != course.Choices && it.Kind != course.Match {
		return order
	}
	if _, last := pinned(entries); len(last) > 0 || it.Kind != course.Match && speaksOfLetters(entries) {
		return order
	}
	isNeeded := needed(it)
	var wrong []int // that may go
	for _, i := range order {
		if !isNeeded(i) && (it.Kind == course.Match || !isTelling(it.Options[i].Misconception)) {
			wrong = append(wrong, i)
		}
	}
	slices.SortStableFunc(wrong, func(a, b int) int { return cmp.Compare(worth(it, a), worth(it, b)) })
	leave := min(len(wrong), tooMany(it, order))
	return slices.DeleteFunc(slices.Clone(order), func(i int) bool { return slices.Contains(wrong[:leave], i) })
}

// Whole is an order with what Fewer has left out of it after the others, so that
// each entry shown keeps its letter, and nobody sees that some were left out.
func Whole(it *course.Item, order []int) []int {
	n := len(shuffles(it))
	whole := slices.Clone(shownOrder(order, n, needed(it)))
	for i := range n {
		if !slices.Contains(whole, i) {
			whole = append(whole, i)
		}
	}
	return whole
}

// tooMany is how many of the entries shown are left out at most.
func tooMany(it *course.Item, order []int) int {
	const many = 5 // from so many options on two are left out
	if it.Kind == course.Match {
		return 2
	}
	most := len(order) - 2
	if len(order) < many {
		most = min(most, 1)
	}
	if it.Kind == course.Choices {
		wrong := 0
		for _, i := range order {
			if !it.Options[i].Right {
				wrong++
			}
		}
		most = min(most, wrong-1)
	}
	return max(0, min(most, 2))
}

// worth is what is learnt when a wrong entry is chosen: nothing more, the author's
// reply, part of the credit, a misconception.
func worth(it *course.Item, i int) int {
	if it.Kind == course.Match {
		return 0
	}
	switch o := it.Options[i]; {
	case o.Misconception != "":
		return 3
	case o.Part > 0:
		return 2
	case o.Feedback != "":
		return 1
	}
	return 0
}
