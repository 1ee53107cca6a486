package bot

import (
	"slices"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// Teachers have settings of their own beside those that all have: when they are
// told of their day and of their week, and on which days they are away, so that
// their colleagues are told instead.

// dutyNames are the settings that only teachers have.
var dutyNames = []string{"morning", "digest", "away"}

// mostAway is how many absences are kept, and for how many days one may last.
const (
	mostAway  = 10
	awayMost  = 120
	awayAhead = 365
)

// hasDuties tells whether the speaker teaches, whatever the class.
func (t *turn) hasDuties() (bool, error) {
	classes, err := t.teaches()
	return len(classes) > 0, err
}

// setDuty changes one setting that only teachers have.
func (t *turn) setDuty(what, value string) (changed chat.Markdown, err error) {
	if has, err := t.hasDuties(); err != nil {
		return "", err
	} else if !has {
		return "", t.refuse("role.teacher")
	}
	s, before := &t.me.Settings, t.me.Settings
	switch off := t.saysOff(value); what {
	case "morning":
		minutes, ok := t.ReadClock(value)
		switch {
		case off:
			s.Morning = coach.NoMorning
		case !ok || minutes == 0: // midnight is no morning
			return "", t.mend("settings.morning.how")
		default:
			s.Morning = minutes
		}
	case "digest":
		days, ok := t.ReadWeekdays(value)
		switch {
		case off:
			s.Digest = coach.NoDigest
		case !ok || len(days) != 1:
			return "", t.mend("settings.digest.how")
		default:
			s.Digest = (int(days[0])+6)%7 + 1 // Monday is 1, Sunday 7
		}
	case "away":
		if off {
			s.Away = nil
			break
		}
		h, err := t.daysFree(value)
		if err != nil || h.To-h.From > awayMost || h.To < t.today() || h.From > t.today()+awayAhead {
			return "", t.mend("settings.away.how")
		}
		s.Away = slices.DeleteFunc(slices.Clone(s.Away), func(h coach.Holiday) bool { return h.To < t.today() })
		switch {
		case slices.Contains(s.Away, h):
		case len(s.Away) >= mostAway:
			return "", t.mend("settings.away.many")
		default:
			s.Away = append(s.Away, h)
		}
	}
	if err := t.dutiesChanged(); err != nil {
		*s = before
		return "", err
	}
	return t.Say("settings.changed"), nil
}

// sayDuties are the settings that only teachers have, each with how to change it;
// empty for everybody else.
func (t *turn) sayDuties() (chat.Markdown, error) {
	if has, err := t.hasDuties(); err != nil || !has {
		return "", err
	}
	var away []chat.Markdown
	for _, h := range t.me.Settings.Away {
		if h.To >= t.today() {
			away = append(away, sayDays(t.Printer, h.From, h.To))
		}
	}
	morning, digest := t.Say("form.off"), t.Say("form.off")
	if at, wants := t.me.Settings.MorningAt(); wants {
		morning = t.Clock(at)
	}
	if day, wants := t.me.Settings.DigestOn(); wants {
		digest = t.Weekday(time.Weekday(day % 7))
	}
	return t.Say("settings.teacher", say.Args{
		"Morning": morning, "Digest": digest, "Away": t.And(away),
	}), nil
}

// morningTyped and digestTyped are a teacher's times as they are typed.
func morningTyped(s coach.Settings) string {
	if at, wants := s.MorningAt(); wants {
		return clock(at)
	}
	return isOff
}

func digestTyped(s coach.Settings) string {
	if day, wants := s.DigestOn(); wants {
		return weekdays[day%7]
	}
	return isOff
}

// dutyFields are the fields of the settings that only teachers have.
func (t *turn) dutyFields() ([]chat.Field, error) {
	if has, err := t.hasDuties(); err != nil || !has {
		return nil, err
	}
	digest := chat.Field{Name: "digest", Label: chat.Plain(t.Say("form.digest")), Value: digestTyped(t.me.Settings)}
	for i := range weekdays {
		day := time.Weekday((i + 1) % 7)
		digest.Choices = append(digest.Choices, chat.Choice{Label: t.Weekday(day), Value: weekdays[day]})
	}
	digest.Choices = append(digest.Choices, chat.Choice{Label: t.Say("form.off"), Value: isOff})
	return []chat.Field{
		{Name: "morning", Label: chat.Plain(t.Say("form.morning")), Hint: chat.Plain(t.Say("form.morning.hint")), Value: morningTyped(t.me.Settings)},
		digest,
		{Name: "away", Label: chat.Plain(t.Say("form.away")), Hint: chat.Plain(t.Say("form.class.free.hint")), Optional: true},
	}, nil
}
