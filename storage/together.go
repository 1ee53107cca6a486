package storage

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pacer/bot"
	"pacer/coach"
	"pacer/coach/alert"
)

// EstimatesOf implements bot.Reader.
func (q *queries) EstimatesOf(people []string) (map[string][]bot.Estimated, error) {
	names, err := details(people)
	if err != nil {
		return nil, err
	}
	all, err := list(q, scanEstimated, `SELECT e.person, e.skill, e.state, e.standing, e.card, e.reviewed, e.due, e.params, e.position, s.state
		FROM estimate e LEFT JOIN skill s ON s.workspace = e.workspace AND s.skill = e.skill
		WHERE e.workspace = ?1 AND e.person IN (SELECT value FROM json_each(?2)) ORDER BY e.person, e.skill`, names)
	if err != nil {
		return nil, err
	}
	of := make(map[string][]bot.Estimated, len(people))
	for _, e := range all {
		of[e.Person] = append(of[e.Person], e)
	}
	return of, nil
}

// Standings implements bot.Reader. All skills of a person come in one row, since
// what a row and a column cost in the driver is more than what it says here.
func (q *queries) Standings(people []string) (map[string][]bot.Stood, error) {
	names, err := details(people)
	if err != nil {
		return nil, err
	}
	of := make(map[string][]bot.Stood, len(people))
	_, err = list(q, func(s scanner) (struct{}, error) {
		var person string
		var joined []byte
		if err := s.Scan(&person, &joined); err != nil || len(joined) == 0 {
			return struct{}{}, err
		}
		of[person], err = splitStood(joined)
		return struct{}{}, err
	}, `SELECT p.value, (SELECT group_concat(skill || char(31) || hex(standing) || char(31) || due, char(30))
		FROM (SELECT skill, standing, due FROM estimate WHERE workspace = ?1 AND person = p.value ORDER BY skill)) FROM json_each(?2) p`, names)
	return of, err
}

// splitStood reads what Standings has joined: a record for each skill, of fields
// that are separated as ASCII has it.
func splitStood(joined []byte) (all []bot.Stood, err error) {
	all = make([]bot.Stood, 0, bytes.Count(joined, []byte{30})+1)
	var standing []byte
	for record := range bytes.SplitSeq(joined, []byte{30}) {
		skill, rest, _ := bytes.Cut(record, []byte{31})
		coded, due, ok := bytes.Cut(rest, []byte{31})
		at, err := strconv.ParseInt(string(due), 10, 64)
		if !ok || err != nil {
			return nil, fmt.Errorf("a standing cannot be read: %q", record)
		}
		if standing, err = hex.AppendDecode(standing[:0], coded); err != nil {
			return nil, err
		}
		one := bot.Stood{Skill: string(skill), Due: instant(at)}
		if err := one.Standing.UnmarshalBinary(standing); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// DueSkills implements bot.Reader, like Standings in one row for each person.
func (q *queries) DueSkills(people []string, now time.Time) (map[string][]string, error) {
	names, err := details(people)
	if err != nil {
		return nil, err
	}
	of := make(map[string][]string)
	_, err = list(q, func(s scanner) (struct{}, error) {
		var person, joined string
		if err := s.Scan(&person, &joined); err != nil || joined == "" {
			return struct{}{}, err
		}
		of[person] = strings.Split(joined, "\x1e")
		return struct{}{}, nil
	}, `SELECT p.value, coalesce((SELECT group_concat(skill, char(30)) FROM (
			SELECT DISTINCT skill FROM fact WHERE workspace = ?1 AND person = p.value AND due <= ?3 AND due > 0 ORDER BY skill)), '')
		FROM json_each(?2) p`, names, millis(now))
	return of, err
}

// SkillAttempts implements bot.Reader.
func (q *queries) SkillAttempts(skill string, limit int) ([]coach.Entry, error) {
	return list(q, scanEntry, entryColumns+` AND skill = ? AND kind = 'attempt' AND try = 1 ORDER BY position DESC LIMIT ?`, skill, limit)
}

// Log implements bot.Reader.
func (q *queries) Log(after int64, limit int) ([]coach.Entry, error) {
	return list(q, scanEntry, entryColumns+` AND position > ? ORDER BY position LIMIT ?`, after, limit)
}

// End implements bot.Reader.
func (q *queries) End() (int64, error) { return q.lastPosition() }

// scanDetails reads a row of one JSON column.
func scanDetails[T any](s scanner) (v T, err error) {
	var d []byte
	if err = s.Scan(&d); err != nil {
		return v, err
	}
	return v, json.Unmarshal(d, &v)
}

// Round implements bot.Reader.
func (q *queries) Round(id string) (coach.Round, error) {
	return one(q, "round", scanDetails[coach.Round], `SELECT details FROM round WHERE workspace = ? AND id = ?`, id)
}

// Rounds implements bot.Reader.
func (q *queries) Rounds(class string, limit int) ([]coach.Round, error) {
	return list(q, scanDetails[coach.Round], `SELECT details FROM round WHERE workspace = ? AND class = ? ORDER BY id DESC LIMIT ?`, class, limit)
}

// PutRound implements bot.Tx.
func (q *queries) PutRound(r coach.Round) error {
	d, err := details(r)
	if err != nil {
		return err
	}
	_, err = q.exec(`INSERT INTO round (workspace, id, class, details) VALUES (?, ?, ?, ?)
		ON CONFLICT (workspace, id) DO UPDATE SET class = excluded.class, details = excluded.details`, r.ID, r.Class, d)
	return err
}

func scanResponse(s scanner) (r coach.Response, err error) {
	var d []byte
	var person string
	if err = s.Scan(&d, &person); err != nil {
		return r, err
	}
	err = json.Unmarshal(d, &r)
	r.Person = person // the details may name who it was before accounts were joined
	return r, err
}

// Responses implements bot.Reader.
func (q *queries) Responses(round string) ([]coach.Response, error) {
	return list(q, scanResponse, `SELECT details, person FROM response WHERE workspace = ? AND round = ? ORDER BY person, item`, round)
}

// PutResponse implements bot.Tx.
func (q *queries) PutResponse(r coach.Response) error {
	d, err := details(r)
	if err != nil {
		return err
	}
	_, err = q.exec(`INSERT INTO response (workspace, round, person, item, attempt, details) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace, round, person, item) DO NOTHING`, r.Round, r.Person, r.Item, r.Attempt, d)
	return err
}

// Assignment implements bot.Reader.
func (q *queries) Assignment(id string) (coach.Assignment, error) {
	return one(q, "assignment", scanDetails[coach.Assignment], `SELECT details FROM assignment WHERE workspace = ? AND id = ?`, id)
}

// Assignments implements bot.Reader.
func (q *queries) Assignments(class string) ([]coach.Assignment, error) {
	return list(q, scanDetails[coach.Assignment], `SELECT details FROM assignment WHERE workspace = ? AND class = ? AND ended = 0 ORDER BY id`, class)
}

// PutAssignment implements bot.Tx.
func (q *queries) PutAssignment(a coach.Assignment) error {
	d, err := details(a)
	if err != nil {
		return err
	}
	_, err = q.exec(`INSERT INTO assignment (workspace, id, class, ended, details) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (workspace, id) DO UPDATE SET class = excluded.class, ended = excluded.ended, details = excluded.details`,
		a.ID, a.Class, millis(a.Ended), d)
	return err
}

// Group implements bot.Reader.
func (q *queries) Group(id string) (coach.Group, error) {
	return one(q, "group", scanDetails[coach.Group], `SELECT details FROM grouping WHERE workspace = ? AND id = ?`, id)
}

// Groups implements bot.Reader.
func (q *queries) Groups(class string) ([]coach.Group, error) {
	return list(q, scanDetails[coach.Group], `SELECT details FROM grouping WHERE workspace = ? AND class = ? AND ended = 0 ORDER BY id`, class)
}

// PutGroup implements bot.Tx.
func (q *queries) PutGroup(g coach.Group) error {
	d, err := details(g)
	if err != nil {
		return err
	}
	_, err = q.exec(`INSERT INTO grouping (workspace, id, class, ended, details) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (workspace, id) DO UPDATE SET class = excluded.class, ended = excluded.ended, details = excluded.details`,
		g.ID, g.Class, millis(g.Ended), d)
	return err
}

// SpendCodes implements bot.Tx.
func (q *queries) SpendCodes(kind coach.CodeKind, subject string) error {
	_, err := q.exec(`DELETE FROM code WHERE workspace = ? AND kind = ? AND subject = ?`, string(kind), subject)
	return err
}

// EndedAlerts implements bot.Reader.
func (q *queries) EndedAlerts(class string, limit int) ([]alert.Alert, error) {
	if class == "" {
		return list(q, scanAlert, `SELECT details, person FROM alert WHERE workspace = ? AND class <> '' AND open = 0 ORDER BY id DESC LIMIT ?`, limit)
	}
	return list(q, scanAlert, `SELECT details, person FROM alert WHERE workspace = ? AND class = ? AND open = 0 ORDER BY id DESC LIMIT ?`, class, limit)
}

// adoptTogether makes a person's part in what learners do together another's.
// Where both have answered the same item of a round, the first answer stands. Of
// assignments and groups, those that have ended name who it was.
func (q *queries) adoptTogether(from, to string) error {
	for _, query := range []string{
		`DELETE FROM response WHERE workspace = ?1 AND person IN (?2, ?3) AND EXISTS (SELECT 1 FROM response o
			WHERE o.workspace = ?1 AND o.round = response.round AND o.person IN (?2, ?3) AND o.person <> response.person
			AND o.item = response.item AND (o.attempt, o.person) < (response.attempt, response.person))`,
		`UPDATE response SET person = ?3 WHERE workspace = ?1 AND person = ?2`,
	} {
		if _, err := q.exec(query, from, to); err != nil {
			return err
		}
	}
	if err := adoptNamed(q, `round WHERE true`, from, to, q.PutRound, func(r *coach.Round, now func(string) string, all func([]string) []string) {
		r.By, r.Asked = now(r.By), all(r.Asked)
	}); err != nil {
		return err
	}
	if err := adoptNamed(q, `assignment WHERE ended = 0`, from, to, q.PutAssignment, func(a *coach.Assignment, now func(string) string, all func([]string) []string) {
		a.By, a.For = now(a.By), all(a.For)
	}); err != nil {
		return err
	}
	return adoptNamed(q, `grouping WHERE ended = 0`, from, to, q.PutGroup, func(g *coach.Group, now func(string) string, all func([]string) []string) {
		g.By, g.Helper, g.Members = now(g.By), now(g.Helper), all(g.Members)
	})
}

// adoptNamed puts one person in the place of another in rows that name them, of
// the classes that either is in; which says of what table, and what of it. How a
// row names people, rename knows: now gives who a person is from here on, and all
// does so for a list, in which each stands once.
func adoptNamed[T any](q *queries, which, from, to string, put func(T) error, rename func(row *T, now func(string) string, all func([]string) []string)) error {
	name, err := details(from)
	if err != nil {
		return err
	}
	rows, err := list(q, scanDetails[T], `SELECT details FROM `+which+` AND workspace = ?1
		AND class IN (SELECT class FROM member WHERE workspace = ?1 AND person IN (?2, ?3)) AND details LIKE ?4`, from, to, "%"+name+"%")
	if err != nil {
		return err
	}
	now := func(person string) string {
		if person == from {
			return to
		}
		return person
	}
	all := func(people []string) (renamed []string) {
		for _, p := range people {
			if p = now(p); !slices.Contains(renamed, p) {
				renamed = append(renamed, p)
			}
		}
		return renamed
	}
	for i := range rows {
		rename(&rows[i], now, all)
		if err := put(rows[i]); err != nil {
			return err
		}
	}
	return nil
}
