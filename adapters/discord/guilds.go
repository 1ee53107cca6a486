package discord

import (
	"context"
	"sync"

	"pacer/bot/chat"
)

// guilds are those the coach has met in this process.
type guilds struct {
	mu    sync.Mutex
	known map[string]*guild
}

// guild is one of them.
type guild struct {
	telling sync.Mutex // held while Found is told
	told    bool
	name    string
	gone    bool // the coach was removed from it
}

func newGuilds() *guilds { return &guilds{known: make(map[string]*guild)} }

// guild returns the guild, met or not.
func (g *guilds) guild(id string) *guild {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.known[id] == nil {
		g.known[id] = new(guild)
	}
	return g.known[id]
}

// named keeps a guild's name; the coach is in it.
func (g *guilds) named(id, name string) {
	known := g.guild(id)
	g.mu.Lock()
	defer g.mu.Unlock()
	known.gone = false
	if name != "" {
		known.name = name
	}
}

// left keeps that the coach was removed from a guild.
func (g *guilds) left(id string) {
	known := g.guild(id)
	g.mu.Lock()
	defer g.mu.Unlock()
	known.gone = true
}

// forget makes a guild one that was not met: invited again, it is found again.
func (g *guilds) forget(id string) {
	known := g.guild(id)
	known.telling.Lock()
	defer known.telling.Unlock()
	known.told = false
}

// hasLeft tells whether the coach was removed from a guild: nothing can be
// said there.
func (a *Adapter) hasLeft(id string) bool {
	a.guilds.mu.Lock()
	defer a.guilds.mu.Unlock()
	known := a.guilds.known[id]
	return known != nil && known.gone
}

// meet tells Options.Found of a guild, once: before the first event of it is
// handed over. What goes wrong is tried again at the next event.
func (a *Adapter) meet(ctx context.Context, id string) {
	if id == "" || a.Found == nil {
		return
	}
	g := a.guilds.guild(id)
	g.telling.Lock()
	defer g.telling.Unlock()
	if g.told {
		return
	}
	a.guilds.mu.Lock()
	name := g.name
	a.guilds.mu.Unlock()
	err := a.Found(ctx, chat.Place{Platform: a.Name(), ID: id, Name: name, Sole: id == a.Guild})
	if err != nil {
		a.Log.Error("a guild was not taken in", "guild", id, "error", err)
		return
	}
	g.told = true
}
