package bot

import (
	"slices"
	"strings"

	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/mastery"
	"pacer/coach/plan"
)

// Who says that they know a skill shows it with three questions, without help.
// Three right ones open what builds on the skill, locked as it may have been;
// the level rises by the rules that hold for every answer. The first that is not
// right ends it: it lowers no level, locks nothing, and shows where to begin.

const proficient = mastery.Proficient

// testOut begins it: of the skill named, else of the one that is open.
func (t *turn) testOut(rest string) error {
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
		return t.whichSkill(k, rest, "testout.which")
	}
	key := k.ID + "/" + skill
	title := t.skillTitle(k.ID, skill)
	switch {
	case !plan.IsTestable(k, skill):
		return t.telling(t.Say("testout.few", say.Args{"Skill": title}), t.saying(wordPractice), t.saying(wordShow))
	case t.me.Tested.On(t.today(), key):
		return t.telling(t.Say("testout.again", say.Args{"Skill": title}), t.saying(wordPractice))
	}
	t.me.Tested = t.me.Tested.And(t.today(), key)
	if err := t.tell(t.Say("testout", say.Args{"Skill": title, "N": plan.TestMost})); err != nil {
		return err
	}
	return t.practiseAs(wanted{purpose: plan.Practice, wish: skill, test: true, settled: true})
}

// courseMeant is the course of a skill that is named "course/id", of the classes
// that the person learns in, and the one practised from then on; else it is the
// one practised now.
func (t *turn) courseMeant(said string) (*course.Course, error) {
	id, _, named := strings.Cut(strings.TrimPrefix(said, "@"), "/")
	k := t.Courses.Course(id)
	if !named || k == nil {
		return t.courseOf()
	}
	members, err := t.tx.Memberships(t.me.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		class, err := t.tx.Class(m.Class)
		if err != nil {
			return nil, err
		}
		if m.Role == coach.Learner && !class.Archived && bound(class, id) {
			t.me.Class, t.me.Course = class.ID, id
			return k, nil
		}
	}
	return t.courseOf()
}

// skillMeant is the skill that words name or, without words, that of the open
// question, else of the last answer.
func (t *turn) skillMeant(k *course.Course, said string) (skill string, ok bool, err error) {
	if said != "" {
		skill, ok = t.skillNamed(k, said)
		return skill, ok, nil
	}
	q, err := t.openItem()
	if err == nil && q.Course == k.ID {
		if it := k.Item(q.Item); it != nil {
			return it.Skill, true, nil
		}
		return "", false, nil
	}
	if err != nil && !coach.IsNotFound(err) {
		return "", false, err
	}
	last, err := t.tx.Attempts(t.me.ID, "", 1)
	if err != nil || len(last) == 0 || len(last[0].Skills) == 0 || last[0].Course != k.ID {
		return "", false, err
	}
	skill = last[0].Skills[0][len(k.ID)+1:]
	return skill, k.Skill(skill) != nil, nil
}

// whichSkill lists the skills of a course to somebody who named none of them.
func (t *turn) whichSkill(k *course.Course, said, key string) error {
	if said != "" {
		key = "practice.which"
	}
	text := t.Say(key, say.Args{"Wish": said, "Course": t.courseTitle(k)})
	for i := range k.Skills {
		if len(k.ItemsOf(k.Skills[i].ID)) > 0 {
			text += "\n- " + t.skillTitle(k.ID, k.Skills[i].ID)
		}
	}
	return t.tell(text)
}

// ofTest is the next question of a test-out; none after one that was not right.
func (t *turn) ofTest(s *coach.Session, k *course.Course, known *knowledge) (plan.Candidate, *course.Item, error) {
	c := plan.Candidate{Skill: s.Test, Purpose: plan.Placement, Reason: plan.Reason{Kind: plan.Tests, Skill: s.Test}}
	if slices.ContainsFunc(s.Asked, func(a coach.Asked) bool { return a.First != coach.MarkRight }) {
		return c, nil, nil
	}
	views, err := t.views(s, k, c, known)
	if err != nil {
		return c, nil, err
	}
	if i, ok := plan.TestOut(views, len(s.Asked), seedOf(s.ID)); ok {
		return c, views[i].Item, nil
	}
	return c, nil, nil
}

// endTest says what a test-out came to.
func (t *turn) endTest(s *coach.Session) error {
	if err := t.close(s); err != nil {
		return err
	}
	key := s.Course + "/" + s.Test
	title := t.titleOf(key)
	if s.Right() < plan.TestMost {
		return t.telling(t.Say("testout.begin", say.Args{"Skill": title}), t.saying(wordPractice))
	}
	t.me.Doubts = coach.Undoubted(t.me.Doubts, key)
	if !slices.Contains(t.me.Placed, key) {
		t.me.Placed = append(slices.Clip(t.me.Placed), key)
	}
	known, err := t.knowledge()
	if err != nil {
		return err
	}
	e, level := known.estimates[key], mastery.Starting
	if e != nil {
		level = e.Standing.Level()
	}
	text := t.Say("testout.passed", say.Args{"Skill": title, "Level": t.levelName(level)})
	if next := opens(t.Courses.Course(s.Course), s.Test); next != "" {
		text += "\n" + t.Say("testout.opens", say.Args{"Skill": t.skillTitle(s.Course, next)})
	}
	return t.telling(text, t.saying(wordPractice), t.saying(wordProgress))
}

// opens is the first skill of a course that builds on another; empty if none
// does.
func opens(k *course.Course, skill string) string {
	if k == nil {
		return ""
	}
	for i := range k.Skills {
		if slices.Contains(k.Skills[i].Needs, skill) {
			return k.Skills[i].ID
		}
	}
	return ""
}
