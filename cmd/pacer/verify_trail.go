package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"pacer/coach"
	"pacer/storage"
)

// sealFlag are seals of audit trails, as they were printed earlier.
type sealFlag struct {
	seals map[string]map[int64]string // by workspace and position
}

// String is what the flag package shows, which is nothing.
func (s *sealFlag) String() string { return "" }

// leastSeal is how many characters of a seal tell it from others.
const leastSeal = 12

// Set reads WORKSPACE:POSITION:SEAL.
func (s *sealFlag) Set(text string) error {
	parts := strings.Split(text, ":")
	if len(parts) == 3 && len(parts[2]) >= leastSeal {
		if at, err := strconv.ParseInt(parts[1], 10, 64); err == nil && at > 0 {
			if s.seals == nil {
				s.seals = make(map[string]map[int64]string)
			}
			if s.seals[parts[0]] == nil {
				s.seals[parts[0]] = make(map[int64]string)
			}
			s.seals[parts[0]][at] = strings.ToLower(parts[2])
			return nil
		}
	}
	return fmt.Errorf("a seal looks like main:214:3f9a0c51d2e7, as pacer verify prints it")
}

// shownSeal is a seal as it is printed: enough of it that nobody finds another
// text with the same.
func shownSeal(workspace string, t *storage.Trail) string {
	return fmt.Sprintf("%s:%d:%s", workspace, t.Acts, t.Seal[:32])
}

// sayTrails prints the seals of all trails.
func sayTrails(ctx context.Context, p *program, s *storage.Store) error {
	return workspaces(ctx, s, func(w coach.Workspace) error {
		t, err := s.Trail(ctx, w.ID, nil)
		if err != nil || t.Acts == 0 {
			return err
		}
		_, err = fmt.Fprintf(p.out, "audit trail: %s\n", shownSeal(w.ID, &t))
		return err
	})
}

// verifyTrail goes through a workspace's audit trail and says what it found.
func verifyTrail(ctx context.Context, p *program, s *storage.Store, workspace string, noted map[int64]string) (holds bool, err error) {
	t, err := s.Trail(ctx, workspace, noted)
	switch {
	case err != nil:
		return false, err
	case len(t.Faults) == 0 && t.Acts == 0:
		return true, nil
	case len(t.Faults) == 0:
		_, err := fmt.Fprintf(p.out, "ok    %s: audit trail of %s, %s\n", workspace, count(int(t.Acts), "act"), shownSeal(workspace, &t))
		return true, err
	}
	for _, f := range t.Faults[:min(len(t.Faults), showDifferences)] {
		fmt.Fprintf(p.err, "%s: audit trail: %s\n", workspace, f)
	}
	fmt.Fprintf(p.err, "pacer: %s: the audit trail was changed: %s. Nothing was changed now. Keep a copy of the database, and compare it with a backup.\n",
		workspace, count(len(t.Faults), "fault"))
	return false, nil
}
