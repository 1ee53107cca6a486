package storage

import (
	"context"
	"encoding/json"
	"time"

	"pacer/bot"
	"pacer/coach/alert"
)

func scanAlert(s scanner) (a alert.Alert, err error) {
	var d []byte
	var person string
	if err = s.Scan(&d, &person); err != nil {
		return a, err
	}
	err = json.Unmarshal(d, &a)
	a.Person = person // the details may name who it was before accounts were joined
	return a, err
}

// Alert implements bot.Reader.
func (q *queries) Alert(id string) (alert.Alert, error) {
	return one(q, "alert", scanAlert, `SELECT details, person FROM alert WHERE workspace = ? AND id = ?`, id)
}

// Alerts implements bot.Reader.
func (q *queries) Alerts(class string) ([]alert.Alert, error) {
	return list(q, scanAlert, `SELECT details, person FROM alert WHERE workspace = ? AND class = ? AND open = 1 ORDER BY id`, class)
}

// PersonAlerts implements bot.Reader.
func (q *queries) PersonAlerts(person string) ([]alert.Alert, error) {
	return list(q, scanAlert, `SELECT details, person FROM alert WHERE workspace = ? AND person = ? AND open = 1 ORDER BY id`, person)
}

// LastAlerts implements bot.Reader.
func (q *queries) LastAlerts(person string, limit int) ([]alert.Alert, error) {
	return list(q, scanAlert, `SELECT details, person FROM alert WHERE workspace = ? AND person = ? ORDER BY id DESC LIMIT ?`, person, limit)
}

// PutAlert implements bot.Tx.
func (q *queries) PutAlert(a alert.Alert) error {
	d, err := details(a)
	if err != nil {
		return err
	}
	_, err = q.exec(`INSERT INTO alert (workspace, id, class, person, open, details) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace, id) DO UPDATE SET class = excluded.class, person = excluded.person, open = excluded.open, details = excluded.details`,
		a.ID, a.Class, a.Person, flag(a.State != alert.Resolved), d)
	return err
}

func scanThought(s scanner) (t bot.Thought, err error) {
	var at int64
	err = s.Scan(&t.ID, &t.Person, &t.Prompt, &t.Trigger, &at, &t.Said, &t.Skipped, &t.Shared)
	t.At = instant(at)
	return t, err
}

// Thoughts implements bot.Reader.
func (q *queries) Thoughts(person string, limit int) ([]bot.Thought, error) {
	return list(q, scanThought, `SELECT id, person, prompt, occasion, at, said, skipped, shared FROM thought
		WHERE workspace = ? AND person = ? ORDER BY id DESC LIMIT ?`, person, limit)
}

// PutThought implements bot.Tx.
func (q *queries) PutThought(t bot.Thought) error {
	_, err := q.exec(`INSERT INTO thought (workspace, id, person, prompt, occasion, at, said, skipped, shared) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace, id) DO UPDATE SET person = excluded.person, prompt = excluded.prompt, occasion = excluded.occasion, at = excluded.at,
		said = excluded.said, skipped = excluded.skipped, shared = excluded.shared`,
		t.ID, t.Person, t.Prompt, string(t.Trigger), millis(t.At), t.Said, flag(t.Skipped), flag(t.Shared))
	return err
}

func scanSchedule(s scanner) (x bot.Schedule, err error) {
	var next int64
	err = s.Scan(&x.Workspace, &x.Person, &x.Kind, &next, &x.Key)
	x.Next = instant(next)
	return x, err
}

// Schedule implements bot.Reader.
func (q *queries) Schedule(person, kind string) (bot.Schedule, error) {
	return one(q, "schedule", scanSchedule,
		`SELECT workspace, person, kind, next, key FROM schedule WHERE workspace = ? AND person = ? AND kind = ?`, person, kind)
}

// PutSchedule implements bot.Tx.
func (q *queries) PutSchedule(s bot.Schedule) error {
	_, err := q.exec(`INSERT INTO schedule (workspace, person, kind, next, key) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (workspace, person, kind) DO UPDATE SET next = excluded.next, key = excluded.key`,
		s.Person, s.Kind, millis(s.Next), s.Key)
	return err
}

// Due implements bot.Store. It is the one query over all workspaces: time is
// the same for all of them.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]bot.Schedule, error) {
	var due []bot.Schedule
	err := s.moment(ctx, "", func(q *queries) (err error) {
		due, err = list(q, scanSchedule, `SELECT workspace, person, kind, next, key FROM schedule
			WHERE ?1 = '' AND next > 0 AND next <= ?2 ORDER BY next LIMIT ?3`, millis(now), limit)
		return err
	})
	return due, err
}

// NextDue implements bot.Store.
func (s *Store) NextDue(ctx context.Context) (time.Time, error) {
	var next int64
	err := s.moment(ctx, "", func(q *queries) error {
		return q.row("next due", `SELECT coalesce(min(next), 0) FROM schedule WHERE ?1 = '' AND next > 0`, nil, &next)
	})
	return instant(next), err
}

// PutConsent implements bot.Tx.
func (q *queries) PutConsent(c bot.Consent) error {
	_, err := q.exec(`INSERT INTO consent (workspace, id, person, by, text, at, until) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace, id) DO UPDATE SET by = excluded.by, text = excluded.text, at = excluded.at, until = excluded.until`,
		c.ID, c.Person, c.By, c.Text, millis(c.At), millis(c.Until))
	return err
}

// Acts implements bot.Reader.
func (q *queries) Acts(subject string, limit int) ([]bot.Act, error) {
	return list(q, func(s scanner) (a bot.Act, err error) {
		var at int64
		err = s.Scan(&a.ID, &at, &a.By, &a.What, &a.Subject, &a.Detail)
		a.At = instant(at)
		return a, err
	}, `SELECT id, at, by, what, subject, detail FROM audit WHERE workspace = ? AND subject = ? ORDER BY id DESC LIMIT ?`, subject, limit)
}

// Audit implements bot.Tx.
func (q *queries) Audit(a bot.Act) error {
	_, err := q.exec(`INSERT INTO audit (workspace, id, at, by, what, subject, detail) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		a.ID, millis(a.At), a.By, a.What, a.Subject, a.Detail)
	return err
}
