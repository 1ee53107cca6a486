package discord

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"pacer/bot/chat"
)

// remembered bounds how many people's channels are kept in memory. Past it all
// are forgotten and asked for again.
const remembered = 50_000

// closedFor is how long a person whose direct messages are closed is not tried
// again: each try counts against the address, see maxInvalid.
const closedFor = 10 * time.Minute

// directs are the channels of direct messages, by person.
type directs struct {
	mu       sync.Mutex
	channels map[string]string
	closed   map[string]time.Time // since when
}

func newDirects() *directs {
	return &directs{channels: make(map[string]string), closed: make(map[string]time.Time)}
}

func (d *directs) of(user string) (string, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c, ok := d.channels[user]
	return c, ok
}

func (d *directs) set(user, channel string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.channels) >= remembered {
		clear(d.channels)
	}
	d.channels[user] = channel
}

func (d *directs) forget(user string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.channels, user)
}

func (d *directs) close(user string, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.closed) >= remembered {
		clear(d.closed)
	}
	d.closed[user] = now
}

func (d *directs) open(user string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.closed, user)
}

func (d *directs) isClosed(user string, now time.Time) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	since, ok := d.closed[user]
	return ok && now.Sub(since) < closedFor
}

// directIs learns a person's channel from something they wrote in it: who
// writes there can be written to.
func (a *Adapter) directIs(user, channel string) {
	a.out.directs.set(user, channel)
	a.out.directs.open(user)
}

// sendDirect sends a direct message.
func (a *Adapter) sendDirect(ctx context.Context, user string, m chat.Message) (chat.Receipt, error) {
	if a.out.directs.isClosed(user, a.now()) {
		return chat.Receipt{}, &chat.DeliveryError{Retry: -1, Closed: true, Err: errors.New("the person takes no direct messages")}
	}
	channel, err := a.direct(ctx, user)
	var r chat.Receipt
	if err == nil {
		r, err = a.post(ctx, channel, m)
	}
	if codeOf(err) == codeUnknownChannel {
		a.out.directs.forget(user) // it is opened anew by the next try
		return r, &chat.DeliveryError{Err: err}
	}
	if d, ok := errors.AsType[*chat.DeliveryError](err); ok && d.Closed {
		a.out.directs.close(user, a.now())
	}
	return r, err
}

// direct is the channel of a person's direct messages; it is opened unless it
// is known. Opening it twice gives the same.
func (a *Adapter) direct(ctx context.Context, user string) (string, error) {
	if channel, ok := a.out.directs.of(user); ok {
		return channel, nil
	}
	ask := struct {
		Recipient string `json:"recipient_id"`
	}{user}
	var channel struct {
		ID string `json:"id"`
	}
	if err := a.call(ctx, http.MethodPost, "users/@me/channels", ask, nil, &channel); err != nil {
		return "", err
	}
	if channel.ID == "" {
		return "", &chat.DeliveryError{Err: errors.New("discord opened direct messages without saying where")}
	}
	a.out.directs.set(user, channel.ID)
	return channel.ID, nil
}
