package discord

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// closeShardingRequired says that one connection is too few.
const closeShardingRequired = 4011

// fatalCode is the sentence for a close code that no new connection can mend;
// empty for all others.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
func fatalCode(code, shard, of int) string {
	switch code {
	case 4004:
		return deadToken
	case 4010:
		return fmt.Sprintf("Discord does not take shard %d of %d: leave discord.shards out of the configuration, so that Discord's recommendation is taken", shard, of)
	case closeShardingRequired:
		return fmt.Sprintf("the bot is in too many servers for %d connections: leave discord.shards out of the configuration, so that Discord's recommendation is taken", of)
	case 4012:
		return "Discord no longer speaks version " + apiVersion + " of its gateway: install a newer Pacer"
	case 4013:
		return "Discord does not know the intents that Pacer asks for: look whether discord.gateway is the right address, and install a newer Pacer if it is"
	case 4014:
		return "Discord does not allow the bot what it asks for (intents: servers, messages in servers, direct messages; none of them privileged): " +
			"open https://discord.com/developers/applications, look whether the application was restricted, and start Pacer again when it is not"
	}
	return ""
}

// deadToken is the sentence for a token that is refused.
const deadToken = "Discord refuses the token: make a new one at https://discord.com/developers/applications under Bot, Reset Token, set DISCORD_TOKEN to it and start Pacer again"

// endsSession tells whether a close code ends the session, so that it cannot be
// resumed.
func endsSession(code int) bool {
	return slices.Contains([]int{1000, 1001, 4003, 4007, 4009}, code)
}

// health is which shards are connected, and since when. It is safe for use by
// several goroutines.
type health struct {
	now    func() time.Time
	mu     sync.Mutex
	shards map[int]condition
	broken string // why none can be
}

// condition is one shard's.
type condition struct {
	up    bool
	since time.Time
	why   string
}

func newHealth(now func() time.Time) *health {
	return &health{now: now, shards: make(map[int]condition)}
}

// begin says that n shards are to be connected.
func (h *health) begin(n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	clear(h.shards)
	h.broken = ""
	for shard := range n {
		h.shards[shard] = condition{since: h.now(), why: "the first connection is being made"}
	}
}

// fails says why no connection can be tried.
func (h *health) fails(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.broken = err.Error()
}

func (h *health) up(shard int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.shards[shard] = condition{up: true, since: h.now()}
}

// down says why a shard is not connected; since when stays as it was.
func (h *health) down(shard int, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.shards[shard]
	if c.up {
		c = condition{since: h.now()}
	}
	c.why = err.Error()
	h.shards[shard] = c
}

// err is nil while every shard is connected.
func (h *health) err() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.broken != "" {
		return errors.New("not connected: " + h.broken)
	}
	if len(h.shards) == 0 {
		return errors.New("not connected: not started")
	}
	var faults []string
	for shard := range len(h.shards) {
		if c := h.shards[shard]; !c.up {
			name := ""
			if len(h.shards) > 1 {
				name = fmt.Sprintf("shard %d of %d ", shard, len(h.shards))
			}
			faults = append(faults, fmt.Sprintf("%snot connected since %s: %s", name, c.since.UTC().Format("2006-01-02 15:04:05 UTC"), c.why))
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return errors.New(strings.Join(faults, "; "))
}

// since is when the youngest of the connections was made; zero unless all
// stand.
func (h *health) since() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	var since time.Time
	for _, c := range h.shards {
		if !c.up {
			return time.Time{}
		}
		if c.since.After(since) {
			since = c.since
		}
	}
	return since
}
