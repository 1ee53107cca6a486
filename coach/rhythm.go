package coach

import (
	"slices"
	"time"
)

// Presence is what one day of a learner was: participation is planned days with
// something meaningful answered, never minutes.
type Presence string

// What a day may have been.
const (
	DayKept    Presence = "kept"    // planned, and practised
	DayForYou  Presence = "for-you" // planned and not practised, one of the month's Freezes
	DayAlso    Presence = "also"    // practised, though not planned
	DayMissed  Presence = "missed"  // planned, and not practised
	DayExcused Presence = "excused" // planned, and a holiday, or the learner was away or paused
	DayAwaited Presence = "awaited" // planned for today, which is not over
	DayFree    Presence = "free"    // not planned
	DayBefore  Presence = "before"  // before there was a plan; nothing was practised
)

// Freezes is how many planned days of a calendar month are kept for a learner
// who did not practise on them: the first ones. Nobody asks for them.
const Freezes = 2

// Participation is what some days came to.
type Participation struct {
	Days   []Presence // one for each day, in order
	Kept   int        // planned and practised
	Of     int        // planned, without those that were excused, kept for them, or are not over
	Also   int        // practised without a plan
	ForYou int        // kept for them
}

// Participated is what became of the days from one to another, both included, by
// the learner's own calendar and the plan that holds; a nil class has no
// holidays. It reads what the log adds up to in the person (see Active) and
// nothing else, so that it can be made again at any time. Practice is remembered
// for 64 days: ask for no day that is longer ago than 30, since the month's
// freezes are counted from its first day.
func (p *Person) Participated(class *Class, now time.Time, from, to Day) Participation {
	zone := p.zone()
	today := DayOf(now, zone)
	since := max(DayOf(p.Joined, zone), p.Planned)
	first := from.month()
	planned := p.PlannedDays(zone, first, to)
	var out Participation
	month, frozen := first, 0
	for d := first; d <= to; d++ {
		if m := d.month(); m != month {
			month, frozen = m, 0
		}
		isPlanned := planned[d] && d > since
		isExcused := class != nil && class.Free(d) || p.Settings.IsExcused(d)
		mark := DayFree
		switch {
		case p.Active.On(d) && isPlanned && !isExcused:
			mark = DayKept
		case p.Active.On(d):
			mark = DayAlso
		case d <= since && d < today:
			mark = DayBefore
		case !isPlanned || d > today:
		case isExcused:
			mark = DayExcused
		case d == today:
			mark = DayAwaited
		case frozen < Freezes:
			mark = DayForYou
			frozen++
		default:
			mark = DayMissed
		}
		if d >= from {
			out.add(mark)
		}
	}
	return out
}

func (p *Participation) add(mark Presence) {
	p.Days = append(p.Days, mark)
	switch mark {
	case DayKept:
		p.Kept++
		p.Of++
	case DayMissed:
		p.Of++
	case DayAlso:
		p.Also++
	case DayForYou:
		p.ForYou++
	}
}

// PlannedDays are the days of a span, both ends included, on which somebody plans
// to practise. Who lets the coach begin on no day, or asked for silence, plans
// none.
func (p *Person) PlannedDays(zone *time.Location, from, to Day) map[Day]bool {
	if p.Settings.CheckIn == "" || p.Settings.Silent {
		return nil
	}
	c, err := ParseCron(p.Settings.CheckIn)
	if err != nil {
		return nil // it was checked when it was set; what cannot be read any more is no plan
	}
	days := make(map[Day]bool)
	for at := from.Start(zone).Add(-time.Second); ; {
		next, _ := c.Next(at, zone)
		if next.IsZero() || DayOf(next, zone) > to {
			return days
		}
		d := DayOf(next, zone)
		days[d] = true
		at = (d + 1).Start(zone).Add(-time.Second) // one a day is enough
	}
}

// Practises is the chance that somebody practises on a day ahead: on planned days
// and on others as they did in the last four weeks, and never where they are
// excused. Without a plan all days are alike.
func (p *Person) Practises(class *Class, now time.Time) func(Day) float64 {
	const back = 28
	zone := p.zone()
	today := DayOf(now, zone)
	from := max(today-back, DayOf(p.Joined, zone))
	past := p.Participated(class, now, from, today-1)
	planned := p.PlannedDays(zone, today+1, today+7)
	var on [7]bool
	for d := range planned {
		on[d.Weekday()] = true
	}
	kept := Keeps(past.Kept, past.Of+past.ForYou)
	others := 0
	for _, mark := range past.Days {
		if mark == DayFree || mark == DayAlso || mark == DayBefore {
			others++
		}
	}
	also := Keeps(past.Also, others)
	if len(planned) > 0 && others > 0 {
		also = float64(past.Also) / float64(others)
	} else if len(planned) > 0 {
		also = 0
	}
	return func(d Day) float64 {
		switch {
		case class != nil && class.Free(d) || p.Settings.IsExcused(d):
			return 0
		case on[d.Weekday()]:
			return kept
		}
		return also
	}
}

// zone is the person's; UTC where theirs is not known.
func (p *Person) zone() *time.Location {
	if zone, err := Zone(p.Settings.Zone); err == nil {
		return zone
	}
	return time.UTC
}

// month is the first day of the day's month.
func (d Day) month() Day { return d - Day(d.utc().Day()-1) }

// excusesKept is how many spans of excused days are kept.
const excusesKept = 32

// IsExcused tells whether somebody was, or will be, away or paused on a day.
func (s *Settings) IsExcused(d Day) bool {
	return slices.ContainsFunc(s.Excused, func(h Holiday) bool { return d >= h.From && d <= h.To })
}

// ExcusedUntil is the first day from d on that is not excused; d itself if it is
// not.
func (s *Settings) ExcusedUntil(d Day) Day {
	for again := true; again; { // one span may follow upon another
		again = false
		for _, h := range s.Excused {
			if d >= h.From && d <= h.To {
				d, again = h.To+1, true
			}
		}
	}
	return d
}

// Excuse makes the days of a span excused. Days that overlap it, or border on
// it, become one span; the oldest are forgotten where there are too many.
func (s *Settings) Excuse(h Holiday) {
	if h.To < h.From {
		return
	}
	rest := make([]Holiday, 0, len(s.Excused)+1)
	for _, o := range s.Excused {
		if o.To < h.From-1 || o.From > h.To+1 {
			rest = append(rest, o)
			continue
		}
		h = Holiday{From: min(h.From, o.From), To: max(h.To, o.To)}
	}
	rest = append(rest, h)
	slices.SortFunc(rest, func(a, b Holiday) int { return int(a.From) - int(b.From) })
	s.Excused = rest[max(0, len(rest)-excusesKept):]
}

// Return ends what is excused from a day on: they are back.
func (s *Settings) Return(d Day) {
	var rest []Holiday
	for _, h := range s.Excused {
		h.To = min(h.To, d-1)
		if h.From <= h.To {
			rest = append(rest, h)
		}
	}
	s.Excused = rest
}

// The most questions that a plan may have for a day, and after how many a day the
// coach says that it is enough where somebody has not said otherwise: about three
// quarters of an hour.
const (
	PaceMost  = 60
	MostUsual = 60
)

// IsEnough tells whether so many answers on one day are as many as somebody
// wants, or as are good for them: at their own limit, or else at twice their
// plan, and never before MostUsual questions without either.
func (s *Settings) IsEnough(answered int) bool {
	return answered >= s.MostADay()
}

// MostADay is after how many questions a day it is enough.
func (s *Settings) MostADay() int {
	if s.Most > 0 {
		return s.Most
	}
	return max(MostUsual, 2*s.Pace)
}

// Reminder is a sentence with which the coach spoke first, so that it is not
// said again too soon.
type Reminder struct {
	N   int `json:"n"` // of the sentence, from 1
	Day Day `json:"d"`
}

// reminderRests is for how many days a sentence is not said again: two weeks, and
// the day itself.
const reminderRests = 14

// Remind chooses one of n sentences, numbered from 1, for a reminder on a day:
// one that was not said in the two weeks before, by a seed. With one reminder a
// day there always is one where n is 15 or more; of fewer the one said longest
// ago is taken. It keeps what was chosen.
func (p *Person) Remind(n int, day Day, seed uint64) int {
	said := make(map[int]Day)
	var recent []Reminder
	for _, r := range p.Reminded {
		if day-r.Day <= reminderRests && r.Day-day <= 1 { // ahead only as far as zones are apart
			recent = append(recent, r)
		}
		said[r.N] = max(said[r.N], r.Day)
	}
	best := 0
	for i := range n {
		k := 1 + (i+int(seed%uint64(n)))%n
		last, isSaid := said[k]
		if !isSaid || day-last > reminderRests {
			best = k
			break
		}
		if best == 0 || last < said[best] {
			best = k
		}
	}
	p.Reminded = append(slices.Clip(recent), Reminder{N: best, Day: day})
	return best
}

// Start is when practice began on a day, for the first time.
type Start struct {
	Day    Day `json:"d"`
	Minute int `json:"m"` // after local midnight
}

// Moved is that the hour of somebody's reminders was moved to when they practise.
type Moved struct {
	Day  Day    // when it was
	From string // the cron expression before
	Told bool   // they know, and were offered the way back
}

// startsKept is how many days' starts are looked at to find a better hour.
const startsKept = 10

// Began keeps when practice began on a day, if it is the first time that day.
func (p *Person) Began(day Day, minute int) {
	starts := slices.DeleteFunc(slices.Clone(p.Starts), func(s Start) bool { return s.Day > day }) // of a clock that was ahead
	if n := len(starts); n > 0 && starts[n-1].Day == day {
		return
	}
	p.Starts = append(starts[max(0, len(starts)+1-startsKept):], Start{day, minute})
}

// What it takes for a reminder to move: so many days, most of which begin within
// so many minutes of the same time, which is so far from the reminder's.
const (
	startsLeast = 6
	startsTwice = 75
	startsApart = 45
	startsStep  = 15
)

// BetterMinute is the time of day, in minutes after midnight, at which a reminder
// that now comes at another would suit somebody better; ok is false where nothing
// says so. It is the median of when practice began on the latest days, rounded to
// a quarter of an hour, and only where half of those days lie within startsTwice
// minutes of it: who practises at all times has no better one. Times are compared
// around the clock, so that half past eleven and half past midnight are an hour
// apart. In quiet hours there is none.
func (p *Person) BetterMinute(now int) (minute int, ok bool) {
	if len(p.Starts) < startsLeast {
		return 0, false
	}
	const day = 24 * 60
	apart := make([]int, len(p.Starts)) // from now, -720 to 719
	for i, s := range p.Starts {
		apart[i] = (s.Minute-now+day+day/2)%day - day/2
	}
	median := middle(apart)
	spread := make([]int, len(apart))
	for i, d := range apart {
		spread[i] = max(d-median, median-d)
	}
	if max(median, -median) < startsApart || middle(spread) > startsTwice/2 {
		return 0, false
	}
	minute = ((now+median+day)%day + startsStep/2) / startsStep * startsStep % day
	if p.Settings.quietAt(minute) {
		return 0, false
	}
	return minute, true
}

// quietAt tells whether a time of day lies in quiet hours.
func (s *Settings) quietAt(minute int) bool {
	switch {
	case s.QuietFrom == s.QuietTo:
		return false
	case s.QuietFrom < s.QuietTo:
		return minute >= s.QuietFrom && minute < s.QuietTo
	}
	return minute >= s.QuietFrom || minute < s.QuietTo
}

// middle is the median, the lower of two; it sorts what it is given.
func middle(of []int) int {
	slices.Sort(of)
	return of[(len(of)-1)/2]
}
