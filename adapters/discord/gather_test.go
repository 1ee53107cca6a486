package discord

import (
	"slices"
	"strings"
	"testing"

	"pacer/bot/chat"
)

// together is a message that gathers some people.
func together(id string, users ...string) chat.Message {
	m := said(id, "Hello Ann, Ben!")
	m.Unasked = true
	m.Gather = &chat.Gather{Name: "together: Rows", Users: users}
	return m
}

const otherUser = "700000000000000002"

func TestPeopleAreGatheredInAPrivateThread(t *testing.T) {
	t.Parallel()
	c := newClosedDoors(t)
	a := c.adapter(c.options())
	r, err := a.Send(t.Context(), inRoomAlone, together("01JA", fakeUser, otherUser))
	if err != nil {
		t.Fatal(err)
	}
	if _, channel, _ := splitRef(r.Ref); channel != "6100" {
		t.Errorf("it went to %q", r.Ref)
	}
	if !slices.Equal(c.members["6100"], []string{fakeBot, fakeUser, otherUser}) {
		t.Errorf("in it are %v", c.members["6100"])
	}
	made := c.of("POST", "channels/"+fakeRoom+"/threads")
	if len(made) != 1 || !strings.Contains(string(made[0].Body), `"invitable":false`) || !strings.Contains(string(made[0].Body), `together: Rows"`) || !strings.Contains(string(made[0].Body), `"type":12`) {
		t.Errorf("the thread was made by %s", made)
	}
}

func TestAGatheringIsMadeOnceWhenAStepFails(t *testing.T) {
	t.Parallel()
	c := newClosedDoors(t)
	c.refuses["/thread-members/"+otherUser] = codeOverloaded
	a := c.adapter(c.options())
	if _, err := a.Send(t.Context(), inRoomAlone, together("01JA", fakeUser, otherUser)); report(t, err).Retry < 0 {
		t.Fatalf("it is given up: %v", err)
	}
	if n := len(c.messages()); n != 0 {
		t.Errorf("%d messages are posted before all are there", n)
	}
	if _, err := a.Send(t.Context(), inRoomAlone, together("01JA", fakeUser, otherUser)); err != nil {
		t.Fatal(err)
	}
	if len(c.threads) != 1 || len(c.messages()) != 1 {
		t.Errorf("%d threads and %d messages", len(c.threads), len(c.messages()))
	}
}

func TestNothingIsPostedToAGatheringOfOne(t *testing.T) {
	t.Parallel()
	c := newClosedDoors(t)
	c.refuses["/thread-members/"+otherUser] = codeUnknownUser
	a := c.adapter(c.options())
	if _, err := a.Send(t.Context(), inRoomAlone, together("01JA", fakeUser, otherUser)); report(t, err).Retry >= 0 {
		t.Errorf("it is tried again: %v", err)
	}
	nowhere := inRoomAlone
	nowhere.Channel = ""
	if _, err := a.Send(t.Context(), nowhere, together("01JB", fakeUser, otherUser)); report(t, err).Retry >= 0 {
		t.Errorf("without a channel it is tried again: %v", err)
	}
	if n := len(c.messages()); n != 0 {
		t.Errorf("%d messages are posted", n)
	}
}

// What is for one person never stands where others may come in: a thread for
// several, in which one is left, is not taken for that person's own.
func TestAGatheringIsNobodysOwnThread(t *testing.T) {
	t.Parallel()
	c := newClosedDoors(t)
	c.threads = append(c.threads, map[string]any{"id": "6900", "name": crowd + "together: Rows", "type": privateThread, "parent_id": fakeRoom, "owner_id": fakeBot})
	c.members["6900"] = []string{fakeBot, fakeUser}
	c.channels["6900"] = channel{ID: "6900", Type: privateThread, Parent: fakeRoom, Owner: fakeBot}
	a := c.adapter(c.options())
	a.me.Store(&identity{App: fakeBot, User: fakeBot})
	a.threadSeen("6900", fakeRoom, crowd+"together: Rows", fakeBot, privateThread)
	r, err := a.Send(t.Context(), inRoomAlone, chat.Text("You know a lot."))
	if err != nil {
		t.Fatal(err)
	}
	if _, in, _ := splitRef(r.Ref); in == "6900" {
		t.Error("what is for one person stands in the thread of several")
	}
	if a.isAloneWith(t.Context(), fakeUser, "6900") {
		t.Error("it is taken for that person's own")
	}
}
