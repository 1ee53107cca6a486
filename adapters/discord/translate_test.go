package discord

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pacer/bot/chat"
)

func TestWhatPeopleDoBecomesEvents(t *testing.T) {
	yes, no := true, false
	direct := chat.Conversation{Platform: "discord", User: fakeUser}
	inRoomOf := chat.Conversation{Platform: "discord", Place: fakeGuild, Channel: fakeRoom, User: fakeUser}
	thread := "610000000000000001"
	inThread := inRoomOf
	inThread.Thread = thread
	ada := chat.Account{User: fakeUser, Name: "Ada", Locale: "en-GB"}
	member := chat.Account{User: fakeUser, Name: "Ada L.", Locale: "en-GB", Teacher: &no}
	memberWith := func(more map[string]any) map[string]any {
		m := inRoom(nil)
		for k, v := range more {
			m["member"].(map[string]any)[k] = v
		}
		return m
	}
	for _, tc := range []struct {
		name string
		kind int
		data any
		more map[string]any
		want chat.Event
	}{
		{"a command", interactionCommand, typed("practice"), nil,
			chat.Event{Conversation: direct, From: ada, Text: "practice", Command: true}},
		{"options in the order in which they are declared", interactionCommand,
			typed("practice", map[string]any{"name": "minutes", "type": 4, "value": 5}, map[string]any{"name": "skill", "type": 3, "value": " unit fractions "}), nil,
			chat.Event{Conversation: direct, From: ada, Text: "practice unit fractions 5", Command: true}},
		{"options within options", interactionCommand,
			typed("class", map[string]any{"name": "see", "type": 1, "options": []any{map[string]any{"name": "who", "type": 3, "value": "Bo"}}}), nil,
			chat.Event{Conversation: direct, From: ada, Text: "class see Bo", Command: true}},
		{"a command in a channel", interactionCommand, typed("practice"), inRoom(nil),
			chat.Event{Conversation: inRoomOf, From: member, Text: "practice", Command: true}},
		{"a command in a thread", interactionCommand, typed("practice"),
			inRoom(map[string]any{"channel_id": thread, "channel": map[string]any{"id": thread, "type": 11, "parent_id": fakeRoom}}),
			chat.Event{Conversation: inThread, From: member, Text: "practice", Command: true}},
		{"a command in a thread that the interaction does not describe", interactionCommand, typed("practice"),
			inRoom(map[string]any{"channel_id": thread, "channel": nil}),
			chat.Event{Conversation: inThread, From: member, Text: "practice", Command: true}},
		{"a command in the thread that the coach made for one person", interactionCommand, typed("practice"),
			inRoom(map[string]any{"channel_id": "620000000000000001", "channel": map[string]any{"id": "620000000000000001", "type": 12, "parent_id": fakeRoom, "owner_id": fakeBot}}),
			chat.Event{Conversation: inRoomOf, From: member, Text: "practice", Command: true}},
		{"a command in the thread that the coach made for somebody else", interactionCommand, typed("practice"),
			inRoom(map[string]any{"channel_id": "620000000000000002", "channel": map[string]any{"id": "620000000000000002", "type": 12, "parent_id": fakeRoom, "owner_id": fakeBot}}),
			chat.Event{Conversation: chat.Conversation{Platform: "discord", Place: fakeGuild, Channel: fakeRoom, Thread: "620000000000000002", User: fakeUser}, From: member, Text: "practice", Command: true}},
		{"a member of whom no roles are told", interactionCommand, typed("practice"), memberWith(map[string]any{"roles": nil}),
			chat.Event{Conversation: inRoomOf, From: chat.Account{User: fakeUser, Name: "Ada L.", Locale: "en-GB"}, Text: "practice", Command: true}},
		{"who may manage the server", interactionCommand, typed("practice"), memberWith(map[string]any{"permissions": "32"}),
			chat.Event{Conversation: inRoomOf, From: chat.Account{User: fakeUser, Name: "Ada L.", Locale: "en-GB", Teacher: &no, Manage: true}, Text: "practice", Command: true}},
		{"an administrator", interactionCommand, typed("practice"), memberWith(map[string]any{"permissions": "8"}),
			chat.Event{Conversation: inRoomOf, From: chat.Account{User: fakeUser, Name: "Ada L.", Locale: "en-GB", Teacher: &no, Manage: true}, Text: "practice", Command: true}},
		{"a teacher by a role", interactionCommand, typed("class"), memberWith(map[string]any{"roles": []string{"1", "77"}}),
			chat.Event{Conversation: inRoomOf, From: chat.Account{User: fakeUser, Name: "Ada L.", Locale: "en-GB", Teacher: &yes}, Text: "class", Command: true}},
		{"a command on a person", interactionCommand, map[string]any{"id": "1", "name": "See how they are doing", "type": 2, "target_id": "700000000000000005"}, inRoom(nil),
			chat.Event{Conversation: inRoomOf, From: member, Text: "class see", Command: true, About: "700000000000000005"}},
		{"a command that makes an item of a message", interactionCommand,
			map[string]any{"id": "1", "name": "Make an item of this", "type": 3, "target_id": "5", "resolved": map[string]any{"messages": map[string]any{"5": map[string]any{
				"id": "5", "content": "what is 1/2, <@700000000000000005>? <:pi:123>", "mentions": []any{map[string]any{"id": "700000000000000005", "username": "bo"}}}}}}, inRoom(nil),
			chat.Event{Conversation: inRoomOf, From: member, Text: "make item", Command: true, Quote: "what is 1/2, @bo? :pi:"}},
		{"a command that asks about a message", interactionCommand,
			map[string]any{"id": "1", "name": "Ask about this", "type": 3, "target_id": "5", "resolved": map[string]any{"messages": map[string]any{"5": map[string]any{"id": "5", "content": "see <#600000000000000001>"}}}}, nil,
			chat.Event{Conversation: direct, From: ada, Text: "ask", Command: true, Quote: "see #…"}},
		{"a press", interactionPress, press("a:01J8"), onMessage("1"),
			chat.Event{Conversation: direct, From: ada, Press: "a:01J8"}},
		{"a choice from a list", interactionPress, map[string]any{"custom_id": "s", "component_type": 3, "values": []string{"b:01J8"}}, onMessage("1"),
			chat.Event{Conversation: direct, From: ada, Press: "b:01J8"}},
		{"a form", interactionForm, map[string]any{"custom_id": "goal", "components": []any{map[string]any{"type": 1, "components": []any{map[string]any{"type": 4, "custom_id": "what", "value": "bake"}}}}}, nil,
			chat.Event{Conversation: direct, From: ada, Press: "goal", Fields: map[string]string{"what": "bake"}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, h := newFake(t), new(heard)
			f.channels[thread] = channel{ID: thread, Type: 11, Parent: fakeRoom}
			for own, with := range map[string]string{"620000000000000001": fakeUser, "620000000000000002": "700000000000000002"} {
				f.channels[own] = channel{ID: own, Type: privateThread, Parent: fakeRoom, Owner: fakeBot}
				f.members[own] = []string{fakeBot, with}
			}
			o := f.options()
			o.TeacherRoles = []string{"77"}
			f.run(f.adapter(o), h.handle)
			id := f.interaction(tc.kind, tc.data, tc.more)
			f.eventually("it is handed over", func() bool { return len(h.all()) == 1 })
			want := tc.want
			want.ID, want.At = id, snowflakeTime(id)
			if diff := cmp.Diff(want, h.all()[0], cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
			if at := h.all()[0].At; at.Location() != time.UTC || time.Since(at).Abs() > time.Minute {
				t.Errorf("it was at %v", at)
			}
		})
	}
}

func TestMessagesBecomeEventsOnlyWhenTheyAreForTheCoach(t *testing.T) {
	mention := []any{map[string]any{"id": fakeBot, "username": "Pacer", "bot": true}}
	public := chat.Conversation{Platform: "discord", Place: fakeGuild, Channel: fakeRoom}
	room := func(more map[string]any) map[string]any {
		m := map[string]any{"guild_id": fakeGuild, "channel_id": fakeRoom, "member": map[string]any{"nick": "Ada L.", "roles": []string{}}}
		for k, v := range more {
			m[k] = v
		}
		return m
	}
	for _, tc := range []struct {
		name    string
		content string
		more    map[string]any
		text    string // empty: no event
		in      chat.Conversation
	}{
		{"a direct message, as it was typed", "5/6 *not* <b>bold</b>", nil, "5/6 *not* <b>bold</b>", chat.Conversation{Platform: "discord", User: fakeUser}},
		{"a reply", "five", map[string]any{"type": 19}, "five", chat.Conversation{Platform: "discord", User: fakeUser}},
		{"a mention in a channel", "<@" + fakeBot + "> progress", room(map[string]any{"mentions": mention}), "progress", public},
		{"a mention and nothing else", "<@!" + fakeBot + ">", room(map[string]any{"mentions": mention}), "help", public},
		{"talk in a channel", "lunch?", room(nil), "", public},
		{"a mention of somebody else", "<@5> lunch?", room(map[string]any{"mentions": []any{map[string]any{"id": "5"}}}), "", public},
		{"a bot", "hello", map[string]any{"author": map[string]any{"id": "5", "bot": true}}, "", public},
		{"a webhook", "hello", map[string]any{"webhook_id": "6"}, "", public},
		{"the coach itself", "hello", map[string]any{"author": map[string]any{"id": fakeBot}}, "", public},
		{"somebody who was added to a thread", "", map[string]any{"type": 1}, "", public},
		{"a sticker", "", nil, "", public},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, h := newFake(t), new(heard)
			f.run(f.adapter(f.options()), h.handle)
			f.write(tc.content, tc.more)
			f.interaction(interactionPress, press("end"), onMessage("1"))
			f.eventually("what comes after it is handed over", func() bool {
				all := h.all()
				return len(all) > 0 && all[len(all)-1].Press == "end"
			})
			f.eventually("all that is to come has come", func() bool { return len(h.all()) == 1+map[bool]int{true: 1}[tc.text != ""] })
			for _, ev := range h.all() {
				if ev.Press == "" && (ev.Text != tc.text || ev.Conversation != tc.in || ev.Command || ev.Mention != (tc.in == public)) {
					t.Errorf("the event is %+v", ev)
				}
			}
		})
	}
}

func TestWhatAGroupWritesAmongItselfIsNotHeard(t *testing.T) {
	const group = "830000000000000001"
	f, h := newFake(t), new(heard)
	f.channels[group] = channel{ID: group, Type: 3}
	a := f.adapter(f.options())
	f.run(a, h.handle)
	f.write("lunch?", map[string]any{"channel_id": group})
	f.write("practice", nil)
	f.eventually("what comes after it is handed over", func() bool { return len(h.all()) > 0 })
	if got := h.all(); len(got) != 1 || got[0].Text != "practice" {
		t.Errorf("heard was %+v", got)
	}
	a.out.directs.forget(fakeUser)
	f.write("lunch now!", map[string]any{"channel_id": group})
	f.interaction(interactionPress, press("end"), onMessage("1"))
	f.eventually("that is over", func() bool { return len(h.all()) == 2 })
	if channel, ok := a.out.directs.of(fakeUser); ok {
		t.Errorf("what is for one person would go to %s", channel)
	}
}

func TestAChannelThatMayNotBeLookedAtIsAskedForOnce(t *testing.T) {
	f, h := newFake(t), new(heard)
	f.answer = func(w http.ResponseWriter, r request) bool {
		hidden := r.Method == http.MethodGet && r.Path == "channels/"+fakeRoom
		if hidden {
			refuse(w, http.StatusForbidden, 50001)
		}
		return hidden
	}
	f.run(f.adapter(f.options()), h.handle)
	for n := range 3 {
		f.interaction(interactionCommand, typed("practice"), inRoom(map[string]any{"channel": nil}))
		f.eventually("it is handed over", func() bool { return len(h.all()) == n+1 })
	}
	if n := len(f.of("GET", "channels/"+fakeRoom)); n != 1 {
		t.Errorf("it was asked for %d times", n)
	}
}

func TestFilesAreReadFromDiscordsHostsOnlyAndWithoutTheToken(t *testing.T) {
	f := newFake(t)
	f.answer = func(w http.ResponseWriter, r request) bool {
		if !strings.HasPrefix(r.Path, "/attachments/") {
			return false
		}
		if r.Authorization != "" {
			t.Error("the token was sent for a file")
		}
		if strings.HasSuffix(r.Path, "elsewhere") {
			w.Header().Set("Location", "http://127.0.0.1:1/secret")
			w.WriteHeader(http.StatusFound)
			return true
		}
		_, _ = io.WriteString(w, "questions: []")
		return true
	}
	h := new(heard)
	f.run(f.adapter(f.options()), h.handle)
	f.write("", map[string]any{"attachments": []any{
		map[string]any{"filename": "course.yaml", "size": 13, "url": f.srv.URL + "/attachments/1"},
		map[string]any{"filename": "a", "url": "https://example.org/a"},
		map[string]any{"filename": "b", "url": "http://cdn.discordapp.com/b"},
		map[string]any{"filename": "c", "url": "file:///etc/passwd"},
		map[string]any{"filename": "d", "url": "https://cdn.discordapp.com@example.org/d"},
		map[string]any{"filename": "e", "url": f.srv.URL + "/attachments/elsewhere"},
	}})
	f.eventually("it is handed over", func() bool { return len(h.all()) == 1 })
	files := h.all()[0].Files
	if len(files) != 6 || files[0].Name != "course.yaml" || files[0].Size != 13 {
		t.Fatalf("the files are %+v", files)
	}
	r, err := files[0].Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, err := io.ReadAll(r); err != nil || string(b) != "questions: []" {
		t.Errorf("the file holds %q, %v", b, err)
	}
	for _, file := range files[1:] {
		if r, err := file.Open(t.Context()); err == nil {
			r.Close()
			t.Errorf("%q was fetched", file.Name)
		}
	}
}

func TestAGuildIsFoundOnceBeforeItsFirstEvent(t *testing.T) {
	f := newFake(t)
	o := f.options()
	o.Guild = fakeGuild
	var order []string
	var places []chat.Place
	h := new(heard)
	o.Found = func(_ context.Context, p chat.Place) error {
		h.mu.Lock()
		defer h.mu.Unlock()
		order, places = append(order, "found "+p.ID), append(places, p)
		return nil
	}
	f.run(f.adapter(o), func(ctx context.Context, ev chat.Event) (*chat.Answer, error) {
		h.mu.Lock()
		order = append(order, ev.Press)
		h.mu.Unlock()
		return nil, nil
	})
	f.emit("GUILD_CREATE", map[string]any{"id": fakeGuild, "name": "Oak Club"})
	f.eventually("it is found", func() bool { h.mu.Lock(); defer h.mu.Unlock(); return len(order) == 1 })
	f.interaction(interactionPress, press("a"), inRoom(onMessage("1")))
	f.interaction(interactionPress, press("b"), inRoom(map[string]any{"guild_id": "500000000000000002", "message": map[string]any{"id": "1"}}))
	f.eventually("all is handled", func() bool { h.mu.Lock(); defer h.mu.Unlock(); return len(order) == 4 })
	if diff := cmp.Diff([]string{"found " + fakeGuild, "a", "found 500000000000000002", "b"}, order); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(chat.Place{Platform: "discord", ID: fakeGuild, Name: "Oak Club", Sole: true}, places[0]); diff != "" {
		t.Error(diff)
	}
}

func TestAGuildThatWasLeftIsToldFromAnOutage(t *testing.T) {
	f := newFake(t)
	a := f.adapter(f.options())
	f.run(a, new(heard).handle)
	f.emit("GUILD_DELETE", map[string]any{"id": fakeGuild, "unavailable": true})
	f.emit("GUILD_DELETE", map[string]any{"id": "500000000000000002"})
	f.eventually("the other was left", func() bool { return a.hasLeft("500000000000000002") })
	if a.hasLeft(fakeGuild) {
		t.Error("an outage counts as having left")
	}
	_, err := a.Send(t.Context(), chat.Conversation{Platform: "discord", Place: "500000000000000002", Channel: fakeRoom}, chat.Text("Question of the day"))
	if d, ok := errors.AsType[*chat.DeliveryError](err); !ok || d.Retry >= 0 {
		t.Errorf("sending there returned %v, want a report that it cannot arrive", err)
	}
	f.emit("GUILD_CREATE", map[string]any{"id": "500000000000000002", "name": "Back again"})
	f.eventually("it is back", func() bool { return !a.hasLeft("500000000000000002") })
}

func TestAGuildThatWasLeftAndJoinedAgainAtOnceIsOneTheCoachIsIn(t *testing.T) {
	f := newFake(t)
	o := f.options()
	finding := make(chan struct{})
	var found atomic.Int64
	o.Found = func(context.Context, chat.Place) error {
		<-finding // slow the first time
		found.Add(1)
		return nil
	}
	a := f.adapter(o)
	f.run(a, new(heard).handle)
	guild := map[string]any{"id": fakeGuild, "name": "Oak Club"}
	f.emit("GUILD_CREATE", guild)
	f.emit("GUILD_DELETE", guild)
	f.emit("GUILD_CREATE", guild)
	f.interaction(interactionComplete, typed("practice"), nil)
	f.eventually("all of it has come", func() bool { return len(f.responses()) == 1 })
	close(finding)
	f.eventually("it is found again", func() bool { return found.Load() == 2 })
	if a.hasLeft(fakeGuild) {
		t.Error("nothing would be said there any more")
	}
}

func TestOptionsAreCheckedWithASentence(t *testing.T) {
	good := newFake(t).options()
	for name, tc := range map[string]struct {
		change func(*Options)
		part   string
	}{
		"no token":             {func(o *Options) { o.Token = "" }, "token"},
		"a token with a space": {func(o *Options) { o.Token = "a b" }, "token"},
		"a bad key":            {func(o *Options) { o.PublicKey = "beef" }, "64 hexadecimal digits"},
		"a bad API":            {func(o *Options) { o.APIURL = "discord.com/api/v10" }, "https://"},
		"an API without slash": {func(o *Options) { o.APIURL = "https://discord.com/api/v10" }, "slash"},
		"a bad gateway":        {func(o *Options) { o.GatewayURL = "https://gateway.discord.gg" }, "wss://"},
		"a bad shard number":   {func(o *Options) { o.Shards = -1 }, "shards"},
	} {
		o := good
		tc.change(&o)
		if _, err := New(o); err == nil || !strings.Contains(err.Error(), tc.part) {
			t.Errorf("%s: New returned %v, want a sentence with %q", name, err, tc.part)
		}
	}
	good.Token = "Bot " + good.Token
	a, err := New(good)
	if err != nil {
		t.Fatal(err)
	}
	if a.Token != fakeToken || a.rest.Token != "Bot "+fakeToken {
		t.Errorf("a token with its word is kept as %q and sent as %q", a.Token, a.rest.Token)
	}
}

func TestIDsTellTheirTime(t *testing.T) {
	// Discord's own example: https://discord.com/developers/docs/reference#snowflakes
	if got, want := snowflakeTime("175928847299117063"), time.Date(2016, 4, 30, 11, 18, 25, 796e6, time.UTC); !got.Equal(want) {
		t.Errorf("the ID is of %v, want %v", got, want)
	}
	for id, want := range map[string]bool{"1": true, "175928847299117063": true, "18446744073709551615": true, "": false, "-1": false, "+1": false, "1a": false, "18446744073709551616": false, "000000000000000000001": false} {
		if isID(id) != want {
			t.Errorf("isID(%q) is %v", id, !want)
		}
	}
}
