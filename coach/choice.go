package coach

import (
	"math/bits"
	"slices"
	"time"
)

// Branch is one way to go on that a learner may choose.
type Branch string

// The branches. Those on one skill name it after a space.
const (
	BranchOn      Branch = "on"      // with what the plan has next
	BranchSkill   Branch = "skill"   // with another skill that is open
	BranchReview  Branch = "review"  // with what is about to fade, for two minutes
	BranchExample Branch = "example" // a worked example first
	BranchEasier  Branch = "easier"  // first steps
	BranchStretch Branch = "stretch" // transfer
	BranchMore    Branch = "more"    // two minutes more
	BranchDone    Branch = "done"    // enough for now
)

// Branches lists the branches.
func Branches() []Branch {
	return []Branch{BranchOn, BranchSkill, BranchReview, BranchExample, BranchEasier, BranchStretch, BranchMore, BranchDone}
}

// MostBranches is how many ways to go on are offered at once: choosing helps
// where there is a little of it, and tires where there is much (Patall, Cooper
// and Robinson 2008: two to four).
const MostBranches = 4

// Choices is how a person takes to being asked how to go on: when they were, and
// how often they took which branch. Nothing is won by choosing, and nothing lost
// by passing it over.
type Choices struct {
	Last   Day      `json:",omitzero"` // they were asked without having said so
	Passed int      `json:",omitzero"` // times in a row that they were asked and chose nothing
	Of     []Uptake `json:",omitzero"`
}

// Uptake is how often a branch was offered, and taken.
type Uptake struct {
	Branch  Branch `json:"b"`
	Offered int    `json:"o"`
	Taken   int    `json:"t,omitempty"`
}

// When a learner is asked unasked: not before they know what practice is like,
// every other day at most, and less often the more often they pass it over.
const (
	choicesFrom = 3 // days of practice
	choicesGap  = 2 // days; twice as many after one that was passed over, four times after more
)

// May tells whether somebody who practised on some days may be asked today.
func (c Choices) May(today Day, active Active) bool {
	return bits.OnesCount64(active.Bits) >= choicesFrom && (c.Last == 0 || today >= c.Last+choicesGap<<min(c.Passed, 2))
}

// Asked notes what was offered on a day without their having said so.
func (c Choices) Asked(today Day, branches []Branch) Choices {
	c = c.Offer(branches)
	c.Last, c.Passed = today, c.Passed+1 // until they choose
	return c
}

// Offer notes what was offered.
func (c Choices) Offer(branches []Branch) Choices {
	c.Of = slices.Clone(c.Of)
	for _, b := range branches {
		c.uptake(b).Offered++
	}
	return c
}

// Take notes what was chosen.
func (c Choices) Take(b Branch) Choices {
	c.Of, c.Passed = slices.Clone(c.Of), 0
	c.uptake(b).Taken++
	return c
}

// uptake is the count of a branch, in a list that is this value's own.
func (c *Choices) uptake(b Branch) *Uptake {
	for i := range c.Of {
		if c.Of[i].Branch == b {
			return &c.Of[i]
		}
	}
	c.Of = append(c.Of, Uptake{Branch: b})
	return &c.Of[len(c.Of)-1]
}

// Uptake is how often anything was offered, and taken.
func (c Choices) Uptake() (offered, taken int) {
	for _, u := range c.Of {
		offered, taken = offered+u.Offered, taken+u.Taken
	}
	return offered, taken
}

// Tested is the skills that a person has tested out of on a day, or tried to.
type Tested struct {
	Day    Day      `json:",omitzero"`
	Skills []string `json:",omitzero"` // "course/id"
}

// On tells whether a skill was among them on a day.
func (t Tested) On(d Day, skill string) bool { return t.Day == d && slices.Contains(t.Skills, skill) }

// And is with one more.
func (t Tested) And(d Day, skill string) Tested {
	if t.Day != d {
		return Tested{d, []string{skill}}
	}
	return Tested{d, append(slices.Clone(t.Skills), skill)}
}

// Doubt is a learner's own word that they know less of a skill than the coach
// thinks. It moves no estimate; what they answer next does.
type Doubt struct {
	Skill  string    `json:"skill"` // "course/id"
	At     time.Time `json:"at"`
	Shared bool      `json:"shared,omitempty"` // the class's teachers may see it
}

// DoubtsKept is how many doubts are kept, the latest.
const DoubtsKept = 20

// Doubted is a person's doubts with one more, each skill once.
func Doubted(all []Doubt, d Doubt) []Doubt {
	out := []Doubt{}
	for _, was := range all {
		if was.Skill != d.Skill {
			out = append(out, was)
		}
	}
	out = append(out, d)
	return out[max(0, len(out)-DoubtsKept):]
}

// Undoubted is a person's doubts without those about a skill.
func Undoubted(all []Doubt, skill string) []Doubt {
	return slices.DeleteFunc(slices.Clone(all), func(d Doubt) bool { return d.Skill == skill })
}
