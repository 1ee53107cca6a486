package bot

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strings"

	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/plan"
	"pacer/coach/reflect"
)

// placing is how many questions find a starting point, at most.
const placing = plan.PlacementMost

// courseOf is the course the learner practises, or nil when no class of theirs
// has one.
func (t *turn) courseOf() (*course.Course, error) {
	if t.me.Class == "" {
		return nil, nil
	}
	class, err := t.tx.Class(t.me.Class)
	if err != nil {
		return nil, err
	}
	for _, id := range append([]string{t.me.Course}, class.Courses...) {
		if k := t.Courses.Course(id); k != nil && bound(class, id) {
			return k, nil
		}
	}
	return nil, nil
}

func bound(c coach.Class, id string) bool {
	for _, b := range c.Courses {
		if b == id {
			return true
		}
	}
	return false
}

// wanted is what a learner wants to practise, and how.
type wanted struct {
	purpose plan.Purpose
	wish    string   // a skill of the course; empty: what suits
	minutes int      // for this once; 0: as in their settings
	tier    int      // 1 easier, 3 harder; 0: what suits
	test    bool     // to show that they know the skill wished for
	shown   []string // items that they have just seen solved
	settled bool     // they have said how: no need to ask
}

// isPlain tells whether nothing but practice is wanted.
func (w *wanted) isPlain() bool { return w.wish == "" && w.tier == 0 && w.minutes == 0 }

// practise begins a session, or goes on with the one that is open.
func (t *turn) practise(purpose plan.Purpose, wish string) error {
	return t.practiseAs(wanted{purpose: purpose, wish: wish})
}

// practiseAs is practise, as wanted.
func (t *turn) practiseAs(w wanted) error {
	k, err := t.courseOf()
	if err != nil {
		return err
	}
	if k == nil {
		return t.withoutCourse()
	}
	minutes := cmp.Or(w.minutes, t.me.Settings.Minutes)
	fit, err := t.questions(minutes)
	if err != nil {
		return err
	}
	s, err := t.tx.OpenSession(t.me.ID)
	switch {
	case err == nil && w.wish == "" && w.tier == 0 && (w.purpose == s.Purpose || w.purpose == plan.Practice):
		isFree := s.Purpose == plan.Practice && s.Round == "" && s.Test == ""
		switch {
		case isFree && minutes > s.Minutes:
			s.Minutes, s.Planned = minutes, max(s.Planned, fit)
		case isFree && w.minutes != 0 && w.minutes < s.Minutes: // so long from now on, and no longer
			s.Minutes = w.minutes + int(s.Spent.Minutes())
			s.Planned = min(s.Planned, s.Answered()+fit)
		}
		if err := t.tx.PutSession(s); err != nil {
			return err
		}
		return t.resume(&s)
	case err == nil:
		if err := t.close(&s); err != nil {
			return err
		}
	case !coach.IsNotFound(err):
		return err
	}
	if asked, err := t.plenty(w.wish); asked || err != nil {
		return err
	}
	if t.me.Met == coach.StepPlaced && w.purpose == plan.Practice && w.wish == "" {
		w.purpose = plan.Placement
	}
	session := coach.Session{
		ID: t.newID(t.now), Person: t.me.ID, Class: t.me.Class, Course: k.ID,
		Purpose: w.purpose, Minutes: minutes, Planned: fit,
		Started: t.now, Wish: w.wish, Tier: w.tier, Shown: w.shown,
	}
	switch {
	case w.test:
		session.Test, session.Planned = w.wish, plan.TestMost
	case w.purpose == plan.Placement:
		session.Planned = placing
	case w.purpose == plan.Practice && w.wish == "":
		if err := t.takeGiven(&session); err != nil {
			return err
		}
		if session.Given == "" {
			session.Wish, t.me.Start = t.me.Start, "" // what placement promised
		}
		if !w.settled && w.isPlain() && session.Given == "" && session.Wish == "" {
			if asked, err := t.offerAtStart(k); asked || err != nil {
				return err
			}
		}
		if session.Given == "" && session.Wish == "" {
			if session.Wish, err = t.towards(k); err != nil {
				return err
			}
		}
	}
	return t.next(&session)
}

// paceOf is how many of the newest sessions a learner's own pace is taken from.
const paceOf = 5

// questions is how many questions fit into a session of so many minutes, at the
// learner's own pace.
func (t *turn) questions(minutes int) (int, error) {
	sessions, err := t.tx.Sessions(t.me.ID, paceOf)
	if err != nil {
		return 0, err
	}
	answered, spent := 0, 0.0
	for i := range sessions {
		if s := &sessions[i]; s.Spent > 0 && s.Round == "" && s.Test == "" && s.Purpose != plan.Placement {
			answered, spent = answered+len(s.Asked), spent+s.Spent.Seconds()
		}
	}
	return coach.Questions(minutes, answered, spent), nil
}

// resume asks the open question of a session again where the learner is now.
func (t *turn) resume(s *coach.Session) error {
	q, err := t.openItem()
	if coach.IsNotFound(err) {
		return t.next(s)
	}
	if err != nil {
		return err
	}
	it, err := t.asked(&q)
	if err != nil {
		return err
	}
	switch {
	case isHeld(&q):
		// Where a second try is open, its question is out of sight by now.
		if err := t.revealHeld(&q, true); err != nil || !q.IsOpen() {
			return err
		}
	case it.Kind == course.Free && len(q.Result) > 0:
		return t.compare(&q, it, string(q.Result))
	}
	if err := t.pose(s, &q, it, t.Say("question.resumed")); err != nil {
		return err
	}
	scaffold, err := t.openScaffold(&q)
	if err != nil || scaffold == nil {
		return err
	}
	return t.poseScaffold(scaffold, &q, it)
}

// openItem is the item that an answer is awaited to, wherever it was asked.
func (t *turn) openItem() (coach.Question, error) {
	s, err := t.tx.OpenSession(t.me.ID)
	if err != nil {
		return coach.Question{}, err
	}
	q, err := t.tx.Question(s.Question)
	if err == nil && !q.IsOpen() {
		return q, &coach.Error{Op: "open item", Kind: coach.NotFound}
	}
	return q, err
}

// next chooses the next question of a session and asks it; a session that is
// full, or has nothing left to ask, ends.
func (t *turn) next(s *coach.Session) error {
	k := t.Courses.Course(s.Course)
	if k == nil { // withdrawn in the middle of it
		return t.end(s)
	}
	s.Touch(t.now)
	if len(s.Asked) >= s.Planned || s.IsOver() {
		return t.end(s)
	}
	if asked, err := t.offerBetween(s, k); asked || err != nil {
		return err
	}
	c, it, err := t.choose(s, k)
	if err != nil {
		return err
	}
	if it == nil {
		return t.end(s)
	}
	if asked, err := t.askBefore(s, k, c); asked || err != nil {
		return err
	}
	q := coach.Question{
		ID: t.newID(t.now), Person: t.me.ID, Session: s.ID, Ask: coach.AskItem, State: coach.Open, At: t.now,
		Course: k.ID, Item: it.ID, Version: t.Courses.version(it),
		Purpose: c.Purpose, Why: c.Reason, Number: len(s.Asked) + 1, Bare: s.Test != "",
	}
	if it, err = t.draw(&q, k, it); err != nil {
		return err
	}
	if it, err = t.fitted(&q, it); err != nil {
		return err
	}
	delayed, err := t.delayed(k.ID, c)
	if err != nil {
		return err
	}
	class, err := t.classOf(s)
	if err != nil {
		return err
	}
	q.Sure = it.Kind != course.Free && s.Round == "" && !q.Bare && class.Has(coach.FeatureCalibration) && reflect.AskSure(q.Number, delayed, seedOf(s.ID))
	s.Question = q.ID
	s.Asked = append(s.Asked, coach.Asked{Item: it.ID, Skill: it.Skill, For: c.Purpose})
	if err := t.tx.PutSession(*s); err != nil {
		return err
	}
	lead, err := t.leadNext(k, c)
	if err != nil {
		return err
	}
	if c.Reason.Kind == plan.LeadsTo && len(s.Asked) == 1 {
		lead = t.sayReason(&q) // what was chosen does not come yet: say so unasked
	}
	if s.Given != "" && len(s.Asked) == 1 {
		from, err := t.leadGiven(s)
		if err != nil {
			return err
		}
		lead = chat.Markdown(strings.TrimSpace(string(from + "\n" + lead)))
	}
	return t.pose(s, &q, it, lead)
}

// choose decides what to ask: a candidate skill, and one of its items.
func (t *turn) choose(s *coach.Session, k *course.Course) (plan.Candidate, *course.Item, error) {
	if s.Round != "" {
		return t.ofRound(s, k)
	}
	past, err := t.past(s)
	if err != nil {
		return plan.Candidate{}, nil, err
	}
	known, err := t.knowledge()
	if err != nil {
		return plan.Candidate{}, nil, err
	}
	if s.Test != "" {
		return t.ofTest(s, k, known)
	}
	class, err := t.classOf(s)
	if err != nil {
		return plan.Candidate{}, nil, err
	}
	standing := func(skill string) plan.Standing {
		st := known.standing(k.ID, skill)
		if s.Purpose == plan.Practice && !class.Has(coach.FeatureReviews) {
			st.Due, st.DueDays, st.DueFacts = false, 0, nil // they come when they are asked for
			return st
		}
		return t.doubted(st, k.ID+"/"+skill)
	}
	sd := seedOf(s.ID, k.ID) + uint64(len(s.Asked))
	var candidates []plan.Candidate
	if s.Purpose == plan.Placement {
		skill, done := plan.Place(k, past, s.Planned, sd)
		if done {
			return plan.Candidate{}, nil, nil
		}
		candidates = []plan.Candidate{{Skill: skill, Purpose: plan.Placement, Reason: plan.Reason{Kind: plan.Places, Skill: skill}}}
	} else {
		candidates = plan.Skills(plan.Input{
			Course: k, Standing: standing, Session: past, Purpose: s.Purpose,
			Wish: s.Wish, Given: s.Given != "", Ungated: !class.Has(coach.FeatureGating), Planned: s.Planned, Seed: sd,
		})
	}
	for _, c := range candidates {
		if err := t.onGiven(s, &c); err != nil {
			return plan.Candidate{}, nil, err
		}
		if c.Purpose == plan.Practice && c.Reason.Kind != plan.FollowsUp {
			c.Tier = s.Tier
		}
		views, err := t.views(s, k, c, known)
		if err != nil {
			return plan.Candidate{}, nil, err
		}
		if i, ok := plan.Item(c, views, past, sd); ok {
			return c, views[i].Item, nil
		}
	}
	return plan.Candidate{}, nil, nil
}

// classOf is the class that a session is practised for; one with all features
// where there is none.
func (t *turn) classOf(s *coach.Session) (coach.Class, error) {
	class, err := t.tx.Class(s.Class)
	return class, orNone(err)
}

// past is what the session's questions revealed so far.
func (t *turn) past(s *coach.Session) ([]plan.Past, error) {
	past := make([]plan.Past, 0, len(s.Asked))
	for _, a := range s.Asked {
		if a.First == "" {
			continue
		}
		past = append(past, plan.Past{
			Item: a.Item, Skill: a.Skill, Purpose: a.For, Right: a.First == coach.MarkRight, Skipped: a.First == coach.MarkSkipped || a.First == coach.MarkSlip,
			Misconception: a.Tag, LastHint: a.LastHint,
		})
	}
	return past, nil
}

// seenBack is how many of the newest first tries on a skill are looked at for when
// its items were seen last.
const seenBack = 20

// views is what the plan wants to know of a candidate's items.
func (t *turn) views(s *coach.Session, k *course.Course, c plan.Candidate, known *knowledge) ([]plan.ItemView, error) {
	items := k.ItemsOf(c.Skill)
	if len(c.Items) > 0 {
		items = nil
		for _, id := range c.Items {
			if it := k.Item(id); it != nil {
				items = append(items, it)
			}
		}
	}
	keys := make([]string, len(items))
	for i, it := range items {
		keys[i] = k.ID + "/" + it.ID
	}
	states, err := t.tx.Items(keys)
	if err != nil {
		return nil, err
	}
	recent, err := t.tx.Attempts(t.me.ID, k.ID+"/"+c.Skill, seenBack)
	if err != nil {
		return nil, err
	}
	views := make([]plan.ItemView, len(items))
	for i, it := range items {
		v := plan.ItemView{Item: it, LastDays: -1, Chance: known.chance(k.ID, it, states[keys[i]]), Guess: t.guess(it)}
		for _, a := range recent { // newest first
			if a.Item == keys[i] {
				v.LastDays = max(0, int(t.today()-a.Day))
				v.LastRight = a.Right
				break
			}
		}
		for _, a := range s.Asked {
			v.InSession = v.InSession || a.Item == it.ID
		}
		v.InSession = v.InSession || slices.Contains(s.Shown, it.ID)
		v.IsTheme = slices.ContainsFunc(it.Tags, func(tag string) bool { return slices.Contains(t.me.Settings.Themes, tag) })
		views[i] = v
	}
	return views, nil
}

// checkAfter is how many days after its last practice a review is a delayed
// check: whether the skill is still there.
const checkAfter = 7

// delayed tells whether a candidate is a delayed check.
func (t *turn) delayed(courseID string, c plan.Candidate) (bool, error) {
	if c.Purpose != plan.Review {
		return false, nil
	}
	known, err := t.knowledge()
	if err != nil {
		return false, err
	}
	return known.standing(courseID, c.Skill).LastDays >= checkAfter, nil
}

// seedOf makes the chance decisions of one question the same whenever its turn
// is run.
func seedOf(parts ...string) uint64 {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return h.Sum64()
}
