package discord

import (
	"errors"
	"net/http"
	"sync"

	"pacer/bot/chat"
)

// unsure are messages whose posting nobody answered, and the channels they
// were posted to. They may stand there. Posted there again, the nonce keeps a
// second one away; by any other way, such as a command that came meanwhile and
// waits for its answer, it would stand there twice. It is safe for use by
// several goroutines.
type unsure struct {
	mu       sync.Mutex
	channels map[string]string // by the message's ID
}

// maxUnsure is how many are remembered. Past it all are forgotten: some may
// then arrive twice.
const maxUnsure = 4096

func newUnsure() *unsure { return &unsure{channels: make(map[string]string)} }

// of is where a message may stand already.
func (u *unsure) of(id string) (channel string, ok bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	channel, ok = u.channels[id]
	return channel, ok
}

// posted notes what became of posting a message.
func (u *unsure) posted(id, channel string, err error) {
	if id == "" {
		return // it has no nonce
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	d, _ := errors.AsType[*chat.DeliveryError](err)
	switch {
	case err == nil, d != nil && d.Retry < 0:
		delete(u.channels, id)
	case isUnknown(d):
		if len(u.channels) >= maxUnsure {
			clear(u.channels)
		}
		u.channels[id] = channel
	}
}

// isUnknown tells whether what was asked for may have been done all the same:
// no answer came, or none of Discord's own.
func isUnknown(d *chat.DeliveryError) bool {
	if e, ok := errors.AsType[*apiError](d); ok {
		return e.Status >= http.StatusInternalServerError
	}
	return d != nil && d.Retry == 0 // a limit of ours, for which nothing was sent, says how long
}
