package slack

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"
	"github.com/slack-go/slack"

	"pacer/bot/chat"
)

var errNothing = errors.New("there is nothing to show in the message")

// Send implements chat.Adapter. A message for one person in a channel is shown
// to that person alone; where that is no longer possible it goes to the direct
// messages with that person, never to the channel.
func (a *Adapter) Send(ctx context.Context, to chat.Conversation, m chat.Message) (chat.Receipt, error) {
	r, err := a.send(ctx, to, m)
	err = a.blames(to.Place, m, err)
	if err == nil {
		a.homeChanged(to.Place, to.User)
	}
	return r, report(err, to.User != "")
}

func (a *Adapter) send(ctx context.Context, to chat.Conversation, m chat.Message) (chat.Receipt, error) {
	api, err := a.api(ctx, to.Place)
	if err != nil {
		return chat.Receipt{}, err
	}
	shown := a.prepare(ctx, api, to.Place, m)
	if len(shown.blocks) == 0 {
		return chat.Receipt{}, &chat.DeliveryError{Retry: -1, Err: errNothing}
	}
	p := post{api: api, team: to.Place, channel: to.Channel, thread: to.Thread, id: m.ID, rendering: shown}
	switch {
	case m.Gather != nil:
		return a.gather(ctx, p, m.Gather.Users)
	case to.Channel == "":
		return a.postDirect(ctx, p, to.User)
	case to.User != "":
		return a.postPrivately(ctx, p, to)
	}
	return a.post(ctx, p)
}

// post is a message on its way.
type post struct {
	api     *slack.Client
	team    string
	channel string
	thread  string
	id      string // of the message
	rendering
}

// metadata travels with every post, so that it can be found again.
// https://docs.slack.dev/messaging/message-metadata
const metadataType = "pacer_message"

func metadata(id string) slack.SlackMetadata {
	return slack.SlackMetadata{EventType: metadataType, EventPayload: map[string]any{"id": id}}
}

// post posts a message in its channel, unless it stands there already.
func (a *Adapter) post(ctx context.Context, p post) (chat.Receipt, error) {
	if a.mayStand(p.id) {
		if ts := a.find(ctx, p); ts != "" {
			at, _ := timeOf(ts)
			a.show.unsure.remove(p.id)
			return chat.Receipt{Ref: p.channel + " " + ts, At: at}, nil
		}
	}
	options := []slack.MsgOption{
		slack.MsgOptionText(p.text, false),
		slack.MsgOptionBlocks(p.blocks...),
		slack.MsgOptionDisableLinkUnfurl(),
		slack.MsgOptionDisableMediaUnfurl(),
	}
	if p.thread != "" {
		options = append(options, slack.MsgOptionTS(p.thread))
	}
	if p.id != "" {
		options = append(options, slack.MsgOptionMetadata(metadata(p.id)))
	}
	var channel, ts string
	err := a.show.gates.pass(ctx, p.team+" chat.postMessage "+p.channel, a.Now, func(ctx context.Context) (err error) {
		channel, ts, err = p.api.PostMessageContext(ctx, p.channel, options...)
		return err
	})
	if mayHaveArrived(err) && p.id != "" {
		a.show.unsure.put(p.id, struct{}{})
	}
	if err != nil {
		return chat.Receipt{}, fmt.Errorf("slack chat.postMessage: %w", err)
	}
	if channel == "" {
		channel = p.channel
	}
	return chat.Receipt{Ref: channel + " " + ts, At: a.postedNow(ts)}, nil
}

// mayStand tells whether a message may have been posted without anybody
// knowing: by this process, which got no answer; or by one before it, since the
// message is older than this one. The ID tells when it was made.
func (a *Adapter) mayStand(id string) bool {
	if id == "" {
		return false
	}
	if _, ok := a.show.unsure.get(id); ok {
		return true
	}
	made, ok := madeAt(id)
	return ok && made.Before(a.show.started)
}

// madeAt is when a message was made; of a piece of one too ("01J….2").
func madeAt(id string) (time.Time, bool) {
	whole, _, _ := strings.Cut(id, ".")
	u, err := ulid.ParseStrict(whole)
	if err != nil {
		return time.Time{}, false
	}
	return ulid.Time(u.Time()), true
}

const (
	lookFor  = 3 * time.Second // then it is posted: better twice than never
	lookBack = 24 * time.Hour
	lookAt   = 100 // posts
)

// find looks a message up where it was to be posted. Where history may not be
// read it is not found.
func (a *Adapter) find(ctx context.Context, p post) (ts string) {
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	from := a.Now().Add(-lookBack)
	if made, ok := madeAt(p.id); ok && made.After(from) {
		from = made
	}
	oldest := fmt.Sprintf("%d.000000", from.Add(-time.Minute).Unix()) // clocks differ
	var posts []slack.Message
	err := a.show.gates.pass(ctx, p.team+" conversations.history", a.Now, func(ctx context.Context) error {
		if p.thread != "" {
			found, _, _, err := p.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
				ChannelID: p.channel, Timestamp: p.thread, Oldest: oldest, Limit: lookAt, IncludeAllMetadata: true,
			})
			posts = found
			return err
		}
		found, err := p.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: p.channel, Oldest: oldest, Limit: lookAt, IncludeAllMetadata: true,
		})
		if err == nil {
			posts = found.Messages
		}
		return err
	})
	if err != nil {
		a.Log.InfoContext(ctx, "look for a post before posting it again", "team", p.team, "channel", p.channel, "message", p.id, "error", withoutAddress(err))
		return ""
	}
	for _, m := range posts {
		if m.Metadata.EventType == metadataType && m.Metadata.EventPayload["id"] == p.id {
			return m.Timestamp
		}
	}
	return ""
}

// postDirect posts in the direct messages with a person.
func (a *Adapter) postDirect(ctx context.Context, p post, user string) (chat.Receipt, error) {
	_, known := a.show.direct.get(p.team + " " + user)
	channel, err := a.directChannel(ctx, p.team, user)
	if err != nil {
		return chat.Receipt{}, fmt.Errorf("slack conversations.open: %w", err)
	}
	p.channel, p.thread = channel, ""
	r, err := a.post(ctx, p)
	if known && codeOf(err) == "channel_not_found" {
		a.show.direct.remove(p.team + " " + user) // it is asked for anew
		return r, &chat.DeliveryError{Err: err}
	}
	return r, err
}

// postPrivately shows a message to one person in a channel: at the address that
// came with what the person did last there, else by chat.postEphemeral, else in
// the direct messages.
func (a *Adapter) postPrivately(ctx context.Context, p post, to chat.Conversation) (chat.Receipt, error) {
	if last, ok := a.takeReply(to.Key()); ok {
		err := a.respond(ctx, last.url, to.Thread, p.rendering, beside)
		if err == nil {
			return chat.Receipt{At: a.platformNow()}, nil
		}
		if !isSpent(err) {
			return chat.Receipt{}, fmt.Errorf("slack response: %w", withoutAddress(err))
		}
		a.show.replies.remove(to.Key())
	}
	options := []slack.MsgOption{slack.MsgOptionText(p.text, false), slack.MsgOptionBlocks(p.blocks...)}
	if p.thread != "" {
		options = append(options, slack.MsgOptionTS(p.thread))
	}
	var ts string
	err := a.show.gates.pass(ctx, p.team+" chat.postEphemeral", a.Now, func(ctx context.Context) (err error) {
		ts, err = p.api.PostEphemeralContext(ctx, p.channel, to.User, options...)
		return err
	})
	switch {
	case err == nil:
		return chat.Receipt{At: a.postedNow(ts)}, nil
	case verdicts[codeOf(err)] == gone:
		return a.postDirect(ctx, p, to.User)
	}
	return chat.Receipt{}, fmt.Errorf("slack chat.postEphemeral: %w", err)
}

var errUneditable = errors.New("what is shown to one person in a channel cannot be edited")

// Edit implements chat.Editor.
func (a *Adapter) Edit(ctx context.Context, to chat.Conversation, r chat.Receipt, m chat.Message) (chat.Receipt, error) {
	channel, ts, ok := strings.Cut(r.Ref, " ")
	if !ok {
		return chat.Receipt{}, &chat.DeliveryError{Retry: -1, Err: errUneditable}
	}
	api, err := a.api(ctx, to.Place)
	if err != nil {
		return chat.Receipt{}, report(err, false)
	}
	p := post{api: api, team: to.Place, channel: channel, rendering: a.prepare(ctx, api, to.Place, m)}
	if len(p.blocks) == 0 {
		return chat.Receipt{}, &chat.DeliveryError{Retry: -1, Err: errNothing}
	}
	edited, err := a.editAnyway(ctx, to, p, ts)
	switch _, limited := errors.AsType[*slack.RateLimitedError](err); {
	case limited:
		return chat.Receipt{}, &chat.DeliveryError{Retry: -1, Err: err} // a new message does not wait
	case codeOf(err) == "invalid_blocks":
		err = a.blames(to.Place, m, err)
	}
	if err == nil {
		a.homeChanged(to.Place, to.User)
	}
	return edited, report(err, false)
}

// editAnyway edits a post at the address that came with a press on it, if there
// is one still, else by chat.update.
func (a *Adapter) editAnyway(ctx context.Context, to chat.Conversation, p post, ts string) (chat.Receipt, error) {
	if last, ok := a.show.replies.get(to.Key()); ok && last.channel == p.channel && last.ts == ts {
		if last, ok = a.takeReply(to.Key()); ok {
			err := a.respond(ctx, last.url, "", p.rendering, inPlace)
			if err == nil {
				return chat.Receipt{Ref: p.channel + " " + ts, At: a.platformNow()}, nil
			}
			if !isSpent(err) {
				return chat.Receipt{}, fmt.Errorf("slack response: %w", withoutAddress(err))
			}
		}
	}
	if !a.show.edits.allow(p.team, a.Now()) {
		return chat.Receipt{}, &slack.RateLimitedError{RetryAfter: time.Minute}
	}
	return a.edit(ctx, p, ts)
}

// edit puts a message in the place of a post. It was shown when it was edited.
func (a *Adapter) edit(ctx context.Context, p post, ts string) (chat.Receipt, error) {
	err := a.show.gates.pass(ctx, p.team+" chat.update", a.Now, func(ctx context.Context) error {
		_, _, _, err := p.api.UpdateMessageContext(ctx, p.channel, ts,
			slack.MsgOptionText(p.text, false), slack.MsgOptionBlocks(p.blocks...))
		return err
	})
	if err != nil {
		return chat.Receipt{}, fmt.Errorf("slack chat.update: %w", err)
	}
	return chat.Receipt{Ref: p.channel + " " + ts, At: a.platformNow()}, nil
}
