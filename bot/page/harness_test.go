package page_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/bot/page"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
	"pacer/coach/plan"
	"pacer/coach/reflect"
	"pacer/storage"
	"pacer/storage/sqlite"
)

// The workspaces of tests.
const (
	school = "school"
	garden = "garden" // another one's
)

// monday is when tests happen: two in the afternoon in Berlin, the workspaces'
// zone.
var monday = time.Date(2026, time.March, 2, 13, 0, 0, 0, time.UTC)

// house is an installation with pages.
type house struct {
	t       testing.TB
	store   *storage.Store
	bot     *bot.Bot
	pages   *page.Pages
	courses *bot.Catalog
	now     time.Time
	params  coach.Params
}

// open makes an installation of two workspaces, each with the courses of the
// bot's tests and more.
func open(t testing.TB, more ...*course.Course) *house {
	t.Helper()
	h := &house{t: t, now: monday, params: coach.DefaultParams()}
	all := more
	for _, id := range []string{"tiles", "birds"} {
		k, err := course.Load(os.DirFS("../testdata"), id+".yaml")
		h.must(err)
		all = append(all, k)
	}
	var err error
	h.courses, err = bot.NewCatalog(all...)
	h.must(err)
	h.store, err = sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "pacer.db"), storage.Options{Now: func() time.Time { return h.now }})
	h.must(err)
	t.Cleanup(func() { h.must(h.store.Close(context.Background())) })
	h.bot = bot.New(bot.Options{
		Store: h.store, Courses: h.courses, Deliver: func([]outbox.Row) {}, Now: func() time.Time { return h.now },
		Platforms: map[string]chat.Capabilities{bot.Web: {MaxText: 4000, MaxChoices: 25, HasForms: true, CanEdit: true}},
	})
	h.pages = page.New(h.bot)
	for _, w := range []string{school, garden} {
		h.must(h.store.CreateWorkspace(t.Context(), coach.Workspace{ID: w, Name: w, Zone: "Europe/Berlin"}))
		h.must(h.bot.Publish(t.Context(), w))
	}
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// seed changes a workspace.
func (h *house) seed(workspace string, fn func(bot.Tx) error) {
	h.t.Helper()
	_, err := h.store.Turn(context.Background(), workspace, "", fn)
	h.must(err)
}

// class makes a class with both courses.
func (h *house) class(workspace, id string, change ...func(*coach.Class)) {
	h.t.Helper()
	c := coach.Class{ID: id, Name: "Class " + id, Age: coach.Age13To17, Code: "CODE-" + id, Courses: []string{"tiles", "birds"}}
	for _, ch := range change {
		ch(&c)
	}
	h.seed(workspace, func(tx bot.Tx) error { return tx.PutClass(c) })
}

// person makes somebody; what is theirs can be changed.
func (h *house) person(workspace, id string, change ...func(*coach.Person)) {
	h.t.Helper()
	p := coach.Person{ID: id, Name: "Name of " + id, Settings: coach.Defaults(), Met: coach.StepDone, Joined: h.now.AddDate(0, -2, 0)}
	p.Settings.Zone = "Europe/Berlin"
	for _, ch := range change {
		ch(&p)
	}
	h.seed(workspace, func(tx bot.Tx) error { return tx.PutPerson(p) })
}

// member makes somebody a member of a class.
func (h *house) member(workspace, class, person string, role coach.Role, until ...time.Time) {
	h.t.Helper()
	m := coach.Member{Class: class, Person: person, Role: role}
	if len(until) > 0 {
		m.Until = until[0]
	}
	h.seed(workspace, func(tx bot.Tx) error { return tx.PutMember(m) })
}

// said is an answer that a learner gave.
type said struct {
	item          string // "course/id"
	right         bool
	at            time.Time
	words         string
	misconception string
	hints         int
	confidence    int
}

// answers lets a learner give answers, as the bot keeps them.
func (h *house) answers(workspace, person string, all ...said) {
	h.t.Helper()
	h.seed(workspace, func(tx bot.Tx) error {
		p, err := tx.Person(person)
		if err != nil {
			return err
		}
		zone, err := coach.Zone(p.Settings.Zone)
		if err != nil {
			return err
		}
		for i, a := range all {
			it := h.courses.Item(a.item)
			if it == nil {
				return fmt.Errorf("no item %s", a.item)
			}
			k, _, _ := cutKey(a.item)
			day := coach.DayOf(a.at, zone)
			e := coach.Entry{
				Kind: coach.EntryAttempt, Person: person, At: a.at, Course: k, Item: a.item, Version: it.Version(), Skills: []string{k + "/" + it.Skill},
				Question: fmt.Sprintf("q-%s-%d-%d", person, a.at.UnixMilli(), i), Try: 1, Counts: true, Right: a.right, Tier: it.Tier, Took: 9 * time.Second,
				Purpose: plan.Practice, Day: day, Misconception: a.misconception, Hints: a.hints,
			}
			if a.right {
				e.Score = 1
			}
			if e.Position, err = tx.Append(e); err != nil {
				return err
			}
			if _, err := h.params.Apply(tx, e); err != nil {
				return err
			}
			if err := tx.PutWords(bot.Words{Attempt: e.Position, Person: person, Said: a.words, Confidence: a.confidence}); err != nil {
				return err
			}
			p.Active.Mark(day)
		}
		return tx.PutPerson(p)
	})
}

func cutKey(key string) (course, id string, ok bool) {
	for i := range key {
		if key[i] == '/' {
			return key[:i], key[i+1:], true
		}
	}
	return key, "", false
}

// raise keeps an alert.
func (h *house) raise(workspace string, a alert.Alert) {
	h.t.Helper()
	if a.Raised.IsZero() {
		a.Raised = h.now.Add(-time.Hour)
	}
	if a.State == "" {
		a.State = alert.Open
	}
	h.seed(workspace, func(tx bot.Tx) error { return tx.PutAlert(a) })
}

// who looks.
func who(workspace, person string) page.Viewer {
	return page.Viewer{Workspace: workspace, Person: person}
}

// the is what a page shows, of one that can be shown.
func the[T any](h *house) func(m T, err error) T {
	return func(m T, err error) T {
		h.t.Helper()
		h.must(err)
		return m
	}
}

// classroom is a school with a class of some learners who have practised, its
// teacher, and others who must not see it; and the same in a garden.
func classroom(t testing.TB) *house {
	h := open(t)
	for _, w := range []string{school, garden} {
		h.class(w, "a")
		h.class(w, "b")
		h.person(w, "tess", func(p *coach.Person) { p.Owner = true })
		h.member(w, "a", "tess", coach.Teacher)
		h.person(w, "theo")
		h.member(w, "b", "theo", coach.Teacher)
		h.person(w, "hal")
		h.member(w, "a", "hal", coach.Helper)
		h.person(w, "sue")
		h.member(w, "a", "sue", coach.Substitute, h.now.AddDate(0, 0, -1))
		h.person(w, "sam")
		h.member(w, "a", "sam", coach.Substitute, h.now.AddDate(0, 0, 1))
		h.person(w, "max", func(p *coach.Person) { p.Owner, p.Maker = true, true })
		h.person(w, "lost", func(p *coach.Person) { p.Mapped = coach.MappedLost })
		h.member(w, "a", "lost", coach.Teacher)
		for _, l := range []string{"ann", "bob", "cem"} {
			h.person(w, l, func(p *coach.Person) { p.Goal.Words = "the goal of " + l })
			h.member(w, "a", l, coach.Learner)
		}
		h.person(w, "dan")
		h.member(w, "b", "dan", coach.Learner)
		at := h.now.Add(-3 * time.Hour)
		h.answers(w, "ann",
			said{item: "tiles/rows-choice", right: true, at: at, words: "three", confidence: 3},
			said{item: "tiles/rows-number", right: true, at: at.Add(time.Minute), words: "5"},
			said{item: "tiles/rows-text", right: true, at: at.Add(2 * time.Minute), words: "row"},
			said{item: "tiles/rows-half", right: true, at: at.Add(3 * time.Minute), words: "1/2"},
			said{item: "tiles/areas-number", at: at.Add(4 * time.Minute), words: "7 of ann", misconception: "adds-sides"},
		)
		h.answers(w, "bob",
			said{item: "tiles/rows-choice", at: at, words: "four", misconception: "counts-edges"},
			said{item: "tiles/rows-number", at: at.Add(time.Minute), words: "6", misconception: "counts-edges", hints: 1},
			said{item: "tiles/rows-text", at: at.Add(2 * time.Minute), words: "line"},
		)
		h.raise(w, alert.New("01ALERTBOB", "a", "bob", alert.Asked("tiles/rows", "I am stuck"), h.now.Add(-time.Hour)))
		h.seed(w, func(tx bot.Tx) error {
			return tx.PutThought(bot.Thought{ID: "01THOUGHT", Person: "ann", Class: "a", About: "tiles/rows", Prompt: "muddy", At: h.now.Add(-2 * time.Hour), Said: "the thought of ann", Share: reflect.WithTeachers})
		})
	}
	return h
}

// entry adds to the log what is no answer.
func (h *house) entry(workspace string, e coach.Entry) {
	h.t.Helper()
	h.seed(workspace, func(tx bot.Tx) (err error) {
		if e.Position, err = tx.Append(e); err != nil {
			return err
		}
		_, err = h.params.Apply(tx, e)
		return err
	})
}

// courseOf makes a course of some skills, with three items each.
func courseOf(tb testing.TB, id string, skills int) *course.Course {
	tb.Helper()
	var y strings.Builder
	fmt.Fprintf(&y, "course: %s\ntitle: The %s course\nlanguage: en\nlicence: CC0-1.0\nskills:\n", id, id)
	for i := range skills {
		fmt.Fprintf(&y, "  - id: skill-%d\n    title: Skill number %d of %s\n    why: It is one of many.\n    resources:\n", i, i, id)
		fmt.Fprintf(&y, "      - {kind: text, title: Read, text: Read this.}\n      - {kind: link, title: See, url: https://example.org/%d}\n", i)
	}
	y.WriteString("items:\n")
	for i := range skills {
		for j := range 3 {
			fmt.Fprintf(&y, "  - id: item-%d-%d\n    skill: skill-%d\n    kind: number\n    question: What is %d plus %d?\n    answer: \"%d\"\n    explanation: Count on from the first.\n    hints: [Count on.]\n", i, j, i, i, j, i+j)
		}
	}
	k, err := course.Parse(id+".yaml", []byte(y.String()))
	if err != nil {
		tb.Fatal(err)
	}
	return k
}
