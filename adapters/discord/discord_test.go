package discord

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"pacer/adapters/adaptertest"
	"pacer/bot/chat"
)

// transport carries interactions to the adapter.
type transport struct {
	name string
	open func(t *testing.T, f *fake, o *Options) // before the adapter is made
	send func(t *testing.T, f *fake, a *Adapter, kind int, data any, more map[string]any)
}

// TestContract runs the contract with a person who writes direct messages, over
// the gateway, gives commands and presses buttons, over either transport.
func TestContract(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, by := range []transport{
		{
			name: "over the gateway",
			send: func(_ *testing.T, f *fake, _ *Adapter, kind int, data any, more map[string]any) {
				f.interaction(kind, data, more)
			},
		},
		{
			name: "with interactions by HTTP",
			open: func(_ *testing.T, _ *fake, o *Options) { o.PublicKey = hex.EncodeToString(public) },
			send: func(t *testing.T, f *fake, a *Adapter, kind int, data any, more map[string]any) {
				_, i := f.newInteraction(kind, data, more)
				go postSigned(t, a, private, i)
			},
		},
	} {
		t.Run(by.name, func(t *testing.T) {
			adaptertest.Run(t, func(t *testing.T) adaptertest.Harness { return harness(t, by) })
		})
	}
}

// postSigned posts an interaction as Discord does.
func postSigned(t *testing.T, a *Adapter, key ed25519.PrivateKey, interaction any) {
	body, err := json.Marshal(interaction)
	if err != nil {
		t.Error(err)
		return
	}
	at := strconv.FormatInt(time.Now().Unix(), 10)
	r := httptest.NewRequest(http.MethodPost, interactionsPath, bytes.NewReader(body))
	r.Header.Set("X-Signature-Timestamp", at)
	r.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(key, append([]byte(at), body...))))
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Errorf("an interaction was answered with %d %s", w.Code, w.Body)
	}
}

func harness(t *testing.T, by transport) adaptertest.Harness {
	f := newFake(t)
	o := f.options()
	if by.open != nil {
		by.open(t, f, &o)
	}
	a := f.adapter(o)
	a.rest.Client.Transport = &http.Transport{DisableKeepAlives: true} // idle connections would count as goroutines

	var mu sync.Mutex
	var failure *adaptertest.Failure
	f.answer = func(w http.ResponseWriter, r request) bool {
		if r.Method != http.MethodPost || r.Path != "channels/"+fakeDM+"/messages" {
			return false
		}
		mu.Lock()
		defer mu.Unlock()
		if failure == nil {
			return false
		}
		fail(t, w, *failure)
		failure = nil
		return true
	}
	var connect sync.Once // what is said before anybody listens is not heard
	connected := func() { connect.Do(f.connected) }
	return adaptertest.Harness{
		Adapter: a,
		Person:  chat.Account{User: fakeUser, Name: "Ada"},
		Direct:  directly,
		Say: func(text string) {
			connected()
			f.write(text, nil)
		},
		Again: func() {
			f.mu.Lock()
			last := f.written[fakeDM][len(f.written[fakeDM])-1]
			f.mu.Unlock()
			f.emit("MESSAGE_CREATE", last) // as a session that is resumed repeats it
		},
		Command: func(text string) {
			connected()
			name, rest, _ := strings.Cut(text, " ")
			by.send(t, f, a, interactionCommand, map[string]any{
				"id": "1", "name": name, "type": 1, "options": []any{map[string]any{"name": "skill", "type": 3, "value": rest}},
			}, nil)
		},
		Press: func(value string) {
			connected()
			id := customID(chat.Choice{Value: value})
			by.send(t, f, a, interactionPress, map[string]any{"custom_id": id, "component_type": typeButton}, map[string]any{
				"message": map[string]any{"id": f.id(), "channel_id": fakeDM},
			})
		},
		Screen:  func() string { return screen(f.messages()) },
		Alerted: func() []string { return alerted(f.messages()) },
		Fail: func(fl adaptertest.Failure) bool {
			mu.Lock()
			defer mu.Unlock()
			failure = &fl
			return true
		},
		Attempts: func() int { return len(f.of(http.MethodPost, "channels/"+fakeDM+"/messages")) },
		Secrets:  []string{fakeToken, "interaction-token"},
	}
}

// fail answers as a platform in trouble does.
func fail(t *testing.T, w http.ResponseWriter, f adaptertest.Failure) {
	switch f.Kind {
	case adaptertest.Throttled:
		w.WriteHeader(http.StatusTooManyRequests)
		_ = json.NewEncoder(w).Encode(map[string]any{"message": "slowly", "retry_after": f.Delay.Seconds(), "global": false})
	case adaptertest.Revoked:
		refuse(w, http.StatusUnauthorized, 0)
	case adaptertest.Lost:
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		conn.Close()
	}
}

// screen is what messages show: their words, the words of their pictures, and
// what can be pressed.
func screen(messages []posted) string {
	var s strings.Builder
	for _, m := range messages {
		var p post
		b, err := json.Marshal(m.Body)
		if err == nil {
			err = json.Unmarshal(b, &p)
		}
		if err != nil {
			return "a message cannot be read: " + err.Error()
		}
		s.WriteString(read(p.Content).words.String() + "\n")
		for _, a := range p.Attachments {
			s.WriteString(a.Description + "\n")
		}
		for _, r := range p.Components {
			for _, c := range r.Components {
				s.WriteString("[" + c.Label + "] ")
			}
		}
		s.WriteString("\n")
	}
	return s.String()
}

// alerted are the mentions in messages that were allowed to alert somebody.
func alerted(messages []posted) []string {
	var who []string
	for _, m := range messages {
		allowed, _ := m.Body["allowed_mentions"].(map[string]any)
		kinds, isList := allowed["parse"].([]any)
		content, _ := m.Body["content"].(string)
		if isList && len(kinds) == 0 {
			continue // what stands there mentions nobody
		}
		who = append(who, slices.DeleteFunc(read(content).alive, func(s string) bool {
			return !strings.HasPrefix(s, "mention") && !strings.HasPrefix(s, "everyone")
		})...)
	}
	return who
}
