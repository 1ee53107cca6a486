package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
)

// home is the page of a person. To show it changes nothing.
func (v *voice) home() post {
	v.t.Helper()
	ev := v.event()
	before := v.dump()
	m, err := v.bot.Home(v.t.Context(), ev)
	v.must(err)
	if diff := cmp.Diff(before, v.dump()); diff != "" {
		v.t.Errorf("to show a page changes:\n%s", diff)
	}
	p := post{Message: m, to: v.in}
	main := 0
	for _, c := range p.choices() {
		if c.Main {
			main++
		}
		if c.Word == "" && !c.Opens || c.Value == "" {
			v.t.Errorf("there is %+v to press", c)
		}
	}
	if main > 1 {
		v.t.Errorf("%d buttons are the main one:\n%s", main, p.text())
	}
	for _, fitted := range chat.Fit(m, v.bot.Platforms[v.in.Platform]) {
		check(v.t, []post{{Message: fitted, to: v.in}}, map[string]bool{})
	}
	return p
}

// shows fails unless a page shows all of the texts.
func (p post) shows(t *testing.T, texts ...string) {
	t.Helper()
	for _, want := range texts {
		if !strings.Contains(p.text(), want) {
			t.Errorf("the page is:\n%s\nwanted in it: %s", p.text(), want)
		}
	}
}

// hides fails if a page shows any of the texts.
func (p post) hides(t *testing.T, texts ...string) {
	t.Helper()
	for _, not := range texts {
		if strings.Contains(p.text(), not) {
			t.Errorf("the page is:\n%s\nnot wanted in it: %s", p.text(), not)
		}
	}
}

func TestWhoIsNewFindsAWelcome(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	p := h.person("Ann").through(modal, "ann").home()
	p.shows(t, "Hi Ann! I'm Pacer.", "[Practise]")
	if c := p.choices(); len(c) != 1 || !c[0].Main {
		t.Errorf("there is %+v to press", c)
	}
}

func TestALearnersPage(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").through(modal, "ann").meets()
	ann.home().shows(t, "Nothing is due", "Today: 5 minutes of", "How I see your skills, and what makes me think so\nNothing yet.", "what do you want to be able to do", "[Practise]", "[A person, please]", "[Settings]")
	ann.says("settings times 16:00")
	ann.says("goal Tile a floor")
	ann.home().shows(t, "I ask you at 16:00", "Your goal: Tile a floor")
	ann.says("practice")
	ann.answers(true)
	ann.home().shows(t, "A question waits for you: 1 of 6 are done.", "at the first try")
	for _, ok := ann.session(); ok; _, ok = ann.session() {
		ann.answers(true)
	}
	ann.home().shows(t, "You have practised")
	h.later(40 * 24 * time.Hour)
	ann.home().shows(t, "due to come back")
	for _, label := range []string{"Goal", "Settings"} {
		form, err := ann.asksFor(func(ev *chat.Event) { ev.Press = pageButton(t, ann.home(), label).Value })
		if form == nil || err != nil {
			t.Errorf("%s opens %+v, %v", label, form, err)
		}
	}
	ann.pressesValue(pageButton(t, ann.home(), "Practise").Value).has("1/6")
}

// pageButton is what can be pressed on a page by that label.
func pageButton(t *testing.T, p post, label string) chat.Choice {
	t.Helper()
	i := slices.IndexFunc(p.choices(), func(c chat.Choice) bool { return chat.Plain(c.Label) == label })
	if i < 0 {
		t.Fatalf("the page has no %q:\n%s", label, p.text())
	}
	return p.choices()[i]
}

func TestATeachersPage(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	tess.home().shows(t, "Nobody needs you just now.", "has no learners yet. They join by typing its code: AAAA-SCHO")
	ann, bob := h.person("Ann").meets(), h.person("Bob").meets()
	ann.commands("person I don't get areas")
	for range 6 {
		bob.practises(always)
		h.later(24 * time.Hour)
	}
	p := tess.home()
	p.shows(t, "One learner needs you", "Ann: asked for a person", "[I'll do it]", "Class club: 2 learners, open alerts: 1", "Worth a kind word", "Bob reached Proficient in")
	p.hides(t, "areas", "Your goal", "Zoe")
	if needs, wins := strings.Index(p.text(), "learner needs you"), strings.Index(p.text(), "Worth a kind word"); needs > wins {
		t.Errorf("who needs a person comes after what went well:\n%s", p.text())
	}
	tess.pressesValue(pageButton(t, p, "I'll do it").Value).has("On your list since")
	tess.home().shows(t, "on your list since")
	p = ann.home()
	p.hides(t, "Bob", "Tess", "learner needs you", "Class club")
}

func TestWhoTeachesAndLearnsFindsTheClassFirst(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	h.person("Ann").meets()
	h.seed(school, func(tx bot.Tx) error {
		if err := tx.PutClass(coach.Class{ID: "adults", Name: "Adults", Code: "CCCC-CCCC", Courses: []string{"birds"}}); err != nil {
			return err
		}
		return tx.PutMember(coach.Member{Class: "adults", Person: tess.idIn(tx), Role: coach.Learner})
	})
	p := tess.home()
	p.shows(t, "Class club: 1 learner", "How I see your skills, and what makes me think so", "[Practise]")
	if class, own := strings.Index(p.text(), "Class club"), strings.Index(p.text(), "How I see your skills"); class > own {
		t.Errorf("their own learning comes first:\n%s", p.text())
	}
}

func TestAnOwnerWithoutAClassIsOfferedToMakeOne(t *testing.T) {
	t.Parallel()
	h := open(t, "")
	owner := h.person("Olga")
	owner.says(owner.code("OOOO-OOOO", coach.CodeOwner, ""))
	owner.home().shows(t, "You have no class yet.", "[New class]")
}

func TestDangerIsOnThePageOfASafetyContactWithoutAClass(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	olga := h.person("Olga")
	olga.says(olga.code("OOOO-OOOO", coach.CodeOwner, ""))
	h.seed(school, func(tx bot.Tx) error {
		w, err := tx.Workspace()
		if err != nil {
			return err
		}
		w.Safety = olga.idIn(tx)
		return tx.PutWorkspace(w)
	})
	ann := h.person("Ann").meets()
	ann.says("I want to kill myself")
	ann.says("person")
	olga.home().shows(t, "One learner needs you", "wrote words that may mean danger", "[New class]")
	olga.change(func(p *coach.Person) { p.Owner = false })
	olga.home().shows(t, "wrote words that may mean danger", "[Practise]")
	tess.home().shows(t, "One learner needs you")
	tess.home().hides(t, "danger")
	ann.home().hides(t, "needs you")
}

func TestLearnersNotAlertsAreCountedOnAPage(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.says("person")
	ann.says("I want to kill myself")
	tess.home().shows(t, "One learner needs you", "danger", "asked for a person")
}

func TestALargeClassIsShownInPart(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	for range 6 {
		ann.practises(always)
		h.later(24 * time.Hour)
	}
	h.person("Zoe").meets().says("person")
	const more = 3000
	h.seed(school, func(tx bot.Tx) error {
		for i := range more {
			p := coach.Person{ID: fmt.Sprintf("P%04d", i), Name: "Bob"}
			if err := errors.Join(tx.PutPerson(p), tx.PutMember(coach.Member{Class: "club", Person: p.ID, Role: coach.Learner})); err != nil {
				return err
			}
		}
		return nil
	})
	reads := &reading{}
	h.wrap = func(s bot.Store) bot.Store { reads.Store = s; return reads }
	h.restart()
	text := tess.home().text()
	if !strings.Contains(text, "Class club: 3,002 learners") || !strings.Contains(text, "Ann reached Proficient") || !strings.Contains(text, "Bob 0000") {
		t.Errorf("the page is:\n%s", text)
	}
	if reads.n > 200 {
		t.Errorf("a page looked %d times", reads.n)
	}
	r := tess.says("class").has("Class club: 3,002 learners", "and 2,942 more learners")
	if lines := strings.Count(r.text(), "(skills: "); lines != 60 || strings.Index(r.text(), "Zoe") > strings.Index(r.text(), "Ann") {
		t.Errorf("%d learners are shown:\n%s", lines, r.text())
	}
}

// reading counts what is looked at of single learners.
type reading struct {
	bot.Store
	n int
}

func (s *reading) View(ctx context.Context, workspace string, fn func(bot.Reader) error) error {
	return s.Store.View(ctx, workspace, func(r bot.Reader) error { return fn(counted{r, &s.n}) })
}

type counted struct {
	bot.Reader
	n *int
}

func (c counted) Sessions(person string, limit int) ([]coach.Session, error) {
	*c.n++
	return c.Reader.Sessions(person, limit)
}

func (c counted) Estimates(person string) ([]bot.Estimated, error) {
	*c.n++
	return c.Reader.Estimates(person)
}

func TestDangerIsOnThePageOfTheSafetyContactAlone(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.says("I want to kill myself")
	tim := h.person("Tim").meets()
	h.seed(school, func(tx bot.Tx) error {
		return tx.PutMember(coach.Member{Class: "club", Person: tim.idIn(tx), Role: coach.Teacher})
	})
	tess.home().shows(t, "wrote words that may mean danger")
	tim.home().hides(t, "danger", "kill myself")
}
