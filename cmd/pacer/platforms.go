package main

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"pacer/adapters/discord"
	"pacer/adapters/slack"
	"pacer/adapters/web"
	"pacer/bot"
	"pacer/bot/chat"
	"pacer/bot/page"
)

type configSlack struct {
	Mode     string   `yaml:"mode"`     // socket or http
	Command  string   `yaml:"command"`  // the slash command
	API      string   `yaml:"api"`      // of the Web API; empty: Slack's
	Teachers []string `yaml:"teachers"` // IDs of user groups
}

type configDiscord struct {
	API      string   `yaml:"api"`      // of the REST API with its version; empty: Discord's
	Gateway  string   `yaml:"gateway"`  // empty: the one that the API names
	Guild    string   `yaml:"guild"`    // where commands are registered; empty: everywhere
	Teachers []string `yaml:"teachers"` // IDs of roles
	Shards   int      `yaml:"shards"`   // 0: as many as Discord recommends
}

// How events come from Slack.
const (
	slackSocket = "socket"
	slackHTTP   = "http"
)

var (
	slackModes    = []string{slackSocket, slackHTTP}
	slashCommand  = regexp.MustCompile(`^/[a-z0-9_-]{1,31}$`)
	slackGroup    = regexp.MustCompile(`^S[A-Z0-9]{2,}$`)
	discordID     = regexp.MustCompile(`^[0-9]{15,21}$`)
	discordShards = 1000 // more than anyone needs before Discord says otherwise
)

func (c *configSlack) validate(r *faultReport) {
	oneOf(r, "slack.mode", c.Mode, slackModes)
	if !slashCommand.MatchString(c.Command) {
		r.at("slack.command", "%q is no slash command: write it like /pacer, with up to 31 small letters, digits, - and _ after the slash", c.Command)
	}
	base(r, "slack.api", c.API, "https", "http")
	for i, id := range c.Teachers {
		if !slackGroup.MatchString(id) {
			r.at(fmt.Sprintf("slack.teachers[%d]", i), "%q is no user group's ID: it begins with S, like S0614TZR7; in Slack open the group, then ⋮, Copy group ID", id)
		}
	}
}

func (c *configDiscord) validate(r *faultReport) {
	base(r, "discord.api", c.API, "https", "http")
	base(r, "discord.gateway", c.Gateway, "wss", "ws")
	if c.Guild != "" && !discordID.MatchString(c.Guild) {
		r.at("discord.guild", "%q is no server's ID: it is a long number; in Discord switch on Developer Mode, then right-click the server, Copy Server ID", c.Guild)
	}
	for i, id := range c.Teachers {
		if !discordID.MatchString(id) {
			r.at(fmt.Sprintf("discord.teachers[%d]", i), "%q is no role's ID: it is a long number; in Discord switch on Developer Mode, then right-click the role, Copy Role ID", id)
		}
	}
	if c.Shards < 0 || c.Shards > discordShards {
		r.at("discord.shards", "must be from 1 to %d, or 0 for as many as Discord recommends", discordShards)
	}
}

// base reports what is no address of a server that stands in for the
// platform's own.
func base(r *faultReport, path, value string, schemes ...string) {
	if value == "" {
		return
	}
	u, err := url.Parse(value)
	if err != nil || !slices.Contains(schemes, u.Scheme) || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		r.at(path, "this is no address: write it like %s://chat.example.org/api/, or leave it empty for the platform's own", schemes[0])
	}
}

// slashed is an address with a slash at its end, since paths are put after it.
func slashed(address string) string {
	if address == "" || strings.HasSuffix(address, "/") {
		return address
	}
	return address + "/"
}

// late is the bot as the adapters see it: they are made before it, since it
// wants to know what they can show. It is filled in before any of them is asked
// anything.
type late struct {
	*bot.Bot
	*page.Pages
}

var (
	_ chat.Reads = (*late)(nil)
	_ web.Door   = (*late)(nil)
	_ web.Models = (*late)(nil)
)

// fill gives a message the bytes of its pictures.
func (l *late) fill(ctx context.Context, workspace string, m chat.Message) chat.Message {
	return l.Fill(ctx, workspace, m)
}

// connect makes the adapters of the platforms that are on. It does no input or
// output.
func (s *service) connect() (map[string]chat.Adapter, error) {
	all := make(map[string]chat.Adapter)
	c, t := s.config, s.tokens
	found := func(ctx context.Context, p chat.Place) error { return s.late.Found(ctx, p) }
	if t.slack(c).on {
		o := slack.Options{
			Reads: s.late, Found: found,
			Token: string(t.slackBot), SigningSecret: string(t.slackSigning),
			APIURL: slashed(c.Slack.API), Command: c.Slack.Command, TeacherGroups: c.Slack.Teachers,
			Log: s.log.With("part", "slack"), Refused: s.metrics.refusedBy("slack"),
		}
		if c.Slack.Mode == slackSocket {
			o.AppToken = string(t.slackApp)
		}
		if t.installs(c) {
			o.ClientID, o.ClientSecret, o.URL = string(t.slackClient), string(t.slackClientSecret), c.HTTP.URL
			o.Installs = installs{s.store.Vault("slack", t.keys)}
		}
		a, err := slack.New(o)
		if err != nil {
			return nil, fmt.Errorf("slack: %w", err)
		}
		all[a.Name()] = a
	}
	if t.discord(c).on {
		a, err := discord.New(discord.Options{
			Reads: s.late, Found: found, Marks: marks{s.store.Marks("discord")},
			Token: string(t.discordBot), PublicKey: string(t.discordKey),
			APIURL: slashed(c.Discord.API), GatewayURL: c.Discord.Gateway,
			Guild: c.Discord.Guild, TeacherRoles: c.Discord.Teachers, Shards: c.Discord.Shards,
			Log: s.log.With("part", "discord"), Refused: s.metrics.refusedBy("discord"),
		})
		if err != nil {
			return nil, fmt.Errorf("discord: %w", err)
		}
		all[a.Name()] = a
	}
	if c.Web.On {
		a := web.New(web.Options{
			Door: s.late, Reads: s.late, Models: s.late, Fill: s.late.fill,
			Visits: visits{s.store.Visits()}, Lines: lines{s.store.Lines()}, URL: c.HTTP.URL,
			Log: s.log.With("part", "web"), Refused: s.metrics.refusedBy(web.Name),
		})
		s.web.Store(a)
		all[a.Name()] = a
	}
	return all, nil
}

// sorted are the adapters by name, for what is said of them in order.
func sorted(all map[string]chat.Adapter) []chat.Adapter {
	var list []chat.Adapter
	for _, name := range slices.Sorted(maps.Keys(all)) {
		list = append(list, all[name])
	}
	return list
}
