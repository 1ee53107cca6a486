// Package adaptertest is the contract every adapter keeps, as tests. An adapter
// passes Run with a Harness that plays the platform: a person who says and
// presses things, a screen that shows what arrived, and, where the platform
// can, failures.
//
// What the contract says:
//
//   - An event carries its ID, the same when it is delivered again, its
//     conversation, who did it, when, and exactly what.
//   - What is acknowledged is committed: the acknowledgement follows the
//     handler's return.
//   - An answer is shown, and its Delivered called once, with the receipt or
//     with what went wrong. When the handler fails nothing of its answer is
//     shown and Delivered is not called; the person reads a kind sentence, or
//     the platform delivers the event again.
//   - Times of events and receipts are in the order in which things happened.
//   - Send tries once and reports: how long to wait when the platform says so,
//     never again when the token is dead. No error holds a secret.
//   - Every part of a message is shown, with what can be typed; text is shown
//     as text, whatever is in it.
//   - What a learner's supports make of a question is shown and answered like
//     any other; see Supports.
//   - Run returns nil when its context ends, after the handlers in hand, and
//     leaves no goroutine.
package adaptertest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pacer/bot/chat"
)

// Harness plays a platform for one test. Functions that a platform has nothing
// for are nil; the tests that need them are skipped with a sentence. The
// functions are called from the test's goroutine, Screen, Acknowledged and
// Attempts repeatedly.
type Harness struct {
	Adapter chat.Adapter      // not yet running
	Person  chat.Account      // who does what is done here
	Direct  chat.Conversation // the direct messages with Person

	// Say, Command and Press make Person write in Direct, give a command
	// (without its slash) and press what carries a value. They return when it
	// is on its way. Say may not be nil.
	Say     func(text string)
	Command func(text string)
	Press   func(value string)
	// Fill makes Person press what opens a form, fill in its fields, by their
	// names, and send it. Several values of one field have a space between.
	Fill func(press string, fields map[string]string)
	// Again delivers the last event a second time.
	Again func()

	// Screen is all that Person has been shown in Direct so far, as text with
	// the captions of buttons, edits applied. It may hold what Person wrote.
	// It may not be nil.
	Screen func() string
	// Alerted are the people whom messages in Direct mentioned so that the
	// platform alerts them.
	Alerted func() []string

	// Acknowledged is how many events have been acknowledged.
	Acknowledged func() int
	// Redelivers says that the platform delivers an event again when its
	// handler failed, so that nothing need be shown and nothing may be
	// acknowledged.
	Redelivers bool

	// Fail makes the next message to Direct fail, and tells whether the
	// platform has that way to fail.
	Fail func(Failure) bool
	// Attempts is how many messages the adapter has tried to post.
	Attempts func() int
	// Secrets are the tokens the adapter was given.
	Secrets []string

	// Patience is how long to wait for what must come; 0 is 10 s.
	Patience time.Duration
}

// Failure is what the platform does to the next message.
type Failure struct {
	Kind  FailureKind
	Delay time.Duration // of Throttled, whole seconds
}

// FailureKind is a way to fail.
type FailureKind uint8

// The ways to fail.
const (
	Throttled FailureKind = iota // too many requests, try again after Delay (HTTP 429)
	Revoked                      // the token is dead
	Lost                         // the connection broke, or the platform did not answer
)

// Run tests the adapter that open makes; open is called afresh for every test
// and may use t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	for _, tc := range []struct {
		name string
		test func(*testing.T, Harness)
	}{
		{"it says who it is and what it can", testItSaysWhatItCan},
		{"an event carries what happened", testEvent},
		{"each event has its own ID", testIDs},
		{"a command is told from words", testCommand},
		{"a press carries its value", testPress},
		{"an event delivered again has the same ID and shows nothing twice", testAgain},
		{"an event is acknowledged after the handler returned", testAcknowledgement},
		{"an answer is shown and delivered once", testAnswer},
		{"no answer shows nothing", testNoAnswer},
		{"an answer that cannot be shown is delivered once, with what went wrong", testLostAnswer},
		{"a failed handler shows no answer and no detail", testFailedHandler},
		{"times tell the order of words and posts", testTimes},
		{"a message is sent to where an event came from", testSend},
		{"too many requests are reported with the delay", testThrottled},
		{"a dead token is reported as final", testRevoked},
		{"a broken connection is reported as worth another try", testLost},
		{"messages sent at the same time arrive whole", testTogether},
		{"every kind of part is shown", testParts},
		{"what can be pressed can be typed", testTyped},
		{"text is shown as text", testText},
		{"a long text arrives in order", testLong},
		{"an edit takes the place of what was sent", testEdit},
		{"Run waits for the handler in hand", testInHand},
		{"Run returns nil when its context ends and leaves no goroutine", testEnd},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h := open(t)
			if h.Patience == 0 {
				h.Patience = 10 * time.Second
			}
			tc.test(t, h)
		})
	}
}

// bench is a running adapter with a handler that a test can lead.
type bench struct {
	Harness
	t      *testing.T
	ctx    context.Context
	cancel context.CancelFunc
	done   chan error      // what Run returned
	events chan chat.Event // what reached the handler
}

// start runs the adapter with a handler until the test ends; nil answers
// nothing.
func start(t *testing.T, h Harness, handle chat.Handler) *bench {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	b := &bench{Harness: h, t: t, ctx: ctx, cancel: cancel, done: make(chan error, 1), events: make(chan chat.Event, 64)}
	go func() {
		b.done <- h.Adapter.Run(ctx, func(ctx context.Context, ev chat.Event) (*chat.Answer, error) {
			b.events <- ev
			if handle == nil {
				return nil, nil
			}
			return handle(ctx, ev)
		})
	}()
	t.Cleanup(func() { b.end() })
	return b
}

// end ends Run, once, and checks how it ended.
func (b *bench) end() {
	b.t.Helper()
	if b.ctx.Err() != nil {
		return
	}
	b.cancel()
	b.ended()
}

// ended waits until Run has returned.
func (b *bench) ended() {
	b.t.Helper()
	select {
	case err := <-b.done:
		if err != nil {
			b.t.Errorf("Run returned %v when its context ended, want nil", err)
		}
	case <-time.After(b.Patience):
		b.t.Errorf("Run has not returned %v after its context ended", b.Patience)
	}
}

// event waits for the next event.
func (b *bench) event() chat.Event {
	b.t.Helper()
	select {
	case ev := <-b.events:
		return ev
	case err := <-b.done:
		b.done <- err
		b.t.Fatalf("Run returned %v before the event arrived", err)
	case <-time.After(b.Patience):
		b.t.Fatalf("no event arrived within %v", b.Patience)
	}
	panic("unreachable")
}

// eventually waits until a condition holds, and ends the test with a sentence
// when it does not in time.
func (h Harness) eventually(t *testing.T, holds func() bool, sentence string, args ...any) {
	t.Helper()
	if !h.patiently(holds) {
		t.Fatalf("%s; on the screen stands:\n%s", fmt.Sprintf(sentence, args...), h.Screen())
	}
}

// patiently waits until a condition holds and tells whether it does.
func (h Harness) patiently(holds func() bool) bool {
	late := time.After(h.Patience)
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for !holds() {
		select {
		case <-look.C:
		case <-late:
			return holds()
		}
	}
	return true
}

// aWhile is how long the suite looks whether something happens that must not.
// A slow machine makes it miss a fault, never report one that is none.
const aWhile = 30 * time.Millisecond

// stays tells whether a condition holds for a while.
func stays(holds func() bool) bool {
	late := time.After(aWhile)
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for holds() {
		select {
		case <-look.C:
		case <-late:
			return true
		}
	}
	return false
}

// deliveryError returns err as the report it has to be.
func deliveryError(t *testing.T, err error) *chat.DeliveryError {
	t.Helper()
	if err == nil {
		t.Fatal("the message did not arrive and no error was returned")
	}
	d, ok := errors.AsType[*chat.DeliveryError](err)
	if !ok {
		t.Fatalf("error is a %T (%v), want a *chat.DeliveryError", err, err)
	}
	if d.Err == nil {
		t.Fatal("the delivery error has no cause")
	}
	return d
}
