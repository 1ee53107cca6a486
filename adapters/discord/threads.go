package discord

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"

	"pacer/bot/chat"
	"pacer/bot/say"
)

// threads are the private threads that the coach made, each with one person
// who takes no direct messages.
type threads struct {
	making sync.Mutex // held while one is looked for or made, so that nobody gets two

	mu     sync.Mutex
	with   map[place]thread
	own    map[string]bool
	looked map[string]bool // the channels whose threads from before were looked for
}

type place struct{ channel, user string }

type thread struct {
	id    string
	ready bool // the person is in it and has read why
}

func newThreads() *threads {
	return &threads{with: make(map[place]thread), own: make(map[string]bool), looked: make(map[string]bool)}
}

// of is the thread with a person in a channel, if there is one that can be
// written to.
func (t *threads) of(channel, user string) (id string, ok bool) {
	th := t.get(channel, user)
	return th.id, th.ready
}

func (t *threads) get(channel, user string) thread {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.with[place{channel, user}]
}

func (t *threads) set(channel, user string, th thread) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.with[place{channel, user}] = th
	t.own[th.id] = true
}

func (t *threads) forget(channel, user string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.own, t.with[place{channel, user}].id)
	delete(t.with, place{channel, user})
}

func (t *threads) isOwn(id string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.own[id]
}

// look tells whether a channel is to be looked through, once.
func (t *threads) look(channel string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return !t.looked[channel]
}

// found keeps what a look through a channel brought.
func (t *threads) found(channel string, with map[string]string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.looked[channel] = true
	for user, id := range with {
		t.with[place{channel, user}] = thread{id: id, ready: true}
		t.own[id] = true
	}
}

// privateThread is the type of a channel that only who is added to it sees:
// https://discord.com/developers/docs/resources/channel#channel-object-channel-types
const privateThread = 12

// archiveAfter is how many minutes without a word take a thread off the list.
// What is said in it later brings it back.
const archiveAfter = 7 * 24 * 60

// threadSeen learns of a thread from an event: a private one that the coach
// made is its own with one person.
func (a *Adapter) threadSeen(id, _, _, owner string, kind int) {
	me := a.self().User
	if kind != privateThread || owner != me || me == "" {
		return
	}
	a.out.threads.mu.Lock()
	defer a.out.threads.mu.Unlock()
	a.out.threads.own[id] = true
}

// ownThread tells whether a thread is known to be a private one that the coach
// made for one person.
func (a *Adapter) ownThread(id string) bool { return a.out.threads.isOwn(id) }

// sendPrivately sends a message to the private thread with a person who takes
// no direct messages, in the channel where they were last met.
func (a *Adapter) sendPrivately(ctx context.Context, to chat.Conversation, m chat.Message) (chat.Receipt, error) {
	id, err := a.threadWith(ctx, to)
	if d, ok := errors.AsType[*chat.DeliveryError](err); ok && d.Closed {
		// The way from closed direct messages ends here; there is no other.
		return chat.Receipt{}, &chat.DeliveryError{Retry: -1, Err: err}
	}
	if err != nil {
		return chat.Receipt{}, err
	}
	r, err := a.post(ctx, id, m)
	if isGone(err) {
		a.out.threads.forget(to.Channel, to.User)
		return r, &chat.DeliveryError{Err: err} // the next try makes a new one
	}
	return r, err
}

// isGone tells an error that says a thread was deleted, or is locked.
func isGone(err error) bool {
	return slices.Contains([]int{codeUnknownChannel, codeArchivedThread, codeLockedThread}, codeOf(err))
}

// threadWith is the private thread with a person in a channel: the one there
// is, or a new one that begins with why it is there.
func (a *Adapter) threadWith(ctx context.Context, to chat.Conversation) (string, error) {
	t := a.out.threads
	if id, ok := t.of(to.Channel, to.User); ok {
		return id, nil
	}
	t.making.Lock()
	defer t.making.Unlock()
	if err := a.findThreads(ctx, to.Place, to.Channel); err != nil {
		return "", err
	}
	th := t.get(to.Channel, to.User)
	if th.ready {
		return th.id, nil
	}
	words := say.In("") // what language somebody reads is the bot's to know
	if th.id == "" {
		ask := struct {
			Name      string `json:"name"`
			Type      int    `json:"type"`
			Invitable bool   `json:"invitable"`
			Archive   int    `json:"auto_archive_duration"`
		}{cut(chat.Plain(words.Say("discord.thread")), maxThreadName), privateThread, false, archiveAfter}
		var made struct {
			ID string `json:"id"`
		}
		if err := a.call(ctx, http.MethodPost, "channels/"+to.Channel+"/threads", ask, nil, &made); err != nil {
			return "", err
		}
		if made.ID == "" {
			return "", &chat.DeliveryError{Err: errors.New("discord made a thread without saying where")}
		}
		th = thread{id: made.ID}
		t.set(to.Channel, to.User, th) // should the rest fail, the next try goes on from here
	}
	if err := a.call(ctx, http.MethodPut, "channels/"+th.id+"/thread-members/"+to.User, nil, nil, nil); err != nil {
		if isGone(err) {
			t.forget(to.Channel, to.User)
		}
		return "", err
	}
	why := chat.Text(words.Say("discord.thread.why"))
	why.ID = "why " + th.id
	if _, err := a.post(ctx, th.id, why); err != nil {
		return "", err
	}
	th.ready = true
	t.set(to.Channel, to.User, th)
	return th.id, nil
}

// findThreads looks once, after a start, for the threads that the coach made in
// a channel before.
func (a *Adapter) findThreads(ctx context.Context, guild, channel string) error {
	if !a.out.threads.look(channel) {
		return nil
	}
	me, err := a.identify(ctx)
	if err != nil {
		return err
	}
	with := make(map[string]string)
	for _, route := range []string{
		"channels/" + channel + "/users/@me/threads/archived/private",
		"guilds/" + guild + "/threads/active", // last: a thread in use goes before an old one
	} {
		var list struct {
			Threads []struct {
				ID       string `json:"id"`
				Type     int    `json:"type"`
				ParentID string `json:"parent_id"`
				OwnerID  string `json:"owner_id"`
			} `json:"threads"`
		}
		if err := a.call(ctx, http.MethodGet, route, nil, nil, &list); err != nil {
			if isRefused(err) {
				continue
			}
			return err
		}
		for _, th := range list.Threads {
			if th.Type != privateThread || th.ParentID != channel || th.OwnerID != me.User {
				continue
			}
			user, err := a.personIn(ctx, th.ID, me.User)
			if err != nil {
				return err
			}
			if user != "" {
				with[user] = th.ID
			}
		}
	}
	a.out.threads.found(channel, with)
	return nil
}

// personIn is the one person in a thread beside the coach; empty if there is
// none, or more.
func (a *Adapter) personIn(ctx context.Context, id, me string) (string, error) {
	var members []struct {
		UserID string `json:"user_id"`
	}
	if err := a.call(ctx, http.MethodGet, "channels/"+id+"/thread-members", nil, nil, &members); err != nil && !isRefused(err) {
		return "", err
	}
	person := ""
	for _, m := range members {
		switch {
		case m.UserID == me:
		case person != "":
			return "", nil
		default:
			person = m.UserID
		}
	}
	return person, nil
}

// isRefused tells an error that trying again does not mend: a list that is not
// to be had is like an empty one.
func isRefused(err error) bool {
	d, ok := errors.AsType[*chat.DeliveryError](err)
	_, isAnswer := errors.AsType[*apiError](err)
	return ok && isAnswer && d.Retry < 0
}
