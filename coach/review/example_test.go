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
		card = review.Default.Review(card, review.GradeOf(right, 0, false), at)
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
