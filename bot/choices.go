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

// At natural points (before a session, when a skill is reached, after three
// misses, at the end) a learner is asked how they want to go on. They are asked
// seldom, see coach.Choices; with the word for it, at any time. What is offered
// is what there is, and what is chosen is what comes.

// branch is one way to go on, with the skill it is on, if it is on one.
type branch struct {
	is    coach.Branch
	skill string // ID within the course
}

func (b branch) String() string { return strings.TrimSpace(string(b.is) + " " + b.skill) }

// missesAsk is how many misses in a row are reason to ask how to go on.
const missesAsk = 3

// mayOffer tells whether the learner may be asked unasked how to go on.
func (t *turn) mayOffer() bool {
	return !t.begun && t.me.Met == coach.StepDone && t.me.Choices.May(t.today(), t.me.Active)
}

// offerAtStart asks how a session shall begin.
func (t *turn) offerAtStart(k *course.Course) (asked bool, err error) {
	if !t.mayOffer() || t.me.Active.On(t.today()) {
		return false, nil
	}
	branches, err := t.branches(k, nil)
	if err != nil {
		return false, err
	}
	return t.offer(t.Say("choose.start"), "", k, branches)
}

// offerBetween asks in a session how it shall go on, where a skill was just
// reached or three answers in a row were not right.
func (t *turn) offerBetween(s *coach.Session, k *course.Course) (asked bool, err error) {
	n := len(s.Asked)
	if s.Offered || s.Purpose != plan.Practice || s.Given != "" || s.Round != "" || s.Test != "" || n == 0 || !t.mayOffer() {
		return false, nil
	}
	lead := chat.Markdown("")
	switch skill := s.Asked[n-1].Skill; {
	case t.hasReached(s, k.ID+"/"+skill):
		lead = t.Say("choose.reached", say.Args{"Skill": t.skillTitle(k.ID, skill)})
	case isStuck(s):
		lead = t.Say("choose.stuck", say.Args{"Skill": t.skillTitle(k.ID, skill)})
	default:
		return false, nil
	}
	branches, err := t.branches(k, s)
	if err != nil {
		return false, err
	}
	s.Offered = true
	if asked, err = t.offer(lead, s.ID, k, branches); asked && err == nil {
		err = t.tx.PutSession(*s)
	}
	return asked, err
}

// hasReached tells whether the last answer of a session made a skill Proficient.
func (t *turn) hasReached(s *coach.Session, skill string) bool {
	n := len(s.Gained)
	return n > 0 && s.Gained[n-1].Skill == skill && s.Gained[n-1].Level >= int(proficient) && s.Asked[len(s.Asked)-1].First == coach.MarkRight
}

// isStuck tells whether the last answers of a session were all not right.
func isStuck(s *coach.Session) bool {
	n := len(s.Asked)
	return n >= missesAsk && !slices.ContainsFunc(s.Asked[n-missesAsk:], func(a coach.Asked) bool { return a.First != coach.MarkNotYet })
}

// offerAtEnd asks, below what a session came to, what comes now.
func (t *turn) offerAtEnd(s *coach.Session, text chat.Markdown) (asked bool, err error) {
	k := t.Courses.Course(s.Course)
	if k == nil || s.Purpose != plan.Practice || s.Given != "" || !t.mayOffer() {
		return false, nil
	}
	all, err := t.branches(k, nil)
	if err != nil {
		return false, err
	}
	branches := []branch{{is: coach.BranchMore}}
	for _, b := range all {
		if b.is == coach.BranchReview || b.is == coach.BranchSkill {
			branches = append(branches, b)
		}
	}
	return t.offer(text+"\n\n"+t.Say("choose.end"), "", k, append(branches, branch{is: coach.BranchDone}))
}

// choosing is the word for it: how to go on, at any time.
func (t *turn) choosing(rest string) error {
	k, err := t.courseOf()
	if err != nil {
		return err
	}
	if k == nil {
		return t.withoutCourse()
	}
	var open *coach.Session
	id := ""
	if s, err := t.tx.OpenSession(t.me.ID); err == nil {
		if s.Test == "" && s.Round == "" && s.Course == k.ID {
			open, id = &s, s.ID
		}
	} else if !coach.IsNotFound(err) {
		return err
	}
	branches, err := t.branches(k, open)
	if err != nil {
		return err
	}
	if rest != "" {
		for i, b := range branches {
			if n, ok := letter(rest); ok && n == i || say.Same(rest, chat.Plain(t.sayBranch(k, b))) {
				t.me.Choices = t.me.Choices.Take(b.is)
				return t.branchOff(id, k, b)
			}
		}
		return t.wants(rest)
	}
	t.me.Choices = t.me.Choices.Offer(kindsOf(branches))
	return t.askChoice(t.Say("choose.any"), id, k, branches)
}

// branches are the ways to go on that there are, four at most: of a session, or
// of a course where none is open. The first is always to go on as planned.
func (t *turn) branches(k *course.Course, s *coach.Session) ([]branch, error) {
	known, err := t.knowledge()
	if err != nil {
		return nil, err
	}
	standing := func(skill string) plan.Standing { return known.standing(k.ID, skill) }
	frontier := plan.Frontier(k, standing)
	here := "" // the skill that is practised, or comes
	switch {
	case s != nil && len(s.Asked) > 0:
		here = s.Asked[len(s.Asked)-1].Skill
	case len(frontier) > 0:
		here = frontier[0]
	}
	all := []branch{{is: coach.BranchOn}}
	add := func(is coach.Branch, skill string, ok bool) {
		if ok && len(all) < coach.MostBranches {
			all = append(all, branch{is, skill})
		}
	}
	other := ""
	if i := slices.IndexFunc(frontier, func(skill string) bool { return skill != here }); i >= 0 {
		other = frontier[i]
	}
	stuck := s != nil && isStuck(s)
	st := standing(here)
	add(coach.BranchExample, here, here != "" && (stuck || st.Tries == 0 || s == nil) && t.hasExample(k, here))
	add(coach.BranchStretch, here, here != "" && !stuck && plan.MayStretch(st) && plan.Tiers(k, here, 3))
	add(coach.BranchEasier, here, here != "" && s != nil && st.Streak <= 0 && plan.Tiers(k, here, 1))
	add(coach.BranchReview, "", s == nil && known.due(k) > 0)
	add(coach.BranchSkill, other, other != "")
	return all, nil
}

func kindsOf(branches []branch) (all []coach.Branch) {
	for _, b := range branches {
		all = append(all, b.is)
	}
	return all
}

// offer asks unasked how to go on, where there is more than one way.
func (t *turn) offer(lead chat.Markdown, session string, k *course.Course, branches []branch) (asked bool, err error) {
	if len(branches) < 2 {
		return false, nil
	}
	t.me.Choices = t.me.Choices.Asked(t.today(), kindsOf(branches))
	return true, t.askChoice(lead, session, k, branches)
}

// askChoice asks which branch to take.
func (t *turn) askChoice(lead chat.Markdown, session string, k *course.Course, branches []branch) error {
	q := coach.Question{ID: t.newID(t.now), Person: t.me.ID, Session: session, Ask: coach.AskChoose, State: coach.Open, At: t.now, Course: k.ID}
	var written []string
	var choices []chat.Choice
	for i, b := range branches {
		written = append(written, b.String())
		choices = append(choices, chat.Choice{Label: t.sayBranch(k, b), Word: letterOf(i), Value: q.ID + ":" + letterOf(i), Main: i == 0})
	}
	q.About = strings.Join(written, ";")
	m := chat.Text(lead)
	m.Parts = append(m.Parts, chat.Part{Choices: choices})
	return t.ask(&q, m)
}

// branchesOf reads what askChoice has written.
func branchesOf(q *coach.Question) (all []branch) {
	for b := range strings.SplitSeq(q.About, ";") {
		is, skill, _ := strings.Cut(b, " ")
		all = append(all, branch{coach.Branch(is), skill})
	}
	return all
}

// sayBranch is what a branch is called.
func (t *turn) sayBranch(k *course.Course, b branch) chat.Markdown {
	return t.Say("choose."+string(b.is), say.Args{"Skill": t.skillTitle(k.ID, b.skill)})
}

// answerChoice takes a branch that was offered.
func (t *turn) answerChoice(q *coach.Question, said string, word say.Word, isMeant bool) (done bool, err error) {
	k := t.Courses.Course(q.Course)
	branches := branchesOf(q)
	if k == nil { // withdrawn in the meantime
		return false, nil
	}
	pick := -1
	if n, ok := letter(said); ok && n < len(branches) {
		pick = n
	}
	for i, b := range branches {
		if say.Same(said, chat.Plain(t.sayBranch(k, b))) {
			pick = i
		}
	}
	switch {
	case pick >= 0:
		t.me.Choices = t.me.Choices.Take(branches[pick].is)
	case isMeant && (word == wordSkip || word == wordNo || word == wordYes || word == wordNext):
		pick = 0 // as planned, and nothing was chosen
	default:
		return false, nil
	}
	chosen := branches[pick]
	return true, t.settled(q, coach.Answered, func() error {
		if err := t.chose(t.Say("choose.asked"), t.sayBranch(k, chosen)); err != nil {
			return err
		}
		return t.branchOff(q.Session, k, chosen)
	})
}

// branchOff goes on with a branch, in the session named if it is still open.
func (t *turn) branchOff(session string, k *course.Course, b branch) error {
	s, err := t.tx.OpenSession(t.me.ID)
	if err != nil && !coach.IsNotFound(err) {
		return err
	}
	isPlacing := err == nil && s.Purpose == plan.Placement // which chooses its questions itself
	if err != nil || s.ID != session || isPlacing && b.is != coach.BranchOn {
		return t.branchNew(k, b)
	}
	switch b.is {
	case coach.BranchReview:
		return t.practiseAs(wanted{purpose: plan.Review, minutes: 2, settled: true})
	case coach.BranchOn:
		return t.resume(&s)
	case coach.BranchSkill:
		s.Wish, s.Tier = b.skill, 0
	case coach.BranchEasier:
		s.Wish, s.Tier = b.skill, 1
	case coach.BranchStretch:
		s.Wish, s.Tier = b.skill, 3
	case coach.BranchExample:
		shown, err := t.showExample(k, b.skill)
		if err != nil {
			return err
		}
		s.Wish, s.Shown = b.skill, append(s.Shown, shown...)
	}
	if err := t.leaveOpen(&s); err != nil {
		return err
	}
	return t.next(&s)
}

// leaveOpen takes the open question of a session out of it, unanswered: the
// learner has chosen another.
func (t *turn) leaveOpen(s *coach.Session) error {
	q, err := t.openItem()
	if coach.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if isHeld(&q) {
		if err := t.tellHeld(&q); err != nil {
			return err
		}
	}
	if n := len(s.Asked); n > 0 && s.Asked[n-1].Item == q.Item && s.Asked[n-1].First == "" {
		s.Asked = s.Asked[:n-1]
		s.Shown = append(s.Shown, q.Item) // while there is another, not this one again
	}
	q.State = coach.Closed
	return t.tx.PutQuestion(q)
}

// branchNew begins a session with a branch.
func (t *turn) branchNew(k *course.Course, b branch) error {
	w := wanted{purpose: plan.Practice, settled: true}
	switch b.is {
	case coach.BranchDone:
		return t.telling(t.Say("choose.done.said"), t.saying(wordProgress))
	case coach.BranchMore:
		w.minutes = 2
	case coach.BranchReview:
		w.purpose, w.minutes = plan.Review, 2
	case coach.BranchSkill:
		w.wish = b.skill
	case coach.BranchEasier:
		w.wish, w.tier = b.skill, 1
	case coach.BranchStretch:
		w.wish, w.tier = b.skill, 3
	case coach.BranchExample:
		shown, err := t.showExample(k, b.skill)
		if err != nil {
			return err
		}
		w.wish, w.shown = b.skill, shown
	}
	return t.practiseAs(w)
}

// exampleOf is what shows how a skill is done: a resource that is an example,
// else the first of the skill's items that can be shown solved.
func exampleOf(k *course.Course, skill string) (r *course.Resource, it *course.Item) {
	if sk := k.Skill(skill); sk != nil {
		for i := range sk.Resources {
			if sk.Resources[i].Kind == "example" && sk.Resources[i].Text != "" {
				return &sk.Resources[i], nil
			}
		}
	}
	for _, it := range k.ItemsOf(skill) {
		if it.Kind != course.Free && it.Explanation != "" && len(k.ItemsOf(skill)) > 1 {
			return nil, it
		}
	}
	return nil, nil
}

func (t *turn) hasExample(k *course.Course, skill string) bool {
	r, it := exampleOf(k, skill)
	return r != nil || it != nil
}

// showExample shows how a skill is done, and names the item that it gives away,
// if it is one's solution.
func (t *turn) showExample(k *course.Course, skill string) (shown []string, err error) {
	r, it := exampleOf(k, skill)
	switch {
	case r != nil:
		return nil, t.tell(t.Say("choose.example.is", say.Args{"Title": t.readable(r.Title), "Text": t.text(k.ID, r.Text)}))
	case it == nil:
		return nil, nil
	}
	q := coach.Question{ID: t.newID(t.now), Course: k.ID, Item: it.ID}
	drawn, err := t.draw(&q, k, it)
	if err != nil {
		return nil, err
	}
	m := chat.Text(t.Say("choose.example.item"))
	for _, p := range t.shown(&q, drawn) {
		if len(p.Choices) > 0 { // to be read, not pressed
			words, labels := make([]string, len(p.Choices)), make([]chat.Markdown, len(p.Choices))
			for i, c := range p.Choices {
				words[i], labels[i] = c.Word, c.Label
			}
			p = chat.Part{Text: chat.Listed(words, labels)}
		}
		m.Parts = append(m.Parts, p)
	}
	m.Parts = append(m.Parts, chat.Part{Text: t.Say("choose.example.solved", say.Args{"Key": t.key(drawn, q.Order), "Why": t.text(k.ID, drawn.Explanation)})})
	_, err = t.send(t.to, m)
	return []string{it.ID}, err
}
