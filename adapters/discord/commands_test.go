package discord

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pacer/bot/chat"
	"pacer/bot/say"
)

// wordReads has commands in two languages.
type wordReads struct{ noReads }

func (wordReads) Commands(language string) []chat.Command {
	if language == "de" {
		return []chat.Command{
			{Name: "üben", Description: "Ein paar Fragen, die passen", Options: []chat.Option{
				{Name: "minuten", Description: "Wie lange"},
				{Name: "fähigkeit", Description: "Worüber"},
				{Name: "wie", Description: "Wie", Choices: []chat.Choice{{Label: "kurz", Value: "short"}}},
			}},
			{Name: "klasse sehen", Description: "Deine Klasse", Teachers: true},
		}
	}
	return []chat.Command{
		{Name: "practice", Description: strings.Repeat("A few questions that fit you. ", 5), Options: []chat.Option{
			{Name: "minutes", Description: "How long", Complete: true},
			{Name: "skill", Description: "What about", Required: true, Complete: true},
			{Name: "how", Description: "How", Complete: true, Choices: []chat.Choice{{Label: "**short**", Value: "short"}}},
		}},
		{Name: "class", Description: "Your class", Teachers: true},
	}
}

func TestCommandsAreWhatCanBeSaid(t *testing.T) {
	f := newFake(t)
	o := f.options()
	o.Reads = wordReads{}
	a := f.adapter(o)
	specs := a.commandSpecs([]string{"de", "en"})
	b, err := json.Marshal(specs[:2])
	if err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	want := []map[string]any{
		{
			"type": 1.0, "name": "practice", "name_localizations": map[string]any{"de": "üben"},
			"description":               cut(strings.Repeat("A few questions that fit you. ", 5), maxDescription),
			"description_localizations": map[string]any{"de": "Ein paar Fragen, die passen"},
			"contexts":                  []any{0.0, 1.0}, "integration_types": []any{0.0},
			"options": []any{
				map[string]any{"type": 3.0, "name": "skill", "name_localizations": map[string]any{"de": "fähigkeit"}, "description": "What about", "description_localizations": map[string]any{"de": "Worüber"}, "required": true, "autocomplete": true},
				map[string]any{"type": 3.0, "name": "minutes", "name_localizations": map[string]any{"de": "minuten"}, "description": "How long", "description_localizations": map[string]any{"de": "Wie lange"}, "autocomplete": true},
				map[string]any{"type": 3.0, "name": "how", "name_localizations": map[string]any{"de": "wie"}, "description": "How", "description_localizations": map[string]any{"de": "Wie"},
					"choices": []any{map[string]any{"name": "short", "value": "short", "name_localizations": map[string]any{"de": "kurz"}}}},
			},
		},
		{
			"type": 1.0, "name": "class", "description": "Your class", "description_localizations": map[string]any{"de": "Deine Klasse"},
			"default_member_permissions": 32.0, "contexts": []any{0.0, 1.0}, "integration_types": []any{0.0},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if strings.Contains(string(b), "null") {
		t.Errorf("a null would be refused by stricter servers: %s", b)
	}
	if got := a.declared("practice"); !cmp.Equal(got, []string{"minutes", "skill", "how"}) {
		t.Errorf("what is said has the order %v", got)
	}
	kinds := make(map[string]int)
	for _, s := range specs[2:] {
		kinds[s.Name] = s.Type
		if (s.Permissions == nil) != (s.Name == "Ask about this") || s.Description != "" {
			t.Errorf("the command is %+v", s)
		}
	}
	if diff := cmp.Diff(map[string]int{"See how they are doing": 2, "Make an item of this": 3, "Ask about this": 3}, kinds); diff != "" {
		t.Error(diff)
	}
}

func TestCommandsAreRegisteredOnceUntilTheyChange(t *testing.T) {
	f := newFake(t)
	o := f.options()
	for range 2 {
		if err := f.adapter(o).register(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(f.of("PUT", "applications/"+fakeBot+"/commands")); n != 1 {
		t.Errorf("registered %d times, want once", n)
	}
	o.Reads = wordReads{}
	if err := f.adapter(o).register(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(f.of("PUT", "applications/"+fakeBot+"/commands")); n != 2 {
		t.Errorf("registered %d times after a change, want twice", n)
	}
}

func TestWhatDiscordTellsOfCommandsIsRecognised(t *testing.T) {
	f := newFake(t)
	a := f.adapter(f.options())
	specs := a.commandSpecs(say.Languages())
	var there []map[string]any
	b, err := json.Marshal(specs)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &there); err != nil {
		t.Fatal(err)
	}
	for i, c := range there { // what Discord adds and writes otherwise
		c["id"], c["application_id"], c["version"], c["nsfw"], c["dm_permission"] = fmt.Sprint(i), fakeBot, "1", false, true
		for _, empty := range []string{"name_localizations", "description_localizations", "default_member_permissions"} {
			if _, ok := c[empty]; !ok {
				c[empty] = nil
			}
		}
		if p, ok := c["default_member_permissions"].(float64); ok {
			c["default_member_permissions"] = fmt.Sprint(p)
		}
		if _, ok := c["description"]; !ok {
			c["description"] = ""
		}
	}
	there[0], there[1] = there[1], there[0]
	b, err = json.Marshal(there)
	if err != nil {
		t.Fatal(err)
	}
	f.commands = b
	if err := a.register(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(f.of("PUT", "applications/")); n != 0 {
		t.Error("the same commands were registered again")
	}
}

func TestAServerThatWantsPermissionsAsTextGetsThem(t *testing.T) {
	f := newFake(t)
	f.lax = true // Discord's OpenAPI has a number
	f.answer = func(w http.ResponseWriter, r request) bool {
		if r.Method == "PUT" && !strings.Contains(string(r.Body), `"default_member_permissions":"32"`) {
			refuse(w, http.StatusBadRequest, 50035)
			return true
		}
		return false
	}
	if err := f.adapter(f.options()).register(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestInDevelopmentCommandsAreRegisteredInOneGuild(t *testing.T) {
	f := newFake(t)
	o := f.options()
	o.Guild = fakeGuild
	if err := f.adapter(o).register(t.Context()); err != nil {
		t.Fatal(err)
	}
	sent := f.of("PUT", "applications/"+fakeBot+"/guilds/"+fakeGuild+"/commands")
	if len(sent) != 1 || len(f.of("PUT", "applications/")) != 1 {
		t.Fatalf("registered by %+v", f.of("PUT", "applications/"))
	}
	if b := string(sent[0].Body); strings.Contains(b, "contexts") || strings.Contains(b, "integration_types") {
		t.Errorf("only global commands say where they stand: %s", b)
	}
}

func TestExamineSaysWhatToDo(t *testing.T) {
	all := fmt.Sprint(allNeeded())
	guilds := func(permissions string) map[string]any {
		return map[string]any{"users/@me/guilds": []any{map[string]any{"id": fakeGuild, "name": "Oak Club", "permissions": permissions}}}
	}
	with := func(m map[string]any, more map[string]any) map[string]any {
		for k, v := range more {
			m[k] = v
		}
		return m
	}
	for _, tc := range []struct {
		name    string
		answers map[string]any // by route
		fine    bool
		part    string
	}{
		{"all is well", with(guilds(all), map[string]any{
			"guilds/" + fakeGuild + "/channels":           []any{map[string]any{"type": 0, "name": "study", "permission_overwrites": []any{}}},
			"guilds/" + fakeGuild + "/members/" + fakeBot: map[string]any{"roles": []string{}},
		}), true, "permissions looked at in 1 channels"},
		{"a channel takes away what it needs", with(guilds(all), map[string]any{
			"guilds/" + fakeGuild + "/channels": []any{
				map[string]any{"type": 0, "name": "study", "permission_overwrites": []any{map[string]any{"id": fakeGuild, "type": 0, "allow": "0", "deny": "68719476736"}}},
				map[string]any{"type": 0, "name": "staff", "permission_overwrites": []any{map[string]any{"id": fakeGuild, "type": 0, "allow": "0", "deny": "68719477760"}}},
			},
			"guilds/" + fakeGuild + "/members/" + fakeBot: map[string]any{"roles": []string{}},
		}), false, `the bot lacks "Create Private Threads" in #study of "Oak Club": give it that there, or whoever takes no direct messages cannot be reached there`},
		{"the server gave too little", guilds("3072"), false, `"Create Private Threads"`},
		{"no server yet", map[string]any{"users/@me/guilds": []any{}}, true, "permissions=" + all},
		{"interactions go elsewhere", map[string]any{"applications/@me": map[string]any{"id": fakeBot, "interactions_endpoint_url": "https://pacer.example.org/discord/interactions"}}, false, "DISCORD_PUBLIC_KEY"},
		{"a code grant is required", map[string]any{"applications/@me": map[string]any{"id": fakeBot, "bot_require_code_grant": true}}, false, "OAuth2 code grant"},
		{"too few connections left", map[string]any{"gateway/bot": map[string]any{"url": "wss://x", "shards": 1, "session_start_limit": map[string]any{"total": 1000, "remaining": 0, "reset_after": 3_600_000}}}, false, "the next may be in 1h0m0s"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newFake(t)
			f.answer = func(w http.ResponseWriter, r request) bool {
				v, ok := tc.answers[r.Path]
				if ok && r.Method == "GET" {
					say200(w, v)
				}
				return ok && r.Method == "GET"
			}
			a := f.adapter(f.options())
			var text []string
			faulty := false
			for _, finding := range a.Examine(t.Context()) {
				text = append(text, finding.Text)
				faulty = faulty || finding.Grade == chat.Faulty
			}
			all := strings.Join(text, "\n")
			if faulty == tc.fine || !strings.Contains(all, tc.part) {
				t.Errorf("found (faulty %v, want %v, and %q):\n%s", faulty, !tc.fine, tc.part, all)
			}
			if strings.Contains(all, fakeToken) {
				t.Error("a finding holds the token")
			}
			if n := len(f.of("PUT", "")) + len(f.of("PATCH", "")) + len(f.of("POST", "")); n != 0 {
				t.Errorf("looking changed something: %d requests", n)
			}
		})
	}
}

func TestTheReadmeHasTheInviteLinkAndItsPermissions(t *testing.T) {
	b, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if readme := string(b); !strings.Contains(readme, inviteLink("…")) {
		t.Errorf("the README has another link than %s", inviteLink("…"))
	} else {
		for _, p := range needed {
			if !strings.Contains(readme, "| "+p.name+" |") {
				t.Errorf("the README does not say what %q is for", p.name)
			}
		}
	}
}

func TestExamineOfADeadTokenStopsThere(t *testing.T) {
	f := newFake(t)
	f.answer = unauthorized
	got := f.adapter(f.options()).Examine(t.Context())
	if len(got) != 1 || got[0].Grade != chat.Faulty || got[0].Text != deadToken {
		t.Errorf("found %+v", got)
	}
}
