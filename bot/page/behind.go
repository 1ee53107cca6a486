package page

import (
	"math"
	"slices"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// behindShown is how many answers stand behind an estimate on a page.
const behindShown = 5

// behind adds to what is known of somebody's skills what it rests on: what was
// seen of them besides answers and, with answers, the newest of these.
func (v *visit) behind(of *coach.Person, skills []Standing, answers bool) error {
	history, err := coach.History(v.Reader, of.ID, math.MaxInt64)
	if err != nil {
		return err
	}
	at := make(map[string]*Standing, len(skills))
	for i := range skills {
		at[skills[i].Skill.ID] = &skills[i]
	}
	corrections := correctionsIn(history)
	for i := range slices.Backward(history) {
		e := &history[i]
		if len(e.Skills) == 0 || at[e.Skills[0]] == nil {
			continue
		}
		switch s := at[e.Skills[0]]; {
		case e.Kind == coach.EntryShown:
			line, err := v.Visitor.Shown(e)
			if err != nil {
				return err
			}
			s.Shown = append(s.Shown, line)
		case answers && isFirstTry(e) && len(s.Behind) < behindShown:
			a, err := v.attempt(e, corrections[e.Position])
			if err != nil {
				return err
			}
			s.Behind = append(s.Behind, a)
		}
	}
	return nil
}

// ownWords are what a learner can say to an estimate of theirs.
func (v *visit) ownWords(skill string) []chat.Choice {
	say := func(label chat.Markdown, words string) chat.Choice {
		return chat.Choice{Label: label, Word: words, Value: "say " + words}
	}
	progress := string(v.Say("type.progress"))
	return []chat.Choice{
		say(v.Say("progress.press.more"), progress+" "+skill+" more"),
		say(v.Say("progress.press.less"), progress+" "+skill+" less"),
		say(v.Say("press.show"), string(v.Say("type.show"))+" "+skill),
	}
}

// doubts marks the skills of which somebody has said that they know less: to
// themselves all, to a teacher those that they share.
func (v *visit) doubts(of *coach.Person, skills []Standing) {
	for _, d := range of.Doubts {
		for i := range skills {
			if s := &skills[i]; s.Skill.ID == d.Skill && (d.Shared || of.ID == v.Me.ID) {
				s.Why = append(s.Why, v.Say("web.model.why.doubt", say.Args{"When": v.when(d.At).Words}))
			}
		}
	}
}
