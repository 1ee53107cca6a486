package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"pacer/bot/chat"
)

// Marks keeps, by direct conversation, the newest message that was handed
// over. It is safe for use by several goroutines.
type Marks interface {
	// Marks lists the n conversations with the newest messages, newest first.
	Marks(ctx context.Context, n int) ([]Mark, error)
	// Mark keeps marks, all or none. An older message never takes the place of
	// a newer one.
	Mark(ctx context.Context, marks []Mark) error
}

// Mark is the newest message that was handed over of a direct conversation;
// both are Discord's IDs.
type Mark struct{ Channel, Message string }

// maxMarks is how many conversations are read back: those that were used last.
const maxMarks = 4096

// missed reads back what people wrote to the coach while it could not hear
// them: after a start, and whenever a session could not be resumed. Discord
// lists no direct conversations for a bot, so those are known in which
// something was said before, by their marks.
//
// While a conversation is behind, what is handed over of it moves no mark:
// what came before would be skipped.
type missed struct {
	a *Adapter

	mu     sync.Mutex
	loaded bool
	marks  map[string]string // by channel
	dirty  map[string]bool   // channels whose mark is not kept yet
	behind map[string]string // by channel: the mark to read from
	held   map[string]string // by channel that is behind, the newest handed over meanwhile
	again  map[string]bool   // channels that fell behind while they were read back
	all    bool              // everything is behind and not listed yet
	wake   chan struct{}
}

func newMissed(a *Adapter) *missed {
	return &missed{
		a:     a,
		marks: make(map[string]string), dirty: make(map[string]bool),
		behind: make(map[string]string), held: make(map[string]string), again: make(map[string]bool),
		all:  true,
		wake: make(chan struct{}, 1),
	}
}

// fresh says that a session was begun, before its first event: what was
// written since the last one ended did not come. Direct messages come on the
// first shard. https://discord.com/developers/docs/events/gateway#sharding
func (s *missed) fresh(shard int) {
	if shard != 0 {
		return
	}
	s.mu.Lock()
	s.all = true
	s.mu.Unlock()
	s.stir()
}

// behindWith says that a message of a conversation could not be taken.
func (s *missed) behindWith(channel, message string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.marks[channel] == "" {
		s.marks[channel] = before(message)
	}
	s.fallBehind(channel, s.marks[channel])
	s.stir()
}

// before is the ID right before one.
func before(id string) string {
	n, err := strconv.ParseUint(id, 10, 64)
	if err != nil || n == 0 {
		return id
	}
	return strconv.FormatUint(n-1, 10)
}

// fallBehind puts a conversation behind from a mark on. The caller holds the
// lock.
func (s *missed) fallBehind(channel, mark string) {
	switch from, already := s.behind[channel]; {
	case !already:
		s.behind[channel] = mark
	case from == reading:
		s.again[channel] = true
	}
}

func (s *missed) stir() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// noted says that a direct message was handed over.
func (s *missed) noted(channel, message string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, behind := s.behind[channel]; behind || s.all {
		if isNewer(message, s.held[channel]) {
			s.held[channel] = message
		}
		return
	}
	s.move(channel, message)
}

// move moves a mark on. The caller holds the lock.
func (s *missed) move(channel, message string) {
	if !isNewer(message, s.marks[channel]) {
		return
	}
	s.marks[channel] = message
	s.dirty[channel] = true
	if len(s.marks) > 2*maxMarks {
		s.trim()
	}
}

// trim drops the marks of conversations that were not used for longest, but
// for those still to be kept. The caller holds the lock.
func (s *missed) trim() {
	for _, m := range s.newest()[maxMarks:] {
		if !s.dirty[m.Channel] {
			delete(s.marks, m.Channel)
		}
	}
}

// newest are the marks, newest first. The caller holds the lock.
func (s *missed) newest() []Mark {
	marks := make([]Mark, 0, len(s.marks))
	for channel, message := range s.marks {
		marks = append(marks, Mark{channel, message})
	}
	slices.SortFunc(marks, func(x, y Mark) int {
		switch {
		case isNewer(x.Message, y.Message):
			return -1
		case isNewer(y.Message, x.Message):
			return 1
		}
		return 0
	})
	return marks
}

// keep hands marks to Options.Marks from time to time, until ctx ends.
func (s *missed) keep(ctx context.Context) {
	for sleep(ctx, s.a.pace.marks) {
		s.flush(ctx)
	}
}

// flush keeps the marks that moved. What cannot be kept is tried again.
func (s *missed) flush(ctx context.Context) {
	if s.a.Marks == nil {
		return
	}
	s.mu.Lock()
	var marks []Mark
	for channel := range s.dirty {
		marks = append(marks, Mark{channel, s.marks[channel]})
	}
	clear(s.dirty)
	s.mu.Unlock()
	if len(marks) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := s.a.Marks.Mark(ctx, marks); err != nil {
		s.a.Log.Warn("what was read of direct messages was not kept", "conversations", len(marks), "error", err)
		s.mu.Lock()
		for _, m := range marks {
			s.dirty[m.Channel] = true
		}
		s.mu.Unlock()
	}
}

// readBack reads back whatever is behind, until ctx ends.
func (s *missed) readBack(ctx context.Context, in *intake) {
	failed := make(map[string]string) // by channel, the mark to read from once more
	for {
		var again <-chan time.Time
		if len(failed) > 0 {
			again = time.After(s.a.pace.top)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-again:
			s.putBack(failed)
		}
		if err := s.list(ctx); err != nil {
			s.a.Log.Warn("it is not known what was read of direct messages", "error", err)
			if !sleep(ctx, s.a.pace.top) {
				return
			}
			s.stir()
			continue
		}
		for {
			channel, mark, ok := s.next()
			if !ok {
				break
			}
			if err := s.read(ctx, in, channel, mark); err != nil {
				s.a.Log.Warn("direct messages were not read back", "channel", channel, "error", err)
				if isWorthAnother(err) {
					failed[channel] = mark
				}
			}
			if !sleep(ctx, s.a.pace.readBack) {
				return
			}
		}
	}
}

// list puts every conversation that is known behind, if all are.
func (s *missed) list(ctx context.Context) error {
	s.mu.Lock()
	all, loaded := s.all, s.loaded
	s.mu.Unlock()
	if !all {
		return nil
	}
	var marks []Mark
	if !loaded && s.a.Marks != nil {
		var err error
		if marks, err = s.a.Marks.Marks(ctx, maxMarks); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range marks {
		if isID(m.Channel) && isID(m.Message) && isNewer(m.Message, s.marks[m.Channel]) {
			s.marks[m.Channel] = m.Message
		}
	}
	for channel, mark := range s.marks {
		s.fallBehind(channel, mark)
	}
	s.loaded, s.all = true, false
	for channel, message := range s.held { // first words: nothing can have been missed before them
		if _, ok := s.behind[channel]; !ok {
			s.move(channel, message)
			delete(s.held, channel)
		}
	}
	return nil
}

// next is the conversation used last among those that are behind.
func (s *missed) next() (channel, mark string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c, m := range s.behind {
		if m != reading && isNewer(m, mark) {
			channel, mark = c, m
		}
	}
	if channel != "" {
		s.behind[channel] = reading
	}
	return channel, mark, channel != ""
}

// putBack puts conversations behind again that could not be read back, and
// empties the list.
func (s *missed) putBack(failed map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for channel, mark := range failed {
		delete(s.again, channel)
		s.behind[channel] = mark
	}
	clear(failed)
}

// isWorthAnother tells an error that another try may mend.
func isWorthAnother(err error) bool {
	d, ok := errors.AsType[*chat.DeliveryError](err)
	return ok && d.Retry >= 0
}

// reading stands for the mark of a conversation that is being read back.
const reading = ""

// caughtUp says that a conversation has been read back, and what came of it
// handed over.
func (s *missed) caughtUp(channel string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.again[channel] {
		delete(s.again, channel)
		s.behind[channel] = s.marks[channel]
		s.stir()
		return
	}
	delete(s.behind, channel)
	if message, ok := s.held[channel]; ok {
		s.move(channel, message)
		delete(s.held, channel)
	}
}

// A page of messages, and how many of them are read of one conversation: who
// wrote more has long been waiting for something else.
// https://discord.com/developers/docs/resources/message#get-channel-messages
const (
	pageSize = 100
	maxPages = 5
	maxTries = 4 // of one page, before others' turn
)

// read hands over what was written in a conversation after a message, oldest
// first.
func (s *missed) read(ctx context.Context, in *intake, channel, mark string) error {
	found, person, err := s.fetch(ctx, channel, mark)
	if ctx.Err() != nil || isWorthAnother(err) {
		return err // still behind: its mark must not move
	}
	for i := range found {
		for !in.lines.enter(found[i].Author.ID, func() { in.hear(&found[i]) }) {
			if !sleep(ctx, s.a.pace.readBack) {
				return ctx.Err()
			}
		}
	}
	if len(found) > 0 {
		s.a.Log.Info("direct messages were read back", "channel", channel, "messages", len(found))
	}
	done := func() { s.caughtUp(channel) }
	if person == "" {
		done()
		return err
	}
	for !in.lines.enter(person, done) { // after what was found has been handed over
		if !sleep(ctx, s.a.pace.readBack) {
			return ctx.Err()
		}
	}
	return err
}

// fetch asks for what was written in a conversation after a message: what is
// for the coach, oldest first, and by whom.
func (s *missed) fetch(ctx context.Context, channel, mark string) (found []message, person string, err error) {
	for range maxPages {
		page, size, err := s.page(ctx, channel, mark)
		if err != nil {
			return found, person, err
		}
		slices.SortFunc(page, func(x, y message) int { // they come newest first
			switch {
			case isNewer(y.ID, x.ID):
				return -1
			case isNewer(x.ID, y.ID):
				return 1
			}
			return 0
		})
		for _, m := range page {
			if isID(m.ID) && isNewer(m.ID, mark) {
				mark = m.ID
			}
			m.ChannelID, m.GuildID = channel, ""
			if !m.isWhole() {
				s.a.refused("malformed")
				continue
			}
			if s.a.isForUs(&m) {
				found, person = append(found, m), m.Author.ID
			}
		}
		if size < pageSize {
			break
		}
	}
	return found, person, nil
}

// page asks for messages of a conversation after one, and tells how many there
// were. Of one that cannot be read what can be is there.
func (s *missed) page(ctx context.Context, channel, mark string) (page []message, size int, err error) {
	var raw []json.RawMessage
	route := fmt.Sprintf("channels/%s/messages?after=%s&limit=%d", channel, mark, pageSize)
	for try := 1; ; try++ {
		err = s.a.call(ctx, http.MethodGet, route, nil, nil, &raw)
		limited, ok := errors.AsType[*chat.DeliveryError](err)
		if !ok || limited.Retry < 0 || try == maxTries {
			break
		}
		if !sleep(ctx, max(limited.Retry, s.a.pace.readBack<<try)) {
			return nil, 0, ctx.Err()
		}
	}
	for _, b := range raw {
		var m message
		if json.Unmarshal(b, &m) != nil {
			m.Author = nil // half a message says nothing
		}
		page = append(page, m)
	}
	return page, len(raw), err
}
