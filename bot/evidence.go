package bot

import (
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
)

// What a ping says, part by part. The pages say the same with the same words.

// evidenceLines is how many facts stand in a ping; the whole story has the rest.
const evidenceLines = 3

// sayRule names what an alert is about, in a few words.
func (t *turn) sayRule(p *say.Printer, a *alert.Alert) chat.Markdown {
	key := "alert.rule." + strings.ReplaceAll(string(a.Rule), "-", "_")
	if a.Skill != "" {
		return p.Say(key+".skill", say.Args{"Skill": t.titleOf(a.Skill)})
	}
	return p.Say(key)
}

// isSaid tells whether somebody said what the alert is about: then there is
// nothing to be sure of.
func isSaid(r alert.Rule) bool {
	return r == alert.RuleAsked || r == alert.RuleAppeal || r == alert.RuleDanger
}

// saySure is how sure the finding is, in words; empty where somebody said it.
func (t *turn) saySure(p *say.Printer, a *alert.Alert) chat.Markdown {
	if isSaid(a.Rule) || a.Evidence.Sure == 0 {
		return ""
	}
	return p.Say([]string{"ping.sure.1", "ping.sure.2", "ping.sure.3"}[min(a.Evidence.Sure, 3)-1])
}

// sayHead is who and what, in one line.
func (t *turn) sayHead(p *say.Printer, name string, a *alert.Alert) chat.Markdown {
	args := say.Args{"Name": name, "What": t.sayRule(p, a), "ID": short(a.ID)}
	if sure := t.saySure(p, a); sure != "" {
		args["Sure"] = sure
		return p.Say("ping.head.sure", args)
	}
	return p.Say("ping.head", args)
}

// evidence is the facts behind an alert, those that say most first, as many as a
// ping has room for. Who reads it is whose day the days are of.
func (t *turn) evidence(p *say.Printer, a *alert.Alert) []chat.Markdown {
	e := &a.Evidence
	var lines []chat.Markdown
	add := func(line chat.Markdown) { lines = append(lines, line) }
	if e.Words != "" {
		add(p.Say("ping.words", say.Args{"Words": e.Words}))
	}
	if len(e.People) > 0 {
		add(p.Say("ping.people", say.Args{"N": len(e.People), "Of": e.Learners, "Names": t.namesOf(e.People)}))
	}
	if e.Questions > 0 {
		add(p.Say("ping.questions", say.Args{"N": e.Questions, "Right": e.Right, "Days": e.Days}))
	}
	if e.Drop > 0 && e.Questions > 0 {
		add(p.Say("ping.drop", say.Args{"Foretold": percent(e.Foretold), "Right": percent(float64(e.Right) / float64(e.Questions))}))
	}
	if len(e.Misconceptions) > 0 && a.Rule != alert.RuleClassWide {
		m := e.Misconceptions[0]
		if a.Rule == alert.RuleMisconception {
			add(p.Say("ping.same", say.Args{"What": t.misconception(a.Skill, m.ID), "N": e.Times, "Items": e.Items}))
		} else {
			add(p.Say("ping.misconception", say.Args{"What": t.misconception(a.Skill, m.ID), "N": m.Times}))
		}
	}
	if a.Rule == alert.RuleRapid {
		add(p.Say("ping.rapid", say.Args{"N": e.Rapid}))
	}
	if a.Rule == alert.RuleHints {
		add(p.Say("ping.hints", say.Args{"Bottoms": e.Bottoms, "Unread": e.Unread}))
	}
	if e.Brier > 0 && e.Questions > 0 {
		add(p.Say("ping.stated", say.Args{"Stated": percent(e.Stated), "Right": percent(float64(e.Right) / float64(e.Questions))}))
	}
	if e.Planned > 0 {
		add(p.Say("ping.plan", say.Args{"Planned": e.Planned, "Kept": e.Kept}))
	}
	if e.Away > 0 {
		add(p.Say("ping.away", say.Args{"N": e.Away, "Usual": e.Usual}))
	}
	if a.Rule == alert.RuleMissedPlan && e.LastDay > 0 {
		add(p.Say("ping.lastday", say.Args{"Day": sayDay(p, coach.Day(e.LastDay))}))
	}
	if e.Due > 0 {
		due := sayDay(p, coach.Day(e.Due))
		if e.Finish > 0 {
			add(p.Say("ping.goal", say.Args{"Due": due, "Finish": sayDay(p, coach.Day(e.Finish))}))
		} else {
			add(p.Say("ping.goal.never", say.Args{"Due": due}))
		}
	}
	if e.Lows > 0 {
		add(p.Say("ping.lows", say.Args{"N": e.Lows}))
	}
	if len(e.Doubt) > 0 {
		add(p.Say("ping.doubt", say.Args{"Skills": t.titlesOf(e.Doubt)}))
	} else if len(e.Fine) > 0 {
		add(p.Say("ping.fine", say.Args{"Skills": t.titlesOf(e.Fine)}))
	}
	if e.Before > 0 && e.Now > 0 && e.Before != e.Now {
		add(p.Say("ping.confidence", say.Args{"Before": t.sureWord(p, e.Before), "Now": t.sureWord(p, e.Now)}))
	}
	return lines[:min(len(lines), evidenceLines)]
}

func percent(share float64) int { return int(share*100 + .5) }

// sureWord is a confidence as learners say it.
func (t *turn) sureWord(p *say.Printer, confidence int) chat.Markdown {
	return p.Say([]string{"sure.1", "sure.2", "sure.3"}[min(max(confidence, 1), 3)-1])
}

// titlesOf names skills by their keys in the log.
func (t *turn) titlesOf(skills []string) chat.Markdown {
	titles := make([]string, len(skills))
	for i, s := range skills {
		titles[i] = string(t.titleOf(s))
	}
	return chat.Markdown(strings.Join(titles, t.Comma()))
}

// namesShown is how many people are named in one line.
const namesShown = 4

// namesOf names people by their IDs, the first few of many.
func (t *turn) namesOf(people []string) string {
	var names []string
	for _, id := range people[:min(len(people), namesShown)] {
		if p, err := t.tx.Person(id); err == nil {
			names = append(names, p.Name)
		}
	}
	if len(people) > namesShown {
		names = append(names, "…")
	}
	return strings.Join(names, t.Comma())
}

// misconception names a misconception of a skill's course for people.
func (t *turn) misconception(skill, id string) chat.Markdown {
	courseID, _, _ := strings.Cut(skill, "/")
	if k := t.Courses.Course(courseID); k != nil && k.Misconception(id) != nil {
		return t.readable(k.Misconception(id).Title)
	}
	return chat.Escape(id)
}

// sayMoves are what a teacher may try, each a sentence with its minutes and what
// to take along.
func (t *turn) sayMoves(p *say.Printer, name string, a *alert.Alert) (moves []chat.Markdown) {
	courseID, _, _ := strings.Cut(a.Skill, "/")
	k := t.Courses.Course(courseID)
	for _, move := range a.Moves(k) {
		args := say.Args{"ID": short(a.ID), "Minutes": move.Minutes, "Name": name, "Skill": chat.Markdown(""), "Teach": chat.Markdown("")}
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
		text := p.Say("ping.try."+key(say.Word(kind)), args)
		if with := t.materials(&move); with != "" {
			text = p.Sentences(text, p.Say("ping.with", say.Args{"What": with}))
		}
		moves = append(moves, text)
	}
	return moves
}

// materials are what a move is made with: something of the course to look at
// together, and items by name.
func (t *turn) materials(move *alert.Move) chat.Markdown {
	var with []string
	if r := &move.Material; r.Title != "" {
		title := string(t.readable(r.Title))
		if strings.HasPrefix(r.URL, "https://") {
			title = "[" + title + "](" + r.URL + ")"
		} else {
			title = "*" + title + "*"
		}
		with = append(with, title)
	}
	for _, item := range move.Items {
		with = append(with, "`"+item+"`")
	}
	return chat.Markdown(strings.Join(with, t.Comma()))
}

// sayResolves is what would end an alert without anybody's doing.
func (t *turn) sayResolves(p *say.Printer, a *alert.Alert) chat.Markdown {
	return p.Say("ping.resolves." + string(a.Ends()))
}

// sayState is where an alert stands, and with whom.
func (t *turn) sayState(a *alert.Alert) chat.Markdown {
	switch {
	case a.State == alert.Acknowledged && a.By == t.me.ID:
		return t.Say("alert.state.yours", say.Args{"Time": t.moment(a.Acted, onWeekday)})
	case a.State == alert.Acknowledged:
		if p, err := t.tx.Person(a.By); err == nil {
			return t.Say("alert.state.theirs", say.Args{"Teacher": p.Name, "Time": t.moment(a.Acted, onWeekday)})
		}
	case a.State == alert.Snoozed:
		return t.Say("alert.state.until", say.Args{"Time": t.moment(a.Until, onDay)})
	}
	return t.Say("alert.state." + string(a.State))
}

// sayAlert is a ping: who and what, the evidence in at most three lines, what
// to try, and what can be pressed or typed.
func (t *turn) sayAlert(p *say.Printer, name string, a *alert.Alert) chat.Message {
	text := t.sayHead(p, name, a)
	for _, line := range t.evidence(p, a) {
		text += "\n- " + line
	}
	gap := chat.Markdown("\n\n") // ends the list of evidence
	for i, move := range t.sayMoves(p, name, a) {
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
	if url := t.pageOf(a); url != "" {
		text += "\n" + p.Say("ping.page", say.Args{"URL": url})
	}
	m := chat.Text(text)
	m.Parts = append(m.Parts, chat.Part{Choices: t.alertChoices(p, a)})
	return m
}

// pageOf is where the whole story stands; empty where there are no pages, and of
// danger, of which no page tells.
func (t *turn) pageOf(a *alert.Alert) chat.Markdown {
	if t.PageURL == "" || a.Class == "" {
		return ""
	}
	url := strings.TrimSuffix(t.PageURL, "/") + "/class/" + a.Class
	if a.Person != "" {
		url += "/learner/" + a.Person
	}
	return chat.Markdown(url)
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

// noteChoice opens the form of a note to the learner of an alert.
func noteChoice(p *say.Printer, a *alert.Alert) chat.Choice {
	return chat.Choice{Label: p.Say("ping.press.note"), Value: formNote + ":" + a.ID, Opens: true}
}

// alertChoices are what can be done about an alert at once; nothing once it is
// resolved. Each ends it, or puts it where one more press does.
func (t *turn) alertChoices(p *say.Printer, a *alert.Alert) []chat.Choice {
	press := pingPress(p, a)
	isListed := a.State == alert.Acknowledged
	switch {
	case a.State == alert.Resolved:
		return nil
	case a.Rule == alert.RuleAppeal:
		return []chat.Choice{press("accept", true), press("decline", false)}
	case a.Rule == alert.RuleDanger && isListed:
		return []chat.Choice{press("done", true)}
	case a.Rule == alert.RuleDanger:
		return []chat.Choice{press("ack", true), press("done", false)}
	}
	var choices []chat.Choice
	if isListed {
		choices = append(choices, press("done", true))
	} else {
		choices = append(choices, press("ack", true))
	}
	if a.Person != "" {
		choices = append(choices, noteChoice(p, a))
	}
	if t.hasPractice(a) {
		choices = append(choices, press("assign", false))
	}
	choices = append(choices, press("snooze", false))
	if !isListed {
		choices = append(choices, press("done", false))
	}
	choices = append(choices, press("useless", false))
	if !isSaid(a.Rule) {
		choices = append(choices, press("why", false))
	}
	return choices
}

// hasPractice tells whether there is practice to give against an alert.
func (t *turn) hasPractice(a *alert.Alert) bool {
	items, _ := t.suggested(a)
	return len(items) > 0
}

// suggested are the items that practice against an alert is made of, those of its
// first move that names any, and their skill.
func (t *turn) suggested(a *alert.Alert) (items []string, skill string) {
	courseID, _, _ := strings.Cut(a.Skill, "/")
	k := t.Courses.Course(courseID)
	if k == nil {
		return nil, ""
	}
	for _, move := range a.Moves(k) {
		if len(move.Items) > 0 && move.Skill != "" {
			return move.Items, courseID + "/" + move.Skill
		}
	}
	return nil, ""
}
