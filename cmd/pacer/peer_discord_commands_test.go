package main

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// realmCommand is a command as it is registered; whatever else it has is refused.
// https://discord.com/developers/docs/interactions/application-commands#application-command-object
type realmCommand struct {
	realmNamed

	Options          []realmOption `json:"options,omitempty"`
	Permissions      *realmBits    `json:"default_member_permissions"` // null where there are none
	IntegrationTypes []int         `json:"integration_types"`
	Contexts         []int         `json:"contexts"`
}

// realmOption is an option of a command.
type realmOption struct {
	realmNamed

	Required     bool          `json:"required,omitempty"`
	Autocomplete bool          `json:"autocomplete,omitempty"`
	Choices      []realmChoice `json:"choices,omitempty"`
}

// realmNamed is what people read of a command or an option, in their language
// where it is translated.
type realmNamed struct {
	Type         int               `json:"type"`
	Name         string            `json:"name"`
	Names        map[string]string `json:"name_localizations,omitempty"`
	Description  string            `json:"description"`
	Descriptions map[string]string `json:"description_localizations,omitempty"`
}

// realmChoice is a value that an option may have.
type realmChoice struct {
	Name  string            `json:"name"`
	Names map[string]string `json:"name_localizations,omitempty"`
	Value string            `json:"value"`
}

// realmBits are permissions: taken as text or as a number, and told as text.
type realmBits string

// UnmarshalJSON implements json.Unmarshaler.
func (b *realmBits) UnmarshalJSON(data []byte) error {
	n, err := strconv.ParseUint(strings.Trim(string(data), `"`), 10, 64)
	*b = realmBits(strconv.FormatUint(n, 10))
	return err
}

// Of commands.
const (
	realmTyped    = 1    // the type of a command that is typed
	realmCommands = 100  // that are typed
	realmLetters  = 8000 // of a command with all that belongs to it, in its longest language
)

// realmTypedName is the name of a command that is typed, and of an option.
var realmTypedName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// realmLocales are the languages that there are.
// https://discord.com/developers/docs/reference#locales
var realmLocales = strings.Fields(`id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi
	tr cs el bg ru uk hi th zh-CN ja zh-TW ko`)

// overwrite takes the commands.
func (r *realm) overwrite(q *http.Request) (any, error) {
	body, _, err := realmBody(q)
	if err != nil {
		return nil, err
	}
	var commands []realmCommand
	if err := strictly(body, &commands); err != nil {
		return nil, err
	}
	if err := isRegistrable(commands); err != nil {
		return nil, err
	}
	r.commands = commands
	return r.listed(q)
}

// listed are the commands that are registered, with their translations where
// they are asked for.
func (r *realm) listed(q *http.Request) (any, error) {
	listed := make([]any, 0, len(r.commands))
	for _, c := range r.commands {
		if q.URL.Query().Get("with_localizations") != "true" {
			c = c.original()
		}
		listed = append(listed, struct {
			realmCommand

			ID          string `json:"id"`
			Application string `json:"application_id"`
			Version     string `json:"version"`
			NSFW        bool   `json:"nsfw"`
		}{c, r.nextID(), realmBot, r.nextID(), false})
	}
	return listed, nil
}

// original is a command without its translations.
func (c realmCommand) original() realmCommand {
	c.Names, c.Descriptions, c.Options = nil, nil, slices.Clone(c.Options)
	for i := range c.Options {
		o := &c.Options[i]
		o.Names, o.Descriptions, o.Choices = nil, nil, slices.Clone(o.Choices)
		for k := range o.Choices {
			o.Choices[k].Names = nil
		}
	}
	return c
}

// isRegistrable says what Discord would not take of commands.
func isRegistrable(commands []realmCommand) error {
	typed := 0
	taken := make(map[string]string) // by type, language and name
	for _, c := range commands {
		if c.Type == realmTyped {
			typed++
		}
		if err := c.isSayable(c.Type == realmTyped); err != nil {
			return err
		}
		for locale, name := range c.inEach() {
			key := fmt.Sprint(c.Type, " ", locale, " ", name)
			if other, isTaken := taken[key]; isTaken {
				return fmt.Errorf("%s and %s are both called %q in %q", other, c.Name, name, locale)
			}
			taken[key] = c.Name
		}
		letters := c.letters()
		for i, o := range c.Options {
			if err := o.isSayable(true); err != nil {
				return fmt.Errorf("%s: %w", c.Name, err)
			}
			if o.Required && i > 0 && !c.Options[i-1].Required {
				return fmt.Errorf("%s: %s is required and stands behind what is not", c.Name, o.Name)
			}
			if o.Autocomplete && len(o.Choices) > 0 {
				return fmt.Errorf("%s: %s has choices and is completed", c.Name, o.Name)
			}
			letters += o.letters()
			for _, choice := range o.Choices {
				most := 0
				for locale, name := range (realmNamed{Name: choice.Name, Names: choice.Names}).inEach() {
					n := utf8.RuneCountInString(name)
					if n == 0 || n > 100 {
						return fmt.Errorf("%s: %s has a choice of %d letters in %q", c.Name, o.Name, n, locale)
					}
					most = max(most, n)
				}
				letters += most + utf8.RuneCountInString(choice.Value)
			}
		}
		if len(c.Options) > 25 || letters > realmLetters {
			return fmt.Errorf("%s has %d options and %d letters", c.Name, len(c.Options), letters)
		}
	}
	if typed > realmCommands {
		return fmt.Errorf("%d commands can be typed", typed)
	}
	return nil
}

// inEach is a name in each language; the original has no language.
func (n realmNamed) inEach() map[string]string {
	all := map[string]string{"": n.Name}
	for locale, name := range n.Names {
		all[locale] = name
	}
	return all
}

// isSayable says what is wrong with names and descriptions, in any language.
func (n realmNamed) isSayable(isTyped bool) error {
	for locale, name := range n.inEach() {
		letters := utf8.RuneCountInString(name)
		switch {
		case isTyped && (!realmTypedName.MatchString(name) || name != strings.ToLower(name)), letters == 0, letters > 32:
			return fmt.Errorf("%s is called %q in %q", n.Name, name, locale)
		case locale != "" && !slices.Contains(realmLocales, locale):
			return fmt.Errorf("%s has a name in %q, which is no language of Discord's", n.Name, locale)
		}
	}
	if !isTyped {
		if n.Description != "" || len(n.Descriptions) > 0 {
			return fmt.Errorf("%s has a description, and is never typed", n.Name)
		}
		return nil
	}
	all := map[string]string{"": n.Description}
	for locale, text := range n.Descriptions {
		all[locale] = text
	}
	for locale, text := range all {
		letters := utf8.RuneCountInString(text)
		switch {
		case letters == 0, letters > 100:
			return fmt.Errorf("%s has a description of %d letters in %q", n.Name, letters, locale)
		case locale != "" && !slices.Contains(realmLocales, locale):
			return fmt.Errorf("%s is described in %q, which is no language of Discord's", n.Name, locale)
		}
	}
	return nil
}

// letters counts those of a name and a description, each in its longest
// language.
func (n realmNamed) letters() int {
	name, text := utf8.RuneCountInString(n.Name), utf8.RuneCountInString(n.Description)
	for _, s := range n.Names {
		name = max(name, utf8.RuneCountInString(s))
	}
	for _, s := range n.Descriptions {
		text = max(text, utf8.RuneCountInString(s))
	}
	return name + text
}
