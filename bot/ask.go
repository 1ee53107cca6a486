package bot

import (
	"slices"
	"strings"
	"unicode"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/grade"
	"pacer/coach/plan"
	"pacer/coach/reflect"
)

// answerAsk takes what was said as the answer to something other than an item.
// Words that do not answer it are left for others; a word of the coach's said
// instead is obeyed, and the question waits.
func (t *turn) answerAsk(q *coach.Question, said string, word say.Word, rest string, isWord bool) (done bool, err error) {
	isMeant := isWord && t.meant(word, rest)
	switch q.Ask {
	case coach.AskSure:
		return t.answerSure(q, said, word, isMeant)
	case coach.AskScaffold:
		return t.answerScaffold(q, said, word, rest, isWord)
	case coach.AskCompare:
		n, ok := t.chosen(said, "compare.same", "compare.partly", "compare.notyet")
		if !ok {
			return false, nil
		}
		return t.compared(q, n)
	case coach.AskTime:
		return t.answerTime(q, said)
	case coach.AskWhen:
		return t.answerWhen(q, said)
	case coach.AskThought:
		declines := isMeant && (word == wordSkip || word == wordNo || word == wordDontKnow)
		if (isMeant || isWord && isTap(q)) && !declines {
			return false, nil
		}
		if _, lettered := letter(said); !lettered || !isTap(q) {
			if forItem, err := t.answersItem(said); forItem || err != nil {
				return false, err
			}
		}
		return true, t.answerThought(q, said, declines)
	case coach.AskMake:
		return t.answerMake(q, said, word, isMeant)
	case coach.AskFewer:
		return t.answerFewer(q, said)
	case coach.AskBegin:
		return t.answerBegin(q, said, word, isMeant)
	case coach.AskStop:
		n, ok := t.chosen(said, "stop.silence", "stop.keepwriting")
		switch {
		case ok && n == 0 || isMeant && word == wordYes:
			return true, t.settledBy(q, coach.Answered, t.Say("stop.silence"), t.silence)
		case ok && n == 1 || isMeant && word == wordNo:
			return true, t.settledBy(q, coach.Closed, t.Say("stop.keepwriting"), func() error { return t.tell(t.Say("stop.keep")) })
		}
	case coach.AskDraft:
		if isMeant && (word == wordYes || word == wordNo || word == wordNext) {
			return t.whichDeed(q) // to which of the three?
		}
		return t.answerDraft(q, said)
	case coach.AskChoose:
		return t.answerChoice(q, said, word, isMeant)
	case coach.AskThemes:
		return t.answerThemes(q, said, word, isMeant)
	case coach.AskWhere:
		return t.answerWhere(q, said, word, isMeant)
	case coach.AskShow:
		return t.answerShow(q, said, word, isMeant)
	case coach.AskShown:
		return t.answerShown(q, said)
	case coach.AskClass:
		return t.answerClass(q, said)
	case coach.AskSetUp:
		return t.answerSetUp(q, said, isMeant && (word == wordSkip || word == wordNo))
	case coach.AskTicket:
		return t.answerTicket(q, said, word, isMeant)
	case coach.AskPlan:
		return t.answerPlan(q, said, word, isMeant)
	case coach.AskLink:
		return t.answerLink(q, said, word, isMeant)
	case coach.AskGoal:
		return t.answerGoal(q, said, word, isMeant)
	case coach.AskPerson, coach.AskAbout:
		declines := isMeant && (word == wordSkip || word == wordNo)
		if isMeant && !declines {
			return false, nil
		}
		if forItem, err := t.answersItem(said); forItem || err != nil {
			return false, err
		}
		if q.Ask == coach.AskAbout {
			return true, t.answerAbout(q, said, declines)
		}
		return true, t.answerPerson(q, said, declines)
	}
	return false, nil
}

// settled ends a question and then does what its answer asks for.
func (t *turn) settled(q *coach.Question, as coach.QuestionState, then func() error) error {
	q.State = as
	if err := t.tx.PutQuestion(*q); err != nil {
		return err
	}
	return then()
}

// settledBy is settled, of a question that becomes what was chosen of it.
func (t *turn) settledBy(q *coach.Question, as coach.QuestionState, chosen chat.Markdown, then func() error) error {
	return t.settled(q, as, func() error {
		asked := t.Say("stop.ask")
		if q.Ask == coach.AskBegin {
			asked = t.Say("begin.asked")
		}
		if err := t.chose(asked, chosen); err != nil {
			return err
		}
		return then()
	})
}

// meant tells whether words that begin with a word of the coach's are meant as
// that word where a sentence is awaited: alone, or one that takes something,
// put as it has to be. "Next time I will read twice" is a thought.
func (t *turn) meant(word say.Word, rest string) bool {
	verb, more := cut(rest)
	switch word {
	case wordPractice, wordReflect:
		return more == "" || t.isSkill(rest)
	case wordProgress, wordShow, wordTestOut:
		about, how := splitLast(rest)
		return rest == "" || t.isSkill(rest) || how != "" && t.isSkill(about) // "progress halves more"
	case wordLink:
		return more == "" || t.saysOff(verb)
	case wordSettings:
		return more == "" || slices.Contains(settingNames, verb)
	case wordSupports:
		if more == "" || t.isSwitch(more) {
			return true
		}
		name, _ := t.supportIn(rest)
		return slices.Contains(coach.AllSupports(), name)
	case wordClass:
		return more == "" || slices.Contains(classVerbs, verb) || strings.HasPrefix(verb, "@")
	case wordAlert:
		return more == "" || len(verb) == shortID
	case wordGoal, wordGlossary:
		return true
	case wordData:
		return rest == "" || t.isDataDeed(rest)
	case wordPlan, wordAway: // a time, a day or a number; "plan ahead" is a thought
		_, after, isDay := t.ReadDay(rest, t.today())
		_, isDays := t.ReadWeekdays(rest)
		return rest == "" || strings.ContainsFunc(rest, unicode.IsDigit) || t.isSwitch(rest) || isDays || isDay && after == ""
	}
	return rest == ""
}

// isSkill tells whether words name a skill of one of the courses.
func (t *turn) isSkill(s string) bool {
	return s != "" && slices.ContainsFunc(t.Courses.order, func(id string) bool {
		_, ok := t.skillNamed(t.Courses.courses[id], s)
		return ok
	})
}

// splitLast is the last of some words, and what stands before it.
func splitLast(s string) (before, last string) {
	s = strings.TrimSpace(s)
	i := strings.LastIndexByte(s, ' ')
	return strings.TrimSpace(s[:max(i, 0)]), s[i+1:]
}

// isSwitch tells whether words are nothing but on or off.
func (t *turn) isSwitch(s string) bool {
	_, ok := t.ReadOnOff(s)
	return ok
}

// answersItem tells whether what was said reads as an answer to the item that
// is open, or to its scaffold, so that it is no message and no goal.
func (t *turn) answersItem(said string) (bool, error) {
	q, err := t.openItem()
	if coach.IsNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	it, err := t.asked(&q)
	if err != nil {
		return false, err
	}
	if fits(it, t.grade(&q, it, said)) {
		return true, nil
	}
	scaffold, err := t.openScaffold(&q)
	if err != nil || scaffold == nil {
		return false, err
	}
	ask := it.Hints[scaffold.Number-1].Ask
	return fits(ask, t.grade(scaffold, ask, said)), nil
}

// fits tells whether what was read as r can only be meant as an answer to the
// item: it knows it, or it has the form of an answer.
func fits(it *course.Item, r grade.Result) bool {
	hasForm := !takesText(it.Kind) || it.Kind == course.Cloze && len(it.Blanks) > 1
	return r.Known || r.Verdict == grade.Right || r.Verdict == grade.Wrong && hasForm
}

// chosen reads which of some lettered answers was given: by its letter, or in
// its own words.
func (t *turn) chosen(said string, keys ...string) (n int, ok bool) {
	if n, ok := letter(said); ok {
		return n, n < len(keys)
	}
	for i, key := range keys {
		if say.Same(said, chat.Plain(t.Say(key))) {
			return i, true
		}
	}
	return 0, false
}

// letter reads a single letter as a place in a list: a is 0, and so is أ.
func letter(said string) (n int, ok bool) { return grade.Place(strings.Trim(said, " ().:")) }

// answerBegin is the answer to a check-in.
func (t *turn) answerBegin(q *coach.Question, said string, word say.Word, isWord bool) (done bool, err error) {
	if done, err := t.answerReminder(q, said); done || err != nil {
		return done, err
	}
	n, ok := t.chosen(said, "begin.yes", "begin.no")
	switch {
	case ok && n == 0 || isWord && (word == wordYes || word == wordNext || word == wordPractice):
		return true, t.settledBy(q, coach.Answered, t.Say("begin.yes"), func() error { return t.practise(plan.Practice, "") })
	case ok && n == 1 || isWord && word == wordNo:
		return true, t.settledBy(q, coach.Closed, t.Say("begin.no"), func() error { return t.tell(t.Say("begin.notnow")) })
	case isWord && word == wordStop:
		// The coach spoke first here: to stop is to want no more of that.
		return true, t.settled(q, coach.Closed, t.silence)
	}
	return false, nil
}

// meet begins the acquaintance: two quick questions, then practice. Whoever is
// in no class is asked for its code first.
func (t *turn) meet() error {
	if t.me.Class == "" {
		t.me.Met = coach.StepNew
		return t.tell(t.Say("meet.code", say.Args{"Name": t.me.Name}))
	}
	t.me.Met = coach.StepTime
	return t.askTime(t.Say("meet", say.Args{"Name": t.me.Name}))
}

func (t *turn) askTime(lead chat.Markdown) error {
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskTime, State: coach.Open, At: t.now}
	m := chat.Message{}
	if lead != "" {
		m.Parts = append(m.Parts, chat.Part{Text: lead})
	}
	m.Parts = append(m.Parts, chat.Part{Text: t.Say("meet.time")},
		chat.Part{Choices: t.letters(&q, "meet.time.2", "meet.time.5", "meet.time.15")})
	return t.ask(&q, m)
}

func (t *turn) answerTime(q *coach.Question, said string) (done bool, err error) {
	minutes, ok := 0, false
	if n, chosen := t.chosen(said, "meet.time.2", "meet.time.5", "meet.time.15"); chosen {
		minutes, ok = []int{2, 5, 15}[n], true
	} else if f := strings.Fields(said); len(f) > 0 {
		minutes, ok = map[string]int{"2": 2, "5": 5, "15": 15}[f[0]]
	}
	if !ok {
		return false, nil
	}
	q.State = coach.Answered
	if err := t.tx.PutQuestion(*q); err != nil {
		return true, err
	}
	t.me.Settings.Minutes = minutes
	t.me.Met = coach.StepWhen
	if err := t.chose(t.Say("meet.time"), t.Say("chosen.minutes", say.Args{"N": minutes})); err != nil {
		return true, err
	}
	class, err := t.tx.Class(t.me.Class)
	if err := orNone(err); err != nil {
		return true, err
	}
	if !class.Has(coach.FeatureCheckIns) { // nobody is written to first there: nothing to choose
		return true, t.met(t.Say("meet.done.never"))
	}
	return true, t.askWhen()
}

func (t *turn) askWhen() error {
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskWhen, State: coach.Open, At: t.now}
	m := chat.Message{Parts: []chat.Part{{Text: t.Say("meet.when")},
		{Choices: t.letters(&q, "meet.when.afternoon", "meet.when.evening", "meet.when.never")}}}
	return t.ask(&q, m)
}

// The times offered when meeting; settings take any.
const (
	afternoons = "0 16 * * MON-FRI"
	evenings   = "0 19 * * MON-FRI"
)

func (t *turn) answerWhen(q *coach.Question, said string) (done bool, err error) {
	n, ok := t.chosen(said, "meet.when.afternoon", "meet.when.evening", "meet.when.never")
	if !ok {
		return false, nil
	}
	q.State = coach.Answered
	if err := t.tx.PutQuestion(*q); err != nil {
		return true, err
	}
	// "Only when I write first" is a choice too: a class's times do not undo it.
	t.me.Settings.CheckIn, t.me.Settings.Own = []string{afternoons, evenings, ""}[n], true
	if err := t.plan(); err != nil {
		return true, err
	}
	if err := t.chose(t.Say("meet.when"), t.Say([]string{"meet.when.afternoon", "meet.when.evening", "meet.when.never"}[n])); err != nil {
		return true, err
	}
	return true, t.met(t.Say([]string{"meet.done.afternoon", "meet.done.evening", "meet.done.never"}[n]))
}

// met ends the acquaintance with a word on what was agreed, and finds where to
// begin.
func (t *turn) met(text chat.Markdown) error {
	t.me.Met = coach.StepPlaced
	if t.me.Active.Last != 0 { // they have practised today: enough for now
		return t.telling(text+"\n\n"+t.Say("session.next"), t.saying(wordPractice), t.saying(wordProgress))
	}
	k, err := t.courseOf()
	if err != nil {
		return err
	}
	if k == nil {
		if err := t.tell(text); err != nil {
			return err
		}
		return t.withoutCourse()
	}
	if err := t.tell(t.Sentences(text, t.Say("meet.place"))); err != nil {
		return err
	}
	return t.practise(plan.Practice, "")
}

// meetLater asks what onboarding left open, after a session.
func (t *turn) meetLater() error {
	switch t.me.Met {
	case coach.StepTime:
		return t.askTime(t.Say("meet.later"))
	case coach.StepWhen:
		return t.askWhen()
	}
	return nil
}

// askSure asks how sure the learner was, before the result is shown.
func (t *turn) askSure(item *coach.Question, it *course.Item, read chat.Markdown) error {
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Session: item.Session, Ask: coach.AskSure, State: coach.Open, At: t.now, About: item.ID}
	choices := t.letters(&q, "sure.1", "sure.2", "sure.3")
	for i := range choices {
		choices[i].Word = string(rune('1' + i))
	}
	p := reflect.HowSure(t.me.Sure.Total().N, seedOf(item.ID))
	m := chat.Text(t.Say("sure.ask", say.Args{"Read": read, "Prompt": t.promptWords(&asking{prompt: p})}))
	m.Parts = append(m.Parts, chat.Part{Choices: choices})
	m, ok := t.inPlace(m, item, it)
	if err := t.ask(&q, m); err != nil || !ok {
		return err
	}
	item.Message = q.Message // the question stands there now
	return t.tx.PutQuestion(*item)
}

// answerSure takes the confidence and shows the result that waited for it.
// Whatever else is said shows it as well: nobody is kept from it.
func (t *turn) answerSure(q *coach.Question, said string, word say.Word, isWord bool) (done bool, err error) {
	q.State = coach.Answered
	if err := t.tx.PutQuestion(*q); err != nil {
		return true, err
	}
	item, err := t.tx.Question(q.About)
	if err != nil {
		return true, err
	}
	if !isHeld(&item) {
		return false, nil // shown in the meantime
	}
	t.reopens = item.Message == q.Message
	if t.ev.Press == "" && t.reopens && t.canReplace(q) {
		t.replaces = q.Message
	}
	confidence := t.howSure(said)
	if confidence > 0 {
		if err := t.sure(&item, confidence); err != nil {
			return true, err
		}
	}
	// A word said instead is obeyed as well, unless it only asks to go on or
	// is about the question that is over now.
	goesOn := !isWord || confidence > 0
	switch word {
	case wordPractice, wordNext, wordYes, wordNo, wordThanks, wordHint, wordSkip, wordWhy, wordAnotherWay, wordDontKnow:
		goesOn = true
	}
	return goesOn, t.revealHeld(&item, goesOn)
}

// howSure reads a confidence: a letter, a number or words; 0 if it is none.
func (t *turn) howSure(said string) int {
	if n, ok := t.chosen(said, "sure.1", "sure.2", "sure.3"); ok {
		return n + 1
	}
	said = say.Numerals(strings.TrimRight(strings.TrimSpace(said), ".! "))
	if said == "1" || said == "2" || said == "3" {
		return int(said[0] - '0')
	}
	for i, key := range []string{"sure.said.1", "sure.said.2", "sure.said.3"} {
		if t.Lists(key, said) {
			return i + 1
		}
	}
	return 0
}

// sure keeps how sure the learner was of an answer, which is not shown yet.
func (t *turn) sure(item *coach.Question, confidence int) error {
	e, err := t.tx.Entry(item.Attempt)
	if err != nil {
		return err
	}
	w, err := t.tx.Words(item.Attempt)
	if err != nil && !coach.IsNotFound(err) {
		return err
	}
	w.Attempt, w.Person, w.Confidence = item.Attempt, t.me.ID, confidence
	if err := t.tx.PutWords(w); err != nil {
		return err
	}
	item.Confidence = confidence
	t.countSure(&e, confidence)
	return nil
}
