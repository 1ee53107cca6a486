package bot

import (
	"strconv"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/mastery"
	"pacer/coach/reflect"
)

// itemType shortens a signature.
type itemType = course.Item

// help shows the words that the coach obeys, the way to a person at the top.
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
	known, err := t.knowledge()
	if err != nil {
		return err
	}
	lines := t.knownLines(known, t.Courses.order)
	text := t.sayKnown(lines, t.Say("progress"))
	t.showKnown(lines)
	t.showCalibration()
	reached := 0
	for _, l := range lines {
		if l.level >= mastery.Proficient {
			reached++
		}
	}
	if err := t.showWay(reached); err != nil {
		return err
	}
	given, err := t.givenLines()
	if err != nil {
		return err
	}
	if given != "" {
		text += "\n\n" + t.Say("assign.waiting") + given
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
	m := chat.Text(t.Say("goal.ask"))
	if t.me.Goal != "" {
		m = chat.Text(t.Say("goal.is", say.Args{"Goal": t.me.Goal}))
	}
	m.Parts = append(m.Parts, chat.Part{Choices: []chat.Choice{t.writing(&q)}})
	return t.ask(&q, m)
}

// maxGoal bounds a goal, in bytes: it is shown again and again.
const maxGoal = 300

func (t *turn) setGoal(words string) error {
	if len(words) > maxGoal {
		return t.mend("goal.long")
	}
	if by := coach.DayNamed(words, t.today()); by != t.me.By {
		t.me.By, t.me.Foretold = by, nil
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

// promptFor is the reflection prompt that the cadence has for now, and what it
// is asked on; one without an ID if it has none.
func (t *turn) promptFor(trigger reflect.Trigger) (reflect.Prompt, reflect.Trigger, error) {
	if ok, err := t.mayReflect(); !ok || err != nil {
		return reflect.Prompt{}, "", err
	}
	thoughts, err := t.tx.Thoughts(t.me.ID, thoughtsBack)
	if err != nil {
		return reflect.Prompt{}, "", err
	}
	history := make([]reflect.Asked, len(thoughts))
	for i, th := range thoughts {
		history[i] = reflect.Asked{Prompt: th.Prompt, Trigger: th.Trigger, At: th.At, Skipped: th.Skipped}
	}
	seed := seedOf(t.me.ID, t.today().String())
	prompt, ok := reflect.Pick(trigger, history, t.now, seed)
	if !ok && trigger == reflect.Weekly {
		trigger = reflect.SessionEnd
		prompt, ok = reflect.Pick(trigger, history, t.now, seed)
	}
	if !ok {
		return reflect.Prompt{}, "", nil
	}
	return prompt, trigger, nil
}

// askThought asks a reflection prompt after what comes first, if the cadence
// has one for now.
func (t *turn) askThought(lead chat.Markdown, trigger reflect.Trigger) (asked bool, err error) {
	prompt, trigger, err := t.promptFor(trigger)
	if err != nil || prompt.ID == "" {
		return false, err
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
	} else {
		choices = append(choices, t.writing(&q))
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
