package discord

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"pacer/bot/chat"
)

const (
	// maxGather is how many people a thread of their own is made for: they are
	// added one by one, each with a request.
	maxGather = 10
	// crowd begins the name of a private thread with several people, so that it
	// is never taken for one with a single person.
	crowd = "\U0001F465 "
)

// isCrowd tells by its name whether a thread was made for several people.
func isCrowd(name string) bool { return strings.HasPrefix(name, crowd) }

var (
	errNoChannel = errors.New("no channel is known in which the people could get a thread")
	errNoCrowd   = errors.New("fewer than two of the people could be added to their thread")
)

// gather makes a private thread with several people and posts in it. Who has left
// the server, or may not see its channel, is left out; with fewer than two nothing
// is posted. A try that follows another goes on with the thread of that one.
func (a *Adapter) gather(ctx context.Context, to chat.Conversation, m chat.Message) (chat.Receipt, error) {
	if to.Channel == "" {
		return chat.Receipt{}, &chat.DeliveryError{Retry: -1, Err: errNoChannel}
	}
	t := a.out.threads
	t.making.Lock()
	defer t.making.Unlock()
	id, ok := t.crowdOf(m.ID)
	if !ok {
		ask := struct {
			Name      string `json:"name"`
			Type      int    `json:"type"`
			Invitable bool   `json:"invitable"`
			Archive   int    `json:"auto_archive_duration"`
		}{cut(crowd+m.Gather.Name, maxThreadName), privateThread, false, archiveAfter}
		var made struct {
			ID string `json:"id"`
		}
		if err := a.call(ctx, http.MethodPost, "channels/"+to.Channel+"/threads", ask, nil, &made); err != nil {
			return chat.Receipt{}, err
		}
		if made.ID == "" {
			return chat.Receipt{}, &chat.DeliveryError{Retry: -1, Err: errors.New("discord made a thread without saying where")}
		}
		id = made.ID
		t.setCrowd(m.ID, id)
	}
	added := 0
	for _, user := range m.Gather.Users {
		if !isID(user) {
			continue
		}
		err := a.call(ctx, http.MethodPut, "channels/"+id+"/thread-members/"+user, nil, nil, nil)
		switch {
		case isRefused(err):
			a.Log.Info("somebody could not be added to a thread", "thread", id, "error", err)
		case err != nil:
			return chat.Receipt{}, err
		default:
			added++
		}
	}
	if added < 2 {
		return chat.Receipt{}, &chat.DeliveryError{Retry: -1, Err: errNoCrowd}
	}
	return a.post(ctx, id, m)
}

// crowdOf is the thread that an earlier try made for a message.
func (t *threads) crowdOf(message string) (id string, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	id, ok = t.crowds[message]
	return id, ok
}

func (t *threads) setCrowd(message, id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.crowds) >= remembered {
		clear(t.crowds)
	}
	t.crowds[message] = id
	delete(t.own, id)
}
