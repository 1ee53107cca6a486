package discord

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"pacer/bot/chat"
)

// outgoing is what sending remembers. All of it may be lost: a restart costs a
// few more requests, and private answers that can no longer be edited.
type outgoing struct {
	tokens  *tokens
	directs *directs
	threads *threads
	invalid *invalids
	limits  *limits
	unsure  *unsure
	lesser  atomic.Bool // see isLesser

	wordless atomic.Bool  // the server refuses descriptions of files
	fileless atomic.Int64 // until when files are left out, in Unix milliseconds; see takesFiles
}

func newOutgoing() *outgoing {
	return &outgoing{tokens: newTokens(), directs: newDirects(), threads: newThreads(), invalid: new(invalids), limits: new(limits), unsure: newUnsure()}
}

// sent is a message as Discord tells of it.
type sent struct {
	ID              string `json:"id"`
	ChannelID       string `json:"channel_id"`
	Timestamp       string `json:"timestamp"`
	EditedTimestamp string `json:"edited_timestamp"`
}

// Send implements chat.Adapter. What only one person is to read in a guild
// goes as a private answer while an interaction there can be answered and it is
// an answer, else as a direct message, else to a private thread with that
// person, never to the channel.
func (a *Adapter) Send(ctx context.Context, to chat.Conversation, m chat.Message) (chat.Receipt, error) {
	if !isSomewhere(to) {
		return chat.Receipt{}, &chat.DeliveryError{Retry: -1, Err: errors.New("the conversation is nowhere on Discord")}
	}
	if a.hasLeft(to.Place) {
		return chat.Receipt{}, &chat.DeliveryError{Retry: -1, Err: errors.New("the coach was removed from the server")}
	}
	if channel, ok := a.out.unsure.of(m.ID); ok {
		r, err := a.post(ctx, channel, m)
		if d, ok := errors.AsType[*chat.DeliveryError](err); err == nil || ok && d.Retry >= 0 {
			return r, err
		}
	}
	if m.Gather != nil {
		return a.gather(ctx, to, m)
	}
	if !m.Unasked {
		if r, err, ok := a.sendAwaited(ctx, to, m); ok {
			return r, err
		}
	}
	switch {
	case to.Channel == "":
		return a.sendDirect(ctx, to.User, m)
	case to.User == "":
		return a.post(ctx, cmp.Or(to.Thread, to.Channel), m)
	}
	if in, ok := a.out.tokens.of(to, a.now()); ok && !m.Unasked {
		r, err := a.followUp(ctx, in, m)
		if !isTokenGone(err) {
			return r, err
		}
		a.out.tokens.forget(to, in)
	}
	if to.Thread != "" && a.isAloneWith(ctx, to.User, to.Thread) {
		return a.post(ctx, to.Thread, m)
	}
	r, err := a.sendDirect(ctx, to.User, m)
	if d, ok := errors.AsType[*chat.DeliveryError](err); ok && d.Closed {
		return a.sendPrivately(ctx, to, m)
	}
	return r, err
}

// isSomewhere tells whether a conversation names only what Discord could know:
// the names become parts of addresses.
func isSomewhere(c chat.Conversation) bool {
	for _, id := range []string{c.Place, c.Channel, c.Thread, c.User} {
		if id != "" && !isID(id) {
			return false
		}
	}
	return c.Channel != "" || c.User != ""
}

// Edit implements chat.Editor. A private answer can be edited for a quarter of
// an hour, and not after a restart.
func (a *Adapter) Edit(ctx context.Context, to chat.Conversation, r chat.Receipt, m chat.Message) (chat.Receipt, error) {
	body, files := a.rendered(m)
	body.Flags &= suppressEmbeds // the others are of the moment of posting
	route := ""
	switch kind, first, second := splitRef(r.Ref); kind {
	case refMessage:
		route = "channels/" + first + "/messages/" + second
	case refAnswer:
		in, ok := a.out.tokens.get(first, a.now())
		if !ok {
			return chat.Receipt{}, &chat.DeliveryError{Retry: -1, Err: errors.New("the time in which a private answer can be edited is over")}
		}
		var err error
		if route, err = a.answerRoute(ctx, in, second); err != nil {
			return chat.Receipt{}, err
		}
	default:
		return chat.Receipt{}, &chat.DeliveryError{Retry: -1, Err: errors.New("the receipt names no message of Discord's")}
	}
	var got sent
	if err := a.call(ctx, http.MethodPatch, route, body, files, &got); err != nil {
		return chat.Receipt{}, err
	}
	if at, err := time.Parse(time.RFC3339Nano, got.EditedTimestamp); err == nil {
		r.At = at.UTC()
	}
	return r, nil
}

// post posts a message to a channel, a thread or direct messages.
func (a *Adapter) post(ctx context.Context, channel string, m chat.Message) (chat.Receipt, error) {
	body, files := a.rendered(m)
	if m.ID != "" {
		// Discord gives back the message it has when it sees a nonce again within
		// a few minutes, so that a try after a lost answer posts nothing twice.
		body.Nonce, body.EnforceNonce = nonce(m.ID), true
	}
	var got sent
	err := a.call(ctx, http.MethodPost, "channels/"+channel+"/messages", body, files, &got)
	a.out.unsure.posted(m.ID, channel, err)
	if err != nil {
		return chat.Receipt{}, a.refusedFiles(err, files)
	}
	if got.ID == "" {
		return chat.Receipt{At: a.now()}, nil // it stands there, and nobody says where to edit it
	}
	got.ChannelID = cmp.Or(got.ChannelID, channel)
	return a.receipt(interaction{plain: true}, got), nil
}

// nonce makes of a message's ID what Discord takes: 24 digits that two IDs do
// not share.
func nonce(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:maxNonce/2])
}

// followUp says something more about an interaction that has had its first
// answer.
func (a *Adapter) followUp(ctx context.Context, in interaction, m chat.Message) (chat.Receipt, error) {
	me, err := a.identify(ctx)
	if err != nil {
		return chat.Receipt{}, err
	}
	body, files := a.payload(m, !in.plain)
	var got sent
	if err := a.call(ctx, http.MethodPost, "webhooks/"+me.App+"/"+in.token+"?wait=true", body, files, &got); err != nil {
		return chat.Receipt{}, anotherWay(err)
	}
	return a.receipt(in, got), nil
}

// amend puts a message in the place of an interaction's first answer, which
// may be a deferral; doing it again changes nothing.
func (a *Adapter) amend(ctx context.Context, in interaction, m chat.Message) (chat.Receipt, error) {
	body, files := a.inAnswer(m)
	body.Flags &= suppressEmbeds
	route, err := a.answerRoute(ctx, in, original)
	if err != nil {
		return chat.Receipt{}, err
	}
	var got sent
	if err := a.call(ctx, http.MethodPatch, route, body, files, &got); err != nil {
		return chat.Receipt{}, anotherWay(err)
	}
	return a.receipt(in, got), nil
}

// anotherWay makes of an interaction that can no longer be answered something
// to try again: Send then goes another way.
func anotherWay(err error) error {
	if isTokenGone(err) {
		return &chat.DeliveryError{Err: err}
	}
	return err
}

// answerRoute is where an answer to an interaction is edited.
func (a *Adapter) answerRoute(ctx context.Context, in interaction, message string) (string, error) {
	me, err := a.identify(ctx)
	if err != nil {
		return "", err
	}
	return "webhooks/" + me.App + "/" + in.token + "/messages/" + message, nil
}

// isTokenGone tells an error that says an interaction cannot be answered any
// more.
func isTokenGone(err error) bool {
	switch codeOf(err) {
	case codeUnknownWebhook, codeUnknownInteraction, codeBadWebhookToken:
		return true
	}
	e, ok := errors.AsType[*apiError](err)
	return ok && (e.Status == http.StatusUnauthorized || e.Status == http.StatusNotFound)
}

// original names an interaction's first answer.
const original = "@original"

// A receipt's reference is a word, and two IDs: of a channel and a message in
// it, or of an interaction and an answer to it.
const (
	refMessage = "message"
	refAnswer  = "answer"
)

func splitRef(ref string) (kind, first, second string) {
	fields := strings.Fields(ref)
	if len(fields) != 3 {
		return "", "", ""
	}
	return fields[0], fields[1], fields[2]
}

// receipt says what was posted. With in the zero interaction but plain it was
// an ordinary message; else it answered the interaction. Nothing in got means
// the interaction's first answer.
func (a *Adapter) receipt(in interaction, got sent) chat.Receipt {
	r := chat.Receipt{Ref: refAnswer + " " + in.id + " " + cmp.Or(got.ID, original), At: snowflakeTime(got.ID)}
	if in.plain && got.ID != "" && got.ChannelID != "" {
		r.Ref = refMessage + " " + got.ChannelID + " " + got.ID
	}
	if r.At.IsZero() {
		if at, err := time.Parse(time.RFC3339Nano, got.Timestamp); err == nil {
			r.At = at.UTC()
		}
	}
	if r.At.IsZero() {
		r.At = a.now()
	}
	return r
}
