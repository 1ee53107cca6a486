package discord

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pacer/bot/chat"
)

var (
	directly    = chat.Conversation{Platform: "discord", User: fakeUser}
	inChannel   = chat.Conversation{Platform: "discord", Place: fakeGuild, Channel: fakeRoom}
	inRoomAlone = chat.Conversation{Platform: "discord", Place: fakeGuild, Channel: fakeRoom, User: fakeUser}
)

// report is the error as the report that it has to be.
func report(t *testing.T, err error) *chat.DeliveryError {
	t.Helper()
	d, ok := errors.AsType[*chat.DeliveryError](err)
	if !ok {
		t.Fatalf("the error is %v (%T), wanted a *chat.DeliveryError", err, err)
	}
	return d
}

// said is a message of one text.
func said(id string, text chat.Markdown) chat.Message {
	m := chat.Text(text)
	m.ID = id
	return m
}

func TestSendDirectly(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	a := f.adapter(f.options())
	for _, text := range []chat.Markdown{"One.", "Two."} {
		r, err := a.Send(t.Context(), directly, said("01J"+string(text), text))
		if err != nil {
			t.Fatal(err)
		}
		if kind, channel, message := splitRef(r.Ref); kind != refMessage || channel != fakeDM || message == "" {
			t.Errorf("the receipt is %q", r.Ref)
		}
	}
	if n := len(f.of("POST", "users/@me/channels")); n != 1 {
		t.Errorf("the direct messages were opened %d times, wanted once", n)
	}
	var nonces []string
	for _, m := range f.messages() {
		nonce, _ := m.Body["nonce"].(string)
		nonces = append(nonces, nonce)
		if m.Body["enforce_nonce"] != true || nonce == "" {
			t.Errorf("%v can be posted twice", m.Body)
		}
	}
	if len(nonces) != 2 || nonces[0] == nonces[1] {
		t.Errorf("the nonces are %q", nonces)
	}
}

func TestNonceIsThatOfTheMessage(t *testing.T) {
	t.Parallel()
	if nonce("01JAAAAAAAAAAAAAAAAAAAAAAA") != nonce("01JAAAAAAAAAAAAAAAAAAAAAAA") || nonce("01J") == nonce("01J.2") || len(nonce("01J")) > maxNonce {
		t.Errorf("nonces are %q, %q", nonce("01J"), nonce("01J.2"))
	}
}

func TestQuietMessageMakesNoSound(t *testing.T) {
	t.Parallel()
	for _, quiet := range []bool{true, false} {
		m := chat.Text("Good night.")
		m.Quiet = quiet
		if body, _ := render(m); (body.Flags&silent != 0) != quiet {
			t.Errorf("quiet is %v, the flags are %b", quiet, body.Flags)
		}
	}
}

func TestPrivateAnswerUsesTheTokenWhileItLives(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	o := f.options()
	now := time.Now()
	o.Now = func() time.Time { return now }
	a := f.adapter(o)
	in := interaction{id: "55", token: "interaction-token"}
	a.remember(inRoomAlone, in)

	r, err := a.Send(t.Context(), inRoomAlone, chat.Text("Only you see this."))
	if err != nil {
		t.Fatal(err)
	}
	sent := f.messages()[0]
	if flags, _ := sent.Body["flags"].(float64); int(flags)&ephemeral == 0 {
		t.Errorf("the answer can be seen by all: %v", sent.Body)
	}
	if strings.Contains(r.Ref, in.token) {
		t.Errorf("the receipt %q, which is stored, holds the token", r.Ref)
	}
	if _, err := a.Edit(t.Context(), inRoomAlone, r, chat.Text("Only you see this, too.")); err != nil {
		t.Errorf("editing it while the token lives: %v", err)
	}

	begun := chat.Text("Time to practise.")
	begun.Unasked = true
	unasked, err := a.Send(t.Context(), inRoomAlone, begun)
	if err != nil {
		t.Fatal(err)
	}
	if _, channel, _ := splitRef(unasked.Ref); channel != fakeDM {
		t.Errorf("what nobody asked for went to %q, wanted the direct messages and no answer that is gone at the next look", channel)
	}

	now = now.Add(16 * time.Minute)
	if _, err := a.Edit(t.Context(), inRoomAlone, r, chat.Text("Late.")); report(t, err).Retry >= 0 {
		t.Errorf("editing it afterwards says %v, wanted never", err)
	}
	late, err := a.Send(t.Context(), inRoomAlone, chat.Text("Later."))
	if err != nil {
		t.Fatal(err)
	}
	if _, channel, _ := splitRef(late.Ref); channel != fakeDM {
		t.Errorf("later it went to %q, wanted the direct messages", channel)
	}
}

func TestTokenThatDiscordForgot(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	a := f.adapter(f.options())
	a.remember(inRoomAlone, interaction{id: "55", token: "gone"})
	f.answer = func(w http.ResponseWriter, r request) bool {
		if strings.HasPrefix(r.Path, "webhooks/") {
			refuse(w, http.StatusUnauthorized, codeBadWebhookToken)
			return true
		}
		return false
	}
	for range 2 {
		if _, err := a.Send(t.Context(), inRoomAlone, chat.Text("Still here.")); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(f.of("POST", "webhooks/")); n != 1 {
		t.Errorf("a dead token was tried %d times", n)
	}
	if n := len(f.of("POST", "channels/"+fakeDM+"/messages")); n != 2 {
		t.Errorf("%d messages went directly, wanted both", n)
	}
}

// closedDoors is a guild in which a person takes no direct messages.
type closedDoors struct {
	*fake
	threads []map[string]any // those there are
	closed  bool
	refuses map[string]int // a code, by the end of a path, once
}

func newClosedDoors(t *testing.T) *closedDoors {
	c := &closedDoors{fake: newFake(t), closed: true, refuses: make(map[string]int)}
	c.answer = c.serveThreads
	return c
}

func (c *closedDoors) serveThreads(w http.ResponseWriter, r request) bool {
	parts := strings.Split(r.Path, "/")
	for end, code := range c.refuses {
		if r.Method != "GET" && strings.HasSuffix(r.Path, end) {
			delete(c.refuses, end)
			refuse(w, http.StatusForbidden, code)
			return true
		}
	}
	switch {
	case c.closed && r.Method == "POST" && r.Path == "channels/"+fakeDM+"/messages":
		refuse(w, http.StatusForbidden, codeClosedDirect)
	case r.Method == "GET" && strings.HasSuffix(r.Path, "/threads/active"):
		say200(w, map[string]any{"threads": c.threads, "members": []any{}})
	case r.Method == "GET" && strings.HasSuffix(r.Path, "/threads/archived/private"):
		refuse(w, http.StatusForbidden, 50001)
	case r.Method == "POST" && strings.HasSuffix(r.Path, "/threads"):
		th := map[string]any{"id": fmt.Sprint(6100 + len(c.threads)), "type": privateThread, "parent_id": parts[1], "owner_id": fakeBot}
		c.threads = append(c.threads, th)
		id := th["id"].(string)
		c.members[id] = []string{fakeBot}
		c.channels[id] = channel{ID: id, Type: privateThread, Parent: parts[1], Owner: fakeBot}
		say200(w, th)
	case r.Method == "PUT" && len(parts) == 4 && parts[2] == "thread-members":
		c.members[parts[1]] = append(c.members[parts[1]], parts[3])
		w.WriteHeader(http.StatusNoContent)
	default:
		return false
	}
	return true
}

func TestClosedDirectMessagesBecomeAPrivateThread(t *testing.T) {
	t.Parallel()
	c := newClosedDoors(t)
	a := c.adapter(c.options())
	if _, err := a.Send(t.Context(), directly, chat.Text("Hello.")); !report(t, err).Closed {
		t.Errorf("closed direct messages are reported as %v", err)
	}
	for _, text := range []chat.Markdown{"Time to practise.", "And one more."} {
		if _, err := a.Send(t.Context(), inRoomAlone, chat.Text(text)); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(c.of("POST", "channels/"+fakeDM+"/messages")); n != 1 {
		t.Errorf("closed doors were tried %d times, wanted once", n)
	}
	if len(c.threads) != 1 || !slices.Equal(c.members["6100"], []string{fakeBot, fakeUser}) {
		t.Errorf("the threads are %v with %v", c.threads, c.members)
	}
	made := c.of("POST", "channels/"+fakeRoom+"/threads")
	if len(made) != 1 || !strings.Contains(string(made[0].Body), `"invitable":false`) || !strings.Contains(string(made[0].Body), `"name":"practice"`) {
		t.Errorf("the thread was made by %s", made)
	}
	var texts []string
	for _, m := range c.messages() {
		if m.Channel != "6100" {
			t.Errorf("%v was posted to %s", m.Body["content"], m.Channel)
		}
		texts = append(texts, fmt.Sprint(m.Body["content"]))
	}
	if len(texts) != 3 || !strings.Contains(texts[0], "for you alone") {
		t.Errorf("posted were %q, wanted why it is there and two messages", texts)
	}

	t.Run("and are found again after a restart", func(t *testing.T) {
		b := c.adapter(c.options())
		if _, err := b.Send(t.Context(), inRoomAlone, chat.Text("Good morning.")); err != nil {
			t.Fatal(err)
		}
		if len(c.threads) != 1 || len(c.messages()) != 4 {
			t.Errorf("there are %d threads and %d messages, wanted the one and 4", len(c.threads), len(c.messages()))
		}
	})
	t.Run("until the person writes directly", func(t *testing.T) {
		c.closed = false
		a.directIs(fakeUser, fakeDM)
		r, err := a.Send(t.Context(), inRoomAlone, chat.Text("Welcome back."))
		if err != nil {
			t.Fatal(err)
		}
		if _, channel, _ := splitRef(r.Ref); channel != fakeDM {
			t.Errorf("it went to %q, wanted the direct messages", channel)
		}
	})
}

func TestPrivateThreadThatCannotBeMadeNeverBecomesTheChannel(t *testing.T) {
	t.Parallel()
	for name, code := range map[string]int{"without the permission": 50013, "without the channel": codeUnknownChannel} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClosedDoors(t)
			c.refuses["/threads"] = code
			a := c.adapter(c.options())
			_, err := a.Send(t.Context(), inRoomAlone, chat.Text("For you alone."))
			if d := report(t, err); d.Retry >= 0 || d.Closed {
				t.Errorf("the report is %+v, wanted never, and not closed", d)
			}
			if n := len(c.messages()); n != 0 {
				t.Errorf("%d messages stand in the open", n)
			}
		})
	}
}

func TestThreadIsMadeOnceWhenAStepFails(t *testing.T) {
	t.Parallel()
	c := newClosedDoors(t)
	c.refuses["/thread-members/"+fakeUser] = codeOverloaded
	a := c.adapter(c.options())
	if _, err := a.Send(t.Context(), inRoomAlone, chat.Text("Hello.")); report(t, err).Retry < 0 {
		t.Errorf("the report is %v, wanted another try", err)
	}
	if _, err := a.Send(t.Context(), inRoomAlone, chat.Text("Hello.")); err != nil {
		t.Fatal(err)
	}
	if len(c.threads) != 1 {
		t.Errorf("%d threads were made", len(c.threads))
	}
}

func TestThreadForSomebodyWhoLeftIsMadeOnce(t *testing.T) {
	t.Parallel()
	c := newClosedDoors(t)
	a := c.adapter(c.options())
	for range 3 {
		c.refuses["/thread-members/"+fakeUser] = codeUnknownUser
		_, err := a.Send(t.Context(), inRoomAlone, chat.Text("Are you there?"))
		if d := report(t, err); d.Retry >= 0 || d.Closed {
			t.Errorf("the report is %+v, wanted never, and not closed", d)
		}
	}
	if len(c.threads) != 1 {
		t.Errorf("%d threads were made for nobody", len(c.threads))
	}
}

func TestThreadThatWasDeletedIsMadeAgain(t *testing.T) {
	t.Parallel()
	c := newClosedDoors(t)
	a := c.adapter(c.options())
	if _, err := a.Send(t.Context(), inRoomAlone, chat.Text("Hello.")); err != nil {
		t.Fatal(err)
	}
	c.refuses["channels/6100/messages"] = codeUnknownChannel
	if _, err := a.Send(t.Context(), inRoomAlone, chat.Text("Hello?")); report(t, err).Retry < 0 {
		t.Errorf("the report is %v, wanted another try", err)
	}
	if r, err := a.Send(t.Context(), inRoomAlone, chat.Text("Hello?")); err != nil || !strings.Contains(r.Ref, "6101") {
		t.Errorf("the next try went to %q, %v", r.Ref, err)
	}
}

func TestPublicMessageGoesToItsThread(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	a := f.adapter(f.options())
	to := inChannel
	to.Thread = "6500"
	if _, err := a.Send(t.Context(), to, chat.Text("Question of the day")); err != nil {
		t.Fatal(err)
	}
	for _, nowhere := range []chat.Conversation{{Platform: "discord"}, {Platform: "discord", User: "7/../../guilds"}, {Platform: "discord", Place: fakeGuild}} {
		if _, err := a.Send(t.Context(), nowhere, chat.Text("Nobody")); report(t, err).Retry >= 0 {
			t.Errorf("a message to %+v says %v", nowhere, err)
		}
	}
	if m := f.messages(); len(m) != 1 || m[0].Channel != "6500" {
		t.Errorf("posted was %+v", m)
	}
}

func TestPictureTravelsWithItsWords(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	a := f.adapter(f.options())
	data := bars()
	r, err := a.Send(t.Context(), directly, chat.Message{Parts: []chat.Part{{Picture: &chat.Picture{Alt: "four bars", Type: "image/png", Data: data}}}})
	if err != nil {
		t.Fatal(err)
	}
	got := f.of("POST", "channels/"+fakeDM+"/messages")[0]
	if !slices.Equal(got.Files["files[0]"], data) || !strings.Contains(string(got.Body), `"description":"four bars"`) {
		t.Errorf("sent was %s with %d files", got.Body, len(got.Files))
	}
	if _, err := a.Edit(t.Context(), directly, r, chat.Text("No picture any more.")); err != nil {
		t.Fatal(err)
	}
	if edit := f.of("PATCH", "channels/")[0]; !strings.Contains(string(edit.Body), `"attachments":[]`) {
		t.Errorf("the edit leaves the picture: %s", edit.Body)
	}
}

func TestEditOfWhatIsGone(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	a := f.adapter(f.options())
	for _, ref := range []string{refMessage + " " + fakeDM + " 404", refAnswer + " 404 " + original, "", "something else"} {
		if _, err := a.Edit(t.Context(), directly, chat.Receipt{Ref: ref}, chat.Text("x")); report(t, err).Retry >= 0 {
			t.Errorf("editing %q says %v, wanted never", ref, err)
		}
	}
}

// stormy is a server that posts one message for each nonce, refuses some
// requests and loses some answers after it has posted.
type stormy struct {
	mu     sync.Mutex
	n      int
	posted map[string]string // content by nonce
}

func (s *stormy) serve(w http.ResponseWriter, r request) bool {
	if r.Method != http.MethodPost || !strings.HasSuffix(r.Path, "/messages") {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	if s.n%3 == 0 {
		w.Header().Set("X-RateLimit-Scope", "user")
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = w.Write([]byte(`{"retry_after": 0.3}`))
		return true
	}
	var p post
	if json.Unmarshal(r.Body, &p) != nil || p.Nonce == "" {
		refuse(w, http.StatusBadRequest, 50035)
		return true
	}
	s.posted[p.Nonce] = p.Content
	if s.n%4 == 0 {
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			conn.Close()
		}
		return true
	}
	say200(w, map[string]any{"id": fmt.Sprint(1000 + s.n), "channel_id": fakeRoom})
	return true
}

func TestNothingIsPostedTwiceThroughAStorm(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	s := &stormy{posted: make(map[string]string)}
	f.answer = s.serve
	a := f.adapter(f.options())
	const n = 60
	tries := 0
	for i := range n {
		m := said(fmt.Sprintf("01JSTORM%018d", i), chat.Markdown(fmt.Sprintf("Message %d.", i)))
		for {
			tries++
			_, err := a.Send(t.Context(), inChannel, m)
			if err == nil {
				break
			}
			if d := report(t, err); d.Retry < 0 {
				t.Fatalf("message %d was given up: %v", i, err)
			}
		}
	}
	if len(s.posted) != n {
		t.Errorf("%d messages stand there after %d tries, wanted %d", len(s.posted), tries, n)
	}
	if tries == n {
		t.Error("there was no storm")
	}
}

func TestLesserServer(t *testing.T) {
	t.Parallel()
	picture := chat.Message{ID: "01JPICTURE", Parts: []chat.Part{{Text: "What is it?"}, {Picture: &chat.Picture{Alt: "four bars", Type: "image/png", Data: bars()}}}}
	t.Run("that knows no descriptions gets the words in the text, at the second try", func(t *testing.T) {
		t.Parallel()
		f := newFake(t)
		f.answer = func(w http.ResponseWriter, r request) bool {
			if strings.Contains(string(r.Body), `"description"`) {
				refuse(w, http.StatusBadRequest, codeInvalidForm)
				return true
			}
			return false
		}
		a := f.adapter(f.options())
		if _, err := a.Send(t.Context(), directly, picture); report(t, err).Retry < 0 {
			t.Fatalf("the first try says %v, wanted another", err)
		}
		if _, err := a.Send(t.Context(), directly, picture); err != nil {
			t.Fatal(err)
		}
		if got := f.messages()[0].Body["content"]; got != "What is it?\n\n\\[four bars\\]" && got != "What is it?\n\n[four bars]" {
			t.Errorf("the content is %q", got)
		}
		if n := len(f.of("POST", "channels/"+fakeDM+"/messages")[1].Files); n != 1 {
			t.Errorf("%d files went with it, wanted the picture", n)
		}
	})
	t.Run("that carries out words alone gets no files in an answer", func(t *testing.T) {
		t.Parallel()
		f := newFake(t)
		a := f.adapter(f.options())
		if _, files := a.payload(picture, false); len(files) != 1 {
			t.Errorf("Discord gets %d files in an answer", len(files))
		}
		a.out.lesser.Store(true)
		data, files := a.payload(picture, true)
		if body := data.(post); len(files) != 0 || len(body.Attachments) != 0 || !strings.Contains(body.Content, "four bars") {
			t.Errorf("a lesser server gets %+v with %d files", body, len(files))
		}
	})
	t.Run("that knows no further answers makes them go another way", func(t *testing.T) {
		t.Parallel()
		f := newFake(t)
		f.answer = func(w http.ResponseWriter, r request) bool {
			if strings.HasPrefix(r.Path, "webhooks/") {
				refuse(w, http.StatusNotFound, codeUnknownWebhook)
				return true
			}
			return false
		}
		a := f.adapter(f.options())
		in := interaction{id: "55", token: "t"}
		if _, err := a.amend(t.Context(), in, chat.Text("x")); report(t, err).Retry < 0 {
			t.Errorf("amending says %v, wanted another try", err)
		}
		if _, err := a.followUp(t.Context(), in, chat.Text("x")); report(t, err).Retry < 0 {
			t.Errorf("following up says %v, wanted another try", err)
		}
	})
}
