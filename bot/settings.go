package bot

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// settingNames are what settings can change.
var settingNames = []string{"minutes", "times", "time", "quiet", "zone", "language", "speech", "thoughts", "cap", "most", "learns", "count", "pause", "morning", "digest", "away", "on", "off"}

// settings shows how the learner wants to learn, and changes one thing of it.
func (t *turn) settings(rest string) error {
	if rest == "" {
		return t.settingsCard("")
	}
	switch what, value := cut(rest); {
	case t.saysOff(what):
		return t.silence()
	case what == wordWorkspace:
		return t.whichHere()
	case !slices.Contains(settingNames, what):
		return t.settingsCard(t.Say("settings.unknown", say.Args{"What": what}))
	default:
		changed, err := t.set(what, value)
		if err != nil {
			return err
		}
		return t.afterSetting(changed)
	}
}

// afterSetting makes what was set hold, and shows it.
func (t *turn) afterSetting(changed chat.Markdown) error {
	if err := t.settle(); err != nil {
		return err
	}
	if err := t.plan(); err != nil {
		return err
	}
	return t.settingsCard(changed)
}

// set changes one setting of the person, and says so. What cannot be set is an
// error, and changes nothing.
func (t *turn) set(what, value string) (changed chat.Markdown, err error) {
	s, changed := &t.me.Settings, t.Say("settings.changed")
	switch what {
	case "minutes":
		first, _ := cut(value) // "5 minutes" will do
		n, err := strconv.Atoi(first)
		if err != nil || n != 2 && n != 5 && n != 15 {
			return "", t.mend("settings.minutes.how")
		}
		s.Minutes = n
	case "times", "time":
		expr, ok := t.readSchedule(value)
		if !ok {
			return "", t.mend("settings.times.how")
		}
		s.CheckIn, s.Own = expr, true
	case "quiet":
		from, to, ok := t.readQuiet(value)
		isOff := t.saysOff(value)
		if !ok || from == to && !isOff {
			return "", t.mend("settings.quiet.how")
		}
		if awake := (from - to + 24*60) % (24 * 60); !isOff && awake < 60 {
			return "", t.mend("settings.quiet.allday")
		}
		s.QuietFrom, s.QuietTo = from, to
	case "zone":
		if _, err := coach.Zone(value); err != nil {
			return "", t.mend("settings.zone.how", say.Args{"Zone": first(value)})
		}
		s.Zone, s.OwnZone = value, true
	case "language":
		if err := t.chooseLanguage(value); err != nil {
			return "", err
		}
		s.OwnLanguage = true
		t.Printer = say.In(s.Language) // it is said in the language that was chosen
		changed = t.Say("settings.changed")
		if !serves(say.Languages(), s.Language) {
			changed = t.Sentences(changed, t.Say("settings.language.mine", say.Args{"Language": t.Name(s.Language)}))
		}
	case "speech":
		on, ok := t.ReadOnOff(value)
		if !ok {
			return "", t.mend("settings.speech.how")
		}
		s.Speech = on
	case "cap":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || n > 10 {
			return "", t.mend("settings.cap.how")
		}
		s.Cap = n
	case "morning", "digest", "away":
		return t.setDuty(what, value)
	case "thoughts":
		rate, ok := t.rateNamed(value)
		if !ok {
			return "", t.mend("settings.thoughts.how")
		}
		t.wantThoughts(rate)
		changed = t.sayRate()
	case "pause":
		until, err := t.until(value)
		if err != nil {
			return "", err
		}
		t.pauseUntil(coach.DayOf(until, t.zone))
	case "most":
		n, ok := t.ReadNumber(value)
		if !ok || n < mostLeast || n > mostMost {
			return "", t.mend("settings.most.how")
		}
		s.Most = n
	case "learns", "count":
		on, ok := t.ReadOnOff(value)
		switch {
		case !ok && what == "learns":
			return "", t.mend("settings.learns.how")
		case !ok:
			return "", t.mend("settings.count.how")
		case what == "learns":
			s.Learns = on
		default:
			s.Uncounted = !on
		}
	case "on":
		s.Silent, s.Paused, t.me.Unheard, t.me.Enough = false, time.Time{}, 0, 0
		s.Return(t.today())
		return changed, t.wake()
	}
	return changed, nil
}

// wake makes the alerts be looked at that waited while a teacher wanted no
// messages.
func (t *turn) wake() error {
	classes, err := t.teaches()
	if err != nil || len(classes) == 0 {
		return err
	}
	return t.pingLater(&t.me, t.now)
}

// The fewest and the most questions that can be enough for a day.
const (
	mostLeast = 5
	mostMost  = 200
)

// settingsCard is all settings at once, each with how to change it.
func (t *turn) settingsCard(lead chat.Markdown) error {
	s := t.me.Settings
	times := t.Say("settings.times.none")
	if s.CheckIn != "" {
		times = t.sayTimes(s.CheckIn)
		if t.neverComes(s) {
			times = t.Sentences(times, t.Say("settings.times.quiet"))
		}
	}
	quiet := t.Say("settings.quiet.none")
	if s.QuietFrom != s.QuietTo {
		quiet = t.Hours(s.QuietFrom, s.QuietTo)
	}
	text := t.Say("settings", say.Args{
		"Minutes": s.Minutes, "Times": times, "Quiet": quiet, "Zone": s.Zone, "Language": t.Name(s.Language), "Speech": s.Speech, "Cap": s.Cap,
		"Learns": s.Learns, "Most": s.MostADay(), "Counted": !s.Uncounted,
	})
	if s.Silent {
		text += "\n- " + t.Say("settings.silent")
	}
	if t.now.Before(s.Paused) {
		text += "\n- " + t.Say("settings.paused", say.Args{"Day": t.moment(s.Paused, onDay)})
	}
	duties, err := t.sayDuties()
	if err != nil {
		return err
	}
	if duties != "" {
		text += "\n\n" + duties
	}
	if lead != "" {
		text = lead + "\n\n" + text
	}
	change := chat.Choice{Label: t.Say("press.change"), Value: formSettings, Opens: true}
	return t.telling(text+"\n\n"+t.Say("settings.next"), t.saying(wordPractice), change)
}

// neverComes tells whether the next check-in falls so deep into quiet hours that
// it would be left out: then all of them do, or many.
func (t *turn) neverComes(s coach.Settings) bool {
	c, err := coach.ParseCron(s.CheckIn)
	if err != nil {
		return false
	}
	at, _ := c.Next(t.now, t.zone)
	quiet, end := s.InQuiet(at, t.zone)
	return !at.IsZero() && quiet && end.Sub(at) > catchUp
}

// sayTimes says a cron expression in words where it is a daily time, and as it
// stands where it is not.
func (t *turn) sayTimes(expr string) chat.Markdown {
	at, days, ok := weekOf(expr)
	switch {
	case !ok:
		return chat.Escape(expr)
	case len(days) == 7:
		return t.Say("settings.times.daily", say.Args{"Time": t.Clock(at)})
	}
	return t.Say("settings.times.days", say.Args{"Time": t.Clock(at), "Days": t.Weekdays(days)})
}

// clock writes minutes after midnight as 16:05.
func clock(minutes int) string { return fmt.Sprintf("%d:%02d", minutes/60, minutes%60) }

// until reads "3", "3 days", "Friday" or "2026-12-01" as the moment a pause ends: the
// beginning of a local day.
func (t *turn) until(s string) (time.Time, error) {
	day, rest, ok := t.ReadDay(s, t.today())
	if n, isNumber := t.ReadNumber(s); isNumber && n > 0 { // "3" is 3 days
		day, ok = t.today()+coach.Day(n), true
	} else if rest != "" {
		ok = false
	}
	if !ok {
		return time.Time{}, t.mend("settings.pause.how")
	}
	if day <= t.today() {
		return time.Time{}, t.mend("settings.pause.past")
	}
	if day > t.today()+365 {
		return time.Time{}, t.mend("settings.pause.how")
	}
	return day.Start(t.zone), nil
}
