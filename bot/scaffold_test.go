package bot_test

import (
	"strings"
	"testing"

	"pacer/bot"
	"pacer/coach"
)

// scaffolded brings somebody to the first scaffold of an item.
func scaffolded(t *testing.T) *voice {
	t.Helper()
	ann, _ := at(t, "steps")
	ann.says("hint").has("Hint 1 of 3: Split 13 into 10 and 3.")
	ann.presses("Hint").has("Hint 2 of 3 is a smaller question on the way:\nHow much is 12 × 10?", "(Type a number.)", "[Skip]").lacks("[Hint]", "last one")
	return ann
}

func TestAScaffoldIsAnsweredAndLeadsBack(t *testing.T) {
	t.Parallel()
	ann := scaffolded(t)
	ann.says("120").has("Yes: 120. A zero is put behind 12.", "Back to: How much is 12 × 13?", "[Hint] [Skip]")
	if e := ann.entries(); len(e) != 0 {
		t.Errorf("the log has %+v", e)
	}
	ann.says("hint").has("Hint 3 of 3 is a smaller question", "That is the last one, so the question above won't count either way", "Which is 12 × 3?", "36]")
	ann.says("15").has("Not yet: ", "It is ", "12, 24, 36.", "Back to: How much is 12 × 13?", "[Skip]").lacks("[Hint]")
	ann.says("hint").has("no more hints")
	ann.says("156").has("Right: 156.", "2/6")
	e := ann.entries()
	if len(e) != 1 || e[0].Counts || e[0].Hints != 3 || e[0].Try != 1 {
		t.Errorf("the log has %+v", e)
	}
	if q, _, _ := ann.question(); q.Why.Kind != "twin" {
		t.Errorf("after the last hint comes %s", q.Why.Kind)
	}
	ann.says("why").has("You saw the last hint of a question like this one, so here is one to try without help.")
	ann.verify(school)
}

func TestAKnownSlipInAScaffoldIsToldAndExplained(t *testing.T) {
	t.Parallel()
	ann := scaffolded(t)
	ann.says("22").has("Not yet: 22. 22 is 12 + 10. It is 120. A zero is put behind 12.", "Back to:")
	ann.says("156").has("Right: 156.")
	if e := ann.entries(); len(e) != 1 || !e[0].Counts || e[0].Hints != 2 {
		t.Errorf("the log has %+v", e)
	}
}

func TestHintAndSkipShowAScaffoldsAnswer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		do   func(v *voice) reply
	}{
		{"hint", func(v *voice) reply { return v.says("hint") }},
		{"skip", func(v *voice) reply { return v.says("skip") }},
		{"not knowing", func(v *voice) reply { return v.says("idk") }},
		{"hint as a command", func(v *voice) reply { return v.commands("hint") }},
		{"skip as a command", func(v *voice) reply { return v.commands("skip") }},
		{"a press on its skip", func(v *voice) reply { return v.presses("Skip") }},
		{"a press on the hint of the question", func(v *voice) reply {
			q, _, _ := v.question()
			return v.pressesValue(q.ID + ":hint")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ann := scaffolded(t)
			q, _, _ := ann.question()
			tt.do(ann).has("It is 120. A zero is put behind 12.", "Back to: How much is 12 × 13?").lacks("No problem", "Hint 3")
			if now, _, ok := ann.question(); !ok || now.ID != q.ID || now.Hints != 2 {
				t.Errorf("%+v is open", now)
			}
			ann.says("hint").has("Hint 3 of 3")
			if len(ann.entries()) != 0 {
				t.Error("it was counted")
			}
		})
	}
}

func TestWhatFitsOnlyTheQuestionIsItsAnswer(t *testing.T) {
	t.Parallel()
	t.Run("its right answer", func(t *testing.T) {
		t.Parallel()
		ann := scaffolded(t)
		ann.says("156").has("Right: 156.", "2/6")
	})
	t.Run("a wrong answer that both can read is the scaffold's", func(t *testing.T) {
		t.Parallel()
		ann := scaffolded(t)
		ann.says("155").has("Not yet: 155. It is 120.", "Back to:")
	})
	t.Run("a number, where a letter is asked for on the way", func(t *testing.T) {
		t.Parallel()
		ann := scaffolded(t)
		ann.says("120")
		ann.says("hint").has("Which is 12 × 3?")
		ann.says("146").has("Not yet: 146. One ten was lost on the way.", "Have another try")
		ann.says("a").has("I couldn't read that as a number") // the scaffold is over
		ann.says("156").has("That's it")
	})
	t.Run("other ways in and why are about the question", func(t *testing.T) {
		t.Parallel()
		ann := scaffolded(t)
		ann.says("why").has("This begins")
		ann.says("another way").has("Another way (")
		ann.says("what is that?").has("That sounds like a question")
		ann.says("120").has("Yes: 120.")
	})
}

func TestAScaffoldOutlivesARestartAndIsAskedAgain(t *testing.T) {
	t.Parallel()
	ann := scaffolded(t)
	ann.restart()
	ann.says("practice").has("Here is where we were.", "How much is 12 × 13?", "Hint 2 of 3 is a smaller question on the way:\nHow much is 12 × 10?")
	ann.says("120").has("Yes: 120.", "Back to:")
}

func TestAScaffoldEndsWithItsQuestion(t *testing.T) {
	t.Parallel()
	ann := scaffolded(t)
	var id string
	ann.view(school, func(r bot.Reader) error {
		all, err := r.Questions(ann.id(), ann.in.Key(), 1)
		id = all[0].ID
		return err
	})
	q, _, _ := ann.question()
	ann.pressesValue(q.ID+":skip").has("No problem. The answer is 156.", "2/6")
	for _, what := range []string{"A", "120", "skip"} {
		ann.pressesValue(id+":"+what).has("Say practice").lacks("Yes:", "Back to:")
	}
	ann.answers(true).has("Right")
	ann.view(school, func(r bot.Reader) error {
		q, err := r.Question(id)
		if q.Ask != coach.AskScaffold || q.IsOpen() {
			t.Errorf("the scaffold is %+v", q)
		}
		return err
	})
	bob := ann.person("Bob").meets()
	bob.pressesValue(id + ":skip").has("meant for somebody else")
}

// However a learner wanders through hints and scaffolds, the question they
// belong to stays open until it is answered or skipped.
func TestAScaffoldNeverLosesTheQuestion(t *testing.T) {
	t.Parallel()
	for _, word := range sayable {
		if contains(over, word) || strings.HasPrefix(word, "stop") {
			continue
		}
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			ann := scaffolded(t)
			before, _, _ := ann.question()
			r := ann.says(word)
			if p := r.posts[len(r.posts)-1]; !hasNextStep(p) {
				t.Errorf("no next step:\n%s", p.text())
			}
			if strings.Contains(r.text(), "pass on? Type it") || strings.Contains(r.text(), "by when?") {
				ann.says("skip")
			}
			after, _, ok := ann.question()
			if !ok || after.ID != before.ID || len(ann.entries()) > 0 {
				t.Fatalf("%q lost the question; it was answered:\n%s", word, r.text())
			}
			ann.says("156").has("Right: 156.")
		})
	}
}

func TestAnAnswerToAScaffoldIsNoMessageToTheTeacher(t *testing.T) {
	t.Parallel()
	ann := scaffolded(t)
	ann.says("person").has("pass on? Type it")
	ann.says("120").has("Yes: 120.", "Back to:").lacks("Passed on")
	ann.says("I am stuck on tens").has("Passed on")
}
