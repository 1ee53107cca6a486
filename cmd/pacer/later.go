package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"pacer/bot/chat"
	"pacer/coach"
)

// command takes the trial's own lines: "/later 3d".
func (t *trial) command(ctx context.Context, line string) (handled bool, say chat.Markdown, err error) {
	name, rest, _ := strings.Cut(strings.TrimPrefix(line, "/"), " ")
	if !strings.EqualFold(name, "later") {
		return false, "", nil
	}
	span, err := parseSpan(rest)
	if err != nil {
		return true, "Say how far to move the clock on, like **/later 3d**, **5h**, **2w** or **30m**; two years at most.", nil
	}
	if err := t.later(ctx, span); err != nil {
		return true, "", err
	}
	return true, chat.Markdown(fmt.Sprintf("It is %s now. Say **practice** to go on.", chat.Escape(t.clock.now().In(time.Local).Format(dateFormat)))), nil
}

// later moves the clock on. It stops at every time that something comes due,
// so that check-ins, reviews and alerts happen in their order and at their
// hour.
func (t *trial) later(ctx context.Context, span time.Duration) error {
	until := t.clock.now().Add(span)
	defer t.clock.travel()()
	for last := (time.Time{}); ; {
		next, err := t.store.NextDue(ctx)
		if err != nil {
			return err
		}
		// What could not be handled stays due; it is no reason to stay there.
		if next.IsZero() || next.After(until) || !next.After(last) {
			break
		}
		if err := t.arrive(ctx, next); err != nil {
			return err
		}
		last = next
	}
	if err := t.arrive(ctx, until); err != nil {
		return err
	}
	return t.keepTime(ctx)
}

// arrive moves the clock to a time and lets happen what is due then.
func (t *trial) arrive(ctx context.Context, at time.Time) error {
	t.clock.moveTo(at)
	err := t.bot.Tick(ctx)
	t.sent.wait(ctx)
	return errors.Join(err, t.forgetDue(ctx))
}

// forgetDue forgets who asked for it and did not take it back in time, as serve
// does at night. They begin anew when they write again.
func (t *trial) forgetDue(ctx context.Context) error {
	leavers, err := t.store.Leavers(ctx, t.clock.now())
	if err != nil {
		return err
	}
	for _, l := range leavers {
		// The last owner, or the safety contact, stays until there is another.
		if _, err := t.store.Forget(ctx, l.Workspace, l.Person, false); err != nil && !coach.IsNotFound(err) && coach.KindOf(err) != coach.Conflict {
			return err
		}
	}
	return nil
}
