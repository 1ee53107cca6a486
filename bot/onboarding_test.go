package bot_test

import (
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
)

func TestTheThirdMessageBringsTheFirstQuestion(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann")
	ann.says("hi").has("Hi Ann! I'm Pacer.", "two short questions", "How long shall we practise", "B  5 minutes")
	ann.says("c").has("When may I write to you first?", "never, I'll come to you")
	ann.says("b").has("Monday to Friday at 19:00", "where to start", "1/5")
	p := ann.self()
	if p.Settings.Minutes != 15 || p.Settings.CheckIn != "0 19 * * MON-FRI" || !p.Settings.Own {
		t.Errorf("the settings are %+v", p.Settings)
	}
	if _, it, ok := ann.question(); !ok || it == nil {
		t.Error("no item is open")
	}
}

func TestTheOpeningQuestionsTakeLettersWordsAndPresses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, long, when string
		minutes          int
		checkIn          string
	}{
		{"letters", "A", "(a)", 2, "0 16 * * MON-FRI"},
		{"numbers and words", "15 minutes please", "never, I'll come to you", 15, ""},
		{"words", "5 minutes", "in the evening (19:00)", 5, "0 19 * * MON-FRI"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, _ := club(t)
			ann := h.person("Ann")
			ann.says("good morning")
			ann.says(tt.long)
			ann.says(tt.when)
			if s := ann.self().Settings; s.Minutes != tt.minutes || s.CheckIn != tt.checkIn {
				t.Errorf("%d minutes, %q", s.Minutes, s.CheckIn)
			}
		})
	}
	h, _ := club(t)
	ann := h.person("Ann")
	ann.says("hi")
	ann.presses("2 minutes")
	ann.presses("never, I'll come to you").has("1/5")
	ann.presses("2 minutes").has("answered already")
	if s := ann.self().Settings; s.Minutes != 2 {
		t.Errorf("a second press changed the minutes to %d", s.Minutes)
	}
}

func TestWhatIsNoAnswerToAnOpeningQuestionIsAskedForAgain(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann")
	ann.says("hi")
	ann.says("a very long time").has("Type one of the letters")
	ann.says("z").has("Type one of the letters")
	ann.says("b").has("When may I write to you first?")
}

func TestACommandInTheMiddleOfMeetingIsObeyedAndTheRestAskedAfterTheSession(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann")
	ann.says("hi")
	ann.says("practice").has("1/6")
	if s := ann.self().Settings; s.Minutes != 5 || s.CheckIn != "" || s.Own {
		t.Errorf("the defaults do not stand: %+v", s)
	}
	var r reply
	for {
		if _, _, ok := ann.question(); !ok {
			break
		}
		r = ann.answers(true)
	}
	r.has("That was today's practice", "Here is one question that I left out at the start.", "How long")
	ann.says("b").has("When may I write")
	ann.says("c").has("I leave the first word to you", "practice").lacks("1/5", "where to begin")
	ann.says("practice").has("1/5")
}

func TestWhoeverSaysACommandFirstIsNotKeptFromIt(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	h.person("Ann").says("practice").has("1/6")
	h.person("Bob").commands("help").has("You can always say")
	h.person("Cat").says("person").has("I've told Tess")
}

func TestWhoeverIsInNoClassIsAskedForItsCode(t *testing.T) {
	t.Parallel()
	h := open(t, "")
	h.seed(school, func(tx bot.Tx) error {
		if err := tx.PutCode(coach.Code{Code: "ABCD-EFGH", Kind: coach.CodeClass, Subject: "c"}); err != nil {
			return err
		}
		return tx.PutClass(coach.Class{ID: "c", Name: "5b", Code: "ABCD-EFGH", Courses: []string{"tiles"}})
	})
	ann := h.person("Ann")
	ann.says("hi there").has("has a join code for you")
	ann.says("what code?").has("has a join code for you")
	ann.says("AAAA-AAAA").has("I don't know that code")
	ann.says("practice").has("type the join code")
	ann.says(" abcd-efgh ").has("You are in 5b now")
	ann.says("practice").has("1/6")
	ann.says("ABCD-EFGH").has("You are in 5b already")

	bob := h.person("Bob")
	bob.says("hello").has("has a join code for you")
	bob.says("ABCD-EFGH").has("You are in 5b now", "two short questions", "How long")
	bob.says("a")
	bob.says("a").has("1/5")
}

func TestAClassWithoutACourseSaysSo(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	tess.says("class course off tiles")
	tess.says("class course off birds").has("doesn't practise Birds any more")
	ann := h.person("Ann")
	ann.says("hi")
	ann.says("b")
	ann.says("c").has("no course yet", "person")
	ann.says("practice").has("no course yet")
	ann.says("review").has("no course yet")
}

func TestTheOwnersCodeMakesOneOwnerOnce(t *testing.T) {
	t.Parallel()
	h := open(t, "")
	olga, mallory := h.person("Olga"), h.person("Mallory")
	olga.code("OWNE-RRRR", coach.CodeOwner, "")
	olga.says("OWNE-RRRR").has("You are the owner now", "class new")
	mallory.says("OWNE-RRRR").has("I don't know that code")
	if !olga.self().Owner || mallory.self().Owner {
		t.Error("the wrong person is the owner")
	}
	if lines := h.dump()["audit"]; len(lines) != 1 || !strings.Contains(lines[0], "owner") {
		t.Errorf("the audit trail is %q", lines)
	}
	olga.says("practice").has("class new")
	olga.says("class new 5b, under 13").has("Class 5b is made", "Next: class course and one of", "tiles")
}

func TestATeachersCodeMakesATeacherOnce(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	code := codeIn(tess.says("class appoint").text())
	sue := h.person("Sue")
	sue.says("hi")
	sue.says(code).has("you are a teacher here now")
	sue.says("class").has("Class club")
	h.person("Mallory").says(code).has("I don't know that code")

	other := open(t, "")
	olga := other.person("Olga")
	olga.code("OWNE-RRRR", coach.CodeOwner, "")
	olga.says("OWNE-RRRR")
	maker := other.person("Max")
	maker.says(codeIn(olga.says("class appoint").text())).has("teacher here now")
	maker.says("hi").has("Say practice").lacks("How long")
	maker.says("class").has("That is for teachers")
	maker.says("class new 6a, 13-17").has("Class 6a is made")
	maker.says("class").has("6a: 0 learners")
}

func TestACodeRunsOut(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	code := codeIn(tess.says("class appoint").text())
	h.later(8 * 24 * time.Hour)
	sue := h.person("Sue")
	sue.says(code).has("too old to work")
	sue.says("class").has("That is for teachers")
}

// codeIn finds the code in a text.
func codeIn(text string) string {
	for word := range strings.FieldsSeq(text) {
		word = strings.Trim(word, ".,;:()")
		if len(word) == 9 && word[4] == '-' && strings.ToUpper(word) == word && word != "ABCD-EFGH" {
			return word
		}
	}
	return ""
}

func TestALinkCodeJoinsTwoAccountsOfOnePerson(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.practises(always)
	before := ann.says("progress").text()

	phone := ann.as("ann-on-the-phone")
	phone.says("hi")
	phone.says("b")
	phone.says("a") // a check-in, which must not go on beside the joined person's
	phone.says("stop")
	code := codeIn(ann.says("link").text())
	phone.says(code).has("this account is Ann now")
	phone.says("progress").has(strings.SplitN(before, "\n", 3)[1])
	if ann.id() != phone.id() {
		t.Error("the accounts are two people's")
	}
	phone.says(code).has("I don't know that code")

	tess.says("class").has("1 learner").lacks("2 learners")
	posts := h.later(3 * 24 * time.Hour)
	if len(posts) > 0 {
		t.Errorf("the account's earlier person is still written to: %s", posts[0].text())
	}
}

func TestALinkCodeIsUnderstoodInTheMiddleOfAQuestion(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	code := codeIn(ann.says("link").text())
	phone := h.person("Phone").meets()
	phone.says("practice")
	phone.says(code).has("this account is Ann now")
}

func TestALinkCodeIsRefused(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	code := codeIn(ann.says("link").has("within 15 minutes").text())
	ann.says(code).has("for your other account")
	elsewhere := h.personAt(garden, "Ann")
	elsewhere.says("link " + code).has("I don't know that code")
	if elsewhere.id() == ann.id() {
		t.Error("the wall between workspaces has a hole")
	}
	h.later(15 * time.Minute)
	h.person("Phone").says(code).has("too old to work")
	h.person("Phone").says("link nonsense").has("I don't know that code")
}

func TestAPlaceOfNoWorkspaceIsToldSo(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	r := h.personAt(nowhere, "Ann").says("hi")
	r.has("isn't connected to a school or club yet")
	if people := h.dump()["person"]; len(people) != 1 {
		t.Errorf("%d people, wanted Tess alone", len(people))
	}
}
