package main

import (
	"context"
	"log/slog"
	"time"

	"pacer/coach"
	"pacer/storage"
)

// When the items of each workspace are looked through, and how often their authors
// are looked for: those whom quiet hours kept from being told are told later on.
const (
	flagFirst = 30 * time.Minute // after the start, so that starting is not held up
	flagEvery = 24 * time.Hour
	tellEvery = time.Hour
)

// flagger looks at how items do, once a day, and has the authors of those that may
// mislead told. What goes wrong is logged and harms nobody.
type flagger struct {
	store *storage.Store
	tell  func(ctx context.Context, workspace string, reports []coach.ItemReport) error
	log   *slog.Logger

	looked  map[string]int64 // how long a workspace's log was when it was last read
	flagged map[string][]coach.ItemReport
}

func (s *service) flagger() *flagger {
	return &flagger{
		store: s.store, tell: s.bot.TellFlagged, log: s.log.With("part", "items"),
		looked: make(map[string]int64), flagged: make(map[string][]coach.ItemReport),
	}
}

// run looks and tells until ctx ends.
func (f *flagger) run(ctx context.Context) error {
	next := time.NewTimer(flagFirst)
	defer next.Stop()
	for rounds := 0; ; rounds++ {
		select {
		case <-ctx.Done():
			return nil
		case <-next.C:
			f.round(ctx, rounds%int(flagEvery/tellEvery) == 0)
			next.Reset(tellEvery)
		}
	}
}

// round tells of every workspace's items, after looking at them anew if it is time.
func (f *flagger) round(ctx context.Context, looks bool) {
	err := workspaces(ctx, f.store, func(w coach.Workspace) error {
		if looks {
			if err := f.look(ctx, w.ID); err != nil && ctx.Err() == nil {
				f.log.Warn("how items do was not added up", "workspace", w.ID, "error", err)
			}
		}
		if err := f.tell(ctx, w.ID, f.flagged[w.ID]); err != nil && ctx.Err() == nil {
			f.log.Warn("authors of items were not told", "workspace", w.ID, "error", err)
		}
		return ctx.Err()
	})
	if err != nil && ctx.Err() == nil {
		f.log.Warn("no items were looked at", "error", err)
	}
}

// look adds up how a workspace's items do, if answers have come since.
func (f *flagger) look(ctx context.Context, workspace string) error {
	entries, err := f.store.Entries(ctx, workspace)
	if err != nil || entries == f.looked[workspace] {
		return err
	}
	began := time.Now()
	items, err := itemReports(ctx, f.store, workspace, "")
	if err != nil {
		return err
	}
	var flagged []coach.ItemReport
	for _, r := range items {
		if len(r.Flags) > 0 {
			flagged = append(flagged, r.ItemReport)
		}
	}
	f.looked[workspace], f.flagged[workspace] = entries, flagged
	f.log.Info("how items do was added up", "workspace", workspace, "items", len(items), "flagged", len(flagged), "took", time.Since(began))
	return nil
}
