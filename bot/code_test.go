package bot_test

import (
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
)

func TestNobodyFindsACodeByTrying(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	eve := h.person("Eve")
	eve.pause = time.Second
	for n := range coach.GuessLimit {
		says := "WRNG-AAAA"
		if n%2 == 0 {
			says = "link wrng-bbbb"
		}
		told := "I don't know that code"
		if n == coach.GuessLimit-1 {
			told = "You can try another one at"
		}
		eve.says(says).has(told)
	}
	owner := eve.code("OWNR-CODE", coach.CodeOwner, "")
	eve.says(owner).has("You can try another one at").lacks("owner")
	eve.says("link " + owner).has("You can try another one at").lacks("owner")
	eve.commands("link " + owner).has("You can try another one at")
	if eve.self().Owner {
		t.Fatal("she is the owner")
	}
	h.person("Ann").says("link wrng-cccc").has("I don't know that code") // others may
	eve.says("help").has("practice")                                     // and all else may be said
	h.later(coach.GuessSpan)
	eve.says(owner).has("You are the owner now")
}

func TestCodesThatJoinPlacesAreNotFoundByTryingEither(t *testing.T) {
	t.Parallel()
	h := town(t)
	h.finds("1")
	h.finds("2")
	code := h.joinCode()
	mia := h.inGuild("2", "Mia").managing()
	mia.pause = time.Second
	for range coach.GuessLimit {
		mia.says("WRNG-AAAA")
	}
	mia.says(code).has("You can try another one at")
	if got := h.workspaceOf("2"); got != "guilds-2" {
		t.Errorf("the place is of %s", got)
	}
	h.later(coach.GuessSpan)
	mia.says(code).has("This place belongs to school now")
}

func TestAClassIsNotForPeopleYoungerThanThePlatformAllows(t *testing.T) {
	t.Parallel()
	h := town(t)
	h.finds("1")
	mia := h.inGuild("1", "Mia").managing()
	mia.says("class new 3a, under 13").has("13 or older", "Choose 13-17 or 18+", "in the terminal")
	mia.says("class new 5b, 13-17").has("Class 5b is made")
	mia.says("class age under 13").has("13 or older", "Choose 13-17 or 18+")
	mia.says("class age 18+").lacks("13 or older")

	// Where anybody may be, it is; and from there nobody joins it here.
	tess := h.person("Tess")
	tess.says("help")
	tess.change(func(p *coach.Person) { p.Owner = true })
	code := codeIn(tess.says("class new 3a, under 13").has("Class 3a is made").text())
	bob := h.inGuild("1", "Bob")
	bob.says("link "+code).has("13 or older", "Ask your teacher")
	h.view(school, func(r bot.Reader) error {
		p, _ := h.in(school, bob)
		members, err := r.Memberships(p.ID)
		if len(members) > 0 || p.Class != "" {
			t.Errorf("he is in %v", members)
		}
		return err
	})
	h.person("Ann").says(code).has("You are in 3a now")
}

func TestALearnerIsShownByTheirAccountToTheirTeachersOnly(t *testing.T) {
	t.Parallel()
	h, _ := guarded(t)
	see := func(v *voice, user string) reply {
		ev := v.event()
		ev.Text, ev.Command, ev.About = "class see", true, user
		return v.does(ev)
	}
	see(h.member("Tom", "club", coach.Teacher, time.Time{}), "ann").has("Ann, as far as I can tell", "Counting rows")
	otto := h.member("Otto", "other", coach.Teacher, time.Time{})
	none := see(otto, "ann").has("no learner of yours").lacks("Ann").text()
	if unknown := see(otto, "nobody").text(); unknown != none {
		t.Errorf("whether somebody is here shows: %q, and of nobody %q", none, unknown)
	}
	see(h.personAt(garden, "Tess"), "ann").has("That is for teachers")
	see(h.person("Zoe"), "ann").has("That is for teachers")
	see(h.person("Ann"), "ann").has("That is for teachers")

	// Who teaches two classes sees the learners of both, whichever they spoke of last.
	h.seed(school, func(tx bot.Tx) error {
		return tx.PutMember(coach.Member{Class: "club", Person: otto.idIn(tx), Role: coach.Teacher})
	})
	see(otto, "ann").has("Ann, as far as I can tell")
}
