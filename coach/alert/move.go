package alert

import (
	"strings"

	"pacer/coach/course"
)

// MoveKind is a sort of thing that a teacher may try.
type MoveKind string

// The moves.
const (
	Talk     MoveKind = "talk"     // speak with the learner
	Note     MoveKind = "note"     // send a few words
	Teach    MoveKind = "teach"    // clear up Misconception, then Items
	Example  MoveKind = "example"  // work one of Items through together
	GoBack   MoveKind = "go back"  // practise Skill, a prerequisite, with Items
	Pair     MoveKind = "pair"     // with somebody who has just got Skill
	Replan   MoveKind = "replan"   // agree on other days, or fewer
	Protocol MoveKind = "protocol" // what the school does in such a case
	Decide   MoveKind = "decide"   // whether the answer counts
	Reteach  MoveKind = "reteach"  // Skill, or Misconception in it, to the whole class, with Items
	Shorter  MoveKind = "shorter"  // agree on fewer questions at a time, and on reading them
	Redate   MoveKind = "redate"   // agree on a later date for the goal, or a part of it
	Show     MoveKind = "show"     // go through what they had right, with them
	Predict  MoveKind = "predict"  // have them say what they expect first, and look at both together
)

// MoveKinds lists the sorts of move.
func MoveKinds() []MoveKind {
	return []MoveKind{Talk, Note, Teach, Example, GoBack, Pair, Replan, Protocol, Decide, Reteach, Shorter, Redate, Show, Predict}
}

// Move is a thing to try. IDs are those within the course.
type Move struct {
	Kind          MoveKind
	Minutes       int // about
	Skill         string
	Misconception string
	Items         []string
	Material      course.Resource // of the skill, to look at together; zero: the course has none that fits
}

// Moves suggests two things to try. The course is the one the alert's skill is
// of, and may be nil: then no items and no material are named.
func (a *Alert) Moves(c *course.Course) [2]Move {
	skill := bare(a.Skill)
	talk, note := Move{Kind: Talk, Minutes: 5}, Move{Kind: Note, Minutes: 1}
	switch a.Rule {
	case RuleAppeal:
		return [2]Move{{Kind: Decide, Minutes: 1, Skill: skill}, note}
	case RuleDanger:
		return [2]Move{{Kind: Talk}, {Kind: Protocol}}
	case RuleMissedPlan:
		return [2]Move{note, {Kind: Replan, Minutes: 3}}
	case RuleGoal:
		return [2]Move{{Kind: Redate, Minutes: 3}, {Kind: Replan, Minutes: 3}}
	case RuleRapid:
		return [2]Move{{Kind: Talk, Minutes: 3}, {Kind: Shorter, Minutes: 2}}
	case RuleHints:
		if skill == "" {
			return [2]Move{{Kind: Talk, Minutes: 3}, {Kind: Shorter, Minutes: 2}}
		}
		return [2]Move{example(c, skill, 5, 1), {Kind: Talk, Minutes: 3}}
	case RuleUnder:
		return [2]Move{{Kind: Show, Minutes: 3}, note}
	case RuleOver:
		return [2]Move{{Kind: Predict, Minutes: 4}, note}
	case RuleClassWide:
		return [2]Move{a.reteach(c, skill), {Kind: Pair, Minutes: 10, Skill: skill}}
	case RuleWheelSpinning:
		if len(a.Evidence.Doubt) > 0 {
			back := bare(a.Evidence.Doubt[0])
			return [2]Move{
				{Kind: GoBack, Minutes: 5, Skill: back, Items: items(c, back, "", 3), Material: material(c, back, "text", "picture", "video")},
				example(c, skill, 5, 1),
			}
		}
		return [2]Move{a.teach(c, skill), {Kind: Pair, Minutes: 10, Skill: skill}}
	case RuleStruggling, RuleMisconception:
		if skill == "" {
			return [2]Move{talk, note}
		}
		return [2]Move{a.teach(c, skill), {Kind: Pair, Minutes: 10, Skill: skill}}
	}
	return [2]Move{talk, note}
}

// reteach is the same for the whole class.
func (a *Alert) reteach(c *course.Course, skill string) Move {
	m := a.teach(c, skill)
	m.Kind, m.Minutes = Reteach, 10
	m.Material = material(c, skill, "activity", "picture", "example", "video")
	return m
}

// example works items of a skill through together.
func example(c *course.Course, skill string, minutes, n int) Move {
	return Move{Kind: Example, Minutes: minutes, Skill: skill, Items: items(c, skill, "", n), Material: material(c, skill, "example", "picture")}
}

// material is the skill's first resource of the first kind that it has any of.
func material(c *course.Course, skill string, kinds ...string) course.Resource {
	if c == nil {
		return course.Resource{}
	}
	if s := c.Skill(skill); s != nil {
		for _, kind := range kinds {
			for _, r := range s.Resources {
				if r.Kind == kind {
					return r
				}
			}
		}
	}
	return course.Resource{}
}

// teach clears up the misconception that showed most often, if it is one the
// course knows and it showed more than once; else it works an example through.
func (a *Alert) teach(c *course.Course, skill string) Move {
	if tags := a.Evidence.Misconceptions; len(tags) > 0 && tags[0].Times > 1 && c != nil {
		if tag := bare(tags[0].ID); c.Misconception(tag) != nil {
			return Move{
				Kind: Teach, Minutes: 4, Skill: skill, Misconception: tag, Items: items(c, skill, tag, 2),
				Material: material(c, skill, "picture", "activity", "example"),
			}
		}
	}
	return example(c, skill, 4, 2)
}

// items names the easiest items of a skill, those that can reveal the
// misconception first, in course order otherwise.
func items(c *course.Course, skill, tag string, n int) []string {
	if c == nil {
		return nil
	}
	var out []string
	add := func(takes func(*course.Item) bool) {
		for _, it := range c.ItemsOf(skill) {
			if len(out) < n && takes(it) {
				out = append(out, it.ID)
			}
		}
	}
	fits := func(it *course.Item) bool { return tag != "" && reveals(it, tag) }
	add(fits)
	for tier := 1; tier <= 3; tier++ {
		add(func(it *course.Item) bool { return tierOf(it) == tier && !fits(it) })
	}
	return out
}

// reveals tells whether a wrong answer to the item can show the misconception.
func reveals(it *course.Item, tag string) bool {
	for i := range it.Options {
		if it.Options[i].Misconception == tag {
			return true
		}
	}
	for i := range it.Wrong {
		if it.Wrong[i].Misconception == tag {
			return true
		}
	}
	return false
}

// tierOf is the item's tier; one built without is typical.
func tierOf(it *course.Item) int {
	if it.Tier == 0 {
		return 2
	}
	return it.Tier
}

// bare is an ID without the course before it.
func bare(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }
