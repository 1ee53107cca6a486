package slack

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"pacer/bot/chat"
)

var (
	inChannel = chat.Conversation{Platform: Name, Place: testTeam, Channel: "C0STUDY"}
	onlyAda   = chat.Conversation{Platform: Name, Place: testTeam, Channel: "C0STUDY", User: testUser}
)

func saying(id, text string) chat.Message {
	m := chat.Text(chat.Markdown(text))
	m.ID = id
	return m
}

func newID(t time.Time) string { return ulid.MustNew(ulid.Timestamp(t), nil).String() }

func TestErrorsOfSlack(t *testing.T) {
	t.Parallel()
	const soon = time.Duration(0)
	for _, tc := range []struct {
		name   string
		to     chat.Conversation
		method string
		how    answerWith
		retry  time.Duration // at least; negative: never
		closed bool
	}{
		{"too many requests wait as long as Slack says", ada, "chat.postMessage", answerWith{status: http.StatusTooManyRequests, after: 9 * time.Second}, 9 * time.Second, false},
		{"too many, and not for how long", ada, "chat.postMessage", answerWith{code: "ratelimited"}, time.Second, false},
		{"Slack is down", ada, "chat.postMessage", answerWith{status: http.StatusBadGateway}, soon, false},
		{"Slack has a fault", ada, "chat.postMessage", answerWith{code: "internal_error"}, soon, false},
		{"an error that nobody knows", ada, "chat.postMessage", answerWith{code: "brand_new_error"}, soon, false},
		{"the token is dead", ada, "chat.postMessage", answerWith{code: "token_revoked"}, -1, false},
		{"a scope is missing", ada, "chat.postMessage", answerWith{code: "missing_scope"}, -1, false},
		{"the message is too long", ada, "chat.postMessage", answerWith{code: "msg_too_long"}, -1, false},
		{"the person was deactivated", ada, "conversations.open", answerWith{code: "user_disabled"}, -1, true},
		{"the person is a bot", ada, "conversations.open", answerWith{code: "cannot_dm_bot"}, -1, true},
		{"the person takes no messages", ada, "chat.postMessage", answerWith{code: "messages_tab_disabled"}, -1, true},
		{"the coach is not in the channel", inChannel, "chat.postMessage", answerWith{code: "not_in_channel"}, -1, false},
		{"the channel is archived", inChannel, "chat.postMessage", answerWith{code: "is_archived"}, -1, false},
		{"the connection broke", inChannel, "chat.postMessage", answerWith{lost: true}, soon, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w, a, _ := newBench(t, nil)
			w.will(tc.method, tc.how)
			_, err := a.Send(t.Context(), tc.to, saying("", "Hello."))
			d, ok := errors.AsType[*chat.DeliveryError](err)
			if !ok {
				t.Fatalf("the error is a %T (%v)", err, err)
			}
			if tc.retry < 0 && d.Retry >= 0 || tc.retry >= 0 && d.Retry < tc.retry || d.Closed != tc.closed {
				t.Errorf("retry after %v, closed %v; want %v, %v", d.Retry, d.Closed, tc.retry, tc.closed)
			}
			if strings.Contains(err.Error(), testToken) || strings.Contains(err.Error(), w.server.URL) {
				t.Errorf("the error tells too much: %v", err)
			}
		})
	}
}

func TestAMethodThatIsLimitedIsNotCalledMeanwhile(t *testing.T) {
	t.Parallel()
	w, a, _ := newBench(t, nil)
	w.will("chat.postMessage", answerWith{status: http.StatusTooManyRequests, after: 30 * time.Second})
	for range 3 {
		_, err := a.Send(t.Context(), inChannel, saying("", "Hello."))
		if d, ok := errors.AsType[*chat.DeliveryError](err); !ok || d.Retry < 29*time.Second {
			t.Fatalf("the error is %v, want one that waits 30 s", err)
		}
	}
	if n := len(w.calls("chat.postMessage")); n != 1 {
		t.Errorf("Slack was asked %d times while it had said to wait", n)
	}
	if _, err := a.Send(t.Context(), ada, saying("", "Hello.")); err != nil {
		t.Errorf("another channel waits too: %v", err)
	}
}

func TestAPostIsLookedUpBeforeItIsPostedAgain(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name     string
		how      answerWith
		to       chat.Conversation
		lookups  int
		standing int
	}{
		{"it stands, and only the answer was lost", answerWith{lost: true, done: true}, ada, 1, 1},
		{"it never arrived", answerWith{lost: true}, ada, 1, 1},
		{"Slack had a fault and posted it", answerWith{code: "fatal_error", done: true}, inChannel, 1, 1},
		{"Slack had not taken it", answerWith{status: http.StatusTooManyRequests}, inChannel, 0, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w, a, _ := newBench(t, nil)
			id := newID(time.Now())
			w.will("chat.postMessage", tc.how)
			if _, err := a.Send(t.Context(), tc.to, saying(id, "Four sixths.")); err == nil {
				t.Fatal("the first try did not fail")
			}
			r, err := a.Send(t.Context(), tc.to, saying(id, "Four sixths."))
			if err != nil {
				t.Fatal(err)
			}
			if n := len(w.calls("conversations.history")); n != tc.lookups {
				t.Errorf("looked up %d times, want %d", n, tc.lookups)
			}
			if n := len(w.posts); n != tc.standing {
				t.Errorf("it stands %d times, want %d", n, tc.standing)
			}
			if want := w.posts[0].channel + " " + w.posts[0].ts; r.Ref != want {
				t.Errorf("the receipt is %q, want %q", r.Ref, want)
			}
		})
	}
}

func TestAMessageFromBeforeTheStartIsLookedUp(t *testing.T) {
	t.Parallel()
	w, a, _ := newBench(t, nil)
	for id, lookups := range map[string]int{
		newID(time.Now().Add(-time.Minute)):          1, // a process before this one may have posted it
		newID(time.Now().Add(-time.Hour)) + ".2":     1,
		newID(time.Now().Add(time.Minute)):           0,
		"no ID that tells a time":                    0,
		strings.ToLower(newID(time.Now())) + "x.y.z": 0,
	} {
		before := len(w.calls("conversations.history"))
		if _, err := a.Send(t.Context(), ada, saying(id, "Hello.")); err != nil {
			t.Fatal(err)
		}
		if n := len(w.calls("conversations.history")) - before; n != lookups {
			t.Errorf("message %q was looked up %d times, want %d", id, n, lookups)
		}
	}
	w.will("conversations.history", answerWith{code: "missing_scope"})
	if _, err := a.Send(t.Context(), ada, saying(newID(time.Now().Add(-time.Hour)), "Hello.")); err != nil {
		t.Errorf("a message that cannot be looked up is not posted: %v", err)
	}
}

func TestWhereAPrivateMessageGoes(t *testing.T) {
	t.Parallel()
	t.Run("without a press before, as an ephemeral message", func(t *testing.T) {
		t.Parallel()
		w, a, _ := newBench(t, nil)
		r, err := a.Send(t.Context(), onlyAda, saying("", "Only you."))
		if err != nil || r.Ref != "" || r.At.IsZero() {
			t.Errorf("receipt %+v, error %v", r, err)
		}
		if n := len(w.calls("chat.postEphemeral")); n != 1 {
			t.Errorf("%d ephemeral messages", n)
		}
	})
	t.Run("after a press, five times at its address", func(t *testing.T) {
		t.Parallel()
		w, a, _ := newBench(t, nil)
		a.keepReply(&incoming{ev: chat.Event{Conversation: onlyAda}, response: w.responseURL("C0STUDY", testUser, "1.0")})
		for range 7 {
			if _, err := a.Send(t.Context(), onlyAda, saying("", "Only you.")); err != nil {
				t.Fatal(err)
			}
		}
		if at, own := len(w.calls("response")), len(w.calls("chat.postEphemeral")); at != 5 || own != 2 {
			t.Errorf("%d at the address, %d ephemeral; want 5 and 2", at, own)
		}
	})
	t.Run("for half an hour", func(t *testing.T) {
		t.Parallel()
		now := time.Now()
		w, a, _ := newBench(t, func(o *Options) { o.Now = func() time.Time { return now } })
		a.keepReply(&incoming{ev: chat.Event{Conversation: onlyAda}, response: w.responseURL("C0STUDY", testUser, "1.0")})
		now = now.Add(30 * time.Minute)
		if _, err := a.Send(t.Context(), onlyAda, saying("", "Only you.")); err != nil {
			t.Fatal(err)
		}
		if n := len(w.calls("response")); n != 0 {
			t.Errorf("an address was used after its end")
		}
	})
	t.Run("never to an address that is not Slack's", func(t *testing.T) {
		t.Parallel()
		_, a, _ := newBench(t, nil)
		for address, may := range map[string]bool{
			"https://hooks.slack.com/actions/T/1/x": true, "https://slack.com/x": true, a.APIURL: true,
			"http://hooks.slack.com/x": false, "https://evil.example/hooks.slack.com": false,
			"https://hooks.slack.com.evil.example/": false, "https://evilslack.com/": false, "": false, "::": false,
		} {
			if a.mayAnswerAt(address) != may {
				t.Errorf("%q: %v, want %v", address, !may, may)
			}
		}
	})
	t.Run("to the direct messages where the person is not in the channel", func(t *testing.T) {
		t.Parallel()
		w, a, _ := newBench(t, nil)
		w.will("chat.postEphemeral", answerWith{code: "user_not_in_channel"})
		r, err := a.Send(t.Context(), onlyAda, saying("", "Only you."))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(r.Ref, directOf(testUser)+" ") || w.screen("C0STUDY", testUser) != "" {
			t.Errorf("it went to %q; in the channel stands %q", r.Ref, w.screen("C0STUDY", testUser))
		}
	})
}

func TestDirectMessages(t *testing.T) {
	t.Parallel()
	w, a, _ := newBench(t, nil)
	for range 3 {
		if _, err := a.Send(t.Context(), ada, saying("", "Hello.")); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(w.calls("conversations.open")); n != 1 {
		t.Errorf("the channel was asked for %d times", n)
	}
	w.will("chat.postMessage", answerWith{code: "channel_not_found"})
	_, err := a.Send(t.Context(), ada, saying("", "Hello."))
	if d, ok := errors.AsType[*chat.DeliveryError](err); !ok || d.Retry < 0 {
		t.Errorf("a channel that is no longer there ends the message: %v", err)
	}
	if _, err := a.Send(t.Context(), ada, saying("", "Hello.")); err != nil {
		t.Fatal(err)
	}
	if n := len(w.calls("conversations.open")); n != 2 {
		t.Errorf("the channel was asked for %d times, want again after it was not found", n)
	}
}

func TestEdits(t *testing.T) {
	t.Parallel()
	w, a, _ := newBench(t, nil)
	r, err := a.Send(t.Context(), ada, saying("", "How many?"))
	if err != nil {
		t.Fatal(err)
	}
	edited, err := a.Edit(t.Context(), ada, r, saying("", "You said six."))
	if err != nil || edited.Ref != r.Ref || edited.At.Before(r.At) {
		t.Errorf("receipt %+v, error %v; it was %+v", edited, err, r)
	}
	if screen := w.screen(directOf(testUser), testUser); screen != "You said six." {
		t.Errorf("the screen shows %q", screen)
	}
	for name, receipt := range map[string]chat.Receipt{"an ephemeral one": {}, "a deleted one": {Ref: directOf(testUser) + " 1.000000"}} {
		_, err := a.Edit(t.Context(), ada, receipt, saying("", "Hello."))
		if d, ok := errors.AsType[*chat.DeliveryError](err); !ok || d.Retry >= 0 {
			t.Errorf("editing %s: %v, want an error that sends it anew", name, err)
		}
	}
}

func pictureMessage() chat.Message {
	return chat.Message{Parts: []chat.Part{{Text: "Your week:"}, picture("14 questions, 11 right")}}
}

func TestPictures(t *testing.T) {
	t.Parallel()
	t.Run("a picture is uploaded once and shown with its words", func(t *testing.T) {
		t.Parallel()
		w, a, _ := newBench(t, nil)
		for range 3 {
			if _, err := a.Send(t.Context(), ada, pictureMessage()); err != nil {
				t.Fatal(err)
			}
		}
		if n := len(w.files); n != 1 {
			t.Errorf("%d uploads", n)
		}
		if n := len(w.calls("upload")); n != 1 {
			t.Errorf("%d uploads", n)
		}
		if !strings.Contains(w.screen(directOf(testUser), testUser), "14 questions, 11 right") {
			t.Error("the picture has no words")
		}
	})
	t.Run("where it cannot be uploaded the words stand", func(t *testing.T) {
		t.Parallel()
		w, a, _ := newBench(t, nil)
		w.will("files.getUploadURLExternal", answerWith{code: "missing_scope"})
		for range 2 {
			if _, err := a.Send(t.Context(), ada, pictureMessage()); err != nil {
				t.Fatal(err)
			}
		}
		if screen := w.screen(directOf(testUser), testUser); strings.Count(screen, "[14 questions, 11 right]") != 2 {
			t.Errorf("the screen shows %q", screen)
		}
		if n := len(w.calls("files.getUploadURLExternal")); n != 1 {
			t.Errorf("tried %d times at once", n)
		}
	})
	t.Run("a file that is not ready yet is waited for, and then given up", func(t *testing.T) {
		t.Parallel()
		now := time.Now()
		w, a, _ := newBench(t, func(o *Options) { o.Now = func() time.Time { return now } })
		w.will("chat.postMessage", answerWith{code: "invalid_blocks"})
		w.will("chat.postMessage", answerWith{code: "invalid_blocks"})
		for _, wait := range []time.Duration{settled, 0} {
			_, err := a.Send(t.Context(), ada, pictureMessage())
			if d, ok := errors.AsType[*chat.DeliveryError](err); !ok || d.Retry != wait {
				t.Fatalf("the error is %v, want one that waits %v", err, wait)
			}
			now = now.Add(settling)
		}
		if _, err := a.Send(t.Context(), ada, pictureMessage()); err != nil {
			t.Fatal(err)
		}
		if screen := w.screen(directOf(testUser), testUser); !strings.Contains(screen, "[14 questions, 11 right]") {
			t.Errorf("the screen shows %q", screen)
		}
	})
	t.Run("what Slack does not draw is said in words", func(t *testing.T) {
		t.Parallel()
		w, a, _ := newBench(t, nil)
		m := chat.Message{Parts: []chat.Part{{Picture: &chat.Picture{Alt: "a circle", Type: "image/svg+xml", Data: []byte("<svg/>")}}}}
		if _, err := a.Send(t.Context(), ada, m); err != nil {
			t.Fatal(err)
		}
		if len(w.files) != 0 || w.screen(directOf(testUser), testUser) != "[a circle]" {
			t.Errorf("%d uploads, the screen shows %q", len(w.files), w.screen(directOf(testUser), testUser))
		}
	})
}

func TestASendThatIsCutOffMayBeTriedAgain(t *testing.T) {
	t.Parallel()
	_, a, _ := newBench(t, nil)
	if _, err := a.Send(t.Context(), ada, saying("", "Hello.")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := a.Send(ctx, ada, saying("", "Hello."))
	if d, ok := errors.AsType[*chat.DeliveryError](err); !ok || d.Retry < 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v, want one to try again after", err)
	}
}

func TestAClassThatTypesIsNotHeldUpByEdits(t *testing.T) {
	t.Parallel()
	w, a, _ := newBench(t, nil)
	r, err := a.Send(t.Context(), ada, saying("", "What is 1/2 + 1/3?"))
	if err != nil {
		t.Fatal(err)
	}
	edited := 0
	for range 60 {
		_, err := a.Edit(t.Context(), ada, r, saying("", "5/6 it is."))
		if err == nil {
			edited++
			continue
		}
		if d, ok := errors.AsType[*chat.DeliveryError](err); !ok || d.Retry >= 0 {
			t.Fatalf("the error is %v, want one that sends a new message instead", err)
		}
	}
	if edited < editsAtOnce || edited > 50 || len(w.calls("chat.update")) != edited {
		t.Errorf("%d of 60 edits in a moment were made, with %d calls", edited, len(w.calls("chat.update")))
	}
}
