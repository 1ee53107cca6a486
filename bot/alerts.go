package bot

import (
	"errors"
	"fmt"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
)

// shortID is how many characters of an ID people say.
const shortID = 4

// short is how people name an alert: the end of its ID, which differs most.
func short(id string) string { return strings.ToLower(id[max(0, len(id)-shortID):]) }

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
	id, rest := cut(rest)
	verb, words := cut(rest)
	for i := range open {
		if short(open[i].ID) == id {
			return t.act(&open[i], verb, words)
		}
	}
	return t.mend("alert.which", say.Args{"ID": id})
}

// mine are the alerts that are the speaker's to see: of the classes they
// teach, and danger for the safety contact alone.
func (t *turn) mine() ([]alert.Alert, error) {
	classes, err := t.teaches()
	if err != nil {
		return nil, err
	}
	workspace, err := t.tx.Workspace()
	if err != nil {
		return nil, err
	}
	var open []alert.Alert
	if workspace.Safety == t.me.ID {
		if open, err = t.tx.Alerts(""); err != nil { // danger belongs to no class
			return nil, err
		}
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

func (t *turn) alertList(open []alert.Alert) error {
	if len(open) == 0 {
		return t.tell(t.Say("alert.none"))
	}
	text := t.Say("alert.list", say.Args{"N": len(open)})
	for i := range open {
		p, err := t.tx.Person(open[i].Person)
		if err != nil {
			return err
		}
		text += "\n- " + t.Say("alert.line", say.Args{
			"ID": short(open[i].ID), "Name": p.Name, "What": t.sayRule(t.Printer, &open[i]),
			"State": t.Say("alert.state." + string(open[i].State)),
		})
	}
	return t.tell(text + "\n\n" + t.Say("alert.list.next", say.Args{"ID": short(open[0].ID)}))
}

// act does what a teacher decided about an alert.
func (t *turn) act(a *alert.Alert, verb, words string) error {
	p, err := t.tx.Person(a.Person)
	if err != nil {
		return err
	}
	args := say.Args{"Name": p.Name, "ID": short(a.ID), "What": t.sayRule(t.Printer, a), "Time": t.moment(t.now, "15:04")}
	switch verb {
	case "", "see":
		_, err := t.send(t.to, t.sayAlert(t.Printer, &p, a))
		return err
	case "ack", "mine":
		err, verb = a.Acknowledge(t.me.ID, t.now), "ack"
	case "snooze":
		days := 3
		if words != "" {
			if _, err := fmt.Sscanf(words, "%d", &days); err != nil || days < 1 || days > 30 {
				return t.mend("alert.snooze.how", args)
			}
		}
		args["N"] = days
		if err = a.Snooze(t.me.ID, t.now.AddDate(0, 0, days), t.now); err == nil {
			if err := t.pingLater(&t.me, a.Until); err != nil {
				return err
			}
		}
	case "done", "resolve":
		if words == "" {
			words = string(alert.Done)
		}
		err = a.Resolve(t.me.ID, alert.Outcome(words), t.now)
		verb = "done"
	case "useless":
		err = a.Resolve(t.me.ID, alert.Useless, t.now)
	case "note":
		if words == "" {
			return t.mend("alert.note.how", args)
		}
		if err := t.note(&p, words); err != nil {
			return err
		}
		err = a.Acknowledge(t.me.ID, t.now)
	case "accept", "decline":
		return t.decide(a, &p, verb == "accept")
	default:
		return t.mend("alert.how", args)
	}
	switch {
	case errors.Is(err, alert.ErrTaken):
		return t.mend("alert.taken", args)
	case errors.Is(err, alert.ErrDanger):
		return t.mend("alert.nosnooze", args)
	case err != nil:
		return t.mend("alert.resolved", args)
	}
	if err := t.tx.PutAlert(*a); err != nil {
		return err
	}
	if err := t.audit("alert "+verb, a.ID, ""); err != nil {
		return err
	}
	return t.onList(a, verb, t.Say("alert.done."+verb, args))
}

// onList says what has become of an alert. A ping that was pressed becomes that,
// where it can be edited, with what is left to do.
func (t *turn) onList(a *alert.Alert, verb string, text chat.Markdown) error {
	if !t.isPing || !t.Platforms[t.to.Platform].CanEdit {
		return t.tell(text)
	}
	m := chat.Text(text)
	if verb == "ack" || verb == "note" {
		m.Parts = append(m.Parts, chat.Part{Choices: []chat.Choice{pingPress(t.Printer, a)("done", true), noteChoice(t.Printer, a)}})
	}
	var err error
	t.becomes, err = t.send(t.to, m)
	return err
}

// noteChoice opens the form of a note to the learner of an alert.
func noteChoice(p *say.Printer, a *alert.Alert) chat.Choice {
	return chat.Choice{Label: p.Say("ping.press.note"), Value: formNote + ":" + a.ID, Opens: true}
}

// pingPress makes the choices of an alert.
func pingPress(p *say.Printer, a *alert.Alert) func(verb string, main bool) chat.Choice {
	return func(verb string, main bool) chat.Choice {
		return chat.Choice{
			Label: p.Say("ping.press." + verb), Word: "alert " + short(a.ID) + " " + verb,
			Value: "alert " + a.ID + ":" + verb, Main: main,
		}
	}
}

// pressedAlert is a press on a ping: "alert ID:verb". What the ping was about
// is checked against the one who presses.
func (t *turn) pressedAlert(id, verb string) error {
	a, err := t.alertOf(id)
	if err != nil {
		return err
	}
	t.isPing = verb != "mine" // which is on the person's page
	return t.act(&a, verb, "")
}

// sayRule names what an alert is about, in a few words.
func (t *turn) sayRule(p *say.Printer, a *alert.Alert) chat.Markdown {
	args := say.Args{"Skill": chat.Markdown("")}
	key := "alert.rule." + strings.ReplaceAll(string(a.Rule), "-", "_")
	if a.Skill != "" {
		args["Skill"] = t.titleOf(a.Skill)
		return p.Say(key+".skill", args)
	}
	return p.Say(key, args)
}

// sayAlert is a ping: who and what, the evidence in at most three lines, what
// to try, and what can be pressed or typed.
func (t *turn) sayAlert(p *say.Printer, who *coach.Person, a *alert.Alert) chat.Message {
	e := a.Evidence
	text := p.Say("ping.head", say.Args{"Name": who.Name, "What": t.sayRule(p, a), "ID": short(a.ID)})
	if e.Words != "" {
		text += "\n- " + p.Say("ping.words", say.Args{"Words": e.Words})
	}
	if e.Questions > 0 {
		text += "\n- " + p.Say("ping.questions", say.Args{"N": e.Questions, "Right": e.Right, "Days": e.Days})
	}
	for i, m := range e.Misconceptions {
		if i == 1 {
			break
		}
		text += "\n- " + p.Say("ping.misconception", say.Args{"What": t.misconception(a.Skill, m.ID), "N": m.Times})
	}
	if e.Planned > 0 {
		text += "\n- " + p.Say("ping.plan", say.Args{"Planned": e.Planned, "Kept": e.Kept})
	}
	gap := chat.Markdown("\n\n") // ends the list of evidence
	for i, move := range t.sayMoves(p, who, a) {
		switch {
		case a.Rule == alert.RuleDanger || a.Rule == alert.RuleAppeal && i == 0: // no suggestions
		case i == 0:
			move = p.Say("ping.first", say.Args{"Move": move})
		default:
			move = p.Say("ping.or", say.Args{"Move": move})
		}
		text += gap + move
		gap = "\n"
	}
	m := chat.Text(text)
	press := pingPress(p, a)
	switch a.Rule {
	case alert.RuleAppeal:
		m.Parts = append(m.Parts, chat.Part{Choices: []chat.Choice{press("accept", true), press("decline", false)}})
	case alert.RuleDanger:
		m.Parts = append(m.Parts, chat.Part{Choices: []chat.Choice{press("ack", true), press("done", false)}})
	default:
		m.Parts = append(m.Parts, chat.Part{Choices: []chat.Choice{press("ack", true), noteChoice(p, a), press("snooze", false), press("done", false), press("useless", false)}})
	}
	return m
}

// sayMoves are what a teacher may try, each a sentence.
func (t *turn) sayMoves(p *say.Printer, who *coach.Person, a *alert.Alert) (moves []chat.Markdown) {
	courseID, _, _ := strings.Cut(a.Skill, "/")
	k := t.Courses.Course(courseID)
	for _, move := range a.Moves(k) {
		args := say.Args{"ID": short(a.ID), "Minutes": move.Minutes, "Name": who.Name, "Items": strings.Join(move.Items, ", ")}
		if move.Skill != "" {
			args["Skill"] = t.skillTitle(courseID, move.Skill)
		}
		if k != nil && k.Misconception(move.Misconception) != nil {
			args["Teach"] = t.readable(k.Misconception(move.Misconception).Teach)
		}
		kind := move.Kind
		if a.Rule == alert.RuleDanger && kind == alert.Talk {
			kind = "now"
		}
		moves = append(moves, p.Say("ping.try."+key(say.Word(kind)), args))
	}
	return moves
}

// misconception names a misconception of a skill's course for people.
func (t *turn) misconception(skill, id string) chat.Markdown {
	courseID, _, _ := strings.Cut(skill, "/")
	if k := t.Courses.Course(courseID); k != nil && k.Misconception(id) != nil {
		return t.readable(k.Misconception(id).Title)
	}
	return chat.Escape(id)
}
