package bot

import (
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// classGoal proposes a goal to a learner: NAME: what; by when; why. The learner
// takes it, changes it or leaves it, and their word stands.
func (t *turn) classGoal(class coach.Class, rest string) error {
	name, words, ok := cutAt(rest, colons)
	parts := partsOfLine(words)
	if !ok || len(parts) == 0 || len(parts) > 3 || strings.TrimSpace(parts[0]) == "" {
		return t.mend("class.goal.how")
	}
	p, err := t.learner(class, name)
	if err != nil {
		return err
	}
	parts = append(parts, "", "")
	return t.proposeGoal(class, p, parts[0], parts[1], parts[2])
}

// proposeGoal proposes a goal to a learner, in the place they can be reached first.
func (t *turn) proposeGoal(class coach.Class, to coach.Person, what, by, why string) error {
	if to.Home == "" {
		return t.mend("class.note.nowhere", say.Args{"Name": to.Name})
	}
	theirs, err := t.of(to)
	if err != nil {
		return err
	}
	// What is proposed is read as the teacher writes it, for the course that the
	// learner practises.
	theirs.Printer = t.Printer
	theirs.me.Class = class.ID
	g, _, err := theirs.wholeGoal(what, by, why, "", "")
	if err != nil {
		return err
	}
	if theirs, err = t.of(to); err != nil {
		return err
	}
	g.ID, g.With, g.Set = t.newID(t.now), t.me.ID, t.now
	theirs.me.Proposed = g
	m, q, err := theirs.offerTo()
	if err != nil {
		return err
	}
	home := chat.ParseKey(to.Home)
	m.Quiet, _ = to.Settings.InQuiet(t.now, theirs.zone)
	id, err := t.send(home, m)
	if err != nil {
		return err
	}
	q.Message, q.Conversation = id, home.Key()
	if err := t.tx.PutQuestion(*q); err != nil {
		return err
	}
	if err := theirs.savePerson(); err != nil {
		return err
	}
	if to.ID == t.me.ID { // who teaches may also learn there
		t.me.Proposed, t.was.Proposed = g, g
	}
	if err := t.audit("goal", to.ID, ""); err != nil {
		return err
	}
	return t.tell(t.Say("class.goal.sent", say.Args{"Name": to.Name, "Goal": t.goalName(&g)}))
}

// proposeForm is the form in which a teacher proposes a goal.
func (t *turn) proposeForm(what string) (*chat.Form, error) {
	class, p, _, err := t.inClass(what)
	if err != nil {
		return nil, err
	}
	f := t.goalForm(formClassGoal+":"+class.ID+" "+p.ID, &coach.Goal{})
	f.Fields = slices.DeleteFunc(f.Fields, func(f chat.Field) bool { return f.Name == goalObstacle || f.Name == goalThen })
	f.Title, f.Lead = chat.Plain(t.Say("form.class.goal")), t.Say("form.class.goal.lead", say.Args{"Name": p.Name})
	return f, nil
}

// submittedProposal takes the form in which a teacher proposes a goal.
func (t *turn) submittedProposal(what string) error {
	class, p, _, err := t.inClass(what)
	if err != nil {
		return err
	}
	return t.proposeGoal(class, p, t.ev.Fields[fieldAnswer], t.ev.Fields[goalBy], t.ev.Fields[goalWhy])
}
