package say

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"pacer/coach"
)

// The kinds of words that days and times are said with.
const (
	dayName     = iota // a time.Weekday
	monthName          // a time.Month
	nearDay            // days from today
	unitOfDays         // how many days it has
	halfOfDay          // 0 before noon, 1 after it
	smallNumber        // its value
	onOff              // 1 on, 0 off
	lead               // says nothing by itself: on, by, until
	next               // not today: next Friday
	rangeMark          // to
	alsoMark           // and
	ofMark             // the 20th of December, diciembre de 2026
	ordinalMark        // 20th, 20.
	hourMark           // 16 h 30
	minuteMark
	setOfDays // everyDay, schoolDays, weekend
	kindsOfNames
)

// Sets of days of the week, as they are numbered in a vocabulary.
const (
	everyDay = iota
	schoolDays
	weekend
)

// vocabulary are the words that a language says days and times with, and
// English ones besides.
type vocabulary struct {
	kinds   [kindsOfNames]map[string]int // folded
	longest [kindsOfNames]int            // in characters
}

// newVocabulary reads the words of a language's file.
func newVocabulary(p, english *Printer) (*vocabulary, error) {
	v := new(vocabulary)
	for i := range v.kinds {
		v.kinds[i] = make(map[string]int)
	}
	if err := v.learn(p, false); err != nil {
		return nil, err
	}
	if english == p {
		return v, nil
	}
	return v, v.learn(english, true)
}

// learn takes in the words of a file; those of a guest only where they are not
// taken: Mar is March in English, and Tuesday in French.
func (v *vocabulary) learn(p *Printer, asGuest bool) error {
	add := func(kind, value int, names ...string) {
		for _, name := range names {
			f := fold(name).text
			if kind <= monthName && len(f) > 0 && f[len(f)-1] == '.' {
				f = f[:len(f)-1] // may stand or not
			}
			_, taken := v.kinds[kind][string(f)]
			if asGuest && kind <= monthName {
				_, other := v.kinds[monthName-kind][string(f)]
				taken = taken || other
			}
			if len(f) > 0 && !taken {
				v.kinds[kind][string(f)] = value
				v.longest[kind] = max(v.longest[kind], len(f))
			}
		}
	}
	list := func(kind, value int, key string) { add(kind, value, namesOf(p.texts[key])...) }
	groups := func(kind, size, first int, key string) error {
		all := strings.FieldsFunc(" "+strings.ReplaceAll(p.texts[key], ";", " ; ")+" ", func(r rune) bool { return r == ';' || r == '\uff1b' || r == '؛' })
		if len(all) != size {
			return fmt.Errorf("%s has %d groups between semicolons, wanted %d", key, len(all), size)
		}
		for i, g := range all {
			add(kind, (first+i)%size, namesOf(g)...)
		}
		return nil
	}
	for d := range 7 {
		add(dayName, d, p.calendar.days[d], p.calendar.shortDays[d], p.calendar.everyDays[d])
	}
	for m := range 12 {
		add(monthName, m, p.calendar.months[m], p.calendar.shortMonths[m])
	}
	add(halfOfDay, 0, p.calendar.halves[0])
	add(halfOfDay, 1, p.calendar.halves[1])
	list(halfOfDay, 0, "read.am")
	list(halfOfDay, 1, "read.pm")
	list(nearDay, 0, "read.today")
	list(nearDay, 1, "read.tomorrow")
	list(nearDay, 2, "read.overmorrow")
	list(unitOfDays, 1, "read.day")
	list(unitOfDays, 7, "read.week")
	for i, name := range namesOf(p.texts["read.numbers"]) {
		add(smallNumber, i+1, name)
	}
	list(smallNumber, 1, "read.a")
	list(onOff, 1, "read.on")
	list(onOff, 0, "read.off")
	list(lead, 0, "read.lead")
	list(next, 0, "read.next")
	list(rangeMark, 0, "read.to")
	list(alsoMark, 0, "read.and")
	list(ofMark, 0, "read.of")
	list(ordinalMark, 0, "read.ordinal")
	list(hourMark, 0, "read.hour")
	list(minuteMark, 0, "read.minute")
	list(setOfDays, everyDay, "read.everyday")
	list(setOfDays, schoolDays, "read.weekdays")
	list(setOfDays, weekend, "read.weekend")
	if err := groups(dayName, 7, 1, "read.days"); err != nil {
		return err
	}
	return groups(monthName, 12, 0, "read.months")
}

// reading goes through what somebody typed.
type reading struct {
	folded
	*vocabulary
	i int // the next character
}

func (p *Printer) read(s string) *reading { return &reading{folded: fold(s), vocabulary: p.vocabulary} }

func (r *reading) isOver() bool { return r.i >= len(r.text) }

// rest is what was not read, as it was typed.
func (r *reading) rest() string { return strings.TrimSpace(r.whole[r.at[min(r.i, len(r.text))]:]) }

// skip goes past spaces and any of some marks.
func (r *reading) skip(marks string) {
	for !r.isOver() && (unicode.IsSpace(r.text[r.i]) || strings.ContainsRune(marks, r.text[r.i])) {
		r.i++
	}
}

// mark reads one of some marks, with spaces around it.
func (r *reading) mark(marks string) bool {
	at := r.i
	r.skip("")
	if r.isOver() || !strings.ContainsRune(marks, r.text[r.i]) {
		r.i = at
		return false
	}
	r.i++
	r.skip("")
	return true
}

// name reads a word of a kind, the longest there is, which must not go on.
func (r *reading) name(kind int) (value int, ok bool) {
	for n := min(r.longest[kind], len(r.text)-r.i); n > 0; n-- {
		value, known := r.kinds[kind][string(r.text[r.i:r.i+n])]
		if !known {
			continue
		}
		last, end := r.text[r.i+n-1], r.i+n
		isPrefix := n == 1 && kind >= lead && unicode.In(last, unicode.Arabic, unicode.Hebrew) // "and" is written together with what follows
		if end < len(r.text) && !isPrefix && unicode.IsLetter(last) && unicode.IsLetter(r.text[end]) && !isSpaceless(last) && !isSpaceless(r.text[end]) {
			continue
		}
		r.i = end
		if end < len(r.text) && r.text[end] == '.' && unicode.IsLetter(last) && kind <= monthName {
			r.i++ // an abbreviation
		}
		return value, true
	}
	return 0, false
}

// passing reads words of a kind as long as there are any.
func (r *reading) passing(kind int) (any bool) {
	for {
		r.skip("")
		if _, ok := r.name(kind); !ok {
			return any
		}
		any = true
		r.skip("")
	}
}

// number reads digits, at most so many.
func (r *reading) number(most int) (n, length int) {
	for !r.isOver() && r.text[r.i] >= '0' && r.text[r.i] <= '9' {
		if length == most {
			r.i -= length
			return 0, 0
		}
		n = 10*n + int(r.text[r.i]-'0')
		r.i++
		length++
	}
	return n, length
}

// try goes back to where it stood unless something could be read.
func (r *reading) try(read func() bool) bool {
	at := r.i
	if read() {
		return true
	}
	r.i = at
	return false
}

// ReadDay reads a day at the beginning of what somebody typed, in the printer's
// language or in English: 2026-12-20, Friday (the next one, today if it is one),
// 20 December, 20/12/2026, tomorrow, in 3 days. The day comes first, then the
// month, as in Europe. A date without a year is the next of that name from
// today on. Rest is what follows.
func (p *Printer) ReadDay(s string, today coach.Day) (day coach.Day, rest string, ok bool) {
	r := p.read(s)
	if day, ok = r.day(today); !ok {
		return 0, s, false
	}
	return day, r.rest(), true
}

// ReadDays reads one day or the first and the last of several, as ReadDay reads
// them: 2026-12-21 2027-01-06, from Monday to Friday, 21 December to 6 January. A
// last day without a year or a month of its own is the next from the first on.
func (p *Printer) ReadDays(s string, today coach.Day) (from, to coach.Day, ok bool) {
	r := p.read(s)
	if from, ok = r.day(today); !ok {
		return 0, 0, false
	}
	r.skip(",،")
	if r.isOver() {
		return from, from, true
	}
	if !r.mark("-~") {
		r.passing(rangeMark)
	}
	if to, ok = r.day(from); !ok {
		return 0, 0, false
	}
	r.skip("")
	return from, to, r.isOver()
}

// FindDate is the first date that stands somewhere in words, as 2026-12-20 or
// with the name of a month. Days of the week are no dates.
func (p *Printer) FindDate(words string, today coach.Day) (day coach.Day, ok bool) {
	r := p.read(words)
	for i := range r.text {
		if i > 0 && !isSpaceless(r.text[i]) && !isSpaceless(r.text[i-1]) && isWordlike(r.text[i-1]) && (isWordlike(r.text[i]) || r.text[i-1] >= '0' && r.text[i-1] <= '9') {
			continue // within a word or a number
		}
		r.i = i
		if r.try(func() bool { day, ok = r.isoDate(); return ok }) || r.try(func() bool { day, ok = r.namedDate(today); return ok }) {
			return day, true
		}
	}
	return 0, false
}

func isWordlike(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func (r *reading) day(today coach.Day) (day coach.Day, ok bool) {
	r.skip("")
	if n, ok := r.name(nearDay); ok { // before "after", with which "after tomorrow" begins
		return today + coach.Day(n), true
	}
	r.passing(lead)
	isNext := r.passing(next)
	switch {
	case r.try(func() bool { day, ok = r.isoDate(); return ok }),
		r.try(func() bool { day, ok = r.inDays(today); return ok }),
		r.try(func() bool { day, ok = r.namedDate(today); return ok }),
		r.try(func() bool { day, ok = r.numericDate(today); return ok }):
		return day, true
	}
	if n, ok := r.name(nearDay); ok {
		return today + coach.Day(n), true
	}
	weekday, ok := r.name(dayName)
	if !ok {
		return 0, false
	}
	// Friday, 20 December: the date counts.
	if r.try(func() bool {
		r.skip(",،")
		r.passing(lead)
		day, ok = r.namedDate(today)
		return ok
	}) {
		return day, true
	}
	ahead := (weekday - int(today.Weekday()) + 7) % 7
	if ahead == 0 && isNext {
		ahead = 7
	}
	return today + coach.Day(ahead), true
}

// inDays reads "3 days", "a week".
func (r *reading) inDays(today coach.Day) (coach.Day, bool) {
	n, length := r.number(3)
	if length == 0 {
		var ok bool
		if n, ok = r.name(smallNumber); !ok {
			return 0, false
		}
	}
	r.skip("")
	unit, ok := r.name(unitOfDays)
	return today + coach.Day(n*unit), ok
}

// isoDate reads 2026-12-20, also with . or / between.
func (r *reading) isoDate() (coach.Day, bool) {
	year, length := r.number(4)
	if length != 4 || !r.mark("-./") {
		return 0, false
	}
	month, length := r.number(2)
	if length == 0 || !r.mark("-./") {
		return 0, false
	}
	day, length := r.number(2)
	if length == 0 || !r.isOver() && r.text[r.i] >= '0' && r.text[r.i] <= '9' {
		return 0, false
	}
	return dateOf(year, month, day)
}

// numericDate reads 20.12., 20/12/2026.
func (r *reading) numericDate(today coach.Day) (coach.Day, bool) {
	day, length := r.number(2)
	if length == 0 || !r.mark("./-") {
		return 0, false
	}
	month, length := r.number(2)
	if length == 0 {
		return 0, false
	}
	year := 0
	if r.try(func() bool { year, length = r.marked(); return length == 4 || length == 2 }) {
		if length == 2 {
			year += 2000
		}
		return dateOf(year, month, day)
	}
	r.mark(".")
	return nextOf(month, day, today)
}

func (r *reading) marked() (n, length int) {
	if !r.mark("./-") {
		return 0, 0
	}
	return r.number(4)
}

// namedDate reads a date with the name of its month: 20 December 2026, December
// 20th, 2026年12月20日.
func (r *reading) namedDate(today coach.Day) (coach.Day, bool) {
	year, day, length := 0, 0, 0
	r.try(func() bool { // the year first
		year, length = r.number(4)
		r.passing(ofMark)
		_, isMonth := r.peek(monthName)
		return length == 4 && isMonth
	})
	if r.isOver() {
		return 0, false
	}
	if length != 4 {
		year = 0
	}
	month, monthFirst := r.name(monthName)
	if !monthFirst {
		if day, length = r.number(2); length == 0 {
			return 0, false
		}
		r.name(ordinalMark)
		r.passing(ofMark)
		var ok bool
		if month, ok = r.name(monthName); !ok {
			return 0, false
		}
	} else {
		r.skip("")
		r.passing(ofMark)
		if day, length = r.number(2); length == 0 {
			return 0, false
		}
		r.name(ordinalMark)
	}
	if year == 0 {
		r.try(func() bool {
			r.skip(",،")
			r.passing(ofMark)
			year, length = r.number(4)
			r.try(func() bool { return r.passing(ofMark) }) // 2026 г.
			return length == 4
		})
		if length != 4 {
			year = 0
		}
	}
	r.try(func() bool { // 11月23日星期一
		r.skip("")
		_, ok := r.name(dayName)
		return ok
	})
	if year == 0 {
		return nextOf(month+1, day, today)
	}
	return dateOf(year, month+1, day)
}

// peek looks whether a word of a kind comes next.
func (r *reading) peek(kind int) (value int, ok bool) {
	at := r.i
	value, ok = r.name(kind)
	r.i = at
	return value, ok
}

// dateOf is the day of a date; ok is false where there is none, as 31 February.
func dateOf(year, month, day int) (coach.Day, bool) {
	at := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if at.Day() != day || int(at.Month()) != month || at.Year() != year {
		return 0, false
	}
	return coach.DayOf(at, time.UTC), true
}

// nextOf is the next day of that name, today included. The 29th of February may
// be four years ahead, or eight.
func nextOf(month, day int, today coach.Day) (coach.Day, bool) {
	year := today.Start(time.UTC).Year()
	for y := year; y <= year+8; y++ {
		if d, ok := dateOf(y, month, day); ok && d >= today {
			return d, true
		}
	}
	return 0, false
}

// ReadWeekdays reads days of the week: mon-fri, Mondays and Thursdays, every day.
// They come sorted as time.Weekday is, each once.
func (p *Printer) ReadWeekdays(s string) ([]time.Weekday, bool) {
	r := p.read(s)
	days, ok := r.weekdays()
	return days, ok && r.isOver()
}

func (r *reading) weekdays() (days []time.Weekday, ok bool) {
	var on [7]bool
	any := false
	for {
		r.skip(",،、;/+&")
		if r.isOver() {
			break
		}
		if set, ok := r.name(setOfDays); ok {
			for d := range on {
				isWeekend := d == int(time.Saturday) || d == int(time.Sunday)
				on[d] = on[d] || set == everyDay || isWeekend == (set == weekend)
			}
			any = true
			continue
		}
		from, ok := r.name(dayName)
		if !ok {
			if _, ok = r.name(lead); !ok {
				_, ok = r.name(alsoMark)
			}
			if !ok {
				break
			}
			continue
		}
		to := from
		r.try(func() bool {
			if !r.mark("-~") && !r.passing(rangeMark) {
				return false
			}
			r.passing(lead)
			last, ok := r.name(dayName)
			if ok {
				to = last
			}
			return ok
		})
		for d := from; ; d = (d + 1) % 7 {
			on[d] = true
			if d == to {
				break
			}
		}
		any = true
	}
	for d, isOn := range on {
		if isOn {
			days = append(days, time.Weekday(d))
		}
	}
	return days, any
}

// ReadClock reads a time of day: 16:05, 16.05, 16h05, 16, 4 p.m., 下午4点; in minutes
// after midnight.
func (p *Printer) ReadClock(s string) (minutes int, ok bool) {
	r := p.read(s)
	minutes, ok = r.clock()
	r.skip("")
	return minutes, ok && r.isOver()
}

func (r *reading) clock() (minutes int, ok bool) {
	r.passing(lead)
	half, halved := r.name(halfOfDay)
	r.skip("")
	hour, length := r.number(2)
	if length == 0 {
		return 0, false
	}
	minute := 0
	if !r.try(func() bool { // 16:05
		if r.isOver() || !strings.ContainsRune(":.", r.text[r.i]) {
			return false
		}
		r.i++
		minute, length = r.number(2)
		return length == 2
	}) {
		minute = 0
		if r.passing(hourMark) {
			if !r.try(func() bool { minute, length = r.number(2); return length > 0 }) {
				minute = 0
			}
		}
	}
	r.passing(minuteMark)
	r.passing(hourMark) // 16.05 Uhr
	if !halved {
		r.skip("")
		half, halved = r.name(halfOfDay)
	}
	if halved {
		if hour < 1 || hour > 12 && half == 0 {
			return 0, false
		}
		if hour <= 12 {
			hour = hour%12 + 12*half
		}
	}
	return hour*60 + minute, hour < 24 && minute < 60
}

// ReadHours reads a stretch of the day: 20:00-7:30, 8 pm to 7 am; in minutes after
// midnight.
func (p *Printer) ReadHours(s string) (from, to int, ok bool) {
	r := p.read(s)
	if from, ok = r.clock(); !ok || !r.mark("-~") && !r.passing(rangeMark) {
		return 0, 0, false
	}
	to, ok = r.clock()
	r.skip("")
	return from, to, ok && r.isOver()
}

// ReadTimes reads a time of day, and on which days of the week: 16:00, 16:00
// mon-fri, Mondays at 16:00. Without days it is every day.
func (p *Printer) ReadTimes(s string) (minutes int, days []time.Weekday, ok bool) {
	r := p.read(s)
	hasDays := false
	if !r.try(func() bool { minutes, ok = r.clock(); return ok }) {
		if days, hasDays = r.weekdays(); !hasDays {
			return 0, nil, false
		}
		r.skip(",،")
		minutes, ok = r.clock()
	}
	r.skip(",،")
	if !hasDays && !r.isOver() {
		days, ok = r.weekdays()
	}
	r.skip("")
	if !hasDays && len(days) == 0 {
		days = []time.Weekday{0, 1, 2, 3, 4, 5, 6}
	}
	return minutes, days, ok && r.isOver()
}

// ReadOnOff reads whether something shall be: on, yes; off, no.
func (p *Printer) ReadOnOff(s string) (on, ok bool) {
	if word, rest, heard := p.Heard(s); heard && rest == "" && (word == "yes" || word == "no") {
		return word == "yes", true
	}
	value, ok := p.vocabulary.kinds[onOff][normal(s)]
	return value == 1, ok
}

// ReadNumber reads a whole number from 0 on, in the digits of any script or, up
// to ten, in words.
func (p *Printer) ReadNumber(s string) (n int, ok bool) {
	r := p.read(strings.TrimSpace(s))
	if n, length := r.number(6); length > 0 {
		return n, r.isOver()
	}
	n, ok = r.name(smallNumber)
	return n, ok && r.isOver()
}

// Numerals writes digits of any script as 0 to 9, for what is compared or parsed
// letter by letter; the rest stays as it is.
func Numerals(s string) string {
	if !slices.ContainsFunc([]rune(s), func(r rune) bool { return r > unicode.MaxASCII && unicode.IsDigit(r) }) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if d, ok := digitOf(r); ok {
			return '0' + rune(d)
		}
		return r
	}, s)
}
