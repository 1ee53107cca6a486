package main

import (
	"bytes"
	"strings"
	"testing"
)

// used runs the program as from a shell.
func used(t *testing.T, env map[string]string, args ...string) (code int, out, complaints string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, func(k string) string { return env[k] }, strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

func TestWrongUseGetsASentenceAndExitCode2(t *testing.T) {
	for _, tt := range []struct {
		args string
		want string
	}{
		{"", "say what to do, like: pacer try"},
		{"sevre", `there is no subcommand "sevre". Did you mean "serve"?`},
		{"dance", `there is no subcommand "dance"`},
		{"eval", "say what to measure: mastery"},
		{"eval mastry x.csv", `there is no subject of eval "mastry". Did you mean "mastery"?`},
		{"eval mastery", "name one practice log"},
		{"eval mastery --form 3 x.csv", "there is no flag --form. Did you mean --from?"},
		{"eval mastery --shuffle x x.csv", "a seed is a whole number"},
		{"eval mastery --from -1 x.csv", "--from counts answers from 1"},
		{"forgot", "Did you mean \"forget\""},
		{"try --cours planet", "there is no flag --cours. Did you mean --course?"},
		{"try --role teacher", "there is no flag --role. Did you mean --as?"},
		{"try --as headmaster", `--as takes learner or teacher, not "headmaster"`},
		{"try --web --as teacher", "--web shows both sides: leave --as out"},
		{"try --listen :80", "--listen says where --web is reached: give both"},
		{"try now", `"now" is too much`},
		{"try --seed 3", "--seed needs --db FILE"},
		{"try --seed three", `invalid value "three" for flag -seed`},
		{"serve", "say which configuration: --config FILE"},
		{"serve --config", "--config needs a value after it"},
		{"check config.yaml", "say --config before the file, like: pacer check --config config.yaml"},
		{"course", "say what to do, like: pacer course check FILE"},
		{"course chekc x.yaml", `there is no course subcommand "chekc". Did you mean "check"?`},
		{"course x.yaml", "like: pacer course check x.yaml"},
		{"course export x", "say in which format, like: pacer course export --to moodle x"},
		{"course check", "name a course file"},
		{"course check --standard x.json y", "there is no flag --standard. Did you mean --standards?"},
		{"course check --schema x.yaml", "--schema stands alone"},
		{"course new rivers lakes", "name one course, in quotes"},
		{"course new ☂", "needs a name with letters a-z or digits"},
		{"course try", "name one course, like: pacer course try"},
		{"course try a b", "name one course"},
		{"course report", "say which database: --config FILE, or --db FILE"},
		{"course report --db x y", `"y" is too much`},
		{"course history --db x", "name one Anki deck"},
		{"course history --db x deck.apkg", "say whose reviews they are, with --learner"},
		{"course schema x", `"x" is too much`},
		{"course import", "name one source"},
		{"course import --from word x", `there is no format "word"`},
		{"course import --format csv x", "there is no flag --format. Did you mean --from?"},
		{"verify", "say which database: --config FILE, or --db FILE"},
		{"verify --db a --config b", "take one of --config and --db"},
		{"backup --db a --output b", "there is no flag --output. Did you mean -o?"},
		{"restore", "name one backup"},
		{"restore x", "say --verify to check the backup, or --to FILE"},
		{"restore --verify x --to y", "take one of --verify and --to"},
		{"doctor", "say which database"},
		{"doctor --db x --workspace oak", "--workspace says whose --owner-code: give both"},
		{"doctor --db x --send-to slack/U1", "--send-to slack/U1 names no direct messages: write slack/T0123/U0456 or discord/1234567890"},
		{"doctor --db x --send-to discord//1", "names no direct messages"},
		{"doctor --db x --outbox --owner-code", "take one of --outbox, --send-to and --owner-code"},
		{"help sevre", `Did you mean "serve"?`},
	} {
		t.Run("pacer "+tt.args, func(t *testing.T) {
			code, out, complaints := used(t, nil, strings.Fields(tt.args)...)
			if code != exitUsage {
				t.Errorf("exit code %d, want %d", code, exitUsage)
			}
			if out != "" {
				t.Errorf("stdout holds %q; complaints go to stderr", out)
			}
			if !strings.Contains(complaints, "pacer: ") || !strings.Contains(complaints, tt.want) || !strings.Contains(complaints, "See: pacer help") {
				t.Errorf("said %q, want %q", complaints, tt.want)
			}
		})
	}
}

func TestHelpStandsForEverySubcommand(t *testing.T) {
	_, overview, _ := used(t, nil, "help")
	if lines := strings.Count(overview, "\n"); lines > 24 {
		t.Errorf("the help has %d lines; it should fit one screen of 24", lines)
	}
	for _, c := range commands() {
		if !strings.Contains(overview, c.name+" ") || !strings.Contains(overview, c.summary) {
			t.Errorf("%s is not in the help", c.name)
		}
		for _, args := range [][]string{{"help", c.name}, {c.name, "--help"}, {c.name, "-h"}} {
			code, out, complaints := used(t, nil, args...)
			if code != exitFine || complaints != "" {
				t.Errorf("%v: exit code %d, complaints %q", args, code, complaints)
			}
			if out != c.usage || !strings.HasPrefix(out, "Usage: pacer "+c.name) || !strings.Contains(out, "Example") {
				t.Errorf("%v says %q; it wants its usage and an example", args, out)
			}
		}
	}
}

func TestFlagsMayStandAfterArguments(t *testing.T) {
	f := newFlags("x")
	o := f.String("o", "", "")
	rest, err := parse(f, []string{"a", "-o", "b", "c", "--", "-d"})
	if err != nil || *o != "b" || strings.Join(rest, " ") != "a c -d" {
		t.Errorf("o %q, rest %q, error %v", *o, rest, err)
	}
}

func TestDataFolderIsTheUsersOwn(t *testing.T) {
	for _, tt := range []struct {
		goos, xdg, home, local, want string
	}{
		{"linux", "", "/home/ada", "", "/home/ada/.local/share/pacer"},
		{"linux", "/data", "/home/ada", "", "/data/pacer"},
		{"linux", "not/absolute", "/home/ada", "", "/home/ada/.local/share/pacer"},
		{"darwin", "", "/Users/ada", "", "/Users/ada/Library/Application Support/pacer"},
		{"windows", "", "", "/c/Users/ada/AppData/Local", "/c/Users/ada/AppData/Local/pacer"},
		{"linux", "", "", "", ""},
	} {
		env := map[string]string{"XDG_DATA_HOME": tt.xdg, "HOME": tt.home, "LOCALAPPDATA": tt.local}
		got, err := dataFolder(func(k string) string { return env[k] }, tt.goos)
		if got != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("on %s with %v: %q, %v; want %q", tt.goos, env, got, err, tt.want)
		}
	}
}

func TestLocalZoneIsAnIANAName(t *testing.T) {
	for tz, want := range map[string]string{
		"Europe/Berlin": "Europe/Berlin", ":America/New_York": "America/New_York",
		"/usr/share/zoneinfo/Asia/Tokyo": "Asia/Tokyo", "UTC": "UTC",
	} {
		if got := localZone(func(string) string { return tz }); got != want {
			t.Errorf("TZ=%s is %s, want %s", tz, got, want)
		}
	}
}

func TestNearestFindsWhatWasMeant(t *testing.T) {
	known := []string{"serve", "course", "doctor", "verify"}
	for word, want := range map[string]string{
		"server": "serve", "sevre": "serve", "cuorse": "course", "docter": "doctor", "verfiy": "verify",
		"x": "", "": "", "completely": "", strings.Repeat("serve", 20): "",
	} {
		if got := nearest(word, known); got != want {
			t.Errorf("nearest(%q) = %q, want %q", word, got, want)
		}
	}
}
