package grade

import (
	"slices"
	"strconv"
	"strings"

	"pacer/coach/course"
)

// gradePairs grades a cleaned answer to a match or to categories, which gives
// each numbered entry a letter: "1B 2A 3C", "1-b, 2-a", "B A C" in the order of
// the numbers, "A: 1 3; B: 2", or texts in place of numbers and letters. The
// score is the share of the numbers that have their letter.
func gradePairs(it *course.Item, order []int, said string) Result {
	n := newNaming(LayoutOf(it, order))
	best, isChatter := n.noAnswer(said)
	if isChatter || len(n.layout.Numbered) == 0 {
		return best
	}
	right := rightLetters(it, order)
	for r := range n.readings(said) {
		if best = better(best, assignment(r, right, show(said))); best.Verdict == Right {
			break
		}
	}
	return best
}

// rightLetters returns for each numbered entry, as shown, the place of the
// lettered one that belongs to it.
func rightLetters(it *course.Item, order []int) []int {
	var right []int
	if it.Kind == course.Match {
		sides, of := rightSides(it)
		shown := shownOrder(order, len(sides), needed(it))
		for _, side := range of {
			right = append(right, slices.Index(shown, side))
		}
		return right
	}
	for group := range it.Groups {
		for range it.Groups[group].Members {
			right = append(right, group)
		}
	}
	shown := make([]int, len(right))
	for place, member := range shownOrder(order, len(right), needed(it)) {
		shown[place] = right[member]
	}
	return shown
}

// assignment grades the letters that an answer gives to numbers. right[i] is the
// place of the letter of number i+1.
func assignment(r reading, right []int, said string) Result {
	given := r.pairs(len(right))
	if given == nil && len(r.beyond) == 0 {
		return Result{Read: said, Note: surplus(r, len(right))}
	}
	numbers := make([]int, 0, len(given))
	for _, pair := range given {
		numbers = append(numbers, pair.number)
	}
	if result := unclear(r, numbers, len(right), number); result.Note != "" {
		result.Read = said
		return result
	}
	letters := make([]int, len(right))
	for _, pair := range given {
		letters[pair.number] = pair.letter
	}
	result := Result{Verdict: Wrong, Known: true, Parts: make([]Verdict, len(right))}
	hits, reads := 0, make([]string, len(right))
	for i, place := range letters {
		reads[i] = number(i) + " " + letter(place)
		if result.Parts[i] = Wrong; place == right[i] {
			result.Parts[i] = Right
			hits++
		}
	}
	result.Read = show(strings.Join(reads, ", "))
	if hits == len(right) {
		result.Verdict, result.Score = Right, 1
		return result
	}
	result.credited(float64(hits) / float64(len(right)))
	return result
}

// number is what the numbered entry at a place is called.
func number(place int) string { return strconv.Itoa(place + 1) }

// surplus is the note for letters that cannot be shared out among n numbers.
func surplus(r reading, n int) Note {
	if len(r.names) > n && !slices.ContainsFunc(r.names, func(name named) bool { return !name.isLettered }) {
		return TooMany
	}
	return ""
}

// pair is a numbered entry with the letter that an answer gives to it.
type pair struct{ number, letter int }

// pairs returns which number gets which letter, each different pair once. An
// answer that begins with a number gives each letter to the numbers just before
// it, "1, 3 A; 2 B"; one that begins with a letter gives it to the numbers that
// follow, "A: 1 3; B: 2"; letters alone go to the numbers in turn. Nil if none of
// it fits.
func (r reading) pairs(n int) []pair {
	if len(r.names) == 0 {
		return nil
	}
	if !slices.ContainsFunc(r.names, func(name named) bool { return !name.isLettered }) {
		return r.inTurn(n)
	}
	list := []pair{}
	add := func(number, letter int) {
		if p := (pair{number, letter}); !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	if first := r.names[0]; first.isLettered {
		letter := -1
		for i, name := range r.names {
			switch {
			case !name.isLettered:
				add(name.place, letter)
			case i > 0 && r.names[i-1].isLettered && !name.isApart:
				return nil // two letters on end: whose are they?
			default:
				letter = name.place
			}
		}
		return list
	}
	var waiting []int
	for _, name := range r.names {
		switch {
		case !name.isLettered && name.isApart:
			waiting = []int{name.place} // those before the semicolon get no letter
		case !name.isLettered:
			waiting = append(waiting, name.place)
		case len(waiting) == 0:
			return nil
		default:
			for _, number := range waiting {
				add(number, name.place)
			}
			waiting = nil
		}
	}
	return list
}

// inTurn gives letters alone to the n numbers from the first on; nil if there
// are too many.
func (r reading) inTurn(n int) []pair {
	if len(r.names) > n {
		return nil
	}
	list := make([]pair, len(r.names))
	for i, name := range r.names {
		list[i] = pair{i, name.place}
	}
	return list
}
