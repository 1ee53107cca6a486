package slack

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/slack-go/slack"
)

//go:generate go test -run TestManifest -update

// scope is what the app asks a team for.
type scope struct {
	name    string
	why     string   // what would be missing without it, for an administrator
	methods []string // of the Web API that need it and are used
}

// scopes are all the app asks for. A test compares them with what the code
// calls and subscribes to.
// https://docs.slack.dev/reference/scopes/
var scopes = []scope{
	{"app_mentions:read", "be spoken to in a channel, by mention", nil},
	{"channels:history", "find its own post again before a second try, in public channels", []string{"conversations.history"}},
	{"chat:write", "say anything at all", []string{"chat.postMessage", "chat.postEphemeral", "chat.update"}},
	{"commands", "the slash command and the message shortcuts", nil},
	{"files:read", "read a deck or a course that a teacher sends", nil},
	{"files:write", "show pictures: formulas, graphs, progress", []string{"files.getUploadURLExternal", "files.completeUploadExternal"}},
	{"groups:history", "find its own post again before a second try, in private channels it was invited to", []string{"conversations.history"}},
	{"im:history", "hear what is said to it in direct messages, and find its own post again", []string{"conversations.history"}},
	{"im:write", "begin a direct message: check-ins, a teacher's alert", []string{"conversations.open"}},
	{"mpim:write", "open a conversation for learners whom a teacher puts together", []string{"conversations.open"}},
	{"usergroups:read", "know who is in the user groups that make teachers, if any are configured", []string{"usergroups.users.list"}},
	{"users:read", "people's names, languages and time zones", []string{"users.info"}},
}

// Scopes lists what the app asks a team for, sorted.
func Scopes() []string {
	var names []string
	for _, s := range scopes {
		names = append(names, s.name)
	}
	return names
}

// events lists what the app subscribes to, sorted, by the names that a manifest
// has for them.
func events() []string {
	var names []string
	for name := range maps.Keys(readers) {
		if name == "message" {
			name = "message.im"
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Manifest describes the app to Slack. With the public address of the server it
// is for receiving by HTTP, without one for Socket Mode.
func Manifest(address, command string) slack.Manifest {
	address = strings.TrimSuffix(address, "/")
	at := func(path string) string {
		if address == "" {
			return ""
		}
		return address + "/slack/" + path
	}
	m := slack.Manifest{
		Metadata: slack.ManifestMetadata{MajorVersion: 2, MinorVersion: 1},
		Display: slack.Display{
			Name:            "Pacer",
			Description:     "A learning coach: a few minutes of practice at a time, and a reason with every result",
			LongDescription: longDescription,
			BackgroundColor: "#1f3a5f",
		},
		Features: slack.Features{
			AppHome: slack.AppHome{HomeTabEnabled: true, MessagesTabEnabled: true},
			BotUser: slack.BotUser{DisplayName: "Pacer", AlwaysOnline: true},
			SlashCommands: []slack.ManifestSlashCommand{{
				Command: cmp.Or(command, DefaultCommand), Url: at("command"),
				Description: "Talk to the coach", UsageHint: "practice · review · goal · progress · person · help",
			}},
		},
		OAuthConfig: slack.OAuthConfig{Scopes: slack.OAuthScopes{Bot: Scopes()}},
		Settings: slack.Settings{
			EventSubscriptions: &slack.EventSubscriptions{RequestUrl: at("events"), BotEvents: events()},
			Interactivity:      &slack.Interactivity{IsEnabled: true, RequestUrl: at("action")},
			SocketModeEnabled:  address == "",
		},
	}
	for _, s := range shortcuts {
		m.Features.Shortcuts = append(m.Features.Shortcuts, slack.Shortcut{
			Name: s.name, CallbackID: s.callback, Description: s.description, Type: slack.MessageShortcut,
		})
	}
	if address != "" {
		m.OAuthConfig.RedirectUrls = []string{at("oauth")}
	}
	return m
}

// longDescription is between 174 and 4,000 characters, as Slack's directory
// wants it.
const longDescription = "Pacer practises with learners for a few minutes at a time. It picks the question that helps most, gives the reason with each result, " +
	"asks again before something is forgotten, and fetches a teacher when it is not enough, with what it saw and what may help. " +
	"It answers in direct messages and shows nothing of one learner to another."
