package bot

import (
	"encoding/json"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/grade"
	"pacer/coach/plan"
)

// No person reads and answers in less than this; what comes faster was typed
// ahead or sent by a script, and says nothing about how it was thought of.
const typedAhead = 100 * time.Millisecond

// answerItem takes what was said as an answer to an item, if it is one.
func (t *turn) answerItem(q *coach.Question, said string, word say.Word, rest string, isWord bool) (done bool, err error) {
	it, err := t.asked(q)
	if err != nil {
		return false, err
	}
	confidence := 0
	if q.Sure && q.Tries == 0 && lettered(it) {
		said, confidence = splitConfidence(said)
	}
	r := t.grade(q, it, said)
	if isWord && t.isCommand(it, r, word, rest) {
		if q.IsOpen() {
			switch word {
			case wordHint, wordWhy, wordSkip, wordAnotherWay, wordDontKnow:
				return true, t.onItem(q, word)
			}
		}
		return false, nil
	}
	if !q.IsOpen() {
		return t.afterwards(q, it, r, said)
	}
	if isHeld(q) { // pressed or said once more, before the result was seen
		return true, t.revealHeld(q, true)
	}
	switch r.Verdict {
	case grade.Unread:
		if isWord {
			return false, nil
		}
		if grade.DontKnow(said) {
			return true, t.onItem(q, wordDontKnow)
		}
		if it.Kind == course.Free && len(q.Result) > 0 { // the comparison is what is asked
			return true, t.tell(t.Say("heard.letters"))
		}
		return true, t.notTaken(r, t.unread(it, r, said), t.helpAway(q, it))
	case grade.Again:
		return true, t.notTaken(r, t.unread(it, r, said), t.helpAway(q, it))
	}
	t.typedFor(q)
	if r.Verdict == grade.Compare {
		return true, t.compare(q, it, said)
	}
	if q.Sure && q.Tries == 0 && len(t.ev.Fields) > 0 {
		confidence = t.saidSure(q)
	}
	return true, t.graded(q, it, r, said, confidence)
}

// isCommand tells whether words that begin with a word of the coach's are meant
// as that word. What the item knows is the answer, whatever it begins with.
func (t *turn) isCommand(it *course.Item, r grade.Result, word say.Word, rest string) bool {
	return !r.Known && (!takesText(it.Kind) || t.meant(word, rest) || it.Kind != course.Free && inPassing(word, rest))
}

// inPassing tells words that hardly begin an answer in words, whatever follows:
// "idk this one", "skip that please".
func inPassing(word say.Word, rest string) bool {
	switch word {
	case wordDontKnow, wordPerson, wordThanks:
		return true
	case wordSkip, wordHint:
		return len(strings.Fields(rest)) <= 2
	}
	return false
}

// splitConfidence reads "b 2" as the answer b, given with confidence 2.
func splitConfidence(said string) (answer string, confidence int) {
	f := strings.Fields(said)
	if len(f) < 2 {
		return said, 0
	}
	last := say.Numerals(f[len(f)-1])
	if last != "1" && last != "2" && last != "3" {
		return said, 0
	}
	return strings.Join(f[:len(f)-1], " "), int(last[0] - '0')
}

// grade grades what was said, knowing the other answers that would be
// plausible here, so that a typo is never read as one of them.
func (t *turn) grade(q *coach.Question, it *course.Item, said string) grade.Result {
	if k := t.Courses.Course(q.Course); k != nil && takesText(it.Kind) {
		return grade.Answer(it, q.Order, said, grade.Plausible(k, it)...)
	}
	return grade.Answer(it, q.Order, said)
}

// graded records a try and shows its result.
func (t *turn) graded(q *coach.Question, it *course.Item, r grade.Result, said string, confidence int) error {
	s, err := t.tx.Session(q.Session)
	if err != nil {
		return err
	}
	changes, err := t.record(q, it, &s, r, said, confidence)
	if err != nil {
		return err
	}
	if err := t.closeScaffold(q); err != nil {
		return err
	}
	h := held{Result: r, Changes: changes, Read: t.readAs(it, r, said)}
	if q.Tries == 1 && q.Sure && confidence == 0 {
		// The answer is in the log; its result is shown when they have said
		// how sure they were, or anything else.
		if q.Result, err = json.Marshal(h); err != nil {
			return err
		}
		if err := t.tx.PutQuestion(*q); err != nil {
			return err
		}
		if err := t.tx.PutSession(s); err != nil {
			return err
		}
		return t.askSure(q, it, h.Read)
	}
	over, err := t.reveal(q, it, &s, h)
	if err != nil || !over {
		return err
	}
	return t.goOn(&s)
}

// held is a result, which may wait for the learner to say how sure they were.
type held struct {
	Result  grade.Result
	Changes []change
	Read    chat.Markdown // how the answer was read
}

// isHeld tells whether the result of an item's first try waits to be shown.
func isHeld(q *coach.Question) bool { return q.State == coach.Trying && q.Sure && len(q.Result) > 0 }

// revealHeld shows a result that waited; with goesOn, what comes next too.
func (t *turn) revealHeld(q *coach.Question, goesOn bool) error {
	var h held
	if err := json.Unmarshal(q.Result, &h); err != nil {
		return err
	}
	it, err := t.asked(q)
	if err != nil {
		return err
	}
	s, err := t.tx.Session(q.Session)
	if err != nil {
		return err
	}
	over, err := t.reveal(q, it, &s, h)
	switch {
	case err != nil || !over:
		return err
	case !goesOn:
		return t.tx.PutSession(s)
	}
	return t.goOn(&s)
}

// tellHeld shows a result that waited, of a question that is over with it.
func (t *turn) tellHeld(q *coach.Question) error {
	var h held
	if err := json.Unmarshal(q.Result, &h); err != nil {
		return err
	}
	it, err := t.asked(q)
	if err != nil {
		return err
	}
	q.Result = nil
	_, err = t.send(t.to, t.things(t.result(q, it, h, true)...))
	return err
}

// record adds a try to the log, and what it moves to the estimates. The
// session is marked and left to the caller to save.
func (t *turn) record(q *coach.Question, it *course.Item, s *coach.Session, r grade.Result, said string, confidence int) ([]change, error) {
	q.Tries++
	s.Touch(t.now)
	lastHint := len(it.Hints) > 0 && q.Hints >= len(it.Hints)
	e := coach.Entry{
		Kind: coach.EntryAttempt, Person: t.me.ID, At: t.now,
		Course: q.Course, Item: q.Course + "/" + it.ID, Version: q.Version,
		Question: q.ID, Try: q.Tries, Counts: q.Tries == 1 && !lastHint && it.Kind != course.Free,
		Right: r.Verdict == grade.Right, Score: r.Score, Tier: it.Tier, Chance: grade.ChanceShown(it, q.Order),
		Hints: q.Hints - q.Given, Purpose: q.Purpose, Day: t.today(), Misconception: r.Misconception,
		Mixed: mixed(s), Seed: q.Seed,
	}
	if it.Kind == course.Free {
		e.Counts, e.SelfGraded = q.Tries == 1, true
	}
	if asked := q.Posted; q.Tries == 1 && !asked.IsZero() {
		if took := t.ev.At.Sub(asked); took >= typedAhead {
			e.Rapid = took < rapid(it)
			if t.me.Supports.ExtraTime == 0 { // else how long it took says nothing of what is known
				e.Took = took
			}
		}
	}
	if sk := t.Courses.Skill(q.Course + "/" + it.Skill); sk != nil {
		e.Fact = sk.Memory == course.MemoryItem
	}
	for _, sk := range it.Skills() {
		e.Skills = append(e.Skills, q.Course+"/"+sk)
	}
	var err error
	if e.Expected, err = t.Params.Foretell(t.tx, &e); err != nil {
		return nil, err
	}
	position, changes, err := t.apply(e)
	if err != nil {
		return nil, err
	}
	if takesText(it.Kind) {
		if may, err := t.mayKeepWords(); err != nil {
			return nil, err
		} else if !may {
			said = ""
		}
	}
	if err := t.tx.PutWords(Words{Attempt: position, Person: t.me.ID, Said: said, Confidence: confidence}); err != nil {
		return nil, err
	}
	t.meaningful(q.Tries == 1)
	if q.Tries > 1 {
		q.State = coach.Trying
		return changes, nil
	}
	q.Attempt, q.Confidence = position, confidence
	t.countSure(&e, confidence)
	q.State = coach.Trying
	for i := range s.Asked {
		if a := &s.Asked[i]; a.Item == q.Item && a.First == "" {
			a.First, a.Tag, a.LastHint = coach.MarkNotYet, r.Misconception, lastHint
			if e.Right {
				a.First = coach.MarkRight
			}
		}
	}
	for _, c := range changes {
		if c.Up() {
			s.Gained = append(s.Gained, coach.Gain{Skill: c.Skill, Level: int(c.After)})
		} else {
			s.Faded = append(s.Faded, c.Skill)
		}
	}
	if err := t.respond(s, &e, position); err != nil {
		return nil, err
	}
	return changes, t.watch(q, it, e)
}

// mixed tells whether a session has gone over more than one skill.
func mixed(s *coach.Session) bool {
	for _, a := range s.Asked {
		if a.Skill != s.Asked[0].Skill {
			return true
		}
	}
	return s.Purpose == plan.Review
}

// rapid is the time under which an item cannot have been read: 250 words a
// minute is a quick reader's pace, and a third of it a glance.
func rapid(it *course.Item) time.Duration {
	words := len(strings.Fields(it.Question))
	return max(1200*time.Millisecond, time.Duration(words)*time.Minute/250/3)
}

// reveal shows the result of a try, and tells whether the question is over. Its
// session is saved while it is not; afterwards that is left to what comes next.
func (t *turn) reveal(q *coach.Question, it *course.Item, s *coach.Session, h held) (over bool, err error) {
	r := h.Result
	over = r.Verdict == grade.Right || q.Tries > 1 || !tryAgain(it) || q.Bare || isSurprise(q, r) || s.Round != "" // a class does not wait for second tries
	told := t.toldConfidence(q, r)
	words := func(read chat.Markdown) []chat.Markdown {
		things := append(t.result(q, it, held{Result: r, Read: read}, over), told)
		for _, c := range h.Changes {
			if r.Verdict == grade.Right || !c.Up() { // who missed is told at the end that three tries make a start
				things = append(things, t.sayChange(c))
			}
		}
		return things
	}
	q.Result = nil
	if over {
		q.State = coach.Answered
		if err := t.tx.PutQuestion(*q); err != nil {
			return over, err
		}
		return over, t.sendResult(q, it, h, words)
	}
	if err := t.tx.PutSession(*s); err != nil {
		return over, err
	}
	if t.reopens {
		return over, t.reopen(q, it, words(h.Read)...)
	}
	if err := t.tx.PutQuestion(*q); err != nil {
		return over, err
	}
	m := t.things(words(h.Read)...)
	m.Parts = append(m.Parts, chat.Part{Choices: t.helpAway(q, it)})
	_, err = t.send(t.to, m)
	return over, err
}

// goOn asks the next question of a session, unless the session has ended in
// the meantime.
func (t *turn) goOn(s *coach.Session) error {
	if !s.Ended.IsZero() {
		return t.tx.PutSession(*s)
	}
	if asked, err := t.askBetween(s); asked || err != nil {
		return err
	}
	return t.next(s)
}

// afterwards is an answer to a question that has been answered: it is kept,
// marked, and moves nothing.
func (t *turn) afterwards(q *coach.Question, it *course.Item, r grade.Result, said string) (done bool, err error) {
	isAnswer := r.Known || r.Verdict == grade.Right || r.Verdict == grade.Wrong && !takesText(it.Kind) || t.ev.Press != ""
	if q.State != coach.Answered || !isAnswer {
		return false, nil
	}
	open, err := t.openItem()
	hasOpen := err == nil
	if err != nil && !coach.IsNotFound(err) {
		return false, err
	}
	if hasOpen && open.ID != q.ID && t.ev.Press == "" && q.Posted.IsZero() {
		return false, nil
	}
	s, err := t.tx.Session(q.Session)
	if err != nil {
		return false, err
	}
	if _, err := t.record(q, it, &s, r, said, 0); err != nil {
		return false, err
	}
	q.State = coach.Answered
	if err := t.tx.PutQuestion(*q); err != nil {
		return false, err
	}
	if err := t.tx.PutSession(s); err != nil {
		return false, err
	}
	if hasOpen {
		asked, err := t.asked(&open)
		if err != nil {
			return true, err
		}
		return true, t.telling(t.Say("answer.late.open"), t.helpAway(&open, asked)...)
	}
	return true, t.tell(t.Say("answer.late"))
}

// letters are lettered choices of a question, each a sentence of bot/say.
func (t *turn) letters(q *coach.Question, keys ...string) []chat.Choice {
	choices := make([]chat.Choice, len(keys))
	for i, k := range keys {
		letter := string(rune('A' + i))
		choices[i] = chat.Choice{Label: t.Say(k), Word: letter, Value: q.ID + ":" + letter}
	}
	return choices
}
