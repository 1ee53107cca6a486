package eval

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
	"pacer/coach/grade"
	"pacer/coach/mastery"
)

// The simulated class, and its one teacher.
const (
	madeClass   = "class"
	madeTeacher = "teacher"

	checkInHour  = 16 // at which learners are asked to practise, on planned days
	careHour     = 9  // at which it is looked whether yesterday's plan was kept
	watchedPlan  = 35 // days of a plan looked back on
	watchedMoods = 14
	pastAlerts   = 50

	quietFrom   = 20 // of the teacher, o'clock
	quietTo     = 7.5
	firstWindow = 8
	nextWindow  = 15
)

// pacerWitness calls teachers as Pacer does: the rules, the life of an alert and
// the judge are those of coach/alert, asked when the bot asks them.
type pacerWitness struct {
	term   *term
	pupils []watchedPupil
	open   []alert.Alert // of the class
	ended  []alert.Alert // by a teacher, of all rules
	useful map[alert.Rule]alert.Record
	told   map[string]time.Time // by learner
	raised int
	day    int
	pinged int // today
	nudged []int
}

// watchedPupil is what is remembered of a learner.
type watchedPupil struct {
	tries     []alert.Try // oldest first, at most alert.LookBack
	bySkill   [][]alert.Try
	moods     []alert.Mood
	practised []int32
	past      []alert.Alert
	session   time.Time // when it began; zero: none
	asked     int       // questions in it
}

func (w *pacerWitness) enters(t *term) {
	*w = pacerWitness{term: t, pupils: make([]watchedPupil, len(t.mates)), useful: map[alert.Rule]alert.Record{}, told: map[string]time.Time{}}
	for n := range w.pupils {
		w.pupils[n].bySkill = make([][]alert.Try, len(t.world.of))
	}
}

// dayOf is a day of the term as calendars have it.
func dayOf(day int) int32 { return int32(coach.DayOf(termStart.AddDate(0, 0, day), time.UTC)) }

func learnerID(learner int) string { return fmt.Sprintf("%02d", learner) }

func (w *pacerWitness) sees(a *answered) {
	p := &w.pupils[a.learner]
	it := &w.term.world.course.Items[a.item]
	t := alert.Try{
		At: a.at, Day: dayOf(a.day), Item: w.term.world.key(it.ID), Skill: w.term.world.key(it.Skill), Right: a.reply.right,
		Misconception: a.reply.misconception, Expected: a.expected, Confidence: a.reply.confidence,
		Hints: a.reply.hints, LastHint: a.reply.lastHint, Rapid: a.reply.took < rapid, Took: a.reply.took,
	}
	if p.asked++; p.session.IsZero() {
		p.session = a.at
	}
	if len(p.practised) == 0 || p.practised[len(p.practised)-1] != t.Day {
		p.practised = append(p.practised, t.Day)
	}
	p.tries = keepLast(append(p.tries, t), alert.LookBack)
	on := &p.bySkill[a.skill]
	*on = keepLast(append(*on, t), alert.SkillBack)
	if a.reply.right && !w.hasOpen(learnerID(a.learner)) {
		return
	}
	l := &alert.Look{Now: a.at, Day: t.Day, Past: p.past, Skill: &alert.OnSkill{ID: t.Skill, Tries: slices.Clone(*on)}}
	if !a.reply.right {
		l.Skill.Outlook = w.outlook(a)
	}
	for _, need := range w.term.world.needs[a.skill] {
		id := w.term.world.course.Skills[need].ID
		l.Skill.Needs = append(l.Skill.Needs, alert.Need{Skill: w.term.world.key(id), P: w.term.coaches[a.learner].standing(a.at)(id).Now})
	}
	w.take(a.learner, l)
}

func keepLast[T any](list []T, most int) []T { return slices.Clip(list[max(0, len(list)-most):]) }

func (w *pacerWitness) hasOpen(who string) bool {
	return slices.ContainsFunc(w.open, func(a alert.Alert) bool { return a.Person == who })
}

// outlook is what the model says of the learner on the skill just tried.
func (w *pacerWitness) outlook(a *answered) *alert.Outlook {
	p, it := w.term.coaches[a.learner], &w.term.world.course.Items[a.item]
	learner, own := p.ledger.Learners[p.person], p.estimate(it.Skill)
	shared, item := p.ledger.Skills[p.world.key(it.Skill)], p.ledger.Items[p.world.key(it.ID)]
	s := mastery.States{
		Workspace: &p.ledger.State.Mastery, Learner: &learner.Mastery, Item: &item,
		Skills: []*mastery.Skill{&own.State}, Shared: []*mastery.Shared{&shared},
	}
	return &alert.Outlook{
		Params: &p.params.Mastery, Weights: alert.DefaultWeights, Chance: grade.Chance(it), States: s,
		P: p.params.Mastery.Mastery(s.Workspace, s.Learner, s.Skills[0], s.Shared[0]).P,
	}
}

func (w *pacerWitness) leaves(learner, day int, at time.Time, mood int) []call {
	p := &w.pupils[learner]
	if mood != moodUnsaid {
		p.moods = append(p.moods, alert.Mood{At: at, Low: mood == moodIsLow})
	}
	began := p.session
	if p.session = (time.Time{}); p.asked == 0 {
		return nil
	}
	p.asked = 0
	for i := range w.open {
		if a := &w.open[i]; a.Person == learnerID(learner) && a.Raised.Before(began) {
			a.SessionEnded(at)
		}
	}
	w.take(learner, &alert.Look{Now: at, Day: dayOf(day), Past: p.past, Tries: slices.Clone(p.tries)})
	return w.judge(day, at)
}

// take lets the rules look, and brings the alerts to where they are then.
func (w *pacerWitness) take(learner int, l *alert.Look) {
	who := learnerID(learner)
	changed := alert.Take(w.open, alert.Detect(l), l, madeClass, who, w.newID)
	w.put(changed)
	if len(changed) > 0 {
		w.put(alert.ClassWide(w.open, len(w.pupils), l.Now, w.newID))
	}
	for i := range w.open {
		if a := &w.open[i]; a.Person == who && a.State == alert.Open && a.Nudged.IsZero() && !a.Wait.IsZero() {
			a.Nudged = l.Now
			if a.Rule == alert.RuleMissedPlan {
				w.nudged = append(w.nudged, learner)
			}
		}
	}
}

func (w *pacerWitness) newID() string {
	w.raised++
	return strconv.Itoa(w.raised)
}

// put keeps alerts that changed; what is resolved leaves the list.
func (w *pacerWitness) put(changed []alert.Alert) {
	for _, a := range changed {
		at := slices.IndexFunc(w.open, func(o alert.Alert) bool { return o.ID == a.ID })
		switch {
		case a.State != alert.Resolved && at < 0:
			w.open = append(w.open, a)
		case a.State != alert.Resolved:
			w.open[at] = a
		default:
			if at >= 0 {
				w.open = slices.Delete(w.open, at, at+1)
			}
			w.past(a)
		}
	}
}

// past remembers a resolved alert.
func (w *pacerWitness) past(a alert.Alert) {
	if n, err := strconv.Atoi(a.Person); err == nil {
		w.pupils[n].past = keepLast(append(w.pupils[n].past, a), pastAlerts)
	}
	if a.By != "" {
		w.ended = append(w.ended, a)
		w.useful[a.Rule] = alert.RecordOf(a.Rule, w.ended)
	}
}

func (w *pacerWitness) hour(day int, at time.Time) ([]call, []int) {
	if day != w.day {
		w.day, w.pinged = day, 0
	}
	if day < holidayFrom || day >= holidayTo {
		for n, c := range w.term.mates {
			if at.Hour() == checkInHour && c.plan[day%7] || at.Hour() == careHour && day > 0 && c.plan[(day-1)%7] {
				w.atOwnTime(n, day, at)
			}
		}
	}
	calls := w.judge(day, at)
	nudged := w.nudged
	w.nudged = nil
	return calls, nudged
}

// atOwnTime looks at a learner's plan and moods.
func (w *pacerWitness) atOwnTime(learner, day int, at time.Time) {
	c, p := w.term.mates[learner], &w.pupils[learner]
	plan := &alert.Plan{Days: []int32{}, Practised: slices.Clone(p.practised)}
	for d := max(0, day-watchedPlan); d < day; d++ {
		if c.plan[d%7] {
			plan.Days = append(plan.Days, dayOf(d))
		}
		if c.excused[d] {
			plan.Excused = append(plan.Excused, dayOf(d))
		}
	}
	l := &alert.Look{Now: at, Day: dayOf(day), Past: p.past, Plan: plan, Moods: []alert.Mood{}}
	for _, m := range p.moods {
		if m.At.After(at.AddDate(0, 0, -watchedMoods)) {
			l.Moods = append(l.Moods, m)
		}
	}
	w.take(learner, l)
}

// judge tells the teacher what is to be told now.
func (w *pacerWitness) judge(day int, at time.Time) []call {
	if len(w.open) == 0 {
		return nil
	}
	decisions := alert.Judge(w.open, w.desk(day, at))
	calls := map[string]*call{}
	var order []string
	for i, d := range decisions {
		if d.Channel != alert.Ping {
			continue
		}
		a := &w.open[i]
		a.Tell(madeTeacher, alert.Ping, d.Reason, at)
		c := calls[d.With]
		if c == nil {
			c = &call{at: at, skill: w.term.world.skill(a.Skill), why: string(a.Rule)}
			calls[d.With] = c
			order = append(order, d.With)
			if a.IsBudgeted() {
				w.pinged++
			}
		}
		c.alerts = append(c.alerts, a.ID)
		about := a.Evidence.People
		if a.Person != "" {
			about = []string{a.Person}
		}
		for _, who := range about {
			if n, err := strconv.Atoi(who); err == nil && !slices.Contains(c.learners, n) {
				c.learners = append(c.learners, n)
			}
			w.told[who] = at
		}
	}
	var out []call
	for _, with := range order {
		out = append(out, *calls[with])
	}
	return out
}

// skill is a skill's place in the course by its key; -1 for none.
func (w *world) skill(key string) int {
	return slices.IndexFunc(w.course.Skills, func(s course.Skill) bool { return w.key(s.ID) == key })
}

// desk is the teacher's, on a day at a time.
func (w *pacerWitness) desk(day int, at time.Time) *alert.Desk {
	midnight := termStart.AddDate(0, 0, day)
	clock := func(days int, hour float64) time.Time {
		return midnight.AddDate(0, 0, days).Add(time.Duration(hour * float64(time.Hour)))
	}
	d := &alert.Desk{
		Me: madeTeacher, Now: at, Pinged: w.pinged, Tomorrow: clock(1, quietTo), Digest: clock(7-day%7, firstWindow),
		Windows: []time.Time{clock(0, firstWindow), clock(0, nextWindow), clock(1, firstWindow), clock(1, nextWindow)},
		Seats:   []alert.Seat{{Class: madeClass, Me: madeTeacher}},
		Useful:  w.useful, Contact: w.told,
	}
	switch {
	case at.Before(clock(0, quietTo)):
		d.QuietUntil = clock(0, quietTo)
	case !at.Before(clock(0, quietFrom)):
		d.QuietUntil = clock(1, quietTo)
	}
	d.Seats[0].From = d.QuietUntil
	if day >= holidayFrom && day < holidayTo {
		d.Free = map[string]time.Time{madeClass: termStart.AddDate(0, 0, holidayTo)}
	}
	return d
}

func (w *pacerWitness) heard(c *call, useful bool, at time.Time) {
	outcome := alert.Done
	if !useful {
		outcome = alert.Useless
	}
	for _, id := range c.alerts {
		i := slices.IndexFunc(w.open, func(a alert.Alert) bool { return a.ID == id })
		if i < 0 {
			continue // it has cleared by itself
		}
		a := w.open[i]
		if err := a.Resolve(madeTeacher, outcome, at); err != nil {
			panic(fmt.Sprintf("eval: an open alert that cannot be resolved: %v", err))
		}
		w.put([]alert.Alert{a})
	}
	w.put(alert.ClassWide(w.open, len(w.pupils), at, w.newID))
}
