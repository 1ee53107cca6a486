package discord

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"pacer/bot/chat"
)

// A form is a modal. Texts are asked for in rows, which every server knows;
// what is chosen, and whatever is to be read beside the fields, needs the
// newer labels and text displays. The modal's buttons are Discord's own.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-modal

// dialog is the data of an answer that opens a modal.
type dialog struct {
	CustomID   string `json:"custom_id"`
	Title      string `json:"title"`
	Components []any  `json:"components"`
}

// inputRow is a row with a text input in it.
type inputRow struct {
	Type       int         `json:"type"`
	Components []textInput `json:"components"`
}

// labelled is a field with a label of its own.
type labelled struct {
	Type        int    `json:"type"`
	Label       string `json:"label"`
	Description string `json:"description,omitempty"`
	Component   any    `json:"component"`
}

type textDisplay struct {
	Type    int    `json:"type"`
	Content string `json:"content"`
}

type textInput struct {
	Type        int    `json:"type"`
	CustomID    string `json:"custom_id"`
	Style       int    `json:"style"`
	Label       string `json:"label,omitempty"` // in a row; a labelled one has none
	Placeholder string `json:"placeholder,omitempty"`
	Value       string `json:"value,omitempty"`
	MaxLength   int    `json:"max_length,omitempty"`
	Required    bool   `json:"required"`
}

type selectMenu struct {
	Type      int          `json:"type"`
	CustomID  string       `json:"custom_id"`
	MinValues int          `json:"min_values"`
	MaxValues int          `json:"max_values"`
	Required  bool         `json:"required"`
	Options   []menuOption `json:"options"`
}

type menuOption struct {
	Label   string `json:"label"`
	Value   string `json:"value"`
	Default bool   `json:"default,omitempty"`
}

// Styles of text inputs.
const (
	styleShort     = 1
	styleParagraph = 2
)

// modal makes of a form the data of an answer that opens it. Where that cannot
// be, because it has too much in it, ok is false, and what opens it is to be
// handled as an event.
func modal(f *chat.Form) (data any, ok bool) {
	d := dialog{CustomID: f.Value, Title: cut(oneLine(f.Title), maxModalTitle)}
	if f.Value == "" || chat.UTF16(f.Value) > maxCustomID || d.Title == "" || len(f.Fields) == 0 || len(f.Fields) > maxModalFields {
		return nil, false
	}
	seen := make(map[string]bool)
	for _, field := range f.Fields {
		if field.Name == "" || chat.UTF16(field.Name) > maxCustomID || seen[field.Name] || oneLine(field.Label) == "" {
			return nil, false
		}
		seen[field.Name] = true
		for _, c := range field.Choices {
			if c.Value == "" || chat.UTF16(c.Value) > maxOptionLabel {
				return nil, false
			}
		}
	}
	if needsLabels(f) {
		d.Components = labelsOf(f)
	} else {
		d.Components = rowsOf(f)
	}
	return d, true
}

// needsLabels tells forms that rows cannot show whole.
func needsLabels(f *chat.Form) bool {
	for _, field := range f.Fields {
		if len(field.Choices) > 0 || chat.UTF16(oneLine(field.Label)) > maxFieldLabel || chat.UTF16(oneLine(field.Hint)) > maxFieldHint {
			return true
		}
	}
	first := f.Fields[0]
	return f.Lead != "" && (first.Hint != "" || first.Value != "" || chat.UTF16(oneLine(chat.Plain(f.Lead))) > maxFieldHint)
}

// rowsOf makes a row of each field. What the form is about stands in the first
// field until something is written there.
func rowsOf(f *chat.Form) []any {
	var components []any
	for i, field := range f.Fields {
		input := inputOf(field)
		input.Label = oneLine(field.Label)
		input.Placeholder = oneLine(field.Hint)
		if i == 0 && f.Lead != "" {
			input.Placeholder = oneLine(chat.Plain(f.Lead))
		}
		components = append(components, inputRow{Type: typeRow, Components: []textInput{input}})
	}
	return components
}

// labelsOf makes a labelled component of each field, below what the form is
// about. A label or a hint that is too long for its place is read whole above.
func labelsOf(f *chat.Form) []any {
	var components []any
	room := maxModalText
	tell := func(words string) {
		if words = cut(words, room); words != "" && room > 1 {
			components = append(components, textDisplay{Type: typeText, Content: words})
			room -= chat.UTF16(words)
		}
	}
	tell(markdown(f.Lead))
	for _, field := range f.Fields {
		label, hint := oneLine(field.Label), oneLine(field.Hint)
		if chat.UTF16(label) > maxFieldLabel {
			tell("**" + markdown(chat.Escape(label)) + "**")
		}
		if chat.UTF16(hint) > maxFieldHint {
			tell(markdown(chat.Escape(hint)))
			hint = ""
		}
		l := labelled{Type: typeLabel, Label: cut(label, maxFieldLabel), Description: hint, Component: inputOf(field)}
		if len(field.Choices) > 0 {
			l.Component = selectOf(field)
		}
		components = append(components, l)
	}
	return components
}

func inputOf(field chat.Field) textInput {
	most := maxFieldText
	if field.Max > 0 {
		most = min(field.Max, maxFieldText)
	}
	style := styleShort
	if field.Long {
		style = styleParagraph
	}
	return textInput{
		Type: typeTextInput, CustomID: field.Name, Style: style,
		Value: cut(field.Value, most), MaxLength: most, Required: !field.Optional,
	}
}

// selectOf makes a menu of what can be chosen; of more than it holds, of the
// first, which are the best.
func selectOf(field chat.Field) selectMenu {
	menu := selectMenu{Type: typeSelect, CustomID: field.Name, MinValues: 1, MaxValues: 1, Required: !field.Optional}
	seen := make(map[string]bool)
	for _, c := range field.Choices {
		if seen[c.Value] || len(menu.Options) == maxOptions {
			continue
		}
		seen[c.Value] = true
		label := cmp.Or(strings.TrimSpace(chat.Visible(caption(c))), c.Value)
		chosen := c.Value == field.Value || field.Many && slices.Contains(strings.Fields(field.Value), c.Value)
		menu.Options = append(menu.Options, menuOption{Label: cut(label, maxOptionLabel), Value: c.Value, Default: chosen})
	}
	if field.Optional {
		menu.MinValues = 0
	}
	if field.Many {
		menu.MaxValues = len(menu.Options)
	}
	return menu
}

// oneLine makes plain text one line without what deceives.
func oneLine(s string) string { return strings.Join(strings.Fields(chat.Visible(s)), " ") }

// fieldsOf reads the data of a modal that was sent: the value of the form, and
// what stands in its fields by their names.
func fieldsOf(data json.RawMessage) (value string, fields map[string]string, err error) {
	type component struct {
		CustomID   string            `json:"custom_id"`
		Value      *string           `json:"value"`
		Values     []string          `json:"values"`
		Component  json.RawMessage   `json:"component"`  // of a label
		Components []json.RawMessage `json:"components"` // of a row
	}
	fields = make(map[string]string)
	var read func(raw json.RawMessage, depth int) error
	read = func(raw json.RawMessage, depth int) error {
		const deepest = 3 // a field in a row or label in the modal
		var c component
		if err := json.Unmarshal(raw, &c); err != nil {
			return fmt.Errorf("a component of a form: %w", err)
		}
		if depth == 1 {
			value = c.CustomID
		}
		within := c.Components
		if c.Component != nil {
			within = append(within, c.Component)
		}
		switch {
		case depth == deepest || len(within) == 0 && depth > 1:
			if c.CustomID == "" || c.Value == nil && c.Values == nil {
				return nil // words between the fields
			}
			if c.Value == nil {
				chosen := strings.Join(c.Values, " ")
				c.Value = &chosen
			}
			fields[c.CustomID] = *c.Value
			return nil
		case len(within) > maxModalFields*3:
			return errors.New("a form has more fields than any")
		}
		for _, raw := range within {
			if err := read(raw, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	if err := read(data, 1); err != nil {
		return "", nil, err
	}
	if value == "" {
		return "", nil, errors.New("a form has no name")
	}
	return value, fields, nil
}
