package storage

import (
	"context"
	"slices"
	"time"

	"pacer/bot"
	"pacer/coach"
)

// Term names how long something is kept; see Terms.
type Term string

// The terms, as the configuration names them.
const (
	TermWords    Term = "words"    // what learners answered, in their words
	TermThoughts Term = "thoughts" // reflections
	TermPractice Term = "practice" // sessions and the questions asked in them; what was right or not is in the log
	TermAlerts   Term = "alerts"   // that were resolved
	TermAbsent   Term = "absent"   // people who have not practised, and teach and own nothing: they are forgotten
	TermLines    Term = "lines"    // of the web chat
	TermReceipts Term = "receipts" // where messages are on the platforms
	TermEvents   Term = "events"   // which events were handled
	TermCodes    Term = "codes"    // after they have ended
	TermDrafts   Term = "drafts"   // that nobody published
)

// Terms are how long things are kept; 0: until somebody is forgotten.
type Terms map[Term]time.Duration

// DefaultTerms keep what a school needs of its last year.
func DefaultTerms() Terms {
	const day = 24 * time.Hour
	return Terms{
		TermWords: 400 * day, TermThoughts: 400 * day, TermPractice: 400 * day, TermAlerts: 400 * day, TermAbsent: 800 * day,
		TermLines: keepLinesFor, TermReceipts: keepReceipts, TermEvents: keepEvents, TermCodes: keepCodes, TermDrafts: keepDrafts,
	}
}

// stale is a table that can be looked through for rows that are too old: a page of
// them with when each was last of use, and how one is removed.
type stale struct {
	term         Term
	look, remove string
}

// stales are looked through a page at a time, by their keys.
var stales = []stale{
	{TermEvents, `SELECT workspace, event, at FROM seen WHERE (workspace, event) > (?1, ?2) ORDER BY workspace, event LIMIT ?3`,
		`DELETE FROM seen WHERE workspace = ? AND event = ?`},
	{TermReceipts, `SELECT workspace, id, posted FROM receipt WHERE (workspace, id) > (?1, ?2) ORDER BY workspace, id LIMIT ?3`,
		`DELETE FROM receipt WHERE workspace = ? AND id = ?`},
	{TermCodes, `SELECT workspace, code, expires FROM code WHERE (workspace, code) > (?1, ?2) ORDER BY workspace, code LIMIT ?3`,
		`DELETE FROM code WHERE workspace = ? AND code = ?`},
	{TermWords, `SELECT w.workspace, w.attempt, l.at FROM words w JOIN log l ON l.workspace = w.workspace AND l.position = w.attempt
		WHERE (w.workspace, w.attempt) > (?1, CAST(?2 AS INTEGER)) ORDER BY w.workspace, w.attempt LIMIT ?3`,
		`DELETE FROM words WHERE workspace = ? AND attempt = CAST(? AS INTEGER)`},
	{TermThoughts, `SELECT workspace, id, at FROM thought WHERE (workspace, id) > (?1, ?2) ORDER BY workspace, id LIMIT ?3`,
		`DELETE FROM thought WHERE workspace = ? AND id = ?`},
	{TermPractice, `SELECT workspace, id, ended FROM session WHERE (workspace, id) > (?1, ?2) ORDER BY workspace, id LIMIT ?3`,
		`DELETE FROM session WHERE workspace = ? AND id = ?`},
	{TermPractice, `SELECT workspace, id, coalesce(unixepoch(json_extract(details, '$.At')), 0) * 1000 FROM question
		WHERE (workspace, id) > (?1, ?2) ORDER BY workspace, id LIMIT ?3`,
		`DELETE FROM question WHERE workspace = ? AND id = ?`},
	{TermAlerts, `SELECT workspace, id, CASE open WHEN 0 THEN 1000 * max(coalesce(unixepoch(json_extract(details, '$.Acted')), 0), coalesce(unixepoch(json_extract(details, '$.Raised')), 0))
		ELSE 0 END FROM alert WHERE (workspace, id) > (?1, ?2) ORDER BY workspace, id LIMIT ?3`,
		`DELETE FROM alert WHERE workspace = ? AND id = ?`},
}

// Retain removes what was kept as long as it is to be kept, and returns how many
// rows went, or with dry would go, by term. It looks at rows a page at a time and
// removes what it finds in small turns, so that answers hardly wait. People who
// were absent for too long are put down to be forgotten, at a time that is given:
// until then they can come back.
func (s *Store) Retain(ctx context.Context, now time.Time, terms Terms, leave time.Time, dry bool) (gone map[Term]int64, err error) {
	gone = make(map[Term]int64)
	for _, x := range stales {
		if terms[x.term] <= 0 {
			continue
		}
		n, err := s.prune(ctx, now.Add(-terms[x.term]), x, dry)
		if gone[x.term] += n; err != nil {
			return gone, err
		}
	}
	for _, x := range []struct {
		term Term
		fn   func(before time.Time) (int64, error)
	}{
		{TermDrafts, func(before time.Time) (int64, error) { return s.pruneDrafts(ctx, before, dry) }},
		{TermLines, func(before time.Time) (int64, error) { return s.pruneLines(ctx, before, dry) }},
		{TermAbsent, func(before time.Time) (int64, error) { return s.sendOff(ctx, before, now, leave, dry) }},
	} {
		if terms[x.term] <= 0 {
			continue
		}
		n, err := x.fn(now.Add(-terms[x.term]))
		if gone[x.term] += n; err != nil {
			return gone, err
		}
	}
	if dry {
		return gone, nil
	}
	n, err := s.pruneVisits(ctx, now)
	gone[TermCodes] += n
	return gone, err
}

// bySystem is who asks that somebody is forgotten who was absent for too long.
const bySystem = "retention"

// sendOff puts down, to be forgotten, who has been absent since a time, and takes
// off the list who has come back.
func (s *Store) sendOff(ctx context.Context, since, now, leave time.Time, dry bool) (n int64, err error) {
	all, err := s.Workspaces(ctx)
	if err != nil {
		return 0, err
	}
	for _, w := range all {
		var absent, back []string
		if err := s.moment(ctx, w.ID, func(q *queries) error {
			absent, back = nil, nil
			people, err := list(q, scanPerson, `SELECT details FROM person WHERE workspace = ?`)
			if err != nil {
				return err
			}
			for i := range people {
				isAbsent, err := q.isAbsent(&people[i], &w, since)
				if err != nil {
					return err
				}
				l, err := q.Leaving(people[i].ID)
				switch {
				case err != nil && !coach.IsNotFound(err):
					return err
				case err != nil && isAbsent:
					absent = append(absent, people[i].ID)
				case err == nil && l.By == bySystem && !isAbsent:
					back = append(back, people[i].ID)
				}
			}
			return nil
		}); err != nil {
			return n, err
		}
		n += int64(len(absent))
		if dry || len(absent)+len(back) == 0 {
			continue
		}
		if _, err := s.do(ctx, w.ID, "", func(t *tx) error {
			for _, id := range absent {
				if err := t.PutLeaving(bot.Leaving{Person: id, By: bySystem, Asked: now, Due: leave}); err != nil {
					return err
				}
			}
			for _, id := range back {
				if err := t.PutLeaving(bot.Leaving{Person: id}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return n, err
		}
	}
	return n, nil
}

// isAbsent tells whether a person has done nothing since a time, and holds no
// place that somebody must hold.
func (q *queries) isAbsent(p *coach.Person, w *coach.Workspace, since time.Time) (bool, error) {
	if p.Owner || p.Maker || w.Safety == p.ID || p.Joined.After(since) || p.Active.Last >= coach.DayOf(since, time.UTC) {
		return false, nil
	}
	members, err := q.Memberships(p.ID)
	if err != nil {
		return false, err
	}
	if slices.ContainsFunc(members, func(m coach.Member) bool { return m.Role != coach.Learner }) {
		return false, nil
	}
	_, err = q.OpenSession(p.ID)
	if coach.IsNotFound(err) {
		return true, nil
	}
	return false, err
}
