package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"
	"golang.org/x/text/language"

	"pacer/bot/chat"
	"pacer/bot/say"
)

// What the commands on people and on messages say.
const (
	textSee  = "class see"
	textMake = "make item"
	textAsk  = "ask"
)

// The sentences with their names.
const (
	nameSee  = "discord.see"
	nameMake = "discord.make"
	nameAsk  = "discord.ask"
)

// https://discord.com/developers/docs/interactions/application-commands
const (
	maxDescription = 100
	maxTyped       = 100 // commands that are typed
)

// commandName is what a command and an option may be called.
// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming
var commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// Where a command can be said, and how the coach comes to be there: added to a
// guild, and then in its channels and in direct messages.
var (
	inGuild     = []int{0}
	inBoth      = []int{0, 1}
	addedToRoom = []int{0}
)

// commandSpec is a command as it is registered. What is empty is left out:
// stricter servers than Discord take no null.
type commandSpec struct {
	Type             int               `json:"type"`
	Name             string            `json:"name"`
	Names            map[string]string `json:"name_localizations,omitempty"`
	Description      string            `json:"description,omitempty"`
	Descriptions     map[string]string `json:"description_localizations,omitempty"`
	Options          []optionSpec      `json:"options,omitempty"`
	Permissions      *bits             `json:"default_member_permissions,omitempty"`
	IntegrationTypes []int             `json:"integration_types,omitempty"`
	Contexts         []int             `json:"contexts,omitempty"`
}

type optionSpec struct {
	Type         int               `json:"type"`
	Name         string            `json:"name"`
	Names        map[string]string `json:"name_localizations,omitempty"`
	Description  string            `json:"description"`
	Descriptions map[string]string `json:"description_localizations,omitempty"`
	Required     bool              `json:"required,omitempty"`
	Choices      []choiceSpec      `json:"choices,omitempty"`
	Complete     bool              `json:"autocomplete,omitempty"`
}

type choiceSpec struct {
	Name  string            `json:"name"`
	Names map[string]string `json:"name_localizations,omitempty"`
	Value string            `json:"value"`
}

// optionText is the type of an option in which text is typed.
const optionText = 3

// bits are permissions. Discord's documentation has them as text, its OpenAPI
// as a number, and each is read.
type bits struct {
	n      uint64
	asText bool
}

// MarshalJSON implements json.Marshaler.
func (b bits) MarshalJSON() ([]byte, error) {
	n := strconv.FormatUint(b.n, 10)
	if b.asText {
		n = strconv.Quote(n)
	}
	return []byte(n), nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (b *bits) UnmarshalJSON(data []byte) error {
	n, err := strconv.ParseUint(strings.Trim(string(data), `"`), 10, 64)
	b.n = n
	return err
}

// commandSpecs are the commands to be registered: what can be said, and what
// can be done with a person or a message. What is for teachers stands, until
// somebody who manages the server opens it to more, where such people see it
// alone; who may use it is decided again, elsewhere, whenever it is used.
func (a *Adapter) commandSpecs(languages []string) []commandSpec {
	teachers := &bits{n: permissionManageGuild}
	words := a.Reads.Commands("en")
	translated := make(map[string][]chat.Command) // by Discord's name for the language
	for _, locale := range locales(languages) {
		if other := a.Reads.Commands(locale.language); len(other) == len(words) {
			translated[locale.name] = other
		}
	}
	var specs []commandSpec
	for n, c := range words {
		if !commandName.MatchString(c.Name) || len(specs) == maxTyped {
			a.Log.Error("a command cannot be registered", "command", c.Name)
			continue
		}
		s := commandSpec{Type: commandTyped, Name: c.Name, Description: described(c.Description, c.Name), Contexts: inBoth, IntegrationTypes: addedToRoom}
		if c.Teachers {
			s.Permissions = teachers
		}
		for locale, other := range translated {
			set(&s.Names, locale, other[n].Name, c.Name, commandName.MatchString)
			set(&s.Descriptions, locale, cut(other[n].Description, maxDescription), c.Description, nil)
		}
		for k, o := range c.Options {
			if k == maxOptions || !commandName.MatchString(o.Name) {
				a.Log.Error("an option of a command cannot be registered", "command", c.Name, "option", o.Name)
				continue
			}
			s.Options = append(s.Options, a.optionSpec(n, k, o, translated))
		}
		// Discord wants what is required first; what is said has the declared
		// order all the same.
		slices.SortStableFunc(s.Options, func(x, y optionSpec) int { return order(y.Required) - order(x.Required) })
		specs = append(specs, s)
	}
	for _, on := range []struct {
		kind     int
		key      string
		teachers bool
	}{{commandOnUser, nameSee, true}, {commandOnMessage, nameMake, true}, {commandOnMessage, nameAsk, false}} {
		s := commandSpec{Type: on.kind, Name: a.named(on.key, "en"), Contexts: inGuild, IntegrationTypes: addedToRoom}
		if on.teachers {
			s.Permissions = teachers
		}
		if on.key == nameAsk {
			s.Contexts = inBoth
		}
		for _, locale := range locales(languages) {
			set(&s.Names, locale.name, a.named(on.key, locale.language), s.Name, nil)
		}
		specs = append(specs, s)
	}
	if a.Guild != "" { // where a command can be said is a matter of global ones only
		for i := range specs {
			specs[i].Contexts, specs[i].IntegrationTypes = nil, nil
		}
	}
	return specs
}

func (a *Adapter) optionSpec(command, n int, o chat.Option, translated map[string][]chat.Command) optionSpec {
	s := optionSpec{Type: optionText, Name: o.Name, Description: described(o.Description, o.Name), Required: o.Required}
	for _, c := range o.Choices[:min(len(o.Choices), maxOptions)] {
		s.Choices = append(s.Choices, choiceSpec{Name: cut(c.Caption(), maxOptionLabel), Value: c.Value})
	}
	s.Complete = o.Complete && len(s.Choices) == 0 // not both
	for locale, commands := range translated {
		options := commands[command].Options
		if n >= len(options) {
			continue
		}
		set(&s.Names, locale, options[n].Name, o.Name, commandName.MatchString)
		set(&s.Descriptions, locale, cut(options[n].Description, maxDescription), o.Description, nil)
		for k := range s.Choices {
			if k < len(options[n].Choices) {
				set(&s.Choices[k].Names, locale, cut(options[n].Choices[k].Caption(), maxOptionLabel), s.Choices[k].Name, nil)
			}
		}
	}
	return s
}

// described is a description as it may be: never empty.
func described(text, name string) string {
	if text = cut(strings.TrimSpace(text), maxDescription); text != "" {
		return text
	}
	return name
}

// set puts a translation in where there is one, and it may be.
func set(into *map[string]string, locale, text, original string, may func(string) bool) {
	if text == "" || text == original || may != nil && !may(text) {
		return
	}
	if *into == nil {
		*into = make(map[string]string)
	}
	(*into)[locale] = text
}

func order(b bool) int {
	if b {
		return 1
	}
	return 0
}

// locale is a language of ours and what Discord calls it.
type locale struct{ language, name string }

// locales are Discord's for languages, but for English, which is the original.
// https://discord.com/developers/docs/reference#locales
func locales(languages []string) []locale {
	var found []locale
	for name := range discordgo.Locales {
		tag, err := language.Parse(string(name))
		if err != nil {
			continue
		}
		base, _ := tag.Base()
		for _, l := range languages {
			if l != "en" && (l == tag.String() || l == base.String() && !slices.Contains(languages, tag.String())) {
				found = append(found, locale{l, string(name)})
			}
		}
	}
	slices.SortFunc(found, func(x, y locale) int { return strings.Compare(x.name, y.name) })
	return found
}

// named is what a command on people or messages is called in a language.
func (a *Adapter) named(key, lang string) string {
	p := say.In(lang)
	var name chat.Markdown
	switch key {
	case nameSee:
		name = p.Say("discord.see")
	case nameMake:
		name = p.Say("discord.make")
	case nameAsk:
		name = p.Say("discord.ask")
	}
	return cut(chat.Plain(name), 32)
}

// names are all names of such a command.
func (a *Adapter) names(key string) []string {
	var names []string
	for _, lang := range say.Languages() {
		names = append(names, a.named(key, lang))
	}
	return names
}

// declared are a command's options in the order in which they are declared.
func (a *Adapter) declared(command string) []string {
	a.declare.Do(func() {
		a.options = make(map[string][]string)
		for _, c := range a.Reads.Commands("en") {
			for _, o := range c.Options {
				a.options[c.Name] = append(a.options[c.Name], o.Name)
			}
		}
	})
	return a.options[command]
}

// registerCommands registers the commands where what is registered is another,
// and tries until it is done, cannot be, or ctx ends.
func (a *Adapter) registerCommands(ctx context.Context) {
	for wait := a.pace.first; ; wait = min(2*wait, a.pace.top) {
		err := a.register(ctx)
		if err == nil || ctx.Err() != nil {
			return
		}
		if status := statusOf(err); status >= 400 && status < 500 && status != http.StatusTooManyRequests && status != http.StatusNotFound {
			a.Log.Error("Discord does not take the commands: what can be typed in a server is as it was before", "error", err)
			return
		}
		a.Log.Warn("the commands are not registered yet", "error", err)
		if !sleep(ctx, wait) {
			return
		}
	}
}

// register overwrites the commands in one go, unless they are there.
func (a *Adapter) register(ctx context.Context) error {
	route, err := a.commandsRoute(ctx)
	if err != nil {
		return err
	}
	specs := a.commandSpecs(say.Languages())
	if there, err := a.registered(ctx, route); err == nil && isSame(there, specs) {
		return nil
	}
	err = a.call(ctx, http.MethodPut, route, specs, nil, nil)
	if status := statusOf(err); status == http.StatusBadRequest || status == http.StatusInternalServerError {
		// Permissions as Discord's OpenAPI has them; other servers may know only
		// what its documentation says, and one of them fails at a number.
		for i := range specs {
			if specs[i].Permissions != nil {
				specs[i].Permissions = &bits{n: specs[i].Permissions.n, asText: true}
			}
		}
		err = a.call(ctx, http.MethodPut, route, specs, nil, nil)
	}
	if err == nil {
		a.Log.Info("commands registered", "commands", len(specs), "guild", a.Guild)
	}
	return err
}

// commandsRoute is where commands are registered.
func (a *Adapter) commandsRoute(ctx context.Context) (string, error) {
	me, err := a.identify(ctx)
	if err != nil {
		return "", err
	}
	if a.Guild != "" {
		if !isID(a.Guild) {
			return "", errors.New("the guild is no ID of Discord's")
		}
		return "applications/" + me.App + "/guilds/" + a.Guild + "/commands", nil
	}
	return "applications/" + me.App + "/commands", nil
}

// registered are the commands that are there.
func (a *Adapter) registered(ctx context.Context, route string) ([]commandSpec, error) {
	var there []commandSpec
	err := a.call(ctx, http.MethodGet, route+"?with_localizations=true", nil, nil, &there)
	return there, err
}

// isSame tells whether commands are the same, in whatever order, and whatever
// a server adds to them.
func isSame(there, specs []commandSpec) bool {
	return len(there) == len(specs) && bytes.Equal(canonical(there), canonical(specs))
}

// canonical writes commands so that the same ones are written the same.
func canonical(specs []commandSpec) []byte {
	specs = slices.Clone(specs)
	slices.SortFunc(specs, func(x, y commandSpec) int {
		if x.Type != y.Type {
			return x.Type - y.Type
		}
		return strings.Compare(x.Name, y.Name)
	})
	for i := range specs {
		s := &specs[i]
		if s.Permissions != nil {
			s.Permissions = &bits{n: s.Permissions.n}
		}
		s.Contexts = slices.Sorted(slices.Values(s.Contexts))
		s.IntegrationTypes = slices.Sorted(slices.Values(s.IntegrationTypes))
	}
	b, err := json.Marshal(specs)
	if err != nil {
		return nil // no value of these types fails
	}
	return b
}
