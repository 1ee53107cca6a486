package plan

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"pacer/coach/course"
	"pacer/coach/mastery"
)

// makeCourse builds a course from lines such as "add: whole, unit", a skill
// with its prerequisites. Each skill gets ten items, "add-1" to "add-10": four
// of tier 1, four of tier 2, two of tier 3. Odd items of tiers 1 and 2 can
// reveal the misconception "add-slip".
func makeCourse(lines ...string) *course.Course {
	c := &course.Course{ID: "made-up", Title: "Made up", Language: "en", Licence: "CC0-1.0"}
	for _, line := range lines {
		id, needs, _ := strings.Cut(line, ":")
		s := course.Skill{ID: id, Title: id}
		for _, need := range strings.Split(needs, ",") {
			if need = strings.TrimSpace(need); need != "" {
				s.Needs = append(s.Needs, need)
			}
		}
		c.Skills = append(c.Skills, s)
		for n := 1; n <= 10; n++ {
			it := course.Item{ID: fmt.Sprintf("%s-%d", id, n), Skill: id, Kind: course.Number, Tier: 1, Answer: "1"}
			switch {
			case n > 8:
				it.Tier = 3
			case n > 4:
				it.Tier = 2
			}
			if n%2 == 1 && n < 9 {
				it.Kind = course.Choice
				it.Options = []course.Option{{Text: "1", Right: true}, {Text: "2", Misconception: id + "-slip"}}
			}
			c.Items = append(c.Items, it)
		}
	}
	c.Index()
	return c
}

// chain is a course of skills a, b, c …, each needing the one before.
func chain(n int) *course.Course {
	lines := make([]string, n)
	for i := range lines {
		lines[i] = string(rune('a' + i))
		if i > 0 {
			lines[i] += ": " + string(rune('a'+i-1))
		}
	}
	return makeCourse(lines...)
}

// fractions is a course of twelve skills with a graph like a real one's.
func fractions() *course.Course {
	return makeCourse(
		"parts", "unit: parts", "line: unit", "equal: unit", "compare: line, equal",
		"common: equal", "add-like: unit", "add-unlike: add-like, common",
		"subtract: add-unlike", "mixed: add-like", "multiply: equal", "divide: multiply, mixed",
	)
}

// known is a map of standings as a function; a skill not in it was never
// practised.
type known map[string]Standing

func (k known) standing(skill string) Standing { return k[skill] }

var (
	proficient = Standing{Level: mastery.Proficient, Best: mastery.Proficient, P: .92, Now: .92, Tries: 5, LastDays: 3, Streak: 3}
	underWay   = Standing{Level: mastery.Developing, Best: mastery.Developing, P: .5, Now: .5, Tries: 4, LastDays: 1, Streak: 1}
)

// with is a standing with a change.
func with(s Standing, change func(*Standing)) Standing {
	change(&s)
	return s
}

// views are a skill's items, never seen, with the same chance.
func views(c *course.Course, skill string) []ItemView {
	var out []ItemView
	for _, it := range c.ItemsOf(skill) {
		out = append(out, ItemView{Item: it, Chance: .8, LastDays: -1})
	}
	return out
}

// randomCourse is a graph of up to a dozen skills, some without items, some of
// whose items draw on other skills.
func randomCourse(r *rand.Rand) *course.Course {
	n := 1 + r.IntN(12)
	c := &course.Course{ID: "random", Language: "en"}
	order := r.Perm(n) // so that a skill may stand before what it needs
	id := func(i int) string { return fmt.Sprintf("s%d", order[i]) }
	for i := range n {
		s := course.Skill{ID: id(i)}
		for j := range i {
			if r.IntN(4) == 0 {
				s.Needs = append(s.Needs, id(j))
			}
		}
		c.Skills = append(c.Skills, s)
		items := r.IntN(7)
		for k := range items {
			it := course.Item{ID: fmt.Sprintf("%s-%d", s.ID, k), Skill: s.ID, Kind: course.Number, Tier: r.IntN(4)}
			if r.IntN(2) == 0 {
				it.Wrong = []course.Wrong{{Answer: "0", Misconception: fmt.Sprintf("m%d", r.IntN(3))}}
			}
			if r.IntN(8) == 0 {
				it.Also = []string{id(r.IntN(n))}
			}
			c.Items = append(c.Items, it)
		}
	}
	c.Index()
	return c
}

// randomStandings are standings that need not agree with one another: levels
// are overridden, courses change, people are placed.
func randomStandings(r *rand.Rand, c *course.Course) known {
	k := known{}
	for i := range c.Skills {
		if r.IntN(4) == 0 {
			continue
		}
		level := mastery.Level(r.IntN(5))
		s := Standing{
			Level: level, Best: max(level, mastery.Level(r.IntN(5))), P: r.Float64(), Now: r.Float64(), Tries: r.IntN(20),
			Due: r.IntN(4) == 0, LastDays: r.IntN(60), Streak: r.IntN(12) - 6, Placed: r.IntN(5) == 0,
		}
		if r.IntN(2) == 0 {
			s.Best = level
		}
		if s.Due {
			s.DueDays = r.IntN(9)
			for _, it := range c.ItemsOf(c.Skills[i].ID) {
				if r.IntN(4) == 0 {
					s.DueFacts = append(s.DueFacts, it.ID)
				}
			}
		}
		k[c.Skills[i].ID] = s
	}
	return k
}

// randomSession is what may have been asked so far.
func randomSession(r *rand.Rand, c *course.Course) []Past {
	var out []Past
	for range r.IntN(7) {
		if len(c.Items) == 0 {
			break
		}
		it := &c.Items[r.IntN(len(c.Items))]
		e := Past{Item: it.ID, Skill: it.Skill, Purpose: []Purpose{Practice, Practice, Review, Placement}[r.IntN(4)], Right: r.IntN(2) == 0}
		if !e.Right {
			e.Skipped = r.IntN(5) == 0
			e.LastHint = r.IntN(3) == 0
			if len(it.Wrong) > 0 && !e.Skipped {
				e.Misconception = it.Wrong[0].Misconception
			}
		}
		out = append(out, e)
	}
	return out
}
