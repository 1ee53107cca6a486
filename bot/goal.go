package bot

import (
	"time"

	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/mastery"
)

// How far back the pace of a learner with a goal is looked at, how often it is
// foretold when they will reach it, and how many forecasts are kept.
const (
	paceDays     = 14
	paceSessions = 60
	foretellAt   = 7
	forecasts    = 4
)

// foretell is what was foretold about the learner's goal, if its words name a
// day: with a new forecast once a week.
func (t *turn) foretell() (*alert.Goal, error) {
	if t.me.By == 0 || t.me.By <= t.today() {
		return nil, nil
	}
	if n := len(t.me.Foretold); n > 0 && t.today()-t.me.Foretold[n-1].Day < foretellAt {
		return nil, nil // looked at this week
	}
	f, err := t.forecast()
	if err != nil || f.Day == 0 {
		return nil, err
	}
	t.me.Foretold = append(t.me.Foretold[max(0, len(t.me.Foretold)+1-forecasts):len(t.me.Foretold):len(t.me.Foretold)], f)
	return goalOf(&t.me), nil
}

// forecast foretells when the skills of the learner's course will be mastered;
// its day is 0 where there is no course.
func (t *turn) forecast() (coach.Foretold, error) {
	k, err := t.courseOf()
	if err != nil || k == nil {
		return coach.Foretold{}, err
	}
	estimates, err := t.tx.Estimates(t.me.ID)
	if err != nil {
		return coach.Foretold{}, err
	}
	reached := make(map[string]bool)
	for _, e := range estimates {
		reached[e.Skill] = e.Standing.Level() >= mastery.Proficient
	}
	left := 0
	for i := range k.Skills {
		if !reached[k.ID+"/"+k.Skills[i].ID] {
			left++
		}
	}
	sessions, err := t.tx.Sessions(t.me.ID, paceSessions)
	if err != nil {
		return coach.Foretold{}, err
	}
	mastered := make(map[string]bool)
	for _, s := range sessions {
		if t.now.Sub(s.Ended) > paceDays*24*time.Hour || s.Course != k.ID {
			continue
		}
		for _, g := range s.Gained {
			if mastery.Level(g.Level) >= mastery.Proficient && reached[g.Skill] {
				mastered[g.Skill] = true
			}
		}
	}
	return coach.Forecast(left, len(mastered), paceDays, t.today(), t.me.By), nil
}

// goalOf is what was foretold about a learner's goal; nil where it names no day.
func goalOf(p *coach.Person) *alert.Goal {
	if p.By == 0 || len(p.Foretold) == 0 {
		return nil
	}
	g := &alert.Goal{}
	for _, f := range p.Foretold {
		g.Forecasts = append(g.Forecasts, alert.Forecast{Day: int32(f.Day), Finish: int32(f.Finish), Due: int32(f.Due)})
	}
	return g
}
