package bot

import (
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
)

// Every decision about an alert can be asked for: why this one was told, on what
// facts, by which limits, to whom and when; and why another was not.

// whyOf answers "alert why", about an alert by its short ID or a learner by name.
func (t *turn) whyOf(open []alert.Alert, words string) error {
	id := strings.ToLower(strings.TrimSpace(words))
	for i := range open {
		if short(open[i].ID) == id {
			return t.whyAlert(&open[i])
		}
	}
	if a, ok, err := t.endedOf(id); err != nil || ok {
		if err != nil {
			return err
		}
		return t.whyAlert(&a)
	}
	class, err := t.teaching()
	if err != nil {
		return err
	}
	return t.classWhy(class, words)
}

// whyAlert tells why somebody was told of an alert, or was not yet.
func (t *turn) whyAlert(a *alert.Alert) error {
	text, err := t.whyLines(a)
	if err != nil {
		return err
	}
	return t.tell(text + "\n\n" + t.Say("told.next", say.Args{"ID": short(a.ID)}))
}

// whyLines are the facts of an alert, the limits of its rule, who was told when
// and for which reason, and what is decided about it for the speaker now.
func (t *turn) whyLines(a *alert.Alert) (chat.Markdown, error) {
	name, err := t.about(a)
	if err != nil {
		return "", err
	}
	text := t.Say("told.head", say.Args{"Name": name, "What": t.sayRule(t.Printer, a), "Time": t.moment(a.Raised, onDayAt)})
	for _, line := range t.evidence(t.Printer, a) {
		text += "\n- " + line
	}
	if a.Person != "" && a.Class != "" && !isSaid(a.Rule) {
		verdicts, err := t.verdicts(a.Person, a.Class, a.Skill)
		if err != nil {
			return "", err
		}
		for i := range verdicts {
			if v := &verdicts[i]; v.Rule == a.Rule {
				text += "\n- " + t.sayMeasures(v)
			}
		}
	}
	for _, told := range a.Told {
		who, err := t.tx.Person(told.To)
		if err != nil {
			return "", err
		}
		text += "\n- " + t.Say("told.line", say.Args{"Name": who.Name, "Time": t.moment(told.At, onDayAt), "Why": t.sayDecided(told.Reason)})
	}
	if a.State != alert.Resolved {
		text += "\n- " + t.sayResolves(t.Printer, a)
	}
	is, err := t.decisionOn(a)
	if err != nil || is == nil || is.Channel == alert.Ping {
		return text, err
	}
	args := say.Args{"Why": t.sayDecided(is.Reason)}
	if !is.Until.IsZero() {
		args["Time"] = t.moment(is.Until, onDayAt)
		return text + "\n- " + t.Say("told.now.until", args), nil
	}
	return text + "\n- " + t.Say("told.now", args), nil
}

// decisionOn is what is decided about an alert for the speaker now; nil of one
// that is not decided about.
func (t *turn) decisionOn(a *alert.Alert) (*alert.Decision, error) {
	if a.Class == "" || a.State == alert.Resolved {
		return nil, nil
	}
	d, open, err := t.desk(&t.me)
	if err != nil {
		return nil, err
	}
	for _, is := range alert.Judge(open, d) {
		if is.Alert == a.ID {
			return &is, nil
		}
	}
	return nil, nil
}

// classWhy tells of a learner what each rule has measured, and why it speaks or
// does not: "NAME", or "NAME, SKILL".
func (t *turn) classWhy(class coach.Class, rest string) error {
	name, what, _ := cutAt(rest, commas)
	if name == "" {
		return t.mend("told.how")
	}
	p, err := t.learner(class, name)
	if err != nil {
		return err
	}
	skill := ""
	if what != "" {
		var ok bool
		if skill, ok = t.findSkill(class, what); !ok {
			return t.mend("class.level.skill", say.Args{"Skill": what, "Skills": t.skillList(class)})
		}
	}
	verdicts, err := t.verdicts(p.ID, class.ID, skill)
	if err != nil {
		return err
	}
	text := t.Say("told.rules", say.Args{"Name": p.Name})
	for i := range verdicts {
		text += "\n- " + t.sayVerdict(&verdicts[i])
	}
	if len(verdicts) == 0 {
		text += "\n" + t.Say("told.nothing")
	}
	return t.tell(text + "\n\n" + t.Say("told.rules.next", say.Args{"Name": p.Name}))
}

// verdicts are what every rule makes of a learner now. The rules about one skill
// look at the one named, else at the one tried last.
func (t *turn) verdicts(person, classID, skill string) ([]alert.Verdict, error) {
	p, err := t.tx.Person(person)
	if err != nil {
		return nil, err
	}
	class, err := t.tx.Class(classID)
	if err != nil {
		return nil, err
	}
	l, err := t.lookAt(&p, &class, skill)
	if err != nil {
		return nil, err
	}
	return alert.Explain(l), nil
}

// lookAt is everything that the rules read of a learner of a class.
func (t *turn) lookAt(p *coach.Person, class *coach.Class, skill string) (*alert.Look, error) {
	l := &alert.Look{Now: t.now, Day: int32(coach.DayOf(t.now, zoneOf(*p)))}
	var err error
	if l.Tries, err = t.lately(p); err != nil {
		return nil, err
	}
	if skill == "" && len(l.Tries) > 0 {
		skill = l.Tries[len(l.Tries)-1].Skill
	}
	if skill != "" {
		if l.Skill, err = t.onSkill(p, skill); err != nil {
			return nil, err
		}
		last, err := t.tx.Attempts(p.ID, skill, 1)
		if err != nil {
			return nil, err
		}
		if len(last) > 0 {
			if l.Skill.Outlook, err = t.outlook(skill, last[0]); err != nil {
				return nil, err
			}
		}
		if l.Skill.Needs, err = t.needsOf(p, skill); err != nil {
			return nil, err
		}
	}
	if l.Plan, err = t.planOf(p, class); err != nil {
		return nil, err
	}
	if l.Moods, err = t.moodsOf(p, class); err != nil {
		return nil, err
	}
	l.Goal = goalOf(p)
	l.Past, err = t.pastOf(p.ID)
	return l, err
}

// sayVerdict is one rule, whether it speaks, and what it measured.
func (t *turn) sayVerdict(v *alert.Verdict) chat.Markdown {
	args := say.Args{"What": t.sayRule(t.Printer, &alert.Alert{Rule: v.Rule, Skill: v.Skill}), "Measures": t.measures(v)}
	switch {
	case v.Spoke:
		return t.Say("told.yes", args)
	case v.Mute.After(t.now):
		args["Time"] = t.moment(v.Mute, onDate)
		return t.Say("told.mute", args)
	}
	return t.Say("told.no", args)
}

// sayMeasures is what a rule measures now, by itself.
func (t *turn) sayMeasures(v *alert.Verdict) chat.Markdown {
	return t.Say("told.measured", say.Args{"Measures": t.measures(v)})
}

// measures are the measures of a rule, each beside its limit.
func (t *turn) measures(v *alert.Verdict) chat.Markdown {
	var all []string
	for _, m := range v.Measures {
		args := say.Args{"What": t.Say("told.gauge." + string(m.Gauge)), "Value": t.gauged(m.Gauge, m.Value), "Limit": t.gauged(m.Gauge, m.Limit)}
		var one chat.Markdown
		switch {
		case m.Most && m.Holds:
			one = t.Say("told.most", args)
		case m.Most:
			one = t.Say("told.most.not", args)
		case m.Holds:
			one = t.Say("told.least", args)
		default:
			one = t.Say("told.least.not", args)
		}
		all = append(all, string(one))
	}
	return chat.Markdown(strings.Join(all, t.Semicolon()))
}

// gauged writes a measured value as people read it: shares of one in percent,
// counts as they are, the rest with two digits.
func (t *turn) gauged(g alert.Gauge, value float64) chat.Markdown {
	switch g {
	case alert.GaugeMastery, alert.GaugeRisk, alert.GaugeShortfall, alert.GaugeShare, alert.GaugeChance, alert.GaugeFast, alert.GaugeCorrect:
		return t.Percent(float64(percent(value)) / 100)
	case alert.GaugeOdds:
		if value >= 10 {
			break
		}
		return t.Number(value, 1)
	case alert.GaugeStated, alert.GaugeBrier, alert.GaugeBias:
		return t.Number(value, 2)
	}
	return t.Number(value, 0)
}

// sayDecided is why a decision is as it is.
func (t *turn) sayDecided(r alert.Reason) chat.Markdown {
	return t.Say("told.reason." + strings.NewReplacer(" ", "_", "-", "_").Replace(string(r)))
}

// pastOf are the learner's latest resolved alerts.
func (t *turn) pastOf(person string) ([]alert.Alert, error) {
	last, err := t.tx.LastAlerts(person, pastAlerts)
	return slices.DeleteFunc(last, func(a alert.Alert) bool { return a.State != alert.Resolved }), err
}
