package main

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func environment(pairs ...string) func(string) string {
	env := make(map[string]string)
	for i := 0; i < len(pairs); i += 2 {
		env[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return env[name] }
}

const aKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

func TestPlatformsSayWhetherTheyAreOnAndWhatIsMissing(t *testing.T) {
	public := strings.Repeat("0f", 32)
	tests := []struct {
		name           string
		mode, url      string
		env            []string
		slack, discord string // "on…" or "off…": how what is said begins
	}{
		{"nothing is set", "socket", "", nil, "off; next set SLACK_BOT_TOKEN (", "off; next set DISCORD_TOKEN ("},
		{"the bot's token alone", "socket", "", []string{envSlackBot, "xoxb-1"}, "off; next set SLACK_APP_TOKEN (", "off; next set DISCORD_TOKEN ("},
		{"a signing secret, and the mode left as it is", "socket", "", []string{envSlackBot, "xoxb-1", envSlackSigning, "s"},
			"off; next set SLACK_APP_TOKEN (the app-level token, xapp-…, since slack.mode is socket; or, since there is a signing secret, write slack.mode: http)", "off"},
		{"the bot's token alone, by HTTP", "http", "", []string{envSlackBot, "xoxb-1"}, "off; next set SLACK_SIGNING_SECRET (", "off"},
		{"the app's token alone", "socket", "", []string{envSlackApp, "xapp-1"}, "off; next set SLACK_BOT_TOKEN (", "off"},
		{"what Socket Mode needs", "socket", "", []string{envSlackBot, "xoxb-1", envSlackApp, "xapp-1"}, "on, by Socket Mode", "off"},
		{"what HTTP needs", "http", "", []string{envSlackBot, "xoxb-1", envSlackSigning, "s"}, "on, by HTTP under /slack/", "off"},
		{"an app of several teams, begun", "http", "https://p.org", []string{envSlackClient, "1.2"}, "off; next set SLACK_CLIENT_SECRET (", "off"},
		{"without a key", "http", "https://p.org", []string{envSlackClient, "1.2", envSlackClientSecret, "s"}, "off; next set PACER_KEY (", "off"},
		{"without an address", "http", "", []string{envSlackClient, "1.2", envSlackClientSecret, "s", envKey, aKey}, "off; next set http.url in the configuration", "off"},
		{"a team of its own, and the others not yet", "socket", "", []string{envSlackBot, "xoxb-1", envSlackApp, "xapp-1", envSlackClient, "1.2", envSlackClientSecret, "s", envKey, aKey},
			"on, by Socket Mode; for several teams next set http.url in the configuration (", "off"},
		{"complete", "http", "https://p.org", []string{envSlackClient, "1.2", envSlackClientSecret, "s", envKey, aKey, envSlackSigning, "s"},
			"on, by HTTP under /slack/, for every team that installs it at /slack/install", "off"},
		{"Discord by the gateway", "socket", "", []string{envDiscord, "Bot abc"}, "off", "on, by the gateway"},
		{"Discord by HTTP as well", "socket", "", []string{envDiscord, "abc", envDiscordKey, public}, "off", "on, by the gateway, and by HTTP at /discord/interactions"},
		{"Discord's key alone", "socket", "", []string{envDiscordKey, public}, "off", "off; next set DISCORD_TOKEN ("},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := defaultConfig()
			c.Slack.Mode, c.HTTP.URL = tt.mode, tt.url
			got, wrong := readTokens(environment(tt.env...))
			if len(wrong) > 0 {
				t.Fatal(wrong)
			}
			for i, r := range got.connections(c) {
				want := []string{tt.slack, tt.discord}[i]
				if !strings.HasPrefix(r.words, want) || r.on != strings.HasPrefix(want, "on") {
					t.Errorf("%s is on: %v, %q; want %q", r.title, r.on, r.words, want)
				}
			}
		})
	}
}

func TestWrongTokensAreSaidWithoutQuotingThem(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte("2026:"+aKey+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		env  []string
		want string // "" is right
	}{
		{"tokens that changed places", []string{envSlackBot, "xapp-hidden"}, envSlackBot + " holds an app-level token"},
		{"the other way round", []string{envSlackApp, "xoxb-hidden"}, envSlackApp + " holds a bot's token"},
		{"a person's token", []string{envSlackBot, "xoxp-hidden"}, envSlackBot + " holds a person's token"},
		{"a token that rotates", []string{envSlackBot, "xoxe.xoxb-hidden"}, envSlackBot + " holds a token that ends within hours"},
		{"quotation marks, as Docker leaves them", []string{envDiscord, `"hidden"`}, envDiscord + " holds what stands in no token"},
		{"a token that was broken by a line", []string{envSlackApp, "xapp-hid\nden"}, envSlackApp + " holds what stands in no token"},
		{"the README's example", []string{envSlackBot, "xoxb-…"}, envSlackBot + " holds what stands in no token"},
		{"tokens of another form, of a server that stands in", []string{envSlackBot, "hidden", envSlackApp, "hidden"}, ""},
		{"a public key that is short", []string{envDiscordKey, "0f0f"}, envDiscordKey + " is no public key"},
		{"a key that is none", []string{envKey, "hidden"}, "key 1 of PACER_KEY is not 32 bytes"},
		{"a key in a file", []string{envKeyFile, file}, ""},
		{"a file that is not there", []string{envKeyFile, file + ".none"}, envKeyFile + ": stat "},
		{"a folder", []string{envKeyFile, filepath.Dir(file)}, envKeyFile + ": " + filepath.Dir(file) + " is a folder"},
		{"both", []string{envKeyFile, file, envKey, aKey}, "PACER_KEY and PACER_KEY_FILE are both set"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, wrong := readTokens(environment(tt.env...))
			got := strings.Join(wrong, "\n")
			if !strings.HasPrefix(got, tt.want) || (tt.want == "") != (got == "") {
				t.Errorf("it says %q, want %q…", got, tt.want)
			}
			if strings.Contains(got, "hidden") || strings.Contains(got, aKey) {
				t.Errorf("it quotes the token: %q", got)
			}
		})
	}
}

func TestSecretsPrintAsStars(t *testing.T) {
	got, _ := readTokens(environment(envSlackBot, "hidden", envDiscord, "hidden"))
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "token", got.slackBot, "all", got)
	for _, text := range []string{fmt.Sprint(got), fmt.Sprintf("%+v %#v %q %s", got, got, got.slackBot, got.slackBot), log.String()} {
		if strings.Contains(text, "hidden") {
			t.Errorf("a token shows: %s", text)
		}
	}
}
