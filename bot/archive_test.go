package bot_test

import (
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
)

func TestAtTheEndOfATermNothingBeginsAnyMoreAndAllIsKept(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.says("settings times 16:00")
	ann.practises(always)
	tess.says("class ticket rows")
	tess.says("class archive").has("Is the term of Class club over?", "class restore brings it back")
	if h.classOf("club").Archived {
		t.Fatal("it was not asked")
	}
	tess.presses("Yes, the term is over").has("Class club is archived")
	for _, p := range h.later(5 * 24 * time.Hour) {
		if p.begun {
			t.Errorf("%s is written to: %s", p.to.User, p.text())
		}
	}
	tess.says("class @club assign all, rows").has("Class club is archived", "class restore")
	tess.says("class @club").has("Class club: 1 learner", "Class club is archived")
	tess.says("class @club ann").has("Counting rows")
	tess.says("class").has("class new")
	h.person("Zoe").as("zoe-2").says("AAAA-SCHO") // in it already, as a newcomer
	ann.says("practice").has("1/6")               // who asks is answered
	ann.says("progress").has("Counting rows")
	tess.says("class restore").has("Class club is back as it was")
	ann.says("stop")
	if posts := h.later(48 * time.Hour); textTo(posts, ann) == "" {
		t.Error("nothing begins again")
	}
	tess.says("class restore").has("None of your classes")
	if audit := strings.Join(h.dump()["audit"], "\n"); !strings.Contains(audit, "archive | club") || !strings.Contains(audit, "restore | club") {
		t.Errorf("the audit trail is\n%s", audit)
	}
}

func TestNobodyJoinsAClassWhoseTermIsOver(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	tess.says("class new 5b, 13-17")
	code := h.called("5b").Code
	tess.says("class archive yes").has("5b is archived")
	ann := h.person("Ann").meets()
	ann.says(code).has("The term of 5b is over", "code of the new class")
	tess.says("class restore 5b").has("5b is back")
	ann.says(code).has("You are in 5b now")
	tess.says("class archive yes")
	if got := ann.self().Class; got != "club" {
		t.Errorf("Ann practises for %s", got)
	}
}

func TestSomebodyIsTakenOutOfAClass(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann, bob, cat := h.person("Ann").meets(), h.person("Bob").meets(), h.person("Cat").meets()
	tess.says("class times 16:00")
	h.seed(school, func(tx bot.Tx) error {
		return tx.PutGroup(coach.Group{ID: "01KJQA58N0ABYZR1S1G9JMY5HZ", Class: "club", Kind: coach.GroupGap, Skill: "tiles/rows", Members: []string{ann.idIn(tx), bob.idIn(tx), cat.idIn(tx)}, Made: h.now})
	})
	ann.says("practice")
	tess.says("class remove zoe").has("find a learner called zoe")
	tess.says("class remove ann").has("Take Ann out of Class club?")
	r := tess.presses("Yes, take them out").has("Ann is no longer in Class club")
	if !strings.Contains(textTo(r.posts, ann), "You are no longer in Class club. All that you have learnt stays yours.") {
		t.Error("Ann is not told")
	}
	if _, ok := ann.session(); ok {
		t.Error("her session goes on")
	}
	if p := ann.self(); p.Class != "" || p.Settings.CheckIn != "" {
		t.Errorf("she is %+v", p)
	}
	ann.says("practice").has("join code")
	h.view(school, func(r bot.Reader) error {
		groups, err := r.Groups("club")
		if len(groups) != 1 || len(groups[0].Members) != 2 {
			t.Errorf("the groups are %+v", groups)
		}
		return err
	})
	tess.says("class remove bob, yes").has("Bob is no longer")
	h.view(school, func(r bot.Reader) error {
		groups, err := r.Groups("club")
		if len(groups) != 0 {
			t.Errorf("the groups are %+v", groups)
		}
		return err
	})
	h.verify(school)
}

func TestATeacherIsTakenOutByAnOwnerAndNeverTheLast(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	tess.says("class remove tess, yes").has("Tess is the only teacher")
	sue := h.member("Sue", "club", coach.Teacher, time.Time{})
	sue.says("class remove tess, yes").has("only an owner can take them out")
	tess.says("class remove sue, yes").has("Sue is no longer")
	sue.says("class").has("That is for teachers.")
}

func TestASubstituteTeachesUpToADay(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	for _, wrong := range []string{"class substitute", "class substitute 2020-01-01", "class substitute 2027-01-01"} {
		tess.says(wrong).has("class substitute")
	}
	code := codeIn(tess.says("class substitute until wed").has("until the end of Wed 4 Mar").text())
	ann.says(code).has("You are in Class club already, as learner")
	sub := h.person("Sub")
	sub.says("help")
	h.seed(school, func(tx bot.Tx) error { return tx.RemoveMember("club", sub.idIn(tx)) })
	sub.says(code).has("You are the substitute teacher of Class club until the end of Wed 4 Mar")
	sub.says("class").has("Class club: 1 learner")
	h.person("Eve").says(code).has("I don't know that code")
	h.later(57 * time.Hour) // Wednesday, late in the evening
	sub.says("class").has("Class club")
	h.later(6 * time.Hour)
	sub.says("class").has("That is for teachers.")
}

func TestWhatATeacherOverrodeIsListed(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	tess.says("class overrides").has("No level here is set by a teacher")
	tess.onForms(h, modal).fillsIn("form class-level:club "+ann.id(), map[string]string{"skill": "tiles/rows", "level": "Proficient", "answer": "Shown on paper"}).has("Ann's Counting rows is Proficient now")
	tess.says("class overrides").has("Ann: Counting rows set to Proficient by Tess on 2 Mar")
}
