package slack

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"sync"
	"time"
)

const installWithin = 10 * time.Minute

// states are the installations that were begun. A state is used once, within
// installWithin, by the browser that began it. Since anybody may begin any
// number, none is kept until it is used: a state says itself until when it holds
// and for which browser, under a seal of this process.
type states struct {
	mu    sync.Mutex
	key   string          // of the seals; empty: none was made yet
	spent cache[struct{}] // states that were used
}

// secret is 256 random bits, as text.
func secret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // it never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// sealed is what nobody without the key can say of words.
func sealed(key, words string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(words))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// begin makes a state, and the secret of the browser that it is bound to.
func (s *states) begin(now time.Time) (state, browser string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.key == "" {
		s.key = secret()
	}
	browser = secret()
	words := strconv.FormatInt(now.Add(installWithin).UnixMilli(), 10) + "." + sealed(s.key, browser)
	return words + "." + sealed(s.key, words), browser
}

// end spends a state, and tells whether it was that browser's and in time.
func (s *states) end(state, browser string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	end := max(strings.LastIndexByte(state, '.'), 0)
	words := state[:end]
	if s.key == "" || !hmac.Equal([]byte(state), []byte(words+"."+sealed(s.key, words))) {
		return false // none of ours
	}
	if _, used := s.spent.get(words); used {
		return false
	}
	s.spent.put(words, struct{}{})
	until, of, _ := strings.Cut(words, ".")
	millis, err := strconv.ParseInt(until, 10, 64)
	return err == nil && now.UnixMilli() <= millis && hmac.Equal([]byte(of), []byte(sealed(s.key, browser)))
}
