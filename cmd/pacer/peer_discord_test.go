package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Of the guild in the twin's script.
const (
	discordStudy = "3000000000000000001"
	discordLead  = "2000000000000000001"
	discordSam   = "2000000000000000002"
)

// discordGuild is a guild of the twin's with the real binary in it.
type discordGuild struct {
	t      *testing.T
	twin   *peer
	served *served
}

// discordMessage is a message as the API tells it.
type discordMessage struct {
	ID         string             `json:"id"`
	Content    string             `json:"content"`
	Flags      int                `json:"flags"`
	Embeds     []map[string]any   `json:"embeds"`
	Edited     *string            `json:"edited_timestamp"` // the twin forgets then who may see it
	Components []discordComponent `json:"components"`
	Author     struct {
		ID  string `json:"id"`
		Bot bool   `json:"bot"`
	} `json:"author"`
}

type discordComponent struct {
	Type       int                `json:"type"`
	Label      string             `json:"label"`
	CustomID   string             `json:"custom_id"`
	Content    string             `json:"content"`
	Disabled   bool               `json:"disabled"`
	Components []discordComponent `json:"components"`
}

func openDiscordGuild(t *testing.T) *discordGuild {
	t.Helper()
	twin, hello := startPeer(t, "discord", "twin.mjs")
	configuration := "workspace:\n  id: oak\n  name: Oak Club\nhttp:\n  listen: 127.0.0.1:0\ndiscord:\n  api: " + hello["rest"] + "/v10/\n"
	return &discordGuild{t: t, twin: twin, served: serveReal(t, t.TempDir(), configuration, "DISCORD_TOKEN="+hello["token"])}
}

// interaction is one that the twin has begun.
type interaction struct {
	ID    string `json:"id"`
	Token string `json:"token"`
}

// response waits for what the coach answered an interaction with: its type and
// its data.
func (g *discordGuild) response(of interaction) (kind int, data map[string]any) {
	g.t.Helper()
	var r struct {
		Acknowledged bool    `json:"acknowledged"`
		Type         int     `json:"type"`
		Data         *string `json:"data"`
	}
	eventuallyTrue(g.t, func() bool {
		g.twin.do(g.t, "response", map[string]any{"interactionId": of.ID}, &r)
		return r.Acknowledged
	}, func() string { return "an interaction was not answered:\n" + g.served.said() })
	if r.Data != nil {
		if err := json.Unmarshal([]byte(*r.Data), &data); err != nil {
			g.t.Fatal(err)
		}
	}
	return r.Type, data
}

// slash gives a command in the study channel.
func (g *discordGuild) slash(user, name string, options ...map[string]any) (kind int, data map[string]any) {
	g.t.Helper()
	args := map[string]any{"channelId": discordStudy, "user": user, "name": name}
	if len(options) > 0 {
		args["options"] = options
	}
	var of interaction
	g.twin.do(g.t, "slash", args, &of)
	return g.response(of)
}

// commands are the names of those that are registered.
func (g *discordGuild) commands() (names []string) {
	g.t.Helper()
	var all []struct {
		Name string `json:"name"`
	}
	g.twin.do(g.t, "commands", nil, &all)
	for _, c := range all {
		names = append(names, c.Name)
	}
	return names
}

// option is one of a command that is a text.
func option(name, value string) map[string]any {
	return map[string]any{"name": name, "type": 3, "value": value}
}

// messages are those of the study channel, oldest first: the twin keeps private
// answers among them.
func (g *discordGuild) messages() (all []discordMessage) {
	g.t.Helper()
	g.twin.do(g.t, "messages", map[string]any{"channelId": discordStudy}, &all)
	return all
}

func (g *discordGuild) screen() string {
	g.t.Helper()
	b, err := json.MarshalIndent(g.messages(), "", " ")
	if err != nil {
		g.t.Fatal(err)
	}
	return string(b)
}

func (g *discordGuild) sees(words string) {
	g.t.Helper()
	eventuallyTrue(g.t, func() bool { return strings.Contains(g.screen(), words) }, func() string {
		return fmt.Sprintf("%q is not shown; there stands:\n%s", words, g.screen())
	})
}

// button finds the newest button whose label begins with something.
func (g *discordGuild) button(label string) (m discordMessage, id string, found bool) {
	for _, m := range slices.Backward(g.messages()) {
		for _, row := range m.Components {
			for _, c := range row.Components {
				if c.Type == 2 && strings.HasPrefix(c.Label, label) && !c.Disabled {
					return m, c.CustomID, true
				}
			}
		}
	}
	return m, "", false
}

// clicks waits for a button and presses it.
func (g *discordGuild) clicks(user, label string) (kind int, data map[string]any) {
	g.t.Helper()
	var m discordMessage
	var id string
	eventuallyTrue(g.t, func() (found bool) { m, id, found = g.button(label); return found }, func() string {
		return fmt.Sprintf("there is no button %q; there stands:\n%s", label, g.screen())
	})
	var of interaction
	g.twin.do(g.t, "click", map[string]any{"channelId": discordStudy, "user": user, "messageId": m.ID, "customId": id}, &of)
	return g.response(of)
}

// words is all text of a response's data.
func words(data map[string]any) string {
	b, err := json.Marshal(data)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// isPrivate tells whether a response shows to one person alone.
func isPrivate(data map[string]any) bool {
	flags, _ := data["flags"].(float64)
	return int(flags)&64 != 0
}

func TestDiscordDayAgainstAPeer(t *testing.T) {
	t.Parallel()
	g := openDiscordGuild(t)
	for _, want := range []string{"practice", "review", "hint", "another-way", "progress", "person", "settings", "link", "stop", "help", "class", "alert"} {
		eventuallyTrue(t, func() bool { return slices.Contains(g.commands(), want) }, func() string {
			return fmt.Sprintf("the command %s is missing among %v", want, g.commands())
		})
	}

	code := g.served.ownerCode(g.t)
	if _, data := g.slash(discordLead, "link", option("code", code)); !strings.Contains(words(data), "owner") {
		t.Fatalf("the owner's code is answered %v", data)
	}
	_, data := g.slash(discordLead, "class", option("do", "new"), option("what", "Fridays, 13-17"))
	if !strings.Contains(words(data), "Fridays") {
		t.Fatalf("a new class is answered %v", data)
	}
	g.slash(discordLead, "class", option("do", "course"), option("what", "fractions"))
	_, data = g.slash(discordLead, "class", option("do", "code"))
	_, after, _ := strings.Cut(words(data), "join")
	join := joinCodeIn.FindString(after)
	if join == "" {
		t.Fatalf("there is no join code in %v", data)
	}

	if kind, data := g.slash(discordSam, "link", option("code", join)); kind != 4 || !isPrivate(data) {
		t.Fatalf("a code said in a channel is answered %d %v, want a private reply", kind, data)
	}
	if kind, data := g.slash(discordSam, "practice"); kind != 4 || !isPrivate(data) {
		t.Fatalf("practice in a channel is answered %d %v, want a private reply", kind, data)
	}
	for range 8 {
		before := g.screen()
		if _, id, found := g.button("A"); found && strings.HasSuffix(id, ":A") {
			g.clicks(discordSam, "A")
		} else {
			g.slash(discordSam, "skip")
		}
		eventuallyTrue(t, func() bool { return g.screen() != before }, func() string { return "nothing came:\n" + before })
	}
	if n := g.served.counter(t, "pacer_answers_total"); n == 0 {
		t.Errorf("no answer is in the log:\n%s", g.screen())
	}
	g.slash(discordSam, "progress")
	g.sees("What comes next")
	if kind, data := g.slash(discordSam, "goal"); kind != 9 {
		t.Errorf("/goal is answered %d %v, want a form", kind, data)
	} else {
		var of interaction
		field := fieldIn(t, data)
		g.twin.do(t, "submit", map[string]any{
			"channelId": discordStudy, "user": discordSam, "customId": data["custom_id"],
			"fields": []map[string]any{{"customId": field, "value": "add fractions in my head"}},
		}, &of)
		if kind, data := g.response(of); kind != 4 || !strings.Contains(words(data), "add fractions in my head") {
			t.Errorf("a goal is answered %d %v", kind, data)
		}
	}
	for _, m := range g.messages() {
		if m.Author.Bot && m.Flags&64 == 0 && m.Edited == nil {
			t.Errorf("in the channel all can read %q %v", m.Content, m.Embeds)
		}
	}
}

// fieldIn is the name of the first field of a form.
func fieldIn(t *testing.T, form map[string]any) string {
	t.Helper()
	b, err := json.Marshal(form)
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Components []struct {
			Component  *discordComponent  `json:"component"`
			Components []discordComponent `json:"components"`
		} `json:"components"`
	}
	if err := json.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	for _, c := range f.Components {
		switch {
		case c.Component != nil:
			return c.Component.CustomID
		case len(c.Components) > 0:
			return c.Components[0].CustomID
		}
	}
	t.Fatalf("the form has no field: %s", b)
	return ""
}
