package coach

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Foretold is when a goal would be reached, as foretold on a day.
type Foretold struct {
	Day    Day // of the forecast
	Finish Day // 0: not at this pace
	Due    Day // when it is wanted
}

// A day in the words of a goal, as 2026-12-20, 20 December or December 20.
var (
	isoDay   = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b`)
	dayMonth = regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th)?\.? (?:of )?(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\b`)
	monthDay = regexp.MustCompile(`(?i)\b(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]* (\d{1,2})(?:st|nd|rd|th)?\b`)
)

// DayNamed is the first day that the words of a goal name and that lies ahead,
// at most a year; 0 if they name none. A day without a year is the next one of
// that name. Months are read in English; a day like 2026-12-20 is read
// everywhere.
func DayNamed(words string, today Day) Day {
	ahead := func(d Day) bool { return d > today && d <= today+366 }
	if s := isoDay.FindString(words); s != "" {
		if d, err := ParseDay(s); err == nil && ahead(d) {
			return d
		}
	}
	day, month := "", ""
	if m := dayMonth.FindStringSubmatch(words); m != nil {
		day, month = m[1], m[2]
	} else if m := monthDay.FindStringSubmatch(words); m != nil {
		month, day = m[1], m[2]
	}
	n, err := strconv.Atoi(day)
	if err != nil || n < 1 {
		return 0
	}
	which := time.Month(strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(month[:3]))/3 + 1)
	year := today.utc().Year()
	for ; year <= today.utc().Year()+1; year++ {
		at := time.Date(year, which, n, 0, 0, 0, 0, time.UTC)
		if d := Day(at.Unix() / 86400); at.Month() == which && ahead(d) {
			return d
		}
	}
	return 0
}

// Forecast is when so many skills that are left would be mastered, at the pace of
// so many in the last days.
func Forecast(left, mastered, days int, today, due Day) Foretold {
	f := Foretold{Day: today, Due: due}
	switch {
	case left == 0:
		f.Finish = today
	case mastered > 0:
		f.Finish = today + Day((left*days+mastered-1)/mastered)
	}
	return f
}
