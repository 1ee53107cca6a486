package bot

import (
	"strconv"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
)

// planForm is the learner's own plan, all at once.
func (t *turn) planForm() *chat.Form {
	s := &t.me.Settings
	pace := ""
	if s.Pace > 0 {
		pace = strconv.Itoa(s.Pace)
	}
	minutes := chat.Field{Name: "minutes", Label: chat.Plain(t.Say("form.minutes")), Value: strconv.Itoa(s.Minutes)}
	for _, n := range []int{2, 5, 15} {
		minutes.Choices = append(minutes.Choices, chat.Choice{Label: t.Say("chosen.minutes", say.Args{"N": n}), Value: strconv.Itoa(n)})
	}
	fields := []chat.Field{
		{Name: "times", Label: chat.Plain(t.Say("form.plan.times")), Hint: chat.Plain(t.Say("form.plan.times.hint")), Value: timesTyped(s.CheckIn)},
		{Name: "pace", Label: chat.Plain(t.Say("form.plan.pace")), Hint: chat.Plain(t.Say("form.plan.pace.hint")), Value: pace, Optional: true},
		minutes,
		{Name: "most", Label: chat.Plain(t.Say("form.most")), Value: strconv.Itoa(s.MostADay())},
		{Name: "learns", Label: chat.Plain(t.Say("form.learns")), Value: onIf(s.Learns), Choices: []chat.Choice{
			{Label: t.Say("form.on"), Value: isOn}, {Label: t.Say("form.off"), Value: isOff},
		}},
	}
	if room := t.Platforms[t.to.Platform].MaxFields; room > 0 && len(fields) > room {
		fields = fields[:room]
	}
	return t.form(formPlan, t.Say("form.plan"), t.Say("form.plan.lead"), fields...)
}

// submittedPlan takes a plan from its form: all of it, or nothing if something in
// it cannot be.
func (t *turn) submittedPlan() error {
	was := t.me
	s := was.Settings
	now := map[string]string{
		"times": timesTyped(s.CheckIn), "minutes": strconv.Itoa(s.Minutes), "most": strconv.Itoa(s.MostADay()), "learns": onIf(s.Learns),
	}
	var wrong faults
	for _, what := range []string{"times", "minutes", "most", "learns"} {
		value := strings.TrimSpace(t.ev.Fields[what])
		if value == "" || value == now[what] {
			continue
		}
		if _, err := t.set(what, value); err != nil {
			if err := wrong.addErr(t, what, err); err != nil {
				return err
			}
		}
	}
	if value, given := t.ev.Fields["pace"]; given {
		n, ok := 0, true
		if value = strings.TrimSpace(value); value != "" {
			n, ok = t.ReadNumber(value)
		}
		if !ok {
			wrong.add("pace", t.Say("plan.pace.how"))
		} else if err := t.setPace(n); err != nil {
			if err := wrong.addErr(t, "pace", err); err != nil {
				return err
			}
		}
	}
	if err := wrong.err(); err != nil {
		t.me = was
		return err
	}
	return t.planChanged(t.Say("plan.set"))
}
