package discord

import (
	"fmt"
	"testing"
	"time"
)

func TestTokensAreForgotten(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)
	tk := newTokens()
	const n = 10_000
	for i := range n {
		now = now.Add(time.Second)
		tk.add(inRoomAlone, interaction{id: fmt.Sprint(i), token: "t", at: now}, now)
	}
	if most := int(tokenLife/time.Second) + 1; len(tk.byID) > most || len(tk.arrived) > most {
		t.Errorf("%d tokens are remembered of %d, wanted %d at most", len(tk.byID), n, most)
	}
	if in, ok := tk.of(inRoomAlone, now); !ok || in.id != fmt.Sprint(n-1) {
		t.Errorf("the conversation's last is %q, %v", in.id, ok)
	}
	if _, ok := tk.get("0", now); ok {
		t.Error("the first one is still there")
	}
	if _, ok := tk.get(fmt.Sprint(n-60), now); !ok {
		t.Error("one of a minute ago is not there")
	}
	if _, ok := tk.of(inRoomAlone, now.Add(tokenLife)); ok {
		t.Error("a token outlives its time")
	}
	if _, ok := tk.of(directly, now); ok {
		t.Error("a conversation without an interaction has a token")
	}
	tk.forget(inRoomAlone, interaction{id: fmt.Sprint(n - 1)})
	if _, ok := tk.of(inRoomAlone, now); ok {
		t.Error("what was forgotten is there")
	}
}
