package bot

import (
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach/alert"
)

// verbAfter tells what came of an alert, a week after somebody saw to it.
const verbAfter = "after"

// outcomesAtOnce is how many alerts a teacher is asked about on one occasion.
const outcomesAtOnce = 2

// askOutcomes asks the teacher whose turn it is what came of alerts that they saw
// to a week ago, one press each, and returns when the next is to be asked about;
// zero if none is.
func (t *turn) askOutcomes(d *alert.Desk) (next time.Time, err error) {
	classes, err := t.teaches()
	if err != nil {
		return next, err
	}
	var due []alert.Alert
	for _, c := range classes {
		open, err := t.tx.Alerts(c.ID)
		if err != nil {
			return next, err
		}
		ended, err := t.tx.EndedAlerts(c.ID, endedBack)
		if err != nil {
			return next, err
		}
		for _, a := range slices.Concat(open, ended) {
			at, ok := a.AskAt()
			switch {
			case !ok || a.By != t.me.ID:
			case at.After(t.now):
				if next.IsZero() || at.Before(next) {
					next = at
				}
			default:
				due = append(due, a)
			}
		}
	}
	if len(due) == 0 {
		return next, nil
	}
	for _, wait := range []time.Time{d.AwayUntil, d.QuietUntil} {
		if wait.After(t.now) {
			return wait, nil
		}
	}
	if !t.mayBegin() {
		return d.Tomorrow, nil
	}
	t.begins()
	for i := range due[:min(len(due), outcomesAtOnce)] {
		a := &due[i]
		name, err := t.about(a)
		if err != nil {
			return next, err
		}
		m := chat.Text(t.Say("alert.after.ask", say.Args{"Name": name, "What": t.sayRule(t.Printer, a)}))
		var choices []chat.Choice
		for _, r := range alert.Results() {
			k := resultKey(r)
			choices = append(choices, chat.Choice{
				Label: t.Say("alert.after.press." + k), Word: "alert " + short(a.ID) + " " + verbAfter + " " + k, Value: "alert " + a.ID + ":" + verbAfter + " " + k,
			})
		}
		m.Parts = append(m.Parts, chat.Part{Choices: choices})
		if _, err := t.writeTo(&t.me, m, false); err != nil {
			return next, err
		}
		a.Asked = t.now
		if err := t.tx.PutAlert(*a); err != nil {
			return next, err
		}
	}
	if len(due) > outcomesAtOnce {
		return d.Tomorrow, nil
	}
	return next, nil
}

// resultKey is a result as it is typed.
func resultKey(r alert.Result) string { return strings.ReplaceAll(string(r), " ", "") }

// cameOf keeps what came of an alert. What is better, or needed nobody, is closed
// with it.
func (t *turn) cameOf(a *alert.Alert, words string) error {
	i := slices.IndexFunc(alert.Results(), func(r alert.Result) bool { return resultKey(r) == words })
	if i < 0 || a.By != t.me.ID {
		return t.howTo(a)
	}
	a.After = alert.Results()[i]
	if a.State != alert.Resolved && a.After != alert.NotYet {
		if err := a.Resolve(t.me.ID, alert.Done, t.now); err != nil {
			return t.sorryFor(a, err)
		}
	}
	if err := t.tx.PutAlert(*a); err != nil {
		return err
	}
	if err := t.audit("alert after "+resultKey(a.After), a.ID, ""); err != nil {
		return err
	}
	name, err := t.about(a)
	if err != nil {
		return err
	}
	if a.After == alert.NotYet {
		return t.inPlaceOfPing(chat.Text(t.Say("alert.after.thanks.some", say.Args{"Name": name})))
	}
	return t.inPlaceOfPing(chat.Text(t.Say("alert.after.thanks", say.Args{"Name": name})))
}
