package coach

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Day is a day of somebody's calendar, as days since 1 January 1970.
type Day int32

// DayOf is the day that it is in a zone at an instant.
func DayOf(at time.Time, zone *time.Location) Day {
	y, m, d := at.In(zone).Date()
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Weekday of the day.
func (d Day) Weekday() time.Weekday { return d.utc().Weekday() }

// String writes the day as 2026-11-22.
func (d Day) String() string { return d.utc().Format(time.DateOnly) }

func (d Day) utc() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Start is the first moment of the day in a zone.
func (d Day) Start(zone *time.Location) time.Time { return fromWall(d.utc(), zone) }

// ParseDay reads what String wrote.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, &Error{Kind: Invalid, Hint: fmt.Sprintf("%q is not a day; write it as 2026-11-22", s)}
	}
	return Day(t.Unix() / 86400), nil
}

// Zone returns the location of an IANA name. Offsets and abbreviations are
// refused: they do not know daylight saving.
func Zone(name string) (*time.Location, error) {
	if name == "UTC" || strings.Contains(name, "/") {
		if loc, err := time.LoadLocation(name); err == nil {
			return loc, nil
		}
	}
	return nil, &Error{Kind: Invalid, Hint: fmt.Sprintf("%q is not a time zone I know; write it like Europe/Berlin or America/New_York", name)}
}

// Cron is a cron expression read on a wall clock that never changes.
type Cron struct{ schedule cron.Schedule }

// ParseCron reads a cron expression of five fields, such as "0 16 * * MON-FRI".
// Zones and @every are refused, since a person's schedule is on their own wall
// clock, and so are expressions that never come true or come more often than
// once in five minutes.
func ParseCron(expr string) (Cron, error) {
	invalid := func(why string) (Cron, error) {
		return Cron{}, &Error{Kind: Invalid, Hint: fmt.Sprintf("%q is no schedule I can keep: %s; write it like \"0 16 * * MON-FRI\"", expr, why)}
	}
	// The parser panics on a zone without a space after it, so zones are
	// refused before it sees them.
	upper := strings.ToUpper(strings.TrimSpace(expr))
	switch {
	case len(expr) > 100:
		return invalid("it is too long")
	case strings.Contains(upper, "TZ="):
		return invalid("leave the zone out, each person's own is used")
	case strings.HasPrefix(upper, "@EVERY"):
		return invalid("it needs a time of day")
	}
	s, err := cron.ParseStandard(strings.TrimSpace(expr))
	if err != nil {
		return invalid("five fields are wanted: minute, hour, day of month, month, day of week")
	}
	start := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	first := s.Next(start)
	if first.IsZero() {
		return invalid("that time never comes")
	}
	for t, n := first, 0; n < 50; n++ {
		next := s.Next(t)
		if !next.IsZero() && next.Sub(t) < 5*time.Minute {
			return invalid("it comes more often than every five minutes")
		}
		t = next
		if t.IsZero() {
			break
		}
	}
	return Cron{s}, nil
}

// Next returns the first instant after the given one at which the expression
// comes true on the wall clock of a zone, and that wall clock's reading as
// "2026-11-22T16:00", the key under which it happens once. Wall-clock times
// that a spring change leaves out become the end of the gap; times that an
// autumn change repeats become the first of the two.
func (c Cron) Next(after time.Time, zone *time.Location) (at time.Time, key string) {
	// The wall clock is read as if it were UTC, where no day has a gap. An
	// hour back, since a doubled hour makes it read later than it is.
	w := wall(after.In(zone)).Add(-3 * time.Hour)
	for range 10_000 {
		w = c.schedule.Next(w)
		if w.IsZero() {
			return time.Time{}, ""
		}
		if at = fromWall(w, zone); at.After(after) {
			return at, at.In(zone).Format("2006-01-02T15:04")
		}
	}
	return time.Time{}, ""
}

// wall is the wall clock's reading, as if it were UTC.
func wall(t time.Time) time.Time {
	y, mo, d := t.Date()
	h, mi, s := t.Clock()
	return time.Date(y, mo, d, h, mi, s, 0, time.UTC)
}

// fromWall is the instant at which a zone's wall clock reads w: the first one
// where it does twice, the end of the gap where it never does.
func fromWall(w time.Time, zone *time.Location) time.Time {
	y, mo, d := w.Date()
	h, mi, s := w.Clock()
	t := time.Date(y, mo, d, h, mi, s, 0, zone)
	if wall(t).Equal(w) {
		// time.Date does not say which of two it gives: look for an earlier one.
		start, _ := t.ZoneBounds()
		if !start.IsZero() && t.Sub(start) < 24*time.Hour {
			_, now := t.Zone()
			_, before := start.Add(-time.Second).Zone()
			if earlier := t.Add(-time.Duration(before-now) * time.Second); before > now && earlier.Before(start) && wall(earlier.In(zone)).Equal(w) {
				return earlier.UTC()
			}
		}
		return t.UTC()
	}
	// In a gap. time.Date gives an instant near it, on one side or the other.
	if start, _ := t.ZoneBounds(); wall(t).After(w) {
		return start.UTC()
	}
	_, end := t.ZoneBounds()
	return end.UTC()
}

// InQuiet tells whether nothing may begin at an instant for a person, and when
// the quiet ends.
func (s Settings) InQuiet(at time.Time, zone *time.Location) (bool, time.Time) {
	if s.QuietFrom == s.QuietTo {
		return false, at
	}
	local := at.In(zone)
	y, mo, d := local.Date()
	minute := local.Hour()*60 + local.Minute()
	quiet := minute >= s.QuietFrom && minute < s.QuietTo
	days := 0
	if s.QuietFrom > s.QuietTo {
		quiet = minute >= s.QuietFrom || minute < s.QuietTo
		if minute >= s.QuietFrom {
			days = 1
		}
	}
	if !quiet {
		return false, at
	}
	end := fromWall(time.Date(y, mo, d+days, s.QuietTo/60, s.QuietTo%60, 0, 0, time.UTC), zone)
	if !end.After(at) { // the doubled hour of an autumn night, past its first reading
		end = at.Truncate(time.Minute).Add(time.Duration(s.QuietTo-minute) * time.Minute)
	}
	return true, end
}
