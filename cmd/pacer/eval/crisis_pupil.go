package eval

import (
	"math/rand/v2"
	"time"
)

// classmate is a simulated learner with a term's life.
type classmate struct {
	*pupil
	number int
	life   *rand.Rand // days and moods, apart from what answers draw

	plan    [7]bool // days of the week, Monday first
	keeps   float64
	bend    float64 // T
	spirits float64 // M

	holds    [][2]bool // misconceptions, by skill
	reads    [][2]int  // explanations of them read while held
	tries    []int     // by skill, placement not among them
	sessions int

	busy     bool // this week
	illFrom  int
	illTo    int // the day after the last
	badToday bool
	back     int // the day on which a nudge brings back a learner who strays; 0: none
	excused  map[int]bool

	planted *crisis // nil: none
	grown   []*crisis
	scale   float64
}

// enrolMate makes a learner of a class. The seed settles all that happens to
// them but what others do.
func (w *world) enrolMate(number int, k kind, seed uint64) *classmate {
	k.drifts *= habitual
	c := &classmate{
		pupil: w.enrol(k, seed), number: number, life: rand.New(rand.NewPCG(seed, 0x94d049bb133111eb)),
		holds: make([][2]bool, len(w.of)), reads: make([][2]int, len(w.of)), tries: make([]int, len(w.of)),
		excused: map[int]bool{}, scale: w.scale,
	}
	r := c.life
	days := 5
	switch x := r.Float64(); {
	case x >= fiveDays+fourDays:
		days = 3
	case x >= fiveDays:
		days = 4
	}
	for _, d := range r.Perm(5)[:days] {
		c.plan[d] = true
	}
	c.keeps = keepLeast + (keepMost-keepLeast)*r.Float64()
	c.bend = bendMean + bendSpread*r.NormFloat64()
	c.spirits = moodMean + moodSpread*r.NormFloat64()
	for s := range c.holds {
		for i := range c.holds[s] {
			c.holds[s][i] = r.Float64() < c.scaled(heldFirst)
		}
	}
	for d := holidayFrom; d < holidayTo; d++ {
		c.excused[d] = true
	}
	return c
}

// scaled is a chance with the constants off.
func (c *classmate) scaled(chance float64) float64 { return min(.95, c.scale*chance) }

// has tells whether the planted crisis is of a kind and shows.
func (c *classmate) has(k crisisKind) bool {
	return c.planted != nil && c.planted.kind == k && c.planted.isOn()
}

// isDue tells whether a planted crisis of a kind may show for the first time.
func (c *classmate) isDue(k crisisKind, day int) bool {
	return c.planted != nil && c.planted.kind == k && c.planted.onset.IsZero() && day >= c.planted.from
}

// dawns begins a day: illness, a busy week, the end of crises.
func (c *classmate) dawns(day int, at time.Time) {
	r := c.life
	if day%7 == 0 {
		c.busy = r.Float64() < c.scaled(busyWeek)
	}
	if falls := r.Float64() < c.scaled(fallsIll); falls && day >= c.illTo {
		c.illFrom, c.illTo = day, day+illLeast+r.IntN(illMost-illLeast+1)
		if r.Float64() < illExcused {
			c.excuse(c.illFrom, c.illTo)
		}
	}
	p, ends := c.planted, r.Float64() < endsDaily
	if p == nil || !p.isOn() {
		return
	}
	since := int(at.Sub(p.onset).Hours() / 24)
	if p.lasts > 0 && since >= p.lasts || p.lasts == 0 && since > endsAfter && ends {
		c.end(p, at)
	}
}

func (c *classmate) excuse(from, to int) {
	for d := from; d < to; d++ {
		c.excused[d] = true
	}
}

// comesOn tells whether the learner practises on a day. A planned day that is
// missed may be the onset of straying.
func (c *classmate) comesOn(day int, at time.Time) bool {
	r := c.life
	c.badToday = r.Float64() < badDay
	x := r.Float64()
	planned := c.plan[day%7]
	chance := keepExtra
	if planned {
		chance = c.keeps
		if c.busy {
			chance *= busyKeeps
		}
	}
	strays := c.has(disengaging) || c.isDue(disengaging, day)
	switch {
	case day >= c.illFrom && day < c.illTo:
		return false
	case day >= holidayFrom && day < holidayTo:
		chance = holidayKept
	case strays && c.back == day:
		chance = 1
	case strays && planned:
		chance *= c.scaled(strayKeeps)
	case strays:
		chance = 0
	}
	if x < chance {
		return true
	}
	if planned && !c.excused[day] && c.isDue(disengaging, day) {
		c.planted.onset = at
	}
	return false
}

// isNudged is what a learner makes of being asked about missed days.
func (c *classmate) isNudged(day int) {
	r := c.life
	x := r.Float64()
	switch {
	case c.has(disengaging):
		if x < strayBack {
			c.back = day + 1
		}
	case x >= saysWhy:
	case day >= c.illFrom && day < c.illTo+2:
		c.excuse(c.illFrom, c.illTo)
	case c.busy:
		c.excuse(day-day%7, day-day%7+7)
	}
}

// begins begins a session.
func (c *classmate) begins(day int, at time.Time) {
	c.attends, c.hadWrong = true, false
	c.sessions++
	for _, k := range []crisisKind{dropping, rushing, doubting} {
		if c.isDue(k, day) {
			c.planted.onset = at
		}
	}
}

// Moods.
const (
	moodUnsaid = iota
	moodIsLow
	moodIsFair
	moodIsGood
)

// feels is the mood told at a session's end.
func (c *classmate) feels() int {
	r := c.life
	said, mood := r.Float64(), c.spirits+r.NormFloat64()
	if c.has(doubting) {
		mood -= c.scale * doubtMood
	}
	switch {
	case c.sessions%moodEvery != 0 || said >= moodSaid:
		return moodUnsaid
	case mood < moodLow:
		return moodIsLow
	case mood > 0:
		return moodIsGood
	}
	return moodIsFair
}

// grownOf is the crisis of a kind that grew on a skill; nil if none did.
func (c *classmate) grownOf(k crisisKind, skill, idea int) *crisis {
	for _, g := range c.grown {
		if g.kind == k && g.skill == skill && g.idea == idea {
			return g
		}
	}
	return nil
}

// looksAhead begins or ends that somebody is stuck on a skill unplanned, once
// for each skill.
func (c *classmate) looksAhead(skill int, day float64, at time.Time) {
	if c.has(spinning) && c.planted.skill == skill {
		return
	}
	g := c.grownOf(spinning, skill, 0)
	if g != nil && !g.isOn() {
		return
	}
	switch left := c.toGo(skill, day); {
	case g == nil && left >= stuckTries && c.tries[skill] >= stuckAfter:
		c.grown = append(c.grown, &crisis{kind: spinning, learner: c.number, skill: skill, onset: at})
	case g != nil && left < stuckNoMore:
		g.end = at
	}
}

// toGo is how many more tries at typical items of a skill it would take to be
// proficient, by the expected step; stuckTries if not so many are enough.
func (c *classmate) toGo(skill int, day float64) int {
	s := c.skills[skill].now(day)
	for n := range stuckTries {
		knows := logistic(slopeTypical * s)
		if knows >= proficientAt {
			return n
		}
		lesson := knows + (1-knows)*(c.pupil.reads*explained+(1-c.pupil.reads)*unread)
		s += c.step(skill, day, s, 0, lesson)
	}
	return stuckTries
}

// end ends a crisis.
func (c *classmate) end(x *crisis, at time.Time) {
	x.end = at
	if x.kind == misconceiving {
		c.holds[x.skill][x.idea] = false
	}
}

// isHelped is what a teacher does who sees to the learner, about a skill or, if
// it is below 0, about none. It tells whether there was a crisis.
func (c *classmate) isHelped(r *rand.Rand, skill int, day float64, at time.Time) bool {
	was := false
	all := c.grown
	if c.planted != nil {
		all = append([]*crisis{c.planted}, c.grown...)
	}
	for _, x := range all {
		was = was || x.holds(at)
		chance := endsOther
		if x.skill < 0 || x.skill == skill {
			chance = endsAbout
		}
		if !x.isOn() || r.Float64() >= chance {
			continue
		}
		c.end(x, at)
		if x.kind == spinning {
			c.skills[x.skill].gained += taught
			c.skills[x.skill].refresh(day, true)
		}
	}
	return was
}
