package bot

import (
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// goalForm is a goal with all its parts, each of which but the first may be left
// out.
func (t *turn) goalForm(value string, g *coach.Goal) *chat.Form {
	by := ""
	if g.By != 0 {
		by = g.By.String()
	}
	what := chat.Plain(t.goalName(g))
	if !g.IsSet() {
		what = ""
	}
	text := func(name, key, value string) chat.Field {
		return chat.Field{Name: name, Label: chat.Plain(t.Say(key)), Value: value, Max: maxGoal, Optional: true}
	}
	fields := []chat.Field{
		{Name: fieldAnswer, Label: chat.Plain(t.Say("form.goal.what")), Value: what, Max: maxGoal, Long: true},
		text(goalBy, "form.goal.by", by),
		text(goalWhy, "form.goal.why", g.Why),
		text(goalObstacle, "form.goal.obstacle", g.Obstacle),
		text(goalThen, "form.goal.then", g.Then),
	}
	fields[1].Hint = chat.Plain(t.Say("form.goal.by.hint", say.Args{"Day": t.sayDay(t.today() + 30)}))
	if room := t.Platforms[t.to.Platform].MaxFields; room > 0 && len(fields) > room {
		fields = fields[:room]
	}
	return t.form(value, t.Say("form.goal"), t.Say("form.goal.lead"), fields...)
}

// submittedGoal takes a goal from its form.
func (t *turn) submittedGoal() error {
	f := t.ev.Fields
	said := strings.TrimSpace(f[fieldAnswer])
	// What a form shows of a goal that is about a skill is its title, which is
	// read as the skill again.
	return t.setWhole(said, f[goalBy], f[goalWhy], f[goalObstacle], f[goalThen])
}

// stepForm is the form of one question about a goal: all of the goal where it is
// asked what it is, one thing to write where it is asked for that.
func (t *turn) stepForm(q *coach.Question, value string) *chat.Form {
	step, _, _ := strings.Cut(q.About, " ")
	switch step {
	case goalWhy, goalObstacle, goalThen:
		field := t.words()
		field.Max = maxGoal
		return t.form(value, t.Say("form.goal"), t.partAsked(step), field)
	case goalOffer:
		return t.goalForm(value, &t.me.Proposed)
	}
	return t.goalForm(value, &t.me.Goal)
}

// submittedStep takes the form of one question about a goal.
func (t *turn) submittedStep(q *coach.Question, said string) error {
	about := append(strings.Fields(q.About), "")
	step, of := about[0], about[1]
	if slices.Contains([]string{goalWhy, goalObstacle, goalThen}, step) {
		done, err := t.answerGoal(q, said, "", false)
		if err == nil && !done { // it was about a goal that is another now
			err = t.refuse("press.old")
		}
		return err
	}
	if step == goalOffer && of != t.me.Proposed.ID {
		return t.refuse("press.old")
	}
	with := t.me.Proposed.With
	return t.settled(q, coach.Answered, func() error {
		if err := t.submittedGoal(); err != nil {
			return err
		}
		if step == goalOffer {
			t.me.Proposed, t.me.Goal.With = coach.Goal{}, with
		}
		return nil
	})
}
