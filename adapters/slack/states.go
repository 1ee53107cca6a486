package slack

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"sync"
	"time"
)

const (
	installWithin = 10 * time.Minute
	mostStates    = 1000
)

// states are the installations that were begun. A state is used once, within
// installWithin, by the browser that began it.
type states struct {
	mu   sync.Mutex
	open map[string]installation
}

type installation struct {
	browser [sha256.Size]byte // of the cookie's value
	until   time.Time
}

// secret is 256 random bits, as text.
func secret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // it never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// begin makes a state, and the secret of the browser that it is bound to. When
// too many are open the one that ends first is let go.
func (s *states) begin(now time.Time) (state, browser string) {
	state, browser = secret(), secret()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open = make(map[string]installation)
	}
	first, ends := "", time.Time{}
	for key, b := range s.open {
		if now.After(b.until) {
			delete(s.open, key)
		} else if first == "" || b.until.Before(ends) {
			first, ends = key, b.until
		}
	}
	if len(s.open) >= mostStates {
		delete(s.open, first)
	}
	s.open[state] = installation{sha256.Sum256([]byte(browser)), now.Add(installWithin)}
	return state, browser
}

// end spends a state, and tells whether it was that browser's and in time.
func (s *states) end(state, browser string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.open[state]
	delete(s.open, state)
	given := sha256.Sum256([]byte(browser))
	return ok && !now.After(b.until) && subtle.ConstantTimeCompare(b.browser[:], given[:]) == 1
}
