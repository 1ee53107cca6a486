package discord

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
)

// Permissions, as Discord numbers them.
// https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags
const (
	permissionAdministrator  = 1 << 3
	permissionManageGuild    = 1 << 5
	permissionView           = 1 << 10
	permissionSend           = 1 << 11
	permissionAttach         = 1 << 15
	permissionHistory        = 1 << 16
	permissionPrivateThreads = 1 << 36
	permissionSendInThreads  = 1 << 38
)

// needed are the permissions that the invite link asks for, each with the name
// it has in a server's settings, and what cannot be done without it.
var needed = []struct {
	bit     uint64
	name    string
	without string
}{
	{permissionView, "View Channels", "it cannot be used there"},
	{permissionSend, "Send Messages", "nothing can be posted for everybody there"},
	{permissionAttach, "Attach Files", "pictures cannot be shown there"},
	{permissionHistory, "Read Message History", "a learner's own thread is not found again once it is archived"},
	{permissionPrivateThreads, "Create Private Threads", "whoever takes no direct messages cannot be reached there"},
	{permissionSendInThreads, "Send Messages in Threads", "nothing can be said in threads there"},
}

// allNeeded is their sum.
func allNeeded() (sum uint64) {
	for _, p := range needed {
		sum |= p.bit
	}
	return sum
}

// inviteLink is the link by which the coach is added to a server, with exactly the
// permissions that it needs.
func inviteLink(app string) string {
	return "https://discord.com/oauth2/authorize?client_id=" + app +
		"&scope=bot+applications.commands&permissions=" + strconv.FormatUint(allNeeded(), 10)
}

// maxSkew is how far the clock may be off before it is a fault: half of what
// signed requests may be.
const maxSkew = window / 2

// Examine implements chat.Examiner.
func (a *Adapter) Examine(ctx context.Context) []chat.Finding {
	x := &examination{a: a, ctx: ctx}
	if !x.token() {
		return x.found
	}
	x.application()
	x.gateway()
	x.clock()
	x.commands()
	x.places()
	return x.found
}

// examination is one look at everything.
type examination struct {
	a     *Adapter
	ctx   context.Context // of Examine, which it does not outlive
	me    identity
	found []chat.Finding
}

func (x *examination) add(g chat.Grade, format string, args ...any) {
	x.found = append(x.found, chat.Finding{Grade: g, Text: fmt.Sprintf(format, args...)})
}

func (x *examination) get(route string, into any) error {
	return x.a.call(x.ctx, http.MethodGet, route, nil, nil, into)
}

// token asks who the token is; false when nobody says, and nothing else can be
// found out.
func (x *examination) token() bool {
	var me user
	err := x.get("users/@me", &me)
	switch {
	case statusOf(err) == http.StatusUnauthorized:
		x.add(chat.Faulty, "%s", deadToken)
		return false
	case err != nil:
		x.add(chat.Faulty, "Discord cannot be reached: %v; look at the network, and at discord.api in the configuration", err)
		return false
	}
	x.me, err = x.a.identify(x.ctx)
	if err != nil {
		x.add(chat.Faulty, "Discord does not say who the token is: %v", err)
		return false
	}
	x.add(chat.Fine, "signed in as %s (%s)", cmp.Or(me.Global, me.Name, "a bot without a name"), x.me.User)
	return true
}

// application looks at what is set on the application's page.
func (x *examination) application() {
	var app struct {
		Endpoint string `json:"interactions_endpoint_url"`
		Key      string `json:"verify_key"`
		Grant    bool   `json:"bot_require_code_grant"`
	}
	if err := x.get("applications/@me", &app); err != nil {
		x.add(chat.Noted, "what is set on the application's page is not known: %v", err)
		return
	}
	if app.Grant {
		x.add(chat.Faulty, "the application requires an OAuth2 code grant, so the invite link cannot work: switch that off on the application's page, under Bot")
	}
	hasKey := x.a.key != nil
	switch {
	case hasKey && app.Key != "" && !strings.EqualFold(app.Key, hex.EncodeToString(x.a.key)):
		x.add(chat.Faulty, "DISCORD_PUBLIC_KEY is another application's: copy it again from the application's page, under General Information")
	case app.Endpoint != "" && !hasKey:
		x.add(chat.Faulty, "interactions go to %s and not to the gateway: set DISCORD_PUBLIC_KEY so that they can be read there, or empty the Interactions Endpoint URL on the application's page", app.Endpoint)
	case app.Endpoint != "" && !strings.HasSuffix(app.Endpoint, publicPath):
		x.add(chat.Faulty, "interactions go to %s: the address has to end in %s", app.Endpoint, publicPath)
	case app.Endpoint != "":
		x.add(chat.Fine, "interactions come to %s", app.Endpoint)
	default:
		x.add(chat.Fine, "interactions come over the gateway; no privileged intent is needed")
	}
}

// gateway looks at how many connections may be begun.
func (x *examination) gateway() {
	g, err := x.a.gateway(x.ctx)
	if err != nil {
		x.add(chat.Faulty, "where the gateway is cannot be asked: %v", err)
		return
	}
	shards := cmp.Or(x.a.Shards, g.Shards)
	limit := g.Limit
	resets := (time.Duration(limit.ResetAfter) * time.Millisecond).Round(time.Minute)
	switch {
	case x.a.Shards != 0 && x.a.Shards < g.Shards:
		x.add(chat.Noted, "%d shards are configured and Discord recommends %d: leave discord.shards out", x.a.Shards, g.Shards)
	case limit.Total > 0 && limit.Remaining < shards:
		x.add(chat.Faulty, "all %d connections of today were begun; the next may be in %v: look in the log why it connects so often", limit.Total, resets)
	case limit.Total > 0 && limit.Remaining < limit.Total/10:
		x.add(chat.Noted, "%d of %d connections may still be begun in %v: look in the log why it connects so often", limit.Remaining, limit.Total, resets)
	default:
		x.add(chat.Fine, "gateway %s, %d shard(s), %d of %d connections left today", g.URL, shards, limit.Remaining, limit.Total)
	}
	if err := x.a.Health(); x.a.running.Load() != nil {
		if err != nil {
			x.add(chat.Faulty, "%v", err)
		} else {
			x.add(chat.Fine, "connected for %v", x.a.now().Sub(x.a.health.since()).Round(time.Second))
		}
	}
}

// clock compares the machine's clock with Discord's.
func (x *examination) clock() {
	sent := x.a.now()
	response, err := x.a.do(x.ctx, http.MethodGet, "gateway", "", nil)
	if err != nil {
		return // said before: Discord cannot be reached
	}
	response.Body.Close()
	theirs, err := http.ParseTime(response.Header.Get("Date"))
	if err != nil {
		x.add(chat.Noted, "Discord's clock is not known")
		return
	}
	skew := sent.Sub(theirs)
	switch {
	case skew.Abs() > maxSkew:
		x.add(chat.Faulty, "the clock is off by %v: set it (NTP), or signed requests are refused and answers taken for others", skew.Round(time.Second))
	case skew.Abs() > 10*time.Second:
		x.add(chat.Noted, "the clock is off by %v", skew.Round(time.Second))
	}
}

// commands compares what is registered with what should be.
func (x *examination) commands() {
	route, err := x.a.commandsRoute(x.ctx)
	if err != nil {
		x.add(chat.Faulty, "the commands cannot be looked at: %v", err)
		return
	}
	there, err := x.a.registered(x.ctx, route)
	where := "everywhere"
	if x.a.Guild != "" {
		where = "in server " + x.a.Guild
	}
	specs := x.a.commandSpecs(say.Languages())
	switch {
	case statusOf(err) == http.StatusForbidden || statusOf(err) == http.StatusNotFound:
		x.add(chat.Faulty, "the bot may not register commands %s: open %s", where, inviteLink(x.me.App))
	case err != nil:
		x.add(chat.Noted, "what commands are registered is not known: %v", err)
	case isSame(there, specs):
		x.add(chat.Fine, "%d commands registered %s", len(specs), where)
	default:
		x.add(chat.Noted, "%d commands are registered %s that are not today's %d; `pacer serve` registers them when it starts", len(there), where, len(specs))
	}
}

// How many servers and channels are looked at: each server costs four requests.
const (
	maxExamined = 20
	maxListed   = 5 // channels named in a finding
)

// places looks at what the bot may do in the servers it is in.
func (x *examination) places() {
	var guilds []struct {
		ID          string `json:"id"`
		Name        string `json:"name"`
		Permissions string `json:"permissions"`
	}
	if err := x.get("users/@me/guilds", &guilds); err != nil {
		x.add(chat.Noted, "in which servers the bot is, is not known: %v", err)
		x.add(chat.Noted, "to add it to a server, open %s", inviteLink(x.me.App))
		return
	}
	if len(guilds) == 0 {
		x.add(chat.Noted, "the bot is in no server yet: open %s", inviteLink(x.me.App))
		return
	}
	for i, g := range guilds {
		if i == maxExamined {
			x.add(chat.Noted, "%d more servers were not looked at", len(guilds)-i)
			break
		}
		may, err := strconv.ParseUint(g.Permissions, 10, 64)
		if err != nil {
			x.add(chat.Noted, "what the bot may do in %q is not known", g.Name)
			continue
		}
		x.guild(g.ID, g.Name, may)
	}
	x.add(chat.Fine, "to add the bot to another server, open %s", inviteLink(x.me.App))
}

// guild looks at one server, and at the channels in which the bot may do less
// than in the server.
func (x *examination) guild(id, name string, may uint64) {
	lacks := func(have uint64) (names, without []string) {
		for _, p := range needed {
			if have&permissionAdministrator == 0 && have&p.bit == 0 {
				names, without = append(names, strconv.Quote(p.name)), append(without, p.without)
			}
		}
		return names, without
	}
	if names, without := lacks(may); len(names) > 0 {
		x.add(chat.Faulty, "the bot lacks %s in the server %q (%s): open %s and choose the server again", strings.Join(names, ", "), name, strings.Join(without, "; "), inviteLink(x.me.App))
		return
	}
	rooms, err := x.rooms(id, may)
	if err != nil {
		x.add(chat.Noted, "what the bot may do in the channels of %q is not known: %v", name, err)
		return
	}
	for _, p := range needed[1:] { // who cannot see a channel is not meant to be there
		var where []string
		for _, r := range rooms {
			if r.may&permissionView != 0 && r.may&p.bit == 0 {
				where = append(where, "#"+r.name)
			}
		}
		if len(where) == 0 {
			continue
		}
		if len(where) > maxListed {
			where = append(where[:maxListed], fmt.Sprintf("%d more", len(where)-maxListed))
		}
		x.add(chat.Faulty, "the bot lacks %q in %s of %q: give it that there, or %s", p.name, strings.Join(where, ", "), name, p.without)
	}
	x.add(chat.Fine, "server %q: permissions looked at in %d channels", name, len(rooms))
}

// room is a text channel and what the bot may do in it.
type room struct {
	name string
	may  uint64
}

// overwrite changes what a role or a member may do in one channel.
type overwrite struct {
	ID    string `json:"id"`
	Type  int    `json:"type"` // 0 a role, 1 a member
	Allow bits   `json:"allow"`
	Deny  bits   `json:"deny"`
}

// rooms works out what the bot may do in a server's text channels, given what
// it may do in the server.
// https://discord.com/developers/docs/topics/permissions#permission-overwrites
func (x *examination) rooms(guild string, may uint64) ([]room, error) {
	var channels []struct {
		Type       int         `json:"type"`
		Name       string      `json:"name"`
		Overwrites []overwrite `json:"permission_overwrites"`
	}
	if err := x.get("guilds/"+guild+"/channels", &channels); err != nil {
		return nil, err
	}
	var self member
	if err := x.get("guilds/"+guild+"/members/"+x.me.User, &self); err != nil {
		return nil, err
	}
	var rooms []room
	for _, c := range channels {
		if c.Type != 0 && c.Type != 5 { // text, and announcements
			continue
		}
		rooms = append(rooms, room{c.Name, permitted(may, c.Overwrites, guild, self.Roles, x.me.User)})
	}
	return rooms, nil
}

// permitted applies a channel's overwrites: everybody's, then all roles', then
// the member's own.
func permitted(may uint64, overwrites []overwrite, everyone string, roles []string, user string) uint64 {
	if may&permissionAdministrator != 0 {
		return ^uint64(0)
	}
	apply := func(is func(o overwrite) bool) {
		var allow, deny uint64
		for _, o := range overwrites {
			if is(o) {
				allow, deny = allow|o.Allow.n, deny|o.Deny.n
			}
		}
		may = may&^deny | allow
	}
	apply(func(o overwrite) bool { return o.Type == 0 && o.ID == everyone })
	apply(func(o overwrite) bool { return o.Type == 0 && o.ID != everyone && slices.Contains(roles, o.ID) })
	apply(func(o overwrite) bool { return o.Type == 1 && o.ID == user })
	return may
}
