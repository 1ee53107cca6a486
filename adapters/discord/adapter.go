// Package discord connects Discord: slash commands, buttons, forms, direct
// messages and mentions, over the gateway, and interactions by HTTP as well.
// It has no policy; what is said, and when, is the bot's.
//
// What comes in, either way, is read by translate and handled by the intake: one
// person's one after the other, different people's at the same time. An exchange
// gives each interaction its first response in time, after the commit, and edits
// it later; whether an answer is private is decided then and cannot change. Send
// shows the rest, and never in a channel what only one person is to read.
//
// Requests go through discordgo and its rate limiter. The gateway's connection
// is ours, see connection.
package discord

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"

	"pacer/bot/chat"
)

// apiVersion is the version of Discord's API that is spoken, by requests and
// on the gateway. https://discord.com/developers/docs/reference#api-versioning
const apiVersion = "10"

// Options are what an Adapter is made of.
type Options struct {
	Reads chat.Reads
	// Found is told of each guild the adapter meets, before an event of it is
	// handed over; nil: nobody is.
	Found func(ctx context.Context, p chat.Place) error
	// Marks keeps what was read of direct messages, so that those missed while
	// the program was down are read back; nil: they are not.
	Marks Marks

	Token        string // of the bot
	PublicKey    string // hex; with it interactions may come by HTTP
	APIURL       string // ending in the version and a slash; empty: Discord's, version 10
	GatewayURL   string // empty: what the API says
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
	api  string             // the base of every request, ending in the version and a slash
	key  ed25519.PublicKey  // nil: no interactions by HTTP
	rest *discordgo.Session // for requests; it opens no gateway
	out  *outgoing
	pace pace

	me      atomic.Pointer[identity]
	health  *health
	guilds  *guilds
	missed  *missed
	awaited *awaited
	taken   *recent // interactions that were taken: a resume repeats them, and so may somebody who listened
	running atomic.Pointer[intake]

	channels struct {
		mu    sync.Mutex
		known map[string]channel
	}
	declare sync.Once
	options map[string][]string // of commands, in the order in which they are declared
}

// identity is who the coach is on Discord.
type identity struct {
	App  string `json:"app"` // the application
	User string `json:"user"`
}

// New makes the adapter. It does no input or output; an error is a sentence
// for whoever wrote the configuration.
func New(o Options) (*Adapter, error) {
	if o.Reads == nil {
		return nil, errors.New("discord: Options.Reads is missing")
	}
	token := strings.TrimPrefix(strings.TrimSpace(o.Token), "Bot ")
	if token == "" || strings.ContainsAny(token, " \t\r\n") {
		return nil, errors.New("the Discord token is empty or has a space in it: copy it again from the application's page, under Bot, Reset Token")
	}
	if o.APIURL == "" {
		o.APIURL = "https://discord.com/api/v" + apiVersion + "/"
	}
	if u, err := url.Parse(o.APIURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || !strings.HasSuffix(u.Path, "/") {
		return nil, fmt.Errorf("the address of Discord's API, %q, has to begin with https:// and end in the version and a slash, like https://discord.com/api/v%s/", o.APIURL, apiVersion)
	}
	if u, err := url.Parse(o.GatewayURL); o.GatewayURL != "" && (err != nil || u.Host == "" || u.Scheme != "ws" && u.Scheme != "wss") {
		return nil, fmt.Errorf("the address of Discord's gateway, %q, has to begin with wss://; without it the API is asked", o.GatewayURL)
	}
	if o.Shards < 0 {
		return nil, fmt.Errorf("the number of shards is %d: leave it out, or write 1 or more", o.Shards)
	}
	var key ed25519.PublicKey
	if o.PublicKey != "" {
		b, err := hex.DecodeString(strings.TrimSpace(o.PublicKey))
		if err != nil || len(b) != ed25519.PublicKeySize {
			return nil, fmt.Errorf("the Discord public key has to be %d hexadecimal digits: copy it again from the application's page, under General Information", 2*ed25519.PublicKeySize)
		}
		key = b
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	rest, err := discordgo.New("Bot " + token)
	if err != nil {
		return nil, fmt.Errorf("discord: %w", err)
	}
	rest.StateEnabled = false
	rest.ShouldRetryOnRateLimit = false
	rest.MaxRestRetries = 0
	rest.UserAgent = "DiscordBot (https://github.com/bwmarrin/discordgo, v" + discordgo.VERSION + ") Pacer"
	rest.Client = &http.Client{Timeout: 15 * time.Second}

	o.Token = token
	a := &Adapter{
		Options: o,
		api:     o.APIURL,
		key:     key,
		rest:    rest,
		pace:    usualPace,
		health:  newHealth(o.Now),
		guilds:  newGuilds(),
		awaited: newAwaited(),
		taken:   newRecent(8192),
	}
	a.channels.known = make(map[string]channel)
	a.missed = newMissed(a)
	a.out = newOutgoing()
	return a, nil
}

// Name implements chat.Adapter.
func (a *Adapter) Name() string { return "discord" }

// Run implements chat.Adapter. It connects, and stays connected until ctx
// ends. What waiting can mend is no error; every other is a sentence for
// whoever runs the coach, with what to do next.
func (a *Adapter) Run(ctx context.Context, h chat.Handler) error {
	in := newIntake(a, h)
	a.running.Store(in)
	defer a.running.Store(nil)

	// What was begun is finished after ctx ends: first the connections close,
	// then what they brought is handled, then the marks are kept.
	parts, stop := context.WithCancel(ctx)
	var side sync.WaitGroup
	side.Go(func() { a.registerCommands(parts) })
	side.Go(func() { a.missed.keep(parts) })
	side.Go(func() { a.missed.readBack(parts, in) })
	err := a.runShards(ctx, in)
	stop()
	a.running.Store(nil)
	side.Wait()
	in.wait()
	a.missed.flush(context.WithoutCancel(ctx))
	return err
}

// Health implements chat.Healthy.
func (a *Adapter) Health() error { return a.health.err() }

// now is the time, in UTC.
func (a *Adapter) now() time.Time { return a.Now().UTC() }

// refused counts something that came and was not taken.
func (a *Adapter) refused(reason string) {
	if a.Refused != nil {
		a.Refused(reason)
	}
}

// self is who the coach is; empty before the gateway, or a request, has told.
func (a *Adapter) self() identity {
	if me := a.me.Load(); me != nil {
		return *me
	}
	return identity{}
}

// identify finds out who the coach is, once.
func (a *Adapter) identify(ctx context.Context) (identity, error) {
	if me := a.me.Load(); me != nil {
		return *me, nil
	}
	var user struct {
		ID string `json:"id"`
	}
	if err := a.call(ctx, http.MethodGet, "users/@me", nil, nil, &user); err != nil {
		return identity{}, err
	}
	if !isID(user.ID) {
		return identity{}, errors.New("discord: the API does not say who the bot is")
	}
	// An application and its bot have one ID, but for bots older than 2016.
	me := identity{App: user.ID, User: user.ID}
	var app struct {
		ID string `json:"id"`
	}
	if err := a.call(ctx, http.MethodGet, "applications/@me", nil, nil, &app); err == nil && isID(app.ID) {
		me.App = app.ID
	}
	a.me.CompareAndSwap(nil, &me)
	return *a.me.Load(), nil
}

// maxChannels is how many channels are remembered.
const maxChannels = 4096

// epoch is the first millisecond that an ID can tell.
// https://discord.com/developers/docs/reference#snowflakes
const epoch = 1420070400000

// isID tells whether s is one of Discord's IDs: a number of 64 bits without a
// sign.
func isID(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil && len(s) <= 20 && s[0] != '+'
}

// snowflakeTime is when what the ID names was made, in UTC; zero where the ID
// is none.
func snowflakeTime(id string) time.Time {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(int64(n>>22) + epoch).UTC()
}

// isNewer tells whether one ID was made after another.
func isNewer(id, than string) bool {
	if len(id) != len(than) {
		return len(id) > len(than)
	}
	return id > than
}
