package slack

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

// example is the address in the manifest for HTTP.
const example = "https://pacer.example.org"

func TestManifest(t *testing.T) {
	for name, m := range map[string]slack.Manifest{
		"manifest.yaml":      Manifest("", ""),
		"manifest.http.yaml": Manifest(example, ""),
	} {
		t.Run(name, func(t *testing.T) {
			var want bytes.Buffer
			if name == "manifest.yaml" {
				want.WriteString("# Pacer on Slack, by Socket Mode: paste this at https://api.slack.com/apps under\n" +
					"# Create New App, From a manifest. README.md says what comes next.\n")
			} else {
				want.WriteString("# Pacer on Slack, by HTTP: put your server's address in the place of\n" +
					"# " + example + " (four times), then paste this at https://api.slack.com/apps under\n" +
					"# Create New App, From a manifest. README.md says what comes next.\n")
			}
			if err := yaml.NewEncoder(&want, yaml.IndentSequence(true)).Encode(m); err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(name, want.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			got, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want.String(), string(got)); d != "" {
				t.Errorf("the file is not what the code says; go generate writes it (-want +got):\n%s", d)
			}
			if n := strings.Count(string(got), example) - 1; name == "manifest.http.yaml" && n != 4 {
				t.Errorf("the address stands there %d times, and the file says four", n)
			}
			var back slack.Manifest
			if err := yaml.Unmarshal(got, &back); err != nil {
				t.Errorf("it cannot be read back: %v", err)
			}
			if d := cmp.Diff(m, back); d != "" {
				t.Errorf("it reads back as another (-want +got):\n%s", d)
			}
		})
	}
}

// The limits of a manifest: https://docs.slack.dev/reference/app-manifest/
func TestManifestIsWithinSlacksLimits(t *testing.T) {
	m := Manifest(example, "/a-command-of-theirs")
	for what, limit := range map[string]struct{ text, least, most int }{
		"name":             {len(m.Display.Name), 1, 35},
		"description":      {len(m.Display.Description), 1, 140},
		"long description": {len(m.Display.LongDescription), 174, 4000},
		"bot's name":       {len(m.Features.BotUser.DisplayName), 1, 80},
		"usage hint":       {len(m.Features.SlashCommands[0].UsageHint), 1, 1000},
		"command":          {len(m.Features.SlashCommands[0].Command), 2, 32},
	} {
		if limit.text < limit.least || limit.text > limit.most {
			t.Errorf("the %s has %d characters, and may have %d to %d", what, limit.text, limit.least, limit.most)
		}
	}
	for _, s := range m.Features.Shortcuts {
		if len(s.Name) > 24 || len(s.Description) > 150 || len(s.CallbackID) > 255 {
			t.Errorf("the shortcut %q is too long", s.Name)
		}
	}
	if n := len(m.Features.Shortcuts); n > 10 {
		t.Errorf("%d shortcuts", n)
	}
}

// needs says what each method of the client that the code may use calls, and
// which scopes that needs; none: it needs none.
// https://docs.slack.dev/reference/methods
var needs = map[string]struct {
	methods []string
	scopes  []string
}{
	"AuthTestContext":               {[]string{"auth.test"}, nil},
	"StartSocketModeContext":        {[]string{"apps.connections.open"}, nil}, // with the app's own token
	"OpenViewContext":               {[]string{"views.open"}, nil},
	"PublishViewContext":            {[]string{"views.publish"}, nil},
	"PostMessageContext":            {[]string{"chat.postMessage"}, []string{"chat:write"}},
	"PostEphemeralContext":          {[]string{"chat.postEphemeral"}, []string{"chat:write"}},
	"UpdateMessageContext":          {[]string{"chat.update"}, []string{"chat:write"}},
	"PostWebhookCustomHTTPContext":  {[]string{"a response_url"}, nil},
	"OpenConversationContext":       {[]string{"conversations.open"}, []string{"im:write", "mpim:write"}},
	"GetConversationHistoryContext": {[]string{"conversations.history"}, []string{"channels:history", "groups:history", "im:history"}},
	"GetConversationRepliesContext": {[]string{"conversations.replies"}, []string{"channels:history", "groups:history", "im:history"}},
	"GetUploadURLExternalContext":   {[]string{"files.getUploadURLExternal"}, []string{"files:write"}},
	"CompleteUploadExternalContext": {[]string{"files.completeUploadExternal"}, []string{"files:write"}},
	"GetUserInfoContext":            {[]string{"users.info"}, []string{"users:read"}},
	"GetUserGroupMembersContext":    {[]string{"usergroups.users.list"}, []string{"usergroups:read"}},
	"GetOAuthV2ResponseContext":     {[]string{"oauth.v2.access"}, nil},
	"RefreshOAuthV2TokenContext":    {[]string{"oauth.v2.access"}, nil},
}

// eventScopes are what the events need.
// https://docs.slack.dev/reference/events
var eventScopes = map[string][]string{
	"app_home_opened":         nil,
	"app_mention":             {"app_mentions:read"},
	"app_uninstalled":         nil,
	"message.im":              {"im:history"},
	"subteam_members_changed": {"usergroups:read"},
	"tokens_revoked":          nil,
	"user_change":             {"users:read"},
}

// otherScopes are what the code needs besides: the slash command and the
// shortcuts, and files opened without a method.
var otherScopes = []string{"commands", "files:read"}

// called are the client's methods that the package's code calls.
func called(t *testing.T) []string {
	t.Helper()
	client := reflect.TypeFor[*slack.Client]()
	files, err := parser.ParseDir(token.NewFileSet(), ".", func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, file := range files["slack"].Files {
		ast.Inspect(file, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := c.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			name := sel.Sel.Name
			_, ofClient := client.MethodByName(name)
			x, isName := sel.X.(*ast.Ident)
			ofPackage := isName && x.Name == "slack" && strings.HasSuffix(name, "Context")
			if ofClient && strings.HasSuffix(name, "Context") || ofPackage {
				out = append(out, name)
			}
			return true
		})
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestTheManifestAsksForWhatIsUsedAndNoMore(t *testing.T) {
	wanted := slices.Clone(otherScopes)
	methods := make(map[string]bool)
	for _, name := range called(t) {
		n, known := needs[name]
		if !known {
			t.Errorf("%s is called, and nobody says which scopes it needs", name)
		}
		for _, m := range n.methods {
			methods[m] = true
		}
		wanted = append(wanted, n.scopes...)
	}
	for _, e := range Manifest("", "").Settings.EventSubscriptions.BotEvents {
		s, known := eventScopes[e]
		if !known {
			t.Errorf("%s is subscribed to, and nobody says which scopes it needs", e)
		}
		wanted = append(wanted, s...)
	}
	slices.Sort(wanted)
	if d := cmp.Diff(slices.Compact(wanted), Scopes()); d != "" {
		t.Errorf("scopes (-used +asked for):\n%s", d)
	}
	for _, s := range scopes {
		for _, m := range s.methods {
			if !methods[m] {
				t.Errorf("%s is asked for because of %s, which nothing calls", s.name, m)
			}
		}
	}
}

// The README tells an administrator what each scope is for.
func TestTheReadmeNamesEveryScope(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scopes {
		if !strings.Contains(string(readme), "| `"+s.name+"` | "+s.why+" |") {
			t.Errorf("README.md lacks the row\n| `%s` | %s |", s.name, s.why)
		}
	}
	for _, e := range events() {
		if !strings.Contains(string(readme), "`"+e+"`") {
			t.Errorf("README.md lacks the event %s", e)
		}
	}
}
