package bot_test

import (
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
)

// two is a school in which Tess teaches the club and 5b, Ann learns in both, and
// Otto teaches the garden club.
func two(t *testing.T) (h *house, tess, ann, otto *voice) {
	t.Helper()
	h, tess = club(t)
	tess.change(func(p *coach.Person) { p.Owner = false })
	ann = h.person("Ann").meets()
	otto = h.person("Otto")
	otto.says("help")
	otto.says("stop")
	h.seed(school, func(tx bot.Tx) error {
		for _, c := range []coach.Class{{ID: "CLASS5B", Name: "5b", Courses: []string{"tiles"}}, {ID: "GARDEN", Name: "Garden club", Courses: []string{"birds"}}} {
			if err := tx.PutClass(c); err != nil {
				return err
			}
		}
		for _, m := range []coach.Member{
			{Class: "CLASS5B", Person: tess.idIn(tx), Role: coach.Teacher}, {Class: "CLASS5B", Person: ann.idIn(tx), Role: coach.Learner},
			{Class: "GARDEN", Person: otto.idIn(tx), Role: coach.Teacher},
		} {
			if err := tx.PutMember(m); err != nil {
				return err
			}
		}
		return nil
	})
	return h, tess, ann, otto
}

func TestAClassALearnerAndASkillAreNamedBeyondDoubt(t *testing.T) {
	t.Parallel()
	h, tess, ann, _ := two(t)
	tess.says("class").has("Class club: ")
	tess.says("class @class5b").has("5b: 1 learner")
	tess.says("class").has("Class club: ") // for that command alone
	r := tess.says("class @CLASS5B note @" + ann.id() + ": hello, Ann").has("Sent to Ann")
	if !strings.Contains(textTo(r.posts, ann), "hello, Ann") {
		t.Error("Ann reads nothing")
	}
	tess.says("class @CLASS5B level @" + ann.id() + ", @tiles/rows, Proficient: seen").has("Ann's Counting rows is Proficient now")
	tess.says("class @CLASS5B @"+ann.id()).has("Ann, as far as I can tell", "Counting rows: Proficient")
	tess.says("class @" + ann.id()).has("Ann, as far as I can tell")
	tess.says("class @CLASS5B holiday 2026-03-05").has("5b is free")
	if len(h.classOf("club").Holidays) != 0 || len(h.classOf("CLASS5B").Holidays) != 1 {
		t.Error("the wrong class is free")
	}
	tess.says("class use @CLASS5B").has("5b: 1 learner")
	tess.says("class").has("5b: 1 learner")
}

func TestAnotherTeachersClassIsAsOneThatIsNotThere(t *testing.T) {
	t.Parallel()
	h, tess, ann, otto := two(t)
	before := h.dump("outbox", "receipt", "seen", "account", "person")
	for _, words := range []string{
		"note @" + ann.id() + ": hello", "level @" + ann.id() + ", @tiles/rows, Proficient", "assign all, @tiles/rows", "ticket @tiles/rows", "groups", "roster",
		"remove @" + ann.id() + ", yes", "archive yes", "restore", "preset starter", "name Mine", "times 16:00", "substitute 2026-03-05", "overrides", "parity on", "return @" + ann.id(),
		"groups take 00000000", "ticket end", "assign off @X", "age 18+", "holiday 2026-03-05", "course birds", "code", "see @" + ann.id(), "why @" + ann.id(),
	} {
		there := otto.says("class @CLASS5B " + words)
		if gone := otto.says("class @NOWHERE " + words); there.text() != gone.text() {
			t.Errorf("%q is answered\n%s\nand of a class that is not there\n%s", words, there.text(), gone.text())
		}
		there.lacks("5b", "Ann")
		ann.says("class @CLASS5B " + words).has("That is for teachers.")
		ann.pressesValue("say class @CLASS5B " + words).has("That is for teachers.")
	}
	after := h.dump("outbox", "receipt", "seen", "account", "person")
	for table, rows := range before {
		if strings.Join(rows, "\n") != strings.Join(after[table], "\n") {
			t.Errorf("%s changed:\n%s\nwas\n%s", table, strings.Join(after[table], "\n"), strings.Join(rows, "\n"))
		}
	}
	for _, form := range []string{"form class-settings:CLASS5B", "form class-note:CLASS5B " + ann.id(), "form class-level:CLASS5B " + ann.id(), "form assign:CLASS5B"} {
		for _, v := range []*voice{otto, ann} {
			at := v.onForms(h, roomy)
			at.refuses(form)
			if r := at.fillsIn(form, map[string]string{"name": "Mine", "answer": "hello", "skill": "tiles/rows", "level": "Proficient", "who": "all", "age": "18+"}); !strings.Contains(r.text(), "for teachers") {
				t.Errorf("%s is answered %s", form, r.text())
			}
		}
	}
	tess.says("class @GARDEN roster").has("You teach: ").lacks("Garden")
	// What is thought to be known in another class's course is not told by a form.
	tess.onForms(h, roomy).refuses("form class-level:CLASS5B " + ann.id() + " birds/calls")
	tess.onForms(h, roomy).refuses("form class-level:CLASS5B " + ann.id() + " nowhere/at-all")
}

func TestAHelperAndAnEndedSubstituteAreNoTeachers(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	h.person("Ann").meets()
	hal, sub := h.member("Hal", "club", coach.Helper, time.Time{}), h.member("Sub", "club", coach.Substitute, monday.Add(24*time.Hour))
	sub.says("class roster").has("Sub: substitute until 3 Mar", "Hal: helper", "Tess: teacher", "Ann: learner")
	sub.says("class archive yes").has("not for helpers or substitutes")
	sub.says("class remove ann, yes").has("not for helpers or substitutes")
	sub.says("class substitute fri").has("not for helpers or substitutes")
	h.later(48 * time.Hour)
	for _, v := range []*voice{hal, sub} {
		for _, words := range []string{"class roster", "class assign all, rows", "class ticket rows", "class groups", "class preset starter"} {
			v.says(words).has("That is for teachers.")
		}
	}
	tess.says("class roster").has("Sub: substitute")
}
