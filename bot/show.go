package bot

import (
	"math"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/plan"
)

// A learner can show a skill in another way than by answers: explain it, teach
// it to somebody, or do it elsewhere. What they write goes to the teachers of
// their class, and the first of them who says how much it shows decides. What it
// is worth, and that it counts, is coach.EntryShown; a teacher who has seen
// something of their own accord says so with "class evidence".

// showWays are the ways to show a skill, in the order in which they are offered.
var showWays = coach.ShownWays()

// show begins it: of the skill named, else of the one that is open.
func (t *turn) show(rest string) error {
	k, err := t.courseMeant(rest)
	if err != nil {
		return err
	}
	if k == nil {
		return t.withoutCourse()
	}
	skill, ok, err := t.skillMeant(k, rest)
	if err != nil {
		return err
	}
	if !ok {
		return t.whichSkill(k, rest, "show.which")
	}
	_, teachers, err := t.teachers()
	if err != nil {
		return err
	}
	if len(teachers) == 0 {
		return t.telling(t.Say("show.nobody"), t.saying(wordTestOut))
	}
	if may, err := t.mayKeepWords(); err != nil || !may { // said before anything is written, not after
		return errOr(err, t.telling(t.Say("show.unkept"), t.saying(wordTestOut)))
	}
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskShow, State: coach.Open, At: t.now, Course: k.ID, About: skill}
	m := chat.Text(t.Say("show.ask", say.Args{"Skill": t.skillTitle(k.ID, skill)}))
	m.Parts = append(m.Parts, chat.Part{Choices: t.letters(&q, "show.words", "show.taught", "show.outside")})
	return t.ask(&q, m)
}

// answerShow takes which way the learner chooses, and then what they write.
func (t *turn) answerShow(q *coach.Question, said string, word say.Word, isMeant bool) (done bool, err error) {
	declines := isMeant && (word == wordSkip || word == wordNo) || said == "skip"
	if declines {
		return true, t.settled(q, coach.Closed, func() error { return t.telling(t.Say("show.notnow"), t.saying(wordPractice)) })
	}
	if isMeant {
		return false, nil
	}
	if q.Purpose == "" {
		n, ok := t.chosen(said, "show.words", "show.taught", "show.outside")
		if !ok {
			return false, nil
		}
		return true, t.settled(q, coach.Answered, func() error { return t.askShown(q, n) })
	}
	if forItem, err := t.answersItem(said); forItem || err != nil {
		return false, err
	}
	return true, t.claim(q, said)
}

// askShown asks for the words of a way to show a skill.
func (t *turn) askShown(was *coach.Question, way int) error {
	q := coach.Question{
		ID: t.newID(t.now), Person: t.me.ID, Ask: coach.AskShow, State: coach.Open, At: t.now,
		Course: was.Course, About: was.About, Purpose: showWays[way],
	}
	_, teachers, err := t.teachers()
	if err != nil {
		return err
	}
	args := say.Args{"Skill": t.skillTitle(q.Course, q.About), "Teachers": t.And(peopleNames(teachers))}
	m := chat.Text(t.Say([]string{"show.words.ask", "show.taught.ask", "show.outside.ask"}[way], args))
	m.Parts = append(m.Parts, chat.Part{Choices: []chat.Choice{t.writing(&q), t.word(wordSkip, q.ID+":skip")}})
	return t.ask(&q, m)
}

// peopleNames are the names of some people.
func peopleNames(people []coach.Person) (all []chat.Markdown) {
	for i := range people {
		all = append(all, chat.Escape(people[i].Name))
	}
	return all
}

// maxShown bounds what shows a skill, in bytes.
const maxShown = 1500

// claim passes what the learner wrote on to their teachers, and keeps it until
// one of them has decided.
func (t *turn) claim(q *coach.Question, words string) error {
	if len(words) > maxShown {
		return t.mend("show.long") // and the question waits for shorter ones
	}
	class, teachers, err := t.teachers()
	if err != nil {
		return err
	}
	if len(teachers) == 0 {
		return t.telling(t.Say("show.nobody"), t.saying(wordTestOut))
	}
	reached := slices.DeleteFunc(slices.Clone(teachers), func(p coach.Person) bool { return p.Home == "" || p.Settings.Silent })
	if len(reached) == 0 {
		return t.settled(q, coach.Closed, func() error {
			return t.telling(t.Say("show.unreached", say.Args{"Teachers": t.And(peopleNames(teachers))}), t.saying(wordTestOut))
		})
	}
	if may, err := t.mayKeepWords(); err != nil || !may {
		return errOr(err, t.settled(q, coach.Closed, func() error { return t.telling(t.Say("show.unkept"), t.saying(wordTestOut)) }))
	}
	q.Result = []byte(words) // as long as nobody has decided
	return t.settled(q, coach.Answered, func() error {
		for i := range reached {
			if err := t.askTeacher(&reached[i], class, q, words); err != nil {
				return err
			}
		}
		return t.telling(t.Say("show.passed", say.Args{"Teachers": t.And(peopleNames(reached))}), t.saying(wordPractice))
	})
}

// askTeacher asks a teacher how much a learner's words show: outside their quiet
// hours, and not while they want no messages.
func (t *turn) askTeacher(p *coach.Person, class coach.Class, claim *coach.Question, words string) error {
	theirs, err := t.of(*p)
	if err != nil {
		return err
	}
	q := coach.Question{ID: t.newID(t.now), Person: p.ID, Ask: coach.AskShown, State: coach.Open, At: t.now, About: claim.ID, Conversation: p.Home}
	args := say.Args{"Name": t.me.Name, "Skill": theirs.titleOf(claim.Course + "/" + claim.About), "Words": words, "Class": class.Name}
	m := chat.Text(theirs.Say(map[plan.Purpose]string{
		coach.ShownWords: "shown.words", coach.ShownTaught: "shown.taught", coach.ShownOutside: "shown.outside",
	}[claim.Purpose], args) + "\n\n" + theirs.Say("shown.ask"))
	m.Parts = append(m.Parts, chat.Part{Choices: theirs.letters(&q, "shown.whole", "shown.part", "shown.notyet")})
	at := later(t.now, p.Settings.Paused)
	if quiet, end := p.Settings.InQuiet(at, theirs.zone); quiet {
		at = end
	}
	id, err := theirs.sendAt(chat.ParseKey(p.Home), m, at)
	if err != nil {
		return err
	}
	q.Message = id
	return t.tx.PutQuestion(q)
}

// sendAt is send, not before a time.
func (t *turn) sendAt(to chat.Conversation, m chat.Message, at time.Time) (id string, err error) {
	for _, part := range chat.Fit(t.whole(m), t.Platforms[to.Platform]) {
		id = t.newID(t.now)
		part.ID, part.Unasked = id, true
		if err := t.tx.Send(outbox.Row{ID: id, To: to, Message: part, Begun: t.begun, State: outbox.Waiting, NotBefore: at}); err != nil {
			return "", err
		}
	}
	return id, nil
}

// answerShown takes a teacher's word on what a learner has written.
func (t *turn) answerShown(q *coach.Question, said string) (done bool, err error) {
	n, ok := t.chosen(said, "shown.whole", "shown.part", "shown.notyet")
	if !ok {
		return false, nil
	}
	q.State = coach.Answered
	if err := t.tx.PutQuestion(*q); err != nil {
		return true, err
	}
	claim, err := t.tx.Question(q.About)
	if err != nil {
		return true, err
	}
	if len(claim.Result) == 0 {
		return true, t.telling(t.Say("shown.decided"), t.saying(wordClass))
	}
	p, err := t.tx.Person(claim.Person)
	if err != nil {
		return true, err
	}
	if teaches, err := t.mayDecide(&p, claim.Course); err != nil || !teaches {
		return true, errOr(err, t.refuse("role.teacher"))
	}
	words := string(claim.Result)
	claim.Result = nil
	if err := t.tx.PutQuestion(claim); err != nil {
		return true, err
	}
	if n == 2 {
		theirs, err := t.of(p)
		if err != nil {
			return true, err
		}
		if err := t.tellLearner(&p, theirs.Say("show.notyet", say.Args{"Teacher": t.me.Name, "Skill": theirs.titleOf(claim.Course + "/" + claim.About)})); err != nil {
			return true, err
		}
		return true, t.telling(t.Say("shown.notyet.done", say.Args{"Name": p.Name}), t.saying(wordClass))
	}
	return true, t.witness(p, claim.Course+"/"+claim.About, claim.Purpose, []float64{coach.WorthWhole, coach.WorthPart}[n], words)
}

func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// mayDecide tells whether the speaker teaches a learner in a class that has a
// course.
func (t *turn) mayDecide(p *coach.Person, courseID string) (bool, error) {
	classes, err := t.teaches()
	if err != nil {
		return false, err
	}
	members, err := t.tx.Memberships(p.ID)
	if err != nil {
		return false, err
	}
	for _, c := range classes {
		for _, m := range members {
			if m.Class == c.ID && m.Role == coach.Learner && bound(c, courseID) {
				return true, nil
			}
		}
	}
	return false, nil
}

// witness keeps that a learner has shown a skill, on the speaker's word, and
// tells both.
func (t *turn) witness(p coach.Person, skill string, way plan.Purpose, worth float64, words string) error {
	position, changes, err := t.apply(coach.Entry{
		Kind: coach.EntryShown, Person: p.ID, At: t.now, Day: coach.DayOf(t.now, zoneOf(p)),
		Skills: []string{skill}, Purpose: way, Right: true, Score: worth, By: t.me.ID,
	})
	if err != nil {
		return err
	}
	if err := t.tx.PutWords(Words{Attempt: position, Person: p.ID, Said: words}); err != nil {
		return err
	}
	if err := t.audit("evidence", p.ID, skill+" "+string(way)); err != nil {
		return err
	}
	theirs, err := t.of(p)
	if err != nil {
		return err
	}
	args := say.Args{"Teacher": t.me.Name, "Skill": theirs.titleOf(skill), "Words": words}
	text := theirs.Say("show.counts.part", args)
	if worth >= coach.WorthWhole {
		text = theirs.Say("show.counts", args)
	}
	for _, c := range changes {
		text += "\n\n" + theirs.sayChange(c)
	}
	if err := t.tellLearner(&p, text); err != nil {
		return err
	}
	return t.telling(t.Say("shown.done", say.Args{"Name": p.Name, "Skill": t.titleOf(skill)}), t.saying(wordClass))
}

// tellLearner tells a learner what a teacher's word has come to: without a sound
// while it is quiet time for them.
func (t *turn) tellLearner(p *coach.Person, text chat.Markdown) error {
	if p.Home == "" {
		return nil
	}
	return t.sendTo(p, chat.Text(text))
}

// classEvidence is "class evidence NAME, SKILL: what was seen", or with weak or
// solid after the skill.
func (t *turn) classEvidence(class coach.Class, rest string) error {
	what, words, ok := cutAt(rest, colons)
	parts := partsAt(what, commas)
	if !ok || words == "" || len(parts) < 2 || len(parts) > 3 {
		return t.mend("evidence.how")
	}
	if len(words) > maxShown {
		return t.mend("show.long")
	}
	worth := coach.WorthWhole * 1.0
	if len(parts) == 3 {
		switch strength := strings.ToLower(parts[2]); strength {
		case "solid", strings.ToLower(chat.Plain(t.Say("evidence.solid"))):
		case "weak", strings.ToLower(chat.Plain(t.Say("evidence.weak"))):
			worth = coach.WorthPart
		default:
			return t.mend("evidence.how")
		}
	}
	p, err := t.learner(class, parts[0])
	if err != nil {
		return err
	}
	skill, ok := t.findSkill(class, parts[1])
	if !ok {
		return t.mend("class.level.skill", say.Args{"Skill": parts[1], "Skills": t.skillList(class)})
	}
	return t.witness(p, skill, coach.ShownOutside, worth, words)
}

// shownOf are the entries by which a learner has shown a skill another way,
// newest first.
func (t *turn) shownOf(person, skill string) (all []coach.Entry, err error) {
	history, err := coach.History(t.tx, person, math.MaxInt64)
	if err != nil {
		return nil, err
	}
	for i := len(history) - 1; i >= 0; i-- {
		if e := history[i]; e.Kind == coach.EntryShown && (skill == "" || e.Skills[0] == skill) {
			all = append(all, e)
		}
	}
	return all, nil
}

// sayShown is one of them in a line.
func (t *turn) sayShown(e *coach.Entry) (chat.Markdown, error) {
	by, err := t.tx.Person(e.By)
	if err := orNone(err); err != nil {
		return "", err
	}
	w, err := t.tx.Words(e.Position)
	if err := orNone(err); err != nil {
		return "", err
	}
	args := say.Args{"Skill": t.titleOf(e.Skills[0]), "Day": t.ShortDay(e.At.In(t.zone)), "Teacher": by.Name, "Words": w.Said, "Part": e.Score < coach.WorthWhole}
	switch e.Purpose {
	case coach.ShownWords:
		return t.Say("shown.line.words", args), nil
	case coach.ShownTaught:
		return t.Say("shown.line.taught", args), nil
	}
	return t.Say("shown.line.outside", args), nil
}

// signsShown is how many of a learner's other signs a teacher is shown.
const signsShown = 5

// otherSigns is what a learner has shown of a class's skills in another way than
// by answers, and which of them they doubt, as far as they share it.
func (t *turn) otherSigns(class coach.Class, p *coach.Person) (text chat.Markdown, err error) {
	shown, err := t.shownOf(p.ID, "")
	if err != nil {
		return "", err
	}
	n := 0
	for i := range shown {
		id, _, _ := strings.Cut(shown[i].Skills[0], "/")
		if !bound(class, id) || n == signsShown {
			continue
		}
		n++
		line, err := t.sayShown(&shown[i])
		if err != nil {
			return "", err
		}
		text += "\n- " + t.Say("class.see.shown", say.Args{"Skill": t.titleOf(shown[i].Skills[0]), "What": line})
	}
	for _, d := range p.Doubts {
		if id, _, _ := strings.Cut(d.Skill, "/"); d.Shared && bound(class, id) {
			text += "\n- " + t.Say("class.see.doubt", say.Args{"Skill": t.titleOf(d.Skill), "Day": t.ShortDay(d.At.In(t.zone))})
		}
	}
	return text, nil
}
