package slack

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"pacer/bot/chat"
)

func homeScreen(w *workspace) string {
	defer w.lock()()
	view := w.views[testUser]
	return seen(list(view, "blocks"), "")
}

func eventually(t *testing.T, holds func() bool, sentence string) {
	t.Helper()
	late := time.After(10 * time.Second)
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for !holds() {
		select {
		case <-look.C:
		case <-late:
			t.Fatal(sentence)
		}
	}
}

func TestHomeFollowsWhatChanges(t *testing.T) {
	t.Parallel()
	r := &reads{home: func() (chat.Message, error) {
		return chat.Message{Parts: []chat.Part{{Text: "**4** are due."}, actions(mainly(action("practice", "Practise now")))}}, nil
	}}
	s := newScene(t, r)
	s.answers(saying("", "Hello."), nil)
	s.says("hello")
	s.receipt()
	if n := len(s.calls("views.publish")); n != 0 {
		t.Fatalf("a Home tab that nobody opened was published %d times", n)
	}
	s.event(map[string]any{"type": "app_home_opened", "user": testUser, "channel": directAda, "tab": "home"})
	eventually(t, func() bool { return homeScreen(s.workspace) == "4 are due.\n[Practise now]" }, "the Home tab was not shown")
	s.says("again")
	s.receipt()
	eventually(t, func() bool { return len(s.calls("views.publish")) == 2 }, "the Home tab was not shown anew")
	if hash := s.calls("views.publish")[1].Body["hash"]; hash != "h1" {
		t.Errorf("published with the hash %v, want that of the one before", hash)
	}
}

func TestHomeSaysWhyItIsEmpty(t *testing.T) {
	t.Parallel()
	s := newScene(t, &reads{home: func() (chat.Message, error) { return chat.Message{}, errors.New("disk full") }})
	s.adapter.publishHome(t.Context(), testTeam, testUser)
	eventually(t, func() bool { return homeScreen(s.workspace) != "" }, "the Home tab was not shown")
	if screen := homeScreen(s.workspace); strings.Contains(screen, "disk") {
		t.Errorf("the Home tab shows %q", screen)
	}
}

func TestAHomeThatSomebodyElsePublishedIsPublishedOnceMore(t *testing.T) {
	t.Parallel()
	s := newScene(t, nil)
	s.will("views.publish", answerWith{code: "hash_conflict"})
	s.adapter.publishHome(t.Context(), testTeam, testUser)
	eventually(t, func() bool { return homeScreen(s.workspace) == "Nothing is due." }, "the Home tab was not shown")
}

func TestHomesAreCoalesced(t *testing.T) {
	t.Parallel()
	var h homes
	h.init()
	now := time.Date(2026, 11, 2, 16, 0, 0, 0, time.UTC)
	tab := &homeTab{team: testTeam, user: testUser}
	for range 50 {
		h.mark(tab)
	}
	if tabs, _ := h.due(now); len(tabs) != 1 {
		t.Fatalf("%d are due, want one for all changes", len(tabs))
	}
	h.mark(tab)
	if tabs, _ := h.due(now); len(tabs) != 0 {
		t.Error("one is published twice at the same time")
	}
	h.shown(tab, "h1", now.Add(homeEvery))
	if tabs, next := h.due(now); len(tabs) != 0 || !next.Equal(now.Add(homeEvery)) {
		t.Errorf("%d are due at once, the next at %v", len(tabs), next)
	}
	if tabs, _ := h.due(now.Add(homeEvery)); len(tabs) != 1 {
		t.Error("what changed meanwhile is not due after a second")
	}
}

func TestHomesEndWithRun(t *testing.T) {
	t.Parallel()
	_, a, _ := newBench(t, func(o *Options) { o.Reads = new(reads) })
	ctx, cancel := context.WithCancel(t.Context())
	stop := a.show.start(ctx)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { a.publishHome(ctx, testTeam, testUser) })
	}
	wg.Wait()
	cancel()
	stop() // returns
	stop()
}

func TestAHomeTakesALongPage(t *testing.T) {
	t.Parallel()
	var parts []chat.Part
	for range 60 {
		parts = append(parts, chat.Part{Text: chat.Markdown(strings.Repeat("A long line of the page. ", 20))}, actions(action("why", "Why?")))
	}
	s := newScene(t, &reads{home: func() (chat.Message, error) { return chat.Message{Parts: parts}, nil }})
	s.adapter.publishHome(t.Context(), testTeam, testUser)
	eventually(t, func() bool { return homeScreen(s.workspace) != "" }, "the Home tab was not shown")
}

func TestAHomeThatCannotBeShownIsNotTriedForEver(t *testing.T) {
	t.Parallel()
	var h homes
	h.init()
	now := time.Date(2026, 11, 2, 16, 0, 0, 0, time.UTC)
	tab := &homeTab{team: testTeam, user: testUser}
	fails := func() (tries int) {
		h.mark(tab)
		for {
			tabs, next := h.due(now)
			switch {
			case len(tabs) == 1:
				tries++
				h.notShown(tab, now, 0)
			case next.IsZero():
				return tries
			default:
				now = next
			}
		}
	}
	began := now
	h.mark(tab)
	h.due(now)
	for range 100 { // that Slack asks to wait is no failure
		h.notShown(tab, now, time.Second)
		now = now.Add(time.Second)
		if tabs, _ := h.due(now); len(tabs) != 1 {
			t.Fatal("it is not tried when Slack's time is over")
		}
	}
	h.shown(tab, "h0", now)
	began = now
	if n := fails(); n != homeTries+1 {
		t.Errorf("it was tried %d times", n)
	}
	if d := now.Sub(began); d < 15*time.Minute || d > time.Hour {
		t.Errorf("all tries took %v", d)
	}
	if n := fails(); n != 1 {
		t.Errorf("after a change it was tried %d times, want once", n)
	}
	h.mark(tab)
	h.due(now.Add(time.Hour))
	h.shown(tab, "h1", now)
	if n := fails(); n != homeTries+1 {
		t.Errorf("after it was shown once more it was tried %d times", n)
	}
}
