package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"pacer/bot/chat"
)

// What is read of what Discord sends. Everything may be missing: servers that
// speak Discord's language leave out what they do not know.

// incoming is an interaction.
// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object
type incoming struct {
	ID        string          `json:"id"`
	App       string          `json:"application_id"`
	Type      int             `json:"type"`
	Token     string          `json:"token"`
	GuildID   string          `json:"guild_id"`
	ChannelID string          `json:"channel_id"`
	Channel   *channel        `json:"channel"`
	Member    *member         `json:"member"`
	User      *user           `json:"user"`
	Locale    string          `json:"locale"`
	Message   *pressedOn      `json:"message"` // that was pressed, or that the form came from
	Data      json.RawMessage `json:"data"`
}

// The types of interactions.
const (
	interactionPing     = 1
	interactionCommand  = 2
	interactionPress    = 3
	interactionComplete = 4
	interactionForm     = 5
)

// The types of commands.
const (
	commandTyped     = 1
	commandOnUser    = 2
	commandOnMessage = 3
)

// pressedOn is the message that was pressed.
type pressedOn struct {
	sent
	Flags int `json:"flags"`
}

// number is a number that is written as one, or as text; 0 where it is neither.
type number uint64

// UnmarshalJSON implements json.Unmarshaler.
func (n *number) UnmarshalJSON(b []byte) error {
	v, err := strconv.ParseUint(strings.Trim(string(b), `"`), 10, 64)
	if err != nil {
		v = 0
	}
	*n = number(v)
	return nil
}

type user struct {
	ID     string `json:"id"`
	Name   string `json:"username"`
	Global string `json:"global_name"`
	Bot    bool   `json:"bot"`
	System bool   `json:"system"`
	Locale string `json:"locale"`
}

type member struct {
	User        *user    `json:"user"`
	Nick        string   `json:"nick"`
	Roles       []string `json:"roles"`
	Permissions number   `json:"permissions"` // in interactions only
}

type channel struct {
	ID     string `json:"id"`
	Type   int    `json:"type"`
	Parent string `json:"parent_id"`
	Name   string `json:"name"`
	Owner  string `json:"owner_id"`
}

// isThread tells whether the channel is a thread, of any of the three kinds.
// https://discord.com/developers/docs/resources/channel#channel-object-channel-types
func (c *channel) isThread() bool { return c.Type >= 10 && c.Type <= 12 }

// isGroup tells whether the channel is direct messages of several people.
// Discord lets no bot into them, other servers may.
func (c *channel) isGroup() bool { return c.Type == 3 }

// message is one that somebody wrote.
type message struct {
	ID          string     `json:"id"`
	Type        int        `json:"type"`
	GuildID     string     `json:"guild_id"`
	ChannelID   string     `json:"channel_id"`
	Author      *user      `json:"author"`
	Member      *member    `json:"member"`
	Webhook     string     `json:"webhook_id"`
	Content     string     `json:"content"`
	Mentions    []user     `json:"mentions"`
	Attachments []sentFile `json:"attachments"`
}

type sentFile struct {
	Name string `json:"filename"`
	Size number `json:"size"`
	URL  string `json:"url"`
}

// commandData is what was said by a command.
type commandData struct {
	Name     string   `json:"name"`
	Type     int      `json:"type"`
	Options  []option `json:"options"`
	Target   string   `json:"target_id"`
	Resolved struct {
		Messages map[string]message `json:"messages"`
	} `json:"resolved"`
}

type option struct {
	Name    string   `json:"name"`
	Type    int      `json:"type"`
	Value   any      `json:"value"`
	Options []option `json:"options"`
	Focused bool     `json:"focused"`
}

// token is what tokens of interactions are made of; they stand in addresses.
var token = regexp.MustCompile(`^[A-Za-z0-9_.=~+-]+$`)

// isWhole tells whether the interaction says what every one has to.
func (i *incoming) isWhole() bool {
	if !isID(i.ID) {
		return false
	}
	if i.Type == interactionPing {
		return true
	}
	who := i.by()
	return i.Type >= interactionCommand && i.Type <= interactionForm && len(i.Token) <= 1024 && token.MatchString(i.Token) &&
		who != nil && isID(who.ID) && (i.GuildID == "" || isID(i.GuildID)) && (i.ChannelID == "" || isID(i.ChannelID))
}

// by is who did it; nil when it does not say.
func (i *incoming) by() *user {
	if i.Member != nil && i.Member.User != nil {
		return i.Member.User
	}
	return i.User
}

// isWhole tells whether the message says what every one has to.
func (m *message) isWhole() bool {
	return isID(m.ID) && isID(m.ChannelID) && m.Author != nil && isID(m.Author.ID) && (m.GuildID == "" || isID(m.GuildID))
}

// The types of messages that people write.
// https://discord.com/developers/docs/resources/message#message-object-message-types
const (
	messageOrdinary = 0
	messageReply    = 19
)

// isForUs tells whether a message is said to the coach by a person.
func (a *Adapter) isForUs(m *message) bool {
	self := a.self()
	switch {
	case m.Author.Bot, m.Author.System, m.Webhook != "", m.Author.ID == self.User,
		m.Type != messageOrdinary && m.Type != messageReply:
		return false
	case m.GuildID == "":
		return m.Content != "" || len(m.Attachments) > 0 // else a sticker, or a call
	}
	return self.User != "" && slices.ContainsFunc(m.Mentions, func(u user) bool { return u.ID == self.User })
}

// account is who did something, as Discord tells it.
func (a *Adapter) account(u *user, m *member, locale string) chat.Account {
	from := chat.Account{User: u.ID, Name: u.Name, Locale: locale}
	if u.Global != "" {
		from.Name = u.Global
	}
	if m == nil {
		return from
	}
	if m.Nick != "" {
		from.Name = m.Nick
	}
	if m.Permissions > 0 {
		from.Manage = m.Permissions&(permissionManageGuild|permissionAdministrator) != 0
	}
	if len(a.TeacherRoles) > 0 && m.Roles != nil { // without any it is a list with nothing in it
		isTeacher := slices.ContainsFunc(m.Roles, func(role string) bool { return slices.Contains(a.TeacherRoles, role) })
		from.Teacher = &isTeacher
	}
	return from
}

// place is where something was done: the conversation, and whether everything
// that is said in it is seen by that person alone without being ephemeral.
func (a *Adapter) place(ctx context.Context, guild, channelID string, c *channel, user string) (to chat.Conversation, plain bool) {
	if c == nil || c.ID != channelID || c.isThread() && c.Parent == "" {
		c = a.channelOf(ctx, channelID)
	}
	if guild == "" {
		return chat.Conversation{Platform: a.Name(), User: user}, !c.isGroup()
	}
	to = chat.Conversation{Platform: a.Name(), Place: guild, Channel: channelID, User: user}
	if c.isThread() && c.Parent != "" {
		a.threadSeen(c.ID, c.Parent, c.Name, c.Owner, c.Type)
		to.Channel = c.Parent
		if a.isAloneWith(ctx, user, c.ID) {
			return to, true
		}
		to.Thread = c.ID
	}
	return to, false
}

// channelOf asks what a channel is, once; an ordinary one when nobody says.
func (a *Adapter) channelOf(ctx context.Context, id string) *channel {
	a.channels.mu.Lock()
	c, ok := a.channels.known[id]
	a.channels.mu.Unlock()
	if ok {
		return &c
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	err := a.call(ctx, http.MethodGet, "channels/"+id, nil, nil, &c)
	if err != nil || c.ID != id {
		a.Log.Debug("a channel is not known", "channel", id, "error", err)
		c = channel{ID: id}
		if !isRefused(err) {
			return &c
		}
		// Not asked again: refusals count against the address, see maxInvalid.
	}
	a.channels.mu.Lock()
	defer a.channels.mu.Unlock()
	if len(a.channels.known) >= maxChannels {
		clear(a.channels.known) // they are asked for again, a few at a time
	}
	a.channels.known[id] = c
	return &c
}

// said is the event that a message makes.
func (a *Adapter) said(ctx context.Context, m *message) chat.Event {
	ev := chat.Event{
		ID:   m.ID,
		From: a.account(m.Author, m.Member, m.Author.Locale),
		At:   snowflakeTime(m.ID),
		Text: plain(m.Content, m.Mentions),
	}
	var isOwn bool
	ev.Conversation, isOwn = a.place(ctx, m.GuildID, m.ChannelID, nil, m.Author.ID)
	if m.GuildID != "" {
		if !isOwn {
			ev.Conversation.User, ev.Mention = "", true // everybody there reads it
		}
		ev.Text = a.unmentioned(m)
	}
	for _, file := range m.Attachments[:min(len(m.Attachments), maxReceived)] {
		ev.Files = append(ev.Files, a.file(file))
	}
	if ev.Text == "" && len(ev.Files) == 0 {
		ev.Text = "help"
	}
	return ev
}

// maxReceived is how many files come with a message.
// https://discord.com/developers/docs/resources/message#create-message
const maxReceived = 10

// unmentioned is a message's text without the mention of the coach.
func (a *Adapter) unmentioned(m *message) string {
	self := a.self().User
	content := strings.NewReplacer("<@"+self+">", " ", "<@!"+self+">", " ").Replace(m.Content)
	return strings.TrimSpace(plain(content, m.Mentions))
}

// reference is what stands in a text for a person, a channel, a role, a
// command, or an emoji of a guild's own.
var reference = regexp.MustCompile(`<(?:@!?(\d{1,20})|(#|@&)\d{1,20}|/([^:<>\n]{1,100}):\d{1,20}|a?:(\w{1,32}):\d{1,20})>`)

// plain is what a person wrote, with names for what only Discord can read.
// Everything else stays as it was typed: an asterisk may be a product.
func plain(content string, mentions []user) string {
	return reference.ReplaceAllStringFunc(content, func(ref string) string {
		part := reference.FindStringSubmatch(ref)
		switch {
		case part[1] != "":
			for _, u := range mentions {
				if u.ID == part[1] && u.Global != "" {
					return "@" + u.Global
				} else if u.ID == part[1] && u.Name != "" {
					return "@" + u.Name
				}
			}
			return "@…"
		case part[2] != "":
			return part[2][:1] + "…"
		case part[3] != "":
			return "/" + part[3]
		}
		return ":" + part[4] + ":"
	})
}

// file is something that was sent. It is fetched from Discord's own hosts
// only, without the token.
func (a *Adapter) file(f sentFile) chat.File {
	return chat.File{Name: f.Name, Size: int64(min(f.Size, math.MaxInt64)), Open: func(ctx context.Context) (io.ReadCloser, error) {
		if !a.keepsFiles(f.URL) {
			a.refused("file-host")
			return nil, errors.New("the file is not on a host of Discord's")
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.URL, nil)
		if err != nil {
			return nil, err
		}
		client := &http.Client{CheckRedirect: func(to *http.Request, via []*http.Request) error {
			if len(via) > 3 || !a.keepsFiles(to.URL.String()) {
				return errors.New("the file is said to be on a host that is not Discord's")
			}
			return nil
		}}
		resp, err := client.Do(req)
		if err != nil {
			return nil, fmt.Errorf("fetching a file: %w", withoutURL(err))
		}
		if resp.StatusCode != http.StatusOK {
			resp.Body.Close()
			return nil, fmt.Errorf("fetching a file: %s", resp.Status)
		}
		return resp.Body, nil
	}}
}

// keepsFiles tells whether an address is one of Discord's for files, or the
// API's own.
func (a *Adapter) keepsFiles(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return false
	}
	if api, err := url.Parse(a.api); err == nil && u.Host == api.Host && u.Scheme == api.Scheme {
		return true
	}
	return u.Scheme == "https" && (u.Host == "cdn.discordapp.com" || u.Host == "media.discordapp.net")
}

// withoutURL is the cause of an error of net/http: a file's address has a
// signature in it.
func withoutURL(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}

// commanded is the text that a command says: its name and what was given, in
// the order in which it is declared, whatever the order in which it was typed.
func (a *Adapter) commanded(d *commandData) string {
	words := []string{d.Name}
	var add func(options []option)
	add = func(options []option) {
		for _, o := range options {
			if len(o.Options) > 0 || o.Type == optionGroup || o.Type == optionSub {
				words = append(words, o.Name)
				add(o.Options)
				continue
			}
			words = append(words, valueOf(o.Value))
		}
	}
	options := slices.Clone(d.Options)
	declared := a.declared(d.Name)
	slices.SortStableFunc(options, func(x, y option) int {
		return indexOr(declared, x.Name) - indexOr(declared, y.Name)
	})
	add(options)
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}

// filledIn is a command as far as it is filled in before the option that is
// being typed.
func (a *Adapter) filledIn(d *commandData, typing string) string {
	declared := a.declared(d.Name)
	before := *d
	before.Options = slices.DeleteFunc(slices.Clone(d.Options), func(o option) bool {
		return o.Focused || indexOr(declared, o.Name) >= indexOr(declared, typing)
	})
	return a.commanded(&before)
}

// indexOr is where a name stands in a list, or the list's end.
func indexOr(names []string, name string) int {
	if i := slices.Index(names, name); i >= 0 {
		return i
	}
	return len(names)
}

// The types of options that hold others.
const (
	optionSub   = 1
	optionGroup = 2
)

// valueOf is an option's value as it was typed.
func valueOf(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// focused is the option that is being typed, and what stands in it.
func focused(options []option) (name, typed string, ok bool) {
	for _, o := range options {
		if o.Focused {
			return o.Name, valueOf(o.Value), true
		}
		if name, typed, ok := focused(o.Options); ok {
			return name, typed, true
		}
	}
	return "", "", false
}
