package main

import (
	"context"
	"log/slog"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/review"
	"pacer/storage"
)

// When the reviews of each workspace are looked through.
const (
	refitFirst = 20 * time.Minute // after the start, so that starting is not held up
	refitEvery = 24 * time.Hour
)

// refitter fits the parameters of memory to each workspace's own reviews, now
// and then, beside everything else. What goes wrong is logged and harms nobody:
// the parameters in force stay.
type refitter struct {
	store  *storage.Store
	params coach.Params
	log    *slog.Logger
	now    func() time.Time
	ended  func(outcome string) // told of each fit: better, no_better or failed

	// looked is how long a workspace's log was when it was last read.
	looked map[string]int64
}

func (s *service) refitter() *refitter {
	return &refitter{
		store: s.store, params: coach.DefaultParams(), log: s.log.With("part", "refit"), now: time.Now,
		ended: func(outcome string) { s.metrics.refits.WithLabelValues(outcome).Inc() }, looked: make(map[string]int64),
	}
}

// run looks once a day until ctx ends.
func (r *refitter) run(ctx context.Context) error {
	next := time.NewTimer(refitFirst)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-next.C:
			r.round(ctx)
			next.Reset(refitEvery)
		}
	}
}

// round looks at every workspace.
func (r *refitter) round(ctx context.Context) {
	err := workspaces(ctx, r.store, func(w coach.Workspace) error {
		if err := r.workspace(ctx, w.ID); err != nil && ctx.Err() == nil {
			r.ended("failed")
			r.log.Warn("the review parameters were not fitted", "workspace", w.ID, "error", err)
		}
		return ctx.Err()
	})
	if err != nil && ctx.Err() == nil {
		r.log.Warn("no review parameters were fitted", "error", err)
	}
}

// workspace fits the parameters of one workspace if its reviews are worth it,
// and puts them in force if they are better.
func (r *refitter) workspace(ctx context.Context, id string) error {
	state, worth, err := r.hasGrown(ctx, id)
	if err != nil || !worth {
		return err
	}
	began := time.Now()
	var answers coach.Reviews
	if err := r.store.Log(ctx, id, func(e coach.Entry) error {
		answers.Add(&e)
		return nil
	}); err != nil {
		return err
	}
	h := answers.Histories()
	scored := h.Scored()
	if !state.WorthRefit(scored) {
		return nil
	}
	fitted, better, report, err := review.Refit(ctx, h, *r.params.Memory(&state))
	if err != nil {
		return err
	}
	outcome := "no_better"
	if better {
		outcome = "better"
		if err := r.putInForce(ctx, id, coach.Fit{Weights: fitted, Reviews: scored}); err != nil {
			return err
		}
	}
	r.ended(outcome)
	r.log.Info("the review parameters were fitted", "workspace", id, "outcome", outcome, "reviews", scored,
		"held", report.Held, "loss_before", report.Current, "loss_after", report.Fitted, "noise", report.Noise, "took", time.Since(began))
	return nil
}

// hasGrown tells whether a workspace's log may hold enough that is new. It has
// to be read to be sure, and it is read again only when it is a tenth longer.
func (r *refitter) hasGrown(ctx context.Context, id string) (state coach.WorkspaceState, worth bool, err error) {
	entries, err := r.store.Entries(ctx, id)
	if err != nil || entries < review.EnoughReviews {
		return state, false, err
	}
	if err := r.store.View(ctx, id, func(v bot.Reader) error {
		state, err = v.WorkspaceState()
		return err
	}); err != nil {
		return state, false, err
	}
	read := max(r.looked[id], state.Fitted)
	if entries < read+read/10 {
		return state, false, nil
	}
	r.looked[id] = entries
	return state, true, nil
}

// putInForce adds a fit to the log.
func (r *refitter) putInForce(ctx context.Context, workspace string, fit coach.Fit) error {
	_, err := r.store.Turn(ctx, workspace, "", func(tx bot.Tx) error {
		e := coach.Entry{Kind: coach.EntryFit, At: r.now().UTC(), Fit: &fit}
		var err error
		if e.Position, err = tx.Append(e); err != nil {
			return err
		}
		_, err = r.params.Apply(tx, e)
		return err
	})
	return err
}
