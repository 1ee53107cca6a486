package slack

import (
	"context"
	"errors"
	"fmt"

	"github.com/slack-go/slack"

	"pacer/bot/chat"
)

// maxGather is how many people a conversation can be opened with at once, the app
// not counted.
// https://docs.slack.dev/reference/methods/conversations.open
const maxGather = 8

var errCrowd = errors.New("a conversation is for two to eight people")

// gather opens a conversation with several people, or finds the one that they
// have, and posts in it. Nobody else can read there.
func (a *Adapter) gather(ctx context.Context, p post, users []string) (chat.Receipt, error) {
	if len(users) < 2 || len(users) > maxGather {
		return chat.Receipt{}, &chat.DeliveryError{Retry: -1, Err: errCrowd}
	}
	var channel *slack.Channel
	err := a.show.gates.pass(ctx, p.team+" conversations.open", a.Now, func(ctx context.Context) (err error) {
		channel, _, _, err = p.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: users, ReturnIM: true})
		return err
	})
	if err != nil {
		return chat.Receipt{}, fmt.Errorf("slack conversations.open: %w", err)
	}
	p.channel, p.thread = channel.ID, ""
	return a.post(ctx, p)
}
