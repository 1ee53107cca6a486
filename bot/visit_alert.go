package bot

import (
	"cmp"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/group"
)

// AlertSaid is what a ping says of an alert, part by part, and what can be done
// about it.
type AlertSaid struct {
	Short    string        // what it is called in chat
	What     chat.Markdown // what it is about, in a few words
	Sure     chat.Markdown // how sure; empty where somebody said it
	Evidence []chat.Markdown
	Moves    []chat.Markdown
	Resolves chat.Markdown // what would end it
	State    chat.Markdown
	Choices  []chat.Choice // none once it is resolved
}

// SayAlert says an alert with the words that its ping has. The name is that of
// the learner, or of the class where all of it is meant.
func (v *Visitor) SayAlert(name string, a *alert.Alert) AlertSaid {
	t, p := v.turn, v.Printer
	said := AlertSaid{
		Short: short(a.ID), What: t.sayRule(p, a), Sure: t.saySure(p, a), Evidence: t.evidence(p, a), Moves: t.sayMoves(p, name, a),
		Resolves: t.sayResolves(p, a), State: t.sayState(a), Choices: t.alertChoices(p, a),
	}
	for i, move := range a.Moves(t.courseOfSkill(a.Skill)) {
		if move.Kind == alert.Note {
			said.Moves[i] = p.Say("web.model.move.note", say.Args{"Name": name}) // without what is typed: its button stands below
		}
	}
	return said
}

// PlatformName names a platform.
func (v *Visitor) PlatformName(platform string) chat.Markdown { return v.turn.platformName(platform) }

// SayRule names a rule, whatever the learner and the skill.
func (v *Visitor) SayRule(r alert.Rule) chat.Markdown {
	return v.turn.sayRule(v.Printer, &alert.Alert{Rule: r})
}

// byNeed puts the alerts that wait for somebody first, of these the gravest, of
// these the oldest.
func byNeed(a, b alert.Alert) int {
	return cmp.Or(cmp.Compare(rankOf(a.State), rankOf(b.State)), cmp.Compare(b.Severity, a.Severity), a.Raised.Compare(b.Raised))
}

// WhyAlert tells why somebody was told of an alert, or was not yet: its facts, the
// limits of its rule, who was told when, and what is decided for the visitor now.
func (v *Visitor) WhyAlert(a *alert.Alert) (chat.Markdown, error) { return v.turn.whyLines(a) }

// VerdictSaid is what one rule makes of a learner today.
type VerdictSaid struct {
	Rule  alert.Rule
	Spoke bool
	Words chat.Markdown // what it measured, beside what it would take
}

// Verdicts are what every rule makes today of a learner of a class; those about
// one skill look at the one named, else at the one tried last.
func (v *Visitor) Verdicts(person, class, skill string) ([]VerdictSaid, error) {
	all, err := v.turn.verdicts(person, class, skill)
	if err != nil {
		return nil, err
	}
	said := make([]VerdictSaid, len(all))
	for i := range all {
		said[i] = VerdictSaid{Rule: all[i].Rule, Spoke: all[i].Spoke, Words: v.turn.sayVerdict(&all[i])}
	}
	return said, nil
}

// GroupsWorth finds the groups that a class could work in, the most useful first,
// without those that stand.
func (v *Visitor) GroupsWorth(class coach.Class) ([]group.Group, error) {
	return v.turn.GroupsWorth(v.Reader, v.Courses, class, v.Now)
}

// SayGroup says who could work together on what, and why. Names are those of the
// class's learners, by ID.
func (v *Visitor) SayGroup(g *group.Group, names map[string]string) chat.Markdown {
	return v.turn.sayWorth(g, names)
}
