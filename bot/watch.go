package bot

import (
	"slices"
	"strings"
	"time"

	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
	"pacer/coach/mastery"
	"pacer/coach/reflect"
)

// What the rules of coach/alert look at is gathered here: after a miss the work
// on its skill alone, at the end of a session what was tried lately on all
// skills, at the learner's own times their plan, goal and moods as well. So an
// answer costs what one skill costs.

// watch looks after every first try whether the learner needs a person, and
// whether an alert that is open has cleared.
func (t *turn) watch(q *coach.Question, it *course.Item, e coach.Entry) error {
	open, err := t.tx.PersonAlerts(t.me.ID)
	if err != nil {
		return err
	}
	if e.Right && len(open) == 0 {
		return nil
	}
	class, ok, err := t.watched()
	if err != nil || !ok {
		return err
	}
	skill := q.Course + "/" + it.Skill
	l := &alert.Look{Now: t.now, Day: int32(t.today())}
	if l.Skill, err = t.onSkill(&t.me, skill); err != nil {
		return err
	}
	if !e.Right && class.Has(coach.FeatureAlerts) {
		if l.Skill.Outlook, err = t.outlook(skill, e); err != nil {
			return err
		}
	}
	return t.take(class, open, l)
}

// hadChance looks at the end of a session at what was tried lately on all
// skills, and tells the open alerts that the learner has practised once more:
// the teachers hear of what that did not clear.
func (t *turn) hadChance(s *coach.Session) error {
	class, ok, err := t.watched()
	if err != nil || !ok || s.Answered() == 0 {
		return err
	}
	if err := t.expectDigest(class); err != nil {
		return err
	}
	open, err := t.tx.PersonAlerts(t.me.ID)
	if err != nil {
		return err
	}
	before := slices.Clone(open)
	for i := range open {
		if a := &open[i]; a.Raised.Before(s.Started) {
			a.SessionEnded(t.now)
		}
	}
	l := &alert.Look{Now: t.now, Day: int32(t.today())}
	if l.Tries, err = t.lately(&t.me); err != nil {
		return err
	}
	for i := range open {
		if !open[i].Wait.Equal(before[i].Wait) {
			if err := t.changed(class, open[i]); err != nil {
				return err
			}
		}
	}
	if err := t.take(class, open, l); err != nil {
		return err
	}
	if err := t.lookIn(&t.me, class); err != nil {
		return err
	}
	return t.nudge(class)
}

// atOwnTime looks at the learner's plan, goal and moods, at a time that is
// theirs: when the coach would speak first, or when they have long been away.
func (t *turn) atOwnTime() error {
	class, ok, err := t.watched()
	if err != nil || !ok || !class.Has(coach.FeatureAlerts) || t.now.Before(t.me.Settings.Paused) {
		return err
	}
	open, err := t.tx.PersonAlerts(t.me.ID)
	if err != nil {
		return err
	}
	l := &alert.Look{Now: t.now, Day: int32(t.today())}
	if l.Plan, err = t.planOf(&t.me, &class); err != nil {
		return err
	}
	if l.Goal, err = t.foretell(); err != nil {
		return err
	}
	if l.Moods, err = t.moodsOf(&t.me, &class); err != nil {
		return err
	}
	return t.take(class, open, l)
}

// watched is the class in which the speaker is a learner now; ok is false where
// there is none, or it has ended. Who only tries it out as its teacher needs no
// alert.
func (t *turn) watched() (class coach.Class, ok bool, err error) {
	if t.me.Class == "" {
		return class, false, nil
	}
	learns, err := t.learnsIn(t.me.Class)
	if err != nil || !learns {
		return class, false, err
	}
	class, err = t.tx.Class(t.me.Class)
	return class, !class.Archived, err
}

// take lets the rules look, and brings the alerts about the learner to where
// they are then. Given are those that are open.
func (t *turn) take(class coach.Class, open []alert.Alert, l *alert.Look) error {
	var found []alert.Finding
	if class.Has(coach.FeatureAlerts) {
		found = alert.Detect(l)
	}
	if len(found) > 0 {
		// What was seen to before is not raised again from the same answers.
		var err error
		if l.Past, err = t.pastOf(t.me.ID); err != nil {
			return err
		}
		if l.Skill != nil {
			if l.Skill.Needs, err = t.needsOf(&t.me, l.Skill.ID); err != nil {
				return err
			}
		}
		found = alert.Detect(l)
	}
	changed := alert.Take(inClass(open, class.ID), found, l, class.ID, t.me.ID, func() string { return t.newID(t.now) })
	return t.changed(class, changed...)
}

// pastAlerts is how many of a learner's alerts are looked back on.
const pastAlerts = 50

// onSkill is a learner's work on one skill, without an outlook.
func (t *turn) onSkill(who *coach.Person, skill string) (*alert.OnSkill, error) {
	entries, err := t.tx.Attempts(who.ID, skill, alert.SkillBack)
	if err != nil {
		return nil, err
	}
	return &alert.OnSkill{ID: skill, Tries: triesOf(entries)}, nil
}

// lately are the learner's latest first tries on all skills, with how sure they
// said they were.
func (t *turn) lately(who *coach.Person) ([]alert.Try, error) {
	entries, err := t.tx.Attempts(who.ID, "", alert.LookBack)
	if err != nil {
		return nil, err
	}
	all := triesOf(entries)
	if who.Sure == (reflect.Counts{}) {
		return all, nil
	}
	attempts := make([]int64, len(entries))
	for i, e := range entries {
		attempts[i] = e.Position
	}
	words, err := t.tx.WordsOf(attempts)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].Confidence = words[entries[len(entries)-1-i].Position].Confidence
	}
	return all, nil
}

// triesOf are entries of the log, newest first, as the rules read them: oldest
// first.
func triesOf(entries []coach.Entry) []alert.Try {
	tries := make([]alert.Try, 0, len(entries))
	for _, e := range slices.Backward(entries) {
		skill := ""
		if len(e.Skills) > 0 {
			skill = e.Skills[0]
		}
		tries = append(tries, alert.Try{
			At: e.At, Day: int32(e.Day), Item: e.Item, Skill: skill, Right: e.Right, Misconception: e.Misconception,
			Hints: e.Hints, LastHint: !e.Counts && !e.SelfGraded, Rapid: e.Rapid, Took: e.Took, Expected: e.Expected,
		})
	}
	return tries
}

// outlook is what the model says of the learner on a skill after an attempt.
func (t *turn) outlook(skill string, e coach.Entry) (*alert.Outlook, error) {
	return outlookOf(t.tx, &t.Params, skill, &e)
}

func outlookOf(r coach.BookReader, p *coach.Params, skill string, e *coach.Entry) (*alert.Outlook, error) {
	workspace, err := r.WorkspaceState()
	if err != nil {
		return nil, err
	}
	learner, err := r.Learner(e.Person)
	if err != nil {
		return nil, err
	}
	own, err := r.Estimate(e.Person, skill)
	if err != nil {
		return nil, err
	}
	shared, err := r.Shared(skill)
	if err != nil {
		return nil, err
	}
	item, err := r.Item(e.Item)
	if err != nil {
		return nil, err
	}
	states := mastery.States{
		Workspace: &workspace.Mastery, Learner: &learner.Mastery,
		Skills: []*mastery.Skill{&own.State}, Shared: []*mastery.Shared{&shared}, Item: &item,
	}
	return &alert.Outlook{
		Params: &p.Mastery, Weights: alert.DefaultWeights, Chance: e.Chance,
		P: p.Mastery.Mastery(states.Workspace, states.Learner, states.Skills[0], states.Shared[0]).P, States: states,
	}, nil
}

// needsOf are the prerequisites of a skill, with the learner's mastery of each.
func (t *turn) needsOf(who *coach.Person, skill string) ([]alert.Need, error) {
	sk := t.Courses.Skill(skill)
	if sk == nil || len(sk.Needs) == 0 {
		return nil, nil
	}
	known, err := loadKnowledge(t.tx, &t.Params, who, t.now, t.today())
	if err != nil {
		return nil, err
	}
	courseID, _, _ := strings.Cut(skill, "/")
	needs := make([]alert.Need, 0, len(sk.Needs))
	for _, need := range sk.Needs {
		needs = append(needs, alert.Need{Skill: courseID + "/" + need, P: known.standing(courseID, need).Now})
	}
	return needs, nil
}

// tries is how far back what is chosen next looks on one skill: as far as the
// rules do, so that both find the same in memory.
const tries = alert.SkillBack

// planLooksBack is how many days of a plan are looked at for missed ones.
const planLooksBack = 35

// planOf is when a learner meant to practise of late, and when they did. Days on
// which the class was free, the learner paused, or no plan held yet, are excused.
func (t *turn) planOf(who *coach.Person, class *coach.Class) (*alert.Plan, error) {
	zone := zoneOf(*who)
	today := coach.DayOf(t.now, zone)
	from := max(coach.DayOf(who.Joined, zone), who.Planned)
	p := &alert.Plan{}
	for d := today - planLooksBack; d <= today; d++ {
		if who.Active.On(d) {
			p.Practised = append(p.Practised, int32(d))
		}
		if d <= from || class.Free(d) || who.Settings.IsExcused(d) {
			p.Excused = append(p.Excused, int32(d))
		}
	}
	if who.Settings.CheckIn == "" {
		return p, nil
	}
	c, err := coach.ParseCron(who.Settings.CheckIn)
	if err != nil {
		return nil, err
	}
	for at := t.now.AddDate(0, 0, -planLooksBack); ; {
		next, _ := c.Next(at, zone)
		if next.IsZero() {
			break
		}
		d := int32(coach.DayOf(next, zone))
		if d >= int32(today) {
			break
		}
		if len(p.Days) == 0 || p.Days[len(p.Days)-1] != d {
			p.Days = append(p.Days, d)
		}
		at = next
	}
	return p, nil
}

// moodBack is how far back marks for how it feels are looked at, and how many
// thoughts at most.
const (
	moodBack     = 14 * 24 * time.Hour
	moodThoughts = 20
)

// moodsOf are the marks that a learner gave lately for how it feels, of those
// that their teachers may see.
func (t *turn) moodsOf(who *coach.Person, class *coach.Class) ([]alert.Mood, error) {
	if !class.Has(coach.FeatureReflections) {
		return nil, nil
	}
	thoughts, err := t.tx.Thoughts(who.ID, moodThoughts)
	if err != nil {
		return nil, err
	}
	var moods []alert.Mood
	for _, th := range thoughts {
		p, ok := reflect.Find(th.Prompt)
		if ok && p.Answer == reflect.Mood && th.Tap > 0 && th.Share == reflect.WithTeachers && t.now.Sub(th.At) < moodBack {
			moods = append(moods, alert.Mood{At: th.At, Low: th.Tap == 1})
		}
	}
	return moods, nil
}
