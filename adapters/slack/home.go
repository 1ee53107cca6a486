package slack

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"pacer/bot/chat"
	"pacer/bot/say"
)

const (
	homeEvery   = time.Second // at most, for one person
	homeWithin  = 10 * time.Second
	homeAgain   = 5 * time.Second // after it could not be shown; twice as long each time
	homeTries   = 8               // then it waits for something to change
	homesAtOnce = 8
)

// homes are the Home tabs that people have opened since the process began: the
// ones worth keeping up to date. Changes that come close together are shown
// once.
type homes struct {
	mu    sync.Mutex
	tabs  cache[*homeTab]
	dirty []*homeTab
	wake  chan struct{}
}

// homeTab is one person's. Its fields but the first two are its homes' to lock.
type homeTab struct {
	team, user string

	dirty   bool      // waits in homes.dirty
	showing bool      // is being published
	next    time.Time // not before
	hash    string    // of what was published last
	failed  int       // how often in a row
}

func (h *homes) init() { h.wake = make(chan struct{}, 1) }

// publishHome shows a person's Home tab soon, and from now on whenever it may
// have changed.
func (a *Adapter) publishHome(_ context.Context, team, user string) {
	if a.Reads == nil {
		return
	}
	key := team + " " + user
	tab, ok := a.show.homes.tabs.get(key)
	if !ok {
		tab = &homeTab{team: team, user: user}
	}
	a.show.homes.tabs.put(key, tab)
	a.show.homes.mark(tab)
}

// homeChanged says that a person's Home tab may have changed.
func (a *Adapter) homeChanged(team, user string) {
	if user == "" {
		return
	}
	if tab, ok := a.show.homes.tabs.get(team + " " + user); ok {
		a.show.homes.mark(tab)
	}
}

func (h *homes) mark(tab *homeTab) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if tab.dirty {
		return
	}
	tab.dirty = true
	h.dirty = append(h.dirty, tab)
	h.wakes()
}

// due takes out the tabs that can be published now, and says when the next can;
// zero: none waits.
func (h *homes) due(now time.Time) (tabs []*homeTab, next time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	waiting := h.dirty[:0]
	for _, tab := range h.dirty {
		switch {
		case tab.showing: // its end wakes
			waiting = append(waiting, tab)
		case tab.next.After(now):
			waiting = append(waiting, tab)
			if next.IsZero() || tab.next.Before(next) {
				next = tab.next
			}
		default:
			tab.dirty, tab.showing = false, true
			tabs = append(tabs, tab)
		}
	}
	clear(h.dirty[len(waiting):])
	h.dirty = waiting
	return tabs, next
}

// shown ends the publishing of a tab.
func (h *homes) shown(tab *homeTab, hash string, next time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	tab.showing, tab.hash, tab.next, tab.failed = false, hash, next, 0
	h.wakes()
}

// notShown ends the publishing of a tab that failed. It is tried again after as
// long as Slack asks to wait. Where Slack does not ask, it is tried later each
// time and not for ever: the tab may be switched off, or its owner gone.
func (h *homes) notShown(tab *homeTab, now time.Time, asked time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	wait := asked
	if asked == 0 {
		wait = homeAgain << tab.failed
		tab.failed++
	}
	tab.showing, tab.hash, tab.next = false, "", now.Add(wait)
	if tab.failed > homeTries {
		tab.failed = homeTries
	} else if !tab.dirty {
		tab.dirty = true
		h.dirty = append(h.dirty, tab)
	}
	h.wakes()
}

// wakes makes keepHomes look again.
func (h *homes) wakes() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// keepHomes publishes Home tabs until ctx ends.
func (a *Adapter) keepHomes(ctx context.Context) {
	h := &a.show.homes
	var wg sync.WaitGroup
	defer wg.Wait()
	slots := make(chan struct{}, homesAtOnce)
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		tabs, next := h.due(a.Now())
		for _, tab := range tabs {
			select {
			case slots <- struct{}{}:
			case <-ctx.Done():
				return
			}
			wg.Go(func() {
				defer func() { <-slots }()
				a.showTab(ctx, tab)
			})
		}
		var later <-chan time.Time
		if !next.IsZero() {
			timer.Reset(next.Sub(a.Now()))
			later = timer.C
		}
		select {
		case <-ctx.Done():
			return
		case <-h.wake:
		case <-later:
		}
	}
}

// showTab publishes one tab. When somebody else has published it since, the
// hash no longer holds and it is published once more, as it is by then.
func (a *Adapter) showTab(ctx context.Context, tab *homeTab) {
	hash, next := tab.hash, a.Now().Add(homeEvery)
	end := func() { a.show.homes.shown(tab, hash, next) }
	defer func() { end() }()
	defer a.recovered(ctx, &incoming{team: tab.team}, "show a Home tab")
	ctx, cancel := context.WithTimeout(ctx, homeWithin)
	defer cancel()
	published, err := a.publish(ctx, tab, hash)
	if codeOf(err) == "hash_conflict" {
		published, err = a.publish(ctx, tab, "")
	}
	if err != nil {
		hash = ""
		if d, ok := report(err, true).(*chat.DeliveryError); ok && d.Retry >= 0 && ctx.Err() == nil {
			end = func() { a.show.homes.notShown(tab, a.Now(), d.Retry) }
		}
		a.Log.WarnContext(ctx, "show a Home tab", "team", tab.team, "user", tab.user, "error", withoutAddress(err))
		return
	}
	hash = published
}

// publish asks what a person finds on the Home tab and shows it.
func (a *Adapter) publish(ctx context.Context, tab *homeTab, hash string) (string, error) {
	api, err := a.api(ctx, tab.team)
	if err != nil {
		return "", err
	}
	who := a.account(ctx, tab.team, tab.user)
	m, err := a.Reads.Home(ctx, chat.Event{
		Conversation: chat.Conversation{Platform: Name, Place: tab.team, User: tab.user},
		From:         who,
		At:           a.platformNow(),
	})
	if err != nil {
		said := chat.Sentence(err)
		if said == "" {
			a.Log.WarnContext(ctx, "read what stands on a Home tab", "team", tab.team, "user", tab.user, "error", err)
			said = say.In(who.Locale).Say("failed")
		}
		m = chat.Text(said)
	}
	m.Parts = slices.Concat(partsOf(chat.Fit(m, onPage))...)
	shown := render(m, maxViewBlocks, func(part int) string {
		return a.upload(ctx, api, tab.team, m.Parts[part].Picture)
	})
	request := slack.PublishViewContextRequest{
		UserID: tab.user,
		View:   slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: shown.blocks}},
	}
	if hash != "" {
		request.Hash = &hash
	}
	var view *slack.ViewResponse
	err = a.show.gates.pass(ctx, tab.team+" views.publish", a.Now, func(ctx context.Context) (err error) {
		view, err = api.PublishViewContext(ctx, request)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("slack views.publish: %w", a.blames(tab.team, m, err))
	}
	return view.Hash, nil
}

func partsOf(messages []chat.Message) [][]chat.Part {
	var parts [][]chat.Part
	for _, m := range messages {
		parts = append(parts, m.Parts)
	}
	return parts
}
