package coach

import (
	"slices"
	"time"
)

// Goal is what a person wants to be able to do: a skill, a whole course, or
// something in their own words. The zero Goal is none.
type Goal struct {
	ID       string     `json:",omitzero"`
	Words    string     `json:",omitzero"` // the learner's, or the teacher's who proposed it; empty where the skill or the course says it all
	Course   string     `json:",omitzero"` // that it is about, a course's ID; empty: none was practised when it was set
	Skill    string     `json:",omitzero"` // "course/id"; empty: the whole course, or something only its words say
	By       Day        `json:",omitzero"` // when it is to be reached; 0: no day is set
	Why      string     `json:",omitzero"`
	Obstacle string     `json:",omitzero"` // what may get in the way
	Then     string     `json:",omitzero"` // what they do if it does
	With     string     `json:",omitzero"` // the teacher, a person's ID, who proposed it; empty: nobody did
	Set      time.Time  `json:",omitzero"`
	Ended    time.Time  `json:",omitzero"` // of an earlier one
	End      GoalEnd    `json:",omitzero"`
	Path     []Waypoint `json:",omitzero"` // how far it was on the latest days of practice, oldest first
	Foretold []Foretold `json:",omitzero"` // about its day, the latest few, oldest first
}

// GoalEnd is what became of a goal.
type GoalEnd string

// The ends of a goal. None of them is a failure: people may change their minds.
const (
	GoalReached GoalEnd = "reached"
	GoalChanged GoalEnd = "changed" // another took its place
	GoalDropped GoalEnd = "dropped"
)

// IsSet tells whether there is a goal.
func (g Goal) IsSet() bool { return g.Words != "" || g.Course != "" }

// GoalsKept is how many earlier goals of a person are kept.
const GoalsKept = 20

// EndGoal puts a person's goal among their earlier ones. Without a goal it does
// nothing.
func (p *Person) EndGoal(end GoalEnd, now time.Time) {
	if !p.Goal.IsSet() {
		return
	}
	g := p.Goal
	g.Ended, g.End = now, end
	g.Path, g.Foretold = nil, nil // they were about what lay ahead
	from := max(0, len(p.Goals)+1-GoalsKept)
	p.Goals = append(slices.Clone(p.Goals[from:]), g)
	p.Goal = Goal{}
}

// Foretold is when a goal would be reached, as foretold on a day.
type Foretold struct {
	Day    Day // of the forecast
	Finish Day // 0: not at this pace
	Due    Day // when it is wanted
}
