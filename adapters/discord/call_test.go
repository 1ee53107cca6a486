package discord

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"pacer/bot/chat"
)

func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		status int
		header map[string]string
		body   string
		want   chat.DeliveryError // without its cause
	}{
		{"too many requests of one kind", 429, map[string]string{"X-RateLimit-Scope": "user"}, `{"retry_after": 7.25, "global": false}`, chat.DeliveryError{Retry: 7250 * time.Millisecond}},
		{"too many of all", 429, map[string]string{"X-RateLimit-Scope": "global"}, `{"retry_after": 2, "global": true}`, chat.DeliveryError{Retry: 2 * time.Second, Wide: true}},
		// Cloudflare speaks before Discord does, and no JSON.
		{"an address that is shut out", 429, map[string]string{"Retry-After": "900"}, "<html>", chat.DeliveryError{Retry: 15 * time.Minute, Wide: true}},
		{"a wait that is nonsense", 429, nil, `{"retry_after": -5}`, chat.DeliveryError{Retry: time.Second}},
		{"a dead token", 401, nil, `{"code": 0, "message": "401: Unauthorized"}`, chat.DeliveryError{Retry: -1}},
		{"closed direct messages", 403, nil, `{"code": 50007}`, chat.DeliveryError{Retry: -1, Closed: true}},
		{"no guild in common", 403, nil, `{"code": 50278}`, chat.DeliveryError{Retry: -1, Closed: true}},
		{"nobody", 404, nil, `{"code": 10013}`, chat.DeliveryError{Retry: -1, Closed: true}},
		{"no permission", 403, nil, `{"code": 50013}`, chat.DeliveryError{Retry: -1}},
		{"no access", 403, nil, `{"code": 50001}`, chat.DeliveryError{Retry: -1}},
		{"a message that is gone", 404, nil, `{"code": 10008}`, chat.DeliveryError{Retry: -1}},
		{"a form that is wrong", 400, nil, `{"code": 50035}`, chat.DeliveryError{Retry: -1}},
		{"slow mode", 400, nil, `{"code": 20016, "retry_after": 30}`, chat.DeliveryError{Retry: 30 * time.Second}},
		{"direct messages opened too fast", 400, nil, `{"code": 40003}`, chat.DeliveryError{Retry: later}},
		{"a server that is down", 503, nil, "", chat.DeliveryError{}},
		{"a gateway that is down", 502, map[string]string{"Retry-After": "3"}, "x", chat.DeliveryError{Retry: 3 * time.Second}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			f.answer = func(w http.ResponseWriter, _ request) bool {
				for k, v := range tt.header {
					w.Header().Set(k, v)
				}
				w.WriteHeader(tt.status)
				_, _ = w.Write([]byte(tt.body))
				return true
			}
			a := f.adapter(f.options())
			d := report(t, a.call(t.Context(), "GET", "users/@me", nil, nil, nil))
			if d.Err == nil || d.Retry != tt.want.Retry || d.Wide != tt.want.Wide || d.Closed != tt.want.Closed {
				t.Errorf("the report is %+v, wanted %+v", d, tt.want)
			}
			if n := len(f.of("GET", "users/@me")); n != 1 {
				t.Errorf("it was asked %d times", n)
			}
		})
	}
}

func TestErrorsHoldNoToken(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	a := f.adapter(f.options())
	f.srv.Close()
	for _, route := range []string{"webhooks/1/interaction-token/messages/@original", "interactions/1/interaction-token/callback?with_response=true", "users/@me"} {
		err := a.call(t.Context(), "POST", route, post{}, nil, nil)
		if d := report(t, err); d.Retry < 0 {
			t.Errorf("%s: a broken connection is final: %v", route, err)
		}
		if strings.Contains(err.Error(), "interaction-token") || strings.Contains(err.Error(), fakeToken) {
			t.Errorf("the error holds a token: %v", err)
		}
	}
}

func TestOnlyTheBotsOwnRequestsCarryItsToken(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	a := f.adapter(f.options())
	for _, route := range []string{"users/@me", "webhooks/1/t/messages/@original"} {
		// What the fake answers to the second is of no interest.
		_ = a.call(t.Context(), "GET", route, nil, nil, nil)
	}
	if got := f.of("GET", "users/@me")[0].Authorization; got != "Bot "+fakeToken {
		t.Errorf("a request goes with %q", got)
	}
	if got := f.of("GET", "webhooks/")[0].Authorization; got != "" {
		t.Errorf("an interaction's request goes with %q", got)
	}
}

func TestLimitThatIsReachedIsNotTried(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.answer = func(w http.ResponseWriter, r request) bool {
		w.Header().Set("X-RateLimit-Remaining", "0")
		w.Header().Set("X-RateLimit-Reset-After", "30")
		say200(w, map[string]any{"id": "1"})
		return true
	}
	a := f.adapter(f.options())
	if err := a.call(t.Context(), "GET", "channels/1", nil, nil, nil); err != nil {
		t.Fatal(err)
	}
	d := report(t, a.call(t.Context(), "GET", "channels/1", nil, nil, nil))
	if d.Retry < 25*time.Second || d.Retry > 30*time.Second || d.Wide {
		t.Errorf("the report is %+v, wanted a wait of 30 s for this conversation alone", d)
	}
	if err := a.call(t.Context(), "GET", "channels/2", nil, nil, nil); err != nil {
		t.Errorf("another channel waits as well: %v", err)
	}
	for range 2 {
		if err := a.call(t.Context(), "POST", "interactions/1/t/callback", response{Type: respondDeferUpdate}, nil, nil); err != nil {
			t.Errorf("an interaction waits: %v", err)
		}
	}
	if n := len(f.of("GET", "channels/1")); n != 1 {
		t.Errorf("the limit was tried %d times", n)
	}
}

func TestManyRefusalsStopRequestsForAWhile(t *testing.T) {
	t.Parallel()
	var v invalids
	now := time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)
	for range maxInvalid - invalidReserve - 1 {
		v.note(now)
	}
	if wait := v.wait(now); wait != 0 {
		t.Errorf("below the reserve there is a wait of %v", wait)
	}
	v.note(now.Add(5 * time.Minute))
	if wait := v.wait(now.Add(9 * time.Minute)); wait <= 0 {
		t.Error("at the reserve there is no wait")
	}
	if wait := v.wait(now.Add(10 * time.Minute)); wait != 0 {
		t.Errorf("ten minutes later there is still a wait of %v", wait)
	}
	if wait := v.wait(now.Add(time.Hour)); wait != 0 {
		t.Errorf("an hour later there is still a wait of %v", wait)
	}

	f := newFake(t)
	a := f.adapter(f.options())
	for range maxInvalid - invalidReserve {
		a.out.invalid.note(a.now())
	}
	d := report(t, a.call(t.Context(), "GET", "users/@me", nil, nil, nil))
	if d.Retry <= 0 || !d.Wide {
		t.Errorf("the report is %+v, wanted a wait for everything", d)
	}
	if err := a.call(t.Context(), "POST", "interactions/1/t/callback", response{Type: respondDeferUpdate}, nil, nil); err != nil {
		t.Errorf("a person who waits gets nothing: %v", err)
	}
}

func TestMemoryForLimitsDoesNotGrowWithInteractions(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	a := f.adapter(f.options())
	first, _ := a.bucket("POST", "channels/1/messages")
	again, _ := a.bucket("POST", "channels/1/messages")
	if first != again {
		t.Error("one channel's messages have two limits")
	}
	if other, _ := a.bucket("PATCH", "channels/1/messages/5"); other == first {
		t.Error("editing and posting have one limit")
	}
	edit, _ := a.bucket("PATCH", "channels/1/messages/5")
	if next, _ := a.bucket("PATCH", "channels/1/messages/6"); next != edit {
		t.Error("each message has a limit of its own")
	}
	for i := range 3 {
		one, limiter := a.bucket("POST", "interactions/"+strconv.Itoa(i)+"/t/callback")
		if limiter == a.out.limits.known {
			t.Fatal("an interaction is kept with the rest")
		}
		if two, _ := a.bucket("POST", "interactions/"+strconv.Itoa(i)+"/t/callback"); one == two {
			t.Fatal("an interaction is kept")
		}
	}
	if before := a.out.limits.known; a.out.limits.limiter(a.now().Add(2*limitsFor)) == before {
		t.Error("what was known of limits is kept for ever")
	}
}

func TestAnswerThatIsCutOffIsWorthAnotherTry(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.answer = func(w http.ResponseWriter, _ request) bool {
		_, err := w.Write([]byte(`{"id": "1`))
		return err == nil
	}
	a := f.adapter(f.options())
	var got sent
	err := a.call(t.Context(), "POST", "channels/1/messages", post{Content: "x", Components: []row{}, Embeds: []struct{}{}, Attachments: []attached{}, AllowedMentions: mentions{Parse: []string{}}}, nil, &got)
	if d := report(t, err); d.Retry != 0 {
		t.Errorf("the report is %+v, wanted another try", d)
	}
}
