package slack

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"pacer/bot/chat"
	"pacer/coach"
)

// verdict is what an error of Slack means for a message.
type verdict uint8

const (
	again   verdict = iota // it may arrive at another try
	unclear                // and may have arrived at this one
	never                  // it is the same at every try
	gone                   // the person takes no messages, or is there no more; of a channel: never
)

// verdicts are Slack's error codes that the methods used here may answer. What
// is not among them is tried again: the outbox gives up by itself.
// https://docs.slack.dev/reference/methods/chat.postMessage#errors and of
// chat.postEphemeral, chat.update, conversations.open.
var verdicts = map[string]verdict{
	"fatal_error": unclear, "internal_error": unclear, "request_timeout": unclear,

	// The token, and what it may do.
	"invalid_auth": never, "not_authed": never, "account_inactive": never, "token_revoked": never,
	"missing_scope": never, "no_permission": never, "not_allowed_token_type": never, "invalid_scope": never,
	"ekm_access_denied": never, "team_access_not_granted": never, "access_denied": never,
	"org_login_required": never, "enterprise_is_restricted": never, "user_removed_from_team": never,

	// The place.
	"channel_not_found": gone, "is_archived": gone, "is_inactive": gone, "not_in_channel": gone,
	"user_not_in_channel": gone, "restricted_action": gone, "restricted_action_read_only_channel": gone,
	"restricted_action_non_threadable_channel": gone, "restricted_action_thread_only_channel": gone,
	"restricted_action_thread_locked": gone, "thread_locked": gone, "cannot_reply_to_message": never,
	"team_not_found": never, "messages_tab_disabled": gone,

	// The person.
	"user_disabled": gone, "user_not_found": gone, "users_not_found": gone, "user_not_visible": gone,
	"cannot_dm_bot": gone, "user_is_bot": gone, "user_is_restricted": gone, "invalid_user_combination": gone,

	// The message.
	"msg_too_long": never, "no_text": never, "invalid_blocks": never, "invalid_blocks_format": never,
	"msg_blocks_too_long": never, "too_many_attachments": never, "invalid_arguments": never, "invalid_arg_name": never,
	"invalid_metadata_format": never, "invalid_metadata_schema": never, "metadata_too_large": never,
	"message_limit_exceeded": never, "slack_connect_blocked_file_type": never,

	// What is edited.
	"message_not_found": never, "cant_update_message": never, "edit_window_closed": never,
	"update_failed": again, "block_mismatch": never,
}

// codeOf is the code of an error of Slack, empty for other errors.
func codeOf(err error) string {
	if e, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return e.Err
	}
	return ""
}

// mayHaveArrived tells errors after which nobody knows whether Slack has done
// what it was asked: the connection broke, no answer came in time.
func mayHaveArrived(err error) bool {
	if err == nil {
		return false
	}
	if code := codeOf(err); code != "" {
		return verdicts[code] == unclear
	}
	if e, ok := errors.AsType[slack.StatusCodeError](err); ok {
		return e.Code >= http.StatusInternalServerError
	}
	_, isLimit := errors.AsType[*slack.RateLimitedError](err)
	_, isOurs := errors.AsType[*coach.Error](err)
	return !isLimit && !isOurs
}

// patient is how long to wait when Slack says "too many" and not for how long.
const patient = 30 * time.Second

// report makes of an error what the outbox needs to know. direct says that the
// message was for a person.
func report(err error, direct bool) error {
	if err == nil {
		return nil
	}
	if d, ok := errors.AsType[*chat.DeliveryError](err); ok {
		return d
	}
	d := &chat.DeliveryError{Err: withoutAddress(err)}
	limit, limited := errors.AsType[*slack.RateLimitedError](err)
	switch code := codeOf(err); {
	case limited:
		d.Retry = max(limit.RetryAfter, time.Second)
	case code == "ratelimited" || code == "rate_limited":
		d.Retry = patient
	case coach.IsNotFound(err) || verdicts[code] == never:
		d.Retry = -1
	case verdicts[code] == gone:
		d.Retry, d.Closed = -1, direct
	}
	return d
}

// withoutAddress takes the address out of an error of a request: that of an
// upload, or of an answer to a press, is a secret.
func withoutAddress(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return &requestError{err: e.Err}
	}
	return err
}

// requestError is a request that got no answer.
type requestError struct{ err error }

func (e *requestError) Error() string { return "request to Slack: " + e.err.Error() }
func (e *requestError) Unwrap() error { return e.err }

// gates keep, of each method that Slack has refused for a while, until when. A
// limit is of a method in a workspace, of chat.postMessage also of a channel;
// other methods and channels go on.
// https://docs.slack.dev/apis/web-api/rate-limits
type gates struct {
	mu    sync.Mutex
	until map[string]time.Time
}

const mostGates = 10_000 // then the open ones are let go

// pass runs f, unless a gate is closed; f's error may close it.
func (g *gates) pass(ctx context.Context, key string, now func() time.Time, f func(context.Context) error) error {
	if wait := g.wait(key, now()); wait > 0 {
		return &slack.RateLimitedError{RetryAfter: wait}
	}
	err := f(ctx)
	if limit, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		g.close(key, now(), limit.RetryAfter)
	}
	return err
}

func (g *gates) wait(key string, now time.Time) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	until, ok := g.until[key]
	if !ok {
		return 0
	}
	if wait := until.Sub(now); wait > 0 {
		return wait
	}
	delete(g.until, key)
	return 0
}

func (g *gates) close(key string, now time.Time, wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.until == nil || len(g.until) >= mostGates {
		open := make(map[string]time.Time)
		for k, until := range g.until {
			if until.After(now) && len(open) < mostGates/2 {
				open[k] = until
			}
		}
		g.until = open
	}
	g.until[key] = now.Add(wait)
}
