package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// settingNames are what settings can change.
var settingNames = []string{"minutes", "times", "time", "quiet", "zone", "language", "speech", "cap", "pause", "morning", "digest", "away", "on", "off"}

// settings shows how the learner wants to learn, and changes one thing of it.
func (t *turn) settings(rest string) error {
	if rest == "" {
		return t.settingsCard("")
	}
	switch what, value := cut(rest); {
	case what == "off":
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
		expr, ok := when(value)
		if !ok {
			return "", t.mend("settings.times.how")
		}
		s.CheckIn, s.Own = expr, true
	case "quiet":
		from, to, ok := span(value)
		isOff := strings.EqualFold(value, "off")
		if !ok || from == to && !isOff {
			return "", t.mend("settings.quiet.how")
		}
		if awake := (from - to + 24*60) % (24 * 60); !isOff && awake < 60 {
			return "", t.mend("settings.quiet.allday")
		}
		s.QuietFrom, s.QuietTo = from, to
	case "zone":
		if _, err := coach.Zone(value); err != nil {
			return "", err
		}
		s.Zone, s.OwnZone = value, true
	case "language":
		if err := t.chooseLanguage(value); err != nil {
			return "", err
		}
		s.OwnLanguage = true
		if !serves(say.Languages(), s.Language) {
			changed += " " + t.Say("settings.language.mine", say.Args{"Language": t.Name(s.Language)})
		}
	case "speech":
		if !strings.EqualFold(value, "on") && !strings.EqualFold(value, "off") {
			return "", t.mend("settings.speech.how")
		}
		s.Speech = strings.EqualFold(value, "on")
	case "cap":
		n, err := strconv.Atoi(value)
		if err != nil || n < 0 || n > 10 {
			return "", t.mend("settings.cap.how")
		}
		s.Cap = n
	case "morning", "digest", "away":
		return t.setDuty(what, value)
	case "pause":
		until, err := t.until(value)
		if err != nil {
			return "", err
		}
		s.Paused = until
	case "on":
		s.Silent, s.Paused, t.me.Unheard = false, time.Time{}, 0
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

// settingsCard is all settings at once, each with how to change it.
func (t *turn) settingsCard(lead chat.Markdown) error {
	s := t.me.Settings
	times := t.Say("settings.times.none")
	if s.CheckIn != "" {
		times = t.sayTimes(s.CheckIn)
		if t.neverComes(s) {
			times += " " + t.Say("settings.times.quiet")
		}
	}
	quiet := t.Say("settings.quiet.none")
	if s.QuietFrom != s.QuietTo {
		quiet = chat.Markdown(clock(s.QuietFrom) + "-" + clock(s.QuietTo))
	}
	text := t.Say("settings", say.Args{
		"Minutes": s.Minutes, "Times": times, "Quiet": quiet, "Zone": s.Zone, "Language": s.Language, "Speech": s.Speech, "Cap": s.Cap,
	})
	if s.Silent {
		text += "\n- " + t.Say("settings.silent")
	}
	if t.now.Before(s.Paused) {
		text += "\n- " + t.Say("settings.paused", say.Args{"Day": t.moment(s.Paused, "Mon 2 Jan")})
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
	f := strings.Fields(expr)
	if len(f) == 5 && f[2] == "*" && f[3] == "*" {
		minute, err1 := strconv.Atoi(f[0])
		hour, err2 := strconv.Atoi(f[1])
		if err1 == nil && err2 == nil {
			at := clock(hour*60 + minute)
			if f[4] == "*" {
				return t.Say("settings.times.daily", say.Args{"Time": at})
			}
			return t.Say("settings.times.days", say.Args{"Time": at, "Days": strings.ToLower(f[4])})
		}
	}
	return chat.Escape(expr)
}

// clock writes minutes after midnight as 16:05.
func clock(minutes int) string { return fmt.Sprintf("%d:%02d", minutes/60, minutes%60) }

// minutesOf reads 16:05, 16.05 or 16 as minutes after midnight.
func minutesOf(s string) (int, bool) {
	h, m, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(s), ".", ":"), ":")
	hour, err := strconv.Atoi(h)
	minute := 0
	if err == nil && m != "" {
		minute, err = strconv.Atoi(m)
	}
	return hour*60 + minute, err == nil && hour >= 0 && hour < 24 && minute >= 0 && minute < 60
}

// span reads "20:00-7:30".
func span(s string) (from, to int, ok bool) {
	if strings.EqualFold(s, "off") {
		return 0, 0, true
	}
	a, b, found := strings.Cut(strings.ReplaceAll(s, "–", "-"), "-")
	from, ok1 := minutesOf(a)
	to, ok2 := minutesOf(b)
	return from, to, found && ok1 && ok2
}

// when reads "16:00", "16:00 mon-fri", "off", or a cron expression, as a cron
// expression; empty for off.
func when(s string) (expr string, ok bool) {
	if strings.EqualFold(s, "off") {
		return "", true
	}
	f := strings.Fields(s)
	expr = s
	if len(f) == 1 || len(f) == 2 {
		minutes, ok := minutesOf(f[0])
		if !ok {
			return "", false
		}
		days := "*"
		if len(f) == 2 {
			days = strings.ToUpper(strings.ReplaceAll(f[1], "–", "-"))
		}
		expr = fmt.Sprintf("%d %d * * %s", minutes%60, minutes/60, days)
	}
	_, err := coach.ParseCron(expr)
	return expr, err == nil
}

// until reads "3", "3 days" or "2026-12-01" as the moment a pause ends: the
// beginning of a local day.
func (t *turn) until(s string) (time.Time, error) {
	f := strings.Fields(strings.TrimPrefix(strings.ToLower(s), "until "))
	if len(f) == 0 {
		return time.Time{}, t.mend("settings.pause.how")
	}
	day, err := coach.ParseDay(f[0])
	if err != nil {
		n, err := strconv.Atoi(f[0])
		if err != nil || n < 1 || n > 365 {
			return time.Time{}, t.mend("settings.pause.how")
		}
		day = t.today() + coach.Day(n)
	}
	if day <= t.today() {
		return time.Time{}, t.mend("settings.pause.past")
	}
	if day > t.today()+365 {
		return time.Time{}, t.mend("settings.pause.how")
	}
	return day.Start(t.zone), nil
}
