package discord

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pacer/bot/chat"
)

// signed is an adapter that takes interactions by HTTP, and the key of whoever
// may send them.
type signed struct {
	*fake
	a       *Adapter
	key     ed25519.PrivateKey
	now     time.Time
	handler http.Handler

	refusedMu sync.Mutex
	refusals  map[string]int
}

func newSigned(t testing.TB, h chat.Handler) *signed {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &signed{fake: newFake(t), key: private, now: time.Now(), refusals: make(map[string]int)}
	o := s.options()
	o.PublicKey = hex.EncodeToString(public)
	o.Refused = func(reason string) { s.refusedMu.Lock(); defer s.refusedMu.Unlock(); s.refusals[reason]++ }
	s.a = s.adapter(o)
	s.handler = s.a.Handler()
	if h != nil {
		s.run(s.a, h)
	}
	return s
}

// sign makes a request as Discord would.
func (s *signed) sign(body []byte, at time.Time) *http.Request {
	seconds := strconv.FormatInt(at.Unix(), 10)
	r := httptest.NewRequest(http.MethodPost, interactionsPath, bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Signature-Timestamp", seconds)
	r.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(s.key, append([]byte(seconds), body...))))
	return r
}

func (s *signed) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

// body is an interaction as Discord posts it.
func (s *signed) body(kind int, data any, more map[string]any) []byte {
	_, i := s.newInteraction(kind, data, more)
	b, err := json.Marshal(i)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

func TestInteractionsByHTTPAreAnsweredInTheResponse(t *testing.T) {
	var d delivered
	s := newSigned(t, func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
		return &chat.Answer{Message: chat.Text(chat.Markdown("You said " + ev.Text)), Delivered: d.note}, nil
	})
	w := s.do(s.sign(s.body(interactionCommand, typed("practice"), inRoom(nil)), s.now))
	var got struct {
		Type int
		Data struct {
			Content string
			Flags   int
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusOK {
		t.Fatalf("answered %d %q: %v", w.Code, w.Body, err)
	}
	if got.Type != respondMessage || got.Data.Content != "You said practice" || got.Data.Flags&ephemeral == 0 {
		t.Errorf("answered %+v", got)
	}
	s.eventually("Delivered is called", func() bool { return d.count() == 1 })
	if d.errs[0] != nil {
		t.Error(d.errs[0])
	}
	if n := len(s.of("POST", "interactions/")); n != 0 {
		t.Errorf("%d callbacks were sent besides", n)
	}
}

func TestAnAnswerWithAPictureTravelsInTheResponse(t *testing.T) {
	var d delivered
	picture := &chat.Picture{Alt: "a bar in three parts", Type: "image/png", Data: []byte("\x89PNG")}
	s := newSigned(t, func(context.Context, chat.Event) (*chat.Answer, error) {
		return &chat.Answer{Message: chat.Message{Parts: []chat.Part{{Text: "Look:"}, {Picture: picture}}}, Delivered: d.note}, nil
	})
	w := s.do(s.sign(s.body(interactionCommand, typed("practice"), inRoom(nil)), s.now))
	if kind := w.Header().Get("Content-Type"); !strings.HasPrefix(kind, "multipart/form-data") {
		t.Errorf("the content type is %q", kind)
	}
	if !bytes.Contains(w.Body.Bytes(), picture.Data) || !strings.Contains(w.Body.String(), picture.Alt) {
		t.Errorf("the picture or its words are missing in %q", w.Body)
	}
}

func TestAPingIsAnsweredWhetherRunningOrNot(t *testing.T) {
	s := newSigned(t, nil)
	w := s.do(s.sign([]byte(`{"id":"1","type":1}`), s.now))
	if w.Code != http.StatusOK || strings.TrimSpace(w.Body.String()) != `{"type":1}` {
		t.Errorf("a ping is answered %d %q", w.Code, w.Body)
	}
	if w := s.do(s.sign(s.body(interactionPress, press("a"), nil), s.now)); w.Code != http.StatusServiceUnavailable {
		t.Errorf("a press before Run is answered %d", w.Code)
	}
}

func TestWhatDiscordDidNotSignNowIsRefused(t *testing.T) {
	h := new(heard)
	s := newSigned(t, h.handle)
	other := newSigned(t, nil)
	other.now = s.now
	body := s.body(interactionPress, press("a"), onMessage("1"))
	for _, tc := range []struct {
		name   string
		change func(r *http.Request)
		make   func() *http.Request
		status int
		reason string
	}{
		{"no signature", func(r *http.Request) { r.Header.Del("X-Signature-Ed25519") }, nil, 401, "signature"},
		{"no time", func(r *http.Request) { r.Header.Del("X-Signature-Timestamp") }, nil, 401, "signature"},
		{"a signature that is not hexadecimal", func(r *http.Request) { r.Header.Set("X-Signature-Ed25519", "zz") }, nil, 401, "signature"},
		{"a short signature", func(r *http.Request) { r.Header.Set("X-Signature-Ed25519", "00ff") }, nil, 401, "signature"},
		{"another time than was signed", func(r *http.Request) {
			r.Header.Set("X-Signature-Timestamp", strconv.FormatInt(s.now.Unix()+1, 10))
		}, nil, 401, "signature"},
		{"another body than was signed", func(r *http.Request) {
			r.Body = http.NoBody
		}, nil, 401, "signature"},
		{"somebody else's key", nil, func() *http.Request { return other.sign(body, s.now) }, 401, "signature"},
		{"signed six minutes ago", nil, func() *http.Request { return s.sign(body, s.now.Add(-6*time.Minute)) }, 401, "stale"},
		{"signed six minutes ahead", nil, func() *http.Request { return s.sign(body, s.now.Add(6*time.Minute)) }, 401, "stale"},
		{"too large", nil, func() *http.Request { return s.sign(bytes.Repeat([]byte(" "), maxInteraction+1), s.now) }, 413, "oversized"},
		{"too large without saying so", func(r *http.Request) {
			r.Body, r.ContentLength = http.MaxBytesReader(nil, httptest.NewRequest("POST", "/", bytes.NewReader(bytes.Repeat([]byte(" "), maxInteraction+1))).Body, 1<<30), -1
		}, nil, 413, "oversized"},
		{"no JSON", nil, func() *http.Request { return s.sign([]byte("{"), s.now) }, 400, "malformed"},
		{"an interaction of nobody", nil, func() *http.Request { return s.sign([]byte(`{"id":"5","type":3,"token":"t"}`), s.now) }, 400, "malformed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := s.sign(body, s.now)
			if tc.make != nil {
				r = tc.make()
			}
			if tc.change != nil {
				tc.change(r)
			}
			s.refusedMu.Lock()
			before := s.refusals[tc.reason]
			s.refusedMu.Unlock()
			if w := s.do(r); w.Code != tc.status {
				t.Errorf("answered %d, want %d", w.Code, tc.status)
			}
			s.refusedMu.Lock()
			defer s.refusedMu.Unlock()
			if s.refusals[tc.reason] != before+1 {
				t.Errorf("counted %v, want one more %q", s.refusals, tc.reason)
			}
		})
	}
	if n := len(h.all()); n != 0 {
		t.Errorf("%d events were handed over", n)
	}
}

func TestASignedBodyIsTakenOnce(t *testing.T) {
	h := new(heard)
	s := newSigned(t, h.handle)
	body := s.body(interactionPress, press("a"), onMessage("1"))
	if w := s.do(s.sign(body, s.now)); w.Code != http.StatusOK {
		t.Fatalf("the first is answered %d", w.Code)
	}
	for _, again := range []time.Time{s.now, s.now.Add(time.Minute)} {
		if w := s.do(s.sign(body, again)); w.Code != http.StatusUnauthorized {
			t.Errorf("the second is answered %d", w.Code)
		}
	}
	if n := len(h.all()); n != 1 {
		t.Errorf("%d events were handed over, want one", n)
	}
	if s.refusals["replayed"] != 2 {
		t.Errorf("counted %v", s.refusals)
	}
}

func TestASlowCommitIsDeferredByHTTP(t *testing.T) {
	var d delivered
	commit := make(chan struct{})
	s := newSigned(t, func(context.Context, chat.Event) (*chat.Answer, error) {
		<-commit
		return &chat.Answer{Message: chat.Text("Here."), Delivered: d.note}, nil
	})
	w := s.do(s.sign(s.body(interactionCommand, typed("practice"), inRoom(nil)), s.now))
	var got struct {
		Type int
		Data struct{ Flags int }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || got.Type != respondDeferred || got.Data.Flags != ephemeral {
		t.Errorf("answered %q: %v", w.Body, err)
	}
	close(commit)
	s.eventually("the deferral is edited", func() bool { return len(s.of("PATCH", "webhooks/"+fakeBot+"/")) == 1 })
	s.eventually("Delivered is called", func() bool { return d.count() == 1 })
}

// TestMalformedInteractionsHarmNothing sends ten thousand interactions in which
// something is missing, null, of another type, cut off or far too long, all
// signed, and as many events over the gateway. None may reach the handler with
// half of what it needs, and what is well-formed afterwards has to be handled.
func TestMalformedInteractionsHarmNothing(t *testing.T) {
	var mu sync.Mutex
	handled := 0
	s := newSigned(t, func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
		mu.Lock()
		defer mu.Unlock()
		handled++
		if !isID(ev.ID) || !isID(ev.From.User) || ev.At.IsZero() || ev.Text == "" && ev.Press == "" && len(ev.Files) == 0 ||
			ev.Conversation.IsZero() || ev.About != "" && !isID(ev.About) {
			t.Errorf("half an event: %+v", ev)
		}
		return nil, nil
	})
	random := rand.New(rand.NewPCG(1, 2))
	seeds := []map[string]any{}
	for _, seed := range []struct {
		kind int
		data any
	}{
		{interactionCommand, typed("practice", map[string]any{"name": "skill", "type": 3, "value": "x"})},
		{interactionCommand, map[string]any{"id": "1", "name": "see", "type": 2, "target_id": "5"}},
		{interactionCommand, map[string]any{"id": "1", "name": "make", "type": 3, "target_id": "5", "resolved": map[string]any{"messages": map[string]any{"5": map[string]any{"id": "5", "content": "x"}}}}},
		{interactionPress, press("a")},
		{interactionComplete, typed("practice", map[string]any{"name": "skill", "type": 3, "value": "x", "focused": true})},
		{interactionForm, map[string]any{"custom_id": "goal", "components": []any{map[string]any{"type": 1, "components": []any{map[string]any{"type": 4, "custom_id": "what", "value": "x"}}}}}},
	} {
		_, i := s.newInteraction(seed.kind, seed.data, inRoom(onMessage("1")))
		b, _ := json.Marshal(i)
		var plain map[string]any
		if err := json.Unmarshal(b, &plain); err != nil {
			t.Fatal(err)
		}
		seeds = append(seeds, plain)
	}
	s.mu.Lock()
	socket := s.socket
	s.mu.Unlock()
	for n := range 10_000 {
		i := maps.Clone(seeds[n%len(seeds)])
		i["id"] = s.id()
		b, err := json.Marshal(broken(random, i, 0))
		if err != nil {
			t.Fatal(err)
		}
		if n%7 == 0 {
			b = b[:random.IntN(len(b))]
		}
		if n%2 == 0 {
			s.do(s.sign(b, s.now))
			continue
		}
		kind := []string{"INTERACTION_CREATE", "MESSAGE_CREATE", "GUILD_CREATE", "GUILD_DELETE", "THREAD_CREATE", "SOMETHING_NEW"}[random.IntN(6)]
		s.raw(socket, fmt.Sprintf(`{"op":0,"t":%q,"s":%d,"d":%s}`, kind, n+2, b))
	}
	before := func() int { mu.Lock(); defer mu.Unlock(); return handled }
	s.eventually("a good press is still handled", func() bool {
		was := before()
		w := s.do(s.sign(s.body(interactionPress, press("good"), map[string]any{"user": map[string]any{"id": "700000000000000099"}}), s.now))
		return w.Code == http.StatusOK && before() > was
	})
	if err := s.a.Health(); err != nil {
		t.Errorf("the connection was lost: %v", err)
	}
}

// broken is a value with something wrong in it.
func broken(random *rand.Rand, v any, depth int) any {
	switch v := v.(type) {
	case map[string]any:
		v = maps.Clone(v)
		for k, inner := range v {
			switch random.IntN(6 + 2*depth) {
			case 0:
				delete(v, k)
			case 1:
				v[k] = nil
			case 2:
				v[k] = []any{map[string]any{}, nil, -1, 1e300, "\x00\u202e", strings.Repeat("9", 300), []any{nil}, true}[random.IntN(8)]
			default:
				v[k] = broken(random, inner, depth+1)
			}
		}
		return v
	case []any:
		var all []any
		for _, inner := range v {
			all = append(all, broken(random, inner, depth+1))
		}
		return append(all, nil)
	}
	return v
}
