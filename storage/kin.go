package storage

import (
	"cmp"
	"math"
	"slices"

	"pacer/coach"
)

// Somebody who was another person until accounts were joined, or parted, has
// what that person did up to then: see coach.Lineage. Nearly everybody has
// nobody's, which costs one look into an index.

// takings lists what a person took over from others, in the order of the log.
func (q *queries) takings(person string) ([]coach.Taking, error) {
	return list(q, func(s scanner) (t coach.Taking, err error) { return t, s.Scan(&t.Source, &t.Position) },
		`SELECT source, position FROM log WHERE workspace = ? AND person = ? AND source <> '' ORDER BY position`, person)
}

// Heirs implements bot.Reader.
func (q *queries) Heirs(person string) ([]coach.Entry, error) {
	return list(q, scanEntry, entryColumns+` AND source = ? AND source <> '' ORDER BY position`, person)
}

// Attempts implements bot.Reader.
func (q *queries) Attempts(person, skill string, limit int) ([]coach.Entry, error) {
	spans, err := coach.Lineage(person, math.MaxInt64, q.takings)
	if err != nil {
		return nil, err
	}
	var all []coach.Entry
	for _, s := range spans {
		own, err := q.attempts(s, skill, limit)
		if err != nil {
			return nil, err
		}
		all = append(all, own...)
	}
	if len(spans) > 1 {
		slices.SortFunc(all, func(a, b coach.Entry) int { return cmp.Compare(b.Position, a.Position) })
	}
	return all[:min(len(all), limit)], nil
}

// attempts lists the newest first tries that one person made, newest first.
func (q *queries) attempts(s coach.Span, skill string, limit int) ([]coach.Entry, error) {
	if skill == "" {
		return list(q, scanEntry, entryColumns+` AND person = ? AND position <= ? AND kind = 'attempt' AND try = 1 ORDER BY position DESC LIMIT ?`,
			s.Person, s.To, limit)
	}
	return list(q, scanEntry, entryColumns+` AND person = ? AND skill = ? AND position <= ? AND kind = 'attempt' AND try = 1 ORDER BY position DESC LIMIT ?`,
		s.Person, skill, s.To, limit)
}

// Adopt implements bot.Tx.
func (q *queries) Adopt(from, to string) error {
	if err := q.adoptTogether(from, to); err != nil {
		return err
	}
	for _, query := range []string{
		`UPDATE session SET person = ?3 WHERE workspace = ?1 AND person = ?2`,
		`UPDATE question SET person = ?3 WHERE workspace = ?1 AND person = ?2`,
		`UPDATE thought SET person = ?3 WHERE workspace = ?1 AND person = ?2`,
		`UPDATE alert SET person = ?3 WHERE workspace = ?1 AND person = ?2`,
	} {
		if _, err := q.exec(query, from, to); err != nil {
			return err
		}
	}
	return nil
}
