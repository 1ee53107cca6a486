package discord

import (
	"context"
	"strings"
	"testing"

	"pacer/bot/chat"
)

// ownThread is a private thread that the coach made for fakeUser.
const ownThread = "620000000000000001"

func newOwnThread(t *testing.T, members ...string) *fake {
	f := newFake(t)
	f.channels[ownThread] = channel{ID: ownThread, Type: privateThread, Parent: fakeRoom, Owner: fakeBot}
	f.members[ownThread] = append([]string{fakeBot}, members...)
	return f
}

func TestOnlyWhoseThreadItIsReadsPlainAnswersThere(t *testing.T) {
	const teacher = "700000000000000002"
	for name, tc := range map[string]struct {
		by      string
		members []string
		want    string
	}{
		"the person it was made for":           {fakeUser, []string{fakeUser}, "4"},
		"somebody who looks after the server":  {teacher, []string{fakeUser}, "4 private"},
		"the same, who has said something too": {teacher, []string{fakeUser, teacher}, "4 private"},
		"the person, while somebody is with them": {
			fakeUser, []string{fakeUser, teacher}, "4 private"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newOwnThread(t, tc.members...)
			f.run(f.adapter(f.options()), func(context.Context, chat.Event) (*chat.Answer, error) {
				return &chat.Answer{Message: chat.Text("Bo: Starting."), Delivered: func(chat.Receipt, error) {}}, nil
			})
			in := inRoom(map[string]any{"channel_id": ownThread, "channel": map[string]any{"id": ownThread, "type": privateThread, "parent_id": fakeRoom, "owner_id": fakeBot}})
			in["member"].(map[string]any)["user"] = map[string]any{"id": tc.by, "username": "x"}
			f.interaction(interactionCommand, typed("class"), in)
			f.eventually("there is a response", func() bool { return len(f.responses()) > 0 })
			if got := f.responses()[0]; got != tc.want {
				t.Errorf("the first response is %q, want %q", got, tc.want)
			}
		})
	}
}

func TestWhatIsForOnePersonIsNotPostedToTheThreadOfAnother(t *testing.T) {
	f := newOwnThread(t, fakeUser)
	a := f.adapter(f.options())
	a.me.Store(&identity{App: fakeBot, User: fakeBot})
	a.threadSeen(ownThread, fakeRoom, "practice", fakeBot, privateThread)
	const other = "700000000000000002"
	for _, user := range []string{other, fakeUser, other} { // before and after it is known whose it is
		to := chat.Conversation{Platform: "discord", Place: fakeGuild, Channel: fakeRoom, Thread: ownThread, User: user}
		r, err := a.Send(t.Context(), to, chat.Text("You know a lot."))
		if err != nil {
			t.Fatal(err)
		}
		if in := strings.Contains(r.Ref, ownThread); in != (user == fakeUser) {
			t.Errorf("what is for %s went to %q", user, r.Ref)
		}
	}
}
