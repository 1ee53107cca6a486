package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pacer/bot"
	"pacer/bot/chat"
	"pacer/coach"
)

// guilds is a platform whose direct messages are in no place, and which is for
// people from 13 on.
const guilds = "guilds"

// town is an installation with a first workspace, the school, and the platform
// guilds, where it has no place yet.
func town(t testing.TB) *house {
	t.Helper()
	h := open(t, "")
	h.settle()
	return h
}

// settle makes the bot of an installation that of a town.
func (h *house) settle() {
	h.bot.First = school
	h.bot.Platforms[guilds] = chat.Capabilities{MaxChoices: 25, MaxText: 2000, MaxLabel: 80, MinAge: 13, DirectAnywhere: true}
}

// finds lets an adapter find a guild.
func (h *house) finds(guild string) {
	h.t.Helper()
	h.must(h.bot.Found(h.t.Context(), chat.Place{Platform: guilds, ID: guild, Name: "Guild " + guild}))
}

// inGuild is somebody in a channel of a guild, where only they see the answers.
func (h *house) inGuild(guild, name string) *voice {
	user := strings.ToLower(name)
	return &voice{
		house: h, in: chat.Conversation{Platform: guilds, Place: guild, Channel: "general", User: user},
		from: chat.Account{User: user, Name: name},
	}
}

// directly is the same person in direct messages.
func (v *voice) directly() *voice {
	w := *v
	w.in = chat.Conversation{Platform: v.in.Platform, Place: v.in.Place, User: v.from.User}
	if v.in.Platform == guilds {
		w.in.Place = ""
	}
	return &w
}

// managing is the same person, who may manage the place.
func (v *voice) managing() *voice {
	w := *v
	w.from.Manage = true
	return &w
}

// in reads the person in a workspace; ok is false where they are not known.
func (h *house) in(workspace string, v *voice) (p coach.Person, ok bool) {
	h.t.Helper()
	h.view(workspace, func(r bot.Reader) error {
		a, err := r.Account(v.in.Platform, v.from.User)
		if coach.IsNotFound(err) {
			return nil
		}
		if err != nil {
			return err
		}
		ok = true
		p, err = r.Person(a.Person)
		return err
	})
	return p, ok
}

// account reads an account in a workspace.
func (h *house) account(workspace string, v *voice) (a coach.Account) {
	h.t.Helper()
	h.view(workspace, func(r bot.Reader) (err error) {
		a, err = r.Account(v.in.Platform, v.from.User)
		return err
	})
	return a
}

// workspaceOf is the workspace that a guild belongs to.
func (h *house) workspaceOf(guild string) string {
	h.t.Helper()
	w, err := h.store.Place(h.t.Context(), guilds, guild)
	h.must(err)
	return w
}

func TestAPlaceInstalledFromOutsideIsNeverTheFirstWorkspaces(t *testing.T) {
	t.Parallel()
	h := town(t)
	h.must(h.bot.Found(t.Context(), chat.Place{Platform: guilds, ID: "1", Name: "Lincoln", Installer: "stranger"}))
	if got := h.workspaceOf("1"); got != "guilds-1" {
		t.Errorf("it is of %s, wanted a workspace of its own", got)
	}
	h.must(h.bot.Found(t.Context(), chat.Place{Platform: guilds, ID: "2", Name: "Ours"}))
	if got := h.workspaceOf("2"); got != school {
		t.Errorf("the first that nobody installed is of %s, wanted %s", got, school)
	}
}

func TestTheFirstPlaceOfAPlatformJoinsTheFirstWorkspaceAndEveryOtherHasItsOwn(t *testing.T) {
	t.Parallel()
	h := town(t)
	ctx := t.Context()
	for _, p := range []chat.Place{
		{Platform: guilds, ID: "1", Name: "Lincoln"},
		{Platform: guilds, ID: "2", Name: "Oak Street"},
		{Platform: guilds, ID: "3"},
		{Platform: guilds, ID: "4", Name: "Mine", Sole: true},
		{Platform: "teams", ID: "1", Name: "Lincoln"},
		{Platform: guilds, ID: "2", Name: "Oak Street", Sole: true}, // it has one, and keeps it
		{Platform: guilds, ID: "1", Name: "Lincoln"},
	} {
		h.must(h.bot.Found(ctx, p))
	}
	want := map[string]string{"1": school, "2": "guilds-2", "3": "guilds-3", "4": school}
	for id, w := range want {
		if got := h.workspaceOf(id); got != w {
			t.Errorf("guild %s is of %s, wanted %s", id, got, w)
		}
	}
	if w, err := h.store.Place(ctx, "teams", "1"); err != nil || w != school {
		t.Errorf("the team is of %s (%v)", w, err)
	}
	all, err := h.store.Workspaces(ctx)
	h.must(err)
	got := make(map[string]coach.Workspace)
	for _, w := range all {
		got[w.ID] = w
	}
	if diff := cmp.Diff(map[string]coach.Workspace{
		school: got[school], garden: got[garden],
		"guilds-2": {ID: "guilds-2", Name: "Oak Street", Zone: "UTC"}, "guilds-3": {ID: "guilds-3", Name: "3", Zone: "UTC"},
	}, got); diff != "" {
		t.Error(diff)
	}
	audited := 0
	for _, line := range h.dump()["audit"] {
		if strings.Contains(line, "| place |") {
			audited++
		}
	}
	if audited != 5 {
		t.Errorf("%d lines of the audit say that a place has joined, wanted 5", audited)
	}
}

func TestAPlaceThatTwoConnectionsFindAtOnceIsFoundOnce(t *testing.T) {
	t.Parallel()
	h := town(t)
	h.finds("first")
	var wait sync.WaitGroup
	for i := range 24 {
		wait.Go(func() {
			if err := h.bot.Found(t.Context(), chat.Place{Platform: guilds, ID: fmt.Sprint(i % 3), Name: "Guild"}); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	all, err := h.store.Workspaces(t.Context())
	h.must(err)
	if len(all) != 5 { // the school, the garden, and three
		t.Errorf("there are %d workspaces: %v", len(all), all)
	}
}

func TestAWorkspaceThatWasFoundHasAllItTakesToPractise(t *testing.T) {
	t.Parallel()
	h := town(t)
	h.finds("1")
	h.finds("2")
	mia := h.inGuild("2", "Mia").managing()
	code := codeIn(mia.commands("class new 5b, 13-17").has("you are its owner now", "Class 5b is made").text())
	mia.commands("class course tiles").has("practises")
	bob := h.inGuild("2", "Bob")
	bob.commands("link " + code).has("You are in 5b now")
	bob.says("b")
	bob.says("c")
	bob.commands("practice")
	for range 4 {
		var q coach.Question
		h.view("guilds-2", func(r bot.Reader) error {
			a, err := r.Account(guilds, "bob")
			if err != nil {
				return err
			}
			all, err := r.Questions(a.Person, bob.in.Key(), 1)
			if len(all) > 0 {
				q = all[0]
			}
			return err
		})
		if q.Item == "" {
			break
		}
		bob.says(right(q, h.courses[q.Course].Item(q.Item)))
	}
	h.verify("guilds-2")
	if len(h.dump()["log"]) == 0 {
		t.Error("nothing was practised")
	}
	for _, line := range h.dump()["person"] {
		if strings.HasPrefix(line, school+" ") {
			t.Errorf("the first workspace has %s", line)
		}
	}
}

func TestWhoManagesAPlaceBecomesTheFirstOwner(t *testing.T) {
	t.Parallel()
	t.Run("they are told so with what to do next, whatever they said first", func(t *testing.T) {
		t.Parallel()
		h := town(t)
		h.finds("1")
		mia := h.inGuild("1", "Mia").managing()
		mia.says("hi").has("school had no owner yet: you are its owner now", "class new", "Hello Mia").lacks("join code")
		if p, _ := h.in(school, mia); !p.Owner {
			t.Errorf("she is %+v", p)
		}
		if !slices.ContainsFunc(h.dump()["audit"], func(l string) bool {
			return strings.Contains(l, "| owner |") && strings.Contains(l, "manages guilds 1")
		}) {
			t.Error("the audit does not say so")
		}
		mia.says("hi").lacks("owner")
		h.inGuild("1", "Max").managing().says("class new 5b, 18+").has("That is for the owner")
	})
	t.Run("nobody else does, and nobody where there is one", func(t *testing.T) {
		t.Parallel()
		h := town(t)
		h.finds("1")
		h.inGuild("1", "Bob").says("hi").lacks("owner")
		h.seed(school, func(tx bot.Tx) error { return tx.PutPerson(coach.Person{ID: "o", Owner: true}) })
		h.inGuild("1", "Mia").managing().says("hi").lacks("owner")
	})
	t.Run("the account that brought the coach there does", func(t *testing.T) {
		t.Parallel()
		h := town(t)
		h.must(h.bot.Found(t.Context(), chat.Place{Platform: guilds, ID: "1", Installer: "ivy"}))
		h.inGuild("1", "Bob").says("hi").lacks("owner")
		h.inGuild("1", "Ivy").says("hi").has("you are its owner now")
	})
	t.Run("words that mean danger come first", func(t *testing.T) {
		t.Parallel()
		h := town(t)
		h.finds("1")
		mia := h.inGuild("1", "Mia").managing()
		mia.says(despair).has("you deserve a person now").lacks("owner")
		mia.says("hi").has("you are its owner now")
	})
}

// joinCode is a code that joins places to the school.
func (h *house) joinCode() string {
	h.t.Helper()
	olga := h.person("Olga")
	olga.says("help")
	olga.change(func(p *coach.Person) { p.Owner = true })
	return codeIn(olga.says("link place").has("within 7 days").text())
}

func TestAPlaceJoinsTheWorkspaceWhoseCodeIsSaidThere(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		before func(h *house)
		says   func(h *house, code string) reply
		told   string
		joins  bool
	}{
		{"said by who manages it", nil,
			func(h *house, code string) reply {
				return h.inGuild("2", "Mia").managing().commands("link " + strings.ToLower(code))
			}, "This place belongs to school now", true},
		{"the code alone, in private", nil,
			func(h *house, code string) reply { return h.inGuild("2", "Mia").managing().says(code) }, "This place belongs to school now", true},
		{"where nobody but them has spoken yet", func(h *house) {
			mia := h.inGuild("2", "Mia").managing()
			mia.says("hi")
			mia.says("settings times 17:00")
		}, func(h *house, code string) reply { return h.inGuild("2", "Mia").managing().says(code) }, "This place belongs to school now", true},
		{"not where others have spoken", func(h *house) {
			h.inGuild("2", "Mia").managing().says("hi")
			h.inGuild("2", "Bob").says("hi")
		}, func(h *house, code string) reply { return h.inGuild("2", "Mia").managing().says(code) }, "Others have spoken with me here already", false},
		{"not by who does not manage it", nil,
			func(h *house, code string) reply { return h.inGuild("2", "Bob").says(code) }, "somebody who manages this place", false},
		{"not once it has run out", func(h *house) { h.later(8 * 24 * time.Hour) },
			func(h *house, code string) reply { return h.inGuild("2", "Mia").managing().says(code) }, "too old to work", false},
		{"not where it was made", nil,
			func(h *house, code string) reply { return h.person("Olga").says(code) }, "for another place", false},
		{"not in public", nil,
			func(h *house, code string) reply {
				v := h.inGuild("2", "Mia").managing()
				v.in.User = ""
				return v.says(code)
			}, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := town(t)
			h.finds("1")
			h.finds("2")
			code := h.joinCode()
			if tt.before != nil {
				tt.before(h)
			}
			tt.says(h, code).has(tt.told)
			want := "guilds-2"
			if tt.joins {
				want = school
			}
			if got := h.workspaceOf("2"); got != want {
				t.Fatalf("the place is of %s, wanted %s", got, want)
			}
			if !tt.joins {
				return
			}
			mia := h.inGuild("2", "Mia").managing()
			mia.says("hi").lacks("owner") // there is one
			mia.says("settings workspace").has("Here it is always school")
			mia.directly().says("hi").lacks("Which one") // she is known in the school alone
			if _, ok := h.in(school, mia); !ok {
				t.Error("who speaks there is not a person of the school")
			}
			if people := h.later(48 * time.Hour); len(people) > 0 {
				t.Errorf("the workspace that was left says %s", people[0].text())
			}
			h.inGuild("3", "Eve").managing().says(code) // used: of no use any more
			h.finds("3")
			h.inGuild("3", "Eve").managing().says(code).has("I don't know that code")
			h.restart()
			h.settle()
			h.finds("2")
			if got := h.workspaceOf("2"); got != school {
				t.Errorf("after a restart the place is of %s", got)
			}
		})
	}
}

func TestOnlyOwnersMakeACodeForPlaces(t *testing.T) {
	t.Parallel()
	h, _ := guarded(t)
	for _, v := range []*voice{h.person("Ann"), h.member("Tom", "club", coach.Teacher, time.Time{}), h.person("Zoe")} {
		if code := codeIn(v.says("link place").has("That is for the owner").text()); code != "" {
			t.Errorf("%s got %s", v.from.Name, code)
		}
	}
}

func TestAMoveThatIsDeliveredAgainIsMadeOnce(t *testing.T) {
	t.Parallel()
	h := town(t)
	h.finds("1")
	h.finds("2")
	code := h.joinCode()
	mia := h.inGuild("2", "Mia").managing()
	ev := mia.event()
	ev.Text = code
	mia.does(ev).has("This place belongs to school now")
	if again := h.handle(ev); len(again) > 0 {
		t.Errorf("again: %s", again[0].text())
	}
}
