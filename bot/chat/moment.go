package chat

import (
	"strconv"
	"strings"
	"time"
)

// scheme begins the address of a moment, before its seconds since 1970.
const scheme = "time:"

// lastMoment is the last second of the year 9999, in Unix time: every platform
// can show what is no later, and a year has four digits.
const lastMoment = 253402300799

// Moment is a point of time in a sentence. words are what stands where a
// platform has no form of its own for one, in the zone of who is spoken to: a
// day, with a time of day ("Mon 16:00") or the one at which it begins, or a time
// alone where the day goes without saying. A platform that has a form of its own
// shows each reader their own clock.
//
// It is a link within this package's Markdown, "[Mon 16:00](time:1763794800)",
// and Blocks makes Run.At of it. Escape and Authored let none through, so that
// a moment is always the program's own.
func Moment(at time.Time, words string) Markdown {
	shown := Escape(strings.Join(strings.Fields(words), " "))
	if at.Unix() < 0 || at.Unix() > lastMoment {
		return shown
	}
	return "[" + shown + "](" + Markdown(momentAddress(at)) + ")"
}

func momentAddress(at time.Time) string { return scheme + strconv.FormatInt(at.Unix(), 10) }

// momentAt reads the address of a moment, exactly as Moment writes it: with a
// backslash or an entity in it, it is any other link.
func momentAt(address string) (at time.Time, ok bool) {
	seconds, ok := strings.CutPrefix(address, scheme)
	if !ok {
		return time.Time{}, false
	}
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || n < 0 || n > lastMoment || strconv.FormatInt(n, 10) != seconds {
		return time.Time{}, false
	}
	return time.Unix(n, 0).UTC(), true
}

// IsMoment tells whether the run is a point of time, r.At.
func (r Run) IsMoment() bool { return !r.At.IsZero() }

// IsClock tells whether the words of a moment are a time of day alone
// ("16:00"), so that whoever shows the moment in another way adds no day.
func (r Run) IsClock() bool {
	return r.IsMoment() && strings.Contains(r.Text, ":") && strings.Trim(r.Text, "0123456789:") == ""
}

// Authored is Markdown that somebody wrote, of a course for instance, in which
// what looks like a moment is a link to nowhere.
func Authored(text string) Markdown {
	m := Markdown(Visible(text)) // of what it leaves out, nothing may hide an address
	if !strings.Contains(string(m), "](") || !strings.Contains(string(m), scheme) {
		return Markdown(text)
	}
	blocks := m.Blocks()
	for i := range blocks {
		for k := range blocks[i].Runs {
			if r := &blocks[i].Runs[k]; r.IsMoment() {
				r.Link, r.At = momentAddress(r.At), time.Time{}
			}
		}
	}
	return write(blocks)
}
