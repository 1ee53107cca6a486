package bot

import (
	"fmt"

	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/course"
	"pacer/coach/course/formula"
	"pacer/coach/grade"
)

// asked returns the item of a question as the learner was asked it: in the
// version, the language and with the quantities drawn of then, whatever has
// become of the course since.
func (t *turn) asked(q *coach.Question) (*course.Item, error) {
	it, err := t.itemOf(q.Course, q.Item, q.Version)
	if err != nil {
		return nil, err
	}
	k := t.Courses.Course(q.Course)
	if k == nil { // withdrawn
		k = new(course.Course)
	}
	it, _ = k.ItemIn(it, q.Language)
	if q.Plain {
		it, _ = it.Plainly()
	}
	if it, err = it.Instance(q.Seed); err != nil {
		return nil, fmt.Errorf("item %s/%s version %s with seed %d: %w", q.Course, q.Item, q.Version, q.Seed, err)
	}
	return it, nil
}

// drawings is how many seeds are tried for an item whose quantities must fit
// one another. Parse drew many; that several fail in a row is all but
// impossible.
const drawings = 8

// draw settles how an item is asked: in which language, with which quantities
// and in which order. It returns the item as it is then.
func (t *turn) draw(q *coach.Question, k *course.Course, it *course.Item) (*course.Item, error) {
	if inTheirs, ok := k.ItemIn(it, t.me.Settings.Language); ok && inTheirs != it {
		it, q.Language = inTheirs, t.me.Settings.Language
	}
	if len(it.Vars) > 0 {
		whole, seed := it, seedOf(q.ID, it.ID)
		var err error
		for n := range uint64(drawings) {
			q.Seed = max(seed+n, 1) // 0 is none
			if it, err = whole.Instance(q.Seed); err == nil {
				break
			}
		}
		if err != nil {
			return nil, fmt.Errorf("item %s/%s: %w", k.ID, q.Item, err)
		}
	}
	q.Order = grade.Order(it, seedOf(q.Session, it.ID))
	return it, nil
}

// readable is an author's text for a place with words only: mathematics in
// signs, or in words for who listens, and each picture as what it shows.
func (t *turn) readable(s string) chat.Markdown { return t.mathematics(s).Described() }

// mathematics puts an author's mathematics into signs, or into words for who
// listens.
func (t *turn) mathematics(s string) chat.Markdown {
	if t.me.Settings.Speech {
		return chat.Authored(formula.Spoken(s, formula.In(t.me.Settings.Language)))
	}
	return written(s)
}

// written is an author's text with mathematics in signs.
func written(s string) chat.Markdown { return chat.Authored(formula.Readable(isolateFormulas(s))) }

// skillTitle names a skill for people.
func (t *turn) skillTitle(courseID, skill string) chat.Markdown {
	if sk := t.Courses.Skill(courseID + "/" + skill); sk != nil {
		title, _ := t.Courses.Course(courseID).SkillIn(sk, t.me.Settings.Language)
		return t.readable(title)
	}
	return chat.Escape(skill) // the course was withdrawn
}

// courseTitle names a course for people.
func (t *turn) courseTitle(k *course.Course) chat.Markdown {
	return t.readable(k.TitleIn(t.me.Settings.Language))
}
