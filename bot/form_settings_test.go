package bot_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
)

// modalClub is a club whose Ann and Tess are on a platform with forms.
func formingClub(t *testing.T) (h *house, ann, tess *voice) {
	t.Helper()
	h, tess = club(t)
	ann = h.person("Ann").through(modal, "ann").meets()
	other := tess.through(modal, "tess")
	h.seed(school, func(tx bot.Tx) error {
		return tx.PutAccount(coach.Account{Platform: modal, Place: school, User: "tess", Person: tess.idIn(tx)})
	})
	other.says("hello")
	return h, ann, other
}

func TestSettingsAreChangedTogetherInAForm(t *testing.T) {
	t.Parallel()
	_, ann, _ := formingClub(t)
	f := ann.opensBy("settings")
	checkForm(t, f, modal)
	ann.submits(f, nil).has("Everything stays as it was")
	ann.submits(f, map[string]string{"minutes": "15", "times": "16:00 mon-fri", "quiet": "21:00-7:00", "zone": "America/New_York"}).
		has("Changed", "minutes in a session: 15", "Monday to Friday at 16:00", "21:00–07:00", "America/New_York")
	if got := ann.self().Settings; got.Minutes != 15 || got.CheckIn != "0 16 * * MON-FRI" || got.Zone != "America/New_York" || got.QuietFrom != 21*60 {
		t.Errorf("the settings are %+v", got)
	}
	f = ann.opens("Change")
	for name, want := range map[string]string{"minutes": "15", "times": "16:00 mon-fri", "quiet": "21:00-7:00", "zone": "America/New_York"} {
		for _, field := range f.Fields {
			if field.Name == name && field.Value != want {
				t.Errorf("%s stands at %q, wanted %q", name, field.Value, want)
			}
		}
	}
}

func TestOfSettingsThatCannotBeNoneIsKept(t *testing.T) {
	t.Parallel()
	_, ann, _ := formingClub(t)
	f := ann.opensBy("settings")
	before := ann.self()
	r := ann.submits(f, map[string]string{"minutes": "15", "times": "noonish", "zone": "Mars"})
	got := r.posts[0].errors
	if len(got) != 2 || !strings.Contains(got["times"], "couldn't read that time") || !strings.Contains(got["zone"], "I don't know a time zone") {
		t.Errorf("beside the fields stands %q", got)
	}
	r.has("couldn't read that time", "I don't know a time zone")
	if diff := cmp.Diff(before.Settings, ann.self().Settings); diff != "" {
		t.Errorf("the settings changed:\n%s", diff)
	}
}

func TestTheWholeFormOfSettingsWhereThereIsRoom(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").through(roomy, "ann").meets()
	f := ann.opensBy("settings")
	checkForm(t, f, roomy)
	ann.submits(f, map[string]string{"on": "off", "speech": "on", "cap": "5", "pause": "3 days"}).has("I don't write first at all")
	if got := ann.self().Settings; !got.Silent || !got.Speech || got.Cap != 5 || got.Paused.IsZero() {
		t.Errorf("the settings are %+v", got)
	}
	ann.submits(ann.opensBy("settings"), map[string]string{"on": "on"}).lacks("don't write first")
	if got := ann.self().Settings; got.Silent {
		t.Errorf("the settings are %+v", got)
	}
}

func TestAGoalIsSetInAForm(t *testing.T) {
	t.Parallel()
	_, ann, _ := formingClub(t)
	f := ann.opensBy("goal")
	checkForm(t, f, modal)
	r := ann.submits(f, map[string]string{"answer": strings.Repeat("ä", 200)})
	if r.posts[0].errors["answer"] == "" || ann.self().Goal.IsSet() {
		t.Errorf("a goal too long is %q, told %q", ann.self().Goal.Words, r.posts[0].errors)
	}
	r = ann.submits(f, map[string]string{"answer": " "})
	if r.posts[0].errors["answer"] == "" || ann.self().Goal.IsSet() {
		t.Errorf("no goal is %q, told %q", ann.self().Goal.Words, r.posts[0].errors)
	}
	ann.submits(f, map[string]string{"answer": "Tile a floor by June"}).has("Your goal: Tile a floor by June.")
	if f := ann.opensBy("goal"); f.Fields[0].Value != "Tile a floor by June" {
		t.Errorf("the form stands at %q", f.Fields[0].Value)
	}
	ann.says("goal").has("Tile a floor by June") // asked in words, with the form at hand
	ann.submits(ann.opens("Write"), map[string]string{"answer": "Tile two"}).has("Your goal: Tile two.")
	ann.says("Tile three").lacks("Noted") // that question is over
}

func TestWordsForATeacherAreWrittenInAForm(t *testing.T) {
	t.Parallel()
	h, ann, tess := formingClub(t)
	if f, err := ann.asksFor(func(ev *chat.Event) { ev.Text, ev.Command = "person", true }); f != nil || err != nil {
		t.Errorf("to call a person opens %+v, %v: it must not wait for a form", f, err)
	}
	ann.commands("person").has("I've told Tess")
	f := ann.opens("Write")
	checkForm(t, f, modal)
	ann.submits(f, map[string]string{"answer": "I don't get areas"}).has("Passed on")
	if a := h.alerts("club", "asked"); len(a) != 1 || a[0].Evidence.Words != "I don't get areas" {
		t.Errorf("the alerts are %+v", a)
	}
	ann.submits(f, map[string]string{"answer": "I don't get areas"}).has("answered already")

	note := tess.opens("Send a note")
	checkForm(t, note, modal)
	if !strings.Contains(chat.Plain(note.Lead), "Ann asked for a person") {
		t.Errorf("the note is about %s", note.Lead)
	}
	r := tess.submits(note, map[string]string{"answer": "Let's look at them together"}).has("Sent to Ann")
	if got := textTo(r.posts, ann); !strings.Contains(got, "A note from Tess:\nLet's look at them together") {
		t.Errorf("Ann reads %s", got)
	}
	if f, err := ann.asksFor(func(ev *chat.Event) { ev.Press = note.Value }); f != nil || chat.Sentence(err) == "" {
		t.Errorf("to a learner a teacher's note opens %+v, %v", f, err)
	}
	ann.submits(note, map[string]string{"answer": "ha"}).has("is from earlier")
}

func TestAClassIsSetUpInAForm(t *testing.T) {
	t.Parallel()
	_, ann, tess := formingClub(t)
	if f, err := ann.asksFor(func(ev *chat.Event) { ev.Text, ev.Command = "class new", true }); f != nil || !strings.Contains(string(chat.Sentence(err)), "owner") {
		t.Errorf("to a learner it opens %+v, %v", f, err)
	}
	f := tess.opensBy("class new")
	checkForm(t, f, modal)
	ann.submits(f, map[string]string{"name": "Mine", "age": "18+"}).has("for the owner")
	r := tess.submits(f, map[string]string{"name": "one, two", "age": "old"})
	if got := r.posts[0].errors; len(got) != 2 || got["name"] == "" || got["age"] == "" {
		t.Errorf("beside the fields stands %q", got)
	}
	tess.submits(f, map[string]string{"name": "6a", "age": "13-17"}).has("Class 6a is made")
	tess.submits(f, map[string]string{"name": "6a", "age": "13-17"}).has("You teach a class called 6a already")
	var classes []coach.Class
	tess.view(school, func(r bot.Reader) (err error) {
		classes, err = r.Classes()
		return err
	})
	if len(classes) != 2 {
		t.Errorf("the classes are %+v", classes)
	}
}

func TestAThoughtIsWrittenInAForm(t *testing.T) {
	t.Parallel()
	h, _, _ := formingClub(t)
	if f, err := h.person("Bea").through(modal, "bea").asksFor(func(ev *chat.Event) { ev.Text, ev.Command = "reflect", true }); f != nil || err != nil {
		t.Errorf("to somebody new it opens %+v, %v", f, err)
	}
	asked := 0
	for _, name := range []string{"cem", "dan", "eve", "fay", "gil", "hal"} {
		v := h.person(name).through(modal, name).meets()
		v.says("practice")
		v.answers(true)
		f, err := v.asksFor(func(ev *chat.Event) { ev.Text, ev.Command = "reflect", true })
		if err != nil {
			t.Fatal(err)
		}
		if f == nil { // a prompt that is answered by a press
			continue
		}
		asked++
		checkForm(t, f, modal)
		v.submits(f, map[string]string{"answer": "I read it twice"}).has("Thank you, I've kept it")
		v.submits(f, map[string]string{"answer": "I read it twice"}).has("taken already")
		id := v.id()
		h.view(school, func(r bot.Reader) error {
			all, err := r.Thoughts(id, 5)
			if len(all) != 1 || all[0].Said != "I read it twice" {
				t.Errorf("kept is %+v", all)
			}
			return err
		})
	}
	if asked == 0 {
		t.Error("no prompt that is answered in writing came up")
	}
}

func TestAButtonThatOpensAFormIsAnsweredWhereNoneOpened(t *testing.T) {
	t.Parallel()
	_, ann, tess := formingClub(t)
	ann.pressesValue("form goal").has("What do you want to be able to do")
	ann.pressesValue("form settings").has("How you learn with me")
	ann.pressesValue("form reflect:back-muddy session-end").has("practice")
	ann.pressesValue("form class").has("class new")
	ann.pressesValue("form nothing").has("is from earlier")
	ann.says("practice")
	q, _, _ := ann.question()
	ann.pressesValue(q.ID + ":form").has("Type it here as a message")
	ann.commands("person")
	tess.pressesValue(tess.button("Send a note").Value).has("note and your words")
}
