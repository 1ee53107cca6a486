package slack

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// What a person does in a channel brings an address at which Slack takes a few
// messages for that person alone. It is as good as a token, so it is kept in
// memory only, and when it is gone messages go another way.
// https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
const (
	replyUses = 5
	replyLife = 30*time.Minute - 10*time.Second
)

// reply is such an address, and the message it came from.
type reply struct {
	url       string
	left      int
	until     time.Time
	channel   string
	ts        string // of the message that was pressed; empty: none was
	ephemeral bool
}

// keepReply remembers the address that came with what somebody did.
func (a *Adapter) keepReply(in *incoming) {
	if in.response == "" || !a.mayAnswerAt(in.response) {
		return
	}
	a.show.replies.put(in.ev.Conversation.Key(), reply{
		url: in.response, left: replyUses, until: a.Now().Add(replyLife),
		channel: in.channel, ts: in.ts, ephemeral: in.ephemeral,
	})
}

// takeReply uses the last address of a conversation once, if it has uses left.
func (a *Adapter) takeReply(key string) (reply, bool) {
	r, ok := a.show.replies.get(key)
	if !ok {
		return reply{}, false
	}
	if r.left == 0 || !a.Now().Before(r.until) {
		a.show.replies.remove(key)
		return reply{}, false
	}
	used := r
	used.left--
	a.show.replies.put(key, used)
	return r, true
}

// mayAnswerAt tells addresses of Slack, or of the server that plays it.
func (a *Adapter) mayAnswerAt(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	own, err := url.Parse(a.APIURL)
	if err == nil && u.Scheme == own.Scheme && u.Host == own.Host {
		return true
	}
	return u.Scheme == "https" && (u.Host == "slack.com" || strings.HasSuffix(u.Host, ".slack.com"))
}

// way is what a message at such an address does.
type way uint8

const (
	beside  way = iota // it is shown to the person alone
	inPlace            // it takes the place of the message that was pressed
)

// respond sends a message to the address of a reply.
func (a *Adapter) respond(ctx context.Context, address, thread string, r rendering, w way) error {
	m := &slack.WebhookMessage{
		Text:            r.text,
		ResponseType:    slack.ResponseTypeEphemeral,
		ReplaceOriginal: w == inPlace,
		ThreadTimestamp: thread,
		UnfurlLinks:     new(bool),
		UnfurlMedia:     new(bool),
	}
	if w == inPlace {
		m.ResponseType, m.ThreadTimestamp = "", ""
	}
	if len(r.blocks) > 0 {
		m.Blocks = &slack.Blocks{BlockSet: r.blocks}
	}
	return slack.PostWebhookCustomHTTPContext(ctx, address, a.client, m)
}

// isSpent tells that an address takes no more messages, or not this one, so
// that it has to go another way.
func isSpent(err error) bool {
	e, ok := errors.AsType[slack.StatusCodeError](err)
	return ok && e.Code < http.StatusInternalServerError
}
