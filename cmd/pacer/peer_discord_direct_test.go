package main

import (
	"fmt"
	"strings"
	"testing"
)

// club brings an owner with a class, whose code it returns: known first by a
// command in the guild, then by direct messages.
func (r *realm) club(s *served) (lead *realmPerson, join string) {
	r.t.Helper()
	r.awaits(s)
	lead = r.person("Lea")
	lead.manages = true
	lead.command(realmStudy, "help")
	lead.sees("you are its owner now")
	for _, say := range []struct{ words, answer string }{
		{"settings quiet off", "Changed"}, // a test may run at night
		{"class new Fridays, 13-17", "Fridays"},
		{"class course fractions", "practises"},
		{"class code", "Learners join"},
	} {
		lead.writes(say.words)
		lead.sees(say.answer)
	}
	join = joinCodeIn.FindString(lead.screen())
	if join == "" {
		r.t.Fatalf("there is no join code in %s", lead.screen())
	}
	return lead, join
}

// meets answers what is asked of somebody new, until a question with steps is
// shown.
func (p *realmPerson) meets() {
	p.t.Helper()
	p.writes("practice")
	for range 8 {
		eventuallyTrue(p.t, func() bool { return p.screen() != "" }, func() string { return p.name + " is shown nothing" })
		if strings.Contains(p.screen(), "▱") || strings.Contains(p.screen(), "1/") {
			return
		}
		p.presses("A")
	}
	p.t.Fatalf("%s is not asked anything of a course: %s", p.name, p.screen())
}

// checkStudy looks whether the coach said anything that everybody reads.
func (r *realm) checkStudy() {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range r.rooms[realmStudy].messages {
		if m.author == realmBot && m.only == "" {
			r.t.Errorf("everybody reads %q", m.text())
		}
	}
}

func TestDiscordDirectMessages(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the real binary plays in the run without -short")
	}
	r, dir := openRealm(t), t.TempDir()
	s := r.serve(t, dir)
	lead, join := r.club(s)

	// Sam comes by a command, Kim is a stranger to all but the guild.
	sam, kim := r.person("Sam"), r.person("Kim")
	sam.command(realmStudy, "link", "code", join)
	sam.sees("You are in **Fridays**")
	kim.writes(join)
	kim.sees("You are in **Fridays**")

	// A day typed, with buttons where there are any.
	sam.meets()
	for range 8 {
		if m, b, found := sam.button("A"); found && strings.HasSuffix(b.CustomID, ":A") {
			sam.pressesThis(m, b.CustomID)
		} else {
			sam.writes("skip")
		}
		eventuallyTrue(t, func() bool { return sam.screen() != "" }, func() string { return "nothing comes:\n" + s.said() })
	}
	if n := s.counter(t, "pacer_answers_total"); n == 0 {
		t.Error("no answer is in the log")
	}
	sam.writes("progress")
	sam.sees("What comes next")
	goal := sam.submits(sam.command("", "goal"), "add fractions in my head")
	if goal.kind == 9 {
		t.Errorf("a goal is answered with another form: %s", goal.data)
	}
	sam.sees("add fractions in my head")

	// A teacher's file becomes a course, and the class has it.
	lead.sends("capitals.csv", "question,answer\nWhat is the capital of Italy?,Rome\nWhat is the capital of Peru?,Lima\nWhat is the capital of Chad?,N'Djamena\n")
	lead.sees("3 questions")
	lead.presses("Publish")
	lead.sees("Published for **Fridays**")

	// A person, please: the teacher is told in a direct message, and sees to it.
	sam.command("", "person", "words", "I am stuck and alone with it")
	lead.sees("I am stuck and alone with it")
	lead.presses("I'll do it")
	lead.sees("On your list since")

	// What is written while the coach is down is answered once, when it is back.
	s.stop(t)
	sam.writes("hint")
	sam.writes("settings")
	kim.writes("goal count to a hundred")
	back := r.serve(t, dir)
	sam.sees("settings minutes")
	kim.sees("count to a hundred")
	before := sam.times("")
	sam.writes("settings")
	sam.sees("settings minutes")
	if now := sam.times(""); now != before+1 {
		t.Errorf("%d messages came for one word:\n%s", now-before, sam.screen())
	}
	back.stop(t)
	third := r.serve(t, dir)
	r.awaits(third)
	before, kims := sam.times(""), kim.times("")
	sam.writes("settings")
	sam.sees("settings minutes")
	if now := sam.times(""); now != before+1 || kim.times("") != kims {
		t.Errorf("what was answered is answered again: %d and %d messages came for one word", now-before, kim.times("")-kims)
	}
	for _, run := range []*served{third} {
		if n := run.counter(t, "pacer_refused_total"); n > 0 {
			t.Errorf("%v things that came were refused", n)
		}
	}
	r.checkStudy()
}

func TestDiscordClosedDirectMessages(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the real binary plays in the run without -short")
	}
	r, dir := openRealm(t), t.TempDir()
	s := r.serve(t, dir)
	lead, join := r.club(s)
	sam := r.person("Sam")
	sam.command(realmStudy, "link", "code", join)
	sam.sees("You are in **Fridays**")

	// Sam takes no direct messages, and was last met in the study channel.
	sam.closes(true)
	sam.since = sam.changes
	lead.writes("class note Sam: Well done on Friday")
	lead.sees("Sent to Sam")
	sam.sees("Well done on Friday")
	threads := func() (with []*realmRoom) {
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, room := range r.rooms {
			if room.kind == realmPrivate {
				with = append(with, room)
			}
		}
		return with
	}
	all := threads()
	if len(all) != 1 || all[0].name != "practice" || all[0].parent != realmStudy || len(all[0].members) != 2 {
		t.Fatalf("the note is in %s", describe(all))
	}
	thread := all[0].id
	if n := sam.times("Well done on Friday"); n != 1 {
		t.Errorf("the note came %d times:\n%s", n, sam.screen())
	}
	if n := sam.times("allow them for this server"); n != 1 {
		t.Errorf("how to change it is said %d times:\n%s", n, sam.screen())
	}

	// The next comes to the same thread, and again after a restart.
	lead.writes("class note Sam: See you")
	sam.sees("See you")
	s.stop(t)
	s = r.serve(t, dir)
	lead.writes("class note Sam: Bring a pen")
	sam.sees("Bring a pen")
	if n := len(threads()); n != 1 {
		t.Errorf("there are %d threads", n)
	}

	// What is done in the thread is answered there; Discord tells the coach the
	// words of a message only where it mentions the coach.
	sam.command(thread, "progress")
	sam.sees("What comes next")
	sam.says(thread, "<@"+realmBot+"> settings")
	sam.sees("settings minutes")

	// Sam opens direct messages again and writes one: they are back.
	sam.closes(false)
	sam.writes("settings")
	sam.sees("settings minutes")
	lead.writes("class note Sam: Welcome back")
	sam.sees("Welcome back")
	last := sam.sight()
	if m := last[len(last)-1]; m.room.kind != realmDirect {
		t.Errorf("after direct messages were opened a note is in %s", describe([]*realmRoom{m.room}))
	}

	// A teacher's alert, the same way.
	lead.closes(true)
	lead.since = lead.changes
	sam.command("", "person", "words", "please call me")
	lead.sees("please call me")
	if n := len(threads()); n != 2 {
		t.Errorf("there are %d threads, want one for each of two people", n)
	}
	if n := lead.times("please call me"); n != 1 {
		t.Errorf("the alert came %d times", n)
	}
	lead.presses("I'll do it")
	lead.sees("On your list since")
	r.checkStudy()
}

// TestDiscordDirectMessagesOnALesserServer is a day where only part of what
// Discord does for bots is there, with nothing but the base URL changed.
func TestDiscordDirectMessagesOnALesserServer(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the real binary plays in the run without -short")
	}
	r := openRealm(t)
	r.lesser = true
	s := r.serve(t, t.TempDir())
	lead, join := r.club(s)
	sam := r.person("Sam")
	sam.writes(join)
	sam.sees("You are in **Fridays**")
	sam.meets()
	for range 6 {
		if m, b, found := sam.button("A"); found && strings.HasSuffix(b.CustomID, ":A") {
			sam.pressesThis(m, b.CustomID)
		} else {
			sam.writes("skip")
		}
		eventuallyTrue(t, func() bool { return sam.screen() != "" }, func() string { return "nothing comes:\n" + s.said() })
	}
	if n := s.counter(t, "pacer_answers_total"); n == 0 {
		t.Error("no answer is in the log")
	}
	sam.command("", "progress")
	sam.sees("What comes next")
	sam.command("", "goal", "words", "count to a hundred") // there are no forms
	sam.sees("count to a hundred")

	// Nothing said in a channel is private there: it comes directly.
	sam.command(realmStudy, "progress")
	sam.sees("What comes next")
	r.mu.Lock()
	for _, m := range r.rooms[realmStudy].messages {
		if strings.Contains(m.said.Content, "Skill") {
			t.Errorf("everybody reads %q", m.said.Content)
		}
	}
	r.mu.Unlock()

	sam.command("", "person", "words", "come, please")
	lead.sees("come, please")
	lead.presses("I'll do it")
	lead.sees("On your list since")
}

// describe says what rooms are.
func describe(rooms []*realmRoom) string {
	var lines []string
	for _, room := range rooms {
		lines = append(lines, fmt.Sprintf("%q of kind %d in %q with %v", room.name, room.kind, room.parent, room.members))
	}
	return strings.Join(lines, "; ")
}
