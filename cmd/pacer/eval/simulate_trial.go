package eval

// What a simulated learner is given.
const (
	// budget is how many items a learner has to become proficient in the whole
	// course.
	budget = 600
	// termItems are answered before the pause, whose end shows what lasts.
	termItems = 240
	pauseDays = 30
	// mostDays end the practice of those whom a policy has nothing left for.
	mostDays = 365
)

// entrant is a policy under its name.
type entrant struct {
	name string
	of   func(*world, []*pupil, uint64) []policy
}

// entrants are the policies compared, Pacer's first.
var entrants = []entrant{
	{"pacer", underPacer},
	{"fixed order", alone(fixedOrder)},
	{"random", alone(random)},
	{"weakest first", alone(weakestFirst)},
	{"three in a row", alone(threeInARow)},
}

// outcome is what learners came to.
type outcome struct {
	learners int
	reached  int     // truly proficient in every skill at once, within the budget
	items    int     // until then; the whole budget for those who did not get there
	over     int     // of the items until then, on a skill that was proficient already
	calls    int     // skills called proficient
	early    int     // of those, ones that were not
	late     float64 // sum over learners of the share right after the pause
}

func (t *outcome) add(u outcome) {
	t.learners += u.learners
	t.reached += u.reached
	t.items += u.items
	t.over += u.over
	t.calls += u.calls
	t.early += u.early
	t.late += u.late
}

// meanItems is the mean of the items that a learner needed.
func (t *outcome) meanItems() float64 { return float64(t.items) / float64(t.learners) }

// trial has a class practise and counts by kind of learner. Learners go on until
// they are through and have done their term, or have used the budget up.
func trial(c *class) []outcome {
	type run struct {
		answered, day   int
		isThere, isLate bool
	}
	out := make([]outcome, len(kinds))
	runs := make([]run, len(c.pupils))
	c.practise(mostDays, func(e event) bool {
		p, r, t := c.pupils[e.pupil], &runs[e.pupil], &out[e.pupil%len(kinds)]
		day := float64(e.day)
		r.answered++
		r.day = e.day
		if !r.isThere {
			t.items++
			if e.over {
				t.over++
			}
			if r.isThere = p.isThrough(day); r.isThere {
				t.reached++
			}
		}
		if e.called {
			t.calls++
			if !p.isProficient(c.world.items[e.item].skills[0], day) {
				t.early++
			}
		}
		if r.answered == termItems {
			r.isLate = true
			t.late += p.later(day + pauseDays)
		}
		return r.answered < budget && !(r.isThere && r.isLate)
	})
	for n, p := range c.pupils {
		r, t := &runs[n], &out[n%len(kinds)]
		t.learners++
		if !r.isThere {
			t.items += budget - r.answered
		}
		if !r.isLate {
			t.late += p.later(float64(r.day + pauseDays))
		}
	}
	return out
}
