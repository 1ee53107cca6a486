package bot

import (
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/plan"
)

// A goal is set in four short steps: what, by when, why, and what may get in the
// way and then what. It stands after the first; each of the others adds to it and
// is skipped with one press. So nothing of a conversation has to be remembered
// but which step a question is, which stands in what it is about: the step, the
// goal's ID, and what its letters stand for.
const (
	goalWhat     = "what"
	goalBy       = "by"
	goalFar      = "far" // the day is sooner than their pace
	goalWhy      = "why"
	goalObstacle = "obstacle"
	goalThen     = "then"
	goalChange   = "change"
	goalLater    = "later"
	goalSmaller  = "smaller"
	goalOffer    = "offer" // a teacher's proposal
)

// maxGoal bounds a goal and each part of it, in bytes: it is shown again and
// again.
const maxGoal = 300

// skipGoal is what the button carries that goes past a step.
const skipGoal = "skip goal"

// goal shows what the learner aims at, or takes it.
func (t *turn) goal(rest string) error {
	switch {
	case rest != "" && strings.ContainsAny(rest, semicolons):
		return t.goalInOneLine(rest)
	case rest != "":
		return t.setGoal(rest)
	case t.me.Proposed.IsSet():
		return t.askOffer()
	case t.me.Goal.IsSet():
		return t.showGoal()
	}
	return t.askWhat("")
}

// askStep asks a step of a goal's conversation.
func (t *turn) askStep(text chat.Markdown, key string, about []string, choices func(q *coach.Question) []chat.Choice) error {
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskGoal, State: coach.Open, At: t.now, About: strings.Join(about, " ")}
	m := chat.Text(text)
	m.Parts = append(m.Parts, chat.Part{Choices: choices(&q)})
	if key != "" {
		m.Parts = append(m.Parts, chat.Part{Note: t.Say(key, say.Args{"Day": t.sayDay(t.today() + 30)})})
	}
	return t.ask(&q, m)
}

// goalsOffered is how many skills are offered to choose a goal from, beside the
// whole course.
const goalsOffered = 2

// askWhat asks what the learner wants to be able to do.
func (t *turn) askWhat(lead chat.Markdown) error {
	offered, err := t.goalsToChoose(goalsOffered)
	if err != nil {
		return err
	}
	text := lined([]chat.Markdown{lead, t.Say("goal.ask")}, "\n\n")
	return t.askStep(text, "goal.ask.line", append([]string{goalWhat, ""}, offered...), func(q *coach.Question) []chat.Choice {
		return append(t.lettersFor(q, offered, t.nameOffered), t.writing(q))
	})
}

// goalsToChoose are goals that make sense now: skills that come next, and then
// the whole course.
func (t *turn) goalsToChoose(skills int) (offered []string, err error) {
	k, err := t.courseOf()
	if err != nil || k == nil {
		return nil, err
	}
	known, err := t.knowledge()
	if err != nil {
		return nil, err
	}
	next := plan.Frontier(k, func(skill string) plan.Standing { return known.standing(k.ID, skill) })
	for _, skill := range next[:min(len(next), skills)] {
		offered = append(offered, k.ID+"/"+skill)
	}
	if len(next) > 0 {
		offered = append(offered, k.ID)
	}
	return offered, nil
}

// nameOffered names a skill or a course that is offered as a goal.
func (t *turn) nameOffered(of string) chat.Markdown {
	if strings.Contains(of, "/") {
		return t.titleOf(of)
	}
	return t.Say("goal.what.course", say.Args{"Course": t.goalName(&coach.Goal{Course: of})})
}

// lettersFor are the lettered choices of things that are not messages.
func (t *turn) lettersFor(q *coach.Question, of []string, name func(string) chat.Markdown) []chat.Choice {
	choices := make([]chat.Choice, len(of))
	for i, what := range of {
		letter := letterOf(i)
		choices[i] = chat.Choice{Label: name(what), Word: letter, Value: q.ID + ":" + letter}
	}
	return choices
}

// setGoal takes a goal in words, and asks for what they do not say.
func (t *turn) setGoal(words string) error {
	g, lead, err := t.goalIn(words)
	if err != nil {
		return err
	}
	t.aim(g)
	return t.goalStep(goalWhat, t.noted(lead))
}

// noted says that the goal stands, and what is to be said about it.
func (t *turn) noted(lead chat.Markdown) chat.Markdown {
	return lined([]chat.Markdown{t.Say("goal.noted", say.Args{"Goal": t.goalName(&t.me.Goal)}), lead}, " ")
}

// aim makes a goal the learner's; the one they had is among the earlier ones then.
// A day that has passed since it was offered, or proposed, is asked for again.
func (t *turn) aim(g coach.Goal) {
	if g.By <= t.today() {
		g.By = 0
	}
	t.me.EndGoal(coach.GoalChanged, t.now)
	if g.ID == "" {
		g.ID = t.newID(t.now)
	}
	g.Set = t.now
	t.me.Goal = g
}

// goalAhead is how many days ahead a goal may be at most.
const goalAhead = 366

// goalIn reads a goal in words: what it is about where they name a skill or a
// course, and its day where they name a date. A date that is over is said so, and
// not taken.
func (t *turn) goalIn(words string) (g coach.Goal, lead chat.Markdown, err error) {
	words = strings.TrimRight(strings.TrimSpace(words), ".。 ") // sentences about it end by themselves
	switch {
	case shown(words) == "":
		return g, "", t.mend("form.empty")
	case len(words) > maxGoal:
		return g, "", t.mend("goal.long")
	}
	g.Words = words
	if day, ok := t.FindDate(words, t.today()); ok {
		switch {
		case day <= t.today():
			lead = t.Say("goal.by.over", say.Args{"Day": t.sayDay(day)})
		case day <= t.today()+goalAhead:
			g.By = day
		}
	}
	k, err := t.courseOf()
	if err != nil || k == nil {
		return g, lead, err
	}
	g.Course = k.ID
	skill, isAll := t.skillIn(k, words)
	switch {
	case skill != "":
		g.Skill = k.ID + "/" + skill
	case strings.EqualFold(words, k.Title) || strings.EqualFold(words, k.TitleIn(t.me.Settings.Language)):
		isAll = true
	}
	if isAll {
		g.Words = ""
		if d, err := t.far(&g); err != nil || d.of > 0 && d.left == 0 {
			return g, "", orElse(err, t.mend("goal.there", say.Args{"Goal": t.goalName(&g)}))
		}
	}
	return g, lead, nil
}

// orElse is the first error, or the other where there is none.
func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// skillIn is the skill whose title, in the course's language or the learner's,
// stands in some words, the longest of several; isAll where they are nothing but
// the title.
func (t *turn) skillIn(k *course.Course, words string) (skill string, isAll bool) {
	words, longest := strings.ToLower(words), 0
	for i := range k.Skills {
		sk := &k.Skills[i]
		theirs, _ := k.SkillIn(sk, t.me.Settings.Language)
		for _, title := range []string{sk.Title, theirs} {
			title = strings.ToLower(title)
			if len(title) > max(3, longest) && strings.Contains(words, title) {
				skill, longest, isAll = sk.ID, len(title), words == title
			}
		}
	}
	return skill, isAll
}

// goalInOneLine takes a goal whose parts are said at once: what; by when; why;
// what may get in the way; what then. What is left out is not asked for.
func (t *turn) goalInOneLine(rest string) error {
	parts := partsOfLine(rest)
	for len(parts) < 5 {
		parts = append(parts, "")
	}
	if len(parts) > 5 {
		return t.mend("goal.line.how")
	}
	return t.setWhole(parts[0], parts[1], parts[2], parts[3], parts[4])
}

// partsOfLine are the parts of a line between semicolons, at least one. A part
// may be empty, and what stands after the last semicolon need not be there.
func partsOfLine(line string) []string {
	line = strings.Map(func(r rune) rune {
		if strings.ContainsRune(semicolons, r) {
			return ';'
		}
		return r
	}, line)
	return strings.Split(strings.TrimRight(line, "; "), ";")
}

// shown is what remains of somebody's words where they are shown: nothing of
// words that are marks of direction and the like alone.
func shown(words string) string { return strings.TrimSpace(chat.Plain(chat.Escape(words))) }

// setWhole takes a goal with all its parts, each of which but the first may be
// empty: all of them, or nothing where one cannot be.
func (t *turn) setWhole(what, by, why, obstacle, then string) error {
	g, lead, err := t.wholeGoal(what, by, why, obstacle, then)
	if err != nil {
		return err
	}
	t.aim(g)
	if isSoon, err := t.isTooSoon(); err != nil || isSoon {
		return orElse(err, t.askFar(t.noted(lead)))
	}
	return t.goalDone(lead)
}

// wholeGoal reads a goal with all its parts.
func (t *turn) wholeGoal(what, by, why, obstacle, then string) (g coach.Goal, lead chat.Markdown, err error) {
	var wrong faults
	g, lead, err = t.goalIn(what)
	if err != nil {
		if err := wrong.addErr(t, fieldAnswer, err); err != nil {
			return g, "", err
		}
	}
	if by = strings.TrimSpace(by); by != "" {
		if g.By, err = t.goalDay(by); err != nil {
			if err := wrong.addErr(t, goalBy, err); err != nil {
				return g, "", err
			}
		}
	}
	for name, field := range map[string]struct {
		said string
		to   *string
	}{goalWhy: {why, &g.Why}, goalObstacle: {obstacle, &g.Obstacle}, goalThen: {then, &g.Then}} {
		switch said := strings.TrimSpace(field.said); {
		case len(said) > maxGoal:
			wrong.add(name, t.Say("goal.long"))
		case shown(said) != "":
			*field.to = said
		}
	}
	return g, lead, wrong.err()
}

// goalDay reads the day of a goal.
func (t *turn) goalDay(said string) (coach.Day, error) {
	day, rest, ok := t.ReadDay(said, t.today())
	if !ok || strings.TrimSpace(rest) != "" {
		return 0, t.mend("goal.by.how", say.Args{"Day": t.sayDay(t.today() + 30)})
	}
	return day, t.mayAim(day)
}

// mayAim refuses a day that no goal can have: one that is over, or far away.
func (t *turn) mayAim(day coach.Day) error {
	example := t.sayDay(t.today() + 30)
	switch {
	case day <= t.today():
		return t.mend("goal.by.past", say.Args{"Past": t.sayDay(day), "Day": example})
	case day > t.today()+goalAhead:
		return t.mend("goal.by.faraway", say.Args{"Day": example})
	}
	return nil
}

// goalStep goes on to the step after one, of those that are still open.
func (t *turn) goalStep(after string, lead chat.Markdown) error {
	g := &t.me.Goal
	steps := []string{goalWhat, goalBy, goalWhy, goalObstacle}
	for _, step := range steps[1+slices.Index(steps, after):] {
		switch {
		case step == goalBy && g.By == 0:
			return t.askBy(goalBy, lead)
		case step == goalBy:
			if isSoon, err := t.isTooSoon(); err != nil || isSoon {
				return orElse(err, t.askFar(lead))
			}
		case step == goalWhy && g.Why == "", step == goalObstacle && g.Obstacle == "":
			return t.askWords(step, lead)
		}
	}
	return t.goalDone(lead)
}

// goalWeeks are the spans, in weeks, that are offered for a goal.
var goalWeeks = []int{2, 4}

// askBy asks for the day of a goal, the first time or for a later one.
func (t *turn) askBy(step string, lead chat.Markdown) error {
	text, weeks := t.Say("goal.by"), goalWeeks
	if step == goalLater {
		text = t.Say("goal.later")
	}
	from := t.today()
	if step == goalLater {
		from = max(from, t.me.Goal.By)
	}
	return t.askStep(lined([]chat.Markdown{lead, text}, "\n\n"), "goal.by.note", []string{step, t.me.Goal.ID, from.String()}, func(q *coach.Question) []chat.Choice {
		choices := make([]chat.Choice, 0, len(weeks)+1)
		for i, n := range weeks {
			letter := letterOf(i)
			choices = append(choices, chat.Choice{Label: t.sayDay(from + coach.Day(7*n)), Word: letter, Value: q.ID + ":" + letter})
		}
		letter := letterOf(len(weeks))
		return append(choices, chat.Choice{Label: t.Say("goal.by.none"), Word: letter, Value: q.ID + ":" + letter})
	})
}

// askWords asks for a part of a goal that is said in words.
func (t *turn) askWords(step string, lead chat.Markdown) error {
	return t.askStep(lined([]chat.Markdown{lead, t.partAsked(step)}, "\n\n"), "goal.step.note", []string{step, t.me.Goal.ID}, func(q *coach.Question) []chat.Choice {
		return []chat.Choice{t.writing(q), t.word(wordSkip, q.ID+":"+skipGoal)}
	})
}

// partAsked asks for a part of a goal that is said in words.
func (t *turn) partAsked(step string) chat.Markdown {
	switch step {
	case goalWhy:
		return t.Say("goal.why")
	case goalObstacle:
		return t.Say("goal.obstacle")
	}
	return t.Say("goal.then", say.Args{"Obstacle": t.me.Goal.Obstacle})
}

// isTooSoon tells whether a goal's day is sooner than even the best that can be
// expected.
func (t *turn) isTooSoon() (bool, error) {
	if t.me.Goal.By == 0 {
		return false, nil
	}
	f, err := t.foresee(&t.me.Goal)
	return f.Finish != 0 && f.Early > t.me.Goal.By, err
}

// askFar says honestly that a goal's day is sooner than the learner's pace, and
// lets them choose: both are fine.
func (t *turn) askFar(lead chat.Markdown) error {
	f, err := t.foresee(&t.me.Goal)
	if err != nil {
		return err
	}
	later := max(f.Finish, f.Late)
	text := t.Say("goal.far", say.Args{"Early": t.sayDay(f.Early), "Late": t.sayDay(later), "Day": t.sayDay(t.me.Goal.By)})
	about := []string{goalFar, t.me.Goal.ID, later.String()}
	return t.askStep(lined([]chat.Markdown{lead, text}, "\n\n"), "", about, func(q *coach.Question) []chat.Choice {
		return []chat.Choice{
			{Label: t.Say("goal.far.later", say.Args{"Day": t.sayDay(later)}), Word: "A", Value: q.ID + ":A"},
			{Label: t.Say("goal.far.keep", say.Args{"Day": t.sayDay(t.me.Goal.By)}), Word: "B", Value: q.ID + ":B"},
		}
	})
}

// goalDone shows the goal as it stands now, and a first step towards it.
func (t *turn) goalDone(lead chat.Markdown) error {
	text, _, err := t.sayGoal(&t.me.Goal)
	if err != nil {
		return err
	}
	return t.telling(lined([]chat.Markdown{lead, text, t.Say("goal.done")}, "\n\n"), t.saying(wordPractice))
}

// showGoal shows the goal, and how it can be changed.
func (t *turn) showGoal() error {
	g := &t.me.Goal
	text, _, err := t.sayGoal(g)
	if err != nil {
		return err
	}
	changes, err := t.goalChanges(g)
	if err != nil {
		return err
	}
	return t.askStep(text+"\n\n"+t.Say("goal.change"), "goal.ask.line", append([]string{goalChange, g.ID}, changes...), func(q *coach.Question) []chat.Choice {
		return append(t.lettersFor(q, changes, func(c string) chat.Markdown { return t.Say("goal.change." + c) }), t.writing(q))
	})
}

// What can become of a goal; each is a message's key after "goal.change.".
const (
	changeDone    = "done"
	changeLater   = "later"
	changeSmaller = "smaller"
	changeOther   = "other"
	changeDrop    = "drop"
)

// goalChanges are the changes that make sense for a goal, four at most.
func (t *turn) goalChanges(g *coach.Goal) (changes []string, err error) {
	if g.Words != "" && g.Skill == "" {
		changes = append(changes, changeDone)
	}
	if g.By != 0 {
		changes = append(changes, changeLater)
	}
	parts, err := t.partsOf(g)
	if err != nil {
		return nil, err
	}
	if len(parts) > 0 && len(changes) < 2 {
		changes = append(changes, changeSmaller)
	}
	return append(changes, changeOther, changeDrop), nil
}

// partsOf are skills that a goal needs and that come next: smaller goals on the
// way to it.
func (t *turn) partsOf(g *coach.Goal) (parts []string, err error) {
	k, skills := t.goalSkills(g)
	if k == nil {
		return nil, nil
	}
	known, err := t.knowledge()
	if err != nil {
		return nil, err
	}
	for _, skill := range plan.Frontier(k, func(skill string) plan.Standing { return known.standing(k.ID, skill) }) {
		if id := k.ID + "/" + skill; id != g.Skill && slices.Contains(skills, skill) && len(parts) < 3 {
			parts = append(parts, id)
		}
	}
	return parts, nil
}

// askOffer asks the learner about the goal that a teacher proposed.
func (t *turn) askOffer() error {
	m, q, err := t.offerTo()
	if err != nil {
		return err
	}
	return t.ask(q, m)
}

// offerTo is the message that proposes a goal to the learner whose turn it is,
// and the question that it is.
func (t *turn) offerTo() (chat.Message, *coach.Question, error) {
	g := &t.me.Proposed
	teacher, err := t.tx.Person(g.With)
	if err := orNone(err); err != nil {
		return chat.Message{}, nil, err
	}
	q := &coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskGoal, State: coach.Open, At: t.now, About: goalOffer + " " + g.ID}
	lines := []chat.Markdown{t.Say("goal.offer", say.Args{"Teacher": teacher.Name, "Goal": t.goalName(g)})}
	if g.By != 0 {
		lines = append(lines, t.Say("goal.is.by", say.Args{"Day": t.sayDay(g.By)}))
	}
	if g.Why != "" {
		lines = append(lines, t.Say("goal.is.why", say.Args{"Why": g.Why}))
	}
	m := chat.Text(lined(append(lines, t.Say("goal.offer.ask")), "\n"))
	m.Parts = append(m.Parts, chat.Part{Choices: append(t.letters(q, "goal.offer.take", "goal.offer.no"), t.writing(q))})
	m.Parts = append(m.Parts, chat.Part{Note: t.Say("goal.offer.note")})
	return m, q, nil
}
