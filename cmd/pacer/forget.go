package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/storage"
	"pacer/storage/sqlite"
)

const forgetUsage = `Usage: pacer forget (--config FILE | --db FILE) --person ID [--now] [--dry-run]

Forgets a person: their name, accounts, words, thoughts, goals, settings, alerts
and messages go. Of their answers stays what the learner model reads, under a
random ID that leads to nobody, so that pacer verify still holds. Without --now
it happens after some days (retention.grace), and they can take it back by
saying: data keep. Stop the coach first; it forgets who is due by itself when it
runs.

  --person ID   the person, by ID or by name
  --now         at once, and make the file anew so that no trace is left in it
  --dry-run     only say what would go

Examples:
  pacer forget --config config.yaml --person "Ada Example" --dry-run
  pacer forget --config config.yaml --person 01JD0Z7X3Y8Q4W2V6T5R9S1K0M --now
`

func forgetCommand() command {
	return command{name: "forget", summary: "delete all that says who a person is, and what they said", usage: forgetUsage, run: runForget}
}

func runForget(ctx context.Context, p *program, args []string) error {
	f := newFlags("forget")
	from := sourceFlags(f)
	person := f.String("person", "", "")
	now := f.Bool("now", false, "")
	dry := f.Bool("dry-run", false, "")
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	if err := none("forget", rest); err != nil {
		return err
	}
	if *person == "" {
		return misused("forget", "say who is to be forgotten: --person ID, or their name")
	}
	c, err := from.open()
	if err != nil {
		return err
	}
	var who found
	if err := looking(ctx, c.Database, func(s *storage.Store) error {
		if who, err = findPerson(ctx, s, *person); err != nil || !*dry {
			return err
		}
		would, err := s.Forget(ctx, who.workspace, who.ID, true)
		if err != nil {
			return err
		}
		return sayForgotten(p, "would go", &would)
	}); err != nil || *dry {
		return err
	}
	return writing(ctx, c.Database, func(s *storage.Store) error {
		if !*now {
			return planForget(ctx, p, s, &c, who)
		}
		done, err := s.Forget(ctx, who.workspace, who.ID, false)
		if err != nil {
			return err
		}
		if err := errors.Join(s.Scrub(ctx), noteForgotten(ctx, s, c.Database)); err != nil {
			return err
		}
		if err := sayForgotten(p, "went", &done); err != nil {
			return err
		}
		return sayCopies(p, &c, time.Now())
	})
}

// planForget lets the coach forget somebody when the days are over in which that can be
// taken back.
func planForget(ctx context.Context, p *program, s *storage.Store, c *config, who found) error {
	now := time.Now().UTC()
	due := now.Add(c.Retention.grace())
	if _, err := s.Turn(ctx, who.workspace, "", func(tx bot.Tx) error {
		if err := tx.PutLeaving(bot.Leaving{Person: who.ID, Asked: now, Due: due}); err != nil {
			return err
		}
		return tx.Audit(bot.Act{ID: rand.Text(), At: now, What: "delete asked", Subject: who.ID, Detail: "on the command line"})
	}); err != nil {
		return err
	}
	_, err := fmt.Fprintf(p.out, "%s is forgotten on %s, in the first night that the coach runs. Until then they can say: data keep. At once: pacer forget --person %s --now\n",
		who.ID, due.Format(time.DateOnly), who.ID)
	return err
}

// found is a person, and where they are.
type found struct {
	coach.Person
	workspace string
}

// findPerson finds somebody by their ID, or by their name where one alone has it.
func findPerson(ctx context.Context, s *storage.Store, said string) (who found, err error) {
	var named []found
	err = eachPerson(ctx, s, func(f found) error {
		switch {
		case f.ID == said:
			who = f
		case strings.EqualFold(f.Name, said):
			named = append(named, f)
		}
		return nil
	})
	switch {
	case err != nil || who.ID != "":
		return who, err
	case len(named) == 1:
		return named[0], nil
	case len(named) > 1:
		ids := make([]string, len(named))
		for i, f := range named {
			ids[i] = f.ID + " (in " + f.workspace + ")"
		}
		return who, fmt.Errorf("%d people are called that; say which by ID: %s", len(named), strings.Join(ids, ", "))
	}
	return who, errors.New("there is nobody with that ID or name; they may have been forgotten already. A learner's page on the web has their ID in its address")
}

// eachPerson calls fn for everybody, workspace by workspace.
func eachPerson(ctx context.Context, s *storage.Store, fn func(found) error) error {
	return workspaces(ctx, s, func(w coach.Workspace) error {
		people, err := s.People(ctx, w.ID)
		if err != nil {
			return err
		}
		for _, p := range people {
			if err := fn(found{p, w.ID}); err != nil {
				return err
			}
		}
		return nil
	})
}

// writing opens a database that is there to be written, and calls fn with it.
func writing(ctx context.Context, path string, fn func(*storage.Store) error) (err error) {
	// Where there is no database, opening one to write would make it.
	if err := looking(ctx, path, func(*storage.Store) error { return nil }); err != nil {
		return err
	}
	s, err := sqlite.Open(ctx, path, storage.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close(context.WithoutCancel(ctx))) }()
	if err := noteMachine(ctx, s); err != nil {
		return err
	}
	return fn(s)
}

// sayForgotten says what went, or would go.
func sayForgotten(p *program, verb string, f *storage.Forgotten) error {
	var lines []string
	for _, table := range slices.Sorted(maps.Keys(f.Rows)) {
		if n := f.Rows[table]; n > 0 {
			lines = append(lines, fmt.Sprintf("%d of %s", n, table))
		}
	}
	if f.Lines > 0 {
		lines = append(lines, count(int(f.Lines), "line")+" of others that name them")
	}
	_, err := fmt.Fprintf(p.out, "%s: %s.\n%s of the log under a random ID; %s of the audit trail emptied of them.\n",
		verb, strings.Join(lines, ", "), entries(int(f.Entries)), count(f.Acts, "line"))
	return err
}

// sayCopies says which copies of the database may hold somebody still, and until
// when.
func sayCopies(p *program, c *config, now time.Time) error {
	copies, err := backups(*c)
	if err != nil || len(copies) == 0 {
		return err
	}
	until := "until they are removed"
	if days := c.Retention.Backups; days > 0 {
		until = "until " + now.AddDate(0, 0, days).Format(time.DateOnly) + ", when pacer backup or pacer retention has removed them"
	}
	_, err = fmt.Fprintf(p.out, "Copies made before may hold them %s: %s in %s. pacer restore forgets them again.\n", until, count(len(copies), "backup"), c.Backups.Folder)
	return err
}

// forgottenFile is where it is noted, beside a database, who was forgotten: a
// backup that takes its place does not know. It holds sums that lead to nobody.
func forgottenFile(database string) string { return database + ".forgotten" }

// noteForgotten writes the sums of all who were forgotten beside the database,
// those that are there already included.
func noteForgotten(ctx context.Context, s *storage.Store, database string) error {
	sums, err := s.ForgottenSums(ctx)
	if err != nil {
		return err
	}
	path := forgottenFile(database)
	known, err := readForgotten(path)
	if err != nil {
		return err
	}
	for _, sum := range sums {
		known[sum] = true
	}
	if len(known) == 0 {
		return nil
	}
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(strings.Join(slices.Sorted(maps.Keys(known)), "\n") + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(part, path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// readForgotten reads such sums; there need be none.
func readForgotten(path string) (map[string]bool, error) {
	sums := make(map[string]bool)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return sums, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if sum := strings.TrimSpace(lines.Text()); sum != "" {
			sums[sum] = true
		}
	}
	return sums, lines.Err()
}

// forgetAgain forgets whoever was forgotten before and is here again, since a
// backup was put in place, and returns how many that were.
func forgetAgain(ctx context.Context, s *storage.Store, sums map[string]bool) (n int, err error) {
	err = workspaces(ctx, s, func(w coach.Workspace) error {
		people, err := s.Returned(ctx, w.ID, sums)
		if err != nil {
			return err
		}
		for _, person := range people {
			if _, err := s.Forget(ctx, w.ID, person, false); err != nil && !coach.IsNotFound(err) {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil || n == 0 {
		return n, err
	}
	return n, s.Scrub(ctx)
}

// When the coach forgets who is due: at night, since the file is made anew and
// everybody waits meanwhile; at any hour where that was put off for a day.
const (
	forgetEvery = time.Hour
	nightFrom   = 1
	nightTo     = 5
	putOff      = 24 * time.Hour
)

// forgetDue forgets who is due, until ctx ends.
func (s *service) forgetDue(ctx context.Context) error {
	next := time.NewTimer(tidyFirst)
	defer next.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-next.C:
			if err := forgetWhoIsDue(ctx, s.store, s.config.Database, s.config.Workspace.Zone, time.Now(), s.log); err != nil && ctx.Err() == nil {
				s.log.Warn("somebody who is to be forgotten is not yet; it is done again", "within", forgetEvery, "error", err)
			}
			next.Reset(forgetEvery)
		}
	}
}

// forgetWhoIsDue forgets who is due, if this is a good time for it.
func forgetWhoIsDue(ctx context.Context, s *storage.Store, database, zone string, now time.Time, log *slog.Logger) error {
	leavers, err := s.Leavers(ctx, now)
	if err != nil {
		return err
	}
	since, err := s.WantsScrub(ctx)
	if err != nil {
		return err
	}
	for _, l := range leavers {
		if since.IsZero() || l.Due.Before(since) {
			since = l.Due
		}
	}
	if since.IsZero() {
		return nil
	}
	at := now.UTC()
	if z, err := coach.Zone(zone); err == nil {
		at = now.In(z)
	}
	if hour := at.Hour(); (hour < nightFrom || hour >= nightTo) && now.Sub(since) < putOff {
		return nil
	}
	var failed []error
	for _, l := range leavers {
		done, err := s.Forget(ctx, l.Workspace, l.Person, false)
		switch {
		case coach.KindOf(err) == coach.Conflict:
			log.Warn("somebody who asked to be forgotten cannot be yet", "person", l.Person, "because", sentence(err))
		case err != nil && !coach.IsNotFound(err):
			failed = append(failed, err)
		default:
			log.Info("somebody was forgotten", "workspace", l.Workspace, "rows", done.All(), "entries", done.Entries)
		}
	}
	if err := errors.Join(append(failed, noteForgotten(ctx, s, database))...); err != nil {
		return err
	}
	if since, err = s.WantsScrub(ctx); err != nil || since.IsZero() {
		return err
	}
	began := time.Now()
	if err := s.Scrub(ctx); err != nil {
		return err
	}
	log.Info("the database was made anew", "took", time.Since(began))
	return nil
}
