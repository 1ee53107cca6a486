package discord

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"pacer/bot/chat"
)

// TestAStormLosesAndDoublesNothing sends ten thousand events of two hundred
// people, direct messages and presses, a fifth of them twice and a fifth out of
// order, while the connection is cut every thousand and one answer in twenty is
// refused as one too many. A handler that takes each event once, as the bot
// does, has to see every one.
func TestAStormLosesAndDoublesNothing(t *testing.T) {
	const events, people = 10_000, 200
	f := newFake(t)
	f.lax = true // the recorder's checks are made in the other tests, where they take less time
	random := rand.New(rand.NewPCG(3, 4))
	var requests atomic.Int64
	f.answer = func(w http.ResponseWriter, r request) bool {
		if n := requests.Add(1); n%20 == 0 && (strings.HasPrefix(r.Path, "interactions/") || strings.HasSuffix(r.Path, "/messages")) && r.Method == "POST" {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusTooManyRequests)
			_ = json.NewEncoder(w).Encode(map[string]any{"message": "slowly", "retry_after": 0.01, "global": false})
			return true
		}
		return false
	}

	var mu sync.Mutex
	seen := make(map[string]bool)
	answers, reports := 0, 0
	a := f.adapter(f.options())
	a.pace.deferral = 2 * usualPace.deferral // nothing here is slow but the machine
	f.run(a, func(_ context.Context, ev chat.Event) (*chat.Answer, error) {
		mu.Lock()
		defer mu.Unlock()
		if seen[ev.ID] {
			return nil, nil
		}
		seen[ev.ID] = true
		answers++
		return &chat.Answer{Message: chat.Text("Right."), Delivered: func(chat.Receipt, error) {
			mu.Lock()
			defer mu.Unlock()
			reports++
		}}, nil
	})

	want := make(map[string]bool)
	type event struct {
		kind string
		data map[string]any
	}
	var held []event // to come out of order
	for n := range events {
		person := fmt.Sprintf("70000000000000%04d", random.IntN(people))
		who := map[string]any{"id": person, "username": "learner"}
		var e event
		if n%2 == 0 {
			id := f.id()
			e = event{"MESSAGE_CREATE", map[string]any{"id": id, "type": 0, "channel_id": "8" + person[1:], "content": "5/6", "author": who}}
			f.mu.Lock()
			f.written["8"+person[1:]] = append(f.written["8"+person[1:]], e.data)
			f.mu.Unlock()
		} else {
			_, data := f.newInteraction(interactionPress, press("a"), map[string]any{"user": who, "message": map[string]any{"id": "1"}})
			e = event{"INTERACTION_CREATE", data}
		}
		want[e.data["id"].(string)] = true
		switch {
		case random.IntN(5) == 0:
			held = append(held, e)
		case random.IntN(5) == 0:
			f.emit(e.kind, e.data)
			f.emit(e.kind, e.data)
		default:
			f.emit(e.kind, e.data)
		}
		if n%50 == 49 {
			random.Shuffle(len(held), func(i, k int) { held[i], held[k] = held[k], held[i] })
			for _, e := range held {
				f.emit(e.kind, e.data)
			}
			held = nil
			f.eventually("there is room", func() bool {
				lines := &a.running.Load().lines
				lines.mu.Lock()
				defer lines.mu.Unlock()
				return lines.count < maxOfPerson
			})
		}
		if n%1000 == 999 {
			f.hangUp(0)
			f.connected()
		}
	}
	f.eventually("every event is handled", func() bool { mu.Lock(); defer mu.Unlock(); return len(seen) == len(want) })
	f.eventually("every answer is reported on", func() bool { mu.Lock(); defer mu.Unlock(); return reports == answers })
	for id := range want {
		if !seen[id] {
			t.Errorf("event %s was lost", id)
		}
	}
	if answers != len(want) {
		t.Errorf("%d answers to %d events", answers, len(want))
	}

	t.Run("and what is remembered stays small", func(t *testing.T) {
		a.taken.mu.Lock()
		defer a.taken.mu.Unlock()
		if n := len(a.taken.now) + len(a.taken.old); n > 2*a.taken.size {
			t.Errorf("%d interactions are remembered", n)
		}
		a.missed.mu.Lock()
		defer a.missed.mu.Unlock()
		if n := len(a.missed.marks) + len(a.missed.held); n > 2*people {
			t.Errorf("%d marks are remembered for %d people", n, people)
		}
		if n := len(a.awaited.list()); n != 0 {
			t.Errorf("%d commands still wait", n)
		}
	})
}
