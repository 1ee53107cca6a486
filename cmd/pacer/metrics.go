package main

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"pacer/bot"
	"pacer/bot/outbox"
	"pacer/coach"
	"pacer/storage"
)

// metrics is all that is counted, under one registry. Parts are handed what
// they call; they know nothing of Prometheus.
type metrics struct {
	registry *prometheus.Registry
	answers  prometheus.Counter
	repeated prometheus.Counter
	batch    prometheus.Histogram
	commit   prometheus.Histogram
	attempts *prometheus.CounterVec   // by platform and outcome
	lag      *prometheus.HistogramVec // by platform
	missed   prometheus.Counter
	refits   *prometheus.CounterVec // by outcome
	refused  *prometheus.CounterVec // by platform and reason
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		answers: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "pacer_answers_total", Help: "Answers recorded in the log.",
		}),
		repeated: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "pacer_events_repeated_total", Help: "Events that came again and changed nothing.",
		}),
		batch: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "pacer_commit_turns", Help: "Turns that shared a commit.", Buckets: prometheus.ExponentialBuckets(1, 2, 9),
		}),
		commit: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "pacer_commit_seconds", Help: "Time of a commit, its turns included.", Buckets: prometheus.ExponentialBuckets(.0005, 2, 14),
		}),
		attempts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "pacer_outbox_attempts_total", Help: "Attempts to send a message, by platform and outcome: sent, retried or dead.",
		}, []string{"platform", "outcome"}),
		lag: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "pacer_outbox_sent_seconds", Help: "Time from when a message was due to when it was sent, by platform.", Buckets: prometheus.ExponentialBuckets(.001, 4, 10),
		}, []string{"platform"}),
	}
	m.missed = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "pacer_checkins_missed_total", Help: "Check-ins that came due while nobody was there to make them, too long ago to make up for.",
	})
	m.refits = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "pacer_refits_total", Help: "Fits of the review parameters to a workspace's own reviews, by outcome: better (in use now), no_better or failed.",
	}, []string{"outcome"})
	m.refused = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "pacer_refused_total", Help: "What came from a platform and was not taken, by platform and reason: signature, stale, replayed, oversized, malformed, team and the like.",
	}, []string{"platform", "reason"})
	m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.registry.MustRegister(m.ours()...)
	return m
}

// ours are the metrics that Pacer itself counts.
func (m *metrics) ours() []prometheus.Collector {
	return []prometheus.Collector{m.answers, m.repeated, m.batch, m.commit, m.attempts, m.lag, m.missed, m.refits, m.refused}
}

// committed takes a commit of the store.
func (m *metrics) committed(turns int, took time.Duration) {
	m.batch.Observe(float64(turns))
	m.commit.Observe(took.Seconds())
}

// outbox is what the outbox's sender calls.
func (m *metrics) outbox() outbox.Metrics {
	count := func(outcome string) func(string) {
		return func(platform string) { m.attempts.WithLabelValues(platform, outcome).Inc() }
	}
	return outbox.Metrics{
		Sent: count("sent"), Retried: count("retried"), Dead: count("dead"),
		Lag: func(platform string, d time.Duration) { m.lag.WithLabelValues(platform).Observe(d.Seconds()) },
	}
}

// refusedBy is what a platform's adapter calls for what came and was not taken.
func (m *metrics) refusedBy(platform string) func(reason string) {
	return func(reason string) { m.refused.WithLabelValues(platform, reason).Inc() }
}

// watch registers what is read from the store when it is asked for.
func (m *metrics) watch(s *storage.Store) { m.registry.MustRegister(stored{s}) }

// stored is a collector of what stands in the database.
type stored struct{ store *storage.Store }

var (
	descWaiting = prometheus.NewDesc("pacer_outbox_waiting", "Messages on their way.", nil, nil)
	descLag     = prometheus.NewDesc("pacer_outbox_lag_seconds", "How long the oldest message has been waiting past its time.", nil, nil)
	descDead    = prometheus.NewDesc("pacer_outbox_dead", "Messages that were given up.", nil, nil)
)

// Describe implements prometheus.Collector.
func (c stored) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descWaiting, descLag, descDead} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (c stored) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	x, err := c.store.Backlog(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(descWaiting, err)
		return
	}
	for _, g := range []struct {
		desc  *prometheus.Desc
		value float64
	}{
		{descWaiting, float64(x.Waiting)},
		{descLag, waited(x.Oldest, time.Now()).Seconds()},
		{descDead, float64(x.Dead)},
	} {
		ch <- prometheus.MustNewConstMetric(g.desc, prometheus.GaugeValue, g.value)
	}
}

// counted is a bot.Store that counts what goes through it.
type counted struct {
	bot.Store
	metrics *metrics
}

// Turn counts the answers of a turn once it has been committed, and the events
// that had been handled before.
func (c counted) Turn(ctx context.Context, workspace, event string, fn func(bot.Tx) error) ([]outbox.Row, error) {
	answers := 0
	rows, err := c.Store.Turn(ctx, workspace, event, func(tx bot.Tx) error {
		answers = 0 // it may run again
		return fn(countedTx{tx, &answers})
	})
	// After an error the function may still be running: answers is its own.
	switch {
	case err == nil:
		c.metrics.answers.Add(float64(answers))
	case errors.Is(err, bot.ErrSeen):
		c.metrics.repeated.Inc()
	}
	return rows, err
}

type countedTx struct {
	bot.Tx
	answers *int
}

// Append counts attempts.
func (t countedTx) Append(e coach.Entry) (int64, error) {
	position, err := t.Tx.Append(e)
	if err == nil && e.Kind == coach.EntryAttempt {
		*t.answers++
	}
	return position, err
}
