package page

import (
	"context"
	"maps"
	"slices"
	"strings"
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

// Presence is one day of one learner.
type Presence string

// What a day may have been.
const (
	Kept    Presence = "kept"    // planned, and practised
	Also    Presence = "also"    // practised, though not planned
	Missed  Presence = "missed"  // planned, and not practised
	Excused Presence = "excused" // planned, and a holiday, or paused
	Awaited Presence = "awaited" // planned for today, which is not over
	Free    Presence = "free"    // not planned
	Before  Presence = "before"  // before there was a plan; nothing was practised
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
			m.Days = append(m.Days, Day{Date: d.String(), Word: at.Format("Mon 2"), Free: c.Free(d)})
		}
		var shown []coach.Person
		m.From, m.Next, shown = window(all.list, from)
		for i := range all.list {
			marks, kept, also := v.presence(&all.list[i], &c, days)
			for d, mark := range marks {
				if mark == Kept || mark == Missed || mark == Awaited {
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
// by their own calendar and plan; how many of the planned ones were kept, holidays
// and today left out; and on how many others they practised. A day counts as
// practised when something meaningful was answered. The class's holidays, and a
// pause that is not over, excuse.
func (v *visit) presence(p *coach.Person, class *coach.Class, days []coach.Day) (marks []Presence, kept Share, also int) {
	zone := v.zoneOf(p)
	today := coach.DayOf(v.Now, zone)
	planned := plannedDays(p, zone, days[0], days[len(days)-1])
	since := max(coach.DayOf(p.Joined, zone), p.Planned)
	marks = make([]Presence, len(days))
	for i, d := range days {
		isPlanned := planned[d] && d > since
		isExcused := class.Free(d) || !p.Settings.Paused.IsZero() && d <= coach.DayOf(p.Settings.Paused, zone) && d >= today
		switch {
		case p.Active.On(d) && isPlanned && !isExcused:
			marks[i] = Kept
			kept.N++
			kept.Of++
		case p.Active.On(d):
			marks[i] = Also
			also++
		case d <= since && d < today:
			marks[i] = Before
		case !isPlanned || d > today:
			marks[i] = Free
		case isExcused:
			marks[i] = Excused
		case d == today:
			marks[i] = Awaited
		default:
			marks[i] = Missed
			kept.Of++
		}
	}
	return marks, kept, also
}

// plannedDays are the days of a span on which somebody plans to practise, both
// ends included. Who lets the coach write first on no day, or asked for silence,
// plans none.
func plannedDays(p *coach.Person, zone *time.Location, from, to coach.Day) map[coach.Day]bool {
	if p.Settings.CheckIn == "" || p.Settings.Silent {
		return nil
	}
	c, err := coach.ParseCron(p.Settings.CheckIn)
	if err != nil {
		return nil // it was checked when it was set; what cannot be read any more is no plan
	}
	days := make(map[coach.Day]bool)
	for at := from.Start(zone).Add(-time.Second); ; {
		next, _ := c.Next(at, zone)
		if next.IsZero() || coach.DayOf(next, zone) > to {
			return days
		}
		d := coach.DayOf(next, zone)
		days[d] = true
		at = (d + 1).Start(zone).Add(-time.Second) // one a day is enough
	}
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

// timesOf says a schedule in words, by the week that it is: "Mon, Wed 16:00". One
// that leaves the week out is said by its next time.
func (v *visit) timesOf(expr string, zone *time.Location) chat.Markdown {
	c, err := coach.ParseCron(expr)
	if err != nil {
		return chat.Escape(expr)
	}
	today := coach.DayOf(v.Now, zone)
	monday := today - coach.Day((int(today.Weekday())+6)%7)
	days := make(map[string][]time.Weekday) // by time of day
	for at := monday.Start(zone).Add(-time.Second); ; {
		if at, _ = c.Next(at, zone); at.IsZero() || coach.DayOf(at, zone) > monday+6 {
			break
		}
		clock := at.In(zone).Format("15:04")
		days[clock] = append(days[clock], coach.DayOf(at, zone).Weekday())
	}
	if len(days) == 0 {
		at, _ := c.Next(v.Now, zone)
		return v.Say("web.model.plan.next", say.Args{"When": v.when(at).Words})
	}
	var all []string
	for _, clock := range slices.Sorted(maps.Keys(days)) {
		all = append(all, string(v.weekdays(days[clock]))+" "+clock)
	}
	return chat.Markdown(strings.Join(all, "; "))
}

// weekdays names days of a week, in order from Monday.
func (v *visit) weekdays(days []time.Weekday) chat.Markdown {
	if len(days) == 7 {
		return v.Say("web.model.plan.daily")
	}
	names := make([]string, len(days))
	for i, d := range days {
		names[i] = d.String()[:3]
	}
	isRun := len(days) > 2
	for i := 1; i < len(days); i++ {
		isRun = isRun && (days[i-1]+1)%7 == days[i]
	}
	if isRun {
		return v.Say("web.model.plan.run", say.Args{"From": names[0], "To": names[len(names)-1]})
	}
	return chat.Escape(strings.Join(names, ", "))
}
