package bot

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
)

// shortID is how many characters of an ID people say.
const shortID = 4

// short is how people name an alert: the end of its ID, which differs most.
func short(id string) string { return strings.ToLower(id[max(0, len(id)-shortID):]) }

// all, after a verb, says that it is meant for every alert that the same ping
// told of.
const all = "all"

// verbWhy asks why somebody was told of an alert, or was not.
const verbWhy = "why"

// alertVerbs are what can be done about an alert.
var alertVerbs = []string{"see", "ack", "assign", "snooze", "done", "useless", "note", verbWhy, "accept", "decline"}

// alert is the teacher's word for what needs them: alone the list, with an ID
// and a verb what is done about one.
func (t *turn) alert(rest string) error {
	open, err := t.mine()
	if err != nil {
		return err
	}
	if rest == "" {
		return t.alertList(open)
	}
	id, words := cut(rest)
	if id == verbWhy {
		return t.whyOf(open, words)
	}
	verb, words := cut(words)
	for i := range open {
		if short(open[i].ID) == id {
			return t.act(&open[i], verb, words)
		}
	}
	if a, ok, err := t.endedOf(id); err != nil || ok {
		if err != nil {
			return err
		}
		return t.actEnded(&a, verb, words)
	}
	return t.mend("alert.which", say.Args{"ID": id})
}

// mine are the alerts that are the speaker's to see: of the classes they
// teach, archived ones too, and danger for the safety contact alone.
func (t *turn) mine() ([]alert.Alert, error) {
	classes, err := t.taught()
	if err != nil {
		return nil, err
	}
	workspace, err := t.tx.Workspace()
	if err != nil {
		return nil, err
	}
	var open []alert.Alert
	if workspace.Safety == t.me.ID || t.me.StandsBy {
		if open, err = t.tx.Alerts(""); err != nil { // danger belongs to no class
			return nil, err
		}
		open = slices.DeleteFunc(open, func(a alert.Alert) bool { return !t.readsDanger(workspace, &a) })
	} else if len(classes) == 0 {
		return nil, t.refuse("role.teacher")
	}
	for _, c := range classes {
		of, err := t.tx.Alerts(c.ID)
		if err != nil {
			return nil, err
		}
		open = append(open, of...)
	}
	return open, nil
}

// endedBack is how many ended alerts of a class can still be spoken of.
const endedBack = 50

// endedOf is the alert with a short ID that the speaker has ended, if it can
// still be spoken of.
func (t *turn) endedOf(id string) (a alert.Alert, ok bool, err error) {
	classes, err := t.taught()
	if err != nil {
		return a, false, err
	}
	for _, c := range classes {
		ended, err := t.tx.EndedAlerts(c.ID, endedBack)
		if err != nil {
			return a, false, err
		}
		for _, a := range ended {
			if short(a.ID) == id {
				return a, true, nil
			}
		}
	}
	return a, false, nil
}

func (t *turn) alertList(open []alert.Alert) error {
	open = slices.DeleteFunc(slices.Clone(open), func(a alert.Alert) bool { return a.Under != "" })
	if len(open) == 0 {
		return t.tell(t.Say("alert.none"))
	}
	text := t.Say("alert.list", say.Args{"N": len(open)})
	for i := range open {
		line, err := t.alertLine(&open[i])
		if err != nil {
			return err
		}
		text += "\n- " + line
	}
	return t.tell(text + "\n\n" + t.Say("alert.list.next", say.Args{"ID": short(open[0].ID)}))
}

// about names who an alert is about: a learner, or a class.
func (t *turn) about(a *alert.Alert) (string, error) {
	if a.Person == "" {
		class, err := t.tx.Class(a.Class)
		return class.Name, err
	}
	p, err := t.tx.Person(a.Person)
	return p.Name, err
}

// snoozeDays is how long an alert waits that is put off without a number.
const snoozeDays = 3

// act does what a teacher decided about an alert, or about all that one ping
// told of.
func (t *turn) act(a *alert.Alert, verb, words string) error {
	words, isAll := t.forAll(words)
	if isAll {
		group, err := t.together(a)
		if err != nil {
			return err
		}
		if len(group) > 1 {
			return t.actAll(group, verb, words)
		}
	}
	name, err := t.about(a)
	if err != nil {
		return err
	}
	args := say.Args{"Name": name, "ID": short(a.ID), "What": t.sayRule(t.Printer, a), "Time": t.moment(t.now, atTime)}
	switch verb {
	case "", "see":
		_, err := t.send(t.to, t.sayAlert(t.Printer, name, a))
		return err
	case verbWhy:
		return t.whyAlert(a)
	case "accept", "decline":
		p, err := t.tx.Person(a.Person)
		if err != nil {
			return err
		}
		return t.decide(a, &p, verb == "accept")
	case "snooze":
		days, ok := daysOf(words)
		if !ok {
			return t.mend("alert.snooze.how", args)
		}
		args["N"] = days
	case "note":
		if words == "" || a.Person == "" {
			return t.mend("alert.note.how", args)
		}
	case "assign":
		given, err := t.give([]*alert.Alert{a})
		if err != nil {
			return err
		}
		args["Items"] = given
	}
	if err := t.settleAlert(a, verb, words); err != nil {
		return err
	}
	if verb == "mine" {
		verb = "ack"
	}
	if verb == "useless" && a.Because == "" {
		return t.askBecause(a, 1)
	}
	if verb == "resolve" {
		verb = "done"
	}
	return t.onList(a, verb, t.Say("alert.done."+verb, args))
}

// forAll tells whether words end with the one that means every alert of a ping.
func (t *turn) forAll(words string) (rest string, isAll bool) {
	f := strings.Fields(words)
	if len(f) == 0 || !t.Lists("assign.said.all", f[len(f)-1]) || len(f) > 2 {
		return words, false
	}
	return strings.Join(f[:len(f)-1], " "), true
}

// daysOf reads for how many days an alert is put off.
func daysOf(words string) (days int, ok bool) {
	if words == "" {
		return snoozeDays, true
	}
	_, err := fmt.Sscanf(words, "%d", &days)
	return days, err == nil && days >= 1 && days <= 30
}

// settleAlert does one thing about one alert and keeps it, with all that follows
// from it for others.
func (t *turn) settleAlert(a *alert.Alert, verb, words string) error {
	var err error
	was := a.State
	switch verb {
	case "ack", "mine":
		err, verb = a.Acknowledge(t.me.ID, t.now), "ack"
	case "assign":
		err = a.Acknowledge(t.me.ID, t.now)
	case "snooze":
		days, _ := daysOf(words)
		if err = a.Snooze(t.me.ID, t.now.AddDate(0, 0, days), t.now); err == nil {
			if err := t.lookAgainAt(a.Class, a.Until); err != nil {
				return err
			}
		}
	case "done", "resolve":
		if words == "" {
			words = string(alert.Done)
		}
		err, verb = a.Resolve(t.me.ID, alert.Outcome(words), t.now), "done"
	case "useless":
		if err = a.Resolve(t.me.ID, alert.Useless, t.now); err == nil && slices.Contains(alert.UselessReasons(), words) {
			a.Because = words
		}
	case "note":
		p, err := t.tx.Person(a.Person)
		if err != nil {
			return err
		}
		if err := t.note(&p, words); err != nil {
			return err
		}
		if err := a.Acknowledge(t.me.ID, t.now); err != nil && !errors.Is(err, alert.ErrTaken) {
			return t.sorryFor(a, err)
		}
	default:
		return t.howTo(a)
	}
	if err != nil {
		return t.sorryFor(a, err)
	}
	if err := t.tx.PutAlert(*a); err != nil {
		return err
	}
	if err := t.audit("alert "+verb, a.ID, ""); err != nil {
		return err
	}
	if at, ok := a.AskAt(); ok {
		if err := t.pingLater(&t.me, at); err != nil {
			return err
		}
	}
	if a.Rule == alert.RuleClassWide && a.State == alert.Resolved {
		if err := t.widen(a.Class); err != nil {
			return err
		}
	}
	if a.Rule == alert.RuleAsked && was == alert.Open && a.State == alert.Acknowledged && verb != "note" {
		return t.tellSeen(a)
	}
	return nil
}

// howTo says what can be done about an alert.
func (t *turn) howTo(a *alert.Alert) error {
	args := say.Args{"ID": short(a.ID)}
	switch a.Rule {
	case alert.RuleDanger:
		return t.mend("alert.how.danger", args)
	case alert.RuleAppeal:
		return t.mend("alert.how.appeal", args)
	}
	return t.mend("alert.how", args)
}

// sorryFor says why an alert's life cannot go on like this.
func (t *turn) sorryFor(a *alert.Alert, err error) error {
	name, nameErr := t.about(a)
	if nameErr != nil {
		return nameErr
	}
	args := say.Args{"Name": name, "ID": short(a.ID)}
	switch {
	case errors.Is(err, alert.ErrTaken):
		return t.mend("alert.taken", args)
	case errors.Is(err, alert.ErrDanger):
		return t.mend("alert.nosnooze", args)
	}
	return t.mend("alert.resolved", args)
}

// lookAgainAt makes all who teach a class look at its alerts at a time.
func (t *turn) lookAgainAt(class string, at time.Time) error {
	members, err := t.tx.Teachers(class)
	if err != nil {
		return err
	}
	for i := range members {
		if m := &members[i]; m.Teaches(t.now) {
			if err := t.pingLater(&m.Who, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// tellSeen tells a learner who asked for a person that somebody has seen it.
func (t *turn) tellSeen(a *alert.Alert) error {
	p, err := t.tx.Person(a.Person)
	if err != nil || p.Home == "" {
		return err
	}
	theirs := say.In(p.Settings.Language)
	return t.sendTo(&p, chat.Text(theirs.Say("alert.seen.learner", say.Args{"Teacher": t.me.Name})))
}

// together are the alerts that one ping told the speaker of, the given one
// first.
func (t *turn) together(a *alert.Alert) ([]*alert.Alert, error) {
	at, ok := toldAt(a, t.me.ID)
	group := []*alert.Alert{a}
	if !ok || a.Class == "" {
		return group, nil
	}
	open, err := t.tx.Alerts(a.Class)
	if err != nil {
		return nil, err
	}
	for i := range open {
		o := &open[i]
		if told, ok := toldAt(o, t.me.ID); ok && o.ID != a.ID && o.Rule == a.Rule && o.Skill == a.Skill && told.Equal(at) {
			group = append(group, o)
		}
	}
	return group, nil
}

// toldAt is when somebody was pinged about an alert last.
func toldAt(a *alert.Alert, who string) (at time.Time, ok bool) {
	for _, told := range a.Told {
		if told.To == who && told.How == alert.Ping {
			at, ok = told.At, true
		}
	}
	return at, ok
}

// actAll does one thing about all that one ping told of. What a colleague has on
// their list stays there.
func (t *turn) actAll(group []*alert.Alert, verb, words string) error {
	keys := map[string]string{
		"ack": "alert.group.acked", "assign": "alert.group.assigned", "snooze": "alert.group.snoozed",
		"done": "alert.group.done", "useless": "alert.group.done",
	}
	key, ok := keys[verb]
	if !ok {
		return t.howTo(group[0])
	}
	if verb == "assign" {
		if _, err := t.give(group); err != nil {
			return err
		}
	}
	var names []string
	for _, a := range group {
		name, err := t.about(a)
		if err != nil {
			return err
		}
		err = t.settleAlert(a, verb, words)
		if coach.KindOf(err) == coach.Invalid {
			continue
		}
		if err != nil {
			return err
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return t.mend("alert.taken", say.Args{"Name": "", "ID": short(group[0].ID)})
	}
	if verb == "useless" && group[0].Because == "" {
		return t.askBecause(group[0], len(names))
	}
	m := chat.Text(t.Say(key, say.Args{"Names": strings.Join(names, t.Comma()), "Time": t.moment(t.now, atTime)}))
	if verb == "ack" || verb == "assign" {
		lead := group[0]
		m.Parts = append(m.Parts, chat.Part{Choices: []chat.Choice{{
			Label: t.Say("ping.press.done"), Word: "alert " + short(lead.ID) + " done " + all, Value: "alert " + lead.ID + ":done " + all, Main: true,
		}}})
	}
	return t.inPlaceOfPing(m)
}

// onList says what has become of an alert. A ping that was pressed becomes that,
// where it can be edited, with what is left to do.
func (t *turn) onList(a *alert.Alert, verb string, text chat.Markdown) error {
	if !t.canReplacePing() {
		return t.tell(text)
	}
	m := chat.Text(text)
	if verb == "ack" || verb == "note" || verb == "assign" {
		choices := []chat.Choice{pingPress(t.Printer, a)("done", true)}
		if a.Person != "" && a.Rule != alert.RuleDanger {
			choices = append(choices, noteChoice(t.Printer, a))
		}
		m.Parts = append(m.Parts, chat.Part{Choices: choices})
	}
	return t.inPlaceOfPing(m)
}

// canReplacePing tells whether what was pressed was on a ping that can be edited.
func (t *turn) canReplacePing() bool { return t.isPing && t.Platforms[t.to.Platform].CanEdit }

// inPlaceOfPing says what takes the place of the ping that was pressed, where it
// can be edited.
func (t *turn) inPlaceOfPing(m chat.Message) error {
	id, err := t.send(t.to, m)
	if t.canReplacePing() {
		t.becomes = id
	}
	return err
}

// askBecause asks why an alert was of no use, which one press answers; n is how
// many were closed.
func (t *turn) askBecause(a *alert.Alert, n int) error {
	m := chat.Text(t.Say("alert.because", say.Args{"N": n}))
	var choices []chat.Choice
	for _, why := range alert.UselessReasons() {
		choices = append(choices, chat.Choice{
			Label: t.Say("alert.because.press." + why), Word: "alert " + short(a.ID) + " useless " + why, Value: "alert " + a.ID + ":useless " + why,
		})
	}
	m.Parts = append(m.Parts, chat.Part{Choices: choices})
	return t.inPlaceOfPing(m)
}

// actEnded takes what can still be said of an alert that has ended: why it was of
// no use, what came of it, and why it was told.
func (t *turn) actEnded(a *alert.Alert, verb, words string) error {
	switch {
	case verb == verbWhy:
		return t.whyAlert(a)
	case verb == "useless" && a.Outcome == alert.Useless && a.By == t.me.ID && slices.Contains(alert.UselessReasons(), words):
		return t.because(a, words)
	case verb == verbAfter:
		return t.cameOf(a, words)
	}
	return t.mend("alert.resolved")
}

// because keeps why an alert, and all that were closed with it, were of no use.
func (t *turn) because(a *alert.Alert, why string) error {
	ended, err := t.tx.EndedAlerts(a.Class, endedBack)
	if err != nil {
		return err
	}
	for _, o := range ended {
		if o.ID == a.ID || o.Rule == a.Rule && o.Skill == a.Skill && o.By == a.By && o.Outcome == alert.Useless && o.Acted.Equal(a.Acted) {
			o.Because = why
			if err := t.tx.PutAlert(o); err != nil {
				return err
			}
		}
	}
	return t.inPlaceOfPing(chat.Text(t.Say("alert.because.thanks")))
}

// pressedAlert is a press on a ping: "alert ID:verb words". What the ping was
// about is checked against the one who presses.
func (t *turn) pressedAlert(id, press string) error {
	verb, words := cut(press)
	t.isPing = verb != "mine" && verb != verbWhy // which leave what they were on as it is
	a, err := t.alertOf(id)
	if _, isTold := errors.AsType[*told](err); isTold && a.State == alert.Resolved && (verb == "useless" && words != "" || verb == verbAfter || verb == verbWhy) {
		if seen, err := t.maySee(&a); err != nil {
			return err
		} else if seen {
			return t.actEnded(&a, verb, words)
		}
	}
	if err != nil {
		return err
	}
	if verb == verbAfter {
		return t.cameOf(&a, words)
	}
	return t.act(&a, verb, words)
}

// maySee tells whether an alert is the speaker's to see.
func (t *turn) maySee(a *alert.Alert) (bool, error) {
	if a.Class == "" {
		workspace, err := t.tx.Workspace()
		return t.readsDanger(workspace, a), err
	}
	classes, err := t.taught()
	return slices.ContainsFunc(classes, func(c coach.Class) bool { return c.ID == a.Class }), err
}

// give gives the learners of some alerts practice on what was hard, and names
// it.
func (t *turn) give(group []*alert.Alert) (what chat.Markdown, err error) {
	lead := group[0]
	items, skill := t.suggested(lead)
	if len(items) == 0 {
		return "", t.mend("alert.assign.none", say.Args{"Name": t.namesOf([]string{lead.Person}), "ID": short(lead.ID)})
	}
	class, err := t.tx.Class(lead.Class)
	if err != nil {
		return "", err
	}
	if !class.Has(coach.FeatureAssignments) {
		return "", t.mend("alert.assign.off")
	}
	people := lead.Evidence.People
	if lead.Person != "" {
		people = nil
		for _, a := range group {
			people = append(people, a.Person)
		}
	}
	to := make([]coach.Person, len(people))
	for i, id := range people {
		if to[i], err = t.tx.Person(id); err != nil {
			return "", err
		}
	}
	_, err = t.assign(coach.Assignment{Skill: skill, Items: items, Alert: lead.ID}, class, to)
	return t.titleOf(skill), err
}
