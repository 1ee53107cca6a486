package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/mastery"
	"pacer/coach/reflect"
)

// A thought is kept as one that was not given when it is asked for, under its
// question's ID; the answer takes its place. So what nobody answered makes
// prompts rarer as what was skipped does, and the cadence forgets nothing.

// thoughtsBack is how many earlier prompts the cadence looks at.
const thoughtsBack = 60

// maxThought bounds a thought, in characters: it is read by people.
const maxThought = 2000

// fieldShare is the field in which a learner says who may read a thought.
const fieldShare = "share"

// skipThought is what a press says that leaves a thought out.
const skipThought = "skip thought"

// deleteThought is what a press says that deletes one.
const deleteThought = "delete thought"

// shareOf is what a press says before the share it stands for.
const shareOf = "share "

// occasion is a time at which a prompt may be asked.
type occasion struct {
	trigger reflect.Trigger
	skill   string // "course/id", that it may be about; empty: none
	first   string // ID of the prompt that comes before others, if it may be asked; empty: none
}

// asking is a prompt that is asked, and what about.
type asking struct {
	prompt  reflect.Prompt
	trigger reflect.Trigger
	skill   string // "course/id"; empty: none
	session string // that goes on when it is answered; empty: none
}

// about is an asking as its question and the form of it name it.
func (a *asking) about() string {
	return strings.TrimSpace(a.prompt.ID + " " + string(a.trigger) + " " + a.skill)
}

// askingOf reads what about wrote; ok is false for a prompt that there is not.
func askingOf(about string) (a asking, ok bool) {
	f := append(strings.Fields(about), "", "", "")
	a.trigger, a.skill = reflect.Trigger(f[1]), f[2]
	if a.prompt, ok = reflect.Find(f[0]); !ok {
		a.prompt = reflect.Prompt{ID: f[0], Answer: reflect.Line}
	}
	return a, ok
}

// reflect asks for a thought now, because the learner wants to; of an exam, with
// its three steps.
func (t *turn) reflect(rest string) error {
	switch ok, err := t.mayReflect(); {
	case err != nil:
		return err
	case !ok:
		return t.sayOff()
	}
	skill, err := t.lastSkill()
	if err != nil {
		return err
	}
	if t.isSpelt("reflect.exam.said", rest) {
		if skill == "" {
			return t.telling(t.Say("reflect.first"), t.saying(wordPractice))
		}
		p, _ := reflect.Find(reflect.ExamWrapper)
		return t.askPrompt("", asking{prompt: p, trigger: reflect.UnitEnd, skill: skill})
	}
	if !t.me.Active.On(t.today()) {
		return t.telling(t.Say("reflect.first"), t.saying(wordPractice))
	}
	class, err := t.thinkingIn()
	if err != nil {
		return err
	}
	a, ok, err := t.promptFor(class, true, occasion{trigger: reflect.SessionEnd, skill: skill})
	switch {
	case err != nil:
		return err
	case ok:
		return t.askPrompt("", a)
	}
	return t.telling(t.Say("reflect.none"), t.saying(wordPractice))
}

// mayReflect tells whether free reflection is on: somebody must be there for
// what may come up in it, and a number to call until they are.
func (t *turn) mayReflect() (bool, error) {
	w, err := t.tx.Workspace()
	if err != nil || !w.CanReflect() {
		return false, err
	}
	return t.mayKeepWords()
}

// sayOff says why nothing is asked: nobody is there for what may come up, or what
// this learner writes may not be kept.
func (t *turn) sayOff() error {
	w, err := t.tx.Workspace()
	if err != nil {
		return err
	}
	if w.CanReflect() {
		return t.telling(t.Say("reflect.unkept"), t.saying(wordProgress))
	}
	return t.telling(t.Say("reflect.off"), t.saying(wordProgress))
}

// thinkingIn is the class in which the speaker thinks about their learning; one
// without a policy of its own where they are in none.
func (t *turn) thinkingIn() (coach.Class, error) {
	class, err := t.tx.Class(t.me.Class)
	return class, orNone(err)
}

// promptFor is the prompt that the cadence has for the first occasion that has
// one; not ok if none has.
func (t *turn) promptFor(class coach.Class, isWished bool, occasions ...occasion) (a asking, ok bool, err error) {
	if ok, err := t.mayReflect(); !ok || err != nil {
		return a, false, err
	}
	history, err := t.prompted()
	if err != nil {
		return a, false, err
	}
	for _, o := range occasions {
		p, ok := reflect.Pick(reflect.Moment{
			Trigger: o.trigger, First: o.first, Now: t.now, Wish: t.me.Reflects.Wish, IsWished: isWished,
			HasSkill: o.skill != "", NoWords: !class.Thinking.Words(), Age: coach.Youngest(class.Age), Seed: seedOf(t.me.ID, t.today().String()),
		}, history)
		if ok {
			return asking{prompt: p, trigger: o.trigger, skill: o.skill}, true, nil
		}
	}
	return a, false, nil
}

// prompted are the prompts that the learner was asked before.
func (t *turn) prompted() ([]reflect.Asked, error) {
	thoughts, err := t.tx.Thoughts(t.me.ID, thoughtsBack)
	if err != nil {
		return nil, err
	}
	history := make([]reflect.Asked, len(thoughts))
	for i, th := range thoughts {
		history[i] = reflect.Asked{Prompt: th.Prompt, Trigger: th.Trigger, At: th.At, Skipped: th.Skipped}
	}
	return history, nil
}

// occasions are what the end of a session is good for, the rarest first: a goal
// that slips, something hard that is better, a skill that is reached, a week.
func (t *turn) occasions(s *coach.Session) ([]occasion, error) {
	var all []occasion
	skill := ""
	if n := len(s.Asked); n > 0 {
		skill = s.Course + "/" + s.Asked[n-1].Skill
	}
	open, err := t.tx.PersonAlerts(t.me.ID)
	if err != nil {
		return nil, err
	}
	if t.me.Goal.IsSet() && slices.ContainsFunc(open, func(a alert.Alert) bool { return a.Rule == alert.RuleGoal }) {
		all = append(all, occasion{trigger: reflect.GoalSlip, skill: skill})
	}
	isBetter, err := t.isBetter()
	if err != nil {
		return nil, err
	}
	if isBetter {
		all = append(all, occasion{trigger: reflect.AfterAlert, skill: skill})
	}
	if i := slices.IndexFunc(s.Gained, func(g coach.Gain) bool { return g.Level >= int(mastery.Proficient) }); i >= 0 && t.me.IsAcquainted() {
		all = append(all, occasion{trigger: reflect.UnitEnd, skill: s.Gained[i].Skill, first: reflect.ExamWrapper})
	}
	if t.now.Sub(t.me.Joined) >= 7*24*time.Hour {
		all = append(all, occasion{trigger: reflect.Weekly, skill: skill})
	}
	return append(all, occasion{trigger: reflect.SessionEnd, skill: skill}), nil
}

// betterBack is how long ago something that was hard may have got better to be
// thought about.
const betterBack = 7 * 24 * time.Hour

// isBetter tells whether something that was hard, and that the learner heard of,
// got better lately.
func (t *turn) isBetter() (bool, error) {
	latest, err := t.tx.LastAlerts(t.me.ID, 5)
	return slices.ContainsFunc(latest, func(a alert.Alert) bool {
		return a.State == alert.Resolved && !a.Nudged.IsZero() && (a.Outcome == alert.ClearedByItself || a.Outcome == alert.Done) && t.now.Sub(a.Acted) < betterBack
	}), err
}

// askAtEnd asks for a thought after what a session came to, if the cadence has
// one for now; or, once, whether they want to be asked less.
func (t *turn) askAtEnd(lead chat.Markdown, class coach.Class, s *coach.Session) (asked bool, err error) {
	if !class.Has(coach.FeatureReflections) {
		return false, nil
	}
	if ok, err := t.mayReflect(); !ok || err != nil {
		return false, err
	}
	history, err := t.prompted()
	if err != nil {
		return false, err
	}
	if reflect.OffersFewer(t.me.Reflects.Wish, history) {
		return true, t.askFewer(lead)
	}
	occasions, err := t.occasions(s)
	if err != nil {
		return false, err
	}
	a, ok, err := t.promptFor(class, false, occasions...)
	if err != nil || !ok {
		return false, err
	}
	return true, t.askPrompt(lead, a)
}

// promptWords are the words of a prompt, plainer for who wants them so.
func (t *turn) promptWords(a *asking) chat.Markdown {
	skill := chat.Markdown("")
	if a.skill != "" {
		skill = t.titleOf(a.skill)
	}
	if t.me.Supports.Plain {
		return t.Say("reflect."+a.prompt.ID+".plain", say.Args{"Skill": skill})
	}
	return t.Say("reflect."+a.prompt.ID, say.Args{"Skill": skill})
}

// optionKeys are the keys of what can be tapped to answer a prompt.
func optionKeys(p *reflect.Prompt) []string {
	keys := make([]string, p.Options)
	for i := range keys {
		n := strconv.Itoa(i + 1)
		switch p.Answer {
		case reflect.Mood:
			keys[i] = "mood." + n
		case reflect.Sure:
			keys[i] = "sure." + n
		default:
			keys[i] = "reflect." + p.ID + "." + n
		}
	}
	return keys
}

// whoReads says who may read the answer to a prompt.
func (t *turn) whoReads(p *reflect.Prompt, s reflect.Share) chat.Markdown {
	switch {
	case s == reflect.WithTeachers:
		return t.Say("thought.who.teachers")
	case s == reflect.WithClass:
		return t.Say("thought.who.class")
	case reflect.IsMuddy(p.ID):
		return t.Say("thought.who.counted")
	}
	return t.Say("thought.who.private")
}

// shareName is a share as a learner says it.
func (t *turn) shareName(s reflect.Share) chat.Markdown { return t.Say("thought.share." + s.String()) }

// shareChoices are the shares that a thought has not, and may have.
func (t *turn) shareChoices(id string, p *reflect.Prompt, policy reflect.Policy, now reflect.Share) (choices []chat.Choice) {
	for _, s := range p.Shares(policy) {
		if s != now {
			label := t.shareName(s)
			choices = append(choices, chat.Choice{Label: label, Word: strings.ToLower(chat.Plain(label)), Value: id + ":" + shareOf + s.String()})
		}
	}
	return choices
}

// shareSaid reads the share that was pressed or typed.
func (t *turn) shareSaid(p *reflect.Prompt, policy reflect.Policy, said string) (reflect.Share, bool) {
	pressed, isPress := strings.CutPrefix(said, shareOf)
	for _, s := range p.Shares(policy) {
		if isPress && pressed == s.String() || say.Same(said, chat.Plain(t.shareName(s))) {
			return s, true
		}
	}
	return 0, false
}

// askPrompt asks a prompt after what comes first.
func (t *turn) askPrompt(lead chat.Markdown, a asking) error {
	class, err := t.thinkingIn()
	if err != nil {
		return err
	}
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Session: a.session, Ask: coach.AskThought, State: coach.Open, At: t.now, About: a.about()}
	share := t.me.Reflects.Shared(&a.prompt, class.Thinking)
	th := t.thoughtOf(&q, &a, class)
	th.Share, th.Skipped = share, true
	if err := t.tx.PutThought(th); err != nil {
		return err
	}
	safety := chat.Markdown("")
	if !t.me.Reflects.Told {
		t.me.Reflects.Told = true
		contact, err := t.contactName()
		if err != nil {
			return err
		}
		safety = t.Say("thought.safety", say.Args{"Contact": contact})
	}
	m := t.things(lead, safety, t.Say("thought.ask", say.Args{"Prompt": t.promptWords(&a)}))
	m.Parts = append(m.Parts, chat.Part{Note: t.whoReads(&a.prompt, share)})
	var choices []chat.Choice
	if a.prompt.Words() {
		choices = append(choices, t.writing(&q))
	} else {
		choices = t.letters(&q, optionKeys(&a.prompt)...)
	}
	choices = append(choices, t.word(wordSkip, q.ID+":"+skipThought))
	m.Parts = append(m.Parts, chat.Part{Choices: append(choices, t.shareChoices(q.ID, &a.prompt, class.Thinking, share)...)})
	return t.ask(&q, m)
}

// contactName names who hears of danger.
func (t *turn) contactName() (string, error) {
	w, err := t.tx.Workspace()
	if err != nil {
		return "", err
	}
	contact, err := t.tx.Person(w.Safety)
	return contact.Name, orNone(err)
}

// thoughtOf is the thought that a question asks for, not answered yet.
func (t *turn) thoughtOf(q *coach.Question, a *asking, class coach.Class) Thought {
	return Thought{ID: q.ID, Person: t.me.ID, Class: class.ID, Prompt: a.prompt.ID, Trigger: a.trigger, About: a.skill, At: t.now}
}

// isTap tells whether a thought is asked for that is answered by a letter.
func isTap(q *coach.Question) bool {
	a, ok := askingOf(q.About)
	return ok && !a.prompt.Words()
}

// answerThought keeps a thought, or that there was none, and goes on with what
// waited for it.
func (t *turn) answerThought(q *coach.Question, said string, declined bool) error {
	a, _ := askingOf(q.About)
	if utf8.RuneCountInString(said) > maxThought {
		return t.tooLong(maxThought)
	}
	if t.ev.Press != "" && len(t.ev.Fields) == 0 && a.prompt.Words() && said != skipThought {
		return t.refuse("press.old") // no button says that
	}
	class, err := t.thinkingIn()
	if err != nil {
		return err
	}
	th, err := t.tx.Thought(q.ID)
	switch {
	case coach.IsNotFound(err):
		th = t.thoughtOf(q, &a, class)
		th.Share = t.me.Reflects.Shared(&a.prompt, class.Thinking)
	case err != nil:
		return err
	}
	if s, ok := t.shareSaid(&a.prompt, class.Thinking, shareOf+t.ev.Fields[fieldShare]); ok {
		th.Share = s
		t.me.Reflects.Choose(&a.prompt, s)
	}
	q.State = coach.Answered
	if err := t.tx.PutQuestion(*q); err != nil {
		return err
	}
	th.At = t.now
	if th.Skipped = declined || said == skipThought; th.Skipped {
		if err := t.tx.PutThought(th); err != nil {
			return err
		}
		return t.afterThought(q, t.Say("thought.skipped"), t.Say("thought.skipped.on"))
	}
	th.Said = said
	if n, ok := t.chosen(said, optionKeys(&a.prompt)...); ok && !a.prompt.Words() {
		key := optionKeys(&a.prompt)[n]
		th.Tap, th.Said = n+1, chat.Plain(t.Say(key))
	}
	if err := t.tx.PutThought(th); err != nil {
		return err
	}
	switch {
	case reflect.IsBefore(&a.prompt):
		t.me.Reflects.Keep(coach.Before{Thought: th.ID, Skill: th.About, At: t.now})
	case a.prompt.ID == reflect.WrapNext:
		t.me.Reflects.Next = th.ID
	}
	if next, ok := a.prompt.Next(th.Tap); ok && (class.Thinking.Words() || !next.Words()) {
		return t.askPrompt("", asking{prompt: next, trigger: a.trigger, skill: a.skill, session: a.session})
	}
	who := t.whoReads(&a.prompt, th.Share)
	if a.prompt.ID == reflect.FeelHelp && th.Tap == reflect.FeelPerson {
		if err := t.tell(t.Say("thought.kept.on", say.Args{"Who": who})); err != nil {
			return err
		}
		return t.callPerson("")
	}
	return t.afterThought(q, t.Say("thought.kept", say.Args{"Who": who}), t.Say("thought.kept.on", say.Args{"Who": who}),
		t.shareChoices(q.ID, &a.prompt, class.Thinking, th.Share)...)
}

// tooLong says that something is to be said in fewer characters.
func (t *turn) tooLong(most int) error {
	var wrong faults
	wrong.add(fieldAnswer, t.Say("thought.long", say.Args{"N": most}))
	return wrong.err()
}

// afterThought says that a thought is kept, or is not given: at the end of
// practice with what can be done next, in the middle of it on the way to the next
// question.
func (t *turn) afterThought(q *coach.Question, atEnd, within chat.Markdown, choices ...chat.Choice) error {
	if q.Session != "" {
		s, err := t.tx.OpenSession(t.me.ID)
		if orNone(err) != nil {
			return err
		}
		if err == nil && s.ID == q.Session {
			if err := t.telling(within, choices...); err != nil {
				return err
			}
			return t.resume(&s)
		}
	}
	return t.telling(atEnd, append([]chat.Choice{t.saying(wordPractice)}, choices...)...)
}

// shares takes who may read a thought, said before it is answered or after; done
// is false if that was not what was said.
func (t *turn) shares(q *coach.Question, said string) (done bool, err error) {
	if !q.IsOpen() && t.isDelete(said) {
		return true, t.deletes(q)
	}
	a, _ := askingOf(q.About)
	class, err := t.thinkingIn()
	if err != nil {
		return false, err
	}
	s, ok := t.shareSaid(&a.prompt, class.Thinking, said)
	if !ok {
		return false, nil
	}
	th, err := t.tx.Thought(q.ID)
	if coach.IsNotFound(err) {
		return true, t.tell(t.Say("thought.gone"))
	}
	if err != nil {
		return true, err
	}
	th.Share = s
	t.me.Reflects.Choose(&a.prompt, s)
	if err := t.tx.PutThought(th); err != nil {
		return true, err
	}
	who := t.whoReads(&a.prompt, s)
	if q.IsOpen() {
		return true, t.telling(t.Say("thought.shared.open", say.Args{"Who": who}), t.shareChoices(q.ID, &a.prompt, class.Thinking, s)...)
	}
	return true, t.telling(t.Say("thought.shared", say.Args{"Who": who}), t.shareChoices(q.ID, &a.prompt, class.Thinking, s)...)
}

// sharesLast takes who may read the latest thought, said in the words of the
// buttons below it, whatever was asked since; done is false if that was not said.
func (t *turn) sharesLast(said string) (done bool, err error) {
	isShare := false
	for _, s := range reflect.PolicyOpen.Shares() {
		isShare = isShare || strings.EqualFold(strings.TrimRight(said, ".! "), chat.Plain(t.shareName(s)))
	}
	if !isShare && !t.isDelete(said) {
		return false, nil
	}
	latest, err := t.tx.Thoughts(t.me.ID, 1)
	if err != nil || len(latest) == 0 {
		return false, err
	}
	q, err := t.tx.Question(latest[0].ID)
	if err != nil {
		return false, orNone(err)
	}
	return t.shares(&q, said)
}

// isDelete tells whether somebody says, or presses, that a thought is to be
// deleted.
func (t *turn) isDelete(said string) bool {
	return said == deleteThought || strings.EqualFold(strings.TrimRight(strings.TrimSpace(said), ".! "), chat.Plain(t.Say("thought.delete")))
}

// deletes deletes a thought, which nobody can read any more.
func (t *turn) deletes(q *coach.Question) error {
	if err := t.tx.RemoveThought(q.ID, t.me.ID); err != nil {
		return err
	}
	return t.telling(t.Say("thought.deleted"), t.saying(wordPractice))
}

// askFewer asks, once, whether somebody who skips thoughts wants to be asked for
// fewer.
func (t *turn) askFewer(lead chat.Markdown) error {
	t.me.Reflects.Wish.Offered = true
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskFewer, State: coach.Open, At: t.now}
	m := chat.Text(lead)
	m.Parts = append(m.Parts, chat.Part{Text: t.Say("fewer.ask")}, chat.Part{Choices: t.letters(&q, "fewer.fewer", "fewer.never", "fewer.usual")})
	return t.ask(&q, m)
}

// answerFewer takes how often somebody wants to be asked.
func (t *turn) answerFewer(q *coach.Question, said string) (done bool, err error) {
	n, ok := t.chosen(said, "fewer.fewer", "fewer.never", "fewer.usual")
	if !ok {
		return false, nil
	}
	return true, t.settled(q, coach.Answered, func() error {
		t.wantThoughts([]reflect.Rate{reflect.Fewer, reflect.Never, reflect.Usual}[n])
		return t.telling(t.sayRate(), t.saying(wordPractice))
	})
}

// wantThoughts makes the prompts come as often as the learner wants.
func (t *turn) wantThoughts(r reflect.Rate) {
	t.me.Reflects.Wish.Rate, t.me.Reflects.Wish.Since = r, t.now
}

// sayRate says how often the learner is asked for a thought.
func (t *turn) sayRate() chat.Markdown {
	switch t.me.Reflects.Wish.Rate {
	case reflect.Fewer:
		return t.Say("fewer.fewer.done")
	case reflect.Never:
		return t.Say("fewer.never.done")
	}
	return t.Say("fewer.usual.done")
}

// rateNamed reads how often somebody wants to be asked for a thought.
func (t *turn) rateNamed(said string) (reflect.Rate, bool) {
	for _, r := range []struct {
		rate reflect.Rate
		key  string
	}{{reflect.Usual, "fewer.said.usual"}, {reflect.Fewer, "fewer.said.fewer"}, {reflect.Never, "fewer.said.never"}} {
		key := r.key
		if t.isSpelt(key, said) {
			return r.rate, true
		}
	}
	return "", false
}

// classThoughts shows what a class's learners are asked to think about and who
// may read it, or changes it.
func (t *turn) classThoughts(class coach.Class, rest string) error {
	policies := map[string]reflect.Policy{"open": reflect.PolicyOpen}
	for _, p := range reflect.Policies()[1:] {
		policies[string(p)] = p
	}
	p, ok := policies[strings.ToLower(strings.TrimSpace(rest))]
	switch {
	case rest == "":
		p = class.Thinking
	case !ok:
		return t.mend("class.thoughts.how")
	default:
		class.Thinking = p
		if err := t.tx.PutClass(class); err != nil {
			return err
		}
		if err := t.audit("thoughts", class.ID, string(p)); err != nil {
			return err
		}
	}
	args := say.Args{"Class": class.Name}
	switch p {
	case reflect.PolicyTeachers:
		return t.tell(t.Say("class.thoughts.teachers", args))
	case reflect.PolicyPrivate:
		return t.tell(t.Say("class.thoughts.private", args))
	case reflect.PolicyTaps:
		return t.tell(t.Say("class.thoughts.taps", args))
	}
	return t.tell(t.Say("class.thoughts.open", args))
}
