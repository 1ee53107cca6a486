package bot_test

import (
	"strings"
	"testing"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/course"
)

// makes makes a question step by step, up to the last look at it.
func (v *voice) makes(question, answer, wrong, why string) reply {
	v.t.Helper()
	v.says("make").has("What do you ask?")
	v.says(question).has("what is the right answer?")
	v.says(answer).has("choose from several answers")
	v.says(wrong).has("Why is that right?")
	return v.says(why).has("This is your question", "Your teachers see that it is from you. Nobody else does.")
}

// ownItems are the questions of the class's own.
func (h *house) ownItems() (all []course.Item) {
	h.t.Helper()
	h.view(school, func(r bot.Reader) error {
		p, err := r.Publication("our-questions")
		if err != nil || p.State != bot.Published {
			return nil
		}
		k, err := bot.PublishedCourse(r, p)
		all = k.Items
		return err
	})
	return all
}

func TestALearnersQuestionIsAcceptedAndPractised(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.says("stop")
	ann.says("no")
	r := ann.makes("How many edges has a row of 9 tiles?", "10", "9; 11", "One edge more than tiles.")
	r.has("Right: 10", "9", "11", "One edge more than tiles.")
	r = ann.says("send").has("Your teachers look at it")
	if got := textTo(r.posts, tess); !strings.Contains(got, "Ann made a question for Class club") {
		t.Errorf("Tess reads %q", got)
	}
	if len(h.ownItems()) != 0 {
		t.Fatal("it is asked before a teacher has seen it")
	}
	tess.says("class").has("1 question that a learner made waits for you")
	tess.says("class offers").has("Ann made this question", "How many edges has a row of 9 tiles?")
	r = tess.presses("Accept").has("Accepted")
	if got := textTo(r.posts, ann); !strings.Contains(got, "Tess likes your question") {
		t.Errorf("Ann reads %q", got)
	}
	items := h.ownItems()
	if len(items) != 1 || items[0].Kind != course.Choice || len(items[0].Options) != 3 || !items[0].Options[0].Right || items[0].Explanation != "One edge more than tiles\\." && items[0].Explanation != "One edge more than tiles." {
		t.Fatalf("%+v", items)
	}
	for _, row := range h.dump()["file"] {
		if strings.Contains(row, "Ann") {
			t.Errorf("the course names who made it: %s", row)
		}
	}
	tess.presses("Accept").has("decided already")
	tess.says("class offers").has("No question of a learner waits")
	bob := h.person("Bob").meets()
	bob.says("stop")
	bob.says("no")
	bob.says("practice our-questions").has("How many edges has a row of 9 tiles?").lacks("Ann")
	if made := ann.madeBy(); made.State != coach.MadeAccepted || made.Item == "" || made.Course != "our-questions" {
		t.Errorf("%+v", made)
	}
}

// madeBy is what became of the newest question that somebody made.
func (v *voice) madeBy() (m coach.Made) {
	v.t.Helper()
	id := v.id()
	v.view(v.in.Place, func(r bot.Reader) error {
		all, err := r.Questions(id, v.in.Key(), 50)
		for _, q := range all {
			if q.Made != nil {
				m = *q.Made
				break
			}
		}
		return err
	})
	return m
}

func TestALearnersQuestionIsDeclinedKindlyOrChanged(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.says("stop")
	ann.says("no")
	ann.says("make How long is a row of 4 tiles? = long").has("choose from several answers")
	ann.says("skip")
	ann.says("skip").has("This is your question")
	ann.presses("Give it to my teachers").has("Your teachers look at it")
	list := tess.says("class offers").has("Ann made this question")
	id := strings.Fields(list.posts[0].choices()[0].Word)[2]
	tess.says("class offers " + id + " shout").has("decline and a kind word")
	tess.says("class offers zzzz accept").has("Say class offers")
	r := tess.says("class offers " + id + " decline A number says more than a word.").has("Declined")
	if got := textTo(r.posts, ann); !strings.Contains(got, "A number says more than a word.") || !strings.Contains(got, "Thank you for making it") {
		t.Errorf("Ann reads %q", got)
	}
	ann.says("make How long is a row of 4 tiles? = four")
	ann.says("skip")
	ann.says("skip")
	ann.says("send")
	list = tess.says("class offers")
	id = strings.Fields(list.posts[0].choices()[0].Word)[2]
	tess.says("class offers " + id + " edit").has("QUESTION = ANSWER")
	tess.says("class offers " + id + " edit How many tiles has a row of 4? = 4").has("Accepted")
	items := h.ownItems()
	if len(items) != 1 || items[0].Answer != "4" || items[0].Kind != course.Number || !strings.Contains(items[0].Question, "How many tiles") {
		t.Errorf("%+v", items)
	}
}

func TestALearnersQuestionIsChangedInAForm(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets().onForms(h, modal)
	boss := tess.onForms(h, modal)
	ann.says("stop")
	ann.says("no")
	f, err := ann.asksFor(func(ev *chat.Event) { ev.Text, ev.Command = "make", true })
	if err != nil || f == nil {
		t.Fatal(f, err)
	}
	checkForm(t, f, modal)
	ann.submits(f, map[string]string{"question": "What is 2 + 2?", "answer": "4", "wrong": "4\n5"}).has("only once")
	ann.submits(f, map[string]string{"question": "What is 2 + 2?", "answer": "4", "wrong": "3\n5", "explanation": "Two and two."}).has("This is your question")
	ann.says("send").has("Your teachers look at it")
	boss.says("class offers")
	edit := boss.opens("Change and accept")
	if edit.Fields[0].Value != "What is 2 + 2?" {
		t.Errorf("%+v", edit.Fields)
	}
	boss.submits(edit, map[string]string{"question": "What is 2 + 3?", "answer": "5", "wrong": "3\n4"}).has("Accepted")
	if items := h.ownItems(); len(items) != 1 || !strings.Contains(items[0].Question, "2 + 3") {
		t.Errorf("%+v", items)
	}
	ann.submits(f, map[string]string{"question": "What is 3 + 3?", "answer": "6"}).has("This is your question")
	ann.says("send")
	boss.says("class offers")
	boss.submits(boss.opens("Decline"), map[string]string{"answer": "We have many sums."}).has("Declined")
	if made := ann.madeBy(); made.State != coach.MadeDeclined || made.Word != "We have many sums." {
		t.Errorf("%+v", made)
	}
}

func TestABadQuestionGetsASentence(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.says("stop")
	ann.says("no")
	ann.says("make what is this").has("make QUESTION = ANSWER")
	ann.says("make")
	ann.says(strings.Repeat("long ", 400)).has("at most")
	ann.says("skip").has("A question needs that")
	ann.says("What is 5 + 5?")
	ann.says(strings.Repeat("9", 300)).has("at most")
	ann.says("10")
	ann.says("10; 11").has("only once")
	ann.says("1;2;3;4;5;6;7").has("enough")
	ann.says("drop it").has("Dropped")
	for range coach.MadeWaiting {
		ann.says("make What is " + strings.Repeat("1 + ", len(ann.in.Key())+len(h.posts)) + "1? = 7")
		ann.says("skip")
		ann.says("skip")
		ann.says("send")
	}
	ann.says("make What is 8 + 1? = 9").has("wait for your teachers already")
	tess.says("make What is 8 + 1? = 9").has("make is for learners")
	other := h.person("Zoe")
	other.says("hi")
	forged := h.classOffers()[0]
	other.pressesValue("offer " + forged + ":accept").lacks("Accepted")
	other.pressesValue("offer " + forged + ":decline").lacks("Declined")
	ann.pressesValue("offer " + forged + ":accept").lacks("Accepted")
	if len(h.ownItems()) != 0 || len(h.classOffers()) != coach.MadeWaiting {
		t.Errorf("somebody accepted it who may not: %v", h.classOffers())
	}
	ann.says("make")
	ann.says(despair).has("you deserve a person now")
}

// classOffers are the questions in which learners made some that wait.
func (h *house) classOffers() (ids []string) {
	h.t.Helper()
	h.view(school, func(r bot.Reader) error {
		c, err := r.Class("club")
		ids = c.Offers
		return err
	})
	return ids
}

func TestTheAnswerOfAMadeQuestionIsNoAnswerToTheOpenItem(t *testing.T) {
	t.Parallel()
	ann, _ := at(t, "rows-number")
	ann.says("make").has("What do you ask?")
	ann.says("How many are two and two?").has("what is the right answer?")
	before := len(ann.entries())
	ann.says("4").lacks("Not yet")
	if n := len(ann.entries()); n != before {
		t.Errorf("%d entries are in the log, %d before", n, before)
	}
}
