package bot

import (
	"cmp"
	"strconv"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/grade"
)

// helpChoices are what can be pressed below an open item besides its options.
func (t *turn) helpChoices(q *coach.Question, it *course.Item) []chat.Choice {
	c := t.answering(q, it)
	if q.Hints < len(it.Hints) && !q.Bare {
		c = append(c, t.word(wordHint, q.ID+":hint"))
	}
	if t.me.Supports.Glossary != "" && len(t.wordsIn(q, it)) > 0 {
		c = append(c, t.word(wordGlossary, q.ID+":glossary"))
	}
	return append(c, t.word(wordSkip, q.ID+":skip"))
}

// away marks the press of a button that stands below other words than the
// question it is about.
const away = " away"

// helpAway are helpChoices below other words about the item.
func (t *turn) helpAway(q *coach.Question, it *course.Item) []chat.Choice {
	choices := t.helpChoices(q, it)
	for i := range choices {
		choices[i].Value += away
	}
	return choices
}

// onItem does what a word asks about an open item.
func (t *turn) onItem(q *coach.Question, word say.Word) error {
	it, err := t.asked(q)
	if err != nil {
		return err
	}
	if isHeld(q) { // about a question whose answer is given and waits to be shown
		return t.revealHeld(q, true)
	}
	// A hint or skip that was said is about the scaffold, if one is open; a
	// press says what it is about.
	if word == wordHint || t.ev.Press == "" && (word == wordSkip || word == wordDontKnow) {
		scaffold, err := t.openScaffold(q)
		if err != nil {
			return err
		}
		if scaffold != nil {
			return t.showScaffold(scaffold, q, it)
		}
	}
	if q.Bare && (word == wordHint || word == wordAnotherWay) {
		return t.telling(t.Say("testout.nohelp"), t.helpAway(q, it)...)
	}
	switch word {
	case wordGlossary:
		return t.wordsOf(q, it)
	case wordHint:
		return t.hint(q, it)
	case wordDontKnow:
		if q.Hints < len(it.Hints) && !q.Bare {
			return t.hint(q, it)
		}
		return t.skip(q, it)
	case wordSkip:
		return t.skip(q, it)
	case wordWhy:
		return t.telling(t.sayReason(q), t.helpAway(q, it)...)
	case wordAnotherWay:
		return t.anotherWay(q, it)
	}
	return nil
}

// aboutItem is onItem for a word said with no question in sight: the open one
// is meant, wherever it was asked.
func (t *turn) aboutItem(word say.Word) error {
	q, err := t.openItem()
	if coach.IsNotFound(err) {
		return t.tell(t.Say("item.none"))
	}
	if err != nil {
		return err
	}
	return t.onItem(&q, word)
}

// hint shows the next hint. After the last one the question moves nothing any
// more, which is said with it.
func (t *turn) hint(q *coach.Question, it *course.Item) error {
	if q.Hints >= len(it.Hints) {
		return t.telling(t.Say("hint.none"), t.helpAway(q, it)...)
	}
	q.Hints++
	if it.Hints[q.Hints-1].Ask != nil {
		return t.askScaffold(q, it)
	}
	if err := t.tx.PutQuestion(*q); err != nil {
		return err
	}
	args := say.Args{"Number": q.Hints, "Of": len(it.Hints), "Hint": t.text(q.Course, it.Hints[q.Hints-1].Text)}
	text := t.Say("hint", args)
	if q.Hints == len(it.Hints) && q.Tries == 0 {
		text = t.Say("hint.last", args)
	}
	return t.telling(text, t.helpAway(q, it)...)
}

// skip leaves an item: its answer and reason are shown, nothing is marked.
func (t *turn) skip(q *coach.Question, it *course.Item) error {
	s, err := t.tx.Session(q.Session)
	if err != nil {
		return err
	}
	for i := range s.Asked {
		if a := &s.Asked[i]; a.Item == q.Item && a.First == "" {
			a.First, a.LastHint = coach.MarkSkipped, true
		}
	}
	q.State = coach.Skipped
	if err := t.tx.PutQuestion(*q); err != nil {
		return err
	}
	args := say.Args{"Key": t.key(it, q.Order), "Why": t.why(q, it)}
	text := t.Say("skip.shown", args)
	if it.Kind == course.Free { // its answer is sentences of its own
		text = t.Say("skip.free", args)
	}
	t.typedFor(q)
	m, _ := t.inPlace(chat.Text(text), q, it)
	if _, err := t.send(t.to, m); err != nil {
		return err
	}
	return t.goOn(&s)
}

// anotherWay shows the skill in another form than the last time.
func (t *turn) anotherWay(q *coach.Question, it *course.Item) error {
	sk := t.Courses.Skill(q.Course + "/" + it.Skill)
	if sk == nil || len(sk.Resources) == 0 {
		return t.telling(t.Say("anotherway.none"), t.helpAway(q, it)...)
	}
	n, _ := strconv.Atoi(q.About) // how often it was asked for this question
	r := sk.Resources[n%len(sk.Resources)]
	q.About = strconv.Itoa(n + 1)
	if err := t.tx.PutQuestion(*q); err != nil {
		return err
	}
	args := say.Args{"Kind": t.Say("resource." + r.Kind), "Title": t.readable(r.Title), "Text": t.text(q.Course, r.Text), "URL": chat.Authored(r.URL)}
	if r.URL != "" && !strings.Contains(r.URL, "://") { // a file of the course's folder: it is shown, not named
		t.pictures = append(t.pictures, chat.Picture{Alt: chat.Plain(t.readable(cmp.Or(r.Text, r.Title))), Source: q.Course + "/" + r.URL})
		args["Text"], args["URL"] = "", ""
	}
	return t.telling(t.Say("anotherway", args), t.helpAway(q, it)...)
}

// compare shows a free answer beside the model answer, and asks the learner
// how they compare.
func (t *turn) compare(q *coach.Question, it *course.Item, said string) error {
	q.State = coach.Trying
	q.Result = []byte(said)
	if err := t.tx.PutQuestion(*q); err != nil {
		return err
	}
	text := t.modelAnswer(q, it)
	if len(t.ev.Fields) > 0 { // what was written stands nowhere else
		text = t.Say("compare.wrote", say.Args{"Said": said}) + "\n\n" + text
	}
	about := coach.Question{
		ID: t.newID(t.now), Person: t.me.ID, Session: q.Session, Ask: coach.AskCompare, State: coach.Open, At: t.now, About: q.ID,
	}
	m := chat.Text(text + "\n\n" + t.Say("compare.ask"))
	m.Parts = append(m.Parts, chat.Part{Choices: t.letters(&about, "compare.same", "compare.partly", "compare.notyet")})
	m, _ = t.inPlace(m, q, it)
	return t.ask(&about, m)
}

// modelAnswer is a model answer to hold one's own against.
func (t *turn) modelAnswer(q *coach.Question, it *course.Item) chat.Markdown {
	text := t.Say("compare", say.Args{"Model": t.text(q.Course, it.Model)})
	for _, c := range it.Checklist {
		text += "\n- " + t.readable(c)
	}
	return text
}

// compared takes the learner's word on their own free answer.
func (t *turn) compared(about *coach.Question, n int) (done bool, err error) {
	about.State = coach.Answered
	if err := t.tx.PutQuestion(*about); err != nil {
		return true, err
	}
	q, err := t.tx.Question(about.About)
	if err != nil {
		return true, err
	}
	if !q.IsOpen() {
		return false, nil // skipped or judged in the meantime
	}
	it, err := t.asked(&q)
	if err != nil {
		return true, err
	}
	s, err := t.tx.Session(q.Session)
	if err != nil {
		return true, err
	}
	r := grade.Result{Verdict: grade.Wrong, Score: []float64{1, .5, 0}[n]}
	if n == 0 {
		r.Verdict = grade.Right
	}
	changes, err := t.record(&q, it, &s, r, string(q.Result), 0)
	if err != nil {
		return true, err
	}
	q.State, q.Result = coach.Answered, nil
	if err := t.tx.PutQuestion(q); err != nil {
		return true, err
	}
	text := t.Say([]string{"compared.same", "compared.partly", "compared.notyet"}[n], say.Args{"Why": t.text(q.Course, it.Explanation)})
	for _, c := range changes {
		text += "\n\n" + t.sayChange(c)
	}
	m := chat.Text(text)
	if t.replaces != "" {
		m = chat.Text(t.modelAnswer(&q, it) + "\n\n" + t.Say("compare.chosen", say.Args{"Chosen": t.Say([]string{"compare.same", "compare.partly", "compare.notyet"}[n])}) + "\n\n" + text)
		m.Edits, t.replaces = t.replaces, ""
	}
	if _, err := t.send(t.to, m); err != nil {
		return true, err
	}
	return true, t.goOn(&s)
}
