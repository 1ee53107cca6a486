package web

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"pacer/bot/chat"
)

// recentLines is how many lines are looked through for one that is there
// already.
const recentLines = 50

// post keeps a message as the newest line of a conversation and shows it, or
// returns the line that carries it already. The caller holds the conversation's
// lane.
func (s *site) post(ctx context.Context, workspace, user string, m chat.Message, own bool) (Line, error) {
	recent, err := s.Lines.Last(ctx, workspace, user, "", recentLines)
	if err != nil {
		return Line{}, fmt.Errorf("web: lines: %w", err)
	}
	newest := ""
	for _, l := range recent {
		newest = l.ID
		if m.ID != "" && l.Message.ID == m.ID && l.Own == own {
			return l, nil
		}
	}
	at := s.tick()
	l := Line{ID: idAfter(newest, at), At: at, Own: own, Message: unfilled(m)}
	if err := s.keep(ctx, workspace, user, l); err != nil {
		return l, err
	}
	s.talks.tell(talkKey(workspace, user), l)
	return l, nil
}

// replace lets a message take the place of a line. The caller holds the
// conversation's lane.
func (s *site) replace(ctx context.Context, workspace, user, id string, m chat.Message) (Line, error) {
	old, ok, err := s.line(ctx, workspace, user, id)
	if err != nil {
		return old, err
	}
	if !ok || old.Own {
		return s.post(ctx, workspace, user, m, false)
	}
	if m.ID == "" {
		m.ID = old.Message.ID
	}
	l := Line{ID: id, At: old.At, Message: unfilled(m)}
	if err := s.keep(ctx, workspace, user, l); err != nil {
		return l, err
	}
	s.talks.tell(talkKey(workspace, user), l)
	return l, nil
}

// keep keeps a line. Of one that is to be seen once, what stands in its place is
// kept; for a short while it is shown as it was, also after the page was loaded
// again.
func (s *site) keep(ctx context.Context, workspace, user string, l Line) error {
	if l.Message.Gone != "" {
		s.secrets.put(talkKey(workspace, user)+"\x1f"+l.ID, l.Message, s.Now())
		gone := chat.Text(l.Message.Gone)
		gone.ID = l.Message.ID
		l.Message = gone
	}
	if err := s.Lines.Put(ctx, workspace, user, l); err != nil {
		return fmt.Errorf("web: line: %w", err)
	}
	return nil
}

// secrets are messages that are kept nowhere else, for a short while.
type secrets struct {
	mu  sync.Mutex
	all map[string]secret
}

type secret struct {
	message chat.Message
	at      time.Time
}

// How long a message that is kept nowhere is shown, and how many there may be.
const (
	secretFor   = 10 * time.Minute
	mostSecrets = 1_000
)

// put keeps a message for a short while.
func (s *secrets) put(key string, m chat.Message, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k, old := range s.all {
		if now.Sub(old.at) > secretFor {
			delete(s.all, k)
		}
	}
	if s.all == nil || len(s.all) >= mostSecrets {
		s.all = make(map[string]secret) // another one can be made
	}
	s.all[key] = secret{m, now}
}

// find returns a message that is still shown.
func (s *secrets) find(key string, now time.Time) (m chat.Message, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.all[key]
	return found.message, ok && now.Sub(found.at) <= secretFor
}

// line finds one line of a conversation.
func (s *site) line(ctx context.Context, workspace, user, id string) (l Line, ok bool, err error) {
	if id == "" {
		return l, false, nil
	}
	// The newest before what sorts right behind it: it is the line, or another.
	found, err := s.Lines.Last(ctx, workspace, user, id+" ", 1)
	if err != nil {
		return l, false, fmt.Errorf("web: line: %w", err)
	}
	if len(found) == 0 || found[0].ID != id {
		return l, false, nil
	}
	return found[0], true, nil
}

// idAfter is the ID of a line of a time, behind another one whatever the clock
// says.
func idAfter(newest string, at time.Time) string {
	var id ulid.ULID
	if err := id.SetTime(ulid.Timestamp(at)); err != nil { // no clock says so
		panic(err)
	}
	last, err := ulid.ParseStrict(newest)
	if err != nil || last.Compare(id) < 0 {
		return id.String()
	}
	for i := len(last) - 1; i >= 0; i-- { // the next number
		last[i]++
		if last[i] != 0 {
			break
		}
	}
	return last.String()
}

// unfilled is a message as it is kept: pictures that are to be had again without
// their bytes.
func unfilled(m chat.Message) chat.Message {
	var parts []chat.Part
	for i, p := range m.Parts {
		if p.Picture == nil || p.Picture.Source == "" || p.Picture.Data == nil {
			continue
		}
		if parts == nil {
			parts = append(parts, m.Parts...)
		}
		bare := *p.Picture
		bare.Type, bare.Data = "", nil
		parts[i].Picture = &bare
	}
	if parts != nil {
		m.Parts = parts
	}
	return m
}

// talkKey names a person's conversation.
func talkKey(workspace, user string) string { return workspace + "\x1f" + user }

// talks are the browsers that wait for the lines of a conversation.
type talks struct {
	mu      sync.Mutex
	waiting map[string]map[chan Line]bool
	all     int
}

// waitingLines is how many lines may wait for a browser. One that is so slow is
// left to connect again, and reads what it missed then.
const waitingLines = 32

// mostStreams bounds the browsers that wait at the same time, of everybody and
// of one person.
const (
	mostStreams    = 20_000
	mostOwnStreams = 8
)

// join lets a browser wait; ok is false when too many do. The channel is closed
// when the browser is too slow.
func (t *talks) join(key string) (lines chan Line, leave func(), ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.all >= mostStreams || len(t.waiting[key]) >= mostOwnStreams {
		return nil, nil, false
	}
	if t.waiting == nil {
		t.waiting = make(map[string]map[chan Line]bool)
	}
	if t.waiting[key] == nil {
		t.waiting[key] = make(map[chan Line]bool)
	}
	lines = make(chan Line, waitingLines)
	t.waiting[key][lines] = true
	t.all++
	return lines, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.part(key, lines)
	}, true
}

// part lets a browser wait no longer. The caller holds mu.
func (t *talks) part(key string, lines chan Line) {
	if !t.waiting[key][lines] {
		return
	}
	delete(t.waiting[key], lines)
	t.all--
	if len(t.waiting[key]) == 0 {
		delete(t.waiting, key)
	}
}

// tell shows a line to who waits.
func (t *talks) tell(key string, l Line) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for lines := range t.waiting[key] {
		select {
		case lines <- l:
		default:
			t.part(key, lines)
			close(lines)
		}
	}
}

// watches are the browsers that wait for a change in a workspace.
type watches struct {
	mu      sync.Mutex
	waiting map[string]map[chan struct{}]string // and whose they are
	all     int
}

// join lets a browser of somebody wait; ok is false when too many do.
func (w *watches) join(workspace, user string) (changed chan struct{}, leave func(), ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	own := 0
	for _, whose := range w.waiting[workspace] {
		if whose == user {
			own++
		}
	}
	if w.all >= mostStreams || own >= mostOwnStreams {
		return nil, nil, false
	}
	if w.waiting == nil {
		w.waiting = make(map[string]map[chan struct{}]string)
	}
	if w.waiting[workspace] == nil {
		w.waiting[workspace] = make(map[chan struct{}]string)
	}
	changed = make(chan struct{}, 1)
	w.waiting[workspace][changed] = user
	w.all++
	return changed, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.waiting[workspace][changed] == "" {
			return // they have left
		}
		delete(w.waiting[workspace], changed)
		w.all--
		if len(w.waiting[workspace]) == 0 {
			delete(w.waiting, workspace)
		}
	}, true
}

// tell tells who waits.
func (w *watches) tell(workspace string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for changed := range w.waiting[workspace] {
		select {
		case changed <- struct{}{}:
		default: // it is about to look anyway
		}
	}
}

// lanes let one thought of a conversation follow another. The zero value is
// ready.
type lanes struct {
	mu  sync.Mutex
	all map[string]*lane
}

type lane struct {
	mu   sync.Mutex
	want int
}

// lock waits for the lane of a key, and holds it until unlock is called.
func (l *lanes) lock(key string) (unlock func()) {
	l.mu.Lock()
	if l.all == nil {
		l.all = make(map[string]*lane)
	}
	one := l.all[key]
	if one == nil {
		one = new(lane)
		l.all[key] = one
	}
	one.want++
	l.mu.Unlock()
	one.mu.Lock()
	return func() {
		one.mu.Unlock()
		l.mu.Lock()
		defer l.mu.Unlock()
		if one.want--; one.want == 0 {
			delete(l.all, key)
		}
	}
}

// flashes are what pages are to say next to somebody, for a short while.
type flashes struct {
	mu  sync.Mutex
	all map[string]flash
}

type flash struct {
	said []chat.Message
	at   time.Time
}

// How much is kept to be said, and how long: from one page to the next.
const (
	flashFor    = 2 * time.Minute
	mostFlashes = 5_000
	mostSaid    = 12
)

// put keeps what is to be said.
func (f *flashes) put(key string, said []chat.Message, now time.Time) {
	if len(said) == 0 {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.all == nil {
		f.all = make(map[string]flash)
	}
	if len(f.all) >= mostFlashes {
		for k, old := range f.all {
			if now.Sub(old.at) > flashFor {
				delete(f.all, k)
			}
		}
		if len(f.all) >= mostFlashes {
			clear(f.all) // what was done is done; only its echo is lost
		}
	}
	one := f.all[key]
	if now.Sub(one.at) > flashFor {
		one.said = nil
	}
	one.said = append(one.said, said...)
	if over := len(one.said) - mostSaid; over > 0 {
		one.said = one.said[over:]
	}
	one.at = now
	f.all[key] = one
}

// take returns what is to be said, once.
func (f *flashes) take(key string, now time.Time) []chat.Message {
	f.mu.Lock()
	defer f.mu.Unlock()
	one, ok := f.all[key]
	if !ok {
		return nil
	}
	delete(f.all, key)
	if now.Sub(one.at) > flashFor {
		return nil
	}
	return one.said
}
