package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
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
	if n := len(h.dump()["thought"]); n != 0 {
		t.Errorf("%d thoughts were made of it", n)
	}
}

func TestDangerSaidAgainIsToldAgainInOneAlert(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.says(despair)
	tess.presses("I'll do it").has("Yours since")
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
