package mastery_test

import (
	"fmt"
	"time"

	"pacer/coach/mastery"
)

// A learner answers typed items of one skill, right each time, and comes back a
// week later to a mixed session.
func Example() {
	var (
		learner  mastery.Learner
		skill    mastery.Skill
		shared   mastery.Shared
		standing mastery.Standing
		model    = &mastery.Default
		rules    = mastery.DefaultRules
	)
	at := time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC)
	answer := func(item uint64, right, mixed bool) {
		facts := mastery.Facts{At: at, Right: right, Counts: true, Item: item, Mixed: mixed}
		model.Learn(mastery.States{
			Learner: &learner,
			Skills:  []*mastery.Skill{&skill},
			Shared:  []*mastery.Shared{&shared},
			Item:    &mastery.Item{},
		}, facts)
		estimate := model.Mastery(&learner, &skill, &shared)
		var change mastery.Change
		standing, change = rules.Step(standing, estimate, facts)
		fmt.Printf("%.2f (%.2f to %.2f) %v", estimate.P, estimate.Low, estimate.High, standing.Level())
		if change.Down() {
			fmt.Print(", after a miss on a check")
		}
		fmt.Println()
	}
	for item := range uint64(5) {
		answer(item, true, false)
	}
	at = at.Add(7 * 24 * time.Hour)
	answer(5, false, true)
	for item := range uint64(3) {
		answer(6+item, true, false)
	}
	// Output:
	// 0.75 (0.44 to 0.92) Starting
	// 0.81 (0.55 to 0.94) Starting
	// 0.85 (0.62 to 0.95) Developing
	// 0.87 (0.67 to 0.95) Proficient
	// 0.88 (0.71 to 0.96) Proficient
	// 0.81 (0.59 to 0.93) Developing, after a miss on a check
	// 0.83 (0.64 to 0.94) Developing
	// 0.85 (0.67 to 0.94) Developing
	// 0.87 (0.70 to 0.95) Proficient
}
