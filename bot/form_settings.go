package bot

import (
	"slices"
	"strconv"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// setOn is the field that turns the coach's writing first on and off; the other
// fields of the form are named as what is said after "settings".
const (
	setOn  = "on"
	isOn   = "on"
	isOff  = "off"
	mostOf = 10 // messages a day that the coach begins
)

// settingsForm is how the person learns, to be changed all at once: what is
// changed most often first, since some forms have room for little.
func (t *turn) settingsForm() (*chat.Form, error) {
	languages, err := t.languages()
	if err != nil {
		return nil, err
	}
	s := t.me.Settings
	onOff := []chat.Choice{{Label: t.Say("form.on"), Value: isOn}, {Label: t.Say("form.off"), Value: isOff}}
	minutes := chat.Field{Name: "minutes", Label: chat.Plain(t.Say("form.minutes")), Value: strconv.Itoa(s.Minutes)}
	for _, n := range []int{2, 5, 15} {
		minutes.Choices = append(minutes.Choices, chat.Choice{Label: t.Say("chosen.minutes", say.Args{"N": n}), Value: strconv.Itoa(n)})
	}
	language := chat.Field{Name: "language", Label: chat.Plain(t.Say("form.language")), Value: s.Language}
	if slices.Contains(languages, s.Language) && len(languages) <= mostChosen {
		for _, tag := range languages {
			language.Choices = append(language.Choices, chat.Choice{Label: chat.Escape(t.Name(tag)), Value: tag})
		}
	}
	limit := chat.Field{Name: "cap", Label: chat.Plain(t.Say("form.cap")), Value: strconv.Itoa(s.Cap)}
	for n := range mostOf + 1 {
		limit.Choices = append(limit.Choices, chat.Choice{Label: chat.Markdown(strconv.Itoa(n)), Value: strconv.Itoa(n)})
	}
	fields := []chat.Field{
		minutes,
		{Name: "times", Label: chat.Plain(t.Say("form.times")), Hint: chat.Plain(t.Say("form.times.hint")), Value: timesTyped(s.CheckIn)},
		{Name: "quiet", Label: chat.Plain(t.Say("form.quiet")), Hint: chat.Plain(t.Say("form.quiet.hint")), Value: quietTyped(s)},
		{Name: "zone", Label: chat.Plain(t.Say("form.zone")), Hint: "Europe/Berlin", Value: s.Zone, Optional: s.Zone == ""},
		language,
		{Name: setOn, Label: chat.Plain(t.Say("form.first")), Choices: onOff, Value: onIf(!s.Silent)},
		limit,
		{Name: "speech", Label: chat.Plain(t.Say("form.speech")), Choices: onOff, Value: onIf(s.Speech)},
		{Name: "learns", Label: chat.Plain(t.Say("form.learns")), Choices: onOff, Value: onIf(s.Learns)},
		{Name: "count", Label: chat.Plain(t.Say("form.count")), Choices: onOff, Value: onIf(!s.Uncounted)},
		{Name: "most", Label: chat.Plain(t.Say("form.most")), Value: strconv.Itoa(s.MostADay())},
		{Name: "pause", Label: chat.Plain(t.Say("form.pause")), Hint: chat.Plain(t.Say("form.pause.hint")), Optional: true},
	}
	duties, err := t.dutyFields()
	if err != nil {
		return nil, err
	}
	fields = append(fields, duties...)
	if room := t.Platforms[t.to.Platform].MaxFields; room > 0 && len(fields) > room {
		fields = fields[:room]
	}
	return t.form(formSettings, t.Say("form.settings"), "", fields...), nil
}

// submittedSettings takes what was changed of the settings: all of it, or
// nothing if something in it cannot be.
func (t *turn) submittedSettings() error {
	was := t.me
	var wrong faults
	s := was.Settings
	now := map[string]string{
		"minutes": strconv.Itoa(s.Minutes), "times": timesTyped(s.CheckIn), "quiet": quietTyped(s), "zone": s.Zone,
		"language": s.Language, "cap": strconv.Itoa(s.Cap), "speech": onIf(s.Speech), "pause": "",
		"learns": onIf(s.Learns), "count": onIf(!s.Uncounted), "most": strconv.Itoa(s.MostADay()),
		"morning": morningTyped(s), "digest": digestTyped(s), "away": "",
	}
	changed := t.Say("form.settings.same")
	for _, what := range settingNames {
		value, given := t.ev.Fields[what]
		value = strings.TrimSpace(value)
		if stands, isField := now[what]; !given || !isField || value == stands || value == "" {
			continue
		}
		said, err := t.set(what, value)
		if err == nil {
			changed = said
		} else if err := wrong.addErr(t, what, err); err != nil {
			return err
		}
	}
	if err := wrong.err(); err != nil {
		t.me = was
		return err
	}
	switch first := t.ev.Fields[setOn]; {
	case first == isOff && !s.Silent:
		t.me.Settings.Silent, t.me.Offered = true, false
		changed = t.Say("settings.changed")
	case first == isOn && s.Silent:
		var err error
		if changed, err = t.set("on", ""); err != nil {
			return err
		}
	}
	return t.afterSetting(changed)
}

func onIf(on bool) string {
	if on {
		return isOn
	}
	return isOff
}

// quietTyped are quiet hours as they are typed.
func quietTyped(s coach.Settings) string {
	if s.QuietFrom == s.QuietTo {
		return isOff
	}
	return clock(s.QuietFrom) + "-" + clock(s.QuietTo)
}

// timesTyped is a cron expression as it is typed, which when reads: a daily
// time, with days if it has them, where it is no more than that.
func timesTyped(expr string) string {
	if expr == "" {
		return isOff
	}
	f := strings.Fields(expr)
	if len(f) != 5 || f[2] != "*" || f[3] != "*" {
		return expr
	}
	minute, err1 := strconv.Atoi(f[0])
	hour, err2 := strconv.Atoi(f[1])
	switch {
	case err1 != nil || err2 != nil:
		return expr
	case f[4] == "*":
		return clock(hour*60 + minute)
	}
	return clock(hour*60+minute) + " " + strings.ToLower(f[4])
}
