package main

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"pacer/coach"
	"pacer/storage"
)

// aLog is a log of twenty answers of two learners.
func aLog() []coach.Entry {
	var entries []coach.Entry
	at := time.Date(2026, 11, 2, 15, 0, 0, 0, time.UTC)
	for i := range 20 {
		entries = append(entries, coach.Entry{
			Position: int64(i + 1), Kind: coach.EntryAttempt, Person: []string{"ada", "ben"}[i%2],
			At: at.Add(time.Duration(i) * 7 * time.Hour), Item: fmt.Sprintf("c/i%d", i%5), Skills: []string{"c/s"},
			Try: 1, Counts: true, Right: i%3 != 0, Tier: 2, Chance: .25, Day: coach.Day(20000 + i/3),
		})
	}
	return entries
}

// summed is what is stored of a log when all is well.
func summed(t *testing.T, entries []coach.Entry) storage.Stored {
	t.Helper()
	p := coach.DefaultParams()
	sum := coach.NewLedger()
	for _, e := range entries {
		if err := sum.Replay(&p, e); err != nil {
			t.Fatal(err)
		}
	}
	return storage.Stored{Entries: entries, Sum: sum}
}

func TestVerifyFindsEveryDifference(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(*storage.Stored)
		want  string
	}{
		{"none", func(*storage.Stored) {}, ""},
		{"a bit of a card", func(s *storage.Stored) {
			e := s.Sum.Estimates["ada"]["c/s"]
			e.Card.Stability = math.Nextafter(e.Card.Stability, 100)
			s.Sum.Estimates["ada"]["c/s"] = e
		}, "estimate of ada on c/s differs.Card.Stability: the log leads to "},
		{"a time", func(s *storage.Stored) {
			e := s.Sum.Estimates["ben"]["c/s"]
			e.Due = e.Due.Add(time.Millisecond)
			s.Sum.Estimates["ben"]["c/s"] = e
		}, "estimate of ben on c/s differs.Due: "},
		{"the same time in another zone is the same", func(s *storage.Stored) {
			e := s.Sum.Estimates["ben"]["c/s"]
			e.Due = e.Due.In(time.FixedZone("", 3600))
			s.Sum.Estimates["ben"]["c/s"] = e
		}, ""},
		{"a learner nobody knows", func(s *storage.Stored) { s.Sum.Learners["eve"] = s.Sum.Learners["ada"] },
			"learner eve is stored, but no entry of the log leads to it"},
		{"an item that is missing", func(s *storage.Stored) { delete(s.Sum.Items, "c/i3") },
			"item c/i3 follows from the log, but is not stored"},
		{"an answer that is missing", func(s *storage.Stored) { s.Entries = s.Entries[:19] }, "differs"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stored := summed(t, aLog())
			tt.spoil(&stored)
			var d differ
			d.compare(stored)
			got := strings.Join(d.found, "\n")
			if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

func TestVerifyFollowsWhoIsWhom(t *testing.T) {
	log := aLog()
	for _, e := range []coach.Entry{
		{Kind: coach.EntryJoined, Person: "ada", Source: "ben"},
		{Kind: coach.EntryParted, Person: "new", Source: "ada"},
		{Kind: coach.EntryMistap, Person: "new", Target: 2},
	} {
		e.Position, e.At = int64(len(log)+1), log[19].At
		log = append(log, e)
	}
	for _, tt := range []struct {
		name  string
		spoil func(*storage.Stored)
		want  string
	}{
		{"as it is", func(*storage.Stored) {}, ""},
		{"who was given up is known still", func(s *storage.Stored) { s.Sum.Learners["ben"] = s.Sum.Learners["ada"] },
			"learner ben is stored, but no entry of the log leads to it"},
		{"who was parted is not known", func(s *storage.Stored) { delete(s.Sum.Estimates, "new") },
			"estimate of new on c/s follows from the log, but is not stored"},
		{"who stayed was corrected with who left", func(s *storage.Stored) {
			e := s.Sum.Estimates["new"]["c/s"]
			e.Person = "ada"
			s.Sum.Estimates["ada"]["c/s"] = e
		}, "estimate of ada on c/s differs"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stored := summed(t, log)
			tt.spoil(&stored)
			var d differ
			d.compare(stored)
			got := strings.Join(d.found, "\n")
			if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
				t.Errorf("found %q, want %q", got, tt.want)
			}
		})
	}
}

func TestVerifyAllowsAHairOnAnotherKindOfProcessor(t *testing.T) {
	type state struct{ value float64 }
	for _, tt := range []struct {
		apart, tolerance float64
		differs          bool
	}{{5e-10, 1e-9, false}, {5e-9, 1e-9, true}, {5e-16, 0, true}, {0, 0, false}} {
		d := differ{tolerance: tt.tolerance}
		_, _, _, differs := d.values(reflect.ValueOf(state{1}), reflect.ValueOf(state{1 + tt.apart}))
		if differs != tt.differs {
			t.Errorf("%g apart at tolerance %g: differs is %v", tt.apart, tt.tolerance, differs)
		}
	}
}
