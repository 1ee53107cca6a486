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
		workspace mastery.Workspace
		learner   mastery.Learner
		skill     mastery.Skill
		shared    mastery.Shared
		standing  mastery.Standing
		model     = &mastery.Default
		rules     = mastery.DefaultRules
	)
	at := time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC)
	answer := func(item uint64, right, mixed bool) {
		before := model.Mastery(&workspace, &learner, &skill, &shared)
		facts := mastery.Facts{At: at, Right: right, Counts: true, Item: item, Mixed: mixed}
		model.Learn(mastery.States{
			Workspace: &workspace,
			Learner:   &learner,
			Skills:    []*mastery.Skill{&skill},
			Shared:    []*mastery.Shared{&shared},
			Item:      &mastery.Item{},
		}, facts)
		estimate := model.Mastery(&workspace, &learner, &skill, &shared)
		var change mastery.Change
		standing, change = rules.Step(standing, estimate, facts)
		moved := "rises"
		if estimate.P < before.P {
			moved = "falls"
		}
		fmt.Print("Mastery ", moved, ", ", standing.Level())
		if change.Down() {
			fmt.Print(" after a miss on a check")
		}
		fmt.Println()
	}
	for item := range uint64(4) {
		answer(item, true, false)
		at = at.Add(40 * time.Second)
	}
	at = at.Add(7 * 24 * time.Hour)
	answer(4, false, true)
	for item := range uint64(3) {
		at = at.Add(40 * time.Second)
		answer(5+item, true, false)
	}
	// Output:
	// Mastery rises, Starting
	// Mastery rises, Starting
	// Mastery rises, Proficient
	// Mastery rises, Proficient
	// Mastery falls, Developing after a miss on a check
	// Mastery rises, Developing
	// Mastery rises, Developing
	// Mastery rises, Proficient
}
