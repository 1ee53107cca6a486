package bot_test

import (
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
)

// classOf is a class as it is stored.
func (h *house) classOf(id string) (c coach.Class) {
	h.t.Helper()
	h.view(school, func(r bot.Reader) (err error) {
		c, err = r.Class(id)
		return err
	})
	return c
}

// called is the class of a name.
func (h *house) called(name string) (class coach.Class) {
	h.t.Helper()
	h.view(school, func(r bot.Reader) error {
		all, err := r.Classes()
		for _, c := range all {
			if c.Name == name {
				class = c
			}
		}
		return err
	})
	if class.ID == "" {
		h.t.Fatalf("no class is called %s", name)
	}
	return class
}

// preset gives the club a preset.
func (h *house) preset(p coach.Preset) {
	h.t.Helper()
	h.seed(school, func(tx bot.Tx) error {
		c, err := tx.Class("club")
		if err != nil {
			return err
		}
		c.Preset = p
		return tx.PutClass(c)
	})
}

func TestANewClassIsSetUpByAnsweringThreeQuestions(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	tess.says("class new 5b, 13-17").has("Class 5b is made", "Which course does 5b practise?", "A  Tiles", "B  Birds")
	tess.says("b").has("When may I write to its learners first?")
	tess.says("15:30 mon-fri").has("How much shall I do in 5b?", "It has mastery until you say otherwise", "A  starter: practice when they ask")
	tess.says("b").has("5b is ready", h.called("5b").Code)
	got := h.called("5b")
	if got.Courses[0] != "birds" || got.CheckIn != "30 15 * * MON-FRI" || got.Preset != coach.PresetCoach {
		t.Errorf("it is %+v", got)
	}
	tess.says("class new 5c, 13-17")
	tess.presses("skip").has("When may I write")
	tess.presses("skip").has("How much")
	tess.presses("skip").has("5c is ready")
	if got := h.called("5c"); len(got.Courses) != 0 || got.CheckIn != "" || got.Preset != coach.PresetMastery {
		t.Errorf("left as it was it is %+v", got)
	}
	tess.says("class new 5d, 13-17")
	tess.says("class course tiles").has("5d practises Tiles now") // a word is obeyed, and the question waits
	tess.says("full").has("didn't catch that")
	tess.says("skip").has("When may I write to its learners first?")
	tess.says("c").has("How much")
	if got := h.called("5d"); got.CheckIn != "" || got.Courses[0] != "tiles" {
		t.Errorf("5d is %+v", got)
	}
}

func TestANewClassIsSetUpInOneForm(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	at := tess.onForms(h, modal)
	form := at.form(formClassValue)
	if len(form.Fields) != 5 {
		t.Fatalf("it has %d fields", len(form.Fields))
	}
	fill := func(name, age, course, times, preset string) map[string]string {
		return map[string]string{"name": name, "age": age, "course": course, "times": times, "preset": preset}
	}
	r := at.fillsIn(formClassValue, fill("", "seven", "knots", "whenever", "huge"))
	for _, field := range []string{"name", "age", "course", "times", "preset"} {
		if r.posts[0].errors[field] == "" {
			t.Errorf("nothing is wrong with %s", field)
		}
	}
	at.fillsIn(formClassValue, fill("5b", "13-17", "birds", "16:00 mon-fri", "coach")).has("5b is ready")
	got := h.called("5b")
	if got.Age != coach.Age13To17 || got.Courses[0] != "birds" || got.CheckIn != "0 16 * * MON-FRI" || got.Preset != coach.PresetCoach {
		t.Errorf("it is %+v", got)
	}
	at.fillsIn(formClassValue, fill("5b", "13-17", "", "", "")).has("You teach a class called 5b already")

	value := "form class-settings:" + got.ID
	if f := at.form(value); f.Fields[0].Value != "5b" || f.Fields[2].Value != "16:00 mon-fri" || f.Fields[3].Value != "coach" {
		t.Errorf("the form of what stands is %+v", f.Fields)
	}
	at.fillsIn(value, map[string]string{"name": "Six B", "age": "18+", "times": "off", "preset": "full", "free": "2026-03-05"}).has("Six B is changed")
	got = h.classOf(got.ID)
	if got.Name != "Six B" || got.Age != coach.AgeAdult || got.CheckIn != "" || got.Preset != coach.PresetFull || len(got.Holidays) != 1 {
		t.Errorf("changed it is %+v", got)
	}
	at.fillsIn(value, map[string]string{"name": "Six B", "age": "18+", "times": "off", "preset": "full", "free": "soon"}).has("one or two days")
	stranger := h.person("Ann").meets().onForms(h, modal)
	stranger.refuses(value)
	stranger.fillsIn(value, map[string]string{"name": "Mine", "age": "18+"}).has("That is for teachers.")
	if h.classOf(got.ID).Name != "Six B" {
		t.Error("a learner renamed it")
	}
}

// formClassValue is what opens the form of a new class.
const formClassValue = "form class"

// onForms is the same person on a platform with forms.
func (v *voice) onForms(h *house, on string) *voice {
	v.t.Helper()
	id := v.id()
	w := *v
	w.in.Platform = on
	h.must(h.store.CreateWorkspace(v.t.Context(), coach.Workspace{ID: v.in.Place}))
	h.must(h.store.Join(v.t.Context(), on, v.in.Place, v.in.Place))
	h.seed(v.in.Place, func(tx bot.Tx) error {
		return tx.PutAccount(coach.Account{Platform: on, Place: v.in.Place, User: v.from.User, Person: id})
	})
	return &w
}

// form is the form that a press opens.
func (v *voice) form(press string) *chat.Form {
	v.t.Helper()
	ev := v.event()
	ev.Press = press
	f, err := v.bot.Form(v.t.Context(), ev)
	if err != nil || f == nil {
		v.t.Fatalf("%q opens %v, %v", press, f, err)
	}
	return f
}

// refuses fails if a press opens a form.
func (v *voice) refuses(press string) {
	v.t.Helper()
	ev := v.event()
	ev.Press = press
	if f, err := v.bot.Form(v.t.Context(), ev); f != nil || chat.Sentence(err) == "" {
		v.t.Errorf("%q opens %v for %s, %v", press, f, v.from.Name, err)
	}
}

// fillsIn sends a form by its value.
func (v *voice) fillsIn(value string, fields map[string]string) reply {
	v.t.Helper()
	ev := v.event()
	ev.Press, ev.Fields = value, fields
	return v.does(ev)
}

func TestAPresetIsChangedByAWordOrAPress(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	tess.says("class preset").has("Class club has the setting full", "starter: practice when they ask", "full: mastery, plus reflections")
	tess.presses("coach").has("Class club has coach now")
	tess.says("class preset huge").has("starter, coach, mastery or full")
	if got := h.classOf("club").Preset; got != coach.PresetCoach {
		t.Errorf("it is %q", got)
	}
	tess.says("class ticket rows").has("class preset full switches it on")
	tess.says("class assign all, rows").has("class preset mastery switches it on")
	tess.says("class groups").has("class preset mastery switches it on")
	tess.says("class preset starter")
	tess.says("class times 16:00").has("class preset coach switches it on")
	if audit := strings.Join(h.dump()["audit"], "\n"); !strings.Contains(audit, "preset | club | starter") {
		t.Errorf("the audit trail is\n%s", audit)
	}
}

func TestInAStarterClassPracticeIsAllThereIs(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	h.preset(coach.PresetStarter)
	ann := h.person("Ann")
	ann.says("hi").has("How long shall we practise")
	ann.says("b").has("I leave the first word to you").lacks("When may I write")
	ann.change(func(p *coach.Person) { p.Met = coach.StepDone })
	ann.says("stop")
	ann.says("practice costs").has("Costs of floors") // nothing waits for what it builds on
	asked := false
	for range 4 {
		ann.says("practice")
		for {
			if _, _, ok := ann.question(); !ok {
				break
			}
			r := ann.answers(true)
			asked = asked || strings.Contains(r.text(), "how sure are you")
			if strings.Contains(r.text(), "Something to think about") {
				t.Fatal("a thought is asked for")
			}
		}
		h.later(24 * time.Hour)
	}
	if asked {
		t.Error("how sure is asked")
	}
	ann.says("person").has("Tess")
}

func TestWithoutReviewsTheyComeOnlyWhenAskedFor(t *testing.T) {
	t.Parallel()
	for _, p := range []coach.Preset{coach.PresetCoach, coach.PresetMastery} {
		h, _ := club(t)
		h.preset(p)
		ann := h.person("Ann").meets()
		for range 3 {
			ann.practises(always)
		}
		h.later(60 * 24 * time.Hour)
		ann.says("practice")
		reviews := 0
		for {
			q, _, ok := ann.question()
			if !ok {
				break
			}
			if q.Purpose == "review" {
				reviews++
			}
			ann.answers(true)
		}
		if has := p == coach.PresetMastery; (reviews > 0) != has {
			t.Errorf("with %s there are %d reviews", p, reviews)
		}
		h.later(60 * 24 * time.Hour)
		ann.says("review").has("a review, so that")
	}
}
