package bot

import (
	"maps"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/plan"
)

// Exit tickets: three questions to a class at the end of a lesson. Each learner
// answers alone, as in practice, with the reason after every answer; the teacher
// reads what it came to in a minute, and again when more answers are in. It ends
// by itself. Whoever answers later still learns from it; their answers count for
// them alone.

const (
	ticketItems = 3
	ticketFor   = 20 * time.Minute // then it ends
	roundsBack  = 5                // rounds of a class that are looked at for what is open
	practisedBy = 20               // learners whose last session is looked at for what the class practised last
)

// ticketLooks are when, after it began, the teacher is told what a ticket has
// come to, if more have answered since; and when it ends.
var ticketLooks = []time.Duration{time.Minute, 2 * time.Minute, 4 * time.Minute, 7 * time.Minute, 12 * time.Minute, ticketFor}

// kindTicket is the schedule of a teacher whose class is answering.
const kindTicket = "ticket"

// classTicket begins an exit ticket, ends the one that is open, or shows how far
// it has come.
func (t *turn) classTicket(class coach.Class, rest string) error {
	open, err := t.openRound(class.ID)
	if err != nil {
		return err
	}
	ends := t.Lists("ticket.said.end", rest)
	switch {
	case ends && open == nil:
		return t.mend("ticket.none", say.Args{"Class": class.Name})
	case ends:
		open.Ended = t.now
		return t.tellTicket(open, false)
	case open != nil:
		return t.tellTicket(open, false)
	}
	skill := ""
	if rest == "" {
		if skill, err = t.practisedLately(class); err != nil {
			return err
		}
		if skill == "" {
			return t.mend("ticket.which", say.Args{"Skills": t.skillList(class)})
		}
	} else {
		var ok bool
		if skill, ok = t.findSkill(class, rest); !ok {
			return t.mend("class.level.skill", say.Args{"Skill": rest, "Skills": t.skillList(class)})
		}
	}
	return t.beginTicket(class, skill)
}

// openRound is the round that a class is answering now; nil if there is none.
func (t *turn) openRound(class string) (*coach.Round, error) {
	rounds, err := t.tx.Rounds(class, roundsBack)
	if err != nil {
		return nil, err
	}
	for i := range rounds {
		if rounds[i].IsOpen() {
			return &rounds[i], nil
		}
	}
	return nil, nil
}

// practisedLately is the skill that most learners of a class practised last, by
// the sessions of those who practised last; empty if none did.
func (t *turn) practisedLately(class coach.Class) (string, error) {
	learners, err := t.learnersOf(class)
	if err != nil {
		return "", err
	}
	slices.SortStableFunc(learners, func(a, b Membership) int { return int(b.Who.Active.Last - a.Who.Active.Last) })
	n := make(map[string]int)
	for _, m := range learners[:min(len(learners), practisedBy)] {
		last, err := t.lastSession(m.Person)
		if err != nil {
			return "", err
		}
		if !bound(class, last.Course) || last.Round != "" {
			continue
		}
		asked := make(map[string]bool)
		for _, a := range last.Asked {
			skill := last.Course + "/" + a.Skill
			if !asked[skill] && len(t.ticketCandidates(skill)) > 0 {
				asked[skill] = true
				n[skill]++
			}
		}
	}
	best := ""
	for _, skill := range slices.Sorted(maps.Keys(n)) {
		if best == "" || n[skill] > n[best] {
			best = skill
		}
	}
	return best, nil
}

// lastSession is the session that somebody has open, else the one that ended
// last; a zero one if there was none.
func (t *turn) lastSession(person string) (coach.Session, error) {
	s, err := t.tx.OpenSession(person)
	if err == nil || !coach.IsNotFound(err) {
		return s, err
	}
	ended, err := t.tx.Sessions(person, 1)
	if err != nil || len(ended) == 0 {
		return coach.Session{}, err
	}
	return ended[0], nil
}

// ticketCandidates are the items of a skill that a ticket could ask: all that can
// be graded at once.
func (t *turn) ticketCandidates(skill string) (list []coach.TicketItem) {
	k := t.courseOfSkill(skill)
	if k == nil {
		return nil
	}
	for _, it := range k.ItemsOf(skillOf(skill)) {
		if it.Kind != course.Free {
			list = append(list, coach.TicketItem{ID: k.ID + "/" + it.ID, Tier: max(it.Tier, 1)})
		}
	}
	return list
}

// beginTicket asks a class three questions on a skill, and says so.
func (t *turn) beginTicket(class coach.Class, skill string) error {
	rounds, err := t.tx.Rounds(class.ID, roundsBack)
	if err != nil {
		return err
	}
	lately := make(map[string]bool)
	for _, r := range rounds {
		for _, id := range r.Items {
			lately[id] = true
		}
	}
	r := coach.Round{
		ID: t.newID(t.now), Class: class.ID, Kind: coach.RoundTicket, By: t.me.ID, Begun: t.now, Ends: t.now.Add(ticketFor),
	}
	if r.Items = coach.TicketItems(t.ticketCandidates(skill), lately, ticketItems, seedOf(r.ID)); len(r.Items) == 0 {
		return t.mend("ticket.noitems", say.Args{"Skill": t.titleOf(skill)})
	}
	learners, err := t.learnersOf(class)
	if err != nil {
		return err
	}
	if len(learners) == 0 {
		return t.mend("ticket.nobody", say.Args{"Class": class.Name, "Code": class.Code})
	}
	for _, m := range learners {
		r.Asked = append(r.Asked, m.Person)
	}
	if err := t.tx.PutRound(r); err != nil {
		return err
	}
	if err := t.audit("ticket", class.ID, skill); err != nil {
		return err
	}
	told := 0
	for i := range learners {
		p := &learners[i].Who
		if p.ID == t.me.ID || !t.mayHear(p) {
			continue
		}
		if err := t.inviteTo(&r, p, skill); err != nil {
			return err
		}
		told++
	}
	if err := t.tellLater(r.Begun.Add(ticketLooks[0])); err != nil {
		return err
	}
	return t.telling(t.Say("ticket.begun", say.Args{
		"Class": class.Name, "Skill": t.titleOf(skill), "N": told, "Items": len(r.Items), "Until": t.moment(r.Ends, atTime),
	}), t.classChoice(t.Say("ticket.press.show"), class, "ticket"), t.classChoice(t.Say("ticket.press.end"), class, "ticket end"))
}

// inviteTo asks one learner whether they begin a ticket now.
func (t *turn) inviteTo(r *coach.Round, p *coach.Person, skill string) error {
	theirs, err := t.of(*p)
	if err != nil {
		return err
	}
	q := coach.Question{ID: t.newID(t.now), Person: p.ID, Ask: coach.AskTicket, State: coach.Open, At: t.now, About: r.ID}
	m := chat.Text(theirs.Say("ticket.invite", say.Args{"Teacher": t.me.Name, "Skill": theirs.titleOf(skill), "N": len(r.Items)}))
	m.Parts = append(m.Parts, chat.Part{Choices: theirs.letters(&q, "ticket.start", "ticket.later")})
	home := chat.ParseKey(p.Home)
	id, err := t.send(home, m)
	if err != nil {
		return err
	}
	q.Message, q.Conversation = id, p.Home
	return t.tx.PutQuestion(q)
}

// answerTicket takes whether somebody begins a ticket now.
func (t *turn) answerTicket(q *coach.Question, said string, word say.Word, isMeant bool) (done bool, err error) {
	n, ok := t.chosen(said, "ticket.start", "ticket.later")
	switch {
	case ok && n == 0 || isMeant && (word == wordYes || word == wordNext || word == wordTicket):
		return true, t.settled(q, coach.Answered, func() error { return t.ticketOf(q.About) })
	case ok && n == 1 || isMeant && (word == wordNo || word == wordSkip):
		return true, t.settled(q, coach.Closed, func() error { return t.tell(t.Say("ticket.notnow")) })
	}
	return false, nil
}

// ticket begins the exit ticket that waits for the speaker.
func (t *turn) ticket() error {
	members, err := t.tx.Memberships(t.me.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Role != coach.Learner {
			continue
		}
		r, err := t.openRound(m.Class)
		if err != nil {
			return err
		}
		if r == nil {
			continue
		}
		if left, err := t.leftOf(r); err != nil {
			return err
		} else if len(left) > 0 {
			return t.ticketOf(r.ID)
		}
	}
	classes, err := t.teaches()
	if err != nil {
		return err
	}
	if len(classes) > 0 {
		return t.tell(t.Say("ticket.teacher"))
	}
	return t.telling(t.Say("ticket.nothing"), t.saying(wordPractice))
}

// leftOf lists the items of a round that the speaker has not answered and that
// can still be asked.
func (t *turn) leftOf(r *coach.Round) ([]string, error) {
	responses, err := t.tx.Responses(r.ID)
	if err != nil {
		return nil, err
	}
	var left []string
	for _, id := range r.Items {
		name, item, _ := strings.Cut(id, "/")
		isAnswered := slices.ContainsFunc(responses, func(a coach.Response) bool { return a.Person == t.me.ID && a.Item == id })
		if k := t.Courses.Course(name); !isAnswered && k != nil && k.Item(item) != nil {
			left = append(left, id)
		}
	}
	return left, nil
}

// ticketOf asks the speaker the questions of a round that they have not answered.
// A session that is open waits until that is over.
func (t *turn) ticketOf(id string) error {
	r, err := t.tx.Round(id)
	if coach.IsNotFound(err) {
		return t.refuse("press.old")
	}
	if err != nil {
		return err
	}
	if learns, err := t.learnsIn(r.Class); err != nil {
		return err
	} else if !learns {
		return t.refuse("press.old")
	}
	left, err := t.leftOf(&r)
	if err != nil {
		return err
	}
	if len(left) == 0 {
		return t.telling(t.Say("ticket.answered"), t.saying(wordPractice))
	}
	k, _, _ := strings.Cut(left[0], "/")
	s := coach.Session{
		ID: t.newID(t.now), Person: t.me.ID, Class: r.Class, Course: k, Purpose: plan.Practice,
		Planned: len(left), Started: t.now, Round: r.ID,
	}
	switch open, err := t.tx.OpenSession(t.me.ID); {
	case err == nil && open.Round == r.ID:
		return t.resume(&open)
	case err == nil:
		open.Ended = t.now // its question stays open, and goes on afterwards
		s.Aside = open.ID
		if open.Round != "" {
			s.Aside = open.Aside // of two tickets the newer one is answered
		}
		if err := t.tx.PutSession(open); err != nil {
			return err
		}
	case !coach.IsNotFound(err):
		return err
	}
	return t.next(&s)
}

// ofRound is the next item of a round.
func (t *turn) ofRound(s *coach.Session, k *course.Course) (plan.Candidate, *course.Item, error) {
	r, err := t.tx.Round(s.Round)
	if err != nil {
		return plan.Candidate{}, nil, err
	}
	left, err := t.leftOf(&r)
	if err != nil {
		return plan.Candidate{}, nil, err
	}
	for _, id := range left {
		it := k.Item(strings.TrimPrefix(id, k.ID+"/"))
		if it == nil || slices.ContainsFunc(s.Asked, func(a coach.Asked) bool { return a.Item == it.ID }) {
			continue
		}
		return plan.Candidate{Skill: it.Skill, Purpose: plan.Practice, Reason: plan.Reason{Kind: plan.Given, Skill: it.Skill}}, it, nil
	}
	return plan.Candidate{}, nil, nil
}

// respond keeps a first try as a response to the round that it was asked in.
func (t *turn) respond(s *coach.Session, e *coach.Entry, position int64) error {
	if s.Round == "" || e.Try != 1 {
		return nil
	}
	r, err := t.tx.Round(s.Round)
	if err != nil {
		return err
	}
	if err := t.tx.PutResponse(coach.Response{
		Round: r.ID, Person: t.me.ID, Item: e.Item, At: t.now, Attempt: position,
		Right: e.Right, Misconception: e.Misconception, Late: r.IsLateFor(t.me.Supports, t.now),
	}); err != nil || !r.IsOpen() {
		return err
	}
	// Only who gives a last answer asks whether it was the last of all.
	if len(s.Asked) < s.Planned {
		return nil
	}
	responses, err := t.tx.Responses(r.ID)
	if err != nil || len(responses) < len(r.Asked)*len(r.Items) {
		return err
	}
	return t.tellTeacherLater(r.By, t.now)
}

// endRound ends the answering of a round, and goes on with what waited.
func (t *turn) endRound(s *coach.Session) error {
	aside := s.Aside
	s.Aside = ""
	if err := t.close(s); err != nil {
		return err
	}
	fulfilled, err := t.fulfil(s)
	if err != nil {
		return err
	}
	r, err := t.tx.Round(s.Round)
	if err != nil {
		return err
	}
	by, err := t.tx.Person(r.By)
	if err := orNone(err); err != nil {
		return err
	}
	text := t.Say("ticket.done", say.Args{"N": s.Answered(), "Right": s.Right(), "Teacher": by.Name}) + fulfilled
	if aside != "" {
		earlier, err := t.tx.Session(aside)
		if err := orNone(err); err != nil {
			return err
		}
		if err == nil && earlier.Person == t.me.ID {
			earlier.Ended = time.Time{}
			if err := t.tx.PutSession(earlier); err != nil {
				return err
			}
			if err := t.tell(text + "\n\n" + t.Say("ticket.back")); err != nil {
				return err
			}
			return t.resume(&earlier)
		}
	}
	return t.telling(text+"\n\n"+t.Say("session.next"), t.saying(wordPractice), t.saying(wordProgress))
}
