package bot

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/reflect"
)

// itemType shortens a signature.
type itemType = course.Item

// help lists what can be said, a person first.
func (t *turn) help() error {
	text := t.Say("help")
	classes, err := t.teaches()
	if err != nil {
		return err
	}
	if len(classes) > 0 || t.me.Owner {
		text += "\n\n" + t.Say("help.teacher")
	}
	return t.telling(text, t.saying(wordPractice), t.saying(wordPerson))
}

// hello greets, and offers to go on.
func (t *turn) hello() error {
	if t.was.Met == coach.StepNew {
		return t.meet()
	}
	if s, err := t.tx.OpenSession(t.me.ID); err == nil {
		return t.resume(&s)
	} else if !coach.IsNotFound(err) {
		return err
	}
	return t.telling(t.Say("hello", say.Args{"Name": t.me.Name}), t.saying(wordPractice), t.saying(wordHelp))
}

// progress shows the learner what is thought to be known, and why.
func (t *turn) progress() error {
	text, err := t.picture(t.me, t.Courses.order, t.Say("progress"))
	if err != nil {
		return err
	}
	if t.me.Goal != "" {
		text += "\n\n" + t.Say("progress.goal", say.Args{"Goal": t.me.Goal})
	}
	return t.telling(text+"\n\n"+t.Say("progress.next"), t.saying(wordPractice), t.saying(wordReview))
}

// goal shows or asks for what the learner aims at.
func (t *turn) goal(rest string) error {
	if rest != "" {
		return t.setGoal(rest)
	}
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskGoal, State: coach.Open, At: t.now}
	if t.me.Goal != "" {
		return t.ask(&q, chat.Text(t.Say("goal.is", say.Args{"Goal": t.me.Goal})))
	}
	return t.ask(&q, chat.Text(t.Say("goal.ask")))
}

// maxGoal bounds a goal, in bytes: it is shown again and again.
const maxGoal = 300

func (t *turn) setGoal(words string) error {
	if len(words) > maxGoal {
		return t.mend("goal.long")
	}
	t.me.Goal = words
	return t.telling(t.Say("goal.set", say.Args{"Goal": words}), t.saying(wordPractice))
}

// reflect asks for a thought now, because the learner wants to.
func (t *turn) reflect() error {
	if !t.me.Active.On(t.today()) {
		return t.telling(t.Say("reflect.first"), t.saying(wordPractice))
	}
	asked, err := t.askThought("", reflect.SessionEnd)
	if err != nil || asked {
		return err
	}
	ok, err := t.mayReflect()
	if err != nil {
		return err
	}
	if !ok {
		return t.tell(t.Say("reflect.off"))
	}
	return t.telling(t.Say("reflect.none"), t.saying(wordPractice))
}

// mayReflect tells whether free reflection is on: somebody must be there for
// what may come up in it.
func (t *turn) mayReflect() (bool, error) {
	w, err := t.tx.Workspace()
	return w.Safety != "", err
}

// thoughtsBack is how many earlier prompts the cadence looks at.
const thoughtsBack = 40

// askThought asks a reflection prompt after what comes first, if the cadence
// has one for now.
func (t *turn) askThought(lead chat.Markdown, trigger reflect.Trigger) (asked bool, err error) {
	if ok, err := t.mayReflect(); !ok || err != nil {
		return false, err
	}
	thoughts, err := t.tx.Thoughts(t.me.ID, thoughtsBack)
	if err != nil {
		return false, err
	}
	history := make([]reflect.Asked, len(thoughts))
	for i, th := range thoughts {
		history[i] = reflect.Asked{Prompt: th.Prompt, Trigger: th.Trigger, At: th.At, Skipped: th.Skipped}
	}
	prompt, ok := reflect.Pick(trigger, history, t.now, seedOf(t.me.ID, t.today().String()))
	if !ok && trigger == reflect.Weekly {
		trigger = reflect.SessionEnd
		prompt, ok = reflect.Pick(trigger, history, t.now, seedOf(t.me.ID, t.today().String()))
	}
	if !ok {
		return false, nil
	}
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskThought, State: coach.Open, At: t.now, About: prompt.ID + " " + string(trigger)}
	text := t.Say("thought.ask", say.Args{"Prompt": t.Say("reflect." + prompt.ID)})
	if lead != "" {
		text = lead + "\n\n" + text
	}
	var choices []chat.Choice
	if prompt.Answer == reflect.Tap {
		var keys []string
		for i := range prompt.Options {
			keys = append(keys, "reflect."+prompt.ID+"."+strconv.Itoa(i+1))
		}
		choices = t.letters(&q, keys...)
	}
	m := chat.Text(text)
	m.Parts = append(m.Parts, chat.Part{Choices: append(choices, t.word(wordSkip, q.ID+":skip thought"))})
	return true, t.ask(&q, m)
}

// isTap tells whether a thought is asked for that is answered by a letter.
func isTap(q *coach.Question) bool {
	id, _, _ := strings.Cut(q.About, " ")
	p, ok := reflect.Find(id)
	return ok && p.Answer == reflect.Tap
}

// answerThought keeps a thought, or that there was none.
func (t *turn) answerThought(q *coach.Question, said string, declined bool) error {
	q.State = coach.Answered
	if err := t.tx.PutQuestion(*q); err != nil {
		return err
	}
	prompt, trigger, _ := strings.Cut(q.About, " ")
	th := Thought{ID: t.newID(t.now), Person: t.me.ID, Prompt: prompt, Trigger: reflect.Trigger(trigger), At: t.now, Shared: true, Skipped: declined || said == "skip thought"}
	if !th.Skipped {
		th.Said = said
		if p, ok := reflect.Find(prompt); ok && p.Answer == reflect.Tap {
			if n, lettered := letter(said); lettered && n < p.Options {
				th.Said = string(t.Say("reflect." + prompt + "." + strconv.Itoa(n+1)))
			}
		}
	}
	if err := t.tx.PutThought(th); err != nil {
		return err
	}
	if th.Skipped {
		return t.telling(t.Say("thought.skipped"), t.saying(wordPractice))
	}
	return t.telling(t.Say("thought.kept"), t.saying(wordPractice))
}

// linkFor is how long a code that joins two accounts holds.
const linkFor = 15 * time.Minute

// link uses a code, or makes one that joins another account of the same
// person.
func (t *turn) link(rest string) error {
	if rest != "" {
		done, err := t.code(rest)
		if err != nil || done {
			return err
		}
		return t.tell(t.Say("link.unknown"))
	}
	code, err := t.newCode()
	if err != nil {
		return err
	}
	c := coach.Code{Code: code, Kind: coach.CodeLink, Subject: t.me.ID, Expires: t.now.Add(linkFor)}
	if err := t.tx.PutCode(c); err != nil {
		return err
	}
	return t.tell(t.Say("link.code", say.Args{"Code": c.Code, "N": int(linkFor / time.Minute)}))
}

// isCode tells whether something looks like a code: so may an answer.
func isCode(said string) bool {
	s := strings.TrimSpace(said)
	return len(s) == 9 && s[4] == '-' && strings.IndexFunc(s, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) < 0
}

// code uses what was said if there is such a code: the only thing that gives a
// role.
func (t *turn) code(said string) (done bool, err error) {
	c, err := t.tx.Code(strings.ToUpper(strings.TrimSpace(said)))
	if coach.IsNotFound(err) {
		return false, nil
	}
	if err != nil {
		return true, err
	}
	if !c.Expires.IsZero() && !t.now.Before(c.Expires) {
		return true, t.tell(t.Say("link.expired"))
	}
	switch c.Kind {
	case coach.CodeOwner:
		return true, t.becomeOwner(c)
	case coach.CodeClass:
		return true, t.joinClass(c)
	case coach.CodeTeach:
		return true, t.becomeTeacher(c)
	case coach.CodeLink:
		return true, t.linkAccounts(c)
	}
	return true, t.tell(t.Say("link.unknown"))
}

// arrived spares whoever came with a role the questions that learners are met
// with: they are asked later, should they practise.
func (t *turn) arrived() {
	if t.me.Met == coach.StepNew {
		t.me.Met = coach.StepTime
	}
}

func (t *turn) becomeOwner(c coach.Code) error {
	if err := t.tx.SpendCode(c.Code); err != nil {
		return err
	}
	t.me.Owner = true
	t.arrived()
	if err := t.audit("owner", t.me.ID, ""); err != nil {
		return err
	}
	return t.tell(t.Say("owner.welcome"))
}

func (t *turn) becomeTeacher(c coach.Code) error {
	if err := t.tx.SpendCode(c.Code); err != nil {
		return err
	}
	if c.Subject == "" { // appointed with no class yet: they make their own
		t.me.Maker = true
	} else if err := t.tx.PutMember(coach.Member{Class: c.Subject, Person: t.me.ID, Role: coach.Teacher}); err != nil {
		return err
	}
	t.me.Class = c.Subject
	t.arrived()
	if err := t.audit("teacher", t.me.ID, c.Subject); err != nil {
		return err
	}
	return t.tell(t.Say("teacher.welcome"))
}

func (t *turn) joinClass(c coach.Code) error {
	class, err := t.tx.Class(c.Subject)
	if err != nil {
		return err
	}
	members, err := t.tx.Memberships(t.me.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Class == class.ID {
			t.me.Class = cmp.Or(t.me.Class, class.ID)
			return t.telling(t.Say("class.already", say.Args{"Class": class.Name}), t.saying(wordPractice))
		}
	}
	if err := t.tx.PutMember(coach.Member{Class: class.ID, Person: t.me.ID, Role: coach.Learner}); err != nil {
		return err
	}
	t.me.Class, t.me.Course = class.ID, ""
	if t.me.Settings.CheckIn == "" && !t.me.Settings.Own && class.CheckIn != "" {
		t.me.Settings.CheckIn = class.CheckIn
		if err := t.plan(); err != nil {
			return err
		}
	}
	if t.me.Met == coach.StepNew {
		if err := t.tell(t.Say("class.joined", say.Args{"Class": class.Name})); err != nil {
			return err
		}
		return t.meet()
	}
	return t.telling(t.Say("class.joined", say.Args{"Class": class.Name}), t.saying(wordPractice))
}

// linkAccounts joins the account that speaks to the person who made the code.
// What this account had practised stays with its own person.
func (t *turn) linkAccounts(c coach.Code) error {
	if c.Subject == t.me.ID {
		return t.tell(t.Say("link.same"))
	}
	if err := t.tx.SpendCode(c.Code); err != nil {
		return err
	}
	other, err := t.tx.Person(c.Subject)
	if err != nil {
		return err
	}
	if err := t.tx.PutAccount(coach.Account{
		Platform: t.ev.Conversation.Platform, Place: t.ev.Conversation.Place, User: t.ev.From.User, Person: other.ID,
	}); err != nil {
		return err
	}
	home := t.me.Home
	if err := t.leave(); err != nil {
		return err
	}
	t.me, t.was = other, other
	if home != "" {
		t.me.Home = home
	}
	if err := t.settle(); err != nil {
		return err
	}
	return t.telling(t.Say("link.done", say.Args{"Name": other.Name}), t.saying(wordPractice))
}

// leave ends what the coach begins with the person, once no account is theirs
// any more, and takes them out of their classes if they never practised.
func (t *turn) leave() error {
	left, err := t.tx.Accounts(t.me.ID)
	if err != nil {
		return err
	}
	if len(left) > 0 {
		return t.savePerson()
	}
	t.me.Home, t.me.Settings.CheckIn = "", ""
	if err := t.plan(); err != nil {
		return err
	}
	if err := t.savePerson(); err != nil || t.me.Active.Last != 0 {
		return err
	}
	members, err := t.tx.Memberships(t.me.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Role != coach.Learner {
			continue
		}
		if err := t.tx.RemoveMember(m.Class, m.Person); err != nil {
			return err
		}
	}
	return nil
}
