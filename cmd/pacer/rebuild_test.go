package main

import (
	"bytes"
	"context"
	"database/sql"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/storage"
	"pacer/storage/sqlite"
)

// older is a service's database as an older version left it: other parameters,
// and states whose bytes this one does not read.
func older(t *testing.T) *service {
	t.Helper()
	s := newService(t)
	learn(t, s, aLog())
	learn(t, s, []coach.Entry{{Kind: coach.EntryLevel, Person: "ben", At: time.Now(), Skills: []string{"c/s"}, Level: 3, By: "teacher"}})
	if err := s.store.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", s.config.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, query := range []string{
		`UPDATE workspace_state SET params = '1', mastery = x'00'`, `UPDATE learner SET state = x'0063', review = x''`,
		`UPDATE estimate SET params = '1', state = x'0000', card = x'00'`, `UPDATE item SET state = x'00'`, `UPDATE skill SET state = x'00'`,
	} {
		if _, err := db.ExecContext(t.Context(), query); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// reopen opens a service's database again.
func (s *service) reopen(t *testing.T) {
	t.Helper()
	var err error
	if s.store, err = sqlite.Open(t.Context(), s.config.Database, storage.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.store.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

func TestAnOlderVersionsEstimatesAreMadeAnewAtTheStart(t *testing.T) {
	s := older(t)
	s.reopen(t)
	if text := verified(t, s); !strings.Contains(text, "21 entries replayed; the estimates were made with parameters 1") {
		t.Errorf("before, verify says: %s", text)
	}
	var said bytes.Buffer
	if err := upToDate(t.Context(), s.store, slog.New(slog.NewTextHandler(&said, nil)), time.Now); err != nil {
		t.Fatal(err)
	}
	if text := said.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, "entries=21 params="+coach.DefaultParams().ID+" before=1") {
		t.Errorf("the log says: %s", text)
	}
	if text := verified(t, s); !strings.Contains(text, "22 entries replayed, 2 estimates the same, bit for bit") {
		t.Errorf("after, verify says: %s", text)
	}
	// The first answer, and a level that a teacher gave.
	learn(t, s, aLog()[:1])
	if err := s.store.View(t.Context(), s.config.Workspace.ID, func(r bot.Reader) error {
		e, err := r.Estimate("ben", "c/s")
		if e.Standing.Level() != 3 || e.Params != coach.DefaultParams().ID {
			t.Errorf("ben is at level %v by parameters %q, want the teacher's word and today's", e.Standing.Level(), e.Params)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
	said.Reset()
	if err := upToDate(t.Context(), s.store, slog.New(slog.NewTextHandler(&said, nil)), time.Now); err != nil || said.Len() > 0 {
		t.Errorf("the next start says %q, %v", said.String(), err)
	}
}

func TestVerifyRebuildsByHand(t *testing.T) {
	s := older(t)
	run := func() string {
		t.Helper()
		var out bytes.Buffer
		if err := runVerify(t.Context(), &program{out: &out, err: &out}, []string{"--rebuild", "--db", s.config.Database}); err != nil {
			t.Errorf("pacer verify --rebuild: %v", err)
		}
		return out.String()
	}
	if text := run(); !strings.HasPrefix(text, "new ") || !strings.Contains(text, "21 entries replayed, every estimate made anew with parameters "+coach.DefaultParams().ID) {
		t.Errorf("it says: %s", text)
	}
	if text := run(); !strings.HasPrefix(text, "ok ") || !strings.Contains(text, "22 entries replayed, 2 estimates the same") {
		t.Errorf("the second time it says: %s", text)
	}
	s.reopen(t)
	if text := verified(t, s); !strings.Contains(text, "22 entries replayed, 2 estimates the same") {
		t.Errorf("verify says: %s", text)
	}
}

func TestARebuildIsRefusedWhereTheLogCannotBeAddedUp(t *testing.T) {
	s := older(t)
	db, err := sql.Open("sqlite3", s.config.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `UPDATE log SET kind = 'of a version to come' WHERE position = 7`); err != nil {
		t.Fatal(err)
	}
	s.reopen(t)
	err = upToDate(t.Context(), s.store, slog.New(slog.DiscardHandler), time.Now)
	if err == nil || !strings.Contains(err.Error(), "log position 7") || !strings.Contains(err.Error(), "nothing in it was changed") {
		t.Errorf("got %v", err)
	}
	if made, err := s.store.Params(t.Context(), s.config.Workspace.ID); made != "1" || err != nil {
		t.Errorf("the estimates are made with %q now, %v", made, err)
	}
}
