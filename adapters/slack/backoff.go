package slack

import (
	"context"
	"math/rand/v2"
	"time"
)

// Between tries to connect: from a second, twice as long each time, up to a
// minute.
const (
	firstWait = time.Second
	mostWait  = time.Minute
)

// backoff is how often something failed in a row. The zero value is never.
type backoff struct{ failures int }

// reset says that it went well.
func (b *backoff) reset() { b.failures = 0 }

// next is how long to wait after one more failure: between half and all of the
// step, so that many programs do not come back at once.
func (b *backoff) next() time.Duration {
	step := mostWait
	if b.failures < 6 {
		step = min(mostWait, firstWait<<b.failures)
	}
	b.failures++
	return step/2 + rand.N(step/2)
}

// wait waits, at least for least, and tells whether to try again: not when ctx
// has ended.
func (b *backoff) wait(ctx context.Context, least time.Duration) bool {
	t := time.NewTimer(max(least, b.next()))
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
