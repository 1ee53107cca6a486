package bot

import (
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
)

// answerGoal takes what was said to a question about a goal. A question about one
// that is another now is over.
func (t *turn) answerGoal(q *coach.Question, said string, word say.Word, isMeant bool) (done bool, err error) {
	about := strings.Split(q.About+" ", " ")
	step, id, of := about[0], about[1], slices.DeleteFunc(about[2:], func(s string) bool { return s == "" })
	skips := said == skipGoal || isMeant && (word == wordSkip || word == wordNo || word == wordDontKnow)
	if isMeant && !skips && !(word == wordYes && step == goalOffer) {
		return false, nil
	}
	isOver := id != "" && id != t.me.Goal.ID
	if step == goalOffer {
		isOver = id != t.me.Proposed.ID
	}
	if isOver {
		q.State = coach.Closed
		return false, t.tx.PutQuestion(*q)
	}
	n, isLetter := letter(said)
	if !isLetter && !skips {
		if forItem, err := t.answersItem(said); forItem || err != nil {
			return false, err
		}
	}
	switch step {
	case goalBy, goalLater:
		return t.answerBy(q, step, said, n, isLetter, skips, of)
	case goalFar:
		return t.answerFar(q, said, n, isLetter, skips, of)
	case goalWhy, goalObstacle, goalThen:
		return true, t.answerWords(q, step, said, skips)
	case goalOffer:
		return true, t.answerOffer(q, said, n, isLetter, skips, isMeant)
	}
	return t.answerWhat(q, step, said, n, isLetter, skips, of)
}

// answerWhat takes a goal, or what becomes of the one there is.
func (t *turn) answerWhat(q *coach.Question, step, said string, n int, isLetter, skips bool, of []string) (done bool, err error) {
	if skips {
		return true, t.settled(q, coach.Closed, func() error { return t.tell(t.Say("begin.notnow")) })
	}
	if step == goalChange {
		for i, c := range of {
			if isLetter && i == n || strings.EqualFold(said, chat.Plain(t.Say("goal.change."+c))) {
				return true, t.goalChosen(q, t.Say("goal.asked"), t.Say("goal.change."+c), func() error { return t.changeGoal(c) })
			}
		}
	}
	for i, what := range of {
		if step != goalChange && isLetter && i == n {
			g := coach.Goal{Course: what}
			if strings.Contains(what, "/") {
				g.Course, _, _ = strings.Cut(what, "/")
				g.Skill = what
			}
			return true, t.goalChosen(q, t.Say("goal.asked"), t.nameOffered(what), func() error {
				if step == goalSmaller {
					g.By, g.Why, g.Obstacle, g.Then, g.With = t.me.Goal.By, t.me.Goal.Why, t.me.Goal.Obstacle, t.me.Goal.Then, t.me.Goal.With
				}
				t.aim(g)
				return t.goalStep(goalWhat, t.noted(""))
			})
		}
	}
	if isLetter {
		return false, nil
	}
	if len(said) > maxGoal {
		return true, t.mend("goal.long") // and the question waits for a shorter one
	}
	return true, t.settled(q, coach.Answered, func() error {
		if strings.ContainsAny(said, semicolons) {
			return t.goalInOneLine(said)
		}
		return t.setGoal(said)
	})
}

// goalChosen ends a question whose answer was chosen.
func (t *turn) goalChosen(q *coach.Question, asked, chosen chat.Markdown, then func() error) error {
	return t.settled(q, coach.Answered, func() error {
		if err := t.chose(asked, chosen); err != nil {
			return err
		}
		return then()
	})
}

// changeGoal does what the learner wants to become of their goal.
func (t *turn) changeGoal(change string) error {
	g := t.me.Goal
	switch change {
	case changeDone:
		t.me.EndGoal(coach.GoalReached, t.now)
		class, err := t.myClass()
		if err != nil {
			return err
		}
		age := ""
		if class != nil {
			age = class.Age
		}
		return t.telling(t.cheer(&g, age), t.saying(wordGoal), t.saying(wordPractice))
	case changeLater:
		return t.askBy(goalLater, "")
	case changeSmaller:
		parts, err := t.partsOf(&g)
		if err != nil {
			return err
		}
		return t.askStep(t.Say("goal.smaller"), "", append([]string{goalSmaller, g.ID}, parts...), func(q *coach.Question) []chat.Choice {
			return t.lettersFor(q, parts, t.nameOffered)
		})
	case changeOther:
		return t.askWhat("")
	}
	t.me.EndGoal(coach.GoalDropped, t.now)
	return t.telling(t.Say("goal.dropped", say.Args{"Goal": t.goalName(&g)}), t.saying(wordGoal), t.saying(wordPractice))
}

// answerBy takes the day of a goal.
func (t *turn) answerBy(q *coach.Question, step, said string, n int, isLetter, skips bool, of []string) (done bool, err error) {
	var day coach.Day
	switch {
	case skips || isLetter && n == len(goalWeeks) || strings.EqualFold(said, chat.Plain(t.Say("goal.by.none"))):
	case isLetter && n < len(goalWeeks) && len(of) > 0:
		if day, err = coach.ParseDay(of[0]); err != nil {
			return false, err
		}
		day += coach.Day(7 * goalWeeks[n])
		if err := t.mayAim(day); err != nil {
			return true, err // it was offered a while ago
		}
	case isLetter:
		return false, nil
	default:
		if forItem, err := t.leftToItem(said); forItem || err != nil {
			return false, err
		}
		if day, err = t.goalDay(said); err != nil {
			return true, err // and the question waits for another
		}
	}
	chosen := t.Say("goal.by.none")
	if day != 0 {
		chosen = t.sayDay(day)
	}
	return true, t.goalChosen(q, t.Say("goal.by.asked"), chosen, func() error {
		if step == goalLater && skips {
			return t.tell(t.Say("begin.notnow"))
		}
		t.reschedule(day)
		if isSoon, err := t.isTooSoon(); err != nil || isSoon {
			return orElse(err, t.askFar(""))
		}
		if step == goalLater {
			return t.goalDone("")
		}
		return t.goalStep(goalBy, "")
	})
}

// leftToItem tells whether words that name no day are left to the item that is
// open besides.
func (t *turn) leftToItem(said string) (bool, error) {
	if _, _, ok := t.ReadDay(said, t.today()); ok {
		return false, nil
	}
	_, err := t.openItem()
	return err == nil, orNone(err)
}

// reschedule gives the goal another day: what was foretold about the one before
// counts no more.
func (t *turn) reschedule(day coach.Day) {
	t.me.Goal.By, t.me.Goal.Foretold = day, nil
}

// answerFar takes whether a goal's day moves to where it can be expected.
func (t *turn) answerFar(q *coach.Question, said string, n int, isLetter, skips bool, of []string) (done bool, err error) {
	keeps := skips || isLetter && n == 1
	var day coach.Day
	if len(of) > 0 && isLetter && n == 0 {
		if day, err = coach.ParseDay(of[0]); err != nil {
			return false, err
		}
		if day <= t.today() {
			return true, t.mayAim(day) // it was foretold a while ago
		}
	}
	if !keeps && day == 0 {
		if isLetter {
			return false, nil
		}
		if day, err = t.goalDay(said); err != nil {
			return true, err
		}
	}
	chosen := t.sayDay(t.me.Goal.By)
	if day != 0 {
		chosen = t.sayDay(day)
	}
	return true, t.goalChosen(q, t.Say("goal.by.asked"), chosen, func() error {
		if day != 0 {
			t.reschedule(day)
		}
		return t.goalStep(goalBy, "")
	})
}

// answerWords takes a part of a goal that is said in words, or passes it by.
func (t *turn) answerWords(q *coach.Question, step, said string, skips bool) error {
	switch {
	case skips:
	case len(said) > maxGoal:
		return t.mend("goal.long")
	case shown(said) == "":
		return t.mend("form.empty")
	}
	return t.settled(q, coach.Answered, func() error {
		g := &t.me.Goal
		switch {
		case step == goalThen && !skips:
			g.Then = said
		case step == goalWhy && !skips:
			g.Why = said
		case step == goalObstacle && !skips:
			g.Obstacle = said
			return t.askWords(goalThen, "")
		}
		if step == goalWhy {
			return t.goalStep(goalWhy, "")
		}
		return t.goalDone("")
	})
}

// answerOffer takes what the learner makes of a goal that a teacher proposed:
// their word stands.
func (t *turn) answerOffer(q *coach.Question, said string, n int, isLetter, skips, isYes bool) error {
	g := t.me.Proposed
	switch {
	case skips || isLetter && n == 1:
		return t.goalChosen(q, t.Say("goal.asked"), t.Say("goal.offer.no"), func() error {
			t.me.Proposed = coach.Goal{}
			return t.telling(t.Say("goal.offer.declined"), t.saying(wordGoal), t.saying(wordPractice))
		})
	case isYes || isLetter && n == 0 || strings.EqualFold(said, chat.Plain(t.Say("goal.offer.take"))):
		return t.goalChosen(q, t.Say("goal.asked"), t.Say("goal.offer.take"), func() error {
			t.me.Proposed = coach.Goal{}
			t.aim(g)
			return t.goalStep(goalWhat, t.noted(""))
		})
	case isLetter:
		return t.mend("heard.letters")
	}
	mine, lead, err := t.goalIn(said)
	if err != nil {
		return err
	}
	return t.settled(q, coach.Answered, func() error {
		mine.With = g.With
		if mine.By == 0 {
			mine.By = g.By
		}
		t.me.Proposed = coach.Goal{}
		t.aim(mine)
		return t.goalStep(goalWhat, t.noted(lead))
	})
}
