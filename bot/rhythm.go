package bot

import (
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// meaningful keeps that something meaningful was answered today, isFirst if it was
// a first try.
func (t *turn) meaningful(isFirst bool) {
	today := t.today()
	if !t.me.Active.On(today) {
		at := t.now.In(t.zone)
		t.me.Began(today, at.Hour()*60+at.Minute())
	}
	t.me.Active.Mark(today)
	if t.me.Answered.Day != today {
		t.me.Answered = coach.Begun{Day: today}
	}
	if isFirst {
		t.me.Answered.N++
	}
}

// answeredToday is how many questions were answered at the first try today.
func (t *turn) answeredToday() int {
	if t.me.Answered.Day != t.today() {
		return 0
	}
	return t.me.Answered.N
}

// weekly is how often, in days, a learner is told how their week went, and
// keptBack how far back they are told of days that were kept for them.
const (
	weekly   = 7
	keptBack = 14
)

// closing is what stands at the end of a session about the learner's goal and
// their days: that the goal is reached; which missed days were kept for them; and
// once a week how it goes.
func (t *turn) closing(class coach.Class) (chat.Markdown, error) {
	cheer, err := t.celebrate(class)
	if err != nil {
		return "", err
	}
	week, err := t.weekLine(&class)
	if err != nil {
		return "", err
	}
	if err := t.followHour(); err != nil {
		return "", err
	}
	return lined([]chat.Markdown{cheer, t.keptForYou(&class), week}, "\n\n"), nil
}

// keptForYou says, afterwards and once, which missed days were kept for the
// learner. Who does not want their days counted hears nothing of it.
func (t *turn) keptForYou(class *coach.Class) chat.Markdown {
	today := t.today()
	if t.me.KeptTill > today {
		t.me.KeptTill = 0 // the clock was ahead once
	}
	from := max(t.me.KeptTill+1, today-keptBack)
	if t.me.Settings.Uncounted || from >= today {
		return ""
	}
	var days []chat.Markdown
	for i, mark := range t.me.Participated(class, t.now, from, today-1).Days {
		if mark == coach.DayForYou {
			days = append(days, t.sayDay(from+coach.Day(i)))
		}
	}
	t.me.KeptTill = today - 1
	if len(days) == 0 {
		return ""
	}
	return t.Say("week.foryou", say.Args{"N": len(days), "Days": t.And(days)})
}

// weekLine says once in seven days how many planned days were kept, and how far the
// goal is.
func (t *turn) weekLine(class *coach.Class) (chat.Markdown, error) {
	today := t.today()
	switch {
	case t.me.Lined == 0 || t.me.Lined > today:
		t.me.Lined = today // the first week is still to come
		return "", nil
	case today-t.me.Lined < weekly:
		return "", nil
	}
	t.me.Lined = today
	lines := []chat.Markdown{t.keptDays(class)}
	if g := &t.me.Goal; g.IsSet() {
		way, _, err := t.sayWay(g)
		if err != nil {
			return "", err
		}
		lines = append(append(lines, t.Say("goal.is", say.Args{"Goal": t.goalName(g)})), way...)
	}
	return lined(lines, "\n"), nil
}

// keptDays says how many planned days of the last seven were kept; empty where
// none was planned, or the learner does not want them counted. Today counts once
// something was answered.
func (t *turn) keptDays(class *coach.Class) chat.Markdown {
	if t.me.Settings.Uncounted {
		return ""
	}
	p := t.me.Participated(class, t.now, t.today()-weekly+1, t.today())
	if p.Of == 0 {
		return ""
	}
	return t.Say("week.kept", say.Args{"N": p.Of, "Kept": p.Kept})
}

// hourRests is for how many days a reminder's hour is not moved again.
const hourRests = 14

// within tells whether a day lies at most so many days back; one ahead, from a
// clock that was wrong, does not.
func within(day, today, days coach.Day) bool {
	return day != 0 && day <= today && today-day < days
}

// followHour moves the hour at which the coach speaks first to when the learner
// practises, if they allow it. They are told with the next reminder, which has
// the way back.
func (t *turn) followHour() error {
	s := &t.me.Settings
	if !s.Learns || within(t.me.Moved.Day, t.today(), hourRests) {
		return nil
	}
	minute, days, ok := weekOf(s.CheckIn)
	if !ok {
		return nil
	}
	better, ok := t.me.BetterMinute(minute)
	if !ok {
		return nil
	}
	t.me.Moved = coach.Moved{Day: t.today(), From: s.CheckIn}
	s.CheckIn, s.Own = cronOf(better, days), true
	return t.plan()
}

// enough ends what goes on for today: nothing begins until tomorrow.
func (t *turn) enough() error {
	t.me.Enough = t.today()
	text := t.Say("enough")
	s, err := t.tx.OpenSession(t.me.ID)
	switch {
	case err == nil:
		if err := t.close(&s); err != nil {
			return err
		}
		fulfilled, err := t.fulfil(&s)
		if err != nil {
			return err
		}
		if s.Answered() > 0 {
			text = t.Say("stop.session", say.Args{"N": s.Answered(), "Right": s.Right()}) + fulfilled + "\n\n" + text
		}
	case !coach.IsNotFound(err):
		return err
	}
	if at, ok := t.speaksNext(); ok {
		text = t.Sentences(text, t.Say("enough.next", say.Args{"When": t.momentOf(at)}))
	}
	return t.telling(text, t.saying(wordProgress))
}

// speaksNext is when the coach speaks first the next time, as far as is known.
func (t *turn) speaksNext() (at time.Time, ok bool) {
	s := &t.me.Settings
	if s.CheckIn == "" || s.Silent {
		return at, false
	}
	c, err := coach.ParseCron(s.CheckIn)
	if err != nil {
		return at, false
	}
	from := later(t.now, s.Paused)
	if t.me.Enough == t.today() {
		from = later(from, (t.today() + 1).Start(t.zone))
	}
	for range 400 {
		if at, _ = c.Next(from, t.zone); at.IsZero() {
			return at, false
		}
		day := coach.DayOf(at, t.zone)
		if back := s.ExcusedUntil(day); back != day {
			from = back.Start(t.zone).Add(-time.Second)
			continue
		}
		if quiet, end := s.InQuiet(at, t.zone); quiet {
			if end.Sub(at) > catchUp {
				return at, false
			}
			return end, true
		}
		return at, true
	}
	return at, false
}

// momentOf says when something will be, day and time, as the reader's platform
// shows moments.
func (t *turn) momentOf(at time.Time) chat.Markdown {
	local := at.In(t.zone)
	if coach.DayOf(at, t.zone)-t.today() < weekly {
		return chat.Moment(at, chat.Plain(t.DayTime(local)))
	}
	return chat.Moment(at, chat.Plain(t.DateTime(local)))
}

// plenty says once a day that it is enough, where somebody would go on after more
// questions than are good for a day, and lets them go on all the same.
func (t *turn) plenty(skill string) (asked bool, err error) {
	n := t.answeredToday()
	if t.begun || t.me.Plenty == t.today() || !t.me.Settings.IsEnough(n) {
		return false, nil
	}
	t.me.Plenty = t.today()
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskPlan, State: coach.Open, At: t.now, About: ownPlan + strings.TrimSpace(stepPlenty+" "+skill)}
	m := chat.Text(t.Say("plenty.ask", say.Args{"N": n}))
	m.Parts = append(m.Parts, chat.Part{Choices: t.letters(&q, "plenty.enough", "plenty.more")})
	return true, t.ask(&q, m)
}
