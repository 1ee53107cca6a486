package bot

import (
	"cmp"
	"context"
	"slices"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/mastery"
)

// How much of each thing stands on a person's page: it is for one look, the
// rest is a word away.
const (
	homeSkills   = 5
	homeAlerts   = 5
	homeLearners = 10
	homeWins     = 3
	homeLooked   = 50 // of a class, whose wins are looked for: who practised last
	winFor       = 7 * 24 * time.Hour
)

// Home is what a person finds on their own page on the platform: a teacher who
// needs them, how their class is doing and what went well; a learner what is
// due, today's plan, what is thought to be known, and the goal; one who is both,
// both; and one who is new, a welcome.
func (b *Bot) Home(ctx context.Context, ev chat.Event) (m chat.Message, err error) {
	err = b.look(ctx, ev, func(t *turn) error {
		m = chat.Message{}
		if t.isNew() {
			m.Parts = []chat.Part{{Text: t.Say("home.welcome", say.Args{"Name": t.me.Name})}, {Choices: []chat.Choice{t.saying(wordPractice)}}}
			return nil
		}
		classes, err := t.teaches()
		if err != nil {
			return err
		}
		workspace, err := t.tx.Workspace()
		if err != nil {
			return err
		}
		if len(classes) > 0 || workspace.Safety == t.me.ID {
			if err := t.homeNeeds(&m); err != nil {
				return err
			}
		}
		isTeacher := len(classes) > 0 || t.me.Owner || t.me.Maker
		if isTeacher {
			if err := t.teachersHome(&m); err != nil {
				return err
			}
		}
		members, err := t.tx.Memberships(t.me.ID)
		if err != nil {
			return err
		}
		learns := slices.ContainsFunc(members, func(m coach.Member) bool { return m.Role == coach.Learner })
		if learns || !isTeacher || t.me.Active.Last != 0 {
			return t.learnersHome(&m)
		}
		m.Parts = append(m.Parts, chat.Part{Choices: []chat.Choice{t.saying(wordHelp), t.opening(wordSettings, formSettings)}})
		return nil
	})
	return m, err
}

// opening is a choice that stands for a word, and opens its form where there
// are forms.
func (t *turn) opening(w say.Word, form string) chat.Choice {
	c := t.saying(w)
	c.Value, c.Opens = form, true
	return c
}

// learnersHome is the part of a page that is about one's own learning. Its
// practice is the main thing to press, unless something is already.
func (t *turn) learnersHome(m *chat.Message) error {
	today, err := t.todays()
	if err != nil {
		return err
	}
	practice := t.saying(wordPractice)
	practice.Main = !hasMain(m)
	m.Parts = append(m.Parts, chat.Part{Text: today}, chat.Part{Choices: []chat.Choice{practice, t.saying(wordReview)}})
	known, err := t.homeKnown()
	if err != nil {
		return err
	}
	goal := t.Say("home.goal.none")
	if t.me.Goal.IsSet() {
		goal = t.Say("home.goal", say.Args{"Goal": t.goalName(&t.me.Goal)})
	}
	m.Parts = append(m.Parts, chat.Part{Text: known}, chat.Part{Text: goal}, chat.Part{Choices: []chat.Choice{
		t.opening(wordGoal, formGoal), t.saying(wordProgress), t.saying(wordPerson), t.opening(wordSettings, formSettings),
	}})
	return nil
}

// hasMain tells whether something on a page is the main thing to press.
func hasMain(m *chat.Message) bool {
	return slices.ContainsFunc(m.Parts, func(p chat.Part) bool {
		return slices.ContainsFunc(p.Choices, func(c chat.Choice) bool { return c.Main })
	})
}

// todays is what is due, and what is planned for today.
func (t *turn) todays() (chat.Markdown, error) {
	k, err := t.courseOf()
	if err != nil {
		return "", err
	}
	if k == nil {
		return t.Say("home.plan.none"), nil
	}
	known, err := t.knowledge()
	if err != nil {
		return "", err
	}
	due := t.Say("home.due.none")
	if n := known.due(k); n > 0 {
		due = t.Say("home.due", say.Args{"N": n})
	}
	args := say.Args{"Minutes": t.me.Settings.Minutes, "Course": t.courseTitle(k)}
	plan := t.Say("home.plan", args)
	if at, ok := t.asksToday(); ok {
		args["Time"] = t.moment(at, atTime)
		plan = t.Say("home.plan.at", args)
	}
	if t.me.Active.On(t.today()) {
		plan = t.Say("home.plan.done", args)
	}
	if s, err := t.tx.OpenSession(t.me.ID); err == nil {
		plan = t.Say("home.open", say.Args{"Done": s.Answered(), "Of": s.Planned})
	} else if !coach.IsNotFound(err) {
		return "", err
	}
	given, err := t.givenLines()
	return due + "\n" + plan + given, err
}

// asksToday is when the coach speaks first today, if it still does.
func (t *turn) asksToday() (time.Time, bool) {
	s := t.me.Settings
	if s.CheckIn == "" || s.Silent || t.now.Before(s.Paused) || s.IsExcused(t.today()) || t.me.Enough == t.today() {
		return time.Time{}, false
	}
	c, err := coach.ParseCron(s.CheckIn)
	if err != nil {
		return time.Time{}, false
	}
	at, _ := c.Next(t.now, t.zone)
	return at, !at.IsZero() && coach.DayOf(at, t.zone) == t.today()
}

// homeKnown is what is thought to be known, and why, of the skills practised
// last.
func (t *turn) homeKnown() (chat.Markdown, error) {
	known, err := t.knowledge()
	if err != nil {
		return "", err
	}
	lines := t.knownLines(known, t.Courses.order)
	slices.SortStableFunc(lines, func(a, b knownLine) int { return cmp.Compare(a.days, b.days) })
	text := t.Say("home.known")
	for _, l := range lines[:min(len(lines), homeSkills)] {
		text += "\n- " + l.text
	}
	switch more := len(lines) - homeSkills; {
	case len(lines) == 0:
		text += "\n" + t.Say("progress.nothing")
	case more > 0:
		text += "\n- " + t.Say("home.known.more", say.Args{"N": more})
	}
	return text, nil
}

// teachersHome is the part of a page that is about a class, and what went well in
// it.
func (t *turn) teachersHome(m *chat.Message) error {
	class, err := t.teaching()
	if coach.KindOf(err) == coach.Forbidden { // an owner, or a teacher without a class yet
		m.Parts = append(m.Parts, chat.Part{Text: t.Say("class.first")}, chat.Part{Choices: []chat.Choice{
			{Label: t.Say("press.newclass"), Value: formClass, Opens: true, Main: !hasMain(m)},
		}})
		return nil
	}
	if err != nil {
		return err
	}
	learners, err := t.learnersOf(class)
	if err != nil {
		return err
	}
	if len(learners) == 0 {
		m.Parts = append(m.Parts, chat.Part{Text: t.Say("home.class.none", say.Args{"Class": class.Name, "Code": class.Code})})
		return nil
	}
	text, left, err := t.glance(class, learners, homeLearners)
	if err != nil {
		return err
	}
	if left > 0 {
		text += "\n- " + t.Say("home.class.more", say.Args{"N": left})
	}
	m.Parts = append(m.Parts, chat.Part{Text: text})
	wins, err := t.homeWins(class, learners)
	if err != nil {
		return err
	}
	if wins != "" {
		m.Parts = append(m.Parts, chat.Part{Text: wins})
	}
	m.Parts = append(m.Parts, chat.Part{Choices: []chat.Choice{t.saying(wordClass)}})
	return nil
}

// homeNeeds is who needs the teacher or the safety contact, each with what can be
// done at once.
func (t *turn) homeNeeds(m *chat.Message) error {
	open, err := t.mine()
	if err != nil {
		return err
	}
	open = slices.DeleteFunc(open, func(a alert.Alert) bool { return a.Under != "" }) // the class's stands for it
	if len(open) == 0 {
		m.Parts = append(m.Parts, chat.Part{Text: t.Say("home.needs.none")})
		return nil
	}
	// Those on nobody's list first; of these the gravest.
	slices.SortStableFunc(open, func(a, b alert.Alert) int {
		return cmp.Or(cmp.Compare(rankOf(a.State), rankOf(b.State)), cmp.Compare(b.Severity, a.Severity))
	})
	people := make(map[string]bool)
	for _, a := range open {
		people[a.Person] = true
	}
	m.Parts = append(m.Parts, chat.Part{Text: t.Say("home.needs", say.Args{"N": len(people)})})
	for i := range open[:min(len(open), homeAlerts)] {
		a := &open[i]
		line, err := t.alertLine(a)
		if err != nil {
			return err
		}
		id := short(a.ID)
		choices := []chat.Choice{{Label: t.Say("home.see", say.Args{"ID": id}), Word: "alert " + id, Value: "alert " + a.ID + ":see"}}
		if a.State != alert.Acknowledged && a.Rule != alert.RuleAppeal {
			choices = append([]chat.Choice{{Label: t.Say("ping.press.ack"), Word: "alert " + id + " ack", Value: "alert " + a.ID + ":mine", Main: i == 0}}, choices...)
		}
		m.Parts = append(m.Parts, chat.Part{Text: line}, chat.Part{Choices: choices})
	}
	if more := len(open) - homeAlerts; more > 0 {
		m.Parts = append(m.Parts, chat.Part{Text: t.Say("home.needs.more", say.Args{"N": more})})
	}
	return nil
}

// rankOf puts what waits for somebody before what somebody sees to.
func rankOf(s alert.State) int {
	if s == alert.Open {
		return 0
	}
	return 1
}

// win is a level that a learner reached.
type win struct {
	at   time.Time
	text chat.Markdown
}

// homeWins is what went well lately in a class, newest first; empty if nothing
// is known of.
func (t *turn) homeWins(class coach.Class, learners []Membership) (chat.Markdown, error) {
	latest := slices.SortedStableFunc(slices.Values(learners), func(a, b Membership) int { return cmp.Compare(b.Who.Active.Last, a.Who.Active.Last) })
	var wins []win
	for _, m := range latest[:min(len(latest), homeLooked)] {
		if m.Who.Active.Last == 0 || t.today()-m.Who.Active.Last > coach.Day(winFor/(24*time.Hour)) {
			continue // nothing to look for
		}
		sessions, err := t.tx.Sessions(m.Person, 5)
		if err != nil {
			return "", err
		}
		for _, s := range sessions {
			if !bound(class, s.Course) || t.now.Sub(s.Ended) > winFor {
				continue
			}
			for _, g := range s.Gained {
				if level := mastery.Level(g.Level); level >= mastery.Proficient {
					wins = append(wins, win{s.Ended, t.Say("home.win", say.Args{"Name": m.Who.Name, "Level": t.levelName(level), "Skill": t.titleOf(g.Skill)})})
				}
			}
		}
	}
	if len(wins) == 0 {
		return "", nil
	}
	slices.SortStableFunc(wins, func(a, b win) int { return b.at.Compare(a.at) })
	text := t.Say("home.wins")
	for _, w := range wins[:min(len(wins), homeWins)] {
		text += "\n- " + w.text
	}
	return text, nil
}
