package demo

import (
	"context"
	"time"

	"pacer/bot/chat"
)

// Desk is the adapter of the made-up learners: what is sent to them has arrived,
// and nobody sees it.
type Desk struct {
	Now func() time.Time
}

// Name is Platform.
func (Desk) Name() string { return Platform }

// Capabilities are those of a chat with buttons.
func (Desk) Capabilities() chat.Capabilities { return chat.Capabilities{MaxChoices: 25} }

// Run returns when ctx ends: what learners do comes from their Class.
func (Desk) Run(ctx context.Context, _ chat.Handler) error {
	<-ctx.Done()
	return nil
}

// Send tells that a message has arrived.
func (d Desk) Send(_ context.Context, _ chat.Conversation, m chat.Message) (chat.Receipt, error) {
	return chat.Receipt{Ref: m.ID, At: d.Now().UTC()}, nil
}
