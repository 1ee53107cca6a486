package main

import (
	"context"
	"io"
	"log/slog"
	"testing"

	"pacer/coach"
	"pacer/storage"
	"pacer/storage/sqlite"
)

func TestAuthorsAreToldOfWhatWasFlaggedAlsoBetweenTwoLooks(t *testing.T) {
	s, err := sqlite.Open(t.Context(), practised(t), storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	var told []coach.ItemReport
	f := &flagger{
		store: s, log: slog.New(slog.NewTextHandler(io.Discard, nil)), looked: make(map[string]int64), flagged: make(map[string][]coach.ItemReport),
		tell: func(_ context.Context, workspace string, reports []coach.ItemReport) error {
			if workspace != "school" {
				t.Errorf("told in %s", workspace)
			}
			told = append(told, reports...)
			return nil
		},
	}
	f.round(t.Context(), false)
	if len(told) != 0 {
		t.Fatalf("told before anything was looked at: %+v", told)
	}
	for _, looks := range []bool{true, false, true} {
		told = nil
		f.round(t.Context(), looks)
		if len(told) != 1 || told[0].Item != "c/odd" || told[0].Flags[0] != coach.FlagMisleads {
			t.Errorf("looks %v: told %+v", looks, told)
		}
	}
}
