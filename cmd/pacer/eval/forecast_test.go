package eval

import (
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"pacer/coach"
	"pacer/coach/mastery"
	"pacer/coach/plan"
)

// A goal of a simulated learner is the whole made-up course, or the skill in its
// middle with all that this needs. The learners, their days and the equations
// behind their answers are those of simulate.go, as they stand; they practise
// under Pacer, six questions on a day, on four days of five. A goal is set on the
// first day, and reached on the day at whose end Pacer calls every skill of it
// Proficient.
//
// On each day the goal's date is foretold as the bot does it, from the learner
// model alone: nothing of the learner's hidden state is read.

// journey is one learner on the way to a goal.
type journey struct {
	skills  []string // that the goal needs
	path    []coach.Waypoint
	days    []coach.Day // of practice
	reached coach.Day   // 0: not within the year
}

// journeys has a class practise towards a goal.
func journeys(seed uint64, each int, goal string) []journey {
	c := newClass(seed, 1, each, underPacer)
	for n := range c.policies {
		c.policies[n] = &aiming{c.policies[n].(*pacerPolicy), goal}
	}
	out := make([]journey, len(c.pupils))
	for n := range out {
		out[n].skills = c.world.needed(goal)
	}
	start := coach.DayOf(simulatedStart, simulatedStart.Location())
	c.practise(mostDays, func(e event) bool {
		j, p := &out[e.pupil], c.policies[e.pupil].(*aiming)
		day := start + coach.Day(e.day)
		if n := len(j.days); n == 0 || j.days[n-1] != day {
			j.days = append(j.days, day)
			j.path = append(j.path, coach.Waypoint{Day: day})
		}
		left := 0.0
		isOpen := goal != "" && plan.Open(c.world.course, p.standing(e.at), goal)
		for _, s := range j.skills {
			if isOpen && s != goal {
				continue // nothing has to be done there before the goal
			}
			est := p.estimate(s)
			shared := p.ledger.Skills[p.world.key(s)]
			learner := p.ledger.Learners[p.person]
			known := p.params.Know(&p.ledger.State, &learner, &est, &shared, e.at)
			if slices.Contains(p.placed, s) && est.Standing.Level() == mastery.Starting {
				continue // as far as is known
			}
			left += coach.AttemptsNeeded(known.Evidence, est.Standing.Why(e.at), &mastery.DefaultRules)
		}
		j.path[len(j.path)-1].Left = left
		j.path[len(j.path)-1].Done++
		if left == 0 {
			j.reached = day
		}
		return left > 0
	})
	return out
}

// aiming is Pacer's policy for somebody with a goal: each session is about it, as
// in the bot.
type aiming struct {
	*pacerPolicy
	goal string
}

func (p *aiming) begin(at time.Time) {
	p.pacerPolicy.begin(at)
	if p.isPlaced {
		p.wish = p.goal
	}
}

// needed are a skill and all that it needs; of "" all skills there are.
func (w *world) needed(skill string) []string {
	var list []string
	seen := make(map[string]bool)
	var add func(string)
	add = func(id string) {
		if seen[id] {
			return
		}
		seen[id] = true
		list = append(list, id)
		for _, n := range w.course.Skill(id).Needs {
			add(n)
		}
	}
	for i := range w.course.Skills {
		if id := w.course.Skills[i].ID; skill == "" || id == skill {
			add(id)
		}
	}
	return list
}

// foretold is what is foretold of a journey on a day.
func (j *journey) foretold(on coach.Day) coach.Forecast {
	n := 0
	for n < len(j.path) && j.path[n].Day <= on {
		n++
	}
	kept, of := 0, int(min(28, on-j.path[0].Day+1))
	for _, d := range j.days {
		if d <= on && d > on-28 {
			kept++
		}
	}
	return coach.Foresee(j.path[max(0, n-coach.PathKept):n], on, func(coach.Day) float64 { return coach.Keeps(kept, of) })
}

// foresight is how good forecasts were that were made so many days before the
// true one.
type foresight struct{ n, whole, ahead, within, silent, bias float64 }

// add takes the forecast made on the day that lies so many days before a journey's
// end. Journeys that had not begun a week before it are left out: nobody could
// know their pace.
func (f *foresight) add(j *journey, ahead coach.Day) {
	on := j.reached - ahead
	if j.reached == 0 || on < j.path[0].Day+7 {
		return
	}
	f.n++
	x := j.foretold(on)
	if x.Finish == 0 {
		f.silent++
		return
	}
	off := float64(x.Finish - j.reached)
	f.bias += off
	if math.Abs(off) <= .15*float64(j.reached-j.path[0].Day) {
		f.whole++
	}
	if math.Abs(off) <= .15*float64(ahead) {
		f.ahead++
	}
	if x.Early <= j.reached && (x.Late == 0 || j.reached <= x.Late) {
		f.within++
	}
}

// How good the forecast of a goal's date is two weeks before the goal is reached:
// the part of learners for whom it is off by at most 15 % of the goal's time, from
// when it was set until it was reached. Logged beside it are harder readings: off
// by at most 15 % of the two weeks, which is two days; the same four weeks before;
// and goals of one skill, whose time is short.
//
// On the classes that coach/forecast.go was made on, seeds 1 to 36, it is .77 of
// 1116 learners; on the ones here, which nobody had looked at before, .74 of 382,
// give or take .02. So it is three of four, as nearly as this can be told. What is
// left over is mostly what nobody can know: on which days they come, and how their
// next answers turn out. The test guards what there is.
func TestAGoalsDateIsForetoldTwoWeeksAhead(t *testing.T) {
	t.Parallel()
	const first, classes = 3001, 12
	if testing.Short() {
		t.Skip("simulates 960 learners for months")
	}
	for _, tt := range []struct {
		goal  string
		ahead coach.Day
	}{{"", 14}, {"", 7}, {"", 28}, {"s08", 14}, {"s08", 7}} {
		var f foresight
		for seed := range uint64(classes) {
			for _, j := range journeysOf(first+seed, tt.goal) {
				f.add(&j, tt.ahead)
			}
		}
		what := "the whole course"
		if tt.goal != "" {
			what = "one skill"
		}
		t.Logf("%s, %d days ahead, %.0f learners: %.3f within 15 %% of the goal's time, %.3f within 15 %% of the days ahead, %.3f in the range told, %.3f not told, %+.1f days on average",
			what, tt.ahead, f.n, f.whole/f.n, f.ahead/f.n, f.within/f.n, f.silent/f.n, f.bias/(f.n-f.silent))
		if tt.goal == "" && tt.ahead == 14 && f.whole/f.n < .72 {
			t.Errorf("%.3f of the forecasts two weeks ahead are within 15 %% of the goal's time", f.whole/f.n)
		}
		if tt.goal == "" && f.within/f.n < .7 {
			t.Errorf("%.3f of the ranges hold the day: four of five are meant to", f.within/f.n)
		}
	}
}

var simulated sync.Map // of journeys, by seed and goal

// journeysOf simulates a class once.
func journeysOf(seed uint64, goal string) []journey {
	type key struct {
		seed uint64
		goal string
	}
	once, _ := simulated.LoadOrStore(key{seed, goal}, sync.OnceValue(func() []journey { return journeys(seed, 8, goal) }))
	return once.(func() []journey)()
}
