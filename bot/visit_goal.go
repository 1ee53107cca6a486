package bot

import (
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// Goal is a person's goal in lines, in the visitor's words: what it is, and how
// far; nil where there is none. Why it matters, and what may get in the way, only
// they themselves read.
func (v *Visitor) Goal(of *coach.Person) (title chat.Markdown, lines []chat.Markdown, err error) {
	g := &of.Goal
	if !g.IsSet() {
		return "", nil, nil
	}
	theirs := *v.turn
	theirs.me, theirs.zone = *of, zoneOf(*of)
	theirs.Printer = v.Printer
	if g.By != 0 {
		lines = append(lines, theirs.Say("goal.is.by", say.Args{"Day": theirs.sayDay(g.By)}))
	}
	if of.ID == v.Me.ID {
		for _, part := range []struct {
			said, key, arg string
		}{{g.Why, "goal.is.why", "Why"}, {g.Obstacle, "goal.is.obstacle", "Obstacle"}, {g.Then, "goal.is.then", "Then"}} {
			if key := part.key; part.said != "" {
				lines = append(lines, theirs.Say(key, say.Args{part.arg: part.said}))
			}
		}
	}
	way, _, err := theirs.sayWay(g)
	return theirs.goalName(g), append(lines, way...), err
}
