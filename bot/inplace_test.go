package bot_test

import (
	"strings"
	"testing"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
	"pacer/coach/course"
)

// placed fails unless the first message of a reply takes the place of another,
// in the acknowledgement if that was pressed, with nothing left to press.
func (r reply) placed(of string, pressed bool) post {
	r.to.t.Helper()
	p := r.posts[0]
	if p.Edits != of || p.updates != pressed || len(p.choices()) > 0 {
		r.to.t.Fatalf("wanted in place of %s (pressed: %t), got edits %q, updates %t, %v:\n%s", of, pressed, p.Edits, p.updates, p.choices(), p.text())
	}
	return p
}

// apart fails if any message of a reply takes the place of another.
func (r reply) apart() reply {
	r.to.t.Helper()
	for _, p := range r.posts {
		if p.Edits != "" || p.updates {
			r.to.t.Fatalf("takes the place of %q:\n%s", p.Edits, p.text())
		}
	}
	return r
}

// rightLetter and wrongLetter are what is pressed for an answer.
func rightLetter(t testing.TB, q coach.Question, it *course.Item) string {
	if it.Kind == course.TrueFalse {
		return map[string]string{"true": "A", "false": "B"}[it.Answer]
	}
	return lettered(t, q, it, rightOptions(it)[0])
}

func wrongLetter(t testing.TB, q coach.Question, it *course.Item) string {
	if rightLetter(t, q, it) == "A" {
		return "B"
	}
	return "A"
}

func TestAPressedQuestionBecomesItsResult(t *testing.T) {
	t.Parallel()
	choice := firstOf(t, course.Choice)
	ann, _ := atOn(t, modal, choice)
	q, it, _ := ann.question()
	asked := ann.posts[len(ann.posts)-1]
	r := ann.pressesValue(q.ID + ":" + rightLetter(t, q, it))
	text := r.placed(asked.id, true).text()
	for _, want := range append([]string{it.Question, "You chose " + rightLetter(t, q, it) + ": " + rightOptions(it)[0], "\n\nRight. "}, optionTexts(it)...) {
		if !strings.Contains(text, want) {
			t.Errorf("it became:\n%s\nwanted in it: %s", text, want)
		}
	}
	if next := r.posts[1]; next.Edits != "" || !strings.Contains(next.text(), "2/6") {
		t.Errorf("after it comes:\n%s", next.text())
	}
	ann.pressesValue(q.ID + ":" + rightLetter(t, q, it)).has("answered already")
}

func optionTexts(it *course.Item) (all []string) {
	for _, o := range it.Options {
		all = append(all, o.Text)
	}
	return all
}

// firstOf is the first item of tiles of a kind, by its ID.
func firstOf(t testing.TB, kind course.Kind) string {
	t.Helper()
	for _, it := range courses(t)["tiles"].Items {
		if it.Kind == kind && (kind != course.Choice || len(it.Options) > 2) {
			return it.ID
		}
	}
	t.Fatalf("tiles has no %s", kind)
	return ""
}

func TestAfterAWrongTryTheQuestionStaysToBePressed(t *testing.T) {
	t.Parallel()
	ann, _ := atOn(t, modal, firstOf(t, course.Choice))
	q, it, _ := ann.question()
	asked := ann.posts[len(ann.posts)-1]
	ann.pressesValue(q.ID+":"+wrongLetter(t, q, it)).apart().has("Not yet: ", "Have another try")
	r := ann.pressesValue(q.ID + ":" + rightLetter(t, q, it))
	if text := r.placed(asked.id, true).text(); !strings.Contains(text, "You chose ") || !strings.Contains(text, "That's it.") {
		t.Errorf("it became:\n%s", text)
	}
	ann.verify(school)
}

func TestATypedAnswerTakesThePlaceOfAQuestionRightAboveIt(t *testing.T) {
	t.Parallel()
	ann, _ := atOn(t, modal, "expression")
	q, it, _ := ann.question()
	asked := ann.posts[len(ann.posts)-1]
	if text := ann.says(right(q, it)).placed(asked.id, false).text(); !strings.Contains(text, "Write x + x + 1 in a shorter way.\n") || !strings.Contains(text, "You answered: 2x + 1") {
		t.Errorf("it became:\n%s", text)
	}

	ann, _ = atOn(t, modal, "expression")
	ann.says("hint")
	ann.says(right(q, it)).apart().has("Right: 2x + 1.")

	ann, _ = atOn(t, modal, "expression")
	ann.says("x^2 + 1").apart()
	ann.says(right(q, it)).apart().has("That's it: 2x + 1.")

	ann, _ = atOn(t, platform, "expression")
	ann.says(right(q, it)).apart().has("Right: 2x + 1.")
}

func TestASkippedQuestionBecomesItsAnswer(t *testing.T) {
	t.Parallel()
	ann, _ := atOn(t, modal, "expression")
	asked := ann.posts[len(ann.posts)-1]
	if text := ann.presses("Skip").placed(asked.id, true).text(); !strings.Contains(text, "in a shorter way.") || !strings.Contains(text, "No problem. The answer is") {
		t.Errorf("it became:\n%s", text)
	}
	ann, _ = atOn(t, modal, "expression")
	ann.presses("Hint").apart()
	ann.presses("Skip").apart().has("No problem.") // the one below the hint
}

func TestAQuestionWithAPictureStaysWhereItIs(t *testing.T) {
	t.Parallel()
	ann, _ := atOn(t, modal, "picture")
	q, it, _ := ann.question()
	ann.pressesValue(q.ID + ":" + rightLetter(t, q, it)).apart().has("Right")
}

// sure begins a session of which a question of two answers, or of more, asks
// how sure the learner is, and goes on to that one.
func asksSure(t testing.TB, kind course.Kind) (ann *voice, q coach.Question, it *course.Item) {
	t.Helper()
	h, _ := club(t, only(t, kind))
	ann = h.person("Ann").through(modal, "ann").meets()
	for range 60 {
		q, it, ok := ann.question()
		switch {
		case !ok:
			ann.says("practice only-" + string(kind))
		case q.Sure && (kind != course.Choice || len(it.Options) > 2):
			return ann, q, it
		default:
			ann.commands("skip")
		}
	}
	t.Fatal("nobody is ever asked how sure they are")
	return nil, q, nil
}

func TestHowSureIsAskedAndAnsweredInThePlaceOfTheQuestion(t *testing.T) {
	t.Parallel()
	ann, q, it := asksSure(t, course.Choice)
	asked := ann.posts[len(ann.posts)-1]
	r := ann.pressesValue(q.ID+":"+rightLetter(t, q, it)).has(it.Question, "Before I show the result: how sure are you?")
	if p := r.posts[0]; len(r.posts) != 1 || p.Edits != asked.id || !p.updates || len(p.choices()) != 3 {
		t.Fatalf("%d messages, the first edits %q: %v", len(r.posts), p.Edits, p.choices())
	}
	sure := r.posts[0]
	text := ann.presses("think so").placed(sure.id, true).text()
	for _, want := range []string{it.Question, "You chose ", "Right. "} {
		if !strings.Contains(text, want) {
			t.Errorf("it became:\n%s\nwanted in it: %s", text, want)
		}
	}
	ann.verify(school)
}

func TestAQuestionIsPressedAgainInItsPlaceAfterHowSure(t *testing.T) {
	t.Parallel()
	for _, typed := range []bool{false, true} {
		ann, q, it := asksSure(t, course.Choice)
		sure := ann.pressesValue(q.ID + ":" + wrongLetter(t, q, it)).posts[0]
		var r reply
		if typed {
			r = ann.says("2")
		} else {
			r = ann.presses("think so")
		}
		r.has(it.Question, "Not yet: ", "Have another try")
		back := r.posts[0]
		if back.Edits != sure.id || back.updates == typed || len(back.choices()) < len(it.Options) {
			t.Fatalf("it edits %q, updates %t, and has %v", back.Edits, back.updates, back.choices())
		}
		if text := ann.pressesValue(q.ID+":"+rightLetter(t, q, it)).placed(back.id, true).text(); !strings.Contains(text, "That's it. ") {
			t.Errorf("it became:\n%s", text)
		}
		ann.verify(school)
	}
}

func TestWhatWasChosenStandsWhereItWasAsked(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").through(modal, "ann")
	var r reply
	chosen := func(label, want string) {
		t.Helper()
		asked := ann.posts[len(ann.posts)-1]
		r = ann.presses(label)
		if got := r.placed(asked.id, true).text(); got != want {
			t.Errorf("it became: %s", got)
		}
	}
	ann.says("hi")
	chosen("5 minutes", "How long shall we practise at a time? You chose 5 minutes.")
	r.has("When may I write to you first?")
	chosen("after school (16:00)", "When may I write to you first? You chose after school (16:00).")
	r.has("Monday to Friday at 16:00")

	ann.says("stop").has("Shall I also stop writing to you first?")
	chosen("No, that's fine", "Shall I also stop writing to you first? You chose No, that's fine.")

	ann.change(func(p *coach.Person) { p.Met = coach.StepDone })
	h.until(monday.AddDate(0, 0, 1).Add(3 * 60 * 60e9)) // after 16:00 of the next day
	ann.last()
	chosen("Yes", "Ready for practice? You chose Yes.")
	r.has("1/6")
}

func TestAPressedScaffoldBecomesItsResult(t *testing.T) {
	t.Parallel()
	ann, _ := atOn(t, modal, "steps")
	ann.says("hint")
	ann.says("hint")
	asked := ann.posts[len(ann.posts)-1]
	r := ann.presses("Skip")
	if text := r.placed(asked.id, true).text(); !strings.Contains(text, "12 × 10") || !strings.Contains(text, "It is 120.") {
		t.Errorf("it became:\n%s", text)
	}
	if back := r.posts[1]; back.Edits != "" || !strings.Contains(back.text(), "Back to: How much is 12 × 13?") {
		t.Errorf("after it comes:\n%s", back.text())
	}
	ann.says("156").has("Right: 156.")
	ann.verify(school)
}

func TestAJudgementStandsBelowTheModelAnswer(t *testing.T) {
	t.Parallel()
	ann, _ := atOn(t, modal, firstOf(t, course.Free))
	_, it, _ := ann.question()
	asked := ann.says("Something else entirely, I would say").posts[0]
	if asked.Edits == "" || !strings.Contains(asked.text(), it.Question) {
		t.Errorf("to compare with stands:\n%s", asked.text())
	}
	if text := ann.presses("partly").placed(asked.id, true).text(); !strings.Contains(text, it.Model) || !strings.Contains(text, "You judged: partly.") {
		t.Errorf("it became:\n%s", text)
	}
	ann.verify(school)
}

// A press in another conversation than the question was last asked in edits
// nothing there.
func TestNothingIsEditedInAnotherConversation(t *testing.T) {
	t.Parallel()
	ann, _ := atOn(t, modal, firstOf(t, course.Choice))
	q, it, _ := ann.question()
	phone := ann.through(modal, "ann-on-the-phone")
	id := ann.id()
	ann.seed(school, func(tx bot.Tx) error {
		return tx.PutAccount(coach.Account{Platform: modal, Place: school, User: "ann-on-the-phone", Person: id})
	})
	phone.pressesValue(q.ID + ":" + rightLetter(t, q, it)).apart().has("Right: ")
}

func TestALongQuestionIsFollowedByItsResult(t *testing.T) {
	t.Parallel()
	ann, _ := atOn(t, modal, firstOf(t, course.Choice))
	caps := ann.bot.Platforms[modal]
	caps.MaxText = 100
	ann.bot.Platforms[modal] = caps
	q, it, _ := ann.question()
	r := ann.pressesValue(q.ID + ":" + rightLetter(t, q, it)).apart().has("Right: ")
	for _, p := range r.posts {
		if n := len(chat.Fit(p.Message, caps)); n != 1 {
			t.Errorf("a message of %d:\n%s", n, p.text())
		}
	}
}

func TestAPressedPingBecomesWhatWasDoneAboutIt(t *testing.T) {
	t.Parallel()
	_, ann, tess := formingClub(t)
	ann.commands("person I don't get areas")
	r := tess.presses("I'll do it").has("On your list since", "[Done]", "[Send a note]").lacks("Snooze")
	if p := r.posts[len(r.posts)-1]; !p.updates || p.Edits != "" {
		t.Errorf("it updates %t, and edits %q", p.updates, p.Edits)
	}
	if p := tess.presses("Done").has("Closed: Ann").posts[0]; !p.updates || len(p.choices()) > 0 {
		t.Errorf("it updates %t, with %v to press", p.updates, p.choices())
	}
	ann.commands("person once more")
	if p := tess.pressesValue(pageButton(t, tess.home(), "I'll do it").Value).has("On your list since").posts[0]; p.updates {
		t.Error("on their page a ping is updated")
	}
	if p := tess.says("alert").posts[0]; p.updates {
		t.Error("what is said updates something")
	}
}
