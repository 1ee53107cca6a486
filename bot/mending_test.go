package bot_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/course"
)

// floors is a course that a teacher published, with a picture.
const floors = `course: floors
title: Floors
language: en
licence: CC0-1.0
misconceptions:
  - {id: counts-gaps, title: Counts the gaps}
skills:
  - id: count
    title: Counting
    why: It is how it begins.
    resources:
      - {kind: text, title: Count, text: Count them.}
      - {kind: link, title: See, url: https://example.org/count}
items:
  - id: pick
    skill: count
    kind: choice
    question: "How many? ![three tiles](media/three.png)"
    choices:
      - {text: three, right: true, feedback: One by one.}
      - {text: two, feedback: Look again., misconception: counts-gaps}
    explanation: There are three.
    hints: [Touch each one.]
  - id: sum
    skill: count
    kind: number
    question: What is 2 plus 2?
    answer: "4"
    explanation: Two and two more.
    hints: [Count on.]
`

// floorsBy publishes floors as somebody's, for the club.
func (h *house) floorsBy(author *voice) {
	h.t.Helper()
	h.seed(school, func(tx bot.Tx) error {
		id := author.idIn(tx)
		if err := tx.PutDraft(bot.Draft{ID: "01FLOORS", Person: id, Made: h.now, Name: "floors.zip", Courses: []bot.DraftCourse{{ID: "floors", Title: "Floors", Items: 2}}}); err != nil {
			return err
		}
		if err := tx.PutFile("01FLOORS", "floors/course.yaml", 0, []byte(floors)); err != nil {
			return err
		}
		if err := tx.PutFile("01FLOORS", "floors/media/three.png", 0, []byte("\x89PNG\r\n\x1a\n")); err != nil {
			return err
		}
		c, err := tx.Class("club")
		if err != nil {
			return err
		}
		c.Courses = append([]string{"floors"}, c.Courses...)
		if err := tx.PutClass(c); err != nil {
			return err
		}
		return tx.PutPublication(bot.Publication{Course: "floors", Title: "Floors", Author: id, Draft: "01FLOORS", State: bot.Published, At: h.now})
	})
	h.restart() // the shelf is read once
}

// floors is the course as it is published now, and the file of its picture.
func (h *house) floors() (k *course.Course, picture []byte) {
	h.t.Helper()
	h.view(school, func(r bot.Reader) error {
		p, err := r.Publication("floors")
		if err != nil {
			return err
		}
		if k, err = bot.PublishedCourse(r, p); err != nil {
			return err
		}
		picture, err = r.File(p.Draft, "floors/media/three.png")
		return err
	})
	return k, picture
}

// mends opens the form of a question.
func (v *voice) mends(key string) (*chat.Form, error) {
	ev := v.event()
	ev.Press = "form mend:" + key
	return v.bot.Form(v.t.Context(), ev)
}

func TestATeacherMendsAQuestionTheyPublished(t *testing.T) {
	t.Parallel()
	h, tess, _ := asking(t)
	h.floorsBy(tess)
	form, err := tess.mends("floors/pick")
	h.must(err)
	shown := make(map[string]string)
	for _, f := range form.Fields {
		shown[f.Name] = f.Value
	}
	if diff := cmp.Diff(map[string]string{
		"question": "How many? ![three tiles](media/three.png)", "options": "* three\ntwo", "explanation": "There are three.", "hints": "Touch each one.",
	}, shown); diff != "" {
		t.Fatal(diff)
	}
	was, _ := h.floors()
	said := tess.fills(form, map[string]string{"question": "How many tiles?\r\n![three tiles](media/three.png)", "options": "* three\r\nonly two\r\nfour\r\n", "hints": ""})
	said.has("This is how your learners see it", "How many tiles?", "only two")
	is, picture := h.floors()
	it := is.Item("pick")
	want := []course.Option{{Text: "three", Right: true, Feedback: "One by one."}, {Text: "only two", Feedback: "Look again.", Misconception: "counts-gaps"}, {Text: "four"}}
	if diff := cmp.Diff(want, it.Options); diff != "" {
		t.Error(diff)
	}
	if it.Version() == was.Item("pick").Version() || is.Item("sum").Version() != was.Item("sum").Version() {
		t.Error("the versions are not of what changed")
	}
	if len(it.Hints) != 0 || len(picture) == 0 {
		t.Errorf("hints %v, picture of %d bytes", it.Hints, len(picture))
	}
}

func TestAnAnswerKeepsTheQuestionItWasAskedBy(t *testing.T) {
	t.Parallel()
	h, tess, ann := asking(t)
	h.floorsBy(tess)
	ann.says("practice floors").has("What is 2 plus 2?")
	form, err := tess.mends("floors/sum")
	h.must(err)
	tess.fills(form, map[string]string{"question": "What is 3 plus 3?", "answer": "6", "explanation": "Three and three more."}).has("What is 3 plus 3?")
	ann.says("4").has("Right", "Two and two more.")
	h.verify(school)
	h.restart()
	form, err = tess.mends("floors/sum")
	h.must(err)
	if form.Fields[0].Value != "What is 3 plus 3?" || form.Fields[1].Value != "6" {
		t.Errorf("%+v", form.Fields)
	}
}

func TestWhatCannotBeAskedLikeThatIsSaidBesideItsField(t *testing.T) {
	t.Parallel()
	h, tess, _ := asking(t)
	h.floorsBy(tess)
	for _, row := range []struct {
		name, item string
		fill       map[string]string
		field      string
	}{
		{"no right option", "floors/pick", map[string]string{"options": "three\ntwo"}, "question"},
		{"no question", "floors/sum", map[string]string{"question": " "}, "question"},
		{"a number that is none", "floors/sum", map[string]string{"answer": "some"}, "question"},
		{"nothing changed", "floors/sum", nil, "answer"},
	} {
		t.Run(row.name, func(t *testing.T) {
			form, err := tess.mends(row.item)
			h.must(err)
			was, _ := h.floors()
			said := tess.fills(form, row.fill)
			if len(said.posts) != 1 || said.posts[0].errors[row.field] == "" {
				t.Errorf("says %q beside %v", said.text(), said.posts)
			}
			if is, _ := h.floors(); is.Item("sum").Version() != was.Item("sum").Version() || is.Item("pick").Version() != was.Item("pick").Version() {
				t.Error("it was changed")
			}
		})
	}
}

// Nobody mends what is another's: not by a form that they filled themselves.
func TestOnlyWhoPublishedACourseOrTheOwnerMendsIt(t *testing.T) {
	t.Parallel()
	h, tess, _ := asking(t)
	h.floorsBy(tess)
	for name, change := range map[string]func(id string, tx bot.Tx) error{
		"a colleague": func(id string, tx bot.Tx) error {
			return tx.PutMember(coach.Member{Class: "club", Person: id, Role: coach.Teacher})
		},
		"a learner": func(string, bot.Tx) error { return nil },
		"a helper": func(id string, tx bot.Tx) error {
			return tx.PutMember(coach.Member{Class: "club", Person: id, Role: coach.Helper})
		},
	} {
		other := h.person(name).through(modal, strings.ReplaceAll(name, " ", "-")).meets()
		h.seed(school, func(tx bot.Tx) error { return change(other.idIn(tx), tx) })
		if form, err := other.mends("floors/sum"); err == nil {
			t.Errorf("%s gets %+v", name, form)
		}
		ev := other.event()
		ev.Press, ev.Fields = "form mend:floors/sum", map[string]string{"question": "Mine?", "answer": "1", "explanation": "x", "hints": ""}
		other.does(ev)
		if k, _ := h.floors(); strings.Contains(k.Item("sum").Question, "Mine") {
			t.Errorf("%s changed it", name)
		}
	}
	if _, err := tess.mends("tiles/rows-choice"); err == nil {
		t.Error("a course of the installation can be changed")
	}
}
