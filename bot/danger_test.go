package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/course"
)

const despair = "I want to die, I can't do this any more"

// urgent are the messages about danger, to whom.
func urgent(posts []post) (to []string) {
	for _, p := range posts {
		if strings.Contains(p.text(), "words that may mean danger") {
			to = append(to, p.to.User)
		}
	}
	return to
}

func TestDangerIsAnsweredAtOnceAndReachesTheContactAtOnceAtAnyHour(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	sam := h.member("Sam", "club", coach.Teacher, time.Time{})
	ann := h.person("Ann").meets()
	tess.says("stop messages")
	h.until(time.Date(2026, 3, 3, 2, 30, 0, 0, berlin))
	r := ann.says(despair).has("you deserve a person now, not a program", "Call 116111, day and night.", "I've told Tess, who looks after this here.")
	if got := urgent(r.posts); len(got) != 1 || got[0] != "tess" {
		t.Fatalf("told: %v", got)
	}
	ping := textTo(r.posts, tess)
	for _, want := range []string{"Ann wrote words that may mean danger", "“" + despair + "”", "Speak with Ann now", "Do what your school does", "[I'll do it] [Done]"} {
		if !strings.Contains(ping, want) {
			t.Errorf("the ping lacks %q:\n%s", want, ping)
		}
	}
	// Nobody else ever sees it.
	for _, said := range []string{"alert", "class", "class ann", "help"} {
		sam.says(said).lacks("danger", "die", "1 alert")
	}
	sam.presses("practice") // anything
	h.later(14 * 24 * time.Hour)
	for _, p := range h.posts {
		if p.to.User != "ann" && p.to.User != "tess" && strings.Contains(p.text(), "die") {
			t.Errorf("%s reads %s", p.to.User, p.text())
		}
	}
	dump := h.dump("alert", "outbox")
	for table, lines := range dump {
		if strings.Contains(strings.Join(lines, "\n"), "want to die") {
			t.Errorf("the words are in %s", table)
		}
	}
}

func TestDangerIsHeardWhateverIsOpen(t *testing.T) {
	t.Parallel()
	h, _ := club(t, everyKind(t)...)
	for _, m := range moments {
		for i, say := range []func(v *voice) reply{
			func(v *voice) reply { return v.says(despair) },
			func(v *voice) reply { return v.commands("person " + despair) },
			func(v *voice) reply { return v.channel("study").says(despair) },
		} {
			ann := h.person(fmt.Sprint(i, m.name))
			m.come(ann)
			before := 0
			q, _, isOpen := ann.questionIfKnown()
			if isOpen {
				before = len(ann.entries())
			}
			r := say(ann).has("you deserve a person now")
			if got := urgent(r.posts); len(got) != 1 || got[0] != "tess" {
				t.Errorf("%s: told: %v", m.name, got)
			}
			for _, p := range r.posts {
				if p.to.User == "" {
					t.Errorf("%s: said in public", m.name)
				}
			}
			if isOpen {
				if after, _, ok := ann.question(); !ok || after.ID != q.ID || len(ann.entries()) != before {
					t.Errorf("%s: the question that was open is lost, or it was answered", m.name)
				}
			}
		}
	}
	if kept := strings.Join(h.dump()["thought"], "\n"); strings.Contains(kept, despair) {
		t.Errorf("a thought was made of it: %s", kept)
	}
}

func TestDangerSaidAgainIsToldAgainInOneAlert(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.says(despair)
	tess.presses("I'll do it").has("On your list since")
	r := ann.says("nobody would miss me if I was dead")
	if got := textTo(r.posts, tess); !strings.Contains(got, "I want to die") || !strings.Contains(got, "nobody would miss me") {
		t.Errorf("Tess reads %s", got)
	}
	tess.says("alert").has("1 open:", "Ann: wrote words that may mean danger")
	var id string
	h.view(school, func(r bot.Reader) error {
		all, err := r.Alerts("")
		id = shortID(all[0].ID)
		return err
	})
	tess.says("alert " + id + " snooze 3").has("cannot be snoozed")
	tess.says("alert " + id + " done handed over to the counsellor").has("Closed: Ann")
	tess.says("alert").has("Nobody needs you")
}

func TestWithoutAContactTheLearnerIsToldSo(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		set  func(tx bot.Tx, tess string) error
	}{
		{"none is named", func(tx bot.Tx, tess string) error {
			return tx.PutWorkspace(coach.Workspace{ID: school, Zone: "UTC", Help: "Room 12."})
		}},
		{"the contact never spoke in private", func(tx bot.Tx, tess string) error {
			p, err := tx.Person(tess)
			if err != nil {
				return err
			}
			p.Home = ""
			return tx.PutPerson(p)
		}},
		{"it is who speaks", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, tess := club(t)
			who := h.person("Ann").meets()
			if tt.set == nil {
				who = tess
			} else {
				id := tess.id()
				h.seed(school, func(tx bot.Tx) error { return tt.set(tx, id) })
			}
			r := who.says(despair).has("you deserve a person now", "I can't pass this on from here, so please tell an adult you trust today.").lacks("I've told")
			if got := urgent(r.posts); len(got) != 0 {
				t.Errorf("told: %v", got)
			}
		})
	}
}

func TestDangerOfAStrangerInAnotherWorkspaceStaysThere(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	r := h.personAt(garden, "Ann").says(despair).has("I can't pass this on from here")
	if textTo(r.posts, tess) != "" {
		t.Error("it crossed the wall")
	}
}

func TestAnUrgentMessageGoesFirst(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	var urgent, begun []string
	h.person("Ann").meets()
	h.late = true // nothing travels in an acknowledgement, and receipts wait
	h.person("Ann").says(despair)
	for _, line := range h.dump()["outbox"] {
		cells := strings.Split(line, " | ")
		if strings.Contains(line, "may mean danger") {
			urgent, begun = append(urgent, cells[5]), append(begun, cells[4])
		}
	}
	if strings.Join(urgent, "") != "1" || strings.Join(begun, "") != "1" {
		t.Errorf("urgent %v, begun %v", urgent, begun)
	}
}

func TestWordsTheOpenQuestionKnowsCallNobody(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, answer, wrong, said string
		calls                     bool
	}{
		{"the answer", despair, "nothing", despair, false},
		{"a wrong answer with feedback", "to be", despair, despair, false},
		{"other words", "to be", "not to be", despair, true},
		{"the answer and more", "to be", "not to be", "to be. " + despair, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h, _ := club(t, line(tt.answer, tt.wrong))
			ann := h.person("Ann").meets()
			ann.says("practice play")
			r := ann.says(tt.said)
			if got := len(urgent(r.posts)) > 0; got != tt.calls {
				t.Errorf("calls %v, want %v: %s", got, tt.calls, r.text())
			}
		})
	}
}

// line is a course of one item, answered with a line of a play.
func line(answer, wrong string) *course.Course {
	c := &course.Course{
		ID: "play", Title: "A play", Language: "en", Licence: "CC0-1.0",
		Skills: []course.Skill{{ID: "s", Title: "Lines", Why: "They are spoken."}},
		Items: []course.Item{{
			ID: "line", Skill: "s", Kind: course.Text, Tier: 1, Question: "What does she say?", Answer: answer,
			Wrong: []course.Wrong{{Answer: wrong, Feedback: "That is said elsewhere."}}, Hints: course.Hints("Look at the third act."), Explanation: "So it is written.",
		}},
	}
	c.Index()
	return c
}

func TestDangerAtTheEndOfManyWordsIsHeard(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	r := ann.says(strings.Repeat("The bars have other lengths, and so on. ", 130) + despair)
	if got := urgent(r.posts); len(got) != 1 {
		t.Errorf("told: %v", got)
	}
}

func TestDangerIsHeardInEveryLanguageWhateverTheSettings(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	for i, said := range []string{
		"I want to die", "quiero morirme", "je veux mourir", "ich will sterben", "اريد ان اموت", "我想死",
		"mi papá me pega", "mon père me frappe", "mein vater schlägt mich", "بابا يضربني", "爸爸打我",
	} {
		for _, language := range []string{"en", "es", "fr", "de", "ar", "zh"} {
			ann := h.person(fmt.Sprint("ann", i, language)).meets()
			ann.change(func(p *coach.Person) { p.Settings.Language = language })
			r := ann.says(said)
			if got := urgent(r.posts); len(got) != 1 {
				t.Errorf("%q with settings in %s: told %v", said, language, got)
			}
		}
	}
}

func TestDangerNobodyTakesUpReachesWhoStandsByAndThenTheOwners(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	sam := h.member("Sam", "club", coach.Teacher, time.Time{})
	olga := h.person("Olga").meets()
	olga.change(func(p *coach.Person) { p.Owner = true })
	ann := h.person("Ann").meets()
	tess.says("class safety second").has("Write class safety second NAME")
	tess.says("class safety second tess").has("Write class safety second NAME")
	if r := tess.says("class safety second sam").has("Sam is the second safety contact now"); !strings.Contains(textTo(r.posts, sam), "named you as the second safety contact") {
		t.Errorf("Sam is not told: %s", textTo(r.posts, sam))
	}
	if got := urgent(ann.says(despair).posts); len(got) != 1 || got[0] != "tess" {
		t.Fatalf("told at once: %v", got)
	}
	sam.says("alert").lacks("danger", "die")
	if got := urgent(h.later(14 * time.Minute)); len(got) != 0 {
		t.Errorf("told within a quarter of an hour: %v", got)
	}
	posts := h.later(2 * time.Minute)
	if got := urgent(posts); len(got) != 2 || !slices.Contains(got, "sam") || textTo(posts, olga) != "" {
		t.Errorf("after a quarter of an hour: %v, the owner reads %q", got, textTo(posts, olga))
	}
	if got := textTo(posts, sam); !strings.Contains(got, despair) {
		t.Errorf("who stands by reads %s", got)
	}
	posts = h.later(15 * time.Minute)
	if got := textTo(posts, olga); !strings.Contains(got, "waiting for Tess") || strings.Contains(got, "die") || strings.Contains(got, "Ann") {
		t.Errorf("the owner reads %q", got)
	}
	sam.says("alert").has("Ann: wrote words that may mean danger")
	sam.presses("I'll do it").has("On your list since")
	if got := urgent(h.later(24 * time.Hour)); len(got) != 0 {
		t.Errorf("told after it was taken up: %v", got)
	}
	tess.says("class safety second off").has("There is no second safety contact")
}

func TestWhoStandsByIsToldAtOnceOfTheContactsOwnDanger(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	sam := h.member("Sam", "club", coach.Teacher, time.Time{})
	tess.says("class safety second sam")
	if got := urgent(tess.says(despair).has("I've told Sam").posts); len(got) != 1 || got[0] != sam.from.User {
		t.Errorf("told: %v", got)
	}
}
