package outbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pacer/bot/chat"
	"pacer/coach"
)

// memory is a queue that outlives the processes that use it. It keeps the
// contract of Queue as a database does: marks are committed later, in order,
// and before a later claim looks.
type memory struct {
	mu       sync.Mutex
	rows     map[string]*Row
	receipts map[string]chat.Receipt
	marks    []Mark // all that were committed
	last     int
}

func newMemory() *memory {
	return &memory{rows: make(map[string]*Row), receipts: make(map[string]chat.Receipt)}
}

const commitAfter = 200 * time.Millisecond

// row makes the next row, not yet in the queue.
func (m *memory) row(to chat.Conversation) Row {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last++
	return Row{
		ID: fmt.Sprintf("%06d", m.last), Workspace: "w", To: to, State: Waiting,
		Message: chat.Text("secret words of a learner"),
	}
}

// commit puts rows into the queue, leased as by a turn, and returns them.
func (m *memory) commit(rows ...Row) []Row {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range rows {
		if rows[i].NotBefore.IsZero() {
			rows[i].NotBefore = time.Now()
		}
		rows[i].Lease = time.Now().Add(lease)
		row := rows[i]
		row.NotBefore, row.Lease = kept(row.NotBefore), kept(row.Lease)
		m.rows[row.ID] = &row
	}
	return rows
}

// say commits n rows to a conversation.
func (m *memory) say(to chat.Conversation, n int) []Row {
	rows := make([]Row, n)
	for i := range rows {
		rows[i] = m.row(to)
	}
	return m.commit(rows...)
}

// waits lists what still waits, oldest first.
func (m *memory) waits() (ids []string) { return m.in(Waiting) }

func (m *memory) in(s State) (ids []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, r := range m.rows {
		if r.State == s {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func (m *memory) get(id string) Row {
	m.mu.Lock()
	defer m.mu.Unlock()
	return *m.rows[id]
}

// process is one process's view of a memory, until it crashes.
type process struct {
	*memory
	slow    func() time.Duration // how long a claim takes, before and after it looks; nil: no time
	pending []Mark
	gone    bool
	broken  error // what Claim and Receipt answer
	claims  int
	given   int // rows that Claim gave out
}

var _ Queue = (*process)(nil)

// open is what a starting process sees: leases of an earlier one are ended.
func (m *memory) open() *process {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.rows {
		r.Lease = time.Time{}
	}
	return m.join()
}

// join is one more process beside others.
func (m *memory) join() *process { return &process{memory: m} }

// crash loses what was not committed; nothing done later is heard of.
func (p *process) crash() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pending, p.gone = nil, true
}

func (p *process) Mark(m Mark) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pending = append(p.pending, m)
	if len(p.pending) == 1 {
		time.AfterFunc(commitAfter, func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.flush()
		})
	}
}

// flush commits the marks that wait. The caller holds the lock.
func (p *process) flush() {
	for _, m := range p.pending {
		if p.gone {
			break
		}
		p.marks = append(p.marks, m)
		if m.State == Sent {
			delete(p.rows, m.ID)
			p.receipts[m.ID] = m.Receipt
			continue
		}
		if r := p.rows[m.ID]; r != nil {
			r.State, r.Attempts, r.Error = m.State, m.Attempts, m.Error
			r.NotBefore, r.Lease = kept(m.NotBefore), kept(m.Lease)
		}
	}
	p.pending = nil
}

// fail makes Claim and Receipt answer err.
func (p *process) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.broken = err
}

func (p *process) Claim(ctx context.Context, want Want) ([]Row, error) {
	if p.slow != nil {
		pass(p.slow())
		defer pass(p.slow())
	}
	return p.claim(ctx, want)
}

func (p *process) claim(ctx context.Context, want Want) ([]Row, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.claims++
	if err := cmp.Or(ctx.Err(), p.broken); err != nil {
		return nil, err
	}
	if p.gone {
		return nil, errors.New("the process is gone")
	}
	p.flush()
	var all []*Row
	for _, r := range p.rows {
		if r.State == Waiting {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b *Row) int { return cmp.Compare(a.ID, b.ID) })
	ranked := make(map[chat.Conversation]rank)
	for _, r := range all {
		if was, ok := ranked[r.To]; !ok || rankOf(r) < was {
			ranked[r.To] = rankOf(r)
		}
	}
	held := make(map[chat.Conversation]bool)
	var out []Row
	for now := range ranks {
		for _, r := range all {
			switch {
			case ranked[r.To] != now, held[r.To], want.Answers && now == begun:
			case r.NotBefore.After(want.Now), r.Lease.After(want.Now):
				held[r.To] = true
			case len(out) < want.Limit:
				r.Lease = want.Now.Add(want.Lease)
				out = append(out, *r)
			}
		}
	}
	p.given += len(out)
	return out, nil
}

// kept is an instant as databases keep it.
func kept(t time.Time) time.Time { return t.Truncate(time.Millisecond) }

func (p *process) Receipt(_ context.Context, _, id string) (chat.Receipt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.broken != nil {
		return chat.Receipt{}, p.broken
	}
	r, ok := p.receipts[id]
	if !ok {
		return r, &coach.Error{Op: "receipt", Kind: coach.NotFound, Err: errors.New("none")}
	}
	return r, nil
}

// wire is an adapter that remembers what was posted, takes a while, and fails
// as it is told.
type wire struct {
	takes time.Duration
	pace  float64 // Capabilities.Begun
	// fail tells what becomes of the n-th attempt at a message, n from 1. An
	// error wrapping errLost comes after the message was posted.
	fail func(m chat.Message, n int) error

	mu       sync.Mutex
	posts    []post
	attempts map[string]int
	now      int // under way
	most     int // that ever were
	together map[string]bool
	overlap  bool // two of one conversation were under way at once
}

type post struct {
	at     time.Time
	to     chat.Conversation
	id     string
	edited string // the reference of the message edited
}

var errLost = errors.New("the reply was lost")

func (w *wire) Name() string { return "wire" }
func (w *wire) Capabilities() chat.Capabilities {
	return chat.Capabilities{CanEdit: true, Begun: w.pace}
}
func (w *wire) Run(context.Context, chat.Handler) error { return nil }
func (w *wire) adapters() map[string]chat.Adapter       { return map[string]chat.Adapter{"wire": w} }
func dm(user string) chat.Conversation                  { return chat.Conversation{Platform: "wire", User: user} }
func never(text string) error                           { return &chat.DeliveryError{Retry: -1, Err: errors.New(text)} }
func after(d time.Duration, text string) *chat.DeliveryError {
	return &chat.DeliveryError{Retry: d, Err: errors.New(text)}
}

// wide is a limit that is not one conversation's.
func wide(d time.Duration) *chat.DeliveryError {
	return &chat.DeliveryError{Retry: d, Wide: true, Err: errors.New("rate limited")}
}

// at is a person's direct messages in a place.
func at(place, user string) chat.Conversation {
	return chat.Conversation{Platform: "wire", Place: place, User: user}
}

// start commits a row that the coach begins.
func (m *memory) start(to chat.Conversation) []Row {
	r := m.row(to)
	r.Begun = true
	return m.commit(r)
}

func (w *wire) Send(ctx context.Context, to chat.Conversation, m chat.Message) (chat.Receipt, error) {
	return w.post(ctx, to, m, "")
}

func (w *wire) post(ctx context.Context, to chat.Conversation, m chat.Message, edited string) (chat.Receipt, error) {
	n := w.enter(to, m)
	defer w.leave(to)
	if w.takes > 0 {
		select {
		case <-time.After(w.takes):
		case <-ctx.Done():
			return chat.Receipt{}, ctx.Err()
		}
	}
	var err error
	if w.fail != nil {
		err = w.fail(m, n)
	}
	if err != nil && !errors.Is(err, errLost) {
		return chat.Receipt{}, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.posts = append(w.posts, post{at: time.Now(), to: to, id: m.ID, edited: edited})
	return chat.Receipt{Ref: "ref " + m.ID, At: time.Now()}, err
}

func (w *wire) enter(to chat.Conversation, m chat.Message) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.attempts == nil {
		w.attempts, w.together = make(map[string]int), make(map[string]bool)
	}
	w.attempts[m.ID]++
	w.now++
	w.most = max(w.most, w.now)
	w.overlap = w.overlap || w.together[to.Key()]
	w.together[to.Key()] = true
	return w.attempts[m.ID]
}

func (w *wire) leave(to chat.Conversation) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now--
	w.together[to.Key()] = false
}

// tries counts the attempts at a message.
func (w *wire) tries(id string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.attempts[id]
}

// ids lists what was posted, in the order it was, to one conversation or, with
// the zero one, to all.
func (w *wire) ids(to chat.Conversation) (ids []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.posts {
		if to.IsZero() || p.to == to {
			ids = append(ids, p.id)
		}
	}
	return ids
}

// at tells when a message was first posted.
func (w *wire) at(t *testing.T, id string) time.Time {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.posts {
		if p.id == id {
			return p.at
		}
	}
	t.Fatalf("%s was not posted", id)
	return time.Time{}
}

// editor is a wire that can edit.
type editor struct {
	*wire
	refuse error // what an edit is answered
	asked  int
}

func (e *editor) Edit(ctx context.Context, to chat.Conversation, r chat.Receipt, m chat.Message) (chat.Receipt, error) {
	e.asked++
	if e.refuse != nil {
		return chat.Receipt{}, e.refuse
	}
	return e.post(ctx, to, m, r.Ref)
}

// run runs a sender until stop is called, which returns when Run has.
func run(t *testing.T, s *Sender) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
	t.Cleanup(stop)
	return stop
}

// pass lets time go by.
func pass(d time.Duration) { <-time.After(d) }

func idsOf(rows []Row) (ids []string) {
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	return ids
}
