package discord

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"pacer/bot/chat"
)

// heard keeps the events that were handed over.
type heard struct {
	mu     sync.Mutex
	events []chat.Event
}

func (h *heard) handle(_ context.Context, ev chat.Event) (*chat.Answer, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.events = append(h.events, ev)
	return nil, nil
}

func (h *heard) all() []chat.Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]chat.Event(nil), h.events...)
}

func TestFatalCloseCodesEndRunWithASentence(t *testing.T) {
	for code, part := range map[int]string{
		4004: "DISCORD_TOKEN",
		4010: "discord.shards",
		4011: "discord.shards",
		4012: "newer Pacer",
		4013: "discord.gateway",
		4014: "https://discord.com/developers/applications",
	} {
		f := newFake(t)
		f.refusal = code
		o := f.options()
		o.Shards = 1
		a := f.adapter(o)
		done := make(chan error, 1)
		go func() { done <- a.Run(t.Context(), new(heard).handle) }()
		select {
		case err := <-done:
			if err == nil || !strings.Contains(err.Error(), part) {
				t.Errorf("code %d ends Run with %v, want a sentence with %q", code, err, part)
			}
			if err != nil && strings.Contains(err.Error(), fakeToken) {
				t.Errorf("code %d: the error holds the token: %v", code, err)
			}
		case <-time.After(10 * time.Second):
			t.Errorf("code %d does not end Run", code)
		}
	}
}

func TestADeadTokenEndsRunBeforeAConnection(t *testing.T) {
	f := newFake(t)
	f.bot = nil
	f.answer = unauthorized
	err := f.adapter(f.options()).Run(t.Context(), new(heard).handle)
	if err == nil || err.Error() != deadToken {
		t.Errorf("Run returned %v, want %q", err, deadToken)
	}
}

// unauthorized answers everything as Discord answers a dead token.
func unauthorized(w http.ResponseWriter, _ request) bool {
	refuse(w, http.StatusUnauthorized, 0)
	return true
}

func TestOtherCloseCodesAreConnectedAgain(t *testing.T) {
	f := newFake(t)
	h := new(heard)
	a := f.adapter(f.options())
	f.run(a, h.handle)
	for _, tc := range []struct {
		code    int
		resumes bool
	}{
		{4000, true}, {4001, true}, {4002, true}, {4003, false}, {4005, true}, {4007, false},
		{4008, true}, {4009, false}, {1000, false}, {1001, false}, {0, true},
	} {
		f.mu.Lock()
		identified, resumed := f.identified, f.resumed
		f.mu.Unlock()
		f.hangUp(tc.code)
		f.connected()
		f.mu.Lock()
		gotResumed := f.resumed > resumed
		both := f.identified - identified + f.resumed - resumed
		f.mu.Unlock()
		if gotResumed != tc.resumes || both != 1 {
			t.Errorf("after code %d resumed is %v (%d connections), want %v", tc.code, gotResumed, both, tc.resumes)
		}
	}
	f.write("still there?", nil)
	f.eventually("the message arrives", func() bool { return len(h.all()) == 1 })
}

func TestAResumeBringsWhatWasMissedAndRepeatsHarmlessly(t *testing.T) {
	f := newFake(t)
	h := new(heard)
	f.run(f.adapter(f.options()), h.handle)
	f.interaction(interactionPress, map[string]any{"custom_id": "a", "component_type": 2}, nil)
	f.eventually("the press is handled", func() bool { return len(h.all()) == 1 })
	f.hangUp(0)
	f.interaction(interactionPress, map[string]any{"custom_id": "b", "component_type": 2}, nil)
	f.connected()
	f.eventually("what was pressed meanwhile is handled", func() bool { return len(h.all()) == 2 })

	f.mu.Lock()
	again := f.log[1]
	socket := f.socket
	f.mu.Unlock()
	f.send(socket, again) // as a resume from an older event would
	f.interaction(interactionPress, map[string]any{"custom_id": "c", "component_type": 2}, nil)
	f.eventually("the next press is handled", func() bool { return len(h.all()) == 3 })
	var pressed []string
	for _, ev := range h.all() {
		pressed = append(pressed, ev.Press)
	}
	if got := strings.Join(pressed, ""); got != "abc" {
		t.Errorf("pressed was %q, want abc", got)
	}
}

func TestASessionThatCannotBeResumedIsBegunAnew(t *testing.T) {
	f := newFake(t)
	f.run(f.adapter(f.options()), new(heard).handle)
	f.mu.Lock()
	f.noResume = true
	f.mu.Unlock()
	f.hangUp(4000)
	f.connected()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.identified != 2 || f.resumed != 0 {
		t.Errorf("identified %d times and resumed %d, want 2 and 0", f.identified, f.resumed)
	}
}

func TestSessionsThatEndAtOnceAreBegunLessAndLessOften(t *testing.T) {
	f := newFake(t)
	a := f.adapter(f.options())
	a.pace.top = 400 * time.Millisecond
	f.run(a, new(heard).handle)
	began := time.Now()
	for range 7 { // waits of at least 2.5, 5, 10, 20, 40, 80 and 160 ms
		f.hangUp(4009)
		f.connected()
	}
	if took := time.Since(began); took < 300*time.Millisecond {
		t.Errorf("seven sessions were begun within %v", took)
	}
}

func TestAConnectionWithoutHeartbeatsIsOpenedAgain(t *testing.T) {
	f := newFake(t)
	f.interval = 20
	f.run(f.adapter(f.options()), new(heard).handle)
	f.mu.Lock()
	f.deaf = true
	before := f.resumed // more than none where the machine was too slow for such a heart
	f.mu.Unlock()
	f.eventually("a zombie connection is resumed", func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		return f.resumed > before
	})
	f.mu.Lock()
	f.deaf = false
	f.mu.Unlock()
}

func TestTheGatewayMayAskForANewConnection(t *testing.T) {
	f := newFake(t)
	f.run(f.adapter(f.options()), new(heard).handle)
	f.mu.Lock()
	socket := f.socket
	f.mu.Unlock()
	f.send(socket, map[string]any{"op": opReconnect})
	f.connected()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.resumed != 1 {
		t.Errorf("resumed %d times, want once", f.resumed)
	}
}

func TestHealthSaysSinceWhenAndWhy(t *testing.T) {
	at := time.Date(2026, 11, 2, 14, 5, 0, 0, time.UTC)
	h := newHealth(func() time.Time { return at })
	if h.err() == nil {
		t.Error("what was never started is healthy")
	}
	h.begin(2)
	h.up(0)
	h.up(1)
	if err := h.err(); err != nil {
		t.Errorf("both are up, and health is %v", err)
	}
	if got := h.since(); !got.Equal(at) {
		t.Errorf("connected since %v, want %v", got, at)
	}
	h.down(1, errors.New("the line is cut"))
	at = at.Add(time.Hour)
	h.down(1, errors.New("nobody answers"))
	want := "shard 1 of 2 not connected since 2026-11-02 14:05:00 UTC: nobody answers"
	if err := h.err(); err == nil || err.Error() != want {
		t.Errorf("health is %v, want %q", err, want)
	}
}

func TestTheIdentifyBudgetIsKept(t *testing.T) {
	f := newFake(t)
	f.bot = map[string]any{
		"url": "ws" + strings.TrimPrefix(f.srv.URL, "http") + "/gateway", "shards": 1,
		"session_start_limit": map[string]any{"total": 1000, "remaining": 0, "reset_after": 300, "max_concurrency": 1},
	}
	a := f.adapter(f.options())
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	began := time.Now()
	go func() { done <- a.Run(ctx, new(heard).handle) }()
	f.eventually("health says what is waited for", func() bool {
		err := a.Health()
		return err != nil && strings.Contains(err.Error(), "all 1000 connections")
	})
	f.mu.Lock()
	f.bot["session_start_limit"] = map[string]any{"total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 1}
	f.mu.Unlock()
	f.connected()
	if waited := time.Since(began); waited < 290*time.Millisecond {
		t.Errorf("a session was begun after %v, though the budget was spent for 300 ms", waited)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestAsManyShardsAreConnectedAsDiscordRecommends(t *testing.T) {
	f := newFake(t)
	f.bot = map[string]any{
		"url": "ws" + strings.TrimPrefix(f.srv.URL, "http") + "/gateway", "shards": 3,
		"session_start_limit": map[string]any{"total": 1000, "remaining": 900, "reset_after": 1000, "max_concurrency": 16},
	}
	a := f.adapter(f.options())
	f.run(a, new(heard).handle)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.identified != 3 {
		t.Errorf("%d shards identified, want 3", f.identified)
	}
}

func TestMoreShardsAreConnectedWhereOneIsTooFew(t *testing.T) {
	f := newFake(t)
	f.bot = map[string]any{"url": "ws" + strings.TrimPrefix(f.srv.URL, "http") + "/gateway", "shards": 1}
	f.refusal = 4011
	a := f.adapter(f.options())
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx, new(heard).handle) }()
	f.eventually("it begins again with more", func() bool {
		a.health.mu.Lock()
		defer a.health.mu.Unlock()
		return len(a.health.shards) >= 2
	})
	f.mu.Lock()
	f.refusal = 0
	f.mu.Unlock()
	f.eventually("all are connected", func() bool { return a.Health() == nil })
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestFramesThatCannotBeReadAreCountedAndLeftOut(t *testing.T) {
	f, h := newFake(t), new(heard)
	o := f.options()
	var mu sync.Mutex
	refused := 0
	o.Refused = func(string) { mu.Lock(); defer mu.Unlock(); refused++ }
	f.run(f.adapter(o), h.handle)
	f.mu.Lock()
	socket := f.socket
	f.mu.Unlock()
	bad := []string{
		`{`, ``, `[]`, `"x"`, `{"op":"zero"}`,
		`{"op":0,"t":"GUILD_CREATE","s":2,"d":null}`, `{"op":0,"t":"GUILD_CREATE","s":3,"d":{"id":"1","threads":[null]}}`,
		`{"op":0,"t":"MESSAGE_CREATE","s":4,"d":{"id":"1"}}`, `{"op":0,"t":"INTERACTION_CREATE","s":5}`,
		`{"op":0,"t":"THREAD_CREATE","s":6,"d":[]}`,
	}
	for _, text := range bad {
		f.raw(socket, text)
	}
	f.raw(socket, `null`) // says nothing at all
	f.raw(socket, `{"op":99}`)
	f.write("still there", nil)
	f.eventually("what comes after it is handled", func() bool { return len(h.all()) == 1 })
	mu.Lock()
	defer mu.Unlock()
	if refused < len(bad)-1 {
		t.Errorf("%d of %d were counted", refused, len(bad))
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.identified != 1 || f.resumed != 0 {
		t.Errorf("the connection was opened again: identified %d times, resumed %d", f.identified, f.resumed)
	}
}
