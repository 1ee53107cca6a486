package coach

import (
	"testing"

	"pacer/coach/mastery"
)

// steady is a way on which so much is done each day of practice.
func steady(from, step float64, days int) []Waypoint {
	var path []Waypoint
	for i := range days {
		path = append(path, Waypoint{Day: Day(100 + i), Left: from - step*float64(i), Done: 6})
	}
	return path
}

func daily(p float64) func(Day) float64 { return func(Day) float64 { return p } }

func TestAGoalsDateIsForetoldFromTheWaySoFar(t *testing.T) {
	t.Parallel()
	const pace = TowardsGoal * 6 // an average learner's with six answers a day
	for _, tt := range []struct {
		name      string
		path      []Waypoint
		practises func(Day) float64
		finish    Day // after today; -1: nothing is foretold
	}{
		{"at an even pace, every day", steady(21.9*pace, pace, 10), daily(1), 13},
		{"half of the days take twice as long", steady(21.9*pace, pace, 10), daily(.5), 26},
		{"too few days tell nothing", steady(100, pace, StepsLeast), daily(1), -1},
		{"who has not practised yet", nil, daily(1), -1},
		{"nothing is left", steady(pace*9, pace, 10), daily(1), 0},
		{"nobody who never practises gets there", steady(100, pace, 10), daily(0), -1},
		{"nor who goes back", steady(100, -90, 15), daily(1), -1},
		{"on days that are excused nothing happens", steady(21.9*pace, pace, 10), func(d Day) float64 {
			if d < 120 {
				return 0
			}
			return 1
		}, 23},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			const today = 109
			f := Foresee(tt.path, today, tt.practises)
			if tt.finish < 0 {
				if f != (Forecast{}) {
					t.Errorf("foretold: %+v", f)
				}
				return
			}
			if f.Finish != today+tt.finish || f.Early > f.Finish || f.Late != 0 && f.Late < f.Finish {
				t.Errorf("foretold %+v, wanted %d", f, today+tt.finish)
			}
		})
	}
}

func TestWhoGoesFasterIsForetoldSooner(t *testing.T) {
	t.Parallel()
	var last Day
	for _, step := range []float64{6, 4, 3, 2, 1} {
		path := steady(200, step, 20)
		path[19].Left = 100
		f := Foresee(path, 119, daily(.8))
		if f.Finish < last {
			t.Errorf("with steps of %g on day %d, with longer ones on %d", step, f.Finish, last)
		}
		last = f.Finish
	}
}

func TestAnUnevenWayIsForetoldLessSurely(t *testing.T) {
	t.Parallel()
	even, uneven := steady(100, 4, 15), steady(100, 4, 15)
	for i := range uneven[:14] {
		uneven[i].Left += []float64{8, -8}[i%2]
	}
	a, b := Foresee(even, 114, daily(.8)), Foresee(uneven, 114, daily(.8))
	if a.Late-a.Early >= b.Late-b.Early {
		t.Errorf("even %+v, uneven %+v", a, b)
	}
}

func TestARoughForecastIsARange(t *testing.T) {
	t.Parallel()
	if f := Roughly(40, 4, 100, daily(1)); f != (Forecast{107, 110, 115}) {
		t.Errorf("foretold %+v", f)
	}
	if f := Roughly(0, 4, 100, daily(1)); f != (Forecast{100, 100, 100}) {
		t.Errorf("of what is reached is foretold %+v", f)
	}
	if f := Roughly(40_000, 4, 100, daily(1)); f != (Forecast{}) {
		t.Errorf("of what is too far away is foretold %+v", f)
	}
}

func TestWhatASkillStillNeedsFallsWithWhatIsKnown(t *testing.T) {
	t.Parallel()
	rules := &mastery.DefaultRules
	last := AttemptsNeeded(0, mastery.Reasons{}, rules)
	if last > triesMost {
		t.Errorf("%g attempts", last)
	}
	for p := .02; p < 1; p += .02 {
		n := AttemptsNeeded(p, mastery.Reasons{}, rules)
		if n > last || n < 4 { // three different items are right in four attempts
			t.Errorf("at %.2f %g attempts, before %g", p, n, last)
		}
		last = n
	}
	if n := AttemptsNeeded(.99, mastery.Reasons{Items: 3}, rules); n != 1 {
		t.Errorf("with all but a last answer %g", n)
	}
	if n := AttemptsNeeded(.1, mastery.Reasons{Level: mastery.Proficient}, rules); n != 0 {
		t.Errorf("what is reached needs %g", n)
	}
}
