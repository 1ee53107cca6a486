package bot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/alert"
	"pacer/coach/course"
)

// onMessage is a command given on a message.
func (v *voice) onMessage(command, quote string) reply {
	v.t.Helper()
	ev := v.event()
	ev.Text, ev.Command, ev.Quote = command, true, quote
	return v.does(ev)
}

// form is the form that a command on a message opens.
func (v *voice) formOn(command, quote string) (*chat.Form, error) {
	ev := v.event()
	ev.Text, ev.Command, ev.Quote = command, true, quote
	return v.bot.Form(v.t.Context(), ev)
}

// fills sends a form with some fields changed.
func (v *voice) fills(f *chat.Form, changed map[string]string) reply {
	v.t.Helper()
	ev := v.event()
	ev.Press, ev.Fields = f.Value, make(map[string]string)
	for _, field := range f.Fields {
		ev.Fields[field.Name] = field.Value
	}
	for name, value := range changed {
		ev.Fields[name] = value
	}
	return v.does(ev)
}

// ours is the course of the class's own questions.
func (h *house) ours() *course.Course {
	h.t.Helper()
	var k *course.Course
	h.view(school, func(r bot.Reader) error {
		p, err := r.Publication("our-questions")
		if err != nil {
			return err
		}
		k, err = bot.PublishedCourse(r, p)
		return err
	})
	h.courses[k.ID] = k
	return k
}

// asking is a club with a teacher and a learner where there are forms.
func asking(t *testing.T) (h *house, tess, ann *voice) {
	t.Helper()
	h, tess = club(t)
	tess.through(modal, "tess")
	tess = tess.linkedOn(modal)
	ann = h.person("Ann").through(modal, "ann").meets()
	return h, tess, ann
}

// linkedOn is another account of the same person on another platform.
func (v *voice) linkedOn(platform string) *voice {
	v.t.Helper()
	w := v.through(platform, v.from.User)
	id := v.id()
	v.seed(school, func(tx bot.Tx) error {
		return tx.PutAccount(coach.Account{Platform: platform, Place: school, User: v.from.User, Person: id})
	})
	return w
}

func TestAQuestionIsMadeOfAMessage(t *testing.T) {
	t.Parallel()
	h, tess, ann := asking(t)
	form, err := tess.formOn("make item", "Which *river* crosses the equator twice?\u202e")
	h.must(err)
	if form == nil || len(form.Fields) != 5 || form.Fields[0].Value != "Which *river* crosses the equator twice?" {
		t.Fatalf("the form is %+v", form)
	}
	skills := form.Fields[4].Choices
	if len(skills) < 3 || len(skills) > 25 || skills[0].Value != "tiles/rows" {
		t.Errorf("the skills are %+v", skills)
	}
	tess.fills(form, map[string]string{"answer": "the Congo", "accept": "Congo\nCongo River", "explanation": "It bends *north* and back."}).
		has("Published", "1. Which *river* crosses the equator twice?", "Answer: the Congo", "practice our-questions", "[Take it back]")
	k := h.ours()
	if k.Title != "Our questions (Class club)" || len(k.Items) != 1 || k.Items[0].Kind != course.Text || len(k.Items[0].Accept) != 2 {
		t.Errorf("the course is %+v", k)
	}
	ann.says("practice our-questions").has("Which *river* crosses the equator twice?")
	ann.says("congo").has("Right", "It bends *north* and back.")
	h.verify(school)

	// One more is one more, and what was there stays what it was.
	version := k.Items[0].Version()
	form, err = tess.formOn("make item", "7 × 8")
	h.must(err)
	tess.fills(form, map[string]string{"question": "What is $7 \\times 8$, in [x](http://evil.example)?", "answer": "56", "skill": "tiles/rows"}).
		has("It is number 2", "What is 7 × 8, in [x](http://evil.example)?")
	k = h.ours()
	if len(k.Items) != 2 || k.Items[0].Version() != version || k.Items[1].Kind != course.Number || k.Skills[1].Title != "Counting rows" {
		t.Errorf("the course is %+v", k)
	}
	h.restart()
	ann.says("skip")
	ann.says("practice counting rows").has("What is 7 × 8")
	ann.says("56").has("Right", "The right answer is 56")
	h.verify(school)
	var classes []string
	h.view(school, func(r bot.Reader) error {
		c, err := r.Class("club")
		classes = c.Courses
		return err
	})
	if strings.Join(classes, " ") != "tiles birds our-questions" {
		t.Errorf("the class practises %q: its own questions come last", classes)
	}
}

func TestAQuestionIsMadeByTyping(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	tess.onMessage("make item", "7 x 8").has("class item QUESTION = ANSWER")
	tess.says("class item").has("class item QUESTION = ANSWER")
	tess.says("class item = 56").has("class item QUESTION = ANSWER")
	tess.says("class item off").has("no question of your own")
	tess.says("class item What is x in 2x = 4? = 2").has("Published", "What is x in 2x = 4?", "Answer: 2")
	tess.says("class item What is x in 2x = 4? = 2").has("You have that question already")
	tess.says("class item The sun is a star = True").has("number 2", "A  True", "B  False").has("Answer: True")
	tess.presses("Take it back").has("Taken back: The sun is a star")
	tess.presses("Take it back").has("taken back already")
	if k := h.ours(); len(k.Items) != 1 {
		t.Errorf("%d questions are left", len(k.Items))
	}
	tess.says("class item off").has("Taken back: What is x")
	if p := h.publications(); len(p) != 1 || p[0].State != bot.Withdrawn {
		t.Errorf("without a question it is %+v", p)
	}
	tess.says("class item off").has("no question of your own")
	tess.says("class item Another? = yes").has("Published", "the first one")
	if k := h.ours(); len(k.Items) != 1 {
		t.Errorf("the course is %+v", k)
	}
	h.verify(school)
}

func TestWhatCannotBeAskedIsSaidInItsField(t *testing.T) {
	t.Parallel()
	h, tess, _ := asking(t)
	form, err := tess.formOn("make item", "Which river?")
	h.must(err)
	before := h.dump("seen", "outbox", "receipt", "person", "account", "audit")
	for _, row := range []struct {
		name   string
		fields map[string]string
		field  string
	}{
		{"no question", map[string]string{"question": " \n", "answer": "x"}, "question"},
		{"no answer", map[string]string{}, "answer"},
		{"too long a question", map[string]string{"question": strings.Repeat("q", 1001), "answer": "x"}, "question"},
		{"too long an answer", map[string]string{"answer": strings.Repeat("x", 201)}, "answer"},
		{"too many right answers", map[string]string{"answer": "x", "accept": strings.Repeat("y", 501)}, "accept"},
		{"too long a reason", map[string]string{"answer": "x", "explanation": strings.Repeat("y", 1001)}, "explanation"},
		{"too long a name", map[string]string{"answer": "x", "new-skill": strings.Repeat("y", 61)}, "new-skill"},
		{"a skill that is not there", map[string]string{"answer": "x", "skill": "tiles/never"}, "skill"},
		{"a skill of its own course that is not there", map[string]string{"answer": "x", "skill": "our-questions/never"}, "skill"},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := tess.fills(form, row.fields)
			last := r.posts[len(r.posts)-1]
			if last.errors[row.field] == "" {
				t.Errorf("the errors are %q, wanted one for %s; said was %s", last.errors, row.field, last.text())
			}
		})
	}
	after := h.dump("seen", "outbox", "receipt", "person", "account", "audit")
	for table := range before {
		if strings.Join(before[table], "\n") != strings.Join(after[table], "\n") {
			t.Errorf("%s was changed", table)
		}
	}
}

func TestOnlyTeachersMakeQuestions(t *testing.T) {
	t.Parallel()
	h, tess, ann := asking(t)
	form, err := tess.formOn("make item", "Which river?")
	h.must(err)
	if f, err := ann.formOn("make item", "x"); f != nil || chat.Sentence(err) == "" {
		t.Errorf("a learner gets %+v, %v", f, err)
	}
	ann.fills(form, map[string]string{"answer": "x"}).has("for teachers")
	ann.says("class item x = y").has("for teachers")
	ann.onMessage("make item", "x").has("for teachers")
	h.personAt(garden, "Tess").fills(form, map[string]string{"answer": "x"}).has("for teachers")
	if p := h.publications(); len(p) > 0 {
		t.Errorf("published were %+v", p)
	}
}

func TestAQuestionSentTwiceIsMadeOnce(t *testing.T) {
	t.Parallel()
	h, tess, _ := asking(t)
	form, err := tess.formOn("make item", "Which river?")
	h.must(err)
	ev := tess.event()
	ev.Press, ev.Fields = form.Value, map[string]string{"question": "Which river?", "answer": "Nile"}
	tess.does(ev).has("Published")
	tess.does(ev).nothing()
	tess.fills(form, map[string]string{"answer": "Nile"}).has("You have that question already")
	if k := h.ours(); len(k.Items) != 1 {
		t.Errorf("%d questions", len(k.Items))
	}
}

func TestAnotherClassHasQuestionsOfItsOwn(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	tess.says("class item First? = one").has("our-questions")
	tess.says("class new 6b, 13-17")
	tess.says("class item Second? = two").has("our-questions-2", "Our questions (6b)")
	tess.says("class use Class club")
	tess.says("class item Third? = three").has("number 2 of Our questions (Class club)")
	if p := h.publications(); len(p) != 2 {
		t.Errorf("published are %+v", p)
	}
}

func TestALearnerAsksTheirTeachersAboutAMessage(t *testing.T) {
	t.Parallel()
	h, tess, ann := asking(t)
	h.seed(school, func(tx bot.Tx) error {
		p, err := tx.Person(tess.idIn(tx))
		p.Home = tess.in.Key()
		return cmpOr(err, tx.PutPerson(p))
	})
	form, err := ann.formOn("ask", "Remember: no class on *Friday*")
	h.must(err)
	if len(form.Fields) != 2 || form.Fields[1].Value != "Remember: no class on *Friday*" {
		t.Fatalf("the form is %+v", form)
	}
	ann.fills(form, map[string]string{"answer": " "}).has("Write what you would like to ask")
	if all := h.alerts("club", alert.RuleAsked); len(all) > 0 {
		t.Errorf("the teachers were told %+v", all)
	}
	r := ann.fills(form, map[string]string{"answer": "Is the test then, or next week?"}).has("I've told Tess", "Meanwhile")
	all := h.alerts("club", alert.RuleAsked)
	if len(all) != 1 || all[0].Evidence.Words != "Is the test then, or next week? (about: “Remember: no class on *Friday*”)" {
		t.Fatalf("the alerts are %+v", all)
	}
	for _, p := range r.posts {
		if p.to.User != "ann" && p.to.User != "tess" {
			t.Errorf("%s was told", p.to.User)
		}
	}
	if got := textTo(r.posts, tess); !strings.Contains(got, "Ann asked for a person") || !strings.Contains(got, "about: “Remember: no class on *Friday*”") {
		t.Errorf("Tess reads %s", got)
	}
	// A second message is told as well.
	ann.fills(form, map[string]string{"answer": "And where?", "quote": "Hall 2"}).has("I've told Tess")
	if all := h.alerts("club", alert.RuleAsked); len(all) != 1 || !strings.Contains(all[0].Evidence.Words, "And where? (about: “Hall 2”)") {
		t.Errorf("the alerts are %+v", all)
	}
	tess.onMessage("ask", "x").has("learners ask their teachers")
}

func TestALearnerAsksAboutAMessageWithoutAForm(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	ann.onMessage("ask", "no class on Friday").has("no class on Friday", "What would you like to ask", "skip")
	ann.says("skip").has("That's fine")
	ann.onMessage("ask", "no class on Friday")
	ann.says("Is the test then?").has("I've told Tess")
	all := h.alerts("club", alert.RuleAsked)
	if len(all) != 1 || all[0].Evidence.Words != "Is the test then? (about: “no class on Friday”)" {
		t.Errorf("the alerts are %+v", all)
	}
	h.later(time.Minute)
}

func TestWhoIsInNoClassAsksNobody(t *testing.T) {
	t.Parallel()
	h := open(t, "")
	h.person("Zed").onMessage("ask", "x").has("aren't in a class with a teacher")
}

// Danger comes before all that a form is for.
func TestDangerInAQuestionAboutAMessageIsDanger(t *testing.T) {
	t.Parallel()
	h, _, ann := asking(t)
	form, err := ann.formOn("ask", "See you on Friday")
	h.must(err)
	ann.fills(form, map[string]string{"answer": "I want to kill myself"}).has("116111")
	if all := h.alerts("", alert.RuleDanger); len(all) != 1 {
		t.Errorf("the safety contact has %+v", all)
	}
	if all := h.alerts("club", alert.RuleAsked); len(all) != 0 {
		t.Errorf("the teachers have %+v", all)
	}
}

// What is written is shown as it was written, but for mathematics; and a skill
// that has a name is one skill however often it is named.
func TestAQuestionOfANewSkillIsShownAsItWasWritten(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	tess = tess.linkedOn(roomy)
	for n, row := range []struct{ question, shown string }{
		{"A costs $5 and B $6: how much are both?", "A costs $5 and B $6: how much are both?"},
		{"What is `a_b` # in *C*?", "What is `a_b` # in *C*?"},
		{`What is $\frac{1}{2}$ of 4_4 _now_?`, "What is 1/2 of 4_4 _now_?"},
		{"1. [[1]] {{x}} ![a](media/a.png)", "1. [[1]] {{x}} ![a](media/a.png)"},
		{"ما عاصمة مصر؟", "ما عاصمة مصر؟"},
	} {
		form, err := tess.formOn("make item", row.question)
		h.must(err)
		if len(form.Fields) != 6 {
			t.Fatalf("the form has %d fields", len(form.Fields))
		}
		tess.fills(form, map[string]string{"answer": "eleven", "new-skill": []string{"Our *Maths*", "our *maths*"}[n%2]}).has(row.shown)
	}
	k := h.ours()
	if len(k.Skills) != 1 || k.Skills[0].ID != "our-maths" || len(k.Items) != 5 {
		t.Errorf("the skills are %+v, of %d questions", k.Skills, len(k.Items))
	}
}

// The other courses stay what they were where something was published beside them.
func TestTheOtherCoursesArePractisedBesideAClassesOwnQuestions(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	tess.says("class item What is 7 × 8? = 56").has("Published")
	ann.says("practice tiles")
	q, _, ok := ann.question()
	if !ok || q.Version == "" {
		t.Fatalf("asked was %+v", q)
	}
	ann.answers(true).has("Right")
	ann.says("hint")
	ann.answers(false)
	h.verify(school)
}

func TestDangerInAMessageThatIsAskedAboutIsTheSafetyContacts(t *testing.T) {
	t.Parallel()
	for _, where := range []string{platform, modal} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			h, _ := club(t)
			tom := h.member("Tom", "club", coach.Teacher, time.Time{})
			ann := h.person("Ann").through(where, "ann").meets()
			before := len(h.posts)
			form, err := ann.formOn("ask", "Bob says: "+despair)
			h.must(err)
			if form == nil {
				ann.onMessage("ask", "Bob says: "+despair).has("I've told Tess")
			} else {
				ann.fills(form, map[string]string{"answer": "What now?"}).has("I've told Tess")
			}
			if text := textTo(h.posts[before:], tom); text != "" {
				t.Errorf("another teacher reads %s", text)
			}
		})
	}
}

func TestATeacherWhoAsksForAPersonIsNotToldThatSomebodyKnows(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	tom := h.member("Tom", "club", coach.Teacher, time.Time{})
	tom.says("person").has("Tess", "write to them yourself").lacks("I've told", "on the list")
}

func TestQuestionsOfAnotherClassAreNotChangedFromHere(t *testing.T) {
	t.Parallel()
	h, tess, _ := asking(t)
	tess.says("class item Who wrote this? = Tess").has("Published")
	before := h.ours().Items
	h.seed(school, func(tx bot.Tx) error {
		return tx.PutClass(coach.Class{ID: "other", Name: "Other", Code: "OTHE-RRRR", Courses: []string{"tiles"}})
	})
	oto := h.member("Oto", "other", coach.Teacher, time.Time{})
	oto.says("class course our-questions").has("Other practises")
	oto.says("class item off").has("no question of your own")
	oto.says("class item Who wrote that? = Oto").has("Published", "our-questions-2")
	oto.says("class item off").has("Taken back")
	if diff := cmp.Diff(before, h.ours().Items); diff != "" {
		t.Errorf("the questions of Tess's class change:\n%s", diff)
	}
}
