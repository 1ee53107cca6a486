package page

import (
	"cmp"
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/grade"
)

// Attempt is a first try.
type Attempt struct {
	Position   int64
	Item       string // "course/id"
	Skill      Skill
	Question   chat.Markdown // shortened
	Said       string        // what the learner answered; empty: not kept
	Right      bool
	Marks      []string // what is to be known of it: hints seen, too fast, a slip of the finger, put right by a teacher
	Conception chat.Markdown
	Sure       chat.Markdown // how sure they said they were; empty: they did not
	At         When
}

func isFirstTry(e *coach.Entry) bool { return e.Kind == coach.EntryAttempt && e.Try == 1 }

// correctionsIn are the last words on attempts, by position.
func correctionsIn(history []coach.Entry) map[int64]*coach.Entry {
	corrections := make(map[int64]*coach.Entry)
	for i := range history {
		if e := &history[i]; e.Kind == coach.EntryMistap || e.Kind == coach.EntryRegrade {
			corrections[e.Target] = e
		}
	}
	return corrections
}

// isRight is whether an attempt counts as right, as corrected.
func isRight(e, correction *coach.Entry) bool {
	if correction != nil && correction.Kind == coach.EntryRegrade {
		return correction.Right
	}
	return e.Right
}

// attempt is a first try, with the last word on it, if there is one.
func (v *visit) attempt(e, correction *coach.Entry) (Attempt, error) {
	a := Attempt{Position: e.Position, Item: e.Item, Right: isRight(e, correction), At: v.when(e.At)}
	if len(e.Skills) > 0 {
		a.Skill = v.skill(e.Skills[0])
	}
	it, err := v.Asked(e)
	if err != nil {
		return a, err
	}
	if it != nil {
		a.Question = v.Question(it)
	}
	w, err := v.Words(e.Position)
	if err != nil && !coach.IsNotFound(err) {
		return a, err
	}
	a.Sure = v.sure(w.Confidence)
	if a.Said, err = v.said(e, it, w.Said); err != nil {
		return a, err
	}
	if e.Misconception != "" && !a.Right {
		a.Conception = v.Misconception(e.Item, e.Misconception)
	}
	mark := func(m chat.Markdown) { a.Marks = append(a.Marks, chat.Plain(m)) }
	if e.Hints > 0 {
		mark(v.Say("web.model.mark.hints", say.Args{"N": e.Hints}))
	}
	if e.Rapid {
		mark(v.Say("web.model.mark.rapid"))
	}
	if e.SelfGraded {
		mark(v.Say("web.model.mark.self"))
	}
	if !e.Counts {
		mark(v.Say("web.model.mark.aside"))
	}
	if correction != nil {
		switch correction.Kind {
		case coach.EntryMistap:
			mark(v.Say("web.model.mark.mistap"))
		case coach.EntryRegrade:
			mark(v.Say("web.model.mark.regrade"))
		}
	}
	return a, nil
}

// said is an answer to an item in words that are the same for the same answer: of
// options that were chosen by their letters the options, since each learner sees
// them in an order of their own. Words that name none stay as they are, and so do
// letters of which nobody knows any more what they stood for. It may be nil.
func (v *visit) said(e *coach.Entry, it *course.Item, words string) (string, error) {
	if it == nil || words == "" || it.Kind != course.Choice && it.Kind != course.Choices {
		return words, nil
	}
	q, err := v.Visitor.Reader.Question(e.Question)
	if coach.IsNotFound(err) {
		return words, nil
	}
	if err != nil {
		return "", err
	}
	picked := grade.Answer(it, q.Order, words).Picked
	slices.Sort(picked)
	var texts []string
	for _, i := range picked {
		texts = append(texts, chat.Plain(v.Readable(it.Options[i].Text)))
	}
	return cmp.Or(strings.Join(texts, "; "), words), nil
}

// sure is how sure somebody said they were; empty where they said nothing.
func (v *visit) sure(confidence int) chat.Markdown {
	switch confidence {
	case 1:
		return v.Say("sure.1")
	case 2:
		return v.Say("sure.2")
	case 3:
		return v.Say("sure.3")
	}
	return ""
}
