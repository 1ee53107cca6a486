package bot_test

import (
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/plan"
)

// standing are the assignments of the club that stand.
func (h *house) standing() (all []coach.Assignment) {
	h.t.Helper()
	h.view(school, func(r bot.Reader) (err error) {
		all, err = r.Assignments("club")
		return err
	})
	return all
}

func TestWhatATeacherGivesComesFirstAndIsDoneWhenItIsDone(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann, bob := h.person("Ann").meets(), h.person("Bob").meets()
	tess.says("class assign ann").has("Write class assign NAME, SKILL")
	tess.says("class assign ,").has("find a learner called")
	tess.says("class assign ann, knots").has("can't tell which skill knots is")
	tess.says("class assign zoe, rows").has("find a learner called zoe")
	tess.says("class assign ann, rows, until yesterday").has("couldn't read that day")
	tess.says("class assign ann, rows, until 2020-01-01").has("from today on")
	tess.says("class assign ann, rows: " + strings.Repeat("x", 600)).has("two or three sentences")
	if n := len(h.standing()); n != 0 {
		t.Fatalf("%d stand", n)
	}
	r := tess.says("class assign ann, counting rows, until fri: These come up on **Monday**").has("Given: Counting rows to Ann, if possible by Fri 6 Mar", "Told now: 1")
	told := textTo(r.posts, ann)
	for _, want := range []string{"Tess chose something for you: Counting rows.", "“These come up on **Monday**”", "if possible, do it by Fri 6 Mar"} {
		if !strings.Contains(told, want) {
			t.Errorf("Ann reads\n%s\nwanted in it: %s", told, want)
		}
	}
	for _, scold := range []string{"must", "deadline", "overdue", "late"} {
		if strings.Contains(told, scold) {
			t.Errorf("Ann reads %s", told)
		}
	}
	if textTo(r.posts, bob) != "" {
		t.Error("Bob is told too")
	}
	tess.says("class assign ann, rows").has("given already")
	ann.says("progress").has("Chosen for you; practice begins with it:", "Counting rows, by Tess, if possible by Fri 6 Mar")
	if home, err := h.bot.Home(t.Context(), ann.event()); err != nil || !strings.Contains(post{Message: home}.text(), "Counting rows, by Tess") {
		t.Errorf("her page is %v, %v", home, err)
	}
	bob.says("progress").lacks("Chosen for you")
	ann.says("practice").has("Tess chose this for you.", "Counting rows")
	if q, _, _ := ann.question(); q.Why.Kind != plan.Given {
		t.Errorf("it is asked because it %s", q.Why.Kind)
	}
	ann.says("why").has("Your teacher chose Counting rows for you.")
	var end string
	for n := 0; ; n++ {
		if _, _, ok := ann.question(); !ok {
			break
		}
		end = ann.answers(true).text()
	}
	if !strings.Contains(end, "What Tess chose on Counting rows is done: you can do it now.") {
		t.Errorf("the session ends with\n%s", end)
	}
	if n := len(h.standing()); n != 0 {
		t.Errorf("%d still stand", n)
	}
	ann.says("progress").lacks("Chosen for you")
	h.verify(school)
}

func TestAnAssignmentForAllIsDoneByEach(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann, bob := h.person("Ann").meets(), h.person("Bob").meets()
	bob.says("stop messages")
	r := tess.says("class assign all, rows").has("to everybody in Class club", "Told now: 1")
	if textTo(r.posts, ann) == "" || textTo(r.posts, bob) != "" {
		t.Error("the wrong ones are written to")
	}
	tess.says("class assign").has("Counting rows: Class club, 0 of 2 done")
	ann.practises(always)
	tess.says("class assign").has("1 of 2 done")
	bob.says("practice").has("Tess chose this for you.")
	for {
		if _, _, ok := bob.question(); !ok {
			break
		}
		bob.answers(true)
	}
	tess.says("class assign").has("Nothing is given")

	tess.says("class assign all, areas")
	tess.presses("What is given")
	tess.presses("Take " + shortID(h.standing()[0].ID) + " back").has("Taken back: Areas of floors")
	ann.says("practice").lacks("chose this for you")
	tess.says("class assign off ABCD").has("can't find given practice with those letters")
}

func TestWhoTriesOftenWithoutGettingThereIsDoneToo(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	tess.says("class assign ann, rows")
	for n := 0; len(h.standing()) > 0; n++ {
		if n > 12 {
			t.Fatal("it never ends")
		}
		h.later(time.Hour)
		ann.practises(never)
	}
	if n := len(ann.entries()); n < plan.Enough {
		t.Errorf("it is done after %d tries", n)
	}
}

func TestNamedItemsAreAskedFirstAndInTheirOrder(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	items := []string{"rows-cloze", "rows-half", "rows-text"}
	h.seed(school, func(tx bot.Tx) error {
		return tx.PutAssignment(coach.Assignment{ID: "01KJQA58N0ABYZR1S1G9JMY5HZ", Class: "club", By: tess.idIn(tx), Skill: "tiles/rows", Items: items, For: []string{ann.idIn(tx)}, Made: h.now})
	})
	ann.says("practice")
	for _, want := range items {
		q, _, _ := ann.question()
		if q.Item != want {
			t.Errorf("%s is asked, wanted %s", q.Item, want)
		}
		ann.misses()
	}
	ann.says("stop").has("What Tess chose on Counting rows is done", "Talk to your teacher about what is still hard")
}

func TestPracticeIsGivenInAForm(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann, bob := h.person("Ann").meets(), h.person("Bob").meets()
	h.person("Cat").meets()
	at := tess.onForms(h, modal)
	f := at.form("form assign:club " + ann.id() + " tiles/rows")
	if f.Fields[0].Value != ann.id() || f.Fields[1].Value != "tiles/rows" || len(f.Fields[0].Choices) != 4 {
		t.Errorf("the form is %+v", f.Fields)
	}
	r := at.fillsIn("form assign:club", map[string]string{"who": "nobody", "skill": "knots", "until": "some day"})
	for _, field := range []string{"who", "skill", "until"} {
		if r.posts[0].errors[field] == "" {
			t.Errorf("nothing is wrong with %s", field)
		}
	}
	at.fillsIn("form assign:club", map[string]string{"who": ann.id() + " " + bob.id(), "skill": "tiles/areas", "until": "3 days", "answer": "For Monday"}).has("Areas of floors to Ann, Bob", "Told now: 2")
	if got := h.standing(); len(got) != 1 || len(got[0].For) != 2 || got[0].Note != "For Monday" || got[0].Due == 0 {
		t.Errorf("what stands is %+v", got)
	}
}

func TestALockedSkillThatIsGivenBeginsWithWhatItBuildsOn(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	tess.says("class assign ann, costs")
	ann.says("practice").has("builds on", "so this comes first")
}
