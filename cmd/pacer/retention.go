package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"pacer/storage"
)

const retentionUsage = `Usage: pacer retention (--config FILE | --db FILE) [--dry-run]

Removes what has been kept as long as the configuration's retention section says,
and old backups. The coach does the same by itself once a day; by hand, stop it
first. People who were absent for too long are put down to be forgotten: until
then they can come back.

  --dry-run   only say what would go; the coach may go on running

Example:
  pacer retention --config config.yaml --dry-run
`

func retentionCommand() command {
	return command{name: "retention", summary: "remove what was kept long enough (--dry-run says what)", usage: retentionUsage, run: runRetention}
}

// configRetention is how long things are kept, in days.
type configRetention struct {
	Grace    int `yaml:"grace"`
	Words    int `yaml:"words"`
	Thoughts int `yaml:"thoughts"`
	Practice int `yaml:"practice"`
	Alerts   int `yaml:"alerts"`
	Lines    int `yaml:"lines"`
	Receipts int `yaml:"receipts"`
	Absent   int `yaml:"absent"`
	Backups  int `yaml:"backups"`
}

// defaultRetention keeps what a school needs of its last year.
func defaultRetention() configRetention {
	return configRetention{Grace: 7, Words: 400, Thoughts: 400, Practice: 400, Alerts: 400, Lines: 90, Receipts: 90, Absent: 800, Backups: 90}
}

const (
	mostRetention = 3650
	mostGrace     = 90
)

func (c *configRetention) validate(r *faultReport) {
	for _, x := range []struct {
		key  string
		days int
	}{
		{"words", c.Words}, {"thoughts", c.Thoughts}, {"practice", c.Practice}, {"alerts", c.Alerts}, {"lines", c.Lines},
		{"receipts", c.Receipts}, {"absent", c.Absent}, {"backups", c.Backups},
	} {
		if x.days < 0 || x.days > mostRetention {
			r.at("retention."+x.key, "must be from 1 to %d days, or 0 to keep it until somebody is forgotten", mostRetention)
		}
	}
	if c.Absent > 0 && c.Absent < 30 {
		r.at("retention.absent", "must be at least 30 days, or 0: people go on holiday")
	}
	if c.Grace < 0 || c.Grace > mostGrace {
		r.at("retention.grace", "must be from 0 to %d days", mostGrace)
	}
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// grace is how long somebody can take back that they want to be forgotten.
func (c *configRetention) grace() time.Duration { return days(c.Grace) }

// forBot is grace for a bot, which takes 0 for its own.
func (c *configRetention) forBot() time.Duration {
	if c.Grace == 0 {
		return -1
	}
	return c.grace()
}

// terms are how long storage keeps things.
func (c *configRetention) terms() storage.Terms {
	t := storage.DefaultTerms()
	for term, n := range map[storage.Term]int{
		storage.TermWords: c.Words, storage.TermThoughts: c.Thoughts, storage.TermPractice: c.Practice, storage.TermAlerts: c.Alerts,
		storage.TermLines: c.Lines, storage.TermReceipts: c.Receipts, storage.TermAbsent: c.Absent,
	} {
		t[term] = days(n)
	}
	return t
}

// termNames say what the terms are about, in the order in which they are shown.
var termNames = []struct {
	term storage.Term
	name string
}{
	{storage.TermWords, "answers in learners' own words"}, {storage.TermThoughts, "thoughts"}, {storage.TermPractice, "sessions and questions"},
	{storage.TermAlerts, "resolved alerts"}, {storage.TermAbsent, "people absent, to be forgotten"}, {storage.TermLines, "lines of the web chat"},
	{storage.TermReceipts, "receipts of messages"}, {storage.TermEvents, "events that were handled"}, {storage.TermCodes, "codes and visits that have ended"},
	{storage.TermDrafts, "files that nobody published"},
}

func runRetention(ctx context.Context, p *program, args []string) error {
	f := newFlags("retention")
	from := sourceFlags(f)
	dry := f.Bool("dry-run", false, "")
	rest, err := parse(f, args)
	if err != nil {
		return err
	}
	if err := none("retention", rest); err != nil {
		return err
	}
	c, err := from.open()
	if err != nil {
		return err
	}
	now := time.Now()
	retain := func(s *storage.Store) error {
		terms := c.Retention.terms()
		gone, err := s.Retain(ctx, now, terms, now.Add(c.Retention.grace()), *dry)
		if err != nil {
			return err
		}
		verb := "went"
		if *dry {
			verb = "would go"
		}
		for _, t := range termNames {
			kept := "kept until somebody is forgotten"
			if terms[t.term] > 0 {
				kept = fmt.Sprintf("kept %s", count(int(terms[t.term]/(24*time.Hour)), "day"))
			}
			if _, err := fmt.Fprintf(p.out, "%6d %s: %s (%s)\n", gone[t.term], verb, t.name, kept); err != nil {
				return err
			}
		}
		return nil
	}
	if *dry {
		err = looking(ctx, c.Database, retain)
	} else {
		err = writing(ctx, c.Database, retain)
	}
	if err != nil {
		return err
	}
	return pruneOld(p, c, now, *dry)
}

// pruneOld removes the backups that are older than they may become, but for the
// newest one.
func pruneOld(p *program, c config, now time.Time, dry bool) error {
	if c.Retention.Backups == 0 || c.Backups.Keep == 0 {
		return nil
	}
	all, err := backups(c)
	if err != nil || len(all) == 0 {
		return err
	}
	for _, old := range all[:len(all)-1] {
		at, ok := backupTime(c, old)
		if !ok || now.Sub(at) < days(c.Retention.Backups) {
			continue
		}
		if dry {
			fmt.Fprintf(p.out, "%s: would be removed, it is older than %s\n", old, count(c.Retention.Backups, "day"))
			continue
		}
		if err := os.Remove(old); err != nil {
			return err
		}
		fmt.Fprintf(p.out, "%s: removed, it is older than %s\n", old, count(c.Retention.Backups, "day"))
	}
	return nil
}
