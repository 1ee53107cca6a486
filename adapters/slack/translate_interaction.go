package slack

import (
	"cmp"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"pacer/bot/chat"
)

// opens begins the action_id of what opens a form when it is pressed.
const opens = "form"

// The message shortcuts, by callback ID, with what each says to the coach about
// the message. The manifest is made of them.
var shortcuts = []struct{ callback, says, name, description string }{
	{"ask", "ask", "Ask about this", "Ask a teacher about this message"},
	{"make", "make item", "Make an item of this", "Teachers: make a question of this message"},
}

// command is the slash command, as it comes.
// https://docs.slack.dev/interactivity/implementing-slash-commands/
type command struct {
	TeamID       string `json:"team_id"`
	EnterpriseID string `json:"enterprise_id"`
	ChannelID    string `json:"channel_id"`
	UserID       string `json:"user_id"`
	Text         string `json:"text"`
	ResponseURL  string `json:"response_url"`
	TriggerID    string `json:"trigger_id"`
}

// commandOf reads the form in which a command comes by HTTP.
func commandOf(form url.Values) command {
	return command{
		TeamID:       form.Get("team_id"),
		EnterpriseID: form.Get("enterprise_id"),
		ChannelID:    form.Get("channel_id"),
		UserID:       form.Get("user_id"),
		Text:         form.Get("text"),
		ResponseURL:  form.Get("response_url"),
		TriggerID:    form.Get("trigger_id"),
	}
}

// translateCommand reads a command that came at a time: it carries none.
func translateCommand(c command, now time.Time) (*incoming, error) {
	if c.TeamID == "" || c.UserID == "" || c.TriggerID == "" {
		return nil, malformed("a command without team, user or trigger")
	}
	in := &incoming{
		kind: kindCommand, team: c.TeamID, enterprise: c.EnterpriseID, channel: c.ChannelID,
		trigger: c.TriggerID, response: c.ResponseURL,
	}
	in.ev = chat.Event{
		ID:      c.TeamID + ":" + c.TriggerID,
		From:    chat.Account{User: c.UserID},
		At:      now.UTC(),
		Text:    cmp.Or(strings.TrimSpace(plain(c.Text)), "help"),
		Command: true,
	}
	return in, nil
}

// interaction is a press, a submission or a shortcut, as it comes.
// https://docs.slack.dev/reference/interaction-payloads/
type interaction struct {
	Type        string `json:"type"`
	CallbackID  string `json:"callback_id"`
	ResponseURL string `json:"response_url"`
	TriggerID   string `json:"trigger_id"`
	ActionTS    string `json:"action_ts"`
	Team        struct {
		ID           string `json:"id"`
		EnterpriseID string `json:"enterprise_id"`
	} `json:"team"`
	Enterprise struct {
		ID string `json:"id"`
	} `json:"enterprise"`
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	User struct {
		ID     string `json:"id"`
		TeamID string `json:"team_id"`
	} `json:"user"`
	Message struct {
		TS       string `json:"ts"`
		ThreadTS string `json:"thread_ts"`
		Text     string `json:"text"`
	} `json:"message"`
	Container struct {
		MessageTS   string `json:"message_ts"`
		ThreadTS    string `json:"thread_ts"`
		ChannelID   string `json:"channel_id"`
		IsEphemeral bool   `json:"is_ephemeral"`
	} `json:"container"`
	Actions []struct {
		ActionID       string `json:"action_id"`
		ActionTS       string `json:"action_ts"`
		Value          string `json:"value"`
		SelectedOption struct {
			Value string `json:"value"`
		} `json:"selected_option"`
	} `json:"actions"`
	View struct {
		ID              string          `json:"id"`
		TeamID          string          `json:"team_id"`
		Hash            string          `json:"hash"`
		CallbackID      string          `json:"callback_id"`
		PrivateMetadata string          `json:"private_metadata"`
		State           json.RawMessage `json:"state"`
	} `json:"view"`
}

// translateInteraction reads what a person pressed, submitted or chose on a
// message. nil is something to be acknowledged and left alone.
func translateInteraction(payload []byte, now time.Time) (*incoming, error) {
	var i interaction
	if err := read(payload, &i); err != nil {
		return nil, err
	}
	in := &incoming{
		team:       cmp.Or(i.Team.ID, i.View.TeamID, i.User.TeamID), // an app of a whole organisation is told no team
		enterprise: cmp.Or(i.Team.EnterpriseID, i.Enterprise.ID),
		home:       i.User.TeamID,
		channel:    cmp.Or(i.Channel.ID, i.Container.ChannelID),
		ts:         cmp.Or(i.Container.MessageTS, i.Message.TS),
		thread:     cmp.Or(i.Container.ThreadTS, i.Message.ThreadTS),
		ephemeral:  i.Container.IsEphemeral,
		trigger:    i.TriggerID,
		response:   i.ResponseURL,
	}
	in.ev.From.User, in.ev.At = i.User.ID, now.UTC()
	read := map[string]func(*interaction, *incoming) (bool, error){
		"block_actions":   (*interaction).press,
		"view_submission": (*interaction).submission,
		"message_action":  (*interaction).shortcut,
	}[i.Type]
	if read == nil {
		return nil, nil
	}
	if in.team == "" || i.User.ID == "" {
		return nil, malformed("an interaction without team or user")
	}
	ok, err := read(&i, in)
	if !ok || err != nil {
		return nil, err
	}
	id := cmp.Or(i.TriggerID, in.ev.ID)
	if id == "" {
		return nil, malformed("an interaction without trigger")
	}
	in.ev.ID = in.team + ":" + id
	return in, nil
}

func (i *interaction) press(in *incoming) (bool, error) {
	if len(i.Actions) == 0 {
		return false, malformed("a press of nothing")
	}
	pressed := i.Actions[0]
	value := cmp.Or(pressed.Value, pressed.SelectedOption.Value)
	if value == "" {
		return false, nil // a link that was opened, a menu that was cleared
	}
	in.kind, in.action = kindPress, pressed.ActionID
	in.ev.Press = value
	ts := cmp.Or(pressed.ActionTS, i.ActionTS)
	if at, ok := timeOf(ts); ok {
		in.ev.At = at
	}
	if ts != "" {
		in.ev.ID = strings.Join([]string{i.User.ID, pressed.ActionID, ts}, ":")
	}
	return true, nil
}

func (i *interaction) submission(in *incoming) (bool, error) {
	in.kind = kindSubmission
	in.view = slack.View{ID: i.View.ID, Hash: i.View.Hash, CallbackID: i.View.CallbackID, PrivateMetadata: i.View.PrivateMetadata}
	if len(i.View.State) > 0 {
		if err := read(i.View.State, &in.view.State); err != nil {
			return false, err
		}
	}
	if in.view.State == nil {
		in.view.State = &slack.ViewState{}
	}
	if i.View.ID != "" {
		in.ev.ID = i.View.ID + ":" + i.View.Hash
	}
	value, fields, c := valuesOf(in.view)
	if value == "" || c.IsZero() {
		return false, malformed("a modal that is not ours")
	}
	in.ev.Press, in.ev.Fields, in.ev.Conversation = value, fields, c
	return true, nil
}

func (i *interaction) shortcut(in *incoming) (bool, error) {
	for _, s := range shortcuts {
		if s.callback == i.CallbackID {
			in.kind = kindShortcut
			in.ev.Text, in.ev.Command = s.says, true
			in.ev.Quote = plain(i.Message.Text)
			if at, ok := timeOf(i.ActionTS); ok {
				in.ev.At = at
			}
			return true, nil
		}
	}
	return false, nil
}
