package bot

import (
	"slices"
	"strings"
	"unicode/utf8"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
)

// A learner makes a question for their class, step by step or in a form. It is
// looked at as a course's would be, and offered to the class's teachers, who take
// it, change it or decline it; see offer.go.

// formOffer is the form in which a learner makes a question.
const formOffer = formFor + "offer"

// fieldWrong is its field for wrong answers to choose from.
const fieldWrong = "wrong"

// maxWrong is how many wrong answers a made question has at most.
const maxWrong = 5

// The steps of making a question.
const (
	stepQuestion    = "question"
	stepAnswer      = "answer"
	stepWrong       = "wrong"
	stepExplanation = "explanation"
	stepSend        = "send"
)

// makeOwn begins a question of the learner's own; with one in the words, it goes
// on from there.
func (t *turn) makeOwn(rest string) error {
	made, err := t.mayMake()
	if err != nil {
		return err
	}
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskMake, State: coach.Open, At: t.now, Made: made}
	question, answer, ok := questionAndAnswer(tidied(rest))
	switch {
	case ok:
		made.Question, made.Answer, made.Step = question, answer, stepWrong
		if err := t.madeWell(made); err != nil {
			return err
		}
	case rest != "":
		return t.mend("make.how")
	default:
		made.Step = stepQuestion
	}
	return t.askMade(&q)
}

// mayMake is a question to be made, for the class that the speaker learns in; an
// error says why there can be none.
func (t *turn) mayMake() (*coach.Made, error) {
	class, err := t.thinkingIn()
	if err != nil {
		return nil, err
	}
	learns, err := t.learnsIn(class.ID)
	if err != nil {
		return nil, err
	}
	switch {
	case class.ID == "":
		return nil, t.refuse("join.first")
	case !learns:
		return nil, t.mend("make.teacher")
	case class.Archived, len(class.Courses) == 0:
		return nil, t.refuse("join.nocourse")
	}
	if may, err := t.mayKeepWords(); err != nil {
		return nil, err
	} else if !may {
		return nil, t.mend("reflect.unkept")
	}
	waiting := 0
	for _, id := range class.Offers {
		q, err := t.tx.Question(id)
		if orNone(err) != nil {
			return nil, err
		}
		if q.Person == t.me.ID {
			waiting++
		}
	}
	switch {
	case waiting >= coach.MadeWaiting:
		return nil, t.mendN("make.waiting", waiting)
	case len(class.Offers) >= coach.MadeWaitingClass:
		return nil, t.mend("make.full")
	}
	skill, err := t.lastSkill()
	return &coach.Made{Class: class.ID, Skill: skill}, err
}

// mendN is mend, of a sentence that counts.
func (t *turn) mendN(key string, n int) error {
	return &told{kind: coach.Invalid, text: t.Say(key, say.Args{"N": n})}
}

// askMade asks for the next part of a question that is made.
func (t *turn) askMade(q *coach.Question) error {
	skip := chat.Choice{Label: t.Say("press.skip"), Word: string(t.Say("type.skip")), Value: q.ID + ":" + string(wordSkip)}
	drop := chat.Choice{Label: t.Say("make.press.drop"), Word: chat.Plain(t.Say("make.type.drop")), Value: q.ID + ":drop"}
	var m chat.Message
	var choices []chat.Choice
	switch q.Made.Step {
	case stepQuestion:
		m, choices = chat.Text(t.Say("make.question")), []chat.Choice{t.writing(q), drop}
	case stepAnswer:
		m, choices = chat.Text(t.Say("make.answer", say.Args{"Question": q.Made.Question})), []chat.Choice{drop}
	case stepWrong:
		m, choices = chat.Text(t.Say("make.wrong", say.Args{"N": maxWrong})), []chat.Choice{skip, drop}
	case stepExplanation:
		m, choices = chat.Text(t.Say("make.explanation")), []chat.Choice{skip, drop}
	default:
		m = chat.Text(t.Say("make.check"))
		m.Parts = append(m.Parts, chat.Part{Text: t.sayMade(q.Made)}, chat.Part{Note: t.Say("make.seen")})
		choices = []chat.Choice{{Label: t.Say("make.press.send"), Word: chat.Plain(t.Say("make.type.send")), Value: q.ID + ":send", Main: true}, drop}
	}
	m.Parts = append(m.Parts, chat.Part{Choices: choices})
	return t.ask(q, m)
}

// sayMade is a made question as somebody reads it who looks it over.
func (t *turn) sayMade(m *coach.Made) chat.Markdown {
	text := t.Say("make.shown", say.Args{"Question": t.readable(authored(m.Question)), "Answer": t.readable(authored(m.Answer))})
	if len(m.Wrong) > 0 {
		var wrong []chat.Markdown
		for _, w := range m.Wrong {
			wrong = append(wrong, t.Isolated(t.readable(authored(w))))
		}
		text += "\n" + t.Say("make.shown.wrong", say.Args{"Wrong": t.And(wrong)})
	}
	if m.Explanation != "" {
		text += "\n" + t.Say("make.shown.why", say.Args{"Why": t.readable(authored(m.Explanation))})
	}
	return text
}

// answerMake takes the next part of a question that is made.
func (t *turn) answerMake(q *coach.Question, said string, word say.Word, isMeant bool) (done bool, err error) {
	skips := said == string(wordSkip) || isMeant && (word == wordSkip || word == wordNo)
	isWord := func(press, key string) bool {
		return said == press || strings.EqualFold(strings.TrimSpace(said), chat.Plain(t.Say(key)))
	}
	switch {
	case isWord("drop", "make.type.drop"):
		q.State, q.Made.State = coach.Closed, coach.MadeDropped
		if err := t.tx.PutQuestion(*q); err != nil {
			return true, err
		}
		return true, t.telling(t.Say("make.dropped"), t.saying(wordPractice))
	case q.Made.Step == stepSend && (isWord("send", "make.type.send") || isMeant && word == wordYes):
		return true, t.propose(q)
	case q.Made.Step == stepSend, isMeant && !skips:
		return false, nil
	}
	if t.ev.Press == "" && q.Made.Step == stepQuestion { // what is asked for after it has the form of an answer itself
		if forItem, err := t.answersItem(said); forItem || err != nil {
			return false, err
		}
	}
	m := *q.Made
	said = tidied(said)
	switch m.Step {
	case stepQuestion:
		m.Question, m.Step = said, stepAnswer
	case stepAnswer:
		m.Answer, m.Step = said, stepWrong
	case stepWrong:
		if m.Wrong, m.Step = nil, stepExplanation; !skips {
			m.Wrong = wrongOf(said)
		}
	case stepExplanation:
		if m.Explanation, m.Step = "", stepSend; !skips {
			m.Explanation = said
		}
	}
	if skips && (m.Step == stepAnswer || m.Step == stepWrong) {
		return true, t.mend("make.needed")
	}
	if m.Step != stepAnswer { // a question alone is none yet
		if err := t.madeWell(&m); err != nil {
			return true, err // and the question waits for another
		}
	} else if utf8.RuneCountInString(m.Question) > maxQuestion {
		return true, t.tooLong(maxQuestion)
	}
	*q.Made = m
	return true, t.askMade(q)
}

// wrongOf reads wrong answers, one in each line or with ; between them.
func wrongOf(said string) (wrong []string) {
	for part := range strings.FieldsFuncSeq(said, func(r rune) bool { return strings.ContainsRune("\n;；؛", r) }) {
		if part = strings.TrimSpace(part); part != "" {
			wrong = append(wrong, part)
		}
	}
	return wrong
}

// madeRecipe is the made question as those of teachers are made.
func madeRecipe(m *coach.Made) recipe {
	return recipe{question: m.Question, answer: m.Answer, wrong: m.Wrong, explanation: m.Explanation, skill: m.Skill, class: m.Class}
}

// madeWell is an error that says what is wrong with a made question, by the rules
// that a course is looked at with.
func (t *turn) madeWell(m *coach.Made) error {
	class, err := t.tx.Class(m.Class)
	if err != nil {
		return err
	}
	k := &course.Course{ID: ourQuestions, Title: class.Name, Language: courseLanguage(t.me), Licence: "not stated"}
	for _, id := range class.Courses {
		if ours := t.Courses.Course(id); ours != nil && isOurs(id) {
			k.Items = slices.Clone(ours.Items)
			k.Skills = slices.Clone(ours.Skills)
		}
	}
	k.Index()
	making := &making{class: class.ID, course: k}
	r := madeRecipe(m)
	r.add(making, t.Courses, t.Printer, strings.Repeat("0", 6))
	if len(making.wrong) == 0 { // its own rules, without the other questions'
		alone := &course.Course{ID: k.ID, Title: k.Title, Language: k.Language, Licence: k.Licence, Skills: k.Skills, Items: []course.Item{making.item}}
		alone.Skills = slices.DeleteFunc(slices.Clone(k.Skills), func(s course.Skill) bool { return s.ID != making.item.Skill })
		alone.Index()
		if _, err := course.Marshal(alone); err != nil {
			making.wrong = []wrongField{{fieldOf(err), "item.faulty", say.Args{"Why": clipped(faultText(err))}}}
		}
	}
	var wrong faults
	for _, w := range making.wrong {
		key := w.key
		wrong.add(w.field, t.Say(key, w.args))
	}
	return wrong.err()
}

// offerForm is the form in which a learner makes a question, whole.
func (t *turn) offerForm(value string, m *coach.Made) *chat.Form {
	return t.form(value, t.Say("form.make"), t.Say("make.lead"),
		chat.Field{Name: fieldQuestion, Label: chat.Plain(t.Say("item.question")), Value: m.Question, Long: true, Max: maxQuestion},
		chat.Field{Name: fieldAnswer, Label: chat.Plain(t.Say("item.answer")), Hint: chat.Plain(t.Say("item.answer.hint")), Value: m.Answer, Max: maxAnswer},
		chat.Field{Name: fieldWrong, Label: chat.Plain(t.Say("make.field.wrong")), Hint: chat.Plain(t.Say("item.accept.hint")), Value: strings.Join(m.Wrong, "\n"), Long: true, Optional: true, Max: maxAccepted},
		chat.Field{Name: fieldExplanation, Label: chat.Plain(t.Say("item.explanation")), Hint: chat.Plain(t.Say("item.explanation.hint")), Value: m.Explanation, Long: true, Optional: true, Max: maxQuestion},
	)
}

// filledMade is the question as it was filled into the form.
func filledMade(m coach.Made, fields map[string]string) coach.Made {
	m.Question, m.Answer, m.Explanation = tidied(fields[fieldQuestion]), tidied(fields[fieldAnswer]), tidied(fields[fieldExplanation])
	m.Wrong = wrongOf(tidied(fields[fieldWrong]))
	return m
}

// submittedOffer takes the form in which a learner made a question: q is the one
// that asked for it, or a new one.
func (t *turn) submittedOffer(q *coach.Question) error {
	if q == nil {
		made, err := t.mayMake()
		if err != nil {
			return err
		}
		q = &coach.Question{ID: t.newID(t.now), Person: t.me.ID, Conversation: t.to.Key(), Ask: coach.AskMake, State: coach.Open, At: t.now, Made: made}
	}
	m := filledMade(*q.Made, t.ev.Fields)
	if err := t.madeWell(&m); err != nil {
		return err
	}
	m.Step = stepSend
	q.Made = &m
	return t.askMade(q)
}
