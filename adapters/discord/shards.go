package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// gatewayBot is what Discord says of its gateway.
// https://discord.com/developers/docs/events/gateway#get-gateway-bot
type gatewayBot struct {
	URL    string `json:"url"`
	Shards int    `json:"shards"` // recommended; more than one from 2,500 guilds on, where it is required
	Limit  struct {
		Total      int   `json:"total"`
		Remaining  int   `json:"remaining"`
		ResetAfter int64 `json:"reset_after"` // milliseconds
		Together   int   `json:"max_concurrency"`
	} `json:"session_start_limit"`
}

// maxShards bounds what is believed of a recommendation.
const maxShards = 512

// gateway asks for the gateway. Servers that speak Discord's language but have
// no page for bots have one for everybody.
func (a *Adapter) gateway(ctx context.Context) (gatewayBot, error) {
	var g gatewayBot
	err := a.call(ctx, http.MethodGet, "gateway/bot", nil, nil, &g)
	if statusOf(err) == http.StatusNotFound {
		err = a.call(ctx, http.MethodGet, "gateway", nil, nil, &g)
	}
	if err != nil {
		return gatewayBot{}, err
	}
	if a.GatewayURL != "" {
		g.URL = a.GatewayURL
	}
	if g.URL == "" {
		return gatewayBot{}, errors.New("the API does not say where the gateway is")
	}
	g.Shards = min(max(g.Shards, 1), maxShards)
	g.Limit.Together = max(g.Limit.Together, 1)
	return g, nil
}

// statusOf is the HTTP status that an error of call carries; 0: none.
func statusOf(err error) int {
	if e, ok := errors.AsType[*apiError](err); ok {
		return e.Status
	}
	return 0
}

// errReshard ends the connections when Discord wants more of them.
var errReshard = errors.New("the bot is in too many servers for so few connections")

// runShards keeps all shards connected until ctx ends. When Discord wants more
// of them, and their number is not fixed, it begins again with as many as are
// recommended by then.
func (a *Adapter) runShards(ctx context.Context, in *intake) error {
	wait := a.pace.first
	least := 1
	for {
		g, err := a.gateway(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case statusOf(err) == http.StatusUnauthorized:
			return errors.New(deadToken)
		case err != nil:
			a.health.fails(fmt.Errorf("the API cannot be asked where the gateway is: %w", err))
			a.Log.Warn("the gateway's address is not known", "error", err)
			if !sleep(ctx, wait) {
				return nil
			}
			wait = min(2*wait, a.pace.top)
			continue
		}
		n := a.Shards
		if n == 0 {
			n = max(g.Shards, least)
		}
		a.health.begin(n)
		err = a.connectAll(ctx, in, g, n)
		if errors.Is(err, errReshard) && n < maxShards {
			a.Log.Info("more shards are wanted", "had", n)
			least = 2 * n // at least, whatever is recommended
			continue
		}
		return err
	}
}

// connectAll keeps n shards connected; the first that cannot be ends them all.
func (a *Adapter) connectAll(ctx context.Context, in *intake, g gatewayBot, n int) error {
	b := &budget{a: a, last: g, at: time.Now(), next: make(map[int]time.Time)}
	shards, ctx := errgroup.WithContext(ctx)
	for shard := range n {
		c := &connection{a: a, in: in, budget: b, shard: shard, of: n, address: g.URL}
		shards.Go(func() error { return c.run(ctx) })
	}
	return shards.Wait()
}

// budget is how many sessions may still be begun: 1,000 a day, and so many
// together every five seconds.
// https://discord.com/developers/docs/events/gateway#rate-limiting
type budget struct {
	a *Adapter

	mu   sync.Mutex
	last gatewayBot
	at   time.Time // when last was asked for
	next map[int]time.Time
}

// take waits until the shard may begin a session.
func (b *budget) take(ctx context.Context, shard int) error {
	for {
		wait := b.wait(ctx, shard)
		if wait <= 0 {
			return nil
		}
		if !sleep(ctx, wait) {
			return ctx.Err()
		}
	}
}

// wait is how long the shard has to wait; 0: it may begin, which is counted.
func (b *budget) wait(ctx context.Context, shard int) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	// Whatever else uses the token spends from the same budget, so it is asked
	// for anew; where that fails what is known has to do.
	if time.Since(b.at) > b.a.pace.identify {
		if g, err := b.a.gateway(ctx); err == nil {
			b.last, b.at = g, time.Now()
		}
	}
	limit := b.last.Limit
	if limit.Total > 0 && limit.Remaining <= 0 {
		wait := time.Until(b.at.Add(time.Duration(limit.ResetAfter) * time.Millisecond))
		if wait > 0 {
			b.a.health.down(shard, fmt.Errorf("all %d connections that Discord allows in a day were begun; the next may be in %s", limit.Total, wait.Round(time.Second)))
			return wait
		}
	}
	room := shard % max(limit.Together, 1)
	if wait := time.Until(b.next[room]); wait > 0 {
		return wait
	}
	b.next[room] = time.Now().Add(b.a.pace.identify)
	if limit.Total > 0 {
		b.last.Limit.Remaining--
	}
	return 0
}
