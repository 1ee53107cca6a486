package slack

import (
	"errors"
	"strings"
	"testing"

	"pacer/bot/chat"
)

func TestPeopleAreGatheredInAConversationOfTheirOwn(t *testing.T) {
	t.Parallel()
	w, a, _ := newBench(t, nil)
	m := saying("01JA", "Hello Ada, Ben!")
	m.Gather = &chat.Gather{Name: "together: Rows", Users: []string{testUser, "U0BEN"}}
	r, err := a.Send(t.Context(), ada, m)
	if err != nil {
		t.Fatal(err)
	}
	opened := w.calls("conversations.open")
	if len(opened) != 1 || text(opened[0].Body, "users") != testUser+",U0BEN" {
		t.Errorf("opened was %+v", opened)
	}
	if want := directOf(testUser + ",U0BEN"); !strings.HasPrefix(r.Ref, want+" ") {
		t.Errorf("it went to %q, wanted %q", r.Ref, want)
	}
	// The direct messages of the one to whom the row is addressed are not those.
	if _, err := a.Send(t.Context(), ada, saying("01JB", "For you alone.")); err != nil {
		t.Fatal(err)
	}
	if opened := w.calls("conversations.open"); len(opened) != 2 {
		t.Errorf("what is for one person went where %v read", opened[0].Body)
	}
}

func TestNobodyIsGatheredAlone(t *testing.T) {
	t.Parallel()
	_, a, _ := newBench(t, nil)
	for _, users := range [][]string{nil, {testUser}, strings.Fields("U1 U2 U3 U4 U5 U6 U7 U8 U9")} {
		m := saying("01JA", "Hello!")
		m.Gather = &chat.Gather{Users: users}
		_, err := a.Send(t.Context(), ada, m)
		if d, ok := errors.AsType[*chat.DeliveryError](err); !ok || d.Retry >= 0 {
			t.Errorf("%d people: %v", len(users), err)
		}
	}
}
