package bot

import (
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/reflect"
)

// thoughtForm is the form in which a thought is written. id is the question that
// asks for it; empty: none does yet.
func (t *turn) thoughtForm(value, id string, a *asking) (*chat.Form, error) {
	class, err := t.thinkingIn()
	if err != nil {
		return nil, err
	}
	share := t.me.Reflects.Shared(&a.prompt, class.Thinking)
	th, err := t.tx.Thought(id)
	if orNone(err) != nil {
		return nil, err
	}
	if err == nil {
		share = th.Share
	}
	lead := t.promptWords(a)
	if !t.me.Reflects.Told {
		contact, err := t.contactName()
		if err != nil {
			return nil, err
		}
		lead = t.Say("thought.safety", say.Args{"Contact": contact}) + "\n\n" + lead
	}
	words := t.words()
	words.Max = maxThought
	fields := []chat.Field{words}
	shares := a.prompt.Shares(class.Thinking)
	if len(shares) == 1 {
		lead += "\n\n" + t.whoReads(&a.prompt, share)
	} else {
		who := chat.Field{Name: fieldShare, Label: chat.Plain(t.Say("thought.share")), Value: share.String(), Optional: true}
		for _, s := range shares {
			who.Choices = append(who.Choices, chat.Choice{Label: t.whoReads(&a.prompt, s), Value: s.String()})
		}
		fields = append(fields, who)
	}
	return t.form(value, t.Say("form.thought"), lead, fields...), nil
}

// reflectForm is the form that a learner opens to think about something now; nil
// where they are told something instead, or tap.
func (t *turn) reflectForm(rest string) (*chat.Form, error) {
	if rest != "" {
		return nil, nil
	}
	class, err := t.thinkingIn()
	if err != nil {
		return nil, err
	}
	skill, err := t.lastSkill()
	if err != nil {
		return nil, err
	}
	a, ok, err := t.promptFor(class, true, occasion{trigger: reflect.SessionEnd, skill: skill})
	if err != nil || !ok || !a.prompt.Words() {
		return nil, err
	}
	return t.thoughtForm(formThought+":"+a.about(), "", &a)
}

// submittedThought takes a thought on a prompt that no question asked for.
func (t *turn) submittedThought(about, said string) error {
	a, ok := askingOf(about)
	if !ok || !a.prompt.Words() {
		return t.refuse("press.old")
	}
	switch ok, err := t.mayReflect(); {
	case err != nil:
		return err
	case !ok:
		return t.refuse("reflect.off")
	}
	if said == "" {
		return t.mend("form.empty")
	}
	earlier, err := t.tx.Thoughts(t.me.ID, 1)
	if err != nil {
		return err
	}
	if len(earlier) > 0 && earlier[0].Prompt == a.prompt.ID && earlier[0].Said == said {
		return t.refuse("form.again") // sent twice
	}
	t.me.Reflects.Told = true // it stands in the form
	return t.keepThought(a, said)
}

// keepThought keeps a thought that no question asked for.
func (t *turn) keepThought(a asking, said string) error {
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Conversation: t.to.Key(), Ask: coach.AskThought, State: coach.Open, At: t.now, About: a.about()}
	return t.answerThought(&q, said, false)
}
