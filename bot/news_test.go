package bot_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/coach/alert"
)

// hears lets the platform tell something of the person, who says nothing.
func (v *voice) hears(news chat.News, from chat.Account) {
	v.t.Helper()
	ev := v.event()
	ev.News, ev.From = news, from
	if posts := v.handle(ev); len(posts) > 0 {
		v.t.Fatalf("news was answered: %s", posts[0].text())
	}
}

// isGone lets the platform tell that the person has left.
func (v *voice) isGone() {
	v.t.Helper()
	v.hears(chat.NewsGone, chat.Account{User: v.from.User})
}

// shuts lets the platform refuse a message, since the one it was for takes none
// there, and returns what is sent instead.
func (h *house) shuts(p post) []post {
	h.t.Helper()
	before := len(h.posts)
	w, err := h.store.Place(context.Background(), p.to.Platform, p.to.Place)
	if coach.IsNotFound(err) {
		w, err = school, nil
	}
	h.must(err)
	h.bot.Closed(context.Background(), outbox.Row{ID: p.id, Workspace: w, To: p.to, Message: p.Message, Begun: p.begun, State: outbox.Dead})
	return h.posts[before:]
}

func TestTheProfileIsTheOneOfNow(t *testing.T) {
	t.Parallel()
	at := func(h *house, p coach.Person) (s bot.Schedule) {
		h.view(school, func(r bot.Reader) (err error) {
			s, err = r.Schedule(p.ID, "check-in")
			return err
		})
		return s
	}
	for _, way := range []struct {
		name string
		tell func(v *voice, from chat.Account)
	}{
		{"as the platform tells of it", func(v *voice, from chat.Account) { v.hears(chat.NewsProfile, from) }},
		{"as it is when they speak", func(v *voice, from chat.Account) { v.from = from; v.says("thanks") }},
	} {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			h, _ := club(t)
			ann := h.person("Ann").meets()
			ann.says("settings times 16:00")
			berlin := at(h, ann.self()).Next
			way.tell(ann, chat.Account{User: "ann", Name: "Anna Maria", Zone: "America/New_York", Locale: "fr-CA"})
			p := ann.self()
			if p.Name != "Anna Maria" || p.Settings.Zone != "America/New_York" || p.Settings.Language != "fr-CA" {
				t.Errorf("she is %s, in %s, and reads %s", p.Name, p.Settings.Zone, p.Settings.Language)
			}
			if got, want := at(h, p).Next, berlin.Add(6*time.Hour); !got.Equal(want) {
				t.Errorf("she is asked at %s, wanted %s", got, want)
			}

			ann.from.Name = "Anna Maria"
			// What she chose herself stays, and what nobody knows changes nothing.
			ann.says("settings zone Asia/Tokyo")
			ann.says("settings language en")
			way.tell(ann, chat.Account{User: "ann", Name: "", Zone: "America/New_York", Locale: "fr"})
			way.tell(ann, chat.Account{User: "ann", Zone: "Middle-earth/Shire", Locale: "not a language"})
			if p := ann.self(); p.Name != "Anna Maria" || p.Settings.Zone != "Asia/Tokyo" || p.Settings.Language != "en" {
				t.Errorf("then she is %s, in %s, and reads %s", p.Name, p.Settings.Zone, p.Settings.Language)
			}
		})
	}
}

func TestNewsOfWhomNobodyKnowsIsNotKept(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	before := len(h.dump()["person"])
	for _, v := range []*voice{h.person("Zoe"), h.personAt(nowhere, "Ann"), h.inGuild("1", "Zoe"), h.inGuild("1", "Zoe").directly()} {
		v.hears(chat.NewsProfile, v.from)
		v.isGone()
	}
	if people := h.dump()["person"]; len(people) != before {
		t.Errorf("there are %d people, wanted %d", len(people), before)
	}
}

func TestNothingIsBegunWithWhoHasLeft(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	ann.says("settings times 16:00")
	ann.says("person").has("I've told Tess")
	ann.isGone()
	if posts := h.later(7 * 24 * time.Hour); textTo(posts, ann) != "" {
		t.Errorf("she is asked: %s", textTo(posts, ann))
	}
	tess.says("alert").has("Ann: asked for a person")
	tess.says("class note ann: are you there?").has("can't reach Ann")
	ann.isGone() // told again
	ann.says("hi").has("Hello Ann")
	if posts := h.later(24 * time.Hour); textTo(posts, ann) == "" {
		t.Error("she is back, and is not asked")
	}
}

func TestWhoHasLeftWithOneAccountIsReachedOnTheOther(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	ann := h.person("Ann").meets()
	phone := ann.linked("phone")
	phone.says("settings times 16:00")
	phone.isGone()
	posts := h.later(24 * time.Hour)
	if textTo(posts, ann) == "" || textTo(posts, phone) != "" {
		t.Errorf("her desk reads %q, her phone %q", textTo(posts, ann), textTo(posts, phone))
	}
	ann.isGone()
	if posts := h.later(24 * time.Hour); len(posts) > 0 {
		t.Errorf("gone with both, she reads %s", posts[0].text())
	}
}

// shy is Shy in guild 1, who is asked for practice at 16:00, first in direct
// messages.
func shy(t *testing.T) (h *house, shy *voice) {
	t.Helper()
	h = town(t)
	h.finds("1")
	h.seed(school, func(tx bot.Tx) error {
		if err := tx.PutClass(coach.Class{ID: "c", Name: "5b", Code: "AAAA-AAAA", Courses: []string{"tiles"}}); err != nil {
			return err
		}
		return tx.PutCode(coach.Code{Code: "AAAA-AAAA", Kind: coach.CodeClass, Subject: "c"})
	})
	shy = h.inGuild("1", "Shy")
	shy.commands("link AAAA-AAAA")
	shy.commands("settings times 16:00")
	return h, shy
}

func TestWhoTakesNoDirectMessagesIsWrittenToInTheChannelTheySpokeIn(t *testing.T) {
	t.Parallel()
	h, v := shy(t)
	posts := h.later(24 * time.Hour)
	if len(posts) != 1 || posts[0].to != v.directly().in {
		t.Fatalf("the check-in went to %+v", posts)
	}
	instead := h.shuts(posts[0])
	if len(instead) != 1 || instead[0].to != v.in || !instead[0].begun || !strings.Contains(instead[0].text(), posts[0].text()) ||
		!strings.Contains(instead[0].text(), "Your direct messages are closed to me") {
		t.Fatalf("instead went %+v", instead)
	}
	if again := h.shuts(posts[0]); len(again) > 0 {
		t.Errorf("told twice, it went again: %s", again[0].text())
	}
	v.says("a").lacks("didn't catch") // the question is asked there now
	posts = h.later(24 * time.Hour)
	if len(posts) != 0 && (posts[0].to != v.in || strings.Contains(posts[0].text(), "closed to me")) {
		t.Errorf("the next went to %+v: %s", posts[0].to, posts[0].text())
	}
	v.directly().says("hi")
	posts = h.later(48 * time.Hour)
	if len(posts) == 0 || posts[0].to != v.directly().in {
		t.Errorf("opened again, it went to %+v", posts)
	}
}

func TestWhoCanBeReachedNowhereIsToldOnceWhereTheySpeakNext(t *testing.T) {
	t.Parallel()
	h, v := shy(t)
	posts := h.later(24 * time.Hour)
	h.must(h.shutsAll(posts[0], v))
	if p, _ := h.in(school, v); p.Home != "" {
		t.Fatalf("the home is %q", p.Home)
	}
	if posts := h.later(72 * time.Hour); len(posts) > 0 {
		t.Errorf("she is written to: %s", posts[0].text())
	}
	other := *v
	other.in.Channel = "maths"
	other.commands("help").has("closed to me, so I write to you here from now on")
	other.commands("help").lacks("closed to me")
	posts = h.later(24 * time.Hour)
	if len(posts) == 0 || posts[0].to != other.in {
		t.Errorf("then it went to %+v", posts)
	}
}

// shutsAll lets the platform refuse a message in direct messages, and then in
// the channel.
func (h *house) shutsAll(p post, v *voice) error {
	for _, instead := range h.shuts(p) {
		if more := h.shuts(instead); len(more) > 0 {
			h.t.Errorf("then it went to %+v", more[0].to)
		}
	}
	return nil
}

func TestARefusedMessageOfSomebodyUnknownIsNothing(t *testing.T) {
	t.Parallel()
	h, _ := club(t)
	before := h.dump("seen")
	h.shuts(post{id: "x", to: h.person("Nobody").in, Message: chat.Text("hello")})
	if after := h.dump("seen"); len(after["person"]) != len(before["person"]) || len(after["outbox"]) != len(before["outbox"]) {
		t.Error("something was kept")
	}
}

func TestWhatATeacherWasNotToldWhileTheyCouldNotBeReachedIsToldThen(t *testing.T) {
	t.Parallel()
	h, tess := club(t)
	ann := h.person("Ann").meets()
	tess.isGone()
	ann.says("person")
	if posts := h.later(24 * time.Hour); textTo(posts, tess) != "" {
		t.Fatalf("she reads %s", textTo(posts, tess))
	}
	if open := h.alerts("club", alert.RuleAsked); len(open) != 1 {
		t.Fatalf("%d alerts are open", len(open))
	}
	tess.says("hi")
	if got := textTo(h.later(time.Hour), tess); !strings.Contains(got, "For you: Ann") {
		t.Errorf("back, she reads %q", got)
	}
}

// withRole is the same person, with the role that makes a teacher or without.
func (v *voice) withRole(has bool) *voice {
	w := *v
	w.from.Teacher = &has
	return &w
}

func TestARoleOfThePlatformMakesATeacherForAsLongAsTheyHaveIt(t *testing.T) {
	t.Parallel()
	h := open(t, "")
	tim := h.person("Tim")
	tim.says("class new 5b, 13-17").has("That is for the owner")
	code := codeIn(tim.withRole(true).says("class new 5b, 13-17").has("Your role here makes you a teacher", "Class 5b is made").text())
	tim.withRole(true).says("class").lacks("Your role")
	tim.says("class").has("5b") // not told of the role: nothing changes
	tim.says("class course tiles")
	bob := h.person("Bob")
	bob.says(code)
	bob.says("b")
	bob.says("c")

	bob.says("person").has("Tim")

	for _, words := range []string{"class", "class bob", "class code", "alert", "class new 6z, 18+"} {
		tim.withRole(false).says(words).has("That is for").lacks("Bob", code)
	}
	tim.says("class").has("That is for teachers") // nor without the platform's word, until it is back
	bob.says("person").lacks("Tim")
	if posts := h.later(24 * time.Hour); strings.Contains(textTo(posts, tim), "Bob") {
		t.Errorf("he reads %s", textTo(posts, tim))
	}
	tim.withRole(true).says("class").has("5b: 1 learner")
	tim.withRole(true).says("alert").has("Bob: asked for a person")
}

func TestWhomAnOwnerAppointedNoRoleTakesThatAway(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		appoint func(h *house, v *voice)
	}{
		{"appointed before there was a role", func(h *house, v *voice) {
			v.says(v.code("TEAC-HERS", coach.CodeTeach, "club"))
			v.withRole(true).says("class")
		}},
		{"appointed while they had it", func(h *house, v *voice) {
			v.withRole(true).says("hi")
			v.says(v.code("TEAC-HERS", coach.CodeTeach, "club"))
		}},
		{"made the owner after they lost it", func(h *house, v *voice) {
			v.withRole(true).says("hi")
			v.withRole(false).says("hi")
			v.says(v.code("OWNE-RRRR", coach.CodeOwner, ""))
		}},
		{"appointed to make classes", func(h *house, v *voice) {
			v.withRole(true).says("hi")
			v.says(v.code("TEAC-HERS", coach.CodeTeach, ""))
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h, _ := club(t)
			tim := h.person("Tim")
			tim.says("help")
			tt.appoint(h, tim)
			tim.withRole(false).says("class new 6z, 18+").has("Class 6z is made")
			tim.withRole(false).says("class").has("6z")
		})
	}
}
