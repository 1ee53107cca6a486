package grade

import (
	"slices"

	"pacer/coach/course"
)

// gradeOrder grades a cleaned answer that puts lines in order: letters, "C A B",
// "cab", "c > a > b", numbers for them, or the lines themselves.
//
// Credit is Kendall's: of n lines n(n-1)/2 pairs can stand in the right order;
// if c of them do, the score is 2c / (n(n-1)/2) - 1, and 0 where that is below 0. So it is 1 for all, and 0 for half of them, which is what chance gives.
func gradeOrder(it *course.Item, order []int, said string) Result {
	n := newNaming(LayoutOf(it, order))
	order = shownOrder(order, len(it.Lines), needed(it))
	best, isChatter := n.noAnswer(said)
	if isChatter {
		return best
	}
	for r := range n.readings(said) {
		if best = better(best, sequence(r, order, show(said))); best.Verdict == Right {
			break
		}
	}
	return best
}

// noAnswer returns the result for what could not be read as an answer to
// entries, and says whether said is certain to be none.
func (n *naming) noAnswer(said string) (r Result, isCertain bool) {
	r.Read = show(said)
	if asks(said) && !slices.ContainsFunc(slices.Concat(n.layout.Numbered, n.layout.Lettered), asks) {
		r.Note = Question
		return r, true
	}
	room := 0 // for every entry twice, and some words around each
	for _, entry := range slices.Concat(n.layout.Numbered, n.layout.Lettered) {
		room += 2*len(entry) + 40
	}
	if len(said) > room && room > 0 {
		r.Note = TooLong
		return r, true
	}
	return r, room == 0 || DontKnow(said) || words.asides[plainWord(said)]
}

// better returns the result that is better for the learner: what was read
// before what was not, more right before less, the one with a note before one
// without.
func better(a, b Result) Result {
	switch {
	case (a.Verdict == Unread) != (b.Verdict == Unread):
		if a.Verdict == Unread {
			return b
		}
	case b.Score > a.Score || b.Verdict == Unread && a.Note == "" && b.Note != "":
		return b
	}
	return a
}

// sequence grades the lines that an answer names one after the other, or beside
// the numbers of their places. order[i] is the line shown at place i. Numbers
// alone may be the letters' places in the alphabet, or say which place each line
// gets: what is right counts.
func sequence(r reading, order []int, said string) Result {
	digits := 0
	for _, name := range r.names {
		if name.isDigit {
			digits++
		}
	}
	if 0 < digits && digits < len(r.names) {
		var isClear bool
		if r, isClear = r.numbered(len(order)); !isClear {
			return Result{Read: said}
		}
	}
	places := make([]int, len(r.names))
	for i, name := range r.names {
		places[i] = name.place
	}
	if result := unclear(r, places, len(order), letter); result.Note != "" {
		result.Read = said
		return result
	}
	result := arranged(places, order)
	if digits == len(places) && result.Verdict != Right {
		inverse := make([]int, len(places))
		for i, place := range places {
			inverse[place] = i
		}
		if other := arranged(inverse, order); other.Verdict == Right {
			return other
		}
	}
	return result
}

// numbered puts entries that stand beside numbers, "1. C 2. A" or "C = 1, A = 2",
// in the order of these; isClear is false if the numbers are not 1 to n, or it
// cannot be told whose they are.
func (r reading) numbered(n int) (inTurn reading, isClear bool) {
	names := slices.Clone(r.names)
	for i, name := range names {
		names[i].isLettered = !name.isDigit
	}
	pairs := reading{names: names}.pairs(n)
	slices.SortStableFunc(pairs, func(a, b pair) int { return a.number - b.number })
	inTurn.beyond = r.beyond
	for i, p := range pairs {
		if p.number != i {
			return reading{}, false
		}
		inTurn.names = append(inTurn.names, named{isLettered: true, place: p.letter})
	}
	return inTurn, pairs != nil
}

// unclear says what lacks in places that should name each of n entries once, or
// what is too much in them.
func unclear(r reading, places []int, n int, label func(int) string) (result Result) {
	if len(r.beyond) > 0 {
		return Result{Note: NoSuchOption, About: r.beyond}
	}
	count := make([]int, n)
	for _, place := range places {
		count[place]++
	}
	var missing, twice []string
	for place, times := range count {
		switch {
		case times == 0:
			missing = append(missing, label(place))
		case times > 1:
			twice = append(twice, label(place))
		}
	}
	switch {
	case twice != nil:
		return Result{Note: Twice, About: twice}
	case missing != nil:
		return Result{Note: Missing, About: missing}
	}
	return result
}

// arranged grades a permutation of the places shown.
func arranged(places, order []int) Result {
	n := len(places)
	result := Result{Verdict: Wrong, Known: true, Read: show(lettersOf(places)), Parts: make([]Verdict, n)}
	inTurn, pairs := 0, n*(n-1)/2
	for i, place := range places {
		if result.Parts[i] = Wrong; order[place] == i {
			result.Parts[i] = Right
		}
		for _, later := range places[i+1:] {
			if order[place] < order[later] {
				inTurn++
			}
		}
	}
	if inTurn == pairs {
		result.Verdict, result.Score = Right, 1
		return result
	}
	result.credited(float64(2*inTurn-pairs) / float64(pairs))
	return result
}
