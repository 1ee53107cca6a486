package bot

import (
	"strconv"
	"strings"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/mastery"
	"pacer/coach/plan"
)

// wants begins practice, on a skill if one was named.
func (t *turn) wants(rest string) error {
	if rest == "" {
		return t.practise(plan.Practice, "")
	}
	k, err := t.courseOf()
	if err != nil {
		return err
	}
	if k == nil {
		return t.withoutCourse()
	}
	if minutes, ok := map[string]int{"2": 2, "5": 5, "15": 15}[strings.Fields(rest)[0]]; ok {
		return t.practiseAs(wanted{purpose: plan.Practice, minutes: minutes}) // for this once
	}
	if _, err := strconv.Atoi(rest); err == nil {
		return t.tell(t.Say("practice.minutes"))
	}
	for i := range t.Courses.order {
		id := t.Courses.order[i]
		if other := t.Courses.courses[id]; strings.EqualFold(rest, id) || strings.EqualFold(rest, other.Title) || strings.EqualFold(rest, other.TitleIn(t.me.Settings.Language)) {
			return t.chooseCourse(id)
		}
	}
	if skill, ok := t.skillNamed(k, rest); ok {
		return t.practise(plan.Practice, skill)
	}
	text := t.Say("practice.which", say.Args{"Wish": rest, "Course": t.courseTitle(k)})
	for _, sk := range k.Skills {
		text += "\n- " + t.skillTitle(k.ID, sk.ID)
	}
	return t.tell(text)
}

// skillNamed finds the one skill of a course that is meant by its ID, with the
// course's before it or without, by its title in the course's language or the
// learner's, or by a part of the title that no other has.
func (t *turn) skillNamed(k *course.Course, said string) (skill string, ok bool) {
	said = strings.TrimPrefix(strings.TrimPrefix(said, "@"), k.ID+"/")
	var parts []string
	for i := range k.Skills {
		sk := &k.Skills[i]
		theirs, _ := k.SkillIn(sk, t.me.Settings.Language)
		if strings.EqualFold(sk.ID, said) || strings.EqualFold(sk.Title, said) || strings.EqualFold(theirs, said) {
			return sk.ID, true
		}
		if wish := strings.ToLower(said); wish != "" && (strings.Contains(strings.ToLower(sk.Title), wish) || strings.Contains(strings.ToLower(theirs), wish)) {
			parts = append(parts, sk.ID)
		}
	}
	if len(parts) != 1 {
		return "", false
	}
	return parts[0], true
}

// chooseCourse changes the course that is practised.
func (t *turn) chooseCourse(id string) error {
	members, err := t.tx.Memberships(t.me.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		class, err := t.tx.Class(m.Class)
		if err != nil {
			return err
		}
		if bound(class, id) {
			t.me.Class, t.me.Course = class.ID, id
			if s, err := t.tx.OpenSession(t.me.ID); err == nil && s.Course != id {
				if err := t.close(&s); err != nil {
					return err
				}
			}
			return t.practise(plan.Practice, "")
		}
	}
	return t.tell(t.Say("practice.notbound", say.Args{"Course": t.courseTitle(t.Courses.Course(id))}))
}

// review practises what is about to be forgotten, and nothing else.
func (t *turn) review() error {
	k, err := t.courseOf()
	if err != nil {
		return err
	}
	if k == nil {
		return t.withoutCourse()
	}
	known, err := t.knowledge()
	if err != nil {
		return err
	}
	if due := known.due(k); due == 0 {
		return t.tell(t.Say("review.none"))
	}
	return t.practise(plan.Review, "")
}

// withoutCourse says what is missing before practice can begin.
func (t *turn) withoutCourse() error {
	if t.me.Class == "" {
		teaches, err := t.teaches()
		if err != nil {
			return err
		}
		if t.me.Owner || len(teaches) > 0 {
			return t.tell(t.Say("class.first"))
		}
		return t.tell(t.Say("join.first"))
	}
	return t.tell(t.Say("join.nocourse"))
}

// close ends a session without a word: something else begins.
func (t *turn) close(s *coach.Session) error {
	s.Touch(t.now)
	s.Ended = t.now
	if s.Aside != "" {
		if err := t.closeAside(s); err != nil {
			return err
		}
	}
	q, err := t.tx.Question(s.Question)
	if err != nil && !coach.IsNotFound(err) {
		return err
	}
	if err == nil && q.IsOpen() {
		if isHeld(&q) {
			if err := t.tellHeld(&q); err != nil {
				return err
			}
		}
		q.State = coach.Closed
		if err := t.tx.PutQuestion(q); err != nil {
			return err
		}
	}
	if err := t.tx.PutSession(*s); err != nil || s.Answered() == 0 {
		return err
	}
	return t.passed()
}

// closeAside closes the session that waited for this one to be over.
func (t *turn) closeAside(s *coach.Session) error {
	earlier, err := t.tx.Session(s.Aside)
	if err != nil {
		return orNone(err)
	}
	s.Aside = ""
	return t.close(&earlier)
}

// end ends a session with what it came to: one win, what fades, one thought,
// and what is next.
func (t *turn) end(s *coach.Session) error {
	k := t.Courses.Course(s.Course)
	if s.Purpose == plan.Placement && k != nil {
		return t.placed(s)
	}
	if s.Round != "" {
		return t.endRound(s)
	}
	if s.Test != "" {
		return t.endTest(s)
	}
	if err := t.close(s); err != nil {
		return err
	}
	fulfilled, err := t.fulfil(s)
	if err != nil {
		return err
	}
	if err := t.hadChance(s); err != nil {
		return err
	}
	answered, right := s.Answered(), s.Right()
	if answered == 0 {
		if len(s.Asked) > 0 {
			return t.tell(t.Say("session.empty"))
		}
		return t.nothingLeft(s)
	}
	text := t.Say("session.done", say.Args{"N": answered, "Right": right})
	best := make(map[string]int)
	for _, g := range s.Gained {
		best[g.Skill] = max(best[g.Skill], g.Level)
	}
	for _, g := range s.Gained {
		if level, ok := best[g.Skill]; ok {
			text += "\n" + t.Say("session.gained", say.Args{"Skill": t.titleOf(g.Skill), "Level": t.levelName(mastery.Level(level))})
			delete(best, g.Skill)
		}
	}
	for _, skill := range s.Faded {
		text += "\n" + t.Say("session.faded", say.Args{"Skill": t.titleOf(skill)})
	}
	together, err := t.grown(s)
	if err != nil {
		return err
	}
	text += fulfilled + together
	again, err := t.again(s)
	if err != nil {
		return err
	}
	if again != "" {
		text += "\n\n" + again
	}
	next, err := t.nextUp(s)
	if err != nil {
		return err
	}
	if next != "" {
		text += "\n" + next
	}
	if t.kindly != "" {
		text += "\n\n" + t.kindly
	}
	if t.me.Met == coach.StepTime || t.me.Met == coach.StepWhen {
		if err := t.tell(text); err != nil {
			return err
		}
		return t.meetLater()
	}
	class, err := t.classOf(s)
	if err != nil {
		return err
	}
	closing, err := t.closing(class)
	if err != nil {
		return err
	}
	text = lined([]chat.Markdown{text, closing}, "\n\n")
	if asked, err := t.askAtEnd(text, class, s); err != nil || asked {
		return err
	}
	if t.me.Settings.Silent && !t.me.Offered {
		t.me.Offered = true
		text += "\n\n" + t.Say("silence.offer")
	}
	if asked, err := t.offerAtEnd(s, text); err != nil || asked {
		return err
	}
	return t.telling(text+"\n\n"+t.Say("session.next"), t.saying(wordPractice), t.saying(wordProgress))
}

// placed ends the search for a starting point and goes straight on.
func (t *turn) placed(s *coach.Session) error {
	past, err := t.past(s)
	if err != nil {
		return err
	}
	k := t.Courses.Course(s.Course)
	passed := plan.Placed(k, past)
	for _, skill := range passed {
		t.me.Placed = append(t.me.Placed, k.ID+"/"+skill)
	}
	t.me.Met = coach.StepDone
	if err := t.close(s); err != nil {
		return err
	}
	known, err := t.knowledge()
	if err != nil {
		return err
	}
	frontier := plan.Frontier(k, func(skill string) plan.Standing { return known.standing(k.ID, skill) })
	if len(frontier) == 0 {
		return t.telling(t.Say("placed.all"), t.saying(wordPractice))
	}
	t.me.Start = frontier[0]
	args := say.Args{"Skill": t.skillTitle(k.ID, frontier[0])}
	if sk := k.Skill(frontier[0]); sk != nil {
		_, why := k.SkillIn(sk, t.me.Settings.Language)
		args["Why"] = t.readable(why)
	}
	return t.telling(t.Say("placed", args), t.saying(wordPractice))
}

// nothingLeft says that all is known and nothing is due.
func (t *turn) nothingLeft(s *coach.Session) error {
	if s.Purpose == plan.Review {
		return t.tell(t.Say("review.none"))
	}
	return t.telling(t.Say("practice.alldone"), t.saying(wordProgress))
}

// nextUp says what the next session will bring.
func (t *turn) nextUp(s *coach.Session) (chat.Markdown, error) {
	known, err := t.knowledge()
	if err != nil {
		return "", err
	}
	k := t.Courses.Course(s.Course)
	if k == nil {
		return "", nil
	}
	if n := known.due(k); n > 0 {
		return t.Say("session.due", say.Args{"N": n}), nil
	}
	frontier := plan.Frontier(k, func(skill string) plan.Standing { return known.standing(k.ID, skill) })
	if len(frontier) > 0 {
		return t.Say("session.frontier", say.Args{"Skill": t.skillTitle(k.ID, frontier[0])}), nil
	}
	return "", nil
}

// saying is a choice that stands for a word.
func (t *turn) saying(w say.Word) chat.Choice {
	return chat.Choice{Label: t.Say("press." + key(w)), Word: string(t.Say("type." + key(w))), Value: "say " + string(t.Say("type."+key(w))), Main: w == wordPractice}
}

// titleOf names a skill by its key in the log.
func (t *turn) titleOf(skill string) chat.Markdown {
	id, name, _ := strings.Cut(skill, "/")
	return t.skillTitle(id, name)
}

// levelName names a level.
func (t *turn) levelName(l mastery.Level) chat.Markdown {
	return t.Say("level." + [...]string{"starting", "developing", "proficient", "highly", "distinguished"}[l])
}

// stop closes the session that is open, if one is, and asks whether the coach
// shall stop writing first as well.
func (t *turn) stop() error {
	text := t.Say("stop.nothing")
	s, err := t.tx.OpenSession(t.me.ID)
	if err != nil && !coach.IsNotFound(err) {
		return err
	}
	if err == nil {
		if err := t.close(&s); err != nil {
			return err
		}
		fulfilled, err := t.fulfil(&s)
		if err != nil {
			return err
		}
		text = t.Say("stop.session", say.Args{"N": s.Answered(), "Right": s.Right()}) + fulfilled
	}
	if t.me.Settings.Silent {
		return t.telling(text+"\n\n"+t.Say("stop.silent"), t.saying(wordPractice))
	}
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskStop, State: coach.Open, At: t.now}
	m := chat.Text(t.Sentences(text, t.Say("stop.ask")))
	m.Parts = append(m.Parts, chat.Part{Choices: t.letters(&q, "stop.silence", "stop.keepwriting")})
	return t.ask(&q, m)
}

// silence makes the coach begin nothing more; settings on makes it begin again.
func (t *turn) silence() error {
	t.me.Settings.Silent, t.me.Offered = true, false
	if err := t.plan(); err != nil {
		return err
	}
	return t.tell(t.Say("silence"))
}
