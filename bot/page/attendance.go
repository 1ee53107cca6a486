package page

import (
	"context"
	"maps"
	"slices"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// Attendance is participation: planned days with something meaningful answered.
type Attendance struct {
	Head
	Days  []Day // oldest first; the last is today
	Rows  []AttendanceRow
	From  int
	Of    int
	Next  int
	Marks []PresenceMark // legend
	Words chat.Markdown
}

// Day is a column.
type Day struct {
	Date  string // 2026-11-22
	Word  string // "Mon 3"
	Free  bool   // a holiday of the class
	Count Share  // who practised, of those who planned to
}

// AttendanceRow is one learner.
type AttendanceRow struct {
	Who
	Days []Presence
	Kept Share  // planned days kept; excused ones and today are not counted
	Also int    // days with practice that were not planned
	Plan string // in words; "writes first" for who plans no days
}

// Presence is one day of one learner; see coach.Participation.
type Presence = coach.Presence

// What a day may have been.
const (
	Kept    = coach.DayKept
	ForYou  = coach.DayForYou
	Also    = coach.DayAlso
	Missed  = coach.DayMissed
	Excused = coach.DayExcused
	Awaited = coach.DayAwaited
	Free    = coach.DayFree
	Before  = coach.DayBefore
)

// PresenceMark is a day's mark in words.
type PresenceMark struct {
	Mark Presence
	Word string
}

// attendanceDays is how many days the page shows: four weeks.
const attendanceDays = 28

// Attendance shows who kept to their own plan: learners from one on, by name.
func (p *Pages) Attendance(ctx context.Context, who Viewer, class string, from int) (m *Attendance, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		c, head, err := v.class(class)
		if err != nil {
			return err
		}
		all, err := v.learners(c)
		if err != nil {
			return err
		}
		m = &Attendance{Head: head, Of: len(all.list), Marks: v.presenceMarks(), Words: v.Say("web.model.attendance")}
		days := v.days(attendanceDays)
		for _, d := range days {
			at := d.Start(time.UTC)
			m.Days = append(m.Days, Day{Date: d.String(), Word: chat.Plain(v.WeekdayDay(at)), Free: c.Free(d)})
		}
		var shown []coach.Person
		m.From, m.Next, shown = window(all.list, from)
		for i := range all.list {
			marks, kept, also := v.presence(&all.list[i], &c, days)
			for d, mark := range marks {
				if mark == Kept || mark == ForYou || mark == Missed || mark == Awaited {
					m.Days[d].Count.Of++
				}
				if mark == Kept {
					m.Days[d].Count.N++
				}
			}
			if i >= m.From && i < m.From+len(shown) {
				m.Rows = append(m.Rows, AttendanceRow{Who: all.who[all.list[i].ID], Days: marks, Kept: kept, Also: also, Plan: v.planWords(&all.list[i])})
			}
		}
		return nil
	})
	return m, err
}

func (v *visit) presenceMarks() []PresenceMark {
	return []PresenceMark{
		{Kept, chat.Plain(v.Say("web.model.presence.kept"))}, {Also, chat.Plain(v.Say("web.model.presence.also"))},
		{ForYou, chat.Plain(v.Say("web.model.presence.foryou"))},
		{Missed, chat.Plain(v.Say("web.model.presence.missed"))}, {Excused, chat.Plain(v.Say("web.model.presence.excused"))},
		{Awaited, chat.Plain(v.Say("web.model.presence.awaited"))}, {Free, chat.Plain(v.Say("web.model.presence.free"))},
		{Before, chat.Plain(v.Say("web.model.presence.before"))},
	}
}

// days are the viewer's last days, oldest first, today the last.
func (v *visit) days(n int) []coach.Day {
	all := make([]coach.Day, n)
	for i := range all {
		all[i] = v.Today() - coach.Day(n-1-i)
	}
	return all
}

// presence is what became of some days, which follow one another, of one learner,
// by their own calendar and plan; how many of the planned ones were kept, of those
// that count; and on how many others they practised.
func (v *visit) presence(p *coach.Person, class *coach.Class, days []coach.Day) (marks []Presence, kept Share, also int) {
	all := p.Participated(class, v.Now, days[0], days[len(days)-1])
	return all.Days, Share{N: all.Kept, Of: all.Of}, all.Also
}

// zoneOf is somebody's zone.
func (v *visit) zoneOf(p *coach.Person) *time.Location {
	zone, err := coach.Zone(p.Settings.Zone)
	if err != nil {
		return time.UTC // as in chat
	}
	return zone
}

// planWords says when somebody plans to practise.
func (v *visit) planWords(p *coach.Person) string {
	s := &p.Settings
	switch {
	case s.Silent:
		return chat.Plain(v.Say("web.model.plan.silent"))
	case v.Now.Before(s.Paused):
		return chat.Plain(v.Say("web.model.plan.paused", say.Args{"When": v.when(s.Paused).Words}))
	case s.CheckIn == "":
		return chat.Plain(v.Say("web.model.plan.none"))
	}
	return chat.Plain(v.timesOf(s.CheckIn, v.zoneOf(p)))
}

// timesOf says a schedule in words, by the week that it is: "Mondays and Wednesdays, 16:00". One
// that leaves the week out is said by its next time.
func (v *visit) timesOf(expr string, zone *time.Location) chat.Markdown {
	c, err := coach.ParseCron(expr)
	if err != nil {
		return chat.Escape(expr)
	}
	today := coach.DayOf(v.Now, zone)
	monday := today - coach.Day((int(today.Weekday())+6)%7)
	days := make(map[int][]time.Weekday) // by time of day, in minutes
	for at := monday.Start(zone).Add(-time.Second); ; {
		if at, _ = c.Next(at, zone); at.IsZero() || coach.DayOf(at, zone) > monday+6 {
			break
		}
		local := at.In(zone)
		clock := local.Hour()*60 + local.Minute()
		days[clock] = append(days[clock], coach.DayOf(at, zone).Weekday())
	}
	if len(days) == 0 {
		at, _ := c.Next(v.Now, zone)
		return v.Say("web.model.plan.next", say.Args{"When": v.when(at).Words})
	}
	var said []chat.Markdown // each set of days once, with its times
	times := make(map[chat.Markdown][]chat.Markdown)
	for _, clock := range slices.Sorted(maps.Keys(days)) {
		on := v.Weekdays(days[clock])
		if times[on] == nil {
			said = append(said, on)
		}
		times[on] = append(times[on], v.Clock(clock))
	}
	for i, on := range said {
		said[i] = v.Say("web.model.plan.at", say.Args{"Days": on, "Time": v.And(times[on])})
	}
	return v.And(said)
}
