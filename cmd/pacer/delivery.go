package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"pacer/bot/chat"
	"pacer/bot/outbox"
)

// delivery is the trial's adapter as the outbox sees it: the terminal, with a
// list of what has been shown. It shows nothing twice, whatever leases the
// moved clock lets run out, and knows when all is said.
type delivery struct {
	chat.Adapter
	clock *trialClock

	mu      sync.Mutex
	shown   map[string]chat.Receipt // by message ID
	pending map[string]bool
	changed chan struct{} // closed and made anew when pending shrinks
}

func newDelivery(a chat.Adapter, clock *trialClock) *delivery {
	return &delivery{
		Adapter: a, clock: clock,
		shown: make(map[string]chat.Receipt), pending: make(map[string]bool), changed: make(chan struct{}),
	}
}

// expect notes messages that will come.
func (d *delivery) expect(rows []outbox.Row) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, r := range rows {
		if _, done := d.shown[r.ID]; !done {
			d.pending[r.ID] = true
		}
	}
}

// settled notes that a message needs no more waiting for.
func (d *delivery) settled(id string) {
	delete(d.pending, id)
	close(d.changed)
	d.changed = make(chan struct{})
}

// dateFormat is how a date of the trial is written.
const dateFormat = "Monday 2 January 2006, 15:04"

// Send shows a message; one that comes while the clock is moved on carries its
// date.
func (d *delivery) Send(ctx context.Context, to chat.Conversation, m chat.Message) (chat.Receipt, error) {
	d.mu.Lock()
	receipt, done := d.shown[m.ID]
	d.mu.Unlock()
	if done {
		return receipt, nil
	}
	dated := m
	if d.clock.travelling() {
		date := chat.Part{Note: chat.Escape(d.clock.now().In(time.Local).Format(dateFormat))}
		dated.Parts = append([]chat.Part{date}, m.Parts...)
	}
	receipt, err := d.Adapter.Send(ctx, to, dated)
	d.mu.Lock()
	defer d.mu.Unlock()
	var never *chat.DeliveryError
	switch {
	case err == nil:
		d.shown[m.ID] = receipt
		d.settled(m.ID)
	case errors.As(err, &never) && never.Retry < 0:
		d.settled(m.ID)
	}
	return receipt, err
}

// answered notes when an answer that travels in the acknowledgement is shown.
func (d *delivery) answered(a *chat.Answer) *chat.Answer {
	if a == nil {
		return nil
	}
	id, delivered := a.Message.ID, a.Delivered
	b := *a
	b.Delivered = func(r chat.Receipt, err error) {
		if err == nil && id != "" {
			d.mu.Lock()
			d.shown[id] = r
			d.mu.Unlock()
		}
		delivered(r, err)
	}
	return &b
}

// sayFor is how long is waited for what is owed. A terminal shows it within
// milliseconds; what it cannot show stays in the outbox.
const sayFor = 10 * time.Second

// wait returns when all that was expected has been shown, or given up.
func (d *delivery) wait(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, sayFor)
	defer cancel()
	for {
		d.mu.Lock()
		left, changed := len(d.pending), d.changed
		d.mu.Unlock()
		if left == 0 {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// deliver hands committed rows to the outbox's sender.
func (t *trial) deliver(rows []outbox.Row) {
	if len(rows) == 0 {
		return
	}
	t.sent.expect(rows)
	t.sender.Deliver(rows)
}

// leftOver waits for the outbox to say what an earlier run that was killed
// still owed, so that it comes before anything new.
func (t *trial) leftOver(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, sayFor)
	defer cancel()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		owed, err := t.store.Backlog(ctx)
		if err != nil || owed.Waiting == 0 {
			return err
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return nil // it stays in the outbox
		}
	}
}

// settle returns when all that is due now has been said.
func (t *trial) settle(ctx context.Context) {
	if !t.isTerminal {
		if err := t.bot.Tick(ctx); err != nil && ctx.Err() == nil {
			t.log.Error("what is due was not handled", "error", err)
		}
	}
	t.sent.wait(ctx)
}

// seededReader is a source of IDs that are the same for the same seed.
func seededReader(seed int64) *rand.ChaCha8 {
	var key [32]byte
	for i := range 8 {
		key[i] = byte(seed >> (8 * i))
	}
	return rand.NewChaCha8(key)
}
