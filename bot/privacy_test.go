package bot_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/course"
)

// kept is what a person has said that is in the database.
func (v *voice) kept() (k bot.Kept) {
	v.t.Helper()
	v.view(school, func(r bot.Reader) (err error) {
		k, err = r.Kept(v.id())
		return err
	})
	return k
}

// isTold says something, and fails unless all texts are in the answer.
func (v *voice) isTold(said string, texts ...string) []post {
	v.t.Helper()
	r := v.says(said)
	for _, text := range texts {
		if !strings.Contains(r.text(), text) {
			v.t.Errorf("%q is answered without %q:\n%s", said, text, r.text())
		}
	}
	return r.posts
}

func TestDataShowsWhatIsKeptAndWhoReadIt(t *testing.T) {
	h := open(t, "club")
	ann := h.person("Ann").meets()
	tess := h.member("Tess", "club", coach.Teacher, time.Time{})
	ann.isTold("data", "This is kept about you, Ann", "Tess can see your answers", "Nobody has read your thoughts")
	h.seed(school, func(tx bot.Tx) error {
		if err := tx.PutThought(bot.Thought{ID: "t1", Person: ann.id(), Prompt: "stuck", At: h.now, Said: "I drew it."}); err != nil {
			return err
		}
		return tx.Audit(bot.Act{ID: "x", At: h.now, By: tess.id(), What: bot.ActReadThoughts, Subject: ann.id(), Detail: "t1"})
	})
	ann.isTold("data", "1 thought that you wrote", "Tess on Monday, 2 March (1 thought)")
}

func TestDeletingIsAskedOnceAndCanBeTakenBack(t *testing.T) {
	h := open(t, "club")
	ann := h.person("Ann").meets()
	ann.isTold("data delete", "Do you want everything about you to be deleted?", "Monday, 9 March")
	if _, ok := h.leaving(ann); ok {
		t.Fatal("she goes before she has said yes")
	}
	ann.isTold("data delete yes", "will be deleted on Monday, 9 March")
	if l, ok := h.leaving(ann); !ok || l.Due.Sub(l.Asked) != 7*24*time.Hour {
		t.Errorf("got %+v, %v", l, ok)
	}
	before := ann.kept()
	ann.isTold("practice", "will be deleted on")
	ann.isTold("data delete yes", "will be deleted on")
	if after := ann.kept(); after != before {
		t.Errorf("what is kept went from %+v to %+v although she is leaving", before, after)
	}
	ann.isTold("data keep", "everything stays")
	if _, ok := h.leaving(ann); ok {
		t.Error("she took it back, and goes all the same")
	}
	if r := ann.says("practice"); strings.Contains(r.text(), "deleted") {
		t.Errorf("practice does not go on:\n%s", r.text())
	}
}

func TestTheOnlyOwnerAndTheSafetyContactCannotLeave(t *testing.T) {
	h := open(t, "club")
	tess := h.member("Tess", "club", coach.Teacher, time.Time{})
	tess.change(func(p *coach.Person) { p.Owner = true })
	tess.isTold("data delete", "You are the only owner")
	h.seed(school, func(tx bot.Tx) error {
		w, err := tx.Workspace()
		if err != nil {
			return err
		}
		w.Safety = tess.id()
		return tx.PutWorkspace(w)
	})
	tess.isTold("data delete yes", "You are the safety contact")
	if _, ok := h.leaving(tess); ok {
		t.Error("nobody would be there for danger")
	}
}

// TestWithdrawingInTheMiddleOfASession ends it kindly, and keeps nothing of what
// is said after.
func TestWithdrawingInTheMiddleOfASession(t *testing.T) {
	h := open(t, "club")
	ann := h.person("Ann").meets()
	ann.says("settings times 16:00")
	asked := ann.says("practice").posts
	ann.isTold("data withdraw", "Your practice ends here")
	before, posts := h.dump("seen", "receipt", "meta", "audit", "trail", "outbox"), []post(nil)
	for _, said := range []string{"a", "practice", "b", "a thought of mine that nobody keeps", "goal be quick", "reflect"} {
		posts = append(posts, ann.isTold(said, "keep nothing new about you")...)
	}
	for _, p := range asked { // the buttons of what was asked before
		for _, c := range p.choices() {
			posts = append(posts, ann.pressesValue(c.Value).posts...)
		}
	}
	after := h.dump("seen", "receipt", "meta", "audit", "trail", "outbox")
	for table := range after {
		if table != "person" && !slices.Equal(before[table], after[table]) {
			t.Errorf("%s was written although she has withdrawn:\n%s", table, strings.Join(after[table], "\n"))
		}
	}
	for _, row := range after["person"] {
		if strings.Contains(row, "quiet\"") || strings.Contains(row, "a thought of mine") {
			t.Errorf("her words were kept: %s", row)
		}
	}
	ends(t, posts)
	if posts := h.later(5 * 24 * time.Hour); slices.ContainsFunc(posts, func(p post) bool { return p.begun && p.to.User == "ann" }) {
		t.Errorf("the coach begins with who has withdrawn:\n%s", textTo(posts, ann))
	}
	ann.isTold("person")
	ann.isTold("data agree", "Welcome back")
	if r := ann.says("practice"); strings.Contains(r.text(), "nothing new") {
		t.Errorf("practice does not go on:\n%s", r.text())
	}
	h.verify(school)
}

func TestUnderThirteenNoWordsAreKeptUntilSomebodyAgrees(t *testing.T) {
	h := open(t, "club")
	ann := h.person("Ann").meets()
	tess := h.member("Tess", "club", coach.Teacher, time.Time{})
	h.seed(school, func(tx bot.Tx) error {
		c, err := tx.Class("club")
		if err != nil {
			return err
		}
		c.Age = coach.AgeUnder13
		return tx.PutClass(c)
	})
	tess.change(func(p *coach.Person) { p.Class = "club" })
	tess.isTold("class consent", "Nobody has agreed yet for Ann", "Pacer keeps what a learner writes")
	tess.isTold("class consent school: parents' evening", "owner")
	tess.isTold("class consent Ann guardian", "agrees")
	tess.isTold("class consent", "Somebody has agreed for everyone")
	h.view(school, func(r bot.Reader) error {
		all, err := r.Consents(ann.id())
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(c bot.Consent) bool {
			return c.Role == bot.ConsentGuardian && c.By == tess.id() && c.Holds() && strings.HasPrefix(c.Text, "consent.text en ")
		}) {
			t.Errorf("who agreed to what is not kept: %+v", all)
		}
		return nil
	})
	tess.isTold("class consent Ann withdraw", "practice has ended")
	// It was not her wish, and she cannot take it back: neither is said or offered.
	for _, said := range []string{"practice", "data", "data withdraw", "data agree"} {
		if told := textTo(ann.isTold(said, "A parent or guardian asked that nothing new is kept"), ann); strings.Contains(told, "I agree again") || strings.Contains(told, "You asked me") {
			t.Errorf("%s is answered as if it had been her own wish:\n%s", said, told)
		}
	}
	tess.change(func(p *coach.Person) { p.Owner = true })
	tess.isTold("class consent school", "Add the reason")
	tess.isTold("class consent school: parents agreed in writing", "the school agrees")
	tess.isTold("class consent", "Nobody has agreed yet for Ann") // a guardian's no stands before the school's yes
}

func TestATeacherOfChildrenIsToldThatSomebodyHasToAgree(t *testing.T) {
	h := open(t, "club")
	h.person("Ann").meets()
	tess := h.member("Tess", "club", coach.Teacher, time.Time{})
	tess.change(func(p *coach.Person) { p.Class, p.Owner = "club", true })
	const due = "nobody has agreed yet, so their own words are not kept"
	if told := textTo(tess.isTold("class age 13-17", "13-17"), tess); strings.Contains(told, "agree") {
		t.Errorf("a class of older learners hears of consent:\n%s", told)
	}
	tess.isTold("class age under 13", due, "class consent")
	tess.isTold("class", due)
	tess.isTold("class consent Ann guardian", "agrees")
	if told := textTo(tess.isTold("class", "Ann"), tess); strings.Contains(told, due) {
		t.Errorf("it is still asked for:\n%s", told)
	}
	tess.isTold("class new Bees, under 13", "Learners in Bees are under 13", "class consent")
	tess.isTold("class consent", "Nobody has agreed yet. When learners join")
	tess.isTold("class consent school: a letter from each family", "the school agrees")
	tess.isTold("class consent", "Somebody has agreed for everyone")
	if told := textTo(tess.isTold("class", "Bees"), tess); strings.Contains(told, "under 13") {
		t.Errorf("the school has agreed, and it is asked for:\n%s", told)
	}
	if told := textTo(tess.isTold("class new Elders, 18+", "Elders"), tess); strings.Contains(told, "agree") {
		t.Errorf("a class of adults hears of consent:\n%s", told)
	}
}

func TestANameSaidIsNotTakenBackByThePlatform(t *testing.T) {
	h := open(t, "club")
	ann := h.person("Ann").meets()
	ann.isTold("data name", "Write data name")
	ann.isTold("data name Robin *the* bird", "I call you Robin")
	ann.says("hello")
	if got := ann.self().Name; got != "Robin *the* bird" {
		t.Errorf("she is called %q", got)
	}
}

// leaving is when somebody is to be forgotten.
func (h *house) leaving(v *voice) (l bot.Leaving, ok bool) {
	h.t.Helper()
	h.view(school, func(r bot.Reader) error {
		var err error
		l, err = r.Leaving(v.id())
		if coach.IsNotFound(err) {
			return nil
		}
		ok = true
		return err
	})
	return l, ok
}

// TestForgetAfterALife forgets somebody with whom a good deal happened, and finds
// that the log still adds up and the others can go on.
func TestForgetAfterALife(t *testing.T) {
	h := open(t, "club")
	ann, bob := h.person("Ann").meets(), h.person("Bob").meets()
	for range 6 {
		for _, v := range []*voice{ann, bob} {
			v.practises(func(n int) bool { return n%3 != 0 })
		}
	}
	id := ann.id()
	if _, err := h.store.Forget(context.Background(), school, id, false); err != nil {
		t.Fatal(err)
	}
	h.verify(school)
	for table, rows := range h.dump() {
		for _, row := range rows {
			if strings.Contains(row, id) {
				t.Errorf("%s still has her ID: %s", table, row)
			}
		}
	}
	bob.isTold("progress")
	if r := ann.says("hello"); !strings.Contains(r.text(), "Pacer") {
		t.Errorf("who comes back is not met like anybody new:\n%s", r.text())
	}
	h.verify(school)
}

// A wish to withdraw is no answer to what is open, not even where words are awaited.
func TestAWithdrawalIsNoAnswerToAnOpenQuestion(t *testing.T) {
	for _, row := range []struct{ language, erase, keep, withdraw string }{
		{"en", "data delete", "data keep", "data withdraw"},
		{"es", "datos borrar", "datos conservar", "datos retirar"},
		{"de", "daten löschen", "data keep", "daten zurückziehen"},
	} {
		t.Run("in "+row.language, func(t *testing.T) {
			h := open(t, "club")
			ann := h.person("Ann").meets()
			ann.says("settings language " + row.language)
			ann.says("goal") // asks in words what it is to be
			ann.says(row.erase)
			if got := ann.theGoal().Words; got != "" {
				t.Errorf("%q became a goal: %q", row.erase, got)
			}
			ann.says(row.keep)
			ann.says("practice")
			for range 40 {
				if _, it, ok := ann.question(); ok && it.Kind == course.Text {
					break
				}
				if _, ok := ann.session(); !ok {
					ann.says("practice")
				}
				ann.answers(true)
			}
			if _, it, ok := ann.question(); !ok || it.Kind != course.Text {
				t.Fatal("no question that is answered in words was asked")
			}
			before := len(ann.entries())
			for _, said := range []string{row.erase, row.withdraw} {
				ann.says(said)
				if after := len(ann.entries()); after != before {
					t.Fatalf("%q was graded", said)
				}
			}
			if ann.self().Withdrawn.IsZero() {
				t.Errorf("%q withdrew nothing", row.withdraw)
			}
		})
	}
}
