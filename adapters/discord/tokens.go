package discord

import (
	"sync"
	"time"

	"pacer/bot/chat"
)

// interaction is what answering one takes. It lives in memory only: a token
// speaks in the coach's name to whoever holds it.
type interaction struct {
	id, token string
	at        time.Time // when it came
	plain     bool      // its answers are ordinary messages, not shown to one person alone
}

// tokenLife is how long an interaction can be answered, less a little for the
// way: https://discord.com/developers/docs/interactions/receiving-and-responding#followup-messages
const tokenLife = 15*time.Minute - 20*time.Second

// tokens are the interactions that can still be answered, by their IDs and by
// the conversations they came from.
type tokens struct {
	mu      sync.Mutex
	byID    map[string]interaction
	newest  map[string]string // a conversation's key to the ID of its last interaction
	arrived []arrival         // oldest first
}

type arrival struct {
	key string
	interaction
}

func newTokens() *tokens {
	return &tokens{byID: make(map[string]interaction), newest: make(map[string]string)}
}

// add remembers an interaction, and forgets those whose time is over.
func (t *tokens) add(c chat.Conversation, in interaction, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.arrived) > 0 && !t.arrived[0].lives(now) {
		old := t.arrived[0]
		t.arrived[0] = arrival{}
		t.arrived = t.arrived[1:]
		t.drop(old.key, old.id)
	}
	if !in.lives(now) {
		return
	}
	key := c.Key()
	t.byID[in.id], t.newest[key] = in, in.id
	t.arrived = append(t.arrived, arrival{key, in})
}

func (in interaction) lives(now time.Time) bool { return now.Sub(in.at) < tokenLife }

// drop forgets an interaction. The caller holds the lock.
func (t *tokens) drop(key, id string) {
	delete(t.byID, id)
	if t.newest[key] == id {
		delete(t.newest, key)
	}
}

// of is the conversation's last interaction, if it can still be answered.
func (t *tokens) of(c chat.Conversation, now time.Time) (interaction, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	in, ok := t.byID[t.newest[c.Key()]]
	return in, ok && in.lives(now)
}

// get is an interaction by its ID, if it can still be answered.
func (t *tokens) get(id string, now time.Time) (interaction, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	in, ok := t.byID[id]
	return in, ok && in.lives(now)
}

// forget drops an interaction that Discord no longer knows.
func (t *tokens) forget(c chat.Conversation, in interaction) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.drop(c.Key(), in.id)
}

// remember keeps how a conversation can be answered while it can. Of one that
// was not answered at all nothing may be remembered: a further message needs a
// first. The time is ours, since Discord's may differ by minutes.
func (a *Adapter) remember(c chat.Conversation, in interaction) {
	in.at = a.now()
	a.out.tokens.add(c, in, in.at)
}
