package discord

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"pacer/bot/chat"
	"pacer/bot/say"
)

// threads are the private threads that the coach made, each with one person
// who takes no direct messages.
type threads struct {
	making sync.Mutex // held while one is looked for or made, so that nobody gets two

	mu     sync.Mutex
	with   map[place]thread
	own    map[string]string   // the coach's threads and whom each is with; empty: not known yet
	before map[string][]string // by channel, those found there after a start; no entry: not looked for yet
	crowds map[string]string   // by message, those made for several people
}

type place struct{ channel, user string }

type thread struct {
	id    string
	ready bool // the person is in it and has read why
}

func newThreads() *threads {
	return &threads{with: make(map[place]thread), own: make(map[string]string), before: make(map[string][]string), crowds: make(map[string]string)}
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
	t.own[th.id] = user
}

func (t *threads) forget(channel, user string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	id := t.with[place{channel, user}].id
	delete(t.own, id)
	delete(t.with, place{channel, user})
	if ids, ok := t.before[channel]; ok {
		t.before[channel] = slices.DeleteFunc(slices.Clone(ids), func(other string) bool { return other == id })
	}
}

// person is whom a thread is with, empty while that is not known; ok is false
// for a thread that is not the coach's.
func (t *threads) person(id string) (user string, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	user, ok = t.own[id]
	return user, ok
}

// seen keeps that a thread is the coach's; whom it is with stays known.
func (t *threads) seen(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, ok := t.own[id]; !ok {
		t.own[id] = ""
	}
}

// claim keeps whom a thread is with.
func (t *threads) claim(id, user string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.own[id] = user
}

// there are the threads that were found in a channel; ok is false before they
// were looked for.
func (t *threads) there(channel string) (ids []string, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	ids, ok = t.before[channel]
	return ids, ok
}

// found keeps what a look through a channel brought.
func (t *threads) found(channel string, ids []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.before[channel] = ids
}

// privateThread is the type of a channel that only who is added to it sees:
// https://discord.com/developers/docs/resources/channel#channel-object-channel-types
const privateThread = 12

// archiveAfter is how many minutes without a word take a thread off the list.
// What is said in it later brings it back.
const archiveAfter = 7 * 24 * 60

// threadSeen learns of a thread from an event: a private one that the coach
// made is its own with one person, unless it was made for several.
func (a *Adapter) threadSeen(id, _, name, owner string, kind int) {
	me := a.self().User
	if kind != privateThread || owner != me || me == "" || isCrowd(name) {
		return
	}
	a.out.threads.seen(id)
}

// isAloneWith tells whether a thread is a private one that the coach made for a
// person: what is said there need not be hidden from them. Somebody who looks
// after the server may come in as well, and is not that person.
func (a *Adapter) isAloneWith(ctx context.Context, user, id string) bool {
	t := a.out.threads
	person, own := t.person(id)
	if !own || person != "" {
		return own && person == user
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	alone, err := a.isOnly(ctx, user, id)
	if err != nil {
		a.Log.Debug("whom a thread is with is not known", "thread", id, "error", err)
	}
	if alone {
		t.claim(id, user)
	}
	return alone
}

// isOnly asks whether a person is in one of the coach's threads, and nobody
// else. Discord lists who is in a thread to those only who have a privileged
// intent, but tells everybody how many are, and of one person whether they are.
// https://discord.com/developers/docs/resources/channel#get-thread-member
func (a *Adapter) isOnly(ctx context.Context, user, id string) (bool, error) {
	var th struct {
		Members int `json:"member_count"`
	}
	err := a.call(ctx, http.MethodGet, "channels/"+id, nil, nil, &th)
	if err == nil && th.Members <= 2 { // the coach is one
		err = a.call(ctx, http.MethodGet, "channels/"+id+"/thread-members/"+user, nil, nil, nil)
	}
	switch {
	case isRefused(err):
		return false, nil
	case err != nil:
		return false, err
	}
	return th.Members <= 2, nil
}

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
	if err := a.findThread(ctx, to); err != nil {
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

// findThread finds the thread that the coach made for a person in a channel
// before it was started, if there is one.
func (a *Adapter) findThread(ctx context.Context, to chat.Conversation) error {
	t := a.out.threads
	if t.get(to.Channel, to.User).id != "" {
		return nil
	}
	ids, err := a.threadsIn(ctx, to.Place, to.Channel)
	if err != nil {
		return err
	}
	for _, id := range ids {
		person, _ := t.person(id)
		if person == "" {
			alone, err := a.isOnly(ctx, to.User, id)
			if err != nil {
				return err
			}
			if alone {
				person = to.User
			}
		}
		if person == to.User {
			t.set(to.Channel, to.User, thread{id: id, ready: true})
			return nil
		}
	}
	return nil
}

// threadsIn lists the threads that the coach made in a channel before it was
// started, those in use first. It looks once.
func (a *Adapter) threadsIn(ctx context.Context, guild, channel string) ([]string, error) {
	t := a.out.threads
	if ids, ok := t.there(channel); ok {
		return ids, nil
	}
	me, err := a.identify(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, route := range []string{
		"guilds/" + guild + "/threads/active",
		"channels/" + channel + "/users/@me/threads/archived/private",
	} {
		var list struct {
			Threads []struct {
				ID       string `json:"id"`
				Name     string `json:"name"`
				Type     int    `json:"type"`
				ParentID string `json:"parent_id"`
				OwnerID  string `json:"owner_id"`
			} `json:"threads"`
		}
		if err := a.call(ctx, http.MethodGet, route, nil, nil, &list); err != nil {
			if isRefused(err) {
				continue
			}
			return nil, err
		}
		for _, th := range list.Threads {
			if isID(th.ID) && th.Type == privateThread && th.ParentID == channel && th.OwnerID == me.User && !isCrowd(th.Name) {
				ids = append(ids, th.ID)
				t.seen(th.ID)
			}
		}
	}
	t.found(channel, ids)
	return ids, nil
}

// isRefused tells an error that trying again does not mend: a list that is not
// to be had is like an empty one.
func isRefused(err error) bool {
	d, ok := errors.AsType[*chat.DeliveryError](err)
	_, isAnswer := errors.AsType[*apiError](err)
	return ok && isAnswer && d.Retry < 0
}
