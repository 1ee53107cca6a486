package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"pacer/bot/chat"
)

const (
	healthEvery = 10 * time.Second
	// downFor is how long a platform may be away before the coach is said not to
	// be ready: connections come and go, and come back by themselves.
	downFor = 5 * time.Minute
)

// health watches whether the platforms are connected. It is safe for use by
// several goroutines.
type health struct {
	platforms []chat.Adapter // by name; those that can tell
	log       *slog.Logger
	now       func() time.Time

	mu     sync.Mutex
	down   map[string]outage // by name; connected ones are not in it
	looked bool              // once: before that nothing can be connected yet
}

// outage is how long a platform has been away, and whether that was logged.
type outage struct {
	since time.Time
	told  bool
}

func newHealth(all []chat.Adapter, log *slog.Logger, now func() time.Time) *health {
	h := &health{log: log, now: now, down: make(map[string]outage)}
	for _, a := range all {
		if _, ok := a.(chat.Healthy); ok {
			h.platforms = append(h.platforms, a)
		}
	}
	return h
}

// run looks until ctx ends.
func (h *health) run(ctx context.Context) error {
	tick := time.NewTicker(healthEvery)
	defer tick.Stop()
	for {
		h.look()
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// look asks each platform, and says what has changed.
func (h *health) look() {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.now()
	for _, a := range h.platforms {
		name := a.Name()
		err := a.(chat.Healthy).Health()
		away, was := h.down[name]
		if err == nil {
			if was {
				delete(h.down, name)
				h.log.Info("a platform is connected", "platform", name, "after", now.Sub(away.since).Round(time.Millisecond))
			}
			continue
		}
		if !was {
			away.since = now
		}
		if h.looked && !away.told {
			away.told = true
			h.log.Warn("a platform is not connected", "platform", name, "error", err)
		}
		h.down[name] = away
	}
	h.looked = true
}

// away is the platform that has been down longest, and for how long; "" when
// all are connected.
func (h *health) away() (name string, since time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.now()
	for _, a := range h.platforms {
		if away, down := h.down[a.Name()]; down && (name == "" || now.Sub(away.since) > since) {
			name, since = a.Name(), now.Sub(away.since)
		}
	}
	return name, since
}

var descUp = prometheus.NewDesc("pacer_platform_up", "Whether a platform is connected: 1 or 0.", []string{"platform"}, nil)

// Describe implements prometheus.Collector.
func (h *health) Describe(ch chan<- *prometheus.Desc) { ch <- descUp }

// Collect implements prometheus.Collector.
func (h *health) Collect(ch chan<- prometheus.Metric) {
	for _, a := range h.platforms {
		up := 0.0
		if a.(chat.Healthy).Health() == nil {
			up = 1
		}
		ch <- prometheus.MustNewConstMetric(descUp, prometheus.GaugeValue, up, a.Name())
	}
}
