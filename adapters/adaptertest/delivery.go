package adaptertest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pacer/bot/chat"
)

// send sends a message, fitted, to the person, and fails the test when it does
// not arrive.
func (b *bench) send(m chat.Message) []chat.Receipt {
	b.t.Helper()
	var receipts []chat.Receipt
	for _, fitted := range chat.Fit(m, b.Adapter.Capabilities()) {
		r, err := b.Adapter.Send(b.ctx, b.Direct, fitted)
		if err != nil {
			b.t.Fatalf("sending %+v: %v", fitted, err)
		}
		receipts = append(receipts, r)
	}
	return receipts
}

func testSend(t *testing.T, h Harness) {
	b := start(t, h, nil)
	h.Say("hello")
	to := b.event().Conversation
	r, err := h.Adapter.Send(b.ctx, to, chat.Text("It is **four** o'clock."))
	if err != nil {
		t.Fatal(err)
	}
	if r.At.IsZero() {
		t.Error("the receipt has no time")
	}
	if h.Adapter.Capabilities().CanEdit && r.Ref == "" {
		t.Error("the receipt has no reference, and what was sent can be edited")
	}
	b.sees("It is four o'clock.")
}

// fails sends a message that the platform refuses in a way, and returns the
// report.
func (h Harness) fails(t *testing.T, f Failure) *chat.DeliveryError {
	t.Helper()
	if h.Fail == nil {
		t.Skip("sending cannot be made to fail on this platform")
	}
	b := start(t, h, nil)
	if !h.Fail(f) {
		t.Skip("this platform does not fail in this way")
	}
	before := 0
	if h.Attempts != nil {
		before = h.Attempts()
	}
	_, err := h.Adapter.Send(b.ctx, h.Direct, chat.Text("Can you hear me?"))
	d := deliveryError(t, err)
	for _, secret := range h.Secrets {
		if strings.Contains(err.Error(), secret) || strings.Contains(fmt.Sprintf("%+v", d.Err), secret) {
			t.Errorf("the error holds a secret: %v", err)
		}
	}
	if h.Attempts != nil && !stays(func() bool { return h.Attempts() <= before+1 }) {
		t.Errorf("the adapter tried %d times; trying again is the outbox's", h.Attempts()-before)
	}
	return d
}

func testThrottled(t *testing.T, h Harness) {
	const delay = 7 * time.Second
	if d := h.fails(t, Failure{Kind: Throttled, Delay: delay}); d.Retry < delay || d.Retry > 2*delay {
		t.Errorf("the platform asked for %v, reported is %v", delay, d.Retry)
	}
}

func testRevoked(t *testing.T, h Harness) {
	if d := h.fails(t, Failure{Kind: Revoked}); d.Retry >= 0 {
		t.Errorf("a dead token is reported as worth a try after %v, want never (negative)", d.Retry)
	}
}

func testLost(t *testing.T, h Harness) {
	if d := h.fails(t, Failure{Kind: Lost}); d.Retry < 0 {
		t.Error("a broken connection is reported as final")
	}
}

func testTogether(t *testing.T, h Harness) {
	b := start(t, h, nil)
	const n = 8
	line := func(i int) string { return fmt.Sprintf("Message number %d of several, whole.", i) }
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			if _, err := h.Adapter.Send(b.ctx, h.Direct, chat.Text(chat.Escape(line(i)))); err != nil {
				t.Errorf("sending message %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	for i := range n {
		b.sees(line(i))
	}
}

func testEdit(t *testing.T, h Harness) {
	editor, ok := h.Adapter.(chat.Editor)
	if !ok {
		t.Skip("nothing can be edited on this platform")
	}
	b := start(t, h, nil)
	r := b.send(chat.Text("How many sixths?"))[0]
	b.sees("How many sixths?")
	if _, err := editor.Edit(b.ctx, h.Direct, r, chat.Text("You chose three.")); err != nil {
		t.Fatal(err)
	}
	b.sees("You chose three.")
	if shows(h.Screen(), "How many sixths?") {
		t.Errorf("what was edited is still shown:\n%s", h.Screen())
	}
}

func testInHand(t *testing.T, h Harness) {
	committed := make(chan struct{})
	var d deliveries
	b := start(t, h, func(context.Context, chat.Event) (*chat.Answer, error) {
		<-committed // a commit that is under way goes to its end
		return answer("Saved.", &d), nil
	})
	h.Say("b")
	b.event()
	b.cancel()
	returned := func() bool { return len(b.done) > 0 }
	if !stays(func() bool { return !returned() }) {
		t.Error("Run returned while a handler was at work")
	}
	close(committed)
	b.ended()
	if n := d.count(); n != 1 {
		t.Errorf("Delivered was called %d times for the answer in hand", n)
	}
}
