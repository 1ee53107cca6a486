package demo

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"strings"

	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/grade"
)

// character is what a made-up learner is like.
type character struct {
	name    string
	ability float64 // how likely a first item of a skill goes right
	learns  float64 // how much likelier each further one
	often   float64 // of school days on which they practise
	since   int     // weeks before today in which they stopped; 0: they have not
	goal    string
}

// slips is the ability from which on somebody slips in one way or another; below it they
// have mistaken ideas, and keep to them.
const slips = .6

// who are the learners. The last one is the one who gets into trouble while
// somebody looks.
var who = []character{
	{name: "Amina", ability: .75, learns: .04, often: .9, goal: "I want to share out recipes for my family"},
	{name: "Ben", ability: .6, learns: .05, often: .7},
	{name: "Carla", ability: .85, learns: .02, often: .95, goal: "I want to explain fractions to my sister"},
	{name: "Dario", ability: .45, learns: .03, often: .8},
	{name: "Elif", ability: .7, learns: .05, often: .6},
	{name: "Finn", ability: .55, learns: .02, often: .75, since: 1},
	{name: "Greta", ability: .65, learns: .06, often: .85},
	{name: "Hugo", ability: .4, learns: .05, often: .9, goal: "No more guessing in tests"},
	{name: "Ines", ability: .8, learns: .03, often: .5},
	{name: "Jonas", ability: .5, learns: .04, often: .65},
	{name: "Leila", ability: .7, learns: .04, often: .8},
	{name: "Noah", ability: .5, learns: .03, often: .75},
}

// pupil is one of them in the demo.
type pupil struct {
	character
	person string
	random *rand.Rand
	tries  map[string]int // at items, by skill
	stuck  bool           // nothing goes right now
	right  bool           // what the last answer was meant to be
}

// user is the learner's account.
func (p *pupil) user() string { return strings.ToLower(p.name) }

// conversation is where the learner talks with the coach.
func (p *pupil) conversation(workspace string) chat.Conversation {
	return chat.Conversation{Platform: Platform, Place: workspace, User: p.user()}
}

// sits tells whether the learner practises on a day, so many before today.
func (p *pupil) sits(ago coach.Day) bool {
	if ago < coach.Day(7*p.since) {
		return false
	}
	return p.random.Float64() < p.often
}

// itemIn reads an item as it is kept.
func itemIn(content []byte) (*course.Item, error) {
	it := new(course.Item)
	return it, json.Unmarshal(content, it)
}

// words are what a learner says to a question.
func (c *Class) words(ctx context.Context, p *pupil, q *coach.Question) (string, error) {
	switch q.Ask {
	case coach.AskItem:
	case coach.AskCompare:
		if p.right {
			return "a", nil
		}
		return "c", nil
	case coach.AskThought:
		return []string{"skip", "I drew a strip for each fraction and looked.", "I read the question twice."}[p.random.IntN(3)], nil
	case coach.AskPerson:
		return "I tried it three times and it still does not make sense", nil
	case coach.AskSure:
		return []string{"a", "b", "c"}[p.random.IntN(3)], nil
	default:
		return "a", nil
	}
	it, err := c.itemOf(ctx, q)
	if err != nil {
		return "", err
	}
	if q.Tries > 0 && !p.stuck {
		p.right = true // what helps is on the screen
		return rightOf(it, q), nil
	}
	done := p.tries[it.Skill]
	p.tries[it.Skill]++
	p.right = !p.stuck && p.random.Float64() < min(.95, p.ability+p.learns*float64(done)-.05*float64(it.Tier-2))
	if p.right || it.Kind == course.Free {
		return rightOf(it, q), nil
	}
	return wrongOf(it, q, p.ability < slips, p.random), nil
}

// rightOf is the right answer to a question as it can be typed.
func rightOf(it *course.Item, q *coach.Question) string {
	key := grade.Key(it, q.Order)
	if it.Kind == course.Choice {
		key, _, _ = strings.Cut(key, ":")
	}
	return key
}

// wrongOf is something that is graded wrong: a mistake that the course knows, if
// it knows one; else to say that one does not know. Who keeps to their mistakes
// makes the first that it knows.
func wrongOf(it *course.Item, q *coach.Question, keeps bool, random *rand.Rand) string {
	var tries []string
	for _, w := range it.Wrong {
		tries = append(tries, w.Answer)
	}
	if !keeps {
		random.Shuffle(len(tries), func(i, j int) { tries[i], tries[j] = tries[j], tries[i] })
	}
	tries = append(tries, "a", "b", "c", "d", "true", "false", "1/1000", "1000")
	for _, said := range tries {
		if grade.Answer(it, q.Order, said).Verdict == grade.Wrong {
			return said
		}
	}
	return "I don't know"
}
