package bot

import (
	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/mastery"
	"pacer/coach/plan"
	"pacer/coach/reflect"
)

// What is asked before practice and in the middle of it, at most once a session
// and only of who knows the coach a little; and what is shown again of it.

// mayAskWithin tells whether a thought may be asked for in a session that goes on.
func (t *turn) mayAskWithin(s *coach.Session) (class coach.Class, ok bool, err error) {
	if s.Thought || s.Round != "" || s.Test != "" || s.Purpose == plan.Placement || !t.me.IsAcquainted() {
		return class, false, nil
	}
	class, err = t.classOf(s)
	return class, class.Has(coach.FeatureReflections), err
}

// askWithin asks a prompt and lets the session wait for the answer. Whoever goes
// on without one is not asked again.
func (t *turn) askWithin(lead chat.Markdown, s *coach.Session, a asking) error {
	s.Thought = true
	if err := t.tx.PutSession(*s); err != nil {
		return err
	}
	a.session = s.ID
	return t.askPrompt(lead, a)
}

// askBefore asks for a thought before the first question of a session: what they
// think of the skill if it is new to them, else how they would like to begin.
func (t *turn) askBefore(s *coach.Session, k *course.Course, c plan.Candidate) (asked bool, err error) {
	if len(s.Asked) > 0 || s.Offered || t.me.Choices.Last == t.today() { // they were asked how to begin already
		return false, nil
	}
	class, ok, err := t.mayAskWithin(s)
	if err != nil || !ok {
		return false, err
	}
	o := occasion{trigger: reflect.SessionStart}
	begins, err := t.beginsSkill(k, c)
	if err != nil {
		return false, err
	}
	if begins {
		o.skill = k.ID + "/" + c.Skill
		o.first = firstOf(t.me.ID, o.skill)
	}
	a, ok, err := t.promptFor(class, false, o)
	if err != nil || !ok {
		return false, err
	}
	lead, err := t.leadNext(k, c)
	if err != nil {
		return false, err
	}
	return true, t.askWithin(lead, s, a)
}

// beginsSkill tells whether a candidate begins a skill: the learner never tried it.
func (t *turn) beginsSkill(k *course.Course, c plan.Candidate) (bool, error) {
	if c.Purpose != plan.Practice {
		return false, nil
	}
	e, err := t.tx.Estimate(t.me.ID, k.ID+"/"+c.Skill)
	return e.Standing.Why(t.now).Tries == 0, err
}

// firstOf is the prompt that asks what somebody thinks of a skill that is new to
// them: not everybody, and not of every skill, is asked the same.
func firstOf(person, skill string) string {
	var all []string
	for _, p := range reflect.Prompts() {
		if reflect.IsBefore(&p) {
			all = append(all, p.ID)
		}
	}
	return all[seedOf(person, skill)%uint64(len(all))]
}

// leadNext is what the learner meant to do with their next skill, shown once when
// it begins; empty if there is nothing to show.
func (t *turn) leadNext(k *course.Course, c plan.Candidate) (chat.Markdown, error) {
	if t.me.Reflects.Next == "" {
		return "", nil
	}
	if begins, err := t.beginsSkill(k, c); err != nil || !begins {
		return "", err
	}
	th, err := t.tx.Thought(t.me.Reflects.Next)
	if orNone(err) != nil {
		return "", err
	}
	t.me.Reflects.Next = ""
	if err != nil || th.Person != t.me.ID || th.Skipped {
		return "", nil // deleted in the meantime
	}
	return t.Say("reflect.next.again", say.Args{"Day": t.Date(th.At.In(t.zone)), "Said": th.Said}), nil
}

// askBetween asks for a thought after a question that is over, about how it went.
func (t *turn) askBetween(s *coach.Session) (asked bool, err error) {
	if len(s.Asked) == 0 || len(s.Asked) >= s.Planned || !s.Ended.IsZero() {
		return false, nil
	}
	last := s.Asked[len(s.Asked)-1]
	o := occasion{skill: s.Course + "/" + last.Skill}
	switch last.First {
	case coach.MarkNotYet:
		o.trigger = reflect.AfterWrong
	case coach.MarkRight:
		q, err := t.tx.Question(s.Question)
		if err != nil || q.Confidence != 1 {
			return false, orNone(err)
		}
		o.trigger = reflect.AfterUnsure
	default:
		return false, nil
	}
	class, ok, err := t.mayAskWithin(s)
	if err != nil || !ok {
		return false, err
	}
	a, ok, err := t.promptFor(class, false, o)
	if err != nil || !ok {
		return false, err
	}
	return true, t.askWithin("", s, a)
}

// again shows the learner what they thought of a skill before they began it: a
// week later, or when it is theirs. Empty if there is nothing to show.
func (t *turn) again(s *coach.Session) (chat.Markdown, error) {
	b, ok := t.me.Reflects.Again(t.now, func(skill string) bool {
		for _, g := range s.Gained {
			if g.Skill == skill && g.Level >= int(mastery.Proficient) {
				return true
			}
		}
		return false
	})
	if !ok {
		return "", nil
	}
	th, err := t.tx.Thought(b.Thought)
	if err != nil || th.Person != t.me.ID || th.Skipped {
		return "", orNone(err)
	}
	return t.Say("reflect.before.again", say.Args{"Day": t.Date(th.At.In(t.zone)), "Skill": t.titleOf(b.Skill), "Said": th.Said}), nil
}
