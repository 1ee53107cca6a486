package outbox

import (
	"cmp"
	"container/heap"
	"slices"
	"time"

	"pacer/bot/chat"
)

// phase is what a conversation is doing.
type phase uint8

const (
	idle    phase = iota // no rows in memory
	ready                // in its platform's line
	sending              // a worker has its first row
	waiting              // its first row may not go yet: a timer runs
)

// rank is who goes first when workers are short.
type rank uint8

const (
	urgent rank = iota
	answer      // to a person who just spoke
	begun       // by the coach
	ranks
)

func rankOf(r *Row) rank {
	switch {
	case r.Urgent:
		return urgent
	case r.Begun:
		return begun
	}
	return answer
}

// conversation is what is known of one conversation: its rows in memory, and
// whether others were left to the queue. Unless it is idle it has rows.
type conversation struct {
	key   string
	on    *place
	phase phase
	begun bool  // what is being sent was begun by the coach
	rows  []Row // by ID; the first is next, or being sent
	of    [ranks]int
	// hurried says that what is in a hurry may still be in the queue, behind the
	// rows here.
	hurried bool
	pause   time.Time // nothing goes before
	timer   *time.Timer
	turn    uint64 // its turn among its rank
	index   int    // in the line

	// left means that rows may wait in the queue, so that none is taken but
	// from there. Once it is idle and due is past, the queue gives all of them.
	left bool
	due  time.Time
}

// rank is that of its foremost row: what stands before an urgent row is in
// its way, and is sent as urgently.
func (c *conversation) rank() rank {
	for r, n := range c.of {
		if n > 0 || c.hurried && rank(r) == answer {
			return rank(r)
		}
	}
	return begun
}

// before tells which of two conversations goes first: by rank, then the one
// that has waited longest, so that a long conversation does not keep others
// waiting.
func (c *conversation) before(d *conversation) bool {
	if c.rank() != d.rank() {
		return c.rank() < d.rank()
	}
	return c.turn < d.turn
}

// opens is when its first row may go, as far as its platform lets anything.
func (c *conversation) opens() time.Time {
	return later(c.pause, c.rows[0].NotBefore)
}

// find tells where a row is, or belongs. Nothing comes before the row that is
// being sent.
func (c *conversation) find(r *Row) (at int, found bool) {
	if c.phase != sending {
		return slices.BinarySearchFunc(c.rows, r, byID)
	}
	if byID(c.rows[0], r) == 0 {
		return 0, true
	}
	at, found = slices.BinarySearchFunc(c.rows[1:], r, byID)
	return at + 1, found
}

func (c *conversation) add(at int, r Row) {
	c.rows = slices.Insert(c.rows, at, r)
	c.of[rankOf(&r)]++
}

// shift removes the first row.
func (c *conversation) shift() {
	c.of[rankOf(&c.rows[0])]--
	c.rows[0] = Row{} // let go of its message
	c.rows = c.rows[1:]
	if len(c.rows) == 0 {
		c.rows = nil
	}
}

// note remembers that rows of the conversation may wait in the queue, which
// gives them from due on.
func (c *conversation) note(due time.Time) {
	c.left, c.due = true, later(c.due, due)
}

// inOrder puts the first row, which was being sent and is to be sent again, in
// its place: an earlier one may have come meanwhile.
func (c *conversation) inOrder() {
	if len(c.rows) > 1 && byID(c.rows[0], &c.rows[1]) > 0 {
		at, _ := slices.BinarySearchFunc(c.rows[1:], &c.rows[0], byID)
		first := c.rows[0]
		copy(c.rows, c.rows[1:at+1])
		c.rows[at] = first
	}
}

func byID(a Row, b *Row) int {
	return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Workspace, b.Workspace))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// line is the conversations of a place that are ready, a heap.
type line []*conversation

func (l line) Len() int           { return len(l) }
func (l line) Less(i, j int) bool { return l[i].before(l[j]) }
func (l line) Swap(i, j int) {
	l[i], l[j] = l[j], l[i]
	l[i].index, l[j].index = i, j
}

// Push implements heap.Interface.
func (l *line) Push(x any) {
	c := x.(*conversation)
	c.index = len(*l)
	*l = append(*l, c)
}

// Pop implements heap.Interface.
func (l *line) Pop() any {
	last := len(*l) - 1
	c := (*l)[last]
	(*l)[last] = nil
	*l = (*l)[:last]
	return c
}

// remember makes a conversation known. The caller of this and of all below
// holds the lock.
func (s *Sender) remember(key string, to chat.Conversation) *conversation {
	p := s.platforms[to.Platform]
	if p == nil {
		p = newPlatform(to.Platform, nil)
		s.platforms[to.Platform] = p
	}
	c := &conversation{key: key, on: p.place(to.Place)}
	c.on.of++
	s.conversations[key] = c
	return c
}

// forget makes it unknown again. It has no rows.
func (s *Sender) forget(c *conversation) {
	delete(s.conversations, c.key)
	c.on.of--
}

// known tells whether a row is in memory, or was sent a moment ago; then its
// mark is made again, since whoever brought it has not seen it. c may be nil.
func (s *Sender) known(c *conversation, r Row) bool {
	if m, ok := s.recent.get(r.Workspace, r.ID); ok {
		s.queue.Mark(m)
		return true
	}
	if c == nil {
		return false
	}
	at, found := c.find(&r)
	if found {
		c.rows[at].Lease = later(c.rows[at].Lease, r.Lease)
	}
	return found
}

// insert takes a row into memory.
func (s *Sender) insert(c *conversation, r Row, now time.Time) {
	at, found := c.find(&r)
	if found {
		return
	}
	c.add(at, r)
	s.rows++
	switch c.phase {
	case idle:
		s.schedule(c, now)
	case ready:
		heap.Fix(&c.on.ready, c.index)
		s.update(c.on, now)
	}
}

// schedule decides when the next row of a conversation goes.
func (s *Sender) schedule(c *conversation, now time.Time) {
	opens, shut := c.opens(), c.on.shutUntil()
	switch {
	case later(opens, shut).Sub(now) > patience:
		if shut.After(opens) {
			c.pause, c.rows[0].NotBefore = shut, shut
		}
		s.park(c)
	case opens.After(now):
		c.phase = waiting
		s.later(&c.timer, opens.Sub(now), func(now time.Time) {
			if c.phase == waiting {
				s.schedule(c, now)
			}
		})
	default:
		s.turn++
		c.turn = s.turn
		s.enter(c, now)
	}
}

// park leaves all rows of a conversation to the queue, where they wait for the
// first one's time.
func (s *Sender) park(c *conversation) {
	due := c.pause
	for _, r := range c.rows {
		due = later(due, r.NotBefore)
		s.release(r)
	}
	s.rows -= len(c.rows)
	c.rows, c.of = nil, [ranks]int{}
	c.note(due)
	s.rest(c)
}

// leave leaves a delivered row to the queue. c is its conversation, if it is
// remembered.
func (s *Sender) leave(c *conversation, key string, r Row, now time.Time) {
	s.release(r)
	due := later(r.NotBefore, now)
	if c == nil && len(s.conversations) < s.remembered() {
		c = s.remember(key, r.To)
	}
	if c == nil {
		s.goBlind(due)
	} else {
		c.note(due)
	}
	signal(s.kick)
}

// goBlind remembers that rows wait in the queue, and not of whom.
func (s *Sender) goBlind(due time.Time) {
	s.blind, s.due = true, later(s.due, due)
}

func (s *Sender) remembered() int { return rememberedPerRow * s.o.Memory }

// release gives a row back to the queue: any claim may have it.
func (s *Sender) release(r Row) {
	r.Lease = time.Time{}
	s.queue.Mark(r.mark())
}

// rest notes that a conversation has no more rows in memory.
func (s *Sender) rest(c *conversation) {
	c.phase, c.hurried = idle, false
	if c.left && len(s.conversations) <= s.remembered() {
		return
	}
	s.forget(c)
	if c.left {
		s.goBlind(c.due)
	}
}

// signal tells whoever listens on a channel with room for one signal.
func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
