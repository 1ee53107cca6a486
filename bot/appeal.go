package bot

import (
	"strconv"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/grade"
)

// appeal brings "I think I was right" to the class's teachers.
func (t *turn) appeal() error {
	q, it, err := t.lastAnswered()
	if coach.IsNotFound(err) {
		return t.tell(t.Say("appeal.none"))
	}
	if err != nil {
		return err
	}
	e, err := t.tx.Entry(q.Attempt)
	if err != nil {
		return err
	}
	if e.Right {
		return t.tell(t.Say("appeal.wasright"))
	}
	s, err := t.tx.Session(q.Session)
	if err != nil {
		return err
	}
	for _, a := range s.Asked {
		if a.Item == q.Item && a.First == coach.MarkSlip {
			return t.tell(t.Say("mistap.done"))
		}
	}
	if again, err := t.appealed(e.Position); err != nil {
		return err
	} else if again != "" {
		return t.tell(again)
	}
	class, teachers, err := t.teachers()
	if err != nil {
		return err
	}
	if len(teachers) == 0 {
		return t.tell(t.Say("person.nobody"))
	}
	w, err := t.tx.Words(e.Position)
	if err != nil && !coach.IsNotFound(err) {
		return err
	}
	asWritten := q // who reads it sees the question as everybody gets it
	asWritten.Plain = false
	if it, err = t.asked(&asWritten); err != nil {
		return err
	}
	words := chat.Plain(t.Say("appeal.words", say.Args{
		"Question": chat.Plain(blanked(it, written(it.Question).Described())), "Choices": laidOut(it, grade.Whole(it, q.Order)), "Said": w.Said, "Key": t.key(it, q.Order),
	}))
	if err := t.raise(alert.Appealed(q.Course+"/"+it.Skill, words, e.Position), class.ID); err != nil {
		return err
	}
	return t.tell(t.Say("appeal.passed", say.Args{"Teachers": t.names(teachers)}))
}

// laidOut is what an item laid out for its answer, in the order of one learner:
// without it an answer in letters says nothing to a teacher.
func laidOut(it *itemType, order []int) string {
	layout := grade.LayoutOf(it, order)
	var entries []string
	for i, entry := range layout.Numbered {
		entries = append(entries, "("+number(i)+") "+chat.Plain(written(entry).Described()))
	}
	for i, entry := range layout.Lettered {
		entries = append(entries, letterOf(i)+": "+chat.Plain(written(entry).Described()))
	}
	return strings.Join(entries, "; ")
}

// appealed is what to say to a second appeal about one answer; empty if it is
// the first.
func (t *turn) appealed(attempt int64) (chat.Markdown, error) {
	before, err := t.tx.LastAlerts(t.me.ID, 50)
	if err != nil {
		return "", err
	}
	for i := range before {
		a := &before[i]
		switch {
		case a.Rule != alert.RuleAppeal || a.Evidence.Attempt != attempt:
		case a.State != alert.Resolved:
			return t.Say("appeal.waits"), nil
		case a.Outcome == alert.Accepted:
			return t.Say("appeal.wasright"), nil
		default:
			return t.Say("appeal.decided"), nil
		}
	}
	return "", nil
}

// decide is a teacher's answer to an appeal. An accepted one regrades by a new
// entry of the log.
func (t *turn) decide(a *alert.Alert, p *coach.Person, accept bool) error {
	if a.Rule != alert.RuleAppeal {
		return t.mend("alert.how", say.Args{"ID": short(a.ID)})
	}
	outcome, key := alert.Declined, "appeal.declined"
	if accept {
		outcome, key = alert.Accepted, "appeal.accepted"
		if err := t.correct(coach.Entry{
			Kind: coach.EntryRegrade, Person: p.ID, At: t.now, Day: t.today(),
			Target: a.Evidence.Attempt, Right: true, Score: 1, By: t.me.ID,
		}); err != nil {
			return err
		}
	}
	if err := a.Resolve(t.me.ID, outcome, t.now); err != nil {
		return t.mend("alert.resolved")
	}
	if err := t.tx.PutAlert(*a); err != nil {
		return err
	}
	if err := t.audit("regrade "+string(outcome), p.ID, "position "+strconv.FormatInt(a.Evidence.Attempt, 10)); err != nil {
		return err
	}
	if p.Home != "" {
		theirs := say.In(p.Settings.Language)
		if err := t.sendTo(p, chat.Text(theirs.Say(key+".learner", say.Args{"Teacher": t.me.Name, "Skill": t.titleOf(a.Skill)}))); err != nil {
			return err
		}
	}
	return t.onList(a, "done", t.Say(key, say.Args{"Name": p.Name}))
}

// lastAnswered is the item the learner answered last.
func (t *turn) lastAnswered() (coach.Question, *itemType, error) {
	recent, err := t.tx.Attempts(t.me.ID, "", 1)
	if err != nil {
		return coach.Question{}, nil, err
	}
	if len(recent) == 0 {
		return coach.Question{}, nil, &coach.Error{Kind: coach.NotFound}
	}
	q, err := t.tx.Question(recent[0].Question)
	if err != nil {
		return coach.Question{}, nil, err
	}
	it, err := t.asked(&q)
	return q, it, err
}

// mistapFor is how long after an answer it can be called a mis-tap.
const mistapFor = 10 * time.Minute

// mistap takes the learner's word that the last answer was a slip of the
// finger, once a session: the try is kept, marked, and moves nothing.
func (t *turn) mistap() error {
	q, it, err := t.lastAnswered()
	if coach.IsNotFound(err) {
		return t.tell(t.Say("mistap.none"))
	}
	if err != nil {
		return err
	}
	s, err := t.tx.Session(q.Session)
	if err != nil {
		return err
	}
	e, err := t.tx.Entry(q.Attempt)
	if err != nil {
		return err
	}
	switch {
	case s.Mistap:
		return t.tell(t.Say("mistap.once"))
	case t.now.Sub(e.At) > mistapFor:
		return t.tell(t.Say("mistap.none"))
	}
	s.Mistap = true
	for i := range s.Asked {
		if s.Asked[i].Item == q.Item {
			s.Asked[i].First, s.Asked[i].Tag = coach.MarkSlip, ""
		}
	}
	if err := t.tx.PutSession(s); err != nil {
		return err
	}
	if err := t.correct(coach.Entry{
		Kind: coach.EntryMistap, Person: t.me.ID, At: t.now, Day: t.today(), Target: e.Position,
	}); err != nil {
		return err
	}
	if q.IsOpen() {
		if isHeld(&q) { // its result is not asked for any more
			q.Result = nil
			if err := t.tx.PutQuestion(q); err != nil {
				return err
			}
		}
		return t.telling(t.Say("mistap.open"), t.helpChoices(&q, it)...)
	}
	return t.tell(t.Say("mistap.done"))
}
