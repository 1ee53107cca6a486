package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
	"pacer/coach/grade"
	"pacer/coach/mastery"
)

// Visitor is a person looking at pages: who they are, one moment of their
// workspace, and the words that chat has for what is in it. What they may see is
// for package page to say; a Visitor reads the whole workspace.
type Visitor struct {
	Reader
	*say.Printer
	Me        coach.Person
	Workspace coach.Workspace
	Courses   *Catalog
	Now       time.Time
	Zone      *time.Location

	turn *turn
	tx   Tx // nil where the visitor only reads
}

// visitFor is how long a page may take to be read. A page that takes longer is
// a fault, and must not hold a reader for good.
const visitFor = 10 * time.Second

// Visit shows one moment of a workspace to a person who has entered their pages.
// Somebody who is not there any more is NotFound, and fn is not called.
func (b *Bot) Visit(ctx context.Context, workspace, person string, fn func(*Visitor) error) error {
	ctx, cancel := context.WithTimeout(ctx, visitFor)
	defer cancel()
	courses, err := b.stock(ctx, workspace)
	if err != nil {
		return err
	}
	return b.Store.View(ctx, workspace, func(r Reader) error {
		v, err := b.visitor(reading{Reader: r}, courses, person)
		if err != nil {
			return err
		}
		return fn(v)
	})
}

// VisitNoted is Visit for what leaves a line in the audit trail: fn may Note it,
// and is shown nothing that the note is not kept with. It runs in a turn, which
// is short: fn reads little.
func (b *Bot) VisitNoted(ctx context.Context, workspace, person string, fn func(*Visitor) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	courses, err := b.stock(ctx, workspace)
	if err != nil {
		return err
	}
	_, err = b.Store.Turn(ctx, workspace, "", func(tx Tx) error {
		v, err := b.visitor(tx, courses, person)
		if err != nil {
			return err
		}
		v.tx = tx
		return fn(v)
	})
	return err
}

func (b *Bot) visitor(tx Tx, courses *Catalog, person string) (*Visitor, error) {
	t := &turn{Bot: b, tx: tx, Courses: courses, now: b.Now().UTC()}
	var err error
	if t.me, err = tx.Person(person); err != nil {
		return nil, err
	}
	t.was = t.me
	if err := t.settle(); err != nil {
		return nil, err
	}
	v := &Visitor{Reader: tx, Printer: t.Printer, Me: t.me, Courses: courses, Now: t.now, Zone: t.zone, turn: t}
	v.Workspace, err = tx.Workspace()
	return v, err
}

// Note leaves a line in the audit trail, of a visit that is noted.
func (v *Visitor) Note(what, subject, detail string) error {
	if v.tx == nil {
		return fmt.Errorf("note %q: this visit only reads", what)
	}
	return v.tx.Audit(Act{ID: v.turn.newID(v.Now), At: v.Now, By: v.Me.ID, What: what, Subject: subject, Detail: detail})
}

// Readings are who has read what the visitor thought, the latest first.
func (v *Visitor) Readings(limit int) ([]Reading, error) { return readings(v.Reader, v.Me.ID, limit) }

// SayReading says who has read what the visitor thought, and when.
func (v *Visitor) SayReading(r *Reading) chat.Markdown { return sayReading(v.Printer, r, v.Zone) }

// DataChoices are what the visitor can do with what is kept about them, but to
// take it along.
func (v *Visitor) DataChoices() ([]chat.Choice, error) {
	leaving, err := v.turn.leaving()
	if err != nil {
		return nil, err
	}
	switch {
	case !leaving.Due.IsZero():
		return []chat.Choice{v.turn.dataChoice("keep")}, nil
	case !v.Me.Withdrawn.IsZero():
		return []chat.Choice{v.turn.dataChoice("agree"), v.turn.dataChoice("delete")}, nil
	}
	return []chat.Choice{v.turn.dataChoice("withdraw"), v.turn.dataChoice("delete")}, nil
}

// Today is the day it is for the visitor.
func (v *Visitor) Today() coach.Day { return coach.DayOf(v.Now, v.Zone) }

// Title names a skill, "course/skill".
func (v *Visitor) Title(skill string) chat.Markdown { return v.turn.titleOf(skill) }

// CourseTitle names a course; one that was withdrawn, by its ID.
func (v *Visitor) CourseTitle(id string) chat.Markdown {
	if k := v.Courses.Course(id); k != nil {
		return v.turn.courseTitle(k)
	}
	return chat.Escape(id)
}

// Readable is an author's text for a place with words only.
func (v *Visitor) Readable(text string) chat.Markdown { return v.turn.readable(text) }

// LevelName names a level.
func (v *Visitor) LevelName(l mastery.Level) chat.Markdown { return v.turn.levelName(l) }

// Misconception names a misconception of a skill's course.
func (v *Visitor) Misconception(skill, id string) chat.Markdown {
	return v.turn.misconception(skill, id)
}

// Question is what an item asks, short and in words alone.
func (v *Visitor) Question(it *course.Item) chat.Markdown {
	return chat.Escape(clipped(chat.Plain(blanked(it, v.Readable(it.Question)))))
}

// Asked is the item of an attempt as the learner was asked it; nil where what it
// said then is not kept any more.
func (v *Visitor) Asked(e *coach.Entry) (*course.Item, error) {
	id, item, _ := strings.Cut(e.Item, "/")
	it, err := v.turn.itemOf(id, item, e.Version)
	if coach.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return it.Instance(e.Seed)
}

// Preview is an item as a learner sees it, but that nothing in it can be
// pressed, and its answer.
func (v *Visitor) Preview(courseID string, it *course.Item) (parts []chat.Part, answer chat.Markdown, err error) {
	q := coach.Question{ID: it.ID, Course: courseID, Item: it.ID}
	if it, err = v.turn.draw(&q, new(course.Course), it); err != nil {
		return nil, "", err
	}
	for _, p := range v.turn.shown(&q, it) {
		if len(p.Choices) > 0 {
			words, labels := make([]string, len(p.Choices)), make([]chat.Markdown, len(p.Choices))
			for i, c := range p.Choices {
				words[i], labels[i] = c.Word, c.Label
			}
			p = chat.Part{Text: chat.Listed(words, labels)}
		}
		parts = append(parts, p)
	}
	if it.Kind == course.Free {
		return parts, v.Readable(it.Model), nil
	}
	return parts, chat.Escape(grade.Key(it, q.Order)), nil
}

// Knows is what is known of somebody on a skill.
type Knows struct {
	Skill string
	coach.Known
	Why     mastery.Reasons
	Due     time.Time       // when the skill comes back as a whole; zero: it does not
	Facts   int             // single facts of it that are due
	Missing mastery.Missing // to the next level
	Highest bool            // there is no next level
}

// Knowledge is what is known of somebody in some courses, in the order of the
// courses. Skills that they have not met are left out.
func (v *Visitor) Knowledge(of *coach.Person, courses []string) ([]Knows, error) {
	known, err := loadKnowledge(v.Reader, &v.turn.Params, of, v.Now, coach.DayOf(v.Now, zoneOf(*of)))
	if err != nil {
		return nil, err
	}
	var all []Knows
	for _, id := range courses {
		k := v.Courses.Course(id)
		if k == nil {
			continue // withdrawn
		}
		for i := range k.Skills {
			skill := id + "/" + k.Skills[i].ID
			e := known.estimates[skill]
			if e == nil {
				continue
			}
			n := Knows{Skill: skill, Known: known.know(e), Why: e.Standing.Why(v.Now), Due: e.Due, Facts: len(known.facts[skill])}
			if n.Why.Tries == 0 && !n.Why.ByTeacher {
				continue // only drawn on by items of other skills
			}
			missing, ok := v.turn.Params.Rules.Missing(e.Standing, mastery.Estimate{P: n.Evidence, Low: n.Low, High: n.High})
			n.Missing, n.Highest = missing, !ok
			n.Fading = n.Fading || n.Facts > 0
			all = append(all, n)
		}
	}
	return all, nil
}

// Shown is an entry by which a skill was shown another way than by an answer, in
// a line.
func (v *Visitor) Shown(e *coach.Entry) (chat.Markdown, error) { return v.turn.sayShown(e) }

// Mine are the open alerts that the visitor is told of: those of the classes
// they teach and, for the safety contact alone, danger, which is no class's.
func (v *Visitor) Mine() ([]alert.Alert, error) {
	open, err := v.turn.mine()
	if coach.KindOf(err) == coach.Forbidden {
		return nil, nil // they teach nobody
	}
	slices.SortStableFunc(open, byNeed)
	return open, err
}

// Marked is a person's name with what tells it from others like it.
func (v *Visitor) Marked(p *coach.Person) string { return marked(*p) }

// PageURL is where the pages stand, without a slash at the end; empty where
// nobody said.
func (v *Visitor) PageURL() string { return v.turn.PageURL }
