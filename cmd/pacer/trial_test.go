package main

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"pacer/bot/chat"
	"pacer/bot/outbox"
)

// screen is an adapter that keeps what it was sent, and fails first as often
// as it is told to.
type screen struct {
	chat.Adapter
	shown []chat.Message
	fail  []error
}

func (s *screen) Send(_ context.Context, _ chat.Conversation, m chat.Message) (chat.Receipt, error) {
	if len(s.fail) > 0 {
		err := s.fail[0]
		s.fail = s.fail[1:]
		return chat.Receipt{}, err
	}
	s.shown = append(s.shown, m)
	return chat.Receipt{Ref: m.ID}, nil
}

func message(id string) chat.Message {
	m := chat.Text("hello")
	m.ID = id
	return m
}

func TestTrialShowsNothingTwice(t *testing.T) {
	s := new(screen)
	d := newDelivery(s, newTrialClock(true))
	for range 2 {
		if _, err := d.Send(t.Context(), directTo("you"), message("1")); err != nil {
			t.Fatal(err)
		}
	}
	answer := d.answered(&chat.Answer{Message: message("2"), Delivered: func(chat.Receipt, error) {}})
	answer.Delivered(chat.Receipt{Ref: "2"}, nil)
	receipt, err := d.Send(t.Context(), directTo("you"), message("2"))
	if err != nil || receipt.Ref != "2" {
		t.Errorf("an answer that was shown, sent again: %v, %v", receipt, err)
	}
	if len(s.shown) != 1 {
		t.Errorf("%d messages were shown, want 1", len(s.shown))
	}
	if d.answered(nil) != nil {
		t.Error("no answer became one")
	}
}

func TestTrialWaitsUntilAllIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &screen{fail: []error{errors.New("again"), &chat.DeliveryError{Retry: -1, Err: errors.New("never")}}}
		d := newDelivery(s, newTrialClock(true))
		d.expect([]outbox.Row{{ID: "1"}, {ID: "2"}})
		done := make(chan bool)
		go func() {
			d.wait(t.Context())
			close(done)
		}()
		send := func(id string) { _, _ = d.Send(t.Context(), directTo("you"), message(id)) } // what it returns is the outbox's affair
		waits := func() bool {
			synctest.Wait()
			select {
			case <-done:
				return false
			default:
				return true
			}
		}
		send("1") // fails, and will be tried again
		if !waits() {
			t.Error("did not wait for a message that failed")
		}
		send("2") // can never arrive
		if !waits() {
			t.Error("did not wait for the one that is left")
		}
		send("1")
		if waits() {
			t.Error("waits though all is said")
		}
		// What never comes is not waited for without end.
		d.expect([]outbox.Row{{ID: "3"}})
		began := time.Now()
		d.wait(t.Context())
		if took := time.Since(began); took != sayFor {
			t.Errorf("waited %v for what never came, want %v", took, sayFor)
		}
	})
}

func TestMessagesOfAMovedClockCarryTheirDate(t *testing.T) {
	s := new(screen)
	clock := newTrialClock(true)
	d := newDelivery(s, clock)
	done := clock.travel()
	if _, err := d.Send(t.Context(), directTo("you"), message("1")); err != nil {
		t.Fatal(err)
	}
	done()
	if _, err := d.Send(t.Context(), directTo("you"), message("2")); err != nil {
		t.Fatal(err)
	}
	if got := s.shown[0].Parts[0].Note; got != chat.Escape(clock.now().Format(dateFormat)) {
		t.Errorf("on the way it begins with %q", got)
	}
	if len(s.shown[1].Parts) != 1 {
		t.Errorf("afterwards it has %d parts, want 1", len(s.shown[1].Parts))
	}
}
