package slack

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"pacer/bot/chat"
)

// What Slack sends is read field by field, as far as it is used: a block, an
// attachment or a setting that is unknown here never makes the rest unreadable.

// errMalformed says that something from Slack cannot be read.
var errMalformed = errors.New("malformed")

func malformed(what string) error { return fmt.Errorf("%w: %s", errMalformed, what) }

// read decodes JSON. Its error tells nothing of the content.
func read(data []byte, into any) error {
	if err := json.Unmarshal(data, into); err != nil {
		return errMalformed
	}
	return nil
}

// envelope is around every event of the Events API.
// https://docs.slack.dev/apis/events-api/#events-JSON
type envelope struct {
	Type           string `json:"type"`
	Challenge      string `json:"challenge"` // of url_verification
	TeamID         string `json:"team_id"`
	EnterpriseID   string `json:"enterprise_id"`
	EventID        string `json:"event_id"`
	EventTime      int64  `json:"event_time"`
	Authorizations []struct {
		EnterpriseID string `json:"enterprise_id"`
		TeamID       string `json:"team_id"`
		UserID       string `json:"user_id"`
	} `json:"authorizations"`
	Event json.RawMessage `json:"event"`
}

// occurrence is an event, of any of the kinds that are subscribed to.
type occurrence struct {
	Type        string          `json:"type"`
	Subtype     string          `json:"subtype"`
	User        json.RawMessage `json:"user"` // an ID; of user_change the profile
	Text        string          `json:"text"`
	TS          string          `json:"ts"`
	ThreadTS    string          `json:"thread_ts"`
	Channel     string          `json:"channel"`
	ChannelType string          `json:"channel_type"`
	BotID       string          `json:"bot_id"`
	UserTeam    string          `json:"user_team"`
	SourceTeam  string          `json:"source_team"`
	Team        string          `json:"team"`
	Hidden      bool            `json:"hidden"`
	Tab         string          `json:"tab"`
	Files       []file          `json:"files"`
	Tokens      struct {
		Bot []string `json:"bot"`
	} `json:"tokens"`
}

// file is one that was sent.
type file struct {
	Name       string `json:"name"`
	Size       int64  `json:"size"`
	URLPrivate string `json:"url_private"`
	Download   string `json:"url_private_download"`
}

// happening is what an event is to the adapter, besides an incoming to be
// handed over: something that it sees to itself.
type happening struct {
	in     *incoming // to be handed over; nil: nothing is
	home   string    // the user who opened the Home tab
	gone   bool      // the team took the app away
	at     time.Time // when, by Slack's clock
	groups bool      // the user groups changed
	team   string
}

// isNothing tells what is to be acknowledged and left alone.
func (h happening) isNothing() bool {
	return h.in == nil && h.home == "" && !h.gone && !h.groups
}

// readers are the events that are subscribed to, each with what reads it. The
// manifest is made of their names.
var readers = map[string]func(*envelope, *occurrence, *incoming) (happening, error){
	"message":                 readMessage,
	"app_mention":             readMention,
	"app_home_opened":         readHome,
	"user_change":             readProfile,
	"subteam_members_changed": readGroups,
	"app_uninstalled":         readGone,
	"tokens_revoked":          readRevoked,
}

// translateEvent reads an event of the Events API. A happening of nothing is
// one to be acknowledged and left alone.
func translateEvent(payload []byte) (happening, error) {
	var e envelope
	if err := read(payload, &e); err != nil {
		return happening{}, err
	}
	return e.translate()
}

func (e *envelope) translate() (happening, error) {
	if e.Type != "event_callback" {
		return happening{}, nil
	}
	var o occurrence
	if err := read(e.Event, &o); err != nil {
		return happening{}, err
	}
	reader := readers[o.Type]
	if reader == nil {
		return happening{}, nil
	}
	in := &incoming{team: e.TeamID, enterprise: e.EnterpriseID, home: cmp.Or(o.UserTeam, o.SourceTeam, o.Team)}
	if len(e.Authorizations) > 0 { // in a channel shared with another team, TeamID may be the other one
		in.team = cmp.Or(e.Authorizations[0].TeamID, in.team)
		in.enterprise = cmp.Or(e.Authorizations[0].EnterpriseID, in.enterprise)
	}
	if in.team == "" {
		return happening{}, malformed("no team")
	}
	in.ev.ID = e.EventID
	in.ev.At = time.Unix(e.EventTime, 0).UTC()
	h, err := reader(e, &o, in)
	h.team, h.at = in.team, in.ev.At
	return h, err
}

// said reads what messages and mentions have in common, and tells whether a
// person said it just now.
func (in *incoming) said(e *envelope, o *occurrence) (bool, error) {
	user := o.user()
	switch {
	case o.BotID != "" || o.Hidden || user == "" || user == slackbot:
		return false, nil
	case o.Subtype != "" && o.Subtype != "file_share" && o.Subtype != "me_message" && o.Subtype != "thread_broadcast":
		return false, nil // edited, deleted, joined: nothing that was said to the coach
	case len(e.Authorizations) > 0 && user == e.Authorizations[0].UserID:
		return false, nil // the coach's own
	}
	at, ok := timeOf(o.TS)
	if !ok || o.Channel == "" {
		return false, malformed("a message without time or channel")
	}
	in.kind = kindWords
	in.channel, in.ts, in.thread = o.Channel, o.TS, o.ThreadTS
	in.ev.ID = cmp.Or(in.ev.ID, strings.Join([]string{in.team, o.Channel, o.TS}, ":"))
	in.ev.At = at
	in.ev.From.User = user
	in.ev.Text = plain(o.Text)
	return true, nil
}

func readMessage(e *envelope, o *occurrence, in *incoming) (happening, error) {
	if o.ChannelType != "im" {
		return happening{}, nil
	}
	if ok, err := in.said(e, o); !ok {
		return happening{}, err
	}
	in.direct = true
	in.ev.Conversation = in.conversation(in.ev.From.User)
	for _, f := range o.Files {
		if url := cmp.Or(f.Download, f.URLPrivate); url != "" {
			in.files = append(in.files, sent{name: f.Name, size: f.Size, url: url})
		}
	}
	if strings.TrimSpace(in.ev.Text) == "" && len(in.files) == 0 {
		return happening{}, nil
	}
	return happening{in: in}, nil
}

func readMention(e *envelope, o *occurrence, in *incoming) (happening, error) {
	if strings.HasPrefix(o.Channel, "D") {
		return happening{}, nil // it comes as a direct message as well
	}
	me := ""
	if len(e.Authorizations) > 0 {
		me = e.Authorizations[0].UserID
	}
	o.Text = withoutMention(o.Text, me)
	if ok, err := in.said(e, o); !ok {
		return happening{}, err
	}
	// Mentioned and nothing said: what one would say to be told what there is.
	if in.ev.Text = strings.TrimSpace(in.ev.Text); in.ev.Text == "" {
		in.ev.Text = "help"
	}
	in.ev.Mention = true
	in.ev.Conversation = chat.Conversation{Platform: Name, Place: in.team, Channel: o.Channel, Thread: o.ThreadTS}
	return happening{in: in}, nil
}

func readHome(_ *envelope, o *occurrence, _ *incoming) (happening, error) {
	user := o.user()
	if user == "" {
		return happening{}, malformed("a Home tab without user")
	}
	if o.Tab != "" && o.Tab != "home" {
		return happening{}, nil
	}
	return happening{home: user}, nil
}

func readProfile(_ *envelope, o *occurrence, in *incoming) (happening, error) {
	var u slack.User
	if err := read(o.User, &u); err != nil || u.ID == "" {
		return happening{}, malformed("a profile without user")
	}
	in.kind = kindNews
	in.home = u.TeamID
	known := profileOf(&u)
	in.profile = known
	in.ev.ID = cmp.Or(in.ev.ID, fmt.Sprintf("%s:%s:%d", in.team, u.ID, in.ev.At.Unix()))
	in.ev.News = chat.NewsProfile
	if u.Deleted {
		in.ev.News = chat.NewsGone
	}
	in.ev.From = chat.Account{User: u.ID, Name: known.name, Zone: known.zone, Locale: known.locale}
	in.ev.Conversation = in.conversation(u.ID)
	return happening{in: in}, nil
}

func readGroups(*envelope, *occurrence, *incoming) (happening, error) {
	return happening{groups: true}, nil
}

func readGone(*envelope, *occurrence, *incoming) (happening, error) {
	return happening{gone: true}, nil
}

// readRevoked looks whether the bot's token is among those that were taken
// back, or only a person's, of which there are none.
func readRevoked(_ *envelope, o *occurrence, _ *incoming) (happening, error) {
	return happening{gone: len(o.Tokens.Bot) > 0}, nil
}

// user is the ID in an event whose user is no profile.
func (o *occurrence) user() string {
	var id string
	if read(o.User, &id) != nil {
		return ""
	}
	return id
}

// timeOf reads Slack's times: seconds and millionths since 1970.
func timeOf(ts string) (time.Time, bool) {
	whole, part, _ := strings.Cut(ts, ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || seconds <= 0 || seconds > 1<<40 {
		return time.Time{}, false
	}
	micros := int64(0)
	if part != "" {
		if micros, err = strconv.ParseInt((part + "000000")[:6], 10, 64); err != nil || micros < 0 {
			return time.Time{}, false
		}
	}
	return time.Unix(seconds, micros*1000).UTC(), true
}
