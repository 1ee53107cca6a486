package discord

import (
	"context"
	"slices"
	"sync"

	"pacer/bot/chat"
)

// awaited are commands that were handled and whose answer comes by the outbox:
// something else was still on its way to the conversation. The first message
// that is sent there is their first response, as long as Discord waits for one.
// It is safe for use by several goroutines.
type awaited struct {
	mu  sync.Mutex
	all map[string][]*exchange // by the conversation's key, oldest first
}

func newAwaited() *awaited { return &awaited{all: make(map[string][]*exchange)} }

// add lets a command wait.
func (w *awaited) add(e *exchange) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all[e.to.Key()] = append(w.all[e.to.Key()], e)
}

// remove ends the waiting of a command; false when it does not wait.
func (w *awaited) remove(e *exchange) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := e.to.Key()
	i := slices.Index(w.all[key], e)
	if i < 0 {
		return false
	}
	w.all[key] = slices.Delete(w.all[key], i, i+1)
	if len(w.all[key]) == 0 {
		delete(w.all, key)
	}
	return true
}

// first is the command that has waited longest in a conversation; nil: none.
func (w *awaited) first(key string) *exchange {
	w.mu.Lock()
	defer w.mu.Unlock()
	if waiting := w.all[key]; len(waiting) > 0 {
		return waiting[0]
	}
	return nil
}

// list lists all that wait.
func (w *awaited) list() []*exchange {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []*exchange
	for _, waiting := range w.all {
		all = append(all, waiting...)
	}
	return all
}

// sendAwaited sends a message as the first response to a command that waits for
// one there; ok is false when none does.
func (a *Adapter) sendAwaited(ctx context.Context, to chat.Conversation, m chat.Message) (r chat.Receipt, err error, ok bool) {
	e := a.awaited.first(to.Key())
	if e == nil || !a.awaited.remove(e) {
		return chat.Receipt{}, nil, false
	}
	defer e.in.side.Done()
	e.timer.Stop()
	r, err = e.show(ctx, m, false)
	return r, err, true
}
