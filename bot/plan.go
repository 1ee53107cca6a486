package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/plan"
)

// A learner's own plan: on which days, at what time, how much. Days and time are
// the cron expression at which the coach speaks first, Settings.CheckIn; how much
// is Settings.Pace and Settings.Minutes. It is set at once in a form or in words,
// or in three short questions, each of which holds as soon as it is answered.

// ownPlan begins what a question about a learner's own plan is about; the step
// follows.
const ownPlan = "own "

// The steps.
const (
	stepCard   = "card"
	stepDays   = "days"
	stepTime   = "time"
	stepPace   = "pace"
	stepPlenty = "plenty"
)

// The times and paces that are offered; others are typed.
var (
	offeredTimes = []int{16 * 60, 18 * 60, 19*60 + 30}
	offeredPaces = []int{0, 10, 20}
	offeredDays  = [][]time.Weekday{
		{time.Sunday, time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday},
		{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		{time.Monday, time.Wednesday, time.Friday},
	}
)

// usualTime is when a plan's days begin that has no time yet.
const usualTime = 16 * 60

// ownPlanOf shows the learner's plan, or changes it.
func (t *turn) ownPlanOf(rest string) error {
	if rest == "" {
		return t.planCard("")
	}
	if err := t.setPlan(rest); err != nil {
		return err
	}
	return t.planChanged(t.Say("plan.set"))
}

// planChanged makes what was set of a plan hold, and shows it.
func (t *turn) planChanged(lead chat.Markdown) error {
	if err := t.plan(); err != nil {
		return err
	}
	if err := t.replanned(); err != nil {
		return err
	}
	return t.planCard(lead)
}

// setPlan takes a plan in words: times, days, questions or minutes a day, or off.
func (t *turn) setPlan(said string) error {
	if on, ok := t.ReadOnOff(said); ok && !on {
		t.me.Settings.CheckIn, t.me.Settings.Own = "", true
		return nil
	}
	said, err := t.takePace(said)
	if err != nil {
		return err
	}
	if strings.TrimSpace(said) == "" {
		return nil
	}
	minute, days, ok := t.ReadTimes(said)
	if !ok {
		if days, ok = t.ReadWeekdays(said); ok {
			minute = t.plannedMinute()
		}
	}
	if !ok || len(days) == 0 {
		return t.mend("plan.how")
	}
	t.me.Settings.CheckIn, t.me.Settings.Own = cronOf(minute, days), true
	return nil
}

// takePace takes "10 questions" or "5 minutes" out of what was said of a plan,
// sets it, and returns the rest.
func (t *turn) takePace(said string) (rest string, err error) {
	f := strings.Fields(said)
	for i := 0; i+1 < len(f); i++ {
		n, ok := t.ReadNumber(f[i])
		if !ok {
			continue
		}
		unit := strings.Trim(strings.ToLower(f[i+1]), ",;.")
		switch {
		case t.isSpelt("plan.said.questions", unit):
			err = t.setPace(n)
		case t.isSpelt("plan.said.minutes", unit):
			err = t.setMinutes(n)
		default:
			continue
		}
		return strings.Join(slices.Concat(f[:i], f[i+2:]), " "), err
	}
	return said, nil
}

// isSpelt tells whether a word is one of those that a message lists.
func (t *turn) isSpelt(key, word string) bool {
	return t.Lists(key, word)
}

// setPace sets how many questions a planned day has; 0: a session, however many.
func (t *turn) setPace(n int) error {
	if n < 0 || n > coach.PaceMost {
		return t.mend("plan.pace.most", say.Args{"N": coach.PaceMost})
	}
	t.me.Settings.Pace = n
	return nil
}

// setMinutes sets how long a session is.
func (t *turn) setMinutes(n int) error {
	if n != 2 && n != 5 && n != 15 {
		return t.mend("settings.minutes.how")
	}
	t.me.Settings.Minutes = n
	return nil
}

// cronOf is a plan as a cron expression: a time of day on days of the week.
func cronOf(minute int, days []time.Weekday) string {
	on := "*"
	if len(days) < 7 {
		var names []string
		for i := range 7 {
			if d := time.Weekday((i + 1) % 7); slices.Contains(days, d) { // Monday first
				names = append(names, strings.ToUpper(d.String()[:3]))
			}
		}
		on = strings.Join(names, ",")
		if on == "MON,TUE,WED,THU,FRI" {
			on = "MON-FRI"
		}
	}
	return fmt.Sprintf("%d %d * * %s", minute%60, minute/60, on)
}

// weekOf reads a cron expression that is no more than a time of day on days of
// the week.
func weekOf(expr string) (minute int, days []time.Weekday, ok bool) {
	f := strings.Fields(expr)
	if len(f) != 5 || f[2] != "*" || f[3] != "*" {
		return 0, nil, false
	}
	m, err1 := strconv.Atoi(f[0])
	h, err2 := strconv.Atoi(f[1])
	c, err := coach.ParseCron(expr)
	if err1 != nil || err2 != nil || err != nil {
		return 0, nil, false
	}
	for at, n := monday, 0; n < 7; n++ {
		if at, _ = c.Next(at, time.UTC); !at.Before(monday.AddDate(0, 0, 7)) {
			break
		}
		days = append(days, at.Weekday())
	}
	slices.Sort(days)
	return h*60 + m, days, len(days) > 0
}

// monday is the moment before a week whose days stand for those of all weeks.
var monday = time.Date(2026, time.January, 4, 23, 59, 59, 0, time.UTC)

// plannedMinute is the time of day of the learner's plan.
func (t *turn) plannedMinute() int {
	if minute, _, ok := weekOf(t.me.Settings.CheckIn); ok {
		return minute
	}
	return usualTime
}

// planCard shows the learner's plan, how the last days went, and how to change it.
func (t *turn) planCard(lead chat.Markdown) error {
	s := &t.me.Settings
	class, err := t.myClass()
	if err != nil {
		return err
	}
	lines := []chat.Markdown{t.Say("plan.is.none")}
	if s.CheckIn != "" {
		lines[0] = t.Say("plan.is", say.Args{"Times": t.sayTimes(s.CheckIn)})
		if t.neverComes(*s) {
			lines = append(lines, t.Say("settings.times.quiet"))
		}
	}
	if s.Pace > 0 {
		lines = append(lines, t.Say("plan.is.pace", say.Args{"N": s.Pace}))
	} else {
		lines = append(lines, t.Say("plan.is.minutes", say.Args{"N": s.Minutes}))
	}
	lines = append(lines, t.keptDays(class))
	if at, ok := t.speaksNext(); ok {
		lines = append(lines, t.Say("plan.is.next", say.Args{"When": t.momentOf(at)}))
	}
	if back := s.ExcusedUntil(t.today()); back != t.today() {
		lines = append(lines, t.Say("away.is", say.Args{"Day": t.sayDay(back)}))
	}
	keys := []string{"plan.change"}
	if s.CheckIn != "" {
		keys = append(keys, "plan.fewer", "plan.pause")
	}
	text := lined([]chat.Markdown{lead, lined(lines, "\n")}, "\n\n")
	if class != nil && class.CheckIn != "" && class.CheckIn != s.CheckIn && class.Has(coach.FeatureCheckIns) {
		text += "\n\n" + t.Say("plan.class", say.Args{"Times": t.sayTimes(class.CheckIn)})
		keys = append(keys, "plan.class.take")
	}
	return t.askOwn(stepCard, strings.Join(keys, " "), text, "plan.note", func(q *coach.Question) []chat.Choice {
		choices := t.letters(q, keys...)
		if t.Platforms[t.to.Platform].HasForms {
			choices[0].Value, choices[0].Opens = formPlan, true
		}
		return choices
	})
}

// askOwn asks something about the learner's own plan.
func (t *turn) askOwn(step, more string, text chat.Markdown, key string, choices func(*coach.Question) []chat.Choice) error {
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskPlan, State: coach.Open, At: t.now, About: ownPlan + strings.TrimSpace(step+" "+more)}
	m := chat.Text(text)
	m.Parts = append(m.Parts, chat.Part{Choices: choices(&q)}, chat.Part{Note: t.Say(key)})
	return t.ask(&q, m)
}

// askDays, askTimeOfDay and askPace are the three questions of a plan.
func (t *turn) askDays() error {
	return t.askOwn(stepDays, "", t.Say("plan.days"), "plan.days.note", func(q *coach.Question) []chat.Choice {
		return t.letters(q, "plan.days.all", "plan.days.school", "plan.days.three", "plan.days.none")
	})
}

func (t *turn) askTimeOfDay() error {
	return t.askOwn(stepTime, "", t.Say("plan.time"), "plan.time.note", func(q *coach.Question) []chat.Choice {
		choices := make([]chat.Choice, len(offeredTimes))
		for i, at := range offeredTimes {
			choices[i] = chat.Choice{Label: t.Clock(at), Word: letterOf(i), Value: q.ID + ":" + letterOf(i)}
		}
		return choices
	})
}

func (t *turn) askPace() error {
	return t.askOwn(stepPace, "", t.Say("plan.pace"), "plan.pace.note", func(q *coach.Question) []chat.Choice {
		choices := make([]chat.Choice, len(offeredPaces))
		for i, n := range offeredPaces {
			label := t.Say("plan.pace.session")
			if n > 0 {
				label = t.Say("plan.pace.n", say.Args{"N": n})
			}
			choices[i] = chat.Choice{Label: label, Word: letterOf(i), Value: q.ID + ":" + letterOf(i)}
		}
		return choices
	})
}

// answerOwn takes what was said to a question about the learner's own plan.
func (t *turn) answerOwn(q *coach.Question, said string, word say.Word, isMeant bool) (done bool, err error) {
	step, more, _ := strings.Cut(strings.TrimPrefix(q.About, ownPlan), " ")
	skips := isMeant && (word == wordSkip || word == wordNo)
	if isMeant && !skips && !(step == stepPlenty && (word == wordYes || word == wordEnough || word == wordStop)) {
		return false, nil
	}
	n, isLetter := letter(said)
	switch step {
	case stepCard:
		return t.answerCard(q, said, strings.Fields(more), skips)
	case stepPlenty:
		return t.answerPlenty(q, said, more, word, isMeant)
	}
	if skips {
		return true, t.settled(q, coach.Closed, func() error { return t.planCard("") })
	}
	if !isLetter {
		if forItem, err := t.answersItem(said); forItem || err != nil {
			return false, err
		}
	}
	switch step {
	case stepDays:
		return t.answerDays(q, said, n, isLetter)
	case stepTime:
		return t.answerTimeOfDay(q, said, n, isLetter)
	}
	return t.answerPace(q, said, n, isLetter)
}

// answerCard takes what becomes of a plan that was shown.
func (t *turn) answerCard(q *coach.Question, said string, keys []string, skips bool) (done bool, err error) {
	if skips {
		return true, t.settled(q, coach.Closed, func() error { return t.tell(t.Say("begin.notnow")) })
	}
	n, ok := t.chosen(said, keys...)
	if !ok {
		return false, nil
	}
	return true, t.settled(q, coach.Answered, func() error {
		key, s := keys[n], &t.me.Settings
		if err := t.chose(t.Say("plan.asked.own"), t.Say(key)); err != nil {
			return err
		}
		switch key {
		case "plan.change":
			return t.askDays()
		case "plan.fewer":
			s.CheckIn, s.Own = fewer(s.CheckIn), true
		case "plan.pause":
			t.pauseUntil(t.today() + planPause)
		case "plan.class.take":
			class, err := t.myClass()
			if err != nil {
				return err
			}
			if class != nil {
				s.CheckIn, s.Own = class.CheckIn, false
			}
		}
		return t.planChanged(t.Say("plan.set"))
	})
}

// pauseUntil keeps that nothing begins before a day, and that no planned day is
// missed until then.
func (t *turn) pauseUntil(day coach.Day) {
	t.me.Settings.Paused = day.Start(t.zone)
	t.me.Settings.Excuse(coach.Holiday{From: t.today(), To: day - 1})
}

// answerDays takes the days of a plan, and asks for the time.
func (t *turn) answerDays(q *coach.Question, said string, n int, isLetter bool) (done bool, err error) {
	var days []time.Weekday
	keys := []string{"plan.days.all", "plan.days.school", "plan.days.three", "plan.days.none"}
	if place, ok := t.chosen(said, keys...); ok {
		n, isLetter = place, true
	}
	switch {
	case isLetter && n < len(offeredDays):
		days = offeredDays[n]
	case isLetter && n == len(offeredDays):
	case isLetter:
		return false, nil
	default:
		if on, ok := t.ReadOnOff(said); ok && !on {
			break
		}
		var ok bool
		if days, ok = t.ReadWeekdays(said); !ok {
			return true, t.mend("plan.days.how")
		}
	}
	return true, t.settled(q, coach.Answered, func() error {
		s, chosen := &t.me.Settings, t.Say("plan.days.none")
		if len(days) > 0 {
			chosen = t.Weekdays(days)
		}
		if err := t.chose(t.Say("plan.days"), chosen); err != nil {
			return err
		}
		if len(days) == 0 {
			s.CheckIn, s.Own = "", true
			return t.planChanged(t.Say("plan.set"))
		}
		s.CheckIn, s.Own = cronOf(t.plannedMinute(), days), true
		if err := t.plan(); err != nil {
			return err
		}
		return t.askTimeOfDay()
	})
}

// answerTimeOfDay takes the time of a plan, and asks how much.
func (t *turn) answerTimeOfDay(q *coach.Question, said string, n int, isLetter bool) (done bool, err error) {
	minute := 0
	switch {
	case isLetter && n < len(offeredTimes):
		minute = offeredTimes[n]
	case isLetter:
		return false, nil
	default:
		var ok bool
		if minute, ok = t.ReadClock(said); !ok {
			return true, t.mend("plan.time.how", say.Args{"Time": t.Clock(usualTime)})
		}
	}
	return true, t.settled(q, coach.Answered, func() error {
		if err := t.chose(t.Say("plan.time"), t.Clock(minute)); err != nil {
			return err
		}
		days := offeredDays[0]
		if _, planned, ok := weekOf(t.me.Settings.CheckIn); ok {
			days = planned
		}
		t.me.Settings.CheckIn, t.me.Settings.Own = cronOf(minute, days), true
		if err := t.plan(); err != nil {
			return err
		}
		return t.askPace()
	})
}

// answerPace takes how much a planned day has.
func (t *turn) answerPace(q *coach.Question, said string, n int, isLetter bool) (done bool, err error) {
	pace, ok := 0, true
	switch {
	case isLetter && n < len(offeredPaces):
		pace = offeredPaces[n]
	case isLetter:
		return false, nil
	default:
		first, _ := cut(said)
		if pace, ok = t.ReadNumber(first); !ok {
			return true, t.mend("plan.pace.how")
		}
	}
	if err := t.setPace(pace); err != nil {
		return true, err // and the question waits for another number
	}
	return true, t.settled(q, coach.Answered, func() error {
		chosen := t.Say("plan.pace.session")
		if pace > 0 {
			chosen = t.Say("plan.pace.n", say.Args{"N": pace})
		}
		if err := t.chose(t.Say("plan.pace"), chosen); err != nil {
			return err
		}
		return t.planChanged(t.Say("plan.set"))
	})
}

// answerPlenty takes whether the learner goes on after enough.
func (t *turn) answerPlenty(q *coach.Question, said, skill string, word say.Word, isMeant bool) (done bool, err error) {
	n, ok := t.chosen(said, "plenty.enough", "plenty.more")
	switch {
	case ok && n == 0 || isMeant && (word == wordNo || word == wordEnough || word == wordSkip || word == wordStop):
		return true, t.settled(q, coach.Closed, func() error {
			if err := t.chose(t.Say("plenty.asked"), t.Say("plenty.enough")); err != nil {
				return err
			}
			return t.enough()
		})
	case ok && n == 1 || isMeant && word == wordYes:
		return true, t.settled(q, coach.Answered, func() error {
			if err := t.chose(t.Say("plenty.asked"), t.Say("plenty.more")); err != nil {
				return err
			}
			return t.practise(plan.Practice, skill)
		})
	}
	return false, nil
}
