package main

import (
	"errors"
	"log/slog"
	"net"
	"path/filepath"
	"testing"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/storage"
	"pacer/storage/sqlite"
)

// newService is a service on a fresh database with a workspace, whose parts do
// not run.
func newService(t *testing.T) *service {
	t.Helper()
	c := defaultConfig()
	c.Database = filepath.Join(t.TempDir(), "pacer.db")
	s := &service{config: c, log: slog.New(slog.DiscardHandler), metrics: newMetrics()}
	var err error
	if s.store, err = sqlite.Open(t.Context(), c.Database, storage.Options{Committed: s.metrics.committed}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.store.Close(t.Context()); err != nil {
			t.Logf("closing: %v", err) // closed by the test itself
		}
	})
	s.metrics.watch(s.store)
	s.health = newHealth(nil, s.log, time.Now)
	if err := s.found(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOwnerCodeStaysWhileItHolds(t *testing.T) {
	s := newService(t)
	id := s.config.Workspace.ID
	now := time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)
	ask := func(at time.Time) coach.Code {
		t.Helper()
		c, err := ownerCode(t.Context(), s.store, id, at)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := ask(now)
	if first.Kind != coach.CodeOwner || len(first.Code) != 9 || !first.Expires.Equal(now.Add(ownerFor)) {
		t.Fatalf("first code is %+v", first)
	}
	if again := ask(now.Add(24 * time.Hour)); again.Code != first.Code {
		t.Errorf("a day later it is %s, want %s still", again.Code, first.Code)
	}
	if next := ask(now.Add(ownerFor)); next.Code == first.Code {
		t.Errorf("after its time it is %s still", next.Code)
	}
	if _, err := s.store.Turn(t.Context(), id, "", func(tx bot.Tx) error {
		return tx.PutPerson(coach.Person{ID: "p", Owner: true})
	}); err != nil {
		t.Fatal(err)
	}
	if none := ask(now); none.Code != "" {
		t.Errorf("with an owner it is %s, want none", none.Code)
	}
}

func TestWorkspaceTakesItsNameFromTheConfigurationAndItsHelpFromChat(t *testing.T) {
	s := newService(t)
	s.config.Workspace = configWorkspace{ID: s.config.Workspace.ID, Name: "Oak School", Zone: "Europe/Berlin", Help: "Room 12"}
	read := func() (w coach.Workspace) {
		t.Helper()
		if err := s.found(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.store.View(t.Context(), s.config.Workspace.ID, func(r bot.Reader) (err error) {
			w, err = r.Workspace()
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return w
	}
	if w := read(); w.Name != "Oak School" || w.Zone != "Europe/Berlin" || w.Help != "Room 12" {
		t.Fatalf("workspace is %+v", w)
	}
	if _, err := s.store.Turn(t.Context(), s.config.Workspace.ID, "", func(tx bot.Tx) error {
		w, err := tx.Workspace()
		if err != nil {
			return err
		}
		w.Help = "Ms Rivera, 555-0100"
		return tx.PutWorkspace(w)
	}); err != nil {
		t.Fatal(err)
	}
	if w := read(); w.Help != "Ms Rivera, 555-0100" {
		t.Errorf("help is %q, want what was said in chat", w.Help)
	}
}

func TestAnswersAndRepeatedEventsAreCounted(t *testing.T) {
	s := newService(t)
	store := counted{s.store, s.metrics}
	answer := func(tx bot.Tx) error {
		if _, err := tx.Append(coach.Entry{Kind: coach.EntryAttempt, Person: "p"}); err != nil {
			return err
		}
		_, err := tx.Append(coach.Entry{Kind: coach.EntryMistap, Person: "p", Target: 1})
		return err
	}
	id := s.config.Workspace.ID
	if _, err := store.Turn(t.Context(), id, "one", answer); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Turn(t.Context(), id, "one", answer); !errors.Is(err, bot.ErrSeen) {
		t.Fatalf("the same event again: %v", err)
	}
	failed := errors.New("failed")
	if _, err := store.Turn(t.Context(), id, "two", func(tx bot.Tx) error { return errors.Join(answer(tx), failed) }); !errors.Is(err, failed) {
		t.Fatalf("a turn that fails: %v", err)
	}
	got := make(map[string]float64)
	families, err := s.metrics.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			got[f.GetName()] = m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	for name, want := range map[string]float64{"pacer_answers_total": 1, "pacer_events_repeated_total": 1, "pacer_outbox_waiting": 0, "pacer_outbox_dead": 0} {
		if v, ok := got[name]; !ok || v != want {
			t.Errorf("%s is %v, want %v", name, v, want)
		}
	}
	if got["pacer_commit_turns"] < 3 {
		t.Errorf("pacer_commit_turns counts %v commits, want at least the 3 of this test", got["pacer_commit_turns"])
	}
}

func TestSystemdIsToldWhereItListens(t *testing.T) {
	// A short path: socket names have little room.
	dir := t.TempDir()
	t.Chdir(dir)
	listener, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: "notify", Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	env := map[string]string{"NOTIFY_SOCKET": "notify"}
	if err := notify(func(k string) string { return env[k] }, "READY=1"); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 64)
	n, err := listener.Read(buf)
	if err != nil || string(buf[:n]) != "READY=1" {
		t.Errorf("systemd heard %q, %v", buf[:n], err)
	}
	delete(env, "NOTIFY_SOCKET")
	if err := notify(func(k string) string { return env[k] }, "READY=1"); err != nil {
		t.Errorf("elsewhere: %v", err)
	}
}
