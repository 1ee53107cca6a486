package page

import (
	"context"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
)

// Alerts is what has become of a class's alerts.
type Alerts struct {
	Head
	Open  []Alert
	Ended []Alert // newest first
	Rules []RuleUse
}

// RuleUse is how useful a rule has been.
type RuleUse struct {
	Rule    string
	Word    chat.Markdown
	Raised  int
	Seen    int // somebody saw to it
	Useless int
	Cleared int // ended by itself
	Words   chat.Markdown
}

// Why is why a teacher was told of something, or not.
type Why struct {
	Head
	Alert    Alert
	Decision chat.Markdown // its facts, who was told when and why, and what is decided now: a few lines
	Rules    []Verdict     // what every rule makes of the learner today; none where the whole class is meant
}

// Verdict is one rule's view.
type Verdict struct {
	Rule  string
	Word  chat.Markdown
	Spoke bool
	Words chat.Markdown // what it measured, beside what it would take
}

// mostEnded is how many alerts that are over the page shows.
const mostEnded = 100

// Alerts shows what became of a class's alerts, and how useful each rule was.
func (p *Pages) Alerts(ctx context.Context, who Viewer, class string) (m *Alerts, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		c, head, err := v.class(class)
		if err != nil {
			return err
		}
		all, err := v.learners(c)
		if err != nil {
			return err
		}
		m = &Alerts{Head: head}
		open, err := v.Alerts(c.ID)
		if err != nil {
			return err
		}
		ended, err := v.EndedAlerts(c.ID, mostEnded)
		if err != nil {
			return err
		}
		if m.Open, err = v.alerts(open, head.Class, &all); err != nil {
			return err
		}
		if m.Ended, err = v.alerts(ended, head.Class, &all); err != nil {
			return err
		}
		for _, rule := range alert.Rules() {
			if use, ok := v.ruleUse(rule, open, ended); ok {
				m.Rules = append(m.Rules, use)
			}
		}
		return nil
	})
	return m, err
}

func (v *visit) alerts(some []alert.Alert, class ClassHead, all *learners) ([]Alert, error) {
	var shown []Alert
	for i := range some {
		a, err := v.alert(&some[i], class, all)
		if err != nil {
			return nil, err
		}
		shown = append(shown, a)
	}
	return shown, nil
}

// alert is an alert as a page shows it. All are the learners of its class; nil
// for danger, which belongs to none.
func (v *visit) alert(a *alert.Alert, class ClassHead, all *learners) (Alert, error) {
	name, err := v.name(a.Person)
	if err != nil {
		return Alert{}, err
	}
	shown := Alert{
		ID: a.ID, Class: class, Rule: string(a.Rule), Skill: v.skill(a.Skill), Severity: severityKeys[min(int(a.Severity), len(severityKeys)-1)],
		State: string(a.State), Raised: v.when(a.Raised),
	}
	if a.Person == "" {
		name = class.Name
		if all != nil {
			shown.People = all.whos(a.Evidence.People)
		}
	} else {
		shown.Who = Who{ID: a.Person, Name: name}
		if all != nil && all.who[a.Person].ID != "" {
			shown.Who = all.who[a.Person]
		}
	}
	said := v.SayAlert(name, a)
	shown.Short, shown.What, shown.Sure, shown.Evidence, shown.Moves = said.Short, said.What, said.Sure, said.Evidence, said.Moves
	shown.Resolves, shown.Standing, shown.Presses = said.Resolves, said.State, said.Choices
	if len(a.Told) > 0 {
		shown.Told = v.when(a.Told[0].At)
	} else {
		shown.Told = v.when(a.Pinged)
	}
	if shown.By, err = v.name(a.By); err != nil {
		return Alert{}, err
	}
	if a.State == alert.Resolved {
		shown.Ended, shown.Outcome, shown.Moves, shown.Presses, shown.Resolves = v.when(a.Acted), v.outcome(a), nil, nil, ""
	}
	return shown, nil
}

var severityKeys = []string{"low", "medium", "high", "urgent"}

// outcome says how an alert ended, and what came of it.
func (v *visit) outcome(a *alert.Alert) chat.Markdown {
	var text chat.Markdown
	switch a.Outcome {
	case alert.Done:
		text = v.Say("web.model.outcome.done")
	case alert.Useless:
		text = v.useless(a.Because)
	case alert.Replanned:
		text = v.Say("web.model.outcome.replanned")
	case alert.ClearedByItself:
		text = v.Say("web.model.outcome.cleared")
	case alert.Lapsed:
		text = v.Say("web.model.outcome.lapsed")
	case alert.Overtaken:
		text = v.Say("web.model.outcome.overtaken")
	case alert.Accepted:
		text = v.Say("web.model.outcome.accepted")
	case alert.Declined:
		text = v.Say("web.model.outcome.declined")
	default:
		text = chat.Escape(strings.TrimSpace(string(a.Outcome))) // a teacher's own words
	}
	switch a.After {
	case alert.Worked:
		text = v.Sentences(text, v.Say("web.model.after.worked"))
	case alert.NotYet:
		text = v.Sentences(text, v.Say("web.model.after.notyet"))
	case alert.NotNeeded:
		text = v.Sentences(text, v.Say("web.model.after.needless"))
	}
	return text
}

// useless says why an alert was of no use.
func (v *visit) useless(because string) chat.Markdown {
	switch because {
	case alert.BecauseKnown:
		return v.Say("web.model.outcome.useless.known")
	case alert.BecauseUntrue:
		return v.Say("web.model.outcome.useless.untrue")
	case alert.BecauseMoment:
		return v.Say("web.model.outcome.useless.moment")
	default:
		return v.Say("web.model.outcome.useless")
	}
}

// ruleUse is how useful a rule was in a class lately; ok is false where it raised
// nothing.
func (v *visit) ruleUse(rule alert.Rule, open, ended []alert.Alert) (u RuleUse, ok bool) {
	u = RuleUse{Rule: string(rule), Word: v.SayRule(rule)}
	for i := range open {
		if open[i].Rule == rule {
			u.Raised++
		}
	}
	for i := range ended {
		a := &ended[i]
		if a.Rule != rule {
			continue
		}
		u.Raised++
		switch {
		case a.Outcome == alert.Useless || a.After == alert.NotNeeded:
			u.Useless++
		case a.By != "":
			u.Seen++
		default:
			u.Cleared++
		}
	}
	switch alert.RecordOf(rule, ended).Demotion() {
	case 1:
		u.Words = v.Say("web.model.rule.digest")
	case 2:
		u.Words = v.Say("web.model.rule.list")
	default:
		u.Words = v.Say("web.model.rule", say.Args{"N": u.Raised, "Seen": u.Seen, "Useless": u.Useless, "Cleared": u.Cleared})
	}
	return u, u.Raised > 0
}

// Why tells why a teacher of its class was told of an alert or was not, and what
// each rule makes of the learner. Of danger no page tells.
func (p *Pages) Why(ctx context.Context, who Viewer, id string) (m *Why, err error) {
	err = p.look(ctx, who, func(v *visit) error {
		a, err := v.Alert(id)
		if coach.IsNotFound(err) || err == nil && a.Class == "" {
			return v.nowhere()
		}
		if err != nil {
			return err
		}
		c, head, err := v.class(a.Class)
		if err != nil {
			return err
		}
		all, err := v.learners(c)
		if err != nil {
			return err
		}
		m = &Why{Head: head}
		if m.Alert, err = v.alert(&a, head.Class, &all); err != nil {
			return err
		}
		if m.Decision, err = v.WhyAlert(&a); err != nil || a.Person == "" || all.who[a.Person].ID == "" {
			return err
		}
		verdicts, err := v.Verdicts(a.Person, c.ID, a.Skill)
		if err != nil {
			return err
		}
		for _, verdict := range verdicts {
			m.Rules = append(m.Rules, Verdict{Rule: string(verdict.Rule), Word: v.SayRule(verdict.Rule), Spoke: verdict.Spoke, Words: verdict.Words})
		}
		return nil
	})
	return m, err
}
