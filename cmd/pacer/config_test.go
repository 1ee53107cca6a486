package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestExampleConfigurationIsTheDefaultAndHasNoFaults(t *testing.T) {
	got, r, err := readConfig(filepath.Join(top, "config.example.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.err(); err != nil {
		t.Fatal(err)
	}
	if _, broken := got.loadCourses(r); len(broken) > 0 || r.err() != nil {
		t.Fatalf("its courses: %v, %v", broken, r.err())
	}
	want := defaultConfig()
	want.path = got.path
	want.Database, want.Backups.Folder = want.resolve(want.Database), want.resolve(want.Backups.Folder)
	want.Workspace.Help = got.Workspace.Help // the one key whose comment says otherwise
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(config{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("what the example says and what holds without it (-default +example):\n%s", diff)
	}
}

func TestExampleConfigurationExplainsEveryKey(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(top, "config.example.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(data), "\n")
	for i, line := range lines {
		key := strings.TrimSpace(line)
		if key == "" || strings.HasPrefix(key, "#") || strings.HasPrefix(key, "-") {
			continue
		}
		if before := strings.TrimSpace(lines[i-1]); !strings.HasPrefix(before, "#") {
			t.Errorf("line %d: %q has no comment above it", i+1, key)
		}
	}
}

const tokenHere = "a token stands here, where anyone who reads the file finds it: put it into the environment, remove it, and have a new one made if others have seen the file"

// The bad configurations: what is written, and what is said of it.
var badConfigs = []struct {
	name string
	yaml string
	want []string
}{
	{"a key that is none", "databse: x.db\n", []string{
		"c.yaml:1:1: databse: there is no such key. Did you mean database?",
	}},
	{"the trial's workspace", "workspace:\n  id: try\n", []string{
		`c.yaml:2:3: workspace.id: "try" is the trial's (pacer try): take another, like oak-school`,
	}},
	{"a key below another", "http:\n  listn: :80\n", []string{
		"c.yaml:2:3: http.listn: there is no such key. Did you mean http.listen?",
	}},
	{"a key as other programs call it", "http:\n  port: 80\n", []string{
		"c.yaml:2:3: http.port: there is no such key. Did you mean http.listen?",
	}},
	{"a key that is like none", "colour: blue\n", []string{
		"c.yaml:1:1: colour: there is no such key; there are database, workspace, courses, slack, discord, web, http, log, backups, retention",
	}},
	{"a switch that is neither on nor off", "web:\n  on: \"yes\"\n", []string{
		"c.yaml:2:7: web.on: must be true or false",
	}},
	{"tokens under names that tell", `slack:
  bot_token: nobody-shall-see-this
discord:
  token_env: DISCORD_TOKEN
PACER_KEY: nobody-shall-see-this
`, []string{
		"c.yaml:2:3: slack.bot_token: tokens never stand in this file: set SLACK_BOT_TOKEN in the environment, and remove this key",
		"c.yaml:4:3: discord.token_env: tokens never stand in this file: set DISCORD_TOKEN in the environment, and remove this key",
		"c.yaml:5:1: PACER_KEY: tokens never stand in this file: set PACER_KEY in the environment, and remove this key",
	}},
	{"tokens anywhere else", `workspace:
  help: call xoxb-1234-nobody-shall-see-this
slack:
  mode: xapp-1-nobody-shall-see-this
  teachers: [S0614TZR7, xoxe.xoxp-1-nobody]
discord:
  guild: MTE4NzY1NDMyMTA5ODc2NTQzMjE.GnObOd.yShallSeeThis_yShallSeeThis-12
`, []string{
		"c.yaml:2:9: workspace.help: " + tokenHere,
		"c.yaml:4:9: slack.mode: " + tokenHere,
		"c.yaml:5:25: slack.teachers[1]: " + tokenHere,
		"c.yaml:7:10: discord.guild: " + tokenHere,
	}},
	{"platforms", `slack:
  mode: sockets
  command: pacer
  api: slack.com/api
  teachers: [teachers]
discord:
  api: https://me:secret@discord.com/api/v10/
  gateway: https://gateway.discord.gg
  guild: My Server
  teachers: ["123456789012345678", Teachers]
  shards: -1
`, []string{
		`c.yaml:2:3: slack.mode: "sockets" is none of socket, http. Did you mean socket?`,
		`c.yaml:3:3: slack.command: "pacer" is no slash command: write it like /pacer, with up to 31 small letters, digits, - and _ after the slash`,
		"c.yaml:4:3: slack.api: this is no address: write it like https://chat.example.org/api/, or leave it empty for the platform's own",
		`c.yaml:5:14: slack.teachers[0]: "teachers" is no user group's ID: it begins with S, like S0614TZR7; in Slack open the group, then ⋮, Copy group ID`,
		"c.yaml:7:3: discord.api: this is no address: write it like https://chat.example.org/api/, or leave it empty for the platform's own",
		"c.yaml:8:3: discord.gateway: this is no address: write it like wss://chat.example.org/api/, or leave it empty for the platform's own",
		`c.yaml:9:3: discord.guild: "My Server" is no server's ID: it is a long number; in Discord switch on Developer Mode, then right-click the server, Copy Server ID`,
		`c.yaml:10:36: discord.teachers[1]: "Teachers" is no role's ID: it is a long number; in Discord switch on Developer Mode, then right-click the role, Copy Role ID`,
		"c.yaml:11:3: discord.shards: must be from 1 to 1000, or 0 for as many as Discord recommends",
	}},
	{"everything at once, in the order of the file", `workspace:
  id: Oak School
  zone: CET
http:
  listen: 8080
  url: example.org/
  proxies: [10.0.0.0/8, nonsense]
log:
  level: debgu
backups:
  keep: none
  keep: 3
courses: fractions
`, []string{
		`c.yaml:2:3: workspace.id: "Oak School" is no short name: take up to 40 small letters, digits and hyphens, like oak-school`,
		`c.yaml:3:3: workspace.zone: "CET" is not a time zone I know; write it like Europe/Berlin or America/New_York`,
		`c.yaml:5:3: http.listen: "8080" is no address: write host and port, like 127.0.0.1:8080, or :8080 for every interface`,
		`c.yaml:6:3: http.url: "example.org/" is no web address: write it like https://pacer.example.org`,
		`c.yaml:7:25: http.proxies[1]: "nonsense" is no address or network: write it like 10.0.0.2 or 10.0.0.0/8`,
		`c.yaml:9:3: log.level: "debgu" is none of debug, info, warn, error. Did you mean debug?`,
		`c.yaml:11:9: backups.keep: must be a whole number`,
		`c.yaml:12:3: backups.keep: stands here again; the first is on line 11: remove one`,
		`c.yaml:13:10: courses: must be a list: each entry on a line of its own, after a dash`,
	}},
	{"a value that is missing", "database:\n", []string{
		"c.yaml:1:11: database: has no value: fill it in or remove the key",
	}},
	{"a mapping where a text is wanted", "database: {a: b}\n", []string{
		"c.yaml:1:11: database: must be one text; put it in quotes if it holds : or #, or begins with [, { or *",
	}},
	{"a text where keys are wanted", "http: yes\n", []string{
		"c.yaml:1:7: http: must be keys with values, each on a line of its own",
	}},
	{"a list at the top", "- a\n- b\n", []string{
		"c.yaml:1:1: must be keys with values, each on a line of its own",
	}},
	{"two documents", "database: a.db\n---\ndatabase: b.db\n", []string{
		"c.yaml:3:9: a second document begins here: a configuration is one, without --- in it",
	}},
	{"an address with a name in it", "http:\n  url: https://me:secret@example.org\n", []string{
		"c.yaml:2:3: http.url: write only where Pacer is reached, like https://pacer.example.org, without a name, ? or # and without / at the end",
	}},
}

func TestBadConfigurationIsSaidWithPlaceAndRemedy(t *testing.T) {
	for _, tt := range badConfigs {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "c.yaml")
			if err := os.WriteFile(file, []byte(tt.yaml), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := loadConfig(file)
			list, ok := errors.AsType[faults](err)
			if !ok {
				t.Fatalf("error is %v, want faults", err)
			}
			got := strings.Split(strings.ReplaceAll(list.Error(), file, "c.yaml"), "\n")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestEmptyConfigurationIsTheDefault(t *testing.T) {
	for name, data := range map[string]string{"nothing": "", "a comment": "# later\n", "keys with nothing below": "http:\nlog:\n"} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "c.yaml")
			if err := os.WriteFile(file, []byte(data), 0o600); err != nil {
				t.Fatal(err)
			}
			c, err := loadConfig(file)
			if err != nil {
				t.Fatal(err)
			}
			if want := filepath.Join(filepath.Dir(file), "pacer.db"); c.Database != want {
				t.Errorf("database is %s, want %s", c.Database, want)
			}
		})
	}
}

func FuzzConfiguration(f *testing.F) {
	for _, tt := range badConfigs {
		f.Add(tt.yaml)
	}
	f.Add("database: &a x\nworkspace: *a\n<<: {b: c}\n? [x]\n: y\n")
	f.Add("courses: [!!binary aGk=, *x]\n\"http\": {listen: 'a'}")
	f.Fuzz(func(t *testing.T, data string) {
		c := defaultConfig()
		r := &faultReport{file: "c.yaml", places: make(map[string]place)}
		decodeYAML(r, []byte(data), &c)
		c.validate(r)
		for _, one := range r.list {
			if one.text == "" {
				t.Error("a fault without words")
			}
		}
	})
}
