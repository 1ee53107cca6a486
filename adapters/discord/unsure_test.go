package discord

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pacer/bot/chat"
)

// A post whose reply is lost is tried again where it may stand, though a
// command came meanwhile that waits for something to answer it with.
func TestPostWithoutReplyIsTriedAgainInItsPlace(t *testing.T) {
	f := newFake(t)
	var lost atomic.Int64
	f.answer = func(w http.ResponseWriter, r request) bool {
		if r.Method != http.MethodPost || !strings.HasSuffix(r.Path, "/messages") || lost.Add(1) > 1 {
			return false
		}
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return false
		}
		conn.Close()
		return true
	}
	a := f.adapter(f.options())
	a.pace.deferral = time.Minute
	f.run(a, new(heard).handle)
	to := chat.Conversation{Platform: "discord", User: fakeUser}
	m := said("01JLOST", "Well done.")
	if _, err := a.Send(t.Context(), to, m); err == nil || report(t, err).Retry != 0 {
		t.Fatalf("a lost reply is reported as %v", err)
	}
	f.interaction(interactionCommand, typed("progress"), nil)
	f.eventually("it waits", func() bool { return len(a.awaited.list()) == 1 })
	if _, err := a.Send(t.Context(), to, m); err != nil {
		t.Fatal(err)
	}
	posts := f.of("POST", "channels/")
	if len(posts) != 2 || string(posts[0].Body) != string(posts[1].Body) || posts[0].Path != posts[1].Path {
		t.Errorf("the message was posted as %v, wanted the same twice", posts)
	}
	if n := len(f.responses()); n != 0 {
		t.Errorf("the message went out as the answer to a command as well")
	}
	if _, err := a.Send(t.Context(), to, said("01JNEXT", "You know a lot.")); err != nil {
		t.Fatal(err)
	}
	if n := len(f.responses()); n != 1 {
		t.Errorf("the command that waits was answered %d times by the next message, wanted once", n)
	}
}

func TestUnsureIsForgottenWhenItsPlaceIsGone(t *testing.T) {
	u := newUnsure()
	u.posted("01J", "7", &chat.DeliveryError{Err: http.ErrHandlerTimeout})
	u.posted("01J", "7", &chat.DeliveryError{Retry: time.Second, Err: &apiError{Status: http.StatusTooManyRequests}})
	if channel, ok := u.of("01J"); !ok || channel != "7" {
		t.Errorf("after a limit it is thought to be in %q", channel)
	}
	u.posted("01J", "7", &chat.DeliveryError{Retry: -1, Err: &apiError{Status: http.StatusNotFound, Code: codeUnknownChannel}})
	if channel, ok := u.of("01J"); ok {
		t.Errorf("it is still thought to be in %q, which is gone", channel)
	}
	u.posted("01K", "7", &chat.DeliveryError{Retry: time.Second, Err: http.ErrHandlerTimeout})
	if _, ok := u.of("01K"); ok {
		t.Error("what was never sent is thought to stand somewhere")
	}
}
