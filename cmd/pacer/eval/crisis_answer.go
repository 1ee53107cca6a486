package eval

import (
	"math"
	"time"

	"pacer/coach/grade"
)

// usable is the strength that the learner can use on a skill.
func (c *classmate) usable(skill int, day float64) float64 {
	s := c.skills[skill].now(day)
	if c.has(spinning) && c.planted.skill == skill {
		s = min(s, ceiling)
	}
	return s
}

// knowing is the chance of knowing the answer, with so much more strength.
func (c *classmate) knowing(item int, day, more float64) float64 {
	it := &c.world.items[item]
	least := math.Inf(1)
	for _, s := range it.skills {
		least = min(least, c.usable(s, day))
	}
	return logistic(it.slope * (least + more - it.difficulty))
}

// fog is the chance that what is known goes wrong, slips aside.
func (c *classmate) fog() float64 {
	switch {
	case c.has(dropping):
		return c.scaled(dropWrong)
	case c.badToday:
		return c.scaled(badDayWrong)
	}
	return 0
}

// respond lets the learner answer an item at a time, and learn from it.
func (c *classmate) respond(item, today int, at time.Time, placement bool) reply {
	skill := c.world.items[item].skills[0]
	c.meets(item, skill, today, at, placement)
	if !placement {
		c.tries[skill]++
	}
	r := c.draw
	drifts, refocus, leaves := c.drifts, refocus, c.leaves
	if c.has(rushing) {
		drifts, refocus = c.scaled(rushDrifts), rushRefocus
	}
	if c.has(doubting) {
		leaves *= doubtLeaves
	}
	if c.hadWrong {
		drifts = min(.95, 2*drifts)
	}
	if c.attends {
		c.attends = r.Float64() >= drifts
	} else {
		c.attends = r.Float64() < refocus
	}
	var out reply
	if c.attends {
		out = c.ponder(item, skill, float64(today), at)
	} else {
		out = c.rush(item)
		leaves *= 3
	}
	c.hadWrong = !out.right
	out.leaves = r.Float64() < leaves
	return out
}

// meets lets a planted crisis of one skill begin.
func (c *classmate) meets(item, skill, today int, at time.Time, placement bool) {
	p := c.planted
	switch {
	case c.isDue(spinning, today) && !placement && c.tries[skill] == 0 && c.usable(skill, float64(today)) < ceilingBelow:
		p.skill, p.onset = skill, at
	case c.isDue(misconceiving, today) && p.skill < 0 && c.world.ideas[item] >= 0 && !c.isProficient(skill, float64(today)):
		p.skill, p.idea = skill, c.world.ideas[item]
		c.holds[skill][p.idea] = true
	}
}

// rush is an answer without attention.
func (c *classmate) rush(item int) reply {
	r := c.draw
	if r.Float64() < clicksOn {
		return reply{right: r.Float64() < toldRight, hints: hintsThere, lastHint: true, took: seconds(2 + 4*r.Float64())}
	}
	blind := max(typedGuess, grade.Chance(&c.world.course.Items[item]))
	return reply{right: r.Float64() < blind, took: seconds(.3 + 2.7*r.Float64())}
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// ponder is an answer with attention.
func (c *classmate) ponder(item, skill int, day float64, at time.Time) reply {
	r := c.draw
	out := reply{took: seconds(max(4, lognormal(r, 20, .5)))}
	knowing, fog := c.knowing(item, day, 0), c.fog()
	if r.Float64() < asksSure {
		out.confidence = c.sure(knowing*(1-c.slip)*(1-fog) + (1-knowing)*c.guesses(item))
	}
	knew := r.Float64() < knowing
	idea := c.world.ideas[item]
	byIdea := idea >= 0 && c.holds[skill][idea] && r.Float64() < c.scaled(answersBy)
	lesson, isRead := 1.0, false
	switch {
	case byIdea:
		knew = false
		out.misconception = c.world.ideaID(skill, idea)
	case knew:
		out.right = r.Float64() >= c.slip && r.Float64() >= fog
	default:
		knew = c.looksForHelp(item, day, knowing, &out)
		if knew && !out.lastHint {
			out.right = r.Float64() >= c.slip
		} else if !out.lastHint {
			out.right = r.Float64() < c.guesses(item)
		}
	}
	if !out.right && !byIdea && r.Float64() < looksLike {
		out.misconception = c.world.ideaID(skill, r.IntN(2))
	}
	if !knew {
		reads := c.pupil.reads
		if out.right {
			reads /= 2
		}
		lesson = unread
		if isRead = r.Float64() < reads; isRead {
			lesson = explained
		}
	}
	c.learns(item, skill, day, knew, isRead, lesson)
	if byIdea {
		c.answeredBy(skill, idea, isRead, at)
	}
	return out
}

// looksForHelp is what somebody does who does not know; it tells whether a hint
// made them know.
func (c *classmate) looksForHelp(item int, day, knowing float64, out *reply) bool {
	r := c.draw
	asks := asksHint
	if c.has(doubting) {
		asks *= doubtHints
	}
	if r.Float64() >= asks {
		return false
	}
	out.hints = 1
	// Who did not know before knows now with the part of the chance that the
	// hint adds.
	if gain := (c.knowing(item, day, hintWorth) - knowing) / (1 - knowing); r.Float64() < gain {
		return true
	}
	if r.Float64() < seesAll {
		out.hints, out.lastHint = hintsThere, true
		out.right = r.Float64() < toldRight
	}
	return false
}

// learns moves the hidden state as simulate.go says.
func (c *classmate) learns(item, skill int, day float64, knew, isRead bool, lesson float64) {
	step := 0.0
	if !c.has(spinning) || c.planted.skill != skill {
		step = c.step(skill, day, c.skills[skill].now(day), c.world.items[item].difficulty, lesson)
	}
	if knew || isRead {
		for _, k := range c.world.items[item].skills {
			c.skills[k].refresh(day, knew)
		}
	}
	c.skills[skill].gained += step
}

// step is what an answer adds to a strength.
func (c *classmate) step(skill int, day, was, difficulty, lesson float64) float64 {
	return c.skills[skill].rate * 2 * (1 - logistic(was)) * c.ready(skill, day) * logistic(was-difficulty+2) * lesson
}

// sure is the confidence told, 1 to 3, at a chance of being right.
func (c *classmate) sure(chance float64) int {
	bend := c.bend
	if c.has(doubting) {
		bend -= c.scale * doubtBend
	}
	chance = min(max(chance, .01), .99)
	switch felt := logistic(math.Log(chance/(1-chance)) + bend + feltSpread*c.life.NormFloat64()); {
	case felt < feltGuess:
		return 1
	case felt > feltSure:
		return 3
	}
	return 2
}

// answeredBy is what an answer by a misconception does to it.
func (c *classmate) answeredBy(skill, idea int, isRead bool, at time.Time) {
	p := c.planted
	sticks := p != nil && p.kind == misconceiving && p.end.IsZero() && p.skill == skill && p.idea == idea
	switch {
	case sticks:
		if p.onset.IsZero() {
			p.onset = at
		}
	case !isRead:
	case c.draw.Float64() < givesUp:
		c.holds[skill][idea] = false
		if g := c.grownOf(misconceiving, skill, idea); g != nil && g.isOn() {
			g.end = at
		}
	default:
		if c.reads[skill][idea]++; c.reads[skill][idea] == survivedReads {
			c.grown = append(c.grown, &crisis{kind: misconceiving, learner: c.number, skill: skill, idea: idea, onset: at})
		}
	}
}
