// Package discord connects Discord: slash commands, buttons, forms and direct
// messages, over the gateway or by HTTP. It has no policy; what is said, and
// when, is the bot's.
package discord

import (
	"context"
	"log/slog"
	"time"

	"github.com/bwmarrin/discordgo"

	"pacer/bot/chat"
)

// Options are what an Adapter is made of.
type Options struct {
	Reads chat.Reads
	// Found is told of each guild the adapter meets, before an event of it is
	// handed over; nil: nobody is.
	Found func(ctx context.Context, p chat.Place) error

	Token        string // of the bot
	PublicKey    string // hex; with it interactions may come by HTTP
	APIURL       string // ending in the version and a slash; empty: Discord's, version 10
	Guild        string // commands are registered in this guild alone, where they show at once; empty: everywhere
	TeacherRoles []string
	Shards       int // 0: as many as Discord recommends

	Log     *slog.Logger        // nil: discard
	Refused func(reason string) // counts what came and was not taken; nil: nobody counts
	Now     func() time.Time    // nil: time.Now
}

// Adapter is Discord. It is safe for use by several goroutines.
type Adapter struct {
	Options
	rest *discordgo.Session // for requests; it opens no gateway
}

// Name implements chat.Adapter.
func (a *Adapter) Name() string { return "discord" }
