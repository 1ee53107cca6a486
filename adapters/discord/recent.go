package discord

import "sync"

// recent remembers the newest of many strings. It is safe for use by several
// goroutines.
type recent struct {
	mu   sync.Mutex
	size int
	now  map[string]struct{}
	old  map[string]struct{}
}

// newRecent makes one that remembers at least size strings, at most twice as
// many.
func newRecent(size int) *recent {
	return &recent{size: size, now: make(map[string]struct{})}
}

// add remembers s and tells whether it was new.
func (r *recent) add(s string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.now[s]; ok {
		return false
	}
	if _, ok := r.old[s]; ok {
		return false
	}
	if len(r.now) >= r.size {
		r.old, r.now = r.now, make(map[string]struct{}, r.size)
	}
	r.now[s] = struct{}{}
	return true
}
