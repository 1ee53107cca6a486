package coach

import (
	"testing"
	"time"
)

func TestEarlierGoalsAreKeptUpToANumber(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.March, 2, 13, 0, 0, 0, time.UTC)
	var p Person
	p.EndGoal(GoalDropped, now)
	if len(p.Goals) != 0 {
		t.Error("no goal is an earlier goal")
	}
	for i := range GoalsKept + 5 {
		p.Goal = Goal{Words: string(rune('a' + i)), Path: []Waypoint{{Day: 1}}, Foretold: []Foretold{{Day: 1}}}
		before := p.Goals
		p.EndGoal(GoalChanged, now.AddDate(0, 0, i))
		if len(before) > 0 && before[0].Words != string(rune('a'+max(0, i-GoalsKept))) {
			t.Fatal("what was kept before is overwritten")
		}
	}
	last := p.Goals[len(p.Goals)-1]
	if len(p.Goals) != GoalsKept || p.Goals[0].Words != "f" || last.End != GoalChanged || last.Ended.IsZero() || last.Path != nil || last.Foretold != nil {
		t.Errorf("kept: %+v", p.Goals)
	}
	if p.Goal.IsSet() {
		t.Error("there is still a goal")
	}
}

func TestAGoalIsWordsOrACourse(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		g    Goal
		want bool
	}{{Goal{}, false}, {Goal{Why: "because", By: 3}, false}, {Goal{Words: "fly"}, true}, {Goal{Course: "tiles"}, true}} {
		if got := tt.g.IsSet(); got != tt.want {
			t.Errorf("%+v is set: %v", tt.g, got)
		}
	}
}
