package bot_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
)

// rounds are the club's, newest first.
func (h *house) rounds() (all []coach.Round) {
	h.t.Helper()
	h.view(school, func(r bot.Reader) (err error) {
		all, err = r.Rounds("club", 10)
		return err
	})
	return all
}

// responses are those to the club's newest round.
func (h *house) responses() (all []coach.Response) {
	h.t.Helper()
	id := h.rounds()[0].ID
	h.view(school, func(r bot.Reader) (err error) {
		all, err = r.Responses(id)
		return err
	})
	return all
}

func TestAnExitTicketIsAskedAnsweredAndToldOf(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann, bob, cat := h.person("Ann").meets(), h.person("Bob").meets(), h.person("Cat").meets()
	cat.says("stop messages")
	tess.says("class ticket").has("Nobody has practised here lately", "Counting rows")
	tess.says("class ticket knots").has("can't tell which skill knots is")
	r := tess.says("class ticket rows").has("exit ticket for Class club has begun. Questions on Counting rows: 3; learners told: 2.")
	if got := textTo(r.posts, ann); !strings.Contains(got, "Tess would like to know how Counting rows went: 3 questions, answered by you alone.") {
		t.Errorf("Ann reads %s", got)
	}
	if textTo(r.posts, cat) != "" {
		t.Error("who no check-ins: no check-ins: asked for silence is written to")
	}
	ann.presses("Yes, now").has("1/3")
	for n := range 3 {
		r := ann.answers(true)
		if n == 2 {
			r.has("That was all, thank you: 3 of 3", "Tess sees what the class found easy and hard")
		}
	}
	bob.says("yes").has("1/3")
	for n := range 3 {
		r := bob.answers(false)
		r.has("The answer is").lacks("Have another try") // a class does not wait for second tries
		if n == 2 {
			r.has("0 of 3")
		}
	}
	posts := h.until(h.rounds()[0].Begun.Add(time.Minute))
	told := textTo(posts, tess)
	for _, want := range []string{"Exit ticket in Class club: 2 of 3 have answered; it runs until", "1. ", "50 % right (1 of 2)", "May need you: Bob", "class and a name"} {
		if !strings.Contains(told, want) {
			t.Errorf("Tess reads\n%s\nwanted in it: %s", told, want)
		}
	}
	for _, v := range []*voice{ann, bob, cat} {
		if got := textTo(posts, v); got != "" {
			t.Errorf("%s reads %s", v.from.Name, got)
		}
	}
	if posts := h.until(h.rounds()[0].Begun.Add(4 * time.Minute)); textTo(posts, tess) != "" {
		t.Error("Tess is told again though nothing is new")
	}
	cat.says("ticket").has("1/3") // silence is about what others begin
	for range 3 {
		cat.answers(true)
	}
	if told := textTo(h.later(time.Second), tess); !strings.Contains(told, "3 of 3 have answered; it is over") {
		t.Errorf("when all have answered Tess reads %s", told)
	}
	ann.says("ticket").has("no questions waiting")
	tess.says("ticket").has("class ticket")
	tess.says("class ticket end").has("No exit ticket is open")
	h.verify(school)
}

func TestWhatATicketHasComeToIsKeptTrueWhereItStands(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann, bob := h.person("Ann").meets(), h.person("Bob").meets()
	at := tess.onForms(h, modal)
	at.says("class ticket rows")
	ann.says("yes")
	ann.answers(true)
	first := h.until(h.rounds()[0].Begun.Add(time.Minute))
	bob.says("yes")
	bob.answers(true)
	second := h.until(h.rounds()[0].Begun.Add(5 * time.Minute))
	if len(first) != 1 || len(second) != 1 || first[0].Edits != "" || second[0].Edits != first[0].id {
		t.Fatalf("it is told as\n%+v\nand\n%+v", first, second)
	}
	if !strings.Contains(second[0].text(), "2 of 2 have answered") {
		t.Errorf("it says %s", second[0].text())
	}
	tess.says("hello") // and reads here from now on
	for range 2 {
		bob.answers(true)
	}
	if third := h.later(25 * time.Minute); len(third) != 1 || third[0].Edits != "" || third[0].to != tess.in {
		t.Errorf("elsewhere it is told as %+v", third)
	}
}

func TestAnExitTicketTakesWhatTheClassPractisedLast(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	for _, name := range []string{"Ann", "Bob"} {
		v := h.person(name).meets()
		v.says("practice birds")
		v.answers(true)
	}
	cat := h.person("Cat").meets()
	cat.says("practice rows")
	cat.answers(true)
	tess.says("class ticket").has("Questions on Calls of birds: 3")
	first := h.rounds()[0].Items
	tess.says("class ticket end").has("it is over")
	tess.says("class ticket").has("exit ticket for Class club has begun")
	if again := h.rounds()[0].Items; strings.Join(first, " ") == strings.Join(again, " ") {
		t.Errorf("the same three are asked again: %v", again)
	}
}

func TestAnExitTicketEndsByItselfAndLateAnswersCountForTheLearner(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	tess.says("class ticket rows")
	ann.says("yes")
	ann.answers(true)
	told := textTo(h.later(25*time.Minute), tess)
	if !strings.Contains(told, "1 of 1 have answered; it is over") {
		t.Errorf("Tess reads %s", told)
	}
	ann.answers(false)
	ann.answers(true).has("That was all, thank you: 2 of 3")
	var late int
	for _, r := range h.responses() {
		if r.Late {
			late++
		}
	}
	if n := len(ann.entries()); n != 3 || late != 2 {
		t.Errorf("%d answers are in the log, %d are late", n, late)
	}
	if posts := h.later(time.Hour); textTo(posts, tess) != "" {
		t.Errorf("Tess reads %s", textTo(posts, tess))
	}
}

func TestAnExitTicketLeavesWhatWasOpenAsItWas(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.says("practice areas")
	before, _, _ := ann.question()
	tess.says("class ticket calls of birds").has("Questions on Calls of birds: 3")
	ann.says("ticket").has("1/3")
	ann.answers(true)
	ann.answers(true)
	ann.answers(true).has("Now back to where you were.", "Here is where we were.")
	if after, _, ok := ann.question(); !ok || after.ID != before.ID {
		t.Error("the question that was open is lost")
	}
	ann.answers(true)
	// Stopped in the middle, both are over.
	tess.says("class ticket end")
	tess.says("class ticket calls of birds").has("Questions on Calls of birds: 3")
	ann.says("ticket").has("1/3")
	ann.says("stop").has("Stopped")
	if _, ok := ann.session(); ok {
		t.Error("a session goes on")
	}
	ann.says("practice").has("1/6")
}

func TestAnExitTicketGoesOnWhereItWasLeft(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	tess.says("class ticket rows")
	ann.says("not now").has("Say ticket to begin whenever you like")
	ann.says("ticket").has("1/3")
	ann.answers(true)
	ann.says("stop")
	ann.says("ticket").has("1/2")
	ann.answers(true)
	h.restart()
	ann.answers(true).has("2 of 2")
	if n := len(h.responses()); n != 3 {
		t.Errorf("%d responses", n)
	}
}

func TestWhoIsInNoClassHasNoTicket(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	tess.says("class ticket rows")
	stranger := h.person("Eve").meets()
	h.seed(school, func(tx bot.Tx) error { return tx.RemoveMember("club", stranger.idIn(tx)) })
	stranger.says("ticket").has("no questions waiting")
	for _, p := range h.posts {
		for _, c := range p.choices() {
			if strings.Contains(p.text(), "answered by you alone") {
				stranger.pressesValue(c.Value).lacks("1/3")
			}
		}
	}
	h.seed(school, func(tx bot.Tx) error { return tx.RemoveMember("club", ann.idIn(tx)) })
	ann.presses("Yes, now").lacks("1/3")
}

// Thirty people answer in the same second: each is counted once, whatever comes
// twice.
func TestThirtyWhoAnswerAtOnceAreAllCountedOnce(t *testing.T) {
	t.Parallel()
	const class = 30
	h, tess := club(t)
	var all []*voice
	for n := range class {
		v := h.person(fmt.Sprintf("Learner %02d", n)).meets()
		v.pause = time.Millisecond
		all = append(all, v)
	}
	tess.says("class ticket rows").has(fmt.Sprintf("learners told: %d.", class))
	for _, v := range all {
		v.says("ticket")
	}
	for range 3 {
		type press struct {
			v  *voice
			ev chat.Event
		}
		var presses []press
		for n, v := range all {
			q, it, ok := v.question()
			if !ok {
				t.Fatalf("%s has no question", v.from.Name)
			}
			ev := v.event()
			ev.At = h.now
			ev.Text = right(q, it)
			if n%3 == 0 {
				ev.Text = wrong(q, it)
			}
			presses = append(presses, press{v, ev})
		}
		var wg sync.WaitGroup
		for _, p := range append(presses, presses...) { // each delivered twice
			wg.Go(func() {
				if answer, err := p.v.bot.Handle(t.Context(), p.ev); err != nil {
					t.Error(err)
				} else if answer != nil {
					answer.Delivered(chat.Receipt{At: h.now}, nil)
				}
			})
		}
		wg.Wait()
	}
	got := h.responses()
	counted := make(map[string]int)
	rights := 0
	for _, r := range got {
		counted[r.Person+" "+r.Item]++
		if r.Right {
			rights++
		}
	}
	if len(got) != 3*class || len(counted) != 3*class || rights != 3*(class-class/3) {
		t.Errorf("%d responses, %d of them different, %d right", len(got), len(counted), rights)
	}
	told := textTo(h.later(time.Second), tess)
	if !strings.Contains(told, "30 of 30 have answered; it is over") || !strings.Contains(told, "67 % right (20 of 30)") || !strings.Contains(told, "and 4 more") {
		t.Errorf("Tess reads\n%s", told)
	}
	h.verify(school)
}
