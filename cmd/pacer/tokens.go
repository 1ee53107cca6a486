package main

import (
	"encoding/hex"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"pacer/storage"
)

// secret is what must not be seen: printed or logged it is stars.
type secret string

const stars = "***"

// String hides it.
func (s secret) String() string { return stars }

// GoString hides it from %#v.
func (s secret) GoString() string { return stars }

// LogValue hides it from logs.
func (s secret) LogValue() slog.Value { return slog.StringValue(stars) }

// tokens are the secrets that the environment holds. An empty one is not set.
type tokens struct {
	slackBot, slackApp, slackSigning, slackClient, slackClientSecret secret
	discordBot, discordKey                                           secret
	keys                                                             *storage.Keys // nil: none
}

// Format hides them, since the methods of what is in unexported fields are not
// asked.
func (t tokens) Format(f fmt.State, _ rune) { fmt.Fprint(f, stars) }

// The variables that hold secrets.
const (
	envSlackBot          = "SLACK_BOT_TOKEN"
	envSlackApp          = "SLACK_APP_TOKEN"
	envSlackSigning      = "SLACK_SIGNING_SECRET"
	envSlackClient       = "SLACK_CLIENT_ID"
	envSlackClientSecret = "SLACK_CLIENT_SECRET"
	envDiscord           = "DISCORD_TOKEN"
	envDiscordKey        = "DISCORD_PUBLIC_KEY"
	envKey               = "PACER_KEY"
	envKeyFile           = "PACER_KEY_FILE"
)

// readTokens reads the environment's secrets. What is wrong with them comes as
// sentences, which hold none.
func readTokens(getenv func(string) string) (tokens, []string) {
	var wrong []string
	get := func(name string) secret {
		value := strings.TrimSpace(getenv(name))
		if strings.ContainsFunc(strings.TrimPrefix(value, "Bot "), inNoToken) {
			wrong = append(wrong, name+" holds what stands in no token, like a space, a quotation mark or …: copy it again; a file for docker --env-file wants it without quotation marks")
		}
		return secret(value)
	}
	t := tokens{
		slackBot: get(envSlackBot), slackApp: get(envSlackApp), slackSigning: get(envSlackSigning),
		slackClient: get(envSlackClient), slackClientSecret: get(envSlackClientSecret),
		discordBot: secret(strings.TrimPrefix(string(get(envDiscord)), "Bot ")), discordKey: get(envDiscordKey),
	}
	// Servers that speak Slack's language may have tokens of another form: only
	// what was certainly mixed up is refused.
	if strings.HasPrefix(string(t.slackBot), "xapp-") {
		wrong = append(wrong, envSlackBot+" holds an app-level token (xapp-…): put that into "+envSlackApp+", and the bot's (xoxb-…, under OAuth & Permissions) here")
	}
	if strings.HasPrefix(string(t.slackApp), "xoxb-") {
		wrong = append(wrong, envSlackApp+" holds a bot's token (xoxb-…): put that into "+envSlackBot+", and the app-level one (xapp-…, under Basic Information) here")
	}
	if strings.HasPrefix(string(t.slackBot), "xoxp-") {
		wrong = append(wrong, envSlackBot+" holds a person's token (xoxp-…): put the bot's here (xoxb-…, under OAuth & Permissions, Bot User OAuth Token)")
	}
	if strings.HasPrefix(string(t.slackBot), "xoxe.") {
		wrong = append(wrong, envSlackBot+" holds a token that ends within hours, since the app rotates its tokens: switch that off (OAuth & Permissions, Advanced token security), or let teams install the app at /slack/install")
	}
	if key, err := hex.DecodeString(string(t.discordKey)); t.discordKey != "" && (err != nil || len(key) != 32) {
		wrong = append(wrong, envDiscordKey+" is no public key: it is 64 digits and letters a to f; copy it from General Information of your application")
	}
	text, err := keyText(getenv)
	if err == nil && text != "" {
		t.keys, err = storage.ParseKeys(text)
	}
	if err != nil {
		wrong = append(wrong, sentence(err))
	}
	return t, wrong
}

// inNoToken tells characters that no platform puts into a token. Quotation marks
// come with env-files, where Docker and a shell differ; … comes from our READMEs.
func inNoToken(r rune) bool { return r <= ' ' || r >= 0x7f || r == '"' || r == '\'' }

// keyBytes is as much of a key file as is read.
const keyBytes = 16 << 10

// keyText is what PACER_KEY says, or the file that PACER_KEY_FILE names.
func keyText(getenv func(string) string) (string, error) {
	text, file := strings.TrimSpace(getenv(envKey)), getenv(envKeyFile)
	switch {
	case file == "":
		return text, nil
	case text != "":
		return "", fmt.Errorf("%s and %s are both set: keep one of them", envKey, envKeyFile)
	}
	if is, err := os.Stat(file); err != nil {
		return "", fmt.Errorf("%s: %w; write a key into it, like: openssl rand -base64 32", envKeyFile, err)
	} else if is.IsDir() {
		return "", fmt.Errorf("%s: %s is a folder; name the file in it that holds the key", envKeyFile, file)
	}
	data, err := readBounded(file, keyBytes)
	if err != nil {
		return "", fmt.Errorf("%s: %w", envKeyFile, err)
	}
	return strings.TrimSpace(string(data)), nil
}

// connection is whether a platform is on, and in a few words how it is connected,
// or what is to be set next.
type connection struct {
	on    bool
	half  bool // something was set, and something more is needed
	words string
}

// installs tells whether several teams can install the app.
func (t tokens) installs(c config) bool {
	return t.slackClient != "" && t.slackClientSecret != "" && t.keys != nil && c.HTTP.URL != ""
}

// slack tells how Slack is connected, in the mode that is configured.
func (t tokens) slack(c config) connection {
	if t.slackBot+t.slackApp+t.slackSigning+t.slackClient+t.slackClientSecret == "" {
		return next(false, envSlackBot, "the bot's token, xoxb-…; adapters/slack/README.md says how to get it")
	}
	var install string // what installs by several teams want next
	switch {
	case t.slackClient == "":
	case t.slackClientSecret == "":
		install = envSlackClientSecret + " (beside " + envSlackClient + ")"
	case t.keys == nil:
		install = envKey + " (the tokens of teams are sealed with it; make one with: openssl rand -base64 32)"
	case c.HTTP.URL == "":
		install = "http.url in the configuration (teams install the app there)"
	}
	switch {
	case t.slackBot == "" && t.slackClient == "":
		return next(true, envSlackBot, "the bot's token, xoxb-…")
	case t.slackBot == "" && install != "":
		return connection{half: true, words: "off; next set " + install}
	case c.Slack.Mode == slackSocket && t.slackApp == "":
		what := "the app-level token, xapp-…, since slack.mode is socket"
		if t.slackSigning != "" {
			what += "; or, since there is a signing secret, write slack.mode: http"
		}
		return next(true, envSlackApp, what)
	case c.Slack.Mode == slackHTTP && t.slackSigning == "":
		return next(true, envSlackSigning, "under Basic Information, since slack.mode is http")
	}
	words := "on, by Socket Mode"
	if c.Slack.Mode == slackHTTP {
		words = "on, by HTTP under /slack/"
	}
	switch {
	case t.installs(c):
		words += ", for every team that installs it at /slack/install"
	case install != "":
		words += "; for several teams next set " + install
	}
	return connection{on: true, words: words}
}

// discord tells how Discord is connected.
func (t tokens) discord(config) connection {
	switch {
	case t.discordBot == "" && t.discordKey == "":
		return next(false, envDiscord, "the bot's token; adapters/discord/README.md says how to get it")
	case t.discordBot == "":
		return next(true, envDiscord, "the bot's token, beside "+envDiscordKey)
	case t.discordKey == "":
		return connection{on: true, words: "on, by the gateway"}
	}
	return connection{on: true, words: "on, by the gateway, and by HTTP at /discord/interactions"}
}

func next(half bool, name, what string) connection {
	return connection{half: half, words: fmt.Sprintf("off; next set %s (%s)", name, what)}
}

// reachable is a platform, under the name people use, and how it is connected.
type reachable struct {
	name, title string
	connection
}

// connections are how all platforms are connected, in the order they are told.
func (t tokens) connections(c config) []reachable {
	return []reachable{{"slack", "Slack", t.slack(c)}, {"discord", "Discord", t.discord(c)}}
}
