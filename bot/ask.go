package bot

import (
	"encoding/json"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/grade"
	"pacer/coach/plan"
)

// answerAsk takes what was said as the answer to something other than an item.
// Words that do not answer it are left for others; a word of the coach's said
// instead is obeyed, and the question is forgotten or asked again later.
func (t *turn) answerAsk(q *coach.Question, said string, word say.Word, isWord bool) (done bool, err error) {
	n, lettered := letter(said)
	switch q.Ask {
	case coach.AskSure:
		return t.answerSure(q, said, word, isWord)
	case coach.AskCompare:
		if !lettered || n > 2 {
			return false, nil
		}
		return true, t.compared(q, n)
	case coach.AskTime:
		return t.answerTime(q, said)
	case coach.AskWhen:
		return t.answerWhen(q, said)
	case coach.AskThought:
		if isWord && word != wordSkip && word != wordNo && len(strings.Fields(said)) <= 3 {
			return false, nil
		}
		return true, t.answerThought(q, said, isWord)
	case coach.AskBegin:
		switch {
		case lettered && n == 0 || isWord && (word == wordYes || word == wordNext || word == wordPractice):
			q.State = coach.Answered
			if err := t.tx.PutQuestion(*q); err != nil {
				return true, err
			}
			return true, t.practise(plan.Practice, "")
		case lettered && n == 1 || isWord && word == wordNo:
			q.State = coach.Closed
			if err := t.tx.PutQuestion(*q); err != nil {
				return true, err
			}
			return true, t.tell(t.Say("begin.notnow"))
		case isWord && word == wordStop:
			// Said to something the coach began, stop means silence.
			return true, t.silence()
		}
	case coach.AskStop:
		switch {
		case lettered && n == 0 || isWord && word == wordYes:
			return true, t.silence()
		case lettered && n == 1 || isWord && word == wordNo:
			q.State = coach.Closed
			if err := t.tx.PutQuestion(*q); err != nil {
				return true, err
			}
			return true, t.tell(t.Say("stop.keep"))
		}
	case coach.AskPerson:
		if isWord && word != wordNo && word != wordSkip {
			return false, nil
		}
		return true, t.answerPerson(q, said, isWord)
	case coach.AskGoal:
		if isWord {
			return false, nil
		}
		q.State = coach.Answered
		if err := t.tx.PutQuestion(*q); err != nil {
			return true, err
		}
		return true, t.setGoal(said)
	}
	return false, nil
}

// letter reads a single letter as a place in a list: a is 0.
func letter(said string) (n int, ok bool) {
	s := strings.ToLower(strings.Trim(said, " ().:"))
	if len(s) != 1 || s[0] < 'a' || s[0] > 'z' {
		return 0, false
	}
	return int(s[0] - 'a'), true
}

// meet begins the acquaintance: two quick questions, then practice.
func (t *turn) meet() error {
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
	minutes, ok := map[string]int{"a": 2, "2": 2, "b": 5, "5": 5, "c": 15, "15": 15}[strings.ToLower(strings.Fields(said + " .")[0])]
	if !ok {
		return false, nil
	}
	q.State = coach.Answered
	if err := t.tx.PutQuestion(*q); err != nil {
		return true, err
	}
	t.me.Settings.Minutes = minutes
	t.me.Met = coach.StepWhen
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
	n, ok := letter(said)
	if !ok || n > 2 {
		return false, nil
	}
	q.State = coach.Answered
	if err := t.tx.PutQuestion(*q); err != nil {
		return true, err
	}
	t.me.Settings.CheckIn = []string{afternoons, evenings, ""}[n]
	if err := t.plan(); err != nil {
		return true, err
	}
	t.me.Met = coach.StepPlaced
	text := t.Say([]string{"meet.done.afternoon", "meet.done.evening", "meet.done.never"}[n])
	k, err := t.courseOf()
	if err != nil {
		return true, err
	}
	if k == nil {
		if err := t.tell(text); err != nil {
			return true, err
		}
		return true, t.withoutCourse()
	}
	if err := t.tell(text + " " + t.Say("meet.place")); err != nil {
		return true, err
	}
	return true, t.practise(plan.Practice, "")
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
func (t *turn) askSure(item *coach.Question, r grade.Result) error {
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Session: item.Session, Ask: coach.AskSure, State: coach.Open, At: t.now, About: item.ID}
	choices := t.letters(&q, "sure.1", "sure.2", "sure.3")
	for i := range choices {
		choices[i].Word = string(rune('1' + i))
	}
	m := chat.Text(t.Say("sure.ask", say.Args{"Read": r.Read}))
	m.Parts = append(m.Parts, chat.Part{Choices: choices})
	return t.ask(&q, m)
}

// answerSure takes the confidence and shows the result that waited for it.
// Whatever else is said shows it as well: nobody is kept from it.
func (t *turn) answerSure(q *coach.Question, said string, word say.Word, isWord bool) (done bool, err error) {
	confidence := 0
	if n, ok := letter(said); ok && n < 3 {
		confidence = n + 1
	} else if s := strings.TrimSpace(said); s == "1" || s == "2" || s == "3" {
		confidence = int(s[0] - '0')
	}
	q.State = coach.Answered
	if err := t.tx.PutQuestion(*q); err != nil {
		return true, err
	}
	item, err := t.tx.Question(q.About)
	if err != nil {
		return true, err
	}
	it, err := t.itemOf(item.Course, item.Item, item.Version)
	if err != nil {
		return true, err
	}
	var h held
	if err := json.Unmarshal(item.Result, &h); err != nil {
		return true, err
	}
	if confidence > 0 {
		item.Confidence = confidence
		w, err := t.tx.Words(item.Attempt)
		if err != nil && !coach.IsNotFound(err) {
			return true, err
		}
		w.Attempt, w.Person, w.Confidence = item.Attempt, t.me.ID, confidence
		if err := t.tx.PutWords(w); err != nil {
			return true, err
		}
		t.me.Sure = t.me.Sure.Add(confidence, h.Result.Verdict == grade.Right)
	}
	s, err := t.tx.Session(item.Session)
	if err != nil {
		return true, err
	}
	if err := t.reveal(&item, it, &s, h.Result, h.Changes); err != nil {
		return true, err
	}
	// A word said instead is obeyed as well, unless it only asks to go on.
	goesOn := word == wordPractice || word == wordNext || word == wordSkip || word == wordYes
	return confidence > 0 || !isWord || goesOn, nil
}

// toldConfidence tells the learner how well they know what they know, once
// enough answers stand behind it.
func (t *turn) toldConfidence(q *coach.Question, r grade.Result) chat.Markdown {
	if q.Confidence == 0 {
		return ""
	}
	right, n, ok := t.me.Sure.Told(q.Confidence)
	if !ok {
		return ""
	}
	return t.Say("sure.told", say.Args{"How": t.Say(map[int]string{1: "sure.1", 2: "sure.2", 3: "sure.3"}[q.Confidence]), "Right": right, "Of": n})
}
