package review

import (
	"slices"
	"time"
)

// Histories are the reviews that parameters are fitted to, card by card. The
// zero value is empty and ready.
type Histories struct {
	place map[string]int // of a card's name in cards
	cards [][]event
	all   int
}

// event is a review in its card's history.
type event struct {
	at      int64   // Unix milliseconds
	elapsed float64 // days since the review before; 0 for the first
	grade   Grade
}

// isScored reports whether the review says something of what is remembered:
// half a day or more after the one before. The first of a card does not.
func (e *event) isScored() bool { return e.elapsed >= sameDay }

// Add appends a review to a card's history. Names of cards are the caller's: a
// learner and what they remember. Reviews of a card come in the order they
// happened; a clock that went back counts as no time passed. What is no grade
// is not added.
func (h *Histories) Add(card string, g Grade, at time.Time) {
	if !g.isGrade() {
		return
	}
	if h.place == nil {
		h.place = make(map[string]int)
	}
	i, known := h.place[card]
	if !known {
		i = len(h.cards)
		h.place[card] = i
		h.cards = append(h.cards, nil)
	}
	e := event{at: at.UnixMilli(), grade: g}
	if n := len(h.cards[i]); n > 0 {
		last := h.cards[i][n-1].at
		e.elapsed = max(0, (float64(e.at)-float64(last))/msPerDay)
		e.at = max(e.at, last)
	}
	h.cards[i] = append(h.cards[i], e)
	h.all++
}

// Len is the number of reviews added.
func (h *Histories) Len() int { return h.all }

// Scored is the number of reviews half a day or more after the one before: those
// a fit has to learn from.
func (h *Histories) Scored() int { return len(h.scoredTimes()) }

// scoredTimes are the instants of the scored reviews, in order.
func (h *Histories) scoredTimes() []int64 {
	var at []int64
	for _, card := range h.cards {
		for i := range card {
			if card[i].isScored() {
				at = append(at, card[i].at)
			}
		}
	}
	slices.Sort(at)
	return at
}
