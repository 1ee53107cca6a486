package storage

import (
	"context"
	"encoding/json"
	"math"
	"time"

	"pacer/bot"
	"pacer/coach"
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
	err = s.Scan(&t.ID, &t.Person, &t.Prompt, &t.Trigger, &at, &t.Said, &t.Skipped, &t.Share, &t.Class, &t.About, &t.Tap)
	t.At = instant(at)
	return t, err
}

const thoughtColumns = `id, person, prompt, occasion, at, said, skipped, shared, class, about, tap`

// Thought implements bot.Reader.
func (q *queries) Thought(id string) (bot.Thought, error) {
	return one(q, "thought", scanThought, `SELECT `+thoughtColumns+` FROM thought WHERE workspace = ? AND id = ?`, id)
}

// Thoughts implements bot.Reader.
func (q *queries) Thoughts(person string, limit int) ([]bot.Thought, error) {
	return list(q, scanThought, `SELECT `+thoughtColumns+` FROM thought
		WHERE workspace = ? AND person = ? ORDER BY id DESC LIMIT ?`, person, limit)
}

// PutThought implements bot.Tx.
func (q *queries) PutThought(t bot.Thought) error {
	_, err := q.exec(`INSERT INTO thought (workspace, `+thoughtColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace, id) DO UPDATE SET person = excluded.person, prompt = excluded.prompt, occasion = excluded.occasion, at = excluded.at,
		said = excluded.said, skipped = excluded.skipped, shared = excluded.shared, class = excluded.class, about = excluded.about, tap = excluded.tap`,
		t.ID, t.Person, t.Prompt, string(t.Trigger), millis(t.At), t.Said, flag(t.Skipped), int(t.Share), t.Class, t.About, t.Tap)
	return err
}

// RemoveThought implements bot.Tx.
func (q *queries) RemoveThought(id, person string) error {
	_, err := q.exec(`DELETE FROM thought WHERE workspace = ? AND id = ? AND person = ?`, id, person)
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

// Consents implements bot.Reader.
func (q *queries) Consents(person string) ([]bot.Consent, error) {
	return list(q, func(s scanner) (c bot.Consent, err error) {
		var at, until int64
		err = s.Scan(&c.ID, &c.Person, &c.By, &c.Role, &c.Text, &at, &until)
		c.At, c.Until = instant(at), instant(until)
		return c, err
	}, `SELECT id, person, by, role, text, at, until FROM consent WHERE workspace = ? AND person = ? ORDER BY id`, person)
}

// PutConsent implements bot.Tx.
func (q *queries) PutConsent(c bot.Consent) error {
	_, err := q.exec(`INSERT INTO consent (workspace, id, person, by, role, text, at, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (workspace, id) DO UPDATE SET by = excluded.by, role = excluded.role, text = excluded.text, at = excluded.at, until = excluded.until`,
		c.ID, c.Person, c.By, string(c.Role), c.Text, millis(c.At), millis(c.Until))
	return err
}

// Kept implements bot.Reader.
func (q *queries) Kept(person string) (k bot.Kept, err error) {
	spans, err := coach.Lineage(person, math.MaxInt64, q.takings)
	if err != nil {
		return k, err
	}
	for _, s := range spans {
		var attempts, words, thoughts, sessions, alerts int
		if err := q.row("kept", `SELECT (SELECT count(*) FROM log WHERE workspace = ?1 AND person = ?2 AND position <= ?3 AND kind = 'attempt' AND try = 1),
			(SELECT count(*) FROM (`+wordsOfPerson+` AND w.said <> '')), (SELECT count(*) FROM thought WHERE workspace = ?1 AND person = ?2 AND skipped = 0),
			(SELECT count(*) FROM session WHERE workspace = ?1 AND person = ?2), (SELECT count(*) FROM alert WHERE workspace = ?1 AND person = ?2 AND class <> '')`,
			[]any{s.Person, s.To}, &attempts, &words, &thoughts, &sessions, &alerts); err != nil {
			return k, err
		}
		k.Attempts, k.Words, k.Thoughts, k.Sessions, k.Alerts = k.Attempts+attempts, k.Words+words, k.Thoughts+thoughts, k.Sessions+sessions, k.Alerts+alerts
	}
	return k, nil
}

// Leaving implements bot.Reader.
func (q *queries) Leaving(person string) (bot.Leaving, error) {
	return one(q, "leaving", scanLeaving, `SELECT workspace, person, by, asked, due FROM leaving WHERE workspace = ? AND person = ?`, person)
}

func scanLeaving(s scanner) (l bot.Leaving, err error) {
	var asked, due int64
	err = s.Scan(&l.Workspace, &l.Person, &l.By, &asked, &due)
	l.Asked, l.Due = instant(asked), instant(due)
	return l, err
}

// PutLeaving implements bot.Tx.
func (q *queries) PutLeaving(l bot.Leaving) error {
	if l.Due.IsZero() {
		_, err := q.exec(`DELETE FROM leaving WHERE workspace = ? AND person = ?`, l.Person)
		return err
	}
	_, err := q.exec(`INSERT INTO leaving (workspace, person, by, asked, due) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (workspace, person) DO UPDATE SET by = excluded.by, asked = excluded.asked, due = excluded.due`,
		l.Person, l.By, millis(l.Asked), millis(l.Due))
	return err
}
