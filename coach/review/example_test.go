package review_test

import (
	"fmt"
	"time"

	"pacer/coach/review"
)

// A learner meets a skill, remembers it when it comes back, and then forgets it.
func Example() {
	at := time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC)
	var card review.Card
	for _, right := range []bool{true, true, true, false} {
		card = review.Default.Review(card, review.GradeOf(right, 0), at)
		due := review.Default.Due(card, review.Retention)
		fmt.Printf("right %v: back in %.1f days\n", right, due.Sub(at).Hours()/24)
		at = due
	}
	// Output:
	// right true: back in 2.3 days
	// right true: back in 11.9 days
	// right true: back in 49.7 days
	// right false: back in 3.0 days
}

// Someone who forgets more than most is found out, and asked sooner.
func ExampleMind() {
	mind := review.Mind{Params: &review.Default, Usual: &review.Usual{}, Learner: &review.Learner{}}
	var card review.Card
	at := time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC)
	for day := range 60 {
		grade := review.Good
		if day%2 == 1 {
			grade = review.Again
		}
		card = mind.Review(card, review.Answer{Grade: grade, At: at, Took: 8 * time.Second})
		at = at.AddDate(0, 0, 1)
	}
	later := at.AddDate(0, 0, 2)
	fmt.Printf("recall in two days: .%.0f by the weights alone, .%.0f for this learner\n", 100*mind.Params.Recall(card, later), 100*mind.Recall(card, later))
	fmt.Println("asked sooner:", mind.Due(card, review.Retention).Before(mind.Params.Due(card, review.Retention)))
	// Output:
	// recall in two days: .66 by the weights alone, .39 for this learner
	// asked sooner: true
}
