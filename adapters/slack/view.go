package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"pacer/bot/chat"
)

// formID is the callback_id of every modal; what it asks for, and where, is in
// its private_metadata.
const formID = "form"

// inputID is the action_id of the one element of every input block. The
// block_id is the field's name, since that is where errors are shown.
const inputID = "value"

// formData is what a modal carries for us. Slack keeps it and shows it to
// nobody; it comes back as it was.
type formData struct {
	Value string `json:"v"`           // of the form
	To    string `json:"c"`           // the conversation that it belongs to
	First string `json:"f,omitempty"` // its first field
	// The message that was pressed to open it, and whether one person sees it.
	Channel   string `json:"h,omitempty"`
	TS        string `json:"t,omitempty"`
	Ephemeral bool   `json:"e,omitempty"`
}

func dataOf(view slack.View) (formData, bool) {
	var data formData
	err := json.Unmarshal([]byte(view.PrivateMetadata), &data)
	return data, err == nil && data.To != ""
}

// noValue stands for an empty Value of a choice, which Slack does not take.
const noValue = "\u00a0"

// modal renders a form that was opened by a press or a command.
func modal(f *chat.Form, by *incoming) (slack.ModalViewRequest, error) {
	carried := formData{Value: f.Value, To: by.ev.Conversation.Key()}
	if by.kind == kindPress {
		carried.Channel, carried.TS, carried.Ephemeral = by.channel, by.ts, by.ephemeral
	}
	if len(f.Fields) > 0 {
		carried.First = f.Fields[0].Name
	}
	data, err := json.Marshal(carried)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	if len(data) > maxMetadata {
		return slack.ModalViewRequest{}, fmt.Errorf("form %q: its value is too long for Slack", f.Title)
	}
	v := slack.ModalViewRequest{
		Type:            slack.VTModal,
		CallbackID:      formID,
		PrivateMetadata: string(data),
		Title:           title(f.Title),
		Close:           title(f.Close),
		Submit:          title(f.Submit),
	}
	if v.Title == nil {
		v.Title = title(nameless)
	}
	if v.Submit == nil && len(f.Fields) > 0 {
		v.Submit = title("OK")
	}
	if f.Lead != "" || len(f.Fields) == 0 {
		v.Blocks.BlockSet = section(chat.Part{Text: f.Lead})
	}
	room := maxViewBlocks - len(f.Fields)
	v.Blocks.BlockSet = v.Blocks.BlockSet[:min(len(v.Blocks.BlockSet), max(room, 0))]
	for _, field := range f.Fields[:min(len(f.Fields), maxViewBlocks)] {
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, input(field))
	}
	return v, nil
}

// title is a caption of a modal, nil for none.
func title(text string) *slack.TextBlockObject { return caption(text, maxTitle) }

// caption is plain text, nil where there is nothing to read.
func caption(text string, limit int) *slack.TextBlockObject {
	if isBlank(chat.Visible(text)) {
		return nil
	}
	return plainText(text, limit)
}

// input renders a field.
func input(f chat.Field) *slack.InputBlock {
	label := caption(f.Label, maxInputLabel)
	if label == nil {
		label = plainText(f.Name, maxInputLabel)
	}
	b := slack.NewInputBlock(f.Name, label, caption(f.Hint, maxInputHint), element(f))
	b.Optional = f.Optional
	return b
}

// element is what a field is filled in with: typed, or chosen from a few in
// sight or from a menu of more.
func element(f chat.Field) slack.BlockElement {
	if len(f.Choices) == 0 {
		most := maxTyped
		if f.Max > 0 {
			most = min(f.Max, maxTyped)
		}
		return &slack.PlainTextInputBlockElement{
			Type: slack.METPlainTextInput, ActionID: inputID,
			Multiline: f.Long, MaxLength: most, InitialValue: within(chat.Visible(f.Value), most),
		}
	}
	choices := f.Choices[:min(len(f.Choices), maxOptions)]
	var options, chosen []*slack.OptionBlockObject
	for _, c := range choices {
		value := c.Value
		if value == "" {
			value = noValue
		}
		shown := caption(c.Caption(), maxOption)
		if shown == nil {
			shown = plainText(value, maxOption)
		}
		o := slack.NewOptionBlockObject(value, shown, nil)
		options = append(options, o)
		if f.Many && slices.Contains(strings.Fields(f.Value), c.Value) || !f.Many && f.Value != "" && f.Value == c.Value {
			chosen = append(chosen, o)
		}
	}
	var first *slack.OptionBlockObject
	if len(chosen) > 0 {
		first = chosen[0]
	}
	switch few := len(options) <= maxRadio; {
	case f.Many && few:
		return &slack.CheckboxGroupsBlockElement{Type: slack.METCheckboxGroups, ActionID: inputID, Options: options, InitialOptions: chosen}
	case f.Many:
		return &slack.MultiSelectBlockElement{Type: slack.MultiOptTypeStatic, ActionID: inputID, Options: options, InitialOptions: chosen}
	case few && !f.Optional: // what is chosen there cannot be taken back
		return &slack.RadioButtonsBlockElement{Type: slack.METRadioButtons, ActionID: inputID, Options: options, InitialOption: first}
	}
	return &slack.SelectBlockElement{Type: slack.OptTypeStatic, ActionID: inputID, Options: options, InitialOption: first}
}

// within cuts text to a number of UTF-16 code units. What stands in an input is
// no markup: it is not escaped.
func within(text string, most int) string {
	n := 0
	for i, r := range text {
		if n += chat.UTF16(string(r)); n > most {
			return text[:i]
		}
	}
	return text
}

// open opens a form for who pressed something or gave a command. The address of
// what was pressed is kept, so that the answer can take its place.
func (a *Adapter) open(ctx context.Context, in *incoming, f *chat.Form) error {
	a.keepReply(in)
	view, err := modal(f, in)
	if err != nil {
		return err
	}
	api, err := a.api(ctx, in.team)
	if err != nil {
		return err
	}
	if _, err := api.OpenViewContext(ctx, in.trigger, view); err != nil {
		return fmt.Errorf("slack views.open: %w", withoutAddress(err))
	}
	return nil
}

// valuesOf reads what was sent with a modal: the value of its form, what was
// filled in by the name of the field, and the conversation in which it was
// opened, which is nowhere when the modal is none of ours.
func valuesOf(view slack.View) (value string, fields map[string]string, c chat.Conversation) {
	data, ok := dataOf(view)
	if !ok {
		return "", nil, chat.Conversation{}
	}
	fields = make(map[string]string)
	if view.State != nil {
		for name, actions := range view.State.Values {
			if given, ok := actions[inputID]; ok {
				fields[name] = filledIn(given)
			}
		}
	}
	return data.Value, fields, chat.ParseKey(data.To)
}

// filledIn is what stands in an input: what was typed, or the values of what
// was chosen with a space between.
func filledIn(given slack.BlockAction) string {
	switch slack.MessageElementType(given.Type) {
	case slack.METCheckboxGroups, slack.MessageElementType(slack.MultiOptTypeStatic):
		var chosen []string
		for _, o := range given.SelectedOptions {
			chosen = append(chosen, optionValue(o))
		}
		return strings.Join(chosen, " ")
	case slack.METRadioButtons, slack.MessageElementType(slack.OptTypeStatic):
		return optionValue(given.SelectedOption)
	}
	return given.Value
}

func optionValue(o slack.OptionBlockObject) string {
	if o.Value == noValue {
		return ""
	}
	return o.Value
}

// onBlocks puts sentences about fields under their inputs. A modal with an
// error under what is no input of its own says only that something failed, so
// sentences about other things stand under the first.
func onBlocks(view slack.View, sentences map[string]string) map[string]string {
	data, _ := dataOf(view)
	errs := make(map[string]string)
	var rest []string
	for name, sentence := range sentences {
		if view.State != nil && view.State.Values[name] != nil {
			errs[name] = sentence
		} else {
			rest = append(rest, sentence)
		}
	}
	if data.First == "" {
		return errs
	}
	slices.Sort(rest)
	if said := strings.TrimSpace(errs[data.First] + " " + strings.Join(rest, " ")); said != "" {
		errs[data.First] = said
	}
	return errs
}
