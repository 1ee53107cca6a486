package slack

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/sync/singleflight"
	"golang.org/x/time/rate"
)

// showing is what the adapter keeps in memory to show messages. All of it can
// be lost: what is missing is asked for again, or goes another way.
type showing struct {
	adapter  *Adapter
	started  time.Time // this process: posts of messages made before it may stand already
	direct   cache[string]
	replies  cache[reply]
	files    cache[uploaded]
	unsure   cache[struct{}] // IDs of messages that may have been posted
	gates    gates
	edits    edits
	uploads  singleflight.Group // by picture
	homes    homes
	platform atomic.Int64 // how far Slack's clock is ahead of ours, in nanoseconds
}

func (s *showing) init(a *Adapter) {
	s.adapter, s.started = a, a.Now().Truncate(time.Millisecond) // as IDs tell it
	s.homes.init()
}

// start keeps Home tabs up to date until ctx ends or stop is called, which waits for
// the last of them.
func (s *showing) start(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { s.adapter.keepHomes(ctx) })
	return func() {
		cancel()
		wg.Wait()
	}
}

// edits is how much of chat.update each team has left: Slack takes fifty in a
// minute from all of a workspace, which a class that types its answers would
// need more of. What finds none left is posted as a new message, at once.
// https://docs.slack.dev/apis/web-api/rate-limits (tier 3)
type edits struct{ teams cache[*rate.Limiter] }

const (
	editsAMinute = 45
	editsAtOnce  = 15
)

func (e *edits) allow(team string, now time.Time) bool {
	l, ok := e.teams.get(team)
	if !ok {
		l = rate.NewLimiter(rate.Every(time.Minute/editsAMinute), editsAtOnce)
		e.teams.put(team, l)
	}
	return l.AllowN(now, 1)
}

// platformNow is the time by Slack's clock, as far as it is known: for what is shown
// without a time of its own.
func (a *Adapter) platformNow() time.Time {
	return a.Now().Add(time.Duration(a.show.platform.Load())).UTC()
}

// postedNow reads the time that is the ID of a message just posted, and learns
// from it how far Slack's clock is ahead.
func (a *Adapter) postedNow(ts string) time.Time {
	at, ok := timeOf(ts)
	if !ok {
		return a.platformNow()
	}
	a.show.platform.Store(int64(at.Sub(a.Now())))
	return at
}

// cache keeps the newest things by key, a bounded number of them: when one
// generation is full the one before it is let go. The zero value is ready.
type cache[V any] struct {
	mu       sync.Mutex
	now, old map[string]V
}

const generation = 10_000 // of each of two

func (c *cache[V]) get(key string) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.now[key]; ok {
		return v, true
	}
	v, ok := c.old[key]
	return v, ok
}

func (c *cache[V]) put(key string, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.now == nil || len(c.now) >= generation {
		c.old, c.now = c.now, make(map[string]V)
	}
	c.now[key] = v
}

func (c *cache[V]) remove(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.now, key)
	delete(c.old, key)
}

// directChannel is the channel of the direct messages with a person.
func (a *Adapter) directChannel(ctx context.Context, team, user string) (string, error) {
	if known, ok := a.show.direct.get(team + " " + user); ok {
		return known, nil
	}
	api, err := a.api(ctx, team)
	if err != nil {
		return "", err
	}
	var channel *slack.Channel
	err = a.show.gates.pass(ctx, team+" conversations.open", a.Now, func(ctx context.Context) error {
		channel, _, _, err = api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}, ReturnIM: true})
		return err
	})
	if err != nil {
		return "", err
	}
	a.sawDirect(team, user, channel.ID)
	return channel.ID, nil
}

// sawDirect remembers the channel of the direct messages with a person.
func (a *Adapter) sawDirect(team, user, channel string) {
	if user != "" && channel != "" {
		a.show.direct.put(team+" "+user, channel)
	}
}
