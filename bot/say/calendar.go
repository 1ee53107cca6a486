package say

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"pacer/bot/chat"
)

// calendar is how a language writes days and times. All of it stands in the
// language's file, as CLDR has it, so that a language is one file.
type calendar struct {
	months, shortMonths        [12]string // January first
	days, shortDays, everyDays [7]string  // by time.Weekday; "Mondays" in the last
	halves                     [2]string  // before noon, after noon
}

// newCalendar reads the calendar of a printer's messages. A list that is too
// short or too long is a fault of the language's file.
func newCalendar(p *Printer) (c calendar, err error) {
	monday := func(to *[7]string, key string) {
		var list [7]string
		err = errorFirst(err, take(list[:], p.texts[key], key))
		for i, name := range list { // Monday first in the file, Sunday first in Go
			to[(i+1)%7] = name
		}
	}
	err = errorFirst(err, take(c.months[:], p.texts["calendar.months"], "calendar.months"))
	err = errorFirst(err, take(c.shortMonths[:], p.texts["calendar.months.short"], "calendar.months.short"))
	err = errorFirst(err, take(c.halves[:], p.texts["calendar.halves"], "calendar.halves"))
	monday(&c.days, "calendar.days")
	monday(&c.shortDays, "calendar.days.short")
	monday(&c.everyDays, "calendar.days.each")
	return c, err
}

// take fills a list with the names of a message, which commas part.
func take(to []string, list, key string) error {
	names := namesOf(list)
	if len(names) != len(to) {
		return fmt.Errorf("%s has %d names, wanted %d", key, len(names), len(to))
	}
	copy(to, names)
	return nil
}

// namesOf parts a list in a language file: at commas, or at Arabic or
// ideographic ones.
func namesOf(list string) []string {
	var names []string
	for name := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == '،' || r == '、' || r == '\uff0c' }) {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

func errorFirst(first, then error) error {
	if first != nil {
		return first
	}
	return then
}

// Day names a day of the near future or past: Monday, 23 November. The time
// carries the zone that it is read in.
func (p *Printer) Day(at time.Time) chat.Markdown {
	return p.pattern("calendar.day", "Weekday", p.calendar.days[at.Weekday()], "Day", p.digits(at.Day()), "Month", p.calendar.months[at.Month()-1])
}

// ShortDay names a day where there is little room: Mon 23 Nov.
func (p *Printer) ShortDay(at time.Time) chat.Markdown {
	return p.pattern("calendar.day.short", "Weekday", p.calendar.shortDays[at.Weekday()], "Day", p.digits(at.Day()), "Month", p.calendar.shortMonths[at.Month()-1])
}

// Date names a day with its year: 23 November 2026.
func (p *Printer) Date(at time.Time) chat.Markdown {
	return p.pattern("calendar.date", "Day", p.digits(at.Day()), "Month", p.calendar.months[at.Month()-1], "Year", p.digits(at.Year()))
}

// MonthDay names a day without its weekday: 23 Nov.
func (p *Printer) MonthDay(at time.Time) chat.Markdown {
	return p.pattern("calendar.monthday", "Day", p.digits(at.Day()), "Month", p.calendar.shortMonths[at.Month()-1])
}

// WeekdayDay names a day of a month that is known: Mon 23.
func (p *Printer) WeekdayDay(at time.Time) chat.Markdown {
	return p.pattern("calendar.weekday", "Weekday", p.calendar.shortDays[at.Weekday()], "Day", p.digits(at.Day()))
}

// Numeric writes day and month in numbers, for the axis of a chart: 23/11.
func (p *Printer) Numeric(at time.Time) chat.Markdown {
	return p.pattern("calendar.numeric", "Day", p.digits(at.Day()), "Month", p.digits(int(at.Month())))
}

// DayTime names a day of this week and the time: Mon 16:05.
func (p *Printer) DayTime(at time.Time) chat.Markdown {
	return p.pattern("calendar.daytime", "Weekday", p.calendar.shortDays[at.Weekday()], "Time", p.clock(at.Hour(), at.Minute()))
}

// ShortDayTime names a day and a time where there is little room: Mon 23 Nov,
// 16:05.
func (p *Printer) ShortDayTime(at time.Time) chat.Markdown {
	return p.pattern("calendar.datetime", "Date", string(p.ShortDay(at)), "Time", p.clock(at.Hour(), at.Minute()))
}

// DateTime names a day and a time: 23 November 2026, 16:05.
func (p *Printer) DateTime(at time.Time) chat.Markdown {
	return p.pattern("calendar.datetime", "Date", string(p.Date(at)), "Time", p.clock(at.Hour(), at.Minute()))
}

// Time is the time of day, 16:05, or 4:05 p.m. where the language has it so.
func (p *Printer) Time(at time.Time) chat.Markdown {
	return chat.Markdown(p.clock(at.Hour(), at.Minute()))
}

// Clock is the time of day so many minutes after midnight.
func (p *Printer) Clock(minutes int) chat.Markdown {
	minutes = ((minutes % (24 * 60)) + 24*60) % (24 * 60)
	return chat.Markdown(p.clock(minutes/60, minutes%60))
}

// Hours is a stretch of the day, from and to in minutes after midnight:
// 20:00–07:30.
func (p *Printer) Hours(from, to int) chat.Markdown {
	return p.pattern("calendar.hours", "From", string(p.Clock(from)), "To", string(p.Clock(to)))
}

// clock writes a time of day as the language's pattern has it: Hour of 24, Hour2
// the same in two digits, Hour12 of twelve with Half.
func (p *Printer) clock(hour, minute int) string {
	half := p.calendar.halves[0]
	if hour >= 12 {
		half = p.calendar.halves[1]
	}
	twelve := hour % 12
	if twelve == 0 {
		twelve = 12
	}
	return string(p.pattern("calendar.time",
		"Hour", p.digits(hour), "Hour2", p.twoDigits(hour), "Hour12", p.digits(twelve), "Half", half, "Minute", p.twoDigits(minute)))
}

// Weekday is the name of a day of the week.
func (p *Printer) Weekday(d time.Weekday) chat.Markdown {
	return chat.Markdown(p.calendar.days[d%7])
}

// ShortWeekday is its name where there is little room.
func (p *Printer) ShortWeekday(d time.Weekday) chat.Markdown {
	return chat.Markdown(p.calendar.shortDays[d%7])
}

// Weekdays says on which days of the week something is: every day, Monday to
// Friday, Mondays and Thursdays. The order they come in does not matter; no
// day at all is nothing.
func (p *Printer) Weekdays(days []time.Weekday) chat.Markdown {
	var on [7]bool
	n := 0
	for _, d := range days {
		if !on[d%7] {
			on[d%7] = true
			n++
		}
	}
	if n == 7 {
		return chat.Markdown(p.texts["calendar.days.all"])
	}
	// Three days or more in a row are said by their ends, over Sunday, too:
	// Sunday to Thursday is the week of many schools.
	for first := time.Sunday; n >= 3 && first <= time.Saturday; first++ {
		run := 0
		for run < n && on[(int(first)+run)%7] {
			run++
		}
		if run == n && !on[(int(first)+6)%7] {
			last := (int(first) + n - 1) % 7
			return p.pattern("calendar.days.run", "From", p.calendar.days[first], "To", p.calendar.days[last])
		}
	}
	var each []chat.Markdown
	for i := range 7 { // Monday first
		if d := (i + 1) % 7; on[d] {
			each = append(each, chat.Markdown(p.calendar.everyDays[d]))
		}
	}
	return p.And(each)
}

// And joins a list as people read it out: red, green and blue.
func (p *Printer) And(list []chat.Markdown) chat.Markdown { return p.join("list.and", list) }

// Or joins alternatives: red, green or blue.
func (p *Printer) Or(list []chat.Markdown) chat.Markdown { return p.join("list.or", list) }

// Comma is what stands between the items of a list that has no "and", with its
// space.
func (p *Printer) Comma() string { return p.between("list.comma") }

// Semicolon is what stands between items that have commas in them.
func (p *Printer) Semicolon() string { return p.between("list.semicolon") }

// Sentences joins what is said one after the other in a paragraph, leaving out
// what is empty.
func (p *Printer) Sentences(all ...chat.Markdown) chat.Markdown {
	var said []string
	for _, s := range all {
		if s != "" {
			said = append(said, string(s))
		}
	}
	return chat.Markdown(strings.Join(said, p.between("list.sentences")))
}

// Colon puts what something is after its name: "A: three".
func (p *Printer) Colon(name, what chat.Markdown) chat.Markdown {
	return name + chat.Markdown(p.between("list.colon")) + what
}

func (p *Printer) between(key string) string {
	_, mark, _ := strings.Cut(p.texts[key], "}}")
	mark, _, _ = strings.Cut(mark, "{{")
	return mark
}

// join puts a list together by the patterns of CLDR, from the last pair
// backwards: one for two alone, one for the last two of more, one for those
// before.
func (p *Printer) join(key string, list []chat.Markdown) chat.Markdown {
	if len(list) == 0 {
		return ""
	}
	isolated := func(i int) string { return string(p.Isolated(list[i])) }
	last := len(list) - 1
	if last == 0 {
		return list[0]
	}
	if last == 1 {
		return p.pattern(key+".two", "A", isolated(0), "B", isolated(1))
	}
	out := p.pattern(key+".end", "A", isolated(last-1), "B", isolated(last))
	for i := last - 2; i >= 0; i-- {
		out = p.pattern(key+".middle", "A", isolated(i), "B", string(out))
	}
	return out
}

// pattern fills a message that has nothing but places for names; named holds
// each name and what goes there, one after the other.
func (p *Printer) pattern(key string, named ...string) chat.Markdown {
	text := p.texts[key]
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "{{.")
		b.WriteString(before)
		if !found {
			return chat.Markdown(b.String())
		}
		name, rest, _ := strings.Cut(after, "}}")
		for i := 0; i < len(named); i += 2 {
			if named[i] == name {
				b.WriteString(named[i+1])
			}
		}
		text = rest
	}
}

// twoDigits writes a number below a hundred in two digits.
func (p *Printer) twoDigits(n int) string {
	if n < 10 {
		return p.digits(0) + p.digits(n)
	}
	return p.digits(n)
}

// digits writes a number of a calendar, in the language's digits and without
// parting its thousands.
func (p *Printer) digits(n int) string {
	s := strconv.Itoa(n)
	if p.numerals[0] == '0' {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return p.numerals[r-'0']
		}
		return r
	}, s)
}
